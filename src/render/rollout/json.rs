//! A rollout as JSON.

use super::{entered_with, possible};
use crate::domain::decimal::Decimal;
use crate::domain::event::timestamp;
use crate::domain::id::RoleId;
use crate::domain::plan::rollout::Stage;
use crate::domain::rules::gate::judge;
use crate::domain::rules::readiness;
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::domain::state::rollout::{Position, Progress};
use crate::domain::verdict::Verdict;
use crate::render::json;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Returns the rollout as data.
pub(crate) fn json(
    release: &Release,
    progress: &Progress<'_>,
    now: DateTime<Utc>,
    select: &str,
) -> Value {
    let obstacles = readiness::here(release, &judge(release, now), now);
    let verdict = readiness::verdict(&obstacles);
    let stage = progress
        .position
        .as_ref()
        .map(|position| stage(position, verdict, now));
    let metrics = progress.rollout.metrics.iter();
    let baseline: serde_json::Map<String, Value> = metrics
        .filter_map(|metric| {
            Some((
                metric.id.to_string(),
                json!(release.baseline(&metric.id)?.0.to_f64()),
            ))
        })
        .collect();
    json!({
        "release": json::release(release),
        "strategy": progress.strategy.map(|strategy| strategy.id.as_str()),
        "stages": progress.strategy.map(|strategy| strategy.stages.iter().map(planned).collect::<Vec<_>>()),
        "verdict": verdict.word(),
        "stage": stage,
        "next": release.next_stage(now).map(|(_, stage)| stage.id.as_str()),
        "baseline": baseline,
        "obstacles": obstacles.iter().map(|it| obstacle(release, it, now, select)).collect::<Vec<_>>(),
        "entered": release.entries().map(|(event, _)| json::event(event)).collect::<Vec<_>>(),
        "overridden": release.overrides().map(json::event).collect::<Vec<_>>(),
    })
}

/// Returns what the status and the gate say of the rollout.
pub(in crate::render) fn brief(
    release: &Release,
    progress: &Progress<'_>,
    now: DateTime<Utc>,
) -> Value {
    json!({
        "strategy": progress.strategy.map(|strategy| strategy.id.as_str()),
        "stage": progress
            .position
            .as_ref()
            .map(|position| stage(position, stage_verdict(release, now), now)),
    })
}

fn planned(stage: &Stage) -> Value {
    json!({
        "id": stage.id.as_str(),
        "traffic": stage.traffic.text(),
        "soak-seconds": stage.soak.map(|soak| [soak.least, soak.most]),
        "roles": stage.roles.iter().map(RoleId::as_str).collect::<Vec<_>>(),
    })
}

pub(super) fn stage_verdict(release: &Release, now: DateTime<Utc>) -> Verdict {
    readiness::verdict(&readiness::here(release, &judge(release, now), now))
}

fn stage(position: &Position<'_>, verdict: Verdict, now: DateTime<Utc>) -> Value {
    json!({
        "id": position.stage_id.as_str(),
        "verdict": verdict.word(),
        "traffic": entered_with(position.entered).map(Decimal::to_f64),
        "entered": timestamp(&position.since),
        "soaks-until": timestamp(&position.soaks_until),
        "left-seconds": (position.soaks_until - now).num_seconds().max(0),
        "overdue-at": position.overdue_at.map(|at| timestamp(&at)),
        "observation": position.observation.map(json::event),
    })
}

fn obstacle<'r>(
    release: &'r Release,
    obstacle: &Reason<'r>,
    now: DateTime<Utc>,
    select: &str,
) -> Value {
    let explained = obstacle.explain();
    let steps = possible(release, obstacle, now);
    json!({
        "kind": explained.code,
        "verdict": explained.verdict.word(),
        "about": explained.about,
        "text": explained.sentence,
        "roles": explained.owners.iter().map(|role| role.as_str()).collect::<Vec<_>>(),
        "commands": json::commands(&steps, select),
        "until": json::until(&steps),
    })
}
