use super::*;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, incident_plan, plan};

fn small() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/b dev+qa when=db",
        "pre/c qa maybe",
        "gate pre dev+qa",
        "ship/d ops",
        "gate ship ops",
    ])
}

/// Writes the counts as `2/4 items, 1/3 calls`.
fn counts(
    release: &Release,
    phase: Option<&str>,
    role: Option<&str>,
    now: DateTime<Utc>,
) -> String {
    let Progress { items, calls } = release.progress(
        &|id| phase.is_none_or(|phase| id.as_str() == phase),
        &|id| role.is_none_or(|role| id.as_str() == role),
        now,
    );
    format!(
        "{}/{} items, {}/{} calls",
        items.done, items.total, calls.done, calls.total
    )
}

#[test]
fn items_that_apply_and_calls_are_counted() {
    type Part = (Option<&'static str>, Option<&'static str>);
    #[track_caller]
    fn case(name: &str, script: &[&str], (phase, role): Part, expected: &str) {
        let story = Story::of(small()).tell(script);
        let now = story.now;
        assert_eq!(
            counts(&story.release(), phase, role, now),
            expected,
            "{name}"
        );
    }
    let (all, dev): (Part, Part) = ((None, None), (None, Some("dev")));
    case("at the start", &[], all, "0/4 items, 0/3 calls");
    case(
        "of a phase",
        &[],
        (Some("ship"), None),
        "0/1 items, 0/1 calls",
    );
    case("of a role", &[], dev, "0/2 items, 0/1 calls");
    case(
        "a fact rules out",
        &["fact db = no"],
        all,
        "0/3 items, 0/3 calls",
    );
    case(
        "an item of two roles counts once, when both have signed",
        &["dev signs b"],
        all,
        "0/4 items, 0/3 calls",
    );
    case(
        "for one of its roles, when that one has",
        &["dev signs b"],
        dev,
        "1/2 items, 0/1 calls",
    );
    case(
        "waived and ruled out by a person are done",
        &["rm waives a because later", "qa rules out c because none"],
        all,
        "2/4 items, 0/3 calls",
    );
    case(
        "blocked is open again, for everybody",
        &["dev signs a", "qa blocks a because it burns"],
        dev,
        "0/2 items, 0/1 calls",
    );
    let calls = ["fact db = no", "dev signs a", "dev calls go at pre"];
    case("a go", &calls, all, "1/3 items, 1/3 calls");
    case(
        "a go for another candidate, and a no-go, are no calls",
        &[
            &calls[..],
            &["respin c2", "qa calls no-go at pre because late"],
        ]
        .concat(),
        all,
        "1/3 items, 0/3 calls",
    );
}

#[test]
fn what_a_rollback_asks_is_counted_in_place_of_the_path() {
    let story = Story::of(incident_plan());
    let now = story.now;
    assert_eq!(
        counts(&story.clone().release(), None, None, now),
        "0/1 items, 0/1 calls"
    );
    let story = story.tell(&[
        "ops signs b",
        "rm rolls back because it burns",
        "qa opens incident checkout fails",
    ]);
    let now = story.now;
    // `undo` of the rollback and the three duties of the incident; the path's item and call are not asked meanwhile.
    assert_eq!(
        counts(&story.release(), None, None, now),
        "0/4 items, 0/1 calls"
    );
}

#[test]
fn what_is_open_is_said_in_words() {
    #[track_caller]
    fn case(items: (usize, usize), calls: (usize, usize), words: &str) {
        let count = |(done, total)| Count { done, total };
        let progress = Progress {
            items: count(items),
            calls: count(calls),
        };
        assert_eq!(progress.open_words(), words);
        assert_eq!(progress.is_done(), words == "0 items");
    }
    case((1, 3), (0, 1), "2 items and 1 call");
    case((2, 3), (1, 1), "1 item");
    case((3, 3), (0, 2), "2 calls");
    case((3, 3), (2, 2), "0 items");
}
