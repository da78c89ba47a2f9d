//! How text may look on the stream it goes to: colours, characters and width. Decided by `ui`, used by all that draw.

use std::borrow::Cow;

/// What one output stream can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether ANSI colours may be used; only the sixteen basic ones ever are.
    pub color: bool,
    /// Whether characters beyond ASCII may be used for marks and lines.
    pub unicode: bool,
    /// The width in columns, or `None` when the stream is not a terminal and nothing is wrapped.
    pub width: Option<usize>,
}

impl Look {
    /// Plain ASCII without a width, as for a file or a pipe.
    pub const PLAIN: Self = Self { color: false, unicode: false, width: None };

    /// Marks something that went well.
    pub fn good<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("32", text)
    }

    /// Marks something that waits for somebody.
    pub fn waiting<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("33", text)
    }

    /// Marks something that stops the release.
    pub fn bad<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("31", text)
    }

    /// Marks a heading.
    pub fn strong<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("1", text)
    }

    /// Marks what may be passed over.
    pub fn faint<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("2", text)
    }

    /// Marks a command that can be typed.
    pub fn command<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("36", text)
    }

    fn paint<'t>(&self, code: &str, text: &'t str) -> Cow<'t, str> {
        if self.color && !text.is_empty() { Cow::Owned(format!("\u{1b}[{code}m{text}\u{1b}[0m")) } else { Cow::Borrowed(text) }
    }
}
