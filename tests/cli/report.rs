use snapbox::str;

use crate::team::{Team, shows};

/// Two releases in flight, one that ended this week, and one that ended before.
fn busy() -> Team {
    let team = Team::new();
    team.quietly(
        "at 2026-11-02T09:00:00Z
         start 2.2.0 --type minor
         waive load-test --reason 'no time'
         close --outcome abandoned --reason 'too late'
         start 2.3.0 --type patch
         at 2026-11-17T09:00:00Z
         close --outcome abandoned --reason 'folded into 2.4.0'
         at 2026-11-18T09:00:00Z
         start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes
         sign ci-green
         sign code-reviewed --role developer
         waive load-test --reason 'same code path as 2.3' --expires 2026-12-01
         block deployed --role QA --reason 'login fails'
         call no-go --role QA --reason 'login fails'
         start 2.3.1 --type patch --candidate p1
         sign -r 2.3.1 ci-green",
    );
    team.at("2026-11-20T09:00:00Z")
}

#[test]
fn the_weekly_status_tells_of_what_is_in_flight_and_what_ended() {
    shows!(
        busy().transcript("report weekly"),
        str![[r#"
$ gonogo report weekly
# Weekly status, 2026-11-20

## In flight

| Release | Type | Status | At | Settled | Risks | Waiting for |
| --- | --- | --- | --- | --- | --- | --- |
| 2.3.1 | patch | **HOLD** | Pre-release | 1/8 | 0 | Developer, QA Automation Engineer |
| 2.4.0 | minor | **NO-GO** | Pre-release | 2/8 | 3 | Developer, QA Automation Engineer |

### 2.3.1 (patch)

**HOLD** on `p1`, opened 2026-11-18T09:00:00Z

Waiting for:

- Developer: 1 item, 1 call
- QA Automation Engineer: 2 items, 1 call

Risks:

None known.

Next steps:

- `gonogo walk 2.3.1 --role qa-automation-engineer`
- `gonogo walk 2.3.1 --role developer`

### 2.4.0 (minor)

**NO-GO** on `c1`, opened 2026-11-18T09:00:00Z

Waiting for:

- Developer: 1 call
- QA Automation Engineer: 2 items, 1 call

Risks:

- **blocker** deployment/deployed: login fails (Ada Lovelace, 2026-11-18T09:00:00Z)
- **no-go** pre-release: qa-automation-engineer: login fails (Ada Lovelace, 2026-11-18T09:00:00Z)
- **waiver** pre-release/load-test: same code path as 2.3 (Ada Lovelace, 2026-11-18T09:00:00Z, until 2026-12-01)
- **waived again** pre-release/load-test: before in 2.2.0

Next steps:

- `gonogo unblock deployment/deployed --role developer --reason "…" -r 2.4.0`
- `gonogo walk 2.4.0 --role qa-automation-engineer`
- `gonogo call go --role developer --phase pre-release -r 2.4.0`

## Ended since 2026-11-13T09:00:00Z

- 2.3.0 (patch), **abandoned** 2026-11-17T09:00:00Z by Ada Lovelace: folded into 2.4.0

## Open action items

None.
= 0

"#]]
    );
}

#[test]
fn the_weekly_status_is_data_as_well() {
    shows!(
        busy().transcript("report weekly --format json"),
        str![[r#"
$ gonogo report weekly --format json
{
  "format": "gonogo.weekly/1",
  "as-of": "2026-11-20T09:00:00Z",
  "since": "2026-11-13T09:00:00Z",
  "in-flight": [
    {
      "version": "2.3.1",
      "type": "patch",
      "candidate": "p1",
      "assigned": {},
      "opened": "2026-11-18T09:00:00Z",
      "verdict": "HOLD",
      "rolling-back": null,
      "phase": {
        "id": "pre-release",
        "title": "Pre-release",
        "verdict": "HOLD"
      },
      "settled": 1,
      "items": 8,
      "turns": [
        {
          "role": "developer",
          "title": "Developer",
          "items": 1,
          "calls": 1,
          "others": 0
        },
        {
          "role": "qa-automation-engineer",
          "title": "QA Automation Engineer",
          "items": 2,
          "calls": 1,
          "others": 0
        }
      ],
      "risks": [],
      "waived-again": [],
      "signals": [],
      "next": [
        "gonogo walk 2.3.1 --role qa-automation-engineer",
        "gonogo walk 2.3.1 --role developer"
      ]
    },
    {
      "version": "2.4.0",
      "type": "minor",
      "candidate": "c1",
      "assigned": {},
      "opened": "2026-11-18T09:00:00Z",
      "verdict": "NO-GO",
      "rolling-back": null,
      "phase": {
        "id": "pre-release",
        "title": "Pre-release",
        "verdict": "NO-GO"
      },
      "settled": 2,
      "items": 8,
      "turns": [
        {
          "role": "developer",
          "title": "Developer",
          "items": 0,
          "calls": 1,
          "others": 0
        },
        {
          "role": "qa-automation-engineer",
          "title": "QA Automation Engineer",
          "items": 2,
          "calls": 1,
          "others": 0
        }
      ],
      "risks": [
        {
          "kind": "blocker",
          "about": "deployment/deployed",
          "text": "login fails",
          "by": "Ada Lovelace",
          "since": "2026-11-18T09:00:00Z",
          "until": null
        },
        {
          "kind": "no-go",
          "about": "pre-release: qa-automation-engineer",
          "text": "login fails",
          "by": "Ada Lovelace",
          "since": "2026-11-18T09:00:00Z",
          "until": null
        },
        {
          "kind": "waiver",
          "about": "pre-release/load-test",
          "text": "same code path as 2.3",
          "by": "Ada Lovelace",
          "since": "2026-11-18T09:00:00Z",
          "until": "2026-12-01"
        }
      ],
      "waived-again": [
        {
          "item": "pre-release/load-test",
          "before": [
            "2.2.0"
          ]
        }
      ],
      "signals": [],
      "next": [
        "gonogo unblock deployment/deployed --role developer --reason \"…\" -r 2.4.0",
        "gonogo walk 2.4.0 --role qa-automation-engineer",
        "gonogo call go --role developer --phase pre-release -r 2.4.0"
      ]
    }
  ],
  "ended": [
    {
      "version": "2.3.0",
      "type": "patch",
      "outcome": "abandoned",
      "at": "2026-11-17T09:00:00Z",
      "by": "Ada Lovelace",
      "reason": "folded into 2.4.0"
    }
  ],
  "incidents": [],
  "left-risks": [],
  "unreadable": [],
  "actions": []
}
= 0

"#]]
    );
}

#[test]
fn there_may_be_nothing_to_report() {
    shows!(
        Team::new().transcript("report weekly\n report weekly --format json"),
        str![[r#"
$ gonogo report weekly
# Weekly status, 2026-11-20

## In flight

No release is open.

## Ended since 2026-11-13T09:00:00Z

None.

## Open action items

None.
= 0
$ gonogo report weekly --format json
{
  "format": "gonogo.weekly/1",
  "as-of": "2026-11-20T09:00:00Z",
  "since": "2026-11-13T09:00:00Z",
  "in-flight": [],
  "ended": [],
  "incidents": [],
  "left-risks": [],
  "unreadable": [],
  "actions": []
}
= 0

"#]]
    );
}

#[test]
fn a_damaged_record_does_not_hide_the_others() {
    let team = busy();
    team.replace(
        "releases/2.3.1.toml",
        "text = \"Review every merged change\"",
        "text = \"x\"",
    );
    let seen = |team: &Team| {
        let output = team.run("report weekly");
        assert!(
            String::from_utf8(output.stdout)
                .unwrap()
                .contains("\n### 2.4.0 (minor)\n")
        );
        format!(
            "{}= {}",
            String::from_utf8(output.stderr).unwrap(),
            output.status.code().unwrap()
        )
    };
    assert_eq!(
        seen(&team),
        "warning: releases/2.3.1.toml cannot be trusted\n= 4"
    );
    std::fs::write(team.path("releases/2.2.0.toml"), "[[[").unwrap();
    let expected = "warning: releases/2.2.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`\n\
                    warning: releases/2.3.1.toml cannot be trusted\n= 2";
    assert_eq!(seen(&team), expected);
}
