//! Clocks that disagree: what is said of events that are dated later than the reader's clock, and when a writer's clock cannot
//! be right.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use thiserror::Error;

use super::admission::Caution;
use crate::domain::duration::span_of;
use crate::domain::event::{Event, YEARS, timestamp};
use crate::domain::state::Release;
use crate::domain::state::clock::{TOLERANCE, is_ahead};
use crate::domain::text::counted;

/// How far a writer's clock may be ahead of the newest event before that is said.
const LONG: TimeDelta = TimeDelta::days(30);

/// How many events that are dated too late are named one by one.
const MOST_NAMED: usize = 3;

/// Why a writer's clock cannot be right.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClockFault {
    /// It lies before the newest event, by more than clocks may be apart.
    #[error("this clock says {now}, which is {} before the newest {newest}", span_of(*by))]
    Behind {
        /// What it says.
        now: String,
        /// How far it lies before the event.
        by: TimeDelta,
        /// The event, in words.
        newest: String,
    },
    /// It says a time before there were such clocks, or one that a record cannot hold.
    #[error("this clock says {0}, which cannot be right")]
    OutOfTime(String),
}

impl ClockFault {
    /// Returns what the person can do about it.
    pub(crate) fn way_out(&self) -> &'static str {
        match self {
            Self::Behind { .. } => {
                "set the clock; if it is right, and that of the event was wrong, repeat the command with `--clock-is-right`"
            }
            Self::OutOfTime(_) => "set the clock",
        }
    }
}

/// Checks whether somebody whose clock says `now` may write. The newest events are those that nothing follows; a clock that lies
/// before one of them is right only when its owner says so.
///
/// # Errors
///
/// Why the clock cannot be right.
pub fn check(
    release: &Release,
    now: DateTime<Utc>,
    is_right: bool,
) -> Result<Option<Caution>, ClockFault> {
    is_in_time(now)?;
    let Some(newest) = release.newest().max_by_key(|event| event.at) else {
        return Ok(None);
    };
    let by = newest.at - now;
    if by > TOLERANCE && !is_right {
        return Err(ClockFault::Behind {
            now: timestamp(&now),
            by,
            newest: newest.in_words(),
        });
    }
    let ahead = now - newest.at;
    Ok((ahead > LONG).then_some(Caution::ClockAhead { by: ahead }))
}

/// Checks that a clock says a time at which a release can begin.
///
/// # Errors
///
/// When it does not.
pub(crate) fn is_in_time(now: DateTime<Utc>) -> Result<(), ClockFault> {
    if now >= DateTime::UNIX_EPOCH && YEARS.contains(&now.year()) {
        Ok(())
    } else {
        Err(ClockFault::OutOfTime(timestamp(&now)))
    }
}

/// Returns the events that are dated later than the clock `now` by more than clocks may be apart, oldest first.
pub(crate) fn dated_ahead(release: &Release, now: DateTime<Utc>) -> impl Iterator<Item = &Event> {
    let events = release.events().iter();
    events.filter(move |event| is_ahead(event.at, now))
}

/// Says of each event that is dated later than the clock `now` that it is; nothing when none is.
pub(crate) fn warnings(release: &Release, now: DateTime<Utc>) -> Vec<String> {
    let ahead: Vec<&Event> = dated_ahead(release, now).collect();
    let said = |event: &&Event| {
        format!(
            "{} is dated {} later than this clock: no soak, window or other wait counts from it",
            event.in_words(),
            span_of(event.at - now)
        )
    };
    let mut warnings: Vec<String> = ahead.iter().take(MOST_NAMED).map(said).collect();
    if ahead.len() > MOST_NAMED {
        let more = counted(ahead.len() - MOST_NAMED, "more event");
        warnings.push(format!("{more} dated later than this clock"));
    }
    if ahead.len() == release.events().len() && !ahead.is_empty() {
        warnings.push("every event is dated later than this clock: set it".to_owned());
    }
    warnings
}

#[cfg(test)]
mod tests;
