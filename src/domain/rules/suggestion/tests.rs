//! Every command that is printed does what it says, when it is run as it stands with its placeholders filled.

use chrono::{DateTime, NaiveDateTime, Utc};
use proptest::prelude::*;

use super::*;
use crate::domain::decimal::Decimal;
use crate::domain::digest::Digest;
use crate::domain::event::{
    Call, Event, EventKind, IncidentStep, Outcome, RollbackEvent, RolloutEvent,
};
use crate::domain::id::Candidate;
use crate::domain::plan::Plan;
use crate::domain::plan::incident::{Severity, Who};
use crate::domain::rules::admission::{Refusal, admit};
use crate::domain::rules::draft::{self, Entering};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::overall;
use crate::domain::rules::monitoring;
use crate::domain::state::Release;
use crate::domain::testing::{Story, person, plan, readings};
use crate::domain::verdict::Verdict;
use crate::render;
use crate::render::status::StatusView;
use crate::style::OutputStyle;

/// What a person sees in `status`, `gate`, `rollout status`, `monitor` and `incident status`.
fn screens(release: &Release, now: DateTime<Utc>) -> Vec<(String, String)> {
    let look = OutputStyle::PLAIN;
    let judgements = judge_all(release, now);
    let status = |role| {
        let view = StatusView {
            role,
            all: false,
            now,
            select: "",
        };
        render::status::status(release, &judgements, view, look)
    };
    let mut screens = vec![("status".to_owned(), status(None))];
    for role in &release.plan().roles {
        screens.push((format!("status --role {}", role.id), status(Some(&role.id))));
    }
    screens.push((
        "gate".to_owned(),
        render::gate::gates(release, &judgements, look, ""),
    ));
    if let Some(progress) = release.rollout(now) {
        let text = render::rollout::status(release, &progress, now, look, "");
        screens.push(("rollout status".to_owned(), text));
    }
    if let Some(watch) = monitoring::watch(release, now) {
        let text = render::monitor::windows(release, &watch, look, "");
        screens.push(("monitor".to_owned(), text));
    }
    let incidents: Vec<_> = release.incidents().collect();
    let text = render::incident::status(release, &incidents, now, "", look);
    screens.push(("incident status".to_owned(), text));
    screens
}

/// Returns what a screen tells people to do, from top to bottom.
fn printed(screen: &str) -> Vec<&str> {
    let is_step = |line: &&str| line.starts_with("gonogo ") || line.starts_with(WAIT);
    screen.lines().map(str::trim).filter(is_step).collect()
}

const WAIT: &str = "nothing to do until ";

/// Returns the time that a wait names.
fn awaited(line: &str) -> Option<DateTime<Utc>> {
    let time = line.strip_prefix(WAIT)?;
    let time = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M UTC");
    Some(time.unwrap().and_utc())
}

/// A command line, cut as a shell cuts it.
struct Typed(Vec<String>);

impl Typed {
    fn of(line: &str) -> Self {
        let mut words = vec![String::new()];
        let mut quote = None;
        for c in line.chars() {
            match (c, quote) {
                (' ', None) => words.push(String::new()),
                ('"' | '\'', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                (c, _) => words.last_mut().unwrap().push(c),
            }
        }
        Self(words)
    }

    fn option(&self, name: &str) -> Option<&str> {
        let place = self.0.iter().position(|word| word == name)?;
        self.0.get(place + 1).map(String::as_str)
    }

    fn reason(&self) -> Option<String> {
        self.option("--reason").map(str::to_owned)
    }

    fn metrics(&self) -> Vec<String> {
        let names = self.0.windows(2).filter(|pair| pair[0] == "--metric");
        let number = |pair: &[String]| pair[1].replace("=NUMBER", "=0.4");
        names.map(number).collect()
    }
}

/// Returns the least traffic of a range.
fn least_of(range: &str) -> Decimal {
    let (least, _) = range.split_once('-').expect("a range");
    least.parse().unwrap()
}

/// Returns the event that a command makes; `None` for one that only shows something.
fn event(release: &Release, line: &str, now: DateTime<Utc>) -> Option<EventKind> {
    let typed = Typed::of(line);
    let words: Vec<&str> = typed.0.iter().map(String::as_str).collect();
    let reason = || typed.reason().unwrap_or_default();
    let role = || typed.option("--role").map(Into::into);
    let own = |item: &ItemId| {
        let roles = &release.item(item).unwrap().roles;
        role().unwrap_or_else(|| match roles.as_slice() {
            [only] => only.clone(),
            _ => panic!("`{line}` does not say which role"),
        })
    };
    let metrics = typed.metrics();
    let values: Vec<&str> = metrics.iter().map(String::as_str).collect();
    let incident = || typed.option("--incident").unwrap().into();
    let entering = |overriding: bool| {
        let least = typed.option("--traffic").map(least_of);
        let next = || release.next_stage(now).map(|(_, stage)| stage.traffic);
        assert!(least.is_some() || next().is_none_or(|traffic| !traffic.is_range()));
        Entering {
            traffic: least.or_else(|| Some(next()?.least)).unwrap_or_default(),
            reason: typed.reason(),
            overriding: overriding.then(|| (role().unwrap(), reason())),
            evidence: Vec::new(),
        }
    };
    Some(match &words[1..] {
        ["walk" | "gate" | "status" | "notes" | "fact"] | ["walk" | "gate", ..] => return None,
        ["incident", "status"] | ["rollout", "watch"] => return None,
        ["notes", "set", field, text] => EventKind::NoteWritten {
            field: (*field).into(),
            text: (*text).to_owned(),
        },
        ["sign", item, ..] => {
            let item = (*item).into();
            let evidence = typed.option("--evidence").map(str::to_owned);
            let details = draft::SignOffDetails {
                evidence: evidence.into_iter().collect(),
                ..draft::SignOffDetails::default()
            };
            draft::signing(release, &item, &own(&item), details)?
        }
        ["waive", item, ..] => draft::waiving(release, &(*item).into(), &role()?, reason(), None)?,
        ["reopen", item, ..] => EventKind::Reopened {
            item: (*item).into(),
            role: own(&(*item).into()),
            reason: reason(),
        },
        ["unblock", item, ..] => EventKind::Unblocked {
            item: (*item).into(),
            role: own(&(*item).into()),
            reason: reason(),
        },
        ["call", "go", ..] => {
            let phase = typed.option("--phase").unwrap().into();
            draft::calling(release, &phase, &role()?, Call::Go, typed.reason())
        }
        ["respin", ..] => EventKind::Respun {
            candidate: Candidate::from("another"),
            reason: None,
        },
        ["amend"] => EventKind::Amended {
            plan: Digest::of_bytes(b"another"),
            reason: None,
            changes: Vec::new(),
            role: release
                .plan()
                .amenders()
                .first()
                .map(|role| (*role).clone()),
        },
        ["close", ..] => EventKind::Closed {
            outcome: match typed.option("--outcome") {
                None => Outcome::Shipped,
                Some("rolled-back") => Outcome::RolledBack,
                Some(_) => Outcome::Abandoned,
            },
            reason: typed.reason(),
            role: role(),
        },
        ["rollback", "cancel", ..] => EventKind::Rollback(RollbackEvent::Cancelled {
            role: role(),
            reason: reason(),
        }),
        ["rollback", "confirm", ..] => {
            let decision = release.plan().decision();
            let decides = decision.and_then(|duty| duty.roles.first());
            let role = role().or_else(|| decides.cloned())?;
            let mut kinds = draft::confirming(release, &role, now).ok()?.into_iter();
            kinds.next()?
        }
        ["rollback", ..] => EventKind::Rollback(RollbackEvent::Begun {
            reason: reason(),
            trigger: None,
            back_to: None,
        }),
        ["rollout", "strategy", strategy, ..] => EventKind::Rollout(RolloutEvent::Chosen {
            strategy: (*strategy).into(),
            reason: reason(),
        }),
        ["rollout", "baseline", ..] => draft::baselining(&readings(&values, now), typed.reason()),
        ["rollout", "observe", ..] => draft::observing(release, &readings(&values, now), now)?,
        ["rollout", "call", "go", ..] => {
            draft::calling_stage(release, &role()?, Call::Go, typed.reason())?
        }
        ["rollout", "resume", ..] => EventKind::Rollout(RolloutEvent::Resumed { reason: reason() }),
        ["rollout", what @ ("start" | "advance"), ..] => {
            assert_eq!(*what == "start", release.is_to_start(), "{line}");
            let overrides = words.contains(&"--override");
            match release.next_stage(now) {
                Some(_) => draft::entering(release, entering(overrides), now)?,
                None => draft::overriding_the_last(release, role()?, reason(), now)?,
            }
        }
        ["monitor", "close", window, ..] => {
            draft::closing_window(release, &(*window).into(), &role()?, None, None, &[], now)
        }
        ["incident", "open", ..] => {
            let class = release.plan().incidents.as_ref().unwrap().classes.last();
            let (class, title) = (class.unwrap().id.clone(), "it".to_owned());
            draft::opening(release, title, class, Severity::High, None)
        }
        ["incident", "commander", ..] => IncidentStep::Commanded {
            commander: Who::Person(person("Ada")),
        }
        .of(&incident()),
        ["incident", "decide", course, ..] => IncidentStep::Decided {
            role: role()?,
            course: match *course {
                "rollback" => Mitigation::Rollback,
                "hotfix" => Mitigation::Hotfix,
                _ => panic!("`{line}` decides on nothing"),
            },
            reason: reason(),
        }
        .of(&incident()),
        ["incident", "done", number, ..] => {
            let id = incident();
            let number: usize = number.parse().unwrap();
            let mut actions = release.incident(&id).unwrap().actions();
            let action = actions.find(|action| action.number == number).unwrap();
            let (action, note) = (action.added.id, None);
            IncidentStep::ActionDone { action, note }.of(&id)
        }
        ["incident", "resolve", ..] => {
            let cause = typed.option("--cause").unwrap().to_owned();
            IncidentStep::Resolved { cause }.of(&incident())
        }
        _ => panic!("`{line}` is not a command"),
    })
}

/// Runs a command as it is printed.
fn run(release: &Release, line: &str, now: DateTime<Utc>) -> Result<Option<Release>, Refusal> {
    let Some(kind) = event(release, line, now) else {
        return Ok(None);
    };
    let by = person("Somebody");
    admit(release, &kind, &by, now)?;
    let heads = release.heads().to_vec();
    let plan = release.plan().frozen();
    let kind = match kind {
        EventKind::Amended { reason, role, .. } => draft::amending(release, &plan, reason, role),
        kind => kind,
    };
    let event = Event::new(&release.header().id, now, by, kind, heads);
    Ok(Some(match event.kind {
        EventKind::Amended { .. } => release.clone().amended(plan, event),
        _ => release.clone().after(event),
    }))
}

/// Things that may happen at any time in a release with everything.
const NOISE: [&str; 61] = [
    "wait 5m",
    "wait 14m",
    "wait 60m",
    "wait 24h",
    "dev signs pre/a",
    "dev signs pre/c",
    "qa signs pre/c with https://ci/1",
    "dev signs pre/c with https://ci/1",
    "qa blocks pre/a because it burns",
    "dev unblocks pre/a because it is out",
    "rm waives pre/a until 2026-11-20 because later",
    "rm waives pre/c because later",
    "dev reopens pre/a because wrong",
    "dev rules out pre/maybe because no",
    "fact db = no because none",
    "fact db = yes because some",
    "dev calls go at pre",
    "dev calls no-go at pre because x",
    "qa calls go at pre",
    "rm calls no-go at ship because x",
    "rm calls go at ship",
    "ops signs ship/b",
    "ops signs ship/e",
    "rm waives ship/e because later",
    "dev signs watch/f",
    "qa blocks ship/b because x",
    "respin c2",
    "retract a",
    "reword b",
    "unpoll qa",
    "left: respin c3",
    "left: ops pauses because x",
    "left: rm takes quick because x",
    "left: unpoll rm",
    "merge",
    "rm takes quick because x",
    "ops baselines errors=0.5",
    "ops enters canary at 5",
    "ops enters canary at 5 because x",
    "ops enters quarter at 25 rm overriding because x",
    "ops enters full at 100",
    "ops observes errors=0.5",
    "ops observes errors=0.7",
    "ops observes errors=1.9",
    "ops observes errors=?",
    "qa calls go on canary",
    "qa calls no-go on canary because x",
    "ops pauses because x",
    "ops resumes because x",
    "ops aborts because x",
    "drop stage canary",
    "ops closes first",
    "ops rolls back because it burns",
    "ops rolls back because it burns again",
    "pm decides rollback in 1 because x",
    "pm decides hotfix in 1 because x",
    "rm cancels the rollback because fixed",
    "qa opens incident checkout fails",
    "rm resolves 1 because a bad index",
    "qa asks dev in 1 to write it up",
    "rm waives incident-1/course because x",
];

/// A release with items of every kind, a rollout, monitoring windows, a way back and incidents.
fn everything() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/c dev+qa proof bound",
        "pre/maybe dev maybe",
        "pre/db dev when=db",
        "gate pre dev+qa",
        "ship/b ops bound",
        "ship/e ops after=out",
        "gate ship rm",
        "rollout ship",
        "criterion pre/a",
        "metric errors %",
        "metric p99 ms",
        "rule errors above-baseline 0.1 points then hold",
        "rule errors above-baseline 1 points then no-go",
        "choice standard",
        "strategy standard: canary 1-5 15m..30m qa, quarter 25 30m..60m qa+dev, full 100 marks=out",
        "strategy quick: canary 1-5 15m..30m qa, full 100 marks=out",
        "watch/d dev",
        "watch/f dev after=out+2h",
        "gate watch ops",
        "monitoring watch from out",
        "window first 0m..30m ops",
        "window second 30m..4h dev",
        "rollback back after=out ends=rm+pm",
        "back/undo ops",
        "gate back qa",
        "class infra ops",
        "class app dev",
        "class unknown",
        "duty restore dev+ops",
        "duty verified qa phase=back",
        "decision course pm",
    ])
}

/// The straight way to the end.
const WAY: [&str; 32] = [
    "fact db = no because none",
    "dev signs pre/a",
    "dev signs pre/c with https://ci/1",
    "qa signs pre/c with https://ci/1",
    "dev signs pre/maybe",
    "dev calls go at pre",
    "qa calls go at pre",
    "ops signs ship/b",
    "ops baselines errors=0.4",
    "ops enters canary at 5",
    "wait 20m",
    "ops observes errors=0.4",
    "qa calls go on canary",
    "ops enters quarter at 25",
    "wait 40m",
    "ops observes errors=0.4",
    "qa calls go on quarter",
    "dev calls go on quarter",
    "ops enters full at 100",
    "ops observes errors=0.4",
    "ops signs ship/e",
    "rm calls go at ship",
    "dev signs watch/d",
    "wait 60m",
    "ops closes first",
    "wait 24h",
    "dev signs watch/f",
    "dev closes second",
    "ops calls go at watch",
    "close shipped",
    "ops rolls back because it burns",
    "ops signs back/undo",
];

fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let noise = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            prop::sample::select(NOISE.to_vec()),
        ),
        0..12,
    );
    (0..=WAY.len(), noise).prop_map(|(far, noise)| {
        let mut lines = WAY[..far].to_vec();
        for (place, line) in noise {
            lines.insert(place.index(lines.len() + 1), line);
        }
        // A story can amend the plan on the trunk or on a branch, and not on both.
        let amends = ["retract", "reword", "unpoll", "drop"];
        if lines.iter().any(|line| line.starts_with("left: ")) {
            lines.retain(|line| !amends.iter().any(|amends| line.starts_with(amends)));
        }
        lines
    })
}

/// Tells whatever is allowed, and passes over the rest.
fn told(plan: Plan, lines: &[&str]) -> (Release, DateTime<Utc>) {
    let mut story = Story::of(plan);
    for line in lines {
        let _ = story.try_line(line);
    }
    let now = story.now;
    (story.release(), now)
}

fn is_look(line: &str) -> bool {
    let looks = [
        "walk",
        "gate",
        "status",
        "notes",
        "fact",
        "rollout watch",
        "incident status",
    ];
    let rest = line.strip_prefix("gonogo ").unwrap_or_default();
    looks.iter().any(|look| rest.starts_with(look)) && !line.starts_with("gonogo notes set")
}

/// Checks that every command that is printed is admitted, and that something is printed while something is outstanding.
fn check(release: &Release, now: DateTime<Utc>) -> Result<(), TestCaseError> {
    for (name, screen) in screens(release, now) {
        for line in printed(&screen) {
            if let Some(until) = awaited(line) {
                prop_assert!(until > now, "{name}: {line}\n{screen}");
                continue;
            }
            if let Err(refusal) = run(release, line, now) {
                return Err(TestCaseError::fail(format!(
                    "{name} prints `{line}`: {refusal}\n{screen}"
                )));
            }
        }
        if release.outcome().is_none() && ["status", "gate"].contains(&name.as_str()) {
            let verdict = overall(&judge_all(release, now));
            let does = |line: &&str| !is_look(line) || line.starts_with("gonogo walk");
            let steps = printed(&screen);
            let is_idle = !steps.iter().any(does);
            prop_assert!(
                !is_idle || name == "gate" && verdict == Some(Verdict::Go),
                "{name} leaves people alone:\n{screen}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_suggested_is_admitted(lines in lines()) {
        let (release, now) = told(everything(), &lines);
        check(&release, now)?;
    }
}

/// Runs the first command of `gate`, else of `status`, again and again, and waits where they say so.
fn follow(mut release: Release, mut now: DateTime<Utc>) -> Result<Vec<String>, TestCaseError> {
    let mut typed: Vec<String> = Vec::new();
    while release.outcome().is_none() {
        let shown = screens(&release, now);
        let wanted = ["gate", "status"].map(|name| shown.iter().find(|(it, _)| it == name));
        let lines: Vec<&str> = wanted
            .into_iter()
            .flatten()
            .flat_map(|(_, screen)| printed(screen))
            .collect();
        let command = lines
            .iter()
            .find(|line| awaited(line).is_none() && !is_look(line));
        let wait = lines.iter().filter_map(|line| awaited(line)).min();
        match (command, wait) {
            (Some(line), _) => {
                let next = run(&release, line, now);
                release = next.ok().flatten().expect("a change that is admitted");
                typed.push((*line).to_owned());
            }
            (None, Some(until)) => now = until,
            (None, None) => return Err(TestCaseError::fail(format!("stuck: {shown:#?}"))),
        }
        prop_assert!(
            typed.len() < 100,
            "no end: {:#?}\n{:#?}",
            &typed[80..],
            &shown
        );
    }
    Ok(typed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_suggested_leads_to_the_end(lines in lines()) {
        let (release, now) = told(everything(), &lines);
        follow(release, now)?;
    }
}

#[test]
fn a_release_that_nobody_disturbs_is_shipped() {
    let (release, now) = told(everything(), &[]);
    let typed = follow(release, now).unwrap();
    assert_eq!(typed.last().map(String::as_str), Some("gonogo close"));
}

#[test]
fn after_the_end_nothing_is_suggested() {
    let (release, now) = told(everything(), &WAY[..30]);
    assert_eq!(release.outcome(), Some(Outcome::Shipped));
    for (name, screen) in screens(&release, now) {
        assert_eq!(printed(&screen), [""; 0], "{name}");
    }
}

#[test]
fn a_wait_names_the_minute_at_which_it_is_over() {
    for (time, expected) in [
        (
            "2026-11-20T14:32:00Z",
            "nothing to do until 2026-11-20 14:32 UTC",
        ),
        (
            "2026-11-20T14:32:01Z",
            "nothing to do until 2026-11-20 14:33 UTC",
        ),
        (
            "2026-12-31T23:59:59.5Z",
            "nothing to do until 2027-01-01 00:00 UTC",
        ),
    ] {
        let wait = Suggestion::Wait(time.parse().unwrap());
        assert_eq!(wait.command(" -r 2.4.0"), expected);
    }
}
