//! `gonogo notes check`: what is missing in the release notes, who owes it, and the command that adds it.

use crate::commands::args::{Printed, Selected};
use crate::commands::context::Context;
use crate::commands::output::{Answer, Outcome};
use crate::domain::rules::notes::{Gap, ReleaseNotes};
use crate::error::CommandError;
use crate::render;

/// List the fields of the release notes that are missing or conflict
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo notes check

Exit codes:
  0   complete
  1   a field was written on two branches, and both texts count
  2   no record, or one that cannot be read
  3   disk or lock
  4   the record cannot be trusted
  8   a field is missing")]
pub(super) struct CheckArgs {
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    selected: Selected,
}

impl CheckArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            Ok(self.checked(context, &ReleaseNotes::of(release, now)))
        })
    }

    fn checked(&self, context: &Context, notes: &ReleaseNotes<'_>) -> Answer {
        let gaps = notes.gaps();
        let outcome = if gaps.iter().any(|gap| matches!(gap, Gap::Contradicting(..))) {
            Outcome::No
        } else if gaps.is_empty() {
            Outcome::Done
        } else {
            Outcome::Hold
        };
        let select = self.selected.in_commands();
        let answer = if self.printed.is_json() {
            Answer::data(render::notes::check_json(notes, &gaps, &select))
        } else {
            Answer::text(render::notes::check(notes, &gaps, &select, context.stdout))
        };
        answer.with(outcome)
    }
}
