//! `gonogo check`: a program signs an item or blocks it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;
use snapbox::str;

use crate::team::{START, Team, shows, snapshot};

/// Gives the team a release in which two items have a check that runs `check.sh`.
fn team() -> Team {
    let team = Team::new().with_own_library();
    let check = "\n        check: {run: [./check.sh, \"a b\"], timeout: 5s}";
    for text in [
        "text: Review every merged change",
        "text: Run all CI/CD pipelines on the candidate",
    ] {
        team.replace(
            "checklists/pre-release.yaml",
            text,
            &format!("{text}{check}"),
        );
    }
    team.quietly(START);
    team
}

/// Writes the program.
fn program(team: &Team, lines: &str) {
    let path = team.path("check.sh");
    fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn without_run_the_programs_are_listed_and_nothing_runs() {
    let team = team();
    program(&team, "echo ran > ran");
    let before = snapshot(&team.path("releases"));
    shows!(
        team.transcript("check\n check ci-green --json\n check smoke-tests\n check --role qa"),
        str![[r#"
$ gonogo check
pre-release/ci-green  open
    ./check.sh 'a b' (up to 5s)
pre-release/code-reviewed  open
    ./check.sh 'a b' (up to 5s)
! hint: `gonogo check --run` runs them
= 0
$ gonogo check ci-green --json
{
  "format": "gonogo.check/1",
  "checks": [
    {
      "item": "pre-release/ci-green",
      "state": "open",
      "kind": "run",
      "line": "./check.sh 'a b'",
      "run": [
        "./check.sh",
        "a b"
      ],
      "timeout-seconds": 5,
      "passed": null
    }
  ]
}
! hint: `gonogo check --run` runs them
= 0
$ gonogo check smoke-tests
! error: `smoke-tests` could be `pre-release/smoke-tests`, `deployment/smoke-tests`
! hint: give more of the name, or the whole of it
= 2
$ gonogo check --role qa
! error: the following required arguments were not provided:
!   --run
! 
! Usage: gonogo check --run --role <ROLE> [ITEM]...
! 
! For more information, try '--help'.
= 2

"#]]
    );
    assert!(!team.path("ran").exists());
    assert!(before == snapshot(&team.path("releases")));
}

#[test]
fn a_pass_signs_with_evidence_and_a_failure_blocks_until_a_pass() {
    let team = team();
    program(
        &team,
        "echo \"$1 $GONOGO_VERSION $GONOGO_CANDIDATE\"; echo 'no \u{1b}[2Jconnection' >&2; exit 3",
    );
    shows!(
        team.transcript(
            "check ci-green --run
             check ci-green --run
             gate pre-release"
        ),
        str![[r#"
$ gonogo check ci-green --run
blocked pre-release/ci-green as developer
! running ./check.sh 'a b'
! warning: the check of `pre-release/ci-green` failed: the command ended with exit code 3: no \x1b[2Jconnection
= 1
$ gonogo check ci-green --run
! running ./check.sh 'a b'
! warning: the check of `pre-release/ci-green` failed: the command ended with exit code 3: no \x1b[2Jconnection
= 1
$ gonogo gate pre-release
NO-GO  Go for deployment (pre-release)
  pre-release/ci-green  blocked: the check failed: the command ended with exit code 3: no \x1b[2Jconnection (automation) [developer]  Run all CI/CD pipelines on the candidate
      gonogo unblock pre-release/ci-green --role developer --reason "…"
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
NO-GO for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 1

"#]]
    );
    program(
        &team,
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do echo line $i; done",
    );
    shows!(
        team.transcript(
            "check ci-green --run
             show ci-green
             check ci-green --run
             verify"
        ),
        str![[r#"
$ gonogo check ci-green --run
unblocked pre-release/ci-green as developer
signed pre-release/ci-green as developer
! running ./check.sh 'a b'
= 0
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      done
  phase      pre-release
  section    Code
  role       developer: signed by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
  rule       holds for one candidate
  rule       can be checked with ./check.sh 'a b' (up to 5s)

What happened
2026-11-20T09:00:00Z  blocked pre-release/ci-green as developer  by automation <automation@gonogo.invalid>
    reason: the check failed: the command ended with exit code 3: no \x1b[2Jconnection
2026-11-20T09:00:00Z  unblocked pre-release/ci-green as developer  by automation <automation@gonogo.invalid>
    reason: the check passed
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by automation <automation@gonogo.invalid>
    evidence: $ ./check.sh 'a b'\nexit code 0 after 0s\nsha256:[HASH] of 159 bytes\nline 2\nline 3\nline 4\nline 5\nline 6\nline 7\nline 8\nline 9\nline 10\nline 11\nline 12\nline 13\nline 14\nline 15\nline 16\nline 17\nline 18\nline 19\nline 20\nline 21
= 0
$ gonogo check ci-green --run
! running ./check.sh 'a b'
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
= 0
$ gonogo verify
2.4.0 is sound: 4 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn a_blocker_of_a_person_stays_and_an_item_that_needs_a_person_waits_for_one() {
    let team = team();
    program(&team, "exit 0");
    team.quietly("block ci-green --reason 'I saw it fail'");
    shows!(
        team.transcript(
            "check --run
             check code-reviewed --role developer --run
             status --role developer"
        ),
        str![[r#"
$ gonogo check --run
! warning: the check of `pre-release/code-reviewed` did not run: for `pre-release/code-reviewed`, say for which role: `--role developer` or `--role qa-automation-engineer`
! hint: `gonogo check pre-release/code-reviewed --run --role ROLE` runs it
= 2
$ gonogo check code-reviewed --role developer --run
signed pre-release/code-reviewed as developer
! running ./check.sh 'a b'
= 0
$ gonogo status --role developer
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 0 of 8 items · 0 of 3 calls

NO-GO
  pre-release/ci-green  blocked: I saw it fail (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
      gonogo unblock pre-release/ci-green --role developer --reason "…"

Developer
  [✗] pre-release/ci-green  Run all CI/CD pipelines on the candidate
  [ ] deployment/deployed  Deploy the candidate to production
  call for gate pre-release "Go for deployment"

Next
  gonogo unblock pre-release/ci-green --role developer --reason "…"
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
= 0

"#]]
    );
}

#[test]
fn what_does_not_start_or_takes_too_long_is_no_pass() {
    let team = team();
    shows!(
        team.transcript("check ci-green --run"),
        str![[r#"
$ gonogo check ci-green --run
! running ./check.sh 'a b'
! error: cannot start `./check.sh`: No such file or directory (os error 2)
! hint: a command is a program with its arguments, found from this folder and on PATH; no shell reads it
= 3

"#]]
    );
    team.replace(
        "checklists/pre-release.yaml",
        "id: load-test\n",
        "id: load-test\n        check: {run: [./check.sh], timeout: 1s}\n",
    );
    team.quietly("amend --role release-manager --reason 'it can be checked'");
    program(&team, "exec /bin/sleep 60");
    shows!(
        team.transcript("check load-test --run"),
        str![[r#"
$ gonogo check load-test --run
blocked pre-release/load-test as qa-automation-engineer
! running ./check.sh
! warning: the check of `pre-release/load-test` failed: `./check.sh` took longer than 1s and was stopped
= 1

"#]]
    );
}

#[test]
fn an_answer_that_would_be_refused_runs_nothing() {
    let team = team();
    program(&team, "echo ran > ran");
    team.quietly("close --outcome abandoned --reason 'not needed'");
    shows!(
        team.transcript("check ci-green --run -r 2.4.0"),
        str![[r#"
$ gonogo check ci-green --run -r 2.4.0
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1

"#]]
    );
    assert!(!team.path("ran").exists());
}

#[test]
fn the_report_says_what_passed() {
    let team = team();
    program(&team, "exit 1");
    let output = team.run("check ci-green --run --json --by 'CI <ci@octoacme.example>'");
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["checks"][0]["passed"], false);
    assert_eq!(report["checks"][0]["state"], "open");
    let log = String::from_utf8(team.run("log").stdout).unwrap();
    assert!(log.contains("CI"), "{log}");
}

#[test]
fn the_role_automation_signs_beside_a_person_and_members_have_to_list_it() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "  developer:\n    title: Developer\n",
        "  automation:\n    title: Automation\n  developer:\n    title: Developer\n    members: [\"Grace <grace@octoacme.example>\"]\n",
    );
    let check = "check: {run: [./check.sh]}";
    team.replace(
        "checklists/pre-release.yaml",
        "        text: Review every merged change\n        roles: [developer, qa-automation-engineer]",
        &format!("        text: Review every merged change\n        roles: [automation, qa-automation-engineer]\n        {check}"),
    );
    team.replace(
        "checklists/pre-release.yaml",
        "        bound: candidate",
        &format!("        bound: candidate\n        {check}"),
    );
    team.quietly(START);
    program(&team, "echo ran >> ran");
    shows!(
        team.transcript(
            "check code-reviewed --run
             show code-reviewed
             check
             check ci-green --run"
        ),
        str![[r#"
$ gonogo check code-reviewed --run
signed pre-release/code-reviewed as automation
! running ./check.sh
= 0
$ gonogo show code-reviewed
pre-release/code-reviewed
Review every merged change

  state      open
  phase      pre-release
  section    Code
  role       automation: signed by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
  role       qa-automation-engineer: has not signed
  rule       can be checked with ./check.sh (up to 1m)

What happened
2026-11-20T09:00:00Z  signed pre-release/code-reviewed as automation  by automation <automation@gonogo.invalid>
    evidence: $ ./check.sh\nexit code 0 after 0s\nsha256:[HASH] of 0 bytes
= 0
$ gonogo check
pre-release/ci-green  open
    ./check.sh (up to 1m)
! hint: `gonogo check --run` runs them
= 0
$ gonogo check ci-green --run
! error: automation <automation@gonogo.invalid> is not a member of role `developer`
! hint: ask a member of the role to sign, or add the person to `members` in the playbook and `gonogo amend`
= 1

"#]]
    );
    assert_eq!(team.read("ran"), "ran\n", "the refused one did not run");
}

#[test]
fn signing_by_hand_while_the_check_fails_needs_a_note() {
    let team = team();
    program(&team, "exit 1");
    team.run("check ci-green --run");
    shows!(
        team.transcript(
            "sign ci-green
             sign 'pre-release/*' --role developer
             sign ci-green --note 'the runner is broken: see run 881'"
        ),
        str![[r#"
$ gonogo sign ci-green
! error: `pre-release/ci-green` has a check and is blocked
! hint: say with `--note` why it is done anyway, or run `gonogo check --run` once it is mended
= 2
$ gonogo sign 'pre-release/*' --role developer
signed pre-release/code-reviewed as developer
! warning: not signed: `pre-release/ci-green` has a check and is blocked
! note: signed 1 of 2 items
= 0
$ gonogo sign ci-green --note 'the runner is broken: see run 881'
signed pre-release/ci-green as developer
= 0

"#]]
    );
}

#[test]
fn a_pass_counts_for_nothing_but_the_candidate_and_the_item_that_were_checked() {
    let team = team();
    // A program does not see who works here, nor where the checklists are.
    let gonogo = format!(
        "GONOGO_NOW=2026-11-20T09:00:00Z GONOGO_BY='Ada Lovelace <ada@octoacme.example>' {} --checklists checklists",
        env!("CARGO_BIN_EXE_gonogo")
    );
    program(&team, &format!("{gonogo} respin --candidate c2 >/dev/null"));
    shows!(
        team.transcript("check ci-green --run"),
        str![[r#"
$ gonogo check ci-green --run
! running ./check.sh 'a b'
! error: the candidate or the item `pre-release/ci-green` changed while its check ran; nothing recorded
! hint: `gonogo check --run` runs it again
= 1

"#]]
    );
    team.replace(
        "checklists/pre-release.yaml",
        "Run all CI/CD pipelines on the candidate",
        "Run all pipelines twice",
    );
    let amended = "amend --role release-manager --reason 'once is not enough'";
    program(&team, &format!("{gonogo} {amended} >/dev/null"));
    shows!(
        team.transcript(
            "check ci-green --run
             log"
        ),
        str![[r#"
$ gonogo check ci-green --run
! running ./check.sh 'a b'
! error: the candidate or the item `pre-release/ci-green` changed while its check ran; nothing recorded
! hint: `gonogo check --run` runs it again
= 1
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  respun on candidate c2  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  amended the plan as release-manager  by Ada Lovelace <ada@octoacme.example>
    reason: once is not enough
    change: item pre-release/ci-green: text: Run all CI/CD pipelines on the candidate -> Run all pipelines twice
= 0

"#]]
    );
}

#[test]
fn a_pass_clears_no_blocker_that_its_author_placed_by_hand() {
    let team = team();
    program(&team, "exit 0");
    let ci = "--by 'CI <ci@octoacme.example>'";
    team.quietly(&format!(
        "block ci-green --reason 'the check failed: the licence is not clear' {ci}"
    ));
    shows!(
        team.transcript(&format!(
            "check {ci} --run --role developer
             check ci-green {ci} --run
             show ci-green"
        )),
        str![[r#"
$ gonogo check --by 'CI <ci@octoacme.example>' --run --role developer
signed pre-release/code-reviewed as developer
! running ./check.sh 'a b'
= 0
$ gonogo check ci-green --by 'CI <ci@octoacme.example>' --run
signed pre-release/ci-green as developer
! running ./check.sh 'a b'
= 0
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      blocked
  phase      pre-release
  section    Code
  role       developer: signed by CI <ci@octoacme.example> at 2026-11-20T09:00:00Z
  rule       holds for one candidate
  rule       can be checked with ./check.sh 'a b' (up to 5s)
  blocker    the check failed: the licence is not clear (CI)

What happened
2026-11-20T09:00:00Z  blocked pre-release/ci-green as developer  by CI <ci@octoacme.example>
    reason: the check failed: the licence is not clear
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by CI <ci@octoacme.example>
    evidence: $ ./check.sh 'a b'\nexit code 0 after 0s\nsha256:[HASH] of 0 bytes
= 0

"#]]
    );
}

#[test]
fn what_was_recorded_before_an_error_is_told() {
    let team = team();
    program(&team, "exec /bin/rm check.sh");
    shows!(
        team.transcript("check --run --role developer"),
        str![[r#"
$ gonogo check --run --role developer
! running ./check.sh 'a b'
! running ./check.sh 'a b'
! signed pre-release/ci-green as developer
! error: cannot start `./check.sh`: No such file or directory (os error 2)
! hint: a command is a program with its arguments, found from this folder and on PATH; no shell reads it
= 3

"#]]
    );
}

#[test]
fn a_check_that_fails_again_beside_the_blocker_of_a_person_says_so_once() {
    let team = team();
    program(&team, "exit 1");
    team.run("check ci-green --run");
    team.quietly("block ci-green --reason 'I saw it fail'");
    shows!(
        team.transcript("check ci-green --run"),
        str![[r#"
$ gonogo check ci-green --run
! running ./check.sh 'a b'
! warning: the check of `pre-release/ci-green` failed: the command ended with exit code 1
= 1

"#]]
    );
}

#[test]
fn a_pass_clears_the_blocker_of_a_check_that_somebody_else_ran() {
    let team = team();
    program(&team, "exit 1");
    team.run("check ci-green --run");
    program(&team, "exit 0");
    shows!(
        team.transcript("check ci-green --run --by 'CI <ci@octoacme.example>'"),
        str![[r#"
$ gonogo check ci-green --run --by 'CI <ci@octoacme.example>'
unblocked pre-release/ci-green as developer
signed pre-release/ci-green as developer
! running ./check.sh 'a b'
= 0

"#]]
    );
}

#[test]
fn of_two_roles_the_one_that_is_named_signs_once() {
    let team = team();
    program(&team, "echo ran >> ran");
    let run = "check --run --role developer";
    shows!(
        team.transcript(&format!(
            "check --run\n {run}\n {run}\n check --run --role qa-automation-engineer"
        )),
        str![[r#"
$ gonogo check --run
signed pre-release/ci-green as developer
! running ./check.sh 'a b'
! warning: the check of `pre-release/code-reviewed` did not run: for `pre-release/code-reviewed`, say for which role: `--role developer` or `--role qa-automation-engineer`
! hint: `gonogo check pre-release/code-reviewed --run --role ROLE` runs it
= 2
$ gonogo check --run --role developer
signed pre-release/code-reviewed as developer
! running ./check.sh 'a b'
= 0
$ gonogo check --run --role developer
! note: no item with a check waits for a sign-off
= 0
$ gonogo check --run --role qa-automation-engineer
signed pre-release/code-reviewed as qa-automation-engineer
! running ./check.sh 'a b'
= 0

"#]]
    );
    // For each role once for each item that waits for it.
    assert_eq!(team.read("ran"), "ran\nran\nran\n");
}

#[test]
fn without_names_the_checks_that_can_be_recorded_run_and_the_others_are_named() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "  qa-automation-engineer:\n    title: QA Automation Engineer\n",
        "  qa-automation-engineer:\n    title: QA Automation Engineer\n    members: [\"Grace <grace@octoacme.example>\"]\n",
    );
    let check = "\n        check: {run: [./check.sh]}";
    for text in [
        "text: Review every merged change",
        "text: Run all CI/CD pipelines on the candidate",
        "text: Run the load test",
    ] {
        let file = "checklists/pre-release.yaml";
        team.replace(file, text, &format!("{text}{check}"));
    }
    team.quietly(START);
    program(&team, "echo ran >> ran");
    // By name, all of them or none.
    let output = team.run("check ci-green code-reviewed --run");
    assert_eq!(output.status.code(), Some(2));
    assert!(!team.path("ran").exists());
    shows!(
        team.transcript("check --run"),
        str![[r#"
$ gonogo check --run
signed pre-release/ci-green as developer
! running ./check.sh
! warning: the check of `pre-release/code-reviewed` did not run: for `pre-release/code-reviewed`, say for which role: `--role developer` or `--role qa-automation-engineer`
! hint: `gonogo check pre-release/code-reviewed --run --role ROLE` runs it
! warning: the check of `pre-release/load-test` did not run: automation <automation@gonogo.invalid> is not a member of role `qa-automation-engineer`
= 2

"#]]
    );
    assert_eq!(team.read("ran"), "ran\n");
    // One that fails is less grave than one of which nothing is known.
    program(&team, "exit 1");
    team.quietly("respin --candidate c2");
    let output = team.run("check --run --json");
    assert_eq!(output.status.code(), Some(2));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let passed: Vec<_> = checks.iter().map(|check| &check["passed"]).collect();
    let unknown = passed.iter().filter(|passed| passed.is_null()).count();
    assert!(
        passed.contains(&&Value::Bool(false)) && unknown == 2,
        "{report}"
    );
}
