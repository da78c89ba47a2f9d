//! What `gonogo gate` answers: one report, which every format prints.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use super::{gate, json};
use crate::domain::id::{Candidate, PhaseId};
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::rules::judgement::{Judgement, overall};
use crate::domain::rules::progress;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::domain::verdict::Verdict;
use crate::style::OutputStyle;

/// The verdict of one gate, or of all, on the candidate that was asked for.
#[derive(Debug)]
pub(crate) struct GateReport<'r> {
    release: &'r Release,
    judgements: Vec<Judgement<'r>>,
    phase: Option<&'r PhaseId>,
    candidate: CandidateReport<'r>,
}

/// The candidate of the record beside the one that was asked for.
#[derive(Debug, Serialize)]
struct CandidateReport<'r> {
    recorded: Option<&'r str>,
    asked: Option<&'r str>,
    /// Whether they are the same; none when nobody asked.
    matches: Option<bool>,
}

impl<'r> GateReport<'r> {
    /// Reports these judgements: those up to the gate of a phase, or all.
    pub(crate) fn new(
        release: &'r Release,
        judgements: Vec<Judgement<'r>>,
        phase: Option<&'r PhaseId>,
        asked: Option<&'r Candidate>,
    ) -> Self {
        let is_recorded = |asked: &Candidate| {
            let mut candidates = release.candidates().into_iter();
            candidates.any(|candidate| candidate.is_same(asked))
        };
        Self {
            release,
            judgements,
            phase,
            candidate: CandidateReport {
                recorded: release.candidate().map(Candidate::as_str),
                asked: asked.map(Candidate::as_str),
                matches: asked.map(is_recorded),
            },
        }
    }

    /// Returns the verdict: NO-GO for another candidate, whatever the gates say.
    pub(crate) fn verdict(&self) -> Verdict {
        let of_gates = match self.phase {
            Some(_) => self.judgements.last().map(|judgement| judgement.verdict),
            None => overall(&self.judgements),
        };
        match self.candidate.matches {
            Some(false) => Verdict::NoGo,
            _ => of_gates.unwrap_or(Verdict::Hold),
        }
    }

    /// Returns the report for people. "GO for release" stands in it only when every gate is at GO.
    pub(crate) fn text(&self, now: DateTime<Utc>, select: &str, look: OutputStyle) -> String {
        let gates = gate::gates(self.release, &self.judgements, look, select);
        let verdict = self.verdict();
        let word = gate::verdict(verdict, look);
        let version = &self.release.header().version;
        let CandidateReport {
            recorded, asked, ..
        } = &self.candidate;
        let recorded = match recorded {
            Some(candidate) => format!("candidate {}", visible(candidate)),
            None => "no candidate".to_owned(),
        };
        let done = progress::count(self.release, &|_| true, &|_| true, now).words(", ");
        let last = match (self.phase, verdict) {
            (Some(phase), _) => format!("{word} for {phase}: release {version}, {recorded}"),
            (None, Verdict::Go) => format!("{word} for release {version}, {recorded}"),
            (None, _) => format!("{word}: release {version}, {recorded}"),
        };
        let other = match (self.candidate.matches, asked) {
            (Some(false), Some(asked)) => format!(
                "{}  {} is not the candidate: the record has {recorded}\n",
                look.bad(verdict.word()),
                visible(asked)
            ),
            _ => String::new(),
        };
        let unanswered = gate::unanswered(self.release, look, select);
        format!("{other}{gates}{unanswered}{last}, {done}\n")
    }

    /// Returns the report for programs.
    pub(crate) fn json(&self, now: DateTime<Utc>, select: &str) -> Value {
        let items: Vec<&ItemStatus<'_>> = self
            .judgements
            .iter()
            .flat_map(|judgement| &judgement.items)
            .collect();
        let mut value = json::standing(self.release, &self.judgements, &items, now, select);
        value["phase"] = json!(self.phase.map(PhaseId::as_str));
        value["verdict"] = json!(self.verdict().word());
        value["candidate"] = json!(self.candidate);
        value
    }
}
