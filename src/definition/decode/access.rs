//! What serde asks a list, a map or a word for, one entry at a time.

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{Reader, Unfit};
use crate::definition::fault::Fault;
use crate::definition::tree::{Node, Place};

/// The entries of a list.
pub(super) struct Entries<'n> {
    pub(super) nodes: std::slice::Iter<'n, Node>,
    pub(super) reader: Reader<'n>,
}

impl<'n> SeqAccess<'n> for Entries<'n> {
    type Error = Unfit;

    fn next_element_seed<T: DeserializeSeed<'n>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unfit> {
        self.nodes
            .next()
            .map(|node| {
                seed.deserialize(Reader {
                    node,
                    is_entry: true,
                    ..self.reader
                })
            })
            .transpose()
    }
}

/// The place of a node, then the node.
pub(super) struct Placed<'n> {
    pub(super) reader: Reader<'n>,
    pub(super) given: u8,
}

impl<'n> SeqAccess<'n> for Placed<'n> {
    type Error = Unfit;

    fn next_element_seed<T: DeserializeSeed<'n>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unfit> {
        self.given += 1;
        let Place {
            line,
            column,
            start,
            end,
        } = self.reader.node.place;
        match self.given {
            1 => seed
                .deserialize(SeqDeserializer::new([line, column, start, end].into_iter()))
                .map(Some),
            2 => seed.deserialize(self.reader).map(Some),
            _ => Ok(None),
        }
    }
}

/// The entries of a map; of a struct only those it knows.
pub(super) struct Fields<'n> {
    pub(super) entries: std::slice::Iter<'n, (Node, Node)>,
    pub(super) known: Option<&'static [&'static str]>,
    pub(super) value: Option<&'n (Node, Node)>,
    pub(super) reader: Reader<'n>,
}

impl<'n> MapAccess<'n> for Fields<'n> {
    type Error = Unfit;

    fn next_key_seed<K: DeserializeSeed<'n>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unfit> {
        for entry in self.entries.by_ref() {
            let key = &entry.0;
            self.value = Some(entry);
            match self.known {
                Some(known) if known.contains(&key.text()) => {
                    return seed.deserialize(StrDeserializer::new(key.text())).map(Some);
                }
                Some(known) => self.reader.note(
                    key.place,
                    Fault::UnknownKey {
                        key: key.text().to_owned(),
                        known,
                    },
                ),
                None => {
                    return seed
                        .deserialize(Reader {
                            node: key,
                            ..self.reader
                        })
                        .map(Some);
                }
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<T::Value, Unfit> {
        let (key, node) = self.value.take().ok_or(Unfit)?;
        seed.deserialize(Reader {
            node,
            key: key.text(),
            is_entry: false,
            found: self.reader.found,
        })
    }
}

/// A condition written as a fact or a list of facts.
pub(super) struct Shorthand<'n> {
    pub(super) reader: Reader<'n>,
    pub(super) is_taken: bool,
}

impl<'n> MapAccess<'n> for Shorthand<'n> {
    type Error = Unfit;

    fn next_key_seed<K: DeserializeSeed<'n>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unfit> {
        if std::mem::replace(&mut self.is_taken, true) {
            return Ok(None);
        }
        seed.deserialize(StrDeserializer::new("fact")).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<T::Value, Unfit> {
        seed.deserialize(self.reader)
    }
}

/// A word out of a fixed set.
pub(super) struct Word(pub(super) &'static str);

impl<'n> EnumAccess<'n> for Word {
    type Error = Unfit;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'n>>(self, seed: T) -> Result<(T::Value, Self), Unfit> {
        Ok((seed.deserialize(StrDeserializer::new(self.0))?, self))
    }
}

impl<'n> VariantAccess<'n> for Word {
    type Error = Unfit;

    fn unit_variant(self) -> Result<(), Unfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'n>>(self, _: T) -> Result<T::Value, Unfit> {
        Err(Unfit)
    }

    fn tuple_variant<V: Visitor<'n>>(self, _: usize, _: V) -> Result<V::Value, Unfit> {
        Err(Unfit)
    }

    fn struct_variant<V: Visitor<'n>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Unfit> {
        Err(Unfit)
    }
}
