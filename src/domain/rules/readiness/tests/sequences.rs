//! What holds after whatever people do, in whatever order: a rollout that is at GO got there properly.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{CALLED, FULL, QUARTER, gate};
use crate::domain::duration::seconds;
use crate::domain::event::{Call, Event, EventKind, RolloutEvent};
use crate::domain::plan::rollout::Strategy as Path;
use crate::domain::rules::gate::judge;
use crate::domain::rules::readiness;
use crate::domain::state::Release;
use crate::domain::testing::{Story, rollout_plan};
use crate::domain::verdict::{Ruling, Verdict};
use crate::record::{read, write};

/// Things that may happen at any time. None of them overrides anything.
const NOISE: [&str; 26] = [
    "wait 1m",
    "wait 5m",
    "wait 14m",
    "wait 29m",
    "wait 60m",
    "ops observes errors=0.4",
    "ops observes errors=0.5",
    "ops observes errors=0.6",
    "ops observes errors=1.6",
    "ops observes errors=?",
    "ops baselines errors=0.5 because x",
    "qa calls go on canary",
    "qa calls go on canary because x",
    "qa calls no-go on canary because x",
    "qa calls go on quarter",
    "dev calls go on quarter",
    "dev calls no-go on quarter because x",
    "ops pauses because x",
    "ops resumes because x",
    "ops aborts because x",
    "ops enters canary at 5",
    "ops enters canary at 5 because x",
    "ops enters quarter at 25",
    "ops enters full at 100",
    "respin c2",
    "dev calls go at pre",
];

/// The straight way, with a few things left out and a few more that happen in between.
fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let noise = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            prop::sample::select(NOISE.to_vec()),
        ),
        0..10,
    );
    let gaps = prop::collection::vec(any::<prop::sample::Index>(), 0..2);
    (noise, gaps).prop_map(|(noise, gaps)| {
        let mut lines = [&QUARTER[..], &FULL].concat();
        for gap in gaps {
            lines.remove(gap.index(lines.len()));
        }
        for (place, line) in noise {
            lines.insert(place.index(lines.len() + 1), line);
        }
        lines
    })
}

/// Tells whatever is allowed, and passes over the rest.
fn told(lines: &[&str]) -> (Release, DateTime<Utc>) {
    let mut story = Story::of(rollout_plan());
    for line in lines {
        let _ = story.try_line(line);
    }
    let now = story.now;
    (story.release(), now)
}

/// Returns what the rollout and the calls and observations on it say, apart from items and polls.
fn verdict_of_rollout(release: &Release, now: DateTime<Utc>) -> Verdict {
    readiness::outstanding(release, now)
        .iter()
        .map(super::Reason::verdict)
        .max()
        .unwrap_or(Verdict::Go)
}

/// What was done at one stage, from its entry to the next one.
#[derive(Default)]
struct Visit<'e> {
    stage: String,
    events: Vec<&'e Event>,
    left: Option<DateTime<Utc>>,
}

/// Cuts the events into visits of stages; whatever begins again begins with nothing.
fn visits(release: &Release) -> Vec<Visit<'_>> {
    let mut visits: Vec<Visit<'_>> = Vec::new();
    for event in release.events() {
        match &event.kind {
            EventKind::Respun { .. } => visits.clear(),
            EventKind::Rollout(RolloutEvent::Entered { stage, .. }) => {
                visits.truncate(
                    visits
                        .iter()
                        .position(|visit| visit.stage == stage.as_str())
                        .unwrap_or(visits.len()),
                );
                if let Some(last) = visits.last_mut() {
                    last.left = Some(event.at);
                }
                visits.push(Visit {
                    stage: stage.to_string(),
                    events: vec![event],
                    left: None,
                });
            }
            _ => visits
                .last_mut()
                .into_iter()
                .for_each(|visit| visit.events.push(event)),
        }
    }
    visits
}

impl Visit<'_> {
    /// Counts the minutes, one by one, and returns when so much of it was not paused.
    fn soaked_at(&self, least: TimeDelta) -> Option<DateTime<Utc>> {
        let end = self.left.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let (mut at, mut ran) = (self.events[0].at, TimeDelta::zero());
        while ran < least {
            let paused =
                self.events
                    .iter()
                    .filter(|event| event.at <= at)
                    .fold(false, |paused, event| match &event.kind {
                        EventKind::Rollout(RolloutEvent::Paused { .. }) => true,
                        EventKind::Rollout(RolloutEvent::Resumed { .. }) => false,
                        _ => paused,
                    });
            at += TimeDelta::minutes(1);
            if !paused {
                ran += TimeDelta::minutes(1);
            }
            if at > end {
                return None;
            }
        }
        Some(at)
    }

    fn observed_go_since(&self, soaked: DateTime<Utc>) -> bool {
        self.events.iter().any(|event| {
            let is_go = matches!(
                &event.kind,
                EventKind::Rollout(RolloutEvent::Observed {
                    ruling: Ruling::Go,
                    ..
                })
            );
            is_go && event.at >= soaked
        })
    }

    fn last_call(&self, by: &str) -> Option<Call> {
        self.events
            .iter()
            .rev()
            .find_map(|event| match &event.kind {
                EventKind::Rollout(RolloutEvent::StageCalled { role, call, .. })
                    if role.as_str() == by =>
                {
                    Some(*call)
                }
                _ => None,
            })
    }
}

/// Checks, from the events alone, that every stage before the last was soaked, observed and called.
fn check_way(release: &Release, strategy: &Path) -> Result<(), TestCaseError> {
    let visits = visits(release);
    let names: Vec<_> = visits.iter().map(|visit| visit.stage.as_str()).collect();
    prop_assert_eq!(
        names,
        strategy
            .stages
            .iter()
            .map(|stage| stage.id.as_str())
            .collect::<Vec<_>>()
    );
    for (visit, stage) in visits
        .iter()
        .zip(&strategy.stages)
        .filter(|(visit, _)| visit.left.is_some())
    {
        let soaked = visit.soaked_at(seconds(stage.soak.map_or(0, |soak| soak.least)));
        prop_assert!(
            soaked.is_some(),
            "{} was left before it had soaked",
            visit.stage
        );
        prop_assert!(
            soaked.is_some_and(|soaked| visit.observed_go_since(soaked)),
            "{} was not observed",
            visit.stage
        );
        for role in &stage.roles {
            prop_assert_eq!(
                visit.last_call(role.as_str()),
                Some(Call::Go),
                "{} by {}",
                &visit.stage,
                role
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rollout_at_go_was_soaked_observed_and_called_at_every_stage(lines in lines()) {
        let (release, now) = told(&lines);
        if verdict_of_rollout(&release, now) == Verdict::Go {
            let progress = release.rollout(now).unwrap();
            prop_assert!(progress.is_at_last());
            check_way(&release, progress.strategy.unwrap())?;
        }
    }

    #[test]
    fn an_observation_that_is_not_good_never_makes_it_better(lines in lines(), bad in 0_usize..3) {
        let (release, now) = told(&lines);
        let line = ["ops observes errors=?", "ops observes errors=0.7", "ops observes errors=1.6"][bad];
        let mut story = Story::resume(release.clone(), now);
        let _ = story.try_line(line);
        let now = story.now;
        let worse = story.release();
        prop_assert!(super::stage_verdict(&worse, now) >= super::stage_verdict(&release, now));
        prop_assert!(verdict_of_rollout(&worse, now) >= verdict_of_rollout(&release, now));
    }

    #[test]
    fn time_alone_never_takes_a_no_go_back_nor_an_observation_or_a_call(lines in lines(), minutes in 1_i64..10_000) {
        let (release, now) = told(&lines);
        let later = now + TimeDelta::minutes(minutes);
        let (before, after) = (verdict_of_rollout(&release, now), verdict_of_rollout(&release, later));
        prop_assert!(before != Verdict::NoGo || after == Verdict::NoGo);
        prop_assert!(before != Verdict::Go || after == Verdict::Go, "what is complete stays so");
    }

    #[test]
    fn replayed_or_written_and_read_a_record_says_the_same(lines in lines(), cut in any::<prop::sample::Index>()) {
        let (release, now) = told(&lines);
        let said = |release: &Release| format!("{:?} {} {:?}", judge(release, now), super::ahead(release, now), release.rollout(now));
        let replayed = Release::replay(release.record().clone()).unwrap();
        prop_assert_eq!(said(&replayed), said(&release));
        let text = write::text(release.record());
        let read = Release::replay(read::record(&text).unwrap()).unwrap();
        prop_assert_eq!(said(&read), said(&release));
        prop_assert_eq!(write::text(read.record()), text);
        let mut events = release.events().to_vec();
        let rest = events.split_off(1 + cut.index(events.len()));
        let record = crate::domain::state::Record { events, ..release.record().clone() };
        let stepwise = rest.into_iter().fold(Release::replay(record).unwrap(), Release::after);
        prop_assert_eq!(said(&stepwise), said(&release));
    }

    #[test]
    fn of_two_branches_no_stop_gets_lost_and_no_go_comes_out_of_nothing(
        before in prop::sample::select(vec![&CALLED[..3], &CALLED[..4], &CALLED[..6], &CALLED[..], &QUARTER[..]]),
        left in branch(),
        right in branch(),
    ) {
        let base = Story::of(rollout_plan()).tell(before);
        let (mut merged, mut alone) = (base.clone(), Vec::new());
        merged.leave("left");
        merged.leave("right");
        for (name, lines) in [("left", &left), ("right", &right)] {
            let mut branch = base.clone();
            branch.now = merged.now;
            for line in lines {
                let _ = merged.try_line(&format!("{name}: {line}"));
                let _ = branch.try_line(line);
            }
            alone.push(branch.release());
        }
        let now = merged.now;
        let merged = merged.release();
        let verdict = verdict_of_rollout(&merged, now);
        for branch in &alone {
            // Neither can take back what only the other has said.
            let stops = |release: &Release| readiness::outstanding(release, now).iter().filter(|it| is_stop(it.explain().code.word())).count();
            let (own, all) = (stops(branch), stops(&merged));
            let clears = |lines: &Vec<&str>| lines.iter().any(|line| line.starts_with("respin"));
            let is_respun = clears(&left) || clears(&right);
            prop_assert!(own == 0 || all > 0 || is_respun, "{own} stops of a branch are gone: {}", gate(&merged, now));
        }
        if verdict == Verdict::Go {
            prop_assert!(alone.iter().any(|branch| verdict_of_rollout(branch, now) == Verdict::Go), "{}", gate(&merged, now));
        }
    }
}

fn is_stop(word: &str) -> bool {
    matches!(
        word,
        "rollout-aborted" | "rollout-paused" | "no-go" | "stage-no-go"
    )
}

fn branch() -> impl Strategy<Value = Vec<&'static str>> {
    let overrides = [
        "ops enters quarter at 25 rm overriding because x",
        "rm overrides full because x",
    ];
    let line = prop::sample::select([&NOISE[..], &FULL, &overrides].concat());
    prop_oneof![
        prop::collection::vec(line.clone(), 0..8),
        (0_usize..=6, prop::collection::vec(line, 0..3)).prop_map(|(straight, more)| {
            let way = [&["ops enters quarter at 25"], &FULL[..]].concat();
            [&way[..straight], &more].concat()
        }),
    ]
}

#[test]
fn the_straight_way_leads_to_go() {
    let (release, now) = told(&[&QUARTER[..], &FULL].concat());
    assert_eq!(verdict_of_rollout(&release, now), Verdict::Go);
    check_way(&release, release.rollout(now).unwrap().strategy.unwrap()).unwrap();
}
