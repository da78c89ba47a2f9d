use std::fs;

use serde_json::Value;
use snapbox::str;

use crate::team::{Team, shows};

const ALL_SIGNED: &str = "sign '*' --role developer --ahead --reason early
    sign '*' --role QA --evidence https://ci.example/run/881
    sign '*' --role release-manager
    call go --role developer
    call go --role QA
    call go --role QA --phase deployment";

#[test]
fn it_holds_while_something_is_outstanding() {
    shows!(
        Team::on_release().transcript("gate pre-release\n gate"),
        str![[r#"
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
HOLD for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 8
$ gonogo gate
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
HOLD  Deployment verified (deployment)
  deployment/deployed  open [developer]  Deploy the candidate to production
  deployment/smoke-tests  open [qa-automation-engineer]  Repeat the smoke tests in production
      gonogo sign deployment/smoke-tests
  deployment: qa-automation-engineer  has not called
HOLD  Release done (post-release)
  post-release/customers-told  open [release-manager]  Tell the customers what changed
      gonogo sign post-release/customers-told
  post-release/training-updated  open [release-manager]  Update the training materials
      gonogo sign post-release/training-updated
HOLD: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 8

"#]]
    );
}

#[test]
fn it_says_no_when_something_is_blocked() {
    let team = Team::on_release();
    team.quietly(ALL_SIGNED);
    team.quietly("block ci-green --reason 'red again'");
    shows!(
        team.transcript("gate pre-release\n gate"),
        str![[r#"
$ gonogo gate pre-release
NO-GO  Go for deployment (pre-release)
  pre-release/ci-green  blocked: red again (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
      gonogo unblock pre-release/ci-green --role developer --reason "…"
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  post-release  2 sign-offs ahead of gate pre-release (Ada Lovelace)
NO-GO for pre-release: release 2.4.0, candidate c1, 7 of 8 items, 3 of 3 calls
= 1
$ gonogo gate
NO-GO
  pre-release/ci-green  blocked: red again (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
      gonogo unblock pre-release/ci-green --role developer --reason "…"

NO-GO  Go for deployment (pre-release)
  pre-release/ci-green  blocked: red again (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  post-release  2 sign-offs ahead of gate pre-release (Ada Lovelace)
NO-GO  Deployment verified (deployment)
  waiting for an earlier gate
NO-GO  Release done (post-release)
  waiting for an earlier gate
NO-GO: release 2.4.0, candidate c1, 7 of 8 items, 3 of 3 calls
= 1

"#]]
    );
}

#[test]
fn it_says_go_when_all_is_settled_and_called() {
    let team = Team::on_release();
    team.quietly(ALL_SIGNED);
    shows!(
        team.transcript("gate\n gate pre-release --format json"),
        str![[r#"
$ gonogo gate
GO  Go for deployment (pre-release)
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  post-release  2 sign-offs ahead of gate pre-release (Ada Lovelace)
GO  Deployment verified (deployment)
GO  Release done (post-release)
GO for release 2.4.0, candidate c1, 8 of 8 items, 3 of 3 calls
= 0
$ gonogo gate pre-release --format json
{
  "format": "gonogo.gate/1",
  "release": {
    "version": "2.4.0",
    "id": "[HASH]",
    "type": "minor",
    "playbook": "tests/fixtures/library sha256:[HASH]",
    "candidate": "c1",
    "facts": {
      "database-migration": false,
      "user-facing-change": true
    },
    "opened": "2026-11-20T09:00:00Z",
    "planned": null,
    "outcome": null,
    "assigned": {},
    "heads": [
      "sha256:[HASH]"
    ]
  },
  "verdict": "GO",
  "unanswered": null,
  "gates": [
    {
      "phase": "pre-release",
      "title": "Go for deployment",
      "verdict": "GO",
      "nothing-to-do": null,
      "bound": "candidate",
      "deadline": null,
      "poll": [
        {
          "role": "developer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "reason": null,
          "call": "go",
          "stale": false
        },
        {
          "role": "qa-automation-engineer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "reason": null,
          "call": "go",
          "stale": false
        }
      ],
      "not-polled": [],
      "overruled": [],
      "reasons": []
    }
  ],
  "items": [
    {
      "id": "pre-release/ci-green",
      "text": "Run all CI/CD pipelines on the candidate",
      "phase": "pre-release",
      "section": "Code",
      "state": "done",
      "roles": [
        "developer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "candidate",
      "in-order": false,
      "deadline": null,
      "signed": [
        {
          "role": "developer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "evidence": [],
          "note": null,
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
    {
      "id": "pre-release/code-reviewed",
      "text": "Review every merged change",
      "phase": "pre-release",
      "section": "Code",
      "state": "done",
      "roles": [
        "developer",
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [
        {
          "role": "developer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "evidence": [],
          "note": null,
          "stale": null
        },
        {
          "role": "qa-automation-engineer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "evidence": [
            "https://ci.example/run/881"
          ],
          "note": null,
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
    {
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
          "note": null,
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
    {
      "id": "pre-release/load-test",
      "text": "Run the load test",
      "phase": "pre-release",
      "section": "Tests",
      "state": "done",
      "roles": [
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": false,
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
          "note": null,
          "stale": null
        }
      ],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    }
  ],
  "rollout": null,
  "before-go": [
    {
      "item": "deployment/deployed",
      "gate": "pre-release",
      "verdict": "HOLD",
      "text": "signed before GO: gate pre-release was at HOLD; early",
      "event": {
        "kind": "signed",
        "at": "2026-11-20T09:00:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "deployment/deployed",
        "role": "developer",
        "candidate": "c1",
        "item-digest": "sha256:[HASH]",
        "ahead": "pre-release",
        "ahead-reason": "early",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    }
  ],
  "signed-ahead": [
    {
      "gate": "pre-release",
      "phase": "deployment",
      "item": null,
      "text": "1 sign-off ahead of gate pre-release",
      "events": [
        {
          "kind": "signed",
          "at": "2026-11-20T09:00:00Z",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "item": "deployment/smoke-tests",
          "role": "qa-automation-engineer",
          "evidence": [
            "https://ci.example/run/881"
          ],
          "item-digest": "sha256:[HASH]",
          "ahead": "pre-release",
          "id": "sha256:[HASH]",
          "prev": [
            "sha256:[HASH]"
          ]
        }
      ]
    },
    {
      "gate": "pre-release",
      "phase": "post-release",
      "item": null,
      "text": "2 sign-offs ahead of gate pre-release",
      "events": [
        {
          "kind": "signed",
          "at": "2026-11-20T09:00:00Z",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "item": "post-release/customers-told",
          "role": "release-manager",
          "item-digest": "sha256:[HASH]",
          "ahead": "pre-release",
          "id": "sha256:[HASH]",
          "prev": [
            "sha256:[HASH]"
          ]
        },
        {
          "kind": "signed",
          "at": "2026-11-20T09:00:00Z",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "item": "post-release/training-updated",
          "role": "release-manager",
          "item-digest": "sha256:[HASH]",
          "ahead": "pre-release",
          "id": "sha256:[HASH]",
          "prev": [
            "sha256:[HASH]"
          ]
        }
      ]
    }
  ],
  "overridden": [],
  "closed-early": [],
  "waits-ended": [],
  "incidents": [],
  "risks": [],
  "amended": [],
  "ahead-of-clock": [],
  "windows": null,
  "signatures": null,
  "sharing": null,
  "phase": "pre-release",
  "required": [
    "pre-release"
  ],
  "candidate": {
    "recorded": "c1",
    "asked": null,
    "matches": null
  },
  "policy": null
}
= 0

"#]]
    );
}

#[test]
fn it_cannot_be_evaluated_without_a_record_that_can_be_read() {
    let team = Team::new();
    shows!(
        team.transcript("gate\n gate -r 2.4.0\n gate -r ''"),
        str![[r#"
$ gonogo gate
! error: there is no open release in releases
! hint: open one with `gonogo walk VERSION` or `gonogo start VERSION --type TYPE`
= 2
$ gonogo gate -r 2.4.0
! error: there is no record releases/2.4.0.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2
$ gonogo gate -r ''
! error: `` is not a version: a version cannot be empty
= 2

"#]]
    );
    team.quietly("start 2.4.0 --type minor");
    shows!(
        team.transcript("gate pre-relaese\n gate --format yaml"),
        str![[r#"
$ gonogo gate pre-relaese
! error: there is no phase `pre-relaese`; did you mean `pre-release`?
! hint: the plan has pre-release, deployment, post-release
= 2
$ gonogo gate --format yaml
! error: invalid value 'yaml' for '--format <FORMAT>'
!   [possible values: text, json, markdown, github, junit]
! 
! For more information, try '--help'.
= 2

"#]]
    );
    let whole = team.read("releases/2.4.0.toml");
    for (broken, of) in [
        (&whole[..whole.len() / 2], "half"),
        ("", "nothing"),
        ("format = 2\n", "a newer format"),
    ] {
        fs::write(team.path("releases/2.4.0.toml"), broken).unwrap();
        let output = team.run("gate");
        assert_eq!(
            output.status.code(),
            Some(2),
            "{of}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.stdout.is_empty(), "{of}");
    }
}

#[test]
fn it_trusts_no_record_that_was_changed_by_hand() {
    let team = Team::on_release();
    team.quietly(ALL_SIGNED);
    team.replace(
        "releases/2.4.0.toml",
        "text = \"Run the load test\"",
        "text = \"Skip the load test\"",
    );
    shows!(
        team.transcript("gate"),
        str![[r#"
$ gonogo gate
! error: releases/2.4.0.toml cannot be trusted
!   the plan (header, items, roles or gates) was changed outside of gonogo
! hint: after a merge of two amendments: take the plan of one side whole, keep the events of both, then `gonogo amend`; otherwise restore the record from git
= 4

"#]]
    );
    let team = Team::on_release();
    team.quietly("sign ci-green");
    team.replace(
        "releases/2.4.0.toml",
        "kind = \"signed\"\nat = 2026-11-20T09:00:00Z",
        "kind = \"signed\"\nat = 2026-11-20T09:00:01Z",
    );
    shows!(
        team.transcript("gate\n status\n sign load-test"),
        str![[r#"
$ gonogo gate
! error: releases/2.4.0.toml cannot be trusted
!   event `signed` of item `pre-release/ci-green` for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:01Z ([HASH]) was changed after it was recorded, or belongs to another item or release
! hint: compare with the version in git: `git log -p` on the record; restore it from there
= 4
$ gonogo status
! error: releases/2.4.0.toml cannot be trusted
!   event `signed` of item `pre-release/ci-green` for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:01Z ([HASH]) was changed after it was recorded, or belongs to another item or release
! hint: compare with the version in git: `git log -p` on the record; restore it from there
= 4
$ gonogo sign load-test
! error: releases/2.4.0.toml cannot be trusted
!   event `signed` of item `pre-release/ci-green` for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:01Z ([HASH]) was changed after it was recorded, or belongs to another item or release
! hint: compare with the version in git: `git log -p` on the record; restore it from there
= 4

"#]]
    );
}

#[test]
fn its_json_says_the_same_as_its_exit_code() {
    let team = Team::on_release();
    let value = |team: &Team, code: i32| -> Value {
        let output = team.run("gate --format json");
        assert_eq!(output.status.code(), Some(code));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let held = value(&team, 8);
    assert_eq!(
        (&held["format"], &held["verdict"]),
        (&"gonogo.gate/1".into(), &"HOLD".into())
    );
    let reason = &held["gates"][0]["reasons"][0];
    assert_eq!(reason["item"], "pre-release/ci-green");
    assert_eq!(reason["roles"], serde_json::json!(["developer"]));
    assert_eq!(
        reason["commands"],
        serde_json::json!(["gonogo sign pre-release/ci-green"])
    );
    team.quietly("block ci-green --reason x");
    assert_eq!(value(&team, 1)["verdict"], "NO-GO");
}

#[test]
fn every_command_it_proposes_does_what_it_says() {
    let team = Team::on_release();
    team.quietly("block ci-green --reason x\n call no-go --role QA --reason x\n sign deployed --ahead --reason early\n respin --candidate c2");
    for _ in 0..40 {
        let output = team.run("gate --format json -r 2.4.0");
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        let Some(gate) = value["gates"].as_array().unwrap().last() else {
            break;
        };
        let commands = gate["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|reason| reason["commands"].as_array().unwrap());
        let Some(command) = commands.map(|command| command.as_str().unwrap()).next() else {
            break;
        };
        let command = command
            .strip_prefix("gonogo ")
            .unwrap()
            .replace('…', "because");
        team.quietly(&command);
    }
    assert_eq!(team.run("gate").status.code(), Some(0));
}
