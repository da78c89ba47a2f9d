use super::*;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, at, plan};

#[track_caller]
fn case(name: &str, plan: &Plan, lines: &[String], expected: &[&str]) {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let story = Story::of(plan.clone()).tell(&lines);
    let now = story.now;
    let release = story.release();
    let found: Vec<_> = signals(&release, now)
        .iter()
        .map(Signal::sentence)
        .collect();
    assert_eq!(found, expected, "{name}");
}

fn items(count: usize) -> Plan {
    let lines: Vec<String> = (0..count)
        .map(|number| format!("pre/i{number} dev"))
        .collect();
    plan(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Tells that so many items are signed: so many in each second, and so many seconds between those.
fn signing(count: usize, together: usize, gap: i64, rest: &str) -> Vec<String> {
    let clock = |number: usize| {
        let acts = i64::try_from(number / together).unwrap();
        format!(
            "at {}",
            timestamp(&(at("2026-11-20T09:59:00Z") + TimeDelta::seconds(acts * gap)))
        )
    };
    (0..count)
        .flat_map(|number| [clock(number), format!("dev signs i{number}{rest}")])
        .collect()
}

#[test]
fn many_sign_offs_within_seconds_by_one_person_are_a_sign() {
    let plan = items(30);
    let seen = "dev signed 10 items without evidence within 9s, from 2026-11-20T10:00:00Z on";
    case("one each second", &plan, &signing(10, 1, 1, ""), &[seen]);
    case("one item less", &plan, &signing(9, 1, 1, ""), &[]);
    let slowly = "dev signed 10 items without evidence within 36s, from 2026-11-20T10:00:00Z on";
    case(
        "as slow as a sign can be",
        &plan,
        &signing(10, 1, 4, ""),
        &[slowly],
    );
    case(
        "time enough to read each line",
        &plan,
        &signing(30, 1, 5, ""),
        &[],
    );
    case(
        "each shows something",
        &plan,
        &signing(30, 1, 1, " with https://ci/1"),
        &[],
    );
    let fast = "dev signed 20 items without evidence within 6s, from 2026-11-20T10:00:00Z on";
    case(
        "several in each second",
        &plan,
        &signing(20, 3, 1, ""),
        &[fast],
    );
}

#[test]
fn one_command_about_many_items_is_one_act() {
    let plan = items(30);
    case(
        "thirty items in one second",
        &plan,
        &signing(30, 30, 1, ""),
        &[],
    );
    case(
        "one command for each of four sections",
        &plan,
        &signing(28, 7, 4, ""),
        &[],
    );
    let seen = "dev signed 30 items without evidence within 8s, from 2026-11-20T10:00:00Z on";
    case(
        "five acts are a run",
        &plan,
        &signing(30, 6, 2, ""),
        &[seen],
    );
}

#[test]
fn runs_are_counted_for_each_person() {
    let plan = items(16);
    let mut lines = signing(16, 1, 1, "");
    for (number, line) in lines
        .iter_mut()
        .filter(|line| line.contains(" signs "))
        .enumerate()
    {
        *line = format!("{} as {line}", if number % 2 == 0 { "Ada" } else { "Bob" });
    }
    case("eight by each of two people", &plan, &lines, &[]);
}

#[test]
fn one_person_in_most_roles_is_a_sign() {
    let four = plan(&["pre/a dev", "pre/b qa", "pre/c ops", "gate pre rm+dev"]);
    let six = plan(&[
        "pre/a dev",
        "pre/b qa",
        "pre/c ops",
        "pre/d rm",
        "pre/e pm",
        "pre/f ux",
    ]);
    let lines = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| (*line).to_owned())
            .collect::<Vec<_>>()
    };
    let three = lines(&[
        "Ada as dev signs a",
        "Ada as qa signs b",
        "Ada as ops signs c",
    ]);
    case("two roles", &four, &three[..2], &[]);
    case(
        "three of four",
        &four,
        &three,
        &["Ada acted for 3 of the 4 roles: dev, ops, qa"],
    );
    case("half is not most", &six, &three, &[]);
    let mut called = lines(&["Bob as ops signs c"]);
    called.extend(three[..2].iter().cloned());
    called.extend(lines(&["Ada as rm calls go at pre"]));
    case(
        "a call counts",
        &four,
        &called,
        &["Ada acted for 3 of the 4 roles: dev, qa, rm"],
    );
    let stopped = lines(&[
        "Ada as dev blocks a because x",
        "Ada as qa blocks b because x",
        "Ada as ops blocks c because x",
    ]);
    case("to stop is free", &four, &stopped, &[]);
    let gone = [&three[..], &lines(&["retract c"])].concat();
    case("a role that is asked no more", &four, &gone, &[]);
}

#[test]
fn the_roles_of_the_stages_are_asked_too() {
    let said = [
        "dev signs a",
        "Ada as dev calls go at pre",
        "ops baselines errors=0.4",
        "ops enters canary at 5",
        "wait 15m",
        "ops observes errors=0.4",
        "Ada as qa calls go on canary",
        "Ada as ops signs b",
    ];
    let lines = said.map(str::to_owned);
    let plan = crate::domain::testing::rollout_plan();
    case(
        "at a stage",
        &plan,
        &lines,
        &["Ada acted for 3 of the 4 roles: dev, ops, qa"],
    );
}

#[test]
fn who_answers_for_many_in_an_incident_or_on_the_way_back_is_no_sign() {
    let path = [
        "ship/b ops marks=out",
        "ship/c dev",
        "ship/d qa",
        "rollback back after=out",
    ];
    let plan = plan(
        &[
            &path[..],
            &[
                "back/undo ops",
                "gate back qa",
                "class app dev",
                "duty restore dev",
            ],
        ]
        .concat(),
    );
    let lines: Vec<String> = [
        "ops signs b",
        "qa opens app incident x",
        "ops rolls back because it burns",
        "Ada as dev signs incident-1/restore",
        "Ada as ops signs undo",
        "Ada as qa calls go at back",
    ]
    .map(str::to_owned)
    .into();
    case(
        "three roles of the three that the path asks",
        &plan,
        &lines,
        &[],
    );
}

#[test]
fn a_killer_item_that_nobody_proved_is_a_sign() {
    let plan = plan(&["pre/k dev+qa killer", "pre/a dev"]);
    let lines = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| (*line).to_owned())
            .collect::<Vec<_>>()
    };
    case("open", &plan, &lines(&["dev signs a", "dev signs k"]), &[]);
    let bare = "the killer item pre/k was signed without evidence by dev and qa";
    case(
        "done",
        &plan,
        &lines(&["dev signs k", "qa signs k"]),
        &[bare],
    );
    case(
        "one of the two showed something",
        &plan,
        &lines(&["dev signs k", "qa signs k with https://ci/1"]),
        &[],
    );
    let alone = "the killer item pre/k was signed without evidence by Ada";
    case(
        "by one person",
        &plan,
        &lines(&["Ada as dev signs k", "Ada as qa signs k"]),
        &[alone],
    );
    let recorded = "the killer item pre/k was signed without evidence by Ann";
    case(
        "one person records what another wrote",
        &plan,
        &lines(&["Mia records Ann as dev signs k", "Ann as qa signs k"]),
        &[recorded],
    );
    let three = crate::domain::testing::plan(&[
        "pre/k dev+qa+ops killer",
        "pre/a dev",
        "pre/b rm",
        "pre/c pm",
    ]);
    let between = lines(&[
        "Ada as dev signs k",
        "Bob as qa signs k",
        "Ada as ops signs k",
    ]);
    let named = "the killer item pre/k was signed without evidence by Ada and Bob";
    case("each is named once", &three, &between, &[named]);
}
