//! `gonogo block`, `unblock` and `reopen`: an item is stopped, or opened again, for a reason that stays in the record.

use super::answer::{self, RoleChoice};
use super::context::Context;
use crate::commands::args::{Acting, Represented, Selected};
use crate::commands::output::Answer;
use crate::domain::event::EventKind;
use crate::domain::id::{ItemId, RoleId};
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
    /// Why the release must stop
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    represented: Represented,
    #[command(flatten)]
    about: About,
}

impl BlockArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let reason = self.reason.clone();
        let represented = &self.represented;
        self.about
            .append(context, represented, |item, role| EventKind::Blocked {
                item,
                role,
                reason,
                by_check: false,
                acted_for: None,
            })
    }
}

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
    /// Why it is safe to continue
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    about: About,
}

impl UnblockArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let reason = self.reason.clone();
        self.about
            .append(context, &Represented::default(), |item, role| {
                EventKind::Unblocked { item, role, reason }
            })
    }
}

/// Retract the answers of an item, so that it is open again
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo reopen backup-completed --reason 'the restore test failed'

Exit codes:
  0   open again
  1   a rule says no
  2   unknown item, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ReopenArgs {
    /// Why the answers no longer hold
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    about: About,
}

impl ReopenArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let reason = self.reason.clone();
        self.about
            .append(context, &Represented::default(), |item, role| {
                EventKind::Reopened { item, role, reason }
            })
    }
}

#[derive(clap::Args, Debug)]
struct About {
    /// Item
    #[arg(value_name = "ITEM")]
    item: String,
    /// Role that answers [default: the item's only role]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl About {
    fn append(
        &self,
        context: &Context,
        represented: &Represented,
        kind: impl FnOnce(ItemId, RoleId) -> EventKind,
    ) -> Result<Answer, CommandError> {
        answer::one(
            context,
            (&self.selected, &self.acting),
            represented,
            &self.item,
            &RoleChoice::Own(self.role.as_deref()),
            |_, item, role| Some(kind(item.id.clone(), role)),
        )
    }
}
