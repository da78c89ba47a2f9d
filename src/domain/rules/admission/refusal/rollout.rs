//! Why an event of a rollout or of a monitoring window is refused.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::names::quoted;
use crate::domain::event::timestamp;
use crate::domain::id::{MetricId, Milestone, RoleId, StageId, StrategyId, WindowId};
use crate::domain::plan::rollout::Traffic;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::verdict::Verdict;

/// Why an event of a rollout or of a monitoring window is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RolloutRefusal {
    /// The plan has no rollout.
    #[error("the plan has no staged rollout")]
    NoRollout,
    /// The plan has no monitoring windows.
    #[error("the plan has no monitoring windows")]
    NoMonitoring,
    /// The plan has no such metric.
    #[error("the rollout has no metric `{0}`")]
    NoMetric(MetricId),
    /// The plan has no such strategy.
    #[error("the rollout has no strategy `{0}`")]
    NoStrategy(StrategyId),
    /// The plan has no such window.
    #[error("there is no monitoring window `{0}`")]
    NoWindow(WindowId),
    /// Nothing was measured.
    #[error("no measurements given")]
    NothingMeasured,
    /// A baseline has to be a value.
    #[error("metric `{metric}` gives no baseline: {why}")]
    NoValue {
        /// The metric.
        metric: MetricId,
        /// Why there is no value.
        why: String,
    },
    /// The strategy is the one already.
    #[error("the rollout already uses strategy `{0}`")]
    SameStrategy(StrategyId),
    /// The rollout is under way.
    #[error("the rollout is under way, at stage `{0}`")]
    UnderWay(StageId),
    /// The rollout has not started, or was aborted.
    #[error("the rollout is not under way")]
    NotUnderWay,
    /// The candidate is at the last stage.
    #[error("the rollout is at its last stage already")]
    AtLast,
    /// Another stage comes next.
    #[error("stage `{stage}` is not next; `{next}` is")]
    NotNext {
        /// The stage that was asked for.
        stage: StageId,
        /// The stage that comes next.
        next: StageId,
    },
    /// The candidate is at another stage by now.
    #[error("the rollout is now at stage `{present}`, not at `{stage}`")]
    Elsewhere {
        /// The stage that was meant.
        stage: StageId,
        /// The stage that the rollout is at.
        present: StageId,
    },
    /// The stage takes another share of the traffic.
    #[error("stage `{stage}` takes {} % of the traffic", traffic.text())]
    OtherTraffic {
        /// The stage.
        stage: StageId,
        /// What it takes.
        traffic: Traffic,
    },
    /// Something stands in the way.
    #[error("{} {what}", block(obstacles))]
    InTheWay {
        /// What was asked for.
        what: String,
        /// The worst verdict among the obstacles.
        verdict: Verdict,
        /// The obstacles, in words.
        obstacles: Vec<String>,
        /// Whether a role that may waive can override them.
        may_override: bool,
    },
    /// No role decides at this stage.
    #[error("no role calls at stage `{0}`; the gate decides")]
    NobodyDecides(StageId),
    /// The role does not decide at this stage.
    #[error("role `{role}` does not decide at stage `{stage}`; {}", decide(roles))]
    NotPolled {
        /// The stage.
        stage: StageId,
        /// The role that was given.
        role: RoleId,
        /// The roles that decide.
        roles: Vec<RoleId>,
    },
    /// The role has called go at this stage already.
    #[error("role `{role}` has already called go at stage `{stage}`")]
    AlreadyCalled {
        /// The stage.
        stage: StageId,
        /// The role.
        role: RoleId,
    },
    /// The rollout is paused already.
    #[error("the rollout is already paused")]
    AlreadyPaused,
    /// The rollout is not paused.
    #[error("the rollout is not paused")]
    NotPaused,
    /// The rollout was aborted already.
    #[error("the rollout was already aborted")]
    AlreadyAborted,
    /// The windows have not begun.
    #[error("monitoring starts at `{0}`, which has not happened yet")]
    Unwatched(Milestone),
    /// The window is another role's.
    #[error("`{role}` closes window `{window}`, not `{given}`")]
    NotYourWindow {
        /// The window.
        window: WindowId,
        /// The role that closes it.
        role: RoleId,
        /// The role that was given.
        given: RoleId,
    },
    /// The window was closed already.
    #[error("window `{0}` is already closed")]
    WindowClosed(WindowId),
    /// The window has not begun.
    #[error("window `{window}` begins at {}", timestamp(begins))]
    WindowAhead {
        /// The window.
        window: WindowId,
        /// When it begins.
        begins: DateTime<Utc>,
    },
    /// The window has not ended.
    #[error(
        "window `{window}` ends at {}; before that it cannot be closed as clean",
        timestamp(ends)
    )]
    WindowOpen {
        /// The window.
        window: WindowId,
        /// When it ends.
        ends: DateTime<Utc>,
    },
    /// Somebody changed the rules or the baseline since it was judged.
    #[error("the thresholds or the baseline are not those that the observation was judged by")]
    OtherRules,
    /// The findings or the ruling are not what the rules say.
    #[error("the findings are not what the thresholds say of the measurements")]
    Misjudged,
    /// A measurement has a value and the reason why there is none, or neither.
    #[error("a measurement has either a value or the reason why there is none")]
    HalfMeasured,
    /// An override does not say what it overrides.
    #[error("an override names what it overrides")]
    NothingOverridden,
    /// The measurements are not clean.
    #[error("window `{window}` is not clean: {}", findings.join("; "))]
    NotClean {
        /// The window.
        window: WindowId,
        /// What the rules say, in words.
        findings: Vec<String>,
        /// What follows.
        verdict: Verdict,
    },
}

impl RolloutRefusal {
    /// Returns what the person can do about it, when there is something to do.
    pub(super) fn way_out(&self) -> Option<Hint> {
        let say = |words: &str| Hint::from(words);
        let start = |again| Suggestion::StartRollout {
            traffic: None,
            again,
        };
        Some(match self {
            Self::NothingMeasured => {
                say("give `--metric NAME=VALUE`, `--from FILE`, `--prometheus URL` or `--run`")
            }
            Self::UnderWay(_) => say("to begin again: ")
                .run(Suggestion::AbortRollout)
                .say(", then ")
                .run(start(true)),
            Self::NotUnderWay => Hint::default()
                .run(Suggestion::RolloutStatus)
                .say(" shows where it stands; ")
                .run(start(false))
                .say(" starts it"),
            Self::Elsewhere { .. } => say("see ").run(Suggestion::RolloutStatus),
            Self::OtherTraffic { traffic, .. } => {
                format!("give `--traffic {}`", traffic.least).into()
            }
            Self::InTheWay {
                verdict,
                may_override: true,
                ..
            } => match verdict {
                Verdict::NoGo => say("roll back with ").run(Suggestion::Rollback),
                _ => say("see ").run(Suggestion::RolloutStatus),
            }
            .say("; to proceed anyway: `--override --reason \"…\"`, by a role that may waive"),
            Self::InTheWay { .. } => Hint::default()
                .run(Suggestion::Gates)
                .say(" shows how to settle each"),
            Self::NotYourWindow { role, .. } => format!("give `--role {role}`").into(),
            Self::Unwatched(_) | Self::WindowAhead { .. } => say("see ").run(Suggestion::Windows),
            Self::WindowOpen { .. } => say("to close it anyway: `--early --reason \"…\"`"),
            Self::NotClean {
                verdict: Verdict::NoGo,
                ..
            } => say("roll back with ").run(Suggestion::Rollback),
            Self::NotClean { .. } => say("measure again, or look at what is named"),
            Self::NoValue { .. } => {
                say("measure again, or give the value with `--metric NAME=VALUE`")
            }
            Self::OtherRules | Self::Misjudged => say("observe again"),
            _ => return None,
        })
    }

    /// Tells whether what was asked for is the case already.
    pub(super) fn is_already_so(&self) -> bool {
        matches!(
            self,
            Self::SameStrategy(_)
                | Self::AtLast
                | Self::AlreadyCalled { .. }
                | Self::AlreadyPaused
                | Self::AlreadyAborted
                | Self::WindowClosed(_)
        )
    }

    /// Tells whether what was named does not exist, so that nothing could be judged.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(
            self,
            Self::NoRollout
                | Self::NoMonitoring
                | Self::NoMetric(_)
                | Self::NoStrategy(_)
                | Self::NoWindow(_)
                | Self::NothingMeasured
                | Self::OtherTraffic { .. }
        )
    }

    /// Returns the verdict behind the refusal: HOLD when something is merely outstanding.
    pub(super) fn verdict(&self) -> Verdict {
        match self {
            Self::InTheWay { verdict, .. } | Self::NotClean { verdict, .. } => *verdict,
            Self::NotUnderWay
            | Self::NoValue { .. }
            | Self::Unwatched(_)
            | Self::WindowAhead { .. }
            | Self::WindowOpen { .. } => Verdict::Hold,
            _ => Verdict::NoGo,
        }
    }

    /// Returns what stands in the way, a line each.
    pub(super) fn details(&self) -> &[String] {
        match self {
            Self::InTheWay { obstacles, .. } => obstacles,
            _ => &[],
        }
    }
}

fn block(obstacles: &[String]) -> String {
    let block = if obstacles.len() == 1 {
        "blocks"
    } else {
        "block"
    };
    format!(
        "{} {block}",
        crate::domain::text::counted(obstacles.len(), "thing")
    )
}

fn decide(roles: &[RoleId]) -> String {
    if roles.is_empty() {
        "the gate decides".to_owned()
    } else {
        format!("{} do", quoted(roles))
    }
}
