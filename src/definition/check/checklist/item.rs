//! The rules of one item.

use super::super::advice::{self, Asked};
use super::super::{condition, proof};
use super::{ChecklistCheck, check_phase, entries};
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

/// The most people that an item can ask to sign.
const MOST_SIGNERS: u64 = 20;

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
        self.condition(&raw.when);
        let types = self.types(place, &raw.when, section);
        let roles = self.roles_of(raw, section);
        let phase = self.phase(item, section, id);
        let name = id.map_or("", |id| &id.value);
        let outer = section.map(|section| &section.when);
        let when = condition::of_both(page, place, &raw.when, outer);
        let item = Item {
            id: ItemId::from(format!("{}/{name}", page.source.name).as_str()),
            phase: PhaseId::from(phase.unwrap_or_default()),
            section: title.to_owned(),
            text,
            roles,
            when,
            if_applicable: raw.if_applicable,
            evidence_required: raw.evidence.0,
            bound: raw.bound,
            killer: raw.killer,
            fresh: page.duration(raw.fresh.as_ref(), 1),
            signers: self.signers(raw),
            waived_by: self.waivers(raw),
            due: page.due(raw.due.as_ref()),
            marks: page.milestone(raw.marks.as_ref()),
            after: self.after(raw, section),
            in_order: self.is_in_order(phase.unwrap_or_default(), title, section),
            entry: None,
            check: raw.check.as_ref().map(|check| proof::check(page, check)),
            help: page.maybe_lines("help", raw.help.as_ref()),
            link: page.web_address("link", raw.link.as_ref()),
            removed: false,
            from_severity: raw
                .from_severity
                .or(section.and_then(|section| section.from_severity)),
            incident: None,
        };
        advice::item(page, place, raw, &item);
        self.hold_to_its_place(place, raw, &item);
        let entries = self.entries_of(raw, &item);
        if let Some(text) = raw.text.as_ref().filter(|_| raw.for_each.is_none())
            && entries::names_entry(&text.value)
        {
            page.note(text.place, Fault::NoEntry);
        }
        let listed = ListedItem { item, types };
        let made = match entries {
            None => vec![listed],
            Some(entries) => {
                let made = entries.iter();
                made.map(|entry| self.item_for(place, &listed, entry))
                    .collect()
            }
        };
        self.text_is_new(&made, raw, id);
        if phase.is_some() {
            self.items.extend(made);
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

    /// Notes an item that asks what another item of this checklist asks: it, or the first of its entries that does.
    fn text_is_new(&mut self, made: &[ListedItem], raw: &raw::Item, id: Option<&Text>) {
        let (Some(text), Some(id)) = (raw.text.as_ref(), id) else {
            return;
        };
        if text.value.trim().is_empty() {
            return;
        }
        let place = text.place;
        let mut is_new = true;
        let mut own = Vec::new();
        for Item { id: item, text, .. } in made.iter().map(|listed| &listed.item) {
            let sameness = sameness(text);
            match self.texts.get(&sameness) {
                Some((other, first)) if is_new => {
                    is_new = false;
                    let fault = Fault::SameText {
                        other: other.clone(),
                        first: *first,
                    };
                    self.page.note(place, fault);
                }
                Some(_) => {}
                None => own.push(sameness.clone()),
            }
            self.asked.push(Asked {
                item: item.to_string(),
                id: id.place,
                text: sameness,
                place,
            });
        }
        let known = own
            .into_iter()
            .map(|sameness| (sameness, (id.value.clone(), place.line)));
        self.texts.extend(known);
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

    /// Returns how many people of each role have to sign; notes a number that is none, or more than a role has members.
    fn signers(&self, raw: &raw::Item) -> Option<u64> {
        let signers = raw.signers.as_ref()?;
        let help = "write how many people have to sign, from 2, such as `2`";
        let count = self
            .page
            .scalar(signers, "a number of people", help, |text| {
                let count = text.parse().ok();
                count.filter(|count| (2..=MOST_SIGNERS).contains(count))
            })?;
        let roles = raw.roles.iter().flat_map(|roles| &roles.value);
        for role in roles {
            let members = self.declared.and_then(|all| all.members.get(&role.value));
            let members = members.copied().unwrap_or_default();
            if members > 0 && u64::try_from(members).is_ok_and(|members| members < count) {
                let fault = Fault::TooFewSigners {
                    role: role.value.clone(),
                    members,
                    signers: count,
                };
                self.page.note(signers.place, fault);
            }
        }
        Some(count)
    }

    /// Returns the roles that have to waive the item; notes them on an item that nobody waives.
    fn waivers(&self, raw: &raw::Item) -> Vec<RoleId> {
        let Some(roles) = &raw.waived_by else {
            return Vec::new();
        };
        let help =
            "name the roles that waive it together; leave the key out for any that may waive";
        self.page.not_empty(roles, "the list of roles", help);
        self.page.all_known(&roles.value, "role", self.roles());
        if raw.killer {
            self.page.note(roles.place, Fault::KillerWaived);
        }
        once_each(roles.value.iter().take(MOST_ROLES))
    }

    /// Notes what the item cannot have where it stands.
    fn hold_to_its_place(&self, place: Place, raw: &raw::Item, item: &Item) {
        if let (Some(fresh), Some(_)) = (&raw.fresh, &raw.marks) {
            self.page.note(fresh.place, Fault::FreshMilestone);
        }
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
        for (key, given) in [("due", &raw.due), ("fresh", &raw.fresh)] {
            if let Some(given) = given {
                let fault = OffPath::UnplannedDuty { key };
                self.page.note(given.place, Fault::OffPath(fault));
            }
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
