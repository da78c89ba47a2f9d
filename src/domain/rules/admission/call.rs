//! Which calls may be made at a gate.

use super::refusal::{IncidentRefusal, Refusal};
use super::{Admitted, Case, given};
use crate::domain::event::{Call, Event};
use crate::domain::id::{ItemId, PhaseId, RoleId};
use crate::domain::rules::reason::Reason;
use crate::domain::rules::{calls, gate, item_status};

impl Case<'_> {
    pub(super) fn call(
        &self,
        id: &PhaseId,
        role: &RoleId,
        call: Call,
        reason: Option<&str>,
    ) -> Admitted {
        let takes_back =
            call == Call::Go && matches!(self.release.call(id, role), Some((Call::NoGo, _)));
        if self.release.is_dormant(id) {
            return Err(IncidentRefusal::NotEntered(id.clone()).into());
        }
        let phase = self.release.plan().phase(id);
        if phase.is_none() && !takes_back {
            return Err(Refusal::NoPhase(id.clone()));
        }
        if let Some(phase) = phase.filter(|phase| !takes_back && !self.release.polls(*phase, role))
        {
            let mut phases = self.release.plan().phases.iter();
            let instead = phases.find(|phase| self.release.polls(*phase, role));
            let polled = phase.gate.polled(role);
            if let Some(against) = polled.and_then(|it| self.release.facts_against_poll(it)) {
                return Err(Refusal::NotPolledNow {
                    phase: id.clone(),
                    role: role.clone(),
                    why: against.sentence(),
                    fact: against.way_out(),
                });
            }
            return Err(Refusal::NotPolled {
                phase: id.clone(),
                role: role.clone(),
                poll: self.release.poll_of(phase).cloned().collect(),
                instead: instead.map(|phase| phase.id.clone()),
            });
        }
        let is_vote = self.release.plan().votes(id, role).is_some();
        let before = calls::called_before(self.release, id, role, self.in_name_of);
        match (call, before) {
            (Call::Go, Some((Call::Go, event)))
                if calls::outdated(self.release, event).is_none() =>
            {
                if is_vote {
                    return Err(Refusal::AlreadyVoted {
                        phase: id.clone(),
                        role: role.clone(),
                        by: self.in_name_of.clone(),
                    });
                }
                return Err(Refusal::AlreadyCalled {
                    phase: id.clone(),
                    role: role.clone(),
                    call: "go",
                });
            }
            (Call::NoGo, _) => given(reason, "a no-go")?,
            (Call::Go, _) => {
                self.has_reason_over(self.release.no_gos_of(id, role, None), reason)?;
                let voter = (self.in_name_of, self.by);
                let votes = calls::no_go_votes_by_another(self.release, id, role, voter);
                self.has_reason_over(votes, reason)?;
                self.has_settled(id, role)?;
                self.has_rolled_out(id, role)?;
            }
        }
        // A no-go always counts, so that it is always taken, and can be withdrawn.
        let is_free = call == Call::NoGo || matches!(before, Some((Call::NoGo, _)));
        if is_vote && !is_free {
            let votes = calls::present_votes(self.release, id, role);
            self.decides_once(role, votes.map(|(_, event)| event))?;
        }
        self.act(role)
    }

    /// The wait at a gate is ended before its time, once it has begun, by a role that may waive.
    pub(super) fn shorten(&self, id: &PhaseId, role: &RoleId, reason: &str) -> Admitted {
        let phase = self.release.plan().phase(id);
        let phase = phase.ok_or_else(|| Refusal::NoPhase(id.clone()))?;
        match gate::wait(self.release, phase, self.now) {
            Some(Reason::Wait { until: Some(_), .. }) => {}
            Some(_) => return Err(Refusal::WaitNotBegun(id.clone())),
            None if gate::wait_ended(self.release, phase).is_some() => {
                return Err(Refusal::WaitEnded(id.clone()));
            }
            None => return Err(Refusal::NoWait(id.clone())),
        }
        self.may_waive(role)?;
        given(Some(reason), "ending a wait early")?;
        self.member(role).map(|()| Vec::new())
    }

    /// A GO over another person's NO-GO needs a reason, and so does one that another person records.
    pub(super) fn has_reason_over<'e>(
        &self,
        mut no_gos: impl Iterator<Item = &'e Event>,
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        let plan = self.release.plan();
        let is_own = |no_go: &Event| {
            let person = no_go.person();
            plan.are_same(person, self.by) && plan.are_same(person, self.author)
        };
        if self.edition.is_some() && no_gos.any(|no_go| !is_own(no_go)) {
            given(reason, "a go over another person's no-go")?;
        }
        Ok(())
    }

    /// A GO needs the role's own items settled, in the phases up to this gate.
    fn has_settled(&self, phase: &PhaseId, role: &RoleId) -> Result<(), Refusal> {
        let phases = &self.release.plan().phases;
        let last = phases.iter().position(|known| known.id == *phase);
        let covered = last.map_or(&[][..], |last| &phases[..=last]);
        let is_covered = |of: &PhaseId| of == phase || covered.iter().any(|phase| phase.id == *of);
        let items: Vec<ItemId> =
            item_status::answered_for(self.release, role, is_covered, self.now)
                .filter(|standing| standing.is_held_by(role))
                .map(|standing| standing.item.id.clone())
                .collect();
        if items.is_empty() {
            Ok(())
        } else {
            Err(Refusal::ItemsOutstanding {
                role: role.clone(),
                items,
            })
        }
    }
}
