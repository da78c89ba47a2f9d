//! The events of a rollout and of monitoring windows, made from the release as it stands.

use chrono::{DateTime, Utc};

use crate::domain::decimal::Decimal;
use crate::domain::event::reading::{Measured, Reading};
use crate::domain::event::{Call, EventKind, Finding, Overriding, RolloutEvent, WindowClosed};
use crate::domain::id::{RoleId, WindowId};
use crate::domain::rules::judge::{self, overall};
use crate::domain::rules::reason::Reason;
use crate::domain::rules::{gate, readiness};
use crate::domain::state::Release;
use crate::domain::text::beginning;

/// Returns the baseline that these readings give.
pub fn baselining(readings: &[Reading], reason: Option<String>) -> EventKind {
    let readings = readings
        .iter()
        .map(|reading| reading.kept(reading.usual()))
        .collect();
    EventKind::Rollout(RolloutEvent::Baselined { readings, reason })
}

/// Returns what the rules say of these readings, against the present baseline; nothing when the plan has no rules.
pub fn judged(release: &Release, readings: &[Reading], now: DateTime<Utc>) -> Vec<Finding> {
    let baseline = |metric: &_| release.usable_baseline(metric, now);
    release
        .plan()
        .rollout
        .as_ref()
        .map(|rollout| judge::judge(rollout, &baseline, readings))
        .unwrap_or_default()
}

/// Returns the observation of the present stage that these readings give; `None` when no stage was entered.
pub fn observing(release: &Release, readings: &[Reading], now: DateTime<Utc>) -> Option<EventKind> {
    let run = release.rollout_log().run.as_ref()?;
    let findings = judged(release, readings, now);
    Some(EventKind::Rollout(RolloutEvent::Observed {
        strategy: run.strategy.clone(),
        stage: run.stage.clone(),
        readings: kept(readings),
        ruling: overall(&findings),
        findings,
        judged_by: release.judging_digest(release.plan().rollout.as_ref()?),
    }))
}

/// Returns the entry of the stage that comes next, with what stands in the way when it is overridden; `None` when no
/// stage comes next.
pub fn entering(release: &Release, entry: Entering, now: DateTime<Utc>) -> Option<EventKind> {
    let (strategy, stage) = release.next_stage(now)?;
    let overriding = entry.overriding.map(|(role, reason)| Overriding {
        role,
        reason,
        obstacles: lines(&readiness::ahead(release, &gate::judge(release, now), now)),
    });
    Some(EventKind::Rollout(RolloutEvent::Entered {
        strategy: strategy.id.clone(),
        stage: stage.id.clone(),
        traffic: entry.traffic,
        candidate: release.candidate().cloned(),
        reason: entry.reason,
        overriding: overriding.filter(|overriding| !overriding.obstacles.is_empty()),
        evidence: entry.evidence,
    }))
}

/// Returns the override of what the last stage waits for, where there is no next stage to go on to; `None` when no
/// stage was entered.
pub fn overriding_the_last(
    release: &Release,
    role: RoleId,
    reason: String,
    now: DateTime<Utc>,
) -> Option<EventKind> {
    let run = release.rollout_log().run.as_ref()?;
    let (strategy, stage) = (run.strategy.clone(), run.stage.clone());
    let overriding = Overriding {
        role,
        reason,
        obstacles: lines(&readiness::outstanding(release, now)),
    };
    Some(EventKind::Rollout(RolloutEvent::Overridden {
        strategy,
        stage,
        overriding,
    }))
}

/// Returns a role's call at the present stage, on its newest observation; `None` when no stage was entered.
pub fn calling_stage(
    release: &Release,
    role: &RoleId,
    call: Call,
    reason: Option<String>,
) -> Option<EventKind> {
    let run = release.rollout_log().run.as_ref()?;
    Some(EventKind::Rollout(RolloutEvent::StageCalled {
        strategy: run.strategy.clone(),
        stage: run.stage.clone(),
        role: role.clone(),
        call,
        reason,
        candidate: release.candidate().cloned(),
        observation: run
            .observed
            .iter()
            .next_back()
            .map(|(seq, ())| release.event(*seq).id),
    }))
}

/// Returns the end of a monitoring window; `early` is why it is closed before its end.
pub fn closing_window(
    release: &Release,
    window: &WindowId,
    role: &RoleId,
    note: Option<String>,
    early: Option<String>,
    readings: &[Reading],
    now: DateTime<Utc>,
) -> EventKind {
    // Only what was measured is judged: a window asks for no metric in particular.
    let is_measured = |finding: &Finding| {
        readings
            .iter()
            .any(|reading| reading.metric == finding.metric)
    };
    EventKind::WindowClosed(WindowClosed {
        window: window.clone(),
        role: role.clone(),
        candidate: release.candidate().cloned(),
        note,
        early,
        findings: judged(release, readings, now)
            .into_iter()
            .filter(is_measured)
            .collect(),
        readings: kept(readings),
    })
}

/// What somebody says when entering a stage.
#[derive(Clone, Debug)]
pub struct Entering {
    /// The share of the traffic, in percent.
    pub traffic: Decimal,
    /// Why the rollout begins again.
    pub reason: Option<String>,
    /// The role that overrides what stands in the way, and why.
    pub overriding: Option<(RoleId, String)>,
    /// What shows it.
    pub evidence: Vec<String>,
}

/// The most obstacles that an override names one by one, and the longest line of one, in bytes.
const MOST_LINES: usize = 50;
const LONGEST_LINE: usize = 1000;

/// Returns what stands in the way as the record keeps it: however much it is, it can be overridden.
fn lines(obstacles: &[Reason<'_>]) -> Vec<String> {
    let shortened = |line: String| match beginning(&line, LONGEST_LINE) {
        whole if whole.len() == line.len() => line,
        beginning => format!("{beginning}…"),
    };
    let mut lines: Vec<String> = obstacles
        .iter()
        .take(MOST_LINES)
        .map(|obstacle| shortened(obstacle.explain().line()))
        .collect();
    if obstacles.len() > MOST_LINES {
        lines.push(format!("and {} more", obstacles.len() - MOST_LINES));
    }
    lines
}

fn kept(readings: &[Reading]) -> Vec<Measured> {
    readings
        .iter()
        .map(|reading| reading.kept(reading.value()))
        .collect()
}
