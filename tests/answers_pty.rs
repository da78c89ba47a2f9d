//! What `answers` asks at a real pseudo-terminal.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    dead_code,
    reason = "the console knows more than one question asks for"
)]

#[path = "pty/console.rs"]
mod console;

use console::{Console, Folder, PROGRAM};

fn gonogo(folder: &Folder, arguments: &[&str]) -> Console {
    let mut command = folder.command(PROGRAM);
    command.args(arguments);
    Console::start(command)
}

const BY: [&str; 2] = ["--by", "Mia Chen <mia@octoacme.example>"];

/// Opens a release, and writes `form.md` with an answer.
fn answered() -> Folder {
    let folder = Folder::new();
    let start = [&["start", "1.0.0", "--type", "patch"][..], &BY].concat();
    assert_eq!(gonogo(&folder, &start).code(), 0);
    let form = ["form", "--role", "developer", "-o", "form.md"];
    assert_eq!(gonogo(&folder, &form).code(), 0);
    let path = folder.path().join("form.md");
    let blank = std::fs::read_to_string(&path).unwrap();
    let filled = blank.replacen("  - Blocked, because:", "  - Blocked, because: it burns", 1);
    std::fs::write(&path, filled).unwrap();
    folder
}

/// Starts `answers` and waits until it asks.
fn asked(folder: &Folder) -> Console {
    let answers = [
        &[
            "answers",
            "form.md",
            "--bearer",
            "Ada <ada@octoacme.example>",
        ][..],
        &BY,
    ]
    .concat();
    let mut console = gonogo(folder, &answers);
    console.wait_for(&["it burns", "Record 1 answer of Mia Chen?"]);
    console
}

#[test]
fn it_records_once_it_was_told_to() {
    let folder = answered();
    let record = || std::fs::read_to_string(folder.path().join("releases/1.0.0.toml")).unwrap();
    for (key, code, events) in [("\r", 2, 0), ("y", 0, 1)] {
        let mut console = asked(&folder);
        console.send(key.as_bytes());
        assert_eq!(console.code(), code);
        assert_eq!(record().matches("kind = \"blocked\"").count(), events);
    }
}

#[test]
fn what_is_refused_because_of_something_that_happened_meanwhile_is_told() {
    let folder = answered();
    let mut console = asked(&folder);
    let close = ["close", "--outcome", "abandoned", "--reason", "no budget"];
    assert_eq!(gonogo(&folder, &[&close[..], &BY].concat()).code(), 0);
    console.send(b"y");
    console.wait_for(&["was closed as abandoned"]);
    assert_eq!(console.code(), 1);
}

#[test]
fn what_was_interrupted_names_the_command_that_asks_again() {
    let folder = answered();
    std::fs::rename(
        folder.path().join("form.md"),
        folder.path().join("the form.md"),
    )
    .unwrap();
    let answers = ["answers", "the form.md", "--via", "mail of 20 November"];
    let mut console = gonogo(&folder, &[&answers[..], &BY].concat());
    console.wait_for(&["Record 1 answer of Mia Chen?"]);
    console.send(b"\x03");
    console.wait_for(&[
        "gonogo answers 'the form.md' --by 'Mia Chen <mia@octoacme.example>' --bearer",
    ]);
    console.wait_for(&["--via 'mail of 20 November'"]);
    assert_eq!(console.code(), 130);
}
