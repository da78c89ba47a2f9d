//! The verdict at a gate, with every reason for it.

mod off_path;

use chrono::{DateTime, Utc};

use super::item_status::{ItemState, ItemStatus};
use super::monitoring::WindowStatus;
use super::obstacle::Obstacle;
use crate::domain::event::{Call, Event, EventKind, Outcome};
use crate::domain::id::{Candidate, Milestone, PhaseId, RoleId};
use crate::domain::plan::{Phase, Plan};
use crate::domain::rules::{item_status, monitoring, readiness};
use crate::domain::state::{Incident, Release};
use crate::domain::verdict::Verdict;
pub use off_path::{is_in_hand, judge_all, judge_incidents, judge_way_back};

/// Why a go at a gate holds no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outdated {
    /// It was said of another candidate.
    Candidate,
    /// The rollout has entered a stage since, so it was said of another deployment.
    Rollout,
    /// A rollback has begun since.
    Rollback,
}

/// One thing that keeps a gate shut.
#[derive(Clone, Debug)]
pub enum Reason<'r> {
    /// An item is open, stale or blocked.
    Item(ItemStatus<'r>),
    /// A role has not called, or its call no longer holds, or it called no-go.
    Call {
        /// The phase whose gate it is.
        phase: &'r PhaseId,
        /// The role.
        role: &'r RoleId,
        /// What the role said, if anything.
        call: Option<(Call, &'r Event)>,
        /// Why a go holds no longer.
        outdated: Option<Outdated>,
    },
    /// The rollout is not complete, or something stops it.
    Rollout(Obstacle<'r>),
    /// A monitoring window is not closed.
    Window(WindowStatus<'r>),
    /// The monitoring windows have not begun, because this milestone has not been reached.
    Unwatched(&'r Milestone),
    /// An incident is not over.
    Incident(Incident<'r>),
    /// The release is being rolled back.
    RollingBack(&'r Event),
    /// Two branches named different candidates.
    Candidates(Vec<&'r Candidate>),
    /// Two branches amended the plan, and only one of the plans is in force.
    Plans,
    /// Nothing is asked, so nothing was checked.
    EmptyPlan,
    /// The release ended without shipping.
    Ended(Outcome, &'r Event),
}

/// What one gate says about its own phase, and what follows for it with the phases before.
#[derive(Clone, Debug)]
pub struct Judgement<'r> {
    /// The phase.
    pub phase: &'r Phase,
    /// The verdict over this phase and those before it.
    pub verdict: Verdict,
    /// The reasons of this phase alone.
    pub reasons: Vec<Reason<'r>>,
    /// The items of this phase.
    pub items: Vec<ItemStatus<'r>>,
    /// Whether it is about incidents, and no gate.
    pub is_of_incidents: bool,
    /// The time it is judged at.
    pub now: DateTime<Utc>,
}

impl Judgement<'_> {
    /// Tells whether it is a gate on the path, and neither the rollback's nor about incidents.
    pub fn is_on_path(&self, plan: &Plan) -> bool {
        !self.is_of_incidents && plan.phases.iter().any(|phase| phase.id == self.phase.id)
    }
}

impl Reason<'_> {
    /// Returns the verdict that this reason alone asks for.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Item(standing) if standing.state == ItemState::Blocked => Verdict::NoGo,
            Self::Call { .. } if self.is_call_of_no_go() => Verdict::NoGo,
            Self::Ended(..) | Self::RollingBack(_) => Verdict::NoGo,
            Self::Rollout(obstacle) => obstacle.verdict(),
            Self::Item(_) | Self::Call { .. } | Self::Window(_) | Self::Unwatched(_) => {
                Verdict::Hold
            }
            Self::Incident(_) | Self::Candidates(_) | Self::Plans | Self::EmptyPlan => {
                Verdict::Hold
            }
        }
    }

    /// Tells whether a role called no-go.
    pub fn is_call_of_no_go(&self) -> bool {
        matches!(
            self,
            Self::Call {
                call: Some((Call::NoGo, _)),
                ..
            }
        )
    }
}

/// Judges every gate on the path at `now`, in order.
pub fn judge(release: &Release, now: DateTime<Utc>) -> Vec<Judgement<'_>> {
    let mut path = Path::of(release, now);
    release
        .plan()
        .phases
        .iter()
        .map(|phase| path.judge(phase))
        .collect()
}

/// Returns what keeps a gate shut of these items.
fn unsettled<'i, 'r>(items: &'i [ItemStatus<'r>]) -> impl Iterator<Item = Reason<'r>> + 'i {
    items
        .iter()
        .filter(|standing| !standing.state.is_settled())
        .cloned()
        .map(Reason::Item)
}

/// Tells whether somebody called no-go at the gate of a phase for a role that is not polled there any more.
fn is_unpolled(phase: &Phase, (id, role, _): &(&PhaseId, &RoleId, &Event)) -> bool {
    **id == phase.id && !phase.gate.poll.contains(role)
}

/// The path of a release, judged phase by phase.
struct Path<'r> {
    release: &'r Release,
    /// The items of the phases that were not judged yet.
    standings: Vec<ItemStatus<'r>>,
    no_gos: Vec<(&'r PhaseId, &'r RoleId, &'r Event)>,
    /// Reasons that belong to no phase; they stand at the first gate.
    common: Vec<Reason<'r>>,
    /// The verdict so far.
    verdict: Verdict,
    is_anything_asked: bool,
    now: DateTime<Utc>,
}

impl<'r> Path<'r> {
    fn of(release: &'r Release, now: DateTime<Utc>) -> Self {
        let is_on_path = |id: &PhaseId| release.plan().phases.iter().any(|phase| phase.id == *id);
        // What the rollback under way and the incidents ask for is judged by itself.
        let way_back = release.entered_way_back().map(|phase| &phase.id);
        let is_apart = |standing: &ItemStatus<'_>| {
            standing.item.incident.is_some() || Some(&standing.item.phase) == way_back
        };
        let (standings, homeless): (Vec<_>, Vec<_>) = item_status::standings(release, now)
            .filter(|standing| !is_apart(standing))
            .partition(|standing| is_on_path(&standing.item.phase));
        let mut no_gos = release.no_gos();
        no_gos.retain(|(phase, ..)| {
            release
                .plan()
                .way_back()
                .is_none_or(|way_back| way_back.id != **phase)
        });
        let mut common = common_reasons(release);
        common.extend(
            homeless
                .into_iter()
                .filter(|standing| !standing.state.is_settled())
                .map(Reason::Item),
        );
        common.extend(
            no_gos
                .iter()
                .filter(|(phase, ..)| !is_on_path(phase))
                .map(no_go),
        );
        if release.plan().rollout.is_none() {
            common.extend(
                readiness::rollout_obstacles(release, now)
                    .into_iter()
                    .map(Reason::Rollout),
            );
        }
        Self {
            release,
            standings,
            no_gos,
            common,
            verdict: Verdict::Go,
            is_anything_asked: false,
            now,
        }
    }

    fn judge(&mut self, phase: &'r Phase) -> Judgement<'r> {
        let (items, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.standings)
            .into_iter()
            .partition(|standing| standing.item.phase == phase.id);
        self.standings = rest;
        let mut reasons = std::mem::take(&mut self.common);
        reasons.extend(unsettled(&items));
        reasons.extend(self.duties(&phase.id));
        reasons.extend(poll_reasons(self.release, phase));
        reasons.extend(
            self.no_gos
                .iter()
                .filter(|no_go| is_unpolled(phase, no_go))
                .map(no_go),
        );
        self.verdict = reasons
            .iter()
            .map(Reason::verdict)
            .fold(self.verdict, Verdict::max);
        let is_asked = !phase.gate.poll.is_empty()
            || items.iter().any(ItemStatus::is_asked)
            || self.is_home_of_duties(&phase.id);
        self.is_anything_asked |= is_asked;
        if self.is_anything_asked {
            return Judgement {
                phase,
                verdict: self.verdict,
                reasons,
                items,
                is_of_incidents: false,
                now: self.now,
            };
        }
        // A gate before anything was asked says nothing about the ones after it.
        if !reasons
            .iter()
            .any(|reason| matches!(reason, Reason::EmptyPlan))
        {
            reasons.push(Reason::EmptyPlan);
        }
        Judgement {
            phase,
            verdict: self.verdict.max(Verdict::Hold),
            reasons,
            items,
            is_of_incidents: false,
            now: self.now,
        }
    }
}

impl<'r> Path<'r> {
    /// Returns what a rollout and monitoring windows that belong to this phase still ask for.
    fn duties(&self, phase: &PhaseId) -> Vec<Reason<'r>> {
        let (release, now) = (self.release, self.now);
        let mut reasons = Vec::new();
        if release.plan().home_of_incidents() == Some(phase) {
            reasons.extend(release.unresolved().map(Reason::Incident));
        }
        if self.home_of_rollout() == Some(phase) {
            reasons.extend(
                readiness::rollout_obstacles(release, now)
                    .into_iter()
                    .map(Reason::Rollout),
            );
        }
        if self.home_of_monitoring() == Some(phase)
            && let Some(watch) = monitoring::watch(release, now)
        {
            match watch.since {
                None => reasons.push(Reason::Unwatched(&watch.monitoring.starts_at)),
                Some(_) => {
                    let standing = watch
                        .windows
                        .into_iter()
                        .filter(|window| !window.state.is_closed());
                    reasons.extend(standing.map(Reason::Window));
                }
            }
        }
        reasons
    }

    fn is_home_of_duties(&self, phase: &PhaseId) -> bool {
        self.home_of_rollout() == Some(phase) || self.home_of_monitoring() == Some(phase)
    }

    fn home_of_rollout(&self) -> Option<&'r PhaseId> {
        self.release.plan().home_of_rollout()
    }

    fn home_of_monitoring(&self) -> Option<&'r PhaseId> {
        self.release.plan().home_of_monitoring()
    }
}

fn no_go<'r>((phase, role, event): &(&'r PhaseId, &'r RoleId, &'r Event)) -> Reason<'r> {
    Reason::Call {
        phase,
        role,
        call: Some((Call::NoGo, event)),
        outdated: None,
    }
}

/// Returns the first gate that does not say GO, or `None` when all do. Incidents are none: their duties may outlast the
/// release.
pub fn present<'j, 'r>(judgements: &'j [Judgement<'r>]) -> Option<&'j Judgement<'r>> {
    judgements
        .iter()
        .find(|judgement| judgement.verdict != Verdict::Go && !judgement.is_of_incidents)
}

/// Returns the verdict over all of these: the last gate's, which covers those before it.
pub fn overall(judgements: &[Judgement<'_>]) -> Option<Verdict> {
    let gate = judgements
        .iter()
        .rfind(|judgement| !judgement.is_of_incidents);
    gate.or(judgements.last())
        .map(|judgement| judgement.verdict)
}

/// Returns the reasons that concern the release as a whole; they count from the first gate on.
fn common_reasons(release: &Release) -> Vec<Reason<'_>> {
    let mut reasons = Vec::new();
    if let (Some(outcome @ (Outcome::RolledBack | Outcome::Abandoned)), Some(event)) =
        (release.outcome(), release.closing())
    {
        reasons.push(Reason::Ended(outcome, event));
    }
    if release.outcome().is_none() {
        reasons.extend(release.rolling_back().map(Reason::RollingBack));
    }
    if release.plan().asked().next().is_none() {
        reasons.push(Reason::EmptyPlan);
    }
    let candidates = release.candidates();
    if candidates.len() > 1 {
        reasons.push(Reason::Candidates(candidates));
    }
    if release.has_rival_plans() {
        reasons.push(Reason::Plans);
    }
    reasons
}

fn poll_reasons<'r>(release: &'r Release, phase: &'r Phase) -> impl Iterator<Item = Reason<'r>> {
    phase.gate.poll.iter().filter_map(move |role| {
        let call = release.call(&phase.id, role);
        let outdated = call.and_then(|(_, event)| outdated(release, event));
        let holds = matches!(call, Some((Call::Go, _))) && outdated.is_none();
        (!holds).then_some(Reason::Call {
            phase: &phase.id,
            role,
            call,
            outdated,
        })
    })
}

/// Returns why a go at a gate holds no longer; `None` while it does. A no-go holds until it is taken back.
pub fn outdated(release: &Release, call: &Event) -> Option<Outdated> {
    let EventKind::Called {
        phase,
        call: Call::Go,
        candidate,
        ..
    } = &call.kind
    else {
        return None;
    };
    if release.candidates().len() > 1 || candidate.as_ref() != release.candidate() {
        return Some(Outdated::Candidate);
    }
    if release
        .plan()
        .way_back()
        .is_some_and(|way_back| way_back.id == *phase)
    {
        return (!release.knows_of_rollback(call)).then_some(Outdated::Rollback);
    }
    // What the gates from the deployment's on decide about is what was deployed last.
    let place = |id: &PhaseId| {
        release
            .plan()
            .phases
            .iter()
            .position(|phase| phase.id == *id)
    };
    let is_after = |home: Option<&PhaseId>| home.is_some_and(|home| place(phase) >= place(home));
    if is_after(release.plan().home_of_rollout()) && !release.has_seen_last_entry(call) {
        return Some(Outdated::Rollout);
    }
    // While the release goes back, that alone is the matter.
    let is_outdone = release.rolling_back().is_none() && !release.knows_of_rollbacks(call);
    (is_outdone && is_after(release.plan().home_of_deployment())).then_some(Outdated::Rollback)
}

/// Returns the first phase whose gate does not say GO, or `None` when all do; that of the rollback while one is under
/// way and not verified.
pub fn present_phase(release: &Release, now: DateTime<Utc>) -> Option<&Phase> {
    present(&judge_all(release, now)).map(|judgement| judgement.phase)
}

#[cfg(test)]
mod tests;
