//! What an event says, in half a sentence.

use super::incident::{IncidentEvent, IncidentStep, RollbackEvent};
use super::kind::EventKind;
use super::risk::{RiskEvent, RiskLevel};
use super::rollout::RolloutEvent;
use super::subject::Subject;
use crate::domain::text::{counted, yes_or_no};

/// Returns what happened and about what, without who, when and why; not escaped yet for where it goes.
pub fn headline(kind: &EventKind) -> String {
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
