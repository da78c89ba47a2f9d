//! `gonogo block`: a role says stop.

use super::answer::{self, RoleChoice};
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::event::EventKind;
use crate::error::CommandError;

/// Block an item, with a reason
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo block smoke-tests-staging --role qa --reason 'login fails in staging'

Exit codes:
  0   blocked
  1   a rule says no
  2   unknown item, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct BlockArgs {
    /// Item
    #[arg(value_name = "ITEM")]
    item: String,
    /// Why the release must stop
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

impl BlockArgs {
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
                Some(EventKind::Blocked {
                    item: item.id.clone(),
                    role,
                    reason,
                })
            },
        )
    }
}
