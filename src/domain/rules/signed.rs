//! What follows from signatures: which events have to be signed, and what becomes of one that no key vouches for.
//!
//! Whose key made a signature comes in as data, [`Standings`]. Stopping a release needs no signature: the careful side counts.

use foldhash::HashSet;

use crate::domain::digest::Digest;
use crate::domain::event::{
    Call, Event, EventKind, IncidentEvent, IncidentStep, Outcome, RollbackEvent, RolloutEvent,
};
use crate::domain::plan::Signatures;
use crate::domain::plan::change::Change;
use crate::domain::schema::words;
use crate::domain::standing::{Standing, Standings};
use crate::domain::state::{Record, Release};
use crate::domain::text::counted;
use crate::domain::verdict::Ruling;

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
    /// What becomes of it.
    pub effect: Effect,
}

impl Unproven<'_> {
    /// Says what it is, why, and what becomes of it, on one line.
    pub fn sentence(&self) -> String {
        format!(
            "{}: {}; it {}",
            self.event.in_words(),
            self.standing.sentence(),
            self.effect.word()
        )
    }
}

/// Tells whether an event counts only when it is signed. Whoever takes that demand out of the plan has to sign as well.
pub fn is_demanded(signatures: &Signatures, kind: &EventKind) -> bool {
    signatures.are_of(kind.role()) || lifts_demand(kind)
}

fn lifts_demand(kind: &EventKind) -> bool {
    let is_about_it = |change: &Change| {
        let mut old = change.old.iter();
        change.part == "policy" && old.any(|line| line.starts_with("sign"))
    };
    matches!(kind, EventKind::Amended { changes, .. } if changes.iter().any(is_about_it))
}

/// Returns the events that are passed over when a record is replayed: they have to be signed, no key vouches for them, and
/// they ask less than there would be without them.
pub fn passed_over(record: &Record, standings: &Standings) -> HashSet<Digest> {
    let signatures = &record.plan.policy.signatures;
    let events = record.events.iter();
    events
        .filter(|event| is_demanded(signatures, &event.kind))
        .filter(|event| !standings.of(&event.id).is_verified())
        .filter(|event| !makes_plan(&event.kind) && !is_careful(&event.kind))
        .map(|event| event.id)
        .collect()
}

/// Returns the events that have to be signed and are not verified, oldest first; not those whose place a signed one took.
pub fn unproven(release: &Release) -> Vec<Unproven<'_>> {
    let signatures = &release.plan().policy.signatures;
    let mut found = Vec::new();
    let verified = verified(release);
    for event in release.events() {
        let standing = release.standing(event);
        if standing.is_verified() || !is_demanded(signatures, &event.kind) {
            continue;
        }
        let effect = match standing {
            _ if is_replaced(release, event, &verified) => continue,
            Standing::Refused(_) => Effect::Distrusted,
            _ if makes_plan(&event.kind) => Effect::Distrusted,
            _ if is_careful(&event.kind) => Effect::Counts,
            _ => Effect::PassedOver,
        };
        found.push(Unproven {
            event,
            standing,
            effect,
        });
    }
    found
}

/// Returns the events that are signed, or have to be, oldest first.
pub fn told(release: &Release) -> impl Iterator<Item = &Event> {
    let events = release.events().iter();
    events.filter(|event| is_told(release, event))
}

/// Tells whether an event is signed, or has to be.
pub fn is_told(release: &Release, event: &Event) -> bool {
    event.is_signed() || is_demanded(&release.plan().policy.signatures, &event.kind)
}

/// Returns the events whose signature is refused and need none, oldest first; not those whose place a signed one took.
pub fn refused_freely(release: &Release) -> Vec<&Event> {
    let signatures = &release.plan().policy.signatures;
    let is_refused = |event: &&Event| {
        matches!(release.standing(event), Standing::Refused(_))
            && !is_demanded(signatures, &event.kind)
    };
    let mut refused: Vec<&Event> = release.events().iter().filter(is_refused).collect();
    if !refused.is_empty() {
        let verified = verified(release);
        refused.retain(|event| !is_replaced(release, event, &verified));
    }
    refused
}

fn verified(release: &Release) -> Vec<&Event> {
    let events = release.events().iter();
    events
        .filter(|event| release.standing(event).is_verified())
        .collect()
}

/// Returns those because of which the record cannot be trusted.
pub fn distrusted(release: &Release) -> Vec<Unproven<'_>> {
    let mut found = unproven(release);
    found.retain(|unproven| unproven.effect == Effect::Distrusted);
    found
}

/// Says that the record cannot be trusted, and because of how many signatures; nothing of one that can be. `gate` does not judge
/// such a record, and whatever else shows it says so in the place of a verdict.
pub fn distrust(release: &Release) -> Option<String> {
    let count = distrusted(release).len();
    (count > 0).then(|| untrusted(count))
}

/// Says that a record cannot be trusted because of so many signatures.
pub fn untrusted(count: usize) -> String {
    format!("cannot be trusted: {}", counted(count, "signature"))
}

/// Says what is known of every event that has to be signed and is not verified, and of every signature that proves nothing: a line
/// each, oldest first of either kind. One that is good beside another that is not is named last.
pub fn doubts(release: &Release) -> Vec<String> {
    let freely = refused_freely(release).into_iter().map(|event| {
        let standing = release.standing(event).sentence();
        format!("{}: {standing}; it needs no signature", event.in_words())
    });
    let beside = told(release).filter_map(|event| match release.standing(event) {
        standing @ Standing::Verified(proof) if !proof.flawed.is_empty() => {
            Some(format!("{}: {}", event.in_words(), standing.sentence()))
        }
        _ => None,
    });
    let unproven = unproven(release);
    let demanded = unproven.iter().map(Unproven::sentence);
    demanded.chain(freely).chain(beside).collect()
}

/// Tells whether a verified event about the same took the place of this one: its author had seen it.
fn is_replaced(release: &Release, event: &Event, verified: &[&Event]) -> bool {
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
    verified.iter().rev().any(|later| takes_place(later))
}

/// Tells whether an event makes the plan that all others are judged by.
fn makes_plan(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Started { .. } | EventKind::Amended { .. })
}

/// Tells whether an event stops something, or asks more than before.
fn is_careful(kind: &EventKind) -> bool {
    match kind {
        EventKind::Blocked { .. }
        | EventKind::Reopened { .. }
        | EventKind::Called {
            call: Call::NoGo, ..
        }
        | EventKind::FactAnswered { answer: true, .. }
        | EventKind::Rollback(RollbackEvent::Begun { .. }) => true,
        EventKind::Closed { outcome, .. } => *outcome != Outcome::Shipped,
        EventKind::Rollout(
            RolloutEvent::Paused { .. }
            | RolloutEvent::Aborted { .. }
            | RolloutEvent::StageCalled {
                call: Call::NoGo, ..
            },
        ) => true,
        EventKind::Rollout(RolloutEvent::Observed { ruling, .. }) => *ruling != Ruling::Go,
        EventKind::Incident(IncidentEvent { what, .. }) => !matches!(
            what,
            IncidentStep::ActionDone { .. }
                | IncidentStep::Decided { .. }
                | IncidentStep::Resolved { .. }
                | IncidentStep::Withdrawn { .. }
        ),
        _ => false,
    }
}
