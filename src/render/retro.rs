//! The retrospective of a release: as Markdown that a team goes through together, and as JSON. In Markdown everything from
//! the record is plain text ([`escape`]).

mod json;
mod overdue;
mod planned;

pub(crate) use self::json::json;
pub(in crate::render) use self::json::{DebtReport, SignalReport};
use chrono::{DateTime, Utc};

use self::overdue::overdue;
use self::planned::planned;
use crate::domain::duration::span_of;
use crate::domain::event::headline;
use crate::domain::event::{Event, IncidentStep, timestamp};
use crate::domain::reports::retro::{
    Block, Moment, PhaseTime, Retro, StaleSignOff, Waiver, What, Where,
};
use crate::domain::rules::amended::{self, Amended};
use crate::domain::rules::item_status::Staleness;
use crate::domain::rules::risks::matter;
use crate::domain::rules::{gate, monitoring, signed};
use crate::domain::state::Incident;
use crate::domain::state::incident::step_of;
use crate::render::incident::timeline::entries;
use crate::render::markdown::escape;
use crate::render::markdown::parts::{action, list, open_action, section, table};

pub(crate) fn markdown(retro: &Retro<'_>) -> String {
    let parts = [
        format!(
            "# Retrospective of release {}",
            escape(retro.release.header().version.as_str())
        ),
        [opening(retro), distrust(retro)].concat(),
        section("What was planned", &planned(retro)),
        section(
            "What happened when",
            &table(
                &["When", "What", "Who"],
                &rows(&retro.moments, moment),
                "Nothing.",
            ),
        ),
        section("Time per phase", &times(retro)),
        section("Accepted risks", &accepted(retro)),
        register(retro),
        section("Overdue", &overdue(retro)),
        section(
            "Stale sign-offs",
            &list(&lines(&retro.stale, stale), "None: every sign-off held."),
        ),
        section("Blockers", &blockers(retro)),
        section("Incidents", &incidents(retro)),
        section("Action items", &actions(retro)),
        section("Unusual signing patterns", &signals(retro)),
        section("Open questions", &questions(retro)),
    ];
    parts.join("\n\n") + "\n"
}

fn rows<T>(values: &[T], row: fn(&T) -> Vec<String>) -> Vec<Vec<String>> {
    values.iter().map(row).collect()
}

fn lines<T>(values: &[T], line: fn(&T) -> String) -> Vec<String> {
    values.iter().map(line).collect()
}

fn opening(retro: &Retro<'_>) -> String {
    let release = retro.release;
    let opened = release.start().map_or_else(String::new, |event| {
        format!(
            "Opened {} by {}",
            timestamp(&event.at),
            escape(&event.who())
        )
    });
    let length = span_of(retro.length());
    match (release.outcome(), release.closing()) {
        (Some(outcome), Some(event)) => {
            let why = event
                .kind
                .reason()
                .map(|reason| format!(": {}", escape(reason)))
                .unwrap_or_default();
            let by = escape(&event.who());
            format!(
                "{opened}, closed as **{}** {} by {by}, {length} later{why}.",
                outcome.word(),
                timestamp(&event.at)
            )
        }
        _ => format!(
            "{opened}, **still open** at {}, {length} later.",
            timestamp(&retro.now)
        ),
    }
}

/// Says that the record cannot be trusted, where that is so.
fn distrust(retro: &Retro<'_>) -> String {
    let distrust = signed::distrust(retro.release);
    let said = distrust.map(|distrust| format!("\n\n**The record {distrust}.**"));
    said.unwrap_or_default()
}

fn moment(moment: &Moment<'_>) -> Vec<String> {
    let (what, who) = match moment.what {
        What::Event(event) => (told(event), escape(&event.who())),
        What::Milestone(milestone) => (
            format!("**milestone {} reached**", escape(milestone.as_str())),
            String::new(),
        ),
        What::Gate(phase, true) => (
            format!("**gate {} at GO**", escape(phase.id.as_str())),
            String::new(),
        ),
        What::Gate(phase, false) => (
            format!("**gate {} no longer at GO**", escape(phase.id.as_str())),
            String::new(),
        ),
    };
    vec![timestamp(&moment.at), what, who]
}

/// Returns what an event says, with its reason.
fn told(event: &Event) -> String {
    let cause = match step_of(event) {
        Some(IncidentStep::Resolved { cause }) => Some(cause.as_str()),
        _ => event.kind.reason(),
    };
    let why = cause
        .filter(|why| !why.is_empty())
        .map(|why| format!(": {}", escape(why)))
        .unwrap_or_default();
    format!("{}{why}", escape(&headline(&event.kind)))
}

fn times(retro: &Retro<'_>) -> String {
    let row = |time: &PhaseTime<'_>| {
        let place = match time.place {
            Where::Phase(phase) => escape(&phase.title),
            Where::Cleared => "*ready to close*".to_owned(),
        };
        let again = if time.visits > 1 {
            format!("{} times", time.visits)
        } else {
            "once".to_owned()
        };
        vec![
            place,
            span_of(time.spent),
            timestamp(&time.from),
            timestamp(&time.to),
            again,
        ]
    };
    let heading = ["Phase", "Spent", "First entered", "Last left", "Entered"];
    let times = table(&heading, &rows(&retro.times, row), "None.");
    format!(
        "A release is in the phase whose gate is the first one that is not at GO: from the moment the gate before it was at GO, \
         or from the start, to the last call or sign-off that its own gate needed.\n\n{times}"
    )
}

fn accepted(retro: &Retro<'_>) -> String {
    let mut lines: Vec<String> = lines(&retro.waivers, waiver);
    lines.extend(retro.before_go.iter().map(|begun| {
        let what = format!(
            "**{}** {}",
            escape(begun.about()),
            escape(&begun.sentence())
        );
        by_whom(&what, begun.event)
    }));
    lines.extend(retro.signed_ahead.iter().map(|signed| {
        let (about, said) = (escape(signed.about()), escape(&signed.sentence()));
        format!("**{about}** {said} ({})", escape(&signed.who()))
    }));
    lines.extend(retro.overruled.iter().map(|call| {
        let what = format!("**{}** {}", call.role, escape(&call.sentence()));
        by_whom(&what, call.go)
    }));
    lines.extend(
        retro
            .overrides
            .iter()
            .map(|event| by_whom(&told(event), event)),
    );
    let early = monitoring::closed_early(retro.release);
    lines.extend(early.map(|(_, event)| by_whom(&told(event), event)));
    let ended = gate::waits_ended(retro.release);
    lines.extend(ended.map(|(_, event)| by_whom(&told(event), event)));
    let loosened = amended::all(retro.release).filter(Amended::is_loosened);
    lines.extend(loosened.map(|it| {
        let what = format!("**plan** {}", escape(&it.sentence()));
        by_whom(&what, it.event)
    }));
    let mut parts = vec![list(&lines, "None: nothing was waived or overridden.")];
    let debts = retro.debts.iter().map(|debt| {
        let before: Vec<String> = debt
            .before
            .iter()
            .map(|version| escape(version.as_str()))
            .collect();
        format!(
            "{} was waived before: {}",
            escape(debt.item.as_str()),
            before.join(", ")
        )
    });
    let debts: Vec<String> = debts.collect();
    if !debts.is_empty() {
        parts.push(format!("Waived again:\n\n{}", list(&debts, "")));
    }
    parts.join("\n\n")
}

fn by_whom(what: &str, event: &Event) -> String {
    format!(
        "{what} ({}, {})",
        escape(&event.who()),
        timestamp(&event.at)
    )
}

fn waiver(waiver: &Waiver<'_>) -> String {
    by_whom(
        &format!("**{}** {}", waiver.fate.words(), told(waiver.event)),
        waiver.event,
    )
}

fn stale(stale: &StaleSignOff<'_>) -> String {
    let why = match stale.why {
        Staleness::Candidate => "stale after a new candidate",
        Staleness::Age => "stale by its age",
        Staleness::Text => "stale after a change of its text or rules",
    };
    let then = match stale.again {
        Some(event) => format!(
            "signed again {} by {}",
            timestamp(&event.at),
            escape(&event.who())
        ),
        None if stale.is_waiting => "**not signed again**".to_owned(),
        None => "not needed again".to_owned(),
    };
    let signed = by_whom("signed", stale.signed);
    format!(
        "{} as {}: {signed}, {why}, {then}",
        escape(stale.item.as_str()),
        escape(stale.role.as_str())
    )
}

/// Returns every risk that was raised, with how it ended.
fn register(retro: &Retro<'_>) -> String {
    let lines = retro.release.risks().map(|risk| {
        let said = format!("{}: {}", risk.id, escape(&matter(&risk, retro.now)));
        match risk.end {
            Some((_, event)) => {
                let reason = escape(event.kind.reason().unwrap_or_default());
                by_whom(&format!("{said}, closed: {reason}"), event)
            }
            None => format!("{said}, **still open**"),
        }
    });
    section(
        "Risk register",
        &list(&lines.collect::<Vec<_>>(), "No risk was raised."),
    )
}

fn blockers(retro: &Retro<'_>) -> String {
    let row = |block: &Block<'_>| {
        let why = escape(block.blocked.kind.reason().unwrap_or_default());
        let cleared = match block.cleared {
            Some(event) => {
                let why = escape(event.kind.reason().unwrap_or_default());
                format!(
                    "{} by {}: {why}",
                    timestamp(&event.at),
                    escape(&event.who())
                )
            }
            None => "**still blocked**".to_owned(),
        };
        let blocked = format!(
            "{} by {}",
            timestamp(&block.blocked.at),
            escape(&block.blocked.who())
        );
        vec![
            escape(block.item.as_str()),
            why,
            blocked,
            cleared,
            span_of(block.stood),
        ]
    };
    table(
        &["Item", "Why", "Blocked", "Cleared", "Stood"],
        &rows(&retro.blocks, row),
        "None.",
    )
}

fn incidents(retro: &Retro<'_>) -> String {
    if retro.incidents.is_empty() {
        return "None.".to_owned();
    }
    retro
        .incidents
        .iter()
        .map(|incident| incident_part(retro, *incident))
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn incident_part(retro: &Retro<'_>, incident: Incident<'_>) -> String {
    let heading = format!(
        "### {}: {}",
        escape(incident.id().as_str()),
        escape(incident.title())
    );
    let commanders: Vec<String> = incident
        .commanders()
        .map(|who| escape(who.name()))
        .collect();
    let class = incident
        .class()
        .map(|class| escape(class.as_str()))
        .unwrap_or_default();
    let over = match (incident.opened(), incident.resolved()) {
        (Some(opened), Some(resolved)) => {
            format!("resolved after {}", span_of(resolved.at - opened.at))
        }
        _ if incident.withdrawn().is_some() => "withdrawn".to_owned(),
        (Some(opened), None) => format!("**open** for {}", span_of(retro.now - opened.at)),
        (None, _) => String::new(),
    };
    let commanders = if commanders.is_empty() {
        "none".to_owned()
    } else {
        commanders.join(", ")
    };
    let about = format!(
        "Class {class}, severity {}, last commander: {commanders}; {over}.",
        incident.severity().word()
    );
    let cause = incident
        .cause()
        .map(|cause| format!("\n\n**Cause:** {}", escape(cause)))
        .unwrap_or_default();
    let timeline = entries(&incident.timeline());
    format!("{heading}\n\n{about}{cause}\n\n{}", timeline.trim_end())
}

fn actions(retro: &Retro<'_>) -> String {
    let now: DateTime<Utc> = retro.now;
    let own: Vec<String> = retro
        .incidents
        .iter()
        .flat_map(|incident| incident.actions())
        .map(|it| action(&it, now))
        .collect();
    let carried: Vec<String> = retro
        .carried
        .iter()
        .map(|it| open_action(it, now))
        .collect();
    let own = list(&own, "None from this release.");
    if carried.is_empty() {
        return own;
    }
    format!(
        "{own}\n\nStill open from earlier releases:\n\n{}",
        list(&carried, "")
    )
}

fn signals(retro: &Retro<'_>) -> String {
    let lines: Vec<String> = retro
        .signals
        .iter()
        .map(|signal| escape(&signal.sentence()))
        .collect();
    list(&lines, "None.")
}

fn questions(retro: &Retro<'_>) -> String {
    let question =
        |question: &String| format!("### {}\n\n*To be answered by the team.*", escape(question));
    retro
        .questions()
        .iter()
        .map(question)
        .collect::<Vec<_>>()
        .join("\n\n")
}
