//! The rules of one checklist file.

mod item;

use std::collections::HashMap;

use super::advice::{self, Asked};
use super::condition;
use super::once::Once;
use super::{Declared, Read};
use crate::definition::advice::Advice;
use crate::definition::fault::{Fault, OffPath};
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::definition::tree::Place;
use crate::domain::id::{ChecklistId, IncidentId, is_slug_path};
use crate::domain::plan::library::{Checklist, ListedItem};
use crate::domain::rules::tailor::ADDED;

/// Checks a checklist; what is wrong is noted on its page.
pub(super) fn check<'p, 's>(
    page: &'p Page<'s>,
    raw: &Placed<raw::Checklist>,
    declared: Option<&Declared>,
) -> Read<'p, 's> {
    let (place, raw) = (raw.place, &raw.value);
    check_id(page, place, raw.id.as_ref());
    let title = page.line(place, "title", raw.title.as_ref());
    let purpose = page
        .maybe_lines("purpose", raw.purpose.as_ref())
        .unwrap_or_default();
    for name in raw.phase.iter() {
        check_phase(page, name, declared);
    }
    page.all_known(&raw.roles, "role", declared.map(|declared| &declared.roles));
    let mut check = ChecklistCheck {
        page,
        declared,
        checklist: raw,
        ids: Once::new("item", "id"),
        texts: HashMap::new(),
        items: Vec::new(),
        asked: Vec::new(),
        after: Vec::new(),
    };
    match (&raw.sections, &raw.items) {
        (Some(sections), None) => check.sections(sections),
        (None, Some(items)) => check.items(items, &title, None, "the checklist"),
        (None, None) => page.note(place, Fault::OneOf("items", "sections")),
        (Some(_), Some(items)) => page.note(items.place, Fault::ItemsAndSections),
    }
    let ChecklistCheck {
        items,
        asked,
        after,
        ..
    } = check;
    let id = ChecklistId::from(page.source.name.as_str());
    Read {
        page,
        checklist: Checklist {
            id,
            title,
            purpose,
            items,
        },
        asked,
        after,
    }
}

fn check_id(page: &Page<'_>, place: Place, id: Option<&Text>) {
    let wanted = &page.source.name;
    match id {
        None => page.note(place, Fault::MissingKey { key: "id" }),
        Some(id) if !is_slug_path(&id.value) => {
            page.slug_path("a checklist", id);
        }
        Some(id) if !is_slug_path(wanted) => {
            page.note(
                id.place,
                Fault::NotAName {
                    what: "a checklist file",
                    name: wanted.clone(),
                },
            );
        }
        Some(id) if id.value != *wanted => page.note(
            id.place,
            Fault::IdIsNotPath {
                wanted: wanted.clone(),
            },
        ),
        Some(id) => {
            let first = wanted.split('/').next().unwrap_or_default();
            if IncidentId::is_one(first) || first == ADDED {
                page.note(
                    id.place,
                    Fault::OffPath(OffPath::ReservedChecklist {
                        first: first.to_owned(),
                    }),
                );
            }
        }
    }
}

/// Notes a phase that is not declared, or that duties cannot have.
fn check_phase(page: &Page<'_>, name: &Text, declared: Option<&Declared>) {
    let Some(declared) = declared.filter(|declared| page.known(name, Some(&declared.phases)))
    else {
        return;
    };
    if declared.duties.contains(&page.source.name) && !declared.on_demand.contains(&name.value) {
        page.note(
            name.place,
            Fault::OffPath(OffPath::DutyOnPath {
                phase: name.value.clone(),
            }),
        );
    }
}

/// What is known while the items of one checklist are gone through.
struct ChecklistCheck<'d, 'p, 's> {
    page: &'p Page<'s>,
    declared: Option<&'d Declared>,
    checklist: &'d raw::Checklist,
    ids: Once<'d>,
    texts: HashMap<String, (&'d str, usize)>,
    items: Vec<ListedItem>,
    asked: Vec<Asked>,
    after: Vec<(Place, String)>,
}

impl<'d> ChecklistCheck<'d, '_, '_> {
    fn sections(&mut self, sections: &'d Placed<Vec<Placed<raw::Section>>>) {
        self.page
            .not_empty(sections, "`sections`", "write at least one section");
        let mut titles: HashMap<&str, usize> = HashMap::new();
        for section in &sections.value {
            let (place, raw) = (section.place, &section.value);
            let title = self.page.line(place, "title", raw.title.as_ref());
            if let Some(text) = raw.title.as_ref().filter(|_| !title.is_empty())
                && let Some(first) = titles.insert(&text.value, text.place.line)
            {
                self.page.note(
                    text.place,
                    Fault::Duplicate {
                        what: "section",
                        name: title.clone(),
                        first,
                    },
                );
            }
            for name in raw.phase.iter() {
                check_phase(self.page, name, self.declared);
            }
            self.condition(&raw.when);
            if let Some(roles) = &raw.roles {
                self.page.all_known(&roles.value, "role", self.roles());
            }
            match &raw.items {
                Some(items) => self.items(items, &title, Some(raw), "the section"),
                None => self.page.note(place, Fault::MissingKey { key: "items" }),
            }
            let count = raw.items.as_ref().map_or(0, |items| items.value.len());
            if raw.in_order && count == 1 {
                self.page.advise(place, Advice::NothingInOrder);
            }
            advice::section(self.page, place, &title, count);
        }
    }

    fn items(
        &mut self,
        items: &'d Placed<Vec<Placed<raw::Item>>>,
        title: &str,
        section: Option<&'d raw::Section>,
        what: &'static str,
    ) {
        self.page
            .not_empty(items, what, "write at least one item, or delete it");
        if section.is_none() {
            advice::section(self.page, items.place, title, items.value.len());
        }
        for item in &items.value {
            self.item(item, title, section);
        }
    }

    /// Returns the roles that are declared, when that is known.
    fn roles(&self) -> Option<&'d Names> {
        self.declared.map(|declared| &declared.roles)
    }

    fn condition(&self, when: &raw::Condition) {
        let declared = self.declared;
        let types = declared.map(|declared| &declared.types);
        condition::check(self.page, when, declared.map(|declared| &declared.facts));
        self.page.all_known(&when.types.0, "type", types);
    }

    /// Tells whether the items of this checklist open with an incident.
    fn is_of_duties(&self) -> bool {
        self.declared
            .is_some_and(|declared| declared.duties.contains(&self.page.source.name))
    }
}
