//! The rules of one item.

use super::super::advice::{self, Asked};
use super::super::{command, condition};
use super::{ChecklistCheck, check_phase};
use crate::definition::fault::{Fault, OffPath};
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::definition::tree::Place;
use crate::domain::id::{ItemId, PhaseId, RoleId, TypeId};
use crate::domain::plan::After;
use crate::domain::plan::Item;
use crate::domain::plan::incident;
use crate::domain::plan::library::ListedItem;
use crate::domain::text::sameness;

/// The most roles that one item is looked through for; longer lists were noted as such.
const MOST_ROLES: usize = 100;

impl<'d> ChecklistCheck<'d, '_, '_> {
    /// Checks an item and adds it, unless it has no phase.
    pub(super) fn item(
        &mut self,
        item: &'d Placed<raw::Item>,
        title: &str,
        section: Option<&'d raw::Section>,
    ) {
        let (place, raw) = (item.place, &item.value);
        let page = self.page;
        let id = self.ids.text(page, place, "an item", raw.id.as_ref());
        let text = page.line(place, "text", raw.text.as_ref());
        self.text_is_new(&text, raw, id);
        self.condition(&raw.when);
        let types = self.types(place, &raw.when, section);
        let roles = self.roles_of(raw, section);
        let phase = self.phase(item, section, id);
        let id = id.map_or("", |id| &id.value);
        let outer = section.map(|section| &section.when);
        let when = condition::of_both(page, place, &raw.when, outer);
        let item = Item {
            id: ItemId::from(format!("{}/{id}", page.source.name).as_str()),
            phase: PhaseId::from(phase.unwrap_or_default()),
            section: title.to_owned(),
            text,
            roles,
            when,
            if_applicable: raw.if_applicable,
            evidence_required: raw.evidence.0,
            bound: raw.bound,
            killer: raw.killer,
            marks: page.milestone(raw.marks.as_ref()),
            after: self.after(raw, section),
            in_order: self.is_in_order(phase.unwrap_or_default(), title, section),
            check: raw.check.as_ref().map(|check| command::check(page, check)),
            help: page.maybe_lines("help", raw.help.as_ref()),
            link: self.link(raw.link.as_ref()),
            removed: false,
            from_severity: raw
                .from_severity
                .or(section.and_then(|section| section.from_severity)),
            incident: None,
        };
        advice::item(page, place, raw, &item);
        self.hold_to_its_place(place, raw, &item);
        if phase.is_some() {
            self.items.push(ListedItem { item, types });
        }
    }

    /// Tells whether an item of this phase waits for one above it in its section.
    fn is_in_order(&self, phase: &str, title: &str, section: Option<&raw::Section>) -> bool {
        let mut above = self.items.iter().map(|listed| &listed.item);
        section.is_some_and(|section| section.in_order)
            && above.any(|item| item.section == title && item.phase.as_str() == phase)
    }

    /// Returns the roles of an item: its own, or else those of its section or of the checklist.
    fn roles_of(&self, raw: &raw::Item, section: Option<&raw::Section>) -> Vec<RoleId> {
        if let Some(roles) = &raw.roles {
            self.page.all_known(&roles.value, "role", self.roles());
        }
        let outer = section.and_then(|section| section.roles.as_ref());
        let roles = raw.roles.as_ref().or(outer);
        let roles = roles.map_or(&self.checklist.roles, |roles| &roles.value);
        once_each(roles.iter().take(MOST_ROLES))
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

    /// Returns the types that both the item and its section ask for; empty means all.
    fn types(
        &self,
        place: Place,
        when: &raw::Condition,
        section: Option<&raw::Section>,
    ) -> Vec<TypeId> {
        let names = |when: &raw::Condition| -> Vec<TypeId> {
            let names = when.types.0.iter();
            names.map(|name| TypeId::from(&*name.value)).collect()
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
                help: "the item would wait for itself: remove `after` or `marks`",
            };
            self.page.note(text.place, fault);
        }
        self.after
            .push((text.place, after.milestone.as_str().to_owned()));
        Some(after)
    }

    /// Notes what the item cannot have where it stands.
    fn hold_to_its_place(&self, place: Place, raw: &raw::Item, item: &Item) {
        if self.is_of_duties() {
            self.duty(place, raw, item);
        } else if item.killer && item.roles.is_empty() {
            self.page.note(place, Fault::NobodySigns);
        } else if item.from_severity.is_some() && self.declared.is_some() {
            self.page
                .note(place, Fault::OffPath(OffPath::SeverityOfItem));
        }
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

    /// Returns the link of an item; notes one that is no address on the web.
    fn link(&self, raw: Option<&Text>) -> Option<String> {
        let link = self.page.maybe_line("link", raw)?;
        let host = link
            .strip_prefix("https://")
            .or_else(|| link.strip_prefix("http://"));
        let is_good = host.is_some_and(|host| {
            !host.is_empty() && !host.starts_with('/') && !host.contains(char::is_whitespace)
        });
        if let Some(raw) = raw.filter(|_| !is_good && !link.is_empty()) {
            let fault = Fault::NotA {
                what: "an address on the web",
                text: link.clone(),
                help: "write an address that starts with `https://` or `http://`",
            };
            self.page.note(raw.place, fault);
        }
        Some(link)
    }
}

/// Returns the ids of these names, once each.
fn once_each<'t, T: From<&'t str> + PartialEq>(names: impl Iterator<Item = &'t Text>) -> Vec<T> {
    let mut ids = Vec::new();
    for id in names.map(|name| T::from(&name.value)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
