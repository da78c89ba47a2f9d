//! `gonogo rollout resume`: the rollout goes on after a pause.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RolloutEvent};
use crate::error::CommandError;

/// Continue after a pause
///
/// The soak continues where it stopped.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo rollout resume --reason 'it was the load test'

Exit codes:
  0   resumed
  1   the rollout is not paused
  2   the reason is missing, or the plan has no rollout
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ResumeArgs {
    /// Why it is safe to continue
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ResumeArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let kind = EventKind::Rollout(RolloutEvent::Resumed {
            reason: self.reason.clone(),
        });
        answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))
    }
}
