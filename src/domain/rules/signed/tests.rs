//! What becomes of every kind of event that nobody signed, and of what a person recorded for another.

use std::collections::BTreeSet;

use super::*;
use crate::domain::digest::Digest;
use crate::domain::event::{Finding, KnownGood, Overriding, RiskLevel, RiskOutcome, WindowClosed};
use crate::domain::id::{Candidate, ItemId, RoleId};
use crate::domain::plan::change::Change;
use crate::domain::plan::incident::{Mitigation, Severity, Who};
use crate::domain::plan::{Plan, Signatures};
use crate::domain::rules::admission::Refusal;
use crate::domain::rules::audit::replay_weighed;
use crate::domain::standing::{Cause, Flaw, Proof};
use crate::domain::state::Recomputed;
use crate::domain::testing::{Story, at, outcome, person, plan};

fn asking(signatures: Signatures, lines: &[&str]) -> Plan {
    let mut plan = plan(lines);
    plan.policy.signatures = signatures;
    plan
}

fn of_qa() -> Signatures {
    Signatures::Roles(vec!["qa".into()])
}

fn proof() -> Standing {
    Standing::Verified(Proof {
        key: "ssh-ed25519 SHA256:x".to_owned(),
        line: "allowed_signers:1".to_owned(),
        flawed: Vec::new(),
    })
}

/// Replays what was told, with what `standing` knows of each event by its place.
fn weighed(story: Story, standing: impl Fn(usize) -> Standing) -> Release {
    let record = story.release().record().clone();
    let known = record.events.iter().enumerate();
    let standings = known.map(|(place, event)| (event.id, standing(place)));
    let standings: Standings = standings.collect();
    replay_weighed(record, &Recomputed::default(), standings).unwrap()
}

/// Replays what was told, signed but for the events at these places.
fn unsigned_at(story: Story, places: &[usize]) -> Release {
    weighed(story, |place| match places.contains(&place) {
        true => Standing::Unsigned,
        false => proof(),
    })
}

fn effects(release: &Release) -> Vec<(&'static str, &'static str)> {
    let unproven = unproven(release).into_iter();
    unproven
        .map(|it| (it.event.kind.word(), it.effect.word()))
        .collect()
}

fn incident(what: IncidentStep) -> EventKind {
    what.of(&"incident-1".into())
}

fn change(part: &str, old: &[&str], new: &[&str]) -> EventKind {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    EventKind::Amended {
        reason: Some("x".to_owned()),
        plan: Digest::of_bytes(b"plan"),
        changes: vec![Change {
            part: part.to_owned(),
            stood_behind: None,
            stands_behind: None,
            old: lines(old),
            new: lines(new),
        }],
        role: Some("rm".into()),
    }
}

fn item(name: &str) -> ItemId {
    ItemId::from(format!("pre/{name}").as_str())
}

fn signed(name: &str, role: &str) -> EventKind {
    EventKind::Signed {
        item: item(name),
        role: role.into(),
        candidate: None,
        note: None,
        evidence: Vec::new(),
        digest: Digest::of_bytes(b"item"),
        ahead: None,
        ahead_reason: None,
        acted_for: None,
    }
}

fn waived(name: &str, role: &str) -> EventKind {
    EventKind::Waived {
        item: item(name),
        role: role.into(),
        candidate: None,
        reason: "x".to_owned(),
        expires: None,
        digest: Digest::of_bytes(b"item"),
        acted_for: None,
    }
}

fn ruled_out(name: &str, role: &str) -> EventKind {
    EventKind::NotApplicable {
        item: item(name),
        role: role.into(),
        candidate: None,
        reason: "x".to_owned(),
        digest: Digest::of_bytes(b"item"),
        acted_for: None,
    }
}

fn blocked(name: &str, role: &str) -> EventKind {
    EventKind::Blocked {
        item: item(name),
        role: role.into(),
        reason: "x".to_owned(),
        by_check: false,
        acted_for: None,
    }
}

fn unblocked(name: &str) -> EventKind {
    EventKind::Unblocked {
        item: item(name),
        role: "dev".into(),
        reason: "x".to_owned(),
    }
}

fn reopened(name: &str) -> EventKind {
    EventKind::Reopened {
        item: item(name),
        role: "dev".into(),
        reason: "x".to_owned(),
    }
}

fn called(role: &str, call: Call) -> EventKind {
    EventKind::Called {
        phase: "pre".into(),
        role: role.into(),
        call,
        reason: Some("x".to_owned()),
        candidate: None,
        acted_for: None,
    }
}

fn answered(fact: &str, answer: bool) -> EventKind {
    EventKind::FactAnswered {
        fact: fact.into(),
        reason: None,
        answer,
    }
}

fn closed(outcome: Outcome) -> EventKind {
    EventKind::Closed {
        outcome,
        reason: Some("x".to_owned()),
        role: None,
    }
}

fn observed(ruling: Ruling) -> EventKind {
    EventKind::Rollout(RolloutEvent::Observed {
        strategy: "slow".into(),
        stage: "canary".into(),
        ruling,
        readings: Vec::new(),
        findings: Vec::<Finding>::new(),
        judged_by: Digest::of_bytes(b"rules"),
    })
}

fn stage_called(role: &str, call: Call) -> EventKind {
    EventKind::Rollout(RolloutEvent::StageCalled {
        strategy: "slow".into(),
        stage: "canary".into(),
        role: role.into(),
        call,
        reason: Some("x".to_owned()),
        candidate: None,
        observation: None,
    })
}

fn overriding(role: &str) -> Overriding {
    Overriding {
        role: role.into(),
        reason: "x".to_owned(),
        obstacles: Vec::new(),
    }
}

fn entered(overriding: Option<Overriding>) -> EventKind {
    EventKind::Rollout(RolloutEvent::Entered {
        strategy: "slow".into(),
        stage: "canary".into(),
        candidate: None,
        reason: None,
        traffic: "5".parse().unwrap(),
        evidence: Vec::new(),
        overriding,
    })
}

/// A kind of events, an example, and what becomes of it unsigned: where `qa` signs, and where everybody does. `free` is what has
/// not to be signed.
type Row = (&'static str, EventKind, &'static str, &'static str);

const COUNTS: &str = "counts anyway";
const NOT: &str = "does not count";
const BAD: &str = "cannot be trusted";
const FREE: &str = "free";

/// The events of the release and its items. In the release, `qa` has signed `b` and blocked `a`, and nobody else said anything.
fn of_release() -> Vec<Row> {
    let respun = EventKind::Respun {
        candidate: Candidate::from("c2"),
        reason: None,
    };
    let commits = EventKind::CommitsRead {
        from: Candidate::from("c0"),
        candidate: Candidate::from("c1"),
        commits: Vec::new(),
    };
    let planned = EventKind::Planned {
        day: "2026-12-01".parse().unwrap(),
        reason: None,
    };
    let assigned = |role: &str| EventKind::Assigned {
        role: role.into(),
        person: person("eve"),
    };
    let started = EventKind::Started {
        candidate: None,
        plan: Digest::of_bytes(b"plan"),
        rules: None,
    };
    let shortened = EventKind::Shortened {
        phase: "pre".into(),
        role: "rm".into(),
        reason: "x".to_owned(),
        candidate: None,
    };
    let killer = ("item pre/b", &["killer = true"][..]);
    vec![
        ("started", started, FREE, BAD),
        ("tightened", change(killer.0, &[], killer.1), FREE, BAD),
        ("loosened", change(killer.0, killer.1, &[]), BAD, BAD),
        (
            "alias",
            change("person Bo", &[], &["aliases = x@y.example"]),
            BAD,
            BAD,
        ),
        (
            "lifted",
            change("policy", &["signatures = roles"], &[]),
            BAD,
            BAD,
        ),
        ("respun", respun, FREE, NOT),
        ("shipped", closed(Outcome::Shipped), FREE, NOT),
        ("abandoned", closed(Outcome::Abandoned), FREE, COUNTS),
        ("commits", commits, FREE, NOT),
        ("planned", planned, FREE, NOT),
        ("who is dev", assigned("dev"), FREE, NOT),
        ("who is qa", assigned("qa"), NOT, NOT),
        ("no, of an item of qa", answered("db", false), NOT, NOT),
        ("yes, of an item of qa", answered("db", true), NOT, NOT),
        ("yes, of another item", answered("ui", true), FREE, NOT),
        ("signed by dev", signed("a", "dev"), FREE, NOT),
        ("signed by qa", signed("b", "qa"), NOT, NOT),
        ("dev's ruled out", ruled_out("a", "rm"), FREE, NOT),
        ("qa's ruled out", ruled_out("b", "rm"), NOT, NOT),
        ("dev's waived", waived("a", "rm"), FREE, NOT),
        ("qa's waived", waived("b", "rm"), NOT, NOT),
        ("blocked by dev", blocked("b", "dev"), FREE, COUNTS),
        ("blocked by qa", blocked("b", "qa"), COUNTS, COUNTS),
        ("qa's blocker", unblocked("a"), NOT, NOT),
        ("another blocker", unblocked("c"), FREE, NOT),
        ("qa's answer", reopened("b"), COUNTS, COUNTS),
        ("another answer", reopened("a"), FREE, COUNTS),
        ("go of dev", called("dev", Call::Go), FREE, NOT),
        ("go of qa", called("qa", Call::Go), NOT, NOT),
        ("no-go of dev", called("dev", Call::NoGo), FREE, COUNTS),
        ("no-go of qa", called("qa", Call::NoGo), COUNTS, COUNTS),
        ("wait ended", shortened, FREE, NOT),
        (
            "text",
            EventKind::NoteWritten {
                field: "summary".into(),
                text: "x".to_owned(),
            },
            FREE,
            NOT,
        ),
        (
            "line",
            EventKind::NoteAdded {
                field: "summary".into(),
                text: "x".to_owned(),
                commits: Vec::new(),
            },
            FREE,
            NOT,
        ),
    ]
}

fn of_rollout() -> Vec<Row> {
    let rollout = EventKind::Rollout;
    let x = || "x".to_owned();
    let window = |role: &str| {
        EventKind::WindowClosed(WindowClosed {
            window: "soak".into(),
            role: role.into(),
            candidate: None,
            note: None,
            early: None,
            readings: Vec::new(),
            findings: Vec::new(),
        })
    };
    let overridden = |role: &str| {
        rollout(RolloutEvent::Overridden {
            strategy: "slow".into(),
            stage: "canary".into(),
            overriding: overriding(role),
        })
    };
    let baselined = RolloutEvent::Baselined {
        reason: None,
        readings: Vec::new(),
    };
    let chosen = RolloutEvent::Chosen {
        strategy: "quick".into(),
        reason: x(),
    };
    vec![
        ("baseline", rollout(baselined), FREE, NOT),
        ("chosen", rollout(chosen), FREE, NOT),
        ("entered", entered(None), FREE, NOT),
        ("entered over", entered(Some(overriding("rm"))), FREE, NOT),
        (
            "entered over, by qa",
            entered(Some(overriding("qa"))),
            NOT,
            NOT,
        ),
        ("good", observed(Ruling::Go), FREE, NOT),
        ("bad", observed(Ruling::Hold), FREE, COUNTS),
        ("go", stage_called("qa", Call::Go), NOT, NOT),
        ("no-go", stage_called("qa", Call::NoGo), COUNTS, COUNTS),
        ("overridden", overridden("rm"), FREE, NOT),
        ("overridden by qa", overridden("qa"), NOT, NOT),
        (
            "paused",
            rollout(RolloutEvent::Paused { reason: x() }),
            FREE,
            COUNTS,
        ),
        (
            "resumed",
            rollout(RolloutEvent::Resumed { reason: x() }),
            FREE,
            NOT,
        ),
        (
            "aborted",
            rollout(RolloutEvent::Aborted { reason: x() }),
            FREE,
            COUNTS,
        ),
        ("window of dev", window("dev"), FREE, NOT),
        ("window of qa", window("qa"), NOT, NOT),
    ]
}

fn of_incidents() -> Vec<Row> {
    let x = || "x".to_owned();
    let who = || Who::Role(RoleId::from("dev"));
    let back_to = KnownGood {
        version: "2.3.0".parse().unwrap(),
        candidate: None,
    };
    let begun = RollbackEvent::Begun {
        reason: x(),
        trigger: None,
        back_to: Some(back_to),
    };
    let cancelled = |role: &str| {
        EventKind::Rollback(RollbackEvent::Cancelled {
            role: Some(role.into()),
            reason: x(),
        })
    };
    let opened = IncidentStep::Opened {
        title: x(),
        class: "outage".into(),
        severity: Severity::High,
        commander: None,
    };
    let noted = IncidentStep::Noted {
        text: x(),
        happened: None,
    };
    let action = IncidentStep::ActionAdded {
        text: x(),
        owner: who(),
        due: None,
    };
    let done = IncidentStep::ActionDone {
        action: Digest::of_bytes(b"action"),
        note: None,
    };
    let decided = |role: &str| {
        incident(IncidentStep::Decided {
            role: role.into(),
            course: Mitigation::Hotfix,
            reason: x(),
        })
    };
    let withdrawn = |role: Option<&str>| {
        incident(IncidentStep::Withdrawn {
            role: role.map(RoleId::from),
            reason: x(),
        })
    };
    let raised = RiskEvent::Raised {
        risk: "risk-1".into(),
        text: x(),
        likelihood: RiskLevel::Low,
        impact: RiskLevel::Low,
        owner: who(),
        mitigation: None,
        due: None,
        from: None,
    };
    let ended = RiskEvent::Closed {
        risk: "risk-1".into(),
        outcome: RiskOutcome::Accepted,
        reason: x(),
    };
    vec![
        ("rollback", EventKind::Rollback(begun), FREE, COUNTS),
        ("cancelled by dev", cancelled("dev"), FREE, NOT),
        ("cancelled by qa", cancelled("qa"), NOT, NOT),
        ("opened", incident(opened), FREE, COUNTS),
        (
            "commander",
            incident(IncidentStep::Commanded { commander: who() }),
            FREE,
            COUNTS,
        ),
        ("noted", incident(noted), FREE, COUNTS),
        ("action", incident(action), FREE, COUNTS),
        ("action done", incident(done), FREE, NOT),
        ("decided by dev", decided("dev"), FREE, NOT),
        ("decided by qa", decided("qa"), NOT, NOT),
        (
            "resolved",
            incident(IncidentStep::Resolved { cause: x() }),
            FREE,
            NOT,
        ),
        ("withdrawn", withdrawn(None), FREE, NOT),
        ("withdrawn by qa", withdrawn(Some("qa")), NOT, NOT),
        (
            "reopened",
            incident(IncidentStep::Reopened { reason: x() }),
            FREE,
            COUNTS,
        ),
        ("risk", EventKind::Risk(raised), FREE, COUNTS),
        ("risk closed", EventKind::Risk(ended), FREE, NOT),
    ]
}

#[test]
fn every_kind_of_event_has_its_place_in_the_table() {
    let rows: Vec<Row> = [of_release(), of_rollout(), of_incidents()].concat();
    let known: BTreeSet<(&str, &str)> = rows
        .iter()
        .map(|(_, kind, ..)| (kind.word(), kind.subject().address().block))
        .collect();
    // One that shares its word with another one, such as `reopened`, is told apart by what it is about.
    assert_eq!(known.len(), EventKind::all().len(), "{known:?}");
    let lines = [
        "pre/a dev",
        "pre/b qa when=db",
        "pre/c dev maybe",
        "gate pre dev+qa",
    ];
    let script = [
        "qa signs b",
        "qa blocks a because x",
        "dev blocks c because x",
    ];
    let release = |signatures| {
        Story::of(asking(signatures, &lines))
            .tell(&script)
            .release()
    };
    let (off, roles, all) = (
        release(Signatures::Off),
        release(of_qa()),
        release(Signatures::All),
    );
    let becomes = |release: &Release, kind: &EventKind| match Demand::of(release).is_for_next(kind)
    {
        true => effect(kind).word(),
        false => FREE,
    };
    for (name, kind, of_roles, of_all) in &rows {
        // Whoever takes a demand away signs, whatever is left of it.
        let of_off = if *name == "lifted" { BAD } else { FREE };
        assert_eq!(becomes(&off, kind), of_off, "off: {name}");
        assert_eq!(becomes(&roles, kind), *of_roles, "roles: {name}");
        assert_eq!(becomes(&all, kind), *of_all, "all: {name}");
    }
}

#[test]
fn others_undo_unsigned_what_came_after_them_alone() {
    let plan = asking(of_qa(), &["pre/a dev", "gate pre dev"]);
    let blocks = [
        "dev blocks a because x",
        "dev unblocks a because x",
        "qa blocks a because y",
    ];
    let late = unsigned_at(Story::of(plan.clone()).tell(&blocks), &[1, 2]);
    assert_eq!(effects(&late), []);
    let blocks = ["qa blocks a because y", "dev unblocks a because x"];
    for release in [
        unsigned_at(Story::of(plan.clone()).tell(&blocks), &[2]),
        // Another clock does not change who had seen what.
        unsigned_at(
            Story::of(plan).tell(&[blocks[0], "at 2026-11-20T08:00:00Z", blocks[1]]),
            &[2],
        ),
    ] {
        assert_eq!(effects(&release), [("unblocked", NOT)]);
        let item = crate::domain::rules::item_status::standing(
            &release,
            &item("a"),
            at("2026-11-20T10:00:00Z"),
        );
        assert_eq!(item.unwrap().blockers.len(), 1);
    }
}

#[test]
fn a_key_speaks_for_its_owner_alone_where_signatures_are_demanded() {
    let lines = ["pre/a dev", "pre/b qa maybe", "gate pre dev+qa"];
    let refused = "1: bob has to sign this: the key of ada does not show what someone else said";
    for (line, of_roles, of_all) in [
        ("dev signs a", "admitted", refused),
        ("qa signs b", refused, refused),
        ("qa rules out b because x", refused, refused),
        ("rm waives b because x", refused, refused),
        ("rm waives a because x", "admitted", refused),
        ("qa calls no-go at pre because x", "admitted", "admitted"),
        ("qa blocks a because x", "admitted", "admitted"),
    ] {
        let script = [format!("ada records bob as {line}")];
        let script = [script[0].as_str()];
        let of = |signatures| outcome(&asking(signatures, &lines), &script);
        assert_eq!(of(Signatures::Off), "admitted", "off: {line}");
        assert_eq!(of(of_qa()), of_roles, "roles: {line}");
        assert_eq!(of(Signatures::All), of_all, "all: {line}");
    }
    let own = ["bob records bob as dev signs a"];
    assert_eq!(outcome(&asking(Signatures::All, &lines), &own), "admitted");
    let calls = [
        "bob as dev signs a",
        "ada records bob as dev calls go at pre",
    ];
    assert_eq!(outcome(&asking(Signatures::All, &lines), &calls), refused);
}

#[test]
fn what_was_recorded_for_another_under_a_key_of_ones_own_is_passed_over_and_named() {
    let plan = asking(Signatures::All, &["pre/a dev", "gate pre dev"]);
    let go = "ada records bob as dev calls go at pre because it is out";
    let story = || Story::of(plan.clone()).tell(&["bob as dev signs a"]);
    // Another person's signed NO-GO stays.
    let no_go = "bob as dev calls no-go at pre because it burns";
    let release = unsigned_at(story().tell(&[no_go]).forge(go), &[]);
    let (call, _) = release.call(&"pre".into(), &"dev".into()).unwrap();
    assert_eq!(call, Call::NoGo);
    assert_eq!(effects(&release), [("called", NOT)]);
    assert!(unproven(&release)[0].sentence().ends_with(
        "allowed_signers:1), but recorded for bob, whose key did not sign it; it does not count"
    ));
    // It takes the place of nothing.
    let refused = Flaw {
        why: "no".to_owned(),
        cause: Cause::Wrong,
        key: None,
        line: None,
    };
    let release = weighed(story().tell(&[no_go]).forge(go), |place| match place {
        2 => Standing::Refused(refused.clone()),
        _ => proof(),
    });
    assert_eq!(effects(&release), [("called", BAD), ("called", NOT)]);
    // The person's own key does.
    let passed_over = unsigned_at(story().tell(&[no_go]).forge(go), &[]);
    let by_bob = "bob as dev calls go at pre because it is out";
    let story = Story::resume(passed_over, at("2026-11-20T09:10:00Z")).tell(&[by_bob]);
    assert_eq!(effects(&unsigned_at(story, &[])), []);
    // Votes, and what separates duties, count who signed.
    let votes = asking(Signatures::All, &["gate pre dev*2"]);
    let story = Story::of(votes)
        .tell(&["ada as dev calls go at pre"])
        .forge(go);
    let release = unsigned_at(story, &[]);
    assert_eq!(release.votes(&"pre".into(), &"dev".into()).count(), 1);
    assert!(release.roles_of(&person("bob")).is_empty());
}

#[test]
fn an_unsigned_risk_counts_and_takes_the_place_of_none() {
    let plan = asking(Signatures::All, &["gate pre dev"]);
    let story = Story::of(plan).tell(&["dev raises high risk 1", "dev raises low risk 1"]);
    let levels = |release: &Release| -> Vec<RiskLevel> {
        let risks = release.risk(&"risk-1".into()).into_iter();
        risks.map(|risk| risk.impact).collect()
    };
    for (name, unsigned, expected) in [
        ("all signed", &[][..], &[RiskLevel::Low][..]),
        ("changed unsigned", &[2], &[RiskLevel::High, RiskLevel::Low]),
        ("raised unsigned", &[1], &[RiskLevel::Low]),
    ] {
        let release = unsigned_at(story.clone(), unsigned);
        assert_eq!(levels(&release), expected, "{name}");
        assert_eq!(release.next_risk(), "risk-2".into(), "{name}");
    }
    // An end that nobody signed ends nothing.
    let release = unsigned_at(story.tell(&["dev ends risk 1 because x"]), &[3]);
    assert_eq!(release.open_risks().len(), 1);
}

#[test]
fn an_unsigned_answer_to_a_fact_takes_no_item_away() {
    let plan = asking(
        Signatures::All,
        &["pre/a dev not=db", "pre/b dev when=db", "gate pre dev"],
    );
    let story = Story::of(plan).tell(&["fact db = no", "fact db = yes because x"]);
    let is_asked = |release: &Release, name: &str| {
        release
            .facts_against(release.item(&item(name)).unwrap())
            .is_none()
    };
    let release = unsigned_at(story.clone(), &[2]);
    assert!(is_asked(&release, "a"));
    assert_eq!(effects(&release), [("answered", NOT)]);
    let release = unsigned_at(story.clone(), &[1, 2]);
    assert!(is_asked(&release, "a") && is_asked(&release, "b"));
    assert!(!is_asked(&unsigned_at(story, &[]), "a"));
}

#[test]
fn a_plan_that_nobody_vouches_for_is_confirmed_by_an_amendment_that_changes_nothing() {
    let plan = asking(Signatures::All, &["pre/a dev", "gate pre dev"]);
    let story = || Story::of(plan.clone());
    let mut sure = Story::resume(unsigned_at(story(), &[]), at("2026-11-20T09:05:00Z"));
    assert_eq!(sure.try_line("amend"), Err(Refusal::NothingToAmend));
    let doubted = unsigned_at(story(), &[0]);
    assert!(is_plan_unproven(&doubted));
    let confirmed = Story::resume(doubted, at("2026-11-20T09:05:00Z"));
    let confirmed = confirmed.tell(&["amend", "dev signs a"]);
    let release = unsigned_at(confirmed.clone(), &[0]);
    assert!(!is_plan_unproven(&release));
    assert_eq!(effects(&release), []);
    // Once the key counts again, the record is what it was.
    assert_eq!(effects(&unsigned_at(confirmed.clone(), &[])), []);
    // And unsigned, it confirms nothing.
    assert!(is_plan_unproven(&unsigned_at(confirmed, &[0, 1])));
}
