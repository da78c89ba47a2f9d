//! Clocks that jump, and pauses: no soak is ever shorter than it has to be.

use chrono::TimeDelta;

use super::{CALLED, CANARY, READY, ahead, told};
use crate::domain::event::timestamp;
use crate::domain::plan::rollout::Soak;
use crate::domain::testing::{Story, at, rollout_plan, side_by_side};

/// Returns when the soak of the present stage is over, and when a decision is overdue, without their day.
fn ends(script: &[&str]) -> String {
    let (release, now) = told(&rollout_plan(), script);
    let position = release.rollout(now).unwrap().position.unwrap();
    let time = |at| {
        timestamp(&at)["2026-11-20T".len()..]
            .trim_end_matches('Z')
            .to_owned()
    };
    format!(
        "{} {}",
        time(position.soaks_until),
        position.overdue_at.map_or("-".to_owned(), time)
    )
}

#[test]
fn a_clock_that_jumped_back_shortens_no_soak() {
    assert_eq!(ends(&CANARY), "09:19:00 09:34:00");
    let back = [
        &READY[..],
        &["at 2026-11-20T08:00:00Z", "ops enters canary at 5"],
    ]
    .concat();
    let right = [&back[..], &["at 2026-11-20T09:10:00Z"]].concat();
    assert_eq!(
        ends(&right),
        "09:18:00 09:33:00",
        "it is counted from the latest time in the record"
    );
    let mut story = Story::of(rollout_plan())
        .tell(&right)
        .tell(&["ops observes errors=0.4", "at 2026-11-20T09:16:59Z"]);
    assert!(story.try_line("qa calls go on canary").is_err());
    assert!(story.try_line("ops enters quarter at 25").is_err());
    assert_eq!(
        ends(&back),
        "08:16:00 08:31:00",
        "by the slow clock, to which the times before have not come, it lasts as long"
    );
    let forward = [
        &READY[..],
        &[
            "at 2026-11-20T12:00:00Z",
            "ops baselines errors=0.4",
            "at 2026-11-20T09:10:00Z",
            "ops enters canary at 5",
        ],
    ]
    .concat();
    assert_eq!(
        ends(&forward),
        "09:26:00 09:41:00",
        "a time that has not come yet does not count"
    );
    let come = [&forward[..], &["at 2026-11-20T11:56:00Z"]].concat();
    assert_eq!(
        ends(&come),
        "12:16:00 12:31:00",
        "once it has come, nobody can tell that it was wrong"
    );
}

#[test]
fn a_pause_does_not_count_into_the_soak() {
    let paused = |lines: &[&'static str]| [&CANARY[..], lines].concat();
    assert_eq!(
        ends(&paused(&["wait 4m", "ops pauses because x"])),
        "09:19:00 09:34:00",
        "it has just begun"
    );
    assert_eq!(
        ends(&paused(&["wait 4m", "ops pauses because x", "wait 60m"])),
        "10:19:00 10:34:00",
        "it is still on"
    );
    let over = paused(&[
        "wait 4m",
        "ops pauses because x",
        "wait 59m",
        "ops resumes because y",
    ]);
    assert_eq!(ends(&over), "10:19:00 10:34:00", "it is over");
    assert_eq!(
        ends(&[&over[..], &["wait 5m"]].concat()),
        "10:19:00 10:34:00",
        "and the clock goes on"
    );
    let twice = [
        &over[..],
        &["ops pauses because x", "wait 9m", "ops resumes because y"],
    ]
    .concat();
    assert_eq!(ends(&twice), "10:29:00 10:44:00", "two of them");
    let next = [
        &CALLED[..],
        &[
            "ops pauses because x",
            "wait 10m",
            "rm enters quarter at 25 rm overriding because x",
        ],
    ]
    .concat();
    assert_eq!(
        ends(&next),
        "10:02:00 10:32:00",
        "the next stage begins without it"
    );
}

#[test]
fn an_observation_during_a_pause_speaks_for_no_soak() {
    let script = [
        &CANARY[..],
        &[
            "wait 4m",
            "ops pauses because x",
            "wait 29m",
            "ops observes errors=0.4",
        ],
    ]
    .concat();
    let (release, now) = told(
        &rollout_plan(),
        &[&script[..], &["ops resumes because y", "wait 20m"]].concat(),
    );
    assert_eq!(
        ahead(&release, now),
        "canary > quarter HOLD: stage canary unobserved, stage canary: qa stage-uncalled"
    );
}

#[test]
fn clocks_that_disagree_about_a_pause_shorten_no_soak() {
    let forward = [
        "at 2026-11-20T11:00:00Z",
        "ops pauses because x",
        "at 2026-11-20T09:30:00Z",
        "ops resumes because y",
    ];
    assert_eq!(
        ends(&[&CANARY[..], &forward].concat()),
        "09:46:00 10:01:00",
        "the clock of the pause ran ahead: it began right after what its author had seen"
    );
    let back = [
        "at 2026-11-20T09:10:00Z",
        "ops pauses because x",
        "at 2026-11-20T09:06:00Z",
        "ops resumes because y",
    ];
    assert_eq!(
        ends(&[&CANARY[..], &back].concat()),
        "09:23:00 09:38:00",
        "the clock of the resumption ran behind"
    );
    let before = [
        "at 2026-11-20T08:00:00Z",
        "ops pauses because x",
        "at 2026-11-20T09:09:00Z",
        "ops resumes because y",
    ];
    assert_eq!(
        ends(&[&CANARY[..], &before].concat()),
        "09:25:00 09:40:00",
        "the clock of the pause ran behind"
    );
}

/// Tells lines by a clock that is ten years ahead, and goes on by the right one.
fn ahead_of_time(lines: &[&'static str]) -> Vec<&'static str> {
    [
        &["at 2036-11-20T12:00:00Z"],
        lines,
        &["at 2026-11-20T09:10:00Z"],
    ]
    .concat()
}

#[test]
fn a_laptop_ten_years_ahead_stops_no_soak() {
    let before = [
        &READY[..],
        &ahead_of_time(&["ops signs b"]),
        &["ops enters canary at 5"],
    ];
    assert_eq!(ends(&before.concat()), "09:26:00 09:41:00");
    let entered = [&READY[..], &ahead_of_time(&["ops enters canary at 5"])].concat();
    assert_eq!(
        ends(&entered),
        "09:25:00 09:40:00",
        "nobody knows yet since when"
    );
    let waited = [&entered[..], &["wait 20m"]].concat();
    assert_eq!(ends(&waited), "09:45:00 10:00:00", "so it has not begun");
    let seen = [&entered[..], &["ops observes errors=0.4", "wait 20m"]].concat();
    assert_eq!(
        ends(&seen),
        "09:26:00 09:41:00",
        "somebody has seen it since"
    );
    let paused = [&CANARY[..], &ahead_of_time(&["ops pauses because x"])].concat();
    assert_eq!(
        ends(&paused),
        "09:25:00 09:40:00",
        "it may have begun with the stage"
    );
    let resumed = [
        &CANARY[..],
        &["ops pauses because x"],
        &ahead_of_time(&["ops resumes because y"]),
    ];
    assert_eq!(
        ends(&resumed.concat()),
        "09:24:00 09:39:00",
        "it may still be on"
    );
    let over = [
        &resumed.concat()[..],
        &["ops observes errors=0.4", "wait 20m"],
    ]
    .concat();
    assert_eq!(
        ends(&over),
        "09:25:00 09:40:00",
        "it was over when somebody saw that it was"
    );
}

#[test]
fn what_is_dated_ahead_was_made_before_the_soak_was_over() {
    let observed = [
        &CANARY[..],
        &ahead_of_time(&["ops observes errors=0.4"]),
        &["wait 20m"],
    ];
    let (release, now) = told(&rollout_plan(), &observed.concat());
    assert_eq!(
        ahead(&release, now),
        "canary > quarter HOLD: stage canary unobserved, stage canary: qa stage-uncalled"
    );
    let mut plan = rollout_plan();
    plan.rollout.as_mut().unwrap().max_baseline_age = Some(3600);
    let measured = [
        &READY[..2],
        &ahead_of_time(&["ops baselines errors=0.4"]),
        &["wait 60m"],
    ];
    let (release, now) = told(&plan, &measured.concat());
    assert_eq!(
        ahead(&release, now),
        "- > canary HOLD: rollout: errors old-baseline",
        "it was measured at 09:02 or later, and it is 10:10"
    );
}

#[test]
fn records_of_before_keep_believing_every_clock() {
    let script = [
        &READY[..],
        &ahead_of_time(&["ops signs b"]),
        &["ops enters canary at 5"],
    ];
    for edition in [None, Some(1)] {
        let story = Story::of_edition(edition, rollout_plan()).tell(&script.concat());
        let now = story.now;
        let release = story.release();
        let soaks_until = release.rollout(now).unwrap().position.unwrap().soaks_until;
        assert_eq!(soaks_until, at("2036-11-20T12:16:00Z"), "{edition:?}");
    }
}

/// Whatever one person records with a clock that is ten years ahead, the others wait as long as by a right one, or until one of them
/// has seen it.
#[test]
fn no_single_clock_makes_a_soak_end_early_or_much_later() {
    let script = [
        &CANARY[..],
        &[
            "wait 2m",
            "ops pauses because x",
            "wait 7m",
            "ops resumes because y",
            "ops observes errors=0.4",
        ],
    ]
    .concat();
    let (release, now) = told(&rollout_plan(), &script);
    let right = release.rollout(now).unwrap().position.unwrap().soaks_until;
    for ahead in 0..script.len() {
        let mut story = Story::of(rollout_plan());
        for (place, line) in script.iter().enumerate() {
            let by_right_clock = story.now;
            if place == ahead {
                story.now += TimeDelta::days(3652);
            }
            story.try_line(line).unwrap();
            if place == ahead {
                story.now -= TimeDelta::days(3652);
            }
            assert!(story.now > by_right_clock);
        }
        let release = story.release();
        let until = release.rollout(now).unwrap().position.unwrap().soaks_until;
        assert!(until >= right, "{}: {until}", script[ahead]);
        assert!(
            until <= now + TimeDelta::minutes(20),
            "{}: {until}",
            script[ahead]
        );
    }
}

#[test]
fn a_pause_on_one_branch_outlasts_the_end_of_another() {
    // Left pauses at 09:06 and resumes at 09:08, or an hour later; right pauses beside it and does not.
    side_by_side(
        &rollout_plan(),
        &CANARY,
        &["rm pauses because x", "wait 10m", "rm resumes because y"],
        &["ops pauses because z"],
        |release, now| {
            assert_eq!(
                ahead(release, now),
                "canary > quarter HOLD: rollout rollout-paused, stage canary soaking"
            );
            let later = now + TimeDelta::hours(5);
            assert_eq!(
                ahead(release, later),
                "canary > quarter HOLD: rollout rollout-paused, stage canary soaking"
            );
        },
    );
    let two = [
        "left: rm pauses because x",
        "right: ops pauses because z",
        "wait 10m",
        "left: rm resumes because y",
        "wait 10m",
        "merge",
    ];
    let resumed = [
        &CANARY[..],
        &two,
        &["at 2026-11-20T09:40:00Z", "ops resumes because y"],
    ]
    .concat();
    assert_eq!(
        ends(&resumed),
        "09:55:00 10:10:00",
        "from the beginning of the first to the end of the last"
    );
    let apart = [
        "left: rm pauses because x",
        "wait 4m",
        "left: rm resumes because y",
        "wait 4m",
        "right: ops pauses because z",
        "wait 9m",
        "right: ops resumes because y",
        "merge",
    ];
    assert_eq!(
        ends(&[&CANARY[..], &apart].concat()),
        "09:34:00 09:49:00",
        "one after the other"
    );
}

#[test]
fn the_soak_is_over_exactly_at_its_end() {
    let mut story = Story::of(rollout_plan())
        .tell(&CANARY)
        .tell(&["at 2026-11-20T09:19:00Z"]);
    story.now -= TimeDelta::minutes(1);
    assert_eq!(
        story.clone().try_line("ops observes errors=0.4"),
        Ok(Vec::new())
    );
    let mut story = story.tell(&["ops observes errors=0.4"]);
    story.now = at("2026-11-20T09:17:59Z");
    assert!(
        story.clone().try_line("qa calls go on canary").is_err(),
        "by a clock that is a second behind"
    );
    story.now = at("2026-11-20T09:18:00Z");
    assert_eq!(story.try_line("qa calls go on canary"), Ok(Vec::new()));
}

#[test]
fn a_pause_after_the_soak_moves_the_decision_and_not_the_soak() {
    let paused = [&CALLED[..], &["ops pauses because x", "wait 59m"]].concat();
    assert_eq!(ends(&paused), "09:19:00 10:33:00", "it is still on");
    let over = [&paused[..], &["ops resumes because y"]].concat();
    assert_eq!(ends(&over), "09:19:00 10:34:00", "it is over");
    let (release, now) = told(&rollout_plan(), &over);
    assert_eq!(
        ahead(&release, now),
        "canary > quarter GO",
        "what was observed after the soak was, and stays so"
    );
    let late = [
        "wait 40m",
        "ops pauses because x",
        "wait 59m",
        "ops resumes because y",
    ];
    assert_eq!(
        ends(&[&CANARY[..], &late].concat()),
        "09:19:00 09:34:00",
        "a decision that was overdue before stays overdue"
    );
}

#[test]
fn a_soak_of_any_length_can_be_counted() {
    let mut plan = rollout_plan();
    for stage in plan
        .rollout
        .as_mut()
        .unwrap()
        .strategies
        .iter_mut()
        .flat_map(|strategy| &mut strategy.stages)
    {
        stage.soak = stage.soak.map(|_| Soak {
            least: u64::MAX,
            most: u64::MAX,
        });
    }
    let (release, now) = told(
        &plan,
        &[
            &CANARY[..],
            &["ops pauses because x", "ops resumes because y"],
        ]
        .concat(),
    );
    assert_eq!(
        ahead(&release, now),
        "canary > quarter HOLD: stage canary soaking"
    );
}
