//! What may be said of an incident, and what is refused with which exit code: 0 it is so already, 1 NO-GO, 2 it cannot be
//! judged, 8 HOLD.

use crate::domain::testing::{incident_plan, outcome, plan};

#[track_caller]
fn case(name: &str, script: &[&str], last: &str, expected: &str) {
    assert_eq!(
        outcome(&incident_plan(), &[script, &[last]].concat()),
        expected,
        "{name}"
    );
}

const OPEN: [&str; 1] = ["qa opens app incident checkout fails"];
const TWO: [&str; 2] = [
    "qa opens app incident checkout fails",
    "ops opens infra incident disks are full",
];
const ABANDONED: [&str; 1] = ["close abandoned because no budget"];

fn then<'l>(before: &[&'l str], lines: &[&'l str]) -> Vec<&'l str> {
    [before, lines].concat()
}

#[test]
fn opening_an_incident_is_free() {
    case(
        "by anybody, with a word",
        &[],
        "qa opens incident checkout fails",
        "admitted",
    );
    case(
        "of a class without a commander",
        &[],
        "qa opens unknown incident checkout fails",
        "admitted",
    );
    case(
        "without a rollback, before a deployment",
        &[],
        "qa opens app incident x",
        "admitted",
    );
    case(
        "in a rollback",
        &["ops signs b", "ops rolls back because slow"],
        "qa opens app incident x",
        "admitted",
    );
    case(
        "a second one",
        &OPEN,
        "ops opens infra incident disks are full",
        "admitted",
    );
    case(
        "the same again",
        &OPEN,
        "qa opens app incident-1 checkout fails",
        "1: `incident-1` was already opened",
    );
    case(
        "without a title",
        &[],
        "qa opens app incident  ",
        "2: the title is missing",
    );
    case(
        "no such class",
        &[],
        "qa opens weather incident it rains",
        "2: the plan has no class of incidents `weather`",
    );
    let bare = plan(&["pre/a dev"]);
    assert_eq!(
        outcome(&bare, &["qa opens incident x"]),
        "2: the plan does not define incidents"
    );
}

#[test]
fn an_incident_that_shows_after_the_end_is_attached_to_the_release() {
    case(
        "after an abandoned release",
        &ABANDONED,
        "qa opens app incident it was out after all",
        "admitted",
    );
    let closed = then(
        &["ops signs b", "rm calls go at ship"],
        &["close shipped", "qa opens app incident checkout fails"],
    );
    case("a note", &closed, "ops notes 1 pods restart", "admitted");
    case("command", &closed, "ops commands 1", "admitted");
    case(
        "a decision",
        &closed,
        "pm decides hotfix in 1 because small",
        "admitted",
    );
    case(
        "an action",
        &closed,
        "qa asks dev in 1 to write it up",
        "admitted",
    );
    case(
        "its end",
        &closed,
        "dev resolves 1 because a bad index",
        "admitted",
    );
    case(
        "a duty",
        &closed,
        "ops signs incident-1/restore",
        "admitted",
    );
    case(
        "a duty that burns",
        &closed,
        "ops blocks incident-1/restore because no access",
        "admitted",
    );
    case(
        "a duty, waived",
        &closed,
        "rm waives incident-1/restore because nobody was hit",
        "admitted",
    );
    case(
        "an item of the release",
        &closed,
        "ops blocks b because late",
        "1: release 2.4.0 was closed as shipped",
    );
    case(
        "a fact",
        &closed,
        "fact db = no",
        "1: release 2.4.0 was closed as shipped",
    );
}

#[test]
fn whatever_is_said_is_said_of_an_incident_there_is() {
    for line in [
        "dev commands 2",
        "ops notes 2 pods restart",
        "qa asks dev in 2 to write it up",
        "dev does action 1 in 2",
        "pm decides hotfix in 2 because small",
        "dev resolves 2 because a bad index",
    ] {
        case(line, &OPEN, line, "2: the release has no `incident-2`");
    }
}

#[test]
fn command_is_handed_over_to_a_role_of_the_plan_or_a_person() {
    case("another role", &OPEN, "ops commands 1", "admitted");
    case("a person", &OPEN, "Ada commands 1", "admitted");
    case(
        "by somebody else",
        &OPEN,
        "qa as ops commands 1",
        "admitted",
    );
    case(
        "no such role",
        &OPEN,
        "boss commands 1",
        "2: the plan has no role `boss`",
    );
    case(
        "who commands already",
        &OPEN,
        "dev commands 1",
        "0: `dev` is already the commander",
    );
    case(
        "back again",
        &then(&OPEN, &["ops commands 1"]),
        "dev commands 1",
        "admitted",
    );
    case(
        "after its end",
        &then(&OPEN, &["dev resolves 1 because x"]),
        "ops commands 1",
        "admitted",
    );
}

#[test]
fn a_note_says_something_that_has_happened() {
    case("now", &OPEN, "ops notes 1 pods restart", "admitted");
    case(
        "before the opening",
        &OPEN,
        "ops notes 1 at 2026-11-20T08:30:00Z it began",
        "admitted",
    );
    case(
        "this very moment",
        &OPEN,
        "ops notes 1 at 2026-11-20T09:02:00Z now",
        "admitted",
    );
    case(
        "in a second",
        &OPEN,
        "ops notes 1 at 2026-11-20T09:02:01Z soon",
        "2: a note cannot have a time in the future",
    );
    case(
        "at no time of a record",
        &OPEN,
        "ops notes 1 at -0001-12-31T00:00:00Z big bang",
        "2: a record cannot hold that time",
    );
    case("nothing", &OPEN, "ops notes 1  ", "2: the note is missing");
    case(
        "after its end",
        &then(&OPEN, &["dev resolves 1 because x"]),
        "ops notes 1 it was the index",
        "admitted",
    );
}

#[test]
fn an_action_is_asked_of_somebody_and_done_once() {
    let asked = then(
        &OPEN,
        &[
            "qa asks dev in 1 by 2026-12-01 to write it up",
            "qa asks Ada in 1 to add an alarm",
        ],
    );
    case(
        "of a role",
        &OPEN,
        "qa asks dev in 1 to write it up",
        "admitted",
    );
    case(
        "of a person, by a day",
        &OPEN,
        "qa asks Ada in 1 by 2026-12-01 to write it up",
        "admitted",
    );
    case(
        "overdue at once",
        &OPEN,
        "qa asks Ada in 1 by 2020-12-01 to write it up",
        "admitted",
    );
    case(
        "no such role",
        &OPEN,
        "qa asks boss in 1 to write it up",
        "2: the plan has no role `boss`",
    );
    case(
        "nothing",
        &OPEN,
        "qa asks dev in 1 to  ",
        "2: the action is missing",
    );
    case(
        "a day of no record",
        &OPEN,
        "qa asks dev in 1 by +10000-01-01 to wait",
        "2: a record cannot hold that day",
    );
    case(
        "done",
        &asked,
        "dev does action 1 in 1 noting merged",
        "admitted",
    );
    case(
        "done by another",
        &asked,
        "qa does action 2 in 1",
        "admitted",
    );
    case(
        "no such action",
        &asked,
        "dev does action 3 in 1",
        "2: `incident-1` has no such action",
    );
    case(
        "done again",
        &then(&asked, &["dev does action 1 in 1"]),
        "dev does action 1 in 1",
        "0: the action is already done",
    );
    case(
        "after its end",
        &then(&asked, &["dev resolves 1 because x"]),
        "dev does action 1 in 1",
        "admitted",
    );
    let of_another = then(&TWO, &["qa asks dev in 2 to buy disks"]);
    case(
        "of another incident",
        &of_another,
        "dev does action 1 in 1",
        "2: `incident-1` has no such action",
    );
}

#[test]
fn the_way_out_is_decided_by_the_role_whose_duty_it_is() {
    const DECIDED: &str = "pm decides hotfix in 1 because small";
    case("its role", &OPEN, DECIDED, "admitted");
    case(
        "another role",
        &OPEN,
        "dev decides hotfix in 1 because small",
        "1: only `pm` may decide on rollback or hotfix",
    );
    case(
        "without a reason",
        &OPEN,
        "pm decides hotfix in 1",
        "2: the decision needs a reason",
    );
    case(
        "again",
        &then(&OPEN, &[DECIDED]),
        DECIDED,
        "0: hotfix is already decided",
    );
    case(
        "differently",
        &then(&OPEN, &[DECIDED]),
        "pm decides rollback in 1 because it burns",
        "admitted",
    );
    case(
        "in another incident",
        &then(&TWO, &[DECIDED]),
        "pm decides hotfix in 2 because small",
        "admitted",
    );
    let rolling = then(
        &["ops signs b"],
        &[OPEN[0], DECIDED, "ops rolls back because it burns"],
    );
    case("anew, once it rolls back", &rolling, DECIDED, "admitted");
    let undecided = plan(&["pre/a dev", "class app dev", "duty restore dev"]);
    let script = [
        "qa opens incident x",
        "dev decides hotfix in 1 because small",
    ];
    assert_eq!(
        outcome(&undecided, &script),
        "admitted",
        "by anybody where nobody's duty it is"
    );
    let script = [
        "qa opens incident x",
        "boss decides hotfix in 1 because small",
    ];
    assert_eq!(
        outcome(&undecided, &script),
        "2: the plan has no role `boss`"
    );
}

#[test]
fn the_duty_to_decide_is_signed_once_that_was_done() {
    let decided = then(&TWO, &["pm decides hotfix in 1 because small"]);
    let before = "8: no decision on rollback or hotfix in `incident-1` yet";
    case("before", &OPEN, "pm signs incident-1/course", before);
    case("after", &decided, "pm signs incident-1/course", "admitted");
    case(
        "in another incident",
        &decided,
        "pm signs incident-2/course",
        "8: no decision on rollback or hotfix in `incident-2` yet",
    );
    case(
        "another duty",
        &OPEN,
        "ops signs incident-1/restore",
        "admitted",
    );
    case(
        "waived",
        &OPEN,
        "rm waives incident-1/course because nothing to decide",
        "admitted",
    );
}

#[test]
fn an_incident_ends_once_with_its_cause() {
    case(
        "with its cause",
        &OPEN,
        "dev resolves 1 because a bad index",
        "admitted",
    );
    case(
        "by anybody",
        &OPEN,
        "qa resolves 1 because a bad index",
        "admitted",
    );
    case(
        "without it",
        &OPEN,
        "dev resolves 1",
        "2: the cause is missing",
    );
    let over = then(&OPEN, &["dev resolves 1 because a bad index"]);
    case(
        "again",
        &over,
        "dev resolves 1 because a worse index",
        "0: `incident-1` is already resolved",
    );
    case(
        "while duties are open, and actions",
        &then(&OPEN, &["qa asks dev in 1 to x"]),
        "dev resolves 1 because y",
        "admitted",
    );
}

#[test]
fn the_duties_of_an_incident_open_with_it() {
    case(
        "not before",
        &[],
        "ops signs incident-1/restore",
        "2: the plan has no item `incident-1/restore`",
    );
    case(
        "of the one",
        &OPEN,
        "ops signs incident-1/restore",
        "admitted",
    );
    case(
        "not of the next",
        &OPEN,
        "ops signs incident-2/restore",
        "2: the plan has no item `incident-2/restore`",
    );
    case(
        "by another role",
        &OPEN,
        "qa signs incident-1/restore",
        "1: item `incident-1/restore` is signed by `dev`, `ops`, not by `qa`",
    );
    case(
        "one that counts at the way back, without a rollback",
        &OPEN,
        "qa signs incident-1/verified",
        "admitted",
    );
    case(
        "under a plan that takes it out",
        &then(&OPEN, &["retract restore"]),
        "ops signs incident-1/restore",
        "1: item `incident-1/restore` was removed from the plan by an amendment",
    );
}
