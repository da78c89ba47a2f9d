//! Items that are asked for each entry of a list.

use super::super::lists::Entry;
use super::ChecklistCheck;
use crate::definition::fault::Fault;
use crate::definition::raw;
use crate::definition::tree::Place;
use crate::domain::id::ItemId;
use crate::domain::plan::Item;
use crate::domain::plan::library::ListedItem;

/// What stands for an entry in a text.
const ENTRY: &str = "{{entry}}";

/// How many items the lists of a library may make.
const MOST_MADE: usize = 10_000;

impl<'d> ChecklistCheck<'d, '_, '_> {
    /// Returns the entries that an item is asked for; `None` when it is asked once. Notes a list that nothing declares.
    pub(super) fn entries_of(&mut self, raw: &raw::Item, item: &Item) -> Option<&'d [Entry]> {
        let name = raw.for_each.as_ref()?;
        let fault = match &raw.marks {
            _ if self.is_of_duties() => Some("a duty of incidents is asked once"),
            Some(_) => Some("an item that marks a milestone is asked once"),
            None => None,
        };
        if let Some(what) = fault {
            self.page.note(name.place, Fault::AskedOnce { what });
        }
        let declared = self.declared?;
        let list = item.id.as_str().to_owned();
        self.for_each.push((name.place, list, name.value.clone()));
        if !self.page.known(name, Some(&declared.list_names)) {
            return None;
        }
        // A list without entries was noted as such.
        let entries = declared.lists.get(&name.value);
        let entries = entries.filter(|entries| !entries.is_empty())?;
        let made = declared.made.get().saturating_add(entries.len());
        declared.made.set(made);
        if made > MOST_MADE {
            let fault = Fault::TooMany {
                what: "item made from list",
                limit: MOST_MADE,
            };
            self.page.note(name.place, fault);
            return Some(&[]);
        }
        Some(entries)
    }

    /// Returns the item as an entry has it. Notes what no release can be asked.
    pub(super) fn item_for(&self, place: Place, item: &ListedItem, entry: &Entry) -> ListedItem {
        let ListedItem { item, types } = item;
        let clash = |one: &[_], other: &[_]| one.iter().any(|fact| other.contains(fact));
        let has_not = |one: &Item, entry: &Entry| {
            clash(&one.when.not, &entry.when.all)
                || clash(&one.when.not, &entry.when.any)
                || clash(&entry.when.not, &one.when.all)
                || clash(&entry.when.not, &one.when.any)
        };
        let fitting = if types.is_empty() || entry.types.is_empty() {
            [types.as_slice(), &entry.types].concat()
        } else {
            let both = types.iter().filter(|kind| entry.types.contains(kind));
            both.cloned().collect()
        };
        let fits_no_type = fitting.is_empty() && !(types.is_empty() && entry.types.is_empty());
        if fits_no_type || has_not(item, entry) {
            let entry = entry.id.to_string();
            self.page.note(place, Fault::NeverFits { entry });
        } else if !item.when.any.is_empty() && !entry.when.any.is_empty() {
            let entry = entry.id.to_string();
            self.page.note(place, Fault::EntryHasAny { entry });
        }
        let mut made = Item {
            id: ItemId::from(format!("{}/{}", item.id, entry.id).as_str()),
            text: with_entry(&item.text, &entry.title),
            help: item.help.as_ref().map(|it| it.replace(ENTRY, &entry.title)),
            entry: Some(entry.id.clone()),
            ..item.clone()
        };
        for (facts, more) in [
            (&mut made.when.all, &entry.when.all),
            (&mut made.when.any, &entry.when.any),
            (&mut made.when.not, &entry.when.not),
        ] {
            let new: Vec<_> = more.iter().filter(|fact| !facts.contains(fact)).collect();
            facts.extend(new.into_iter().cloned());
        }
        if let Some(roles) = &entry.roles {
            made.roles.clone_from(roles);
        }
        ListedItem {
            item: made,
            types: fitting,
        }
    }
}

/// Tells whether a text names an entry.
pub(super) fn names_entry(text: &str) -> bool {
    text.contains(ENTRY)
}

/// Returns the text for an entry. One that does not name the entry gets its name at the end.
fn with_entry(text: &str, title: &str) -> String {
    if names_entry(text) {
        text.replace(ENTRY, title)
    } else {
        format!("{text}: {title}")
    }
}
