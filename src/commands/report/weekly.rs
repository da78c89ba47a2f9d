//! `gonogo report weekly`: the status of everything in flight.

use crate::commands::all_records;
use crate::commands::args::{DocumentForms, Printed};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::reports::weekly::Weekly;
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;

/// Report on the open releases, what ended this week, and open action items
///
/// For each open release: the verdict, the phase, who it waits for, its risks (waivers, blockers, overrides,
/// incidents and what is overdue) and the next steps. Action items of all releases are listed until they are done.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo report weekly
  gonogo report weekly --format json | jq '.actions[] | select(.state == \"overdue\")'

Exit codes:
  0   shown, whatever the verdicts
  2   a record cannot be read
  3   disk or lock
  4   a record cannot be trusted (the others are still shown)")]
pub(super) struct WeeklyArgs {
    #[command(flatten)]
    printed: Printed<DocumentForms>,
}

impl WeeklyArgs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let now = context.now();
        let mut weekly = Weekly::new(now);
        let of_one = |release: Release| {
            let mut weekly = Weekly::new(now);
            weekly.add(&release);
            weekly
        };
        let damage =
            all_records::each_release(&context.store(), of_one, |other| weekly.join(other))?;
        let text = match self.printed.is_json() {
            true => render::weekly::json(&weekly, damage.unreadable()),
            false => render::weekly::markdown(&weekly),
        };
        Ok(damage.told_in(Answer::data(text)))
    }
}
