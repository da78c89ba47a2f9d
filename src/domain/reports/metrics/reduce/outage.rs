//! The stretches of time in which a deployment had failed.

use chrono::{DateTime, Utc};

use crate::domain::reports::metrics::gap::Gap;
use crate::domain::state::Seq;

/// A stretch of time in which something was wrong with what was deployed.
pub(super) struct FailurePeriod {
    pub(super) cause: Cause,
    start: DateTime<Utc>,
    /// The event that ended it, and when.
    pub(super) end: Option<(Seq, DateTime<Utc>)>,
}

/// What says that something was wrong.
#[derive(Clone, Copy)]
pub(super) enum Cause {
    /// The rollback that this event began.
    Rollback(Seq),
    /// A rollback that was cancelled.
    Cancelled,
    /// An incident.
    Incident,
    /// The rollout was given up.
    Abort,
    /// The release was closed as rolled back, and no rollback had begun.
    Closing,
}

impl FailurePeriod {
    pub(super) fn new(cause: Cause, start: DateTime<Utc>) -> Self {
        Self {
            cause,
            start,
            end: None,
        }
    }

    pub(super) fn is_rollback_under_way(&self) -> bool {
        matches!(self.cause, Cause::Rollback(_)) && self.end.is_none()
    }

    /// Something else is in production from here on, or the release before it again: that ends the spell, unless it had
    /// ended before.
    pub(super) fn restore(&mut self, seq: Seq, at: DateTime<Utc>) {
        if self.end.is_none_or(|(known, _)| known > seq) {
            self.end = Some((seq, at));
        }
    }
}

/// Returns the seconds in which any of the spells lasted; those in which several did count once.
pub(super) fn recovery(spells: &[FailurePeriod]) -> Result<u64, Gap> {
    let mut spans = Vec::with_capacity(spells.len());
    for spell in spells {
        if matches!(spell.cause, Cause::Closing) {
            return Err(Gap::NoRollback);
        }
        let (_, end) = spell.end.ok_or(Gap::NotRecovered)?;
        spans.push((spell.start, end));
    }
    if spans.iter().any(|(start, end)| end < start) {
        return Err(Gap::Clock);
    }
    spans.sort_unstable();
    let mut seconds = 0;
    let mut known = DateTime::<Utc>::MIN_UTC;
    for (start, end) in spans {
        let start = start.max(known);
        seconds += u64::try_from((end - start).num_seconds()).unwrap_or(0);
        known = known.max(end);
    }
    Ok(seconds)
}
