//! What has its time in a release, as iCalendar, read back by two readers.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use snapbox::str;

use crate::page::on_the_way_back;
use crate::readers::{python, readers};
use crate::team::{Team, shows};

/// Returns what both readers say of a calendar, which has to be the same.
#[track_caller]
fn read(modules: &Path, calendar: &[u8]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("release.ics");
    fs::write(&file, calendar).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read_calendar.mjs");
    let mut node = Command::new("node");
    // Far from UTC, so that a time without a zone would be another one.
    node.env("TZ", "America/New_York");
    let output = node.arg(script).arg(modules).arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let by_node: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(python(modules, "read_calendar.py", &file), by_node);
    by_node.as_array().unwrap().clone()
}

/// Returns the calendar of a release, after what a reader needs of its form was checked.
#[track_caller]
fn calendar(team: &Team, line: &str) -> Vec<u8> {
    let output = team.run(line);
    assert_eq!(output.status.code(), Some(0), "{line}");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
    }
    output.stdout
}

/// Writes entries one a line, and their descriptions below them.
fn listed(team: &Team, entries: &[Value]) -> String {
    let mut text = String::new();
    for entry in entries {
        let of = |key: &str| entry[key].as_str().unwrap().to_owned();
        let (start, end) = (of("start"), of("end"));
        let _ = writeln!(text, "{start} to {end} {}: {}", of("status"), of("summary"));
        let _ = writeln!(
            text,
            "  {} #{}, {}",
            of("uid"),
            entry["sequence"],
            of("stamp")
        );
        for line in of("description").lines() {
            let _ = writeln!(text, "  | {line}");
        }
        assert_eq!(entry["errors"], serde_json::json!([]));
    }
    team.redacted(&text)
}

#[test]
fn two_readers_agree_on_every_instant() {
    let Some(modules) = readers() else { return };
    let team = on_the_way_back();
    let shipped = read(&modules, &calendar(&team, "calendar 2.3.1"));
    let back = read(&modules, &calendar(&team, "calendar 2.4.0"));
    team.quietly(
        "at 2026-11-20T10:20:00Z
         incident done 1 -r 2.4.0
         reopen tracking-updated -r 2.4.0 --reason 'the team is back'
         rollout abort -r 2.4.0 --reason 'too slow'
         close -r 2.4.0 --outcome abandoned --reason 'no budget'",
    );
    let ended = read(&modules, &calendar(&team, "calendar 2.4.0"));
    let all = [shipped, back, ended].map(|entries| listed(&team, &entries));
    shows!(all.join("\n"), snapbox::file!["calendar/entries.txt"]);
}

#[test]
fn hostile_texts_are_read_back_as_they_are_shown() {
    let Some(modules) = readers() else { return };
    let team = on_the_way_back();
    for text in crate::hostile::texts(60) {
        if text.trim().is_empty() || text.contains('\0') {
            continue;
        }
        let mut command = team.gonogo();
        command.args([
            "incident",
            "action",
            "-r",
            "2.4.0",
            &text,
            "--owner",
            "developer",
            "--due",
            "2026-12-01",
        ]);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text:?}: {said}");
    }
    let entries = read(&modules, &calendar(&team, "calendar 2.4.0"));
    let told = |text: &str| {
        let shown = gonogo::domain::text::visible(text);
        let mut summaries = entries
            .iter()
            .map(|entry| entry["summary"].as_str().unwrap());
        summaries.any(|summary| summary.ends_with(&format!(": {shown} (2.4.0)")))
    };
    for text in [
        "a | b | c\n| --- |",
        "{\"a\": \"\\u0041\"}",
        "trailing backslash \\",
        "100%25 done, 50%: a,b",
    ] {
        assert!(told(text), "{text}: {entries:#?}");
    }
}

#[test]
fn whatever_changes_an_entry_raises_its_sequence() {
    let team = Team::on_release();
    let mut before: Option<(u64, String)> = None;
    for (step, line) in [
        ("planned", "plan 2026-11-22"),
        ("later", "plan 2026-11-25 --reason 'QA is ill'"),
        ("at 2026-11-25T08:00:00Z", ""),
        ("at 2026-11-26T00:00:00Z", ""),
        (
            "from behind now to ahead of it",
            "plan 2026-12-01 --reason 'QA is still ill'",
        ),
        ("and back again", "plan 2026-11-27 --reason 'QA is back'"),
    ] {
        match step.strip_prefix("at ") {
            Some(now) => team.set_clock(now),
            None => team.quietly(line),
        }
        let text = String::from_utf8(calendar(&team, "calendar")).unwrap();
        let of = |key: &str| {
            let line = text.lines().find(|line| line.starts_with(key)).unwrap();
            line[key.len()..].to_owned()
        };
        let (sequence, stamp) = (of("SEQUENCE:").parse().unwrap(), of("DTSTAMP:"));
        if let Some((earlier, earlier_stamp)) = before {
            assert!(sequence > earlier, "{step}: {sequence} after {earlier}");
            assert!(stamp >= earlier_stamp, "{step}: {stamp}");
        }
        let again = calendar(&team, "calendar");
        assert_eq!(
            text.as_bytes(),
            again,
            "{step}: nothing changed, and nothing is told"
        );
        before = Some((sequence, stamp));
    }
}

#[test]
fn a_calendar_goes_to_a_file() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "calendar -o release.ics
             plan 2026-12-01
             calendar -o release.ics
             calendar 3.0.0 -o none.ics",
        ),
        str![[r#"
$ gonogo calendar -o release.ics
wrote release.ics with 0 entries
! hint: nothing has its time yet; `gonogo plan 2026-11-27` plans the release for that day
= 0
$ gonogo plan 2026-12-01
planned for 2026-12-01
= 0
$ gonogo calendar -o release.ics
wrote release.ics with 1 entry
= 0
$ gonogo calendar 3.0.0 -o none.ics
! error: there is no record releases/3.0.0.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2

"#]]
    );
    assert!(
        team.read("release.ics")
            .contains("SUMMARY:Release day (2.4.0)\r\n")
    );
    assert!(!team.path("none.ics").exists());
}
