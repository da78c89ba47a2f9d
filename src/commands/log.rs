//! `gonogo log`: what happened, in order.

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::error::CommandError;
use crate::render;

/// Show every event, oldest first
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo log | tail

Exit codes:
  0   shown
  2   no record, or one that cannot be read
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct LogArgs {
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

impl LogArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        if self.printed.is_json() {
            return Ok(Answer::data_stream(render::json::log(release)));
        }
        let look = context.stdout;
        Ok(Answer::stream((0..release.events().len()).map(
            move |place| render::event::log_line(&release.events()[place], look),
        )))
    }
}
