//! `gonogo rollout status`: where the rollout stands, on which numbers, and what stands in the way.

use crate::commands::args::{Printed, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::error::CommandError;
use crate::render;
use crate::render::json::envelope;
use crate::render::rollout::RolloutReport;

/// Show the state of the rollout, its measurements, and what blocks it
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollout status
  gonogo rollout status --json | jq '.stage.verdict'

Exit codes:
  0   shown, whatever the verdict (ask `gonogo gate` for that)
  2   no record, one that cannot be read, or a plan without a rollout
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

impl StatusArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            let Some(progress) = release.rollout(now) else {
                return Err(Refusal::from(RolloutRefusal::NoRollout).into());
            };
            let select = self.selected.in_commands();
            if self.printed.is_json() {
                let report = RolloutReport::of(release, &progress, now, &select);
                return Ok(Answer::data(envelope(&report)));
            }
            let look = context.stdout;
            let text = render::rollout::status(release, &progress, now, look, &select);
            Ok(Answer::text(text))
        })
    }
}
