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

/// Writes a cell so that it is one, and so that no spreadsheet takes it for a formula.
fn cell(text: &str) -> Cow<'_, str> {
    let mut text = visible(text);
    if text.trim_start().starts_with(['=', '+', '-', '@']) {
        text = Cow::Owned(format!("'{text}"));
    }
    if text.contains(['"', ',', '\r', '\n', '\'']) {
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
            ("a\r\nb", "a\\r\\nb"),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }
}
