//! Whose turn it is: what every role still has to do, and which steps come next.

use super::gate::{Judgement, Reason, Verdict, is_in_hand, present};
use super::id::{PhaseId, RoleId};
use super::incident::{self, Mitigation};
use super::item_status::ItemState;
use super::plan::Item;
use super::release::Release;
use super::suggestion::Suggestion;

/// How many roles are told to walk, and how many to call, before the list of next steps grows too long.
const MOST_STEPS: usize = 3;

/// What one role still has to do.
#[derive(Clone, Debug)]
pub struct OpenWork<'r> {
    /// The role.
    pub role: &'r RoleId,
    /// The items to sign, and the blocked ones to clear, in the plan's order.
    pub items: Vec<DueItem<'r>>,
    /// The phases whose gates wait for its call.
    pub calls: Vec<&'r PhaseId>,
    /// What else waits for it: calls at a stage of the rollout, and monitoring windows to close.
    pub others: Vec<Suggestion<'r>>,
}

/// An item that waits for a role.
#[derive(Clone, Copy, Debug)]
pub struct DueItem<'r> {
    /// The item.
    pub item: &'r Item,
    /// Its state: somebody has to clear it when it is blocked, and to sign it otherwise.
    pub state: ItemState,
}

impl OpenWork<'_> {
    /// Counts the items that wait for the role's sign-off.
    pub fn to_sign(&self) -> usize {
        self.items.len() - self.blocked()
    }

    /// Counts the blocked items, which any of their roles can clear.
    pub fn blocked(&self) -> usize {
        self.items
            .iter()
            .filter(|due| due.state == ItemState::Blocked)
            .count()
    }
}

/// Returns what these gates wait for, role by role in the playbook's order; roles that it does not have come last. While
/// the release goes back, nobody is asked for what its path waits for.
pub fn due<'r>(release: &'r Release, judgements: &[Judgement<'r>]) -> Vec<OpenWork<'r>> {
    let mut dues: Vec<OpenWork<'r>> = Vec::new();
    let asked = judgements
        .iter()
        .filter(|judgement| is_in_hand(release, judgement));
    for reason in asked.flat_map(|judgement| &judgement.reasons) {
        for role in reason.roles() {
            let due = of_role(&mut dues, role);
            match reason {
                Reason::Item(standing) => due.items.push(DueItem {
                    item: standing.item,
                    state: standing.state,
                }),
                Reason::Call { phase, .. } => due.calls.push(phase),
                Reason::Rollout(_) | Reason::Window(_) => due.others.extend(reason.steps()),
                Reason::Incident(_) => due.others.push(Suggestion::Incidents),
                Reason::RollingBack(_) => {}
                Reason::Unwatched(_)
                | Reason::Candidates(_)
                | Reason::Plans
                | Reason::EmptyPlan
                | Reason::Ended(..) => {}
            }
        }
    }
    let roles = &release.plan().roles;
    dues.sort_by_key(|due| {
        roles
            .iter()
            .position(|role| role.id == *due.role)
            .unwrap_or(roles.len())
    });
    dues
}

fn of_role<'d, 'r>(dues: &'d mut Vec<OpenWork<'r>>, role: &'r RoleId) -> &'d mut OpenWork<'r> {
    let place = dues
        .iter()
        .position(|due| due.role == role)
        .unwrap_or_else(|| {
            dues.push(OpenWork {
                role,
                items: Vec::new(),
                calls: Vec::new(),
                others: Vec::new(),
            });
            dues.len() - 1
        });
    &mut dues[place]
}

/// Returns what the first gate that is not at GO waits for.
pub fn due_now<'r>(release: &'r Release, judgements: &[Judgement<'r>]) -> Vec<OpenWork<'r>> {
    present(judgements)
        .map(|judgement| due(release, std::slice::from_ref(judgement)))
        .unwrap_or_default()
}

/// Returns the reason that the release goes back, if that is what keeps a gate shut.
fn rollback_in<'j, 'r>(judgement: &'j Judgement<'r>) -> Option<&'j Reason<'r>> {
    judgement
        .reasons
        .iter()
        .find(|reason| matches!(reason, Reason::RollingBack(_)))
}

/// Returns what comes next: who walks, the busiest first, what the rollout and the windows wait for, and who only calls;
/// the notes and the end when every gate is at GO, and the notes once the release is closed, after the duties that its
/// incidents have left. With `only`, what comes next for this role.
pub fn next_steps<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    only: Option<&'r RoleId>,
) -> Vec<Suggestion<'r>> {
    let version = &release.header().version;
    let has_duties = judgements
        .iter()
        .any(|judgement| judgement.is_of_incidents && judgement.verdict != Verdict::Go);
    let duties = has_duties.then(|| Suggestion::Walk {
        version,
        role: only,
        phase: Some(&incident::phase().id),
    });
    if release.outcome().is_some() {
        return duties.into_iter().chain([Suggestion::Notes]).collect();
    }
    if present(judgements).is_none() {
        return duties
            .into_iter()
            .chain([Suggestion::Notes, Suggestion::Close])
            .collect();
    }
    if let Some(back) = present(judgements).and_then(rollback_in) {
        let undecided = release.course().is_none() && release.plan().decision().is_some();
        let unwanted = match release.course() {
            Some(Mitigation::Rollback) => Some(Suggestion::CancelRollback),
            Some(Mitigation::Hotfix) => Some(Suggestion::CloseRolledBack),
            None => None,
        };
        let ends = back
            .steps()
            .into_iter()
            .filter(|step| Some(*step) != unwanted);
        return undecided
            .then_some(Suggestion::ConfirmRollback)
            .into_iter()
            .chain(ends)
            .collect();
    }
    let mut dues = due_now(release, judgements);
    dues.retain(|due| only.is_none_or(|only| only == due.role));
    dues.sort_by_key(|due| std::cmp::Reverse(due.items.len()));
    let walkers = dues
        .iter()
        .filter(|due| !due.items.is_empty())
        .take(MOST_STEPS);
    let walks = walkers.map(|due| Suggestion::Walk {
        version,
        role: Some(due.role),
        phase: None,
    });
    let others = dues
        .iter()
        .filter_map(|due| due.others.first().copied())
        .take(MOST_STEPS);
    let reasons = || {
        present(judgements)
            .into_iter()
            .flat_map(|judgement| &judgement.reasons)
    };
    let of_rollout = || reasons().filter(|reason| matches!(reason, Reason::Rollout(_)));
    let anybodys = of_rollout()
        .filter(|reason| only.is_none() && reason.roles().is_empty())
        .flat_map(Reason::steps);
    let callers = dues
        .iter()
        .filter(|due| due.items.is_empty())
        .take(MOST_STEPS);
    // Nobody is sent to the gate's poll while the rollout is on its way.
    let callers = callers.filter(|_| of_rollout().next().is_none());
    let calls = callers.filter_map(|due| {
        due.calls
            .first()
            .map(|phase| Suggestion::CallGo(due.role, phase))
    });
    let mut steps: Vec<Suggestion<'r>> = Vec::new();
    for step in walks
        .chain(others)
        .chain(anybodys.take(MOST_STEPS))
        .chain(calls)
        .chain(duties)
    {
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

#[cfg(test)]
mod tests;
