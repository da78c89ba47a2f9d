//! The schemas of checklists, playbooks and records, and what independent readers make of files with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use snapbox::file;

use crate::readers::readers;
use crate::team::{Team, shows, snapshot};

/// Changes to the files of the fixture library, each of which breaks it: the file, what stands there, and what instead.
const BREAKING: [(&str, &str, &str); 25] = [
    ("pre-release", "id: pre-release\n", ""),
    ("pre-release", "title: Pre-release\n", ""),
    ("pre-release", "purpose: ", "purposes: "),
    ("pre-release", "roles: [developer]\n", "roles: developer\n"),
    ("pre-release", "  - title: Code\n", "  - titel: Code\n"),
    (
        "pre-release",
        "      - id: ci-green\n",
        "      - idd: ci-green\n",
    ),
    (
        "pre-release",
        "        text: Review every merged change\n",
        "",
    ),
    ("pre-release", "bound: candidate", "bound: commit"),
    ("pre-release", "evidence: required", "evidence: always"),
    ("pre-release", "evidence: required", "evidence: [required]"),
    (
        "pre-release",
        "{type: [minor, major]}",
        "{types: [minor, major]}",
    ),
    (
        "pre-release",
        "{type: [minor, major]}",
        "{type: {minor: yes}}",
    ),
    ("pre-release", "bound: candidate", "killer: {}"),
    ("pre-release", "bound: candidate", "check: {timeout: 5m}"),
    (
        "pre-release",
        "bound: candidate",
        "check: {files: [a], tag: b}",
    ),
    ("pre-release", "bound: candidate", "from-severity: worst"),
    ("playbook", "format: 1\n", ""),
    ("playbook", "title: Test playbook\n", ""),
    ("playbook", "may-waive: true", "may-waive: maybe"),
    ("playbook", "  developer:\n", "  Developer One:\n"),
    ("playbook", "    title: Developer\n", "    members: []\n"),
    (
        "playbook",
        "      deployment: [developer]",
        "      deployment: {developer: 1}",
    ),
    ("playbook", "separation: off", "separation: sometimes"),
    ("playbook", "source: version", "source: versions"),
    ("playbook", "owner: release-manager, source", "source"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn printed(what: &str) -> String {
    String::from_utf8(Team::new().run(&format!("schema {what}")).stdout).unwrap()
}

#[test]
fn the_schemas_are_committed() {
    shows!(
        printed("checklist"),
        file!["../../docs/schema/checklist.json"]
    );
    shows!(
        printed("playbook"),
        file!["../../docs/schema/playbook.json"]
    );
    shows!(printed("record"), file!["../../docs/schema/record.json"]);
}

/// Checks every part of a schema: what readers need, and that every field is described.
fn is_plain(part: &Value, place: &str) {
    if let Some(properties) = part.get("properties").and_then(Value::as_object) {
        assert_eq!(part["additionalProperties"], false, "{place}");
        for (name, property) in properties {
            let about = property["description"].as_str();
            assert!(
                about.is_some_and(|about| about.len() > 8 && about.ends_with(['.', '!', '`'])),
                "{place}/{name}"
            );
        }
    }
    match part {
        Value::Object(parts) => {
            assert!(
                !parts.contains_key("$ref") || parts.len() == 1,
                "{place}: {part}"
            );
            for (name, part) in parts {
                assert!(
                    !["markdownDescription", "defaultSnippets"].contains(&name.as_str()),
                    "{place}"
                );
                is_plain(part, &format!("{place}/{name}"));
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| is_plain(part, place)),
        _ => {}
    }
}

#[test]
fn a_schema_says_what_each_key_is_for_in_words_that_every_reader_knows() {
    for what in ["checklist", "playbook", "record"] {
        let schema: Value = serde_json::from_str(&printed(what)).unwrap();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        is_plain(&schema, what);
        jsonschema::validator_for(&schema).unwrap();
    }
}

/// Returns the schema that a file follows.
fn schema_of(path: &Path) -> PathBuf {
    let is_playbook = path.file_stem().is_some_and(|name| name == "playbook");
    root().join("docs/schema").join(if is_playbook {
        "playbook.json"
    } else {
        "checklist.json"
    })
}

/// Returns the files, and whether check-jsonschema finds nothing in each.
fn judged_by_check_jsonschema(folder: &Path, files: &[PathBuf]) -> BTreeMap<PathBuf, bool> {
    let mut judged = BTreeMap::new();
    for name in ["checklist.json", "playbook.json"] {
        let schema = root().join("docs/schema").join(name);
        let files: Vec<&PathBuf> = files
            .iter()
            .filter(|file| schema_of(file) == schema)
            .collect();
        let output = Command::new(folder.join("python/bin/python"))
            .args([
                "-m",
                "check_jsonschema",
                "--output-format",
                "json",
                "--schemafile",
            ])
            .arg(&schema)
            .args(&files)
            .output()
            .unwrap();
        let said: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        assert!(
            said["parse_errors"].as_array().is_none_or(Vec::is_empty),
            "{said}"
        );
        let faulty: Vec<&str> = said["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["filename"].as_str().unwrap())
            .collect();
        judged.extend(
            files
                .into_iter()
                .map(|file| (file.clone(), !faulty.contains(&file.to_str().unwrap()))),
        );
    }
    judged
}

/// Returns the files, and whether yaml-language-server finds nothing in each; their first line names the schema.
fn judged_by_language_server(folder: &Path, files: &[PathBuf]) -> BTreeMap<PathBuf, bool> {
    let output = Command::new("node")
        .arg(root().join("tests/readers/read_yaml.mjs"))
        .arg(folder.join("node_modules/yaml-language-server/bin/yaml-language-server"))
        .args(files)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said: BTreeMap<PathBuf, Vec<String>> = serde_json::from_slice(&output.stdout).unwrap();
    said.into_iter()
        .map(|(file, found)| (file, found.is_empty()))
        .collect()
}

/// Writes a file with its schema in the first line.
fn with_modeline(path: &Path, text: &str) {
    let schema = schema_of(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(
        path,
        format!(
            "# yaml-language-server: $schema={}\n{text}",
            schema.display()
        ),
    )
    .unwrap();
}

#[track_caller]
fn are_judged(files: &[PathBuf], expected: bool) {
    let Some(folder) = readers() else { return };
    for judged in [
        judged_by_check_jsonschema(&folder, files),
        judged_by_language_server(&folder, files),
    ] {
        assert_eq!(judged.len(), files.len());
        let others: Vec<_> = judged
            .iter()
            .filter(|(_, judged)| **judged != expected)
            .collect();
        assert!(others.is_empty(), "not {expected}: {others:#?}");
    }
}

#[test]
fn every_file_of_ours_is_valid_for_the_readers_of_schemas() {
    let team = Team::new();
    let folders = [
        "checklists",
        "src/definition/minimal",
        "tests/fixtures/library",
        "tests/fixtures/processes",
    ];
    let mut files = Vec::new();
    for folder in folders {
        for (path, bytes) in snapshot(&root().join(folder)) {
            let copy = team.path("files").join(path.strip_prefix(root()).unwrap());
            with_modeline(&copy, std::str::from_utf8(&bytes).unwrap());
            files.push(copy);
        }
    }
    assert!(files.len() > 40, "{}", files.len());
    are_judged(&files, true);
}

#[test]
fn a_broken_file_is_refused_by_lint_and_by_the_readers_of_schemas() {
    let mut files = Vec::new();
    let team = Team::new();
    for (number, (name, present, instead)) in BREAKING.into_iter().enumerate() {
        let own = Team::new().with_own_library();
        let path = format!("checklists/{name}.yaml");
        let text = own.read(&path);
        assert!(text.contains(present), "{number}: `{present}` in {name}");
        let text = text.replacen(present, instead, 1);
        fs::write(own.path(&path), &text).unwrap();
        let lint = own.run("lint");
        assert_eq!(
            lint.status.code(),
            Some(2),
            "{number}: {}",
            String::from_utf8_lossy(&lint.stdout)
        );
        let copy = team.path(&number.to_string()).join(format!("{name}.yaml"));
        with_modeline(&copy, &text);
        files.push(copy);
    }
    are_judged(&files, false);
}
