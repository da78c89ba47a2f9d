//! A gate that is asked about a commit, and one that reads its record from a branch.

use std::path::Path;
use std::process::Command;

use snapbox::str;

use crate::team::{Team, shows};

/// Runs git in the team's folder, as nobody in particular.
fn git(team: &Team, line: &str) -> String {
    let output = Command::new("git")
        .args(line.split(' '))
        .current_dir(team.path(""))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", team.path(""))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_NAME", "Ada Lovelace")
        .env("GIT_AUTHOR_EMAIL", "ada@octoacme.example")
        .env("GIT_COMMITTER_NAME", "Ada Lovelace")
        .env("GIT_COMMITTER_EMAIL", "ada@octoacme.example")
        .env("GIT_AUTHOR_DATE", "2026-11-20T08:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-11-20T08:00:00Z")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git {line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(team: &Team, file: &str, text: &str) -> String {
    let path = team.path(file);
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
    std::fs::write(path, text).unwrap();
    git(team, "add -A");
    git(team, "commit --quiet -m change");
    git(team, "rev-parse HEAD")
}

/// A repository whose first commit is the candidate of a release.
fn repository() -> (Team, String) {
    let path = std::env::var_os("PATH").unwrap();
    let team = Team::new().with("PATH", path.to_str().unwrap());
    git(&team, "init --quiet --initial-branch main");
    let candidate = commit(&team, "main.rs", "fn main() {}");
    team.quietly("start 2.4.0 --type minor");
    (team, candidate)
}

const ONLY_ENDS: &str = "gate pre-release --candidate ";

/// Returns the first and the last line of standard output, standard error, and the exit code.
fn ends(team: &Team, line: &str) -> String {
    let transcript = team.transcript(line);
    let (said, printed): (Vec<&str>, Vec<&str>) = transcript
        .lines()
        .skip(1)
        .partition(|line| line.starts_with("! ") || line.starts_with("= "));
    let ends = printed.first().into_iter().chain(printed.last());
    let all: Vec<&str> = ends.copied().chain(said).collect();
    all.join("\n") + "\n"
}

#[test]
fn another_candidate_is_no_go_and_both_are_named() {
    let team = Team::on_release();
    team.quietly("respin --candidate 9fceb02d0ae598e95dc970b74767f19372d61af8");
    for same in [
        "9fceb02",
        "9FCEB02D",
        "9fceb02d0ae598e95dc970b74767f19372d61af8",
    ] {
        let output = team.run(&format!("{ONLY_ENDS}{same}"));
        assert_eq!(output.status.code(), Some(8), "{same}");
    }
    for other in [
        "9fceb0",
        "9fceb03",
        "c1",
        "9fceb02d0ae598e95dc970b74767f19372d61af80",
    ] {
        let output = team.run(&format!("{ONLY_ENDS}{other}"));
        assert_eq!(output.status.code(), Some(1), "{other}");
    }
    shows!(
        team.transcript("respin --candidate sha256:c0ffee1")
            + &ends(&team, &format!("{ONLY_ENDS}c0ffee2"))
            + &ends(&team, "gate --candidate ''"),
        str![[r#"
$ gonogo respin --candidate sha256:c0ffee1
respun on candidate sha256:c0ffee1
! hint: `gonogo status` shows what has to be signed and called again
= 0
NO-GO  c0ffee2 is not the candidate: the record has candidate sha256:c0ffee1
NO-GO for pre-release: release 2.4.0, candidate sha256:c0ffee1, 0 of 8 items, 0 of 3 calls
= 1
! error: invalid value '' for '--candidate <ID>': a candidate is a commit or a digest, without spaces
! 
! For more information, try '--help'.
= 2

"#]]
    );
    let output = team.run("gate --json --candidate c0ffee2");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["verdict"], "NO-GO");
    assert_eq!(
        json["candidate"],
        serde_json::json!({"recorded": "sha256:c0ffee1", "asked": "c0ffee2", "matches": false})
    );
}

#[test]
fn a_release_without_a_candidate_is_about_no_commit() {
    let team = Team::new();
    team.quietly("start 2.4.0 --type minor");
    shows!(
        ends(&team, "gate --candidate c0ffee2"),
        str![[r#"
NO-GO  c0ffee2 is not the candidate: the record has no candidate
NO-GO: release 2.4.0, no candidate, 0 of 9 items, 0 of 3 calls
= 1

"#]]
    );
}

#[test]
fn a_checkout_that_is_not_the_candidate_is_said() {
    let (team, candidate) = repository();
    assert_eq!(team.run("gate").stderr, b"", "the candidate is checked out");
    git(&team, "add -A");
    git(&team, "commit --quiet -m record");
    assert_eq!(team.run("gate").stderr, b"", "only records differ");
    let head = commit(&team, "main.rs", "fn main() { todo!() }");
    let said = String::from_utf8(team.run("gate").stderr).unwrap();
    assert_eq!(
        said,
        format!(
            "warning: checked out is {head}, not the candidate {candidate}, and their files differ; \
             `--candidate {head}` makes that a NO-GO\n"
        )
    );
    let asked = team.run(&format!("gate --candidate {candidate}"));
    assert_eq!(
        asked.stderr, b"",
        "an answer about the commit that was asked about"
    );
    team.quietly("respin --candidate c0ffee1c0ffee1");
    let said = String::from_utf8(team.run("gate").stderr).unwrap();
    assert!(
        said.contains("c0ffee1c0ffee1, which git does not have here"),
        "{said}"
    );
    team.quietly("respin --candidate sha256:c0ffee1");
    assert_eq!(team.run("gate").stderr, b"", "a digest is no commit");
}

#[test]
fn the_record_is_read_from_a_branch() {
    let (team, _) = repository();
    git(&team, "checkout --quiet -b records");
    git(&team, "add -A");
    git(&team, "commit --quiet -m record");
    team.quietly("sign ci-green");
    git(&team, "commit --quiet -am signed");
    git(&team, "checkout --quiet main");
    assert!(!team.path("releases/2.4.0.toml").exists());
    let here = ends(&team, "gate pre-release");
    let there = ends(&team, "gate pre-release --record-ref records");
    shows!(
        here + &there,
        str![[r#"
! error: there is no open release in releases
! hint: open one with `gonogo walk VERSION` or `gonogo start VERSION --type TYPE`
= 2
HOLD  Go for deployment (pre-release)
HOLD for pre-release: release 2.4.0, candidate [HASH], 1 of 9 items, 0 of 3 calls
= 8

"#]]
    );
    for line in [
        "gate 2.4.0 pre-release --record-ref records",
        "gate pre-release -r 2.4.0 --record-ref records~1",
        "gate --record-ref records",
    ] {
        assert_eq!(team.run(line).status.code(), Some(8), "{line}");
    }
    let text = |line: &str| String::from_utf8(team.run(line).stdout).unwrap();
    let open = "pre-release/ci-green  open";
    assert!(!text("gate pre-release --record-ref records").contains(open));
    assert!(text("gate pre-release --record-ref records~1").contains(open));
    shows!(
        team.transcript(
            "gate --record-ref nowhere
             gate --record-ref --output=x
             gate 2.5.0 --record-ref records
             gate --record-ref main",
        ),
        str![[r#"
$ gonogo gate --record-ref nowhere
! error: git knows no commit `nowhere` here
! hint: fetch it first: `git fetch origin BRANCH`, and give `origin/BRANCH`
= 2
$ gonogo gate --record-ref --output=x
! error: unexpected argument '--output' found
! 
!   tip: to pass '--output' as a value, use '-- --output'
! 
! Usage: gonogo gate [OPTIONS] [PHASE]
! 
! For more information, try '--help'.
= 2
$ gonogo gate 2.5.0 --record-ref records
! error: `records` does not have releases/2.5.0.toml
! hint: commit the record there, or give the revision that has it
= 2
$ gonogo gate --record-ref main
! error: `main` does not have a record
! hint: commit the record there, or give the revision that has it
= 2

"#]]
    );
}

#[test]
fn go_for_release_is_said_only_when_every_gate_is_at_go() {
    let team = Team::on_release();
    let said = |line: &str| {
        let output = team.run(line);
        let text = String::from_utf8(output.stdout).unwrap();
        (text.contains("GO for release"), output.status.code())
    };
    team.quietly(
        "sign 'pre-release/*' --role developer
         sign 'pre-release/*' --role QA --evidence https://ci.example/run/881
         call go --role developer
         call go --role QA",
    );
    assert_eq!(said("gate pre-release"), (false, Some(0)));
    assert_eq!(said("gate"), (false, Some(8)));
    team.quietly("block deployed --role developer --reason 'it burns'");
    assert_eq!(said("gate"), (false, Some(1)));
    team.quietly(
        "unblock deployed --role developer --reason 'it is out'
         sign 'deployment/*' --role developer
         sign 'deployment/*' --role QA
         call go --role QA
         sign 'post-release/*' --role release-manager",
    );
    assert_eq!(said("gate post-release"), (false, Some(0)));
    assert_eq!(said("gate"), (true, Some(0)));
}

#[test]
fn what_is_no_record_at_a_revision_is_named() {
    let (team, _) = repository();
    std::fs::create_dir_all(team.path("releases")).unwrap();
    std::os::unix::fs::symlink("elsewhere.toml", team.path("releases/2.5.0.toml")).unwrap();
    git(&team, "add -A");
    git(&team, "commit --quiet -m link");
    shows!(
        team.transcript("gate 2.5.0 --record-ref HEAD"),
        str![[r#"
$ gonogo gate 2.5.0 --record-ref HEAD
! error: HEAD:releases/2.5.0.toml is a link, which is not followed
! hint: put the record itself there, and commit it
= 2

"#]]
    );
}
