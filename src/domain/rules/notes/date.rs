//! The day that the release notes carry.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::event::Outcome;
use crate::domain::id::Milestone;
use crate::domain::rules::item_status;
use crate::domain::state::Release;

/// The day that the notes carry, and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseDate {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// What says so.
    pub basis: Basis,
}

/// What says on which day a release takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The item that marks `announced` is done.
    Announced,
    /// The item that marks `deployed` is done.
    Deployed,
    /// The release was closed.
    Closed(Outcome),
    /// Nothing yet: it is today.
    Planned,
}

impl ReleaseDate {
    /// Returns the day it was announced, else deployed, else closed; else today as the planned day.
    pub fn of(release: &Release, now: DateTime<Utc>) -> Self {
        let reached = |name: &str| item_status::milestone(release, &Milestone::from(name), now);
        let closed = || {
            release
                .closing()
                .zip(release.outcome())
                .map(|(event, outcome)| (event.at, Basis::Closed(outcome)))
        };
        let announced = reached("announced").map(|at| (at, Basis::Announced));
        let deployed = || reached("deployed").map(|at| (at, Basis::Deployed));
        let (at, basis) = announced
            .or_else(deployed)
            .or_else(closed)
            .unwrap_or((now, Basis::Planned));
        Self {
            day: at.date_naive(),
            basis,
        }
    }
}

impl Basis {
    /// Returns the word used in JSON and templates.
    pub fn word(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Deployed => "deployed",
            Self::Closed(outcome) => outcome.word(),
            Self::Planned => "planned",
        }
    }
}
