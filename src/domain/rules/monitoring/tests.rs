use super::*;
use crate::domain::plan::Plan;
use crate::domain::rules::gate::judge;
use crate::domain::rules::reason::Reason;
use crate::domain::testing::{Story, outcome, plan, side_by_side};

/// Signed at 09:01 the deployment begins: the first window is open until 09:31, the second from 09:31 to 13:01.
const DEPLOYED: &str = "ops signs deployed";

fn watched() -> Plan {
    plan(&[
        "ship/deployed ops marks=deployed",
        "watch/look dev",
        "rollout ship",
        "metric errors %",
        "metric queue count",
        "rule errors above 1 then hold",
        "rule errors above 5 then no-go",
        "choice direct",
        "strategy direct: full 100",
        "monitoring watch from deployed",
        "window first 0m..30m ops",
        "window second 30m..4h qa",
    ])
}

/// Writes `first open, second ahead`.
fn brief(release: &Release, now: DateTime<Utc>) -> String {
    let watch = watch(release, now).unwrap();
    let windows = watch
        .windows
        .iter()
        .map(|standing| format!("{} {}", standing.window.id, standing.state.word()));
    windows.collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn case(name: &str, script: &[&str], expected: &str) {
    let story = Story::of(watched()).tell(script);
    let now = story.now;
    assert_eq!(brief(&story.release(), now), expected, "{name}");
}

#[track_caller]
fn last(name: &str, script: &[&str], line: &str, expected: &str) {
    assert_eq!(
        outcome(&watched(), &[script, &[line]].concat()),
        expected,
        "{name}"
    );
}

#[test]
fn a_window_opens_and_ends_so_long_after_the_milestone() {
    case("before it", &[], "first ahead, second ahead");
    case("at once", &[DEPLOYED], "first open, second ahead");
    case(
        "a second before its end",
        &[DEPLOYED, "at 2026-11-20T09:30:59Z"],
        "first open, second ahead",
    );
    case(
        "at its end",
        &[DEPLOYED, "at 2026-11-20T09:31:00Z"],
        "first overdue, second open",
    );
    case(
        "after all of them",
        &[DEPLOYED, "at 2026-11-20T13:01:00Z"],
        "first overdue, second overdue",
    );
    case(
        "the milestone is taken back",
        &[DEPLOYED, "ops reopens deployed because x"],
        "first ahead, second ahead",
    );
    case(
        "and reached again",
        &[
            DEPLOYED,
            "ops reopens deployed because x",
            "wait 8h",
            DEPLOYED,
        ],
        "first open, second ahead",
    );
}

#[test]
fn a_stage_can_be_the_milestone() {
    let plan = plan(&[
        "ship/a ops",
        "rollout ship",
        "choice standard",
        "strategy standard: canary 5, full 100 marks=deployed",
        "monitoring ship from deployed",
        "window first 0m..30m ops",
    ]);
    let told = |script: &[&str]| {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        let release = story.release();
        let since = watch(&release, now)
            .unwrap()
            .since
            .map(|since| timestamp(&since));
        since.unwrap_or_else(|| "not yet".to_owned())
    };
    let canary = ["ops signs a", "ops enters canary at 5"];
    assert_eq!(told(&canary), "not yet");
    let full = [canary[0], canary[1], "ops enters full at 100"];
    assert_eq!(told(&full), "2026-11-20T09:03:00Z");
    assert_eq!(
        told(&[&full[..], &["ops observes"]].concat()[..3]),
        "2026-11-20T09:03:00Z"
    );
    assert_eq!(
        told(&[&full[..], &["respin c2"]].concat()),
        "not yet",
        "another candidate is not deployed"
    );
    let again = ["ops aborts because x", "ops enters canary at 5 because y"];
    assert_eq!(
        told(&[&full[..], &again].concat()),
        "not yet",
        "nor is one that starts again"
    );
}

#[test]
fn a_window_is_closed_by_its_role_and_not_before_its_end() {
    let over = [DEPLOYED, "wait 29m"];
    last("at its end", &over, "ops closes first", "admitted");
    last(
        "with a note",
        &over,
        "ops closes first noting quiet",
        "admitted",
    );
    last(
        "a second early",
        &[DEPLOYED, "at 2026-11-20T09:29:59Z"],
        "ops closes first",
        "8: window `first` ends at 2026-11-20T09:31:00Z; before that it cannot be closed as clean",
    );
    last(
        "early for a reason",
        &[DEPLOYED],
        "ops closes first because the team goes home",
        "admitted",
    );
    last(
        "early for a blank one",
        &[DEPLOYED],
        "ops closes first because  \t",
        "2: closing a window early needs a reason",
    );
    last(
        "before it begins",
        &[DEPLOYED],
        "qa closes second",
        "8: window `second` begins at 2026-11-20T09:31:00Z",
    );
    last(
        "before it begins for a reason",
        &[DEPLOYED],
        "qa closes second because x",
        "admitted",
    );
    last(
        "before the deployment",
        &[],
        "ops closes first because x",
        "8: monitoring starts at `deployed`, which has not happened yet",
    );
    last(
        "by another role",
        &over,
        "qa closes first",
        "1: `ops` closes window `first`, not `qa`",
    );
    last(
        "none of that name",
        &over,
        "ops closes third",
        "2: there is no monitoring window `third`",
    );
    let closed = [DEPLOYED, "wait 29m", "ops closes first"];
    last(
        "closed already",
        &closed,
        "ops closes first",
        "0: window `first` is already closed",
    );
    last(
        "closed already, and early",
        &closed,
        "ops closes first because x",
        "0: window `first` is already closed",
    );
    let early = [DEPLOYED, "ops closes first because x"];
    last(
        "early twice",
        &early,
        "ops closes first because y",
        "0: window `first` is already closed",
    );
    last(
        "as clean after early, too early",
        &early,
        "ops closes first",
        "8: window `first` ends at 2026-11-20T09:31:00Z; before that it cannot be closed as clean",
    );
    last(
        "as clean after early",
        &[DEPLOYED, "ops closes first because x", "wait 29m"],
        "ops closes first",
        "admitted",
    );
    let mut plan = watched();
    plan.roles
        .iter_mut()
        .for_each(|role| role.members = vec![crate::domain::testing::person("ada")]);
    let found = outcome(
        &plan,
        &[
            "ada as ops signs deployed",
            "wait 29m",
            "bob as ops closes first",
        ],
    );
    assert_eq!(
        found,
        "1: bob <bob@octoacme.example> is not a member of role `ops`"
    );
}

#[test]
fn a_window_is_clean_when_all_that_was_measured_is() {
    let over = [DEPLOYED, "wait 29m"];
    last(
        "within the limits",
        &over,
        "ops closes first with errors=0.5",
        "admitted",
    );
    last(
        "exactly on the limit",
        &over,
        "ops closes first with errors=1",
        "admitted",
    );
    last(
        "a metric without a rule",
        &over,
        "ops closes first with queue=5",
        "admitted",
    );
    let refused = |line: &str| outcome(&watched(), &[over[0], over[1], line]);
    let grey = refused("ops closes first with errors=2");
    assert!(
        grey.starts_with("8: window `first` is not clean: errors 2 %, limit 1 %"),
        "{grey}"
    );
    let breached = refused("ops closes first with errors=6");
    assert!(
        breached.starts_with("1: window `first` is not clean: errors 6 %, limit 1 %"),
        "{breached}"
    );
    let missing = refused("ops closes first with errors=?");
    assert!(
        missing.starts_with("8: window `first` is not clean: errors"),
        "{missing}"
    );
    last(
        "no such metric",
        &over,
        "ops closes first with eror=9",
        "2: the rollout has no metric `eror`",
    );
    last(
        "a metric without a rule and without a value",
        &over,
        "ops closes first with queue=?",
        "8: window `first` is not clean: queue was not measured: the query gave no data",
    );
}

#[test]
fn what_was_closed_stays_closed_for_this_candidate_and_this_deployment() {
    let early = [DEPLOYED, "ops closes first because x"];
    case("early", &early, "first closed early, second ahead");
    let ahead = [DEPLOYED, "qa closes second because the probe is gone"];
    case(
        "early, before it begins",
        &ahead,
        "first open, second closed early",
    );
    case(
        "early, before it begins, and deployed again",
        &[
            ahead[0],
            ahead[1],
            "ops reopens deployed because x",
            "wait 8h",
            DEPLOYED,
        ],
        "first open, second ahead",
    );
    let clean = [DEPLOYED, "wait 29m", "ops closes first"];
    case("clean", &clean, "first closed, second open");
    case(
        "early, then clean",
        &[early[0], early[1], "wait 29m", "ops closes first"],
        "first closed, second open",
    );
    case(
        "another candidate",
        &[&clean[..], &["respin c2"]].concat(),
        "first overdue, second open",
    );
    case(
        "the same one come back",
        &[&clean[..], &["respin c2", "respin c1"]].concat(),
        "first overdue, second open",
    );
    case(
        "closed again for it",
        &[&clean[..], &["respin c2", "respin c1", "ops closes first"]].concat(),
        "first closed, second open",
    );
    let again = ["ops reopens deployed because x", "wait 8h", DEPLOYED];
    case(
        "deployed again, closed as clean before",
        &[&clean[..], &again].concat(),
        "first open, second ahead",
    );
    case(
        "deployed again, closed early before",
        &[&early[..], &again].concat(),
        "first open, second ahead",
    );
    case(
        "the window is gone",
        &[&clean[..], &["drop window first"]].concat(),
        "second open",
    );
}

#[test]
fn a_window_closed_beside_a_respin_is_open_again() {
    for (name, closing) in [
        ("clean", "ops closes first"),
        ("early", "ops closes first because x"),
    ] {
        side_by_side(
            &watched(),
            &[DEPLOYED, "wait 30m"],
            &[closing],
            &["respin c2"],
            |release, now| {
                assert_eq!(brief(release, now), "first overdue, second open", "{name}");
            },
        );
        side_by_side(
            &watched(),
            &[DEPLOYED, "wait 30m"],
            &[closing],
            &["respin c2", "respin c1"],
            |release, now| {
                assert_eq!(
                    brief(release, now),
                    "first overdue, second open",
                    "{name}, come back"
                );
            },
        );
    }
    side_by_side(
        &watched(),
        &[DEPLOYED, "wait 30m"],
        &["ops closes first"],
        &["ops closes first because x"],
        |release, now| {
            assert!(brief(release, now).starts_with("first closed"), "twice");
        },
    );
}

#[test]
fn the_gate_waits_for_every_window() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &str) {
        let mut plan = watched();
        plan.rollout = None;
        let story = Story::of(plan).tell(script);
        let now = story.now;
        let release = story.release();
        let judgements = judge(&release, now);
        let last = judgements.last().unwrap();
        let brief = |reason: &Reason<'_>| match reason {
            Reason::Unwatched(milestone) => format!("waits for {milestone}"),
            reason => reason.explain().line(),
        };
        let reasons: Vec<String> = last.reasons.iter().map(brief).collect();
        assert_eq!(
            format!("{} {}", last.verdict.word(), reasons.join(", ")),
            expected,
            "{name}"
        );
    }
    let look = "dev signs look";
    case("before the deployment", &[look], "HOLD waits for deployed");
    case(
        "deployed",
        &[look, DEPLOYED],
        "HOLD window first: open: 30m left, until 2026-11-20T09:32:00Z, \
         window second: begins at 2026-11-20T09:32:00Z, ends at 2026-11-20T13:02:00Z",
    );
    case(
        "overdue",
        &[look, DEPLOYED, "wait 31m", "ops closes first", "wait 4h"],
        "HOLD window second: overdue for 32m: it ended at 2026-11-20T13:02:00Z",
    );
    case(
        "closed",
        &[
            look,
            DEPLOYED,
            "wait 31m",
            "ops closes first",
            "wait 4h",
            "qa closes second",
        ],
        "GO ",
    );
    case(
        "closed early",
        &[
            look,
            DEPLOYED,
            "ops closes first because x",
            "wait 30m",
            "qa closes second because y",
        ],
        "GO ",
    );
    case(
        "respun",
        &[
            look,
            DEPLOYED,
            "ops closes first because x",
            "wait 30m",
            "qa closes second because y",
            "respin c2",
        ],
        "HOLD window first: overdue for 3m: it ended at 2026-11-20T09:32:00Z, \
         window second: open: 3h 27m left, until 2026-11-20T13:02:00Z",
    );
}

#[test]
fn a_window_in_a_plan_without_metrics_is_closed_on_no_measurement() {
    let mut plan = watched();
    plan.rollout = None;
    assert_eq!(
        outcome(
            &plan,
            &[DEPLOYED, "wait 29m", "ops closes first with errors=0.5"]
        ),
        "2: the rollout has no metric `errors`"
    );
    assert_eq!(
        outcome(&plan, &[DEPLOYED, "wait 29m", "ops closes first"]),
        "admitted"
    );
}

#[test]
fn a_laptop_ten_years_ahead_closes_no_window_and_begins_none() {
    let plan = plan(&[
        "pre/a dev marks=deployed",
        "monitoring pre from deployed",
        "window first 0m..30m ops",
    ]);
    let states = |script: &[&str]| {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        let release = story.release();
        let watch = watch(&release, now).unwrap();
        format!(
            "{} {}",
            timestamp(&watch.windows[0].span.unwrap().0),
            watch.windows[0].state.word()
        )
    };
    let ahead = "at 2036-11-20T12:00:00Z";
    let closed = [
        "dev signs a",
        ahead,
        "ops closes first",
        "at 2026-11-20T09:10:00Z",
    ];
    assert_eq!(states(&closed), "2026-11-20T09:01:00Z open");
    let over = [&closed[..], &["wait 60m"]].concat();
    assert_eq!(
        states(&over),
        "2026-11-20T09:01:00Z overdue",
        "it was closed too early, for all that is known"
    );
    let deployed = [ahead, "dev signs a", "at 2026-11-20T09:10:00Z", "wait 60m"];
    assert_eq!(
        states(&deployed),
        "2026-11-20T10:10:00Z open",
        "nobody has seen it yet"
    );
    let seen = [
        &deployed[..3],
        &[
            "dev blocks a because x",
            "dev unblocks a because y",
            "wait 60m",
        ],
    ]
    .concat();
    assert_eq!(states(&seen), "2026-11-20T09:11:00Z overdue");
}
