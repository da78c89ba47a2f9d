//! A record that `gate` does not trust: every command that reads records and prints says so, with exit code 4.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::help::commands;
use crate::signatures::{KEYS, public};
use crate::team::Team;

/// The commands that show what is in a record, each in every way it has, with the exit code that it has for a record that can be
/// trusted.
const READING: [(&str, i32); 40] = [
    ("status", 0),
    ("status --format markdown", 0),
    ("status --json", 0),
    ("todo", 0),
    ("todo 2.4.0 --json", 0),
    ("whoami", 0),
    ("whoami --json", 0),
    ("show pre-release/ci-green", 0),
    ("show pre-release/ci-green --json", 0),
    ("log", 0),
    ("log --json", 0),
    ("gate pre-release", 8),
    ("verify", 0),
    ("check", 0),
    ("fact", 0),
    ("fact --json", 0),
    ("form --role developer", 0),
    ("form --role developer -o form.md", 0),
    ("page", 0),
    ("page --all", 0),
    ("export", 0),
    ("calendar", 0),
    ("list", 0),
    ("metrics", 0),
    ("metrics --json", 0),
    ("retro", 0),
    ("retro --json", 0),
    ("report weekly", 0),
    ("report weekly --format json", 0),
    ("rollout status", 0),
    ("rollout status --json", 0),
    ("monitor", 0),
    ("incident status", 0),
    ("incident list", 0),
    ("incident timeline", 0),
    ("risk list", 0),
    ("notes", 0),
    ("notes check", 8),
    ("doctor", 0),
    ("walk 2.4.0 --accessible", 0),
];

/// The commands that record something, or have nothing to do with what a record says.
const OTHER: &str = "
    answers amend assign attest-key block call close import init man merge merge-driver na plan reopen respin sign start sync unblock waive
    completions explain lint schema
    incident/action incident/commander incident/decide incident/done incident/note incident/open incident/reopen incident/resolve
    incident/withdraw monitor/close notes/add notes/changes notes/edit notes/set risk/add risk/change risk/close
    rollback rollback/cancel rollback/confirm
    rollout/abort rollout/advance rollout/baseline rollout/call rollout/observe rollout/pause rollout/resume rollout/start
    rollout/strategy rollout/watch
";

/// Gives the team a release in which everything is signed, by Ada.
fn team() -> Team {
    let team = Team::new();
    team.quietly("init");
    team.replace(
        "checklists/playbook.yaml",
        "  separation: warn\n",
        "  separation: off\n  signatures: all\n",
    );
    fs::copy(Path::new(KEYS).join("ada"), team.path("ada")).unwrap();
    fs::set_permissions(team.path("ada"), fs::Permissions::from_mode(0o600)).unwrap();
    let line = format!("ada@octoacme.example {}\n", public("ada"));
    fs::write(team.path("checklists/allowed_signers"), line).unwrap();
    let library = team.path("checklists").to_str().unwrap().to_owned();
    let team = team
        .with("GONOGO_CHECKLISTS", &library)
        .with("GONOGO_KEY", "ada");
    team.quietly(
        "start 2.4.0 --type minor --candidate c1
         plan 2026-12-01
         risk add 'the certificate may expire' --likelihood low --impact high
         incident open --title 'checkout fails' --class application --severity high",
    );
    team
}

/// Puts another signature on the event that made the plan.
fn forge(team: &Team) {
    let record = team.read("releases/2.4.0.toml");
    let (before, after) = record.split_once("signature = \"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let record = format!("{before}signature = \"AAAA\"{after}");
    fs::write(team.path("releases/2.4.0.toml"), record).unwrap();
}

#[test]
fn every_command_that_reads_a_record_says_that_it_cannot_be_trusted() {
    let team = team();
    for (line, code) in READING {
        let output = team.run(line);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(!said.contains("trusted"), "{line}: {said}");
        assert!(!shown.contains("cannot be trusted"), "{line}: {shown}");
    }
    forge(&team);
    for (line, _) in READING {
        let output = team.run(line);
        let said =
            String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(4), "{line}: {said}");
        assert!(
            said.contains("cannot be trusted: 1 event without a signature that counts"),
            "{line}: {said}"
        );
    }
}

#[test]
fn every_command_is_known_to_read_records_or_not_to() {
    let reading = READING.map(|(line, _)| line);
    let mut unknown = Vec::new();
    let other: BTreeSet<&str> = OTHER.split_whitespace().collect();
    let commands = commands(&Team::new());
    for command in &commands {
        let (words, name) = (command.join(" "), command.join("/"));
        let is_group = commands.iter().any(|it| it.len() > 1 && it[0] == words);
        let is_reading = reading
            .iter()
            .any(|line| *line == words || line.starts_with(&format!("{words} ")));
        if !is_reading && !other.contains(name.as_str()) && !is_group {
            unknown.push(words);
        }
    }
    assert_eq!(unknown, [""; 0], "add them to READING or to OTHER");
    for name in other {
        let is_there = commands.iter().any(|command| command.join("/") == name);
        assert!(is_there, "{name} is no command: {commands:?}");
    }
}

#[test]
fn no_report_keeps_a_verdict_of_what_it_distrusts() {
    let team = team();
    for (line, verdict) in [
        ("rollout status", "HOLD for stage"),
        ("report weekly", "**HOLD**"),
        ("report weekly --format json", "\"verdict\": \"HOLD\""),
    ] {
        let seen = |team: &Team| String::from_utf8(team.run(line).stdout).unwrap();
        let before = seen(&team);
        assert!(before.contains(verdict), "{line}: {before}");
    }
    forge(&team);
    for (line, said) in [
        (
            "rollout status",
            "\ncannot be trusted: 1 event without a signature that counts\n",
        ),
        (
            "report weekly",
            "**cannot be trusted: 1 event without a signature that counts**",
        ),
        ("report weekly --format json", "\"verdict\": null"),
        (
            "retro",
            "**The record cannot be trusted: 1 event without a signature that counts.**",
        ),
        (
            "metrics",
            "Everything: the record cannot be trusted\n    2.4.0\n",
        ),
        ("metrics --json", "\"reason\": \"distrusted\""),
    ] {
        let shown = String::from_utf8(team.run(line).stdout).unwrap();
        assert!(shown.contains(said), "{line}: {shown}");
        assert!(
            !shown.contains("HOLD for") && !shown.contains("**HOLD**"),
            "{line}: {shown}"
        );
    }
}

#[test]
fn a_release_that_ended_is_not_told_as_shipped_without_a_word() {
    let team = team();
    team.quietly("close --outcome abandoned --reason 'no budget'");
    forge(&team);
    let shown = String::from_utf8(team.run("report weekly").stdout).unwrap();
    let said =
        "no budget; **the record cannot be trusted: 1 event without a signature that counts**";
    assert!(shown.contains(said), "{shown}");
}

#[test]
fn no_program_of_a_plan_is_run_that_no_one_vouches_for() {
    let team = team();
    let check = "        check: {run: [/bin/true]}\n";
    team.replace(
        "checklists/pre-release.yaml",
        "      - id: ci-green\n",
        &format!("      - id: ci-green\n{check}"),
    );
    team.quietly("amend --reason 'it can be checked'");
    let record = team.read("releases/2.4.0.toml");
    // The newest event that makes the plan is the one that is asked for.
    let (before, after) = record.rsplit_once("kind = \"amended\"").unwrap();
    let (head, after) = after.split_once("signature = \"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let forged = format!("{before}kind = \"amended\"{head}signature = \"AAAA\"{after}");
    for (record, code) in [(forged, 4), (record, 0)] {
        fs::write(team.path("releases/2.4.0.toml"), record).unwrap();
        let output = team.run("check ci-green --run --by 'Ada Lovelace <ada@octoacme.example>'");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert_eq!(said.contains("running /bin/true"), code == 0, "{said}");
    }
}
