//! A journal appends again and again: each answer is written into the text of the one before, and says the same as the
//! whole record written anew.

use gonogo::domain::event::EventKind;
use gonogo::domain::state::Release;
use gonogo::record::journal::{Author, Clock, Journal, JournalError, Signer, Writer, append};
use gonogo::record::write;
use proptest::collection::vec;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRng, TestRunner};

use crate::arbitrary;
use crate::rollback_story::ready_plan;
use crate::support::{Scratch, Teller, at, blocked, header, person, version};

fn journal(scratch: &Scratch) -> Journal {
    let store = scratch.store();
    let stored = store.read(&version()).expect("a record");
    let clock = Clock {
        now: || at(1_000),
        is_right: true,
    };
    let writer = Writer {
        by: person("Ada"),
        clock,
        signer: Signer::none(),
    };
    Journal::on(store, stored, writer).expect("a clock that is right")
}

/// Starts a release on the plan of the rollback story, in a folder of its own.
fn started() -> Release {
    Teller::start(header(&[("downtime", true)]), ready_plan(), Some("c1")).release
}

#[test]
fn every_answer_leaves_the_text_of_the_whole_record() {
    let rng = TestRng::from_seed(Config::default().rng_algorithm, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let answers = vec(arbitrary::event(&ready_plan()), 40);
    let (mut about_items, mut others) = (0, 0);
    for case in 0..32 {
        let kinds = answers.new_tree(&mut runner).expect("answers").current();
        let end = if case % 2 == 0 { "\n" } else { "\r\n" };
        let scratch = Scratch::with_bytes(write::text(started().record()).replace('\n', end));
        let mut journal = journal(&scratch);
        for kind in kinds {
            let is_about_item = matches!(
                kind,
                EventKind::Signed { .. }
                    | EventKind::Blocked { .. }
                    | EventKind::Waived { .. }
                    | EventKind::Reopened { .. }
            );
            match journal.record(kind.clone()) {
                Err(JournalError::Refused(_)) => continue,
                recorded => recorded.expect("a writable folder"),
            };
            *if is_about_item {
                &mut about_items
            } else {
                &mut others
            } += 1;
            let whole = write::text(journal.release().record()).replace('\n', end);
            let file = String::from_utf8(scratch.bytes()).expect("text");
            assert_eq!(file, whole, "case {case}, after {kind:?}");
        }
        assert_eq!(scratch.release().record(), journal.release().record());
    }
    assert!(about_items > 20 && others > 50, "{about_items}, {others}");
}

#[test]
fn what_others_append_meanwhile_is_not_lost() {
    let scratch = Scratch::with_bytes(write::text(started().record()));
    let mut journal = journal(&scratch);
    let item = ready_plan().items[0].id.to_string();
    for reason in ["one", "two", "three"] {
        let role = ready_plan().roles[0].id.to_string();
        let block = |reason: &str| blocked(&item, &role, reason);
        journal.record(block(reason)).expect("an admitted event");
        let by = person("Grace");
        let author = Author {
            by: &by,
            at: at(1_000),
            is_clock_right: true,
            signer: &Signer::none(),
        };
        append(&scratch.store(), &version(), None, author, |_| {
            Ok::<_, JournalError>(vec![block("meanwhile")])
        })
        .expect("an admitted event");
    }
    journal
        .record(blocked(&item, ready_plan().roles[0].id.as_str(), "four"))
        .expect("an admitted event");
    let reasons: Vec<_> = scratch
        .release()
        .events()
        .iter()
        .filter_map(|event| event.kind.reason().map(str::to_owned))
        .collect();
    assert_eq!(
        reasons,
        [
            "one",
            "meanwhile",
            "two",
            "meanwhile",
            "three",
            "meanwhile",
            "four"
        ]
    );
}
