//! `gonogo rollout pause`: the rollout holds where it is.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RolloutEvent};
use crate::error::CommandError;

/// Pause the rollout where it is
///
/// Anyone can pause it. The gate is on HOLD during a pause, and a pause does not count as soak time.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo rollout pause --reason 'error rate climbs on the canary'

Exit codes:
  0   paused, or paused already
  1   a rule says no
  2   the reason is missing, or the plan has no rollout
  3   disk or lock
  4   the record cannot be trusted
  8   the rollout is not under way")]
pub(crate) struct PauseArgs {
    /// Why you pause it
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl PauseArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let kind = EventKind::Rollout(RolloutEvent::Paused {
            reason: self.reason.clone(),
        });
        answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))
    }
}
