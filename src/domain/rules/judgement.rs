//! What a gate says, and what follows for the release.

use chrono::{DateTime, Utc};

use super::item_status::ItemStatus;
use super::lateness::{self, Deadline};
use super::reason::Reason;
use crate::domain::id::RoleId;
use crate::domain::plan::{Plan, Topic};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// What one gate says about its own phase, and what follows for it with the phases before.
#[derive(Clone, Debug)]
pub struct Judgement<'r> {
    /// What is judged: a gate, or the incidents.
    pub topic: Topic<'r>,
    /// The verdict over this phase and those before it.
    pub verdict: Verdict,
    /// The reasons of this phase alone.
    pub reasons: Vec<Reason<'r>>,
    /// The items of this phase.
    pub items: Vec<ItemStatus<'r>>,
    /// Why the phase has no gate, when nothing is asked in it: the verdict is that of the gates before.
    pub nothing_to_do: Option<NothingToDo>,
    /// The time it is judged at.
    pub now: DateTime<Utc>,
}

/// Why nothing is asked in a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingToDo {
    /// Releases of this type have no items there.
    ForType,
    /// Facts rule every item out.
    ByFacts,
}

impl NothingToDo {
    /// Returns it in words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::ForType => "nothing to do for this type",
            Self::ByFacts => "nothing to do: no item applies",
        }
    }
}

impl Judgement<'_> {
    /// Tells whether the gate still waits for the call of a role, or the role called no-go.
    pub(crate) fn waits_for_call(&self, role: &RoleId) -> bool {
        let of_role = |reason: &Reason<'_>| matches!(reason, Reason::Call { role: caller, .. } if *caller == role);
        self.reasons.iter().any(of_role)
    }

    /// Returns by when the phase is over, while its gate is open. A release that has ended is not late.
    pub fn deadline(&self, release: &Release) -> Option<Deadline> {
        let is_open = self.verdict != Verdict::Go && self.nothing_to_do.is_none();
        let phase = self.topic.phase().filter(|_| is_open)?;
        let deadline = lateness::of_phase(release, phase, self.now);
        deadline.filter(|_| release.outcome().is_none())
    }

    /// Tells whether it is about incidents, and no gate.
    pub(crate) fn is_of_incidents(&self) -> bool {
        self.topic == Topic::Incidents
    }

    /// Tells whether it is a gate on the path, and neither the rollback's nor about incidents.
    pub fn is_on_path(&self, plan: &Plan) -> bool {
        let phase = self.topic.phase();
        phase.is_some_and(|own| plan.phases.iter().any(|phase| phase.id == own.id))
    }
}

/// Returns the first gate that does not say GO, or `None` when all do. Incidents are none: their duties may outlast the
/// release.
pub fn present<'j, 'r>(judgements: &'j [Judgement<'r>]) -> Option<&'j Judgement<'r>> {
    judgements
        .iter()
        .find(|judgement| judgement.verdict != Verdict::Go && !judgement.is_of_incidents())
}

/// Returns the verdict over all of these: the last gate's, which covers those before it.
pub fn overall(judgements: &[Judgement<'_>]) -> Option<Verdict> {
    let gate = judgements
        .iter()
        .rfind(|judgement| !judgement.is_of_incidents());
    gate.or(judgements.last())
        .map(|judgement| judgement.verdict)
}

/// Tells whether somebody can act on what a gate waits for: while the release goes back, nobody can on its path.
pub(crate) fn is_in_hand(release: &Release, judgement: &Judgement<'_>) -> bool {
    release.rolling_back().is_none() || !judgement.is_on_path(release.plan())
}
