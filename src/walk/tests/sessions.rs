//! Walks from their first question to their last.

use super::{ADA, BOB, Memory, plan, run, set_clock};
use crate::domain::event::EventKind;
use crate::domain::plan::Identity;
use crate::domain::testing::Story;
use crate::walk::choices::{Ahead, Draft, sign};
use crate::walk::scope::Turn;
use crate::walk::{Ending, Recorder, Scope, Stop};

fn role(role: &str) -> Scope {
    Scope {
        role: Some(role.into()),
        ..Scope::default()
    }
}

#[test]
fn facts_come_first_then_items_then_the_poll_until_every_gate_is_go() {
    let mut memory = Memory::new(plan(), ADA);
    let (ending, seen) = run(&mut memory, &Scope::default(), "y d d run/1 d d g g d y");
    assert_eq!(
        seen,
        [
            "4 items and 2 calls open; 1 fact unanswered, treated as yes: 1 more item",
            "fact users",
            "saved 1",
            "4 items and 2 calls open",
            "1/4 list/build dev",
            "saved 2",
            "2/4 list/test qa",
            "Evidence { is_required: true }",
            "kept",
            "saved 3",
            "caution",
            "3/4 list/docs dev",
            "saved 4",
            "3/4 list/docs qa",
            "saved 5",
            "pre HOLD for 2 reasons",
            "poll pre dev",
            "saved 6",
            "poll pre qa",
            "saved 7",
            "pre GO for 0 reasons",
            "4/4 list/watch dev",
            "saved 8",
            "post GO for 0 reasons",
            "close 1.4.0?",
            "saved 9",
            "end: 9 saved, 0 put off, ",
        ]
    );
    assert!(matches!(ending, Ending::Finished));
    let told = memory.told();
    assert_eq!(told[told.len() - 2..], ["signed list/watch dev", "closed "]);
}

#[test]
fn a_deputy_walks_in_the_place_of_a_member() {
    let mut plan = plan();
    for role in &mut plan.roles {
        role.members = vec![ADA.parse().unwrap()];
    }
    plan.people = vec![Identity {
        person: ADA.parse().unwrap(),
        aliases: Vec::new(),
        deputies: vec![BOB.parse().unwrap()],
    }];
    let mut memory = Memory::new(plan, BOB);
    memory.member = Some(ADA.parse().unwrap());
    let (_, seen) = run(&mut memory, &role("dev"), "n d g n");
    assert!(seen.contains(&"poll pre dev".to_owned()), "{seen:?}");
    let by_bob_for_ada: Vec<bool> = memory
        .release()
        .events()
        .iter()
        .filter(|event| event.in_name_of().to_string() == ADA)
        .map(|event| event.by.to_string() == BOB)
        .collect();
    assert_eq!(by_bob_for_ada, [true, true]);
}

#[test]
fn a_fact_answered_no_takes_its_items_out_of_the_walk() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &role("dev"), "n d g n");
    let expected = [
        "3 items and 1 call open; 1 fact unanswered, treated as yes: 1 more item",
        "fact users",
        "saved 1",
        "2 items and 1 call open",
        "1/2 list/build dev",
        "saved 2",
        "pre HOLD for 3 reasons",
        "poll pre dev",
        "saved 3",
        "pre HOLD for 2 reasons",
        "pre is HOLD, on to post?",
        "end: 3 saved, 0 put off, qa 1+0+1",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn what_was_put_off_is_named_and_keeps_the_role_from_go() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &role("dev"), "l l l l n");
    assert_eq!(
        seen[1..],
        [
            "fact users",
            "3 items and 1 call open",
            "1/3 list/build dev",
            "2/3 list/docs dev",
            "put off 2",
            "pre HOLD for 5 reasons",
            "poll pre dev (cannot go)",
            "pre is HOLD, on to post?",
            "end: 0 saved, 2 put off, dev 2+0+1 qa 2+0+1",
        ]
    );
    assert!(memory.told().is_empty());
}

#[test]
fn a_walk_resumes_with_what_is_still_open() {
    let mut memory = Memory::new(plan(), ADA);
    let (ending, _) = run(&mut memory, &role("dev"), "y d");
    assert!(matches!(ending, Ending::Stopped(Stop::Signal(2))));
    assert_eq!(memory.told().len(), 2);
    let (_, seen) = run(&mut memory, &role("dev"), "d g n");
    assert_eq!(seen[..2], ["2 items and 1 call open", "2/3 list/docs dev"]);
}

#[test]
fn one_goes_back_and_takes_an_answer_back() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &role("dev"), "y u d u o oops d q");
    assert_eq!(
        seen[4..],
        [
            "1/3 list/build dev",
            "atfirst",
            "1/3 list/build dev",
            "saved 2",
            "2/3 list/docs dev",
            "1/3 list/build dev",
            "WhyReopen",
            "saved 3",
            "1/3 list/build dev",
            "saved 4",
            "2/3 list/docs dev",
            "end: 4 saved, 0 put off, dev 1+0+1 qa 2+0+1",
        ]
    );
    assert_eq!(
        memory.told()[1..],
        [
            "signed list/build dev",
            "reopened list/build dev: oops",
            "signed list/build dev"
        ]
    );
}

#[test]
fn one_goes_back_from_the_poll_to_the_items() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &role("dev"), "n d u l g n");
    assert_eq!(
        seen[6..11],
        [
            "pre HOLD for 3 reasons",
            "poll pre dev",
            "1/2 list/build dev",
            "pre HOLD for 3 reasons",
            "poll pre dev",
        ]
    );
}

#[test]
fn a_jump_goes_anywhere_and_what_was_skipped_still_comes() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &Scope::default(), "y j nowhere j docs d d d q");
    assert_eq!(
        seen[4..],
        [
            "1/4 list/build dev",
            "Target",
            "not found: there is no item `nowhere`",
            "1/4 list/build dev",
            "Target",
            "3/4 list/docs dev",
            "saved 2",
            "3/4 list/docs qa",
            "saved 3",
            "caution",
            "1/4 list/build dev",
            "saved 4",
            "2/4 list/test qa",
            "end: 4 saved, 0 put off, dev 0+0+1 qa 1+0+1",
        ]
    );
}

#[test]
fn a_blocked_item_can_be_cleared_and_then_answered() {
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("dev"), "y b broken q");
    let (_, seen) = run(&mut memory, &role("dev"), "c mended d n never g n");
    assert_eq!(
        memory.told()[1..],
        [
            "blocked list/build dev: broken",
            "unblocked list/build dev: mended",
            "signed list/build dev",
            "not-applicable list/docs dev: never",
            "called pre dev go",
        ]
    );
    assert_eq!(seen[1..3], ["1/3 list/build dev", "WhyClear"]);
}

#[test]
fn a_waiver_is_cancelled_at_each_of_its_questions_and_a_refused_day_keeps_the_reason() {
    for (script, last) in [
        ("y w esc q", "WhyWaive"),
        ("y w no-time esc q", "LastDay"),
        ("y w no-time soon esc q", "notaday"),
    ] {
        let mut memory = Memory::new(plan(), ADA);
        let (_, seen) = run(&mut memory, &role("dev"), script);
        assert_eq!(memory.told().len(), 1, "{script}: {:?}", memory.told());
        assert!(
            seen.iter().any(|seen| seen.starts_with(last)),
            "{script}: {seen:?}"
        );
    }
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(
        &mut memory,
        &role("dev"),
        "y w no-time 2026-11-19 2026-11-20 q",
    );
    assert_eq!(memory.told()[1..], ["waived list/build lead: no-time"]);
    let of_waiver = &seen[5..=8];
    assert_eq!(
        of_waiver,
        [
            "WhyWaive { role: \"lead\" }",
            "LastDay",
            "refused: that date is in the past",
            "LastDay",
        ]
    );
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("dev"), "y w no-time - q");
    assert_eq!(memory.told()[1..], ["waived list/build lead: no-time"]);
}

#[test]
fn a_waiver_names_the_role_that_accepts_the_risk_and_its_last_day() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &role("dev"), "y w no-time soon 2026-12-31 q");
    assert_eq!(memory.told()[1..], ["waived list/build lead: no-time"]);
    assert!(seen.contains(&"notaday".to_owned()));
}

#[test]
fn nothing_typed_where_a_reason_is_asked_asks_the_item_again() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &role("qa"), "y d - b - q");
    assert!(memory.told().len() == 1);
    assert_eq!(
        seen.iter()
            .filter(|line| *line == "1/2 list/test qa")
            .count(),
        3
    );
}

#[test]
fn evidence_waits_for_the_sign_off_and_is_said_to_be_lost_without() {
    let mut memory = Memory::new(plan(), ADA);
    let (_, seen) = run(&mut memory, &role("qa"), "y e run/1 l u e run/2 d q");
    assert!(seen.contains(&"dropped".to_owned()));
    assert_eq!(memory.told()[1..], ["signed list/test qa with run/1,run/2"]);
}

#[test]
fn open_risks_are_told_before_a_role_calls_and_no_others() {
    let story = Story::of(plan()).tell(&[
        "dev raises high risk 1",
        "dev raises low risk 2",
        "dev ends risk 1 because done",
    ]);
    set_clock(story.now);
    let mut memory = Memory::resume(story.release(), ADA);
    let (_, seen) = run(&mut memory, &role("dev"), "n d g n");
    let call = seen.iter().position(|line| line == "poll pre dev").unwrap();
    assert_eq!(seen[call - 1], "open risk-2");
    let told = seen.iter().filter(|line| line.starts_with("open risk"));
    assert_eq!(told.count(), 1, "{seen:?}");
}

#[test]
fn a_no_go_needs_a_reason_and_can_become_a_go() {
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("dev"), "n d n - n slow n");
    assert_eq!(memory.told().last().unwrap(), "called pre dev no-go: slow");
    let (_, seen) = run(&mut memory, &role("dev"), "g n");
    assert_eq!(seen[1..3], ["pre NO-GO for 3 reasons", "poll pre dev"]);
    assert_eq!(memory.told().last().unwrap(), "called pre dev go");
}

#[test]
fn an_answer_that_another_person_overtook_is_said_and_passed_over() {
    let mut memory = Memory::new(plan(), ADA);
    let turn = Turn {
        item: "list/build".into(),
        role: "dev".into(),
    };
    let kind = sign(
        memory.release(),
        &turn,
        &Draft::default(),
        &Ahead::default(),
    )
    .unwrap();
    let answered = EventKind::FactAnswered {
        fact: "users".into(),
        answer: false,
        reason: None,
    };
    memory.add(BOB.parse().unwrap(), answered).unwrap();
    memory.meanwhile.push((BOB.parse().unwrap(), kind));
    let (_, seen) = run(&mut memory, &role("dev"), "d q");
    assert!(
        seen[2].starts_with("refused: item `list/build` was already signed"),
        "{seen:#?}"
    );
    assert_eq!(seen[3..5], ["pre HOLD for 3 reasons", "poll pre dev"]);
    assert_eq!(memory.told().len(), 2);
}

#[test]
fn an_answer_to_an_item_that_was_blocked_meanwhile_says_so() {
    let mut memory = Memory::new(plan(), ADA);
    let blocked = EventKind::Blocked {
        item: "list/build".into(),
        role: "dev".into(),
        reason: "no".to_owned(),
        by_check: false,
        acted_for: None,
    };
    memory.meanwhile.push((BOB.parse().unwrap(), blocked));
    let (_, seen) = run(&mut memory, &role("dev"), "n d q");
    assert_eq!(
        seen[4..6],
        ["1/2 list/build dev", "saved 2, but blocked by Bob"]
    );
}

#[test]
fn an_answer_to_a_text_that_was_amended_meanwhile_is_asked_again_with_what_was_typed() {
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("qa"), "n q");
    let mut changed = plan();
    changed.items[1].text.push_str(" twice");
    let put = Memory::new(changed, BOB).release;
    memory.put.push_back(Some(put));
    let (_, seen) = run(&mut memory, &role("qa"), "d run/1 d q");
    assert_eq!(
        seen[4..7],
        ["saved 1, but stale text", "1/2 list/test qa", "saved 2"]
    );
}

#[test]
fn an_answer_for_a_candidate_that_was_respun_meanwhile_is_asked_again() {
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("qa"), "n q");
    let respun = EventKind::Respun {
        candidate: "abc1234".into(),
        reason: None,
    };
    memory
        .meanwhile
        .push((BOB.parse().unwrap(), respun.clone()));
    let (_, seen) = run(&mut memory, &role("qa"), "d run/1 d g");
    assert_eq!(
        seen[4..7],
        [
            "saved 1, but stale candidate",
            "1/1 list/test qa",
            "saved 2"
        ]
    );
}

#[test]
fn a_go_for_a_candidate_that_was_respun_meanwhile_is_asked_again_and_a_no_go_holds() {
    let respun = |candidate: &str| EventKind::Respun {
        candidate: candidate.into(),
        reason: None,
    };
    let mut plan = plan();
    plan.items.truncate(1);
    let mut memory = Memory::new(plan, ADA);
    let bob = || BOB.parse().unwrap();
    memory.meanwhile.push((bob(), respun("abc1234")));
    let (_, seen) = run(&mut memory, &role("qa"), "g q");
    assert_eq!(
        seen[2..],
        [
            "poll pre qa",
            "saved 1, but stale candidate",
            "poll pre qa",
            "end: 1 saved, 0 put off, dev 1+0+1 qa 0+0+1"
        ]
    );
    memory.meanwhile.push((bob(), respun("def5678")));
    let (_, seen) = run(&mut memory, &role("qa"), "n slow");
    assert_eq!(seen[2..5], ["poll pre qa", "WhyNoGo", "saved 1"]);
}

#[test]
fn an_answer_to_an_item_that_a_fact_ruled_out_meanwhile_is_refused_and_passed_over() {
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("qa"), "y d run/1 q");
    let answered = EventKind::FactAnswered {
        fact: "users".into(),
        answer: false,
        reason: Some("none".to_owned()),
    };
    memory.meanwhile.push((BOB.parse().unwrap(), answered));
    let (_, seen) = run(&mut memory, &role("qa"), "d q");
    let refused = "refused: item `list/docs` does not apply: fact `users` is answered no";
    assert_eq!(seen[1..3], ["2/2 list/docs qa", refused]);
    assert_eq!(seen[4], "poll pre qa");
}

#[test]
fn answers_that_are_no_longer_in_the_record_are_told_and_asked_again() {
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("dev"), "n q");
    let earlier = memory.release().clone();
    memory.put.extend([None, Some(earlier)]);
    let (_, seen) = run(&mut memory, &Scope::default(), "d d run/1 d");
    assert_eq!(
        seen[1..],
        [
            "1/3 list/build dev",
            "saved 1",
            "2/3 list/test qa",
            "Evidence { is_required: true }",
            "kept",
            "put back 1",
            "saved 1",
            "1/3 list/build dev",
            "saved 2",
            "caution",
            "pre HOLD for 2 reasons",
            "poll pre dev",
        ]
    );
}

#[test]
fn a_respin_asks_again_what_was_bound_to_the_candidate() {
    let mut memory = Memory::new(plan(), ADA);
    run(&mut memory, &role("qa"), "n d run/1 g");
    memory.respin("abc1234");
    let (_, seen) = run(&mut memory, &role("qa"), "d run/2 g");
    assert_eq!(seen[..2], ["1 item and 1 call open", "1/1 list/test qa"]);
    assert_eq!(memory.told().last().unwrap(), "called pre qa go");
}

#[test]
fn a_phase_that_was_named_is_entered_without_a_question() {
    let mut memory = Memory::new(plan(), ADA);
    let scope = Scope {
        phase: Some("post".into()),
        ..Scope::default()
    };
    let (_, seen) = run(&mut memory, &scope, "n d");
    assert_eq!(
        seen[4..],
        [
            "1/1 list/watch dev",
            "saved 2",
            "caution",
            "post HOLD for 0 reasons",
            "end: 2 saved, 0 put off, dev 1+0+1 qa 1+0+1"
        ]
    );
}

#[test]
fn a_walk_ends_at_a_gate_that_waits_for_a_time_and_goes_on_after_it() {
    let plan = crate::domain::testing::plan(&[
        "pre/a dev bound marks=vote-called",
        "gate pre qa wait=vote-called+72h",
        "ship/b dev",
        "gate ship qa",
    ]);
    let story = Story::of(plan).tell(&["dev signs a", "qa calls go at pre"]);
    set_clock(story.now);
    let mut memory = Memory::resume(story.release(), ADA);
    let (ending, seen) = run(&mut memory, &Scope::default(), "");
    assert!(matches!(ending, Ending::Waiting));
    assert_eq!(
        seen.last().unwrap(),
        "end: 0 saved, 2026-11-23 09:01 UTC: gate pre waits"
    );
    set_clock("2026-11-23T09:01:00Z".parse().unwrap());
    let (ending, seen) = run(&mut memory, &Scope::default(), "d g y");
    assert!(matches!(ending, Ending::Finished));
    assert_eq!(
        seen[1..],
        [
            "2/2 ship/b dev",
            "saved 1",
            "ship HOLD for 1 reasons",
            "poll ship qa",
            "saved 2",
            "ship GO for 0 reasons",
            "close 2.4.0?",
            "saved 3",
            "end: 3 saved, 0 put off, ",
        ]
    );
}
