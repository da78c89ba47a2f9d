//! What follows from signatures: which events have to be signed, and what becomes of one that no key vouches for.
//!
//! Whose key made a signature comes in as data, [`Standings`]. Stopping a release needs no signature: the careful side counts.
//! A key vouches for its owner alone: what its owner recorded for another person is a claim, and counts only where it is careful.

mod demand;

use foldhash::HashSet;

use crate::domain::event::{
    Call, Event, EventKind, IncidentEvent, IncidentStep, Outcome, RiskEvent, RollbackEvent,
    RolloutEvent,
};
use crate::domain::person::Person;
use crate::domain::plan::Plan;
use crate::domain::schema::words;
use crate::domain::standing::{Standing, Standings, Weighed};
use crate::domain::state::{Record, Release};
use crate::domain::text::counted;
use crate::domain::verdict::Ruling;
pub use demand::Demand;

words! {
    /// What becomes of an event that has to be signed and is not verified.
    pub enum Effect {
        /// It does not count.
        PassedOver = "does not count",
        /// It counts all the same: it stops something.
        Counts = "counts anyway",
        /// The record cannot be trusted until a signed event takes its place.
        Distrusted = "cannot be trusted",
    }
}

/// An event that has to be signed and is not verified.
#[derive(Clone, Copy, Debug)]
pub struct Unproven<'r> {
    /// The event.
    pub event: &'r Event,
    /// What is known of its signature.
    pub standing: &'r Standing,
    /// The person for whom another one recorded it, whose signature is all there is.
    pub recorded_for: Option<&'r Person>,
    /// What becomes of it.
    pub effect: Effect,
}

impl Unproven<'_> {
    /// Says what it is, why, and what becomes of it, on one line.
    pub fn sentence(&self) -> String {
        let for_whom = self.claim().map(|claim| format!(", {claim}"));
        format!(
            "{}: {}{}; it {}",
            self.event.in_words(),
            self.standing.sentence(),
            for_whom.unwrap_or_default(),
            self.effect.word()
        )
    }

    /// Says whose word a good signature does not prove, when another person signed.
    pub(crate) fn claim(&self) -> Option<String> {
        let person = self.recorded_for.filter(|_| self.standing.is_verified())?;
        Some(format!(
            "but recorded for {}, whose key did not sign it",
            person.name()
        ))
    }
}

/// Returns what follows from what is known of the signatures of a record: the events that are passed over when it is replayed,
/// because they have to be signed, nothing proves them, and they ask less than there would be without them; and those that
/// count beside what was said before, without taking its place.
pub(crate) fn weigh(record: &Record, standings: Standings) -> Weighed {
    let demand = Demand::over(record);
    let (mut passed_over, mut beside) = (HashSet::default(), HashSet::default());
    for event in &record.events {
        let is_proven = is_proven(&record.plan, event, standings.of(&event.id));
        if is_proven || !demand.is_for(event) {
            continue;
        }
        match effect(&event.kind) {
            Effect::PassedOver => passed_over.insert(event.id),
            Effect::Counts => beside.insert(event.id),
            Effect::Distrusted => continue,
        };
    }
    Weighed {
        standings,
        passed_over: passed_over.into(),
        beside: beside.into(),
    }
}

/// Returns the events that have to be signed and are not verified, oldest first; not those whose place a signed one took.
pub(crate) fn unproven(release: &Release) -> Vec<Unproven<'_>> {
    let demand = Demand::of(release);
    let mut found = Vec::new();
    let proven = proven(release);
    for event in release.events() {
        let standing = release.standing(event);
        if is_proven(release.plan(), event, standing)
            || !demand.is_for(event)
            || is_replaced(release, event, &proven)
        {
            continue;
        }
        let effect = match standing {
            Standing::Refused(_) => Effect::Distrusted,
            _ => effect(&event.kind),
        };
        found.push(Unproven {
            event,
            standing,
            recorded_for: recorded_for(release.plan(), &event.kind, &event.by),
            effect,
        });
    }
    found
}

/// Returns the events that are signed, or have to be, oldest first.
pub fn told(release: &Release) -> impl Iterator<Item = &Event> {
    let demand = Demand::of(release);
    let events = release.events().iter();
    events.filter(move |event| demand.is_told(event))
}

/// Returns the events whose signature is refused and need none, oldest first; not those whose place a signed one took.
pub(crate) fn refused_freely(release: &Release) -> Vec<&Event> {
    let is_refused = |event: &&Event| matches!(release.standing(event), Standing::Refused(_));
    let mut refused: Vec<&Event> = release.events().iter().filter(is_refused).collect();
    if !refused.is_empty() {
        let (demand, proven) = (Demand::of(release), proven(release));
        refused.retain(|event| !demand.is_for(event) && !is_replaced(release, event, &proven));
    }
    refused
}

/// Returns those because of which the record cannot be trusted.
pub fn distrusted(release: &Release) -> Vec<Unproven<'_>> {
    let mut found = unproven(release);
    found.retain(|unproven| unproven.effect == Effect::Distrusted);
    found
}

/// Says that the record cannot be trusted, and because of how many events; nothing of one that can be. `gate` does not judge
/// such a record, and whatever else shows it says so in the place of a verdict.
pub(crate) fn distrust(release: &Release) -> Option<String> {
    let count = distrusted(release).len();
    (count > 0).then(|| untrusted(count))
}

/// Says that a record cannot be trusted because of so many events.
pub fn untrusted(count: usize) -> String {
    let events = counted(count, "event");
    format!("cannot be trusted: {events} without a signature that counts")
}

/// Says what is known of every event that has to be signed and is not verified, and of every signature that proves nothing: a line
/// each, oldest first of either kind. One that is good beside another that is not is named last.
pub(crate) fn doubts(release: &Release) -> Vec<String> {
    let freely = refused_freely(release).into_iter().map(|event| {
        let standing = release.standing(event).sentence();
        format!("{}: {standing}; it needs no signature", event.in_words())
    });
    let unproven = unproven(release);
    let is_named = |event: &Event| unproven.iter().any(|known| known.event.id == event.id);
    let beside = told(release).filter_map(|event| match release.standing(event) {
        standing @ Standing::Verified(proof) if !proof.flawed.is_empty() && !is_named(event) => {
            Some(format!("{}: {}", event.in_words(), standing.sentence()))
        }
        _ => None,
    });
    let demanded = unproven.iter().map(Unproven::sentence);
    demanded.chain(freely).chain(beside).collect()
}

/// Tells whether nobody vouches for the plan where signatures count: its start or an amendment has to be signed and is not
/// verified, or its signature is refused. An amendment that changes nothing confirms it then.
pub(crate) fn is_plan_unproven(release: &Release) -> bool {
    if release.plan().policy.signatures.is_off() {
        return false;
    }
    let distrusted = distrusted(release).into_iter().map(|it| it.event);
    let mut doubted = distrusted.chain(refused_freely(release));
    doubted.any(|event| makes_plan(&event.kind))
}

/// Returns the person for whom the author recorded an event: a key of the author does not prove what that person said.
pub(crate) fn recorded_for<'k>(
    plan: &Plan,
    kind: &'k EventKind,
    by: &Person,
) -> Option<&'k Person> {
    let person = kind.acted_for()?.speaker()?;
    (!plan.are_same(person, by)).then_some(person)
}

/// Tells whether a key of the person who speaks by an event signed it.
fn is_proven(plan: &Plan, event: &Event, standing: &Standing) -> bool {
    standing.is_verified() && recorded_for(plan, &event.kind, &event.by).is_none()
}

fn proven(release: &Release) -> Vec<&Event> {
    let events = release.events().iter();
    events
        .filter(|event| is_proven(release.plan(), event, release.standing(event)))
        .collect()
}

/// Tells whether a proven event about the same took the place of this one: its author had seen it.
fn is_replaced(release: &Release, event: &Event, proven: &[&Event]) -> bool {
    let takes_place = |later: &Event| {
        let is_same = match (&event.kind, &later.kind) {
            (EventKind::Started { .. } | EventKind::Amended { .. }, _) => {
                matches!(later.kind, EventKind::Amended { .. })
            }
            (one, other) if one.subject().address().parts.is_empty() => one.word() == other.word(),
            (one, other) => one.subject() == other.subject(),
        };
        is_same && release.has_seen_event(later, event)
    };
    proven.iter().rev().any(|later| takes_place(later))
}

/// Tells whether an event makes the plan that all others are judged by.
fn makes_plan(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Started { .. } | EventKind::Amended { .. })
}

/// Returns what becomes of an event that has to be signed and that nothing proves.
pub fn effect(kind: &EventKind) -> Effect {
    match kind {
        _ if makes_plan(kind) => Effect::Distrusted,
        _ if is_careful(kind) => Effect::Counts,
        _ => Effect::PassedOver,
    }
}

/// Tells whether an event stops something, or asks more than before, whatever the plan. Every kind is named: whoever adds one
/// decides. A fact answered yes may rule an item out (`not` in a condition), so it is none of them.
fn is_careful(kind: &EventKind) -> bool {
    match kind {
        EventKind::Blocked { .. } | EventKind::Reopened { .. } => true,
        EventKind::Called { call, .. } => *call == Call::NoGo,
        EventKind::Closed { outcome, .. } => *outcome != Outcome::Shipped,
        EventKind::Started { .. }
        | EventKind::Amended { .. }
        | EventKind::Respun { .. }
        | EventKind::CommitsRead { .. }
        | EventKind::Planned { .. }
        | EventKind::Assigned { .. }
        | EventKind::FactAnswered { .. }
        | EventKind::Signed { .. }
        | EventKind::NotApplicable { .. }
        | EventKind::Waived { .. }
        | EventKind::Unblocked { .. }
        | EventKind::Shortened { .. }
        | EventKind::NoteWritten { .. }
        | EventKind::NoteAdded { .. }
        | EventKind::WindowClosed(_) => false,
        EventKind::Rollout(event) => is_careful_rollout(event),
        EventKind::Rollback(event) => match event {
            RollbackEvent::Begun { .. } => true,
            RollbackEvent::Cancelled { .. } => false,
        },
        EventKind::Incident(IncidentEvent { what, .. }) => is_careful_step(what),
        EventKind::Risk(event) => match event {
            // One that is known is described beside what was said of it.
            RiskEvent::Raised { .. } => true,
            RiskEvent::Closed { .. } => false,
        },
    }
}

fn is_careful_rollout(event: &RolloutEvent) -> bool {
    match event {
        RolloutEvent::Paused { .. } | RolloutEvent::Aborted { .. } => true,
        RolloutEvent::StageCalled { call, .. } => *call == Call::NoGo,
        RolloutEvent::Observed { ruling, .. } => *ruling != Ruling::Go,
        RolloutEvent::Baselined { .. }
        | RolloutEvent::Chosen { .. }
        | RolloutEvent::Entered { .. }
        | RolloutEvent::Overridden { .. }
        | RolloutEvent::Resumed { .. } => false,
    }
}

fn is_careful_step(step: &IncidentStep) -> bool {
    match step {
        IncidentStep::Opened { .. }
        | IncidentStep::Commanded { .. }
        | IncidentStep::Noted { .. }
        | IncidentStep::ActionAdded { .. }
        | IncidentStep::Reopened { .. } => true,
        IncidentStep::ActionDone { .. }
        | IncidentStep::Decided { .. }
        | IncidentStep::Resolved { .. }
        | IncidentStep::Withdrawn { .. } => false,
    }
}

#[cfg(test)]
mod tests;
