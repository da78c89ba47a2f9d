//! Text on its way to a person: hostile characters spelled out, wrapped to the width, painted last.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::style::OutputStyle;

/// How a line is painted.
pub(super) type Paint = for<'t> fn(&OutputStyle, &'t str) -> Cow<'t, str>;

/// Lines that are ready to be written.
pub(super) struct Sheet {
    look: OutputStyle,
    text: String,
}

impl Sheet {
    pub(super) fn new(look: OutputStyle) -> Self {
        Self {
            look,
            text: String::new(),
        }
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
        let lines = self.look.wrapped(indent, &text);
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

    pub(super) fn look(&self) -> &OutputStyle {
        &self.look
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_to_the_width_that_it_takes_on_the_screen() {
        let mut sheet = Sheet::new(OutputStyle {
            color: false,
            unicode: true,
            width: Some(21),
        });
        sheet.under("- ", "日本語のテキストは幅が二倍です and goes on");
        for line in sheet.into_text().lines() {
            assert!(textwrap::core::display_width(line) <= 20, "{line:?}");
        }
    }
}
