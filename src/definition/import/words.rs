//! What a list item says, in the words of a definition: cleaned, and no longer than a definition may hold.

use crate::domain::digest::Digest;
use crate::domain::text::{LONGEST_TEXT, beginning, is_deceptive};
use crate::markdown::outline::{Kind, Piece, Skipped, joined};

/// The longest title or label, in characters.
const LONGEST_LABEL: usize = 200;

/// The longest text of an item, in bytes: what tells it from others of the same words may follow.
const LONGEST_ITEM: usize = LONGEST_TEXT - 1024;

/// Returns a text for a checklist, with the one address that a person can open; others stand behind what they belong to.
pub(super) fn words(pieces: &[Piece]) -> (String, Option<String>) {
    let is_web = |target: &str| target.starts_with("https://") || target.starts_with("http://");
    let mut links = pieces.iter().filter_map(|piece| match piece {
        Piece::Link { target, .. } if is_web(target) => Some(target),
        _ => None,
    });
    let only = links.next().filter(|_| links.next().is_none());
    let link = only
        .filter(|only| only.len() <= LONGEST_TEXT && !only.contains([' ']))
        .filter(|only| !only.contains(is_deceptive));
    let mut said = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => said.push_str(text),
            Piece::Code(code) => said.extend(["`", code, "`"]),
            Piece::Link { text, target } if !has_words(text) => said.push_str(target),
            Piece::Link { text, target } if text == target || link == Some(target) => {
                said.push_str(text);
            }
            Piece::Link { text, target } => said.extend([text, " (", target, ")"]),
        }
    }
    (clean(&joined(&said)), link.cloned())
}

/// Tells whether a list item says something that a reader would see.
pub(super) fn is_silent(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Text(text) => !has_words(text),
        Piece::Code(_) => false,
        Piece::Link { text, target } => !has_words(text) && !has_words(target),
    })
}

fn has_words(text: &str) -> bool {
    if text.bytes().any(|byte| byte.is_ascii_graphic()) {
        return true;
    }
    text.chars().any(|c| !c.is_whitespace() && !is_deceptive(c))
}

/// Tells whether a text is printable ASCII, of which nothing is ever taken out.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Takes out what no reader would see.
pub(super) fn clean(text: &str) -> String {
    if is_plain(text) {
        return text.trim().to_owned();
    }
    let kept: String = text.chars().filter(|c| !is_deceptive(*c)).collect();
    kept.trim().to_owned()
}

/// Takes out what no reader would see, of a text of several lines.
pub(super) fn clean_lines(text: &str) -> String {
    if text.split('\n').all(is_plain) {
        return text.trim().to_owned();
    }
    let text = text.replace('\t', "    ");
    let kept = text.chars().filter(|c| *c == '\n' || !is_deceptive(*c));
    kept.collect::<String>().trim().to_owned()
}

/// Returns a title or label, cut to what a person reads at once, and what was cut off.
pub(super) fn label(text: &str, line: usize) -> (String, Option<Skipped>) {
    let text = clean(text);
    let mut ends = text.char_indices().map(|(at, _)| at);
    let (Some(cut), Some(_)) = (ends.nth(LONGEST_LABEL - 1), ends.next()) else {
        return (text, None);
    };
    let (kept, rest) = text.split_at(cut);
    let rest = Skipped::of(line, Kind::Rest, rest);
    (format!("{}…", kept.trim_end()), Some(rest))
}

/// Cuts the text of an item to what a definition may hold, and returns what was cut off.
pub(super) fn cut_item(text: &mut String, line: usize) -> Option<Skipped> {
    cut(text, LONGEST_ITEM, line)
}

/// Cuts the help of an item to what a definition may hold, and returns what was cut off.
pub(super) fn cut_help(text: &mut String, line: usize) -> Option<Skipped> {
    cut(text, LONGEST_TEXT, line)
}

fn cut(text: &mut String, most: usize, line: usize) -> Option<Skipped> {
    const MARK: &str = "…";
    if text.len() <= most {
        return None;
    }
    let kept = beginning(text, most - MARK.len()).trim_end().len();
    let rest = Skipped::of(line, Kind::Rest, &text[kept..]);
    text.truncate(kept);
    text.push_str(MARK);
    Some(rest)
}

/// Returns a name from the first words of a text; from its digest where no word is ASCII.
pub(crate) fn slug(text: &str) -> String {
    const LONGEST: usize = 48;
    let mut id = String::with_capacity(LONGEST);
    let words = text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
    for word in words.filter(|word| !word.is_empty()).take(7) {
        if !id.is_empty() && id.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        let letters = word.iter().take(LONGEST);
        id.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
    }
    if id.is_empty() {
        let digest = Digest::of_bytes(text.as_bytes()).to_string();
        let hex = digest.rsplit(':').next().unwrap_or_default();
        id = format!("item-{}", &hex[..8.min(hex.len())]);
    }
    id
}

/// Returns the title of what has only a name.
pub(super) fn title_of(id: &str) -> String {
    let mut title = id.replace('-', " ");
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    title
}
