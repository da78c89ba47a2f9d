//! The lists of the playbook, for whose entries items are asked.

use std::collections::HashMap;

use super::once::Once;
use super::{Declared, Read, condition};
use crate::definition::advice::Advice;
use crate::definition::fault::Fault;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::domain::id::{EntryId, RoleId, TypeId, is_slug};
use crate::domain::plan::When;

/// The most entries that a list may have.
const MOST_ENTRIES: usize = 100;

/// An entry of a list.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: EntryId,
    /// What texts call it.
    pub(super) title: String,
    pub(super) when: When,
    /// The types that ask for it; empty means all.
    pub(super) types: Vec<TypeId>,
    /// Who signs its items, instead of those of the item.
    pub(super) roles: Option<Vec<RoleId>>,
}

/// Collects the entries of every list. What is wrong with them is left to [`check`].
pub(super) fn entries(raw: &raw::Playbook) -> HashMap<String, Vec<Entry>> {
    let lists = raw.lists.0.iter();
    let of_list = |entries: &Placed<Vec<Placed<raw::Entry>>>| {
        let entries = entries.value.iter().take(MOST_ENTRIES);
        let mut known: Vec<Entry> = Vec::new();
        for entry in entries.filter_map(|entry| read(&entry.value)) {
            if known.iter().all(|other| other.id != entry.id) {
                known.push(entry);
            }
        }
        known
    };
    lists
        .map(|(name, entries)| (name.value.clone(), of_list(entries)))
        .collect()
}

fn read(raw: &raw::Entry) -> Option<Entry> {
    let id = raw.id.as_ref().filter(|id| is_slug(&id.value))?;
    let title = raw.title.as_ref().unwrap_or(id);
    let types = raw.when.types.0.iter();
    let roles = raw.roles.as_ref().map(|roles| &roles.value);
    Some(Entry {
        id: EntryId::from(&*id.value),
        title: title.value.trim().to_owned(),
        when: condition::read(&raw.when),
        types: types.map(|kind| TypeId::from(&*kind.value)).collect(),
        roles: roles.map(|roles| {
            let roles = roles.iter().take(MOST_ENTRIES);
            roles.map(|role| RoleId::from(&*role.value)).collect()
        }),
    })
}

/// Checks every list.
pub(super) fn check(page: &Page<'_>, raw: &raw::Playbook, declared: &Declared) {
    for (name, entries) in &raw.lists.0 {
        page.slug("a list", name);
        let help = "write its entries: `[first, second]`, or leave the list out";
        page.not_empty(entries, "the list", help);
        let mut seen = Once::new("entry", "id");
        let mut titles: HashMap<&str, usize> = HashMap::new();
        for entry in entries.value.iter().take(MOST_ENTRIES) {
            let (place, raw) = (entry.place, &entry.value);
            seen.text(page, place, "an entry", raw.id.as_ref());
            page.maybe_line("title", raw.title.as_ref());
            if let Some(title) = &raw.title
                && let Some(first) = titles.insert(title.value.trim(), title.place.line)
            {
                let fault = Fault::Duplicate {
                    what: "title",
                    name: title.value.clone(),
                    first,
                };
                page.note(title.place, fault);
            }
            condition::check(page, &raw.when, Some(&declared.facts));
            page.all_known(&raw.when.types.0, "type", Some(&declared.types));
            if let Some(roles) = &raw.roles {
                let help = "name who signs for the entry, or leave `roles` out";
                page.not_empty(roles, "`roles`", help);
                page.all_known(&roles.value, "role", Some(&declared.roles));
            }
        }
        if let Some(first) = entries.value.get(MOST_ENTRIES) {
            let fault = Fault::TooMany {
                what: "entry",
                limit: MOST_ENTRIES,
            };
            page.note(first.place, fault);
        }
    }
}

/// Notes an item whose entries would have the names of another checklist's items, and advises on lists that no item is for.
pub(super) fn hold_against(page: &Page<'_>, raw: &raw::Playbook, read: &[Read<'_, '_>]) {
    for of in read {
        for (place, item, _) in &of.for_each {
            if read.iter().any(|other| other.page.source.name == *item) {
                let fault = Fault::ItemIsChecklist { item: item.clone() };
                of.page.note(*place, fault);
            }
        }
    }
    if !page.is_sound() || !read.iter().all(|read| read.page.is_sound()) {
        return;
    }
    let is_used = |name: &Text| {
        let mut all = read.iter().flat_map(|read| &read.for_each);
        all.any(|(_, _, list)| *list == name.value)
    };
    for (name, _) in raw.lists.0.iter().filter(|(name, _)| !is_used(name)) {
        page.advise(name.place, Advice::unused("list", &name.value));
    }
}
