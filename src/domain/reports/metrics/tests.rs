//! What is kept of releases, and which figures come of it.

use super::report::{Exclusion, Report};
use super::{Asked, By, Delivery, Deployment, Figure, Gap, Ledger};
use crate::domain::event::timestamp;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, at, plan, side_by_side};

const CANARY: &str = "ops enters canary at 5";
const FULL: &str = "ops enters full at 100";
const START: &str = "ops signs started";
const BACK: &str = "ops rolls back because it burns";
const UNDO: &str = "ops signs undo";
const CANCEL: &str = "rm cancels the rollback because it is a false alarm";

/// A plan with stages, a way back, and incidents.
fn staged() -> Plan {
    plan(&[
        "go/started ops bound marks=deployment-started",
        "rollout ship",
        "choice standard",
        "strategy standard: canary 5, half 50, full 100 marks=deployed",
        "rollback back after=deployment-started",
        "back/undo ops",
        "class unknown",
    ])
}

/// A plan in which people sign for the end of a deployment, and no stages.
fn unstaged() -> Plan {
    plan(&[
        "go/started ops bound marks=deployment-started",
        "go/out ops+qa bound marks=deployed",
        "rollback back after=deployment-started",
        "back/undo ops",
        "class unknown",
    ])
}

/// Enters a stage although an incident stands in the way.
fn anyway(enters: &str) -> String {
    format!("{enters} rm overriding because it is the way out")
}

fn short(time: chrono::DateTime<chrono::Utc>) -> String {
    let text = timestamp(&time);
    text.strip_prefix("2026-11-20T")
        .and_then(|text| text.strip_suffix(":00Z"))
        .unwrap_or(&text)
        .to_owned()
}

fn in_words(it: &Deployment) -> String {
    let completed = it.completed.map(|at| format!("..{}", short(at)));
    let took = match it.duration {
        Ok(seconds) => format!(" took {seconds}"),
        Err(Gap::Incomplete) => String::new(),
        Err(gap) => format!(" took {gap:?}"),
    };
    let failed = match it.recovery {
        Some(Ok(seconds)) => format!(", failed for {seconds}"),
        Some(Err(gap)) => format!(", failed {gap:?}"),
        None => String::new(),
    };
    let taken_back = if it.rolled_back { ", taken back" } else { "" };
    let rework = if it.rework == Some(true) {
        ", rework"
    } else {
        ""
    };
    let candidate = it
        .candidate
        .as_ref()
        .map_or("?", |candidate| candidate.as_str());
    format!(
        "{candidate} {}{}{took}{failed}{taken_back}{rework}",
        short(it.reached),
        completed.unwrap_or_default()
    )
}

fn told(plan: &Plan, script: &[&str]) -> String {
    let delivery = Delivery::of(&Story::of(plan.clone()).tell(script).release());
    match delivery.undeployed {
        Some(undeployed) => format!("{undeployed:?}"),
        None => delivery
            .deployments
            .iter()
            .map(in_words)
            .collect::<Vec<_>>()
            .join("; "),
    }
}

#[test]
fn a_deployment_begins_reaches_users_and_is_complete() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &str) {
        assert_eq!(told(&staged(), script), expected, "{name}");
    }
    case("nothing", &[], "Open");
    case(
        "begun, and nothing has reached production",
        &[START],
        "Open",
    );
    case(
        "abandoned",
        &[START, "close abandoned because x"],
        "Abandoned",
    );
    case("a canary", &[START, CANARY], "c1 09:02");
    case(
        "all stages",
        &[START, CANARY, "ops enters half at 50", FULL],
        "c1 09:02..09:04 took 180",
    );
    case(
        "nobody signed its beginning",
        &[CANARY, "ops enters half at 50", FULL],
        "c1 09:01..09:03 took 120",
    );
    case(
        "signed late",
        &[CANARY, START, "ops enters half at 50", FULL],
        "c1 09:01..09:04 took 180",
    );
    case(
        "reopened",
        &[START, "ops reopens started because x", CANARY],
        "c1 09:03",
    );
    case(
        "the clock is set back",
        &[
            START,
            CANARY,
            "ops enters half at 50",
            "at 2026-11-20T08:00:00Z",
            "ops enters full at 100 rm overriding because x",
        ],
        "c1 09:02..08:01 took Clock",
    );
    case(
        "a stage entered again",
        &[
            CANARY,
            "ops enters half at 50",
            FULL,
            "ops aborts because x",
        ],
        "c1 09:01..09:03 took 120, failed NotRecovered",
    );
}

#[test]
fn people_say_that_a_deployment_is_complete_where_there_are_no_stages() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &str) {
        assert_eq!(told(&unstaged(), script), expected, "{name}");
    }
    case("one of two roles", &[START, "ops signs out"], "Open");
    case(
        "both",
        &[START, "ops signs out", "qa signs out"],
        "c1 09:03..09:03 took 120",
    );
    case(
        "nobody signed its beginning",
        &["ops signs out", "qa signs out"],
        "c1 09:02..09:02 took NoBeginning",
    );
    case(
        "taken back before it was true",
        &[
            START,
            "ops signs out",
            "qa signs out",
            "qa reopens out because x",
        ],
        "Open",
    );
    case(
        "and signed again",
        &[
            START,
            "ops signs out",
            "qa signs out",
            "qa reopens out because x",
            "qa signs out",
            "ops signs out",
        ],
        "c1 09:06..09:06 took 300",
    );
    case(
        "reopened by one of two",
        &["ops signs out", "qa reopens out because x", "qa signs out"],
        "Open",
    );
    case(
        "what failed was deployed, whoever reopens it",
        &[
            START,
            "ops signs out",
            "qa signs out",
            "qa opens incident x",
            "qa reopens out because x",
        ],
        "c1 09:03..09:03 took 120, failed NotRecovered",
    );
    case(
        "a respin",
        &[
            START,
            "ops signs out",
            "qa signs out",
            "respin c2",
            START,
            "ops signs out",
            "qa signs out",
        ],
        "c1 09:03..09:03 took 120; c2 09:07..09:07 took 120",
    );
    case(
        "rolled back with nothing but its beginning",
        &[START, BACK],
        "c1 09:01, failed NotRecovered, taken back",
    );
    case(
        "signed while it goes back",
        &[START, BACK, "ops signs out", "qa signs out"],
        "c1 09:01, failed NotRecovered, taken back",
    );
    case(
        "signed after it went on",
        &[START, BACK, CANCEL, "ops signs out", "qa signs out"],
        "c1 09:01..09:05 took 240, failed for 60",
    );
}

#[test]
fn what_has_shipped_is_out_also_where_the_playbook_has_no_milestone() {
    let plain = plan(&["pre/a dev"]);
    assert_eq!(told(&plain, &["dev signs a"]), "Open");
    assert_eq!(
        told(&plain, &["dev signs a", "close shipped"]),
        "c1 09:02..09:02 took NoBeginning"
    );
    assert_eq!(
        told(&plain, &["dev signs a", "close rolled-back because x"]),
        "RolledBack"
    );
}

#[test]
fn the_milestones_may_have_other_names() {
    let items = ["go/started ops marks=begun", "go/out ops marks=live"];
    let named = |more: &[&str]| plan(&[&items[..], more].concat());
    let both = named(&[
        "rollback back after=begun",
        "monitoring go from live",
        "window first 0m..30m ops",
    ]);
    let script = [START, "ops signs out"];
    assert_eq!(told(&both, &script), "c1 09:02..09:02 took 60");
    assert_eq!(
        told(
            &both,
            &[START, "ops reopens started because x", "ops signs out"]
        ),
        "c1 09:03..09:03 took NoBeginning"
    );
    assert_eq!(
        told(
            &named(&["rollback back after=live", "monitoring go from live"]),
            &script
        ),
        "c1 09:02..09:02 took NoBeginning"
    );
    let vote = named(&[
        "go/shipped ops marks=deployed",
        "monitoring go from live",
        "window vote 0m..72h ops",
    ]);
    assert_eq!(
        told(&vote, &[&script[..], &["ops signs shipped"]].concat()),
        "c1 09:03..09:03 took NoBeginning",
        "windows of something else than the deployment leave it alone"
    );
    assert_eq!(
        told(&named(&[]), &script),
        "Open",
        "nothing says what these names stand for"
    );
}

#[test]
fn a_respin_or_a_new_start_is_another_deployment() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &str) {
        assert_eq!(told(&staged(), script), expected, "{name}");
    }
    let whole = [CANARY, "ops enters half at 50", FULL];
    let respun = [&whole[..], &["respin c2"], &whole[..]].concat();
    case(
        "one after the other",
        &respun,
        "c1 09:01..09:03 took 120; c2 09:05..09:07 took 120",
    );
    case("a respin alone", &[CANARY, "respin c2"], "c1 09:01");
    case(
        "a respin before anything",
        &[START, "respin c2", CANARY],
        "c2 09:03",
    );
    case(
        "given up and started again",
        &[
            CANARY,
            "ops aborts because x",
            "ops enters canary at 5 because y",
            "ops enters half at 50",
            FULL,
        ],
        "c1 09:01, failed for 180; c1 09:03..09:05 took 120, rework",
    );
    case(
        "given up before it started",
        &["respin c2", CANARY],
        "c2 09:02",
    );
}

#[test]
fn a_deployment_fails_once_however_often_something_goes_wrong() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &str) {
        let script = [&[CANARY, "ops enters half at 50", FULL], script].concat();
        assert_eq!(
            told(&staged(), &script),
            format!("c1 09:01..09:03 took 120{expected}"),
            "{name}"
        );
    }
    case("nothing does", &[], "");
    case(
        "an incident",
        &["qa opens incident x"],
        ", failed NotRecovered",
    );
    case(
        "that is resolved",
        &["qa opens incident x", "wait 9m", "rm resolves 1 because y"],
        ", failed for 600",
    );
    case(
        "one after the other",
        &[
            "qa opens incident x",
            "rm resolves 1 because y",
            "wait 9m",
            "qa opens incident x",
            "rm resolves 2 because y",
        ],
        ", failed for 120",
    );
    case(
        "two at once",
        &[
            "qa opens incident x",
            "qa opens incident y",
            "rm resolves 1 because y",
            "rm resolves 2 because y",
        ],
        ", failed for 180",
    );
    case(
        "one of two is resolved",
        &[
            "qa opens incident x",
            "qa opens incident y",
            "rm resolves 1 because y",
        ],
        ", failed NotRecovered",
    );
    case(
        "a clock is set back",
        &[
            "qa opens incident x",
            "at 2026-11-20T08:00:00Z",
            "rm resolves 1 because y",
        ],
        ", failed Clock",
    );
    case(
        "a rollback under way",
        &[BACK],
        ", failed NotRecovered, taken back",
    );
    case(
        "a false alarm",
        &[BACK, "wait 9m", CANCEL],
        ", failed for 600",
    );
    case(
        "a false alarm with an incident",
        &[
            "qa opens incident x",
            BACK,
            CANCEL,
            "rm resolves 1 because y",
        ],
        ", failed for 180",
    );
    case(
        "it went back",
        &[BACK, UNDO, "wait 8m", "close rolled-back because x"],
        ", failed for 600, taken back",
    );
    case(
        "it went back, and the incident goes on",
        &[
            "qa opens incident x",
            BACK,
            UNDO,
            "close rolled-back because x",
            "wait 9h",
            "rm resolves 1 because y",
        ],
        ", failed for 180, taken back",
    );
    case(
        "an incident after the end",
        &[
            START,
            "close shipped",
            "qa opens incident x",
            "rm resolves 1 because y",
        ],
        ", failed for 60",
    );
    case(
        "it was shipped, and went back",
        &[
            START,
            "close shipped",
            BACK,
            UNDO,
            "close rolled-back because x",
        ],
        ", failed for 120, taken back",
    );
}

#[test]
fn a_canary_that_was_taken_back_is_a_failed_deployment() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &str) {
        assert_eq!(told(&staged(), script), expected, "{name}");
    }
    let gone = [CANARY, BACK, UNDO, "close rolled-back because x"];
    case(
        "it went back",
        &gone,
        "c1 09:01, failed for 120, taken back",
    );
    case(
        "an incident before anything was deployed",
        &["qa opens incident x", &anyway(CANARY)],
        "c1 09:02",
    );
    let [canary, half, full] = [CANARY, "ops enters half at 50", FULL].map(anyway);
    let hotfix = [
        CANARY,
        "qa opens incident x",
        BACK,
        CANCEL,
        "respin c2",
        &canary,
        &half,
    ];
    case(
        "a hotfix on its way",
        &hotfix,
        "c1 09:01, failed NotRecovered; c2 09:06, rework",
    );
    let repaired = [&hotfix[..], &[full.as_str()]].concat();
    case(
        "and out",
        &repaired,
        "c1 09:01, failed for 360; c2 09:06..09:08 took 120, rework",
    );
    let late = [&repaired[..], &["rm resolves 1 because y"]].concat();
    case(
        "the incident ends later",
        &late,
        "c1 09:01, failed for 360; c2 09:06..09:08 took 120, rework",
    );
    let again = [&repaired[..], &["qa opens incident x"]].concat();
    case(
        "the hotfix fails too",
        &again,
        "c1 09:01, failed for 360; c2 09:06..09:08 took 120, failed NotRecovered, rework",
    );
}

#[test]
fn a_release_closed_as_rolled_back_without_a_rollback_failed_for_an_unknown_time() {
    let plan = plan(&[
        "ship/b ops",
        "rollout ship",
        "choice s",
        "strategy s: full 100 marks=deployed",
    ]);
    let script = ["ops enters full at 100", "close rolled-back because x"];
    assert_eq!(
        told(&plan, &script),
        "c1 09:01..09:01 took 0, failed NoRollback, taken back"
    );
}

#[test]
fn rework_is_an_urgent_fix_or_what_follows_a_failure() {
    let mut plan = plan(&[
        "rollout ship",
        "choice s",
        "strategy s: full 100 marks=deployed",
        "class unknown",
    ]);
    let rework = |plan: &Plan, script: &[&str]| {
        let release = Story::of(plan.clone())
            .tell(&[&[FULL], script].concat())
            .release();
        Delivery::of(&release).deployments.last().unwrap().rework
    };
    assert_eq!(
        rework(&plan, &[]),
        Some(false),
        "a playbook without the fact"
    );
    plan.facts.push(crate::domain::plan::Fact {
        id: super::CRITICAL.into(),
        question: "Urgent?".to_owned(),
    });
    assert_eq!(rework(&plan, &[]), None, "nobody has answered");
    assert_eq!(rework(&plan, &["fact critical = no"]), Some(false));
    assert_eq!(
        rework(
            &plan,
            &["fact critical = no", "fact critical = yes because x"]
        ),
        Some(true)
    );
    assert_eq!(
        rework(&plan, &["respin c2", FULL]),
        None,
        "nothing had failed"
    );
    assert_eq!(
        rework(&plan, &["qa opens incident x", "respin c2", &anyway(FULL)]),
        Some(true)
    );
}

#[test]
fn what_was_deployed_on_another_branch_counts_once() {
    let counts = |before: &[&str], left: &[&str], right: &[&str], expected: &str| {
        side_by_side(&staged(), before, left, right, |release, _| {
            let found: Vec<_> = Delivery::of(release).deployments;
            let brief = |it: &Deployment| {
                format!(
                    "{}{}",
                    it.candidate.as_ref().unwrap(),
                    if it.recovery.is_some() { " failed" } else { "" }
                )
            };
            assert_eq!(
                found.iter().map(brief).collect::<Vec<_>>().join(", "),
                expected,
                "{left:?} beside {right:?}"
            );
        });
    };
    counts(&[], &[CANARY], &["qa as ops enters canary at 5"], "c1");
    counts(
        &[CANARY],
        &["ops enters half at 50"],
        &["qa as ops rolls back because x"],
        "c1 failed",
    );
    counts(
        &[CANARY],
        &["qa opens incident x"],
        &["dev as qa opens incident-1 y"],
        "c1 failed",
    );
    counts(
        &[CANARY],
        &[BACK, CANCEL],
        &["qa as ops rolls back because y"],
        "c1 failed",
    );
}

#[test]
fn a_change_takes_from_its_commit_to_the_complete_deployment_of_its_candidate() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &[Result<&[u64], Gap>]) {
        let delivery = Delivery::of(&Story::of(staged()).tell(script).release());
        let found: Vec<_> = delivery
            .deployments
            .iter()
            .map(|it| it.lead_times.as_deref().map_err(|gap| *gap))
            .collect();
        assert_eq!(found, expected, "{name}");
    }
    let whole = [CANARY, "ops enters half at 50", FULL];
    let read = "rm reads c0 c1 2026-11-20T08:00:00Z 2026-11-20T09:00:00Z";
    case("nobody read them", &whole, &[Err(Gap::Unread)]);
    case(
        "read before",
        &[&[read], &whole[..]].concat(),
        &[Ok(&[240, 3840])],
    );
    case(
        "read after",
        &[&whole[..], &[read]].concat(),
        &[Ok(&[180, 3780])],
    );
    case("not complete", &[read, CANARY], &[Err(Gap::Incomplete)]);
    case(
        "read for another candidate",
        &[&[read, "respin c2"], &whole[..]].concat(),
        &[Err(Gap::OtherCandidate)],
    );
    case(
        "read twice: the last counts",
        &[&[read, "rm reads b0 c1 2026-11-20T09:00:00Z"], &whole[..]].concat(),
        &[Ok(&[300 - 60 + 60])],
    );
    case(
        "nothing was changed",
        &[&["rm reads c0 c1"], &whole[..]].concat(),
        &[Err(Gap::NoChanges)],
    );
    let second = "rm reads c0 c2 2026-11-20T08:00:00Z 2026-11-20T09:00:00Z 2026-11-20T09:00:00Z";
    let both = [&[read], &whole[..], &["respin c2", second], &whole[..]].concat();
    case(
        "a change counts when it is out first",
        &both,
        &[Ok(&[240, 3840]), Ok(&[540])],
    );
    let canary = [&[read, CANARY, "respin c2", second], &whole[..]].concat();
    case(
        "a canary alone is not out",
        &canary,
        &[Err(Gap::Incomplete), Ok(&[420, 420, 4020])],
    );
}

#[test]
fn a_change_committed_after_its_deployment_is_left_out_with_a_reason() {
    let script = [
        FULL_ONLY[0],
        "rm reads c0 c1 2026-11-20T08:00:00Z 2026-11-20T10:00:00Z",
    ];
    let plan = plan(&[
        "rollout ship",
        "choice s",
        "strategy s: full 100 marks=deployed",
    ]);
    let mut ledger = Ledger::default();
    ledger.push(Delivery::of(&Story::of(plan).tell(&script).release()));
    let report = ledger.report(&asked("2026-11-21T00:00:00Z"));
    assert_eq!(report.total.lead_time.cases, 1);
    assert_eq!(
        gaps(&report),
        ["2.4.0#1 lead-time-for-changes LateCommits(1)"]
    );
}

const FULL_ONLY: [&str; 1] = [FULL];

fn asked(now: &str) -> Asked {
    Asked {
        since: None,
        by: None,
        now: at(now),
    }
}

fn gaps(report: &Report<'_>) -> Vec<String> {
    let line = |it: &Exclusion<'_>| {
        let number = it
            .deployment
            .map(|number| format!("#{number}"))
            .unwrap_or_default();
        format!(
            "{}{number} {} {:?}",
            it.version,
            it.figure.map_or("everything", Figure::word),
            it.gap
        )
    };
    report.excluded.iter().map(line).collect()
}

/// A delivery of one complete deployment at this time.
fn delivery(version: &str, kind: &str, time: &str) -> Delivery {
    let deployment = Deployment {
        candidate: Some(version.into()),
        reached: at(time),
        completed: Some(at(time)),
        duration: Ok(60),
        lead_times: Err(Gap::Unread),
        late_commits: 0,
        recovery: None,
        rolled_back: false,
        rework: Some(false),
    };
    Delivery {
        version: version.parse().unwrap(),
        kind: kind.into(),
        deployments: vec![deployment],
        undeployed: None,
    }
}

fn ledger() -> Ledger {
    let mut ledger = Ledger::default();
    ledger.push(delivery("1.0.0", "major", "2026-09-30T23:59:59Z"));
    ledger.push(delivery("1.1.0", "minor", "2026-10-01T00:00:00Z"));
    ledger.push(delivery("1.1.1", "patch", "2026-11-18T12:00:00Z"));
    ledger.push(delivery("1.2.0", "minor", "2026-11-20T12:00:00Z"));
    ledger
}

#[test]
fn a_deployment_falls_into_the_period_in_which_it_was_complete() {
    #[track_caller]
    fn case(by: By, since: Option<&str>, expected: &[&str]) {
        let ledger = ledger();
        let since = since.map(|day| day.parse().unwrap());
        let report = ledger.report(&Asked {
            since,
            by: Some(by),
            now: at("2026-11-20T12:00:00Z"),
        });
        let brief = |name: &str, figures: &super::Figures| {
            format!(
                "{name} {} in {}",
                figures.deployments,
                figures.days.unwrap_or_default()
            )
        };
        let groups = report
            .groups
            .iter()
            .map(|group| brief(&group.name, &group.figures));
        let found: Vec<_> = groups.chain([brief("all", &report.total)]).collect();
        assert_eq!(found, expected);
    }
    case(
        By::Month,
        None,
        &[
            "2026-09 1 in 7",
            "2026-10 1 in 31",
            "2026-11 2 in 20",
            "all 4 in 52",
        ],
    );
    case(
        By::Month,
        Some("2026-10-02"),
        &["2026-11 2 in 20", "all 2 in 50"],
    );
    case(
        By::Week,
        Some("2026-11-02"),
        &["2026-W47 2 in 7", "all 2 in 19"],
    );
    case(
        By::Type,
        None,
        &[
            "major 1 in 52",
            "minor 2 in 52",
            "patch 1 in 52",
            "all 4 in 52",
        ],
    );
    case(By::Type, Some("2027-01-01"), &["all 0 in 0"]);
    case(
        By::Month,
        Some("2026-11-19"),
        &["2026-11 1 in 7", "all 1 in 7"],
    );
}

#[test]
fn what_is_cut_off_or_lies_ahead_is_said() {
    let since = Some("2026-10-01".parse().unwrap());
    let ledger = ledger();
    let report = ledger.report(&Asked {
        since,
        by: None,
        now: at("2026-11-20T11:59:59Z"),
    });
    let lead = "lead-time-for-changes Unread";
    let expected = [
        "1.0.0#1 everything Before(2026-10-01)".to_owned(),
        format!("1.1.0#1 {lead}"),
        format!("1.1.1#1 {lead}"),
        "1.2.0#1 everything Future".to_owned(),
    ];
    assert_eq!(gaps(&report), expected);
}

#[test]
fn without_a_case_a_figure_is_unknown_and_never_nought() {
    let ledger = Ledger::default();
    let report = ledger.report(&asked("2026-11-20T00:00:00Z"));
    for figure in Figure::ALL {
        assert_eq!(
            (report.total.value(figure), report.total.cases(figure)),
            (None, 0),
            "{figure:?}"
        );
    }
    assert_eq!(report.total.deployments, 0);
    assert!(report.trend.is_empty() && report.days.is_none());
    let mut ledger = self::ledger();
    ledger.deliveries.truncate(1);
    let since = Some("2026-10-01".parse().unwrap());
    let report = ledger.report(&Asked {
        since,
        ..asked("2026-11-20T00:00:00Z")
    });
    assert_eq!(
        report.total.per_week(),
        Some(0.0),
        "in these weeks there was none, and that is known"
    );
}

#[test]
fn git_is_asked_for_what_is_between_a_deployment_and_the_one_before() {
    let mut ledger = ledger();
    let asked = ledger.unread();
    let name = |candidate: &Option<crate::domain::id::Candidate>| {
        candidate
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string)
    };
    let brief: Vec<_> = asked
        .iter()
        .map(|it| format!("{}..{}", name(&it.from), name(&it.candidate)))
        .collect();
    assert_eq!(
        brief,
        ["-..1.0.0", "1.0.0..1.1.0", "1.1.0..1.1.1", "1.1.1..1.2.0"]
    );
    ledger.answer(&asked[3], Ok(vec![at("2026-11-20T11:00:00Z")]));
    ledger.answer(&asked[0], Err(Gap::First));
    assert_eq!(ledger.unread().len(), 2);
    assert_eq!(
        ledger
            .report(&self::asked("2026-11-20T12:00:00Z"))
            .total
            .lead_time
            .median,
        Some(3600)
    );
}
