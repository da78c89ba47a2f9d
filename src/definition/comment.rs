//! Texts that YAML cuts short: a plain scalar ends where a space and `#` begin a comment.

use super::scalar::looks_like;
use super::tree::{Kind, Node, Place};

/// Returns the comments that look like the end of a text, each with its place: those that follow a plain text on its line
/// and have no space after the `#`, as in `issue #1234`. A comment that is meant as one has that space.
pub(super) fn cutting(text: &str, root: &Node) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    collect(text, root, &mut found);
    found
}

fn collect(text: &str, node: &Node, found: &mut Vec<(Place, String)>) {
    match &node.kind {
        Kind::Scalar { text: value, plain } => {
            if *plain && !node.is_null() && looks_like(value).is_none() {
                found.extend(after(text, node.place));
            }
        }
        Kind::List(nodes) => nodes.iter().for_each(|node| collect(text, node, found)),
        Kind::Map(entries) => entries
            .iter()
            .for_each(|(_, node)| collect(text, node, found)),
    }
}

/// Returns the comment behind a scalar, when it looks like a part of it.
fn after(text: &str, scalar: Place) -> Option<(Place, String)> {
    let rest = text.get(scalar.end..)?;
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let comment = line.trim_start_matches([' ', '\t']);
    let is_text = comment
        .strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if !is_text {
        return None;
    }
    let start = scalar.end + line.len() - comment.len();
    let before = &text[..start];
    let first = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    // Counted from the scalar on: a count from the top for each would grow with the square of the file.
    let lines = before.get(scalar.start..)?.matches('\n').count();
    let place = Place {
        end: start + comment.trim_end().len(),
        ..Place::at(
            scalar.line + lines,
            before[first..].chars().count() + 1,
            start,
        )
    };
    Some((place, comment.trim_end().to_owned()))
}
