use snapbox::str;

use crate::team::{Team, shows};

#[test]
fn a_sound_record_is_told_with_its_heads() {
    let team = Team::on_release();
    shows!(
        team.transcript("verify"),
        str![[r#"
$ gonogo verify
2.4.0 is sound: 1 event
head sha256:[HASH]
= 0

"#]]
    );
    team.quietly("sign ci-green");
    shows!(
        team.transcript("verify -r 2.4.0"),
        str![[r#"
$ gonogo verify -r 2.4.0
2.4.0 is sound: 2 events
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn a_head_that_was_kept_shows_a_cut_tail() {
    let team = Team::on_release();
    let opened = team.read("releases/2.4.0.toml");
    team.quietly("sign ci-green");
    let output = String::from_utf8(team.run("verify").stdout).unwrap();
    let head = output
        .lines()
        .find_map(|line| line.strip_prefix("head "))
        .unwrap()
        .to_owned();
    shows!(
        team.transcript(&format!("verify --expect-head {head}")),
        str![[r#"
$ gonogo verify --expect-head sha256:[HASH]
2.4.0 is sound: 2 events
head sha256:[HASH]
= 0

"#]]
    );
    std::fs::write(team.path("releases/2.4.0.toml"), opened).unwrap();
    shows!(
        team.transcript(&format!("verify\n verify --expect-head {head}")),
        str![[r#"
$ gonogo verify
2.4.0 is sound: 1 event
head sha256:[HASH]
= 0
$ gonogo verify --expect-head sha256:[HASH]
! error: event sha256:[HASH] is not in the record: newer events were cut off, or the record was rewritten
! hint: compare with the version in git: `git log -p` on the record
= 4

"#]]
    );
    shows!(
        team.transcript("verify --expect-head 5f2a"),
        str![[r#"
$ gonogo verify --expect-head 5f2a
! error: invalid value '5f2a' for '--expect-head <ID>': a digest is `sha256:` and 64 lower-case hexadecimal digits
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

#[test]
fn every_fault_of_a_changed_record_is_named() {
    let team = Team::on_release();
    team.quietly("sign ci-green\n sign load-test\n block deployed --role QA --reason x");
    let record = "releases/2.4.0.toml";
    team.replace(record, "reason = \"x\"", "reason = \"y\"");
    team.replace(record, "killer = true\n", "");
    shows!(
        team.transcript("verify"),
        str![[r#"
$ gonogo verify
! error: releases/2.4.0.toml cannot be trusted
!   event `blocked` of item `deployment/deployed` for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]) was changed after it was recorded, or belongs to another item or release
!   the plan (header, items, roles or gates) was changed outside of gonogo
! hint: compare with the version in git: `git log -p` on the record; restore it from there
= 4

"#]]
    );
}

#[test]
fn an_event_that_was_cut_out_is_missed() {
    let team = Team::on_release();
    team.quietly("sign ci-green\n sign load-test");
    let record = "releases/2.4.0.toml";
    let text = team.read(record);
    let from = text.find("\n[[item.signoff.event]]").unwrap();
    let to = from + text[from..].find("\n[[item]]").unwrap();
    std::fs::write(team.path(record), [&text[..from], &text[to..]].concat()).unwrap();
    shows!(
        team.transcript("verify"),
        str![[r#"
$ gonogo verify
! error: releases/2.4.0.toml cannot be trusted
!   event `signed` of item `pre-release/load-test` for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]) follows an event that is missing from the record
! hint: compare with the version in git: `git log -p` on the record; restore it from there
= 4

"#]]
    );
}

#[test]
fn a_merge_conflict_is_recognised() {
    let team = Team::on_release();
    let record = "releases/2.4.0.toml";
    team.replace(
        record,
        "[[role]]\nid = \"developer\"",
        "<<<<<<< HEAD\n[[role]]\nid = \"developer\"",
    );
    shows!(
        team.transcript("verify"),
        str![[r#"
$ gonogo verify
! error: releases/2.4.0.toml:29:1: a git merge left this conflict unresolved
! hint: `git checkout --conflict=diff3 -- releases/2.4.0.toml` shows the events of both sides whole: keep both, remove the marker lines, then run `gonogo verify`
= 2

"#]]
    );
}

#[test]
fn an_event_that_a_merge_left_twice_counts_once_and_is_written_once() {
    let team = Team::on_release();
    team.quietly("sign ci-green");
    let text = team.read("releases/2.4.0.toml");
    let start = text.find("\n[[item.signoff.event]]\n").unwrap();
    let end = start + 1 + text[start + 1..].find("\n\n").unwrap();
    let doubled = [&text[..end], &text[start..end], &text[end..]].concat();
    std::fs::write(team.path("releases/2.4.0.toml"), doubled).unwrap();
    shows!(
        team.transcript("verify\n sign load-test\n verify"),
        str![[r#"
$ gonogo verify
2.4.0 is sound: 2 events
head sha256:[HASH]
! warning: 1 event is in the file more than once, as a merge may leave them: [HASH]; each counts once, and the next command that records drops the copies
= 0
$ gonogo sign load-test
signed pre-release/load-test as qa-automation-engineer
= 0
$ gonogo verify
2.4.0 is sound: 3 events
head sha256:[HASH]
= 0

"#]]
    );
    assert_eq!(
        team.read("releases/2.4.0.toml")
            .matches("kind = \"signed\"")
            .count(),
        2
    );
}
