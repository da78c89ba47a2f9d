//! What blocks a rollout at a moment.

use chrono::{DateTime, Utc};

use super::item_status::{ItemState, ItemStatus};
use super::judgement::Judgement;
use super::reason::{Asked, Reason, Unobserved};
use super::suggestion::Suggestion;
use crate::domain::event::{Event, Outcome, Subject};
use crate::domain::id::RoleId;
use crate::domain::plan::incident::Mitigation;
use crate::domain::plan::rollout::Stage;
use crate::domain::rules::{item_status, settle};
use crate::domain::state::Release;
use crate::domain::state::rollout::{Position, Progress, observation};
use crate::domain::verdict::{Ruling, Verdict};

/// Returns everything that keeps the rollout from being complete at `now`, without the items, which the gate knows
/// itself; nothing when it is complete. What stopped it stands also where an amendment took the rollout out of the
/// plan.
pub fn outstanding(release: &Release, now: DateTime<Utc>) -> Vec<Reason<'_>> {
    let mut reasons = stops(release);
    if release.rolling_back().is_some() {
        // What stopped it before is what it goes back for.
        reasons.retain(|reason| matches!(reason, Reason::Aborted(..)));
        return reasons;
    }
    let Some(progress) = release.rollout(now) else {
        return reasons;
    };
    if !release.rollout_log().aborted.is_empty() {
        // Whoever gave it up is not asked for what the stage waited for.
        return reasons;
    }
    if let Some(rivals) = rivals(release) {
        reasons.push(rivals);
        return reasons;
    }
    let Some(position) = &progress.position else {
        reasons.push(
            progress
                .strategy
                .map_or(Reason::NoStrategy, Reason::NotStarted),
        );
        return reasons;
    };
    let Some((_, stage)) = position.stage else {
        reasons.push(Reason::Lost(position.stage_id));
        return reasons;
    };
    if !(position.is_overridden && progress.is_at_last()) {
        reasons.extend(of_stage(release, &progress, position, stage, now));
    }
    let is_ready = reasons.is_empty()
        && release.outcome().is_none()
        && release.no_gos().is_empty()
        && criteria(release, now).next().is_none();
    if let Some(since) = position.overdue_at.filter(|since| *since < now) {
        reasons.push(Reason::Overdue { stage, since, now });
    }
    reasons.extend(progress.next().map(|next| Reason::Unfinished {
        stage,
        next,
        is_ready,
    }));
    reasons
}

/// Returns what keeps the rollout from its next stage at `now`: from its first one before the start and after an
/// abort, which itself keeps nobody from starting again.
pub fn ahead<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    now: DateTime<Utc>,
) -> Vec<Reason<'r>> {
    if let (Some(outcome @ (Outcome::RolledBack | Outcome::Abandoned)), Some(event)) =
        (release.outcome(), release.closing())
    {
        return vec![Reason::Ended(outcome, event, Asked::ByRollout)];
    }
    if let Some(event) = release.rolling_back() {
        return vec![Reason::RollingBack(event)];
    }
    let mut reasons = shut_gates(release, judgements);
    // A hotfix is the way out of the incident that it was decided on in.
    let open = release
        .unresolved()
        .filter(|incident| incident.course() != Some(Mitigation::Hotfix));
    reasons.extend(open.map(|incident| Reason::Incident(incident, Asked::ByRollout)));
    reasons.extend(if release.is_to_start() {
        to_start(release, now)
    } else {
        outstanding(release, now)
    });
    reasons.retain(|reason| !reason.is_only_ahead());
    // Before the start there is nothing yet that could be verified.
    let counts =
        |standing: &ItemStatus<'_>| !release.is_to_start() || standing.state == ItemState::Blocked;
    reasons.extend(criteria(release, now).filter(counts).map(Reason::Criterion));
    reasons
}

/// Returns everything that speaks against the present stage at `now`: what keeps the rollout from the next one, what
/// stopped it and has not been cleared, also where the next event may be a new start, and whether a decision is
/// overdue.
pub fn here<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    now: DateTime<Utc>,
) -> Vec<Reason<'r>> {
    // What keeps somebody from a new start is among the reasons ahead.
    let mut reasons = stops(release);
    reasons.retain(|reason| release.is_to_start() && !keeps_start(release, reason));
    reasons.extend(ahead(release, judgements, now));
    let overdue = |reason: &Reason<'_>| matches!(reason, Reason::Overdue { .. });
    reasons.extend(outstanding(release, now).into_iter().filter(overdue));
    reasons
}

/// Returns the verdict of these reasons together.
pub fn verdict(reasons: &[Reason<'_>]) -> Verdict {
    reasons
        .iter()
        .map(Reason::verdict)
        .max()
        .unwrap_or(Verdict::Go)
}

/// Returns what enters the next stage.
pub(crate) fn step_ahead(release: &Release, now: DateTime<Utc>) -> Option<Suggestion<'_>> {
    if release.is_to_start() {
        return settle::new_start(release);
    }
    Some(Suggestion::Advance {
        traffic: release.next_stage(now)?.1.traffic.choice(),
    })
}

/// Returns the gates that keep the rollout from its next stage: every one before it that is shut, and any other where
/// somebody called no-go.
fn shut_gates<'r>(release: &'r Release, judgements: &[Judgement<'r>]) -> Vec<Reason<'r>> {
    let Some(home) = release.plan().home_of_rollout() else {
        return Vec::new();
    };
    let mut is_before = true;
    let mut shut = Vec::new();
    let on_path = judgements
        .iter()
        .filter(|judgement| judgement.is_on_path(release.plan()))
        .filter_map(|judgement| Some((judgement.topic.phase()?, judgement)));
    for (phase, judgement) in on_path {
        is_before &= phase.id != *home;
        if judgement.reasons.iter().any(Reason::is_call_of_no_go) {
            shut.push(Reason::GateShut(phase, Verdict::NoGo));
        } else if is_before && judgement.verdict != Verdict::Go {
            shut.push(Reason::GateShut(phase, judgement.verdict));
        }
    }
    shut
}

fn to_start(release: &Release, now: DateTime<Utc>) -> Vec<Reason<'_>> {
    let Some(progress) = release.rollout(now) else {
        return Vec::new();
    };
    let mut reasons: Vec<Reason<'_>> = Vec::new();
    if release.strategy_ahead().is_none() {
        reasons.push(rivals(release).unwrap_or(Reason::NoStrategy));
    }
    for metric in progress.rollout.compared() {
        let rollout = progress.rollout;
        if release.baseline(&metric.id).is_none() {
            reasons.push(Reason::NoBaseline(metric, rollout));
        } else if let Some((age, most)) = release.outdated_baseline(&metric.id, now, now) {
            reasons.push(Reason::OldBaseline {
                metric,
                rollout,
                age,
                most,
            });
        }
    }
    reasons.extend(
        stops(release)
            .into_iter()
            .filter(|reason| keeps_start(release, reason)),
    );
    reasons
}

/// Tells whether what stops a rollout keeps somebody from starting it again. An abort and another candidate leave
/// what was before behind; an amendment that took the present stage out of the plan does not.
fn keeps_start(release: &Release, reason: &Reason<'_>) -> bool {
    let log = release.rollout_log();
    matches!(reason, Reason::Paused(_)) || log.run.is_some() && log.aborted.is_empty()
}

fn rivals(release: &Release) -> Option<Reason<'_>> {
    let strategies = release.rival_strategies();
    (!strategies.is_empty()).then_some(Reason::Rivals(strategies))
}

/// Returns what stops a rollout whatever its stage: aborts, pauses, breached thresholds, and no-gos.
fn stops(release: &Release) -> Vec<Reason<'_>> {
    let log = release.rollout_log();
    let mut stops: Vec<Reason<'_>> = Vec::new();
    stops.extend(
        log.aborted
            .iter()
            .map(|(seq, ())| Reason::Aborted(release.event(*seq))),
    );
    stops.extend(
        log.paused
            .iter()
            .map(|(seq, ())| Reason::Paused(release.event(*seq))),
    );
    for (seq, ()) in log.breached.iter() {
        let event = release.event(*seq);
        stops.extend(findings_of(event, |ruling| ruling == Ruling::NoGo));
    }
    let mut no_gos: Vec<_> = log
        .calls
        .values()
        .flat_map(|log| log.no_go.iter().next_back())
        .collect();
    no_gos.sort_unstable_by_key(|(seq, ())| *seq);
    stops.extend(
        no_gos
            .into_iter()
            .filter_map(|(seq, ())| called_no_go(release.event(*seq))),
    );
    stops
}

/// Returns what the present stage itself waits for.
fn of_stage<'r>(
    release: &'r Release,
    progress: &Progress<'r>,
    position: &Position<'r>,
    stage: &'r Stage,
    now: DateTime<Utc>,
) -> Vec<Reason<'r>> {
    let mut reasons = Vec::new();
    if now < position.soaks_until {
        reasons.push(Reason::Soaking {
            stage,
            until: position.soaks_until,
            now,
        });
    }
    if !progress.rollout.rules.is_empty() {
        let grey = |event: &&'r Event| {
            findings_of(event, |ruling| !matches!(ruling, Ruling::Go | Ruling::NoGo))
        };
        reasons.extend(position.observations.iter().flat_map(grey));
        let unobserved = unobserved(release, progress, position, now);
        reasons.extend(unobserved.map(|why| Reason::Unobserved(stage, why)));
    }
    if !progress.is_at_last() && now >= position.soaks_until {
        let log = release.rollout_log();
        let silent = |role: &&RoleId| {
            log.calls
                .get(*role)
                .is_none_or(|log| log.go.is_none() && log.no_go.is_empty())
        };
        reasons.extend(
            stage
                .roles
                .iter()
                .filter(silent)
                .map(|role| Reason::StageCall {
                    stage: &stage.id,
                    role,
                    no_go: None,
                }),
        );
    }
    reasons
}

/// Returns why no observation speaks for the present stage: one has to be judged by the present rules, and once the
/// least soak is over, to have been made since.
fn unobserved<'r>(
    release: &Release,
    progress: &Progress<'_>,
    position: &Position<'r>,
    now: DateTime<Utc>,
) -> Option<Unobserved<'r>> {
    let is_soaked = now >= position.soaks_until;
    let Some(newest) = position.observation else {
        return is_soaked.then_some(Unobserved::Never);
    };
    let present = release.judging_digest(progress.rollout);
    let judged = position
        .observations
        .iter()
        .filter(|event| observation(event).is_some_and(|it| it.judged_by == present));
    let dated = judged.map(|event| (release.not_before(event, now), *event));
    match dated.max_by_key(|(at, _)| *at) {
        None => Some(Unobserved::OtherRules(newest)),
        Some((at, last)) => {
            (is_soaked && at < position.soaks_until).then_some(Unobserved::Early(last))
        }
    }
}

/// Returns the items that count in the verdict of every stage and are not settled.
fn criteria(release: &Release, now: DateTime<Utc>) -> impl Iterator<Item = ItemStatus<'_>> {
    let criteria = release
        .plan()
        .rollout
        .as_ref()
        .map(|rollout| rollout.criteria.as_slice())
        .unwrap_or_default();
    let unsettled = criteria
        .iter()
        .filter_map(move |id| item_status::standing(release, id, now));
    let unsettled =
        unsettled.filter(|standing| !standing.item.removed && !standing.state.is_settled());
    // Whatever is blocked stops it too, wherever; one that an amendment took out of the plan is among these.
    let blocked = item_status::standings(release, now)
        .filter(|standing| standing.state == ItemState::Blocked);
    unsettled.chain(
        blocked.filter(|standing| standing.item.removed || !criteria.contains(&standing.item.id)),
    )
}

fn findings_of<'r>(
    event: &'r Event,
    wanted: impl Fn(Ruling) -> bool,
) -> impl Iterator<Item = Reason<'r>> {
    let stage = match event.kind.subject() {
        Subject::Stage(_, stage) => Some(stage),
        _ => None,
    };
    let findings = observation(event)
        .map(|seen| seen.findings)
        .unwrap_or_default();
    let wanted = findings
        .iter()
        .filter(move |finding| wanted(finding.ruling));
    wanted.filter_map(move |finding| Some(Reason::Finding(stage?, finding, event)))
}

fn called_no_go(event: &Event) -> Option<Reason<'_>> {
    match event.kind.subject() {
        Subject::StageCall(_, stage, role) => Some(Reason::StageCall {
            stage,
            role,
            no_go: Some(event),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
