//! `gonogo rollout start`: the candidate takes its first traffic.

use super::enter::EnterArgs;
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::rules::admission::{Refusal, RolloutRefusal};
use crate::error::CommandError;

/// Start the rollout: enter the first stage of the strategy
///
/// Every metric that is compared needs a baseline. A start before the gates are at GO is recorded with a warning,
/// and stays a risk of the release; with `--run`, gonogo does not shift the traffic then. After an abort, a new
/// start needs a reason.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollout start --traffic 5
  gonogo rollout start --traffic 5 --run

Exit codes:
  0   started
  1   the rollout is under way, or `--run` against a NO-GO
  2   the share of the traffic is missing or out of range, or the reason is missing
  3   disk or lock, or the command that shifts the traffic failed
  4   the record cannot be trusted
  8   a baseline is missing, or `--run` against a HOLD")]
pub(crate) struct StartArgs {
    #[command(flatten)]
    enter: EnterArgs,
    /// Why it starts again; required after an abort
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
}

impl StartArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.enter.run(context, self.reason.as_deref(), |release| {
            match release.entries().last() {
                Some((_, stage)) if !release.is_to_start() => {
                    Err(Refusal::from(RolloutRefusal::UnderWay(stage.clone())))
                }
                _ => Ok(()),
            }
        })
    }
}
