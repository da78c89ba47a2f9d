//! What `rollout start` and `rollout advance` have in common: a stage is entered, and its traffic may be shifted.

use chrono::{DateTime, Utc};

use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Remark};
use crate::commands::{answer, program};
use crate::domain::decimal::Decimal;
use crate::domain::event::EventKind;
use crate::domain::id::{RoleId, StageId, StrategyId};
use crate::domain::person::Person;
use crate::domain::plan::rollout::Stage;
use crate::domain::rules::admission::{Caution, Refusal, RolloutRefusal, admit, still_open};
use crate::domain::rules::clock;
use crate::domain::rules::draft::{self, Entering};
use crate::domain::rules::gate::judge;
use crate::domain::rules::readiness;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;
use crate::error::CommandError;
use crate::record::journal::JournalError;

/// How a stage is entered.
#[derive(clap::Args, Debug)]
pub(super) struct EnterArgs {
    /// Share of the traffic in percent; required if the strategy gives a range
    #[arg(long, value_name = "PERCENT")]
    traffic: Option<Decimal>,
    /// Run the playbook's command that shifts the traffic, and keep its output as evidence
    #[arg(long)]
    run: bool,
    /// URL, file digest or text that shows it
    #[arg(long, value_name = "EVIDENCE", allow_hyphen_values = true)]
    evidence: Vec<String>,
    /// Continue anyway; needs a role that may waive, and a reason
    #[arg(long = "override", id = "overrides")]
    overrides: bool,
    /// Role that overrides [default: the only one that may]
    #[arg(long, requires = "overrides")]
    role: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl EnterArgs {
    pub(super) fn run(
        &self,
        context: &Context,
        reason: Option<&str>,
        may: impl Fn(&Release) -> Result<(), Refusal>,
    ) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        still_open(&release)?;
        super::planned(&release)?;
        may(&release)?;
        if release.next_stage(context.now()).is_none() && !self.overrides {
            // Nothing comes next; whoever goes on from here all the same is told that somebody said stop.
            let judgements = judge(&release, context.now());
            let reasons = readiness::here(&release, &judgements, context.now());
            if readiness::verdict(&reasons) == Verdict::NoGo {
                let obstacles = reasons.iter().map(|it| it.explain().line()).collect();
                let (what, verdict) = ("the end of the rollout".to_owned(), Verdict::NoGo);
                return Err(Refusal::from(RolloutRefusal::InTheWay {
                    what,
                    verdict,
                    obstacles,
                    may_override: true,
                })
                .into());
            }
            let note = format!("nothing to do: {}", RolloutRefusal::AtLast);
            return Ok(Answer {
                remarks: vec![Remark::Note(note)],
                ..Answer::default()
            });
        }
        let meant = ahead(&release, context.now());
        let mut evidence = self.evidence.clone();
        if self.run && !self.acting.dry_run {
            evidence.extend(self.shift(context, &release, reason)?);
        }
        let appended = answer::append(context, &self.selected, &self.acting, |release, by| {
            may(release)?;
            // Somebody else may have gone on meanwhile: nobody enters another stage than the one whose traffic was shifted.
            if let Some((_, stage)) = release
                .entries()
                .last()
                .filter(|_| ahead(release, context.now()) != meant)
            {
                return Err(Refusal::from(RolloutRefusal::UnderWay(stage.clone())).into());
            }
            Ok(vec![self.entry(
                context,
                release,
                by,
                reason,
                evidence.clone(),
            )?])
        });
        match appended {
            Err(error) if self.run && !self.acting.dry_run => Err(error.hinted(
                "the command that shifts the traffic has run, but the stage is not in the record",
            )),
            appended => appended,
        }
    }

    /// Runs the stage's command, once it is clear that the stage may be entered.
    fn shift(
        &self,
        context: &Context,
        release: &Release,
        reason: Option<&str>,
    ) -> Result<Vec<String>, CommandError> {
        let by = context.actor(&self.acting)?;
        let entry = self.entry(context, release, &by, reason, Vec::new())?;
        let now = context.now();
        clock::check(release, now, context.global.clock_is_right).map_err(JournalError::from)?;
        // What happened is recorded whatever the gates say; what this command would make happen waits for them.
        let shut =
            admit(release, &entry, &by, now)?
                .into_iter()
                .find_map(|caution| match caution {
                    Caution::BeforeGo { phase, verdict } => Some((phase, verdict)),
                    Caution::ActsForOthers { .. }
                    | Caution::ThinEvidence { .. }
                    | Caution::Ahead { .. }
                    | Caution::NotDue { .. }
                    | Caution::ClockAhead { .. } => None,
                });
        if let Some((phase, verdict)) = shut {
            return Err(Refusal::from(RolloutRefusal::InTheWay {
                what: "`--run`".to_owned(),
                verdict,
                obstacles: vec![format!("gate `{phase}` is at {}", verdict.word())],
                may_override: true,
            })
            .into());
        }
        let (_, stage) = release
            .next_stage(context.now())
            .ok_or(RolloutRefusal::AtLast)
            .map_err(Refusal::from)?;
        let Some(program) = &stage.apply else {
            return Err(CommandError::not_evaluated(NothingToRun { stage: stage.id.to_string() })
                .hinted("shift the traffic by hand and leave `--run` out, or give the stage an `apply` in the playbook"));
        };
        let mut told = program::told(release)?;
        told.push(("GONOGO_STAGE", stage.id.to_string()));
        told.push(("GONOGO_TRAFFIC", self.traffic(stage)?.to_string()));
        program::evidence(context, program, &told)
    }

    fn entry(
        &self,
        context: &Context,
        release: &Release,
        by: &Person,
        reason: Option<&str>,
        evidence: Vec<String>,
    ) -> Result<EventKind, CommandError> {
        let now = context.now();
        let overriding = match self.overrides {
            true => Some((
                self.overrider(release, by)?,
                reason.unwrap_or_default().to_owned(),
            )),
            false => None,
        };
        let Some((_, stage)) = release.next_stage(now) else {
            let at_last = overriding
                .and_then(|(role, reason)| draft::overriding_the_last(release, role, reason, now));
            return at_last.ok_or_else(|| Refusal::from(RolloutRefusal::AtLast).into());
        };
        // A reason for starting again is a reason of its own; one for overriding stands with the override.
        let is_again = release.entries().next().is_some();
        let reason = reason
            .filter(|_| release.is_to_start() && (is_again || !self.overrides))
            .map(str::to_owned);
        let entering = Entering {
            traffic: self.traffic(stage)?,
            reason,
            overriding,
            evidence,
        };
        draft::entering(release, entering, now)
            .ok_or_else(|| Refusal::from(RolloutRefusal::AtLast).into())
    }

    fn overrider(&self, release: &Release, by: &Person) -> Result<RoleId, CommandError> {
        let (plan, given) = (release.plan(), self.role.as_deref());
        answer::speaking(plan, given, &plan.general_waivers(), by, "the override")
    }

    /// Returns the share of the traffic: what was given, or what the stage takes when there is no choice.
    fn traffic(&self, stage: &Stage) -> Result<Decimal, CommandError> {
        let only = Some(stage.traffic.least).filter(|_| !stage.traffic.is_range());
        self.traffic.or(only).ok_or_else(|| {
            let (stage, traffic) = (stage.id.clone(), stage.traffic);
            Refusal::from(RolloutRefusal::OtherTraffic { stage, traffic }).into()
        })
    }
}

/// Returns the names of the strategy and the stage that come next.
fn ahead(release: &Release, now: DateTime<Utc>) -> Option<(StrategyId, StageId)> {
    release
        .next_stage(now)
        .map(|(strategy, stage)| (strategy.id.clone(), stage.id.clone()))
}

#[derive(Debug, thiserror::Error)]
#[error("the playbook names no command that shifts the traffic of stage `{stage}`")]
struct NothingToRun {
    stage: String,
}
