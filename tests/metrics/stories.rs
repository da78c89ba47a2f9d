//! Releases in which anything may happen that the rules admit.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use gonogo::domain::event::{
    Event, EventKind, IncidentEvent, IncidentStep, Outcome, RollbackEvent, RolloutEvent,
};
use gonogo::domain::id::{Candidate, FactId, ItemId, RoleId};
use gonogo::domain::person::Person;
use gonogo::domain::plan::incident::{Class, Incidents, Severity};
use gonogo::domain::plan::rollback::Rollback;
use gonogo::domain::plan::rollout::{Choice, Rollout, Stage, Strategy, Traffic};
use gonogo::domain::plan::{Bound, Fact, Gate, Header, Item, Phase, Plan, Role, When};
use gonogo::domain::rules::admission::admit;
use gonogo::domain::rules::draft::{self, Entering};
use gonogo::domain::state::{Record, Release};
use gonogo::record::journal::{Author, Signer, started};

use crate::chance::Chance;

/// Every reason of docs/metrics.md that a record can give; the others come of `--git`.
pub(crate) const EXPECTED: [&str; 16] = [
    "abandoned",
    "before",
    "clock",
    "commits-of-another-candidate",
    "commits-unread",
    "deployment-not-recorded",
    "future",
    "incomplete",
    "late-commits",
    "no-beginning",
    "no-candidate",
    "no-changes",
    "no-rollback",
    "not-recovered",
    "open",
    "unanswered",
];

/// What may happen, each as often as it stands here.
const STEPS: [&str; 34] = [
    "start",
    "start",
    "deployed",
    "deployed",
    "deployed",
    "enter",
    "enter",
    "enter",
    "enter",
    "enter",
    "reopen",
    "abort",
    "back",
    "cancel",
    "undo",
    "undo",
    "rolled-back",
    "rolled-back",
    "shipped",
    "shipped",
    "abandoned",
    "incident",
    "resolve",
    "resolve",
    "withdraw",
    "incident-reopen",
    "incident-reopen",
    "respin",
    "commits",
    "commits",
    "fact",
    "clock",
    "branch",
    "branch",
];

/// What two people may say of the same thing on two branches.
const CONTRADICTIONS: [&str; 9] = [
    "incident",
    "resolve",
    "withdraw",
    "incident-reopen",
    "back",
    "back",
    "cancel",
    "rolled-back",
    "fact",
];

/// Returns the release of this number; the same on every run.
pub(crate) fn release(number: usize) -> Release {
    let mut chance = Chance::seeded(number);
    let plan = plan(&mut chance);
    let mut facts = BTreeMap::new();
    if chance.happens(60) && !plan.facts.is_empty() {
        facts.insert(FactId::from("critical"), chance.happens(30));
    }
    let header = Header {
        version: format!("1.{number}.0").parse().unwrap(),
        id: format!("{number:032x}"),
        kind: (*chance.one_of(&["patch", "minor", "major"])).into(),
        playbook: "generated".to_owned(),
        facts,
    };
    let begin: DateTime<Utc> = "2026-01-10T00:00:00Z".parse().unwrap();
    let now = begin + TimeDelta::seconds(chance.below(316 * 86_400));
    let candidate = (!chance.happens(3)).then(|| Candidate::from("c0"));
    let by = person();
    let author = Author {
        by: &by,
        at: now,
        is_clock_right: true,
        signer: &Signer::none(),
    };
    let release = started(header, plan, candidate, Vec::new(), author).unwrap();
    let mut story = Story {
        release,
        now,
        chance,
        is_branch: false,
    };
    let steps = 4 + story.chance.below(40);
    for _ in 0..steps {
        story.step();
    }
    story.release
}

struct Story {
    release: Release,
    now: DateTime<Utc>,
    chance: Chance,
    is_branch: bool,
}

impl Story {
    fn step(&mut self) {
        self.now += TimeDelta::seconds(
            *self.chance.one_of(&[0, 1, 60, 3_600, 90_000]) * (1 + self.chance.below(3)),
        );
        let often = if self.is_branch && self.chance.happens(70) {
            &CONTRADICTIONS[..]
        } else {
            &STEPS[..]
        };
        let step = *self.chance.one_of(often);
        match step {
            "clock" if self.chance.happens(20) => {
                self.now -= TimeDelta::seconds(self.chance.below(40_000));
            }
            "branch" if !self.is_branch => self.branch(),
            _ => {
                if let Some(kind) = self.kind(step) {
                    self.tell(kind);
                }
            }
        }
    }

    /// Two people go on without seeing each other, and their branches are merged.
    fn branch(&mut self) {
        let mut record = self.release.record().clone();
        let before = self.release.clone();
        for _ in 0..2 {
            let mut branch = Self {
                release: before.clone(),
                now: self.now,
                chance: self.chance.split(),
                is_branch: true,
            };
            for _ in 0..6 {
                branch.step();
            }
            self.now = self.now.max(branch.now);
            record.events.extend(
                branch.release.events()[before.events().len()..]
                    .iter()
                    .cloned(),
            );
        }
        record.events.sort_by_key(|event| event.id);
        record.events.dedup();
        let frozen: Vec<Item> = record
            .plan
            .items
            .into_iter()
            .filter(|item| item.incident.is_none())
            .collect();
        let plan = Plan {
            items: frozen,
            ..record.plan
        };
        self.release = Release::replay(Record { plan, ..record }).unwrap();
    }

    fn tell(&mut self, kind: EventKind) {
        if admit(&self.release, &kind, &person(), self.now).is_ok() {
            let heads = self.release.heads().to_vec();
            let event = Event::new(&self.release.header().id, self.now, person(), kind, heads);
            self.release = self.release.clone().after(event);
        }
    }

    fn kind(&mut self, step: &str) -> Option<EventKind> {
        let reason = "something happened".to_owned();
        let role = (*self.chance.one_of(&["ops", "qa"])).into();
        Some(match step {
            "start" => self.signed("go/started", "ops")?,
            "undo" => self.signed("back/undo", "ops")?,
            "deployed" if self.chance.happens(50) => self.signed("go/out", "ops")?,
            "deployed" => self.signed("go/out", "qa")?,
            "enter" => self.enter()?,
            "reopen" => {
                let item = ItemId::from(*self.chance.one_of(&["go/started", "go/out"]));
                EventKind::Reopened {
                    item: self.release.item(&item)?.id.clone(),
                    role,
                    reason,
                }
            }
            "abort" => EventKind::Rollout(RolloutEvent::Aborted { reason }),
            "back" => EventKind::Rollback(RollbackEvent::Begun {
                reason,
                trigger: None,
                back_to: None,
            }),
            "cancel" => EventKind::Rollback(RollbackEvent::Cancelled {
                role: Some("ops".into()),
                reason,
            }),
            "shipped" => EventKind::Closed {
                outcome: Outcome::Shipped,
                reason: None,
                role: None,
            },
            "rolled-back" => EventKind::Closed {
                outcome: Outcome::RolledBack,
                reason: Some(reason),
                role: None,
            },
            "abandoned" if self.chance.happens(20) => EventKind::Closed {
                outcome: Outcome::Abandoned,
                reason: Some(reason),
                role: None,
            },
            "incident" => {
                let (title, class) = ("it burns".to_owned(), "unknown".into());
                let what = IncidentStep::Opened {
                    title,
                    class,
                    severity: Severity::High,
                    commander: None,
                };
                EventKind::Incident(IncidentEvent {
                    incident: self.release.next_incident(),
                    what,
                })
            }
            "resolve" => {
                let open: Vec<_> = self
                    .release
                    .unresolved()
                    .map(|incident| incident.id().clone())
                    .collect();
                let incident = if open.is_empty() {
                    return None;
                } else {
                    self.chance.one_of(&open).clone()
                };
                EventKind::Incident(IncidentEvent {
                    incident,
                    what: IncidentStep::Resolved { cause: reason },
                })
            }
            "withdraw" => {
                let open: Vec<_> = self.release.unresolved().collect();
                let incident = open.get(self.chance.below(4) as usize)?.id().clone();
                let role = None;
                EventKind::Incident(IncidentEvent {
                    incident,
                    what: IncidentStep::Withdrawn { role, reason },
                })
            }
            "incident-reopen" => {
                let mut incidents = self.release.incidents();
                let incident = incidents.find(|incident| !incident.is_open())?.id().clone();
                EventKind::Incident(IncidentEvent {
                    incident,
                    what: IncidentStep::Reopened { reason },
                })
            }
            "respin" => {
                let candidate = Candidate::from(*self.chance.one_of(&["c0", "c1", "c2"]));
                EventKind::Respun {
                    candidate,
                    reason: None,
                }
            }
            "commits" => self.committed()?,
            "fact" => EventKind::FactAnswered {
                fact: "critical".into(),
                answer: self.chance.happens(50),
                reason: Some(reason),
            },
            _ => return None,
        })
    }

    fn signed(&self, item: &str, role: &str) -> Option<EventKind> {
        let item = self.release.item(&ItemId::from(item))?;
        Some(EventKind::Signed {
            item: item.id.clone(),
            role: RoleId::from(role),
            digest: self.release.digest_of(&item.id)?,
            candidate: self
                .release
                .candidate()
                .filter(|_| item.bound == Bound::Candidate)
                .cloned(),
            evidence: Vec::new(),
            note: None,
            ahead: None,
            ahead_reason: None,
            acted_for: None,
        })
    }

    /// Enters the next stage, whatever stands in the way.
    fn enter(&self) -> Option<EventKind> {
        let traffic = self.release.next_stage(self.now)?.1.traffic.least;
        let overriding = Some((RoleId::from("ops"), "it has to be".to_owned()));
        let reason = self
            .release
            .is_to_start()
            .then(|| "again".to_owned())
            .filter(|_| self.release.entries().next().is_some());
        draft::entering(
            &self.release,
            Entering {
                traffic,
                reason,
                overriding,
                evidence: Vec::new(),
            },
            self.now,
        )
    }

    fn committed(&mut self) -> Option<EventKind> {
        let candidate = self.release.candidate()?.clone();
        let opened = self.release.start()?.at;
        let count = self.chance.below(6);
        // Few different times, so that candidates have changes in common; some are younger than the deployment.
        let mut commits: Vec<_> = (0..count)
            .map(|_| opened + TimeDelta::hours(self.chance.below(24) - 20))
            .collect();
        commits.sort_unstable();
        Some(EventKind::CommitsRead {
            from: Candidate::from("before"),
            candidate,
            commits,
        })
    }
}

fn person() -> Person {
    "Ada Lovelace <ada@octoacme.example>".parse().unwrap()
}

fn phase(id: &str) -> Phase {
    Phase {
        id: id.into(),
        title: id.to_owned(),
        gate: Gate {
            holds_for_release: false,
            title: format!("Go for {id}"),
            ..Gate::default()
        },
    }
}

fn item(id: &str, marks: Option<&str>, roles: &[&str]) -> Item {
    Item {
        id: id.into(),
        phase: id.split('/').next().unwrap().into(),
        section: "All".to_owned(),
        text: format!("Do {id}"),
        roles: roles.iter().map(|role| RoleId::from(*role)).collect(),
        when: When::default(),
        if_applicable: false,
        evidence_required: false,
        bound: if marks.is_some() {
            Bound::Candidate
        } else {
            Bound::Release
        },
        killer: false,
        marks: marks.map(Into::into),
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

/// Returns a plan with stages, with sign-offs instead, or without a milestone; with a way back or without.
fn plan(chance: &mut Chance) -> Plan {
    let role = |id: &str| Role {
        id: id.into(),
        title: id.to_owned(),
        aliases: Vec::new(),
        may_waive: true,
        may_amend: false,
        members: Vec::new(),
    };
    let shape = chance.below(10);
    let mut items = vec![item("go/started", Some("deployment-started"), &["ops"])];
    if (5..9).contains(&shape) {
        items.push(item("go/out", Some("deployed"), &["ops", "qa"]));
    }
    let has_way_back = chance.happens(80);
    if has_way_back {
        items.push(item("back/undo", None, &["ops"]));
    }
    let rollback = Rollback {
        phase: phase("back"),
        after: Some("deployment-started".into()),
        ends: Vec::new(),
    };
    let class = Class {
        id: "unknown".into(),
        title: "Unknown".to_owned(),
        commander: None,
    };
    Plan {
        roles: vec![role("ops"), role("qa")],
        facts: if chance.happens(80) {
            vec![Fact {
                id: "critical".into(),
                question: "Urgent?".to_owned(),
            }]
        } else {
            Vec::new()
        },
        phases: vec![phase("go")],
        items,
        rollout: (shape < 5).then(rollout),
        rollback: has_way_back.then_some(rollback),
        incidents: Some(Incidents {
            classes: vec![class],
            ..Incidents::default()
        }),
        ..Plan::default()
    }
}

fn rollout() -> Rollout {
    let stage = |id: &str, traffic: &str| {
        let traffic = traffic.parse().unwrap();
        let marks = (id == "full").then(|| "deployed".into());
        Stage {
            id: id.into(),
            traffic: Traffic {
                least: traffic,
                most: traffic,
            },
            soak: None,
            roles: Vec::new(),
            apply: None,
            marks,
        }
    };
    Rollout {
        phase: "go".into(),
        max_baseline_age: None,
        feature_flag: None,
        criteria: Vec::new(),
        metrics: Vec::new(),
        rules: Vec::new(),
        choices: vec![Choice {
            when: When::default(),
            strategy: "standard".into(),
        }],
        strategies: vec![Strategy {
            id: "standard".into(),
            stages: vec![stage("canary", "5"), stage("full", "100")],
        }],
    }
}
