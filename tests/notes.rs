//! `gonogo notes` as a person and a CI job see it: the printed notes, templates, what is missing, and git's commits.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "notes/git.rs"]
mod git;
#[cfg(target_os = "linux")]
#[path = "notes/hanging_git.rs"]
mod hanging_git;
#[path = "notes/release.rs"]
mod release;

use pulldown_cmark::{Event, Parser, Tag};
use release::Folder;
use snapbox::{IntoData, file, str};

#[test]
fn the_notes_are_printed_in_the_order_of_the_template() {
    let folder = Folder::with_release();
    folder.gonogo(&["notes"]).assert().success().stderr_eq("").stdout_eq(str![[r#"
# Release 2.4.0

**Release name / number:** 2.4.0 (minor)

**Date:** 2026-11-20

## Summary

Gates answer **faster**.

\<script>alert(1)\</script>

## Notable changes

- A *new* walk

## Migration steps

Not applicable to this release.

## Known issues

- Export is slow, see [the issue](https://octoacme.example/i/7)
- **Open blocker:** Update the help center \| FAQ — screenshots are old (blocked by Ada Lovelace, Release Manager)
- **Accepted risk:** Run the load test — the load generator is down, see \#&#8203;12 \<b> (accepted until 2099-12-01 by Ada Lovelace, Release Manager)

## Customer impact

*To be written by Account Executive.*

## Support readiness checklist

- [x] Tell support
- [ ] Update the help center \| FAQ (blocked)
- [ ] Run the load test (waived)

"#]]);
}

#[test]
fn the_notes_are_data_as_well() {
    let folder = Folder::with_release();
    folder
        .gonogo(&["notes", "--json"])
        .assert()
        .success()
        .stdout_eq(file!["notes/notes.json"]);
    folder
        .gonogo(&["notes", "--format", "json"])
        .assert()
        .success();
}

#[test]
fn missing_fields_are_named_with_their_owners_and_the_command_that_writes_them() {
    let folder = Folder::with_release();
    folder
        .gonogo(&["notes", "check"])
        .assert()
        .code(8)
        .stderr_eq("")
        .stdout_eq(str![[r#"
the release notes of 2.4.0 still need 1 field

 Field             Owner               What      Command
----------------------------------------------------------------------------------------
 customer-impact   Account Executive   missing   gonogo notes set customer-impact "..."

"#]]);
    folder
        .gonogo(&["notes", "set", "-r", "2.4.0", "impact", "none"])
        .assert()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
wrote notes field customer-impact

"#]]);
    folder
        .gonogo(&["notes", "set", "impact", "none"])
        .assert()
        .success()
        .stdout_eq("")
        .stderr_eq(str![[r#"
note: nothing to do: notes field `customer-impact` has this text already

"#]]);
    folder
        .gonogo(&["notes", "check"])
        .assert()
        .code(0)
        .stderr_eq("")
        .stdout_eq(str![[r#"
the release notes of 2.4.0 are complete

"#]]);
}

#[test]
fn a_field_is_written_added_to_and_read_from_standard_input() {
    let folder = Folder::with_release();
    folder
        .gonogo(&["notes", "add", "notable", "- one more", "--dry-run"])
        .assert()
        .success()
        .stdout_eq(str![[r##"
# note notable-changes

[[note.event]]
kind = "added"
at = [..]
by = "Grace Hopper <grace@octoacme.example>"
text = "- one more"
id = "sha256:[..]"
prev = ["sha256:[..]"]

"##]]);
    folder
        .gonogo(&["notes", "add", "notable", "- one more"])
        .assert()
        .success();
    folder
        .gonogo(&["notes", "set", "summary", "-"])
        .stdin("From\r\na file\r\n\r\n")
        .assert()
        .success();
    let notes = folder.stdout(&["notes"]);
    assert!(
        notes.contains(
            "## Summary\n\nFrom\na file\n\n## Notable changes\n\n- A *new* walk\n- one more\n"
        ),
        "{notes}"
    );
    folder
        .gonogo(&["notes", "add", "summary", " "])
        .assert()
        .code(2)
        .stderr_eq(str![[r#"
error: there is no text to add

"#]]);
}

#[test]
fn a_wrong_field_is_answered_with_what_was_meant() {
    let folder = Folder::with_release();
    folder
        .gonogo(&["notes", "set", "sumary", "x"])
        .assert()
        .code(2)
        .stderr_eq(str![[r#"
error: there is no notes field `sumary`; did you mean `summary`?
hint: the plan has release, date, summary, notable-changes, migration-steps, known-issues, customer-impact, support-readiness

"#]]);
    folder
        .gonogo(&["notes", "set", "date", "x"])
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
error: notes field `date` is filled from the record
hint: it needs no text; `gonogo notes` shows it

"#]]);
    folder
        .gonogo(&["notes", "edit", "summary"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: an editor needs a terminal
hint: without one: `gonogo notes set FIELD TEXT`, or `gonogo notes set FIELD - < FILE`

"#]]);
}

#[test]
fn a_teams_own_template_is_filled() {
    let folder = Folder::with_release();
    folder.write(
        "notes.md",
        "# {{ version }} of {{ date.day }}\n\
         {% for field in fields if field.source == \"text\" and field.text %}\n\
         ## {{ field.title }}\n{{ field.text | prose }}\n\
         {% endfor %}\n\
         {% for risk in field['known-issues'].risks %}\n\
         * {{ risk.text }}: {{ risk.reason }}\n\
         {% endfor %}\n",
    );
    folder
        .gonogo(&["notes", "--template", "notes.md"])
        .assert()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
# 2.4.0 of 2026-11-20
## Summary
Gates answer **faster**.

\<script>alert(1)\</script>
## Notable changes
- A *new* walk
* Update the help center \| FAQ: screenshots are old
* Run the load test: the load generator is down, see \#&#8203;12 \<b>

"#]]);
    folder.write(
        "notes.html",
        "<p>{{ field['known-issues'].risks[0].reason }}</p>",
    );
    folder
        .gonogo(&["notes", "--template", "notes.html"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
<p>screenshots
are old</p>

"#]]);
}

#[test]
fn a_template_prints_yes_none_and_lists_as_json_does() {
    let folder = Folder::with_release();
    let source = "{{ complete }} {{ field['known-issues'].risks[0].expires }} {{ field['support-readiness'].items[0].roles }}\n\
                  {{ field.summary.text | tojson }} {{ 3 }} {{ field.summary.text }}\n";
    let with = |name: &str, expected: snapbox::Data| {
        folder.write(name, source);
        folder
            .gonogo(&["notes", "--template", name])
            .assert()
            .success()
            .stderr_eq("")
            .stdout_eq(expected);
    };
    with("notes.txt", str![[r#"
false null ["release-manager"]
"Gates answer **faster**.\n\n\u003cscript\u003ealert(1)\u003c/script\u003e" 3 Gates answer **faster**.

<script>alert(1)</script>

"#]].into_data());
    for name in ["notes.js", "notes.json5.j2", "notes.yaml.jinja2"] {
        with(name, str![[r#"
false null ["release-manager"]
"Gates answer **faster**.\n\n\u003cscript\u003ealert(1)\u003c/script\u003e" 3 "Gates answer **faster**.\n\n<script>alert(1)</script>"

"#]].into_data());
    }
    with("notes.html", str![[r#"
false null [&quot;release-manager&quot;]
"Gates answer **faster**.\n\n\u003cscript\u003ealert(1)\u003c/script\u003e" 3 Gates answer **faster**.

&lt;script&gt;alert(1)&lt;&#x2f;script&gt;

"#]].into_data());
    with("notes.md", str![[r#"
false null \["release-manager"\]
"Gates answer **faster**.\n\n\u003cscript\u003ealert(1)\u003c/script\u003e" 3 Gates answer \*\*faster\*\*. \<script>alert(1)\</script>

"#]].into_data());
}

#[test]
fn the_template_in_the_docs_works() {
    let folder = Folder::with_release();
    let docs =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/notes.md")).unwrap();
    let template = docs
        .split("```jinja\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    folder.write("docs.md.j2", template);
    folder
        .gonogo(&["notes", "--template", "docs.md.j2"])
        .assert()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
# Release 2.4.0, 2026-11-20

## Summary

Gates answer **faster**.

\<script>alert(1)\</script>

## Notable changes

- A *new* walk

- Update the help center \| FAQ: screenshots are old
- Run the load test: the load generator is down, see \#&#8203;12 \<b>

"#]]);
}

#[test]
fn a_bad_template_is_named_with_its_line_and_a_way_out() {
    #[track_caller]
    fn case(folder: &Folder, source: &str, stderr: impl IntoData) {
        folder.write("bad.md", source);
        folder
            .gonogo(&["notes", "--template", "bad.md"])
            .assert()
            .code(2)
            .stdout_eq("")
            .stderr_eq(stderr.into_data());
    }
    let folder = Folder::with_release();
    case(
        &folder,
        "# x\n{{ verison }}\n",
        str![[r#"
error: bad.md:2: `verison` is not defined
hint: did you mean `version`? docs/notes.md describes what a template sees

"#]],
    );
    case(
        &folder,
        "# x\n\n{{ field.sumary.text }}\n",
        str![[r#"
error: bad.md:3: `sumary.text` is not defined
hint: did you mean `summary`? docs/notes.md describes what a template sees

"#]],
    );
    case(
        &folder,
        "{% for field in fields %}\n",
        str![[r#"
error: bad.md:1: unexpected end of input, expected end of block
hint: docs/notes.md describes what a template sees

"#]],
    );
    case(
        &folder,
        "{% include '/etc/passwd' %}\n",
        str![[r#"
error: bad.md:1: unknown statement include
hint: docs/notes.md describes what a template sees

"#]],
    );
    case(
        &folder,
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        str![[r#"
error: bad.md:1: the template takes too long
hint: look for a loop over too much

"#]],
    );
    folder
        .gonogo(&["notes", "--template", "none.md"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: cannot read the template none.md: No such file or directory (os error 2)

"#]]);
}

#[test]
fn a_template_for_json_prints_json_or_nothing() {
    let folder = Folder::with_release();
    folder.write(
        "good.json",
        "{\"version\": {{ version }}, \"complete\": {{ complete }}}\n",
    );
    let text = folder.stdout(&["notes", "--template", "good.json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["version"], "2.4.0");
    folder.write("bad.json.j2", "{\n  \"version\": \"{{ version }}\"\n}\n");
    folder
        .gonogo(&["notes", "--template", "bad.json.j2"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: bad.json.j2:1: the result is no JSON, at its line 2: `"version": ""2.4.0""`
hint: a value brings its own quotes: write `{"version": {{ version }}}`

"#]]);
}

#[cfg(unix)]
#[test]
fn a_template_that_is_no_regular_file_is_not_waited_for() {
    let folder = Folder::with_release();
    for name in ["/dev/zero", "releases"] {
        folder
            .gonogo(&["notes", "--template", name])
            .assert()
            .code(2)
            .stderr_eq(format!(
                "error: the template {name} is not a regular file\n"
            ));
    }
}

#[test]
fn commits_since_another_release_are_grouped() {
    let folder = Folder::with_release();
    folder.git(&["init", "-q", "-b", "main"]);
    folder.commit("chore: begin");
    folder.git(&["tag", "v2.3.0"]);
    folder.commit("feat(walk): resume where it was left");
    folder.commit("fix: hold on `NaN` <img src=x> @team #12 ::error::");
    folder.commit("feat(api)!: drop v1\n\nBREAKING CHANGE: use v2");
    folder.git(&["checkout", "-q", "-b", "side", "v2.3.0"]);
    folder.commit("perf: one pass");
    folder.commit("Tidy up");
    folder.git(&["checkout", "-q", "main"]);
    folder.git(&["merge", "-q", "--no-ff", "-m", "Merge side", "side"]);
    let changes = ["notes", "changes", "--from", "v2.3.0"];
    folder
        .gonogo(&changes)
        .assert()
        .success()
        .stderr_eq("")
        .stdout_eq(str![[r#"
**Breaking changes**

- **api:** drop v1 — use v2 ([..])

**Features**

- **walk:** resume where it was left ([..])

**Fixes**

- hold on `NaN` \<img src=x> @&#8203;team \#&#8203;12 \::error\:: ([..])

**Performance**

- one pass ([..])

**Other**

- Tidy up ([..])

"#]]);
    folder
        .gonogo(&[&changes[..], &["--add"]].concat())
        .assert()
        .success()
        .stdout_eq(str![[r#"
added to notes field notable-changes

"#]]);
    folder
        .gonogo(&[&changes[..], &["--add"]].concat())
        .assert()
        .success()
        .stdout_eq("")
        .stderr_eq(str![[r#"
note: nothing to do: notes field `notable-changes` has these changes already

"#]]);
    let printed = folder.stdout(&changes);
    let notes = folder.stdout(&["notes"]);
    assert!(
        notes.contains(printed.trim_end()),
        "{printed}\n---\n{notes}"
    );
    folder
        .gonogo(&["notes", "changes", "--from", "HEAD"])
        .assert()
        .success()
        .stdout_eq("")
        .stderr_eq(str![[r#"
warning: no changes: `HEAD` has no commits that `HEAD` lacks, or only merges and what was reverted

"#]]);
}

#[test]
fn a_revision_is_never_an_option_and_an_unknown_one_is_named() {
    let folder = Folder::with_release();
    folder.git(&["init", "-q", "-b", "main"]);
    folder.commit("chore: begin");
    folder
        .gonogo(&["notes", "changes", "--from", "--output=owned"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: `--output=owned` is not a revision
hint: give a tag, a branch or a commit

"#]]);
    folder
        .gonogo(&["notes", "changes", "--from=v9"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: git knows no commit `v9` here
hint: `git tag` lists the tags

"#]]);
    assert!(!folder.path("owned").exists());
}

#[test]
fn a_hostile_repository_runs_nothing() {
    let folder = Folder::with_release();
    folder.git(&["init", "-q", "-b", "main"]);
    folder.commit("chore: begin");
    folder.commit("feat: x");
    let trap = format!("touch {}", folder.path("owned").display());
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "gpg.program",
        "diff.external",
        "core.sshCommand",
        "alias.log",
    ] {
        let value = if key == "alias.log" {
            format!("!{trap}")
        } else {
            trap.clone()
        };
        folder.git(&["config", key, &value]);
    }
    folder.git(&["config", "log.showSignature", "true"]);
    folder
        .gonogo(&["notes", "changes", "--from", "HEAD~1"])
        .assert()
        .success()
        .stderr_eq("");
    assert!(!folder.path("owned").exists());
}

#[test]
fn the_environment_points_git_nowhere_else_and_makes_it_run_nothing() {
    let folder = Folder::with_release();
    folder.git(&["init", "-q", "-b", "main"]);
    folder.commit("chore: begin");
    folder.commit("feat: x");
    let line = ["notes", "changes", "--from", "HEAD~1"];
    let plain = folder.stdout(&line);
    assert!(plain.contains('x'), "{plain}");
    let elsewhere = folder.path("elsewhere").display().to_string();
    let trap = format!("touch {}", folder.path("owned").display());
    let settings: [(&str, &str); 17] = [
        ("GIT_DIR", &elsewhere),
        ("GIT_WORK_TREE", &elsewhere),
        ("GIT_COMMON_DIR", &elsewhere),
        ("GIT_INDEX_FILE", &elsewhere),
        ("GIT_OBJECT_DIRECTORY", &elsewhere),
        ("GIT_SHALLOW_FILE", &elsewhere),
        ("GIT_CEILING_DIRECTORIES", &elsewhere),
        ("GIT_NAMESPACE", "elsewhere"),
        ("GIT_REPLACE_REF_BASE", "refs/elsewhere"),
        ("GIT_ATTR_SOURCE", "elsewhere"),
        ("GIT_TRACE", &elsewhere),
        ("GIT_EXTERNAL_DIFF", &trap),
        ("GIT_PAGER", &trap),
        ("GIT_CONFIG_PARAMETERS", "'core.bare'='broken"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
        ("GIT_CONFIG_VALUE_0", &trap),
    ];
    for (name, value) in settings {
        let call = folder.gonogo(&line).env(name, value).assert();
        let call = call.success().stderr_eq("");
        let shown = String::from_utf8(call.get_output().stdout.clone()).unwrap();
        assert_eq!(shown, plain, "{name}");
    }
    let call = folder.gonogo(&line).envs(settings).assert();
    call.success().stdout_eq(plain).stderr_eq("");
    assert!(!folder.path("owned").exists());
    assert!(!folder.path("elsewhere").exists());
}

#[test]
fn hostile_text_in_a_record_stays_text() {
    let folder = Folder::with_release();
    let hostile = "<img src=x onerror=alert(1)>\n# x\n::error::x\n@team [x](javascript:a) \u{1b}[31m\u{202e}\n```\nopen";
    folder
        .gonogo(&["notes", "set", "summary", hostile])
        .assert()
        .success();
    let notes = folder.stdout(&["notes"]);
    let events: Vec<Event<'_>> = Parser::new(&notes).collect();
    let headings = events
        .iter()
        .filter(|event| matches!(event, Event::Start(Tag::Heading { .. })))
        .count();
    assert_eq!(headings, 7, "{notes}");
    let is_more = |event: &&Event<'_>| match event {
        Event::Start(Tag::Link { dest_url, .. }) => &**dest_url != "https://octoacme.example/i/7",
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => true,
        _ => false,
    };
    assert_eq!(events.iter().find(is_more), None, "{notes}");
    assert!(
        !notes
            .lines()
            .any(|line| line.trim_start().starts_with("::"))
            && !notes.contains('\u{1b}'),
        "{notes}"
    );
}

#[cfg(unix)]
#[test]
fn an_edit_records_only_the_fields_that_changed() {
    let folder = Folder::with_release();
    let script = "#!/bin/sh\ncp \"$1\" seen.md\nsed 's/new/better/' seen.md > \"$1\"\necho 'for all' >> \"$1\"\n";
    folder.write("editor.sh", script);
    let shown = folder.in_terminal(&["notes", "edit"], "sh editor.sh");
    assert!(
        shown.contains("wrote notes field notable-changes") && shown.contains("support-readiness"),
        "{shown}"
    );
    assert!(!shown.contains("summary"), "{shown}");
    let seen = std::fs::read_to_string(folder.path("seen.md")).unwrap();
    snapbox::assert_data_eq!(
        seen,
        str![[r#"
Write below each line that begins with >>> and leave those lines as they are.
Simple Markdown is kept: paragraphs, lists, emphasis, code, https links.
A field that you do not change, or whose line you delete, stays as it is. Nothing up here is recorded.

>>> summary (Summary, Technical Writer)
Gates answer **faster**.

<script>alert(1)</script>

>>> notable-changes (Notable changes, Technical Writer)
- A *new* walk

>>> migration-steps (Migration steps, Release Manager)

>>> known-issues (Known issues, Technical Writer)
- Export is slow, see [the issue](https://octoacme.example/i/7)

>>> customer-impact (Customer impact, Account Executive)

>>> support-readiness (Support readiness checklist, Technical Writer)

"#]]
    );
    let notes = folder.stdout(&["notes"]);
    assert!(
        notes.contains("## Notable changes\n\n- A *better* walk\n"),
        "{notes}"
    );
    assert!(
        notes.contains("## Support readiness checklist\n\nfor all\n\n- [x] Tell support\n"),
        "{notes}"
    );
    let shown = folder.in_terminal(&["notes", "edit", "summary"], "true");
    assert!(shown.contains("nothing changed"), "{shown}");
    let shown = folder.in_terminal(&["notes", "edit", "summary"], "false");
    assert!(shown.contains("nothing changed"), "{shown}");
    let shown = folder.in_terminal(&["notes", "edit", "summary"], "none-such-editor");
    assert!(shown.contains("error: the editor failed"), "{shown}");
}
