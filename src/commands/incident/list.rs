//! `gonogo incident list`: the incidents of all records.

use serde_json::json;

use crate::commands::all_records;
use crate::commands::args::Printed;
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::state::Release;
use crate::error::CommandError;
use crate::render;
use crate::render::incident::list::IncidentRow;

/// List the incidents of all records
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo incident list
  gonogo incident list --json | jq '.incidents[] | select(.resolved == null)'

Exit codes:
  0   listed
  2   a record could not be read
  3   disk or lock
  4   a record cannot be trusted (the others are still listed)")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    printed: Printed,
}

impl ListArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let store = context.store();
        let now = context.now();
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        let told = |release: Release| {
            let incidents = release.incidents().map(|incident| {
                let mut value = render::incident::brief(incident, now);
                value["version"] = json!(release.header().version.as_str());
                (IncidentRow::of(&release, incident, now), value)
            });
            incidents.collect::<Vec<_>>()
        };
        let damage = all_records::each_release(&store, told, |incidents| {
            for (row, value) in incidents {
                rows.push(row);
                values.push(value);
            }
        })?;
        let answer = if self.printed.is_json() {
            let value = json!({"incidents": values, "unreadable": render::unreadable::list(damage.unreadable())});
            Answer::data(render::json::envelope("gonogo.incident-list/1", value))
        } else if rows.is_empty() {
            Answer::default().hint(format!(
                "no record in {} has an incident",
                store.folder().display()
            ))
        } else {
            Answer::text(render::incident::list::list(rows, context.stdout))
        };
        Ok(damage.told_in(answer))
    }
}
