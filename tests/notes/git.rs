//! `gonogo notes changes` against real git: what commits say, shallow clones, folders of a monorepo, and long logs.

use std::io::Write as _;
use std::process::{Command as Process, Stdio};

use snapbox::str;

use crate::release::Folder;

/// Makes a folder with a release and a repository whose first commit is tagged `v1`.
fn repository() -> Folder {
    let folder = Folder::with_release();
    folder.git(&["init", "-q", "-b", "main"]);
    folder.commit("base");
    folder.git(&["tag", "v1"]);
    folder
}

fn changes(folder: &Folder) -> String {
    folder.stdout(&["notes", "changes", "--from", "v1"])
}

fn head(folder: &Folder) -> String {
    let output = Process::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(folder.path("."))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn write_and_commit(folder: &Folder, file: &str, message: &str) {
    std::fs::create_dir_all(folder.path(file).parent().unwrap()).unwrap();
    folder.write(file, message);
    folder.git(&["add", file]);
    folder.git(&["commit", "-q", "-m", message]);
}

#[test]
fn every_text_of_every_breaking_footer_is_printed() {
    let folder = repository();
    folder.commit("feat: two\n\nBREAKING CHANGE: --old is gone\nBREAKING CHANGE: port 9090");
    folder.commit("feat: next line\n\nBREAKING CHANGE:\nthe file is /etc/app.toml");
    folder
        .commit("feat: paragraphs\n\nBREAKING CHANGE: it moved.\n\nRun migrate.\n\nReviewed-by: Z");
    snapbox::assert_data_eq!(
        changes(&folder),
        str![[r#"
**Breaking changes**

- paragraphs — it moved. Run migrate. ([..])
- next line — the file is /etc/app.toml ([..])
- two — --old is gone; port 9090 ([..])

"#]]
    );
}

#[test]
fn what_was_taken_back_before_the_release_is_not_announced() {
    let folder = repository();
    folder.commit("feat: export to CSV");
    let feature = head(&folder);
    folder.commit(&format!(
        "Revert \"feat: export to CSV\"\n\nThis reverts commit {feature}."
    ));
    folder
        .gonogo(&["notes", "changes", "--from", "v1"])
        .assert()
        .success()
        .stdout_eq("")
        .stderr_eq(str![[r#"
warning: no changes: `HEAD` has no commits that `v1` lacks, or only merges and what was reverted

"#]]);
    let revert = head(&folder);
    folder.commit(&format!(
        "Reapply \"feat: export to CSV\"\n\nThis reverts commit {revert}."
    ));
    snapbox::assert_data_eq!(
        changes(&folder),
        str![[r#"
**Features**

- export to CSV ([..])

"#]]
    );
}

#[test]
fn the_message_of_a_pull_request_counts_unless_merges_are_left_out() {
    let folder = repository();
    folder.git(&["checkout", "-q", "-b", "side"]);
    folder.commit("wip");
    folder.git(&["checkout", "-q", "main"]);
    let message = "feat!: drop v1 (#12)\n\nBREAKING CHANGE: v1 clients stop working";
    folder.git(&["merge", "-q", "--no-ff", "-m", message, "side"]);
    snapbox::assert_data_eq!(
        changes(&folder),
        str![[r#"
**Breaking changes**

- drop v1 (/#&#8203;12) — v1 clients stop working (5c2f03898)

**Other**

- wip ([..])

"#]]
    );
    let without = folder.stdout(&["notes", "changes", "--from", "v1", "--no-merges"]);
    snapbox::assert_data_eq!(
        without,
        str![[r#"
**Other**

- wip ([..])

"#]]
    );
}

#[test]
fn a_shallow_clone_is_refused_with_the_command_that_deepens_it() {
    let origin = repository();
    origin.commit("feat!: drop v1");
    origin.commit("fix: last");
    origin.git(&["tag", "v2"]);
    let folder = Folder::with_release();
    let url = format!("file://{}", origin.path(".").display());
    folder.git(&["clone", "-q", "--depth", "1", &url, "shallow"]);
    let shallow = folder.path("shallow");
    let fetched = Process::new("git")
        .args(["fetch", "-q", "--depth", "1", "origin", "tag", "v1"])
        .current_dir(&shallow)
        .status();
    assert!(fetched.unwrap().success());
    let error = str![[r#"
error: this is a shallow clone: git does not have every commit between the revisions
hint: get the rest first: `git fetch --unshallow`

"#]];
    for arguments in [
        &["notes", "changes", "--from", "v1"][..],
        &["start", "3.0.0", "--type", "patch", "--from", "v1"],
    ] {
        folder
            .gonogo(arguments)
            .current_dir(&shallow)
            .assert()
            .code(2)
            .stdout_eq("")
            .stderr_eq(error.clone());
    }
    folder.git(&["-C", "shallow", "fetch", "-q", "--unshallow", "--tags"]);
    folder
        .gonogo(&["notes", "changes", "--from", "v1"])
        .current_dir(&shallow)
        .assert()
        .success()
        .stdout_eq(str![[r#"
**Breaking changes**

- drop v1 ([..])

**Fixes**

- last ([..])

"#]]);
}

#[test]
fn adding_again_adds_what_is_not_there_yet_and_keeps_what_people_wrote() {
    let folder = repository();
    let add = ["notes", "changes", "--from", "v1", "--add"];
    folder.commit("feat: export");
    folder.gonogo(&add).assert().success();
    folder.commit("fix: dates of `*.csv` (#123)");
    folder.gonogo(&add).assert().success().stdout_eq(str![[r#"
added to notes field notable-changes

"#]]);
    let notes = folder.stdout(&["notes", "--json"]);
    assert!(
        notes.contains(r"**Fixes**\n\n- dates of `*.csv` (#123) ("),
        "as written: {notes}"
    );
    let record = std::fs::read_to_string(folder.path("releases/2.4.0.toml")).unwrap();
    assert!(
        record.contains(&format!("commits = [\"{}\"]", head(&folder))),
        "{record}"
    );
    assert!(!record.contains("&#8203;"), "{record}");
    folder.write("t.txt.j2", "{{ field['notable-changes'].text }}");
    let text = folder.stdout(&["notes", "--template", "t.txt.j2"]);
    assert!(text.contains("\n- dates of `*.csv` (#123) ("), "{text}");
    // Who words a line anew, or takes it out, does not get it again.
    folder
        .gonogo(&["notes", "set", "notable", "- Files can be exported"])
        .assert()
        .success();
    folder
        .gonogo(&add)
        .assert()
        .success()
        .stdout_eq("")
        .stderr_eq(str![[r#"
note: nothing to do: notes field `notable-changes` has these changes already

"#]]);
    // An empty field begins anew.
    folder
        .gonogo(&["notes", "set", "notable", ""])
        .assert()
        .success();
    folder.gonogo(&add).assert().success();
    let notes = folder.stdout(&["notes"]);
    assert_eq!(notes.matches("\n- export (").count(), 1, "{notes}");
}

#[test]
fn lines_that_an_earlier_version_escaped_are_neither_added_again_nor_escaped_again() {
    let folder = repository();
    folder.commit("fix: dates (#123)");
    let short: String = head(&folder).chars().take(9).collect();
    let old = format!("**Fixes**\n\n- dates (\\#&#8203;123) ({short})");
    folder
        .gonogo(&["notes", "set", "notable", &old])
        .assert()
        .success();
    folder
        .gonogo(&["notes", "changes", "--from", "v1", "--add"])
        .assert()
        .success()
        .stdout_eq("");
    let notes = folder.stdout(&["notes"]);
    assert!(notes.contains(&old), "{notes}");
}

#[test]
fn a_line_whose_commit_was_reverted_since_is_named() {
    let folder = repository();
    let add = ["notes", "changes", "--from", "v1", "--add"];
    folder.commit("feat: export");
    let feature = head(&folder);
    folder.gonogo(&add).assert().success();
    folder.commit(&format!(
        "Revert \"feat: export\"\n\nThis reverts commit {feature}."
    ));
    folder.gonogo(&add).assert().success().stdout_eq("").stderr_eq(str![[r#"
warning: no changes: `HEAD` has no commits that `v1` lacks, or only merges and what was reverted
warning: notes field `notable-changes` lists commits that were reverted since: [..]; `gonogo notes edit notable-changes` removes them

"#]]);
}

#[test]
fn a_folder_of_a_monorepo_has_its_own_changes() {
    let folder = repository();
    write_and_commit(&folder, "api/a", "feat: in the api");
    write_and_commit(&folder, "web/a", "feat: in the web");
    for (branch, file) in [("api-side", "api/b"), ("web-side", "web/b")] {
        folder.git(&["checkout", "-q", "-b", branch, "v1"]);
        write_and_commit(&folder, file, "wip");
        folder.git(&["checkout", "-q", "main"]);
        let message = format!("feat!: merged {branch}");
        folder.git(&["merge", "-q", "--no-ff", "-m", &message, branch]);
    }
    let of =
        |paths: &[&str]| folder.stdout(&[&["notes", "changes", "--from", "v1"], paths].concat());
    snapbox::assert_data_eq!(
        of(&["--path", "api"]),
        str![[r#"
**Breaking changes**

- merged api-side ([..])

**Features**

- in the api ([..])

**Other**

- wip ([..])

"#]]
    );
    let both = of(&["--path", "api", "--path", "web"]);
    assert_eq!(both.matches("\n- ").count(), 6, "{both}");
    // A path is a path and no pattern.
    folder
        .gonogo(&["notes", "changes", "--from", "v1", "--path", "a*"])
        .assert()
        .success()
        .stdout_eq("")
        .stderr_eq(str![[r#"
warning: no changes in `a*`: `HEAD` has no commits that `v1` lacks, or only merges and what was reverted

"#]]);
    folder
        .gonogo(&["notes", "changes", "--from", "v1", "--path", "../elsewhere"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: `../elsewhere` is outside the repository
hint: give files and folders of this repository, from here

"#]]);
}

#[test]
fn ten_thousand_commits_with_long_bodies_are_read() {
    let folder = Folder::with_release();
    folder.git(&["init", "-q", "-b", "main"]);
    let mut import = Process::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stream = std::io::BufWriter::new(import.stdin.take().unwrap());
    let body = "What it does and why, at length.\n".repeat(60);
    for number in 0..=10_000 {
        let message = format!("fix: number {number}\n\n{body}\nBREAKING CHANGE: b{number}\n");
        write!(
            stream,
            "commit refs/heads/main\ncommitter Ada <ada@octoacme.example> {} +0000\ndata {}\n{message}\n",
            1_790_000_000 + number,
            message.len()
        )
        .unwrap();
        if number == 0 {
            write!(stream, "reset refs/tags/v1\nfrom refs/heads/main\n\n").unwrap();
        }
    }
    drop(stream);
    assert!(import.wait().unwrap().success());
    let printed = changes(&folder);
    assert_eq!(printed.matches("\n- number ").count(), 10_000);
    assert!(printed.contains("\n- number 1 — b1 ("), "the oldest");
    folder
        .gonogo(&["notes", "changes", "--from", "v1", "--add"])
        .assert()
        .success();
    folder
        .gonogo(&["notes", "changes", "--from", "v1", "--add"])
        .assert()
        .success()
        .stdout_eq("");
    let notes = folder.stdout(&["notes"]);
    assert_eq!(notes.matches("\n- number ").count(), 10_000);
    folder
        .gonogo(&[
            "start",
            "3.0.0",
            "--type",
            "patch",
            "--from",
            "v1",
            "--dry-run",
        ])
        .assert()
        .success();
}
