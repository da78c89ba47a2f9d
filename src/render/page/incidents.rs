//! The incidents, each with its actions and what happened while it lasted.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::parts::{shown, table, time};
use crate::domain::reports::timeline::Entry;
use crate::domain::state::{Incident, Release};
use crate::render::event::remarks;
use crate::render::incident::timeline::what;
use crate::render::incident::{ACTIONS, action_row, class_title, commanders, lasting};

/// Returns the incidents; nothing when there was none.
pub(super) fn all(release: &Release, now: DateTime<Utc>) -> Markup {
    html! { @for incident in release.incidents() { (one(release, incident, now)) } }
}

fn one(release: &Release, incident: Incident<'_>, now: DateTime<Utc>) -> Markup {
    let titles: Vec<&str> = incident.titles().collect();
    let class = incident.class().map(|id| class_title(release, id));
    let actions = incident.actions().map(|action| action_row(&action, now));
    let actions: Vec<Vec<String>> = actions.collect();
    let timeline = incident.timeline();
    html! {
        h3 { (incident.id()) ": " (shown(&titles.join(" · "))) }
        p {
            "Severity " (incident.severity().word()) " · "
            @if let Some(class) = class { (shown(&class)) " · " }
            (shown(&lasting(incident, now)))
        }
        ul {
            @for said in commanders(incident) { li { "Commander: " (shown(&said)) } }
            @for (course, event) in incident.decisions() {
                li { "Decided: " (course.word()) ", " (shown(&event.who())) ": " (shown(event.kind.reason().unwrap_or_default())) }
            }
            @if let Some(cause) = incident.cause() { li { "Cause: " (shown(cause)) } }
        }
        @if !actions.is_empty() { (table(&format!("Action items of {}", incident.id()), &ACTIONS, &[0], &actions)) }
        h4 { "What happened" }
        ol.timeline { @for entry in &timeline.entries { (happened(incident, entry)) } }
    }
}

fn happened(incident: Incident<'_>, entry: &Entry<'_>) -> Markup {
    let event = entry.event;
    let remarks = remarks(&event.kind).into_iter();
    let remarks: Vec<_> = remarks.filter(|(label, _)| *label != "happened").collect();
    html! {
        li {
            (time(entry.happened)) " " (shown(&what(incident, entry))) " "
            small { (shown(&event.who())) @if entry.is_by_hand() { ", recorded " (time(event.at)) } }
            @if !remarks.is_empty() {
                ul { @for (label, said) in &remarks { li { (label) ": " (shown(said)) } } }
            }
        }
    }
}
