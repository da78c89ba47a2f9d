//! `gonogo unblock`: a blocker is cleared, and somebody answers for it.

use super::answer::{self, RoleChoice};
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::event::EventKind;
use crate::error::CommandError;

/// Clear the blockers of an item, with a reason
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo unblock smoke-tests-staging --role qa --reason 'fixed in run 882'

Exit codes:
  0   cleared
  1   a rule says no
  2   unknown item, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct UnblockArgs {
    /// Item
    #[arg(value_name = "ITEM")]
    item: String,
    /// Why it is safe to continue
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    /// Role that answers [default: the item's only role]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl UnblockArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let reason = self.reason.clone();
        let role = RoleChoice::Own(self.role.as_deref());
        answer::one(
            context,
            &self.selected,
            &self.acting,
            &self.item,
            &role,
            |_, item, role| {
                Some(EventKind::Unblocked {
                    item: item.id.clone(),
                    role,
                    reason,
                })
            },
        )
    }
}
