//! `gonogo retro`: looks back at a release.

use super::all_records;
use super::context::Context;
use crate::commands::args::{DocumentForms, Printed, Selected};
use crate::commands::output::Answer;
use crate::domain::reports::carry_over::CarryOver;
use crate::domain::reports::retro::Retro;
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;

/// Write the retrospective of a release
///
/// Markdown for the team's retrospective, from the record of an open or closed release: time per phase, accepted
/// risks, deployments before GO, what was overdue, stale sign-offs, blockers, incidents, action items (also open
/// ones of earlier releases), and questions for the team. Unusual signing patterns are listed; they never change a
/// verdict or an exit code.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo retro 2.4.0 > retro-2.4.0.md
  gonogo retro 2.4.0 --json | jq '.phases[]'

Exit codes:
  0   shown
  2   no record, or one that cannot be read
  3   disk or lock
  4   a record cannot be trusted; for its signatures, it is shown and named")]
pub(crate) struct RetroArgs {
    #[command(flatten)]
    printed: Printed<DocumentForms>,
    #[command(flatten)]
    selected: Selected,
}

impl RetroArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let release = context.release(&self.selected)?;
        let now = context.now();
        let mut earlier = CarryOver::default();
        let of_one = |other: Release| {
            let mut earlier = CarryOver::default();
            earlier.add_before(&other, &release, now);
            earlier
        };
        let mut damage =
            all_records::each_release(&context.store(), of_one, |other| earlier.join(other))?;
        damage.leave_out(&release.header().version);
        let retro = Retro::of(&release, now, &earlier);
        let text = match self.printed.is_json() {
            true => render::retro::json(&retro, damage.unreadable()),
            false => render::retro::markdown(&retro),
        };
        let answer = damage.told_in(Answer::data(text));
        Ok(context.doubted(answer, &release, now))
    }
}
