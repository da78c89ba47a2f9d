use snapbox::str;

use crate::releasing::before_the_rollout;
use crate::team::{Team, shows};

#[test]
fn there_may_be_no_records() {
    shows!(
        Team::new().transcript("list\n list --json"),
        str![[r#"
$ gonogo list
! hint: there is no record in releases; start one with `gonogo walk VERSION`
= 0
$ gonogo list --json
{
  "format": "gonogo.list/1",
  "releases": []
}
! hint: there is no record in releases; start one with `gonogo walk VERSION`
= 0

"#]]
    );
}

#[test]
fn a_v_before_the_version_does_not_change_the_order() {
    let team = Team::new();
    team.quietly(
        "start v10.0.0 --type patch
         start v2.0.0 --type patch
         start v9.0.0 --type patch",
    );
    let output = team.run("list --json");
    let text = String::from_utf8(output.stdout).unwrap();
    let versions: Vec<&str> = text
        .split('"')
        .filter(|word| word.starts_with("v") && word.ends_with(".0.0"))
        .collect();
    assert_eq!(versions, ["v2.0.0", "v9.0.0", "v10.0.0"]);
}

#[test]
fn every_record_is_listed_with_how_it_stands() {
    let team = Team::on_release();
    team.quietly(
        "start 2.10.0 --type patch
         start 1.0.0 --type major
         close -r 1.0.0 --outcome abandoned --reason 'no budget'
         block -r 2.10.0 ci-green --reason x",
    );
    shows!(
        team.transcript("list"),
        str![[r#"
$ gonogo list
 Version   Type    Opened                 Items   Calls   Status
───────────────────────────────────────────────────────────────────────────────
 1.0.0     major   2026-11-20T09:00:00Z     0/9     0/3   closed as abandoned
 2.4.0     minor   2026-11-20T09:00:00Z     0/8     0/3   HOLD at pre-release
 2.10.0    patch   2026-11-20T09:00:00Z     0/8     0/3   NO-GO at pre-release
= 0

"#]]
    );
}

#[test]
fn a_record_that_cannot_be_read_does_not_hide_the_others() {
    let team = Team::on_release();
    team.quietly("start 1.0.0 --type patch\n start 1.1.0 --type patch");
    std::fs::write(team.path("releases/1.0.0.toml"), "[[[").unwrap();
    shows!(
        team.transcript("list"),
        str![[r#"
$ gonogo list
 Version   Type    Opened                 Items   Calls   Status
──────────────────────────────────────────────────────────────────────────────
 1.1.0     patch   2026-11-20T09:00:00Z     0/8     0/3   HOLD at pre-release
 2.4.0     minor   2026-11-20T09:00:00Z     0/8     0/3   HOLD at pre-release
! warning: releases/1.0.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
= 2

"#]]
    );
    team.replace(
        "releases/1.1.0.toml",
        "text = \"Review every merged change\"",
        "text = \"x\"",
    );
    shows!(
        team.transcript("list\n list --json\n status\n status -r 2.4.0"),
        str![[r#"
$ gonogo list
 Version   Type    Opened                 Items   Calls   Status
──────────────────────────────────────────────────────────────────────────────
 2.4.0     minor   2026-11-20T09:00:00Z     0/8     0/3   HOLD at pre-release
! warning: releases/1.0.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
! warning: releases/1.1.0.toml cannot be trusted
= 2
$ gonogo list --json
{
  "format": "gonogo.list/1",
  "releases": [
    {
      "version": "1.0.0",
      "error": "releases/1.0.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"
    },
    {
      "version": "1.1.0",
      "error": "releases/1.1.0.toml cannot be trusted"
    },
    {
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
      ],
      "verdict": "HOLD",
      "overdue": [],
      "late": [],
      "phase": "pre-release"
    }
  ]
}
! warning: releases/1.0.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
! warning: releases/1.1.0.toml cannot be trusted
= 2
$ gonogo status
! error: releases/1.0.0.toml:1:3: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
! hint: say which with `-r VERSION`
= 2
$ gonogo status -r 2.4.0
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
  gonogo gate pre-release -r 2.4.0
= 0

"#]]
    );
}

#[test]
fn a_release_that_goes_back_is_listed_so_and_what_nobody_can_act_on_is_not_overdue() {
    let team = before_the_rollout("patch");
    team.quietly(
        "at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout start --traffic 5
         at 2026-11-20T20:00:00Z",
    );
    shows!(
        team.transcript("list\n rollback --reason 'errors everywhere'\n list\n report weekly"),
        str![[r#"
$ gonogo list
 Version   Type    Opened                 Items   Calls   Status
─────────────────────────────────────────────────────────────────────────────────────────────────
 2.4.0     patch   2026-11-20T09:00:00Z   33/41    5/11   HOLD at rollout, overdue: stage canary
= 0
$ gonogo rollback --reason 'errors everywhere'
began the rollback
opened incident-1 (high, other): errors everywhere
no earlier shipped release on record; choose the version to go back to

Rollback
  [ ] Initiate and execute the documented rollback procedure  [devops-engineer]
  [ ] Roll back to the last known-good release by redeploying the previous version  [devops-engineer]
  [ ] Verify the services after the rollback  [devops-engineer, qa-automation-engineer]
  [ ] Communicate the rollback decision to stakeholders and support  [project-manager]
  [ ] Update the rollback procedures based on experience  [devops-engineer]
  [ ] Create the incident report  [project-manager]
  [ ] Schedule the root cause analysis  [project-manager]
  [ ] Validate that the rollback was successful  [qa-automation-engineer]
! hint: to be confirmed: `gonogo rollback confirm`
! hint: no incident commander yet: `gonogo incident commander ROLE --incident incident-1`
! hint: walk through it: `gonogo walk 2.4.0 --phase rollback`
= 0
$ gonogo list
 Version   Type    Opened                 Items   Calls   Status
─────────────────────────────────────────────────────────────────────────────────────────
 2.4.0     patch   2026-11-20T09:00:00Z    0/37     0/2   rolling back, HOLD at rollback
= 0
$ gonogo report weekly
# Weekly status, 2026-11-20

## In flight

| Release | Type | Status | At | Settled | Risks | Waiting for |
| --- | --- | --- | --- | --- | --- | --- |
| 2.4.0 | patch | rolling back, **NO-GO** | Rollback | 0/37 | 2 | Project Manager, DevOps Engineer, QA Automation Engineer |

### 2.4.0 (patch)

rolling back, **NO-GO** on `9fceb02`, opened 2026-11-20T09:00:00Z

Waiting for:

- Project Manager: 3 items
- DevOps Engineer: 4 items, 1 call
- QA Automation Engineer: 2 items, 1 call

Risks:

- **rollback** rollback: errors everywhere (Ada Lovelace, 2026-11-20T20:00:00Z)
- **incident** incident-1: errors everywhere (high) (Ada Lovelace, 2026-11-20T20:00:00Z)

Unusual signing patterns:

- Ada Lovelace acted for 9 of the 10 roles: developer, devops-engineer, on-call-engineer, product-manager, project-manager, qa-automation-engineer, subject-matter-expert, technical-writer, ux-designer

Next steps:

- `gonogo walk 2.4.0 --phase rollback`
- `gonogo rollback confirm -r 2.4.0`
- `gonogo incident decide hotfix --incident incident-1 --role product-manager --reason "…" -r 2.4.0`
- `gonogo walk 2.4.0 --phase incident`

## Ended since 2026-11-13T20:00:00Z

None.

## Open action items

None.
= 0

"#]]
    );
}

#[test]
fn a_file_that_is_named_after_no_version_is_named() {
    let team = Team::on_release();
    std::fs::write(team.path("releases/2.3.0 (1).toml"), "").unwrap();
    let seen = team.transcript("list\nmetrics --format csv\nreport weekly --format json");
    assert_eq!(seen.matches("= 2\n").count(), 3, "{seen}");
    let said = "! warning: releases/2.3.0 (1).toml is not named after a version\n";
    assert_eq!(seen.matches(said).count(), 3, "{seen}");
    assert!(seen.contains(" 2.4.0 "), "the others are listed: {seen}");
    assert!(
        seen.contains("unreadable,,,,,,,,,,the record could not be read: releases/2.3.0 (1).toml is not named after a version"),
        "{seen}"
    );
}
