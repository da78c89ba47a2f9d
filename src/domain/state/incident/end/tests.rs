use crate::domain::rules::duties;
use crate::domain::rules::gate::{judge, judge_way_back};
use crate::domain::state::{Incident, Release};
use crate::domain::testing::{Story, incident_plan, outcome, plan, side_by_side};
use crate::domain::verdict::Verdict;

const OUT: &str = "ops signs b";
const OPEN: &str = "qa opens app incident checkout fails";
const WITHDRAW: &str = "qa withdraws 1 because a test";
const RESOLVE: &str = "rm resolves 1 because a bad index";
const REOPEN: &str = "ops reopens incident 1 because it fails again";
const BACK: &str = "ops rolls back because it burns";
const GO: &str = "rm calls go at ship";

fn state(incident: Incident<'_>) -> &'static str {
    match (incident.resolved(), incident.withdrawn()) {
        (Some(_), None) => "resolved",
        (None, Some(_)) => "withdrawn",
        (None, None) => "open",
        both => panic!("{both:?}"),
    }
}

fn first(release: &Release) -> &'static str {
    state(release.incidents().next().unwrap())
}

#[test]
fn what_is_said_of_an_incident_fits_its_state() {
    #[track_caller]
    fn case(script: &[&str], last: &str, expected: &str) {
        let script = [&[OUT, OPEN], script, &[last]].concat();
        assert_eq!(outcome(&incident_plan(), &script), expected, "{script:?}");
    }
    const COMMAND: &str = "pm commands 1";
    const DECIDE: &str = "pm decides hotfix in 1 because small";
    const ACTION: &str = "qa asks dev in 1 to write it up";
    case(&[], WITHDRAW, "admitted");
    case(
        &[WITHDRAW],
        WITHDRAW,
        "0: `incident-1` was already withdrawn",
    );
    case(&[WITHDRAW], RESOLVE, "1: `incident-1` was withdrawn");
    case(&[WITHDRAW], COMMAND, "1: `incident-1` was withdrawn");
    case(&[WITHDRAW], DECIDE, "1: `incident-1` was withdrawn");
    case(&[WITHDRAW], ACTION, "1: `incident-1` was withdrawn");
    case(&[WITHDRAW], "qa notes 1 it was the test system", "admitted");
    case(
        &[WITHDRAW],
        "dev signs incident-1/restore",
        "1: `incident-1` does not ask for `incident-1/restore`",
    );
    case(&[RESOLVE], WITHDRAW, "1: `incident-1` is resolved");
    case(&[RESOLVE], RESOLVE, "0: `incident-1` is already resolved");
    case(&[RESOLVE], "dev signs incident-1/restore", "admitted");
    case(&[], REOPEN, "0: `incident-1` is already open");
    case(&[RESOLVE], REOPEN, "admitted");
    case(&[WITHDRAW], REOPEN, "admitted");
    case(&[RESOLVE, REOPEN], WITHDRAW, "admitted");
    case(&[RESOLVE, REOPEN], RESOLVE, "admitted");
    case(
        &[RESOLVE],
        "ops reopens incident 1 because  ",
        "2: reopening an incident needs a reason",
    );
    case(
        &[],
        "qa withdraws 1 because  ",
        "2: withdrawing an incident needs a reason",
    );
    case(
        &[WITHDRAW, REOPEN],
        "dev signs incident-1/restore",
        "admitted",
    );
}

#[test]
fn who_may_withdraw_an_incident() {
    #[track_caller]
    fn case(last: &str, expected: &str) {
        let script = [OUT, OPEN, "qa as Mary commands 1", last];
        assert_eq!(outcome(&incident_plan(), &script), expected, "{last}");
    }
    let refused =
        "1: only the person who opened `incident-1`, its commander, or `rm` may withdraw it";
    case("qa withdraws 1 because a test", "admitted");
    case("Mary withdraws 1 because a test", "admitted");
    case("rm withdraws 1 for rm because a test", "admitted");
    case("rm withdraws 1 because a test", refused);
    case("dev withdraws 1 for dev because a test", refused);
    case(
        "dev withdraws 1 for boss because a test",
        "2: the plan has no role `boss`",
    );
    let script = [OUT, OPEN, "dev withdraws 1 for dev because a test"];
    assert_eq!(
        outcome(&incident_plan(), &script),
        "admitted",
        "its commander"
    );
}

#[test]
fn an_incident_with_a_rollback_is_not_withdrawn() {
    #[track_caller]
    fn case(script: &[&str], expected: &str) {
        assert_eq!(outcome(&incident_plan(), script), expected, "{script:?}");
    }
    let of = "1: a rollback belongs to `incident-1`, so it cannot be withdrawn";
    case(&[OUT, OPEN, BACK, WITHDRAW], of);
    case(&[OUT, BACK, OPEN, WITHDRAW], of);
    let cancelled = [
        OUT,
        OPEN,
        BACK,
        "pm decides hotfix in 1 because small",
        "rm cancels the rollback because small",
        WITHDRAW,
    ];
    case(&cancelled, of);
    let second = "qa withdraws 2 because a test";
    case(
        &[OUT, OPEN, BACK, "qa opens incident x", second],
        "admitted",
    );
    case(
        &[OUT, OPEN, RESOLVE, BACK, "qa opens incident x", second],
        "1: a rollback belongs to `incident-2`, so it cannot be withdrawn",
    );
}

#[test]
fn only_an_open_incident_holds_a_gate() {
    #[track_caller]
    fn case(script: &[&str], expected: Verdict) {
        let story = Story::of(incident_plan()).tell(&[&[OUT, GO, OPEN], script].concat());
        let now = story.now;
        let release = story.release();
        assert_eq!(judge(&release, now)[0].verdict, expected, "{script:?}");
        let duties = duties::of(release.incidents().next().unwrap(), now).count();
        let is_withdrawn = first(&release) == "withdrawn";
        assert_eq!(duties, if is_withdrawn { 0 } else { 3 }, "{script:?}");
    }
    case(&[], Verdict::Hold);
    case(&[RESOLVE], Verdict::Go);
    case(&[WITHDRAW], Verdict::Go);
    case(&[RESOLVE, REOPEN], Verdict::Hold);
    case(&[WITHDRAW, REOPEN], Verdict::Hold);
    case(&[WITHDRAW, REOPEN, RESOLVE], Verdict::Go);
    case(&[RESOLVE, REOPEN, RESOLVE, REOPEN], Verdict::Hold);
}

#[test]
fn an_incident_that_was_over_holds_no_rollback() {
    let holding = |script: &[&str]| {
        let story = Story::of(incident_plan()).tell(&[&[OUT, OPEN], script].concat());
        let now = story.now;
        let release = story.release();
        let judgement = judge_way_back(&release, now).unwrap();
        let ids = judgement.items.iter().map(|it| it.item.id.to_string());
        ids.collect::<Vec<_>>()
    };
    let own = ["back/undo", "incident-1/verified"];
    assert_eq!(holding(&[BACK]), own);
    assert_eq!(holding(&[BACK, RESOLVE]), own, "it belongs to the rollback");
    assert_eq!(holding(&[RESOLVE, BACK]), ["back/undo"]);
    assert_eq!(
        holding(&[RESOLVE, BACK, "qa opens incident x"]),
        ["back/undo", "incident-2/verified"]
    );
}

#[test]
fn beside_another_branch_the_careful_one_wins() {
    #[track_caller]
    fn case(before: &[&str], left: &str, right: &str, expected: &str) {
        let before = [&[OUT, OPEN], before].concat();
        side_by_side(
            &incident_plan(),
            &before,
            &[left],
            &[right],
            |release, _| {
                assert_eq!(first(release), expected, "{left} beside {right}");
            },
        );
    }
    const NOTE: &str = "ops notes 1 customers call";
    const DECIDE: &str = "pm decides rollback in 1 because risky";
    case(&[], WITHDRAW, NOTE, "open");
    case(&[], WITHDRAW, DECIDE, "open");
    case(&[], WITHDRAW, "pm commands 1", "open");
    case(&[], WITHDRAW, "ops asks dev in 1 to fix it", "open");
    case(&[], WITHDRAW, BACK, "open");
    case(&[], WITHDRAW, RESOLVE, "resolved");
    case(&[], WITHDRAW, "ops blocks b because late", "withdrawn");
    case(&[], RESOLVE, NOTE, "resolved");
    case(&[], RESOLVE, DECIDE, "resolved");
    case(&[RESOLVE], REOPEN, NOTE, "open");
    let again = "qa reopens incident 1 because mine fails";
    case(&[RESOLVE], REOPEN, again, "open");
}

#[test]
fn a_withdrawal_beside_another_opening_does_not_hold() {
    let opened = ["qa opens app incident-1 checkout fails", WITHDRAW];
    let other = ["dev opens app incident-1 mail fails"];
    side_by_side(&incident_plan(), &[OUT], &opened, &other, |release, _| {
        assert_eq!(first(release), "open");
    });
}

#[test]
fn an_end_beside_a_reopening_does_not_hold() {
    let told = |lines: &[&str]| {
        let story = Story::of(incident_plan()).tell(&[&[OUT, OPEN, RESOLVE], lines].concat());
        first(&story.release())
    };
    let both = [
        "left: ops reopens incident 1 because it fails",
        "right: qa reopens incident 1 because mine fails",
        "right: rm resolves 1 because a bad index",
        "merge",
    ];
    assert_eq!(told(&both), "open", "its author had not seen the other one");
    let settled = [&both[..], &["rm resolves 1 because both"]].concat();
    assert_eq!(told(&settled), "resolved");
}

#[test]
fn the_severity_and_the_commander_decide_which_duties_an_incident_brings() {
    let lines = [
        "ship/b ops marks=out",
        "rollback back after=out ends=rm",
        "back/undo ops",
        "class app dev",
        "class unknown",
        "duty fixed dev from=medium",
        "duty seen qa",
        "duty told pm from=high",
        "duty verified qa phase=back from=medium",
    ];
    #[track_caller]
    fn case(lines: &[&str], script: &[&str], expected: &[&str]) {
        let story = Story::of(plan(lines)).tell(&[&[OUT], script].concat());
        let now = story.now;
        let release = story.release();
        let duties: Vec<_> = release
            .incidents()
            .flat_map(|incident| duties::of(incident, now))
            .map(|duty| duty.item.id.to_string())
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|it| format!("incident-1/{it}"))
            .collect();
        assert_eq!(duties, expected, "{script:?}");
    }
    let lines = &lines;
    let low = "qa opens low app incident x";
    case(lines, &["qa opens low incident x"], &["seen"]);
    case(lines, &[low], &["fixed", "seen"]);
    case(lines, &[low, "pm commands 1"], &["seen", "told"]);
    case(lines, &[low, "Mary commands 1"], &["seen"]);
    case(
        lines,
        &["qa opens medium incident x"],
        &["fixed", "seen", "verified"],
    );
    case(
        lines,
        &["qa opens high incident x"],
        &["fixed", "seen", "told", "verified"],
    );
    case(
        lines,
        &["qa opens critical incident x"],
        &["fixed", "seen", "told", "verified"],
    );
    // A rollback is verified whatever the severity.
    case(lines, &[low, BACK], &["fixed", "seen", "verified"]);
    let two = [
        "left: qa opens low app incident-1 x",
        "right: dev opens medium app incident-1 y",
    ];
    case(lines, &two, &["fixed", "seen", "verified"]);
    let refused = [OUT, low, "pm signs incident-1/told"];
    assert_eq!(
        outcome(&plan(lines), &refused),
        "1: `incident-1` does not ask for `incident-1/told`"
    );
}
