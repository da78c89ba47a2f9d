//! `gonogo verify`: is the record what gonogo wrote?

use super::context::Context;
use crate::commands::args::Selected;
use crate::commands::output::Answer;
use crate::domain::digest::Digest;
use crate::domain::text::counted;
use crate::error::{CommandError, Kind};

/// Verify that a record is what gonogo wrote: every event, every link, and the plan
///
/// A local chain cannot show that its newest events were cut off, or that all of it was written anew. Keep a head
/// somewhere else (a tag, a CI log) and give it with `--expect-head` to close that gap.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo verify -r 2.4.0
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
    selected: Selected,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "event {0} is not in the record: newer events were cut off, or the record was written anew"
)]
struct HeadMissing(Digest);

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
        let heads: String = release
            .heads()
            .iter()
            .map(|head| format!("head {head}\n"))
            .collect();
        let events = counted(release.events().len(), "event");
        Ok(Answer::text(format!(
            "{} is sound: {events}\n{heads}",
            release.header().version
        )))
    }
}
