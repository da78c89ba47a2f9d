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

#[test]
fn it_records_once_it_was_told_to() {
    let folder = Folder::new();
    let by = ["--by", "Mia Chen <mia@octoacme.example>"];
    let start = [&["start", "1.0.0", "--type", "patch"][..], &by].concat();
    assert_eq!(gonogo(&folder, &start).code(), 0);
    let form = ["form", "--role", "developer", "-o", "form.md"];
    assert_eq!(gonogo(&folder, &form).code(), 0);
    let path = folder.path().join("form.md");
    let blank = std::fs::read_to_string(&path).unwrap();
    let filled = blank.replacen("  - Blocked, because:", "  - Blocked, because: it burns", 1);
    std::fs::write(&path, filled).unwrap();
    let record = || std::fs::read_to_string(folder.path().join("releases/1.0.0.toml")).unwrap();

    let answers = [&["answers", "form.md", "--via", "mail"][..], &by].concat();
    for (key, code, events) in [("\r", 2, 0), ("y", 0, 1)] {
        let mut console = gonogo(&folder, &answers);
        console.wait_for(&["it burns", "Record 1 answer of Mia Chen?"]);
        console.send(key.as_bytes());
        assert_eq!(console.code(), code);
        assert_eq!(record().matches("kind = \"blocked\"").count(), events);
    }
}
