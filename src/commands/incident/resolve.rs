//! `gonogo incident resolve`: it is over, and this is what had caused it.

use chrono::{DateTime, Utc};

use super::Picked;
use crate::commands::args::{Acting, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::event::IncidentStep;
use crate::domain::rules::duties;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::state::Incident;
use crate::domain::text::counted;
use crate::error::CommandError;

/// Resolve an incident, with its cause
///
/// Its duties and actions stay on the list until they are settled, even after the release is closed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident resolve --cause 'the migration left out an index'
  gonogo incident resolve --incident 2 --cause 'disk full'

Exit codes:
  0   recorded, or already resolved
  2   the cause is missing; no such incident, or several and none is named
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct ResolveArgs {
    /// What caused it
    #[arg(long, allow_hyphen_values = true)]
    cause: String,
    #[command(flatten)]
    picked: Picked,
    #[command(flatten)]
    selected: Selected,
    #[command(flatten)]
    acting: Acting,
}

impl ResolveArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let mut left = None;
        let mut answer =
            self.picked
                .append(context, &self.selected, &self.acting, |_, incident| {
                    left = unsettled(incident, context.now());
                    Ok(IncidentStep::Resolved {
                        cause: self.cause.clone(),
                    })
                })?;
        if let Some(left) = left.filter(|_| !self.acting.dry_run) {
            answer = answer.hint(format!(
                "{left}; see `{}`",
                Suggestion::Incidents.command(&self.selected.in_commands())
            ));
        }
        Ok(answer)
    }
}

/// Says what is left to do about an incident.
fn unsettled(incident: Incident<'_>, now: DateTime<Utc>) -> Option<String> {
    let duties = duties::of(incident, now)
        .filter(|duty| !duty.state.is_settled())
        .count();
    let actions = incident.open_actions().count();
    let kinds = [
        (
            duties,
            if duties == 1 {
                "1 duty".to_owned()
            } else {
                format!("{duties} duties")
            },
        ),
        (actions, counted(actions, "action")),
    ];
    let kinds: Vec<_> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, words)| words)
        .collect();
    (!kinds.is_empty()).then(|| format!("{} still open", kinds.join(" and ")))
}
