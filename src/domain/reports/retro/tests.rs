use super::*;
use crate::domain::duration::span_of;
use crate::domain::event::timestamp;
use crate::domain::plan::Plan;
use crate::domain::testing::{Story, at, incident_plan, plan};

/// Tells a story and looks back at it; `brief` says what of it is of interest.
#[track_caller]
fn case(
    name: &str,
    plan: &Plan,
    lines: &[&str],
    brief: fn(&Retro<'_>) -> Vec<String>,
    expected: &[&str],
) {
    let story = Story::of(plan.clone()).tell(lines);
    let now = story.now;
    let release = story.release();
    let retro = Retro::of(&release, now, &CarryOver::default());
    assert_eq!(brief(&retro), expected, "{name}");
}

fn two_phases() -> Plan {
    plan(&[
        "pre/a dev bound",
        "gate pre dev",
        "ship/b ops marks=out",
        "gate ship rm",
    ])
}

fn hour(time: &DateTime<Utc>) -> String {
    timestamp(time)[11..16].to_owned()
}

fn times(retro: &Retro<'_>) -> Vec<String> {
    let total: TimeDelta = retro.times.iter().map(|time| time.spent).sum();
    assert_eq!(
        total,
        retro.length(),
        "every moment of a release is spent somewhere"
    );
    let line = |time: &PhaseTime<'_>| {
        let place = match time.place {
            Where::Phase(phase) => phase.id.as_str(),
            Where::Cleared => "cleared",
        };
        format!(
            "{place} {} {}..{} x{}",
            span_of(time.spent),
            hour(&time.from),
            hour(&time.to),
            time.visits
        )
    };
    retro.times.iter().map(line).collect()
}

/// The clock of a story moves on by a minute with every line, so the line after `at …:59:00Z` happens at the full hour.
const STRAIGHT: [&str; 6] = [
    "at 2026-11-20T09:59:00Z",
    "dev signs a",
    "at 2026-11-20T10:29:00Z",
    "dev calls go at pre",
    "at 2026-11-20T12:59:00Z",
    "ops signs b",
];

#[test]
fn a_phase_lasts_from_the_go_before_it_to_its_own_last_answer() {
    let plan = two_phases();
    case(
        "just opened",
        &plan,
        &[],
        times,
        &["pre 0s 09:00..09:00 x1"],
    );
    case(
        "it still goes on",
        &plan,
        &["wait 2h"],
        times,
        &["pre 2h 09:00..11:00 x1"],
    );
    let pre = "pre 1h 30m 09:00..10:30 x1";
    case(
        "the first gate is at GO",
        &plan,
        &STRAIGHT[..4],
        times,
        &[pre, "ship 0s 10:30..10:30 x1"],
    );
    case(
        "the second goes on",
        &plan,
        &STRAIGHT,
        times,
        &[pre, "ship 2h 30m 10:30..13:00 x1"],
    );
    let through = [&STRAIGHT[..], &["rm calls go at ship", "wait 59m"]].concat();
    let ship = "ship 2h 31m 10:30..13:01 x1";
    case(
        "every gate at GO",
        &plan,
        &through,
        times,
        &[pre, ship, "cleared 59m 13:01..14:00 x1"],
    );
    let closed = [&through[..], &["close shipped", "wait 5h"]].concat();
    case(
        "after its end no time passes",
        &plan,
        &closed,
        times,
        &[pre, ship, "cleared 1h 13:01..14:01 x1"],
    );
    let given_up = [
        &STRAIGHT[..4],
        &["close abandoned because no budget", "wait 5h"],
    ]
    .concat();
    case(
        "given up",
        &plan,
        &given_up,
        times,
        &[pre, "ship 1m 10:30..10:31 x1"],
    );
}

#[test]
fn a_release_that_falls_back_spends_its_time_there() {
    let plan = two_phases();
    let respun = [
        &STRAIGHT[..],
        &[
            "respin c2",
            "wait 29m",
            "dev signs a",
            "dev calls go at pre",
            "wait 10m",
        ],
    ]
    .concat();
    let expected = ["pre 2h 1m 09:00..13:32 x2", "ship 2h 41m 10:30..13:42 x2"];
    case("a respin", &plan, &respun, times, &expected);
    let blocked = [
        &STRAIGHT[..],
        &[
            "dev blocks a because it burns",
            "wait 29m",
            "dev unblocks a because out",
        ],
    ]
    .concat();
    case(
        "a blocker",
        &plan,
        &blocked,
        times,
        &["pre 2h 09:00..13:31 x2", "ship 2h 31m 10:30..13:31 x2"],
    );
}

#[test]
fn a_rollback_is_a_phase_of_its_own() {
    let lines = [
        "ops signs b",
        "ops rolls back because it burns",
        "qa opens incident it burns",
        "pm decides rollback in 1 because it is safe",
        "qa signs incident-1/verified",
        "wait 55m",
        "ops signs undo",
        "qa calls go at back",
        "close rolled-back by rm because it burns",
    ];
    case(
        "to the end",
        &incident_plan(),
        &lines,
        times,
        &["ship 2m 09:00..09:02 x1", "back 1h 1m 09:02..10:03 x1"],
    );
}

#[test]
fn the_time_between_an_end_and_the_rollback_of_it_is_spent_nowhere() {
    let lines = [
        "ops signs b",
        "rm calls go at ship",
        "close shipped",
        "wait 5h",
        "ops rolls back because it burns",
        "wait 1h",
    ];
    let story = Story::of(incident_plan()).tell(&lines);
    let now = story.now;
    let release = story.release();
    let retro = Retro::of(&release, now, &CarryOver::default());
    let spent: TimeDelta = retro.times.iter().map(|time| time.spent).sum();
    assert_eq!(
        (span_of(retro.length()), span_of(spent)),
        ("6h 4m".to_owned(), "1h 3m".to_owned())
    );
}

fn moments(retro: &Retro<'_>) -> Vec<String> {
    let what = |what: What<'_>| match what {
        What::Event(event) => event.kind.word().to_owned(),
        What::Milestone(milestone) => format!("milestone {milestone}"),
        What::Gate(phase, is_open) => format!(
            "gate {} {}",
            phase.id,
            if is_open { "opens" } else { "shuts" }
        ),
    };
    retro
        .moments
        .iter()
        .map(|moment| format!("{} {}", hour(&moment.at), what(moment.what)))
        .collect()
}

#[test]
fn what_changed_the_course_is_told_in_order() {
    let plan = two_phases();
    let lines = [
        &STRAIGHT[..],
        &["respin c2", "dev signs a", "fact db = no because x"],
    ]
    .concat();
    let expected = [
        "09:00 started",
        "10:30 called",
        "10:30 gate pre opens",
        "13:00 milestone out",
        "13:01 respun",
        "13:01 gate pre shuts",
        "13:03 answered",
    ];
    case(
        "sign-offs are not told one by one",
        &plan,
        &lines,
        moments,
        &expected,
    );
    let lines = [
        "qa opens incident x",
        "ops notes 1 pods restart",
        "qa asks dev in 1 to look",
        "rm resolves 1 because a leak",
    ];
    case(
        "an incident begins and ends",
        &incident_plan(),
        &lines,
        moments,
        &["09:00 started", "09:01 opened", "09:04 resolved"],
    );
}

fn waivers_of(retro: &Retro<'_>) -> Vec<String> {
    retro
        .waivers
        .iter()
        .map(|waiver| format!("{} {}", waiver.item, waiver.fate.words()))
        .collect()
}

#[test]
fn every_waiver_is_told_with_what_became_of_it() {
    let plan = plan(&["pre/a dev", "pre/b dev maybe", "pre/c dev killer"]);
    let waived = "rm waives a because later";
    case("it holds", &plan, &[waived], waivers_of, &["pre/a skipped"]);
    case(
        "blocked besides",
        &plan,
        &[waived, "dev blocks a because it burns"],
        waivers_of,
        &["pre/a skipped"],
    );
    let signed = [waived, "dev reopens a because there is time", "dev signs a"];
    case(
        "taken back and done",
        &plan,
        &signed,
        waivers_of,
        &["pre/a no longer valid"],
    );
    let beside = [
        waived,
        "left: dev reopens a because there is time",
        "left: dev signs a",
        "merge",
    ];
    case(
        "taken back on another branch",
        &plan,
        &beside,
        waivers_of,
        &["pre/a no longer valid"],
    );
    case(
        "waived anew",
        &plan,
        &[waived, "dev reopens a because wrong", waived],
        waivers_of,
        &["pre/a no longer valid", "pre/a skipped"],
    );
    let until = "rm waives a until 2026-11-20 because later";
    case(
        "on its last day",
        &plan,
        &[until],
        waivers_of,
        &["pre/a skipped"],
    );
    case(
        "expired",
        &plan,
        &[until, "at 2026-11-21T00:00:00Z"],
        waivers_of,
        &["pre/a expired"],
    );
    let late = [until, "at 2026-11-21T00:00:00Z", "dev signs a"];
    case(
        "expired and done",
        &plan,
        &late,
        waivers_of,
        &["pre/a settled after all"],
    );
    let closed = [
        until,
        "close abandoned because no budget",
        "at 2026-11-21T00:00:00Z",
    ];
    case(
        "an end comes before the expiry",
        &plan,
        &closed,
        waivers_of,
        &["pre/a skipped"],
    );
    case(
        "another text",
        &plan,
        &[waived, "reword a"],
        waivers_of,
        &["pre/a no longer valid"],
    );
}

fn blockers(retro: &Retro<'_>) -> Vec<String> {
    let end = |block: &Block<'_>| {
        if block.cleared.is_some() {
            "cleared"
        } else {
            "stands"
        }
    };
    retro
        .blocks
        .iter()
        .map(|block| format!("{} {} {}", block.item, end(block), span_of(block.stood)))
        .collect()
}

#[test]
fn a_blocker_stands_from_the_stop_to_the_clearing_that_had_seen_it() {
    let plan = plan(&["pre/a dev", "pre/b dev"]);
    let (stop, wait, clear) = (
        "dev blocks a because it burns",
        "wait 59m",
        "dev unblocks a because out",
    );
    case(
        "cleared",
        &plan,
        &[stop, wait, clear],
        blockers,
        &["pre/a cleared 1h"],
    );
    case(
        "standing",
        &plan,
        &[stop, wait],
        blockers,
        &["pre/a stands 59m"],
    );
    let twice = [
        stop,
        "qa blocks a because it smokes",
        wait,
        clear,
        stop,
        wait,
    ];
    case(
        "one clearing for both",
        &plan,
        &twice,
        blockers,
        &[
            "pre/a cleared 1h 1m",
            "pre/a cleared 1h",
            "pre/a stands 59m",
        ],
    );
    case(
        "of another item",
        &plan,
        &[stop, "dev blocks b because x", "dev unblocks b because y"],
        blockers,
        &["pre/a stands 2m", "pre/b cleared 1m"],
    );
    let unseen = [
        stop,
        "left: qa blocks a because it smokes",
        "dev unblocks a because out",
        "merge",
        "wait 57m",
    ];
    case(
        "a clearing that had not seen it",
        &plan,
        &unseen,
        blockers,
        &["pre/a cleared 2m", "pre/a stands 59m"],
    );
    let ended = [stop, wait, "close abandoned because no budget", "wait 5h"];
    case(
        "it stood to the end",
        &plan,
        &ended,
        blockers,
        &["pre/a stands 1h"],
    );
}

fn stale_ones(retro: &Retro<'_>) -> Vec<String> {
    let line = |stale: &StaleSignOff<'_>| {
        let why = stale.why.word();
        let then = match (stale.again, stale.is_waiting) {
            (Some(event), _) => format!("again {}", hour(&event.at)),
            (None, true) => "waiting".to_owned(),
            (None, false) => "not needed".to_owned(),
        };
        format!(
            "{} {} {} {why} {then}",
            hour(&stale.signed.at),
            stale.item,
            stale.role
        )
    };
    retro.stale.iter().map(line).collect()
}

#[test]
fn a_sign_off_that_held_no_longer_is_told_with_what_came_after() {
    let plan = plan(&["pre/a dev+qa bound", "pre/b dev"]);
    let signed = ["dev signs a", "dev signs b"];
    case("nothing happened", &plan, &signed, stale_ones, &[]);
    let respun = [&signed[..], &["respin c2"]].concat();
    case(
        "a respin",
        &plan,
        &respun,
        stale_ones,
        &["09:01 pre/a dev candidate waiting"],
    );
    let again = [&respun[..], &["dev signs a"]].concat();
    case(
        "signed again",
        &plan,
        &again,
        stale_ones,
        &["09:01 pre/a dev candidate again 09:04"],
    );
    let twice = [&again[..], &["respin c3"]].concat();
    let expected = [
        "09:01 pre/a dev candidate again 09:04",
        "09:04 pre/a dev candidate waiting",
    ];
    case("a second respin", &plan, &twice, stale_ones, &expected);
    let waived = [&respun[..], &["rm waives a because small"]].concat();
    case(
        "waived instead",
        &plan,
        &waived,
        stale_ones,
        &["09:01 pre/a dev candidate not needed"],
    );
    let taken_back = ["dev signs a", "dev reopens a because wrong", "respin c2"];
    case("taken back before", &plan, &taken_back, stale_ones, &[]);
    case(
        "another text",
        &plan,
        &["dev signs b", "reword b"],
        stale_ones,
        &["09:01 pre/b dev text waiting"],
    );
    let reworded = ["dev signs b", "reword b", "dev signs b"];
    case(
        "signed under the new text",
        &plan,
        &reworded,
        stale_ones,
        &["09:01 pre/b dev text again 09:03"],
    );
}

#[test]
fn a_sign_off_that_ran_out_is_told_as_one_that_held_no_longer() {
    let plan = plan(&["pre/a dev fresh=1h"]);
    let old = ["dev signs a", "wait 2h"];
    case(
        "too old",
        &plan,
        &old,
        stale_ones,
        &["09:01 pre/a dev age waiting"],
    );
    let again = [&old[..], &["dev signs a"]].concat();
    let expected = ["09:01 pre/a dev age again 11:02"];
    case("signed again", &plan, &again, stale_ones, &expected);
    let fresh = ["dev signs a", "wait 1m"];
    case("fresh", &plan, &fresh, stale_ones, &[]);
    let waived = [&old[..], &["rm waives a because small"]].concat();
    let expected = ["09:01 pre/a dev age not needed"];
    case("waived instead", &plan, &waived, stale_ones, &expected);
}

fn late(retro: &Retro<'_>) -> Vec<String> {
    let windows = retro.windows.iter().map(|told| {
        let late = told.late.map_or("in time".to_owned(), |late| {
            format!("late {}", span_of(late))
        });
        format!(
            "window {} {} {late}",
            told.standing.window.id,
            told.standing.state.word()
        )
    });
    let stages = retro
        .late_stages
        .iter()
        .map(|told| format!("stage {} late {}", told.stage, span_of(told.late)));
    windows.chain(stages).collect()
}

#[test]
fn a_window_is_late_an_hour_after_its_end() {
    let plan = plan(&[
        "ship/b ops marks=out",
        "monitoring ship from out",
        "window first 0m..30m ops",
        "window second 30m..4h ops",
    ]);
    let out = ["ops signs b", "wait 30m"];
    let closing = "ops closes first noting quiet";
    case("not begun", &plan, &[], late, &[]);
    case(
        "under way",
        &plan,
        &["ops signs b"],
        late,
        &["window first open in time"],
    );
    case(
        "closed at once",
        &plan,
        &[&out[..], &[closing]].concat(),
        late,
        &["window first closed in time", "window second open in time"],
    );
    let at_last = [&out[..], &["wait 2h", closing]].concat();
    case(
        "closed late",
        &plan,
        &at_last,
        late,
        &[
            "window first closed late 2h 1m",
            "window second open in time",
        ],
    );
    let forgotten = [&out[..], &["wait 90m"]].concat();
    case(
        "not closed",
        &plan,
        &forgotten,
        late,
        &[
            "window first overdue late 1h 30m",
            "window second open in time",
        ],
    );
    let early = ["ops signs b", "ops closes first because it is quiet"];
    case(
        "closed early",
        &plan,
        &early,
        late,
        &["window first closed early in time"],
    );
}

#[test]
fn a_stage_is_late_after_its_longest_soak() {
    let plan = crate::domain::testing::rollout_plan();
    let start = [
        "dev signs a",
        "dev calls go at pre",
        "ops baselines errors=0.4",
        "ops enters canary at 5",
        "wait 15m",
        "ops observes errors=0.4",
    ];
    let ready = [&start[..], &["qa calls go on canary"]].concat();
    case(
        "in time",
        &plan,
        &[&ready[..], &["ops enters quarter at 25"]].concat(),
        late,
        &[],
    );
    case(
        "so far",
        &plan,
        &[&ready[..], &["wait 13m"]].concat(),
        late,
        &[],
    );
    case(
        "too long",
        &plan,
        &[&ready[..], &["wait 43m"]].concat(),
        late,
        &["stage canary late 30m"],
    );
    let given_up = [
        &ready[..],
        &["wait 42m", "ops aborts because it burns", "wait 9h"],
    ]
    .concat();
    case(
        "given up late",
        &plan,
        &given_up,
        late,
        &["stage canary late 30m"],
    );
    let paused = [
        &ready[..],
        &[
            "ops pauses because lunch",
            "wait 2h",
            "ops resumes because it was good",
        ],
    ]
    .concat();
    case("a pause does not count", &plan, &paused, late, &[]);
    case(
        "paused still",
        &plan,
        &[&ready[..], &["ops pauses because lunch", "wait 9h"]].concat(),
        late,
        &[],
    );
    let again = [
        "dev calls go at pre",
        "ops baselines errors=0.4",
        "ops enters canary at 5",
    ];
    let respun = [&start[..4], &["wait 10m", "respin c2", "wait 9h"], &again].concat();
    case("another candidate ends a stage", &plan, &respun, late, &[]);
    let anew = [
        &start[..4],
        &["ops pauses because lunch", "respin c2"],
        &again,
        &["wait 1h"],
    ]
    .concat();
    case(
        "and the pause of it",
        &plan,
        &anew,
        late,
        &["stage canary late 30m"],
    );
    let late_first = [&start[..4], &["wait 44m", "respin c2", "wait 9h"]].concat();
    case(
        "late before the other candidate",
        &plan,
        &late_first,
        late,
        &["stage canary late 15m"],
    );
}

#[test]
fn the_plan_is_told_as_it_was_and_as_it_is() {
    let plan = plan(&[
        "pre/a dev",
        "pre/d dev when=db",
        "ship/b ops",
        "ship/u ops when=ui",
        "ship/x ops",
    ]);
    let lines = [
        "fact db = no because nothing to migrate",
        "respin c2",
        "retract x",
    ];
    let brief = |retro: &Retro<'_>| {
        let planned = &retro.planned;
        let facts = planned
            .facts
            .iter()
            .map(|told| format!("{} {:?} {:?}", told.fact.id, told.at_start, told.in_the_end));
        let phases = planned
            .phases
            .iter()
            .map(|(phase, items, ruled_out)| format!("{} {items} {ruled_out}", phase.id));
        let whole = format!(
            "{:?} {} {}",
            planned.candidate,
            planned.items(),
            planned.ruled_out()
        );
        facts.chain(phases).chain([whole]).collect()
    };
    let expected = [
        "db None Some(false)",
        "ui None None",
        "pre 1 1",
        "ship 2 0",
        "Some(\"c1\") 3 1",
    ];
    case("facts, candidate and size", &plan, &lines, brief, &expected);
}

#[test]
fn a_release_gives_reason_to_ask() {
    let brief = |retro: &Retro<'_>| retro.questions().split_off(QUESTIONS.len());
    let plan = plan(&["pre/a dev bound", "pre/b dev"]);
    case("nothing special", &plan, &["dev signs a"], brief, &[]);
    let lines = [
        "dev blocks a because x",
        "dev blocks b because x",
        "wait 1h",
        "dev unblocks a because y",
        "wait 1h",
    ];
    case(
        "the longest blocker",
        &plan,
        &lines,
        brief,
        &["What would have cleared the blocker of pre/b sooner?"],
    );
    let respun = ["dev signs a", "respin c2"];
    case(
        "stale",
        &plan,
        &respun,
        brief,
        &["Why did 1 sign-off go stale, and could we have known before?"],
    );
    let back = ["ops signs b", "ops rolls back because it burns"];
    let question = "Which check before the deployment would have caught the cause of the rollback?";
    case("a rollback", &incident_plan(), &back, brief, &[question]);
}

#[test]
fn what_earlier_releases_left_is_part_of_it() {
    let lines = [
        "qa opens incident x",
        "qa asks dev in 1 to write it up",
        "rm waives b because later",
    ];
    let before = Story::of_version("2.3.0", "2026-11-01T09:00:00Z", incident_plan())
        .tell(&lines)
        .release();
    let mut earlier = CarryOver::default();
    let now = at("2026-11-20T12:00:00Z");
    earlier.add(&before, now);
    let release = Story::of(incident_plan()).tell(&lines[2..]).release();
    let retro = Retro::of(&release, now, &earlier);
    assert_eq!(
        retro
            .carried
            .iter()
            .map(|action| action.text.as_str())
            .collect::<Vec<_>>(),
        ["write it up"]
    );
    assert_eq!(
        retro
            .debts
            .iter()
            .map(|debt| debt.item.as_str())
            .collect::<Vec<_>>(),
        ["ship/b"]
    );
    let last = retro.questions().pop().unwrap_or_default();
    assert_eq!(
        last,
        "ship/b was waived again: do we do it next time, or do we drop it?"
    );
}
