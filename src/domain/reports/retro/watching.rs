//! What was decided late: monitoring windows and stages of the rollout.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::duration::seconds;
use crate::domain::event::{Event, EventKind, RolloutEvent};
use crate::domain::id::{StageId, StrategyId};
use crate::domain::rules::monitoring::{self, WindowStatus};
use crate::domain::state::Release;

/// A monitoring window that had begun, and how late it was closed.
#[derive(Clone, Debug)]
pub struct WindowTold<'r> {
    /// Where it stands.
    pub standing: WindowStatus<'r>,
    /// How long after its end it was closed, or was not closed yet; none before its end. A window can only be closed as
    /// clean after its end, so a short while is no fault of anybody.
    pub late: Option<TimeDelta>,
}

/// A stage that stood longer than it should before somebody went on, gave up, named another candidate, or ended the release.
#[derive(Clone, Copy, Debug)]
pub struct LateStage<'r> {
    /// The strategy.
    pub strategy: &'r StrategyId,
    /// The stage.
    pub stage: &'r StageId,
    /// The event that entered it.
    pub entered: &'r Event,
    /// The event that ended it, if one did.
    pub left: Option<&'r Event>,
    /// How much longer than its longest soak it stood, without the time that the rollout was paused.
    pub late: TimeDelta,
}

/// How late a window may be closed without being called late: a watch at 03:00 is closed in the morning.
pub(super) const GRACE: TimeDelta = TimeDelta::hours(1);

pub(super) fn windows(release: &Release, until: DateTime<Utc>) -> Vec<WindowTold<'_>> {
    let windows = monitoring::watch(release, until)
        .map(|watch| watch.windows)
        .unwrap_or_default();
    let has_begun =
        |standing: &WindowStatus<'_>| standing.span.is_some_and(|(begin, _)| begin <= until);
    windows
        .into_iter()
        .filter(has_begun)
        .map(|standing| told(standing, until))
        .collect()
}

fn told(standing: WindowStatus<'_>, until: DateTime<Utc>) -> WindowTold<'_> {
    let closed = standing.closing.map_or(until, |event| event.at);
    let late = standing
        .span
        .map(|(_, end)| closed - end)
        .filter(|late| *late > GRACE);
    WindowTold { standing, late }
}

pub(super) fn late_stages(release: &Release, until: DateTime<Utc>) -> Vec<LateStage<'_>> {
    let mut late = Vec::new();
    let mut present: Option<(&StrategyId, &StageId, &Event)> = None;
    let mut paused = Paused::default();
    for event in release.events() {
        paused.take(event);
        let ends = match &event.kind {
            EventKind::Rollout(RolloutEvent::Aborted { .. }) | EventKind::Rollback(_) => None,
            EventKind::Respun { .. } | EventKind::Closed { .. } => None,
            EventKind::Rollout(RolloutEvent::Entered {
                strategy, stage, ..
            }) => Some((strategy, stage, event)),
            _ => continue,
        };
        let before = std::mem::replace(&mut present, ends);
        late.extend(
            before.and_then(|stage| late_stage(release, stage, Some(event), event.at, &paused)),
        );
        paused = Paused::default();
    }
    late.extend(present.and_then(|stage| late_stage(release, stage, None, until, &paused)));
    late
}

fn late_stage<'r>(
    release: &'r Release,
    (strategy, stage, entered): (&'r StrategyId, &'r StageId, &'r Event),
    left: Option<&'r Event>,
    end: DateTime<Utc>,
    paused: &Paused,
) -> Option<LateStage<'r>> {
    let stages = &release.plan().rollout.as_ref()?.strategy(strategy)?.stages;
    let place = stages.iter().position(|known| known.id == *stage)?;
    // Nothing has to be decided at the last stage.
    let most = stages[place]
        .soak
        .filter(|_| place + 1 < stages.len())?
        .most;
    let late = end - entered.at - paused.until(end) - seconds(most);
    (late > TimeDelta::zero()).then_some(LateStage {
        strategy,
        stage,
        entered,
        left,
        late,
    })
}

/// How long the rollout was paused since the present stage was entered.
#[derive(Default)]
struct Paused {
    since: Option<DateTime<Utc>>,
    length: TimeDelta,
}

impl Paused {
    fn take(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Rollout(RolloutEvent::Paused { .. }) => {
                self.since.get_or_insert(event.at);
            }
            EventKind::Rollout(RolloutEvent::Resumed { .. }) => {
                if let Some(since) = self.since.take() {
                    self.length += event.at - since;
                }
            }
            _ => {}
        }
    }

    fn until(&self, end: DateTime<Utc>) -> TimeDelta {
        self.length + self.since.map_or_else(TimeDelta::zero, |since| end - since)
    }
}
