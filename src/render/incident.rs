//! Where incidents stand, for people and programs.

mod json;
pub(crate) mod list;
pub(crate) mod timeline;

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

pub(in crate::render) use self::json::{ActionReport, CommandersReport, OpenActionReport};
pub(crate) use self::json::{IncidentBrief, IncidentStatusReport};
use super::table::table;
use crate::domain::duration::span_of;
use crate::domain::event::{Event, timestamp};
use crate::domain::id::{ClassId, RoleId};
use crate::domain::plan::incident::Who;
use crate::domain::rules::duties;
use crate::domain::rules::item_status::ItemStatus;
use crate::domain::state::incident::Action;
use crate::domain::state::{Incident, Release};
use crate::domain::text::{counted, visible};
use crate::style::OutputStyle;

/// Returns where these incidents stand, each with what comes next.
pub(crate) fn status(
    release: &Release,
    incidents: &[Incident<'_>],
    now: DateTime<Utc>,
    select: &str,
    look: OutputStyle,
) -> String {
    if incidents.is_empty() {
        return format!("release {} has no incident\n", release.header().version);
    }
    let parts: Vec<_> = incidents
        .iter()
        .map(|incident| one(release, *incident, now, select, look))
        .collect();
    parts.join("\n")
}

fn one(
    release: &Release,
    incident: Incident<'_>,
    now: DateTime<Utc>,
    select: &str,
    look: OutputStyle,
) -> String {
    let dot = look.dot();
    let titles: Vec<_> = incident.titles().map(visible).collect();
    let mut text = format!(
        "{}{dot}{}\n",
        look.strong(incident.id().as_str()),
        titles.join(dot)
    );
    let class = incident
        .class()
        .map(|id| class_title(release, id))
        .unwrap_or_default();
    let _ = writeln!(
        text,
        "  {}{dot}{class}{dot}{}",
        incident.severity().word(),
        lasting(incident, now)
    );
    let mut line = |label: &str, said: String| {
        let _ = writeln!(text, "  {label:<10}  {said}");
    };
    commanders(incident)
        .into_iter()
        .for_each(|said| line("commander", said));
    for (course, event) in incident.decisions() {
        line(
            "decided",
            format!(
                "{}: {}",
                course.word(),
                said(event, event.kind.reason().unwrap_or_default())
            ),
        );
    }
    if let (Some(cause), Some(event)) = (incident.cause(), incident.resolved()) {
        line("cause", said(event, cause));
    }
    if let Some(event) = incident.withdrawn() {
        let reason = event.kind.reason().unwrap_or_default();
        line("withdrawn", said(event, reason));
    }
    text.push_str(&duties(release, incident, now, look));
    text.push_str(&actions(incident, now, look));
    let steps: String = duties::steps(incident, now)
        .iter()
        .map(|step| format!("  {}\n", super::gate::step(step, look, select)))
        .collect();
    if !steps.is_empty() {
        let _ = write!(text, "\n{}\n{steps}", look.strong("Next"));
    }
    text
}

/// Returns the title of a class of incidents.
pub(super) fn class_title(release: &Release, id: &ClassId) -> String {
    let class = release
        .plan()
        .incidents
        .as_ref()
        .and_then(|incidents| incidents.class(id));
    visible(class.map_or(id.as_str(), |class| &class.title)).into_owned()
}

/// Says since when an incident lasts, or how long it lasted.
pub(super) fn lasting(incident: Incident<'_>, now: DateTime<Utc>) -> String {
    let Some(opened) = incident.opened().map(|event| event.at) else {
        return "start unknown".to_owned();
    };
    match incident.end() {
        Some(end) => format!(
            "{} {} after {}",
            ending(incident),
            timestamp(&end.at),
            span_of(end.at - opened)
        ),
        None => format!(
            "open since {}, {}",
            timestamp(&opened),
            span_of(now - opened)
        ),
    }
}

/// Returns the word for how an incident ended.
fn ending(incident: Incident<'_>) -> &'static str {
    if incident.withdrawn().is_some() {
        "withdrawn"
    } else {
        "resolved"
    }
}

/// Says who commands, and who did before, newest first.
pub(super) fn commanders(incident: Incident<'_>) -> Vec<String> {
    let present: Vec<&Who> = incident.commanders().collect();
    let mut lines: Vec<String> = incident
        .commands()
        .rev()
        .map(|(who, event)| format!("{} since {}", visible(who.as_str()), timestamp(&event.at)))
        .collect();
    match present.len() {
        0 => lines.push("none yet".to_owned()),
        1 => {}
        rivals => lines.insert(
            0,
            format!("{rivals} branches set one each; set one of them again"),
        ),
    }
    lines
}

fn said(event: &Event, text: &str) -> String {
    format!(
        "{} ({}, {})",
        visible(text),
        event.who(),
        timestamp(&event.at)
    )
}

/// Returns how many of its duties each role has settled, and which it has not.
fn duties(
    release: &Release,
    incident: Incident<'_>,
    now: DateTime<Utc>,
    look: OutputStyle,
) -> String {
    let duties: Vec<ItemStatus<'_>> = duties::of(incident, now).collect();
    let row = |role: &RoleId| {
        let own: Vec<_> = duties
            .iter()
            .filter(|duty| duty.item.roles.contains(role))
            .collect();
        let missing: Vec<_> = own
            .iter()
            .filter(|duty| duty.is_held_by(role))
            .map(|duty| last_part(duty))
            .collect();
        let settled = format!("{}/{}", own.len() - missing.len(), own.len());
        (!own.is_empty()).then(|| vec![role.to_string(), settled, missing.join(", ")])
    };
    let rows: Vec<_> = release
        .plan()
        .roles
        .iter()
        .filter_map(|role| row(&role.id))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n{}",
        table(look, &["Duties of", "Settled", "Missing"], &[1], &rows)
    )
}

fn last_part(duty: &ItemStatus<'_>) -> String {
    duty.item
        .id
        .as_str()
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn actions(incident: Incident<'_>, now: DateTime<Utc>, look: OutputStyle) -> String {
    let rows: Vec<_> = incident
        .actions()
        .map(|action| action_row(&action, now))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("\n{}", table(look, &ACTIONS, &[0], &rows))
}

/// The heading over [`action_row`]s.
pub(super) const ACTIONS: [&str; 5] = ["Action", "What", "Owner", "Due", "State"];

/// Returns an action item with its number, its owner, its day and how it stands.
pub(super) fn action_row(action: &Action<'_>, now: DateTime<Utc>) -> Vec<String> {
    vec![
        action.number.to_string(),
        visible(action.text).into_owned(),
        visible(action.owner.name()).into_owned(),
        action.due.map(|due| due.to_string()).unwrap_or_default(),
        state(action, now).to_owned(),
    ]
}

/// Returns the word for where an action stands.
fn state(action: &Action<'_>, now: DateTime<Utc>) -> &'static str {
    match action.done {
        Some(_) => "done",
        None if action.is_overdue(now) => "overdue",
        None => "open",
    }
}

/// Says in one line how an incident stands that is not settled; `None` when nothing is left to do about it.
pub(super) fn line(
    incident: Incident<'_>,
    now: DateTime<Utc>,
    look: OutputStyle,
) -> Option<String> {
    let (settled, total) = settled(incident, now);
    let open = incident.open_actions().count();
    if duties::is_settled(incident, now) {
        return None;
    }
    let mut parts = vec![
        format!("{} {}", incident.id(), visible(incident.title())),
        incident.severity().word().to_owned(),
    ];
    match incident.resolved() {
        Some(_) => parts.push("resolved".to_owned()),
        None => {
            let commanders: Vec<_> = incident
                .commanders()
                .map(|who| visible(who.name()))
                .collect();
            let commanders = if commanders.is_empty() {
                "none yet".to_owned()
            } else {
                commanders.join(" and ")
            };
            let since = incident
                .opened()
                .map(|event| format!("open {}", span_of(now - event.at)));
            parts.push(format!("commander: {commanders}"));
            parts.extend(since);
        }
    }
    if total > 0 {
        parts.push(format!("{settled}/{total} duties settled"));
    }
    if open > 0 {
        parts.push(format!("{} open", counted(open, "action")));
    }
    Some(parts.join(look.dot()))
}

fn settled(incident: Incident<'_>, now: DateTime<Utc>) -> (usize, usize) {
    let states: Vec<bool> = duties::of(incident, now)
        .map(|duty| duty.state.is_settled())
        .collect();
    (
        states.iter().filter(|settled| **settled).count(),
        states.len(),
    )
}
