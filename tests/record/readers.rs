//! The reader of the form that gonogo writes, and the full parser: what the first one reads, the other reads alike.

use gonogo::domain::state::Record;
use gonogo::record::{read, write};

use crate::story::{GOLDEN, golden};

/// Returns what the quick reader makes of a text, after the full parser made the same of it; in stretches it may read
/// more, but nothing else.
fn agreed(text: &str) -> Option<Record> {
    let quick = read::as_written(text);
    let full = read::any_form(text);
    if let Some(quick) = &quick {
        assert_eq!(full.as_ref(), Ok(quick), "in\n{text}");
    }
    for length in [1, 700, text.len()] {
        match in_stretches(text.as_bytes(), length) {
            Some(record) => assert_eq!(full.as_ref(), Ok(&record), "{length} of\n{text}"),
            None => assert_eq!(quick, None, "{length} of\n{text}"),
        }
    }
    quick
}

/// Reads a record so many bytes at a time.
pub(crate) fn in_stretches(text: &[u8], length: usize) -> Option<Record> {
    let stretched = read::in_stretches(&mut &*text, length);
    stretched.expect("bytes in memory").map(|read| read.record)
}

#[test]
fn golden_records_are_read_as_they_are_written() {
    for (name, _) in GOLDEN {
        assert!(agreed(&golden(name)).is_some(), "{name}");
    }
}

#[test]
fn the_line_ends_of_windows_are_read_in_stretches_too() {
    for (name, _) in GOLDEN {
        let text = golden(name);
        let known = read::as_written(&text);
        let windows = text.replace('\n', "\r\n");
        for length in [1, 64, 1_000, 100_000] {
            let read = read::in_stretches(&mut windows.as_bytes(), length).unwrap();
            let read = read.unwrap_or_else(|| panic!("{name} in stretches of {length}"));
            assert!(read.has_carriage_returns);
            assert_eq!(Some(read.record), known, "{name} in stretches of {length}");
        }
    }
}

#[test]
fn no_stretch_ends_within_a_text_that_looks_like_a_block() {
    let text = golden("part-way");
    let note = "\nreason = \"\"\"\nsee\n\n[[item]]\nid = \\\"a\\\"\n\"\"\"\n";
    let at = text.find("\nreason = ").expect("a reason");
    let end = at + 1 + text[at + 1..].find('\n').expect("a line");
    let other = format!("{}{note}{}", &text[..at], &text[end + 1..]);
    let whole = read::as_written(&other).expect("still a record");
    for length in 1..other.len() + 2 {
        let stretched = in_stretches(other.as_bytes(), length);
        assert_eq!(stretched.as_ref(), Some(&whole), "in stretches of {length}");
    }
}

#[test]
fn what_looks_different_is_left_to_the_full_parser() {
    for (name, _) in GOLDEN {
        let text = golden(name);
        let known = read::any_form(&text).unwrap();
        for other in [
            text.replace("\nkind = ", "\nkind  =\t"),
            text.replace("\nkind = ", "\n'kind' = "),
            text.replace("\nat = ", "\n# when\nat = "),
            text.replace("\nprev = [", "\nprev = [ "),
            text.replace(".event]]\n", ".event]]\n\n"),
            text.replacen("# gonogo", "# a comment\n# gonogo", 1),
        ] {
            assert_ne!(other, text);
            assert_eq!(read::as_written(&other), None, "{name}:\n{other}");
            assert_eq!(
                read::record(&other).as_ref(),
                Ok(&known),
                "{name}:\n{other}"
            );
        }
    }
}

#[test]
fn both_readers_agree_on_changed_records() {
    // The first of these holds rows, amounts, times and escapes; a prime so that every kind of place is met.
    for (name, step) in [("staged", 13), ("hostile-texts", 7), ("two-heads", 3)] {
        let text = golden(name);
        let mut read = 0;
        for at in (0..text.len()).step_by(step) {
            let others = [
                b'"',
                b'\\',
                b'\n',
                b' ',
                b'0',
                b'#',
                b'_',
                text.as_bytes()[at] ^ 1,
            ];
            // One of them at each place, in turn; and the text without the place.
            let mut replaced = text.clone().into_bytes();
            replaced[at] = others[at / step % others.len()];
            let mut shorter = text.clone().into_bytes();
            shorter.remove(at);
            for changed in [replaced, shorter] {
                if let Ok(changed) = String::from_utf8(changed) {
                    read += usize::from(agreed(&changed).is_some());
                }
            }
        }
        assert!(read > 50, "{name}: only {read} changes are read");
    }
}

#[test]
fn lines_that_change_places_are_read_alike() {
    let text = golden("staged");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for at in (0..lines.len() - 1).step_by(2) {
        let mut swapped = lines.clone();
        swapped.swap(at, at + 1);
        let doubled = [&lines[..=at], &lines[at..]].concat();
        for changed in [swapped, doubled] {
            agreed(&changed.concat());
        }
    }
}

#[test]
fn a_record_in_the_written_form_is_written_again_as_it_was() {
    for (name, _) in GOLDEN {
        let text = golden(name);
        assert_eq!(write::text(&agreed(&text).unwrap()), text, "{name}");
    }
}
