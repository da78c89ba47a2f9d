//! The facts of a release, for people and programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::table::table;
use crate::domain::event::{Event, timestamp};
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
    let said = |event: &Event| format!("{} by {}", timestamp(&event.at), event.by.name());
    vec![
        status.fact.id.to_string(),
        answer.to_owned(),
        status.items.to_string(),
        status.event.map(said).unwrap_or_default(),
        visible(&status.fact.question).into_owned(),
    ]
}

/// Returns the same as data.
pub(crate) fn json(release: &Release) -> Value {
    let fact = |status: FactStatus<'_>| {
        json!({
            "id": status.fact.id.as_str(),
            "question": status.fact.question,
            "answer": status.answer,
            "items": status.items,
            "at": status.event.map(|event| timestamp(&event.at)),
            "by": status.event.map(|event| event.by.as_str()),
        })
    };
    json!({
        "release": super::json::release(release),
        "facts": facts::all(release).map(fact).collect::<Vec<_>>(),
        "unanswered": super::json::unanswered(release),
    })
}
