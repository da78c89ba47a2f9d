//! `gonogo gate`: may we go?

use chrono::{DateTime, Utc};
use clap::ValueEnum;

use super::context::Context;
use crate::commands::args::Selected;
use crate::commands::output::Answer;
use crate::domain::id::PhaseId;
use crate::domain::rules::gate::{judge, judge_all};
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::naming;
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;

/// Ask whether a release may proceed: GO, HOLD or NO-GO, with every reason
///
/// With a PHASE, that gate is judged, over its own items and those of the phases before. Without, every gate is.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo gate pre-release
  gonogo gate --format json -r 2.4.0

Exit codes:
  0   GO
  1   NO-GO
  2   no record, or one that cannot be read
  3   disk or lock
  4   the record cannot be trusted
  8   HOLD")]
pub(crate) struct GateArgs {
    /// Phase whose gate is asked
    #[arg(value_name = "PHASE")]
    phase: Option<String>,
    /// How to answer
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    selected: Selected,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// Text for people
    Text,
    /// JSON (gonogo.gate/1)
    Json,
}

impl GateArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let now = context.now();
        let (judgements, verdict) = match &self.phase {
            Some(name) => {
                let phase = naming::phase(release.plan(), name)?;
                let judgements = up_to(&release, phase, now);
                let verdict = judgements.last().map(|judgement| judgement.verdict);
                (
                    judgements,
                    verdict
                        .ok_or_else(|| CommandError::not_evaluated(NotEntered(phase.clone())))?,
                )
            }
            None => {
                let verdict = judge(&release, now)
                    .last()
                    .map(|judgement| judgement.verdict);
                (
                    judge_all(&release, now),
                    verdict.ok_or_else(|| CommandError::not_evaluated(NoGate))?,
                )
            }
        };
        let select = self.selected.in_commands();
        let answer = match self.format {
            Format::Text => {
                let summary = format!(
                    "{} for release {}\n",
                    render::gate::verdict(verdict, context.stdout),
                    release.header().version
                );
                Answer::text(
                    render::gate::gates(&release, &judgements, context.stdout, &select)
                        + &render::gate::unanswered(&release, context.stdout, &select)
                        + &summary,
                )
            }
            Format::Json => {
                let items: Vec<_> = judgements
                    .iter()
                    .flat_map(|judgement| &judgement.items)
                    .collect();
                let value = render::json::standing(&release, &judgements, &items, now, &select);
                Answer::data(render::json::envelope("gonogo.gate/1", value))
            }
        };
        Ok(answer.with(verdict))
    }
}

/// Judges a gate with those before it; what is off the path stands alone, and is empty when nobody entered it.
fn up_to<'r>(release: &'r Release, phase: &PhaseId, now: DateTime<Utc>) -> Vec<Judgement<'r>> {
    let mut judgements = judge(release, now);
    if let Some(last) = judgements
        .iter()
        .position(|judgement| judgement.phase.id == *phase)
    {
        judgements.truncate(last + 1);
        return judgements;
    }
    judge_all(release, now)
        .into_iter()
        .filter(|judgement| judgement.phase.id == *phase)
        .collect()
}

#[derive(Debug, thiserror::Error)]
#[error("there is nothing to judge in phase `{0}`: no event of the release has entered it")]
struct NotEntered(PhaseId);

#[derive(Debug, thiserror::Error)]
#[error("the record has no gate, so nothing can be judged")]
struct NoGate;
