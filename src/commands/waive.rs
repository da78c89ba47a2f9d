//! `gonogo waive`: an item applies and is knowingly left undone, or a wait is ended before its time.

use chrono::NaiveDate;

use super::answer::{self, RoleChoice};
use super::context::Context;
use crate::commands::args::{Acting, Represented, Selected};
use crate::commands::output::Answer;
use crate::domain::rules::{draft, naming};
use crate::error::CommandError;

/// Waive an item: skip it on purpose, and accept the risk
///
/// Waivers are always shown: at the gate, in the status and in the notes. A killer item can never be waived. With --wait, the
/// wait at a gate is ended before its time, for the present candidate.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo waive performance-tests --reason 'same code path as 2.3' --expires 2026-12-01
  gonogo waive --wait vote --reason 'all members have voted'

Exit codes:
  0   waived
  1   a rule says no
  2   unknown item, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct WaiveArgs {
    /// Item to skip
    #[arg(value_name = "ITEM", required_unless_present = "wait")]
    item: Option<String>,
    /// Phase whose gate waits no longer
    #[arg(long, value_name = "PHASE", conflicts_with_all = ["item", "expires", "person"])]
    wait: Option<String>,
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
    represented: Represented,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl WaiveArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let (selected, acting) = (&self.selected, &self.acting);
        let (reason, expires) = (self.reason.clone(), self.expires);
        let given = self.role.as_deref();
        if let Some(phase) = &self.wait {
            return answer::append(context, selected, acting, |release, by| {
                let plan = release.plan();
                let phase = naming::phase(plan, phase)?;
                let waivers = plan.general_waivers();
                let role = answer::speaking(plan, given, &waivers, by, &format!("gate `{phase}`"))?;
                Ok(vec![draft::shortening(release, phase, role, reason)])
            });
        }
        let role = RoleChoice::Waiver(given);
        let item = self.item.as_deref().unwrap_or_default();
        answer::one(
            context,
            (selected, acting),
            &self.represented,
            item,
            &role,
            |release, item, role| draft::waiving(release, &item.id, &role, reason, expires),
        )
    }
}
