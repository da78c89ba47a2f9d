//! Records that are joined are the same whoever joins them, in whatever order: over random stories of several authors.

use gonogo::domain::state::{Keep, Record, Release, join};
use gonogo::record::{read, write};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::replay::{played, step};

fn joined(one: &Record, other: &Record) -> Record {
    join(one.clone(), other.clone(), Keep::Neither).expect("nothing is amended")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn joining_is_commutative_associative_and_idempotent_to_the_byte(
        steps in vec(step(), 0..24),
        signed in vec(proptest::option::of("[A-Z]{4}"), 24),
    ) {
        let mut desks: Vec<Record> = played(3, steps).iter().map(|release| release.record().clone()).collect();
        // Each author may have signed what the others have without.
        for (place, signature) in signed.into_iter().enumerate() {
            let events = &mut desks[place % 3].events;
            if let Some(event) = events.get_mut(place / 3) {
                event.signature = signature;
            }
        }
        let [a, b, c] = &desks[..] else { unreachable!() };
        let text = write::text;
        let ab = joined(a, b);
        prop_assert_eq!(text(&ab), text(&joined(b, a)));
        prop_assert_eq!(text(&joined(&ab, c)), text(&joined(a, &joined(b, c))));
        prop_assert_eq!(text(&joined(&ab, &ab)), text(&ab));
        prop_assert_eq!(text(&joined(&ab, a)), text(&ab));

        // What is written is read as it is, and no event is lost or there twice.
        let abc = joined(&ab, c);
        let release = Release::replay(read::record(&text(&abc)).expect("a record")).expect("it is sound");
        prop_assert_eq!(text(release.record()), text(&abc));
        let mut all: Vec<_> = desks.iter().flat_map(|desk| &desk.events).map(|event| event.id).collect();
        all.sort_unstable();
        all.dedup();
        let mut kept: Vec<_> = release.events().iter().map(|event| event.id).collect();
        kept.sort_unstable();
        prop_assert_eq!(kept, all);
    }

    #[test]
    fn what_git_wove_together_is_what_a_join_makes(steps in vec(step(), 0..24)) {
        let desks = played(2, steps);
        let (one, other) = (desks[0].record(), desks[1].record());
        // Every event of both in one file, the shared ones twice.
        let mut woven = one.clone();
        woven.events.extend(other.events.iter().cloned());
        let shared = one.events.iter().filter(|event| desks[1].has_event(&event.id)).count();
        let release = Release::replay(read::record(&write::text(&woven)).expect("a record")).expect("copies collapse");
        prop_assert_eq!(release.copied().len(), shared);
        prop_assert_eq!(write::text(release.record()), write::text(&joined(one, other)));
    }
}
