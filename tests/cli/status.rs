use serde_json::Value;
use snapbox::str;

use crate::team::{START, Team, shows};

fn busy() -> Team {
    let team = Team::on_release();
    team.quietly(
        "sign ci-green
         sign code-reviewed --role developer
         waive load-test --reason 'same code path as 2.3' --expires 2026-12-01
         block deployed --role QA --reason 'login fails'
         call no-go --role QA --reason 'login fails'",
    );
    team
}

#[test]
fn the_status_says_where_it_stands_and_whose_turn_it_is() {
    shows!(
        Team::on_release().transcript("status"),
        str![[r#"
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Go for deployment" · 0 of 8 items · 0 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       ·      4       ·         ·        ·     ·        0/2   HOLD
 Deployment        ·      2       ·         ·        ·     1        0/1   HOLD
 Post-release      ·      2       ·         ·        ·     ·          ·   HOLD

 Waiting for              Now   Items   Calls   Next item
───────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 developer                  2       3       1   ci-green
 qa-automation-engineer     3       4       2   code-reviewed

Next
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
= 0

"#]]
    );
    shows!(
        busy().transcript("status"),
        str![[r#"
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 2 of 8 items · 0 of 3 calls

NO-GO
  pre-release: qa-automation-engineer  called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)
  deployment/deployed  blocked: login fails (Ada Lovelace) [developer]  Deploy the candidate to production
      gonogo unblock deployment/deployed --role developer --reason "…"

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
────────────────────────────────────────────────────────────────────────────────
 Pre-release       1      2       ·         ·        1     ·        0/2   NO-GO
 Deployment        ·      1       ·         1        ·     1        0/1   NO-GO
 Post-release      ·      2       ·         ·        ·     ·          ·   NO-GO

 Waiting for              Now   Items   Calls   Next item
───────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 developer                  1       1       1   deployed
 qa-automation-engineer     2       3       2   code-reviewed

Needs attention
  pre-release/load-test  waived until 2026-12-01 by Ada Lovelace: same code path as 2.3

Next
  gonogo unblock deployment/deployed --role developer --reason "…"
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo call go --role developer --phase pre-release
  gonogo gate pre-release
= 0

"#]]
    );
}

#[test]
fn the_status_of_a_role_says_what_it_has_to_do() {
    let team = busy();
    shows!(
        team.transcript("status --role QA\n status --role developer\n status --role release-manager\n status --role lawyer"),
        str![[r#"
$ gonogo status --role QA
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 2 of 8 items · 0 of 3 calls

NO-GO
  pre-release: qa-automation-engineer  called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)
  deployment/deployed  blocked: login fails (Ada Lovelace) [developer]  Deploy the candidate to production
      gonogo unblock deployment/deployed --role developer --reason "…"

QA Automation Engineer
  [ ] pre-release/code-reviewed  Review every merged change
  [ ] pre-release/smoke-tests  Run the smoke tests in staging
  [ ] deployment/smoke-tests  Repeat the smoke tests in production
  call for gate pre-release "Go for deployment"
  call for gate deployment "Deployment verified"

Next
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo gate pre-release
= 0
$ gonogo status --role developer
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 2 of 8 items · 0 of 3 calls

NO-GO
  pre-release: qa-automation-engineer  called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)
  deployment/deployed  blocked: login fails (Ada Lovelace) [developer]  Deploy the candidate to production
      gonogo unblock deployment/deployed --role developer --reason "…"

Developer
  [✗] deployment/deployed  Deploy the candidate to production
  call for gate pre-release "Go for deployment"

Next
  gonogo unblock deployment/deployed --role developer --reason "…"
  gonogo call go --role developer --phase pre-release
  gonogo gate pre-release
= 0
$ gonogo status --role release-manager
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 2 of 8 items · 0 of 3 calls

NO-GO
  pre-release: qa-automation-engineer  called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)
  deployment/deployed  blocked: login fails (Ada Lovelace) [developer]  Deploy the candidate to production
      gonogo unblock deployment/deployed --role developer --reason "…"

Release Manager
  [ ] post-release/customers-told  Tell the customers what changed
  [ ] post-release/training-updated  Update the training materials

Next
  gonogo gate pre-release
= 0
$ gonogo status --role lawyer
! error: there is no role `lawyer`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2

"#]]
    );
}

#[test]
fn all_items_are_shown_on_request() {
    shows!(
        busy().transcript("status --all\n status --all --role release-manager"),
        str![[r#"
$ gonogo status --all
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 2 of 8 items · 0 of 3 calls

NO-GO
  pre-release: qa-automation-engineer  called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)
  deployment/deployed  blocked: login fails (Ada Lovelace) [developer]  Deploy the candidate to production
      gonogo unblock deployment/deployed --role developer --reason "…"

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
────────────────────────────────────────────────────────────────────────────────
 Pre-release       1      2       ·         ·        1     ·        0/2   NO-GO
 Deployment        ·      1       ·         1        ·     1        0/1   NO-GO
 Post-release      ·      2       ·         ·        ·     ·          ·   NO-GO

 Waiting for              Now   Items   Calls   Next item
───────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 developer                  1       1       1   deployed
 qa-automation-engineer     2       3       2   code-reviewed

Needs attention
  pre-release/load-test  waived until 2026-12-01 by Ada Lovelace: same code path as 2.3

Pre-release / Code
  [✓] pre-release/ci-green  Run all CI/CD pipelines on the candidate
      done · developer
  [ ] pre-release/code-reviewed  Review every merged change
      open · developer, qa-automation-engineer

Pre-release / Tests
  [ ] pre-release/smoke-tests  Run the smoke tests in staging
      open · qa-automation-engineer
  [~] pre-release/load-test  Run the load test
      waived · qa-automation-engineer

Deployment / Deployment
  [-] deployment/backup-completed  Complete the database backup
      not applicable · developer
  [✗] deployment/deployed  Deploy the candidate to production
      blocked · developer
  [ ] deployment/smoke-tests  Repeat the smoke tests in production
      open · qa-automation-engineer

Post-release / Post-release
  [ ] post-release/customers-told  Tell the customers what changed
      open · release-manager
  [ ] post-release/training-updated  Update the training materials
      open · release-manager

Next
  gonogo unblock deployment/deployed --role developer --reason "…"
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo call go --role developer --phase pre-release
  gonogo gate pre-release
= 0
$ gonogo status --all --role release-manager
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 2 of 8 items · 0 of 3 calls

NO-GO
  pre-release: qa-automation-engineer  called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)
  deployment/deployed  blocked: login fails (Ada Lovelace) [developer]  Deploy the candidate to production
      gonogo unblock deployment/deployed --role developer --reason "…"

Release Manager

Post-release / Post-release
  [ ] post-release/customers-told  Tell the customers what changed
      open · release-manager
  [ ] post-release/training-updated  Update the training materials
      open · release-manager

Next
  gonogo gate pre-release
= 0

"#]]
    );
}

#[test]
fn the_status_of_a_release_that_may_go_says_how_to_end_it() {
    let team = Team::new();
    team.quietly(
        "start 1.0.0 --type patch --candidate c1 --fact database-migration=no --fact user-facing-change=no
         sign '*' --role developer --ahead --reason early
         sign '*' --role QA --evidence x
         sign '*' --role release-manager
         call go --role developer
         call go --role QA
         call go --role developer --phase deployment",
    );
    shows!(
        team.transcript("status"),
        str![[r#"
$ gonogo status
Release 1.0.0 · patch · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
GO at "Release done" · 6 of 6 items · 3 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       3      ·       ·         ·        ·     ·        2/2   GO
 Deployment        2      ·       ·         ·        ·     1        1/1   GO
 Post-release      1      ·       ·         ·        ·     1          ·   GO

Needs attention
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  post-release  1 sign-off ahead of gate pre-release (Ada Lovelace)

Next
  gonogo notes set summary "…"
  gonogo notes
= 0

"#]]
    );
    team.quietly("notes set summary 'Faster gates'\n close");
    shows!(
        team.transcript("status"),
        str![[r#"
$ gonogo status
Release 1.0.0 · patch · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
closed as shipped
GO at "Release done" · 6 of 6 items · 3 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       3      ·       ·         ·        ·     ·        2/2   GO
 Deployment        2      ·       ·         ·        ·     1        1/1   GO
 Post-release      1      ·       ·         ·        ·     1          ·   GO

Needs attention
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  post-release  1 sign-off ahead of gate pre-release (Ada Lovelace)
= 0

"#]]
    );
}

#[test]
fn the_json_of_a_small_record_is_this() {
    let team = Team::new();
    team.quietly(
        "start 1.0.0 --type patch --candidate c1 --fact database-migration=no
         sign ci-green
         waive pre-release/smoke-tests --reason later
         block deployed --role QA --reason 'login fails'
         call no-go --role QA --reason 'login fails'",
    );
    shows!(
        team.transcript("status --json"),
        str![[r#"
$ gonogo status --json
{
  "format": "gonogo.status/1",
  "release": {
    "version": "1.0.0",
    "id": "[HASH]",
    "type": "patch",
    "playbook": "tests/fixtures/library sha256:[HASH]",
    "candidate": "c1",
    "facts": {
      "database-migration": false,
      "user-facing-change": null
    },
    "opened": "2026-11-20T09:00:00Z",
    "planned": null,
    "outcome": null,
    "assigned": {},
    "heads": [
      "sha256:[HASH]"
    ]
  },
  "verdict": "NO-GO",
  "unanswered": {
    "facts": 1,
    "items": 1
  },
  "gates": [
    {
      "phase": "pre-release",
      "title": "Go for deployment",
      "verdict": "NO-GO",
      "nothing-to-do": null,
      "bound": "candidate",
      "deadline": null,
      "poll": [
        {
          "role": "developer",
          "call": null
        },
        {
          "role": "qa-automation-engineer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "reason": "login fails",
          "call": "no-go",
          "stale": false
        }
      ],
      "not-polled": [],
      "overruled": [],
      "reasons": [
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": "pre-release/code-reviewed",
          "item-text": "Review every merged change",
          "roles": [
            "developer",
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign pre-release/code-reviewed --role developer",
            "gonogo sign pre-release/code-reviewed --role qa-automation-engineer"
          ],
          "until": null
        },
        {
          "kind": "uncalled",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "developer"
          ],
          "text": "has not called",
          "commands": [],
          "until": null
        },
        {
          "kind": "no-go",
          "verdict": "NO-GO",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)",
          "commands": [],
          "until": null
        }
      ]
    },
    {
      "phase": "deployment",
      "title": "Deployment verified",
      "verdict": "NO-GO",
      "nothing-to-do": null,
      "bound": "candidate",
      "deadline": null,
      "poll": [
        {
          "role": "developer",
          "call": null
        }
      ],
      "not-polled": [],
      "overruled": [],
      "reasons": [
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": "pre-release/code-reviewed",
          "item-text": "Review every merged change",
          "roles": [
            "developer",
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign pre-release/code-reviewed --role developer",
            "gonogo sign pre-release/code-reviewed --role qa-automation-engineer"
          ],
          "until": null
        },
        {
          "kind": "uncalled",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "developer"
          ],
          "text": "has not called",
          "commands": [],
          "until": null
        },
        {
          "kind": "no-go",
          "verdict": "NO-GO",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)",
          "commands": [],
          "until": null
        },
        {
          "kind": "blocked",
          "verdict": "NO-GO",
          "phase": "deployment",
          "item": "deployment/deployed",
          "item-text": "Deploy the candidate to production",
          "roles": [
            "developer"
          ],
          "text": "blocked: login fails (Ada Lovelace)",
          "commands": [
            "gonogo unblock deployment/deployed --role developer --reason \"…\""
          ],
          "until": null
        },
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "deployment",
          "item": "deployment/smoke-tests",
          "item-text": "Repeat the smoke tests in production",
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign deployment/smoke-tests"
          ],
          "until": null
        },
        {
          "kind": "uncalled",
          "verdict": "HOLD",
          "phase": "deployment",
          "item": null,
          "item-text": null,
          "roles": [
            "developer"
          ],
          "text": "has not called",
          "commands": [],
          "until": null
        }
      ]
    },
    {
      "phase": "post-release",
      "title": "Release done",
      "verdict": "NO-GO",
      "nothing-to-do": null,
      "bound": "candidate",
      "deadline": null,
      "poll": [],
      "not-polled": [],
      "overruled": [],
      "reasons": [
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": "pre-release/code-reviewed",
          "item-text": "Review every merged change",
          "roles": [
            "developer",
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign pre-release/code-reviewed --role developer",
            "gonogo sign pre-release/code-reviewed --role qa-automation-engineer"
          ],
          "until": null
        },
        {
          "kind": "uncalled",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "developer"
          ],
          "text": "has not called",
          "commands": [],
          "until": null
        },
        {
          "kind": "no-go",
          "verdict": "NO-GO",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "called no-go: login fails (Ada Lovelace, 2026-11-20T09:00:00Z)",
          "commands": [],
          "until": null
        },
        {
          "kind": "blocked",
          "verdict": "NO-GO",
          "phase": "deployment",
          "item": "deployment/deployed",
          "item-text": "Deploy the candidate to production",
          "roles": [
            "developer"
          ],
          "text": "blocked: login fails (Ada Lovelace)",
          "commands": [
            "gonogo unblock deployment/deployed --role developer --reason \"…\""
          ],
          "until": null
        },
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "deployment",
          "item": "deployment/smoke-tests",
          "item-text": "Repeat the smoke tests in production",
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign deployment/smoke-tests"
          ],
          "until": null
        },
        {
          "kind": "uncalled",
          "verdict": "HOLD",
          "phase": "deployment",
          "item": null,
          "item-text": null,
          "roles": [
            "developer"
          ],
          "text": "has not called",
          "commands": [],
          "until": null
        },
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "post-release",
          "item": "post-release/customers-told",
          "item-text": "Tell the customers what changed",
          "roles": [
            "release-manager"
          ],
          "text": "open",
          "commands": [
            "gonogo sign post-release/customers-told"
          ],
          "until": null
        },
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "post-release",
          "item": "post-release/training-updated",
          "item-text": "Update the training materials",
          "roles": [
            "release-manager"
          ],
          "text": "open",
          "commands": [
            "gonogo sign post-release/training-updated"
          ],
          "until": null
        }
      ]
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
      "state": "open",
      "roles": [
        "developer",
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
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
      "state": "waived",
      "roles": [
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": true,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [
        {
          "role": "release-manager",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "reason": "later"
        }
      ],
      "waiver": {
        "role": "release-manager",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "at": "2026-11-20T09:00:00Z",
        "reason": "later",
        "expires": null,
        "expired": false
      },
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    },
    {
      "id": "deployment/backup-completed",
      "text": "Complete the database backup",
      "phase": "deployment",
      "section": "Deployment",
      "state": "not applicable",
      "roles": [
        "developer"
      ],
      "killer": true,
      "evidence-required": true,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": {
        "fact": "database-migration"
      },
      "blockers": []
    },
    {
      "id": "deployment/deployed",
      "text": "Deploy the candidate to production",
      "phase": "deployment",
      "section": "Deployment",
      "state": "blocked",
      "roles": [
        "developer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "candidate",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": [
        {
          "role": "qa-automation-engineer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "reason": "login fails"
        }
      ]
    },
    {
      "id": "deployment/smoke-tests",
      "text": "Repeat the smoke tests in production",
      "phase": "deployment",
      "section": "Deployment",
      "state": "open",
      "roles": [
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    },
    {
      "id": "post-release/customers-told",
      "text": "Tell the customers what changed",
      "phase": "post-release",
      "section": "Post-release",
      "state": "open",
      "roles": [
        "release-manager"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    },
    {
      "id": "post-release/training-updated",
      "text": "Update the training materials",
      "phase": "post-release",
      "section": "Post-release",
      "state": "open",
      "roles": [
        "release-manager"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    }
  ],
  "rollout": null,
  "before-go": [],
  "signed-ahead": [],
  "overridden": [],
  "closed-early": [],
  "waits-ended": [],
  "incidents": [],
  "risks": [],
  "amended": [],
  "ahead-of-clock": [],
  "windows": null,
  "signatures": null,
  "sharing": null
}
= 0

"#]]
    );
}

#[test]
fn the_json_of_a_role_holds_its_items_and_every_gate() {
    let output = busy().run("status --json --role release-manager");
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["format"], "gonogo.status/1");
    let items = value["items"].as_array().unwrap();
    assert!(
        !items.is_empty()
            && items
                .iter()
                .all(|item| item["roles"] == serde_json::json!(["release-manager"]))
    );
    assert_eq!(value["gates"].as_array().unwrap().len(), 3);
}

#[test]
fn the_state_words_in_json_are_those_of_the_rules() {
    let output = busy().run("status --json");
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let states: Vec<_> = value["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["state"].as_str().unwrap())
        .collect();
    assert_eq!(
        states,
        [
            "done",
            "open",
            "open",
            "waived",
            "not applicable",
            "blocked",
            "open",
            "open",
            "open"
        ]
    );
}

#[test]
fn windows_without_a_rollout_stand_apart_too() {
    let team = Team::new().with_own_library();
    let window = "    - {id: first, title: First, from: 0m, to: 30m, role: developer}";
    let monitoring = format!(
        "monitoring:\n  phase: post-release\n  starts-at: deployed\n  windows:\n{window}\n\npolicy:\n"
    );
    team.replace("checklists/playbook.yaml", "policy:\n", &monitoring);
    team.quietly(START);
    team.quietly("sign deployed --ahead --reason early");
    let text = team.transcript("status");
    assert!(
        text.contains("\n\nMonitoring  first open, 30m left\n\n"),
        "{text}"
    );
}
