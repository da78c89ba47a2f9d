use proptest::prelude::*;

use super::*;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, plan};

/// Two phases with a rollback and incidents, a fact that rules an item out, a candidate and waivers: whatever turns a gate.
fn whole_plan() -> Plan {
    plan(&[
        "pre/a dev bound",
        "pre/c dev when=db",
        "pre/d qa",
        "gate pre dev",
        "ship/b ops marks=out",
        "ship/e dev",
        "gate ship rm",
        "rollback back after=out ends=rm+pm",
        "back/undo ops",
        "gate back qa",
        "class app dev",
        "class unknown",
        "trigger slow app",
        "duty restore dev+ops",
        "duty verified qa phase=back",
        "decision course pm",
    ])
}

/// Lines that may or may not be allowed where they stand; those that are not are passed over.
fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let line = prop::sample::select(vec![
        "dev signs a",
        "dev signs c",
        "qa signs d",
        "ops signs b",
        "dev signs e",
        "left: dev signs a",
        "left: qa signs d",
        "right: dev signs c",
        "right: dev signs e",
        "left: qa blocks d because x",
        "qa unblocks d because y",
        "dev blocks a because x",
        "dev unblocks a because y",
        "dev reopens a because x",
        "ops reopens b because x",
        "right: qa reopens d because x",
        "rm waives d because x",
        "rm waives a until 2026-11-20 because x",
        "rm waives c until 2026-11-21 because x",
        "wait 26h",
        "wait 10h",
        "fact db = no because x",
        "fact db = yes because x",
        "left: respin c2",
        "respin c3",
        "dev calls go at pre",
        "dev calls no-go at pre because x",
        "left: dev calls go at pre",
        "rm calls go at ship",
        "ops rolls back because x",
        "ops signs undo",
        "qa calls go at back",
        "pm decides rollback in 1 because x",
        "pm decides hotfix in 1 because x",
        "rm cancels the rollback because x",
        "close rolled-back by rm because x",
        "qa opens incident x",
        "dev signs incident-1/restore",
        "ops signs incident-1/restore",
        "rm resolves 1 because x",
        "qa withdraws 1 because x",
        "ops notes 1 x",
        "close shipped",
        "close abandoned because x",
        "merge",
    ]);
    prop::collection::vec(line, 0..40)
}

/// Brings a release to where its gates open.
const STRAIGHT: [&str; 5] = [
    "dev signs a",
    "dev signs c",
    "qa signs d",
    "dev calls go at pre",
    "ops signs b",
];

fn seen(passage: &Passage<'_>) -> String {
    format!("{:#?}\n{:#?}", passage.times, passage.turns)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_is_the_same_as_when_every_event_is_judged(start in 0..=STRAIGHT.len(), script in lines()) {
        let mut story = Story::of(whole_plan());
        for line in STRAIGHT[..start].iter().chain(&script) {
            let _ = story.try_line(line);
        }
        let now = story.now;
        let release = story.release();
        let (quick, whole) = (passage(&release, now), passage_judging(&release, now, Judged::Each));
        prop_assert_eq!(seen(&quick), seen(&whole), "{:?}", script);
    }
}

/// A note turns no gate, but the waiver that ran out before it was written does.
#[test]
fn a_waiver_that_ran_out_turns_a_gate_also_when_only_a_note_follows() {
    let mut story = Story::of(whole_plan());
    for line in [
        "dev signs c",
        "rm waives a until 2026-11-20 because x",
        "left: dev calls go at pre",
        "qa opens incident x",
        "rm waives d because x",
        "wait 26h",
        "ops notes 1 x",
    ] {
        let _ = story.try_line(line);
    }
    let (now, release) = (story.now, story.release());
    let quick = passage(&release, now);
    assert_eq!(
        seen(&quick),
        seen(&passage_judging(&release, now, Judged::Each))
    );
    let turns: Vec<bool> = quick.turns.iter().map(|turn| turn.is_open).collect();
    assert_eq!(turns, [true, false], "opened, and shut by the clock");
}
