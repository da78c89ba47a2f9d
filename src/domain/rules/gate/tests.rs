mod duties;
mod rollback;

use super::*;
use crate::domain::plan::{Identity, Plan};
use crate::domain::testing::{Story, outcome, person, plan, side_by_side};

fn small() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/b qa maybe",
        "gate pre dev+qa",
        "ship/c ops bound",
        "gate ship ops",
    ])
}

/// Writes a judgement as `NO-GO pre: a blocked, qa uncalled`.
fn brief(judgement: &Judgement<'_>) -> String {
    let reasons: Vec<_> = judgement.reasons.iter().map(reason).collect();
    let head = format!("{} {}", judgement.verdict.word(), judgement.topic.id());
    if reasons.is_empty() {
        head
    } else {
        format!("{head}: {}", reasons.join(", "))
    }
}

fn reason(reason: &Reason<'_>) -> String {
    match reason {
        Reason::Wait { .. } => reason.explain().sentence,
        Reason::Item(standing) => {
            format!(
                "{} {}",
                standing
                    .item
                    .id
                    .as_str()
                    .rsplit('/')
                    .next()
                    .unwrap_or_default(),
                standing.state.word()
            )
        }
        Reason::Call {
            role,
            tally: Some(tally),
            ..
        } => format!("{role} {}", tally.sentence()),
        Reason::Call {
            role, call: None, ..
        } => format!("{role} uncalled"),
        Reason::Call {
            role,
            call: Some((Call::NoGo, _)),
            ..
        } => format!("{role} no-go"),
        Reason::Call {
            role,
            call: Some((Call::Go, _)),
            ..
        } => format!("{role} stale"),
        Reason::Window(standing) => {
            format!("window {} {}", standing.window.id, standing.state.word())
        }
        Reason::Unwatched(milestone) => format!("waits for {milestone}"),
        Reason::Candidates(candidates) => format!("candidates {}", candidates.len()),
        Reason::Incident(incident, _) => format!("{} open", incident.id()),
        Reason::RollingBack(_) => "rolling back".to_owned(),
        Reason::Plans => "plans".to_owned(),
        Reason::EmptyPlan => "empty".to_owned(),
        Reason::Ended(outcome, event, _) => format!(
            "{}: {}",
            outcome.word(),
            event.kind.reason().unwrap_or_default()
        ),
        of_rollout => {
            let explained = of_rollout.explain();
            format!("{} {}", explained.about, explained.code.word())
        }
    }
}

fn briefs(release: &Release, now: DateTime<Utc>) -> Vec<String> {
    judge(release, now).iter().map(brief).collect()
}

#[track_caller]
fn case(name: &str, plan: &Plan, script: &[&str], expected: &[&str]) {
    let story = Story::of(plan.clone()).tell(script);
    let now = story.now;
    assert_eq!(briefs(&story.release(), now), expected, "{name}");
}

const PRE: [&str; 4] = [
    "dev signs a",
    "qa signs b",
    "dev calls go at pre",
    "qa calls go at pre",
];
const SHIP: [&str; 2] = ["ops signs c", "ops calls go at ship"];

#[test]
fn a_gate_opens_when_all_items_are_settled_and_all_roles_have_called_go() {
    let plan = small();
    case(
        "nothing happened yet",
        &plan,
        &[],
        &[
            "HOLD pre: a open, b open, dev uncalled, qa uncalled",
            "HOLD ship: c open, ops uncalled",
        ],
    );
    case(
        "all but one call",
        &plan,
        &PRE[..3],
        &["HOLD pre: qa uncalled", "HOLD ship: c open, ops uncalled"],
    );
    case(
        "the first gate",
        &plan,
        &PRE,
        &["GO pre", "HOLD ship: c open, ops uncalled"],
    );
    case(
        "every gate",
        &plan,
        &[PRE.as_slice(), &SHIP].concat(),
        &["GO pre", "GO ship"],
    );
    case(
        "a gate without a poll is decided by its items",
        &self::plan(&["pre/a dev"]),
        &["dev signs a"],
        &["GO pre"],
    );
    case(
        "waivers and what does not apply settle items",
        &plan,
        &[
            "rm waives a because later",
            "qa rules out b because none",
            "dev calls go at pre",
            "qa calls go at pre",
        ],
        &["GO pre", "HOLD ship: c open, ops uncalled"],
    );
}

#[test]
fn a_later_gate_is_never_better_than_an_earlier_one() {
    let plan = small();
    case(
        "what is open before holds what comes after",
        &plan,
        &SHIP,
        &[
            "HOLD pre: a open, b open, dev uncalled, qa uncalled",
            "HOLD ship",
        ],
    );
    case(
        "a blocker before stops what comes after",
        &plan,
        &[&SHIP[..], &["qa blocks a because it burns"]].concat(),
        &[
            "NO-GO pre: a blocked, b open, dev uncalled, qa uncalled",
            "NO-GO ship",
        ],
    );
    case(
        "a blocker after leaves what comes before",
        &plan,
        &[&PRE[..], &["qa blocks c because it burns"]].concat(),
        &["GO pre", "NO-GO ship: c blocked, ops uncalled"],
    );
}

#[test]
fn a_blocker_or_a_no_go_outweighs_what_is_outstanding() {
    let plan = small();
    case(
        "a no-go",
        &plan,
        &["qa calls no-go at pre because flaky"],
        &[
            "NO-GO pre: a open, b open, dev uncalled, qa no-go",
            "NO-GO ship: c open, ops uncalled",
        ],
    );
    let no_go = [&PRE[..], &["dev calls no-go at pre because flaky"]].concat();
    case(
        "a no-go after a go",
        &plan,
        &no_go,
        &["NO-GO pre: dev no-go", "NO-GO ship: c open, ops uncalled"],
    );
    case(
        "the role calls go again",
        &plan,
        &[&no_go[..], &["dev calls go at pre"]].concat(),
        &["GO pre", "HOLD ship: c open, ops uncalled"],
    );
    case(
        "another role's go does not clear it",
        &plan,
        &[&no_go[..], &["respin c2", "qa calls go at pre"]].concat(),
        &["NO-GO pre: dev no-go", "NO-GO ship: c open, ops uncalled"],
    );
}

#[test]
fn calls_and_bound_sign_offs_go_stale_on_a_respin() {
    let plan = small();
    let all = [&PRE[..], &SHIP].concat();
    case(
        "everything is called again",
        &plan,
        &[&all[..], &["respin c2"]].concat(),
        &[
            "HOLD pre: dev stale, qa stale",
            "HOLD ship: c stale, ops stale",
        ],
    );
    case(
        "the candidate that comes back is a new one",
        &plan,
        &[&all[..], &["respin c2", "respin c1"]].concat(),
        &[
            "HOLD pre: dev stale, qa stale",
            "HOLD ship: c stale, ops stale",
        ],
    );
    case(
        "a no-go outlives a respin",
        &plan,
        &["qa calls no-go at pre because flaky", "respin c2"],
        &[
            "NO-GO pre: a open, b open, dev uncalled, qa no-go",
            "NO-GO ship: c open, ops uncalled",
        ],
    );
}

#[test]
fn two_candidates_hold_every_gate_until_a_respin() {
    let plan = small();
    let before = [&PRE[..], &SHIP].concat();
    side_by_side(
        &plan,
        &before,
        &["respin c2"],
        &["respin c3"],
        |release, now| {
            assert_eq!(
                briefs(release, now),
                [
                    "HOLD pre: candidates 2, dev stale, qa stale",
                    "HOLD ship: c stale, ops stale"
                ]
            );
        },
    );
    let settled = ["left: respin c2", "right: respin c3", "merge", "respin c2"];
    case(
        "a respin settles it",
        &plan,
        &[&settled[..], &PRE, &SHIP].concat(),
        &["GO pre", "GO ship"],
    );
}

#[test]
fn a_go_that_has_not_seen_a_no_go_does_not_clear_it() {
    let plan = small();
    let before = &PRE[..2];
    side_by_side(
        &plan,
        before,
        &["dev calls go at pre"],
        &["dev calls no-go at pre because flaky"],
        |release, now| {
            assert_eq!(briefs(release, now)[0], "NO-GO pre: dev no-go, qa uncalled");
        },
    );
    let script = [
        "left: dev calls go at pre",
        "right: dev calls no-go at pre because flaky",
        "merge",
        "dev calls go at pre",
    ];
    case(
        "one that has seen it does",
        &plan,
        &[before, &script].concat(),
        &["HOLD pre: qa uncalled", "HOLD ship: c open, ops uncalled"],
    );
}

#[test]
fn an_empty_plan_is_never_go() {
    let mut empty = plan(&["pre/a dev"]);
    empty.items.clear();
    case("nothing is asked", &empty, &[], &["HOLD pre: empty"]);
    case(
        "everything was removed",
        &plan(&["pre/a dev"]),
        &["dev signs a", "retract a"],
        &["HOLD pre: empty"],
    );
    let by_facts = plan(&["pre/a dev when=db"]);
    case(
        "a fact ruled everything out",
        &by_facts,
        &["fact db = no because nothing to migrate"],
        &["HOLD pre: empty"],
    );
    case(
        "a person ruled it out",
        &plan(&["pre/a dev maybe"]),
        &["dev rules out a because no such thing"],
        &["GO pre"],
    );
    let story = Story::of(Plan::default());
    assert!(
        judge(&story.clone().release(), story.now).is_empty(),
        "no phase, no verdict"
    );
}

#[test]
fn a_removed_item_holds_nothing_but_its_blockers() {
    case(
        "open and removed",
        &plan(&["pre/a dev", "pre/b qa"]),
        &["dev signs a", "retract b"],
        &["GO pre"],
    );
    case(
        "blocked and removed",
        &plan(&["pre/a dev", "pre/b qa"]),
        &["dev signs a", "qa blocks b because x", "retract b"],
        &["NO-GO pre: b blocked"],
    );
}

#[test]
fn a_release_that_ended_without_shipping_is_no_go() {
    let plan = plan(&["pre/a dev"]);
    case(
        "shipped",
        &plan,
        &["dev signs a", "close shipped"],
        &["GO pre"],
    );
    case(
        "abandoned",
        &plan,
        &["dev signs a", "close abandoned because no budget"],
        &["NO-GO pre: abandoned: no budget"],
    );
    case(
        "rolled back",
        &plan,
        &["dev signs a", "close rolled-back because it burns"],
        &["NO-GO pre: rolled-back: it burns"],
    );
    side_by_side(
        &plan,
        &["dev signs a"],
        &["close shipped"],
        &["close rolled-back because it burns"],
        |release, now| {
            assert_eq!(
                briefs(release, now),
                ["NO-GO pre: rolled-back: it burns"],
                "of two ends, the one that did not ship stands"
            );
        },
    );
}

#[test]
fn the_present_phase_is_the_first_that_is_not_go() {
    #[track_caller]
    fn case(script: &[&str], expected: Option<&str>) {
        let story = Story::of(small()).tell(script);
        let now = story.now;
        let release = story.release();
        assert_eq!(
            present_phase(&release, now).map(|phase| phase.id.as_str()),
            expected
        );
    }
    case(&[], Some("pre"));
    case(&PRE, Some("ship"));
    case(&[&PRE[..], &SHIP].concat(), None);
}

#[test]
fn verdicts_are_ordered_from_good_to_bad() {
    assert!(Verdict::Go < Verdict::Hold && Verdict::Hold < Verdict::NoGo);
}

#[test]
fn an_amendment_clears_neither_a_blocker_nor_a_no_go() {
    let plan = small();
    let blocked = [
        "qa blocks b because it burns",
        "dev signs a",
        "dev calls go at pre",
    ];
    case(
        "a blocked item taken out of the plan",
        &plan,
        &[&blocked[..], &["retract b"]].concat(),
        &[
            "NO-GO pre: b blocked, dev stale, qa uncalled",
            "NO-GO ship: c open, ops uncalled",
        ],
    );
    case(
        "the blocker is cleared",
        &plan,
        &[
            &blocked[..],
            &[
                "retract b",
                "qa unblocks b because it is out",
                "qa calls go at pre",
                "dev calls go at pre",
            ],
        ]
        .concat(),
        &["GO pre", "HOLD ship: c open, ops uncalled"],
    );
    let said = [
        "dev signs a",
        "qa signs b",
        "dev calls go at pre",
        "qa calls no-go at pre because it burns",
    ];
    case(
        "a no-go of a role taken out of the poll",
        &plan,
        &[&said[..], &["unpoll qa"]].concat(),
        &[
            "NO-GO pre: dev stale, qa no-go",
            "NO-GO ship: c open, ops uncalled",
        ],
    );
    case(
        "the role takes it back",
        &plan,
        &[
            &said[..],
            &["unpoll qa", "qa calls go at pre", "dev calls go at pre"],
        ]
        .concat(),
        &["GO pre", "HOLD ship: c open, ops uncalled"],
    );
    case(
        "a phase with a blocker and a no-go taken out of the path",
        &plan,
        &[
            "ops signs c",
            "ops calls go at ship",
            "qa blocks b because it burns",
            "dev calls no-go at pre because no",
            "cut pre",
        ],
        &["NO-GO ship: b blocked, dev no-go"],
    );
    case(
        "both are answered for",
        &plan,
        &[
            "ops signs c",
            "ops calls go at ship",
            "dev signs a",
            "qa blocks b because it burns",
            "dev calls no-go at pre because no",
            "cut pre",
            "qa unblocks b because it is out",
            "dev calls go at pre",
        ],
        &["GO ship"],
    );
    side_by_side(
        &plan,
        &PRE,
        &["retract b"],
        &["qa blocks b because it burns"],
        |release, now| {
            assert_eq!(
                briefs(release, now)[0],
                "NO-GO pre: b blocked, dev stale, qa stale"
            );
        },
    );
}

#[test]
fn two_amendments_that_did_not_see_each_other_hold_until_a_third_has_seen_both() {
    side_by_side(
        &small(),
        &PRE,
        &["retract b"],
        &["retract c"],
        |release, now| {
            assert!(release.has_rival_plans());
            assert_eq!(
                briefs(release, now)[0],
                "HOLD pre: plans, dev stale, qa stale"
            );
        },
    );
    side_by_side(
        &small(),
        &PRE,
        &["retract b"],
        &["retract b"],
        |release, now| {
            assert!(!release.has_rival_plans());
            assert_eq!(briefs(release, now)[0], "HOLD pre: dev stale, qa stale");
        },
    );
    let mut story =
        Story::of(small())
            .tell(&PRE)
            .tell(&["left: retract b", "right: retract c", "merge"]);
    story.try_line("amend").unwrap();
    let now = story.now;
    assert_eq!(
        story.try_line("amend"),
        Err(crate::domain::rules::admission::Refusal::NothingToAmend)
    );
    let story = story.tell(&["dev calls go at pre", "qa calls go at pre"]);
    let now = story.now.max(now);
    assert_eq!(briefs(&story.release(), now)[0], "GO pre");
}

#[test]
fn a_phase_in_which_nothing_is_asked_has_no_gate() {
    let nothing = |plan: &Plan, script: &[&str]| {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        let release = story.release();
        let judgements = judge(&release, now);
        let said = judgements.iter().map(|it| it.nothing_to_do);
        said.collect::<Vec<_>>()
    };
    let left_out = plan(&["gate pre", "ship/c ops", "gate ship ops"]);
    case(
        "the type leaves the first phase out",
        &left_out,
        &SHIP,
        &["GO pre", "GO ship"],
    );
    assert_eq!(
        nothing(&left_out, &SHIP),
        [Some(NothingToDo::ForType), None]
    );
    let by_facts = plan(&["pre/a dev when=db", "ship/c ops", "gate ship ops"]);
    let no = ["fact db = no"];
    case(
        "the facts leave nothing of it",
        &by_facts,
        &no,
        &["GO pre", "HOLD ship: c open, ops uncalled"],
    );
    assert_eq!(nothing(&by_facts, &no), [Some(NothingToDo::ByFacts), None]);
    case(
        "somebody's stop there counts",
        &by_facts,
        &["fact db = no", "dev blocks a because it burns"],
        &["NO-GO pre: a blocked", "NO-GO ship: c open, ops uncalled"],
    );
    case(
        "where nothing at all is asked, nothing was checked",
        &plan(&["pre/a dev when=db", "ship/b ops when=db"]),
        &no,
        &["HOLD pre: empty", "HOLD ship: empty"],
    );
}

#[test]
fn a_call_on_one_of_two_candidates_does_not_hold() {
    let mut story = Story::of(small()).tell(&PRE).tell(&[
        "left: respin c2",
        "right: respin c3",
        "merge",
        "dev calls go at pre",
    ]);
    story.now += chrono::TimeDelta::minutes(1);
    let now = story.now;
    assert_eq!(
        briefs(&story.release(), now)[0],
        "HOLD pre: candidates 2, dev stale, qa stale"
    );
}

#[test]
fn a_role_is_polled_as_the_facts_are_answered() {
    let plan = plan(&["pre/a dev", "gate pre dev+qa@db"]);
    let done = ["dev signs a", "dev calls go at pre"];
    let no_go = "qa calls no-go at pre because it burns";
    let script = |more: &[&'static str]| [&done[..], more].concat();
    for (name, more, expected) in [
        ("no answer yet", &[][..], "HOLD pre: qa uncalled"),
        ("it holds", &["fact db = yes"], "HOLD pre: qa uncalled"),
        ("it does not", &["fact db = no"], "GO pre"),
        (
            "a no-go stands until it is taken back",
            &[no_go, "fact db = no"],
            "NO-GO pre: qa no-go",
        ),
        (
            "and the role may take it back",
            &[no_go, "fact db = no", "qa calls go at pre"],
            "GO pre",
        ),
        (
            "a go from before holds when the role is polled again",
            &[
                "qa calls go at pre",
                "fact db = no",
                "fact db = yes because it does",
            ],
            "GO pre",
        ),
    ] {
        case(name, &plan, &script(more), &[expected]);
    }
    let left_out = outcome(&plan, &["fact db = no", "qa calls go at pre"]);
    assert_eq!(
        left_out,
        "1: role `qa` is not polled at gate `pre`: fact `db` is answered no"
    );
}

#[test]
fn a_gate_of_roles_that_the_facts_leave_out_is_none() {
    let plan = plan(&["gate pre qa@db", "ship/c ops", "gate ship ops"]);
    let script = ["fact db = no"];
    case(
        "of the poll and the items nothing is left",
        &plan,
        &script,
        &["GO pre", "HOLD ship: c open, ops uncalled"],
    );
    let story = Story::of(plan).tell(&script);
    let now = story.now;
    let nothing = judge(&story.release(), now)[0].nothing_to_do;
    assert_eq!(nothing, Some(NothingToDo::ByFacts));
}

#[test]
fn a_vote_is_go_with_enough_gos_and_more_of_them_than_no_gos() {
    let plan = plan(&["pre/a dev", "gate pre qa*2+dev"]);
    let dev = "dev calls go at pre";
    let (ann, bob) = ("Ann as qa calls go at pre", "Bob as qa calls go at pre");
    let cyd = "Cyd as qa calls no-go at pre because it burns";
    let dan = "Dan as qa calls no-go at pre because it smokes";
    for (name, script, expected) in [
        ("nobody", &[dev][..], "HOLD pre: qa 0 of 2 votes"),
        ("one", &[dev, ann], "HOLD pre: qa 1 of 2 votes"),
        ("enough", &[dev, ann, bob], "GO pre"),
        ("outvoted", &[dev, cyd, ann, bob], "GO pre"),
        (
            "a tie is no go",
            &[dev, cyd, dan, ann, bob],
            "HOLD pre: qa 2 of 2 votes, 2 no-gos",
        ),
        (
            "another changes nothing of a vote",
            &[dev, cyd, ann],
            "HOLD pre: qa 1 of 2 votes, 1 no-go",
        ),
        (
            "a person changes his own",
            &[dev, cyd, ann, "Cyd as qa calls go at pre"],
            "GO pre",
        ),
        (
            "also to no-go",
            &[dev, ann, bob, "Bob as qa calls no-go at pre because no"],
            "HOLD pre: qa 1 of 2 votes, 1 no-go",
        ),
        (
            "a candidate is voted on by itself",
            &[dev, cyd, ann, "respin c2", dev],
            "HOLD pre: qa 0 of 2 votes; 2 on another candidate",
        ),
        (
            "one that comes back as well",
            &["respin c2", ann, "respin c1", "respin c2", dev, bob],
            "HOLD pre: qa 1 of 2 votes; 1 on another candidate",
        ),
    ] {
        let script = [&["dev signs a"], script].concat();
        case(name, &plan, &script, &[expected]);
    }
    let again = outcome(
        &plan,
        &["dev signs a", ann, "Ann as qa calls go at pre because yes"],
    );
    assert_eq!(
        again,
        "0: Ann <Ann@octoacme.example> has already voted go for role `qa` at gate `pre`"
    );
}

#[test]
fn a_vote_that_another_records_is_that_of_the_person_who_gave_it() {
    let plan = plan(&["pre/a dev", "gate pre qa*2"]);
    let (ann, bob) = ("Ann as qa calls go at pre", "Bob as qa calls go at pre");
    let (for_ann, for_bob) = (
        "Ann records Ann as qa calls go at pre",
        "Ann records Bob as qa calls go at pre",
    );
    for (name, script, expected) in [
        ("one", &[for_bob][..], "HOLD pre: qa 1 of 2 votes"),
        ("beside one's own", &[for_bob, ann], "GO pre"),
        ("for oneself once", &[for_ann, for_bob], "GO pre"),
    ] {
        let script = [&["dev signs a"], script].concat();
        case(name, &plan, &script, &[expected]);
    }
    for (name, script) in [
        ("given and recorded", [bob, for_bob]),
        ("recorded and given", [for_bob, bob]),
    ] {
        let again =
            "0: Bob <Bob@octoacme.example> has already voted go for role `qa` at gate `pre`";
        assert_eq!(outcome(&plan, &script), again, "{name}");
    }
}

/// Eve decides for Ann and for Bob, who are members of `qa` as Eve is, and Cyd is nobody's deputy.
fn deputized(lines: &[&str]) -> Plan {
    let mut plan = plan(lines);
    let qa = plan.roles.iter_mut().find(|role| role.id.as_str() == "qa");
    qa.unwrap().members = ["Ann", "Bob", "Eve"].map(person).to_vec();
    plan.people = ["Ann", "Bob"]
        .map(|name| Identity {
            person: person(name),
            aliases: Vec::new(),
            deputies: vec![person("Eve"), person("Fay")],
        })
        .to_vec();
    plan
}

#[test]
fn a_deputy_decides_in_the_place_of_a_member_and_counts_once() {
    let plan = deputized(&["pre/a dev", "gate pre qa*2"]);
    let (ann, bob) = ("Ann as qa calls go at pre", "Bob as qa calls go at pre");
    let eve_for_ann = "Eve for Ann as qa calls go at pre";
    let fay_for_ann = "Fay for Ann as qa calls go at pre";
    let no_go_for_ann = "Fay for Ann as qa calls no-go at pre because it burns";
    for (name, script, expected) in [
        ("one vote", &[eve_for_ann][..], "HOLD pre: qa 1 of 2 votes"),
        ("beside another member's", &[eve_for_ann, bob], "GO pre"),
        (
            "one that is no member",
            &[fay_for_ann, "Eve as qa calls go at pre"],
            "GO pre",
        ),
        (
            "the member's own takes its place",
            &[
                no_go_for_ann,
                "Ann as qa calls go at pre because it is out",
                bob,
            ],
            "GO pre",
        ),
        (
            "as that of a deputy takes the place of the member's",
            &[ann, no_go_for_ann, bob],
            "HOLD pre: qa 1 of 2 votes, 1 no-go",
        ),
    ] {
        let script = [&["dev signs a"], script].concat();
        case(name, &plan, &script, &[expected]);
    }
    for (name, script, expected) in [
        (
            "a second time, for another",
            &[eve_for_ann, "Eve for Bob as qa calls go at pre"][..],
            "1: Eve <Eve@octoacme.example> has answered for role `qa` here already, and several people have to",
        ),
        (
            "and for oneself",
            &[eve_for_ann, "Eve as qa calls go at pre"],
            "1: Eve <Eve@octoacme.example> has answered for role `qa` here already, and several people have to",
        ),
        (
            "the member after a deputy",
            &[eve_for_ann, ann],
            "0: Ann <Ann@octoacme.example> has already voted go for role `qa` at gate `pre`",
        ),
        (
            "no deputy",
            &["Cyd for Ann as qa calls go at pre"],
            "1: Cyd <Cyd@octoacme.example> is not a deputy of Ann <Ann@octoacme.example>",
        ),
        (
            "oneself",
            &["Ann for Ann as qa calls go at pre"],
            "1: Ann <Ann@octoacme.example> is not a deputy of Ann <Ann@octoacme.example>",
        ),
        (
            "a deputy without the member",
            &["Fay as qa calls go at pre"],
            "1: Fay <Fay@octoacme.example> is not a member of role `qa`",
        ),
        (
            "of a member of another role",
            &["Eve for Cyd as qa calls go at pre"],
            "1: Eve <Eve@octoacme.example> is not a deputy of Cyd <Cyd@octoacme.example>",
        ),
    ] {
        assert_eq!(
            outcome(&plan, &[&["dev signs a"], script].concat()),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_deputy_votes_again_once_the_earlier_vote_is_of_the_past_and_may_always_say_no_go() {
    let plan = deputized(&["pre/a dev", "gate pre qa*2"]);
    let eve_for_ann = "Eve for Ann as qa calls go at pre";
    let start = ["dev signs a", eve_for_ann, "Bob as qa calls go at pre"];
    for (name, script, expected) in [
        (
            "for oneself, of the next candidate",
            &[
                "respin c2",
                "Eve as qa calls go at pre",
                "Bob as qa calls go at pre",
            ][..],
            "GO pre",
        ),
        (
            "for another member, of the next candidate",
            &["respin c2", "Eve for Bob as qa calls go at pre"],
            "HOLD pre: qa 1 of 2 votes; 1 on another candidate",
        ),
        (
            "a no-go of one's own beside a go for another",
            &["Eve as qa calls no-go at pre because it burns"],
            "HOLD pre: qa 1 of 2 votes, 1 no-go",
        ),
        (
            "which can be withdrawn, and counts no second time",
            &[
                "Eve as qa calls no-go at pre because it burns",
                "Bob as qa calls no-go at pre because it burns",
                "Eve as qa calls go at pre because it is out",
            ],
            "HOLD pre: qa 1 of 2 votes, 1 no-go",
        ),
    ] {
        case(name, &plan, &[&start[..], script].concat(), &[expected]);
    }
}

#[test]
fn what_a_deputy_decided_on_two_branches_counts_once() {
    let plan = deputized(&["pre/a dev", "gate pre qa*2"]);
    let script = [
        "dev signs a",
        "left: Eve for Ann as qa calls go at pre",
        "right: Eve for Bob as qa calls go at pre",
    ];
    case(
        "two members",
        &plan,
        &script,
        &["HOLD pre: qa 1 of 2 votes"],
    );
    let script = [
        "dev signs a",
        "left: Eve as qa calls no-go at pre because it burns",
        "right: Eve for Bob as qa calls go at pre",
        "right: Ann as qa calls go at pre",
    ];
    let expected = ["HOLD pre: qa 1 of 2 votes, 1 no-go"];
    case("a no-go counts before a go", &plan, &script, &expected);
}

#[test]
fn a_vote_loses_nothing_on_branches() {
    let plan = plan(&["pre/a dev", "gate pre qa*2"]);
    let script = [
        "dev signs a",
        "left: Ann as qa calls go at pre",
        "right: Bob as qa calls go at pre",
        "right: Ann as qa calls no-go at pre because it burns",
    ];
    case(
        "what a person said without knowing of his go stands",
        &plan,
        &script,
        &["HOLD pre: qa 1 of 2 votes, 1 no-go"],
    );
    let cleared = [&script[..], &["merge", "Ann as qa calls go at pre"]].concat();
    case("until he knows of both", &plan, &cleared, &["GO pre"]);
}

#[test]
fn a_gate_is_held_for_a_time_after_a_milestone_of_each_candidate() {
    let plan = plan(&[
        "pre/a dev bound marks=vote-called",
        "gate pre dev wait=vote-called+72h",
    ]);
    let (signs, go) = ("dev signs a", "dev calls go at pre");
    let shorten = "rm shortens pre because all have voted";
    let ahead = "waits until 72h after vote-called, which is still to come";
    for (what, script, expected) in [
        (
            "nothing",
            &[][..],
            format!("HOLD pre: a open, {ahead}, dev uncalled"),
        ),
        (
            "called",
            &[signs, go],
            "HOLD pre: waits until 2026-11-23T09:01:00Z: 71h 59m left (72h after vote-called)"
                .to_owned(),
        ),
        ("in time", &[signs, go, "wait 4319m"], "GO pre".to_owned()),
        (
            "a minute early",
            &[signs, go, "wait 4318m"],
            "HOLD pre: waits until 2026-11-23T09:01:00Z: 1m left (72h after vote-called)"
                .to_owned(),
        ),
        ("shortened", &[signs, go, shorten], "GO pre".to_owned()),
        (
            "respun",
            &[signs, go, shorten, "respin c2", signs, go],
            "HOLD pre: waits until 2026-11-23T09:05:00Z: 71h 59m left (72h after vote-called)"
                .to_owned(),
        ),
        (
            "respun and back",
            &[signs, go, shorten, "respin c2", "respin c1", signs, go],
            "HOLD pre: waits until 2026-11-23T09:06:00Z: 71h 59m left (72h after vote-called)"
                .to_owned(),
        ),
        (
            "the vote is not called this time",
            &["rm waives a because lazy", go],
            "GO pre".to_owned(),
        ),
    ] {
        let story = Story::of(plan.clone()).tell(script);
        let now = story.now;
        let release = story.release();
        assert_eq!(brief(&judge(&release, now)[0]), expected, "{what}");
    }
}

#[test]
fn a_wait_is_ended_early_once_it_has_begun_with_a_reason_by_a_role_that_may_waive() {
    let plan = plan(&[
        "pre/a dev bound marks=vote-called",
        "gate pre dev wait=vote-called+72h",
        "ship/b dev",
    ]);
    for (script, expected) in [
        (
            &["rm shortens pre because x"][..],
            "1: the wait at gate `pre` has not begun",
        ),
        (
            &["dev signs a", "dev shortens pre because x"],
            "1: role `dev` may not waive; `rm` may",
        ),
        (
            &["dev signs a", "rm shortens pre"],
            "2: ending a wait early needs a reason",
        ),
        (
            &["dev signs a", "rm shortens ship because x"],
            "1: gate `ship` does not wait for a time now",
        ),
        (
            &["dev signs a", "wait 72h", "rm shortens pre because x"],
            "1: gate `pre` does not wait for a time now",
        ),
        (
            &["dev signs a", "rm shortens elsewhere because x"],
            "2: the plan has no phase `elsewhere`",
        ),
        (&["dev signs a", "rm shortens pre because x"], "admitted"),
        (
            &[
                "dev signs a",
                "rm shortens pre because x",
                "rm shortens pre because y",
            ],
            "0: the wait at gate `pre` is ended already",
        ),
    ] {
        assert_eq!(outcome(&plan, script), expected, "{script:?}");
    }
}

#[test]
fn a_wait_that_was_ended_is_asked_again_when_an_amendment_changes_the_gate() {
    let plan = plan(&[
        "pre/a dev bound marks=vote-called",
        "pre/b qa",
        "gate pre dev+qa wait=vote-called+72h",
        "ship/c dev",
    ]);
    let ended = ["dev signs a", "qa signs b", "rm shortens pre because x"];
    for (amendment, is_ended) in [("reword c", true), ("unpoll qa", false)] {
        let story = Story::of(plan.clone()).tell(&[&ended[..], &[amendment]].concat());
        let now = story.now;
        let release = story.release();
        let phase = &release.plan().phases[0];
        assert_eq!(
            wait(&release, phase, now).is_none(),
            is_ended,
            "{amendment}"
        );
        assert_eq!(waits_ended_now(&release).count(), usize::from(is_ended));
        assert_eq!(waits_ended(&release).count(), 1);
    }
}

#[test]
fn a_wait_that_one_branch_ended_is_over_unless_the_other_one_respun() {
    let plan = plan(&[
        "pre/a dev bound marks=vote-called",
        "gate pre dev wait=vote-called+72h",
    ]);
    let before = ["dev signs a", "dev calls go at pre"];
    let shorten = ["rm shortens pre because all have voted"];
    side_by_side(
        &plan,
        &before,
        &shorten,
        &["dev calls no-go at pre because x", "dev calls go at pre"],
        |release, now| {
            assert_eq!(brief(&judge(release, now)[0]), "GO pre");
        },
    );
    side_by_side(
        &plan,
        &before,
        &shorten,
        &["respin c2", "dev signs a", "dev calls go at pre"],
        |release, now| {
            let found = brief(&judge(release, now)[0]);
            assert!(found.starts_with("HOLD pre: waits until "), "{found}");
        },
    );
}
