//! The phases: where each stands, who was polled at its gate, what keeps that shut, and its items.

use maud::{Markup, html};

use super::parts::{badge, shown, table};
use super::{LOOK, items};
use crate::domain::id::RoleId;
use crate::domain::rules::calls;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::lateness::Deadline;
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::render::gate::is_told;
use crate::render::status::{PHASES, PHASES_NUMBERS, phase_rows};

/// Returns a table of all phases, and each of them below.
pub(super) fn phases(release: &Release, judgements: &[Judgement<'_>]) -> Markup {
    let rows = phase_rows(release, judgements, LOOK);
    let many = items::is_many(judgements);
    html! {
        (table("Items by state, calls and gate of each phase", &PHASES, &PHASES_NUMBERS, &rows))
        @for judgement in judgements { (phase(release, judgement, many)) }
    }
}

fn phase(release: &Release, judgement: &Judgement<'_>, many: bool) -> Markup {
    let topic = judgement.topic;
    let has_gate = judgement.nothing_to_do.is_none();
    html! {
        h3 id={ "phase:" (topic.id()) } { (shown(topic.title())) }
        p {
            @match judgement.nothing_to_do {
                Some(nothing) => (nothing.sentence()),
                None => { (badge(judgement.verdict)) " at " (shown(topic.gate_title())) },
            }
            @if let Some(deadline) = judgement.deadline(release) {
                " · " span.(if deadline.is_over() { "bad" } else { "faint" }) { (Deadline::words(&deadline)) }
            }
        }
        @if has_gate { (poll(release, judgement)) }
        (reasons(judgement))
        (items::of_phase(judgement, many))
    }
}

/// Returns what each role of the poll has called.
fn poll(release: &Release, judgement: &Judgement<'_>) -> Markup {
    let topic = judgement.topic;
    let row = |role: &RoleId| {
        let tally = topic
            .phase()
            .and_then(|phase| calls::tally(release, phase, role));
        let called = release.call(topic.id(), role);
        let outdated = called.is_some_and(|(_, event)| calls::outdated(release, event).is_some());
        let word = match (&tally, called) {
            (Some(tally), _) => tally.sentence(),
            (None, Some((call, _))) if outdated => format!("{}, no longer holds", call.word()),
            (None, Some((call, _))) => call.word().to_owned(),
            (None, None) => "not called".to_owned(),
        };
        let event = called.map(|(_, event)| event);
        vec![
            role.to_string(),
            word,
            event
                .map(|event| event.who().into_owned())
                .unwrap_or_default(),
            event
                .map(|event| event.at.format("%Y-%m-%d %H:%M").to_string())
                .unwrap_or_default(),
            event
                .and_then(|event| event.kind.reason())
                .unwrap_or_default()
                .to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = release.poll_of(topic).map(row).collect();
    html! {
        @if !rows.is_empty() {
            (table(
                &format!("Calls at {}", topic.gate_title()),
                &["Role", "Call", "By", "When", "Reason"],
                &[],
                &rows,
            ))
        }
    }
}

/// Returns what keeps the gate shut besides the items and the calls, which stand beside this.
fn reasons(judgement: &Judgement<'_>) -> Markup {
    let reasons = judgement.reasons_by_weight().into_iter();
    let others: Vec<&Reason<'_>> = reasons
        .filter(|reason| is_told(reason))
        .filter(|reason| !matches!(reason, Reason::Item(_) | Reason::Call { .. }))
        .collect();
    html! {
        @if !others.is_empty() {
            ul.reasons { @for other in others { (reason(other)) } }
        }
    }
}

/// Returns one thing that keeps a gate shut, with the roles that can settle it.
pub(super) fn reason(reason: &Reason<'_>) -> Markup {
    let explained = reason.explain();
    let owners: Vec<&str> = explained.owners.iter().map(|role| role.as_str()).collect();
    html! {
        li {
            code { (shown(&explained.about)) } ": "
            span.(super::parts::class(explained.verdict)) { (shown(&explained.sentence)) }
            @if let Some(item) = reason.item() { " · " (shown(&item.text)) }
            @if !owners.is_empty() && !matches!(reason, Reason::Call { .. }) {
                " " small { "for " (owners.join(", ")) }
            }
        }
    }
}
