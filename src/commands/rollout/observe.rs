//! `gonogo rollout observe`: the metrics at the present stage, measured, judged and recorded.

use crate::cli::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::measuring::MeasureArgs;
use crate::commands::{Answer, answer};
use crate::domain::admission::{Refusal, RolloutRefusal};
use crate::domain::digest::Digest;
use crate::domain::event::{EventKind, RolloutEvent};
use crate::domain::gate::Verdict;
use crate::domain::release::Release;
use crate::domain::rollout::judge::Ruling;
use crate::domain::step::Step;
use crate::error::CommandError;
use crate::render;
use crate::source::Stretch;

/// Measure the present stage, judge it by the rules, and record both
///
/// Whatever is missing, ambiguous, out of date or not a number is inconclusive: HOLD, never GO.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollout observe --metric error-rate=0.45 --metric latency-p99=205 --metric failed-health-checks=0
  gonogo rollout observe --prometheus http://localhost:9090
  ./metrics.sh | gonogo rollout observe --from -

Exit codes:
  0   recorded, and the rules say go
  1   recorded, and a rule says no-go
  2   nothing was measured, or an unknown metric
  3   disk or lock
  4   the record cannot be trusted
  8   recorded, and a rule says hold or is inconclusive; or the rollout is not under way")]
pub(crate) struct ObserveArgs {
    #[command(flatten)]
    measure: MeasureArgs,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ObserveArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let measured_at = context.now();
        let Some((stage, since)) = present_entry(&release).filter(|_| !release.is_to_start()) else {
            return Err(Refusal::from(RolloutRefusal::NotUnderWay).into());
        };
        let stretch = Stretch { from: since.min(measured_at), to: measured_at };
        let readings = self.measure.read(context, &release, stretch, false)?;
        let appended = context.append_at(&self.selected, &self.acting, measured_at, |release, _| {
            // While it was measured, somebody may have gone on; what was measured is about the stage before.
            let kind = release.observing(&readings).filter(|_| present_entry(release).is_some_and(|(now, _)| now == stage));
            kind.map(|kind| vec![kind]).ok_or_else(|| Refusal::from(RolloutRefusal::NotUnderWay).into())
        })?;
        let mut answer = answer::said(context, &self.acting, &appended);
        for event in &appended.events {
            if let EventKind::Rollout(RolloutEvent::Observed { ruling, findings, .. }) = &event.kind {
                if !self.acting.dry_run {
                    answer.text.push_str(&render::rollout::findings(findings, context.stdout));
                }
                answer = answer.with(ruling.verdict());
                answer = match (ruling, ruling.verdict()) {
                    (_, Verdict::NoGo) => {
                        answer.hint(format!("go back with `{}`", Step::Rollback.command(&self.selected.in_commands())))
                    }
                    (Ruling::Investigate, _) => answer.hint("look at what is named, now; nobody goes on before"),
                    _ => answer,
                };
            }
        }
        Ok(answer)
    }
}

/// Returns the entry of the present stage: its event, and when its soak began.
fn present_entry(release: &Release) -> Option<(Digest, chrono::DateTime<chrono::Utc>)> {
    release.entries().last().map(|(event, _, since)| (event.id, since))
}
