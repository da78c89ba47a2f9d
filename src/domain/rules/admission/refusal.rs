//! Why an event is refused, and what the person can do about it.

mod incident;
mod names;
mod risk;
mod rollout;

use chrono::{NaiveDate, TimeDelta};
use thiserror::Error;

use crate::domain::duration::span_of;
use crate::domain::id::{Candidate, FactId, FieldId, ItemId, Milestone, PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::text::{LONGEST_TEXT, counted, shell_word, visible};
use crate::domain::verdict::Verdict;
pub use incident::IncidentRefusal;
use names::{quoted, say_role};
pub use risk::RiskRefusal;
pub use rollout::RolloutRefusal;

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
    /// The person is no deputy of the one in whose place it would decide.
    #[error("{by} is not a deputy of {member}")]
    NotADeputy {
        /// The person.
        by: Person,
        /// In whose place.
        member: Person,
        /// The people whose deputy the person is.
        of: Vec<Person>,
    },
    /// The person has decided already where several people have to.
    #[error("{by} has answered for role `{role}` here already, and several people have to")]
    DecidedAlready {
        /// The person.
        by: Person,
        /// The role.
        role: RoleId,
    },
    /// The person has acted for another role already, and the policy forbids both.
    #[error(
        "{by} has already acted as {}, and the policy asks for a second person",
        quoted(roles)
    )]
    Separation {
        /// The person.
        by: Person,
        /// The other roles.
        roles: Vec<RoleId>,
    },
    /// An item above it in its section comes first.
    #[error("`{above}` comes first: the items of this section are signed in order")]
    OutOfOrder {
        /// The item.
        item: ItemId,
        /// The one that comes first.
        above: ItemId,
    },
    /// A gate before the item's phase is not at GO, and the item marks a milestone.
    #[error("gate `{gate}` is {}, and `{item}` marks the milestone `{milestone}`", standing(*verdict))]
    MilestoneAhead {
        /// The item.
        item: ItemId,
        /// The milestone.
        milestone: Milestone,
        /// The phase whose gate it is.
        gate: PhaseId,
        /// What the gate says.
        verdict: Verdict,
    },
    /// The gate does not come before the phase of the item.
    #[error("gate `{0}` does not come before the phase of the item")]
    NotAhead(PhaseId),
    /// The release is planned for that day.
    #[error("the release is planned for {0} already")]
    SameDay(NaiveDate),
    /// The day cannot be kept.
    #[error("no release is planned for {0}")]
    DayOutOfTime(NaiveDate),
    /// The gate does not wait now.
    #[error("gate `{0}` does not wait for a time now")]
    NoWait(PhaseId),
    /// Somebody ended the wait before.
    #[error("the wait at gate `{0}` is ended already")]
    WaitEnded(PhaseId),
    /// The milestone that the wait counts from is still to come.
    #[error("the wait at gate `{0}` has not begun")]
    WaitNotBegun(PhaseId),
    /// The item needs evidence.
    #[error("item `{0}` needs evidence")]
    EvidenceMissing(ItemId),
    /// The person has the role in this release.
    #[error("`{role}` is {person} in this release already")]
    AlreadyAssigned {
        /// The role.
        role: RoleId,
        /// Who it is.
        person: Person,
    },
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
        /// The fact that decides it, when it was a fact, and the answer by which the item applies.
        fact: Option<(FactId, bool)>,
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
    #[error("that date is in the past")]
    ExpiresInThePast,
    /// The day is one that a record cannot hold.
    #[error("a waiver cannot last beyond the year 9999")]
    ExpiresTooLate,
    /// A commit is dated at a time that a record cannot hold.
    #[error("a commit is dated outside the years 0 to 9999")]
    CommitOutOfTime,
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
    #[error("the text is longer than {LONGEST_TEXT} bytes")]
    TooLong,
    /// The plan has no such phase.
    #[error("the plan has no phase `{0}`")]
    NoPhase(PhaseId),
    /// The role is not polled at this gate.
    #[error("role `{role}` is not polled at gate `{phase}`; {}", polled(poll))]
    NotPolled {
        /// The phase.
        phase: PhaseId,
        /// The role that was given.
        role: RoleId,
        /// The roles that are polled.
        poll: Vec<RoleId>,
        /// The first other phase at whose gate the role is polled.
        instead: Option<PhaseId>,
    },
    /// The facts leave the role out of the poll.
    #[error("role `{role}` is not polled at gate `{phase}`: {why}")]
    NotPolledNow {
        /// The phase.
        phase: PhaseId,
        /// The role that was given.
        role: RoleId,
        /// Which answers leave it out, in words.
        why: String,
        /// A fact, and the answer by which the role is polled.
        fact: (FactId, bool),
    },
    /// The role has items that are not settled.
    #[error("`{role}` must finish {} first: {}", counted(items.len(), "item"), quoted(items))]
    ItemsOutstanding {
        /// The role.
        role: RoleId,
        /// Its items.
        items: Vec<ItemId>,
    },
    /// The person has voted so already.
    #[error("{by} has already voted go for role `{role}` at gate `{phase}`")]
    AlreadyVoted {
        /// The phase.
        phase: PhaseId,
        /// The role.
        role: RoleId,
        /// The person.
        by: Person,
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
    #[error("`{0}` is already the candidate")]
    SameCandidate(Candidate),
    /// The plan stays the same.
    #[error("nothing changed in the checklists")]
    NothingToAmend,
    /// Nobody is named who amends the plan.
    #[error("an amendment needs a role")]
    AmenderMissing(Vec<RoleId>),
    /// The role may not amend the plan.
    #[error("role `{role}` may not amend the plan; {} may", quoted(may))]
    MayNotAmend {
        /// The role that was given.
        role: RoleId,
        /// The roles that may.
        may: Vec<RoleId>,
    },
    /// The release cannot have shipped while a gate is shut.
    #[error("can't close as shipped: on {}", verdict.word())]
    GateShut {
        /// The verdict over all gates.
        verdict: Verdict,
    },
    /// The release notes lack texts that have to be there.
    #[error("the release notes lack {}: {}", counted(fields.len(), "field"), quoted(fields))]
    NotesMissing {
        /// The fields.
        fields: Vec<FieldId>,
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
    /// Somebody recorded another person's word without saying where it is.
    #[error("nothing shows what {} wrote", .0.name())]
    WordMissing(Person),
    /// It has to be signed, and somebody else than its author said it.
    #[error("{} has to sign this: the key of {} does not show what someone else said", person.name(), by.name())]
    OwnKey {
        /// Who said it.
        person: Person,
        /// Who records it.
        by: Person,
    },
    /// It is about the rollout or a monitoring window.
    #[error(transparent)]
    Rollout(#[from] RolloutRefusal),
    /// It is about the rollback or an incident.
    #[error(transparent)]
    Incident(#[from] IncidentRefusal),
    /// It is about the risk register.
    #[error(transparent)]
    Risk(#[from] RiskRefusal),
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
    /// Evidence that shows nothing.
    ThinEvidence {
        /// The item.
        item: ItemId,
        /// The evidence, a single word.
        evidence: String,
    },
    /// An item is signed before it is due.
    NotDue {
        /// The item.
        item: ItemId,
        /// When it is due, in words.
        due: String,
    },
    /// An item is signed ahead of a gate.
    Ahead {
        /// The first phase whose gate is not at GO.
        phase: PhaseId,
    },
    /// A deployment begins before the gate in front of it says GO.
    BeforeGo {
        /// The phase whose gate it is.
        phase: PhaseId,
        /// What the gate says.
        verdict: Verdict,
    },
    /// The clock is long past the newest event.
    ClockAhead {
        /// How far.
        by: TimeDelta,
    },
}

impl Caution {
    /// Tells whether this says what another caution says. That a person acts for several roles is said once of them all.
    pub(crate) fn takes_in(&mut self, other: &Self) -> bool {
        match (&mut *self, other) {
            (
                Self::ActsForOthers { by, roles },
                Self::ActsForOthers {
                    by: person,
                    roles: more,
                },
            ) if by == person => {
                roles.extend(more.iter().cloned());
                roles.sort_unstable();
                roles.dedup();
                true
            }
            (known, other) => *known == *other,
        }
    }

    /// Says what should be known.
    pub fn sentence(&self) -> String {
        match self {
            Self::ActsForOthers { by, roles } => {
                let roles: Vec<_> = roles.iter().map(|role| format!("`{role}`")).collect();
                format!(
                    "{} also acts as {} in this release",
                    by.name(),
                    roles.join(", ")
                )
            }
            Self::ThinEvidence { item, evidence } => format!(
                "the evidence for {item} is the word \"{}\"; a link or a file digest shows more",
                visible(evidence)
            ),
            Self::NotDue { item, due } => format!("{item} is signed before its time: {due}"),
            Self::Ahead { phase } => format!(
                "gate `{phase}` is not at GO yet: the record keeps that this was signed ahead of it"
            ),
            Self::BeforeGo { phase, verdict } => format!(
                "gate `{phase}` is at {}: this is recorded as a deployment before GO, and stays a risk of the release",
                verdict.word()
            ),
            Self::ClockAhead { by } => format!(
                "this clock is {} ahead of the newest event before this one; check that it is right",
                span_of(*by)
            ),
        }
    }
}

impl Refusal {
    /// Returns what the person can do about it, when there is something to do.
    pub(crate) fn way_out(&self) -> Option<Hint> {
        let say = |words: &str| Hint::from(words);
        Some(match self {
            Self::Closed { .. } => say("start a new release; only its notes and its incidents may still change"),
            Self::NotYourItem { roles, .. } => say_role(roles)?,
            Self::NotAMember { .. } => {
                say("ask a member of the role to sign, or add the person to `members` in the playbook and ").run(Suggestion::Amend)
            }
            Self::NotADeputy { by, of, .. } => match of.first() {
                Some(member) => format!("{} is a deputy of {}: `--on-behalf-of {}`", by.name(), member.name(), shell_word(member.as_str())).into(),
                None => say("list the person under `deputies` of the other in `people` of the playbook and ").run(Suggestion::Amend),
            },
            Self::DecidedAlready { .. } => say("ask another member, or another deputy"),
            Self::Separation { .. } => {
                say("ask another person, or set `policy: {separation: warn}` in the playbook and ").run(Suggestion::Amend)
            }
            Self::OutOfOrder { above, .. } => say("see ").run(Suggestion::Show(above)),
            Self::MilestoneAhead { gate, .. } => say("see ")
                .run(Suggestion::Gate(gate))
                .say("; if it has happened, sign it with `--ahead --reason \"…\"`"),
            Self::DayOutOfTime(_) => say("give a day up to the year 9999"),
            Self::NoWait(phase) | Self::WaitNotBegun(phase) => say("see ").run(Suggestion::Gate(phase)),
            Self::EvidenceMissing(_) => say("give `--evidence` with a URL, a file digest or a text"),
            Self::DoesNotApply { fact: Some((fact, answer)), .. } => {
                say("if it applies after all: ").run(answering(fact, *answer))
            }
            Self::NotPolledNow { fact: (fact, answer), .. } => {
                say("if the role is needed after all: ").run(answering(fact, *answer))
            }
            Self::DoesNotApply { item, .. } | Self::IsWaived(item) | Self::IsDone(item) => {
                say("to answer it again: ").run(Suggestion::Reopen(item, None))
            }
            Self::AlwaysApplies(item) => say("to skip it on purpose: ").run(Suggestion::Waive(item, None)),
            Self::MayNotWaive { may, .. } | Self::MayNotAmend { may, .. } | Self::AmenderMissing(may) => {
                say_role(may)?
            }
            Self::NotPolled { instead, .. } => {
                format!("give `--phase {}`, whose gate polls it", instead.as_ref()?).into()
            }
            Self::Killer(item) => say("sign it once it is done; to stop the release: ").run(Suggestion::Block(item)),
            Self::Removed(_) => Hint::default().run(Suggestion::Amend).say(" adds it again if the checklists have it"),
            Self::NotBlocked(item) | Self::NothingToReopen(item) => say("see ").run(Suggestion::Show(item)),
            Self::ExpiresInThePast => say("give today or a later day (UTC)"),
            Self::CommitOutOfTime => say("leave the commits out, or read others"),
            Self::TooLong => say("shorten it, and give a link to the rest"),
            Self::FilledField(_) => say("it needs no text; ").run(Suggestion::Notes).say(" shows it"),
            Self::ReasonMissing(_) => say("give `--reason`"),
            Self::WordMissing(_) => say("say where the written word is with `--via`, such as 'mail of 20 November' or a link"),
            Self::OwnKey { person, .. } => {
                return Some(
                    format!(
                        "{} records it with a key of their own (`--key`); for someone else you can record only a blocker or a NO-GO",
                        person.name()
                    )
                    .into(),
                );
            }
            Self::ItemsOutstanding { role, .. } => say("see ").run(Suggestion::RoleStatus(role)),
            Self::GateShut { .. } => say("see ")
                .run(Suggestion::Gates)
                .say("; to end it without shipping: ")
                .run(Suggestion::Abandon(None)),
            Self::NotesMissing { fields } => say("write it with ")
                .run(Suggestion::SetField(fields.first()?))
                .say("; ")
                .run(Suggestion::CheckNotes)
                .say(" lists them all"),
            Self::Rollout(refusal) => return refusal.way_out(),
            Self::Incident(refusal) => return refusal.way_out(),
            Self::Risk(refusal) => return refusal.way_out(),
            _ => return None,
        })
    }

    /// Returns what stands in the way, a line each, when it is more than one thing.
    pub(crate) fn details(&self) -> &[String] {
        match self {
            Self::Rollout(refusal) => refusal.details(),
            Self::Risk(refusal) => refusal.details(),
            _ => &[],
        }
    }

    /// Tells whether it names something that does not exist, or leaves something out, so that no rule was asked.
    pub(crate) fn is_misuse(&self) -> bool {
        match self {
            Self::NoItem(_)
            | Self::NoRole(_)
            | Self::NoPhase(_)
            | Self::NoFact(_)
            | Self::NoField(_) => true,
            Self::ReasonMissing(_)
            | Self::EvidenceMissing(_)
            | Self::AmenderMissing(_)
            | Self::WordMissing(_)
            | Self::DayOutOfTime(_)
            | Self::TooLong => true,
            Self::Rollout(refusal) => refusal.is_unknown(),
            Self::Incident(refusal) => refusal.is_misuse(),
            Self::Risk(refusal) => refusal.is_misuse(),
            _ => false,
        }
    }

    /// Tells whether what was asked for is the case already, so that doing nothing is a success.
    pub(crate) fn is_already_so(&self) -> bool {
        match self {
            Self::AlreadySigned { .. }
            | Self::AlreadyAssigned { .. }
            | Self::AlreadyCalled { .. }
            | Self::AlreadyVoted { .. }
            | Self::SameAnswer { .. }
            | Self::SameDay(_)
            | Self::WaitEnded(_)
            | Self::SameCandidate(_)
            | Self::NothingToAmend => true,
            Self::Rollout(refusal) => refusal.is_already_so(),
            Self::Incident(refusal) => refusal.is_already_so(),
            Self::Risk(refusal) => refusal.is_already_so(),
            _ => false,
        }
    }

    /// Tells whether the rule says that what the event is about is settled already: to say it again changes nothing.
    pub(in crate::domain::rules) fn is_settled(&self) -> bool {
        self.is_already_so()
            || matches!(
                self,
                Self::Closed { .. }
                    | Self::IsDone(_)
                    | Self::IsWaived(_)
                    | Self::NotBlocked(_)
                    | Self::DoesNotApply { fact: None, .. }
            )
    }

    /// Returns the verdict behind the refusal: HOLD when something is merely outstanding.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::ItemsOutstanding { .. } | Self::NotesMissing { .. } | Self::OutOfOrder { .. } => {
                Verdict::Hold
            }
            Self::GateShut { verdict } | Self::MilestoneAhead { verdict, .. } => *verdict,
            Self::Rollout(refusal) => refusal.verdict(),
            Self::Incident(refusal) => refusal.verdict(),
            _ => Verdict::NoGo,
        }
    }
}

/// Says how a gate stands.
fn standing(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Go => "at GO",
        Verdict::Hold => "on HOLD",
        Verdict::NoGo => "at NO-GO",
    }
}

fn answering(fact: &FactId, answer: bool) -> Suggestion<'_> {
    if answer {
        Suggestion::AnswerYes(fact)
    } else {
        Suggestion::AnswerNo(fact)
    }
}

fn polled(poll: &[RoleId]) -> String {
    if poll.is_empty() {
        "its items alone decide".to_owned()
    } else {
        format!("polled: {}", quoted(poll))
    }
}
