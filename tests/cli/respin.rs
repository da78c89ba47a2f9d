use std::process::Command;

use snapbox::str;

use crate::team::{START, Team, shows};

#[test]
fn what_was_bound_to_the_old_candidate_goes_stale() {
    let team = Team::on_release();
    team.quietly("sign ci-green\n sign code-reviewed --role developer");
    shows!(
        team.transcript(
            "respin --candidate c2 --reason 'fix for the login'
             show ci-green
             show code-reviewed
             respin --candidate c2
             gate pre-release"
        ),
        str![[r#"
$ gonogo respin --candidate c2 --reason 'fix for the login'
respun on candidate c2
! note: stale: pre-release/ci-green
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      stale
  phase      pre-release
  section    Code
  role       developer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z, stale
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
= 0
$ gonogo show code-reviewed
pre-release/code-reviewed
Review every merged change

  state      open
  phase      pre-release
  section    Code
  role       developer: signed by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
  role       qa-automation-engineer: has not signed

What happened
2026-11-20T09:00:00Z  signed pre-release/code-reviewed as developer  by Ada Lovelace <ada@octoacme.example>
= 0
$ gonogo respin --candidate c2
! note: nothing to do: `c2` is already the candidate
= 0
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  signed, but for another candidate [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green
  pre-release/code-reviewed  open [qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
HOLD for pre-release: release 2.4.0, candidate c2, 0 of 8 items, 0 of 3 calls
= 8

"#]]
    );
}

#[test]
fn a_candidate_has_to_be_named_where_git_has_none() {
    let team = Team::on_release();
    shows!(
        team.transcript("respin\n respin --candidate ''\n respin --candidate 'a b'"),
        str![[r#"
$ gonogo respin
! error: no candidate is named, and git has no HEAD here
! hint: give `--candidate ID`
= 2
$ gonogo respin --candidate ''
! error: invalid value '' for '--candidate <ID>': a candidate is a commit or a digest, without spaces
! 
! For more information, try '--help'.
= 2
$ gonogo respin --candidate 'a b'
! error: invalid value 'a b' for '--candidate <ID>': a candidate is a commit or a digest, without spaces
! 
! For more information, try '--help'.
= 2

"#]]
    );
}

#[test]
fn the_candidate_is_the_commit_that_is_checked_out() {
    let path = std::env::var_os("PATH").unwrap();
    let team = Team::new().with("PATH", path.to_str().unwrap());
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        let identity = [
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@octoacme.example",
            "-c",
            "commit.gpgsign=false",
        ];
        command
            .args(identity)
            .args(arguments)
            .current_dir(team.path(""))
            .env("HOME", team.path(""));
        command
            .env("GIT_AUTHOR_DATE", "2026-11-20T08:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-20T08:00:00Z");
        assert!(
            command.output().unwrap().status.success(),
            "git {arguments:?}"
        );
    };
    git(&["init", "--quiet"]);
    git(&["commit", "--quiet", "--allow-empty", "--message", "first"]);
    team.quietly("start 2.4.0 --type patch");
    shows!(
        team.transcript("respin"),
        str![[r#"
$ gonogo respin
! note: nothing to do: `[HASH]` is already the candidate
= 0

"#]]
    );
    git(&["commit", "--quiet", "--allow-empty", "--message", "second"]);
    shows!(
        team.transcript("respin"),
        str![[r#"
$ gonogo respin
respun on candidate [HASH]
! hint: `gonogo status` shows what has to be signed and called again
= 0

"#]]
    );
}

#[test]
fn a_rehearsal_prints_the_event_and_writes_nothing() {
    shows!(
        Team::on_release().rehearses("respin --candidate c2 --dry-run"),
        str![[r#"
$ gonogo respin --candidate c2 --dry-run
[[release.event]]
kind = "respun"
at = 2026-11-20T09:00:00Z
by = "Ada Lovelace <ada@octoacme.example>"
candidate = "c2"
id = "sha256:[HASH]"
prev = ["sha256:[HASH]"]
! hint: dry run: nothing was written
= 0

"#]]
    );
}

/// Puts a program of the team's own in the place of git, which answers at once and lets somebody sign before it does.
#[cfg(unix)]
#[test]
fn whoever_signs_while_git_reads_the_commits_waits_for_nobody() {
    use std::os::unix::fs::PermissionsExt as _;
    let team = Team::new();
    let program = team.path("bin/git");
    std::fs::create_dir(team.path("bin")).unwrap();
    // Of the environment git gets only what it needs, so the sign-off brings its own.
    let command = team.gonogo();
    let settings: String = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
        .filter(|(name, _)| *name != "PATH")
        .map(|(name, value)| format!("export {name}='{value}'\n"))
        .collect();
    let script = format!(
        "#!/bin/sh
{settings}case \" $* \" in
*' rev-parse '*) echo 9fceb02d0ae598e95dc970b74767f19372d61af8 ;;
*) echo 1763629200; test -e busy && rm busy && '{}' sign code-reviewed --role developer > signed.txt 2>&1 ;;
esac
exit 0
",
        env!("CARGO_BIN_EXE_gonogo")
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", team.path("bin").display());
    let team = team.with("PATH", &path);
    team.quietly(&format!("{START} --from v2.3.0"));
    std::fs::write(team.path("busy"), "").unwrap();
    team.quietly("respin --candidate c2");
    assert_eq!(
        team.read("signed.txt"),
        "signed pre-release/code-reviewed as developer\n"
    );
    let record = team.read("releases/2.4.0.toml");
    assert_eq!(
        record.matches("kind = \"committed\"").count(),
        2,
        "the commits of the new candidate are in it"
    );
}
