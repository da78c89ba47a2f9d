//! The verdict at a gate, with every reason for it.

use chrono::{DateTime, Utc};

use super::amended::is_amended_since;
use super::calls::{is_go, outdated, tally};
use super::item_status::ItemStatus;
use super::judgement::{Judgement, NothingToDo, present};
use super::reason::{Asked, Reason};
use super::timing::Timing;
use crate::domain::event::{Call, Event, EventKind, Outcome};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::plan::{Phase, Topic};
use crate::domain::rules::{item_status, monitoring, readiness};
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

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

/// Judges whatever is asked of the release at `now`: the way back first while it is rolled back, then every gate on the
/// path, and last its incidents, when it had any.
pub(crate) fn judge_all(release: &Release, now: DateTime<Utc>) -> Vec<Judgement<'_>> {
    let mut judgements: Vec<_> = judge_way_back(release, now).into_iter().collect();
    judgements.extend(judge(release, now));
    judgements.extend(judge_incidents(release, now));
    judgements
}

/// Judges the gate of the rollback, while the release is rolled back: over the items of its phase, and the duties of
/// incidents that name it.
pub(crate) fn judge_way_back(release: &Release, now: DateTime<Utc>) -> Option<Judgement<'_>> {
    let phase = release.entered_way_back()?;
    let items: Vec<_> = item_status::standings(release, now)
        .filter(|standing| standing.item.phase == phase.id)
        .collect();
    let mut reasons: Vec<_> = unsettled(&items).collect();
    reasons.extend(release.has_rival_plans().then_some(Reason::Plans));
    reasons.extend(poll_reasons(release, phase));
    reasons.extend(
        release
            .no_gos()
            .iter()
            .filter(|no_go| is_unpolled(release, phase, no_go))
            .map(no_go),
    );
    let had_items = release
        .plan()
        .items
        .iter()
        .any(|item| item.phase == phase.id);
    if (had_items || release.poll_of(phase).next().is_none())
        && !items.iter().any(ItemStatus::is_asked)
    {
        reasons.push(Reason::EmptyPlan);
    }
    let verdict = reasons
        .iter()
        .map(Reason::verdict)
        .max()
        .unwrap_or(Verdict::Go);
    Some(Judgement {
        topic: Topic::Phase(phase),
        verdict,
        reasons,
        items,
        nothing_to_do: None,
        now,
    })
}

/// Judges the incidents of a release, when it had any: whether they are over, and their duties settled.
pub(crate) fn judge_incidents(release: &Release, now: DateTime<Utc>) -> Option<Judgement<'_>> {
    release.incidents().next()?;
    let way_back = release.entered_way_back().map(|phase| &phase.id);
    let is_own = |standing: &ItemStatus<'_>| {
        standing.item.incident.is_some() && Some(&standing.item.phase) != way_back
    };
    let items: Vec<_> = item_status::standings(release, now)
        .filter(is_own)
        .collect();
    let mut reasons: Vec<_> = open_incidents(release).collect();
    reasons.extend(unsettled(&items));
    let verdict = reasons
        .iter()
        .map(Reason::verdict)
        .max()
        .unwrap_or(Verdict::Go);
    Some(Judgement {
        topic: Topic::Incidents,
        verdict,
        reasons,
        items,
        nothing_to_do: None,
        now,
    })
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
fn is_unpolled(
    release: &Release,
    phase: &Phase,
    (id, role, _): &(&PhaseId, &RoleId, &Event),
) -> bool {
    **id == phase.id && !release.polls(phase, role)
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
            common.extend(readiness::outstanding(release, now));
        }
        let mut path = Self {
            release,
            standings,
            no_gos,
            common,
            verdict: Verdict::Go,
            is_anything_asked: false,
            now,
        };
        let mut phases = release.plan().phases.iter();
        path.is_anything_asked = path.standings.iter().any(ItemStatus::is_asked)
            || phases.any(|phase| path.asks(phase, &[]));
        path
    }

    fn judge(&mut self, phase: &'r Phase) -> Judgement<'r> {
        let (items, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.standings)
            .into_iter()
            .partition(|standing| standing.item.phase == phase.id);
        self.standings = rest;
        let mut reasons = std::mem::take(&mut self.common);
        reasons.extend(unsettled(&items));
        reasons.extend(self.duties(&phase.id));
        reasons.extend(wait(self.release, phase, self.now));
        reasons.extend(poll_reasons(self.release, phase));
        reasons.extend(
            self.no_gos
                .iter()
                .filter(|no_go| is_unpolled(self.release, phase, no_go))
                .map(no_go),
        );
        self.verdict = reasons
            .iter()
            .map(Reason::verdict)
            .fold(self.verdict, Verdict::max);
        let nothing_to_do = match self.asks(phase, &items) {
            false if reasons.is_empty() => Some(nothing_to_do(self.release, phase)),
            _ => None,
        };
        let mut verdict = self.verdict;
        if !self.is_anything_asked {
            // Where nothing at all was asked, nothing was checked.
            verdict = verdict.max(Verdict::Hold);
            if !reasons
                .iter()
                .any(|reason| matches!(reason, Reason::EmptyPlan))
            {
                reasons.push(Reason::EmptyPlan);
            }
        }
        Judgement {
            topic: Topic::Phase(phase),
            verdict,
            reasons,
            items,
            nothing_to_do: nothing_to_do.filter(|_| self.is_anything_asked),
            now: self.now,
        }
    }
}

impl<'r> Path<'r> {
    /// Tells whether a phase with these items asks anybody for anything; where it does not, it has no gate.
    fn asks(&self, phase: &Phase, items: &[ItemStatus<'_>]) -> bool {
        self.release.poll_of(phase).next().is_some()
            || items.iter().any(ItemStatus::is_asked)
            || self.is_home_of_duties(&phase.id)
    }

    /// Returns what a rollout and monitoring windows that belong to this phase still ask for.
    fn duties(&self, phase: &PhaseId) -> Vec<Reason<'r>> {
        let (release, now) = (self.release, self.now);
        let mut reasons = Vec::new();
        if release.plan().home_of_incidents() == Some(phase) {
            reasons.extend(open_incidents(release));
        }
        if self.home_of_rollout() == Some(phase) {
            reasons.extend(readiness::outstanding(release, now));
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

/// Returns what is left of the wait at a gate, unless somebody ended it for the present candidate.
pub fn wait<'r>(release: &'r Release, phase: &'r Phase, now: DateTime<Utc>) -> Option<Reason<'r>> {
    let wait = phase.gate.wait.as_ref()?;
    if wait_ended(release, phase).is_some() {
        return None;
    }
    let until = match item_status::timing(release, Some(wait), now) {
        Timing::From(until) => Some(until),
        Timing::Waits(_) => None,
        _ => return None,
    };
    Some(Reason::Wait {
        phase: &phase.id,
        wait,
        until,
        now,
    })
}

/// Returns the event that ended the wait at a gate before its time, for the present candidate and the gate as it is now.
pub(crate) fn wait_ended<'r>(release: &'r Release, phase: &Phase) -> Option<&'r Event> {
    let is_of_present = |event: &Event| match &event.kind {
        EventKind::Shortened { candidate, .. } => {
            phase.gate.holds_for_release || release.is_for_present(event, candidate.as_ref())
        }
        _ => false,
    };
    let holds =
        |event: &&Event| is_of_present(event) && !is_amended_since(release, &phase.id, event);
    release.shortened(&phase.id).filter(holds).last()
}

/// Returns the waits that were ended before their time, for the present candidate, with the phase.
pub(crate) fn waits_ended_now(release: &Release) -> impl Iterator<Item = (&PhaseId, &Event)> {
    let phases = release.plan().phases.iter();
    phases.filter_map(|phase| Some((&phase.id, wait_ended(release, phase)?)))
}

/// Returns every time that the wait at a gate was ended before its time, with the phase.
pub(crate) fn waits_ended(release: &Release) -> impl Iterator<Item = (&PhaseId, &Event)> {
    let events = release.events().iter();
    events.filter_map(|event| match &event.kind {
        EventKind::Shortened { phase, .. } => Some((phase, event)),
        _ => None,
    })
}

fn nothing_to_do(release: &Release, phase: &Phase) -> NothingToDo {
    let mut asked = release.plan().asked();
    if !phase.gate.poll.is_empty() || asked.any(|item| item.phase == phase.id) {
        NothingToDo::ByFacts
    } else {
        NothingToDo::ForType
    }
}

fn no_go<'r>((phase, role, event): &(&'r PhaseId, &'r RoleId, &'r Event)) -> Reason<'r> {
    Reason::Call {
        phase,
        role,
        call: Some((Call::NoGo, event)),
        outdated: None,
        tally: None,
    }
}

fn open_incidents(release: &Release) -> impl Iterator<Item = Reason<'_>> {
    release
        .unresolved()
        .map(|incident| Reason::Incident(incident, Asked::AtGate))
}

/// Returns the reasons that concern the release as a whole; they count from the first gate on.
fn common_reasons(release: &Release) -> Vec<Reason<'_>> {
    let mut reasons = Vec::new();
    if let (Some(outcome @ (Outcome::RolledBack | Outcome::Abandoned)), Some(event)) =
        (release.outcome(), release.closing())
    {
        reasons.push(Reason::Ended(outcome, event, Asked::AtGate));
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
    release.poll_of(phase).filter_map(move |role| {
        let call = release.call(&phase.id, role);
        let outdated = call.and_then(|(_, event)| outdated(release, event));
        (!is_go(release, phase, role)).then(|| Reason::Call {
            phase: &phase.id,
            role,
            call,
            outdated,
            tally: tally(release, phase, role),
        })
    })
}

/// Returns the first phase whose gate does not say GO, or `None` when all do; that of the rollback while one is under
/// way and not verified.
pub(crate) fn present_phase(release: &Release, now: DateTime<Utc>) -> Option<&Phase> {
    present(&judge_all(release, now)).and_then(|judgement| judgement.topic.phase())
}

#[cfg(test)]
mod tests;
