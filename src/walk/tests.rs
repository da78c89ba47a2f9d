//! Whole walks without a terminal: a scripted person, and a record in memory.

mod checks;
mod person;
mod rollback;
mod rollout;
mod sessions;
mod tables;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};

use self::person::Scripted;
use super::{Checks, Ending, Measures, RecordFault, Recorder, Scope, Speaker, walk};
use crate::domain::event::reading::Reading;
use crate::domain::event::{EDITION, Event, EventKind, KnownGood};
use crate::domain::id::Candidate;
use crate::domain::person::Person;
use crate::domain::plan::{Bound, Check, Fact, Gate, Header, Item, Phase, Plan, Role, When};
use crate::domain::rules::admission::{Caution, admit};
use crate::domain::rules::checks::Shown;
use crate::domain::state::Release;

/// A record in memory that keeps the rules of the real one.
pub(super) struct Memory {
    release: Release,
    by: Person,
    /// In whose place that person walks.
    pub(super) member: Option<Person>,
    /// What other people record just before the next answer is.
    pub(super) meanwhile: Vec<(Person, EventKind)>,
    /// What they put in the place of the record just before each of the next answers is, if anything.
    pub(super) put: VecDeque<Option<Release>>,
}

impl Memory {
    pub(super) fn new(plan: Plan, by: &str) -> Self {
        let header = Header {
            version: "1.4.0".parse().unwrap(),
            id: "00".repeat(16),
            kind: "patch".into(),
            playbook: "embedded".to_owned(),
            facts: BTreeMap::new(),
        };
        let digest = plan.digest(&header);
        let mut memory = Self {
            release: Release::unstarted(header, plan),
            by: by.parse().unwrap(),
            member: None,
            meanwhile: Vec::new(),
            put: VecDeque::new(),
        };
        memory
            .add(
                memory.by.clone(),
                EventKind::Started {
                    plan: digest,
                    candidate: Some("9fceb02".into()),
                    rules: Some(EDITION),
                },
            )
            .unwrap();
        memory
    }

    /// Goes on from a release.
    pub(super) fn resume(release: Release, by: &str) -> Self {
        Self {
            release,
            by: by.parse().unwrap(),
            member: None,
            meanwhile: Vec::new(),
            put: VecDeque::new(),
        }
    }

    pub(super) fn add(&mut self, by: Person, kind: EventKind) -> Result<Vec<Caution>, RecordFault> {
        let cautions = admit(&self.release, &kind, &by, now()).map_err(RecordFault::Refused)?;
        let event = Event::new(
            &self.release.header().id,
            now(),
            by,
            kind,
            self.release.heads().to_vec(),
        );
        self.release = self.release.clone().after(event);
        Ok(cautions)
    }

    pub(super) fn respin(&mut self, candidate: &str) {
        let kind = EventKind::Respun {
            candidate: Candidate::from(candidate),
            reason: None,
        };
        self.add(self.by.clone(), kind).unwrap();
    }

    /// Returns what was recorded after the start, one short line each.
    pub(super) fn told(&self) -> Vec<String> {
        self.release
            .events()
            .iter()
            .skip(1)
            .map(|event| in_short(&event.kind))
            .collect()
    }
}

impl Recorder for Memory {
    fn release(&self) -> &Release {
        &self.release
    }

    fn known_good(&self) -> Option<KnownGood> {
        None
    }

    fn record(&mut self, kind: EventKind) -> Result<Vec<Caution>, RecordFault> {
        if let Some(put) = self.put.pop_front().flatten() {
            self.release = put;
        }
        for (by, kind) in std::mem::take(&mut self.meanwhile) {
            self.add(by, kind)?;
        }
        self.add(self.by.clone(), kind)
    }
}

fn in_short(kind: &EventKind) -> String {
    use crate::domain::event::Subject;
    let about = match kind.subject() {
        Subject::Item(item, role) => format!("{item} {role}"),
        Subject::Gate(phase, role) => format!("{phase} {role}"),
        Subject::Fact(fact) => fact.to_string(),
        _ => String::new(),
    };
    let detail = match kind {
        EventKind::Called { call, .. } => format!(" {}", call.word()),
        EventKind::FactAnswered { answer, .. } => format!(" {answer}"),
        EventKind::Signed { evidence, .. } if !evidence.is_empty() => {
            format!(" with {}", evidence.join(","))
        }
        _ => String::new(),
    };
    let reason = kind
        .reason()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    format!("{} {about}{detail}{reason}", kind.word())
}

thread_local! {
    static CLOCK: Cell<DateTime<Utc>> = Cell::new("2026-11-20T09:00:00Z".parse().unwrap());
}

pub(super) fn now() -> DateTime<Utc> {
    CLOCK.get()
}

/// Sets the clock of this test.
pub(super) fn set_clock(now: DateTime<Utc>) {
    CLOCK.set(now);
}

/// The metrics of a release, from a Prometheus server if there is one.
pub(super) struct Server(pub(super) Option<Result<Vec<Reading>, String>>);

impl Measures for Server {
    fn server(&self) -> Option<&str> {
        self.0.as_ref().map(|_| "http://localhost:9090")
    }

    fn read(&self, _: &Release, _: bool) -> Result<Vec<Reading>, String> {
        self.0.clone().unwrap()
    }
}

/// What the checks of items show, one after the other.
#[derive(Default)]
pub(super) struct Bench(RefCell<VecDeque<Result<Shown, String>>>);

impl Checks for Bench {
    fn run(&self, _: &Release, _: &Check) -> Result<Shown, String> {
        self.0.borrow_mut().pop_front().unwrap()
    }
}

/// Walks with answers from a script and checks that show this, and returns what was asked and said.
pub(super) fn run_checking(
    memory: &mut Memory,
    shown: impl IntoIterator<Item = Result<Shown, String>>,
    script: &str,
) -> (Ending, Vec<String>) {
    let bench = Bench(RefCell::new(shown.into_iter().collect()));
    run_by(memory, &Server(None), &bench, &Scope::default(), script)
}

/// Walks with answers from a script, and returns what was asked and said.
pub(super) fn run(memory: &mut Memory, scope: &Scope, script: &str) -> (Ending, Vec<String>) {
    run_with(memory, &Server(None), scope, script)
}

/// Does what [`run`] does, with a server.
pub(super) fn run_with(
    memory: &mut Memory,
    server: &Server,
    scope: &Scope,
    script: &str,
) -> (Ending, Vec<String>) {
    run_by(memory, server, &Bench::default(), scope, script)
}

fn run_by(
    memory: &mut Memory,
    server: &Server,
    bench: &Bench,
    scope: &Scope,
    script: &str,
) -> (Ending, Vec<String>) {
    let mut person = Scripted::new(script);
    let speaker = Speaker {
        by: memory.by.clone(),
        member: memory.member.clone(),
    };
    let ending = walk(memory, &mut person, server, bench, scope, &speaker, now);
    (ending, person.seen)
}

pub(super) const ADA: &str = "Ada <ada@octo.example>";
pub(super) const BOB: &str = "Bob <bob@octo.example>";

/// A plan of two phases: `build`, `test` (evidence, killer), `docs` (two roles, if applicable, only with fact `users`)
/// before the gate; `watch` after it.
pub(super) fn plan() -> Plan {
    let role = |id: &str, may_waive| Role {
        id: id.into(),
        title: id.to_uppercase(),
        aliases: Vec::new(),
        may_waive,
        may_amend: false,
        members: Vec::new(),
    };
    let phase = |id: &str, poll: &[&str]| Phase {
        id: id.into(),
        title: id.to_uppercase(),
        gate: Gate {
            holds_for_release: false,
            due: None,
            wait: None,
            title: format!("Gate {id}"),
            facilitator: None,
            poll: poll.iter().map(|role| (*role).into()).collect(),
        },
    };
    Plan {
        roles: vec![role("lead", true), role("dev", false), role("qa", false)],
        facts: vec![
            Fact {
                id: "users".into(),
                question: "Do users see it?".to_owned(),
            },
            Fact {
                id: "unused".into(),
                question: "Does nothing depend on it?".to_owned(),
            },
        ],
        phases: vec![phase("pre", &["dev", "qa"]), phase("post", &[])],
        items: vec![
            item("list/build", "pre", &["dev"]),
            Item {
                evidence_required: true,
                killer: true,
                bound: Bound::Candidate,
                ..item("list/test", "pre", &["qa"])
            },
            Item {
                if_applicable: true,
                when: When::from_iter(["users".into()]),
                ..item("list/docs", "pre", &["dev", "qa"])
            },
            item("list/watch", "post", &["dev"]),
        ],
        ..Plan::default()
    }
}

pub(super) fn item(id: &str, phase: &str, roles: &[&str]) -> Item {
    Item {
        id: id.into(),
        phase: phase.into(),
        section: "Work".to_owned(),
        text: format!("Do {id}"),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        when: When::default(),
        if_applicable: false,
        evidence_required: false,
        bound: Bound::Release,
        killer: false,
        marks: None,
        after: None,
        fresh: None,
        signers: None,
        waived_by: Vec::new(),
        due: None,
        in_order: false,
        entry: None,
        check: None,
        help: None,
        link: None,
        removed: false,
        from_severity: None,
        incident: None,
    }
}
