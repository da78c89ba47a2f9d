use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn a_waiver_is_recorded_and_always_shown() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "waive load-test --reason 'same code path as 2.3' --expires 2026-11-25
             waive ci-green --reason 'runner is down' --role release-manager
             gate pre-release
             show load-test"
        ),
        str![[r#"
$ gonogo waive load-test --reason 'same code path as 2.3' --expires 2026-11-25
waived pre-release/load-test as release-manager, until 2026-11-25
= 0
$ gonogo waive ci-green --reason 'runner is down' --role release-manager
waived pre-release/ci-green as release-manager
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
  pre-release/ci-green  waived by Ada Lovelace: runner is down
  pre-release/load-test  waived until 2026-11-25 by Ada Lovelace: same code path as 2.3
HOLD for pre-release: release 2.4.0, candidate c1, 2 of 8 items, 0 of 3 calls
= 8
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      waived
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: has not signed
  waiver     waived until 2026-11-25 by Ada Lovelace: same code path as 2.3

What happened
2026-11-20T09:00:00Z  waived pre-release/load-test as release-manager, until 2026-11-25  by Ada Lovelace <ada@octoacme.example>
    reason: same code path as 2.3
= 0

"#]]
    );
}

#[test]
fn an_expired_waiver_opens_the_item_again() {
    let team = Team::on_release();
    team.quietly("waive load-test --reason later --expires 2026-11-25");
    let team = team.at("2026-11-25T23:59:59Z");
    shows!(
        team.transcript("show load-test"),
        str![[r#"
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      waived
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: has not signed
  waiver     waived until 2026-11-25 by Ada Lovelace: later

What happened
2026-11-20T09:00:00Z  waived pre-release/load-test as release-manager, until 2026-11-25  by Ada Lovelace <ada@octoacme.example>
    reason: later
= 0

"#]]
    );
    let team = team.at("2026-11-26T00:00:00Z");
    shows!(
        team.transcript("show load-test\n gate pre-release"),
        str![[r#"
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      open
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: has not signed
  waiver     expired: waived until 2026-11-25 by Ada Lovelace: later

What happened
2026-11-20T09:00:00Z  waived pre-release/load-test as release-manager, until 2026-11-25  by Ada Lovelace <ada@octoacme.example>
    reason: later
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release/load-test  open again: its waiver has expired [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
HOLD for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 8

"#]]
    );
}

#[test]
fn a_waiver_that_a_rule_forbids_is_refused_with_a_way_out() {
    let team = Team::on_release();
    team.quietly("sign ci-green\n fact database-migration=yes --reason 'found one'");
    shows!(
        team.transcript(
            "waive backup-completed --reason later
             waive load-test --role developer --reason later
             waive ci-green --reason later
             waive load-test
             waive load-test --reason ' '
             waive load-test --reason later --expires 2026-11-19
             waive load-test --reason later --expires tomorrow
             waive load-test --reason later
             waive load-test --reason later"
        ),
        str![[r#"
$ gonogo waive backup-completed --reason later
! error: item `deployment/backup-completed` is a killer item and can never be waived
! hint: sign it once it is done; to stop the release: `gonogo block deployment/backup-completed --reason "…"`
= 1
$ gonogo waive load-test --role developer --reason later
! error: role `developer` may not waive; `release-manager` may
! hint: give `--role release-manager`
= 1
$ gonogo waive ci-green --reason later
! error: item `pre-release/ci-green` is already done
! hint: to answer it again: `gonogo reopen pre-release/ci-green --reason "…"`
= 1
$ gonogo waive load-test
! error: the following required arguments were not provided:
!   --reason <REASON>
! 
! Usage: gonogo waive --reason <REASON> --by <PERSON> <ITEM>
! 
! For more information, try '--help'.
= 2
$ gonogo waive load-test --reason ' '
! error: a waiver needs a reason
! hint: give `--reason`
= 2
$ gonogo waive load-test --reason later --expires 2026-11-19
! error: that date is in the past
! hint: give today or a later day (UTC)
= 1
$ gonogo waive load-test --reason later --expires tomorrow
! error: invalid value 'tomorrow' for '--expires <DATE>': input contains invalid characters
! 
! For more information, try '--help'.
= 2
$ gonogo waive load-test --reason later
waived pre-release/load-test as release-manager
= 0
$ gonogo waive load-test --reason later
! error: item `pre-release/load-test` is waived
! hint: to answer it again: `gonogo reopen pre-release/load-test --reason "…"`
= 1

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release()
            .rehearses("waive load-test --reason later --expires 2026-11-25 --dry-run"),
        str![[r#"
$ gonogo waive load-test --reason later --expires 2026-11-25 --dry-run
# item pre-release/load-test, role release-manager

[[item.signoff.event]]
kind = "waived"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
reason = "later"
expires = 2026-11-25
item = "sha256:[HASH]"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0

"#]]
    );
}
