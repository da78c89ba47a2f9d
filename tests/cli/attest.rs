//! `gate --attest`: a GO as an in-toto statement in a DSSE envelope, checked by openssl and by securesystemslib.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use snapbox::str;

use crate::readers::readers;
use crate::signatures::{Agent, team};
use crate::team::{START, Team, shows};

const COMMIT: &str = "9fceb02d0ae598e95dc970b74767f19372d61af8";

/// The digest of `hello\n`.
const HELLO: &str = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

/// Everything up to the first gate, on a candidate, by Ada with her key.
fn at_go(candidate: &str) -> Team {
    let team = team("all");
    team.quietly(&format!(
        "start 2.4.0 --type minor --candidate {candidate} --fact database-migration=no --fact user-facing-change=yes --key ada
         sign ci-green code-reviewed --role developer --key ada
         sign code-reviewed pre-release/smoke-tests load-test --role qa-automation-engineer --evidence https://ci.example/1 --key ada
         call go --role developer --key ada
         call go --role qa-automation-engineer --key ada"
    ));
    team
}

/// Makes a key of a kind in the folder of the team.
fn keygen(team: &Team, arguments: &[&str], name: &str) {
    let mut keygen = Command::new("ssh-keygen");
    keygen
        .args(["-q", "-N", "", "-C", "", "-f"])
        .arg(team.path(name));
    assert!(keygen.args(arguments).status().unwrap().success());
}

/// Checks an envelope with the public key that `attest-key` prints, by another implementation.
fn check(readers: &Path, team: &Team, key: &str) -> Output {
    let pem = team.run(&format!("attest-key {key}.pub"));
    assert!(pem.status.success());
    fs::write(team.path("key.pem"), pem.stdout).unwrap();
    let mut fingerprint = Command::new("ssh-keygen");
    fingerprint.arg("-lf").arg(team.path(&format!("{key}.pub")));
    let fingerprint = String::from_utf8(fingerprint.output().unwrap().stdout).unwrap();
    let keyid = fingerprint.split(' ').nth(1).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read_attestation.py");
    let mut python = Command::new(readers.join("python/bin/python"));
    python.arg(script).arg(team.path("go.json"));
    python
        .arg(team.path("key.pem"))
        .arg(keyid)
        .output()
        .unwrap()
}

/// Returns the statement of an envelope that checks.
fn checked(readers: &Path, team: &Team, key: &str) -> Value {
    let output = check(readers, team, key);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn another_implementation_checks_a_go_by_every_kind_of_key() {
    let Some(readers) = readers() else {
        return;
    };
    let team = at_go(COMMIT);
    fs::write(team.path("app.tar.gz"), "hello\n").unwrap();
    keygen(&team, &["-t", "ecdsa", "-b", "256"], "p256");
    let attest = format!(
        "gate pre-release --subject app.tar.gz --subject sha256:{HELLO} --attest go.json --attest-key"
    );
    for key in ["ada", "p256"] {
        let gate = team.run(&format!("{attest} {key}"));
        assert_eq!(gate.status.code(), Some(0), "{key}");
        let statement = checked(&readers, &team, key);
        let digest = |name: &str| {
            let bytes = fs::read(team.path(name)).unwrap();
            gonogo::domain::digest::Digest::of_bytes(&bytes)
                .to_string()
                .replace("sha256:", "")
        };
        assert_eq!(
            statement,
            json!({
                "_type": "https://in-toto.io/Statement/v1",
                "subject": [
                    {"name": "2.4.0", "digest": {"gitCommit": COMMIT}},
                    {"name": "app.tar.gz", "digest": {"sha256": HELLO}},
                    {"name": format!("sha256:{HELLO}"), "digest": {"sha256": HELLO}},
                ],
                "predicateType": "https://in-toto.io/attestation/svr/v0.2",
                "predicate": {
                    "verifier": {
                        "id": "https://gonogo.invalid/gate/v1",
                        "policies": [
                            {"name": "releases/2.4.0.toml", "digest": {"sha256": digest("releases/2.4.0.toml")}},
                            {"name": "checklists/allowed_signers", "digest": {"sha256": digest("checklists/allowed_signers")}},
                        ],
                    },
                    "timeCreated": "2026-11-20T09:00:00Z",
                    "properties": ["GONOGO_GATE_PRE_RELEASE_GO", "GONOGO_SIGNED_ALL", "GONOGO_NO_WAIVERS"],
                },
            }),
            "{key}"
        );
    }
    // The same signature is none of another statement.
    let mut envelope: Value = serde_json::from_str(&team.read("go.json")).unwrap();
    let payload = envelope["payload"]
        .as_str()
        .unwrap()
        .replace("R09OT0dP", "R09OT0dQ");
    assert_ne!(envelope["payload"], payload.as_str());
    envelope["payload"] = payload.into();
    fs::write(team.path("go.json"), envelope.to_string()).unwrap();
    let output = check(&readers, &team, "p256");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("VerificationError"), "{said}");
    let agent = Agent::with_the_key_of_ada(&team, false);
    let team = team.with("SSH_AUTH_SOCK", agent.socket());
    fs::remove_file(team.path("go.json")).unwrap();
    assert_eq!(
        team.run(&format!("{attest} ada.pub")).status.code(),
        Some(0)
    );
    checked(&readers, &team, "ada");
}

#[test]
fn the_policy_is_named_by_its_commit_and_files() {
    let team = at_go(COMMIT).with("PATH", "/usr/bin:/bin");
    let git = |line: &str| {
        let mut git = Command::new("git");
        git.args([
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@octoacme.example",
        ]);
        let output = git
            .args(line.split(' '))
            .current_dir(team.path(""))
            .output();
        String::from_utf8(output.unwrap().stdout)
            .unwrap()
            .trim()
            .to_owned()
    };
    git("init -q .");
    git("add checklists");
    git("commit -q -m policy");
    let commit = git("rev-parse HEAD");
    let gate = format!("gate pre-release --policy-ref {commit} --attest - --predicate-only");
    let output = team.run(&gate);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let predicate: Value = serde_json::from_slice(&output.stdout).unwrap();
    let policies = predicate["verifier"]["policies"].as_array().unwrap();
    assert_eq!(
        policies[1],
        json!({"name": commit, "digest": {"gitCommit": commit}})
    );
    let names: Vec<&str> = policies
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(
        names,
        [
            "releases/2.4.0.toml",
            &commit,
            "checklists/allowed_signers",
            "checklists/deployment.yaml",
            "checklists/playbook.yaml",
            "checklists/post-release.yaml",
            "checklists/pre-release.yaml",
        ]
    );
    assert_eq!(
        predicate["properties"],
        json!([
            "GONOGO_GATE_PRE_RELEASE_GO",
            "GONOGO_SIGNED_ALL",
            "GONOGO_NO_WAIVERS",
            "GONOGO_POLICY_HELD"
        ])
    );
}

#[test]
fn openssl_reads_the_public_keys() {
    let team = team("all");
    keygen(&team, &["-t", "ecdsa", "-b", "256"], "p256");
    for (key, expected) in [("ada", "ED25519"), ("p256", "NIST CURVE: P-256")] {
        let pem = team.run(&format!("attest-key {key}.pub"));
        assert_eq!(pem.stdout, team.run(&format!("attest-key {key}")).stdout);
        fs::write(team.path("key.pem"), pem.stdout).unwrap();
        let mut openssl = Command::new("openssl");
        openssl.args(["pkey", "-pubin", "-noout", "-text", "-in"]);
        let output = openssl.arg(team.path("key.pem")).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains(expected), "{key}: {said}");
    }
}

#[test]
fn what_no_one_could_rely_on_is_not_attested() {
    let team = at_go("c1");
    shows!(
        team.transcript(
            "gate --attest go.json --attest-key ada
             gate pre-release --attest go.json --attest-key ada
             gate pre-release --attest go.json
             gate pre-release --attest go.json --attest-key none
             gate pre-release --attest go.json --attest-key ada --predicate-only
             gate pre-release --attest go.json --attest-key ada --subject none.tar
             gate pre-release --attest go.json --attest-key ada --subject sha256:12
             gate pre-release --attest-key ada
             attest-key checklists/playbook.yaml"
        ),
        str![[r#"
$ gonogo gate --attest go.json --attest-key ada
GO  Go for deployment (pre-release)
HOLD  Deployment verified (deployment)
  deployment/deployed  open [developer]  Deploy the candidate to production
      gonogo sign deployment/deployed
  deployment/smoke-tests  open [qa-automation-engineer]  Repeat the smoke tests in production
      gonogo sign deployment/smoke-tests
  deployment: qa-automation-engineer  has not called
HOLD  Release done (post-release)
  post-release/customers-told  open [release-manager]  Tell the customers what changed
      gonogo sign post-release/customers-told
  post-release/training-updated  open [release-manager]  Update the training materials
      gonogo sign post-release/training-updated
HOLD: release 2.4.0, candidate c1, 4 of 8 items, 2 of 3 calls
! note: no attestation was written: the verdict is HOLD
= 8
$ gonogo gate pre-release --attest go.json --attest-key ada
! error: the candidate `c1` is no full commit and no SHA-256
! hint: name the candidate by its whole commit or by `sha256:…`: `gonogo respin --candidate ID`
= 2
$ gonogo gate pre-release --attest go.json
! error: the following required arguments were not provided:
!   <--attest-key <KEY>|--predicate-only>
! 
! Usage: gonogo gate --attest <FILE> <--attest-key <KEY>|--predicate-only> <PHASE>
! 
! For more information, try '--help'.
= 2
$ gonogo gate pre-release --attest go.json --attest-key none
! error: cannot read the key [FOLDER]/none: No such file or directory (os error 2)
! hint: `--attest-key` takes a file, or a public key whose private one an agent has
= 2
$ gonogo gate pre-release --attest go.json --attest-key ada --predicate-only
! error: the argument '--attest-key <KEY>' cannot be used with '--predicate-only'
! 
! Usage: gonogo gate --attest <FILE> <--attest-key <KEY>|--predicate-only> <PHASE>
! 
! For more information, try '--help'.
= 2
$ gonogo gate pre-release --attest go.json --attest-key ada --subject none.tar
! error: cannot read none.tar: No such file or directory (os error 2)
= 2
$ gonogo gate pre-release --attest go.json --attest-key ada --subject sha256:12
! error: invalid value 'sha256:12' for '--subject <ARTIFACT>': write a digest as `sha256:` with 64 hexadecimal digits
! 
! For more information, try '--help'.
= 2
$ gonogo gate pre-release --attest-key ada
! error: the following required arguments were not provided:
!   --attest <FILE>
! 
! Usage: gonogo gate --attest <FILE> <--attest-key <KEY>|--predicate-only> <PHASE>
! 
! For more information, try '--help'.
= 2
$ gonogo attest-key checklists/playbook.yaml
! error: [FOLDER]/checklists/playbook.yaml is no key that gonogo can read
! hint: give the `.pub` file of the key
= 2

"#]]
    );
    assert!(!team.path("go.json").exists());
    let claims = Team::new().with_own_library();
    claims.quietly(START);
    shows!(
        claims.transcript("gate --attest - --predicate-only"),
        str![[r#"
$ gonogo gate --attest - --predicate-only
! error: the policy of 2.4.0 asks for no signatures, so an attestation would vouch for claims
! hint: set `policy: {signatures: all}` in the playbook and `gonogo amend`
= 2

"#]]
    );
}

#[test]
fn a_candidate_that_is_rolled_back_is_not_attested_by_the_gate_of_its_rollback() {
    let team = team("all");
    let checklists = team.path("checklists");
    let playbook = "\
format: 1
title: Playbook
roles:
  dev: {title: Developer}
types:
  minor: {title: Minor}
phases:
  - {id: pre, title: Pre, checklists: [pre], gate: {title: Go, poll: [dev]}}
  - {id: back, title: Back, checklists: [back], on-demand: true, gate: {title: Back, poll: [dev]}}
rollback: {phase: back, after: deployed, ends: [dev]}
policy: {signatures: all}
";
    let checklist = |id: &str, item: &str| {
        format!("title: {id}\nid: {id}\nphase: {id}\nroles: [dev]\nitems:\n  - {item}\n")
    };
    for entry in fs::read_dir(&checklists).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "yaml") {
            fs::remove_file(path).unwrap();
        }
    }
    let live = "{id: live, text: Deploy the candidate to production, marks: deployed}";
    let former = "{id: former, text: Deploy the release of before}";
    for (name, text) in [
        ("playbook.yaml", playbook.to_owned()),
        ("pre.yaml", checklist("pre", live)),
        ("back.yaml", checklist("back", former)),
    ] {
        fs::write(checklists.join(name), text).unwrap();
    }
    team.quietly(&format!(
        "start 2.4.0 --type minor --candidate {COMMIT} --key ada
         sign pre/live --ahead --reason urgent --key ada
         rollback --reason 'checkout fails' --role dev --key ada
         sign back/former --key ada
         call go --phase back --role dev --key ada"
    ));
    let refused = "so nothing vouches for its candidate";
    for close in [
        "",
        "close --outcome rolled-back --role dev --reason 'checkout fails' --key ada",
    ] {
        if !close.is_empty() {
            team.quietly(close);
        }
        let gate = team.run("gate --require back --attest go.json --attest-key ada");
        let said = String::from_utf8_lossy(&gate.stderr);
        assert!(said.contains(refused), "{close}: {said}");
        assert_eq!(gate.status.code(), Some(2), "{close}");
        assert!(!team.path("go.json").exists(), "{close}");
    }
}

#[test]
fn an_attestation_is_never_written_over_a_record() {
    let team = at_go(COMMIT);
    let record = team.read("releases/2.4.0.toml");
    let gate = team.run("gate pre-release --attest releases/2.4.0.toml --attest-key ada");
    let said = String::from_utf8_lossy(&gate.stderr);
    assert_eq!(gate.status.code(), Some(2), "{said}");
    assert!(said.contains("is a record"), "{said}");
    assert_eq!(team.read("releases/2.4.0.toml"), record);
}

#[test]
fn keys_that_other_tools_do_not_check_sign_nothing() {
    let team = at_go(COMMIT);
    for (kind, expected) in [
        (
            &["-t", "rsa", "-b", "2048"][..],
            "Ed25519 and ECDSA on P-256 can",
        ),
        (
            &["-t", "ecdsa", "-b", "384"],
            "Ed25519 and ECDSA on P-256 can",
        ),
        (
            &["-t", "ecdsa", "-b", "256", "-m", "PEM"],
            "which signs no other bytes than its own",
        ),
    ] {
        keygen(&team, kind, "key");
        let gate = team.run("gate pre-release --attest go.json --attest-key key");
        let said = String::from_utf8_lossy(&gate.stderr);
        assert_eq!(gate.status.code(), Some(2), "{kind:?}: {said}");
        assert!(said.contains(expected), "{kind:?}: {said}");
        assert!(!team.path("go.json").exists(), "{kind:?}");
        fs::remove_file(team.path("key")).unwrap();
    }
}

/// Answers as an agent that has Ada's key and whose signatures prove nothing.
fn lie(socket: &UnixListener, key: &[u8]) {
    let string = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes(), bytes].concat();
    let signature = [string(b"ssh-ed25519"), string(&[0; 64])].concat();
    let keys = [&[12, 0, 0, 0, 1][..], &string(key), &string(b"")].concat();
    let signed = [&[14][..], &string(&signature)].concat();
    // The key is looked up over one connection, and asked to sign over another.
    for stream in socket.incoming().take(2) {
        let mut stream = stream.unwrap();
        let mut length = [0; 4];
        stream.read_exact(&mut length).unwrap();
        let mut request = vec![0; u32::from_be_bytes(length) as usize];
        stream.read_exact(&mut request).unwrap();
        let answer = if request[0] == 11 { &keys } else { &signed };
        stream.write_all(&string(answer)).unwrap();
    }
}

#[test]
fn what_does_not_check_is_never_written() {
    let team = at_go(COMMIT);
    fs::remove_file(team.path("ada")).unwrap();
    let public = fs::read_to_string(team.path("ada.pub")).unwrap();
    let digits = public.split(' ').nth(1).unwrap();
    let key = STANDARD.decode(digits).unwrap();
    let path = team.path("liar");
    let socket = UnixListener::bind(&path).unwrap();
    let liar = std::thread::spawn(move || lie(&socket, &key));
    let team = team.with("SSH_AUTH_SOCK", path.to_str().unwrap());
    let gate = team.run("gate pre-release --attest go.json --attest-key ada.pub");
    liar.join().unwrap();
    let said = String::from_utf8(gate.stderr).unwrap();
    assert_eq!(
        said,
        "error: the key made no signature that checks\nhint: give another key with `--attest-key`\n"
    );
    assert_eq!(gate.status.code(), Some(2));
    assert!(!team.path("go.json").exists());
}

#[test]
fn an_agent_that_refuses_is_told_with_the_option_at_hand() {
    let team = at_go(COMMIT);
    let agent = Agent::with_the_key_of_ada(&team, true);
    let team = team.with("SSH_AUTH_SOCK", agent.socket());
    let gate = team.run("gate pre-release --attest go.json --attest-key ada.pub");
    let said = String::from_utf8(gate.stderr).unwrap();
    assert!(said.contains("or give `--attest-key FILE`"), "{said}");
}

#[test]
fn a_predicate_alone_is_for_a_tool_that_signs_it_itself() {
    let team = at_go(&format!("sha256:{HELLO}"));
    let output = team.run("gate pre-release --attest - --predicate-only");
    assert_eq!(output.status.code(), Some(0));
    let predicate: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<&String> = predicate.as_object().unwrap().keys().collect();
    assert_eq!(names, ["verifier", "timeCreated", "properties"]);
}
