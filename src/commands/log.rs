//! `gonogo log`: what happened, in order.

use serde_json::json;

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
        let now = context.now();
        if self.printed.is_json() {
            let events: Vec<_> = release.events().iter().map(render::json::event).collect();
            let ahead = render::json::dated_ahead(&release, now);
            let value = json!({"release": render::json::release(&release), "events": events, "ahead-of-clock": ahead});
            return Ok(Answer::data(render::json::envelope("gonogo.log/1", value)));
        }
        Ok(Answer::text(
            release
                .events()
                .iter()
                .map(|event| render::event::log_line(event, now, context.stdout))
                .collect::<String>(),
        ))
    }
}
