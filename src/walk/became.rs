//! What became of an answer: somebody else may have written into the record between the question and the answer.

use chrono::{DateTime, Utc};

use crate::domain::digest::Digest;
use crate::domain::event::{Event, EventKind};
use crate::domain::rules::calls::{self, Outdated};
use crate::domain::rules::item_status::{self, ItemStatus, Staleness};
use crate::domain::state::Release;

/// Why an answer that is in the record does not settle what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Became<'r> {
    /// Somebody has blocked the item.
    Blocked(&'r Event),
    /// It was given for another text or another candidate than what is asked now.
    Stale(Staleness),
}

/// Returns why the newest event, an answer of this walk, does not settle what was asked. `None` when it does, and for an
/// answer that settles nothing by itself, such as a blocker.
pub(crate) fn of(release: &Release, now: DateTime<Utc>) -> Option<Became<'_>> {
    let answer = release.events().last()?;
    match &answer.kind {
        EventKind::Signed {
            item, role, digest, ..
        } => {
            let standing = item_status::standing(release, item, now)?;
            let slot = standing.sign_offs.iter().find(|slot| slot.role == role)?;
            of_item(release, *digest, slot.stale, &standing)
        }
        EventKind::NotApplicable { item, digest, .. } | EventKind::Waived { item, digest, .. } => {
            let standing = item_status::standing(release, item, now)?;
            let stale = standing.lapsed.map(|_| Staleness::Candidate);
            of_item(release, *digest, stale, &standing)
        }
        EventKind::Called { .. } => {
            let outdated = calls::outdated(release, answer)?;
            (outdated == Outdated::Candidate).then_some(Became::Stale(Staleness::Candidate))
        }
        _ => None,
    }
}

fn of_item<'r>(
    release: &Release,
    digest: Digest,
    stale: Option<Staleness>,
    standing: &ItemStatus<'r>,
) -> Option<Became<'r>> {
    let is_changed = release.digest_of(&standing.item.id) != Some(digest);
    let stale = is_changed.then_some(Staleness::Text).or(stale);
    stale
        .map(Became::Stale)
        .or_else(|| standing.blockers.first().copied().map(Became::Blocked))
}
