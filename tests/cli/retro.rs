use snapbox::str;

use crate::releasing::{EMBEDDED, FACTS, HEALTHY, before_the_rollout, settle};
use crate::team::{START, Team, shows};

/// A release from its start to its end: a blocker that was cleared, a respin, a waiver, and two gates.
fn told() -> Team {
    let team = Team::on_release();
    team.quietly(
        "at 2026-11-20T09:10:00Z
         sign ci-green
         sign code-reviewed --role developer --by 'Grace Hopper <grace@octoacme.example>'
         at 2026-11-20T09:30:00Z
         block pre-release/smoke-tests --role QA --reason 'login fails'
         at 2026-11-20T11:00:00Z
         respin --candidate c2 --reason 'login repaired'
         unblock pre-release/smoke-tests --role QA --reason 'login works on c2'
         at 2026-11-20T11:05:00Z
         sign ci-green
         sign code-reviewed --role QA
         sign pre-release/smoke-tests --evidence https://ci.octoacme.example/run/881
         waive load-test --reason 'same code path as 2.3' --expires 2026-12-01
         call go --role developer
         call go --role QA
         at 2026-11-20T12:00:00Z
         sign deployed --ahead --reason early
         sign deployment/smoke-tests
         call go --role QA
         at 2026-11-20T15:30:00Z
         sign customers-told
         na training-updated --reason 'nothing to learn'
         notes set summary 'Faster gates'
         close",
    );
    team
}

#[test]
fn a_release_is_looked_back_at() {
    shows!(
        told().transcript("retro -r 2.4.0"),
        str![[r#"
$ gonogo retro -r 2.4.0
# Retrospective of release 2.4.0

Opened 2026-11-20T09:00:00Z by Ada Lovelace, closed as **shipped** 2026-11-20T15:30:00Z by Ada Lovelace, 6h 30m later.

## What was planned

- **Type:** minor
- **Candidate:** `c1`
- **Facts answered yes:** user-facing-change
- **Facts answered no:** database-migration
- **Plan:** 8 items (1 not applicable)
- **Pre-release:** 4 items
- **Deployment:** 2 items (1 not applicable)
- **Post-release:** 2 items

## What happened when

| When | What | Who |
| --- | --- | --- |
| 2026-11-20T09:00:00Z | started on candidate c1 | Ada Lovelace |
| 2026-11-20T09:30:00Z | blocked pre-release/smoke-tests as qa-automation-engineer: login fails | Ada Lovelace |
| 2026-11-20T11:00:00Z | respun on candidate c2: login repaired | Ada Lovelace |
| 2026-11-20T11:00:00Z | unblocked pre-release/smoke-tests as qa-automation-engineer: login works on c2 | Ada Lovelace |
| 2026-11-20T11:05:00Z | waived pre-release/load-test as release-manager, until 2026-12-01: same code path as 2.3 | Ada Lovelace |
| 2026-11-20T11:05:00Z | called go at gate pre-release as developer | Ada Lovelace |
| 2026-11-20T11:05:00Z | called go at gate pre-release as qa-automation-engineer | Ada Lovelace |
| 2026-11-20T11:05:00Z | **gate pre-release at GO** |  |
| 2026-11-20T12:00:00Z | called go at gate deployment as qa-automation-engineer | Ada Lovelace |
| 2026-11-20T12:00:00Z | **milestone deployed reached** |  |
| 2026-11-20T12:00:00Z | **gate deployment at GO** |  |
| 2026-11-20T15:30:00Z | closed as shipped | Ada Lovelace |
| 2026-11-20T15:30:00Z | **gate post-release at GO** |  |

## Time per phase

A release is in the phase whose gate is the first one that is not at GO: from the moment the gate before it was at GO, or from the start, to the last call or sign-off that its own gate needed.

| Phase | Spent | First entered | Last left | Entered |
| --- | --- | --- | --- | --- |
| Pre-release | 2h 5m | 2026-11-20T09:00:00Z | 2026-11-20T11:05:00Z | once |
| Deployment | 55m | 2026-11-20T11:05:00Z | 2026-11-20T12:00:00Z | once |
| Post-release | 3h 30m | 2026-11-20T12:00:00Z | 2026-11-20T15:30:00Z | once |
| *ready to close* | 0s | 2026-11-20T15:30:00Z | 2026-11-20T15:30:00Z | once |

## Accepted risks

- **skipped** waived pre-release/load-test as release-manager, until 2026-12-01: same code path as 2.3 (Ada Lovelace, 2026-11-20T11:05:00Z)

## Risk register

No risk was raised.

## Overdue

Nothing.

## Stale sign-offs

- pre-release/ci-green as developer: signed (Ada Lovelace, 2026-11-20T09:10:00Z), stale after a new candidate, signed again 2026-11-20T11:05:00Z by Ada Lovelace

## Blockers

| Item | Why | Blocked | Cleared | Stood |
| --- | --- | --- | --- | --- |
| pre-release/smoke-tests | login fails | 2026-11-20T09:30:00Z by Ada Lovelace | 2026-11-20T11:00:00Z by Ada Lovelace: login works on c2 | 1h 30m |

## Incidents

None.

## Action items

None from this release.

## Unusual signing patterns

- Ada Lovelace acted for 3 of the 3 roles: developer, qa-automation-engineer, release-manager

## Open questions

### What went well, and should stay as it is?

*To be answered by the team.*

### What went badly, or was only luck, and what did it cost?

*To be answered by the team.*

### What surprised us, and what would have told us sooner?

*To be answered by the team.*

### Which items helped, which were only ticked, and which were missing?

*To be answered by the team.*

### What do we change before the next release, who does it, and by when?

*To be answered by the team.*

### What would have cleared the blocker of pre-release/smoke-tests sooner?

*To be answered by the team.*

### Why did 1 sign-off go stale, and could we have known before?

*To be answered by the team.*
= 0

"#]]
    );
}

#[test]
fn an_open_release_is_looked_back_at_so_far() {
    let team = Team::on_release();
    team.quietly(
        "sign ci-green
         waive load-test --reason 'same code path' --expires 2026-11-20
         block deployed --role QA --reason 'login fails'
         at 2026-11-21T10:00:00Z
         respin --candidate c2",
    );
    shows!(
        team.at("2026-11-21T11:00:00Z").transcript("retro"),
        str![[r#"
$ gonogo retro
# Retrospective of release 2.4.0

Opened 2026-11-20T09:00:00Z by Ada Lovelace, **still open** at 2026-11-21T11:00:00Z, 26h later.

## What was planned

- **Type:** minor
- **Candidate:** `c1`
- **Facts answered yes:** user-facing-change
- **Facts answered no:** database-migration
- **Plan:** 8 items (1 not applicable)
- **Pre-release:** 4 items
- **Deployment:** 2 items (1 not applicable)
- **Post-release:** 2 items

## What happened when

| When | What | Who |
| --- | --- | --- |
| 2026-11-20T09:00:00Z | started on candidate c1 | Ada Lovelace |
| 2026-11-20T09:00:00Z | waived pre-release/load-test as release-manager, until 2026-11-20: same code path | Ada Lovelace |
| 2026-11-20T09:00:00Z | blocked deployment/deployed as qa-automation-engineer: login fails | Ada Lovelace |
| 2026-11-21T10:00:00Z | respun on candidate c2 | Ada Lovelace |

## Time per phase

A release is in the phase whose gate is the first one that is not at GO: from the moment the gate before it was at GO, or from the start, to the last call or sign-off that its own gate needed.

| Phase | Spent | First entered | Last left | Entered |
| --- | --- | --- | --- | --- |
| Pre-release | 26h | 2026-11-20T09:00:00Z | 2026-11-21T11:00:00Z | once |

## Accepted risks

- **expired** waived pre-release/load-test as release-manager, until 2026-11-20: same code path (Ada Lovelace, 2026-11-20T09:00:00Z)

## Risk register

No risk was raised.

## Overdue

- pre-release/load-test: its waiver ended on 2026-11-20

## Stale sign-offs

- pre-release/ci-green as developer: signed (Ada Lovelace, 2026-11-20T09:00:00Z), stale after a new candidate, **not signed again**

## Blockers

| Item | Why | Blocked | Cleared | Stood |
| --- | --- | --- | --- | --- |
| deployment/deployed | login fails | 2026-11-20T09:00:00Z by Ada Lovelace | **still blocked** | 26h |

## Incidents

None.

## Action items

None from this release.

## Unusual signing patterns

None.

## Open questions

### What went well, and should stay as it is?

*To be answered by the team.*

### What went badly, or was only luck, and what did it cost?

*To be answered by the team.*

### What surprised us, and what would have told us sooner?

*To be answered by the team.*

### Which items helped, which were only ticked, and which were missing?

*To be answered by the team.*

### What do we change before the next release, who does it, and by when?

*To be answered by the team.*

### What would have cleared the blocker of deployment/deployed sooner?

*To be answered by the team.*

### Why did 1 sign-off go stale, and could we have known before?

*To be answered by the team.*
= 0

"#]]
    );
}

#[test]
fn an_abandoned_release_is_looked_back_at_to_its_end() {
    let team = Team::on_release();
    team.quietly("at 2026-11-20T10:00:00Z\n close --outcome abandoned --reason 'no budget'");
    shows!(
        team.at("2026-12-24T10:00:00Z").transcript("retro -r 2.4.0"),
        str![[r#"
$ gonogo retro -r 2.4.0
# Retrospective of release 2.4.0

Opened 2026-11-20T09:00:00Z by Ada Lovelace, closed as **abandoned** 2026-11-20T10:00:00Z by Ada Lovelace, 1h later: no budget.

## What was planned

- **Type:** minor
- **Candidate:** `c1`
- **Facts answered yes:** user-facing-change
- **Facts answered no:** database-migration
- **Plan:** 8 items (1 not applicable)
- **Pre-release:** 4 items
- **Deployment:** 2 items (1 not applicable)
- **Post-release:** 2 items

## What happened when

| When | What | Who |
| --- | --- | --- |
| 2026-11-20T09:00:00Z | started on candidate c1 | Ada Lovelace |
| 2026-11-20T10:00:00Z | closed as abandoned: no budget | Ada Lovelace |

## Time per phase

A release is in the phase whose gate is the first one that is not at GO: from the moment the gate before it was at GO, or from the start, to the last call or sign-off that its own gate needed.

| Phase | Spent | First entered | Last left | Entered |
| --- | --- | --- | --- | --- |
| Pre-release | 1h | 2026-11-20T09:00:00Z | 2026-11-20T10:00:00Z | once |

## Accepted risks

None: nothing was waived or overridden.

## Risk register

No risk was raised.

## Overdue

Nothing.

## Stale sign-offs

None: every sign-off held.

## Blockers

None.

## Incidents

None.

## Action items

None from this release.

## Unusual signing patterns

None.

## Open questions

### What went well, and should stay as it is?

*To be answered by the team.*

### What went badly, or was only luck, and what did it cost?

*To be answered by the team.*

### What surprised us, and what would have told us sooner?

*To be answered by the team.*

### Which items helped, which were only ticked, and which were missing?

*To be answered by the team.*

### What do we change before the next release, who does it, and by when?

*To be answered by the team.*
= 0

"#]]
    );
}

#[test]
fn a_look_back_is_data_as_well() {
    shows!(
        told().transcript("retro -r 2.4.0 --format json"),
        str![[r#"
$ gonogo retro -r 2.4.0 --format json
{
  "format": "gonogo.retro/1",
  "release": {
    "version": "2.4.0",
    "id": "[HASH]",
    "type": "minor",
    "playbook": "tests/fixtures/library sha256:[HASH]",
    "candidate": "c2",
    "facts": {
      "database-migration": false,
      "user-facing-change": true
    },
    "opened": "2026-11-20T09:00:00Z",
    "planned": null,
    "outcome": "shipped",
    "assigned": {},
    "heads": [
      "sha256:[HASH]"
    ]
  },
  "as-of": "2026-11-20T15:30:00Z",
  "closed": "2026-11-20T15:30:00Z",
  "seconds": 23400,
  "planned": {
    "type": "minor",
    "candidate": "c1",
    "facts": [
      {
        "fact": "database-migration",
        "at-start": false,
        "answer": false
      },
      {
        "fact": "user-facing-change",
        "at-start": true,
        "answer": true
      }
    ],
    "items": 8,
    "ruled-out": 1,
    "phases": [
      {
        "phase": "pre-release",
        "title": "Pre-release",
        "items": 4,
        "ruled-out": 0
      },
      {
        "phase": "deployment",
        "title": "Deployment",
        "items": 2,
        "ruled-out": 1
      },
      {
        "phase": "post-release",
        "title": "Post-release",
        "items": 2,
        "ruled-out": 0
      }
    ],
    "strategy": null,
    "windows": []
  },
  "happened": [
    {
      "at": "2026-11-20T09:00:00Z",
      "event": {
        "kind": "started",
        "at": "2026-11-20T09:00:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "candidate": "c1",
        "plan": "sha256:[HASH]",
        "rules": 2,
        "id": "sha256:[HASH]",
        "prev": []
      }
    },
    {
      "at": "2026-11-20T09:30:00Z",
      "event": {
        "kind": "blocked",
        "at": "2026-11-20T09:30:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/smoke-tests",
        "role": "qa-automation-engineer",
        "reason": "login fails",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T11:00:00Z",
      "event": {
        "kind": "respun",
        "at": "2026-11-20T11:00:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "candidate": "c2",
        "reason": "login repaired",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T11:00:00Z",
      "event": {
        "kind": "unblocked",
        "at": "2026-11-20T11:00:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/smoke-tests",
        "role": "qa-automation-engineer",
        "reason": "login works on c2",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T11:05:00Z",
      "event": {
        "kind": "waived",
        "at": "2026-11-20T11:05:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/load-test",
        "role": "release-manager",
        "reason": "same code path as 2.3",
        "expires": "2026-12-01",
        "item-digest": "sha256:[HASH]",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T11:05:00Z",
      "event": {
        "kind": "called",
        "at": "2026-11-20T11:05:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "phase": "pre-release",
        "role": "developer",
        "call": "go",
        "candidate": "c2",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T11:05:00Z",
      "event": {
        "kind": "called",
        "at": "2026-11-20T11:05:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "phase": "pre-release",
        "role": "qa-automation-engineer",
        "call": "go",
        "candidate": "c2",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T11:05:00Z",
      "gate": "pre-release",
      "go": true
    },
    {
      "at": "2026-11-20T12:00:00Z",
      "event": {
        "kind": "called",
        "at": "2026-11-20T12:00:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "phase": "deployment",
        "role": "qa-automation-engineer",
        "call": "go",
        "candidate": "c2",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T12:00:00Z",
      "milestone": "deployed"
    },
    {
      "at": "2026-11-20T12:00:00Z",
      "gate": "deployment",
      "go": true
    },
    {
      "at": "2026-11-20T15:30:00Z",
      "event": {
        "kind": "closed",
        "at": "2026-11-20T15:30:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "outcome": "shipped",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    },
    {
      "at": "2026-11-20T15:30:00Z",
      "gate": "post-release",
      "go": true
    }
  ],
  "phases": [
    {
      "phase": "pre-release",
      "seconds": 7500,
      "entered": 1,
      "from": "2026-11-20T09:00:00Z",
      "to": "2026-11-20T11:05:00Z"
    },
    {
      "phase": "deployment",
      "seconds": 3300,
      "entered": 1,
      "from": "2026-11-20T11:05:00Z",
      "to": "2026-11-20T12:00:00Z"
    },
    {
      "phase": "post-release",
      "seconds": 12600,
      "entered": 1,
      "from": "2026-11-20T12:00:00Z",
      "to": "2026-11-20T15:30:00Z"
    },
    {
      "phase": null,
      "seconds": 0,
      "entered": 1,
      "from": "2026-11-20T15:30:00Z",
      "to": "2026-11-20T15:30:00Z"
    }
  ],
  "waivers": [
    {
      "item": "pre-release/load-test",
      "fate": "holds",
      "event": {
        "kind": "waived",
        "at": "2026-11-20T11:05:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/load-test",
        "role": "release-manager",
        "reason": "same code path as 2.3",
        "expires": "2026-12-01",
        "item-digest": "sha256:[HASH]",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      }
    }
  ],
  "waived-again": [],
  "before-go": [],
  "signed-ahead": [],
  "overruled": [],
  "overrides": [],
  "closed-early": [],
  "waits-ended": [],
  "loosened": [],
  "windows": [],
  "late-stages": [],
  "stale": [
    {
      "item": "pre-release/ci-green",
      "role": "developer",
      "why": "candidate",
      "signed": {
        "kind": "signed",
        "at": "2026-11-20T09:10:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/ci-green",
        "role": "developer",
        "candidate": "c1",
        "item-digest": "sha256:[HASH]",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      },
      "again": {
        "kind": "signed",
        "at": "2026-11-20T11:05:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/ci-green",
        "role": "developer",
        "candidate": "c2",
        "item-digest": "sha256:[HASH]",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      },
      "waiting": false
    }
  ],
  "blockers": [
    {
      "item": "pre-release/smoke-tests",
      "blocked": {
        "kind": "blocked",
        "at": "2026-11-20T09:30:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/smoke-tests",
        "role": "qa-automation-engineer",
        "reason": "login fails",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      },
      "cleared": {
        "kind": "unblocked",
        "at": "2026-11-20T11:00:00Z",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "item": "pre-release/smoke-tests",
        "role": "qa-automation-engineer",
        "reason": "login works on c2",
        "id": "sha256:[HASH]",
        "prev": [
          "sha256:[HASH]"
        ]
      },
      "stood-seconds": 5400
    }
  ],
  "incidents": [],
  "risks": [],
  "carried": [],
  "unreadable": [],
  "signals": [
    {
      "kind": "many-roles",
      "text": "Ada Lovelace acted for 3 of the 3 roles: developer, qa-automation-engineer, release-manager"
    }
  ],
  "questions": [
    "What went well, and should stay as it is?",
    "What went badly, or was only luck, and what did it cost?",
    "What surprised us, and what would have told us sooner?",
    "Which items helped, which were only ticked, and which were missing?",
    "What do we change before the next release, who does it, and by when?",
    "What would have cleared the blocker of pre-release/smoke-tests sooner?",
    "Why did 1 sign-off go stale, and could we have known before?"
  ]
}
= 0

"#]]
    );
}

#[test]
fn an_item_that_was_waived_before_is_named() {
    let team = Team::new();
    team.quietly(
        "start 2.3.0 --type minor --candidate b1
         waive load-test --reason 'no time'
         close --outcome abandoned --reason 'no budget'
         at 2026-11-21T09:00:00Z",
    );
    team.quietly(START);
    team.quietly("waive -r 2.4.0 load-test --reason 'no time again'");
    let text = team.transcript("retro -r 2.4.0\n retro -r 2.3.0");
    let (later, earlier) = text.split_at(text.find("$ gonogo retro -r 2.3.0").unwrap());
    assert!(
        later.contains("pre-release/load-test was waived before: 2.3.0"),
        "{later}"
    );
    assert!(
        later.contains(
            "pre-release/load-test was waived again: do we do it next time, or do we drop it?"
        ),
        "{later}"
    );
    assert!(
        !earlier.contains("Waived again"),
        "what came later is no debt: {earlier}"
    );
}

#[test]
fn a_damaged_record_beside_it_is_named_and_passed_over() {
    let team = Team::on_release();
    team.quietly("start 2.3.0 --type patch\n start 2.2.0 --type patch");
    team.replace(
        "releases/2.3.0.toml",
        "text = \"Review every merged change\"",
        "text = \"x\"",
    );
    let seen = |team: &Team| {
        let output = team.run("retro -r 2.4.0");
        assert!(
            String::from_utf8(output.stdout)
                .unwrap()
                .starts_with("# Retrospective of release 2.4.0\n")
        );
        format!(
            "{}= {}",
            String::from_utf8(output.stderr).unwrap(),
            output.status.code().unwrap()
        )
    };
    assert_eq!(
        seen(&team),
        "warning: releases/2.3.0.toml cannot be trusted\n= 4"
    );
    std::fs::write(team.path("releases/2.2.0.toml"), "[[[").unwrap();
    let expected = "warning: releases/2.2.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`\n\
                    warning: releases/2.3.0.toml cannot be trusted\n= 2";
    assert_eq!(seen(&team), expected);
    let output = team.run("retro -r 2.2.0");
    assert_eq!(
        (output.status.code(), output.stdout.is_empty()),
        (Some(2), true),
        "nothing is known of this one"
    );
}

#[test]
fn nothing_from_a_record_is_more_than_text() {
    let team = Team::on_release();
    let hostile = "<img src=x> | [click](https://evil.example) @octocat #1 \u{1b}[31m ::error::x ##[group] `code` **bold**";
    let quoted = |command: &str| format!("{command} --reason '{hostile}'");
    for line in [
        "block deployed --role QA",
        "waive load-test",
        "call no-go --role QA",
    ] {
        let line = quoted(line);
        let output = team
            .gonogo()
            .args(crate::team::words(&line))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    team.quietly("unblock deployed --role QA --reason 'x | y'");
    for command in ["retro", "report weekly"] {
        let text = String::from_utf8(team.run(command).stdout).unwrap();
        for raw in [
            "<img", "[click](", "@octocat", "\u{1b}", " ::error", "##[group", "`code`", "**bold**",
        ] {
            assert!(
                !text.replace("\\<", "").contains(raw),
                "{command} has {raw}\n{text}"
            );
        }
        assert!(text.contains("\\<img src=x>"), "{command}\n{text}");
    }
    let retro = String::from_utf8(team.run("retro").stdout).unwrap();
    let cells = |line: &&str| line.replace("\\|", "").matches('|').count();
    let blocker = retro
        .lines()
        .find(|line| line.starts_with("| deployment/deployed"))
        .unwrap();
    assert_eq!(cells(&blocker), 6, "five cells: {blocker}");
}

/// A minor release that goes on over an override, breaks at its second stage, and is taken back.
fn taken_back() -> Team {
    let team = before_the_rollout("minor");
    team.quietly(&format!(
        "at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout start --traffic 5
         at 2026-11-20T11:00:00Z
         {HEALTHY}
         rollout advance --override --role release-manager --reason 'the criteria are signed on paper'
         at 2026-11-20T11:20:00Z
         rollback --trigger critical-functionality --reason 'checkout fails'
         incident commander developer
         incident note 'the first customers called' --at 11:10
         at 2026-11-20T11:40:00Z
         incident decide rollback --reason 'the index takes an hour'
         incident action 'alarm on failed checkouts' --owner devops-engineer --due 2026-11-24
         incident action 'review | the <b>indexes</b>' --owner 'Grace Hopper <grace@octoacme.example>' --due 2026-12-04
         incident resolve --cause 'the migration left out an index'"
    ));
    settle(&team, "rollback");
    team
}

#[test]
fn a_release_that_was_taken_back_is_looked_back_at() {
    let team = taken_back();
    team.quietly("at 2026-11-20T12:00:00Z\n close --outcome rolled-back --reason 'checkout fails' --role release-manager");
    team.quietly("incident action 'write the report' --owner project-manager -r 2.4.0\n incident done 3 -r 2.4.0 --incident 1");
    let told = team.at("2026-11-25T09:00:00Z").transcript("retro -r 2.4.0");
    shows!(told, snapbox::file!["retro/taken_back.txt"]);
}

#[test]
fn open_actions_of_earlier_releases_are_listed_until_they_are_done() {
    let team = taken_back();
    team.quietly("close --outcome rolled-back --reason 'checkout fails' --role release-manager");
    let team = team
        .at("2026-11-25T09:00:00Z")
        .with("GONOGO_CHECKLISTS", EMBEDDED);
    team.quietly(&format!("start 2.4.1 --type patch {FACTS}"));
    let open = "Still open from earlier releases:

- [ ] alarm on failed checkouts — devops-engineer, due 2026-11-24 **(overdue)** (1 of incident-1, 2.4.0: checkout fails)
- [ ] review \\| the \\<b>indexes\\</b> — Grace Hopper \\<grace@&#8203;octoacme.example>, due 2026-12-04 \
(2 of incident-1, 2.4.0: checkout fails)
";
    let retro = team.transcript("retro -r 2.4.1");
    assert!(retro.contains(open), "{retro}");
    let report = "report weekly\n incident done 1 -r 2.4.0 --incident 1\n report weekly";
    shows!(team.transcript(report), snapbox::file!["retro/weekly.txt"]);
    team.quietly("incident done 2 -r 2.4.0 --incident 1");
    let retro = team.transcript("retro -r 2.4.1");
    assert!(!retro.contains("Still open"), "{retro}");
    // A record that is damaged takes its action items with it, and is named.
    team.replace(
        "releases/2.4.0.toml",
        "text = \"alarm on failed checkouts\"",
        "text = \"x\"",
    );
    let output = team.run("retro -r 2.4.1");
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "warning: releases/2.4.0.toml cannot be trusted\n"
    );
}
