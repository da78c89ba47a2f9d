//! What `init` asks at a real pseudo-terminal.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    dead_code,
    reason = "the console knows more than two questions ask for"
)]

#[path = "pty/console.rs"]
mod console;

use console::{Console, Folder, PROGRAM};

fn init(folder: &Folder, arguments: &[&str]) -> Console {
    let mut command = folder.command(PROGRAM);
    command.arg("init").args(arguments);
    Console::start(command)
}

fn title(folder: &Folder) -> String {
    let playbook = std::fs::read_to_string(folder.path().join("checklists/playbook.yaml")).unwrap();
    playbook.lines().nth(2).unwrap().to_owned()
}

#[test]
fn it_asks_which_playbook_and_for_a_name() {
    let folder = Folder::new();
    let mut console = init(&folder, &[]);
    console.wait_for(&["Which playbook do you want to begin with?"]);
    console.send(b"\r");
    console.wait_for(&["Name of your company or product"]);
    console.send(b"Our Company\r");
    assert_eq!(console.code(), 0);
    assert_eq!(title(&folder), r#"title: "Our Company release playbook""#);
    assert!(folder.path().join("checklists/prepare.yaml").is_file());
}

#[test]
fn an_option_is_an_answer() {
    let folder = Folder::new();
    let mut console = init(&folder, &["--full"]);
    assert_eq!(console.code(), 0);
    assert_eq!(title(&folder), "title: Release playbook");
    assert!(folder.path().join("checklists/rollout.yaml").is_file());
}

#[test]
fn nothing_is_written_where_nothing_was_chosen() {
    let folder = Folder::new();
    let mut console = init(&folder, &[]);
    console.wait_for(&["Which playbook do you want to begin with?"]);
    console.send(b"\x03");
    assert_eq!(console.code(), 130);
    assert!(!folder.path().join("checklists").exists());
}
