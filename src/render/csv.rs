//! Comma-separated values (RFC 4180).

use std::borrow::Cow;

use crate::domain::text::visible;

/// Returns cells as a line.
pub(super) fn line(cells: &[&str]) -> String {
    cells
        .iter()
        .map(|cell| self::cell(cell))
        .collect::<Vec<_>>()
        .join(",")
        + "\r\n"
}

/// What a formula begins with: in a spreadsheet, also in the letters of full width that some take for these.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Writes a cell so that it is one, and so that no spreadsheet takes it for a formula: the rules of OWASP's page on CSV injection.
/// A spreadsheet that parts cells at semicolons begins a new one behind each; blanks and quotes in front hide nothing.
fn cell(text: &str) -> Cow<'_, str> {
    let mut text = visible(text);
    let is_formula = |part: &str| {
        let part = part.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        part.starts_with(FORMULA)
    };
    if text.split(';').any(is_formula) {
        let parts = text.split(';').map(|part| match is_formula(part) {
            true => Cow::Owned(format!("'{part}")),
            false => Cow::Borrowed(part),
        });
        text = Cow::Owned(parts.collect::<Vec<_>>().join(";"));
    }
    if text.contains(['"', ',', ';', '\r', '\n', '\'']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        for (text, expected) in [
            ("2.4.0", "2.4.0"),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("  =1+1", "\"'  =1+1\""),
            ("\t=1+1", "\\t=1+1"),
            ("\u{a0}=1+1", "\"'\u{a0}=1+1\""),
            ("'=1+1", "\"''=1+1\""),
            ("\"=1+1", "\"'\"\"=1+1\""),
            ("a;=1+1", "\"a;'=1+1\""),
            ("a; \"@SUM(A1)", "\"a;' \"\"@SUM(A1)\""),
            ("a;\t-1;b", "\"a;\\t-1;b\""),
            ("https://a.example; +1", "\"https://a.example;' +1\""),
            ("\u{ff1d}1+1", "\"'\u{ff1d}1+1\""),
            ("a; b", "\"a; b\""),
            ("a-b", "a-b"),
            ("a\r\nb", "a\\r\\nb"),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }
}
