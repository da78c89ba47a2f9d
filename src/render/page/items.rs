//! The items of a phase, section by section: what they say, how they stand, who signed and what shows it.

use maud::{Markup, html};

use super::parts::{evidence, shown, time};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::RoleId;
use crate::domain::rules::item_status::{ItemState, ItemStatus, NotApplicable, SignOff};
use crate::domain::rules::judgement::Judgement;
use crate::domain::text::counted;

/// From so many items on, sections without an open item are folded, and a browser draws only what is in sight.
const MANY: usize = 200;

/// Tells whether there are more items than [`MANY`].
pub(super) fn is_many(judgements: &[Judgement<'_>]) -> bool {
    let count: usize = judgements.iter().map(|it| it.items.len()).sum();
    count > MANY
}

/// Returns the items of a phase.
pub(super) fn of_phase(judgement: &Judgement<'_>, many: bool) -> Markup {
    let sections = judgement
        .items
        .chunk_by(|one, other| one.item.section == other.item.section);
    html! { @for section in sections { (of_section(section, judgement.topic.title(), many)) } }
}

fn of_section(items: &[ItemStatus<'_>], phase: &str, many: bool) -> Markup {
    let settled = items.iter().filter(|it| it.state.is_settled()).count();
    let title = items.first().map_or("", |it| it.item.section.as_str());
    let title = if title.is_empty() { phase } else { title };
    html! {
        details open[!many || settled < items.len()] {
            summary { (shown(title)) ": " (settled) " of " (counted(items.len(), "item")) " settled" }
            ul.items { @for standing in items { (item(standing)) } }
        }
    }
}

/// Returns the class of a state's colour.
fn class(state: ItemState) -> &'static str {
    match state {
        ItemState::NotApplicable => "none",
        state => state.word(),
    }
}

fn item(standing: &ItemStatus<'_>) -> Markup {
    let item = standing.item;
    let missing: Vec<&str> = standing.missing().map(RoleId::as_str).collect();
    let is_open = !standing.state.is_settled();
    html! {
        li.(class(standing.state)) id=(item.id) {
            b { (standing.state.word()) } " " (shown(&item.text)) " " small { (item.id) }
            @for slot in &standing.sign_offs { (signed(slot)) }
            @for blocker in &standing.blockers { (said("blocked", blocker)) }
            @for waiver in &standing.waivers { (said("waived", waiver)) }
            @match standing.ruled_out {
                Some(NotApplicable::Fact(against)) => p { (shown(&against.sentence())) },
                Some(NotApplicable::Person(event)) => (said("not applicable", event)),
                None => {},
            }
            @if is_open && !missing.is_empty() { p { "waits for " (missing.join(", ")) } }
            @if let Some(timing) = standing.timing.sentence() { p { (shown(&timing)) } }
        }
    }
}

fn signed(slot: &SignOff<'_>) -> Markup {
    let Some(event) = slot.event else {
        return html! {};
    };
    let (shown_by, note) = match &event.kind {
        EventKind::Signed { evidence, note, .. } => (evidence.as_slice(), note.as_deref()),
        _ => (&[][..], None),
    };
    html! {
        p {
            (slot.role) ": " (shown(&event.who())) ", " (time(event.at))
            @if slot.stale.is_some() { ", no longer holds" }
            @for text in shown_by { " · " (evidence(text)) }
            @if let Some(note) = note { " · " (shown(note)) }
        }
    }
}

/// Says what somebody did about an item, and why.
fn said(what: &str, event: &Event) -> Markup {
    let until = match &event.kind {
        EventKind::Waived { expires, .. } => expires.map(|day| format!(" until {day}")),
        _ => None,
    };
    html! {
        p {
            (what) @if let Some(until) = until { (until) } " by " (shown(&event.who())) ", " (time(event.at))
            @if let Some(reason) = event.kind.reason() { ": " (shown(reason)) }
        }
    }
}
