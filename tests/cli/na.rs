use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn an_item_that_may_not_apply_is_ruled_out_for_a_reason() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "na training-updated --reason 'nothing new to learn'\n show training-updated"
        ),
        str![[r#"
$ gonogo na training-updated --reason 'nothing new to learn'
not applicable: post-release/training-updated as release-manager
= 0
$ gonogo show training-updated
post-release/training-updated
Update the training materials

  state      not applicable
  phase      post-release
  section    Post-release
  role       release-manager: has not signed
  rule       may be answered "not applicable"
  n/a        nothing new to learn

What happened
2026-11-20T09:00:00Z  not applicable: post-release/training-updated as release-manager  by Ada Lovelace <ada@octoacme.example>
    reason: nothing new to learn
= 0

"#]]
    );
}

#[test]
fn an_item_that_always_applies_or_is_answered_is_not() {
    let team = Team::on_release();
    team.quietly("sign ci-green\n na training-updated --reason none");
    shows!(
        team.transcript(
            "na load-test --reason none
             na ci-green --reason none
             na backup-completed --reason none
             na training-updated --reason none
             na training-updated
             na training-updated --reason ''"
        ),
        str![[r#"
$ gonogo na load-test --reason none
! error: item `pre-release/load-test` always applies; its checklist does not allow "not applicable"
! hint: to skip it on purpose: `gonogo waive pre-release/load-test --reason "…"`
= 1
$ gonogo na ci-green --reason none
! error: item `pre-release/ci-green` is already done
! hint: to answer it again: `gonogo reopen pre-release/ci-green --reason "…"`
= 1
$ gonogo na backup-completed --reason none
! error: item `deployment/backup-completed` does not apply: fact `database-migration` is answered no
! hint: if it applies after all: `gonogo fact database-migration=yes --reason "…"`
= 1
$ gonogo na training-updated --reason none
! error: item `post-release/training-updated` does not apply: Ada Lovelace said so: none
! hint: to answer it again: `gonogo reopen post-release/training-updated --reason "…"`
= 1
$ gonogo na training-updated
! error: the following required arguments were not provided:
!   --reason <REASON>
! 
! Usage: gonogo na --reason <REASON> --by <PERSON> <ITEM>...
! 
! For more information, try '--help'.
= 2
$ gonogo na training-updated --reason ''
! error: item `post-release/training-updated` does not apply: Ada Lovelace said so: none
! hint: to answer it again: `gonogo reopen post-release/training-updated --reason "…"`
= 1

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release().rehearses("na training-updated --reason none --dry-run"),
        str![[r#"
$ gonogo na training-updated --reason none --dry-run
# item post-release/training-updated, role release-manager

[[item.signoff.event]]
kind = "not-applicable"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
reason = "none"
item = "sha256:[HASH]"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0

"#]]
    );
}
