//! One story, told by commands alone: a release that goes back from its canary, the incident, the hotfix after it, and what
//! can be read from the records afterwards. Every document of it is compared whole.

use crate::releasing::{EMBEDDED, HEALTHY, open, settle, sign_items, write_notes};
use crate::team::{Team, shows};

/// Ships a critical patch: nothing but the last stage, and windows that are closed at their ends.
pub(crate) fn ship_patch(team: &Team, version: &str, candidate: &str, day: &str) {
    let facts = "--fact critical=yes --fact breaking-change=no --fact database-migration=no --fact feature-flags=no";
    let at = |hour: &str| format!("at {day}T{hour}:00Z");
    team.quietly(&at("07:00"));
    open(
        team,
        &format!("{version} --type patch --candidate {candidate} {facts}"),
    );
    team.quietly(&format!(
        "{}
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout start",
        at("08:00")
    ));
    sign_items(team, "rollout");
    team.quietly(HEALTHY);
    settle(team, "rollout");
    sign_items(team, "monitoring");
    team.quietly(
        "monitor close immediate --early --reason 'the release before is watched by others'
         monitor close short-term --early --reason 'the release before is watched by others'
         monitor close extended --early --reason 'the release before is watched by others'
         monitor close long-term --early --reason 'the release before is watched by others'",
    );
    settle(team, "monitoring");
    settle(team, "post-release");
    team.quietly(&at("09:00"));
    write_notes(team);
    team.quietly("close");
}

#[test]
fn a_release_goes_back_from_its_canary_and_a_hotfix_follows() {
    let team = Team::new().with("GONOGO_CHECKLISTS", EMBEDDED);
    ship_patch(&team, "2.3.1", "71bd5c0", "2026-11-16");
    team.quietly("at 2026-11-20T08:00:00Z");
    open(
        &team,
        "2.4.0 --type minor --candidate 9fceb02 --fact critical=no --fact breaking-change=no --fact database-migration=yes",
    );
    team.quietly(
        "waive tracking-updated --reason 'the team is at the offsite' --expires 2026-12-31",
    );
    let canary = team.transcript(&format!(
        "at 2026-11-20T10:00:00Z
         rollout baseline --metric error-rate=0.4 --metric latency-p99=200 --metric failed-health-checks=0
         rollout start --traffic 5
         {HEALTHY}
         at 2026-11-20T10:12:00Z
         rollout observe --metric error-rate=1.9 --metric latency-p99=320 --metric failed-health-checks=3
         gate rollout"
    ));
    shows!(canary, snapbox::file!["story/canary.txt"]);
    let back = team.transcript(
        "rollback --trigger error-rat --reason x
         rollback --trigger error-rate --class application --reason 'error rate 1.5 points above baseline on the canary'
         rollback --reason again
         rollout advance --traffic 25 --override --reason 'nothing stops us'
         status
         gate
         incident commander devops-engineer
         incident note 'first alert: error budget burn' --at 2026-11-20T10:09:30Z
         at 2026-11-20T10:15:00Z
         incident note 'traffic is off the canary'
         incident commander 'Grace Hopper <grace@octoacme.example>'
         incident status
         sign course-decided
         rollback cancel --reason 'it was the cache'
         incident decide rollback --reason 'no fix before the weekend'
         close --outcome rolled-back --reason 'error rate on the canary'",
    );
    shows!(back, snapbox::file!["story/back.txt"]);
    team.quietly("at 2026-11-20T10:40:00Z");
    sign_items(&team, "rollback");
    settle(&team, "rollback");
    let end = team.transcript(
        "at 2026-11-20T11:00:00Z
         gate rollback
         sign incident-1/service-restored --note 'all instances on 2.3.1'
         incident action 'Test the checkout with two carts' --owner qa-automation-engineer --due 2026-11-27
         incident action 'Cap the retries of the cart service' --owner 'Grace Hopper <grace@octoacme.example>' --due 2026-11-24
         incident resolve --cause 'retries of the cart service overran the connection pool'
         close --outcome rolled-back --reason 'error rate on the canary'
         status
         sign incident-1/root-cause-triaged -r 2.4.0
         status -r 2.4.0
         gate -r 2.4.0
         verify -r 2.4.0",
    );
    shows!(end, snapbox::file!["story/end.txt"]);
    ship_patch(&team, "2.4.1", "c0ffee1", "2026-11-23");
    let after = team.transcript(
        "at 2026-11-25T09:00:00Z
         incident done 2 -r 2.4.0 --note 'in 2.4.1'
         list
         incident list
         incident status -r 2.4.0",
    );
    shows!(after, snapbox::file!["story/after.txt"]);
    documents(&team);
}

/// Compares every document that can be read from the records.
fn documents(team: &Team) {
    let said = |line: &str| {
        let output = team.run(line);
        assert_eq!(
            output.status.code(),
            Some(0),
            "gonogo {line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        team.redacted(&String::from_utf8(output.stdout).unwrap())
    };
    shows!(
        said("incident timeline -r 2.4.0 --format markdown"),
        snapbox::file!["story/timeline.md"]
    );
    shows!(
        said("incident timeline -r 2.4.0 --format json"),
        snapbox::file!["story/timeline.json"]
    );
    shows!(said("retro -r 2.4.0"), snapbox::file!["story/retro.md"]);
    shows!(
        said("retro -r 2.4.1"),
        snapbox::file!["story/retro-of-the-hotfix.md"]
    );
    shows!(said("report weekly"), snapbox::file!["story/weekly.md"]);
    shows!(said("notes -r 2.4.0"), snapbox::file!["story/notes.md"]);
    shows!(said("metrics"), snapbox::file!["story/metrics.txt"]);
    shows!(
        said("metrics --by type"),
        snapbox::file!["story/metrics-by-type.txt"]
    );
    shows!(
        said("metrics --format json"),
        snapbox::file!["story/metrics.json"]
    );
    shows!(
        said("metrics --format csv"),
        snapbox::file!["story/metrics.csv"]
    );
    shows!(
        said("metrics --format openmetrics"),
        snapbox::file!["story/metrics.om"]
    );
    shows!(said("log -r 2.4.0"), snapbox::file!["story/log.txt"]);
    shows!(
        team.redacted(&team.read("releases/2.4.0.toml")),
        snapbox::file!["story/record.toml"]
    );
}
