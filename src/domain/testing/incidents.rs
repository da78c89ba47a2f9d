//! The lines of a rollback and of incidents.
//!
//! In a plan:
//!
//! ```text
//! rollback back after=out ends=rm+pm      the phase off the path; before its items and its gate
//! back/undo ops                           an item of it, like any other; `gate back qa`, too
//! class app dev                           a class of incidents, and the role that commands; the last is for the unknown
//! trigger slow app                        a reason to roll back, and the class it means
//! duty restore dev+ops killer             opens with every incident, as `incident-1/restore`
//! duty verified qa phase=back             counts at the gate of the rollback
//! duty told pm from=high                 opens with severe incidents alone
//! decision course pm                      the duty that is done by deciding
//! ```
//!
//! In a story, where a role is a word in small letters and a person one with a capital:
//!
//! ```text
//! ops rolls back because it burns         or `ops rolls back for slow because …`, a trigger; it opens no incident
//! rm cancels the rollback because fixed   close rolled-back by rm because it burns
//! qa opens incident checkout fails        of the last class, high, and commanded as its class has it
//! qa opens critical app incident x        of that class and severity; `qa opens app incident-1 x` is that very one
//! dev commands 1                          `qa as dev commands 1` is what qa says; `Ada commands 1` names a person
//! ops notes 1 pods restart                ops notes 1 at 2026-11-20T08:30:00Z it began
//! qa asks dev in 1 to write it up         qa asks Ada in 1 by 2026-12-01 to write it up
//! dev does action 2 in 1                  dev does action 2 in 1 noting merged
//! pm decides hotfix in 1 because small    or `rollback`
//! rm resolves 1 because a bad index
//! qa withdraws 1 because a test        `qa withdraws 1 for rm because …`; `qa reopens incident 1 because …`
//! ```

use super::lines::no_digest;
use super::plans::{item, names};
use super::{at, person};
use crate::domain::event::{EventKind, IncidentEvent, IncidentStep, RollbackEvent};
use crate::domain::id::{ClassId, IncidentId};
use crate::domain::plan::incident::{Class, Incidents, Mitigation, PHASE, Severity, Trigger, Who};
use crate::domain::plan::rollback::Rollback;
use crate::domain::plan::{Gate, Phase, Plan};
use crate::domain::state::Release;

/// Returns the plan of most tests of rollbacks and incidents: one phase on the path whose item marks what is out, a way
/// back, two classes, and three duties.
pub(crate) fn incident_plan() -> Plan {
    super::plan(&[
        "ship/b ops marks=out",
        "gate ship rm",
        "rollback back after=out ends=rm+pm",
        "back/undo ops",
        "gate back qa",
        "class infra ops",
        "class app dev",
        "class unknown",
        "trigger slow app",
        "duty restore dev+ops",
        "duty verified qa phase=back",
        "decision course pm",
    ])
}

/// Takes a line of a plan, if it is about a rollback or incidents.
pub(super) fn take_plan_line(plan: &mut Plan, line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["rollback", phase, rules @ ..] => {
            let value = |rule: &str| {
                rules
                    .iter()
                    .find_map(|given| given.strip_prefix(rule)?.strip_prefix('='))
            };
            plan.rollback = Some(Rollback {
                phase: Phase {
                    id: (*phase).into(),
                    title: (*phase).to_owned(),
                    gate: Gate {
                        title: format!("Go for {phase}"),
                        ..Gate::default()
                    },
                },
                after: value("after").map(Into::into),
                ends: value("ends").map(names).unwrap_or_default(),
            });
        }
        ["class", id, commander @ ..] => {
            let commander = commander.first().map(|role| (*role).into());
            incidents_of(plan).classes.push(Class {
                id: (*id).into(),
                title: id.to_uppercase(),
                commander,
            });
        }
        ["trigger", id, class @ ..] => {
            let class = class.first().map(|class| (*class).into());
            incidents_of(plan).triggers.push(Trigger {
                id: (*id).into(),
                text: format!("It is {id}"),
                class,
            });
        }
        [what @ ("duty" | "decision"), id, roles, rules @ ..] => {
            let phase = rules
                .iter()
                .find_map(|rule| rule.strip_prefix("phase="))
                .unwrap_or(PHASE);
            let duty = item(&format!("{PHASE}/{id}"), phase, roles, rules);
            let incidents = incidents_of(plan);
            if *what == "decision" {
                incidents.decision = Some(duty.id.clone());
            }
            incidents.duties.push(duty);
        }
        _ => return false,
    }
    true
}

fn incidents_of(plan: &mut Plan) -> &mut Incidents {
    plan.incidents.get_or_insert_with(Incidents::default)
}

/// Returns the event that a line tells of, if it is about a rollback or an incident.
pub(super) fn kind(release: &Release, line: &str, reason: Option<&str>) -> Option<EventKind> {
    let words: Vec<&str> = line.split(' ').collect();
    let blank = || reason.unwrap_or_default().to_owned();
    let (incident, what) = match words.as_slice() {
        [_, "rolls", "back", rest @ ..] => {
            let trigger = match rest {
                ["for", trigger] => Some((*trigger).into()),
                _ => None,
            };
            return Some(EventKind::Rollback(RollbackEvent::Begun {
                reason: blank(),
                trigger,
                back_to: None,
            }));
        }
        [role, "cancels", "the", "rollback"] => {
            return Some(EventKind::Rollback(RollbackEvent::Cancelled {
                role: Some((*role).into()),
                reason: blank(),
            }));
        }
        [_, "opens", rest @ ..] => opened(release, rest)?,
        [role, "commands", number] => (
            numbered(number),
            IncidentStep::Commanded {
                commander: who(role),
            },
        ),
        [_, "notes", number, "at", time, text @ ..] => (
            numbered(number),
            IncidentStep::Noted {
                text: text.join(" "),
                happened: Some(at(time)),
            },
        ),
        [_, "notes", number, text @ ..] => (
            numbered(number),
            IncidentStep::Noted {
                text: text.join(" "),
                happened: None,
            },
        ),
        [_, "asks", owner, "in", number, "by", day, "to", text @ ..] => {
            let due = Some(day.parse().unwrap());
            (
                numbered(number),
                IncidentStep::ActionAdded {
                    text: text.join(" "),
                    owner: who(owner),
                    due,
                },
            )
        }
        [_, "asks", owner, "in", number, "to", text @ ..] => (
            numbered(number),
            IncidentStep::ActionAdded {
                text: text.join(" "),
                owner: who(owner),
                due: None,
            },
        ),
        [_, "does", "action", action, "in", number, rest @ ..] => {
            let note = rest.split_first().map(|(_, note)| note.join(" "));
            (
                numbered(number),
                done(release, &numbered(number), action, note),
            )
        }
        [role, "decides", course, "in", number] => {
            let course = Mitigation::from_word(course).expect("a course");
            (
                numbered(number),
                IncidentStep::Decided {
                    role: (*role).into(),
                    course,
                    reason: blank(),
                },
            )
        }
        [_, "withdraws", number] => (
            numbered(number),
            IncidentStep::Withdrawn {
                role: None,
                reason: blank(),
            },
        ),
        [_, "withdraws", number, "for", role] => (
            numbered(number),
            IncidentStep::Withdrawn {
                role: Some((*role).into()),
                reason: blank(),
            },
        ),
        [_, "reopens", "incident", number] => {
            (numbered(number), IncidentStep::Reopened { reason: blank() })
        }
        [_, "resolves", number] => (numbered(number), IncidentStep::Resolved { cause: blank() }),
        _ => return None,
    };
    Some(EventKind::Incident(IncidentEvent { incident, what }))
}

/// Reads `critical app incident checkout fails`.
fn opened(release: &Release, words: &[&str]) -> Option<(IncidentId, IncidentStep)> {
    let place = words
        .iter()
        .position(|word| *word == "incident" || IncidentId::is_one(word))?;
    let (how, title) = (&words[..place], words[place + 1..].join(" "));
    let incident = if words[place] == "incident" {
        release.next_incident()
    } else {
        words[place].into()
    };
    let classes = release
        .plan()
        .incidents
        .iter()
        .flat_map(|incidents| &incidents.classes);
    let named = how
        .iter()
        .find(|word| Severity::from_word(word).is_none())
        .map(|word| ClassId::from(*word));
    let class = named
        .or_else(|| classes.clone().last().map(|class| class.id.clone()))
        .unwrap_or_else(|| "none".into());
    let commander = classes
        .clone()
        .find(|known| known.id == class)
        .and_then(|class| class.commander.clone())
        .map(Who::Role);
    let severity = how
        .iter()
        .find_map(|word| Severity::from_word(word))
        .unwrap_or(Severity::High);
    Some((
        incident,
        IncidentStep::Opened {
            title,
            class,
            severity,
            commander,
        },
    ))
}

fn done(
    release: &Release,
    incident: &IncidentId,
    number: &str,
    note: Option<String>,
) -> IncidentStep {
    let is_meant = |number_of: usize| number.parse() == Ok(number_of);
    let known = release.incident(incident);
    let action = known.and_then(|known| {
        known
            .actions()
            .find(|action| is_meant(action.number))
            .map(|action| action.added.id)
    });
    IncidentStep::ActionDone {
        action: action.unwrap_or_else(no_digest),
        note,
    }
}

fn numbered(number: &str) -> IncidentId {
    IncidentId::numbered(number.parse().expect("the number of an incident"))
}

fn who(name: &str) -> Who {
    if name.starts_with(char::is_uppercase) {
        Who::Person(person(name))
    } else {
        Who::Role(name.into())
    }
}
