use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn an_item_is_shown_with_its_rules_and_everything_that_was_said() {
    let team = Team::on_release();
    team.quietly(
        "fact database-migration=yes --reason 'found one'
         sign backup-completed --evidence s3://backups/2.4.0 --note 'restored once'
         block backup-completed --role QA --reason 'restore was slow'
         unblock backup-completed --reason 'fast enough'",
    );
    shows!(
        team.transcript("show backup-completed\n show deployed\n show code-reviewed"),
        str![[r#"
$ gonogo show backup-completed
deployment/backup-completed
Complete the database backup

  state      done
  phase      deployment
  section    Deployment
  role       developer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
  rule       applies when database-migration
  rule       needs evidence
  rule       can never be waived
  help       A restore of such a backup has worked before.

What happened
2026-11-20T09:00:00Z  signed deployment/backup-completed as developer, ahead of gate pre-release  by Ada Lovelace <ada@octoacme.example>
    evidence: s3://backups/2.4.0
    note: restored once
2026-11-20T09:00:00Z  blocked deployment/backup-completed as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
    reason: restore was slow
2026-11-20T09:00:00Z  unblocked deployment/backup-completed as developer  by Ada Lovelace <ada@octoacme.example>
    reason: fast enough
= 0
$ gonogo show deployed
deployment/deployed
Deploy the candidate to production

  state      open
  phase      deployment
  section    Deployment
  role       developer: has not signed
  rule       holds for one candidate
  rule       marks the milestone deployed
= 0
$ gonogo show code-reviewed
pre-release/code-reviewed
Review every merged change

  state      open
  phase      pre-release
  section    Code
  role       developer: has not signed
  role       qa-automation-engineer: has not signed
= 0

"#]]
    );
}

#[test]
fn its_json_is_this() {
    let team = Team::on_release();
    team.quietly(
        "sign pre-release/smoke-tests --evidence https://ci.example/run/881 --note 'flaky once'",
    );
    shows!(
        team.transcript("show pre-release/smoke-tests --json"),
        str![[r#"
$ gonogo show pre-release/smoke-tests --json
{
  "format": "gonogo.show/1",
  "item": {
    "id": "pre-release/smoke-tests",
    "text": "Run the smoke tests in staging",
    "phase": "pre-release",
    "section": "Tests",
    "state": "done",
    "roles": [
      "qa-automation-engineer"
    ],
    "killer": false,
    "evidence-required": true,
    "bound": "release",
    "in-order": false,
    "deadline": null,
    "signed": [
      {
        "role": "qa-automation-engineer",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "at": "2026-11-20T09:00:00Z",
        "evidence": [
          "https://ci.example/run/881"
        ],
        "note": "flaky once",
        "stale": null
      }
    ],
    "unwaived-by": [],
    "waivers": [],
    "waiver": null,
    "lapsed": null,
    "not-applicable": null,
    "blockers": []
  },
  "help": null,
  "link": null,
  "events": [
    {
      "kind": "signed",
      "at": "2026-11-20T09:00:00Z",
      "by": "Ada Lovelace <ada@octoacme.example>",
      "item": "pre-release/smoke-tests",
      "role": "qa-automation-engineer",
      "note": "flaky once",
      "evidence": [
        "https://ci.example/run/881"
      ],
      "item-digest": "sha256:[HASH]",
      "id": "sha256:[HASH]",
      "prev": [
        "sha256:[HASH]"
      ]
    }
  ],
  "signatures": null
}
= 0

"#]]
    );
}

#[test]
fn a_wrong_name_gets_the_one_that_was_meant() {
    let team = Team::on_release();
    shows!(
        team.transcript("show bakcup-completed\n show smoke-tests\n show"),
        str![[r#"
$ gonogo show bakcup-completed
! error: there is no item `bakcup-completed`; did you mean `deployment/backup-completed`?
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2
$ gonogo show smoke-tests
! error: `smoke-tests` could be `pre-release/smoke-tests`, `deployment/smoke-tests`
! hint: give more of the name, or the whole of it
= 2
$ gonogo show
! error: the following required arguments were not provided:
!   <ITEM>
! 
! Usage: gonogo show <ITEM>
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

#[test]
fn what_people_wrote_cannot_move_the_cursor() {
    let team = Team::on_release();
    let output = team
        .gonogo()
        .args(["block", "ci-green", "--reason", "a\u{1b}[2Jb\u{202e}c\nd"])
        .output()
        .unwrap();
    assert!(output.status.success());
    shows!(
        team.transcript("show ci-green\n gate pre-release"),
        str![[r#"
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      blocked
  phase      pre-release
  section    Code
  role       developer: has not signed
  rule       holds for one candidate
  blocker    a\x1b[2Jb\u{202e}c\nd (Ada Lovelace)

What happened
2026-11-20T09:00:00Z  blocked pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    reason: a\x1b[2Jb\u{202e}c\nd
= 0
$ gonogo gate pre-release
NO-GO  Go for deployment (pre-release)
  pre-release/ci-green  blocked: a\x1b[2Jb\u{202e}c\nd (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
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
    let output = team.gonogo().args(["show", "\u{1b}[2J"]).output().unwrap();
    assert!(!output.stderr.contains(&0x1b));
}
