//! The timeline of an incident, as Markdown and as data.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::domain::duration::span_of;
use crate::domain::event::{IncidentStep, timestamp};
use crate::domain::id::{ClassId, IncidentId};
use crate::domain::reports::timeline::{Entry, Timeline};
use crate::domain::state::Incident;
use crate::domain::state::incident::step_of;
use crate::render::event::{headline, remarks};
use crate::render::json::event;
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
    let (what, by) = (
        escape(&what(incident, entry)),
        escape(entry.event.by.name()),
    );
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
fn what(incident: Incident<'_>, entry: &Entry<'_>) -> String {
    let headline = headline(&entry.event.kind);
    let Some(IncidentStep::ActionDone { action, .. }) = step_of(entry.event) else {
        return headline;
    };
    let known = incident.actions().find(|known| known.added.id == *action);
    known.map_or(headline.clone(), |known| {
        format!("{headline}: {}", known.text)
    })
}

/// Returns the timeline as data.
pub(crate) fn json(timeline: &Timeline<'_>) -> Value {
    let incident = timeline.incident;
    let entries: Vec<Value> = timeline
        .entries
        .iter()
        .map(|entry| {
            json!({
                "happened": timestamp(&entry.happened),
                "recorded": timestamp(&entry.event.at),
                "by-hand": entry.is_by_hand(),
                "own": entry.is_own,
                "text": what(incident, entry),
                "event": event(entry.event),
            })
        })
        .collect();
    json!({
        "version": incident.release().header().version.as_str(),
        "incident": IncidentId::as_str(incident.id()),
        "title": incident.title(),
        "class": incident.class().map(ClassId::as_str),
        "severity": incident.severity().word(),
        "from": timestamp(&timeline.from),
        "until": timeline.until.map(|until| timestamp(&until)),
        "entries": entries,
    })
}
