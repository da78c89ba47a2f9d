//! Real git merges what several people do in one rollback and one incident.

use std::fs;

use gonogo::domain::event::{Call, EventKind, IncidentStep};
use gonogo::domain::plan::incident::Severity;
use gonogo::domain::rules::draft;

use crate::merges::{Repository, without_markers};
use crate::rollback_story::{in_incident, opened, rolling_back};
use crate::support::{Scratch, signed};

/// Returns a repository with the record of a release that is being rolled back, and has an incident.
fn repository() -> Repository {
    let release = rolling_back();
    let scratch = Scratch::with_plan(release.plan().frozen());
    fs::write(
        scratch.record(),
        gonogo::record::write::text(release.record()),
    )
    .expect("a record");
    Repository::with(scratch)
}

fn noted(text: &str) -> EventKind {
    in_incident(
        1,
        IncidentStep::Noted {
            text: text.to_owned(),
            happened: None,
        },
    )
}

#[test]
fn who_signs_duties_calls_and_takes_notes_merges() {
    let repository = repository();
    let release = repository.0.release();
    let before = release.events().len();
    let branches = [
        ("Ada", signed(&release, "incident-1/restored", "developer")),
        ("Grace", signed(&release, "incident-1/restored", "qa")),
        ("Joan", signed(&release, "incident-1/report", "qa")),
        ("Mary", signed(&release, "rollback/redeployed", "developer")),
        (
            "Radia",
            draft::calling(
                &release,
                &"rollback".into(),
                &"qa".into(),
                Call::NoGo,
                Some("it smells".to_owned()),
            ),
        ),
        ("Vera", noted("the pods are up")),
    ];
    for (name, kind) in &branches {
        repository.branch(name, &[vec![kind.clone()]]);
    }
    for (name, _) in &branches {
        repository.git(&["merge", "--quiet", "--no-edit", name]);
    }
    let release = repository.0.release();
    assert_eq!(
        release.events().len() - before,
        branches.len(),
        "every event is kept"
    );
    for (_, kind) in &branches {
        assert!(
            release.events()[before..]
                .iter()
                .any(|event| event.kind == *kind)
        );
    }
    assert_eq!(repository.0.run(&["verify"]).code, Some(0));
    assert_eq!(
        repository.0.run(&["gate", "rollback"]).code,
        Some(1),
        "the careful one wins"
    );
}

#[test]
fn two_notes_conflict_and_both_are_kept() {
    let repository = repository();
    let joined = joined(
        &repository,
        noted("the pods are up"),
        noted("the queue is empty"),
    );
    let texts: Vec<_> = joined
        .incidents()
        .flat_map(|incident| incident.notes().collect::<Vec<_>>())
        .collect();
    assert_eq!(texts.len(), 2);
}

#[test]
fn two_branches_that_open_the_next_incident_open_the_same_one() {
    let repository = repository();
    let worse = match opened(2, "Invoices are missing", "other", None) {
        EventKind::Incident(event) => match event.what {
            IncidentStep::Opened {
                title,
                class,
                commander,
                ..
            } => in_incident(
                2,
                IncidentStep::Opened {
                    title,
                    class,
                    severity: Severity::Critical,
                    commander,
                },
            ),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let joined = joined(
        &repository,
        opened(2, "Mails are late", "other", None),
        worse,
    );
    let second = joined.incident(&"incident-2".into()).expect("an incident");
    assert_eq!(
        second.severity(),
        Severity::Critical,
        "the worse one counts"
    );
    assert_eq!(joined.incidents().count(), 2);
    let duties = joined
        .plan()
        .items
        .iter()
        .filter(|item| item.incident.as_ref() == Some(second.id()));
    assert_eq!(duties.count(), 3, "and its duties stand there once");
}

/// Has two branches say something in one slot, and joins them as the document says.
fn joined(
    repository: &Repository,
    one: EventKind,
    other: EventKind,
) -> gonogo::domain::state::Release {
    let ran = repository.sides(one, other);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        repository.0.run(&["verify", "-r", "2.4.0"]).code,
        Some(2),
        "a conflict is named"
    );
    repository.git(&["checkout", "--conflict=diff3", "--", "releases/2.4.0.toml"]);
    let whole = String::from_utf8(repository.0.bytes()).expect("text");
    fs::write(repository.0.record(), without_markers(&whole)).expect("a record");
    let ran = repository.0.run(&["verify"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    repository.0.release()
}
