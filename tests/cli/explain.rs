//! Codes and topics: each is explained, and `docs/codes.md` says the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use snapbox::{file, str};

use crate::team::{Team, shows};

fn said(team: &Team, line: &str) -> String {
    String::from_utf8(team.run(line).stdout).unwrap()
}

#[test]
fn a_code_is_explained_with_what_to_do() {
    let team = Team::new();
    shows!(
        team.transcript(
            "
            explain unquoted
            explain gonogo.stale-call
            "
        ),
        str![[r#"
$ gonogo explain unquoted
unquoted: a problem that `gonogo lint` finds

Text without quotes that many readers of YAML take for something else: `no`, `1.10`, `2026-11-20`, `1:30`. An editor with a schema says nothing about it.

What to do: Put it in quotes: `"1.10"`.
= 0
$ gonogo explain gonogo.stale-call
stale-call: a reason of a gate or a rollout

A role called GO, but before a respin, a stage of the rollout, a rollback or an amendment that concerns this gate.

What to do: Look at what changed, and call again.
= 0

"#]]
    );
}

#[test]
fn a_topic_is_explained_by_help_and_by_explain() {
    let team = Team::new();
    for topic in ["environment", "formats", "files", "exit-codes"] {
        let text = said(&team, &format!("help {topic}"));
        assert!(text.lines().count() > 5, "{topic}: {text}");
        assert_eq!(text, said(&team, &format!("explain {topic}")));
    }
    assert_eq!(said(&team, "help exit-codes"), said(&team, "explain 8"));
    // What is a command keeps its help.
    assert_eq!(said(&team, "help gate"), said(&team, "gate --help"));
}

#[test]
fn what_is_misspelled_is_proposed() {
    let team = Team::new();
    shows!(
        team.transcript(
            "
            explain unqoted
            explain gonogo.stael
            help enviroment
            help gaet
            explain gate
            explain xylophone
            "
        ),
        str![[r#"
$ gonogo explain unqoted
! error: there is no code or topic `unqoted`
! hint: did you mean `unquoted`?
= 2
$ gonogo explain gonogo.stael
! error: there is no code or topic `gonogo.stael`
! hint: did you mean `stale`?
= 2
$ gonogo help enviroment
! error: there is no code or topic `enviroment`
! hint: did you mean `environment`?
= 2
$ gonogo help gaet
! error: there is no code or topic `gaet`
! hint: `gonogo help gate` explains the command
= 2
$ gonogo explain gate
! error: there is no code or topic `gate`
! hint: `gonogo help gate` explains the command
= 2
$ gonogo explain xylophone
! error: there is no code or topic `xylophone`
! hint: `gonogo explain` lists all of them
= 2

"#]]
    );
}

#[test]
fn the_document_of_codes_is_what_explain_says() {
    let team = Team::new();
    shows!(
        format!(
            "# Codes and topics\n\nMade by `gonogo explain --format markdown`; `gonogo explain CODE` shows one of them.\n\n{}",
            said(&team, "explain --format markdown")
        ),
        file!["../../docs/codes.md"]
    );
}

#[test]
fn everything_that_lint_reports_is_explained() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/pre-release.yaml",
        "bound: candidate",
        "bound: commit",
    );
    let lint: Value = serde_json::from_str(&said(&team, "lint --json")).unwrap();
    let code = lint["remarks"][0]["code"].as_str().unwrap();
    let text = said(&team, &format!("explain {code}"));
    assert!(text.starts_with("unknown-word: a problem"), "{text}");
}

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|it| it == "rs") {
            *text += &fs::read_to_string(path).unwrap();
        }
    }
}

/// Returns the names of variables in a text.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_uppercase() && c != '_');
    words.filter(|word| word.starts_with("GONOGO_")).collect()
}

#[test]
fn every_variable_of_the_sources_is_in_the_topic() {
    let mut text = String::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut text,
    );
    let mut known = variables(&text);
    // Only debug builds and tests know these.
    for name in ["GONOGO_NOW", "GONOGO_TESTS_COMPLETE"] {
        assert!(known.remove(name), "{name}");
    }
    let topic = said(&Team::new(), "help environment");
    assert_eq!(known, variables(&topic));
}
