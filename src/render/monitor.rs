//! The monitoring windows, for people and programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::json::{ReleaseReport, Time, formats};
use super::table::table;
use crate::domain::duration::{span, span_of};
use crate::domain::event::{Event, EventKind, timestamp};
use crate::domain::id::{Milestone, RoleId, WindowId};
use crate::domain::rules::monitoring::{Watch, WindowState, WindowStatus};
use crate::domain::rules::{possible, settle};
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::style::OutputStyle;

/// Returns the windows with focus, actions, role, begin, end and what is left.
pub(crate) fn windows(
    release: &Release,
    watch: &Watch<'_>,
    look: OutputStyle,
    select: &str,
) -> String {
    let mut text = format!(
        "{}{}",
        look.strong(&format!("Monitoring of {}", release.header().version)),
        look.dot()
    );
    let _ = match watch.since {
        Some(since) => writeln!(text, "since {}\n", timestamp(&since)),
        None => writeln!(
            text,
            "starts at {}, which has not happened yet\n",
            watch.monitoring.starts_at
        ),
    };
    let rows: Vec<Vec<String>> = watch.windows.iter().map(row).collect();
    text.push_str(&table(
        look,
        &["Window", "State", "Role", "Begins", "Ends", "Left"],
        &[5],
        &rows,
    ));
    text.push('\n');
    for standing in &watch.windows {
        push_window(&mut text, release, standing, look, select);
    }
    text
}

fn row(standing: &WindowStatus<'_>) -> Vec<String> {
    let window = standing.window;
    let (begins, ends) = match standing.span {
        Some((begins, ends)) => (timestamp(&begins), timestamp(&ends)),
        None => (
            format!("+{}", span(window.from)),
            format!("+{}", span(window.to)),
        ),
    };
    let left = match (standing.state, standing.span) {
        (WindowState::Open, Some((_, ends))) => span_of(ends - standing.now),
        (WindowState::Overdue, Some((_, ends))) => format!("-{}", span_of(standing.now - ends)),
        _ => String::new(),
    };
    vec![
        window.id.to_string(),
        standing.state.word().to_owned(),
        window.role.to_string(),
        begins,
        ends,
        left,
    ]
}

/// Says in a few words how a window stands.
pub(super) fn brief(standing: &WindowStatus<'_>) -> String {
    match (standing.state, standing.span) {
        (WindowState::Open, Some((_, ends))) => format!(
            "{} open, {} left",
            standing.window.id,
            span_of(ends - standing.now)
        ),
        (state, _) => format!("{} {}", standing.window.id, state.word()),
    }
}

fn push_window(
    text: &mut String,
    release: &Release,
    standing: &WindowStatus<'_>,
    look: OutputStyle,
    select: &str,
) {
    let window = standing.window;
    let focus = window
        .focus
        .as_deref()
        .map(|focus| format!("watch for: {}", visible(focus)));
    let actions = window
        .actions
        .as_deref()
        .map(|actions| format!("do: {}", visible(actions)));
    let said: Vec<String> = [focus, actions].into_iter().flatten().collect();
    let _ = writeln!(
        text,
        "{}{}{}",
        look.strong(&visible(&window.title)),
        if said.is_empty() { "" } else { look.dot() },
        said.join(look.dot())
    );
    if let Some(event) = standing.closing {
        let _ = writeln!(text, "  {}", look.good(&closed(event)));
        for line in remarks(event) {
            let _ = writeln!(text, "  {}", visible(&line));
        }
    }
    if standing.state == WindowState::Overdue {
        let _ = writeln!(text, "  {}", look.bad(&standing.sentence()));
    }
    for step in possible::among(release, settle::of_window(standing), standing.now) {
        let _ = writeln!(text, "      {}", super::gate::step(&step, look, select));
    }
}

fn closed(event: &Event) -> String {
    let early = matches!(&event.kind, EventKind::WindowClosed(closing) if closing.early.is_some());
    format!(
        "closed{} by {} at {}",
        if early { " early" } else { "" },
        event.who(),
        timestamp(&event.at)
    )
}

fn remarks(event: &Event) -> Vec<String> {
    let EventKind::WindowClosed(closing) = &event.kind else {
        return Vec::new();
    };
    let early = closing
        .early
        .iter()
        .map(|reason| format!("reason: {reason}"));
    let note = closing.note.iter().map(|note| format!("note: {note}"));
    early
        .chain(note)
        .chain(
            closing
                .findings
                .iter()
                .map(|finding| format!("{}: {}", finding.ruling.word(), finding.text)),
        )
        .collect()
}

formats! { MonitorReport<'_> = "gonogo.monitor/1" }

/// The monitoring windows of a release.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct MonitorReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The milestone that they are counted from.
    starts_at: &'r Milestone,
    /// When that was reached; null while it is not.
    since: Option<Time>,
    /// The windows, in order.
    windows: Vec<WindowReport<'r>>,
}

impl<'r> MonitorReport<'r> {
    pub(crate) fn of(release: &'r Release, watch: &Watch<'r>) -> Self {
        Self {
            release: ReleaseReport::of(release),
            starts_at: &watch.monitoring.starts_at,
            since: watch.since.map(Time::from),
            windows: watch.windows.iter().map(WindowReport::of).collect(),
        }
    }
}

/// A monitoring window.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct WindowReport<'r> {
    /// Its id.
    id: &'r WindowId,
    /// Its title.
    title: &'r str,
    /// Its state.
    state: WindowState,
    /// The role that watches.
    role: &'r RoleId,
    /// What to watch for.
    focus: Option<&'r str>,
    /// What to do.
    actions: Option<&'r str>,
    /// When it begins; null while monitoring has not started.
    begins: Option<Time>,
    /// When it ends.
    ends: Option<Time>,
    /// How many seconds are left; negative when it is over.
    left_seconds: Option<i64>,
    /// The event that closed it.
    closed: Option<&'r Event>,
}

impl<'r> WindowReport<'r> {
    pub(super) fn of(standing: &WindowStatus<'r>) -> Self {
        let window = standing.window;
        Self {
            id: &window.id,
            title: &window.title,
            state: standing.state,
            role: &window.role,
            focus: window.focus.as_deref(),
            actions: window.actions.as_deref(),
            begins: standing.span.map(|(begins, _)| begins.into()),
            ends: standing.span.map(|(_, ends)| ends.into()),
            left_seconds: standing
                .span
                .map(|(_, ends)| (ends - standing.now).num_seconds()),
            closed: standing.closing,
        }
    }
}
