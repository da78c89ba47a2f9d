//! Walks while a release goes back, and through incidents.

use super::{ADA, Memory};
use crate::domain::event::EventKind;
use crate::domain::testing::{Story, incident_plan, plan};
use crate::walk::{Recorder, Scope};

/// Returns a record in which this was told.
fn told(lines: &[&str]) -> Memory {
    let story = Story::of(incident_plan()).tell(lines);
    let mut memory = Memory::new(incident_plan(), ADA);
    for event in story.release().events().iter().skip(1) {
        // What was told there is recorded here anew: the ids of events belong to their release.
        memory.add(event.by.clone(), event.kind.clone()).unwrap();
    }
    memory
}

fn run(memory: &mut Memory, scope: &Scope, script: &str) -> Vec<String> {
    super::run(memory, scope, script).1
}

const BACK: [&str; 3] = [
    "ops signs b",
    "ops rolls back because it burns",
    "qa opens app incident checkout fails",
];

#[test]
fn whoever_walks_while_the_release_goes_back_is_led_back() {
    let mut memory = told(&BACK);
    let seen = run(&mut memory, &Scope::default(), "y d d g d d");
    assert_eq!(
        seen,
        [
            "4 items and 1 call open",
            "confirm it burns? pm",
            "saved 1",
            "saved 2",
            "1/4 back/undo ops",
            "saved 3",
            "2/4 incident-1/verified qa",
            "saved 4",
            "back HOLD for 1 reasons",
            "poll back qa",
            "saved 5",
            "back GO for 0 reasons",
            "3/4 incident-1/restore dev",
            "saved 6",
            "3/4 incident-1/restore ops",
            "saved 7",
            "incident HOLD for 1 reasons",
            "no-go rollback: gonogo close --outcome rolled-back --role rm --reason \"…\"; end: 7 saved, 0 put off, ",
        ],
        "and not on the path"
    );
    assert_eq!(
        memory.told()[3..5],
        ["decided : it burns", "signed incident-1/course pm"]
    );
}

#[test]
fn a_hotfix_is_decided_in_the_walk_too() {
    let mut memory = told(&BACK);
    let scope = Scope {
        role: Some("pm".into()),
        phase: Some("incident".into()),
        ..Scope::default()
    };
    let seen = run(&mut memory, &scope, "h - h small");
    assert_eq!(
        seen[1..4],
        [
            "confirm it burns? pm",
            "WhyCourse(Hotfix)",
            "confirm it burns? pm"
        ],
        "no reason, no decision"
    );
    assert!(memory.release().course().is_some());
    let is_hotfix = |kind: &EventKind| kind.reason() == Some("small");
    assert_eq!(
        memory
            .release()
            .events()
            .iter()
            .filter(|event| is_hotfix(&event.kind))
            .count(),
        1
    );
}

#[test]
fn one_phase_of_both_can_be_walked_by_itself() {
    let mut memory = told(&BACK);
    let back = Scope {
        phase: Some("back".into()),
        ..Scope::default()
    };
    assert_eq!(
        run(&mut memory, &back, "l q")[..3],
        [
            "2 items and 1 call open",
            "confirm it burns? pm",
            "1/2 back/undo ops"
        ]
    );
    let duties = Scope {
        phase: Some("incident".into()),
        role: Some("ops".into()),
        ..Scope::default()
    };
    assert_eq!(
        run(&mut memory, &duties, "q")[..2],
        ["1 item open", "1/1 incident-1/restore ops"]
    );
}

#[test]
fn the_path_comes_before_the_duties_of_an_incident_without_a_rollback() {
    let mut memory = told(&["qa opens app incident checkout fails"]);
    let seen = run(&mut memory, &Scope::default(), "d g d q");
    assert_eq!(
        seen[1..],
        [
            "1/4 ship/b ops",
            "saved 1",
            "ship HOLD for 2 reasons",
            "poll ship rm",
            "saved 2",
            "ship HOLD for 1 reasons",
            "2/4 incident-1/restore dev",
            "saved 3",
            "2/4 incident-1/restore ops",
            "end: 3 saved, 0 put off, dev 0+0+0",
        ],
        "nobody is asked whether to go on: the duties wait for no gate"
    );
}

#[test]
fn a_decision_that_is_put_off_is_not_asked_as_an_item() {
    let mut memory = told(&BACK);
    let pm = Scope {
        role: Some("pm".into()),
        ..Scope::default()
    };
    let seen = run(&mut memory, &pm, "l");
    assert_eq!(seen[..2], ["1 item open", "confirm it burns? pm"]);
    assert!(seen[2].contains("end: 0 saved, 1 put off"), "{seen:?}");
    assert_eq!(seen.len(), 3, "{seen:?}");
    let ops = Scope {
        role: Some("ops".into()),
        ..Scope::default()
    };
    let seen = run(&mut memory, &ops, "q");
    assert_eq!(seen[1], "1/2 back/undo ops", "it is not for ops to decide");
}

#[test]
fn without_a_rollback_the_decision_is_an_item() {
    let mut memory = told(&["ops signs b", "qa opens app incident checkout fails"]);
    let pm = Scope {
        role: Some("pm".into()),
        ..Scope::default()
    };
    let seen = run(&mut memory, &pm, "q");
    assert_eq!(seen[1], "1/1 incident-1/course pm");
}

#[test]
fn from_a_no_go_the_walk_goes_back_and_asks_for_the_decision_once() {
    let plan = plan(&[
        "ship/b ops",
        "gate ship ops",
        "rollout ship",
        "metric errors %",
        "rule errors above-baseline 1 points then no-go",
        "choice standard",
        "strategy standard: canary 5, full 100 marks=out",
        "rollback back after=out",
        "back/undo ops",
        "gate back",
        "class app dev",
        "class unknown",
        "duty restore dev",
        "decision course pm",
    ]);
    let lines = [
        "ops signs b",
        "ops baselines errors=0.4",
        "ops enters canary at 5",
        "ops observes errors=3",
    ];
    let story = Story::of(plan).tell(&lines);
    let mut memory = Memory::resume(story.release(), ADA);
    let seen = run(&mut memory, &Scope::default(), "r checkout_fails y d q");
    assert_eq!(
        seen[2..12],
        [
            "WhyRollback",
            "saved 1",
            "saved 2",
            "confirm checkout fails? pm",
            "saved 3",
            "saved 4",
            "1/3 back/undo ops",
            "saved 5",
            "back GO for 0 reasons",
            "2/3 incident-1/restore dev",
        ]
    );
    let told = memory.told();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    assert_eq!(
        told[told.len() - 5..],
        [
            "rollback-begun : checkout fails",
            "opened ",
            "decided : checkout fails",
            "signed incident-1/course pm",
            "signed back/undo ops"
        ]
    );
}
