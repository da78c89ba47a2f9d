//! A whole release by commands alone, with the library that the program carries.

use serde_json::Value;

use crate::releasing::write_notes;
use crate::team::Team;

fn json(team: &Team, line: &str) -> Value {
    serde_json::from_slice(&team.run(line).stdout).unwrap()
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// Takes the release through the stages that the playbook chooses for it, an hour each.
fn rolled_out(mut team: Team) -> Team {
    let healthy =
        "--metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0";
    team.quietly(&format!("rollout baseline {healthy}"));
    for (hour, enter) in ["start --traffic 5", "advance", "advance", "advance"]
        .into_iter()
        .enumerate()
    {
        if hour > 0 {
            team = team.at(&format!("2026-11-20T{}:00:00Z", 9 + hour));
            team.quietly(&format!("rollout observe {healthy}"));
            team.quietly("rollout call go --role product-manager");
            team.quietly("rollout call go --role devops-engineer");
        }
        team.quietly(&format!("rollout {enter}"));
        assert_eq!(
            team.run("gate rollout").status.code(),
            Some(8),
            "stage {hour}: the rollout is not at its end, or nobody has called"
        );
    }
    team.quietly(&format!("rollout observe {healthy}"));
    team
}

/// Closes the monitoring windows, each at its end after the full deployment at noon.
fn watched(mut team: Team) -> Team {
    let healthy =
        "--metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0";
    for (window, end) in [
        ("immediate", "2026-11-20T12:30:00Z"),
        ("short-term", "2026-11-20T16:00:00Z"),
        ("extended", "2026-11-21T12:00:00Z"),
        ("long-term", "2026-11-23T12:00:00Z"),
    ] {
        assert_eq!(
            team.run("gate monitoring").status.code(),
            Some(8),
            "{window} is open"
        );
        team = team.at(end);
        team.quietly(&format!("monitor close {window} {healthy}"));
    }
    team
}

#[test]
fn a_minor_release_is_taken_to_go_and_closed_by_commands_alone() {
    let mut team = Team::new().with(
        "GONOGO_CHECKLISTS",
        concat!(env!("CARGO_MANIFEST_DIR"), "/checklists"),
    );
    team.quietly(
        "start 2.4.0 --type minor --candidate 9fceb02 --fact downtime=no --fact critical=no",
    );
    assert_eq!(team.run("gate").status.code(), Some(8));
    let status = json(&team, "status --json");
    let items = status["items"].as_array().unwrap();
    assert!(items.len() > 60, "{}", items.len());
    for item in items.iter().filter(|item| item["state"] == "open") {
        for role in texts(&item["roles"]) {
            let id = item["id"].as_str().unwrap();
            team.quietly(&format!(
                "sign {id} --role {role} --evidence https://ci.example/{id} --ahead --reason early"
            ));
        }
    }
    assert_eq!(
        team.run("gate").status.code(),
        Some(8),
        "nobody has called yet"
    );
    for gate in status["gates"].as_array().unwrap() {
        let phase = gate["phase"].as_str().unwrap();
        team = match phase {
            "rollout" => rolled_out(team),
            "monitoring" => watched(team),
            _ => team,
        };
        for call in gate["poll"].as_array().unwrap() {
            team.quietly(&format!(
                "call go --phase {phase} --role {}",
                call["role"].as_str().unwrap()
            ));
        }
        assert_eq!(
            team.run(&format!("gate {phase}")).status.code(),
            Some(0),
            "{phase}"
        );
    }
    let early = team.run("close");
    assert_eq!(early.status.code(), Some(8), "the notes are not written");
    write_notes(&team);
    for line in [
        "gate", "verify", "notes", "close", "verify", "gate", "notes", "log", "list",
    ] {
        let output = team.run(line);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let notes = String::from_utf8(team.run("notes").stdout).unwrap();
    assert!(
        notes.contains("2.4.0") && notes.contains("2026-11-20"),
        "{notes}"
    );
    let status = json(&team, "status --json");
    assert_eq!(
        (&status["verdict"], &status["release"]["outcome"]),
        (&"GO".into(), &"shipped".into())
    );
}
