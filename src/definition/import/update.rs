//! A checklist that was imported before, brought up to the document as it is now.
//!
//! The YAML is edited where it has to differ, and nowhere else: comments, order, and what people added stay as they are
//! written. What was edited is read again and held against what it should say.

mod edits;
mod pairs;
mod written;

use std::collections::BTreeSet;

use serde_json::Value;

use self::edits::Edits;
use self::pairs::pairs;
use self::written::{Spot, Written, block};
use super::draft::{Draft, Item, Section};
use super::emit::EmitFault;
use super::unique::Unique;
use crate::definition::fault::Fault;
use crate::domain::text::counted;

/// What becomes of a checklist.
#[derive(Debug)]
pub(crate) struct Updated {
    /// The checklist as it is written now.
    pub(crate) text: String,
    /// What changes, as the hunks of a unified diff; empty when nothing does.
    pub(crate) diff: String,
    /// What stays although the document says something else, in the order of the checklist.
    pub(crate) notes: Vec<String>,
    /// The phases and the roles that what was added names.
    pub(crate) phases: BTreeSet<String>,
    pub(crate) roles: BTreeSet<String>,
}

/// Why a checklist cannot be updated.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UpdateFault {
    #[error("{0}")]
    Unreadable(Fault),
    #[error("line {0}: what stands in brackets on one line cannot be added to")]
    Flow(usize),
    #[error("it cannot be updated without changing more than the items")]
    Lossy,
    #[error(transparent)]
    Emit(#[from] EmitFault),
}

/// Returns the phase of all items of a checklist, when it names one itself.
///
/// # Errors
///
/// When it is no YAML of ours.
pub(crate) fn phase_of(text: &str) -> Result<Option<String>, UpdateFault> {
    Ok(Written::of(text)?.phase)
}

/// Brings a checklist up to a draft: names stay, by equal texts first and then by similar ones.
///
/// # Errors
///
/// When it cannot be edited without losing something.
pub(crate) fn update(text: &str, draft: &Draft) -> Result<Updated, UpdateFault> {
    let written = Written::of(text)?;
    let pairs = pairs(draft, &written);
    let mut ids = Unique::default();
    for (_, item) in written.items() {
        ids.take(item.id.clone());
    }
    let mut update = Update {
        expected: written.values.clone(),
        notes: written.missing(&pairs),
        edits: Edits::of(text),
        written: &written,
        ids,
        added: vec![Vec::new(); written.lists.len()],
        new_sections: Vec::new(),
        phases: BTreeSet::new(),
        roles: BTreeSet::new(),
    };
    let mut paired = pairs.iter();
    let mut last = None;
    for section in &draft.sections {
        let of: Vec<Option<Spot>> = paired.by_ref().take(section.items.len()).copied().collect();
        last = update.section(section, &of, last)?;
    }
    update.finished()
}

struct Update<'t> {
    written: &'t Written,
    edits: Edits<'t>,
    /// The items of each list as they should read.
    expected: Vec<Vec<Value>>,
    ids: Unique,
    /// The items that join each list, by the place that they stand before.
    added: Vec<Vec<(usize, Value)>>,
    /// The sections that are added, by the place of the list that they follow.
    new_sections: Vec<(usize, Value)>,
    /// What stays, by its line.
    notes: Vec<(usize, String)>,
    phases: BTreeSet<String>,
    roles: BTreeSet<String>,
}

impl Update<'_> {
    /// Updates the items of a section, and returns the list that the last of them stands in.
    fn section(
        &mut self,
        section: &Section,
        of: &[Option<Spot>],
        last: Option<usize>,
    ) -> Result<Option<usize>, UpdateFault> {
        let written = self.written;
        let known = written.lists.iter().position(|list| {
            list.title == section.title && list.phase == section.phase && !list.items.is_empty()
        });
        let first = of.iter().flatten().next();
        let Some(first) = first.copied().or_else(|| {
            let list = known?;
            let item = written.lists[list].items.len();
            Some(Spot { list, item })
        }) else {
            return self.new_section(section, last).map(Some);
        };
        self.note_place(section, known, of);
        let mut at = first;
        for (item, spot) in section.items.iter().zip(of) {
            match spot {
                Some(spot) => {
                    self.change(*spot, item)?;
                    at = Spot {
                        item: spot.item + 1,
                        ..*spot
                    };
                }
                None => self.add(at, item)?,
            }
        }
        Ok(Some(at.list))
    }

    /// Names the items that stand under another title than in the document, a list at a time.
    fn note_place(&mut self, section: &Section, known: Option<usize>, of: &[Option<Spot>]) {
        let mut elsewhere: Vec<(usize, usize)> = Vec::new();
        for spot in of.iter().flatten().filter(|it| Some(it.list) != known) {
            match elsewhere.iter_mut().find(|(list, _)| *list == spot.list) {
                Some((_, count)) => *count += 1,
                None => elsewhere.push((spot.list, 1)),
            }
        }
        for (list, count) in elsewhere {
            let list = &self.written.lists[list];
            if list.title == section.title {
                continue;
            }
            let items = counted(count, "item");
            let (here, there) = (&list.title, &section.title);
            let note = format!("{items} of \"{there}\" stay under \"{here}\"");
            self.notes.push((list.line, note));
        }
        let mut places = of.iter().flatten().filter(|it| Some(it.list) == known);
        let mut before = places.next();
        let is_sorted = places.all(|it| {
            let is_behind = before.is_some_and(|before| before.item < it.item);
            before = Some(it);
            is_behind
        });
        if let Some(known) = known.filter(|_| !is_sorted) {
            let line = self.written.lists[known].line;
            let note = format!("the items of \"{}\" keep their order", section.title);
            self.notes.push((line, note));
        }
    }

    fn change(&mut self, spot: Spot, item: &Item) -> Result<(), UpdateFault> {
        let there = self.written.item(spot);
        let wanted = [
            ("text", Some(item.text.as_str())),
            ("link", item.link.as_deref()),
            ("help", Some(item.help.as_str()).filter(|it| !it.is_empty())),
        ];
        for (key, value) in wanted {
            let Some(value) = value.filter(|value| there.get(key) != Some(value)) else {
                continue;
            };
            there.set(&mut self.edits, key, value)?;
            self.expected[spot.list][spot.item][key] = Value::from(value);
        }
        Ok(())
    }

    fn add(&mut self, before: Spot, item: &Item) -> Result<(), UpdateFault> {
        let item = Item {
            id: self.id(&item.id),
            ..item.clone()
        };
        self.roles.extend(item.roles.iter().flatten().cloned());
        let list = &self.written.lists[before.list];
        let (text, value) = block(&[&item])?;
        list.add(&mut self.edits, before.item, &text)?;
        self.added[before.list].push((before.item, value));
        Ok(())
    }

    fn new_section(
        &mut self,
        section: &Section,
        last: Option<usize>,
    ) -> Result<usize, UpdateFault> {
        let end = self.written.lists.len() - 1;
        let after = last.unwrap_or(end);
        if !self.written.has_sections {
            for item in &section.items {
                let item_at = self.written.lists[end].items.len();
                self.add(
                    Spot {
                        list: end,
                        item: item_at,
                    },
                    item,
                )?;
            }
            return Ok(end);
        }
        let items = section.items.iter().map(|item| Item {
            id: self.id(&item.id),
            ..item.clone()
        });
        let section = Section {
            items: items.collect(),
            ..section.clone()
        };
        self.phases.extend(section.phase.clone());
        let of_items = section.items.iter().flat_map(|item| &item.roles);
        let roles = section.roles.iter().chain(of_items);
        self.roles.extend(roles.flatten().cloned());
        let (text, value) = block(&[&section])?;
        self.written.lists[after].add_behind(&mut self.edits, &text)?;
        self.new_sections.push((after, value));
        Ok(after)
    }

    fn id(&mut self, id: &str) -> String {
        if self.ids.take(id.to_owned()) {
            return id.to_owned();
        }
        let numbered = |number: usize| format!("{id}-{number}");
        numbered(self.ids.number(id.to_owned(), 2, numbered))
    }

    /// Makes the edits, and holds that what is read of them is what was meant.
    fn finished(mut self) -> Result<Updated, UpdateFault> {
        for (items, added) in self.expected.iter_mut().zip(&self.added) {
            for (more, (before, item)) in added_in_order(added).into_iter().enumerate() {
                items.insert(before + more, item);
            }
        }
        let (text, diff) = self.edits.finished();
        let read = Written::of(&text)?;
        let mut expected = self.expected.into_iter();
        let mut sections = Vec::new();
        for place in 0..self.written.lists.len() {
            sections.push(expected.next().unwrap_or_default());
            let added = self
                .new_sections
                .iter()
                .filter(|(after, _)| *after == place);
            sections.extend(added.map(|(_, section)| items_of(section)));
        }
        let rest = |written: &Written| written.rest.clone();
        let mut frame = rest(self.written);
        for (more, (after, section)) in added_in_order(&self.new_sections).into_iter().enumerate() {
            frame.insert(after + 1 + more, without_items(section));
        }
        if read.values != sections || read.rest != frame || read.head != self.written.head {
            return Err(UpdateFault::Lossy);
        }
        self.notes.sort();
        Ok(Updated {
            text,
            diff,
            notes: self.notes.into_iter().map(|(_, note)| note).collect(),
            phases: self.phases,
            roles: self.roles,
        })
    }
}

/// Returns what is added by place, in the order in which it was added.
fn added_in_order(added: &[(usize, Value)]) -> Vec<(usize, Value)> {
    let mut added = added.to_vec();
    added.sort_by_key(|(place, _)| *place);
    added
}

fn items_of(section: &Value) -> Vec<Value> {
    let items = section["items"].as_array();
    items.cloned().unwrap_or_default()
}

fn without_items(mut section: Value) -> Value {
    if let Some(section) = section.as_object_mut() {
        section.shift_remove("items");
    }
    section
}

#[cfg(test)]
mod tests;
