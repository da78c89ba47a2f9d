//! The timeline of an incident, as Markdown and as data.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::duration::span_of;
use crate::domain::event::{Event, IncidentStep, headline, timestamp};
use crate::domain::id::{ClassId, IncidentId};
use crate::domain::plan::incident::Severity;
use crate::domain::reports::timeline::{Entry, Timeline};
use crate::domain::state::Incident;
use crate::domain::state::incident::step_of;
use crate::domain::version::Version;
use crate::render::event::remarks;
use crate::render::json::{Time, formats};
use crate::render::markdown::escape;

/// Returns the timeline as a Markdown document.
pub(crate) fn markdown(timeline: &Timeline<'_>) -> String {
    let incident = timeline.incident;
    let titles: Vec<_> = incident.titles().map(escape).collect();
    let class = incident
        .class()
        .map(|class| format!(", class {}", escape(class.as_str())))
        .unwrap_or_default();
    let lasted = match timeline.until {
        Some(until) => format!(
            "to {} ({})",
            timestamp(&until),
            span_of(until - timeline.from)
        ),
        None => "on, still open".to_owned(),
    };
    let mut text = format!(
        "# Timeline of {}: {}\n\n",
        escape(incident.id().as_str()),
        titles.join(", ")
    );
    let _ = writeln!(
        text,
        "Release {}, severity {}{class}. From {} {lasted}. All times are UTC.\n",
        escape(incident.release().header().version.as_str()),
        incident.severity().word(),
        timestamp(&timeline.from)
    );
    text.push_str(&entries(timeline));
    text
}

/// Returns what is on the timeline, as a Markdown list.
pub(crate) fn entries(timeline: &Timeline<'_>) -> String {
    timeline
        .entries
        .iter()
        .map(|entry| line(timeline.incident, entry))
        .collect()
}

fn line(incident: Incident<'_>, entry: &Entry<'_>) -> String {
    let recorded = if entry.is_by_hand() {
        format!(" (recorded {})", timestamp(&entry.event.at))
    } else {
        String::new()
    };
    let (what, by) = (escape(&what(incident, entry)), escape(&entry.event.who()));
    let mut text = format!(
        "- **{}**{recorded} {what} — {by}\n",
        timestamp(&entry.happened)
    );
    for (label, said) in remarks(&entry.event.kind)
        .into_iter()
        .filter(|(label, _)| *label != "happened")
    {
        let _ = writeln!(text, "  - {label}: {}", escape(&said));
    }
    text
}

/// Says what happened; what was done about the incident is named, not numbered.
pub(in crate::render) fn what(incident: Incident<'_>, entry: &Entry<'_>) -> String {
    let headline = headline(&entry.event.kind);
    let Some(IncidentStep::ActionDone { action, .. }) = step_of(entry.event) else {
        return headline;
    };
    let known = incident.actions().find(|known| known.added.id == *action);
    known.map_or(headline.clone(), |known| {
        format!("{headline}: {}", known.text)
    })
}

formats! { TimelineReport<'_> = "gonogo.timeline/1" }

/// What happened while an incident lasted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TimelineReport<'r> {
    /// The release.
    version: &'r Version,
    /// The incident.
    incident: &'r IncidentId,
    /// What was the matter.
    title: &'r str,
    /// The class of the incident.
    class: Option<&'r ClassId>,
    /// How bad it was.
    severity: Severity,
    /// When it began.
    from: Time,
    /// When it ended; null while it is open.
    until: Option<Time>,
    /// What happened, oldest first.
    entries: Vec<EntryReport<'r>>,
}

/// Something that happened while an incident lasted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::render) struct EntryReport<'r> {
    /// When it happened.
    happened: Time,
    /// When it was recorded.
    recorded: Time,
    /// Whether a person said when it happened.
    by_hand: bool,
    /// Whether it is about the incident itself, and not about the release meanwhile.
    own: bool,
    /// What happened, in a sentence.
    text: String,
    /// The event.
    event: &'r Event,
}

impl<'r> TimelineReport<'r> {
    pub(crate) fn of(timeline: &Timeline<'r>) -> Self {
        let incident = timeline.incident;
        Self {
            version: &incident.release().header().version,
            incident: incident.id(),
            title: incident.title(),
            class: incident.class(),
            severity: incident.severity(),
            from: timeline.from.into(),
            until: timeline.until.map(Time::from),
            entries: EntryReport::all(timeline),
        }
    }
}

impl<'r> EntryReport<'r> {
    pub(in crate::render) fn all(timeline: &Timeline<'r>) -> Vec<Self> {
        let entries = timeline.entries.iter();
        let report = |entry: &Entry<'r>| Self {
            happened: entry.happened.into(),
            recorded: Time::of(entry.event),
            by_hand: entry.is_by_hand(),
            own: entry.is_own,
            text: what(timeline.incident, entry),
            event: entry.event,
        };
        entries.map(report).collect()
    }
}
