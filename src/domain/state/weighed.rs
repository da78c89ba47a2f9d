//! What is known of the signatures of a record, and which events do not count because of it.

use super::release::Release;
use crate::domain::event::Event;
use crate::domain::standing::{Standing, Weighed};

impl Release {
    /// Returns the release before anything happened to it, on the plan as it is now.
    pub(in crate::domain) fn before_its_start(&self) -> Self {
        Self::unstarted(self.header().clone(), self.plan().clone()).weighed(self.weighed.clone())
    }

    /// Returns the release with what is known of the signatures of the events that are still to come.
    pub(super) fn weighed(self, weighed: Weighed) -> Self {
        Self { weighed, ..self }
    }

    /// Returns what is known of the signature of an event.
    pub fn standing(&self, event: &Event) -> &Standing {
        self.weighed.standings.of(&event.id)
    }

    /// Keeps what is known of the signature of an event that was just made.
    pub(crate) fn know_standing(&mut self, event: &Event, standing: Standing) {
        self.weighed.standings.add(event.id, standing);
    }

    /// Tells whether an event changes nothing, because it has to be signed and no key vouches for it.
    pub(crate) fn is_passed_over(&self, event: &Event) -> bool {
        self.weighed.passed_over.contains(&event.id)
    }

    /// Tells whether an event counts although nothing proves it, beside what was said before.
    pub(super) fn is_beside(&self, event: &Event) -> bool {
        self.weighed.beside.contains(&event.id)
    }
}
