//! `gonogo incident status`: where the incidents of a release stand.

use super::Picked;
use crate::commands::args::{Printed, Selected};
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::rules::duties;
use crate::domain::state::{Incident, Release};
use crate::error::CommandError;
use crate::render;
use crate::render::incident::IncidentStatusReport;
use crate::render::json::envelope;

/// Show the incidents of a release: commander, decision, and open duties and actions
///
/// Without `--incident`, it shows the incidents that are open, or have open duties or actions. If there are none,
/// it shows all.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident status
  gonogo incident status --incident 2
  gonogo incident status --json | jq '.incidents[].commander'

Exit codes:
  0   shown, whatever the incidents say
  2   no record, one that cannot be read, or no such incident
  3   disk or lock
  4   the record cannot be trusted")]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    printed: Printed,
    /// Incident, by its number or its name [default: the unsettled ones, else all]
    #[arg(long, value_name = "INCIDENT")]
    incident: Option<String>,
    #[command(flatten)]
    selected: Selected,
}

impl StatusArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        context.shown(&self.selected, |release, now| {
            let select = self.selected.in_commands();
            let incidents = self.incidents(release, context)?;
            if self.printed.is_json() {
                let report = IncidentStatusReport::of(release, &incidents, now, &select);
                return Ok(Answer::data(envelope(&report)));
            }
            let look = context.stdout;
            let text = render::incident::status(release, &incidents, now, &select, look);
            Ok(Answer::text(text))
        })
    }

    fn incidents<'r>(
        &self,
        release: &'r Release,
        context: &Context,
    ) -> Result<Vec<Incident<'r>>, CommandError> {
        if self.incident.is_some() {
            return Ok(vec![
                Picked {
                    incident: self.incident.clone(),
                }
                .of(release)?,
            ]);
        }
        let unsettled: Vec<_> = release
            .incidents()
            .filter(|incident| !duties::is_settled(*incident, context.now()))
            .collect();
        Ok(if unsettled.is_empty() {
            release.incidents().collect()
        } else {
            unsettled
        })
    }
}
