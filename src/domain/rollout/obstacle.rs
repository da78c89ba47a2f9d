//! What stands in the way of a rollout, and in which words.

use chrono::{DateTime, TimeDelta, Utc};

use super::judge::{Finding, Ruling};
use super::{Metric, Rollout, Stage, Strategy};
use crate::domain::duration::{span, span_of};
use crate::domain::event::{Event, EventKind, Outcome, timestamp};
use crate::domain::gate::{Reason, Verdict};
use crate::domain::id::{RoleId, StageId, StrategyId};
use crate::domain::incident::status::Incident;
use crate::domain::item_status::{ItemState, ItemStatus};
use crate::domain::plan::Phase;
use crate::domain::release::Release;
use crate::domain::suggestion::Suggestion;
use crate::domain::text::visible;

/// One thing that keeps a rollout from going on, or from being complete.
#[derive(Clone, Debug)]
pub enum Obstacle<'r> {
    /// No strategy fits the release.
    NoStrategy,
    /// Two branches took different strategies.
    Rivals {
        /// The strategies.
        strategies: Vec<&'r StrategyId>,
        /// What starts the one that was chosen; else one has to be chosen first.
        start: Option<Suggestion<'r>>,
    },
    /// A gate before the rollout is shut.
    GateShut(&'r Phase, Verdict),
    /// A metric that is compared with its baseline has none.
    NoBaseline(&'r Metric, &'r Rollout),
    /// The baseline of a metric is older than the playbook allows.
    OldBaseline {
        /// The metric.
        metric: &'r Metric,
        /// The rollout that measures it.
        rollout: &'r Rollout,
        /// How old it is.
        age: TimeDelta,
        /// How old it may be, in seconds.
        most: u64,
    },
    /// The release ended without shipping.
    Ended(Outcome, &'r Event),
    /// The release is being rolled back.
    RollingBack(&'r Event),
    /// An incident is not over.
    Incident(Incident<'r>),
    /// The rollout has not started.
    NotStarted(&'r Strategy),
    /// An amendment took the stage out of the plan; with what starts the rollout again.
    Lost(&'r StageId, Option<Suggestion<'r>>),
    /// The rollout was given up; with what starts it again.
    Aborted(&'r Event, Option<Suggestion<'r>>),
    /// The rollout is paused.
    Paused(&'r Event),
    /// The least soak is not over.
    Soaking {
        /// The stage.
        stage: &'r Stage,
        /// When it is over.
        until: DateTime<Utc>,
        /// The present time.
        now: DateTime<Utc>,
    },
    /// No observation speaks for the whole soak.
    Unobserved(&'r Stage, Unobserved<'r>),
    /// A rule does not say go.
    Finding(&'r StageId, &'r Finding, &'r Event),
    /// A role has not called, or called no-go.
    Call {
        /// The stage.
        stage: &'r StageId,
        /// The role.
        role: &'r RoleId,
        /// The no-go, when it said that.
        no_go: Option<&'r Event>,
    },
    /// An item that counts at every stage is not settled.
    Criterion(ItemStatus<'r>),
    /// More stages are to come.
    Unfinished {
        /// Where the candidate is.
        stage: &'r Stage,
        /// What comes next.
        next: &'r Stage,
        /// Whether nothing else stands in the way of it.
        is_ready: bool,
    },
    /// The longest soak is over, and nobody has decided.
    Overdue {
        /// The stage.
        stage: &'r Stage,
        /// How long it may soak.
        since: DateTime<Utc>,
        /// The present time.
        now: DateTime<Utc>,
    },
}

/// Why no observation speaks for a stage.
#[derive(Clone, Copy, Debug)]
pub enum Unobserved<'r> {
    /// Nobody has observed it.
    Never,
    /// The newest one was made before the soak was over.
    Early(&'r Event),
    /// The newest one was judged by other rules or against another baseline.
    OtherRules(&'r Event),
}

impl<'r> Obstacle<'r> {
    /// Returns the verdict that the obstacle alone asks for.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::GateShut(_, verdict) => *verdict,
            Self::Ended(..)
            | Self::RollingBack(_)
            | Self::Aborted(..)
            | Self::Call { no_go: Some(_), .. } => Verdict::NoGo,
            Self::Finding(_, finding, _) => finding.ruling.verdict(),
            Self::Criterion(standing) if standing.state == ItemState::Blocked => Verdict::NoGo,
            _ => Verdict::Hold,
        }
    }

    /// Returns the stable word for the kind of obstacle, for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NoStrategy => "no-strategy",
            Self::Rivals { .. } => "rival-strategies",
            Self::GateShut(..) => "gate-shut",
            Self::NoBaseline(..) => "no-baseline",
            Self::OldBaseline { .. } => "old-baseline",
            Self::Ended(..) => "ended",
            Self::RollingBack(_) => "rollback",
            Self::Incident(_) => "incident",
            Self::NotStarted(_) => "rollout-not-started",
            Self::Lost(..) => "stage-removed",
            Self::Aborted(..) => "rollout-aborted",
            Self::Paused(_) => "rollout-paused",
            Self::Soaking { .. } => "soaking",
            Self::Unobserved(..) => "unobserved",
            Self::Finding(_, finding, _) => finding.ruling.word(),
            Self::Call { no_go: Some(_), .. } => "stage-no-go",
            Self::Call { no_go: None, .. } => "stage-uncalled",
            Self::Criterion(_) => "criterion",
            Self::Unfinished { .. } => "rollout-unfinished",
            Self::Overdue { .. } => "stage-overdue",
        }
    }

    /// Returns what the obstacle is about.
    pub fn about(&self) -> String {
        match self {
            Self::GateShut(phase, _) => phase.id.to_string(),
            Self::NoBaseline(metric, _) | Self::OldBaseline { metric, .. } => {
                format!("rollout: {}", metric.id)
            }
            Self::Criterion(standing) => standing.item.id.to_string(),
            Self::Lost(stage, _) | Self::Finding(stage, ..) => format!("stage {stage}"),
            Self::Call { stage, role, .. } => format!("stage {stage}: {role}"),
            Self::Soaking { stage, .. }
            | Self::Unobserved(stage, _)
            | Self::Unfinished { stage, .. }
            | Self::Overdue { stage, .. } => format!("stage {}", stage.id),
            Self::Ended(..) => "release".to_owned(),
            Self::Incident(incident) => incident.id().to_string(),
            Self::RollingBack(_) => "rollback".to_owned(),
            Self::NoStrategy
            | Self::Rivals { .. }
            | Self::NotStarted(_)
            | Self::Aborted(..)
            | Self::Paused(_) => "rollout".to_owned(),
        }
    }

    /// Returns what is the matter, on one line.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoStrategy => "no strategy fits this release".to_owned(),
            Self::Rivals { strategies, .. } => {
                let names: Vec<&str> = strategies
                    .iter()
                    .map(|strategy| strategy.as_str())
                    .collect();
                format!(
                    "two branches took different strategies: {}; start the rollout again",
                    names.join(", ")
                )
            }
            Self::GateShut(phase, verdict) => format!(
                "gate \"{}\" says {}",
                visible(&phase.gate.title),
                verdict.word()
            ),
            Self::NoBaseline(metric, _) => format!("{} has no baseline", visible(&metric.title)),
            Self::OldBaseline {
                metric, age, most, ..
            } => format!(
                "the baseline of {} is {} old, older than the allowed {}",
                visible(&metric.title),
                span_of(*age),
                span(*most)
            ),
            Self::NotStarted(strategy) => format!("has not started (strategy {})", strategy.id),
            Self::Ended(outcome, event) => {
                format!("was closed as {}: {}", outcome.word(), said(event))
            }
            Self::Incident(incident) => Reason::Incident(*incident).sentence(),
            Self::RollingBack(event) => Reason::RollingBack(event).sentence(),
            Self::Lost(..) => {
                "an amendment took this stage out of the plan; start the rollout again".to_owned()
            }
            Self::Aborted(event, _) => format!("aborted: {}", said(event)),
            Self::Paused(event) => format!("paused: {}", said(event)),
            Self::Soaking { until, now, .. } => {
                format!(
                    "still soaking: {} left, until {}",
                    span_of(*until - *now),
                    timestamp(until)
                )
            }
            Self::Unobserved(_, Unobserved::Never) => "has not been observed".to_owned(),
            Self::Unobserved(_, Unobserved::Early(event)) => {
                format!(
                    "was last observed at {}, before the soak was over",
                    timestamp(&event.at)
                )
            }
            Self::Unobserved(_, Unobserved::OtherRules(event)) => {
                format!(
                    "was observed at {} by other rules or against another baseline",
                    timestamp(&event.at)
                )
            }
            Self::Finding(_, finding, event) => {
                format!(
                    "{}: {} (observed {})",
                    finding.ruling.word(),
                    visible(&finding.text),
                    timestamp(&event.at)
                )
            }
            Self::Call {
                no_go: Some(event), ..
            } => format!("called no-go: {}", said(event)),
            Self::Call { no_go: None, .. } => "has not called".to_owned(),
            Self::Criterion(standing) => standing.sentence(),
            Self::Unfinished { next, .. } => format!(
                "stage {} ({} % of the traffic) comes next",
                next.id,
                next.traffic.text()
            ),
            Self::Overdue { since, now, .. } => {
                format!(
                    "a decision is overdue for {}, since {}",
                    span_of(*now - *since),
                    timestamp(since)
                )
            }
        }
    }

    /// Returns it on one line: what it is about, and what is the matter.
    pub fn line(&self) -> String {
        format!("{}: {}", self.about(), self.sentence())
    }

    /// Returns the roles that can settle it.
    pub fn roles(&self) -> Vec<&'r RoleId> {
        match self {
            Self::Call { role, .. } => vec![role],
            Self::Criterion(standing) if standing.state == ItemState::Blocked => {
                standing.item.roles.iter().collect()
            }
            Self::Criterion(standing) => standing.missing().collect(),
            _ => Vec::new(),
        }
    }

    /// Returns what may settle it, of which [`Release::possible`] has still to leave what is refused now.
    pub fn steps(&self, release: &'r Release) -> Vec<Suggestion<'r>> {
        match self {
            Self::NoStrategy | Self::Rivals { start: None, .. } => release.strategies(),
            Self::Rivals {
                start: Some(start), ..
            } => vec![*start],
            Self::GateShut(phase, _) => vec![Suggestion::Gate(&phase.id)],
            Self::NoBaseline(_, rollout) | Self::OldBaseline { rollout, .. } => {
                vec![Suggestion::Baseline {
                    rollout,
                    again: false,
                }]
            }
            Self::NotStarted(_) => release.new_start().into_iter().collect(),
            Self::Lost(_, start) => start.iter().copied().collect(),
            Self::Aborted(event, start) => {
                let is_rollback = matches!(event.kind, EventKind::Rollback(_));
                (!is_rollback)
                    .then_some(Suggestion::Rollback)
                    .into_iter()
                    .chain(*start)
                    .collect()
            }
            Self::Paused(_) => vec![Suggestion::Resume],
            Self::Soaking { until, .. } => vec![Suggestion::Wait(*until), Suggestion::Watch],
            Self::Finding(_, finding, _) if finding.ruling == Ruling::NoGo => {
                vec![Suggestion::Rollback]
            }
            Self::Unobserved(..) | Self::Finding(..) => release.observations(),
            Self::Call {
                role,
                no_go: Some(_),
                ..
            } => vec![Suggestion::Rollback, Suggestion::CallStage(role)],
            Self::Call { role, .. } => vec![Suggestion::CallStage(role)],
            Self::Criterion(standing) => standing.steps(release),
            Self::Unfinished {
                next,
                is_ready: true,
                ..
            } => vec![Suggestion::Advance {
                traffic: next.traffic.choice(),
            }],
            Self::Incident(incident) => vec![Suggestion::ResolveIncident(incident.id())],
            Self::RollingBack(_) => release.ends_of_rollback(),
            Self::Ended(..) | Self::Unfinished { .. } | Self::Overdue { .. } => Vec::new(),
        }
    }

    /// Tells whether it only says what comes next, and keeps nobody from going on.
    pub fn is_only_ahead(&self) -> bool {
        matches!(
            self,
            Self::Unfinished { .. } | Self::Overdue { .. } | Self::NotStarted(_)
        )
    }
}

fn said(event: &Event) -> String {
    let reason = visible(event.kind.reason().unwrap_or_default()).into_owned();
    format!("{reason} ({}, {})", event.by.name(), timestamp(&event.at))
}
