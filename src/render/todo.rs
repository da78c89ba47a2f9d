//! What waits for somebody over all open releases, for people and programs.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::json::{Time, commands, formats, until};
use crate::domain::duration::span_of;
use crate::domain::event::timestamp;
use crate::domain::id::RoleId;
use crate::domain::person::Person;
use crate::domain::rules::lateness::{Deadline, end_of};
use crate::domain::rules::todo::Task;
use crate::domain::text::visible;
use crate::domain::version::Version;
use crate::style::OutputStyle;

/// A task, without the release that it was read from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TodoRow {
    /// The release.
    version: Version,
    /// The role that has to do it; null for a person without a role.
    role: Option<RoleId>,
    /// Who the role is in this release; null when no one was named.
    person: Option<Person>,
    /// What it is about: an item, a gate, a stage, a window or an incident.
    about: String,
    /// What has to be done.
    text: String,
    /// When it is due; null when there is no such time.
    due: Option<Time>,
    /// Why it is not due yet, in a few words.
    not_due: Option<String>,
    /// When it can be done, when only time is missing.
    until: Option<Time>,
    /// The commands that do it.
    commands: Vec<String>,
}

impl TodoRow {
    /// Takes a task out of its release; `select` is `" -r VERSION"` when the release has to be said, else empty.
    pub(crate) fn of(task: &Task<'_>, person: Option<&Person>, select: &str) -> Self {
        Self {
            version: task.version.clone(),
            role: task.role.cloned(),
            person: person.cloned(),
            about: task.about.clone(),
            text: task.text.clone(),
            due: task.due.map(Time),
            not_due: task.timing.sentence(),
            until: until(&task.steps),
            commands: commands(&task.steps, select),
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
        let role = row.role.as_ref().map_or("you", RoleId::as_str);
        let person = row.person.as_ref();
        let person = person.map(|person| format!(": {}", visible(person.name())));
        let person = person.unwrap_or_default();
        let _ = writeln!(
            text,
            "{}  {}  {}  [{role}{person}]{}",
            look.strong(row.version.as_str()),
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
        Some(Time(due)) if due <= now && end_of(due.date_naive()) == Some(due) => {
            let late = Deadline::on(due.date_naive(), now).words();
            format!("  {}", look.bad(&late))
        }
        Some(Time(due)) if due <= now => {
            let late = format!("overdue {}", span_of(now - due));
            format!("  {}", look.bad(&late))
        }
        Some(Time(due)) => {
            let left = format!("due {}, in {}", timestamp(&due), span_of(due - now));
            format!("  {}", look.waiting(&left))
        }
        None => row
            .not_due
            .as_ref()
            .map_or_else(String::new, |due| format!("  {}", look.waiting(due))),
    }
}

formats! { TodoReport<'_> = "gonogo.todo/1" }

/// What waits for the person who asks, over all open releases.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TodoReport<'r> {
    /// The tasks: what is due first, by time, and last what is not due yet.
    pub(crate) tasks: &'r [TodoRow],
}
