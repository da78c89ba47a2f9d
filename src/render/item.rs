//! One item with everything that is known of it, for people.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::domain::duration::span;
use crate::domain::event::{Event, timestamp};
use crate::domain::id::RoleId;
use crate::domain::plan::Item;
use crate::domain::rules::item_status::{ItemState, ItemStatus, NotApplicable, SignOff};
use crate::domain::standing::Standing;
use crate::domain::text::{visible, visible_lines};
use crate::style::OutputStyle;

use super::event::log_line;
use super::gate::waiver;

/// Returns the mark of a state: one character and a word, never colour alone.
pub(super) fn mark(state: ItemState, look: OutputStyle) -> String {
    let mark = match (state, look.unicode) {
        (ItemState::Done, true) => "✓",
        (ItemState::Done, false) => "x",
        (ItemState::Blocked, true) => "✗",
        (ItemState::Blocked, false) => "!",
        (ItemState::Waived, _) => "~",
        (ItemState::NotApplicable, _) => "-",
        (ItemState::Stale, _) => "?",
        (ItemState::Open, _) => " ",
    };
    format!("[{mark}]")
}

/// Returns the state's word in its colour.
pub(super) fn state(state: ItemState, look: OutputStyle) -> String {
    match state {
        ItemState::Done => look.good(state.word()),
        ItemState::Blocked => look.bad(state.word()),
        ItemState::Open | ItemState::Stale | ItemState::Waived => look.waiting(state.word()),
        ItemState::NotApplicable => look.faint(state.word()),
    }
    .into_owned()
}

/// Returns an item, where it stands and all its events.
pub(crate) fn show(
    standing: &ItemStatus<'_>,
    events: &[(&Event, Option<&Standing>)],
    now: DateTime<Utc>,
    look: OutputStyle,
) -> String {
    let item = standing.item;
    let mut text = format!(
        "{}\n{}\n\n",
        look.strong(item.id.as_str()),
        visible(&item.text)
    );
    for (label, value) in details(standing, look) {
        let _ = writeln!(text, "  {label:<10} {value}");
    }
    if !events.is_empty() {
        let _ = writeln!(text, "\n{}", look.strong("What happened"));
        let lines = events.iter();
        text.extend(lines.map(|(event, signature)| log_line(event, *signature, now, look)));
    }
    text
}

/// Returns where an item stands, line by line: a label and what is said under it.
fn details(standing: &ItemStatus<'_>, look: OutputStyle) -> Vec<(&'static str, String)> {
    let item = standing.item;
    let state_text = if item.removed {
        "removed from the plan".to_owned()
    } else {
        state(standing.state, look)
    };
    let mut lines = vec![
        ("state", state_text),
        ("phase", item.phase.as_str().to_owned()),
        ("section", visible(&item.section).into_owned()),
    ];
    lines.extend(item.entry.iter().map(|entry| ("entry", entry.to_string())));
    lines.extend(
        standing
            .sign_offs
            .iter()
            .map(|slot| ("role", sign_off(slot))),
    );
    lines.extend(rules(standing).into_iter().map(|rule| ("rule", rule)));
    for event in &standing.waivers {
        let expired = if standing.waiver_expired {
            "expired: "
        } else {
            ""
        };
        lines.push(("waiver", format!("{expired}{}", waiver(event))));
    }
    if let Some(event) = standing.lapsed {
        let said = format!("{}: {}", standing.lapsed_sentence(), reason(event));
        lines.push(("lapsed", said));
    }
    lines.extend(standing.ruled_out.map(|ruled_out| {
        let why = match ruled_out {
            NotApplicable::Fact(against) => against.sentence(),
            NotApplicable::Person(event) => reason(event),
        };
        ("n/a", why)
    }));
    lines.extend(standing.blockers.iter().map(|blocker| {
        let said = format!("{} ({})", reason(blocker), blocker.who());
        ("blocker", said)
    }));
    if let Some(help) = &item.help {
        let help = visible_lines(help).replace('\n', "\n             ");
        lines.push(("help", help));
    }
    if let Some(link) = &item.link {
        lines.push(("link", visible(link).into_owned()));
    }
    lines
}

fn sign_off(slot: &SignOff<'_>) -> String {
    let said = match slot.event {
        Some(event) => {
            let stale = if slot.stale.is_some() { ", stale" } else { "" };
            match slot.signers.as_slice() {
                [] => format!(
                    "signed by {} at {}{stale}",
                    event.who_in_full(),
                    timestamp(&event.at)
                ),
                several => {
                    let names: Vec<_> = several.iter().map(|event| event.who_in_full()).collect();
                    let more = if slot.missing > 0 {
                        format!(", waits for {} more", slot.missing)
                    } else {
                        String::new()
                    };
                    format!("signed by {}{more}", names.join(", "))
                }
            }
        }
        None => "has not signed".to_owned(),
    };
    format!("{}: {said}", slot.role)
}

fn reason(event: &Event) -> String {
    visible(event.kind.reason().unwrap_or_default()).into_owned()
}

/// Says how many people sign an item.
fn by_people(item: &Item) -> String {
    let count = item.signers.unwrap_or(1);
    format!("is signed by {count} people of each role")
}

fn rules(standing: &ItemStatus<'_>) -> Vec<String> {
    let item = standing.item;
    let mut rules = Vec::new();
    if !item.when.is_empty() {
        rules.push(format!("applies when {}", item.when.words()));
    }
    let mut add = |holds: bool, rule: &str| {
        if holds {
            rules.push(rule.to_owned());
        }
    };
    add(item.signers.is_some(), &by_people(item));
    add(item.if_applicable, "may be answered \"not applicable\"");
    add(item.evidence_required, "needs evidence");
    add(
        item.bound == crate::domain::plan::Bound::Candidate,
        "holds for one candidate",
    );
    add(item.killer, "can never be waived");
    if let Some(milestone) = &item.marks {
        rules.push(format!("marks the milestone {milestone}"));
    }
    if let Some(after) = &item.after {
        rules.push(format!("due {}", after.words()));
    }
    if let Some(due) = &item.due {
        rules.push(format!("due {}", due.words()));
    }
    if let Some(fresh) = item.fresh {
        rules.push(format!(
            "a sign-off holds {} until the gate is called",
            span(fresh)
        ));
    }
    if !item.waived_by.is_empty() {
        let roles: Vec<_> = item.waived_by.iter().map(RoleId::as_str).collect();
        rules.push(format!("waived only by {} together", roles.join(", ")));
    }
    if item.in_order {
        rules.push("comes after those above it".to_owned());
    }
    if let Some(check) = &item.check {
        let terms = check.terms();
        let terms = if terms.is_empty() {
            terms
        } else {
            format!(" ({terms})")
        };
        rules.push(format!("can be checked with {}{terms}", check.line()));
    }
    rules
}
