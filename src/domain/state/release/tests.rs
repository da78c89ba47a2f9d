use proptest::prelude::*;

use super::*;
use crate::domain::rules::gate::judge;
use crate::domain::rules::item_status;
use crate::domain::testing::{Story, at, person, plan, side_by_side};

fn checklist() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/both dev+qa",
        "pre/bound dev bound",
        "pre/migrate ops when=db",
        "gate pre dev",
        "ship/b ops",
        "gate ship ops",
    ])
}

fn told(script: &[&str]) -> Release {
    Story::of(checklist()).tell(script).release()
}

/// Replays what is broken, and returns its faults with the events named up to the digest.
fn faults(record: Record) -> Vec<String> {
    let brief = |fault: &IntegrityFault| match fault {
        IntegrityFault::Altered { event } => {
            format!("altered: {}", event.split(" (").next().unwrap_or_default())
        }
        IntegrityFault::Orphaned { event } => {
            format!("orphaned: {}", event.split(" (").next().unwrap_or_default())
        }
        IntegrityFault::Doubled { event } => {
            format!("doubled: {}", event.split(" (").next().unwrap_or_default())
        }
        IntegrityFault::Refused { rule, .. } => format!("refused: {rule}"),
        IntegrityFault::NotStarted => "not started".to_owned(),
        IntegrityFault::PlanChanged => "plan changed".to_owned(),
    };
    Release::replay(record)
        .map(|_| ())
        .unwrap_err()
        .iter()
        .map(brief)
        .collect()
}

const SCRIPT: [&str; 5] = [
    "dev signs a",
    "dev signs bound",
    "dev signs both",
    "qa blocks b because x",
    "dev calls go at pre",
];

#[test]
fn replaying_a_record_gives_the_state_that_was_told() {
    let release = told(&SCRIPT);
    let replayed = Release::replay(release.record().clone()).unwrap();
    assert_eq!(replayed.record(), release.record());
    assert_eq!(replayed.heads(), release.heads());
}

#[test]
fn a_change_of_any_event_is_named() {
    #[track_caller]
    fn case(name: &str, change: impl Fn(&mut Record), expected: &[String]) {
        let mut record = told(&SCRIPT).record().clone();
        change(&mut record);
        assert_eq!(faults(record), expected, "{name}");
    }
    let signed = "altered: event `signed` of item `pre/a` for `dev` by dev <dev@octoacme.example> at 2026-11-20T09:01:00Z";
    let called = "event `called` at gate `pre` for `dev` by dev <dev@octoacme.example> at 2026-11-20T09:05:00Z";
    let other = |from: &str, to: &str| vec![signed.replace(from, to)];
    case(
        "its time",
        |record| record.events[1].at = at("2026-11-20T08:00:00Z"),
        &other("09:01", "08:00"),
    );
    case(
        "its author",
        |record| record.events[1].by = person("eve"),
        &other("dev <dev@", "eve <eve@"),
    );
    case(
        "its kind",
        |record| record.events[1].kind = blocked(),
        &other("`signed`", "`blocked`"),
    );
    case(
        "it is copied to another item",
        |record| record.events.push(moved(&record.events[1])),
        &other("pre/a", "ship/b"),
    );
    case(
        "it stands there twice, and one says something else",
        |record| {
            let copy = Event {
                at: at("2026-11-20T09:06:00Z"),
                ..record.events[5].clone()
            };
            record.events.push(copy);
        },
        &[format!("altered: {}", called.replace("09:05", "09:06"))],
    );
    case(
        "it is cut out of the middle",
        |record| drop(record.events.remove(4)),
        &[format!("orphaned: {called}")],
    );
    let plan_changed = ["plan changed".to_owned()];
    case(
        "a text is changed",
        |record| record.plan.items[0].text.push('!'),
        &plan_changed,
    );
    case(
        "an item is taken out",
        |record| drop(record.plan.items.remove(0)),
        &plan_changed,
    );
    case(
        "an item is marked as removed",
        |record| record.plan.items[0].removed = true,
        &plan_changed,
    );
    case(
        "a poll is emptied",
        |record| record.plan.phases[0].gate.poll.clear(),
        &plan_changed,
    );
    case(
        "a fact is answered in the header",
        |record| record.header.facts.extend([("db".into(), false)]),
        &plan_changed,
    );
    case(
        "there is no start",
        |record| record.events.clear(),
        &["not started".to_owned(), "plan changed".to_owned()],
    );
}

#[test]
fn an_event_that_stands_there_twice_counts_once() {
    let record = told(&SCRIPT).record().clone();
    let mut doubled = record.clone();
    doubled.events.push(record.events[5].clone());
    doubled.events.insert(0, record.events[1].clone());
    let release = Release::replay(doubled).unwrap();
    assert_eq!(release.record(), &record);
    let mut copied = vec![record.events[1].id, record.events[5].id];
    copied.sort_unstable();
    assert_eq!(release.copied(), copied);
}

fn blocked() -> EventKind {
    EventKind::Blocked {
        item: "pre/a".into(),
        role: "dev".into(),
        reason: "x".to_owned(),
        by_check: false,
        acted_for: None,
    }
}

fn moved(signed: &Event) -> Event {
    let mut copy = signed.clone();
    if let EventKind::Signed { item, .. } = &mut copy.kind {
        *item = "ship/b".into();
    }
    copy
}

#[test]
fn an_event_of_another_release_is_named() {
    let mut record = told(&SCRIPT).record().clone();
    record.header.id = "ffff".to_owned();
    assert_eq!(
        faults(record).len(),
        SCRIPT.len() + 2,
        "every event and the plan"
    );
}

#[test]
fn a_cut_tail_cannot_be_seen_without_the_head_kept_elsewhere() {
    let mut record = told(&SCRIPT).record().clone();
    let head = record.events.pop().unwrap().id;
    assert!(!Release::replay(record).unwrap().has_event(&head));
}

#[test]
fn answers_of_another_plan_are_kept_and_count_for_nothing() {
    let release = told(&["dev signs a", "retract a"]);
    let item = release.item(&"pre/a".into()).unwrap();
    assert!(item.removed);
    assert_eq!(release.events().len(), 3);
    assert_eq!(
        item_status::standings(&release, at("2026-11-21T00:00:00Z"))
            .filter(|standing| standing.item.id == item.id)
            .count(),
        0
    );
}

#[test]
fn of_two_plans_named_side_by_side_either_may_stand() {
    let story = Story::of(checklist()).tell(&["left: reword a", "right: dev signs a"]);
    assert_eq!(story.release().plan().items[0].text, "Check pre/a again");
}

#[test]
fn calls_of_a_role_stand_until_it_has_seen_them_and_calls_again() {
    let call = |release: &Release| {
        release
            .call(&"pre".into(), &"dev".into())
            .map(|(call, event)| {
                (
                    call.word(),
                    event.kind.reason().unwrap_or_default().to_owned(),
                )
            })
    };
    assert_eq!(call(&told(&[])), None);
    let no_go = "dev calls no-go at pre because x";
    assert_eq!(call(&told(&[no_go])), Some(("no-go", "x".to_owned())));
    side_by_side(
        &checklist(),
        &[],
        &[no_go],
        &["dev calls no-go at pre because y"],
        |release, _| {
            let log = release.calls.get(&("pre".into(), "dev".into())).unwrap();
            assert_eq!(log.no_go.iter().count(), 2, "both stand");
        },
    );
    let both = [
        "left: dev calls no-go at pre because x",
        "right: dev calls no-go at pre because y",
        "merge",
    ];
    let settled = [
        "dev signs a",
        "dev signs both",
        "dev signs bound",
        "dev calls go at pre",
    ];
    assert_eq!(
        call(&told(&[&both[..], &settled].concat())).unwrap().0,
        "go",
        "a go that has seen both clears both"
    );
}

#[test]
fn a_person_is_known_by_the_address_whatever_its_case() {
    let release = told(&[
        "Ada as dev signs a",
        "ADA as qa signs both",
        "bob as ops signs b",
    ]);
    let roles: Vec<_> = release
        .roles_of(&person("ada"))
        .into_iter()
        .map(RoleId::as_str)
        .collect();
    assert_eq!(roles, ["dev", "qa"]);
}

#[test]
fn two_texts_of_one_notes_field_written_side_by_side_both_stand() {
    let start = told(&[]);
    let write = |release: &Release, minute: i64, kind: EventKind| {
        let at = at("2026-11-20T10:00:00Z") + chrono::TimeDelta::minutes(minute);
        Event::new("0b6e", at, person("rm"), kind, release.heads().to_vec())
    };
    let written = |text: &str| EventKind::NoteWritten {
        field: "summary".into(),
        text: text.to_owned(),
    };
    let added = |text: &str| EventKind::NoteAdded {
        field: "summary".into(),
        text: text.to_owned(),
        commits: Vec::new(),
    };
    let texts = |release: &Release| -> Vec<String> {
        let text = |event: &&Event| match &event.kind {
            EventKind::NoteWritten { text, .. } | EventKind::NoteAdded { text, .. } => text.clone(),
            _ => String::new(),
        };
        release
            .field_events(&"summary".into())
            .iter()
            .map(text)
            .collect()
    };
    let (one, two, three) = (
        write(&start, 1, written("one")),
        write(&start, 2, written("two")),
        write(&start, 3, added("three")),
    );
    let merged = start.after(one).after(two).after(three);
    assert_eq!(texts(&merged), ["one", "two", "three"]);
    let anew = write(&merged, 4, written("anew"));
    let merged = merged.after(anew);
    assert_eq!(
        texts(&merged),
        ["anew"],
        "a text that has seen them replaces them"
    );
    let more = write(&merged, 5, added("more"));
    assert_eq!(texts(&merged.after(more)), ["anew", "more"]);
}

/// Lines that may or may not be allowed where they stand; those that are not are passed over.
fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let line = prop::sample::select(vec![
        "dev signs a",
        "left: dev signs a",
        "right: qa signs both",
        "left: dev signs both",
        "dev signs bound",
        "right: dev signs bound",
        "left: qa blocks a because x",
        "right: dev unblocks a because y",
        "qa blocks both because x",
        "dev unblocks both because y",
        "left: dev reopens a because x",
        "right: dev reopens bound because x",
        "rm waives a because x",
        "right: rm waives migrate until 2026-11-20 because x",
        "left: fact db = no",
        "right: fact db = yes",
        "fact db = no because x",
        "left: respin c2",
        "right: respin c3",
        "respin c4",
        "left: dev calls go at pre",
        "right: dev calls no-go at pre because x",
        "dev calls go at pre",
        "left: close abandoned because x",
        "merge",
    ]);
    prop::collection::vec(line, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_prefix_replayed_and_the_rest_applied_gives_the_state_of_the_whole(script in lines(), cut in 1_usize..30) {
        let mut story = Story::of(checklist());
        for line in script {
            let _ = story.try_line(line);
        }
        let now = story.now;
        let whole = story.release();
        let Record { header, plan, events } = whole.record().clone();
        let rest = events.get(cut..).unwrap_or_default().to_vec();
        let prefix = Record { header, plan, events: events.into_iter().take(cut).collect() };
        let joined = rest.into_iter().fold(Release::replay(prefix).unwrap(), Release::after);
        prop_assert_eq!(format!("{:?}", judge(&joined, now)), format!("{:?}", judge(&whole, now)));
        prop_assert_eq!(joined.record(), whole.record());
    }

    #[test]
    fn more_sign_offs_and_calls_of_go_never_make_a_verdict_worse(script in lines()) {
        let mut story = Story::of(checklist());
        for line in script {
            let _ = story.try_line(line);
        }
        let _ = story.try_line("merge");
        let before: Vec<_> = judge(&story.clone().release(), story.now).iter().map(|judgement| judgement.verdict).collect();
        for line in ["dev signs a", "dev signs both", "qa signs both", "dev signs bound", "ops signs migrate", "ops signs b", "dev calls go at pre", "ops calls go at ship"] {
            let _ = story.try_line(line);
        }
        let now = story.now;
        let after: Vec<_> = judge(&story.release(), now).iter().map(|judgement| judgement.verdict).collect();
        prop_assert!(after.iter().zip(&before).all(|(after, before)| after <= before));
    }
}
