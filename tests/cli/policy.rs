//! A pull request from a fork brings its own record and its own checklists; the gate holds them against those of the project.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use snapbox::str;

use crate::signatures::{KEYS, public};
use crate::sync::Hub;
use crate::team::{shows, without_hashes, words};

const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/library");

/// A project whose main branch has checklists, and Grace's clone of it.
fn project() -> Hub {
    project_with(LIBRARY, |_| ())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// A project whose main branch has these checklists, changed before, and Grace's clone of it.
fn project_with(library: &str, change: impl FnOnce(&Path)) -> Hub {
    let hub = Hub::bare();
    let own = hub.path("ada/checklists");
    copy(Path::new(library), &own);
    change(&own);
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m checklists");
    hub.git("ada", "push --quiet -u origin main");
    hub.git("", "clone --quiet origin.git grace");
    hub
}

/// Runs the program with the checklists that it finds.
fn seen(hub: &Hub, who: &str, line: &str) -> String {
    let mut gonogo = hub.gonogo(who);
    let output = gonogo
        .env_remove("GONOGO_CHECKLISTS")
        .args(words(line))
        .output()
        .unwrap();
    let mut text = format!("$ gonogo {line}\n");
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        text.push_str(&["! ", line, "\n"].concat());
    }
    let commit = hub.git("", "-C origin.git rev-parse main");
    let text = format!("{text}= {}\n", output.status.code().unwrap());
    without_hashes(&text.replace(&commit, "[MAIN]"))
}

fn code(seen: &str) -> i32 {
    seen.rsplit("= ").next().unwrap().trim().parse().unwrap()
}

fn replace(hub: &Hub, file: &str, old: &str, new: &str) {
    let path = hub.path(&format!("grace/checklists/{file}"));
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
    fs::write(path, text.replace(old, new)).unwrap();
}

const START: &str = "start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes";
const GATE: &str = "gate pre-release --policy-ref origin/main";

#[test]
fn a_plan_by_the_projects_own_checklists_is_judged() {
    let hub = project();
    seen(&hub, "grace", START);
    let gate = seen(&hub, "grace", GATE);
    assert_eq!(code(&gate), 8, "{gate}");
    let said = gate
        .lines()
        .find(|line| line.contains("policy of"))
        .unwrap();
    shows!(
        format!("{said}\n"),
        str![[r#"
! note: policy of refs/remotes/origin/main at [MAIN]: checklists/deployment.yaml sha256:[HASH], checklists/playbook.yaml sha256:[HASH], checklists/post-release.yaml sha256:[HASH], checklists/pre-release.yaml sha256:[HASH]

"#]]
    );
    let output = seen(&hub, "grace", &format!("{GATE} --json"));
    assert!(
        output.contains("\"ref\": \"refs/remotes/origin/main\""),
        "{output}"
    );
    assert!(
        output.contains("\"path\": \"checklists/playbook.yaml\""),
        "{output}"
    );
}

#[test]
fn what_a_pull_request_loosens_is_named() {
    for (name, file, old, new) in [
        (
            "a poll",
            "playbook.yaml",
            "poll: [developer, qa-automation-engineer]",
            "poll: [developer]",
        ),
        (
            "an item",
            "pre-release.yaml",
            "Run the load test",
            "Look at the load test",
        ),
        (
            "who waives",
            "playbook.yaml",
            "  developer:\n    title: Developer\n",
            "  developer:\n    title: Developer\n    may-waive: true\n",
        ),
        (
            "whose address",
            "playbook.yaml",
            "roles:\n  release-manager:",
            "people: [{person: Ada Lovelace <ada@octoacme.example>, aliases: [grace@octoacme.example]}]\nroles:\n  release-manager:",
        ),
        (
            "who decides in whose place",
            "playbook.yaml",
            "roles:\n  release-manager:",
            "people: [{person: Ada Lovelace <ada@octoacme.example>, deputies: [Grace Hopper <grace@octoacme.example>]}]\nroles:\n  release-manager:",
        ),
    ] {
        let hub = project();
        replace(&hub, file, old, new);
        seen(&hub, "grace", START);
        let gate = seen(&hub, "grace", GATE);
        assert_eq!(code(&gate), 4, "{name}: {gate}");
        assert!(
            !gate.contains("HOLD") && !gate.contains("GO\n"),
            "{name}: {gate}"
        );
    }
    let hub = project();
    replace(&hub, "deployment.yaml", "    killer: true\n", "");
    replace(
        &hub,
        "playbook.yaml",
        "poll: [developer, qa-automation-engineer]",
        "poll: [developer]",
    );
    seen(&hub, "grace", START);
    // A tag of that name is not the branch.
    hub.git("grace", "add -A");
    hub.git("grace", "commit --quiet -m loosened");
    hub.git("grace", "tag origin/main");
    shows!(
        seen(&hub, "grace", GATE),
        str![[r#"
$ gonogo gate pre-release --policy-ref origin/main
! error: the plan of 2.4.0 asks less than the policy at refs/remotes/origin/main ([MAIN])
!   item deployment/backup-completed: killer: true -> none (loosened)
!   gate pre-release: poll: developer, qa-automation-engineer -> developer (loosened)
! hint: where the policy is newer than the plan, take it up: `gonogo amend`
= 4

"#]]
    );
}

#[test]
fn a_library_of_ones_own_is_no_way_around_the_policy() {
    let hub = project();
    hub.git("grace", "rm --quiet -r checklists");
    let mut init = hub.gonogo("grace");
    init.env_remove("GONOGO_CHECKLISTS")
        .args(["init", "--minimal"]);
    assert!(init.output().unwrap().status.success());
    seen(
        &hub,
        "grace",
        "start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact downtime=no",
    );
    let gate = seen(&hub, "grace", "gate --policy-ref origin/main");
    assert_eq!(code(&gate), 4, "{gate}");
    assert!(
        gate.contains("item pre-release/ci-green: removed (loosened)"),
        "{gate}"
    );
}

#[test]
fn a_stricter_plan_may_pass() {
    let hub = project();
    replace(
        &hub,
        "playbook.yaml",
        "separation: off",
        "separation: enforce",
    );
    replace(&hub, "playbook.yaml", "    may-waive: true\n", "");
    seen(&hub, "grace", START);
    let gate = seen(&hub, "grace", GATE);
    assert_eq!(code(&gate), 8, "{gate}");
}

/// A project that demands signatures, with the key `ada` as Grace's on main, and Grace's signed release in her clone.
fn signed(revoked: &str) -> Hub {
    let hub = project_with(LIBRARY, |own| {
        let playbook = fs::read_to_string(own.join("playbook.yaml")).unwrap();
        let demanded = "  separation: off\n  signatures: all\n";
        let playbook = playbook.replace("  separation: off\n", demanded);
        fs::write(own.join("playbook.yaml"), playbook).unwrap();
        let line = format!("grace@octoacme.example {}\n", public("ada"));
        fs::write(own.join("allowed_signers"), line).unwrap();
        fs::write(own.join("revoked_keys"), revoked).unwrap();
    });
    for name in ["ada", "eve"] {
        let key = hub.path(&format!("{name}.key"));
        fs::copy(format!("{KEYS}/{name}"), &key).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    hub
}

#[test]
fn keys_count_as_the_protected_branch_lists_them() {
    // As it should be.
    let hub = signed("");
    seen(&hub, "grace", &format!("{START} --key ../ada.key"));
    let gate = seen(&hub, "grace", GATE);
    assert_eq!(code(&gate), 8, "{gate}");
    assert!(
        gate.contains("checklists/allowed_signers sha256:"),
        "{gate}"
    );
    assert!(gate.contains("checklists/revoked_keys sha256:"), "{gate}");

    // A pull request that adds its own key.
    let own = hub.path("grace/checklists/allowed_signers");
    let lines = fs::read_to_string(&own).unwrap();
    fs::write(
        &own,
        format!("{lines}grace@octoacme.example {}\n", public("eve")),
    )
    .unwrap();
    seen(&hub, "grace", "sign ci-green --evidence u --key ../eve.key");
    assert_eq!(code(&seen(&hub, "grace", "gate pre-release")), 8);
    let gate = seen(&hub, "grace", GATE);
    assert_eq!(code(&gate), 4, "{gate}");
    assert!(
        gate.contains("refused (grace@octoacme.example is named with another key"),
        "{gate}"
    );
    assert!(
        gate.contains("refs/remotes/origin/main:checklists/allowed_signers:1"),
        "{gate}"
    );

    // The same of a record at a revision.
    hub.git("grace", "add -A");
    hub.git("grace", "commit --quiet -m own");
    let at_head = seen(&hub, "grace", &format!("{GATE} --record-ref HEAD"));
    assert_eq!(code(&at_head), 4, "{at_head}");

    // One that takes back that a key is revoked.
    let hub = signed(&format!("{}\n", public("ada")));
    fs::write(hub.path("grace/checklists/revoked_keys"), "").unwrap();
    seen(&hub, "grace", &format!("{START} --key ../ada.key"));
    assert_eq!(code(&seen(&hub, "grace", "gate pre-release")), 8);
    let gate = seen(&hub, "grace", GATE);
    assert_eq!(code(&gate), 4, "{gate}");
    assert!(
        gate.contains("refs/remotes/origin/main:checklists/revoked_keys:1"),
        "{gate}"
    );
}

#[test]
fn keys_that_the_protected_branch_does_not_have_count_for_nobody() {
    let hub = signed("");
    hub.git("ada", "rm --quiet checklists/allowed_signers");
    hub.git("ada", "commit --quiet -m none");
    hub.git("ada", "push --quiet");
    hub.git("grace", "fetch --quiet");
    seen(&hub, "grace", &format!("{START} --key ../ada.key"));
    let gate = seen(&hub, "grace", GATE);
    assert_eq!(code(&gate), 4, "{gate}");
    assert!(gate.contains("there is no such file"), "{gate}");

    // A link to them is not followed.
    let link = hub.path("ada/checklists/allowed_signers");
    std::os::unix::fs::symlink("../elsewhere", link).unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m link");
    hub.git("ada", "push --quiet");
    hub.git("grace", "fetch --quiet");
    let gate = seen(&hub, "grace", GATE);
    assert_eq!(code(&gate), 2, "{gate}");
    assert!(
        gate.contains("something else than a plain file at checklists/allowed_signers"),
        "{gate}"
    );
}

#[test]
fn a_policy_that_is_not_there_is_never_that_of_the_working_tree() {
    let hub = project();
    seen(&hub, "grace", START);
    let mut all = String::new();
    for place in ["origin/nowhere", "main", "HEAD", "refs/heads/nowhere"] {
        all.push_str(&seen(
            &hub,
            "grace",
            &format!("gate pre-release --policy-ref {place}"),
        ));
    }
    // The branch has no checklists, and the working tree has.
    hub.git("ada", "rm --quiet -r checklists");
    hub.git("ada", "commit --quiet -m none");
    hub.git("ada", "push --quiet");
    hub.git("grace", "fetch --quiet");
    all.push_str(&seen(&hub, "grace", GATE));
    // A link to the real ones.
    let link = hub.path("ada/checklists/playbook.yaml");
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("../elsewhere", link).unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m link");
    hub.git("ada", "push --quiet");
    hub.git("grace", "fetch --quiet");
    all.push_str(&seen(&hub, "grace", GATE));
    shows!(
        all,
        str![[r#"
$ gonogo gate pre-release --policy-ref origin/nowhere
! error: git knows no commit `refs/remotes/origin/nowhere` here
! hint: fetch it first: `git fetch origin +refs/heads/nowhere:refs/remotes/origin/nowhere`
= 2
$ gonogo gate pre-release --policy-ref main
! error: `main` is not a full commit id, `refs/…` or REMOTE/BRANCH
! hint: write `origin/main` for the branch as it was fetched, or `refs/heads/main` in full
= 2
$ gonogo gate pre-release --policy-ref HEAD
! error: `HEAD` is not a full commit id, `refs/…` or REMOTE/BRANCH
! hint: write `origin/main` for the branch as it was fetched, or `refs/heads/main` in full
= 2
$ gonogo gate pre-release --policy-ref refs/heads/nowhere
! error: git knows no commit `refs/heads/nowhere` here
! hint: fetch it first: `git fetch origin BRANCH`, and give `origin/BRANCH`
= 2
$ gonogo gate pre-release --policy-ref origin/main
! error: refs/remotes/origin/main has no playbook: it is not at checklists/playbook.yaml
! hint: say where the checklists are with `--checklists FOLDER`, or commit them there
= 2
$ gonogo gate pre-release --policy-ref origin/main
! error: refs/remotes/origin/main has something else than a plain file at checklists/playbook.yaml
! hint: put the file itself there, and commit it
= 2

"#]]
    );
}

#[test]
fn a_clone_without_history_can_be_held_against_main() {
    let hub = project();
    seen(&hub, "ada", START);
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m start");
    hub.git("ada", "push --quiet");
    hub.git("grace", "pull --quiet");
    seen(&hub, "grace", "sign ci-green");
    let against = "verify --against origin/main";
    shows!(
        seen(&hub, "grace", against),
        str![[r#"
$ gonogo verify --against origin/main
2.4.0 is sound: 2 events
has everything that refs/remotes/origin/main has ([MAIN]): 1 event
head sha256:[HASH]
= 0

"#]]
    );
    // A runner has one commit, and fetches the one that it needs.
    let url = hub.path("origin.git").to_string_lossy().into_owned();
    hub.git(
        "",
        &format!("clone --quiet --depth=1 --single-branch file://{url} runner"),
    );
    hub.git(
        "runner",
        "fetch --quiet --depth=1 origin +refs/heads/main:refs/remotes/origin/main",
    );
    assert_eq!(code(&seen(&hub, "runner", against)), 0);
    assert_eq!(code(&seen(&hub, "runner", GATE)), 8);
}

#[test]
fn events_that_were_cut_off_are_named() {
    let hub = project();
    seen(&hub, "ada", START);
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m start");
    let opened = hub.record("ada");
    seen(&hub, "ada", "sign load-test");
    hub.git("ada", "commit --quiet -am sign");
    hub.git("ada", "push --quiet");
    hub.git("grace", "pull --quiet");
    fs::write(hub.path("grace/releases/2.4.0.toml"), opened).unwrap();
    assert_eq!(
        code(&seen(&hub, "grace", "verify")),
        0,
        "an older record is sound"
    );
    let cut = seen(&hub, "grace", "verify --against origin/main");
    assert_eq!(code(&cut), 4, "{cut}");
    assert!(
        cut.contains("event `signed` of item `pre-release/load-test`"),
        "{cut}"
    );
    // One that nobody has shared yet cannot be held against anything.
    hub.git("grace", "fetch --quiet origin HEAD");
    let none = seen(
        &hub,
        "grace",
        &format!("verify --against {}", hub.git("ada", "rev-parse HEAD~2")),
    );
    assert_eq!(code(&none), 2, "{none}");
}

/// The rules for a rollback that is under way stay in an amendment of the record; a policy is not bent by them.
#[test]
fn a_record_does_not_choose_who_ends_its_rollback() {
    let hub = project_with(crate::releasing::EMBEDDED, |_| ());
    replace(
        &hub,
        "playbook.yaml",
        "  ends: [release-manager]",
        "  ends: [release-manager, developer]",
    );
    let facts = crate::releasing::FACTS;
    for line in [
        &format!("start 2.4.0 --type patch --candidate 9fceb02 {facts}"),
        "sign deployment/deployment-started --role devops-engineer --ahead --reason early",
        "rollback --reason 'checkout fails' --class application --role devops-engineer",
    ] {
        let told = seen(&hub, "grace", line);
        assert_eq!(code(&told), 0, "{told}");
    }
    let told = seen(&hub, "grace", "gate rollback --policy-ref origin/main");
    assert_eq!(code(&told), 4, "{told}");
    assert!(told.contains("rollback"), "{told}");
}

/// Git also takes a tag or a branch for a reference that is not there, when it is called like the whole name.
#[test]
fn nothing_stands_in_for_the_branch_of_a_policy_or_of_a_record() {
    let hub = project();
    hub.ok("ada", START);
    hub.ok("ada", "sync");
    seen(&hub, "grace", START);
    hub.git("grace", "add -A");
    hub.git("grace", "commit --quiet -m own");
    for own in [
        "tag refs/remotes/origin/gonogo",
        "branch refs/remotes/origin/gonogo",
    ] {
        hub.git("grace", own);
        for line in [
            "gate pre-release --policy-ref origin/gonogo",
            "gate pre-release --policy-ref refs/remotes/origin/gonogo",
            "gate pre-release --record-ref refs/remotes/origin/gonogo",
            "gate pre-release --record-ref refs/remotes/origin/gonogo~0",
            "verify --against origin/gonogo",
        ] {
            let told = seen(&hub, "grace", line);
            assert_eq!(code(&told), 2, "{own}: {told}");
            assert!(told.contains("git knows no commit"), "{own}: {told}");
        }
    }
    // A short name that could mean a tag as well as a branch.
    hub.git("grace", "tag main");
    hub.git("grace", "tag origin/topic");
    hub.git("grace", "tag origin/main");
    for (line, meant) in [
        ("gate pre-release --record-ref main", "main"),
        ("gate pre-release --record-ref main~0", "main~0"),
        ("gate pre-release --record-ref origin/main", "origin/main"),
        ("gate pre-release --record-ref origin/topic", "origin/topic"),
    ] {
        let told = seen(&hub, "grace", line);
        assert_eq!(code(&told), 2, "{told}");
        let said = format!("`{meant}` could mean more than one commit here");
        assert!(told.contains(&said), "{told}");
    }
    hub.git("grace", "fetch --quiet");
    for (line, expected) in [
        ("gate pre-release --record-ref refs/heads/main", 8),
        ("gate pre-release --record-ref refs/heads/main~0", 8),
        ("gate pre-release --record-ref refs/remotes/origin/main", 8),
        ("gate pre-release --record-ref HEAD", 8),
        ("gate pre-release --policy-ref origin/main", 8),
    ] {
        let told = seen(&hub, "grace", line);
        assert_eq!(code(&told), expected, "{told}");
    }
}

#[test]
fn the_checklists_may_be_named_from_any_folder() {
    let hub = project();
    seen(&hub, "grace", START);
    fs::create_dir(hub.path("grace/src")).unwrap();
    for (folder, named) in [
        ("grace", "./checklists"),
        ("grace/src", "../checklists"),
        ("grace", "src/../checklists/"),
    ] {
        let gate = seen(&hub, folder, &format!("--checklists {named} {GATE}"));
        assert_eq!(code(&gate), 8, "{named}: {gate}");
    }
}

#[test]
fn checklists_and_records_are_found_from_any_folder() {
    let hub = project();
    seen(&hub, "grace", START);
    fs::create_dir_all(hub.path("grace/src/deep")).unwrap();
    hub.git("grace", "add -A");
    hub.git("grace", "commit --quiet -m start");
    hub.git("grace", "push --quiet");
    let dry_run = START.replace("2.4.0", "2.5.0") + " --dry-run";
    let against = "verify --against origin/main";
    let at_branch = format!("{GATE} --record-ref origin/main");
    for folder in [
        "grace",
        "grace/checklists",
        "grace/releases",
        "grace/src/deep",
    ] {
        for line in ["lint", "list", "status", "doctor", &dry_run, against] {
            let told = seen(&hub, folder, line);
            assert_eq!(code(&told), 0, "{folder}: {told}");
        }
        let told = seen(&hub, folder, &at_branch);
        assert_eq!(code(&told), 8, "{folder}: {told}");
        let list = seen(&hub, folder, "list");
        assert!(list.contains("2.4.0"), "{folder}: {list}");
    }
    let lint = seen(&hub, "grace/checklists", "lint");
    assert!(lint.contains("\n.: no problems"), "{lint}");
}

#[test]
fn the_folder_that_was_looked_at_is_named() {
    let hub = project();
    seen(&hub, "grace", START);
    let told = seen(
        &hub,
        "grace",
        "--checklists rules gate pre-release --policy-ref origin/main",
    );
    assert!(told.contains("it is not at rules/playbook.yaml"), "{told}");
}

/// Gives the load test of a library this check.
fn with_check(own: &Path, check: &str) {
    let path = own.join("pre-release.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let item = "text: Run the load test\n";
    let text = text.replace(item, &format!("{item}        check: {check}\n"));
    fs::write(path, text).unwrap();
}

#[test]
fn only_checks_of_the_policy_run() {
    let hub = project_with(LIBRARY, |own| with_check(own, "{run: [./check.sh]}"));
    replace(
        &hub,
        "pre-release.yaml",
        "text: Run the smoke tests in staging\n",
        "text: Run the smoke tests in staging\n        check: {run: [./check.sh]}\n",
    );
    seen(&hub, "grace", START);
    let program = hub.path("grace/check.sh");
    fs::write(&program, "#!/bin/sh\necho ran >> ran\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    // The same program, for an item that does not have it there.
    let listed = seen(&hub, "grace", "check --policy-ref origin/main");
    let ran = seen(&hub, "grace", "check --run --policy-ref origin/main");
    let named = seen(
        &hub,
        "grace",
        "check pre-release/smoke-tests --run --policy-ref origin/main",
    );
    let count = fs::read_to_string(hub.path("grace/ran")).unwrap();
    assert_eq!(count, "ran\n", "the other one did not run");
    let policy = |line: &&str| !line.contains("policy of");
    let all = [listed, ran, named].concat();
    let lines: Vec<&str> = all.lines().filter(policy).collect();
    shows!(
        format!("{}\n", lines.join("\n")),
        str![[r#"
$ gonogo check --policy-ref origin/main
pre-release/smoke-tests  open
    ./check.sh (up to 1m)
pre-release/load-test  open
    ./check.sh (up to 1m)
! warning: the checklists at refs/remotes/origin/main do not have this check for `pre-release/smoke-tests`, so it would not run
! hint: `gonogo check --run --policy-ref origin/main` runs those that it has
= 0
$ gonogo check --run --policy-ref origin/main
signed pre-release/load-test as qa-automation-engineer
! running ./check.sh
! warning: the check of `pre-release/smoke-tests` did not run: the checklists at refs/remotes/origin/main do not have this check for `pre-release/smoke-tests`
= 1
$ gonogo check pre-release/smoke-tests --run --policy-ref origin/main
! error: the checklists at refs/remotes/origin/main do not have this check for `pre-release/smoke-tests`
! hint: it runs once that branch has it
= 1

"#]]
    );
}

#[test]
fn a_check_that_asks_for_more_is_another_check() {
    let hub = project_with(LIBRARY, |own| with_check(own, "{run: [./check.sh]}"));
    let check = "check: {run: [./check.sh]}";
    let more = "check: {run: [./check.sh], env: [DEPLOY_TOKEN]}";
    replace(&hub, "pre-release.yaml", check, more);
    seen(&hub, "grace", START);
    let ran = seen(&hub, "grace", "check --run --policy-ref origin/main");
    assert_eq!(code(&ran), 1, "{ran}");
    assert!(
        ran.contains("do not have this check for `pre-release/load-test`"),
        "{ran}"
    );
    assert!(!ran.contains("running"), "{ran}");
}
