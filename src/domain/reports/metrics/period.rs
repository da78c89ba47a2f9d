//! Months and ISO weeks, in UTC.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc, Weekday};

use super::By;

/// The most periods that are listed with those in which nothing was deployed among them.
const MOST: usize = 600;

/// A stretch of whole days, such as a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// `2026-11` or `2026-W47`.
    pub(super) name: String,
    /// Its first day.
    pub(super) first: NaiveDate,
    /// The first day after it.
    pub(super) end: NaiveDate,
}

impl Period {
    /// Returns the period in which a time lies; `None` for a type, and at the end of all time.
    pub(super) fn of(by: By, at: DateTime<Utc>) -> Option<Self> {
        let day = at.date_naive();
        match by {
            By::Month => {
                let first = day.with_day(1)?;
                let name = format!("{:04}-{:02}", day.year(), day.month());
                Some(Self {
                    name,
                    first,
                    end: first.checked_add_months(Months::new(1))?,
                })
            }
            By::Week => {
                let week = day.iso_week();
                let first = NaiveDate::from_isoywd_opt(week.year(), week.week(), Weekday::Mon)?;
                let name = format!("{:04}-W{:02}", week.year(), week.week());
                Some(Self {
                    name,
                    first,
                    end: first.checked_add_days(Days::new(7))?,
                })
            }
            By::Type => None,
        }
    }

    fn next(&self, by: By) -> Option<Self> {
        Self::of(by, self.end.and_hms_opt(0, 0, 0)?.and_utc())
    }

    /// Returns the periods of these times, oldest first, with those between them and up to `now` in which nothing was;
    /// without those when there are too many.
    pub(super) fn all(by: By, times: &[DateTime<Utc>], now: DateTime<Utc>) -> Vec<Self> {
        let mut found: Vec<Self> = times.iter().filter_map(|at| Self::of(by, *at)).collect();
        found.sort_by_key(|period| period.first);
        found.dedup();
        let (Some(first), Some(last)) = (found.first(), Self::of(by, now)) else {
            return found;
        };
        let mut whole = vec![first.clone()];
        while let Some(latest) = whole.last().filter(|latest| latest.first < last.first) {
            if whole.len() >= MOST {
                return found;
            }
            let Some(next) = latest.next(by) else {
                return found;
            };
            whole.push(next);
        }
        whole
    }

    pub(super) fn has(&self, at: DateTime<Utc>) -> bool {
        (self.first..self.end).contains(&at.date_naive())
    }
}

/// Returns the number of days from the first to the last, both included.
pub(super) fn days(first: NaiveDate, last: NaiveDate) -> u64 {
    u64::try_from((last - first).num_days()).map_or(0, |days| days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::at;

    #[test]
    fn a_period_is_a_month_or_an_iso_week_in_utc() {
        #[track_caller]
        fn case(time: &str, month: &str, week: &str) {
            let names = [By::Month, By::Week].map(|by| Period::of(by, at(time)).unwrap().name);
            assert_eq!(names, [month, week], "{time}");
        }
        case("2026-11-20T09:00:00Z", "2026-11", "2026-W47");
        case("2026-11-30T23:59:59Z", "2026-11", "2026-W49");
        case("2026-12-01T00:00:00Z", "2026-12", "2026-W49");
        case("2027-01-01T00:00:00Z", "2027-01", "2026-W53");
        case("2024-12-30T00:00:00Z", "2024-12", "2025-W01");
        assert_eq!(Period::of(By::Type, at("2026-11-20T09:00:00Z")), None);
    }

    #[test]
    fn periods_without_a_deployment_are_listed_too() {
        let names = |by, times: &[&str], now| -> Vec<String> {
            let times: Vec<_> = times.iter().map(|time| at(time)).collect();
            Period::all(by, &times, at(now))
                .into_iter()
                .map(|period| period.name)
                .collect()
        };
        let (march, june) = ("2026-03-15T00:00:00Z", "2026-06-01T00:00:00Z");
        assert_eq!(
            names(By::Month, &[june, march], "2026-07-01T00:00:00Z"),
            ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]
        );
        assert_eq!(
            names(By::Week, &[march], "2026-03-17T00:00:00Z"),
            ["2026-W11", "2026-W12"]
        );
        assert!(names(By::Month, &[], june).is_empty());
        assert_eq!(
            names(By::Month, &["0001-01-01T00:00:00Z", march], june),
            ["0001-01", "2026-03"]
        );
    }
}
