//! Why something is not counted.

use chrono::NaiveDate;

use super::names::CRITICAL;
use crate::domain::text::counted;

/// Why a release has no deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undeployed {
    /// It is open.
    Open,
    /// It was abandoned.
    Abandoned,
    /// It was closed as rolled back, and the record does not say what was deployed.
    RolledBack,
    /// Its record cannot be trusted, so that what it says of deployments does not count.
    Distrusted,
}

/// Why a deployment, or one of its changes, is left out of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The release has no deployment.
    Undeployed(Undeployed),
    /// It was deployed before the first day that counts.
    Before(NaiveDate),
    /// Its time lies after the present.
    Future,
    /// It is not complete.
    Incomplete,
    /// Nothing says when it began.
    NoBeginning,
    /// A clock was set back: the time would be negative.
    Clock,
    /// Nobody has read when its changes were committed.
    Unread,
    /// The times of commits were read for another candidate.
    OtherCandidate,
    /// It brought no change that an earlier deployment had not brought.
    NoChanges,
    /// This many changes were committed after it was complete.
    LateCommits(usize),
    /// The record names no candidate.
    NoCandidate,
    /// No deployment came before it.
    First,
    /// Git knows one of the two candidates not.
    UnknownToGit,
    /// Git failed, or named a time that no record can hold.
    GitFailed,
    /// There are more commits than are read.
    TooManyCommits,
    /// Nothing says that it has recovered.
    NotRecovered,
    /// It was closed as rolled back, and nothing says when the rollback began.
    NoRollback,
    /// Nobody has answered whether the release is an urgent fix.
    Unanswered,
}

impl Gap {
    /// Returns the word used in JSON and CSV.
    pub fn word(self) -> &'static str {
        match self {
            Self::Undeployed(Undeployed::Open) => "open",
            Self::Undeployed(Undeployed::Abandoned) => "abandoned",
            Self::Undeployed(Undeployed::RolledBack) => "deployment-not-recorded",
            Self::Undeployed(Undeployed::Distrusted) => "distrusted",
            Self::Before(_) => "before",
            Self::Future => "future",
            Self::Incomplete => "incomplete",
            Self::NoBeginning => "no-beginning",
            Self::Clock => "clock",
            Self::Unread => "commits-unread",
            Self::OtherCandidate => "commits-of-another-candidate",
            Self::NoChanges => "no-changes",
            Self::LateCommits(_) => "late-commits",
            Self::NoCandidate => "no-candidate",
            Self::First => "first",
            Self::UnknownToGit => "unknown-to-git",
            Self::GitFailed => "git-failed",
            Self::TooManyCommits => "too-many-commits",
            Self::NotRecovered => "not-recovered",
            Self::NoRollback => "no-rollback",
            Self::Unanswered => "unanswered",
        }
    }

    /// Returns the reason, in words.
    pub fn sentence(self) -> String {
        match self {
            Self::Undeployed(Undeployed::Open) => "open, not in production".to_owned(),
            Self::Undeployed(Undeployed::Abandoned) => {
                "abandoned before anything reached production".to_owned()
            }
            Self::Undeployed(Undeployed::RolledBack) => {
                "rolled back, and no deployment is recorded".to_owned()
            }
            Self::Undeployed(Undeployed::Distrusted) => "the record cannot be trusted".to_owned(),
            Self::Before(day) => format!("deployed before {day}"),
            Self::Future => "deployed in the future, by its clock".to_owned(),
            Self::Incomplete => "the deployment never was complete".to_owned(),
            Self::NoBeginning => "nothing says when the deployment began".to_owned(),
            Self::Clock => "a clock was set back: the time would be negative".to_owned(),
            Self::Unread => "commit dates unknown (`start --from`, `metrics --git`)".to_owned(),
            Self::OtherCandidate => {
                "the times of commits were read for another candidate".to_owned()
            }
            Self::NoChanges => "it brought no change that was not deployed before".to_owned(),
            Self::LateCommits(count) => format!(
                "{} committed after the deployment, by the clocks",
                counted(count, "change")
            ),
            Self::NoCandidate => "the record names no candidate".to_owned(),
            Self::First => "no deployment of a known candidate came before it".to_owned(),
            Self::UnknownToGit => "git does not know the candidates here".to_owned(),
            Self::GitFailed => {
                "git could not list the commits, or dates one outside the years 0 to 9999"
                    .to_owned()
            }
            Self::TooManyCommits => {
                format!("more than {} commits", crate::domain::event::MOST_COMMITS)
            }
            Self::NotRecovered => "no recovery is recorded".to_owned(),
            Self::NoRollback => {
                "closed as rolled back, and nothing says when the rollback began".to_owned()
            }
            Self::Unanswered => format!("fact `{CRITICAL}` is not answered"),
        }
    }
}
