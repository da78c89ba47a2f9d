//! The check of an item in a walk.

use super::{ADA, Memory, item, plan, run_checking};
use crate::domain::event::EventKind;
use crate::domain::plan::{Check, Item, Plan};
use crate::domain::rules::checks::Shown;
use crate::walk::Recorder as _;

/// A record in which `build` has a check, as the only item.
fn memory() -> Memory {
    memory_of("list/build")
}

/// The same with this text.
fn memory_of(text: &str) -> Memory {
    let check = Check::Changelog("CHANGES".to_owned());
    let build = Item {
        check: Some(check),
        text: text.to_owned(),
        ..item("list/build", "pre", &["dev"])
    };
    let plan = Plan {
        items: vec![build],
        facts: Vec::new(),
        ..plan()
    };
    Memory::new(plan, ADA)
}

fn passed(evidence: &str) -> Result<Shown, String> {
    Ok(Shown::Passed(evidence.to_owned()))
}

fn failed(why: &str) -> Result<Shown, String> {
    Ok(Shown::Failed(why.to_owned()))
}

/// Returns what is said of the check, without the first line and what follows the item.
fn said(seen: &[String]) -> Vec<&str> {
    let lines = seen.iter().skip(1).map(String::as_str);
    lines.take_while(|line| !line.starts_with("end:")).collect()
}

#[test]
fn a_check_runs_only_when_it_is_chosen() {
    let mut memory = memory();
    let (_, seen) = run_checking(&mut memory, [], "d q");
    assert!(
        seen.iter().all(|line| !line.starts_with("checking")),
        "{seen:?}"
    );
    assert_eq!(memory.told(), ["signed list/build dev"]);
}

#[test]
fn a_pass_is_evidence_of_the_coming_sign_off() {
    let mut memory = memory();
    let (_, seen) = run_checking(&mut memory, [passed("seen")], "k d q");
    assert_eq!(
        said(&seen)[..5],
        [
            "1/1 list/build dev",
            "checking version in CHANGES",
            "passed: seen",
            "1/1 list/build dev",
            "saved 1",
        ]
    );
    assert_eq!(memory.told(), ["signed list/build dev with seen"]);
}

#[test]
fn a_failure_blocks_and_a_pass_lifts_that() {
    let mut memory = memory();
    let shown = [
        passed("first"),
        failed("red"),
        failed("red"),
        passed("green"),
    ];
    let (_, seen) = run_checking(&mut memory, shown, "k k k k d q");
    assert_eq!(
        said(&seen)[..15],
        [
            "1/1 list/build dev",
            "checking version in CHANGES",
            "passed: first",
            "1/1 list/build dev",
            "checking version in CHANGES",
            "failed: red",
            "saved 1",
            "1/1 list/build dev",
            "checking version in CHANGES",
            "failed: red",
            "1/1 list/build dev",
            "checking version in CHANGES",
            "passed: green",
            "saved 2",
            "1/1 list/build dev",
        ]
    );
    assert_eq!(
        memory.told(),
        [
            "blocked list/build dev: the check failed: red",
            "unblocked list/build dev: the check passed",
            "signed list/build dev with green",
        ]
    );
}

#[test]
fn what_could_not_be_run_says_nothing() {
    let mut memory = memory();
    let shown = [Err("no such program".to_owned())];
    let (_, seen) = run_checking(&mut memory, shown, "k d q");
    assert_eq!(said(&seen)[2], "not checked: no such program");
    assert_eq!(memory.told(), ["signed list/build dev"]);
}

#[test]
fn who_signs_while_the_check_fails_says_why() {
    let mut memory = memory();
    let (_, seen) = run_checking(&mut memory, [failed("red")], "k d esc d flaky q");
    let asked = seen.iter().filter(|line| *line == "WhyUnproven").count();
    assert_eq!(asked, 2, "{seen:?}");
    assert_eq!(memory.told().len(), 2, "{:?}", memory.told());
}

/// Blocks the item, as a check that failed does.
fn block(memory: &mut Memory) {
    let blocked = EventKind::Blocked {
        item: "list/build".into(),
        role: "dev".into(),
        reason: "the check failed: red".to_owned(),
        by_check: true,
        acted_for: None,
    };
    memory.add(ADA.parse().unwrap(), blocked).unwrap();
}

#[test]
fn evidence_of_another_text_is_not_kept() {
    let mut memory = memory();
    block(&mut memory);
    // The pass lifts the blocker in a record that was put there meanwhile, in which the item says something else.
    let mut other = memory_of("Build it twice");
    block(&mut other);
    memory.put.push_back(Some(other.release().clone()));
    let (_, seen) = run_checking(&mut memory, [passed("green")], "k d q");
    let told = memory.told();
    assert!(seen.contains(&"outdated".to_owned()), "{seen:?}");
    assert_eq!(
        told.last().map(String::as_str),
        Some("signed list/build dev")
    );
}

#[test]
fn evidence_of_another_candidate_is_not_kept() {
    let mut memory = memory();
    block(&mut memory);
    let other = EventKind::Respun {
        candidate: "other".into(),
        reason: None,
    };
    // Somebody respins while the pass lifts the blocker.
    memory.meanwhile = vec![(ADA.parse().unwrap(), other)];
    let (_, seen) = run_checking(&mut memory, [passed("green")], "k d q");
    assert_eq!(
        said(&seen)[2..6],
        ["passed: green", "saved 1", "outdated", "1/1 list/build dev"]
    );
    let told = memory.told();
    assert_eq!(
        told.last().map(String::as_str),
        Some("signed list/build dev")
    );
}
