//! `gonogo log`: what happened, in order.

use foldhash::HashSet;
use serde::Serialize;

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::digest::Digest;
use crate::domain::event::Event;
use crate::domain::rules::signed;
use crate::error::CommandError;
use crate::render;
use crate::render::json::{
    ReleaseReport, SignaturesReport, dated_ahead, element, envelope, formats, with_elements,
};

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
    /// What is known of the signatures; null when nothing is signed, and nothing has to be.
    signatures: Option<SignaturesReport<'r>>,
}

impl LogArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let (now, look) = (context.now(), context.stdout);
        let places = 0..release.events().len();
        let doubted = context.doubted(Answer::default(), &release, now);
        if self.printed.is_json() {
            // Without the events, which are made while they are printed.
            let head = envelope(&LogReport {
                release: ReleaseReport::of(&release),
                events: &[],
                ahead_of_clock: dated_ahead(&release, now),
                signatures: SignaturesReport::of(&release, |_| true),
            });
            let events = places.map(move |place| element(&release.events()[place]));
            let answer = Answer::data_stream(with_elements(&head, "events", events));
            return Ok(Answer {
                remarks: doubted.remarks,
                outcome: doubted.outcome,
                ..answer
            });
        }
        let told: HashSet<Digest> = signed::told(&release).map(|event| event.id).collect();
        let lines = places.map(move |place| {
            let event = &release.events()[place];
            let signature = told.contains(&event.id).then(|| release.standing(event));
            render::event::log_line(event, signature, now, look)
        });
        Ok(Answer {
            remarks: doubted.remarks,
            outcome: doubted.outcome,
            ..Answer::stream(lines)
        })
    }
}
