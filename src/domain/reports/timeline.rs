//! The timeline of an incident: what happened while it lasted, in the order in which it happened.
//!
//! It has whatever was said of the incident itself, whenever that was: its notes, actions, decisions and duties too, also
//! those after its end. Besides, it has every other event of the record within the incident's span: the rollback, sign-offs,
//! calls, stages, and other incidents, because they were on the same people's hands. Each names what it is about.
//!
//! The span begins when the incident was opened, or at an earlier time that a note of it gives by hand; it ends when the
//! incident was resolved, and has no end before. What is said of one incident never stretches another's. Where a clock was set
//! back, so that it ended before it began, the order of the record says what came in between.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use crate::domain::event::{Event, EventKind, IncidentStep, Subject};
use crate::domain::id::IncidentId;
use crate::domain::state::incident::step_of;
use crate::domain::state::{Incident, Release, Seq};

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
    pub(crate) fn is_by_hand(&self) -> bool {
        given(self.event).is_some()
    }
}

impl<'r> Incident<'r> {
    /// Returns what happened while it lasted.
    pub fn timeline(self) -> Timeline<'r> {
        let release = self.release();
        let all = || {
            release.events().iter().enumerate().map(|(place, event)| {
                let happened = given(event).unwrap_or(event.at);
                (
                    place,
                    Entry {
                        happened,
                        event,
                        is_own: is_about(release, event, self.id()),
                    },
                )
            })
        };
        let begins = |entry: &Entry<'_>| {
            let step = step_of(entry.event).filter(|_| entry.is_own);
            matches!(
                step,
                Some(
                    IncidentStep::Opened { .. }
                        | IncidentStep::Noted {
                            happened: Some(_),
                            ..
                        }
                )
            )
        };
        let happened = |(_, entry): (Seq, Entry<'_>)| entry.happened;
        let from = all().filter(|(_, entry)| begins(entry)).map(happened).min();
        let from = from
            .or_else(|| all().find(|(_, entry)| entry.is_own).map(happened))
            .unwrap_or_default();
        let until = self.end().map(|event| event.at);
        // Where a clock was set back, what came in between is told by the order of the record.
        let opened = self.opened().map(|event| event.at);
        let turned = self.places().filter(|_| until < opened);
        let is_within = |place: Seq, at: DateTime<Utc>| match &turned {
            Some(places) => places.contains(&place),
            None => from <= at && until.is_none_or(|until| at <= until),
        };
        let within = || all().filter(|(place, entry)| is_within(*place, entry.happened));
        let (from, until) = match turned {
            Some(_) => (
                within().map(happened).fold(from, DateTime::min),
                within().map(happened).max(),
            ),
            None => (from, until),
        };
        let mut entries: Vec<_> = all()
            .filter(|(place, entry)| entry.is_own || is_within(*place, entry.happened))
            .map(|(_, entry)| entry)
            .collect();
        entries.sort_by_key(|entry| entry.happened);
        Timeline {
            incident: self,
            from,
            until,
            entries,
        }
    }

    /// Returns the places of the record from its opening to its end.
    fn places(self) -> Option<RangeInclusive<Seq>> {
        let place = |event: &Event| self.release().history().place(&event.id);
        Some(place(self.opened()?)?..=place(self.end()?)?)
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
        (_, Subject::Item(item, _)) => release
            .item(item)
            .is_some_and(|item| item.incident.as_ref() == Some(id)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
