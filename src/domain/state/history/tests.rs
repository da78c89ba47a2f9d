use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::event::EventKind;
use crate::domain::testing::{at, person};

fn event(number: usize, prev: Vec<Digest>) -> Event {
    let kind = EventKind::NoteAdded {
        field: "log".into(),
        text: number.to_string(),
        commits: Vec::new(),
    };
    Event::new(
        "0b6e",
        at("2026-11-20T09:00:00Z"),
        person("ada"),
        kind,
        prev,
    )
}

/// Makes events out of the numbers of those each author had seen last; the first has seen none.
fn events(seen: &[Vec<usize>]) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for (number, prev) in seen.iter().enumerate() {
        events.push(event(
            number,
            prev.iter().map(|prev| events[*prev].id).collect(),
        ));
    }
    events
}

fn history(events: &[Event]) -> History {
    added(History::default(), events)
}

fn added(mut history: History, events: &[Event]) -> History {
    for event in events {
        history.push(event);
    }
    history
}

/// Follows `prev` step by step: what `sees` is held against.
fn reached(seen: &[Vec<usize>]) -> Vec<BTreeSet<usize>> {
    let mut reached: Vec<BTreeSet<usize>> = Vec::new();
    for (place, prev) in seen.iter().enumerate() {
        let past = prev.iter().flat_map(|prev| reached[*prev].iter().copied());
        reached.push(past.chain([place]).collect());
    }
    reached
}

/// Graphs in which every event has seen up to three earlier ones, mostly recent.
fn graphs() -> impl Strategy<Value = Vec<Vec<usize>>> {
    let steps = prop::collection::vec(prop::collection::vec(1_usize..6, 1..4), 0..24);
    steps.prop_map(|steps| {
        let prev = |(place, back): (usize, Vec<usize>)| {
            let mut prev: Vec<usize> = back
                .into_iter()
                .map(|back| (place + 1).saturating_sub(back))
                .collect();
            prev.sort_unstable();
            prev.dedup();
            prev
        };
        std::iter::once(Vec::new())
            .chain(steps.into_iter().enumerate().map(prev))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_author_has_seen_what_can_be_reached_from_the_event(seen in graphs(), is_known in any::<bool>(), credit in -200_i64..20) {
        let events = events(&seen);
        let places = events.iter().map(|event| event.id).zip(0..).collect();
        let empty = if is_known { History::of_places(places) } else { History::default() };
        let history = added(History { credit, ..empty }, &events);
        let reached = reached(&seen);
        for (later, reached) in reached.iter().enumerate() {
            for earlier in 0..seen.len() {
                let expected = reached.contains(&earlier);
                prop_assert_eq!(history.sees(later, earlier), expected, "{} sees {} in {:?}", later, earlier, &seen);
            }
        }
    }

    #[test]
    fn heads_are_the_events_that_nobody_has_seen(seen in graphs()) {
        let events = events(&seen);
        let mut heads: Vec<_> = history(&events).heads().to_vec();
        let is_head = |place: &usize| !seen.iter().any(|prev| prev.contains(place));
        let mut expected: Vec<_> = (0..seen.len()).filter(is_head).map(|place| events[place].id).collect();
        heads.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(heads, expected);
    }

    #[test]
    fn the_order_does_not_depend_on_how_the_events_were_laid_out(seen in graphs(), turn in 0_usize..24) {
        let events = events(&seen);
        let (ordered, orphans, _) = in_order(events.clone());
        prop_assert!(orphans.is_empty());
        let place = |id: &Digest| ordered.iter().position(|event| event.id == *id);
        for event in &ordered {
            for prev in &event.prev {
                prop_assert!(place(prev) < place(&event.id), "an event comes after what its author had seen");
            }
        }
        let mut turned = events;
        let middle = turn % turned.len();
        turned.rotate_left(middle);
        turned.reverse();
        prop_assert_eq!(in_order(turned).0, ordered);
    }
}

#[test]
fn events_side_by_side_are_ordered_by_time_then_by_id() {
    let root = event(0, Vec::new());
    let later = |minute: i64, number| Event {
        at: root.at + chrono::TimeDelta::minutes(minute),
        ..event(number, vec![root.id])
    };
    let (late, early) = (later(9, 1), later(1, 2));
    let (ordered, ..) = in_order(vec![late.clone(), early.clone(), root.clone()]);
    assert_eq!(ordered, [root.clone(), early, late]);
    let (one, two) = (event(3, vec![root.id]), event(4, vec![root.id]));
    let mut by_id = [one.clone(), two.clone()];
    by_id.sort_by_key(|event| event.id);
    assert_eq!(in_order(vec![two, one, root]).0[1..], by_id);
}

#[test]
fn a_clock_that_runs_backwards_changes_no_order() {
    let first = event(0, Vec::new());
    let second = Event {
        at: first.at - chrono::TimeDelta::days(1),
        ..event(1, vec![first.id])
    };
    assert_eq!(
        in_order(vec![second.clone(), first.clone()]).0,
        [first, second]
    );
}

#[test]
fn events_whose_past_is_missing_are_set_apart_with_all_that_follow() {
    let root = event(0, Vec::new());
    let gone = event(1, vec![root.id]);
    let orphan = event(2, vec![gone.id]);
    let follower = event(3, vec![orphan.id]);
    let (ordered, orphans, _) = in_order(vec![root.clone(), orphan.clone(), follower.clone()]);
    assert_eq!((ordered, orphans), (vec![root], vec![orphan, follower]));
}

#[test]
fn a_frontier_keeps_what_the_newest_author_has_not_seen() {
    // 0 ── 1 ── 3
    //  └── 2 ───┘ (3 has seen 1 and 2)
    let history = history(&events(&[vec![], vec![0], vec![0], vec![1, 2]]));
    let values =
        |frontier: &Frontier<char>| frontier.iter().map(|(_, value)| *value).collect::<String>();
    let mut frontier = Frontier::default();
    assert!(frontier.is_empty() && frontier.is_seen_by(&history, 0));
    frontier.replace(&history, 0, 'a');
    frontier.replace(&history, 1, 'b');
    assert_eq!(values(&frontier), "b", "1 has seen 0");
    frontier.replace(&history, 2, 'c');
    assert_eq!(values(&frontier), "bc", "2 has not seen 1");
    assert!(!frontier.is_seen_by(&history, 2) && frontier.is_seen_by(&history, 3));
    assert_eq!(frontier.last(), Some(&'c'));
    let mut cleared = frontier.clone();
    cleared.clear_seen(&history, 2);
    assert_eq!(values(&cleared), "b", "an author clears what he has seen");
    frontier.replace(&history, 3, 'd');
    assert_eq!(values(&frontier), "d", "3 has seen all");
}

/// Returns how many parts of views are kept in all; one that several events share counts once.
fn parts(history: &History) -> usize {
    let mut shared = BTreeSet::new();
    let views = history.entries.iter().map(|entry| match &entry.view {
        View::Spelled(parts) => (Arc::as_ptr(parts).cast::<u8>() as usize, parts.len()),
        View::Joined(joined) => (
            Arc::as_ptr(joined).cast::<u8>() as usize,
            joined.events.len(),
        ),
    });
    views
        .filter(|(place, _)| shared.insert(*place))
        .map(|(_, parts)| parts)
        .sum()
}

#[test]
fn joins_of_many_branches_keep_no_more_than_their_links_earn() {
    const BRANCHES: usize = 300;
    // Every branch has one event on the first one. They are joined one after another; or two of them forever again.
    let branches = || std::iter::once(Vec::new()).chain(std::iter::repeat_n(vec![0], BRANCHES));
    let one_by_one = (1..BRANCHES).map(|branch| match branch {
        1 => vec![1, 2],
        branch => vec![BRANCHES + branch - 1, branch + 1],
    });
    let all = [(1..=BRANCHES).collect::<Vec<_>>(), (1..BRANCHES).collect()];
    let two_again = (0..BRANCHES).map(|_| vec![BRANCHES + 1, BRANCHES + 2]);
    for seen in [
        branches().chain(one_by_one).collect::<Vec<_>>(),
        branches().chain(all).chain(two_again).collect(),
    ] {
        let links: usize = seen.iter().map(Vec::len).sum();
        let history = history(&events(&seen));
        let kept = parts(&history);
        assert!(kept <= 5 * links, "{kept} parts for {links} links");
        let reached = reached(&seen);
        for later in (0..seen.len()).step_by(7) {
            for earlier in 0..seen.len() {
                let expected = reached[later].contains(&earlier);
                assert_eq!(
                    history.sees(later, earlier),
                    expected,
                    "{later} sees {earlier}"
                );
            }
        }
    }
}
