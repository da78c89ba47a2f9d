//! Airflow's release by vote, from start to close: two candidates that fail, a NO-GO that costs a week, a late waiver.

use snapbox::str;

use crate::team::{Team, shows};

const PROCESS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/processes/airflow"
);

/// A team whose release manager has cleared the scope of a patch and named the first candidate.
fn team() -> Team {
    let team = Team::new()
        .with("GONOGO_CHECKLISTS", PROCESS)
        .with("GONOGO_BY", "Rae <rae@airflow.example>")
        .at("2026-11-02T09:00:00Z");
    team.quietly(
        "start 2.10.1 --type patch --candidate rc1 --fact minor-branch=no --fact security-fixes=yes --fact older-branch=no
         sign fixes-selected picks-labelled milestone-cleaned versions-set notes-built
         sign branch-merged --evidence https://github.example/pull/1
         call go --phase scope",
    );
    team
}

/// Cuts a candidate and calls the vote on it; one of the committee checks it.
fn cut(team: &Team, candidate: &str) {
    team.quietly(&format!(
        "sign artifacts-signed --evidence https://dist.example/{candidate}
         sign dist-uploaded images-built
         sign testing-issue --evidence https://issues.example/{candidate}
         sign vote-mailed --evidence https://lists.example/{candidate}
         sign '*/checked/*' --by 'Ann <ann@pmc.example>'
         sign licences-checked signatures-checked --evidence https://lists.example/{candidate}/ann --by 'Ann <ann@pmc.example>'
         sign community-tested --role contributor --by 'Zoe <zoe@mail.example>'"
    ));
}

/// The votes on a candidate, such as `Ann go` or `Dan no-go the wheel is empty`.
fn vote(team: &Team, votes: &[&str]) {
    for vote in votes {
        let mut words = vote.splitn(3, ' ');
        let (name, call) = (words.next().unwrap(), words.next().unwrap());
        let reason = words.next().map(|reason| format!(" --reason '{reason}'"));
        team.quietly(&format!(
            "call {call} --phase vote --role pmc --by '{name} <{}@pmc.example>'{}",
            name.to_lowercase(),
            reason.unwrap_or_default()
        ));
    }
}

#[test]
fn a_candidate_that_is_voted_down_is_replaced_and_voted_on_again() {
    let team = team();
    cut(&team, "rc1");
    vote(&team, &["Ann go", "Bob no-go NOTICE is missing"]);
    shows!(
        team.transcript(
            "gate vote
             status
             todo --by 'Ann <ann@pmc.example>'
             todo --by 'Cyd <cyd@pmc.example>'
             call go --phase vote --role pmc --by 'Ann <ann@pmc.example>'
             call go --phase vote --role pmc --by 'Eve <eve@mail.example>'
             at 2026-11-03T09:00:00Z
             respin --candidate rc2 --reason 'with NOTICE'
             gate scope
             gate vote"
        ),
        str![[r#"
$ gonogo gate vote
GO  Ready to cut a candidate (scope)
HOLD  Vote passed (vote)
  gate vote  waits until 2026-11-05T09:00:00Z: 72h left (72h after vote-called)
      nothing to do until 2026-11-05 09:00 UTC
  vote: pmc  1 of 3 votes, 1 no-go
      gonogo call go --role pmc --phase vote
  vote: pmc  NO-GO by Bob: NOTICE is missing
HOLD for vote: release 2.10.1, candidate rc1, 17 of 28 items, 1 of 3 calls
= 8
$ gonogo status
Release 2.10.1 · patch · candidate rc1 · opened 2026-11-02T09:00:00Z by Rae
HOLD at "Vote passed" · 17 of 28 items · 1 of 3 calls

 Phase                  Done   Open   Stale   Blocked   Waived   N/A   Go calls   Gate
───────────────────────────────────────────────────────────────────────────────────────
 Scope and branch          6      ·       ·         ·        ·     1        1/1   GO
 Candidate and vote       11      ·       ·         ·        ·     ·        0/1   HOLD
 Publish and announce      ·     11       ·         ·        ·     ·        0/1   HOLD

Wait  gate vote: waits until 2026-11-05T09:00:00Z: 72h left (72h after vote-called)

 Waiting for       Now   Items   Calls   Next item
───────────────────────────────────────────────────────
 release-manager     0      11       1   result-mailed
 pmc                 1       0       1   call at vote

Needs attention
  vote: pmc  1 of 3 votes, 1 no-go
  vote: pmc  NO-GO by Bob: NOTICE is missing

Next
  gonogo call go --role pmc --phase vote
  gonogo gate vote
= 0
$ gonogo todo --by 'Ann <ann@pmc.example>'
nothing to do for you
= 0
$ gonogo todo --by 'Cyd <cyd@pmc.example>'
2.10.1  vote: pmc  1 of 3 votes, 1 no-go  [pmc]
    gonogo call go --role pmc --phase vote -r 2.10.1
= 0
$ gonogo call go --phase vote --role pmc --by 'Ann <ann@pmc.example>'
! note: nothing to do: Ann <ann@pmc.example> has already voted go for role `pmc` at gate `vote`
= 0
$ gonogo call go --phase vote --role pmc --by 'Eve <eve@mail.example>'
! error: Eve <eve@mail.example> is not a member of role `pmc`
! hint: ask a member of the role to sign, or add the person to `members` in the playbook and `gonogo amend`
= 1
@ 2026-11-03T09:00:00Z
$ gonogo respin --candidate rc2 --reason 'with NOTICE'
respun on candidate rc2
! note: stale: candidate/artifacts-signed, candidate/dist-uploaded, candidate/images-built, candidate/testing-issue, candidate/vote-mailed, candidate/checked/files, candidate/checked/checksums, candidate/checked/sources, candidate/licences-checked, candidate/signatures-checked, candidate/community-tested
! note: stays: scope/fixes-selected, scope/picks-labelled, scope/milestone-cleaned, scope/versions-set, scope/notes-built, scope/branch-merged
! note: calls that stay: scope: release-manager
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo gate scope
GO  Ready to cut a candidate (scope)
GO for scope: release 2.10.1, candidate rc2, 6 of 28 items, 1 of 3 calls
= 0
$ gonogo gate vote
GO  Ready to cut a candidate (scope)
HOLD  Vote passed (vote)
  candidate/artifacts-signed  signed, but for another candidate [release-manager]  Build and sign the source and binary artefacts
      gonogo sign candidate/artifacts-signed --evidence URL
  candidate/dist-uploaded  signed, but for another candidate [release-manager]  Upload the artefacts to the dev area of the distribution server
  candidate/images-built  signed, but for another candidate [release-manager]  Build the candidate container images for both architectures
  candidate/testing-issue  signed, but for another candidate [release-manager]  Open the issue that asks contributors to test their changes
  candidate/vote-mailed  signed, but for another candidate [release-manager]  Send the mail that calls the vote
  candidate/checked/files  signed, but for another candidate [pmc]  Check that all files are in the dev area
      gonogo sign candidate/checked/files
  candidate/checked/checksums  signed, but for another candidate [pmc]  Check the SHA-512 sums
      gonogo sign candidate/checked/checksums
  candidate/checked/sources  signed, but for another candidate [pmc]  Check the packaged sources against the tag
      gonogo sign candidate/checked/sources
  candidate/licences-checked  signed, but for another candidate [pmc]  Run the licence check over the sources
      gonogo sign candidate/licences-checked --evidence URL
  candidate/signatures-checked  signed, but for another candidate [pmc]  Verify signatures against the published keys
      gonogo sign candidate/signatures-checked --evidence URL
  candidate/community-tested  signed, but for another candidate [contributor]  Install the candidate and report in the testing issue
      gonogo sign candidate/community-tested
  gate vote  waits until 72h after vote-called, which is still to come
  vote: pmc  0 of 3 votes; 2 on another candidate
HOLD for vote: release 2.10.1, candidate rc2, 6 of 28 items, 1 of 3 calls
= 8

"#]]
    );
}

#[test]
fn a_release_by_vote_ships_after_two_respins_and_a_week_of_waiting() {
    let team = team();
    cut(&team, "rc1");
    vote(&team, &["Ann go", "Bob no-go NOTICE is missing"]);
    team.set_clock("2026-11-03T09:00:00Z");
    team.quietly("respin --candidate rc2 --reason 'with NOTICE'");
    cut(&team, "rc2");
    vote(&team, &["Ann go", "Cyd go"]);
    team.set_clock("2026-11-05T10:00:00Z");
    team.quietly("respin --candidate rc3 --reason 'the scheduler stops after an hour'");
    cut(&team, "rc3");
    vote(
        &team,
        &[
            "Bob no-go the wheel is empty",
            "Ann go",
            "Dan no-go the docs still say rc2",
            "Cyd go",
            "Bob go",
        ],
    );
    shows!(
        team.transcript(
            "gate vote
             at 2026-11-08T11:00:00Z
             gate vote
             sign result-mailed --evidence https://lists.example/result
             call no-go --phase publish --reason 'the embargo of the CVE ends on the 15th'
             gate publish
             close
             at 2026-11-15T09:00:00Z
             sign artifacts-promoted --evidence https://dist.example/release
             sign '*/published/*'
             sign latest-moved announced cves-announced main-updated
             waive images-verified --reason 'no runner for Python 3.13 until Monday' --expires 2026-11-17
             call go --phase publish
             gate
             notes set changes 'Fixes to the scheduler'
             notes set cves CVE-2026-0001
             notes set result 'Three to one'
             close
             verify
             retro"
        ),
        str![[r#"
$ gonogo gate vote
GO  Ready to cut a candidate (scope)
HOLD  Vote passed (vote)
  gate vote  waits until 2026-11-08T10:00:00Z: 72h left (72h after vote-called)
      nothing to do until 2026-11-08 10:00 UTC
  vote: pmc  NO-GO by Dan: the docs still say rc2
HOLD for vote: release 2.10.1, candidate rc3, 17 of 28 items, 2 of 3 calls
= 8
@ 2026-11-08T11:00:00Z
$ gonogo gate vote
GO  Ready to cut a candidate (scope)
GO  Vote passed (vote)
  vote: pmc  NO-GO by Dan: the docs still say rc2
GO for vote: release 2.10.1, candidate rc3, 17 of 28 items, 2 of 3 calls
= 0
$ gonogo sign result-mailed --evidence https://lists.example/result
signed publish/result-mailed as release-manager
= 0
$ gonogo call no-go --phase publish --reason 'the embargo of the CVE ends on the 15th'
called no-go at gate publish as release-manager
= 0
$ gonogo gate publish
NO-GO
  publish: release-manager  called no-go: the embargo of the CVE ends on the 15th (Rae, 2026-11-08T11:00:00Z)

GO  Ready to cut a candidate (scope)
GO  Vote passed (vote)
  vote: pmc  NO-GO by Dan: the docs still say rc2
NO-GO  Announced (publish)
  publish: release-manager  called no-go: the embargo of the CVE ends on the 15th (Rae, 2026-11-08T11:00:00Z)
  publish/artifacts-promoted  open [release-manager]  Copy the voted artefacts to the release area without rebuilding them
      gonogo sign publish/artifacts-promoted --evidence URL
  publish/published/pypi  open [release-manager]  Publish the packages on PyPI
      gonogo sign publish/published/pypi
  publish/published/images  open [release-manager]  Publish the container images
      gonogo sign publish/published/images
  publish/published/docs  open [release-manager]  Publish the documentation
      gonogo sign publish/published/docs
  publish/published/github  open [release-manager]  Publish the release on GitHub
      gonogo sign publish/published/github
  publish/latest-moved  open [release-manager]  Move the latest tag to this release
      gonogo sign publish/latest-moved
  publish/images-verified  open [release-manager]  Verify the images for every supported Python
      gonogo sign publish/images-verified
  publish/announced  open [release-manager]  Announce on the lists
      gonogo sign publish/announced
  publish/cves-announced  open [release-manager]  Announce the vulnerabilities that are fixed
      gonogo sign publish/cves-announced
  publish/main-updated  open [release-manager]  Update main with the release
      gonogo sign publish/main-updated
NO-GO for publish: release 2.10.1, candidate rc3, 18 of 28 items, 2 of 3 calls
= 1
$ gonogo close
! error: can't close as shipped: on NO-GO
! hint: see `gonogo gate`; to end it without shipping: `gonogo close --outcome abandoned --reason "…"`
= 1
@ 2026-11-15T09:00:00Z
$ gonogo sign artifacts-promoted --evidence https://dist.example/release
signed publish/artifacts-promoted as release-manager
= 0
$ gonogo sign '*/published/*'
signed publish/published/pypi as release-manager
signed publish/published/images as release-manager
signed publish/published/docs as release-manager
signed publish/published/github as release-manager
= 0
$ gonogo sign latest-moved announced cves-announced main-updated
signed publish/latest-moved as release-manager
signed publish/announced as release-manager
signed publish/cves-announced as release-manager
signed publish/main-updated as release-manager
= 0
$ gonogo waive images-verified --reason 'no runner for Python 3.13 until Monday' --expires 2026-11-17
waived publish/images-verified as release-manager, until 2026-11-17
= 0
$ gonogo call go --phase publish
called go at gate publish as release-manager
= 0
$ gonogo gate
GO  Ready to cut a candidate (scope)
GO  Vote passed (vote)
  vote: pmc  NO-GO by Dan: the docs still say rc2
GO  Announced (publish)
  publish/images-verified  waived until 2026-11-17 by Rae: no runner for Python 3.13 until Monday
GO for release 2.10.1, candidate rc3, 28 of 28 items, 3 of 3 calls
= 0
$ gonogo notes set changes 'Fixes to the scheduler'
wrote notes field changes
= 0
$ gonogo notes set cves CVE-2026-0001
wrote notes field cves
= 0
$ gonogo notes set result 'Three to one'
wrote notes field result
= 0
$ gonogo close
closed as shipped
= 0
$ gonogo verify
2.10.1 is sound: 69 events
head sha256:[HASH]
= 0
$ gonogo retro
# Retrospective of release 2.10.1

Opened 2026-11-02T09:00:00Z by Rae, closed as **shipped** 2026-11-15T09:00:00Z by Rae, 13d later.

## What was planned

- **Type:** patch
- **Candidate:** `rc1`
- **Facts answered yes:** security-fixes
- **Facts answered no:** minor-branch, older-branch
- **Plan:** 28 items (1 not applicable)
- **Scope and branch:** 6 items (1 not applicable)
- **Candidate and vote:** 11 items
- **Publish and announce:** 11 items

## What happened when

| When | What | Who |
| --- | --- | --- |
| 2026-11-02T09:00:00Z | started on candidate rc1 | Rae |
| 2026-11-02T09:00:00Z | called go at gate scope as release-manager | Rae |
| 2026-11-02T09:00:00Z | called go at gate vote as pmc | Ann |
| 2026-11-02T09:00:00Z | called no-go at gate vote as pmc: NOTICE is missing | Bob |
| 2026-11-02T09:00:00Z | **gate scope at GO** |  |
| 2026-11-03T09:00:00Z | respun on candidate rc2: with NOTICE | Rae |
| 2026-11-03T09:00:00Z | called go at gate vote as pmc | Ann |
| 2026-11-03T09:00:00Z | called go at gate vote as pmc | Cyd |
| 2026-11-05T10:00:00Z | respun on candidate rc3: the scheduler stops after an hour | Rae |
| 2026-11-05T10:00:00Z | called no-go at gate vote as pmc: the wheel is empty | Bob |
| 2026-11-05T10:00:00Z | called go at gate vote as pmc | Ann |
| 2026-11-05T10:00:00Z | called no-go at gate vote as pmc: the docs still say rc2 | Dan |
| 2026-11-05T10:00:00Z | called go at gate vote as pmc | Cyd |
| 2026-11-05T10:00:00Z | called go at gate vote as pmc | Bob |
| 2026-11-05T10:00:00Z | **milestone vote-called reached** |  |
| 2026-11-08T10:00:00Z | **gate vote at GO** |  |
| 2026-11-08T11:00:00Z | called no-go at gate publish as release-manager: the embargo of the CVE ends on the 15th | Rae |
| 2026-11-15T09:00:00Z | waived publish/images-verified as release-manager, until 2026-11-17: no runner for Python 3.13 until Monday | Rae |
| 2026-11-15T09:00:00Z | called go at gate publish as release-manager | Rae |
| 2026-11-15T09:00:00Z | closed as shipped | Rae |
| 2026-11-15T09:00:00Z | **milestone deployed reached** |  |
| 2026-11-15T09:00:00Z | **gate publish at GO** |  |

## Time per phase

A release is in the phase whose gate is the first one that is not at GO: from the moment the gate before it was at GO, or from the start, to the last call or sign-off that its own gate needed.

| Phase | Spent | First entered | Last left | Entered |
| --- | --- | --- | --- | --- |
| Scope and branch | 0s | 2026-11-02T09:00:00Z | 2026-11-02T09:00:00Z | once |
| Candidate and vote | 6d 1h | 2026-11-02T09:00:00Z | 2026-11-08T10:00:00Z | once |
| Publish and announce | 6d 23h | 2026-11-08T10:00:00Z | 2026-11-15T09:00:00Z | once |
| *ready to close* | 0s | 2026-11-15T09:00:00Z | 2026-11-15T09:00:00Z | once |

## Accepted risks

- **skipped** waived publish/images-verified as release-manager, until 2026-11-17: no runner for Python 3.13 until Monday (Rae, 2026-11-15T09:00:00Z)

## Risk register

No risk was raised.

## Overdue

Nothing.

## Stale sign-offs

- candidate/artifacts-signed as release-manager: signed (Rae, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Rae
- candidate/checked/checksums as pmc: signed (Ann, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Ann
- candidate/checked/files as pmc: signed (Ann, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Ann
- candidate/checked/sources as pmc: signed (Ann, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Ann
- candidate/community-tested as contributor: signed (Zoe, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Zoe
- candidate/dist-uploaded as release-manager: signed (Rae, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Rae
- candidate/images-built as release-manager: signed (Rae, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Rae
- candidate/licences-checked as pmc: signed (Ann, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Ann
- candidate/signatures-checked as pmc: signed (Ann, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Ann
- candidate/testing-issue as release-manager: signed (Rae, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Rae
- candidate/vote-mailed as release-manager: signed (Rae, 2026-11-02T09:00:00Z), stale after a new candidate, signed again 2026-11-03T09:00:00Z by Rae
- candidate/artifacts-signed as release-manager: signed (Rae, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Rae
- candidate/checked/checksums as pmc: signed (Ann, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Ann
- candidate/checked/files as pmc: signed (Ann, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Ann
- candidate/checked/sources as pmc: signed (Ann, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Ann
- candidate/community-tested as contributor: signed (Zoe, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Zoe
- candidate/dist-uploaded as release-manager: signed (Rae, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Rae
- candidate/images-built as release-manager: signed (Rae, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Rae
- candidate/licences-checked as pmc: signed (Ann, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Ann
- candidate/signatures-checked as pmc: signed (Ann, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Ann
- candidate/testing-issue as release-manager: signed (Rae, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Rae
- candidate/vote-mailed as release-manager: signed (Rae, 2026-11-03T09:00:00Z), stale after a new candidate, signed again 2026-11-05T10:00:00Z by Rae

## Blockers

None.

## Incidents

None.

## Action items

None from this release.

## Unusual signing patterns

None.

## Open questions

### What went well, and should stay as it is?

*To be answered by the team.*

### What went badly, or was only luck, and what did it cost?

*To be answered by the team.*

### What surprised us, and what would have told us sooner?

*To be answered by the team.*

### Which items helped, which were only ticked, and which were missing?

*To be answered by the team.*

### What do we change before the next release, who does it, and by when?

*To be answered by the team.*

### Why did 22 sign-offs go stale, and could we have known before?

*To be answered by the team.*
= 0

"#]]
    );
}

#[test]
fn a_vote_that_is_cut_short_stays_visible_and_counts_for_one_candidate() {
    let team = team();
    cut(&team, "rc1");
    vote(&team, &["Ann go", "Bob go", "Cyd go"]);
    shows!(
        team.transcript(
            "waive --wait publish --reason 'all have voted'
             waive --wait vote
             waive --wait nothing --reason 'all have voted'
             waive --wait vote --role pmc --reason 'all have voted'
             waive --wait vote --reason 'all have voted'
             waive --wait vote --reason 'all have voted'
             gate vote
             respin --candidate rc2 --reason 'with NOTICE'
             waive --wait vote --reason 'all have voted'
             report weekly"
        ),
        str![[r#"
$ gonogo waive --wait publish --reason 'all have voted'
! error: gate `publish` does not wait for a time now
! hint: see `gonogo gate publish`
= 1
$ gonogo waive --wait vote
! error: the following required arguments were not provided:
!   --reason <REASON>
! 
! Usage: gonogo waive --reason <REASON> --wait <PHASE> --by <PERSON> [ITEM]
! 
! For more information, try '--help'.
= 2
$ gonogo waive --wait nothing --reason 'all have voted'
! error: there is no phase `nothing`
! hint: the plan has scope, vote, publish
= 2
$ gonogo waive --wait vote --role pmc --reason 'all have voted'
! error: role `pmc` may not waive; `release-manager` may
! hint: give `--role release-manager`
= 1
$ gonogo waive --wait vote --reason 'all have voted'
ended the wait early at gate vote as release-manager
= 0
$ gonogo waive --wait vote --reason 'all have voted'
! note: nothing to do: the wait at gate `vote` is ended already
= 0
$ gonogo gate vote
GO  Ready to cut a candidate (scope)
GO  Vote passed (vote)
  gate vote  wait ended early by Rae: all have voted
GO for vote: release 2.10.1, candidate rc1, 17 of 28 items, 2 of 3 calls
= 0
$ gonogo respin --candidate rc2 --reason 'with NOTICE'
respun on candidate rc2
! note: stale: candidate/artifacts-signed, candidate/dist-uploaded, candidate/images-built, candidate/testing-issue, candidate/vote-mailed, candidate/checked/files, candidate/checked/checksums, candidate/checked/sources, candidate/licences-checked, candidate/signatures-checked, candidate/community-tested
! note: stale calls: vote: pmc
! note: stays: scope/fixes-selected, scope/picks-labelled, scope/milestone-cleaned, scope/versions-set, scope/notes-built, scope/branch-merged
! note: calls that stay: scope: release-manager
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo waive --wait vote --reason 'all have voted'
! error: the wait at gate `vote` has not begun
! hint: see `gonogo gate vote`
= 1
$ gonogo report weekly
# Weekly status, 2026-11-02

## In flight

| Release | Type | Status | At | Settled | Risks | Waiting for |
| --- | --- | --- | --- | --- | --- | --- |
| 2.10.1 | patch | **HOLD** | Candidate and vote | 6/28 | 0 | Release Manager, PMC member, Contributor |

### 2.10.1 (patch)

**HOLD** on `rc2`, opened 2026-11-02T09:00:00Z

Waiting for:

- Release Manager: 5 items
- PMC member: 5 items, 1 call
- Contributor: 1 item

Risks:

None known.

Next steps:

- `gonogo walk 2.10.1 --role pmc`
- `gonogo walk 2.10.1 --role release-manager`
- `gonogo walk 2.10.1 --role contributor`

## Ended since 2026-10-26T09:00:00Z

None.

## Open action items

None.
= 0

"#]]
    );
    let ended = |command: &str| {
        let told = team.run(command).stdout;
        let told: serde_json::Value = serde_json::from_slice(&told).unwrap();
        told["waits-ended"].as_array().unwrap().len()
    };
    assert_eq!(ended("gate vote --json"), 0);
    assert_eq!(ended("retro --json"), 1);
}
