//! Items that wait for milestones which nobody reaches before them.

use std::collections::HashSet;

use super::Read;
use crate::definition::advice::Advice;
use crate::definition::fault::Fault;
use crate::definition::tree::Place;
use crate::domain::id::{ItemId, Milestone, PhaseId};
use crate::domain::plan::Item;
use crate::domain::plan::library::{ListedItem, Playbook};
use crate::domain::plan::milestones::ROLLOUT_STARTED;

/// What reaches a milestone.
struct Marking<'r> {
    items: Vec<&'r Item>,
    /// The phase of the rollout, when a stage marks it.
    stage: Option<&'r PhaseId>,
}

/// Notes items that wait for each other, and advises on those that wait for a milestone of a later phase: the gate between
/// waits for them.
pub(super) fn check(playbook: &Playbook, read: &[Read<'_, '_>]) {
    let items: Vec<&Item> = read
        .iter()
        .flat_map(|read| &read.checklist.items)
        .map(|listed: &ListedItem| &listed.item)
        .filter(|item| rank(playbook, &item.phase).is_some())
        .collect();
    let stuck = stuck(playbook, &items);
    for read in read {
        let mut told: HashSet<(usize, bool)> = HashSet::new();
        for item in read.checklist.items.iter().map(|listed| &listed.item) {
            let Some((after, place)) = item.after.as_ref().and_then(|after| {
                let at = place_of(read, &after.milestone)?;
                Some((&after.milestone, at))
            }) else {
                continue;
            };
            if stuck.iter().any(|it| it.id == item.id) {
                if told.insert((place.start, true)) {
                    let fault = Fault::NotA {
                        what: "a milestone that can be reached before this item",
                        text: after.to_string(),
                        help: "what marks it waits for this item in turn: remove one `after`",
                    };
                    read.page.note(place, fault);
                }
            } else if let Some(phase) = only_later(playbook, &items, item, after)
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

/// Returns where an item of the checklist waits for the milestone.
fn place_of(read: &Read<'_, '_>, milestone: &Milestone) -> Option<Place> {
    let mut places = read.after.iter();
    let found = places.find(|(_, name)| name == milestone.as_str());
    found.map(|(place, _)| *place)
}

fn marking<'r>(playbook: &'r Playbook, items: &[&'r Item], milestone: &Milestone) -> Marking<'r> {
    let marks = |item: &&&Item| item.marks.as_ref() == Some(milestone);
    let stage = playbook.rollout.as_ref().filter(|listed| {
        let mut stages = listed.rollout.strategies.iter().flat_map(|it| &it.stages);
        milestone.as_str() == ROLLOUT_STARTED
            || stages.any(|stage| stage.marks.as_ref() == Some(milestone))
    });
    Marking {
        items: items.iter().filter(marks).copied().collect(),
        stage: stage.map(|listed| &listed.rollout.phase),
    }
}

/// Returns the items that wait for each other: those that reach themselves through what marks their milestone.
fn stuck<'r>(playbook: &'r Playbook, items: &[&'r Item]) -> Vec<&'r Item> {
    let waits = |item: &Item, free: &HashSet<&ItemId>| {
        item.after.as_ref().is_some_and(|after| {
            let marking = marking(playbook, items, &after.milestone);
            let is_free = |marking: &&Item| free.contains(&marking.id);
            marking.stage.is_none()
                && !marking.items.is_empty()
                && !marking.items.iter().any(is_free)
        })
    };
    let mut free: HashSet<&ItemId> = HashSet::new();
    loop {
        let is_new = |item: &&&Item| !free.contains(&item.id) && !waits(item, &free);
        let more: Vec<&ItemId> = items.iter().filter(is_new).map(|item| &item.id).collect();
        if more.is_empty() {
            break;
        }
        free.extend(more);
    }
    let is_stuck = |item: &&&Item| !free.contains(&item.id);
    let stuck: Vec<&'r Item> = items.iter().filter(is_stuck).copied().collect();
    stuck
        .iter()
        .filter(|item| reaches_itself(playbook, items, item))
        .copied()
        .collect()
}

fn reaches_itself(playbook: &Playbook, items: &[&Item], item: &Item) -> bool {
    let mut open = vec![item];
    let mut seen: HashSet<&str> = HashSet::new();
    while let Some(next) = open.pop() {
        let Some(after) = &next.after else { continue };
        for marking in marking(playbook, items, &after.milestone).items {
            if marking.id == item.id {
                return true;
            }
            if seen.insert(marking.id.as_str()) {
                open.extend(items.iter().find(|it| it.id == marking.id));
            }
        }
    }
    false
}

/// Returns the first phase in which a milestone is reached, when all are behind the item's own.
fn only_later<'r>(
    playbook: &'r Playbook,
    items: &[&'r Item],
    item: &Item,
    milestone: &Milestone,
) -> Option<&'r PhaseId> {
    let own = rank(playbook, &item.phase)?;
    let marking = marking(playbook, items, milestone);
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
