//! How an incident ends, and what one that has ended still asks.

use super::{Incident, step_of};
use crate::domain::event::{Event, IncidentStep};
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::plan::Item;
use crate::domain::plan::incident::Who;
use crate::domain::state::history::Seq;

impl<'r> Incident<'r> {
    /// Tells whether it is neither resolved nor withdrawn.
    pub fn is_open(self) -> bool {
        self.end().is_none()
    }

    /// Returns the event that resolved it, while that holds.
    pub fn resolved(self) -> Option<&'r Event> {
        self.end()
            .filter(|event| matches!(step_of(event), Some(IncidentStep::Resolved { .. })))
    }

    /// Returns the event that withdrew it, while that holds.
    pub fn withdrawn(self) -> Option<&'r Event> {
        self.end()
            .filter(|event| matches!(step_of(event), Some(IncidentStep::Withdrawn { .. })))
    }

    /// Returns the event that ended it. An end holds when its author had seen every opening, also those that reopened it;
    /// a withdrawal gives way to whatever its author did not know of, so that a resolution holds beside one.
    pub fn end(self) -> Option<&'r Event> {
        let history = self.release.history();
        let knows = |seq: Seq| {
            let mut openings = self.log.opened.iter().chain(&self.log.reopened);
            openings.all(|opened| history.sees(seq, *opened))
        };
        let holds = |seq: &&Seq| {
            knows(**seq)
                && (matches!(self.step(**seq), Some(IncidentStep::Resolved { .. }))
                    || self.knew_of_everything(**seq))
        };
        self.log
            .ended
            .iter()
            .find(holds)
            .map(|seq| self.release.event(*seq))
    }

    /// Tells whether nothing was said of it, and no rollback began, beside this event on another branch.
    fn knew_of_everything(self, end: Seq) -> bool {
        let history = self.release.history();
        let begun = &self.release.rollback_log().begun;
        let mut told = self.log.told.iter().chain(begun);
        told.all(|seq| history.sees(end, *seq) || history.sees(*seq, end))
    }

    /// Tells whether it had ended, and the author of an event knew that.
    pub(in crate::domain) fn was_over_before(self, event: &Event) -> bool {
        let history = self.release.history();
        let seen = |end: &Event| history.place(&end.id);
        self.end()
            .and_then(seen)
            .is_some_and(|end| self.release.has_seen(event, end))
    }

    /// Tells whether a person opened it, or commands it by name.
    pub(crate) fn is_opener_or_commander(self, person: &Person) -> bool {
        let mut openers = self.log.opened.iter().map(|seq| self.release.event(*seq));
        let plan = self.release.plan();
        openers.any(|event| plan.are_same(&event.by, person))
            || self
                .commanders()
                .any(|who| matches!(who, Who::Person(named) if plan.are_same(named, person)))
    }

    /// Returns the roles that may withdraw it: those that command it, and those that may waive.
    pub(crate) fn roles_to_withdraw(self) -> impl Iterator<Item = &'r RoleId> {
        let roles = self.release.plan().roles.iter();
        let commands = move |id: &RoleId| {
            self.commanders()
                .any(|who| matches!(who, Who::Role(role) if role == id))
        };
        roles
            .filter(move |role| role.may_waive || commands(&role.id))
            .map(|role| &role.id)
    }

    /// Tells whether a rollback belongs to it, also one that was cancelled.
    pub(crate) fn has_rollback(self) -> bool {
        self.release.rollbacks().any(|begun| {
            let incident = self.release.incident_of_rollback(begun);
            incident.is_some_and(|incident| incident.id() == self.id())
        })
    }

    /// Tells whether it brings a duty. A withdrawn one brings none; one that was over when the rollback under way began
    /// brings none at its gate, and every other brings all of those. Else the severity decides, and who commands is asked
    /// the duties of that role whatever the severity.
    pub(in crate::domain) fn brings(self, duty: &Item) -> bool {
        if self.withdrawn().is_some() {
            return false;
        }
        let back = self.release.entered_way_back().map(|phase| &phase.id);
        if let Some(begun) = self.release.rolling_back()
            && back == Some(&duty.phase)
        {
            return !self.was_over_before(begun);
        }
        let commands = |role: &RoleId| {
            self.commanders()
                .any(|who| matches!(who, Who::Role(named) if named == role))
        };
        duty.from_severity
            .is_none_or(|least| least <= self.severity())
            || duty.roles.iter().any(commands)
    }
}

#[cfg(test)]
mod tests;
