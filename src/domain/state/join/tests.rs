use super::*;
use crate::domain::state::Release;
use crate::domain::testing::{Story, plan};

fn start() -> Story {
    Story::of(plan(&[
        "pre/a dev",
        "pre/b qa",
        "pre/c dev",
        "gate pre dev",
    ]))
}

fn record(story: Story) -> Record {
    story.release().record().clone()
}

fn told(lines: &[&str]) -> Record {
    record(start().tell(lines))
}

/// Joins both ways round, which must come to the same, and says what came of it.
#[track_caller]
fn joined(one: &Record, other: &Record) -> Result<Record, JoinFault> {
    let there = join(one.clone(), other.clone(), Keep::Neither);
    let back = join(other.clone(), one.clone(), Keep::Neither);
    match (&there, &back) {
        (Ok(there), Ok(back)) => assert_eq!(there, back),
        (Err(JoinFault::TwoAmendments { one, other }), Err(turned)) => {
            let (one, other) = (other.clone(), one.clone());
            assert_eq!(turned, &JoinFault::TwoAmendments { one, other });
        }
        (there, back) => assert_eq!(there, back),
    }
    there
}

#[test]
fn both_sides_are_kept_once_and_the_order_is_that_of_replay() {
    let (one, other) = (told(&["dev signs a"]), told(&["wait 1m", "qa signs b"]));
    let all = joined(&one, &other).unwrap();
    let words: Vec<&str> = all.events.iter().map(|event| event.kind.word()).collect();
    assert_eq!(words, ["started", "signed", "signed"]);
    assert_eq!(all.events[..2], one.events[..]);
    assert_eq!(all.events[2], other.events[1]);
    let release = Release::replay(all.clone()).unwrap();
    assert_eq!(release.record(), &all);
    assert_eq!(release.heads().len(), 2);
    assert_eq!(
        joined(&all, &one).unwrap(),
        all,
        "what is known adds nothing"
    );
    assert_eq!(joined(&all, &all).unwrap(), all);
}

#[test]
fn copies_collapse_and_keep_every_signature() {
    let plain = told(&["dev signs a"]);
    let signed = |words: &str| {
        let mut record = plain.clone();
        record.events[1].signature = Some(words.to_owned());
        record
    };
    let signatures = |record: &Record| -> Vec<String> {
        let signatures = record.events[1].signatures();
        signatures.map(str::to_owned).collect()
    };
    assert_eq!(signatures(&joined(&plain, &signed("AA")).unwrap()), ["AA"]);
    let both = joined(&signed("BB"), &signed("AA")).unwrap();
    assert_eq!(signatures(&both), ["AA", "BB"]);
    assert_eq!(joined(&both, &signed("AA")).unwrap(), both);
    let mut doubled = plain.clone();
    doubled.events.push(doubled.events[1].clone());
    assert_eq!(joined(&doubled, &plain).unwrap(), plain);
}

#[test]
fn an_event_that_says_two_things_is_refused() {
    let one = told(&["dev signs a"]);
    let mut other = one.clone();
    other.events[1].at += chrono::TimeDelta::minutes(1);
    let fault = join(one, other, Keep::Neither).unwrap_err();
    assert!(
        matches!(fault, JoinFault::Altered { event } if event.contains("`signed` of item `pre/a`"))
    );
}

#[test]
fn two_releases_are_never_one() {
    let one = told(&["dev signs a"]);
    let mut other = one.clone();
    other.header.id = "another".to_owned();
    assert_eq!(joined(&one, &other), Err(JoinFault::OtherRelease));
}

#[test]
fn the_plan_of_the_side_that_knows_every_amendment_stands() {
    let plain = told(&["qa signs b"]);
    let amended = told(&["retract c"]);
    let all = joined(&plain, &amended).unwrap();
    assert_eq!(all.plan, amended.plan.frozen());
    assert!(Release::replay(all).is_ok());
}

#[test]
fn two_amendments_are_named_and_one_plan_stands_once_that_is_said() {
    let (one, other) = (told(&["retract b"]), told(&["retract c"]));
    let fault = joined(&one, &other).unwrap_err();
    assert!(
        matches!(&fault, JoinFault::TwoAmendments { one, other } if one != other && one.contains("`amended`")),
        "{fault}"
    );
    for (keep, plan) in [(Keep::One, &one.plan), (Keep::Other, &other.plan)] {
        let all = join(one.clone(), other.clone(), keep).unwrap();
        assert_eq!(&all.plan, plan);
        assert!(Release::replay(all).unwrap().has_rival_plans());
    }
}

#[test]
fn the_same_amendment_of_both_sides_is_none_too_many() {
    let (one, other) = (told(&["retract b"]), told(&["wait 1m", "retract b"]));
    let all = joined(&one, &other).unwrap();
    assert_eq!(all.events.len(), 3);
    assert!(!Release::replay(all).unwrap().has_rival_plans());
}

#[test]
fn an_amendment_that_has_seen_both_settles_it() {
    let rivals = start().tell(&["left: retract b", "right: retract c", "merge"]);
    let settled = record(rivals.clone().tell(&["amend"]));
    let rivals = record(rivals);
    let all = joined(&rivals, &settled).unwrap();
    assert_eq!(all, settled);
}

#[test]
fn two_choices_of_a_plan_come_to_the_same_on_both_sides() {
    let (one, other) = (told(&["retract b"]), told(&["wait 1m", "retract c"]));
    let choices =
        [Keep::One, Keep::Other].map(|keep| join(one.clone(), other.clone(), keep).unwrap());
    let [mine, theirs] = &choices;
    assert_ne!(mine.plan, theirs.plan);
    let all = joined(mine, theirs).unwrap();
    assert_eq!(all.plan, other.plan.frozen(), "that of the last amendment");
    for keep in [Keep::One, Keep::Other] {
        assert_eq!(join(mine.clone(), theirs.clone(), keep).unwrap(), all);
        assert_eq!(join(theirs.clone(), mine.clone(), keep).unwrap(), all);
    }
    assert!(Release::replay(all).unwrap().has_rival_plans());
}
