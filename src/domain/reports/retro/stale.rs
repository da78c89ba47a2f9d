//! Sign-offs that held no longer: work that had to be done again, or still has to be.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::duration::seconds;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{Candidate, ItemId, RoleId};
use crate::domain::plan::Bound;
use crate::domain::rules::item_status::{self, Staleness};
use crate::domain::state::Release;

/// A sign-off that held no longer.
#[derive(Clone, Copy, Debug)]
pub struct StaleSignOff<'r> {
    /// The item.
    pub item: &'r ItemId,
    /// The role.
    pub role: &'r RoleId,
    /// The sign-off.
    pub signed: &'r Event,
    /// Why it held no longer.
    pub why: Staleness,
    /// The sign-off that took its place.
    pub again: Option<&'r Event>,
    /// Whether the item still waits for that.
    pub is_waiting: bool,
}

/// Goes through the events as they were recorded. A reworded item is known by its present text: which texts it had in
/// between the record does not keep.
pub(super) fn stale(release: &Release, until: DateTime<Utc>) -> Vec<StaleSignOff<'_>> {
    let mut told: Vec<StaleSignOff<'_>> = Vec::new();
    let mut in_force: HashMap<(&ItemId, &RoleId), &Event> = HashMap::new();
    for event in release.events() {
        match &event.kind {
            EventKind::Signed {
                item, role, digest, ..
            } => {
                let waiting = told.iter_mut().filter(|stale| {
                    stale.item == item && stale.role == role && stale.again.is_none()
                });
                waiting.for_each(|stale| stale.again = Some(event));
                let before = in_force.insert((item, role), event);
                let before = before.filter(|signed| has_run_out(release, item, signed, event.at));
                told.extend(before.map(|signed| StaleSignOff {
                    item,
                    role,
                    signed,
                    why: Staleness::Age,
                    again: Some(event),
                    is_waiting: false,
                }));
                if release
                    .digest_of(item)
                    .is_some_and(|present| present != *digest)
                {
                    told.push(StaleSignOff {
                        item,
                        role,
                        signed: event,
                        why: Staleness::Text,
                        again: None,
                        is_waiting: false,
                    });
                    in_force.remove(&(item, role));
                }
            }
            EventKind::Reopened { item: reopened, .. } => {
                in_force.retain(|(item, _), _| *item != reopened);
            }
            EventKind::Respun { candidate, .. } => {
                let mut lost: Vec<_> = in_force
                    .iter()
                    .filter(|(_, signed)| is_lost(release, signed, candidate))
                    .collect();
                lost.sort_by_key(|((item, role), signed)| (signed.at, *item, *role));
                let lost = lost.into_iter().map(|((item, role), signed)| StaleSignOff {
                    item,
                    role,
                    signed,
                    why: Staleness::Candidate,
                    again: None,
                    is_waiting: false,
                });
                told.extend(lost);
                in_force.retain(|_, signed| !is_lost(release, signed, candidate));
            }
            _ => {}
        }
    }
    told.extend(too_old(release, until));
    for stale in &mut told {
        stale.is_waiting = is_waiting(release, stale, until);
    }
    told
}

/// Returns the sign-offs that have run out and that nothing has taken the place of.
fn too_old(release: &Release, until: DateTime<Utc>) -> Vec<StaleSignOff<'_>> {
    let items = release.plan().present();
    let standings = items.filter_map(|item| item_status::standing(release, &item.id, until));
    let slots = standings.flat_map(|standing| {
        let slots = standing.sign_offs.into_iter();
        slots.map(move |slot| (&standing.item.id, slot))
    });
    let old = slots.filter(|(_, slot)| slot.stale == Some(Staleness::Age));
    let old = old.filter_map(|(item, slot)| {
        Some(StaleSignOff {
            item,
            role: slot.role,
            signed: slot.event?,
            why: Staleness::Age,
            again: None,
            is_waiting: false,
        })
    });
    old.collect()
}

/// Tells whether a sign-off was older at a later one of the role than those of the item may be. One that a complete poll
/// keeps in force is not signed again.
fn has_run_out(release: &Release, item: &ItemId, signed: &Event, at: DateTime<Utc>) -> bool {
    let fresh = release.item(item).and_then(|item| item.fresh);
    fresh.is_some_and(|fresh| signed.at + seconds(fresh) < at)
}

fn is_lost(release: &Release, signed: &Event, to: &Candidate) -> bool {
    let EventKind::Signed {
        item, candidate, ..
    } = &signed.kind
    else {
        return false;
    };
    let is_bound = release
        .item(item)
        .is_some_and(|item| item.bound == Bound::Candidate);
    is_bound && candidate.as_ref() != Some(to)
}

fn is_waiting(release: &Release, stale: &StaleSignOff<'_>, until: DateTime<Utc>) -> bool {
    let Some(standing) = item_status::standing(release, stale.item, until)
        .filter(|standing| !standing.state.is_settled())
    else {
        return false;
    };
    let is_it = |event: Option<&Event>| event.is_some_and(|event| event.id == stale.signed.id);
    standing
        .sign_offs
        .iter()
        .any(|slot| slot.stale.is_some() && is_it(slot.event))
}
