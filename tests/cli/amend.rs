use snapbox::str;

use crate::team::{START, Team, shows};

fn team() -> Team {
    let team = Team::new().with_own_library();
    team.quietly(START);
    team
}

#[test]
fn an_unchanged_library_amends_nothing() {
    let team = team();
    let before = team.read("releases/2.4.0.toml");
    shows!(
        team.transcript("amend"),
        str![[r#"
$ gonogo amend
! note: nothing to do: nothing changed in the checklists
= 0

"#]]
    );
    assert_eq!(team.read("releases/2.4.0.toml"), before);
}

#[test]
fn new_items_open_reworded_ones_go_stale_and_removed_ones_need_a_reason() {
    let team = team();
    team.quietly("sign ci-green\n sign load-test");
    let list = "checklists/pre-release.yaml";
    team.replace(
        list,
        "text: Run all CI/CD pipelines on the candidate",
        "text: Run every pipeline on the candidate",
    );
    team.replace(
        list,
        "id: load-test\n        text: Run the load test",
        "id: stress-test\n        text: Run the stress test",
    );
    shows!(
        team.rehearses("amend\n amend --reason 'it is a stress test now' --dry-run"),
        str![[r#"
$ gonogo amend
! error: loosening the plan needs a reason
!     item pre-release/load-test: removed (loosened)
!     item pre-release/ci-green: text: Run all CI/CD pipelines on the candidate -> Run every pipeline on the candidate
!     item pre-release/stress-test: added
! hint: give `--reason`
= 2
$ gonogo amend --reason 'it is a stress test now' --dry-run
  item pre-release/load-test: removed (loosened)
  item pre-release/ci-green: text: Run all CI/CD pipelines on the candidate -> Run every pipeline on the candidate
  item pre-release/stress-test: added

[[release.event]]
kind = "amended"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
reason = "it is a stress test now"
plan = "sha256:[HASH]"
change = [
  {part = "item pre-release/ci-green", old = ["text = Run all CI/CD pipelines on the candidate"], new = ["text = Run every pipeline on the candidate"]},
  {part = "item pre-release/load-test", stood-behind = "item pre-release/smoke-tests", stands-behind = "item post-release/training-updated", new = ["removed = true"]},
  {part = "item pre-release/stress-test", stands-behind = "item pre-release/smoke-tests", new = ["id = pre-release/stress-test", "phase = pre-release", "section = Tests", "text = Run the stress test", "roles = qa-automation-engineer"]},
]
role = "release-manager"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0

"#]]
    );
    shows!(
        team.transcript(
            "amend --reason 'it is a stress test now'
             show ci-green
             show load-test
             sign load-test
             sign stress-test
             amend
             verify"
        ),
        str![[r#"
$ gonogo amend --reason 'it is a stress test now'
amended the plan as release-manager
  item pre-release/load-test: removed (loosened)
  item pre-release/ci-green: text: Run all CI/CD pipelines on the candidate -> Run every pipeline on the candidate
  item pre-release/stress-test: added
= 0
$ gonogo show ci-green
pre-release/ci-green
Run every pipeline on the candidate

  state      stale
  phase      pre-release
  section    Code
  role       developer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z, stale
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      removed from the plan
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z

What happened
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
= 0
$ gonogo sign load-test
! error: item `pre-release/load-test` was removed from the plan by an amendment
! hint: `gonogo amend` adds it again if the checklists have it
= 1
$ gonogo sign stress-test
signed pre-release/stress-test as qa-automation-engineer
= 0
$ gonogo amend
! note: nothing to do: nothing changed in the checklists
= 0
$ gonogo verify
2.4.0 is sound: 5 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn what_was_said_about_roles_gates_and_facts_that_are_gone_stays_in_the_record() {
    let team = team();
    team.quietly(
        "fact user-facing-change=no --reason 'internal only'
         call no-go --role developer --reason flaky
         block ci-green --role developer --reason x
         sign code-reviewed --role developer",
    );
    let playbook = "checklists/playbook.yaml";
    team.replace(
        playbook,
        "poll: [developer, qa-automation-engineer]",
        "poll: [qa-automation-engineer]",
    );
    team.replace(
        playbook,
        "  user-facing-change: Does this release change what users see or do?\n",
        "",
    );
    team.replace(
        "checklists/post-release.yaml",
        "    when: user-facing-change\n",
        "",
    );
    team.replace(
        "checklists/pre-release.yaml",
        "roles: [developer, qa-automation-engineer]",
        "roles: [qa-automation-engineer]",
    );
    shows!(
        team.transcript("amend --reason 'a smaller company'\n verify\n log"),
        str![[r#"
$ gonogo amend --reason 'a smaller company'
amended the plan as release-manager
  fact user-facing-change: removed (loosened)
  item pre-release/code-reviewed: roles: developer, qa-automation-engineer -> qa-automation-engineer (loosened)
  gate pre-release: poll: developer, qa-automation-engineer -> qa-automation-engineer (loosened)
  item post-release/customers-told: when: user-facing-change -> none
= 0
$ gonogo verify
2.4.0 is sound: 6 events
head sha256:[HASH]
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  fact user-facing-change = no  by Ada Lovelace <ada@octoacme.example>
    reason: internal only
2026-11-20T09:00:00Z  called no-go at gate pre-release as developer  by Ada Lovelace <ada@octoacme.example>
    reason: flaky
2026-11-20T09:00:00Z  blocked pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    reason: x
2026-11-20T09:00:00Z  signed pre-release/code-reviewed as developer  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  amended the plan as release-manager  by Ada Lovelace <ada@octoacme.example>
    reason: a smaller company
    change: fact user-facing-change: removed (loosened)
    change: item pre-release/code-reviewed: roles: developer, qa-automation-engineer -> qa-automation-engineer (loosened)
    change: gate pre-release: poll: developer, qa-automation-engineer -> qa-automation-engineer (loosened)
    change: item post-release/customers-told: when: user-facing-change -> none
= 0

"#]]
    );
}

#[test]
fn a_phase_that_is_gone_takes_none_of_its_calls_with_it() {
    let team = team();
    team.quietly("call no-go --role QA --phase deployment --reason flaky\n sign deployed --ahead --reason early");
    let playbook = "checklists/playbook.yaml";
    let text = team.read(playbook);
    let (from, to) = (
        text.find("  - id: deployment").unwrap(),
        text.find("  - id: post-release").unwrap(),
    );
    std::fs::write(
        team.path(playbook),
        [&text[..from], &text[to..]].concat().replace(
            "      deployment: [developer]\n",
            "      pre-release: [developer]\n",
        ),
    )
    .unwrap();
    std::fs::remove_file(team.path("checklists/deployment.yaml")).unwrap();
    shows!(
        team.transcript("amend --reason 'deployed by another team'\n verify\n log"),
        str![[r#"
$ gonogo amend --reason 'deployed by another team'
amended the plan as release-manager
  item deployment/backup-completed: removed (loosened)
  item deployment/deployed: removed (loosened)
  item deployment/smoke-tests: removed (loosened)
  gate deployment: removed (loosened)
= 0
$ gonogo verify
2.4.0 is sound: 4 events
head sha256:[HASH]
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  called no-go at gate deployment as qa-automation-engineer  by Ada Lovelace <ada@octoacme.example>
    reason: flaky
2026-11-20T09:00:00Z  signed deployment/deployed as developer, ahead of gate pre-release  by Ada Lovelace <ada@octoacme.example>
    reason: early
2026-11-20T09:00:00Z  amended the plan as release-manager  by Ada Lovelace <ada@octoacme.example>
    reason: deployed by another team
    change: item deployment/backup-completed: removed (loosened)
    change: item deployment/deployed: removed (loosened)
    change: item deployment/smoke-tests: removed (loosened)
    change: gate deployment: removed (loosened)
= 0

"#]]
    );
}

#[test]
fn a_closed_release_is_not_amended() {
    let team = team();
    team.quietly("close --outcome abandoned --reason 'no budget'");
    team.replace(
        "checklists/pre-release.yaml",
        "text: Review every merged change",
        "text: Review all merged changes",
    );
    shows!(
        team.transcript("amend --dry-run\n amend"),
        str![[r#"
$ gonogo amend --dry-run
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1
$ gonogo amend
! error: release 2.4.0 was closed as abandoned
! hint: start a new release; only its notes and its incidents may still change
= 1

"#]]
    );
}

#[test]
fn bad_checklists_amend_nothing() {
    let team = team();
    team.replace(
        "checklists/pre-release.yaml",
        "bound: candidate",
        "bound: tag",
    );
    shows!(
        team.transcript("amend"),
        str![[r#"
$ gonogo amend
! error: the definitions in [FOLDER]/checklists have a problem
!   error[unknown-word]: `bound` cannot be `tag`
!     --> [FOLDER]/checklists/pre-release.yaml:11:16
!      |
!   11 |         bound: tag
!      |                ^^^
!      = help: it can be `release` or `candidate`
! hint: `gonogo lint` shows every problem
= 2

"#]]
    );
}

const BACK: &str = "\
id: rollback
title: Rollback
phase: rollback
roles: [developer]
items:
  - {id: redeployed, text: Deploy the version before}
";

const DUTIES: &str = "\
id: incident
title: Incident
roles: [release-manager]
items:
  - {id: course-decided, text: Decide on rollback or hotfix}
  - {id: report-created, text: Write the report, phase: rollback}
";

const WAY_BACK: &str = "\
policy:
  separation: off
rollback:
  ends: [release-manager]
incidents:
  classes: {other: {title: Not yet known, commander: developer}}
  duties: [incident]
  decision: incident/course-decided
";

/// A team whose release was started before its playbook had a way back.
fn team_of_before() -> Team {
    let team = team();
    std::fs::write(team.path("checklists/rollback.yaml"), BACK).unwrap();
    std::fs::write(team.path("checklists/incident.yaml"), DUTIES).unwrap();
    let phase = "  - {id: rollback, title: Rollback, on-demand: true, checklists: [rollback], gate: {title: Back, poll: [developer]}}";
    let playbook = "checklists/playbook.yaml";
    team.replace(playbook, "\npolicy:\n", &format!("{phase}\n\npolicy:\n"));
    team.replace(playbook, "policy:\n  separation: off\n", WAY_BACK);
    team
}

#[test]
fn a_release_that_was_started_without_a_way_back_takes_it_over() {
    shows!(
        team_of_before().transcript(
            "amend
             gate rollback
             rollback --reason 'checkout fails'
             gate rollback
             show incident-1/report-created
             amend
             verify"
        ),
        str![[r#"
$ gonogo amend
amended the plan as release-manager
  item rollback/redeployed: added
  rollback: added
  incidents: added
  class other: added
  duty incident/course-decided: added
  duty incident/report-created: added
= 0
$ gonogo gate rollback
! error: phase `rollback` has not been entered, so there is nothing to judge
= 2
$ gonogo rollback --reason 'checkout fails'
began the rollback
opened incident-1 (high, other): checkout fails
no earlier shipped release on record; choose the version to go back to

Rollback
  [ ] Deploy the version before  [developer]
  [ ] Write the report  [release-manager]
! hint: to be confirmed: `gonogo rollback confirm`
! hint: walk through it: `gonogo walk 2.4.0 --phase rollback`
= 0
$ gonogo gate rollback
HOLD  Back (rollback)
  rollback/redeployed  open [developer]  Deploy the version before
      gonogo sign rollback/redeployed
  incident-1/report-created  open [release-manager]  Write the report
      gonogo sign incident-1/report-created
  rollback: developer  has not called
HOLD for rollback: release 2.4.0, candidate c1, 0 of 3 items, 0 of 1 call
= 8
$ gonogo show incident-1/report-created
incident-1/report-created
Write the report

  state      open
  phase      rollback
  section    Incident
  role       release-manager: has not signed
= 0
$ gonogo amend
! note: nothing to do: nothing changed in the checklists
= 0
$ gonogo verify
2.4.0 is sound: 4 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn a_rollback_that_is_under_way_takes_its_phase_over() {
    shows!(
        team_of_before().transcript(
            "rollback --reason 'checkout fails'
             amend
             gate rollback
             verify"
        ),
        str![[r#"
$ gonogo rollback --reason 'checkout fails'
began the rollback
no earlier shipped release on record; choose the version to go back to
! hint: the plan has no rollback phase; add it from the checklists: `gonogo amend`
= 0
$ gonogo amend
amended the plan as release-manager
  item rollback/redeployed: added
  rollback: added
  incidents: added
  class other: added
  duty incident/course-decided: added
  duty incident/report-created: added
= 0
$ gonogo gate rollback
HOLD  Back (rollback)
  rollback/redeployed  open [developer]  Deploy the version before
      gonogo sign rollback/redeployed
  rollback: developer  has not called
HOLD for rollback: release 2.4.0, candidate c1, 0 of 1 item, 0 of 1 call
= 8
$ gonogo verify
2.4.0 is sound: 3 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn a_reworded_duty_goes_stale_and_a_removed_one_needs_a_reason() {
    let team = team_of_before();
    team.quietly("amend\n rollback --reason 'checkout fails'\n sign incident-1/report-created");
    let list = "checklists/incident.yaml";
    team.replace(
        list,
        "text: Write the report",
        "text: Write the report and share it",
    );
    let reworded = team.transcript("amend\n gate rollback\n sign incident-1/report-created");
    team.replace(
        list,
        "  - {id: report-created, text: Write the report and share it, phase: rollback}\n",
        "",
    );
    let removed = team.transcript(
        "amend
         amend --reason 'the report is written elsewhere'
         gate rollback
         show incident-1/report-created
         verify",
    );
    shows!(
        reworded,
        str![[r#"
$ gonogo amend
amended the plan as release-manager
  duty incident/report-created: text: Write the report -> Write the report and share it
= 0
$ gonogo gate rollback
HOLD  Back (rollback)
  rollback/redeployed  open [developer]  Deploy the version before
      gonogo sign rollback/redeployed
  incident-1/report-created  signed, but its text or rules changed since [release-manager]  Write the report and share it
      gonogo sign incident-1/report-created
  rollback: developer  has not called
HOLD for rollback: release 2.4.0, candidate c1, 0 of 3 items, 0 of 1 call
= 8
$ gonogo sign incident-1/report-created
signed incident-1/report-created as release-manager
= 0

"#]]
    );
    shows!(
        removed,
        str![[r#"
$ gonogo amend
! error: loosening the plan needs a reason
!     duty incident/report-created: removed (loosened)
! hint: give `--reason`
= 2
$ gonogo amend --reason 'the report is written elsewhere'
amended the plan as release-manager
  duty incident/report-created: removed (loosened)
= 0
$ gonogo gate rollback
HOLD  Back (rollback)
  rollback/redeployed  open [developer]  Deploy the version before
      gonogo sign rollback/redeployed
  rollback: developer  has not called
HOLD for rollback: release 2.4.0, candidate c1, 0 of 2 items, 0 of 1 call
= 8
$ gonogo show incident-1/report-created
incident-1/report-created
Write the report and share it

  state      removed from the plan
  phase      rollback
  section    Incident
  role       release-manager: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z

What happened
2026-11-20T09:00:00Z  signed incident-1/report-created as release-manager  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  signed incident-1/report-created as release-manager  by Ada Lovelace <ada@octoacme.example>
= 0
$ gonogo verify
2.4.0 is sound: 8 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn an_item_for_this_release_alone_stays_when_the_checklists_change() {
    let team = team();
    shows!(
        team.transcript(
            "amend --add 'Rotate the signing key' --role developer -n
             amend --add 'Rotate the signing key' --role developer
             amend --add 'Rotate the signing key' --role developer
             amend --add 'Rotate the signing key, «ключ»' --role developer --phase deployment --reason 'the audit asks for it'
             amend --add '' --role developer
             amend --add x --role nobody
             amend --add x --role developer --phase incident
             amend --add x
             amend
             sign rotate-the-signing-key --role developer
             na rotate-the-signing-key-2 --role developer --reason 'same key'
             show rotate-the-signing-key
             verify
             log"
        ),
        str![[r#"
$ gonogo amend --add 'Rotate the signing key' --role developer -n
[[release.event]]
kind = "amended"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
reason = "added \"Rotate the signing key\""
plan = "sha256:[HASH]"
change = [
  {part = "item added/rotate-the-signing-key", stands-behind = "item pre-release/load-test", new = ["id = added/rotate-the-signing-key", "phase = pre-release", "section = For this release alone", "text = Rotate the signing key", "if-applicable = true", "roles = developer"]},
]
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0
$ gonogo amend --add 'Rotate the signing key' --role developer
amended the plan
  added    added/rotate-the-signing-key
= 0
$ gonogo amend --add 'Rotate the signing key' --role developer
! error: `added/rotate-the-signing-key` already asks for this
! hint: see `gonogo show added/rotate-the-signing-key`
= 2
$ gonogo amend --add 'Rotate the signing key, «ключ»' --role developer --phase deployment --reason 'the audit asks for it'
amended the plan
  added    added/rotate-the-signing-key-2
= 0
$ gonogo amend --add '' --role developer
! error: the text of an item is one line of up to 8192 visible bytes
= 2
$ gonogo amend --add x --role nobody
! error: there is no role `nobody`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2
$ gonogo amend --add x --role developer --phase incident
! error: there is no phase `incident`
! hint: the plan has pre-release, deployment, post-release
= 2
$ gonogo amend --add x
! error: the following required arguments were not provided:
!   --role <ROLE>
! 
! Usage: gonogo amend --role <ROLE> --add <TEXT> --by <PERSON> [VERSION]
! 
! For more information, try '--help'.
= 2
$ gonogo amend
! note: nothing to do: nothing changed in the checklists
= 0
$ gonogo sign rotate-the-signing-key --role developer
signed added/rotate-the-signing-key as developer
= 0
$ gonogo na rotate-the-signing-key-2 --role developer --reason 'same key'
not applicable: added/rotate-the-signing-key-2 as developer
= 0
$ gonogo show rotate-the-signing-key
added/rotate-the-signing-key
Rotate the signing key

  state      done
  phase      pre-release
  section    For this release alone
  role       developer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
  rule       may be answered "not applicable"

What happened
2026-11-20T09:00:00Z  signed added/rotate-the-signing-key as developer  by Ada Lovelace <ada@octoacme.example>
= 0
$ gonogo verify
2.4.0 is sound: 5 events
head sha256:[HASH]
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  amended the plan  by Ada Lovelace <ada@octoacme.example>
    reason: added "Rotate the signing key"
    change: item added/rotate-the-signing-key: added
2026-11-20T09:00:00Z  amended the plan  by Ada Lovelace <ada@octoacme.example>
    reason: added "Rotate the signing key, «ключ»": the audit asks for it
    change: item added/rotate-the-signing-key-2: added
2026-11-20T09:00:00Z  signed added/rotate-the-signing-key as developer  by Ada Lovelace <ada@octoacme.example>
2026-11-20T09:00:00Z  not applicable: added/rotate-the-signing-key-2 as developer  by Ada Lovelace <ada@octoacme.example>
    reason: same key
= 0

"#]]
    );
    team.replace(
        "checklists/deployment.yaml",
        "text: Complete the database backup",
        "text: Complete the backup of every database",
    );
    shows!(
        team.transcript("status\n amend\n status --role developer\n verify"),
        str![[r#"
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Go for deployment" · 2 of 10 items · 0 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       1      4       ·         ·        ·     ·        0/2   HOLD
 Deployment        ·      2       ·         ·        ·     2        0/1   HOLD
 Post-release      ·      2       ·         ·        ·     ·          ·   HOLD

 Waiting for              Now   Items   Calls   Next item
───────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 developer                  2       3       1   ci-green
 qa-automation-engineer     3       4       2   code-reviewed

Needs attention
  plan  amended by Ada Lovelace: added "Rotate the signing key": item added/rotate-the-signing-key: added
  plan  amended by Ada Lovelace: added "Rotate the signing key, «ключ»": the audit asks for it: item added/rotate-the-signing-key-2: added

Next
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
! note: the checklists changed since this release started (1 changed); apply the changes with `gonogo amend`
= 0
$ gonogo amend
amended the plan as release-manager
  item deployment/backup-completed: text: Complete the database backup -> Complete the backup of every database
= 0
$ gonogo status --role developer
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Go for deployment" · 2 of 10 items · 0 of 3 calls

Developer
  [ ] pre-release/ci-green  Run all CI/CD pipelines on the candidate
  [ ] pre-release/code-reviewed  Review every merged change
  [ ] deployment/deployed  Deploy the candidate to production
  call for gate pre-release "Go for deployment"

Next
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
= 0
$ gonogo verify
2.4.0 is sound: 6 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn checklists_that_changed_under_an_open_release_are_said() {
    let team = Team::new().with_own_library();
    team.quietly(START);
    let said = |line: &str| String::from_utf8(team.run(line).stderr).unwrap();
    assert_eq!(said("status"), "", "nothing has changed");
    team.replace(
        "checklists/post-release.yaml",
        "  - id: training-updated\n    text: Update the training materials\n    if-applicable: true\n",
        "",
    );
    let note = "note: the checklists changed since this release started (1 removed); apply the changes with `gonogo amend --reason \"…\"`\n";
    assert_eq!(said("status"), note);
    assert_eq!(said("status --json"), note);
    team.quietly("amend --reason 'no training'");
    assert_eq!(said("status"), "");
    let playbook = team.read("checklists/playbook.yaml");
    std::fs::write(
        team.path("checklists/playbook.yaml"),
        format!("{playbook}x: y\n"),
    )
    .unwrap();
    assert_eq!(said("status"), "", "what lint has to say is not said here");
    std::fs::write(
        team.path("checklists/playbook.yaml"),
        playbook.replace("Release done", "All done"),
    )
    .unwrap();
    assert!(
        said("status").contains("(roles, gates or rules)"),
        "{}",
        said("status")
    );
    team.quietly("close --outcome abandoned --reason 'no budget'");
    assert_eq!(said("status"), "", "a closed release takes no amendment");
}

#[test]
fn an_item_is_not_added_in_other_words_of_the_same() {
    let team = Team::on_release();
    team.quietly("amend --add 'Call the bank' --role developer --phase pre-release");
    shows!(
        team.transcript(
            "amend --add 'call the  bank.' --role developer --phase pre-release
             amend --add 'Call the bank' --role QA --phase pre-release"
        ),
        str![[r#"
$ gonogo amend --add 'call the  bank.' --role developer --phase pre-release
! error: `added/call-the-bank` already asks for this
! hint: see `gonogo show added/call-the-bank`
= 2
$ gonogo amend --add 'Call the bank' --role QA --phase pre-release
! error: `added/call-the-bank` already asks for this
! hint: `developer` signs it; for another role, say in the text what is different: `gonogo show added/call-the-bank`
= 2

"#]]
    );
}

/// One reworded item, and behind it a role taken off the poll, which may waive from now on.
#[test]
fn nothing_hides_behind_a_reworded_item() {
    let team = team();
    team.quietly(
        "sign ci-green
         sign code-reviewed --role developer
         sign code-reviewed --role QA
         sign pre-release/smoke-tests --evidence https://ci.example/1
         sign load-test
         call go --role developer --phase pre-release
         call go --role QA --phase pre-release",
    );
    team.replace(
        "checklists/pre-release.yaml",
        "text: Review every merged change",
        "text: Review all merged changes",
    );
    let playbook = "checklists/playbook.yaml";
    team.replace(
        playbook,
        "poll: [developer, qa-automation-engineer]",
        "poll: [developer]",
    );
    team.replace(
        playbook,
        "    title: QA Automation Engineer\n",
        "    title: QA Automation Engineer\n    may-waive: true\n",
    );
    let refused = team.transcript(
        "status
         amend
         amend --reason 'fewer people' --role developer
         amend --reason 'fewer people'
         gate pre-release
         status
         log",
    );
    shows!(refused, snapbox::file!["amend/open.txt"]);
    let settled = team.transcript(
        "report weekly
         sign code-reviewed --role developer
         sign code-reviewed --role QA
         call go --role developer --phase pre-release
         gate pre-release
         retro",
    );
    shows!(settled, snapbox::file!["amend/settled.txt"]);
}
