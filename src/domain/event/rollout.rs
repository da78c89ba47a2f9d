//! What can happen to a staged rollout.

use super::kind::Call;
use super::{Detail, Subject};
use crate::domain::decimal::Decimal;
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, RoleId, StageId, StrategyId};
use crate::domain::rollout::judge::{Finding, Ruling};
use crate::domain::rollout::reading::Measured;

/// What happened to the rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolloutEvent {
    /// The values before the rollout were measured.
    Baselined {
        /// What was measured.
        readings: Vec<Measured>,
        /// Why they changed, when the rollout had begun.
        reason: Option<String>,
    },
    /// Another strategy was taken.
    Chosen {
        /// The strategy.
        strategy: StrategyId,
        /// Why.
        reason: String,
    },
    /// The candidate took the traffic of a stage.
    Entered {
        /// The strategy.
        strategy: StrategyId,
        /// The stage.
        stage: StageId,
        /// The share of the traffic, in percent.
        traffic: Decimal,
        /// What was rolled out.
        candidate: Option<Candidate>,
        /// Why the rollout begins again, after it was aborted.
        reason: Option<String>,
        /// What stood in the way and was overridden.
        overriding: Option<Overriding>,
        /// What the command that shifted the traffic printed, or other evidence.
        evidence: Vec<String>,
    },
    /// The metrics were measured at a stage, and judged.
    Observed {
        /// The strategy.
        strategy: StrategyId,
        /// The stage.
        stage: StageId,
        /// What was measured.
        readings: Vec<Measured>,
        /// What the rules say, all together.
        ruling: Ruling,
        /// What each rule says.
        findings: Vec<Finding>,
        /// The digest of the rules and the baseline that it was judged by.
        judged_by: Digest,
    },
    /// A role called go or no-go at a stage.
    StageCalled {
        /// The strategy.
        strategy: StrategyId,
        /// The stage.
        stage: StageId,
        /// The role.
        role: RoleId,
        /// The call.
        call: Call,
        /// Why; always there for a no-go.
        reason: Option<String>,
        /// The candidate the call was made on.
        candidate: Option<Candidate>,
        /// The observation the call was made on.
        observation: Option<Digest>,
    },
    /// What the last stage waits for was overridden: there is no next stage to go on to.
    Overridden {
        /// The strategy.
        strategy: StrategyId,
        /// The stage.
        stage: StageId,
        /// Who accepts it, and why.
        overriding: Overriding,
    },
    /// The rollout was paused.
    Paused {
        /// Why.
        reason: String,
    },
    /// The rollout goes on after a pause.
    Resumed {
        /// Why it is safe.
        reason: String,
    },
    /// The rollout was given up.
    Aborted {
        /// Why.
        reason: String,
    },
}

/// The decision to go on although something stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overriding {
    /// The role that accepts the risk.
    pub role: RoleId,
    /// Why.
    pub reason: String,
    /// What stood in the way, in words.
    pub obstacles: Vec<String>,
}

impl Overriding {
    fn details<'e>(&'e self, take: &mut dyn FnMut(&'static str, Detail<'e>)) {
        take("override-role", Detail::Text(self.role.as_str()));
        take("override-reason", Detail::Text(&self.reason));
        take("overridden", Detail::List(&self.obstacles));
    }
}

impl RolloutEvent {
    /// Returns the word of the record's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Baselined { .. } => "baselined",
            Self::Chosen { .. } => "chosen",
            Self::Entered { .. } => "entered",
            Self::Observed { .. } => "observed",
            Self::StageCalled { .. } => "stage-called",
            Self::Overridden { .. } => "overridden",
            Self::Paused { .. } => "paused",
            Self::Resumed { .. } => "resumed",
            Self::Aborted { .. } => "aborted",
        }
    }

    /// Returns what the event is about.
    pub fn subject(&self) -> Subject<'_> {
        match self {
            Self::Baselined { .. }
            | Self::Chosen { .. }
            | Self::Paused { .. }
            | Self::Resumed { .. }
            | Self::Aborted { .. } => Subject::Rollout,
            Self::Entered {
                strategy, stage, ..
            }
            | Self::Observed {
                strategy, stage, ..
            }
            | Self::Overridden {
                strategy, stage, ..
            } => Subject::Stage(strategy, stage),
            Self::StageCalled {
                strategy,
                stage,
                role,
                ..
            } => Subject::StageCall(strategy, stage, role),
        }
    }

    /// Returns who went on although something stood in the way, if that is what happened.
    pub fn overriding(&self) -> Option<&Overriding> {
        match self {
            Self::Entered { overriding, .. } => overriding.as_ref(),
            Self::Overridden { overriding, .. } => Some(overriding),
            _ => None,
        }
    }

    /// Returns the reason that was given, if any.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Baselined { reason, .. } | Self::StageCalled { reason, .. } => reason.as_deref(),
            Self::Entered {
                reason, overriding, ..
            } => reason.as_deref().or_else(|| {
                overriding
                    .as_ref()
                    .map(|overriding| overriding.reason.as_str())
            }),
            Self::Chosen { reason, .. }
            | Self::Paused { reason }
            | Self::Resumed { reason }
            | Self::Aborted { reason } => Some(reason),
            Self::Overridden { overriding, .. } => Some(&overriding.reason),
            Self::Observed { .. } => None,
        }
    }

    /// Hands every value that the subject does not say to `take`, in the order of the canonical form.
    pub(super) fn details<'e>(&'e self, take: &mut dyn FnMut(&'static str, Detail<'e>)) {
        let mut optional = |name, value: Option<&'e str>| {
            if let Some(value) = value {
                take(name, Detail::Text(value));
            }
        };
        match self {
            Self::Baselined { readings, reason } => {
                optional("reason", reason.as_deref());
                take("reading", rows_of_readings(readings));
            }
            Self::Chosen { strategy, reason } => {
                optional("strategy", Some(strategy.as_str()));
                optional("reason", Some(reason));
            }
            Self::Entered {
                traffic,
                candidate,
                reason,
                overriding,
                evidence,
                ..
            } => {
                optional("candidate", candidate.as_ref().map(Candidate::as_str));
                optional("reason", reason.as_deref());
                take("traffic", Detail::Decimal(*traffic));
                if !evidence.is_empty() {
                    take("evidence", Detail::List(evidence));
                }
                if let Some(overriding) = overriding {
                    overriding.details(take);
                }
            }
            Self::Overridden { overriding, .. } => overriding.details(take),
            Self::Observed {
                readings,
                ruling,
                findings,
                judged_by,
                ..
            } => {
                optional("ruling", Some(ruling.word()));
                take("reading", rows_of_readings(readings));
                take("finding", rows_of_findings(findings));
                take("judged-by", Detail::Digest(judged_by));
            }
            Self::StageCalled {
                call,
                reason,
                candidate,
                observation,
                ..
            } => {
                optional("call", Some(call.word()));
                optional("reason", reason.as_deref());
                optional("candidate", candidate.as_ref().map(Candidate::as_str));
                if let Some(observation) = observation {
                    take("observation", Detail::Digest(observation));
                }
            }
            Self::Paused { reason } | Self::Resumed { reason } | Self::Aborted { reason } => {
                optional("reason", Some(reason));
            }
        }
    }
}

type Row<'e> = Vec<(&'static str, Detail<'e>)>;

pub(super) fn rows_of_readings(readings: &[Measured]) -> Detail<'_> {
    Detail::Rows(readings.iter().map(row_of_reading).collect())
}

fn row_of_reading(reading: &Measured) -> Row<'_> {
    let mut row = vec![("metric", Detail::Text(reading.metric.as_str()))];
    row.extend(reading.value.map(|value| ("value", Detail::Decimal(value))));
    row.extend(
        reading
            .missing
            .as_ref()
            .map(|why| ("missing", Detail::Text(why))),
    );
    row.push(("source", Detail::Text(&reading.source)));
    row.extend(
        reading
            .query
            .as_ref()
            .map(|query| ("query", Detail::Text(query))),
    );
    if let Some((from, to)) = reading.span {
        row.extend([("from", Detail::Time(from)), ("to", Detail::Time(to))]);
    }
    row.extend(reading.step.map(|step| ("step-ms", Detail::Number(step))));
    row.extend(
        reading
            .samples
            .map(|samples| ("samples", Detail::Number(samples))),
    );
    row.extend(
        reading
            .digest
            .as_ref()
            .map(|digest| ("digest", Detail::Digest(digest))),
    );
    row
}

pub(super) fn rows_of_findings(findings: &[Finding]) -> Detail<'_> {
    Detail::Rows(findings.iter().map(row_of_finding).collect())
}

fn row_of_finding(finding: &Finding) -> Row<'_> {
    let mut row = vec![
        ("metric", Detail::Text(finding.metric.as_str())),
        ("ruling", Detail::Text(finding.ruling.word())),
    ];
    let amounts = [
        ("value", finding.value),
        ("baseline", finding.baseline),
        ("limit", finding.limit),
        ("margin", finding.margin),
    ];
    row.extend(
        amounts
            .into_iter()
            .filter_map(|(name, amount)| Some((name, Detail::Decimal(amount?)))),
    );
    row.push(("unit", Detail::Text(&finding.unit)));
    let spans = [
        ("for-seconds", finding.lasting),
        ("above-seconds", finding.beyond_for),
    ];
    row.extend(
        spans
            .into_iter()
            .filter_map(|(name, seconds)| Some((name, Detail::Number(seconds?)))),
    );
    row.push(("text", Detail::Text(&finding.text)));
    row
}
