//! A phase, and the gate that ends it.

use crate::domain::digest::Canonical;
use crate::domain::id::{PhaseId, RoleId};
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
        /// The roles that call go or no-go.
        pub poll: Vec<RoleId>,
    }
}

impl Gate {
    /// Adds the gate to the canonical form of a plan. What is left out adds nothing, so that the digests of older plans
    /// stay.
    pub(in crate::domain) fn push_to(&self, form: &mut Canonical) {
        form.text("title", &self.title);
        form.list("facilitator", self.facilitator.iter().map(RoleId::as_str));
        form.list("poll", self.poll.iter().map(RoleId::as_str));
        if self.holds_for_release {
            form.text("bound", "release");
        }
    }
}
