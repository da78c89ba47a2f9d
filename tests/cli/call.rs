use snapbox::str;

use crate::team::{START, Team, shows};

const SETTLED: &str = "sign '*' --role developer --ahead --reason early\n sign '*' --role QA --evidence https://ci.example/run/881";

#[test]
fn a_role_calls_go_when_its_items_are_settled() {
    let team = Team::on_release();
    shows!(
        team.transcript("call go --role developer"),
        str![[r#"
$ gonogo call go --role developer
! error: `developer` must finish 2 items first: `pre-release/ci-green`, `pre-release/code-reviewed`
! hint: see `gonogo status --role developer`
= 8

"#]]
    );
    team.quietly(SETTLED);
    shows!(
        team.transcript(
            "call go --role developer
             call go --role developer
             call go --role QA
             call go
             gate deployment"
        ),
        str![[r#"
$ gonogo call go --role developer
called go at gate pre-release as developer
= 0
$ gonogo call go --role developer
! note: nothing to do: role `developer` has already called go at gate `pre-release`
= 0
$ gonogo call go --role QA
called go at gate pre-release as qa-automation-engineer
= 0
$ gonogo call go
called go at gate deployment as qa-automation-engineer
= 0
$ gonogo gate deployment
GO  Go for deployment (pre-release)
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
GO  Deployment verified (deployment)
GO for deployment: release 2.4.0, candidate c1, 6 of 8 items, 3 of 3 calls
= 0

"#]]
    );
}

#[test]
fn a_no_go_needs_a_reason_and_stands_until_the_role_calls_again() {
    let team = Team::on_release();
    team.quietly(SETTLED);
    shows!(
        team.transcript(
            "call no-go --role developer
             call no-go --role developer --reason 'p99 doubled'
             gate pre-release
             call go --role developer --phase pre-release
             gate pre-release"
        ),
        str![[r#"
$ gonogo call no-go --role developer
! error: a no-go needs a reason
! hint: give `--reason`
= 2
$ gonogo call no-go --role developer --reason 'p99 doubled'
called no-go at gate pre-release as developer
= 0
$ gonogo gate pre-release
NO-GO  Go for deployment (pre-release)
  pre-release: developer  called no-go: p99 doubled (Ada Lovelace, 2026-11-20T09:00:00Z)
      gonogo call go --role developer --phase pre-release --reason "…"
  pre-release: qa-automation-engineer  has not called
      gonogo call go --role qa-automation-engineer --phase pre-release
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
NO-GO for pre-release: release 2.4.0, candidate c1, 6 of 8 items, 0 of 3 calls
= 1
$ gonogo call go --role developer --phase pre-release
called go at gate pre-release as developer
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release: qa-automation-engineer  has not called
      gonogo call go --role qa-automation-engineer --phase pre-release
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
HOLD for pre-release: release 2.4.0, candidate c1, 6 of 8 items, 1 of 3 calls
= 8

"#]]
    );
}

#[test]
fn a_call_that_cannot_be_says_why() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "call go
             call go --role release-manager
             call go --role boss
             call go --role developer --phase deploymnt
             call maybe --role developer
             call go --role release-manager --phase post-release"
        ),
        str![[r#"
$ gonogo call go
! error: for gate `pre-release`, say for which role: `--role developer` or `--role qa-automation-engineer`
= 2
$ gonogo call go --role release-manager
! error: role `release-manager` is not polled at gate `pre-release`; polled: `developer`, `qa-automation-engineer`
= 1
$ gonogo call go --role boss
! error: there is no role `boss`
! hint: the plan has release-manager, developer, qa-automation-engineer
= 2
$ gonogo call go --role developer --phase deploymnt
! error: there is no phase `deploymnt`; did you mean `deployment`?
! hint: the plan has pre-release, deployment, post-release
= 2
$ gonogo call maybe --role developer
! error: invalid value 'maybe' for '<CALL>'
!   [possible values: go, no-go]
! 
! For more information, try '--help'.
= 2
$ gonogo call go --role release-manager --phase post-release
! error: role `release-manager` is not polled at gate `post-release`; its items alone decide
= 1

"#]]
    );
}

#[test]
fn a_respin_makes_calls_stale() {
    let team = Team::on_release();
    team.quietly(SETTLED);
    team.quietly("call go --role developer\n call go --role QA\n respin --candidate c2");
    shows!(
        team.transcript("gate pre-release"),
        str![[r#"
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  signed, but for another candidate [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green
  pre-release: developer  called go on another candidate
  pre-release: qa-automation-engineer  called go on another candidate
      gonogo call go --role qa-automation-engineer --phase pre-release
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
HOLD for pre-release: release 2.4.0, candidate c2, 4 of 8 items, 0 of 3 calls
= 8

"#]]
    );
}

#[test]
fn the_vote_of_someone_who_is_no_member_any_more_does_not_count() {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "poll: [developer, qa-automation-engineer]",
        "bound: release\n      poll: [{role: developer, votes: 2}]",
    );
    let members =
        |names: &str| format!("  developer:\n    title: Developer\n    members: [{names}]\n  qa-");
    let [ann, bob, cyd] = ["Ann <ann@x.io>", "Bob <bob@x.io>", "Cyd <cyd@x.io>"];
    let three = members(&format!("{ann}, {bob}, {cyd}"));
    let two = members(&format!("{ann}, {cyd}"));
    team.replace(
        "checklists/playbook.yaml",
        "  developer:\n    title: Developer\n  qa-",
        &three,
    );
    team.quietly(START);
    for name in [ann, bob] {
        for item in ["ci-green --evidence https://ci.example/1", "code-reviewed"] {
            team.run(&format!("sign {item} --role developer --by '{name}'"));
        }
        team.quietly(&format!("call go --role developer --by '{name}'"));
    }
    let polled = |team: &Team| {
        let gate = String::from_utf8(team.run("gate pre-release").stdout).unwrap();
        let lines = gate
            .lines()
            .filter(|line| line.contains("developer") && line.contains("pre-release: "));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(polled(&team), "");
    team.replace("checklists/playbook.yaml", &three, &two);
    team.quietly("amend --role release-manager --reason 'Bob has left'");
    shows!(
        polled(&team),
        str!["  pre-release: developer  0 of 2 votes; 2 before the plan was amended"]
    );
    let again = format!("call go --role developer --by '{bob}'");
    assert_eq!(team.run(&again).status.code(), Some(1));
    team.quietly(&format!(
        "call go --role developer --by '{ann}'
         call go --role developer --by '{cyd}'"
    ));
    assert_eq!(polled(&team), "");
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release().rehearses(
            "call no-go --role QA --reason flaky --dry-run\n call go --role QA --dry-run"
        ),
        str![[r#"
$ gonogo call no-go --role QA --reason flaky --dry-run
# gate pre-release, role qa-automation-engineer

[[gate.call.event]]
kind = "called"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
call = "no-go"
reason = "flaky"
candidate = "c1"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0
$ gonogo call go --role QA --dry-run
! error: `qa-automation-engineer` must finish 3 items first: `pre-release/code-reviewed`, `pre-release/smoke-tests`, `pre-release/load-test`
! hint: see `gonogo status --role qa-automation-engineer`
= 8

"#]]
    );
}

#[test]
fn after_a_respin_a_call_names_its_gate() {
    let team = Team::on_release();
    team.quietly(SETTLED);
    team.quietly("call go --role developer\n call go --role QA\n call go --role QA --phase deployment\n respin --candidate c2");
    team.quietly(SETTLED);
    shows!(
        team.transcript(
            "call go --role QA
             call go --role QA --phase deployment
             call go --role QA"
        ),
        str![[r#"
$ gonogo call go --role QA
! error: `qa-automation-engineer` has to call at several gates: say which: `--phase pre-release` or `--phase deployment`
= 2
$ gonogo call go --role QA --phase deployment
called go at gate deployment as qa-automation-engineer
= 0
$ gonogo call go --role QA
called go at gate pre-release as qa-automation-engineer
= 0

"#]]
    );
}

#[test]
fn who_overrules_a_no_go_says_why_and_both_stay_visible() {
    let team = Team::on_release();
    team.quietly(SETTLED);
    team.quietly("call no-go --role QA --reason 'p99 doubled'");
    let bob = team.with("GONOGO_BY", "Bob Tester <bob@octoacme.example>");
    shows!(
        bob.transcript(
            "call go --role QA
             call go --role QA --reason 'measured again: noise'
             call go --role developer --reason 'with the flag off'
             gate pre-release
             status
             notes"
        ),
        str![[r#"
$ gonogo call go --role QA
! error: a go over another person's no-go needs a reason
! hint: give `--reason`
= 2
$ gonogo call go --role QA --reason 'measured again: noise'
called go at gate pre-release as qa-automation-engineer
= 0
$ gonogo call go --role developer --reason 'with the flag off'
called go at gate pre-release as developer
= 0
$ gonogo gate pre-release
GO  Go for deployment (pre-release)
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  pre-release: qa-automation-engineer  NO-GO by Ada Lovelace: p99 doubled, overruled by Bob Tester: measured again: noise
  pre-release: developer  GO by Bob Tester: with the flag off
GO for pre-release: release 2.4.0, candidate c1, 6 of 8 items, 2 of 3 calls
= 0
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Deployment verified" · 6 of 8 items · 2 of 3 calls

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────
 Pre-release       4      ·       ·         ·        ·     ·        2/2   GO
 Deployment        2      ·       ·         ·        ·     1        0/1   HOLD
 Post-release      ·      2       ·         ·        ·     ·          ·   HOLD

 Waiting for              Now   Items   Calls   Next item
───────────────────────────────────────────────────────────────────
 release-manager            0       2       0   customers-told
 qa-automation-engineer     1       0       1   call at deployment

Needs attention
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  deployment  1 sign-off ahead of gate pre-release (Ada Lovelace)
  pre-release: qa-automation-engineer  NO-GO by Ada Lovelace: p99 doubled, overruled by Bob Tester: measured again: noise
  pre-release: developer  GO by Bob Tester: with the flag off

Next
  gonogo call go --role qa-automation-engineer --phase deployment
  gonogo gate deployment
= 0
$ gonogo notes
# Release 2.4.0

**Release:** 2.4.0 (minor)

## Summary

*To be written by Release Manager.*
= 0

"#]]
    );
}

#[test]
fn a_phase_that_the_type_leaves_out_has_no_gate() {
    let team = Team::new().with(
        "GONOGO_CHECKLISTS",
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/fixtures/processes/empty-phase"
        ),
    );
    team.quietly("start 1.0.1 --type cut --candidate c1");
    shows!(
        team.transcript(
            "gate
             gate planning
             status
             sign built
             call go
             gate planning
             close"
        ),
        str![[r#"
$ gonogo gate
-  Planned (planning): nothing to do for this type
HOLD  Cut (cut)
  cut/built  open [lead]  Build it
      gonogo sign cut/built
  cut: lead  has not called
HOLD: release 1.0.1, candidate c1, 0 of 1 item, 0 of 1 call
= 8
$ gonogo gate planning
-  Planned (planning): nothing to do for this type
GO for planning: release 1.0.1, candidate c1, 0 of 1 item, 0 of 1 call
= 0
$ gonogo status
Release 1.0.1 · cut · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Cut" · 0 of 1 item · 0 of 1 call

 Phase      Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
────────────────────────────────────────────────────────────────────────────────────
 Planning      ·      ·       ·         ·        ·     ·          ·   nothing to do
 Cut           ·      1       ·         ·        ·     ·        0/1   HOLD

 Waiting for   Now   Items   Calls   Next item
───────────────────────────────────────────────
 lead            1       1       1   built

Next
  gonogo walk 1.0.1 --role lead
  gonogo gate cut
= 0
$ gonogo sign built
signed cut/built as lead
= 0
$ gonogo call go
called go at gate cut as lead
= 0
$ gonogo gate planning
-  Planned (planning): nothing to do for this type
GO for planning: release 1.0.1, candidate c1, 1 of 1 item, 1 of 1 call
= 0
$ gonogo close
closed as shipped
= 0

"#]]
    );
}

const PRIYA: &str = "--for 'Priya Nair <priya@octoacme.example>'";

#[test]
fn a_written_word_is_recorded_for_the_person_who_wrote_it() {
    let team = Team::on_release();
    team.quietly("sign '*' --role developer --ahead --reason early");
    shows!(
        team.transcript(&format!(
            "call go --role developer {PRIYA}
             call go --role developer {PRIYA} --via ' '
             call go --role developer --via 'mail of 20 November'
             call go --role developer --for Priya --via 'mail of 20 November'
             call no-go --role developer {PRIYA} --via 'mail of 20 November' --reason 'it burns'
             call go --role developer
             call go --role developer {PRIYA} --via https://mail.octoacme.example/881 --reason 'it smokes only'
             gate pre-release"
        )),
        str![[r#"
$ gonogo call go --role developer --for 'Priya Nair <priya@octoacme.example>'
! error: nothing shows what Priya Nair wrote
! hint: say where the written word is with `--via`, such as 'mail of 20 November' or a link
= 2
$ gonogo call go --role developer --for 'Priya Nair <priya@octoacme.example>' --via ' '
! error: nothing shows what Priya Nair wrote
! hint: say where the written word is with `--via`, such as 'mail of 20 November' or a link
= 2
$ gonogo call go --role developer --via 'mail of 20 November'
! error: the following required arguments were not provided:
!   --for <PERSON>
! 
! Usage: gonogo call --for <PERSON> --role <ROLE> --via <TEXT> --by <PERSON> <CALL>
! 
! For more information, try '--help'.
= 2
$ gonogo call go --role developer --for Priya --via 'mail of 20 November'
! error: `Priya` needs an e-mail: "Name <email>"
! hint: write `--for "Name <email>"`
= 2
$ gonogo call no-go --role developer --for 'Priya Nair <priya@octoacme.example>' --via 'mail of 20 November' --reason 'it burns'
called no-go at gate pre-release as developer, as Priya Nair wrote
= 0
$ gonogo call go --role developer
! error: a go over another person's no-go needs a reason
! hint: give `--reason`
= 2
$ gonogo call go --role developer --for 'Priya Nair <priya@octoacme.example>' --via https://mail.octoacme.example/881 --reason 'it smokes only'
called go at gate pre-release as developer, as Priya Nair wrote
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/code-reviewed  open [qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test
  pre-release: qa-automation-engineer  has not called
  deployment/deployed  signed before GO: gate pre-release was at HOLD; early (Ada Lovelace)
  pre-release: developer  GO by Priya Nair, recorded by Ada Lovelace: it smokes only
HOLD for pre-release: release 2.4.0, candidate c1, 2 of 8 items, 1 of 3 calls
= 8

"#]]
    );
    let json: serde_json::Value =
        serde_json::from_slice(&team.run("gate pre-release --json").stdout).unwrap();
    let call = &json["gates"][0]["poll"][0];
    assert_eq!(call["by"], "Ada Lovelace <ada@octoacme.example>");
    assert_eq!(call["for"], "Priya Nair <priya@octoacme.example>");
    assert_eq!(call["via"], "https://mail.octoacme.example/881");
}

#[test]
fn every_answer_can_be_recorded_for_another_and_shows_both_names() {
    let team = Team::on_release();
    let via = "--via 'mail of 20 November'";
    shows!(
        team.transcript(&format!(
            "sign ci-green {PRIYA} {via} --evidence https://ci.example/run/881
             block code-reviewed --role developer {PRIYA} {via} --reason 'two are open'
             na training-updated {PRIYA} {via} --reason 'nothing to train'
             waive customers-told {PRIYA} {via} --reason 'they know'
             waive --wait pre-release {PRIYA} {via} --reason 'they know'
             show ci-green
             status"
        )),
        str![[r#"
$ gonogo sign ci-green --for 'Priya Nair <priya@octoacme.example>' --via 'mail of 20 November' --evidence https://ci.example/run/881
signed pre-release/ci-green as developer, as Priya Nair wrote
= 0
$ gonogo block code-reviewed --role developer --for 'Priya Nair <priya@octoacme.example>' --via 'mail of 20 November' --reason 'two are open'
blocked pre-release/code-reviewed as developer, as Priya Nair wrote
= 0
$ gonogo na training-updated --for 'Priya Nair <priya@octoacme.example>' --via 'mail of 20 November' --reason 'nothing to train'
not applicable: post-release/training-updated as release-manager, as Priya Nair wrote
= 0
$ gonogo waive customers-told --for 'Priya Nair <priya@octoacme.example>' --via 'mail of 20 November' --reason 'they know'
waived post-release/customers-told as release-manager, as Priya Nair wrote
= 0
$ gonogo waive --wait pre-release --for 'Priya Nair <priya@octoacme.example>' --via 'mail of 20 November' --reason 'they know'
! error: the argument '--wait <PHASE>' cannot be used with '--for <PERSON>'
! 
! Usage: gonogo waive --reason <REASON> --wait <PHASE> --via <TEXT> --by <PERSON> [ITEM]
! 
! For more information, try '--help'.
= 2
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      done
  phase      pre-release
  section    Code
  role       developer: signed by Priya Nair <priya@octoacme.example>, recorded by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Priya Nair <priya@octoacme.example>, recorded by Ada Lovelace <ada@octoacme.example>
    evidence: https://ci.example/run/881
    via: mail of 20 November
= 0
$ gonogo status
Release 2.4.0 · minor · candidate c1 · opened 2026-11-20T09:00:00Z by Ada Lovelace
NO-GO at "Go for deployment" · 3 of 8 items · 0 of 3 calls

NO-GO
  pre-release/code-reviewed  blocked: two are open (Priya Nair, recorded by Ada Lovelace) [developer, qa-automation-engineer]  Review every merged change
      gonogo unblock pre-release/code-reviewed --role developer --reason "…"

 Phase          Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
────────────────────────────────────────────────────────────────────────────────
 Pre-release       1      2       ·         1        ·     ·        0/2   NO-GO
 Deployment        ·      2       ·         ·        ·     1        0/1   NO-GO
 Post-release      ·      ·       ·         ·        1     1          ·   NO-GO

 Waiting for              Now   Items   Calls   Next item
──────────────────────────────────────────────────────────────
 developer                  1       2       1   code-reviewed
 qa-automation-engineer     3       4       2   code-reviewed

Needs attention
  post-release/customers-told  waived by Priya Nair, recorded by Ada Lovelace: they know

Next
  gonogo unblock pre-release/code-reviewed --role developer --reason "…"
  gonogo walk 2.4.0 --role qa-automation-engineer
  gonogo walk 2.4.0 --role developer
  gonogo gate pre-release
= 0

"#]]
    );
}
