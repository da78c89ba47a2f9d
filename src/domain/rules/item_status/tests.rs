use super::*;
use crate::domain::plan::{Identity, Plan};
use crate::domain::testing::{Story, at, outcome, person, plan, side_by_side};

fn checklist() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/both dev+qa",
        "pre/bound dev bound",
        "pre/proof qa proof",
        "pre/killer qa killer",
        "pre/maybe dev maybe",
        "pre/migrate ops when=db",
        "pre/screens dev when=db+ui",
        "ship/deploy ops marks=deployed",
    ])
}

fn state(release: &Release, name: &str, now: DateTime<Utc>) -> &'static str {
    let id = release
        .plan()
        .items
        .iter()
        .map(|item| &item.id)
        .find(|id| id.as_str().ends_with(&format!("/{name}")))
        .unwrap();
    standing(release, id, now).unwrap().state.word()
}

#[track_caller]
fn case(name: &str, script: &[&str], item: &str, expected: &str) {
    let story = Story::of(checklist()).tell(script);
    let now = story.now;
    assert_eq!(state(&story.release(), item, now), expected, "{name}");
}

#[test]
fn a_deputy_is_one_of_the_people_whom_an_item_asks_for() {
    let mut plan = plan(&["pre/twice qa signers=2"]);
    plan.people = ["Ann", "Bob"]
        .map(|name| Identity {
            person: person(name),
            aliases: Vec::new(),
            deputies: vec![person("Eve")],
        })
        .to_vec();
    let eve_for_ann = "Eve for Ann as qa signs twice";
    for (name, script, expected) in [
        ("one", &[eve_for_ann][..], "open"),
        (
            "and another member",
            &[eve_for_ann, "Bob as qa signs twice"],
            "done",
        ),
        (
            "the member beside a deputy is one",
            &[
                "left: Eve for Ann as qa signs twice",
                "right: Ann as qa signs twice",
            ],
            "open",
        ),
        (
            "a deputy of two is one",
            &[
                "left: Eve for Ann as qa signs twice",
                "right: Eve for Bob as qa signs twice",
            ],
            "open",
        ),
        (
            "a deputy who signs as well is one",
            &[
                "left: Eve for Ann as qa signs twice",
                "right: Eve as qa signs twice",
            ],
            "open",
        ),
    ] {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        assert_eq!(state(&story.release(), "twice", now), expected, "{name}");
    }
    let again = [eve_for_ann, "Eve as qa signs twice"];
    assert_eq!(
        outcome(&plan, &again),
        "1: Eve <Eve@octoacme.example> has answered for role `qa` here already, and several people have to"
    );
    let again = [eve_for_ann, "Ann as qa signs twice"];
    assert_eq!(
        outcome(&plan, &again),
        "0: item `pre/twice` was already signed for `qa` by Eve <Eve@octoacme.example> at 2026-11-20T09:01:00Z"
    );
}

#[test]
fn an_item_is_done_when_every_role_has_signed_the_present_text_and_candidate() {
    case("nobody has signed", &[], "a", "open");
    case("its role has signed", &["dev signs a"], "a", "done");
    case(
        "one of two roles has signed",
        &["dev signs both"],
        "both",
        "open",
    );
    case(
        "both roles have signed",
        &["dev signs both", "qa signs both"],
        "both",
        "done",
    );
    case(
        "one of two roles signs twice",
        &["dev signs both", "dev signs both noting again"],
        "both",
        "open",
    );
    case(
        "it has its evidence",
        &["qa signs proof with https://ci/1"],
        "proof",
        "done",
    );
    case(
        "its text is reworded",
        &["dev signs a", "reword a"],
        "a",
        "stale",
    );
    case(
        "another item's text is reworded",
        &["dev signs a", "reword both"],
        "a",
        "done",
    );
    case(
        "it is reworded and signed anew",
        &["dev signs a", "reword a", "dev signs a"],
        "a",
        "done",
    );
    case(
        "one of two sign-offs is of the old text",
        &["dev signs both", "reword both", "qa signs both"],
        "both",
        "stale",
    );
    case(
        "a respin does not touch what holds for the release",
        &["dev signs a", "respin c2"],
        "a",
        "done",
    );
    case(
        "a respin makes a bound sign-off stale",
        &["dev signs bound", "respin c2"],
        "bound",
        "stale",
    );
    case(
        "it is signed on the new candidate",
        &["dev signs bound", "respin c2", "dev signs bound"],
        "bound",
        "done",
    );
    case(
        "the old candidate comes back, as a new one",
        &["dev signs bound", "respin c2", "respin c1"],
        "bound",
        "stale",
    );
    case(
        "the old candidate comes back, and is signed again",
        &[
            "dev signs bound",
            "respin c2",
            "respin c1",
            "dev signs bound",
        ],
        "bound",
        "done",
    );
    case(
        "a sign-off is retracted",
        &["dev signs a", "dev reopens a because wrong run"],
        "a",
        "open",
    );
    case(
        "it is signed again after that",
        &[
            "dev signs a",
            "dev reopens a because wrong run",
            "dev signs a",
        ],
        "a",
        "done",
    );
    case(
        "reopening retracts every role",
        &[
            "dev signs both",
            "qa signs both",
            "qa reopens both because x",
        ],
        "both",
        "open",
    );
}

#[test]
fn an_item_without_roles_is_never_done() {
    let mut plan = plan(&["pre/a dev"]);
    plan.items[0].roles.clear();
    let story = Story::of(plan);
    let now = story.now;
    assert_eq!(state(&story.release(), "a", now), "open");
}

#[test]
fn an_item_does_not_apply_when_a_fact_or_a_person_says_so() {
    case("an unanswered fact counts as yes", &[], "migrate", "open");
    case("the fact is yes", &["fact db = yes"], "migrate", "open");
    case(
        "the fact is no",
        &["fact db = no"],
        "migrate",
        "not applicable",
    );
    case(
        "one of two facts is no",
        &["fact db = yes", "fact ui = no"],
        "screens",
        "not applicable",
    );
    case(
        "the fact changes back to yes",
        &["fact db = no", "fact db = yes because found one"],
        "migrate",
        "open",
    );
    case(
        "sign-offs outlive the change back",
        &[
            "ops signs migrate",
            "fact db = no",
            "fact db = yes because found one",
        ],
        "migrate",
        "done",
    );
    case(
        "a fact rules out what was signed",
        &["ops signs migrate", "fact db = no"],
        "migrate",
        "not applicable",
    );
    case(
        "a person rules it out",
        &["dev rules out maybe because no such thing"],
        "maybe",
        "not applicable",
    );
    case(
        "it is asked again",
        &[
            "dev rules out maybe because no such thing",
            "dev reopens maybe because there is",
        ],
        "maybe",
        "open",
    );
    case(
        "its text changed since",
        &["dev rules out maybe because no such thing", "reword maybe"],
        "maybe",
        "open",
    );
    case(
        "ruling out survives a respin",
        &["dev rules out maybe because none", "respin c2"],
        "maybe",
        "not applicable",
    );
}

#[test]
fn a_fact_answered_at_the_start_decides_until_it_is_changed() {
    let mut header = crate::domain::testing::header();
    header.facts.insert("db".into(), false);
    let release = Release::unstarted(header, checklist());
    assert_eq!(
        state(&release, "migrate", at("2026-11-20T09:00:00Z")),
        "not applicable"
    );
    assert_eq!(release.fact(&"ui".into()), None);
}

#[test]
fn a_waiver_holds_to_the_end_of_its_last_day_in_utc() {
    #[track_caller]
    fn case(name: &str, script: &[&str], now: &str, expected: &str) {
        let release = Story::of(checklist()).tell(script).release();
        assert_eq!(state(&release, "a", at(now)), expected, "{name}");
    }
    let until = &["rm waives a until 2026-11-25 because later"];
    case(
        "without a last day it holds for good",
        &["rm waives a because later"],
        "2031-01-01T00:00:00Z",
        "waived",
    );
    case("the day before", until, "2026-11-24T12:00:00Z", "waived");
    case("the last second", until, "2026-11-25T23:59:59Z", "waived");
    case("midnight after", until, "2026-11-26T00:00:00Z", "open");
    case(
        "renewed after it expired",
        &[
            until[0],
            "at 2026-11-27T00:00:00Z",
            "rm waives a because still later",
        ],
        "2026-12-01T00:00:00Z",
        "waived",
    );
    case(
        "signed after it expired",
        &[until[0], "at 2026-11-27T00:00:00Z", "dev signs a"],
        "2026-12-01T00:00:00Z",
        "done",
    );
    case(
        "retracted",
        &[until[0], "rm reopens a because no"],
        "2026-11-21T00:00:00Z",
        "open",
    );
    case(
        "its text changed since",
        &[until[0], "reword a"],
        "2026-11-21T00:00:00Z",
        "open",
    );
}

#[test]
fn an_expired_waiver_is_still_shown() {
    let release = Story::of(checklist())
        .tell(&["rm waives a until 2026-11-25 because later"])
        .release();
    let standing = standing(&release, &"pre/a".into(), at("2026-11-26T00:00:00Z")).unwrap();
    assert!(!standing.waivers.is_empty() && standing.waiver_expired);
}

#[test]
fn blocked_outweighs_every_other_state() {
    case(
        "open and blocked",
        &["qa blocks a because it burns"],
        "a",
        "blocked",
    );
    case(
        "signed and blocked",
        &["dev signs a", "qa blocks a because it burns"],
        "a",
        "blocked",
    );
    case(
        "blocked and signed",
        &["qa blocks a because it burns", "dev signs a"],
        "a",
        "blocked",
    );
    case(
        "waived and blocked",
        &["rm waives a because later", "qa blocks a because it burns"],
        "a",
        "blocked",
    );
    case(
        "ruled out by a fact and blocked",
        &["fact db = no", "qa blocks migrate because it burns"],
        "migrate",
        "blocked",
    );
    case(
        "unblocked",
        &[
            "dev signs a",
            "qa blocks a because it burns",
            "dev unblocks a because it is out",
        ],
        "a",
        "done",
    );
    case(
        "one unblock clears all it has seen",
        &[
            "qa blocks a because one",
            "ops blocks a because two",
            "dev unblocks a because both out",
        ],
        "a",
        "open",
    );
    case(
        "reopening does not clear a blocker",
        &[
            "dev signs a",
            "qa blocks a because x",
            "dev reopens a because y",
        ],
        "a",
        "blocked",
    );
    case(
        "a respin does not clear a blocker",
        &["qa blocks a because x", "respin c2"],
        "a",
        "blocked",
    );
}

#[test]
fn states_come_in_a_fixed_order_of_weight() {
    case(
        "a fact weighs more than a sign-off",
        &["ops signs migrate", "fact db = no"],
        "migrate",
        "not applicable",
    );
    case(
        "a waiver weighs more than a stale sign-off",
        &["dev signs bound", "respin c2", "rm waives bound because x"],
        "bound",
        "waived",
    );
    case(
        "a missing role leaves a stale item stale",
        &["dev signs both", "reword both"],
        "both",
        "stale",
    );
}

#[test]
fn a_milestone_is_reached_when_its_item_is_done() {
    let story = Story::of(checklist());
    assert_eq!(
        milestone(&story.clone().release(), &"deployed".into(), story.now),
        None
    );
    let release = story
        .tell(&["at 2026-11-21T10:00:00Z", "ops signs deploy because early"])
        .release();
    let reached = milestone(&release, &"deployed".into(), at("2026-12-01T00:00:00Z"));
    assert_eq!(reached, Some(at("2026-11-21T10:01:00Z")));
}

#[track_caller]
fn merged(name: &str, before: &[&str], left: &[&str], right: &[&str], item: &str, expected: &str) {
    side_by_side(&checklist(), before, left, right, |release, now| {
        assert_eq!(state(release, item, now), expected, "{name}");
    });
}

#[test]
fn of_answers_that_have_not_seen_each_other_the_careful_one_stands() {
    merged(
        "two roles sign",
        &[],
        &["dev signs both"],
        &["qa signs both"],
        "both",
        "done",
    );
    merged(
        "a sign-off and a blocker",
        &[],
        &["dev signs a"],
        &["qa blocks a because x"],
        "a",
        "blocked",
    );
    merged(
        "an unblock clears only what it has seen",
        &["qa blocks a because one"],
        &["dev unblocks a because one is out"],
        &["ops blocks a because two"],
        "a",
        "blocked",
    );
    merged(
        "two unblocks of one blocker",
        &["qa blocks a because one"],
        &["dev unblocks a because out"],
        &["ops unblocks a because out"],
        "a",
        "open",
    );
    merged(
        "a reopening and a sign-off",
        &["dev signs a"],
        &["dev reopens a because x"],
        &["dev signs a noting y"],
        "a",
        "open",
    );
    merged(
        "a reopening and a waiver",
        &["dev signs both"],
        &["dev reopens both because x"],
        &["rm waives both because y"],
        "both",
        "open",
    );
    merged(
        "a sign-off that has seen one of two reopenings",
        &["dev signs a"],
        &["dev reopens a because x", "dev signs a"],
        &["dev reopens a because y"],
        "a",
        "open",
    );
}

#[test]
fn of_changes_to_the_release_that_have_not_seen_each_other_the_careful_one_stands() {
    merged(
        "two answers to a fact: yes",
        &[],
        &["fact db = no"],
        &["fact db = yes"],
        "migrate",
        "open",
    );
    merged(
        "a changed answer and the old one confirmed",
        &["fact db = yes"],
        &["fact db = no because none"],
        &["dev signs a"],
        "migrate",
        "not applicable",
    );
    merged(
        "two candidates: nothing bound holds",
        &[],
        &["respin c2", "dev signs bound"],
        &["respin c3", "dev signs bound"],
        "bound",
        "stale",
    );
    merged(
        "two respins to one candidate",
        &[],
        &["respin c2", "dev signs bound"],
        &["respin c2"],
        "bound",
        "done",
    );
    merged(
        "a sign-off and a respin",
        &[],
        &["dev signs bound"],
        &["respin c2"],
        "bound",
        "stale",
    );
    merged(
        "a sign-off of the old text",
        &[],
        &["dev signs a"],
        &["reword a"],
        "a",
        "stale",
    );
    merged(
        "ruled out by one, signed by the other",
        &[],
        &["dev rules out maybe because none"],
        &["dev signs maybe"],
        "maybe",
        "done",
    );
}

#[test]
fn an_event_after_the_merge_settles_what_the_branches_left_open() {
    let candidates = ["left: respin c2", "right: respin c3", "merge"];
    case(
        "a respin picks one",
        &[&candidates[..], &["respin c3", "dev signs bound"]].concat(),
        "bound",
        "done",
    );
    case(
        "or a third",
        &[&candidates[..], &["respin c4", "dev signs bound"]].concat(),
        "bound",
        "done",
    );
    let facts = ["left: fact db = no", "right: fact db = yes", "merge"];
    case(
        "a no with a reason",
        &[&facts[..], &["fact db = no because checked"]].concat(),
        "migrate",
        "not applicable",
    );
    let blockers = [
        "qa blocks a because one",
        "left: dev unblocks a because out",
        "right: ops blocks a because two",
        "merge",
    ];
    case(
        "an unblock that sees both",
        &[&blockers[..], &["dev unblocks a because all out"]].concat(),
        "a",
        "open",
    );
}

#[test]
fn an_item_that_is_answered_while_it_is_blocked_keeps_that_answer() {
    let plan = plan(&["pre/a dev maybe"]);
    let state = |script: &[&str]| {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        standing(&story.release(), &"pre/a".into(), now)
            .unwrap()
            .state
    };
    let (block, unblock) = (
        "qa blocks a because it burns",
        "qa unblocks a because it is out",
    );
    let (waive, rule_out) = (
        "rm waives a because later",
        "dev rules out a because no such thing",
    );
    for (script, expected) in [
        (&[block, waive, unblock][..], ItemState::Waived),
        (&["dev signs a", block, waive, unblock], ItemState::Waived),
        (&["dev signs a", block, waive], ItemState::Blocked),
        (
            &["dev signs a", block, rule_out, unblock],
            ItemState::NotApplicable,
        ),
        (&["dev signs a", block, unblock], ItemState::Done),
        (
            &["rm waives a because later", block, unblock],
            ItemState::Waived,
        ),
    ] {
        assert_eq!(state(script), expected, "{script:?}");
    }
}

#[test]
fn items_in_order_wait_for_those_above_them_in_their_section() {
    let mut plan = plan(&[
        "pre/a dev",
        "pre/b dev in-order",
        "pre/c dev in-order",
        "pre/other dev",
    ]);
    plan.items[3].section = "Other".to_owned();
    let said = |script: &[&str], id: &str| {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        standing(&story.release(), &id.into(), now)
            .unwrap()
            .sentence()
    };
    assert_eq!(said(&[], "pre/b"), "due after pre/a");
    assert_eq!(said(&[], "pre/c"), "due after pre/a");
    assert_eq!(said(&[], "pre/other"), "open");
    assert_eq!(said(&["dev signs a"], "pre/b"), "open");
    assert_eq!(said(&["rm waives a because later"], "pre/b"), "open");
    assert_eq!(said(&["dev signs a"], "pre/c"), "due after pre/b");
    let signed = ["dev signs a", "dev signs b"];
    assert_eq!(said(&signed, "pre/c"), "open");
    assert_eq!(
        outcome(&plan, &["dev signs b"]),
        "8: `pre/a` comes first: the items of this section are signed in order"
    );
}

#[test]
fn an_item_applies_as_any_and_not_say_and_while_nothing_is_answered() {
    let plan = plan(&["pre/some dev any=db+ui", "pre/none dev not=db"]);
    for (script, some, none) in [
        (&[][..], "open", "open"),
        (&["fact db = no"], "open", "open"),
        (&["fact db = no", "fact ui = no"], "not applicable", "open"),
        (&["fact db = yes"], "open", "not applicable"),
        (&["fact ui = yes", "fact db = no"], "open", "open"),
    ] {
        let story = Story::of(plan.clone()).tell(script);
        let (now, release) = (story.now, story.release());
        assert_eq!(state(&release, "some", now), some, "{script:?}");
        assert_eq!(state(&release, "none", now), none, "{script:?}");
    }
}

#[test]
fn entries_of_one_item_do_not_wait_for_each_other() {
    let plan = plan(&[
        "pre/a dev",
        "pre/b/x dev in-order entry=x",
        "pre/b/y dev in-order entry=y",
        "pre/c dev in-order",
    ]);
    let waiting = |script: &[&str]| {
        let story = Story::of(plan.clone()).tell(script);
        let (now, release) = (story.now, story.release());
        let standings = standings(&release, now).collect::<Vec<_>>();
        let waiting = standings.iter().filter(|standing| !standing.is_due());
        let ids = waiting.map(|standing| standing.item.id.to_string());
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(waiting(&[]), "pre/b/x pre/b/y pre/c");
    assert_eq!(waiting(&["dev signs a"]), "pre/c");
    assert_eq!(waiting(&["dev signs a", "dev signs b/y"]), "pre/c");
    assert_eq!(
        waiting(&["dev signs a", "dev signs b/y", "dev signs b/x"]),
        ""
    );
}

#[track_caller]
fn said(plan: &Plan, script: &[&str], item: &str) -> String {
    let story = Story::of(plan.clone()).tell(script);
    let (now, release) = (story.now, story.release());
    let standing = standing(&release, &item.into(), now).unwrap();
    let sentence = if standing.state.is_settled() {
        String::new()
    } else {
        format!(": {}", standing.sentence())
    };
    format!("{}{sentence}", standing.state.word())
}

#[test]
fn a_sign_off_of_a_fresh_item_holds_so_long_and_from_the_call_at_its_gate_on() {
    let plan = plan(&["pre/a dev fresh=24h", "gate pre qa+rm", "ship/b dev"]);
    let sign = ["dev signs a"];
    let with = |more: &[&'static str]| [&sign[..], more].concat();
    let old = "stale: signed, but more than 24h ago";
    for (what, script, expected) in [
        ("within the day", with(&["wait 24h"]), "done"),
        ("a minute more", with(&["wait 24h", "wait 1m"]), old),
        (
            "one of two has called",
            with(&["qa calls go at pre", "wait 25h"]),
            old,
        ),
        (
            "both have called",
            with(&["qa calls go at pre", "rm calls go at pre", "wait 25h"]),
            "done",
        ),
        (
            "the second called too late",
            with(&["qa calls go at pre", "wait 25h", "rm calls go at pre"]),
            old,
        ),
        (
            "a call was taken back",
            with(&[
                "qa calls go at pre",
                "rm calls go at pre",
                "wait 25h",
                "qa calls no-go at pre because x",
            ]),
            old,
        ),
        ("signed again", with(&["wait 25h", "dev signs a"]), "done"),
        (
            "the release has ended",
            with(&["close abandoned because no budget", "wait 25h"]),
            "done",
        ),
    ] {
        assert_eq!(said(&plan, &script, "pre/a"), expected, "{what}");
    }
}

#[test]
fn an_item_that_several_waive_together_is_waived_once_each_has() {
    let plan = plan(&["pre/a dev waived-by=qa+pm", "pre/b dev"]);
    let (qa, pm) = ("qa waives a because x", "pm waives a because y");
    for (what, script, expected) in [
        ("nobody", &[][..], "open: open"),
        ("one", &[qa], "open: open: waived, but not yet by pm"),
        ("the other", &[pm], "open: open: waived, but not yet by qa"),
        ("both", &[qa, pm], "waived"),
        (
            "one of them until a day that is over",
            &["qa waives a until 2026-11-20 because x", pm, "wait 24h"],
            "open: open again: its waiver has expired",
        ),
        (
            "reopened",
            &[qa, pm, "dev reopens a because wrong"],
            "open: open",
        ),
        (
            "reopened, and waived by one",
            &[qa, pm, "dev reopens a because wrong", pm],
            "open: open: waived, but not yet by qa",
        ),
        ("signed all the same", &[qa, "dev signs a"], "done"),
        (
            "blocked",
            &[qa, pm, "dev blocks a because it burns"],
            "blocked: blocked: it burns (dev)",
        ),
    ] {
        assert_eq!(said(&plan, script, "pre/a"), expected, "{what}");
    }
    side_by_side(&plan, &[], &[qa], &[pm], |release, now| {
        assert_eq!(state(release, "a", now), "waived");
    });
    for (script, expected) in [
        (&[qa][..], "admitted"),
        (
            &["rm waives a because x"],
            "1: role `rm` may not waive; `qa`, `pm` may",
        ),
        (&[qa, pm, qa], "1: item `pre/a` is waived"),
        (
            &["qa waives b because x"],
            "1: role `qa` may not waive; `rm` may",
        ),
    ] {
        assert_eq!(outcome(&plan, script), expected, "{script:?}");
    }
}

#[test]
fn what_is_due_counts_from_the_day_that_the_release_is_planned_for() {
    let plan = plan(&[
        "pre/a dev due=-2d",
        "pre/b dev",
        "gate pre due=-1d",
        "ship/c dev",
    ]);
    for (what, script, item, expected) in [
        ("no day", &[][..], "pre/a", "open: open"),
        ("in time", &["plan 2026-11-22"], "pre/a", "open: open"),
        (
            "late",
            &["plan 2026-11-21"],
            "pre/a",
            "open: open, due 2026-11-19, 1 day late",
        ),
        (
            "by the day of its phase",
            &["plan 2026-11-18"],
            "pre/b",
            "open: open, due 2026-11-17, 3 days late",
        ),
        (
            "no day of its own",
            &["plan 2026-11-01"],
            "ship/c",
            "open: open",
        ),
        (
            "moved",
            &["plan 2026-11-01", "plan 2026-11-22 because it slips"],
            "pre/a",
            "open: open",
        ),
        ("done", &["plan 2026-11-01", "dev signs a"], "pre/a", "done"),
        (
            "ended",
            &["plan 2026-11-01", "close abandoned because x"],
            "pre/a",
            "open: open",
        ),
    ] {
        assert_eq!(said(&plan, script, item), expected, "{what}");
    }
    for (script, expected) in [
        (&["plan 2026-11-22"][..], "admitted"),
        (
            &["plan 2026-11-22", "plan 2026-11-22"],
            "0: the release is planned for 2026-11-22 already",
        ),
        (
            &["plan 2026-11-22", "plan 2026-11-23"],
            "2: planning for another day needs a reason",
        ),
        (
            &["plan +12026-11-22"],
            "2: no release is planned for +12026-11-22",
        ),
    ] {
        assert_eq!(outcome(&plan, script), expected, "{script:?}");
    }
}

#[test]
fn of_two_days_that_branches_planned_the_earlier_one_counts() {
    let plan = plan(&["pre/a dev"]);
    let (left, right) = (["plan 2026-12-01"], ["plan 2026-12-08"]);
    side_by_side(&plan, &[], &left, &right, |release, _| {
        assert_eq!(release.planned(), "2026-12-01".parse().ok());
    });
}
