//! A tiny script language for tests: what people did in a release, one sentence a line.
//!
//! ```text
//! dev signs a                      rm waives a until 2026-11-21 because later
//! qa signs b with https://ci/1     dev rules out c because no such thing
//! qa blocks b because it burns     qa unblocks b because it is out
//! dev reopens a because wrong      fact db = no because nothing to migrate
//! dev calls go at pre              qa calls no-go at pre because it burns
//! respin c2                        close abandoned because no budget
//! reword a                         retract b            (these amend the plan, as do the next three)
//! unpoll qa                        cut pre              amend
//! left: dev signs a                on a branch that left the trunk when it was first named
//! merge                            all branches meet
//! at 2026-11-22T10:00:00Z          the clock moves
//! Ada as dev signs a               a person speaks for a role; without it, "dev" is a person of that name
//! ```

use chrono::{DateTime, TimeDelta, Utc};

use super::admission::{Caution, Refusal, admit};
use super::event::{Call, Event, EventKind, Outcome};
use super::id::{Candidate, FactId, ItemId, PhaseId, RoleId};
use super::person::Person;
use super::plan::{Bound, Fact, Gate, Header, Item, Phase, Plan, Role, Separation};
use super::record::Record;
use super::release::Release;

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
        let now = at(OPENED);
        let header = header();
        let kind = EventKind::Started { plan: plan.digest(&header), candidate: Some(Candidate::from("c1")) };
        let event = Event::new(&header.id, now, person("rm"), kind, Vec::new());
        Self { trunk: Release::unstarted(header, plan).after(event), branches: Vec::new(), now }
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
        self.now += TimeDelta::minutes(1);
        if let Some(time) = line.strip_prefix("at ") {
            self.now = at(time);
            return Ok(Vec::new());
        }
        if line == "merge" {
            self.merge();
            return Ok(Vec::new());
        }
        let (branch, line) = match line.split_once(": ") {
            Some((branch, line)) if !branch.contains(' ') => (Some(branch), line),
            _ => (None, line),
        };
        let now = self.now;
        let release = self.on(branch);
        let (by, line) = match line.split_once(" as ") {
            Some((name, rest)) => (person(name), rest),
            None => (person(line.split(' ').next().unwrap_or_default()), line),
        };
        if let Some(plan) = amended(release.plan(), line) {
            let kind = EventKind::Amended { plan: plan.digest(release.header()), reason: Some("changed".to_owned()) };
            let cautions = admit(release, &kind, &by, now)?;
            *release = release.clone().amended(plan, linked(release, kind, by, now));
            return Ok(cautions);
        }
        let kind = kind(release, line);
        let cautions = admit(release, &kind, &by, now)?;
        *release = release.clone().after(linked(release, kind, by, now));
        Ok(cautions)
    }

    /// Returns the release with all branches merged.
    pub(crate) fn release(mut self) -> Release {
        self.merge();
        self.trunk
    }

    fn on(&mut self, branch: Option<&str>) -> &mut Release {
        let Some(name) = branch else { return &mut self.trunk };
        let place = self.branches.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.branches.push((name.to_owned(), self.trunk.clone()));
            self.branches.len() - 1
        });
        &mut self.branches[place].1
    }

    fn merge(&mut self) {
        let mut record = self.trunk.record().clone();
        for (_, release) in self.branches.drain(..) {
            let Record { plan, events, .. } = release.record().clone();
            if events.iter().any(|event| matches!(event.kind, EventKind::Amended { .. })) {
                record.plan = plan;
            }
            record.events.extend(events.into_iter().filter(|event| !self.trunk.has_event(&event.id)));
        }
        record.events.sort_by_key(|event| event.id);
        record.events.dedup();
        self.trunk = Release::replay(record).expect("a told record is sound");
    }
}

/// Tells `before`, then `left` and `right` on two branches that have not seen each other, merges, and tells `after`;
/// once with each branch being the earlier one. Both releases are handed to `check`.
#[track_caller]
pub(crate) fn side_by_side(plan: &Plan, before: &[&str], left: &[&str], right: &[&str], check: impl Fn(&Release, DateTime<Utc>)) {
    let on = |branch: &str, lines: &[&str]| lines.iter().map(|line| format!("{branch}: {line}")).collect::<Vec<_>>();
    let (left, right) = (on("left", left), on("right", right));
    for sides in [[&left, &right], [&right, &left]] {
        let lines: Vec<&str> = sides.into_iter().flatten().map(String::as_str).collect();
        // Both branches leave the trunk before anything happens on either.
        let mut story = Story::of(plan.clone()).tell(before);
        story.on(Some("left"));
        story.on(Some("right"));
        let story = story.tell(&lines);
        let now = story.now;
        check(&story.release(), now);
    }
}

/// Makes a plan: `pre/a dev`, `ship/b dev+qa bound proof killer maybe when=db+ui marks=deployed`, `gate pre dev+qa`.
///
/// The roles are dev, qa, ops, and rm who may waive; the facts are db and ui.
pub(crate) fn plan(lines: &[&str]) -> Plan {
    let role = |name: &str| Role {
        id: name.into(),
        title: name.to_uppercase(),
        aliases: Vec::new(),
        may_waive: name == "rm",
        members: Vec::new(),
    };
    let fact = |name: &str| Fact { id: name.into(), question: format!("Does it touch {name}?") };
    let mut plan = Plan {
        separation: Separation::Off,
        roles: ["dev", "qa", "ops", "rm"].map(role).into(),
        facts: ["db", "ui"].map(fact).into(),
        ..Plan::default()
    };
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["gate", phase, poll @ ..] => {
                let phase = phase_of(&mut plan, phase);
                phase.gate.poll = poll.iter().flat_map(|poll| names(poll)).collect();
            }
            [id, roles, rules @ ..] => {
                let phase = id.split('/').next().unwrap_or_default();
                phase_of(&mut plan, phase);
                plan.items.push(item(id, phase, roles, rules));
            }
            _ => panic!("`{line}` is neither a gate nor an item"),
        }
    }
    plan
}

fn phase_of<'p>(plan: &'p mut Plan, name: &str) -> &'p mut Phase {
    let place = plan.phases.iter().position(|phase| phase.id.as_str() == name).unwrap_or_else(|| {
        let gate = Gate { title: format!("Go for {name}"), ..Gate::default() };
        plan.phases.push(Phase { id: name.into(), title: name.to_owned(), gate });
        plan.phases.len() - 1
    });
    &mut plan.phases[place]
}

fn item(id: &str, phase: &str, roles: &str, rules: &[&str]) -> Item {
    let has = |rule: &str| rules.contains(&rule);
    let value = |rule: &str| rules.iter().find_map(|given| given.strip_prefix(rule)?.strip_prefix('='));
    Item {
        id: id.into(),
        phase: phase.into(),
        section: String::new(),
        text: format!("Check {id}"),
        roles: names(roles),
        when: value("when").map(names).unwrap_or_default(),
        if_applicable: has("maybe"),
        evidence_required: has("proof"),
        bound: if has("bound") { Bound::Candidate } else { Bound::Release },
        killer: has("killer"),
        marks: value("marks").map(Into::into),
        check: None,
        help: None,
        link: None,
        removed: false,
    }
}

fn names<T: for<'t> From<&'t str>>(joined: &str) -> Vec<T> {
    joined.split('+').map(T::from).collect()
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
    Event::new(&release.header().id, now, by, kind, release.heads().to_vec())
}

fn amended(plan: &Plan, line: &str) -> Option<Plan> {
    let mut plan = plan.clone();
    if line == "amend" {
        return Some(plan);
    }
    let (what, name) = line.split_once(' ')?;
    let item = plan.items.iter_mut().find(|item| item.id.as_str().ends_with(&format!("/{name}")));
    match what {
        "reword" => item?.text.push_str(" again"),
        "retract" => item?.removed = true,
        "unpoll" => plan.phases.iter_mut().for_each(|phase| phase.gate.poll.retain(|role| role.as_str() != name)),
        "cut" => {
            plan.phases.retain(|phase| phase.id.as_str() != name);
            plan.items.iter_mut().filter(|item| item.phase.as_str() == name).for_each(|item| item.removed = true);
        }
        _ => return None,
    }
    Some(plan)
}

fn kind(release: &Release, line: &str) -> EventKind {
    let (line, reason) = match line.split_once(" because ") {
        Some((line, reason)) => (line, Some(reason.to_owned())),
        None => (line, None),
    };
    let blank = || reason.clone().unwrap_or_default();
    let words: Vec<&str> = line.split(' ').collect();
    let id = |name: &str| {
        let known = release.plan().items.iter().map(|item| &item.id);
        known.clone().find(|id| id.as_str().ends_with(&format!("/{name}"))).cloned().unwrap_or_else(|| ItemId::from(name))
    };
    let digest = |item: &ItemId| release.digest_of(item).unwrap_or_else(|| super::digest::Digest::of_bytes(b"none"));
    match words.as_slice() {
        ["fact", fact, "=", answer] => EventKind::Answered { fact: FactId::from(*fact), answer: *answer == "yes", reason },
        ["respin", candidate] => EventKind::Respun { candidate: Candidate::from(*candidate), reason },
        ["close", outcome] => {
            let outcomes = [Outcome::Shipped, Outcome::RolledBack, Outcome::Abandoned];
            EventKind::Closed { outcome: outcomes.into_iter().find(|known| known.word() == *outcome).unwrap(), reason }
        }
        [role, "calls", call, "at", phase] => EventKind::Called {
            phase: PhaseId::from(*phase),
            role: RoleId::from(*role),
            call: if *call == "go" { Call::Go } else { Call::NoGo },
            reason,
            candidate: release.candidate().cloned(),
        },
        [role, "signs", name, rest @ ..] => {
            let (item, role) = (id(name), RoleId::from(*role));
            let is_bound = release.item(&item).is_some_and(|item| item.bound == Bound::Candidate);
            EventKind::Signed {
                digest: digest(&item),
                item,
                role,
                candidate: release.candidate().filter(|_| is_bound).cloned(),
                evidence: match rest {
                    ["with", evidence] => vec![(*evidence).to_owned()],
                    _ => Vec::new(),
                },
                note: match rest {
                    ["noting", note] => Some((*note).to_owned()),
                    _ => None,
                },
            }
        }
        [role, "rules", "out", name] => {
            let item = id(name);
            EventKind::RuledOut { digest: digest(&item), item, role: RoleId::from(*role), reason: blank() }
        }
        [role, "waives", name, rest @ ..] => {
            let item = id(name);
            let expires = match rest {
                ["until", day] => Some(day.parse().unwrap()),
                _ => None,
            };
            EventKind::Waived { digest: digest(&item), item, role: RoleId::from(*role), reason: blank(), expires }
        }
        [role, "blocks", name] => EventKind::Blocked { item: id(name), role: RoleId::from(*role), reason: blank() },
        [role, "unblocks", name] => EventKind::Unblocked { item: id(name), role: RoleId::from(*role), reason: blank() },
        [role, "reopens", name] => EventKind::Reopened { item: id(name), role: RoleId::from(*role), reason: blank() },
        _ => panic!("`{line}` is not a line of the script language"),
    }
}
