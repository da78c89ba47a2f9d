//! `gonogo incident`: what went wrong, who commands, what was done about it, and what is left to do.

mod action;
mod commander;
mod decide;
mod done;
mod list;
mod note;
mod open;
mod reopen;
mod resolve;
mod status;
mod timeline;
mod withdraw;

use clap::Subcommand;

use super::answer;
use super::context::Context;
use crate::commands::args::{Acting, Selected};
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::domain::plan::incident::Who;
use crate::domain::rules::naming::{self, NameFault, Named};
use crate::domain::state::{Incident, Release};
use crate::error::CommandError;

/// Open, run and resolve incidents
///
/// An incident opens duties for each role. They are signed like any item, under names such as
/// `incident-1/service-restored`. You can also open one after the release was closed.
#[derive(clap::Args, Debug)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  gonogo incident open --title 'checkout fails' --class application --severity critical
  gonogo incident note 'pods restarted' --at 14:05
  gonogo incident commander devops-engineer
  gonogo incident resolve --cause 'an index was missing'
  gonogo incident timeline

Exit codes:
  0   done, or shown
  1   a rule says no
  2   could not be evaluated: usage, no record, no incident, or several and none is named
  3   disk or lock
  4   the record cannot be trusted"
)]
pub(crate) struct IncidentArgs {
    #[command(subcommand)]
    command: IncidentCommand,
}

/// What to do about an incident.
#[derive(Subcommand, Debug)]
enum IncidentCommand {
    Open(open::OpenArgs),
    Commander(commander::CommanderArgs),
    Note(note::NoteArgs),
    Action(action::ActionArgs),
    Done(done::DoneArgs),
    Decide(decide::DecideArgs),
    Resolve(resolve::ResolveArgs),
    Withdraw(withdraw::WithdrawArgs),
    Reopen(reopen::ReopenArgs),
    Status(status::StatusArgs),
    List(list::ListArgs),
    Timeline(timeline::TimelineArgs),
}

impl IncidentArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.answer(context).map_err(|error| {
            error.no_version(|word| {
                let number = word.strip_prefix("incident-").unwrap_or(word);
                let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
                let hint = || format!("to say which incident: `--incident {number}`").into();
                is_number.then(hint)
            })
        })
    }

    fn answer(&self, context: &Context) -> Result<Answer, CommandError> {
        match &self.command {
            IncidentCommand::Open(args) => args.run(context),
            IncidentCommand::Commander(args) => args.run(context),
            IncidentCommand::Note(args) => args.run(context),
            IncidentCommand::Action(args) => args.run(context),
            IncidentCommand::Done(args) => args.run(context),
            IncidentCommand::Decide(args) => args.run(context),
            IncidentCommand::Resolve(args) => args.run(context),
            IncidentCommand::Withdraw(args) => args.run(context),
            IncidentCommand::Reopen(args) => args.run(context),
            IncidentCommand::Status(args) => args.run(context),
            IncidentCommand::List(args) => args.run(context),
            IncidentCommand::Timeline(args) => args.run(context),
        }
    }
}

/// Which incident a command is about.
#[derive(clap::Args, Debug, Clone, Default)]
struct Picked {
    /// Incident, by its number or its name [default: the only open one, else the only one]
    #[arg(long, value_name = "INCIDENT")]
    incident: Option<String>,
}

impl Picked {
    /// Returns the incident that is meant.
    fn of<'r>(&self, release: &'r Release) -> Result<Incident<'r>, CommandError> {
        Ok(naming::incident(release, self.incident.as_deref())?)
    }

    /// Appends what `step` says of the incident that is meant.
    fn append(
        &self,
        context: &Context,
        selected: &Selected,
        acting: &Acting,
        step: impl FnOnce(&Release, Incident<'_>) -> Result<IncidentStep, CommandError>,
    ) -> Result<Answer, CommandError> {
        answer::append(context, selected, acting, |release, _| {
            let incident = self.of(release)?;
            Ok(vec![step(release, incident)?.of(incident.id())])
        })
    }
}

/// Returns the role or the person that is meant.
pub(super) fn who(release: &Release, name: &str) -> Result<Who, CommandError> {
    naming::who(&release.plan().roles, name).map_err(|fault| {
        let is_role = matches!(
            fault,
            NameFault::Unknown {
                what: Named::Role,
                ..
            }
        );
        let error = CommandError::from(fault);
        if is_role {
            error.hinted("give a role, or a person as `Name <email>`")
        } else {
            error
        }
    })
}
