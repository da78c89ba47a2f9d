//! Texts in the wrong encoding: UTF-16, Windows-1252, and UTF-8 that was read as Windows-1252 and saved again.

use crate::definition::text::is_utf16;

/// Something that was repaired.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    /// The line, from 1.
    pub(crate) line: usize,
    /// What stood there, and what stands there now.
    pub(crate) what: String,
}

/// Returns bytes as a text, and what was repaired for it.
pub(crate) fn repaired(bytes: &[u8]) -> (String, Vec<Repair>) {
    let mut repairs = Vec::new();
    let text = if is_utf16(bytes) {
        repairs.push(Repair {
            line: 1,
            what: "UTF-16 is UTF-8 now".to_owned(),
        });
        utf16(bytes)
    } else {
        utf8(bytes, &mut repairs)
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut whole = String::with_capacity(text.len());
    for (number, line) in text.split_inclusive('\n').enumerate() {
        match unmixed(line) {
            Some((line, before, after)) => {
                let what = format!("`{before}` is `{after}` now");
                let line_number = number + 1;
                repairs.push(Repair {
                    line: line_number,
                    what,
                });
                whole.push_str(&line);
            }
            None => whole.push_str(line),
        }
    }
    repairs.sort_by_key(|repair| repair.line);
    (whole, repairs)
}

/// Returns the lines, from 1, with texts that look like UTF-8 that was read as Windows-1252, each with the first of them.
pub(crate) fn mixed(text: &str) -> Vec<(usize, String)> {
    if text.is_ascii() {
        return Vec::new();
    }
    let lines = text.split_inclusive('\n').enumerate();
    let found = lines.filter_map(|(number, line)| Some((number + 1, unmixed(line)?.1)));
    found.collect()
}

fn utf16(bytes: &[u8]) -> String {
    // Letters of Latin scripts have a NUL for their upper half.
    let is_little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        _ => bytes.get(1) == Some(&0),
    };
    let units = bytes.chunks(2).map(|pair| match (pair, is_little) {
        ([low, high], true) | ([high, low], false) => u16::from_le_bytes([*low, *high]),
        _ => 0xfffd,
    });
    let characters = char::decode_utf16(units);
    characters
        .map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Reads UTF-8, and what is none as Windows-1252.
fn utf8(bytes: &[u8], repairs: &mut Vec<Repair>) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut line = 1;
    for chunk in bytes.utf8_chunks() {
        line += chunk.valid().matches('\n').count();
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let read = of_windows(*byte);
            let what = format!("the byte {byte:#04x} is `{}` now", read.escape_default());
            let what = if read.is_control() {
                what
            } else {
                format!("the byte {byte:#04x} is `{read}` now")
            };
            repairs.push(Repair { line, what });
            text.push(read);
        }
    }
    text
}

/// Returns a line in which what was read as Windows-1252 is read as UTF-8, with the first such text before and after.
fn unmixed(line: &str) -> Option<(String, String, String)> {
    if line.is_ascii() {
        return None;
    }
    let mut whole = String::with_capacity(line.len());
    let mut first = None;
    let mut run: Vec<(char, u8)> = Vec::new();
    for c in line.chars().map(Some).chain([None]) {
        if let Some(byte) = c.filter(|c| !c.is_ascii()).and_then(to_windows) {
            run.extend(c.map(|c| (c, byte)));
            continue;
        }
        let bytes: Vec<u8> = run.iter().map(|(_, byte)| *byte).collect();
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            whole.push_str(chunk.valid());
            let length = chunk.valid().len();
            if length > 0 && first.is_none() {
                let before: String = run[at..at + length].iter().map(|(c, _)| c).collect();
                first = Some((before, chunk.valid().to_owned()));
            }
            at += length;
            whole.extend(run[at..at + chunk.invalid().len()].iter().map(|(c, _)| c));
            at += chunk.invalid().len();
        }
        run.clear();
        whole.extend(c);
    }
    first.map(|(before, after)| (whole, before, after))
}

/// What Windows-1252 has between 0x80 and 0x9f (WHATWG Encoding Standard, "windows-1252"); the rest is Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn of_windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

fn to_windows(c: char) -> Option<u8> {
    match WINDOWS.iter().position(|it| *it == c) {
        Some(place) => u8::try_from(place + 0x80).ok(),
        None => u8::try_from(u32::from(c)).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> (String, Vec<String>) {
        let (text, repairs) = repaired(bytes);
        let repairs = repairs.into_iter();
        (
            text,
            repairs
                .map(|it| format!("{}: {}", it.line, it.what))
                .collect(),
        )
    }

    #[test]
    fn what_is_broken_is_repaired_and_named_and_the_rest_stays() {
        let utf16 = |swap: bool| -> Vec<u8> {
            let units = "\u{feff}a é\nb".encode_utf16();
            let halves = units.map(|it| {
                if swap {
                    it.to_be_bytes()
                } else {
                    it.to_le_bytes()
                }
            });
            halves.flatten().collect()
        };
        for (bytes, expected, repairs) in [
            ("- [ ] é — 标 …\n".as_bytes(), "- [ ] é — 标 …\n", &[][..]),
            (
                b"a\ncaf\xe9 \x80\n",
                "a\ncafé €\n",
                &["2: the byte 0xe9 is `é` now", "2: the byte 0x80 is `€` now"],
            ),
            (
                "a â€” b Ã© c é\n".as_bytes(),
                "a — b é c é\n",
                &["1: `â€”` is `—` now"],
            ),
            ("éâ€\u{9d}".as_bytes(), "é”", &["1: `â€\u{9d}` is `”` now"]),
            (&utf16(false), "a é\nb", &["1: UTF-16 is UTF-8 now"]),
            (&utf16(true), "a é\nb", &["1: UTF-16 is UTF-8 now"]),
            (b"\xef\xbb\xbfa", "a", &[]),
        ] {
            let (text, told) = told(bytes);
            assert_eq!(
                (text.as_str(), told.as_slice()),
                (
                    expected,
                    &repairs
                        .iter()
                        .map(|it| (*it).to_owned())
                        .collect::<Vec<_>>()[..]
                )
            );
        }
    }

    #[test]
    fn what_looks_broken_is_found_with_its_line() {
        assert_eq!(mixed("a\nb â€” c\n"), [(2, "â€”".to_owned())]);
        assert_eq!(mixed("Änderungen für München, ça va — “ja”, 标记\n"), []);
    }
}
