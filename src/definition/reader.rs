//! Nodes to typed values with their places, as [`raw`](super::raw) declares them.
//!
//! What does not fit is noted with its place, and an empty value stands in for it, so that an author sees every slip of
//! a file at once. Whoever calls must look at the findings before using a value.

use std::cell::RefCell;

use super::fault::{Fault, Shape};
use super::findings::Findings;
use super::form::Form;
use super::scalar::looks_like;
use super::tree::{Kind, Node, Place};

/// A type that is read from a node.
pub(super) trait Readable {
    /// Returns the value of a node, or an empty one after noting why the node does not fit.
    fn read(reader: Reader<'_>) -> Self;

    /// Returns what a node may be.
    fn form() -> Form;
}

/// Declares structs that are read from maps: each value with its type and its key, and what it is for. A value whose key is
/// missing is the default. A `required` key has to be there, and exactly one of those that are `either`. With `or`, what is no
/// map is the value that is named.
macro_rules! keys {
    ($($(#[doc = $about:literal])* struct $name:ident $(or $alone:ident)? {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty as $key:literal $($required:ident)?,)*
    })*) => {$(
        $(#[doc = $about])*
        #[derive(Debug, Default)]
        pub(super) struct $name {
            $($(#[doc = $doc])* pub(super) $field: $type,)*
        }

        impl Readable for $name {
            fn read(reader: Reader<'_>) -> Self {
                let mut read = Self::default();
                $(if !reader.is_map() {
                    read.$alone = Readable::read(reader);
                    return read;
                })?
                reader.keys(&[$($key),*], |key, value| {
                    match key {
                        $($key => read.$field = Readable::read(value),)*
                        _ => return false,
                    }
                    true
                });
                read
            }

            fn form() -> Form {
                Form::Keys(Keys {
                    name: stringify!($name),
                    about: concat!($($about),*),
                    keys: vec![$(Key {
                        field: stringify!($field),
                        name: $key,
                        about: concat!($($doc),*),
                        is_required: stringify!($($required)?) == "required",
                        is_either: stringify!($($required)?) == "either",
                        form: <$type as Readable>::form(),
                    },)*],
                    alone: None$(.or(Some(stringify!($alone))))?,
                })
            }
        }
    )*};
}

pub(super) use keys;

/// A node with the key that it stands under.
#[derive(Clone, Copy)]
pub(super) struct Reader<'n> {
    node: &'n Node,
    key: &'n str,
    /// Whether the node is an entry of the list that the key holds.
    is_entry: bool,
    found: &'n RefCell<Findings>,
}

impl<'n> Reader<'n> {
    /// Begins at the root of a file; what does not fit goes into `found`.
    pub(super) fn new(node: &'n Node, found: &'n RefCell<Findings>) -> Self {
        Self {
            node,
            key: "",
            is_entry: false,
            found,
        }
    }

    /// Tells whether the node is a map.
    pub(super) fn is_map(self) -> bool {
        matches!(self.node.kind, Kind::Map(_))
    }

    /// Hands each key of a map to `take`, with its value; notes those that it does not know. No value is an empty map.
    pub(super) fn keys(
        self,
        known: &'static [&'static str],
        mut take: impl FnMut(&str, Self) -> bool,
    ) {
        if self.node.is_null() {
            return;
        }
        for entry in self.entries() {
            let (key, value) = (&entry.0, self.value(entry));
            if !take(value.key, value) {
                let unknown = Self { node: key, ..value };
                unknown.note(Fault::UnknownKey {
                    key: value.key.to_owned(),
                    known,
                });
            }
        }
    }

    /// Returns what one of these words stands for, or `otherwise` after noting that it is none of them.
    pub(super) fn word<T, const N: usize>(self, words: [(&'static str, T); N], otherwise: T) -> T {
        let Some((text, _)) = self.scalar(Shape::Text) else {
            return otherwise;
        };
        let known = words.iter().map(|(word, _)| *word).collect();
        let meant = words.into_iter().find(|(word, _)| *word == text);
        meant.map_or_else(
            || {
                self.note(Fault::UnknownWord {
                    key: self.key.to_owned(),
                    word: text.to_owned(),
                    known,
                });
                otherwise
            },
            |(_, value)| value,
        )
    }

    /// Returns a scalar and whether it stands there without quotes, or `None` after noting that there is none.
    fn scalar(self, wanted: Shape) -> Option<(&'n str, bool)> {
        match &self.node.kind {
            Kind::Scalar { text, plain } if !self.node.is_null() => Some((text, *plain)),
            _ => {
                self.misfit(wanted);
                None
            }
        }
    }

    fn entries(self) -> &'n [(Node, Node)] {
        let Kind::Map(entries) = &self.node.kind else {
            self.misfit(Shape::Map);
            return &[];
        };
        entries
    }

    fn value(self, (key, node): &'n (Node, Node)) -> Self {
        Self {
            node,
            key: key.text(),
            is_entry: false,
            ..self
        }
    }

    fn note(self, fault: Fault) {
        self.found.borrow_mut().push(Some(self.node.place), fault);
    }

    fn misfit(self, wanted: Shape) {
        let (key, is_entry) = (self.key.to_owned(), self.is_entry);
        let present = match &self.node.kind {
            _ if self.node.is_null() => return self.note(Fault::NoValue { key, is_entry }),
            Kind::Scalar { .. } => Shape::Text,
            Kind::List(_) => Shape::List,
            Kind::Map(_) => Shape::Map,
        };
        self.note(Fault::WrongShape {
            key,
            is_entry,
            wanted,
            present,
        });
    }
}

/// A value with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Placed<T> {
    pub(super) place: Place,
    pub(super) value: T,
}

/// A text with its place.
pub(super) type Text = Placed<String>;

/// One value or a list of them.
#[derive(Debug, Default)]
pub(super) struct Several(pub(super) Vec<Text>);

/// A map whose keys are names, in the order of the file.
#[derive(Debug)]
pub(super) struct Named<T>(pub(super) Vec<(Text, T)>);

/// A number or a text, as it stands there.
#[derive(Debug, Default)]
pub(super) struct Plain(pub(super) String);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Readable> Readable for Option<T> {
    /// A key without a value is there: what is inside notes that.
    fn read(reader: Reader<'_>) -> Self {
        Some(T::read(reader))
    }

    fn form() -> Form {
        T::form()
    }
}

impl<T: Readable> Readable for Placed<T> {
    fn read(reader: Reader<'_>) -> Self {
        Self {
            place: reader.node.place,
            value: T::read(reader),
        }
    }

    fn form() -> Form {
        T::form()
    }
}

impl<T: Readable> Readable for Vec<T> {
    fn read(reader: Reader<'_>) -> Self {
        let Kind::List(nodes) = &reader.node.kind else {
            reader.misfit(Shape::List);
            return Self::new();
        };
        let entry = |node| Reader {
            node,
            is_entry: true,
            ..reader
        };
        nodes.iter().map(|node| T::read(entry(node))).collect()
    }

    fn form() -> Form {
        Form::List(Box::new(T::form()))
    }
}

impl<T: Readable> Readable for Named<T> {
    fn read(reader: Reader<'_>) -> Self {
        let named = |entry: &(Node, Node)| {
            let name = Reader {
                node: &entry.0,
                ..reader
            };
            (Text::read(name), T::read(reader.value(entry)))
        };
        Self(reader.entries().iter().map(named).collect())
    }

    fn form() -> Form {
        Form::Named(Box::new(T::form()))
    }
}

impl Readable for Several {
    fn read(reader: Reader<'_>) -> Self {
        match &reader.node.kind {
            Kind::Scalar { .. } if !reader.node.is_null() => Self(vec![Text::read(reader)]),
            _ => Self(Readable::read(reader)),
        }
    }

    fn form() -> Form {
        Form::Several
    }
}

impl Readable for Plain {
    fn read(reader: Reader<'_>) -> Self {
        let text = reader.scalar(Shape::Text);
        Self(text.map_or_else(String::new, |(text, _)| text.to_owned()))
    }

    fn form() -> Form {
        Form::Plain
    }
}

impl Readable for String {
    /// Notes what YAML would take for something else.
    fn read(reader: Reader<'_>) -> Self {
        let Some((text, plain)) = reader.scalar(Shape::Text) else {
            return Self::new();
        };
        if let Some(looks) = plain.then(|| looks_like(text)).flatten() {
            let text = text.to_owned();
            reader.note(Fault::Unquoted { text, looks });
        }
        text.to_owned()
    }

    fn form() -> Form {
        Form::Text
    }
}

impl Readable for bool {
    fn read(reader: Reader<'_>) -> Self {
        match reader.scalar(Shape::Bool) {
            Some((text @ ("true" | "false"), true)) => text == "true",
            Some((text, _)) => {
                let (key, text) = (reader.key.to_owned(), text.to_owned());
                reader.note(Fault::NotTrueOrFalse { key, text });
                false
            }
            None => false,
        }
    }

    fn form() -> Form {
        Form::Flag
    }
}
