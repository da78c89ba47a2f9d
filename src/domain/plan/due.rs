//! By when something is done, counted from the release day.

use std::fmt;

use chrono::{Days, NaiveDate};

use crate::domain::schema::{Known, Text};
use crate::domain::text::counted;

/// The most days before or after the release day.
const MOST_DAYS: i16 = 999;

/// A day, counted from the planned release day: `-21d` is three weeks before it, `0d` the day itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    days: i16,
    text: String,
}

impl Due {
    /// Reads `-21d`, `0d` or `+3d`, up to 999 days.
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.strip_suffix('d')?;
        let digits = number.strip_prefix(['-', '+']).unwrap_or(number);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let days = number.parse().ok().filter(|_| is_number)?;
        (-MOST_DAYS..=MOST_DAYS)
            .contains(&days)
            .then(|| Self::in_days(days))
    }

    fn in_days(days: i16) -> Self {
        let sign = if days > 0 { "+" } else { "" };
        Self {
            days,
            text: format!("{sign}{days}d"),
        }
    }

    /// Returns the day, for a release that is planned for `release_day`.
    pub fn day(&self, release_day: NaiveDate) -> NaiveDate {
        let days = Days::new(self.days.unsigned_abs().into());
        let day = if self.days < 0 {
            release_day.checked_sub_days(days)
        } else {
            release_day.checked_add_days(days)
        };
        day.unwrap_or(release_day)
    }

    /// Returns it in words: `21 days before the release day`.
    pub fn words(&self) -> String {
        let count = counted(self.days.unsigned_abs().into(), "day");
        match self.days {
            0 => "on the release day".to_owned(),
            1.. => format!("{count} after the release day"),
            _ => format!("{count} before the release day"),
        }
    }

    /// Returns it as it is written: `-21d`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Text for Due {
    fn text(&self) -> &str {
        &self.text
    }

    fn parse(text: &str, _: &mut Known) -> Option<Self> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_day_is_counted_from_the_release_day() {
        let release_day: NaiveDate = "2026-12-01".parse().unwrap();
        for (text, expected) in [
            ("-21d", Some(("-21d", "2026-11-10"))),
            ("0d", Some(("0d", "2026-12-01"))),
            ("-0d", Some(("0d", "2026-12-01"))),
            ("3d", Some(("+3d", "2026-12-04"))),
            ("+3d", Some(("+3d", "2026-12-04"))),
            ("-999d", Some(("-999d", "2024-03-07"))),
            ("-1000d", None),
            ("-21", None),
            ("-3w", None),
            ("--3d", None),
            ("+-3d", None),
            ("d", None),
            ("", None),
            ("99999999999d", None),
        ] {
            let due = Due::parse(text);
            let day = due.as_ref().map(|due| due.day(release_day).to_string());
            let found = due.as_ref().zip(day.as_deref());
            assert_eq!(
                found.map(|(due, day)| (due.as_str(), day)),
                expected,
                "{text}"
            );
        }
    }
}
