//! What a walk can do next for the rollout: a pure function of the release, the scope and the time.

use chrono::{DateTime, Utc};

use super::scope::Scope;
use crate::domain::id::RoleId;
use crate::domain::plan::rollout::{Metric, Stage};
use crate::domain::rules::gate::judge;
use crate::domain::rules::readiness;
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::domain::verdict::Verdict;

/// What comes next in a rollout.
#[derive(Clone, Debug)]
pub(super) enum RolloutStep<'r> {
    /// These metrics have no baseline yet.
    Baseline(Vec<&'r Metric>),
    /// The traffic can go to this stage.
    Enter(&'r Stage),
    /// The stage is to be measured.
    Observe(&'r Stage),
    /// The role decides whether the rollout continues from this stage.
    Call(&'r Stage, &'r RoleId),
    /// The stage soaks until then.
    Soak(&'r Stage, DateTime<Utc>),
    /// Something says stop.
    Stopped(Vec<Reason<'r>>),
    /// It cannot start: what comes before it is not at GO.
    CannotStart(Vec<Reason<'r>>),
    /// It is not this walk's turn.
    Others,
}

/// Returns what comes next in the rollout; `None` when it is complete, or there is none.
pub(super) fn rollout_step<'r>(
    release: &'r Release,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Option<RolloutStep<'r>> {
    let progress = release.rollout(now)?;
    if release.outcome().is_some() || release.rolling_back().is_some() {
        return None;
    }
    if release.is_to_start() {
        return Some(start(release, scope, now));
    }
    let (_, stage) = progress.position.as_ref()?.stage?;
    let mut obstacles = obstacles(release, now, progress.is_at_last());
    let Some(first) = obstacles.first() else {
        let next = progress.next()?;
        return Some(if leads(release, scope) {
            RolloutStep::Enter(next)
        } else {
            RolloutStep::Others
        });
    };
    let step = match first {
        Reason::Soaking { until, .. } => return Some(RolloutStep::Soak(stage, *until)),
        Reason::Unobserved(..) => RolloutStep::Observe(stage),
        Reason::StageCall { no_go: None, .. } => return Some(call(&obstacles, stage, scope)),
        Reason::Criterion(_) => return Some(RolloutStep::Others),
        _ => {
            obstacles.retain(|obstacle| matches!(order(obstacle), 0 | 3));
            RolloutStep::Stopped(obstacles)
        }
    };
    Some(if leads(release, scope) {
        step
    } else {
        RolloutStep::Others
    })
}

/// Returns what keeps the rollout from its next stage or from its end, in the order in which it is settled.
fn obstacles(release: &Release, now: DateTime<Utc>, is_at_last: bool) -> Vec<Reason<'_>> {
    let mut obstacles = if is_at_last {
        readiness::outstanding(release, now)
    } else {
        readiness::ahead(release, &judge(release, now), now)
    };
    obstacles.retain(|obstacle| !obstacle.is_only_ahead());
    obstacles.sort_by_key(order);
    obstacles
}

/// Returns the place of an obstacle in the order in which they are settled: first what says stop.
fn order(obstacle: &Reason<'_>) -> u8 {
    match obstacle {
        Reason::Soaking { .. } => 1,
        Reason::Unobserved(..) => 2,
        Reason::Finding(..) if obstacle.verdict() == Verdict::Hold => 3,
        Reason::StageCall { no_go: None, .. } => 4,
        Reason::Criterion(standing) if standing.blockers.is_empty() => 5,
        _ => 0,
    }
}

fn start<'r>(release: &'r Release, scope: &Scope, now: DateTime<Utc>) -> RolloutStep<'r> {
    if !leads(release, scope) {
        return RolloutStep::Others;
    }
    let mut obstacles = readiness::ahead(release, &judge(release, now), now);
    let mut metrics = Vec::new();
    obstacles.retain(|obstacle| match obstacle {
        Reason::NoBaseline(metric, _) | Reason::OldBaseline { metric, .. } => {
            metrics.push(*metric);
            false
        }
        _ => true,
    });
    match release.next_stage(now) {
        _ if !obstacles.is_empty() => RolloutStep::CannotStart(obstacles),
        _ if !metrics.is_empty() => RolloutStep::Baseline(metrics),
        Some((_, stage)) => RolloutStep::Enter(stage),
        None => RolloutStep::Others,
    }
}

fn call<'r>(obstacles: &[Reason<'r>], stage: &'r Stage, scope: &Scope) -> RolloutStep<'r> {
    let role = obstacles.iter().find_map(|obstacle| match obstacle {
        Reason::StageCall {
            role, no_go: None, ..
        } if scope.has_role(role) => Some(*role),
        _ => None,
    });
    role.map_or(RolloutStep::Others, |role| RolloutStep::Call(stage, role))
}

/// Tells whether the walk measures and shifts traffic: it does for the roles that decide at the stages, and for everybody
/// where no role does.
pub(super) fn leads(release: &Release, scope: &Scope) -> bool {
    let strategies = release.plan().rollout.iter();
    let mut roles = strategies
        .flat_map(|rollout| &rollout.strategies)
        .flat_map(|strategy| &strategy.stages)
        .flat_map(|stage| &stage.roles)
        .peekable();
    roles.peek().is_none() || roles.any(|role| scope.has_role(role))
}
