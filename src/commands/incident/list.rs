//! `gonogo incident list`: the incidents of all records.

use serde::Serialize;

use crate::commands::all_records;
use crate::commands::args::Printed;
use crate::commands::context::Context;
use crate::commands::output::Answer;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::render;
use crate::render::incident::IncidentBrief;
use crate::render::incident::list::IncidentRow;
use crate::render::json::{Kept, envelope, formats, kept};
use crate::render::unreadable::Unreadable;

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

formats! { IncidentsReport<'_> = "gonogo.incident-list/1" }

/// The incidents of all records.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct IncidentsReport<'r> {
    /// The incidents, by version and number.
    #[cfg_attr(test, schemars(with = "Vec<Entry<'static>>"))]
    incidents: Vec<Kept>,
    /// The records that could not be read.
    unreadable: &'r [Unreadable],
}

/// An incident, with the release that it belongs to.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry<'r> {
    #[serde(flatten)]
    incident: IncidentBrief<'r>,
    /// The release.
    version: &'r Version,
}

impl ListArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let store = context.store();
        let now = context.now();
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        let told = |release: Release| {
            let incidents = release.incidents().map(|incident| {
                let entry = kept(&Entry {
                    incident: IncidentBrief::of(incident, now),
                    version: &release.header().version,
                });
                (IncidentRow::of(&release, incident, now), entry)
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
            Answer::data(envelope(&IncidentsReport {
                incidents: values,
                unreadable: damage.unreadable(),
            }))
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
