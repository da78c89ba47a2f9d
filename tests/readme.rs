//! Runs every command of the README's tour and of the first page of the documents, each in order and in one folder, and
//! compares what it prints.
//!
//! A `console` block holds lines that start with `$ gonogo`, each followed by its standard output; a line `...` stands
//! for any lines, `[..]` for any text, and `; echo $?` prints the exit code.

#![cfg(debug_assertions)] // The clock can be set in debug builds only.
#![expect(
    clippy::expect_used,
    reason = "a tour that cannot be set up has failed"
)]

use std::path::Path;
use std::process::Command;

use snapbox::{Assert, Data};

/// A command of the tour and what it prints.
struct Suggestion {
    command: String,
    expected: String,
}

fn steps(document: &str) -> Vec<Suggestion> {
    let mut steps: Vec<Suggestion> = Vec::new();
    let mut is_inside = false;
    for line in document.lines() {
        match (is_inside, line) {
            (false, "```console") => is_inside = true,
            (true, "```") => is_inside = false,
            (true, line) => match line.strip_prefix("$ ") {
                Some(command) => steps.push(Suggestion {
                    command: command.to_owned(),
                    expected: String::new(),
                }),
                None => {
                    let step = steps.last_mut().expect("a block starts with a command");
                    step.expected.push_str(line);
                    step.expected.push('\n');
                }
            },
            (false, _) => {}
        }
    }
    steps
}

fn run(command: &str, folder: &Path) -> String {
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path_with_gonogo())
        .env("HOME", folder)
        .env("LC_ALL", "C.UTF-8")
        .env("GONOGO_NOW", "2026-11-20T09:00:00Z")
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
    prints_what_it_says(include_str!("../README.md"));
}

#[test]
fn the_first_page_of_the_documents_prints_what_it_says() {
    prints_what_it_says(include_str!("../docs/getting-started.md"));
}

fn prints_what_it_says(document: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let steps = steps(document);
    assert!(steps.len() >= 15, "the tour has {} commands", steps.len());
    for Suggestion { command, expected } in steps {
        assert!(command.starts_with("gonogo "), "{command}");
        let printed = run(&command, folder.path());
        let compared =
            Assert::new().try_eq(Some(&command), Data::text(printed), Data::text(expected));
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
        assert!(root.join(link).is_file(), "{link}");
    }
}
