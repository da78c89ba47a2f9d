//! What may settle a reason, as suggestions; [`super::possible`] has still to leave out what is refused now.

use super::item_status::{ItemState, ItemStatus};
use super::monitoring::{WindowState, WindowStatus};
use super::reason::Reason;
use super::suggestion::Suggestion;
use super::timing::Timing;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{IncidentId, Milestone, RoleId};
use crate::domain::plan::incident::Mitigation;
use crate::domain::state::Release;
use crate::domain::verdict::Ruling;

/// Returns what may settle a reason; an end cannot be settled.
pub fn suggestions<'r>(release: &'r Release, reason: &Reason<'r>) -> Vec<Suggestion<'r>> {
    match reason {
        Reason::Item(standing) | Reason::Criterion(standing) => of_item(release, standing),
        Reason::Call { phase, role, .. } => vec![Suggestion::CallGo {
            role,
            phase,
            over: reason.is_call_of_no_go(),
        }],
        Reason::Window(standing) => of_window(standing),
        Reason::Incident(incident, _) => vec![Suggestion::ResolveIncident(incident.id())],
        Reason::RollingBack(_) => ends_of_rollback(release),
        Reason::Unwatched(milestone) => reopenings(release, milestone),
        Reason::Candidates(_) => vec![Suggestion::Respin],
        Reason::Plans | Reason::EmptyPlan => vec![Suggestion::Amend],
        Reason::NoStrategy => strategies(release),
        Reason::Rivals(_) => {
            new_start(release).map_or_else(|| strategies(release), |start| vec![start])
        }
        Reason::GateShut(phase, _) => vec![Suggestion::Gate(&phase.id)],
        Reason::NoBaseline(_, rollout) | Reason::OldBaseline { rollout, .. } => {
            vec![Suggestion::Baseline {
                rollout,
                again: false,
            }]
        }
        Reason::NotStarted(_) | Reason::Lost(_) => new_start(release).into_iter().collect(),
        Reason::Aborted(event) => after_abort(release, event),
        Reason::Paused(_) => vec![Suggestion::Resume],
        Reason::Wait { until, .. } => until.map(Suggestion::Wait).into_iter().collect(),
        Reason::Soaking { until, .. } => vec![Suggestion::Wait(*until), Suggestion::Watch],
        Reason::Finding(_, finding, _) if finding.ruling == Ruling::NoGo => {
            vec![Suggestion::Rollback]
        }
        Reason::Unobserved(..) | Reason::Finding(..) => observations(release),
        Reason::StageCall {
            role,
            no_go: Some(_),
            ..
        } => vec![
            Suggestion::Rollback,
            Suggestion::CallStage { role, over: true },
        ],
        Reason::StageCall { role, .. } => vec![Suggestion::CallStage { role, over: false }],
        Reason::Unfinished {
            next,
            is_ready: true,
            ..
        } => vec![Suggestion::Advance {
            traffic: next.traffic.choice(),
        }],
        Reason::Ended(..) | Reason::Unfinished { .. } | Reason::Overdue { .. } => Vec::new(),
    }
}

/// While the release goes back, nothing starts again.
fn after_abort<'r>(release: &'r Release, event: &Event) -> Vec<Suggestion<'r>> {
    let is_rollback = matches!(event.kind, EventKind::Rollback(_));
    let start = new_start(release).filter(|_| release.rolling_back().is_none());
    (!is_rollback)
        .then_some(Suggestion::Rollback)
        .into_iter()
        .chain(start)
        .collect()
}

/// Returns what may settle the item: a decision, its sign-offs once they are due, or a waiver where no role can sign.
fn of_item<'r>(release: &'r Release, standing: &ItemStatus<'r>) -> Vec<Suggestion<'r>> {
    let item = standing.item;
    let mut roles = release.plan().roles.iter();
    if standing.state == ItemState::Blocked {
        let role = item.roles.first().or_else(|| Some(&roles.next()?.id));
        return role
            .map(|role| Suggestion::Unblock(&item.id, role))
            .into_iter()
            .collect();
    }
    if let Some(incident) = item.incident.as_ref().filter(|_| standing.is_undecided) {
        return decisions(release, incident);
    }
    if item.roles.is_empty() {
        let waiver = release.plan().waivers(item).into_iter().next();
        return waiver
            .map(|role| Suggestion::Waive(&item.id, Some(role)))
            .into_iter()
            .collect();
    }
    let waivers = standing.unwaived_by.iter();
    let waivers = waivers.map(|role| Suggestion::Waive(&item.id, Some(role)));
    match standing.timing {
        Timing::Due => standing
            .missing()
            .map(|role| Suggestion::Sign(item, role))
            .chain(waivers)
            .collect(),
        Timing::From(at) => vec![Suggestion::Wait(at)],
        Timing::Waits(_) | Timing::Behind(_) => Vec::new(),
    }
}

/// Returns what may settle the window: to wait for its end, or to close it.
pub(crate) fn of_window<'r>(standing: &WindowStatus<'r>) -> Vec<Suggestion<'r>> {
    match (standing.state, standing.span) {
        (WindowState::Overdue, _) => {
            vec![Suggestion::CloseWindow(
                &standing.window.id,
                &standing.window.role,
            )]
        }
        (WindowState::Ahead | WindowState::Open, Some((_, ends))) => {
            vec![Suggestion::Wait(ends)]
        }
        _ => Vec::new(),
    }
}

/// Returns what leads to the end of the rollback under way: to decide how it ends, while nobody has, and to end it.
pub(in crate::domain) fn ends_of_rollback(release: &Release) -> Vec<Suggestion<'_>> {
    let role = ending_role(release);
    let is_undecided = release.course().is_none() && release.plan().decision().is_some();
    let mut steps = Vec::new();
    if is_undecided {
        let hotfix = |step: &Suggestion<'_>| {
            matches!(
                step,
                Suggestion::Decide {
                    course: Some(Mitigation::Hotfix),
                    ..
                }
            )
        };
        let decisions = release
            .incidents()
            .flat_map(|it| decisions(release, it.id()));
        steps.push(Suggestion::ConfirmRollback(confirming_role(release)));
        steps.extend(decisions.filter(hotfix));
        let begun = release.rolling_back();
        let incident = begun.and_then(|begun| release.incident_of_rollback(begun));
        steps.extend(incident.is_none().then_some(Suggestion::OpenIncident));
    }
    steps.push(Suggestion::CloseRolledBack(role));
    steps.push(Suggestion::CancelRollback(role));
    steps
}

/// Returns the role that is named first for the end of a rollback; `None` when anybody may end it.
pub(crate) fn ending_role(release: &Release) -> Option<&RoleId> {
    release.plan().rollback.as_ref()?.ends.first()
}

/// Returns the role that confirms a rollback, where it has to be said: where not exactly one decides.
pub(crate) fn confirming_role(release: &Release) -> Option<&RoleId> {
    let duty = release.plan().decision()?;
    match duty.roles.as_slice() {
        [_] => None,
        [] => Some(&release.plan().roles.first()?.id),
        [first, ..] => Some(first),
    }
}

/// Returns the decisions that somebody can take in an incident.
pub(in crate::domain) fn decisions<'r>(
    release: &'r Release,
    incident: &'r IncidentId,
) -> Vec<Suggestion<'r>> {
    let duty = release
        .plan()
        .decision()
        .and_then(|duty| duty.roles.first());
    let role = duty.or_else(|| Some(&release.plan().roles.first()?.id));
    let decide = |course| {
        role.map(|role| Suggestion::Decide {
            incident: Some(incident),
            role: Some(role),
            course: Some(course),
        })
    };
    [Mitigation::Rollback, Mitigation::Hotfix]
        .into_iter()
        .filter_map(decide)
        .collect()
}

/// Returns every strategy, to choose one.
pub(in crate::domain) fn strategies(release: &Release) -> Vec<Suggestion<'_>> {
    let rollout = release.plan().rollout.iter();
    rollout
        .flat_map(|rollout| &rollout.strategies)
        .filter(|strategy| !strategy.stages.is_empty())
        .map(|strategy| Suggestion::ChooseStrategy(&strategy.id))
        .collect()
}

/// Returns the observation of the present stage, or the baseline that it needs first.
pub(in crate::domain) fn observations(release: &Release) -> Vec<Suggestion<'_>> {
    let Some(rollout) = &release.plan().rollout else {
        return Vec::new();
    };
    let mut compared = rollout.compared();
    vec![
        if compared.any(|metric| release.baseline(&metric.id).is_none()) {
            Suggestion::Baseline {
                rollout,
                again: true,
            }
        } else {
            Suggestion::Observe(rollout)
        },
    ]
}

/// Returns what reopens an item that marks a milestone and was settled without reaching it.
pub(crate) fn reopenings<'r>(release: &'r Release, milestone: &Milestone) -> Vec<Suggestion<'r>> {
    release
        .plan()
        .present()
        .filter(|item| item.marks.as_ref() == Some(milestone))
        .filter_map(|item| Some(Suggestion::Reopen(&item.id, Some(item.roles.first()?))))
        .collect()
}

/// Returns what starts the rollout, or starts it again; `None` when there is no strategy to start with.
pub(in crate::domain) fn new_start(release: &Release) -> Option<Suggestion<'_>> {
    let stage = release.strategy_ahead()?.stages.first()?;
    let again = release.entries().next().is_some();
    Some(Suggestion::StartRollout {
        traffic: stage.traffic.choice(),
        again,
    })
}
