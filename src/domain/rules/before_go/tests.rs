//! Which deployments began before GO, as their authors could see it.

use super::*;
use crate::domain::rules::admission::Caution;
use crate::domain::testing::{Story, plan, side_by_side};

const SIGNED: &str = "dev signs checked";
const CALLED: &str = "qa calls go at pre";
const BEGUN: &str = "ops signs started because the fix cannot wait";

fn deployed() -> Plan {
    plan(&[
        "pre/checked dev",
        "gate pre qa",
        "go/started ops marks=deployment-started",
        "go/told ops marks=announced",
        "after/watched ops",
    ])
}

fn in_words(release: &Release) -> Vec<String> {
    let begun = before_go(release);
    let said = begun
        .iter()
        .map(|it| format!("{} {} {}", it.about(), it.phase, it.verdict.word()));
    said.collect()
}

fn told(lines: &[&str]) -> Vec<String> {
    in_words(&Story::of(deployed()).tell(lines).release())
}

#[test]
fn a_deployment_after_go_is_none_of_them() {
    assert_eq!(told(&[SIGNED, CALLED, BEGUN]), [""; 0]);
}

#[test]
fn a_deployment_against_a_hold_or_a_no_go_is_one_for_good() {
    assert_eq!(told(&[BEGUN]), ["go/started pre HOLD"]);
    assert_eq!(told(&[SIGNED, BEGUN, CALLED]), ["go/started pre HOLD"]);
    let blocked = ["dev blocks checked because it burns", BEGUN];
    assert_eq!(told(&blocked), ["go/started pre NO-GO"]);
    let cleared = [
        "dev blocks checked because it burns",
        BEGUN,
        "dev unblocks checked because it is out",
        SIGNED,
        CALLED,
    ];
    assert_eq!(told(&cleared), ["go/started pre NO-GO"]);
}

#[test]
fn a_deployment_after_go_stays_one_whatever_stops_it_later() {
    let stopped = [
        SIGNED,
        CALLED,
        BEGUN,
        "qa calls no-go at pre because it burns",
    ];
    assert_eq!(told(&stopped), [""; 0]);
}

#[test]
fn other_milestones_and_the_first_phase_wait_for_no_gate() {
    let told_early = "ops signs told because the press knows";
    assert_eq!(told(&[told_early, "ops signs watched"]), [""; 0]);
    let first = plan(&["go/started ops marks=deployment-started", "pre/checked dev"]);
    let release = Story::of(first).tell(&[BEGUN]).release();
    assert_eq!(in_words(&release), [""; 0]);
}

#[test]
fn what_the_author_had_not_seen_does_not_count() {
    // The go on the other branch did not reach the one who deployed.
    side_by_side(&deployed(), &[SIGNED], &[CALLED], &[BEGUN], |release, _| {
        assert_eq!(in_words(release), ["go/started pre HOLD"]);
    });
    // Nor did the stop.
    let stop = ["dev blocks checked because it burns"];
    side_by_side(
        &deployed(),
        &[SIGNED, CALLED],
        &stop,
        &[BEGUN],
        |release, _| {
            assert_eq!(in_words(release), [""; 0]);
        },
    );
}

#[test]
fn of_a_plan_that_was_amended_since_only_recorded_stops_count() {
    assert_eq!(told(&[SIGNED, CALLED, BEGUN, "reword checked"]), [""; 0]);
    assert_eq!(told(&[BEGUN, "reword checked"]), [""; 0]);
    let blocked = [
        "dev blocks checked because it burns",
        BEGUN,
        "reword checked",
    ];
    assert_eq!(told(&blocked), ["go/started pre NO-GO"]);
    // Before the deployment, an amendment is part of what the author saw.
    let before = [SIGNED, CALLED, "reword checked", BEGUN];
    assert_eq!(told(&before), ["go/started pre HOLD"]);
}

#[test]
fn the_start_of_a_rollout_waits_for_the_gates_before_it() {
    let staged = plan(&[
        "pre/checked dev",
        "ship/verified qa",
        "rollout ship",
        "choice standard",
        "strategy standard: canary 5, full 100",
    ]);
    let early = Story::of(staged.clone()).tell(&["ops enters canary at 5"]);
    assert_eq!(in_words(&early.release()), ["rollout pre HOLD"]);
    let late = Story::of(staged).tell(&[SIGNED, "ops enters canary at 5"]);
    assert_eq!(in_words(&late.release()), [""; 0]);
}

#[test]
fn the_validator_says_so_and_records_it() {
    let mut story = Story::of(deployed());
    let cautions = story.try_line(BEGUN).unwrap();
    let said: Vec<_> = cautions.iter().map(Caution::sentence).collect();
    assert_eq!(
        said,
        [
            "gate `pre` is at HOLD: this is recorded as a deployment before GO, and stays a risk of the release"
        ]
    );
    let release = story.release();
    let begun: Vec<_> = before_go(&release).iter().map(BeforeGo::sentence).collect();
    assert_eq!(
        begun,
        ["signed before GO: gate pre was at HOLD; the fix cannot wait"]
    );
}
