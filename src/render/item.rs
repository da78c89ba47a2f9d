//! One item with everything that is known of it, for people.

use std::fmt::Write as _;

use crate::domain::event::{Event, timestamp};
use crate::domain::id::FactId;
use crate::domain::rules::item_status::{ItemState, ItemStatus, NotApplicable};
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
pub(crate) fn show(standing: &ItemStatus<'_>, events: &[&Event], look: OutputStyle) -> String {
    let item = standing.item;
    let mut text = format!(
        "{}\n{}\n\n",
        look.strong(item.id.as_str()),
        visible(&item.text)
    );
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {label:<10} {value}");
    };
    let state_text = if item.removed {
        "removed from the plan".to_owned()
    } else {
        state(standing.state, look)
    };
    line("state", &state_text);
    line("phase", item.phase.as_str());
    line("section", &visible(&item.section));
    for slot in &standing.sign_offs {
        let said = match slot.event {
            Some(event) if slot.stale.is_some() => {
                format!("signed by {} at {}, stale", event.by, timestamp(&event.at))
            }
            Some(event) => format!("signed by {} at {}", event.by, timestamp(&event.at)),
            None => "has not signed".to_owned(),
        };
        line("role", &format!("{}: {said}", slot.role));
    }
    for rule in rules(standing) {
        line("rule", &rule);
    }
    if let Some(event) = standing.waiver {
        line(
            "waiver",
            &format!(
                "{}{}",
                if standing.waiver_expired {
                    "expired: "
                } else {
                    ""
                },
                waiver(event)
            ),
        );
    }
    match standing.ruled_out {
        Some(NotApplicable::Fact(fact)) => line("n/a", &format!("fact {fact} is answered no")),
        Some(NotApplicable::Person(event)) => {
            line("n/a", &visible(event.kind.reason().unwrap_or_default()));
        }
        None => {}
    }
    for blocker in &standing.blockers {
        line(
            "blocker",
            &format!(
                "{} ({})",
                visible(blocker.kind.reason().unwrap_or_default()),
                blocker.by.name()
            ),
        );
    }
    if let Some(help) = &item.help {
        line(
            "help",
            &visible_lines(help).replace('\n', "\n             "),
        );
    }
    if let Some(link) = &item.link {
        line("link", &visible(link));
    }
    if !events.is_empty() {
        let _ = writeln!(text, "\n{}", look.strong("What happened"));
        text.extend(events.iter().map(|event| log_line(event, look)));
    }
    text
}

fn rules(standing: &ItemStatus<'_>) -> Vec<String> {
    let item = standing.item;
    let mut rules = Vec::new();
    if !item.when.is_empty() {
        let facts: Vec<_> = item.when.iter().map(FactId::as_str).collect();
        rules.push(format!("applies when {}", facts.join(" and ")));
    }
    let mut add = |holds: bool, rule: &str| {
        if holds {
            rules.push(rule.to_owned());
        }
    };
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
    if let Some(check) = &item.check {
        let command: Vec<_> = check.run.iter().map(|part| visible(part)).collect();
        rules.push(format!("can be checked with {}", command.join(" ")));
    }
    rules
}
