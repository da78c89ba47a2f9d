//! `gonogo rollout abort`: the rollout is given up.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RolloutEvent};
use crate::error::CommandError;

/// Abort the rollout
///
/// The gate says NO-GO until the rollout starts again or the release is rolled back.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo rollout abort --reason 'p99 doubled on the canary'

Exit codes:
  0   aborted, or aborted already
  1   a rule says no
  2   the reason is missing, or the plan has no rollout
  3   disk or lock
  4   the record cannot be trusted
  8   the rollout is not under way")]
pub(crate) struct AbortArgs {
    /// Why you abort it
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl AbortArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let kind = EventKind::Rollout(RolloutEvent::Aborted {
            reason: self.reason.clone(),
        });
        answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))
    }
}
