//! Tab in real shells, at a pseudo-terminal: names of the release are completed.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use expectrl::{Expect as _, Session};

/// How long a shell may take. Generous, because the machine may be busy; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(30);

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/library");

fn gonogo(folder: &Path) -> Command {
    in_folder(folder, env!("CARGO_BIN_EXE_gonogo"))
}

/// Returns a program in a clean environment, with gonogo in its path.
fn in_folder(folder: &Path, program: &str) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_gonogo")).parent().unwrap();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(
        std::iter::once(own.to_path_buf()).chain(std::env::split_paths(&others)),
    );
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", path.unwrap())
        .env("HOME", folder)
        .env("TERM", "xterm")
        .env("LANG", "C.UTF-8")
        .env("GONOGO_NOW", "2026-11-20T09:00:00Z")
        .env("GONOGO_BY", "Ada Lovelace <ada@octoacme.example>")
        .env("GONOGO_CHECKLISTS", LIBRARY);
    command
}

/// Returns whether a shell is there. Without it, says so even when the test passes; where nothing may be left out, fails.
fn is_there(shell: &str) -> bool {
    let is_there = Command::new(shell).arg("--version").output().is_ok();
    if !is_there {
        let _ = writeln!(
            std::io::stderr(),
            "\nLEFT OUT: Tab in {shell}, which is not installed"
        );
        assert!(
            std::env::var_os("GONOGO_TESTS_COMPLETE").is_none(),
            "{shell} is not installed"
        );
    }
    is_there
}

/// Starts a shell, lets it read the completions, and checks what Tab makes of each beginning.
fn completes(shell: &str, arguments: &[&str], register: &str) {
    if !is_there(shell) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let start = "start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes";
    let started = gonogo(folder.path())
        .args(start.split(' '))
        .output()
        .unwrap();
    assert!(
        started.status.success(),
        "{}",
        String::from_utf8_lossy(&started.stderr)
    );
    // readline shows nothing on a terminal without echo, and that is how it begins here.
    let mut command = in_folder(folder.path(), "sh");
    command
        .args(["-c", "stty echo; exec \"$0\" \"$@\"", shell])
        .args(arguments);
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(PATIENCE));
    session.send_line(register).unwrap();
    session.send_line("echo rea''dy").unwrap();
    session.expect("ready").unwrap();
    for (typed, expected) in [
        ("gonogo stat", "us"),
        ("gonogo sign smoke", "-tests"),
        ("gonogo sign pre-release/ci", "-green"),
        ("gonogo show -r 2", ".4.0"),
        ("gonogo gate post-", "release"),
        ("gonogo call go --role qa-", "automation-engineer"),
        // bash takes what follows the `=` for a word of its own, so the answer is typed.
        ("gonogo fact user-", "facing-change="),
    ] {
        session.send(typed).unwrap();
        session.send("\t").unwrap();
        let found = session.expect(expected);
        assert!(found.is_ok(), "{shell}: {typed} and Tab: {found:?}");
        // Ctrl-U clears the line.
        session.send("\u{15}").unwrap();
        session.send_line("echo ne''xt").unwrap();
        session.expect("next").unwrap();
    }
}

#[test]
fn bash_completes_names() {
    completes(
        "bash",
        &["--norc", "--noprofile", "-i"],
        "source <(gonogo completions bash)",
    );
}

#[test]
fn zsh_completes_names() {
    completes(
        "zsh",
        &["-f", "-i"],
        "autoload -Uz compinit; compinit -u -D; source <(gonogo completions zsh)",
    );
}

#[test]
fn fish_completes_names() {
    completes(
        "fish",
        &["--no-config", "--interactive"],
        "gonogo completions fish | source",
    );
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let output = gonogo(folder.path())
        .args(["man", "pages"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for page in ["gonogo.1", "gonogo-sign.1", "gonogo-rollout-observe.1"] {
        let text = std::fs::read_to_string(folder.path().join("pages").join(page)).unwrap();
        assert!(
            text.contains(".TH gonogo") && text.contains(".SH SYNOPSIS"),
            "{page}"
        );
    }
}
