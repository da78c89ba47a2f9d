//! The reasons of a verdict, and each explained: what it is about, what is the matter, and who can settle it.
//!
//! What may settle it, [`super::settle`] says.

mod code;

use chrono::{DateTime, TimeDelta, Utc};

pub use self::code::Code;
use super::calls::Outdated;
use super::item_status::{ItemState, ItemStatus};
use super::monitoring::{WindowState, WindowStatus};
use crate::domain::duration::{span, span_of};
use crate::domain::event::{Call, Event, Finding, Outcome, timestamp};
use crate::domain::id::{Candidate, Milestone, PhaseId, RoleId, StageId, StrategyId};
use crate::domain::plan::incident::Who;
use crate::domain::plan::rollout::{Metric, Rollout, Stage, Strategy};
use crate::domain::plan::{After, Item, Phase};
use crate::domain::rules::tally::Tally;
use crate::domain::state::Incident;
use crate::domain::text::visible;
use crate::domain::verdict::Verdict;

/// One thing that keeps a gate shut, or a rollout from going on or from being complete.
#[derive(Clone, Debug)]
pub enum Reason<'r> {
    /// An item is open, stale or blocked.
    Item(ItemStatus<'r>),
    /// A role has not called, or its call no longer holds, or it called no-go.
    Call {
        /// The phase whose gate it is.
        phase: &'r PhaseId,
        /// The role.
        role: &'r RoleId,
        /// What the role said, if anything.
        call: Option<(Call, &'r Event)>,
        /// Why a go holds no longer.
        outdated: Option<Outdated>,
        /// How the vote stands, where the people of the role vote.
        tally: Option<Tally<'r>>,
    },
    /// The wait at a gate is not over.
    Wait {
        /// The phase whose gate it is.
        phase: &'r PhaseId,
        /// The milestone, and how long after it.
        wait: &'r After,
        /// When it is over, once the milestone is reached.
        until: Option<DateTime<Utc>>,
        /// The present time.
        now: DateTime<Utc>,
    },
    /// A monitoring window is not closed.
    Window(WindowStatus<'r>),
    /// The monitoring windows have not begun, because this milestone has not been reached.
    Unwatched(&'r Milestone),
    /// An incident is not over.
    Incident(Incident<'r>, Asked),
    /// The release is being rolled back.
    RollingBack(&'r Event),
    /// Two branches named different candidates.
    Candidates(Vec<&'r Candidate>),
    /// Two branches amended the plan, and only one of the plans is in force.
    Plans,
    /// Nothing is asked, so nothing was checked.
    EmptyPlan,
    /// The release ended without shipping.
    Ended(Outcome, &'r Event, Asked),
    /// No strategy fits the release.
    NoStrategy,
    /// Two branches took different strategies.
    Rivals(Vec<&'r StrategyId>),
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
    /// A role has not called at a stage, or called no-go.
    StageCall {
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
        /// Whether nothing else blocks it.
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

/// What a reason of the whole release keeps shut. A gate names who answers for it; a rollout names who said it and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A gate.
    AtGate,
    /// The next stage of the rollout.
    ByRollout,
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

/// A reason in words.
#[derive(Clone, Debug)]
pub struct Explained<'r> {
    /// The stable word for the kind of reason, for programs.
    pub code: Code,
    /// The verdict that the reason alone asks for.
    pub verdict: Verdict,
    /// The item, poll, stage or other thing that it is about.
    pub about: String,
    /// What is the matter, on one line.
    pub sentence: String,
    /// The roles that can settle it. A blocker is cleared by any role of its item.
    pub owners: Vec<&'r RoleId>,
    /// Whether its time is over: a monitoring window that nobody closed, or a stage that nobody decided on.
    pub overdue: bool,
}

impl Explained<'_> {
    /// Returns it on one line: what it is about, and what is the matter.
    pub fn line(&self) -> String {
        format!("{}: {}", self.about, self.sentence)
    }
}

impl<'r> Reason<'r> {
    /// Returns the item that the reason is about.
    pub fn item(&self) -> Option<&'r Item> {
        match self {
            Self::Item(standing) | Self::Criterion(standing) => Some(standing.item),
            _ => None,
        }
    }

    /// Returns the verdict that this reason alone asks for; [`Self::explain`] has it too, with everything else.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Item(standing) | Self::Criterion(standing)
                if standing.state == ItemState::Blocked =>
            {
                Verdict::NoGo
            }
            Self::Call {
                call: Some((Call::NoGo, _)),
                ..
            }
            | Self::StageCall { no_go: Some(_), .. }
            | Self::Ended(..)
            | Self::RollingBack(_)
            | Self::Aborted(_) => Verdict::NoGo,
            Self::GateShut(_, verdict) => *verdict,
            Self::Finding(_, finding, _) => finding.ruling.verdict(),
            _ => Verdict::Hold,
        }
    }

    /// Tells whether the rollout itself says so, and not the items or the release as a whole.
    pub(crate) fn is_of_rollout(&self) -> bool {
        !matches!(
            self,
            Self::Item(_)
                | Self::Call { .. }
                | Self::Wait { .. }
                | Self::Window(_)
                | Self::Unwatched(_)
                | Self::Incident(..)
                | Self::RollingBack(_)
                | Self::Candidates(_)
                | Self::Plans
                | Self::EmptyPlan
                | Self::Ended(..)
        )
    }

    /// Tells whether it only says what comes next, and keeps nobody from going on.
    pub(crate) fn is_only_ahead(&self) -> bool {
        matches!(
            self,
            Self::Unfinished { .. } | Self::Overdue { .. } | Self::NotStarted(_)
        )
    }

    /// Tells whether a role called no-go at a gate.
    pub(crate) fn is_call_of_no_go(&self) -> bool {
        matches!(
            self,
            Self::Call {
                call: Some((Call::NoGo, _)),
                ..
            }
        )
    }

    /// Explains the reason.
    pub fn explain(&self) -> Explained<'r> {
        let told = match self {
            Self::Item(standing) => of_item(item_code(standing), standing),
            Self::Criterion(standing) => of_item(Code::Criterion, standing),
            Self::Call {
                phase,
                role,
                call,
                outdated,
                tally,
            } => {
                let (code, sentence) = match tally {
                    Some(tally) => (Code::Votes, tally.sentence()),
                    None => called(*call, *outdated),
                };
                told(code, format!("{phase}: {role}"), sentence).by(vec![role])
            }
            Self::StageCall { stage, role, no_go } => {
                let (code, sentence) = called_at_stage(*no_go);
                told(code, format!("stage {stage}: {role}"), sentence).by(vec![role])
            }
            Self::Wait {
                phase,
                wait,
                until,
                now,
            } => {
                let about = format!("gate {phase}");
                told(Code::Wait, about, waits(wait, *until, *now))
            }
            Self::Window(standing) => of_window(standing),
            Self::Incident(incident, asked) => of_incident(*incident, *asked),
            Self::Unwatched(milestone) => told(Code::Unwatched, "monitoring", unwatched(milestone)),
            Self::RollingBack(event) => told(
                Code::RollingBack,
                "rollback",
                because("is under way", event),
            ),
            Self::Candidates(all) => told(Code::Candidates, "release", candidates(all)),
            Self::Plans => told(Code::Plans, "release", PLANS),
            Self::EmptyPlan => told(Code::EmptyPlan, "release", EMPTY),
            Self::Ended(outcome, event, asked) => {
                told(Code::Ended, "release", ended(*outcome, event, *asked))
            }
            Self::NoStrategy => told(Code::NoStrategy, "rollout", "no strategy fits this release"),
            Self::Rivals(all) => told(Code::RivalStrategies, "rollout", rivals(all)),
            Self::GateShut(phase, verdict) => {
                told(Code::GateShut, phase.id.as_str(), shut(phase, *verdict))
            }
            Self::NoBaseline(metric, _) => of_metric(Code::NoBaseline, metric, unmeasured(metric)),
            Self::OldBaseline {
                metric, age, most, ..
            } => of_metric(Code::OldBaseline, metric, too_old(metric, *age, *most)),
            Self::NotStarted(strategy) => {
                told(Code::RolloutNotStarted, "rollout", not_started(strategy))
            }
            Self::Lost(stage) => of_stage(Code::StageRemoved, stage, LOST),
            Self::Aborted(event) => {
                told(Code::RolloutAborted, "rollout", because("aborted", event))
            }
            Self::Paused(event) => told(Code::RolloutPaused, "rollout", because("paused", event)),
            Self::Soaking { stage, until, now } => {
                of_stage(Code::Soaking, &stage.id, soaking(*until, *now))
            }
            Self::Unobserved(stage, why) => of_stage(Code::Unobserved, &stage.id, why.sentence()),
            Self::Finding(stage, finding, event) => {
                of_stage(finding.ruling.into(), stage, found(finding, event))
            }
            Self::Unfinished { stage, next, .. } => {
                of_stage(Code::RolloutUnfinished, &stage.id, comes_next(next))
            }
            Self::Overdue { stage, since, now } => Explained {
                overdue: true,
                ..of_stage(Code::StageOverdue, &stage.id, undecided(*since, *now))
            },
        };
        Explained {
            verdict: self.verdict(),
            ..told
        }
    }
}

impl<'r> Explained<'r> {
    fn by(self, owners: Vec<&'r RoleId>) -> Self {
        Self { owners, ..self }
    }
}

const PLANS: &str = "two branches amended the plan, and only one of the two plans counts";
const EMPTY: &str = "the plan has no items, so nothing was checked";
const LOST: &str = "an amendment took this stage out of the plan; start the rollout again";

fn told<'r>(code: Code, about: impl Into<String>, sentence: impl Into<String>) -> Explained<'r> {
    Explained {
        code,
        verdict: Verdict::Hold,
        about: about.into(),
        sentence: sentence.into(),
        owners: Vec::new(),
        overdue: false,
    }
}

fn of_stage<'r>(code: Code, stage: &StageId, sentence: impl Into<String>) -> Explained<'r> {
    told(code, format!("stage {stage}"), sentence)
}

fn of_metric<'r>(code: Code, metric: &Metric, sentence: String) -> Explained<'r> {
    told(code, format!("rollout: {}", metric.id), sentence)
}

fn of_item<'r>(code: Code, standing: &ItemStatus<'r>) -> Explained<'r> {
    let owners = if standing.state == ItemState::Blocked {
        standing.item.roles.iter().collect()
    } else {
        let mut owners: Vec<_> = standing.missing().collect();
        owners.extend(
            standing
                .unwaived_by
                .iter()
                .filter(|role| !owners.contains(role))
                .copied()
                .collect::<Vec<_>>(),
        );
        owners
    };
    told(code, standing.item.id.as_str(), standing.sentence()).by(owners)
}

fn item_code(standing: &ItemStatus<'_>) -> Code {
    match standing.state {
        _ if standing.waiver_expired => Code::WaiverExpired,
        ItemState::Blocked => Code::Blocked,
        ItemState::Stale => Code::Stale,
        _ => Code::Open,
    }
}

fn of_window<'r>(standing: &WindowStatus<'r>) -> Explained<'r> {
    let about = format!("window {}", standing.window.id);
    if standing.state != WindowState::Overdue {
        // It waits for the clock, not for its role.
        return told(Code::WindowOpen, about, standing.sentence());
    }
    Explained {
        overdue: true,
        ..told(Code::WindowOverdue, about, standing.sentence()).by(vec![&standing.window.role])
    }
}

fn of_incident(incident: Incident<'_>, asked: Asked) -> Explained<'_> {
    let commander = incident.commanders().next_back();
    let sentence = format!(
        "is open: {} ({}, commander: {})",
        visible(incident.title()),
        incident.severity().word(),
        visible(commander.map_or("none yet", Who::name))
    );
    let owners = match commander {
        Some(Who::Role(role)) if asked == Asked::AtGate => vec![role],
        _ => Vec::new(),
    };
    told(Code::Incident, incident.id().as_str(), sentence).by(owners)
}

fn called(call: Option<(Call, &Event)>, outdated: Option<Outdated>) -> (Code, String) {
    match (call, outdated) {
        (None, _) => (Code::Uncalled, "has not called".to_owned()),
        (Some((Call::NoGo, event)), _) => (Code::NoGo, because("called no-go", event)),
        (Some(_), outdated) => {
            let outdated = outdated.unwrap_or(Outdated::Candidate);
            (Code::StaleCall, format!("called go {}", outdated.words()))
        }
    }
}

fn called_at_stage(no_go: Option<&Event>) -> (Code, String) {
    match no_go {
        Some(event) => (Code::StageNoGo, because("called no-go", event)),
        None => (Code::StageUncalled, "has not called".to_owned()),
    }
}

fn unwatched(milestone: &Milestone) -> String {
    format!("monitoring starts at `{milestone}`, which has not happened yet")
}

fn candidates(candidates: &[&Candidate]) -> String {
    let names: Vec<_> = candidates
        .iter()
        .map(|candidate| visible(candidate.as_str()))
        .collect();
    format!(
        "two branches named different candidates: {}",
        names.join(", ")
    )
}

fn ended(outcome: Outcome, event: &Event, asked: Asked) -> String {
    let how = format!("was closed as {}", outcome.word());
    match asked {
        Asked::AtGate => format!(
            "{how}: {}",
            visible(event.kind.reason().unwrap_or_default())
        ),
        Asked::ByRollout => because(&how, event),
    }
}

fn rivals(strategies: &[&StrategyId]) -> String {
    let names: Vec<&str> = strategies
        .iter()
        .map(|strategy| strategy.as_str())
        .collect();
    format!(
        "two branches took different strategies: {}; start the rollout again",
        names.join(", ")
    )
}

fn shut(phase: &Phase, verdict: Verdict) -> String {
    format!(
        "gate \"{}\" says {}",
        visible(&phase.gate.title),
        verdict.word()
    )
}

fn unmeasured(metric: &Metric) -> String {
    format!("{} has no baseline", visible(&metric.title))
}

fn too_old(metric: &Metric, age: TimeDelta, most: u64) -> String {
    format!(
        "the baseline of {} is {} old, older than the allowed {}",
        visible(&metric.title),
        span_of(age),
        span(most)
    )
}

fn not_started(strategy: &Strategy) -> String {
    format!("has not started (strategy {})", strategy.id)
}

fn waits(wait: &After, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    match until {
        Some(until) => format!(
            "waits until {}: {} left ({})",
            timestamp(&until),
            span_of(until - now),
            wait.words()
        ),
        None => format!("waits until {}, which is still to come", wait.words()),
    }
}

fn soaking(until: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!(
        "still soaking: {} left, until {}",
        span_of(until - now),
        timestamp(&until)
    )
}

fn found(finding: &Finding, event: &Event) -> String {
    let (ruling, text) = (finding.ruling.word(), visible(&finding.text));
    format!("{ruling}: {text} (observed {})", timestamp(&event.at))
}

fn comes_next(next: &Stage) -> String {
    format!(
        "stage {} ({} % of the traffic) has not started",
        next.id,
        next.traffic.text()
    )
}

fn undecided(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!(
        "a decision is overdue for {}, since {}",
        span_of(now - since),
        timestamp(&since)
    )
}

impl Unobserved<'_> {
    fn sentence(&self) -> String {
        match self {
            Self::Never => "has not been observed".to_owned(),
            Self::Early(event) => format!(
                "was last observed at {}, before the soak was over",
                timestamp(&event.at)
            ),
            Self::OtherRules(event) => format!(
                "was observed at {} by other rules or against another baseline",
                timestamp(&event.at)
            ),
        }
    }
}

/// Says what somebody did, why, who and when.
fn because(what: &str, event: &Event) -> String {
    let reason = visible(event.kind.reason().unwrap_or_default());
    format!(
        "{what}: {reason} ({}, {})",
        event.who(),
        timestamp(&event.at)
    )
}

#[cfg(test)]
mod tests;
