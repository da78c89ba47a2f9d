//! `gonogo waive`: an item applies and is knowingly left undone.

use chrono::NaiveDate;

use super::answer::{self, RoleChoice};
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::rules::draft;
use crate::error::CommandError;

/// Waive an item: skip it on purpose, and accept the risk
///
/// Waivers are always shown: at the gate, in the status and in the notes. A killer item can never be waived.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo waive performance-tests --reason 'same code path as 2.3' --expires 2026-12-01

Exit codes:
  0   waived
  1   a rule says no
  2   unknown item, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct WaiveArgs {
    /// Item to skip
    #[arg(value_name = "ITEM")]
    item: String,
    /// Why you accept the risk
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    /// Last day, in UTC, on which the waiver holds; afterwards the item is open again
    #[arg(long, value_name = "DATE")]
    expires: Option<NaiveDate>,
    /// Role that accepts the risk [default: the only role that may]
    #[arg(long)]
    role: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl WaiveArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let (reason, expires) = (self.reason.clone(), self.expires);
        let role = RoleChoice::Waiver(self.role.as_deref());
        answer::one(
            context,
            &self.selected,
            &self.acting,
            &self.item,
            &role,
            |release, item, role| draft::waiving(release, &item.id, &role, reason, expires),
        )
    }
}
