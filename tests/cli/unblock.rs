use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn a_blocker_is_cleared_by_somebody_who_answers_for_it() {
    let team = Team::on_release();
    team.quietly("sign ci-green\n block ci-green --role QA --reason 'login fails'");
    shows!(
        team.transcript("unblock ci-green --reason 'fixed in run 882'\n show ci-green"),
        str![[r#"
$ gonogo unblock ci-green --reason 'fixed in run 882'
unblocked pre-release/ci-green as developer
= 0
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      done
  phase      pre-release
  section    Code
  role       developer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  blocked pre-release/ci-green as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
    reason: login fails
2026-11-20T09:00:00Z  unblocked pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    reason: fixed in run 882
= 0

"#]]
    );
}

#[test]
fn there_must_be_a_blocker_and_a_reason() {
    let team = Team::on_release();
    team.quietly("block load-test --reason slow");
    shows!(
        team.transcript(
            "unblock ci-green --reason x\n unblock load-test\n unblock load-test --reason ''"
        ),
        str![[r#"
$ gonogo unblock ci-green --reason x
! error: item `pre-release/ci-green` is not blocked
! hint: see `gonogo show pre-release/ci-green`
= 1
$ gonogo unblock load-test
! error: the following required arguments were not provided:
!   --reason <REASON>
! 
! Usage: gonogo unblock --reason <REASON> --by <PERSON> <ITEM>
! 
! For more information, try '--help'.
= 2
$ gonogo unblock load-test --reason ''
! error: clearing a blocker needs a reason
! hint: give `--reason`
= 2

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    let team = Team::on_release();
    team.quietly("block ci-green --reason x");
    shows!(
        team.rehearses("unblock ci-green --reason y --dry-run"),
        str![[r#"
$ gonogo unblock ci-green --reason y --dry-run
# item pre-release/ci-green, role developer

[[item.signoff.event]]
kind = "unblocked"
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
