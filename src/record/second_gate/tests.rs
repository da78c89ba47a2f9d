//! A second gate, in Python and written from the documents alone (`tests/gate.py`), comes to the same verdicts on random
//! histories: sign-offs, waivers that expire, blockers, facts, calls, votes and respins, on branches that meet.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::domain::event::timestamp;
use crate::domain::plan::Plan;
use crate::domain::rules::gate::judge;
use crate::domain::testing::{Story, plan};
use crate::record::write;

/// How many histories are told; all are merged and judged on both sides.
const HISTORIES: usize = 1_000;

const LINES: [&str; 44] = [
    "dev signs a",
    "qa signs c with https://ci/1",
    "dev signs c with https://ci/2",
    "qa signs d",
    "qa rules out d because none",
    "dev signs k",
    "qa signs f",
    "dev signs t",
    "ops signs b",
    "ops signs s",
    "qa signs n",
    "qa signs y",
    "rm waives a until 2026-11-21 because later",
    "rm waives c because known",
    "rm waives b until 2026-11-23 because later",
    "rm waives t because both",
    "pm waives t until 2026-11-22 because both",
    "qa blocks a because it burns",
    "qa unblocks a because it is out",
    "dev blocks b because wait",
    "dev unblocks b because go on",
    "ops blocks n because so",
    "ops unblocks n because not",
    "dev reopens a because wrong",
    "qa reopens c because wrong",
    "rm reopens t because wrong",
    "fact db = yes because so",
    "fact db = no because so",
    "fact ui = yes because so",
    "fact ui = no because so",
    "dev calls go at pre because known",
    "dev calls no-go at pre because slow",
    "qa calls go at pre because known",
    "qa calls no-go at pre because slow",
    "Ada as ops calls go at pre because known",
    "Joan as ops calls go at pre because known",
    "Ada as ops calls no-go at pre because slow",
    "rm calls go at ship because known",
    "rm calls no-go at ship because slow",
    "pm calls go at ship because known",
    "respin c2 because fixed",
    "respin c1 because back",
    "wait 20h",
    "merge",
];

fn whole_plan() -> Plan {
    let mut plan = plan(&[
        "pre/a dev",
        "pre/c dev+qa bound proof",
        "pre/d qa maybe bound",
        "pre/k dev killer bound",
        "pre/f qa fresh=24h",
        "pre/t dev waived-by=rm+pm",
        "pre/n qa when=db",
        "pre/y qa any=db+ui not=ui",
        "gate pre dev+qa@db+ops*2",
        "ship/b ops",
        "ship/s ops bound fresh=48h",
        "gate ship rm+pm@ui",
    ]);
    plan.phases[1].gate.holds_for_release = true;
    plan
}

/// The lines that lead a release to GO, when nothing comes between.
const WAY: [&str; 17] = [
    "fact db = no because so",
    "fact ui = no because so",
    "dev signs a",
    "qa signs c with https://ci/1",
    "dev signs c with https://ci/2",
    "qa signs d",
    "dev signs k",
    "qa signs f",
    "dev signs t",
    "merge",
    "dev calls go at pre because known",
    "Ada as ops calls go at pre because known",
    "Joan as ops calls go at pre because known",
    "ops signs b",
    "ops signs s",
    "rm calls go at ship because known",
    "merge",
];

/// The way to GO with any other lines in between, each on the trunk or on one of two branches.
fn histories() -> impl Strategy<Value = Vec<String>> {
    let step = (0..6 * LINES.len(), 0..12_usize);
    vec(step, 10..60).prop_map(|steps| {
        let mut way = WAY.iter().cycle();
        let mut line = |chosen: usize| LINES.get(chosen).or_else(|| way.next()).copied();
        let on = |(chosen, branch): (usize, usize)| match (line(chosen)?, branch) {
            (line @ ("merge" | "wait 20h"), _) => Some(line.to_owned()),
            (line, 0) => Some(format!("left: {line}")),
            (line, 1) => Some(format!("right: {line}")),
            (line, _) => Some(line.to_owned()),
        };
        steps.into_iter().filter_map(on).collect()
    })
}

#[test]
fn a_gate_in_python_comes_to_the_same_verdicts() {
    let python = Command::new("python3")
        .args(["-c", "import tomllib"])
        .output();
    if !python.is_ok_and(|ran| ran.status.success()) {
        let complete = std::env::var_os("GONOGO_TESTS_COMPLETE");
        assert!(
            complete.is_none(),
            "python3 (3.11 or newer) is not on this machine"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    );
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    let mut ours = String::new();
    for number in 0..HISTORIES {
        let lines = histories().new_tree(&mut runner).unwrap().current();
        let mut story = Story::of(whole_plan());
        for line in &lines {
            let _ = story.try_line(line);
        }
        let release = story.release();
        let name = format!("{number:05}");
        let text = write::text(release.record());
        fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
        ours += &name;
        for judgement in judge(&release, now) {
            let _ = write!(
                ours,
                " {}={}",
                judgement.topic.id(),
                judgement.verdict.word()
            );
        }
        ours.push('\n');
    }
    let ran = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gate.py"))
        .arg(folder.path())
        .arg(timestamp(&now))
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let theirs = String::from_utf8(ran.stdout).unwrap();
    let differing: Vec<_> = ours
        .lines()
        .zip(theirs.lines())
        .filter(|(ours, theirs)| ours != theirs)
        .collect();
    if let Some((ours, theirs)) = differing.first() {
        let name = &ours[..5];
        let record = fs::read_to_string(folder.path().join(format!("{name}.toml"))).unwrap();
        panic!(
            "{} differ; the first:\n{ours}, and in Python\n{theirs}\n{record}",
            differing.len()
        );
    }
    assert_eq!(ours.lines().count(), theirs.lines().count());
    for verdict in [
        "pre=GO",
        "pre=HOLD",
        "pre=NO-GO",
        "ship=GO",
        "ship=HOLD",
        "ship=NO-GO",
    ] {
        let count = ours.lines().filter(|line| line.contains(verdict)).count();
        assert!(count >= 20, "{verdict} came up {count} times");
    }
}
