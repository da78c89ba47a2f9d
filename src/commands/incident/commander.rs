//! `gonogo incident commander`: somebody takes command, or hands it over.

use super::{Picked, who};
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::error::CommandError;

/// Set the incident commander
///
/// Each handover is an event, so the record shows who commanded when.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident commander devops-engineer
  gonogo incident commander 'Grace Hopper <grace@octoacme.example>' --incident 2

Exit codes:
  0   recorded, or already the commander
  2   no such role or incident, or several incidents and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct CommanderArgs {
    /// Who commands.
    #[arg(
        value_name = "ROLE|PERSON",
        help = "Who commands: a role, or a person as \"Name <email>\""
    )]
    who: String,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl CommanderArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.picked
            .append(context, &self.selected, &self.acting, |release, _| {
                Ok(IncidentStep::Commanded {
                    commander: who(release, &self.who)?,
                })
            })
    }
}
