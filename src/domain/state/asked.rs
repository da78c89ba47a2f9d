//! What is asked of a release now: which phases, and which items of them.

use super::release::Release;
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::plan::{Against, Item, Phase, Polled, incident};

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

    /// Returns the phases that are asked about now, in order: the way back and the incidents while the release is rolled
    /// back, else those on the path, and the incidents after them.
    pub fn asked_phases(&self) -> impl Iterator<Item = &Phase> {
        let path = self
            .plan()
            .phases
            .iter()
            .filter(|_| self.rolling_back().is_none());
        let incidents = self.incidents().next().map(|_| incident::phase());
        self.entered_way_back()
            .into_iter()
            .chain(path)
            .chain(incidents)
    }

    /// Returns the phase of an item; that of the duties which count at no gate stands for one.
    pub fn phase_of(&self, item: &Item) -> Option<&Phase> {
        self.plan()
            .phase(&item.phase)
            .or(item.incident.as_ref().map(|_| incident::phase()))
    }

    /// Tells whether a phase is on the path, or an event has entered it.
    pub fn has_entered(&self, phase: &PhaseId) -> bool {
        let mut entered = self.plan().phases.iter().chain(self.asked_phases());
        entered.any(|entered| entered.id == *phase)
    }

    /// Returns the items of a phase that are asked for now, in the plan's order. What stands for the phase of incidents
    /// has their duties, without those that count at the gate of the rollback which is under way.
    pub fn items_of<'r>(&'r self, phase: &PhaseId) -> impl Iterator<Item = &'r Item> + use<'r> {
        let phase = phase.clone();
        let way_back = self.entered_way_back().map(|phase| &phase.id);
        let asked = self.plan().present().filter(|item| self.is_asked_now(item));
        asked.filter(move |item| {
            let is_of_way_back = Some(&item.phase) == way_back;
            match item.incident {
                Some(_) if phase.as_str() == incident::PHASE => !is_of_way_back,
                Some(_) => is_of_way_back && item.phase == phase,
                None => item.phase == phase,
            }
        })
    }

    /// Returns the answers to facts that rule an item out.
    pub fn facts_against<'i>(&self, item: &'i Item) -> Option<Against<'i>> {
        item.when.against(|fact| self.fact(fact))
    }

    /// Returns the answers to facts by which a gate does not poll a role.
    pub fn facts_against_poll<'p>(&self, polled: &'p Polled) -> Option<Against<'p>> {
        polled.when.against(|fact| self.fact(fact))
    }

    /// Returns the roles that the gate of a phase polls, as the facts are answered now, in the order of the poll.
    pub fn poll_of<'p>(&self, phase: &'p Phase) -> impl Iterator<Item = &'p RoleId> {
        let polled = phase.gate.poll.iter();
        polled
            .filter(|polled| self.facts_against_poll(polled).is_none())
            .map(|polled| &polled.role)
    }

    /// Tells whether the gate of a phase polls a role, as the facts are answered now.
    pub fn polls(&self, phase: &Phase, role: &RoleId) -> bool {
        self.poll_of(phase).any(|polled| polled == role)
    }
}
