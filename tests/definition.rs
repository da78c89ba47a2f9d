//! Definitions as their authors meet them: every kind of bad input with the whole message, and the embedded library.

use std::fs;

use gonogo::definition::embedded;
use gonogo::definition::load::{check_embedded, check_folder};
use gonogo::definition::report::{self, Grade};
use gonogo::look::Look;

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

/// Everything that a check has to say about these files.
fn said(files: &[(&str, &[u8])]) -> String {
    let folder = folder(files);
    let text = match check_folder(folder.path()) {
        Ok(checked) => {
            assert_eq!(checked.library.is_some(), checked.problems.is_empty());
            let mut text = report::problems(&checked.problems, Grade::Error, Look::PLAIN);
            text.push_str(&report::problems(&checked.advice, Grade::Advice, Look::PLAIN));
            text
        }
        Err(failure) => format!("{failure}\n"),
    };
    text.replace(&format!("{}/", folder.path().display()), "")
}

/// What a check says about a checklist in a good library.
fn list(text: &str) -> String {
    said(&[("playbook.yaml", PLAYBOOK.as_bytes()), ("list.yaml", text.as_bytes())])
}

/// What a check says about a playbook with a good checklist.
fn playbook(text: &str) -> String {
    said(&[("playbook.yaml", text.as_bytes()), ("list.yaml", LIST.as_bytes())])
}

#[test]
fn the_embedded_library_has_no_problems() {
    let checked = check_embedded();
    assert_eq!(report::problems(&checked.problems, Grade::Error, Look::PLAIN), "");
    assert!(embedded().is_ok());
}
