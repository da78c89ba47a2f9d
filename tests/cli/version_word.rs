//! VERSION is the first word after a command, or `-r`, on every command alike.

use snapbox::str;

use crate::team::{START, Team, shows};

fn two() -> Team {
    let team = Team::on_release();
    team.quietly("start 2.5.0 --type minor --candidate c5 --fact database-migration=no --fact user-facing-change=no");
    team
}

#[test]
fn the_version_is_a_word_or_an_option_and_means_the_same() {
    for line in [
        "sign ci-green",
        "gate",
        "gate pre-release",
        "status",
        "log",
        "show ci-green",
        "verify",
        "notes",
        "notes check",
        "notes set summary Faster",
        "fact database-migration=yes --reason 'one more'",
        "call no-go --role developer --reason 'it burns'",
        "block ci-green --reason 'it burns'",
        "waive load-test --reason later",
        "na training-updated --reason 'no change'",
        "respin --candidate c9",
        "retro",
        "close --outcome abandoned --reason 'no budget'",
        "rollback --reason 'it burns'",
    ] {
        let (command, words) = match line.split_once(' ') {
            Some(("notes", rest)) => match rest.split_once(' ') {
                Some((sub, rest)) => (format!("notes {sub}"), rest),
                None => (line.to_owned(), ""),
            },
            Some((command, words)) => (command.to_owned(), words),
            None => (line.to_owned(), ""),
        };
        let typed = [
            format!("{command} 2.5.0 {words}"),
            format!("{command} {words} -r 2.5.0"),
            format!("{command} {words} --release 2.5.0"),
        ];
        let answers = typed.map(|line| {
            let output = two().run(line.trim());
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert_ne!(output.status.code(), Some(2), "{line}: {said}");
            // Ids of releases are random.
            let lines = said
                .lines()
                .filter(|line| !line.contains("sha256:") && !line.contains("\"id\""));
            (output.status.code(), lines.collect::<String>())
        });
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{line}: {answers:#?}"
        );
    }
}

#[test]
fn the_environment_names_the_release_unless_the_line_does() {
    let team = two().with("GONOGO_RELEASE", "2.5.0");
    shows!(
        team.transcript(
            "gate pre-release --format text
             verify 2.4.0
             status 2.4.0 -r 2.5.0
             sign 2.4.0 smoke-tests -r 2.5.0 --evidence x
             gate 2.4.0 pre-release -r 2.4.0
             status 9.9.9
             gate 9.9.9
             show 9.9.9",
        ),
        str![[r#"
$ gonogo gate pre-release --format text
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green -r 2.5.0
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer -r 2.5.0
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer -r 2.5.0
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL -r 2.5.0
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test -r 2.5.0
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
HOLD for pre-release: release 2.5.0, candidate c5, 0 of 7 items, 0 of 3 calls
= 8
$ gonogo verify 2.4.0
2.4.0 is sound: 1 event
head sha256:[HASH]
= 0
$ gonogo status 2.4.0 -r 2.5.0
! error: `2.4.0` and `--release 2.5.0` are two releases; name one
= 2
$ gonogo sign 2.4.0 smoke-tests -r 2.5.0 --evidence x
! error: `2.4.0` and `--release 2.5.0` are two releases; name one
= 2
$ gonogo gate 2.4.0 pre-release -r 2.4.0
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green -r 2.4.0
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer -r 2.4.0
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer -r 2.4.0
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL -r 2.4.0
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test -r 2.4.0
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
HOLD for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
= 8
$ gonogo status 9.9.9
! error: there is no record releases/9.9.9.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2
$ gonogo gate 9.9.9
! error: there is no record releases/9.9.9.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2
$ gonogo show 9.9.9
! error: the following required arguments were not provided:
!   <ITEM>
! 
! Usage: gonogo show --release <VERSION> <ITEM>
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

#[test]
fn a_version_that_differs_from_that_of_a_record_only_in_case_is_refused() {
    let team = Team::new();
    team.quietly("start 2.4.0-RC.1 --type minor");
    shows!(
        team.transcript("start 2.4.0-rc.1 --type minor\n start 2.4.0-rc.1 --type minor --new"),
        str![[r#"
$ gonogo start 2.4.0-rc.1 --type minor
! error: releases/2.4.0-RC.1.toml already exists, and differs only in upper and lower case
! hint: write the version as it is there, or choose another
= 2
$ gonogo start 2.4.0-rc.1 --type minor --new
! error: releases/2.4.0-RC.1.toml already exists, and differs only in upper and lower case
! hint: write the version as it is there, or choose another
= 2

"#]]
    );
}

#[test]
fn a_version_that_looks_like_that_of_a_record_is_asked_about() {
    let team = Team::on_release();
    let like = START.replace("2.4.0", "v2.4");
    shows!(
        team.transcript(&format!(
            "{like}\n {like} --new\n {START}\n start --type minor\n start -r 2.6.0 --type minor"
        )),
        str![[r#"
$ gonogo start v2.4 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes
! error: v2.4 looks like 2.4.0, which has a record
! hint: if you mean that release: `gonogo walk 2.4.0`; if it is another one, give `--new`
= 2
$ gonogo start v2.4 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes --new
opened releases/v2.4.toml with 9 items
! hint: `gonogo walk v2.4` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes
! error: releases/2.4.0.toml already exists
! hint: `gonogo walk 2.4.0` continues it, `gonogo status -r 2.4.0` shows where it stands
= 2
$ gonogo start --type minor
! error: the following required arguments were not provided:
!   <VERSION>
! 
! Usage: gonogo start --type <TYPE> --by <PERSON> <VERSION>
! 
! For more information, try '--help'.
= 2
$ gonogo start -r 2.6.0 --type minor
opened releases/2.6.0.toml with 9 items
! warning: 2 facts unanswered, treated as yes: database-migration, user-facing-change
! hint: `gonogo walk 2.6.0` walks through it, `gonogo status` shows where it stands
= 0

"#]]
    );
    shows!(
        team.transcript("walk v2.6.0 --type minor\n walk 2.5 --type minor"),
        str![[r#"
$ gonogo walk v2.6.0 --type minor
! error: v2.6.0 looks like 2.6.0, which has a record
! hint: if you mean that release: `gonogo walk 2.6.0`; if it is another one, give `--new`
= 2
$ gonogo walk 2.5 --type minor
Without a terminal:
  gonogo start 2.5 --type minor  opens the release
  gonogo sign ITEM -r 2.5        answers an item, as do na, waive, block and fact
  gonogo gate -r 2.5             says GO, HOLD or NO-GO, and what is missing
  gonogo walk 2.5 --accessible   reads the answers from a pipe, one a line
! warning: there is no terminal to ask at
= 2

"#]]
    );
}

#[test]
fn a_name_that_is_wrong_is_answered_with_those_there_are() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "sign ci-gren
             sign ci-green --role develper
             gate deploymnt
             fact databse-migration=yes
             notes set sumary x
             call go --phase x
             start 3.0.0 --type huge",
        ),
        str![[r#"
$ gonogo sign ci-gren
! error: there is no item `ci-gren`; did you mean `pre-release/ci-green`?
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2
$ gonogo sign ci-green --role develper
! error: there is no role `develper`; did you mean `developer`?
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2
$ gonogo gate deploymnt
! error: there is no phase `deploymnt`; did you mean `deployment`?
! hint: the plan has pre-release, deployment, post-release
= 2
$ gonogo fact databse-migration=yes
! error: there is no fact `databse-migration`; did you mean `database-migration`?
! hint: the plan has database-migration, user-facing-change
= 2
$ gonogo notes set sumary x
! error: there is no notes field `sumary`; did you mean `summary`?
! hint: the plan has version, summary
= 2
$ gonogo call go --phase x
! error: there is no phase `x`
! hint: the plan has pre-release, deployment, post-release
= 2
$ gonogo start 3.0.0 --type huge
! error: there is no release type `huge`
! hint: the playbook has patch, minor, major
= 2

"#]]
    );
}

#[test]
fn the_way_out_of_a_refusal_names_the_release_when_it_had_to_be_said() {
    let team = two();
    shows!(
        team.transcript(
            "close 2.4.0
             na -r 2.4.0 ci-green --reason x
             unblock 2.4.0 ci-green --reason x
             reopen 2.4.0 ci-green --reason x
             rollback -r 2.4.0 --reason x
             incident status -r 2.4.0 --incident 4
             show 2.4.0 ci-gren
             close 2.5.0 --outcome abandoned --reason x
             close",
        ),
        str![[r#"
$ gonogo close 2.4.0
! error: can't close as shipped: on HOLD
! hint: see `gonogo gate -r 2.4.0`; to end it without shipping: `gonogo close --outcome abandoned --reason "…" -r 2.4.0`
= 8
$ gonogo na -r 2.4.0 ci-green --reason x
! error: item `pre-release/ci-green` always applies; its checklist does not allow "not applicable"
! hint: to skip it on purpose: `gonogo waive pre-release/ci-green --reason "…" -r 2.4.0`
= 1
$ gonogo unblock 2.4.0 ci-green --reason x
! error: item `pre-release/ci-green` is not blocked
! hint: see `gonogo show pre-release/ci-green -r 2.4.0`
= 1
$ gonogo reopen 2.4.0 ci-green --reason x
! error: item `pre-release/ci-green` has no answer to retract
! hint: see `gonogo show pre-release/ci-green -r 2.4.0`
= 1
$ gonogo rollback -r 2.4.0 --reason x
began the rollback
no earlier shipped release on record; choose the version to go back to
! hint: the plan has no rollback phase; add it from the checklists: `gonogo amend -r 2.4.0`
= 0
$ gonogo incident status -r 2.4.0 --incident 4
! error: there is no incident `4`
! hint: the release has none
= 2
$ gonogo show 2.4.0 ci-gren
! error: there is no item `ci-gren`; did you mean `pre-release/ci-green`?
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all -r 2.4.0`
= 2
$ gonogo close 2.5.0 --outcome abandoned --reason x
closed as abandoned
= 0
$ gonogo close
! error: can't close as shipped: on NO-GO
! hint: see `gonogo gate`; to end it without shipping: `gonogo close --outcome abandoned --reason "…"`
= 1

"#]]
    );
}

/// A CI job sets a variable for which it has no value to nothing.
#[test]
fn a_variable_that_is_empty_counts_as_not_set() {
    let team = || Team::on_release().with_own_library();
    let lines = "lint\n status\n sign code-reviewed --role developer\n gate pre-release";
    let shown = |team: Team| {
        team.transcript(lines)
            .replace("[FOLDER]/checklists", "checklists")
    };
    let expected = shown(team());
    assert!(expected.contains("signed"), "{expected}");
    for name in [
        "GONOGO_CHECKLISTS",
        "GONOGO_KEY",
        "GONOGO_RELEASE",
        "GONOGO_RELEASES",
    ] {
        assert_eq!(shown(team().with(name, "")), expected, "{name}");
    }
}
