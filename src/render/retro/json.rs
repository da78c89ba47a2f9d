//! The retrospective as data: `gonogo.retro/1`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::domain::event::timestamp;
use crate::domain::id::Candidate;
use crate::domain::plan::rollout::Strategy;
use crate::domain::reports::carry_over::Debt;
use crate::domain::reports::retro::{
    Block, FactTold, LateStage, Moment, PhaseTime, Planned, Retro, StaleSignOff, Waiver, What,
    Where, WindowTold,
};
use crate::domain::reports::rubber_stamping::Signal;
use crate::domain::rules::item_status::Staleness;
use crate::domain::rules::monitoring;
use crate::domain::state::Incident;
use crate::domain::version::Version;
use crate::render::incident::{action_value, brief, open_action, timeline};
use crate::render::json::{envelope, event, release};
use crate::render::monitor;
use crate::render::unreadable::{self, Unreadable};

/// Returns the retrospective as JSON, with the records that could not be read for what they leave behind.
pub(crate) fn json(retro: &Retro<'_>, damaged: &[Unreadable]) -> String {
    let value = json!({
        "release": release(retro.release),
        "as-of": timestamp(&retro.now),
        "closed": retro.release.closing().map(|closing| timestamp(&closing.at)),
        "seconds": retro.length().num_seconds(),
        "planned": planned(retro, &retro.planned),
        "happened": retro.moments.iter().map(moment).collect::<Vec<_>>(),
        "phases": retro.times.iter().map(time).collect::<Vec<_>>(),
        "waivers": retro.waivers.iter().map(waiver).collect::<Vec<_>>(),
        "waived-again": retro.debts.iter().map(debt).collect::<Vec<_>>(),
        "signed-ahead": retro.signed_ahead.iter().map(crate::render::json::signed_ahead).collect::<Vec<_>>(),
        "before-go": retro.before_go.iter().map(crate::render::json::before_go).collect::<Vec<_>>(),
        "overruled": retro.overruled.iter().map(crate::render::json::overruled).collect::<Vec<_>>(),
        "overrides": retro.overrides.iter().map(|it| event(it)).collect::<Vec<_>>(),
        "closed-early": monitoring::closed_early(retro.release).map(|(_, it)| event(it)).collect::<Vec<_>>(),
        "windows": retro.windows.iter().map(window).collect::<Vec<_>>(),
        "late-stages": retro.late_stages.iter().map(late_stage).collect::<Vec<_>>(),
        "stale": retro.stale.iter().map(stale).collect::<Vec<_>>(),
        "blockers": retro.blocks.iter().map(block).collect::<Vec<_>>(),
        "incidents": retro.incidents.iter().map(|it| incident(*it, retro.now)).collect::<Vec<_>>(),
        "carried": retro.carried.iter().map(|it| open_action(it, retro.now)).collect::<Vec<_>>(),
        "unreadable": unreadable::list(damaged),
        "signals": retro.signals.iter().map(signal).collect::<Vec<_>>(),
        "questions": retro.questions(),
    });
    envelope("gonogo.retro/1", value)
}

fn seconds(length: Option<TimeDelta>) -> Option<i64> {
    length.map(|length| length.num_seconds())
}

fn planned(retro: &Retro<'_>, planned: &Planned<'_>) -> Value {
    let fact = |told: &FactTold<'_>| json!({"fact": told.fact.id.as_str(), "at-start": told.at_start, "answer": told.in_the_end});
    let phases = planned.phases.iter().map(|(phase, items, ruled_out)| {
        json!({"phase": phase.id.as_str(), "title": phase.title, "items": items, "ruled-out": ruled_out})
    });
    let windows = retro.release.plan().monitoring.iter().flat_map(|monitoring| &monitoring.windows).map(|window| {
        json!({"id": window.id.as_str(), "from-seconds": window.from, "to-seconds": window.to, "role": window.role.as_str()})
    });
    json!({
        "type": retro.release.header().kind.as_str(),
        "candidate": planned.candidate.map(Candidate::as_str),
        "facts": planned.facts.iter().map(fact).collect::<Vec<_>>(),
        "items": planned.items(),
        "ruled-out": planned.ruled_out(),
        "phases": phases.collect::<Vec<_>>(),
        "strategy": planned.strategy.map(strategy),
        "windows": windows.collect::<Vec<_>>(),
    })
}

fn strategy(strategy: &Strategy) -> Value {
    let stages = strategy
        .stages
        .iter()
        .map(|stage| json!({"stage": stage.id.as_str(), "traffic": stage.traffic.text()}));
    json!({"id": strategy.id.as_str(), "stages": stages.collect::<Vec<_>>()})
}

fn moment(moment: &Moment<'_>) -> Value {
    let at = timestamp(&moment.at);
    match moment.what {
        What::Event(it) => json!({"at": at, "event": event(it)}),
        What::Milestone(milestone) => json!({"at": at, "milestone": milestone.as_str()}),
        What::Gate(phase, is_open) => json!({"at": at, "gate": phase.id.as_str(), "go": is_open}),
    }
}

fn time(time: &PhaseTime<'_>) -> Value {
    let phase = match time.place {
        Where::Phase(phase) => Some(phase.id.as_str()),
        Where::Cleared => None,
    };
    json!({
        "phase": phase,
        "seconds": time.spent.num_seconds(),
        "entered": time.visits,
        "from": timestamp(&time.from),
        "to": timestamp(&time.to),
    })
}

fn waiver(waiver: &Waiver<'_>) -> Value {
    json!({"item": waiver.item.as_str(), "fate": waiver.fate.word(), "event": event(waiver.event)})
}

pub(in crate::render) fn debt(debt: &Debt) -> Value {
    let before: Vec<&str> = debt.before.iter().map(Version::as_str).collect();
    json!({"item": debt.item.as_str(), "before": before})
}

fn window(told: &WindowTold<'_>) -> Value {
    let mut value = monitor::window(&told.standing);
    value["late-seconds"] = json!(seconds(told.late));
    value
}

fn late_stage(told: &LateStage<'_>) -> Value {
    json!({
        "strategy": told.strategy.as_str(),
        "stage": told.stage.as_str(),
        "entered": timestamp(&told.entered.at),
        "left": told.left.map(|left| timestamp(&left.at)),
        "late-seconds": told.late.num_seconds(),
    })
}

fn stale(stale: &StaleSignOff<'_>) -> Value {
    let why = match stale.why {
        Staleness::Candidate => "candidate",
        Staleness::Text => "text",
    };
    json!({
        "item": stale.item.as_str(),
        "role": stale.role.as_str(),
        "why": why,
        "signed": event(stale.signed),
        "again": stale.again.map(event),
        "waiting": stale.is_waiting,
    })
}

fn block(block: &Block<'_>) -> Value {
    json!({
        "item": block.item.as_str(),
        "blocked": event(block.blocked),
        "cleared": block.cleared.map(event),
        "stood-seconds": block.stood.num_seconds(),
    })
}

fn incident(incident: Incident<'_>, now: DateTime<Utc>) -> Value {
    let mut value = brief(incident, now);
    value["cause"] = json!(incident.cause());
    value["timeline"] = timeline::json(&incident.timeline())["entries"].take();
    value["actions"] = incident
        .actions()
        .map(|it| action_value(&it, now))
        .collect();
    value
}

fn signal(signal: &Signal<'_>) -> Value {
    json!({"kind": signal.word(), "text": signal.sentence()})
}
