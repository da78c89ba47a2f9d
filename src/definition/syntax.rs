//! What is wrong with a file as YAML, in words of our own: the parser's errors, and the parts of YAML that definitions
//! do without.

use thiserror::Error;

use super::quoting::shown;
use super::tree::Place;

/// Why a file is not the plain YAML that definitions are written in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Syntax {
    #[error("a tab in the indentation")]
    Tab,
    #[error("a quoted text that does not end")]
    OpenQuote,
    #[error("text after a closing quote")]
    AfterQuote,
    #[error("`{open}` is never closed")]
    OpenBracket { open: char },
    #[error("`{open}` is closed with `{close}`")]
    OtherBracket { open: char, close: char },
    #[error("a closing bracket that closes nothing")]
    StrayBracket,
    #[error("a `,` or a closing bracket is missing before this")]
    MissingComma,
    #[error("the indentation does not match")]
    Indentation,
    #[error("a `:` where no key is possible")]
    StrayColon,
    #[error("a key and a `:` are missing here")]
    MissingColon,
    #[error("an unknown escape in a text in double quotes")]
    Escape,
    #[error("unquoted text cannot start with `{}`", shown(&start.to_string()))]
    Reserved { start: char },
    #[error("more than 32 nested levels of lists and maps")]
    TooDeep,
    #[error("too much for one file: at most 150000 texts, or some 12000 items")]
    TooMuch,
    #[error("anchors and aliases are not supported here")]
    Anchor,
    #[error("the tag `{}` is not supported here", shown(tag))]
    Tag { tag: String },
    #[error("the merge key `<<` is not supported here")]
    MergeKey,
    #[error("a second document in one file")]
    SecondDocument,
    #[error("directives are not supported here")]
    Directive,
    #[error("a key that is not text")]
    KeyNotText,
    #[error("this is not YAML")]
    Other,
}

impl Syntax {
    /// Returns what the author can do about it.
    pub(super) fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Tab => "indent with spaces",
            Self::OpenQuote => "close it, or double a quote that is part of the text: 'it''s'",
            Self::AfterQuote => {
                "quote the whole text, and double the quotes that are part of it: 'it''s'"
            }
            Self::OpenBracket { .. }
            | Self::OtherBracket { .. }
            | Self::StrayBracket
            | Self::MissingComma => {
                "check the brackets and commas up to here; quote text that contains them"
            }
            Self::Indentation => "entries of one list or map start in the same column",
            Self::StrayColon => "put text that contains `: ` in quotes",
            Self::MissingColon => "write `key: value`, and indent the lines that continue a text",
            Self::Escape => "write `\\\\` for a backslash, or use single quotes",
            Self::Reserved { .. } => "put it in quotes",
            Self::Anchor | Self::MergeKey => "write the value out where it is needed",
            Self::Tag { .. } | Self::Directive => "leave it out",
            Self::SecondDocument => {
                "one file holds one playbook or checklist: leave out the `---`, or split the file"
            }
            Self::TooMuch => "split it into several checklists",
            Self::TooDeep | Self::KeyNotText | Self::Other => return None,
        })
    }

    /// Returns the place that an author would look at, where the parser names one further on.
    ///
    /// `last` is the place of the last scalar that was read whole.
    pub(super) fn better_place(&self, text: &str, last: Place, place: Place) -> Place {
        match self {
            Self::Tab => tab_near(text, place).unwrap_or(place),
            Self::OpenQuote => quote_after(text, last).unwrap_or(place),
            _ => place,
        }
    }
}

/// Finds the first quote that can open a text behind a place.
fn quote_after(text: &str, last: Place) -> Option<Place> {
    let (mut line, mut column) = (last.line, last.column);
    let mut before = ' ';
    for (offset, c) in text.get(last.start..)?.char_indices() {
        let at = last.start + offset;
        if at >= last.end
            && matches!(c, '"' | '\'')
            && (before.is_whitespace() || "[{,:".contains(before))
        {
            return Some(Place {
                end: at + 1,
                ..Place::at(line, column, at)
            });
        }
        (line, column) = if c == '\n' {
            (line + 1, 1)
        } else {
            (line, column + 1)
        };
        before = c;
    }
    None
}

/// Finds the first tab in the indentation of the named line or the next.
fn tab_near(text: &str, place: Place) -> Option<Place> {
    let mut start = text.get(..place.start)?.rfind('\n').map_or(0, |at| at + 1);
    for line in place.line..place.line + 2 {
        let rest = text.get(start..)?;
        let indent = rest.len() - rest.trim_start_matches([' ', '\t', '-']).len();
        if let Some(tab) = rest.get(..indent).and_then(|indent| indent.find('\t')) {
            return Some(Place {
                end: start + tab + 1,
                ..Place::at(line, tab + 1, start + tab)
            });
        }
        start += rest.find('\n')? + 1;
    }
    None
}
