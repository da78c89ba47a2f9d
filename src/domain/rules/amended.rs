//! Amendments of the plan: what each changed, and which gates it concerns.

use crate::domain::event::{Event, EventKind};
use crate::domain::id::PhaseId;
use crate::domain::plan::Plan;
use crate::domain::plan::change::Change;
use crate::domain::plan::change::told::{Alteration, told};
use crate::domain::state::Release;
use crate::domain::text::visible;

/// The first edition of the rules in which an amendment makes calls stale.
const FIRST_EDITION: u64 = 2;

/// The most changes that are named one by one.
const MOST_NAMED: usize = 3;

/// An amendment, with what it changed.
#[derive(Clone, Debug)]
pub struct Amended<'r> {
    /// The event.
    pub event: &'r Event,
    /// What it changed, what loosens the plan first.
    pub changes: Vec<Alteration<'r>>,
}

impl Amended<'_> {
    /// Tells whether the plan asks less than before.
    pub(crate) fn is_loosened(&self) -> bool {
        self.changes.iter().any(|change| change.is_loosened)
    }

    /// Says who amended what and why, on one line.
    pub fn sentence(&self) -> String {
        let by = match &self.event.kind {
            EventKind::Amended {
                role: Some(role), ..
            } => format!("{} as {role}", self.event.by.name()),
            _ => self.event.by.name().to_owned(),
        };
        let named = self.changes.iter().take(MOST_NAMED);
        let mut what: Vec<String> = named.map(Alteration::sentence).collect();
        if self.changes.len() > MOST_NAMED {
            what.push(format!("and {} more", self.changes.len() - MOST_NAMED));
        }
        let reason = self.event.kind.reason().unwrap_or_default();
        let reason = visible(reason);
        let why = if reason.is_empty() {
            String::new()
        } else {
            format!(": {reason}")
        };
        format!("amended by {by}{why}: {}", what.join("; "))
    }
}

/// Returns every amendment that says what it changed, oldest first.
pub fn all(release: &Release) -> impl Iterator<Item = Amended<'_>> {
    release.amendments().filter_map(|event| match &event.kind {
        EventKind::Amended { changes, .. } if !changes.is_empty() => Some(Amended {
            event,
            changes: told(changes),
        }),
        _ => None,
    })
}

/// Tells whether the plan was amended at the gate of a phase since this call, without its author's knowledge.
pub(super) fn is_amended_since(release: &Release, phase: &PhaseId, call: &Event) -> bool {
    if release
        .edition()
        .is_none_or(|edition| edition < FIRST_EDITION)
    {
        return false;
    }
    let mut unseen = release
        .amendments()
        .filter(|event| !release.has_seen_event(call, event));
    unseen.any(|event| match &event.kind {
        EventKind::Amended { changes, .. } => concern(release.plan(), changes, phase),
        _ => false,
    })
}

/// Tells whether one of these changes bears on what is decided at the gate of a phase.
pub(super) fn concern(plan: &Plan, changes: &[Change], phase: &PhaseId) -> bool {
    changes.iter().any(|change| concerns(plan, change, phase))
}

/// Tells whether a change bears on what is decided at the gate of a phase.
fn concerns(plan: &Plan, change: &Change, phase: &PhaseId) -> bool {
    let (what, name) = change.part.split_once(' ').unwrap_or((&change.part, ""));
    let polls = |role: &str| {
        let gate = plan.phase(phase).map(|phase| &phase.gate);
        gate.is_some_and(|gate| gate.roles().any(|polled| polled.as_str() == role))
    };
    let is_asked = |line: &String| line.strip_prefix("phase = ") == Some(phase.as_str());
    let is_item = || {
        let duties = plan
            .incidents
            .iter()
            .flat_map(|incidents| &incidents.duties);
        let mut items = plan.items.iter().chain(duties);
        items.any(|item| item.id.as_str() == name && item.phase == *phase)
            || change.old.iter().any(is_asked)
    };
    let is_there = match what {
        "policy" => true,
        "gate" => name == phase.as_str(),
        "role" => polls(name),
        "item" | "duty" => is_item(),
        "rollback" => plan
            .way_back()
            .is_some_and(|way_back| way_back.id == *phase),
        "rollout" | "metric" | "rule" | "choice" | "strategy" | "stage" => {
            plan.home_of_rollout() == Some(phase)
        }
        "monitoring" | "window" => plan.home_of_monitoring() == Some(phase),
        _ => false,
    };
    is_there
        && told(std::slice::from_ref(change))
            .iter()
            .any(|it| !it.is_wording)
}
