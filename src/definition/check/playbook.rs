//! The rules of the playbook: roles, facts, types, phases and gates.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::once::Once;
use super::{Declared, Read, condition, gates, lists, people};
use crate::definition::fault::{Fault, OffPath, Staging};
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Named, Placed, Plain, Text};
use crate::definition::tree::Place;
use crate::domain::id::{ChecklistId, FactId, Milestone, PhaseId, RoleId, TypeId};
use crate::domain::person::Person;
use crate::domain::plan::incident;
use crate::domain::plan::library::{ListedItem, Playbook, PlaybookPhase, ReleaseType};
use crate::domain::plan::sharing::{self, Sharing};
use crate::domain::plan::{After, Fact, Gate, Phase, Policy, Polled, Role, Signatures};

/// The most votes that a gate can ask for.
const MOST_VOTES: u64 = 100;

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
        members: raw
            .roles
            .0
            .iter()
            .map(|(name, role)| (name.value.clone(), role.value.members.len()))
            .collect(),
        list_names: Names::new("list", keys(&raw.lists)),
        lists: lists::entries(raw),
        made: Cell::default(),
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
        people: people::check(page, &raw.people),
        policy: Policy {
            assign: page.ids(&raw.assign, "role", Some(&declared.roles)),
            ..check_policy(page, &raw.policy, declared)
        },
        sharing: Sharing {
            remote: check_branch(page, raw.sharing.remote.as_ref()),
            branch: check_branch(page, raw.sharing.branch.as_ref()),
        },
        fields: Vec::new(),
        rollout: None,
        monitoring: None,
        rollback: None,
        incidents: None,
    };
    gates::check(page, raw, &playbook);
    playbook
}

/// Checks the name of a branch or a remote, which git would otherwise take for something else.
fn check_branch(page: &Page<'_>, name: Option<&Text>) -> Option<String> {
    let name = name?;
    if !sharing::is_name(&name.value) {
        let fault = Fault::NotA {
            what: "the name of a branch or a remote",
            text: name.value.clone(),
            help: "write it as git does, such as `origin` or `release/2.4`",
        };
        page.note(name.place, fault);
        return None;
    }
    Some(name.value.clone())
}

fn check_format(page: &Page<'_>, place: Place, format: Option<&Placed<Plain>>) {
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
                Fault::NotA {
                    what: "a person",
                    text: text.value.clone(),
                    help: "write a person as `Name <email>`",
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
        may_amend: raw.may_amend,
        members,
    }
}

fn check_policy(page: &Page<'_>, raw: &raw::Policy, declared: &Declared) -> Policy {
    let signatures = match &raw.signatures {
        Some(raw::Signatures {
            roles: Some(roles), ..
        }) => {
            let help = "name the roles whose answers are signed, or write `all` or `off`";
            page.not_empty(roles, "the list of signed roles", help);
            Signatures::Roles(page.ids(&roles.value, "role", Some(&declared.roles)))
        }
        Some(raw::Signatures {
            events: raw::SignedEvents(true),
            ..
        }) => Signatures::All,
        _ => Signatures::Off,
    };
    Policy {
        separation: raw.separation,
        signatures,
        assign: Vec::new(),
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
    let without = page.ids(&raw.without, "checklist", None);
    let phases = raw
        .phases
        .as_ref()
        .map(|phases| check_phases_of_type(page, phases, declared));
    for (phase, _) in &raw.poll.0 {
        let has = |phases: &Vec<PhaseId>| phases.iter().any(|known| known.as_str() == phase.value);
        if phases.as_ref().is_some_and(|phases| !has(phases)) {
            let fault = Fault::PolledElsewhere {
                phase: phase.value.clone(),
            };
            page.note(phase.place, fault);
        }
    }
    ReleaseType {
        id: TypeId::from(name.value.as_str()),
        title: page
            .maybe_line("title", raw.title.as_ref())
            .unwrap_or_else(|| name.value.clone()),
        help: page.maybe_lines("help", raw.help.as_ref()),
        without,
        phases,
        poll: polls,
    }
}

/// Checks the phases that a type names: each is on the path, because one on demand is asked of every type.
fn check_phases_of_type(
    page: &Page<'_>,
    phases: &Placed<Vec<Text>>,
    declared: &Declared,
) -> Vec<PhaseId> {
    let help = "name the phases that the type goes through; leave the key out for all";
    page.not_empty(phases, "the list of phases", help);
    for phase in &phases.value {
        if declared.on_demand.contains(&phase.value) {
            let fault = Staging::OnDemand {
                phase: phase.value.clone(),
            };
            page.note(phase.place, Fault::Staging(fault));
        }
    }
    page.ids(&phases.value, "phase", Some(&declared.phases))
}

fn check_poll(
    page: &Page<'_>,
    poll: &Placed<Vec<Placed<raw::Polled>>>,
    declared: &Declared,
) -> Vec<Polled> {
    let help =
        "name the roles that call go or no-go; leave the key out when the items alone decide";
    page.not_empty(poll, "the poll", help);
    let mut roles = Vec::new();
    for polled in &poll.value {
        match &polled.value.role {
            Some(role) => roles.push(role.clone()),
            None => page.note(polled.place, Fault::MissingKey { key: "role" }),
        }
        if let Some(kind) = polled.value.when.types.0.first() {
            page.note(kind.place, Fault::PollByType);
        }
    }
    let known = page.all_known(&roles, "role", Some(&declared.roles));
    let polled = known.into_iter().map(|role| {
        let mut raw = poll.value.iter().map(|polled| &polled.value);
        let is_its = |raw: &&raw::Polled| raw.role.as_ref().is_some_and(|it| it.value == role);
        let raw = raw.find(is_its);
        let when = raw.map(|raw| condition::check(page, &raw.when, Some(&declared.facts)));
        Polled {
            role: RoleId::from(role),
            when: when.unwrap_or_default(),
            votes: raw
                .and_then(|raw| raw.votes.as_ref())
                .and_then(|votes| check_votes(page, votes, role, declared)),
        }
    });
    polled.collect()
}

/// Returns how many people have to call go; notes a number that is none, or more than the members of the role.
fn check_votes(
    page: &Page<'_>,
    votes: &Placed<Plain>,
    role: &str,
    declared: &Declared,
) -> Option<u64> {
    let help = "write how many people have to call go, such as `3`";
    let count = page.scalar(votes, "a number of votes", help, |text| {
        let count = text.parse().ok();
        count.filter(|count| (1..=MOST_VOTES).contains(count))
    })?;
    let members = declared.members.get(role).copied().unwrap_or_default();
    if members > 0 && u64::try_from(members).is_ok_and(|members| members < count) {
        let fault = Fault::TooFewVoters {
            role: role.to_owned(),
            members,
            votes: count,
        };
        page.note(votes.place, fault);
    }
    Some(count)
}

fn check_phases(
    page: &Page<'_>,
    raw: &[Placed<raw::Phase>],
    declared: &Declared,
) -> Vec<PlaybookPhase> {
    let mut seen = Once::new("phase", "id");
    let mut phases = Vec::new();
    for phase in raw {
        let (place, raw) = (phase.place, &phase.value);
        let id = seen.text(page, place, "a phase", raw.id.as_ref());
        if let Some(id) = id.filter(|id| id.value == incident::PHASE) {
            page.note(id.place, Fault::OffPath(OffPath::ReservedPhase));
        }
        let title = page.line(place, "title", raw.title.as_ref());
        let checklists: Vec<ChecklistId> = page.ids(&raw.checklists, "checklist", None);
        let gate = match &raw.gate {
            Some(gate) => check_gate(page, gate, declared),
            None => Gate {
                title: title.clone(),
                ..Gate::default()
            },
        };
        let due = raw.due.as_ref();
        if let Some(due) = due.filter(|_| raw.on_demand) {
            page.note(due.place, Fault::DueOnDemand);
        }
        let gate = Gate {
            due: page.due(due),
            ..gate
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
            checklists,
        });
    }
    phases
}

fn check_gate(page: &Page<'_>, gate: &Placed<raw::Gate>, declared: &Declared) -> Gate {
    let facilitator = page.id(gate.value.facilitator.as_ref(), &declared.roles);
    Gate {
        title: page.line(gate.place, "title", gate.value.title.as_ref()),
        facilitator,
        holds_for_release: gate.value.bound.0,
        due: None,
        wait: check_wait(page, gate),
        poll: gate
            .value
            .poll
            .as_ref()
            .map_or_else(Vec::new, |poll| check_poll(page, poll, declared)),
    }
}

/// Returns the wait at a gate; its milestone is held against those that are marked once the items are read.
fn check_wait(page: &Page<'_>, gate: &Placed<raw::Gate>) -> Option<After> {
    let (wait, since) = match (&gate.value.wait, &gate.value.since) {
        (Some(wait), Some(since)) => (wait, since),
        (None, None) => return None,
        (Some(wait), None) => {
            page.note(wait.place, Fault::MissingKey { key: "since" });
            return None;
        }
        (None, Some(since)) => {
            page.note(since.place, Fault::MissingKey { key: "wait" });
            return None;
        }
    };
    Some(After {
        milestone: Milestone::from(since.value.as_str()),
        wait: page.duration(Some(wait), 1)?,
    })
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
        check_taken(page, &phase.value, &there, read);
    }
    let without = raw.types.0.iter().flat_map(|(_, kind)| &kind.value.without);
    let incidents = raw.incidents.iter();
    for name in without.chain(incidents.flat_map(|incidents| &incidents.value.duties)) {
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

/// Notes the checklists of a phase that are not there or have nothing for it.
fn check_taken(page: &Page<'_>, phase: &raw::Phase, there: &Names, read: &[Read<'_, '_>]) {
    let Some(id) = &phase.id else { return };
    let is_of_phase = |listed: &ListedItem| listed.item.phase.as_str() == id.value;
    let takes = |read: &Read<'_, '_>| {
        // A file with problems of its own may have lost items to them.
        !read.page.is_sound() || read.checklist.items.iter().any(is_of_phase)
    };
    let names = phase.checklists.iter();
    for name in names.filter(|name| page.known(name, Some(there))) {
        let mut lists = read.iter();
        let checklist = lists.find(|read| read.page.source.name == name.value);
        if !checklist.is_some_and(takes) {
            let checklist = name.value.clone();
            page.note(name.place, Fault::TakesNothing { checklist });
        }
    }
}
