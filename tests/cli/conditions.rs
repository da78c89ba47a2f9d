//! Items and polled roles that depend on facts.

use snapbox::str;

use crate::team::{Team, shows};

/// A team whose QA is asked at the first gate only when users see a change and no database is migrated.
fn team() -> Team {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "poll: [developer, qa-automation-engineer]",
        "poll: [developer, {role: qa-automation-engineer, when: {fact: user-facing-change, not: database-migration}}]",
    );
    team.replace(
        "checklists/pre-release.yaml",
        "when: {type: [minor, major]}",
        "when: {type: [minor, major], any: [database-migration, user-facing-change]}",
    );
    team.quietly("start 2.4.0 --type minor --candidate c1 --fact database-migration=no");
    team
}

#[test]
fn a_polled_role_and_an_item_come_and_go_with_the_facts() {
    let team = team();
    shows!(
        team.transcript(
            "show load-test
             gate pre-release
             fact user-facing-change=no
             gate pre-release
             gate pre-release --format junit
             status
             show load-test
             sign load-test
             call go --role qa-automation-engineer --phase pre-release
             fact user-facing-change=yes --reason 'a new button'
             call no-go --role qa-automation-engineer --phase pre-release --reason 'it blinks'"
        ),
        str![[r#"
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      open
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: has not signed
  rule       applies when database-migration or user-facing-change
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
1 fact unanswered, treated as yes: 2 more items (gonogo fact)
HOLD for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 8
$ gonogo fact user-facing-change=no
fact user-facing-change = no
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  not polled: fact `user-facing-change` is answered no
HOLD for pre-release: release 2.4.0, candidate c1, 0 of 6 items, 0 of 2 calls
= 8
$ gonogo gate pre-release --format junit
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gonogo gate: release 2.4.0, candidate c1" tests="7" skipped="2" failures="5" errors="0" time="0.000">
    <testsuite name="pre-release" tests="7" skipped="2" errors="0" failures="5" time="0.000">
        <testcase name="pre-release" classname="gate" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="HOLD: Go for deployment" type="gonogo.hold">HOLD: Go for deployment
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
  pre-release: developer  has not called</failure>
        </testcase>
        <testcase name="pre-release/ci-green" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="HOLD: open [developer]  Run all CI/CD pipelines on the candidate" type="gonogo.open">HOLD: open [developer]  Run all CI/CD pipelines on the candidate
  gonogo sign pre-release/ci-green</failure>
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
        <testcase name="pre-release/load-test" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <skipped message="not applicable: facts `database-migration`, `user-facing-change` are all answered no"/>
        </testcase>
        <testcase name="call: developer" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <failure message="HOLD: has not called" type="gonogo.uncalled">HOLD: has not called</failure>
        </testcase>
        <testcase name="call: qa-automation-engineer" classname="pre-release" time="0.000" file="releases/2.4.0.toml" line="1">
            <skipped message="not polled: fact `user-facing-change` is answered no"/>
        </testcase>
    </testsuite>
</testsuites>
= 8
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Go for deployment" · 0 of 6 items · 0 of 2 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       ·      3       ·         ·        ·     1        0/1   HOLD
 Deployment        ·      2       ·         ·        ·     1        0/1   HOLD
 Post-release      ·      1       ·         ·        ·     1          ·   HOLD

 Waiting for              Now   Items   Calls   Next item
─────────────────────────────────────────────────────────────────
 release-manager            0       1       0   training-updated
 developer                  2       3       1   ci-green
 qa-automation-engineer     2       3       1   code-reviewed

Next
  gonogo walk 2.4.0 --role developer
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo gate pre-release
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      not applicable
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: has not signed
  rule       applies when database-migration or user-facing-change
  n/a        facts `database-migration`, `user-facing-change` are all answered no
= 0
$ gonogo sign load-test
! error: item `pre-release/load-test` does not apply: facts `database-migration`, `user-facing-change` are all answered no
! hint: if it applies after all: `gonogo fact database-migration=yes --reason "…"`
= 1
$ gonogo call go --role qa-automation-engineer --phase pre-release
! error: role `qa-automation-engineer` is not polled at gate `pre-release`: fact `user-facing-change` is answered no
! hint: if the role is needed after all: `gonogo fact user-facing-change=yes --reason "…"`
= 1
$ gonogo fact user-facing-change=yes --reason 'a new button'
fact user-facing-change = yes
= 0
$ gonogo call no-go --role qa-automation-engineer --phase pre-release --reason 'it blinks'
called no-go at gate pre-release as qa-automation-engineer
= 0

"#]]
    );
    let json: serde_json::Value = {
        team.quietly("fact user-facing-change=no --reason 'taken out'");
        let output = team.run("gate pre-release --json");
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let gate = &json["gates"][0];
    assert_eq!(gate["poll"].as_array().unwrap().len(), 1);
    assert_eq!(
        gate["not-polled"],
        serde_json::json!([{"role": "qa-automation-engineer", "not-applicable": {"fact": "user-facing-change"}}])
    );
}
