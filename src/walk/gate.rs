//! A phase's end: the verdict, and the poll.

use super::choices::offer_calls;
use super::question::{About, Choice, Notice, Refused, Request, TextRequest};
use super::session::{Halt, Move, Recorded, Session};
use crate::domain::event::{Call, EventKind};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::plan::Item;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::calls::{called_before, has_voted, tally};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::{draft, progress};

impl Session<'_> {
    /// Says what was put off and what the gate says, and asks every role of the scope that has not called.
    pub(super) fn gate(&mut self, phase: &PhaseId) -> Result<Move, Halt> {
        self.tell_put_off(phase)?;
        self.tell_verdict(phase)?;
        let (saved, now) = (self.answers.len(), self.now());
        let roles: Vec<RoleId> = self
            .scope
            .polled(self.recorder.release(), phase, now)
            .into_iter()
            .filter(|role| {
                !has_voted(
                    self.recorder.release(),
                    phase,
                    role,
                    self.speaker.in_name_of(),
                )
            })
            .cloned()
            .collect();
        if !roles.is_empty() {
            self.tell_risks()?;
        }
        let mut place = 0;
        while let Some(role) = roles.get(place) {
            match self.poll(phase, role)? {
                Move::Back if place == 0 => return Ok(Move::Back),
                Move::Back => place -= 1,
                Move::Quit => return Ok(Move::Quit),
                Move::Next | Move::Jump(_) => place += 1,
            }
        }
        if self.answers.len() > saved {
            self.tell_verdict(phase)?;
        }
        Ok(Move::Next)
    }

    fn poll(&mut self, phase: &PhaseId, role: &RoleId) -> Result<Move, Halt> {
        loop {
            let now = self.now();
            let release = self.recorder.release();
            let Some(asked) = release.plan().phase(phase) else {
                return Ok(Move::Next);
            };
            let (choices, obstacle) = offer_calls(release, phase, role, self.speaker, now);
            let about = About::Call {
                phase: asked,
                role,
                earlier: called_before(release, phase, role, self.speaker.in_name_of()),
                tally: tally(release, asked, role),
                obstacle: obstacle.map(|refusal| Refused::of(refusal, release)),
            };
            let said = match self.prompter.choice(&Request { about, choices })? {
                Choice::Go => {
                    let plain = draft::calling(release, phase, role, Call::Go, None);
                    let needs_reason = self.needs_reason(&plain);
                    let reason = match needs_reason {
                        true => match self.prompter.text(&TextRequest::WhyGoAnyway)? {
                            Some(reason) => Some(reason),
                            None => continue,
                        },
                        false => None,
                    };
                    draft::calling(self.recorder.release(), phase, role, Call::Go, reason)
                }
                Choice::NoGo => match self.prompter.text(&TextRequest::WhyNoGo)? {
                    Some(reason) => draft::calling(
                        self.recorder.release(),
                        phase,
                        role,
                        Call::NoGo,
                        Some(reason),
                    ),
                    None => continue,
                },
                Choice::Back => return Ok(Move::Back),
                Choice::Quit => return Ok(Move::Quit),
                _ => return Ok(Move::Next),
            };
            if self.record(&said)? == Recorded::Saved || !self.is_polled(phase, role) {
                return Ok(Move::Next);
            }
        }
    }

    /// Tells whether an event is refused for want of a reason.
    pub(super) fn needs_reason(&self, kind: &EventKind) -> bool {
        let (release, now) = (self.recorder.release(), self.now());
        let refusal = self.speaker.may(release, kind, now).err();
        matches!(refusal, Some(Refusal::ReasonMissing(_)))
    }

    fn is_polled(&self, phase: &PhaseId, role: &RoleId) -> bool {
        self.scope
            .polled(self.recorder.release(), phase, self.now())
            .contains(&role)
    }

    fn tell_put_off(&mut self, phase: &PhaseId) -> Result<(), Halt> {
        let (release, now) = (self.recorder.release(), self.now());
        let waiting = self
            .put_off
            .iter()
            .filter(|turn| self.scope.is_waiting(release, turn, now));
        let mut items: Vec<&Item> = Vec::new();
        for item in waiting.filter_map(|turn| release.item(&turn.item)) {
            if item.phase == *phase && !items.iter().any(|known| known.id == item.id) {
                items.push(item);
            }
        }
        if !items.is_empty() {
            self.prompter.tell(&Notice::PutOff(&items))?;
        }
        Ok(())
    }

    fn tell_risks(&mut self) -> Result<(), Halt> {
        let now = self.now();
        let risks = self.recorder.release().open_risks();
        if !risks.is_empty() {
            self.prompter.tell(&Notice::Risks(&risks, now))?;
        }
        Ok(())
    }

    fn tell_verdict(&mut self, phase: &PhaseId) -> Result<(), Halt> {
        let judgements = judge_all(self.recorder.release(), self.now());
        if let Some(judgement) = judgements
            .iter()
            .find(|judgement| judgement.topic.id() == phase)
        {
            let is_phase = |id: &PhaseId| id == phase;
            let progress =
                progress::count(self.recorder.release(), &is_phase, &|_| true, self.now());
            self.prompter.tell(&Notice::Verdict(judgement, progress))?;
        }
        Ok(())
    }
}
