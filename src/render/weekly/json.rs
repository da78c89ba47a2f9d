//! The weekly status as data: `gonogo.weekly/1`.

use serde_json::{Value, json};

use crate::domain::event::timestamp;
use crate::domain::id::Candidate;
use crate::domain::reports::weekly::{Ended, InFlight, OpenIncident, Present, Risk, Turn, Weekly};
use crate::domain::verdict::Verdict;
use crate::render::incident::{open_action, put_commanders};
use crate::render::json::envelope;
use crate::render::retro;
use crate::render::unreadable::{self, Unreadable};

/// Returns the weekly status as JSON, with the records that it had to leave out.
pub(crate) fn json(weekly: &Weekly, damaged: &[Unreadable]) -> String {
    let value = json!({
        "as-of": timestamp(&weekly.now),
        "since": timestamp(&weekly.since),
        "in-flight": weekly.in_flight.iter().map(|release| in_flight(weekly, release)).collect::<Vec<_>>(),
        "ended": weekly.ended.iter().map(ended).collect::<Vec<_>>(),
        "incidents": weekly.incidents.iter().map(incident).collect::<Vec<_>>(),
        "unreadable": unreadable::list(damaged),
        "actions": weekly.actions().iter().map(|action| open_action(action, weekly.now)).collect::<Vec<_>>(),
    });
    envelope("gonogo.weekly/1", value)
}

fn in_flight(weekly: &Weekly, release: &InFlight) -> Value {
    let present = |phase: &Present| json!({"id": phase.id.as_str(), "title": phase.title, "verdict": phase.verdict.word()});
    let signals = release
        .signals
        .iter()
        .map(|(word, sentence)| json!({"kind": word, "text": sentence}));
    json!({
        "version": release.version.as_str(),
        "type": release.kind.as_str(),
        "candidate": release.candidate.as_ref().map(Candidate::as_str),
        "opened": release.opened.map(|at| timestamp(&at)),
        "verdict": release.verdict.map(Verdict::word),
        "rolling-back": release.rolling_back.map(|since| timestamp(&since)),
        "phase": release.phase.as_ref().map(present),
        "settled": release.settled,
        "items": release.items,
        "turns": release.turns.iter().map(turn).collect::<Vec<_>>(),
        "risks": release.risks.iter().map(risk).collect::<Vec<_>>(),
        "waived-again": weekly.debts(release).iter().map(retro::debt).collect::<Vec<_>>(),
        "signals": signals.collect::<Vec<_>>(),
        "next": release.steps,
    })
}

fn turn(turn: &Turn) -> Value {
    json!({
        "role": turn.role.as_str(),
        "title": turn.title,
        "items": turn.items,
        "calls": turn.calls,
        "others": turn.others,
    })
}

fn risk(risk: &Risk) -> Value {
    json!({
        "kind": risk.kind.word(),
        "about": risk.about,
        "text": risk.text,
        "by": risk.by,
        "since": risk.since.map(|at| timestamp(&at)),
        "until": risk.until.map(|day| day.to_string()),
    })
}

fn incident(incident: &OpenIncident) -> Value {
    let mut value = json!({
        "version": incident.version.as_str(),
        "id": incident.id.as_str(),
        "title": incident.title,
        "severity": incident.severity.word(),
        "opened": incident.opened.map(|at| timestamp(&at)),
    });
    put_commanders(&mut value, incident.commanders.iter());
    value
}

fn ended(ended: &Ended) -> Value {
    json!({
        "version": ended.version.as_str(),
        "type": ended.kind.as_str(),
        "outcome": ended.outcome.word(),
        "at": timestamp(&ended.at),
        "by": ended.by,
        "reason": ended.reason,
    })
}
