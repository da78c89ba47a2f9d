use snapbox::str;

use crate::team::{Team, shows};

const ALL_SIGNED: &str = "sign '*' --role developer --ahead --reason early
    sign '*' --role QA --evidence https://ci.example/run/881
    sign '*' --role release-manager
    call go --role developer
    call go --role QA
    call go --role QA --phase deployment";

#[test]
fn a_release_ships_when_every_gate_says_go() {
    let team = Team::on_release();
    shows!(
        team.transcript("close"),
        str![[r#"
$ gonogo close
! error: can't close as shipped: on HOLD
! hint: see `gonogo gate`; to end it without shipping: `gonogo close --outcome abandoned --reason "…"`
= 8

"#]]
    );
    team.quietly("block ci-green --reason x");
    shows!(
        team.transcript("close"),
        str![[r#"
$ gonogo close
! error: can't close as shipped: on NO-GO
! hint: see `gonogo gate`; to end it without shipping: `gonogo close --outcome abandoned --reason "…"`
= 1

"#]]
    );
    team.quietly("unblock ci-green --reason y");
    team.quietly(ALL_SIGNED);
    shows!(
        team.transcript("close\n notes set summary 'Faster gates'\n close\n gate\n status"),
        str![[r#"
$ gonogo close
! error: the release notes lack 1 field: `summary`
! hint: write it with `gonogo notes set summary "…"`; `gonogo notes check` lists them all
= 8
$ gonogo notes set summary 'Faster gates'
wrote notes field summary
= 0
$ gonogo close
closed as shipped
= 0
$ gonogo gate
GO  Go for deployment (pre-release)
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  post-release  2 sign-offs ahead of gate pre-release (Ada Lovelace)
GO  Deployment verified (deployment)
GO  Release done (post-release)
GO for release 2.4.0, candidate c1, 8 of 8 items, 3 of 3 calls
= 0
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
closed as shipped
GO at "Release done" · 8 of 8 items · 3 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       4      ·       ·         ·        ·     ·        2/2   GO
 Deployment        2      ·       ·         ·        ·     1        1/1   GO
 Post-release      2      ·       ·         ·        ·     ·          ·   GO

Needs attention
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  post-release  2 sign-offs ahead of gate pre-release (Ada Lovelace)
= 0

"#]]
    );
}

#[test]
fn it_may_end_otherwise_for_a_reason() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "close --outcome rolled-back
             close --outcome lost --reason x
             close --outcome rolled-back --reason 'p99 doubled'
             gate"
        ),
        str![[r#"
$ gonogo close --outcome rolled-back
! error: closing a release that did not ship needs a reason
! hint: give `--reason`
= 2
$ gonogo close --outcome lost --reason x
! error: invalid value 'lost' for '--outcome <OUTCOME>'
!   [possible values: shipped, rolled-back, abandoned]
! 
! For more information, try '--help'.
= 2
$ gonogo close --outcome rolled-back --reason 'p99 doubled'
closed as rolled-back
= 0
$ gonogo gate
NO-GO
  release  was closed as rolled-back: p99 doubled

NO-GO  Go for deployment (pre-release)
  release  was closed as rolled-back: p99 doubled
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
NO-GO  Deployment verified (deployment)
  deployment/deployed  open [developer]  Deploy the candidate to production
  deployment/smoke-tests  open [qa-automation-engineer]  Repeat the smoke tests in production
  deployment: qa-automation-engineer  has not called
NO-GO  Release done (post-release)
  post-release/customers-told  open [release-manager]  Tell the customers what changed
  post-release/training-updated  open [release-manager]  Update the training materials
NO-GO: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 1

"#]]
    );
}

#[test]
fn a_closed_release_takes_no_more_answers() {
    let team = Team::on_release();
    team.quietly("close --outcome abandoned --reason 'no budget'");
    let before = team.read("releases/2.4.0.toml");
    shows!(
        team.transcript(
            "sign ci-green
             block ci-green --reason x
             call no-go --role QA --reason x
             fact database-migration=yes --reason x
             respin --candidate c2
             close --outcome abandoned --reason again"
        ),
        str![[r#"
$ gonogo sign ci-green
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1
$ gonogo block ci-green --reason x
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1
$ gonogo call no-go --role QA --reason x
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1
$ gonogo fact database-migration=yes --reason x
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1
$ gonogo respin --candidate c2
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1
$ gonogo close --outcome abandoned --reason again
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1

"#]]
    );
    assert_eq!(team.read("releases/2.4.0.toml"), before);
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release()
            .rehearses("close --outcome abandoned --reason x --dry-run\n close --dry-run"),
        str![[r#"
$ gonogo close --outcome abandoned --reason x --dry-run
[[release.event]]
kind = "closed"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
outcome = "abandoned"
reason = "x"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0
$ gonogo close --dry-run
! error: can't close as shipped: on HOLD
! hint: see `gonogo gate`; to end it without shipping: `gonogo close --outcome abandoned --reason "…"`
= 8

"#]]
    );
}
