//! Who did something: a claim of the form `Name <email>`, as git has it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use super::schema::{Known, Text};
use super::text::{is_command, is_deceptive};

/// A person as `Name <email>`. It is what somebody said of themselves, not proof.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Person(Arc<str>);

/// Why a text does not name a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("write a person as `Name <email>`, on one line and without control characters")]
pub struct PersonFault;

impl Person {
    /// Returns the person as `Name <email>`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name without the address.
    pub fn name(&self) -> &str {
        self.0.split(" <").next().unwrap_or(&self.0)
    }

    /// Returns what tells two people apart: the address, without regard to case.
    pub fn key(&self) -> String {
        let address = self.0.rsplit('<').next().unwrap_or(&self.0);
        address.trim_end_matches('>').to_lowercase()
    }

    /// Tells whether both are the same person, whatever the name or the case of the address.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.0 == other.0 || self.key() == other.key()
    }
}

impl FromStr for Person {
    type Err = PersonFault;

    fn from_str(text: &str) -> Result<Self, PersonFault> {
        let text = text.trim();
        let (name, rest) = text.split_once('<').ok_or(PersonFault)?;
        let name = name.trim();
        let address = rest.strip_suffix('>').ok_or(PersonFault)?.trim();
        let is_clean = |part: &str| {
            !part.is_empty()
                && part.len() <= 200
                && !part.contains(['<', '>'])
                && !part.contains(is_deceptive)
        };
        if is_command(name)
            || is_command(address)
            || !is_clean(name)
            || !is_clean(address)
            || address.contains(' ')
        {
            return Err(PersonFault);
        }
        Ok(Self(format!("{name} <{address}>").into()))
    }
}

impl Text for Person {
    fn text(&self) -> &str {
        &self.0
    }

    fn parse(text: &str, known: &mut Known) -> Option<Self> {
        if let Some(person) = known.person(text) {
            return Some(Self(person));
        }
        let person: Self = text.parse().ok()?;
        known.keep_person(&person.0);
        Some(person)
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_name_and_an_address() {
        let ada: Person = " Ada Lovelace  <Ada@OctoAcme.example> ".parse().unwrap();
        assert_eq!(ada.as_str(), "Ada Lovelace <Ada@OctoAcme.example>");
        assert_eq!(ada.name(), "Ada Lovelace");
        assert!(ada.is_same(&"A. Lovelace <ada@octoacme.example>".parse().unwrap()));
        for bad in [
            "",
            "Ada",
            "<ada@x>",
            "Ada <>",
            "Ada <a b>",
            "Ada <a> <b>",
            "A\u{202e}da <a@x>",
            "A\nda <a@x>",
            "Ada <a@x> x",
            "##[group]Ada <a@x>",
            "::error::Ada <a@x>",
        ] {
            assert_eq!(bad.parse::<Person>(), Err(PersonFault), "{bad:?}");
        }
    }
}
