//! Who answers in a walk.

use chrono::{DateTime, Utc};

use crate::domain::event::{ActedFor, EventKind};
use crate::domain::person::Person;
use crate::domain::rules::admission::{Caution, Refusal, admit};
use crate::domain::state::Release;

/// Who answers in a walk, and in whose place.
#[derive(Clone, Debug)]
pub(crate) struct Speaker {
    /// The author of every answer.
    pub(crate) by: Person,
    /// The person in whose place the author decides, as a deputy.
    pub(crate) member: Option<Person>,
}

impl Speaker {
    /// Returns a person who answers for no one else.
    pub(crate) fn of(by: Person) -> Self {
        Self { by, member: None }
    }

    /// Returns whose say it is.
    pub(crate) fn in_name_of(&self) -> &Person {
        self.member.as_ref().unwrap_or(&self.by)
    }

    /// Returns an event as this person adds it.
    pub(super) fn says(&self, kind: EventKind) -> EventKind {
        match &self.member {
            Some(member) => kind.said_by(Some(ActedFor::Deputy {
                member: member.clone(),
            })),
            None => kind,
        }
    }

    /// Checks whether the person may add an event.
    pub(super) fn may(
        &self,
        release: &Release,
        kind: &EventKind,
        now: DateTime<Utc>,
    ) -> Result<Vec<Caution>, Refusal> {
        admit(release, &self.says(kind.clone()), &self.by, now)
    }
}
