//! What stands in the way of a rollout, and in which words.

use chrono::{DateTime, Utc};

use super::judge::{Finding, Ruling};
use super::progress::{Position, Progress, observation};
use super::{Limit, Metric, Stage, Strategy};
use crate::domain::event::{Event, Subject, timestamp};
use crate::domain::gate::{Verdict, judge};
use crate::domain::id::{RoleId, StageId, StrategyId};
use crate::domain::plan::Phase;
use crate::domain::release::Release;
use crate::domain::span::span_of;
use crate::domain::standing::{ItemState, Standing};
use crate::domain::step::Step;
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
        /// Whether one can be chosen and started with now; else one has to be chosen first.
        is_chosen: bool,
    },
    /// A gate before the rollout is shut.
    GateShut(&'r Phase, Verdict),
    /// A metric that is compared with its baseline has none.
    NoBaseline(&'r Metric),
    /// The rollout has not started.
    NotStarted(&'r Strategy),
    /// An amendment took the stage out of the plan.
    Lost(&'r StageId),
    /// The rollout was given up.
    Aborted(&'r Event),
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
    Criterion(Standing<'r>),
    /// More stages are to come.
    Unfinished {
        /// Where the candidate is.
        stage: &'r Stage,
        /// What comes next.
        next: &'r Stage,
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
            Self::Aborted(_) | Self::Call { no_go: Some(_), .. } => Verdict::NoGo,
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
            Self::NoBaseline(_) => "no-baseline",
            Self::NotStarted(_) => "rollout-not-started",
            Self::Lost(_) => "stage-removed",
            Self::Aborted(_) => "rollout-aborted",
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
            Self::NoBaseline(metric) => format!("rollout: {}", metric.id),
            Self::Criterion(standing) => standing.item.id.to_string(),
            Self::Lost(stage) | Self::Finding(stage, ..) => format!("stage {stage}"),
            Self::Call { stage, role, .. } => format!("stage {stage}: {role}"),
            Self::Soaking { stage, .. }
            | Self::Unobserved(stage, _)
            | Self::Unfinished { stage, .. }
            | Self::Overdue { stage, .. } => format!("stage {}", stage.id),
            Self::NoStrategy | Self::Rivals { .. } | Self::NotStarted(_) | Self::Aborted(_) | Self::Paused(_) => {
                "rollout".to_owned()
            }
        }
    }

    /// Returns what is the matter, on one line.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoStrategy => "no strategy fits this release".to_owned(),
            Self::Rivals { strategies, .. } => {
                let names: Vec<&str> = strategies.iter().map(|strategy| strategy.as_str()).collect();
                format!("two branches took different strategies: {}; start the rollout again", names.join(", "))
            }
            Self::GateShut(phase, verdict) => format!("gate \"{}\" says {}", visible(&phase.gate.title), verdict.word()),
            Self::NoBaseline(metric) => format!("{} has no baseline", visible(&metric.title)),
            Self::NotStarted(strategy) => format!("has not started (strategy {})", strategy.id),
            Self::Lost(_) => "an amendment took this stage out of the plan; start the rollout again".to_owned(),
            Self::Aborted(event) => format!("aborted: {}", said(event)),
            Self::Paused(event) => format!("paused: {}", said(event)),
            Self::Soaking { until, now, .. } => {
                format!("still soaking: {} left, until {}", span_of(*until - *now), timestamp(until))
            }
            Self::Unobserved(_, Unobserved::Never) => "has not been observed since the soak was over".to_owned(),
            Self::Unobserved(_, Unobserved::Early(event)) => {
                format!("was last observed at {}, before the soak was over", timestamp(&event.at))
            }
            Self::Unobserved(_, Unobserved::OtherRules(event)) => {
                format!("was observed at {} by other rules or against another baseline", timestamp(&event.at))
            }
            Self::Finding(_, finding, event) => {
                format!("{}: {} (observed {})", finding.ruling.word(), visible(&finding.text), timestamp(&event.at))
            }
            Self::Call { no_go: Some(event), .. } => format!("called no-go: {}", said(event)),
            Self::Call { no_go: None, .. } => "has not called".to_owned(),
            Self::Criterion(standing) => standing.sentence(),
            Self::Unfinished { next, .. } => format!("stage {} ({} % of the traffic) comes next", next.id, next.traffic.text()),
            Self::Overdue { since, now, .. } => {
                format!("a decision is overdue for {}, since {}", span_of(*now - *since), timestamp(since))
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
            Self::Criterion(standing) if standing.state == ItemState::Blocked => standing.item.roles.iter().collect(),
            Self::Criterion(standing) => standing.missing().collect(),
            _ => Vec::new(),
        }
    }

    /// Returns what settles it.
    pub fn steps(&self) -> Vec<Step<'r>> {
        match self {
            Self::NoStrategy | Self::Rivals { is_chosen: false, .. } => vec![Step::ChooseStrategy],
            Self::Rivals { is_chosen: true, .. } => vec![Step::StartRollout],
            Self::GateShut(phase, _) => vec![Step::Gate(&phase.id)],
            Self::NoBaseline(_) => vec![Step::Baseline],
            Self::NotStarted(_) | Self::Lost(_) => vec![Step::StartRollout],
            Self::Aborted(_) => vec![Step::Rollback],
            Self::Paused(_) => vec![Step::Resume],
            Self::Soaking { .. } => vec![Step::Watch],
            Self::Unobserved(..) => vec![Step::Observe],
            Self::Finding(_, finding, _) if finding.ruling == Ruling::NoGo => vec![Step::Rollback],
            Self::Finding(..) => vec![Step::Observe],
            Self::Call { role, .. } => vec![Step::CallStage(role)],
            Self::Criterion(standing) if standing.state == ItemState::Blocked => vec![Step::Unblock(&standing.item.id)],
            Self::Criterion(standing) => standing.missing().map(|role| Step::Sign(standing.item, role)).collect(),
            Self::Unfinished { .. } => vec![Step::Advance],
            Self::Overdue { .. } => Vec::new(),
        }
    }

    /// Tells whether it only says what comes next, and keeps nobody from going on.
    fn is_only_ahead(&self) -> bool {
        matches!(self, Self::Unfinished { .. } | Self::Overdue { .. } | Self::NotStarted(_))
    }
}

fn said(event: &Event) -> String {
    let reason = visible(event.kind.reason().unwrap_or_default()).into_owned();
    format!("{reason} ({}, {})", event.by.name(), timestamp(&event.at))
}

impl Release {
    /// Returns everything that keeps the rollout from being complete at `now`, without the items, which the gate knows
    /// itself; nothing when the plan has no rollout, or when it is complete.
    pub fn rollout_obstacles(&self, now: DateTime<Utc>) -> Vec<Obstacle<'_>> {
        let Some(progress) = self.rollout(now) else { return Vec::new() };
        let mut obstacles = self.stops();
        if let Some(rivals) = self.rivals() {
            obstacles.push(rivals);
            return obstacles;
        }
        let Some(position) = &progress.position else {
            obstacles.push(progress.strategy.map_or(Obstacle::NoStrategy, Obstacle::NotStarted));
            return obstacles;
        };
        let Some((_, stage)) = position.stage else {
            obstacles.push(Obstacle::Lost(position.stage_id));
            return obstacles;
        };
        obstacles.extend(self.of_stage(&progress, position, stage, now));
        if let Some(since) = position.overdue_at.filter(|since| *since < now) {
            obstacles.push(Obstacle::Overdue { stage, since, now });
        }
        obstacles.extend(progress.next().map(|next| Obstacle::Unfinished { stage, next }));
        obstacles
    }

    /// Returns what keeps the rollout from its next stage at `now`: from its first one before the start and after an
    /// abort.
    pub fn obstacles_ahead(&self, now: DateTime<Utc>) -> Vec<Obstacle<'_>> {
        let mut obstacles = if self.is_to_start() { self.obstacles_to_start(now) } else { self.rollout_obstacles(now) };
        obstacles.retain(|obstacle| !obstacle.is_only_ahead());
        // Before the start there is nothing yet that could be verified.
        let counts = |standing: &Standing<'_>| !self.is_to_start() || standing.state == ItemState::Blocked;
        obstacles.extend(self.criteria(now).filter(counts).map(Obstacle::Criterion));
        obstacles
    }

    /// Returns the verdict at the present stage: over the measurements, the calls, and the items that count in it. What
    /// stops the rollout counts until an event has cleared it, also where the next event may be a new start.
    pub fn stage_verdict(&self, now: DateTime<Utc>) -> Verdict {
        let obstacles = self.obstacles_ahead(now);
        obstacles.iter().chain(&self.stops()).map(Obstacle::verdict).max().unwrap_or(Verdict::Go)
    }

    /// Tells whether the rollout has not started, or has to start again.
    pub fn is_to_start(&self) -> bool {
        let log = self.rollout_log();
        let is_lost = |rollout: &super::Rollout| {
            let run = log.run.as_ref();
            run.is_some_and(|run| rollout.strategy(&run.strategy).is_none_or(|strategy| strategy.stage(&run.stage).is_none()))
        };
        log.run.is_none()
            || !log.aborted.is_empty()
            || !log.rivals.is_empty()
            || self.plan().rollout.as_ref().is_some_and(is_lost)
    }

    fn obstacles_to_start(&self, now: DateTime<Utc>) -> Vec<Obstacle<'_>> {
        let Some(progress) = self.rollout(now) else { return Vec::new() };
        let mut obstacles: Vec<Obstacle<'_>> = Vec::new();
        let before = judge(self, now).into_iter().take_while(|judgement| judgement.phase.id != progress.rollout.phase);
        let shut = before.filter(|judgement| judgement.verdict != Verdict::Go);
        obstacles.extend(shut.map(|judgement| Obstacle::GateShut(judgement.phase, judgement.verdict)));
        if self.strategy_ahead().is_none() {
            obstacles.push(self.rivals().unwrap_or(Obstacle::NoStrategy));
        }
        let compared = |metric: &&Metric| {
            let mut rules = progress.rollout.rules.iter().filter(|rule| rule.metric == metric.id);
            rules.any(|rule| !matches!(rule.limit, Limit::Fixed(_)))
        };
        let metrics = progress.rollout.metrics.iter().filter(compared);
        obstacles.extend(metrics.filter(|metric| self.baseline(&metric.id).is_none()).map(Obstacle::NoBaseline));
        let log = self.rollout_log();
        obstacles.extend(log.paused.iter().map(|(seq, ())| Obstacle::Paused(self.event(*seq))));
        obstacles
    }

    fn rivals(&self) -> Option<Obstacle<'_>> {
        let strategies = self.rival_strategies();
        let is_chosen = self.strategy_ahead().is_some();
        (!strategies.is_empty()).then_some(Obstacle::Rivals { strategies, is_chosen })
    }

    /// Returns what stops a rollout whatever its stage: aborts, pauses, breached thresholds, and no-gos.
    fn stops(&self) -> Vec<Obstacle<'_>> {
        let log = self.rollout_log();
        let mut stops: Vec<Obstacle<'_>> = Vec::new();
        stops.extend(log.aborted.iter().map(|(seq, ())| Obstacle::Aborted(self.event(*seq))));
        stops.extend(log.paused.iter().map(|(seq, ())| Obstacle::Paused(self.event(*seq))));
        for (seq, ()) in log.breached.iter() {
            let event = self.event(*seq);
            stops.extend(findings_of(event, |ruling| ruling == Ruling::NoGo));
        }
        let mut no_gos: Vec<_> = log.calls.values().flat_map(|log| log.no_go.iter().next_back()).collect();
        no_gos.sort_unstable_by_key(|(seq, ())| *seq);
        stops.extend(no_gos.into_iter().filter_map(|(seq, ())| called_no_go(self.event(*seq))));
        stops
    }

    /// Returns what the present stage itself waits for.
    fn of_stage<'r>(
        &'r self,
        progress: &Progress<'r>,
        position: &Position<'r>,
        stage: &'r Stage,
        now: DateTime<Utc>,
    ) -> Vec<Obstacle<'r>> {
        let mut obstacles = Vec::new();
        if now < position.soaks_until {
            obstacles.push(Obstacle::Soaking { stage, until: position.soaks_until, now });
        }
        match position.observation {
            _ if progress.rollout.rules.is_empty() => {}
            None if now < position.soaks_until => {}
            None => obstacles.push(Obstacle::Unobserved(stage, Unobserved::Never)),
            Some(event) => {
                obstacles.extend(findings_of(event, |ruling| !matches!(ruling, Ruling::Go | Ruling::NoGo)));
                let is_judged_so = observation(event).is_some_and(|seen| seen.judged_by == self.judging_digest(progress.rollout));
                if !is_judged_so {
                    obstacles.push(Obstacle::Unobserved(stage, Unobserved::OtherRules(event)));
                } else if event.at < position.soaks_until && now >= position.soaks_until {
                    obstacles.push(Obstacle::Unobserved(stage, Unobserved::Early(event)));
                }
            }
        }
        if !progress.is_at_last() && now >= position.soaks_until {
            let log = self.rollout_log();
            let silent = |role: &&RoleId| log.calls.get(*role).is_none_or(|log| log.go.is_none() && log.no_go.is_empty());
            obstacles.extend(stage.roles.iter().filter(silent).map(|role| Obstacle::Call {
                stage: &stage.id,
                role,
                no_go: None,
            }));
        }
        obstacles
    }

    /// Returns the items that count in the verdict of every stage and are not settled.
    fn criteria(&self, now: DateTime<Utc>) -> impl Iterator<Item = Standing<'_>> {
        let criteria = self.plan().rollout.iter().flat_map(|rollout| &rollout.criteria);
        let blocked = self.standings(now).filter(|standing| standing.state == ItemState::Blocked);
        let is_criterion = |id| self.plan().rollout.as_ref().is_some_and(|rollout| rollout.criteria.contains(id));
        let others = blocked.filter(move |standing| !is_criterion(&standing.item.id));
        let unsettled = criteria
            .filter_map(move |id| self.standing(id, now))
            .filter(|standing| !standing.item.removed && !standing.state.is_settled());
        unsettled.chain(others)
    }
}

fn findings_of<'r>(event: &'r Event, wanted: impl Fn(Ruling) -> bool) -> impl Iterator<Item = Obstacle<'r>> {
    let stage = match event.kind.subject() {
        Subject::Stage(_, stage) => Some(stage),
        _ => None,
    };
    let findings = observation(event).map(|seen| seen.findings).unwrap_or_default();
    let wanted = findings.iter().filter(move |finding| wanted(finding.ruling));
    wanted.filter_map(move |finding| Some(Obstacle::Finding(stage?, finding, event)))
}

fn called_no_go(event: &Event) -> Option<Obstacle<'_>> {
    match event.kind.subject() {
        Subject::StageCall(_, stage, role) => Some(Obstacle::Call { stage, role, no_go: Some(event) }),
        _ => None,
    }
}
