//! A tiny script language for tests: what people did in a release, one sentence a line.
//!
//! ```text
//! dev signs a                      rm waives a until 2026-11-21 because later
//! qa signs b with https://ci/1     dev rules out c because no such thing
//! qa blocks b because it burns     qa unblocks b because it is out
//! dev reopens a because wrong      fact db = no because nothing to migrate
//! dev calls go at pre              qa calls no-go at pre because it burns
//! plan 2026-12-01                  plan 2026-12-08 because it slips
//! rm shortens pre because all said so     the wait at a gate is ended before its time
//! respin c2                        close abandoned because no budget
//! rm reads c0 c1 2026-11-20T08:00:00Z     commits between two candidates, with their times
//! reword a                         retract b            (these amend the plan, as do the next three)
//! unpoll qa                        cut pre              amend
//! left: dev signs a                on a branch that left the trunk when it was first named
//! merge                            all branches meet
//! at 2026-11-22T10:00:00Z          the clock is set, also back        wait 14m       it moves on
//! Ada as dev signs a               a person speaks for a role; without it, "dev" is a person of that name
//! ```
//!
//! Whatever is no clock and no merge takes a minute. The lines of a rollout and of monitoring windows are in [`rollout`], those of
//! a rollback and of incidents in [`incidents`].

mod incidents;
mod lines;
mod plans;
mod rollout;

use chrono::{DateTime, TimeDelta, Utc};

use super::event::{ActedFor, EDITION, Event, EventKind};
use super::id::Candidate;
use super::person::Person;
use super::plan::{Header, Plan};
use super::state::{Record, Release};
use super::verdict::Verdict;
use crate::domain::rules::admission::{Caution, Refusal, admit};
use crate::domain::rules::draft;
pub(crate) use incidents::incident_plan;
use lines::{amended, kind};
pub(crate) use plans::plan;
pub(crate) use rollout::{readings, rollout_plan};

/// The time of the first event.
pub(crate) const OPENED: &str = "2026-11-20T09:00:00Z";

/// A release that is told line by line, on several branches at once if need be.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    trunk: Release,
    branches: Vec<(String, Release)>,
    pub(crate) now: DateTime<Utc>,
}

impl Story {
    /// Opens a release on this plan, on candidate `c1`.
    pub(crate) fn of(plan: Plan) -> Self {
        Self::opened(header(), OPENED, plan)
    }

    /// Opens a release of another version, at another time.
    pub(crate) fn of_version(version: &str, opened: &str, plan: Plan) -> Self {
        Self::opened(
            Header {
                version: version.parse().unwrap(),
                id: version.replace('.', ""),
                ..header()
            },
            opened,
            plan,
        )
    }

    /// Opens a release that is held to this edition of the rules.
    pub(crate) fn of_edition(rules: Option<u64>, plan: Plan) -> Self {
        Self::opened_under(rules, header(), OPENED, plan)
    }

    fn opened(header: Header, opened: &str, plan: Plan) -> Self {
        Self::opened_under(Some(EDITION), header, opened, plan)
    }

    fn opened_under(rules: Option<u64>, header: Header, opened: &str, plan: Plan) -> Self {
        let now = at(opened);
        let kind = EventKind::Started {
            plan: plan.digest(&header),
            candidate: Some(Candidate::from("c1")),
            rules,
        };
        let event = Event::new(&header.id, now, person("rm"), kind, Vec::new());
        Self {
            trunk: Release::unstarted(header, plan).after(event),
            branches: Vec::new(),
            now,
        }
    }

    /// Goes on from a release.
    pub(crate) fn resume(trunk: Release, now: DateTime<Utc>) -> Self {
        Self {
            trunk,
            branches: Vec::new(),
            now,
        }
    }

    /// Lets a branch leave the trunk here.
    pub(crate) fn leave(&mut self, branch: &str) {
        self.on(Some(branch));
    }

    /// Tells what happened next; every line must be allowed.
    #[track_caller]
    pub(crate) fn tell(mut self, lines: &[&str]) -> Self {
        for line in lines {
            if let Err(refusal) = self.try_line(line) {
                panic!("`{line}` was refused: {refusal}");
            }
        }
        self
    }

    /// Tries one line.
    pub(crate) fn try_line(&mut self, line: &str) -> Result<Vec<Caution>, Refusal> {
        let (branch, line) = match line.split_once(": ") {
            Some((branch, line)) if !branch.contains(' ') => (Some(branch), line),
            _ => (None, line),
        };
        if let Some(time) = line.strip_prefix("wait ") {
            self.now += TimeDelta::seconds(rollout::seconds(time).try_into().unwrap());
            return Ok(Vec::new());
        }
        self.now += TimeDelta::minutes(1);
        if let Some(time) = line.strip_prefix("at ") {
            self.now = at(time);
            return Ok(Vec::new());
        }
        if line == "merge" {
            self.merge();
            return Ok(Vec::new());
        }
        let now = self.now;
        let release = self.on(branch);
        // `Mia records Ann as qa signs a`: the author is Mia, and who speaks is Ann.
        let (recorder, line) = match line.split_once(" records ") {
            Some((name, rest)) => (Some(person(name)), rest),
            None => (None, line),
        };
        // `Eve for Ann as qa signs a`: the author is Eve, who decides in Ann's place.
        let (name, line) = match line.split_once(" as ") {
            Some((name, rest)) => (name, rest),
            None => (line.split(' ').next().unwrap_or_default(), line),
        };
        let (by, member) = match name.split_once(" for ") {
            Some((deputy, member)) => (person(deputy), Some(person(member))),
            None => (person(name), None),
        };
        if let Some(plan) = amended(release.plan(), line) {
            let role = release
                .plan()
                .amenders()
                .first()
                .map(|role| (*role).clone());
            let kind = draft::amending(release, &plan, Some("changed".to_owned()), role);
            let cautions = admit(release, &kind, &by, now)?;
            *release = release
                .clone()
                .amended(plan, linked(release, kind, by, now));
            return Ok(cautions);
        }
        let acted_for = member
            .map(|member| ActedFor::Deputy { member })
            .or_else(|| recorder.is_some().then(|| word_of(&by)));
        let kind = kind(release, line, now).said_by(acted_for);
        let by = recorder.unwrap_or(by);
        let cautions = admit(release, &kind, &by, now)?;
        *release = release.clone().after(linked(release, kind, by, now));
        Ok(cautions)
    }

    /// Adds what another person recorded on the trunk, as `Mia records Ann as qa signs a`, without asking any rule.
    pub(crate) fn forge(mut self, line: &str) -> Self {
        self.now += TimeDelta::minutes(1);
        let (recorder, line) = line.split_once(" records ").unwrap();
        let (name, line) = line.split_once(" as ").unwrap();
        let kind = kind(&self.trunk, line, self.now).said_by(Some(word_of(&person(name))));
        let event = linked(&self.trunk, kind, person(recorder), self.now);
        self.trunk.append(event);
        self
    }

    /// Returns the release with all branches merged.
    pub(crate) fn release(mut self) -> Release {
        self.merge();
        self.trunk
    }

    fn on(&mut self, branch: Option<&str>) -> &mut Release {
        let Some(name) = branch else {
            return &mut self.trunk;
        };
        let place = self
            .branches
            .iter()
            .position(|(known, _)| known == name)
            .unwrap_or_else(|| {
                self.branches.push((name.to_owned(), self.trunk.clone()));
                self.branches.len() - 1
            });
        &mut self.branches[place].1
    }

    fn merge(&mut self) {
        let mut record = self.trunk.record().clone();
        for (_, release) in self.branches.drain(..) {
            let Record { plan, events, .. } = release.record().clone();
            let is_new = |event: &&Event| !self.trunk.has_event(&event.id);
            let mut new = events.iter().filter(is_new);
            if new.any(|event| matches!(event.kind, EventKind::Amended { .. })) {
                record.plan = plan;
            }
            record.events.extend(
                events
                    .into_iter()
                    .filter(|event| !self.trunk.has_event(&event.id)),
            );
        }
        record.events.sort_by_key(|event| event.id);
        record.events.dedup();
        self.trunk = Release::replay(record).expect("a told record is sound");
    }
}

fn word_of(person: &Person) -> ActedFor {
    ActedFor::Word {
        person: person.clone(),
        via: Some("a mail".to_owned()),
    }
}

/// Tells `before`, then `left` and `right` on two branches that have not seen each other, merges, and tells `after`;
/// once with each branch being the earlier one. Both releases are handed to `check`.
#[track_caller]
pub(crate) fn side_by_side(
    plan: &Plan,
    before: &[&str],
    left: &[&str],
    right: &[&str],
    check: impl Fn(&Release, DateTime<Utc>),
) {
    let on = |branch: &str, lines: &[&str]| {
        lines
            .iter()
            .map(|line| format!("{branch}: {line}"))
            .collect::<Vec<_>>()
    };
    let (left, right) = (on("left", left), on("right", right));
    for sides in [[&left, &right], [&right, &left]] {
        let lines: Vec<&str> = sides.into_iter().flatten().map(String::as_str).collect();
        // Both branches leave the trunk before anything happens on either.
        let mut story = Story::of(plan.clone()).tell(before);
        story.leave("left");
        story.leave("right");
        let story = story.tell(&lines);
        let now = story.now;
        check(&story.release(), now);
    }
}

/// Tells a story, and returns what comes of its last line: `admitted`, or the exit code, the refusal and its details.
#[track_caller]
pub(crate) fn outcome(plan: &Plan, script: &[&str]) -> String {
    let (last, before) = script.split_last().unwrap();
    let mut story = Story::of(plan.clone()).tell(before);
    match story.try_line(last) {
        Ok(cautions) if cautions.is_empty() => "admitted".to_owned(),
        Ok(cautions) => format!("admitted with {cautions:?}"),
        Err(refusal) => {
            let code = match () {
                () if refusal.is_already_so() => 0,
                () if refusal.is_misuse() => 2,
                () if refusal.verdict() == Verdict::Hold => 8,
                () => 1,
            };
            let details: Vec<String> = refusal
                .details()
                .iter()
                .map(|line| format!("\n  {line}"))
                .collect();
            format!("{code}: {refusal}{}", details.concat())
        }
    }
}

/// Returns the header that every told release has.
pub(crate) fn header() -> Header {
    Header {
        version: "2.4.0".parse().unwrap(),
        id: "0b6e".to_owned(),
        kind: "minor".into(),
        playbook: "test".to_owned(),
        facts: std::collections::BTreeMap::new(),
    }
}

/// Returns a person of this name.
pub(crate) fn person(name: &str) -> Person {
    format!("{name} <{name}@octoacme.example>").parse().unwrap()
}

/// Returns a time.
pub(crate) fn at(time: &str) -> DateTime<Utc> {
    time.parse().unwrap()
}

fn linked(release: &Release, kind: EventKind, by: Person, now: DateTime<Utc>) -> Event {
    Event::new(
        &release.header().id,
        now,
        by,
        kind,
        release.heads().to_vec(),
    )
}
