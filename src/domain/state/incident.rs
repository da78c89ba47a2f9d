//! Where an incident stands.

mod end;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::history::Seq;
use super::incident_log::IncidentLog;
use super::release::Release;
use crate::domain::event::{Event, EventKind, IncidentEvent, IncidentStep};
use crate::domain::id::{ClassId, IncidentId};
use crate::domain::plan::incident::{Mitigation, Severity, Who};

/// An incident of a release.
#[derive(Clone, Copy, Debug)]
pub struct Incident<'r> {
    release: &'r Release,
    log: &'r IncidentLog,
}

/// Something that has to be done about an incident, also after the release.
#[derive(Clone, Copy, Debug)]
pub struct Action<'r> {
    /// Its number in the incident, from 1.
    pub number: usize,
    /// What.
    pub text: &'r str,
    /// Who does it.
    pub owner: &'r Who,
    /// The day by which it has to be done.
    pub due: Option<NaiveDate>,
    /// The event that asked for it.
    pub added: &'r Event,
    /// The event that says that it is done.
    pub done: Option<&'r Event>,
}

impl Release {
    /// Returns the incidents, in the order in which they were opened.
    pub fn incidents(&self) -> impl DoubleEndedIterator<Item = Incident<'_>> {
        self.incident_logs()
            .iter()
            .map(|log| Incident { release: self, log })
    }

    /// Finds an incident by its name.
    pub fn incident(&self, id: &IncidentId) -> Option<Incident<'_>> {
        self.incident_log(id)
            .map(|log| Incident { release: self, log })
    }

    /// Returns the incidents that are neither resolved nor withdrawn.
    pub fn unresolved(&self) -> impl DoubleEndedIterator<Item = Incident<'_>> {
        self.incidents().filter(|incident| incident.is_open())
    }

    /// Returns the incident that a rollback belongs to: the first that was not over when it began, opened before or by it.
    pub(crate) fn incident_of_rollback(&self, begun: &Event) -> Option<Incident<'_>> {
        self.incidents()
            .find(|incident| !incident.was_over_before(begun))
    }

    /// Returns the name of the next incident.
    pub fn next_incident(&self) -> IncidentId {
        let is_free = |id: &IncidentId| self.incident(id).is_none();
        (1..)
            .map(IncidentId::numbered)
            .find(is_free)
            .unwrap_or_else(|| IncidentId::numbered(1))
    }
}

impl<'r> Incident<'r> {
    /// Returns the release that it belongs to.
    pub fn release(self) -> &'r Release {
        self.release
    }

    /// Returns its name.
    pub fn id(self) -> &'r IncidentId {
        &self.log.id
    }

    /// Returns the event that opened it; `None` when the record lost it.
    pub fn opened(self) -> Option<&'r Event> {
        self.log.opened.first().map(|seq| self.release.event(*seq))
    }

    fn openings(self) -> impl Iterator<Item = (&'r str, &'r ClassId, Severity)> {
        self.log
            .opened
            .iter()
            .filter_map(move |seq| match self.step(*seq) {
                Some(IncidentStep::Opened {
                    title,
                    class,
                    severity,
                    ..
                }) => Some((title.as_str(), class, *severity)),
                _ => None,
            })
    }

    /// Returns what is the matter.
    pub fn title(self) -> &'r str {
        self.openings()
            .next()
            .map(|(title, ..)| title)
            .unwrap_or_default()
    }

    /// Returns what the matter is for each of those who opened it: more than one where two branches opened the same one for
    /// different matters.
    pub fn titles(self) -> impl Iterator<Item = &'r str> {
        let titles: BTreeSet<_> = self.openings().map(|(title, ..)| title).collect();
        let first = self.title();
        std::iter::once(first).chain(titles.into_iter().filter(move |title| *title != first))
    }

    /// Returns its class.
    pub fn class(self) -> Option<&'r ClassId> {
        self.openings().next().map(|(_, class, _)| class)
    }

    /// Returns how bad it is: the worst that somebody said who opened it.
    pub fn severity(self) -> Severity {
        self.openings()
            .map(|(.., severity)| severity)
            .max()
            .unwrap_or(Severity::High)
    }

    /// Returns who commands, oldest first; more than one after two branches named one each.
    pub fn commanders(self) -> impl DoubleEndedIterator<Item = &'r Who> {
        self.log
            .commanded
            .iter()
            .filter_map(move |(seq, ())| match self.step(*seq) {
                Some(IncidentStep::Commanded { commander }) => Some(commander),
                Some(IncidentStep::Opened { commander, .. }) => commander.as_ref(),
                _ => None,
            })
    }

    /// Returns who was named as its commander, and by which event, in the order of the record.
    pub fn commands(self) -> impl DoubleEndedIterator<Item = (&'r Who, &'r Event)> {
        let named = |event: &'r Event| match step_of(event)? {
            IncidentStep::Opened {
                commander: Some(who),
                ..
            }
            | IncidentStep::Commanded { commander: who } => Some((who, event)),
            _ => None,
        };
        let told = self.log.told.iter();
        told.filter_map(move |seq| named(self.release.event(*seq)))
    }

    /// Returns what has to be done, in the order in which it was asked for.
    pub fn actions(self) -> impl Iterator<Item = Action<'r>> {
        let numbered = (1..).zip(&self.log.actions);
        numbered.filter_map(move |(number, (added, done))| match self.step(*added) {
            Some(IncidentStep::ActionAdded { text, owner, due }) => Some(Action {
                number,
                text,
                owner,
                due: *due,
                added: self.release.event(*added),
                done: done.map(|seq| self.release.event(seq)),
            }),
            _ => None,
        })
    }

    /// Returns what still has to be done.
    pub(crate) fn open_actions(self) -> impl Iterator<Item = Action<'r>> {
        self.actions().filter(|action| action.done.is_none())
    }

    /// Returns the decisions that stand, oldest first; more than one after two branches decided.
    pub(crate) fn decisions(self) -> impl DoubleEndedIterator<Item = (Mitigation, &'r Event)> {
        self.log
            .decided
            .iter()
            .map(move |(seq, course)| (*course, self.release.event(*seq)))
    }

    /// Returns what was decided, rollback or hotfix; `None` when nobody has, or two decisions contradict each other.
    pub fn course(self) -> Option<Mitigation> {
        let mut courses = self.decisions().map(|(course, _)| course);
        let first = courses.next()?;
        courses.all(|course| course == first).then_some(first)
    }

    /// Returns the notes, in the order in which they were written.
    pub fn notes(self) -> impl Iterator<Item = &'r Event> {
        self.log
            .notes
            .iter()
            .map(move |seq| self.release.event(*seq))
    }

    /// Returns what had caused it, once it is over.
    pub fn cause(self) -> Option<&'r str> {
        self.resolved().and_then(|event| match step_of(event) {
            Some(IncidentStep::Resolved { cause }) => Some(cause.as_str()),
            _ => None,
        })
    }

    /// Returns the places of its duties in the plan.
    pub(in crate::domain) fn duty_places(self) -> &'r [usize] {
        &self.log.duties
    }

    fn step(self, seq: Seq) -> Option<&'r IncidentStep> {
        step_of(self.release.event(seq))
    }
}

impl Action<'_> {
    /// Tells whether its day is over, in UTC, and it is not done.
    pub(crate) fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.done.is_none() && is_past(self.due, now)
    }
}

/// Tells whether the last day for something, in UTC, is over.
pub(in crate::domain) fn is_past(due: Option<NaiveDate>, now: DateTime<Utc>) -> bool {
    due.is_some_and(|due| now.date_naive() > due)
}

/// Returns what happened in an incident, when the event is about one.
pub(crate) fn step_of(event: &Event) -> Option<&IncidentStep> {
    match &event.kind {
        EventKind::Incident(IncidentEvent { what, .. }) => Some(what),
        _ => None,
    }
}
