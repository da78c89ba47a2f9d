//! Incidents as JSON.

use super::{settled, state};
use crate::domain::event::Event;
use crate::domain::id::{ClassId, IncidentId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::incident::{Mitigation, Severity, Who};
use crate::domain::reports::carry_over::OpenAction;
use crate::domain::rules::duties;
use crate::domain::state::incident::Action;
use crate::domain::state::{Incident, Release};
use crate::domain::version::Version;
use crate::render::json::{Day, ItemReport, ReleaseReport, Time, formats};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What there is to know of an incident at a glance.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct IncidentBrief<'r> {
    /// Its id, such as `incident-1`.
    id: &'r IncidentId,
    /// What is the matter.
    title: &'r str,
    /// Every title that it was opened with: several, when branches opened it at once.
    titles: Vec<&'r str>,
    /// Its class.
    class: Option<&'r ClassId>,
    /// How bad it is.
    severity: Severity,
    /// When it was opened.
    opened: Option<Time>,
    /// When it was resolved; null while it is not.
    resolved: Option<Time>,
    /// When it was withdrawn; null when it was not.
    withdrawn: Option<Time>,
    /// What its roles have to do.
    duties: DutiesReport<'r>,
    /// How many of its actions are not done.
    open_actions: usize,
    #[serde(flatten)]
    commanders: CommandersReport<'r>,
}

impl<'r> IncidentBrief<'r> {
    pub(crate) fn of(incident: Incident<'r>, now: DateTime<Utc>) -> Self {
        let (settled, total) = settled(incident, now);
        Self {
            id: incident.id(),
            title: incident.title(),
            titles: incident.titles().collect(),
            class: incident.class(),
            severity: incident.severity(),
            opened: incident.opened().map(Time::of),
            resolved: incident.resolved().map(Time::of),
            withdrawn: incident.withdrawn().map(Time::of),
            duties: DutiesReport {
                settled,
                total,
                items: None,
            },
            open_actions: incident.open_actions().count(),
            commanders: CommandersReport::of(incident.commanders()),
        }
    }
}

/// The duties of an incident.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DutiesReport<'r> {
    /// How many are settled.
    settled: usize,
    /// Of how many.
    total: usize,
    /// The duties themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<ItemReport<'r>>>,
}

/// Who commands an incident.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct CommandersReport<'r> {
    #[serde(flatten)]
    newest: CommanderReport<'r>,
    /// Everyone who commands: several, when branches named them at once.
    commanders: Vec<CommanderReport<'r>>,
}

impl<'r> CommandersReport<'r> {
    pub(in crate::render) fn of(commanders: impl Iterator<Item = &'r Who>) -> Self {
        let commanders: Vec<&Who> = commanders.collect();
        Self {
            newest: CommanderReport::of(commanders.last().copied()),
            commanders: commanders
                .into_iter()
                .map(|who| CommanderReport::of(Some(who)))
                .collect(),
        }
    }
}

/// The incident commander: a role or a person.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct CommanderReport<'r> {
    /// The role that commands; null when a person does, or no one.
    commander_role: Option<&'r RoleId>,
    /// The person who commands; null when a role does, or no one.
    commander: Option<&'r Person>,
}

impl<'r> CommanderReport<'r> {
    fn of(who: Option<&'r Who>) -> Self {
        let (commander_role, commander) = role_or_person(who);
        Self {
            commander_role,
            commander,
        }
    }
}

fn role_or_person(who: Option<&Who>) -> (Option<&RoleId>, Option<&Person>) {
    match who {
        Some(Who::Role(role)) => (Some(role), None),
        Some(Who::Person(person)) => (None, Some(person)),
        None => (None, None),
    }
}

formats! { IncidentStatusReport<'_> = "gonogo.incidents/1" }

/// Everything there is to know of incidents but their timelines.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct IncidentStatusReport<'r> {
    /// The release.
    release: ReleaseReport<'r>,
    /// The incidents, oldest first.
    incidents: Vec<IncidentReport<'r>>,
}

impl<'r> IncidentStatusReport<'r> {
    /// Reports these incidents; `select` is `" -r VERSION"` when commands have to name the release, else empty.
    pub(crate) fn of(
        release: &'r Release,
        incidents: &[Incident<'r>],
        now: DateTime<Utc>,
        select: &str,
    ) -> Self {
        let incidents = incidents.iter();
        Self {
            release: ReleaseReport::of(release),
            incidents: incidents
                .map(|it| IncidentReport::of(*it, now, select))
                .collect(),
        }
    }
}

/// An incident.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct IncidentReport<'r> {
    #[serde(flatten)]
    brief: IncidentBrief<'r>,
    /// What caused it; null until it is resolved.
    cause: Option<&'r str>,
    /// Who has commanded it, oldest first.
    commanded: Vec<CommandedReport<'r>>,
    /// The decisions on rollback or hotfix, oldest first.
    decisions: Vec<DecisionReport<'r>>,
    /// What has to be done about it.
    actions: Vec<ActionReport<'r>>,
    /// The commands that come next.
    commands: Vec<String>,
}

impl<'r> IncidentReport<'r> {
    fn of(incident: Incident<'r>, now: DateTime<Utc>, select: &str) -> Self {
        let mut brief = IncidentBrief::of(incident, now);
        let duties = duties::of(incident, now);
        brief.duties.items = Some(duties.map(|duty| ItemReport::of(&duty)).collect());
        let decision = |(course, event): (Mitigation, &'r Event)| DecisionReport {
            course,
            reason: event.kind.reason(),
            at: Time::of(event),
            by: &event.by,
        };
        let steps = duties::steps(incident, now);
        Self {
            brief,
            cause: incident.cause(),
            commanded: incident.commands().map(CommandedReport::of).collect(),
            decisions: incident.decisions().map(decision).collect(),
            actions: incident
                .actions()
                .map(|it| ActionReport::of(&it, now))
                .collect(),
            commands: steps.iter().map(|step| step.command(select)).collect(),
        }
    }
}

/// Who took command, and since when.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CommandedReport<'r> {
    /// When command was taken.
    since: Time,
    /// Who said so.
    by: &'r Person,
    #[serde(flatten)]
    commander: CommanderReport<'r>,
}

impl<'r> CommandedReport<'r> {
    fn of((who, event): (&'r Who, &'r Event)) -> Self {
        Self {
            since: Time::of(event),
            by: &event.by,
            commander: CommanderReport::of(Some(who)),
        }
    }
}

/// A decision on rollback or hotfix.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DecisionReport<'r> {
    /// What was decided.
    course: Mitigation,
    /// Why.
    reason: Option<&'r str>,
    /// When.
    at: Time,
    /// Who decided.
    by: &'r Person,
}

/// Something that has to be done about an incident.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::render) struct ActionReport<'r> {
    /// Its number within the incident, from 1.
    number: usize,
    /// What has to be done.
    text: &'r str,
    /// The last day on which it is in time, in UTC; null when there is none.
    due: Option<Day>,
    /// `open`, `overdue` or `done`.
    state: &'static str,
    /// When it was added.
    added: Time,
    /// When it was done; null while it is not.
    done: Option<Time>,
    /// The role that has to do it; null when a person has to.
    owner_role: Option<&'r RoleId>,
    /// The person who has to do it; null when a role has to.
    owner: Option<&'r Person>,
}

impl<'r> ActionReport<'r> {
    pub(in crate::render) fn of(action: &Action<'r>, now: DateTime<Utc>) -> Self {
        let (owner_role, owner) = role_or_person(Some(action.owner));
        Self {
            number: action.number,
            text: action.text,
            due: action.due.map(Day),
            state: state(action, now),
            added: Time::of(action.added),
            done: action.done.map(Time::of),
            owner_role,
            owner,
        }
    }
}

/// An action that no one has done, with the release and the incident that it belongs to.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct OpenActionReport<'r> {
    /// The release.
    version: &'r Version,
    /// The incident.
    incident: &'r IncidentId,
    /// What was the matter.
    title: &'r str,
    #[serde(flatten)]
    action: ActionReport<'r>,
}

impl<'r> OpenActionReport<'r> {
    pub(in crate::render) fn of(action: &'r OpenAction, now: DateTime<Utc>) -> Self {
        let (owner_role, owner) = role_or_person(Some(&action.owner));
        Self {
            version: &action.version,
            incident: &action.incident,
            title: &action.title,
            action: ActionReport {
                number: action.number,
                text: &action.text,
                due: action.due.map(Day),
                state: if action.is_overdue(now) {
                    "overdue"
                } else {
                    "open"
                },
                added: action.added.into(),
                done: None,
                owner_role,
                owner,
            },
        }
    }
}
