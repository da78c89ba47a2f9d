//! The ids of events, computed again before a record is replayed: while the rest of it is read, on another core.

use foldhash::HashSet;

use crate::domain::digest::Digest;
use crate::domain::event::Event;

/// Which events of a record are not what their ids say, as far as their ids were computed again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recomputed {
    count: usize,
    altered: HashSet<Digest>,
}

impl Recomputed {
    /// Computes the id of an event of the release `release` again.
    pub fn add(&mut self, event: &Event, release: &str) {
        self.count += 1;
        if event.digest(release) != event.id {
            self.altered.insert(event.id);
        }
    }

    /// Returns this, if every one of so many events was held against its id.
    pub(super) fn of_all(&self, events: usize) -> Option<&Self> {
        (self.count == events).then_some(self)
    }

    /// Tells whether some event with this id is not what the id says; two may have one id.
    pub(super) fn doubts(&self, id: &Digest) -> bool {
        self.altered.contains(id)
    }
}
