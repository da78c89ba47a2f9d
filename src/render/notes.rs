//! The release notes as Markdown, as JSON, and through a team's own template.
//!
//! In Markdown they are in the order of the template: short fields stand behind a bold label, all others under a heading of
//! their own. What people wrote into fields may use simple Markdown ([`prose`]); everything else from the record is plain
//! text ([`escape`]).

mod check;
mod template;
mod view;

pub(crate) use self::check::{check, check_json};
pub(crate) use self::template::{LONGEST_TEMPLATE, from_template};
pub(crate) use self::view::json;
use crate::domain::rules::changes::Listed;
use crate::domain::rules::item_status::{ItemState, ItemStatus};
use crate::domain::rules::notes::{
    Basis, FieldNotes, Filled, ReleaseDate, ReleaseNotes, Risk, RiskAbout, Text, joined,
};
use crate::render::markdown::{escape, prose};

pub(crate) fn markdown(notes: &ReleaseNotes<'_>) -> String {
    let mut parts = vec![format!(
        "# Release {}",
        escape(notes.header.version.as_str())
    )];
    parts.extend(notes.fields.iter().map(|field| match &field.filled {
        Filled::Release => labelled(
            field,
            &escape(&format!("{} ({})", notes.header.version, notes.header.kind)),
        ),
        Filled::Date => labelled(field, &date(notes.date)),
        Filled::Nothing | Filled::KnownIssues(_) | Filled::Checklist(_) => {
            format!(
                "## {}\n\n{}",
                escape(&field.field.title),
                content(notes, field)
            )
        }
    }));
    parts.join("\n\n") + "\n"
}

fn labelled(field: &FieldNotes<'_>, value: &str) -> String {
    format!("**{}:** {value}", escape(&field.field.title))
}

fn date(date: ReleaseDate) -> String {
    match date.basis {
        Basis::Announced | Basis::Deployed => date.day.to_string(),
        Basis::Planned | Basis::Closed(_) => format!("{} ({})", date.day, date.basis.word()),
    }
}

fn content(notes: &ReleaseNotes<'_>, field: &FieldNotes<'_>) -> String {
    let mut blocks = match field.contradiction().as_slice() {
        [] => vec![prose(&field.text())],
        texts => vec![contradiction(texts)],
    };
    match &field.filled {
        Filled::KnownIssues(risks) => {
            blocks.push(lines(risks.iter().map(|risk| risk_line(notes, risk))));
        }
        Filled::Checklist(items) => blocks.push(lines(items.iter().map(item_line))),
        Filled::Nothing | Filled::Release | Filled::Date => {}
    }
    let text = joined(&blocks);
    if !text.is_empty() {
        text
    } else if field.is_missing() {
        format!("*To be written by {}.*", escape(field.owner_title()))
    } else {
        "Not applicable to this release.".to_owned()
    }
}

fn contradiction(texts: &[Text<'_>]) -> String {
    let part = |text: &Text<'_>| {
        format!(
            "*Written by {}:*\n\n{}",
            escape(&text.event.who()),
            prose(text.text)
        )
    };
    texts.iter().map(part).collect::<Vec<_>>().join("\n\n")
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines
        .map(|line| format!("- {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn risk_line(notes: &ReleaseNotes<'_>, risk: &Risk<'_>) -> String {
    if let RiskAbout::Call(phase, overruled) = &risk.about {
        return format!(
            "**Overruled NO-GO:** {} — {} ({})",
            escape(&phase.gate.title),
            escape(&overruled.sentence()),
            escape(notes.role_title(overruled.role)),
        );
    }
    let label = if risk.is_waiver() {
        "Accepted risk"
    } else {
        "Open blocker"
    };
    let did = if risk.is_waiver() {
        "accepted"
    } else {
        "blocked"
    };
    let until = risk
        .expires()
        .map(|day| format!(" until {day}"))
        .unwrap_or_default();
    format!(
        "**{label}:** {} — {} ({did}{until} by {}, {})",
        escape(risk.text()),
        escape(risk.event.kind.reason().unwrap_or_default()),
        escape(&risk.event.who()),
        escape(risk.role().map_or("", |role| notes.role_title(role))),
    )
}

fn item_line(standing: &ItemStatus<'_>) -> String {
    let text = escape(&standing.item.text);
    match standing.state {
        ItemState::Done => format!("[x] {text}"),
        ItemState::Open => format!("[ ] {text}"),
        ItemState::NotApplicable => format!("{text} (not applicable)"),
        state @ (ItemState::Waived | ItemState::Blocked | ItemState::Stale) => {
            format!("[ ] {text} ({})", state.word())
        }
    }
}

/// Returns listed changes as Markdown.
pub(crate) fn changes(lists: &[Listed]) -> String {
    let texts: Vec<_> = lists.iter().map(|list| list.text.as_str()).collect();
    prose(&joined(&texts)) + "\n"
}
