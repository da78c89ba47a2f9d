//! A deployment that begins before GO is recorded with a warning, and stays a risk.

use serde_json::Value;
use snapbox::str;

use crate::releasing::{before_the_rollout, json};
use crate::team::{Team, shows};

#[test]
fn a_deployment_against_a_no_go_is_recorded_and_stays_a_risk() {
    let team = Team::on_release();
    team.quietly("block ci-green --reason 'a CVE is open'");
    shows!(
        team.transcript("sign deployed --ahead --reason early\n status\n report weekly\n retro"),
        str![[r#"
$ gonogo sign deployed --ahead --reason early
signed deployment/deployed as developer, ahead of gate pre-release
! warning: gate `pre-release` is at NO-GO: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 1 of 8 items · 0 of 3 calls

NO-GO
  pre-release/ci-green  blocked: a CVE is open (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
      gonogo unblock pre-release/ci-green --role developer --reason "…"

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
────────────────────────────────────────────────────────────────────────────────
 Pre-release       ·      3       ·         1        ·     ·        0/2   NO-GO
 Deployment        1      1       ·         ·        ·     1        0/1   NO-GO
 Post-release      ·      2       ·         ·        ·     ·          ·   NO-GO

 Waiting for              Now   Items   Calls   Next item
───────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 developer                  2       2       1   ci-green
 qa-automation-engineer     3       4       2   code-reviewed

Needs attention
  deployment/deployed  signed before GO: gate pre-release was at NO-GO; early (Ada Lovelace)

Next
  gonogo unblock pre-release/ci-green --role developer --reason "…"
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
= 0
$ gonogo report weekly
# Weekly status, 2026-11-20

## In flight

| Release | Type | Status | At | Settled | Risks | Waiting for |
| --- | --- | --- | --- | --- | --- | --- |
| 2.4.0 | minor | **NO-GO** | Pre-release | 1/8 | 2 | Developer, QA Automation Engineer |

### 2.4.0 (minor)

**NO-GO** on `c1`, opened 2026-11-20T09:00:00Z

Waiting for:

- Developer: 2 items, 1 call
- QA Automation Engineer: 3 items, 1 call

Risks:

- **blocker** pre-release/ci-green: a CVE is open (Ada Lovelace, 2026-11-20T09:00:00Z)
- **deployed before GO** deployment/deployed: signed before GO: gate pre-release was at NO-GO; early (Ada Lovelace, 2026-11-20T09:00:00Z)

Next steps:

- `gonogo unblock pre-release/ci-green --role developer --reason "…" -r 2.4.0`
- `gonogo walk 2.4.0 --role qa-automation-engineer`
- `gonogo walk 2.4.0 --role developer`

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
| 2026-11-20T09:00:00Z | blocked pre-release/ci-green as developer: a CVE is open | Ada Lovelace |
| 2026-11-20T09:00:00Z | **milestone deployed reached** |  |

## Time per phase

A release is in the phase whose gate is the first one that is not at GO: from the moment the gate before it was at GO, or from the start, to the last call or sign-off that its own gate needed.

| Phase | Spent | First entered | Last left | Entered |
| --- | --- | --- | --- | --- |
| Pre-release | 0s | 2026-11-20T09:00:00Z | 2026-11-20T09:00:00Z | once |

## Accepted risks

- **deployment/deployed** signed before GO: gate pre-release was at NO-GO; early (Ada Lovelace, 2026-11-20T09:00:00Z)

## Risk register

No risk was raised.

## Overdue

Nothing.

## Stale sign-offs

None: every sign-off held.

## Blockers

| Item | Why | Blocked | Cleared | Stood |
| --- | --- | --- | --- | --- |
| pre-release/ci-green | a CVE is open | 2026-11-20T09:00:00Z by Ada Lovelace | **still blocked** | 0s |

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

### What would have cleared the blocker of pre-release/ci-green sooner?

*To be answered by the team.*
= 0

"#]]
    );
    team.quietly("unblock ci-green --reason 'patched'");
    for line in ["status --json", "gate --json"] {
        assert_eq!(
            json(&team, line)["before-go"][0]["verdict"],
            "NO-GO",
            "{line}"
        );
    }
    assert_eq!(
        json(&team, "retro --json")["before-go"][0]["item"],
        "deployment/deployed"
    );
    let weekly = json(&team, "report weekly --json");
    let risks: Vec<&Value> = weekly["in-flight"][0]["risks"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert!(
        risks.iter().any(|risk| risk["kind"] == "before-go"),
        "{weekly}"
    );
}

#[test]
fn a_milestone_ahead_of_its_gate_needs_a_reason_and_other_items_a_warning() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "sign deployed
             sign deployed --ahead
             sign deployment/smoke-tests
             sign deployed --ahead --reason 'the fix cannot wait'
             gate deployment"
        ),
        str![[r#"
$ gonogo sign deployed
! error: gate `pre-release` is on HOLD, and `deployment/deployed` marks the milestone `deployed`
! hint: see `gonogo gate pre-release`; if it has happened, sign it with `--ahead --reason "…"`
= 8
$ gonogo sign deployed --ahead
! error: the following required arguments were not provided:
!   --reason <REASON>
! 
! Usage: gonogo sign --ahead --reason <REASON> --by <PERSON> <ITEM>...
! 
! For more information, try '--help'.
= 2
$ gonogo sign deployment/smoke-tests
signed deployment/smoke-tests as qa-automation-engineer, ahead of gate pre-release
! warning: gate `pre-release` is not at GO yet: the record keeps that this was signed ahead of it
= 0
$ gonogo sign deployed --ahead --reason 'the fix cannot wait'
signed deployment/deployed as developer, ahead of gate pre-release
! warning: gate `pre-release` is at HOLD: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo gate deployment
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
  deployment/deployed  signed before GO: gate pre-release was at HOLD; the fix cannot wait (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
HOLD  Deployment verified (deployment)
  deployment: qa-automation-engineer  has not called
HOLD for deployment: release 2.4.0, candidate c1, 2 of 8 items, 0 of 3 calls
= 8

"#]]
    );
    let ahead = &json(&team, "gate --json")["signed-ahead"];
    assert_eq!(
        (&ahead[0]["gate"], ahead.as_array().map(Vec::len)),
        (&Value::from("pre-release"), Some(1)),
        "the deployment is told under before-go: {ahead}"
    );
}

#[test]
fn a_deployment_after_go_is_no_risk() {
    let team = Team::on_release();
    team.quietly(
        "sign 'pre-release/*' --role developer
         sign 'pre-release/*' --role QA --evidence https://ci.example/run/881
         call go --role developer
         call go --role QA",
    );
    shows!(
        team.transcript("sign deployed"),
        str![[r#"
$ gonogo sign deployed
signed deployment/deployed as developer
= 0

"#]]
    );
    team.quietly("respin --candidate c2");
    assert_eq!(
        json(&team, "status --json")["before-go"],
        Value::Array(Vec::new())
    );
}

#[test]
fn a_rollout_that_started_before_go_is_recorded_and_one_that_gonogo_would_start_is_not() {
    let team = before_the_rollout("minor");
    team.quietly(
        "rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         block security-scans --role developer --reason 'red again'",
    );
    shows!(
        team.transcript("rollout start --traffic 5 --run\n rollout start --traffic 5\n rollout advance --traffic 25"),
        str![[r#"
$ gonogo rollout start --traffic 5 --run
! error: 1 thing blocks `--run`
!   gate `deployment` is at NO-GO
! hint: roll back with `gonogo rollback --reason "…"`; to proceed anyway: `--override --reason "…"`, by a role that may waive
= 1
$ gonogo rollout start --traffic 5
entered stage canary of standard with 5 % of the traffic
! warning: gate `deployment` is at NO-GO: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo rollout advance --traffic 25
! error: 8 things block stage `quarter`
!   pre-release: gate "Go for deployment" says NO-GO
!   deployment: gate "Go for rollout" says NO-GO
!   stage canary: still soaking: 15m left, until 2026-11-20T09:15:00Z
!   rollout/flows-verified: open
!   rollout/no-alerts: open
!   rollout/no-vulnerability: open
!   rollout/data-intact: open
!   pre-release/security-scans: blocked: red again (Ada Lovelace)
! hint: roll back with `gonogo rollback --reason "…"`; to proceed anyway: `--override --reason "…"`, by a role that may waive
= 1

"#]]
    );
    let begun = &json(&team, "status --json")["before-go"][0];
    assert_eq!(
        (&begun["item"], &begun["gate"]),
        (&Value::Null, &Value::from("deployment"))
    );
}
