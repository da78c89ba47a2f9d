//! The monitoring windows, for people and programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::table::table;
use crate::domain::duration::{span, span_of};
use crate::domain::event::{Event, EventKind, timestamp};
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
        event.by.name(),
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

/// Returns the windows as data.
pub(crate) fn json(release: &Release, watch: &Watch<'_>) -> Value {
    let windows: Vec<Value> = watch.windows.iter().map(window).collect();
    json!({
        "release": super::json::release(release),
        "starts-at": watch.monitoring.starts_at.as_str(),
        "since": watch.since.map(|since| timestamp(&since)),
        "windows": windows,
    })
}

/// Returns one window as data.
pub(crate) fn window(standing: &WindowStatus<'_>) -> Value {
    let window = standing.window;
    json!({
        "id": window.id.as_str(),
        "title": window.title,
        "state": standing.state.word(),
        "role": window.role.as_str(),
        "focus": window.focus,
        "actions": window.actions,
        "begins": standing.span.map(|(begins, _)| timestamp(&begins)),
        "ends": standing.span.map(|(_, ends)| timestamp(&ends)),
        "left-seconds": standing.span.map(|(_, ends)| (ends - standing.now).num_seconds()),
        "closed": standing.closing.map(super::json::event),
    })
}
