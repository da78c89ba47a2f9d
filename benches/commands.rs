//! Every command about a release as a whole process: how it grows with the record, and what memory it takes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use gonogo::domain::event::{Event, EventKind, IncidentEvent, IncidentStep};
use gonogo::domain::id::IncidentId;
use gonogo::domain::plan::incident::Severity;
use gonogo::domain::state::Release;
use gonogo::record::{read, write};

use super::folders::gonogo;
use super::{Goals, generated, peak_of, timed};

/// The commands, and the exit codes with which they answer here.
const COMMANDS: [(&str, i32); 32] = [
    ("gate", 8),
    ("status", 0),
    ("status --all", 0),
    ("todo --all", 0),
    ("list", 0),
    ("show p-17", 0),
    ("log", 0),
    ("log --json", 0),
    ("verify", 0),
    ("retro", 0),
    ("report weekly", 0),
    ("metrics", 0),
    ("lint --records", 0),
    ("fact", 0),
    ("notes", 0),
    ("notes check", 8),
    ("rollout status", 0),
    ("monitor", 0),
    ("incident list", 0),
    ("incident status", 0),
    ("sign changes-merged", 0),
    ("sign roles/devops-engineer/*", 0),
    ("na retrospective-scheduled --reason measured", 0),
    (
        "waive scope-documented --reason measured --role release-manager",
        0,
    ),
    ("block p-17 --reason measured", 0),
    ("reopen p-17 --reason measured", 0),
    (
        "call no-go --phase pre-release --role developer --reason measured",
        0,
    ),
    ("fact api-change=yes", 0),
    ("respin --candidate abcdef0 --reason measured", 0),
    ("notes set summary measured", 0),
    (
        "incident open --title measured --class application --severity high",
        0,
    ),
    ("close --outcome abandoned --reason measured", 0),
];

/// A release in a folder of its own, which is restored before each run.
struct Bench {
    folder: PathBuf,
    text: String,
}

impl Bench {
    /// Starts a release of the embedded plan and so many items more.
    fn new(folder: PathBuf, items: usize) -> Self {
        fs::create_dir(&folder).expect("a writable folder");
        let bench = Self {
            folder,
            text: String::new(),
        };
        bench.run("init --full", 0);
        let mut list = String::from(
            "id: generated\ntitle: Generated\nphase: pre-release\nsections:\n  - title: Parts\n    roles: [developer]\n    items:\n",
        );
        for place in 0..items {
            let _ = write!(
                list,
                "      - id: p-{place}\n        text: Verify part number {place} of the release\n"
            );
        }
        let checklists = bench.folder.join("checklists");
        fs::write(checklists.join("generated.yaml"), list).expect("space");
        let playbook = checklists.join("playbook.yaml");
        let known = fs::read_to_string(&playbook).expect("a playbook");
        let with_it = known.replacen(
            "      - pre-release\n",
            "      - pre-release\n      - generated\n",
            1,
        );
        assert!(with_it != known, "the list of a phase");
        fs::write(playbook, with_it).expect("space");
        bench.run("start 2.4.0 --type minor --candidate 9fceb02", 0);
        let text = fs::read_to_string(bench.record()).expect("a record");
        Self { text, ..bench }
    }

    fn record(&self) -> PathBuf {
        self.folder.join("releases/2.4.0.toml")
    }

    /// Goes on from what a command makes of the record.
    fn after(mut self, words: &str) -> Self {
        self.run(words, 0);
        self.text = fs::read_to_string(self.record()).expect("a record");
        self
    }

    /// Opens so many incidents.
    fn with_incidents(mut self, count: usize) -> Self {
        let record = read::record(&self.text).expect("a record");
        let mut release = Release::replay(record).expect("a sound record");
        for number in 1..=count {
            let kind = EventKind::Incident(IncidentEvent {
                incident: IncidentId::numbered(number),
                what: IncidentStep::Opened {
                    title: format!("measured {number}"),
                    class: "application".into(),
                    severity: Severity::ALL[0],
                    commander: None,
                },
            });
            let at = generated::start() + TimeDelta::seconds(i64::try_from(number).expect("few"));
            let event = Event::new(
                &release.header().id,
                at,
                generated::signer(),
                kind,
                release.heads(),
            );
            release = release.after(event);
        }
        self.text = write::text(release.record());
        self
    }

    /// Runs a command on the record as it was.
    fn run(&self, words: &str, expected: i32) -> Duration {
        if !self.text.is_empty() {
            fs::write(self.record(), &self.text).expect("space");
        }
        let mut command = gonogo(words, &self.folder.join("releases"), &self.folder);
        timed(|| {
            let shown = command.output().expect("a child");
            assert!(shown.status.code() == Some(expected), "{words}: {shown:?}");
        })
    }
}

/// Holds that no command costs more than twelve times as much on ten times the items, or three times what a gate does.
pub(super) fn growth(goals: &mut Goals, folder: &Path) {
    let bench = |items: usize| {
        Bench::new(folder.join(format!("items-{items}")), items).after("sign generated/*")
    };
    let (small, large) = (bench(1_000), bench(10_000));
    for (command, expected) in COMMANDS {
        hold(
            goals,
            (command, expected),
            ("1,000 items", &small),
            ("10,000 items", &large),
        );
    }
}

/// Holds the same where ten times as many incidents are open.
pub(super) fn incidents(goals: &mut Goals, folder: &Path) {
    let bench = |count: usize| {
        Bench::new(folder.join(format!("incidents-{count}")), 10).with_incidents(count)
    };
    let (small, large) = (bench(40), bench(400));
    for command in [
        "incident list",
        "incident status",
        "status",
        "list",
        "todo --all",
    ] {
        hold(
            goals,
            (command, 0),
            ("40 incidents", &small),
            ("400 incidents", &large),
        );
    }
}

fn hold(
    goals: &mut Goals,
    (command, expected): (&str, i32),
    (few, small): (&str, &Bench),
    (many, large): (&str, &Bench),
) {
    let word = command.split(" --").next().unwrap_or_default();
    goals.hold_ratio(
        &format!("{word}, {many} / {few}"),
        12.0,
        5,
        || large.run(command, expected),
        || small.run(command, expected),
    );
    goals.hold_ratio(
        &format!("{word}, {many} / gate on the same record"),
        3.0,
        5,
        || large.run(command, expected),
        || large.run("gate", 8),
    );
}

/// Holds that many items named one by one cost no more than those of a pattern.
pub(super) fn names(goals: &mut Goals, folder: &Path) {
    let bench = Bench::new(folder.join("names"), 10_000);
    let all = (0..10_000).fold(String::from("sign"), |mut all, place| {
        let _ = write!(all, " p-{place}");
        all
    });
    goals.hold_ratio(
        "sign with 10,000 names / with their pattern",
        2.0,
        3,
        || bench.run(&all, 0),
        || bench.run("sign generated/*", 0),
    );
}

/// Holds the page of a usual record beside the same release for programs, and its memory beside the largest usual record.
pub(super) fn page(goals: &mut Goals, folder: &Path) {
    let records = folder.join("page");
    fs::create_dir(&records).expect("a writable folder");
    let write = |items: usize| {
        let text = generated::text(items, 10);
        fs::write(records.join("2.4.0.toml"), &text).expect("space");
        text.len()
    };
    write(1_000);
    let run = |words: &str| {
        let mut command = gonogo(words, &records, folder);
        timed(|| {
            let shown = command.output().expect("a child");
            assert!(shown.status.success(), "{shown:?}");
        })
    };
    goals.hold_ratio(
        "`page` / `status --json`, 1,000 items with 10 events each",
        1.5,
        15,
        || run("page -o page.html"),
        || run("status --json"),
    );
    #[expect(clippy::cast_precision_loss, reason = "a file size")]
    let size = write(10_000) as f64 / 1024.0;
    let peak = peak_of(&gonogo("page -o page.html", &records, folder));
    let name = "peak memory of `page`, 42.4 MiB record / size of the file";
    goals.hold(name, peak / size, 3.2);
}

/// Tells what memory each command takes on the largest usual record, and holds those that print every event.
pub(super) fn memory(goals: &mut Goals, folder: &Path) {
    let records = folder.join("memory");
    fs::create_dir(&records).expect("a writable folder");
    let text = generated::text(10_000, 10);
    let path = records.join("2.4.0.toml");
    #[expect(clippy::cast_precision_loss, reason = "a file size")]
    let size = text.len() as f64 / 1024.0;
    println!(
        "| command | MiB | times the file of {:.1} MiB |\n|---|---|---|",
        size / 1024.0
    );
    for command in [
        "gate",
        "status",
        "todo --all",
        "list",
        "show item-17",
        "log",
        "log --json",
        "verify",
        "retro",
        "report weekly",
        "metrics",
        "lint --records",
        "incident list",
        "sign item-17",
        "sign item-1*",
        "na item-17 --reason measured",
        "waive item-17 --reason measured",
        "block item-17 --reason measured",
        "reopen item-17 --reason measured",
        "call no-go --reason measured",
        "respin --candidate abcdef0 --reason measured",
        "close --outcome abandoned --reason measured",
    ] {
        fs::write(&path, &text).expect("space");
        let peak = peak_of(&gonogo(command, &records, folder));
        println!(
            "| `{command}` | {:.0} | {:.1} |",
            peak / 1024.0,
            peak / size
        );
        if command.starts_with("log") {
            let name = format!("peak memory of `{command}` / size of the file");
            goals.hold(&name, peak / size, 3.0);
        }
    }
}
