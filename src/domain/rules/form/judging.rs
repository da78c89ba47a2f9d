//! What becomes of the answers of a form: an event for each that can be recorded, and a reason for each that cannot.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::answers::{Answer, Answers, Label, folded};
use super::mark::{About, Mark};
use crate::domain::digest::Digest;
use crate::domain::event::{ActedFor, Call, Event, EventKind, timestamp};
use crate::domain::id::{ItemId, PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::rules::admission::{Refusal, admit};
use crate::domain::rules::gate::judge;
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::{ahead, draft, item_status};
use crate::domain::state::Release;

/// Who answered, and who brings the answers.
#[derive(Clone, Copy, Debug)]
pub struct Bearer<'b> {
    /// Who answered.
    pub person: &'b Person,
    /// Who brings it, and is the author of what is recorded.
    pub by: &'b Person,
    /// How it came, in words, where that was said.
    pub via: Option<&'b str>,
    /// The digest of the file.
    pub file: Digest,
}

impl Bearer<'_> {
    /// Returns whose word is recorded, and where it is: in the file.
    fn acted_for(&self) -> ActedFor {
        let file = format!("form {}", self.file);
        let via = match self.via {
            Some(via) => format!("{file}, {via}"),
            None => file,
        };
        ActedFor::Word {
            person: self.person.clone(),
            via: Some(via),
        }
    }
}

/// Why an answer is not recorded.
#[derive(Debug, Error)]
pub enum FormFault {
    /// The box is neither open nor ticked.
    #[error("the box cannot be read; write `- [x]` before the text, or `- [ ]`")]
    Box,
    /// It is answered in two places.
    #[error("answered twice, on lines {0} and {1}; keep one")]
    Doubled(usize, usize),
    /// Two answers at once.
    #[error("the answer is ambiguous: {0} and {1}; keep one")]
    Ambiguous(&'static str, &'static str),
    /// A line is filled in and the box is open.
    #[error("there is {0}, but the box is not ticked")]
    NotTicked(&'static str),
    /// The line is not one for this box.
    #[error("`{0}` is no answer here")]
    NoAnswer(&'static str),
    /// The plan has no such item, role or phase.
    #[error("this release has no {0}")]
    Unknown(String),
    /// It is not what was asked when the form was written.
    #[error(
        "its text, its rules, the candidate or what is known of it changed since the form was written; ask again with a new form"
    )]
    Changed,
    /// Somebody changed the text in the form.
    #[error("its text was edited in the form, so it is not clear what was answered")]
    Edited,
    /// The same person said so before.
    #[error("already {0}")]
    Already(&'static str),
    /// A rule forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl FormFault {
    /// Tells whether what was answered is the case already.
    pub(crate) fn is_already_so(&self) -> bool {
        match self {
            Self::Already(_) => true,
            Self::Refused(refusal) => refusal.is_already_so(),
            _ => false,
        }
    }
}

/// An answer and what becomes of it.
#[derive(Debug)]
pub struct Judged {
    /// The line of the box.
    pub line: usize,
    /// What it is about.
    pub about: About,
    /// The event, or why there is none.
    pub outcome: Result<EventKind, FormFault>,
}

/// Judges the answers in turn, each after those before it; boxes without an answer are passed over.
pub fn judge_answers(
    release: &Release,
    answers: &Answers,
    bearer: &Bearer<'_>,
    now: DateTime<Utc>,
) -> Vec<Judged> {
    let mut judging = Judging {
        path: judge(release, now),
        so_far: release.clone(),
        bearer,
        now,
    };
    let mut judged = Vec::new();
    for question in questions(answers) {
        for answer in boxes_of(&question) {
            judged.push(Judged {
                line: answer.line,
                about: answer.mark.about.clone(),
                outcome: judging.take(answer, &question),
            });
        }
    }
    judged.sort_by_key(|judged| judged.line);
    judged
}

/// Returns the boxes with an answer, those of one question together; go and no-go are one question.
fn questions(answers: &Answers) -> Vec<Vec<&Answer>> {
    let mut questions: Vec<Vec<&Answer>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for answer in answers.boxes.iter().filter(|answer| answer.is_given()) {
        let Mark { role, about, .. } = &answer.mark;
        let key = match about {
            About::Call(phase, _) => format!("{role} call {phase}"),
            About::Item(item) => format!("{role} sign {item}"),
        };
        let place = *places.entry(key).or_insert(questions.len());
        match questions.get_mut(place) {
            Some(question) => question.push(answer),
            None => questions.push(vec![answer]),
        }
    }
    questions
}

/// Returns the boxes of a question that say something: of a call those that are ticked, since the reason stands under the
/// last box, whichever is ticked.
fn boxes_of<'a>(question: &[&'a Answer]) -> Vec<&'a Answer> {
    let is_call = |it: &&Answer| matches!(it.mark.about, About::Call(..));
    let is_open = |it: &&Answer| it.ticked == Some(false);
    if question.iter().all(|it| is_call(it) && is_open(it)) {
        return question.iter().take(1).copied().collect();
    }
    let boxes = question.iter().filter(|it| !is_call(it) || !is_open(it));
    boxes.copied().collect()
}

struct Judging<'r> {
    /// The gates as they are before the form: what it answers opens no gate for itself.
    path: Vec<Judgement<'r>>,
    so_far: Release,
    bearer: &'r Bearer<'r>,
    now: DateTime<Utc>,
}

impl Judging<'_> {
    fn take(&mut self, answer: &Answer, question: &[&Answer]) -> Result<EventKind, FormFault> {
        let Some(ticked) = answer.ticked else {
            return Err(FormFault::Box);
        };
        let about = &answer.mark.about;
        let mut same = question.iter().filter(|it| it.mark.about == *about);
        if let (Some(first), Some(second)) = (same.next(), same.next())
            && boxes_of(question).len() > 1
        {
            return Err(FormFault::Doubled(first.line, second.line));
        }
        self.holds_for(answer)?;
        let role = &answer.mark.role;
        let said = match about {
            About::Item(item) => self.item(answer, item, role, ticked)?,
            About::Call(phase, call) => self.call(question, phase, role, (*call, ticked))?,
        };
        let kind = said.said_by(Some(self.bearer.acted_for()));
        admit(&self.so_far, &kind, self.bearer.by, self.now)?;
        let event = Event::new(
            &self.so_far.header().id,
            self.now,
            self.bearer.by.clone(),
            kind.clone(),
            self.so_far.heads(),
        );
        self.so_far.append(event);
        Ok(kind)
    }

    /// Checks that the box asks what is asked now, in the same words.
    fn holds_for(&self, answer: &Answer) -> Result<(), FormFault> {
        let Mark {
            role,
            about,
            digest,
        } = &answer.mark;
        let release = &self.so_far;
        let (what, shown) = match about {
            About::Item(id) => {
                let text = release.item(id).map(|item| folded(&item.text));
                (format!("item `{id}`"), text)
            }
            About::Call(phase, call) => {
                let phase_of = release.plan().phase(phase);
                (
                    format!("phase `{phase}`"),
                    phase_of.map(|_| call.word().to_uppercase()),
                )
            }
        };
        let Some(shown) = shown else {
            return Err(FormFault::Unknown(what));
        };
        let mark = Mark::of(release, role, about.clone());
        if mark.is_none_or(|mark| mark.digest != *digest) {
            return Err(FormFault::Changed);
        }
        if shown == folded(&answer.text) {
            Ok(())
        } else {
            Err(FormFault::Edited)
        }
    }

    /// Returns what is answered to an item.
    fn item(
        &self,
        answer: &Answer,
        item: &ItemId,
        role: &RoleId,
        ticked: bool,
    ) -> Result<EventKind, FormFault> {
        if answer.said(Label::Reason).is_some() {
            return Err(FormFault::NoAnswer(Label::Reason.words()));
        }
        let reasons = [Label::NotApplicable, Label::Blocked, Label::Waived];
        let reasons = reasons
            .into_iter()
            .filter_map(|label| Some((label, answer.said(label)?)));
        let reasons: Vec<(Label, String)> = reasons.collect();
        let (label, reason) = match (ticked, reasons.as_slice()) {
            (true, []) => return self.signed(answer, item, role),
            (true, [(label, _), ..]) => {
                return Err(FormFault::Ambiguous("ticked", short(*label)));
            }
            (false, [(first, _), (second, _), ..]) => {
                return Err(FormFault::Ambiguous(short(*first), short(*second)));
            }
            (false, []) => {
                let is_remark = answer.said(Label::Remark).is_some();
                let what = if is_remark { "a remark" } else { "evidence" };
                return Err(FormFault::NotTicked(what));
            }
            (false, [(label, reason)]) => (*label, reason),
        };
        if label == Label::Blocked && self.is_blocked(item, reason) {
            return Err(FormFault::Already("blocked for this reason"));
        }
        let reason = reason.clone();
        let made = match label {
            Label::NotApplicable => draft::ruling_out(&self.so_far, item, role, reason),
            Label::Waived => draft::waiving(&self.so_far, item, role, reason, None),
            _ => Some(EventKind::Blocked {
                item: item.clone(),
                role: role.clone(),
                reason,
                by_check: false,
                acted_for: None,
            }),
        };
        made.ok_or_else(|| unknown(item))
    }

    fn signed(
        &self,
        answer: &Answer,
        item: &ItemId,
        role: &RoleId,
    ) -> Result<EventKind, FormFault> {
        let standing = item_status::standing(&self.so_far, item, self.now);
        let standing = standing.ok_or_else(|| unknown(item))?;
        let mut slots = standing.sign_offs.iter();
        let slot = slots.find(|slot| slot.role == role && slot.holds());
        if let Some(event) = slot.and_then(|slot| slot.event) {
            return Err(FormFault::Refused(Refusal::AlreadySigned {
                item: item.clone(),
                role: role.clone(),
                by: event.person().clone(),
                at: timestamp(&event.at),
            }));
        }
        let shut = ahead::shut_gate(&self.path, &standing.item.phase);
        let details = draft::SignOffDetails {
            evidence: answer.evidence(),
            note: answer.said(Label::Remark),
            ahead: shut.map(|shut| shut.topic.id().clone()),
            ahead_reason: None,
        };
        draft::signing(&self.so_far, item, role, details).ok_or_else(|| unknown(item))
    }

    /// Returns what is called.
    fn call(
        &self,
        question: &[&Answer],
        phase: &PhaseId,
        role: &RoleId,
        (call, ticked): (Call, bool),
    ) -> Result<EventKind, FormFault> {
        if !ticked {
            return Err(FormFault::NotTicked("a reason"));
        }
        if boxes_of(question).len() > 1 {
            return Err(FormFault::Ambiguous("go", "no-go"));
        }
        let mut lines = question.iter().flat_map(|it| &it.lines);
        if let Some(other) = lines.find(|line| line.label != Label::Reason) {
            return Err(FormFault::NoAnswer(other.label.words()));
        }
        let reasons: Vec<String> = question
            .iter()
            .filter_map(|it| it.said(Label::Reason))
            .collect();
        let reason = (!reasons.is_empty()).then(|| reasons.join(" "));
        let said_before = self.so_far.call(phase, role);
        if let Some((Call::NoGo, event)) = said_before
            && call == Call::NoGo
            && event.person().is_same(self.bearer.person)
            && begins_with(event, reason.as_deref().unwrap_or_default())
        {
            return Err(FormFault::Already("called no-go for this reason"));
        }
        Ok(draft::calling(&self.so_far, phase, role, call, reason))
    }

    fn is_blocked(&self, item: &ItemId, reason: &str) -> bool {
        let standing = item_status::standing(&self.so_far, item, self.now);
        standing.is_some_and(|standing| {
            let mut blockers = standing.blockers.iter();
            blockers.any(|it| it.person().is_same(self.bearer.person) && begins_with(it, reason))
        })
    }
}

fn unknown(item: &ItemId) -> FormFault {
    FormFault::Unknown(format!("item `{item}`"))
}

/// Tells whether an event was given this reason; in older records the form stands behind it.
fn begins_with(event: &Event, reason: &str) -> bool {
    let known = event.kind.reason().unwrap_or_default();
    let rest = known.strip_prefix(reason);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" (form "))
}

fn short(label: Label) -> &'static str {
    match label {
        Label::NotApplicable => "not applicable",
        Label::Blocked => "blocked",
        Label::Waived => "skipped",
        Label::Evidence | Label::Remark | Label::Reason | Label::Help | Label::Link => {
            label.words()
        }
    }
}
