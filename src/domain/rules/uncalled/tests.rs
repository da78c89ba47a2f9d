use super::*;
use crate::domain::plan::Plan;
use crate::domain::rules::gate::judge;
use crate::domain::testing::{Story, plan, side_by_side};
use crate::domain::verdict::Verdict;

const CALLED: [&str; 6] = [
    "dev signs a",
    "dev calls go at pre",
    "qa calls go at pre",
    "ops signs b",
    "rm calls go at ship",
    "ops signs c",
];

fn two_gates() -> Plan {
    plan(&[
        "pre/a dev",
        "gate pre dev+qa",
        "ship/b ops",
        "ship/c ops",
        "gate ship rm",
    ])
}

/// Returns the verdicts of the gates, and what is told of amendments.
#[track_caller]
fn told_after(edition: Option<u64>, lines: &[&str]) -> String {
    let story = Story::of_edition(edition, two_gates()).tell(&[&CALLED, lines].concat());
    let now = story.now;
    let release = story.release();
    let verdicts: Vec<_> = judge(&release, now)
        .iter()
        .map(|it| it.verdict.word())
        .collect();
    let open = since_last_called(&release).len();
    let at = next_called(&release).unwrap();
    format!("{}, {open} told at {at}", verdicts.join(" "))
}

#[test]
fn an_amendment_makes_the_calls_stale_that_it_concerns_and_no_others() {
    let now = Some(2);
    assert_eq!(told_after(now, &[]), "GO GO, 0 told at ship");
    assert_eq!(
        told_after(now, &["unpoll qa"]),
        "HOLD HOLD, 1 told at pre",
        "rm called before it"
    );
    assert_eq!(
        told_after(now, &["unpoll qa", "dev calls go at pre"]),
        "GO GO, 0 told at ship"
    );
    assert_eq!(told_after(now, &["reword c"]), "GO HOLD, 1 told at ship");
    assert_eq!(
        told_after(now, &["reword c", "ops signs c"]),
        "GO HOLD, 1 told at ship"
    );
    assert_eq!(
        told_after(now, &["reword c", "ops signs c", "rm calls go at ship"]),
        "GO GO, 0 told at ship"
    );
    for before in [None, Some(1)] {
        assert_eq!(
            told_after(before, &["unpoll qa"]),
            "GO GO, 1 told at ship",
            "{before:?}"
        );
    }
}

#[test]
fn a_call_on_another_branch_knew_nothing_of_the_amendment() {
    side_by_side(
        &two_gates(),
        &CALLED[..3],
        &[
            "dev blocks c because x",
            "dev unblocks c because y",
            "ops signs b",
            "ops signs c",
            "rm calls go at ship",
        ],
        &["retract c"],
        |release, now| {
            let verdicts: Vec<_> = judge(release, now).iter().map(|it| it.verdict).collect();
            assert_eq!(verdicts, [Verdict::Go, Verdict::Hold]);
            let open = since_last_called(release);
            assert_eq!(open.len(), 1);
            assert!(open[0].is_loosened());
            assert_eq!(
                open[0].sentence(),
                "amended by retract as rm: changed: item ship/c: removed (loosened)"
            );
        },
    );
}
