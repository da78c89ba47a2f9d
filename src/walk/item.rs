//! Asks about one item until there is an answer.

use chrono::NaiveDate;

use super::choices::{Ahead, Draft, block, offer, reopen, sign, unblock};
use super::question::{Choice, ItemQuestion, Notice, Refused, TextRequest};
use super::scope::Turn;
use super::session::{Halt, Move, Recorded, Session};
use crate::domain::event::EventKind;
use crate::domain::id::RoleId;
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::checks::asks_why;
use crate::domain::rules::{draft, item_status};

impl Session<'_> {
    /// Asks one turn; a refused or withdrawn answer asks again.
    pub(super) fn turn(&mut self, turn: &Turn) -> Result<Move, Halt> {
        loop {
            let Some(choice) = self.ask_item(turn)? else {
                return Ok(Move::Next);
            };
            if let Some(done) = self.answer_item(turn, choice)? {
                self.leave(turn, choice)?;
                return Ok(done);
            }
        }
    }

    /// Shows the item as it stands now. `None` when it is no longer in the plan.
    fn ask_item(&mut self, turn: &Turn) -> Result<Option<Choice>, Halt> {
        self.drop_outdated(turn)?;
        let now = self.now();
        let release = self.recorder.release();
        let Some(standing) = item_status::standing(release, &turn.item, now) else {
            return Ok(None);
        };
        let Some(topic) = release.topic_of(standing.item) else {
            return Ok(None);
        };
        let empty = Draft::default();
        let draft = self.drafts.get(turn).unwrap_or(&empty);
        let offered = offer(release, turn, draft, self.speaker, now);
        let question = ItemQuestion {
            topic,
            place: self.scope.place(release, &turn.item),
            role: &turn.role,
            due: standing.timing.sentence(),
            standing,
            evidence: &draft.evidence,
            note: draft.note.as_deref(),
            choices: offered.choices,
            obstacle: offered
                .obstacle
                .map(|refusal| Refused::of(refusal, release)),
        };
        Ok(Some(self.prompter.item(&question)?))
    }

    /// Does what the person chose. `None` asks the same item again.
    fn answer_item(&mut self, turn: &Turn, choice: Choice) -> Result<Option<Move>, Halt> {
        match choice {
            Choice::Later => {
                self.put_off(turn);
                Ok(Some(Move::Next))
            }
            Choice::Back => Ok(Some(Move::Back)),
            Choice::Quit => Ok(Some(Move::Quit)),
            Choice::Jump => Ok(self.target()?.map(Move::Jump)),
            Choice::Check => {
                self.check(turn)?;
                Ok(None)
            }
            Choice::Evidence => {
                self.take_evidence(turn, false)?;
                Ok(None)
            }
            Choice::Note => {
                if let Some(note) = self.prompter.text(&TextRequest::Note)? {
                    self.drafts.entry(turn.clone()).or_default().note = Some(note);
                    self.prompter.tell(&Notice::Kept)?;
                }
                Ok(None)
            }
            _ => self.record_item(turn, choice),
        }
    }

    fn record_item(&mut self, turn: &Turn, choice: Choice) -> Result<Option<Move>, Halt> {
        let Some(kind) = self.event_for(turn, choice)? else {
            return Ok(None);
        };
        let mut recorded = self.record(&kind)?;
        // The duty of deciding is done by deciding.
        let is_decided = recorded == Recorded::Saved && matches!(choice, Choice::Decide(_));
        if is_decided
            && self
                .scope
                .is_waiting(self.recorder.release(), turn, self.now())
        {
            let Some(kind) = self.sign_off(turn)? else {
                return Ok(None);
            };
            recorded = self.record(&kind)?;
        }
        let asks_again = matches!(choice, Choice::Clear | Choice::Reopen);
        if recorded == Recorded::Saved && !asks_again {
            self.drafts.remove(turn);
            self.passed.insert(turn.clone());
            return Ok(Some(Move::Next));
        }
        if recorded == Recorded::Saved {
            self.passed.remove(turn);
        }
        // What changed meanwhile is looked at again, with what was typed for it.
        let is_settled_meanwhile = recorded == Recorded::Refused
            && !self
                .scope
                .is_waiting(self.recorder.release(), turn, self.now());
        Ok(is_settled_meanwhile.then_some(Move::Next))
    }

    /// Asks for what the answer still needs. `None` when the person gave nothing.
    fn event_for(&mut self, turn: &Turn, choice: Choice) -> Result<Option<EventKind>, Halt> {
        match choice {
            Choice::Done => self.sign_off(turn),
            Choice::NotApplicable => {
                let reason = self.prompter.text(&TextRequest::WhyNotApplicable)?;
                Ok(reason.and_then(|reason| {
                    draft::ruling_out(self.recorder.release(), &turn.item, &turn.role, reason)
                }))
            }
            Choice::Waive => self.waiver(turn),
            Choice::Decide(course) => {
                let reason = self.prompter.text(&TextRequest::WhyCourse(course))?;
                Ok(reason.and_then(|reason| {
                    draft::deciding(
                        self.recorder.release(),
                        &turn.item,
                        &turn.role,
                        course,
                        reason,
                    )
                }))
            }
            Choice::Block => Ok(self
                .prompter
                .text(&TextRequest::WhyBlock)?
                .map(|reason| block(turn, reason))),
            Choice::Clear => Ok(self
                .prompter
                .text(&TextRequest::WhyClear)?
                .map(|reason| unblock(turn, reason))),
            Choice::Reopen => Ok(self
                .prompter
                .text(&TextRequest::WhyReopen)?
                .map(|reason| reopen(turn, reason))),
            _ => Ok(None),
        }
    }

    fn sign_off(&mut self, turn: &Turn) -> Result<Option<EventKind>, Halt> {
        let needs_evidence = self
            .recorder
            .release()
            .item(&turn.item)
            .is_some_and(|item| item.evidence_required);
        let has_evidence = |session: &Self| {
            session
                .drafts
                .get(turn)
                .is_some_and(|draft| !draft.evidence.is_empty())
        };
        if needs_evidence && !has_evidence(self) && !self.take_evidence(turn, true)? {
            return Ok(None);
        }
        let asks_why = item_status::standing(self.recorder.release(), &turn.item, self.now())
            .is_some_and(|standing| asks_why(&standing));
        if asks_why
            && self
                .drafts
                .get(turn)
                .is_none_or(|draft| draft.note.is_none())
        {
            let Some(note) = self.prompter.text(&TextRequest::WhyUnproven)? else {
                return Ok(None);
            };
            self.drafts.entry(turn.clone()).or_default().note = Some(note);
        }
        let draft = self.drafts.get(turn).cloned().unwrap_or_default();
        let (release, now) = (self.recorder.release(), self.now());
        let mut ahead = Ahead::of(release, &turn.item, now);
        let item = release.item(&turn.item);
        if let Some(gate) = ahead.gate.clone()
            && item.is_some_and(|item| item.marks.is_some())
        {
            let request = TextRequest::WhyAhead { gate: &gate };
            ahead.reason = self.prompter.text(&request)?;
            if ahead.reason.is_none() {
                return Ok(None);
            }
        }
        Ok(sign(self.recorder.release(), turn, &draft, &ahead))
    }

    fn take_evidence(&mut self, turn: &Turn, is_required: bool) -> Result<bool, Halt> {
        let request = TextRequest::Evidence { is_required };
        let Some(evidence) = self.prompter.text(&request)? else {
            return Ok(false);
        };
        self.drafts
            .entry(turn.clone())
            .or_default()
            .evidence
            .push(evidence);
        self.prompter.tell(&Notice::Kept)?;
        Ok(true)
    }

    fn waiver(&mut self, turn: &Turn) -> Result<Option<EventKind>, Halt> {
        let offered = offer(
            self.recorder.release(),
            turn,
            &Draft::default(),
            self.speaker,
            self.now(),
        );
        let Some(role) = self.waiving_role(&offered.waivers)? else {
            return Ok(None);
        };
        let Some(reason) = self.prompter.text(&TextRequest::WhyWaive { role: &role })? else {
            return Ok(None);
        };
        self.waiver_until(turn, &role, &reason)
    }

    /// Asks for the last day of a waiver until it is one that is admitted, or none. `None` when the person cancels.
    fn waiver_until(
        &mut self,
        turn: &Turn,
        role: &RoleId,
        reason: &str,
    ) -> Result<Option<EventKind>, Halt> {
        loop {
            let Some(typed) = self.prompter.text(&TextRequest::LastDay)? else {
                return Ok(None);
            };
            let typed = typed.trim();
            let expires: Option<NaiveDate> = typed.parse().ok();
            if expires.is_none() && !typed.is_empty() {
                self.prompter.tell(&Notice::NotADay(typed))?;
                continue;
            }
            let (release, now) = (self.recorder.release(), self.now());
            let kind = draft::waiving(release, &turn.item, role, reason.to_owned(), expires);
            let refusal = kind
                .as_ref()
                .and_then(|kind| self.speaker.may(release, kind, now).err());
            match refusal {
                Some(refusal @ (Refusal::ExpiresInThePast | Refusal::ExpiresTooLate)) => {
                    let refused = Refused::of(refusal, self.recorder.release());
                    self.prompter.tell(&Notice::Refused(&refused))?;
                }
                _ => return Ok(kind),
            }
        }
    }

    pub(super) fn waiving_role(&mut self, roles: &[RoleId]) -> Result<Option<RoleId>, Halt> {
        if let [only] = roles {
            return Ok(Some(only.clone()));
        }
        if let Some(walked) = self
            .scope
            .role
            .as_ref()
            .filter(|walked| roles.contains(walked))
        {
            return Ok(Some(walked.clone()));
        }
        let plan = self.recorder.release().plan();
        let title = |role: &RoleId| {
            plan.role(role)
                .map_or_else(|| role.to_string(), |role| role.title.clone())
        };
        let titles: Vec<String> = roles.iter().map(title).collect();
        let picked = self
            .prompter
            .pick("Which role accepts the risk?", &titles)?;
        Ok(picked.and_then(|place| roles.get(place)).cloned())
    }

    /// Asks where to jump. Of an item's roles, the first that it waits for is asked.
    fn target(&mut self) -> Result<Option<Turn>, Halt> {
        let Some(typed) = self.prompter.text(&TextRequest::Target)? else {
            return Ok(None);
        };
        let (release, now) = (self.recorder.release(), self.now());
        let item = match self.scope.find(release, typed.trim()) {
            Ok(item) => item,
            Err(fault) => {
                self.prompter.tell(&Notice::NotFound(&fault))?;
                return Ok(None);
            }
        };
        let roles = item.roles.iter().filter(|role| self.scope.has_role(role));
        let turns: Vec<Turn> = roles
            .map(|role| Turn {
                item: item.id.clone(),
                role: role.clone(),
            })
            .collect();
        Ok(turns
            .iter()
            .find(|turn| self.scope.is_waiting(release, turn, now))
            .or(turns.first())
            .cloned())
    }

    pub(super) fn put_off(&mut self, turn: &Turn) {
        self.passed.insert(turn.clone());
        self.put_off.retain(|known| known != turn);
        self.put_off.push(turn.clone());
    }

    /// Says so when evidence was typed in and no sign-off took it.
    fn leave(&mut self, turn: &Turn, choice: Choice) -> Result<(), Halt> {
        let is_dropped = self.drafts.get(turn).is_some_and(|draft| !draft.is_empty());
        if is_dropped
            && matches!(
                choice,
                Choice::Later | Choice::Back | Choice::Jump | Choice::Quit
            )
        {
            self.prompter.tell(&Notice::Dropped)?;
        }
        Ok(())
    }
}
