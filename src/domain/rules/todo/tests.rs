use super::*;
use crate::domain::plan::Plan;
use crate::domain::rules::gate::judge;
use crate::domain::testing::{Story, plan, side_by_side};

fn small() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/b dev+qa",
        "gate pre dev+qa",
        "ship/c ops",
        "gate ship ops",
    ])
}

const PRE: [&str; 5] = [
    "dev signs a",
    "dev signs b",
    "qa signs b",
    "dev calls go at pre",
    "qa calls go at pre",
];

/// Writes what a role has to do as `dev: a, b blocked, call pre`.
fn brief(due: &OpenWork<'_>) -> String {
    let name = |due: &DueItem<'_>| {
        due.item
            .id
            .as_str()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let items = due.items.iter().map(|due| match due.state {
        ItemState::Blocked => format!("{} blocked", name(due)),
        _ => name(due),
    });
    let calls = due.calls.iter().map(|phase| format!("call {phase}"));
    format!(
        "{}: {}",
        due.role,
        items.chain(calls).collect::<Vec<_>>().join(", ")
    )
}

fn briefs(dues: &[OpenWork<'_>]) -> Vec<String> {
    dues.iter().map(brief).collect()
}

#[test]
fn it_is_the_turn_of_whoever_can_settle_something() {
    #[track_caller]
    fn case(name: &str, script: &[&str], all: &[&str], now: &[&str]) {
        let story = Story::of(small()).tell(script);
        let at = story.now;
        let release = story.release();
        let judgements = judge(&release, at);
        assert_eq!(briefs(&due(&release, &judgements)), all, "{name}");
        assert_eq!(briefs(&due_now(&release, &judgements)), now, "{name}, now");
    }
    case(
        "nothing happened yet",
        &[],
        &[
            "dev: a, b, call pre",
            "qa: b, call pre",
            "ops: c, call ship",
        ],
        &["dev: a, b, call pre", "qa: b, call pre"],
    );
    case(
        "who has signed is done, also where another has not",
        &["dev signs a", "dev signs b"],
        &["dev: call pre", "qa: b, call pre", "ops: c, call ship"],
        &["dev: call pre", "qa: b, call pre"],
    );
    case(
        "a blocker is cleared by the item's roles, whoever blocked and whoever has signed",
        &["dev signs b", "ops blocks b because it burns"],
        &[
            "dev: a, b blocked, call pre",
            "qa: b blocked, call pre",
            "ops: c, call ship",
        ],
        &["dev: a, b blocked, call pre", "qa: b blocked, call pre"],
    );
    case(
        "a no-go waits for the role that said it",
        &[&PRE[..], &["qa calls no-go at pre because slow"]].concat(),
        &["qa: call pre", "ops: c, call ship"],
        &["qa: call pre"],
    );
    case(
        "also when its gate is gone",
        &[
            &PRE[..],
            &[
                "dev blocks c because slow",
                "dev calls no-go at pre because slow",
                "unpoll dev",
            ],
        ]
        .concat(),
        // An amendment that asks less makes the calls at that gate stale.
        &["dev: call pre", "qa: call pre", "ops: c blocked, call ship"],
        &["dev: call pre", "qa: call pre"],
    );
    case(
        "a gate at GO waits for nobody",
        &PRE,
        &["ops: c, call ship"],
        &["ops: c, call ship"],
    );
    case(
        "every gate at GO",
        &[&PRE[..], &["ops signs c", "ops calls go at ship"]].concat(),
        &[],
        &[],
    );
}

#[test]
fn the_next_steps_follow_from_whose_turn_it_is() {
    #[track_caller]
    fn case(name: &str, script: &[&str], only: Option<&str>, expected: &[&str]) {
        let story = Story::of(small()).tell(script);
        let now = story.now;
        let release = story.release();
        let judgements = judge(&release, now);
        let only = only.map(RoleId::from);
        let steps = next_steps(&release, &judgements, only.as_ref());
        let commands: Vec<_> = steps.iter().map(|step| step.command(" -r 2.4.0")).collect();
        assert_eq!(commands, expected, "{name}");
    }
    case(
        "the busiest walks first",
        &[],
        None,
        &[
            "gonogo walk 2.4.0 --role dev",
            "gonogo walk 2.4.0 --role qa",
        ],
    );
    case(
        "one role alone",
        &[],
        Some("qa"),
        &["gonogo walk 2.4.0 --role qa"],
    );
    case("a role that has nothing to do now", &[], Some("ops"), &[]);
    case(
        "who only has to call does not walk",
        &PRE[..3],
        None,
        &[
            "gonogo call go --role dev --phase pre -r 2.4.0",
            "gonogo call go --role qa --phase pre -r 2.4.0",
        ],
    );
    let all = [&PRE[..], &["ops signs c", "ops calls go at ship"]].concat();
    case(
        "every gate at GO",
        &all,
        None,
        &["gonogo notes -r 2.4.0", "gonogo close -r 2.4.0"],
    );
    case(
        "shipped",
        &[&all[..], &["close shipped"]].concat(),
        None,
        &[],
    );
    case(
        "abandoned",
        &["close abandoned because no budget"],
        None,
        &[],
    );
}

#[test]
fn two_candidates_are_nobodys_turn() {
    side_by_side(
        &small(),
        &PRE,
        &["respin c2"],
        &["respin c3"],
        |release, now| {
            let judgements = judge(release, now);
            assert_eq!(
                briefs(&due_now(release, &judgements)),
                ["dev: call pre", "qa: call pre"]
            );
        },
    );
}

/// An item that waits for a later milestone, one that waits for a time, and one that waits for nothing.
fn timed() -> Plan {
    plan(&[
        "pre/a dev marks=staged",
        "pre/b dev after=staged+24h",
        "pre/c qa after=staged",
        "gate pre",
    ])
}

#[test]
fn what_is_not_due_yet_is_nobodys_next_step() {
    #[track_caller]
    fn case(script: &[&str], now: &[(&str, usize)], next: &[&str], tasks_of: &[&str]) {
        let story = Story::of(timed()).tell(script);
        let at = story.now;
        let release = story.release();
        let judgements = judge(&release, at);
        let dues = due(&release, &judgements);
        let counts: Vec<_> = dues
            .iter()
            .map(|due| (due.role.as_str(), due.to_sign()))
            .collect();
        assert_eq!(counts, now, "{script:?}");
        let steps: Vec<_> = next_steps(&release, &judgements, None)
            .iter()
            .map(|step| step.command(""))
            .collect();
        assert_eq!(steps, next, "{script:?}");
        let tasks: Vec<_> = tasks(&release, &judgements, &|_| true)
            .iter()
            .map(|task| match task.timing.sentence() {
                Some(due) => format!("{} {due}", task.about),
                None => task.about.clone(),
            })
            .collect();
        assert_eq!(tasks, tasks_of, "{script:?}");
    }
    case(
        &[],
        &[("dev", 1), ("qa", 0)],
        &["gonogo walk 2.4.0 --role dev"],
        &[
            "pre/a",
            "pre/b due 24h after staged",
            "pre/c due after staged",
        ],
    );
    case(
        &["dev signs a"],
        &[("dev", 0), ("qa", 1)],
        &["gonogo walk 2.4.0 --role qa"],
        &["pre/c", "pre/b due from 2026-11-21T09:01:00Z"],
    );
    case(
        &["dev signs a", "qa signs c"],
        &[("dev", 0)],
        &["nothing to do until 2026-11-21 09:01 UTC"],
        &["pre/b due from 2026-11-21T09:01:00Z"],
    );
    case(
        &["dev signs a", "qa signs c", "wait 24h"],
        &[("dev", 1)],
        &["gonogo walk 2.4.0 --role dev"],
        &["pre/b"],
    );
    case(
        &["dev signs a", "qa blocks b because x", "qa signs c"],
        &[("dev", 0)],
        &[
            "gonogo unblock pre/b --role dev --reason \"…\"",
            "gonogo walk 2.4.0 --role dev",
        ],
        &["pre/b"],
    );
}

#[test]
fn where_items_wait_for_a_later_phase_the_walk_goes_on_there() {
    let plan = plan(&["pre/a dev after=deployed", "ship/b dev marks=deployed"]);
    let story = Story::of(plan);
    let now = story.now;
    let release = story.release();
    let steps = next_steps(&release, &judge(&release, now), None);
    let steps: Vec<_> = steps.iter().map(|step| step.command("")).collect();
    assert_eq!(steps, ["gonogo walk 2.4.0"]);
}

#[test]
fn a_gate_that_waits_for_a_time_says_until_when_there_is_nothing_to_do() {
    let plan = plan(&[
        "pre/a dev bound marks=vote-called",
        "gate pre qa wait=vote-called+72h",
        "ship/b dev",
    ]);
    for (script, expected) in [
        (
            &[][..],
            &[
                "gonogo walk 2.4.0 --role dev",
                "gonogo call go --role qa --phase pre",
            ][..],
        ),
        (&["dev signs a"], &["gonogo call go --role qa --phase pre"]),
        (
            &["dev signs a", "qa calls go at pre"],
            &["nothing to do until 2026-11-23 09:01 UTC"],
        ),
        (
            &["dev signs a", "qa calls go at pre", "wait 72h"],
            &["gonogo walk 2.4.0 --role dev"],
        ),
    ] {
        let story = Story::of(plan.clone()).tell(script);
        let at = story.now;
        let release = story.release();
        let steps = next_steps(&release, &judge(&release, at), None);
        let steps: Vec<_> = steps.iter().map(|step| step.command("")).collect();
        assert_eq!(steps, expected, "{script:?}");
    }
}
