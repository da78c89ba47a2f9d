use snapbox::str;

use crate::team::{Team, shows};

const SETTLED: &str =
    "sign '*' --role developer\n sign '*' --role QA --evidence https://ci.example/run/881";

#[test]
fn a_role_calls_go_when_its_items_are_settled() {
    let team = Team::on_release();
    shows!(
        team.transcript("call go --role developer"),
        str![[r#"
$ gonogo call go --role developer
! error: `developer` must finish 2 items first: `pre-release/ci-green`, `pre-release/code-reviewed`
! hint: see `gonogo status --role developer`
= 8

"#]]
    );
    team.quietly(SETTLED);
    shows!(
        team.transcript(
            "call go --role developer
             call go --role developer
             call go --role QA
             call go
             gate deployment"
        ),
        str![[r#"
$ gonogo call go --role developer
called go at gate pre-release as developer
= 0
$ gonogo call go --role developer
! note: nothing to do: role `developer` has already called go at gate `pre-release`
= 0
$ gonogo call go --role QA
called go at gate pre-release as qa-automation-engineer
= 0
$ gonogo call go
called go at gate deployment as qa-automation-engineer
= 0
$ gonogo gate deployment
GO  Go for deployment (pre-release)
  deployment/deployed  signed before GO: gate pre-release was at HOLD (Ada Lovelace)
GO  Deployment verified (deployment)
GO for deployment: release 2.4.0, candidate c1, 6 of 8 items, 3 of 3 calls
= 0

"#]]
    );
}

#[test]
fn a_no_go_needs_a_reason_and_stands_until_the_role_calls_again() {
    let team = Team::on_release();
    team.quietly(SETTLED);
    shows!(
        team.transcript(
            "call no-go --role developer
             call no-go --role developer --reason 'p99 doubled'
             gate pre-release
             call go --role developer --phase pre-release
             gate pre-release"
        ),
        str![[r#"
$ gonogo call no-go --role developer
! error: a no-go needs a reason
! hint: give `--reason`
= 2
$ gonogo call no-go --role developer --reason 'p99 doubled'
called no-go at gate pre-release as developer
= 0
$ gonogo gate pre-release
NO-GO  Go for deployment (pre-release)
  pre-release: developer  called no-go: p99 doubled (Ada Lovelace, 2026-11-20T09:00:00Z)
      gonogo call go --role developer --phase pre-release
  pre-release: qa-automation-engineer  has not called
      gonogo call go --role qa-automation-engineer --phase pre-release
  deployment/deployed  signed before GO: gate pre-release was at HOLD (Ada Lovelace)
NO-GO for pre-release: release 2.4.0, candidate c1, 6 of 8 items, 0 of 3 calls
= 1
$ gonogo call go --role developer --phase pre-release
called go at gate pre-release as developer
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release: qa-automation-engineer  has not called
      gonogo call go --role qa-automation-engineer --phase pre-release
  deployment/deployed  signed before GO: gate pre-release was at HOLD (Ada Lovelace)
HOLD for pre-release: release 2.4.0, candidate c1, 6 of 8 items, 1 of 3 calls
= 8

"#]]
    );
}

#[test]
fn a_call_that_cannot_be_says_why() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "call go
             call go --role release-manager
             call go --role boss
             call go --role developer --phase deploymnt
             call maybe --role developer
             call go --role release-manager --phase post-release"
        ),
        str![[r#"
$ gonogo call go
! error: for gate `pre-release`, say for which role: `--role developer` or `--role qa-automation-engineer`
= 2
$ gonogo call go --role release-manager
! error: role `release-manager` is not polled at gate `pre-release`; polled: `developer`, `qa-automation-engineer`
! hint: give `--role developer`
= 1
$ gonogo call go --role boss
! error: there is no role `boss`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2
$ gonogo call go --role developer --phase deploymnt
! error: there is no phase `deploymnt`; did you mean `deployment`?
! hint: the plan has pre-release, deployment, post-release
= 2
$ gonogo call maybe --role developer
! error: invalid value 'maybe' for '<CALL>'
!   [possible values: go, no-go]
! 
! For more information, try '--help'.
= 2
$ gonogo call go --role release-manager --phase post-release
! error: role `release-manager` is not polled at gate `post-release`; its items alone decide
= 1

"#]]
    );
}

#[test]
fn a_respin_makes_calls_stale() {
    let team = Team::on_release();
    team.quietly(SETTLED);
    team.quietly("call go --role developer\n call go --role QA\n respin --candidate c2");
    shows!(
        team.transcript("gate pre-release"),
        str![[r#"
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  signed, but for another candidate [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green
  pre-release: developer  called go on another candidate
  pre-release: qa-automation-engineer  called go on another candidate
      gonogo call go --role qa-automation-engineer --phase pre-release
  deployment/deployed  signed before GO: gate pre-release was at HOLD (Ada Lovelace)
HOLD for pre-release: release 2.4.0, candidate c2, 4 of 8 items, 0 of 3 calls
= 8

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release().rehearses(
            "call no-go --role QA --reason flaky --dry-run\n call go --role QA --dry-run"
        ),
        str![[r#"
$ gonogo call no-go --role QA --reason flaky --dry-run
# gate pre-release, role qa-automation-engineer

[[gate.call.event]]
kind = "called"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
call = "no-go"
reason = "flaky"
candidate = "c1"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0
$ gonogo call go --role QA --dry-run
! error: `qa-automation-engineer` must finish 3 items first: `pre-release/code-reviewed`, `pre-release/smoke-tests`, `pre-release/load-test`
! hint: see `gonogo status --role qa-automation-engineer`
= 8

"#]]
    );
}
