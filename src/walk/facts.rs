//! The facts of a release that nobody has answered: asked before anything else, because they decide what applies.

use super::question::{About, Choice, Notice, Request, TextRequest};
use super::session::{Halt, Move, Session};
use crate::domain::event::EventKind;
use crate::domain::id::FactId;
use crate::domain::rules::facts;

impl Session<'_> {
    /// Asks every fact that decides something and has no answer.
    pub(super) fn facts(&mut self) -> Result<Move, Halt> {
        let release = self.recorder.release();
        let open = facts::open(release);
        let facts: Vec<FactId> = open.into_iter().map(|fact| fact.id.clone()).collect();
        let mut place = 0;
        while let Some(fact) = facts.get(place) {
            let answer = match self.ask_fact(fact, place + 1, facts.len())? {
                Choice::Yes => true,
                Choice::No => false,
                Choice::Back => {
                    place -= 1;
                    continue;
                }
                Choice::Quit => return Ok(Move::Quit),
                _ => {
                    place += 1;
                    continue;
                }
            };
            if self.answer_fact(fact, answer)? {
                place += 1;
            }
        }
        if !facts.is_empty() {
            let progress = self.scope.progress(self.recorder.release(), self.now());
            self.prompter.tell(&Notice::Open(progress))?;
        }
        Ok(Move::Next)
    }

    fn ask_fact(&mut self, id: &FactId, number: usize, total: usize) -> Result<Choice, Halt> {
        let release = self.recorder.release();
        let Some(fact) = release.plan().facts.iter().find(|fact| fact.id == *id) else {
            return Ok(Choice::Later);
        };
        let about = About::Fact {
            fact,
            number,
            total,
            answer: release.fact(id),
        };
        Ok(self.prompter.choice(&Request {
            about,
            choices: fact_choices(number),
        })?)
    }

    /// Records the answer; one that changes an earlier answer asks why. Tells whether to go on.
    fn answer_fact(&mut self, fact: &FactId, answer: bool) -> Result<bool, Halt> {
        let reason = match self.recorder.release().fact(fact) {
            Some(known) if known == answer => return Ok(true),
            Some(_) => match self.prompter.text(&TextRequest::WhyChanged)? {
                Some(reason) => Some(reason),
                None => return Ok(false),
            },
            None => None,
        };
        self.record(&EventKind::FactAnswered {
            fact: fact.clone(),
            answer,
            reason,
        })?;
        Ok(self.recorder.release().fact(fact).is_some())
    }
}

/// Returns the answers to the fact with this number.
fn fact_choices(number: usize) -> Vec<Choice> {
    let back = (number > 1).then_some(Choice::Back);
    [Choice::Yes, Choice::No, Choice::Later]
        .into_iter()
        .chain(back)
        .chain([Choice::Quit])
        .collect()
}
