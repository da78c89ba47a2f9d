//! What happened when: what changed the course of a release, without the single sign-offs.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::passage::Turn;
use crate::domain::event::{Event, EventKind, IncidentStep, RolloutEvent};
use crate::domain::id::Milestone;
use crate::domain::plan::Phase;
use crate::domain::rules::item_status;
use crate::domain::state::Release;
use crate::domain::state::incident::step_of;
use crate::domain::verdict::Ruling;

/// Something that happened, and when.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'r> {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: What<'r>,
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum What<'r> {
    /// Somebody recorded it.
    Event(&'r Event),
    /// A milestone was reached.
    Milestone(&'r Milestone),
    /// A gate turned to GO, or away from it.
    Gate(&'r Phase, bool),
}

pub(super) fn moments<'r>(
    release: &'r Release,
    turns: &[Turn<'r>],
    until: DateTime<Utc>,
) -> Vec<Moment<'r>> {
    let events = release.events().iter().filter(|event| is_told(event));
    let mut moments: Vec<_> = events
        .map(|event| Moment {
            at: event.at,
            what: What::Event(event),
        })
        .collect();
    let reached = |milestone: &'r Milestone| {
        Some((
            item_status::milestone(release, milestone, until)?,
            milestone,
        ))
    };
    let milestones = milestones(release).into_iter().filter_map(reached);
    moments.extend(milestones.map(|(at, milestone)| Moment {
        at,
        what: What::Milestone(milestone),
    }));
    moments.extend(turns.iter().map(|turn| Moment {
        at: turn.at,
        what: What::Gate(turn.phase, turn.is_open),
    }));
    // Stable: at one time, what somebody did comes before what followed from it.
    moments.sort_by_key(|moment| moment.at);
    moments
}

fn milestones(release: &Release) -> BTreeSet<&Milestone> {
    let items = release
        .plan()
        .items
        .iter()
        .filter_map(|item| item.marks.as_ref());
    let strategies = release
        .plan()
        .rollout
        .iter()
        .flat_map(|rollout| &rollout.strategies);
    let stages = strategies
        .flat_map(|strategy| &strategy.stages)
        .filter_map(|stage| stage.marks.as_ref());
    items.chain(stages).collect()
}

/// Tells whether an event changed the course of the release. Of an incident its beginning, its decisions and its end are
/// told; the rest has a timeline of its own.
fn is_told(event: &Event) -> bool {
    match &event.kind {
        EventKind::Signed { .. }
        | EventKind::NotApplicable { .. }
        | EventKind::NoteWritten { .. }
        | EventKind::NoteAdded { .. }
        | EventKind::CommitsRead { .. } => false,
        EventKind::Rollout(RolloutEvent::Observed { ruling, .. }) => *ruling != Ruling::Go,
        EventKind::Rollout(RolloutEvent::Baselined { .. }) => false,
        EventKind::Incident(_) => {
            let step = step_of(event);
            matches!(
                step,
                Some(
                    IncidentStep::Opened { .. }
                        | IncidentStep::Decided { .. }
                        | IncidentStep::Resolved { .. }
                        | IncidentStep::Withdrawn { .. }
                        | IncidentStep::Reopened { .. }
                )
            )
        }
        _ => true,
    }
}
