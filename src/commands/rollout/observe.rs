//! `gonogo rollout observe`: the metrics at the present stage, measured, judged and recorded.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::metric_args::{MeasureArgs, notes};
use crate::commands::output::{Answer, Remark};
use crate::domain::event::{Event, EventKind, Finding, RolloutEvent, timestamp};
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::domain::rules::draft;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::verdict::{Ruling, Verdict};
use crate::error::CommandError;
use crate::render;
use crate::source::Stretch;

/// Measure the current stage, judge it by the rules, and record both
///
/// A value that is missing, ambiguous, out of date or not a number is inconclusive: HOLD, never GO.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollout observe --metric error-rate=0.45 --metric latency-p99=205 --metric failed-health-checks=0
  gonogo rollout observe --prometheus http://localhost:9090
  ./metrics.sh | gonogo rollout observe --from -

Exit codes:
  0   recorded, and the rules say go
  1   recorded, and a rule says no-go
  2   no measurements, or an unknown metric
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
        super::planned(&release)?;
        let last = release.entries().last().filter(|_| !release.is_to_start());
        let Some(((entered, stage), since)) = last.zip(release.entered_at(measured_at)) else {
            return Err(Refusal::from(RolloutRefusal::NotUnderWay).into());
        };
        let stretch = Stretch {
            from: since.min(measured_at),
            to: measured_at,
        };
        let readings = self.measure.read(context, &release, stretch, false)?;
        let appended =
            context.append_at(&self.selected, &self.acting, measured_at, |release, _| {
                // While it was measured, somebody may have gone on; what was measured is about the stage before.
                if let Some((now, present)) = release.entries().last()
                    && now.id != entered.id
                {
                    let (stage, present) = (stage.clone(), present.clone());
                    return Err(Refusal::from(RolloutRefusal::Elsewhere { stage, present }).into());
                }
                let kind = draft::observing(release, &readings, measured_at);
                kind.map(|kind| vec![kind])
                    .ok_or_else(|| Refusal::from(RolloutRefusal::NotUnderWay).into())
            })?;
        let mut answer = answer::said(context, &self.acting, &appended);
        answer.remarks.extend(notes(&readings));
        let Some(Event {
            kind:
                EventKind::Rollout(RolloutEvent::Observed {
                    ruling, findings, ..
                }),
            ..
        }) = appended.events.first()
        else {
            return Ok(answer);
        };
        Ok(self.with_findings(
            context,
            answer,
            findings,
            *ruling,
            release.breaches().next(),
        ))
    }

    /// Adds what the rules say, what that means for the exit code, and what to do about it.
    fn with_findings(
        &self,
        context: &Context,
        mut answer: Answer,
        findings: &[Finding],
        ruling: Ruling,
        breach: Option<&Event>,
    ) -> Answer {
        if !self.acting.dry_run {
            answer
                .text
                .push_str(&render::rollout::findings(findings, context.stdout));
        }
        if let Some(event) = breach.filter(|_| ruling != Ruling::NoGo) {
            let at = timestamp(&event.at);
            answer.remarks.push(Remark::Warning(format!(
                "the no-go threshold was breached at {at}, and that still counts"
            )));
        }
        let verdict = if breach.is_some() {
            Verdict::NoGo
        } else {
            ruling.verdict()
        };
        let answer = answer.with(verdict);
        match (verdict, ruling) {
            (Verdict::NoGo, _) => answer.hint(format!(
                "roll back with `{}`",
                Suggestion::Rollback.command(&self.selected.in_commands())
            )),
            (_, Ruling::Investigate) => {
                answer.hint("investigate what is named before you continue")
            }
            _ => answer,
        }
    }
}
