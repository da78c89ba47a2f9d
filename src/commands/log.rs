//! `gonogo log`: what happened, in order.

use serde::Serialize;

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::event::Event;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{ReleaseReport, dated_ahead, envelope, formats};

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

formats! { LogReport<'_> = "gonogo.log/1" }

/// Every event of a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LogReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The events, oldest first.
    events: &'r [Event],
    /// The ids of those that are dated later than the clock.
    #[serde(rename = "ahead-of-clock")]
    ahead_of_clock: Vec<String>,
}

impl LogArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let now = context.now();
        if self.printed.is_json() {
            return Ok(Answer::data(envelope(&LogReport {
                release: ReleaseReport::of(&release),
                events: release.events(),
                ahead_of_clock: dated_ahead(&release, now),
            })));
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
