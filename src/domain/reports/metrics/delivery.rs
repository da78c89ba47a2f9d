//! What is kept of a release, and what is measured of it.

use chrono::{DateTime, Utc};

use super::gap::{Gap, Undeployed};
use crate::domain::id::{Candidate, TypeId};
use crate::domain::schema::words;
use crate::domain::version::Version;

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
    pub(super) fn take_commits(&mut self, commits: Result<Vec<DateTime<Utc>>, Gap>) {
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
