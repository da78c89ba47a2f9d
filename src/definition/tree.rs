//! A file as a tree in which every node knows its place.

/// Where something stands in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The line, from 1.
    pub(super) line: usize,
    /// The column in characters, from 1.
    pub(super) column: usize,
    /// The first byte.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
}

impl Place {
    /// Returns the place of a single character.
    pub(super) fn at(line: usize, column: usize, start: usize) -> Self {
        Self {
            line,
            column,
            start,
            end: start,
        }
    }
}

/// A value with its place.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) kind: Kind,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text as it is meant, and whether it stands there without quotes.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    /// A map in the order of the file, without duplicate keys; every key is a scalar.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// Returns the text of a scalar, and of anything else none.
    pub(super) fn text(&self) -> &str {
        match &self.kind {
            Kind::Scalar { text, .. } => text,
            Kind::List(_) | Kind::Map(_) => "",
        }
    }

    /// Tells whether there is no value: nothing, `~` or `null`.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}
