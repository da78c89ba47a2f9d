use super::*;
use crate::domain::testing::{Story, at, incident_plan, side_by_side};

/// Writes an entry as `09:03 dev: noted`, with `+` when it is about the incident, and the time of recording behind one
/// that was given by hand.
fn brief(entry: &Entry<'_>) -> String {
    let clock = |at: DateTime<Utc>| at.format("%H:%M").to_string();
    let own = if entry.is_own { "+" } else { " " };
    let recorded = if entry.is_by_hand() {
        format!(" (recorded {})", clock(entry.event.at))
    } else {
        String::new()
    };
    let text = match step_of(entry.event) {
        Some(IncidentStep::Noted { text, .. }) => format!(" {text}"),
        Some(IncidentStep::Opened { title, .. }) => format!(" {title}"),
        _ => String::new(),
    };
    let (by, kind) = (entry.event.by.name(), entry.event.kind.word());
    format!(
        "{own}{} {by}: {kind}{text}{recorded}",
        clock(entry.happened)
    )
}

#[track_caller]
fn case(name: &str, script: &[&str], number: usize, expected: &[&str]) {
    let release = Story::of(incident_plan()).tell(script).release();
    let incident = release.incident(&IncidentId::numbered(number)).expect(name);
    let found: Vec<_> = incident.timeline().entries.iter().map(brief).collect();
    assert_eq!(found, expected, "{name}");
}

#[test]
fn it_has_what_happened_from_the_opening_to_the_end() {
    case(
        "with the rest of the release in between",
        &[
            "ops signs b",
            "qa opens app incident checkout fails",
            "ops rolls back because it burns",
            "ops signs incident-1/restore",
            "ops signs undo",
            "dev resolves 1 because a bad index",
            "ops blocks undo because it is back again",
        ],
        1,
        &[
            "+09:02 qa: opened checkout fails",
            " 09:03 ops: rollback-begun",
            "+09:04 ops: signed",
            " 09:05 ops: signed",
            "+09:06 dev: resolved",
        ],
    );
    case(
        "without an end while it lasts",
        &["qa opens app incident x", "ops signs b"],
        1,
        &["+09:01 qa: opened x", " 09:02 ops: signed"],
    );
    case(
        "and what is said of it after its end",
        &[
            "qa opens app incident x",
            "dev resolves 1 because y",
            "ops signs b",
            "qa asks dev in 1 to write it up",
            "ops notes 1 it was the index",
            "ops signs incident-1/restore",
        ],
        1,
        &[
            "+09:01 qa: opened x",
            "+09:02 dev: resolved",
            "+09:04 qa: action-added",
            "+09:05 ops: noted it was the index",
            "+09:06 ops: signed",
        ],
    );
}

#[test]
fn a_time_given_by_hand_puts_a_note_where_it_belongs() {
    case(
        "between two events",
        &[
            "qa opens app incident x",
            "at 2026-11-20T09:30:00Z",
            "ops commands 1",
            "ops notes 1 at 2026-11-20T09:10:00Z pods restart",
        ],
        1,
        &[
            "+09:01 qa: opened x",
            "+09:10 ops: noted pods restart (recorded 09:32)",
            "+09:31 ops: commanded",
        ],
    );
    let before = [
        "at 2026-11-20T09:15:00Z",
        "ops signs b",
        "at 2026-11-20T09:30:00Z",
        "qa opens app incident x",
    ];
    case(
        "before the opening, and what was there is not drawn in",
        &before,
        1,
        &["+09:31 qa: opened x"],
    );
    case(
        "before the opening, which draws in what happened since",
        &[
            before.as_slice(),
            &["ops notes 1 at 2026-11-20T09:15:30Z it began"],
        ]
        .concat(),
        1,
        &[
            "+09:15 ops: noted it began (recorded 09:32)",
            " 09:16 ops: signed",
            "+09:31 qa: opened x",
        ],
    );
    case(
        "after the end, recorded late",
        &[
            "qa opens app incident x",
            "dev resolves 1 because y",
            "at 2026-11-20T09:30:00Z",
            "ops notes 1 at 2026-11-20T09:20:00Z still quiet",
        ],
        1,
        &[
            "+09:01 qa: opened x",
            "+09:02 dev: resolved",
            "+09:20 ops: noted still quiet (recorded 09:31)",
        ],
    );
    case(
        "within it, recorded after its end",
        &[
            "qa opens app incident x",
            "at 2026-11-20T09:10:00Z",
            "dev resolves 1 because y",
            "ops notes 1 at 2026-11-20T09:05:00Z pods restart",
        ],
        1,
        &[
            "+09:01 qa: opened x",
            "+09:05 ops: noted pods restart (recorded 09:12)",
            "+09:11 dev: resolved",
        ],
    );
    case(
        "of one moment, in the order of the record",
        &[
            "qa opens app incident x",
            "qa notes 1 at 2026-11-20T09:02:00Z one",
            "qa notes 1 at 2026-11-20T09:02:00Z two",
        ],
        1,
        &[
            "+09:01 qa: opened x",
            "+09:02 qa: noted one (recorded 09:02)",
            "+09:02 qa: noted two (recorded 09:03)",
        ],
    );
}

#[test]
fn another_incident_is_on_it_while_both_last_and_stretches_nothing() {
    let script = [
        "qa opens app incident one",
        "ops opens infra incident two",
        "ops notes 2 at 2026-11-20T08:00:00Z disks filled up",
        "dev resolves 1 because y",
        "ops notes 2 disks are clean",
        "ops signs incident-2/restore",
        "ops resolves 2 because z",
    ];
    case(
        "the first",
        &script,
        1,
        &[
            "+09:01 qa: opened one",
            " 09:02 ops: opened two",
            "+09:04 dev: resolved",
        ],
    );
    case(
        "the second",
        &script,
        2,
        &[
            "+08:00 ops: noted disks filled up (recorded 09:03)",
            " 09:00 rm: started",
            " 09:01 qa: opened one",
            "+09:02 ops: opened two",
            " 09:04 dev: resolved",
            "+09:05 ops: noted disks are clean",
            "+09:06 ops: signed",
            "+09:07 ops: resolved",
        ],
    );
}

#[test]
fn branches_that_open_the_same_incident_tell_one_timeline() {
    let (left, right) = (
        ["qa opens app incident checkout fails"],
        ["ops opens critical infra incident disks are full"],
    );
    side_by_side(&incident_plan(), &[], &left, &right, |release, _| {
        let incident = release.incident(&IncidentId::numbered(1)).unwrap();
        let timeline = incident.timeline();
        assert_eq!(timeline.entries.len(), 2);
        assert!(
            timeline
                .entries
                .iter()
                .all(|entry| entry.is_own && step_of(entry.event).is_some())
        );
        assert_eq!(timeline.from, timeline.entries[0].happened);
        assert_eq!(
            incident.severity(),
            crate::domain::plan::incident::Severity::Critical
        );
        assert_eq!(
            incident.titles().count(),
            2,
            "none of what they opened it for is lost"
        );
        assert_eq!(incident.commanders().count(), 2);
        assert_eq!(release.unresolved().count(), 1);
    });
}

#[test]
fn a_resolution_that_had_not_seen_the_other_opening_ends_nothing() {
    let (left, right) = (
        ["qa opens app incident x", "dev resolves 1 because y"],
        ["ops opens infra incident z"],
    );
    side_by_side(&incident_plan(), &[], &left, &right, |release, now| {
        let incident = release.incident(&IncidentId::numbered(1)).unwrap();
        assert_eq!(incident.timeline().until, None);
        let release = Story::resume(release.clone(), now)
            .tell(&["dev resolves 1 because both"])
            .release();
        let incident = release.incident(&IncidentId::numbered(1)).unwrap();
        assert!(incident.timeline().until.is_some());
        assert_eq!(incident.cause(), Some("both"));
    });
}

#[test]
fn branches_that_name_different_commanders_are_both_on_it_until_one_is_named_again() {
    side_by_side(
        &incident_plan(),
        &["qa opens incident x"],
        &["ops commands 1"],
        &["Ada commands 1"],
        |release, now| {
            let incident = release.incident(&IncidentId::numbered(1)).unwrap();
            let commanded = incident
                .timeline()
                .entries
                .iter()
                .filter(|entry| entry.event.kind.word() == "commanded")
                .count();
            assert_eq!((commanded, incident.commanders().count()), (2, 2));
            let release = Story::resume(release.clone(), now)
                .tell(&["ops commands 1"])
                .release();
            let incident = release.incident(&IncidentId::numbered(1)).unwrap();
            let commanders: Vec<_> = incident
                .commanders()
                .map(crate::domain::plan::incident::Who::as_str)
                .collect();
            assert_eq!((commanders, incident.commands().count()), (vec!["ops"], 3));
        },
    );
}

#[test]
fn a_clock_that_was_set_back_hides_nothing() {
    let script = [
        "ops signs b",
        "at 2026-11-20T11:00:00Z",
        "qa opens app incident checkout fails",
        "at 2026-11-20T09:30:00Z",
        "ops rolls back because it burns",
        "ops signs undo",
        "dev resolves 1 because a bad index",
        "ops blocks undo because it is back again",
    ];
    let own = ["+09:33 dev: resolved", "+11:01 qa: opened checkout fails"];
    let between = [" 09:31 ops: rollback-begun", " 09:32 ops: signed"];
    case(
        "what came between counts, whatever the clocks say",
        &script,
        1,
        &[&between[..], &own].concat(),
    );
    let release = Story::of(incident_plan()).tell(&script).release();
    let timeline = release.incidents().next().expect("an incident").timeline();
    assert_eq!(
        (timeline.from, timeline.until),
        (at("2026-11-20T09:31:00Z"), Some(at("2026-11-20T11:01:00Z")))
    );
    let noted = [
        &script[..3],
        &["qa notes 1 at 2026-11-20T08:00:00Z the first call"],
        &script[3..],
    ]
    .concat();
    let release = Story::of(incident_plan()).tell(&noted).release();
    let timeline = release.incidents().next().expect("an incident").timeline();
    assert_eq!(
        timeline.from,
        at("2026-11-20T08:00:00Z"),
        "a time by hand still stretches it"
    );
    assert!(
        timeline
            .entries
            .iter()
            .any(|entry| entry.event.kind.word() == "rollback-begun")
    );
}
