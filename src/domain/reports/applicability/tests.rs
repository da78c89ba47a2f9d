use super::*;
use crate::domain::testing::{Story, at, incident_plan, plan};

/// Adds so many releases for each of these stories, and returns what follows.
#[track_caller]
fn case(name: &str, stories: &[(usize, &[&str])], expected: &[&str]) {
    let plan = plan(&[
        "pre/a dev",
        "pre/m dev maybe",
        "pre/d dev maybe when=db",
        "pre/k dev killer when=db",
    ]);
    let mut habits = Habits::default();
    for (count, lines) in stories {
        for _ in 0..*count {
            let story = Story::of(plan.clone()).tell(lines);
            habits.add(&story.release(), at("2026-12-01T00:00:00Z"));
        }
    }
    let found: Vec<_> = habits
        .seldom()
        .iter()
        .map(|seldom| format!("{}: {}", seldom.sentence(), seldom.help()))
        .collect();
    assert_eq!(found, expected, "{name}");
}

#[test]
fn an_item_that_people_nearly_always_rule_out_is_asked_too_widely() {
    let out: &[&str] = &["dev rules out m because no such thing"];
    let done: &[&str] = &["dev signs m"];
    let help = "give it a `when:` that says in which releases it applies, or drop it";
    let seen = |times, of| {
        format!(
            "people answered `pre/m` with \"not applicable\" in {times} of {of} releases: {help}"
        )
    };
    case("in every one of five", &[(5, out)], &[&seen(5, 5)]);
    case("four releases say nothing yet", &[(4, out)], &[]);
    case("nine of ten", &[(9, out), (1, done)], &[&seen(9, 10)]);
    case("eight of nine", &[(8, out), (1, done)], &[]);
    case(
        "a waived item applied",
        &[(8, out), (1, &["rm waives m because later"])],
        &[],
    );
    case(
        "what nobody answered does not count",
        &[(5, out), (20, &[])],
        &[&seen(5, 5)],
    );
    case(
        "taken back",
        &[(5, &[out[0], "dev reopens m because wrong"])],
        &[],
    );
}

#[test]
fn facts_count_apart_from_people() {
    let no: &[&str] = &["fact db = no because nothing to migrate"];
    let yes: &[&str] = &["dev signs d"];
    let out: &[&str] = &["dev rules out d because nothing to migrate"];
    let help = "drop it, unless it matters when the fact `db` says yes";
    let by_fact = |times, of| {
        format!("a fact made `pre/d` not applicable in {times} of {of} releases: {help}")
    };
    let people = "give it a `when:` that says in which releases it applies, or drop it";
    let by_people = |times, of| {
        format!(
            "people answered `pre/d` with \"not applicable\" in {times} of {of} releases: {people}"
        )
    };
    case(
        "by a fact in nearly all",
        &[(9, no), (1, yes)],
        &[&by_fact(9, 10)],
    );
    case("half and half", &[(5, no), (5, yes)], &[]);
    case(
        "people are judged by the releases in which they were asked",
        &[(5, no), (5, out)],
        &[&by_people(5, 5)],
    );
    case(
        "both",
        &[(50, no), (5, out)],
        &[&by_people(5, 5), &by_fact(50, 55)],
    );
}

#[test]
fn the_duties_of_several_incidents_are_one_item() {
    let mut habits = Habits::default();
    let told = |lines: &[&str]| Story::of(incident_plan()).tell(lines).release();
    let opened = ["qa opens incident x", "qa opens incident y"];
    let signed = [
        &opened[..],
        &[
            "dev signs incident-2/restore",
            "ops signs incident-2/restore",
        ],
    ]
    .concat();
    habits.add(&told(&opened), at("2026-12-01T00:00:00Z"));
    assert!(habits.items.is_empty(), "nothing was answered");
    habits.add(&told(&signed), at("2026-12-01T00:00:00Z"));
    let counted: Vec<_> = habits
        .items
        .iter()
        .map(|(item, answers)| format!("{item} {}", answers.applied))
        .collect();
    assert_eq!(counted, ["incident/restore 1"]);
}
