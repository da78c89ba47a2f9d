//! A rollout is of one candidate: another one starts from the first stage.

use super::{CALLED, QUARTER, READY, ahead, case};
use crate::domain::testing::{rollout_plan, side_by_side};

#[test]
fn another_candidate_starts_from_the_first_stage() {
    case(
        "respun part-way",
        &[&QUARTER[..], &["respin c2"]].concat(),
        "- > canary HOLD: pre gate-shut",
    );
    let again = [
        &QUARTER[..],
        &["respin c2", "dev calls go at pre", "ops enters canary at 5"],
    ]
    .concat();
    case(
        "it soaks like the one before",
        &again,
        "canary > quarter HOLD: stage canary soaking",
    );
    case(
        "what was observed and called of the one before does not count",
        &[
            &CALLED[..],
            &[
                "respin c2",
                "dev calls go at pre",
                "ops enters canary at 5",
                "wait 15m",
            ],
        ]
        .concat(),
        "canary > quarter HOLD: stage canary unobserved, stage canary: qa stage-uncalled",
    );
    case(
        "a pause, a breach and a no-go of the one before are over",
        &[
            &CALLED[..],
            &[
                "ops observes errors=1.6",
                "qa calls no-go on canary because x",
                "ops pauses because x",
                "respin c2",
            ],
            &["dev calls go at pre"],
        ]
        .concat(),
        "- > canary GO",
    );
    let aborted = [
        &CALLED[..],
        &["ops aborts because x", "respin c2", "dev calls go at pre"],
    ]
    .concat();
    case("so is an abort", &aborted, "- > canary GO");
}

#[test]
fn a_candidate_that_comes_back_starts_again_too() {
    case(
        "it was at a quarter",
        &[
            &QUARTER[..],
            &["respin c2", "respin c1", "dev calls go at pre"],
        ]
        .concat(),
        "- > canary GO",
    );
    side_by_side(
        &rollout_plan(),
        &CALLED,
        &["respin c2", "respin c1", "dev calls go at pre"],
        &["ops enters quarter at 25"],
        |release, now| {
            assert_eq!(
                ahead(release, now),
                "- > canary GO",
                "it went on where nobody had seen that it was away"
            );
        },
    );
    side_by_side(
        &rollout_plan(),
        &READY,
        &["respin c2", "respin c1", "dev calls go at pre"],
        &["ops enters canary at 5"],
        |release, now| {
            assert_eq!(ahead(release, now), "- > canary GO", "it started there");
        },
    );
}
