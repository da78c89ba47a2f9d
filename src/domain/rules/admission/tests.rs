use super::*;
use crate::domain::event::{ActedFor, Event};
use crate::domain::plan::{Field, FieldSource, Plan, Policy, Separation};
use crate::domain::rules::draft;
use crate::domain::testing::{OPENED, Story, at, person, plan};
use crate::domain::verdict::Verdict;

fn checklist() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/both dev+qa",
        "pre/proof qa proof",
        "pre/killer qa killer",
        "pre/maybe dev maybe",
        "pre/migrate ops when=db",
        "gate pre dev+qa",
        "ship/deploy ops",
        "gate ship ops",
    ])
}

#[track_caller]
fn outcome(plan: &Plan, script: &[&str]) -> String {
    let (last, before) = script.split_last().unwrap();
    let mut story = Story::of(plan.clone()).tell(before);
    match story.try_line(last) {
        Ok(cautions) if cautions.is_empty() => "admitted".to_owned(),
        Ok(cautions) => format!("admitted with {cautions:?}"),
        Err(refusal) => refusal.to_string(),
    }
}

#[track_caller]
fn case(name: &str, script: &[&str], expected: &str) {
    assert_eq!(outcome(&checklist(), script), expected, "{name}");
}

#[test]
fn a_sign_off_is_for_a_role_of_an_item_that_waits_for_it() {
    case("its role", &["dev signs a"], "admitted");
    case(
        "another role",
        &["qa signs a"],
        "item `pre/a` is signed by `dev`, not by `qa`",
    );
    case(
        "no such role",
        &["boss signs a"],
        "the plan has no role `boss`",
    );
    case("no such item", &["dev signs z"], "the plan has no item `z`");
    case(
        "removed",
        &["retract a", "dev signs a"],
        "item `pre/a` was removed from the plan by an amendment",
    );
    case(
        "twice",
        &["dev signs a", "dev signs a"],
        "item `pre/a` was already signed for `dev` by dev <dev@octoacme.example> at 2026-11-20T09:01:00Z",
    );
    case(
        "twice by another",
        &["dev signs a", "ada as dev signs a"],
        "item `pre/a` was already signed for `dev` by dev <dev@octoacme.example> at 2026-11-20T09:01:00Z",
    );
    case(
        "twice, with a note",
        &["dev signs a", "dev signs a noting more"],
        "admitted",
    );
    case(
        "twice, with more evidence",
        &["dev signs a", "dev signs a with https://ci/2"],
        "admitted",
    );
    case(
        "twice, with the same evidence",
        &[
            "dev signs a with https://ci/2",
            "dev signs a with https://ci/2",
        ],
        "item `pre/a` was already signed for `dev` by dev <dev@octoacme.example> at 2026-11-20T09:01:00Z",
    );
    case(
        "without evidence",
        &["qa signs proof"],
        "item `pre/proof` needs evidence",
    );
    case(
        "with evidence",
        &["qa signs proof with https://ci/1"],
        "admitted",
    );
    case(
        "again without evidence",
        &["qa signs proof with https://ci/1", "qa signs proof"],
        "item `pre/proof` was already signed for `qa` by qa <qa@octoacme.example> at 2026-11-20T09:01:00Z",
    );
    case(
        "ruled out by a fact",
        &["fact db = no", "ops signs migrate"],
        "item `pre/migrate` does not apply: fact `db` is answered no",
    );
    case(
        "ruled out by a person",
        &["dev rules out maybe because none", "dev signs maybe"],
        "item `pre/maybe` does not apply: dev said so: none",
    );
    case(
        "waived",
        &["rm waives a because later", "dev signs a"],
        "item `pre/a` is waived",
    );
    case(
        "blocked",
        &["qa blocks a because x", "dev signs a"],
        "admitted",
    );
}

#[test]
fn only_an_item_that_may_not_apply_can_be_ruled_out() {
    case("it may", &["dev rules out maybe because none"], "admitted");
    case(
        "it always applies",
        &["dev rules out a because none"],
        "item `pre/a` always applies; its checklist does not allow \"not applicable\"",
    );
    case(
        "without a reason",
        &["dev rules out maybe"],
        "\"not applicable\" needs a reason",
    );
    case(
        "by another role",
        &["qa rules out maybe because none"],
        "item `pre/maybe` is signed by `dev`, not by `qa`",
    );
    case(
        "by a role that may waive",
        &["rm rules out maybe because none"],
        "admitted",
    );
    case(
        "done already",
        &["dev signs maybe", "dev rules out maybe because none"],
        "item `pre/maybe` is already done",
    );
    case(
        "twice",
        &[
            "dev rules out maybe because none",
            "dev rules out maybe because none",
        ],
        "item `pre/maybe` does not apply: dev said so: none",
    );
}

#[test]
fn a_waiver_is_given_by_a_role_that_may_for_a_reason_and_never_for_a_killer_item() {
    case(
        "by one that may",
        &["rm waives a because later"],
        "admitted",
    );
    case(
        "by one that may not",
        &["dev waives a because later"],
        "role `dev` may not waive; `rm` may",
    );
    case(
        "a killer item",
        &["rm waives killer because later"],
        "item `pre/killer` is a killer item and can never be waived",
    );
    case(
        "without a reason",
        &["rm waives a"],
        "a waiver needs a reason",
    );
    case(
        "with a blank reason",
        &["rm waives a because  \t"],
        "a waiver needs a reason",
    );
    case(
        "until today",
        &["rm waives a until 2026-11-20 because later"],
        "admitted",
    );
    case(
        "until yesterday",
        &["rm waives a until 2026-11-19 because later"],
        "that date is in the past",
    );
    case(
        "twice",
        &["rm waives a because later", "rm waives a because later"],
        "item `pre/a` is waived",
    );
    case(
        "done already",
        &["dev signs a", "rm waives a because later"],
        "item `pre/a` is already done",
    );
    case(
        "ruled out",
        &["fact db = no", "rm waives migrate because later"],
        "item `pre/migrate` does not apply: fact `db` is answered no",
    );
}

#[test]
fn stopping_is_free_and_restarting_is_answered_for() {
    case(
        "any role may block any item",
        &["ops blocks a because it burns"],
        "admitted",
    );
    case(
        "even one that was blocked",
        &["ops blocks a because x", "qa blocks a because y"],
        "admitted",
    );
    case(
        "a reason is needed",
        &["ops blocks a"],
        "a blocker needs a reason",
    );
    case(
        "and a role",
        &["boss blocks a because x"],
        "the plan has no role `boss`",
    );
    case(
        "unblocking needs a blocker",
        &["dev unblocks a because x"],
        "item `pre/a` is not blocked",
    );
    case(
        "and a reason",
        &["ops blocks a because x", "dev unblocks a"],
        "clearing a blocker needs a reason",
    );
    case(
        "any role may unblock",
        &["ops blocks a because x", "qa unblocks a because out"],
        "admitted",
    );
}

#[test]
fn reopening_needs_an_answer_and_a_reason() {
    case(
        "no answer yet",
        &["dev reopens a because x"],
        "item `pre/a` has no answer to retract",
    );
    case(
        "one role of two has signed",
        &["dev signs both", "qa reopens both because x"],
        "admitted",
    );
    case(
        "waived",
        &["rm waives a because later", "dev reopens a because x"],
        "admitted",
    );
    case(
        "ruled out by a person",
        &[
            "dev rules out maybe because none",
            "dev reopens maybe because x",
        ],
        "admitted",
    );
    case(
        "ruled out by a fact",
        &["fact db = no", "dev reopens migrate because x"],
        "item `pre/migrate` has no answer to retract",
    );
    case(
        "twice",
        &[
            "dev signs a",
            "dev reopens a because x",
            "dev reopens a because x",
        ],
        "item `pre/a` has no answer to retract",
    );
    case(
        "without a reason",
        &["dev signs a", "dev reopens a"],
        "retracting an answer needs a reason",
    );
    case(
        "stale",
        &["dev signs a", "reword a", "dev reopens a because x"],
        "admitted",
    );
}

#[test]
fn a_go_needs_the_roles_own_items_settled() {
    let settled = [
        "dev signs a",
        "dev signs both",
        "dev rules out maybe because none",
    ];
    let with = |last: &'static [&'static str]| [&settled[..], last].concat();
    case(
        "three are open",
        &["dev calls go at pre"],
        "`dev` must finish 3 items first: `pre/a`, `pre/both`, `pre/maybe`",
    );
    case(
        "one is open",
        &["dev signs a", "dev signs both", "dev calls go at pre"],
        "`dev` must finish 1 item first: `pre/maybe`",
    );
    case(
        "another role's part of a shared item may be open",
        &with(&["dev calls go at pre"]),
        "admitted",
    );
    case(
        "one is blocked",
        &with(&["qa blocks a because x", "dev calls go at pre"]),
        "`dev` must finish 1 item first: `pre/a`",
    );
    case(
        "one is stale",
        &with(&["reword a", "dev calls go at pre"]),
        "`dev` must finish 1 item first: `pre/a`",
    );
    case(
        "an earlier phase counts",
        &["ops signs deploy", "ops calls go at ship"],
        "`ops` must finish 1 item first: `pre/migrate`",
    );
    case(
        "a later phase does not",
        &with(&["dev calls go at pre"]),
        "admitted",
    );
    case(
        "not polled",
        &["rm calls go at pre"],
        "role `rm` is not polled at gate `pre`; polled: `dev`, `qa`",
    );
    case(
        "no such gate",
        &["dev calls go at moon"],
        "the plan has no phase `moon`",
    );
    case(
        "twice",
        &with(&["dev calls go at pre", "dev calls go at pre"]),
        "role `dev` has already called go at gate `pre`",
    );
    case(
        "again after a respin",
        &with(&["dev calls go at pre", "respin c2", "dev calls go at pre"]),
        "admitted",
    );
}

#[test]
fn a_no_go_needs_a_reason_and_nothing_else() {
    case(
        "nothing is settled",
        &["dev calls no-go at pre because flaky"],
        "admitted",
    );
    case(
        "without a reason",
        &["dev calls no-go at pre"],
        "a no-go needs a reason",
    );
    case(
        "again, for another reason",
        &[
            "dev calls no-go at pre because flaky",
            "dev calls no-go at pre because slow",
        ],
        "admitted",
    );
    case(
        "go after it needs settled items",
        &[
            "dev calls no-go at pre because flaky",
            "dev calls go at pre",
        ],
        "`dev` must finish 3 items first: `pre/a`, `pre/both`, `pre/maybe`",
    );
}

#[test]
fn a_fact_is_answered_freely_once_and_changed_for_a_reason() {
    case("for the first time", &["fact db = no"], "admitted");
    case(
        "the same again",
        &["fact db = no", "fact db = no"],
        "fact `db` is already answered no",
    );
    case(
        "changed without a reason",
        &["fact db = no", "fact db = yes"],
        "changing the answer to a fact needs a reason",
    );
    case(
        "changed for a reason",
        &["fact db = no", "fact db = yes because found one"],
        "admitted",
    );
    case(
        "no such fact",
        &["fact moon = yes"],
        "the plan has no fact `moon`",
    );
}

#[test]
fn a_respin_names_another_candidate() {
    case("another", &["respin c2"], "admitted");
    case("the same", &["respin c1"], "`c1` is already the candidate");
    case("the former one", &["respin c2", "respin c1"], "admitted");
    case(
        "one of two that stand side by side",
        &["left: respin c2", "right: respin c3", "merge", "respin c3"],
        "admitted",
    );
}

#[test]
fn a_release_ships_only_when_every_gate_says_go() {
    #[track_caller]
    fn case(name: &str, script: &[&str], expected: &str) {
        assert_eq!(
            outcome(&plan(&["pre/a dev", "ship/b ops"]), script),
            expected,
            "{name}"
        );
    }
    case(
        "something is open",
        &["dev signs a", "close shipped"],
        "can't close as shipped: on HOLD",
    );
    case(
        "something is blocked",
        &["dev blocks a because x", "close shipped"],
        "can't close as shipped: on NO-GO",
    );
    case(
        "all is settled",
        &["dev signs a", "ops signs b", "close shipped"],
        "admitted",
    );
    case(
        "abandoned for a reason",
        &["close abandoned because no budget"],
        "admitted",
    );
    case(
        "abandoned without a reason",
        &["close abandoned"],
        "closing a release that did not ship needs a reason",
    );
    assert_eq!(
        outcome(&Plan::default(), &["close shipped"]),
        "can't close as shipped: on HOLD"
    );
}

#[test]
fn a_release_ships_only_with_its_notes_written() {
    let field = |id: &str, source: FieldSource, when: Option<&str>| Field {
        id: id.into(),
        title: id.to_owned(),
        owner: "pm".into(),
        source,
        when: when.map(Into::into),
    };
    let mut plan = plan(&["pre/a dev"]);
    plan.fields = vec![
        field("version", FieldSource::Version, None),
        field("summary", FieldSource::Text, None),
        field("migration", FieldSource::Text, Some("db")),
        field("issues", FieldSource::KnownIssues, None),
    ];
    let case = |script: &[&str], expected: &str| {
        assert_eq!(outcome(&plan, script), expected, "{script:?}");
    };
    case(
        &["dev signs a", "close shipped"],
        "the release notes lack 3 fields: `summary`, `migration`, `issues`",
    );
    let waived = "rm waives a because later";
    case(
        &[waived, "fact db = no", "close shipped"],
        "the release notes lack 1 field: `summary`",
    );
    case(&["close shipped"], "can't close as shipped: on HOLD");
    case(&["close abandoned because no budget"], "admitted");
    let written = |field: &str| EventKind::NoteWritten {
        field: field.into(),
        text: "None".to_owned(),
    };
    let mut release = Story::of(plan.clone()).tell(&["dev signs a"]).release();
    let by = person("pm");
    for field in ["summary", "migration", "issues"] {
        let (now, heads) = (at(OPENED), release.heads().to_vec());
        let event = Event::new("0b6e", now, by.clone(), written(field), heads);
        release = release.after(event);
    }
    let close = EventKind::Closed {
        outcome: Outcome::Shipped,
        reason: None,
        role: None,
    };
    assert_eq!(admit(&release, &close, &by, at(OPENED)), Ok(Vec::new()));
}

#[test]
fn a_closed_release_takes_nothing_but_notes() {
    for line in [
        "dev signs a",
        "dev blocks a because x",
        "rm waives a because x",
        "dev calls no-go at pre because x",
        "fact db = no",
        "respin c2",
        "reword a",
        "close abandoned because twice",
    ] {
        case(
            line,
            &["close abandoned because no budget", line],
            "release 2.4.0 was closed as abandoned",
        );
    }
    let mut plan = checklist();
    plan.fields.push(Field {
        id: "summary".into(),
        title: "Summary".to_owned(),
        owner: "rm".into(),
        source: FieldSource::Text,
        when: None,
    });
    let story = Story::of(plan).tell(&["close abandoned because no budget"]);
    let (now, release) = (story.now, story.release());
    let written = EventKind::NoteWritten {
        field: "summary".into(),
        text: "It never got out.".to_owned(),
    };
    assert_eq!(
        admit(&release, &written, &person("rm"), now),
        Ok(Vec::new())
    );
}

#[test]
fn a_role_with_members_is_spoken_for_by_them_alone() {
    let mut plan = checklist();
    plan.roles
        .iter_mut()
        .filter(|role| role.id.as_str() != "ops")
        .for_each(|role| role.members = vec![person("ada")]);
    let case = |name: &str, script: &[&str], expected: &str| {
        assert_eq!(outcome(&plan, script), expected, "{name}");
    };
    case("a member signs", &["ada as dev signs a"], "admitted");
    case(
        "another does not",
        &["bob as dev signs a"],
        "bob <bob@octoacme.example> is not a member of role `dev`",
    );
    case(
        "nor calls",
        &["bob as qa calls no-go at pre because x"],
        "bob <bob@octoacme.example> is not a member of role `qa`",
    );
    case(
        "nor waives",
        &["bob as rm waives a because x"],
        "bob <bob@octoacme.example> is not a member of role `rm`",
    );
    case(
        "nor rules out",
        &["bob as dev rules out maybe because x"],
        "bob <bob@octoacme.example> is not a member of role `dev`",
    );
    case(
        "nor unblocks",
        &[
            "ada as dev blocks a because x",
            "bob as dev unblocks a because x",
        ],
        "bob <bob@octoacme.example> is not a member of role `dev`",
    );
    case(
        "anyone records what a member wrote",
        &["bob records ada as dev signs a"],
        "admitted",
    );
    case(
        "a member records nothing of another",
        &["ada records bob as dev signs a"],
        "bob <bob@octoacme.example> is not a member of role `dev`",
    );
    case(
        "but anyone may stop it",
        &["bob as dev blocks a because x"],
        "admitted",
    );
    case(
        "a role without members is anyone's",
        &["bob as ops signs deploy"],
        "admitted",
    );
}

#[test]
fn what_is_signed_before_its_time_is_taken_and_said() {
    let plan = plan(&["pre/a dev marks=staged", "pre/b dev after=staged+1h"]);
    let said = |due: &str| {
        let caution = Caution::NotDue {
            item: "pre/b".into(),
            due: due.to_owned(),
        };
        format!("admitted with {:?}", [caution])
    };
    let early = said("due 1h after staged");
    assert_eq!(outcome(&plan, &["dev signs b"]), early);
    let later = said("due from 2026-11-20T10:01:00Z");
    assert_eq!(outcome(&plan, &["dev signs a", "dev signs b"]), later);
    let in_time = ["dev signs a", "wait 1h", "dev signs b"];
    assert_eq!(outcome(&plan, &in_time), "admitted");
}

#[test]
fn one_person_for_two_roles_is_taken_said_or_refused() {
    let with = |separation| Plan {
        policy: Policy {
            separation,
            ..Policy::default()
        },
        ..checklist()
    };
    let script = ["ada as dev signs a", "ada as ops signs deploy"];
    assert_eq!(outcome(&with(Separation::Off), &script), "admitted");
    let said = format!(
        "admitted with {:?}",
        [Caution::ActsForOthers {
            by: person("ada"),
            roles: vec!["dev".into()]
        }]
    );
    assert_eq!(outcome(&with(Separation::Warn), &script), said);
    let refused = "ada <ada@octoacme.example> has already acted as `dev`, and the policy asks for a second person";
    assert_eq!(outcome(&with(Separation::Enforce), &script), refused);
    let enforced = with(Separation::Enforce);
    let case = |name: &str, script: &[&str], expected: &str| {
        assert_eq!(outcome(&enforced, script), expected, "{name}");
    };
    case(
        "the same role again",
        &["ada as dev signs a", "ada as dev signs both"],
        "admitted",
    );
    case(
        "whatever the case of the address",
        &["ada as dev signs a", "ADA as qa signs both"],
        "ADA <ADA@octoacme.example> has already acted as `dev`, and the policy asks for a second person",
    );
    case(
        "a call is acting too",
        &[
            "ada as dev calls no-go at pre because x",
            "ada as qa signs both",
        ],
        refused,
    );
    case(
        "a second person",
        &["ada as dev signs both", "bob as qa signs both"],
        "admitted",
    );
    case(
        "who records acts for no role",
        &["ada as dev signs a", "ada records bob as ops signs deploy"],
        "admitted",
    );
    case(
        "but who wrote does",
        &["bob records ada as dev signs a", "ada as ops signs deploy"],
        refused,
    );
    case(
        "also when both are recorded",
        &[
            "bob records ada as dev signs a",
            "bob records ada as ops signs deploy",
        ],
        refused,
    );
    case(
        "stopping stays free",
        &["ada as dev signs a", "ada as qa blocks both because x"],
        "admitted",
    );
}

#[test]
fn a_no_go_that_another_records_is_taken_back_by_the_person_alone() {
    let plan = plan(&["gate pre dev"]);
    let no_go = "ada records bob as dev calls no-go at pre because it burns";
    let needed = "a go over another person's no-go needs a reason";
    for (name, go, expected) in [
        ("the person", "bob as dev calls go at pre", "admitted"),
        (
            "the person, by another hand",
            "cyd records bob as dev calls go at pre",
            needed,
        ),
        (
            "the person, by another hand and with a reason",
            "cyd records bob as dev calls go at pre because it is out",
            "admitted",
        ),
        ("who recorded it", "ada as dev calls go at pre", needed),
    ] {
        assert_eq!(outcome(&plan, &[no_go, go]), expected, "{name}");
    }
}

#[test]
fn a_word_that_is_recorded_for_another_is_somewhere() {
    let story = Story::of(checklist());
    let now = story.now;
    let release = story.release();
    let by = person("dev");
    for (via, is_found) in [(None, false), (Some(" "), false), (Some("a mail"), true)] {
        let acted_for = ActedFor::Word {
            person: person("bob"),
            via: via.map(str::to_owned),
        };
        let kind = draft::signing(&release, &"pre/a".into(), &"dev".into(), Default::default());
        let kind = kind.unwrap().said_by(Some(acted_for));
        let refused = Err(Refusal::WordMissing(person("bob")));
        let expected = if is_found { Ok(Vec::new()) } else { refused };
        assert_eq!(admit(&release, &kind, &by, now), expected, "{via:?}");
    }
}

#[test]
fn a_text_that_is_too_long_is_refused_in_every_field() {
    let release = Story::of(checklist());
    let now = release.now;
    let release = release.release();
    let long = "x".repeat(LONGEST_TEXT + 1);
    let try_it = |kind: EventKind| admit(&release, &kind, &person("dev"), now);
    let blocked = |reason: &str| EventKind::Blocked {
        item: "pre/a".into(),
        role: "dev".into(),
        reason: reason.to_owned(),
        by_check: false,
        acted_for: None,
    };
    assert_eq!(try_it(blocked(&long)), Err(Refusal::TooLong));
    assert_eq!(try_it(blocked(&long[1..])), Ok(Vec::new()));
    let signed = |evidence: Vec<String>| EventKind::Signed {
        item: "pre/a".into(),
        role: "dev".into(),
        digest: release.digest_of(&"pre/a".into()).unwrap(),
        candidate: None,
        evidence,
        note: None,
        ahead: None,
        ahead_reason: None,
        acted_for: None,
    };
    assert_eq!(try_it(signed(vec![long])), Err(Refusal::TooLong));
    assert_eq!(
        try_it(signed(vec!["x".to_owned(); 101])),
        Err(Refusal::TooLong)
    );
}

#[test]
fn what_is_so_already_is_no_failure_and_the_rest_is() {
    let refusal = |script: &[&str]| {
        let (last, before) = script.split_last().unwrap();
        Story::of(checklist())
            .tell(before)
            .try_line(last)
            .unwrap_err()
    };
    for script in [
        &["dev signs a", "dev signs a"][..],
        &["fact db = no", "fact db = no"],
        &["respin c1"],
    ] {
        assert!(refusal(script).is_already_so(), "{script:?}");
    }
    for script in [
        &["qa signs a"][..],
        &["rm waives killer because x"],
        &["rm waives a because x", "dev signs a"],
    ] {
        assert!(!refusal(script).is_already_so(), "{script:?}");
    }
    assert_eq!(refusal(&["dev calls go at pre"]).verdict(), Verdict::Hold);
    assert_eq!(refusal(&["qa signs a"]).verdict(), Verdict::NoGo);
}

#[test]
fn a_commit_has_a_time_that_a_record_can_hold() {
    let said = "a commit is dated outside the years 0 to 9999";
    case(
        "first and last",
        &["ops reads c0 c1 0000-01-01T00:00:00Z 9999-12-31T23:59:59Z"],
        "admitted",
    );
    case(
        "too late",
        &["ops reads c0 c1 2026-11-20T09:00:00Z +10000-01-01T00:00:00Z"],
        said,
    );
    case(
        "too early",
        &["ops reads c0 c1 -0001-12-31T23:59:59Z"],
        said,
    );
}

#[test]
fn that_a_person_acts_for_several_roles_is_said_once() {
    let acts = |name: &str, roles: &[&str]| Caution::ActsForOthers {
        by: person(name),
        roles: roles.iter().map(|role| (*role).into()).collect(),
    };
    let thin = Caution::ThinEvidence {
        item: "pre/a".into(),
        evidence: "ok".to_owned(),
    };
    for (mut known, other, expected) in [
        (
            acts("Ada", &["qa", "dev"]),
            acts("Ada", &["ops", "qa"]),
            Some("`dev`, `ops`, `qa`"),
        ),
        (acts("Ada", &["qa"]), acts("Ben", &["ops"]), None),
        (acts("Ada", &["qa"]), thin.clone(), None),
        (thin.clone(), acts("Ada", &["qa"]), None),
    ] {
        let is_in = known.takes_in(&other);
        assert_eq!(is_in, expected.is_some(), "{known:?}");
        if let Some(roles) = expected {
            assert_eq!(
                known.sentence(),
                format!("Ada also acts as {roles} in this release")
            );
        }
    }
    assert!(thin.clone().takes_in(&thin));
}

#[test]
fn two_risks_of_one_name_are_told_apart_once() {
    let mut story = Story::of(plan(&["pre/a dev", "gate pre dev"])).tell(&[
        "left: dev raises high risk 1",
        "right: qa raises low risk 1",
        "merge",
    ]);
    let close = "dev ends risk 1 because it is over";
    assert!(matches!(
        story.try_line(close),
        Err(Refusal::Risk(RiskRefusal::Ambiguous { .. }))
    ));
    // Somebody who had seen both says what it stands for; two who describe it differently later mean the same risk.
    let mut story = story.tell(&[
        "dev raises medium risk 1",
        "left: dev raises high risk 1",
        "right: qa raises low risk 1",
        "merge",
    ]);
    assert!(story.try_line(close).is_ok());
}
