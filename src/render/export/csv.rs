//! The items of a release as comma-separated values (RFC 4180): a row for each role of an item.

use super::{Exported, reason, why_not};
use crate::domain::event::{Event, EventKind, timestamp};
use crate::domain::rules::item_status::{ItemStatus, SignOff};
use crate::domain::rules::signed::Demand;
use crate::domain::state::Release;
use crate::render::csv::line;

const HEADING: [&str; 14] = [
    "phase",
    "section",
    "item",
    "text",
    "state",
    "role",
    "signed-by",
    "signed-at",
    "holds",
    "evidence",
    "note",
    "waived-until",
    "reason",
    "signature",
];

/// Returns the items as rows. What is unknown or does not apply is an empty cell; of several texts in one cell, each but the first
/// stands behind a semicolon.
pub(crate) fn csv(exported: &Exported<'_>) -> String {
    let mut text = line(&HEADING);
    let demand = Demand::of(exported.release);
    for standing in exported.judgements.iter().flat_map(|it| &it.items) {
        for slot in &standing.sign_offs {
            text.push_str(&row(exported.release, &demand, standing, slot));
        }
    }
    text
}

fn row(
    release: &Release,
    demand: &Demand<'_>,
    standing: &ItemStatus<'_>,
    slot: &SignOff<'_>,
) -> String {
    let item = standing.item;
    let (evidence, note) = match slot.event.map(|event| &event.kind) {
        Some(EventKind::Signed { evidence, note, .. }) => (evidence.join("; "), note.clone()),
        _ => (String::new(), None),
    };
    let days = standing
        .waivers
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Waived { expires, .. } => expires.map(|day| day.to_string()),
            _ => None,
        });
    let reasons = standing.blockers.iter().chain(&standing.waivers);
    let reasons = reasons.map(|event| reason(event)).chain(why_not(standing));
    line(&[
        item.phase.as_str(),
        &item.section,
        item.id.as_str(),
        &item.text,
        standing.state.word(),
        slot.role.as_str(),
        &slot.event.map(Event::who_in_full).unwrap_or_default(),
        &slot
            .event
            .map(|event| timestamp(&event.at))
            .unwrap_or_default(),
        if slot.event.is_none() {
            ""
        } else if slot.holds() {
            "yes"
        } else {
            "no"
        },
        &evidence,
        note.as_deref().unwrap_or_default(),
        &days.collect::<Vec<_>>().join("; "),
        &reasons.collect::<Vec<_>>().join("; "),
        slot.event
            .filter(|event| demand.is_told(event))
            .map_or("", |event| release.standing(event).word()),
    ])
}
