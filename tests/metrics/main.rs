//! The figures of `gonogo metrics` are those that a second program computes by its own reading of docs/metrics.md, over
//! five hundred generated records.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod chance;
mod stories;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use chrono::{DateTime, NaiveDate, Utc};
use gonogo::domain::reports::metrics::{Asked, By, Delivery, Ledger};
use gonogo::record::store::Store;
use gonogo::render;
use serde_json::{Value, json};

/// The script that computes the figures a second time.
const RECOMPUTE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/metrics/recompute.py");

/// How many records are generated.
const RECORDS: usize = 500;

/// The present, after most of what happens in the records.
const NOW: &str = "2026-11-20T09:00:00Z";

/// Says on standard error, even when the test passes, that Python is not here; where nothing may be left out, fails.
fn has_python() -> bool {
    let is_there = Command::new("python3")
        .args(["-c", "import tomllib"])
        .output()
        .is_ok_and(|ran| ran.status.success());
    if !is_there {
        let _ = writeln!(
            std::io::stderr(),
            "\nLEFT OUT: computing the figures again, because there is no `python3` (3.11)"
        );
        assert!(
            std::env::var_os("GONOGO_TESTS_COMPLETE").is_none(),
            "`python3` is not on this machine"
        );
    }
    is_there
}

#[test]
fn a_second_program_computes_the_same_figures_from_the_records() {
    if !has_python() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for number in 0..RECORDS {
        let release = stories::release(number);
        let text = gonogo::record::write::text(release.record());
        std::fs::write(
            folder
                .path()
                .join(format!("{}.toml", release.header().version)),
            text,
        )
        .unwrap();
    }
    let ledger = ledger(folder.path());
    for (since, by) in [
        (None, Some(By::Month)),
        (None, Some(By::Week)),
        (Some("2026-07-15"), Some(By::Type)),
        (Some("2026-11-19"), None),
        (Some("2027-01-01"), Some(By::Type)),
    ] {
        let asked = Asked {
            since: since.map(|day| day.parse::<NaiveDate>().unwrap()),
            by,
            now: time(NOW),
        };
        assert_eq!(
            rust(&ledger, &asked),
            python(folder.path(), &asked),
            "since {since:?} by {by:?}"
        );
    }
    assert_eq!(
        said(&ledger),
        stories::EXPECTED,
        "the stories have to tell of everything that docs/metrics.md names"
    );
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn ledger(folder: &Path) -> Ledger {
    let store = Store::new(folder.to_owned());
    let mut ledger = Ledger::default();
    for version in store.versions().unwrap() {
        ledger.push(Delivery::of(&store.read(&version).unwrap().release));
    }
    ledger
}

/// Returns the figures of gonogo, in the form that the script prints.
fn rust(ledger: &Ledger, asked: &Asked) -> Value {
    let all: Value =
        serde_json::from_str(&render::metrics::json(&ledger.report(asked), &[])).unwrap();
    let row = |it: &Value| json!([it["version"], it["deployment"], it["figure"], it["reason"]]);
    let mut excluded: Vec<Value> = all["excluded"]
        .as_array()
        .unwrap()
        .iter()
        .map(row)
        .collect();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    excluded.sort_by_key(|it| {
        (
            text(&it[0]),
            it[1].as_u64().unwrap_or(0),
            text(&it[2]),
            text(&it[3]),
        )
    });
    json!({"releases": all["releases"], "figures": all["figures"], "groups": all["groups"], "excluded": excluded})
}

fn python(folder: &Path, asked: &Asked) -> Value {
    let mut command = Command::new("python3");
    command
        .arg(RECOMPUTE)
        .arg(folder)
        .arg(asked.now.to_rfc3339());
    if let Some(since) = asked.since {
        command.args(["--since", &since.to_string()]);
    }
    if let Some(by) = asked.by {
        command.args(["--by", by.word()]);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns which reasons the records give to leave something out, and which figures have a case.
fn said(ledger: &Ledger) -> Vec<String> {
    let asked = Asked {
        since: Some("2026-02-01".parse().unwrap()),
        by: None,
        now: time(NOW),
    };
    let all: Value =
        serde_json::from_str(&render::metrics::json(&ledger.report(&asked), &[])).unwrap();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for it in all["excluded"].as_array().unwrap() {
        *said
            .entry(it["reason"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    for (figure, values) in all["figures"].as_object().unwrap() {
        let cases = values["cases"].as_u64().unwrap();
        let count = values.get("count").and_then(Value::as_u64).unwrap_or(cases);
        assert!(count > 20, "{figure} rests on {count} cases");
    }
    said.into_keys().collect()
}
