//! Runs every command of the README's tour and of the first page of the documents, each in order and in one folder, and
//! compares what it prints.
//!
//! A `console` block holds lines that start with `$ `, each followed by its standard output; a line `...` stands for any
//! lines, `[..]` for any text, and `; echo $?` prints the exit code. Before a block, the comment `<!-- clock: TIME -->`
//! sets the clock from there on, and `<!-- answers: 1, 2 -->` has the lines that are piped into its first command.

#![cfg(debug_assertions)] // The clock can be set in debug builds only.
#![expect(
    clippy::expect_used,
    reason = "a tour that cannot be set up has failed"
)]

use std::path::Path;
use std::process::Command;

use snapbox::{Assert, Data};

/// A command of the tour and what it prints.
struct Step {
    command: String,
    clock: String,
    answers: String,
    expected: String,
}

fn steps(document: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut is_inside = false;
    let mut clock = "2026-11-20T09:00:00Z".to_owned();
    let mut answers = String::new();
    for line in document.lines() {
        match (is_inside, line) {
            (false, "```console") => is_inside = true,
            (true, "```") => is_inside = false,
            (true, line) => match line.strip_prefix("$ ") {
                Some(command) => steps.push(Step {
                    command: command.to_owned(),
                    clock: clock.clone(),
                    answers: std::mem::take(&mut answers),
                    expected: String::new(),
                }),
                None => {
                    let step = steps.last_mut().expect("a block starts with a command");
                    step.expected.push_str(line);
                    step.expected.push('\n');
                }
            },
            (false, line) => {
                if let Some(time) = comment(line, "clock") {
                    clock = time.to_owned();
                }
                if let Some(lines) = comment(line, "answers") {
                    answers = lines
                        .split(", ")
                        .map(|answer| format!("{answer}\n"))
                        .collect();
                }
            }
        }
    }
    steps
}

fn comment<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.strip_prefix("<!-- ")?
        .strip_suffix(" -->")?
        .strip_prefix(name)?
        .strip_prefix(": ")
}

fn run(step: &Step, folder: &Path) -> String {
    let answers = folder.join("answers");
    std::fs::write(&answers, &step.answers).expect("a temporary file");
    let command = match step.answers.as_str() {
        "" => step.command.clone(),
        _ => format!("{{ {}; }} 2>&1", step.command), // A walk speaks on standard error.
    };
    let output = Command::new("sh")
        .args(["-c", &command])
        .stdin(std::fs::File::open(&answers).expect("the answers"))
        .current_dir(folder)
        .env_clear()
        .env("PATH", path_with_gonogo())
        .env("HOME", folder)
        .env("LC_ALL", "C.UTF-8")
        .env("GONOGO_NOW", &step.clock)
        .env("GONOGO_BY", "Ada Lovelace <ada@octoacme.example>")
        .output()
        .expect("a shell");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn path_with_gonogo() -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_gonogo"));
    format!(
        "{}:/usr/bin:/bin",
        binary.parent().expect("a folder").display()
    )
}

#[test]
fn the_tour_prints_what_the_readme_says() {
    prints_what_it_says(include_str!("../README.md"), 15);
}

#[test]
fn the_first_page_of_the_documents_prints_what_it_says() {
    prints_what_it_says(include_str!("../docs/getting-started.md"), 15);
}

#[test]
fn six_commands_lead_from_nothing_to_a_gate_that_waits_fails_and_passes() {
    prints_what_it_says(include_str!("../docs/ci.md"), 6);
}

/// Checks a document that has at least this many commands.
fn prints_what_it_says(document: &str, least: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let steps = steps(document);
    assert!(
        steps.len() >= least,
        "the tour has {} commands",
        steps.len()
    );
    for step in steps {
        let printed = run(&step, folder.path());
        let compared = Assert::new().try_eq(
            Some(&step.command),
            Data::text(printed),
            Data::text(step.expected),
        );
        compared.unwrap_or_else(|difference| panic!("{difference}"));
    }
}

#[test]
fn every_document_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = include_str!("../README.md");
    let links = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|link| !link.contains("://"));
    for link in links {
        assert!(root.join(link).exists(), "{link}");
    }
}
