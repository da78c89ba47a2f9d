//! Several checks at once: in the order of the plan whatever ends first, and ended as a whole by Ctrl-C.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use snapbox::str;

use crate::team::{START, Team, shows, words};

/// Gives the team a release in which four items have a check: `a`, `b`, `c` and `d`, in the order of the plan.
fn team() -> Team {
    let team = Team::new().with_own_library();
    for (name, text) in [
        ("a", "text: Run all CI/CD pipelines on the candidate"),
        ("b", "text: Review every merged change"),
        ("c", "text: Run the smoke tests in staging"),
        ("d", "text: Run the load test"),
    ] {
        let check = format!("{text}\n        check: {{run: [./{name}], timeout: 60s}}");
        team.replace("checklists/pre-release.yaml", text, &check);
    }
    team.replace(
        "checklists/pre-release.yaml",
        "        roles: [developer, qa-automation-engineer]\n",
        "",
    );
    team.quietly(START);
    team
}

fn program(team: &Team, name: &str, lines: &str) {
    let path = team.path(name);
    fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Waits until a file is there.
fn wait_for(path: &Path) {
    let started = Instant::now();
    while !path.exists() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{}",
            path.display()
        );
        std::thread::yield_now();
    }
}

#[test]
fn they_run_at_once_and_are_recorded_in_the_order_of_the_plan() {
    let team = team();
    // Each waits for one after it, so that one after the other would never end.
    program(&team, "a", "while [ ! -e b-ran ]; do :; done; echo a");
    program(
        &team,
        "b",
        "while [ ! -e c-ran ]; do :; done; : > b-ran; exit 1",
    );
    program(&team, "c", ": > c-ran; echo c");
    program(&team, "d", "echo d");
    shows!(
        team.transcript("check --run --jobs 3\n log"),
        str![[r#"
$ gonogo check --run --jobs 3
signed pre-release/ci-green as developer
blocked pre-release/code-reviewed as developer
signed pre-release/smoke-tests as qa-automation-engineer
signed pre-release/load-test as qa-automation-engineer
! running ./a
! running ./b
! running ./c
! running ./d
! warning: the check of `pre-release/code-reviewed` failed: the command ended with exit code 1
= 1
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by automation <automation@gonogo.invalid>
    evidence: $ ./a\nexit code 0 after 0s\nsha256:[HASH] of 2 bytes\na
2026-11-20T09:00:00Z  blocked pre-release/code-reviewed as developer  by automation <automation@gonogo.invalid>
    reason: the check failed: the command ended with exit code 1
2026-11-20T09:00:00Z  signed pre-release/smoke-tests as qa-automation-engineer  by automation <automation@gonogo.invalid>
    evidence: $ ./c\nexit code 0 after 0s\nsha256:[HASH] of 2 bytes\nc
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    evidence: $ ./d\nexit code 0 after 0s\nsha256:[HASH] of 2 bytes\nd
= 0

"#]]
    );
}

#[test]
fn one_that_has_to_follow_another_waits_for_it() {
    let team = Team::new().with_own_library();
    for text in [
        "text: Run all CI/CD pipelines on the candidate",
        "text: Review every merged change",
    ] {
        let check = format!("{text}\n        check: {{run: [./check]}}");
        team.replace("checklists/pre-release.yaml", text, &check);
    }
    team.replace(
        "checklists/pre-release.yaml",
        "  - title: Code\n",
        "  - title: Code\n    in-order: true\n",
    );
    team.replace(
        "checklists/pre-release.yaml",
        "        roles: [developer, qa-automation-engineer]\n",
        "",
    );
    team.quietly(START);
    program(&team, "check", "exit 0");
    shows!(
        team.transcript("check --run --jobs 2"),
        str![[r#"
$ gonogo check --run --jobs 2
signed pre-release/ci-green as developer
! running ./check
= 0

"#]]
    );
}

#[test]
fn a_number_of_jobs_is_held_to_its_limits() {
    let team = team();
    for line in [
        "check --run --jobs 0",
        "check --run --jobs 65",
        "check --jobs 2",
    ] {
        assert_eq!(team.run(line).status.code(), Some(2), "{line}");
    }
}

fn started(team: &Team, line: &str) -> Child {
    team.gonogo()
        .args(words(line))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn an_interrupt_ends_all_that_run_and_tells_what_is_recorded() {
    let team = team();
    program(&team, "a", "exit 1");
    program(&team, "b", ": > b-began; exec /bin/sleep 60");
    program(&team, "c", ": > c-began; exec /bin/sleep 60");
    program(&team, "d", ": > d-began");
    let child = started(&team, "check --run --jobs 2");
    wait_for(&team.path("c-began"));
    wait_for(&team.path("b-began"));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    shows!(
        String::from_utf8(output.stderr).unwrap(),
        str![[r#"
running ./a
running ./b
running ./c
blocked pre-release/ci-green as developer
warning: the check of `pre-release/ci-green` failed: the command ended with exit code 1
the check was stopped
hint: 1 of 4 checks ended before and are recorded; `gonogo check --run` runs the others

"#]]
    );
    assert!(!team.path("d-began").exists());
    let log = String::from_utf8(team.run("log").stdout).unwrap();
    assert!(log.contains("blocked pre-release/ci-green"), "{log}");
}
