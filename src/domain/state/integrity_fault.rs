//! The ways in which a record is not what gonogo wrote.

use thiserror::Error;

/// A way in which a record is not what gonogo wrote.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IntegrityFault {
    /// An event's id is not the digest of its content.
    #[error("{event} was changed after it was recorded, or belongs to another item or release")]
    Altered {
        /// The event, in words.
        event: String,
    },
    /// An event's author had seen an event that is not in the record.
    #[error("{event} follows an event that is missing from the record")]
    Orphaned {
        /// The event, in words.
        event: String,
    },
    /// The same event stands in the record twice.
    #[error("{event} is in the record twice")]
    Doubled {
        /// The event, in words.
        event: String,
    },
    /// The record does not begin with exactly one start.
    #[error("the record does not begin with exactly one `started` event")]
    NotStarted,
    /// The plan is not the one that the last start or amendment names.
    #[error("the plan (header, items, roles or gates) was changed outside of gonogo")]
    PlanChanged,
    /// A rule forbade the event, in the state that its author had seen.
    #[error("{event} was never allowed: {rule}")]
    Refused {
        /// The event, in words.
        event: String,
        /// The rule, in words.
        rule: String,
    },
}
