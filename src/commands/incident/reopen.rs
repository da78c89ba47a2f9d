//! `gonogo incident reopen`: it is not over after all.

use super::Picked;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::error::CommandError;

/// Open a resolved or withdrawn incident again
///
/// It holds the gates again, and its open duties are due.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident reopen --reason 'it fails again'
  gonogo incident reopen --incident 2 --reason 'it was no false alarm'

Exit codes:
  0   open again, or already open
  2   the reason is missing; no such incident, or several and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ReopenArgs {
    /// Why you reopen it
    #[arg(long, allow_hyphen_values = true)]
    reason: String,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ReopenArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.picked
            .append(context, &self.selected, &self.acting, |_, _| {
                Ok(IncidentStep::Reopened {
                    reason: self.reason.clone(),
                })
            })
    }
}
