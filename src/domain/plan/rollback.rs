//! The way back: what a plan has ready for a rollback.

use super::phase::Phase;
use crate::domain::digest::Canonical;
use crate::domain::id::{Milestone, RoleId};

/// What a plan has ready for a rollback. Its items stand among those of the plan and are asked once it has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollback {
    /// The phase off the path, with the gate that ends it.
    pub phase: Phase,
    /// The milestone before which there is nothing to go back from.
    pub after: Option<Milestone>,
    /// The roles that answer for its end, any one of them; without any, anybody does.
    pub ends: Vec<RoleId>,
}

impl Rollback {
    /// Adds what is ready for a rollback to the canonical form of a plan.
    pub(in crate::domain) fn push_to(&self, form: &mut Canonical) {
        form.text("rollback", self.phase.id.as_str());
        form.text("phase-title", &self.phase.title);
        self.phase.gate.push_to(form);
        form.list("after", self.after.iter().map(Milestone::as_str));
        form.list("ends", self.ends.iter().map(RoleId::as_str));
    }
}
