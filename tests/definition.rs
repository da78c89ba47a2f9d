//! Definitions as their authors meet them: every kind of bad input with the whole message, and the embedded library.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test that cannot go on fails, and whole messages are long"
)]

#[path = "definition/checks.rs"]
mod checks;
#[path = "definition/conditions.rs"]
mod conditions;
#[path = "definition/gates_and_time.rs"]
mod gates_and_time;
#[path = "definition/lists.rs"]
mod lists;
#[path = "definition/off_path.rs"]
mod off_path;
#[path = "definition/processes.rs"]
mod processes;
#[path = "definition/rollout.rs"]
mod rollout;
#[path = "definition/thresholds.rs"]
mod thresholds;

use std::fs;
use std::path::Path;

use gonogo::definition::advice::Advice;
use gonogo::definition::fault::Fault;
use gonogo::definition::load::{
    LARGEST_FILE, LARGEST_LIBRARY, MOST_FILES, check_embedded, check_file, check_folder,
};
use gonogo::definition::report::{self, Grade};
use gonogo::definition::unpack::{UnpackFailure, unpack};
use gonogo::definition::{LoadFailure, embedded, embedded_files, find_folder, load};
use gonogo::style::OutputStyle;
use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert_eq, proptest};
use snapbox::{IntoData as _, assert_data_eq, str};

const PLAYBOOK: &str = "\
format: 1
title: Test playbook
roles:
  developer: {title: Developer}
  qa-automation-engineer: {title: QA Automation Engineer}
facts:
  database-migration: Does this release migrate a database?
types:
  minor: {}
phases:
  - id: pre-release
    title: Pre-release
    checklists: [list]
    gate: {title: Go for deployment, poll: [developer]}
";

const LIST: &str = "\
id: list
title: List
phase: pre-release
roles: [developer]
items:
  - id: ci-green
    text: All CI/CD pipelines pass
";

/// A folder with these files, which goes when it is dropped.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Everything that a check has to say about these files, but for names that nothing uses: the good library of these tests
/// declares more than it needs.
fn said(files: &[(&str, &[u8])]) -> String {
    said_with(files, |advice| !matches!(advice, Advice::Unused { .. }))
}

fn said_with(files: &[(&str, &[u8])], is_shown: impl Fn(&Advice) -> bool) -> String {
    let folder = folder(files);
    let text = match check_folder(folder.path()) {
        Ok(checked) => {
            assert_eq!(checked.library.is_some(), checked.problems.is_empty());
            let mut text = report::problems(&checked.problems, Grade::Error, OutputStyle::PLAIN);
            let mut advice = checked.advice;
            advice.retain(|one| !matches!(&one.fault, Fault::Advice(it) if !is_shown(it)));
            text.push_str(&report::problems(
                &advice,
                Grade::Advice,
                OutputStyle::PLAIN,
            ));
            text
        }
        Err(failure) => format!("{failure}\n"),
    };
    text.replace(&format!("{}/", folder.path().display()), "")
        .replace(&folder.path().display().to_string(), "the folder")
}

/// What a check says about a checklist in a good library.
fn list(text: &str) -> String {
    said(&[
        ("playbook.yaml", PLAYBOOK.as_bytes()),
        ("list.yaml", text.as_bytes()),
    ])
}

/// What a check says about the good checklist with one part changed.
fn list_with(from: &str, to: &str) -> String {
    assert!(LIST.contains(from));
    list(&LIST.replace(from, to))
}

/// What a check says about the good playbook with one part changed.
fn playbook_with(from: &str, to: &str) -> String {
    assert!(PLAYBOOK.contains(from));
    playbook(&PLAYBOOK.replace(from, to))
}

/// What a check says about a playbook with a good checklist.
fn playbook(text: &str) -> String {
    said(&[
        ("playbook.yaml", text.as_bytes()),
        ("list.yaml", LIST.as_bytes()),
    ])
}

#[test]
fn a_good_library_has_nothing_said_about_it() {
    assert_data_eq!(list(LIST), str![].raw());
}

#[test]
fn tabs_are_named_where_they_stand() {
    assert_data_eq!(
        list_with("    text", "\ttext"),
        str![[r#"
error[yaml-tab]: a tab in the indentation
 --> list.yaml:7:1
  |
7 | \ttext: All CI/CD pipelines pass
  | ^^
  = help: indent with spaces

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("\nroles", "\n\troles"),
        str![[r#"
error[yaml-tab]: a tab in the indentation
 --> list.yaml:4:1
  |
4 | \troles: [developer]
  | ^^
  = help: indent with spaces

"#]]
        .raw()
    );
}

#[test]
fn every_unknown_key_is_named_at_once() {
    assert_data_eq!(list_with("    text: All", "    helpp: x\n    colour: red\n    txet: All"), str![[r#"
error[missing-key]: the key `text` is missing
 --> list.yaml:6:5
  |
6 |   - id: ci-green
  |     ^

error[unknown-key]: unknown key `helpp`
 --> list.yaml:7:5
  |
7 |     helpp: x
  |     ^^^^^
  = help: did you mean `help`?

error[unknown-key]: unknown key `colour`
 --> list.yaml:8:5
  |
8 |     colour: red
  |     ^^^^^^
  = help: the keys here are `id`, `text`, `roles`, `phase`, `when`, `if-applicable`, `evidence`, `bound`, `fresh`, `signers`, `waived-by`, `due`, `killer`, `marks`, `from-severity`, `after` and 4 more

error[unknown-key]: unknown key `txet`
 --> list.yaml:9:5
  |
9 |     txet: All CI/CD pipelines pass
  |     ^^^^
  = help: did you mean `text`?

"#]].raw());
    assert_data_eq!(
        playbook_with("title: Test", "polcy: {}\ntitle: Test"),
        str![[r#"
error[unknown-key]: unknown key `polcy`
 --> playbook.yaml:2:1
  |
2 | polcy: {}
  | ^^^^^
  = help: did you mean `policy`?

"#]]
        .raw()
    );
}

#[test]
fn unknown_names_get_the_nearest() {
    assert_data_eq!(
        list_with("[developer]", "[devloper, lawyer]"),
        str![[r#"
error[unknown-name]: unknown role `devloper`
 --> list.yaml:4:9
  |
4 | roles: [devloper, lawyer]
  |         ^^^^^^^^
  = help: did you mean `developer`?

error[unknown-name]: unknown role `lawyer`
 --> list.yaml:4:19
  |
4 | roles: [devloper, lawyer]
  |                   ^^^^^^
  = help: there are `developer` and `qa-automation-engineer`

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with(
            "    text: All",
            "    when: {type: minr, fact: [database-migraton]}\n    text: All"
        ),
        str![[r#"
error[unknown-name]: unknown type `minr`
 --> list.yaml:7:18
  |
7 |     when: {type: minr, fact: [database-migraton]}
  |                  ^^^^
  = help: did you mean `minor`?

error[unknown-name]: unknown fact `database-migraton`
 --> list.yaml:7:31
  |
7 |     when: {type: minr, fact: [database-migraton]}
  |                               ^^^^^^^^^^^^^^^^^
  = help: did you mean `database-migration`?

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("phase: pre-release", "phase: pre-relaese"),
        str![[r#"
error[unknown-name]: unknown phase `pre-relaese`
 --> list.yaml:3:8
  |
3 | phase: pre-relaese
  |        ^^^^^^^^^^^
  = help: did you mean `pre-release`?

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("poll: [developer]", "poll: [develper]"),
        str![[r#"
error[unknown-name]: unknown role `develper`
  --> playbook.yaml:14:45
   |
14 |     gate: {title: Go for deployment, poll: [develper]}
   |                                             ^^^^^^^^
   = help: did you mean `developer`?

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("[list]", "[list, lst]"),
        str![[r#"
error[unknown-name]: unknown checklist `lst`
  --> playbook.yaml:13:24
   |
13 |     checklists: [list, lst]
   |                        ^^^
   = help: did you mean `list`?

"#]]
        .raw()
    );
}

#[test]
fn duplicate_ids_name_the_first() {
    assert_data_eq!(
        list(&format!(
            "{LIST}  - id: ci-green\n    text: Run the tests\n"
        )),
        str![[r#"
error[duplicate-name]: the item `ci-green` appears twice
 --> list.yaml:8:9
  |
8 |   - id: ci-green
  |         ^^^^^^^^
  = help: it first appears on line 6

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("facts:", "  developer: {title: Again}\nfacts:"),
        str![[r#"
error[duplicate-key]: the key `developer` appears twice
 --> playbook.yaml:6:3
  |
6 |   developer: {title: Again}
  |   ^^^^^^^^^
  = help: it first appears on line 4; keep one of them

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with(
            "phases:\n",
            "phases:\n  - id: pre-release\n    title: Twice\n    gate: {title: Again, poll: [developer]}\n"
        ),
        str![[r#"
error[duplicate-name]: the phase `pre-release` appears twice
  --> playbook.yaml:14:9
   |
14 |   - id: pre-release
   |         ^^^^^^^^^^^
   = help: it first appears on line 11

"#]]
        .raw()
    );
}

#[test]
fn duplicate_keys_name_the_first_line() {
    assert_data_eq!(
        list_with("    text: All", "    text: Run the tests\n    text: All"),
        str![[r#"
error[duplicate-key]: the key `text` appears twice
 --> list.yaml:8:5
  |
8 |     text: All CI/CD pipelines pass
  |     ^^^^
  = help: it first appears on line 7; keep one of them

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("title: List", "title: List\nid: other"),
        str![[r#"
error[duplicate-key]: the key `id` appears twice
 --> list.yaml:3:1
  |
3 | id: other
  | ^^
  = help: it first appears on line 1; keep one of them

"#]]
        .raw()
    );
}

#[test]
fn duplicate_texts_name_the_other_item() {
    assert_data_eq!(
        list(&format!(
            "{LIST}  - id: again\n    text: all the CI / CD pipelines pass.\n"
        )),
        str![[r#"
error[same-text]: the item `ci-green` asks for the same already
 --> list.yaml:9:11
  |
9 |     text: all the CI / CD pipelines pass.
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: its text is on line 7; ask once, or say what is different

"#]]
        .raw()
    );
}

#[test]
fn wrong_shapes_are_named_deep_in_a_list() {
    assert_data_eq!(
        list_with(
            "    text: All",
            "    roles: developer\n    killer: yes\n    evidence: {a: b}\n    help: [x]\n    text: All"
        ),
        str![[r#"
error[wrong-shape]: `roles` needs a list, but has a text
 --> list.yaml:7:12
  |
7 |     roles: developer
  |            ^^^^^^^^^
  = help: write `roles: [first, second]`, or one `- entry` a line

error[not-true-or-false]: `killer` must be `true` or `false`, but is `yes`
 --> list.yaml:8:13
  |
8 |     killer: yes
  |             ^^^
  = help: write `true`

error[wrong-shape]: `evidence` needs a text, but has keys and values
 --> list.yaml:9:15
  |
9 |     evidence: {a: b}
  |               ^

error[wrong-shape]: `help` needs a text, but has a list
  --> list.yaml:10:11
   |
10 |     help: [x]
   |           ^

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with(
            "  - id: ci-green\n    text: All CI/CD pipelines pass\n",
            "  - ci-green\n  - [a]\n"
        ),
        str![[r#"
error[wrong-shape]: an entry of `items` needs keys and values, but has a text
 --> list.yaml:6:5
  |
6 |   - ci-green
  |     ^^^^^^^^

error[wrong-shape]: an entry of `items` needs keys and values, but has a list
 --> list.yaml:7:5
  |
7 |   - [a]
  |     ^

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("developer: {title: Developer}", "developer: Developer"),
        str![[r#"
error[wrong-shape]: `developer` needs keys and values, but has a text
 --> playbook.yaml:4:14
  |
4 |   developer: Developer
  |              ^^^^^^^^^

"#]]
        .raw()
    );
}

#[test]
fn scalars_that_yaml_readers_disagree_about_must_be_quoted() {
    assert_data_eq!(
        list_with("title: List", "title: 1.10"),
        str![[r#"
error[unquoted]: `1.10` must be text, but is a number to many YAML readers
 --> list.yaml:2:8
  |
2 | title: 1.10
  |        ^^^^
  = help: quote it: "1.10"

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("title: List", "title: no"),
        str![[r#"
error[unquoted]: `no` must be text, but is a yes or no to many YAML readers
 --> list.yaml:2:8
  |
2 | title: no
  |        ^^
  = help: quote it: "no"

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("title: List", "title: 2026-11-20"),
        str![[r#"
error[unquoted]: `2026-11-20` must be text, but is a date to many YAML readers
 --> list.yaml:2:8
  |
2 | title: 2026-11-20
  |        ^^^^^^^^^^
  = help: quote it: "2026-11-20"

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("title: List", "title: ~"),
        str![[r#"
error[no-value]: `title` has no value
 --> list.yaml:2:8
  |
2 | title: ~
  |        ^
  = help: write a value, or leave the key out

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("title: List", "title: 010"),
        str![[r#"
error[unquoted]: `010` must be text, but is a number to many YAML readers
 --> list.yaml:2:8
  |
2 | title: 010
  |        ^^^
  = help: quote it: "010"

"#]]
        .raw()
    );
    assert_data_eq!(list_with("title: List", "title: '1.10'"), str![].raw());
}

#[test]
fn yes_is_not_true() {
    assert_data_eq!(
        list_with("    text: All", "    killer: on\n    text: All"),
        str![[r#"
error[not-true-or-false]: `killer` must be `true` or `false`, but is `on`
 --> list.yaml:7:13
  |
7 |     killer: on
  |             ^^
  = help: write `true`

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("    text: All", "    killer: perhaps\n    text: All"),
        str![[r#"
error[not-true-or-false]: `killer` must be `true` or `false`, but is `perhaps`
 --> list.yaml:7:13
  |
7 |     killer: perhaps
  |             ^^^^^^^

"#]]
        .raw()
    );
}

#[test]
fn an_empty_file_is_named() {
    assert_data_eq!(
        list(""),
        str![[r#"
error[empty]: the file is empty
 --> list.yaml

"#]]
        .raw()
    );
    assert_data_eq!(
        list("# nothing but a comment\n"),
        str![[r#"
error[empty]: the file is empty
 --> list.yaml

"#]]
        .raw()
    );
    assert_data_eq!(
        said(&[("playbook.yaml", b"")]),
        str![[r#"
error[empty]: the file is empty
 --> playbook.yaml

"#]]
        .raw()
    );
    assert_data_eq!(
        said(&[("list.yaml", LIST.as_bytes())]),
        str![[r#"
there is no `playbook.yaml` in the folder

"#]]
        .raw()
    );
}

#[test]
fn a_file_that_is_a_list_or_a_text_is_named() {
    assert_data_eq!(
        list("- a\n"),
        str![[r#"
error[not-keys]: a definition file holds keys and values
 --> list.yaml:1:1
  |
1 | - a
  | ^

"#]]
        .raw()
    );
    assert_data_eq!(
        list("just text\n"),
        str![[r#"
error[not-keys]: a definition file holds keys and values
 --> list.yaml:1:1
  |
1 | just text
  | ^^^^^^^^^

"#]]
        .raw()
    );
}

#[test]
fn bytes_that_are_not_utf8_are_named_with_their_place() {
    assert_data_eq!(
        said(&[
            ("playbook.yaml", PLAYBOOK.as_bytes()),
            ("list.yaml", b"id: list\ntitle: Pr\xc3\xbcfung \xe9\n")
        ]),
        str![[r#"
error[not-utf-8]: the byte 0xe9 is not UTF-8
 --> list.yaml:2:16
  |
2 | title: Prüfung �
  |                ^
  = help: save the file as UTF-8

"#]]
        .raw()
    );
}

#[test]
fn utf16_is_named() {
    let utf16 = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let expected = str![[r#"
error[utf-16]: the file is in UTF-16
 --> list.yaml
  = help: save the file as UTF-8

"#]]
    .raw();
    for text in [utf16(LIST), utf16(&format!("\u{feff}{LIST}"))] {
        assert_data_eq!(
            said(&[("playbook.yaml", PLAYBOOK.as_bytes()), ("list.yaml", &text)]),
            expected.clone()
        );
    }
}

#[test]
fn a_byte_order_mark_and_crlf_change_nothing() {
    assert_eq!(list(&format!("\u{feff}{LIST}")), "");
    assert_eq!(list(&LIST.replace('\n', "\r\n")), "");
    let there = |text: &str| list(&text.replace("[developer]", "[devloper]"));
    assert_eq!(there(LIST), there(&format!("\u{feff}{LIST}")));
    assert_eq!(there(LIST), there(&LIST.replace('\n', "\r\n")));
}

#[test]
fn syntax_errors_are_named_in_our_words() {
    assert_data_eq!(
        list_with("All CI", "'All CI"),
        str![[r#"
error[yaml-open-quote]: a quoted text that does not end
 --> list.yaml:7:11
  |
7 |     text: 'All CI/CD pipelines pass
  |           ^
  = help: close it, or double a quote that is part of the text: 'it''s'

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "\"All CI"),
        str![[r#"
error[yaml-open-quote]: a quoted text that does not end
 --> list.yaml:7:11
  |
7 |     text: "All CI/CD pipelines pass
  |           ^
  = help: close it, or double a quote that is part of the text: 'it''s'

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "'All' CI"),
        str![[r#"
error[yaml-after-quote]: text after a closing quote
 --> list.yaml:7:17
  |
7 |     text: 'All' CI/CD pipelines pass
  |                 ^
  = help: quote the whole text, and double the quotes that are part of it: 'it''s'

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "Note: all CI"),
        str![[r#"
error[yaml-stray-colon]: a `:` where no key is possible
 --> list.yaml:7:15
  |
7 |     text: Note: all CI/CD pipelines pass
  |               ^
  = help: put text that contains `: ` in quotes

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "@all CI"),
        str![[r#"
error[yaml-reserved]: unquoted text cannot start with `@`
 --> list.yaml:7:11
  |
7 |     text: @all CI/CD pipelines pass
  |           ^
  = help: put it in quotes

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "\"\\q\"\n    help: All CI"),
        str![[r#"
error[yaml-escape]: an unknown escape in a text in double quotes
 --> list.yaml:7:11
  |
7 |     text: "\q"
  |           ^
  = help: write `\\` for a backslash, or use single quotes

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("[developer]", "[developer"),
        str![[r#"
error[yaml-open-bracket]: `[` is never closed
 --> list.yaml:4:8
  |
4 | roles: [developer
  |        ^
  = help: check the brackets and commas up to here; quote text that contains them

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("[developer]", "[developer}"),
        str![[r#"
error[yaml-other-bracket]: `[` is closed with `}`
 --> list.yaml:4:8
  |
4 | roles: [developer}
  |        ^
  = help: check the brackets and commas up to here; quote text that contains them

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("    text: All", "   text: All"),
        str![[r#"
error[yaml-indentation]: the indentation does not match
 --> list.yaml:7:4
  |
7 |    text: All CI/CD pipelines pass
  |    ^
  = help: entries of one list or map start in the same column

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("    text: All", "    text All"),
        str![[r#"
error[yaml-missing-colon]: a key and a `:` are missing here
 --> list.yaml:7:5
  |
7 |     text All CI/CD pipelines pass
  |     ^
  = help: write `key: value`, and indent the lines that continue a text

"#]]
        .raw()
    );
}

#[test]
fn parts_of_yaml_that_definitions_do_without_are_refused() {
    assert_data_eq!(
        list_with("All CI", "*all"),
        str![[r#"
error[yaml-anchor]: anchors and aliases are not supported here
 --> list.yaml:7:11
  |
7 |     text: *all/CD pipelines pass
  |           ^
  = help: write the value out where it is needed

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "&all All CI"),
        str![[r#"
error[yaml-anchor]: anchors and aliases are not supported here
 --> list.yaml:7:11
  |
7 |     text: &all All CI/CD pipelines pass
  |           ^^^^
  = help: write the value out where it is needed

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "!!python/object:os.system All CI"),
        str![[r#"
error[yaml-tag]: the tag `!!python/object:os.system` is not supported here
 --> list.yaml:7:11
  |
7 |     text: !!python/object:os.system All CI/CD pipelines pass
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: leave it out

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("    text: All", "    <<: {killer: true}\n    text: All"),
        str![[r#"
error[yaml-merge-key]: the merge key `<<` is not supported here
 --> list.yaml:7:5
  |
7 |     <<: {killer: true}
  |     ^^
  = help: write the value out where it is needed

"#]]
        .raw()
    );
    assert_data_eq!(
        list(&format!("{LIST}---\nid: other\n")),
        str![[r#"
error[yaml-second-document]: a second document in one file
 --> list.yaml:8:1
  |
8 | ---
  | ^^^
  = help: one file holds one playbook or checklist: leave out the `---`, or split the file

"#]]
        .raw()
    );
    assert_data_eq!(
        list(&format!("%YAML 1.2\n---\n{LIST}")),
        str![[r#"
error[yaml-directive]: directives are not supported here
 --> list.yaml:1:1
  |
1 | %YAML 1.2
  | ^
  = help: leave it out

"#]]
        .raw()
    );
}

#[test]
fn bombs_are_refused_at_their_first_anchor() {
    let mut laughs = "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for (name, before) in "bcdefghi".chars().zip("abcdefgh".chars()) {
        let entries = vec![format!("*{before}"); 9].join(", ");
        laughs = format!("{laughs}{name}: &{name} [{entries}]\n");
    }
    assert_data_eq!(
        list(&laughs),
        str![[r#"
error[yaml-anchor]: anchors and aliases are not supported here
 --> list.yaml:1:4
  |
1 | a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]
  |    ^^
  = help: write the value out where it is needed

"#]]
        .raw()
    );
    assert_data_eq!(
        list("a: &a\n  b: *a\n"),
        str![[r#"
error[yaml-anchor]: anchors and aliases are not supported here
 --> list.yaml:1:4
  |
1 | a: &a
  |    ^^
  = help: write the value out where it is needed

"#]]
        .raw()
    );
}

#[test]
fn deep_nesting_is_refused_where_it_becomes_too_deep() {
    assert_data_eq!(list(&"[".repeat(100_000)), str![[r#"
error[yaml-too-deep]: more than 32 nested levels of lists and maps
 --> list.yaml:1:33
  |
1 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
  |                                 ^

"#]].raw());
    assert_data_eq!(list(&"- ".repeat(100_000)), str![[r#"
error[yaml-too-deep]: more than 32 nested levels of lists and maps
 --> list.yaml:1:65
  |
1 | … - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - …
  |                                                               ^

"#]].raw());
    assert_data_eq!(list(&"{a: ".repeat(100_000)), str![[r#"
error[yaml-too-deep]: more than 32 nested levels of lists and maps
 --> list.yaml:1:129
  |
1 | … {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: …
  |                                                               ^

"#]].raw());
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_without_being_read() {
    let folder = folder(&[("playbook.yaml", PLAYBOOK.as_bytes())]);
    let path = folder.path().join("list.yaml");
    // Sparse: no byte of it is on the disk, and none is read.
    fs::File::create(&path)
        .unwrap()
        .set_len(50 * 1024 * 1024)
        .unwrap();
    let checked = check_folder(folder.path()).unwrap();
    let text = report::problems(&checked.problems, Grade::Error, OutputStyle::PLAIN);
    assert_data_eq!(
        text.replace(&format!("{}/", folder.path().display()), ""),
        str![[r#"
error[too-large]: the file is larger than 1 MiB
 --> list.yaml
  = help: split it into several checklists

"#]]
        .raw()
    );
}

#[test]
fn a_library_is_bounded_in_files_and_bytes() {
    let many: Vec<(String, &[u8])> = (0..=MOST_FILES)
        .map(|n| (format!("list-{n}.yaml"), LIST.as_bytes()))
        .collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(path, bytes)| (path.as_str(), *bytes))
        .collect();
    assert!(said(&many).contains("more than 500 definition files or 4 MiB of them"));
    let big = vec![b' '; usize::try_from(LARGEST_FILE).unwrap()];
    let names: Vec<String> = (0..=LARGEST_LIBRARY / LARGEST_FILE)
        .map(|n| format!("list-{n}.yaml"))
        .collect();
    let large: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &*big)).collect();
    assert!(said(&large).contains("more than 500 definition files or 4 MiB of them"));
}

#[test]
fn a_file_holds_only_so_much() {
    assert_data_eq!(
        list(&format!("id: [{}]", "a,".repeat(150_000))),
        str![[r#"
error[yaml-too-much]: too much for one file: at most 150000 texts, or some 12000 items
 --> list.yaml:1:299986
  |
1 | …,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,]
  |                                                               ^
  = help: split it into several checklists

"#]]
        .raw()
    );
    let items = |count: usize| {
        (0..count)
            .map(|n| format!("  - {{id: item-{n}, text: Do {n}}}\n"))
            .collect::<String>()
    };
    let head = LIST.split("  - id").next().unwrap();
    assert_eq!(
        list(&format!("{head}{}", items(10_000)))
            .matches("error[")
            .count(),
        0
    );
    assert!(
        list(&format!("{head}{}", items(15_000)))
            .contains("error[yaml-too-much]: too much for one file")
    );
}

#[test]
fn a_flood_of_problems_is_cut_short() {
    let text = list(&format!("{LIST}{}", "    x: 1\n".repeat(50_000)));
    assert_eq!(text.matches("error[").count(), 101);
    assert!(
        text.contains("error[more-problems]: 49900 more problems are not shown"),
        "{text}"
    );
}

#[test]
fn control_and_bidi_characters_are_named_with_their_place() {
    assert_data_eq!(
        list_with("ci-green", "ci-\u{202e}green"),
        str![[r#"
error[deceptive-character]: the character U+202E, which turns the direction of text, in a name
 --> list.yaml:6:12
  |
6 |   - id: ci-\u{202e}green
  |            ^^^^^^^^
  = help: delete it; it can make a text look different from what it is

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("ci-green", "\"ci-\\u001b[31mgreen\""),
        str![[r#"
error[deceptive-character]: the character U+001B, a control character, in a name
 --> list.yaml:6:9
  |
6 |   - id: "ci-\u001b[31mgreen"
  |         ^^^^^^^^^^^^^^^^^^^^
  = help: delete it; it can make a text look different from what it is

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "日本 \u{2066}All CI"),
        str![[r#"
error[deceptive-character]: the character U+2066, which turns the direction of text, in a text
 --> list.yaml:7:14
  |
7 |     text: 日本 \u{2066}All CI/CD pipelines pass
  |                ^^^^^^^^
  = help: delete it; it can make a text look different from what it is

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("All CI", "\"\\e[2KAll\" #"),
        str![[r#"
error[deceptive-character]: the character U+001B, a control character, in a text
 --> list.yaml:7:11
  |
7 |     text: "\e[2KAll" #/CD pipelines pass
  |           ^^^^^^^^^^
  = help: delete it; it can make a text look different from what it is

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("[developer]", "[devel\u{200b}oper]"),
        str![[r#"
error[unknown-name]: unknown role `devel\u{200b}oper`
 --> list.yaml:4:9
  |
4 | roles: [devel\u{200b}oper]
  |         ^^^^^^^^^^^^^^^^^
  = help: did you mean `developer`?

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("ci-green", "ci\u{a0}green"),
        str![[r#"
error[not-a-name]: `ci green` cannot be the name of an item
 --> list.yaml:6:9
  |
6 |   - id: ci green
  |         ^^^^^^^^
  = help: names are lower-case letters and digits, in words joined by `-`: `ci-green`

"#]]
        .raw()
    );
}

#[test]
fn names_are_slugs() {
    assert_data_eq!(
        list_with("ci-green", "CI is Green"),
        str![[r#"
error[not-a-name]: `CI is Green` cannot be the name of an item
 --> list.yaml:6:9
  |
6 |   - id: CI is Green
  |         ^^^^^^^^^^^
  = help: names are lower-case letters and digits, in words joined by `-`: `ci-is-green`

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("id: list", "id: List"),
        str![[r#"
error[not-a-name]: `List` cannot be the name of a checklist
 --> list.yaml:1:5
  |
1 | id: List
  |     ^^^^
  = help: names are lower-case letters and digits, in words joined by `-`: `list`

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("id: list", "id: other"),
        str![[r#"
error[id-is-not-path]: the id of this checklist must be `list`, as its path says
 --> list.yaml:1:5
  |
1 | id: other
  |     ^^^^^

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("  minor: {}", "  Minor Release: {}"),
        str![[r#"
error[not-a-name]: `Minor Release` cannot be the name of a release type
 --> playbook.yaml:9:3
  |
9 |   Minor Release: {}
  |   ^^^^^^^^^^^^^
  = help: names are lower-case letters and digits, in words joined by `-`: `minor-release`

"#]]
        .raw()
    );
}

#[test]
fn what_is_missing_or_empty_is_named() {
    assert_data_eq!(
        list_with("id: list\n", ""),
        str![[r#"
error[missing-key]: the key `id` is missing
 --> list.yaml:1:1
  |
1 | title: List
  | ^

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("title: List", "title: '  '"),
        str![[r#"
error[blank]: `title` is blank
 --> list.yaml:2:8
  |
2 | title: '  '
  |        ^^^^

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with(
            "items:\n  - id: ci-green\n    text: All CI/CD pipelines pass",
            "items: []"
        ),
        str![[r#"
error[empty-list]: the checklist is empty
 --> list.yaml:5:8
  |
5 | items: []
  |        ^
  = help: write at least one item, or delete it

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with(
            "items:\n  - id: ci-green\n    text: All CI/CD pipelines pass",
            "sections:\n  - title: Empty\n    items: []\n  - title: None"
        ),
        str![[r#"
error[empty-list]: the section is empty
 --> list.yaml:7:12
  |
7 |     items: []
  |            ^
  = help: write at least one item, or delete it

error[missing-key]: the key `items` is missing
 --> list.yaml:8:5
  |
8 |   - title: None
  |     ^

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("items:", "sections: []\nitems:"),
        str![[r#"
error[items-and-sections]: a checklist has either `items` or `sections`
 --> list.yaml:7:3
  |
7 |   - id: ci-green
  |   ^

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("format: 1\n", ""),
        str![[r#"
error[missing-key]: the key `format` is missing
 --> playbook.yaml:1:1
  |
1 | title: Test playbook
  | ^
  = help: add `format: 1`

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("poll: [developer]", "poll: []"),
        str![[r#"
error[empty-list]: the poll is empty
  --> playbook.yaml:14:44
   |
14 |     gate: {title: Go for deployment, poll: []}
   |                                            ^
   = help: name the roles that call go or no-go; leave the key out when the items alone decide

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("types:\n  minor: {}\n", ""),
        str![[r#"
error[missing-key]: the key `types` is missing
 --> playbook.yaml:1:1
  |
1 | format: 1
  | ^

"#]]
        .raw()
    );
}

#[test]
fn formats_of_later_versions_ask_for_an_upgrade() {
    assert_data_eq!(
        playbook_with("format: 1", "format: 2"),
        str![[r#"
error[unknown-format]: format `2` is unknown
 --> playbook.yaml:1:9
  |
1 | format: 2
  |         ^
  = help: upgrade gonogo to read it

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with("format: 1", "format: one"),
        str![[r#"
error[unknown-format]: format `one` is unknown
 --> playbook.yaml:1:9
  |
1 | format: one
  |         ^^^
  = help: write `format: 1`

"#]]
        .raw()
    );
}

#[test]
fn items_that_nobody_would_be_asked_are_named() {
    assert_data_eq!(
        said(&[
            ("playbook.yaml", PLAYBOOK.as_bytes()),
            ("list.yaml", LIST.as_bytes()),
            (
                "roles/lost.yaml",
                LIST.replace("id: list", "id: roles/lost").as_bytes()
            )
        ]),
        str![[r#"
error[unlisted-checklist]: no phase and no incident duty lists the checklist `roles/lost`
 --> roles/lost.yaml
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with("phase: pre-release\n", ""),
        str![[r#"
error[no-phase]: the item `ci-green` belongs to no phase
 --> list.yaml:5:9
  |
5 |   - id: ci-green
  |         ^^^^^^^^
  = help: give the checklist, the section or the item a `phase`

"#]]
        .raw()
    );
    assert_data_eq!(
        playbook_with(
            "[list]",
            "[]\n    gate: {title: Go, poll: [developer]}\n  - id: deployment\n    title: Deployment\n    checklists: [list]"
        ),
        str![[r#"
error[never-asked]: the phase `pre-release` does not list `list`, so this item would never be asked
 --> list.yaml:6:9
  |
6 |   - id: ci-green
  |         ^^^^^^^^
  = help: list the checklist under `checklists` of the phase `pre-release`, or name another phase

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with(
            "    text: All",
            "    killer: true\n    roles: []\n    text: All"
        ),
        str![[r#"
error[nobody-signs]: a killer item needs a role: this one cannot be signed, and it can never be waived
 --> list.yaml:6:5
  |
6 |   - id: ci-green
  |     ^

"#]]
        .raw()
    );
}

#[test]
fn the_people_of_a_playbook_have_addresses_and_deputies() {
    let with = |people: &str| {
        let text = PLAYBOOK
            .replace(
                "{title: Developer}",
                "{title: Developer, members: [Ada <ada@x>]}",
            )
            .replace(
                "{title: QA Automation Engineer}",
                "{title: QA, members: [Ada <ada@x>]}",
            )
            .replace(
                "poll: [developer]",
                "poll: [developer, qa-automation-engineer]",
            );
        playbook(&format!(
            "{text}people: [{people}]\npolicy: {{separation: enforce}}\n"
        ))
    };
    // Another person can act in the place of one who may not act for both.
    assert_eq!(
        with("{person: Ada <ada@x>, deputies: [Grace <grace@x>]}"),
        ""
    );
    assert_data_eq!(
        with(
            "{person: Ada <ada@x>, aliases: [ada@y], deputies: [ADA <ADA@x>, Grace, Bo <bo@x>, B. <BO@x>, A. <ada@Y>]}, {person: Cy <cy@x>}, {person: Di <di@x>, deputies: []}"
        ),
        str![[r#"
error[duplicate-name]: the address `ada@x` appears twice
  --> playbook.yaml:15:61
   |
15 | people: [{person: Ada <ada@x>, aliases: [ada@y], deputies: [ADA <ADA@x>, Grace, Bo <bo@x>, B. <BO@x>, A. <ada@Y>]}, {person: Cy <cy@x>}, {person: Di <di@x>, dep…
   |                                                             ^^^^^^^^^^^
   = help: it first appears on line 15

error[not-a-value]: `Grace` is not a person
  --> playbook.yaml:15:74
   |
15 | …rson: Ada <ada@x>, aliases: [ada@y], deputies: [ADA <ADA@x>, Grace, Bo <bo@x>, B. <BO@x>, A. <ada@Y>]}, {person: Cy <cy@x>}, {person: Di <di@x>, deputies: []}]
   |                                                               ^^^^^
   = help: write a person as `Name <email>`

error[duplicate-name]: the address `bo@x` appears twice
  --> playbook.yaml:15:92
   |
15 | … aliases: [ada@y], deputies: [ADA <ADA@x>, Grace, Bo <bo@x>, B. <BO@x>, A. <ada@Y>]}, {person: Cy <cy@x>}, {person: Di <di@x>, deputies: []}]
   |                                                               ^^^^^^^^^
   = help: it first appears on line 15

error[duplicate-name]: the address `ada@y` appears twice
  --> playbook.yaml:15:103
   |
15 | …ada@y], deputies: [ADA <ADA@x>, Grace, Bo <bo@x>, B. <BO@x>, A. <ada@Y>]}, {person: Cy <cy@x>}, {person: Di <di@x>, deputies: []}]
   |                                                               ^^^^^^^^^^
   = help: it first appears on line 15

error[missing-key]: the key `aliases` is missing
  --> playbook.yaml:15:117
   |
15 | …es: [ADA <ADA@x>, Grace, Bo <bo@x>, B. <BO@x>, A. <ada@Y>]}, {person: Cy <cy@x>}, {person: Di <di@x>, deputies: []}]
   |                                                               ^

error[empty-list]: the list of deputies is empty
  --> playbook.yaml:15:168
   |
15 | …ada@Y>]}, {person: Cy <cy@x>}, {person: Di <di@x>, deputies: []}]
   |                                                               ^
   = help: list those who may decide in the person's place

"#]].raw()
    );
}

#[test]
fn a_gate_that_nobody_can_pass_is_named() {
    let with = |developer: &str, qa: &str| {
        let text = PLAYBOOK
            .replace(
                "{title: Developer}",
                &format!("{{title: Developer, members: [{developer}]}}"),
            )
            .replace(
                "{title: QA Automation Engineer}",
                &format!("{{title: QA, members: [{qa}]}}"),
            )
            .replace(
                "poll: [developer]",
                "poll: [developer, qa-automation-engineer]",
            );
        playbook(&format!("{text}policy: {{separation: enforce}}\n"))
    };
    assert_data_eq!(
        with("Ada <ada@x>", "A. Lovelace <Ada@X>"),
        str![[r#"
error[not-enough-people]: one person can never act for `developer` and `qa-automation-engineer` as different people
  --> playbook.yaml:14:44
   |
14 |     gate: {title: Go for deployment, poll: [developer, qa-automation-engineer]}
   |                                            ^
   = help: add `members` to these roles, leave one without, or set `separation: warn`

"#]]
        .raw()
    );
    assert_eq!(with("Ada <ada@x>", ""), "");
    assert_eq!(with("Ada <ada@x>, Grace <grace@x>", "Ada <ada@x>"), "");
    assert_data_eq!(
        with("Ada", "Ada <ada@x>, ADA <ADA@x>"),
        str![[r#"
error[not-a-value]: `Ada` is not a person
 --> playbook.yaml:4:43
  |
4 |   developer: {title: Developer, members: [Ada]}
  |                                           ^^^
  = help: write a person as `Name <email>`

error[duplicate-name]: the member `ADA <ADA@x>` appears twice
 --> playbook.yaml:5:62
  |
5 |   qa-automation-engineer: {title: QA, members: [Ada <ada@x>, ADA <ADA@x>]}
  |                                                              ^^^^^^^^^^^
  = help: it first appears on line 5

"#]]
        .raw()
    );
}

#[test]
fn checks_links_and_times_have_their_form() {
    assert_data_eq!(
        list_with(
            "    text: All",
            "    check: {run: [], timeout: 5}\n    link: ftp://wiki\n    marks: Deployed!\n    text: All"
        ),
        str![[r#"
error[empty-list]: `run` is empty
 --> list.yaml:7:18
  |
7 |     check: {run: [], timeout: 5}
  |                  ^
  = help: write the program and its arguments as a list

error[not-a-value]: `5` is not a duration
 --> list.yaml:7:31
  |
7 |     check: {run: [], timeout: 5}
  |                               ^
  = help: write numbers with their unit, such as `30s`, `5m` or `1h30m`

error[not-a-value]: `ftp://wiki` is not an address on the web
 --> list.yaml:8:11
  |
8 |     link: ftp://wiki
  |           ^^^^^^^^^^
  = help: write an address that starts with `https://` or `http://`

error[not-a-name]: `Deployed!` cannot be the name of a milestone
 --> list.yaml:9:12
  |
9 |     marks: Deployed!
  |            ^^^^^^^^^
  = help: names are lower-case letters and digits, in words joined by `-`: `deployed`

"#]]
        .raw()
    );
    assert_data_eq!(
        list_with(
            "    text: All",
            "    check: {run: [./smoke.sh, 1.10], timeout: 5m}\n    link: https://wiki.example/x\n    text: All"
        ),
        str![[r#"
error[unquoted]: `1.10` must be text, but is a number to many YAML readers
 --> list.yaml:7:31
  |
7 |     check: {run: [./smoke.sh, 1.10], timeout: 5m}
  |                               ^^^^
  = help: quote it: "1.10"

"#]]
        .raw()
    );
}

#[test]
fn the_rest_of_the_playbook_is_checked_too() {
    let text = format!(
        "{PLAYBOOK}{}",
        "\
rollout:
  metrics:
    error-rate: {title: Error rate, unit: '%'}
  rules:
    - {metric: errors, above-baseline: '0,1 points', then: stop}
    - {metric: error-rate, then: hold}
    - {metric: error-rate, above: .nan, for: 5, then: hold}
  strategies:
    standard:
      - {stage: canary, traffic: 150, soak: 30m}
  choose:
    - {when: {type: minor}, strategy: standart}
monitoring:
  starts-at: deployed
  windows:
    - {id: immediate, title: Immediate, from: 30m, to: 10m, role: on-call}
incidents:
  classes:
    application: {title: Application issue, commander: develper}
  duties: [incidents]
notes:
  fields:
    - {id: summary, title: Summary, owner: writer}
    - {id: support, title: Support, owner: developer, source: checklist, items: [list/ci-gren]}
"
    );
    assert_data_eq!(
        playbook(&text),
        str![[r#"
error[rollout-no-phase]: no phase is called `rollout`, so no gate would wait for this
  --> playbook.yaml:16:3
   |
16 |   metrics:
   |   ^
   = help: name the phase whose gate waits, with `phase: …`

error[unknown-name]: unknown metric `errors`
  --> playbook.yaml:19:16
   |
19 |     - {metric: errors, above-baseline: '0,1 points', then: stop}
   |                ^^^^^^
   = help: the only one is `error-rate`

error[not-a-value]: `0,1 points` is not a threshold over the baseline
  --> playbook.yaml:19:40
   |
19 |     - {metric: errors, above-baseline: '0,1 points', then: stop}
   |                                        ^^^^^^^^^^^^
   = help: write a number and its unit, such as `0.1 points` or `10 percent`

error[unknown-word]: `then` cannot be `stop`
  --> playbook.yaml:19:60
   |
19 |     - {metric: errors, above-baseline: '0,1 points', then: stop}
   |                                                            ^^^^
   = help: it can be `hold`, `investigate` or `no-go`

error[rollout-one-limit]: a rule needs exactly one of `above`, `above-baseline`, `below` and `below-baseline`
  --> playbook.yaml:20:7
   |
20 |     - {metric: error-rate, then: hold}
   |       ^
   = help: write one limit per rule, and a second rule for a second limit

error[not-a-value]: `.nan` is not a number of at least 0
  --> playbook.yaml:21:35
   |
21 |     - {metric: error-rate, above: .nan, for: 5, then: hold}
   |                                   ^^^^
   = help: write a number such as `0` or `2.5`

error[not-a-value]: `5` is not a duration
  --> playbook.yaml:21:46
   |
21 |     - {metric: error-rate, above: .nan, for: 5, then: hold}
   |                                              ^
   = help: write numbers with their unit, such as `30s`, `5m` or `1h30m`

error[not-a-value]: `150` is not a share of traffic
  --> playbook.yaml:24:34
   |
24 |       - {stage: canary, traffic: 150, soak: 30m}
   |                                  ^^^
   = help: write percent, such as `25` or `1-5`

error[not-a-value]: `30m` is not a time to soak
  --> playbook.yaml:24:45
   |
24 |       - {stage: canary, traffic: 150, soak: 30m}
   |                                             ^^^
   = help: write the least and the most, such as `30m..60m`

error[unknown-name]: unknown strategy `standart`
  --> playbook.yaml:26:39
   |
26 |     - {when: {type: minor}, strategy: standart}
   |                                       ^^^^^^^^
   = help: did you mean `standard`?

error[rollout-no-phase]: no phase is called `monitoring`, so no gate would wait for this
  --> playbook.yaml:28:3
   |
28 |   starts-at: deployed
   |   ^
   = help: name the phase whose gate waits, with `phase: …`

error[unknown-name]: unknown milestone `deployed`
  --> playbook.yaml:28:14
   |
28 |   starts-at: deployed
   |              ^^^^^^^^
   = help: let an item or a stage have `marks: deployed`

error[not-a-value]: `10m` is not after `from`
  --> playbook.yaml:30:56
   |
30 |     - {id: immediate, title: Immediate, from: 30m, to: 10m, role: on-call}
   |                                                        ^^^
   = help: a window ends after it begins

error[unknown-name]: unknown role `on-call`
  --> playbook.yaml:30:67
   |
30 | … {id: immediate, title: Immediate, from: 30m, to: 10m, role: on-call}
   |                                                               ^^^^^^^
   = help: there are `developer` and `qa-automation-engineer`

error[unknown-name]: unknown role `develper`
  --> playbook.yaml:33:56
   |
33 |     application: {title: Application issue, commander: develper}
   |                                                        ^^^^^^^^
   = help: did you mean `developer`?

error[unknown-name]: unknown checklist `incidents`
  --> playbook.yaml:34:12
   |
34 |   duties: [incidents]
   |            ^^^^^^^^^
   = help: the only one is `list`

error[unknown-name]: unknown role `writer`
  --> playbook.yaml:37:44
   |
37 |     - {id: summary, title: Summary, owner: writer}
   |                                            ^^^^^^
   = help: there are `developer` and `qa-automation-engineer`

error[unknown-name]: unknown item `list/ci-gren`
  --> playbook.yaml:38:82
   |
38 | …title: Support, owner: developer, source: checklist, items: [list/ci-gren]}
   |                                                               ^^^^^^^^^^^^
   = help: did you mean `list/ci-green`?

"#]]
        .raw()
    );
}

#[test]
fn advice_is_given_on_what_is_correct() {
    assert_data_eq!(
        list_with(
            "  - id: ci-green\n    text: All CI/CD pipelines pass",
            "  - {id: a, text: Database backup}\n  - {id: b, text: Run smoke tests, roles: []}\n  - {id: c, text: Approve the change, killer: true}\n  - {id: d, text: Do d for me}\n  - {id: e, text: Do e for me}\n  - {id: f, text: Do f for me}\n  - {id: g, text: Do g for me}\n  - {id: h, text: Do h for me}\n  - {id: i, text: Do i for me}\n  - {id: j, text: Do j for me}"
        ),
        str![[r#"
suggestion[long-list]: `List` asks 10 items without a pause
 --> list.yaml:6:3
  |
6 |   - {id: a, text: Database backup}
  |   ^
  = help: split it where people pause anyway; 9 items are enough at once

suggestion[no-verb]: the text of `list/a` names a thing, but not what to do with it
 --> list.yaml:6:19
  |
6 |   - {id: a, text: Database backup}
  |                   ^^^^^^^^^^^^^^^
  = help: say what is done or verified: "Complete the …", "… is reviewed"

suggestion[no-role]: no role answers for the item `list/b`
 --> list.yaml:7:5
  |
7 |   - {id: b, text: Run smoke tests, roles: []}
  |     ^
  = help: give the item, the section or the checklist `roles`

suggestion[killer-without-evidence]: the killer item `list/c` asks for no evidence
 --> list.yaml:8:5
  |
8 |   - {id: c, text: Approve the change, killer: true}
  |     ^
  = help: add `evidence: required`

"#]]
        .raw()
    );
    assert_data_eq!(
        said(&[
            (
                "playbook.yaml",
                PLAYBOOK.replace("[list]", "[list, other]").as_bytes()
            ),
            ("list.yaml", LIST.as_bytes()),
            (
                "other.yaml",
                LIST.replace("id: list", "id: other").as_bytes()
            )
        ]),
        str![[r#"
suggestion[same-text-elsewhere]: the item `list/ci-green` asks for the same
 --> other.yaml:7:11
  |
7 |     text: All CI/CD pipelines pass
  |           ^^^^^^^^^^^^^^^^^^^^^^^^
  = help: ask once, or say what is different

"#]]
        .raw()
    );
}

#[test]
fn a_single_file_is_checked_in_its_library() {
    let folder = folder(&[
        ("playbook.yaml", PLAYBOOK.as_bytes()),
        (
            "list.yaml",
            LIST.replace("[developer]", "[devloper]").as_bytes(),
        ),
        ("other.yaml", b"id: x"),
    ]);
    let checked = check_file(&folder.path().join("list.yaml")).unwrap();
    assert_eq!(checked.problems.len(), 1);
    assert!(checked.problems[0].path.ends_with("list.yaml"));
    fs::remove_file(folder.path().join("playbook.yaml")).unwrap();
    assert_eq!(
        check_file(&folder.path().join("list.yaml"))
            .unwrap()
            .problems,
        []
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    let outside = folder(&[("secret.yaml", LIST.as_bytes())]);
    let folder = folder(&[
        ("playbook.yaml", PLAYBOOK.as_bytes()),
        ("list.yaml", LIST.as_bytes()),
    ]);
    std::os::unix::fs::symlink(
        outside.path().join("secret.yaml"),
        folder.path().join("link.yaml"),
    )
    .unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("cycle")).unwrap();
    let checked = check_folder(folder.path()).unwrap();
    let text = report::problems(&checked.problems, Grade::Error, OutputStyle::PLAIN);
    assert_data_eq!(
        text.replace(&format!("{}/", folder.path().display()), ""),
        str![[r#"
error[link-out]: a link that does not lead to a file of this folder is not followed
 --> cycle
  = help: put the file itself there

error[unlisted-checklist]: no phase and no incident duty lists the checklist `cycle`
 --> cycle
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

error[link-out]: a link that does not lead to a file of this folder is not followed
 --> link.yaml
  = help: put the file itself there

error[unlisted-checklist]: no phase and no incident duty lists the checklist `link`
 --> link.yaml
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

"#]]
        .raw()
    );
}

#[test]
fn the_folder_is_found_up_to_the_git_root() {
    let folder = folder(&[
        ("checklists/playbook.yaml", PLAYBOOK.as_bytes()),
        ("repo/src/x", b""),
        ("repo/.git/HEAD", b""),
    ]);
    let there = folder.path().join("checklists");
    assert_eq!(find_folder(folder.path()), Some(there.clone()));
    assert_eq!(find_folder(&folder.path().join("repo/src")), None);
    fs::create_dir_all(folder.path().join("repo/checklists")).unwrap();
    fs::write(
        folder.path().join("repo/checklists/playbook.yaml"),
        PLAYBOOK,
    )
    .unwrap();
    assert_eq!(
        find_folder(&folder.path().join("repo/src")),
        Some(folder.path().join("repo/checklists"))
    );
}

#[test]
fn the_source_names_the_folder_and_the_digest_of_what_was_read() {
    let folder = folder(&[
        (".git/HEAD", b""),
        ("ops/playbook.yaml", PLAYBOOK.as_bytes()),
        ("ops/list.yaml", LIST.as_bytes()),
        ("ops/.schema/x.yaml", b"["),
    ]);
    let source = || load(&folder.path().join("ops")).unwrap().source;
    let before = source();
    assert!(before.starts_with("ops sha256:"), "{before}");
    assert_eq!(before, source());
    fs::write(
        folder.path().join("ops/list.yaml"),
        LIST.replace("All", "The"),
    )
    .unwrap();
    assert_ne!(before, source());
}

#[test]
fn the_embedded_library_has_no_problems_and_needs_no_advice() {
    let checked = check_embedded();
    assert_eq!(
        report::problems(&checked.problems, Grade::Error, OutputStyle::PLAIN),
        ""
    );
    assert_eq!(
        report::problems(&checked.advice, Grade::Advice, OutputStyle::PLAIN),
        ""
    );
    assert!(embedded().unwrap().source.starts_with("embedded sha256:"));
}

#[test]
fn the_embedded_library_is_the_folder_checklists() {
    fn collect(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() {
                collect(&path, root, found);
            } else {
                let below = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((below, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("checklists");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found.sort();
    let embedded: Vec<(String, String)> = embedded_files()
        .iter()
        .map(|(path, text)| ((*path).into(), (*text).into()))
        .collect();
    assert_eq!(found, embedded);
}

#[test]
fn the_library_is_written_out_once_and_never_over_a_change() {
    let folder = folder(&[]);
    let there = folder.path().join("checklists");
    assert_eq!(
        unpack(&there, embedded_files(), false)
            .unwrap()
            .written
            .len(),
        embedded_files().len()
    );
    assert_eq!(
        unpack(&there, embedded_files(), false)
            .unwrap()
            .unchanged
            .len(),
        embedded_files().len()
    );
    assert!(load(&there).is_ok());
    fs::write(there.join("rollback.yaml"), "mine\n").unwrap();
    fs::remove_file(there.join("rollout.yaml")).unwrap();
    assert!(
        matches!(unpack(&there, embedded_files(), false), Err(UnpackFailure::Differs { paths }) if paths == [there.join("rollback.yaml")])
    );
    assert!(!there.join("rollout.yaml").exists());
    let unpacked = unpack(&there, embedded_files(), true).unwrap();
    assert_eq!(
        (unpacked.written, unpacked.replaced),
        (
            vec![there.join("rollout.yaml")],
            vec![there.join("rollback.yaml")]
        )
    );
}

#[cfg(unix)]
#[test]
fn the_library_is_not_written_through_links() {
    let outside = folder(&[("rollback.yaml", b"mine\n")]);
    let folder = folder(&[("checklists/x", b"")]);
    let there = folder.path().join("checklists");
    std::os::unix::fs::symlink(outside.path(), there.join("roles")).unwrap();
    assert!(
        matches!(unpack(&there, embedded_files(), true), Err(UnpackFailure::InTheWay { path }) if path == there.join("roles"))
    );
    fs::remove_file(there.join("roles")).unwrap();
    std::os::unix::fs::symlink(
        outside.path().join("rollback.yaml"),
        there.join("rollback.yaml"),
    )
    .unwrap();
    assert!(matches!(
        unpack(&there, embedded_files(), true),
        Err(UnpackFailure::InTheWay { .. })
    ));
    assert_eq!(
        fs::read(outside.path().join("rollback.yaml")).unwrap(),
        b"mine\n"
    );
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    assert!(matches!(
        load(Path::new("/nowhere/at/all")),
        Err(LoadFailure::Unreadable { .. })
    ));
}

/// Checks bytes as a playbook and as a checklist; the texts must not hold what terminals act on.
fn is_harmless(bytes: &[u8]) -> bool {
    let folder = folder(&[("playbook.yaml", PLAYBOOK.as_bytes()), ("list.yaml", bytes)]);
    let as_list = check_folder(folder.path()).unwrap();
    fs::write(folder.path().join("playbook.yaml"), bytes).unwrap();
    let as_playbook = check_folder(folder.path()).unwrap();
    [as_list, as_playbook].iter().all(|checked| {
        let text = report::problems(&checked.problems, Grade::Error, OutputStyle::PLAIN);
        text.chars()
            .all(|c| c == '\n' || !gonogo::domain::text::is_deceptive(c))
    })
}

/// Good definitions with some of their characters exchanged, so that most of the text is still read.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let text = prop::sample::select(vec![
        PLAYBOOK,
        LIST,
        embedded_files()[3].1,
        embedded_files()[5].1,
    ]);
    let odd =
        prop::sample::select(b"\t\n\r :-[]{},&*!|>'\"%@`#?~<\\0\x1b\xe2\x80\xae\xff".to_vec());
    (
        text,
        prop::collection::vec((any::<prop::sample::Index>(), odd), 1..6),
    )
        .prop_map(|(text, changes)| {
            let mut bytes = text.as_bytes().to_vec();
            for (at, odd) in changes {
                let at = at.index(bytes.len());
                bytes[at] = odd;
            }
            bytes
        })
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(100))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(is_harmless(&bytes), true);
    }

    #[test]
    fn damaged_definitions_never_panic(bytes in mutated()) {
        prop_assert_eq!(is_harmless(&bytes), true);
    }
}

#[test]
fn what_nothing_uses_is_named() {
    let playbook = "\
format: 1
title: Test playbook
roles:
  developer: {title: Developer, aliases: [Dev, QA, developer, Coder]}
  qa: {title: Tester, aliases: [DEV, Coder]}
  approver: {title: Approver, may-waive: true}
  clerk: {title: Clerk}
facts:
  database-migration: Does this release migrate a database?
  downtime: Will users see downtime?
types:
  minor: {}
  major: {poll: {second: [qa]}}
phases:
  - {id: first, title: First, checklists: [list], gate: {title: Go, facilitator: developer}}
  - {id: second, title: Second, checklists: [list], gate: {title: Go on, facilitator: developer}}
  - {id: third, title: Third, checklists: [list]}
rollout:
  phase: second
  roles: [developer]
  metrics:
    error-rate: {title: Error rate, unit: '%'}
    latency: {title: Latency, unit: ms}
  rules: [{metric: error-rate, above: 1, then: hold}]
  strategies: {direct: [{stage: all, traffic: 100}]}
  choose: [{strategy: direct}]
";
    let list = "\
id: list
title: List
roles: [developer]
sections:
  - {title: A, phase: first, items: [{id: a, text: Check this, when: downtime}]}
  - {title: B, phase: second, items: [{id: b, text: Check that}]}
  - {title: C, phase: third, items: [{id: c, text: Check more}]}
";
    let files = [
        ("playbook.yaml", playbook.as_bytes()),
        ("list.yaml", list.as_bytes()),
    ];
    assert_data_eq!(
        said_with(&files, |_| true),
        str![[r#"
suggestion[useless-alias]: the alias `QA` already means the role `qa`
 --> playbook.yaml:4:48
  |
4 |   developer: {title: Developer, aliases: [Dev, QA, developer, Coder]}
  |                                                ^^
  = help: leave it out, or name another

suggestion[useless-alias]: the alias `developer` already means the role `developer`
 --> playbook.yaml:4:52
  |
4 |   developer: {title: Developer, aliases: [Dev, QA, developer, Coder]}
  |                                                    ^^^^^^^^^
  = help: leave it out, or name another

suggestion[useless-alias]: the alias `DEV` already means the role `developer`
 --> playbook.yaml:5:33
  |
5 |   qa: {title: Tester, aliases: [DEV, Coder]}
  |                                 ^^^
  = help: leave it out, or name another

suggestion[useless-alias]: the alias `Coder` already means the role `developer`
 --> playbook.yaml:5:38
  |
5 |   qa: {title: Tester, aliases: [DEV, Coder]}
  |                                      ^^^^^
  = help: leave it out, or name another

suggestion[unused]: nothing uses the role `clerk`
 --> playbook.yaml:7:3
  |
7 |   clerk: {title: Clerk}
  |   ^^^^^
  = help: give it items, a poll or another duty, or leave it out

suggestion[unused]: nothing uses the fact `database-migration`
 --> playbook.yaml:9:3
  |
9 |   database-migration: Does this release migrate a database?
  |   ^^^^^^^^^^^^^^^^^^
  = help: name it in a `when`, or leave it out

suggestion[no-poll]: no role is polled at the gate `Go`
  --> playbook.yaml:15:57
   |
15 |   - {id: first, title: First, checklists: [list], gate: {title: Go, facilitator: developer}}
   |                                                         ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

suggestion[unused]: nothing uses the metric `latency`
  --> playbook.yaml:23:5
   |
23 |     latency: {title: Latency, unit: ms}
   |     ^^^^^^^
   = help: write a rule on it, or leave it out

"#]]
        .raw()
    );
    let broken = list.replace("text: Check more", "txt: Check more");
    let files = [files[0], ("list.yaml", broken.as_bytes())];
    assert!(
        !said_with(&files, |_| true).contains("nothing uses"),
        "a file with problems may have lost what uses it"
    );
}

#[test]
fn a_text_that_a_comment_cuts_short_is_named() {
    for (text, is_cut) in [
        ("Verify the fix for issue #1234", true),
        ("Verify\t#1234", true),
        ("Verify the fix # 1234", false),
        ("Verify the fix #", false),
        ("Verify the fix ## 1234", false),
        ("Verify the fix#1234", false),
        ("\"Verify the fix for issue #1234\"", false),
        ("\"Verify the fix\" #1234", false),
        (">-\n      Verify the fix for issue #1234", false),
    ] {
        let found = list_with("All CI/CD pipelines pass", text);
        assert_eq!(
            found.contains("takes that for a comment"),
            is_cut,
            "{text}\n{found}"
        );
    }
    let flags = list_with(
        "pipelines pass\n",
        "pipelines pass\n    killer: true #yes\n    evidence: required\n",
    );
    assert_eq!(flags, "", "a value that is no text cannot be cut");
    assert_data_eq!(
        list_with(
            "All CI/CD pipelines pass",
            "Post to ünï\u{301} #announce that we ship  "
        ),
        str![[r#"
suggestion[cut-short]: the text ends before `#announce that we ship`: YAML takes that for a comment
 --> list.yaml:7:24
  |
7 |     text: Post to ünḯ #announce that we ship
  |                       ^^^^^^^^^^^^^^^^^^^^^^
  = help: quote the whole text, or put a space after the `#` of a comment

"#]]
        .raw()
    );
}
