//! What a rollout and monitoring windows add to the gates.

use super::{Story, briefs, plan};
use crate::domain::plan::Plan;

#[track_caller]
fn case(name: &str, plan: &Plan, script: &[&str], expected: &[&str]) {
    super::case(name, plan, script, expected);
}

const BASE: [&str; 3] = ["pre/a dev", "ship/b ops", "watch/c dev"];
const SIGNED: [&str; 3] = ["dev signs a", "ops signs b", "dev signs c"];

fn with(lines: &[&str]) -> Plan {
    plan(&[&BASE[..], lines].concat())
}

#[test]
fn a_plan_without_a_rollout_is_judged_by_its_items_and_calls_alone() {
    case(
        "nothing else",
        &with(&[]),
        &SIGNED,
        &["GO pre", "GO ship", "GO watch"],
    );
}

#[test]
fn the_gate_of_its_phase_waits_for_the_rollout_and_so_do_those_after_it() {
    let plan = with(&["rollout ship", "choice s", "strategy s: canary 5, full 100"]);
    let not_started = "HOLD ship: rollout rollout-not-started";
    case(
        "not started",
        &plan,
        &SIGNED,
        &["GO pre", not_started, "HOLD watch"],
    );
    let entered = [&SIGNED[..], &["ops enters canary at 5"]].concat();
    case(
        "part-way",
        &plan,
        &entered,
        &[
            "GO pre",
            "HOLD ship: stage canary rollout-unfinished",
            "HOLD watch",
        ],
    );
    let full = [&entered[..], &["ops enters full at 100"]].concat();
    case(
        "complete; without rules nothing has to be observed",
        &plan,
        &full,
        &["GO pre", "GO ship", "GO watch"],
    );
    case(
        "paused",
        &plan,
        &[&full[..], &["ops pauses because x"]].concat(),
        &["GO pre", "HOLD ship: rollout rollout-paused", "HOLD watch"],
    );
    let aborted = [&entered[..], &["ops aborts because x"]].concat();
    let stopped = "NO-GO ship: rollout rollout-aborted";
    case(
        "aborted",
        &plan,
        &aborted,
        &["GO pre", stopped, "NO-GO watch"],
    );
    case(
        "respun",
        &plan,
        &[&full[..], &["respin c2"]].concat(),
        &["GO pre", not_started, "HOLD watch"],
    );
}

#[test]
fn a_phase_that_is_not_on_the_path_leaves_its_duties_to_the_last() {
    let plan = with(&[
        "rollout moon",
        "choice s",
        "strategy s: full 100 marks=deployed",
        "monitoring moon from deployed",
        "window first 0m..30m ops",
    ]);
    case(
        "not started",
        &plan,
        &SIGNED,
        &[
            "GO pre",
            "GO ship",
            "HOLD watch: rollout rollout-not-started, waits for deployed",
        ],
    );
    let entered = [&SIGNED[..], &["ops enters full at 100"]].concat();
    case(
        "entered",
        &plan,
        &entered,
        &["GO pre", "GO ship", "HOLD watch: window first open"],
    );
    case(
        "watched",
        &plan,
        &[&entered[..], &["wait 29m", "ops closes first"]].concat(),
        &["GO pre", "GO ship", "GO watch"],
    );
    let cut = with(&["rollout ship", "choice s", "strategy s: full 100"]);
    case(
        "cut",
        &cut,
        &[&SIGNED[..], &["cut ship"]].concat(),
        &["GO pre", "HOLD watch: rollout rollout-not-started"],
    );
}

#[test]
fn a_direct_rollout_has_one_stage_and_is_observed_there() {
    let plan = with(&[
        "rollout ship",
        "metric errors %",
        "rule errors above 1 then no-go",
        "choice s",
        "strategy s: full 100 5m..10m qa",
    ]);
    let entered = [&SIGNED[..], &["ops enters full at 100"]].concat();
    case(
        "it soaks",
        &plan,
        &entered,
        &["GO pre", "HOLD ship: stage full soaking", "HOLD watch"],
    );
    let soaked = [&entered[..], &["wait 4m"]].concat();
    case(
        "it is observed",
        &plan,
        &[&soaked[..], &["wait 1m"]].concat(),
        &["GO pre", "HOLD ship: stage full unobserved", "HOLD watch"],
    );
    let observed = [&soaked[..], &["ops observes errors=1"]].concat();
    case(
        "nobody is polled at the last stage, and nothing is overdue",
        &plan,
        &[&observed[..], &["wait 60m"]].concat(),
        &["GO pre", "GO ship", "GO watch"],
    );
    case(
        "it breaches",
        &plan,
        &[&soaked[..], &["ops observes errors=2"]].concat(),
        &["GO pre", "NO-GO ship: stage full no-go", "NO-GO watch"],
    );
}

#[test]
fn no_strategy_holds() {
    let plan = with(&["rollout ship", "choice s when=db", "strategy s: full 100"]);
    case(
        "no fact is answered",
        &plan,
        &SIGNED,
        &["GO pre", "HOLD ship: rollout no-strategy", "HOLD watch"],
    );
    let answered = [&SIGNED[..], &["fact db = yes"]].concat();
    case(
        "one is",
        &plan,
        &answered,
        &[
            "GO pre",
            "HOLD ship: rollout rollout-not-started",
            "HOLD watch",
        ],
    );
}

#[test]
fn a_gate_that_asks_for_nothing_but_a_rollout_is_not_empty() {
    let mut plan = with(&["rollout ship", "choice s", "strategy s: full 100"]);
    plan.items.retain(|item| item.phase.as_str() == "watch");
    plan.phases.remove(0);
    case(
        "not started",
        &plan,
        &["dev signs c"],
        &["HOLD ship: rollout rollout-not-started", "HOLD watch"],
    );
    case(
        "complete",
        &plan,
        &["dev signs c", "ops enters full at 100"],
        &["GO ship", "GO watch"],
    );
}

#[test]
fn what_was_overridden_is_kept_for_ever() {
    let plan = with(&[
        "rollout ship",
        "metric errors %",
        "rule errors above 1 then no-go",
        "choice s",
        "strategy s: canary 5, full 100",
    ]);
    let script = [
        "dev signs a",
        "ops enters canary at 5",
        "ops observes errors=2",
        "ops enters full at 100 rm overriding because it is the probe",
        "ops observes errors=0.5",
    ];
    let kept = |script: &[&str]| -> Vec<String> {
        let release = Story::of(plan.clone()).tell(script).release();
        let said = |event: &super::Event| match &event.kind {
            crate::domain::event::EventKind::Rollout(
                crate::domain::event::RolloutEvent::Entered {
                    overriding: Some(it),
                    ..
                },
            ) => format!("{}: {}: {}", it.role, it.reason, it.obstacles.join(", ")),
            _ => String::new(),
        };
        release.overrides().map(said).collect()
    };
    let expected = [
        "rm: it is the probe: stage canary: no-go: errors 2 %, limit 1 %: over by 1 point (observed 2026-11-20T09:03:00Z)",
    ];
    let story = Story::of(plan.clone()).tell(&script);
    let now = story.now;
    assert_eq!(
        briefs(&story.release(), now)[1],
        "HOLD ship: b open",
        "it went on"
    );
    assert_eq!(kept(&script), expected);
    assert_eq!(
        kept(&[&script[..], &["respin c2"]].concat()),
        expected,
        "after a respin"
    );
    assert_eq!(
        kept(&[&script[..], &["ops aborts because x", "drop rollout"]].concat()),
        expected,
        "after an amendment"
    );
    assert_eq!(kept(&script[..3]), [""; 0], "nothing was overridden");
    let nothing = [
        "dev signs a",
        "ops enters canary at 5",
        "ops observes errors=0",
        "ops enters full at 100 rm overriding because x",
    ];
    assert_eq!(
        kept(&nothing),
        [""; 0],
        "nor where nothing stood in the way"
    );
}
