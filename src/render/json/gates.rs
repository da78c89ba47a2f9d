//! Gates as JSON: their polls, and what keeps them shut.

use serde::Serialize;

use super::item::{AgainstReport, AnswerReport, DeadlineReport, SaidReport};
use super::{OverruledReport, Time, commands, until};
use crate::domain::event::{Call, Event};
use crate::domain::id::{ItemId, PhaseId, RoleId};
use crate::domain::plan::{Bound, Polled, Topic};
use crate::domain::rules::calls;
use crate::domain::rules::judgement::{Judgement, NothingToDo};
use crate::domain::rules::overruled;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::tally::Tally;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// How a gate stands.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct GateStanding<'r> {
    /// The phase that it ends.
    phase: &'r PhaseId,
    /// Its title.
    title: &'r str,
    /// Its verdict.
    verdict: Verdict,
    /// Why there is nothing to do for it; null when there is.
    nothing_to_do: Option<&'static str>,
    /// What a call at it holds for.
    bound: Bound,
    /// By when the phase is over, while its gate is open; null when it is planned for no day.
    deadline: Option<DeadlineReport>,
    /// The calls of the roles that it polls.
    poll: Vec<CallReport<'r>>,
    /// The roles that the facts leave out of the poll.
    not_polled: Vec<NotPolledReport<'r>>,
    /// The NO-GOs on the candidate that someone else overruled.
    overruled: Vec<OverruledReport<'r>>,
    /// What keeps it shut: here, and in the phases before.
    reasons: Vec<ReasonReport<'r>>,
}

impl<'r> GateStanding<'r> {
    /// Reports the gates; the reasons of a gate include those of the phases before it.
    pub(super) fn all(
        release: &'r Release,
        judgements: &[Judgement<'r>],
        select: &str,
    ) -> Vec<Self> {
        let mut reasons = Vec::new();
        let gate = |judgement: &Judgement<'r>| {
            let topic = judgement.topic;
            let own = judgement.reasons.iter();
            reasons.extend(own.map(|reason| ReasonReport::of(release, judgement, reason, select)));
            let (poll, all) = (release.poll_of(topic), topic.poll().iter());
            Self {
                phase: topic.id(),
                title: topic.gate_title(),
                verdict: judgement.verdict,
                nothing_to_do: judgement.nothing_to_do.map(NothingToDo::sentence),
                bound: if topic
                    .phase()
                    .is_some_and(|phase| phase.gate.holds_for_release)
                {
                    Bound::Release
                } else {
                    Bound::Candidate
                },
                deadline: judgement.deadline(release).map(DeadlineReport::of),
                poll: poll
                    .map(|role| CallReport::of(release, topic, role))
                    .collect(),
                not_polled: all
                    .filter_map(|polled| NotPolledReport::of(release, polled))
                    .collect(),
                overruled: overruled::at_gate(release, topic.id())
                    .iter()
                    .map(OverruledReport::of)
                    .collect(),
                reasons: reasons.clone(),
            }
        };
        judgements.iter().map(gate).collect()
    }
}

/// A role that is not polled in this release.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct NotPolledReport<'r> {
    /// The role.
    role: &'r RoleId,
    /// Why not.
    not_applicable: AgainstReport<'r>,
}

impl<'r> NotPolledReport<'r> {
    fn of(release: &'r Release, polled: &'r Polled) -> Option<Self> {
        let against = release.facts_against_poll(polled)?;
        Some(Self {
            role: &polled.role,
            not_applicable: AgainstReport::of(against),
        })
    }
}

/// The call of a role at a gate.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CallReport<'r> {
    /// The role.
    role: &'r RoleId,
    #[serde(flatten)]
    said: Option<SaidReport<'r>>,
    /// What it called; null while it has not.
    call: Option<Call>,
    /// Whether it no longer holds, because of a respin.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale: Option<bool>,
    /// How its people have voted, where they vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    votes: Option<VotesReport<'r>>,
}

/// The votes of the people of a role at a gate.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct VotesReport<'r> {
    /// How many gos it takes.
    needed: u64,
    /// How many votes hold no longer.
    stale: usize,
    /// The votes for go.
    go: Vec<SaidReport<'r>>,
    /// The votes against it.
    no_go: Vec<SaidReport<'r>>,
}

impl<'r> VotesReport<'r> {
    fn of(tally: Tally<'r>) -> Self {
        let said = |events: Vec<&'r Event>| {
            let events = events.into_iter();
            events.map(|event| AnswerReport::of(event).said).collect()
        };
        Self {
            needed: tally.needed,
            stale: tally.stale.len(),
            go: said(tally.gos),
            no_go: said(tally.no_gos),
        }
    }
}

impl<'r> CallReport<'r> {
    fn of(release: &'r Release, topic: Topic<'r>, role: &'r RoleId) -> Self {
        let tally = topic
            .phase()
            .and_then(|phase| calls::tally(release, phase, role));
        let called = release.call(topic.id(), role);
        let by_vote = tally.as_ref().is_some_and(Tally::is_go).then_some(Call::Go);
        Self {
            role,
            votes: tally.map(VotesReport::of),
            said: called.map(|(_, event)| AnswerReport::of(event).said),
            call: called.map(|(call, _)| call).or(by_vote),
            stale: called.map(|(_, event)| calls::outdated(release, event).is_some()),
        }
    }
}

/// Something that keeps a gate shut.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct ReasonReport<'r> {
    /// The stable word for the kind of reason.
    kind: &'static str,
    /// What it alone asks for.
    verdict: Verdict,
    /// The phase whose gate it keeps shut.
    phase: &'r PhaseId,
    /// The item, when it is one that is not settled.
    item: Option<&'r ItemId>,
    /// The text of the item that it is about.
    item_text: Option<&'r str>,
    /// The roles that can settle it.
    roles: Vec<&'r RoleId>,
    /// What is the matter, in a sentence.
    text: String,
    /// The commands that may settle it.
    commands: Vec<String>,
    /// When it is over by itself, when only time is missing.
    until: Option<Time>,
}

impl<'r> ReasonReport<'r> {
    fn of(
        release: &'r Release,
        judgement: &Judgement<'r>,
        reason: &Reason<'r>,
        select: &str,
    ) -> Self {
        let steps = judgement.steps(release, reason);
        let explained = reason.explain();
        Self {
            kind: explained.code.word(),
            verdict: explained.verdict,
            phase: judgement.topic.id(),
            item: match reason {
                Reason::Item(standing) => Some(&standing.item.id),
                _ => None,
            },
            item_text: reason.item().map(|item| item.text.as_str()),
            roles: explained.owners,
            text: explained.sentence,
            commands: commands(&steps, select),
            until: until(&steps),
        }
    }
}
