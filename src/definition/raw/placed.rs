//! Values with places, and the ways to write one value or many.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::definition::decode::{PLACED, SEVERAL};
use crate::definition::tree::Place;

/// A value with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::definition) struct Placed<T> {
    pub(in crate::definition) place: Place,
    pub(in crate::definition) value: T,
}

/// A text with its place.
pub(in crate::definition) type Text = Placed<String>;

/// One value or a list of them.
#[derive(Debug, Default)]
pub(in crate::definition) struct Several(pub(in crate::definition) Vec<Text>);

/// A map whose keys are names, in the order of the file.
#[derive(Debug)]
pub(in crate::definition) struct Named<T>(pub(in crate::definition) Vec<(Text, T)>);

/// A number or a text, as it stands there.
#[derive(Debug, Default)]
pub(in crate::definition) struct Plain(pub(in crate::definition) String);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple_struct(PLACED, 2, Collector::<Self>(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SEVERAL, Collector::<Self>(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Collector::<Self>(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Collector::<Self>(PhantomData))
    }
}

/// Takes what the deserializer gives for `T`.
struct Collector<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Collector<Placed<T>> {
    type Value = Placed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Placed<T>, A::Error> {
        let place = parts
            .next_element()?
            .ok_or_else(|| A::Error::missing_field("place"))?;
        let value = parts
            .next_element()?
            .ok_or_else(|| A::Error::missing_field("value"))?;
        Ok(Placed { place, value })
    }
}

impl<'de> Visitor<'de> for Collector<Several> {
    type Value = Several;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Several, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = parts.next_element()? {
            values.push(value);
        }
        Ok(Several(values))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Collector<Named<T>> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Named<T>, A::Error> {
        let mut named = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            named.push(entry);
        }
        Ok(Named(named))
    }
}

impl Visitor<'_> for Collector<Plain> {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain(text.to_owned()))
    }
}
