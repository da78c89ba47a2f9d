//! The rules of the playbook: roles, facts, types, phases and gates.

use std::collections::{HashMap, HashSet};

use super::{Declared, Read, gates};
use crate::definition::fault::{Fault, OffPath};
use crate::definition::page::{Names, Page};
use crate::definition::raw::{self, Named, Placed, Text};
use crate::definition::tree::Place;
use crate::domain::id::{ChecklistId, FactId, PhaseId, RoleId, TypeId};
use crate::domain::person::Person;
use crate::domain::plan::library::{Playbook, PlaybookPhase, ReleaseType};
use crate::domain::plan::{Fact, Gate, Phase, Role, Separation, incident};

/// The format of playbooks that is read.
const FORMAT: u32 = 1;

/// Collects what the playbook declares.
pub(super) fn declared(raw: &raw::Playbook) -> Declared {
    fn keys<T>(named: &Named<T>) -> impl Iterator<Item = String> {
        named.0.iter().map(|(name, _)| name.value.clone())
    }
    let mut listed: HashMap<String, HashSet<String>> = HashMap::new();
    for phase in &raw.phases {
        if let Some(id) = &phase.value.id {
            let lists = phase.value.checklists.iter().map(|name| name.value.clone());
            listed.entry(id.value.clone()).or_default().extend(lists);
        }
    }
    let duties = raw
        .incidents
        .iter()
        .flat_map(|incidents| &incidents.value.duties)
        .map(|name| name.value.clone());
    let on_demand = raw
        .phases
        .iter()
        .filter(|phase| phase.value.on_demand)
        .filter_map(|phase| phase.value.id.as_ref());
    let phases = raw
        .phases
        .iter()
        .filter_map(|phase| phase.value.id.as_ref())
        .map(|id| id.value.clone());
    Declared {
        roles: Names::new("role", keys(&raw.roles)),
        facts: Names::new("fact", keys(&raw.facts)),
        types: Names::new("type", keys(&raw.types)),
        phases: Names::new("phase", phases),
        listed,
        duties: duties.collect(),
        on_demand: on_demand.map(|id| id.value.clone()).collect(),
    }
}

/// Checks the playbook by itself; what refers to items is left to [`content`](super::content) and its neighbours.
pub(super) fn check(page: &Page<'_>, raw: &Placed<raw::Playbook>, declared: &Declared) -> Playbook {
    let (place, raw) = (raw.place, &raw.value);
    check_format(page, place, raw.format.as_ref());
    for (is_empty, key) in [
        (raw.roles.0.is_empty(), "roles"),
        (raw.types.0.is_empty(), "types"),
        (raw.phases.is_empty(), "phases"),
    ] {
        if is_empty {
            page.note(place, Fault::MissingKey { key });
        }
    }
    let separation = match raw.policy.separation {
        Some(raw::Separation::Off) => Separation::Off,
        Some(raw::Separation::Enforce) => Separation::Enforce,
        Some(raw::Separation::Warn) | None => Separation::Warn,
    };
    let roles: Vec<Role> = raw
        .roles
        .0
        .iter()
        .map(|(name, role)| check_role(page, name, role))
        .collect();
    let playbook = Playbook {
        title: page.line(place, "title", raw.title.as_ref()),
        facts: raw
            .facts
            .0
            .iter()
            .map(|(name, question)| check_fact(page, name, question))
            .collect(),
        types: raw
            .types
            .0
            .iter()
            .map(|(name, kind)| check_type(page, name, &kind.value, declared))
            .collect(),
        phases: check_phases(page, &raw.phases, declared),
        roles,
        separation,
        fields: Vec::new(),
        rollout: None,
        monitoring: None,
        rollback: None,
        incidents: None,
    };
    gates::check(page, raw, &playbook);
    playbook
}

fn check_format(page: &Page<'_>, place: Place, format: Option<&Placed<raw::Plain>>) {
    let Some(format) = format else {
        return page.note(place, Fault::MissingKey { key: "format" });
    };
    let found = &format.value.0;
    if found.parse() != Ok(FORMAT) && !found.is_empty() {
        let is_newer =
            !found.is_empty() && found.bytes().all(|b| b.is_ascii_digit()) && found != "0";
        page.note(
            format.place,
            Fault::UnknownFormat {
                found: found.clone(),
                is_newer,
            },
        );
    }
}

fn check_role(page: &Page<'_>, name: &Text, role: &Placed<raw::Role>) -> Role {
    let raw = &role.value;
    page.slug("a role", name);
    for alias in &raw.aliases {
        page.line(alias.place, "aliases", Some(alias));
    }
    page.maybe_lines("help", raw.help.as_ref());
    let mut members: Vec<Person> = Vec::new();
    for text in &raw.members {
        match text.value.parse::<Person>() {
            Ok(person) if members.iter().any(|other| other.is_same(&person)) => {
                let fault = Fault::Duplicate {
                    what: "member",
                    name: text.value.clone(),
                    first: raw.members[0].place.line,
                };
                page.note(text.place, fault);
            }
            Ok(person) => members.push(person),
            Err(_) if text.value.is_empty() => {}
            Err(_) => page.note(
                text.place,
                Fault::NotAPerson {
                    text: text.value.clone(),
                },
            ),
        }
    }
    Role {
        id: RoleId::from(name.value.as_str()),
        title: page.line(role.place, "title", raw.title.as_ref()),
        aliases: raw
            .aliases
            .iter()
            .map(|alias| alias.value.trim().to_owned())
            .collect(),
        may_waive: raw.may_waive,
        members,
    }
}

fn check_fact(page: &Page<'_>, name: &Text, question: &Text) -> Fact {
    page.slug("a fact", name);
    Fact {
        id: FactId::from(name.value.as_str()),
        question: page.line(name.place, "question", Some(question)),
    }
}

fn check_type(
    page: &Page<'_>,
    name: &Text,
    raw: &raw::ReleaseType,
    declared: &Declared,
) -> ReleaseType {
    page.slug("a release type", name);
    let mut polls = Vec::new();
    for (phase, poll) in &raw.poll.0 {
        if page.known(phase, Some(&declared.phases)) {
            polls.push((
                PhaseId::from(phase.value.as_str()),
                check_poll(page, poll, declared),
            ));
        }
    }
    let without = page.all_known(&raw.without, "checklist", None);
    ReleaseType {
        id: TypeId::from(name.value.as_str()),
        title: page
            .maybe_line("title", raw.title.as_ref())
            .unwrap_or_else(|| name.value.clone()),
        help: page.maybe_lines("help", raw.help.as_ref()),
        without: without.into_iter().map(ChecklistId::from).collect(),
        poll: polls,
    }
}

fn check_poll(page: &Page<'_>, poll: &Placed<Vec<Text>>, declared: &Declared) -> Vec<RoleId> {
    let help =
        "name the roles that call go or no-go; leave the key out when the items alone decide";
    page.not_empty(poll, "the poll", help);
    page.all_known(&poll.value, "role", Some(&declared.roles))
        .into_iter()
        .map(RoleId::from)
        .collect()
}

fn check_phases(
    page: &Page<'_>,
    raw: &[Placed<raw::Phase>],
    declared: &Declared,
) -> Vec<PlaybookPhase> {
    let mut lines: HashMap<&str, usize> = HashMap::new();
    let mut phases = Vec::new();
    for phase in raw {
        let (place, raw) = (phase.place, &phase.value);
        let id = page.name(place, "id", "a phase", raw.id.as_ref());
        if let Some(id) = id
            && let Some(first) = lines.insert(&id.value, id.place.line)
        {
            page.note(
                id.place,
                Fault::Duplicate {
                    what: "phase",
                    name: id.value.clone(),
                    first,
                },
            );
        }
        if let Some(id) = id.filter(|id| id.value == incident::PHASE) {
            page.note(id.place, Fault::OffPath(OffPath::ReservedPhase));
        }
        let title = page.line(place, "title", raw.title.as_ref());
        let checklists = page.all_known(&raw.checklists, "checklist", None);
        let gate = match &raw.gate {
            Some(gate) => check_gate(page, gate, declared),
            None => Gate {
                title: title.clone(),
                ..Gate::default()
            },
        };
        if checklists.is_empty()
            && gate.poll.is_empty()
            && raw
                .gate
                .as_ref()
                .is_none_or(|gate| gate.value.poll.is_none())
        {
            let help = "list `checklists`, or give it a gate with a `poll`";
            page.note(
                id.map_or(place, |id| id.place),
                Fault::EmptyList {
                    what: "the phase",
                    help,
                },
            );
        }
        let id = PhaseId::from(id.map_or("", |id| &id.value));
        phases.push(PlaybookPhase {
            phase: Phase { id, title, gate },
            on_demand: raw.on_demand,
            checklists: checklists.into_iter().map(ChecklistId::from).collect(),
        });
    }
    phases
}

fn check_gate(page: &Page<'_>, gate: &Placed<raw::Gate>, declared: &Declared) -> Gate {
    let facilitator = gate
        .value
        .facilitator
        .as_ref()
        .filter(|role| page.known(role, Some(&declared.roles)));
    Gate {
        title: page.line(gate.place, "title", gate.value.title.as_ref()),
        facilitator: facilitator.map(|role| RoleId::from(role.value.as_str())),
        poll: gate
            .value
            .poll
            .as_ref()
            .map_or_else(Vec::new, |poll| check_poll(page, poll, declared)),
    }
}

/// Holds the lists of the playbook against the checklists that are there, both ways.
pub(super) fn hold_against(
    page: &Page<'_>,
    raw: &raw::Playbook,
    declared: &Declared,
    read: &[Read<'_, '_>],
) {
    let there = Names::new(
        "checklist",
        read.iter().map(|read| read.page.source.name.clone()),
    );
    for phase in &raw.phases {
        let Some(id) = &phase.value.id else { continue };
        for name in phase
            .value
            .checklists
            .iter()
            .filter(|name| page.known(name, Some(&there)))
        {
            let checklist = read.iter().find(|read| read.page.source.name == name.value);
            let takes = |read: &Read<'_, '_>| {
                // A file with problems of its own may have lost items to them.
                !read.page.problems.borrow().list.is_empty()
                    || read
                        .checklist
                        .items
                        .iter()
                        .any(|listed| listed.item.phase.as_str() == id.value)
            };
            if !checklist.is_some_and(takes) {
                page.note(
                    name.place,
                    Fault::TakesNothing {
                        checklist: name.value.clone(),
                    },
                );
            }
        }
    }
    for name in raw.types.0.iter().flat_map(|(_, kind)| &kind.value.without) {
        page.known(name, Some(&there));
    }
    for name in raw
        .incidents
        .iter()
        .flat_map(|incidents| &incidents.value.duties)
    {
        page.known(name, Some(&there));
    }
    for read in read {
        let name = &read.page.source.name;
        if !declared.duties.contains(name)
            && !declared.listed.values().any(|listed| listed.contains(name))
        {
            read.page.note_file(Fault::Unlisted {
                checklist: name.clone(),
            });
        }
    }
}
