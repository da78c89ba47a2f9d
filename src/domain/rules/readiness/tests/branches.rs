//! Two people who had not seen what the other did: the careful one wins, whoever came first.

use super::{CALLED, CANARY, FULL, QUARTER, READY, ahead, gate, told};
use crate::domain::rules::gate::judge;
use crate::domain::rules::readiness;
use crate::domain::testing::{rollout_plan, side_by_side};

/// Tells `left` and `right` beside each other, in both orders, and holds what comes of it against what is expected.
#[track_caller]
fn case(name: &str, before: &[&str], left: &[&str], right: &[&str], expected: &str) {
    side_by_side(&rollout_plan(), before, left, right, |release, now| {
        assert_eq!(ahead(release, now), expected, "{name}");
    });
}

#[track_caller]
fn gate_case(name: &str, before: &[&str], left: &[&str], right: &[&str], expected: &str) {
    side_by_side(&rollout_plan(), before, left, right, |release, now| {
        assert_eq!(gate(release, now), expected, "{name}");
    });
}

const ADVANCE: [&str; 1] = ["ops enters quarter at 25"];

#[test]
fn whoever_stops_wins_over_whoever_goes_on() {
    case(
        "a pause",
        &CALLED,
        &["rm pauses because x"],
        &ADVANCE,
        "quarter > full HOLD: rollout rollout-paused, stage quarter soaking",
    );
    case(
        "an abort",
        &CALLED,
        &["rm aborts because x"],
        &ADVANCE,
        "quarter > canary NO-GO",
    );
    case(
        "a breach of the canary",
        &CALLED,
        &["rm observes errors=1.6"],
        &ADVANCE,
        "quarter > full NO-GO: stage canary no-go, stage quarter soaking",
    );
    case(
        "a call of no-go on the canary",
        &CALLED,
        &["qa calls no-go on canary because x"],
        &ADVANCE,
        "quarter > full NO-GO: stage canary: qa stage-no-go, stage quarter soaking",
    );
    case(
        "a respin",
        &CALLED,
        &["respin c2"],
        &ADVANCE,
        "- > canary HOLD: pre gate-shut",
    );
}

#[test]
fn whoever_stops_wins_over_whoever_got_to_the_end() {
    let end = [&FULL[..], &["ops signs b", "rm calls go at ship"]].concat();
    gate_case(
        "a pause",
        &QUARTER,
        &end,
        &["rm pauses because x"],
        "HOLD: rollout rollout-paused",
    );
    gate_case(
        "a breach",
        &QUARTER,
        &end,
        &["rm observes errors=1.6"],
        "NO-GO: stage quarter no-go",
    );
    gate_case(
        "a no-go",
        &QUARTER,
        &end,
        &["dev calls no-go on quarter because x"],
        "NO-GO: stage quarter: dev stage-no-go",
    );
    gate_case(
        "an abort",
        &QUARTER,
        &end,
        &["rm aborts because x"],
        "NO-GO: rollout rollout-aborted",
    );
    gate_case(
        "a respin",
        &QUARTER,
        &end,
        &["respin c2"],
        "HOLD: rollout rollout-not-started",
    );
    let restart = [
        "rm aborts because x",
        "rm enters canary at 5 because better now",
    ];
    for (name, end) in [
        ("an abort and a new start", end.clone()),
        ("long before", [&["wait 10m"], &end[..]].concat()),
    ] {
        side_by_side(&rollout_plan(), &QUARTER, &end, &restart, |release, now| {
            let found = ahead(release, now);
            assert!(
                found.starts_with("canary > quarter HOLD: "),
                "{name}: {found}"
            );
            assert!(
                gate(release, now).starts_with("HOLD: stage canary "),
                "{name}"
            );
        });
    }
}

#[test]
fn whoever_is_less_far_wins() {
    case(
        "both went on",
        &CALLED,
        &ADVANCE,
        &ADVANCE,
        "quarter > full HOLD: stage quarter soaking",
    );
    let end = FULL.map(|line| format!("left: {line}"));
    let told = |right_enters: usize| {
        let mut lines: Vec<&str> = CALLED.to_vec();
        lines.push("left: ops enters quarter at 25");
        lines.extend(end.iter().map(String::as_str));
        lines.insert(
            CALLED.len() + right_enters,
            "right: ops enters quarter at 25",
        );
        // Both branches leave the trunk where the canary was called.
        lines.insert(CALLED.len(), "right: rm observes errors=0.4");
        let (release, now) = told(&rollout_plan(), &lines);
        ahead(&release, now)
    };
    assert_eq!(
        told(0),
        "full > - GO",
        "the other was at a quarter before all of this soak"
    );
    assert_eq!(
        told(1),
        "quarter > full HOLD: stage quarter unobserved, stage quarter: qa stage-uncalled, stage quarter: dev stage-uncalled"
    );
    assert_eq!(
        told(FULL.len() + 1),
        "quarter > full HOLD: stage quarter soaking"
    );
}
#[test]
fn a_grey_observation_is_not_outshone_by_a_good_one_that_has_not_seen_it() {
    case(
        "both at the end of the soak",
        &CALLED,
        &["ops observes errors=0.6"],
        &["rm observes errors=0.4"],
        "canary > quarter HOLD: stage canary hold",
    );
    case(
        "both good",
        &CALLED,
        &["ops observes errors=0.3"],
        &["rm observes errors=0.4"],
        "canary > quarter GO",
    );
    case(
        "one too early",
        &CANARY,
        &["ops observes errors=0.3"],
        &[
            "wait 16m",
            "rm observes errors=0.4",
            "qa calls go on canary",
        ],
        "canary > quarter GO",
    );
}

#[test]
fn two_strategies_hold_until_the_rollout_starts_again() {
    let (quick, direct) = (
        ["rm takes quick because small", "ops enters canary at 5"],
        ["rm takes direct because urgent", "ops enters full at 100"],
    );
    gate_case(
        "two chosen and started",
        &READY,
        &quick,
        &direct,
        "HOLD: rollout rival-strategies",
    );
    gate_case(
        "one chosen and started",
        &READY,
        &["ops enters canary at 5"],
        &direct,
        "HOLD: rollout rival-strategies",
    );
    gate_case(
        "one got to its end",
        &READY,
        &CANARY[3..],
        &[
            &direct[..],
            &[
                "ops observes errors=0.4",
                "ops signs b",
                "rm calls go at ship",
            ],
        ]
        .concat(),
        "HOLD: rollout rival-strategies",
    );
}

#[test]
fn the_way_out_of_two_strategies_is_a_choice_and_a_new_start() {
    let (plan, two) = (
        rollout_plan(),
        [
            "left: rm takes quick because small",
            "right: rm takes direct because urgent",
        ],
    );
    let chosen = [&READY[..], &two, &["merge"]].concat();
    let (release, now) = told(&plan, &chosen);
    assert_eq!(
        ahead(&release, now),
        "- > - HOLD: rollout rival-strategies",
        "chosen and not started"
    );
    let said: Vec<String> = readiness::ahead(&release, &judge(&release, now), now)
        .iter()
        .map(|reason| reason.explain().line())
        .collect();
    assert_eq!(
        said,
        ["rollout: two branches took different strategies: direct, quick; start the rollout again"]
    );
    let (release, now) = told(
        &plan,
        &[&chosen[..], &["rm takes quick because small"]].concat(),
    );
    assert_eq!(
        ahead(&release, now),
        "- > canary GO",
        "one was chosen by somebody who knew of both"
    );
    let started = [
        "left: rm takes quick because small",
        "right: ops enters canary at 5",
        "left: ops enters canary at 5",
        "merge",
    ];
    let started = [&READY[..], &started].concat();
    let (release, now) = told(&plan, &started);
    assert_eq!(gate(&release, now), "HOLD: rollout rival-strategies");
    assert_eq!(
        ahead(&release, now),
        "canary > canary GO",
        "it may start again"
    );
    let (release, now) = told(&plan, &[&started[..], &["ops enters canary at 5"]].concat());
    assert_eq!(
        ahead(&release, now),
        "canary > full HOLD: stage canary soaking"
    );
}
