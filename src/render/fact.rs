//! The facts of a release, for people and programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::json::{ReleaseReport, Time, UnansweredReport, formats};
use super::table::table;
use crate::domain::event::{Event, timestamp};
use crate::domain::id::FactId;
use crate::domain::person::Person;
use crate::domain::rules::facts::{self, FactStatus};
use crate::domain::state::Release;
use crate::domain::text::{visible, yes_or_no};
use crate::style::OutputStyle;

/// Returns every fact with its answer, who gave it when, and how many items it adds.
pub(crate) fn list(release: &Release, look: OutputStyle) -> String {
    let rows: Vec<_> = facts::all(release).map(|fact| row(&fact)).collect();
    if rows.is_empty() {
        return "the playbook has no facts\n".to_owned();
    }
    let mut text = table(
        look,
        &["Fact", "Answer", "Items", "Answered", "Question"],
        &[2],
        &rows,
    );
    if let Some(unanswered) = facts::unanswered(release) {
        let _ = writeln!(text, "\n{}", look.waiting(&unanswered.sentence()));
    }
    text
}

fn row(status: &FactStatus<'_>) -> Vec<String> {
    let answer = status.answer.map_or("-", yes_or_no);
    let said = |event: &Event| format!("{} by {}", timestamp(&event.at), event.who());
    vec![
        status.fact.id.to_string(),
        answer.to_owned(),
        status.items.to_string(),
        status.event.map(said).unwrap_or_default(),
        visible(&status.fact.question).into_owned(),
    ]
}

formats! { FactsReport<'_> = "gonogo.fact/1" }

/// The facts of a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FactsReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The facts, in the playbook's order.
    facts: Vec<FactReport<'r>>,
    /// The facts that no one has answered, which are treated as yes; null when all are answered.
    unanswered: Option<UnansweredReport>,
}

/// A fact, and its answer.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FactReport<'r> {
    /// Its id.
    id: &'r FactId,
    /// What it asks.
    question: &'r str,
    /// The answer; null while no one has answered.
    answer: Option<bool>,
    /// How many items apply only when it is answered yes, or not answered.
    items: usize,
    /// When it was answered.
    at: Option<Time>,
    /// Who answered.
    by: Option<&'r Person>,
}

impl<'r> FactsReport<'r> {
    pub(crate) fn of(release: &'r Release) -> Self {
        let fact = |status: FactStatus<'r>| FactReport {
            id: &status.fact.id,
            question: &status.fact.question,
            answer: status.answer,
            items: status.items,
            at: status.event.map(Time::of),
            by: status.event.map(|event| &event.by),
        };
        Self {
            release: ReleaseReport::of(release),
            facts: facts::all(release).map(fact).collect(),
            unanswered: UnansweredReport::of(release),
        }
    }
}
