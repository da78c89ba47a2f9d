//! `gonogo gate --format junit`, read back by readers that teams use.

use std::path::Path;

use gonogo::domain::text::visible;
use serde_json::Value;
use snapbox::str;

use crate::hostile;
use crate::readers::{python, readers, xunit_viewer};
use crate::team::{Team, shows};

#[test]
fn every_gate_is_a_case_that_passes_only_at_go() {
    let team = Team::on_release();
    team.quietly("block ci-green --reason 'red again'\n sign load-test --role QA\n call no-go --role developer --reason 'not yet' --phase pre-release");
    let output = team.run("gate pre-release --format junit");
    shows!(
        team.redacted(&String::from_utf8(output.stdout).unwrap()),
        str![[r#"
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gonogo gate: release 2.4.0, candidate c1" tests="7" skipped="0" failures="6" errors="0" time="0.000">
    <testsuite name="pre-release" tests="7" skipped="0" errors="0" failures="6" time="0.000">
        <testcase name="pre-release" classname="gate" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="NO-GO: Go for deployment" type="gonogo.no-go">NO-GO: Go for deployment
  pre-release/ci-green  blocked: red again (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
  pre-release: developer  called no-go: not yet (Ada Lovelace, 2026-11-20T09:00:00Z)
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
  pre-release: qa-automation-engineer  has not called</failure>
        </testcase>
        <testcase name="pre-release/ci-green" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="NO-GO: blocked: red again (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate" type="gonogo.blocked">NO-GO: blocked: red again (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
  gonogo unblock pre-release/ci-green --role developer --reason &quot;…&quot;</failure>
        </testcase>
        <testcase name="pre-release/code-reviewed" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="HOLD: open [developer, qa-automation-engineer]  Review every merged change" type="gonogo.open">HOLD: open [developer, qa-automation-engineer]  Review every merged change
  gonogo sign pre-release/code-reviewed --role developer
  gonogo sign pre-release/code-reviewed --role qa-automation-engineer</failure>
        </testcase>
        <testcase name="pre-release/smoke-tests" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="HOLD: open [qa-automation-engineer]  Run the smoke tests in staging" type="gonogo.open">HOLD: open [qa-automation-engineer]  Run the smoke tests in staging
  gonogo sign pre-release/smoke-tests --evidence URL</failure>
        </testcase>
        <testcase name="pre-release/load-test" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1"/>
        <testcase name="call: developer" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="NO-GO: called no-go: not yet (Ada Lovelace, 2026-11-20T09:00:00Z)" type="gonogo.no-go">NO-GO: called no-go: not yet (Ada Lovelace, 2026-11-20T09:00:00Z)</failure>
        </testcase>
        <testcase name="call: qa-automation-engineer" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="HOLD: has not called" type="gonogo.uncalled">HOLD: has not called</failure>
        </testcase>
    </testsuite>
</testsuites>

"#]]
    );
    let missing = team.run("gate nonsense --format junit");
    assert_eq!(missing.status.code(), Some(2));
    shows!(
        String::from_utf8(missing.stdout).unwrap(),
        str![[r#"
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gonogo gate" tests="1" skipped="0" failures="0" errors="1" time="0.000">
    <testsuite name="gate" tests="1" skipped="0" errors="1" failures="0" time="0.000">
        <testcase name="nonsense" classname="gate" time="0.000">
            <error message="not evaluated: there is no phase `nonsense`" type="gonogo.not-evaluated">not evaluated: there is no phase `nonsense`
  the plan has pre-release, deployment, post-release</error>
        </testcase>
    </testsuite>
</testsuites>

"#]]
    );
}

/// Returns what the readers say of the report of a gate.
fn read(team: &Team, line: &str) -> Option<Value> {
    let readers = readers()?;
    let file = team.path("gate.xml");
    let output = team.run(line);
    std::fs::write(&file, &output.stdout).unwrap();
    let mut read = python(&readers, "read_junit.py", &file);
    read["exit"] = output.status.code().unwrap().into();
    read["file"] = file.to_str().unwrap().into();
    Some(read)
}

/// Checks what holds for every report, whatever the verdict.
#[track_caller]
fn assert_sound(read: &Value) {
    let cases = read["plain"].as_array().unwrap();
    let mut names: Vec<String> = cases
        .iter()
        .map(|case| format!("{}{}{}", case["suite"], case["class"], case["name"]))
        .collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), cases.len(), "names are unique");
    for case in cases {
        let children = case["children"].as_array().unwrap();
        assert!(children.len() <= 1, "{case}");
        let wanted = ["class", "name", "suite"]
            .map(|key| case[key].as_str().is_some_and(|it| !it.is_empty()));
        assert_eq!(wanted, [true; 3], "{case}");
        if read["exit"] != 2 {
            let has: Vec<&str> = case["attributes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it.as_str().unwrap())
                .collect();
            assert_eq!(has, ["classname", "file", "line", "name", "time"], "{case}");
        }
        if children
            .iter()
            .any(|child| child == "failure" || child == "error")
        {
            let message = case["message"][0].as_str().unwrap();
            assert!(
                case["text"][0].as_str().unwrap().starts_with(message),
                "{case}"
            );
            assert!(
                case["type"][0].as_str().unwrap().starts_with("gonogo."),
                "{case}"
            );
        }
    }
    let count = |child: &str| {
        cases
            .iter()
            .filter(|case| case["children"][0] == child)
            .count()
    };
    let told = serde_json::json!([
        "testsuites",
        cases.len(),
        count("failure"),
        count("error"),
        count("skipped")
    ]);
    assert_eq!(read["counts"][0], told);
    assert_eq!(read["junitparser"]["as-counted"], true);
}

#[test]
fn no_reader_takes_hold_or_no_go_for_green() {
    let team = Team::on_release();
    let steps = [
        ("", 8),
        ("block ci-green --reason 'red again'", 1),
        ("unblock ci-green --reason 'green'", 8),
        (
            "sign '*' --role developer --ahead --reason early\n sign '*' --role QA --evidence https://ci.example/1\n na training-updated --reason none\n sign '*' --role release-manager\n call go --role developer\n call go --role QA\n call go --role QA --phase deployment",
            0,
        ),
    ];
    for (lines, code) in steps {
        team.quietly(lines);
        let Some(read) = read(&team, "gate --format junit") else {
            return;
        };
        assert_eq!(read["exit"], code, "{lines}");
        assert_sound(&read);
        let is_green = code == 0;
        let bad = read["junitparser"]["bad"].as_u64().unwrap();
        assert_eq!(bad == 0, is_green, "{read}");
        assert_eq!(read["junitparser"]["verify"] == 0, is_green, "{read}");
        assert_eq!(read["xunitparser"]["all-good"], is_green, "{read}");
        assert_eq!(
            read["junit2html"]["failed"].as_u64().unwrap_or(0),
            bad,
            "{read}"
        );
        // It guesses the encoding of a file, and takes one of random characters for GB 18030: not asked about those.
        let viewer = xunit_viewer(
            &readers().unwrap(),
            Path::new(read["file"].as_str().unwrap()),
        );
        assert_eq!(!viewer.contains("failure"), is_green, "{viewer}");
        let verdicts: Vec<&Value> = read["plain"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|case| case["class"] == "gate")
            .collect();
        assert_eq!(verdicts.len(), 3);
        assert!(
            verdicts
                .iter()
                .all(|case| (case["children"][0] == "failure") != is_green),
            "{verdicts:?}"
        );
    }
    let Some(read) = read(&Team::new(), "gate --format junit") else {
        return;
    };
    assert_sound(&read);
    assert_eq!(read["xunitparser"]["errors"], 1);
    assert_eq!(read["junitparser"]["bad"], 1);
}

#[test]
fn texts_of_a_record_stay_texts() {
    let texts = hostile::texts(500);
    let team = hostile::team(&texts, true);
    let Some(read) = read(&team, "gate --format junit") else {
        return;
    };
    assert_sound(&read);
    let cases = read["plain"].as_array().unwrap();
    assert_eq!(cases.len(), 502);
    for (number, text) in texts.iter().enumerate() {
        let case = cases
            .iter()
            .find(|case| case["name"] == hostile::item_of(number))
            .unwrap();
        let told = visible(text)
            .replace('\u{fffe}', "\\u{fffe}")
            .replace('\u{ffff}', "\\u{ffff}");
        let message = case["message"][0].as_str().unwrap();
        assert!(message.ends_with(&told), "{text:?}: {case}");
        if number % 2 == 0 {
            let told = format!("NO-GO: blocked: {told} (Ada Lovelace)");
            assert!(message.starts_with(&told), "{text:?}: {case}");
        }
    }
}
