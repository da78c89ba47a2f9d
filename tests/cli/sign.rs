use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn an_item_is_signed_by_its_role() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "sign ci-green
             sign pre-release/smoke-tests --evidence https://ci.example/run/881 --note 'flaky once'
             sign code-reviewed --role QA
             sign code-reviewed --role developer
             show pre-release/smoke-tests"
        ),
        str![[r#"
$ gonogo sign ci-green
signed pre-release/ci-green as developer
= 0
$ gonogo sign pre-release/smoke-tests --evidence https://ci.example/run/881 --note 'flaky once'
signed pre-release/smoke-tests as qa-automation-engineer
= 0
$ gonogo sign code-reviewed --role QA
signed pre-release/code-reviewed as qa-automation-engineer
= 0
$ gonogo sign code-reviewed --role developer
signed pre-release/code-reviewed as developer
= 0
$ gonogo show pre-release/smoke-tests
pre-release/smoke-tests
Run the smoke tests in staging

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
  rule       needs evidence

What happened
2026-11-20T09:00:00Z  signed pre-release/smoke-tests as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
    evidence: https://ci.example/run/881
    note: flaky once
= 0

"#]]
    );
}

#[test]
fn what_is_signed_already_is_no_failure() {
    let team = Team::on_release();
    team.quietly(
        "sign ci-green\n sign pre-release/smoke-tests --evidence https://ci.example/run/881",
    );
    let before = team.read("releases/2.4.0.toml");
    shows!(
        team.transcript(
            "sign ci-green
             sign pre-release/smoke-tests --evidence https://ci.example/run/881
             sign pre-release/smoke-tests"
        ),
        str![[r#"
$ gonogo sign ci-green
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo sign pre-release/smoke-tests --evidence https://ci.example/run/881
! note: nothing to do: item `pre-release/smoke-tests` was already signed for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo sign pre-release/smoke-tests
! note: nothing to do: item `pre-release/smoke-tests` was already signed for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0

"#]]
    );
    assert_eq!(team.read("releases/2.4.0.toml"), before);
}

#[test]
fn what_is_signed_already_does_not_keep_the_others_from_being_signed() {
    let team = Team::on_release();
    team.quietly("sign ci-green");
    shows!(
        team.transcript("sign ci-green load-test\n sign load-test load-test\n log"),
        str![[r#"
$ gonogo sign ci-green load-test
signed pre-release/load-test as qa-automation-engineer
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo sign load-test load-test
! note: nothing to do: item `pre-release/load-test` was already signed for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
! note: nothing to do: item `pre-release/load-test` was already signed for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
= 0

"#]]
    );
}

#[test]
fn a_sign_off_that_a_rule_forbids_is_refused_with_a_way_out() {
    let team = Team::on_release();
    team.quietly("waive load-test --reason later\n na training-updated --reason none");
    shows!(
        team.transcript(
            "sign ci-green --role QA
             sign pre-release/smoke-tests
             sign backup-completed --evidence x
             sign load-test
             sign training-updated
             sign ci-green --role lawyer
             sign code-reviewed"
        ),
        str![[r#"
$ gonogo sign ci-green --role QA
! error: item `pre-release/ci-green` is signed by `developer`, not by `qa-automation-engineer`
! hint: give `--role developer`
= 1
$ gonogo sign pre-release/smoke-tests
! error: item `pre-release/smoke-tests` needs evidence
! hint: give `--evidence` with a URL, a file digest or a text
= 2
$ gonogo sign backup-completed --evidence x
! error: item `deployment/backup-completed` does not apply: fact `database-migration` is answered no
! hint: if it applies after all: `gonogo fact database-migration=yes --reason "…"`
= 1
$ gonogo sign load-test
! error: item `pre-release/load-test` is waived
! hint: to answer it again: `gonogo reopen pre-release/load-test --reason "…"`
= 1
$ gonogo sign training-updated
! error: item `post-release/training-updated` does not apply: Ada Lovelace said so: none
! hint: to answer it again: `gonogo reopen post-release/training-updated --reason "…"`
= 1
$ gonogo sign ci-green --role lawyer
! error: there is no role `lawyer`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2
$ gonogo sign code-reviewed
! error: for `pre-release/code-reviewed`, say for which role: `--role developer` or `--role qa-automation-engineer`
= 2

"#]]
    );
}

#[test]
fn one_refusal_keeps_everything_from_being_signed() {
    let team = Team::on_release();
    let before = team.read("releases/2.4.0.toml");
    shows!(
        team.transcript("sign ci-green pre-release/smoke-tests"),
        str![[r#"
$ gonogo sign ci-green pre-release/smoke-tests
! error: item `pre-release/smoke-tests` needs evidence
! hint: give `--evidence` with a URL, a file digest or a text
= 2

"#]]
    );
    assert_eq!(team.read("releases/2.4.0.toml"), before);
}

#[test]
fn an_item_answers_to_any_end_of_its_name_that_no_other_has() {
    let team = Team::on_release();
    shows!(
        team.transcript("sign green\n sign smoke-tests\n sign ci-gren\n sign moon\n sign ''"),
        str![[r#"
$ gonogo sign green
signed pre-release/ci-green as developer
= 0
$ gonogo sign smoke-tests
! error: `smoke-tests` could be `pre-release/smoke-tests`, `deployment/smoke-tests`
! hint: give more of the name, or the whole of it
= 2
$ gonogo sign ci-gren
! error: there is no item `ci-gren`; did you mean `pre-release/ci-green`?
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2
$ gonogo sign moon
! error: there is no item `moon`
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2
$ gonogo sign ''
! error: there is no item ``
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2

"#]]
    );
}

#[test]
fn a_pattern_takes_the_items_that_wait_for_the_role_and_says_which() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "sign '*' --role developer --ahead --reason early
             sign '*' --role developer --ahead --reason early
             sign 'pre-release/*' --role QA
             sign '*' --role QA --evidence https://ci.example/run/881
             sign 'moon/*'"
        ),
        str![[r#"
$ gonogo sign '*' --role developer --ahead --reason early
signed pre-release/ci-green as developer
signed pre-release/code-reviewed as developer
signed deployment/deployed as developer, ahead of gate pre-release
! warning: gate `pre-release` is at HOLD: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo sign '*' --role developer --ahead --reason early
! hint: no item of `*` waits for a sign-off by `developer`
= 0
$ gonogo sign 'pre-release/*' --role QA
signed pre-release/code-reviewed as qa-automation-engineer
signed pre-release/load-test as qa-automation-engineer
! warning: not signed: item `pre-release/smoke-tests` needs evidence
! note: signed 2 of 3 items
= 0
$ gonogo sign '*' --role QA --evidence https://ci.example/run/881
signed pre-release/smoke-tests as qa-automation-engineer
signed deployment/smoke-tests as qa-automation-engineer, ahead of gate pre-release
! warning: gate `pre-release` is not at GO yet: the record keeps that this was signed ahead of it
= 0
$ gonogo sign 'moon/*'
! error: there is no item `moon/*`
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2

"#]]
    );
}

#[test]
fn a_pattern_over_items_of_several_roles_asks_for_which_role() {
    let team = Team::on_release();
    let before = team.read("releases/2.4.0.toml");
    shows!(
        team.transcript("sign 'pre-release/*'"),
        str![[r#"
$ gonogo sign 'pre-release/*'
! error: for `pre-release/*`, say for which role: `--role developer` or `--role qa-automation-engineer`
= 2

"#]]
    );
    assert_eq!(team.read("releases/2.4.0.toml"), before);
    shows!(
        team.transcript("sign 'post-release/*'"),
        str![[r#"
$ gonogo sign 'post-release/*'
signed post-release/customers-told as release-manager, ahead of gate pre-release
signed post-release/training-updated as release-manager, ahead of gate pre-release
! warning: gate `pre-release` is not at GO yet: the record keeps that this was signed ahead of it
= 0

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_events_and_writes_nothing() {
    let team = Team::on_release();
    shows!(
        team.rehearses(
            "sign ci-green load-test --dry-run\n sign smoke -n\n sign pre-release/smoke-tests -n"
        ),
        str![[r#"
$ gonogo sign ci-green load-test --dry-run
# item pre-release/ci-green, role developer

[[item.signoff.event]]
kind = "signed"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
candidate = "c1"
item = "sha256:[HASH]"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]

# item pre-release/load-test, role qa-automation-engineer

[[item.signoff.event]]
kind = "signed"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
item = "sha256:[HASH]"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0
$ gonogo sign smoke -n
! error: there is no item `smoke`; did you mean `pre-release/smoke-tests` or `deployment/smoke-tests`?
! hint: the plan has pre-release/ci-green, pre-release/code-reviewed, pre-release/smoke-tests, pre-release/load-test, deployment/backup-completed, deployment/deployed and 3 more: `gonogo status --all`
= 2
$ gonogo sign pre-release/smoke-tests -n
! error: item `pre-release/smoke-tests` needs evidence
! hint: give `--evidence` with a URL, a file digest or a text
= 2

"#]]
    );
}

#[test]
fn the_release_may_be_left_out_when_one_is_open() {
    let team = Team::new();
    shows!(
        team.transcript("sign ci-green"),
        str![[r#"
$ gonogo sign ci-green
! error: there is no open release in releases
! hint: open one with `gonogo walk VERSION` or `gonogo start VERSION --type TYPE`
= 2

"#]]
    );
    team.quietly("start 1.0.0 --type minor");
    team.quietly("sign ci-green");
    team.quietly("start 1.1.0 --type minor");
    shows!(
        team.transcript("sign load-test\n sign load-test -r 1.2.0\n sign load-test -r ../1.0.0\n sign load-test -r 1.0.0"),
        str![[r#"
$ gonogo sign load-test
! error: several releases are open: 1.1.0, 1.0.0
! hint: say which with `-r VERSION`
= 2
$ gonogo sign load-test -r 1.2.0
! error: there is no record releases/1.2.0.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2
$ gonogo sign load-test -r ../1.0.0
! error: `../1.0.0` is not a version: a version starts with a letter or a digit
= 2
$ gonogo sign load-test -r 1.0.0
signed pre-release/load-test as qa-automation-engineer
= 0

"#]]
    );
    team.quietly("close -r 1.1.0 --outcome abandoned --reason 'no budget'");
    shows!(
        team.transcript(
            "sign deployed --ahead --reason early\n sign deployed -r 1.1.0 --ahead --reason early"
        ),
        str![[r#"
$ gonogo sign deployed --ahead --reason early
signed deployment/deployed as developer, ahead of gate pre-release
! warning: gate `pre-release` is at HOLD: this is recorded as a deployment before GO, and stays a risk of the release
= 0
$ gonogo sign deployed -r 1.1.0 --ahead --reason early
! error: release 1.1.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1

"#]]
    );
    team.quietly("close --outcome abandoned --reason 'no budget'");
    shows!(
        team.transcript("sign deployed --ahead --reason early"),
        str![[r#"
$ gonogo sign deployed --ahead --reason early
! error: there is no open release in releases
! hint: open one with `gonogo walk VERSION` or `gonogo start VERSION --type TYPE`
= 2

"#]]
    );
}

#[test]
fn evidence_of_one_word_is_recorded_and_warned_about() {
    let team = Team::on_release();
    for (number, (evidence, is_thin)) in [
        ("done", true),
        ("Ok.", true),
        ("готово", true),
        ("all green", false),
        ("https://ci.example/run/881", false),
        ("run-881", false),
        ("#881", false),
        ("9fceb02", false),
        ("sha256:9fceb02", false),
        ("report.pdf", false),
    ]
    .into_iter()
    .enumerate()
    {
        let note = number.to_string();
        let signed = team
            .gonogo()
            .args([
                "sign",
                "ci-green",
                "--role",
                "developer",
                "--evidence",
                evidence,
                "--note",
                &note,
            ])
            .output()
            .unwrap();
        let said = String::from_utf8(signed.stderr).unwrap();
        assert!(signed.status.success(), "{said}");
        assert_eq!(
            said.contains("a link or a file digest shows more"),
            is_thin,
            "{evidence}: {said}"
        );
    }
}
