//! The JSON that programs read: an envelope with a versioned `format`, and the words of `docs/record-format.md`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::domain::event::{Detail, Event, EventKind, Outcome, Subject, timestamp};
use crate::domain::id::Candidate;
use crate::domain::rules::ahead::{self, SignedAhead};
use crate::domain::rules::before_go::{self, BeforeGo};
use crate::domain::rules::item_status::{ItemStatus, NotApplicable, Staleness};
use crate::domain::rules::judgement::{Judgement, NothingToDo, overall};
use crate::domain::rules::overruled::{self, Overruled};
use crate::domain::rules::reason::Reason;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::{facts, gate, monitoring};
use crate::domain::state::Release;
use crate::domain::text::is_deceptive;
use crate::domain::verdict::Verdict;

/// Returns a value in its envelope, as text.
pub(crate) fn envelope(format: &str, fields: Value) -> String {
    let mut all = Map::new();
    all.insert("format".to_owned(), Value::from(format));
    if let Value::Object(fields) = fields {
        all.extend(fields);
    }
    let text = serde_json::to_string_pretty(&Value::Object(all)).unwrap_or_default();
    harmless(&text) + "\n"
}

/// Escapes what a terminal or a CI runner would act upon. In JSON it can only be part of a string, where the escape
/// means the same.
fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_deceptive(c) {
            text.push(c);
        } else {
            let mut units = [0; 2];
            text.extend(
                c.encode_utf16(&mut units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            );
        }
    }
    text.replace("##[", "##\\u005b")
}

/// Returns what a release is and how it stands, with its items and these gates.
pub(crate) fn standing(
    release: &Release,
    judgements: &[Judgement<'_>],
    items: &[&ItemStatus<'_>],
    now: DateTime<Utc>,
    select: &str,
) -> Value {
    let verdict = overall(judgements).map(Verdict::word);
    json!({
        "release": self::release(release),
        "verdict": verdict,
        "unanswered": unanswered(release),
        "gates": gates(judgements, select, release),
        "items": items.iter().map(|standing| item(standing)).collect::<Vec<_>>(),
        "rollout": release.rollout(now).map(|progress| super::rollout::brief(release, &progress, now)),
        "before-go": before_go::before_go(release).iter().map(before_go).collect::<Vec<_>>(),
        "signed-ahead": ahead::signed_ahead(release).iter().map(signed_ahead).collect::<Vec<_>>(),
        "overridden": release.overrides().map(event).collect::<Vec<_>>(),
        "closed-early": monitoring::closed_early(release).map(|(_, closing)| event(closing)).collect::<Vec<_>>(),
        "incidents": release.incidents().map(|incident| super::incident::brief(incident, now)).collect::<Vec<_>>(),
        "windows": monitoring::watch(release, now).map(|watch| watch.windows.iter().map(super::monitor::window).collect::<Vec<_>>()),
    })
}

pub(crate) fn release(release: &Release) -> Value {
    let header = release.header();
    let facts: BTreeMap<&str, Option<bool>> = release
        .plan()
        .facts
        .iter()
        .map(|fact| (fact.id.as_str(), release.fact(&fact.id)))
        .collect();
    json!({
        "version": header.version.as_str(),
        "id": header.id,
        "type": header.kind.as_str(),
        "playbook": header.playbook,
        "candidate": release.candidate().map(Candidate::as_str),
        "facts": facts,
        "opened": release.start().map(|event| timestamp(&event.at)),
        "outcome": release.outcome().map(Outcome::word),
        "heads": release.heads().iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// Returns an item with its state, its roles, and who answered when.
pub(crate) fn item(standing: &ItemStatus<'_>) -> Value {
    let item = standing.item;
    let sign_offs: Vec<Value> = standing.sign_offs.iter().filter_map(|slot| Some((slot, slot.event?))).map(|(slot, event)| {
        let (evidence, note) = match &event.kind {
            EventKind::Signed { evidence, note, .. } => (evidence.clone(), note.clone()),
            _ => (Vec::new(), None),
        };
        let stale = slot.stale.map(|why| match why {
            Staleness::Candidate => "candidate",
            Staleness::Text => "text",
        });
        json!({"role": slot.role.as_str(), "by": event.by.as_str(), "at": timestamp(&event.at), "evidence": evidence, "note": note, "stale": stale})
    }).collect();
    let ruled_out = standing.ruled_out.map(|why| match why {
        NotApplicable::Fact(fact) => json!({"fact": fact.as_str()}),
        NotApplicable::Person(event) => answer(event),
    });
    json!({
        "id": item.id.as_str(),
        "text": item.text,
        "phase": item.phase.as_str(),
        "section": item.section,
        "state": standing.state.word(),
        "roles": names(&item.roles),
        "killer": item.killer,
        "evidence-required": item.evidence_required,
        "signed": sign_offs,
        "waiver": standing.waiver.map(|event| waiver(event, standing.waiver_expired)),
        "lapsed": standing.lapsed.map(answer),
        "not-applicable": ruled_out,
        "blockers": standing.blockers.iter().map(|event| answer(event)).collect::<Vec<_>>(),
    })
}

/// Returns what was signed ahead of a gate.
pub(crate) fn signed_ahead(signed: &SignedAhead<'_>) -> Value {
    json!({
        "gate": signed.gate.as_str(),
        "phase": signed.phase.as_str(),
        "item": signed.milestone.map(|item| item.id.as_str()),
        "events": signed.events.iter().map(|it| event(it)).collect::<Vec<_>>(),
    })
}

/// Returns a deployment that began before GO.
pub(crate) fn before_go(begun: &BeforeGo<'_>) -> Value {
    json!({
        "item": begun.item.map(|item| item.id.as_str()),
        "gate": begun.phase.as_str(),
        "verdict": begun.verdict.word(),
        "text": begun.sentence(),
        "event": event(begun.event),
    })
}

/// Returns a NO-GO that somebody else overruled.
pub(crate) fn overruled(call: &Overruled<'_>) -> Value {
    json!({
        "role": call.role.as_str(),
        "no-go": event(call.no_go),
        "go": event(call.go),
        "text": call.sentence(),
    })
}

fn names<T: ToString>(names: &[T]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn answer(event: &Event) -> Value {
    let role = match event.kind.subject() {
        Subject::Item(_, role) | Subject::Gate(_, role) => Some(role.as_str()),
        _ => None,
    };
    json!({"role": role, "by": event.by.as_str(), "at": timestamp(&event.at), "reason": event.kind.reason()})
}

fn waiver(event: &Event, expired: bool) -> Value {
    let mut value = answer(event);
    let expires = match &event.kind {
        EventKind::Waived { expires, .. } => expires.map(|day| day.to_string()),
        _ => None,
    };
    value["expires"] = json!(expires);
    value["expired"] = json!(expired);
    value
}

/// Returns the gates; the reasons of a gate include those of the phases before it.
fn gates(judgements: &[Judgement<'_>], select: &str, release: &Release) -> Vec<Value> {
    let mut reasons: Vec<Value> = Vec::new();
    judgements
        .iter()
        .map(|judgement| {
            let phase = judgement.phase;
            reasons.extend(
                judgement
                    .reasons
                    .iter()
                    .map(|reason| self::reason(release, judgement, reason, select)),
            );
            let poll: Vec<Value> = phase
                .gate
                .poll
                .iter()
                .map(|role| match release.call(&phase.id, role) {
                    Some((call, event)) => {
                        let mut value = answer(event);
                        value["call"] = json!(call.word());
                        value["stale"] = json!(gate::outdated(release, event).is_some());
                        value
                    }
                    None => json!({"role": role.as_str(), "call": null}),
                })
                .collect();
            json!({
                "phase": phase.id.as_str(),
                "title": phase.gate.title,
                "verdict": judgement.verdict.word(),
                "nothing-to-do": judgement.nothing_to_do.map(NothingToDo::sentence),
                "poll": poll,
                "overruled": overruled::at_gate(release, &phase.id).iter().map(overruled).collect::<Vec<_>>(),
                "reasons": reasons,
            })
        })
        .collect()
}

fn reason<'r>(
    release: &'r Release,
    judgement: &Judgement<'r>,
    reason: &Reason<'r>,
    select: &str,
) -> Value {
    let item = match reason {
        Reason::Item(standing) => Some(standing.item.id.as_str()),
        _ => None,
    };
    let steps = judgement.steps(release, reason);
    let explained = reason.explain();
    let roles: Vec<_> = explained.owners.iter().map(|role| role.as_str()).collect();
    json!({
        "kind": explained.code,
        "verdict": explained.verdict.word(),
        "phase": judgement.phase.id.as_str(),
        "item": item,
        "item-text": reason.item().map(|item| item.text.as_str()),
        "roles": roles,
        "text": explained.sentence,
        "commands": commands(&steps, select),
        "until": until(&steps),
    })
}

/// Returns the commands among suggestions.
pub(super) fn commands(steps: &[Suggestion<'_>], select: &str) -> Vec<String> {
    let commands = steps.iter().filter(|step| step.until().is_none());
    commands.map(|step| step.command(select)).collect()
}

/// Returns until when only time is missing, when it is.
pub(super) fn until(steps: &[Suggestion<'_>]) -> Option<String> {
    let until = steps.iter().filter_map(Suggestion::until).min();
    until.map(|until| timestamp(&until))
}

/// Returns the facts that nobody has answered.
pub(super) fn unanswered(release: &Release) -> Option<Value> {
    let unanswered = facts::unanswered(release)?;
    Some(json!({"facts": unanswered.facts, "items": unanswered.items}))
}

fn detail_value(detail: &Detail<'_>) -> Value {
    match detail {
        Detail::Text(text) => json!(text),
        Detail::List(texts) => json!(texts),
        Detail::Flag(answer) => json!(answer),
        Detail::Day(day) => json!(day.to_string()),
        Detail::Digest(digest) => json!(digest.to_string()),
        Detail::Number(number) => json!(number),
        Detail::Decimal(amount) => json!(amount.to_f64()),
        Detail::Time(at) => json!(timestamp(at)),
        Detail::Times(times) => times.iter().map(timestamp).collect(),
        Detail::Row(row) => row
            .iter()
            .map(|(name, detail)| ((*name).to_owned(), detail_value(detail)))
            .collect::<Map<_, _>>()
            .into(),
        Detail::Rows(rows) => rows
            .iter()
            .cloned()
            .map(Detail::Row)
            .map(|row| detail_value(&row))
            .collect(),
    }
}

/// Returns an event as the record has it, with what it is about.
pub(crate) fn event(event: &Event) -> Value {
    let mut value = Map::new();
    let mut put = |name: &str, field: Value| value.insert(name.to_owned(), field);
    put("kind", json!(event.kind.word()));
    put("at", json!(timestamp(&event.at)));
    put("by", json!(event.by.as_str()));
    for (part, name) in event.kind.subject().address().parts {
        put(part.json, json!(name));
    }
    event.kind.details(&mut |name, detail| {
        let name = if name == "item" { "item-digest" } else { name };
        put(name, detail_value(&detail));
    });
    put("id", json!(event.id.to_string()));
    put("prev", json!(names(&event.prev)));
    Value::Object(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_carries_nothing_that_a_terminal_or_a_ci_runner_acts_upon() {
        let hostile = "##[error]x \u{9b}31m \u{202e} \u{e0041} \u{1b}[0m 日本";
        let text = envelope("gonogo.test/1", json!({"text": hostile}));
        assert!(
            !text.contains(|c| c != '\n' && is_deceptive(c)) && !text.contains("##["),
            "{text}"
        );
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["text"], hostile);
        assert_eq!(read["format"], "gonogo.test/1");
    }
}
