//! A release of the library that the program carries, brought to where a test begins.

use serde_json::Value;

use crate::team::Team;

/// The library that the program carries.
pub(crate) const EMBEDDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/checklists");

/// Ends every fact that would ask for more, so that only the rollout is told.
pub(crate) const FACTS: &str =
    "--fact critical=no --fact breaking-change=no --fact database-migration=no";

pub(crate) fn json(team: &Team, line: &str) -> Value {
    serde_json::from_slice(&team.run(line).stdout).unwrap()
}

pub(crate) fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
}

/// Opens a release and brings it to the gate before the rollout.
pub(crate) fn before_the_rollout(kind: &str) -> Team {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    open(
        &team,
        &format!("2.4.0 --type {kind} --candidate 9fceb02 {FACTS}"),
    );
    team
}

/// Opens a release and brings it to the gate before the rollout; it is the only one that is open.
pub(crate) fn open(team: &Team, what: &str) {
    team.quietly(&format!("start {what}"));
    settle(team, "pre-release");
    settle(team, "deployment");
}

/// Signs every open item of a phase, and calls go at its gate.
pub(crate) fn settle(team: &Team, phase: &str) {
    sign_items(team, phase);
    let status = json(team, "status --json");
    let gate = status["gates"]
        .as_array()
        .unwrap()
        .iter()
        .find(|gate| gate["phase"] == phase)
        .unwrap();
    for call in gate["poll"].as_array().unwrap() {
        team.quietly(&format!(
            "call go --phase {phase} --role {}",
            call["role"].as_str().unwrap()
        ));
    }
}

pub(crate) fn sign_items(team: &Team, phase: &str) {
    let status = json(team, "status --json");
    for item in status["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["phase"] == phase && item["state"] == "open")
    {
        for role in texts(&item["roles"]) {
            let id = item["id"].as_str().unwrap();
            team.quietly(&format!(
                "sign {id} --role {role} --evidence https://ci.example/{id}"
            ));
        }
    }
}

/// What a healthy release measures.
pub(crate) const HEALTHY: &str = "rollout observe --metric error-rate=0.45 --metric latency-p99=205 --metric failed-health-checks=0";

/// Writes every field of the release notes that is missing.
pub(crate) fn write_notes(team: &Team) {
    for gap in json(team, "notes check --json")["gaps"].as_array().unwrap() {
        let field = gap["field"].as_str().unwrap();
        team.quietly(&format!("notes set {field} None"));
    }
}
