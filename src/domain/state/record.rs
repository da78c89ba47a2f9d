//! The record of a release: the plan as it stood, and every event.

use super::history::without_copies;
use crate::domain::digest::Digest;
use crate::domain::event::Event;
use crate::domain::plan::{Header, Plan};

/// The plan as it stood, and every event; all else is derived from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What the release is.
    pub header: Header,
    /// What is asked in it.
    pub plan: Plan,
    /// What happened. In replay order once it went through [`super::Release::replay`].
    pub events: Vec<Event>,
}

impl Record {
    /// Makes one event of the copies that differ at most in their signatures, as merges leave them, so that every signature of an
    /// event is known before it is judged. A copy that differs in anything else stays: it is a forgery. Returns the ids of the
    /// events that were there more than once. A record without a signature is left to [`super::Release::replay`].
    pub(crate) fn join_copies(&mut self) -> Vec<Digest> {
        if !self.events.iter().any(Event::is_signed) {
            return Vec::new();
        }
        without_copies(&mut self.events)
    }
}
