//! The text that `gonogo notes edit` opens in an editor: every field under a marker line of its own.

use crate::domain::id::FieldId;
use crate::domain::rules::notes::FieldNotes;

/// What a marker line begins with.
const MARK: &str = ">>> ";

const HEAD: &str = "\
Write below each line that begins with >>> and leave those lines as they are.
Simple Markdown is kept: paragraphs, lists, emphasis, code, https links.
A field that you do not change, or whose line you delete, stays as it is. Nothing up here is recorded.
";

/// Returns the text to edit.
pub(super) fn compose(fields: &[FieldNotes<'_>]) -> String {
    let mut text = HEAD.to_owned();
    for notes in fields {
        let title = format!(
            "\n{MARK}{} ({}, {})\n",
            notes.field.id,
            notes.field.title,
            notes.owner_title()
        );
        text.push_str(&title);
        let body = notes.text();
        if !body.is_empty() {
            text.push_str(&body.lines().map(shielded).collect::<Vec<_>>().join("\n"));
            text.push('\n');
        }
    }
    text
}

/// Returns the fields of an edited text with what now stands below each; what stands above the first is dropped.
pub(super) fn split(text: &str, fields: &[FieldNotes<'_>]) -> Vec<(FieldId, String)> {
    let mut found: Vec<(FieldId, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        let named = line
            .strip_prefix(MARK)
            .and_then(|rest| rest.split_whitespace().next());
        let field =
            named.and_then(|name| fields.iter().find(|notes| notes.field.id.as_str() == name));
        match (field, found.last_mut()) {
            (Some(notes), _) => found.push((notes.field.id.clone(), Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    found
        .into_iter()
        .map(|(field, lines)| (field, super::set::tidied(&lines.join("\n"))))
        .collect()
}

/// Keeps a line of a field from being read as a marker.
fn shielded(line: &str) -> String {
    if line.starts_with(MARK) {
        format!(" {line}")
    } else {
        line.to_owned()
    }
}
