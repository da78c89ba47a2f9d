use snapbox::str;

use crate::team::{Team, shows};

const RELEASE: &str = "\
---
name: Release
about: Steps of a release
---
# Release checklist

Copy this into an issue.

## Before

- [ ] Freeze `main`, see [the calendar](https://example.com/freeze)
- [ ] Test on:
  - [ ] Linux
  - [ ] Windows
    - only the installer

**QA:**

- [ ] Run the main flows (if applicable)

## Publish

1. [ ] Tag vX.Y.Z

   ```sh
   git tag -s vX.Y.Z
   ```
2. [ ] [Optional] Write a post <!-- ask first -->
3. [ ]
";

fn team() -> Team {
    let team = Team::new().with("GONOGO_CHECKLISTS", "checklists");
    std::fs::write(team.path("release.md"), RELEASE).unwrap();
    team
}

#[test]
fn a_markdown_checklist_becomes_a_playbook_that_can_be_walked() {
    shows!(
        team().transcript(
            "import release.md
             lint
             import release.md
             start 1.0.0 --type release
             status --role qa"
        ),
        str![[r#"
$ gonogo import release.md
release.md: 6 items in 4 sections
  release.md:28: it is not always asked: give it a `when`, or `if-applicable: true`
  release.md:23: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  release.md:1: left out front matter: --- name: Release about: Steps of a release ---
  release.md:7: left out text: Copy this into an issue.
  release.md:28: left out a comment: <!-- ask first -->
  release.md:29: left out a box that GitHub takes for none: [ ]
wrote checklists/release.yaml
wrote checklists/playbook.yaml
! hint: read what was written, then check it with `gonogo lint`
= 0
$ gonogo lint
suggestion[no-verb]: the text of `release/linux` names a thing, but not what to do with it
  --> checklists/release.yaml:16:15
   |
16 |         text: Linux
   |               ^^^^^
   = help: say what is done or verified: "Complete the …", "… is reviewed"

suggestion[no-verb]: the text of `release/windows` names a thing, but not what to do with it
  --> checklists/release.yaml:18:15
   |
18 |         text: Windows
   |               ^^^^^^^
   = help: say what is done or verified: "Complete the …", "… is reviewed"

checklists: no problems, 2 suggestions in 1 checklist
= 0
$ gonogo import release.md
! error: checklists has a playbook with the phases before, publish
! hint: name the phase that asks for the items with `--phase`, or give another folder with `--into`
= 2
$ gonogo start 1.0.0 --type release
opened releases/1.0.0.toml with 6 items
! hint: `gonogo walk 1.0.0` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo status --role qa
Release 1.0.0 · release · no candidate · opened 2026-11-20T09:00:00Z by Ada Lovelace
HOLD at "Before is done" · 0 of 6 items · 0 of 2 calls

QA
  [ ] release/run-the-main-flows-if-applicable  Run the main flows (if applicable)

Next
  gonogo walk 1.0.0 --role qa
  gonogo gate before
= 0

"#]]
    );
}

#[test]
fn what_would_be_written_can_be_seen_first() {
    shows!(
        team().transcript("import release.md --dry-run"),
        str![[r#"
$ gonogo import release.md --dry-run
release.md: 6 items in 4 sections
  release.md:28: it is not always asked: give it a `when`, or `if-applicable: true`
  release.md:23: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  release.md:1: left out front matter: --- name: Release about: Steps of a release ---
  release.md:7: left out text: Copy this into an issue.
  release.md:28: left out a comment: <!-- ask first -->
  release.md:29: left out a box that GitHub takes for none: [ ]

# checklists/release.yaml
id: release
title: Release checklist
roles:
  - release-manager
sections:
  - title: Before
    phase: before
    items:
      - id: freeze-main-see-the-calendar
        text: Freeze `main`, see the calendar
        link: https://example.com/freeze
  - title: Test on
    phase: before
    items:
      - id: linux
        text: Linux
      - id: windows
        text: Windows
        help: "- only the installer"
  - title: QA
    phase: before
    roles:
      - qa
    items:
      - id: run-the-main-flows-if-applicable
        text: Run the main flows (if applicable)
        if-applicable: true
  - title: Publish
    phase: publish
    items:
      - id: tag-vx-y-z
        text: Tag vX.Y.Z
        help: |-
          ```sh
          git tag -s vX.Y.Z
          ```
      - id: optional-write-a-post
        text: "[Optional] Write a post"

# checklists/playbook.yaml
format: 1
title: Release checklist
roles:
  release-manager:
    title: Release Manager
    may-waive: true
  qa:
    title: QA
types:
  release:
    title: Release
phases:
  - id: before
    title: Before
    checklists:
      - release
    gate:
      title: Before is done
      poll:
        - release-manager
  - id: publish
    title: Publish
    checklists:
      - release
    gate:
      title: Publish is done
      poll:
        - release-manager
! hint: read what was written, then check it with `gonogo lint`
= 0

"#]]
    );
}

#[test]
fn a_checklist_joins_the_playbook_that_is_there() {
    let team = team();
    std::fs::copy(team.path("release.md"), team.path("go-live.md")).unwrap();
    shows!(
        team.transcript(
            "init --minimal --name 'Our Company'
             import release.md --phase later
             import release.md --phase release
             import go-live.md --phase release
             lint"
        ),
        str![[r#"
$ gonogo init --minimal --name 'Our Company'
wrote checklists/.schema/checklist.json
wrote checklists/.schema/playbook.json
wrote checklists/playbook.yaml
wrote checklists/prepare.yaml
wrote checklists/release.yaml
! hint: change the files to fit your team, then check them with `gonogo lint`
= 0
$ gonogo import release.md --phase later
! error: checklists: the playbook has no phase `later`
! hint: it has prepare, release
= 2
$ gonogo import release.md --phase release
! error: a file is already there and different: checklists/release.yaml
! hint: give `--force` to replace them, or another folder
= 2
$ gonogo import go-live.md --phase release
go-live.md: 6 items in 4 sections
  go-live.md:28: it is not always asked: give it a `when`, or `if-applicable: true`
  go-live.md:23: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  go-live.md:1: left out front matter: --- name: Release about: Steps of a release ---
  go-live.md:7: left out text: Copy this into an issue.
  go-live.md:28: left out a comment: <!-- ask first -->
  go-live.md:29: left out a box that GitHub takes for none: [ ]
wrote checklists/go-live.yaml
! warning: the playbook has no role `qa`
! hint: add `go-live` to the checklists of phase `release` in checklists/playbook.yaml, then check them with `gonogo lint`
= 0
$ gonogo lint
error[unlisted-checklist]: no phase and no incident duty lists the checklist `go-live`
 --> checklists/go-live.yaml
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

error[unknown-name]: unknown role `qa`
  --> checklists/go-live.yaml:21:9
   |
21 |       - qa
   |         ^^
   = help: there are `release-manager`, `developer` and `tester`

checklists: 2 problems in 3 checklists
= 2

"#]]
    );
}

#[test]
fn a_file_without_items_is_no_success() {
    let team = team();
    let write = |name: &str, bytes: &[u8]| std::fs::write(team.path(name), bytes).unwrap();
    write("steps.md", b"1. Tag\n2. Push\n");
    write("none.md", b"Hello\n");
    write("fence.md", b"```\n- [ ] a\n```\n");
    write("latin.md", b"- [ ] caf\xe9\n");
    write("utf16.md", b"\xff\xfe-\0");
    write("bom.md", b"\xef\xbb\xbf- [ ] a\r\n");
    write("large.md", "- [ ] a\n".repeat(15_000).as_bytes());
    write("larger.md", &[b'a'; (1 << 20) + 1]);
    write("silent.md", b"- [ ] a\n- [ ] ![](x)\n");
    std::fs::create_dir(team.path("other")).unwrap();
    write("other/bom.md", b"- [ ] b\n");
    shows!(
        team.transcript(
            "import steps.md
             import none.md
             import fence.md
             import latin.md
             import utf16.md
             import missing.md
             import .
             import large.md
             import larger.md
             import silent.md --dry-run --phase Tests
             import silent.md --dry-run --phase incident
             import silent.md --into c --phase tests
             import bom.md other/bom.md
             import steps.md --steps --into a
             import bom.md --into b
             lint a
             lint b"
        ),
        str![[r#"
$ gonogo import steps.md
! error: steps.md: no task items (`- [ ] text`), but 2 numbered steps
! hint: `--steps` takes numbered steps, or bullets where there are none
= 2
$ gonogo import none.md
! error: none.md: no task items (`- [ ] text`)
! hint: write each item as `- [ ] text`, or name what it is written in with `--from`
= 2
$ gonogo import fence.md
! error: fence.md: no task items (`- [ ] text`); 1 in the code block at line 1
! hint: take the list out of the code block
= 2
$ gonogo import latin.md
! error: latin.md:1:10: the byte 0xe9 is not UTF-8 (offset 9)
! hint: save the file as UTF-8, or give `--fix-encoding`
= 2
$ gonogo import utf16.md
! error: utf16.md: the file is in UTF-16
! hint: save the file as UTF-8, or give `--fix-encoding`
= 2
$ gonogo import missing.md
! error: cannot read missing.md: No such file or directory (os error 2)
= 2
$ gonogo import .
! error: cannot read .: Is a directory (os error 21)
= 3
$ gonogo import large.md
! error: large.yaml would have a problem: too much for one file: at most 150000 texts, or some 12000 items
! hint: split it into several checklists
= 2
$ gonogo import larger.md
! error: larger.md: the file is larger than 1 MiB
! hint: split it into several checklists
= 2
$ gonogo import silent.md --dry-run --phase Tests
! error: `Tests` cannot be the name of a phase
! hint: names are lower-case words with hyphens: `--phase tests`
= 2
$ gonogo import silent.md --dry-run --phase incident
! error: `incident` cannot be the name of a phase
! hint: the checklists of incidents have it: take another
= 2
$ gonogo import silent.md --into c --phase tests
silent.md: 1 item in 1 section
  silent.md:2: left out a box without a text
wrote c/silent.yaml
wrote c/playbook.yaml
! hint: read what was written, then check it with `gonogo lint c`
= 0
$ gonogo import bom.md other/bom.md
! error: two files would become the checklist `bom`
! hint: rename one of them
= 2
$ gonogo import steps.md --steps --into a
steps.md: 2 items in 1 section
wrote a/steps.yaml
wrote a/playbook.yaml
! hint: read what was written, then check it with `gonogo lint a`
= 0
$ gonogo import bom.md --into b
bom.md: 1 item in 1 section
wrote b/bom.yaml
wrote b/playbook.yaml
! hint: read what was written, then check it with `gonogo lint b`
= 0
$ gonogo lint a
a: no problems in 1 checklist
= 0
$ gonogo lint b
suggestion[no-verb]: the text of `bom/a` names a thing, but not what to do with it
  --> b/bom.yaml:10:15
   |
10 |         text: a
   |               ^
   = help: say what is done or verified: "Complete the …", "… is reviewed"

b: no problems, 1 suggestion in 1 checklist
= 0

"#]]
    );
}

#[test]
fn a_playbook_may_end_in_yml() {
    let team = team();
    team.run("init --minimal --name Octo");
    let at = |name: &str| team.path(&format!("checklists/{name}"));
    std::fs::rename(at("playbook.yaml"), at("playbook.yml")).unwrap();
    std::fs::copy(team.path("release.md"), team.path("go-live.md")).unwrap();
    shows!(
        team.transcript(
            "import go-live.md
             import go-live.md --phase release"
        ),
        str![[r#"
$ gonogo import go-live.md
! error: checklists has a playbook with the phases prepare, release
! hint: name the phase that asks for the items with `--phase`, or give another folder with `--into`
= 2
$ gonogo import go-live.md --phase release
go-live.md: 6 items in 4 sections
  go-live.md:28: it is not always asked: give it a `when`, or `if-applicable: true`
  go-live.md:23: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  go-live.md:1: left out front matter: --- name: Release about: Steps of a release ---
  go-live.md:7: left out text: Copy this into an issue.
  go-live.md:28: left out a comment: <!-- ask first -->
  go-live.md:29: left out a box that GitHub takes for none: [ ]
wrote checklists/go-live.yaml
! warning: the playbook has no role `qa`
! hint: add `go-live` to the checklists of phase `release` in checklists/playbook.yml, then check them with `gonogo lint`
= 0

"#]]
    );
}

#[test]
fn a_checklist_follows_the_file_that_it_came_from() {
    let team = team();
    team.quietly("import release.md");
    let yaml = team.read("checklists/release.yaml");
    let by_hand = yaml
        .replace(
            "      - id: linux\n",
            "      # The farm has four of them.\n      - id: test-linux\n        evidence: required\n",
        )
        .replace("      - id: optional-write", "      - id: our-own\n        text: Call the CEO\n      - id: optional-write");
    std::fs::write(team.path("checklists/release.yaml"), by_hand).unwrap();
    let later = RELEASE
        .replace("[ ] Linux", "[ ] Linux on ARM")
        .replace("  - [ ] Windows\n", "  - [ ] macOS\n  - [ ] Windows\n")
        .replace("- [ ] Freeze", "- [ ] Ask for a date\n- [ ] Freeze")
        .replace(
            "2. [ ] [Optional] Write a post <!-- ask first -->\n",
            "2. [ ] Push the tag\n",
        );
    std::fs::write(team.path("release.md"), later.clone()).unwrap();
    shows!(
        team.transcript(
            "import release.md --update --dry-run
             import release.md --update
             import release.md --update
             import other.md --update"
        ),
        str![[r#"
$ gonogo import release.md --update --dry-run
release.md: 8 items in 4 sections
  release.md:25: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  release.md:1: left out front matter: --- name: Release about: Steps of a release ---
  release.md:7: left out text: Copy this into an issue.
  release.md:31: left out a box that GitHub takes for none: [ ]
  checklists/release.yaml: `our-own` stays, the document has no such item
  checklists/release.yaml: `optional-write-a-post` stays, the document has no such item

--- checklists/release.yaml
+++ checklists/release.yaml
@@ -7,4 +7,6 @@
     phase: before
     items:
+      - id: ask-for-a-date
+        text: Ask for a date
       - id: freeze-main-see-the-calendar
         text: Freeze `main`, see the calendar
@@ -16,5 +18,7 @@
       - id: test-linux
         evidence: required
-        text: Linux
+        text: Linux on ARM
+      - id: macos
+        text: macOS
       - id: windows
         text: Windows
@@ -37,4 +41,6 @@
           git tag -s vX.Y.Z
           ```
+      - id: push-the-tag
+        text: Push the tag
       - id: our-own
         text: Call the CEO
! hint: leave `--dry-run` out to write this
= 0
$ gonogo import release.md --update
release.md: 8 items in 4 sections
  release.md:25: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  release.md:1: left out front matter: --- name: Release about: Steps of a release ---
  release.md:7: left out text: Copy this into an issue.
  release.md:31: left out a box that GitHub takes for none: [ ]
  checklists/release.yaml: `our-own` stays, the document has no such item
  checklists/release.yaml: `optional-write-a-post` stays, the document has no such item

--- checklists/release.yaml
+++ checklists/release.yaml
@@ -7,4 +7,6 @@
     phase: before
     items:
+      - id: ask-for-a-date
+        text: Ask for a date
       - id: freeze-main-see-the-calendar
         text: Freeze `main`, see the calendar
@@ -16,5 +18,7 @@
       - id: test-linux
         evidence: required
-        text: Linux
+        text: Linux on ARM
+      - id: macos
+        text: macOS
       - id: windows
         text: Windows
@@ -37,4 +41,6 @@
           git tag -s vX.Y.Z
           ```
+      - id: push-the-tag
+        text: Push the tag
       - id: our-own
         text: Call the CEO

replaced checklists/release.yaml
! hint: check what was written with `gonogo lint`
= 0
$ gonogo import release.md --update
release.md: 8 items in 4 sections
  release.md:25: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  release.md:1: left out front matter: --- name: Release about: Steps of a release ---
  release.md:7: left out text: Copy this into an issue.
  release.md:31: left out a box that GitHub takes for none: [ ]
  checklists/release.yaml: `our-own` stays, the document has no such item
  checklists/release.yaml: `optional-write-a-post` stays, the document has no such item
checklists/release.yaml: nothing changes
= 0
$ gonogo import other.md --update
! error: there is no checklist checklists/other.yaml to update
! hint: leave `--update` out to import it for the first time
= 2

"#]]
    );
    let updated = team.read("checklists/release.yaml");
    assert!(
        updated.contains("# The farm has four of them.\n      - id: test-linux\n"),
        "{updated}"
    );
    let later = later + "\n## Afterwards\n\n- [ ] [SRE] Watch the graphs\n";
    std::fs::write(team.path("release.md"), later).unwrap();
    shows!(
        team.transcript("import release.md --update"),
        str![[r#"
$ gonogo import release.md --update
release.md: 9 items in 5 sections
  release.md:25: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  release.md:1: left out front matter: --- name: Release about: Steps of a release ---
  release.md:7: left out text: Copy this into an issue.
  release.md:31: left out a box that GitHub takes for none: [ ]
  checklists/release.yaml: `our-own` stays, the document has no such item
  checklists/release.yaml: `optional-write-a-post` stays, the document has no such item

--- checklists/release.yaml
+++ checklists/release.yaml
@@ -47,2 +47,9 @@
       - id: optional-write-a-post
         text: "[Optional] Write a post"
+  - title: Afterwards
+    phase: afterwards
+    items:
+      - id: sre-watch-the-graphs
+        text: Watch the graphs
+        roles:
+          - sre

replaced checklists/release.yaml
! warning: the playbook has no phase `afterwards`
! warning: the playbook has no role `sre`
! hint: add them to checklists/playbook.yaml, then check everything with `gonogo lint`
= 0

"#]]
    );
    std::fs::write(
        team.path("checklists/release.yaml"),
        "id: release\ntitle: T\nroles: [qa]\nphase: before\nitems: [{id: a, text: Tag it}]\n",
    )
    .unwrap();
    let playbook = team.read("checklists/playbook.yaml");
    let playbook = playbook
        .rsplit_once("  - id: publish")
        .unwrap()
        .0
        .to_owned();
    std::fs::write(team.path("checklists/playbook.yaml"), playbook).unwrap();
    shows!(
        team.transcript("import release.md --update"),
        str![[r#"
$ gonogo import release.md --update
! error: checklists/release.yaml: line 5: what stands in brackets on one line cannot be added to
! hint: write the items one below another, each behind its own `- `
= 2

"#]]
    );
}
