//! What an auditor asks for: each requirement with its evidence, who signed it when, what was decided, and what was accepted; and
//! how to check all of it against the record.

use super::{Exported, reason, why_not};
use crate::domain::event::{Event, EventKind, timestamp};
use crate::domain::id::RoleId;
use crate::domain::rules::calls;
use crate::domain::rules::item_status::{ItemState, ItemStatus, SignOff};
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::signed;
use crate::domain::text::counted;
use crate::render::gate::{accepted, waiver};
use crate::render::markdown::parts::{section, table};
use crate::render::markdown::{code, escape};
use crate::render::signatures;

/// Returns the pack as Markdown.
pub(super) fn pack(exported: &Exported<'_>) -> String {
    let version = exported.release.header().version.as_str();
    let mut parts = vec![
        format!("# Audit of release {}", escape(version)),
        escape(&exported.standing()),
        section("Record", &record(exported)),
    ];
    let judgements = exported.judgements.iter().filter(|it| !it.items.is_empty());
    parts.extend(judgements.map(|it| section(&escape(it.topic.title()), &requirements(it))));
    parts.push(section("Decisions", &decisions(exported)));
    parts.push(section("Accepted risks", &risks(exported)));
    parts.join("\n\n") + "\n"
}

fn record(exported: &Exported<'_>) -> String {
    let release = exported.release;
    let heads: Vec<String> = release
        .heads()
        .iter()
        .map(|head| code(&head.to_string()))
        .collect();
    let expected = release
        .heads()
        .first()
        .map(|head| format!(" --expect-head {head}"));
    let command = format!(
        "gonogo verify {}{}",
        release.header().version,
        expected.unwrap_or_default()
    );
    let unjudged = match exported.unjudged {
        0 => String::new(),
        some => format!(
            " {} cannot be held to its rules any more, because an amendment after it does not say what it changed.",
            counted(some, "event")
        ),
    };
    let counts = signatures::counts(release);
    let rows = [
        ("File", code(&exported.digest.to_string())),
        ("Events", release.events().len().to_string()),
        ("Newest events", heads.join(" ")),
        (
            "Signatures",
            counts.clone().unwrap_or_else(|| "none".to_owned()),
        ),
        ("Made at", timestamp(&exported.now)),
    ];
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(key, value)| vec![key.to_owned(), value])
        .collect();
    let people = match counts {
        None => "Who a person is, the record says: nothing in it is signed.",
        Some(_) => {
            "A signature is verified when a key made it that counted for that person; of what is not signed, only the record says whose it is."
        }
    };
    let distrust = signed::distrust(release);
    let distrust =
        distrust.map(|it| format!("**The record {it}.** `gonogo gate` does not judge it.\n\n"));
    let doubts = signed::doubts(release);
    let doubts = doubts.iter().map(|doubt| format!("\n- {}", escape(doubt)));
    let doubts: String = doubts.collect();
    let doubts = match doubts.is_empty() {
        true => doubts,
        false => format!("\n\nSignatures that are not verified:\n{doubts}"),
    };
    format!(
        "{}{}\n\nVerified: the id of every event, every link between events, the plan that was frozen, and that every event was allowed when it was recorded.{unjudged} {people} To check it again: compare the digest of the file, and run {}.{doubts}",
        distrust.unwrap_or_default(),
        table(&["What", "Value"], &rows, ""),
        code(&command)
    )
}

/// Returns the items of a phase, a row for each role.
fn requirements(judgement: &Judgement<'_>) -> String {
    let rows = judgement.items.iter().flat_map(|standing| {
        let slots = standing.sign_offs.iter();
        slots.map(move |slot| requirement(standing, slot))
    });
    let heading = [
        "Requirement",
        "Item",
        "State",
        "Role",
        "Signed by",
        "When",
        "Evidence and remarks",
    ];
    table(&heading, &rows.collect::<Vec<_>>(), "")
}

fn requirement(standing: &ItemStatus<'_>, slot: &SignOff<'_>) -> Vec<String> {
    let item = standing.item;
    let signed = slot.event;
    let (evidence, note) = match signed.map(|event| &event.kind) {
        Some(EventKind::Signed { evidence, note, .. }) => (evidence.clone(), note.clone()),
        _ => (Vec::new(), None),
    };
    let is_waived = standing.state == ItemState::Waived;
    let waived = standing
        .waivers
        .iter()
        .filter(|_| is_waived)
        .map(|event| waiver(event));
    let blocked = standing
        .blockers
        .iter()
        .map(|event| format!("blocked: {}", reason(event)));
    let stale = signed
        .filter(|_| !slot.holds())
        .map(|_| "no longer holds".to_owned());
    let others = note.into_iter().chain(stale).chain(waived).chain(blocked);
    let others = others.chain(why_not(standing)).map(|text| escape(&text));
    let remarks: Vec<String> = evidence
        .iter()
        .map(|text| super::evidence(text))
        .chain(others)
        .collect();
    vec![
        escape(&item.text),
        code(item.id.as_str()),
        standing.state.word().to_owned(),
        escape(slot.role.as_str()),
        signed
            .map(|event| escape(&event.who_in_full()))
            .unwrap_or_default(),
        signed.map(|event| timestamp(&event.at)).unwrap_or_default(),
        remarks.join("; "),
    ]
}

fn decisions(exported: &Exported<'_>) -> String {
    let release = exported.release;
    let row = |judgement: &Judgement<'_>, role: &RoleId, call: &str, event: Option<&Event>| {
        vec![
            escape(judgement.topic.gate_title()),
            escape(role.as_str()),
            call.to_owned(),
            event
                .map(|event| escape(&event.who_in_full()))
                .unwrap_or_default(),
            event.map(|event| timestamp(&event.at)).unwrap_or_default(),
            event
                .and_then(|event| event.kind.reason())
                .map(escape)
                .unwrap_or_default(),
        ]
    };
    let mut rows = Vec::new();
    for judgement in exported.judgements {
        let id = judgement.topic.id();
        for role in release.poll_of(judgement.topic) {
            let before = rows.len();
            if let Some((call, event)) = release.call(id, role) {
                let stale = match calls::outdated(release, event) {
                    Some(_) => ", no longer holds",
                    None => "",
                };
                rows.push(row(
                    judgement,
                    role,
                    &format!("{}{stale}", call.word()),
                    Some(event),
                ));
            }
            let votes = release.votes(id, role);
            rows.extend(votes.map(|(call, event)| row(judgement, role, call.word(), Some(event))));
            if rows.len() == before {
                rows.push(row(judgement, role, "not called", None));
            }
        }
    }
    table(
        &["Gate", "Role", "Call", "By", "When", "Reason"],
        &rows,
        "No role is polled.",
    )
}

fn risks(exported: &Exported<'_>) -> String {
    let judgements = exported.judgements.iter();
    let rows = judgements.flat_map(|judgement| {
        let waived = judgement
            .items
            .iter()
            .filter(|it| it.state == ItemState::Waived);
        let waived = waived.flat_map(|standing| {
            let waivers = standing.waivers.iter();
            waivers.map(|event| {
                vec![
                    escape(&standing.item.id.to_string()),
                    escape(&waiver(event)),
                ]
            })
        });
        let accepted = accepted(exported.release, judgement.topic.id()).into_iter();
        waived.chain(accepted.map(|(about, said)| vec![escape(&about), escape(&said)]))
    });
    table(
        &["About", "What was accepted"],
        &rows.collect::<Vec<_>>(),
        "None.",
    )
}
