//! The words of an incident: how bad it is, who does something about it, and the way out.

use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::schema::words;

words! {
    /// How bad an incident is.
    #[derive(PartialOrd, Ord)]
    pub enum Severity {
        /// Minor impact.
        Low = "low",
        /// Impact for some users.
        Medium = "medium",
        /// Major impact for many users, or an important feature fails.
        High = "high",
        /// The service is down, or data or security is at stake.
        Critical = "critical",
    }
}

/// Who commands an incident, or has to do something about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Whoever holds a role.
    Role(RoleId),
    /// One person.
    Person(Person),
}

words! {
    /// The way out of an incident: the decision of the Product Manager.
    #[derive(Hash)]
    pub enum Mitigation {
        /// Roll back to the previous release.
        Rollback = "rollback",
        /// Continue with a fixed candidate.
        Hotfix = "hotfix",
    }
}

impl Who {
    /// Returns the role's name, or the person's without the address.
    pub fn name(&self) -> &str {
        match self {
            Self::Role(role) => role.as_str(),
            Self::Person(person) => person.name(),
        }
    }

    /// Returns the role's name, or the person as `Name <email>`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Role(role) => role.as_str(),
            Self::Person(person) => person.as_str(),
        }
    }
}
