//! Applies events: what each changes in the state of the release.

use std::collections::BTreeSet;

use super::history::Seq;
use super::incident_log::IncidentLog;
use super::logs::{ItemLog, Slots};
use super::release::Release;
use super::rollout_log::EventContext;
use crate::domain::event::{
    Event, EventKind, IncidentEvent, IncidentStep, RollbackEvent, RolloutEvent,
};
use crate::domain::id::{IncidentId, ItemId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::Item;

impl Release {
    /// Changes the state by an event; the list of events is up to the caller.
    pub(super) fn apply(&mut self, event: &Event) {
        let seq = self.history.push(event);
        self.latest = self.latest.max(event.at);
        if self.is_passed_over(event) {
            return;
        }
        if let Some(role) = role_acted_for(&event.kind) {
            self.note_acting(event.person(), role);
        }
        let voter = || self.record.plan.key_of(event.in_name_of());
        let history = &self.history;
        match &event.kind {
            EventKind::Started {
                plan, candidate, ..
            } => {
                self.plans.replace(history, seq, *plan);
                self.candidates.replace(history, seq, candidate.clone());
            }
            EventKind::Amended { plan, .. } => {
                self.plans.replace(history, seq, *plan);
                self.amendments.push(seq);
            }
            EventKind::Respun { candidate, .. } => {
                self.candidates
                    .replace(history, seq, Some(candidate.clone()));
                self.rollout.respin(history, seq);
            }
            EventKind::Closed { outcome, .. } => self.outcomes.replace(history, seq, *outcome),
            EventKind::CommitsRead { .. } => self.commits = Some(seq),
            EventKind::Planned { day, .. } => self.planned.replace(history, seq, *day),
            EventKind::Assigned { role, person } => {
                self.assigned.insert(role.clone(), person.clone());
            }
            EventKind::FactAnswered { fact, answer, .. } => {
                self.facts
                    .entry(fact.clone())
                    .or_default()
                    .replace(history, seq, *answer);
            }
            EventKind::Called {
                phase, role, call, ..
            } => {
                let gate = (phase.clone(), role.clone());
                let log = match self.record.plan.votes(phase, role) {
                    Some(_) => {
                        let votes = self.votes.entry(gate).or_default();
                        votes.entry(voter()).or_default()
                    }
                    None => self.calls.entry(gate).or_default(),
                };
                log.apply(history, seq, *call);
            }
            EventKind::Shortened { phase, .. } => {
                self.shortened.entry(phase.clone()).or_default().push(seq);
            }
            EventKind::NoteWritten { field, .. } => {
                self.fields
                    .entry(field.clone())
                    .or_default()
                    .write(history, seq);
            }
            EventKind::NoteAdded { field, .. } => self
                .fields
                .entry(field.clone())
                .or_default()
                .added
                .push(seq),
            EventKind::Rollout(kind) => {
                let candidates = &self.candidates;
                self.rollout.apply(
                    &EventContext {
                        history,
                        seq,
                        candidates,
                        latest: self.latest,
                    },
                    kind,
                );
                if matches!(kind, RolloutEvent::Entered { .. }) {
                    self.stop_unless_aware(seq);
                }
            }
            EventKind::WindowClosed(closing) => self
                .windows
                .entry(closing.window.clone())
                .or_default()
                .push(seq),
            EventKind::Rollback(kind) => self.apply_rollback(seq, kind),
            EventKind::Incident(IncidentEvent { incident, what }) => {
                let place = self.incident_place(incident);
                self.incidents[place].apply(&self.history, seq, what);
            }
            EventKind::Risk(kind) => self.apply_risk(seq, kind, self.is_beside(event)),
            EventKind::Signed { item, role, .. }
            | EventKind::NotApplicable { item, role, .. }
            | EventKind::Waived { item, role, .. }
            | EventKind::Blocked { item, role, .. }
            | EventKind::Unblocked { item, role, .. }
            | EventKind::Reopened { item, role, .. } => {
                if let Some(place) = self.places.get(item) {
                    let slots = Slots::of(&self.record.plan.items[*place], role);
                    self.items[*place].apply(history, seq, slots, voter, &event.kind);
                }
                if matches!(event.kind, EventKind::Reopened { .. }) {
                    self.undecide(item, seq);
                }
            }
        }
    }

    fn apply_rollback(&mut self, seq: Seq, kind: &RollbackEvent) {
        self.rollback.apply(&self.history, seq, kind);
        if matches!(kind, RollbackEvent::Begun { .. }) {
            self.begin_rollback(seq);
        }
    }

    /// Asks the items of the rollback anew, with the duties that count at its gate, and stops the rollout where it is.
    fn begin_rollback(&mut self, seq: Seq) {
        self.rollout.stop(seq);
        let Some(phase) = self.record.plan.way_back().map(|phase| phase.id.clone()) else {
            return;
        };
        for (item, log) in self.record.plan.items.iter().zip(&mut self.items) {
            if item.phase == phase {
                log.restart(&self.history, seq);
            }
        }
    }

    /// Stops a rollout that entered a stage without knowing of a rollback: it began elsewhere.
    fn stop_unless_aware(&mut self, entered: Seq) {
        for begun in &self.rollback.begun {
            if !self.history.sees(entered, *begun) {
                self.rollout.stop(*begun);
            }
        }
    }

    /// Takes the decisions back that did this duty, if it is done by deciding.
    fn undecide(&mut self, duty: &ItemId, seq: Seq) {
        let Some(decision) = self
            .record
            .plan
            .decision()
            .map(|decision| decision.id.clone())
        else {
            return;
        };
        if let Some(incident) = self
            .incidents
            .iter_mut()
            .find(|incident| incident.id.duty(&decision) == *duty)
        {
            incident.decided.clear_seen(&self.history, seq);
        }
    }

    /// Returns the place of an incident, which opens when it is named first: with it the duties of the plan.
    fn incident_place(&mut self, id: &IncidentId) -> usize {
        if let Some(place) = self.incident_places.get(id) {
            return *place;
        }
        let mut log = IncidentLog::new(id.clone());
        let plan = &self.record.plan;
        let duties: Vec<Item> = plan
            .incidents
            .iter()
            .flat_map(|incidents| incidents.duties_of(id))
            .collect();
        for duty in duties {
            let place = *self
                .places
                .entry(duty.id.clone())
                .or_insert(self.record.plan.items.len());
            log.duties.push(place);
            if place == self.record.plan.items.len() {
                self.digests.push(duty.digest());
                self.items.push(ItemLog::of(&duty));
                self.record.plan.items.push(duty);
            }
        }
        let place = self.incidents.len();
        self.incidents.push(log);
        self.incident_places.insert(id.clone(), place);
        place
    }

    fn note_acting(&mut self, by: &Person, role: &RoleId) {
        match self.acted.get_mut(by) {
            Some(roles) if roles.contains(role) => {}
            Some(roles) => {
                roles.insert(role.clone());
            }
            None => {
                self.acted
                    .insert(by.clone(), BTreeSet::from([role.clone()]));
            }
        }
    }
}

/// Returns the role that a person has acted for by this event: who signed, called, closed, decided or ended something.
/// Stopping something, waiving it and taking an answer back are no such acts.
fn role_acted_for(kind: &EventKind) -> Option<&RoleId> {
    match kind {
        EventKind::Signed { role, .. } | EventKind::Called { role, .. } => Some(role),
        EventKind::Rollout(RolloutEvent::StageCalled { role, .. }) => Some(role),
        EventKind::WindowClosed(closing) => Some(&closing.role),
        EventKind::Closed { role, .. }
        | EventKind::Rollback(RollbackEvent::Cancelled { role, .. }) => role.as_ref(),
        EventKind::Incident(IncidentEvent {
            what: IncidentStep::Decided { role, .. },
            ..
        }) => Some(role),
        EventKind::Incident(IncidentEvent {
            what: IncidentStep::Withdrawn { role, .. },
            ..
        }) => role.as_ref(),
        _ => None,
    }
}
