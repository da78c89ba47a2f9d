//! What is kept of a release: its deployments, read off the history of its events.
//!
//! The present state of a record does not tell: after a respin or a rollback, what was deployed before still was.

mod outage;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::{CRITICAL, Delivery, Deployment, Gap, Undeployed};
use crate::domain::event::{
    Event, EventKind, IncidentEvent, IncidentStep, Outcome, RollbackEvent, RolloutEvent,
};
use crate::domain::id::{
    Candidate, FactId, IncidentId, ItemId, Milestone, RoleId, StageId, StrategyId,
};
use crate::domain::plan::milestones::STARTED;
use crate::domain::rules::signed;
use crate::domain::state::{Release, Seq};
use outage::{Cause, FailurePeriod, recovery};

impl Delivery {
    /// Reduces a release to what its figures rest on: nothing of one that cannot be trusted.
    pub fn of(release: &Release) -> Self {
        let header = release.header();
        if signed::distrust(release).is_some() {
            return Self {
                version: header.version.clone(),
                kind: header.kind.clone(),
                deployments: Vec::new(),
                undeployed: Some(Undeployed::Distrusted),
            };
        }
        let mut walk = Walk::over(release);
        for (seq, event) in release.events().iter().enumerate() {
            walk.see(seq, event);
        }
        let deployments = deployments(release, &walk.attempts);
        let undeployed = deployments.is_empty().then(|| match release.outcome() {
            Some(Outcome::RolledBack) => Undeployed::RolledBack,
            Some(Outcome::Abandoned) => Undeployed::Abandoned,
            Some(Outcome::Shipped) | None => Undeployed::Open,
        });
        Self {
            version: header.version.clone(),
            kind: header.kind.clone(),
            deployments,
            undeployed,
        }
    }
}

/// A candidate on its way through production.
struct Attempt {
    candidate: Option<Candidate>,
    began: Option<DateTime<Utc>>,
    reached: DateTime<Utc>,
    completed: Option<DateTime<Utc>>,
    /// Whether a stage was entered; otherwise sign-offs alone tell of it.
    is_staged: bool,
    /// The event after which another deployment begins: a respin, an abort, or a rollback.
    ended: Option<Seq>,
    spells: Vec<FailurePeriod>,
    rolled_back: bool,
}

/// The way through the events of a release, in replay order.
struct Walk<'r> {
    release: &'r Release,
    /// The milestone at which a deployment begins.
    started: Milestone,
    /// The milestone at which a deployment is complete.
    deployed: Milestone,
    candidate: Option<Candidate>,
    attempts: Vec<Attempt>,
    /// When a deployment began of which nothing has reached production.
    pending: Option<DateTime<Utc>>,
    /// Who has signed items that mark the end of a deployment.
    signed: BTreeSet<(ItemId, RoleId)>,
}

impl<'r> Walk<'r> {
    /// Starts with the milestones as the plan names them. One that stands for both says when a deployment is complete.
    fn over(release: &'r Release) -> Self {
        let plan = release.plan();
        let after = plan
            .rollback
            .as_ref()
            .and_then(|rollback| rollback.after.clone());
        let deployed = plan.deployed();
        let started = after
            .filter(|after| *after != deployed)
            .unwrap_or_else(|| STARTED.into());
        let signed = BTreeSet::new();
        Self {
            release,
            started,
            deployed,
            candidate: None,
            attempts: Vec::new(),
            pending: None,
            signed,
        }
    }

    fn see(&mut self, seq: Seq, event: &'r Event) {
        match &event.kind {
            EventKind::Started { candidate, .. } => self.candidate.clone_from(candidate),
            EventKind::Respun { candidate, .. } => {
                self.candidate = Some(candidate.clone());
                self.pending = None;
                self.signed.clear();
                self.end(seq);
            }
            EventKind::Signed {
                item,
                role,
                candidate,
                ..
            } => self.sign(event, item, role, candidate.as_ref()),
            EventKind::Reopened { item, .. } => self.reopen(item),
            EventKind::Rollout(RolloutEvent::Entered {
                strategy,
                stage,
                candidate,
                ..
            }) => {
                self.enter(event, candidate.as_ref(), strategy, stage);
            }
            EventKind::Rollout(RolloutEvent::Aborted { .. }) => {
                if let Some(attempt) = self
                    .attempts
                    .last_mut()
                    .filter(|attempt| attempt.ended.is_none())
                {
                    attempt
                        .spells
                        .push(FailurePeriod::new(Cause::Abort, event.at));
                }
                self.end(seq);
            }
            EventKind::Rollback(RollbackEvent::Begun { .. }) => {
                self.reach_pending();
                if let Some(attempt) = self.attempts.last_mut() {
                    attempt
                        .spells
                        .push(FailurePeriod::new(Cause::Rollback(seq), event.at));
                }
                self.end(seq);
            }
            EventKind::Rollback(RollbackEvent::Cancelled { .. }) => self.cancel(seq, event),
            EventKind::Incident(IncidentEvent {
                incident,
                what: IncidentStep::Opened { .. },
            }) => self.open(event, incident),
            EventKind::Closed { outcome, .. } => self.close(seq, event, *outcome),
            _ => {}
        }
    }

    /// Tells whether the present attempt goes on with an event about this candidate: nothing ended it that the author knew.
    fn goes_on(&self, event: &Event, candidate: Option<&Candidate>) -> bool {
        self.attempts.last().is_some_and(|attempt| {
            attempt.candidate.as_ref() == candidate
                && attempt
                    .ended
                    .is_none_or(|ended| !self.release.has_seen(event, ended))
        })
    }

    fn begin(&mut self, event: &Event, candidate: Option<&Candidate>, is_staged: bool) {
        let began = self.pending.take().or(is_staged.then_some(event.at));
        self.push(candidate, began, event.at, is_staged);
    }

    fn push(
        &mut self,
        candidate: Option<&Candidate>,
        began: Option<DateTime<Utc>>,
        reached: DateTime<Utc>,
        is_staged: bool,
    ) {
        self.attempts.push(Attempt {
            candidate: candidate.cloned(),
            began,
            reached,
            completed: None,
            is_staged,
            ended: None,
            spells: Vec::new(),
            rolled_back: false,
        });
    }

    fn end(&mut self, seq: Seq) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.ended.get_or_insert(seq);
        }
    }

    fn enter(
        &mut self,
        event: &Event,
        candidate: Option<&Candidate>,
        strategy: &StrategyId,
        stage: &StageId,
    ) {
        if !self.goes_on(event, candidate) {
            self.begin(event, candidate, true);
        }
        let rollout = self.release.plan().rollout.as_ref();
        let stage = rollout
            .and_then(|rollout| rollout.strategy(strategy))
            .and_then(|strategy| strategy.stage(stage));
        if stage.is_some_and(|(_, stage)| {
            stage
                .marks
                .as_ref()
                .is_some_and(|marks| *marks == self.deployed)
        }) {
            self.complete(event);
        }
    }

    fn sign(&mut self, event: &Event, item: &ItemId, role: &RoleId, candidate: Option<&Candidate>) {
        let Some(item) = self
            .release
            .item(item)
            .filter(|_| candidate.is_none() || candidate == self.candidate.as_ref())
        else {
            return;
        };
        match &item.marks {
            Some(marks)
                if *marks == self.started
                    && !self.goes_on(event, self.candidate.clone().as_ref()) =>
            {
                self.pending.get_or_insert(event.at);
            }
            Some(marks) if *marks == self.deployed => {
                self.signed.insert((item.id.clone(), role.clone()));
                let has_signed =
                    |role: &RoleId| self.signed.contains(&(item.id.clone(), role.clone()));
                if item.roles.iter().all(has_signed) {
                    self.deployed(event);
                }
            }
            _ => {}
        }
    }

    /// Whoever reopens an item says that it had not happened; not so after the deployment has failed.
    fn reopen(&mut self, item: &ItemId) {
        match self.release.item(item).and_then(|item| item.marks.as_ref()) {
            Some(marks) if *marks == self.started => self.pending = None,
            Some(marks) if *marks == self.deployed => {
                self.signed.retain(|(signed, _)| signed != item);
                if let Some(attempt) = self
                    .attempts
                    .pop_if(|it| it.ended.is_none() && it.spells.is_empty() && !it.is_staged)
                {
                    self.pending = attempt.began;
                }
            }
            _ => {}
        }
    }

    /// All of production has the candidate, as somebody says.
    fn deployed(&mut self, event: &Event) {
        if self.attempts.last().is_some_and(|attempt| {
            attempt
                .spells
                .iter()
                .any(FailurePeriod::is_rollback_under_way)
        }) {
            return;
        }
        let candidate = self.candidate.clone();
        if !self.goes_on(event, candidate.as_ref()) {
            self.begin(event, candidate.as_ref(), false);
        }
        self.complete(event);
    }

    /// The present attempt is complete, and whatever failed before it is repaired.
    fn complete(&mut self, event: &Event) {
        let Some((attempt, earlier)) = self.attempts.split_last_mut() else {
            return;
        };
        if attempt.completed.is_none() {
            attempt.completed = Some(event.at);
            let seq = place(self.release, event);
            earlier
                .iter_mut()
                .flat_map(|attempt| &mut attempt.spells)
                .for_each(|spell| spell.restore(seq, event.at));
        }
    }

    /// A rollback says that something had reached production, if nothing else does.
    fn reach_pending(&mut self) {
        if let Some(began) = self.pending.take() {
            self.push(self.candidate.clone().as_ref(), Some(began), began, false);
        }
    }

    fn cancel(&mut self, seq: Seq, event: &Event) {
        for attempt in &mut self.attempts {
            for spell in &mut attempt.spells {
                let Cause::Rollback(begun) = spell.cause else {
                    continue;
                };
                if spell.end.is_none() && self.release.has_seen(event, begun) {
                    spell.end = Some((seq, event.at));
                    spell.cause = Cause::Cancelled;
                    attempt.ended = attempt.ended.filter(|ended| *ended != begun);
                }
            }
        }
    }

    fn open(&mut self, event: &Event, id: &IncidentId) {
        let Some(incident) = self.release.incident(id) else {
            return;
        };
        // Two branches may have opened the same one: it counts once.
        if incident.withdrawn().is_none()
            && incident.opened().is_some_and(|first| first.id == event.id)
            && let Some(attempt) = self.attempts.last_mut()
        {
            let mut spell = FailurePeriod::new(Cause::Incident, event.at);
            spell.end = incident
                .resolved()
                .map(|resolved| (place(self.release, resolved), resolved.at));
            attempt.spells.push(spell);
        }
    }

    fn close(&mut self, seq: Seq, event: &Event, outcome: Outcome) {
        match outcome {
            Outcome::Abandoned => {}
            // A playbook need not have the milestone: what has shipped is out.
            Outcome::Shipped => self.deployed(event),
            Outcome::RolledBack => {
                self.reach_pending();
                self.attempts
                    .iter_mut()
                    .flat_map(|attempt| &mut attempt.spells)
                    .for_each(|spell| spell.restore(seq, event.at));
                if let Some(attempt) = self.attempts.last_mut() {
                    attempt.rolled_back = true;
                    if !attempt
                        .spells
                        .iter()
                        .any(|spell| matches!(spell.cause, Cause::Rollback(_)))
                    {
                        attempt
                            .spells
                            .push(FailurePeriod::new(Cause::Closing, event.at));
                    }
                }
                self.end(seq);
            }
        }
    }
}

fn place(release: &Release, event: &Event) -> Seq {
    release.history().place(&event.id).unwrap_or(Seq::MAX)
}

/// Returns what is kept of the attempts.
fn deployments(release: &Release, attempts: &[Attempt]) -> Vec<Deployment> {
    let read = commits(release);
    let mut delivered: Vec<DateTime<Utc>> = Vec::new();
    let mut has_failed = false;
    let mut deployments = Vec::with_capacity(attempts.len());
    for attempt in attempts {
        let mut deployment = Deployment {
            candidate: attempt.candidate.clone(),
            reached: attempt.reached,
            completed: attempt.completed,
            duration: duration(attempt),
            lead_times: Err(Gap::Incomplete),
            late_commits: 0,
            recovery: (!attempt.spells.is_empty()).then(|| recovery(&attempt.spells)),
            rolled_back: attempt.rolled_back
                || attempt
                    .spells
                    .iter()
                    .any(|spell| matches!(spell.cause, Cause::Rollback(_))),
            rework: if has_failed {
                Some(true)
            } else {
                is_urgent(release)
            },
        };
        if attempt.completed.is_some() {
            let commits =
                attempt
                    .candidate
                    .as_ref()
                    .ok_or(Gap::NoCandidate)
                    .and_then(|candidate| match read.get(candidate) {
                        Some(commits) => Ok(without(commits, &delivered)),
                        None if read.is_empty() => Err(Gap::Unread),
                        None => Err(Gap::OtherCandidate),
                    });
            delivered.extend(commits.iter().flatten());
            deployment.take_commits(commits);
        }
        has_failed |= !attempt.spells.is_empty();
        deployments.push(deployment);
    }
    deployments
}

/// Returns the times of commits that were read last for each candidate.
fn commits(release: &Release) -> HashMap<&Candidate, &[DateTime<Utc>]> {
    let read = release
        .events()
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::CommitsRead {
                candidate, commits, ..
            } => Some((candidate, commits.as_slice())),
            _ => None,
        });
    read.collect()
}

/// Returns the times that are not among those of changes that an earlier candidate had brought: a change is told by when
/// it was committed.
fn without(commits: &[DateTime<Utc>], delivered: &[DateTime<Utc>]) -> Vec<DateTime<Utc>> {
    let mut left: HashMap<DateTime<Utc>, usize> = HashMap::new();
    for at in delivered {
        *left.entry(*at).or_default() += 1;
    }
    let is_new = |at: &&DateTime<Utc>| match left.get_mut(at) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    commits.iter().filter(is_new).copied().collect()
}

fn duration(attempt: &Attempt) -> Result<u64, Gap> {
    let completed = attempt.completed.ok_or(Gap::Incomplete)?;
    let began = attempt.began.ok_or(Gap::NoBeginning)?;
    u64::try_from((completed - began).num_seconds()).map_err(|_| Gap::Clock)
}

/// Tells whether the release is an urgent fix; `None` when nobody has said. A playbook without the fact has none.
fn is_urgent(release: &Release) -> Option<bool> {
    let fact = FactId::from(CRITICAL);
    let is_asked = release.plan().facts.iter().any(|known| known.id == fact);
    if is_asked {
        release.fact(&fact)
    } else {
        Some(false)
    }
}
