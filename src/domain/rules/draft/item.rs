//! The events of an item and of a gate.

use chrono::NaiveDate;

use crate::domain::event::{Call, EventKind, IncidentStep};
use crate::domain::id::{Candidate, ItemId, PhaseId, RoleId};
use crate::domain::plan::Bound;
use crate::domain::plan::incident::Mitigation;
use crate::domain::state::Release;

/// What goes with a sign-off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignOffDetails {
    /// URLs, file digests or text that show it.
    pub evidence: Vec<String>,
    /// A remark.
    pub note: Option<String>,
    /// The first gate before the item's phase that is not at GO.
    pub ahead: Option<PhaseId>,
    /// Why it is signed ahead of that gate; a milestone needs it.
    pub ahead_reason: Option<String>,
}

/// Returns the sign-off of an item as it stands now, for the present candidate when it is bound to one; `None` when
/// the plan has no such item.
pub fn signing(
    release: &Release,
    item: &ItemId,
    role: &RoleId,
    details: SignOffDetails,
) -> Option<EventKind> {
    // A reason means nothing where no gate is passed.
    let ahead_reason = details.ahead_reason.filter(|_| details.ahead.is_some());
    Some(EventKind::Signed {
        item: item.clone(),
        role: role.clone(),
        digest: release.digest_of(item)?,
        candidate: candidate_of(release, item),
        evidence: details.evidence,
        note: details.note,
        ahead: details.ahead,
        ahead_reason,
        acted_for: None,
    })
}

/// Returns "not applicable" for an item as it stands now, for the present candidate when it is bound to one; `None` when the plan has no such item.
pub fn ruling_out(
    release: &Release,
    item: &ItemId,
    role: &RoleId,
    reason: String,
) -> Option<EventKind> {
    let digest = release.digest_of(item)?;
    Some(EventKind::NotApplicable {
        item: item.clone(),
        role: role.clone(),
        candidate: candidate_of(release, item),
        digest,
        reason,
        acted_for: None,
    })
}

/// Returns a waiver of an item as it stands now, for the present candidate when it is bound to one; `None` when the plan has no such item.
pub fn waiving(
    release: &Release,
    item: &ItemId,
    role: &RoleId,
    reason: String,
    expires: Option<NaiveDate>,
) -> Option<EventKind> {
    let digest = release.digest_of(item)?;
    Some(EventKind::Waived {
        item: item.clone(),
        role: role.clone(),
        candidate: candidate_of(release, item),
        digest,
        reason,
        expires,
        acted_for: None,
    })
}

/// Returns the candidate that an answer to an item holds for; `None` when it holds for the whole release.
fn candidate_of(release: &Release, item: &ItemId) -> Option<Candidate> {
    let item = release.item(item)?;
    let candidate = (item.bound == Bound::Candidate).then(|| release.candidate());
    candidate.flatten().cloned()
}

/// Returns the decision on rollback or hotfix that does this duty of an incident; `None` when the item is none.
pub fn deciding(
    release: &Release,
    item: &ItemId,
    role: &RoleId,
    course: Mitigation,
    reason: String,
) -> Option<EventKind> {
    let incident = release.item(item)?.incident.clone()?;
    let duty = release
        .plan()
        .decision()
        .map(|duty| incident.duty(&duty.id))?;
    let decided = IncidentStep::Decided {
        role: role.clone(),
        course,
        reason,
    };
    (duty == *item).then(|| decided.of(&incident))
}

/// Returns the end of the wait at a gate before its time, for the present candidate.
pub fn shortening(release: &Release, phase: &PhaseId, role: RoleId, reason: String) -> EventKind {
    EventKind::Shortened {
        phase: phase.clone(),
        role,
        reason,
        candidate: release.candidate().cloned(),
    }
}

/// Returns a role's call at a gate, on the present candidate.
pub fn calling(
    release: &Release,
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
        candidate: release.candidate().cloned(),
        acted_for: None,
    }
}
