//! What is asked of a release now: which phases, and which items of them.

use super::release::Release;
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::plan::{Against, Item, Polled, Topic};

impl Release {
    /// Tells whether an item of the plan is asked now: one of the rollback while it is under way, and a duty of an incident
    /// that brings it.
    pub(in crate::domain) fn is_asked_now(&self, item: &Item) -> bool {
        match &item.incident {
            Some(id) => self
                .incident(id)
                .is_none_or(|incident| incident.brings(item)),
            None => !self.is_dormant(&item.phase),
        }
    }

    /// Returns what is asked about now, in order: the phase of the rollback and the incidents while the release is rolled
    /// back, else the phases on the path, and the incidents after them.
    pub(crate) fn asked_topics(&self) -> impl Iterator<Item = Topic<'_>> {
        let path = self
            .plan()
            .phases
            .iter()
            .filter(|_| self.rolling_back().is_none());
        let incidents = self.incidents().next().map(|_| Topic::Incidents);
        self.entered_way_back()
            .into_iter()
            .chain(path)
            .map(Topic::Phase)
            .chain(incidents)
    }

    /// Returns what an item is asked with: its phase, or the incidents, for a duty that counts at no gate.
    pub(crate) fn topic_of(&self, item: &Item) -> Option<Topic<'_>> {
        let phase = self.plan().phase(&item.phase).map(Topic::Phase);
        phase.or(item.incident.as_ref().map(|_| Topic::Incidents))
    }

    /// Tells whether a phase is on the path, or an event has entered it.
    pub(crate) fn has_entered(&self, phase: &PhaseId) -> bool {
        let path = self.plan().phases.iter().map(Topic::Phase);
        path.chain(self.asked_topics())
            .any(|entered| entered.id() == phase)
    }

    /// Returns the items of a phase that are asked for now, in the plan's order. The word for incidents has their duties,
    /// without those that count at the gate of the rollback which is under way.
    pub(crate) fn items_of<'r>(
        &'r self,
        phase: &PhaseId,
    ) -> impl Iterator<Item = &'r Item> + use<'r> {
        let phase = phase.clone();
        let way_back = self.entered_way_back().map(|phase| &phase.id);
        let asked = self.plan().present().filter(|item| self.is_asked_now(item));
        asked.filter(move |item| {
            let is_of_way_back = Some(&item.phase) == way_back;
            match item.incident {
                Some(_) if phase == *Topic::Incidents.id() => !is_of_way_back,
                Some(_) => is_of_way_back && item.phase == phase,
                None => item.phase == phase,
            }
        })
    }

    /// Returns the answers to facts that rule an item out.
    pub(crate) fn facts_against<'i>(&self, item: &'i Item) -> Option<Against<'i>> {
        item.when.against(|fact| self.fact(fact))
    }

    /// Returns the answers to facts by which a gate does not poll a role.
    pub(crate) fn facts_against_poll<'p>(&self, polled: &'p Polled) -> Option<Against<'p>> {
        polled.when.against(|fact| self.fact(fact))
    }

    /// Returns the roles that the gate of a phase polls, as the facts are answered now, in the order of the poll.
    pub(crate) fn poll_of<'p>(&self, at: impl Into<Topic<'p>>) -> impl Iterator<Item = &'p RoleId> {
        let polled = at.into().poll().iter();
        polled
            .filter(|polled| self.facts_against_poll(polled).is_none())
            .map(|polled| &polled.role)
    }

    /// Tells whether the gate of a phase polls a role, as the facts are answered now.
    pub fn polls<'p>(&self, at: impl Into<Topic<'p>>, role: &RoleId) -> bool {
        self.poll_of(at).any(|polled| polled == role)
    }
}
