//! `gonogo incident done`: what had to be done about it is done.

use super::Picked;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::domain::rules::admission::{IncidentRefusal, Refusal};
use crate::error::CommandError;

/// Mark an action item as done
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident done 2
  gonogo incident done 1 --incident 2 --note 'https://wiki.example/postmortem-7'

Exit codes:
  0   recorded, or already done
  2   no such action or incident, or several incidents and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct DoneArgs {
    /// Number of the action, as `gonogo incident status` shows it
    #[arg(value_name = "ACTION")]
    number: usize,
    /// How it was done
    #[arg(long, allow_hyphen_values = true)]
    note: Option<String>,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl DoneArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        self.picked
            .append(context, &self.selected, &self.acting, |_, incident| {
                let action = incident
                    .actions()
                    .find(|action| action.number == self.number);
                let action = action.ok_or_else(|| {
                    Refusal::from(IncidentRefusal::NoAction(incident.id().clone()))
                })?;
                Ok(IncidentStep::ActionDone {
                    action: action.added.id,
                    note: self.note.clone(),
                })
            })
    }
}
