//! Incidents as JSON.

use super::{settled, state};
use crate::domain::event::timestamp;
use crate::domain::id::ClassId;
use crate::domain::plan::incident::Who;
use crate::domain::reports::carry_over::OpenAction;
use crate::domain::rules::duties;
use crate::domain::state::incident::Action;
use crate::domain::state::{Incident, Release};
use crate::render::json;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

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
pub(in crate::render) fn put_commanders<'w>(
    value: &mut Value,
    commanders: impl Iterator<Item = &'w Who>,
) {
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
    json!({"release": json::release(release), "incidents": incidents})
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
        .map(|duty| json::item(&duty))
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
pub(in crate::render) fn action_value(action: &Action<'_>, now: DateTime<Utc>) -> Value {
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
pub(in crate::render) fn open_action(action: &OpenAction, now: DateTime<Utc>) -> Value {
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
