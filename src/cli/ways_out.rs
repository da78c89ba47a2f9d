//! Every command of a refusal's way out is one that exists, and names the release when several are open.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use chrono::{DateTime, NaiveDate};

use super::mentions::words;
use crate::domain::event::{Call, timestamp};
use crate::domain::id::{Candidate, FieldId, ItemId, RoleId, WindowId};
use crate::domain::plan::incident::Mitigation;
use crate::domain::plan::rollout::Traffic;
use crate::domain::rules::admission::{IncidentRefusal, Refusal, RiskRefusal, RolloutRefusal};
use crate::domain::rules::hint::Hint;
use crate::domain::rules::naming::{NameFault, Named, listed};
use crate::domain::testing::person;
use crate::domain::verdict::Verdict;
use crate::error::CommandError;

const SELECT: &str = " -r 2.4.0";

fn item() -> ItemId {
    ItemId::from("pre/smoke-tests")
}

fn role() -> RoleId {
    RoleId::from("qa")
}

fn of_answers() -> Vec<Refusal> {
    let (by, at) = (person("Ada"), timestamp(&DateTime::UNIX_EPOCH));
    let does_not_apply = |fact: Option<&str>| Refusal::DoesNotApply {
        item: item(),
        why: "no".to_owned(),
        fact: fact.map(|fact| (fact.into(), true)),
    };
    vec![
        Refusal::Closed {
            version: "2.4.0".to_owned(),
            outcome: "shipped",
        },
        Refusal::NoItem(item()),
        Refusal::Removed(item()),
        Refusal::NotYourItem {
            item: item(),
            role: role(),
            roles: vec![role()],
        },
        Refusal::NoRole(role()),
        Refusal::NotAMember {
            by: by.clone(),
            role: role(),
        },
        Refusal::NotADeputy {
            by: by.clone(),
            member: person("Bob"),
            of: Vec::new(),
        },
        Refusal::NotADeputy {
            by: by.clone(),
            member: person("Bob"),
            of: vec![person("Eve")],
        },
        Refusal::DecidedAlready {
            by: by.clone(),
            role: role(),
        },
        Refusal::Separation {
            by: by.clone(),
            roles: vec![role()],
        },
        Refusal::MilestoneAhead {
            item: item(),
            milestone: "staged".into(),
            gate: "pre".into(),
            verdict: Verdict::Hold,
        },
        Refusal::NotAhead("pre".into()),
        Refusal::SameDay(NaiveDate::MIN),
        Refusal::DayOutOfTime(NaiveDate::MAX),
        Refusal::NoWait("pre".into()),
        Refusal::WaitNotBegun("pre".into()),
        Refusal::WaitEnded("pre".into()),
        Refusal::EvidenceMissing(item()),
        Refusal::WordMissing(person("Ada")),
        Refusal::OwnKey {
            person: person("Bob"),
            by: person("Ada"),
        },
        Refusal::AlreadyAssigned {
            role: role(),
            person: person("Ada"),
        },
        Refusal::AlreadySigned {
            item: item(),
            role: role(),
            by,
            at,
        },
        does_not_apply(None),
        does_not_apply(Some("db")),
        Refusal::IsWaived(item()),
        Refusal::IsDone(item()),
        Refusal::AlwaysApplies(item()),
        Refusal::Killer(item()),
        Refusal::MayNotWaive {
            role: role(),
            may: vec![role()],
        },
        Refusal::AmenderMissing(vec![role()]),
        Refusal::MayNotAmend {
            role: role(),
            may: vec![role()],
        },
        Refusal::ExpiresInThePast,
        Refusal::ExpiresTooLate,
        Refusal::CommitOutOfTime,
        Refusal::OutOfOrder {
            item: item(),
            above: item(),
        },
        Refusal::NotBlocked(item()),
        Refusal::NothingToReopen(item()),
        Refusal::ReasonMissing("a waiver"),
        Refusal::TooLong,
    ]
}

fn of_the_release() -> Vec<Refusal> {
    let field = || FieldId::from("known-issues");
    vec![
        Refusal::NoPhase("pre".into()),
        Refusal::NotPolled {
            phase: "pre".into(),
            role: role(),
            poll: vec![role()],
            instead: Some("ship".into()),
        },
        Refusal::NotPolledNow {
            phase: "pre".into(),
            role: role(),
            why: "fact `db` is answered no".to_owned(),
            fact: ("db".into(), true),
        },
        Refusal::ItemsOutstanding {
            role: role(),
            items: vec![item()],
        },
        Refusal::AlreadyVoted {
            phase: "pre".into(),
            role: role(),
            by: person("Ann"),
        },
        Refusal::AlreadyCalled {
            phase: "pre".into(),
            role: role(),
            call: Call::Go.word(),
        },
        Refusal::NoFact("db".into()),
        Refusal::SameAnswer {
            fact: "db".into(),
            answer: "yes",
        },
        Refusal::SameCandidate(Candidate::from("c1")),
        Refusal::NothingToAmend,
        Refusal::GateShut {
            verdict: Verdict::Hold,
        },
        Refusal::NotesMissing {
            fields: vec![field()],
        },
        Refusal::NoField(field()),
        Refusal::FilledField(field()),
        Refusal::Started,
        Refusal::Rollout(RolloutRefusal::NoRollout),
        Refusal::Incident(IncidentRefusal::NoIncidents),
        Refusal::Risk(RiskRefusal::NoRisk("risk-1".into())),
        Refusal::Risk(RiskRefusal::Closed("risk-1".into())),
        Refusal::Risk(RiskRefusal::Ambiguous {
            risk: "risk-1".into(),
            texts: vec!["x".to_owned(), "y".to_owned()],
        }),
        Refusal::Risk(RiskRefusal::DueOutOfTime),
    ]
}

fn of_the_rollout() -> Vec<RolloutRefusal> {
    let (stage, window) = (|| "canary".into(), || WindowId::from("soak"));
    let traffic = Traffic {
        least: "1".parse().unwrap(),
        most: "5".parse().unwrap(),
    };
    let in_the_way = |verdict, may_override| RolloutRefusal::InTheWay {
        what: "the next stage".to_owned(),
        verdict,
        obstacles: Vec::new(),
        may_override,
    };
    let not_clean = |verdict| RolloutRefusal::NotClean {
        window: window(),
        findings: Vec::new(),
        verdict,
    };
    vec![
        RolloutRefusal::NoRollout,
        RolloutRefusal::NoMonitoring,
        RolloutRefusal::NoMetric("errors".into()),
        RolloutRefusal::NoStrategy("quick".into()),
        RolloutRefusal::NoWindow(window()),
        RolloutRefusal::NothingMeasured,
        RolloutRefusal::NoValue {
            metric: "errors".into(),
            why: "no data".to_owned(),
        },
        RolloutRefusal::SameStrategy("quick".into()),
        RolloutRefusal::UnderWay(stage()),
        RolloutRefusal::NotUnderWay,
        RolloutRefusal::AtLast,
        RolloutRefusal::NotNext {
            stage: stage(),
            next: "full".into(),
        },
        RolloutRefusal::Elsewhere {
            stage: stage(),
            present: "full".into(),
        },
        RolloutRefusal::OtherTraffic {
            stage: stage(),
            traffic,
        },
        in_the_way(Verdict::NoGo, true),
        in_the_way(Verdict::Hold, true),
        in_the_way(Verdict::Hold, false),
        RolloutRefusal::NobodyDecides(stage()),
        RolloutRefusal::NotPolled {
            stage: stage(),
            role: role(),
            roles: vec![role()],
        },
        RolloutRefusal::AlreadyCalled {
            stage: stage(),
            role: role(),
        },
        RolloutRefusal::HalfMeasured,
        RolloutRefusal::NothingOverridden,
        RolloutRefusal::OtherRules,
        RolloutRefusal::Misjudged,
        RolloutRefusal::AlreadyPaused,
        RolloutRefusal::NotPaused,
        RolloutRefusal::AlreadyAborted,
        RolloutRefusal::Unwatched("deployed".into()),
        RolloutRefusal::NotYourWindow {
            window: window(),
            role: role(),
            given: "dev".into(),
        },
        RolloutRefusal::WindowClosed(window()),
        RolloutRefusal::WindowAhead {
            window: window(),
            begins: DateTime::UNIX_EPOCH,
        },
        RolloutRefusal::WindowOpen {
            window: window(),
            ends: DateTime::UNIX_EPOCH,
        },
        not_clean(Verdict::NoGo),
        not_clean(Verdict::Hold),
    ]
}

fn of_incidents() -> Vec<IncidentRefusal> {
    let incident = || "incident-1".into();
    let undecided = |course| IncidentRefusal::Undecided {
        course,
        titles: "Release manager".to_owned(),
    };
    vec![
        IncidentRefusal::NotEntered("back".into()),
        IncidentRefusal::NothingDeployed {
            after: "deployed".into(),
            item: Some(item()),
        },
        IncidentRefusal::RollingBack,
        IncidentRefusal::GoingBack,
        IncidentRefusal::NotRollingBack,
        IncidentRefusal::NoTrigger("errors".into()),
        IncidentRefusal::EndsNot {
            roles: vec![role()],
        },
        undecided(Mitigation::Rollback),
        undecided(Mitigation::Hotfix),
        IncidentRefusal::NotVerified {
            phase: "back".into(),
            verdict: Verdict::Hold,
        },
        IncidentRefusal::NoIncidents,
        IncidentRefusal::NoClass("app".into()),
        IncidentRefusal::NoIncident(incident()),
        IncidentRefusal::Opened(incident()),
        IncidentRefusal::Resolved(incident()),
        IncidentRefusal::Open(incident()),
        IncidentRefusal::Over(incident()),
        IncidentRefusal::Withdrawn(incident()),
        IncidentRefusal::WithdrawnAlready(incident()),
        IncidentRefusal::NotNext(incident()),
        IncidentRefusal::NotBrought {
            incident: incident(),
            duty: item(),
        },
        IncidentRefusal::OfRollback(incident()),
        IncidentRefusal::WithdrawsNot {
            incident: incident(),
            roles: vec![role()],
        },
        IncidentRefusal::Commands("Ada".to_owned()),
        IncidentRefusal::Blank("the title"),
        IncidentRefusal::InTheFuture,
        IncidentRefusal::NoDate("day"),
        IncidentRefusal::NoAction(incident()),
        IncidentRefusal::ActionDone,
        IncidentRefusal::DecidesNot {
            roles: vec![role()],
        },
        IncidentRefusal::Decided {
            course: Mitigation::Hotfix,
        },
        IncidentRefusal::DecideFirst(incident()),
    ]
}

/// Returns every refusal, those with several ways out more than once.
fn refusals() -> Vec<Refusal> {
    let mut all = of_answers();
    all.extend(of_the_release());
    all.extend(of_the_rollout().into_iter().map(Refusal::from));
    all.extend(of_incidents().into_iter().map(Refusal::from));
    all
}

/// Returns the names of the variants that a file declares in an enum of this name.
fn declared(file: &str, name: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain/rules/admission");
    let text = fs::read_to_string(path.join(file)).unwrap();
    let body = text.split(&format!("pub enum {name} {{\n")).nth(1).unwrap();
    let body = body.split("\n}").next().unwrap();
    let names = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = names.filter(|line| line.starts_with(char::is_uppercase));
    names.map(variant).collect()
}

/// Returns the first word of what Rust prints of a value, which is its variant.
fn variant(debug: &str) -> String {
    let end = debug.find(|c: char| !c.is_alphanumeric());
    debug[..end.unwrap_or(debug.len())].to_owned()
}

#[test]
fn the_table_has_every_refusal() {
    let names = |debugs: Vec<String>| -> BTreeSet<String> {
        debugs.iter().map(|debug| variant(debug)).collect()
    };
    let answers = of_answers().into_iter().chain(of_the_release());
    let answers = names(answers.map(|it| format!("{it:?}")).collect());
    let rollout = names(
        of_the_rollout()
            .iter()
            .map(|it| format!("{it:?}"))
            .collect(),
    );
    let incidents = names(of_incidents().iter().map(|it| format!("{it:?}")).collect());
    assert_eq!(answers, declared("refusal.rs", "Refusal"));
    assert_eq!(rollout, declared("refusal/rollout.rs", "RolloutRefusal"));
    assert_eq!(
        incidents,
        declared("refusal/incident.rs", "IncidentRefusal")
    );
}

/// Returns the commands of a hint: what is between backticks and begins with the program.
fn commands(hint: &Hint, select: &str) -> Vec<String> {
    let text = hint.text(select);
    let between = text.split('`').skip(1).step_by(2);
    between
        .filter(|part| part.starts_with("gonogo "))
        .map(str::to_owned)
        .collect()
}

fn check(about: &str, hint: &Hint) -> usize {
    let commands = commands(hint, SELECT);
    for command in &commands {
        let words: Vec<OsString> = words(command);
        let cli = super::parsed(words.into_iter());
        let cli = cli.unwrap_or_else(|error| panic!("{about}: `{command}`: {error}"));
        // It lists the incidents of all releases.
        if command != "gonogo incident list" {
            assert_eq!(
                cli.selected.release.as_deref(),
                Some("2.4.0"),
                "{about}: `{command}`"
            );
        }
    }
    assert!(!hint.text("").contains("2.4.0"), "{about}");
    commands.len()
}

#[test]
fn every_way_out_parses_and_names_the_release() {
    let mut count = 0;
    for refusal in refusals() {
        let about = format!("{refusal:?}");
        if let Some(hint) = refusal.way_out() {
            count += check(&about, &hint);
        }
        let hints = CommandError::from(refusal.clone()).hints;
        assert_eq!(hints.first(), refusal.way_out().as_ref(), "{about}");
    }
    assert!(count > 30, "{count} commands");
}

#[test]
fn what_is_said_of_a_name_names_the_release() {
    let known: Vec<String> = (0..9).map(|number| format!("pre/{number}")).collect();
    assert_eq!(check("many items", &listed(Named::Item, &known)), 1);
    let fault = NameFault::NoIncident("2.4.0".parse().unwrap());
    let hints = CommandError::from(fault).hints;
    let counts: Vec<usize> = hints
        .iter()
        .map(|hint| check("no incident", hint))
        .collect();
    assert_eq!(counts, [1]);
}
