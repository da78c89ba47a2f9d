//! The record of a release: the plan as it stood, and every event.

use crate::domain::event::Event;
use crate::domain::plan::{Header, Plan};

/// The plan as it stood, and every event; all else is derived from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What the release is.
    pub header: Header,
    /// What is asked in it.
    pub plan: Plan,
    /// What happened. In replay order once it went through [`super::release::Release::replay`].
    pub events: Vec<Event>,
}
