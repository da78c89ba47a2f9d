//! Walks through a rollout, its monitoring windows and the close.

use super::{Memory, Server, run, run_with, set_clock};
use crate::domain::event::reading::Reading;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, plan};
use crate::walk::{Ending, Scope};

/// Two stages, of which the first soaks and has two roles that decide, an item that waits for the rollout, and a window.
fn staged() -> Plan {
    plan(&[
        "pre/a dev",
        "gate pre dev",
        "ship/b ops after=rollout-started",
        "gate ship ops",
        "rollout ship",
        "criterion ship/b",
        "metric errors %",
        "metric checks count",
        "rule errors above-baseline 0.1 points then hold",
        "rule errors above-baseline 1 points then no-go",
        "rule checks above 0 then investigate",
        "choice standard",
        "strategy standard: canary 1-5 15m..30m qa+ops, full 100 marks=deployed",
        "watch/c ops after=deployed+24h",
        "gate watch qa",
        "monitoring watch from deployed",
        "window first 0m..30m ops",
    ])
}

const BEFORE: [&str; 2] = ["dev signs a", "dev calls go at pre"];

/// Tells what happened before, and returns the record with the clock at its end.
fn told(lines: &[&str]) -> Memory {
    let story = Story::of(staged()).tell(&[&BEFORE[..], lines].concat());
    set_clock(story.now);
    Memory::resume(story.release(), "ops <ops@octoacme.example>")
}

fn role(role: &str) -> Scope {
    Scope {
        role: Some(role.into()),
        ..Scope::default()
    }
}

const STARTED: [&str; 3] = [
    "ops baselines errors=0.4",
    "ops enters canary at 1",
    "ops signs b",
];

/// What leads to the end of the first soak.
fn soaked() -> Vec<&'static str> {
    [&STARTED[..], &["wait 15m"]].concat()
}

#[test]
fn a_walk_leads_through_the_rollout_step_by_step() {
    #[track_caller]
    fn case(name: &str, lines: &[&str], scope: &Scope, script: &str, expected: &[&str]) {
        let mut memory = told(lines);
        let (_, seen) = run(&mut memory, scope, script);
        assert_eq!(seen[1..], *expected, "{name}");
    }
    case(
        "from the baseline to the soak",
        &[],
        &Scope::default(),
        "0.4 y d",
        &[
            "numbers of baseline",
            "errors +0",
            "saved 1",
            "enter canary 1/2",
            "saved 2",
            "2/3 ship/b ops",
            "saved 3",
            "canary soaks until 09:17 UTC, 0 meanwhile",
            "end: 3 saved, 09:17 UTC: stage canary soaks",
        ],
    );
    case(
        "a share that the stage takes",
        &STARTED[..1],
        &Scope::default(),
        "o 7 5% l",
        &[
            "enter canary 1/2",
            "share 1-5",
            "notashare",
            "share 1-5",
            "saved 1",
            "2/3 ship/b ops",
            "canary soaks until 09:18 UTC, 0 meanwhile",
            "put off 1",
            "ship HOLD for 4 reasons",
            "end: 1 saved, 1 put off, ops 1+0+1",
        ],
    );
    case(
        "measured, called and entered, up to all of the traffic",
        &soaked(),
        &Scope::default(),
        "x 0.4_0_1 0.45_0 g g y 0.4_0 g g",
        &[
            "numbers of canary",
            "errors from 0.4 +1",
            "notanumber",
            "errors from 0.4 +1",
            "notanumber",
            "errors from 0.4 +1",
            "saved 1",
            "findings go go go",
            "poll canary qa",
            "saved 2",
            "poll canary ops",
            "saved 3",
            "enter full 2/2",
            "saved 4",
            "numbers of full",
            "errors from 0.4 +1",
            "saved 5",
            "findings go go go",
            "ship HOLD for 1 reasons",
            "poll ship ops",
            "saved 6",
            "ship GO for 0 reasons",
            "watch HOLD for 3 reasons",
            "poll watch qa",
            "saved 7",
            "watch HOLD for 2 reasons",
            "end: 7 saved, 09:50 UTC: window first is open",
        ],
    );
    case(
        "nobody is asked what another role decides",
        &[&OBSERVED[..], &["qa calls go on canary"]].concat(),
        &role("qa"),
        "",
        &["end: 0 saved, 0 put off, ops 0+0+1"],
    );
    case(
        "a role that decides at no stage is not asked about the rollout",
        &[],
        &role("dev"),
        "",
        &["end: 0 saved, 0 put off, ops 0+0+1"],
    );
    case(
        "skipped where a number is asked",
        &[],
        &Scope::default(),
        "-",
        &[
            "numbers of baseline",
            "errors +0",
            "ship HOLD for 3 reasons",
            "end: 0 saved, 0 put off, ops 0+0+1",
        ],
    );
    case(
        "the gate before it is not at GO",
        &["dev calls no-go at pre because late"],
        &role("ops"),
        "",
        &[
            "no-go pre: dev: gonogo call go --role dev --phase pre --reason \"…\"; end: 0 saved, 0 put off, dev 0+0+1",
        ],
    );
}

/// What is measured at the end of the first soak.
const OBSERVED: [&str; 5] = [
    "ops baselines errors=0.4",
    "ops enters canary at 1",
    "ops signs b",
    "wait 15m",
    "ops observes errors=0.4 checks=0",
];

#[test]
fn what_says_stop_is_shown_with_what_can_be_done_about_it() {
    #[track_caller]
    fn case(name: &str, observed: &str, script: &str, expected: &[&str], told_last: &str) {
        let lines = [&OBSERVED[..4], &[observed]].concat();
        let mut memory = told(&lines);
        let (_, seen) = run(&mut memory, &Scope::default(), script);
        assert_eq!(seen[1..], *expected, "{name}");
        let told = memory.told();
        assert_eq!(told.last().unwrap(), told_last, "{name}");
    }
    let hold = "ops observes errors=0.7 checks=0";
    let grey = "stopped HOLD: stage canary: hold: errors 0.7 %, limit 0.5 % (baseline 0.4 % + 0.1 points): \
                over by 0.2 points (observed 2026-11-20T09:21:00Z)";
    case(
        "measured again",
        hold,
        "m 0.45_0 l",
        &[
            grey,
            "numbers of canary",
            "errors from 0.4 +1",
            "saved 1",
            "findings go go go",
            "poll canary qa",
            "ship HOLD for 4 reasons",
            "end: 1 saved, 0 put off, qa 0+0+0 ops 0+0+1",
        ],
        "observed ",
    );
    case(
        "overridden, with a reason",
        hold,
        "v a-known-load-test - n",
        &[
            grey,
            "WhyOverride",
            "saved 1",
            "numbers of full",
            "errors from 0.4 +1",
            "ship HOLD for 2 reasons",
            "ship is HOLD, on to watch?",
            "end: 1 saved, 0 put off, ops 0+0+1",
        ],
        "entered : a-known-load-test",
    );
    case(
        "aborted",
        hold,
        "a it-burns",
        &[
            grey,
            "WhyAbort",
            "saved 1",
            "ship NO-GO for 2 reasons",
            "no-go rollout: gonogo rollback --reason \"…\"; end: 1 saved, 0 put off, ops 0+0+1",
        ],
        "aborted : it-burns",
    );
    case(
        "left",
        hold,
        "l",
        &[
            grey,
            "ship HOLD for 5 reasons",
            "end: 0 saved, 0 put off, ops 0+0+1",
        ],
        "observed ",
    );
    case(
        "a no-go",
        "ops observes errors=3 checks=0",
        "l",
        &[
            "stopped NO-GO: stage canary: no-go: errors 3 %, limit 1.4 % (baseline 0.4 % + 1 point): \
             over by 1.6 points (observed 2026-11-20T09:21:00Z); stage canary: hold: errors 3 %, limit \
             0.5 % (baseline 0.4 % + 0.1 points): over by 2.5 points (observed 2026-11-20T09:21:00Z)",
            "ship NO-GO for 6 reasons",
            "no-go stage canary: gonogo rollback --reason \"…\"; end: 0 saved, 0 put off, ops 0+0+1",
        ],
        "observed ",
    );
    case(
        "rolled back",
        "ops observes errors=3 checks=0",
        "r checkout_fails",
        &[
            "stopped NO-GO: stage canary: no-go: errors 3 %, limit 1.4 % (baseline 0.4 % + 1 point): \
             over by 1.6 points (observed 2026-11-20T09:21:00Z); stage canary: hold: errors 3 %, limit \
             0.5 % (baseline 0.4 % + 0.1 points): over by 2.5 points (observed 2026-11-20T09:21:00Z)",
            "WhyRollback",
            "saved 1",
            "no-go rollback: gonogo close --outcome rolled-back --reason \"…\"; no-go rollout: ; \
             end: 1 saved, 0 put off, ",
        ],
        "rollback-begun : checkout fails",
    );
}

#[test]
fn only_what_a_rule_judges_is_asked_for_at_a_stage() {
    let mut plan = staged();
    let metrics = &mut plan.rollout.as_mut().unwrap().metrics;
    let mut load = metrics[0].clone();
    load.id = "load".into();
    metrics.insert(0, load);
    let story = Story::of(plan).tell(&[&BEFORE[..], &soaked()].concat());
    set_clock(story.now);
    let mut memory = Memory::resume(story.release(), "ops <ops@octoacme.example>");
    let (_, seen) = run(&mut memory, &Scope::default(), "0.45_0 l");
    assert_eq!(
        seen[1..5],
        [
            "numbers of canary",
            "errors from 0.4 +1",
            "saved 1",
            "findings go go go"
        ]
    );
}

#[test]
fn the_playbooks_server_is_offered_first() {
    let readings = || {
        let value =
            |metric: &str, value: &str| Reading::by_hand(metric.into(), value.parse().unwrap());
        vec![value("errors", "0.45"), value("checks", "0")]
    };
    #[track_caller]
    fn case(server: Result<Vec<Reading>, String>, script: &str, expected: &[&str]) {
        let mut memory = told(&soaked());
        let server = Server(Some(server));
        let (_, seen) = run_with(&mut memory, &server, &Scope::default(), script);
        assert_eq!(seen[1..=expected.len()], *expected, "{script}");
    }
    let asked = "measure canary with http://localhost:9090";
    case(
        Ok(readings()),
        "p l",
        &[asked, "saved 1", "findings go go go", "poll canary qa"],
    );
    case(
        Ok(readings()),
        "t 0.4_0 l",
        &[asked, "numbers of canary", "errors from 0.4 +1", "saved 1"],
    );
    case(
        Err("no route".to_owned()),
        "p -",
        &[
            asked,
            "notmeasured",
            "numbers of canary",
            "errors from 0.4 +1",
        ],
    );
    case(
        Ok(readings()),
        "q",
        &[asked, "end: 0 saved, 0 put off, ops 0+0+1"],
    );
}

/// What leads to all of the traffic and the end of the poll.
fn shipped() -> Vec<&'static str> {
    let rest = [
        "qa calls go on canary",
        "ops calls go on canary",
        "ops enters full at 100",
        "ops observes errors=0.4 checks=0",
        "ops calls go at ship",
        "qa calls go at watch",
    ];
    [&OBSERVED[..], &rest].concat()
}

#[test]
fn windows_are_asked_when_they_are_over_and_then_the_close() {
    let mut memory = told(&shipped());
    let (ending, seen) = run(&mut memory, &Scope::default(), "");
    assert!(matches!(ending, Ending::Waiting));
    assert_eq!(
        seen,
        [
            "1 item open",
            "end: 0 saved, 09:54 UTC: window first is open"
        ]
    );
    set_clock("2026-11-20T09:54:00Z".parse().unwrap());
    let (ending, seen) = run(&mut memory, &Scope::default(), "f a-slow-query");
    assert!(matches!(ending, Ending::Waiting));
    assert_eq!(
        seen[1..],
        [
            "window first ops",
            "Found",
            "saved 1",
            "end: 1 saved, 2026-11-21 09:24 UTC: watch/c is due then"
        ]
    );
    set_clock("2026-11-21T09:24:00Z".parse().unwrap());
    let (ending, seen) = run(&mut memory, &Scope::default(), "d y");
    assert!(matches!(ending, Ending::Finished));
    assert_eq!(
        seen[1..],
        [
            "3/3 watch/c ops",
            "saved 1",
            "watch GO for 0 reasons",
            "close 2.4.0?",
            "saved 2",
            "end: 2 saved, 0 put off, "
        ]
    );
}

#[test]
fn a_walk_asks_only_what_the_person_may_answer() {
    let held = |roles: &[&str]| Scope {
        held: Some(roles.iter().map(|role| (*role).into()).collect()),
        ..Scope::default()
    };
    #[track_caller]
    fn case(lines: &[&str], scope: &Scope, script: &str, expected: &[&str]) {
        let mut memory = told(lines);
        let (_, seen) = run(&mut memory, scope, script);
        assert_eq!(seen, *expected);
    }
    case(
        &[],
        &held(&["dev"]),
        "",
        &["0 items open", "end: 0 saved, 0 put off, ops 0+0+1"],
    );
    case(
        &OBSERVED,
        &held(&["qa"]),
        "g",
        &[
            "1 call open",
            "poll canary qa",
            "saved 1",
            "ship HOLD for 3 reasons",
            "end: 1 saved, 0 put off, ops 0+0+1",
        ],
    );
}

#[test]
fn a_blocked_item_is_met_again_whoever_of_its_roles_walks() {
    let plan = plan(&["pre/a dev+qa", "gate pre dev"]);
    let story =
        Story::of(plan).tell(&["dev signs a", "qa signs a", "pm blocks a because it burns"]);
    for asked in ["dev", "qa"] {
        let mut memory = Memory::resume(story.clone().release(), "qa <qa@octoacme.example>");
        let (_, seen) = run(&mut memory, &role(asked), "q");
        assert_eq!(
            seen[1..],
            [
                format!("1/1 pre/a {asked}"),
                "no-go pre/a: gonogo unblock pre/a --role dev --reason \"…\"; end: 0 saved, 0 put off, dev 0+1+1 qa 0+1+0".to_owned()
            ]
        );
    }
}
