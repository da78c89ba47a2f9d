//! A release as a document for others: a task list, the body of an issue, a table, or the pack of an auditor.

mod audit;
mod csv;
mod tasks;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub(crate) use self::csv::csv;
use super::json::{StandingReport, envelope, formats};
use super::markdown::{escape, prose};
use super::signatures;
use crate::domain::digest::Digest;
use crate::domain::event::Event;
use crate::domain::rules::item_status::{ItemStatus, NotApplicable};
use crate::domain::rules::judgement::{self, Judgement};
use crate::domain::rules::{progress, signed};
use crate::domain::state::Release;

/// A release with everything that an export tells of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exported<'r> {
    /// The release.
    pub(crate) release: &'r Release,
    /// Its gates, with their items.
    pub(crate) judgements: &'r [Judgement<'r>],
    /// The digest of the file of its record.
    pub(crate) digest: Digest,
    /// How many of its events cannot be judged any more.
    pub(crate) unjudged: usize,
    /// The present time.
    pub(crate) now: DateTime<Utc>,
}

impl Exported<'_> {
    /// Returns the task list.
    pub(crate) fn markdown(&self) -> String {
        tasks::all(self)
    }

    /// Returns the task list as the body of an issue, within the size that GitHub takes.
    pub(crate) fn issue(&self) -> String {
        tasks::issue(self)
    }

    /// Returns what an auditor asks for.
    pub(crate) fn audit(&self) -> String {
        audit::pack(self)
    }

    /// Returns it for programs.
    pub(crate) fn json(&self, select: &str) -> String {
        let judgements = self.judgements.iter();
        let items = judgements.flat_map(|judgement| &judgement.items);
        envelope(&ExportReport {
            digest: self.digest,
            unjudged: self.unjudged,
            standing: StandingReport::new(self.release, self.judgements, items, self.now, select),
        })
    }

    /// Says where the release stands, in a sentence.
    fn standing(&self) -> String {
        let present = judgement::present(self.judgements).or(self.judgements.last());
        let verdict = present.map(|judgement| {
            let (verdict, gate) = (judgement.verdict.word(), judgement.topic.gate_title());
            format!("{verdict} at \"{gate}\", ")
        });
        let progress = progress::count(self.release, &|_| true, &|_| true, self.now);
        let outcome = self.release.outcome();
        let outcome = outcome.map(|outcome| format!("closed as {}, ", outcome.word()));
        let distrust = signed::distrust(self.release);
        let distrust = distrust.map(|distrust| format!("{distrust}, "));
        format!(
            "{}{}{}{}",
            distrust.or(outcome).or(verdict).unwrap_or_default(),
            progress.words(", "),
            self.release
                .candidate()
                .map(|candidate| format!(", candidate {}", candidate.as_str()))
                .unwrap_or_default(),
            signatures::counts(self.release)
                .map(|counts| format!(", signatures: {counts}"))
                .unwrap_or_default()
        )
    }
}

/// Says why an item does not apply.
fn why_not(standing: &ItemStatus<'_>) -> Option<String> {
    Some(match standing.ruled_out? {
        NotApplicable::Fact(against) => against.sentence(),
        NotApplicable::Person(event) => reason(event),
    })
}

/// Returns evidence as Markdown: a link when it is a web address, otherwise a text.
fn evidence(text: &str) -> String {
    if text.starts_with("https://") && !text.contains(char::is_whitespace) {
        prose(text)
    } else {
        escape(text)
    }
}

/// Returns the reason of an event with its author.
fn reason(event: &Event) -> String {
    let reason = event.kind.reason().unwrap_or_default();
    format!("{reason} ({})", event.who())
}

formats! { ExportReport<'_> = "gonogo.export/1" }

/// A release with the digest of its record.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExportReport<'r> {
    /// The digest of the file of the record.
    digest: Digest,
    /// How many events cannot be judged, because an amendment after them does not say what it changed.
    unjudged: usize,
    #[serde(flatten)]
    standing: StandingReport<'r>,
}
