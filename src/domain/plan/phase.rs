//! A phase, and the gate that ends it.

use super::after::After;
use super::due::Due;
use super::when::{WHEN, When};
use crate::domain::digest::Canonical;
use crate::domain::id::{FactId, PhaseId, RoleId};
use crate::domain::schema::{Yes, block};

/// An ordered stretch of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// The phase's name.
    pub id: PhaseId,
    /// The phase's title, for people.
    pub title: String,
    /// The decision that ends it.
    pub gate: Gate,
}

block! {
    /// The go/no-go decision that ends a phase. Without a poll it is decided by the items alone.
    #[derive(Default)]
    pub struct Gate {
        /// What is decided, such as "Go for deployment".
        pub title: String as "title",
        /// The role that takes the poll.
        pub facilitator: Option<RoleId> as "facilitator",
        /// Whether a call holds for the whole release: it outlives the candidate.
        pub holds_for_release: bool as Yes("bound", "release"),
        /// By when the phase is over.
        pub due: Option<Due> as "due",
        /// How long it is held after a milestone, again for every candidate.
        pub wait: Option<After> as ["since", "wait-seconds"],
        /// The roles that call go or no-go.
        pub poll: Vec<Polled>,
    }

    /// A role that calls go or no-go at a gate.
    pub struct Polled in "[[gate.call]]" by role {
        /// The role.
        pub role: RoleId as "role",
        /// What must hold of the facts for the role to be polled.
        pub when: When as WHEN,
        /// How many people have to call go, each for the role by himself; one call of any of them when left out.
        pub votes: Option<u64> as "votes",
    }
}

impl From<RoleId> for Polled {
    fn from(role: RoleId) -> Self {
        Self {
            role,
            when: When::default(),
            votes: None,
        }
    }
}

impl From<&str> for Polled {
    fn from(role: &str) -> Self {
        Self::from(RoleId::from(role))
    }
}

impl Polled {
    /// Tells whether it is the role alone, polled in every release.
    pub(super) fn is_plain(&self) -> bool {
        self.when.is_empty() && self.votes.is_none()
    }
}

impl Gate {
    /// Returns the roles of the poll, whatever the facts.
    pub fn roles(&self) -> impl Iterator<Item = &RoleId> {
        self.poll.iter().map(|polled| &polled.role)
    }

    /// Returns how a role is polled, whatever the facts.
    pub fn polled(&self, role: &RoleId) -> Option<&Polled> {
        self.poll.iter().find(|polled| polled.role == *role)
    }

    /// Adds the gate to the canonical form of a plan. What is left out adds nothing, so that the digests of older plans
    /// stay.
    pub(in crate::domain) fn push_to(&self, form: &mut Canonical) {
        form.text("title", &self.title);
        form.list("facilitator", self.facilitator.iter().map(RoleId::as_str));
        form.list("poll", self.roles().map(RoleId::as_str));
        if self.holds_for_release {
            form.text("bound", "release");
        }
        if let Some(due) = &self.due {
            form.text("due", due.as_str());
        }
        if let Some(wait) = &self.wait {
            form.text("since", wait.milestone.as_str());
            form.text("wait-seconds", &wait.wait.to_string());
        }
        for polled in self.poll.iter().filter(|polled| !polled.is_plain()) {
            form.text("polled", polled.role.as_str());
            form.list("when", polled.when.all.iter().map(FactId::as_str));
            polled.when.push_more_to(form);
            if let Some(votes) = polled.votes {
                form.text("votes", &votes.to_string());
            }
        }
    }
}
