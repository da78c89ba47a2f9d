//! Who commands an incident, asked on a real pseudo-terminal: the incident is in the record before the question is asked.
#![cfg(all(unix, debug_assertions))] // The clock can be set in debug builds only.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    dead_code,
    reason = "the console knows more than one question asks for"
)]

#[path = "pty/console.rs"]
mod console;

use std::process::Command;

use console::{Console, Folder, PROGRAM};

/// Opens a patch, and returns the command that opens an incident in it.
fn opening(class: &str) -> (Folder, Command) {
    let folder = Folder::new();
    folder.expect_code("start 1.4.0 --type patch --candidate c1", 0);
    let mut command = folder.command(PROGRAM);
    command.args([
        "incident",
        "open",
        "--title",
        "odd logins",
        "--class",
        class,
    ]);
    (folder, command)
}

fn commander(folder: &Folder) -> String {
    let status: serde_json::Value =
        serde_json::from_str(&folder.expect_code("incident status --json", 0)).unwrap();
    status["incidents"][0]["commander-role"].to_string()
}

#[test]
fn a_class_without_a_commander_is_asked_for_one() {
    let (folder, command) = opening("security");
    let mut console = Console::start(command);
    console.wait_for(&["Who commands?"]);
    assert_eq!(
        commander(&folder),
        "null",
        "the incident is open while the question stands"
    );
    console.send(b"\r");
    console.wait_for(&["opened incident-1 (high, security): odd logins"]);
    console.wait_for(&["incident-1: release-manager commands"]);
    assert_eq!(console.code(), 0);
    assert_eq!(commander(&folder), "\"release-manager\"");
}

#[test]
fn a_class_that_names_its_commander_asks_nothing() {
    let (folder, command) = opening("application");
    let mut console = Console::start(command);
    console.wait_for(&["opened incident-1 (high, application): odd logins"]);
    assert_eq!(console.code(), 0);
    assert!(!console.screen.contains("Who commands?"));
    assert_eq!(commander(&folder), "\"developer\"");
}

#[test]
fn whoever_says_nobody_yet_is_told_how_to_say_it_later() {
    let (folder, command) = opening("security");
    let mut console = Console::start(command);
    console.wait_for(&["Who commands?"]);
    console.wait_for(&["none yet"]);
    console.send(b"\x1b[A\r");
    console.wait_for(&[
        "no incident commander yet: `gonogo incident commander ROLE --incident incident-1`",
    ]);
    assert_eq!(console.code(), 0);
    assert_eq!(commander(&folder), "null");
}

#[test]
fn whoever_interrupts_the_question_has_opened_the_incident() {
    let (folder, command) = opening("security");
    let mut console = Console::start(command);
    console.wait_for(&["Who commands?"]);
    console.wait_for(&["none yet"]);
    console.send(b"\x03");
    console.wait_for(&["stopped; saved 1 answer; continue with: gonogo incident commander ROLE --incident incident-1"]);
    assert_eq!(console.code(), 130);
    assert_eq!(commander(&folder), "null");
}
