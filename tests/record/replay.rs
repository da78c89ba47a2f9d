//! Replaying a part and then the rest is replaying the whole, also after branches; the file's order means nothing.

use std::fmt::Write as _;

use gonogo::domain::event::{Event, EventKind};
use gonogo::domain::rules::admission::{Refusal, admit};
use gonogo::domain::rules::gate::judge;
use gonogo::domain::rules::item_status::{self, NotApplicable};
use gonogo::domain::rules::{monitoring, readiness};
use gonogo::domain::state::{Record, Release};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary;
use crate::rollout_story::whole_plan;
use crate::story::{assigned, golden, two_heads};
use crate::support::{Scratch, Teller, at, header, person};

/// One thing that somebody does: they may first take over what somebody else has, then they add an event.
#[derive(Clone, Debug)]
pub(crate) struct Suggestion {
    author: usize,
    merges: Option<usize>,
    kind: EventKind,
    seconds: i64,
}

pub(crate) fn step() -> impl Strategy<Value = Suggestion> {
    let other = proptest::option::weighted(0.3, 0_usize..4);
    (
        0_usize..4,
        other,
        arbitrary::event(&whole_plan()),
        0_i64..50,
    )
        .prop_map(|(author, merges, kind, seconds)| Suggestion {
            author,
            merges,
            kind,
            seconds,
        })
}

/// Lets one to four authors work, each on what they have seen, and returns what each of them has in the end.
pub(crate) fn played(authors: usize, steps: Vec<Suggestion>) -> Vec<Release> {
    let base = Teller::start(header(&[("downtime", false)]), whole_plan(), Some("c1")).release;
    let mut desks = vec![base; authors];
    for Suggestion {
        author,
        merges,
        kind,
        seconds,
    } in steps
    {
        let author = author % authors;
        if let Some(other) = merges {
            desks[author] = merged(&desks[author], &desks[other % authors]);
        }
        let release = &desks[author];
        let by = person(["Ada", "Grace", "Joan", "Mary"][author]);
        let event = Event::new(
            &release.header().id,
            at(seconds),
            by,
            kind,
            release.heads().to_vec(),
        );
        desks[author] = release.clone().after(event);
    }
    desks
}

/// Joins what two people have, as git does with their files.
fn merged(one: &Release, other: &Release) -> Release {
    let mut record = one.record().clone();
    record.events.extend(
        other
            .events()
            .iter()
            .filter(|event| !one.has_event(&event.id))
            .cloned(),
    );
    Release::replay(record).expect("what is sound on both sides is sound together")
}

/// Everything that a release says about itself, as text.
fn seen(release: &Release) -> String {
    let (now, ids) = (at(1_000), |events: Vec<&Event>| {
        events
            .iter()
            .map(|event| event.id.short())
            .collect::<Vec<_>>()
            .join(" ")
    });
    let mut text = String::new();
    for standing in item_status::standings(release, now) {
        let slots = standing
            .sign_offs
            .iter()
            .map(|slot| (slot.event.map(|event| event.id.short()), slot.stale));
        let ruled_out = standing.ruled_out.map(|why| match why {
            NotApplicable::Fact(against) => against.sentence(),
            NotApplicable::Person(event) => event.id.short(),
        });
        let waiver = standing
            .waiver()
            .map(|event| (event.id.short(), standing.waiver_expired));
        let (item, state, blockers) = (
            &standing.item.id,
            standing.state,
            ids(standing.blockers.clone()),
        );
        let _ = writeln!(
            text,
            "{item} {state:?} {:?} {blockers} {waiver:?} {ruled_out:?}",
            slots.collect::<Vec<_>>()
        );
    }
    for judgement in judge(release, now) {
        let _ = writeln!(
            text,
            "{} {:?} {}",
            judgement.topic.id(),
            judgement.verdict,
            judgement.reasons.len()
        );
        for polled in judgement.topic.poll() {
            let role = &polled.role;
            let call = release
                .call(judgement.topic.id(), role)
                .map(|(call, event)| (call, event.id.short()));
            let _ = writeln!(text, "  {role} {call:?}");
        }
    }
    for obstacle in readiness::outstanding(release, now)
        .iter()
        .chain(&readiness::ahead(release, &judge(release, now), now))
    {
        let _ = writeln!(
            text,
            "{} {:?}",
            obstacle.explain().line(),
            obstacle.verdict()
        );
    }
    let position = release.rollout(now).and_then(|progress| progress.position);
    let _ = writeln!(
        text,
        "{:?}",
        position.map(|it| (it.stage_id, it.since, it.soaks_until, it.overdue_at))
    );
    let _ = writeln!(
        text,
        "{} {}",
        ids(release.overrides().collect()),
        ids(release.entries().map(|(event, ..)| event).collect())
    );
    for standing in monitoring::watch(release, now)
        .into_iter()
        .flat_map(|watch| watch.windows)
    {
        let _ = writeln!(
            text,
            "{} {:?} {:?}",
            standing.window.id,
            standing.state,
            standing.closing.map(|event| event.id.short())
        );
    }
    for fact in &release.plan().facts {
        let _ = writeln!(text, "{} {:?}", fact.id, release.fact(&fact.id));
    }
    for field in &release.plan().fields {
        let _ = writeln!(
            text,
            "{} {}",
            field.id,
            ids(release.field_events(&field.id))
        );
    }
    let (candidates, closing) = (
        release.candidates(),
        release.closing().map(|event| event.id.short()),
    );
    let _ = writeln!(
        text,
        "{:?} {candidates:?} {:?} {closing:?}",
        release.candidate(),
        release.outcome()
    );
    for name in ["Ada", "Grace", "Joan", "Mary"] {
        let _ = writeln!(text, "{name} {:?}", release.roles_of(&person(name)));
    }
    let _ = writeln!(text, "{:?}", release.heads());
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_a_part_and_then_the_rest_is_replaying_the_whole(
        authors in 1_usize..5,
        steps in vec(step(), 0..24),
        cut in any::<prop::sample::Index>(),
    ) {
        let desks = played(authors, steps);
        let whole = desks.iter().skip(1).fold(desks[0].clone(), |all, desk| merged(&all, desk));
        let cut = 1 + cut.index(whole.events().len());
        let Record { header, plan, events } = whole.record().clone();
        let rest = events[cut..].to_vec();
        let part = Release::replay(Record { header, plan, events: events[..cut].to_vec() }).unwrap();
        let stepwise = rest.into_iter().fold(part, Release::after);
        prop_assert_eq!(seen(&stepwise), seen(&whole));
        prop_assert_eq!(stepwise.record(), whole.record());
    }

    #[test]
    fn what_somebody_works_on_is_what_their_file_tells(authors in 1_usize..5, steps in vec(step(), 0..24)) {
        for desk in played(authors, steps) {
            let replayed = Release::replay(desk.record().clone()).unwrap();
            prop_assert_eq!(seen(&replayed), seen(&desk));
            prop_assert_eq!(replayed.record(), desk.record());
        }
    }

    #[test]
    fn the_order_of_events_in_the_file_means_nothing(
        authors in 1_usize..5,
        steps in vec(step(), 0..24),
        keys in vec(any::<u32>(), 24 + 1),
    ) {
        let desks = played(authors, steps);
        let whole = desks.iter().skip(1).fold(desks[0].clone(), |all, desk| merged(&all, desk));
        let mut record = whole.record().clone();
        let mut keyed: Vec<_> = keys.into_iter().zip(record.events).collect();
        keyed.sort_by_key(|(key, _)| *key);
        record.events = keyed.into_iter().map(|(_, event)| event).collect();
        let shuffled = Release::replay(record).unwrap();
        prop_assert_eq!(seen(&shuffled), seen(&whole));
        prop_assert_eq!(shuffled.record(), whole.record());
    }

    #[test]
    fn merging_in_either_direction_is_the_same(authors in 2_usize..5, steps in vec(step(), 0..24)) {
        let desks = played(authors, steps);
        let (one, other) = (merged(&desks[0], &desks[1]), merged(&desks[1], &desks[0]));
        prop_assert_eq!(seen(&one), seen(&other));
        prop_assert_eq!(one.record(), other.record());
    }
}

#[test]
fn a_role_has_the_person_who_was_assigned_last_in_replay_order() {
    let release = assigned();
    let who = |role: &str| release.assigned(&role.into());
    assert_eq!(who("developer"), Some(&person("Grace")));
    assert_eq!(
        who("qa"),
        Some(&person("Mary")),
        "the later of two branches"
    );
    assert_eq!(who("manager"), None);
    let nobody = EventKind::Assigned {
        role: "nobody".into(),
        person: person("Ada"),
    };
    assert_eq!(
        admit(&release, &nobody, &person("Ada"), at(1_000)),
        Err(Refusal::NoRole("nobody".into()))
    );
}

#[test]
fn an_assignment_is_told_in_the_log_and_in_its_json() {
    let scratch = Scratch::with_bytes(golden("assigned"));
    let log = scratch.run(&["log", "-r", "2.4.0"]).stdout;
    assert!(log.contains("  assigned Joan as qa  by Ada "), "{log}");
    let json = scratch.run(&["log", "--json", "-r", "2.4.0"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let event = &json["events"][2];
    assert_eq!(event["kind"], "assigned");
    assert_eq!(event["role"], "qa");
    assert_eq!(event["person"], person("Joan").as_str());
}

#[test]
fn two_heads_are_both_seen_by_the_next_event() {
    let release = two_heads();
    assert_eq!(release.heads().len(), 2);
    let mut heads = release.heads().to_vec();
    heads.sort();
    let mut story = Teller::resume(release, 1_000);
    story.tell(
        "Ada",
        EventKind::NoteAdded {
            field: "summary".into(),
            text: "over".to_owned(),
            commits: Vec::new(),
        },
    );
    let last = story.release.events().last().unwrap();
    assert_eq!(last.prev, heads);
    assert_eq!(story.release.heads(), [last.id]);
}
