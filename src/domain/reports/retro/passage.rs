//! How a release passed through its phases, and when each gate opened and shut.
//!
//! At every moment a release is in the phase whose gate is the first one that is not at GO; after the last gate it waits to
//! be closed. So a phase lasts from the moment the gate before it was at GO, or from the start, to the last call or
//! sign-off that its own gate needed. When a respin or a blocker shuts an earlier gate again, the time goes to that phase
//! until it is at GO again. A rollback is a phase of its own while it is under way.
//!
//! The events are applied one by one, on the plan as it is now: of an amended plan the record does not keep the earlier
//! form. What turns a gate by the clock alone, such as a waiver that expires, is seen with the next event.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::event::{EventKind, IncidentStep};
use crate::domain::id::PhaseId;
use crate::domain::plan::Phase;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::{Judgement, present};
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

pub(super) fn passage(release: &Release, until: DateTime<Utc>) -> Passage<'_> {
    let mut walker = Walker {
        release,
        passage: Passage {
            times: Vec::new(),
            turns: Vec::new(),
        },
        open: Vec::new(),
        place: None,
    };
    let mut past = Release::unstarted(release.header().clone(), release.plan().frozen());
    let mut clock = DateTime::<Utc>::MIN_UTC;
    for event in release.events() {
        clock = clock.max(event.at);
        past = past.after(event.clone());
        if !can_turn_a_gate(&event.kind, step_of(event)) {
            continue;
        }
        let judgements = judge_all(&past, clock);
        walker.turn(&judgements, clock);
        let on_path = || present(&judgements).map(|judgement| judgement.phase);
        let phase = past.entered_way_back().or_else(on_path);
        walker.go(
            phase.map(|phase| &phase.id),
            past.outcome().is_some(),
            clock,
        );
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
    fn turn(&mut self, judgements: &[Judgement<'_>], at: DateTime<Utc>) {
        for judgement in judgements
            .iter()
            .filter(|judgement| !judgement.is_of_incidents)
        {
            let Some(phase) = self.release.plan().phase(&judgement.phase.id) else {
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
