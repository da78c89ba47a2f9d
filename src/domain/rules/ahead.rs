//! Sign-offs ahead of a gate: an item is signed while a gate before its phase is not at GO. The event keeps which gate it was,
//! as its author saw it. A milestone needs a reason for that.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::before_go::is_of_deployment;
use super::gate::judge;
use super::judgement::Judgement;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::PhaseId;
use crate::domain::plan::Item;
use crate::domain::state::Release;
use crate::domain::text::counted;
use crate::domain::verdict::Verdict;

/// Sign-offs that were made ahead of one gate: a milestone by itself, and the other items of a phase together.
#[derive(Clone, Debug)]
pub struct SignedAhead<'r> {
    /// The gate that was not at GO.
    pub gate: &'r PhaseId,
    /// The phase of the items.
    pub phase: &'r PhaseId,
    /// The sign-offs, oldest first; at least one.
    pub events: Vec<&'r Event>,
    /// The milestone's item.
    pub milestone: Option<&'r Item>,
}

impl SignedAhead<'_> {
    /// Returns what was signed: the milestone, or the phase of the items.
    pub fn about(&self) -> &str {
        match self.milestone {
            Some(item) => item.id.as_str(),
            None => self.phase.as_str(),
        }
    }

    /// Says what happened, without who and when; the reason of a milestone is part of it.
    pub fn sentence(&self) -> String {
        let gate = self.gate;
        match (self.milestone, self.events.as_slice()) {
            (Some(_), [event]) => format!(
                "signed ahead of gate {gate}: {}",
                event.kind.reason().unwrap_or_default()
            ),
            (_, events) => format!("{} ahead of gate {gate}", counted(events.len(), "sign-off")),
        }
    }

    /// Returns who signed, each once, by name.
    pub fn who(&self) -> String {
        let mut names: Vec<Cow<'_, str>> = Vec::new();
        for event in &self.events {
            let who = event.who();
            if !names.contains(&who) {
                names.push(who);
            }
        }
        names.join(", ")
    }
}

/// Returns the first gate before a phase that is not at GO; `None` for the first phase, and for one that is not on the path.
pub(crate) fn shut_gate<'j, 'r>(
    path: &'j [Judgement<'r>],
    phase: &PhaseId,
) -> Option<&'j Judgement<'r>> {
    let place = path
        .iter()
        .position(|judgement| *judgement.topic.id() == *phase)?;
    path[..place]
        .iter()
        .find(|judgement| judgement.verdict != Verdict::Go)
}

/// Returns the first gate before the phase of an item that is not at GO at `now`, with its verdict.
pub(crate) fn shut_before(
    release: &Release,
    item: &Item,
    now: DateTime<Utc>,
) -> Option<(PhaseId, Verdict)> {
    let is_first = |phase: &PhaseId| {
        let first = release.plan().phases.first();
        first.is_some_and(|first| first.id == *phase)
    };
    if is_first(&item.phase) {
        return None;
    }
    let path = judge(release, now);
    shut_gate(&path, &item.phase).map(|shut| (shut.topic.id().clone(), shut.verdict))
}

/// Returns what was signed ahead of a gate, in the order of the record. A deployment is told by
/// [`super::before_go::before_go`] instead.
pub(crate) fn signed_ahead(release: &Release) -> Vec<SignedAhead<'_>> {
    let mut found: Vec<SignedAhead<'_>> = Vec::new();
    for event in release.events() {
        let EventKind::Signed {
            item,
            ahead: Some(gate),
            ..
        } = &event.kind
        else {
            continue;
        };
        let Some(item) = release.item(item) else {
            continue;
        };
        let marks = item.marks.as_ref();
        if marks.is_some_and(|marks| is_of_deployment(release.plan(), marks)) {
            continue;
        }
        let milestone = marks.map(|_| item);
        let known = found.iter_mut().find(|known| {
            milestone.is_none()
                && known.milestone.is_none()
                && (known.gate, known.phase) == (gate, &item.phase)
        });
        match known {
            Some(known) => known.events.push(event),
            None => found.push(SignedAhead {
                gate,
                phase: &item.phase,
                events: vec![event],
                milestone,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests;
