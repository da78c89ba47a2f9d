//! What each list item of a document becomes.

use crate::definition::import::words::is_silent;
use crate::markdown::outline::{Entry, Mark, Outline, plain};

/// What a list item becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Item,
    /// It has no state of its own: its children are the work.
    Group,
    /// It says more about the item around it.
    Detail(usize),
    Skipped,
}

/// What the list items of a document become, by their places.
pub(super) struct Parts {
    parts: Vec<Part>,
    /// The innermost group around each.
    groups: Vec<Option<usize>>,
}

impl Parts {
    pub(super) fn of(outline: &Outline, steps: bool) -> Self {
        let entries = &outline.entries;
        let items = items(entries, steps);
        let mut has_items_below = vec![false; entries.len()];
        for place in (0..entries.len()).filter(|place| items[*place]) {
            let mut above = entries[place].parent;
            while let Some(place) = above.filter(|place| !has_items_below[*place]) {
                has_items_below[place] = true;
                above = entries[place].parent;
            }
        }
        let mut parts: Vec<Part> = Vec::with_capacity(entries.len());
        let mut groups: Vec<Option<usize>> = Vec::with_capacity(entries.len());
        for (place, entry) in entries.iter().enumerate() {
            let is_item = items[place];
            let is_container =
                has_items_below[place] && (!is_item || plain(&entry.text).ends_with([':', '：']));
            let around = entry.parent.map(|parent| (parent, parts[parent]));
            parts.push(match around {
                _ if is_container => Part::Group,
                _ if is_item => Part::Item,
                Some((parent, Part::Item)) => Part::Detail(parent),
                Some((_, Part::Detail(of))) => Part::Detail(of),
                _ => Part::Skipped,
            });
            groups.push(match around {
                Some((parent, Part::Group)) => Some(parent),
                Some((parent, _)) => groups[parent],
                None => None,
            });
        }
        Self { parts, groups }
    }

    pub(super) fn get(&self, place: usize) -> Part {
        self.parts[place]
    }

    /// Returns the innermost group around a list item.
    pub(super) fn group_of(&self, place: usize) -> Option<usize> {
        self.groups[place]
    }

    /// Returns the places of the items.
    pub(super) fn items(&self) -> impl Iterator<Item = usize> {
        let parts = self.parts.iter().enumerate();
        parts.filter_map(|(place, part)| (*part == Part::Item).then_some(place))
    }
}

/// Tells of each list item whether it is something to do: a box with a text, or a step where no item has a box.
fn items(entries: &[Entry], steps: bool) -> Vec<bool> {
    let is_task = |entry: &Entry| matches!(entry.mark, Mark::Task { .. });
    let is_step = |entry: &Entry| entry.mark == Mark::Step && entry.depth == 0;
    let wanted = if !steps || entries.iter().any(is_task) {
        None
    } else if entries.iter().any(is_step) {
        Some(Mark::Step)
    } else {
        Some(Mark::Bullet)
    };
    let is_item = |entry: &Entry| match wanted {
        Some(mark) => entry.mark == mark && entry.depth == 0,
        None => is_task(entry),
    };
    entries
        .iter()
        .map(|entry| is_item(entry) && !is_silent(&entry.text))
        .collect()
}
