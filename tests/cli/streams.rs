//! What happens when a stream is closed, full or not a terminal: never a panic, never a false 0, never an escape.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::team::Team;

const COMMANDS: [&str; 20] = [
    "status",
    "status --all",
    "status --json",
    "gate",
    "gate --format json",
    "log",
    "log --json",
    "show ci-green",
    "list",
    "verify",
    "sign load-test",
    "block ci-green --reason x",
    "unblock ci-green --reason x",
    "reopen load-test --reason x",
    "waive load-test --reason x",
    "na training-updated --reason x",
    "fact database-migration=yes --reason x",
    "respin --candidate c2",
    "call go --role QA",
    "close",
];

/// Runs a line through a shell, so that its streams can be closed.
fn shell(team: &Team, line: &str) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_gonogo");
    let template = team.gonogo();
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &line.replace("gonogo", program)])
        .env_clear()
        .current_dir(team.path(""));
    for (name, value) in template.get_envs() {
        command.env(name, value.unwrap());
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_full_disk_behind_standard_output_is_a_failure_of_the_environment() {
    for line in COMMANDS.iter().chain(&["--help", "help sign", "--version"]) {
        let team = Team::on_release();
        let heard = !team.run(line).stdout.is_empty();
        let team = Team::on_release();
        let (code, said) = shell(&team, &["gonogo ", line, " >/dev/full"].concat());
        let expected = if heard {
            3
        } else {
            team.run(line).status.code().unwrap()
        };
        assert_eq!(code, expected, "{line}: {said}");
        assert!(!said.contains("panicked"), "{line}: {said}");
        assert!(
            !heard || said.contains("standard output"),
            "{line} says what could not be written: {said}"
        );
    }
}

#[test]
fn what_was_recorded_before_standard_output_failed_is_said_to_be_saved() {
    let saved = "hint: the record is saved: `gonogo log` shows it\n";
    for (line, is_saved) in [
        ("sign load-test --role QA", true),
        ("respin --candidate c2", true),
        ("start 3.0.0 --type minor", true),
        ("amend --add 'Call the bank' --role QA", true),
        ("sign load-test --role QA -n", false),
        ("status", false),
    ] {
        let team = Team::on_release();
        let (code, said) = shell(&team, &["gonogo ", line, " >/dev/full"].concat());
        assert_eq!(
            (code, said.contains(saved)),
            (3, is_saved),
            "{line}: {said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files_is_told_like_a_full_disk() {
    let team = Team::on_release();
    let old = std::fs::read(team.path("releases/2.4.0.toml")).unwrap();
    let line = "ulimit -f 1; gonogo sign load-test --role QA";
    assert_eq!(
        shell(&team, line),
        (
            3,
            "error: cannot write releases/2.4.0.toml; nothing was saved: File too large (os error 27)\n\
             hint: make room, or raise the limit on files (`ulimit -f`, quota); then run it again\n"
                .to_owned()
        )
    );
    assert_eq!(
        std::fs::read(team.path("releases/2.4.0.toml")).unwrap(),
        old
    );
}

#[cfg(unix)]
#[test]
fn a_full_disk_behind_an_output_file_leaves_the_old_file() {
    let team = Team::on_release();
    std::fs::write(team.path("page.html"), "the old page").unwrap();
    for line in ["page", "page --all", "export"] {
        let limited = format!("ulimit -f 1; gonogo {line} -o page.html");
        let (code, said) = shell(&team, &limited);
        assert_eq!(code, 3, "{line}: {said}");
        assert_eq!(
            said,
            "error: cannot write page.html: File too large (os error 27)\n\
             hint: make room, or raise the limit on files (`ulimit -f`, quota); then run it again\n"
        );
        assert_eq!(team.read("page.html"), "the old page");
    }
    let names = std::fs::read_dir(team.path("")).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(
        names,
        ["page.html", "releases"],
        "nothing is left lying about"
    );
}

#[test]
fn a_closed_standard_output_or_error_changes_no_verdict() {
    for line in COMMANDS {
        let expected = Team::on_release().run(line).status.code().unwrap();
        for closed in [">&-", "2>&-", "2>/dev/full", ">&- 2>&-"] {
            let (code, said) = shell(
                &Team::on_release(),
                &["gonogo ", line, " ", closed].concat(),
            );
            assert_eq!(code, expected, "{line} {closed}: {said}");
        }
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure_and_changes_no_verdict() {
    let team = Team::on_release().with("GONOGO_CHECKLISTS", "");
    let big = Team::new().with(
        "GONOGO_CHECKLISTS",
        concat!(env!("CARGO_MANIFEST_DIR"), "/checklists"),
    );
    drop(team);
    big.quietly("start 3.0.0 --type major");
    for (line, expected) in [
        ("status --all", 0),
        ("status --json", 0),
        ("gate", 8),
        ("gate --format json", 8),
        ("start 4.0.0 --type major -n", 0),
    ] {
        let mut child = big
            .gonogo()
            .args(line.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(expected),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn nothing_waits_for_an_answer_without_a_terminal() {
    for line in COMMANDS {
        let team = Team::on_release();
        let started = Instant::now();
        let input = File::open("/dev/null").unwrap();
        team.gonogo()
            .args(line.split(' '))
            .stdin(input)
            .output()
            .unwrap();
        assert!(started.elapsed() < Duration::from_secs(5), "{line}");
    }
}

#[test]
fn no_escape_reaches_a_pipe() {
    for settings in [
        ("NO_COLOR", ""),
        ("NO_COLOR", "1"),
        ("TERM", "xterm-256color"),
        ("CLICOLOR", "1"),
    ] {
        for line in
            COMMANDS
                .iter()
                .chain(&["--help", "sign --help", "sign moon", "gate --nonsense"])
        {
            let team = Team::on_release().with(settings.0, settings.1);
            let output = team.gonogo().args(line.split(' ')).output().unwrap();
            assert!(
                !output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b),
                "{line} with {settings:?}"
            );
        }
    }
}

#[test]
fn colour_can_be_forced_and_no_color_wins() {
    let forced = Team::on_release().with("CLICOLOR_FORCE", "1").run("status");
    assert!(forced.stdout.contains(&0x1b));
    let none = Team::on_release()
        .with("CLICOLOR_FORCE", "1")
        .with("NO_COLOR", "1")
        .run("status");
    assert!(!none.stdout.contains(&0x1b));
    let plain = Team::on_release().run("status");
    assert!(!plain.stdout.contains(&0x1b));
}
