//! The events that answer something, made from the release as it stands: which text is meant, and which candidate.
//!
//! Whether such an event may be added is for [`super::admission`] to say.

mod incident;
mod rollout;

use chrono::NaiveDate;

use crate::domain::event::{Call, EventKind, IncidentStep};
use crate::domain::id::{ItemId, PhaseId, RoleId};
use crate::domain::plan::Bound;
use crate::domain::plan::incident::Mitigation;
use crate::domain::state::Release;
pub use rollout::Entering;

impl Release {
    /// Returns the sign-off of an item as it stands now, for the present candidate when it is bound to one; `None` when
    /// the plan has no such item.
    pub fn signing(
        &self,
        item: &ItemId,
        role: &RoleId,
        evidence: Vec<String>,
        note: Option<String>,
    ) -> Option<EventKind> {
        let is_bound = self.item(item)?.bound == Bound::Candidate;
        Some(EventKind::Signed {
            item: item.clone(),
            role: role.clone(),
            digest: self.digest_of(item)?,
            candidate: is_bound.then(|| self.candidate().cloned()).flatten(),
            evidence,
            note,
        })
    }

    /// Returns "not applicable" for an item as it stands now; `None` when the plan has no such item.
    pub fn ruling_out(&self, item: &ItemId, role: &RoleId, reason: String) -> Option<EventKind> {
        let digest = self.digest_of(item)?;
        Some(EventKind::NotApplicable {
            item: item.clone(),
            role: role.clone(),
            digest,
            reason,
        })
    }

    /// Returns a waiver of an item as it stands now; `None` when the plan has no such item.
    pub fn waiving(
        &self,
        item: &ItemId,
        role: &RoleId,
        reason: String,
        expires: Option<NaiveDate>,
    ) -> Option<EventKind> {
        let digest = self.digest_of(item)?;
        Some(EventKind::Waived {
            item: item.clone(),
            role: role.clone(),
            digest,
            reason,
            expires,
        })
    }

    /// Returns the decision on rollback or hotfix that does this duty of an incident; `None` when the item is none.
    pub fn deciding(
        &self,
        item: &ItemId,
        role: &RoleId,
        course: Mitigation,
        reason: String,
    ) -> Option<EventKind> {
        let incident = self.item(item)?.incident.clone()?;
        let duty = self.plan().decision().map(|duty| incident.duty(&duty.id))?;
        let decided = IncidentStep::Decided {
            role: role.clone(),
            course,
            reason,
        };
        (duty == *item).then(|| decided.of(&incident))
    }

    /// Returns a role's call at a gate, on the present candidate.
    pub fn calling(
        &self,
        phase: &PhaseId,
        role: &RoleId,
        call: Call,
        reason: Option<String>,
    ) -> EventKind {
        EventKind::Called {
            phase: phase.clone(),
            role: role.clone(),
            call,
            reason,
            candidate: self.candidate().cloned(),
        }
    }
}
