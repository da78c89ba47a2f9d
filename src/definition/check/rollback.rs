//! The rules of the rollback: the phase off the path that it enters, when it may begin, and who ends it.

use std::collections::{HashMap, HashSet};

use super::monitoring::marked;
use super::{Declared, Read};
use crate::definition::fault::{Fault, OffPath};
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::definition::tree::Place;
use crate::domain::id::{ChecklistId, Milestone, RoleId, TypeId};
use crate::domain::plan::Item;
use crate::domain::plan::library::{Playbook, PlaybookPhase, PlaybookRollback, ReleaseType};

/// The name that the phase of the rollback has where the playbook says nothing else.
const USUAL: &str = "rollback";

/// Checks the way back and returns it; `None` when no phase is entered on demand.
///
/// A playbook may say nothing about it: then its one phase on demand is that of the rollback.
pub(super) fn check(
    page: &Page<'_>,
    raw: &raw::Playbook,
    declared: &Declared,
    playbook: &Playbook,
    read: &[Read<'_, '_>],
) -> Option<PlaybookRollback> {
    let (phase, place) = phase_of(page, raw, declared, playbook)?;
    let whole = read.iter().all(|read| read.page.is_sound());
    let check = RollbackCheck {
        page,
        declared,
        playbook,
        read,
        whole,
    };
    check.asks_something(phase, place);
    let own = raw.rollback.as_ref().map(|rollback| &rollback.value);
    Some(PlaybookRollback {
        phase: phase.phase.id.clone(),
        after: own.and_then(|own| check.after(own.after.as_ref()?)),
        ends: match own.and_then(|own| own.ends.as_ref()) {
            Some(ends) => check_ends(page, ends, declared),
            None => playbook
                .roles
                .iter()
                .filter(|role| role.may_waive)
                .map(|role| role.id.clone())
                .collect(),
        },
    })
}

/// Returns the phase that a rollback enters, with the place to point at when something is wrong with it; notes the phases on
/// demand that nothing enters.
fn phase_of<'p>(
    page: &Page<'_>,
    raw: &raw::Playbook,
    declared: &Declared,
    playbook: &'p Playbook,
) -> Option<(&'p PlaybookPhase, Place)> {
    let named = raw
        .rollback
        .as_ref()
        .and_then(|rollback| rollback.value.phase.as_ref());
    let on_demand: Vec<_> = playbook
        .phases
        .iter()
        .zip(&raw.phases)
        .filter(|(phase, _)| phase.on_demand)
        .collect();
    let called = |name: &str| {
        on_demand
            .iter()
            .copied()
            .find(|(phase, _)| phase.phase.id.as_str() == name)
    };
    let entered = match (named, &on_demand[..]) {
        (Some(name), _) => {
            let is_known = page.known(name, Some(&declared.phases));
            let Some(entered) = called(&name.value) else {
                if is_known {
                    page.note(
                        name.place,
                        Fault::OffPath(OffPath::OnPath {
                            phase: name.value.clone(),
                        }),
                    );
                }
                return None;
            };
            Some(entered)
        }
        (None, []) => {
            if let Some(rollback) = &raw.rollback {
                page.note(rollback.place, Fault::OffPath(OffPath::NoPhase));
            }
            None
        }
        (None, [only]) => Some(*only),
        (None, _) => called(USUAL),
    };
    let is_entered = |phase: &PlaybookPhase| {
        entered.is_some_and(|(entered, _)| entered.phase.id == phase.phase.id)
    };
    for (phase, raw) in on_demand.iter().filter(|(phase, _)| !is_entered(phase)) {
        let fault = OffPath::NeverEntered {
            phase: phase.phase.id.as_str().to_owned(),
        };
        page.note(place_of(raw), Fault::OffPath(fault));
    }
    entered.map(|(phase, raw)| (phase, place_of(raw)))
}

fn place_of(phase: &Placed<raw::Phase>) -> Place {
    phase.value.id.as_ref().map_or(phase.place, |id| id.place)
}

fn check_ends(page: &Page<'_>, ends: &Placed<Vec<Text>>, declared: &Declared) -> Vec<RoleId> {
    page.not_empty(
        ends,
        "`ends`",
        "name the roles of which any one ends a rollback; leave it out for those that may waive",
    );
    page.ids(&ends.value, "role", Some(&declared.roles))
}

/// What the rules about items look at.
struct RollbackCheck<'d, 's> {
    page: &'d Page<'s>,
    declared: &'d Declared,
    playbook: &'d Playbook,
    read: &'d [Read<'d, 's>],
    /// Whether no file with problems may have lost items.
    whole: bool,
}

impl RollbackCheck<'_, '_> {
    /// Returns the milestone that a rollback may begin after; notes one that some releases never reach.
    fn after(&self, name: &Text) -> Option<Milestone> {
        let milestones = Names::new("milestone", marked(self.playbook, self.read));
        if !self.whole || !self.page.known(name, Some(&milestones)) {
            return None;
        }
        let after = Milestone::from(name.value.as_str());
        // Entering any stage of a rollout deploys something.
        let rollouts = self.playbook.rollout.iter();
        let mut strategies = rollouts.flat_map(|rollout| &rollout.rollout.strategies);
        if strategies.all(|strategy| strategy.stages.is_empty()) {
            let is_on_path = |item: &Item| !self.declared.on_demand.contains(item.phase.as_str());
            let asked =
                self.surely_asked(|item| item.marks.as_ref() == Some(&after) && is_on_path(item));
            let types = self.types_without(|kind| asked.has(kind));
            if !types.is_empty() {
                let fault = OffPath::NeverReached {
                    types,
                    milestone: name.value.clone(),
                };
                self.page.note(name.place, Fault::OffPath(fault));
            }
        }
        Some(after)
    }

    /// Notes the types of which a rollback asks nothing.
    fn asks_something(&self, phase: &PlaybookPhase, place: Place) {
        let id = &phase.phase.id;
        let polls = |kind: &ReleaseType| {
            let own = kind
                .poll
                .iter()
                .find(|(of, _)| of == id)
                .map(|(_, poll)| poll);
            let mut poll = own.unwrap_or(&phase.phase.gate.poll).iter();
            poll.any(|polled| polled.when.is_empty())
        };
        let asked = self.surely_asked(|item| item.phase == *id);
        let types = self.types_without(|kind| polls(kind) || asked.has(kind));
        // A phase without checklists and without a poll was noted as such.
        if self.whole && !phase.checklists.is_empty() && !types.is_empty() {
            self.page
                .note(place, Fault::OffPath(OffPath::AsksNothing { types }));
        }
    }

    fn types_without(&self, has: impl Fn(&ReleaseType) -> bool) -> Vec<String> {
        self.playbook
            .types
            .iter()
            .filter(|kind| !has(kind))
            .map(|kind| kind.id.as_str().to_owned())
            .collect()
    }

    /// Collects which of these items are asked whatever the facts.
    fn surely_asked(&self, is_meant: impl Fn(&Item) -> bool) -> SurelyAsked<'_> {
        let mut by_list: HashMap<&ChecklistId, Option<HashSet<&TypeId>>> = HashMap::new();
        for read in self.read {
            let id = &read.checklist.id;
            let is_surely = |item: &Item| {
                item.when.is_empty() && self.declared.lists(item.phase.as_str(), id.as_str())
            };
            for listed in read
                .checklist
                .items
                .iter()
                .filter(|listed| is_meant(&listed.item) && is_surely(&listed.item))
            {
                let types = by_list.entry(id).or_insert_with(|| Some(HashSet::new()));
                match types {
                    Some(types) if !listed.types.is_empty() => types.extend(&listed.types),
                    _ => *types = None,
                }
            }
        }
        SurelyAsked { by_list }
    }
}

/// The checklists with an item that is asked whatever the facts, each with the types that ask it; `None` means all.
struct SurelyAsked<'d> {
    by_list: HashMap<&'d ChecklistId, Option<HashSet<&'d TypeId>>>,
}

impl SurelyAsked<'_> {
    /// Tells whether releases of a type are asked such an item.
    fn has(&self, kind: &ReleaseType) -> bool {
        let is_for = |types: &Option<HashSet<&TypeId>>| {
            types.as_ref().is_none_or(|types| types.contains(&kind.id))
        };
        self.by_list
            .iter()
            .any(|(list, types)| is_for(types) && !kind.without.contains(list))
    }
}
