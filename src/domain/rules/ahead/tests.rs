//! What is signed ahead of a gate, and what a milestone needs for it.

use super::*;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, outcome, plan};

fn staged() -> Plan {
    plan(&[
        "pre/checked dev",
        "gate pre qa",
        "ship/staged ops marks=staged",
        "ship/noted dev",
        "ship/deployed ops marks=deployed",
        "gate ship qa",
        "after/told ops marks=announced",
    ])
}

const CHECKED: &str = "dev signs checked";
const GO: &str = "qa calls go at pre";

#[test]
fn a_milestone_is_signed_after_go_or_ahead_of_it_with_a_reason() {
    for (script, expected) in [
        (
            &["ops signs staged"][..],
            "8: gate `pre` is on HOLD, and `ship/staged` marks the milestone `staged`",
        ),
        (
            &["dev blocks checked because it burns", "ops signs staged"],
            "1: gate `pre` is at NO-GO, and `ship/staged` marks the milestone `staged`",
        ),
        (
            &["ops signs staged because the mirror is slow"],
            "admitted with [Ahead { phase: \"pre\" }]",
        ),
        (
            &["ops signs staged because  "],
            "8: gate `pre` is on HOLD, and `ship/staged` marks the milestone `staged`",
        ),
        (
            &[CHECKED, GO, "ops signs told"],
            "8: gate `ship` is on HOLD, and `after/told` marks the milestone `announced`",
        ),
        (&[CHECKED, GO, "ops signs staged"], "admitted"),
        (
            &["ops signs deployed because it burns"],
            "admitted with [BeforeGo { phase: \"pre\", verdict: Hold }]",
        ),
        (&["dev signs noted"], "admitted"),
        (
            &["dev signs noted because early"],
            "admitted with [Ahead { phase: \"pre\" }]",
        ),
    ] {
        assert_eq!(outcome(&staged(), script), expected, "{script:?}");
    }
}

#[test]
fn what_was_signed_ahead_stays_told() {
    let told = |script: &[&str]| {
        let release = Story::of(staged()).tell(script).release();
        signed_ahead(&release)
            .iter()
            .map(|it| format!("{}: {} ({})", it.about(), it.sentence(), it.who()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&[CHECKED, GO, "ops signs staged"]), [""; 0]);
    assert_eq!(
        told(&[
            "dev signs noted because early",
            "ops signs staged because the mirror is slow",
            "ops signs deployed because it burns",
            CHECKED,
            GO,
        ]),
        [
            "ship: 1 sign-off ahead of gate pre (dev)",
            "ship/staged: signed ahead of gate pre: the mirror is slow (ops)",
        ]
    );
}
