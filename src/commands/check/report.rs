//! What `check` tells of its checks, for people and programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::Entry;
use crate::domain::id::ItemId;
use crate::domain::plan::Check;
use crate::domain::rules::item_status::ItemState;
use crate::domain::text::visible;
use crate::render::json::formats;

formats! { CheckReport = "gonogo.check/1" }

/// The checks of a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct CheckReport {
    /// The checks, in the order of the plan.
    checks: Vec<CheckEntry>,
}

/// The check of an item.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct CheckEntry {
    /// The item.
    item: ItemId,
    /// The state of the item, before the check.
    state: ItemState,
    /// What kind of check it is: `run`, `http`, `files`, `changelog` or `tag`.
    kind: &'static str,
    /// What is run or looked at, on one line.
    line: String,
    /// The program and its arguments; empty for a check that runs none.
    run: Vec<String>,
    /// How long one attempt may take, in seconds; null for a check that waits for nothing.
    timeout_seconds: Option<u64>,
    /// Whether it passed; null when it was not run.
    passed: Option<bool>,
}

impl CheckReport {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let entry = |entry: &Entry| CheckEntry {
            item: entry.item.clone(),
            state: entry.state,
            kind: entry.check.kind(),
            line: entry.check.line(),
            run: match &entry.check {
                Check::Program { program, .. } => program.run.clone(),
                _ => Vec::new(),
            },
            timeout_seconds: entry.check.timeout(),
            passed: entry.passed,
        };
        Self {
            checks: entries.iter().map(entry).collect(),
        }
    }
}

/// Returns the checks for people.
pub(super) fn list(entries: &[Entry]) -> String {
    let mut text = String::new();
    for Entry {
        item, state, check, ..
    } in entries
    {
        let (line, terms) = (check.line(), check.terms());
        let terms = if terms.is_empty() {
            terms
        } else {
            format!(" ({terms})")
        };
        let _ = writeln!(
            text,
            "{item}  {}\n    {}{}",
            state.word(),
            visible(&line),
            visible(&terms)
        );
    }
    text
}
