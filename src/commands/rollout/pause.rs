//! `gonogo rollout pause`, `resume` and `abort`: anybody may hold the rollout, let it go on, or give it up.

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
        let reason = self.reason.clone();
        let kind = EventKind::Rollout(RolloutEvent::Paused { reason });
        answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))
    }
}

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
        let reason = self.reason.clone();
        let kind = EventKind::Rollout(RolloutEvent::Resumed { reason });
        answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))
    }
}

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
        let reason = self.reason.clone();
        let kind = EventKind::Rollout(RolloutEvent::Aborted { reason });
        answer::append(context, &self.selected, &self.acting, |_, _| Ok(vec![kind]))
    }
}
