//! People with several addresses, and who decides in their place.

use crate::domain::digest::Canonical;
use crate::domain::person::Person;
use crate::domain::schema::block;

block! {
    /// A person who acts under several addresses, or has deputies.
    pub struct Identity in "[[person]]" by person {
        /// The person, under the main address.
        pub person: Person as "person",
        /// The other addresses.
        pub aliases: Vec<String> as "aliases",
        /// Those who may decide in the person's place, under their own names.
        pub deputies: Vec<Person> as "deputies",
    }
}

impl Identity {
    /// Adds it to the canonical form of a plan.
    pub(super) fn push_to(&self, form: &mut Canonical) {
        form.text("person", self.person.as_str());
        form.list("alias", &self.aliases);
        form.list("deputy", self.deputies.iter().map(Person::as_str));
    }

    fn has(&self, address: &str) -> bool {
        let mut aliases = self.aliases.iter();
        self.person.key() == address || aliases.any(|alias| alias.to_lowercase() == address)
    }
}

/// Returns what tells two people apart: the address, that of the person for an alias.
pub fn key_among(people: &[Identity], person: &Person) -> String {
    let key = person.key();
    let known = people.iter().find(|known| known.has(&key));
    known.map_or(key, |known| known.person.key())
}
