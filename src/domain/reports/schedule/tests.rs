use super::*;
use crate::domain::plan::Plan;
use crate::domain::rules::gate::judge_all;
use crate::domain::testing::{Story, incident_plan, plan};

/// Writes what has its time as `soak/canary 11-20 09:03 to 11-20 09:18 ahead`, days alone as `11-20`.
#[track_caller]
fn case(name: &str, plan: Plan, script: &[&str], expected: &[&str]) {
    let story = Story::of(plan).tell(script);
    let now = story.now;
    let release = story.release();
    let judgements = judge_all(&release, now);
    let found: Vec<String> = slots(&release, &judgements, now)
        .iter()
        .map(brief)
        .collect();
    assert_eq!(found, expected, "{name}");
}

fn brief(slot: &Slot<'_>) -> String {
    let (name, state) = (slot.about.name(), slot.state.word());
    if slot.is_whole_days() {
        assert_eq!(slot.ends - slot.begins, TimeDelta::days(1));
        return format!("{name} {} {state}", slot.begins.format("%m-%d"));
    }
    let at = |at: DateTime<Utc>| at.format("%m-%d %H:%M").to_string();
    format!("{name} {} to {} {state}", at(slot.begins), at(slot.ends))
}

fn staged() -> Plan {
    plan(&[
        "pre/a dev due=-7d",
        "pre/b dev due=-7d",
        "pre/c dev due=-2d",
        "gate pre due=-1d",
        "ship/d ops",
        "rollout ship",
        "choice standard",
        "strategy standard: canary 1-5 15m..30m, full 100 marks=deployed",
        "monitoring ship from deployed",
        "window first 0m..30m ops",
        "window second 30m..4h ops",
    ])
}

#[test]
fn the_deployment_is_a_day_until_it_is_complete() {
    let sign = ["dev signs a", "dev signs b", "dev signs c", "ops signs d"];
    case("planned for no day", staged(), &[], &[]);
    let planned = ["plan 2026-12-01"];
    case(
        "planned",
        staged(),
        &planned,
        &[
            "due/pre/-7d 11-24 ahead",
            "due/pre/-2d 11-29 ahead",
            "due/pre 11-30 ahead",
            "deployment 12-01 ahead",
        ],
    );
    case(
        "the day moves, and everything with it",
        staged(),
        &[
            "plan 2026-12-01",
            "plan 2026-12-08 because it slips",
            "dev signs a",
        ],
        &[
            "due/pre/-7d 12-01 ahead",
            "due/pre/-2d 12-06 ahead",
            "due/pre 12-07 ahead",
            "deployment 12-08 ahead",
        ],
    );
    case(
        "late",
        staged(),
        &[
            "plan 2026-12-01",
            "dev signs a",
            "dev signs b",
            "at 2026-12-02T09:00:00Z",
        ],
        &[
            "due/pre/-7d 11-24 done",
            "due/pre/-2d 11-29 overdue",
            "due/pre 11-30 overdue",
            "deployment 12-01 overdue",
        ],
    );
    case(
        "given up",
        staged(),
        &["plan 2026-12-01", "close abandoned because no budget"],
        &[
            "due/pre/-7d 11-24 cancelled",
            "due/pre/-2d 11-29 cancelled",
            "due/pre 11-30 cancelled",
            "deployment 12-01 cancelled",
        ],
    );
    case(
        "complete",
        staged(),
        &[
            &sign[..],
            &[
                "ops enters canary at 5",
                "wait 20m",
                "ops enters full at 100",
            ],
        ]
        .concat(),
        &[
            "deployment 11-20 09:05 to 11-20 09:26 done",
            "soak/canary 11-20 09:05 to 11-20 09:26 over",
            "window/first 11-20 09:26 to 11-20 09:56 under way",
            "window/second 11-20 09:56 to 11-20 13:26 ahead",
        ],
    );
}

#[test]
fn a_window_ends_when_it_is_closed_and_does_not_take_place_when_that_is_before_it_begins() {
    let shipped = [
        "dev signs a",
        "dev signs b",
        "dev signs c",
        "ops signs d",
        "ops enters canary at 5",
        "wait 20m",
        "ops enters full at 100",
        "wait 9m",
        "ops closes first because it is quiet",
        "ops closes second because it is quiet",
    ];
    case(
        "closed early",
        staged(),
        &shipped,
        &[
            "deployment 11-20 09:05 to 11-20 09:26 done",
            "soak/canary 11-20 09:05 to 11-20 09:26 over",
            "window/first 11-20 09:26 to 11-20 09:36 done",
            "window/second 11-20 09:56 to 11-20 13:26 cancelled",
        ],
    );
}

#[test]
fn a_stage_soaks_for_its_least_time_and_a_stop_cancels_it() {
    let sign = ["dev signs a", "dev signs b", "dev signs c", "ops signs d"];
    let canary = [&sign[..], &["ops enters canary at 5"]].concat();
    case(
        "soaking",
        staged(),
        &canary,
        &["soak/canary 11-20 09:05 to 11-20 09:20 under way"],
    );
    case(
        "stopped",
        staged(),
        &[&canary[..], &["ops aborts because it burns"]].concat(),
        &["soak/canary 11-20 09:05 to 11-20 09:20 cancelled"],
    );
    let late = "at 2026-11-20T12:00:00Z";
    for stop in [
        "ops aborts because it burns",
        "close abandoned because no budget",
    ] {
        case(
            &format!("{stop}, long ago"),
            staged(),
            &[&canary[..], &[stop, late]].concat(),
            &["soak/canary 11-20 09:05 to 11-20 09:20 cancelled"],
        );
    }
    case(
        "stopped when it had soaked",
        staged(),
        &[&canary[..], &["wait 15m", "ops aborts because it burns"]].concat(),
        &["soak/canary 11-20 09:05 to 11-20 09:20 over"],
    );
    case(
        "soaked",
        staged(),
        &[&canary[..], &["wait 15m"]].concat(),
        &["soak/canary 11-20 09:05 to 11-20 09:20 over"],
    );
}

#[test]
fn a_waiver_ends_on_its_last_day_and_one_that_was_taken_back_is_cancelled() {
    let two = || plan(&["pre/a dev", "pre/b dev"]);
    let waived = ["rm waives a until 2026-11-21 because later"];
    case("in force", two(), &waived, &["waiver/pre/a/rm 11-21 ahead"]);
    case("for good", two(), &["rm waives a because later"], &[]);
    case(
        "taken back",
        two(),
        &[&waived[..], &["dev reopens a because wrong"]].concat(),
        &["waiver/pre/a/rm 11-21 cancelled"],
    );
    case(
        "run out",
        two(),
        &[&waived[..], &["at 2026-11-22T09:00:00Z"]].concat(),
        &["waiver/pre/a/rm 11-21 over"],
    );
    case(
        "given again for longer",
        two(),
        &[
            &waived[..],
            &[
                "dev reopens a because wrong",
                "rm waives a until 2026-11-25 because later still",
            ],
        ]
        .concat(),
        &["waiver/pre/a/rm 11-25 ahead"],
    );
}

#[test]
fn an_action_item_is_due_on_its_day_also_after_the_release() {
    let asked = [
        "qa opens app incident checkout fails",
        "qa asks dev in 1 by 2026-12-01 to write it up",
        "qa asks ops in 1 to watch it",
    ];
    let due = ["action/incident-1/1 12-01 ahead"];
    case("open", incident_plan(), &asked, &due);
    let done = [&asked[..], &["dev does action 1 in 1"]].concat();
    case(
        "done",
        incident_plan(),
        &done,
        &["action/incident-1/1 12-01 done"],
    );
    let late = [&asked[..], &["at 2026-12-02T00:00:00Z"]].concat();
    case(
        "late",
        incident_plan(),
        &late,
        &["action/incident-1/1 12-01 overdue"],
    );
}

#[test]
fn what_a_respin_cuts_short_is_cancelled_until_it_begins_again() {
    let sign = ["dev signs a", "dev signs b", "dev signs c", "ops signs d"];
    let canary = [&sign[..], &["ops enters canary at 5"]].concat();
    let late = "at 2026-11-20T12:00:00Z";
    let cancelled = ["soak/canary 11-20 09:05 to 11-20 09:20 cancelled"];
    let respun = [&canary[..], &["respin c2"]].concat();
    case("a soak", staged(), &respun, &cancelled);
    let again = [&respun[..], &["respin c3", late]].concat();
    case("long ago, and again", staged(), &again, &cancelled);
    let names: Vec<String> = (3..103).map(|number| format!("respin c{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (more, expected) in [(99, &cancelled[..]), (100, &[])] {
        let lines = [&respun[..], &names[..more]].concat();
        case("too many respins ago", staged(), &lines, expected);
    }
    case(
        "soaked by then",
        staged(),
        &[&canary[..], &["wait 15m", "respin c2"]].concat(),
        &[],
    );
    case(
        "entered again",
        staged(),
        &[&respun[..], &[late, "ops enters canary at 5"]].concat(),
        &["soak/canary 11-20 12:01 to 11-20 12:16 under way"],
    );
    let shipped = ["wait 20m", "ops enters full at 100", "wait 9m"];
    let shipped = [&canary[..], &shipped].concat();
    let quiet = ["ops closes first because it is quiet", "respin c2", late];
    case(
        "windows, but not one that was closed",
        staged(),
        &[&shipped[..], &quiet].concat(),
        &["window/second 11-20 09:56 to 11-20 13:26 cancelled"],
    );
    case(
        "windows",
        staged(),
        &[&shipped[..], &["respin c2", late]].concat(),
        &[
            "window/first 11-20 09:26 to 11-20 09:56 cancelled",
            "window/second 11-20 09:56 to 11-20 13:26 cancelled",
        ],
    );
}
