//! What a playbook declares and nothing uses.

use std::collections::HashSet;

use super::Read;
use crate::definition::advice::Advice;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::domain::id::{FactId, PhaseId, RoleId};
use crate::domain::plan::library::{Playbook, PlaybookPhase};
use crate::domain::plan::{Bound, Item, Polled};

/// Advises on roles, aliases, facts, metrics and gates that have no effect. Nothing is said while a file has problems, because
/// it may have lost what uses them.
pub(super) fn check(
    page: &Page<'_>,
    raw: &raw::Playbook,
    playbook: &Playbook,
    read: &[Read<'_, '_>],
) {
    if !page.is_sound() || !read.iter().all(|read| read.page.is_sound()) {
        return;
    }
    let items: Vec<&Item> = read
        .iter()
        .flat_map(|read| &read.checklist.items)
        .map(|listed| &listed.item)
        .collect();
    facts(page, raw, playbook, &items);
    roles(page, raw, playbook, &items);
    aliases(page, raw);
    metrics(page, raw, playbook);
    gates(page, raw, playbook);
    emptied(page, raw, playbook, read);
    unbound(page, raw, playbook, &items);
}

/// Advises on polled gates before the first phase that says something of one candidate: a respin asks for their calls
/// again all the same. The gates after that phase decide on the candidate, whatever their own items are bound to.
fn unbound(page: &Page<'_>, raw: &raw::Playbook, playbook: &Playbook, items: &[&Item]) {
    let is_bound = |item: &&Item| item.bound == Bound::Candidate;
    let has_bound = |phase: &PhaseId| {
        let mut own = items.iter().filter(|item| item.phase == *phase);
        own.any(is_bound)
    };
    let on_path = || {
        let phases = playbook.phases.iter().zip(&raw.phases);
        phases.filter(|(phase, _)| !phase.on_demand)
    };
    let first = on_path().position(|(phase, _)| has_bound(&phase.phase.id));
    for (phase, raw) in on_path().take(first.unwrap_or_default()) {
        let gate = &phase.phase.gate;
        let place = raw.value.gate.as_ref().map(|gate| gate.place);
        let is_asked_again = !gate.poll.is_empty() && !gate.holds_for_release;
        if let Some(place) = place.filter(|_| is_asked_again) {
            let advice = Advice::UnboundGate {
                phase: phase.phase.id.to_string(),
            };
            page.advise(place, advice);
        }
    }
}

fn emptied(page: &Page<'_>, raw: &raw::Playbook, playbook: &Playbook, read: &[Read<'_, '_>]) {
    for ((name, _), kind) in raw.types.0.iter().zip(&playbook.types) {
        let asks = |phase: &PlaybookPhase| {
            let listed = read.iter().map(|read| &read.checklist).filter(|list| {
                phase.checklists.contains(&list.id) && !kind.without.contains(&list.id)
            });
            let mut items = listed.flat_map(|list| &list.items);
            items.any(|listed| listed.item.phase == phase.phase.id && listed.is_for(&kind.id))
        };
        for phase in playbook.phases.iter().filter(|phase| !phase.on_demand) {
            if kind.phases.is_none()
                && !phase.phase.gate.poll.is_empty()
                && playbook.is_emptied_by(phase, kind)
                && !asks(phase)
            {
                let advice = Advice::EmptyGate {
                    kind: name.value.clone(),
                    phase: phase.phase.id.to_string(),
                };
                page.advise(name.place, advice);
            }
        }
    }
}

/// Returns every role that a gate polls, for any type.
fn polls(playbook: &Playbook) -> impl Iterator<Item = &Polled> {
    let of_gates = playbook.phases.iter().map(|phase| &phase.phase.gate.poll);
    let of_types = playbook.types.iter().flat_map(|kind| &kind.poll);
    of_gates.chain(of_types.map(|(_, poll)| poll)).flatten()
}

fn facts(page: &Page<'_>, raw: &raw::Playbook, playbook: &Playbook, items: &[&Item]) {
    let rollout = playbook.rollout.as_ref();
    let used: HashSet<&FactId> = items
        .iter()
        .flat_map(|item| item.when.facts())
        .chain(polls(playbook).flat_map(|polled| polled.when.facts()))
        .chain(
            playbook
                .fields
                .iter()
                .filter_map(|field| field.when.as_ref()),
        )
        .chain(rollout.and_then(|listed| listed.rollout.feature_flag.as_ref()))
        .chain(
            rollout
                .iter()
                .flat_map(|listed| &listed.choices)
                .flat_map(|listed| listed.choice.when.facts()),
        )
        .collect();
    for ((name, _), fact) in raw.facts.0.iter().zip(&playbook.facts) {
        if !used.contains(&fact.id) {
            page.advise(name.place, Advice::unused("fact", &name.value));
        }
    }
}

fn roles(page: &Page<'_>, raw: &raw::Playbook, playbook: &Playbook, items: &[&Item]) {
    let mut used: HashSet<&RoleId> = items.iter().flat_map(|item| &item.roles).collect();
    for phase in &playbook.phases {
        used.extend(phase.phase.gate.facilitator.iter());
    }
    used.extend(polls(playbook).map(|polled| &polled.role));
    used.extend(playbook.fields.iter().map(|field| &field.owner));
    if let Some(listed) = &playbook.rollout {
        let stages = listed.rollout.strategies.iter().flat_map(|it| &it.stages);
        used.extend(stages.flat_map(|stage| &stage.roles));
    }
    if let Some(monitoring) = &playbook.monitoring {
        used.extend(monitoring.windows.iter().map(|window| &window.role));
    }
    if let Some(rollback) = &playbook.rollback {
        used.extend(&rollback.ends);
    }
    if let Some(incidents) = &playbook.incidents {
        used.extend(
            incidents
                .classes
                .iter()
                .filter_map(|it| it.commander.as_ref()),
        );
    }
    for ((name, _), role) in raw.roles.0.iter().zip(&playbook.roles) {
        // A role that accepts risks, or amends, is used by whoever does.
        if !role.may_waive && !role.may_amend && !used.contains(&role.id) {
            page.advise(name.place, Advice::unused("role", &name.value));
        }
    }
}

/// Advises on aliases that never lead to their role, because a role or an alias before them has the same name.
fn aliases(page: &Page<'_>, raw: &raw::Playbook) {
    let mut taken: Vec<(String, &str)> = Vec::new();
    let mut add = |text: &str, role| {
        let name = text.trim().to_lowercase();
        let first = taken.iter().find(|(known, _)| *known == name);
        let first = first.map(|(_, role)| *role);
        if first.is_none() {
            taken.push((name, role));
        }
        first
    };
    for (name, role) in &raw.roles.0 {
        add(&name.value, name.value.as_str());
        if let Some(title) = &role.value.title {
            add(&title.value, &name.value);
        }
    }
    for (name, role) in &raw.roles.0 {
        for alias in &role.value.aliases {
            if let Some(first) = add(&alias.value, &name.value) {
                let advice = Advice::UselessAlias {
                    alias: alias.value.clone(),
                    role: first.to_owned(),
                };
                page.advise(alias.place, advice);
            }
        }
    }
}

fn metrics(page: &Page<'_>, raw: &raw::Playbook, playbook: &Playbook) {
    let (Some(raw), Some(listed)) = (&raw.rollout, &playbook.rollout) else {
        return;
    };
    for ((name, _), metric) in raw.value.metrics.0.iter().zip(&listed.rollout.metrics) {
        let mut rules = listed.rollout.rules.iter();
        if !rules.any(|rule| rule.metric == metric.id) {
            page.advise(name.place, Advice::unused("metric", &name.value));
        }
    }
}

fn gates(page: &Page<'_>, raw: &raw::Playbook, playbook: &Playbook) {
    // A rollback has roles of its own that answer for its end.
    let phases = raw.phases.iter().zip(&playbook.phases);
    for (raw, phase) in phases.filter(|(_, phase)| !phase.on_demand) {
        let of_types = playbook.types.iter().flat_map(|kind| &kind.poll);
        let is_polled = !phase.phase.gate.poll.is_empty()
            || of_types
                .filter(|(id, _)| *id == phase.phase.id)
                .any(|(_, poll)| !poll.is_empty());
        if let Some(gate) = raw.value.gate.as_ref().filter(|_| !is_polled) {
            let title = phase.phase.gate.title.clone();
            page.advise(gate.place, Advice::NoPoll { title });
        }
    }
}
