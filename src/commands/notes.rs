//! `gonogo notes`: the release notes, printed, written, and checked for what is missing.

mod buffer;
mod changes;
mod check;
mod edit;
mod print;
mod set;

use clap::Subcommand;

use super::context::Context;
use crate::commands::output::Answer;
use crate::error::CommandError;

/// Print the release notes, write their fields, or see what is missing
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  gonogo notes -o notes.md
  gonogo notes --template website.html
  gonogo notes set summary 'Faster gates, and a walk that resumes'
  gonogo notes check

Exit codes:
  0   printed
  2   unknown field, bad template, or no record
  3   disk or lock
  4   the record cannot be trusted"
)]
pub(crate) struct NotesArgs {
    #[command(subcommand)]
    command: Option<NotesCommand>,
    #[command(flatten)]
    print: print::PrintArgs,
}

/// What to do with the notes.
#[derive(Subcommand, Debug)]
enum NotesCommand {
    Set(set::SetArgs),
    Add(set::AddArgs),
    Edit(edit::EditArgs),
    Check(check::CheckArgs),
    Changes(changes::ChangesArgs),
}

impl NotesArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        match &self.command {
            None => self.print.run(context),
            Some(NotesCommand::Set(args)) => args.run(context),
            Some(NotesCommand::Add(args)) => args.run(context),
            Some(NotesCommand::Edit(args)) => args.run(context),
            Some(NotesCommand::Check(args)) => args.run(context),
            Some(NotesCommand::Changes(args)) => args.run(context),
        }
    }
}
