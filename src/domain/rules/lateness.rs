//! What is due by a day, counted from the one that the release is planned for. It changes no verdict.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::plan::{Due, Item, Phase};
use crate::domain::state::Release;
use crate::domain::text::counted;

/// The last day on which something is in time, in UTC, and how late it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day.
    pub day: NaiveDate,
    /// How many days it is over; zero while it is not.
    pub days_late: usize,
}

impl Deadline {
    /// Returns a day as the last one, and how late it is: days are counted, and no hours.
    pub fn on(day: NaiveDate, now: DateTime<Utc>) -> Self {
        let days = now.date_naive().signed_duration_since(day).num_days();
        Self {
            day,
            days_late: usize::try_from(days).unwrap_or(0),
        }
    }

    fn of(release: &Release, due: Option<&Due>, now: DateTime<Utc>) -> Option<Self> {
        Some(Self::on(due?.day(release.planned()?), now))
    }

    /// Tells whether the day is over.
    pub fn is_over(&self) -> bool {
        self.days_late > 0
    }

    /// Returns the last second of the day.
    pub fn end(&self) -> Option<DateTime<Utc>> {
        end_of(self.day)
    }

    /// Returns it in words: `due 2026-11-10`, and `, 9 days late` when it is over.
    pub fn words(&self) -> String {
        let late = if self.is_over() {
            format!(", {} late", counted(self.days_late, "day"))
        } else {
            String::new()
        };
        format!("due {}{late}", self.day)
    }
}

/// Returns the last second of a day, in UTC.
pub(crate) fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    day.and_hms_opt(23, 59, 59).map(|end| end.and_utc())
}

/// Returns by when an item is done: by its own day, else by that of its phase. `None` for a release that is planned for no
/// day.
pub(crate) fn of_item(release: &Release, item: &Item, now: DateTime<Utc>) -> Option<Deadline> {
    release.planned()?;
    let phase = || release.plan().phase(&item.phase)?.gate.due.as_ref();
    Deadline::of(release, item.due.as_ref().or_else(phase), now)
}

/// Returns by when a phase is over.
pub(crate) fn of_phase(release: &Release, phase: &Phase, now: DateTime<Utc>) -> Option<Deadline> {
    Deadline::of(release, phase.gate.due.as_ref(), now)
}
