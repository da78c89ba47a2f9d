//! The release notes as data: what JSON prints and what templates see, one and the same (`docs/notes.md`).

use serde::Serialize;

use crate::domain::event::timestamp;
use crate::domain::id::RoleId;
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::notes::{FieldNotes, Filled, ReleaseNotes, Risk, Text};
use crate::render::json::{envelope, formats};

formats! { NotesView<'_> = "gonogo.notes/1" }

/// The release notes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NotesView<'n> {
    /// The version of the release.
    pub(super) version: &'n str,
    /// The type of the release.
    #[serde(rename = "type")]
    pub(super) kind: &'n str,
    /// The day of the release.
    pub(super) date: DateView,
    /// Whether no field is missing or contradicts itself.
    pub(super) complete: bool,
    /// The fields, in the playbook's order.
    pub(super) fields: Vec<FieldView<'n>>,
}

/// The day of the release and what says so.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DateView {
    /// The day, in UTC.
    pub(super) day: String,
    /// What says so: `announced`, `deployed`, the outcome, or `planned`.
    pub(super) basis: &'static str,
}

/// A field of the notes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FieldView<'n> {
    /// Its id.
    pub(super) id: &'n str,
    /// Its title.
    pub(super) title: &'n str,
    /// What fills it: `text`, `version`, `date`, `known-issues` or `checklist`.
    pub(super) source: &'static str,
    /// The role that answers for it.
    pub(super) owner: OwnerView<'n>,
    /// Whether this release needs it.
    pub(super) needed: bool,
    /// Whether it is needed and empty.
    pub(super) missing: bool,
    /// Whether branches wrote different texts for it.
    pub(super) contradicting: bool,
    /// The version, the date, or what people wrote.
    pub(super) text: String,
    /// The texts that people wrote.
    pub(super) parts: Vec<PartView<'n>>,
    /// The waivers in force and the open blockers, for a field of known issues.
    pub(super) risks: Vec<RiskView<'n>>,
    /// The items, for a field that is filled from checklists.
    pub(super) items: Vec<ItemView<'n>>,
}

/// The role that answers for a field.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct OwnerView<'n> {
    /// The role.
    pub(super) role: &'n str,
    /// Its title.
    pub(super) title: &'n str,
}

/// A text that someone wrote.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PartView<'n> {
    /// The text.
    pub(super) text: &'n str,
    /// Who wrote it.
    pub(super) by: &'n str,
    /// When, in UTC.
    pub(super) at: String,
}

/// A waiver in force or an open blocker.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RiskView<'n> {
    /// `waiver`, `blocker` or `no-go`.
    pub(super) kind: &'static str,
    /// What it is about: an item or a phase.
    pub(super) id: &'n str,
    /// The text of the item, or the title of the gate.
    pub(super) text: &'n str,
    /// Why.
    pub(super) reason: &'n str,
    /// The role that said so.
    pub(super) role: &'n str,
    /// Who said so.
    pub(super) by: &'n str,
    /// When, in UTC.
    pub(super) at: String,
    /// The last day on which a waiver holds, in UTC; null when it holds for good.
    pub(super) expires: Option<String>,
}

/// An item of a checklist.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ItemView<'n> {
    /// Its id.
    pub(super) id: &'n str,
    /// What must be done or verified.
    pub(super) text: &'n str,
    /// The phase that asks it.
    pub(super) phase: &'n str,
    /// Its state.
    pub(super) state: &'static str,
    /// The roles that answer for it.
    pub(super) roles: Vec<&'n str>,
}

/// Returns the notes as JSON, `gonogo.notes/1`.
pub(crate) fn json(notes: &ReleaseNotes<'_>) -> String {
    envelope(&NotesView::of(notes))
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
            by: risk.event.person().as_str(),
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
