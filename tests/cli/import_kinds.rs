//! What `import` reads beside clean Markdown: placeholders, other kinds of files, and damaged ones.

use std::fs;

use snapbox::str;

use crate::team::{Team, shows};

fn team(files: &[(&str, &[u8])]) -> Team {
    let team = Team::new().with("GONOGO_CHECKLISTS", "checklists");
    for (name, bytes) in files {
        fs::write(team.path(name), bytes).unwrap();
    }
    team
}

#[test]
fn placeholders_are_filled_by_their_names_and_those_that_stay_are_named() {
    let text = "# Release {{ product }} X.Y.Z\n\n## Tag\n\n- [ ] Tag vX.Y.Z on <branch>, see https://octoacme.example/{{product}}\n- [ ] Tell $TEAM on YYYY-MM-DD\n\n  ```sh\n  git tag v${VERSION}\n  ```\n- [ ] Sign here: ____\n";
    let team = team(&[("release.md", text.as_bytes())]);
    shows!(
        team.transcript(
            "import release.md --dry-run
             import release.md --var X.Y.Z=2.4.0 --var product=Rocket --var branch=main --var TEAM=QA --var VERSION=2.4.0 --var other=x
             import release.md --var X.Y.Z"
        ),
        str![[r#"
$ gonogo import release.md --dry-run
release.md: 3 items in 1 section
  release.md:1, 5: the placeholder `X.Y.Z` stays: `--var X.Y.Z=TEXT` fills it
  release.md:1, 5: the placeholder `{{product}}` stays: `--var product=TEXT` fills it
  release.md:5: the placeholder `<branch>` stays: `--var branch=TEXT` fills it
  release.md:6: the placeholder `$TEAM` stays: `--var TEAM=TEXT` fills it
  release.md:6: the placeholder `YYYY-MM-DD` stays: `--var YYYY-MM-DD=TEXT` fills it
  release.md:11: the placeholder `____` stays

# checklists/release.yaml
id: release
title: Release {{ product }} X.Y.Z
roles:
  - release-manager
sections:
  - title: Tag
    phase: tag
    items:
      - id: tag-vx-y-z-on-branch-see
        text: Tag vX.Y.Z on <branch>, see https://octoacme.example/{{product}}
      - id: tell-team-on-yyyy-mm-dd
        text: Tell $TEAM on YYYY-MM-DD
        help: |-
          ```sh
          git tag v${VERSION}
          ```
      - id: sign-here
        text: "Sign here: ____"

# checklists/playbook.yaml
format: 1
title: Release {{ product }} X.Y.Z
roles:
  release-manager:
    title: Release Manager
    may-waive: true
types:
  release:
    title: Release
phases:
  - id: tag
    title: Tag
    checklists:
      - release
    gate:
      title: Tag is done
      poll:
        - release-manager
! hint: read what was written, then check it with `gonogo lint`
= 0
$ gonogo import release.md --var X.Y.Z=2.4.0 --var product=Rocket --var branch=main --var TEAM=QA --var VERSION=2.4.0 --var other=x
release.md: 3 items in 1 section
  release.md:6: the placeholder `YYYY-MM-DD` stays: `--var YYYY-MM-DD=TEXT` fills it
  release.md:11: the placeholder `____` stays
wrote checklists/release.yaml
wrote checklists/playbook.yaml
! warning: release.md has no placeholder `other`
! hint: read what was written, then check it with `gonogo lint`
= 0
$ gonogo import release.md --var X.Y.Z
! error: invalid value 'X.Y.Z' for '--var <NAME=TEXT>': write it as `NAME=TEXT`, such as `X.Y.Z=2.4.0`
! 
! For more information, try '--help'.
= 2

"#]]
    );
    shows!(
        team.read("checklists/release.yaml"),
        str![[r#"
id: release
title: Release Rocket 2.4.0
roles:
  - release-manager
sections:
  - title: Tag
    phase: tag
    items:
      - id: tag-vx-y-z-on-branch-see
        text: Tag v2.4.0 on main, see https://octoacme.example/Rocket
      - id: tell-team-on-yyyy-mm-dd
        text: Tell QA on YYYY-MM-DD
        help: |-
          ```sh
          git tag v2.4.0
          ```
      - id: sign-here
        text: "Sign here: ____"

"#]]
    );
}

#[test]
fn other_kinds_are_read_when_they_are_named() {
    let form = "name: Release\ndescription: For a release\nbody:\n  - type: textarea\n    attributes:\n      label: What changed\n  - type: checkboxes\n    attributes:\n      label: QA\n      options:\n        - label: Run the [main flows](https://octoacme.example/flows)\n          required: true\n        - label: Read the log (if applicable)\n";
    let smart = "## Before\n- Freeze main\n> until Friday\n+ Run the tests\n---\n";
    let team = team(&[
        ("form.yml", form.as_bytes()),
        ("smart.txt", smart.as_bytes()),
        (
            "list.txt",
            b"Before:\n- Freeze main\n- Run the tests\nAfter:\n1. Tell: everyone\n",
        ),
        ("list.yaml", b"- Freeze main\n- 'Tell: everyone'\n"),
        (
            "broken.yml",
            b"name: Release\nbody:\n  - type: checkbox\n    attributes: {}\n",
        ),
        ("none.txt", b"# nothing\n"),
    ]);
    shows!(
        team.transcript(
            "import form.yml
             import form.yml --from github-issue-form --dry-run
             import smart.txt --from smart-checklist --into a
             import list.txt --from list --into b
             import list.yaml --from list --into c
             import broken.yml --from github-issue-form
             import none.txt --from list
             import list.txt --from list --into b --update"
        ),
        str![[r#"
$ gonogo import form.yml
! error: form.yml: no task items (`- [ ] text`), but 2 bullets
! hint: it is YAML by its name: `--from github-issue-form` or `--from list` reads that
= 2
$ gonogo import form.yml --from github-issue-form --dry-run
form.yml: 2 items in 1 section
  form.yml:2: left out text: For a release
  form.yml:4: left out a field of the form: What changed

# checklists/form.yaml
id: form
title: Release
roles:
  - release-manager
sections:
  - title: QA
    phase: qa
    roles:
      - qa
    items:
      - id: run-the-main-flows
        text: Run the main flows
        link: https://octoacme.example/flows
      - id: read-the-log-if-applicable
        text: Read the log (if applicable)
        if-applicable: true

# checklists/playbook.yaml
format: 1
title: Release
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
  - id: qa
    title: QA
    checklists:
      - form
    gate:
      title: QA is done
      poll:
        - release-manager
! hint: read what was written, then check it with `gonogo lint`
= 0
$ gonogo import smart.txt --from smart-checklist --into a
smart.txt: 2 items in 1 section
  smart.txt:5: left out text: ---
wrote a/smart.yaml
wrote a/playbook.yaml
! hint: read what was written, then check it with `gonogo lint a`
= 0
$ gonogo import list.txt --from list --into b
list.txt: 3 items in 2 sections
wrote b/list.yaml
wrote b/playbook.yaml
! hint: read what was written, then check it with `gonogo lint b`
= 0
$ gonogo import list.yaml --from list --into c
list.yaml: 2 items in 1 section
wrote c/list.yaml
wrote c/playbook.yaml
! hint: read what was written, then check it with `gonogo lint c`
= 0
$ gonogo import broken.yml --from github-issue-form
! error: broken.yml:3: unknown type `checkbox`: there are `checkboxes`, `markdown`, `dropdown`, `input`, `textarea` and `upload`
= 2
$ gonogo import none.txt --from list
! error: none.txt: there are no items
= 2
$ gonogo import list.txt --from list --into b --update
list.txt: 3 items in 2 sections
b/list.yaml: nothing changes
= 0

"#]]
    );
    shows!(
        team.read("a/smart.yaml"),
        str![[r#"
id: smart
title: Smart
roles:
  - release-manager
sections:
  - title: Before
    phase: before
    items:
      - id: freeze-main
        text: Freeze main
        help: until Friday
      - id: run-the-tests
        text: Run the tests

"#]]
    );
    shows!(
        team.read("b/list.yaml"),
        str![[r#"
id: list
title: List
roles:
  - release-manager
sections:
  - title: Before
    phase: before
    items:
      - id: freeze-main
        text: Freeze main
      - id: run-the-tests
        text: Run the tests
  - title: After
    phase: after
    items:
      - id: tell-everyone
        text: "Tell: everyone"

"#]]
    );
}

#[test]
fn a_damaged_file_is_repaired_on_request_and_every_repair_is_named() {
    let utf16: Vec<u8> = "\u{feff}- [ ] Tag it\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let team = team(&[
        ("latin.md", b"- [ ] Tell the caf\xe9\n- [ ] Tag it\n"),
        ("utf16.md", &utf16),
        ("mixed.md", "- [ ] Tag it â€” then push\n".as_bytes()),
    ]);
    shows!(
        team.transcript(
            "import latin.md
             import utf16.md
             import latin.md --fix-encoding --into a
             import utf16.md --fix-encoding --into b
             import mixed.md --into c
             import mixed.md --fix-encoding --into d"
        ),
        str![[r#"
$ gonogo import latin.md
! error: latin.md:1:19: the byte 0xe9 is not UTF-8 (offset 18)
! hint: save the file as UTF-8, or give `--fix-encoding`
= 2
$ gonogo import utf16.md
! error: utf16.md: the file is in UTF-16
! hint: save the file as UTF-8, or give `--fix-encoding`
= 2
$ gonogo import latin.md --fix-encoding --into a
latin.md: 2 items in 1 section
  latin.md:1: repaired: the byte 0xe9 is `é` now
wrote a/latin.yaml
wrote a/playbook.yaml
! hint: read what was written, then check it with `gonogo lint a`
= 0
$ gonogo import utf16.md --fix-encoding --into b
utf16.md: 1 item in 1 section
  utf16.md:1: repaired: UTF-16 is UTF-8 now
wrote b/utf16.yaml
wrote b/playbook.yaml
! hint: read what was written, then check it with `gonogo lint b`
= 0
$ gonogo import mixed.md --into c
mixed.md: 1 item in 1 section
  mixed.md:1: `â€”` looks damaged: `--fix-encoding` repairs it
wrote c/mixed.yaml
wrote c/playbook.yaml
! hint: read what was written, then check it with `gonogo lint c`
= 0
$ gonogo import mixed.md --fix-encoding --into d
mixed.md: 1 item in 1 section
  mixed.md:1: repaired: `â€”` is `—` now
wrote d/mixed.yaml
wrote d/playbook.yaml
! hint: read what was written, then check it with `gonogo lint d`
= 0

"#]]
    );
    let texts: Vec<String> = [
        "a/latin.yaml",
        "b/utf16.yaml",
        "c/mixed.yaml",
        "d/mixed.yaml",
    ]
    .iter()
    .map(|path| team.read(path))
    .collect();
    for (text, expected) in texts.iter().zip([
        "Tell the café",
        "Tag it",
        "Tag it â€” then push",
        "Tag it — then push",
    ]) {
        assert!(text.contains(&format!("text: {expected}\n")), "{text}");
    }
}
