//! What can happen in an incident, and to a rollback.

use chrono::{DateTime, NaiveDate, Utc};

use super::declare::events;
use super::subject::{About, Subject};
use crate::domain::digest::Digest;
use crate::domain::id::{Candidate, ClassId, IncidentId, RoleId, TriggerId};
use crate::domain::person::Person;
use crate::domain::plan::incident::{Mitigation, Severity, Who};
use crate::domain::schema::{Key, Source, Take, Value};
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
            class: ClassId as "class",
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
            text: String as "text",
            /// When it was, where somebody said so by hand.
            happened: Option<DateTime<Utc>> as "happened",
        }
        /// Something has to be done about it, also after the release.
        ActionAdded = "action-added" {
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
            /// How.
            note: Option<String> as "note",
        }
        /// The way out was decided on.
        Decided = "decided" {
            /// The role that decides.
            role: RoleId as "role",
            course: Mitigation as "course",
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
            reason: String as "reason",
        }
        /// It is open again.
        Reopened = "reopened" {
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

    pub(super) fn keys(known: &mut Vec<&'static str>) {
        IncidentStep::keys(known);
    }
}

events! {
    /// What happened to the rollback.
    pub enum RollbackEvent {
        /// Somebody decided to go back.
        Begun = "rollback-begun" about Rollback {
            reason: String as "reason",
            /// The known reason that it is, if it is one.
            trigger: Option<TriggerId> as "trigger",
            /// The last known-good release.
            back_to: Option<KnownGood> as ["back-to", "back-to-candidate"],
        }
        /// The release goes on after all.
        Cancelled = "rollback-cancelled" about Rollback {
            /// The role that answers for it.
            role: Option<RoleId> as "role",
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
}
