//! `gonogo plan`: the release is planned for a day.

use chrono::NaiveDate;

use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::event::EventKind;
use crate::error::CommandError;

/// Plan the release for a day, or for another one
///
/// What the playbook gives a `due` counts from this day, such as `-21d`. What is late is shown by status, gate, list and todo;
/// it changes no verdict. Another day than the one before needs a reason.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo plan 2026-12-01
  gonogo plan 2026-12-08 --reason 'the migration needs another week'

Exit codes:
  0   planned, or planned for that day already
  1   the release is closed
  2   no date, or the reason is missing
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct PlanArgs {
    /// Day of the release, such as 2026-12-01
    #[arg(value_name = "DATE")]
    day: NaiveDate,
    /// Why it moves
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl PlanArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let (day, reason) = (self.day, self.reason.clone());
        answer::append(context, &self.selected, &self.acting, |_, _| {
            Ok(vec![EventKind::Planned { day, reason }])
        })
    }
}
