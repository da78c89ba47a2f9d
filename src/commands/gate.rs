//! `gonogo gate`: may we go?

mod checkout;

use chrono::{DateTime, Utc};

use super::context::Context;
use super::respin::candidate;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::id::{Candidate, PhaseId};
use crate::domain::rules::gate::{judge, judge_all};
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::naming;
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;
use crate::render::gate_report::GateReport;

/// Ask whether a release may proceed: GO, HOLD or NO-GO, with every reason
///
/// With a PHASE, it judges that gate and the phases before it. Without, it judges every gate, and says "GO for
/// release" when all of them are at GO.
///
/// In CI, give the commit that the job ships as `--candidate`: if it is not the candidate of the record, the
/// verdict is NO-GO. If the checkout is older than the newest sign-off, read the record from a branch with
/// `--record-ref`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo gate pre-release
  gonogo gate 2.4.0 pre-release --json
  gonogo gate pre-release --candidate \"$GITHUB_SHA\" --record-ref origin/main

Exit codes:
  0   GO
  1   NO-GO, or another candidate
  2   no record, or one that cannot be read
  3   disk or lock
  4   the record cannot be trusted
  8   HOLD")]
pub(crate) struct GateArgs {
    /// Phase whose gate is asked
    #[arg(value_name = "PHASE")]
    phase: Option<String>,
    /// Commit or artifact digest that must be the candidate, in full or from 7 digits on
    #[arg(long, value_name = "ID", value_parser = candidate)]
    candidate: Option<Candidate>,
    /// Read the record from this git revision, such as origin/main, instead of from the folder
    #[arg(long, value_name = "REF")]
    record_ref: Option<String>,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

impl GateArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = match &self.record_ref {
            Some(revision) => checkout::release_at(context, &self.selected, revision)?,
            None => context.release(&self.selected)?,
        };
        let now = context.now();
        let phase = self
            .phase
            .as_deref()
            .map(|name| naming::phase(release.plan(), name))
            .transpose()?;
        let select = self.selected.in_commands();
        let report = GateReport::new(
            &release,
            judgements(&release, phase, now)?,
            phase,
            self.candidate.as_ref(),
        );
        let mut answer = if self.printed.is_json() {
            Answer::data(render::json::envelope(
                "gonogo.gate/1",
                report.json(now, &select),
            ))
        } else {
            Answer::text(report.text(now, &select, context.stdout))
        };
        if self.candidate.is_none() {
            answer
                .remarks
                .extend(checkout::other_than_candidate(context, &release));
        }
        Ok(answer.with(report.verdict()))
    }
}

/// Judges every gate, or one with those before it; the last one that decides is the verdict.
fn judgements<'r>(
    release: &'r Release,
    phase: Option<&PhaseId>,
    now: DateTime<Utc>,
) -> Result<Vec<Judgement<'r>>, CommandError> {
    let (judgements, empty) = match phase {
        Some(phase) => (
            up_to(release, phase, now),
            CommandError::not_evaluated(NotEntered(phase.clone())),
        ),
        None => (judge_all(release, now), CommandError::not_evaluated(NoGate)),
    };
    let is_without_gates = phase.is_none() && release.plan().phases.is_empty();
    if judgements.is_empty() || is_without_gates {
        return Err(empty);
    }
    Ok(judgements)
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
#[error("phase `{0}` has not been entered, so there is nothing to judge")]
struct NotEntered(PhaseId);

#[derive(Debug, thiserror::Error)]
#[error("the record has no gate, so nothing can be judged")]
struct NoGate;
