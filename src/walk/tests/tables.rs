//! The queue and the offers, as tables.

use super::{ADA, Memory, now, plan};
use crate::domain::event::{Call, EventKind};
use crate::domain::plan::{Plan, Policy, Separation};
use crate::domain::rules::draft;
use crate::walk::choices::{Ahead, Draft, block, offer, offer_calls, sign};
use crate::walk::scope::{Place, Scope, Turn, next_turn};
use crate::walk::{Choice, Recorder, Speaker};

fn turn(item: &str, role: &str) -> Turn {
    Turn {
        item: item.into(),
        role: role.into(),
    }
}

fn keys(choices: &[Choice]) -> String {
    choices.iter().map(|choice| choice.key()).collect()
}

#[test]
fn the_next_question_is_the_first_due_after_this_one_else_the_first_due_at_all() {
    let turns: Vec<Turn> = ["a", "b", "c"]
        .iter()
        .map(|item| turn(item, "dev"))
        .collect();
    #[track_caller]
    fn case(turns: &[Turn], at: Option<usize>, due: &str, expected: Option<usize>) {
        assert_eq!(
            next_turn(turns, at, |turn| due.contains(turn.item.as_str())),
            expected,
            "{at:?} {due}"
        );
    }
    case(&turns, None, "abc", Some(0));
    case(&turns, Some(0), "abc", Some(1));
    case(&turns, Some(1), "ab", Some(0));
    case(&turns, Some(2), "c", Some(2));
    case(&turns, None, "", None);
    case(&[], Some(4), "a", None);
}

#[test]
fn progress_counts_every_item_of_the_scope_that_applies_answered_or_not() {
    let mut memory = Memory::new(plan(), ADA);
    #[track_caller]
    fn case(
        memory: &Memory,
        role: Option<&str>,
        phase: Option<&str>,
        item: &str,
        expected: Option<(usize, usize)>,
    ) {
        let scope = Scope {
            role: role.map(Into::into),
            phase: phase.map(Into::into),
            ..Scope::default()
        };
        let expected = expected.map(|(number, total)| Place { number, total });
        assert_eq!(scope.place(memory.release(), &item.into()), expected);
    }
    case(&memory, None, None, "list/docs", Some((3, 4)));
    case(&memory, Some("dev"), None, "list/docs", Some((2, 3)));
    case(&memory, Some("dev"), None, "list/watch", Some((3, 3)));
    case(&memory, None, Some("post"), "list/watch", Some((1, 1)));
    case(&memory, Some("lead"), None, "list/watch", None);
    let no = EventKind::FactAnswered {
        fact: "users".into(),
        answer: false,
        reason: None,
    };
    memory.add(ADA.parse().unwrap(), no).unwrap();
    case(&memory, None, None, "list/test", Some((2, 3)));
    case(&memory, None, None, "list/docs", None);
    case(&memory, None, None, "list/watch", Some((3, 3)));
    let scope = Scope::default();
    let found = |typed: &str| {
        scope
            .find(memory.release(), typed)
            .map(|item| item.id.to_string())
    };
    assert_eq!(found("3"), Ok("list/watch".to_owned()));
    assert_eq!(
        found("docs"),
        Ok("list/docs".to_owned()),
        "what is ruled out can still be looked at"
    );
}

#[test]
fn an_item_is_found_by_its_number_or_a_unique_end_of_its_name() {
    let memory = Memory::new(plan(), ADA);
    let scope = Scope::default();
    let found = |typed: &str| {
        scope
            .find(memory.release(), typed)
            .map(|item| item.id.to_string())
            .map_err(|fault| fault.to_string())
    };
    assert_eq!(found("2"), Ok("list/test".to_owned()));
    assert_eq!(found("list/docs"), Ok("list/docs".to_owned()));
    assert_eq!(found("ocs"), Ok("list/docs".to_owned()));
    assert_eq!(found("0"), Err("there is no item `0`".to_owned()));
    assert_eq!(found(""), Err("there is no item ``".to_owned()));
    assert_eq!(
        found("biuld"),
        Err("there is no item `biuld`; did you mean `list/build`?".to_owned())
    );
    let dev = Scope {
        role: Some("dev".into()),
        ..Scope::default()
    };
    assert!(
        dev.find(memory.release(), "test").is_err(),
        "another role's item"
    );
}

#[test]
fn only_facts_that_decide_something_are_asked() {
    let plan = plan();
    let asked: Vec<&str> = plan.deciding_facts().map(|fact| fact.id.as_str()).collect();
    assert_eq!(asked, ["users"]);
}

#[test]
fn a_question_offers_what_the_rules_admit_and_nothing_else() {
    type Step = fn(&Memory, &Turn) -> EventKind;
    #[track_caller]
    fn case(name: &str, item: &str, role: &str, steps: &[Step], expected: &str) {
        let mut memory = Memory::new(plan(), ADA);
        let turn = turn(item, role);
        for step in steps {
            let kind = step(&memory, &turn);
            memory.add(ADA.parse().unwrap(), kind).unwrap();
        }
        let offered = offer(
            memory.release(),
            &turn,
            &Draft::default(),
            &Speaker::of(ADA.parse().unwrap()),
            now(),
        );
        assert_eq!(keys(&offered.choices), format!("{expected}lujq"), "{name}");
        assert_eq!(offered.obstacle, None, "{name}");
    }
    let reason = || "r".to_owned();
    let done: Step = |memory, turn| {
        sign(
            memory.release(),
            turn,
            &Draft {
                evidence: vec!["e".into()],
                ..Draft::default()
            },
            &Ahead::default(),
        )
        .unwrap()
    };
    let blocked: Step = |_, turn| block(turn, "r".into());
    let waived: Step = |memory, turn| {
        draft::waiving(
            memory.release(),
            &turn.item,
            &"lead".into(),
            "r".into(),
            None,
        )
        .unwrap()
    };
    let ruled_out: Step = |memory, turn| {
        draft::ruling_out(memory.release(), &turn.item, &turn.role, "r".into()).unwrap()
    };
    let no: Step = |_, _| EventKind::FactAnswered {
        fact: "users".into(),
        answer: false,
        reason: None,
    };
    let _ = reason;
    case("an open item", "list/build", "dev", &[], "dbwem");
    case(
        "a killer item cannot be waived",
        "list/test",
        "qa",
        &[],
        "dbem",
    );
    case(
        "an item that may not apply",
        "list/docs",
        "dev",
        &[],
        "dnbwem",
    );
    case(
        "a blocked item can be cleared",
        "list/build",
        "dev",
        &[blocked],
        "dcbwem",
    );
    case(
        "a done item can be shown better or reopened",
        "list/build",
        "dev",
        &[done],
        "bemo",
    );
    case(
        "a waived item can be reopened",
        "list/build",
        "dev",
        &[waived],
        "bo",
    );
    case(
        "an item ruled out by a person can be reopened",
        "list/docs",
        "dev",
        &[ruled_out],
        "bo",
    );
    case(
        "an item ruled out by a fact",
        "list/docs",
        "dev",
        &[no],
        "b",
    );
}

#[test]
fn a_person_who_may_not_sign_is_told_why() {
    let strict = Plan {
        policy: Policy {
            separation: Separation::Enforce,
            ..Policy::default()
        },
        ..plan()
    };
    let mut memory = Memory::new(strict, ADA);
    let (build, test) = (turn("list/build", "dev"), turn("list/test", "qa"));
    let kind = sign(
        memory.release(),
        &build,
        &Draft::default(),
        &Ahead::default(),
    )
    .unwrap();
    memory.add(ADA.parse().unwrap(), kind).unwrap();
    let offered = offer(
        memory.release(),
        &test,
        &Draft::default(),
        &Speaker::of(ADA.parse().unwrap()),
        now(),
    );
    assert_eq!(keys(&offered.choices), "blujq");
    assert!(
        offered
            .obstacle
            .unwrap()
            .to_string()
            .contains("second person")
    );
}

#[test]
fn a_poll_offers_go_only_when_the_role_has_settled_its_items() {
    let mut memory = Memory::new(plan(), ADA);
    let (pre, dev, ada) = (
        "pre".into(),
        "dev".into(),
        Speaker::of(ADA.parse().unwrap()),
    );
    let (choices, obstacle) = offer_calls(memory.release(), &pre, &dev, &ada, now());
    assert_eq!(
        (keys(&choices).as_str(), obstacle.is_some()),
        ("nluq", true)
    );
    let no = EventKind::FactAnswered {
        fact: "users".into(),
        answer: false,
        reason: None,
    };
    let done = sign(
        memory.release(),
        &turn("list/build", "dev"),
        &Draft::default(),
        &Ahead::default(),
    )
    .unwrap();
    for kind in [no, done] {
        memory.add(ada.by.clone(), kind).unwrap();
    }
    let (choices, obstacle) = offer_calls(memory.release(), &pre, &dev, &ada, now());
    assert_eq!((keys(&choices).as_str(), obstacle), ("gnluq", None));
    let go = draft::calling(memory.release(), &pre, &dev, Call::Go, None);
    memory.add(ada.by.clone(), go).unwrap();
    let (choices, _) = offer_calls(memory.release(), &pre, &dev, &ada, now());
    assert_eq!(keys(&choices), "nluq");
}
