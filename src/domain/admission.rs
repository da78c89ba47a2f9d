//! The one validator: every event passes it before it is written, whether it comes from the walk, a flag or CI.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::event::{Call, Event, EventKind, Outcome, timestamp};
use super::gate::{Verdict, judge};
use super::id::{Candidate, FactId, FieldId, ItemId, PhaseId, RoleId};
use super::person::Person;
use super::plan::{Item, Separation};
use super::release::Release;
use super::standing::{ItemState, RuledOut, Standing};
use super::text::LONGEST_TEXT;

/// Why an event is refused. Each says what stands in the way; [`Refusal::way_out`] says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The release has ended.
    #[error("release {version} was closed as {outcome}")]
    Closed {
        /// The version.
        version: String,
        /// How it ended.
        outcome: &'static str,
    },
    /// The plan has no such item.
    #[error("the plan has no item `{0}`")]
    NoItem(ItemId),
    /// The item was taken out of the plan.
    #[error("item `{0}` was removed from the plan by an amendment")]
    Removed(ItemId),
    /// The item is another role's.
    #[error("item `{item}` is signed by {}, not by `{role}`", quoted(roles))]
    NotYourItem {
        /// The item.
        item: ItemId,
        /// The role that was given.
        role: RoleId,
        /// The roles that sign it.
        roles: Vec<RoleId>,
    },
    /// The playbook has no such role.
    #[error("the plan has no role `{0}`")]
    NoRole(RoleId),
    /// The person does not hold the role.
    #[error("{by} is not a member of role `{role}`")]
    NotAMember {
        /// The person.
        by: Person,
        /// The role.
        role: RoleId,
    },
    /// The person has acted for another role already, and the policy forbids both.
    #[error("{by} has already acted as {}, and the policy asks for a second person", quoted(roles))]
    Separation {
        /// The person.
        by: Person,
        /// The other roles.
        roles: Vec<RoleId>,
    },
    /// The item needs evidence.
    #[error("item `{0}` needs evidence")]
    EvidenceMissing(ItemId),
    /// The role has signed already and nothing has changed since.
    #[error("item `{item}` was already signed for `{role}` by {by} at {at}")]
    AlreadySigned {
        /// The item.
        item: ItemId,
        /// The role.
        role: RoleId,
        /// Who signed.
        by: Person,
        /// When.
        at: String,
    },
    /// The item does not apply.
    #[error("item `{item}` does not apply: {why}")]
    DoesNotApply {
        /// The item.
        item: ItemId,
        /// Why, in words.
        why: String,
        /// The fact that decides it, when it was a fact.
        fact: Option<FactId>,
    },
    /// The item is waived.
    #[error("item `{0}` is waived")]
    IsWaived(ItemId),
    /// The item is done, so it cannot be waived or ruled out.
    #[error("item `{0}` is already done")]
    IsDone(ItemId),
    /// The item always applies.
    #[error("item `{0}` always applies; its checklist does not allow \"not applicable\"")]
    AlwaysApplies(ItemId),
    /// The item can never be waived.
    #[error("item `{0}` is a killer item and can never be waived")]
    Killer(ItemId),
    /// The role may not accept risks.
    #[error("role `{role}` may not waive; {} may", quoted(may))]
    MayNotWaive {
        /// The role that was given.
        role: RoleId,
        /// The roles that may.
        may: Vec<RoleId>,
    },
    /// The waiver would be over before it begins.
    #[error("the waiver would have expired already")]
    ExpiresInThePast,
    /// There is nothing to unblock.
    #[error("item `{0}` is not blocked")]
    NotBlocked(ItemId),
    /// There is no answer to retract.
    #[error("item `{0}` has no answer to retract")]
    NothingToReopen(ItemId),
    /// The reason was left out or is blank.
    #[error("{0} needs a reason")]
    ReasonMissing(&'static str),
    /// A text is too long.
    #[error("a text may have at most {LONGEST_TEXT} bytes")]
    TooLong,
    /// The plan has no such phase.
    #[error("the plan has no phase `{0}`")]
    NoPhase(PhaseId),
    /// The role is not polled at this gate.
    #[error("role `{role}` is not polled at gate `{phase}`; polled are {}", quoted(poll))]
    NotPolled {
        /// The phase.
        phase: PhaseId,
        /// The role that was given.
        role: RoleId,
        /// The roles that are polled.
        poll: Vec<RoleId>,
    },
    /// The role has items that are not settled.
    #[error("role `{role}` still has {} of its own to settle before it can call go: {}", items_counted(items.len()), quoted(items))]
    ItemsOutstanding {
        /// The role.
        role: RoleId,
        /// Its items.
        items: Vec<ItemId>,
    },
    /// The role has made this call already.
    #[error("role `{role}` has already called {call} at gate `{phase}`")]
    AlreadyCalled {
        /// The phase.
        phase: PhaseId,
        /// The role.
        role: RoleId,
        /// The call.
        call: &'static str,
    },
    /// The playbook has no such fact.
    #[error("the plan has no fact `{0}`")]
    NoFact(FactId),
    /// The fact has this answer already.
    #[error("fact `{fact}` is already answered {answer}")]
    SameAnswer {
        /// The fact.
        fact: FactId,
        /// The answer.
        answer: &'static str,
    },
    /// The candidate is under release already.
    #[error("`{0}` is the candidate already")]
    SameCandidate(Candidate),
    /// The plan stays the same.
    #[error("the library gives the same plan; there is nothing to amend")]
    NothingToAmend,
    /// The release cannot have shipped while a gate is shut.
    #[error("the release cannot be closed as shipped: the verdict is {}", verdict.word())]
    GateShut {
        /// The verdict over all gates.
        verdict: Verdict,
    },
    /// The notes have no such field.
    #[error("the release notes have no field `{0}`")]
    NoField(FieldId),
    /// The field is filled from the record.
    #[error("notes field `{0}` is filled from the record")]
    FilledField(FieldId),
    /// There is already a start.
    #[error("the release has already started")]
    Started,
}

/// Something that is allowed and should be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// One person acts for several roles.
    ActsForOthers {
        /// The person.
        by: Person,
        /// The other roles.
        roles: Vec<RoleId>,
    },
}

impl Refusal {
    /// Returns what the person can do about it, when there is something to do.
    pub fn way_out(&self) -> Option<String> {
        Some(match self {
            Self::Closed { .. } => "start a new release; only its notes may still change".to_owned(),
            Self::NotYourItem { roles, .. } => format!("give `--role {}`", roles.first()?),
            Self::NotAMember { .. } => {
                "ask a member of the role to sign, or add the person to `members` in the playbook and `amend`".to_owned()
            }
            Self::Separation { .. } => {
                "ask another person, or set `policy: {separation: warn}` in the playbook and `amend`".to_owned()
            }
            Self::EvidenceMissing(_) => "give `--evidence` with a URL, a file digest or a text".to_owned(),
            Self::DoesNotApply { fact: Some(fact), .. } => {
                format!("if it applies after all: `gonogo fact {fact}=yes --reason …`")
            }
            Self::DoesNotApply { item, .. } | Self::IsWaived(item) | Self::IsDone(item) => {
                format!("to answer it anew: `gonogo reopen {item} --reason …`")
            }
            Self::AlwaysApplies(item) => format!("if it is knowingly left undone: `gonogo waive {item} --reason …`"),
            Self::MayNotWaive { may, .. } => format!("give `--role {}`", may.first()?),
            Self::ReasonMissing(_) => "give `--reason`".to_owned(),
            Self::ItemsOutstanding { role, .. } => format!("see `gonogo status --role {role}`"),
            Self::GateShut { .. } => {
                "see `gonogo gate`; to end it otherwise: `--outcome abandoned` or `rolled-back` with `--reason`".to_owned()
            }
            _ => return None,
        })
    }

    /// Tells whether what was asked for is the case already, so that doing nothing is a success.
    pub fn is_already_so(&self) -> bool {
        matches!(
            self,
            Self::AlreadySigned { .. }
                | Self::AlreadyCalled { .. }
                | Self::SameAnswer { .. }
                | Self::SameCandidate(_)
                | Self::NothingToAmend
        )
    }

    /// Returns the verdict behind the refusal: HOLD when something is merely outstanding.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::ItemsOutstanding { .. } => Verdict::Hold,
            Self::GateShut { verdict } => *verdict,
            _ => Verdict::NoGo,
        }
    }
}

/// Checks whether `by` may add an event of this kind at `now`.
///
/// # Errors
///
/// The first rule that forbids it.
pub fn admit(release: &Release, kind: &EventKind, by: &Person, now: DateTime<Utc>) -> Result<Vec<Caution>, Refusal> {
    check_lengths(kind)?;
    if let Some(outcome) = release.outcome()
        && !matches!(kind, EventKind::Written { .. } | EventKind::Added { .. })
    {
        return Err(Refusal::Closed { version: release.header().version.to_string(), outcome: outcome.word() });
    }
    let case = Case { release, by, now };
    match kind {
        EventKind::Started { .. } if release.start().is_some() => Err(Refusal::Started),
        EventKind::Started { .. } => Ok(Vec::new()),
        EventKind::Amended { plan, .. } => case.amend(*plan == release.plan().digest(release.header())),
        EventKind::Respun { candidate, .. } => case.respin(candidate),
        EventKind::Closed { outcome, reason } => case.close(*outcome, reason.as_deref()),
        EventKind::Answered { fact, answer, reason } => case.answer(fact, *answer, reason.as_deref()),
        EventKind::Signed { item, role, evidence, note, .. } => case.sign(item, role, !evidence.is_empty(), note.is_some()),
        EventKind::RuledOut { item, role, reason, .. } => case.rule_out(item, role, reason),
        EventKind::Waived { item, role, reason, expires, .. } => case.waive(item, role, reason, *expires),
        EventKind::Blocked { item, role, reason } => case.block(item, role, reason),
        EventKind::Unblocked { item, role, reason } => case.unblock(item, role, reason),
        EventKind::Reopened { item, role, reason } => case.reopen(item, role, reason),
        EventKind::Called { phase, role, call, reason, .. } => case.call(phase, role, *call, reason.as_deref()),
        EventKind::Written { field, .. } | EventKind::Added { field, .. } => case.write(field),
    }
}

/// What an event is held against.
struct Case<'r> {
    release: &'r Release,
    by: &'r Person,
    now: DateTime<Utc>,
}

type Admitted = Result<Vec<Caution>, Refusal>;

impl<'r> Case<'r> {
    fn amend(&self, is_same_plan: bool) -> Admitted {
        if is_same_plan { Err(Refusal::NothingToAmend) } else { Ok(Vec::new()) }
    }

    fn respin(&self, candidate: &Candidate) -> Admitted {
        if self.release.candidates() == [candidate] {
            return Err(Refusal::SameCandidate(candidate.clone()));
        }
        Ok(Vec::new())
    }

    fn close(&self, outcome: Outcome, reason: Option<&str>) -> Admitted {
        if outcome != Outcome::Shipped {
            return given(reason, "closing a release that did not ship").map(|()| Vec::new());
        }
        let verdict = judge(self.release, self.now).last().map_or(Verdict::Hold, |last| last.verdict);
        if verdict == Verdict::Go { Ok(Vec::new()) } else { Err(Refusal::GateShut { verdict }) }
    }

    fn answer(&self, fact: &FactId, answer: bool, reason: Option<&str>) -> Admitted {
        if !self.release.plan().facts.iter().any(|known| known.id == *fact) {
            return Err(Refusal::NoFact(fact.clone()));
        }
        match self.release.fact(fact) {
            None => Ok(Vec::new()),
            Some(known) if known == answer => {
                Err(Refusal::SameAnswer { fact: fact.clone(), answer: if answer { "yes" } else { "no" } })
            }
            Some(_) => given(reason, "changing the answer to a fact").map(|()| Vec::new()),
        }
    }

    fn sign(&self, id: &ItemId, role: &RoleId, has_evidence: bool, has_note: bool) -> Admitted {
        let standing = self.own_item(id, role)?;
        if standing.item.evidence_required && !has_evidence {
            return Err(Refusal::EvidenceMissing(id.clone()));
        }
        match standing.ruled_out {
            Some(RuledOut::Fact(fact)) => return Err(does_not_apply(id, RuledOut::Fact(fact))),
            Some(person) if standing.state == ItemState::NotApplicable => return Err(does_not_apply(id, person)),
            _ if standing.state == ItemState::Waived => return Err(Refusal::IsWaived(id.clone())),
            _ => {}
        }
        let slot = standing.sign_offs.iter().find(|slot| slot.role == role);
        match slot.filter(|slot| slot.holds()).and_then(|slot| slot.event) {
            Some(event) if !has_evidence && !has_note => Err(already_signed(id, role, event)),
            _ => self.act(role),
        }
    }

    fn rule_out(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        let standing = self.unsettled_item(id)?;
        if !standing.item.if_applicable {
            return Err(Refusal::AlwaysApplies(id.clone()));
        }
        let may_waive = self.release.plan().role(role).is_some_and(|role| role.may_waive);
        if !may_waive {
            self.own_item(id, role)?;
        }
        given(Some(reason), "\"not applicable\"")?;
        self.member(role).map(|()| Vec::new())
    }

    fn waive(&self, id: &ItemId, role: &RoleId, reason: &str, expires: Option<chrono::NaiveDate>) -> Admitted {
        let standing = self.unsettled_item(id)?;
        let roles = &self.release.plan().roles;
        if !roles.iter().any(|known| known.id == *role && known.may_waive) {
            let may = roles.iter().filter(|known| known.may_waive).map(|known| known.id.clone()).collect();
            return Err(Refusal::MayNotWaive { role: role.clone(), may });
        }
        if standing.item.killer {
            return Err(Refusal::Killer(id.clone()));
        }
        if expires.is_some_and(|day| day < self.now.date_naive()) {
            return Err(Refusal::ExpiresInThePast);
        }
        given(Some(reason), "a waiver")?;
        self.member(role).map(|()| Vec::new())
    }

    /// Stopping is free: anybody may block an item, for any role.
    fn block(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        self.item(id)?;
        self.known(role)?;
        given(Some(reason), "a blocker").map(|()| Vec::new())
    }

    fn unblock(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        let standing = self.item(id)?;
        if standing.blockers.is_empty() {
            return Err(Refusal::NotBlocked(id.clone()));
        }
        self.known(role)?;
        given(Some(reason), "clearing a blocker")?;
        self.member(role).map(|()| Vec::new())
    }

    fn reopen(&self, id: &ItemId, role: &RoleId, reason: &str) -> Admitted {
        let standing = self.item(id)?;
        let by_person = matches!(standing.ruled_out, Some(RuledOut::Person(_)));
        if !by_person && standing.waiver.is_none() && standing.sign_offs.iter().all(|slot| slot.event.is_none()) {
            return Err(Refusal::NothingToReopen(id.clone()));
        }
        self.known(role)?;
        given(Some(reason), "retracting an answer")?;
        self.member(role).map(|()| Vec::new())
    }

    fn call(&self, id: &PhaseId, role: &RoleId, call: Call, reason: Option<&str>) -> Admitted {
        let phase = self.release.plan().phase(id).ok_or_else(|| Refusal::NoPhase(id.clone()))?;
        if !phase.gate.poll.contains(role) {
            return Err(Refusal::NotPolled { phase: id.clone(), role: role.clone(), poll: phase.gate.poll.clone() });
        }
        match (call, self.release.call(id, role)) {
            (Call::Go, Some((Call::Go, event))) if self.release.is_on_present_candidate(event) => {
                return Err(Refusal::AlreadyCalled { phase: id.clone(), role: role.clone(), call: "go" });
            }
            (Call::NoGo, _) => given(reason, "a no-go")?,
            (Call::Go, _) => self.has_settled(id, role)?,
        }
        self.act(role)
    }

    /// A GO needs the role's own items settled, in the phases up to this gate.
    fn has_settled(&self, phase: &PhaseId, role: &RoleId) -> Result<(), Refusal> {
        let last = self.release.plan().phases.iter().position(|known| known.id == *phase);
        let covered = &self.release.plan().phases[..=last.unwrap_or_default()];
        let items: Vec<ItemId> = self
            .release
            .standings(self.now)
            .filter(|standing| covered.iter().any(|phase| phase.id == standing.item.phase))
            .filter(|standing| standing.item.roles.contains(role) && !standing.state.is_settled())
            .filter(|standing| standing.state == ItemState::Blocked || standing.waits_for(role))
            .map(|standing| standing.item.id.clone())
            .collect();
        if items.is_empty() { Ok(()) } else { Err(Refusal::ItemsOutstanding { role: role.clone(), items }) }
    }

    fn write(&self, id: &FieldId) -> Admitted {
        use super::plan::FieldSource::{Date, Version};
        let field = self.release.plan().field(id).ok_or_else(|| Refusal::NoField(id.clone()))?;
        if matches!(field.source, Version | Date) {
            return Err(Refusal::FilledField(id.clone()));
        }
        Ok(Vec::new())
    }

    fn item(&self, id: &ItemId) -> Result<Standing<'r>, Refusal> {
        let standing = self.release.standing(id, self.now).ok_or_else(|| Refusal::NoItem(id.clone()))?;
        if standing.item.removed { Err(Refusal::Removed(id.clone())) } else { Ok(standing) }
    }

    fn own_item(&self, id: &ItemId, role: &RoleId) -> Result<Standing<'r>, Refusal> {
        let standing = self.item(id)?;
        self.known(role)?;
        let Item { roles, .. } = standing.item;
        if roles.contains(role) {
            Ok(standing)
        } else {
            Err(Refusal::NotYourItem { item: id.clone(), role: role.clone(), roles: roles.clone() })
        }
    }

    fn unsettled_item(&self, id: &ItemId) -> Result<Standing<'r>, Refusal> {
        let standing = self.item(id)?;
        match (standing.state, standing.ruled_out) {
            (ItemState::Done, _) => Err(Refusal::IsDone(id.clone())),
            (ItemState::Waived, _) => Err(Refusal::IsWaived(id.clone())),
            (_, Some(why)) => Err(does_not_apply(id, why)),
            _ => Ok(standing),
        }
    }

    fn known(&self, role: &RoleId) -> Result<(), Refusal> {
        self.release.plan().role(role).map(|_| ()).ok_or_else(|| Refusal::NoRole(role.clone()))
    }

    fn member(&self, role: &RoleId) -> Result<(), Refusal> {
        let members = self.release.plan().role(role).map(|role| role.members.as_slice()).unwrap_or_default();
        if members.is_empty() || members.iter().any(|member| member.is_same(self.by)) {
            Ok(())
        } else {
            Err(Refusal::NotAMember { by: self.by.clone(), role: role.clone() })
        }
    }

    /// Checks that the person may speak for the role, and whether it speaks for others already.
    fn act(&self, role: &RoleId) -> Admitted {
        self.member(role)?;
        let roles: Vec<RoleId> = self.release.roles_of(self.by).into_iter().filter(|other| *other != role).cloned().collect();
        let by = self.by.clone();
        match self.release.plan().separation {
            _ if roles.is_empty() => Ok(Vec::new()),
            Separation::Off => Ok(Vec::new()),
            Separation::Warn => Ok(vec![Caution::ActsForOthers { by, roles }]),
            Separation::Enforce => Err(Refusal::Separation { by, roles }),
        }
    }
}

fn check_lengths(kind: &EventKind) -> Result<(), Refusal> {
    use super::event::Detail::{List, Text};
    let mut fits = true;
    kind.details(&mut |_, detail| match detail {
        Text(text) => fits &= text.len() <= LONGEST_TEXT,
        List(texts) => fits &= texts.len() <= 100 && texts.iter().all(|text| text.len() <= LONGEST_TEXT),
        _ => {}
    });
    if fits { Ok(()) } else { Err(Refusal::TooLong) }
}

fn given(reason: Option<&str>, what: &'static str) -> Result<(), Refusal> {
    if reason.is_some_and(|reason| !reason.trim().is_empty()) { Ok(()) } else { Err(Refusal::ReasonMissing(what)) }
}

fn does_not_apply(id: &ItemId, why: RuledOut<'_>) -> Refusal {
    match why {
        RuledOut::Fact(fact) => {
            Refusal::DoesNotApply { item: id.clone(), why: format!("fact `{fact}` is answered no"), fact: Some(fact.clone()) }
        }
        RuledOut::Person(event) => Refusal::DoesNotApply {
            item: id.clone(),
            why: format!("{} said so: {}", event.by.name(), event.kind.reason().unwrap_or_default()),
            fact: None,
        },
    }
}

fn already_signed(id: &ItemId, role: &RoleId, event: &Event) -> Refusal {
    Refusal::AlreadySigned { item: id.clone(), role: role.clone(), by: event.by.clone(), at: timestamp(&event.at) }
}

fn quoted<T: std::fmt::Display>(names: &[T]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(5);
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}

fn items_counted(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}
