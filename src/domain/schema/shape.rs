//! What the values of events and blocks may be, for those who describe a record.

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What it says, in sentences.
    pub about: &'static str,
    /// What it may be.
    pub shape: Shape,
    /// Whether it is always there.
    pub is_required: bool,
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// One of these words.
    Words(Vec<&'static str>),
    /// Any number of these.
    List(Box<Self>),
    /// Yes or no.
    Flag,
    /// A whole number from 0.
    Number,
    /// A measured amount.
    Decimal,
    /// A day.
    Day,
    /// A time in UTC, to the second.
    Time,
    /// A digest.
    Digest,
    /// One thing with values of its own.
    Row(Vec<Field>),
}

impl Field {
    /// Makes a field that is always there.
    pub fn of(key: &'static str, about: &'static str, shape: Shape) -> Self {
        Self {
            key,
            about: about.trim_ascii(),
            shape,
            is_required: true,
        }
    }

    /// Says that it may be left out.
    #[must_use]
    pub(crate) fn or_left_out(self) -> Self {
        Self {
            is_required: false,
            ..self
        }
    }
}
