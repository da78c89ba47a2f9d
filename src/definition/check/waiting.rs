//! Items and gates that wait for milestones which nobody reaches before them.

use std::collections::{HashMap, HashSet};

use super::Read;
use crate::definition::advice::Advice;
use crate::definition::fault::Fault;
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::tree::Place;
use crate::domain::id::{ItemId, Milestone, PhaseId};
use crate::domain::plan::library::{ListedItem, Playbook};
use crate::domain::plan::milestones::ROLLOUT_STARTED;
use crate::domain::plan::{Bound, Item};

/// What reaches a milestone.
#[derive(Default)]
struct Marking<'r> {
    items: Vec<&'r Item>,
    /// The phase of the rollout, when a stage marks it.
    stage: Option<&'r PhaseId>,
}

/// Notes items that wait for each other, and advises on those that wait for a milestone of a later phase: the gate between
/// waits for them.
pub(super) fn check(playbook: &Playbook, read: &[Read<'_, '_>]) {
    let items = items_on_path(playbook, read);
    let markings = markings(playbook, &items);
    let stuck = stuck(&markings, &items);
    for read in read {
        let mut told: HashSet<(usize, bool)> = HashSet::new();
        let named = read.after.iter().rev();
        // The first of several places.
        let places: HashMap<&str, Place> =
            named.map(|(place, name)| (name.as_str(), *place)).collect();
        for item in read.checklist.items.iter().map(|listed| &listed.item) {
            let Some((after, place)) = item.after.as_ref().and_then(|after| {
                let at = places.get(after.milestone.as_str())?;
                Some((&after.milestone, *at))
            }) else {
                continue;
            };
            if item.marks.as_ref() == Some(after) {
                // The checklist said so already.
                continue;
            }
            if stuck.contains(&item.id) {
                if told.insert((place.start, true)) {
                    let fault = Fault::NotA {
                        what: "a milestone that can be reached before this item",
                        text: after.to_string(),
                        help: "what marks it waits for this item in turn: remove one `after`",
                    };
                    read.page.note(place, fault);
                }
            } else if let Some(phase) = only_later(playbook, &markings, &item.phase, after)
                && told.insert((place.start, false))
            {
                let advice = Advice::WaitsForLater {
                    milestone: after.to_string(),
                    phase: phase.to_string(),
                };
                read.page.advise(place, advice);
            }
        }
    }
}

/// Notes gates that are held after a milestone which nothing marks, which is reached only behind them, or which a respin
/// leaves reached.
pub(super) fn gates(
    page: &Page<'_>,
    raw: &raw::Playbook,
    playbook: &Playbook,
    read: &[Read<'_, '_>],
) {
    let items = items_on_path(playbook, read);
    let markings = markings(playbook, &items);
    let names = Names::new("milestone", markings.keys().map(|name| (*name).to_owned()));
    for (listed, raw) in playbook.phases.iter().zip(&raw.phases) {
        let Some(gate) = &raw.value.gate else {
            continue;
        };
        let (Some(since), Some(_)) = (&gate.value.since, &gate.value.wait) else {
            continue;
        };
        if listed.on_demand {
            page.note(since.place, Fault::WaitOnDemand);
            continue;
        }
        let Some(marking) = markings.get(since.value.as_str()) else {
            page.known(since, Some(&names));
            continue;
        };
        let milestone = Milestone::from(since.value.as_str());
        let not_a = |what, help| Fault::NotA {
            what,
            text: since.value.clone(),
            help,
        };
        if only_later(playbook, &markings, &listed.phase.id, &milestone).is_some() {
            let help = "move the item that marks it to this phase, or the wait to a later gate";
            page.note(
                since.place,
                not_a("a milestone that is reached before this gate", help),
            );
        } else if !listed.phase.gate.holds_for_release
            && marking
                .items
                .iter()
                .any(|item| item.bound == Bound::Release)
        {
            let help =
                "give the item that marks it `bound: candidate`, or the gate `bound: release`";
            page.note(
                since.place,
                not_a("a milestone that every candidate reaches again", help),
            );
        }
    }
}

fn items_on_path<'r>(playbook: &Playbook, read: &'r [Read<'_, '_>]) -> Vec<&'r Item> {
    read.iter()
        .flat_map(|read| &read.checklist.items)
        .map(|listed: &ListedItem| &listed.item)
        .filter(|item| rank(playbook, &item.phase).is_some())
        .collect()
}

/// Returns what reaches each milestone.
fn markings<'r>(playbook: &'r Playbook, items: &[&'r Item]) -> HashMap<&'r str, Marking<'r>> {
    let mut markings: HashMap<&str, Marking<'_>> = HashMap::new();
    for item in items {
        if let Some(milestone) = &item.marks {
            let marking = markings.entry(milestone.as_str()).or_default();
            marking.items.push(item);
        }
    }
    if let Some(listed) = &playbook.rollout {
        let stages = listed.rollout.strategies.iter().flat_map(|it| &it.stages);
        let marked = stages.filter_map(|stage| stage.marks.as_ref());
        for milestone in marked.map(Milestone::as_str).chain([ROLLOUT_STARTED]) {
            markings.entry(milestone).or_default().stage = Some(&listed.rollout.phase);
        }
    }
    markings
}

/// Returns the items that wait for each other: those that reach themselves through what marks their milestone.
fn stuck<'r>(markings: &HashMap<&'r str, Marking<'r>>, items: &[&'r Item]) -> HashSet<&'r ItemId> {
    let marking = |item: &Item| {
        let milestone = item.after.as_ref()?.milestone.as_str();
        let marking = markings.get(milestone)?;
        marking.stage.is_none().then_some(&marking.items)
    };
    let mut waiting: HashMap<&str, Vec<&Item>> = HashMap::new();
    let mut open = Vec::new();
    for item in items {
        match (marking(item), &item.after) {
            (Some(_), Some(after)) => {
                let milestone = after.milestone.as_str();
                waiting.entry(milestone).or_default().push(item);
            }
            _ => open.push(*item),
        }
    }
    // What waits for nothing lets go of what waits for it.
    while let Some(free) = open.pop() {
        let milestone = free.marks.as_ref().map(Milestone::as_str);
        open.extend(
            milestone
                .and_then(|it| waiting.remove(it))
                .into_iter()
                .flatten(),
        );
    }
    let mut stuck = HashSet::new();
    for item in waiting.into_values().flatten() {
        if stuck.contains(&item.id) {
            continue;
        }
        let mut open = vec![item];
        let mut reached_from: HashMap<&ItemId, &Item> = HashMap::new();
        while let Some(next) = open.pop() {
            for marking in marking(next).into_iter().flatten() {
                if !reached_from.contains_key(&marking.id) {
                    reached_from.insert(&marking.id, next);
                    open.push(marking);
                }
            }
        }
        // All on the way around wait for each other too.
        let mut on_the_way = reached_from.get(&item.id).copied();
        if on_the_way.is_some() {
            stuck.insert(&item.id);
        }
        while let Some(next) = on_the_way.filter(|next| stuck.insert(&next.id)) {
            on_the_way = reached_from.get(&next.id).copied();
        }
    }
    stuck
}

/// Returns the first phase in which a milestone is reached, when all are behind this one.
fn only_later<'r>(
    playbook: &'r Playbook,
    markings: &HashMap<&'r str, Marking<'r>>,
    phase: &PhaseId,
    milestone: &Milestone,
) -> Option<&'r PhaseId> {
    let own = rank(playbook, phase)?;
    let marking = markings.get(milestone.as_str())?;
    let phases = marking.items.iter().map(|marking| &marking.phase);
    let phases = phases.chain(marking.stage);
    let (first, phase) = phases
        .filter_map(|phase| Some((rank(playbook, phase)?, phase)))
        .min_by_key(|(rank, _)| *rank)?;
    (first > own).then_some(phase)
}

/// Returns the place of a phase on the path.
fn rank(playbook: &Playbook, phase: &PhaseId) -> Option<usize> {
    let mut on_path = playbook.phases.iter().filter(|it| !it.on_demand);
    on_path.position(|it| it.phase.id == *phase)
}
