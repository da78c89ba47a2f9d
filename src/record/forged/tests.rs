//! Forged records: `tests/forger.py` takes honest ones and adds to each one step that no gonogo would have written, with every
//! id and link in order. None of them is sound.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::domain::event::{EDITION, EventKind};
use crate::domain::plan::Plan;
use crate::domain::rules::admission::admit;
use crate::domain::rules::audit;
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::overall;
use crate::domain::state::{Record, Release};
use crate::domain::testing::{Story, person, plan};
use crate::domain::verdict::Verdict;
use crate::record::{read, write};

fn whole_plan() -> Plan {
    let mut plan = plan(&[
        "pre/a dev",
        "pre/c qa proof",
        "pre/d qa maybe",
        "pre/k dev killer",
        "gate pre dev",
        "ship/b ops",
        "ship/m ops marks=staged",
        "rollout ship",
        "metric errors %",
        "metric other %",
        "rule errors above-baseline 0.1 points then hold",
        "rule errors above-baseline 1 points then no-go",
        "choice quick",
        "strategy quick: canary 5 15m..30m qa, full 100 marks=deployed",
        "strategy standard: canary 5 15m..30m qa, full 100 marks=deployed",
        "strategy direct: full 100 marks=deployed",
        "monitoring ship from deployed",
        "window first 0m..30m ops",
        "gate ship rm",
        "rollback back after=deployed ends=rm",
        "back/undo ops",
        "gate back qa",
        "class app dev",
        "duty restore dev",
        "decision course pm",
    ]);
    for role in &mut plan.roles {
        role.members = vec![person("Ada"), person("Joan"), person(role.id.as_str())];
    }
    plan
}

const READY: [&str; 7] = [
    "dev signs a",
    "qa signs c with https://ci/1",
    "qa rules out d because none",
    "dev signs k",
    "fact db = yes",
    "dev calls go at pre",
    "ops baselines errors=0.4 other=1",
];
const CANARY: [&str; 1] = ["ops enters canary at 5"];
const SOAKED: [&str; 2] = ["wait 16m", "ops observes errors=0.4 other=1"];
const FULL: [&str; 2] = ["qa calls go on canary", "ops enters full at 100"];
const SHIPPED: [&str; 7] = [
    "ops observes errors=0.4 other=1",
    "ops signs b",
    "ops signs m",
    "wait 31m",
    "ops closes first",
    "rm calls go at ship",
    "close shipped",
];
const BACK: [&str; 2] = [
    "qa opens incident checkout fails",
    "ops rolls back because it burns",
];

/// The honest records, each told up to where something may be forged.
fn bases() -> Vec<(&'static str, Release)> {
    let canary = [&READY[..], &CANARY].concat();
    let soaked = [&canary[..], &SOAKED].concat();
    let full = [&soaked[..], &FULL].concat();
    let tell = |before: &[&'static str], then: &[&'static str]| {
        let lines = [before, then].concat();
        Story::of(whole_plan()).tell(&lines).release()
    };
    vec![
        ("fresh", tell(&[], &[])),
        (
            "ahead",
            tell(&[], &["ops signs m because the mirror is slow"]),
        ),
        ("blocked", tell(&[], &["qa blocks a because it burns"])),
        (
            "risky",
            tell(
                &[],
                &[
                    "dev raises medium risk 1",
                    "dev raises low risk 2",
                    "dev ends risk 2 because gone",
                ],
            ),
        ),
        (
            "refused",
            tell(&READY, &["dev calls no-go at pre because it burns"]),
        ),
        ("ready", tell(&READY, &[])),
        ("canary", tell(&canary, &[])),
        ("paused", tell(&canary, &["ops pauses because x"])),
        ("soaked", tell(&soaked, &[])),
        (
            "bad",
            tell(&canary, &["wait 16m", "ops observes errors=1.9 other=1"]),
        ),
        ("full", tell(&full, &[])),
        ("shipped", tell(&full, &SHIPPED)),
        ("back", tell(&full, &BACK)),
        (
            "ended",
            tell(&READY, &["close abandoned because no budget"]),
        ),
        (
            "merged",
            tell(
                &["left: dev signs a", "right: qa blocks a because it burns"],
                &["merge"],
            ),
        ),
    ]
}

/// What becomes of a record: sound, or every reason why it is not.
fn read_back(path: &Path) -> Vec<String> {
    let record = match read::record(&fs::read_to_string(path).unwrap()) {
        Ok(record) => record,
        Err(malformed) => return vec![format!("unreadable: {}", malformed.fault)],
    };
    let faults = audit::replay(record).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

/// Writes the honest records into a folder, and lets Python forge others from them; `None` when there is no Python.
fn forge(arguments: &[&str]) -> Option<tempfile::TempDir> {
    let has_python = Command::new("python3")
        .args(["-c", "import tomllib"])
        .output();
    if !has_python.is_ok_and(|ran| ran.status.success()) {
        let complete = std::env::var_os("GONOGO_TESTS_COMPLETE");
        assert!(
            complete.is_none(),
            "python3 (3.11 or newer) is not on this machine"
        );
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, release) in bases() {
        let path = folder.path().join(format!("{name}.toml"));
        fs::write(&path, write::text(release.record())).unwrap();
        assert_eq!(read_back(&path), [""; 0], "{name} is honest");
        let items = release.plan().items.iter();
        let digests: String = items
            .map(|item| format!("{} {}\n", item.id, item.digest()))
            .collect();
        fs::write(path.with_extension("digests"), digests).unwrap();
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = Command::new("python3")
        .arg(manifest.join("tests/forger.py"))
        .args([&manifest.join("docs/record-format.md"), folder.path()])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    Some(folder)
}

/// Tells whether the writer would have written every event of a record without branches, one after the other.
fn would_be_written(record: Record) -> bool {
    let Record {
        header,
        plan,
        events,
    } = record;
    let mut release = Release::unstarted(header, plan);
    for event in events {
        let is_next = event.prev == release.heads();
        if let EventKind::Started { rules, .. } = &event.kind
            && rules.is_some_and(|rules| !(1..=EDITION).contains(&rules))
        {
            return false;
        }
        if !is_next || admit(&release, &event.kind, &event.by, event.at).is_err() {
            return false;
        }
        release.append(event);
    }
    true
}

#[test]
fn the_reader_takes_a_changed_value_just_when_the_writer_would_have_written_it() {
    let Some(folder) = forge(&["mutations"]) else {
        return;
    };
    let (mut taken, mut refused) = (0, 0);
    for entry in fs::read_dir(folder.path().join("mutated")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let Ok(record) = read::record(&fs::read_to_string(&path).unwrap()) else {
            refused += 1;
            continue;
        };
        let Ok(release) = Release::replay(record.clone()) else {
            refused += 1;
            continue;
        };
        let is_taken = audit::replay(record).is_ok();
        if !name.starts_with("merged") {
            let written = would_be_written(release.record().clone());
            assert_eq!(is_taken, written, "{name}");
        }
        let now = release.events().iter().map(|event| event.at).max().unwrap();
        let verdict = overall(&judge_all(&release, now));
        let is_go = verdict == Some(Verdict::Go) && !name.starts_with("shipped");
        assert!(!is_taken || !is_go, "{name} is sound and GO");
        *(if is_taken { &mut taken } else { &mut refused }) += 1;
    }
    assert!(
        taken > 100 && refused > 1_000,
        "{taken} taken, {refused} refused"
    );
}

#[test]
fn no_forgery_is_sound() {
    let Some(folder) = forge(&[]) else { return };
    let mut forged = 0;
    let (mut unnoticed, mut otherwise) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder.path().join("forged")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        forged += 1;
        let faults = read_back(&path);
        if faults.is_empty() {
            unnoticed.push(name);
        } else if !faults
            .iter()
            .all(|fault| fault.contains("was never allowed: "))
        {
            otherwise.push(format!("{name}: {}", faults.join("; ")));
        }
    }
    unnoticed.sort();
    assert_eq!(unnoticed, [""; 0], "of {forged}");
    // The links and the layout know these two already.
    otherwise.sort();
    let expected = [
        "bad--observe-with-the-ruling-alone-forged: unreadable: `ruling` cannot be `go`",
        "ready--start-again: the record does not begin with exactly one `started` event",
    ];
    assert_eq!(otherwise, expected, "of {forged}");
    assert!(forged >= 150, "{forged}");
}
