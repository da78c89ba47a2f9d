//! What a check can be: a program and its terms, an address, files, a changelog, a signed tag.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use snapbox::str;

use crate::signatures::{KEYS, public};
use crate::sync::Hub;
use crate::team::{START, Team, shows};

/// Gives the team a release whose load test has this check.
fn team(check: &str) -> Team {
    let team = Team::new()
        .with_own_library()
        .with("API_TOKEN", "s3cret-token")
        .with("UNLISTED", "unlisted");
    team.replace(
        "checklists/pre-release.yaml",
        "text: Run the load test\n",
        &format!("text: Run the load test\n        check: {check}\n"),
    );
    team.quietly(START);
    team
}

fn write(team: &Team, name: &str, text: &str) {
    let path = team.path(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn program(team: &Team, name: &str, lines: &str) {
    write(team, name, &format!("#!/bin/sh\n{lines}\n"));
    fs::set_permissions(team.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

const RUN: &str = "check load-test --run\n show load-test";

#[test]
fn a_program_has_a_folder_a_code_and_variables_and_its_secrets_are_masked() {
    let team =
        team("{run: [./check.sh], folder: services/api, code: 3, env: [API_TOKEN], timeout: 20s}");
    program(
        &team,
        "services/api/check.sh",
        "echo \"in ${PWD##*/}: $API_TOKEN, ${UNLISTED:-kept back}, ${GONOGO_BY:-kept back}\"; exit 3",
    );
    shows!(
        team.transcript(RUN),
        str![[r#"
$ gonogo check load-test --run
signed pre-release/load-test as qa-automation-engineer
! running ./check.sh
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
  rule       can be checked with ./check.sh (in services/api, passes with exit code 3, given API_TOKEN, up to 20s)

What happened
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    evidence: $ ./check.sh\nexit code 3 after 0s in services/api\nsha256:[HASH] of 34 bytes\nin api: ***, kept back, kept back
= 0

"#]]
    );
    program(&team, "services/api/check.sh", "echo \"no $API_TOKEN\" >&2");
    shows!(
        team.transcript("respin --candidate c2\n check load-test --run"),
        str![[r#"
$ gonogo respin --candidate c2
respun on candidate c2
! note: stays: pre-release/load-test
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo check load-test --run
blocked pre-release/load-test as qa-automation-engineer
! running ./check.sh
! warning: the check of `pre-release/load-test` failed: the command ended with exit code 0, not 3: no ***
= 1

"#]]
    );
    assert!(!team.read("releases/2.4.0.toml").contains("s3cret"));
}

#[test]
fn a_folder_that_leads_out_is_not_entered() {
    let team = team("{run: [./check.sh], folder: link, timeout: 20s}");
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), team.path("link")).unwrap();
    shows!(
        team.transcript("check load-test --run"),
        str![[r#"
$ gonogo check load-test --run
blocked pre-release/load-test as qa-automation-engineer
! running ./check.sh
! warning: the check of `pre-release/load-test` failed: `link` leads out of the working folder
= 1

"#]]
    );
}

#[test]
fn a_check_is_repeated_after_a_failure() {
    let team = team("{run: [./check.sh], retries: 1, timeout: 20s}");
    program(&team, "check.sh", "[ -e once ] && exit 0; : > once; exit 1");
    shows!(
        team.transcript(RUN),
        str![[r#"
$ gonogo check load-test --run
signed pre-release/load-test as qa-automation-engineer
! running ./check.sh
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
  rule       can be checked with ./check.sh (up to 20s, 1 retry)

What happened
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    evidence: $ ./check.sh\nexit code 0 after 0s, attempt 2 of 2\nsha256:[HASH] of 0 bytes
= 0

"#]]
    );
    program(&team, "check.sh", "echo no >> tries; exit 1");
    shows!(
        team.transcript("respin --candidate c2\n check load-test --run"),
        str![[r#"
$ gonogo respin --candidate c2
respun on candidate c2
! note: stays: pre-release/load-test
! hint: `gonogo status` shows what has to be signed and called again
= 0
$ gonogo check load-test --run
blocked pre-release/load-test as qa-automation-engineer
! running ./check.sh
! warning: the check of `pre-release/load-test` failed: the command ended with exit code 1 (after 2 attempts)
= 1

"#]]
    );
    assert_eq!(team.read("tries"), "no\nno\n");
}

#[test]
fn files_have_to_be_there() {
    let team = team("{files: [\"dist/app-{{version}}.tar.gz\", NOTICE]}");
    write(&team, "dist/app-2.4.0.tar.gz", "app\n");
    shows!(
        team.transcript("check\n check load-test --run"),
        str![[r#"
$ gonogo check
pre-release/load-test  open
    files dist/app-{{version}}.tar.gz, NOTICE
! hint: `gonogo check --run` runs them
= 0
$ gonogo check load-test --run
blocked pre-release/load-test as qa-automation-engineer
! checking files dist/app-{{version}}.tar.gz, NOTICE
! warning: the check of `pre-release/load-test` failed: `NOTICE` is not there
= 1

"#]]
    );
    write(&team, "NOTICE", "");
    shows!(
        team.transcript(RUN),
        str![[r#"
$ gonogo check load-test --run
unblocked pre-release/load-test as qa-automation-engineer
signed pre-release/load-test as qa-automation-engineer
! checking files dist/app-{{version}}.tar.gz, NOTICE
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
  rule       can be checked with files dist/app-{{version}}.tar.gz, NOTICE

What happened
2026-11-20T09:00:00Z  blocked pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    reason: the check failed: `NOTICE` is not there
2026-11-20T09:00:00Z  unblocked pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    reason: the check passed
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    evidence: the files are there\nsha256:[HASH] of 4 bytes  dist/app-2.4.0.tar.gz\nsha256:[HASH] of 0 bytes  NOTICE
= 0

"#]]
    );
}

#[test]
fn a_changelog_has_to_mention_the_version() {
    let team = team("{changelog: CHANGELOG.md}");
    write(&team, "CHANGELOG.md", "# Changes\n\n## 2.4.0-rc.1\n");
    shows!(
        team.transcript("check load-test --run"),
        str![[r#"
$ gonogo check load-test --run
blocked pre-release/load-test as qa-automation-engineer
! checking version in CHANGELOG.md
! warning: the check of `pre-release/load-test` failed: CHANGELOG.md does not mention 2.4.0
= 1

"#]]
    );
    write(
        &team,
        "CHANGELOG.md",
        "# Changes\n\n## [2.4.0] - 2026-11-20\n\n## 2.4.0-rc.1\n",
    );
    shows!(
        team.transcript(RUN),
        str![[r#"
$ gonogo check load-test --run
unblocked pre-release/load-test as qa-automation-engineer
signed pre-release/load-test as qa-automation-engineer
! checking version in CHANGELOG.md
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
  rule       can be checked with version in CHANGELOG.md

What happened
2026-11-20T09:00:00Z  blocked pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    reason: the check failed: CHANGELOG.md does not mention 2.4.0
2026-11-20T09:00:00Z  unblocked pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    reason: the check passed
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    evidence: CHANGELOG.md mentions 2.4.0 on line 3\nsha256:[HASH]\n## [2.4.0] - 2026-11-20
= 0

"#]]
    );
}

#[cfg(feature = "prometheus")]
mod address {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use snapbox::str;

    use super::{RUN, shows, team};

    /// Answers one request with a status, and returns the port and what was asked.
    fn server(status: &str) -> (u16, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer =
            format!("HTTP/1.1 {status}\r\nContent-Length: 3\r\nConnection: close\r\n\r\nup\n");
        let asked = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") {
                stream.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(head).unwrap()
        });
        (port, asked)
    }

    #[test]
    fn an_address_has_to_answer_with_its_status() {
        let (port, asked) = server("503 Service Unavailable");
        let address = format!("http://127.0.0.1:{port}/health/{{{{candidate}}}}");
        let team = team(&format!(
            "{{http: \"{address}\", status: 204, timeout: 20s}}"
        ));
        let shown =
            |lines: &str, port: u16| team.transcript(lines).replace(&port.to_string(), "[PORT]");
        shows!(
            shown("check load-test --run", port),
            str![[r#"
$ gonogo check load-test --run
blocked pre-release/load-test as qa-automation-engineer
! checking GET http://127.0.0.1:[PORT]/health/{{candidate}}
! warning: the check of `pre-release/load-test` failed: the server answered with status 503, not 204
= 1

"#]]
        );
        let head = asked.join().unwrap();
        assert!(head.starts_with("GET /health/c1 HTTP/1.1\r\n"), "{head}");

        let (second, asked) = server("204 No Content");
        team.replace(
            "checklists/pre-release.yaml",
            &format!("127.0.0.1:{port}"),
            &format!("127.0.0.1:{second}"),
        );
        team.quietly("amend --role release-manager --reason 'it moved'");
        shows!(
            shown(RUN, second).replace(&port.to_string(), "[OLD]"),
            str![[r#"
$ gonogo check load-test --run
unblocked pre-release/load-test as qa-automation-engineer
signed pre-release/load-test as qa-automation-engineer
! checking GET http://127.0.0.1:[PORT]/health/{{candidate}}
= 0
$ gonogo show load-test
pre-release/load-test
Run the load test

  state      done
  phase      pre-release
  section    Tests
  role       qa-automation-engineer: signed by automation <automation@gonogo.invalid> at 2026-11-20T09:00:00Z
  rule       can be checked with GET http://127.0.0.1:[PORT]/health/{{candidate}} (passes with status 204, up to 20s)

What happened
2026-11-20T09:00:00Z  blocked pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    reason: the check failed: the server answered with status 503, not 204
2026-11-20T09:00:00Z  unblocked pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    reason: the check passed
2026-11-20T09:00:00Z  signed pre-release/load-test as qa-automation-engineer  by automation <automation@gonogo.invalid>
    evidence: GET http://127.0.0.1:[PORT]/health/c1\nstatus 204 after 0s\nsha256:[HASH] of 0 bytes
= 0

"#]]
        );
        asked.join().unwrap();
    }
}

/// A repository in which Ada signs tags with her key, which git trusts, and has started a release of its first commit. Returns it
/// with what its check says, after a line of git.
fn tagged(git: &[&str]) -> String {
    let hub = Hub::bare();
    let own = hub.path("ada/checklists");
    fs::create_dir(&own).unwrap();
    let library = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/library");
    for entry in fs::read_dir(library).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
    }
    let list = own.join("pre-release.yaml");
    let text = fs::read_to_string(&list).unwrap();
    let item = "text: Run the load test\n";
    let check = format!("{item}        check: {{tag: \"v{{{{version}}}}\"}}\n");
    fs::write(list, text.replace(item, &check)).unwrap();
    for (key, signer) in [("ada", true), ("bo", false)] {
        let to = hub.path(key).with_extension("key");
        fs::copy(format!("{KEYS}/{key}"), &to).unwrap();
        fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
        if signer {
            let line = format!("ada@octoacme.example {}\n", public(key));
            fs::write(hub.path("allowed"), line).unwrap();
        }
    }
    let home = hub.path("");
    let home = home.to_str().unwrap().trim_end_matches('/');
    let settings = format!(
        "[gpg]\n\tformat = ssh\n[gpg \"ssh\"]\n\tallowedSignersFile = {home}/allowed\n[user]\n\tsigningKey = {home}/ada.key\n"
    );
    fs::write(hub.path(".gitconfig"), settings).unwrap();
    hub.git("ada", "add -A");
    hub.git("ada", "commit --quiet -m first");
    let first = hub.git("ada", "rev-parse HEAD");
    for line in git {
        hub.git(
            "ada",
            &line.replace("[HOME]", home).replace("[FIRST]", &first),
        );
    }
    let start = START.replace("--candidate c1", &format!("--candidate {first}"));
    let mut gonogo = hub.gonogo("ada");
    let output = gonogo
        .env("GONOGO_CHECKLISTS", &own)
        .args(crate::team::words(&start))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let output = hub.run("ada", "check load-test --run --json");
    let code = output.status.code().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let line = said.lines().find_map(|line| line.split_once("failed: "));
    let line = line.map_or("passed", |(_, why)| why).to_owned();
    if code == 0 {
        let record = hub.record("ada");
        for part in ["signed tag v2.4.0 on", "signature for ada@octoacme.example"] {
            assert!(record.contains(part), "{part}\n{record}");
        }
    }
    let second = hub.git("ada", "rev-parse HEAD");
    format!(
        "{code} {}\n",
        line.replace(&first, "[FIRST]").replace(&second, "[SECOND]")
    )
}

#[test]
fn a_tag_has_to_be_signed_and_on_the_candidate() {
    let more = "commit --quiet --allow-empty -m second";
    let cases: [(&str, &[&str]); 8] = [
        ("signed", &["tag -s -m release v2.4.0"]),
        ("none", &[]),
        ("lightweight", &["tag v2.4.0"]),
        ("unsigned", &["tag -a -m release v2.4.0"]),
        (
            "by a stranger",
            &["-c user.signingKey=[HOME]/bo.key tag -s -m release v2.4.0"],
        ),
        ("on another commit", &[more, "tag -s -m release v2.4.0"]),
        (
            "signed as another",
            &[
                "tag -s -m release v2.3.0",
                "update-ref refs/tags/v2.4.0 refs/tags/v2.3.0",
            ],
        ),
        ("of a tree", &["tag -s -m release v2.4.0 HEAD^{tree}"]),
    ];
    let told = cases.map(|(name, git)| format!("{name}: {}", tagged(git)));
    shows!(
        told.concat(),
        str![[r#"
signed: 0 passed
none: 1 there is no tag `v2.4.0` here
lightweight: 1 the tag `v2.4.0` has no message and no signature
unsigned: 1 git does not verify the tag `v2.4.0`: error: no signature found
by a stranger: 1 git does not verify the tag `v2.4.0`: No principal matched.
on another commit: 1 the tag v2.4.0 is on [SECOND], and the candidate is [FIRST]
signed as another: 1 the tag `v2.4.0` was signed as `v2.3.0`
of a tree: 1 the tag `v2.4.0` is not on a commit

"#]]
    );
}
