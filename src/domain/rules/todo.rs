//! Whose turn it is: what every role still has to do, and which steps come next.

use chrono::{DateTime, Utc};

use super::item_status::ItemState;
use super::judgement::{Judgement, is_in_hand, present};
use super::lateness::end_of;
use super::notes::ReleaseNotes;
use super::reason::Reason;
use super::suggestion::Suggestion;
use super::timing::Timing;
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::plan::incident::Who;
use crate::domain::plan::{Item, Topic};
use crate::domain::rules::gate::judge;
use crate::domain::rules::{item_status, possible, readiness, settle};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;
use crate::domain::version::Version;

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
    /// When it is due; a blocked one is at once.
    pub timing: Timing<'r>,
}

impl<'r> OpenWork<'r> {
    /// Returns the items that the role can do something about now.
    pub(crate) fn due_items(&self) -> impl Iterator<Item = &DueItem<'r>> {
        self.items.iter().filter(|due| due.timing.is_due())
    }

    /// Counts the items it can answer at the gate where the release is, the first one once all are at GO, and the call there.
    pub(crate) fn count_now(&self, release: &'r Release, judgements: &[Judgement<'r>]) -> usize {
        let here = present(judgements);
        let gate = here.or(judgements.first());
        let is_there = |due: &&DueItem<'_>| gate.is_some_and(|at| *at.topic.id() == due.item.phase);
        let can_call = here.is_some_and(|at| !calls(release, at, Some(self.role)).is_empty());
        self.due_items().filter(is_there).count() + usize::from(can_call)
    }

    /// Counts the items that wait for the role's sign-off now.
    pub(crate) fn to_sign(&self) -> usize {
        self.due_items().count() - self.blocked()
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
    let asked = asked.flat_map(|judgement| {
        let reasons = judgement.reasons.iter();
        reasons.map(move |reason| (judgement, reason))
    });
    for (judgement, reason) in asked {
        for role in reason.explain().owners {
            let due = of_role(&mut dues, role);
            match reason {
                Reason::Item(standing) => due.items.push(DueItem {
                    item: standing.item,
                    state: standing.state,
                    timing: if standing.is_due() {
                        Timing::Due
                    } else {
                        standing.timing
                    },
                }),
                Reason::Call { phase, .. } => due.calls.push(phase),
                Reason::Incident(..) => due.others.push(Suggestion::Incidents),
                Reason::RollingBack(_) => {}
                Reason::Unwatched(_)
                | Reason::Candidates(_)
                | Reason::Plans
                | Reason::EmptyPlan
                | Reason::Ended(..) => {}
                _ => {
                    let steps = settle::suggestions(release, reason);
                    due.others
                        .extend(possible::among(release, steps, judgement.now));
                }
            }
        }
    }
    dues.retain(|due| !due.items.is_empty() || !due.calls.is_empty() || !due.others.is_empty());
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
pub(crate) fn due_now<'r>(release: &'r Release, judgements: &[Judgement<'r>]) -> Vec<OpenWork<'r>> {
    present(judgements)
        .map(|judgement| due(release, std::slice::from_ref(judgement)))
        .unwrap_or_default()
}

impl<'r> Judgement<'r> {
    /// Returns what settles one of its reasons now. Where the rollout cannot start yet, that is what it needs first; while
    /// the release goes back, nothing on its path can be settled.
    pub fn steps(&self, release: &'r Release, reason: &Reason<'r>) -> Vec<Suggestion<'r>> {
        if !is_in_hand(release, self) && !is_of_record(reason) {
            return Vec::new();
        }
        let steps = settle::suggestions(release, reason);
        let steps = possible::among(release, steps, self.now);
        if !steps.is_empty() || !reason.is_of_rollout() || !release.is_to_start() {
            return steps;
        }
        let first = readiness::ahead(release, &judge(release, self.now), self.now);
        let first = first
            .iter()
            .flat_map(|reason| settle::suggestions(release, reason));
        let is_change = |step: &Suggestion<'_>| !step.is_look();
        possible::among(release, first.filter(is_change), self.now)
    }

    /// Returns its reasons, with those that say NO-GO first.
    pub(crate) fn reasons_by_weight(&self) -> Vec<&Reason<'r>> {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.verdict()));
        reasons
    }
}

/// Tells whether a reason concerns the release as a whole, also while it goes back.
fn is_of_record(reason: &Reason<'_>) -> bool {
    matches!(
        reason,
        Reason::RollingBack(_) | Reason::Candidates(_) | Reason::Plans
    )
}

/// Returns everything that says NO-GO at these gates, with what clears it.
pub(crate) fn no_gos<'j, 'r>(
    release: &'r Release,
    judgements: &'j [Judgement<'r>],
) -> Vec<(&'j Reason<'r>, Vec<Suggestion<'r>>)> {
    let reasons = judgements.iter().flat_map(|judgement| {
        let reasons = judgement.reasons.iter();
        reasons.map(move |reason| (judgement, reason))
    });
    reasons
        .filter(|(_, reason)| reason.verdict() == Verdict::NoGo)
        .map(|(judgement, reason)| (reason, judgement.steps(release, reason)))
        .collect()
}

/// Returns what comes next: what clears a NO-GO, who walks, the busiest first, what the rollout and the windows wait for,
/// and who only calls; how long there is nothing to do, when only time is missing; the notes and the end when every gate
/// is at GO; and the duties that incidents have left. With `only`, what comes next for this role.
pub(crate) fn next_steps<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    only: Option<&'r RoleId>,
) -> Vec<Suggestion<'r>> {
    let now = judgements.iter().map(|judgement| judgement.now).next();
    let Some(now) = now else {
        return Vec::new();
    };
    let duties = duties(release, judgements, only);
    if release.outcome().is_some() {
        return duties.into_iter().collect();
    }
    let Some(gate) = present(judgements) else {
        return duties.into_iter().chain(ending(release, now)).collect();
    };
    let mut steps = of_no_gos(release, judgements, only);
    if release.rolling_back().is_some() {
        steps.extend(of_rollback(release, judgements, only));
    } else {
        steps.extend(at_gate(release, gate, only));
    }
    steps.extend(duties);
    let mut steps = possible::among(release, steps, now);
    if only.is_none() && steps.is_empty() {
        steps.extend(last_resorts(release, gate));
    }
    only_wait_when_idle(&mut steps);
    steps
}

/// Returns the walk through the duties that incidents have left.
fn duties<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    only: Option<&'r RoleId>,
) -> Option<Suggestion<'r>> {
    let is_open = |judgement: &&Judgement<'r>| {
        judgement.is_of_incidents() && judgement.reasons.iter().any(|it| is_due_for(it, only))
    };
    judgements
        .iter()
        .find(is_open)
        .map(|_| walk(release, only, Some(Topic::Incidents.id())))
}

fn walk<'r>(
    release: &'r Release,
    role: Option<&'r RoleId>,
    phase: Option<&'r PhaseId>,
) -> Suggestion<'r> {
    Suggestion::Walk {
        version: &release.header().version,
        role,
        phase,
    }
}

/// Tells whether an item waits for a role, or for anybody.
fn waits_for(reason: &Reason<'_>, only: Option<&RoleId>) -> bool {
    matches!(reason, Reason::Item(_))
        && only.is_none_or(|only| reason.explain().owners.contains(&only))
}

/// Tells whether an item that is due waits for a role, or for anybody.
fn is_due_for(reason: &Reason<'_>, only: Option<&RoleId>) -> bool {
    waits_for(reason, only) && matches!(reason, Reason::Item(standing) if standing.is_due())
}

/// Returns how a release ends whose gates are all at GO: the notes that are missing, the notes, and the close.
fn ending(release: &Release, now: DateTime<Utc>) -> Vec<Suggestion<'_>> {
    let mut steps: Vec<Suggestion<'_>> = ReleaseNotes::of(release, now)
        .gaps()
        .iter()
        .filter_map(|gap| gap.steps().first().copied())
        .collect();
    steps.extend([Suggestion::Notes, Suggestion::Close]);
    possible::among(release, steps, now)
}

/// Returns what clears the NO-GOs that somebody can act on: one step for each.
fn of_no_gos<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    only: Option<&'r RoleId>,
) -> Vec<Suggestion<'r>> {
    let is_own = |(reason, _): &(&Reason<'r>, Vec<Suggestion<'r>>)| {
        only.is_none_or(|only| reason.explain().owners.contains(&only))
    };
    no_gos(release, judgements)
        .into_iter()
        .filter(is_own)
        .filter(|(reason, _)| !matches!(reason, Reason::RollingBack(_)))
        .flat_map(|(_, steps)| steps)
        .take(MOST_STEPS)
        .collect()
}

/// Returns what the rollback under way waits for: its items, its calls, the decision, and its end.
fn of_rollback<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    only: Option<&'r RoleId>,
) -> Vec<Suggestion<'r>> {
    let back = judgements.iter().find(|judgement| {
        let way_back = release.entered_way_back();
        way_back.is_some_and(|phase| phase.id == *judgement.topic.id())
    });
    let has_items = |back: &Judgement<'r>| back.reasons.iter().any(|it| is_due_for(it, only));
    let mut steps = Vec::new();
    if let Some(back) = back {
        let phase = Some(back.topic.id());
        steps.extend(has_items(back).then(|| walk(release, only, phase)));
        steps.extend(calls(release, back, only));
        steps.extend(of_release(back, release));
        steps.extend(waits(back, only));
    }
    if only.is_none() {
        let reasons = judgements.iter().flat_map(|judgement| &judgement.reasons);
        let of_record = reasons.filter(|reason| is_of_record(reason));
        steps.extend(of_record.flat_map(|reason| settle::suggestions(release, reason)));
    }
    steps
}

/// Returns what the first gate that is not at GO waits for.
fn at_gate<'r>(
    release: &'r Release,
    gate: &Judgement<'r>,
    only: Option<&'r RoleId>,
) -> Vec<Suggestion<'r>> {
    let mut dues = due(release, std::slice::from_ref(gate));
    dues.retain(|due| only.is_none_or(|only| only == due.role));
    dues.sort_by_key(|due| std::cmp::Reverse(due.due_items().count()));
    let walkers = dues.iter().filter(|due| due.due_items().next().is_some());
    let walks = walkers
        .take(MOST_STEPS)
        .map(|due| walk(release, Some(due.role), None));
    let others = dues.iter().filter_map(|due| due.others.first().copied());
    let mut steps: Vec<Suggestion<'r>> = walks.chain(others.take(MOST_STEPS)).collect();
    if only.is_none() {
        let anybodys = gate.reasons.iter().filter(|reason| {
            (reason.is_of_rollout() || matches!(reason, Reason::Window(_) | Reason::Wait { .. }))
                && reason.explain().owners.is_empty()
        });
        let mut anybodys = possible::among(
            release,
            anybodys.flat_map(|reason| gate.steps(release, reason)),
            gate.now,
        );
        anybodys.truncate(MOST_STEPS);
        steps.extend(anybodys);
        steps.extend(of_release(gate, release));
    }
    steps.extend(calls(release, gate, only));
    steps.extend(waits(gate, only));
    steps
}

/// Returns until when the items of a gate wait that are not due yet.
fn waits<'r>(gate: &Judgement<'r>, only: Option<&'r RoleId>) -> Vec<Suggestion<'r>> {
    let items = gate.reasons.iter().filter(|reason| waits_for(reason, only));
    let times = items.filter_map(|reason| match reason {
        Reason::Item(standing) if !standing.is_due() => standing.timing.from(),
        _ => None,
    });
    times.map(Suggestion::Wait).collect()
}

/// Returns what settles the reasons that belong to no role: two candidates, two plans, an empty plan, items that no role
/// signs, windows that cannot begin, incidents.
fn of_release<'r>(gate: &Judgement<'r>, release: &'r Release) -> Vec<Suggestion<'r>> {
    let wanted = |reason: &&Reason<'r>| match reason {
        Reason::Candidates(_)
        | Reason::Plans
        | Reason::EmptyPlan
        | Reason::Unwatched(_)
        | Reason::Incident(..) => true,
        Reason::Item(_) => reason.explain().owners.is_empty(),
        _ => false,
    };
    let reasons = gate.reasons.iter().filter(wanted);
    let mut steps: Vec<_> = reasons
        .flat_map(|reason| gate.steps(release, reason))
        .collect();
    steps.truncate(MOST_STEPS);
    steps
}

/// Returns the calls at a gate that may be made now.
fn calls<'r>(
    release: &'r Release,
    gate: &Judgement<'r>,
    only: Option<&'r RoleId>,
) -> Vec<Suggestion<'r>> {
    let calls = gate
        .reasons
        .iter()
        .filter(|reason| matches!(reason, Reason::Call { .. }))
        .filter(|reason| only.is_none_or(|only| reason.explain().owners.contains(&only)));
    let calls = calls.flat_map(|reason| settle::suggestions(release, reason));
    let mut calls = possible::among(release, calls, gate.now);
    calls.truncate(MOST_STEPS);
    calls
}

/// One thing that waits for a role, or for a person.
#[derive(Clone, Debug)]
pub struct Task<'r> {
    /// The release.
    pub version: &'r Version,
    /// The role that it waits for; `None` for an action item that a person owns.
    pub role: Option<&'r RoleId>,
    /// The item, poll, stage, window or action item.
    pub about: String,
    /// What is to do, on one line.
    pub text: String,
    /// When it is due; what is due by a day, at the end of it.
    pub due: Option<DateTime<Utc>>,
    /// Before which moment nobody can do it.
    pub timing: Timing<'r>,
    /// The commands that do it, or until when it waits.
    pub steps: Vec<Suggestion<'r>>,
}

/// Returns what waits for these roles and people now: at the first gate that is not at GO, where somebody said
/// NO-GO, and in incidents. What is due comes first, by time; the rest stands in the order of the plan, and last what
/// nobody can do yet.
pub fn tasks<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    is_mine: &dyn Fn(&Who) -> bool,
) -> Vec<Task<'r>> {
    let is_present = |judgement: &Judgement<'r>| {
        present(judgements).is_some_and(|present| present.topic == judgement.topic)
    };
    let mut tasks = Vec::new();
    for judgement in judgements.iter().filter(|it| is_in_hand(release, it)) {
        for reason in judgement.reasons_by_weight() {
            let is_now = judgement.is_of_incidents()
                || is_present(judgement)
                || reason.verdict() == Verdict::NoGo;
            if is_now && (release.outcome().is_none() || judgement.is_of_incidents()) {
                for task in of_reason(release, judgement, reason, is_mine) {
                    // An incident counts at a gate, and among the incidents.
                    let is_same = |it: &Task<'r>| it.about == task.about && it.role == task.role;
                    if !tasks.iter().any(is_same) {
                        tasks.push(task);
                    }
                }
            }
        }
    }
    tasks.extend(actions(release, is_mine));
    tasks.sort_by_key(|task| (!task.timing.is_due(), task.due.is_none(), task.due));
    tasks
}

fn of_reason<'r>(
    release: &'r Release,
    judgement: &Judgement<'r>,
    reason: &Reason<'r>,
    is_mine: &dyn Fn(&Who) -> bool,
) -> Vec<Task<'r>> {
    let explained = reason.explain();
    let (roles, due) = match reason {
        Reason::Window(window) => (vec![&window.window.role], window.span.map(|(_, end)| end)),
        Reason::Item(standing) => (explained.owners, standing.deadline.and_then(|it| it.end())),
        _ => (explained.owners, None),
    };
    let timing = match reason {
        Reason::Item(standing) if !standing.is_due() => standing.timing,
        _ => Timing::Due,
    };
    let steps = judgement.steps(release, reason);
    let task = |role: &'r RoleId| Task {
        version: &release.header().version,
        role: Some(role),
        about: explained.about.clone(),
        text: reason
            .item()
            .filter(|_| explained.verdict != Verdict::NoGo)
            .map_or_else(|| explained.sentence.clone(), |item| item.text.clone()),
        due,
        timing,
        steps: steps
            .iter()
            .filter(|step| step.role().is_none_or(|own| own == role))
            .copied()
            .collect(),
    };
    let mine = roles
        .into_iter()
        .filter(|role| is_mine(&Who::Role((*role).clone())));
    let mine = mine.map(task);
    // What nobody can do anything about does not wait for anybody; an item that is due later does.
    mine.filter(|task| !task.steps.is_empty() || !task.timing.is_due())
        .collect()
}

/// Returns the action items of incidents that nobody has done.
fn actions<'r>(release: &'r Release, is_mine: &dyn Fn(&Who) -> bool) -> Vec<Task<'r>> {
    let mut tasks = Vec::new();
    for incident in release.incidents() {
        for action in incident.open_actions() {
            if !is_mine(action.owner) {
                continue;
            }
            let role = match action.owner {
                Who::Role(role) => Some(role),
                Who::Person(_) => None,
            };
            let due = action.due.and_then(end_of);
            tasks.push(Task {
                version: &release.header().version,
                role,
                about: format!("{} action {}", incident.id(), action.number),
                text: action.text.to_owned(),
                due,
                timing: Timing::Due,
                steps: vec![Suggestion::EndAction(incident.id(), action.number)],
            });
        }
    }
    tasks
}

/// Returns what is left when no reason of these gates can be settled now, not even by waiting.
pub(crate) fn without_steps<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
) -> Vec<Suggestion<'r>> {
    let has_steps = |judgement: &Judgement<'r>| {
        let mut reasons = judgement.reasons.iter();
        reasons.any(|reason| !judgement.steps(release, reason).is_empty())
    };
    match present(judgements) {
        Some(gate) if !judgements.iter().any(has_steps) => last_resorts(release, gate),
        _ => Vec::new(),
    }
}

/// Returns what is left when nothing else can be done: to walk on where items wait for a later phase, to override what blocks the rollout, or to give the release up.
fn last_resorts<'r>(release: &'r Release, gate: &Judgement<'r>) -> Vec<Suggestion<'r>> {
    if release.outcome().is_some() {
        return Vec::new();
    }
    let mut reasons = gate.reasons.iter();
    if reasons.any(|reason| is_ahead(release, reason, gate.now)) {
        return vec![walk(release, None, None)];
    }
    let waivers = release.plan().general_waivers().into_iter();
    let overriding = waivers
        .take(1)
        .filter(|_| release.plan().rollout.is_some())
        .map(|role| Suggestion::Override {
            starts: release.is_to_start(),
            traffic: release
                .next_stage(gate.now)
                .and_then(|(_, stage)| stage.traffic.choice()),
            role,
        });
    let abandon = Suggestion::Abandon(
        release
            .rolling_back()
            .and_then(|_| settle::ending_role(release)),
    );
    let mut steps = possible::among(release, overriding.chain([abandon]), gate.now);
    steps.truncate(1);
    steps
}

/// Tells whether an item waits for a milestone that another item marks, which a later phase asks.
fn is_ahead(release: &Release, reason: &Reason<'_>, now: DateTime<Utc>) -> bool {
    let Reason::Item(standing) = reason else {
        return false;
    };
    let Timing::Waits(after) = standing.timing else {
        return false;
    };
    let mut marking = item_status::marking(release, &after.milestone, now);
    marking.any(|marking| !marking.state.is_settled())
}

/// Leaves the earliest wait when there is nothing else to do, else none.
fn only_wait_when_idle(steps: &mut Vec<Suggestion<'_>>) {
    let earliest = steps.iter().filter_map(Suggestion::until).min();
    let has_more = steps.iter().any(|step| !step.is_look());
    steps.retain(|step| step.until().is_none());
    if let Some(until) = earliest.filter(|_| !has_more) {
        steps.insert(0, Suggestion::Wait(until));
    }
}

#[cfg(test)]
mod tests;
