//! How a release passed through its phases, and when each gate opened and shut.
//!
//! At every moment a release is in the phase whose gate is the first one that is not at GO; after the last gate it waits to
//! be closed. So a phase lasts from the moment the gate before it was at GO, or from the start, to the last call or
//! sign-off that its own gate needed. When a respin or a blocker shuts an earlier gate again, the time goes to that phase
//! until it is at GO again. A rollback is a phase of its own while it is under way.
//!
//! The events are applied one by one, on the plan as it is now: of an amended plan the record does not keep the earlier
//! form. The end of a wait turns a gate when it comes; what else does so by the clock alone, such as a waiver that expires,
//! is seen with the next event.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::duration::seconds;
use crate::domain::event::{Event, EventKind, IncidentStep, Subject};
use crate::domain::id::{ItemId, PhaseId};
use crate::domain::plan::Phase;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::item_status::{self, ItemStatus};
use crate::domain::rules::judgement::{Judgement, present};
use crate::domain::rules::lateness::end_of;
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::domain::state::incident::step_of;
use crate::domain::verdict::Verdict;

/// Where a release is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where<'r> {
    /// In a phase.
    Phase(&'r Phase),
    /// Past every gate, and not closed.
    Cleared,
}

/// How much time was spent somewhere, all visits together.
#[derive(Clone, Copy, Debug)]
pub struct PhaseTime<'r> {
    /// Where.
    pub place: Where<'r>,
    /// How long.
    pub spent: TimeDelta,
    /// How many times the release came there; more than once after it fell back.
    pub visits: usize,
    /// When it came there first.
    pub from: DateTime<Utc>,
    /// When it was there last.
    pub to: DateTime<Utc>,
}

/// A gate that opened or shut.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'r> {
    /// The phase whose gate it is.
    pub phase: &'r Phase,
    /// Whether it is at GO now.
    pub is_open: bool,
    /// When.
    pub at: DateTime<Utc>,
}

pub(super) struct Passage<'r> {
    pub(super) times: Vec<PhaseTime<'r>>,
    pub(super) turns: Vec<Turn<'r>>,
}

/// Goes through a release, and judges its gates only after events that can turn one.
pub(super) fn passage(release: &Release, until: DateTime<Utc>) -> Passage<'_> {
    passage_judging(release, until, Judged::WhatCanTurn)
}

/// After which events the gates are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Judged {
    /// Those that can turn a gate.
    WhatCanTurn,
    /// All of them, which gives the same: tests hold the one against the other.
    #[cfg(test)]
    Each,
}

fn passage_judging(release: &Release, until: DateTime<Utc>, judged: Judged) -> Passage<'_> {
    let mut walker = Walker {
        release,
        passage: Passage {
            times: Vec::new(),
            turns: Vec::new(),
        },
        open: Vec::new(),
        place: None,
    };
    let mut past = release.before_its_start();
    let mut clock = DateTime::<Utc>::MIN_UTC;
    let mut unsettled = Unsettled::default();
    for event in release.events() {
        clock = clock.max(event.at);
        while let Some(over) = unsettled.next_wait(clock) {
            unsettled = walker.judge(&past, over);
        }
        let touched = Touched::by(event, &past, clock);
        past.append(event.clone());
        // A waiver or a sign-off that has run out turns a gate, whatever happened meanwhile.
        let has_expired = unsettled.has_expired(clock);
        let is_idle = !can_turn_a_gate(&event.kind, step_of(event))
            || touched.is_some_and(|touched| unsettled.turns_none(&touched, &past, clock));
        let is_idle = is_idle && !has_expired;
        if is_idle && judged == Judged::WhatCanTurn {
            continue;
        }
        unsettled = walker.judge(&past, clock);
    }
    while let Some(over) = unsettled.next_wait(until) {
        unsettled = walker.judge(&past, over);
    }
    walker.spend(until);
    let mut passage = walker.passage;
    let place = |place: Where<'_>| match place {
        Where::Phase(phase) => release
            .plan()
            .phases
            .iter()
            .position(|known| known.id == phase.id)
            .unwrap_or(usize::MAX - 1),
        Where::Cleared => usize::MAX,
    };
    passage.times.sort_by_key(|time| place(time.place));
    passage
}

/// What people write down turns no gate, and is most of what happens in an incident.
fn can_turn_a_gate(kind: &EventKind, step: Option<&IncidentStep>) -> bool {
    let is_told = matches!(
        kind,
        EventKind::NoteWritten { .. } | EventKind::NoteAdded { .. } | EventKind::CommitsRead { .. }
    );
    !is_told
        && !matches!(
            step,
            Some(
                IncidentStep::Noted { .. }
                    | IncidentStep::ActionAdded { .. }
                    | IncidentStep::ActionDone { .. }
            )
        )
}

/// What an answer on an item, or a call, touches of the path: nothing but the gate of one phase, and those after it.
struct Touched<'e> {
    /// The place of the phase.
    place: usize,
    /// The item and whether it was settled; none for a call.
    item: Option<(&'e ItemId, bool)>,
}

impl<'e> Touched<'e> {
    /// Returns what an event touches that has not been applied yet; `None` when it may be more.
    fn by(event: &'e Event, past: &Release, now: DateTime<Utc>) -> Option<Self> {
        let place = |id: &PhaseId| {
            let mut phases = past.plan().phases.iter();
            phases.position(|phase| phase.id == *id)
        };
        match event.kind.subject() {
            Subject::Item(id, _) => {
                let item = past.item(id)?;
                let is_alone = item.incident.is_none() && item.marks.is_none() && !item.removed;
                let is_settled = item_status::standing(past, id, now)?.state.is_settled();
                Some(Self {
                    place: place(&item.phase).filter(|_| is_alone)?,
                    item: Some((id, is_settled)),
                })
            }
            Subject::Gate(phase, _) => Some(Self {
                place: place(phase)?,
                item: None,
            }),
            _ => None,
        }
    }
}

/// How many items of each phase on the path were not settled. While a phase has one, its gate and those after it are shut
/// whatever else happens, and need not be judged.
#[derive(Default)]
struct Unsettled {
    counts: Vec<usize>,
    /// When they were counted.
    at: DateTime<Utc>,
    /// The last moments of waivers and sign-offs that are in force: the clock alone opens their items again.
    expiries: BTreeSet<DateTime<Utc>>,
    /// When the waits at gates are over: the clock alone opens these gates.
    waits: BTreeSet<DateTime<Utc>>,
}

impl Unsettled {
    fn of(judgements: &[Judgement<'_>], past: &Release, at: DateTime<Utc>) -> Self {
        let on_path = judgements
            .iter()
            .filter(|judgement| judgement.is_on_path(past.plan()));
        let mut expiries = BTreeSet::new();
        let mut waits = BTreeSet::new();
        let counts = on_path.map(|judgement| {
            expiries.extend(judgement.items.iter().flat_map(last_moments));
            waits.extend(judgement.reasons.iter().filter_map(|reason| match reason {
                Reason::Wait { until, .. } => *until,
                _ => None,
            }));
            let items = judgement.items.iter();
            items.filter(|item| !item.state.is_settled()).count()
        });
        Self {
            counts: counts.collect(),
            at,
            expiries,
            waits: if past.outcome().is_some() {
                BTreeSet::new()
            } else {
                waits
            },
        }
    }

    /// Tells whether a waiver or a sign-off has run out since the gates were judged.
    fn has_expired(&self, now: DateTime<Utc>) -> bool {
        let mut expiries = self.expiries.range(self.at..);
        expiries.next().is_some_and(|last| *last < now)
    }

    /// Returns when the first wait is over that was not when the gates were judged, up to `now`.
    fn next_wait(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut waits = self.waits.iter().copied();
        waits.find(|over| *over > self.at && *over <= now)
    }

    /// Counts an item again, and tells whether no gate can have turned: the item was settled and is, or an unsettled one keeps
    /// every gate shut that could have.
    fn turns_none(&mut self, touched: &Touched<'_>, past: &Release, now: DateTime<Utc>) -> bool {
        let first = |counts: &[usize]| counts.iter().position(|count| *count > 0);
        let before = first(&self.counts);
        let Some(count) = self.counts.get_mut(touched.place) else {
            return false;
        };
        if let Some((id, was_settled)) = &touched.item {
            let standing = item_status::standing(past, id, now);
            let is_settled = standing
                .as_ref()
                .is_some_and(|item| item.state.is_settled());
            *count = (*count + usize::from(!is_settled)).saturating_sub(usize::from(!*was_settled));
            self.expiries.extend(standing.iter().flat_map(last_moments));
            if *was_settled && is_settled {
                return true;
            }
        }
        let Some(first) = first(&self.counts) else {
            return false;
        };
        // The gates from the first one on were shut before, and are. Those before it can turn only by the clock.
        let plan = past.plan();
        let is_beyond = |home: Option<&PhaseId>| {
            let place = |id: &PhaseId| plan.phases.iter().position(|phase| phase.id == *id);
            home.and_then(place).is_none_or(|place| place >= first)
        };
        before.is_some_and(|before| before <= first)
            && first <= touched.place
            && past.rolling_back().is_none()
            && is_beyond(plan.home_of_rollout())
            && is_beyond(plan.home_of_monitoring())
    }
}

/// Returns the last moments at which the waivers and the sign-offs of an item hold.
fn last_moments(standing: &ItemStatus<'_>) -> Vec<DateTime<Utc>> {
    let waivers = standing.waivers.iter();
    let waivers = waivers.filter_map(|waiver| match &waiver.kind {
        EventKind::Waived { expires, .. } => expires.and_then(end_of),
        _ => None,
    });
    let signed = standing.sign_offs.iter().filter_map(|slot| slot.event);
    let fresh = standing.item.fresh.into_iter();
    let signed = fresh.flat_map(|fresh| signed.clone().map(move |event| event.at + seconds(fresh)));
    waivers.chain(signed).collect()
}

/// Follows the release from event to event.
struct Walker<'r> {
    release: &'r Release,
    passage: Passage<'r>,
    /// The gates that are at GO.
    open: Vec<PhaseId>,
    /// Where the release is, and since when; nowhere once it has ended.
    place: Option<(Where<'r>, DateTime<Utc>)>,
}

impl Walker<'_> {
    /// Judges the gates, and follows what that turns.
    fn judge(&mut self, past: &Release, at: DateTime<Utc>) -> Unsettled {
        let judgements = judge_all(past, at);
        self.turn(&judgements, at);
        let on_path = || present(&judgements).and_then(|judgement| judgement.topic.phase());
        let phase = past.entered_way_back().or_else(on_path);
        let phase = phase.map(|phase| &phase.id);
        self.go(phase, past.outcome().is_some(), at);
        Unsettled::of(&judgements, past, at)
    }

    fn turn(&mut self, judgements: &[Judgement<'_>], at: DateTime<Utc>) {
        for judgement in judgements
            .iter()
            .filter(|judgement| !judgement.is_of_incidents())
        {
            let Some(phase) = self.release.plan().phase(judgement.topic.id()) else {
                continue;
            };
            let is_open = judgement.verdict == Verdict::Go;
            let was_open = self.open.contains(&phase.id);
            if is_open == was_open {
                continue;
            }
            self.passage.turns.push(Turn { phase, is_open, at });
            match is_open {
                true => self.open.push(phase.id.clone()),
                false => self.open.retain(|id| *id != phase.id),
            }
        }
    }

    fn go(&mut self, phase: Option<&PhaseId>, is_ended: bool, at: DateTime<Utc>) {
        let place = match phase.and_then(|id| self.release.plan().phase(id)) {
            Some(phase) => Where::Phase(phase),
            None => Where::Cleared,
        };
        let place = (!is_ended).then_some(place);
        if self.place.map(|(present, _)| present) == place {
            return;
        }
        self.spend(at);
        if let Some(place) = place {
            self.place = Some((place, at));
            match self
                .passage
                .times
                .iter_mut()
                .find(|time| time.place == place)
            {
                Some(time) => time.visits += 1,
                None => self.passage.times.push(PhaseTime {
                    place,
                    spent: TimeDelta::zero(),
                    visits: 1,
                    from: at,
                    to: at,
                }),
            }
        }
    }

    /// Counts the time since the release came where it is, and leaves.
    fn spend(&mut self, until: DateTime<Utc>) {
        let Some((place, since)) = self.place.take() else {
            return;
        };
        if let Some(time) = self
            .passage
            .times
            .iter_mut()
            .find(|time| time.place == place)
        {
            time.spent += (until - since).max(TimeDelta::zero());
            time.to = time.to.max(until);
        }
    }
}

#[cfg(test)]
mod tests;
