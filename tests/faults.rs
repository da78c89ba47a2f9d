//! Every fault and attack of the programme (F crash, disk and lock; T time; R record and git; Y checklists; A attacks; I the
//! terminal) has a test that shows what comes of it, or says what it waits for: `tests/faults.tsv`.

use std::fs;
use std::path::Path;

/// How many rows the programme has, by their letter.
const ROWS: [(&str, usize); 6] = [
    ("F", 22),
    ("T", 5),
    ("R", 13),
    ("Y", 9),
    ("A", 24),
    ("I", 8),
];

/// Tells whether a file has a test of this name.
fn has_test(file: &str, name: &str) -> bool {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    is_test(&text.unwrap_or_default(), name)
}

/// Tells whether a text has a test of this name that is run.
fn is_test(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else {
        return false;
    };
    // Other attributes may stand between the mark of a test and its name.
    let above = before.trim_end().lines().rev().map(str::trim);
    let attributes: Vec<&str> = above
        .take_while(|line| !line.is_empty() && *line != "}")
        .collect();
    let is_ignored = attributes
        .iter()
        .any(|line| line.starts_with("#[") && line.contains("ignore"));
    attributes.contains(&"#[test]") && !is_ignored
}

#[test]
fn every_fault_of_the_programme_is_shown_by_a_test_or_says_what_it_waits_for() {
    let table = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults.tsv"));
    let table = table.unwrap();
    let rows: Vec<[&str; 3]> = table
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>().try_into().unwrap())
        .collect();
    let expected: Vec<String> = ROWS
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number}")))
        .collect();
    let found: Vec<&str> = rows.iter().map(|[row, ..]| *row).collect();
    assert_eq!(found, expected, "one row for each, in their order");
    for [row, fault, tests] in rows {
        assert!(!fault.is_empty(), "{row} says what the fault is");
        if let Some(why) = tests.strip_prefix("waits: ") {
            assert!(why.len() > 20, "{row} says what it waits for");
            continue;
        }
        for test in tests.split(';') {
            let named = test.split_once("::");
            let is_there = named.is_some_and(|(file, name)| has_test(file, name));
            assert!(is_there, "{row}: there is no test {test}");
        }
    }
}

#[test]
fn only_a_test_counts() {
    assert!(has_test("tests/faults.rs", "only_a_test_counts"));
    assert!(!has_test("tests/faults.rs", "has_test"));
    assert!(!has_test("tests/faults.rs", "there_is_none"));
    assert!(!has_test("tests/no_file.rs", "only_a_test_counts"));
    for (attributes, is_run) in [
        ("#[test]", true),
        ("#[cfg(unix)]\n#[test]", true),
        ("#[test]\n#[ignore]", false),
        ("#[ignore = \"slow\"]\n#[test]", false),
        ("#[test]\n#[cfg_attr(unix, ignore)]", false),
    ] {
        let text = format!("}}\n\n{attributes}\nfn it_holds() {{}}\n");
        assert_eq!(is_test(&text, "it_holds"), is_run, "{attributes}");
    }
}
