//! Release processes of public projects, written as playbooks: each is read, and nothing is wrong with it.

use std::path::Path;

use gonogo::definition::load::check_folder;
use gonogo::definition::report::{self, Grade};
use gonogo::style::OutputStyle;
use snapbox::{assert_data_eq, str};

const PROCESSES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/processes");

/// Returns the suggestions for a process, on which nothing may be wrong.
fn suggestions(process: &str) -> String {
    let checked = check_folder(&Path::new(PROCESSES).join(process)).unwrap();
    let said = |problems, grade| report::problems(problems, grade, OutputStyle::PLAIN);
    assert_eq!(said(&checked.problems, Grade::Error), "", "{process}");
    assert!(checked.library.is_some(), "{process}");
    said(&checked.advice, Grade::Advice).replace(PROCESSES, "processes")
}

#[test]
fn public_processes_load_and_lint() {
    assert_data_eq!(
        suggestions("airflow"),
        str![[r#"
suggestion[long-list]: `Publish and announce` asks 11 items without a pause
 --> processes/airflow/publish.yaml:6:3
  |
6 |   - {id: result-mailed, text: Send the result of the vote with the names of all voters, evidence: requ…
  |   ^
  = help: split it where people pause anyway; 9 items are enough at once

"#]]
    );
    assert_data_eq!(
        suggestions("fedora"),
        str![[r#"
suggestion[long-list]: `Media` asks 30 items without a pause
 --> processes/fedora/criteria.yaml:6:5
  |
6 |   - title: Media
  |     ^
  = help: split it where people pause anyway; 9 items are enough at once

"#]]
    );
    assert_data_eq!(suggestions("kubernetes"), str![""]);
}

#[test]
fn a_type_that_empties_a_polled_gate_is_named() {
    assert_data_eq!(
        suggestions("empty-phase"),
        str![[r#"
suggestion[empty-gate]: the type `cut` has nothing to do in the phase `planning`, so its gate polls no role
 --> processes/empty-phase/playbook.yaml:4:20
  |
4 | types: {minor: {}, cut: {without: [planning]}}
  |                    ^^^
  = help: leave it so, or give the type `poll: {planning: […]}`

"#]]
    );
}
