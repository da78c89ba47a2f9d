use super::*;
use crate::domain::event::timestamp;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, at, incident_plan, plan};

const NOW: &str = "2026-11-27T12:00:00Z";

fn told(version: &str, opened: &str, plan: &Plan, lines: &[&str]) -> Release {
    Story::of_version(version, opened, plan.clone())
        .tell(lines)
        .release()
}

#[test]
fn open_releases_are_in_flight_and_the_others_are_told_for_a_week() {
    let plan = plan(&["pre/a dev", "gate pre rm"]);
    let close = |at: &'static str| [at, "close abandoned because no budget"];
    let mut weekly = Weekly::new(at(NOW));
    weekly.add(&told(
        "2.1.0",
        "2026-11-01T09:00:00Z",
        &plan,
        &close("at 2026-11-20T11:59:00Z"),
    ));
    weekly.add(&told(
        "2.2.0",
        "2026-11-01T09:00:00Z",
        &plan,
        &close("at 2026-11-20T12:00:00Z"),
    ));
    weekly.add(&told("2.3.0", "2026-11-01T09:00:00Z", &plan, &[]));
    weekly.add(&told(
        "2.4.0",
        "2026-11-20T09:00:00Z",
        &plan,
        &["dev signs a", "rm calls go at pre"],
    ));
    let in_flight = |release: &InFlight| {
        let phase = release
            .phase
            .as_ref()
            .map_or("past all", |phase| phase.title.as_str());
        format!(
            "{} {} {}/{} {phase}: {}",
            release.version,
            release.verdict.unwrap().word(),
            release.settled,
            release.items,
            release.steps.join(", ")
        )
    };
    let found: Vec<_> = weekly.in_flight.iter().map(in_flight).collect();
    assert_eq!(
        found,
        [
            "2.3.0 HOLD 0/1 pre: gonogo walk 2.3.0 --role dev, gonogo call go --role rm --phase pre -r 2.3.0",
            "2.4.0 GO 1/1 past all: gonogo notes -r 2.4.0, gonogo close -r 2.4.0",
        ]
    );
    let ended: Vec<_> = weekly
        .ended
        .iter()
        .map(|ended| format!("{} {}", ended.version, timestamp(&ended.at)))
        .collect();
    assert_eq!(
        ended,
        ["2.2.0 2026-11-20T12:01:00Z"],
        "what ended a week ago to the minute is told no more"
    );
}

#[track_caller]
fn case(name: &str, plan: &Plan, lines: &[&str], expected: &[&str]) {
    let story = Story::of(plan.clone()).tell(lines);
    let mut weekly = Weekly::new(story.now);
    weekly.add(&story.release());
    let line = |risk: &Risk| format!("{} {}: {}", risk.kind.words(), risk.about, risk.text);
    let found: Vec<_> = weekly
        .in_flight
        .iter()
        .flat_map(|release| &release.risks)
        .map(line)
        .collect();
    assert_eq!(found, expected, "{name}");
}

#[test]
fn risks_are_what_was_accepted_and_what_was_stopped() {
    let two = plan(&[
        "pre/a dev",
        "pre/b dev",
        "gate pre qa",
        "watch/w ops marks=out",
        "monitoring watch from out",
        "window first 0m..30m ops",
    ]);
    case("work to do is no risk", &two, &["dev signs a"], &[]);
    let waived = "rm waives a until 2026-11-20 because later";
    case("a waiver", &two, &[waived], &["waiver pre/a: later"]);
    case(
        "an expired one",
        &two,
        &[waived, "at 2026-11-21T00:00:00Z"],
        &["expired waiver pre/a: later"],
    );
    case(
        "one that was done after all",
        &two,
        &[waived, "dev reopens a because there is time", "dev signs a"],
        &[],
    );
    let grave = [
        waived,
        "qa calls no-go at pre because it smells",
        "dev blocks b because it burns",
    ];
    case(
        "the gravest first",
        &two,
        &grave,
        &[
            "blocker pre/b: it burns",
            "no-go pre: qa: it smells",
            "waiver pre/a: later",
        ],
    );
    let overdue = ["ops signs w because early", "wait 90m"];
    case(
        "overdue",
        &two,
        &overdue,
        &[
            "overdue window first: overdue for 1h: it ended at 2026-11-20T09:31:00Z",
            "deployed before GO watch/w: signed before GO: gate pre was at HOLD; early",
        ],
    );
    let staged = plan(&["pre/a dev", "ship/s ops marks=staged"]);
    case(
        "a milestone ahead of its gate",
        &staged,
        &["ops signs s because the mirror is slow"],
        &["signed ahead ship/s: signed ahead of gate pre: the mirror is slow"],
    );
    let early = [
        "ops signs w because early",
        "ops closes first because it is quiet",
    ];
    case(
        "closed early",
        &two,
        &early,
        &[
            "deployed before GO watch/w: signed before GO: gate pre was at HOLD; early",
            "closed early window first: it is quiet",
        ],
    );
    let open = [
        "ops signs b",
        "qa opens critical app incident checkout fails",
    ];
    case(
        "an incident",
        &incident_plan(),
        &open,
        &["incident incident-1: checkout fails (critical)"],
    );
    let over = [&open[..], &["rm resolves 1 because a leak"]].concat();
    case("one that is over", &incident_plan(), &over, &[]);
    let back = ["ops signs b", "ops rolls back because it burns"];
    case(
        "a rollback",
        &incident_plan(),
        &back,
        &["rollback rollback: it burns"],
    );
    let watched = plan(&[
        "ship/b ops marks=out",
        "monitoring ship from out",
        "window first 0m..30m ops",
        "rollback back after=out",
    ]);
    let late = ["ops signs b", "wait 90m", "ops rolls back because it burns"];
    case(
        "what is late on the path of one that goes back",
        &watched,
        &late,
        &["rollback rollback: it burns"],
    );
    let overridden = [
        "dev signs a",
        "dev calls go at pre",
        "ops baselines errors=0.4",
        "ops enters canary at 5",
        "ops enters quarter at 25 rm overriding because it is known",
    ];
    case(
        "an override",
        &crate::domain::testing::rollout_plan(),
        &overridden,
        &["override rollout: it is known"],
    );
}

#[test]
fn waiver_debt_and_signals_stand_beside_the_risks() {
    let plan = plan(&["pre/a dev", "pre/k dev killer"]);
    let mut weekly = Weekly::new(at(NOW));
    // The order in which records are read does not matter.
    weekly.add(&told(
        "2.4.0",
        "2026-11-20T09:00:00Z",
        &plan,
        &["rm waives a because later", "dev signs k"],
    ));
    weekly.add(&told(
        "2.3.0",
        "2026-11-10T09:00:00Z",
        &plan,
        &["rm waives a because later"],
    ));
    let debts: Vec<_> = weekly
        .in_flight
        .iter()
        .map(|release| weekly.debts(release).len())
        .collect();
    assert_eq!(debts, [1, 0]);
    assert_eq!(
        weekly.debts(&weekly.in_flight[0])[0].before[0].as_str(),
        "2.3.0"
    );
    let signals: Vec<_> = weekly
        .in_flight
        .iter()
        .flat_map(|release| &release.signals)
        .map(|(word, _)| *word)
        .collect();
    assert_eq!(signals, ["killer-without-evidence"]);
}

#[test]
fn an_incident_that_outlasts_its_release_is_not_lost() {
    let lines = [
        "ops signs b",
        "rm calls go at ship",
        "close shipped",
        "qa opens critical app incident checkout fails",
    ];
    let over = [&lines[..], &["rm resolves 1 because a leak"]].concat();
    let mut weekly = Weekly::new(at("2027-01-01T00:00:00Z"));
    weekly.add(&told(
        "2.3.0",
        "2026-11-10T09:00:00Z",
        &incident_plan(),
        &lines,
    ));
    weekly.add(&told(
        "2.4.0",
        "2026-11-20T09:00:00Z",
        &incident_plan(),
        &over,
    ));
    let line = |incident: &OpenIncident| {
        let commanders: Vec<&str> = incident.commanders.iter().map(Who::as_str).collect();
        let (version, id, severity) = (&incident.version, &incident.id, incident.severity.word());
        format!(
            "{version} {id} {severity} {}: {}",
            commanders.join(", "),
            incident.title
        )
    };
    let found: Vec<_> = weekly.incidents.iter().map(line).collect();
    assert_eq!(found, ["2.3.0 incident-1 critical dev: checkout fails"]);
    assert!(weekly.in_flight.is_empty() && weekly.ended.is_empty());
}
