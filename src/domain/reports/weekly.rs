//! The weekly status over all releases: how those in flight stand, what puts them at risk, what comes next, and what ended
//! within the week.
//!
//! It is gathered from one release at a time and keeps only what is shown, so that any number of records can be gone
//! through.

mod risks;

use chrono::{DateTime, TimeDelta, Utc};

pub use risks::{Risk, RiskKind};

use super::carry_over::{self, CarryOver, Debt, LeftRisk, OpenAction};
use super::rubber_stamping::signals;
use crate::domain::event::Outcome;
use crate::domain::id::{Candidate, IncidentId, ItemId, PhaseId, RoleId, TypeId};
use crate::domain::person::Person;
use crate::domain::plan::incident::{Severity, Who};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::judgement::{Judgement, overall, present};
use crate::domain::rules::progress;
use crate::domain::rules::signed;
use crate::domain::rules::suggestion::selecting;
use crate::domain::rules::todo::{due_now, next_steps};
use crate::domain::state::{Incident, Release};
use crate::domain::verdict::Verdict;
use crate::domain::version::Version;

/// What counts as the last week.
const WEEK: TimeDelta = TimeDelta::days(7);

/// The weekly status.
#[derive(Clone, Debug)]
pub struct Weekly {
    /// The present time.
    pub now: DateTime<Utc>,
    /// Since when what ended is told.
    pub since: DateTime<Utc>,
    /// The releases that are open, in the order in which they were added.
    pub in_flight: Vec<InFlight>,
    /// The releases that ended within the week.
    pub ended: Vec<Ended>,
    /// The incidents of releases that ended, whenever that was, which are not over themselves.
    pub incidents: Vec<OpenIncident>,
    carried: CarryOver,
}

/// How an open release stands.
#[derive(Clone, Debug)]
pub struct InFlight {
    /// The version.
    pub version: Version,
    /// The release type.
    pub kind: TypeId,
    /// What is under release.
    pub candidate: Option<Candidate>,
    /// Who the roles are in it, in the playbook's order.
    pub assigned: Vec<(RoleId, Person)>,
    /// When it was opened.
    pub opened: Option<DateTime<Utc>>,
    /// The verdict over all gates; none of a record that cannot be trusted.
    pub verdict: Option<Verdict>,
    /// That the record cannot be trusted, where that is so.
    pub distrust: Option<String>,
    /// Since when it goes back, while it is rolled back.
    pub rolling_back: Option<DateTime<Utc>>,
    /// The phase it is in; none when every gate is at GO, and of a record that cannot be trusted.
    pub phase: Option<Present>,
    /// How many items of the path are settled.
    pub settled: usize,
    /// Of how many.
    pub items: usize,
    /// Whose turn it is at the present gate.
    pub turns: Vec<Turn>,
    /// What puts it at risk.
    pub risks: Vec<Risk>,
    /// What comes next: commands.
    pub steps: Vec<String>,
    /// Signs that somebody signed without looking: the stable word and the sentence.
    pub signals: Vec<(&'static str, String)>,
    waived: Vec<ItemId>,
}

/// The phase that a release is in.
#[derive(Clone, Debug)]
pub struct Present {
    /// The phase.
    pub id: PhaseId,
    /// Its title.
    pub title: String,
    /// The verdict of its gate.
    pub verdict: Verdict,
}

impl Present {
    fn of(judgement: &Judgement<'_>) -> Self {
        Self {
            id: judgement.topic.id().clone(),
            title: judgement.topic.title().to_owned(),
            verdict: judgement.verdict,
        }
    }
}

/// What one role has to do now.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The role.
    pub role: RoleId,
    /// Its title.
    pub title: String,
    /// How many items wait for it.
    pub items: usize,
    /// How many gates wait for its call.
    pub calls: usize,
    /// How many other things wait for it: stages, windows, incidents.
    pub others: usize,
}

/// An incident that outlasts its release.
#[derive(Clone, Debug)]
pub struct OpenIncident {
    /// The release.
    pub version: Version,
    /// The incident.
    pub id: IncidentId,
    /// What is the matter.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Who commands.
    pub commanders: Vec<Who>,
    /// When it was opened.
    pub opened: Option<DateTime<Utc>>,
}

/// A release that ended within the week.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The version.
    pub version: Version,
    /// The release type.
    pub kind: TypeId,
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub at: DateTime<Utc>,
    /// Who closed it.
    pub by: String,
    /// Why, where that was said.
    pub reason: Option<String>,
    /// That the record cannot be trusted, where that is so.
    pub distrust: Option<String>,
}

impl Weekly {
    /// Starts a status as of `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self {
            now,
            since: now - WEEK,
            in_flight: Vec::new(),
            ended: Vec::new(),
            incidents: Vec::new(),
            carried: CarryOver::default(),
        }
    }

    /// Takes over what is to be told of a release.
    pub fn add(&mut self, release: &Release) {
        self.carried.add(release, self.now);
        match (release.outcome(), release.closing()) {
            (Some(outcome), Some(closing)) => {
                self.incidents.extend(
                    release
                        .unresolved()
                        .map(|incident| OpenIncident::of(release, incident)),
                );
                if closing.at > self.since {
                    let header = release.header();
                    self.ended.push(Ended {
                        version: header.version.clone(),
                        kind: header.kind.clone(),
                        outcome,
                        at: closing.at,
                        by: closing.by.name().to_owned(),
                        reason: closing.kind.reason().map(str::to_owned),
                        distrust: signed::distrust(release),
                    });
                }
            }
            _ => self.in_flight.push(InFlight::of(release, self.now)),
        }
    }

    /// Takes over what another status, as of the same time, tells of the releases that come next.
    pub fn join(&mut self, other: Self) {
        self.in_flight.extend(other.in_flight);
        self.ended.extend(other.ended);
        self.incidents.extend(other.incidents);
        self.carried.join(other.carried);
    }

    /// Returns the action items of all releases that nobody has done: what has a day comes first, the earliest first.
    pub fn actions(&self) -> Vec<&OpenAction> {
        self.carried.actions()
    }

    /// Returns the open risks of releases that ended, which no later release carries on.
    pub(crate) fn left_risks(&self) -> impl Iterator<Item = &LeftRisk> {
        self.carried.risks()
    }

    /// Returns the items that a release in flight waives and that releases before it had waived already.
    pub(crate) fn debts(&self, release: &InFlight) -> Vec<Debt> {
        let before = |item| self.carried.before(item, release.opened, &release.version);
        let debts = release.waived.iter().map(|item| Debt {
            item: item.clone(),
            before: before(item),
        });
        debts.filter(|debt| !debt.before.is_empty()).collect()
    }
}

impl OpenIncident {
    fn of(release: &Release, incident: Incident<'_>) -> Self {
        Self {
            version: release.header().version.clone(),
            id: incident.id().clone(),
            title: incident.title().to_owned(),
            severity: incident.severity(),
            commanders: incident.commanders().cloned().collect(),
            opened: incident.opened().map(|event| event.at),
        }
    }
}

impl InFlight {
    fn of(release: &Release, now: DateTime<Utc>) -> Self {
        let header = release.header();
        let judgements = judge_all(release, now);
        let items = progress::count(release, &|_| true, &|_| true, now).items;
        let select = selecting(&header.version);
        let mut waived: Vec<_> = carry_over::waived(release, now)
            .map(|(item, _)| item.clone())
            .collect();
        waived.dedup();
        let distrust = signed::distrust(release);
        let is_trusted = distrust.is_none();
        Self {
            version: header.version.clone(),
            kind: header.kind.clone(),
            candidate: release.candidate().cloned(),
            assigned: release
                .plan()
                .roles
                .iter()
                .filter_map(|role| Some((role.id.clone(), release.assigned(&role.id)?.clone())))
                .collect(),
            opened: release.start().map(|event| event.at),
            verdict: overall(&judgements).filter(|_| is_trusted),
            distrust,
            rolling_back: release.rolling_back().map(|event| event.at),
            phase: present(&judgements).filter(|_| is_trusted).map(Present::of),
            settled: items.done,
            items: items.total,
            turns: turns(release, &judgements),
            risks: risks::risks(release, &judgements, now),
            steps: next_steps(release, &judgements, None)
                .iter()
                .map(|step| step.command(&select))
                .collect(),
            signals: signals(release, now)
                .iter()
                .map(|signal| (signal.word(), signal.sentence()))
                .collect(),
            waived,
        }
    }
}

fn turns(release: &Release, judgements: &[Judgement<'_>]) -> Vec<Turn> {
    let title = |id: &RoleId| {
        release
            .plan()
            .role(id)
            .map_or_else(|| id.to_string(), |role| role.title.clone())
    };
    let dues = due_now(release, judgements);
    let turn = dues.iter().map(|due| Turn {
        role: due.role.clone(),
        title: title(due.role),
        items: due.items.len(),
        calls: due.calls.len(),
        others: due.others.len(),
    });
    turn.collect()
}

#[cfg(test)]
mod tests;
