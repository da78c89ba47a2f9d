//! A rollout as people tell it, from before its start to its end, and every way off the straight one.

mod branches;
mod candidates;
mod clock;
mod moments;
mod sequences;

use chrono::{DateTime, Utc};

use crate::domain::plan::Plan;
use crate::domain::rules::gate::judge;
use crate::domain::rules::readiness;
use crate::domain::rules::reason::Reason;
use crate::domain::state::Release;
use crate::domain::testing::{Story, rollout_plan};
use crate::domain::verdict::Verdict;

/// What comes before the start, until 09:03.
pub(super) const READY: [&str; 3] = [
    "dev signs a",
    "dev calls go at pre",
    "ops baselines errors=0.4",
];

/// Started at 09:04; the minimum soak is over at 09:19, and a decision is overdue from 09:34.
pub(super) const CANARY: [&str; 4] = [READY[0], READY[1], READY[2], "ops enters canary at 5"];

/// The canary soaked, was observed and called; it is 09:20.
pub(super) const CALLED: [&str; 7] = [
    CANARY[0],
    CANARY[1],
    CANARY[2],
    CANARY[3],
    "wait 14m",
    "ops observes errors=0.4",
    "qa calls go on canary",
];

/// Went on to a quarter of the traffic at 09:21; the minimum soak is over at 09:51.
pub(super) const QUARTER: [&str; 8] = [
    CALLED[0],
    CALLED[1],
    CALLED[2],
    CALLED[3],
    CALLED[4],
    CALLED[5],
    CALLED[6],
    "ops enters quarter at 25",
];

/// Went on to all of the traffic at 09:54, and everything is well at 09:55.
pub(super) const FULL: [&str; 6] = [
    "wait 29m",
    "ops observes errors=0.4",
    "qa calls go on quarter",
    "dev calls go on quarter",
    "ops enters full at 100",
    "ops observes errors=0.4",
];

/// Writes an obstacle as `stage canary soaking`.
pub(super) fn brief(obstacle: &Reason<'_>) -> String {
    let explained = obstacle.explain();
    format!("{} {}", explained.about, explained.code.word())
}

/// Returns the verdict at the present stage: over the measurements, the calls, and the items that count in it.
pub(super) fn stage_verdict(release: &Release, now: DateTime<Utc>) -> Verdict {
    readiness::verdict(&readiness::here(release, &judge(release, now), now))
}

/// Writes where a rollout is, what comes next and what stands in the way of it: `canary > quarter HOLD: stage canary
/// soaking`.
pub(super) fn ahead(release: &Release, now: DateTime<Utc>) -> String {
    let progress = release.rollout(now);
    let at = progress
        .and_then(|progress| progress.position)
        .map_or("-", |position| position.stage_id.as_str());
    let next = release
        .next_stage(now)
        .map_or("-", |(_, stage)| stage.id.as_str());
    let obstacles: Vec<_> = readiness::ahead(release, &judge(release, now), now)
        .iter()
        .map(brief)
        .collect();
    let head = format!("{at} > {next} {}", stage_verdict(release, now).word());
    if obstacles.is_empty() {
        head
    } else {
        format!("{head}: {}", obstacles.join(", "))
    }
}

/// Writes the verdict at the last gate with what the rollout adds to it: `HOLD: rollout rollout-not-started`.
pub(super) fn gate(release: &Release, now: DateTime<Utc>) -> String {
    let judgements = judge(release, now);
    let reasons = judgements.iter().flat_map(|judgement| &judgement.reasons);
    let of_rollout = reasons.filter(|reason| reason.is_of_rollout());
    let briefs: Vec<_> = of_rollout.map(brief).collect();
    let verdict = judgements
        .last()
        .map_or(Verdict::Hold, |last| last.verdict)
        .word();
    if briefs.is_empty() {
        verdict.to_owned()
    } else {
        format!("{verdict}: {}", briefs.join(", "))
    }
}

pub(super) fn told(plan: &Plan, script: &[&str]) -> (Release, DateTime<Utc>) {
    let story = Story::of(plan.clone()).tell(script);
    let now = story.now;
    (story.release(), now)
}

/// Holds what stands in the way of the next stage against what is expected.
#[track_caller]
pub(super) fn case(name: &str, script: &[&str], expected: &str) {
    let (release, now) = told(&rollout_plan(), script);
    assert_eq!(ahead(&release, now), expected, "{name}");
}
