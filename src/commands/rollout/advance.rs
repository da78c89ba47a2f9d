//! `gonogo rollout advance`: the candidate takes the traffic of the next stage.

use super::enter::EnterArgs;
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::error::CommandError;

/// Continue to the next stage
///
/// It needs the minimum soak, a go observation made after it, a go call from each role of the stage, and the items
/// that count at every stage. `--override` continues anyway. The last stage has no next stage, but you can override
/// what it waits for.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollout advance
  gonogo rollout advance --override --reason 'the error comes from the load test, see INC-12'

Exit codes:
  0   the next stage is entered, or it is the last one already
  1   something says NO-GO
  2   the share of the traffic is missing or out of range, or the reason is missing
  3   disk or lock, or the command that shifts the traffic failed
  4   the record cannot be trusted
  8   too early, not observed, or something says HOLD")]
pub(crate) struct AdvanceArgs {
    #[command(flatten)]
    enter: EnterArgs,
    /// Why you override; the record keeps it
    #[arg(long, allow_hyphen_values = true, requires = "overrides")]
    reason: Option<String>,
}

impl AdvanceArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.enter.run(context, self.reason.as_deref(), |release| {
            if release.is_to_start() {
                Err(Refusal::from(RolloutRefusal::NotUnderWay))
            } else {
                Ok(())
            }
        })
    }
}
