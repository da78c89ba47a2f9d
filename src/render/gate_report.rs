//! What `gonogo gate` answers: one report, which every format prints.

mod github;
mod junit;
mod markdown;
mod matter;

use chrono::{DateTime, Utc};
use serde::Serialize;

use self::matter::Matter;
use super::gate;
use super::json::{self, StandingReport, formats};
use super::risk;
use crate::domain::id::{Candidate, PhaseId};
use crate::domain::rules::judgement::{Judgement, overall};
use crate::domain::rules::progress::{self, Progress};
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;

pub(crate) use self::github::unevaluated as github_unevaluated;
pub(crate) use self::junit::unevaluated as junit_unevaluated;
pub(crate) use self::markdown::Room;

/// The verdict of some gates, or of all, on the candidate that was asked for.
#[derive(Debug)]
pub(crate) struct GateReport<'r> {
    release: &'r Release,
    judgements: Vec<Judgement<'r>>,
    /// The phases whose gates were asked for; all when empty.
    phases: Vec<&'r PhaseId>,
    candidate: CandidateReport<'r>,
    /// The policy that the plan was held against, if any.
    pub(crate) policy: Option<PolicyReport>,
}

/// The candidate of the record beside the one that was asked for.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CandidateReport<'r> {
    /// The candidate of the record; null while none is named.
    recorded: Option<&'r str>,
    /// The candidate that was asked for; null when none was.
    asked: Option<&'r str>,
    /// Whether they are the same; null when none was asked for.
    matches: Option<bool>,
}

impl<'r> GateReport<'r> {
    /// Returns what was judged.
    pub(crate) fn judgements(&self) -> &[Judgement<'r>] {
        &self.judgements
    }

    /// Reports these judgements: those that the gates of these phases need, or all when no phase is named.
    pub(crate) fn new(
        release: &'r Release,
        judgements: Vec<Judgement<'r>>,
        phases: Vec<&'r PhaseId>,
        asked: Option<&'r Candidate>,
    ) -> Self {
        let is_recorded = |asked: &Candidate| {
            let mut candidates = release.candidates().into_iter();
            candidates.any(|candidate| candidate.is_same(asked))
        };
        Self {
            release,
            judgements,
            phases,
            candidate: CandidateReport {
                recorded: release.candidate().map(Candidate::as_str),
                asked: asked.map(Candidate::as_str),
                matches: asked.map(is_recorded),
            },
            policy: None,
        }
    }

    /// Returns the verdict: the worst of the gates that were asked for, and NO-GO for another candidate, whatever the
    /// gates say.
    pub(crate) fn verdict(&self) -> Verdict {
        let asked = self.judgements.iter();
        let of_gates = match self.phases.as_slice() {
            [] => overall(&self.judgements),
            phases => asked
                .filter(|judgement| phases.contains(&judgement.topic.id()))
                .map(|judgement| judgement.verdict)
                .max(),
        };
        match self.candidate.matches {
            Some(false) => Verdict::NoGo,
            _ => of_gates.unwrap_or(Verdict::Hold),
        }
    }

    /// Returns how much of the release is done.
    fn progress(&self, now: DateTime<Utc>) -> Progress {
        progress::count(self.release, &|_| true, &|_| true, now)
    }

    /// Returns the last line of the report: the verdict, of what, and how much is done. "GO for release" stands there only
    /// when every gate is at GO.
    pub(crate) fn headline(&self, now: DateTime<Utc>, look: OutputStyle) -> String {
        let verdict = self.verdict();
        let word = gate::verdict(verdict, look);
        let version = &self.release.header().version;
        let done = self.progress(now).words(", ");
        let phases: Vec<&str> = self.phases.iter().map(|phase| phase.as_str()).collect();
        let what = match (phases.as_slice(), verdict) {
            ([], Verdict::Go) => format!("{word} for release {version}"),
            ([], _) => format!("{word}: release {version}"),
            (phases, _) => format!("{word} for {}: release {version}", phases.join(", ")),
        };
        format!("{what}, {}, {done}", self.recorded())
    }

    /// Says which candidate the record has.
    fn recorded(&self) -> String {
        match self.candidate.recorded {
            Some(candidate) => format!("candidate {}", visible(candidate)),
            None => "no candidate".to_owned(),
        }
    }

    /// Says that another candidate was asked for, when one was.
    fn other_candidate(&self) -> Option<String> {
        let asked = self
            .candidate
            .asked
            .filter(|_| self.candidate.matches == Some(false))?;
        Some(format!(
            "{} is not the candidate: the record has {}",
            visible(asked),
            self.recorded()
        ))
    }

    /// Returns what keeps the gates shut, and what was knowingly accepted at them.
    fn matters(&self, select: &str) -> Vec<Matter<'_>> {
        let judgements = self.judgements.iter();
        judgements
            .flat_map(|judgement| matter::of(self.release, judgement, select))
            .collect()
    }

    /// Returns the report for people.
    pub(crate) fn text(&self, now: DateTime<Utc>, select: &str, look: OutputStyle) -> String {
        let gates = gate::gates(self.release, &self.judgements, look, select);
        let other = self.other_candidate().map(|said| {
            let word = look.bad(self.verdict().word()).into_owned();
            format!("{word}  {said}\n")
        });
        let risks = risk::open(self.release, now, look);
        let unanswered = gate::unanswered(self.release, look, select);
        format!(
            "{}{gates}{risks}{unanswered}{}\n",
            other.unwrap_or_default(),
            self.headline(now, look)
        )
    }

    /// Returns the report for programs.
    pub(crate) fn json(&self, now: DateTime<Utc>, select: &str) -> String {
        let judgements = self.judgements.iter();
        let items = judgements.flat_map(|judgement| &judgement.items);
        let mut standing = StandingReport::new(self.release, &self.judgements, items, now, select);
        standing.verdict = Some(self.verdict());
        json::envelope(&GateJson {
            standing,
            phase: match self.phases.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            required: &self.phases,
            candidate: &self.candidate,
            policy: self.policy.as_ref(),
        })
    }
}

formats! { GateJson<'_> = "gonogo.gate/1" }

/// The report for programs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct GateJson<'r> {
    #[serde(flatten)]
    standing: StandingReport<'r>,
    /// The phase, when the gate of only one was asked for.
    phase: Option<&'r PhaseId>,
    /// The phases whose gates were asked for; empty for all.
    required: &'r [&'r PhaseId],
    /// The candidate of the record beside the one that was asked for.
    candidate: &'r CandidateReport<'r>,
    /// The policy that the plan was held against; null when none was named.
    policy: Option<&'r PolicyReport>,
}

/// The policy of a protected branch.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PolicyReport {
    /// The full name of the branch, or the commit.
    #[serde(rename = "ref")]
    pub(crate) place: String,
    /// The commit that it was.
    pub(crate) commit: String,
    /// The files that the policy was read from.
    pub(crate) files: Vec<PolicyFile>,
}

/// A file of a policy.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PolicyFile {
    /// The path from the top of the repository.
    pub(crate) path: String,
    /// The digest of its bytes.
    pub(crate) digest: String,
}
