//! Whom an event speaks for, when its author only recorded what somebody else has written.

use crate::domain::person::Person;
use crate::domain::schema::shape::{Field, Shape};
use crate::domain::schema::{Source, Take, Text as _, Value};

/// The person whose word was recorded, and where that word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActedFor {
    /// Who spoke. Members, votes and separation of duties count this person, and not the author of the event.
    pub person: Person,
    /// Where the word is: a mail, a link, the digest of a file.
    pub via: Option<String>,
}

impl Value<[&'static str; 2]> for ActedFor {
    fn put<'e>(&'e self, [person, via]: [&'static str; 2], take: Take<'_, 'e>) {
        self.person.put(person, take);
        self.via.put(via, take);
    }

    fn find<S: Source>(
        [person, via]: [&'static str; 2],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        let Some(person) = Person::find(person, source)? else {
            return Ok(None);
        };
        let via = Value::get(via, source)?;
        Ok(Some(Self { person, via }))
    }

    fn describe([person, via]: [&'static str; 2], about: &'static str, fields: &mut Vec<Field>) {
        fields.extend([
            Field::of(person, about, Person::shape()),
            Field::of(
                via,
                "Where the written word is that was recorded.",
                Shape::Text,
            ),
        ]);
    }
}
