//! Whole walks in plain lines, held against golden transcripts.
//!
//! Each folder under `tests/fixtures/walks` has the answers that are piped in, the transcript of all that is said, and
//! what `gonogo log` tells afterwards. Write them anew with `SNAPSHOTS=overwrite cargo test --test walk_accessible`,
//! and read what changed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Stdio};

use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

/// Runs the program with the answers of a file piped in, and returns all that it said with its exit code.
fn transcript(folder: &Path, arguments: &[&str], answers: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
    command.args(arguments).current_dir(folder).env_clear();
    command
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("LANG", "C.UTF-8");
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    command
        .env("GONOGO_NOW", "2026-11-20T09:00:00Z")
        .env("GONOGO_BY", "Ada Lovelace <ada@octo.example>");
    command.stdin(Stdio::from(std::fs::File::open(answers).unwrap()));
    let output = command.output().unwrap();
    let shown = [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .concat();
    format!("{shown}exit code {}\n", output.status.code().unwrap())
}

/// Walks with the answers of a folder, and compares what is said and what the log has afterwards.
#[track_caller]
fn walk(name: &str, arguments: &[&str]) {
    let walks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/walks");
    let case = walks.join(name);
    let folder = tempfile::tempdir().unwrap();
    let checklists = walks.join("checklists");
    let walk = [
        "walk",
        "1.4.0",
        "--accessible",
        "--candidate",
        "9fceb02",
        "--checklists",
        checklists.to_str().unwrap(),
    ];
    let said = transcript(
        folder.path(),
        &[&walk[..], arguments].concat(),
        &case.join("answers.txt"),
    );
    let log = transcript(
        folder.path(),
        &["log", "-r", "1.4.0"],
        Path::new("/dev/null"),
    );
    let compare = Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    compare.eq(
        said,
        Data::read_from(&case.join("transcript.txt"), Some(DataFormat::Text)),
    );
    compare.eq(
        log,
        Data::read_from(&case.join("log.txt"), Some(DataFormat::Text)),
    );
}

#[test]
fn a_small_release_to_go() {
    walk("to-go", &[]);
}

#[test]
fn help_wrong_answers_blockers_waivers_jumps_and_a_no_go() {
    walk("second-thoughts", &[]);
}

#[test]
fn enter_alone_decides_nothing() {
    walk("nothing-decided", &[]);
}

#[test]
fn the_end_of_the_input_within_a_text_records_nothing_of_it() {
    walk("input-ends", &["--role", "developer"]);
}

#[test]
fn mine_asks_for_the_roles_alone_that_list_the_person() {
    let walks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/walks");
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("checklists");
    std::fs::create_dir(&own).unwrap();
    for entry in std::fs::read_dir(walks.join("checklists")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
    }
    let playbook = own.join("playbook.yaml");
    let text = std::fs::read_to_string(&playbook).unwrap();
    let title = "developer: {title: Developer";
    assert_eq!(text.matches(title).count(), 1);
    let members = format!("{title}, members: [Ada Lovelace <ada@octo.example>]");
    std::fs::write(&playbook, text.replace(title, &members)).unwrap();
    let answers = folder.path().join("answers");
    std::fs::write(&answers, "1\nno\nno\n").unwrap();
    let nothing = folder.path().join("nothing");
    std::fs::write(&nothing, "").unwrap();
    let walk = ["walk", "1.4.0", "--accessible"];
    let new = [&walk[..], &["--candidate", "9fceb02"]].concat();
    let first = transcript(folder.path(), &new, &answers);
    assert!(first.contains("3 items and 3 calls open."), "{first}");
    let others = transcript(folder.path(), &walk, &nothing);
    assert!(others.contains("3 items and 3 calls open"), "{others}");
    std::fs::write(&nothing, "done\n").unwrap();
    let mine = transcript(folder.path(), &[&walk[..], &["--mine"]].concat(), &nothing);
    assert!(mine.contains("2 items and 2 calls open"), "{mine}");
    let go_on = "continue with: gonogo walk 1.4.0 --mine --accessible";
    assert!(mine.contains(go_on), "{mine}");
}

#[test]
fn nothing_is_asked_without_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let checklists = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/walks/checklists");
    let walk = [
        "walk",
        "1.4.0",
        "--checklists",
        checklists.to_str().unwrap(),
    ];
    let said = transcript(folder.path(), &walk, Path::new("/dev/null"));
    assert!(
        said.contains("gonogo start 1.4.0 --type TYPE") && said.ends_with("exit code 2\n"),
        "{said}"
    );
    let said = transcript(
        folder.path(),
        &[&walk[..], &["--type", "patch"]].concat(),
        Path::new("/dev/null"),
    );
    assert!(
        said.contains("gonogo sign ITEM -r 1.4.0") && said.ends_with("exit code 2\n"),
        "{said}"
    );
    assert!(!folder.path().join("releases").exists());
}

#[test]
fn input_that_is_no_text_is_refused_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = folder.path().join("garbage");
    let mut bytes: Vec<u8> = (0..=255).cycle().take(200_000).collect();
    bytes.extend(std::iter::repeat_n(b'x', 200_000));
    std::fs::write(&garbage, bytes).unwrap();
    let checklists = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/walks/checklists");
    let walk = [
        "walk",
        "1.4.0",
        "--accessible",
        "--type",
        "patch",
        "--checklists",
        checklists.to_str().unwrap(),
    ];
    let said = transcript(folder.path(), &walk, &garbage);
    assert!(
        said.ends_with("exit code 0\n"),
        "{}",
        &said[said.len().saturating_sub(500)..]
    );
    assert!(!said.contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn the_command_that_goes_on_names_what_was_meant_and_a_wrong_name_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let checklists = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/walks/checklists");
    let walk = [
        "walk",
        "1.4.0",
        "--accessible",
        "--type",
        "patch",
        "--checklists",
        checklists.to_str().unwrap(),
    ];
    for wrong in [["--role", "qa's"], ["--phase", "build"]] {
        let said = transcript(
            folder.path(),
            &[&walk[..], &wrong].concat(),
            Path::new("/dev/null"),
        );
        assert!(
            said.contains("there is no") && said.ends_with("exit code 2\n"),
            "{said}"
        );
        assert!(!folder.path().join("releases").exists());
    }
    let answers = folder.path().join("answers");
    std::fs::write(&answers, "no\nno\nblock\n").unwrap();
    let scope = ["--role", "qa automation engineer", "--phase", "pre-release"];
    let goes_on = "continue with: gonogo walk 1.4.0 --role qa-automation-engineer --phase pre-release --accessible\n";
    for _ in ["before there is a record", "with the record"] {
        let said = transcript(folder.path(), &[&walk[..], &scope].concat(), &answers);
        assert!(said.contains(goes_on), "{said}");
        std::fs::write(&answers, "block\n").unwrap();
    }
}
