//! `gonogo rollout advance`: the candidate takes the traffic of the next stage.

use super::enter::EnterArgs;
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::error::CommandError;

/// Go on to the next stage
///
/// The least soak has to be over, an observation made after it has to say go, the stage's roles have to have called go,
/// and the items that count at every stage have to be settled; `--override` goes on all the same. At the last stage there
/// is nothing to go on to, but what it waits for can be overridden.
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
    /// Why it is right to override; it is shown for ever
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
