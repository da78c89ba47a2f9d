//! What is wrong with a text that is not a record, and where.

use std::path::Path;

use thiserror::Error;

use super::FORMAT;
use super::fields::Span;
use crate::domain::text::visible;

/// A text that is not a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong.
    pub fault: Box<Fault>,
    /// Where, as a range of bytes.
    pub(super) span: Span,
}

/// What is wrong with a text that is not a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The text is not TOML.
    #[error("{}", visible(.0))]
    Syntax(String),
    /// Something that came with TOML 1.1, which many readers refuse.
    #[error("{0} not TOML 1.0")]
    NotEverywhere(NotEverywhere),
    /// Git left a conflict behind.
    #[error("a git merge left this conflict unresolved")]
    Conflict,
    /// A key that no record has.
    #[error("unknown key `{}`", visible(key))]
    UnknownKey {
        /// The key.
        key: String,
        /// A known key that may have been meant.
        near: Option<String>,
    },
    /// A key that every record has.
    #[error("`{key}` is missing")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A value of another type.
    #[error("`{key}` must be {expected}")]
    WrongType {
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A value that makes no sense for its key.
    #[error("`{key}` cannot be `{}`", visible(value))]
    BadValue {
        /// The key.
        key: &'static str,
        /// The value.
        value: String,
    },
    /// Two things of one name.
    #[error("{what} `{}` is here twice", visible(name))]
    Twice {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A kind of event that this version does not know, or that does not belong here.
    #[error("an event of kind `{}` cannot be here", visible(.0))]
    UnknownKind(String),
    /// A newer layout.
    #[error("the record has format {0}, and this gonogo reads format {FORMAT}")]
    NewerFormat(i64),
}

/// What came with TOML 1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotEverywhere {
    /// An escape in a text.
    #[error("the escape `\\{0}` is")]
    Escape(char),
    /// A line feed or a comment directly inside of the braces of an inline table.
    #[error("an inline table over several lines is")]
    SeveralLines,
    /// A comma before the closing brace of an inline table.
    #[error("a comma at the end of an inline table is")]
    LastComma,
}

impl Fault {
    pub(super) fn at(self, span: Span) -> Malformed {
        Malformed {
            fault: Box::new(self),
            span,
        }
    }

    /// Returns what the person can do about it in the file `record`.
    pub(crate) fn way_out(&self, record: &Path) -> Option<String> {
        Some(match self {
            // Git leaves lines that both sides share out of the markers unless it is asked for whole blocks.
            Self::Conflict => format!(
                "`git checkout --conflict=diff3 -- {}` shows the events of both sides whole: keep both, remove the marker \
                 lines, then run `gonogo verify`",
                record.display()
            ),
            Self::UnknownKey {
                near: Some(near), ..
            } => {
                format!("did you mean `{near}`? records are changed with gonogo, not by hand")
            }
            Self::NotEverywhere(NotEverywhere::Escape(_)) => {
                "write `\\u` with four digits, such as `\\u001b`".to_owned()
            }
            Self::NotEverywhere(NotEverywhere::SeveralLines) => {
                "put the inline table on one line".to_owned()
            }
            Self::NotEverywhere(NotEverywhere::LastComma) => "leave the comma out".to_owned(),
            Self::NewerFormat(_) | Self::UnknownKind(_) => {
                "upgrade gonogo; nothing in the record was dropped".to_owned()
            }
            Self::Twice { .. } => {
                "a merge may have doubled a block: remove the copy, then run `gonogo verify`"
                    .to_owned()
            }
            _ => return None,
        })
    }
}

impl Malformed {
    /// Returns the line and the column, in characters, both from 1.
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before = text
            .get(..self.span.start.min(text.len()))
            .unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}
