use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::*;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown")
}

/// Returns the tasks of a document, as the oracle of another parser has them: line, depth, tick, the line of the task around
/// it, headings, and text.
fn tasks(text: &str) -> Vec<Value> {
    let outline = Outline::of(text);
    let around = |entry: &Entry| {
        let mut above = entry.parent;
        while let Some(place) = above {
            let parent = &outline.entries[place];
            if let Mark::Task { .. } = parent.mark {
                return Some(parent.line);
            }
            above = parent.parent;
        }
        None
    };
    let headings = |entry: &Entry| {
        let path = outline.path(entry.heading).into_iter();
        path.map(|place| outline.headings[place].text.as_str())
            .collect::<Vec<_>>()
    };
    let tasks = outline.entries.iter().filter_map(|entry| match entry.mark {
        Mark::Task { ticked } => Some(json!([
            entry.line,
            entry.depth,
            ticked,
            around(entry),
            headings(entry),
            plain(&entry.text)
        ])),
        _ => None,
    });
    tasks.collect()
}

#[test]
fn real_checklists_have_the_tasks_that_another_parser_finds() {
    let oracle = std::fs::read_to_string(fixtures().join("oracle.json")).unwrap();
    let oracle: serde_json::Map<String, Value> = serde_json::from_str(&oracle).unwrap();
    let mut count = 0;
    for (name, expected) in &oracle {
        let text = std::fs::read_to_string(fixtures().join(name)).unwrap();
        let crlf = text.replace("\r\n", "\n").replace('\n', "\r\n");
        for text in [&text, &crlf] {
            let found = tasks(text);
            let expected = expected.as_array().unwrap();
            for (found, expected) in found.iter().zip(expected) {
                assert_eq!(found, expected, "{name}");
            }
            assert_eq!(found.len(), expected.len(), "{name}");
            count += found.len();
        }
    }
    assert_eq!((oracle.len(), count), (43, 2 * 1270));
}

#[test]
fn only_what_github_takes_for_a_task_is_one() {
    for (text, expected) in [
        ("- [ ] a", &["a"][..]),
        ("* [x] a\n+ [X] b\n1. [ ] c", &["a", "b", "c"]),
        ("- [ ]\n- [ ] \n- []\n- [-] a\n- [x]a\n- [\t] a", &[]),
        ("> - [ ] a", &[]),
        ("```\n- [ ] a\n```\n<!--\n- [ ] b\n-->", &[]),
        ("- [ ] a\n\n      - [ ] code\n- [ ] b", &["a", "b"]),
        ("---\ntitle: x\n---\n- [ ] a", &["a"]),
        ("- plain\n  - [ ] a", &["a"]),
    ] {
        let found = tasks(text);
        let found: Vec<&str> = found.iter().map(|task| task[5].as_str().unwrap()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_is_no_item_is_named_with_its_line() {
    let text = "---\nname: x\n---\n# T\n\nHello *you*\n\n- [ ] a <!-- link -->\n- [ ]\n- b\n\n| a |\n|---|\n\n```sh\n- [ ] x\n```\n> q\n\n<div>\n";
    let skipped = Outline::of(text).skipped;
    let found: Vec<(usize, Kind)> = skipped.iter().map(|it| (it.line, it.what)).collect();
    let expected = [
        (1, Kind::FrontMatter),
        (6, Kind::Prose),
        (8, Kind::Comment),
        (9, Kind::NoBox),
        (12, Kind::Table),
        (15, Kind::Fence(1)),
        (18, Kind::Quote),
        (20, Kind::Html),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_stands_in_an_item_stays_with_it_as_it_is_written() {
    let text =
        "1. [ ] Tag\n\n   Like this:\n\n   ```sh\n   git tag\n     -s\n   ```\n\n   > mind\n";
    let outline = Outline::of(text);
    assert_eq!(
        outline.entries[0].details,
        ["Like this:", "```sh\ngit tag\n  -s\n```", "> mind"]
    );
    assert_eq!(outline.skipped, []);
}
