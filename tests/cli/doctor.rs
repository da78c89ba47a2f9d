//! What `gonogo doctor` finds, and that it changes nothing.

use std::fs;
use std::process::Command;

use serde_json::Value;
use snapbox::str;

use crate::team::{Team, shows, snapshot};

#[test]
fn an_empty_folder_is_no_problem() {
    let team = Team::new();
    shows!(
        team.transcript("doctor"),
        str![[r#"
$ gonogo doctor
ok       program     gonogo 0.1.0
note     git         git cannot be run
                     -> install git; without it, give `--by` and `--candidate` yourself
ok       identity    Ada Lovelace <ada@octoacme.example>, from GONOGO_BY
ok       checklists  [LIBRARY]: 3 checklists
ok       records     releases: the first record makes it
ok       clock       2026-11-20T09:00:00Z
note     editor      `vi` is not found, so no text can be edited in it
                     -> set VISUAL or EDITOR to the editor you want
note     terminal    standard input or standard error is no terminal, so nothing is asked
                     -> give every answer as an option; `gonogo walk --accessible` reads answers from a pipe
= 0

"#]]
    );
}

#[test]
fn a_release_that_is_open_and_sound_is_named() {
    let team = Team::on_release().with("VISUAL", "/bin/sh -e");
    shows!(
        team.transcript("doctor"),
        str![[r#"
$ gonogo doctor
ok       program        gonogo 0.1.0
note     git            git cannot be run
                        -> install git; without it, give `--by` and `--candidate` yourself
ok       identity       Ada Lovelace <ada@octoacme.example>, from GONOGO_BY
ok       checklists     [LIBRARY]: 3 checklists
ok       records        releases: 1 record
ok       open releases  2.4.0
ok       clock          2026-11-20T09:00:00Z
ok       editor         /bin/sh -e
note     terminal       standard input or standard error is no terminal, so nothing is asked
                        -> give every answer as an option; `gonogo walk --accessible` reads answers from a pipe
= 0

"#]]
    );
}

#[test]
fn every_problem_has_a_way_out_and_the_gravest_decides() {
    let team = Team::on_release().with_own_library();
    team.quietly(
        "start 2.5.0 --type patch --fact database-migration=no --fact user-facing-change=no",
    );
    team.replace(
        "checklists/pre-release.yaml",
        "bound: candidate",
        "bound: commit",
    );
    fs::write(team.path("releases/2.6.0.toml"), "format = 1\nwhat\n").unwrap();
    fs::write(team.path("releases/notes..toml"), "").unwrap();
    let team = team.with("GONOGO_BY", "ada");
    shows!(
        team.transcript("doctor"),
        str![[r#"
$ gonogo doctor
ok       program        gonogo 0.1.0
note     git            git cannot be run
                        -> install git; without it, give `--by` and `--candidate` yourself
problem  identity       `ada` needs an e-mail: "Name <email>"
                        -> write `--by "Name <email>"`
problem  checklists     the definitions in [FOLDER]/checklists have a problem
                        -> `gonogo lint` shows every problem
ok       records        releases: 3 records
problem  records        releases/notes..toml is not named after a version
                        -> a record is named VERSION.toml: rename it, or move it elsewhere
problem  records        releases/2.6.0.toml:2:5: key with no value, expected `=`
                        -> `gonogo verify 2.6.0` says more; compare with git: `git log -p` on the record
note     open releases  2.4.0, 2.5.0
                        -> say which is meant: VERSION as the first word, `-r VERSION`, or GONOGO_RELEASE
ok       clock          2026-11-20T09:00:00Z
note     editor         `vi` is not found, so no text can be edited in it
                        -> set VISUAL or EDITOR to the editor you want
note     terminal       standard input or standard error is no terminal, so nothing is asked
                        -> give every answer as an option; `gonogo walk --accessible` reads answers from a pipe
= 2

"#]]
    );
}

#[test]
fn a_record_that_was_changed_is_a_matter_of_trust() {
    let team = Team::on_release();
    team.replace(
        "releases/2.4.0.toml",
        "candidate = \"c1\"",
        "candidate = \"c2\"",
    );
    shows!(
        team.transcript("doctor"),
        str![[r#"
$ gonogo doctor
ok       program        gonogo 0.1.0
note     git            git cannot be run
                        -> install git; without it, give `--by` and `--candidate` yourself
ok       identity       Ada Lovelace <ada@octoacme.example>, from GONOGO_BY
ok       checklists     [LIBRARY]: 3 checklists
ok       records        releases: 1 record
problem  records        releases/2.4.0.toml cannot be trusted
                        -> `gonogo verify 2.4.0` says more; compare with git: `git log -p` on the record
ok       open releases  none
ok       clock          2026-11-20T09:00:00Z
note     editor         `vi` is not found, so no text can be edited in it
                        -> set VISUAL or EDITOR to the editor you want
note     terminal       standard input or standard error is no terminal, so nothing is asked
                        -> give every answer as an option; `gonogo walk --accessible` reads answers from a pipe
= 4

"#]]
    );
}

#[test]
fn clocks_that_disagree_are_named() {
    let team = Team::on_release();
    shows!(
        team.transcript(
            "
            at 2026-11-20T08:57:00Z
            doctor
            at 2026-11-20T08:00:00Z
            doctor
            at 1969-12-31T23:00:00Z
            doctor
            "
        ),
        str![[r#"
@ 2026-11-20T08:57:00Z
$ gonogo doctor
ok       program        gonogo 0.1.0
note     git            git cannot be run
                        -> install git; without it, give `--by` and `--candidate` yourself
ok       identity       Ada Lovelace <ada@octoacme.example>, from GONOGO_BY
ok       checklists     [LIBRARY]: 3 checklists
ok       records        releases: 1 record
ok       open releases  2.4.0
ok       clock          2026-11-20T08:57:00Z
note     editor         `vi` is not found, so no text can be edited in it
                        -> set VISUAL or EDITOR to the editor you want
note     terminal       standard input or standard error is no terminal, so nothing is asked
                        -> give every answer as an option; `gonogo walk --accessible` reads answers from a pipe
= 0
@ 2026-11-20T08:00:00Z
$ gonogo doctor
ok       program        gonogo 0.1.0
note     git            git cannot be run
                        -> install git; without it, give `--by` and `--candidate` yourself
ok       identity       Ada Lovelace <ada@octoacme.example>, from GONOGO_BY
ok       checklists     [LIBRARY]: 3 checklists
ok       records        releases: 1 record
ok       open releases  2.4.0
problem  clock          this clock says 2026-11-20T08:00:00Z, which is 1h before the newest event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH])
                        -> set the clock; if it is right, and that of the event was wrong, repeat the command with `--clock-is-right`
note     editor         `vi` is not found, so no text can be edited in it
                        -> set VISUAL or EDITOR to the editor you want
note     terminal       standard input or standard error is no terminal, so nothing is asked
                        -> give every answer as an option; `gonogo walk --accessible` reads answers from a pipe
= 3
@ 1969-12-31T23:00:00Z
$ gonogo doctor
ok       program        gonogo 0.1.0
note     git            git cannot be run
                        -> install git; without it, give `--by` and `--candidate` yourself
ok       identity       Ada Lovelace <ada@octoacme.example>, from GONOGO_BY
ok       checklists     [LIBRARY]: 3 checklists
ok       records        releases: 1 record
ok       open releases  2.4.0
problem  clock          this clock says 1969-12-31T23:00:00Z, which cannot be right
                        -> set the clock
note     editor         `vi` is not found, so no text can be edited in it
                        -> set VISUAL or EDITOR to the editor you want
note     terminal       standard input or standard error is no terminal, so nothing is asked
                        -> give every answer as an option; `gonogo walk --accessible` reads answers from a pipe
= 3

"#]]
    );
}

fn found(team: &Team) -> Vec<Value> {
    let output = team.run("doctor --json");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["sound"], output.status.success());
    said["findings"].as_array().unwrap().clone()
}

#[test]
fn git_is_asked_for_its_version_the_repository_and_what_it_ignores() {
    let path = std::env::var_os("PATH").unwrap();
    let team = Team::on_release().with("PATH", path.to_str().unwrap());
    let git = |about: &str| {
        let found = found(&team);
        let of = found.iter().find(|finding| finding["about"] == about);
        of.unwrap().clone()
    };
    assert_eq!(git("git")["grade"], "note");
    let output = Command::new("git")
        .args(["init", "-q"])
        .current_dir(team.path(""))
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(git("git")["grade"], "ok");
    assert!(
        git("git")["text"]
            .as_str()
            .unwrap()
            .starts_with("git version ")
    );
    assert_eq!(git("records")["grade"], "ok");
    fs::write(team.path(".gitignore"), "releases/\n").unwrap();
    assert_eq!(git("records")["grade"], "note");
}

#[test]
fn nothing_is_written() {
    let team = Team::on_release().with_own_library();
    let before = snapshot(&team.path(""));
    team.run("doctor");
    assert!(before == snapshot(&team.path("")));
    let empty = Team::new();
    empty.run("doctor");
    assert!(snapshot(&empty.path("")).is_empty());
}
