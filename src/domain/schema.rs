//! How events and the blocks of a plan are declared: each value once, with its type and its key. Reading, writing, the
//! canonical form and the list of known keys follow from the declaration.

pub mod shape;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use foldhash::HashSet;

use super::decimal::Decimal;
use super::digest::Digest;
use shape::{Field, Shape};

/// A value, as the canonical form, the record and JSON have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail<'e> {
    /// A text.
    Text(&'e str),
    /// Texts.
    List(Vec<&'e str>),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Day(NaiveDate),
    /// A digest.
    Digest(&'e Digest),
    /// A whole number.
    Number(u64),
    /// A measured amount.
    Decimal(Decimal),
    /// A time in UTC, to the second.
    Time(DateTime<Utc>),
    /// Times in UTC, to the second.
    Times(&'e [DateTime<Utc>]),
    /// One thing with values of its own, on one line.
    Row(Row<'e>),
    /// Several such things, a line each.
    Rows(Vec<Row<'e>>),
}

/// The values of one thing, in order.
pub type Row<'e> = Vec<(&'static str, Detail<'e>)>;

/// What takes values one by one.
pub type Take<'t, 'e> = &'t mut dyn FnMut(&'static str, Detail<'e>);

/// What values are read from: the port that the reader of a record implements. A value that was taken is gone, so that
/// what is left at the end is unknown.
pub trait Source: Sized {
    /// What is wrong with a value, and where it stands.
    type Error;

    /// Takes a text and turns it into something else; an error when that cannot be.
    fn text<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str, &mut Known) -> Option<T>,
    ) -> Result<Option<T>, Self::Error>;

    /// Takes texts; none when the key is left out.
    fn texts<T>(
        &mut self,
        key: &'static str,
        parse: impl FnMut(&str, &mut Known) -> Option<T>,
    ) -> Result<Vec<T>, Self::Error>;

    /// Takes a yes or no.
    fn flag(&mut self, key: &'static str) -> Result<Option<bool>, Self::Error>;

    /// Takes a whole number from 0.
    fn count(&mut self, key: &'static str) -> Result<Option<u64>, Self::Error>;

    /// Takes a measured amount.
    fn amount(&mut self, key: &'static str) -> Result<Option<Decimal>, Self::Error>;

    /// Takes a day.
    fn day(&mut self, key: &'static str) -> Result<Option<NaiveDate>, Self::Error>;

    /// Takes a time.
    fn time(&mut self, key: &'static str) -> Result<Option<DateTime<Utc>>, Self::Error>;

    /// Takes times.
    fn times(&mut self, key: &'static str) -> Result<Option<Vec<DateTime<Utc>>>, Self::Error>;

    /// Takes a thing with values of its own.
    fn row<T: Block>(&mut self, key: &'static str) -> Result<Option<T>, Self::Error>;

    /// Takes several such things; none when the key is left out.
    fn rows<T: Block>(&mut self, key: &'static str) -> Result<Vec<T>, Self::Error>;

    /// Returns the error that a value is not there.
    fn missing(&self, key: &'static str) -> Self::Error;
}

/// The names and persons that were read already; each is kept once, however often it stands there.
#[derive(Debug, Default)]
pub struct Known {
    names: HashSet<Arc<str>>,
    persons: HashSet<Arc<str>>,
}

impl Known {
    /// Returns the one copy of a name.
    pub fn name(&mut self, text: &str) -> Arc<str> {
        if let Some(name) = self.names.get(text) {
            return Arc::clone(name);
        }
        let name: Arc<str> = text.into();
        self.names.insert(Arc::clone(&name));
        name
    }

    /// Returns the one copy of a person, `None` for one that was not checked before.
    pub(super) fn person(&self, text: &str) -> Option<Arc<str>> {
        self.persons.get(text).cloned()
    }

    /// Keeps a person that was checked.
    pub(super) fn keep_person(&mut self, text: &Arc<str>) {
        self.persons.insert(Arc::clone(text));
    }
}

/// A value that is one text.
pub trait Text: Sized {
    /// Returns the text.
    fn text(&self) -> &str;

    /// Reads it.
    fn parse(text: &str, known: &mut Known) -> Option<Self>;

    /// Returns which texts it may be.
    fn shape() -> Shape {
        Shape::Text
    }
}

impl Text for String {
    fn text(&self) -> &str {
        self
    }

    fn parse(text: &str, _: &mut Known) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// The key of a value, or its keys; the type says how it is written.
pub trait Key: Copy {
    /// Returns all of them. The first is the one that is missed.
    fn names(&self) -> &[&'static str];
}

/// The key of a value that is left out when it is the default.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrDefault(pub &'static str);

/// The key and the word of a yes; a no is left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Yes(pub &'static str, pub &'static str);

/// The key of one thing with values of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InRow(pub &'static str);

/// The key of several such things; there also when there are none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InRows(pub &'static str);

/// The key of several things with values of their own; left out when there are none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SomeRows(pub &'static str);

impl Key for &'static str {
    fn names(&self) -> &[&'static str] {
        std::slice::from_ref(self)
    }
}

impl<const N: usize> Key for [&'static str; N] {
    fn names(&self) -> &[&'static str] {
        self
    }
}

macro_rules! keys {
    ($($key:ident)*) => {$(
        impl Key for $key {
            fn names(&self) -> &[&'static str] {
                std::slice::from_ref(&self.0)
            }
        }
    )*};
}

keys! { OrDefault Yes InRow InRows SomeRows }

/// A value that is written and read under a key of type `K`.
pub trait Value<K: Key>: Sized {
    /// Hands the value to `take`, unless it is one that is left out.
    fn put<'e>(&'e self, key: K, take: Take<'_, 'e>);

    /// Takes the value, if it is there.
    fn find<S: Source>(key: K, source: &mut S) -> Result<Option<Self>, S::Error>;

    /// Adds what may stand under the key to `fields`; `about` says what it is.
    fn describe(key: K, about: &'static str, fields: &mut Vec<Field>);

    /// Takes the value, which must be there.
    fn get<S: Source>(key: K, source: &mut S) -> Result<Self, S::Error> {
        let name = key.names().first().copied().unwrap_or_default();
        Self::find(key, source)?.ok_or_else(|| source.missing(name))
    }
}

impl<T: Value<K>, K: Key> Value<K> for Option<T> {
    fn put<'e>(&'e self, key: K, take: Take<'_, 'e>) {
        if let Some(value) = self {
            value.put(key, take);
        }
    }

    fn find<S: Source>(key: K, source: &mut S) -> Result<Option<Self>, S::Error> {
        T::find(key, source).map(Some)
    }

    fn describe(key: K, about: &'static str, fields: &mut Vec<Field>) {
        let own = fields.len();
        T::describe(key, about, fields);
        fields[own..]
            .iter_mut()
            .for_each(|field| field.is_required = false);
    }
}

impl<T: Text> Value<&'static str> for T {
    fn put<'e>(&'e self, key: &'static str, take: Take<'_, 'e>) {
        take(key, Detail::Text(self.text()));
    }

    fn find<S: Source>(key: &'static str, source: &mut S) -> Result<Option<Self>, S::Error> {
        source.text(key, T::parse)
    }

    fn describe(key: &'static str, about: &'static str, fields: &mut Vec<Field>) {
        fields.push(Field::of(key, about, T::shape()));
    }
}

impl<T: Text> Value<&'static str> for Vec<T> {
    fn put<'e>(&'e self, key: &'static str, take: Take<'_, 'e>) {
        if !self.is_empty() {
            take(key, Detail::List(self.iter().map(T::text).collect()));
        }
    }

    fn find<S: Source>(key: &'static str, source: &mut S) -> Result<Option<Self>, S::Error> {
        source.texts(key, T::parse).map(Some)
    }

    fn describe(key: &'static str, about: &'static str, fields: &mut Vec<Field>) {
        let list = Shape::List(Box::new(T::shape()));
        fields.push(Field::of(key, about, list).or_left_out());
    }
}

impl Value<&'static str> for Digest {
    fn put<'e>(&'e self, key: &'static str, take: Take<'_, 'e>) {
        take(key, Detail::Digest(self));
    }

    fn find<S: Source>(key: &'static str, source: &mut S) -> Result<Option<Self>, S::Error> {
        source.text(key, |text, _| text.parse().ok())
    }

    fn describe(key: &'static str, about: &'static str, fields: &mut Vec<Field>) {
        fields.push(Field::of(key, about, Shape::Digest));
    }
}

impl Value<&'static str> for Vec<DateTime<Utc>> {
    fn put<'e>(&'e self, key: &'static str, take: Take<'_, 'e>) {
        take(key, Detail::Times(self));
    }

    fn find<S: Source>(key: &'static str, source: &mut S) -> Result<Option<Self>, S::Error> {
        source.times(key)
    }

    fn describe(key: &'static str, about: &'static str, fields: &mut Vec<Field>) {
        fields.push(Field::of(key, about, Shape::List(Box::new(Shape::Time))));
    }
}

macro_rules! plain_values {
    ($($type:ty: $detail:ident by $take:ident;)*) => {$(
        impl Value<&'static str> for $type {
            fn put<'e>(&'e self, key: &'static str, take: Take<'_, 'e>) {
                take(key, Detail::$detail(*self));
            }

            fn find<S: Source>(key: &'static str, source: &mut S) -> Result<Option<Self>, S::Error> {
                source.$take(key)
            }

            fn describe(key: &'static str, about: &'static str, fields: &mut Vec<Field>) {
                fields.push(Field::of(key, about, Shape::$detail));
            }
        }
    )*};
}

plain_values! {
    bool: Flag by flag;
    u64: Number by count;
    Decimal: Decimal by amount;
    NaiveDate: Day by day;
    DateTime<Utc>: Time by time;
}

/// Both ends of a stretch of time; neither stands alone.
impl Value<[&'static str; 2]> for (DateTime<Utc>, DateTime<Utc>) {
    fn put<'e>(&'e self, [from, to]: [&'static str; 2], take: Take<'_, 'e>) {
        self.0.put(from, take);
        self.1.put(to, take);
    }

    fn find<S: Source>(
        [from, to]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        match (source.time(from)?, source.time(to)?) {
            (Some(from), Some(to)) => Ok(Some((from, to))),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(source.missing(from)),
            (Some(_), None) => Err(source.missing(to)),
        }
    }

    fn describe([from, to]: [&'static str; 2], _: &'static str, fields: &mut Vec<Field>) {
        fields.push(Field::of(from, "When it begins.", Shape::Time));
        fields.push(Field::of(to, "When it ends.", Shape::Time));
    }
}

/// A type whose default value need not be written.
pub(crate) trait Omitted: Default + PartialEq + Value<&'static str> {}

impl Omitted for bool {}

impl<T: Omitted> Value<OrDefault> for T {
    fn put<'e>(&'e self, key: OrDefault, take: Take<'_, 'e>) {
        if *self != Self::default() {
            <Self as Value<&'static str>>::put(self, key.0, take);
        }
    }

    fn find<S: Source>(key: OrDefault, source: &mut S) -> Result<Option<Self>, S::Error> {
        let value = <Self as Value<&'static str>>::find(key.0, source)?;
        Ok(Some(value.unwrap_or_default()))
    }

    fn describe(key: OrDefault, about: &'static str, fields: &mut Vec<Field>) {
        <Option<Self> as Value<&'static str>>::describe(key.0, about, fields);
    }
}

impl Value<Yes> for bool {
    fn put<'e>(&'e self, Yes(key, word): Yes, take: Take<'_, 'e>) {
        if *self {
            take(key, Detail::Text(word));
        }
    }

    fn find<S: Source>(Yes(key, word): Yes, source: &mut S) -> Result<Option<Self>, S::Error> {
        let yes = source.text(key, |text, _| (text == word).then_some(true))?;
        Ok(Some(yes.unwrap_or(false)))
    }

    fn describe(Yes(key, word): Yes, about: &'static str, fields: &mut Vec<Field>) {
        fields.push(Field::of(key, about, Shape::Words(vec![word])).or_left_out());
    }
}

/// A thing that has values: a block of the plan, or a row of an event. `block!` declares it.
pub trait Block: Sized {
    /// The heading that it stands under, such as `[[metric]]`; empty for a row.
    const HEADING: &'static str;

    /// Returns the name that only one of its kind may have.
    fn name(&self) -> Option<&str>;

    /// Hands every value to `take`, in order.
    fn write<'e>(&'e self, take: Take<'_, 'e>);

    /// Takes every value.
    fn read<S: Source>(source: &mut S) -> Result<Self, S::Error>;

    /// Returns what its values may be, in order.
    fn fields() -> Vec<Field>;

    /// Adds the keys of all values to `known`.
    fn keys(known: &mut Vec<&'static str>) {
        known.extend(Self::fields().iter().map(|field| field.key));
    }

    /// Returns the values.
    fn row(&self) -> Row<'_> {
        let mut row = Vec::new();
        self.write(&mut |key, detail| row.push((key, detail)));
        row
    }
}

impl<T: Block> Value<InRow> for T {
    fn put<'e>(&'e self, key: InRow, take: Take<'_, 'e>) {
        take(key.0, Detail::Row(self.row()));
    }

    fn find<S: Source>(key: InRow, source: &mut S) -> Result<Option<Self>, S::Error> {
        source.row(key.0)
    }

    fn describe(key: InRow, about: &'static str, fields: &mut Vec<Field>) {
        fields.push(Field::of(key.0, about, Shape::Row(T::fields())));
    }
}

impl<T: Block> Value<InRows> for Vec<T> {
    fn put<'e>(&'e self, key: InRows, take: Take<'_, 'e>) {
        take(key.0, Detail::Rows(self.iter().map(T::row).collect()));
    }

    fn find<S: Source>(key: InRows, source: &mut S) -> Result<Option<Self>, S::Error> {
        source.rows(key.0).map(Some)
    }

    fn describe(key: InRows, about: &'static str, fields: &mut Vec<Field>) {
        let rows = Shape::List(Box::new(Shape::Row(T::fields())));
        fields.push(Field::of(key.0, about, rows).or_left_out());
    }
}

impl<T: Block> Value<SomeRows> for Vec<T> {
    fn put<'e>(&'e self, key: SomeRows, take: Take<'_, 'e>) {
        if !self.is_empty() {
            self.put(InRows(key.0), take);
        }
    }

    fn find<S: Source>(key: SomeRows, source: &mut S) -> Result<Option<Self>, S::Error> {
        Self::find(InRows(key.0), source)
    }

    fn describe(key: SomeRows, about: &'static str, fields: &mut Vec<Field>) {
        Self::describe(InRows(key.0), about, fields);
    }
}

/// Declares a [`Block`]: a struct whose fields say under which key they stand, in the order of the record. A field
/// without a key is filled by whoever reads the block.
macro_rules! block {
    (@get $source:ident $key:expr) => { $crate::domain::schema::Value::get($key, $source)? };
    (@get $source:ident) => { Default::default() };
    (@describe $fields:ident [$($doc:literal)*] $type:ty as $key:expr) => {
        <$type as $crate::domain::schema::Value<_>>::describe($key, concat!($($doc),*), &mut $fields)
    };
    (@describe $fields:ident [$($doc:literal)*] $type:ty) => {};
    ($($(#[$attr:meta])* pub struct $block:ident $(in $heading:literal $(by $name:ident)?)? {
        $($(#[doc = $doc:literal])* pub $field:ident: $type:ty $(as $key:expr)?,)*
    })*) => {$(
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $block {
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl $crate::domain::schema::Block for $block {
            const HEADING: &'static str = concat!($($heading)?);

            fn name(&self) -> Option<&str> {
                None$($(.or(Some(self.$name.as_str())))?)?
            }

            fn write<'e>(&'e self, take: $crate::domain::schema::Take<'_, 'e>) {
                $($($crate::domain::schema::Value::put(&self.$field, $key, take);)?)*
            }

            fn read<S: $crate::domain::schema::Source>(source: &mut S) -> Result<Self, S::Error> {
                Ok(Self {
                    $($field: $crate::domain::schema::block!(@get source $($key)?),)*
                })
            }

            fn fields() -> Vec<$crate::domain::schema::shape::Field> {
                let mut fields = Vec::new();
                $($crate::domain::schema::block!(@describe fields [$($doc)*] $type $(as $key)?);)*
                fields
            }
        }
    )*};
}

/// Declares an enum whose values have one word each, in the record and on the command line.
macro_rules! words {
    ($($(#[$attr:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal,)*
    })*) => {$(
        $(#[$attr])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$variant),*];

            /// Returns the value of this word.
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|known| known.word() == word)
            }

            /// Returns the word.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl $crate::domain::schema::Text for $name {
            fn text(&self) -> &str {
                self.word()
            }

            fn parse(text: &str, _: &mut $crate::domain::schema::Known) -> Option<Self> {
                Self::from_word(text)
            }

            fn shape() -> $crate::domain::schema::shape::Shape {
                $crate::domain::schema::shape::Shape::Words(vec![$($word),*])
            }
        }
    )*};
}

pub(in crate::domain) use {block, words};
