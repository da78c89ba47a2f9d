//! `gonogo rollback confirm`: the role that the playbook names confirms the rollback, once.

use crate::commands::answer;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::draft;
use crate::error::CommandError;

/// Confirm the rollback, for the role that the playbook names for it
///
/// This is also the decision of the incident: `gonogo incident decide` and the checklist item do not ask again.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo rollback confirm
  gonogo rollback confirm --role product-manager

Exit codes:
  0   confirmed, or confirmed already
  1   no rollback is under way, or another role confirms it
  2   no such role, or no incident belongs to the rollback
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ConfirmArgs {
    /// Role that confirms it [default: the one whose decision it is]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ConfirmArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        answer::append(context, &self.selected, &self.acting, |release, by| {
            let role = answer::deciding_role(release, self.role.as_deref(), by)?;
            Ok(draft::confirming(release, &role, context.now()).map_err(Refusal::from)?)
        })
    }
}
