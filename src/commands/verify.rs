//! `gonogo verify`: is the record what gonogo wrote?

use serde::Serialize;

use super::context::Context;
use crate::commands::args::{Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::digest::Digest;
use crate::domain::rules::audit;
use crate::domain::text::counted;
use crate::error::{CommandError, Kind};
use crate::render::json::{ReleaseReport, dated_ahead, envelope, formats};

/// Verify a record: every event, every link, and the plan
///
/// Each event is also held to the rules that its author was under: one that no gonogo would have written is named, with the
/// rule.
///
/// A local chain cannot show that its newest events were cut off, or that all of it was rewritten. Keep a head
/// somewhere else (a tag, a CI log) and give it with `--expect-head` to close that gap.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo verify 2.4.0
  gonogo verify --expect-head sha256:5f2a…

Exit codes:
  0   sound
  2   no record, or one that cannot be read
  3   disk or lock
  4   broken, or the expected head is missing")]
pub(crate) struct VerifyArgs {
    /// Id of an event that must be in the record; may be repeated
    #[arg(long, value_name = "ID")]
    expect_head: Vec<Digest>,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

#[derive(Debug, thiserror::Error)]
#[error("event {0} is not in the record: newer events were cut off, or the record was rewritten")]
struct HeadMissing(Digest);

formats! { VerifyReport<'_> = "gonogo.verify/1" }

/// A record that is sound.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct VerifyReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// Always true: a record that is not sound is an error.
    sound: bool,
    /// How many events it has.
    events: usize,
    /// How many events cannot be judged, because an amendment after them does not say what it changed.
    unjudged: usize,
    /// The ids of the events that are dated later than the clock.
    #[serde(rename = "ahead-of-clock")]
    ahead_of_clock: Vec<String>,
}

impl VerifyArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        if let Some(missing) = self
            .expect_head
            .iter()
            .find(|head| !release.has_event(head))
        {
            return Err(CommandError::new(Kind::Trust, HeadMissing(*missing))
                .hinted("compare with the version in git: `git log -p` on the record"));
        }
        let now = context.now();
        let remarks = Context::clock_warnings(&release, now);
        let unjudged = audit::unjudged(&release);
        if self.printed.is_json() {
            let report = VerifyReport {
                release: ReleaseReport::of(&release),
                sound: true,
                events: release.events().len(),
                unjudged,
                ahead_of_clock: dated_ahead(&release, now),
            };
            return Ok(Answer {
                remarks,
                ..Answer::data(envelope(&report))
            });
        }
        let heads: String = release
            .heads()
            .iter()
            .map(|head| format!("head {head}\n"))
            .collect();
        let events = counted(release.events().len(), "event");
        let unjudged = match unjudged {
            0 => String::new(),
            some => format!(
                "{} cannot be judged: an amendment after them does not say what it changed, in a record from before that was kept\n",
                counted(some, "event")
            ),
        };
        let version = &release.header().version;
        Ok(Answer {
            remarks,
            ..Answer::text(format!("{version} is sound: {events}\n{unjudged}{heads}"))
        })
    }
}
