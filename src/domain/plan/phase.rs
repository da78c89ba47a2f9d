//! A phase, and the gate that ends it.

use crate::domain::id::{PhaseId, RoleId};
use crate::domain::schema::block;

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
        /// The roles that call go or no-go.
        pub poll: Vec<RoleId>,
    }
}
