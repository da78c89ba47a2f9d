//! The one validator: every event passes it before it is written, whether it comes from the walk, a flag or CI.

mod amend;
mod call;
mod close;
mod incident;
mod item;
mod refusal;
mod risk;
mod rollback;
mod rollout;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use crate::domain::event::{
    ActedFor, Detail, EDITION, Event, EventKind, LONGEST_LIST, MOST_COMMITS, Outcome, RiskEvent,
    RollbackEvent, Subject, YEARS,
};
use crate::domain::id::{Candidate, FactId, FieldId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::{Plan, Separation};
use crate::domain::rules::before_go;
use crate::domain::rules::item_status;
use crate::domain::rules::signed::{self, Demand, Effect};
use crate::domain::state::Release;
use crate::domain::text::{LONGEST_TEXT, yes_or_no};
pub use refusal::{Caution, IncidentRefusal, Refusal, RiskRefusal, RolloutRefusal};

/// Checks whether `by` may add an event of this kind at `now`.
///
/// # Errors
///
/// The first rule that forbids it.
pub fn admit(
    release: &Release,
    kind: &EventKind,
    by: &Person,
    now: DateTime<Utc>,
) -> Result<Vec<Caution>, Refusal> {
    let case = Case {
        release,
        by: speaker(kind, by),
        in_name_of: kind.acted_for().map_or(by, ActedFor::person),
        author: by,
        now,
        edition: Some(EDITION),
        is_new: true,
    };
    let cautions = case.permit(kind)?;
    case.speaks_by_own_key(kind)?;
    let before_go =
        before_go::shut_before(release, kind, now).map(|(phase, verdict)| Caution::BeforeGo {
            phase: phase.id.clone(),
            verdict,
        });
    // A deployment before GO is told as that.
    let before = before_go.or_else(|| ahead_of(kind));
    let early = not_due(release, kind, now);
    Ok(before.into_iter().chain(early).chain(cautions).collect())
}

/// Checks whether `by` was allowed to add an event of this kind at `now`, under the rules of the record's own edition.
///
/// # Errors
///
/// The first rule that forbade it.
pub(super) fn admit_again(
    release: &Release,
    kind: &EventKind,
    by: &Person,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let case = Case {
        release,
        by: speaker(kind, by),
        in_name_of: kind.acted_for().map_or(by, ActedFor::person),
        author: by,
        now,
        edition: release.edition(),
        is_new: false,
    };
    case.permit(kind).map(|_| ())
}

/// Checks that a person may decide in the place of another one.
///
/// # Errors
///
/// When the plan does not name the person as a deputy of the other.
pub(crate) fn may_represent(plan: &Plan, by: &Person, member: &Person) -> Result<(), Refusal> {
    if plan.is_deputy(by, member) {
        return Ok(());
    }
    Err(Refusal::NotADeputy {
        by: by.clone(),
        member: member.clone(),
        of: plan.represented_by(by).cloned().collect(),
    })
}

/// Returns who speaks by an event: the person whose written word its author recorded, else the author. The author of a
/// recorded word is held to no rule, and gains nothing by it.
fn speaker<'k>(kind: &'k EventKind, by: &'k Person) -> &'k Person {
    let acted_for = kind.acted_for();
    acted_for.and_then(ActedFor::speaker).unwrap_or(by)
}

impl Case<'_> {
    /// Admits an event, without the cautions that take a look at more than what it is about.
    fn permit(&self, kind: &EventKind) -> Admitted {
        let release = self.release;
        check_lengths(kind)?;
        check_word(kind)?;
        self.check_deputy(kind)?;
        let ended = still_open(release);
        if ended.is_err() && !is_for_after(release, kind) {
            ended?;
        }
        match kind {
            EventKind::Started { .. } if release.start().is_some() => Err(Refusal::Started),
            EventKind::Started { .. } => Ok(Vec::new()),
            EventKind::Amended {
                plan,
                reason,
                changes,
                role,
            } => self.amend(plan, reason.as_deref(), changes, role.as_ref()),
            EventKind::Respun { candidate, .. } => self.respin(candidate),
            EventKind::Closed {
                outcome,
                reason,
                role,
            } => self.close(*outcome, reason.as_deref(), role.as_ref()),
            EventKind::CommitsRead { commits, .. } => can_be_held(commits).map(|()| Vec::new()),
            EventKind::Planned { day, reason } => self.plan_for(*day, reason.as_deref()),
            EventKind::Assigned { role, person } => self.assign(role, person),
            EventKind::FactAnswered {
                fact,
                answer,
                reason,
            } => self.answer(fact, *answer, reason.as_deref()),
            EventKind::Signed {
                item,
                role,
                evidence,
                note,
                ahead,
                ahead_reason,
                ..
            } => {
                let cautions = self.sign(item, role, evidence, note.as_deref())?;
                self.sign_ahead(item, ahead.as_ref(), ahead_reason.as_deref())?;
                Ok(cautions)
            }
            EventKind::NotApplicable {
                item, role, reason, ..
            } => self.rule_out(item, role, reason),
            EventKind::Waived {
                item,
                role,
                reason,
                expires,
                ..
            } => self.waive(item, role, reason, *expires),
            EventKind::Blocked {
                item, role, reason, ..
            } => self.block(item, role, reason),
            EventKind::Unblocked { item, role, reason } => self.unblock(item, role, reason),
            EventKind::Reopened { item, role, reason } => self.reopen(item, role, reason),
            EventKind::Called {
                phase,
                role,
                call,
                reason,
                ..
            } => self.call(phase, role, *call, reason.as_deref()),
            EventKind::Shortened {
                phase,
                role,
                reason,
                ..
            } => self.shorten(phase, role, reason),
            EventKind::NoteWritten { field, .. } | EventKind::NoteAdded { field, .. } => {
                self.write(field)
            }
            EventKind::Rollout(event) => self.rollout(event),
            EventKind::WindowClosed(closing) => self.close_window(closing),
            EventKind::Rollback(event) => self.rollback(event),
            EventKind::Incident(event) => self.incident(event),
            EventKind::Risk(event) => self.risk(event),
        }
    }
}

/// Tells whether an event may still come after the end of the release: a text of its notes, an incident that shows only
/// then, with its duties, the end of a risk, and a rollback of what was shipped.
fn is_for_after(release: &Release, kind: &EventKind) -> bool {
    match kind {
        EventKind::NoteWritten { .. }
        | EventKind::NoteAdded { .. }
        | EventKind::Incident(_)
        | EventKind::Risk(RiskEvent::Closed { .. }) => true,
        EventKind::Rollback(RollbackEvent::Begun { .. }) => {
            release.outcome() == Some(Outcome::Shipped)
        }
        _ => match kind.subject() {
            Subject::Item(item, _) => release
                .item(item)
                .is_some_and(|item| item.incident.is_some()),
            _ => false,
        },
    }
}

/// Checks that the release has not ended.
///
/// # Errors
///
/// When it has.
pub(crate) fn still_open(release: &Release) -> Result<(), Refusal> {
    match release.outcome() {
        Some(outcome) => Err(Refusal::Closed {
            version: release.header().version.to_string(),
            outcome: outcome.word(),
        }),
        None => Ok(()),
    }
}

/// What an event is held against.
struct Case<'r> {
    release: &'r Release,
    /// Who speaks.
    by: &'r Person,
    /// Whose say it is: mostly the same, another person's where a deputy speaks.
    in_name_of: &'r Person,
    /// Who records it: mostly the same.
    author: &'r Person,
    now: DateTime<Utc>,
    /// The edition of the rules: the present one for what is written, the record's own for what was.
    edition: Option<u64>,
    /// Whether it is about to be written.
    is_new: bool,
}

type Admitted = Result<Vec<Caution>, Refusal>;

impl<'r> Case<'r> {
    /// Where signatures are demanded, a key speaks for its owner alone: only what stops something is recorded for others. On
    /// reading, such an event is passed over ([`signed::weigh`]).
    fn speaks_by_own_key(&self, kind: &EventKind) -> Result<(), Refusal> {
        let plan = self.release.plan();
        match signed::recorded_for(plan, kind, self.author) {
            Some(person)
                if signed::effect(kind) != Effect::Counts
                    && Demand::of(self.release).is_for_next(kind) =>
            {
                Err(Refusal::OwnKey {
                    person: person.clone(),
                    by: self.author.clone(),
                })
            }
            _ => Ok(()),
        }
    }

    fn respin(&self, candidate: &Candidate) -> Admitted {
        if self.release.candidates() == [candidate] {
            return Err(Refusal::SameCandidate(candidate.clone()));
        }
        Ok(Vec::new())
    }

    /// Another day than the one before needs a reason.
    fn plan_for(&self, day: NaiveDate, reason: Option<&str>) -> Admitted {
        if !YEARS.contains(&day.year()) {
            return Err(Refusal::DayOutOfTime(day));
        }
        match self.release.planned() {
            None => Ok(Vec::new()),
            Some(known) if known == day => Err(Refusal::SameDay(day)),
            Some(_) => given(reason, "planning for another day").map(|()| Vec::new()),
        }
    }

    /// A role with members is assigned to one of them.
    fn assign(&self, role: &RoleId, person: &Person) -> Admitted {
        self.known(role)?;
        let plan = self.release.plan();
        if !plan.may_speak(role, person) {
            return Err(Refusal::NotAMember {
                by: person.clone(),
                role: role.clone(),
            });
        }
        let present = self.release.assigned(role);
        if present.is_some_and(|present| plan.are_same(present, person)) {
            return Err(Refusal::AlreadyAssigned {
                role: role.clone(),
                person: person.clone(),
            });
        }
        Ok(Vec::new())
    }

    fn answer(&self, fact: &FactId, answer: bool, reason: Option<&str>) -> Admitted {
        if !self
            .release
            .plan()
            .facts
            .iter()
            .any(|known| known.id == *fact)
        {
            return Err(Refusal::NoFact(fact.clone()));
        }
        match self.release.fact(fact) {
            None => Ok(Vec::new()),
            Some(known) if known == answer => Err(Refusal::SameAnswer {
                fact: fact.clone(),
                answer: yes_or_no(answer),
            }),
            Some(_) => given(reason, "changing the answer to a fact").map(|()| Vec::new()),
        }
    }

    fn write(&self, id: &FieldId) -> Admitted {
        use crate::domain::plan::FieldSource::{Date, Version};
        let field = self
            .release
            .plan()
            .field(id)
            .ok_or_else(|| Refusal::NoField(id.clone()))?;
        if matches!(field.source, Version | Date) {
            return Err(Refusal::FilledField(id.clone()));
        }
        Ok(Vec::new())
    }

    fn known(&self, role: &RoleId) -> Result<(), Refusal> {
        self.release
            .plan()
            .role(role)
            .map(|_| ())
            .ok_or_else(|| Refusal::NoRole(role.clone()))
    }

    fn member(&self, role: &RoleId) -> Result<(), Refusal> {
        if self.release.plan().may_speak(role, self.in_name_of) {
            Ok(())
        } else {
            Err(Refusal::NotAMember {
                by: self.in_name_of.clone(),
                role: role.clone(),
            })
        }
    }

    /// Checks that who decides in the place of another person is a deputy of that person.
    fn check_deputy(&self, kind: &EventKind) -> Result<(), Refusal> {
        match kind.acted_for().and_then(ActedFor::member) {
            Some(member) => may_represent(self.release.plan(), self.by, member),
            None => Ok(()),
        }
    }

    /// Checks that a person who decides where several have to has not decided there already, in another one's name.
    fn decides_once<'e>(
        &self,
        role: &RoleId,
        mut others: impl Iterator<Item = &'e Event>,
    ) -> Result<(), Refusal> {
        let plan = self.release.plan();
        let is_again = |event: &Event| {
            plan.are_same(event.person(), self.by)
                && !plan.are_same(event.in_name_of(), self.in_name_of)
        };
        if others.any(is_again) {
            return Err(Refusal::DecidedAlready {
                by: self.by.clone(),
                role: role.clone(),
            });
        }
        Ok(())
    }

    /// Checks that the person may speak for the role, and whether it speaks for others already.
    fn act(&self, role: &RoleId) -> Admitted {
        self.member(role)?;
        if !self.release.has_acted_for_another(self.by, role) {
            return Ok(Vec::new());
        }
        let roles: Vec<RoleId> = self
            .release
            .roles_of(self.by)
            .into_iter()
            .filter(|other| *other != role)
            .cloned()
            .collect();
        let by = self.by.clone();
        match self.release.plan().policy.separation {
            _ if roles.is_empty() => Ok(Vec::new()),
            Separation::Off => Ok(Vec::new()),
            Separation::Warn => Ok(vec![Caution::ActsForOthers { by, roles }]),
            Separation::Enforce => Err(Refusal::Separation { by, roles }),
        }
    }
}

/// Returns that an item is signed ahead of a gate.
fn ahead_of(kind: &EventKind) -> Option<Caution> {
    match kind {
        EventKind::Signed {
            ahead: Some(gate), ..
        } => Some(Caution::Ahead {
            phase: gate.clone(),
        }),
        _ => None,
    }
}

/// Returns that an item is signed before its time. A deployment that begins early is recorded all the same, because it
/// happened.
fn not_due(release: &Release, kind: &EventKind, now: DateTime<Utc>) -> Option<Caution> {
    let EventKind::Signed { item, .. } = kind else {
        return None;
    };
    let due = item_status::standing(release, item, now)?
        .timing
        .sentence()?;
    let item = item.clone();
    Some(Caution::NotDue { item, due })
}

fn check_lengths(kind: &EventKind) -> Result<(), Refusal> {
    let mut fits = true;
    // What an amendment changed is as long as the plans are.
    kind.details(&mut |key, detail| fits &= key == "change" || is_short(&detail));
    if fits { Ok(()) } else { Err(Refusal::TooLong) }
}

/// Checks that it can be found where the word is that was recorded for another person.
fn check_word(kind: &EventKind) -> Result<(), Refusal> {
    match kind.acted_for() {
        Some(ActedFor::Word { person, via })
            if via.as_ref().is_none_or(|via| via.trim().is_empty()) =>
        {
            Err(Refusal::WordMissing(person.clone()))
        }
        _ => Ok(()),
    }
}

fn is_short(detail: &Detail<'_>) -> bool {
    match detail {
        Detail::Text(text) => text.len() <= LONGEST_TEXT,
        Detail::List(texts) => {
            texts.len() <= LONGEST_LIST && texts.iter().all(|text| text.len() <= LONGEST_TEXT)
        }
        Detail::Rows(rows) => {
            rows.len() <= LONGEST_LIST && rows.iter().flatten().all(|(_, detail)| is_short(detail))
        }
        Detail::Times(times) => times.len() <= MOST_COMMITS,
        _ => true,
    }
}

fn can_be_held(times: &[DateTime<Utc>]) -> Result<(), Refusal> {
    if times.iter().all(|time| YEARS.contains(&time.year())) {
        Ok(())
    } else {
        Err(Refusal::CommitOutOfTime)
    }
}

fn given(reason: Option<&str>, what: &'static str) -> Result<(), Refusal> {
    if reason.is_some_and(|reason| !reason.trim().is_empty()) {
        Ok(())
    } else {
        Err(Refusal::ReasonMissing(what))
    }
}

#[cfg(test)]
mod tests;
