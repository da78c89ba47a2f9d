//! How long each blocker stood: from the event that blocked to the first one that cleared it and had seen it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::event::{Event, EventKind};
use crate::domain::id::ItemId;
use crate::domain::state::Release;

/// A blocker, and how long it stood.
#[derive(Clone, Copy, Debug)]
pub struct Block<'r> {
    /// The item.
    pub item: &'r ItemId,
    /// The event that blocked it.
    pub blocked: &'r Event,
    /// The event that cleared it; none while it stands.
    pub cleared: Option<&'r Event>,
    /// How long it stood: to the end of the release, or to now, when nobody has cleared it.
    pub stood: TimeDelta,
}

pub(super) fn blocks(release: &Release, until: DateTime<Utc>) -> Vec<Block<'_>> {
    (0..release.events().len())
        .filter_map(|place| block(release, place, until))
        .collect()
}

fn block(release: &Release, place: usize, until: DateTime<Utc>) -> Option<Block<'_>> {
    let blocked = &release.events()[place];
    let EventKind::Blocked { item, .. } = &blocked.kind else {
        return None;
    };
    let clears = |event: &&Event| {
        matches!(&event.kind, EventKind::Unblocked { item: cleared, .. } if cleared == item)
            && release.has_seen(event, place)
    };
    let cleared = release.events()[place..].iter().find(clears);
    let end = cleared.map_or(until, |event| event.at);
    Some(Block {
        item,
        blocked,
        cleared,
        stood: (end - blocked.at).max(TimeDelta::zero()),
    })
}
