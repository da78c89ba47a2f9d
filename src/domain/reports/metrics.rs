//! Delivery metrics over many releases, as `docs/metrics.md` defines them.
//!
//! Each release is first reduced to a [`Delivery`], which keeps its version and type, and for each deployment the name of
//! the candidate, a few times, and those of its commits, [`MOST_COMMITS`] at most: no events, and no text that people wrote.
//! What is kept grows with the number of deployments and commits, and not with what else stands in the records. A [`Ledger`] collects them and makes a [`report::Report`].

mod delivery;
mod figures;
mod gap;
mod names;
mod period;
mod reduce;
pub mod report;

use chrono::{DateTime, NaiveDate, Utc};

#[cfg(doc)]
use crate::domain::event::MOST_COMMITS;
use crate::domain::id::Candidate;
use crate::domain::schema::words;
pub use delivery::{Delivery, Deployment, Figure};
pub use figures::{Figures, Share, Times};
pub use gap::{Gap, Undeployed};
pub use names::CRITICAL;

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
