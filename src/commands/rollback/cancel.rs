//! `gonogo rollback cancel`: the release goes on after all, with a hotfix.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::{EventKind, RollbackEvent};
use crate::error::CommandError;

/// Cancel a rollback: the release continues with a hotfix
///
/// It needs the decision for a hotfix (`gonogo incident decide hotfix`), and a role that may end a rollback. The
/// rollout starts again.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo rollback cancel --role release-manager --reason 'fixed by 9fceb02, which goes out as a hotfix'

Exit codes:
  0   cancelled
  1   the release is not being rolled back, or the role may not end a rollback
  2   the reason is missing
  3   disk or lock
  4   the record cannot be trusted
  8   no decision for a hotfix yet")]
pub(crate) struct CancelArgs {
    /// Why it is safe to continue
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    /// Role that cancels it
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl CancelArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, by| {
            let role = answer::ending_role(release, self.role.as_deref(), by)?;
            Ok(vec![EventKind::Rollback(RollbackEvent::Cancelled {
                role,
                reason: self.reason.clone(),
            })])
        })
    }
}
