//! For whom the author of an event acted, when it was not for the author alone.

use crate::domain::person::Person;
use crate::domain::schema::shape::{Field, Shape};
use crate::domain::schema::{Source, Take, Text as _, Value};

/// For whom the author of an event acted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActedFor {
    /// The author recorded what another person had written, and decided nothing.
    Word {
        /// Who spoke. Members, votes and separation of duties count this person, and not the author of the event.
        person: Person,
        /// Where the word is: a mail, a link, the digest of a file. Always there in an event that counts.
        via: Option<String>,
    },
    /// The author decided, as a deputy.
    Deputy {
        /// In whose place. Members and votes count this person; separation of duties and quorums count the deputy.
        member: Person,
    },
}

impl ActedFor {
    /// Returns the person who is named beside the author.
    pub fn person(&self) -> &Person {
        match self {
            Self::Word { person, .. } => person,
            Self::Deputy { member } => member,
        }
    }

    /// Returns who spoke, when it was not the author.
    pub(crate) fn speaker(&self) -> Option<&Person> {
        match self {
            Self::Word { person, .. } => Some(person),
            Self::Deputy { .. } => None,
        }
    }

    /// Returns in whose place the author decided.
    pub fn member(&self) -> Option<&Person> {
        match self {
            Self::Word { .. } => None,
            Self::Deputy { member } => Some(member),
        }
    }

    /// Returns where the word is that was recorded.
    pub fn via(&self) -> Option<&str> {
        match self {
            Self::Word { via, .. } => via.as_deref(),
            Self::Deputy { .. } => None,
        }
    }
}

impl Value<[&'static str; 3]> for ActedFor {
    fn put<'e>(&'e self, [person, via, member]: [&'static str; 3], take: Take<'_, 'e>) {
        match self {
            Self::Word {
                person: speaker,
                via: place,
            } => {
                speaker.put(person, take);
                place.put(via, take);
            }
            Self::Deputy { member: absent } => absent.put(member, take),
        }
    }

    fn find<S: Source>(
        [person, via, member]: [&'static str; 3],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        if let Some(person) = Person::find(person, source)? {
            let via = Value::get(via, source)?;
            return Ok(Some(Self::Word { person, via }));
        }
        let member = Person::find(member, source)?;
        Ok(member.map(|member| Self::Deputy { member }))
    }

    fn describe(
        [person, via, member]: [&'static str; 3],
        about: &'static str,
        fields: &mut Vec<Field>,
    ) {
        fields.extend([
            Field::of(person, about, Person::shape()),
            Field::of(
                via,
                "Where the written word is that was recorded.",
                Shape::Text,
            ),
            Field::of(
                member,
                "In whose place the author decided, as a deputy.",
                Person::shape(),
            ),
        ]);
    }
}
