//! Events in words.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::domain::duration::span_of;
use crate::domain::event::reading::Measured;
use crate::domain::event::{
    Event, EventKind, IncidentEvent, IncidentStep, RiskEvent, RiskLevel, RollbackEvent,
    RolloutEvent, Subject, timestamp,
};
use crate::domain::plan::change::told::told;
use crate::domain::standing::Standing;
use crate::domain::state::clock::is_ahead;
use crate::domain::text::{counted, visible, yes_or_no};
use crate::style::OutputStyle;

/// Says what was just recorded, in one line.
pub(crate) fn done(event: &Event, look: OutputStyle) -> String {
    let what = match given(&event.kind) {
        Some(happened) => format!("{} (at {})", headline(&event.kind), timestamp(&happened)),
        None => headline(&event.kind),
    };
    let recorded = event.recorder().map(|_| event.person().name());
    let recorded = recorded.map(|name| format!(", as {name} wrote"));
    let what = what + recorded.as_deref().unwrap_or_default();
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
        look.faint(&format!("by {}", in_full(event)))
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

/// Returns who spoke, and who recorded it where that was another person, with their addresses.
pub(super) fn in_full(event: &Event) -> String {
    match event.recorder() {
        None => event.person().to_string(),
        Some(recorder) => format!("{}, recorded by {recorder}", event.person()),
    }
}

/// Returns what happened and about what, without who, when and why; not escaped yet for where it goes.
pub(crate) fn headline(kind: &EventKind) -> String {
    let about_it = |word: &str| about(word, &kind.subject());
    match kind {
        EventKind::Started { candidate, .. } => match candidate {
            Some(candidate) => format!("started on candidate {}", candidate.as_str()),
            None => "started without a candidate".to_owned(),
        },
        EventKind::Amended {
            role: Some(role), ..
        } => format!("amended the plan as {role}"),
        EventKind::Amended { .. } => "amended the plan".to_owned(),
        EventKind::Respun { candidate, .. } => {
            format!("respun on candidate {}", candidate.as_str())
        }
        EventKind::Closed { outcome, .. } => format!("closed as {}", outcome.word()),
        EventKind::Planned { day, .. } => format!("planned for {day}"),
        EventKind::Assigned { role, person } => format!("assigned {} as {role}", person.name()),
        EventKind::FactAnswered { answer, .. } => {
            format!("{} = {}", about_it("fact"), yes_or_no(*answer))
        }
        EventKind::Signed {
            ahead: Some(gate), ..
        } => format!("{}, ahead of gate {gate}", about_it("signed")),
        EventKind::Signed { .. } => about_it("signed"),
        EventKind::NotApplicable { .. } => about_it("not applicable:"),
        EventKind::Waived {
            expires: Some(day), ..
        } => format!("{}, until {day}", about_it("waived")),
        EventKind::Waived { .. } => about_it("waived"),
        EventKind::Blocked { .. } => about_it("blocked"),
        EventKind::Unblocked { .. } => about_it("unblocked"),
        EventKind::Reopened { .. } => about_it("reopened"),
        EventKind::Called { call, .. } => about_it(&format!("called {}", call.word())),
        EventKind::Shortened { .. } => about_it("ended the wait early"),
        EventKind::NoteWritten { .. } => about_it("wrote notes field"),
        EventKind::NoteAdded { .. } => about_it("added to notes field"),
        EventKind::WindowClosed(closing) => {
            let early = if closing.early.is_some() {
                " early"
            } else {
                ""
            };
            format!("{} as {}{early}", about_it("closed"), closing.role)
        }
        EventKind::CommitsRead { commits, .. } => {
            format!("read {} from git", counted(commits.len(), "commit"))
        }
        EventKind::Rollback(event) => rollback_headline(event),
        EventKind::Incident(event) => incident_headline(event),
        EventKind::Risk(event) => risk_headline(event),
        EventKind::Rollout(event) => rollout_headline(event, about_it),
    }
}

/// Returns `word` with what it is about, and as which role.
fn about(word: &str, subject: &Subject<'_>) -> String {
    match subject {
        Subject::Item(item, role) => format!("{word} {item} as {role}"),
        Subject::Gate(phase, role) => format!("{word} at gate {phase} as {role}"),
        Subject::Fact(fact) => format!("{word} {fact}"),
        Subject::Field(field) => format!("{word} {field}"),
        Subject::Release | Subject::Rollout | Subject::Rollback => word.to_owned(),
        Subject::Incident(incident) => format!("{word} {incident}"),
        Subject::Risk(risk) => format!("{word} {risk}"),
        Subject::Stage(_, stage) => format!("{word} stage {stage}"),
        Subject::StageCall(_, stage, role) => format!("{word} at stage {stage} as {role}"),
        Subject::Window(window) => format!("{word} window {window}"),
    }
}

fn rollback_headline(event: &RollbackEvent) -> String {
    match event {
        RollbackEvent::Begun {
            back_to: Some(good),
            ..
        } => format!("began the rollback to {}", good.version),
        RollbackEvent::Begun { .. } => "began the rollback".to_owned(),
        RollbackEvent::Cancelled {
            role: Some(role), ..
        } => format!("cancelled the rollback as {role}"),
        RollbackEvent::Cancelled { .. } => "cancelled the rollback".to_owned(),
    }
}

fn risk_headline(event: &RiskEvent) -> String {
    match event {
        RiskEvent::Raised {
            risk,
            text,
            likelihood,
            impact,
            ..
        } => {
            let level = RiskLevel::of(*likelihood, *impact).word();
            format!("{risk} ({level}): {text}")
        }
        RiskEvent::Closed { risk, outcome, .. } => format!("closed {risk} as {}", outcome.word()),
    }
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

fn rollout_headline(event: &RolloutEvent, about_it: impl Fn(&str) -> String) -> String {
    match event {
        RolloutEvent::Baselined { .. } => "measured the baseline".to_owned(),
        RolloutEvent::Chosen { strategy, .. } => format!("chose strategy {strategy}"),
        RolloutEvent::Entered {
            strategy,
            traffic,
            overriding,
            ..
        } => {
            let overriding = overriding
                .as_ref()
                .map(|it| format!(", overriding as {}", it.role))
                .unwrap_or_default();
            format!(
                "{} of {strategy} with {traffic} % of the traffic{overriding}",
                about_it("entered")
            )
        }
        RolloutEvent::Observed { ruling, .. } => {
            format!("{}: {}", about_it("observed"), ruling.word())
        }
        RolloutEvent::StageCalled { call, .. } => about_it(&format!("called {}", call.word())),
        RolloutEvent::Overridden { overriding, .. } => {
            format!("{} as {}", about_it("overrode"), overriding.role)
        }
        RolloutEvent::Paused { .. } => "paused the rollout".to_owned(),
        RolloutEvent::Resumed { .. } => "resumed the rollout".to_owned(),
        RolloutEvent::Aborted { .. } => "aborted the rollout".to_owned(),
    }
}

fn incident_headline(IncidentEvent { incident, what }: &IncidentEvent) -> String {
    match what {
        IncidentStep::Opened {
            title,
            class,
            severity,
            ..
        } => {
            format!("opened {incident} ({}, {class}): {title}", severity.word())
        }
        IncidentStep::Commanded { commander } => {
            format!("{incident}: {} commands", commander.name())
        }
        IncidentStep::Noted { text, .. } => format!("{incident}: {text}"),
        IncidentStep::ActionAdded { text, owner, due } => {
            let due = due.map(|day| format!(", due {day}")).unwrap_or_default();
            format!("{incident}: action for {}{due}: {}", owner.name(), text)
        }
        IncidentStep::ActionDone { .. } => format!("{incident}: action done"),
        IncidentStep::Decided { role, course, .. } => {
            format!("{incident}: decided on {} as {role}", course.word())
        }
        IncidentStep::Resolved { .. } => format!("resolved {incident}"),
        IncidentStep::Withdrawn { role, .. } => match role {
            Some(role) => format!("withdrew {incident} as {role}"),
            None => format!("withdrew {incident}"),
        },
        IncidentStep::Reopened { .. } => format!("reopened {incident}"),
    }
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
    let via = kind.acted_for().and_then(|it| it.via.clone());
    remarks.extend(via.map(|via| ("via", via)));
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
