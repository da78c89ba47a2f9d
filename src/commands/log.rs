//! `gonogo log`: what happened, in order.

use serde::Serialize;

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::event::Event;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{ReleaseReport, element, envelope, formats, with_elements};

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
struct LogReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The events, oldest first.
    events: &'r [Event],
}

impl LogArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let (places, look) = (0..release.events().len(), context.stdout);
        if self.printed.is_json() {
            let report = LogReport {
                release: ReleaseReport::of(&release),
                events: &[],
            };
            let head = envelope(&report);
            let events = places.map(move |place| element(&release.events()[place]));
            return Ok(Answer::data_stream(with_elements(head, events)));
        }
        Ok(Answer::stream(places.map(move |place| {
            render::event::log_line(&release.events()[place], look)
        })))
    }
}
