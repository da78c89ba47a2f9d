use crate::domain::plan::Plan;
use crate::domain::testing::{Story, incident_plan, outcome, plan};

const OUT: &str = "ops signs b";
const BACK: &str = "ops rolls back because it burns";
const INCIDENT: &str = "qa opens incident checkout fails";
const CANCEL: &str = "rm cancels the rollback because small";
const HOTFIX: &str = "pm decides hotfix in 1 because small";
const CLOSE: &str = "close rolled-back by rm because it burns";
const VERIFIED: [&str; 3] = [
    "ops signs undo",
    "qa signs incident-1/verified",
    "qa calls go at back",
];

#[track_caller]
fn case(script: &[&str], expected: &str) {
    on(&incident_plan(), script, expected);
}

#[track_caller]
fn on(plan: &Plan, script: &[&str], expected: &str) {
    assert_eq!(outcome(plan, script), expected, "{}", script.join(" / "));
}

#[test]
fn beginning_is_free_once_something_was_deployed() {
    case(
        &[BACK],
        "1: nothing has been deployed yet: `out` has not been reached",
    );
    case(&[OUT, BACK], "admitted");
    case(&[OUT, "qa rolls back because it burns"], "admitted");
    case(&[OUT, "ops reopens b because not yet", BACK], "admitted");
    case(
        &[OUT, "ops rolls back because  "],
        "2: a rollback needs a reason",
    );
    case(
        &[OUT, BACK, BACK],
        "0: the release is already being rolled back",
    );
    case(&[OUT, "ops rolls back for slow because p99"], "admitted");
    case(
        &[OUT, "ops rolls back for fun because p99"],
        "2: the plan has no trigger `fun`",
    );
    case(
        &["close abandoned because no budget", BACK],
        "1: release 2.4.0 was closed as abandoned",
    );
    case(
        &[OUT, "rm calls go at ship", "close shipped", BACK],
        "admitted",
    );
    let waived = [
        "rm waives b because nobody signs",
        "rm calls go at ship",
        "close shipped",
        BACK,
    ];
    case(&waived, "admitted");
}

#[test]
fn a_stage_that_was_entered_is_a_deployment_whatever_was_signed() {
    let staged = || {
        let lines = [
            "pre/a dev",
            "ship/b ops marks=out",
            "rollout ship",
            "choice direct",
            "strategy direct: full 100",
        ];
        plan(&[&lines[..], &["rollback back after=out"]].concat())
    };
    on(
        &staged(),
        &[BACK],
        "1: nothing has been deployed yet: `out` has not been reached",
    );
    let entered = [
        "dev signs a",
        "ops enters full at 100 rm overriding because urgent",
    ];
    on(&staged(), &[entered[0], entered[1], BACK], "admitted");
    on(
        &staged(),
        &[entered[0], entered[1], "respin c2", BACK],
        "admitted",
    );
}

#[test]
fn a_plan_that_says_nothing_of_the_way_back_takes_anybodys_word() {
    let bare = plan(&["ship/b ops", "gate ship rm"]);
    on(&bare, &[BACK], "admitted");
    on(&bare, &["close rolled-back because it burns"], "admitted");
    on(
        &bare,
        &[BACK, "close rolled-back because it burns"],
        "admitted",
    );
    on(
        &bare,
        &[BACK, "close shipped"],
        "1: can't close as shipped: on NO-GO",
    );
}

#[test]
fn what_is_asked_on_the_way_back_is_asked_there_alone() {
    case(
        &["ops signs undo"],
        "1: phase `back` belongs to a rollback, and none is under way",
    );
    case(
        &["ops blocks undo because x"],
        "1: phase `back` belongs to a rollback, and none is under way",
    );
    case(
        &["qa calls go at back"],
        "1: phase `back` belongs to a rollback, and none is under way",
    );
    case(&[OUT, BACK, "ops signs undo"], "admitted");
    case(&[OUT, BACK, "qa calls go at back"], "admitted");
    case(
        &[OUT, BACK, INCIDENT, "qa calls go at back"],
        "8: `qa` must finish 1 item first: `incident-1/verified`",
    );
    let again = [
        OUT,
        BACK,
        INCIDENT,
        "ops signs undo",
        HOTFIX,
        CANCEL,
        "ops signs undo",
    ];
    case(
        &again,
        "1: phase `back` belongs to a rollback, and none is under way",
    );
    case(
        &[&again[..6], &[BACK, "ops signs undo"]].concat(),
        "admitted",
    );
}

#[test]
fn cancelling_needs_the_decision_for_a_hotfix_and_a_role_that_answers() {
    let begun = [OUT, BACK, INCIDENT];
    let then = |lines: &[&'static str]| [&begun[..], lines].concat();
    case(&[OUT, CANCEL], "1: the release is not being rolled back");
    case(
        &then(&[CANCEL]),
        "8: the PM has not decided on a hotfix yet",
    );
    case(&then(&[HOTFIX, CANCEL]), "admitted");
    case(
        &then(&[HOTFIX, "qa cancels the rollback because small"]),
        "1: only `rm`, `pm` may end a rollback",
    );
    case(
        &then(&[HOTFIX, "rm cancels the rollback because  "]),
        "2: cancelling a rollback needs a reason",
    );
    let changed = ["pm decides rollback in 1 because risky", CANCEL];
    case(
        &then(&[HOTFIX, changed[0], changed[1]]),
        "8: the PM has not decided on a hotfix yet",
    );
    case(
        &[OUT, INCIDENT, HOTFIX, BACK, CANCEL],
        "8: the PM has not decided on a hotfix yet",
    );
    case(&[OUT, INCIDENT, HOTFIX, BACK, HOTFIX, CANCEL], "admitted");
}

#[test]
fn two_incidents_with_two_decisions_decide_nothing() {
    let two = [
        OUT,
        BACK,
        INCIDENT,
        "qa opens incident mail fails",
        HOTFIX,
        "pm decides rollback in 2 because risky",
    ];
    case(
        &[&two[..], &[CANCEL]].concat(),
        "8: the PM has not decided on a hotfix yet",
    );
    case(
        &[&two[..], &[CLOSE]].concat(),
        "8: the PM has not confirmed the rollback yet",
    );
    case(
        &[&two[..], &["pm decides hotfix in 2 because small", CANCEL]].concat(),
        "admitted",
    );
}

#[test]
fn closing_as_rolled_back_needs_a_verified_rollback() {
    let begun = [OUT, BACK, INCIDENT];
    let then = |lines: &[&'static str]| [&begun[..], lines].concat();
    const DECIDED: &str = "pm decides rollback in 1 because safe";
    case(&[OUT, CLOSE], "1: the release is not being rolled back");
    case(
        &then(&[CLOSE]),
        "8: the PM has not confirmed the rollback yet",
    );
    case(
        &then(&[DECIDED, CLOSE]),
        "8: the rollback is not verified: the verdict at gate `back` is HOLD",
    );
    case(
        &then(&[DECIDED, "ops blocks undo because no image", CLOSE]),
        "1: the rollback is not verified: the verdict at gate `back` is NO-GO",
    );
    let verified = then(&[DECIDED, VERIFIED[0], VERIFIED[1], VERIFIED[2]]);
    case(&[&verified[..], &[CLOSE]].concat(), "admitted");
    case(
        &[&verified[..], &["close rolled-back because it burns"]].concat(),
        "1: only `rm`, `pm` may end a rollback",
    );
    case(
        &[&verified[..], &["close shipped"]].concat(),
        "1: can't close as shipped: on NO-GO",
    );
    case(
        &then(&["close abandoned because hopeless"]),
        "1: only `rm`, `pm` may end a rollback",
    );
    case(
        &then(&["close abandoned by pm because hopeless"]),
        "admitted",
    );
}

#[test]
fn nothing_goes_on_while_the_release_goes_back() {
    let staged = plan(&[
        "ship/b ops",
        "rollout ship",
        "choice direct",
        "strategy direct: full 100",
        "rollback back",
    ]);
    let enter = "ops enters full at 100 rm overriding because urgent";
    on(
        &staged,
        &[BACK, enter],
        "1: the release is being rolled back",
    );
    on(
        &staged,
        &[enter, BACK, "rm overrides full because urgent"],
        "1: the release is being rolled back",
    );
    on(
        &staged,
        &[enter, BACK, CANCEL, "ops enters full at 100 because fixed"],
        "admitted",
    );
}

#[test]
fn whoever_ends_a_rollback_holds_the_role() {
    let mut members = incident_plan();
    for role in members
        .roles
        .iter_mut()
        .filter(|role| role.id.as_str() == "rm")
    {
        role.members = vec![crate::domain::testing::person("Mary")];
    }
    let begun = [OUT, BACK, INCIDENT, HOTFIX];
    let then = |line: &'static str| [&begun[..], &[line]].concat();
    on(
        &members,
        &then(CANCEL),
        "1: rm <rm@octoacme.example> is not a member of role `rm`",
    );
    on(
        &members,
        &then("Mary as rm cancels the rollback because small"),
        "admitted",
    );
    let told = Story::of(members).tell(&then("pm cancels the rollback because small"));
    assert!(
        told.release().rolling_back().is_none(),
        "the other role that answers for it"
    );
}

#[test]
fn a_rollback_is_confirmed_once() {
    const DECIDED: &str = "pm decides rollback in 1 because risky";
    let end = |lines: &[&'static str]| [lines, &VERIFIED, &[CLOSE]].concat();
    // The decision that led to the rollback confirms it.
    case(&end(&[OUT, INCIDENT, DECIDED, BACK]), "admitted");
    case(
        &[OUT, INCIDENT, DECIDED, BACK, DECIDED],
        "0: rollback is already decided",
    );
    case(
        &[OUT, INCIDENT, DECIDED, BACK, "pm signs incident-1/course"],
        "admitted",
    );
    // Neither a decision for a hotfix does, nor one of an incident that was over.
    case(
        &end(&[OUT, INCIDENT, HOTFIX, BACK]),
        "8: the PM has not confirmed the rollback yet",
    );
    let over = [
        OUT,
        INCIDENT,
        DECIDED,
        "rm resolves 1 because a bad index",
        BACK,
    ];
    case(
        &[&over[..], &[VERIFIED[0], VERIFIED[2], CLOSE]].concat(),
        "8: the PM has not confirmed the rollback yet",
    );
    // What is decided later stands.
    case(&[OUT, INCIDENT, DECIDED, BACK, HOTFIX, CANCEL], "admitted");
    case(
        &end(&[OUT, INCIDENT, DECIDED, BACK, HOTFIX]),
        "8: the PM has not confirmed the rollback yet",
    );
}
