use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn any_role_may_stop_the_release_for_a_reason() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "block ci-green --role QA --reason 'login fails'
             block ci-green --reason 'runner is down'
             gate pre-release
             status"
        ),
        str![[r#"
$ gonogo block ci-green --role QA --reason 'login fails'
blocked pre-release/ci-green as qa-automation-engineer
= 0
$ gonogo block ci-green --reason 'runner is down'
blocked pre-release/ci-green as developer
= 0
$ gonogo gate pre-release
NO-GO  Go for deployment (pre-release)
  pre-release/ci-green  blocked: login fails (Ada Lovelace); runner is down (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
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
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 0 of 8 items · 0 of 3 calls

NO-GO
  pre-release/ci-green  blocked: login fails (Ada Lovelace); runner is down (Ada Lovelace) [developer]  Run all CI/CD pipelines on the candidate
      gonogo unblock pre-release/ci-green --role developer --reason "…"

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
────────────────────────────────────────────────────────────────────────────────
 Pre-release       ·      3       ·         1        ·     ·        0/2   NO-GO
 Deployment        ·      2       ·         ·        ·     1        0/1   NO-GO
 Post-release      ·      2       ·         ·        ·     ·          ·   NO-GO

 Waiting for              Now   Items   Calls   Next item
───────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 developer                  2       3       1   ci-green
 qa-automation-engineer     3       4       2   code-reviewed

Next
  gonogo unblock pre-release/ci-green --role developer --reason "…"
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
= 0

"#]]
    );
}

#[test]
fn a_blocker_needs_an_item_a_role_and_a_reason() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "block ci-green
             block ci-green --reason ''
             block ci-gren --reason x
             block ci-green --role boss --reason x
             block code-reviewed --reason x"
        ),
        str![[r#"
$ gonogo block ci-green
! error: the following required arguments were not provided:
!   --reason <REASON>
! 
! Usage: gonogo block --reason <REASON> --by <PERSON> <ITEM>
! 
! For more information, try '--help'.
= 2
$ gonogo block ci-green --reason ''
! error: a blocker needs a reason
! hint: give `--reason`
= 2
$ gonogo block ci-gren --reason x
! error: there is no item `ci-gren`; did you mean `pre-release/ci-green`?
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2
$ gonogo block ci-green --role boss --reason x
! error: there is no role `boss`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2
$ gonogo block code-reviewed --reason x
! error: for `pre-release/code-reviewed`, say for which role: `--role developer` or `--role qa-automation-engineer`
= 2

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release().rehearses("block ci-green --reason x --dry-run"),
        str![[r#"
$ gonogo block ci-green --reason x --dry-run
# item pre-release/ci-green, role developer

[[item.signoff.event]]
kind = "blocked"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
reason = "x"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0

"#]]
    );
}
