//! Checklists that a team has already, as definitions: the outline of Markdown to a draft,
//! and the draft to YAML.

pub(crate) mod draft;
pub(crate) mod emit;
pub(crate) mod encoding;
pub(crate) mod from;
mod no_items;
pub(crate) mod playbook;
mod role;
mod unique;
pub(crate) mod update;
pub(crate) mod words;

use self::draft::{Draft, FALLBACK, Wanted};
use crate::markdown::outline::Outline;

/// Returns the checklist that a Markdown document becomes, as YAML, with its headings as phases; none when it has no items.
pub fn checklist(id: &str, text: &str) -> Option<String> {
    let wanted = Wanted {
        id,
        phase: None,
        steps: false,
        known: &[],
    };
    let draft = Draft::of(Outline::of(text), text, &wanted).ok()?;
    draft.checklist(id, None, FALLBACK).ok()
}
