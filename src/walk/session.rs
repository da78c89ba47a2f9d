//! One walk from its first question to its summary.

use std::collections::{HashMap, HashSet};
use std::error::Error;

use chrono::{DateTime, Utc};

use super::choices::Draft;
use super::question::{About, Choice, Notice, Request};
use super::scope::{Scope, Turn, is_waiting, next_turn};
use super::summary::summarize;
use super::{Prompter, RecordFault, Recorder, Stop};
use crate::domain::event::EventKind;
use crate::domain::id::PhaseId;
use crate::domain::person::Person;
use crate::domain::plan::incident;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::present;
use crate::domain::state::Release;

/// How a walk ended.
#[derive(Debug)]
pub struct Ending {
    /// How many answers were recorded.
    pub saved: usize,
    /// Why it ended.
    pub how: How,
}

/// Why a walk ended.
#[derive(Debug)]
pub enum How {
    /// There is nothing more to ask, or the person stopped it.
    Finished,
    /// The person interrupted it, or the terminal is gone.
    Stopped(Stop),
    /// The record could not be written.
    Failed(Box<dyn Error + Send + Sync>),
}

/// Asks everything that waits in `scope`, and records each answer before the next question.
pub fn walk(
    recorder: &mut dyn Recorder,
    prompter: &mut dyn Prompter,
    scope: &Scope,
    by: &Person,
    now: fn() -> DateTime<Utc>,
) -> Ending {
    let mut session = Session {
        recorder,
        prompter,
        scope,
        by,
        now,
        saved: 0,
        is_cautioned: false,
        passed: HashSet::new(),
        put_off: Vec::new(),
        asked: Vec::new(),
        drafts: HashMap::new(),
    };
    let how = match session.run() {
        Ok(()) => How::Finished,
        Err(Halt::Stopped(stop)) => How::Stopped(stop),
        Err(Halt::Failed(error)) => How::Failed(error),
    };
    Ending {
        saved: session.saved,
        how,
    }
}

/// A walk under way.
pub(super) struct Session<'w> {
    pub(super) recorder: &'w mut dyn Recorder,
    pub(super) prompter: &'w mut dyn Prompter,
    pub(super) scope: &'w Scope,
    pub(super) by: &'w Person,
    now: fn() -> DateTime<Utc>,
    pub(super) saved: usize,
    is_cautioned: bool,
    /// The turns that are not asked again by themselves, although they may still wait.
    pub(super) passed: HashSet<Turn>,
    /// The turns that were put off, oldest first.
    pub(super) put_off: Vec<Turn>,
    /// The turns that were asked, so that one can go back.
    pub(super) asked: Vec<Turn>,
    /// What goes with coming sign-offs.
    pub(super) drafts: HashMap<Turn, Draft>,
}

/// What ends a walk at once.
pub(super) enum Halt {
    Stopped(Stop),
    Failed(Box<dyn Error + Send + Sync>),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// Where a walk goes after a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Next,
    Back,
    Jump(Turn),
    Quit,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recorded {
    Saved,
    Refused,
}

impl Session<'_> {
    fn run(&mut self) -> Result<(), Halt> {
        let waiting = self.count_waiting();
        let role = self.scope.role.as_ref();
        self.prompter.tell(&Notice::Welcome {
            release: self.recorder.release(),
            by: self.by,
            role,
            waiting,
        })?;
        if self.scope.are_facts_asked || self.facts()? == Move::Next {
            self.phases()?;
        }
        let now = self.now();
        let release = self.recorder.release();
        let put_off: Vec<Turn> = self
            .put_off
            .iter()
            .filter(|turn| is_waiting(release, turn, now))
            .cloned()
            .collect();
        let summary = summarize(release, self.saved, &put_off, now);
        Ok(self.prompter.tell(&Notice::Summary(&summary))?)
    }

    fn count_waiting(&self) -> usize {
        let (release, now) = (self.recorder.release(), self.now());
        let turns = self
            .scope
            .phases(release)
            .flat_map(|phase| self.scope.turns(release, &phase.id));
        turns.filter(|turn| is_waiting(release, turn, now)).count()
    }

    /// Walks the phases in order. A phase in which nothing waits for the scope is passed over in silence.
    fn phases(&mut self) -> Result<(), Halt> {
        let phases: Vec<PhaseId> = self
            .scope
            .phases(self.recorder.release())
            .map(|phase| phase.id.clone())
            .collect();
        for phase in phases {
            if !self.has_work(&phase) {
                continue;
            }
            if !self.may_enter(&phase)? || self.phase(&phase)? == Move::Quit {
                break;
            }
        }
        Ok(())
    }

    fn has_work(&self, phase: &PhaseId) -> bool {
        let (release, now) = (self.recorder.release(), self.now());
        let mut turns = self.scope.turns(release, phase).into_iter();
        turns.any(|turn| self.is_due(release, &turn, now))
            || !self.scope.polled(release, phase, now).is_empty()
    }

    /// Asks whether to go on when the gate before this phase is not at GO. A phase that was named is entered as it is.
    fn may_enter(&mut self, phase: &PhaseId) -> Result<bool, Halt> {
        if self.scope.phase.is_some() || phase.as_str() == incident::PHASE {
            return Ok(true);
        }
        let now = self.now();
        let judgements = judge_all(self.recorder.release(), now);
        let place = judgements
            .iter()
            .position(|judgement| judgement.phase.id == *phase)
            .unwrap_or_default();
        let shut = present(&judgements[..place]);
        let Some(shut) = shut else { return Ok(true) };
        let about = About::GoOn {
            shut: shut.phase,
            verdict: shut.verdict,
            next: judgements[place].phase,
        };
        let choice = self.prompter.choice(&Request {
            about,
            choices: vec![Choice::Yes, Choice::No],
        })?;
        Ok(choice == Choice::Yes)
    }

    /// Asks the items of a phase, then takes its poll; from the poll one can go back to the items.
    fn phase(&mut self, phase: &PhaseId) -> Result<Move, Halt> {
        let mut forced = None;
        loop {
            if self.turns(phase, forced.take())? == Move::Quit {
                return Ok(Move::Quit);
            }
            match self.gate(phase)? {
                Move::Back => forced = self.asked.pop(),
                other => return Ok(other),
            }
            if forced.is_none() {
                self.prompter.tell(&Notice::AtFirst)?;
            }
        }
    }

    fn turns(&mut self, phase: &PhaseId, mut forced: Option<Turn>) -> Result<Move, Halt> {
        let turns = self.scope.turns(self.recorder.release(), phase);
        let mut at = None;
        loop {
            let (release, now) = (self.recorder.release(), self.now());
            let due = || {
                next_turn(&turns, at, |turn| self.is_due(release, turn, now))
                    .map(|place| turns[place].clone())
            };
            let Some(turn) = forced.take().or_else(due) else {
                return Ok(Move::Next);
            };
            at = turns.iter().position(|known| *known == turn).or(at);
            match self.turn(&turn)? {
                Move::Next => self.asked.push(turn),
                Move::Jump(target) => {
                    self.asked.push(turn);
                    forced = Some(target);
                }
                Move::Back => {
                    forced = self.asked.pop();
                    if forced.is_none() {
                        self.prompter.tell(&Notice::AtFirst)?;
                        forced = Some(turn);
                    }
                }
                Move::Quit => return Ok(Move::Quit),
            }
        }
    }

    fn is_due(&self, release: &Release, turn: &Turn, now: DateTime<Utc>) -> bool {
        !self.passed.contains(turn) && is_waiting(release, turn, now)
    }

    /// Returns what time it is.
    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    /// Records an answer and says so, or says why it was refused.
    pub(super) fn record(&mut self, kind: &EventKind) -> Result<Recorded, Halt> {
        match self.recorder.record(kind.clone()) {
            Ok(cautions) => {
                self.saved += 1;
                self.prompter.tell(&Notice::Saved {
                    kind,
                    answers: self.saved,
                })?;
                if let (Some(caution), false) = (cautions.first(), self.is_cautioned) {
                    self.is_cautioned = true;
                    self.prompter.tell(&Notice::Caution(caution))?;
                }
                Ok(Recorded::Saved)
            }
            Err(RecordFault::Refused(refusal)) => {
                self.prompter.tell(&Notice::Refused(&refusal))?;
                Ok(Recorded::Refused)
            }
            Err(RecordFault::Failed(error)) => Err(Halt::Failed(error)),
        }
    }
}
