use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn answers_are_retracted_and_stay_in_the_record() {
    let team = Team::on_release();
    team.quietly(
        "sign ci-green\n waive load-test --reason later\n na training-updated --reason none",
    );
    shows!(
        team.transcript(
            "reopen ci-green --reason 'wrong branch'
             reopen load-test --reason 'we have time'
             reopen training-updated --reason 'there is something new'
             show ci-green
             show load-test"
        ),
        str![[r#"
$ gonogo reopen ci-green --reason 'wrong branch'
reopened pre-release/ci-green as developer
= 0
$ gonogo reopen load-test --reason 'we have time'
reopened pre-release/load-test as qa-automation-engineer
= 0
$ gonogo reopen training-updated --reason 'there is something new'
reopened post-release/training-updated as release-manager
= 0
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      open
  phase      pre-release
  section    Code
  role       developer: has not signed
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  reopened pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    reason: wrong branch
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      open
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: has not signed

What happened
2026-11-20T09:00:00Z  waived pre-release/load-test as release-manager  by Ada Lovelace <ada@octoacme.example>
    reason: later
2026-11-20T09:00:00Z  reopened pre-release/load-test as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
    reason: we have time
= 0

"#]]
    );
}

#[test]
fn there_must_be_an_answer_and_a_reason() {
    let team = Team::on_release();
    team.quietly("sign ci-green");
    shows!(
        team.transcript(
            "reopen load-test --reason x\n reopen ci-green\n reopen backup-completed --reason x"
        ),
        str![[r#"
$ gonogo reopen load-test --reason x
! error: item `pre-release/load-test` has no answer to retract
! hint: see `gonogo show pre-release/load-test`
= 1
$ gonogo reopen ci-green
! error: the following required arguments were not provided:
!   --reason <REASON>
! 
! Usage: gonogo reopen --reason <REASON> --by <PERSON> <ITEM>
! 
! For more information, try '--help'.
= 2
$ gonogo reopen backup-completed --reason x
! error: item `deployment/backup-completed` has no answer to retract
! hint: see `gonogo show deployment/backup-completed`
= 1

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    let team = Team::on_release();
    team.quietly("sign ci-green");
    shows!(
        team.rehearses("reopen ci-green --reason y --dry-run"),
        str![[r#"
$ gonogo reopen ci-green --reason y --dry-run
# item pre-release/ci-green, role developer

[[item.signoff.event]]
kind = "reopened"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
reason = "y"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0

"#]]
    );
}
