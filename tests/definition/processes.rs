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
    assert_data_eq!(suggestions("airflow"), str![[""]]);
    assert_data_eq!(
        suggestions("fedora"),
        str![[r#"
suggestion: `Boots` asks 10 items without a pause
 --> processes/fedora/criteria.yaml:6:5
  |
6 |   - title: Boots
  |     ^
  = help: split it where people pause anyway; 9 items are enough at once

suggestion: `Base` asks 10 items without a pause
  --> processes/fedora/criteria.yaml:18:5
   |
18 |   - title: Base
   |     ^
   = help: split it where people pause anyway; 9 items are enough at once

suggestion: `Updates` asks 10 items without a pause
  --> processes/fedora/criteria.yaml:30:5
   |
30 |   - title: Updates
   |     ^
   = help: split it where people pause anyway; 9 items are enough at once

suggestion: the alias `QA` already means the role `qa`
 --> processes/fedora/playbook.yaml:5:34
  |
5 |   qa: {title: Quality, aliases: [QA]}
  |                                  ^^
  = help: leave it out, or name another

"#]]
    );
    assert_data_eq!(suggestions("kubernetes"), str![[""]]);
}

#[test]
fn a_type_that_empties_a_polled_gate_is_named() {
    assert_data_eq!(
        suggestions("empty-phase"),
        str![[r#"
suggestion: the type `cut` has nothing to do in the phase `planning`, so nobody is polled at its gate
 --> processes/empty-phase/playbook.yaml:4:20
  |
4 | types: {minor: {}, cut: {without: [planning]}}
  |                    ^^^
  = help: leave it so, or give the type `poll: {planning: […]}`

"#]]
    );
}
