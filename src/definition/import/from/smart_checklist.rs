//! The markup of Smart Checklist for Jira, by Railsware.
//!
//! No grammar of it is published. This is what public clients of the issue property `com.railsware.SmartChecklist.checklist`
//! read and write, as seen in November 2026: `- to do`, `+ done`, `x skipped`, `~ in progress`, boxes in brackets in the place of
//! these marks, `> details` of the item above, and headings with `#`. Texts are Markdown.

use super::Making;
use crate::markdown::outline::{Kind, Outline, pieces};

/// Reads a checklist; what state its items are in is left to the release.
pub(super) fn outline(text: &str) -> Outline {
    let mut making = Making::default();
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        let line = line.trim();
        let level = line.len() - line.trim_start_matches('#').len();
        if line.is_empty() {
        } else if (1..=6).contains(&level) && line[level..].starts_with(' ') {
            making.heading(number, level, &line[level..]);
        } else if let Some(detail) = line.strip_prefix('>') {
            match making.outline.entries.last_mut() {
                Some(entry) => entry.details.push(detail.trim().to_owned()),
                None => making.skip(number, Kind::Quote, line),
            }
        } else if let Some(said) = item(line) {
            making.item(number, pieces(said));
        } else {
            making.skip(number, Kind::Prose, line);
        }
    }
    for entry in &mut making.outline.entries {
        // Details are lines of one text, not blocks of their own.
        entry.details = Some(entry.details.join("\n"))
            .filter(|it| !it.is_empty())
            .into_iter()
            .collect();
    }
    making.outline
}

/// Returns the text of an item without its mark.
fn item(line: &str) -> Option<&str> {
    let marks = ["- ", "+ ", "x ", "X ", "~ ", "* "];
    let marked = marks.iter().find_map(|mark| line.strip_prefix(mark));
    let rest = marked.unwrap_or(line).trim_start();
    let boxed = ["[ ] ", "[] ", "[x] ", "[X] ", "[-] ", "[~] "];
    let boxed = boxed.iter().find_map(|mark| rest.strip_prefix(mark));
    boxed.or(marked).map(str::trim)
}
