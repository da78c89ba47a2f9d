//! What is no record is refused, with an exit code and a whole message.

use std::fs;

use crate::story::{golden, part_way};
use crate::support::{Scratch, wide_plan};

const LINKS_HINT: &str = "hint: links are not followed: put the record itself there\n";
const FOLDER_HINT: &str = "hint: links are not followed: put the folder itself there\n";
const GIT_HINT: &str =
    "hint: compare with the version in git: `git log -p` on the record; restore it from there\n";
const PLAN_HINT: &str = "hint: after a merge of two amendments: take the plan of one side whole, keep the events of both, then `gonogo \
                         amend -r 2.4.0`; otherwise restore the record from git\n";

/// Holds a refused command, which must print nothing and change nothing, against its exit code and message.
#[track_caller]
fn refused(scratch: &Scratch, arguments: &[&str], code: i32, said: &str) {
    let before = fs::read(scratch.record()).ok();
    let ran = scratch.run(arguments);
    assert_eq!(ran.stderr, said, "{arguments:?}");
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(code), ""),
        "{arguments:?}"
    );
    assert_eq!(
        fs::read(scratch.record()).ok(),
        before,
        "{arguments:?}: nothing was written"
    );
}

/// As [`refused`], for reading and for writing alike.
#[track_caller]
fn refused_by_all(scratch: &Scratch, code: i32, said: &str) {
    for arguments in [&["gate", "-r", "2.4.0"][..], &["verify", "-r", "2.4.0"]] {
        refused(scratch, arguments, code, said);
    }
    refused(
        scratch,
        &["sign", "item-000", "--role", "developer", "-r", "2.4.0"],
        code,
        said,
    );
}

fn changed(from: &str, to: &str) -> Scratch {
    let text = golden("part-way");
    assert!(text.contains(from), "{from}");
    Scratch::with_bytes(text.replacen(from, to, 1))
}

/// Returns the line and column, from 1, at which a text stands in the golden record once it was changed.
fn place(scratch: &Scratch, text: &str) -> String {
    let record = String::from_utf8(scratch.bytes()).expect("UTF-8");
    let at = record.find(text).expect("the text");
    let line_start = record[..at].rfind('\n').map_or(0, |at| at + 1);
    format!(
        "releases/2.4.0.toml:{}:{}",
        record[..at].matches('\n').count() + 1,
        at - line_start + 1
    )
}

#[cfg(unix)]
#[test]
fn a_record_that_is_a_link_is_refused() {
    let scratch = Scratch::with_plan(wide_plan(1));
    fs::rename(scratch.record(), scratch.path().join("elsewhere.toml")).unwrap();
    std::os::unix::fs::symlink("../elsewhere.toml", scratch.record()).unwrap();
    let said = format!(
        "error: releases/2.4.0.toml is not a regular file inside the releases folder\n{LINKS_HINT}"
    );
    refused_by_all(&scratch, 2, &said);
    fs::remove_file(scratch.path().join("elsewhere.toml")).unwrap();
    refused_by_all(&scratch, 2, &said);
    assert!(
        !scratch.path().join("elsewhere.toml").exists(),
        "a dangling link is not followed either"
    );
}

#[cfg(unix)]
#[test]
fn a_releases_folder_that_is_a_link_is_refused() {
    let scratch = Scratch::with_plan(wide_plan(1));
    fs::rename(scratch.releases(), scratch.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("elsewhere", scratch.releases()).unwrap();
    let said = format!("error: releases is not a folder\n{FOLDER_HINT}");
    refused_by_all(&scratch, 2, &said);
    let ran = scratch.run(&["verify", "-r", "2.4.0", "--releases", "releases/"]);
    let said = format!("error: releases/ is not a folder\n{FOLDER_HINT}");
    assert_eq!(
        (ran.code, ran.stderr),
        (Some(2), said),
        "a slash at the end changes nothing"
    );
}

#[cfg(unix)]
#[test]
fn a_lock_folder_or_lock_that_is_a_link_is_refused() {
    let scratch = Scratch::with_plan(wide_plan(1));
    fs::remove_dir_all(scratch.releases().join(".gonogo")).unwrap();
    fs::create_dir(scratch.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", scratch.releases().join(".gonogo")).unwrap();
    let sign = ["sign", "item-000", "--role", "developer"];
    let said = format!("error: releases/.gonogo is not a folder\n{FOLDER_HINT}");
    refused(&scratch, &sign, 2, &said);
    assert_eq!(
        fs::read_dir(scratch.path().join("elsewhere"))
            .unwrap()
            .count(),
        0,
        "nothing was written there"
    );

    fs::remove_file(scratch.releases().join(".gonogo")).unwrap();
    fs::create_dir(scratch.releases().join(".gonogo")).unwrap();
    fs::write(scratch.path().join("victim"), "kept").unwrap();
    std::os::unix::fs::symlink(
        "../../victim",
        scratch.releases().join(".gonogo/2.4.0.lock"),
    )
    .unwrap();
    let ran = scratch.run(&sign);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{ran:?}");
    assert!(
        ran.stderr
            .starts_with("error: cannot lock releases/.gonogo/2.4.0.lock; nothing was saved: "),
        "{ran:?}"
    );
    assert_eq!(fs::read(scratch.path().join("victim")).unwrap(), b"kept");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_new_file_is_not_written_through() {
    let scratch = Scratch::with_plan(wide_plan(1));
    fs::write(scratch.path().join("victim"), "kept").unwrap();
    std::os::unix::fs::symlink("../victim", scratch.releases().join(".2.4.0.toml.new")).unwrap();
    assert_eq!(
        scratch
            .run(&["sign", "item-000", "--role", "developer"])
            .code,
        Some(0)
    );
    assert_eq!(fs::read(scratch.path().join("victim")).unwrap(), b"kept");
    assert!(fs::symlink_metadata(scratch.record()).unwrap().is_file());
}

#[test]
fn a_folder_in_the_place_of_a_record_is_refused() {
    let scratch = Scratch::new();
    fs::create_dir_all(scratch.record()).unwrap();
    let said = format!(
        "error: releases/2.4.0.toml is not a regular file inside the releases folder\n{LINKS_HINT}"
    );
    refused_by_all(&scratch, 2, &said);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_record_is_refused_at_once() {
    let scratch = Scratch::with_bytes("");
    fs::remove_file(scratch.record()).unwrap();
    let made = scratch
        .program("mkfifo")
        .arg(scratch.record())
        .status()
        .unwrap();
    assert!(made.success());
    let said = "error: releases/2.4.0.toml is not a regular file inside the releases folder\n"
        .to_owned()
        + LINKS_HINT;
    for arguments in [
        &["gate", "-r", "2.4.0"][..],
        &["sign", "item-000", "-r", "2.4.0"],
    ] {
        let ran = scratch.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), said.as_str()));
    }
}

#[test]
fn versions_that_are_no_file_names_everywhere_are_refused() {
    let scratch = Scratch::with_plan(wide_plan(1));
    let long = "9".repeat(65);
    for (version, why) in [
        ("../x", "a version starts with a letter or a digit"),
        ("/etc/passwd", "a version starts with a letter or a digit"),
        ("a/b", "a version has only letters, digits and `.+_-`"),
        ("1..2", "a version cannot contain `..`"),
        ("con", "`con` cannot be the name of a file everywhere"),
        ("", "a version cannot be empty"),
        (long.as_str(), "a version has at most 64 characters"),
    ] {
        refused(
            &scratch,
            &["verify", "--release", version],
            2,
            &format!("error: `{version}` is not a version: {why}\n"),
        );
    }
}

#[test]
fn a_missing_record_is_refused_and_nothing_is_made() {
    let scratch = Scratch::new();
    let said = "error: there is no record releases/2.4.0.toml\n\
                hint: `gonogo list` shows the records, `gonogo start VERSION` opens one\n";
    refused_by_all(&scratch, 2, said);
    assert!(!scratch.releases().exists());
    let said = "error: there is no open release in releases\n\
                hint: open one with `gonogo walk VERSION` or `gonogo start VERSION --type TYPE`\n";
    refused(&scratch, &["gate"], 2, said);
}

#[test]
fn bytes_that_are_no_text_of_a_record_are_refused() {
    for (bytes, said) in [
        (&b""[..], "releases/2.4.0.toml:1:1: `format` is missing"),
        (
            b"format = 1\n\xff\n",
            "releases/2.4.0.toml is not UTF-8: byte 11 is wrong",
        ),
        (
            b"\xff\xfef\0o\0",
            "releases/2.4.0.toml is not UTF-8: byte 0 is wrong",
        ),
        (
            b"format = 1\ntext = \"a\0b\"\n",
            "releases/2.4.0.toml:2:10: invalid basic string, expected non-double-quote visible characters, `\\`",
        ),
        (
            b"format = \"1\"\n",
            "releases/2.4.0.toml:1:10: `format` must be a whole number",
        ),
        (
            b"format = 0\n",
            "releases/2.4.0.toml:1:1: `format` cannot be `0`",
        ),
    ] {
        refused_by_all(&Scratch::with_bytes(bytes), 2, &format!("error: {said}\n"));
    }
}

#[test]
fn a_record_that_is_too_large_is_refused_before_it_is_read() {
    let scratch = Scratch::with_bytes("");
    fs::File::options()
        .write(true)
        .open(scratch.record())
        .unwrap()
        .set_len((64 << 20) + 1)
        .unwrap();
    let said = "error: releases/2.4.0.toml is larger than the 64 MiB that a record may have\n";
    for arguments in [&["gate"][..], &["sign", "item-000"]] {
        let ran = scratch.run(arguments);
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (Some(2), said),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_this_version_does_not_know_is_refused_and_never_dropped() {
    let upgrade = "hint: upgrade gonogo; nothing in the record was dropped\n";
    let scratch = changed("format = 1\n", "format = 2\n");
    let said = format!(
        "error: releases/2.4.0.toml:1:1: the record has format 2, and this gonogo reads format 1\n{upgrade}"
    );
    refused_by_all(&scratch, 2, &said);

    let scratch = changed("kind = \"signed\"", "kind = \"admired\"");
    let place_of = place(&scratch, "\"admired\"");
    refused_by_all(
        &scratch,
        2,
        &format!("error: {place_of}: an event of kind `admired` cannot be here\n{upgrade}"),
    );

    let scratch = changed("evidence = [", "evidense = [");
    let said = format!(
        "error: {}: unknown key `evidense`\n\
         hint: did you mean `evidence`? records are changed with gonogo, not by hand\n",
        place(&scratch, "evidense")
    );
    refused_by_all(&scratch, 2, &said);

    for (from, to, at, said) in [
        (
            "timeout-seconds = 300",
            "timeout-seconds = -300",
            "-300",
            "`timeout-seconds` must be a whole number from 0",
        ),
        (
            "when = \"downtime\"\n",
            "when = \"downtime\"\nitems = [\"a/b\"]\n",
            "items = [\"a/b",
            "unknown key `items`",
        ),
        (
            "bound = \"candidate\"",
            "bound = \"planet\"",
            "\"planet\"",
            "`bound` cannot be `planet`",
        ),
        (
            "T09:01:01Z",
            "T09:01:01+01:00",
            "2026-11-20T09:01:01+",
            "`at` must be a time in UTC to the second, such as 2026-11-20T09:00:00Z,",
        ),
    ] {
        let scratch = changed(from, to);
        refused_by_all(
            &scratch,
            2,
            &format!("error: {}: {said}\n", place(&scratch, at)),
        );
    }
}

#[test]
fn a_record_under_the_name_of_another_version_is_refused() {
    let scratch = Scratch::with_bytes(golden("part-way").replacen(
        "version = \"2.4.0\"",
        "version = \"2.4.1\"",
        1,
    ));
    refused_by_all(
        &scratch,
        2,
        "error: releases/2.4.0.toml holds the record of 2.4.1\n",
    );
}

#[test]
fn an_altered_event_is_named_and_not_trusted() {
    let scratch = changed("no-go", "go");
    let story = part_way();
    let event = story
        .events()
        .iter()
        .find(|event| event.kind.word() == "called")
        .unwrap();
    let said = format!(
        "error: releases/2.4.0.toml cannot be trusted\n  event `called` at gate `pre-release` for `qa` by Joan \
         <joan@octoacme.example> at 2026-11-20T09:04:04Z ({}) was changed after it was recorded, or belongs to another item or \
         release\n{GIT_HINT}",
        event.id.short()
    );
    refused_by_all(&scratch, 4, &said);
}

#[test]
fn a_plan_that_was_changed_behind_the_records_back_is_not_trusted() {
    let said = format!(
        "error: releases/2.4.0.toml cannot be trusted\n  the plan (header, items, roles or gates) was changed outside of gonogo\n{PLAN_HINT}"
    );
    for (from, to) in [
        ("killer = true\n", ""),
        ("Run smoke tests", "Run no tests"),
        ("evidence = \"required\"\n", ""),
        (
            "facts = {downtime = false}",
            "facts = {downtime = false, database-migration = false}",
        ),
        ("may-waive = true\n", ""),
        ("removed = true\n", ""),
        ("separation = \"warn\"", "separation = \"off\""),
        (
            "[[gate.call]]\nrole = \"qa\"",
            "[[gate.call]]\nrole = \"developer\"\n\n[[gate.call]]\nrole = \"qa\"",
        ),
    ] {
        refused_by_all(&changed(from, to), 4, &said);
    }
}

#[test]
fn a_file_in_the_place_of_the_lock_folder_stops_writing_but_not_reading() {
    let scratch = Scratch::with_plan(wide_plan(1));
    fs::remove_dir_all(scratch.releases().join(".gonogo")).unwrap();
    fs::write(scratch.releases().join(".gonogo"), "").unwrap();
    let said = format!("error: releases/.gonogo is not a folder\n{FOLDER_HINT}");
    refused(
        &scratch,
        &["sign", "item-000", "--role", "developer"],
        2,
        &said,
    );
    assert_eq!(scratch.run(&["verify"]).code, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_entered_or_written_is_a_failure_of_the_environment() {
    let scratch = Scratch::with_plan(wide_plan(1));
    fs::write(scratch.path().join("file"), "").unwrap();
    let said = "error: cannot read file/releases/2.4.0.toml: Not a directory (os error 20)\n";
    refused(
        &scratch,
        &["gate", "-r", "2.4.0", "--releases", "file/releases"],
        3,
        said,
    );
    let said = "error: cannot read file/releases: Not a directory (os error 20)\n";
    refused(&scratch, &["gate", "--releases", "file/releases"], 3, said);
}

#[test]
fn a_day_that_a_record_cannot_hold_is_refused_before_it_is_written() {
    let scratch = Scratch::with_plan(wide_plan(1));
    let waive = [
        "waive",
        "item-000",
        "--role",
        "manager",
        "--reason",
        "later",
        "--expires",
    ];
    let said = "error: a waiver cannot last beyond the year 9999\n";
    refused(&scratch, &[&waive[..], &["+10000-01-01"]].concat(), 1, said);
    assert_eq!(
        scratch.run(&[&waive[..], &["9999-12-31"]].concat()).code,
        Some(0)
    );
    assert_eq!(scratch.release().events().len(), 2);
}

#[test]
fn what_is_not_toml_1_0_is_refused_at_its_place() {
    let time =
        "error: {place}: `at` must be a time in UTC to the second, such as 2026-11-20T09:00:00Z,\n";
    let escape = |word: &str| {
        format!(
            "error: {{place}}: the escape `{word}` is not TOML 1.0\n\
             hint: write `\\u` with four digits, such as `\\u001b`\n"
        )
    };
    let lines = "error: {place}: an inline table over several lines is not TOML 1.0\n\
                 hint: put the inline table on one line\n";
    let comma = "error: {place}: a comma at the end of an inline table is not TOML 1.0\n\
                 hint: leave the comma out\n";
    let check = "check = {run = [\"./backup.sh\", \"--check\"], timeout-seconds = 300}";
    for (from, to, at, said) in [
        (
            "at = 2026-11-20T09:00:00Z",
            "at = 2026-11-20T09:00Z",
            "2026-11-20T09:00Z",
            time,
        ),
        (
            "at = 2026-11-20T09:00:00Z",
            "at = 2026-11-20T09:00:60Z",
            "2026-11-20T09:00:60Z",
            time,
        ),
        (
            "reason = \"fix\"",
            "reason = \"fi\\e\"",
            "\\e\"",
            &escape("\\e"),
        ),
        (
            "reason = \"fix\"",
            "\"reaso\\x6e\" = \"fix\"",
            "\\x6e",
            &escape("\\x"),
        ),
        (
            "facts = {downtime = false}",
            "facts = {\n  downtime = false}",
            "\n  downtime",
            lines,
        ),
        (
            check,
            &check.replace(", timeout", ", # half an hour\ntimeout"),
            "# half",
            lines,
        ),
        (check, &check.replace('}', ",}"), ",}", comma),
    ] {
        let scratch = changed(from, to);
        let said = said.replace("{place}", &place(&scratch, at));
        refused_by_all(&scratch, 2, &said);
    }
}
