//! The rules of one checklist file.

use std::collections::HashMap;

use super::{Declared, Read, command};
use crate::definition::advice::{self, Asked};
use crate::definition::fault::{Fault, OffPath};
use crate::definition::page::Page;
use crate::definition::raw::{self, Placed, Text};
use crate::definition::tree::Place;
use crate::definition::wording::sameness;
use crate::domain::id::{
    ChecklistId, FactId, IncidentId, ItemId, Milestone, PhaseId, RoleId, TypeId, is_slug_path,
};
use crate::domain::plan::incident::{self, Severity};
use crate::domain::plan::library::{Checklist, ListedItem};
use crate::domain::plan::{After, Bound, Item};
use crate::domain::rules::tailor::ADDED;

/// The most roles that one item is looked through for; longer lists were noted as such.
const MOST_ROLES: usize = 100;

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
    let mut desk = ChecklistCheck {
        page,
        declared,
        checklist: raw,
        ids: HashMap::new(),
        texts: HashMap::new(),
        items: Vec::new(),
        asked: Vec::new(),
        after: Vec::new(),
    };
    match (&raw.sections, &raw.items) {
        (Some(sections), None) => desk.sections(sections),
        (None, Some(items)) => desk.items(items, &title, None, "the checklist"),
        (None, None) => page.note(place, Fault::OneOf("items", "sections")),
        (Some(_), Some(items)) => page.note(items.place, Fault::ItemsAndSections),
    }
    let ChecklistCheck {
        items,
        asked,
        after,
        ..
    } = desk;
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

fn severity(raw: raw::Severity) -> Severity {
    match raw {
        raw::Severity::Low => Severity::Low,
        raw::Severity::Medium => Severity::Medium,
        raw::Severity::High => Severity::High,
        raw::Severity::Critical => Severity::Critical,
    }
}

/// What is known while the items of one checklist are gone through.
struct ChecklistCheck<'d, 'p, 's> {
    page: &'p Page<'s>,
    declared: Option<&'d Declared>,
    checklist: &'d raw::Checklist,
    ids: HashMap<&'d str, usize>,
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
                self.page.all_known(
                    &roles.value,
                    "role",
                    self.declared.map(|declared| &declared.roles),
                );
            }
            match &raw.items {
                Some(items) => self.items(items, &title, Some(raw), "the section"),
                None => self.page.note(place, Fault::MissingKey { key: "items" }),
            }
            advice::section(
                self.page,
                place,
                &title,
                raw.items.as_ref().map_or(0, |items| items.value.len()),
            );
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

    fn item(
        &mut self,
        item: &'d Placed<raw::Item>,
        title: &str,
        section: Option<&'d raw::Section>,
    ) {
        let (place, raw) = (item.place, &item.value);
        let page = self.page;
        let id = page.name(place, "id", "an item", raw.id.as_ref());
        if let Some(id) = id
            && let Some(first) = self.ids.insert(&id.value, id.place.line)
        {
            page.note(
                id.place,
                Fault::Duplicate {
                    what: "item",
                    name: id.value.clone(),
                    first,
                },
            );
        }
        let text = page.line(place, "text", raw.text.as_ref());
        self.text_is_new(&text, raw, id);
        self.condition(&raw.when);
        let types = self.types(place, &raw.when, section);
        let own_roles = raw
            .roles
            .as_ref()
            .or(section.and_then(|section| section.roles.as_ref()));
        let role_texts = own_roles.map_or(&self.checklist.roles, |roles| &roles.value);
        let names = self.declared.map(|declared| &declared.roles);
        if let Some(roles) = &raw.roles {
            page.all_known(&roles.value, "role", names);
        }
        let mut roles: Vec<RoleId> = Vec::new();
        for role in role_texts
            .iter()
            .take(MOST_ROLES)
            .map(|role| RoleId::from(role.value.as_str()))
        {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        let phase = self.phase(item, section, id);
        let id = id.map_or("", |id| &id.value);
        let item = Item {
            id: ItemId::from(format!("{}/{id}", page.source.name).as_str()),
            phase: PhaseId::from(phase.unwrap_or_default()),
            section: title.to_owned(),
            text,
            roles,
            when: facts(&raw.when, section),
            if_applicable: raw.if_applicable,
            evidence_required: raw.evidence == raw::Evidence::Required,
            bound: if raw.bound == raw::Bound::Candidate {
                Bound::Candidate
            } else {
                Bound::Release
            },
            killer: raw.killer,
            marks: raw
                .marks
                .as_ref()
                .filter(|name| page.slug("a milestone", name))
                .map(|name| Milestone::from(&*name.value)),
            after: self.after(raw, section),
            check: raw.check.as_ref().map(|check| command::check(page, check)),
            help: page.maybe_lines("help", raw.help.as_ref()),
            link: page
                .maybe_line("link", raw.link.as_ref())
                .inspect(|link| self.link(raw.link.as_ref(), link)),
            removed: false,
            from_severity: raw
                .from_severity
                .or(section.and_then(|section| section.from_severity))
                .map(severity),
            incident: None,
        };
        advice::item(page, place, raw, &item);
        if self.is_of_duties() {
            self.duty(place, raw, &item);
        } else if item.killer && item.roles.is_empty() {
            page.note(place, Fault::NobodySigns);
        } else if item.from_severity.is_some() && self.declared.is_some() {
            page.note(place, Fault::OffPath(OffPath::SeverityOfItem));
        }
        if phase.is_some() {
            self.items.push(ListedItem { item, types });
        }
    }

    /// Notes an item that asks what another item of this checklist asks.
    fn text_is_new(&mut self, text: &str, raw: &'d raw::Item, id: Option<&'d Text>) {
        let (Some(place), Some(id)) = (raw.text.as_ref().map(|text| text.place), id) else {
            return;
        };
        if text.is_empty() {
            return;
        }
        let sameness = sameness(text);
        match self.texts.get(&sameness) {
            Some((other, first)) => {
                self.page.note(
                    place,
                    Fault::SameText {
                        other: (*other).to_owned(),
                        first: *first,
                    },
                );
            }
            None => {
                self.texts.insert(sameness.clone(), (&id.value, place.line));
            }
        }
        self.asked.push(Asked {
            item: format!("{}/{}", self.page.source.name, id.value),
            id: id.place,
            text: sameness,
            place,
        });
    }

    fn condition(&self, when: &raw::Condition) {
        self.page.all_known(
            &when.facts.0,
            "fact",
            self.declared.map(|declared| &declared.facts),
        );
        self.page.all_known(
            &when.types.0,
            "type",
            self.declared.map(|declared| &declared.types),
        );
    }

    /// Returns the types that both the item and its section ask for; empty means all.
    fn types(
        &self,
        place: Place,
        when: &raw::Condition,
        section: Option<&raw::Section>,
    ) -> Vec<TypeId> {
        let names = |when: &raw::Condition| {
            when.types
                .0
                .iter()
                .map(|name| TypeId::from(&*name.value))
                .collect::<Vec<_>>()
        };
        let own = names(when);
        let outer = section.map_or_else(Vec::new, |section| names(&section.when));
        if own.is_empty() || outer.is_empty() {
            return if own.is_empty() { outer } else { own };
        }
        let both: Vec<TypeId> = own
            .into_iter()
            .filter(|name| outer.contains(name))
            .collect();
        if both.is_empty() {
            self.page.note(place, Fault::NoType);
        }
        both
    }

    /// Returns the moment before which the item is not due: its own, else its section's. Notes one that is none, and keeps the
    /// milestone for the rules across files.
    fn after(&mut self, raw: &raw::Item, section: Option<&raw::Section>) -> Option<After> {
        let text = raw
            .after
            .as_ref()
            .or(section.and_then(|section| section.after.as_ref()))?;
        let Some(after) = After::parse(&text.value) else {
            let fault = Fault::NotA {
                what: "a milestone or a time after one",
                text: text.value.clone(),
                help: "write it as `deployed`, or as `deployed + 24h`",
            };
            self.page.note(text.place, fault);
            return None;
        };
        let marks = raw.marks.as_ref().map(|marks| marks.value.as_str());
        if marks == Some(after.milestone.as_str()) {
            let fault = Fault::NotA {
                what: "a milestone that another item or a stage marks",
                text: text.value.clone(),
                help: "the item would wait for itself: take `after` or `marks` off",
            };
            self.page.note(text.place, fault);
        }
        self.after
            .push((text.place, after.milestone.as_str().to_owned()));
        Some(after)
    }

    /// Tells whether the items of this checklist open with an incident.
    fn is_of_duties(&self) -> bool {
        self.declared
            .is_some_and(|declared| declared.duties.contains(&self.page.source.name))
    }

    /// Notes what a duty cannot have.
    fn duty(&self, place: Place, raw: &raw::Item, item: &Item) {
        if item.roles.is_empty() {
            self.page.note(
                place,
                Fault::OffPath(OffPath::NobodysDuty {
                    duty: item.id.as_str().to_owned(),
                }),
            );
        }
        if let Some(marks) = &raw.marks {
            self.page
                .note(marks.place, Fault::OffPath(OffPath::MarkingDuty));
        }
        advice::duty(self.page, place, item);
    }

    /// Returns the item's phase; `None` after noting why there is none.
    fn phase(
        &self,
        item: &'d Placed<raw::Item>,
        section: Option<&'d raw::Section>,
        id: Option<&Text>,
    ) -> Option<&'d str> {
        let page = self.page;
        if let Some(name) = &item.value.phase {
            check_phase(page, name, self.declared);
        }
        let outer = section
            .and_then(|section| section.phase.as_ref())
            .or(self.checklist.phase.as_ref());
        let phase = item.value.phase.as_ref().or(outer);
        let Some(declared) = self.declared else {
            return phase.map(|phase| phase.value.as_str());
        };
        let Some(phase) = phase else {
            if self.is_of_duties() {
                return Some(incident::PHASE);
            }
            let place = id.map_or(item.place, |id| id.place);
            page.note(
                place,
                Fault::NoPhase {
                    item: id.map(|id| id.value.clone()).unwrap_or_default(),
                },
            );
            return None;
        };
        // A checklist that nothing lists is told once, not for every item.
        let is_listed = declared
            .listed
            .values()
            .any(|listed| listed.contains(&page.source.name));
        let by_its_phase = declared
            .listed
            .get(&phase.value)
            .is_none_or(|listed| listed.contains(&page.source.name));
        if is_listed && !by_its_phase {
            let place = item
                .value
                .phase
                .as_ref()
                .or(id)
                .map_or(item.place, |text| text.place);
            let fault = Fault::NeverAsked {
                phase: phase.value.clone(),
                checklist: page.source.name.clone(),
            };
            page.note(place, fault);
        }
        Some(&phase.value)
    }

    fn link(&self, raw: Option<&Text>, link: &str) {
        let host = link
            .strip_prefix("https://")
            .or_else(|| link.strip_prefix("http://"));
        let is_good = host.is_some_and(|host| {
            !host.is_empty() && !host.starts_with('/') && !host.contains(char::is_whitespace)
        });
        if let Some(raw) = raw.filter(|_| !is_good && !link.is_empty()) {
            let help = "write an address that starts with `https://` or `http://`";
            self.page.note(
                raw.place,
                Fault::NotA {
                    what: "an address on the web",
                    text: link.to_owned(),
                    help,
                },
            );
        }
    }
}

/// Returns the facts of the item and of its section, once each.
fn facts(when: &raw::Condition, section: Option<&raw::Section>) -> Vec<FactId> {
    let mut facts: Vec<FactId> = Vec::new();
    for name in section
        .iter()
        .flat_map(|section| &section.when.facts.0)
        .chain(&when.facts.0)
    {
        let fact = FactId::from(name.value.as_str());
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts
}
