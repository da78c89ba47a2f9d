//! What waits for somebody over all open releases, for people and programs.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::duration::span_of;
use crate::domain::event::timestamp;
use crate::domain::id::RoleId;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::todo::Task;
use crate::style::OutputStyle;

/// A task, without the release that it was read from.
#[derive(Clone, Debug)]
pub(crate) struct TodoRow {
    version: String,
    role: Option<String>,
    about: String,
    text: String,
    due: Option<DateTime<Utc>>,
    not_due: Option<String>,
    until: Option<DateTime<Utc>>,
    commands: Vec<String>,
}

impl TodoRow {
    /// Takes a task out of its release; `select` is `" -r VERSION"` when the release has to be said, else empty.
    pub(crate) fn of(task: &Task<'_>, select: &str) -> Self {
        let commands = task.steps.iter().filter(|step| step.until().is_none());
        Self {
            version: task.version.to_string(),
            role: task.role.map(RoleId::to_string),
            about: task.about.clone(),
            text: task.text.clone(),
            due: task.due,
            not_due: task.timing.sentence(),
            until: task.steps.iter().filter_map(Suggestion::until).min(),
            commands: commands.map(|step| step.command(select)).collect(),
        }
    }

    /// Returns what it is sorted by: what is due first, by time, and last what nobody can do yet.
    pub(crate) fn order(&self) -> impl Ord + use<> {
        (self.not_due.is_some(), self.due.is_none(), self.due)
    }
}

/// Returns the tasks, each with the command that does it.
pub(crate) fn list(rows: &[TodoRow], now: DateTime<Utc>, look: OutputStyle) -> String {
    if rows.is_empty() {
        return "nothing to do for you\n".to_owned();
    }
    let mut text = String::new();
    for row in rows {
        let role = row.role.as_deref().unwrap_or("you");
        let _ = writeln!(
            text,
            "{}  {}  {}  [{role}]{}",
            look.strong(&row.version),
            row.about,
            look.shown(&row.text),
            due(row, now, look)
        );
        if row.until.is_none() {
            for command in &row.commands {
                let _ = writeln!(text, "    {}", look.command(command));
            }
        }
    }
    text
}

fn due(row: &TodoRow, now: DateTime<Utc>, look: OutputStyle) -> String {
    match row.due {
        Some(due) if due <= now => {
            let late = format!("overdue {}", span_of(now - due));
            format!("  {}", look.bad(&late))
        }
        Some(due) => {
            let left = format!("due {}, in {}", timestamp(&due), span_of(due - now));
            format!("  {}", look.waiting(&left))
        }
        None => row
            .not_due
            .as_ref()
            .map_or_else(String::new, |due| format!("  {}", look.waiting(due))),
    }
}

/// Returns the tasks as data.
pub(crate) fn json(rows: &[TodoRow]) -> Value {
    let row = |row: &TodoRow| {
        json!({
            "version": row.version,
            "role": row.role,
            "about": row.about,
            "text": row.text,
            "due": row.due.map(|due| timestamp(&due)),
            "not_due": row.not_due,
            "until": row.until.map(|until| timestamp(&until)),
            "commands": row.commands,
        })
    };
    json!({"tasks": rows.iter().map(row).collect::<Vec<_>>()})
}
