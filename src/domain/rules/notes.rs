//! The release notes: what the record knows of each field of the template, what is missing, and what contradicts itself.

mod date;

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};

pub use date::{Basis, ReleaseDate};

use super::item_status::{ItemState, ItemStatus};
use super::naming::{NameFault, Named, unknown};
use super::suggestion::Suggestion;
use crate::domain::event::{Event, EventKind, Subject};
use crate::domain::id::{FactId, RoleId};
use crate::domain::plan::{Field, FieldSource, Header, Item, Phase, Plan, Role};
use crate::domain::rules::changes::Change;
use crate::domain::rules::overruled::Overruled;
use crate::domain::rules::{item_status, overruled};
use crate::domain::state::Release;

/// The release notes as the record has them at one moment.
#[derive(Clone, Debug)]
pub(crate) struct ReleaseNotes<'r> {
    /// What the release is.
    pub header: &'r Header,
    /// The day of the release.
    pub date: ReleaseDate,
    /// The fields, in the template's order.
    pub fields: Vec<FieldNotes<'r>>,
    roles: &'r [Role],
}

/// What the record knows of one field.
#[derive(Clone, Debug)]
pub struct FieldNotes<'r> {
    /// The field.
    pub field: &'r Field,
    /// The role that answers for it, when the plan has that role.
    pub owner: Option<&'r Role>,
    /// Why the field is not needed, if it is not.
    pub not_needed: Option<NotNeeded<'r>>,
    /// What people wrote and still stands, oldest first, without blank texts.
    pub texts: Vec<Text<'r>>,
    /// What the record adds by itself.
    pub filled: Filled<'r>,
    /// The hashes of the commits that were added, unless the field was emptied.
    commits: HashSet<&'r str>,
}

/// Why a field is not needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNeeded<'r> {
    /// A fact was answered no.
    Fact(&'r FactId),
    /// None of the items it lists is asked for in this release.
    NoItems,
}

/// A text that somebody wrote into a field.
#[derive(Clone, Copy, Debug)]
pub struct Text<'r> {
    /// The text.
    pub text: &'r str,
    /// The event that wrote it.
    pub event: &'r Event,
}

/// What the record itself knows of a field.
#[derive(Clone, Debug)]
pub enum Filled<'r> {
    /// Nothing: the field is all text.
    Nothing,
    /// The version and the type.
    Release,
    /// The day of the release.
    Date,
    /// Waivers that hold and blockers that stand, in the plan's order, and then the NO-GOs that were overruled.
    KnownIssues(Vec<Risk<'r>>),
    /// The items of a checklist with their states.
    Checklist(Vec<ItemStatus<'r>>),
}

/// An item that is knowingly left undone, or that somebody stopped; or a NO-GO that somebody else overruled.
#[derive(Clone, Copy, Debug)]
pub struct Risk<'r> {
    /// What it is about.
    pub about: RiskAbout<'r>,
    /// The waiver, the blocker or the NO-GO.
    pub event: &'r Event,
}

/// What a known issue is about.
#[derive(Clone, Copy, Debug)]
pub enum RiskAbout<'r> {
    /// An item.
    Item(&'r Item),
    /// A call at the gate of a phase.
    Call(&'r Phase, Overruled<'r>),
}

/// Something that `notes check` has to say of a field.
#[derive(Clone, Debug)]
pub enum Gap<'n, 'r> {
    /// Nobody has written it.
    Missing(&'n FieldNotes<'r>),
    /// Texts were written on two branches whose authors had not seen each other's: all stand.
    Contradicting(&'n FieldNotes<'r>, Vec<Text<'r>>),
}

impl<'r> Gap<'_, 'r> {
    /// Returns the field.
    pub fn notes(&self) -> &FieldNotes<'r> {
        match self {
            Self::Missing(notes) | Self::Contradicting(notes, _) => notes,
        }
    }

    /// Returns what settles it, any one of these: to write the field, or, where nobody has, to say that the fact it is
    /// needed for does not hold.
    pub fn steps(&self) -> Vec<Suggestion<'r>> {
        let field = self.notes().field;
        let denial = match self {
            Self::Missing(_) => field.when.as_ref().map(Suggestion::AnswerNo),
            Self::Contradicting(..) => None,
        };
        [Suggestion::SetField(&field.id)]
            .into_iter()
            .chain(denial)
            .collect()
    }
}

impl<'r> ReleaseNotes<'r> {
    /// Puts together the notes of a release as they are at `now`.
    pub(crate) fn of(release: &'r Release, now: DateTime<Utc>) -> Self {
        let date = ReleaseDate::of(release, now);
        let fields = release
            .plan()
            .fields
            .iter()
            .map(|field| FieldNotes::of(release, field, now))
            .collect();
        Self {
            header: release.header(),
            date,
            fields,
            roles: &release.plan().roles,
        }
    }

    /// Returns a role's title, or its name when the plan does not have the role.
    pub(crate) fn role_title<'n>(&'n self, id: &'n RoleId) -> &'n str {
        self.roles
            .iter()
            .find(|role| role.id == *id)
            .map_or(id.as_str(), |role| &role.title)
    }

    /// Returns the fields that somebody still has to write, and those that contradict themselves.
    pub(crate) fn gaps(&self) -> Vec<Gap<'_, 'r>> {
        let gap = |field| match FieldNotes::contradiction(field) {
            texts if !texts.is_empty() => Some(Gap::Contradicting(field, texts)),
            _ => field.is_missing().then_some(Gap::Missing(field)),
        };
        self.fields.iter().filter_map(gap).collect()
    }
}

impl<'r> FieldNotes<'r> {
    /// Puts together what the record knows of one field at `now`.
    pub fn of(release: &'r Release, field: &'r Field, now: DateTime<Utc>) -> Self {
        let filled = match &field.source {
            FieldSource::Text => Filled::Nothing,
            FieldSource::Version => Filled::Release,
            FieldSource::Date => Filled::Date,
            FieldSource::KnownIssues => Filled::KnownIssues(risks(release, now)),
            FieldSource::Checklist(items) => {
                let asked = items
                    .iter()
                    .filter_map(|item| item_status::standing(release, item, now));
                Filled::Checklist(asked.filter(|standing| !standing.item.removed).collect())
            }
        };
        let texts = release
            .field_events(&field.id)
            .into_iter()
            .filter_map(Text::of);
        let texts: Vec<_> = texts.collect();
        let commits = if texts.is_empty() {
            HashSet::new()
        } else {
            added_commits(release, field)
        };
        let by_fact = field
            .when
            .as_ref()
            .filter(|fact| release.fact(fact) == Some(false))
            .map(NotNeeded::Fact);
        let is_empty_list = matches!(&filled, Filled::Checklist(items) if items.is_empty());
        Self {
            field,
            owner: release.plan().role(&field.owner),
            not_needed: by_fact.or(is_empty_list.then_some(NotNeeded::NoItems)),
            texts,
            filled,
            commits,
        }
    }

    /// Tells whether the field is needed and nobody has said anything in it.
    ///
    /// Known issues count as said when the record has a waiver or a blocker to list; "none" has to be written by
    /// somebody, because an empty list looks the same as a forgotten one.
    pub(crate) fn is_missing(&self) -> bool {
        let is_filled = match &self.filled {
            Filled::Nothing => false,
            Filled::KnownIssues(risks) => !risks.is_empty(),
            Filled::Release | Filled::Date | Filled::Checklist(_) => true,
        };
        self.not_needed.is_none() && !is_filled && self.texts.is_empty()
    }

    /// Returns the differing texts that were each written as the whole field, when there is more than one.
    pub fn contradiction(&self) -> Vec<Text<'r>> {
        let mut whole: Vec<Text<'r>> = Vec::new();
        for text in self
            .texts
            .iter()
            .filter(|text| matches!(text.event.kind, EventKind::NoteWritten { .. }))
        {
            if whole
                .iter()
                .all(|other| other.text.trim() != text.text.trim())
            {
                whole.push(*text);
            }
        }
        if whole.len() > 1 { whole } else { Vec::new() }
    }

    /// Returns what people wrote as one text; a part written twice stands once.
    pub fn text(&self) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for part in self
            .texts
            .iter()
            .map(|text| text.text.trim_end().trim_start_matches('\n'))
        {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        joined(&parts)
    }

    /// Tells whether a change was added to the field: an event names its commit, or, in a record of before, a line has
    /// its short hash. A line that somebody took out stays out as long as the field has a text.
    pub fn lists(&self, change: &Change) -> bool {
        self.commits.contains(change.hash.as_str()) || self.shows(change)
    }

    /// Tells whether a line of the field has the short hash of a change.
    pub fn shows(&self, change: &Change) -> bool {
        let mark = format!("({})", change.short_hash());
        self.texts.iter().any(|text| text.text.contains(&mark))
    }

    /// Returns the owner's title, or its name when the plan does not have the role.
    pub(crate) fn owner_title(&self) -> &'r str {
        self.owner
            .map_or(self.field.owner.as_str(), |role| &role.title)
    }
}

impl<'r> Text<'r> {
    fn of(event: &'r Event) -> Option<Self> {
        match &event.kind {
            EventKind::NoteWritten { text, .. } | EventKind::NoteAdded { text, .. }
                if !text.trim().is_empty() =>
            {
                Some(Self { text, event })
            }
            _ => None,
        }
    }
}

impl<'r> Risk<'r> {
    /// Returns the role that accepted the risk or said stop.
    pub fn role(&self) -> Option<&'r RoleId> {
        match self.event.kind.subject() {
            Subject::Item(_, role) | Subject::Gate(_, role) => Some(role),
            _ => None,
        }
    }

    /// Returns the name of the item, or of the phase whose gate it is.
    pub fn id(&self) -> &'r str {
        match self.about {
            RiskAbout::Item(item) => item.id.as_str(),
            RiskAbout::Call(phase, _) => phase.id.as_str(),
        }
    }

    /// Returns the text of the item, or the title of the gate.
    pub fn text(&self) -> &'r str {
        match self.about {
            RiskAbout::Item(item) => &item.text,
            RiskAbout::Call(phase, _) => &phase.gate.title,
        }
    }

    /// Returns the word written to JSON.
    pub fn kind(&self) -> &'static str {
        match self.about {
            RiskAbout::Call(..) => "no-go",
            RiskAbout::Item(_) if self.is_waiver() => "waiver",
            RiskAbout::Item(_) => "blocker",
        }
    }

    /// Returns the last day on which the risk is accepted, when it is a waiver that expires.
    pub fn expires(&self) -> Option<NaiveDate> {
        match &self.event.kind {
            EventKind::Waived { expires, .. } => *expires,
            _ => None,
        }
    }

    /// Tells whether it is a waiver.
    pub(crate) fn is_waiver(&self) -> bool {
        matches!(self.event.kind, EventKind::Waived { .. })
    }
}

/// Returns what was knowingly left undone or stands blocked on the path. What people still have to do about an incident is
/// nothing to tell users.
fn risks(release: &Release, now: DateTime<Utc>) -> Vec<Risk<'_>> {
    let mut found = Vec::new();
    for standing in item_status::standings(release, now)
        .filter(|standing| !release.plan().is_off_path(standing.item))
    {
        let waivers = standing.waivers.iter().copied().filter(|_| {
            !standing.waiver_expired
                && matches!(standing.state, ItemState::Waived | ItemState::Blocked)
        });
        let events = waivers.chain(standing.blockers.iter().copied());
        found.extend(events.map(|event| Risk {
            about: RiskAbout::Item(standing.item),
            event,
        }));
    }
    for phase in &release.plan().phases {
        let overruled = overruled::at_gate(release, &phase.id).into_iter();
        found.extend(overruled.map(|call| Risk {
            about: RiskAbout::Call(phase, call),
            event: call.no_go,
        }));
    }
    found
}

fn added_commits<'r>(release: &'r Release, field: &Field) -> HashSet<&'r str> {
    let of = |event: &'r Event| match &event.kind {
        EventKind::NoteAdded {
            field: id, commits, ..
        } if *id == field.id => commits.as_slice(),
        _ => &[],
    };
    let commits = release.events().iter().flat_map(of);
    commits.map(String::as_str).collect()
}

/// Joins parts of a text with blank lines, but goes on with a list where one part ends and the next begins with one.
pub fn joined<T: AsRef<str>>(parts: &[T]) -> String {
    let mut text = String::new();
    for part in parts
        .iter()
        .map(AsRef::as_ref)
        .filter(|part| !part.is_empty())
    {
        let ends_with_list = text
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.starts_with("- "));
        if !text.is_empty() {
            text.push_str(if ends_with_list && part.starts_with("- ") {
                "\n"
            } else {
                "\n\n"
            });
        }
        text.push_str(part);
    }
    text
}

/// Tells whether people can write into a field.
pub(crate) fn is_writable(field: &Field) -> bool {
    !matches!(field.source, FieldSource::Version | FieldSource::Date)
}

/// Finds the field that `name` means: its whole name, or the one that alone begins or ends like this.
///
/// # Errors
///
/// When no field answers to the name, or several do.
pub(crate) fn find_field<'p>(plan: &'p Plan, name: &str) -> Result<&'p Field, NameFault> {
    if let Some(field) = plan.fields.iter().find(|field| field.id.as_str() == name) {
        return Ok(field);
    }
    let alike = |field: &&Field| {
        !name.is_empty()
            && (field.id.as_str().starts_with(name) || field.id.as_str().ends_with(name))
    };
    match plan
        .fields
        .iter()
        .filter(alike)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [field] => Ok(field),
        [] => Err(unknown(
            Named::Field,
            name,
            plan.fields.iter().map(|field| field.id.as_str()),
        )),
        several => Err(NameFault::Ambiguous {
            name: name.to_owned(),
            choices: several
                .iter()
                .map(|field| format!("`{}`", field.id))
                .collect(),
        }),
    }
}

#[cfg(test)]
mod tests;
