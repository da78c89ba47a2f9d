//! What can happen in an incident, and to a rollback.

use chrono::{DateTime, NaiveDate, Utc};

use super::declare::{Kind, events};
use super::subject::{About, Subject};
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, ClassId, IncidentId, RoleId, TriggerId};
use crate::domain::person::Person;
use crate::domain::plan::incident::{Mitigation, Severity, Who};
use crate::domain::schema::shape::{Field, Shape};
use crate::domain::schema::{Source, Take, Value};
use crate::domain::version::Version;

/// Something that happened in one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentEvent {
    /// The incident.
    pub incident: IncidentId,
    /// What happened.
    pub what: IncidentStep,
}

events! {
    /// What can happen in an incident.
    pub enum IncidentStep {
        /// It was opened, and each role's duties with it.
        Opened = "opened" {
            /// What is the matter.
            title: String as "title",
            /// The class.
            class: ClassId as "class",
            /// How bad it is.
            severity: Severity as "severity",
            /// Who commands, once that is known.
            commander: Option<Who> as ["commander", "commander-role"],
        }
        /// Command was handed over.
        Commanded = "commanded" {
            /// Who commands from now on.
            commander: Who as ["commander", "commander-role"],
        }
        /// Something was seen, or done.
        Noted = "noted" {
            /// The text.
            text: String as "text",
            /// When it was, where a person gave the time.
            happened: Option<DateTime<Utc>> as "happened",
        }
        /// Something has to be done about it, also after the release.
        ActionAdded = "action-added" {
            /// The text.
            text: String as "text",
            /// Who does it.
            owner: Who as ["owner", "owner-role"],
            /// The day by which it has to be done.
            due: Option<NaiveDate> as "due",
        }
        /// What had to be done is done.
        ActionDone = "action-done" {
            /// The event that asked for it.
            action: Digest as "action",
            /// How it was done.
            note: Option<String> as "note",
        }
        /// The way out was decided on.
        Decided = "decided" {
            /// The role that decides.
            role: RoleId as "role",
            /// The way out.
            course: Mitigation as "course",
            /// Why it was done.
            reason: String as "reason",
        }
        /// It is over.
        Resolved = "resolved" {
            /// What caused it.
            cause: String as "cause",
        }
        /// It was opened by mistake.
        Withdrawn = "withdrawn" {
            /// The role that says so; none when its commander or the person who opened it does.
            role: Option<RoleId> as "role",
            /// Why it was done.
            reason: String as "reason",
        }
        /// It is open again.
        Reopened = "reopened" {
            /// Why it was done.
            reason: String as "reason",
        }
    }
}

impl IncidentEvent {
    pub(super) fn word(&self) -> &'static str {
        self.what.word()
    }

    pub(super) fn subject(&self) -> Subject<'_> {
        Subject::Incident(&self.incident)
    }

    pub(super) fn details<'e>(&'e self, take: Take<'_, 'e>) {
        self.what.details(take);
    }

    pub(super) fn about(word: &str) -> Option<About> {
        IncidentStep::WORDS
            .contains(&word)
            .then_some(About::Incident)
    }

    pub(super) fn read<S: Source>(
        word: &str,
        subject: Subject<'_>,
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let Subject::Incident(incident) = subject else {
            return Ok(None);
        };
        let what = IncidentStep::read(word, source)?;
        Ok(what.map(|what| Self {
            incident: incident.clone(),
            what,
        }))
    }

    pub(super) fn kinds(kinds: &mut Vec<Kind>) {
        IncidentStep::kinds(About::Incident, kinds);
    }
}

events! {
    /// What happened to the rollback.
    pub enum RollbackEvent {
        /// A rollback was decided on.
        Begun = "rollback-begun" about Rollback {
            /// Why it was done.
            reason: String as "reason",
            /// The known reason that it is, if it is one.
            trigger: Option<TriggerId> as "trigger",
            /// The last known-good release.
            back_to: Option<KnownGood> as ["back-to", "back-to-candidate"],
        }
        /// The rollback was called off, and the release continues.
        Cancelled = "rollback-cancelled" about Rollback {
            /// The role that answers for it.
            role: Option<RoleId> as "role",
            /// Why it was done.
            reason: String as "reason",
        }
    }
}

/// A release to go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownGood {
    /// The version.
    pub version: Version,
    /// What was shipped.
    pub candidate: Option<Candidate>,
}

impl Value<[&'static str; 2]> for KnownGood {
    fn put<'e>(&'e self, [version, candidate]: [&'static str; 2], take: Take<'_, 'e>) {
        self.version.put(version, take);
        self.candidate.put(candidate, take);
    }

    fn find<S: Source>(
        [version, candidate]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let Some(version) = Version::find(version, source)? else {
            return Ok(None);
        };
        let candidate = Value::get(candidate, source)?;
        Ok(Some(Self { version, candidate }))
    }

    fn describe(
        [version, candidate]: [&'static str; 2],
        about: &'static str,
        fields: &mut Vec<Field>,
    ) {
        Version::describe(version, about, fields);
        Option::<Candidate>::describe(candidate, "What that release shipped.", fields);
    }
}

/// A person or a role, each under a key of its own.
impl Value<[&'static str; 2]> for Who {
    fn put<'e>(&'e self, [person_key, role_key]: [&'static str; 2], take: Take<'_, 'e>) {
        match self {
            Self::Role(role) => role.put(role_key, take),
            Self::Person(person) => person.put(person_key, take),
        }
    }

    fn find<S: Source>(
        [person_key, role_key]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        if let Some(role) = RoleId::find(role_key, source)? {
            return Ok(Some(Self::Role(role)));
        }
        Ok(Person::find(person_key, source)?.map(Self::Person))
    }

    fn describe(keys: [&'static str; 2], about: &'static str, fields: &mut Vec<Field>) {
        // One of the two is there.
        fields.extend(keys.map(|key| Field::of(key, about, Shape::Text).or_left_out()));
    }
}
