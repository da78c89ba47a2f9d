//! Whether a release goes back, who knew of that, and which release it goes back to.

use chrono::{DateTime, Utc};

use super::incident::Incident;
use super::release::Release;
use crate::domain::event::{Event, EventKind, KnownGood, Outcome, RolloutEvent};
use crate::domain::id::PhaseId;
use crate::domain::plan::incident::Mitigation;
use crate::domain::plan::{Item, Phase};

impl Release {
    /// Returns the event that began the rollback which is under way, or which the release was closed in. Of two that
    /// began on two branches, the first.
    pub fn rolling_back(&self) -> Option<&Event> {
        self.rollback_log()
            .under_way
            .iter()
            .next()
            .map(|(seq, ())| self.event(*seq))
    }

    /// Returns every event that began a rollback, oldest first.
    pub fn rollbacks(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.rollback_log().begun.iter().map(|seq| self.event(*seq))
    }

    /// Tells whether the author of an event knew of the rollback that is under way.
    pub(in crate::domain) fn knows_of_rollback(&self, event: &Event) -> bool {
        let place = self.history().place(&event.id);
        place.is_some_and(|seq| {
            self.rollback_log()
                .under_way
                .is_seen_by(self.history(), seq)
        })
    }

    /// Tells whether the author of an event knew of every rollback that has begun, also of those that were cancelled.
    pub(in crate::domain) fn knows_of_rollbacks(&self, event: &Event) -> bool {
        let knows = |seq| {
            self.rollback_log()
                .begun
                .iter()
                .all(|begun| self.history().sees(seq, *begun))
        };
        self.history().place(&event.id).is_some_and(knows)
    }

    /// Returns the phase of the rollback while one is under way.
    pub(crate) fn entered_way_back(&self) -> Option<&Phase> {
        self.rolling_back().and_then(|_| self.plan().way_back())
    }

    /// Tells whether a phase is one that nobody has entered.
    pub(crate) fn is_dormant(&self, phase: &PhaseId) -> bool {
        self.rolling_back().is_none()
            && self
                .plan()
                .way_back()
                .is_some_and(|way_back| way_back.id == *phase)
    }

    /// Returns what was decided, rollback or hotfix, by somebody who knew of the rollback that is under way, else by the
    /// decision that led to it; `None` when nobody has, or two decisions contradict each other.
    pub fn course(&self) -> Option<Mitigation> {
        let decisions: Vec<_> = self.incidents().flat_map(Incident::decisions).collect();
        let mut courses = decisions
            .into_iter()
            .filter(|(_, event)| self.knows_of_rollback(event))
            .map(|(course, _)| course);
        let Some(first) = courses.next() else {
            let led = self.incidents().any(|it| self.led_to_rollback(it));
            return led.then_some(Mitigation::Rollback);
        };
        courses.all(|course| course == first).then_some(first)
    }

    /// Tells whether the rollback under way carries out what was decided in an incident: everybody who began it knew of the
    /// decision, and the incident was not over.
    pub(in crate::domain) fn led_to_rollback(&self, incident: Incident<'_>) -> bool {
        let mut begun = self
            .rollback_log()
            .under_way
            .iter()
            .map(|(seq, ())| self.event(*seq));
        let knew = |begun: &Event| {
            let mut decisions = incident.decisions();
            let seen = |event: &Event| self.history().place(&event.id);
            !incident.was_over_before(begun)
                && decisions.all(|(_, event)| {
                    seen(event).is_some_and(|decided| self.has_seen(begun, decided))
                })
        };
        incident.course() == Some(Mitigation::Rollback)
            && self.rolling_back().is_some()
            && begun.all(knew)
    }

    /// Tells whether an item is the duty that is done by deciding on rollback or hotfix, and nobody who knew of the rollback
    /// under way has decided.
    pub(in crate::domain) fn is_undecided(&self, item: &Item) -> bool {
        let Some(id) = &item.incident else {
            return false;
        };
        let is_decision = self
            .plan()
            .decision()
            .is_some_and(|duty| id.duty(&duty.id) == item.id);
        let knows = |(_, event): (Mitigation, &Event)| self.knows_of_rollback(event);
        is_decision
            && !self.incident(id).is_some_and(|incident| {
                incident.decisions().any(knows) || self.led_to_rollback(incident)
            })
    }

    /// Tells whether something may have reached production: it was shipped, a stage was entered with whatever candidate, or
    /// the milestone that the plan names was signed for, also where that was taken back later.
    pub(crate) fn has_begun_deployment(&self) -> bool {
        let Some(after) = self
            .plan()
            .rollback
            .as_ref()
            .and_then(|rollback| rollback.after.as_ref())
        else {
            return true;
        };
        let marks = |event: &Event| match &event.kind {
            EventKind::Signed { item, .. } => self
                .item(item)
                .is_some_and(|item| item.marks.as_ref() == Some(after)),
            EventKind::Rollout(RolloutEvent::Entered { .. }) => true,
            EventKind::Closed { outcome, .. } => *outcome == Outcome::Shipped,
            _ => false,
        };
        self.events().iter().any(marks)
    }
}

/// Looks for the release to go back to among others, one at a time.
#[derive(Clone, Debug)]
pub struct Search {
    /// When the release that goes back was shipped itself: one that was shipped later is no way back from it.
    before: Option<DateTime<Utc>>,
    found: Option<(DateTime<Utc>, KnownGood)>,
}

impl Search {
    /// Begins a search for the release to go back to from this one.
    pub fn from(release: &Release) -> Self {
        let shipped = |event: &&Event| {
            matches!(
                event.kind,
                EventKind::Closed {
                    outcome: Outcome::Shipped,
                    ..
                }
            )
        };
        Self {
            before: release.events().iter().rfind(shipped).map(|event| event.at),
            found: None,
        }
    }

    /// Takes another release into account: the one that was shipped last is the last known-good one.
    pub(crate) fn consider(&mut self, other: &Release) {
        let shipped = other
            .closing()
            .filter(|_| other.outcome() == Some(Outcome::Shipped))
            .map(|event| event.at);
        let is_earlier = |at: &DateTime<Utc>| self.before.is_none_or(|before| *at < before);
        let Some(at) = shipped.filter(is_earlier) else {
            return;
        };
        let good = KnownGood {
            version: other.header().version.clone(),
            candidate: other.candidate().cloned(),
        };
        self.take((at, good));
    }

    /// Takes over what the same search has found among the releases that come next.
    pub fn join(&mut self, other: Self) {
        if let Some(found) = other.found {
            self.take(found);
        }
    }

    fn take(&mut self, found: (DateTime<Utc>, KnownGood)) {
        if self.found.as_ref().is_none_or(|(best, _)| *best <= found.0) {
            self.found = Some(found);
        }
    }

    /// Returns the last known-good release; `None` when no other was shipped.
    pub fn found(self) -> Option<KnownGood> {
        self.found.map(|(_, good)| good)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{Story, plan};

    /// Tells a release that ends like this, at this time.
    fn ended(how: &str, at: &str) -> Release {
        Story::of(plan(&["ship/b ops"]))
            .tell(&["ops signs b", &format!("at {at}"), how])
            .release()
    }

    #[test]
    fn the_last_known_good_release_is_the_one_that_shipped_last_before() {
        #[track_caller]
        fn case(name: &str, back: &Release, others: &[&Release], expected: Option<&str>) {
            let mut search = Search::from(back);
            others.iter().for_each(|other| search.consider(other));
            let found = search
                .found()
                .and_then(|good| good.candidate)
                .map(|candidate| candidate.to_string());
            assert_eq!(found.as_deref(), expected, "{name}");
        }
        let shipped = |at: &str, candidate: &str| {
            let lines = [
                "ops signs b",
                &format!("respin {candidate}"),
                &format!("at {at}"),
                "close shipped",
            ];
            Story::of(plan(&["ship/b ops"])).tell(&lines).release()
        };
        let open = Story::of(plan(&["ship/b ops"])).release();
        let (old, new) = (
            shipped("2026-11-21T09:00:00Z", "old"),
            shipped("2026-11-22T09:00:00Z", "new"),
        );
        let abandoned = ended("close abandoned because no budget", "2026-11-23T09:00:00Z");
        let gone_back = ended("close rolled-back because it burns", "2026-11-23T09:00:00Z");
        case("none", &open, &[], None);
        case(
            "none that shipped",
            &open,
            &[&open, &abandoned, &gone_back],
            None,
        );
        case(
            "the newest, in whatever order",
            &open,
            &[&new, &abandoned, &old],
            Some("new"),
        );
        case(
            "the newest, in the other",
            &open,
            &[&old, &gone_back, &new],
            Some("new"),
        );
        let itself = shipped("2026-11-22T00:00:00Z", "itself");
        case(
            "not one that shipped after the release itself",
            &itself,
            &[&old, &new],
            Some("old"),
        );
        let again = Story::resume(new.clone(), new.closing().expect("an end").at)
            .tell(&["ops rolls back because it burns"]);
        case(
            "not one that goes back",
            &open,
            &[&old, &again.release()],
            Some("old"),
        );
    }
}
