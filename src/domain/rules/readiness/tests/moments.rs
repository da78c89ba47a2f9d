//! Where a rollout is, and what it waits for, from moment to moment.

use super::{CALLED, CANARY, FULL, QUARTER, READY, ahead, case, gate, told};
use crate::domain::rules::gate::judge;
use crate::domain::rules::{possible, readiness, settle};
use crate::domain::testing::{outcome, plan, rollout_plan, side_by_side};

#[track_caller]
fn gate_case(name: &str, script: &[&str], expected: &str) {
    let (release, now) = told(&rollout_plan(), script);
    assert_eq!(gate(&release, now), expected, "{name}");
}

#[test]
fn it_starts_when_the_gate_before_it_is_open_and_the_baselines_are_measured() {
    case(
        "nothing has happened",
        &[],
        "- > canary HOLD: pre gate-shut, rollout: errors no-baseline",
    );
    case(
        "the gate is open",
        &READY[..2],
        "- > canary HOLD: rollout: errors no-baseline",
    );
    case("the baseline is measured", &READY, "- > canary GO");
    case(
        "the gate says no-go",
        &["dev calls no-go at pre because no"],
        "- > canary NO-GO: pre gate-shut, rollout: errors no-baseline",
    );
    case(
        "something is blocked, wherever",
        &[&READY[..], &["ops blocks b because x"]].concat(),
        "- > canary NO-GO: ship/b criterion",
    );
    let fixed = plan(&[
        "pre/a dev",
        "ship/b ops",
        "rollout ship",
        "metric e %",
        "rule e above 5 then hold",
        "choice s",
        "strategy s: full 100",
    ]);
    let (release, now) = told(&fixed, &["dev signs a"]);
    assert_eq!(
        ahead(&release, now),
        "- > full GO",
        "a fixed limit takes no baseline"
    );
}

#[test]
fn a_stage_soaks_then_is_observed_then_called() {
    case(
        "entered",
        &CANARY,
        "canary > quarter HOLD: stage canary soaking",
    );
    case(
        "a second too early",
        &[&CANARY[..], &["at 2026-11-20T09:18:59Z"]].concat(),
        "canary > quarter HOLD: stage canary soaking",
    );
    case(
        "exactly after the least soak",
        &[&CANARY[..], &["at 2026-11-20T09:19:00Z"]].concat(),
        "canary > quarter HOLD: stage canary unobserved, stage canary: qa stage-uncalled",
    );
    case(
        "observed",
        &CALLED[..6],
        "canary > quarter HOLD: stage canary: qa stage-uncalled",
    );
    case("called", &CALLED, "canary > quarter GO");
    case(
        "the next stage starts from nothing",
        &QUARTER,
        "quarter > full HOLD: stage quarter soaking",
    );
    case(
        "the last stage",
        &[&QUARTER[..], &FULL].concat(),
        "full > - GO",
    );
}

#[test]
fn an_observation_speaks_for_the_whole_soak_or_not_at_all() {
    let observed = |lines: &[&'static str]| [&CANARY[..], lines].concat();
    case(
        "made too early",
        &observed(&["ops observes errors=0.4"]),
        "canary > quarter HOLD: stage canary soaking",
    );
    case(
        "made too early, and the soak is over",
        &observed(&["ops observes errors=0.4", "wait 30m"]),
        "canary > quarter HOLD: stage canary unobserved, stage canary: qa stage-uncalled",
    );
    case(
        "made exactly then",
        &CALLED[..6],
        "canary > quarter HOLD: stage canary: qa stage-uncalled",
    );
    let early = observed(&["wait 13m", "ops observes errors=0.4", "wait 1m"]);
    case(
        "made a minute before",
        &early,
        "canary > quarter HOLD: stage canary unobserved, stage canary: qa stage-uncalled",
    );
    case(
        "in the grey zone",
        &observed(&["wait 14m", "ops observes errors=0.6"]),
        "canary > quarter HOLD: stage canary hold, stage canary: qa stage-uncalled",
    );
    case(
        "exactly on the limit",
        &observed(&["wait 14m", "ops observes errors=0.5"]),
        "canary > quarter HOLD: stage canary: qa stage-uncalled",
    );
    case(
        "above the limit of the no-go",
        &observed(&["wait 14m", "ops observes errors=1.5"]),
        "canary > quarter NO-GO: stage canary no-go, stage canary hold, stage canary: qa stage-uncalled",
    );
    case(
        "nothing measured",
        &observed(&["wait 14m", "ops observes errors=?"]),
        "canary > quarter HOLD: stage canary inconclusive, stage canary inconclusive, stage canary: qa stage-uncalled",
    );
    case(
        "early and bad is bad at once",
        &observed(&["ops observes errors=1.5"]),
        "canary > quarter NO-GO: stage canary no-go, stage canary soaking, stage canary hold",
    );
    case(
        "a good one after a grey one",
        &observed(&[
            "wait 14m",
            "ops observes errors=0.6",
            "ops observes errors=0.4",
        ]),
        "canary > quarter HOLD: stage canary: qa stage-uncalled",
    );
    case(
        "a grey one after a good one and the call",
        &[&CALLED[..], &["ops observes errors=0.6"]].concat(),
        "canary > quarter HOLD: stage canary hold",
    );
    case(
        "a good one after a no-go does not take it back",
        &observed(&[
            "wait 14m",
            "ops observes errors=1.5",
            "ops observes errors=0.4",
        ]),
        "canary > quarter NO-GO: stage canary no-go, stage canary: qa stage-uncalled",
    );
}

#[test]
fn an_observation_by_other_rules_or_another_baseline_is_none() {
    let other = "canary > quarter HOLD: stage canary unobserved";
    case(
        "the baseline changed",
        &[&CALLED[..], &["ops baselines errors=0.5 because wrong day"]].concat(),
        other,
    );
    case(
        "the rules changed",
        &[&CALLED[..], &["allow errors 1000"]].concat(),
        other,
    );
    case(
        "measured the same again",
        &[&CALLED[..], &["ops baselines errors=0.4 because again"]].concat(),
        "canary > quarter GO",
    );
    case(
        "observed by the new ones",
        &[
            &CALLED[..],
            &["allow errors 1000", "ops observes errors=900"],
        ]
        .concat(),
        "canary > quarter GO",
    );
    case(
        "softer rules clear no breach",
        &[
            &CANARY[..],
            &[
                "wait 14m",
                "ops observes errors=1.5",
                "allow errors 1000",
                "ops observes errors=1.5",
            ],
        ]
        .concat(),
        "canary > quarter NO-GO: stage canary no-go, stage canary: qa stage-uncalled",
    );
}

#[test]
fn a_call_of_no_go_stands_until_the_role_takes_it_back() {
    let no_go = [&CALLED[..], &["qa calls no-go on canary because it smells"]].concat();
    case(
        "after a go",
        &no_go,
        "canary > quarter NO-GO: stage canary: qa stage-no-go",
    );
    case(
        "taken back",
        &[&no_go[..], &["qa calls go on canary"]].concat(),
        "canary > quarter GO",
    );
    case(
        "before the soak is over",
        &[&CANARY[..], &["qa calls no-go on canary because it smells"]].concat(),
        "canary > quarter NO-GO: stage canary: qa stage-no-go, stage canary soaking",
    );
}

#[test]
fn a_pause_and_an_abort_stand_in_the_way() {
    case(
        "paused",
        &[&CALLED[..], &["ops pauses because x"]].concat(),
        "canary > quarter HOLD: rollout rollout-paused",
    );
    case(
        "aborted: it may start again, and the verdict is no better for it",
        &[&CALLED[..], &["ops aborts because x"]].concat(),
        "canary > canary NO-GO",
    );
    gate_case(
        "aborted, at the gate",
        &[&CALLED[..], &["ops aborts because x"]].concat(),
        "NO-GO: rollout rollout-aborted",
    );
}

#[test]
fn the_gate_waits_for_the_last_stage() {
    gate_case(
        "before the start",
        &READY,
        "HOLD: rollout rollout-not-started",
    );
    gate_case("part-way", &CALLED, "HOLD: stage canary rollout-unfinished");
    let done = [&QUARTER[..], &FULL, &["ops signs b", "rm calls go at ship"]].concat();
    gate_case("at the end", &done, "GO");
    gate_case(
        "the last stage is not observed",
        &done[..done.len() - 3],
        "HOLD: stage full unobserved",
    );
    gate_case(
        "a grey zone at the end",
        &[&done[..], &["ops observes errors=0.6"]].concat(),
        "HOLD: stage full hold",
    );
    gate_case(
        "a no-go at the end",
        &[&done[..], &["ops observes errors=1.6"]].concat(),
        "NO-GO: stage full no-go, stage full hold",
    );
    gate_case(
        "paused at the end",
        &[&done[..], &["ops pauses because x"]].concat(),
        "HOLD: rollout rollout-paused",
    );
    gate_case(
        "respun at the end",
        &[&done[..], &["respin c2"]].concat(),
        "HOLD: rollout rollout-not-started",
    );
}

#[test]
fn a_decision_is_overdue_after_the_longest_soak() {
    let at = |time: &'static str| [&CANARY[..], &[time]].concat();
    gate_case(
        "exactly then",
        &at("at 2026-11-20T09:34:00Z"),
        "HOLD: stage canary unobserved, stage canary: qa stage-uncalled, stage canary rollout-unfinished",
    );
    gate_case(
        "a second later",
        &at("at 2026-11-20T09:34:01Z"),
        "HOLD: stage canary unobserved, stage canary: qa stage-uncalled, stage canary stage-overdue, stage canary rollout-unfinished",
    );
    assert_eq!(
        outcome(
            &rollout_plan(),
            &[&CALLED[..], &["wait 60m", "ops enters quarter at 25"]].concat()
        ),
        "admitted",
        "late is no reason to stay"
    );
}

#[test]
fn an_amendment_that_drops_the_rollout_clears_nothing_that_stopped_it() {
    let with = |lines: &[&'static str]| {
        [
            &CALLED[..],
            lines,
            &["drop rollout", "ops signs b", "rm calls go at ship"],
        ]
        .concat()
    };
    gate_case("under way", &with(&[]), "GO");
    gate_case(
        "paused",
        &with(&["ops pauses because x"]),
        "HOLD: rollout rollout-paused",
    );
    gate_case(
        "aborted",
        &with(&["ops aborts because x"]),
        "NO-GO: rollout rollout-aborted",
    );
    gate_case(
        "breached",
        &with(&["ops observes errors=1.6"]),
        "NO-GO: stage canary no-go",
    );
    let no_go = with(&["qa calls no-go on canary because x"]);
    gate_case(
        "called no-go",
        &no_go,
        "NO-GO: stage canary: qa stage-no-go",
    );
    gate_case(
        "taken back",
        &[&no_go[..], &["qa calls go on canary"]].concat(),
        "GO",
    );
    let paused = with(&["ops pauses because x"]);
    gate_case(
        "resumed",
        &[&paused[..], &["ops resumes because y"]].concat(),
        "GO",
    );
    let respun = ["respin c2", "dev calls go at pre", "rm calls go at ship"];
    gate_case(
        "respun",
        &[&with(&["ops observes errors=1.6"])[..], &respun].concat(),
        "GO",
    );
}

#[test]
fn an_amendment_that_drops_the_present_stage_starts_again_without_forgetting() {
    let lost = |lines: &[&'static str]| [&CALLED[..], lines, &["drop stage canary"]].concat();
    case("called", &lost(&[]), "canary > quarter GO");
    case(
        "breached",
        &lost(&["ops observes errors=1.6"]),
        "canary > quarter NO-GO: stage canary no-go",
    );
    gate_case("the gate", &lost(&[]), "HOLD: stage canary stage-removed");
    let no_go = lost(&["qa calls no-go on canary because x"]);
    case(
        "called no-go",
        &no_go,
        "canary > quarter NO-GO: stage canary: qa stage-no-go",
    );
    case(
        "taken back",
        &[&no_go[..], &["qa calls go on canary"]].concat(),
        "canary > quarter GO",
    );
    let again = [&lost(&[])[..], &["ops enters quarter at 25"]].concat();
    case(
        "started again",
        &again,
        "quarter > full HOLD: stage quarter soaking",
    );
}

#[test]
fn a_rule_whose_metric_is_gone_is_never_kept() {
    let plan = plan(&[
        "pre/a dev",
        "ship/b ops",
        "rollout ship",
        "metric errors %",
        "metric queue count",
        "rule errors above 5 then hold",
        "choice s",
        "strategy s: full 100",
    ]);
    let script = [
        "dev signs a",
        "drop metric errors",
        "ops enters full at 100",
        "ops observes queue=1",
    ];
    let (release, now) = told(&plan, &script);
    assert_eq!(
        ahead(&release, now),
        "full > - HOLD: stage full inconclusive"
    );
    let said: Vec<String> = readiness::ahead(&release, &judge(&release, now), now)
        .iter()
        .map(|reason| reason.explain().line())
        .collect();
    let line = "stage full: inconclusive: errors: the rollout has no such metric (observed 2026-11-20T09:04:00Z)";
    assert_eq!(said, [line]);
}

#[test]
fn an_override_at_the_last_stage_holds_for_what_its_author_had_seen() {
    let grey = [
        "dev signs a",
        "dev calls go at pre",
        "ops baselines errors=0.4",
        "rm takes direct because x",
        "ops enters full at 100",
        "ops observes errors=0.6",
    ];
    let over = "rm overrides full because it is the probe";
    case("grey", &grey, "full > - HOLD: stage full hold");
    case("overridden", &[&grey[..], &[over]].concat(), "full > - GO");
    case(
        "and a pause",
        &[&grey[..], &[over, "ops pauses because x"]].concat(),
        "full > - HOLD: rollout rollout-paused",
    );
    case(
        "and observed again",
        &[&grey[..], &[over, "ops observes errors=0.6"]].concat(),
        "full > - HOLD: stage full hold",
    );
    case(
        "a breach",
        &[&grey[..], &["ops observes errors=2", over]].concat(),
        "full > - GO",
    );
    case(
        "and another",
        &[
            &grey[..],
            &["ops observes errors=2", over, "ops observes errors=2"],
        ]
        .concat(),
        "full > - NO-GO: stage full no-go, stage full hold",
    );
    case(
        "a respin",
        &[&grey[..], &[over, "respin c2", "dev calls go at pre"]].concat(),
        "- > full GO",
    );
    case(
        "and another baseline",
        &[&grey[..], &[over, "ops baselines errors=0.1 because x"]].concat(),
        "full > - HOLD: stage full hold, stage full unobserved",
    );
    case(
        "and other rules",
        &[&grey[..], &[over, "allow errors 0"]].concat(),
        "full > - HOLD: stage full hold, stage full unobserved",
    );
    side_by_side(
        &rollout_plan(),
        &grey,
        &[over],
        &["ops observes errors=0.6"],
        |release, now| {
            assert_eq!(
                ahead(release, now),
                "full > - HOLD: stage full hold",
                "beside an observation"
            );
        },
    );
    side_by_side(
        &rollout_plan(),
        &grey,
        &[over],
        &["ops observes errors=2"],
        |release, now| {
            assert_eq!(
                ahead(release, now),
                "full > - NO-GO: stage full no-go, stage full hold",
                "beside a breach"
            );
        },
    );
}

#[test]
fn a_go_at_the_gate_holds_for_the_rollout_that_it_was_said_of() {
    let gone = [&QUARTER[..], &FULL, &["ops signs b", "rm calls go at ship"]].concat();
    let polled = |name: &str, lines: &[&str], expected: &str| {
        let (release, now) = told(&rollout_plan(), &[&gone[..], lines].concat());
        let judgements = judge(&release, now);
        let reasons = judgements.iter().flat_map(|judgement| &judgement.reasons);
        let said: Vec<_> = reasons.map(|reason| reason.explain().line()).collect();
        assert_eq!(said.join("; "), expected, "{name}");
    };
    let again = [
        "ops aborts because it burns",
        "ops takes direct because quick",
        "ops enters full at 100 because out",
    ];
    let stale = "ship: rm: called go at an earlier state of the rollout";
    polled("said once everything was deployed", &[], "");
    polled(
        "everything was deployed again since",
        &[&again[..], &["ops observes errors=0.4"]].concat(),
        stale,
    );
    polled(
        "said again",
        &[
            &again[..],
            &["ops observes errors=0.4", "rm calls go at ship"],
        ]
        .concat(),
        "",
    );
}

#[test]
fn what_settles_it_can_be_typed_as_it_stands() {
    let steps = |name: &str, script: &[&str], expected: &str| {
        let (release, now) = told(&rollout_plan(), script);
        let obstacles = readiness::outstanding(&release, now);
        let steps = obstacles
            .iter()
            .flat_map(|obstacle| settle::suggestions(&release, obstacle));
        let steps = possible::among(&release, steps, now);
        let said: Vec<_> = steps.iter().map(|step| step.command("")).collect();
        assert_eq!(said.join("; "), expected, "{name}");
    };
    let aborted = [&CANARY[..], &["ops aborts because it burns"]].concat();
    let dropped = [&aborted[..], &["drop rollout"]].concat();
    steps(
        "the canary leaves a choice",
        &READY,
        "gonogo rollout start --traffic 1-5",
    );
    steps(
        "the next stage leaves none",
        &CALLED,
        "gonogo rollout advance",
    );
    steps(
        "after an abort",
        &aborted,
        "gonogo rollback --reason \"…\"; gonogo rollout start --traffic 1-5 --reason \"…\"",
    );
    steps(
        "nothing starts what is not in the plan",
        &dropped,
        "gonogo rollback --reason \"…\"",
    );
    steps(
        "its stage is gone",
        &[&CANARY[..], &["drop stage canary"]].concat(),
        "gonogo rollout start --reason \"…\"",
    );
}

#[test]
fn a_release_that_ended_goes_nowhere() {
    let ended = [&CALLED[..], &["close abandoned because enough"]].concat();
    case("abandoned", &ended, "canary > quarter NO-GO: release ended");
}

#[test]
fn a_baseline_that_is_too_old_at_the_start_judges_nothing() {
    let mut plan = rollout_plan();
    plan.rollout.as_mut().unwrap().max_baseline_age = Some(3_600);
    let ahead_of = |script: &[&str]| {
        let (release, now) = told(&plan, script);
        ahead(&release, now)
    };
    let ready = |wait: &'static str| [&READY[..], &[wait]].concat();
    assert_eq!(
        ahead_of(&ready("wait 60m")),
        "- > canary GO",
        "exactly old enough"
    );
    assert_eq!(
        ahead_of(&ready("wait 61m")),
        "- > canary HOLD: rollout: errors old-baseline"
    );
    let again = [&ready("wait 61m")[..], &["ops baselines errors=0.4"]].concat();
    assert_eq!(ahead_of(&again), "- > canary GO", "measured again");
    let forced = [
        &ready("wait 61m")[..],
        &[
            "ops enters canary at 5 rm overriding because urgent",
            "wait 15m",
            "ops observes errors=0.4",
        ],
    ]
    .concat();
    let (release, now) = told(&plan, &forced);
    assert_eq!(
        release.usable_baseline(&"errors".into(), now),
        Err("the baseline was 1h 2m old at the start, older than the allowed 1h".to_owned())
    );
    let slow = [
        &READY[..],
        &[
            "ops enters canary at 5",
            "wait 600m",
            "ops observes errors=0.4",
        ],
    ]
    .concat();
    let (release, now) = told(&plan, &slow);
    assert!(
        release.usable_baseline(&"errors".into(), now).is_ok(),
        "what counts is its age at the start"
    );
}
