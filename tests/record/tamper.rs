//! No change of a record goes unnoticed: it is refused, or it changes nothing.

use std::thread;

use gonogo::domain::state::{IntegrityFault, Record, Release};
use gonogo::record::{read, write};

use crate::rollback_story::rolled_back;
use crate::rollout_story::staged;
use crate::story::{Golden, golden, part_way};
use crate::support::{Scratch, Teller, header, signed, wide_plan};

/// Reads a record as the store does, apart from the file.
fn read_text(bytes: Vec<u8>) -> Option<Record> {
    let text = String::from_utf8(bytes).ok()?;
    Release::replay(read::record(&text).ok()?)
        .ok()
        .map(|release| release.record().clone())
}

/// Takes the byte at `at` away, and replaces it by others.
fn changes(text: &[u8], at: usize) -> impl Iterator<Item = Vec<u8>> {
    let byte = text[at];
    let others = [
        byte ^ 1,
        byte ^ 0x20,
        if byte == b'#' { b'1' } else { b'#' },
    ];
    let replaced = others.map(|other| {
        let mut changed = text.to_vec();
        changed[at] = other;
        changed
    });
    let mut shorter = text.to_vec();
    shorter.remove(at);
    [shorter].into_iter().chain(replaced)
}

/// Changes the bytes of a golden record from the text `from` on, one by one, and returns how many changes are harmless.
fn harmless_changes(name: &str, from: &str, most: usize) -> (usize, usize) {
    let text = golden(name).into_bytes();
    let known = read_text(text.clone()).expect("a sound record");
    let start = golden(name).find(from).expect("the text");
    let workers = thread::available_parallelism().map_or(2, usize::from);
    let (text, known) = (&text, &known);
    let harmless = thread::scope(|scope| {
        let worker = |first: usize| {
            move || {
                let places = (start + first..text.len()).step_by(workers);
                let read = places.flat_map(|at| {
                    changes(text, at)
                        .take(most)
                        .map(move |changed| (at, read_text(changed)))
                });
                read.filter_map(|(at, record)| Some((at, record?)))
                    .inspect(|(at, record)| {
                        assert!(
                            record == known,
                            "the change of byte {at} passes and means something else"
                        );
                    })
                    .count()
            }
        };
        let workers: Vec<_> = (0..workers)
            .map(|first| scope.spawn(worker(first)))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("no silent change"))
            .sum()
    });
    (harmless, (text.len() - start) * most)
}

#[test]
fn every_change_of_a_single_byte_is_refused_or_harmless() {
    let (harmless, all) = harmless_changes("part-way", "", 4);
    assert!(harmless > 0, "a change of a comment is harmless");
    assert!(
        harmless < all / 8,
        "{harmless} of {all} changes pass: most of a record is not white space"
    );
}

#[test]
fn every_change_of_a_single_byte_in_a_rollout_is_refused_or_harmless() {
    let (harmless, all) = harmless_changes("staged", "[rollout]", 2);
    assert!(
        harmless < all / 8,
        "{harmless} of {all} changes pass: most of a record is not white space"
    );
}

#[test]
fn every_change_of_a_single_byte_in_a_rollback_or_an_incident_is_refused_or_harmless() {
    let (harmless, all) = harmless_changes("rolled-back", "[rollback]", 2);
    assert!(
        harmless < all / 8,
        "{harmless} of {all} changes pass: most of a record is not white space"
    );
}

/// Splits a record into its events' blocks and what stands between them.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') {
            blocks.push(String::new());
        }
        blocks.last_mut().expect("a block").push_str(line);
    }
    blocks
}

fn is_event(block: &str) -> bool {
    block
        .lines()
        .next()
        .is_some_and(|heading| heading.ends_with("event]]"))
}

fn refused(text: &str) -> Vec<IntegrityFault> {
    let record = read::record(text).unwrap_or_else(|malformed| panic!("{malformed:?} in\n{text}"));
    Release::replay(record).err().unwrap_or_default()
}

fn id_of(block: &str) -> &str {
    block
        .lines()
        .find_map(|line| line.strip_prefix("id = "))
        .expect("an id")
        .trim_matches('"')
}

/// The golden records whose blocks are taken out, swapped and doubled.
const TOLD: [Golden; 3] = [
    ("part-way", part_way),
    ("staged", staged),
    ("rolled-back", rolled_back),
];

#[test]
fn an_event_taken_out_of_the_middle_orphans_the_next_one() {
    for (name, story) in TOLD {
        let (all, story) = (blocks(&golden(name)), story());
        let last = story.heads()[0].to_string();
        let events: Vec<usize> = (0..all.len()).filter(|at| is_event(&all[*at])).collect();
        assert!(events.len() >= 15);
        for taken in events {
            let id = id_of(&all[taken]);
            let rest: String = all
                .iter()
                .enumerate()
                .filter(|(at, _)| *at != taken)
                .map(|(_, block)| block.as_str())
                .collect();
            let faults = refused(&rest);
            if id == last {
                assert_eq!(
                    faults,
                    [],
                    "a cut tail passes: that is what --expect-head is for"
                );
                continue;
            }
            let next = story
                .events()
                .iter()
                .find(|event| event.prev.iter().any(|prev| prev.to_string() == id))
                .expect("a next event");
            let short = next.id.short();
            let is_named = |fault: &IntegrityFault| matches!(fault, IntegrityFault::Orphaned { event } if event.contains(&short));
            assert!(faults.iter().any(is_named), "{id}: {faults:?}");
        }
    }
}

#[test]
fn events_swapped_between_two_places_are_named() {
    for (name, story) in TOLD {
        let swaps = swap_events(name, &story());
        assert!(swaps >= 20, "only {swaps} swaps are a record at all");
    }
}

fn swap_events(name: &str, story: &Release) -> usize {
    let all = blocks(&golden(name));
    let events: Vec<usize> = (0..all.len()).filter(|at| is_event(&all[*at])).collect();
    let mut swaps = 0;
    for (place, one) in events.iter().enumerate() {
        for other in &events[place + 1..] {
            // The bodies change places, the headings stay.
            let mut swapped = all.clone();
            let body = |block: &str| {
                block
                    .split_once('\n')
                    .map(|(_, body)| body.to_owned())
                    .expect("a body")
            };
            let heading = |block: &str| block.lines().next().map(str::to_owned).expect("a heading");
            swapped[*one] = format!("{}\n{}", heading(&all[*one]), body(&all[*other]));
            swapped[*other] = format!("{}\n{}", heading(&all[*other]), body(&all[*one]));
            let Ok(record) = read::record(&swapped.concat()) else {
                continue;
            };
            swaps += 1;
            let Err(faults) = Release::replay(record.clone()) else {
                // Events of one slot may stand in any order: what was seen says in which they happened.
                let heading = heading(&all[*one]);
                assert_eq!(
                    heading,
                    all[*other].lines().next().unwrap_or_default(),
                    "{one} and {other}"
                );
                assert_eq!(
                    Release::replay(record).expect("a sound record").record(),
                    story.record(),
                    "{one} and {other}"
                );
                continue;
            };
            let ids = [id_of(&all[*one]), id_of(&all[*other])]
                .map(|id| id["sha256:".len()..][..12].to_owned());
            let is_named = |id: &String| {
                faults
                    .iter()
                    .any(|fault| matches!(fault, IntegrityFault::Altered { event } if event.contains(id)))
            };
            assert!(ids.iter().any(is_named), "{one} and {other}: {faults:?}");
        }
    }
    swaps
}

#[test]
fn an_event_copied_from_another_item_is_named() {
    let mut story = Teller::start(header(&[]), wide_plan(4), None);
    story.sign("Grace", "pre-release/item-000", "developer");
    let mut record = story.release.record().clone();
    let mut copy = record.events[1].clone();
    copy.kind = signed(&story.release, "pre-release/item-003", "devops");
    record.events.push(copy.clone());
    let faults = Release::replay(record).unwrap_err();
    let text = faults[0].to_string();
    assert!(
        text.contains("of item `pre-release/item-003` for `devops` by Grace"),
        "{text}"
    );
    assert!(
        text.ends_with("was changed after it was recorded, or belongs to another item or release"),
        "{text}"
    );
}

#[test]
fn an_event_copied_from_another_release_is_named() {
    let mut story = Teller::start(header(&[]), wide_plan(4), None);
    let other = gonogo::domain::plan::Header {
        id: "ffff".to_owned(),
        ..header(&[])
    };
    let mut foreign = Teller::start(other, wide_plan(4), None);
    foreign.sign("Grace", "pre-release/item-000", "developer");
    story.sign("Grace", "pre-release/item-003", "devops");
    let mut record = story.release.record().clone();
    let mut copy = foreign.release.events()[1].clone();
    copy.prev.clone_from(&record.events[1].prev);
    record.events.push(copy.clone());
    let faults = Release::replay(record).unwrap_err();
    assert!(
        matches!(&faults[..], [IntegrityFault::Altered { event }] if event.contains(&copy.id.short())),
        "{faults:?}"
    );
}

#[test]
fn an_event_that_stands_twice_counts_once() {
    for (name, _) in TOLD {
        let all = blocks(&golden(name));
        for at in (0..all.len()).filter(|at| is_event(&all[*at])) {
            let mut doubled = all.clone();
            doubled.insert(at + 1, all[at].clone());
            let text = doubled.concat();
            let release = Release::replay(read::record(&text).unwrap()).unwrap();
            let copied: Vec<String> = release.copied().iter().map(ToString::to_string).collect();
            assert_eq!(copied, [id_of(&all[at])]);
            assert_eq!(write::text(release.record()), golden(name));
        }
    }
}

#[test]
fn a_cut_tail_is_sound_by_itself_and_caught_by_an_expected_head() {
    let mut story = Teller::start(header(&[]), wide_plan(4), None);
    story.sign("Grace", "pre-release/item-000", "developer");
    let cut = write::text(story.release.record());
    let head = story
        .sign("Joan", "pre-release/item-003", "devops")
        .to_string();
    let scratch = Scratch::with_bytes(write::text(story.release.record()));
    assert_eq!(
        scratch.run(&["verify", "--expect-head", &head]).code,
        Some(0)
    );
    std::fs::write(scratch.record(), cut).unwrap();
    assert_eq!(scratch.run(&["verify"]).code, Some(0));
    let ran = scratch.run(&["verify", "--expect-head", &head]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(4), ""));
    let said = format!(
        "error: event {head} is not in the record: newer events were cut off, or the record was rewritten\n\
         hint: compare with the version in git: `git log -p` on the record\n"
    );
    assert_eq!(ran.stderr, said);
}
