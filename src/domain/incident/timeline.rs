//! The timeline of an incident: what happened while it lasted, in the order in which it happened.
//!
//! It has whatever was said of the incident itself, whenever that was: its notes, actions, decisions and duties too, also
//! those after its end. Besides, it has every other event of the record within the incident's span: the rollback, sign-offs,
//! calls, stages, and other incidents, because they were on the same people's hands. Each names what it is about.
//!
//! The span begins when the incident was opened, or at an earlier time that a note of it gives by hand; it ends when the
//! incident was resolved, and has no end before. What is said of one incident never stretches another's.

use chrono::{DateTime, Utc};

use super::standing::{Incident, step_of};
use crate::domain::event::{Event, EventKind, IncidentStep, Subject};
use crate::domain::id::IncidentId;
use crate::domain::release::Release;

/// What happened while an incident lasted.
#[derive(Clone, Debug)]
pub struct Timeline<'r> {
    /// The incident.
    pub incident: Incident<'r>,
    /// When it began: its opening, or an earlier time given by hand.
    pub from: DateTime<Utc>,
    /// When it was over, once it is.
    pub until: Option<DateTime<Utc>>,
    /// What happened, oldest first; of one moment, in the order of the record.
    pub entries: Vec<Entry<'r>>,
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'r> {
    /// When it happened: when it was recorded, unless somebody gave another time by hand.
    pub happened: DateTime<Utc>,
    /// The event; `at` is when it was recorded.
    pub event: &'r Event,
    /// Whether it is about this incident.
    pub is_own: bool,
}

impl Entry<'_> {
    /// Tells whether the time was given by hand, so that it and the time of recording are two things.
    pub fn is_by_hand(&self) -> bool {
        given(self.event).is_some()
    }
}

impl<'r> Incident<'r> {
    /// Returns what happened while it lasted.
    pub fn timeline(self) -> Timeline<'r> {
        let release = self.release();
        let entry = |event: &'r Event| Entry {
            happened: given(event).unwrap_or(event.at),
            event,
            is_own: is_about(release, event, self.id()),
        };
        let all = || release.events().iter().map(entry);
        let begins = |entry: &Entry<'_>| {
            let step = step_of(entry.event).filter(|_| entry.is_own);
            matches!(step, Some(IncidentStep::Opened { .. } | IncidentStep::Noted { happened: Some(_), .. }))
        };
        let resolved = self.resolved().map(|event| event.at);
        let opened = self.opened().map(|event| event.at);
        let from = all().filter(begins).map(|entry| entry.happened).min();
        let from = from.or_else(|| all().find(|entry| entry.is_own).map(|entry| entry.happened)).unwrap_or_default();
        // A clock that was set back in between makes the span longer, and hides nothing.
        let from = resolved.map_or(from, |resolved| from.min(resolved));
        let until = resolved.map(|resolved| opened.map_or(resolved, |opened| resolved.max(opened)));
        let is_within = |at: DateTime<Utc>| from <= at && until.is_none_or(|until| at <= until);
        let mut entries: Vec<_> = all().filter(|entry| entry.is_own || is_within(entry.happened)).collect();
        entries.sort_by_key(|entry| entry.happened);
        Timeline { incident: self, from, until, entries }
    }
}

/// Returns the time that somebody gave by hand.
fn given(event: &Event) -> Option<DateTime<Utc>> {
    match step_of(event) {
        Some(IncidentStep::Noted { happened, .. }) => *happened,
        _ => None,
    }
}

/// Tells whether an event is about an incident: it happened in it, or to one of its duties.
fn is_about(release: &Release, event: &Event, id: &IncidentId) -> bool {
    match (&event.kind, event.kind.subject()) {
        (EventKind::Incident(event), _) => event.incident == *id,
        (_, Subject::Item(item, _)) => release.item(item).is_some_and(|item| item.incident.as_ref() == Some(id)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
