//! Delivery metrics over many releases, as `docs/metrics.md` defines them.
//!
//! Each release is first reduced to a [`Delivery`], which keeps its version and type, and for each deployment the name of
//! the candidate, a few times, and those of its commits, [`MOST_COMMITS`] at most: no events, and no text that people wrote.
//! What is kept grows with the number of deployments and commits, and not with what else stands in the records. A [`Ledger`] collects them and makes a [`report::Report`].

mod figures;
mod gap;
mod period;
mod reduce;
pub mod report;

use chrono::{DateTime, NaiveDate, Utc};

#[cfg(doc)]
use crate::domain::event::MOST_COMMITS;
use crate::domain::id::{Candidate, TypeId};
use crate::domain::schema::words;
use crate::domain::version::Version;
pub use figures::{Figures, Share, Times};
pub use gap::{Gap, Undeployed};

/// The fact that says that a release is an urgent fix.
pub const CRITICAL: &str = "critical";

/// The milestone at which a deployment begins, where the plan's rollback does not say after which there is one to take back.
pub const STARTED: &str = "deployment-started";

/// The milestone at which a deployment is complete, where the plan's monitoring does not say from which its windows count.
pub const DEPLOYED: &str = "deployed";

words! {
    /// What is measured, in the order of the documents.
    #[derive(PartialOrd, Ord)]
    pub enum Figure {
        /// How often something is deployed.
        Frequency = "deployment-frequency",
        /// How long a change takes from its commit to production.
        LeadTime = "lead-time-for-changes",
        /// How many deployments fail.
        FailureRate = "change-failure-rate",
        /// How long it takes to recover from one that failed.
        RecoveryTime = "failed-deployment-recovery-time",
        /// How many deployments are taken back.
        RollbackRate = "rollback-frequency",
        /// How long a deployment takes.
        Duration = "deployment-duration",
        /// How many deployments repair an earlier one.
        ReworkRate = "rework-rate",
    }
}

impl Figure {
    /// Returns the unit of its one number.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Frequency => "deployments a week",
            Self::LeadTime | Self::RecoveryTime | Self::Duration => "seconds",
            Self::FailureRate | Self::RollbackRate | Self::ReworkRate => "share from 0 to 1",
        }
    }

    /// Returns the heading of a narrow column, for people. That of the frequency stands over a plain count.
    pub fn short(self) -> &'static str {
        match self {
            Self::Frequency => "Deployed",
            Self::LeadTime => "Lead time",
            Self::FailureRate => "Failed",
            Self::RecoveryTime => "Recovery",
            Self::RollbackRate => "Rolled back",
            Self::Duration => "Duration",
            Self::ReworkRate => "Rework",
        }
    }

    /// Returns the title, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Frequency => "Deployment frequency",
            Self::LeadTime => "Lead time for changes",
            Self::FailureRate => "Change failure rate",
            Self::RecoveryTime => "Failed deployment recovery time (MTTR)",
            Self::RollbackRate => "Rollback frequency",
            Self::Duration => "Deployment duration",
            Self::ReworkRate => "Rework rate",
        }
    }
}

/// What is kept of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The version.
    pub version: Version,
    /// The release type.
    pub kind: TypeId,
    /// Its deployments, oldest first.
    pub deployments: Vec<Deployment>,
    /// Why it has none.
    pub undeployed: Option<Undeployed>,
}

/// One candidate that reached production.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// What was deployed.
    pub candidate: Option<Candidate>,
    /// When it first reached users: its first stage, or the milestone `deployed`.
    pub reached: DateTime<Utc>,
    /// When all of production had it.
    pub completed: Option<DateTime<Utc>>,
    /// How long it took, in seconds.
    pub duration: Result<u64, Gap>,
    /// How long each of its changes took, in seconds, shortest first.
    pub lead_times: Result<Vec<u64>, Gap>,
    /// How many of its changes were committed after it was complete, by their clocks.
    pub late_commits: usize,
    /// Once it failed: how long it took to recover, in seconds.
    pub recovery: Option<Result<u64, Gap>>,
    /// Whether it was taken back.
    pub rolled_back: bool,
    /// Whether it repaired an earlier one; `None` when nobody has said.
    pub rework: Option<bool>,
}

impl Deployment {
    /// Returns the time by which it falls into a period: when it was complete, or else when it reached users.
    pub fn at(&self) -> DateTime<Utc> {
        self.completed.unwrap_or(self.reached)
    }

    /// Sets how long its changes took, from when they were committed.
    fn take_commits(&mut self, commits: Result<Vec<DateTime<Utc>>, Gap>) {
        let Some(completed) = self.completed else {
            return;
        };
        self.late_commits = 0;
        self.lead_times = commits.and_then(|commits| {
            if commits.is_empty() {
                return Err(Gap::NoChanges);
            }
            let seconds = commits
                .iter()
                .map(|commit| u64::try_from((completed - *commit).num_seconds()));
            let mut times: Vec<u64> = seconds.filter_map(Result::ok).collect();
            times.sort_unstable();
            self.late_commits = commits.len() - times.len();
            Ok(times)
        });
    }
}

words! {
    /// By what figures are told apart.
    pub enum By {
        /// The month of the deployment, in UTC.
        Month = "month",
        /// The ISO week of the deployment, in UTC.
        Week = "week",
        /// The type of the release.
        Type = "type",
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The first day that counts, in UTC.
    pub since: Option<NaiveDate>,
    /// By what figures are told apart.
    pub by: Option<By>,
    /// The present time.
    pub now: DateTime<Utc>,
}

/// All deliveries.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    deliveries: Vec<Delivery>,
}

/// A deployment whose changes nobody has read, with what git has to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    delivery: usize,
    deployment: usize,
    /// The candidate that was deployed before it.
    pub from: Option<Candidate>,
    /// Its own candidate.
    pub candidate: Option<Candidate>,
}

impl Ledger {
    /// Adds a delivery.
    pub fn push(&mut self, delivery: Delivery) {
        self.deliveries.push(delivery);
    }

    /// Returns the deployments that are complete and whose changes are not known, each with the candidate of the one
    /// that was complete before it, whichever release that was of.
    pub fn unread(&self) -> Vec<Unread> {
        let mut complete: Vec<_> = Vec::new();
        for (delivery, known) in self.deliveries.iter().enumerate() {
            for (deployment, it) in known.deployments.iter().enumerate() {
                complete.extend(it.completed.map(|at| (at, delivery, deployment, it)));
            }
        }
        complete.sort_by_key(|(at, delivery, deployment, _)| (*at, *delivery, *deployment));
        let before =
            std::iter::once(None).chain(complete.iter().map(|(.., it)| it.candidate.clone()));
        let asked = complete.iter().zip(before).filter(|((.., it), _)| {
            matches!(it.lead_times, Err(Gap::Unread | Gap::OtherCandidate))
        });
        let unread =
            |(&(_, delivery, deployment, it), from): (&(_, usize, usize, &Deployment), _)| Unread {
                delivery,
                deployment,
                from,
                candidate: it.candidate.clone(),
            };
        asked.map(unread).collect()
    }

    /// Takes what git answered.
    pub fn answer(&mut self, unread: &Unread, commits: Result<Vec<DateTime<Utc>>, Gap>) {
        let delivery = self.deliveries.get_mut(unread.delivery);
        if let Some(deployment) =
            delivery.and_then(|known| known.deployments.get_mut(unread.deployment))
        {
            deployment.take_commits(commits);
        }
    }
}

#[cfg(test)]
mod tests;
