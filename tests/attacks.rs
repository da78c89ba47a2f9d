//! What hostile contributors and careless ones try, through the binary: none of it may end in exit code 0.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PLAYBOOK: &str = "\
format: 1
title: Test playbook
roles:
  dev: {title: Developer, may-waive: true}
  qa: {title: Tester}
types:
  patch: {}
  bare: {without: [pre]}
phases:
  - id: pre
    title: Pre
    checklists: [pre]
    gate: {title: Go for deployment, facilitator: dev, poll: [dev, qa]}
  - id: dep
    title: Deployment
    checklists: [dep]
    gate: {title: Ready to close, facilitator: dev}
";

const PRE: &str = "\
id: pre
title: Pre
purpose: Everything is checked.
phase: pre
roles: [dev]
items:
  - id: a
    text: Verify the first thing
  - id: b
    text: Check the other thing
    roles: [qa]
";

const DEP: &str = "\
id: dep
title: Deployment
purpose: Everything is deployed.
phase: dep
roles: [dev]
items:
  - id: c
    text: Deploy the service
";

/// A control, a bidi character, and what a CI runner takes for a command, in one text.
const HOSTILE: &str = "::error::x\n::set-output name=a::b\r\u{1b}[31m\u{1b}]52;c;aGk=\u{7}\u{9b}31m\u{202e}##[add-mask]x\u{200b}\u{2028}";

/// A folder with checklists of its own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::create_dir(folder.path().join("checklists")).unwrap();
        for (name, text) in [("playbook", PLAYBOOK), ("pre", PRE), ("dep", DEP)] {
            fs::write(folder.checklist(name), text).unwrap();
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn checklist(&self, name: &str) -> PathBuf {
        self.path().join(format!("checklists/{name}.yaml"))
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.checklist(name)).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(self.checklist(name), text.replace(from, to)).unwrap();
    }

    fn output(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
        command
            .current_dir(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LANG", "C.UTF-8");
        command
            .env("GONOGO_NOW", "2026-11-20T09:00:00Z")
            .env("GONOGO_BY", "Ada <ada@octo.example>");
        command.args(arguments).output().unwrap()
    }

    /// Runs git on the words of a line, and tells whether it succeeded.
    fn git(&self, line: &str) -> bool {
        let mut command = Command::new("git");
        command
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command.args(["-c", "user.name=Ada", "-c", "user.email=ada@octo.example"]);
        command
            .args(line.split(' '))
            .output()
            .unwrap()
            .status
            .success()
    }

    /// Commits everything.
    #[track_caller]
    fn commit(&self, message: &str) {
        assert!(
            self.git("add -A") && self.git(&format!("commit -q -m {message}")),
            "{message}"
        );
    }

    /// Runs the words of a line, and checks how they end.
    #[track_caller]
    fn run(&self, line: &str, code: i32) -> String {
        let output = self.output(&line.split(' ').collect::<Vec<_>>());
        let shown = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}\n{shown}");
        shown
    }
}

#[test]
fn an_amendment_is_no_way_around_a_blocker_or_a_no_go() {
    let folder = Folder::new();
    folder.run("start 1 --type patch", 0);
    folder.run("sign a b c", 0);
    folder.run("block b --role qa --reason burns", 0);
    folder.run("call no-go --role qa --reason burns", 0);
    folder.run("call go --role dev --phase pre", 0);
    folder.change(
        "pre",
        "  - id: b\n    text: Check the other thing\n    roles: [qa]\n",
        "",
    );
    folder.change("playbook", "poll: [dev, qa]", "poll: [dev]");
    folder.run("amend", 2);
    folder.run("amend --reason cleanup", 0);
    let shown = folder.run("gate pre", 1);
    assert!(
        shown.contains("pre/b  blocked: burns") && shown.contains("pre: qa  called no-go: burns"),
        "{shown}"
    );
    folder.run("gate", 1);
    folder.run("close", 1);
    folder.run("verify", 0);
    // The commands that the gate names clear both.
    folder.run("unblock pre/b --reason out", 0);
    folder.run("call go --role qa --phase pre", 0);
    // The amendment loosened the gate, so that the call made before it is asked again.
    folder.run("gate", 8);
    folder.run("call go --role dev --phase pre", 0);
    folder.run("gate", 0);
    folder.run("verify", 0);
}

#[test]
fn a_no_go_at_a_phase_that_an_amendment_cut_still_stands() {
    let folder = Folder::new();
    folder.run("start 1 --type patch", 0);
    folder.run("call no-go --role qa --reason burns --phase pre", 0);
    folder.run("sign a b c", 0);
    let text = fs::read_to_string(folder.checklist("playbook")).unwrap();
    let (before, rest) = text.split_once("  - id: pre").unwrap();
    let after = rest.split_once("  - id: dep").unwrap().1;
    fs::write(
        folder.checklist("playbook"),
        format!("{before}  - id: dep{after}").replace("  bare: {without: [pre]}\n", ""),
    )
    .unwrap();
    fs::remove_file(folder.checklist("pre")).unwrap();
    folder.run("amend --reason cleanup", 0);
    folder.run("gate", 1);
    folder.run("call go --role qa --phase pre", 0);
    folder.run("gate", 0);
    folder.run("verify", 0);
}

#[test]
fn a_first_gate_that_asks_for_nothing_does_not_speak_for_the_ones_after_it() {
    let folder = Folder::new();
    folder.change("playbook", ", poll: [dev, qa]", "");
    folder.run("start 1 --type bare", 0);
    let shown = folder.run("gate pre", 0);
    assert!(shown.contains("nothing to do for this type"), "{shown}");
    folder.run("gate", 8);
    folder.run("sign c", 0);
    folder.run("gate", 0);
}

#[test]
fn what_one_of_two_amendments_asks_for_is_not_lost_in_a_merge() {
    let folder = Folder::new();
    let record = folder.path().join("releases/1.toml");
    folder.run("start 1 --type patch", 0);
    folder.run("sign a b c", 0);
    folder.run("call go --role dev --phase pre", 0);
    folder.run("call go --role qa --phase pre", 0);
    let base = fs::read_to_string(&record).unwrap();
    fs::write(
        folder.checklist("pre"),
        format!("{PRE}  - id: d\n    text: Test what was forgotten\n"),
    )
    .unwrap();
    folder.run("amend", 0);
    folder.run("gate", 8);
    let theirs = fs::read_to_string(&record).unwrap();
    fs::write(&record, &base).unwrap();
    fs::write(folder.checklist("pre"), PRE).unwrap();
    folder.change("pre", "title: Pre\n", "title: Prelude\n");
    folder.run("amend", 0);
    folder.run("gate", 0);
    // The merge takes our plan, and both events.
    let amended = theirs
        .split("[[release.event]]")
        .nth(2)
        .unwrap()
        .split("[policy]")
        .next()
        .unwrap();
    let ours = fs::read_to_string(&record).unwrap();
    fs::write(
        &record,
        ours.replace("[policy]", &format!("[[release.event]]{amended}[policy]")),
    )
    .unwrap();
    let shown = folder.run("gate", 8);
    assert!(
        shown.contains("two branches amended the plan") && shown.contains("gonogo amend"),
        "{shown}"
    );
    folder.run("close", 8);
    folder.run("amend", 0);
    folder.run("gate", 0);
    folder.run("verify", 0);
}

#[test]
fn two_amendments_that_git_merged_are_settled_by_one_plan_and_a_third_amendment() {
    let folder = Folder::new();
    let record = folder.path().join("releases/1.toml");
    folder.run("start 1 --type patch --candidate c1", 0);
    assert!(folder.git("init -q -b main ."));
    folder.commit("start");
    assert!(folder.git("checkout -q -b left"));
    fs::write(
        folder.checklist("pre"),
        format!("{PRE}  - id: d\n    text: Test what was forgotten\n"),
    )
    .unwrap();
    folder.run("amend", 0);
    folder.commit("left");
    assert!(folder.git("checkout -q main"));
    folder.change("dep", "Deploy the service", "Deploy every service");
    folder.run("amend", 0);
    folder.commit("main");
    assert!(!folder.git("merge left"), "both events stand in one place");
    let shown = folder.run("gate", 2);
    assert!(
        shown.contains("a git merge left this conflict unresolved"),
        "{shown}"
    );

    // Both events, but a plan that is half of one and half of the other.
    let is_marker = |line: &&str| {
        ["<<<<<<<", "=======", ">>>>>>>"]
            .iter()
            .any(|marker| line.starts_with(marker))
    };
    assert!(folder.git("checkout --conflict=diff3 -- releases/1.toml"));
    let conflict = fs::read_to_string(&record).unwrap();
    let both: String = conflict
        .lines()
        .filter(|line| !is_marker(line) && !line.starts_with("|||||||"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(&record, &both).unwrap();
    let shown = folder.run("gate", 4);
    assert!(
        shown.contains("take the plan of one side whole") && shown.contains("gonogo amend"),
        "{shown}"
    );

    // The plan of one side whole is trusted again, and holds until somebody has seen both.
    fs::write(
        &record,
        both.replace(
            "\ntext = \"Deploy every service\"",
            "\ntext = \"Deploy the service\"",
        ),
    )
    .unwrap();
    folder.run("verify", 0);
    assert!(
        folder
            .run("gate", 8)
            .contains("two branches amended the plan")
    );
    folder.run("amend", 0);
    assert!(
        !folder
            .run("gate", 8)
            .contains("two branches amended the plan")
    );
    let kept = fs::read_to_string(&record).unwrap();
    assert!(
        kept.contains("Test what was forgotten") && kept.contains("Deploy every service"),
        "{kept}"
    );
    folder.run("verify", 0);
}

/// Checks that nothing in an output can steer a terminal or a CI runner.
#[track_caller]
fn assert_harmless(arguments: &[&str], output: &Output) {
    for stream in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(stream).unwrap();
        let acts = |c: char| {
            c != '\n'
                && (c.is_control()
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'))
        };
        let orders = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
        assert!(
            !text.contains(acts) && !text.lines().any(orders),
            "{arguments:?}\n{text}"
        );
    }
}

#[test]
fn hostile_words_on_the_command_line_come_back_harmless() {
    let folder = Folder::new();
    folder.run("start 1 --type patch", 0);
    let flag = format!("--{HOSTILE}");
    let cases: [&[&str]; 19] = [
        &[HOSTILE],
        &["gate", HOSTILE],
        &["gate", &flag],
        &["gate", "-r", HOSTILE],
        &["sign", HOSTILE],
        &["sign", "a", "--role", HOSTILE],
        &["sign", "a", "--by", HOSTILE],
        &["call", HOSTILE],
        &["call", "go", "--phase", HOSTILE],
        &["fact", HOSTILE],
        &["respin", "--candidate", HOSTILE],
        &["waive", "a", "--reason", "x", "--expires", HOSTILE],
        &["verify", "--expect-head", HOSTILE],
        &["start", HOSTILE, "--type", "patch"],
        &["start", "2", "--type", HOSTILE],
        &["--checklists", HOSTILE, "lint"],
        &["--color", HOSTILE, "gate"],
        &["close", "--outcome", HOSTILE],
        &["notes", "set", HOSTILE, "x"],
    ];
    for arguments in cases {
        let output = folder.output(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_harmless(arguments, &output);
    }
    let arguments = ["--releases", HOSTILE, "start", "7", "--type", "patch"];
    let output = folder.output(&arguments);
    assert!(output.status.success());
    assert_harmless(&arguments, &output);
}

#[test]
fn hostile_texts_in_a_record_come_back_harmless_from_every_command() {
    let folder = Folder::new();
    for (name, from, to) in [
        (
            "playbook",
            "title: Tester",
            "title: '::warning::##[group]Tester'",
        ),
        (
            "playbook",
            "title: Deployment",
            "title: '::warning::Deployment'",
        ),
        (
            "playbook",
            "title: Ready to close",
            "title: '##[group]Ready'",
        ),
        (
            "pre",
            "text: Verify the first thing",
            "text: 'Verify ::error::x and ##[error]y'",
        ),
        ("pre", "title: Pre", "title: '::notice::Pre'"),
    ] {
        folder.change(name, from, to);
    }
    folder.run("start 1 --type patch", 0);
    let acts: [&[&str]; 9] = [
        &["sign", "a", "--evidence", HOSTILE, "--note", HOSTILE],
        &["block", "b", "--reason", HOSTILE],
        &["unblock", "b", "--reason", HOSTILE],
        &["block", "b", "--reason", HOSTILE],
        &["reopen", "a", "--reason", HOSTILE],
        &["waive", "c", "--reason", HOSTILE],
        &[
            "call", "no-go", "--role", "qa", "--phase", "pre", "--reason", HOSTILE,
        ],
        &["respin", "--candidate", "##[group]x", "--reason", HOSTILE],
        &["close", "--outcome", "abandoned", "--reason", HOSTILE],
    ];
    for arguments in acts {
        let rehearsal = folder.output(&[arguments, &["--dry-run"]].concat());
        assert_harmless(arguments, &rehearsal);
        let output = folder.output(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_harmless(arguments, &output);
    }
    // The record itself may be shown by a CI job too.
    let record = fs::read_to_string(folder.path().join("releases/1.toml")).unwrap();
    assert!(
        !record.contains("##[") && !record.lines().any(|line| line.starts_with("::")),
        "{record}"
    );
    for line in [
        "gate",
        "gate --format json",
        "status",
        "status --all",
        "status --json",
        "log",
        "log --json",
        "show a",
        "show c",
        "show a --json",
        "list",
        "list --json",
        "verify",
        "notes",
        "notes --format json",
        "notes check",
        "walk 1",
        "lint",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        assert_harmless(&arguments, &folder.output(&arguments));
    }
}
