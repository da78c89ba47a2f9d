//! A tree of nodes to the types of [`raw`](super::raw), through serde.
//!
//! Unlike a usual deserializer this one does not stop at the first problem: it notes it with its place, puts an empty
//! value there, and goes on, so that an author sees every slip of a file at once. Whoever calls must look at the
//! findings before using the value. It never fails on what a file holds.

mod access;

use std::cell::RefCell;
use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use access::{Entries, Fields, Placed, Shorthand, Word};

use super::fault::{Fault, Shape};
use super::page::Findings;
use super::tree::{Kind, Node, Place};

/// The name of the tuple that asks for a value together with its place.
pub(super) const PLACED: &str = "gonogo::Placed";
/// The name of the wrapper that takes one value as a list of one.
pub(super) const SEVERAL: &str = "gonogo::Several";
/// The name of the map that may be written as the value of its key `fact` alone.
pub(super) const CONDITION: &str = "gonogo::Condition";

/// Reads a value out of a tree; what does not fit goes into `found`.
pub(super) fn decode<'n, T: Deserialize<'n>>(
    node: &'n Node,
    found: &'n RefCell<Findings>,
) -> Option<T> {
    T::deserialize(Reader {
        node,
        key: "",
        is_entry: false,
        found,
    })
    .ok()
}

/// A type asked for something that files cannot hold; it is a mistake in [`raw`](super::raw), not in a file.
#[derive(Debug)]
pub(super) struct Unfit;

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type of the definitions does not fit YAML")
    }
}

impl std::error::Error for Unfit {}

impl serde::de::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

#[derive(Clone, Copy)]
struct Reader<'n> {
    node: &'n Node,
    key: &'n str,
    /// Whether the node is an entry of the list that the key holds.
    is_entry: bool,
    found: &'n RefCell<Findings>,
}

impl<'n> Reader<'n> {
    fn note(&self, place: Place, fault: Fault) {
        self.found.borrow_mut().push(Some(place), fault);
    }

    fn misfit(&self, wanted: Shape) {
        let key = self.key.to_owned();
        let present = match &self.node.kind {
            _ if self.node.is_null() => {
                return self.note(
                    self.node.place,
                    Fault::NoValue {
                        key,
                        is_entry: self.is_entry,
                    },
                );
            }
            Kind::Scalar { .. } => Shape::Text,
            Kind::List(_) => Shape::List,
            Kind::Map(_) => Shape::Map,
        };
        self.note(
            self.node.place,
            Fault::WrongShape {
                key,
                is_entry: self.is_entry,
                wanted,
                present,
            },
        );
    }

    /// Returns the text, after noting what YAML would take for something else.
    fn text(&self) -> &'n str {
        let Kind::Scalar { text, plain } = &self.node.kind else {
            self.misfit(Shape::Text);
            return "";
        };
        if self.node.is_null() {
            self.misfit(Shape::Text);
            return "";
        }
        if let Some(looks) = plain.then(|| super::scalar::looks_like(text)).flatten() {
            self.note(
                self.node.place,
                Fault::Unquoted {
                    text: text.clone(),
                    looks,
                },
            );
        }
        text
    }

    fn entries(&self) -> &'n [(Node, Node)] {
        match &self.node.kind {
            Kind::Map(entries) => entries,
            _ if self.node.is_null() => &[],
            _ => {
                self.misfit(Shape::Map);
                &[]
            }
        }
    }
}

impl<'n> Deserializer<'n> for Reader<'n> {
    type Error = Unfit;

    /// Takes a scalar as it stands there, for values that are numbers or text.
    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match &self.node.kind {
            Kind::Scalar { text, .. } if !self.node.is_null() => visitor.visit_borrowed_str(text),
            _ => {
                self.misfit(Shape::Text);
                visitor.visit_borrowed_str("")
            }
        }
    }

    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Unfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match &self.node.kind {
            Kind::Scalar { text, plain: true } if text == "true" => visitor.visit_bool(true),
            Kind::Scalar { text, plain: true } if text == "false" => visitor.visit_bool(false),
            Kind::Scalar { text, .. } if !self.node.is_null() => {
                self.note(
                    self.node.place,
                    Fault::NotTrueOrFalse {
                        key: self.key.to_owned(),
                        text: text.clone(),
                    },
                );
                visitor.visit_bool(false)
            }
            _ => {
                self.misfit(Shape::Bool);
                visitor.visit_bool(false)
            }
        }
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Unfit> {
        // A key without a value is there: what is inside notes that.
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Unfit> {
        let nodes: &[Node] = match &self.node.kind {
            Kind::List(nodes) => nodes,
            _ => {
                self.misfit(Shape::List);
                &[]
            }
        };
        visitor.visit_seq(Entries {
            nodes: nodes.iter(),
            reader: self,
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        match &self.node.kind {
            Kind::Scalar { .. } if name == SEVERAL && !self.node.is_null() => {
                visitor.visit_seq(Entries {
                    nodes: std::slice::from_ref(self.node).iter(),
                    reader: self,
                })
            }
            _ if name == SEVERAL => self.deserialize_seq(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        if name == PLACED {
            visitor.visit_seq(Placed {
                reader: self,
                given: 0,
            })
        } else {
            Err(Unfit)
        }
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Unfit> {
        if self.node.is_null() {
            self.misfit(Shape::Map);
        }
        visitor.visit_map(Fields {
            entries: self.entries().iter(),
            known: None,
            value: None,
            reader: self,
        })
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        if name == CONDITION && !matches!(self.node.kind, Kind::Map(_)) {
            return visitor.visit_map(Shorthand {
                reader: self,
                is_taken: false,
            });
        }
        visitor.visit_map(Fields {
            entries: self.entries().iter(),
            known: Some(known),
            value: None,
            reader: self,
        })
    }

    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        let found = match &self.node.kind {
            Kind::Scalar { text, .. } if !self.node.is_null() => {
                let word = words.iter().copied().find(|word| word == text);
                if word.is_none() {
                    let fault = Fault::UnknownWord {
                        key: self.key.to_owned(),
                        word: text.clone(),
                        known: words,
                    };
                    self.note(self.node.place, fault);
                }
                word
            }
            _ => {
                self.misfit(Shape::Text);
                None
            }
        };
        visitor.visit_enum(Word(found.or(words.first().copied()).ok_or(Unfit)?))
    }

    fn deserialize_identifier<V: Visitor<'n>>(self, _: V) -> Result<V::Value, Unfit> {
        Err(Unfit)
    }

    forward_to_deserialize_any! {
        <W: Visitor<'n>>
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple ignored_any
    }
}
