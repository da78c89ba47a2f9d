//! A rollout as JSON.

use super::{entered_with, possible};
use crate::domain::decimal::Decimal;
use crate::domain::event::Event;
use crate::domain::id::{RoleId, StageId, StrategyId};
use crate::domain::plan::rollout::{Metric, Stage};
use crate::domain::rules::gate::judge;
use crate::domain::rules::readiness;
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::domain::state::rollout::{Position, Progress};
use crate::domain::verdict::Verdict;
use crate::render::json::{ByName, ReleaseReport, Time, commands, formats, until};
use chrono::{DateTime, Utc};
use serde::Serialize;

formats! { RolloutReport<'_> = "gonogo.rollout/1" }

/// How the staged rollout of a release stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RolloutReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The strategy; null while none is chosen.
    strategy: Option<&'r StrategyId>,
    /// The stages of the strategy, in order.
    stages: Option<Vec<StageReport<'r>>>,
    /// The verdict on the current stage, or on starting.
    verdict: Verdict,
    /// The current stage; null before the rollout starts.
    stage: Option<PositionReport<'r>>,
    /// The stage that comes next.
    next: Option<&'r StageId>,
    /// The baseline of each metric that has one.
    baseline: ByName<f64>,
    /// What blocks the next stage.
    obstacles: Vec<ObstacleReport<'r>>,
    /// The events that entered a stage, oldest first.
    entered: Vec<&'r Event>,
    /// The events that continued although a threshold said HOLD or NO-GO.
    overridden: Vec<&'r Event>,
}

impl<'r> RolloutReport<'r> {
    /// Reports a rollout; `select` is `" -r VERSION"` when commands have to name the release, else empty.
    pub(crate) fn of(
        release: &'r Release,
        progress: &Progress<'r>,
        now: DateTime<Utc>,
        select: &str,
    ) -> Self {
        let obstacles = readiness::here(release, &judge(release, now), now);
        let verdict = readiness::verdict(&obstacles);
        let position = progress.position.as_ref();
        let metrics = progress.rollout.metrics.iter();
        let baseline =
            |metric: &'r Metric| Some((&metric.id, release.baseline(&metric.id)?.0.to_f64()));
        Self {
            release: ReleaseReport::of(release),
            strategy: progress.strategy.map(|strategy| &strategy.id),
            stages: progress
                .strategy
                .map(|strategy| strategy.stages.iter().map(StageReport::of).collect()),
            verdict,
            stage: position.map(|position| PositionReport::of(position, verdict, now)),
            next: release.next_stage(now).map(|(_, stage)| &stage.id),
            baseline: metrics.filter_map(baseline).collect(),
            obstacles: obstacles
                .iter()
                .map(|it| ObstacleReport::of(release, it, now, select))
                .collect(),
            entered: release.entries().map(|(event, _)| event).collect(),
            overridden: release.overrides().collect(),
        }
    }
}

/// What the status and the gate say of the rollout.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct RolloutBrief<'r> {
    /// The strategy; null while none is chosen.
    strategy: Option<&'r StrategyId>,
    /// The current stage; null before the rollout starts.
    stage: Option<PositionReport<'r>>,
}

impl<'r> RolloutBrief<'r> {
    pub(in crate::render) fn of(
        release: &'r Release,
        progress: &Progress<'r>,
        now: DateTime<Utc>,
    ) -> Self {
        let position = progress.position.as_ref();
        Self {
            strategy: progress.strategy.map(|strategy| &strategy.id),
            stage: position
                .map(|position| PositionReport::of(position, stage_verdict(release, now), now)),
        }
    }
}

/// A stage of a strategy, as it is planned.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct StageReport<'r> {
    /// Its id, such as `canary`.
    id: &'r StageId,
    /// The traffic that it takes in percent: `25`, or `1-5`.
    traffic: String,
    /// The minimum and the maximum soak, in seconds; null for a stage that does not soak.
    soak_seconds: Option<[u64; 2]>,
    /// The roles that are polled at it.
    roles: &'r [RoleId],
}

impl<'r> StageReport<'r> {
    fn of(stage: &'r Stage) -> Self {
        Self {
            id: &stage.id,
            traffic: stage.traffic.text(),
            soak_seconds: stage.soak.map(|soak| [soak.least, soak.most]),
            roles: &stage.roles,
        }
    }
}

pub(in crate::render) fn stage_verdict(release: &Release, now: DateTime<Utc>) -> Verdict {
    readiness::verdict(&readiness::here(release, &judge(release, now), now))
}

/// The current stage.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct PositionReport<'r> {
    /// Its id.
    id: &'r StageId,
    /// The verdict on it.
    verdict: Verdict,
    /// The traffic that it was entered with, in percent.
    traffic: Option<f64>,
    /// When it was entered.
    entered: Time,
    /// When the minimum soak is over.
    soaks_until: Time,
    /// How many seconds of the minimum soak are left; 0 when it is over.
    left_seconds: i64,
    /// When the maximum soak is over; null when there is none.
    overdue_at: Option<Time>,
    /// The last observation.
    observation: Option<&'r Event>,
}

impl<'r> PositionReport<'r> {
    fn of(position: &Position<'r>, verdict: Verdict, now: DateTime<Utc>) -> Self {
        Self {
            id: position.stage_id,
            verdict,
            traffic: entered_with(position.entered).map(Decimal::to_f64),
            entered: position.since.into(),
            soaks_until: position.soaks_until.into(),
            left_seconds: (position.soaks_until - now).num_seconds().max(0),
            overdue_at: position.overdue_at.map(Time::from),
            observation: position.observation,
        }
    }
}

/// Something that blocks the next stage.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ObstacleReport<'r> {
    /// The stable word for the kind of reason.
    kind: &'static str,
    /// What it alone asks for.
    verdict: Verdict,
    /// What it is about.
    about: String,
    /// What is the matter, in a sentence.
    text: String,
    /// The roles that can settle it.
    roles: Vec<&'r RoleId>,
    /// The commands that may settle it.
    commands: Vec<String>,
    /// When it is over by itself, when only time is missing.
    until: Option<Time>,
}

impl<'r> ObstacleReport<'r> {
    fn of(release: &'r Release, obstacle: &Reason<'r>, now: DateTime<Utc>, select: &str) -> Self {
        let explained = obstacle.explain();
        let steps = possible(release, obstacle, now);
        Self {
            kind: explained.code.word(),
            verdict: explained.verdict,
            about: explained.about,
            text: explained.sentence,
            roles: explained.owners,
            commands: commands(&steps, select),
            until: until(&steps),
        }
    }
}
