//! A minor release of Kubernetes, from the enhancements freeze to the announcement: planned for a day, two respins, a NO-GO that
//! costs a week, a late waiver, and no call at a freeze that has to be made again.

use snapbox::str;

use crate::team::{Team, shows};

const PROCESS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/processes/kubernetes"
);

/// A team that has cut the first release candidate, five months before the day it is planned for.
fn team() -> Team {
    let team = Team::new()
        .with("GONOGO_CHECKLISTS", PROCESS)
        .with("GONOGO_BY", "Lea <lea@k8s.example>")
        .at("2026-08-31T09:00:00Z");
    team.quietly(
        "start 1.40.0 --type minor --candidate alpha --planned 2026-12-09 --fact removals=no --fact golang-bump=yes
         sign schedule-merged team-staffed --evidence https://k8s.example/schedule
         sign embargo-read cycle-announced",
    );
    team
}

/// What the freezes ask for, each on its day.
fn freeze(team: &Team) {
    team.set_clock("2026-09-29T09:00:00Z");
    team.quietly(
        "sign prr-frozen keps-implementable --evidence https://k8s.example/keps
         call go --phase planning --role release-lead
         call go --phase planning --role enhancements-lead",
    );
    team.set_clock("2026-11-03T09:00:00Z");
    team.quietly(
        "sign '*/cut/*' --role release-signal-lead --evidence https://testgrid.example
         sign '*/cut/*' --role branch-manager --evidence https://testgrid.example
         sign freeze-reminded go-bumped
         sign milestone-triaged --evidence https://k8s.example/milestone
         call go --phase development --role release-lead
         call go --phase development --role enhancements-lead
         call go --phase development --role release-signal-lead",
    );
    team.set_clock("2026-11-24T09:00:00Z");
    team.quietly(
        "sign exceptions-ruled --role sig-leads --evidence https://k8s.example/exceptions
         sign exceptions-ruled --role release-lead --evidence https://k8s.example/exceptions
         sign beta-0 rc-0 --role release-signal-lead --evidence https://testgrid.example
         sign beta-0 rc-0 --role branch-manager --evidence https://testgrid.example
         sign branch-created
         respin --candidate rc.0 --reason 'the branch was cut'
         call go --phase stabilisation --role release-signal-lead
         call go --phase stabilisation --role branch-manager",
    );
}

#[test]
fn a_freeze_that_is_late_is_told_and_keeps_no_gate_shut() {
    let team = team();
    shows!(
        team.transcript(
            "gate planning
             at 2026-10-02T09:00:00Z
             status
             todo --role enhancements-lead
             list
             show planning/prr-frozen
             plan 2026-12-16
             plan 2026-12-16 --reason 'a week for the new scheduler'
             plan 2026-12-16
             gate planning"
        ),
        str![[r#"
$ gonogo gate planning
HOLD  Enhancements Freeze (planning)
  due 2026-09-30
  planning/prr-frozen  open [enhancements-lead]  Confirm a production readiness questionnaire for every opted-in enhancement
      gonogo sign planning/prr-frozen --evidence URL
  planning/keps-implementable  open [enhancements-lead]  Confirm that every tracked enhancement is implementable or has an exception
      gonogo sign planning/keps-implementable --evidence URL
  planning: release-lead  has not called
      gonogo call go --role release-lead --phase planning
  planning: enhancements-lead  has not called
HOLD for planning: release 1.40.0, candidate alpha, 4 of 35 items, 0 of 18 calls
= 8
@ 2026-10-02T09:00:00Z
$ gonogo status
Release 1.40.0 · minor · candidate alpha · opened 2026-08-31T09:00:00Z by Lea
planned for 2026-12-09, in 68 days
HOLD at "Enhancements Freeze" · 4 of 35 items · 0 of 18 calls

 Phase                    Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
─────────────────────────────────────────────────────────────────────────────────────────
 Planning                    4      2       ·         ·        ·     ·        0/2   HOLD
 Development                 ·      6       ·         ·        ·     ·        0/3   HOLD
 Stabilisation               ·      4       ·         ·        ·     1        0/2   HOLD
 Docs Freeze                 ·      2       ·         ·        ·     ·        0/2   HOLD
 Release day morning         ·      6       ·         ·        ·     ·        0/6   HOLD
 Publication                 ·      7       ·         ·        ·     ·        0/2   HOLD
 Thaw and retrospective      ·      4       ·         ·        ·     ·        0/1   HOLD

 Waiting for           Now   Items   Calls   Next item
──────────────────────────────────────────────────────────────
 release-lead            1       4       6   freeze-reminded
 enhancements-lead       2       4       3   prr-frozen
 release-signal-lead     0       6       3   alpha-1
 docs-lead               0       5       2   docs-ready
 comms-lead              0       1       1   blog-staged
 branch-manager          0      14       2   alpha-1
 build-admin             0       1       1   packages-built
 sig-leads               0       2       0   exceptions-ruled
 emeritus-adviser        0       1       0   retro-held

Needs attention
  planning  due 2026-09-30, 2 days late

Next
  gonogo walk 1.40.0 --role enhancements-lead
  gonogo call go --role release-lead --phase planning
  gonogo gate planning
= 0
$ gonogo todo --role enhancements-lead
1.40.0  planning/prr-frozen  Confirm a production readiness questionnaire for every opted-in enhancement  [enhancements-lead]  due 2026-09-23, 9 days late
    gonogo sign planning/prr-frozen --evidence URL -r 1.40.0
1.40.0  planning/keps-implementable  Confirm that every tracked enhancement is implementable or has an exception  [enhancements-lead]  due 2026-09-30, 2 days late
    gonogo sign planning/keps-implementable --evidence URL -r 1.40.0
= 0
$ gonogo list
 Version   Type    Opened                 Items   Calls   Status
───────────────────────────────────────────────────────────────────────────────────────────
 1.40.0    minor   2026-08-31T09:00:00Z    4/35    0/18   HOLD at planning, late: planning
= 0
$ gonogo show planning/prr-frozen
planning/prr-frozen
Confirm a production readiness questionnaire for every opted-in enhancement

  state      open
  phase      planning
  section    Planning
  role       enhancements-lead: has not signed
  rule       needs evidence
  rule       due 77 days before the release day
= 0
$ gonogo plan 2026-12-16
! error: planning for another day needs a reason
! hint: give `--reason`
= 2
$ gonogo plan 2026-12-16 --reason 'a week for the new scheduler'
planned for 2026-12-16
! warning: this clock is 32d ahead of the newest event before this one; check that it is right
= 0
$ gonogo plan 2026-12-16
! note: nothing to do: the release is planned for 2026-12-16 already
= 0
$ gonogo gate planning
HOLD  Enhancements Freeze (planning)
  due 2026-10-07
  planning/prr-frozen  open, due 2026-09-30, 2 days late [enhancements-lead]  Confirm a production readiness questionnaire for every opted-in enhancement
      gonogo sign planning/prr-frozen --evidence URL
  planning/keps-implementable  open [enhancements-lead]  Confirm that every tracked enhancement is implementable or has an exception
      gonogo sign planning/keps-implementable --evidence URL
  planning: release-lead  has not called
      gonogo call go --role release-lead --phase planning
  planning: enhancements-lead  has not called
HOLD for planning: release 1.40.0, candidate alpha, 4 of 35 items, 0 of 18 calls
= 8

"#]]
    );
}

#[test]
fn a_cycle_ships_after_two_respins_and_a_week_without_a_second_call_at_a_freeze() {
    let team = team();
    freeze(&team);
    team.set_clock("2026-12-02T09:00:00Z");
    team.quietly(
        "sign docs-ready --evidence https://k8s.example/docs
         sign notes-proofread --role docs-lead
         sign notes-proofread --role sig-leads
         call go --phase docs-freeze --role docs-lead
         call go --phase docs-freeze --role release-lead
         respin --candidate rc.1 --reason 'a leak in the kubelet'",
    );
    team.set_clock("2026-12-08T15:00:00Z");
    team.quietly(
        "sign blocking-green --evidence https://testgrid.example
         sign milestone-empty --evidence https://k8s.example/milestone
         sign notes-final mock-stage mock-release",
    );
    shows!(
        team.transcript(
            "at 2026-12-09T15:30:00Z
             gate release-day
             call go --phase release-day --role release-signal-lead
             call no-go --phase release-day --role branch-manager --reason 'the images do not build for s390x'
             plan 2026-12-16 --reason 'the build is fixed by Monday'
             respin --candidate rc.2 --reason 'the build for s390x'
             at 2026-12-16T08:00:00Z
             sign blocking-green --evidence https://testgrid.example/2
             sign mock-stage mock-release
             waive blog-staged --role release-lead --reason 'it comes out on Thursday'
             call go --phase release-day --role branch-manager --reason 'the images build again'
             call go --phase release-day --role release-lead
             call go --phase release-day --role release-signal-lead
             call go --phase release-day --role docs-lead
             call go --phase release-day --role comms-lead
             call go --phase release-day --role enhancements-lead
             gate release-day
             at 2026-12-18T09:00:00Z
             gate release-day
             sign staged released packages-built docs-live notified announced
             sign images-promoted --evidence https://k8s.example/promotion
             call go --phase publication --role release-lead
             call go --phase publication --role build-admin
             sign code-thawed site-thawed retro-held offboarded
             call go --phase thaw --role release-lead
             gate
             close
             verify"
        ),
        str![[r#"
@ 2026-12-09T15:30:00Z
$ gonogo gate release-day
GO  Enhancements Freeze (planning)
GO  Code Freeze (development)
GO  Test Freeze and rc.0 (stabilisation)
GO  Docs Freeze (docs-freeze)
HOLD  Go / No-Go (release-day)
  due 2026-12-09
  release-day/blocking-green  signed, but more than 24h ago [release-signal-lead]  Show three green runs in a row for every blocking job
      gonogo sign release-day/blocking-green --evidence URL
  release-day/blog-staged  open [comms-lead]  Stage the blog post
      gonogo sign release-day/blog-staged
  release-day: release-lead  has not called
      gonogo call go --role release-lead --phase release-day
  release-day: release-signal-lead  has not called
  release-day: branch-manager  has not called
      gonogo call go --role branch-manager --phase release-day
  release-day: docs-lead  has not called
      gonogo call go --role docs-lead --phase release-day
  release-day: comms-lead  has not called
  release-day: enhancements-lead  has not called
      gonogo call go --role enhancements-lead --phase release-day
HOLD for release-day: release 1.40.0, candidate rc.1, 22 of 35 items, 9 of 18 calls
= 8
$ gonogo call go --phase release-day --role release-signal-lead
! error: `release-signal-lead` must finish 1 item first: `release-day/blocking-green`
! hint: see `gonogo status --role release-signal-lead`
= 8
$ gonogo call no-go --phase release-day --role branch-manager --reason 'the images do not build for s390x'
called no-go at gate release-day as branch-manager
! warning: Lea also acts as `docs-lead`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo plan 2026-12-16 --reason 'the build is fixed by Monday'
planned for 2026-12-16
= 0
$ gonogo respin --candidate rc.2 --reason 'the build for s390x'
respun on candidate rc.2
! note: stale: release-day/mock-stage, release-day/mock-release
! note: stays: planning/schedule-merged, planning/team-staffed, planning/embargo-read, planning/cycle-announced, planning/prr-frozen, planning/keps-implementable, development/cut/alpha-1, development/cut/alpha-2, development/cut/alpha-3, development/freeze-reminded, development/milestone-triaged, development/go-bumped, stabilisation/exceptions-ruled, stabilisation/beta-0, stabilisation/branch-created, stabilisation/rc-0, docs/docs-ready, docs/notes-proofread, release-day/milestone-empty, release-day/notes-final
! note: calls that stay: planning: release-lead, planning: enhancements-lead, development: release-lead, development: enhancements-lead, development: release-signal-lead, stabilisation: release-signal-lead, stabilisation: branch-manager, docs-freeze: docs-lead, docs-freeze: release-lead
! hint: `gonogo status` shows what has to be signed and called again
= 0
@ 2026-12-16T08:00:00Z
$ gonogo sign blocking-green --evidence https://testgrid.example/2
signed release-day/blocking-green as release-signal-lead
! warning: Lea also acts as `branch-manager`, `docs-lead`, `enhancements-lead`, `release-lead`, `sig-leads` in this release
= 0
$ gonogo sign mock-stage mock-release
signed release-day/mock-stage as branch-manager
signed release-day/mock-release as branch-manager
! warning: Lea also acts as `docs-lead`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo waive blog-staged --role release-lead --reason 'it comes out on Thursday'
waived release-day/blog-staged as release-lead
= 0
$ gonogo call go --phase release-day --role branch-manager --reason 'the images build again'
called go at gate release-day as branch-manager
! warning: Lea also acts as `docs-lead`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase release-day --role release-lead
called go at gate release-day as release-lead
! warning: Lea also acts as `branch-manager`, `docs-lead`, `enhancements-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase release-day --role release-signal-lead
called go at gate release-day as release-signal-lead
! warning: Lea also acts as `branch-manager`, `docs-lead`, `enhancements-lead`, `release-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase release-day --role docs-lead
called go at gate release-day as docs-lead
! warning: Lea also acts as `branch-manager`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase release-day --role comms-lead
called go at gate release-day as comms-lead
! warning: Lea also acts as `branch-manager`, `docs-lead`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase release-day --role enhancements-lead
called go at gate release-day as enhancements-lead
! warning: Lea also acts as `branch-manager`, `comms-lead`, `docs-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo gate release-day
GO  Enhancements Freeze (planning)
GO  Code Freeze (development)
GO  Test Freeze and rc.0 (stabilisation)
GO  Docs Freeze (docs-freeze)
GO  Go / No-Go (release-day)
  release-day/blog-staged  waived by Lea: it comes out on Thursday
  release-day: branch-manager  GO by Lea: the images build again
GO for release-day: release 1.40.0, candidate rc.2, 24 of 35 items, 15 of 18 calls
= 0
@ 2026-12-18T09:00:00Z
$ gonogo gate release-day
GO  Enhancements Freeze (planning)
GO  Code Freeze (development)
GO  Test Freeze and rc.0 (stabilisation)
GO  Docs Freeze (docs-freeze)
GO  Go / No-Go (release-day)
  release-day/blog-staged  waived by Lea: it comes out on Thursday
  release-day: branch-manager  GO by Lea: the images build again
GO for release-day: release 1.40.0, candidate rc.2, 24 of 35 items, 15 of 18 calls
= 0
$ gonogo sign staged released packages-built docs-live notified announced
signed publication/staged as branch-manager
signed publication/released as branch-manager
signed publication/packages-built as build-admin
signed publication/docs-live as docs-lead
signed publication/notified as branch-manager
signed publication/announced as release-lead
! warning: Lea also acts as `branch-manager`, `build-admin`, `comms-lead`, `docs-lead`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo sign images-promoted --evidence https://k8s.example/promotion
signed publication/images-promoted as branch-manager
! warning: Lea also acts as `build-admin`, `comms-lead`, `docs-lead`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase publication --role release-lead
called go at gate publication as release-lead
! warning: Lea also acts as `branch-manager`, `build-admin`, `comms-lead`, `docs-lead`, `enhancements-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase publication --role build-admin
called go at gate publication as build-admin
! warning: Lea also acts as `branch-manager`, `comms-lead`, `docs-lead`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo sign code-thawed site-thawed retro-held offboarded
signed thaw/code-thawed as release-lead
signed thaw/site-thawed as docs-lead
signed thaw/retro-held as emeritus-adviser
signed thaw/offboarded as branch-manager
! warning: Lea also acts as `branch-manager`, `build-admin`, `comms-lead`, `docs-lead`, `emeritus-adviser`, `enhancements-lead`, `release-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo call go --phase thaw --role release-lead
called go at gate thaw as release-lead
! warning: Lea also acts as `branch-manager`, `build-admin`, `comms-lead`, `docs-lead`, `emeritus-adviser`, `enhancements-lead`, `release-signal-lead`, `sig-leads` in this release
= 0
$ gonogo gate
GO  Enhancements Freeze (planning)
GO  Code Freeze (development)
GO  Test Freeze and rc.0 (stabilisation)
GO  Docs Freeze (docs-freeze)
GO  Go / No-Go (release-day)
  release-day/blog-staged  waived by Lea: it comes out on Thursday
  release-day: branch-manager  GO by Lea: the images build again
GO  Announced (publication)
GO  Cycle closed (thaw)
GO for release 1.40.0, candidate rc.2, 35 of 35 items, 18 of 18 calls
= 0
$ gonogo close
closed as shipped
= 0
$ gonogo verify
1.40.0 is sound: 71 events
head sha256:[HASH]
= 0

"#]]
    );
}
