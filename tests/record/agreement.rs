//! Both readers say the same of many records: random ones, and those that other programs laid out again. Those that git merges
//! are held in `merges.rs`.

use std::path::PathBuf;

use gonogo::domain::event::Event;
use gonogo::domain::plan::Plan;
use gonogo::domain::state::Record;
use gonogo::record::{read, write};
use proptest::collection::vec;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRng, TestRunner};

use crate::arbitrary;
use crate::readers::in_stretches;
use crate::rollback_story::ready_plan;
use crate::story::golden;
use crate::support::{Teller, at, header, person};

/// Holds that both readers make the same record of a text in the form that gonogo writes.
#[track_caller]
pub(crate) fn agreed(text: &str) -> Record {
    let quick = read::as_written(text);
    let full = read::any_form(text);
    let full = full.unwrap_or_else(|error| panic!("{error:?} in\n{text}"));
    assert_eq!(Some(&full), quick.as_ref(), "{text}");
    for length in [400, 256 << 10] {
        // A heading within a text of several lines is taken for none: then the whole text is read.
        if let Some(stretched) = in_stretches(text.as_bytes(), length) {
            assert_eq!(stretched, full, "{length} of\n{text}");
        }
    }
    full
}

/// Tells random records on this plan, with events of [`ready_plan`].
fn random_records(plan: &Plan, count: usize, seed: u8) {
    let rng = TestRng::from_seed(Config::default().rng_algorithm, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let events = vec(arbitrary::event(&ready_plan()), 0..8);
    let mut lengths = std::collections::BTreeSet::new();
    for _ in 0..count {
        let kinds = events.new_tree(&mut runner).expect("events").current();
        let mut release =
            Teller::start(header(&[("downtime", true)]), plan.clone(), Some("c1")).release;
        for (seconds, kind) in (0..).zip(kinds) {
            let prev = release.heads().to_vec();
            let event = Event::new(&release.header().id, at(seconds), person("Ada"), kind, prev);
            release = release.after(event);
        }
        let text = write::text(release.record());
        assert_eq!(write::text(&agreed(&text)), text);
        lengths.insert(text.len());
    }
    assert!(
        lengths.len() > count / 2,
        "only {} of {count} differ",
        lengths.len()
    );
}

/// Returns the smallest plan on which those events can stand.
fn bare() -> Plan {
    Plan {
        rollout: None,
        monitoring: None,
        rollback: None,
        incidents: None,
        ..ready_plan()
    }
}

// 10,000 records in all, in parts that run side by side.
#[test]
fn random_records_with_every_block_of_a_plan() {
    random_records(&ready_plan(), 1_000, 1);
}

#[test]
fn random_records_without_what_their_events_are_about() {
    random_records(&bare(), 3_000, 2);
}

#[test]
fn more_random_records_without_what_their_events_are_about() {
    random_records(&bare(), 3_000, 3);
}

#[test]
fn yet_more_random_records_without_what_their_events_are_about() {
    random_records(&bare(), 3_000, 4);
}

#[test]
fn a_record_that_another_program_laid_out_again_says_the_same() {
    // `tests/fixtures/records/reformat` has made them.
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/records/reformatted");
    for name in ["staged", "hostile-texts", "two-heads", "withdrawn"] {
        let known = read::record(&golden(name)).unwrap();
        for program in ["taplo", "taplo-wide", "tomli-w", "tomlkit"] {
            let path = folder.join(program).join(format!("{name}.toml"));
            let text = std::fs::read_to_string(&path).unwrap();
            let full = read::any_form(&text);
            assert_eq!(read::record(&text), full, "{}", path.display());
            if text.contains("value = -1e-09") {
                // Python's floats have no other way to write 0.000000001; an amount is what its digits say.
                let fault = format!("{:?}", full.unwrap_err());
                assert!(fault.contains("plain decimal"), "{fault}");
                assert_eq!(read::as_written(&text), None, "{}", path.display());
                continue;
            }
            assert_eq!(full.as_ref(), Ok(&known), "{}", path.display());
            let quick = read::as_written(&text);
            assert!(
                quick.is_none_or(|quick| quick == known),
                "{}",
                path.display()
            );
        }
    }
}
