//! `gonogo incident action`: something that has to be done about it, by somebody.

use chrono::NaiveDate;

use super::{Picked, who};
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::error::CommandError;

/// Add an action item
///
/// It stays on the list of open actions until `gonogo incident done` closes it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident action 'alarm on slow queries' --owner devops-engineer --due 2026-12-01
  gonogo incident action 'write the report' --owner 'Grace Hopper <grace@octoacme.example>'

Exit codes:
  0   added
  2   no such role or incident, or several incidents and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ActionArgs {
    /// What has to be done
    #[arg(allow_hyphen_values = true)]
    text: String,
    /// Who does it.
    #[arg(
        long,
        value_name = "ROLE|PERSON",
        help = "Who does it: a role, or a person as \"Name <email>\""
    )]
    owner: String,
    /// Day, in UTC, by which it has to be done
    #[arg(long, value_name = "DATE")]
    due: Option<NaiveDate>,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ActionArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.picked
            .append(context, &self.selected, &self.acting, |release, _| {
                Ok(IncidentStep::ActionAdded {
                    text: self.text.clone(),
                    owner: who(release, &self.owner)?,
                    due: self.due,
                })
            })
    }
}
