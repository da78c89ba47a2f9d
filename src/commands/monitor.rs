//! `gonogo monitor`: the windows of watching after a deployment.

mod close;
mod show;

use clap::Subcommand;

use super::context::Context;
use crate::commands::output::Answer;
use crate::error::CommandError;

/// Show the monitoring windows after the deployment, or close one
///
/// The windows begin when the deployment is complete, and stay open until their role closes them. No process has to
/// keep running.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  gonogo monitor
  gonogo monitor close immediate --role devops-engineer --note 'quiet'

Exit codes:
  0   shown, whatever the windows say (ask `gonogo gate` for that)
  2   no record, one that cannot be read, or a plan without monitoring windows
  3   disk or lock
  4   the record cannot be trusted"
)]
pub(crate) struct MonitorArgs {
    #[command(subcommand)]
    command: Option<MonitorCommand>,
    #[command(flatten)]
    show: show::ShowArgs,
}

/// What to do with the windows.
#[derive(Subcommand, Debug)]
enum MonitorCommand {
    Close(close::CloseArgs),
}

impl MonitorArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        match &self.command {
            // A word that is neither a command nor a VERSION was probably meant for the windows.
            None => self.show.run(context).map_err(|error| {
                error.no_version(|word| {
                    let is_version = word.contains(|c: char| c.is_ascii_digit());
                    (!is_version).then(|| "`gonogo monitor` alone shows the windows".into())
                })
            }),
            Some(MonitorCommand::Close(args)) => args.run(context),
        }
    }
}
