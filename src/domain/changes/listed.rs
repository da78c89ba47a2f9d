//! Changes as the text that a field of the notes holds: as people wrote them, in the simple Markdown of the notes.
//!
//! Nothing is escaped here: whoever prints a field escapes it for where it goes.

use super::commit::{Change, grouped};
use crate::domain::event::LONGEST_LIST;
use crate::domain::text::{LONGEST_TEXT, beginning};

/// Changes that fit into one event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// A line for each, under the titles of their groups.
    pub text: String,
    /// The full hashes of their commits.
    pub commits: Vec<String>,
}

/// Returns changes as texts that each fit into one event.
pub fn listed(changes: &[Change]) -> Vec<Listed> {
    let mut lists = vec![Listed::default()];
    for (group, changes) in grouped(changes) {
        let mut title = Some(format!("**{}**\n\n", group.title()));
        for change in changes {
            let line = line(change);
            let title = title.take().unwrap_or_default();
            let is_full = |list: &Listed| {
                list.commits.len() >= LONGEST_LIST
                    || list.text.len() + title.len() + line.len() + 2 > LONGEST_TEXT
            };
            if lists.last().is_some_and(is_full) {
                lists.push(Listed::default());
            }
            if let Some(list) = lists.last_mut() {
                if !list.text.is_empty() {
                    list.text
                        .push_str(if title.is_empty() { "\n" } else { "\n\n" });
                }
                list.text.push_str(&title);
                list.text.push_str(&line);
                list.commits.push(change.hash.clone());
            }
        }
    }
    lists.retain(|list| !list.commits.is_empty());
    lists
}

fn line(change: &Change) -> String {
    let scope = change.scope.as_ref();
    let mut line = scope.map_or_else(|| "- ".to_owned(), |scope| format!("- **{scope}:** "));
    line.push_str(match change.description.as_str() {
        "" => "(no subject)",
        description => description,
    });
    for (index, text) in change.breaking.iter().enumerate() {
        line.push_str(if index == 0 { " — " } else { "; " });
        line.push_str(text);
    }
    // The title of a group and the hash stand beside it.
    let most = LONGEST_TEXT - 128;
    if line.len() > most {
        line.truncate(beginning(&line, most).len());
        line.push('…');
    }
    format!("{line} ({})", change.short_hash())
}
