//! Events in words.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::domain::duration::span_of;
use crate::domain::event::reading::Measured;
use crate::domain::event::{
    ActedFor, Event, EventKind, IncidentEvent, IncidentStep, RiskEvent, RollbackEvent,
    RolloutEvent, headline, timestamp,
};
use crate::domain::plan::change::told::told;
use crate::domain::standing::Standing;
use crate::domain::state::clock::is_ahead;
use crate::domain::text::visible;
use crate::style::OutputStyle;

/// Says what was just recorded, in one line.
pub(crate) fn done(event: &Event, look: OutputStyle) -> String {
    let what = match given(&event.kind) {
        Some(happened) => format!("{} (at {})", headline(&event.kind), timestamp(&happened)),
        None => headline(&event.kind),
    };
    let what = match event.kind.acted_for() {
        Some(ActedFor::Word { person, .. }) if !person.is_same(&event.by) => {
            format!("{what}, as {} wrote", person.name())
        }
        Some(ActedFor::Deputy { member }) => format!("{what}, on behalf of {}", member.name()),
        _ => what,
    };
    let what = visible(&what);
    match &event.kind {
        EventKind::Blocked { .. } => look.bad(&what).into_owned(),
        _ => look.good(&what).into_owned(),
    }
}

/// Returns the time that somebody gave by hand.
fn given(kind: &EventKind) -> Option<DateTime<Utc>> {
    match kind {
        EventKind::Incident(IncidentEvent {
            what: IncidentStep::Noted { happened, .. },
            ..
        }) => *happened,
        _ => None,
    }
}

/// Returns an event as a line of the log, with its reason on lines below; `signature` is what is known of its signature,
/// where that is told.
pub(crate) fn log_line(
    event: &Event,
    signature: Option<&Standing>,
    now: DateTime<Utc>,
    look: OutputStyle,
) -> String {
    let mut text = format!(
        "{}  {}  {}\n",
        look.faint(&timestamp(&event.at)),
        visible(&headline(&event.kind)),
        look.faint(&format!("by {}", event.who_in_full()))
    );
    if is_ahead(event.at, now) {
        let said = format!("dated {} later than this clock", span_of(event.at - now));
        let _ = writeln!(text, "    {}", look.waiting(&said));
    }
    for (label, value) in remarks(&event.kind) {
        let _ = writeln!(text, "    {label}: {}", visible(&value));
    }
    if let Some(standing) = signature {
        let _ = writeln!(text, "    signature: {}", visible(&standing.sentence()));
    }
    text
}

fn risk_remarks(event: &RiskEvent) -> Vec<(&'static str, String)> {
    let RiskEvent::Raised {
        likelihood,
        impact,
        owner,
        mitigation,
        due,
        from,
        ..
    } = event
    else {
        return Vec::new();
    };
    let mut remarks = vec![
        ("likelihood", likelihood.word().to_owned()),
        ("impact", impact.word().to_owned()),
        ("owner", owner.as_str().to_owned()),
    ];
    remarks.extend(mitigation.iter().map(|text| ("mitigation", text.clone())));
    remarks.extend(due.map(|day| ("due", day.to_string())));
    remarks.extend(
        from.iter()
            .map(|from| ("from", format!("{} of {}", from.risk, from.version))),
    );
    remarks
}

/// Returns the texts that came with an event.
pub(super) fn remarks(kind: &EventKind) -> Vec<(&'static str, String)> {
    let mut remarks: Vec<_> = kind
        .reason()
        .map(|reason| ("reason", reason.to_owned()))
        .into_iter()
        .collect();
    match kind {
        EventKind::Signed { evidence, note, .. } => {
            remarks.extend(
                evidence
                    .iter()
                    .map(|evidence| ("evidence", evidence.clone())),
            );
            remarks.extend(note.iter().map(|note| ("note", note.clone())));
        }
        EventKind::Amended { changes, .. } => {
            let changes = told(changes).into_iter();
            remarks.extend(changes.map(|change| ("change", change.sentence())));
        }
        EventKind::Rollback(RollbackEvent::Begun { trigger, .. }) => {
            remarks.extend(
                trigger
                    .iter()
                    .map(|trigger| ("trigger", trigger.to_string())),
            );
        }
        EventKind::Incident(event) => remarks.extend(incident_remarks(&event.what)),
        EventKind::Risk(event) => remarks.extend(risk_remarks(event)),
        EventKind::NoteWritten { text, .. } | EventKind::NoteAdded { text, .. } => {
            remarks.push(("text", text.clone()));
        }
        EventKind::WindowClosed(closing) => {
            remarks.extend(closing.note.iter().map(|note| ("note", note.clone())));
            remarks.extend(
                closing
                    .findings
                    .iter()
                    .map(|finding| (finding.ruling.word(), finding.text.clone())),
            );
        }
        EventKind::Rollout(event) => {
            let obstacles = event
                .overriding()
                .into_iter()
                .flat_map(|overriding| &overriding.obstacles);
            remarks.extend(obstacles.map(|what| ("overridden", what.clone())));
            remarks.extend(rollout_remarks(event));
        }
        _ => {}
    }
    let via = kind.acted_for().and_then(ActedFor::via);
    remarks.extend(via.map(|via| ("via", via.to_owned())));
    remarks
}

fn incident_remarks(what: &IncidentStep) -> Vec<(&'static str, String)> {
    match what {
        IncidentStep::Opened {
            commander: Some(commander),
            ..
        } => vec![("commander", commander.as_str().to_owned())],
        IncidentStep::Noted {
            happened: Some(happened),
            ..
        } => vec![("happened", timestamp(happened))],
        IncidentStep::ActionDone {
            note: Some(note), ..
        } => vec![("note", note.clone())],
        IncidentStep::Resolved { cause } => vec![("cause", cause.clone())],
        _ => Vec::new(),
    }
}

fn rollout_remarks(event: &RolloutEvent) -> Vec<(&'static str, String)> {
    match event {
        RolloutEvent::Baselined { readings, .. } => {
            let value = |reading: &Measured| {
                Some(("baseline", format!("{} {}", reading.metric, reading.value?)))
            };
            readings.iter().filter_map(value).collect()
        }
        RolloutEvent::Entered { evidence, .. } => evidence
            .iter()
            .map(|evidence| ("evidence", evidence.clone()))
            .collect(),
        RolloutEvent::Observed { findings, .. } => findings
            .iter()
            .map(|finding| (finding.ruling.word(), finding.text.clone()))
            .collect(),
        _ => Vec::new(),
    }
}
