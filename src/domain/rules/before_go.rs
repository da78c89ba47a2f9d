//! Deployments that began before the gate in front of them said GO. They happened, so they are recorded, and stay a risk
//! of the release for good.
//!
//! A gate is judged as the author of the event could see it: over the events that the author had seen, at the time of the
//! event, on the plan as it is now. The record does not keep earlier forms of an amended plan, so where a later amendment
//! may have added what is outstanding, only a stop that somebody recorded counts.

use chrono::{DateTime, Utc};

use crate::domain::event::{Event, EventKind, RolloutEvent};
use crate::domain::id::{Milestone, PhaseId};
use crate::domain::plan::milestones::STARTED;
use crate::domain::plan::{Item, Phase, Plan};
use crate::domain::rules::gate::judge;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// A deployment, or a part of one, that was begun before GO.
#[derive(Clone, Debug)]
pub struct BeforeGo<'r> {
    /// The event that began it.
    pub event: &'r Event,
    /// The item that was signed, or none for a stage of the rollout.
    pub item: Option<&'r Item>,
    /// The phase whose gate was not at GO.
    pub phase: &'r PhaseId,
    /// What the gate said: HOLD or NO-GO.
    pub verdict: Verdict,
}

impl BeforeGo<'_> {
    /// Returns what it was: the milestone, or the rollout.
    pub fn about(&self) -> &str {
        self.item.map_or("rollout", |item| item.id.as_str())
    }

    /// Says what happened, with the reason that was given, without who and when.
    pub fn sentence(&self) -> String {
        let what = match self.item {
            Some(_) => "signed",
            None => "started",
        };
        let why = match &self.event.kind {
            EventKind::Signed {
                ahead_reason: Some(reason),
                ..
            } => format!("; {reason}"),
            _ => String::new(),
        };
        format!(
            "{what} before GO: gate {} was at {}{why}",
            self.phase,
            self.verdict.word()
        )
    }
}

/// Returns every deployment that began before GO, in the order of the record.
pub fn before_go(release: &Release) -> Vec<BeforeGo<'_>> {
    found(release, |_| true)
}

/// Returns the deployments that began before the gate of this phase said GO.
pub(crate) fn before_gate<'r>(release: &'r Release, phase: &PhaseId) -> Vec<BeforeGo<'r>> {
    found(release, |gate| gate.id == *phase)
}

fn found<'r>(release: &'r Release, is_wanted: impl Fn(&Phase) -> bool) -> Vec<BeforeGo<'r>> {
    let mut found = Vec::new();
    for event in release.events() {
        let Some(gate) = gate_before(release, &event.kind).filter(|gate| is_wanted(gate)) else {
            continue;
        };
        let seen = release.as_seen_by(event);
        let is_amended_since = release.events().iter().any(|other| {
            matches!(other.kind, EventKind::Amended { .. }) && !seen.has_event(&other.id)
        });
        let judgements = judge(&seen, event.at);
        let verdict = verdict_at(&judgements, &gate.id, is_amended_since);
        if verdict != Verdict::Go {
            found.push(BeforeGo {
                event,
                item: item_signed(release, &event.kind),
                phase: &gate.id,
                verdict,
            });
        }
    }
    found
}

/// Returns the gate that this event should have waited for and does not, with its verdict at `now`.
pub(crate) fn shut_before<'r>(
    release: &'r Release,
    kind: &EventKind,
    now: DateTime<Utc>,
) -> Option<(&'r Phase, Verdict)> {
    let gate = gate_before(release, kind)?;
    let verdict = verdict_at(&judge(release, now), &gate.id, false);
    (verdict != Verdict::Go).then_some((gate, verdict))
}

/// Returns the gate that a deployment waits for: the one of the phase before. `None` for any other event, for the first
/// phase, and for an entry that overrides, which is a risk of its own kind.
fn gate_before<'r>(release: &'r Release, kind: &EventKind) -> Option<&'r Phase> {
    let plan = release.plan();
    let home = match kind {
        EventKind::Signed { .. } => &item_signed(release, kind)?.phase,
        EventKind::Rollout(RolloutEvent::Entered {
            overriding: None, ..
        }) => plan.home_of_rollout()?,
        _ => return None,
    };
    let place = plan.phases.iter().position(|phase| phase.id == *home)?;
    plan.phases.get(place.checked_sub(1)?)
}

/// Returns the item that was signed, when it marks a milestone of the deployment.
fn item_signed<'r>(release: &'r Release, kind: &EventKind) -> Option<&'r Item> {
    let EventKind::Signed { item, .. } = kind else {
        return None;
    };
    let item = release.item(item)?;
    let marks = item.marks.as_ref()?;
    is_of_deployment(release.plan(), marks).then_some(item)
}

/// Tells whether a milestone is one of the deployment.
pub(super) fn is_of_deployment(plan: &Plan, milestone: &Milestone) -> bool {
    let after = plan.rollback.as_ref().and_then(|it| it.after.as_ref());
    milestone.as_str() == STARTED || *milestone == plan.deployed() || Some(milestone) == after
}

fn verdict_at(judgements: &[Judgement<'_>], gate: &PhaseId, only_stops: bool) -> Verdict {
    let mut verdict = Verdict::Go;
    for judgement in judgements {
        verdict = match only_stops {
            false => judgement.verdict,
            true => {
                let stops = judgement.reasons.iter().map(Reason::verdict);
                stops
                    .filter(|verdict| *verdict == Verdict::NoGo)
                    .fold(verdict, Verdict::max)
            }
        };
        if judgement.topic.id() == gate {
            break;
        }
    }
    verdict
}

#[cfg(test)]
mod tests;
