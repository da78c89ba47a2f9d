//! Where one item stands.

use chrono::{DateTime, Utc};

use super::event::{Event, EventKind};
use super::id::{FactId, ItemId, Milestone, PhaseId, RoleId};
use super::incident;
use super::plan::{Bound, Item, Phase};
use super::release::Release;

/// The state of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemState {
    /// Somebody still has to answer.
    Open,
    /// Every role has signed.
    Done,
    /// It does not apply to this release.
    NotApplicable,
    /// It applies and is knowingly left undone.
    Waived,
    /// A role said stop.
    Blocked,
    /// It was signed, but for another candidate or another text.
    Stale,
}

/// An item with everything that decides its state.
#[derive(Clone, Debug)]
pub struct ItemStatus<'r> {
    /// The item.
    pub item: &'r Item,
    /// Its state.
    pub state: ItemState,
    /// Every role of the item with its sign-off, if one is in force.
    pub sign_offs: Vec<SignOff<'r>>,
    /// The blockers that stand.
    pub blockers: Vec<&'r Event>,
    /// The waiver that was given last, even when it has expired.
    pub waiver: Option<&'r Event>,
    /// Whether that waiver has expired.
    pub waiver_expired: bool,
    /// Why the item does not apply, when somebody or something said so.
    pub ruled_out: Option<NotApplicable<'r>>,
    /// Whether it is the duty that is done by deciding on rollback or hotfix, and nobody has: it cannot be signed before.
    pub is_undecided: bool,
}

/// A role's slot on an item.
#[derive(Clone, Debug)]
pub struct SignOff<'r> {
    /// The role.
    pub role: &'r RoleId,
    /// Its sign-off.
    pub event: Option<&'r Event>,
    /// Why the sign-off no longer holds.
    pub stale: Option<Staleness>,
}

/// Why a sign-off no longer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staleness {
    /// It was given for another candidate.
    Candidate,
    /// The text or the rules were changed since.
    Text,
}

/// What says that an item does not apply.
#[derive(Clone, Copy, Debug)]
pub enum NotApplicable<'r> {
    /// A fact that was answered no.
    Fact(&'r FactId),
    /// A person, with a reason.
    Person(&'r Event),
}

impl ItemState {
    /// Returns the word used on the screen and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::NotApplicable => "not applicable",
            Self::Waived => "waived",
            Self::Blocked => "blocked",
            Self::Stale => "stale",
        }
    }

    /// Tells whether nobody has to do anything about the item.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::NotApplicable | Self::Waived)
    }
}

impl<'r> ItemStatus<'r> {
    /// Tells whether somebody has to answer the item, now or before: no fact has ruled it out.
    pub fn is_asked(&self) -> bool {
        !matches!(self.ruled_out, Some(NotApplicable::Fact(_)))
    }

    /// Returns the roles that still have to sign.
    pub fn missing(&self) -> impl Iterator<Item = &'r RoleId> {
        self.sign_offs
            .iter()
            .filter(|slot| !slot.holds())
            .map(|slot| slot.role)
    }

    /// Tells whether this role still has to sign, and the item waits for it.
    pub fn waits_for(&self, role: &RoleId) -> bool {
        !self.state.is_settled() && self.missing().any(|missing| missing == role)
    }

    /// Tells whether the item keeps one of its own roles from calling go: it waits for the role, or it is blocked.
    pub fn is_held_by(&self, role: &RoleId) -> bool {
        self.item.roles.contains(role) && (self.state == ItemState::Blocked || self.waits_for(role))
    }
}

impl SignOff<'_> {
    /// Tells whether the role has signed and the sign-off still holds.
    pub fn holds(&self) -> bool {
        self.event.is_some() && self.stale.is_none()
    }
}

impl Release {
    /// Returns where an item stands at `now`.
    pub fn standing(&self, id: &ItemId, now: DateTime<Utc>) -> Option<ItemStatus<'_>> {
        self.place_of(id).map(|place| self.standing_at(place, now))
    }

    /// Returns where every item that is asked for stands at `now`, in the plan's order: those of the rollback while one is
    /// under way, and the duties of every incident. Neither an amendment nor the end of a rollback clears a blocker: an
    /// item that is no longer asked for while it is blocked is among them until somebody clears it.
    pub fn standings(&self, now: DateTime<Utc>) -> impl Iterator<Item = ItemStatus<'_>> {
        let places = 0..self.plan().items.len();
        places.filter_map(move |place| self.standing_asked(place, now))
    }

    /// Returns where the item at this place of the plan stands, if it is among [`Self::standings`].
    pub(super) fn standing_asked(
        &self,
        place: usize,
        now: DateTime<Utc>,
    ) -> Option<ItemStatus<'_>> {
        let item = &self.plan().items[place];
        let is_asked = !item.removed && self.is_asked_now(item);
        let counts = is_asked || !self.log(place).blocked.is_empty();
        counts.then(|| self.standing_at(place, now))
    }

    /// Tells whether an item of the plan is asked now: one of the rollback while it is under way, and a duty of an incident
    /// that brings it.
    pub(super) fn is_asked_now(&self, item: &Item) -> bool {
        match &item.incident {
            Some(id) => self
                .incident(id)
                .is_none_or(|incident| incident.brings(item)),
            None => !self.is_dormant(&item.phase),
        }
    }

    /// Returns the phases that are asked about now, in order: the way back and the incidents while the release is rolled
    /// back, else those on the path, and the incidents after them.
    pub fn asked_phases(&self) -> impl Iterator<Item = &Phase> {
        let path = self
            .plan()
            .phases
            .iter()
            .filter(|_| self.rolling_back().is_none());
        let incidents = self.incidents().next().map(|_| incident::phase());
        self.entered_way_back()
            .into_iter()
            .chain(path)
            .chain(incidents)
    }

    /// Returns the phase of an item; that of the duties which count at no gate stands for one.
    pub fn phase_of(&self, item: &Item) -> Option<&Phase> {
        self.plan()
            .phase(&item.phase)
            .or(item.incident.as_ref().map(|_| incident::phase()))
    }

    /// Tells whether a phase is on the path, or an event has entered it.
    pub fn has_entered(&self, phase: &PhaseId) -> bool {
        let mut entered = self.plan().phases.iter().chain(self.asked_phases());
        entered.any(|entered| entered.id == *phase)
    }

    /// Returns the items of a phase that are asked for now, in the plan's order. What stands for the phase of incidents
    /// has their duties, without those that count at the gate of the rollback which is under way.
    pub fn items_of<'r>(&'r self, phase: &PhaseId) -> impl Iterator<Item = &'r Item> + use<'r> {
        let phase = phase.clone();
        let way_back = self.entered_way_back().map(|phase| &phase.id);
        let asked = self.plan().present().filter(|item| self.is_asked_now(item));
        asked.filter(move |item| {
            let is_of_way_back = Some(&item.phase) == way_back;
            match item.incident {
                Some(_) if phase.as_str() == incident::PHASE => !is_of_way_back,
                Some(_) => is_of_way_back && item.phase == phase,
                None => item.phase == phase,
            }
        })
    }

    /// Returns the fact that rules an item out: one of those it applies with that is answered no.
    pub fn fact_against<'i>(&self, item: &'i Item) -> Option<&'i FactId> {
        item.when.iter().find(|fact| self.fact(fact) == Some(false))
    }

    fn standing_at(&self, place: usize, now: DateTime<Utc>) -> ItemStatus<'_> {
        let item = &self.plan().items[place];
        let log = self.log(place);
        let slots = item.roles.iter().zip(&log.signed);
        let sign_offs: Vec<_> = slots
            .map(|(role, seq)| self.sign_off(place, role, seq.map(|seq| self.event(seq))))
            .collect();
        let blockers: Vec<_> = log
            .blocked
            .iter()
            .map(|(seq, ())| self.event(*seq))
            .collect();
        let in_force = |seq: Option<usize>| {
            seq.map(|seq| self.event(seq))
                .filter(|event| self.is_about_present_text(place, event))
        };
        let waiver = in_force(log.waived);
        let waiver_expired = waiver.is_some_and(|event| is_expired(event, now));
        let by_fact = self.fact_against(item).map(NotApplicable::Fact);
        let ruled_out = by_fact.or_else(|| in_force(log.ruled_out).map(NotApplicable::Person));
        let state = if !blockers.is_empty() {
            ItemState::Blocked
        } else if matches!(ruled_out, Some(NotApplicable::Fact(_))) {
            ItemState::NotApplicable
        } else if !sign_offs.is_empty() && sign_offs.iter().all(SignOff::holds) {
            ItemState::Done
        } else if waiver.is_some() && !waiver_expired {
            ItemState::Waived
        } else if ruled_out.is_some() {
            ItemState::NotApplicable
        } else if sign_offs.iter().any(|slot| slot.stale.is_some()) {
            ItemState::Stale
        } else {
            ItemState::Open
        };
        let is_undecided = self.is_undecided(item);
        ItemStatus {
            item,
            state,
            sign_offs,
            blockers,
            waiver,
            waiver_expired,
            ruled_out,
            is_undecided,
        }
    }

    fn sign_off<'r>(
        &'r self,
        place: usize,
        role: &'r RoleId,
        event: Option<&'r Event>,
    ) -> SignOff<'r> {
        let stale = event.and_then(|event| self.staleness(place, event));
        SignOff { role, event, stale }
    }

    fn staleness(&self, place: usize, event: &Event) -> Option<Staleness> {
        let EventKind::Signed { candidate, .. } = &event.kind else {
            return None;
        };
        if !self.is_about_present_text(place, event) {
            return Some(Staleness::Text);
        }
        let is_bound = self.plan().items[place].bound == Bound::Candidate;
        let is_present = self.candidates().len() <= 1 && candidate.as_ref() == self.candidate();
        (is_bound && !is_present).then_some(Staleness::Candidate)
    }

    fn is_about_present_text(&self, place: usize, event: &Event) -> bool {
        match &event.kind {
            EventKind::Signed { digest, .. }
            | EventKind::NotApplicable { digest, .. }
            | EventKind::Waived { digest, .. } => *digest == self.digest_at(place),
            _ => true,
        }
    }

    /// Returns when a milestone was reached: the last sign-off of the first done item that marks it, or the entry of
    /// the first stage that does.
    pub fn milestone(&self, milestone: &Milestone, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let standings = self.standings(now);
        let marking = standings
            .filter(|standing| {
                standing.item.marks.as_ref() == Some(milestone) && standing.state == ItemState::Done
            })
            .filter_map(|standing| {
                standing
                    .sign_offs
                    .iter()
                    .filter_map(|slot| slot.event)
                    .map(|event| event.at)
                    .max()
            });
        marking.chain(self.stage_marking(milestone)).min()
    }
}

/// Tells whether a waiver's last day, in UTC, is over.
fn is_expired(waiver: &Event, now: DateTime<Utc>) -> bool {
    matches!(&waiver.kind, EventKind::Waived { expires: Some(day), .. } if now.date_naive() > *day)
}

#[cfg(test)]
mod tests;
