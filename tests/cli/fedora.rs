//! A final release of Fedora, from the freeze to release day: two candidates that fail, a NO-GO that costs a week, and a late
//! blocker that three groups waive together.

use snapbox::str;

use crate::team::{Team, shows};

const PROCESS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/processes/fedora"
);

/// A team that has asked for its first candidate.
fn team() -> Team {
    let team = Team::new()
        .with("GONOGO_CHECKLISTS", PROCESS)
        .with("GONOGO_BY", "Pat <pat@fedora.example>")
        .at("2026-10-08T09:00:00Z");
    team.quietly(
        "start 45 --type final --candidate RC1 --planned 2026-10-20 --fact iot-edition=no --fact special-blockers=no
         sign proposed-reviewed exceptions-reviewed blockers-addressed candidate-requested --evidence https://blockers.example
         sign meeting-announced
         call go --phase freeze --role qa
         call go --phase freeze --role release-engineering",
    );
    team
}

/// What quality and release engineering say of a candidate.
fn tested(team: &Team, candidate: &str) {
    team.quietly(&format!(
        "sign '*/boots/*' '*/base/*' '*/updates/*' --evidence https://tests.example/{candidate}
         sign candidate-signed no-debug-kernel
         sign changes-complete eol-updated"
    ));
}

#[test]
fn a_milestone_slips_a_week_and_three_groups_waive_its_last_blocker() {
    let team = team();
    team.set_clock("2026-10-12T09:00:00Z");
    team.quietly("respin --candidate RC2 --reason 'the installer hangs'");
    tested(&team, "RC2");
    shows!(
        team.transcript(
            "at 2026-10-15T17:00:00Z
             gate go-no-go
             call no-go --phase go-no-go --role qa --reason 'Anaconda loses the LUKS passphrase'
             plan 2026-10-27 --reason 'no-go on Thursday'
             respin --candidate RC3 --reason 'fix for LUKS'
             gate freeze"
        ),
        str![[r#"
@ 2026-10-15T17:00:00Z
$ gonogo gate go-no-go
GO  Ready to ask for a candidate (freeze)
HOLD  Go/No-Go meeting (go-no-go)
  due 2026-10-15
  criteria/no-open-blocker  open [qa]  Confirm that no accepted blocker is open in the candidate
      gonogo sign criteria/no-open-blocker --evidence URL
  go-no-go: qa  has not called
  go-no-go: release-engineering  has not called
      gonogo call go --role release-engineering --phase go-no-go
  go-no-go: development  has not called
      gonogo call go --role development --phase go-no-go
HOLD for go-no-go: release 45, candidate RC2, 33 of 43 items, 2 of 10 calls
= 8
$ gonogo call no-go --phase go-no-go --role qa --reason 'Anaconda loses the LUKS passphrase'
called no-go at gate go-no-go as qa
! warning: Pat also acts as `development`, `program-manager`, `release-engineering` in this release
= 0
$ gonogo plan 2026-10-27 --reason 'no-go on Thursday'
planned for 2026-10-27
= 0
$ gonogo respin --candidate RC3 --reason 'fix for LUKS'
respun on candidate RC3
! note: stale: criteria/boots/workstation-x86, criteria/boots/workstation-arm, criteria/boots/kde-x86, criteria/boots/kde-arm, criteria/boots/server-x86, criteria/boots/server-arm, criteria/boots/cloud-x86, criteria/boots/cloud-arm, criteria/base/workstation-x86, criteria/base/workstation-arm, criteria/base/kde-x86, criteria/base/kde-arm, criteria/base/server-x86, criteria/base/server-arm, criteria/base/cloud-x86, criteria/base/cloud-arm, criteria/updates/workstation-x86, criteria/updates/workstation-arm, criteria/updates/kde-x86, criteria/updates/kde-arm, criteria/updates/server-x86, criteria/updates/server-arm, criteria/updates/cloud-x86, criteria/updates/cloud-arm, criteria/candidate-signed, final-only/no-debug-kernel
! note: stays: freeze/proposed-reviewed, freeze/exceptions-reviewed, freeze/blockers-addressed, freeze/candidate-requested, freeze/meeting-announced, criteria/changes-complete, final-only/eol-updated
! note: calls that stay: freeze: qa, freeze: release-engineering
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo gate freeze
GO  Ready to ask for a candidate (freeze)
GO for freeze: release 45, candidate RC3, 7 of 43 items, 2 of 10 calls
= 0

"#]]
    );
    tested(&team, "RC3");
    shows!(
        team.transcript(
            "at 2026-10-22T17:00:00Z
             waive no-open-blocker --role program-manager --reason 'found on Wednesday'
             waive no-open-blocker --role qa --reason 'found on Wednesday, one laptop only'
             gate go-no-go
             status --role release-engineering
             waive no-open-blocker --role release-engineering --reason 'an update on day zero'
             waive no-open-blocker --role development --reason 'agreed'
             call go --phase go-no-go --role qa --reason 'LUKS works'
             call go --phase go-no-go --role release-engineering
             call go --phase go-no-go --role development
             gate go-no-go
             sign go-announced --evidence https://lists.example/go
             sign mirrors-staged site-staged announcement-written notes-published translations-checked
             call go --phase readiness --role release-engineering
             call go --phase readiness --role websites
             call go --phase readiness --role marketing
             call go --phase readiness --role documentation
             at 2026-10-27T14:00:00Z
             sign bits-flipped site-live announced
             call go --phase release --role release-engineering
             close
             verify"
        ),
        str![[r#"
@ 2026-10-22T17:00:00Z
$ gonogo waive no-open-blocker --role program-manager --reason 'found on Wednesday'
! error: role `program-manager` may not waive; `qa`, `release-engineering`, `development` may
! hint: give `--role qa`
= 1
$ gonogo waive no-open-blocker --role qa --reason 'found on Wednesday, one laptop only'
waived criteria/no-open-blocker as qa
= 0
$ gonogo gate go-no-go
NO-GO
  go-no-go: qa  called no-go: Anaconda loses the LUKS passphrase (Pat, 2026-10-15T17:00:00Z)

GO  Ready to ask for a candidate (freeze)
NO-GO  Go/No-Go meeting (go-no-go)
  due 2026-10-22
  go-no-go: qa  called no-go: Anaconda loses the LUKS passphrase (Pat, 2026-10-15T17:00:00Z)
  criteria/no-open-blocker  open: waived, but not yet by release-engineering, development [qa, release-engineering, development]  Confirm that no accepted blocker is open in the candidate
      gonogo sign criteria/no-open-blocker --evidence URL
      gonogo waive criteria/no-open-blocker --role release-engineering --reason "…"
      gonogo waive criteria/no-open-blocker --role development --reason "…"
  go-no-go: release-engineering  has not called
      gonogo call go --role release-engineering --phase go-no-go
  go-no-go: development  has not called
      gonogo call go --role development --phase go-no-go
NO-GO for go-no-go: release 45, candidate RC3, 33 of 43 items, 2 of 10 calls
= 1
$ gonogo status --role release-engineering
Release 45 · final · candidate RC3 · opened 2026-10-08T09:00:00Z by Pat
planned for 2026-10-27, in 5 days
NO-GO at "Go/No-Go meeting" · 33 of 43 items · 2 of 10 calls

NO-GO
  go-no-go: qa  called no-go: Anaconda loses the LUKS passphrase (Pat, 2026-10-15T17:00:00Z)

Release Engineering
  [ ] criteria/no-open-blocker  Confirm that no accepted blocker is open in the candidate
  [ ] readiness/mirrors-staged  Stage the candidate to the mirrors
  [ ] release/bits-flipped  Flip the mirror bits at 14 UTC on Tuesday
  call for gate go-no-go "Go/No-Go meeting"
  call for gate readiness "Everybody is ready for Tuesday"
  call for gate release "Released"

Next
  gonogo walk 45 --role release-engineering
  gonogo call go --role release-engineering --phase go-no-go
  gonogo gate go-no-go
= 0
$ gonogo waive no-open-blocker --role release-engineering --reason 'an update on day zero'
waived criteria/no-open-blocker as release-engineering
= 0
$ gonogo waive no-open-blocker --role development --reason 'agreed'
waived criteria/no-open-blocker as development
= 0
$ gonogo call go --phase go-no-go --role qa --reason 'LUKS works'
called go at gate go-no-go as qa
! warning: Pat also acts as `development`, `program-manager`, `release-engineering` in this release
= 0
$ gonogo call go --phase go-no-go --role release-engineering
called go at gate go-no-go as release-engineering
! warning: Pat also acts as `development`, `program-manager`, `qa` in this release
= 0
$ gonogo call go --phase go-no-go --role development
called go at gate go-no-go as development
! warning: Pat also acts as `program-manager`, `qa`, `release-engineering` in this release
= 0
$ gonogo gate go-no-go
GO  Ready to ask for a candidate (freeze)
GO  Go/No-Go meeting (go-no-go)
  criteria/no-open-blocker  waived by Pat: found on Wednesday, one laptop only
  criteria/no-open-blocker  waived by Pat: an update on day zero
  criteria/no-open-blocker  waived by Pat: agreed
  go-no-go: qa  GO by Pat: LUKS works
GO for go-no-go: release 45, candidate RC3, 34 of 43 items, 5 of 10 calls
= 0
$ gonogo sign go-announced --evidence https://lists.example/go
signed readiness/go-announced as program-manager
! warning: Pat also acts as `development`, `qa`, `release-engineering` in this release
= 0
$ gonogo sign mirrors-staged site-staged announcement-written notes-published translations-checked
signed readiness/mirrors-staged as release-engineering
signed readiness/site-staged as websites
signed readiness/announcement-written as marketing
signed readiness/notes-published as documentation
signed readiness/translations-checked as websites
! warning: Pat also acts as `development`, `documentation`, `marketing`, `program-manager`, `qa`, `release-engineering`, `websites` in this release
= 0
$ gonogo call go --phase readiness --role release-engineering
called go at gate readiness as release-engineering
! warning: Pat also acts as `development`, `documentation`, `marketing`, `program-manager`, `qa`, `websites` in this release
= 0
$ gonogo call go --phase readiness --role websites
called go at gate readiness as websites
! warning: Pat also acts as `development`, `documentation`, `marketing`, `program-manager`, `qa`, `release-engineering` in this release
= 0
$ gonogo call go --phase readiness --role marketing
called go at gate readiness as marketing
! warning: Pat also acts as `development`, `documentation`, `program-manager`, `qa`, `release-engineering`, `websites` in this release
= 0
$ gonogo call go --phase readiness --role documentation
called go at gate readiness as documentation
! warning: Pat also acts as `development`, `marketing`, `program-manager`, `qa`, `release-engineering`, `websites` in this release
= 0
@ 2026-10-27T14:00:00Z
$ gonogo sign bits-flipped site-live announced
signed release/bits-flipped as release-engineering
signed release/site-live as websites
signed release/announced as marketing
! warning: Pat also acts as `development`, `documentation`, `marketing`, `program-manager`, `qa`, `release-engineering`, `websites` in this release
= 0
$ gonogo call go --phase release --role release-engineering
called go at gate release as release-engineering
! warning: Pat also acts as `development`, `documentation`, `marketing`, `program-manager`, `qa`, `websites` in this release
= 0
$ gonogo close
closed as shipped
= 0
$ gonogo verify
45 is sound: 88 events
head sha256:[HASH]
= 0

"#]]
    );
}
