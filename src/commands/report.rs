//! `gonogo report`: documents over all releases.

mod weekly;

use super::context::Context;
use crate::commands::output::Answer;
use crate::error::CommandError;

/// Report on all releases
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo report weekly

Exit codes:
  0   shown
  2   a record cannot be read
  3   disk or lock
  4   a record cannot be trusted (the others are still shown)")]
pub(crate) struct ReportArgs {
    #[command(subcommand)]
    command: ReportCommand,
}

#[derive(clap::Subcommand, Debug)]
enum ReportCommand {
    Weekly(weekly::WeeklyArgs),
}

impl ReportArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        match &self.command {
            ReportCommand::Weekly(args) => args.run(context),
        }
    }
}
