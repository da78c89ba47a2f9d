//! Signed events: who vouches for what, with the program on one side and the real `ssh-keygen` on the other.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use snapbox::str;

use crate::team::{START, Team, shows, words};

/// Keys that are worth nothing: Ada's, Bo's, Eve's, and one that is locked with `correct horse`.
pub(crate) const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/keys");

/// The line of the record that the sign-off of `ci-green` has its signature on comes after this one.
const SIGNED: &str = "kind = \"signed\"";

const SIGN: &str = "sign ci-green --evidence https://ci.example/run/1";

/// Returns a public key as a line of `allowed_signers` has it.
pub(crate) fn public(name: &str) -> String {
    let text = fs::read_to_string(Path::new(KEYS).join(format!("{name}.pub"))).unwrap();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// Gives the team a playbook that demands signatures, and the keys of Ada and Bo in `allowed_signers`.
pub(crate) fn team(demanded: &str) -> Team {
    let team = Team::new().with_own_library();
    team.replace(
        "checklists/playbook.yaml",
        "  separation: off\n",
        &format!("  separation: off\n  signatures: {demanded}\n"),
    );
    for name in ["ada", "bo", "eve", "locked"] {
        let to = team.path(name);
        fs::copy(Path::new(KEYS).join(name), &to).unwrap();
        fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
        let public = format!("{name}.pub");
        fs::copy(Path::new(KEYS).join(&public), team.path(&public)).unwrap();
    }
    allow(
        &team,
        &format!(
            "ada@octoacme.example {}\nbo@octoacme.example {}\n",
            public("ada"),
            public("bo")
        ),
    );
    team
}

fn allow(team: &Team, lines: &str) {
    fs::write(team.path("checklists/allowed_signers"), lines).unwrap();
}

/// Gives the team a release that Ada started and signed `ci-green` in.
fn signed() -> Team {
    let team = team("all");
    team.quietly(&format!("{START} --key ada\n{SIGN} --key ada"));
    team
}

/// Runs a program of OpenSSH in the team's folder.
fn openssh(team: &Team, program: &str, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(team.path(""))
        .env("HOME", team.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Has `ssh-keygen` sign bytes, and returns the one line of the record.
fn by_keygen(team: &Team, key: &str, namespace: &str, bytes: &[u8]) -> String {
    let arguments = ["-q", "-Y", "sign", "-n", namespace, "-f", key];
    let armour = text(&openssh(team, "ssh-keygen", &arguments, bytes));
    one_line(&armour)
}

fn one_line(armour: &str) -> String {
    let body = armour.lines().filter(|line| !line.starts_with("-----"));
    body.collect()
}

/// Puts another signature on the sign-off of `ci-green`; none takes it away.
fn replace_signature(team: &Team, signature: Option<&str>) {
    let record = team.read("releases/2.4.0.toml");
    let (before, after) = record.split_once(SIGNED).unwrap();
    let (head, rest) = after.split_once("\nsignature = \"").unwrap();
    let (_, tail) = rest.split_once("\"\n").unwrap();
    let line = signature.map_or_else(String::new, |it| format!("signature = \"{it}\"\n"));
    let record = format!("{before}{SIGNED}{head}\n{line}{tail}");
    fs::write(team.path("releases/2.4.0.toml"), record).unwrap();
}

fn signed_bytes(team: &Team) -> Vec<u8> {
    team.run("show ci-green --signed-bytes").stdout
}

fn json(team: &Team, line: &str) -> Value {
    serde_json::from_slice(&team.run(line).stdout).unwrap()
}

#[test]
fn what_has_to_be_signed_is_written_only_with_a_key_that_counts() {
    let team = team("all");
    shows!(
        team.transcript(&format!(
            "{START}\n {START} --key eve\n {START} --key ada\n {SIGN}\n {SIGN} --key ada\n {SIGN} --key ada\n \
             verify\n log\n show ci-green --json"
        )),
        str![[r#"
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes
! error: event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]) has to be signed
! hint: give `--key FILE`, set GONOGO_KEY, or let git sign with SSH: gpg.format ssh and user.signingkey
= 2
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes --key eve
! error: event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]) was not written: its signature would be refused: ada@octoacme.example is named with another key, ssh-ed25519 SHA256:lGTW3z0u5AO5XYfBM6ovHQ09XJEqmiMag6rgr72fIEI, [FOLDER]/checklists/allowed_signers:1
! hint: if it is the key of Ada Lovelace, this line in [FOLDER]/checklists/allowed_signers says so: ada@octoacme.example namespaces="gonogo@event" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILsvOaTkMpvilE8z/0SKEX2P7wM4/bBbG/DleqZi1ddQ
= 4
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes --key ada
opened releases/2.4.0.toml with 9 items
! hint: `gonogo walk 2.4.0` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo sign ci-green --evidence https://ci.example/run/1
! error: event `signed` of item `pre-release/ci-green` for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]) has to be signed
! hint: give `--key FILE`, set GONOGO_KEY, or let git sign with SSH: gpg.format ssh and user.signingkey
= 2
$ gonogo sign ci-green --evidence https://ci.example/run/1 --key ada
signed pre-release/ci-green as developer
= 0
$ gonogo sign ci-green --evidence https://ci.example/run/1 --key ada
! note: nothing to do: item `pre-release/ci-green` was already signed for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z
= 0
$ gonogo verify
2.4.0 is sound: 2 events
signatures: 2 verified, 0 unverified, 0 refused
head sha256:[HASH]
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
    signature: verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1)
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    evidence: https://ci.example/run/1
    signature: verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1)
= 0
$ gonogo show ci-green --json
{
  "format": "gonogo.show/1",
  "item": {
    "id": "pre-release/ci-green",
    "text": "Run all CI/CD pipelines on the candidate",
    "phase": "pre-release",
    "section": "Code",
    "state": "done",
    "roles": [
      "developer"
    ],
    "killer": false,
    "evidence-required": false,
    "bound": "candidate",
    "in-order": false,
    "deadline": null,
    "signed": [
      {
        "role": "developer",
        "by": "Ada Lovelace <ada@octoacme.example>",
        "at": "2026-11-20T09:00:00Z",
        "evidence": [
          "https://ci.example/run/1"
        ],
        "note": null,
        "stale": null
      }
    ],
    "unwaived-by": [],
    "waivers": [],
    "waiver": null,
    "lapsed": null,
    "not-applicable": null,
    "blockers": []
  },
  "help": null,
  "link": null,
  "events": [
    {
      "kind": "signed",
      "at": "2026-11-20T09:00:00Z",
      "by": "Ada Lovelace <ada@octoacme.example>",
      "item": "pre-release/ci-green",
      "role": "developer",
      "candidate": "c1",
      "evidence": [
        "https://ci.example/run/1"
      ],
      "item-digest": "sha256:[HASH]",
      "id": "sha256:[HASH]",
      "prev": [
        "sha256:[HASH]"
      ]
    }
  ],
  "signatures": {
    "demanded": "all",
    "events": [
      {
        "event": "sha256:[HASH]",
        "standing": "verified",
        "key": "ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw",
        "line": "[FOLDER]/checklists/allowed_signers:1",
        "why": null,
        "effect": null
      }
    ]
  }
}
= 0

"#]]
    );
}

#[test]
fn roles_that_need_not_sign_may() {
    let team = team("{roles: [qa-automation-engineer]}");
    shows!(
        team.transcript(&format!(
            "{START}\n {SIGN}\n sign pre-release/smoke-tests --role qa-automation-engineer --evidence u\n \
             sign pre-release/smoke-tests --role qa-automation-engineer --evidence u --key ada\n \
             sign code-reviewed --role developer --key ada\n verify"
        )),
        str![[r#"
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes
opened releases/2.4.0.toml with 9 items
! hint: `gonogo walk 2.4.0` walks through it, `gonogo status` shows where it stands
= 0
$ gonogo sign ci-green --evidence https://ci.example/run/1
signed pre-release/ci-green as developer
= 0
$ gonogo sign pre-release/smoke-tests --role qa-automation-engineer --evidence u
! error: event `signed` of item `pre-release/smoke-tests` for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]) has to be signed
! hint: give `--key FILE`, set GONOGO_KEY, or let git sign with SSH: gpg.format ssh and user.signingkey
= 2
$ gonogo sign pre-release/smoke-tests --role qa-automation-engineer --evidence u --key ada
signed pre-release/smoke-tests as qa-automation-engineer
! warning: the evidence for pre-release/smoke-tests is the word "u"; a link or a file digest shows more
= 0
$ gonogo sign code-reviewed --role developer --key ada
signed pre-release/code-reviewed as developer
= 0
$ gonogo verify
2.4.0 is sound: 4 events
signatures: 2 verified, 0 unverified, 0 refused
head sha256:[HASH]
= 0

"#]]
    );
}

#[test]
fn a_signature_of_ours_is_one_for_ssh_keygen() {
    let team = signed();
    let signature = team.run("show ci-green --signature").stdout;
    fs::write(team.path("sig"), &signature).unwrap();
    let bytes = signed_bytes(&team);
    for (principal, namespace, is_good) in [
        ("ada@octoacme.example", "gonogo@event", true),
        ("bo@octoacme.example", "gonogo@event", false),
        ("ada@octoacme.example", "file", false),
    ] {
        let arguments = [
            "-Y",
            "verify",
            "-f",
            "checklists/allowed_signers",
            "-I",
            principal,
            "-n",
            namespace,
            "-s",
            "sig",
        ];
        let output = openssh(&team, "ssh-keygen", &arguments, &bytes);
        assert_eq!(output.status.success(), is_good, "{principal} {namespace}");
    }
    // Ed25519 signs the same bytes alike, whoever does it.
    assert_eq!(
        by_keygen(&team, "ada", "gonogo@event", &bytes),
        one_line(&String::from_utf8(signature).unwrap())
    );
}

#[test]
fn a_signature_of_ssh_keygen_is_one_for_us_whatever_the_key() {
    let team = signed();
    let bytes = signed_bytes(&team);
    let mut lines = format!("ada@octoacme.example {}\n", public("ada"));
    for (number, (kind, bits, hash)) in (2..).zip([
        ("ed25519", "256", "sha512"),
        ("ecdsa", "256", "sha512"),
        ("ecdsa", "384", "sha256"),
        ("ecdsa", "521", "sha512"),
        ("rsa", "2048", "sha256"),
    ]) {
        let name = format!("{kind}{bits}");
        let arguments = ["-q", "-t", kind, "-b", bits, "-N", "", "-f", &name];
        text(&openssh(&team, "ssh-keygen", &arguments, b""));
        lines += "ada@octoacme.example ";
        lines += &team.read(&format!("{name}.pub"));
        allow(&team, &lines);
        let hash = format!("hashalg={hash}");
        let arguments = [
            "-q",
            "-Y",
            "sign",
            "-n",
            "gonogo@event",
            "-O",
            &hash,
            "-f",
            &name,
        ];
        let armour = text(&openssh(&team, "ssh-keygen", &arguments, &bytes));
        replace_signature(&team, Some(&one_line(&armour)));
        let report = json(&team, "verify --json");
        let events = report["signatures"]["events"].as_array().unwrap();
        let line = &events[1]["line"];
        assert_eq!(events[1]["standing"], "verified", "{name}: {report}");
        assert!(
            line.as_str()
                .unwrap()
                .ends_with(&format!("allowed_signers:{number}")),
            "{line}"
        );
        // And ours with such a key is one that checks.
        team.quietly(&format!(
            "sign code-reviewed --role developer --note {name} --key {name}"
        ));
    }
}

#[test]
fn a_signature_that_proves_nothing_is_named_with_the_reason() {
    let team = signed();
    let bytes = signed_bytes(&team);
    let ada = public("ada");
    let genuine = by_keygen(&team, "ada", "gonogo@event", &bytes);
    let short = ["-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", "short"];
    text(&openssh(&team, "ssh-keygen", &short, b""));
    let told = team.run("sign code-reviewed --role developer --key short");
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(
        told.contains("prove nothing: an RSA key of 1024 bits is too short"),
        "{told}"
    );
    let start = json(&team, "log --json")["events"][0]["id"].clone();
    assert!(start.is_string());
    let cases = [
        (
            "another key",
            by_keygen(&team, "eve", "gonogo@event", &bytes),
            String::new(),
            "ada@octoacme.example is named with another key",
        ),
        (
            "another person's key",
            by_keygen(&team, "bo", "gonogo@event", &bytes),
            String::new(),
            "the key is that of bo@octoacme.example",
        ),
        (
            "another namespace",
            by_keygen(&team, "ada", "git", &bytes),
            String::new(),
            "the signature is for `git`, not for `gonogo@event`",
        ),
        (
            "other bytes",
            by_keygen(&team, "ada", "gonogo@event", b"other"),
            String::new(),
            "the signature does not belong to this event",
        ),
        (
            "no signature at all",
            "AAAA".to_owned(),
            String::new(),
            "the signature is no SSH signature",
        ),
        (
            "a short key",
            by_keygen(&team, "short", "gonogo@event", &bytes),
            String::new(),
            "an RSA key of 1024 bits is too short: 2048 is the least",
        ),
        (
            "a line for something else",
            genuine.clone(),
            format!("ada@octoacme.example namespaces=\"git,file\" {ada}\n"),
            "the line is for git,file",
        ),
        (
            "an expired line",
            genuine.clone(),
            format!("ada@octoacme.example valid-before=\"20261101Z\" {ada}\n"),
            "the line counts until 2026-11-01T00:00:00Z",
        ),
        (
            "a line of later",
            genuine.clone(),
            format!("ada@octoacme.example valid-after=\"20261201Z\" {ada}\n"),
            "the line counts from 2026-12-01T00:00:00Z on",
        ),
        (
            "a void line",
            genuine.clone(),
            format!("ada@octoacme.example valid-before=\"20271101\" {ada}\n"),
            "the line is void: `20271101` has no zone",
        ),
        (
            "nobody's line",
            genuine.clone(),
            "# none\n".to_owned(),
            "no line names ada@octoacme.example",
        ),
    ];
    for (what, signature, lines, expected) in cases {
        let both = format!(
            "ada@octoacme.example {ada}\nbo@octoacme.example {}\n",
            public("bo")
        );
        allow(&team, if lines.is_empty() { &both } else { &lines });
        replace_signature(&team, Some(&signature));
        for line in ["verify", "gate"] {
            let output = team.run(line);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(4), "{what}: {line}: {said}");
            let named = said
                .lines()
                .find(|line| line.contains("ci-green"))
                .unwrap_or(&said);
            assert!(
                named.contains("Ada Lovelace <ada@octoacme.example>") || what == "nobody's line",
                "{what}: {named}"
            );
            assert!(said.contains(expected), "{what}: {line}: {said}");
        }
        // Whoever has no proof sees what there is.
        assert_eq!(team.run("status").status.code(), Some(4), "{what}");
        let log = String::from_utf8(team.run("log").stdout).unwrap();
        assert!(
            log.contains(&format!("signature: refused ({expected}")),
            "{what}: {log}"
        );
    }
}

#[test]
fn a_revoked_key_voids_everything_that_it_signed() {
    let team = signed();
    let revoked = team.path("checklists/revoked_keys");
    let cases: [(&str, Vec<u8>, Option<&str>); 4] = [
        (
            "another key",
            format!("{}\n", public("eve")).into_bytes(),
            None,
        ),
        (
            "the key",
            format!("# stolen\n{}\tcomment\n", public("ada")).into_bytes(),
            Some("the key is revoked, ssh-ed25519 "),
        ),
        (
            "a fingerprint",
            b"SHA256:abc\n".to_vec(),
            Some("line 1 is no public key, so that no one can tell what is revoked"),
        ),
        (
            "half a list",
            b"SSHKRL\n\0\0".to_vec(),
            Some("it is no key revocation list"),
        ),
    ];
    for (what, bytes, expected) in cases {
        fs::write(&revoked, bytes).unwrap();
        let output = team.run("verify");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(if expected.is_some() { 4 } else { 0 }),
            "{what}: {said}"
        );
        assert!(
            said.contains(expected.unwrap_or_default()),
            "{what}: {said}"
        );
    }
    for (what, lines, is_revoked) in [
        ("keys", public("ada"), true),
        ("other keys", public("bo"), false),
        ("prints", format!("sha256: {}", public("ada")), true),
    ] {
        fs::write(team.path("spec"), lines + "\n").unwrap();
        let arguments = ["-q", "-k", "-f", "checklists/revoked_keys", "spec"];
        text(&openssh(&team, "ssh-keygen", &arguments, b""));
        let output = team.run("verify");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(if is_revoked { 4 } else { 0 }),
            "{what}: {said}"
        );
    }
}

#[test]
fn certificates_count_by_their_authority() {
    let team = signed();
    text(&openssh(
        &team,
        "ssh-keygen",
        &["-q", "-t", "ed25519", "-N", "", "-f", "ca"],
        b"",
    ));
    let authority = team.read("ca.pub");
    let bytes = signed_bytes(&team);
    let line = |options: &str| format!("ada@octoacme.example cert-authority{options} {authority}");
    let whole = line("");
    for (what, options, lines, expected) in [
        (
            "good",
            "-n ada@octoacme.example -V 20261101Z:20261201Z",
            &whole,
            None,
        ),
        (
            "no principal",
            "-V 20261101Z:20261201Z",
            &whole,
            Some("the certificate names no one"),
        ),
        (
            "another principal",
            "-n bo@octoacme.example",
            &whole,
            Some("the certificate does not name ada@octoacme.example"),
        ),
        (
            "a host's",
            "-h -n ada@octoacme.example",
            &whole,
            Some("the certificate is not for a person"),
        ),
        (
            "expired",
            "-n ada@octoacme.example -V 20260101Z:20260201Z",
            &whole,
            Some("the certificate did not hold at that time"),
        ),
        (
            "a narrow line",
            "-n ada@octoacme.example -V 20261101Z:20261201Z",
            &line(",namespaces=\"git\""),
            Some("the line is for git"),
        ),
    ] {
        let mut arguments = vec!["-q", "-s", "ca", "-I", "id", "-z", "7"];
        arguments.extend(options.split(' '));
        arguments.push("eve.pub");
        text(&openssh(&team, "ssh-keygen", &arguments, b""));
        allow(
            &team,
            &format!("ada@octoacme.example {}\n{lines}", public("ada")),
        );
        replace_signature(
            &team,
            Some(&by_keygen(&team, "eve-cert.pub", "gonogo@event", &bytes)),
        );
        let output = team.run("verify");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(if expected.is_some() { 4 } else { 0 }),
            "{what}: {said}"
        );
        assert!(
            said.contains(expected.unwrap_or_default()),
            "{what}: {said}"
        );
    }
    allow(
        &team,
        &format!("ada@octoacme.example {}\n{whole}", public("ada")),
    );
    let arguments = [
        "-q",
        "-s",
        "ca",
        "-I",
        "id",
        "-z",
        "7",
        "-n",
        "ada@octoacme.example",
        "-V",
        "20261101Z:20261201Z",
        "eve.pub",
    ];
    text(&openssh(&team, "ssh-keygen", &arguments, b""));
    // Ours, by the key beside the certificate.
    team.quietly("sign code-reviewed --role developer --key eve-cert.pub");
    replace_signature(
        &team,
        Some(&by_keygen(&team, "eve-cert.pub", "gonogo@event", &bytes)),
    );
    team.quietly("verify");
    for (what, spec) in [("its serial", "serial: 7\n"), ("its name", "id: id\n")] {
        fs::write(team.path("spec"), spec).unwrap();
        let arguments = [
            "-q",
            "-k",
            "-s",
            "ca.pub",
            "-f",
            "checklists/revoked_keys",
            "spec",
        ];
        text(&openssh(&team, "ssh-keygen", &arguments, b""));
        let said = String::from_utf8(team.run("verify").stderr).unwrap();
        assert!(
            said.contains("the certificate is revoked"),
            "{what}: {said}"
        );
    }
    fs::write(team.path("checklists/revoked_keys"), &authority).unwrap();
    let said = String::from_utf8(team.run("verify").stderr).unwrap();
    assert!(
        said.contains("the authority that made the certificate is revoked"),
        "{said}"
    );
}

#[test]
fn an_answer_without_its_signature_does_not_count_until_it_is_given_again() {
    let team = signed();
    replace_signature(&team, None);
    shows!(
        team.transcript(&format!(
            "gate pre-release\n show ci-green\n {SIGN} --key ada\n verify\n gate pre-release --json"
        )),
        str![[r#"
$ gonogo gate pre-release
HOLD  Go for deployment (pre-release)
  pre-release/ci-green  open [developer]  Run all CI/CD pipelines on the candidate
      gonogo sign pre-release/ci-green
  pre-release/code-reviewed  open [developer, qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role developer
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release/smoke-tests  open [qa-automation-engineer]  Run the smoke tests in staging
      gonogo sign pre-release/smoke-tests --evidence URL
  pre-release/load-test  open [qa-automation-engineer]  Run the load test
      gonogo sign pre-release/load-test
  pre-release: developer  has not called
  pre-release: qa-automation-engineer  has not called
HOLD for pre-release: release 2.4.0, candidate c1, 0 of 8 items, 0 of 3 calls
! warning: event `signed` of item `pre-release/ci-green` for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]): unverified (no signature); it does not count
= 8
$ gonogo show ci-green
pre-release/ci-green
Run all CI/CD pipelines on the candidate

  state      open
  phase      pre-release
  section    Code
  role       developer: has not signed
  rule       holds for one candidate

What happened
2026-11-20T09:00:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    evidence: https://ci.example/run/1
    signature: unverified (no signature)
! warning: event `signed` of item `pre-release/ci-green` for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]): unverified (no signature); it does not count
= 0
$ gonogo sign ci-green --evidence https://ci.example/run/1 --key ada
signed pre-release/ci-green as developer
= 0
$ gonogo verify
2.4.0 is sound: 3 events
signatures: 2 verified, 1 unverified, 0 refused
head sha256:[HASH]
= 0
$ gonogo gate pre-release --json
{
  "format": "gonogo.gate/1",
  "release": {
    "version": "2.4.0",
    "id": "[HASH]",
    "type": "minor",
    "playbook": "[FOLDER]/checklists sha256:[HASH]",
    "candidate": "c1",
    "facts": {
      "database-migration": false,
      "user-facing-change": true
    },
    "opened": "2026-11-20T09:00:00Z",
    "planned": null,
    "outcome": null,
    "assigned": {},
    "heads": [
      "sha256:[HASH]"
    ]
  },
  "verdict": "HOLD",
  "unanswered": null,
  "gates": [
    {
      "phase": "pre-release",
      "title": "Go for deployment",
      "verdict": "HOLD",
      "nothing-to-do": null,
      "bound": "candidate",
      "deadline": null,
      "poll": [
        {
          "role": "developer",
          "call": null
        },
        {
          "role": "qa-automation-engineer",
          "call": null
        }
      ],
      "not-polled": [],
      "overruled": [],
      "reasons": [
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": "pre-release/code-reviewed",
          "item-text": "Review every merged change",
          "roles": [
            "developer",
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign pre-release/code-reviewed --role developer",
            "gonogo sign pre-release/code-reviewed --role qa-automation-engineer"
          ],
          "until": null
        },
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": "pre-release/smoke-tests",
          "item-text": "Run the smoke tests in staging",
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign pre-release/smoke-tests --evidence URL"
          ],
          "until": null
        },
        {
          "kind": "open",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": "pre-release/load-test",
          "item-text": "Run the load test",
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "open",
          "commands": [
            "gonogo sign pre-release/load-test"
          ],
          "until": null
        },
        {
          "kind": "uncalled",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "developer"
          ],
          "text": "has not called",
          "commands": [],
          "until": null
        },
        {
          "kind": "uncalled",
          "verdict": "HOLD",
          "phase": "pre-release",
          "item": null,
          "item-text": null,
          "roles": [
            "qa-automation-engineer"
          ],
          "text": "has not called",
          "commands": [],
          "until": null
        }
      ]
    }
  ],
  "items": [
    {
      "id": "pre-release/ci-green",
      "text": "Run all CI/CD pipelines on the candidate",
      "phase": "pre-release",
      "section": "Code",
      "state": "done",
      "roles": [
        "developer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "candidate",
      "in-order": false,
      "deadline": null,
      "signed": [
        {
          "role": "developer",
          "by": "Ada Lovelace <ada@octoacme.example>",
          "at": "2026-11-20T09:00:00Z",
          "evidence": [
            "https://ci.example/run/1"
          ],
          "note": null,
          "stale": null
        }
      ],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    },
    {
      "id": "pre-release/code-reviewed",
      "text": "Review every merged change",
      "phase": "pre-release",
      "section": "Code",
      "state": "open",
      "roles": [
        "developer",
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    },
    {
      "id": "pre-release/smoke-tests",
      "text": "Run the smoke tests in staging",
      "phase": "pre-release",
      "section": "Tests",
      "state": "open",
      "roles": [
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": true,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    },
    {
      "id": "pre-release/load-test",
      "text": "Run the load test",
      "phase": "pre-release",
      "section": "Tests",
      "state": "open",
      "roles": [
        "qa-automation-engineer"
      ],
      "killer": false,
      "evidence-required": false,
      "bound": "release",
      "in-order": false,
      "deadline": null,
      "signed": [],
      "unwaived-by": [],
      "waivers": [],
      "waiver": null,
      "lapsed": null,
      "not-applicable": null,
      "blockers": []
    }
  ],
  "rollout": null,
  "before-go": [],
  "signed-ahead": [],
  "overridden": [],
  "closed-early": [],
  "waits-ended": [],
  "incidents": [],
  "risks": [],
  "amended": [],
  "ahead-of-clock": [],
  "windows": null,
  "signatures": {
    "demanded": "all",
    "events": [
      {
        "event": "sha256:[HASH]",
        "standing": "verified",
        "key": "ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw",
        "line": "[FOLDER]/checklists/allowed_signers:1",
        "why": null,
        "effect": null
      },
      {
        "event": "sha256:[HASH]",
        "standing": "unverified",
        "key": null,
        "line": null,
        "why": null,
        "effect": null
      },
      {
        "event": "sha256:[HASH]",
        "standing": "verified",
        "key": "ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw",
        "line": "[FOLDER]/checklists/allowed_signers:1",
        "why": null,
        "effect": null
      }
    ]
  },
  "sharing": null,
  "phase": "pre-release",
  "required": [
    "pre-release"
  ],
  "candidate": {
    "recorded": "c1",
    "asked": null,
    "matches": null
  },
  "policy": null
}
= 8

"#]]
    );
}

#[test]
fn stopping_needs_no_signature() {
    let team = signed();
    team.quietly("block ci-green --reason red --key bo --by 'Bo <bo@octoacme.example>'");
    let record = team.read("releases/2.4.0.toml");
    let (before, after) = record.split_once("kind = \"blocked\"").unwrap();
    let (head, rest) = after.split_once("\nsignature = \"").unwrap();
    let (_, tail) = rest.split_once("\"\n").unwrap();
    let unsigned = format!("{before}kind = \"blocked\"{head}\n{tail}");
    fs::write(team.path("releases/2.4.0.toml"), unsigned).unwrap();
    let output = team.run("gate pre-release");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("unverified (no signature); it counts anyway"),
        "{said}"
    );
}

#[test]
fn nobody_takes_the_demand_away_unsigned() {
    let team = signed();
    team.replace("checklists/playbook.yaml", "  signatures: all\n", "");
    team.quietly("amend --reason 'no more keys' --key ada");
    let record = team.read("releases/2.4.0.toml");
    let (before, after) = record.split_once("kind = \"amended\"").unwrap();
    let (head, rest) = after.split_once("\nsignature = \"").unwrap();
    let (_, tail) = rest.split_once("\"\n").unwrap();
    let unsigned = format!("{before}kind = \"amended\"{head}\n{tail}");
    fs::write(team.path("releases/2.4.0.toml"), unsigned).unwrap();
    let output = team.run("gate pre-release");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("event `amended`"), "{said}");
}

#[test]
fn copies_that_were_signed_apart_are_one_event() {
    let team = signed();
    let bytes = signed_bytes(&team);
    let record = team.read("releases/2.4.0.toml");
    let (_, rest) = record.split_once(SIGNED).unwrap();
    let (event, _) = rest.split_once("\n\n").unwrap();
    let (unsigned, signature) = event.split_once("\nsignature").unwrap();
    let other = by_keygen(&team, "bo", "gonogo@event", &bytes);
    let head = "[[item.signoff.event]]";
    assert!(record.contains(&format!("{head}\n{SIGNED}")), "{record}");
    for (what, copy, standing) in [
        ("unsigned", unsigned.to_owned(), "verified"),
        (
            "the same",
            format!("{unsigned}\nsignature{signature}"),
            "verified",
        ),
        (
            "another's",
            format!("{unsigned}\nsignature = \"{other}\""),
            "verified",
        ),
    ] {
        let doubled = record.replace(
            &format!("{head}\n{SIGNED}"),
            &format!("{head}\n{SIGNED}{copy}\n\n{head}\n{SIGNED}"),
        );
        fs::write(team.path("releases/2.4.0.toml"), doubled).unwrap();
        let log = json(&team, "log --json");
        assert_eq!(log["events"].as_array().unwrap().len(), 2, "{what}");
        let verified = team.run("verify");
        let said = String::from_utf8(verified.stderr).unwrap();
        assert!(
            said.contains("1 event is in the file more than once"),
            "{what}: {said}"
        );
        assert_eq!(
            log["signatures"]["events"][1]["standing"], standing,
            "{what}"
        );
    }
}

/// Anyone who can push can add a signature to an event: it must not take away what one that counts has proved.
#[test]
fn a_signature_that_proves_nothing_takes_nothing_from_one_that_counts() {
    let team = signed();
    let bytes = signed_bytes(&team);
    let record = team.read("releases/2.4.0.toml");
    let (_, rest) = record.split_once(SIGNED).unwrap();
    let (event, _) = rest.split_once("\n\n").unwrap();
    let (unsigned, signature) = event.split_once("\nsignature").unwrap();
    let other = by_keygen(&team, "bo", "gonogo@event", &bytes);
    let head = "[[item.signoff.event]]";
    let added = format!("{unsigned}\nsignature = \"{other}\"");
    let counts = format!("{unsigned}\nsignature{signature}");
    let both = |one: &str, two: &str| {
        let doubled = format!("{head}\n{SIGNED}{one}\n\n{head}\n{SIGNED}{two}");
        let record = record.replace(&format!("{head}\n{SIGNED}{counts}"), &doubled);
        assert!(record.contains(&doubled));
        fs::write(team.path("releases/2.4.0.toml"), record).unwrap();
    };
    for [one, two] in [[&added, &counts], [&counts, &added]] {
        both(one, two);
        let output = team.run("verify");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(
            said.contains("; another signature of it proves nothing (")
                && said.contains("the key is that of bo@octoacme.example"),
            "{said}"
        );
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(
            shown.contains("signatures: 2 verified, 0 unverified, 0 refused"),
            "{shown}"
        );
        assert_ne!(team.run("gate pre-release").status.code(), Some(4));
    }
    both(&added, &added);
    let output = team.run("verify");
    assert_eq!(output.status.code(), Some(4), "none counts");
}

#[test]
fn a_locked_key_asks_for_its_passphrase_or_says_that_it_cannot() {
    let team = team("all").with("PATH", "/usr/bin:/bin");
    allow(
        &team,
        &format!("ada@octoacme.example {}\n", public("locked")),
    );
    shows!(
        team.transcript(&format!(
            "{START} --key locked\n {START} --key none\n {START} --key ''"
        )),
        str![[r#"
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes --key locked
! error: [FOLDER]/locked is locked, and no one can be asked for its passphrase
! hint: `--key` and GONOGO_KEY take a file, or a public key whose private one an agent has
= 2
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes --key none
! error: cannot read the key [FOLDER]/none: No such file or directory (os error 2)
! hint: `--key` and GONOGO_KEY take a file, or a public key whose private one an agent has
= 2
$ gonogo start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes --key ''
! error: the key to sign with is empty
! hint: `--key` and GONOGO_KEY take a file, or a public key whose private one an agent has
= 2

"#]]
    );
    let askpass = team.path("askpass");
    fs::write(
        &askpass,
        "#!/bin/sh\necho asked >> asked\necho 'correct horse'\n",
    )
    .unwrap();
    fs::set_permissions(&askpass, fs::Permissions::from_mode(0o755)).unwrap();
    let askpass = askpass.to_str().unwrap().to_owned();
    let team = team.with("SSH_ASKPASS", &askpass);
    team.quietly(&format!("{START} --key locked --planned 2026-12-24"));
    assert_eq!(team.read("asked"), "asked\n");
    team.quietly("verify");
}

/// An `ssh-agent` that has Ada's key, which lies on the disk no more. It ends with the test.
pub(crate) struct Agent {
    process: Child,
    socket: PathBuf,
}

impl Agent {
    /// Starts it; one that `refuses` asks a person before each use of the key, who says no.
    pub(crate) fn with_the_key_of_ada(team: &Team, refuses: bool) -> Self {
        let socket = team.path("agent");
        let mut process = Command::new("ssh-agent")
            .args(["-D", "-a", socket.to_str().unwrap()])
            .env("SSH_ASKPASS", "/bin/false")
            .env("SSH_ASKPASS_REQUIRE", "force")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // It prints where it listens once it does.
        let mut printed = BufReader::new(process.stdout.as_mut().unwrap());
        printed.read_line(&mut String::new()).unwrap();
        let agent = Self { process, socket };
        let mut add = Command::new("ssh-add");
        add.arg("-q").args(refuses.then_some("-c")).arg("ada");
        add.current_dir(team.path(""))
            .env("SSH_AUTH_SOCK", &agent.socket);
        assert!(add.status().unwrap().success());
        fs::remove_file(team.path("ada")).unwrap();
        agent
    }

    pub(crate) fn socket(&self) -> &str {
        self.socket.to_str().unwrap()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_key_with_the_line_ends_of_windows_signs() {
    let team = team("all");
    let key = fs::read_to_string(team.path("ada")).unwrap();
    fs::write(team.path("ada"), key.replace('\n', "\r\n")).unwrap();
    let public = fs::read_to_string(team.path("ada.pub")).unwrap();
    fs::write(team.path("ada.pub"), public.replace('\n', "\r\n")).unwrap();
    team.quietly(&format!("{START} --key ada\n{SIGN} --key ada.pub\nverify"));
}

#[test]
fn an_agent_signs_for_a_public_key() {
    let team = team("all");
    let agent = Agent::with_the_key_of_ada(&team, false);
    let shown = team.transcript(&format!("{START} --key ada.pub"));
    assert!(shown.contains("no agent has the key"), "{shown}");
    let team = team.with("SSH_AUTH_SOCK", agent.socket());
    team.quietly(&format!("{START} --key ada.pub"));
    team.quietly(&format!("{SIGN} --key 'key::{}'", public("ada")));
    let shown = team.transcript("sign code-reviewed --role developer --key bo.pub\n verify");
    assert!(shown.contains("signatures: 2 verified"), "{shown}");
}

#[test]
fn git_names_the_key_where_it_signs_with_ssh() {
    let team = team("all")
        .with("PATH", "/usr/bin:/bin")
        .with("GIT_CONFIG_NOSYSTEM", "1");
    let git = |arguments: &[&str]| text(&openssh(&team, "git", arguments, b""));
    git(&["init", "-q", "."]);
    git(&["config", "user.signingkey", "ada"]);
    assert_eq!(team.run(START).status.code(), Some(2), "git signs with gpg");
    git(&["config", "gpg.format", "ssh"]);
    team.quietly(START);
    git(&["config", "--unset", "user.signingkey"]);
    // A repository names no command that is run.
    git(&["config", "gpg.ssh.defaultKeyCommand", "touch ran"]);
    assert_eq!(team.run(SIGN).status.code(), Some(2));
    assert!(!team.path("ran").exists());
    git(&["config", "--unset", "gpg.ssh.defaultKeyCommand"]);
    fs::write(team.path("key"), format!("key::{}\n", public("ada"))).unwrap();
    fs::write(
        team.path(".gitconfig"),
        "[gpg \"ssh\"]\n defaultKeyCommand = cat key\n",
    )
    .unwrap();
    let said = String::from_utf8(team.run(SIGN).stderr).unwrap();
    assert!(said.contains("no agent has the key ssh-ed25519"), "{said}");
}

#[test]
fn the_walk_signs_what_it_saves() {
    let team = team("all");
    let mut walk = team.gonogo();
    walk.args([
        "walk",
        "2.4.0",
        "--type",
        "minor",
        "--accessible",
        "--key",
        "ada",
    ]);
    walk.args([
        "--fact",
        "database-migration=no",
        "--fact",
        "user-facing-change=no",
    ]);
    walk.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = walk.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"1\n\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let report = json(&team, "verify --json");
    let events = report["signatures"]["events"].as_array().unwrap();
    assert!(
        !events.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        events.iter().all(|event| event["standing"] == "verified"),
        "{report}"
    );
}

#[test]
fn a_forged_answer_under_another_name_keeps_nobody_from_his_own() {
    let team = team("all");
    team.replace(
        "checklists/playbook.yaml",
        "separation: off",
        "separation: enforce",
    );
    let bo = "--by 'Bo <bo@octoacme.example>' --key bo";
    team.quietly(&format!("{START} --key ada\n{SIGN} --role developer {bo}"));
    replace_signature(&team, None);
    // By that name somebody signed for developers, but not Bo: he is free to sign for another role.
    team.quietly(&format!(
        "sign pre-release/smoke-tests --role qa-automation-engineer --evidence u {bo}"
    ));
    let shown = team.transcript("verify");
    assert!(
        shown.contains("signatures: 2 verified, 1 unverified, 0 refused"),
        "{shown}"
    );
}

#[test]
fn lint_names_the_lines_that_count_for_nothing() {
    let team = team("all");
    let ada = public("ada");
    allow(
        &team,
        &format!(
            "ada@octoacme.example valid-before=\"20271231\" {ada}\nBo@octoacme.example {}\n* {ada}\n",
            public("bo")
        ),
    );
    fs::write(team.path("checklists/revoked_keys"), "SHA256:abc\n").unwrap();
    shows!(
        team.transcript("lint"),
        str![[r#"
$ gonogo lint
error[void-key-line]: the line is void: `20271231` has no zone, so that it means another moment on each machine; write `20271231Z`
 --> [FOLDER]/checklists/allowed_signers:1:1
  |
1 | ada@octoacme.example valid-before="20271231" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMU2eZvYQ3sZXBtSMK3
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: as long as it stands there, no signature counts by it

error[void-key-line]: the line is void: `*` lets everyone sign with this key; name who may
 --> [FOLDER]/checklists/allowed_signers:3:1
  |
3 | * ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMU2eZvYQ3sZXBtSMK3Rt9HuXEY4oHqlygSWrfnZDp5a
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: as long as it stands there, no signature counts by it

error[unreadable-revocation]: every signature is refused: line 1 is no public key, so that no one can tell what is revoked
 --> [FOLDER]/checklists/revoked_keys:1:1
  |
1 | SHA256:abc
  | ^^^^^^^^^^
  = help: write public keys, one a line, or make a list with `ssh-keygen -k`

suggestion[no-poll]: no role is polled at the gate `Release done`
  --> [FOLDER]/checklists/playbook.yaml:47:7
   |
47 |       title: Release done
   |       ^
   = help: add a `poll`, or leave `gate` out when the items alone decide

suggestion[upper-case-principal]: a principal with upper-case letters matches no one: addresses are compared in lower case
 --> [FOLDER]/checklists/allowed_signers:2:1
  |
2 | Bo@octoacme.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBL+dpDM8xUMKzLWmrVLrqKSTt9RzC0WqDxU42EnoIB2
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write the address in lower case

[FOLDER]/checklists: 3 problems in 3 checklists
= 2

"#]]
    );
    team.replace(
        "checklists/playbook.yaml",
        "signatures: all",
        "signatures: {roles: [releese-manager]}",
    );
    let said = String::from_utf8(team.run("lint").stdout).unwrap();
    assert!(said.contains("releese-manager"), "{said}");
}

/// Every report says of a record what `gate` says, with its exit code, and keeps none of the verdict.
#[test]
fn every_report_distrusts_what_the_gate_distrusts() {
    let team = signed();
    team.quietly("plan 2026-12-01 --key ada");
    let reports = [
        "status",
        "status --format markdown",
        "status --json",
        "page",
        "page --all",
        "export",
        "export --format github-issue",
        "export --format csv",
        "export --format audit",
        "export --json",
        "calendar",
        "list",
        "list --json",
    ];
    for line in reports {
        let output = team.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    }
    replace_signature(&team, Some("AAAA"));
    assert_eq!(team.run("gate").status.code(), Some(4));
    for line in reports {
        let output = team.run(line);
        let said = String::from_utf8(output.stderr).unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(4), "{line}: {said}");
        assert!(
            said.contains("cannot be trusted: 1 event"),
            "{line}: {said}"
        );
        match line {
            // A row holds what counts, and this sign-off does not.
            "export --format csv" => assert!(shown.contains(",open,developer,,,"), "{shown}"),
            "list --json" => assert!(shown.contains("\"verdict\": null"), "{shown}"),
            line if line.contains("json") => assert!(shown.contains("\"refused\""), "{line}"),
            _ => assert!(
                shown.contains("cannot be trusted: 1 event"),
                "{line}: {shown}"
            ),
        }
        for word in [
            "### Release 2.4.0: HOLD",
            "HOLD at \"Go for deployment\"",
            "HOLD at pre-release",
            "holds no signatures",
            "<p class=\"verdict\"><strong class=\"badge wait\">",
        ] {
            assert!(!shown.contains(word), "{line}: {shown}");
        }
    }
    // A page that is served says so as well: it takes the place of the one that did not know.
    let output = team.run("page -o page.html");
    assert_eq!(output.status.code(), Some(4));
    assert!(
        team.read("page.html")
            .contains("cannot be trusted: 1 event")
    );
}

#[test]
fn a_page_names_the_answers_that_do_not_count() {
    let team = signed();
    replace_signature(&team, None);
    for line in [
        "page",
        "export --format audit",
        "status",
        "status --format markdown",
    ] {
        let output = team.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}");
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(
            shown.contains("ignatures: 1 verified, 1 unverified, 0 refused")
                || shown.contains("| Signatures | 1 verified, 1 unverified, 0 refused |"),
            "{line}: {shown}"
        );
        if !line.starts_with("status") {
            assert!(shown.contains("it does not count"), "{line}: {shown}");
        }
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("it does not count"), "{line}: {said}");
    }
}

#[test]
fn a_key_records_no_answer_of_another_person_but_what_stops() {
    let team = signed();
    let bo = "--for 'Bo <bo@octoacme.example>' --via 'a mail' --key ada";
    shows!(
        team.transcript(&format!(
            "sign code-reviewed --role developer {bo}
             call no-go --role developer --phase pre-release --reason red {bo}
             verify"
        )),
        str![[r#"
$ gonogo sign code-reviewed --role developer --for 'Bo <bo@octoacme.example>' --via 'a mail' --key ada
! error: Bo has to sign this: the key of Ada Lovelace does not show what someone else said
! hint: Bo records it with a key of their own (`--key`); for someone else you can record only a blocker or a NO-GO
= 1
$ gonogo call no-go --role developer --phase pre-release --reason red --for 'Bo <bo@octoacme.example>' --via 'a mail' --key ada
called no-go at gate pre-release as developer, as Bo wrote
= 0
$ gonogo verify
2.4.0 is sound: 3 events
signatures: 3 verified, 0 unverified, 0 refused
head sha256:[HASH]
! warning: event `called` at gate `pre-release` for `developer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]): verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1), but recorded for Bo, whose key did not sign it; it counts anyway
= 0

"#]]
    );
    // A page leaves out the key and the addresses, and not why a good signature is doubted.
    let page = String::from_utf8(team.run("page").stdout).unwrap();
    assert!(
        page.contains("verified, but recorded for Bo, whose key did not sign it; it counts anyway"),
        "{page}"
    );
}

#[test]
fn whoever_stops_a_release_looks_for_no_key() {
    let team = signed();
    team.quietly("block ci-green --reason smoke");
    let output = team.run("gate pre-release");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("`blocked`"), "{said}");
    assert!(
        said.contains("unverified (no signature); it counts anyway"),
        "{said}"
    );
    // A key that was named and cannot be used is still an error.
    let named = team.run("block code-reviewed --reason smoke --key none");
    assert_eq!(named.status.code(), Some(2));
}

#[test]
fn the_plan_of_someone_who_left_is_confirmed_by_another_key() {
    let team = team("all");
    let bo = "--by 'Bo <bo@octoacme.example>' --key bo";
    team.quietly(&format!("{START} --key ada"));
    // With an end, the line still vouches for what was signed before.
    let (ada, of_bo) = (public("ada"), public("bo"));
    let left = format!(
        "ada@octoacme.example valid-before=\"20261121Z\" {ada}\nbo@octoacme.example {of_bo}\n"
    );
    allow(&team, &left);
    team.set_clock("2026-12-01T09:00:00Z");
    team.quietly("verify");
    let late = "sign ci-green --note x --key ada";
    assert_eq!(team.run(late).status.code(), Some(4));
    // Without it, nobody vouches for the plan until somebody else does.
    allow(&team, &format!("bo@octoacme.example {of_bo}\n"));
    shows!(
        team.transcript(&format!(
            "verify\n gate pre-release\n amend {bo}\n amend --reason 'Ada left; the plan holds' {bo}\n amend {bo}\n \
             verify\n log"
        )),
        str![[r#"
$ gonogo verify
! error: the record cannot be trusted: 1 event without a signature that counts
!   event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]): refused (no line names ada@octoacme.example, ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers); it cannot be trusted
! hint: if the key was theirs, give it a line that holds, for someone who left with `valid-before`; else it is said again by someone whose key counts, and for the plan: `gonogo amend --reason '…'`
! hint: `gonogo log` shows all signatures
= 4
$ gonogo gate pre-release
! error: the record cannot be trusted: 1 event without a signature that counts
!   event `started` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:00:00Z ([HASH]): refused (no line names ada@octoacme.example, ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers); it cannot be trusted
! hint: if the key was theirs, give it a line that holds, for someone who left with `valid-before`; else it is said again by someone whose key counts, and for the plan: `gonogo amend --reason '…'`
! hint: `gonogo log` shows all signatures
= 4
$ gonogo amend --by 'Bo <bo@octoacme.example>' --key bo
! error: confirming the plan needs a reason
! hint: give `--reason`
= 2
$ gonogo amend --reason 'Ada left; the plan holds' --by 'Bo <bo@octoacme.example>' --key bo
amended the plan as release-manager
= 0
$ gonogo amend --by 'Bo <bo@octoacme.example>' --key bo
! note: nothing to do: nothing changed in the checklists
= 0
$ gonogo verify
2.4.0 is sound: 2 events
signatures: 1 verified, 0 unverified, 1 refused
head sha256:[HASH]
= 0
$ gonogo log
2026-11-20T09:00:00Z  started on candidate c1  by Ada Lovelace <ada@octoacme.example>
    signature: refused (no line names ada@octoacme.example, ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers)
2026-12-01T09:00:00Z  amended the plan as release-manager  by Bo <bo@octoacme.example>
    reason: Ada left; the plan holds
    signature: verified (ssh-ed25519 SHA256:TUXDPzQqipf3a/tfajO6XDQ9ijdAs0itgYrqeEtwXPE, [FOLDER]/checklists/allowed_signers:1)
= 0

"#]]
    );
}

#[test]
fn what_can_be_done_about_a_refused_signature_depends_on_its_cause() {
    let team = signed();
    let bytes = signed_bytes(&team);
    let ada = public("ada");
    let genuine = by_keygen(&team, "ada", "gonogo@event", &bytes);
    let other = by_keygen(&team, "ada", "gonogo@event", b"other");
    let good = format!("ada@octoacme.example {ada}\n");
    let revoked = team.path("checklists/revoked_keys");
    for (what, signature, lines, is_revoked, expected) in [
        (
            "wrong",
            &other,
            good.clone(),
            false,
            "compare the record with git",
        ),
        (
            "no line",
            &genuine,
            "# none\n".to_owned(),
            false,
            "give it a line that holds",
        ),
        (
            "expired",
            &genuine,
            format!("ada@octoacme.example valid-before=\"20261101Z\" {ada}\n"),
            false,
            "it counts only within the time of its line",
        ),
        (
            "revoked",
            &genuine,
            good.clone(),
            true,
            "what a revoked key signed",
        ),
    ] {
        allow(&team, &lines);
        if is_revoked {
            fs::write(&revoked, format!("{ada}\n")).unwrap();
        }
        replace_signature(&team, Some(signature));
        let said = String::from_utf8(team.run("verify").stderr).unwrap();
        assert!(said.contains(expected), "{what}: {said}");
        assert!(
            said.contains("without a signature that counts"),
            "{what}: {said}"
        );
    }
}

#[test]
fn a_fault_of_ssh_keygen_names_the_key_and_the_next_step() {
    let team = signed().with("PATH", "/usr/bin:/bin");
    let arguments = [
        "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", "old",
    ];
    text(&openssh(&team, "ssh-keygen", &arguments, b""));
    // The public key is there, and the private one is none.
    let half = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    fs::write(team.path("old"), half).unwrap();
    let output = team.run("sign code-reviewed --role developer --key old");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    let old = team.path("old").display().to_string();
    assert!(
        said.contains(&format!("ssh-keygen did not sign with {old}")),
        "{said}"
    );
    assert!(
        said.contains(&format!(
            "`ssh-keygen -Y sign -n gonogo@event -f {old} < /dev/null`"
        )),
        "{said}"
    );
}

#[test]
fn a_key_that_ended_cannot_sign_for_the_time_before_by_dating_back() {
    let team = signed();
    let lines = format!(
        "ada@octoacme.example valid-before=\"20261120120000Z\" {}\nbo@octoacme.example {}\n",
        public("ada"),
        public("bo")
    );
    allow(&team, &lines);
    let sign = |name: &str, who: &str, now: &str| {
        team.set_clock(now);
        let by = format!("{who} <{name}@octoacme.example>");
        let line = format!(
            "block code-reviewed --role developer --reason {name} --key {name} --clock-is-right"
        );
        let mut gonogo = team.gonogo();
        let output = gonogo.env("GONOGO_BY", by).args(words(&line)).output();
        let output = output.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    assert_eq!(sign("ada", "Ada", "2026-11-20T10:00:00Z").0, Some(0));
    let (code, said) = sign("ada", "Ada", "2026-11-20T13:00:00Z");
    assert_eq!(code, Some(4), "{said}");
    assert_eq!(sign("bo", "Bo", "2026-11-20T13:00:00Z").0, Some(0));
    // She has seen what Bo said an hour after the end of her key.
    let (code, said) = sign("ada", "Ada", "2026-11-20T11:00:00Z");
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("the line counts until"), "{said}");
}

/// A golden record that an earlier gonogo signed: what its signatures prove stays the same.
#[test]
fn a_golden_record_that_is_signed_says_what_it_said() {
    let team = team("all");
    let golden = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/records/format-1/signed.toml"
    );
    fs::create_dir(team.path("releases")).unwrap();
    fs::copy(golden, team.path("releases/2.4.0.toml")).unwrap();
    team.set_clock("2026-11-20T10:00:00Z");
    shows!(
        team.transcript("verify\n gate pre-release\n log"),
        str![[r#"
$ gonogo verify
2.4.0 is sound: 8 events
signatures: 7 verified, 1 unverified, 0 refused
head sha256:[HASH]
! warning: event `blocked` of item `pre-release/smoke-tests` for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:12:00Z ([HASH]): verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1), but recorded for Grace Hopper, whose key did not sign it; it counts anyway
! warning: event `called` at gate `pre-release` for `developer` by Bo <bo@octoacme.example> at 2026-11-20T09:25:00Z ([HASH]): unverified (no signature); it counts anyway
= 0
$ gonogo gate pre-release
NO-GO  Go for deployment (pre-release)
  pre-release/smoke-tests  blocked: login fails on staging (Grace Hopper, recorded by Ada Lovelace) [qa-automation-engineer]  Run the smoke tests in staging
      gonogo unblock pre-release/smoke-tests --role qa-automation-engineer --reason "…"
  pre-release: developer  called no-go: the login (Bo, 2026-11-20T09:25:00Z)
      gonogo call go --role developer --phase pre-release --reason "…"
  pre-release/code-reviewed  open: signed by 1 of 2 people for qa-automation-engineer [qa-automation-engineer]  Review every merged change
      gonogo sign pre-release/code-reviewed --role qa-automation-engineer
  pre-release: qa-automation-engineer  has not called
  pre-release/load-test  waived by Ada Lovelace: no new endpoint
NO-GO for pre-release: release 2.4.0, candidate 9fceb02, 2 of 8 items, 0 of 3 calls
! warning: event `blocked` of item `pre-release/smoke-tests` for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:12:00Z ([HASH]): verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1), but recorded for Grace Hopper, whose key did not sign it; it counts anyway
! warning: event `called` at gate `pre-release` for `developer` by Bo <bo@octoacme.example> at 2026-11-20T09:25:00Z ([HASH]): unverified (no signature); it counts anyway
= 1
$ gonogo log
2026-11-20T09:00:00Z  started on candidate 9fceb02  by Ada Lovelace <ada@octoacme.example>
    signature: verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1)
2026-11-20T09:05:00Z  signed pre-release/code-reviewed as developer  by Ada Lovelace <ada@octoacme.example>
    signature: verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1)
2026-11-20T09:06:00Z  signed pre-release/code-reviewed as developer  by Bo <bo@octoacme.example>
    signature: verified (ssh-ed25519 SHA256:TUXDPzQqipf3a/tfajO6XDQ9ijdAs0itgYrqeEtwXPE, [FOLDER]/checklists/allowed_signers:2)
2026-11-20T09:07:00Z  signed pre-release/code-reviewed as qa-automation-engineer  by Bo <bo@octoacme.example>
    signature: verified (ssh-ed25519 SHA256:TUXDPzQqipf3a/tfajO6XDQ9ijdAs0itgYrqeEtwXPE, [FOLDER]/checklists/allowed_signers:2)
2026-11-20T09:10:00Z  signed pre-release/ci-green as developer  by Ada Lovelace <ada@octoacme.example>
    evidence: https://ci.example/run/881
    signature: verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1)
2026-11-20T09:12:00Z  blocked pre-release/smoke-tests as qa-automation-engineer  by Grace Hopper <grace@octoacme.example>, recorded by Ada Lovelace <ada@octoacme.example>
    reason: login fails on staging
    via: mail of 20 November
    signature: verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1)
2026-11-20T09:25:00Z  called no-go at gate pre-release as developer  by Bo <bo@octoacme.example>
    reason: the login
    signature: unverified (no signature)
2026-11-20T09:30:00Z  waived pre-release/load-test as release-manager  by Ada Lovelace <ada@octoacme.example>
    reason: no new endpoint
    signature: verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1)
! warning: event `blocked` of item `pre-release/smoke-tests` for `qa-automation-engineer` by Ada Lovelace <ada@octoacme.example> at 2026-11-20T09:12:00Z ([HASH]): verified (ssh-ed25519 SHA256:OZxaCrPNKhitPk/0aEL+6pdS1iN87ZVlmOh+JD8xOLw, [FOLDER]/checklists/allowed_signers:1), but recorded for Grace Hopper, whose key did not sign it; it counts anyway
! warning: event `called` at gate `pre-release` for `developer` by Bo <bo@octoacme.example> at 2026-11-20T09:25:00Z ([HASH]): unverified (no signature); it counts anyway
= 0

"#]]
    );
}

/// `ssh-keygen -Y sign FILE` keeps the signature of a file that has one and says that all went well.
#[test]
fn a_signature_that_lies_beside_a_key_is_not_taken_for_a_new_one() {
    let team = signed().with("PATH", "/usr/bin:/bin");
    let arguments = [
        "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", "old",
    ];
    text(&openssh(&team, "ssh-keygen", &arguments, b""));
    let lines = format!(
        "ada@octoacme.example {}\nada@octoacme.example {}",
        public("ada"),
        team.read("old.pub")
    );
    allow(&team, &lines);
    let names = || {
        let entries = fs::read_dir(team.path("")).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    for stale in ["old.sig", "-.sig", ".sig", "releases/2.4.0.toml.sig"] {
        fs::write(team.path(stale), "stale").unwrap();
    }
    let before = names();
    team.quietly("sign code-reviewed --role developer --key old");
    assert_eq!(names(), before);
    for stale in ["old.sig", "-.sig", ".sig", "releases/2.4.0.toml.sig"] {
        assert_eq!(team.read(stale), "stale");
    }
    let said = String::from_utf8(team.run("verify").stdout).unwrap();
    assert!(
        said.contains("signatures: 3 verified, 0 unverified"),
        "{said}"
    );
}

#[test]
fn a_key_in_an_older_format_needs_its_public_key_beside_it() {
    let team = signed().with("PATH", "/usr/bin:/bin");
    for format in ["PEM", "PKCS8"] {
        let arguments = [
            "-q", "-t", "rsa", "-b", "2048", "-m", format, "-N", "", "-f", format,
        ];
        text(&openssh(&team, "ssh-keygen", &arguments, b""));
        let lines = format!(
            "ada@octoacme.example {}\nada@octoacme.example {}",
            public("ada"),
            team.read(&format!("{format}.pub"))
        );
        allow(&team, &lines);
        team.quietly(&format!(
            "sign code-reviewed --role developer --note {format} --key {format}"
        ));
        fs::remove_file(team.path(&format!("{format}.pub"))).unwrap();
        let output = team.run(&format!(
            "sign code-reviewed --role developer --note again --key {format}"
        ));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("needs its public key beside it"), "{said}");
    }
}

#[test]
fn an_agent_that_refuses_or_is_gone_signs_nothing() {
    let team = signed();
    let agent = Agent::with_the_key_of_ada(&team, true);
    let team = team.with("SSH_AUTH_SOCK", agent.socket());
    let before = team.read("releases/2.4.0.toml");
    let line = "sign code-reviewed --role developer --key ada.pub";
    let refused = team.run(line);
    drop(agent);
    let gone = team.run(line);
    for (output, code, expected) in [
        (refused, 3, "the agent did not sign"),
        (gone, 2, "no agent has the key"),
    ] {
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(team.read("releases/2.4.0.toml"), before);
}

#[test]
fn what_a_deputy_decides_is_signed_by_the_deputys_own_key() {
    let team = team("all");
    team.replace(
        "checklists/playbook.yaml",
        "\npolicy:",
        "\npeople:\n  - {person: 'Bo <bo@octoacme.example>', deputies: ['Ada Lovelace <ada@octoacme.example>']}\n\npolicy:",
    );
    team.quietly("start 2.4.0 --type minor --candidate c1 --fact database-migration=no --fact user-facing-change=yes --key ada");
    let sign = "sign ci-green --role developer --on-behalf-of 'Bo <bo@octoacme.example>'";
    let by_members_key = team.run(&format!("{sign} --key bo"));
    let said = String::from_utf8_lossy(&by_members_key.stderr);
    assert_ne!(by_members_key.status.code(), Some(0), "{said}");
    team.quietly(&format!("{sign} --key ada"));
    let status = team.run("status").stdout;
    let status = String::from_utf8_lossy(&status);
    let verified = "signatures: 2 verified, 0 unverified, 0 refused";
    assert!(status.contains(verified), "{status}");
    let gate = team.run("gate pre-release");
    let open = String::from_utf8_lossy(&gate.stdout);
    assert!(!open.contains("ci-green"), "{open}");
}
