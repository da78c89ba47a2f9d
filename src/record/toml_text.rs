//! Writes strings as TOML, with everything spelled out that could change how the file looks or reads.

use std::fmt::Write as _;

use crate::domain::text::{is_command, is_deceptive};

/// Appends `text` as a TOML string: on one line, or as a block when it has several lines.
pub(super) fn push_string(out: &mut String, text: &str) {
    if text.contains('\n') && !is_command(text) && !text.lines().any(is_like_conflict_marker) {
        out.push_str("\"\"\"\n");
        push_escaped(out, text, true);
        out.push_str("\"\"\"");
    } else {
        out.push('"');
        push_escaped(out, text, false);
        out.push('"');
    }
}

/// Tells whether a line looks like one that git leaves behind in a conflict.
pub(super) fn is_like_conflict_marker(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|marker| line.starts_with(marker))
}

fn push_escaped(out: &mut String, text: &str, keep_lines: bool) {
    // Most texts have nothing in them that may need another look.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'[');
    if text.bytes().all(is_plain) {
        out.push_str(text);
        return;
    }
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let is_group = c == '[' && text[..at].ends_with("##");
        if !(c == '"' || c == '\\' || is_group || is_deceptive(c)) || (c == '\n' && keep_lines) {
            continue;
        }
        out.push_str(&text[plain..at]);
        plain = at + c.len_utf8();
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x10000 => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
        }
    }
    out.push_str(&text[plain..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_back(text: &str) -> String {
        let mut line = "text = ".to_owned();
        push_string(&mut line, text);
        assert!(!line.contains(|c| c != '\n' && is_deceptive(c)), "{line:?}");
        assert!(
            !line.contains("##[") && !line.lines().any(|line| line.starts_with("::")),
            "{line:?}"
        );
        let table: toml::Table = toml::from_str(&line).unwrap();
        table["text"].as_str().unwrap().to_owned()
    }

    #[test]
    fn hostile_text_reads_back_as_it_was() {
        for text in [
            "",
            "plain",
            "two\nlines",
            "\nstarts with a line feed",
            "ends with one\n",
            "\"\"\" \\ \"",
            "a\r\nb\tc\u{7f}\u{85}\u{202e}\u{feff}\u{e0001}",
            "<<<<<<< HEAD\n=======\n>>>>>>> theirs",
            "[[item]]\nid = \"x\"",
            "a\n::error::b\n##[group]c",
        ] {
            assert_eq!(read_back(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(text in any::<String>()) {
            prop_assert_eq!(read_back(&text), text);
        }
    }
}
