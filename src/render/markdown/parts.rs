//! Parts of a Markdown page that several documents share. Cells and lines are Markdown already: whoever makes them escapes
//! what came from a record.

use chrono::{DateTime, Utc};

use super::escape;
use crate::domain::reports::carry_over::OpenAction;
use crate::domain::state::incident::Action;

/// Returns a table, or the sentence for none when there are no rows.
pub(crate) fn table(heading: &[&str], rows: &[Vec<String>], none: &str) -> String {
    if rows.is_empty() {
        return none.to_owned();
    }
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head = line(heading.iter().map(|cell| (*cell).to_owned()).collect());
    let rule = line(heading.iter().map(|_| "---".to_owned()).collect());
    let rows = rows.iter().map(|row| line(row.clone()));
    [head, rule]
        .into_iter()
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns a list, or the sentence for none when there are no lines.
pub(crate) fn list(lines: &[String], none: &str) -> String {
    if lines.is_empty() {
        return none.to_owned();
    }
    lines
        .iter()
        .map(|line| format!("- {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns a part of the page under a heading, which is Markdown already.
pub(crate) fn section(heading: &str, content: &str) -> String {
    format!("## {heading}\n\n{content}")
}

/// Returns an action item of an incident as an entry of a task list.
pub(crate) fn action(action: &Action<'_>, now: DateTime<Utc>) -> String {
    let mark = if action.done.is_some() { 'x' } else { ' ' };
    let due = action
        .due
        .map(|due| format!(", due {due}"))
        .unwrap_or_default();
    let late = if action.is_overdue(now) {
        " **(overdue)**"
    } else {
        ""
    };
    format!(
        "[{mark}] {}. {} — {}{due}{late}",
        action.number,
        escape(action.text),
        escape(action.owner.as_str())
    )
}

/// Returns an open action item with the release and the incident it belongs to.
pub(crate) fn open_action(action: &OpenAction, now: DateTime<Utc>) -> String {
    let due = action
        .due
        .map_or_else(|| ", no day given".to_owned(), |due| format!(", due {due}"));
    let late = if action.is_overdue(now) {
        " **(overdue)**"
    } else {
        ""
    };
    format!(
        "[ ] {} — {}{due}{late} ({} of {}, {}: {})",
        escape(&action.text),
        escape(action.owner.as_str()),
        action.number,
        escape(action.incident.as_str()),
        escape(action.version.as_str()),
        escape(&action.title),
    )
}
