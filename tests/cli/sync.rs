//! Several people share records through a bare repository: `sync`, `sign --sync`, the merge driver and `merge`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use snapbox::str;
use tempfile::TempDir;

use crate::team::{shows, without_hashes};

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/library");

/// A bare repository and the clones of the people who share it.
pub(crate) struct Hub {
    folder: TempDir,
}

impl Hub {
    /// Makes a repository in which Ada has started a release, and shared it by hand.
    pub(crate) fn new() -> Self {
        Self::of("--initial-branch main")
    }

    /// The same in a repository that is made with these options.
    fn of(options: &str) -> Self {
        let hub = Self::bare_of(options);
        fs::write(hub.path("ada/main.rs"), "fn main() {}\n").unwrap();
        hub.git("ada", "add -A");
        hub.git("ada", "commit --quiet -m first");
        hub.git("ada", "push --quiet -u origin main");
        hub.ok("ada", "start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes");
        hub
    }

    /// Makes an empty repository, and a clone of it for Ada.
    pub(crate) fn bare() -> Self {
        Self::bare_of("--initial-branch main")
    }

    fn bare_of(options: &str) -> Self {
        let hub = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        hub.git("", &format!("init --quiet --bare {options} origin.git"));
        hub.git("", "clone --quiet origin.git ada");
        hub
    }

    /// The same with the record shared, and a clone for Grace.
    pub(crate) fn shared() -> Self {
        let hub = Self::new();
        hub.ok("ada", "sync");
        hub.git("", "clone --quiet origin.git grace");
        hub
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn program(&self, name: &str, who: &str) -> Command {
        let person = if who.is_empty() { "ada" } else { who };
        let bin = Path::new(env!("CARGO_BIN_EXE_gonogo")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let path = format!("{}:{}", bin.display(), path.to_string_lossy());
        let mut command = Command::new(name);
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", "2026-11-20T08:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-20T08:00:00Z")
            .env("GIT_AUTHOR_NAME", person)
            .env("GIT_AUTHOR_EMAIL", format!("{person}@octoacme.example"))
            .env("GIT_COMMITTER_NAME", person)
            .env("GIT_COMMITTER_EMAIL", format!("{person}@octoacme.example"))
            .env("GONOGO_NOW", "2026-11-20T09:00:00Z")
            .env("GONOGO_CHECKLISTS", LIBRARY)
            .env("GONOGO_BY", format!("{person} <{person}@octoacme.example>"))
            .env("LC_ALL", "C.UTF-8")
            .current_dir(self.path(who));
        command
    }

    #[track_caller]
    pub(crate) fn git(&self, who: &str, line: &str) -> String {
        let output = self
            .program("git", who)
            .args(crate::team::words(line))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {line}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Returns the program; `GONOGO_BIN` names another build of it.
    pub(crate) fn gonogo(&self, who: &str) -> Command {
        let other = std::env::var_os("GONOGO_BIN").map(|it| it.to_string_lossy().into_owned());
        let gonogo = other.as_deref().unwrap_or(env!("CARGO_BIN_EXE_gonogo"));
        self.program(gonogo, who)
    }

    pub(crate) fn run(&self, who: &str, line: &str) -> Output {
        let mut command = self.gonogo(who);
        command.args(crate::team::words(line)).output().unwrap()
    }

    #[track_caller]
    pub(crate) fn ok(&self, who: &str, line: &str) -> String {
        let output = self.run(who, line);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{who}: {line}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Returns what is printed and said, and the exit code.
    fn seen(&self, who: &str, line: &str) -> String {
        let output = self.run(who, line);
        let mut text = format!("{who}$ gonogo {line}\n");
        text.push_str(&String::from_utf8_lossy(&output.stdout));
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            text.push_str(&["! ", line, "\n"].concat());
        }
        let home = self.folder.path().to_string_lossy().into_owned();
        let code = output.status.code().unwrap_or(-1);
        let text = format!("{text}= {code}\n").replace(&home, "[HOME]");
        without_hashes(&text.replace(LIBRARY, "[LIBRARY]"))
    }

    pub(crate) fn record(&self, who: &str) -> String {
        fs::read_to_string(self.path(&format!("{who}/releases/2.4.0.toml"))).unwrap()
    }

    fn hook(&self, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;

        let hook = self.path("origin.git/hooks/pre-receive");
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        fs::write(&hook, text).unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn what_one_signs_the_other_has_after_a_sync() {
    let hub = Hub::shared();
    hub.ok("ada", "sign ci-green");
    hub.ok("grace", "sign load-test --role qa-automation-engineer");
    let mut seen = hub.seen("ada", "sync");
    seen.push_str(&hub.seen("grace", "sync"));
    seen.push_str(&hub.seen("ada", "sync"));
    seen.push_str(&hub.seen("ada", "sync"));
    shows!(
        seen,
        str![[r#"
ada$ gonogo sync
2.4.0: shared 1 event
= 0
grace$ gonogo sync
2.4.0: shared 1 event
2.4.0: 1 event came in
  signed pre-release/ci-green as developer · ada
= 0
ada$ gonogo sync
2.4.0: 1 event came in
  signed pre-release/load-test as qa-automation-engineer · grace
= 0
ada$ gonogo sync
origin/main has what is here, and nothing else
= 0

"#]]
    );
    assert_eq!(hub.record("ada"), hub.record("grace"));
    for who in ["ada", "grace"] {
        assert_eq!(hub.git(who, "status --porcelain"), "", "{who} is clean");
        let (head, tip) = (
            hub.git(who, "rev-parse HEAD"),
            hub.git(who, "rev-parse origin/main"),
        );
        assert_eq!(head, tip, "{who} went along");
    }
    assert_eq!(hub.git("", "-C origin.git log --merges --oneline main"), "");
}

#[test]
fn nothing_that_is_not_a_record_is_pushed_and_what_is_staged_stays_staged() {
    let hub = Hub::shared();
    fs::write(hub.path("grace/secret.rs"), "draft\n").unwrap();
    hub.git("grace", "add secret.rs");
    hub.git("grace", "commit --quiet -m unpushed");
    fs::write(hub.path("grace/staged.rs"), "staged\n").unwrap();
    hub.git("grace", "add staged.rs");
    fs::write(hub.path("grace/main.rs"), "fn main() { todo!() }\n").unwrap();
    hub.ok("grace", "sign load-test");
    shows!(
        hub.seen("grace", "sync"),
        str![[r#"
grace$ gonogo sync
2.4.0: shared 1 event
! note: your branch is not where the remote is: it has a commit of its own with the records
= 0

"#]]
    );
    assert_eq!(
        hub.git("", "-C origin.git ls-tree -r --name-only main"),
        "main.rs\nreleases/2.4.0.toml"
    );
    assert_eq!(
        hub.git("grace", "status --porcelain"),
        "M main.rs\nA  staged.rs"
    );
    assert_eq!(hub.git("grace", "log -1 --format=%s HEAD~1"), "unpushed");
    hub.ok("ada", "sync");
    assert_eq!(hub.record("ada"), hub.record("grace"));
}

#[test]
fn a_refusing_hook_a_read_only_remote_and_no_remote_cost_a_sentence_each() {
    let hub = Hub::shared();
    hub.hook("#!/bin/sh\nexit 1\n");
    hub.ok("grace", "sign load-test");
    let before = hub.record("grace");
    let mut seen = hub.seen("grace", "sync");
    fs::remove_file(hub.path("origin.git/hooks/pre-receive")).unwrap();
    fs::rename(hub.path("origin.git"), hub.path("gone.git")).unwrap();
    seen.push_str(&hub.seen("grace", "sync"));
    seen.push_str(&hub.seen(
        "grace",
        "sign code-reviewed --role qa-automation-engineer --sync",
    ));
    shows!(
        seen,
        str![[r#"
grace$ gonogo sync
! error: origin refuses pushes to `main`: pre-receive hook declined
!   1 event is not yet shared
! hint: share through a branch that takes pushes: `--branch gonogo`, or `sharing: {branch: gonogo}` in the playbook; nothing is lost
= 3
grace$ gonogo sync
! error: cannot reach origin: '[HOME]/origin.git' does not appear to be a git repository
!   1 event is not yet shared
! hint: try again once the remote answers; nothing is lost
= 3
grace$ gonogo sign code-reviewed --role qa-automation-engineer --sync
signed pre-release/code-reviewed as qa-automation-engineer
! warning: not shared: cannot reach origin: '[HOME]/origin.git' does not appear to be a git repository
! note: 2 events are not yet shared
! hint: try again once the remote answers; nothing is lost
= 3

"#]]
    );
    assert!(hub.record("grace").len() > before.len(), "it was signed");
    fs::rename(hub.path("gone.git"), hub.path("origin.git")).unwrap();
    hub.ok("grace", "sync");
    hub.ok("ada", "sync");
    assert_eq!(hub.record("ada"), hub.record("grace"));
}

#[test]
fn records_can_have_a_branch_of_their_own() {
    let hub = Hub::new();
    fs::write(hub.path("ada/.git/info/exclude"), "releases/\n").unwrap();
    let mut seen = hub.seen("ada", "sync --branch gonogo");
    hub.git("", "clone --quiet --single-branch origin.git grace");
    fs::write(hub.path("grace/.git/info/exclude"), "releases/\n").unwrap();
    seen.push_str(&hub.seen("grace", "sync --branch gonogo"));
    hub.ok("grace", "sign load-test");
    seen.push_str(&hub.seen("grace", "sync --branch gonogo"));
    seen.push_str(&hub.seen("ada", "sync --branch gonogo"));
    shows!(
        seen,
        str![[r#"
ada$ gonogo sync --branch gonogo
2.4.0: shared 1 event
! note: made the branch origin/gonogo, which holds records alone
= 0
grace$ gonogo sync --branch gonogo
2.4.0: 1 event came in
  started on candidate c1 · ada
= 0
grace$ gonogo sync --branch gonogo
2.4.0: shared 1 event
= 0
ada$ gonogo sync --branch gonogo
2.4.0: 1 event came in
  signed pre-release/load-test as qa-automation-engineer · grace
= 0

"#]]
    );
    assert_eq!(hub.record("ada"), hub.record("grace"));
    assert_eq!(
        hub.git("", "-C origin.git ls-tree -r --name-only gonogo"),
        "releases/2.4.0.toml"
    );
    assert_eq!(hub.git("ada", "log --oneline main --format=%s"), "first");
    assert_eq!(hub.git("ada", "status --porcelain"), "");
    let gate = hub.run(
        "ada",
        "gate pre-release --record-ref refs/remotes/origin/gonogo",
    );
    assert_eq!(gate.status.code(), Some(8));
}

#[test]
fn where_to_share_is_asked_of_the_person() {
    let hub = Hub::shared();
    hub.git("grace", "switch --quiet --create topic");
    let mut seen = hub.seen("grace", "sync");
    hub.git("grace", "switch --quiet --detach");
    seen.push_str(&hub.seen("grace", "sync"));
    seen.push_str(&hub.seen("grace", "sync --branch=--upload-pack=x"));
    seen.push_str(&hub.seen("grace", "sync --remote elsewhere --branch main"));
    seen.push_str(&hub.seen("grace", "sync --branch main"));
    seen.push_str(&hub.seen("grace", "sync --branch origin/main"));
    seen.push_str(&hub.seen("grace", "sync --branch refs/heads/main"));
    seen.push_str(&hub.seen("grace", "--releases ../ada/releases sync --branch main"));
    seen.push_str(&hub.seen("", "sync"));
    shows!(
        seen,
        str![[r#"
grace$ gonogo sync
! error: branch `topic` follows no branch of a remote
! hint: `git push -u origin topic` once, give `--branch BRANCH`, or write `sharing: {branch: BRANCH}` into the playbook
= 2
grace$ gonogo sync
! error: no branch is checked out, so nothing says where to share
! hint: say where with `--branch BRANCH`, or `git switch BRANCH`
= 2
grace$ gonogo sync --branch=--upload-pack=x
! error: `--upload-pack=x` is not the name of a branch
! hint: write it as git does, such as `origin` or `release/2.4`
= 2
grace$ gonogo sync --remote elsewhere --branch main
! error: git knows no remote `elsewhere` here
! hint: `git remote -v` lists the remotes
= 2
grace$ gonogo sync --branch main
origin/main has what is here, and nothing else
= 0
grace$ gonogo sync --branch origin/main
! error: `origin/main` is more than the name of a branch
! hint: write `main`
= 2
grace$ gonogo sync --branch refs/heads/main
! error: `refs/heads/main` is more than the name of a branch
! hint: write `main`
= 2
grace$ gonogo --releases ../ada/releases sync --branch main
! error: the releases folder ../ada/releases is not in this repository
! hint: run it in the repository that has the records
= 2
$ gonogo sync
! error: this folder is not in a git repository
! hint: run it inside of a git repository, or `git init` first
= 2

"#]]
    );
}

#[test]
fn two_amendments_wait_for_a_person_who_says_whose_plan_stands() {
    let hub = Hub::shared();
    let add = "amend --add";
    hub.ok(
        "ada",
        &format!("{add} 'Tell the support desk' --role developer --phase pre-release"),
    );
    hub.ok(
        "grace",
        &format!("{add} 'Tell the press' --role developer --phase pre-release"),
    );
    hub.ok("ada", "sync");
    let before = hub.record("grace");
    let mut seen = hub.seen("grace", "sync");
    assert_eq!(hub.record("grace"), before, "nothing was written");
    seen.push_str(&hub.seen("grace", "sync --keep-plan theirs"));
    seen.push_str(&hub.seen("grace", "verify"));
    shows!(
        seen,
        str![[r#"
grace$ gonogo sync
! error: releases/2.4.0.toml cannot be joined: two amendments: event `amended` by grace <grace@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]), and event `amended` by ada <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH])
!   1 event is not yet shared
! hint: say whose plan stands with `--keep-plan mine` or `--keep-plan theirs`, then `gonogo amend`
= 8
grace$ gonogo sync --keep-plan theirs
2.4.0: shared 1 event
2.4.0: 1 event came in
  amended the plan · ada
! warning: 2.4.0 has two amendments that did not know of each other; `gonogo amend -r 2.4.0` settles which plan stands
= 0
grace$ gonogo verify
2.4.0 is sound: 3 events
head sha256:[HASH]
head sha256:[HASH]
= 0

"#]]
    );
    hub.ok("ada", "sync");
    assert_eq!(hub.record("ada"), hub.record("grace"));
}

#[test]
fn status_says_what_is_not_shared_and_what_is_not_here_without_a_network() {
    let hub = Hub::shared();
    hub.ok("ada", "sign ci-green");
    hub.ok("ada", "sync");
    hub.ok("grace", "sign load-test");
    hub.git("grace", "fetch --quiet");
    fs::rename(hub.path("origin.git"), hub.path("gone.git")).unwrap();
    let output = hub.run("grace", "status");
    shows!(
        String::from_utf8(output.stderr).unwrap(),
        str![[r#"
note: 1 event is not yet on origin/main; origin/main has 1 event more, as of the last fetch; share with `gonogo sync`

"#]]
    );
    let output = hub.run("grace", "status --json");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        json["sharing"],
        serde_json::json!({"branch": "origin/main", "not-shared": 1, "not-here": 1})
    );
    assert!(hub.run("ada", "status").stderr.is_empty());
}

#[test]
fn git_merges_records_event_by_event_once_it_is_set_up() {
    let hub = Hub::shared();
    hub.git("", "clone --quiet origin.git joan");
    let mut seen = hub.seen("grace", "init --git");
    seen.push_str(&hub.seen("grace", "init --git"));
    let attributes = fs::read_to_string(hub.path("grace/.gitattributes")).unwrap();
    seen.push_str(&attributes);
    shows!(
        seen,
        str![[r#"
grace$ gonogo init --git
wrote .gitattributes: releases/*.toml merge=gonogo
set merge.gonogo.driver in this clone: gonogo merge-driver %O %A %B %P
! hint: commit .gitattributes; the driver is a setting of each clone, so each person runs `gonogo init --git` once
= 0
grace$ gonogo init --git
git merges records event by event here already
= 0
releases/*.toml merge=gonogo

"#]]
    );
    // Two events in one slot, which git alone leaves to a person.
    hub.ok("ada", "block load-test --reason 'too slow'");
    hub.git("ada", "commit --quiet -am block");
    hub.git("ada", "push --quiet");
    hub.ok("grace", "sign load-test");
    hub.git("grace", "add -A");
    hub.git("grace", "commit --quiet -m sign");
    hub.git("grace", "fetch --quiet");
    hub.git("grace", "merge --quiet --no-edit origin/main");
    let verified = hub.ok("grace", "verify");
    assert!(
        verified.starts_with("2.4.0 is sound: 3 events\n"),
        "{verified}"
    );

    // In a clone without the driver it is a conflict, which `merge` settles.
    hub.ok("joan", "sign load-test");
    hub.git("joan", "commit --quiet -am sign");
    hub.git("joan", "fetch --quiet ../grace main");
    let merged = hub
        .program("git", "joan")
        .args(["merge", "--quiet", "FETCH_HEAD"])
        .output()
        .unwrap();
    assert_eq!(merged.status.code(), Some(1));
    shows!(
        hub.seen("joan", "sync")
            + &hub.seen("joan", "merge releases/2.4.0.toml")
            + &hub.seen("joan", "verify"),
        str![[r#"
joan$ gonogo sync
! error: releases/2.4.0.toml is in the middle of a merge
! hint: `gonogo merge releases/2.4.0.toml`, then `git add releases/2.4.0.toml`
= 2
joan$ gonogo merge releases/2.4.0.toml
joined releases/2.4.0.toml: 4 events
! hint: `git add releases/2.4.0.toml`
= 0
joan$ gonogo verify
2.4.0 is sound: 4 events
head sha256:[HASH]
head sha256:[HASH]
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn a_merge_that_would_weave_lines_is_refused() {
    let hub = Hub::shared();
    fs::write(hub.path("grace/.gitattributes"), "*.toml merge=union\n").unwrap();
    hub.ok("grace", "sign load-test");
    shows!(
        hub.seen("grace", "lint") + &hub.seen("grace", "sync") + &hub.seen("grace", "init --git"),
        str![[r#"
grace$ gonogo lint
error[union-merge]: git merges records with `union`
 --> .gitattributes
  = help: take it out, and run `gonogo init --git`

suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [LIBRARY]/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

[LIBRARY]: 1 problem in 3 checklists
= 2
grace$ gonogo sync
! error: `.gitattributes` has git merge releases/ with `union`
! hint: take it out, and run `gonogo init --git`
= 2
grace$ gonogo init --git
! error: `.gitattributes` has git merge releases with `union`
! hint: take it out, and run `gonogo init --git`
= 2

"#]]
    );
}

#[test]
fn a_remote_that_takes_no_pushes_is_said_in_a_sentence() {
    let hub = Hub::shared();
    hub.git("grace", "config remote.origin.pushurl ../read-only.git");
    hub.ok("grace", "sign load-test");
    shows!(
        hub.seen("grace", "sync"),
        str![[r#"
grace$ gonogo sync
! error: cannot push to origin: '../read-only.git' does not appear to be a git repository
!   1 event is not yet shared
! hint: try again once the remote answers; if you may not push there, share through a branch that you may push to, with `--branch`; nothing is lost
= 3

"#]]
    );
    hub.git("grace", "config --unset remote.origin.pushurl");
    hub.ok("grace", "sync");
    hub.ok("ada", "sync");
    assert_eq!(hub.record("ada"), hub.record("grace"));
}

#[test]
fn other_kinds_of_repositories_and_clones_share_alike() {
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let hub = Hub::of(&format!("--initial-branch main {format}"));
        hub.ok("ada", "sync");
        hub.git("", "clone --quiet origin.git grace");
        hub.ok("grace", "sign load-test --sync");
        hub.ok("ada", "sync");
        assert_eq!(hub.record("ada"), hub.record("grace"), "{format}");
        assert_eq!(hub.git("ada", "status --porcelain"), "", "{format}");
    }
    let hub = Hub::shared();
    hub.git("", "-C origin.git config uploadpack.allowFilter true");
    let url = format!("file://{}", hub.path("origin.git").display());
    for (who, how) in [
        ("partial", "--filter=blob:none --no-checkout"),
        ("shallow", "--depth=1"),
        ("single", "--single-branch"),
    ] {
        hub.git("", &format!("clone --quiet {how} {url} {who}"));
        hub.git(who, "checkout --quiet main");
        hub.ok(
            "ada",
            &format!("sign load-test --note 'beside {who}' --sync"),
        );
        hub.ok(who, &format!("block load-test --reason 'from {who}'"));
        hub.ok(who, "sync");
        assert_eq!(hub.git(who, "status --porcelain"), "", "{who}");
        hub.ok("ada", "sync");
        assert_eq!(hub.record("ada"), hub.record(who), "{who}");
        hub.ok("ada", &format!("unblock load-test --reason 'seen {who}'"));
    }
    // A second working tree of a clone, on a branch of its own.
    hub.git(
        "ada",
        "worktree add --quiet -b second ../second origin/main",
    );
    hub.git("second", "branch --quiet --set-upstream-to origin/main");
    hub.ok("second", "sign code-reviewed --role developer --sync");
    hub.ok("ada", "sync");
    hub.ok("second", "sync");
    assert_eq!(hub.record("ada"), hub.record("second"));
}

#[test]
fn a_record_outside_of_the_sparse_checkout_is_not_shared() {
    let hub = Hub::shared();
    hub.git("grace", "sparse-checkout set --cone src");
    shows!(
        hub.seen("grace", "sync"),
        str![[r#"
grace$ gonogo sync
! error: releases/2.4.0.toml is outside of the sparse checkout
! hint: `git sparse-checkout add releases`
= 2

"#]]
    );
}

#[test]
fn two_releases_of_one_version_are_never_joined() {
    let hub = Hub::new();
    hub.git("", "clone --quiet origin.git grace");
    hub.ok("grace", "start 2.4.0 --type patch --candidate c2 --fact database-migration=no --fact user-facing-change=yes");
    hub.ok("ada", "sync");
    let before = hub.record("grace");
    shows!(
        hub.seen("grace", "sync"),
        str![[r#"
grace$ gonogo sync
! error: releases/2.4.0.toml cannot be joined: they are records of two releases: each was started by itself
!   1 event is not yet shared
! hint: agree on one of them, and move the other file away
= 2

"#]]
    );
    assert_eq!(hub.record("grace"), before);
}

fn amend(what: &str) -> String {
    format!("amend --add '{what}' --role developer --phase pre-release")
}

const START_25: &str = "start 2.5.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes";

/// What a sync could not join is neither at HEAD nor in the index, where the next commit would take back what the others did.
#[test]
fn a_version_that_cannot_be_joined_stays_as_it_is_and_the_others_go_on() {
    let hub = Hub::shared();
    hub.ok("ada", &amend("Tell the support desk"));
    hub.ok("ada", START_25);
    hub.ok("ada", "sync");
    hub.ok("grace", &amend("Tell the press"));
    hub.ok("grace", "start 2.6.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes");
    let before = hub.record("grace");
    let seen = hub.seen("grace", "sync");
    shows!(
        seen,
        str![[r#"
grace$ gonogo sync
2.6.0: shared 1 event
2.5.0: 1 event came in
  started on candidate c1 · ada
! error: releases/2.4.0.toml cannot be joined: two amendments: event `amended` by grace <grace@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]), and event `amended` by ada <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH])
!   1 event is not yet shared
!   your branch is not where the remote is: it has a commit of its own with the records
! hint: say whose plan stands with `--keep-plan mine` or `--keep-plan theirs`, then `gonogo amend`
= 8

"#]]
    );
    assert_eq!(hub.record("grace"), before);
    assert_eq!(
        hub.git("grace", "diff --name-only"),
        "releases/2.4.0.toml",
        "the own amendment is in the working tree alone"
    );
    assert_eq!(hub.git("grace", "diff --cached --name-only"), "");
    // Whoever commits and merges now is told of a conflict; the other amendment is not taken back.
    hub.git("grace", "commit --quiet -am own");
    let merged = hub
        .program("git", "grace")
        .args(["merge", "--quiet", "origin/main"])
        .output()
        .unwrap();
    assert_eq!(merged.status.code(), Some(1), "a conflict");
    let on_branch = hub.git("", "-C origin.git show main:releases/2.4.0.toml");
    assert_eq!(hub.record("ada").trim_end(), on_branch);
}

#[test]
fn one_broken_record_of_the_branch_stops_no_other() {
    let hub = Hub::shared();
    fs::write(hub.path("ada/releases/9.9.9.toml"), "no record\n").unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m broken");
    hub.git("ada", "push --quiet");
    let mut seen = hub.seen("grace", "sign load-test --sync");
    seen.push_str(&hub.seen("grace", "sync 2.4.0"));
    seen.push_str(&hub.seen("grace", "sync 9.9.9"));
    hub.ok("grace", "sign code-reviewed --role developer");
    seen.push_str(&hub.seen("grace", "sync"));
    shows!(
        seen,
        str![[r#"
grace$ gonogo sign load-test --sync
signed pre-release/load-test as qa-automation-engineer
2.4.0: shared 1 event
! note: your branch is not where the remote is: it has a commit of its own with the records
! warning: 9.9.9 is not shared: origin/main:releases/9.9.9.toml:1:4: key with no value, expected `=`
= 0
grace$ gonogo sync 2.4.0
! warning: 9.9.9 is not shared: origin/main:releases/9.9.9.toml:1:4: key with no value, expected `=`
= 0
grace$ gonogo sync 9.9.9
! error: origin/main:releases/9.9.9.toml:1:4: key with no value, expected `=`
= 2
grace$ gonogo sync
2.4.0: shared 1 event
! error: origin/main:releases/9.9.9.toml:1:4: key with no value, expected `=`
!   your branch is not where the remote is: it has a commit of its own with the records
= 2

"#]]
    );
    assert_eq!(hub.git("grace", "status --porcelain"), "");
    fs::remove_file(hub.path("ada/releases/9.9.9.toml")).unwrap();
    hub.git("ada", "commit --quiet -am mended");
    hub.git("ada", "pull --quiet --rebase");
    hub.git("ada", "push --quiet");
    hub.ok("ada", "sync");
    hub.ok("grace", "sync");
    assert_eq!(hub.record("ada"), hub.record("grace"));
}

#[test]
fn the_code_of_several_failures_is_the_one_that_counts_everywhere() {
    let hub = Hub::shared();
    let edited = hub.record("ada").replace("ada@", "eve@");
    fs::write(hub.path("ada/releases/2.4.0.toml"), edited).unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m edited");
    hub.git("ada", "push --quiet");
    assert_eq!(hub.run("grace", "sync").status.code(), Some(4));
    // What was signed stays signed, and the code says why it is not shared.
    let signed = hub.run("grace", "sign load-test --sync");
    let said = String::from_utf8_lossy(&signed.stderr).into_owned();
    assert_eq!(signed.status.code(), Some(4), "{said}");
    assert!(said.contains("was changed after it was recorded"), "{said}");
    assert!(hub.record("grace").contains("kind = \"signed\""));
    fs::write(hub.path("ada/releases/9.9.9.toml"), "no record\n").unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m broken");
    hub.git("ada", "push --quiet");
    let all = hub.run("grace", "sync");
    let said = String::from_utf8_lossy(&all.stderr).into_owned();
    assert_eq!(all.status.code(), Some(2), "3, 2, 4, 1, 8, 0: {said}");
    assert!(said.contains("2.4.0 is not shared: "), "{said}");
}

/// Both chose their own plan, each without knowing of the choice of the other.
#[test]
fn two_choices_of_a_plan_come_to_one() {
    let hub = Hub::shared();
    hub.ok("ada", &amend("Tell the support desk"));
    hub.ok("grace", &amend("Tell the press"));
    hub.ok("ada", "sync --branch of-ada");
    hub.ok("grace", "sync --branch of-grace");
    hub.ok("ada", "sync --branch of-grace --keep-plan mine");
    hub.ok("grace", "sync --branch of-ada --keep-plan mine");
    assert_ne!(hub.record("ada"), hub.record("grace"), "two choices");
    for who in ["ada", "grace", "ada"] {
        hub.ok(who, "sync");
    }
    assert_eq!(hub.record("ada"), hub.record("grace"));
    for who in ["ada", "grace"] {
        assert_eq!(
            hub.ok(who, "sync"),
            "origin/main has what is here, and nothing else\n"
        );
    }
    hub.ok("ada", "amend");
    hub.ok("ada", "sync");
    hub.ok("grace", "sync");
    assert_eq!(hub.record("ada"), hub.record("grace"));
}

/// A clone without the contents that the last fetch named, as `--filter=blob:none` leaves it.
#[test]
fn a_partial_clone_shares_and_status_asks_no_network() {
    let hub = Hub::shared();
    hub.git("", "-C origin.git config uploadpack.allowFilter true");
    let url = format!("file://{}", hub.path("origin.git").display());
    for (who, how) in [("blobless", "blob:none"), ("treeless", "tree:0")] {
        hub.git("", &format!("clone --quiet --filter={how} {url} {who}"));
        fs::write(hub.path("ada/other.rs"), format!("// {who}\n")).unwrap();
        hub.git("ada", "add other.rs");
        hub.git("ada", &format!("commit --quiet -m {who}"));
        hub.git("ada", "push --quiet");
        hub.ok(
            "ada",
            &format!("sign load-test --note 'beside {who}' --sync"),
        );
        hub.git(who, "fetch --quiet");
        let output = hub.run(who, "status");
        shows!(
            String::from_utf8(output.stderr).unwrap(),
            str![[r#"
note: what origin/main has of this release is not known here; `gonogo sync` gets it

"#]]
        );
        let output = hub.run(who, "status --json");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            json["sharing"],
            serde_json::json!({"branch": "origin/main", "not-shared": null, "not-here": null})
        );
        hub.ok(who, &format!("block load-test --reason 'from {who}'"));
        hub.ok(who, "sync");
        hub.ok("ada", "sync");
        assert_eq!(hub.record("ada"), hub.record(who), "{who}");
        assert!(hub.run(who, "status").stderr.is_empty(), "{who}");
        hub.ok("ada", &format!("unblock load-test --reason 'seen {who}'"));
    }
}

#[test]
fn no_tag_or_branch_stands_in_for_what_was_fetched() {
    let hub = Hub::new();
    hub.git("ada", "tag refs/remotes/origin/gonogo");
    hub.git("ada", "tag refs/heads/gonogo");
    shows!(
        hub.seen("ada", "sync --branch gonogo"),
        str![[r#"
ada$ gonogo sync --branch gonogo
2.4.0: shared 1 event
! note: made the branch origin/gonogo, which holds records alone
= 0

"#]]
    );
    assert_eq!(
        hub.git("", "-C origin.git ls-tree -r --name-only refs/heads/gonogo"),
        "releases/2.4.0.toml"
    );
    // What was never fetched is not known, whatever is called like it.
    hub.git("ada", "update-ref -d refs/remotes/origin/main");
    hub.git("ada", "tag refs/remotes/origin/main");
    let output = hub.run("ada", "status --json");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["sharing"], serde_json::Value::Null);
    // Git fetches and pushes a tag of the remote where there is no branch of the name; nothing is taken from it.
    hub.git("ada", "switch --quiet --create other");
    hub.ok("ada", START_25);
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m other");
    hub.git("ada", "tag refs/heads/topic");
    hub.git("ada", "switch --quiet main");
    assert!(!hub.path("ada/releases/2.5.0.toml").exists());
    hub.ok("ada", "start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes");
    hub.git("ada", "push --quiet origin refs/tags/refs/heads/topic");
    shows!(
        hub.seen("ada", "sync --branch topic"),
        str![[r#"
ada$ gonogo sync --branch topic
! error: origin refuses pushes to `topic`: already exists
!   1 event is not yet shared
! hint: share through a branch that takes pushes: `--branch gonogo`, or `sharing: {branch: gonogo}` in the playbook; nothing is lost
= 3

"#]]
    );
    assert!(!hub.path("ada/releases/2.5.0.toml").exists());
}

#[test]
fn what_keeps_a_sync_from_its_work_is_said() {
    let hub = Hub::shared();
    hub.ok("grace", "sign load-test");
    // Somebody left a lock on the branch: no one pushed, and a push never gets through.
    fs::write(hub.path("origin.git/refs/heads/main.lock"), "").unwrap();
    let mut seen = hub.seen("grace", "sync");
    fs::remove_file(hub.path("origin.git/refs/heads/main.lock")).unwrap();
    let lock = hub.path("grace/.git/gonogo-sync.lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    seen.push_str(&hub.seen("grace", "sync"));
    fs::remove_dir(&lock).unwrap();
    fs::write(hub.path("grace/.gitattributes"), b"\xff\n").unwrap();
    seen.push_str(&hub.seen("grace", "init --git"));
    shows!(
        seen,
        str![[r#"
grace$ gonogo sync
! error: origin/main did not take the push, 10 times in a row, and no one else pushed: failed to update ref
!   1 event is not yet shared
! hint: ask who runs the remote whether a lock file was left there; nothing is lost
= 3
grace$ gonogo sync
! error: cannot lock [HOME]/grace/.git/gonogo-sync.lock; nothing was saved: Is a directory (os error 21)
! hint: see what stands there, and that you may write it; then run it again
= 3
grace$ gonogo init --git
! error: cannot read .gitattributes; nothing was set up: stream did not contain valid UTF-8
! hint: make it a text file that you may read, and run it again
= 3

"#]]
    );
}

/// Two sides of a record in a repository whose folder of records has a space in its name, seen from a folder inside of it.
#[test]
fn hints_name_a_path_from_here_and_as_a_shell_takes_it() {
    let hub = Hub::bare();
    let there = "--releases 'our releases'";
    fs::create_dir_all(hub.path("ada/our releases")).unwrap();
    hub.ok("ada", &format!("{there} start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes"));
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m first");
    hub.git("ada", "push --quiet -u origin main");
    hub.git("", "clone --quiet origin.git grace");
    for (who, line) in [
        ("ada", "block load-test --reason slow"),
        ("grace", "sign load-test"),
    ] {
        hub.ok(who, &format!("{there} {line}"));
        hub.git(who, "commit --quiet -am event");
    }
    hub.git("ada", "push --quiet");
    hub.git("grace", "fetch --quiet");
    let merged = hub
        .program("git", "grace")
        .args(["merge", "--quiet", "origin/main"])
        .output()
        .unwrap();
    assert_eq!(merged.status.code(), Some(1));
    fs::create_dir_all(hub.path("grace/src")).unwrap();
    let mut seen = hub.seen("grace/src", "--releases '../our releases' sync");
    seen.push_str(&hub.seen("grace/src", "merge '../our releases/2.4.0.toml'"));
    seen.push_str(&hub.seen("grace/src", "init --git --releases '../our releases'"));
    shows!(
        seen,
        str![[r#"
grace/src$ gonogo --releases '../our releases' sync
! error: ../our releases/2.4.0.toml is in the middle of a merge
! hint: `gonogo merge '../our releases/2.4.0.toml'`, then `git add '../our releases/2.4.0.toml'`
= 2
grace/src$ gonogo merge '../our releases/2.4.0.toml'
joined ../our releases/2.4.0.toml: 3 events
! hint: `git add '../our releases/2.4.0.toml'`
= 0
grace/src$ gonogo init --git --releases '../our releases'
wrote ../.gitattributes: "our releases/*.toml" merge=gonogo
set merge.gonogo.driver in this clone: gonogo merge-driver %O %A %B %P
! hint: commit ../.gitattributes; the driver is a setting of each clone, so each person runs `gonogo init --git` once
= 0

"#]]
    );
}

/// A merge that stopped, told by the markers in a file that came without an index, such as by mail.
#[test]
fn merge_takes_the_sides_from_the_markers_of_a_file() {
    let hub = Hub::shared();
    hub.ok("ada", "block load-test --reason slow");
    hub.ok("grace", "sign load-test");
    let base = hub.git("", "-C origin.git show main:releases/2.4.0.toml");
    fs::write(hub.path("base.toml"), base + "\n").unwrap();
    let marked = hub
        .program("git", "")
        .args(["merge-file", "-p", "ada/releases/2.4.0.toml", "base.toml"])
        .arg("grace/releases/2.4.0.toml")
        .output()
        .unwrap();
    assert_eq!(marked.status.code(), Some(1), "one conflict");
    let marked = String::from_utf8(marked.stdout).unwrap();
    fs::create_dir_all(hub.path("mailed/releases")).unwrap();
    fs::write(hub.path("mailed/releases/2.4.0.toml"), &marked).unwrap();
    let merge = "merge releases/2.4.0.toml";
    shows!(
        hub.seen("mailed", merge) + &hub.seen("mailed", merge),
        str![[r#"
mailed$ gonogo merge releases/2.4.0.toml
joined releases/2.4.0.toml: 3 events
! hint: `git add releases/2.4.0.toml`
= 0
mailed$ gonogo merge releases/2.4.0.toml
releases/2.4.0.toml: nothing to join, 3 events
= 0

"#]]
    );
    hub.ok("ada", "sync");
    hub.ok("grace", "sync");
    assert_eq!(hub.record("mailed"), hub.record("grace"));
    // A file that is cut off in the middle of a conflict has no two sides, and is left as it is.
    let cut = &marked[..marked.find(">>>>>>> ").unwrap()];
    fs::write(hub.path("mailed/releases/2.4.0.toml"), cut).unwrap();
    assert_eq!(hub.run("mailed", merge).status.code(), Some(2));
    assert_eq!(hub.record("mailed"), cut);
}

#[test]
fn merge_refuses_what_is_too_large_and_a_side_that_git_cannot_give() {
    let hub = Hub::shared();
    fs::create_dir_all(hub.path("mailed/releases")).unwrap();
    let large = fs::File::create(hub.path("mailed/releases/2.4.0.toml")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    let mut seen = hub.seen("mailed", "merge releases/2.4.0.toml");
    hub.ok("ada", "block load-test --reason slow");
    hub.git("ada", "commit --quiet -am block");
    hub.git("ada", "push --quiet");
    hub.ok("grace", "sign load-test");
    hub.git("grace", "commit --quiet -am sign");
    hub.git("grace", "fetch --quiet");
    let merge = hub
        .program("git", "grace")
        .args(["merge", "origin/main"])
        .output();
    assert_eq!(merge.unwrap().status.code(), Some(1));
    let theirs = hub.git("grace", "rev-parse :3:releases/2.4.0.toml");
    let object = hub.path(&format!(
        "grace/.git/objects/{}/{}",
        &theirs[..2],
        &theirs[2..]
    ));
    let kept = fs::read(&object).unwrap();
    fs::remove_file(&object).unwrap();
    let told = hub.seen("grace", "merge releases/2.4.0.toml");
    seen.push_str(&told.replace(&theirs, "[ID]"));
    fs::write(&object, kept).unwrap();
    seen.push_str(&hub.seen("grace", "merge releases/2.4.0.toml"));
    shows!(
        seen,
        str![[r#"
mailed$ gonogo merge releases/2.4.0.toml
! error: releases/2.4.0.toml is larger than the 64 MiB that a record may have
= 2
grace$ gonogo merge releases/2.4.0.toml
! error: git cannot give one side of releases/2.4.0.toml: git cat-file [HASH]: bad file
! hint: nothing was changed; `git merge --abort` takes the merge back
= 3
grace$ gonogo merge releases/2.4.0.toml
joined releases/2.4.0.toml: 3 events
! hint: `git add releases/2.4.0.toml`
= 0

"#]]
    );
}

/// What the driver cannot join stays a conflict of this one file, and git goes on with the others.
#[test]
fn a_merge_driver_that_fails_leaves_a_conflict() {
    let hub = Hub::shared();
    hub.ok("grace", "init --git");
    hub.git("grace", "add -A");
    hub.git("grace", "commit --quiet -m driver");
    hub.ok("ada", &amend("Tell the support desk"));
    fs::write(hub.path("ada/other.rs"), "// other\n").unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m amend");
    hub.git("ada", "push --quiet");
    hub.ok("grace", &amend("Tell the press"));
    let before = hub.record("grace");
    hub.git("grace", "commit --quiet -am amend");
    hub.git("grace", "fetch --quiet");
    let merge = hub
        .program("git", "grace")
        .args(["merge", "origin/main"])
        .output();
    let merge = merge.unwrap();
    assert_eq!(merge.status.code(), Some(1));
    let said = String::from_utf8(merge.stderr).unwrap();
    assert!(said.contains("two amendments"), "{said}");
    assert_eq!(
        hub.git("grace", "status --porcelain"),
        "A  other.rs\nUU releases/2.4.0.toml"
    );
    assert_eq!(hub.record("grace"), before, "our side, whole");
    hub.ok("grace", "merge releases/2.4.0.toml --keep-plan mine");
    assert!(hub.ok("grace", "verify").contains("is sound: 3 events"));
    // By itself: it says why, and leaves the file.
    fs::write(hub.path("grace/ours.toml"), "x").unwrap();
    let driver = "merge-driver base.toml ours.toml none.toml releases/2.4.0.toml";
    assert_eq!(hub.run("grace", driver).status.code(), Some(1));
    assert_eq!(
        fs::read_to_string(hub.path("grace/ours.toml")).unwrap(),
        "x"
    );
}

#[test]
fn without_a_branch_that_is_checked_out_sync_asks_where_to() {
    let hub = Hub::shared();
    hub.git("grace", "checkout --quiet --detach");
    hub.ok("grace", "sign ci-green --evidence https://ci.example/1");
    let head = hub.git("grace", "rev-parse HEAD");
    shows!(
        hub.seen("grace", "sync") + &hub.seen("grace", "sync --branch main"),
        str![[r#"
grace$ gonogo sync
! error: no branch is checked out, so nothing says where to share
! hint: say where with `--branch BRANCH`, or `git switch BRANCH`
= 2
grace$ gonogo sync --branch main
2.4.0: shared 1 event
= 0

"#]]
    );
    assert_eq!(hub.git("grace", "rev-parse HEAD"), head);
    hub.ok("ada", "sync");
    assert!(hub.ok("ada", "verify").contains("2 events"));
}

#[test]
fn a_join_that_git_remembers_is_as_good_as_the_first() {
    let hub = Hub::shared();
    for (who, evidence) in [("grace", 1), ("ada", 2)] {
        hub.ok(
            who,
            &format!("sign ci-green --evidence https://ci.example/{evidence}"),
        );
    }
    hub.ok("grace", "sync");
    for setting in ["rerere.enabled", "rerere.autoupdate"] {
        hub.git("ada", &format!("config {setting} true"));
    }
    hub.git("ada", "commit --quiet --all -m signed");
    hub.git("ada", "fetch --quiet");
    let merge = || {
        hub.program("git", "ada")
            .args(["merge", "origin/main"])
            .output()
    };
    assert_eq!(merge().unwrap().status.code(), Some(1));
    hub.ok("ada", "merge releases/2.4.0.toml");
    let joined = fs::read(hub.path("ada/releases/2.4.0.toml")).unwrap();
    hub.git("ada", "commit --quiet --all -m joined");
    hub.git("ada", "reset --quiet --hard HEAD~1");
    // The second time git stages what it remembers, with nothing left to merge, and still exits with 1.
    assert_eq!(merge().unwrap().status.code(), Some(1));
    assert_eq!(hub.git("ada", "ls-files --unmerged"), "");
    assert_eq!(
        fs::read(hub.path("ada/releases/2.4.0.toml")).unwrap(),
        joined
    );
    assert!(hub.ok("ada", "verify").contains("3 events"));
    assert!(
        hub.ok("ada", "merge releases/2.4.0.toml")
            .contains("nothing to join")
    );
}
