//! How much of a release is done, counted one way everywhere: the items that apply, and the calls at the gates.

use chrono::{DateTime, Utc};

use super::item_status::ItemStatus;
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::plan::Topic;
use crate::domain::rules::{calls, item_status};
use crate::domain::state::Release;
use crate::domain::text::counted;

/// How much of one kind there is, and how much of it is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Settled items, or calls of GO that hold.
    pub done: usize,
    /// All of them.
    pub total: usize,
}

/// How much is done of what a release asks, or of a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The items that no fact rules out; an item of several roles counts once.
    pub items: Count,
    /// The calls of the roles that are polled at the gates.
    pub calls: Count,
}

impl Count {
    fn add(&mut self, is_done: bool) {
        self.done += usize::from(is_done);
        self.total += 1;
    }

    /// Returns how many are not done.
    pub fn open(self) -> usize {
        self.total - self.done
    }
}

impl Progress {
    /// Tells whether nothing is open.
    pub(crate) fn is_done(self) -> bool {
        self.items.open() + self.calls.open() == 0
    }

    /// Returns how much is done, for people, with `between` both counts: `64 of 81 items, 7 of 15 calls`.
    pub fn words(self, between: &str) -> String {
        let Self { items, calls } = self;
        format!(
            "{} of {}{between}{} of {}",
            items.done,
            counted(items.total, "item"),
            calls.done,
            counted(calls.total, "call")
        )
    }

    /// Returns what is open, for people: `12 items and 3 calls`.
    pub(crate) fn open_words(self) -> String {
        let (items, calls) = (self.items.open(), self.calls.open());
        match (items, calls) {
            (items, 0) => counted(items, "item"),
            (0, calls) => counted(calls, "call"),
            _ => format!("{} and {}", counted(items, "item"), counted(calls, "call")),
        }
    }
}

/// Counts what the phases that are asked about now ask of these roles: the items that apply, and the calls. An item
/// is done for some of its roles when it is settled, or waits for none of them.
pub fn count(
    release: &Release,
    has_phase: &dyn Fn(&PhaseId) -> bool,
    has_role: &dyn Fn(&RoleId) -> bool,
    now: DateTime<Utc>,
) -> Progress {
    let mut progress = Progress::default();
    for topic in release.asked_topics().filter(|topic| has_phase(topic.id())) {
        let items = release
            .items_of(topic.id())
            .filter(|item| release.facts_against(item).is_none());
        for standing in items.filter_map(|item| item_status::standing(release, &item.id, now)) {
            if standing.item.roles.iter().any(has_role) {
                progress.items.add(!is_open(&standing, has_role));
            }
        }
        count_calls(release, topic, has_role, &mut progress.calls);
    }
    progress
}

fn count_calls(
    release: &Release,
    topic: Topic<'_>,
    has_role: &dyn Fn(&RoleId) -> bool,
    calls: &mut Count,
) {
    for role in release.poll_of(topic).filter(|role| has_role(role)) {
        let phase = topic.phase();
        calls.add(phase.is_some_and(|phase| calls::is_go(release, phase, role)));
    }
}

fn is_open(standing: &ItemStatus<'_>, has_role: &dyn Fn(&RoleId) -> bool) -> bool {
    let waits = standing.missing().any(has_role) || !standing.blockers.is_empty();
    !standing.state.is_settled() && waits
}
