//! Which answers on items may be given.

use chrono::Datelike as _;

use super::refusal::{Caution, IncidentRefusal, Refusal};
use super::{Admitted, Case, given};
use crate::domain::event::{Event, EventKind, YEARS, timestamp};
use crate::domain::id::{ItemId, PhaseId, RoleId};
use crate::domain::plan::Item;
use crate::domain::rules::ahead::shut_before;
use crate::domain::rules::item_status::{self, ItemState, ItemStatus, NotApplicable, SignOff};

impl<'r> Case<'r> {
    pub(super) fn sign(
        &self,
        id: &ItemId,
        role: &RoleId,
        evidence: &[String],
        note: Option<&str>,
    ) -> Admitted {
        let standing = self.own_item(id, role)?;
        if let Some(incident) = standing
            .item
            .incident
            .as_ref()
            .filter(|_| standing.is_undecided)
        {
            return Err(IncidentRefusal::DecideFirst(incident.clone()).into());
        }
        match standing.ruled_out {
            Some(fact @ NotApplicable::Fact(_)) => return Err(does_not_apply(id, fact)),
            Some(person) if standing.state == ItemState::NotApplicable => {
                return Err(does_not_apply(id, person));
            }
            _ if standing.state == ItemState::Waived => return Err(Refusal::IsWaived(id.clone())),
            _ => {}
        }
        // Only a section that is signed in order has something above.
        let place = standing.item.in_order.then(|| self.release.place_of(id));
        if let Some(above) = place
            .flatten()
            .and_then(|place| item_status::above(self.release, place, self.now))
        {
            return Err(Refusal::OutOfOrder {
                item: id.clone(),
                above: above.item.id.clone(),
            });
        }
        let slot = standing.sign_offs.iter().find(|slot| slot.role == role);
        let own = |slot: &SignOff<'r>| {
            let plan = self.release.plan();
            let mut signers = slot.signers.iter().copied();
            signers.find(|event| plan.are_same(event.in_name_of(), self.in_name_of))
        };
        let holding = slot.filter(|slot| slot.holds()).and_then(|slot| slot.event);
        if let Some(slot) = slot {
            self.decides_once(role, slot.signers.iter().copied())?;
        }
        match slot.and_then(own).or(holding) {
            Some(event) if !adds_to(event, evidence, note) => Err(already_signed(id, role, event)),
            _ if standing.item.evidence_required
                && evidence.iter().all(|it| it.trim().is_empty()) =>
            {
                Err(Refusal::EvidenceMissing(id.clone()))
            }
            _ => {
                let thin = evidence.iter().filter(|text| is_one_word(text));
                let thin = thin.map(|evidence| Caution::ThinEvidence {
                    item: id.clone(),
                    evidence: evidence.clone(),
                });
                let mut cautions = self.act(role)?;
                cautions.extend(thin);
                Ok(cautions)
            }
        }
    }

    /// Checks that a milestone is signed after GO, or ahead of the gate with a reason. That an item of another kind was signed
    /// ahead of a gate is believed.
    pub(super) fn sign_ahead(
        &self,
        id: &ItemId,
        ahead: Option<&PhaseId>,
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        let Some(item) = self.release.item(id) else {
            return Ok(());
        };
        let place = |id: &PhaseId| {
            let mut phases = self.release.plan().phases.iter();
            phases.position(|phase| phase.id == *id)
        };
        if let Some(gate) = ahead
            && place(gate).is_none_or(|gate| place(&item.phase).is_none_or(|own| gate >= own))
        {
            return Err(Refusal::NotAhead(gate.clone()));
        }
        let is_explained = ahead.is_some() && reason.is_some_and(|it| !it.trim().is_empty());
        let Some(milestone) = item.marks.as_ref().filter(|_| !is_explained) else {
            return Ok(());
        };
        if self.edition.is_none() {
            return Ok(());
        }
        match shut_before(self.release, item, self.now) {
            None => Ok(()),
            Some((gate, verdict)) => Err(Refusal::MilestoneAhead {
                item: id.clone(),
                milestone: milestone.clone(),
                gate,
                verdict,
            }),
        }
    }

    pub(super) fn rule_out(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        let standing = self.unsettled_item(id)?;
        if !standing.item.if_applicable {
            return Err(Refusal::AlwaysApplies(id.clone()));
        }
        if !self.release.plan().general_waivers().contains(&role) {
            self.own_item(id, role)?;
        }
        given(Some(reason), "\"not applicable\"")?;
        self.member(role).map(|()| Vec::new())
    }

    pub(super) fn waive(
        &self,
        id: &ItemId,
        role: &RoleId,
        reason: &str,
        expires: Option<chrono::NaiveDate>,
    ) -> Admitted {
        let standing = self.unsettled_item(id)?;
        is_among(role, &self.release.plan().waivers(standing.item))?;
        if standing.item.killer {
            return Err(Refusal::Killer(id.clone()));
        }
        if expires.is_some_and(|day| day < self.now.date_naive()) {
            return Err(Refusal::ExpiresInThePast);
        }
        if expires.is_some_and(|day| !YEARS.contains(&day.year())) {
            return Err(Refusal::ExpiresTooLate);
        }
        given(Some(reason), "a waiver")?;
        self.member(role).map(|()| Vec::new())
    }

    /// Checks that a role is one that may waive.
    pub(super) fn may_waive(&self, role: &RoleId) -> Result<(), Refusal> {
        is_among(role, &self.release.plan().general_waivers())
    }

    /// Stopping is free: anybody may block an item, for any role.
    pub(super) fn block(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        self.item(id)?;
        self.known(role)?;
        given(Some(reason), "a blocker").map(|()| Vec::new())
    }

    pub(super) fn unblock(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        // A blocker on an item that an amendment removed still stands, and is cleared like any other.
        let standing = item_status::answered(self.release, id, self.now)
            .ok_or_else(|| Refusal::NoItem(id.clone()))?;
        if standing.blockers.is_empty() {
            return Err(if standing.item.removed {
                Refusal::Removed(id.clone())
            } else {
                Refusal::NotBlocked(id.clone())
            });
        }
        self.known(role)?;
        given(Some(reason), "clearing a blocker")?;
        self.member(role).map(|()| Vec::new())
    }

    pub(super) fn reopen(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        let standing = self.item(id)?;
        let by_person = matches!(standing.ruled_out, Some(NotApplicable::Person(_)));
        if !by_person
            && standing.waivers.is_empty()
            && standing.sign_offs.iter().all(|slot| slot.event.is_none())
        {
            return Err(Refusal::NothingToReopen(id.clone()));
        }
        self.known(role)?;
        given(Some(reason), "retracting an answer")?;
        self.member(role).map(|()| Vec::new())
    }

    pub(super) fn item(&self, id: &ItemId) -> Result<ItemStatus<'r>, Refusal> {
        let standing = item_status::answered(self.release, id, self.now)
            .ok_or_else(|| Refusal::NoItem(id.clone()))?;
        match standing.item {
            Item { removed: true, .. } => Err(Refusal::Removed(id.clone())),
            Item {
                incident: None,
                phase,
                ..
            } if self.release.is_dormant(phase) => {
                Err(IncidentRefusal::NotEntered(phase.clone()).into())
            }
            Item {
                incident: Some(incident),
                ..
            } if !self.release.is_asked_now(standing.item) => Err(IncidentRefusal::NotBrought {
                incident: incident.clone(),
                duty: id.clone(),
            }
            .into()),
            _ => Ok(standing),
        }
    }

    pub(super) fn own_item(&self, id: &ItemId, role: &RoleId) -> Result<ItemStatus<'r>, Refusal> {
        let standing = self.item(id)?;
        self.known(role)?;
        let Item { roles, .. } = standing.item;
        if roles.contains(role) {
            Ok(standing)
        } else {
            Err(Refusal::NotYourItem {
                item: id.clone(),
                role: role.clone(),
                roles: roles.clone(),
            })
        }
    }

    pub(super) fn unsettled_item(&self, id: &ItemId) -> Result<ItemStatus<'r>, Refusal> {
        let standing = self.item(id)?;
        match (standing.state, standing.ruled_out) {
            (ItemState::Done, _) => Err(Refusal::IsDone(id.clone())),
            (ItemState::Waived, _) => Err(Refusal::IsWaived(id.clone())),
            (_, Some(why)) => Err(does_not_apply(id, why)),
            _ => Ok(standing),
        }
    }
}

/// Checks that a role is one of those that may waive.
fn is_among(role: &RoleId, may: &[&RoleId]) -> Result<(), Refusal> {
    if may.contains(&role) {
        return Ok(());
    }
    Err(Refusal::MayNotWaive {
        role: role.clone(),
        may: may.iter().map(|role| (*role).clone()).collect(),
    })
}

fn does_not_apply(id: &ItemId, why: NotApplicable<'_>) -> Refusal {
    match why {
        NotApplicable::Fact(against) => Refusal::DoesNotApply {
            item: id.clone(),
            why: against.sentence(),
            fact: Some(against.way_out()),
        },
        NotApplicable::Person(event) => Refusal::DoesNotApply {
            item: id.clone(),
            why: format!(
                "{} said so: {}",
                event.who(),
                event.kind.reason().unwrap_or_default()
            ),
            fact: None,
        },
    }
}

/// Tells whether a sign-off would say more than the one that is in force.
fn adds_to(signed: &Event, evidence: &[String], note: Option<&str>) -> bool {
    let EventKind::Signed {
        evidence: known,
        note: known_note,
        ..
    } = &signed.kind
    else {
        return true;
    };
    evidence.iter().any(|new| !known.contains(new))
        || note.is_some_and(|note| known_note.as_deref() != Some(note))
}

/// Tells whether a text is a single word, such as "done": no address, digest, path or number that leads anywhere.
fn is_one_word(text: &str) -> bool {
    let word = text.trim().trim_end_matches(['.', '!']);
    !word.is_empty() && word.chars().all(char::is_alphabetic)
}

fn already_signed(id: &ItemId, role: &RoleId, event: &Event) -> Refusal {
    Refusal::AlreadySigned {
        item: id.clone(),
        role: role.clone(),
        by: event.person().clone(),
        at: timestamp(&event.at),
    }
}
