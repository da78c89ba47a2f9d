//! The way back: what a plan has ready for a rollback, and which release it goes back to.

use super::digest::Canonical;
use super::event::{Event, EventKind, Outcome};
use super::id::{Milestone, PhaseId, RoleId};
use super::incident::{Course, standing::Incident};
use super::plan::Phase;
use super::release::Release;

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
    pub(super) fn push_to(&self, form: &mut Canonical) {
        form.text("rollback", self.phase.id.as_str());
        form.text("phase-title", &self.phase.title);
        form.text("title", &self.phase.gate.title);
        form.list("facilitator", self.phase.gate.facilitator.iter().map(RoleId::as_str));
        form.list("poll", self.phase.gate.poll.iter().map(RoleId::as_str));
        form.list("after", self.after.iter().map(Milestone::as_str));
        form.list("ends", self.ends.iter().map(RoleId::as_str));
    }
}

impl Release {
    /// Returns the event that began the rollback which is under way, or which the release was closed in. Of two that
    /// began on two branches, the first.
    pub fn rolling_back(&self) -> Option<&Event> {
        self.rollback_log().under_way.iter().next().map(|(seq, ())| self.event(*seq))
    }

    /// Returns every event that began a rollback, oldest first.
    pub fn rollbacks(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.rollback_log().begun.iter().map(|seq| self.event(*seq))
    }

    /// Tells whether the author of an event knew of the rollback that is under way.
    pub(super) fn knows_of_rollback(&self, event: &Event) -> bool {
        let place = self.history().place(&event.id);
        place.is_some_and(|seq| self.rollback_log().under_way.is_seen_by(self.history(), seq))
    }

    /// Returns the phase of the rollback while one is under way.
    pub fn entered_way_back(&self) -> Option<&Phase> {
        self.rolling_back().and_then(|_| self.plan().way_back())
    }

    /// Tells whether a phase is one that nobody has entered.
    pub fn is_dormant(&self, phase: &PhaseId) -> bool {
        self.rolling_back().is_none() && self.plan().way_back().is_some_and(|way_back| way_back.id == *phase)
    }

    /// Returns what was decided, rollback or hotfix, by somebody who knew of the rollback that is under way; `None` when
    /// nobody has, or two decisions contradict each other.
    pub fn course(&self) -> Option<Course> {
        let decisions: Vec<_> = self.incidents().flat_map(Incident::decisions).collect();
        let mut courses = decisions.into_iter().filter(|(_, event)| self.knows_of_rollback(event)).map(|(course, _)| course);
        let first = courses.next()?;
        courses.all(|course| course == first).then_some(first)
    }

    /// Tells whether something may have reached production: a stage was entered, or the milestone that the plan names was
    /// signed for, also where that was taken back later.
    pub fn has_begun_deployment(&self) -> bool {
        let Some(after) = self.plan().rollback.as_ref().and_then(|rollback| rollback.after.as_ref()) else { return true };
        let marks = |event: &Event| match &event.kind {
            EventKind::Signed { item, .. } => self.item(item).is_some_and(|item| item.marks.as_ref() == Some(after)),
            _ => false,
        };
        self.entries().next().is_some() || self.events().iter().any(marks)
    }
}

/// Returns the release that was shipped last among these; `None` when none was.
pub fn last_known_good<'r>(others: impl IntoIterator<Item = &'r Release>) -> Option<&'r Release> {
    let shipped = others.into_iter().filter(|other| other.outcome() == Some(Outcome::Shipped));
    shipped.max_by_key(|other| other.closing().map(|event| event.at))
}
