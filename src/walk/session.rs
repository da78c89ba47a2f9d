//! One walk from its first question to its summary.

use std::collections::{HashMap, HashSet};
use std::error::Error;

use chrono::{DateTime, Utc};

use super::after_rollout::windows;
use super::became::{self, Became};
use super::check::Checks;
use super::choices::Draft;
use super::measure::Measures;
use super::question::{About, Choice, Notice, Refused, Request};
use super::rollout::Stepped;
use super::rollout_step::{RolloutStep, leads, rollout_step};
use super::scope::{Scope, Turn, next_turn};
use super::speaker::Speaker;
use super::summary::summarize;
use super::{Prompter, RecordFault, Recorder, Stop};
use crate::domain::digest::Digest;
use crate::domain::event::{EventKind, Subject};
use crate::domain::id::{PhaseId, WindowId};
use crate::domain::plan::Topic;
use crate::domain::rules::admission::Caution;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::present;
use crate::domain::rules::monitoring::WindowState;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::{facts, gate, item_status};
use crate::domain::state::Release;

/// Why a walk ended.
#[derive(Debug)]
pub(crate) enum Ending {
    /// There is nothing more to ask, or the person stopped it.
    Finished,
    /// Only time is missing.
    Waiting,
    /// The person interrupted it, or the terminal is gone.
    Stopped(Stop),
    /// The record could not be written.
    Failed(Box<dyn Error + Send + Sync>),
}

/// Asks everything that waits in `scope`, and records each answer before the next question.
pub(crate) fn walk(
    recorder: &mut dyn Recorder,
    prompter: &mut dyn Prompter,
    measures: &dyn Measures,
    checks: &dyn Checks,
    scope: &Scope,
    speaker: &Speaker,
    now: fn() -> DateTime<Utc>,
) -> Ending {
    let is_cautioned = recorder.release().roles_of(&speaker.by).len() > 1;
    let mut session = Session {
        recorder,
        prompter,
        measures,
        checks,
        scope,
        speaker,
        now,
        answers: Vec::new(),
        is_cautioned,
        gates_told: HashSet::new(),
        passed: HashSet::new(),
        put_off: Vec::new(),
        asked: Vec::new(),
        drafts: HashMap::new(),
        is_rollout_left: false,
        windows_left: Vec::new(),
        until: None,
    };
    match session.run() {
        Ok(()) if session.until.is_some() => Ending::Waiting,
        Ok(()) => Ending::Finished,
        Err(Halt::Stopped(stop)) => Ending::Stopped(stop),
        Err(Halt::Failed(error)) => Ending::Failed(error),
    }
}

/// A walk under way.
pub(super) struct Session<'w> {
    pub(super) recorder: &'w mut dyn Recorder,
    pub(super) prompter: &'w mut dyn Prompter,
    pub(super) measures: &'w dyn Measures,
    pub(super) checks: &'w dyn Checks,
    pub(super) scope: &'w Scope,
    pub(super) speaker: &'w Speaker,
    now: fn() -> DateTime<Utc>,
    /// The answers that this walk has recorded and that are still in the record, and the turns that they settled.
    pub(super) answers: Vec<(Digest, Option<Turn>)>,
    is_cautioned: bool,
    /// The gates not at GO of which it was said that something is signed ahead of them.
    gates_told: HashSet<PhaseId>,
    /// The turns that are not asked again by themselves, although they may still wait.
    pub(super) passed: HashSet<Turn>,
    /// The turns that were put off, oldest first.
    pub(super) put_off: Vec<Turn>,
    /// The turns that were asked, so that one can go back.
    pub(super) asked: Vec<Turn>,
    /// What goes with coming sign-offs.
    pub(super) drafts: HashMap<Turn, Draft>,
    /// Whether the walk asks no further about the rollout.
    pub(super) is_rollout_left: bool,
    /// The monitoring windows that are not asked about again.
    pub(super) windows_left: Vec<WindowId>,
    /// Until when there is nothing to do, when only time is missing, and what is waited for.
    until: Option<(DateTime<Utc>, String)>,
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
    /// It is in the record, but about what is no longer asked.
    Stale,
    Refused,
}

impl Session<'_> {
    fn run(&mut self) -> Result<(), Halt> {
        let now = self.now();
        let release = self.recorder.release();
        self.prompter.tell(&Notice::Welcome {
            release,
            speaker: self.speaker,
            role: self.scope.role.as_ref(),
            progress: self.scope.progress(release, now),
            unanswered: facts::unanswered(release),
        })?;
        self.assignments()?;
        if self.facts()? == Move::Next {
            self.lead()?;
        }
        let now = self.now();
        let release = self.recorder.release();
        let put_off: Vec<Turn> = self
            .put_off
            .iter()
            .filter(|turn| self.scope.is_waiting(release, turn, now))
            .cloned()
            .collect();
        let summary = summarize(
            release,
            self.scope,
            self.answers.len(),
            &put_off,
            self.until.clone(),
            now,
        );
        Ok(self.prompter.tell(&Notice::Summary(&summary))?)
    }

    /// Leads through the phases to the close; through those of the rollback, once one begins.
    fn lead(&mut self) -> Result<(), Halt> {
        loop {
            let is_back = self.recorder.release().rolling_back().is_some();
            if self.confirm_rollback()? == Move::Quit {
                return Ok(());
            }
            let moved = self.phases()?;
            let began = self.recorder.release().rolling_back().is_some() && !is_back;
            if began && self.scope.phase.is_none() {
                continue;
            }
            return match moved {
                Move::Next => self.close(),
                _ => Ok(()),
            };
        }
    }

    /// Walks the phases in order. A phase in which nothing waits for the scope is passed over in silence; one in which only
    /// time is missing ends the walk.
    fn phases(&mut self) -> Result<Move, Halt> {
        let phases: Vec<PhaseId> = self
            .scope
            .topics(self.recorder.release())
            .map(|topic| topic.id().clone())
            .collect();
        for phase in phases {
            if self.has_work(&phase)
                && (!self.may_enter(&phase)? || self.phase(&phase)? == Move::Quit)
            {
                return Ok(Move::Quit);
            }
            self.until = self.waits_until(&phase);
            if self.until.is_some() {
                return Ok(Move::Quit);
            }
        }
        Ok(Move::Next)
    }

    fn has_work(&self, phase: &PhaseId) -> bool {
        let (release, now) = (self.recorder.release(), self.now());
        let mut turns = self.scope.turns(release, phase).into_iter();
        turns.any(|turn| self.is_due(release, &turn, now))
            || !self.scope.polled(release, phase, now).is_empty()
            || self.leads_on(phase, now)
            || (release.plan().home_of_monitoring() == Some(phase)
                && windows(release, self.scope, now)
                    .iter()
                    .any(|window| window.state == WindowState::Overdue))
    }

    /// Tells whether the rollout of this phase has a step for the walk.
    fn leads_on(&self, phase: &PhaseId, now: DateTime<Utc>) -> bool {
        let release = self.recorder.release();
        release.plan().home_of_rollout() == Some(phase)
            && !matches!(
                rollout_step(release, self.scope, now),
                None | Some(
                    RolloutStep::Others | RolloutStep::Soak(..) | RolloutStep::CannotStart(_)
                )
            )
    }

    /// Returns when a phase has something for the scope again, and what it waits for; `None` when there is something now, or
    /// nothing to wait for.
    fn waits_until(&self, phase: &PhaseId) -> Option<(DateTime<Utc>, String)> {
        let (release, now) = (self.recorder.release(), self.now());
        let turns = self.scope.turns(release, phase);
        let is_waiting = |turn: &Turn| self.scope.is_waiting(release, turn, now);
        if turns.iter().any(is_waiting)
            || !self.scope.polled(release, phase, now).is_empty()
            || self.leads_on(phase, now)
        {
            return None;
        }
        let items = turns.iter().filter_map(|turn| {
            let standing = item_status::standing(release, &turn.item, now)?;
            let at = standing
                .timing
                .from()
                .filter(|_| standing.waits_for(&turn.role))?;
            Some((at, format!("{} is due then", standing.item.id)))
        });
        let soak = match rollout_step(release, self.scope, now) {
            Some(RolloutStep::Soak(stage, until)) if leads(release, self.scope) => {
                Some((until, format!("stage {} soaks", stage.id)))
            }
            _ => None,
        };
        let soak = soak.filter(|_| release.plan().home_of_rollout() == Some(phase));
        let windows = if release.plan().home_of_monitoring() == Some(phase) {
            windows(release, self.scope, now)
        } else {
            Vec::new()
        };
        let ends = windows.iter().filter_map(|window| {
            let (_, ends) = window.span.filter(|(_, ends)| *ends > now)?;
            Some((ends, format!("window {} is open", window.window.id)))
        });
        let gate = release.plan().phase(phase);
        let gate = gate.and_then(|phase| gate::wait(release, phase, now));
        let gate = match gate {
            Some(Reason::Wait { until, .. }) => until.map(|at| (at, format!("gate {phase} waits"))),
            _ => None,
        };
        items.chain(soak).chain(ends).chain(gate).min()
    }

    /// Asks whether to go on when the gate before this phase is not at GO. A phase that was named is entered as it is.
    fn may_enter(&mut self, phase: &PhaseId) -> Result<bool, Halt> {
        if self.scope.phase.is_some() || phase == Topic::Incidents.id() {
            return Ok(true);
        }
        let now = self.now();
        let judgements = judge_all(self.recorder.release(), now);
        let place = judgements
            .iter()
            .position(|judgement| judgement.topic.id() == phase)
            .unwrap_or_default();
        let shut = present(&judgements[..place]);
        let Some(shut) = shut else { return Ok(true) };
        let about = About::GoOn {
            shut: shut.topic,
            verdict: shut.verdict,
            next: judgements[place].topic,
        };
        let choice = self.prompter.choice(&Request {
            about,
            choices: vec![Choice::Yes, Choice::No],
        })?;
        Ok(choice == Choice::Yes)
    }

    /// Asks the items of a phase, leads through its rollout and its windows, then takes its poll; from the poll one can go
    /// back to the items.
    fn phase(&mut self, phase: &PhaseId) -> Result<Move, Halt> {
        let mut forced = None;
        loop {
            if self.turns(phase, forced.take())? == Move::Quit {
                return Ok(Move::Quit);
            }
            match self.rollout(phase)? {
                // A stage that was entered brings items that wait for it.
                Stepped::Recorded => continue,
                Stepped::Quit => return Ok(Move::Quit),
                Stepped::Left => {}
            }
            if self.windows(phase)? == Move::Quit {
                return Ok(Move::Quit);
            }
            if self.waits_until(phase).is_some() {
                return Ok(Move::Next);
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

    pub(super) fn is_due(&self, release: &Release, turn: &Turn, now: DateTime<Utc>) -> bool {
        !self.passed.contains(turn) && self.scope.is_waiting(release, turn, now)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    /// Shares what was recorded, and says what others did meanwhile, before the next question.
    fn exchange(&mut self) -> Result<(), Halt> {
        match self.recorder.share() {
            Ok(news) if news.is_empty() => {}
            Ok(news) => self.prompter.tell(&Notice::News(&news))?,
            Err(why) => self.prompter.tell(&Notice::NotShared(&why))?,
        }
        Ok(())
    }

    /// Records an answer and says what became of it, or why it was refused.
    pub(super) fn record(&mut self, kind: &EventKind) -> Result<Recorded, Halt> {
        match self.recorder.record(self.speaker.says(kind.clone())) {
            Ok(cautions) => {
                self.miss_answers()?;
                self.keep_answer(kind);
                let but = became::of(self.recorder.release(), self.now());
                self.prompter.tell(&Notice::Saved {
                    kind,
                    answers: self.answers.len(),
                    but,
                })?;
                let recorded = match but {
                    Some(Became::Stale(_)) => Recorded::Stale,
                    Some(Became::Blocked(_)) | None => Recorded::Saved,
                };
                self.tell_cautions(&cautions)?;
                self.exchange()?;
                Ok(recorded)
            }
            Err(RecordFault::Refused(refusal)) => {
                self.miss_answers()?;
                let refused = Refused::of(refusal, self.recorder.release());
                self.prompter.tell(&Notice::Refused(&refused))?;
                Ok(Recorded::Refused)
            }
            Err(RecordFault::Failed(error)) => Err(Halt::Failed(error)),
        }
    }

    /// Notes the answer that has just been recorded: the newest event.
    fn keep_answer(&mut self, kind: &EventKind) {
        let turn = match kind.subject() {
            Subject::Item(item, role) => Some(Turn {
                item: item.clone(),
                role: role.clone(),
            }),
            _ => None,
        };
        let newest = self.recorder.release().events().last();
        self.answers.extend(newest.map(|event| (event.id, turn)));
    }

    /// Says so when answers of this walk are no longer in the record, and lets their questions be asked again.
    fn miss_answers(&mut self) -> Result<(), Halt> {
        let release = self.recorder.release();
        let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.answers)
            .into_iter()
            .partition(|(id, _)| release.has_event(id));
        self.answers = kept;
        if gone.is_empty() {
            return Ok(());
        }
        let count = gone.len();
        for turn in gone.into_iter().filter_map(|(_, turn)| turn) {
            self.passed.remove(&turn);
        }
        Ok(self.prompter.tell(&Notice::PutBack(count))?)
    }

    fn tell_cautions(&mut self, cautions: &[Caution]) -> Result<(), Halt> {
        for caution in cautions {
            // That a person acts for several roles is said once, and so is each gate that is not at GO.
            let is_known = match caution {
                Caution::ActsForOthers { .. } => std::mem::replace(&mut self.is_cautioned, true),
                Caution::Ahead { phase } => !self.gates_told.insert(phase.clone()),
                _ => false,
            };
            if !is_known {
                self.prompter.tell(&Notice::Caution(caution))?;
            }
        }
        Ok(())
    }
}
