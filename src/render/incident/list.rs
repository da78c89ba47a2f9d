//! The incidents of all records, for people.

use chrono::{DateTime, Utc};

use crate::domain::duration::span_of;
use crate::domain::event::timestamp;
use crate::domain::state::{Incident, Release};
use crate::domain::text::visible;
use crate::render::table::table;
use crate::style::OutputStyle;

/// An incident of a record.
#[derive(Debug)]
pub(crate) struct IncidentRow(Vec<String>);

impl IncidentRow {
    /// Returns how an incident stands at `now`.
    pub(crate) fn of(release: &Release, incident: Incident<'_>, now: DateTime<Utc>) -> Self {
        let (settled, total) = super::settled(incident, now);
        let opened = incident.opened().map(|event| event.at);
        let standing = match (incident.end(), opened) {
            (Some(end), Some(opened)) => {
                format!(
                    "{} after {}",
                    super::ending(incident),
                    span_of(end.at - opened)
                )
            }
            (None, Some(opened)) => format!("open for {}", span_of(now - opened)),
            _ => "open".to_owned(),
        };
        Self(vec![
            release.header().version.to_string(),
            incident.id().to_string(),
            incident.severity().word().to_owned(),
            opened.map(|at| timestamp(&at)).unwrap_or_default(),
            format!("{settled}/{total}"),
            incident.open_actions().count().to_string(),
            standing,
            visible(incident.title()).into_owned(),
        ])
    }
}

/// Returns the table of these incidents.
pub(crate) fn list(rows: Vec<IncidentRow>, look: OutputStyle) -> String {
    let rows: Vec<_> = rows.into_iter().map(|row| row.0).collect();
    let heading = [
        "Version", "Incident", "Severity", "Opened", "Duties", "Actions", "Standing", "Title",
    ];
    table(look, &heading, &[4, 5], &rows)
}
