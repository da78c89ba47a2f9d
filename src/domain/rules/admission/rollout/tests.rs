//! What may be added to a rollout, and what is refused with which exit code: 0 it is so already, 1 NO-GO, 2 it cannot be
//! judged, 8 HOLD.

use crate::domain::plan::Plan;
use crate::domain::testing::{outcome, person, plan, rollout_plan};

#[track_caller]
fn case(name: &str, script: &[&str], last: &str, expected: &str) {
    assert_eq!(
        outcome(&rollout_plan(), &[script, &[last]].concat()),
        expected,
        "{name}"
    );
}

const READY: [&str; 3] = [
    "dev signs a",
    "dev calls go at pre",
    "ops baselines errors=0.4",
];
const CANARY: [&str; 4] = [READY[0], READY[1], READY[2], "ops enters canary at 5"];
const OBSERVED: [&str; 6] = [
    READY[0],
    READY[1],
    READY[2],
    "ops enters canary at 5",
    "wait 14m",
    "ops observes errors=0.4",
];
const ENTER: &str = "ops enters quarter at 25";

fn then(before: &[&'static str], lines: &[&'static str]) -> Vec<&'static str> {
    [before, lines].concat()
}

#[test]
fn a_plan_without_a_rollout_takes_none_of_its_events() {
    let plan = plan(&["pre/a dev"]);
    for line in [
        "ops baselines errors=0.4",
        "rm takes quick because x",
        "ops enters canary at 5",
        "ops observes errors=0.4",
        "qa calls go on canary",
        "ops pauses because x",
        "ops resumes because x",
        "ops aborts because x",
    ] {
        assert_eq!(
            outcome(&plan, &[line]),
            "2: the plan has no staged rollout",
            "{line}"
        );
    }
    assert_eq!(
        outcome(&plan, &["ops closes first"]),
        "2: the plan has no monitoring windows"
    );
}

#[test]
fn a_baseline_is_a_value_of_a_metric_of_the_plan() {
    case("measured", &[], "ops baselines errors=0.4", "admitted");
    case(
        "of a series",
        &[],
        "ops baselines errors=0.1/0.2/0.9",
        "admitted",
    );
    case("nothing", &[], "ops baselines", "2: no measurements given");
    case(
        "no such metric",
        &[],
        "ops baselines moon=1",
        "2: the rollout has no metric `moon`",
    );
    case(
        "no value",
        &[],
        "ops baselines errors=?",
        "8: metric `errors` gives no baseline: the query gave no data",
    );
    case(
        "before the start again",
        &READY,
        "ops baselines errors=0.5",
        "admitted",
    );
    case(
        "under way",
        &CANARY,
        "ops baselines errors=0.5",
        "2: a baseline that is measured while the rollout is under way needs a reason",
    );
    case(
        "under way, for a reason",
        &CANARY,
        "ops baselines errors=0.5 because wrong day",
        "admitted",
    );
}

#[test]
fn a_strategy_is_chosen_for_a_reason_before_the_rollout_starts() {
    case(
        "another",
        &READY,
        "rm takes quick because small",
        "admitted",
    );
    case(
        "without a reason",
        &READY,
        "rm takes quick",
        "2: a different strategy needs a reason",
    );
    case(
        "with a blank one",
        &READY,
        "rm takes quick because  \t",
        "2: a different strategy needs a reason",
    );
    case(
        "none of that name",
        &READY,
        "rm takes slow because x",
        "2: the rollout has no strategy `slow`",
    );
    case(
        "the one that fits anyway",
        &READY,
        "rm takes standard because x",
        "0: the rollout already uses strategy `standard`",
    );
    let quick = then(&READY, &["rm takes quick because small"]);
    case(
        "the chosen one",
        &quick,
        "rm takes quick because x",
        "0: the rollout already uses strategy `quick`",
    );
    case(
        "back again",
        &quick,
        "rm takes standard because x",
        "admitted",
    );
    case(
        "under way",
        &CANARY,
        "rm takes quick because x",
        "1: the rollout is under way, at stage `canary`",
    );
    case(
        "after an abort",
        &then(&CANARY, &["ops aborts because x"]),
        "rm takes quick because x",
        "admitted",
    );
    case(
        "after a respin",
        &then(&CANARY, &["respin c2"]),
        "rm takes quick because x",
        "admitted",
    );
}

#[test]
fn a_fact_that_nobody_answered_chooses_no_strategy() {
    let plan = plan(&[
        "pre/a dev",
        "ship/b ops",
        "rollout ship",
        "choice direct when=db+ui",
        "choice quick when=db",
        "strategy direct: full 100",
        "strategy quick: canary 5, full 100",
    ]);
    let none = "8: 1 thing blocks the rollout\n  rollout: no strategy fits this release";
    for (name, script, expected) in [
        (
            "nothing answered",
            &["dev signs a", "ops enters full at 100"][..],
            none,
        ),
        (
            "one of two",
            &["dev signs a", "fact ui = yes", "ops enters full at 100"],
            none,
        ),
        (
            "no",
            &["dev signs a", "fact db = no", "ops enters full at 100"],
            none,
        ),
        (
            "the second choice",
            &["dev signs a", "fact db = yes", "ops enters canary at 5"],
            "admitted",
        ),
        (
            "the first choice",
            &[
                "dev signs a",
                "fact db = yes",
                "fact ui = yes",
                "ops enters full at 100",
            ],
            "admitted",
        ),
        (
            "another answer meanwhile",
            &[
                "dev signs a",
                "fact db = yes",
                "fact db = no because x",
                "ops enters canary at 5",
            ],
            none,
        ),
        (
            "under way, no answer changes the strategy",
            &[
                "dev signs a",
                "fact db = yes",
                "ops enters canary at 5",
                "fact db = no because x",
                "ops enters full at 100",
            ],
            "admitted",
        ),
        (
            "chosen without any",
            &[
                "dev signs a",
                "rm takes quick because x",
                "ops enters canary at 5",
            ],
            "admitted",
        ),
        (
            "an amendment drops the chosen one",
            &[
                "dev signs a",
                "fact db = yes",
                "rm takes direct because x",
                "drop strategy direct",
                "ops enters canary at 5",
            ],
            "admitted",
        ),
    ] {
        assert_eq!(outcome(&plan, script), expected, "{name}");
    }
}

#[test]
fn a_rollout_starts_behind_an_open_gate_with_its_first_stage() {
    case("all is ready", &READY, "ops enters canary at 5", "admitted");
    case(
        "nothing is",
        &[],
        "ops enters canary at 5",
        "8: 1 thing blocks stage `canary`\n  rollout: errors: errors has no baseline",
    );
    case(
        "the gate says no-go",
        &[
            "ops baselines errors=0.4",
            "dev calls no-go at pre because x",
        ],
        "ops enters canary at 5",
        "admitted with [BeforeGo { phase: \"pre\", verdict: NoGo }]",
    );
    case(
        "an item before it is blocked",
        &then(&READY, &["dev blocks a because x"]),
        "ops enters canary at 5",
        "admitted with [BeforeGo { phase: \"pre\", verdict: NoGo }]",
    );
    case(
        "the gate is not polled yet",
        &["ops baselines errors=0.4"],
        "ops enters canary at 5",
        "admitted with [BeforeGo { phase: \"pre\", verdict: Hold }]",
    );
    case(
        "another stage",
        &READY,
        ENTER,
        "1: stage `quarter` is not next; `canary` is",
    );
    case(
        "no such stage",
        &READY,
        "ops enters moon at 5",
        "1: stage `moon` is not next; `canary` is",
    );
    case(
        "too much",
        &READY,
        "ops enters canary at 6",
        "2: stage `canary` takes 1-5 % of the traffic",
    );
    case(
        "too little",
        &READY,
        "ops enters canary at 0.5",
        "2: stage `canary` takes 1-5 % of the traffic",
    );
    case("the least", &READY, "ops enters canary at 1", "admitted");
    case(
        "something between",
        &READY,
        "ops enters canary at 2.5",
        "admitted",
    );
    case(
        "already so",
        &CANARY,
        "ops enters canary at 5",
        "1: the rollout is under way, at stage `canary`",
    );
    case(
        "paused before",
        &then(&CANARY, &["ops pauses because x", "ops aborts because y"]),
        "ops enters canary at 5 because z",
        "8: 1 thing blocks stage `canary`\n  rollout: paused: x (ops, 2026-11-20T09:05:00Z)",
    );
    let direct = [
        "dev signs a",
        "dev calls go at pre",
        "ops baselines errors=0.4",
        "rm takes direct because urgent",
    ];
    case("directly", &direct, "ops enters full at 100", "admitted");
    case(
        "and that is all",
        &then(&direct, &["ops enters full at 100"]),
        "ops enters full at 100",
        "0: the rollout is at its last stage already",
    );
}

#[test]
fn what_the_rules_say_decides_between_hold_and_no_go() {
    let called = then(&OBSERVED, &["qa calls go on canary"]);
    let with = |line: &'static str| then(&called, &[line]);
    let line = |text: &str, words: &str| {
        format!("{words} stage `quarter`\n  stage canary: {text} (observed 2026-11-20T09:21:00Z)")
    };
    case(
        "grey",
        &with("ops observes errors=0.6"),
        ENTER,
        &line(
            "hold: errors 0.6 %, limit 0.5 % (baseline 0.4 % + 0.1 points): over by 0.1 points",
            "8: 1 thing blocks",
        ),
    );
    case(
        "exactly on the limit",
        &with("ops observes errors=0.5"),
        ENTER,
        "admitted",
    );
    let both = outcome(
        &rollout_plan(),
        &then(&with("ops observes errors=1.5"), &[ENTER]),
    );
    assert!(
        both.starts_with("1: 2 things block stage `quarter`\n  stage canary: no-go: errors 1.5 %"),
        "{both}"
    );
    let missing = outcome(
        &rollout_plan(),
        &then(&with("ops observes errors=?"), &[ENTER]),
    );
    assert!(missing.starts_with("8: 2 things block"), "{missing}");
    assert!(
        missing.contains("stage canary: inconclusive: errors"),
        "{missing}"
    );
    let health = plan(&[
        "pre/a dev",
        "ship/b ops",
        "rollout ship",
        "metric failed count",
        "rule failed above 0 then investigate",
        "choice s",
        "strategy s: canary 5, full 100",
    ]);
    let found = outcome(
        &health,
        &[
            "dev signs a",
            "ops enters canary at 5",
            "ops observes failed=1",
            "ops enters full at 100",
        ],
    );
    assert_eq!(
        found,
        "8: 1 thing blocks stage `full`\n  \
         stage canary: investigate: failed 1, limit 0: over by 1 (observed 2026-11-20T09:03:00Z)"
    );
}

#[test]
fn a_role_that_may_waive_overrides_for_a_reason() {
    let over = "ops enters quarter at 25 rm overriding because we know";
    case("while it soaks", &CANARY, over, "admitted");
    case(
        "a no-go",
        &then(&OBSERVED, &["ops observes errors=2"]),
        over,
        "admitted",
    );
    case(
        "a pause",
        &then(&OBSERVED, &["ops pauses because x"]),
        over,
        "admitted",
    );
    case(
        "nothing",
        &then(&OBSERVED, &["qa calls go on canary"]),
        over,
        "admitted",
    );
    case(
        "a shut gate",
        &[],
        "ops enters canary at 5 rm overriding because we know",
        "admitted",
    );
    case(
        "for no reason",
        &CANARY,
        "ops enters quarter at 25 rm overriding",
        "2: an override needs a reason",
    );
    case(
        "by a role that may not",
        &CANARY,
        "ops enters quarter at 25 qa overriding because we know",
        "1: role `qa` may not waive; `rm` may",
    );
    case(
        "by no role",
        &CANARY,
        "ops enters quarter at 25 boss overriding because x",
        "1: role `boss` may not waive; `rm` may",
    );
    case(
        "another stage",
        &CANARY,
        "ops enters full at 100 rm overriding because x",
        "1: stage `full` is not next; `quarter` is",
    );
    case(
        "too much",
        &CANARY,
        "ops enters quarter at 30 rm overriding because x",
        "2: stage `quarter` takes 25 % of the traffic",
    );
    let mut plan = rollout_plan();
    plan.roles
        .iter_mut()
        .for_each(|role| role.members = vec![person("ada")]);
    let found = outcome(
        &plan,
        &["bob as ops enters canary at 5 rm overriding because x"],
    );
    assert_eq!(
        found,
        "1: bob <bob@octoacme.example> is not a member of role `rm`"
    );
}

#[test]
fn a_stage_is_observed_while_the_rollout_is_under_way() {
    case("under way", &CANARY, "ops observes errors=0.4", "admitted");
    case("again", &OBSERVED, "ops observes errors=0.4", "admitted");
    case(
        "during a pause",
        &then(&CANARY, &["ops pauses because x"]),
        "ops observes errors=0.4",
        "admitted",
    );
    case("not measured", &CANARY, "ops observes errors=?", "admitted");
    case(
        "before the start",
        &READY,
        "ops observes errors=0.4",
        "8: the rollout is not under way",
    );
    case(
        "after an abort",
        &then(&CANARY, &["ops aborts because x"]),
        "ops observes errors=0.4",
        "8: the rollout is not under way",
    );
    case(
        "after a respin",
        &then(&CANARY, &["respin c2"]),
        "ops observes errors=0.4",
        "8: the rollout is not under way",
    );
    case(
        "nothing",
        &CANARY,
        "ops observes",
        "2: no measurements given",
    );
    case(
        "no such metric",
        &CANARY,
        "ops observes moon=1",
        "2: the rollout has no metric `moon`",
    );
}

#[test]
fn a_no_go_needs_a_reason_and_is_taken_back_like_a_go() {
    case(
        "while it soaks",
        &CANARY,
        "qa calls no-go on canary because x",
        "admitted",
    );
    case(
        "without a reason",
        &CANARY,
        "qa calls no-go on canary",
        "2: a no-go needs a reason",
    );
    case(
        "by another role",
        &CANARY,
        "dev calls no-go on canary because x",
        "1: role `dev` does not decide at stage `canary`; `qa` do",
    );
    let said = then(&CANARY, &["qa calls no-go on canary because x"]);
    case(
        "again, for another reason",
        &said,
        "qa calls no-go on canary because y",
        "admitted",
    );
    case(
        "taken back while it soaks",
        &said,
        "qa calls go on canary",
        "8: 1 thing blocks a go at stage `canary`\n  \
         stage canary: still soaking: 13m left, until 2026-11-20T09:19:00Z",
    );
    let observed = then(&said, &["wait 14m", "ops observes errors=0.4"]);
    case("taken back", &observed, "qa calls go on canary", "admitted");
    case(
        "before the start",
        &READY,
        "qa calls no-go on canary because x",
        "8: the rollout is not under way",
    );
}

#[test]
fn stopping_is_free_and_going_on_is_answered_for() {
    case("a pause", &CANARY, "qa pauses because x", "admitted");
    case(
        "without a reason",
        &CANARY,
        "qa pauses",
        "2: a pause needs a reason",
    );
    case(
        "before the start",
        &READY,
        "qa pauses because x",
        "8: the rollout is not under way",
    );
    let paused = then(&CANARY, &["qa pauses because x"]);
    case(
        "paused already",
        &paused,
        "ops pauses because y",
        "0: the rollout is already paused",
    );
    case("going on", &paused, "ops resumes because y", "admitted");
    case(
        "going on without a reason",
        &paused,
        "ops resumes",
        "2: resuming after a pause needs a reason",
    );
    case(
        "nothing to go on from",
        &CANARY,
        "ops resumes because y",
        "1: the rollout is not paused",
    );
    case("an abort", &CANARY, "qa aborts because x", "admitted");
    case(
        "an abort without a reason",
        &CANARY,
        "qa aborts",
        "2: an abort needs a reason",
    );
    case(
        "nothing to abort",
        &READY,
        "qa aborts because x",
        "8: the rollout is not under way",
    );
    let aborted = then(&CANARY, &["qa aborts because x"]);
    case(
        "aborted already",
        &aborted,
        "ops aborts because y",
        "0: the rollout was already aborted",
    );
    case(
        "starting again",
        &aborted,
        "ops enters canary at 5",
        "2: starting again after an abort needs a reason",
    );
    case(
        "starting again for a reason",
        &aborted,
        "ops enters canary at 5 because fixed",
        "admitted",
    );
    case(
        "somewhere else",
        &aborted,
        ENTER,
        "1: stage `quarter` is not next; `canary` is",
    );
    case(
        "pausing what was aborted",
        &aborted,
        "ops pauses because y",
        "8: the rollout is not under way",
    );
}

#[test]
fn a_go_needs_a_full_soak_and_an_observation_that_speaks_for_it() {
    let go = "qa calls go on canary";
    case("it has both", &OBSERVED, go, "admitted");
    case(
        "again",
        &then(&OBSERVED, &[go]),
        go,
        "0: role `qa` has already called go at stage `canary`",
    );
    case(
        "by another role",
        &OBSERVED,
        "dev calls go on canary",
        "1: role `dev` does not decide at stage `canary`; `qa` do",
    );
    case(
        "on another stage",
        &OBSERVED,
        "qa calls go on quarter",
        "1: the rollout is now at stage `canary`, not at `quarter`",
    );
    case(
        "before the start",
        &READY,
        go,
        "8: the rollout is not under way",
    );
    case(
        "while it soaks",
        &CANARY,
        go,
        "8: 1 thing blocks a go at stage `canary`\n  \
         stage canary: still soaking: 14m left, until 2026-11-20T09:19:00Z",
    );
    case(
        "not observed",
        &then(&CANARY, &["wait 15m"]),
        go,
        "8: 1 thing blocks a go at stage `canary`\n  stage canary: has not been observed",
    );
    case(
        "paused",
        &then(&OBSERVED, &["ops pauses because x"]),
        go,
        "8: 1 thing blocks a go at stage `canary`\n  rollout: paused: x (ops, 2026-11-20T09:20:00Z)",
    );
    let grey = then(&OBSERVED, &["ops observes errors=0.6"]);
    case(
        "grey",
        &grey,
        go,
        "2: a go while the rules say hold needs a reason",
    );
    case(
        "grey, for a reason",
        &grey,
        "qa calls go on canary because it is the cache",
        "admitted",
    );
    case(
        "grey, called and still held",
        &then(&grey, &["qa calls go on canary because it is the cache"]),
        ENTER,
        "8: 1 thing blocks stage `quarter`\n  stage canary: hold: errors 0.6 %, limit 0.5 % (baseline 0.4 % + \
         0.1 points): over by 0.1 points (observed 2026-11-20T09:20:00Z)",
    );
    let breached = outcome(
        &rollout_plan(),
        &then(
            &OBSERVED,
            &["ops observes errors=2", "qa calls go on canary because x"],
        ),
    );
    assert!(
        breached.starts_with("1: 1 thing blocks a go at stage `canary`\n  stage canary: no-go:"),
        "{breached}"
    );
    case(
        "at the last stage nobody is polled",
        &then(
            &READY,
            &["rm takes direct because x", "ops enters full at 100"],
        ),
        "qa calls go on full",
        "1: role `qa` does not decide at stage `full`; the gate decides",
    );
}

#[test]
fn the_next_stage_is_entered_when_nothing_stands_in_the_way() {
    case(
        "a second too early",
        &then(&OBSERVED, &["at 2026-11-20T09:17:59Z"]),
        ENTER,
        "8: 1 thing blocks stage `quarter`\n  stage canary: still soaking: 1s left, until 2026-11-20T09:19:00Z",
    );
    case(
        "not observed",
        &then(&CANARY, &["wait 14m"]),
        ENTER,
        "8: 2 things block stage `quarter`\n  stage canary: has not been observed\n  stage canary: qa: has not called",
    );
    case(
        "observed too early",
        &then(&CANARY, &["wait 13m", "ops observes errors=0.4"]),
        ENTER,
        "8: 2 things block stage `quarter`\n  \
         stage canary: was last observed at 2026-11-20T09:18:00Z, before the soak was over\n  stage canary: qa: has not called",
    );
    case(
        "not called",
        &OBSERVED,
        ENTER,
        "8: 1 thing blocks stage `quarter`\n  stage canary: qa: has not called",
    );
    let called = then(&OBSERVED, &["qa calls go on canary"]);
    case("called", &called, ENTER, "admitted");
    case(
        "the one after",
        &called,
        "ops enters full at 100",
        "1: stage `full` is not next; `quarter` is",
    );
    case(
        "the one before",
        &called,
        "ops enters canary at 5",
        "1: the rollout is under way, at stage `canary`",
    );
    case(
        "called no-go",
        &then(&OBSERVED, &["qa calls no-go on canary because x"]),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  stage canary: qa: called no-go: x (qa, 2026-11-20T09:20:00Z)",
    );
    case(
        "paused",
        &then(&called, &["ops pauses because x"]),
        ENTER,
        "8: 1 thing blocks stage `quarter`\n  rollout: paused: x (ops, 2026-11-20T09:21:00Z)",
    );
    case(
        "resumed, and observed again",
        &then(
            &called,
            &[
                "ops pauses because x",
                "ops resumes because y",
                "ops observes errors=0.4",
            ],
        ),
        ENTER,
        "admitted",
    );
    case(
        "another baseline",
        &then(&called, &["ops baselines errors=0.3 because x"]),
        ENTER,
        "8: 1 thing blocks stage `quarter`\n  \
         stage canary: was observed at 2026-11-20T09:19:00Z by other rules or against another baseline",
    );
    case("overdue", &then(&called, &["wait 5h"]), ENTER, "admitted");
}

#[test]
fn a_go_needs_the_roles_own_criteria_settled() {
    let mut plan = rollout_plan();
    plan.items
        .extend(self::plan(&["ship/smoke qa", "ship/users dev"]).items);
    plan.rollout.as_mut().unwrap().criteria =
        vec!["ship/smoke".into(), "ship/users".into(), "ship/gone".into()];
    let case = |name: &str, script: &[&str], last: &str, expected: &str| {
        assert_eq!(
            outcome(&plan, &[&OBSERVED[..], script, &[last]].concat()),
            expected,
            "{name}"
        );
    };
    let own = "8: `qa` must finish 1 item first: `ship/smoke`";
    case("its own is open", &[], "qa calls go on canary", own);
    case(
        "another's is",
        &["qa signs smoke"],
        "qa calls go on canary",
        "admitted",
    );
    case(
        "its own is signed and blocked",
        &["qa signs smoke", "dev blocks smoke because x"],
        "qa calls go on canary",
        own,
    );
    let called = ["qa signs smoke", "qa calls go on canary"];
    case(
        "another's keeps the stage",
        &called,
        ENTER,
        "8: 1 thing blocks stage `quarter`\n  ship/users: open",
    );
    case(
        "it is waived",
        &[&called[..], &["rm waives users because x"]].concat(),
        ENTER,
        "admitted",
    );
    case(
        "it is removed",
        &[&called[..], &["retract users"]].concat(),
        ENTER,
        "admitted",
    );
    case(
        "it is blocked and removed",
        &[
            &called[..],
            &["dev blocks users because x", "retract users"],
        ]
        .concat(),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  ship/users: blocked: x (dev)",
    );
    case(
        "something else is blocked",
        &[&called[..], &["dev signs users", "dev blocks b because x"]].concat(),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  ship/b: blocked: x (dev)",
    );
}

#[test]
fn a_no_go_at_any_gate_keeps_every_stage() {
    let called = then(&OBSERVED, &["qa calls go on canary"]);
    case(
        "at the gate before",
        &then(&called, &["dev calls no-go at pre because x"]),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  pre: gate \"Go for pre\" says NO-GO",
    );
    case(
        "at the gate that waits for the rollout",
        &then(&called, &["rm calls no-go at ship because x"]),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  ship: gate \"Go for ship\" says NO-GO",
    );
    case(
        "before the start",
        &then(&READY, &["rm calls no-go at ship because x"]),
        "ops enters canary at 5",
        "1: 1 thing blocks stage `canary`\n  ship: gate \"Go for ship\" says NO-GO",
    );
    case(
        "at a gate that an amendment took away",
        &then(&called, &["rm calls no-go at ship because x", "cut ship"]),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  pre: gate \"Go for pre\" says NO-GO",
    );
}

#[test]
fn a_strategy_without_stages_is_none() {
    let mut plan: Plan = rollout_plan();
    plan.rollout.as_mut().unwrap().strategies[0].stages.clear();
    let found = outcome(
        &plan,
        &[
            "dev signs a",
            "dev calls go at pre",
            "ops baselines errors=0.4",
            "ops enters canary at 5",
        ],
    );
    assert_eq!(
        found,
        "8: 1 thing blocks the rollout\n  rollout: no strategy fits this release"
    );
}

#[test]
fn a_rollout_whose_phase_was_cut_belongs_to_the_last_phase_and_can_start() {
    let cut = then(&READY, &["ops signs b", "cut ship"]);
    case(
        "there is one phase left",
        &cut,
        "ops enters canary at 5",
        "admitted",
    );
    let mut plan = rollout_plan();
    plan.rollout.as_mut().unwrap().phase = "moon".into();
    let found = outcome(&plan, &then(&READY[..1], &["ops enters canary at 5"]));
    assert_eq!(
        found, "8: 1 thing blocks stage `canary`\n  rollout: errors: errors has no baseline",
        "the gate of the last phase waits for the rollout, not the rollout for it"
    );
    let found = outcome(
        &plan,
        &then(&READY[..1], &["ops signs b", "rm calls go at ship"]),
    );
    let waits =
        "8: 1 thing blocks a go at gate `ship`\n  rollout: has not started (strategy standard)";
    assert_eq!(found, waits, "and so does its poll");
}

#[test]
fn an_amendment_clears_nothing_that_stops_a_rollout() {
    let breached = then(&OBSERVED, &["ops observes errors=2"]);
    case(
        "the stage is gone, and what it breached is not",
        &then(&breached, &["drop stage canary"]),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  stage canary: no-go: errors 2 %, limit 1.4 % (baseline 0.4 % + 1 point): over by 0.6 points (observed 2026-11-20T09:20:00Z)",
    );
    case(
        "so is a no-go",
        &then(
            &OBSERVED,
            &["qa calls no-go on canary because x", "drop stage canary"],
        ),
        ENTER,
        "1: 1 thing blocks stage `quarter`\n  stage canary: qa: called no-go: x (qa, 2026-11-20T09:20:00Z)",
    );
    case(
        "the stage is gone",
        &then(&OBSERVED, &["drop stage canary"]),
        ENTER,
        "admitted",
    );
    case(
        "the strategy is gone",
        &then(&OBSERVED, &["drop strategy standard"]),
        ENTER,
        "8: 1 thing blocks the rollout\n  rollout: no strategy fits this release",
    );
    case(
        "the strategy is gone, and another was taken",
        &then(
            &OBSERVED,
            &["drop strategy standard", "rm takes quick because x"],
        ),
        "ops enters canary at 5",
        "admitted",
    );
    case(
        "the rollout is gone",
        &then(&OBSERVED, &["drop rollout"]),
        ENTER,
        "2: the plan has no staged rollout",
    );
}

#[test]
fn what_an_amendment_left_standing_can_be_cleared() {
    let no_go = then(&OBSERVED, &["qa calls no-go on canary because x"]);
    for amended in ["drop stage canary", "drop rollout"] {
        case(
            amended,
            &then(&no_go, &[amended]),
            "qa calls go on canary",
            "admitted",
        );
        case(
            "of another role",
            &then(&OBSERVED, &[amended]),
            "qa calls go on canary",
            match amended {
                "drop rollout" => "2: the plan has no staged rollout",
                _ => "8: the rollout is not under way",
            },
        );
        let paused = then(&OBSERVED, &["ops pauses because x", amended]);
        case(amended, &paused, "ops resumes because y", "admitted");
        case(
            "twice",
            &then(&paused, &["ops resumes because y"]),
            "ops resumes because y",
            match amended {
                "drop rollout" => "2: the plan has no staged rollout",
                _ => "1: the rollout is not paused",
            },
        );
    }
}

const FULL: [&str; 6] = [
    "dev signs a",
    "dev calls go at pre",
    "ops baselines errors=0.4",
    "rm takes direct because x",
    "ops enters full at 100",
    "wait 1m",
];

#[test]
fn what_the_last_stage_waits_for_can_be_overridden() {
    let over = "rm overrides full because it is the probe";
    let grey = then(&FULL, &["ops observes errors=0.6"]);
    case("not observed", &FULL, over, "admitted");
    case("grey", &grey, over, "admitted");
    case(
        "breached",
        &then(&FULL, &["ops observes errors=2"]),
        over,
        "admitted",
    );
    case(
        "for no reason",
        &grey,
        "rm overrides full",
        "2: an override needs a reason",
    );
    case(
        "by a role that may not",
        &grey,
        "qa overrides full because x",
        "1: role `qa` may not waive; `rm` may",
    );
    case(
        "nothing",
        &then(&FULL, &["ops observes errors=0.4"]),
        over,
        "0: the rollout is at its last stage already",
    );
    case(
        "before the last stage",
        &CANARY,
        "rm overrides canary because x",
        "1: stage `canary` is not next; `quarter` is",
    );
    case(
        "before the start",
        &READY,
        over,
        "8: the rollout is not under way",
    );
    case(
        "twice",
        &then(&grey, &[over]),
        over,
        "0: the rollout is at its last stage already",
    );
}

#[test]
fn whatever_was_deployed_can_be_given_up() {
    case(
        "its stage is no longer in the plan",
        &then(&CANARY, &["drop stage canary"]),
        "ops aborts because x",
        "admitted",
    );
    let gone = then(&CANARY, &["ops observes errors=1.5", "drop rollout"]);
    case(
        "nor is the rollout",
        &gone,
        "ops aborts because x",
        "admitted",
    );
    case(
        "once",
        &then(&gone, &["ops aborts because x"]),
        "ops aborts because x",
        "0: the rollout was already aborted",
    );
    case(
        "without a reason",
        &gone,
        "ops aborts",
        "2: an abort needs a reason",
    );
    case(
        "nothing was deployed",
        &then(&READY, &["drop rollout"]),
        "ops aborts because x",
        "2: the plan has no staged rollout",
    );
}

#[test]
fn no_more_is_measured_at_once_than_a_record_takes() {
    let many = |count: usize| format!("ops observes{}", " errors=0.4".repeat(count));
    case("a hundred", &CANARY, &many(100), "admitted");
    let more = outcome(&rollout_plan(), &[&CANARY[..], &[&many(101)]].concat());
    assert!(more.starts_with("2: the text is longer than "), "{more}");
}
