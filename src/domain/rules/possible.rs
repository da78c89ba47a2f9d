//! Whether a suggestion would be admitted now: the event it makes, with its placeholders filled, is held against the
//! validator.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use super::admission::{Refusal, admit};
use super::draft::{Entering, SignOffDetails};
use super::suggestion::Suggestion;
use crate::domain::decimal::Decimal;
use crate::domain::digest::Digest;
use crate::domain::event::reading::{Data, Reading};
use crate::domain::event::{Call, EventKind, IncidentStep, Outcome, RollbackEvent, RolloutEvent};
use crate::domain::id::Candidate;
use crate::domain::person::Person;
use crate::domain::plan::Bound;
use crate::domain::plan::incident::{Severity, Who};
use crate::domain::plan::rollout::{Metric, Traffic};
use crate::domain::rules::draft;
use crate::domain::state::Release;

/// What stands for a text that only a person knows.
const SOMETHING: &str = "x";

/// Somebody who has done nothing yet.
static STRANGER: LazyLock<Option<Person>> =
    LazyLock::new(|| "Someone <someone@localhost>".parse().ok());

/// Returns those of these suggestions that the validator admits at `now`, each once.
pub fn among<'r>(
    release: &'r Release,
    suggestions: impl IntoIterator<Item = Suggestion<'r>>,
    now: DateTime<Utc>,
) -> Vec<Suggestion<'r>> {
    let mut possible: Vec<Suggestion<'r>> = Vec::new();
    for suggestion in suggestions {
        if !possible.contains(&suggestion) && is_possible(release, &suggestion, now) {
            possible.push(suggestion);
        }
    }
    possible
}

fn is_possible(release: &Release, suggestion: &Suggestion<'_>, now: DateTime<Utc>) -> bool {
    match suggestion {
        // A pause moves the end of a soak on with the clock.
        Suggestion::Wait(until) => *until > now && release.rollout_log().paused.is_empty(),
        Suggestion::Walk { .. } => true,
        look if look.is_look() => true,
        // What is said of a candidate does not hold while two branches name different ones.
        Suggestion::CallGo { .. } if release.candidates().len() > 1 => false,
        Suggestion::Sign(item, _) if release.candidates().len() > 1 => item.bound == Bound::Release,
        other => {
            trial(release, other, now).is_some_and(|kind| admits_from_somebody(release, &kind, now))
        }
    }
}

/// Tells whether anybody may add an event: a person who has done nothing yet, or a member of some role.
fn admits_from_somebody(release: &Release, kind: &EventKind, now: DateTime<Utc>) -> bool {
    let admits = |by: &Person| admit(release, kind, by, now);
    let Some(stranger) = &*STRANGER else {
        return false;
    };
    match admits(stranger) {
        Ok(_) => true,
        Err(Refusal::NotAMember { .. } | Refusal::Separation { .. }) => {
            let mut roles = release.plan().roles.iter();
            roles.any(|role| role.members.iter().any(|by| admits(by).is_ok()))
        }
        Err(_) => false,
    }
}

/// Returns the event that a suggestion makes, with its placeholders filled; `None` when it can make none now.
fn trial(release: &Release, suggestion: &Suggestion<'_>, now: DateTime<Utc>) -> Option<EventKind> {
    let text = || SOMETHING.to_owned();
    Some(match suggestion {
        Suggestion::Sign(item, role) => {
            let evidence = item.evidence_required.then(text).into_iter().collect();
            let details = SignOffDetails {
                evidence,
                ..SignOffDetails::default()
            };
            draft::signing(release, &item.id, role, details)?
        }
        Suggestion::Waive(item, role) => draft::waiving(release, item, (*role)?, text(), None)?,
        Suggestion::Reopen(item, role) => EventKind::Reopened {
            item: (*item).clone(),
            role: (*role)?.clone(),
            reason: text(),
        },
        Suggestion::Unblock(item, role) => EventKind::Unblocked {
            item: (*item).clone(),
            role: (*role).clone(),
            reason: text(),
        },
        Suggestion::CallGo { role, phase, over } => {
            draft::calling(release, phase, role, Call::Go, over.then(text))
        }
        Suggestion::Respin => EventKind::Respun {
            candidate: Candidate::from("another"),
            reason: None,
        },
        // Whether the checklists have changed is for them to say.
        Suggestion::Amend => EventKind::Amended {
            plan: Digest::of_bytes(b"another plan"),
            reason: Some(text()),
            changes: Vec::new(),
            role: release
                .plan()
                .amenders()
                .first()
                .map(|role| (*role).clone()),
        },
        Suggestion::Close => closed(Outcome::Shipped, None),
        Suggestion::Abandon(role) => closed(Outcome::Abandoned, *role),
        Suggestion::SetField(field) => EventKind::NoteWritten {
            field: (*field).clone(),
            text: text(),
        },
        Suggestion::AnswerFact(fact) => EventKind::FactAnswered {
            fact: (*fact).clone(),
            answer: true,
            reason: None,
        },
        Suggestion::AnswerNo(fact) => EventKind::FactAnswered {
            fact: (*fact).clone(),
            answer: false,
            reason: Some(text()),
        },
        Suggestion::Rollback => EventKind::Rollback(RollbackEvent::Begun {
            reason: text(),
            trigger: None,
            back_to: None,
        }),
        Suggestion::CloseRolledBack(role) => closed(Outcome::RolledBack, *role),
        Suggestion::CancelRollback(role) => EventKind::Rollback(RollbackEvent::Cancelled {
            role: role.cloned(),
            reason: text(),
        }),
        Suggestion::CloseWindow(window, role) => {
            draft::closing_window(release, window, role, None, None, &[], now)
        }
        _ => trial_of_rollout(release, suggestion, now)
            .or_else(|| trial_of_incident(release, suggestion, now))?,
    })
}

fn trial_of_rollout(
    release: &Release,
    step: &Suggestion<'_>,
    now: DateTime<Utc>,
) -> Option<EventKind> {
    let text = || SOMETHING.to_owned();
    let enter = |traffic: Option<Traffic>, reason, overriding| {
        let traffic = traffic.or_else(|| Some(release.next_stage(now)?.1.traffic))?;
        let entering = Entering {
            traffic: traffic.least,
            reason,
            overriding,
            evidence: Vec::new(),
        };
        draft::entering(release, entering, now)
    };
    match step {
        Suggestion::ChooseStrategy(strategy) => Some(EventKind::Rollout(RolloutEvent::Chosen {
            strategy: (*strategy).clone(),
            reason: text(),
        })),
        Suggestion::Baseline { rollout, again } => Some(draft::baselining(
            &measured(rollout.compared()),
            again.then(text),
        )),
        Suggestion::StartRollout { traffic, again } if release.is_to_start() => {
            enter(*traffic, again.then(text), None)
        }
        Suggestion::Observe(rollout) => draft::observing(release, &measured(rollout.judged()), now),
        Suggestion::CallStage { role, over } => {
            draft::calling_stage(release, role, Call::Go, over.then(text))
        }
        Suggestion::Advance { traffic } if !release.is_to_start() => enter(*traffic, None, None),
        Suggestion::Override {
            starts,
            traffic,
            role,
        } => match release.next_stage(now) {
            Some(_) => enter(*traffic, starts.then(text), Some(((*role).clone(), text()))),
            None => draft::overriding_the_last(release, (*role).clone(), text(), now),
        },
        Suggestion::Resume => Some(EventKind::Rollout(RolloutEvent::Resumed { reason: text() })),
        _ => None,
    }
}

fn trial_of_incident(
    release: &Release,
    step: &Suggestion<'_>,
    now: DateTime<Utc>,
) -> Option<EventKind> {
    let text = || SOMETHING.to_owned();
    match step {
        Suggestion::Decide {
            incident,
            role,
            course,
        } => {
            let decided = IncidentStep::Decided {
                role: (*role)?.clone(),
                course: (*course)?,
                reason: text(),
            };
            Some(decided.of((*incident)?))
        }
        Suggestion::ConfirmRollback(role) => {
            let duty = release
                .plan()
                .decision()
                .and_then(|duty| duty.roles.first());
            let role = role.or(duty)?;
            draft::confirming(release, role, now)
                .ok()?
                .into_iter()
                .next()
        }
        Suggestion::OpenIncident => {
            let class = release.plan().incidents.as_ref()?.classes.last()?;
            Some(draft::opening(
                release,
                text(),
                class.id.clone(),
                Severity::High,
                None,
            ))
        }
        Suggestion::Command(incident) => {
            let commander = Who::Person("Someone <someone@localhost>".parse().ok()?);
            Some(IncidentStep::Commanded { commander }.of(incident))
        }
        Suggestion::EndAction(id, number) => {
            let incident = release.incident(id)?;
            let action = incident
                .actions()
                .find(|action| action.number == *number)?
                .added
                .id;
            Some(IncidentStep::ActionDone { action, note: None }.of(id))
        }
        Suggestion::ResolveIncident(incident) => {
            Some(IncidentStep::Resolved { cause: text() }.of(incident))
        }
        _ => None,
    }
}

fn closed(outcome: Outcome, role: Option<&crate::domain::id::RoleId>) -> EventKind {
    let reason = (outcome != Outcome::Shipped).then(|| SOMETHING.to_owned());
    EventKind::Closed {
        outcome,
        reason,
        role: role.cloned(),
    }
}

/// Returns a reading of each metric.
fn measured<'r>(metrics: impl Iterator<Item = &'r Metric>) -> Vec<Reading> {
    let reading = |metric: &Metric| Reading {
        metric: metric.id.clone(),
        source: SOMETHING.to_owned(),
        query: None,
        data: Data::Value {
            value: Decimal::default(),
            digest: None,
        },
        notes: Vec::new(),
    };
    metrics.map(reading).collect()
}
