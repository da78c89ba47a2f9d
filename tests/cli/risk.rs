//! The risk register: raised, changed, closed, shown before a GO, and taken over by the next release.

use std::fs;

use snapbox::str;

use crate::team::{START, Team, shows};

const LOCKS: &str = "risk add 'the migration may lock orders' --likelihood medium --impact high --owner developer --mitigation 'rehearse it' --due 2026-11-19";

#[test]
fn a_risk_is_added_changed_shown_and_closed() {
    let team = Team::on_release();
    shows!(
        team.transcript(&format!(
            "risk list
             {LOCKS}
             risk add 'the mirror is slow' --likelihood low
             risk add ' '
             risk add x --owner nobody
             risk list
             risk change 2 --impact low
             risk change risk-2 --impact low
             risk change 2
             risk change 7 --impact low
             risk close 1 --reason 'it runs online'
             risk close 1 --as mitigated --reason ' '
             gate pre-release
             risk close 1 --as mitigated --reason 'it runs online'
             risk close 1 --as mitigated --reason 'it runs online'
             risk change 1 --impact low
             risk list
             log"
        )),
        str![[r#"
$ gonogo risk list
! hint: no risk was raised; to add one: `gonogo risk add "…"`
= 0
$ gonogo risk add 'the migration may lock orders' --likelihood medium --impact high --owner developer --mitigation 'rehearse it' --due 2026-11-19
risk-1 (high): the migration may lock orders
= 0
$ gonogo risk add 'the mirror is slow' --likelihood low
risk-2 (low): the mirror is slow
= 0
$ gonogo risk add ' '
! error: the risk is empty
= 2
$ gonogo risk add x --owner nobody
! error: there is no role `nobody`
! hint: the plan has release-manager, developer, qa-automation-engineer
! hint: give a role, or a person as `Name <email>`
= 2
$ gonogo risk list
risk-1  high: the migration may lock orders [developer, due 2026-11-19, 1 day late]
    rating      likelihood medium, impact high
    mitigation  rehearse it
risk-2  low: the mirror is slow [Ada Lovelace]
    rating      likelihood low, impact medium
= 0
$ gonogo risk change 2 --impact low
risk-2 (low): the mirror is slow
= 0
$ gonogo risk change risk-2 --impact low
! note: nothing to do: `risk-2` already says so
= 0
$ gonogo risk change 2
! error: the following required arguments were not provided:
!   <--text <TEXT>|--likelihood <LEVEL>|--impact <LEVEL>|--owner <ROLE|PERSON>|--mitigation <TEXT>|--due <DATE>>
! 
! Usage: gonogo risk change [OPTIONS] <RISK>
! 
! For more information, try '--help'.
= 2
$ gonogo risk change 7 --impact low
! error: the release has no `risk-7`
! hint: see `gonogo risk list`
= 2
$ gonogo risk close 1 --reason 'it runs online'
! error: the following required arguments were not provided:
!   --as <OUTCOME>
! 
! Usage: gonogo risk close --as <OUTCOME> --reason <REASON> --by <PERSON> <RISK>
! 
! For more information, try '--help'.
= 2
$ gonogo risk close 1 --as mitigated --reason ' '
! error: closing a risk needs a reason
! hint: give `--reason`
= 2
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
Open risks
  risk-1  high: the migration may lock orders [developer, due 2026-11-19, 1 day late]
  risk-2  low: the mirror is slow [Ada Lovelace]
HOLD for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 8
$ gonogo risk close 1 --as mitigated --reason 'it runs online'
closed risk-1 as mitigated
= 0
$ gonogo risk close 1 --as mitigated --reason 'it runs online'
! note: nothing to do: `risk-1` is already closed
= 0
$ gonogo risk change 1 --impact low
! error: `risk-1` is closed
! hint: raise it as a new risk
= 1
$ gonogo risk list
risk-2  low: the mirror is slow [Ada Lovelace]
    rating      likelihood low, impact low
risk-1  mitigated: the migration may lock orders [developer]
    rating      likelihood medium, impact high
    mitigation  rehearse it
    closed      it runs online (Ada Lovelace)
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  risk-1 (high): the migration may lock orders  by Ada Lovelace <ada@octoacme.example>
    likelihood: medium
    impact: high
    owner: developer
    mitigation: rehearse it
    due: 2026-11-19
2026-11-20T09:00:00Z  risk-2 (low): the mirror is slow  by Ada Lovelace <ada@octoacme.example>
    likelihood: low
    impact: medium
    owner: Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  risk-2 (low): the mirror is slow  by Ada Lovelace <ada@octoacme.example>
    likelihood: low
    impact: low
    owner: Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  closed risk-1 as mitigated  by Ada Lovelace <ada@octoacme.example>
    reason: it runs online
= 0

"#]]
    );
}

#[test]
fn open_risks_are_shown_and_change_no_verdict() {
    let team = Team::on_release();
    team.quietly(LOCKS);
    team.quietly("sign '*' --role developer --ahead --reason early");
    shows!(
        team.transcript(
            "status
             status --format markdown
             gate pre-release --format markdown
             call go --role developer
             report weekly
             retro"
        ),
        str![[r#"
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Go for deployment" · 2 of 8 items · 0 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       1      3       ·         ·        ·     ·        0/2   HOLD
 Deployment        1      1       ·         ·        ·     1        0/1   HOLD
 Post-release      ·      2       ·         ·        ·     ·          ·   HOLD

 Waiting for              Now   Items   Calls   Next item
────────────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 developer                  1       0       1   call at pre-release
 qa-automation-engineer     3       4       2   code-reviewed

Needs attention
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)

Open risks
  risk-1  high: the migration may lock orders [developer, due 2026-11-19, 1 day late]

Next
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo call go --role developer --phase pre-release
  gonogo gate pre-release
= 0
$ gonogo status --format markdown
### Release 2.4.0: HOLD at Go for deployment

minor, candidate c1: 2 of 8 items, 0 of 3 calls

| Phase | Items | Go calls | Gate |
| --- | --- | --- | --- |
| Pre-release | 1 of 4 | 0 of 2 | HOLD |
| Deployment | 1 of 2 | 0 of 1 | HOLD |
| Post-release | 0 of 2 | 0 of 0 | HOLD |

**Open risks**

- risk-1: high: the migration may lock orders \[developer, due 2026-11-19, 1 day late\]

| Waiting for | Now | Items | Calls |
| --- | --- | --- | --- |
| release-manager | 0 | 2 | 0 |
| developer | 1 | 0 | 1 |
| qa-automation-engineer | 3 | 4 | 2 |
= 0
$ gonogo gate pre-release --format markdown
### HOLD for pre-release

Release 2.4.0, candidate c1: 2 of 8 items, 0 of 3 calls

**Open risks**

- risk-1: high: the migration may lock orders \[developer, due 2026-11-19, 1 day late\]

| Verdict | What | Why | Waiting for |
| --- | --- | --- | --- |
| HOLD | pre-release/code-reviewed: Review every merged change | open | qa-automation-engineer |
| HOLD | pre-release/smoke-tests: Run the smoke tests in staging | open | qa-automation-engineer |
| HOLD | pre-release/load-test: Run the load test | open | qa-automation-engineer |
| HOLD | pre-release: developer | has not called | developer |
| HOLD | pre-release: qa-automation-engineer | has not called | qa-automation-engineer |
| accepted | deployment/deployed | signed before GO: gate pre-release was at HOLD; early (Ada Lovelace) |  |
= 8
$ gonogo call go --role developer
called go at gate pre-release as developer
! note: 1 risk is open: risk-1 (high)
= 0
$ gonogo report weekly
# Weekly status, 2026-11-20

## In flight

| Release | Type | Status | At | Settled | Risks | Waiting for |
| --- | --- | --- | --- | --- | --- | --- |
| 2.4.0 | minor | **HOLD** | Pre-release | 2/8 | 2 | QA Automation Engineer |

### 2.4.0 (minor)

**HOLD** on `c1`, opened 2026-11-20T09:00:00Z

Waiting for:

- QA Automation Engineer: 3 items, 1 call

Risks:

- **risk** risk-1: high: the migration may lock orders \[developer, due 2026-11-19, 1 day late\] (Ada Lovelace, 2026-11-20T09:00:00Z)
- **deployed before GO** deployment/deployed: signed before GO: gate pre-release was at HOLD; early (Ada Lovelace, 2026-11-20T09:00:00Z)

Next steps:

- `gonogo walk 2.4.0 --role qa-automation-engineer`

## Ended since 2026-11-13T09:00:00Z

None.

## Open action items

None.
= 0
$ gonogo retro
# Retrospective of release 2.4.0

Opened 2026-11-20T09:00:00Z by Ada Lovelace, **still open** at 2026-11-20T09:00:00Z, 0s later.

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
| 2026-11-20T09:00:00Z | risk-1 (high): the migration may lock orders | Ada Lovelace |
| 2026-11-20T09:00:00Z | called go at gate pre-release as developer | Ada Lovelace |
| 2026-11-20T09:00:00Z | **milestone deployed reached** |  |

## Time per phase

A release is in the phase whose gate is the first one that is not at GO: from the moment the gate before it was at GO, or from the start, to the last call or sign-off that its own gate needed.

| Phase | Spent | First entered | Last left | Entered |
| --- | --- | --- | --- | --- |
| Pre-release | 0s | 2026-11-20T09:00:00Z | 2026-11-20T09:00:00Z | once |

## Accepted risks

- **deployment/deployed** signed before GO: gate pre-release was at HOLD; early (Ada Lovelace, 2026-11-20T09:00:00Z)

## Risk register

- risk-1: high: the migration may lock orders \[developer, due 2026-11-19, 1 day late\], **still open**

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
    let json: serde_json::Value = serde_json::from_slice(&team.run("gate --json").stdout).unwrap();
    let risk = &json["risks"][0];
    assert_eq!(risk["risk"], "risk-1");
    assert_eq!(risk["level"], "high");
    assert_eq!(risk["overdue"], true);
    assert_eq!(risk["owner-role"], "developer");
    assert_eq!(json["verdict"], "HOLD");
}

#[test]
fn what_a_release_leaves_open_is_taken_over_by_the_next() {
    let team = Team::on_release();
    team.quietly(LOCKS);
    team.quietly("risk add 'the mirror is slow'");
    team.quietly("risk add 'the vendor may be late'");
    team.quietly("close --outcome abandoned --reason 'no budget'");
    team.quietly("risk close 3 -r 2.4.0 --as obsolete --reason 'another vendor'");
    let weekly = |team: &Team| {
        let report = String::from_utf8(team.run("report weekly").stdout).unwrap();
        report.contains("Risks still open after their release")
    };
    assert!(weekly(&team));
    shows!(
        team.transcript(&format!(
            "risk add 'too late' -r 2.4.0
             {}
             risk list 2.5.0
             risk list 2.5.0 --json",
            START.replace("2.4.0", "2.5.0")
        )),
        str![[r#"
$ gonogo risk add 'too late' -r 2.4.0
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1
$ gonogo start 2.5.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes
opened releases/2.5.0.toml with 9 items
! hint: `gonogo walk 2.5.0` walks through it, `gonogo status` shows where it stands
! note: 2 open risks of earlier releases taken over: `gonogo risk list`
= 0
$ gonogo risk list 2.5.0
risk-1  high: the migration may lock orders [developer, due 2026-11-19, 1 day late]
    rating      likelihood medium, impact high
    mitigation  rehearse it
    from        risk-1 of 2.4.0
risk-2  medium: the mirror is slow [Ada Lovelace]
    rating      likelihood medium, impact medium
    from        risk-2 of 2.4.0
= 0
$ gonogo risk list 2.5.0 --json
{
  "format": "gonogo.risks/1",
  "version": "2.5.0",
  "risks": [
    {
      "risk": "risk-1",
      "text": "the migration may lock orders",
      "likelihood": "medium",
      "impact": "high",
      "level": "high",
      "owner": null,
      "owner-role": "developer",
      "mitigation": "rehearse it",
      "due": "2026-11-19",
      "overdue": true,
      "from": "2.4.0",
      "from-risk": "risk-1",
      "raised-by": "Ada Lovelace <ada@octoacme.example>",
      "raised-at": "2026-11-20T09:00:00Z",
      "outcome": null,
      "closed-by": null,
      "closed-at": null,
      "reason": null
    },
    {
      "risk": "risk-2",
      "text": "the mirror is slow",
      "likelihood": "medium",
      "impact": "medium",
      "level": "medium",
      "owner": "Ada Lovelace <ada@octoacme.example>",
      "owner-role": null,
      "mitigation": null,
      "due": null,
      "overdue": false,
      "from": "2.4.0",
      "from-risk": "risk-2",
      "raised-by": "Ada Lovelace <ada@octoacme.example>",
      "raised-at": "2026-11-20T09:00:00Z",
      "outcome": null,
      "closed-by": null,
      "closed-at": null,
      "reason": null
    }
  ]
}
= 0

"#]]
    );
    assert!(!weekly(&team));
}

#[test]
fn two_risks_that_branches_raised_under_one_number_are_told_apart_and_none_is_lost() {
    let team = Team::on_release();
    let record = team.path("releases/2.4.0.toml");
    let keep = |name: &str| fs::copy(&record, team.path(name)).unwrap();
    keep("base");
    team.set_clock("2026-11-20T09:01:00Z");
    team.quietly("risk add 'the mirror is slow' --impact high");
    keep("ours");
    fs::copy(team.path("base"), &record).unwrap();
    team.set_clock("2026-11-20T09:02:00Z");
    team.quietly(LOCKS);
    keep("theirs");
    team.quietly("merge-driver base ours theirs releases/2.4.0.toml");
    fs::copy(team.path("ours"), &record).unwrap();
    shows!(
        team.transcript(
            "risk close 1 --as obsolete --reason 'no mirror'
             risk change 1 --likelihood low
             risk change 1 --text 'the mirror is slow'
             risk change 1 --text 'both'
             risk add 'the migration may lock orders' --impact high --owner developer
             risk change 1 --text 'the mirror is slow'
             risk close 1 --as obsolete --reason 'no mirror'
             risk list
             verify"
        ),
        str![[r#"
$ gonogo risk close 1 --as obsolete --reason 'no mirror'
! error: `risk-1` stands for 2 risks, because branches were joined that both raised it
!   the mirror is slow
!   the migration may lock orders
! hint: raise all but one of them again, in the same words, with `gonogo risk add "…"`; then say which one keeps the number: `gonogo risk change risk-1 --text "…"`
= 1
$ gonogo risk change 1 --likelihood low
! error: `risk-1` is described in several ways, because branches were joined
!   the mirror is slow (likelihood medium, impact high)
!   the migration may lock orders (likelihood medium, impact high)
! hint: say what holds with --text
= 2
$ gonogo risk change 1 --text 'the mirror is slow'
! error: `risk-1` stands for 2 risks, because branches were joined that both raised it
!   the mirror is slow
!   the migration may lock orders
! hint: raise all but one of them again, in the same words, with `gonogo risk add "…"`; then say which one keeps the number: `gonogo risk change risk-1 --text "…"`
= 1
$ gonogo risk change 1 --text 'both'
! error: `risk-1` is described in several ways, because branches were joined
!   the mirror is slow (likelihood medium, impact high)
!   the migration may lock orders (likelihood medium, impact high)
! hint: say what holds with --owner
= 2
$ gonogo risk add 'the migration may lock orders' --impact high --owner developer
risk-2 (high): the migration may lock orders
= 0
$ gonogo risk change 1 --text 'the mirror is slow'
risk-1 (high): the mirror is slow
= 0
$ gonogo risk close 1 --as obsolete --reason 'no mirror'
closed risk-1 as obsolete
= 0
$ gonogo risk list
risk-2  high: the migration may lock orders [developer]
    rating      likelihood medium, impact high
risk-1  obsolete: the mirror is slow [Ada Lovelace]
    rating      likelihood medium, impact high
    closed      no mirror (Ada Lovelace)
= 0
$ gonogo verify
2.4.0 is sound: 6 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn a_risk_that_branches_described_differently_takes_no_value_silently() {
    let team = Team::on_release();
    team.quietly("risk add 'the mirror is slow'");
    let record = team.path("releases/2.4.0.toml");
    let keep = |name: &str| fs::copy(&record, team.path(name)).unwrap();
    keep("base");
    team.set_clock("2026-11-20T09:01:00Z");
    team.quietly("risk change 1 --impact high");
    keep("ours");
    fs::copy(team.path("base"), &record).unwrap();
    team.set_clock("2026-11-20T09:02:00Z");
    team.quietly("risk change 1 --impact low --mitigation mirrors");
    keep("theirs");
    team.quietly("merge-driver base ours theirs releases/2.4.0.toml");
    fs::copy(team.path("ours"), &record).unwrap();
    shows!(
        team.transcript(
            "risk change 1 --likelihood low
             risk change 1 --impact high --likelihood low
             risk list"
        ),
        str![[r#"
$ gonogo risk change 1 --likelihood low
! error: `risk-1` is described in several ways, because branches were joined
!   the mirror is slow (likelihood medium, impact high)
!   the mirror is slow (likelihood medium, impact low)
! hint: say what holds with --impact
= 2
$ gonogo risk change 1 --impact high --likelihood low
risk-1 (medium): the mirror is slow
= 0
$ gonogo risk list
risk-1  medium: the mirror is slow [Ada Lovelace]
    rating      likelihood low, impact high
    mitigation  mirrors
= 0

"#]]
    );
}
