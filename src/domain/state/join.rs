//! Two records of one release made one: every event of both, once.
//!
//! Events never change, and their order follows from the events alone. So whoever joins the same records writes the same
//! bytes, and in whatever order records are joined, the same comes of it.

use thiserror::Error;

use super::history::{Frontier, History, in_order, without_copies};
use super::record::Record;
use crate::domain::digest::Digest;
use crate::domain::event::{Event, EventKind};
use crate::domain::plan::Plan;

/// Why two records cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JoinFault {
    /// They are records of two releases.
    #[error("they are records of two releases: each was started by itself")]
    OtherRelease,
    /// An event with the same id says something else in each.
    #[error("{event} does not say the same in both")]
    Altered {
        /// The event, in words.
        event: String,
    },
    /// Each side amended the plan without knowing of the other.
    #[error("two amendments: {one}, and {other}")]
    TwoAmendments {
        /// The last amendment of one side, in words.
        one: String,
        /// That of the other.
        other: String,
    },
}

/// Which plan stands where each of two sides amended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Neither; somebody has to decide.
    Neither,
    /// That of the first record.
    One,
    /// That of the second record.
    Other,
}

/// Joins two records of one release. The events are in replay order, and the plan has no duties of opened incidents.
///
/// # Errors
///
/// When they are of two releases, when an event of both does not say the same, and when both sides amended the plan: then
/// only with `keep`.
pub fn join(one: Record, other: Record, keep: Keep) -> Result<Record, JoinFault> {
    if one.header != other.header {
        return Err(JoinFault::OtherRelease);
    }
    let stands = standing_plan(&one, &other, keep)?;
    let plan = if stands == Keep::Other {
        other.plan.frozen()
    } else {
        one.plan.frozen()
    };
    let mut all = Record {
        header: one.header,
        plan,
        events: one.events,
    };
    all.events.extend(other.events);
    without_copies(&mut all.events);
    let (mut events, orphans, _) = in_order(all.events);
    events.extend(orphans);
    if let Some(event) = shared_id(&events) {
        return Err(JoinFault::Altered {
            event: event.in_words(),
        });
    }
    Ok(Record {
        header: all.header,
        plan: all.plan,
        events,
    })
}

/// Returns an event that shares its id with another one.
fn shared_id(events: &[Event]) -> Option<&Event> {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_unstable_by_key(|event| event.id);
    let twice = sorted.windows(2).find(|pair| pair[0].id == pair[1].id);
    twice.map(|pair| pair[0])
}

/// Returns which side's plan is the plan of both: that of the side that knows of every amendment, or the one that is named by
/// whatever came last. Where both sides know the same amendments and hold different plans, since different people chose, the plan
/// of the last amendment in replay order stands: the same for everyone, whatever `keep` says, so that no two clones go on choosing
/// against each other.
fn standing_plan(one: &Record, other: &Record, keep: Keep) -> Result<Keep, JoinFault> {
    if one.plan.frozen() == other.plan.frozen() {
        return Ok(Keep::One);
    }
    let named = named_last(one, other);
    let place_of = |record: &Record, plan: &Plan| {
        let digest = plan.frozen().digest(&record.header);
        named.iter().rposition(|named| *named == digest)
    };
    let places = (place_of(one, &one.plan), place_of(other, &other.plan));
    match (lacking(one, other), lacking(other, one), places) {
        (_, _, (Some(_), None)) => Ok(Keep::One),
        (_, _, (None, Some(_))) => Ok(Keep::Other),
        (None, None, (mine, theirs)) if mine > theirs => Ok(Keep::One),
        (None, _, _) => Ok(Keep::Other),
        (Some(_), None, _) => Ok(Keep::One),
        (Some(mine), Some(theirs), _) => match keep {
            Keep::Neither => Err(JoinFault::TwoAmendments {
                one: mine.in_words(),
                other: theirs.in_words(),
            }),
            keep => Ok(keep),
        },
    }
}

fn plan_of(event: &Event) -> Option<&Digest> {
    match &event.kind {
        EventKind::Started { plan, .. } | EventKind::Amended { plan, .. } => Some(plan),
        _ => None,
    }
}

/// Returns the last event of `record` that names a plan and is not in `other`.
fn lacking<'r>(record: &'r Record, other: &Record) -> Option<&'r Event> {
    let mut naming = record.events.iter().rev();
    naming.find(|event| {
        let mut known = other.events.iter();
        plan_of(event).is_some() && !known.any(|known| known.id == event.id)
    })
}

/// Returns the digests of the plans that the last events of both records name, in replay order: those that no other event has
/// seen.
fn named_last(one: &Record, other: &Record) -> Vec<Digest> {
    let mut events = one.events.clone();
    events.extend(other.events.iter().cloned());
    without_copies(&mut events);
    let (events, ..) = in_order(events);
    let mut history = History::default();
    let mut plans = Frontier::default();
    for event in &events {
        let seq = history.push(event);
        if let Some(plan) = plan_of(event) {
            plans.replace(&history, seq, *plan);
        }
    }
    plans.iter().map(|(_, plan)| *plan).collect()
}

#[cfg(test)]
mod tests;
