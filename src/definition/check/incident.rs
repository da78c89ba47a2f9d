//! The rules of incidents: their classes, the known reasons to roll back, and the duties that open with each.

use std::collections::HashMap;

use super::{Declared, Read};
use crate::definition::fault::{Fault, OffPath};
use crate::definition::page::{Names, Once, Page};
use crate::definition::raw::{self, Named, Placed, Text};
use crate::domain::id::{ChecklistId, ClassId, ItemId, RoleId, TriggerId};
use crate::domain::plan::incident::{Class, Trigger};
use crate::domain::plan::library::PlaybookIncidents;

/// Checks what is ready for incidents and returns it.
pub(super) fn check(
    page: &Page<'_>,
    raw: &Placed<raw::Incidents>,
    declared: &Declared,
    read: &[Read<'_, '_>],
) -> PlaybookIncidents {
    let (place, raw) = (raw.place, &raw.value);
    if raw.classes.0.is_empty() {
        page.note(place, Fault::MissingKey { key: "classes" });
    }
    let classes = check_classes(page, &raw.classes, declared);
    let names = Names::new(
        "class",
        classes.iter().map(|class| class.id.as_str().to_owned()),
    );
    note_in_phases(page, &raw.duties, declared);
    let duties = page.all_known(&raw.duties, "checklist", None);
    note_same_names(&duties, read);
    PlaybookIncidents {
        classes,
        triggers: check_triggers(page, &raw.triggers, &names),
        decision: raw
            .decision
            .as_ref()
            .and_then(|duty| check_decision(page, duty, &duties, read)),
        duties: duties.into_iter().map(ChecklistId::from).collect(),
    }
}

fn check_classes(
    page: &Page<'_>,
    raw: &Named<Placed<raw::Class>>,
    declared: &Declared,
) -> Vec<Class> {
    let mut classes = Vec::new();
    for (name, class) in &raw.0 {
        page.slug("a class of incidents", name);
        let commander = class
            .value
            .commander
            .as_ref()
            .filter(|role| page.known(role, Some(&declared.roles)));
        classes.push(Class {
            id: ClassId::from(name.value.as_str()),
            title: page.line(class.place, "title", class.value.title.as_ref()),
            commander: commander.map(|role| RoleId::from(role.value.as_str())),
        });
    }
    classes
}

fn check_triggers(page: &Page<'_>, raw: &[Placed<raw::Trigger>], classes: &Names) -> Vec<Trigger> {
    let mut seen = Once::new("trigger", "id");
    let mut triggers = Vec::new();
    for trigger in raw {
        let (place, raw) = (trigger.place, &trigger.value);
        let class = raw
            .class
            .as_ref()
            .filter(|class| page.known(class, Some(classes)));
        triggers.push(Trigger {
            id: TriggerId::from(seen.name(page, place, "a trigger", raw.id.as_ref())),
            text: page.line(place, "text", raw.text.as_ref()),
            class: class.map(|class| ClassId::from(class.value.as_str())),
        });
    }
    triggers
}

/// Notes the checklists that a phase takes items from as well.
fn note_in_phases(page: &Page<'_>, duties: &[Text], declared: &Declared) {
    for name in duties {
        let mut phases = declared
            .phases
            .in_order()
            .filter(|phase| declared.lists(phase, &name.value));
        if let Some(phase) = phases.next() {
            let fault = OffPath::InPhase {
                checklist: name.value.clone(),
                phase: phase.to_owned(),
            };
            page.note(name.place, Fault::OffPath(fault));
        }
    }
}

/// Notes the duties that would be called alike in an incident, where only the last part of their names stands.
fn note_same_names(duties: &[&str], read: &[Read<'_, '_>]) {
    let mut seen: HashMap<&str, (&str, usize)> = HashMap::new();
    for (list, name) in duties.iter().enumerate() {
        for read in read.iter().filter(|read| read.page.source.name == *name) {
            for asked in &read.asked {
                let last = asked.item.rsplit('/').next().unwrap_or_default();
                let (other, first) = *seen.entry(last).or_insert((&asked.item, list));
                // What stands twice in one checklist was noted as such.
                if first != list {
                    read.page.note(
                        asked.id,
                        Fault::OffPath(OffPath::SameName {
                            other: other.to_owned(),
                        }),
                    );
                }
            }
        }
    }
}

/// Returns the duty that is done by deciding; notes one that no duty checklist has.
fn check_decision(
    page: &Page<'_>,
    duty: &Text,
    duties: &[&str],
    read: &[Read<'_, '_>],
) -> Option<ItemId> {
    let lists = || {
        read.iter()
            .filter(|read| duties.contains(&read.page.source.name.as_str()))
    };
    let is_whole = lists().all(|read| read.page.problems.borrow().list.is_empty());
    let names = Names::new(
        "duty",
        lists()
            .flat_map(|read| &read.asked)
            .map(|asked| asked.item.clone()),
    );
    (is_whole && page.known(duty, Some(&names))).then(|| ItemId::from(duty.value.as_str()))
}
