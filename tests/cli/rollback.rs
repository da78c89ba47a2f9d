//! `gonogo rollback`: one decision, confirmed once.

use crate::releasing::{EMBEDDED, FACTS};
use crate::story::ship_patch;
use crate::team::{Team, shows};

/// A patch release whose deployment has started.
fn deployed() -> Team {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    start(&team, "2.4.0");
    deploy(&team, "2.4.0");
    team
}

fn start(team: &Team, version: &str) {
    team.quietly(&format!(
        "start {version} --type patch --candidate 9fceb02 {FACTS}"
    ));
}

fn deploy(team: &Team, version: &str) {
    team.quietly(&format!(
        "sign deployment/deployment-started -r {version} --role devops-engineer --ahead --reason early"
    ));
}

#[test]
fn a_rollback_is_confirmed_once() {
    let told = deployed().transcript(
        "rollback confirm
         rollback --reason 'checkout fails' --class application --role devops-engineer
         close --outcome rolled-back --role release-manager --reason 'back on 2.3.0'
         rollback confirm --role qa-automation-engineer
         rollback confirm
         rollback confirm
         incident decide rollback --reason 'checkout fails'
         sign course-decided
         show incident-1/course-decided
         close --outcome rolled-back --role release-manager --reason 'back on 2.3.0'
         rollout status
         log",
    );
    shows!(told, snapbox::file!["rollback/confirmed.txt"]);
}

#[test]
fn the_role_that_decides_confirms_by_beginning() {
    let told = deployed().transcript(
        "rollback --reason 'checkout fails' --role product-manager
         rollback confirm
         rollback --reason 'checkout fails' --role nobody",
    );
    shows!(told, snapbox::file!["rollback/at_once.txt"]);
}

#[test]
fn a_member_of_the_role_that_decides_confirms_by_beginning() {
    let team = Team::new().with("GONOGO_CHECKLISTS", "checklists");
    team.quietly("init");
    team.replace(
        "checklists/playbook.yaml",
        "  product-manager:\n",
        "  product-manager:\n    members: [Grace Hopper <grace@octoacme.example>]\n",
    );
    start(&team, "2.4.0");
    deploy(&team, "2.4.0");
    let told = team.transcript(
        "rollback --reason 'checkout fails' --role product-manager
         rollback --reason 'checkout fails' --by 'Grace Hopper <grace@octoacme.example>'
         incident status",
    );
    shows!(told, snapbox::file!["rollback/member.txt"]);
}

#[test]
fn a_decision_that_led_to_the_rollback_is_its_confirmation() {
    let told = deployed().transcript(
        "incident open --title 'checkout fails' --class application
         gate incident
         incident decide rollback --reason 'no fix within the hour'
         rollback --reason 'checkout fails'
         rollback confirm
         gate incident",
    );
    shows!(told, snapbox::file!["rollback/decided_before.txt"]);
}

#[test]
fn without_a_version_what_is_deployed_goes_back() {
    let team = deployed();
    start(&team, "2.5.0");
    let told = team.transcript(
        "rollback --reason 'checkout fails'
         gate rollback -r 2.5.0
         sign deployment/deployment-started -r 2.5.0 --role devops-engineer --ahead --reason early
         rollback --reason 'which one'
         rollback -r 2.5.0 --reason 'this one'",
    );
    shows!(told, snapbox::file!["rollback/which.txt"]);
}

#[test]
fn without_a_deployed_release_the_one_that_shipped_last_goes_back() {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    ship_patch(&team, "2.4.1", "71bd5c0", "2026-11-14");
    // A patch of the older line ships later.
    ship_patch(&team, "2.3.1", "1d2e3f4", "2026-11-16");
    start(&team, "2.5.0");
    let told = team.transcript("rollback --reason 'checkout fails'\nclose -r 2.3.1");
    shows!(told, snapbox::file!["rollback/shipped.txt"]);
}
