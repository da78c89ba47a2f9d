//! `docs/record-format.md` tells the truth: its script recomputes the ids of the golden records, its example is one of
//! their events, and the canonical form it prints has the id it prints.

use std::collections::BTreeSet;
use std::process::Command;

use gonogo::domain::digest::Digest;
use gonogo::domain::event::{Event, EventKind};

use crate::story::{GOLDEN, golden, golden_path};
use crate::support::{Scratch, left_out};

const DOCUMENT: &str = include_str!("../../docs/record-format.md");

/// Returns the code blocks of the document in this language.
fn code(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    DOCUMENT
        .split(&fence)
        .skip(1)
        .map(|rest| rest.split_once("```").expect("an end").0)
        .collect()
}

/// Tells whether there is a Python that can read TOML, and says so when there is none.
fn has_python() -> bool {
    let is_there = Command::new("python3")
        .args(["-c", "import tomllib"])
        .output()
        .is_ok_and(|ran| ran.status.success());
    if !is_there {
        left_out(
            "running the script of docs/record-format.md",
            "python3 (3.11 or newer)",
        );
    }
    is_there
}

#[test]
fn the_script_of_the_document_finds_the_id_of_a_text_with_its_commits() {
    if !has_python() {
        return;
    }
    let release = GOLDEN[0].1();
    let last = release.events().last().unwrap();
    let kind = EventKind::NoteAdded {
        field: "summary".into(),
        text: "**Fixes**\n\n- b (#12) (9fceb02d0)".to_owned(),
        commits: vec!["9fceb02d0ae598e95dc970b74767f19372d61af8".to_owned(); 2],
    };
    let heads = release.heads().to_vec();
    let event = Event::new(&release.header().id, last.at, last.by.clone(), kind, heads);
    let expected = format!("ok added {}\n", event.id);
    let text = gonogo::record::write::text(release.after(event).record());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &text).unwrap();
    let output = Command::new("python3")
        .args(["-c", code("python")[0]])
        .arg(file.path())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains(&expected), "{text}\n{printed}");
    assert!(!printed.contains("ALTERED"), "{printed}");
}

#[test]
fn the_script_of_the_document_finds_the_id_of_every_golden_event() {
    if !has_python() {
        return;
    }
    for (name, story) in GOLDEN {
        let output = Command::new("python3")
            .args(["-c", code("python")[0]])
            .arg(golden_path(name))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let printed = String::from_utf8(output.stdout).unwrap();
        let found: BTreeSet<String> = printed.lines().map(str::to_owned).collect();
        let release = story();
        let known = release
            .events()
            .iter()
            .map(|event| format!("ok {} {}", event.kind.word(), event.id))
            .collect();
        assert_eq!(found, known, "{name}");
    }
}

#[test]
fn the_script_of_the_document_notices_an_altered_event() {
    if !has_python() {
        return;
    }
    let scratch =
        Scratch::with_bytes(golden("part-way").replacen("the disk is full", "the disk is fine", 1));
    let output = Command::new("python3")
        .args(["-c", code("python")[0]])
        .arg(scratch.record())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        printed
            .lines()
            .filter(|line| line.starts_with("ALTERED blocked "))
            .count(),
        1,
        "{printed}"
    );
    assert_eq!(printed.matches("ALTERED").count(), 1, "{printed}");
}

#[test]
fn the_worked_example_is_a_golden_event_and_its_form_has_its_id() {
    let example = code("toml")
        .into_iter()
        .find(|block| block.starts_with("[[item.signoff.event]]"))
        .unwrap();
    assert!(golden("part-way").contains(example));
    let id = example
        .lines()
        .find_map(|line| line.strip_prefix("id = "))
        .unwrap()
        .trim_matches('"');
    let form = code("text")
        .into_iter()
        .find(|block| block.starts_with("gonogo/1:"))
        .unwrap();
    assert_eq!(Digest::of_bytes(form.as_bytes()).to_string(), id);
}

#[test]
fn the_layout_of_the_document_names_every_key_of_a_record() {
    let layout = code("toml")[0];
    for (name, _) in GOLDEN {
        for line in golden(name).lines() {
            let key = line.split(" = ").next().unwrap_or_default();
            let is_key =
                line.contains(" = ") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            let is_heading = line.starts_with("[[") && line.ends_with("]]");
            let is_named =
                layout.contains(&format!("{key} = ")) || DOCUMENT.contains(&format!("`{key}`"));
            assert!(
                !is_key || is_named,
                "{name}: the document does not name the key `{key}`"
            );
            assert!(
                !is_heading || layout.contains(line),
                "{name}: the document does not show {line}"
            );
        }
    }
}
