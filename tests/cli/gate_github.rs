//! `gonogo gate --format github`, read by a second parser of what a runner takes for commands and outputs.

use std::collections::BTreeMap;

use gonogo::domain::text::visible;
use snapbox::str;

use crate::hostile;
use crate::team::{Team, shows};

/// A command as a runner reads it.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) data: String,
}

/// Reads standard output as a runner does: a line that starts with `::` after blanks, or that has `##[` anywhere.
pub(crate) fn commands(output: &str) -> Vec<Command> {
    output.split(['\n', '\r']).filter_map(command).collect()
}

fn command(line: &str) -> Option<Command> {
    if let Some(old) = line.split_once("##[") {
        let (name, data) = old.1.split_once(']')?;
        return Some(Command {
            name: format!("##[{name}]"),
            title: None,
            data: data.to_owned(),
        });
    }
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let mut properties = properties
        .split(',')
        .filter_map(|property| property.split_once('='));
    let title = properties.find(|(name, _)| name.trim() == "title");
    let unescaped = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    Some(Command {
        name: name.to_owned(),
        title: title.map(|(_, value)| unescaped(value)),
        data: data
            .replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%25", "%"),
    })
}

/// Reads a file of outputs as a runner does: `name=value`, or `name<<END`, lines and `END`.
fn outputs(file: &str) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    let mut lines = file.lines();
    while let Some(line) = lines.next() {
        let (equals, heredoc) = (line.find('='), line.find("<<"));
        let (name, value) = match (equals, heredoc) {
            (Some(at), other) if other.is_none_or(|other| at < other) => {
                (&line[..at], line[at + 1..].to_owned())
            }
            (_, Some(at)) => {
                let end = &line[at + 2..];
                let value: Vec<_> = lines.by_ref().take_while(|line| *line != end).collect();
                (&line[..at], value.join("\n"))
            }
            _ => panic!("a runner refuses `{line}`"),
        };
        let before = outputs.insert(name.to_owned(), value);
        assert!(before.is_none(), "`{name}` is set twice");
    }
    outputs
}

/// Runs the gate as a step does; returns its exit code, its output, its summary and its outputs.
fn step(team: &Team, line: &str) -> (i32, String, String, String) {
    let (summary, output) = (team.path("summary.md"), team.path("output"));
    for path in [&summary, &output] {
        std::fs::write(path, "").unwrap();
    }
    let ran = team
        .gonogo()
        .args(crate::team::words(line))
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("GITHUB_OUTPUT", &output)
        .output()
        .unwrap();
    (
        ran.status.code().unwrap(),
        String::from_utf8(ran.stdout).unwrap(),
        team.read("summary.md"),
        team.read("output"),
    )
}

#[test]
fn a_step_has_annotations_a_summary_and_outputs() {
    let team = Team::on_release();
    team.quietly("block ci-green --reason 'red again'");
    let (code, stdout, summary, output) = step(&team, "gate pre-release --format github");
    assert_eq!(code, 1);
    shows!(
        team.redacted(&format!("{stdout}---\n{summary}---\n{output}")),
        str![[r#"
::error title=NO-GO%3A pre-release/ci-green::blocked: red again (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
::warning title=HOLD%3A pre-release/code-reviewed::open [developer, qa-automation-engineer]  Review every merged change
::warning title=HOLD%3A pre-release/smoke-tests::open [qa-automation-engineer]  Run the smoke tests in staging
::warning title=HOLD%3A pre-release/load-test::open [qa-automation-engineer]  Run the load test
::warning title=HOLD%3A pre-release%3A developer::has not called
::warning title=HOLD%3A pre-release%3A qa-automation-engineer::has not called
NO-GO for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
---
### NO-GO for pre-release

Release 2.4.0, candidate c1: 0 of 8 items, 0 of 3 calls

| Verdict | What | Why | Waiting for |
| --- | --- | --- | --- |
| NO-GO | pre-release/ci-green: Run all CI/CD pipelines on the candidate | blocked: red again (Ada Lovelace) | developer |
| HOLD | pre-release/code-reviewed: Review every merged change | open | developer, qa-automation-engineer |
| HOLD | pre-release/smoke-tests: Run the smoke tests in staging | open | qa-automation-engineer |
| HOLD | pre-release/load-test: Run the load test | open | qa-automation-engineer |
| HOLD | pre-release: developer | has not called | developer |
| HOLD | pre-release: qa-automation-engineer | has not called | qa-automation-engineer |
---
verdict=NO-GO
version=2.4.0
phase=pre-release
candidate=c1
head=sha256:[HASH]
no-gos=1
holds=5
accepted=0
items-done=0
items=8
calls-done=0
calls=3

"#]]
    );
}

#[test]
fn without_a_runner_nothing_but_the_annotations_is_written() {
    let team = Team::on_release();
    let before = crate::team::snapshot(&team.path(""));
    let output = team.run("gate deployment --format github");
    assert_eq!(output.status.code(), Some(8));
    assert_eq!(crate::team::snapshot(&team.path("")), before);
    let missing = team.run("gate nonsense --format github");
    shows!(
        String::from_utf8(missing.stdout).unwrap(),
        str![[r#"
::error title=not evaluated%3A nonsense::there is no phase `nonsense`; the plan has pre-release, deployment, post-release

"#]]
    );
}

#[test]
fn no_text_of_a_record_becomes_a_command_or_an_output() {
    let texts = hostile::texts(500);
    for has_blockers in [false, true] {
        let team = hostile::team(&texts, has_blockers);
        let (code, stdout, summary, output) = step(&team, "gate pre-release --format github");
        assert_eq!(code, if has_blockers { 1 } else { 8 });
        let found = commands(&stdout);
        let of = |name: &str| found.iter().filter(|it| it.name == name).count();
        assert_eq!(of("warning"), 10, "of HOLD: {stdout}");
        assert_eq!(of("error"), if has_blockers { 10 } else { 0 });
        assert_eq!(of("warning") + of("error"), found.len(), "{found:?}");
        assert_eq!(stdout.lines().count(), found.len() + 1);
        for (number, text) in texts.iter().enumerate().take(18) {
            let is_its = |it: &&Command| {
                it.title
                    .as_ref()
                    .is_some_and(|title| title.ends_with(&hostile::item_of(number)))
            };
            let Some(command) = found.iter().find(is_its) else {
                continue;
            };
            assert!(
                command.data.ends_with(&*visible(text)),
                "{command:?}: {text:?}"
            );
        }
        assert!(commands(&summary).is_empty(), "{summary}");
        let outputs = outputs(&output);
        assert_eq!(
            outputs["verdict"],
            if has_blockers { "NO-GO" } else { "HOLD" }
        );
        assert_eq!(outputs["items"], "500");
        assert_eq!(outputs.len(), 12);
    }
}

#[test]
fn the_summary_stays_below_a_mebibyte_and_says_how_much_is_left_out() {
    let texts: Vec<String> = (0..600)
        .map(|number| format!("{number} {}", "x".repeat(4000)))
        .collect();
    let team = hostile::team(&texts, false);
    let (_, _, summary, _) = step(&team, "gate --format github");
    assert!(
        (1_000_000..1024 * 1024).contains(&summary.len()),
        "{}",
        summary.len()
    );
    let rows = summary
        .lines()
        .filter(|line| line.starts_with("| HOLD |"))
        .count();
    let more = format!("\n{} more: `gonogo gate` lists them\n", 601 - rows);
    assert!(
        summary.ends_with(&more),
        "{}",
        &summary[summary.len() - 100..]
    );
}

#[test]
fn a_candidate_cannot_end_its_line() {
    let team = Team::new();
    team.quietly("start 2.4.0 --type minor --candidate v1=x<<E --fact database-migration=no --fact user-facing-change=no");
    let (_, stdout, summary, output) = step(
        &team,
        "gate pre-release --format github --candidate 0000000",
    );
    let outputs = outputs(&output);
    assert_eq!(outputs["candidate"], "v1=x<<E");
    assert_eq!(outputs["verdict"], "NO-GO");
    assert!(
        commands(&stdout)
            .iter()
            .any(|it| it.name == "error" && it.data.contains("0000000 is not the candidate"))
    );
    assert!(
        summary.contains("**NO-GO**: 0000000 is not the candidate"),
        "{summary}"
    );
}
