//! The release notes as data: what JSON prints and what templates see, one and the same (`docs/notes.md`).

use serde::Serialize;

use crate::domain::event::timestamp;
use crate::domain::id::RoleId;
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::notes::{FieldNotes, Filled, ReleaseNotes, Risk, Text};
use crate::render::json::envelope;

/// The whole notes.
#[derive(Debug, Serialize)]
pub(super) struct NotesView<'n> {
    pub(super) version: &'n str,
    #[serde(rename = "type")]
    pub(super) kind: &'n str,
    pub(super) date: DateView,
    pub(super) complete: bool,
    pub(super) fields: Vec<FieldView<'n>>,
}

/// The day of the release and what says so.
#[derive(Debug, Serialize)]
pub(super) struct DateView {
    pub(super) day: String,
    pub(super) basis: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct FieldView<'n> {
    pub(super) id: &'n str,
    pub(super) title: &'n str,
    pub(super) source: &'static str,
    pub(super) owner: OwnerView<'n>,
    pub(super) needed: bool,
    pub(super) missing: bool,
    pub(super) contradicting: bool,
    /// The version, the date, or what people wrote.
    pub(super) text: String,
    pub(super) parts: Vec<PartView<'n>>,
    pub(super) risks: Vec<RiskView<'n>>,
    pub(super) items: Vec<ItemView<'n>>,
}

/// The role that answers for a field.
#[derive(Debug, Serialize)]
pub(super) struct OwnerView<'n> {
    pub(super) role: &'n str,
    pub(super) title: &'n str,
}

/// One text that somebody wrote.
#[derive(Debug, Serialize)]
pub(super) struct PartView<'n> {
    pub(super) text: &'n str,
    pub(super) by: &'n str,
    pub(super) at: String,
}

/// A waiver in force or an open blocker.
#[derive(Debug, Serialize)]
pub(super) struct RiskView<'n> {
    pub(super) kind: &'static str,
    pub(super) id: &'n str,
    pub(super) text: &'n str,
    pub(super) reason: &'n str,
    pub(super) role: &'n str,
    pub(super) by: &'n str,
    pub(super) at: String,
    pub(super) expires: Option<String>,
}

/// An item of a checklist.
#[derive(Debug, Serialize)]
pub(super) struct ItemView<'n> {
    pub(super) id: &'n str,
    pub(super) text: &'n str,
    pub(super) phase: &'n str,
    pub(super) state: &'static str,
    pub(super) roles: Vec<&'n str>,
}

/// Returns the notes as JSON, `gonogo.notes/1`.
pub(crate) fn json(notes: &ReleaseNotes<'_>) -> String {
    envelope(
        "gonogo.notes/1",
        serde_json::to_value(NotesView::of(notes)).unwrap_or_default(),
    )
}

impl<'n> NotesView<'n> {
    pub(super) fn of(notes: &'n ReleaseNotes<'_>) -> Self {
        Self {
            version: notes.header.version.as_str(),
            kind: notes.header.kind.as_str(),
            date: DateView {
                day: notes.date.day.to_string(),
                basis: notes.date.basis.word(),
            },
            complete: notes.gaps().is_empty(),
            fields: notes
                .fields
                .iter()
                .map(|field| FieldView::of(notes, field))
                .collect(),
        }
    }
}

impl<'n> FieldView<'n> {
    fn of(notes: &'n ReleaseNotes<'_>, notes_of: &'n FieldNotes<'_>) -> Self {
        let FieldNotes {
            field,
            texts,
            filled,
            ..
        } = notes_of;
        let part = |text: &Text<'n>| PartView {
            text: text.text,
            by: text.event.by.as_str(),
            at: timestamp(&text.event.at),
        };
        let (risks, items): (&[Risk<'_>], &[ItemStatus<'_>]) = match filled {
            Filled::KnownIssues(risks) => (risks, &[]),
            Filled::Checklist(items) => (&[], items),
            Filled::Nothing | Filled::Release | Filled::Date => (&[], &[]),
        };
        Self {
            id: field.id.as_str(),
            title: &field.title,
            source: field.source.word(),
            owner: OwnerView {
                role: field.owner.as_str(),
                title: notes_of.owner_title(),
            },
            needed: notes_of.not_needed.is_none(),
            missing: notes_of.is_missing(),
            contradicting: !notes_of.contradiction().is_empty(),
            text: match filled {
                Filled::Release => notes.header.version.to_string(),
                Filled::Date => notes.date.day.to_string(),
                Filled::Nothing | Filled::KnownIssues(_) | Filled::Checklist(_) => notes_of.text(),
            },
            parts: texts.iter().map(part).collect(),
            risks: risks.iter().map(RiskView::of).collect(),
            items: items.iter().map(ItemView::of).collect(),
        }
    }
}

impl<'n> RiskView<'n> {
    fn of(risk: &'n Risk<'_>) -> Self {
        Self {
            kind: risk.kind(),
            id: risk.id(),
            text: risk.text(),
            reason: risk.event.kind.reason().unwrap_or_default(),
            role: risk.role().map_or("", RoleId::as_str),
            by: risk.event.by.as_str(),
            at: timestamp(&risk.event.at),
            expires: risk.expires().map(|day| day.to_string()),
        }
    }
}

impl<'n> ItemView<'n> {
    fn of(standing: &'n ItemStatus<'_>) -> Self {
        Self {
            id: standing.item.id.as_str(),
            text: &standing.item.text,
            phase: standing.item.phase.as_str(),
            state: standing.state.word(),
            roles: standing.item.roles.iter().map(RoleId::as_str).collect(),
        }
    }
}
