//! What a role says at a gate, and how a release ends.

use crate::domain::schema::words;

words! {
    /// A role's answer at a gate.
    pub enum Call {
        /// Go.
        Go = "go",
        /// No-go.
        NoGo = "no-go",
    }

    /// How a release ended.
    pub enum Outcome {
        /// It is out.
        Shipped = "shipped",
        /// It was out and was taken back.
        RolledBack = "rolled-back",
        /// It never got out.
        Abandoned = "abandoned",
    }
}
