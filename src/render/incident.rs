//! Where incidents stand, for people and programs.

pub(crate) mod list;
pub(crate) mod timeline;

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::table::table;
use crate::domain::duration::span_of;
use crate::domain::event::{Event, timestamp};
use crate::domain::id::{ClassId, RoleId};
use crate::domain::plan::incident::Who;
use crate::domain::reports::carry_over::OpenAction;
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

fn class_title(release: &Release, id: &ClassId) -> String {
    let class = release
        .plan()
        .incidents
        .as_ref()
        .and_then(|incidents| incidents.class(id));
    visible(class.map_or(id.as_str(), |class| &class.title)).into_owned()
}

/// Says since when an incident lasts, or how long it lasted.
fn lasting(incident: Incident<'_>, now: DateTime<Utc>) -> String {
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
fn commanders(incident: Incident<'_>) -> Vec<String> {
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
        event.by.name(),
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
    format!(
        "\n{}",
        table(
            look,
            &["Action", "What", "Owner", "Due", "State"],
            &[0],
            &rows
        )
    )
}

fn action_row(action: &Action<'_>, now: DateTime<Utc>) -> Vec<String> {
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

/// Returns what there is to know of an incident at a glance, as data.
pub(crate) fn brief(incident: Incident<'_>, now: DateTime<Utc>) -> Value {
    let (settled, total) = settled(incident, now);
    let mut value = json!({
        "id": incident.id().as_str(),
        "title": incident.title(),
        "titles": incident.titles().collect::<Vec<_>>(),
        "class": incident.class().map(ClassId::as_str),
        "severity": incident.severity().word(),
        "opened": incident.opened().map(|event| timestamp(&event.at)),
        "resolved": incident.resolved().map(|event| timestamp(&event.at)),
        "withdrawn": incident.withdrawn().map(|event| timestamp(&event.at)),
        "duties": {"settled": settled, "total": total},
        "open-actions": incident.open_actions().count(),
    });
    put_commanders(&mut value, incident.commanders());
    value
}

/// Puts who commands into the data of an incident: the newest, and all of them.
pub(super) fn put_commanders<'w>(value: &mut Value, commanders: impl Iterator<Item = &'w Who>) {
    let commanders: Vec<&Who> = commanders.collect();
    put_who(value, COMMANDER, commanders.last().copied());
    value["commanders"] = commanders
        .into_iter()
        .map(|who| put_who_into(json!({}), COMMANDER, who))
        .collect();
}

/// The keys for who commands, a role or a person.
const COMMANDER: (&str, &str) = ("commander-role", "commander");

/// The keys for whose an action is, a role or a person.
const OWNER: (&str, &str) = ("owner-role", "owner");

/// Puts a role or a person under the key of each, as a record does; the other key says null.
fn put_who(value: &mut Value, (of_role, of_person): (&str, &str), who: Option<&Who>) {
    let (role, person) = match who {
        Some(Who::Role(role)) => (Some(role.as_str()), None),
        Some(Who::Person(person)) => (None, Some(person.as_str())),
        None => (None, None),
    };
    value[of_role] = json!(role);
    value[of_person] = json!(person);
}

fn put_who_into(mut value: Value, keys: (&str, &str), who: &Who) -> Value {
    put_who(&mut value, keys, Some(who));
    value
}

/// Returns everything there is to know of these incidents but their timelines, as data.
pub(crate) fn json(
    release: &Release,
    incidents: &[Incident<'_>],
    now: DateTime<Utc>,
    select: &str,
) -> Value {
    let incidents: Vec<Value> = incidents
        .iter()
        .map(|incident| whole(*incident, now, select))
        .collect();
    json!({"release": super::json::release(release), "incidents": incidents})
}

fn whole(incident: Incident<'_>, now: DateTime<Utc>, select: &str) -> Value {
    let mut value = brief(incident, now);
    value["cause"] = json!(incident.cause());
    value["commanded"] = incident
        .commands()
        .map(|(who, event)| {
            put_who_into(
                json!({"since": timestamp(&event.at), "by": event.by.as_str()}),
                COMMANDER,
                who,
            )
        })
        .collect();
    value["decisions"] = incident
        .decisions()
        .map(|(course, event)| {
            let (at, by) = (timestamp(&event.at), event.by.as_str());
            json!({"course": course.word(), "reason": event.kind.reason(), "at": at, "by": by})
        })
        .collect();
    value["duties"]["items"] = duties::of(incident, now)
        .map(|duty| super::json::item(&duty))
        .collect();
    value["actions"] = incident
        .actions()
        .map(|action| action_value(&action, now))
        .collect();
    value["commands"] = duties::steps(incident, now)
        .iter()
        .map(|step| step.command(select))
        .collect();
    value
}

/// Returns something that has to be done about an incident, as data.
pub(super) fn action_value(action: &Action<'_>, now: DateTime<Utc>) -> Value {
    let value = json!({
        "number": action.number,
        "text": action.text,
        "due": action.due.as_ref().map(NaiveDate::to_string),
        "state": state(action, now),
        "added": timestamp(&action.added.at),
        "done": action.done.map(|event| timestamp(&event.at)),
    });
    put_who_into(value, OWNER, action.owner)
}

/// Returns the same of an action that nobody has done, with the release and the incident that it belongs to.
pub(super) fn open_action(action: &OpenAction, now: DateTime<Utc>) -> Value {
    let value = json!({
        "version": action.version.as_str(),
        "incident": action.incident.as_str(),
        "title": action.title,
        "number": action.number,
        "text": action.text,
        "due": action.due.as_ref().map(NaiveDate::to_string),
        "state": if action.is_overdue(now) { "overdue" } else { "open" },
        "added": timestamp(&action.added),
        "done": null,
    });
    put_who_into(value, OWNER, &action.owner)
}
