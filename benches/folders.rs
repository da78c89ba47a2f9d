//! What a folder of 2,000 records costs: to find the open release among them, and to go through all of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use gonogo::domain::event::{EventKind, Outcome};
use gonogo::record::journal::{self, Author, JournalError, Signer};
use gonogo::record::store::Store;

use super::{Goals, generated, measured, peak_of, ratio, timed};

/// The commands that go through every record.
const ALL_RECORDS: [&str; 4] = ["metrics", "list", "report weekly", "lint --records"];

/// Compares a command that is not told which release is meant with one that is, beside many releases that have ended.
pub(super) fn picking(goals: &mut Goals, folder: &Path) {
    let records = folder.join("picking");
    measured::folder_of_records(&records, 2_000);
    let store = Store::new(records.clone());
    let by = generated::signer();
    for version in store.versions().expect("a folder").iter().skip(1) {
        let author = Author {
            by: &by,
            at: generated::start() + TimeDelta::days(1),
            is_clock_right: false,
            signer: &Signer::none(),
        };
        let closed = EventKind::Closed {
            outcome: Outcome::Abandoned,
            reason: Some("measured".to_owned()),
            role: None,
        };
        journal::append(&store, version, None, author, |_| {
            Ok::<_, JournalError>(vec![closed.clone()])
        })
        .expect("an end");
    }
    let run = |command: &str, expected: i32| {
        let mut gonogo = gonogo(command, &records, folder);
        timed(|| {
            let shown = gonogo.output().expect("a child");
            assert!(shown.status.code() == Some(expected), "{shown:?}");
        })
    };
    for (command, expected) in [("gate", 8), ("block item-1 --reason measured --dry-run", 0)] {
        let word = command.split(' ').next().unwrap_or_default();
        let named = format!("{command} --release 1.0.0");
        goals.hold_ratio(
            &format!("`gonogo {word}` beside 1,999 ended releases / with `-r`"),
            12.0,
            21,
            || run(command, expected),
            || run(&named, expected),
        );
    }
}

/// Compares the commands over many records with parsing their files, one after the other on one core, and nothing else;
/// and two cores with one.
pub(super) fn all_records(goals: &mut Goals, folder: &Path) {
    let (some, many) = (folder.join("some"), folder.join("many"));
    measured::folder_of_records(&some, 200);
    measured::folder_of_records(&many, 2_000);
    let files: Vec<PathBuf> = fs::read_dir(&many)
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .collect();
    let text = |path: &PathBuf| fs::read_to_string(path).expect("a record");
    let tables = || {
        let table = |path| {
            toml::from_str::<toml::Table>(&text(path))
                .expect("TOML")
                .len()
        };
        timed(|| files.iter().map(table).sum::<usize>())
    };
    let whole = |command: &str| output_of(gonogo(command, &many, folder));
    let on_one = |command: &str| {
        let mut pinned = Command::new("taskset");
        let inner = gonogo(command, &many, folder);
        pinned.args(["--cpu-list", "0"]).arg(inner.get_program());
        pinned.args(inner.get_args()).current_dir(folder);
        output_of(pinned)
    };
    for command in ALL_RECORDS {
        goals.hold_ratio(
            &format!("{command} over 2,000 records, one core / toml::Table of each"),
            0.85,
            5,
            || on_one(command),
            tables,
        );
    }
    if two_cores_are_free() {
        for command in ALL_RECORDS {
            goals.hold_ratio(
                &format!("{command} over 2,000 records, two cores / one core"),
                0.85,
                7,
                || whole(command),
                || on_one(command),
            );
        }
    } else {
        println!("two cores / one core: not measured, since two cores are not to be had");
    }
    // What is kept of each release stays; the records do not.
    let size = files.iter().map(|path| text(path).len()).sum::<usize>();
    #[expect(clippy::cast_precision_loss, reason = "a file size")]
    let added = size as f64 / 1024.0 * 0.9;
    for command in ALL_RECORDS {
        let peak = |records| peak_of(&gonogo(command, records, folder));
        goals.hold(
            &format!("memory of 1,800 more records, {command} / size of their files"),
            (peak(&many) - peak(&some)) / added,
            0.05,
        );
    }
}

/// Tells whether two threads get twice as much done as one in the same time, nearly.
pub(super) fn two_cores_are_free() -> bool {
    let spin = || {
        let mut sum = 0_u64;
        for number in 0..30_000_000_u64 {
            sum = std::hint::black_box(sum.wrapping_mul(31) ^ number);
        }
        sum
    };
    let both = || {
        thread::scope(|scope| {
            scope.spawn(spin);
            spin()
        })
    };
    ratio(7, || timed(both), || timed(spin)) < 1.15
}

fn output_of(mut command: Command) -> Duration {
    timed(|| {
        let shown = command.output().expect("a child");
        assert!(shown.status.success(), "{shown:?}");
    })
}

/// Returns the program with these words, on a folder of records.
pub(super) fn gonogo(words: &str, records: &Path, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
    command.args(words.split_whitespace());
    command.arg("--releases").arg(records).current_dir(folder);
    command.env("GONOGO_BY", generated::signer().as_str());
    command
}
