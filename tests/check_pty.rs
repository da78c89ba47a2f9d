//! A check in a walk and on its own, at a real pseudo-terminal.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(dead_code, reason = "the console knows more than a check asks for")]

#[path = "pty/console.rs"]
mod console;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use console::{Console, Folder, KEY, PROGRAM};

const ADA: &str = "Ada Lovelace <ada@octoacme.example>";

/// Opens a release whose first item has a check that runs `check.sh`.
fn opened() -> Folder {
    let folder = Folder::new();
    let library = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/library");
    let own = folder.path().join("checklists");
    fs::create_dir(&own).unwrap();
    for entry in fs::read_dir(library).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
    }
    let list = own.join("pre-release.yaml");
    let text = fs::read_to_string(&list).unwrap();
    let item = "text: Run all CI/CD pipelines on the candidate\n";
    let check = format!("{item}        check: {{run: [./check.sh, \"a b\"], timeout: 60s}}\n");
    fs::write(&list, text.replace(item, &check)).unwrap();
    folder.expect_code(
        "start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes",
        0,
    );
    folder
}

fn program(folder: &Folder, lines: &str) {
    let path = folder.path().join("check.sh");
    fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_walk_runs_a_check_that_is_chosen_and_signs_with_what_it_showed() {
    let folder = opened();
    program(&folder, "echo \"saw $1\"; exit 1");
    let mut walk = Console::walk(&folder, ADA, "2.4.0 --role developer");
    walk.wait_for(&[KEY]);
    assert!(
        walk.before.contains("check: ./check.sh 'a b' (up to 1m)"),
        "{}",
        walk.before
    );
    assert!(walk.before.contains("chec[k]"), "{}", walk.before);
    walk.press('k');
    walk.wait_for(&["the check failed: the command ended with exit code 1"]);
    walk.wait_for(&[KEY]);
    program(&folder, "echo \"saw $1\"");
    walk.press('k');
    walk.wait_for(&["the check passed:"]);
    walk.wait_for(&["saw a b"]);
    walk.wait_for(&[KEY]);
    walk.press('d');
    walk.wait_for(&[KEY]);
    walk.press('q');
    assert_eq!(walk.code(), 0);
    let record = fs::read_to_string(folder.record("2.4.0")).unwrap();
    let kinds = record
        .lines()
        .filter(|line| line.starts_with("kind = "))
        .skip(1);
    let kinds: Vec<&str> = kinds.collect();
    assert_eq!(
        kinds,
        [
            "kind = \"blocked\"",
            "kind = \"unblocked\"",
            "kind = \"signed\""
        ]
    );
    assert!(record.contains("saw a b"), "{record}");
}

#[test]
fn ctrl_c_in_a_check_of_a_walk_ends_both() {
    let folder = opened();
    program(&folder, "echo $$ > began; exec /bin/sleep 60");
    let mut walk = Console::walk(&folder, ADA, "2.4.0 --role developer");
    walk.wait_for(&[KEY]);
    walk.press('k');
    let began = folder.path().join("began");
    while !began.exists() {
        std::thread::yield_now();
    }
    walk.press_raw('\u{3}');
    assert_eq!(walk.code(), 130);
    let record = fs::read_to_string(folder.record("2.4.0")).unwrap();
    assert!(!record.contains("blocked"), "{record}");
}

#[test]
fn ctrl_c_ends_a_check_that_does_not_want_to() {
    let folder = opened();
    program(
        &folder,
        "trap '' TERM; echo $$ > pid; : > began; while :; do /bin/sleep 1; done",
    );
    let mut walk = Console::walk(&folder, ADA, "2.4.0 --role developer");
    walk.wait_for(&[KEY]);
    walk.press('k');
    let began = folder.path().join("began");
    while !began.exists() {
        std::thread::yield_now();
    }
    walk.press_raw('\u{3}');
    assert_eq!(walk.code(), 130);
    let pid = fs::read_to_string(folder.path().join("pid")).unwrap();
    let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    assert!(
        rustix::process::test_kill_process(pid).is_err(),
        "it still runs"
    );
}

#[test]
fn a_terminal_sees_what_runs_and_keeps_nothing_of_it() {
    let folder = opened();
    program(&folder, ": > began; while [ ! -e go ]; do :; done");
    let mut command = folder.command(PROGRAM);
    command.args(["check", "ci-green", "--run"]);
    let mut check = Console::start(command);
    check.wait_for(&["running ./check.sh 'a b'"]);
    check.wait_for(&["1 of 1 check running: pre-release/ci-green"]);
    fs::write(folder.path().join("go"), "").unwrap();
    check.wait_for(&["signed pre-release/ci-green as developer"]);
    assert_eq!(check.code(), 0);
}
