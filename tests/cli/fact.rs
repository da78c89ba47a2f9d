use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn a_fact_decides_which_items_apply() {
    let team = Team::new();
    team.quietly("start 2.4.0 --type minor");
    shows!(
        team.transcript(
            "show backup-completed
             fact database-migration=no
             show backup-completed
             fact database-migration=yes --reason 'found one'
             show backup-completed"
        ),
        str![[r#"
$ gonogo show backup-completed
deployment/backup-completed
Complete the database backup

  state      open
  phase      deployment
  section    Deployment
  role       developer: has not signed
  rule       applies when database-migration
  rule       needs evidence
  rule       can never be waived
  help       A restore of such a backup has worked before.
= 0
$ gonogo fact database-migration=no
fact database-migration = no
= 0
$ gonogo show backup-completed
deployment/backup-completed
Complete the database backup

  state      not applicable
  phase      deployment
  section    Deployment
  role       developer: has not signed
  rule       applies when database-migration
  rule       needs evidence
  rule       can never be waived
  n/a        fact `database-migration` is answered no
  help       A restore of such a backup has worked before.
= 0
$ gonogo fact database-migration=yes --reason 'found one'
fact database-migration = yes
= 0
$ gonogo show backup-completed
deployment/backup-completed
Complete the database backup

  state      open
  phase      deployment
  section    Deployment
  role       developer: has not signed
  rule       applies when database-migration
  rule       needs evidence
  rule       can never be waived
  help       A restore of such a backup has worked before.
= 0

"#]]
    );
}

#[test]
fn an_answer_is_changed_for_a_reason_only() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "fact database-migration=no
             fact database-migration=yes
             fact database-migration=no user-facing-change=no --reason 'internal only'
             fact databse-migration=yes
             fact database-migration
             fact database-migration=perhaps"
        ),
        str![[r#"
$ gonogo fact database-migration=no
! note: nothing to do: fact `database-migration` is already answered no
= 0
$ gonogo fact database-migration=yes
! error: changing the answer to a fact needs a reason
! hint: give `--reason`
= 2
$ gonogo fact database-migration=no user-facing-change=no --reason 'internal only'
fact user-facing-change = no
! note: nothing to do: fact `database-migration` is already answered no
= 0
$ gonogo fact databse-migration=yes
! error: there is no fact `databse-migration`; did you mean `database-migration`?
! hint: the plan has database-migration, user-facing-change
= 2
$ gonogo fact database-migration
! error: invalid value 'database-migration' for '[NAME=yes|no]...': write it as NAME=yes or NAME=no
! 
! For more information, try '--help'.
= 2
$ gonogo fact database-migration=perhaps
! error: invalid value 'database-migration=perhaps' for '[NAME=yes|no]...': the answer is yes or no
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

#[test]
fn facts_are_listed_with_their_questions_and_who_answered() {
    let team = Team::new();
    team.quietly("start 2.4.0 --type minor");
    shows!(
        team.transcript(
            "fact
             fact database-migration=no
             fact
             fact user-facing-change=yes
             fact
             fact --json"
        ),
        str![[r#"
$ gonogo fact
 Fact                 Answer   Items   Answered   Question
─────────────────────────────────────────────────────────────────────────────────────────────────
 database-migration   -            1              Does this release migrate a database?
 user-facing-change   -            1              Does this release change what users see or do?

2 facts unanswered, treated as yes: 2 more items
! hint: answer one with `gonogo fact database-migration=yes|no`
= 0
$ gonogo fact database-migration=no
fact database-migration = no
= 0
$ gonogo fact
 Fact                 Answer   Items   Answered                               Question
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
 database-migration   no           1   2026-11-20T09:00:00Z by Ada Lovelace   Does this release migrate a database?
 user-facing-change   -            1                                          Does this release change what users see or do?

1 fact unanswered, treated as yes: 1 more item
! hint: answer one with `gonogo fact user-facing-change=yes|no`
= 0
$ gonogo fact user-facing-change=yes
fact user-facing-change = yes
= 0
$ gonogo fact
 Fact                 Answer   Items   Answered                               Question
─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
 database-migration   no           1   2026-11-20T09:00:00Z by Ada Lovelace   Does this release migrate a database?
 user-facing-change   yes          1   2026-11-20T09:00:00Z by Ada Lovelace   Does this release change what users see or do?
= 0
$ gonogo fact --json
{
  "format": "gonogo.fact/1",
  "release": {
    "version": "2.4.0",
    "id": "[HASH]",
    "type": "minor",
    "playbook": "tests/fixtures/library sha256:[HASH]",
    "candidate": null,
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
    ]
  },
  "facts": [
    {
      "id": "database-migration",
      "question": "Does this release migrate a database?",
      "answer": false,
      "items": 1,
      "at": "2026-11-20T09:00:00Z",
      "by": "Ada Lovelace <ada@octoacme.example>"
    },
    {
      "id": "user-facing-change",
      "question": "Does this release change what users see or do?",
      "answer": true,
      "items": 1,
      "at": "2026-11-20T09:00:00Z",
      "by": "Ada Lovelace <ada@octoacme.example>"
    }
  ],
  "unanswered": null
}
= 0

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release().rehearses("fact database-migration=yes --reason x --dry-run"),
        str![[r#"
$ gonogo fact database-migration=yes --reason x --dry-run
# fact database-migration

[[fact.event]]
kind = "answered"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
reason = "x"
answer = true
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0

"#]]
    );
}
