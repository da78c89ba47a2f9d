use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::*;
use crate::definition::import::draft::{FALLBACK, Wanted};
use crate::definition::load::first_fault;
use crate::markdown::outline::{Entry, Mark, Outline, plain};

fn drafted(text: &str, phase: Option<&str>) -> Option<Draft> {
    let wanted = Wanted {
        id: "release",
        phase,
        steps: false,
        known: &[],
    };
    Draft::of(Outline::of(text), text, &wanted).ok()
}

fn imported(text: &str) -> Option<String> {
    let draft = drafted(text, None)?;
    Some(draft.checklist("release", None, FALLBACK).unwrap())
}

fn updated(yaml: &str, markdown: &str) -> Updated {
    let phase = phase_of(yaml).unwrap();
    update(yaml, &drafted(markdown, phase.as_deref()).unwrap()).unwrap()
}

const BEFORE: &str = "\
# kept
id: release # kept
title: Release
roles: [lead]
sections:
  # About the first.
  - title: Before
    phase: before
    items:
      # Why we freeze.
      - id: freeze # kept
        text: Freeze main   # said twice
# in the first column
        evidence: required
        # below the first

      - {id: test, text: Run the tests, killer: true}
      - id: own-item
        text: >-
          What we added
          ourselves
  - title: Ship
    phase: ship
    items:
      - id: tag
        help: |  # how
          git tag
            -s
        # less deep
        text: 'Tag it'
";

#[test]
fn what_changed_is_edited_and_nothing_else() {
    let markdown = "# Release\n\n## Before\n\n- [ ] Freeze main now, see <https://example.com/freeze>\n- [ ] Check: the weather\n- [ ] Run all the tests\n\n  On a Mac.\n\n## Ship\n\n- [ ] Look around\n- [ ] Tag it\n\n  Sign it: yes.\n  Then push.\n\n## After\n\n- [ ] Sleep\n";
    let updated = updated(BEFORE, markdown);
    let expected = "\
# kept
id: release # kept
title: Release
roles: [lead]
sections:
  # About the first.
  - title: Before
    phase: before
    items:
      # Why we freeze.
      - id: freeze # kept
        text: Freeze main now, see https://example.com/freeze   # said twice
        link: https://example.com/freeze
# in the first column
        evidence: required
        # below the first
      - id: check-the-weather
        text: \"Check: the weather\"

      - {id: test, text: \"Run all the tests\", help: \"On a Mac.\", killer: true}
      - id: own-item
        text: >-
          What we added
          ourselves
  - title: Ship
    phase: ship
    items:
      - id: look-around
        text: Look around
      - id: tag
        help: |-  # how
          Sign it: yes.
          Then push.
        # less deep
        text: 'Tag it'
  - title: After
    phase: after
    items:
      - id: sleep
        text: Sleep
";
    assert_eq!(updated.text, expected);
    assert_eq!(first_fault("release", expected), None);
    let note = "`own-item` stays, the document has no such item";
    assert_eq!(updated.notes, [note]);
    let crlf = update(
        &BEFORE.replace('\n', "\r\n"),
        &drafted(markdown, None).unwrap(),
    );
    assert_eq!(crlf.unwrap().text, expected.replace('\n', "\r\n"));
}

#[test]
fn a_diff_has_two_lines_around_each_change() {
    let markdown = "# Release\n\n## Before\n\n- [ ] Freeze main now\n- [ ] Run the tests\n- [ ] What we added ourselves\n\n## Ship\n\n- [ ] Tag it\n- [ ] Push it\n";
    let diff = updated(BEFORE, markdown).diff;
    let expected = "\
@@ -10,5 +10,5 @@
       # Why we freeze.
       - id: freeze # kept
-        text: Freeze main   # said twice
+        text: Freeze main now   # said twice
 # in the first column
         evidence: required
@@ -29,2 +29,4 @@
         # less deep
         text: 'Tag it'
+      - id: push-it
+        text: Push it
";
    assert_eq!(diff, expected);
}

#[test]
fn names_follow_the_texts() {
    let cases = [
        // Before, after, and the names that follow.
        (
            "- [ ] Tag\n- [ ] Push\n",
            "- [ ] Push\n- [ ] Tag\n",
            "tag push",
        ),
        (
            "- [ ] Tag the release\n",
            "- [ ] Tag the release vX.Y.Z\n",
            "tag-the-release",
        ),
        (
            "- [ ] Run the tests\n",
            "- [ ] Run **all** the tests\n",
            "run-the-tests",
        ),
        (
            "- [ ] Test on Linux\n",
            "- [ ] Test on Windows\n",
            "test-on-linux test-on-windows",
        ),
        (
            "## A\n- [ ] a\n## B\n- [ ] PR:\n",
            "## A\n- [ ] a\n- [ ] PR:\n## B\n- [ ] PR:\n",
            "a pr-2 pr",
        ),
        ("## A\n- [ ] Tag it\n", "## B\n- [ ] Tag it\n", "tag-it"),
        ("- [ ] a-b\n", "- [ ] A b.\n- [ ] a b c\n", "a-b a-b-c"),
        (
            "- [ ] 标记\n",
            "- [ ] 标记\n- [ ] 推送\n",
            "item-26963572 item-c757c9cc",
        ),
    ];
    for (before, after, expected) in cases {
        let yaml = updated(&imported(before).unwrap(), after).text;
        let ids: Vec<&str> = yaml
            .lines()
            .filter_map(|it| it.trim().strip_prefix("- id: "))
            .collect();
        assert_eq!(ids.join(" "), expected, "{after}");
    }
}

#[test]
fn what_stays_although_the_document_differs_is_named() {
    let before = "## A\n- [ ] Tag it\n- [ ] Push it\n- [ ] Tell them\n## B\n- [ ] Sleep well\n";
    let yaml = imported(before).unwrap();
    let after = "## A\n- [ ] Push it\n- [ ] Tag it\n## C\n- [ ] Sleep well\n";
    let updated = updated(&yaml, after);
    assert_eq!((updated.diff.as_str(), &updated.text), ("", &yaml));
    assert_eq!(
        updated.notes,
        [
            "the items of \"A\" keep their order",
            "`tell-them` stays, the document has no such item",
            "1 item of \"C\" stay under \"B\"",
        ]
    );
}

#[test]
fn what_cannot_be_added_to_is_refused() {
    let flow = "id: release\ntitle: Release\nroles: [lead]\nitems: [{id: a, text: Tag it}]\n";
    let draft = drafted("- [ ] Tag it\n- [ ] Push it\n", None).unwrap();
    let refused = update(flow, &draft).unwrap_err().to_string();
    assert_eq!(
        refused,
        "line 4: what stands in brackets on one line cannot be added to"
    );
    let same = drafted("- [ ] Tag it now\n", None).unwrap();
    let changed = update(flow, &same).unwrap().text;
    assert!(changed.contains("text: \"Tag it now\""), "{changed}");
}

#[test]
fn many_additions_to_what_is_large_take_no_longer_than_their_sizes() {
    let count = 2_000;
    let many = |of: &str| -> String {
        (0..count)
            .map(|at| format!("## {of}{at}\n- [ ] {of} {at}\n"))
            .collect()
    };
    let comments = "# a comment\n".repeat(20_000);
    let items: String = (0..count)
        .map(|at| format!("  - {{id: i-{at}, text: Old {at}}}\n"))
        .collect();
    let yaml = format!(
        "id: release\ntitle: T\nroles: [lead]\nsections:\n- title: Large\n  phase: p\n  items:\n{comments}{items}"
    );
    let first: String = (0..count).map(|at| format!("- [ ] Word{at}\n")).collect();
    let markdown = format!("# T\n## Large\n{first}- [ ] Old 0\n{}", many("new"));
    let updated = updated(&yaml, &markdown);
    let read = Written::of(&updated.text).unwrap();
    assert_eq!(read.items().count(), 3 * count);
    assert_eq!(updated.notes.len(), count - 1);
}

/// Returns the documents of the tests that have items, with the YAML of each.
fn corpus() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let documents = (1..=43).map(|number| {
        let name = format!("{number:02}.md");
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        (name, text)
    });
    let with_yaml = documents.filter_map(|(name, text)| {
        let yaml = imported(&text)?;
        Some((name, text, yaml))
    });
    with_yaml.collect()
}

/// Returns the names of a checklist by its texts.
fn names(yaml: &str) -> BTreeMap<String, String> {
    let written = Written::of(yaml).unwrap();
    written
        .items()
        .map(|(_, it)| (it.id.clone(), it.text.clone()))
        .collect()
}

/// Returns the lines of some tasks of a document, from 0.
fn some_tasks(text: &str) -> Vec<usize> {
    let outline = Outline::of(text);
    // With words behind its colon, a group is none any more.
    let is_item = |entry: &&Entry| {
        matches!(entry.mark, Mark::Task { .. }) && !plain(&entry.text).ends_with(':')
    };
    let tasks = outline.entries.iter().filter(is_item);
    tasks.map(|it| it.line - 1).step_by(9).collect()
}

#[test]
fn small_edits_of_real_checklists_change_no_other_name() {
    let (mut edits, mut kept) = (0, 0);
    for (name, text, yaml) in corpus() {
        let unchanged = updated(&yaml, &text);
        assert_eq!(
            (unchanged.text.as_str(), unchanged.notes.len()),
            (yaml.as_str(), 0),
            "{name}"
        );
        let before = names(&yaml);
        let lines: Vec<&str> = text.lines().collect();
        for at in some_tasks(&text) {
            let mut changed: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            changed[at].push_str(" today");
            let after = names(&updated(&yaml, &(changed.join("\n") + "\n")).text);
            let lost = before.keys().filter(|id| !after.contains_key(*id)).count();
            let renamed = after.keys().filter(|id| !before.contains_key(*id)).count();
            assert!(lost == 0 && renamed <= 1, "{name}:{}", at + 1);
            edits += 1;
            kept += usize::from(renamed == 0);

            let indent = lines[at].len() - lines[at].trim_start().len();
            let task = format!(
                "{}- [ ] Ask Aunt Olga for her opinion",
                &lines[at][..indent]
            );
            let mut changed = lines.clone();
            changed.insert(at, &task);
            let after = names(&updated(&yaml, &(changed.join("\n") + "\n")).text);
            let same = before
                .iter()
                .filter(|(id, text)| after.get(*id) == Some(*text))
                .count();
            assert_eq!(after.len(), before.len() + 1, "{name}:{}", at + 1);
            assert!(
                same + 1 >= before.len(),
                "{name}:{} {same} of {}",
                at + 1,
                before.len()
            );
        }
    }
    // The others are a word or two that were told from others of the same words by their section.
    assert!(edits > 100 && kept * 100 >= edits * 90, "{kept} of {edits}");
}

#[test]
fn comments_and_keys_of_people_survive_edits_of_real_checklists() {
    for (name, text, yaml) in corpus() {
        let mut by_hand = String::from("# top\n");
        let mut comments = 1;
        for line in yaml.lines() {
            by_hand.push_str(line);
            if line.trim_start().starts_with("- id: ") {
                comments += 2;
                let column = line.len() - line.trim_start().len() + 2;
                let blank = " ".repeat(column);
                let _ = write!(by_hand, " # c\n{blank}# own\n{blank}bound: release");
            }
            by_hand.push('\n');
        }
        let document = text.replace("the ", "our ").replace("- [ ] ", "- [ ] now ");
        let updated = updated(&by_hand, &document);
        let count = |of: &str| updated.text.matches(of).count();
        assert_eq!(
            count("# own\n") + count(" # c\n") + count("# top\n"),
            comments,
            "{name}"
        );
        assert_eq!(count("bound: release\n") * 2 + 1, comments, "{name}");
        assert_eq!(first_fault("release", &updated.text), None, "{name}");
    }
}
