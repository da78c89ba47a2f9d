//! Text on its way to a person: hostile characters spelled out, wrapped to the width, painted last.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::domain::text::visible;
use crate::look::Look;

/// How a line is painted.
pub(super) type Paint = for<'t> fn(&Look, &'t str) -> Cow<'t, str>;

/// Lines that are ready to be written.
pub(super) struct Sheet {
    look: Look,
    text: String,
}

impl Sheet {
    pub(super) fn new(look: Look) -> Self {
        Self { look, text: String::new() }
    }

    /// Adds a paragraph.
    pub(super) fn line(&mut self, text: &str) {
        self.painted(|_, text| Cow::Borrowed(text), "", text);
    }

    /// Adds a paragraph whose lines all begin with `indent`, or, after the first, with as many spaces.
    pub(super) fn under(&mut self, indent: &str, text: &str) {
        self.painted(|_, text| Cow::Borrowed(text), indent, text);
    }

    /// Adds a painted paragraph.
    pub(super) fn painted(&mut self, paint: Paint, indent: &str, text: &str) {
        let text = self.look.shown(text);
        let hanging = " ".repeat(textwrap::core::display_width(indent));
        let lines = match self.look.width {
            Some(width) => {
                let options = textwrap::Options::new(width.saturating_sub(1))
                    .initial_indent(indent)
                    .subsequent_indent(&hanging)
                    // Names such as `qa-automation-engineer` stay whole where they fit.
                    .word_splitter(textwrap::WordSplitter::NoHyphenation);
                textwrap::wrap(&text, options)
            }
            None => vec![Cow::Owned(format!("{indent}{text}"))],
        };
        for line in &lines {
            let _ = writeln!(self.text, "{}", paint(&self.look, line));
        }
    }

    /// Adds a command on a line of its own, whole, so that it can be copied.
    pub(super) fn command(&mut self, command: &str) {
        let command = self.look.shown(command);
        let _ = writeln!(self.text, "  {}", self.look.command(&command));
    }

    /// Adds an empty line.
    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Adds text as it is, without an end of line.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn look(&self) -> &Look {
        &self.look
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

impl Look {
    /// Returns text from a file or a person as this stream can show it: on one line, with deceptive characters spelled
    /// out and, where only ASCII can be shown, with what is beyond it replaced or spelled out.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let text = visible(text);
        if self.unicode || text.is_ascii() { text } else { Cow::Owned(in_ascii(&text)) }
    }

    /// Returns what stands between the parts of a heading.
    pub(super) fn dot(&self) -> &'static str {
        if self.unicode { " · " } else { " | " }
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
    fn text_wraps_to_the_width_that_it_takes_on_the_screen() {
        let mut sheet = Sheet::new(Look { color: false, unicode: true, width: Some(21) });
        sheet.under("- ", "日本語のテキストは幅が二倍です and goes on");
        for line in sheet.into_text().lines() {
            assert!(textwrap::core::display_width(line) <= 20, "{line:?}");
        }
    }

    #[test]
    fn what_a_stream_cannot_show_is_spelled_out() {
        let plain = Look { color: false, unicode: false, width: None };
        assert_eq!(plain.shown("a — b “c” 日\u{1b}[31m"), "a -- b \"c\" \\u{65e5}\\x1b[31m");
        let rich = Look { unicode: true, ..plain };
        assert_eq!(rich.shown("a — 日\u{202e}"), "a — 日\\u{202e}");
    }
}
