//! How text may look on the stream it goes to: colours, characters and width. Decided by `ui`, used by all that draw.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::domain::text::visible;

/// What one output stream can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputStyle {
    /// Whether ANSI colours may be used; only the sixteen basic ones ever are.
    pub color: bool,
    /// Whether characters beyond ASCII may be used for marks and lines.
    pub unicode: bool,
    /// The width in columns, or `None` when the stream is not a terminal and nothing is wrapped.
    pub width: Option<usize>,
}

impl OutputStyle {
    /// Plain ASCII without a width, as for a file or a pipe.
    pub const PLAIN: Self = Self {
        color: false,
        unicode: false,
        width: None,
    };

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
    pub(crate) fn faint<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("2", text)
    }

    /// Marks a command that can be typed.
    pub fn command<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.paint("36", text)
    }

    /// Returns text from a file or a person as this stream can show it: on one line, with deceptive characters spelled
    /// out and, where only ASCII can be shown, with what is beyond it replaced or spelled out.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match visible(text) {
            Cow::Borrowed(text) => self.in_characters(text),
            Cow::Owned(text) => Cow::Owned(self.in_characters(&text).into_owned()),
        }
    }

    /// Returns finished output, colours and line ends included, in the characters that this stream has.
    pub(crate) fn in_characters<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.unicode || text.is_ascii() {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(in_ascii(text))
        }
    }

    /// Returns what stands between the parts of a heading.
    pub(crate) fn dot(&self) -> &'static str {
        if self.unicode { " · " } else { " | " }
    }

    /// Returns a paragraph in lines that fit the width. The first begins with `indent`, the others with as many spaces.
    pub(crate) fn wrapped<'t>(&self, indent: &str, text: &'t str) -> Vec<Cow<'t, str>> {
        let Some(width) = self.width else {
            return vec![Cow::Owned(format!("{indent}{text}"))];
        };
        let hanging = " ".repeat(textwrap::core::display_width(indent));
        let options = textwrap::Options::new(width.saturating_sub(1))
            .initial_indent(indent)
            .subsequent_indent(&hanging)
            // Names such as `qa-automation-engineer` stay whole where they fit.
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::wrap(text, options)
            .into_iter()
            .map(|line| Cow::Owned(line.into_owned()))
            .collect()
    }

    fn paint<'t>(&self, code: &str, text: &'t str) -> Cow<'t, str> {
        if self.color && !text.is_empty() {
            Cow::Owned(format!("\u{1b}[{code}m{text}\u{1b}[0m"))
        } else {
            Cow::Borrowed(text)
        }
    }
}

fn in_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_ascii() => out.push(c),
            '\u{2010}'..='\u{2013}' => out.push('-'),
            '\u{2014}' | '\u{2015}' => out.push_str("--"),
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2026}' => out.push_str("..."),
            '\u{2192}' => out.push_str("->"),
            '\u{2264}' => out.push_str("<="),
            '\u{2265}' => out.push_str(">="),
            '\u{a0}' => out.push(' '),
            '\u{b7}' => out.push('|'),
            c => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stream_cannot_show_is_spelled_out() {
        let plain = OutputStyle {
            color: false,
            unicode: false,
            width: None,
        };
        assert_eq!(
            plain.shown("a — b “c” 日\u{1b}[31m"),
            "a -- b \"c\" \\u{65e5}\\x1b[31m"
        );
        let rich = OutputStyle {
            unicode: true,
            ..plain
        };
        assert_eq!(rich.shown("a — 日\u{202e}"), "a — 日\\u{202e}");
    }
}
