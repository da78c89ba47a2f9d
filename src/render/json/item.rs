//! Items as JSON, and the answers that people gave.

use serde::Serialize;

use super::{Day, Time};
use crate::domain::event::{ActedFor, Event, EventKind, Subject};
use crate::domain::id::{EntryId, FactId, ItemId, PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::{Against, Bound};
use crate::domain::rules::item_status::{ItemState, ItemStatus, NotApplicable, SignOff, Staleness};
use crate::domain::rules::lateness::Deadline;

/// An item with its state, its roles, and who answered when.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ItemReport<'r> {
    /// Its id: `checklist/item`.
    id: &'r ItemId,
    /// What must be done or verified.
    text: &'r str,
    /// The entry of a list that it is asked for; left out of an item that is asked once.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'r EntryId>,
    /// The phase that asks it.
    phase: &'r PhaseId,
    /// The section of the checklist that it stands in.
    section: &'r str,
    /// Its state.
    state: ItemState,
    /// The roles that answer for it.
    roles: &'r [RoleId],
    /// Whether it can never be waived.
    killer: bool,
    /// Whether a sign-off needs evidence.
    evidence_required: bool,
    /// What a sign-off holds for.
    bound: Bound,
    /// Whether it is signed only when those above it in its section are settled.
    in_order: bool,
    /// By when it is done, while it is not; null when it is planned for no day.
    deadline: Option<DeadlineReport>,
    /// The sign-offs in force.
    signed: Vec<SignOffReport<'r>>,
    /// The roles that have not waived it yet, when one of several has.
    unwaived_by: Vec<&'r RoleId>,
    /// Who waived it, each for a role; one waiver alone unless several roles waive it together.
    waivers: Vec<AnswerReport<'r>>,
    /// The waiver that was given last, even when it has expired.
    waiver: Option<WaiverReport<'r>>,
    /// The waiver or the "not applicable" that held for another candidate.
    lapsed: Option<AnswerReport<'r>>,
    /// Why it does not apply; null when it does.
    not_applicable: Option<NotApplicableReport<'r>>,
    /// The blockers that stand.
    blockers: Vec<AnswerReport<'r>>,
}

impl<'r> ItemReport<'r> {
    pub(crate) fn of(standing: &ItemStatus<'r>) -> Self {
        let item = standing.item;
        Self {
            id: &item.id,
            text: &item.text,
            entry: item.entry.as_ref(),
            phase: &item.phase,
            section: &item.section,
            state: standing.state,
            roles: &item.roles,
            killer: item.killer,
            evidence_required: item.evidence_required,
            bound: item.bound,
            in_order: item.in_order,
            deadline: standing.deadline.map(DeadlineReport::of),
            unwaived_by: standing.unwaived_by.clone(),
            signed: standing
                .sign_offs
                .iter()
                .filter_map(SignOffReport::of)
                .collect(),
            waivers: standing
                .waivers
                .iter()
                .copied()
                .map(AnswerReport::of)
                .collect(),
            waiver: standing
                .waiver()
                .map(|event| WaiverReport::of(event, standing.waiver_expired)),
            lapsed: standing.lapsed.map(AnswerReport::of),
            not_applicable: standing.ruled_out.map(NotApplicableReport::of),
            blockers: standing
                .blockers
                .iter()
                .copied()
                .map(AnswerReport::of)
                .collect(),
        }
    }
}

/// By when something is done.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct DeadlineReport {
    /// The last day in time, in UTC.
    day: Day,
    /// How many days it is over; 0 while it is not.
    days_late: usize,
}

impl DeadlineReport {
    pub(super) fn of(deadline: Deadline) -> Self {
        Self {
            day: Day(deadline.day),
            days_late: deadline.days_late,
        }
    }
}

/// A sign-off in force.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SignOffReport<'r> {
    /// The role that signed.
    role: &'r RoleId,
    /// Who signed, or recorded it.
    by: &'r Person,
    #[serde(flatten)]
    acted_for: ActedForReport<'r>,
    /// When.
    at: Time,
    /// URLs, file digests or text that show it.
    evidence: &'r [String],
    /// What was noted with it.
    note: Option<&'r str>,
    /// Why it no longer holds; null while it does.
    stale: Option<Staleness>,
}

impl<'r> SignOffReport<'r> {
    fn of(slot: &SignOff<'r>) -> Option<Self> {
        let event = slot.event?;
        let (evidence, note) = match &event.kind {
            EventKind::Signed { evidence, note, .. } => (evidence.as_slice(), note.as_deref()),
            _ => (&[][..], None),
        };
        Some(Self {
            role: slot.role,
            by: &event.by,
            acted_for: ActedForReport::of(event),
            at: Time::of(event),
            evidence,
            note,
            stale: slot.stale,
        })
    }
}

/// For whom the author acted, when not for the author alone.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ActedForReport<'r> {
    /// Whose word was recorded; left out when `by` spoke.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    person: Option<&'r Person>,
    /// Where that word is.
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'r str>,
    /// In whose place `by` decided, as a deputy.
    #[serde(rename = "on-behalf-of", skip_serializing_if = "Option::is_none")]
    member: Option<&'r Person>,
}

impl<'r> ActedForReport<'r> {
    fn of(event: &'r Event) -> Self {
        let acted_for = event.kind.acted_for();
        Self {
            person: acted_for.and_then(ActedFor::speaker),
            via: acted_for.and_then(ActedFor::via),
            member: acted_for.and_then(ActedFor::member),
        }
    }
}

/// Who answered, when and why.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct AnswerReport<'r> {
    /// The role that answered; null when the answer is not about a role.
    role: Option<&'r RoleId>,
    #[serde(flatten)]
    pub(super) said: SaidReport<'r>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SaidReport<'r> {
    /// Who answered, or recorded it.
    by: &'r Person,
    #[serde(flatten)]
    acted_for: ActedForReport<'r>,
    /// When.
    at: Time,
    /// Why, where a reason was given.
    reason: Option<&'r str>,
}

impl<'r> AnswerReport<'r> {
    pub(super) fn of(event: &'r Event) -> Self {
        Self {
            role: match event.kind.subject() {
                Subject::Item(_, role) | Subject::Gate(_, role) => Some(role),
                _ => None,
            },
            said: SaidReport {
                by: &event.by,
                acted_for: ActedForReport::of(event),
                at: Time::of(event),
                reason: event.kind.reason(),
            },
        }
    }
}

/// An item that was skipped on purpose.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WaiverReport<'r> {
    #[serde(flatten)]
    answer: AnswerReport<'r>,
    /// The last day, in UTC, on which it holds; null when it holds for good.
    expires: Option<Day>,
    /// Whether that day is over.
    expired: bool,
}

impl<'r> WaiverReport<'r> {
    fn of(event: &'r Event, expired: bool) -> Self {
        let expires = match &event.kind {
            EventKind::Waived { expires, .. } => *expires,
            _ => None,
        };
        Self {
            answer: AnswerReport::of(event),
            expires: expires.map(Day),
            expired,
        }
    }
}

/// The answers to facts that rule something out.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(super) enum AgainstReport<'r> {
    /// A fact was answered no.
    No {
        /// The fact.
        fact: &'r FactId,
    },
    /// A fact was answered yes.
    Yes {
        /// The fact.
        fact: &'r FactId,
        /// Its answer: `true`.
        answer: bool,
    },
    /// All of these facts were answered no.
    NoneOf {
        /// The facts.
        facts: Vec<&'r FactId>,
    },
}

impl<'r> AgainstReport<'r> {
    pub(super) fn of(against: Against<'r>) -> Self {
        match against {
            Against::No(fact) => Self::No { fact },
            Against::Yes(fact) => Self::Yes { fact, answer: true },
            Against::NoneOf(first, others) => Self::NoneOf {
                facts: std::iter::once(first).chain(others).collect(),
            },
        }
    }
}

/// Why an item does not apply: a fact, or a person with a reason.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum NotApplicableReport<'r> {
    /// Facts were answered so.
    Facts(AgainstReport<'r>),
    /// A person said so.
    Person(AnswerReport<'r>),
}

impl<'r> NotApplicableReport<'r> {
    fn of(why: NotApplicable<'r>) -> Self {
        match why {
            NotApplicable::Fact(against) => Self::Facts(AgainstReport::of(against)),
            NotApplicable::Person(event) => Self::Person(AnswerReport::of(event)),
        }
    }
}
