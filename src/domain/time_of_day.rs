//! The time at which something happened, as a person gives it by hand.

use chrono::{DateTime, Datelike as _, NaiveTime, TimeDelta, Timelike as _, Utc};

/// How far back a time of day may lie. Whoever types the local time of a place east of Greenwich gives one that is still to
/// come in UTC; it must not become one of yesterday.
const LATELY: TimeDelta = TimeDelta::hours(12);

/// Why a text is no time at which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentFault {
    /// It is not a time.
    NotATime,
    /// It is a time of day that the clock has not shown in the last twelve hours.
    NotLately,
}

/// Reads a time: RFC 3339, in UTC or with an offset, or `HH:MM` in UTC, which is the last time at which the clock showed
/// that. What is less than a second is dropped, as the record has it.
///
/// # Errors
///
/// When it is neither, or a time of day more than twelve hours back.
pub fn read(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, MomentFault> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        // An offset can lead out of the years that the format has.
        let time = time
            .to_utc()
            .with_nanosecond(0)
            .filter(|time| (0..=9999).contains(&time.year()));
        return time.ok_or(MomentFault::NotATime);
    }
    let is_clock = text.len() == 5 && text.bytes().filter(u8::is_ascii_digit).count() == 4;
    let clock = NaiveTime::parse_from_str(text, "%H:%M")
        .ok()
        .filter(|_| is_clock)
        .ok_or(MomentFault::NotATime)?;
    let today = now.date_naive().and_time(clock).and_utc();
    let last = if today > now {
        today - TimeDelta::days(1)
    } else {
        today
    };
    if now - last > LATELY {
        Err(MomentFault::NotLately)
    } else {
        Ok(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_given_by_hand_is_whole_or_the_last_one_that_the_clock_showed() {
        #[track_caller]
        fn case(now: &str, text: &str, expected: Result<&str, MomentFault>) {
            let expected = expected.map(|time| time.parse().unwrap());
            assert_eq!(
                read(text, now.parse().unwrap()),
                expected,
                "{text} at {now}"
            );
        }
        let morning = "2026-11-21T08:30:00Z";
        case(morning, "2026-11-20T10:05:00Z", Ok("2026-11-20T10:05:00Z"));
        case(
            morning,
            "2026-11-20T11:05:00+01:00",
            Ok("2026-11-20T10:05:00Z"),
        );
        case(
            morning,
            "2026-11-20T10:05:00.999Z",
            Ok("2026-11-20T10:05:00Z"),
        );
        case(morning, "2026-12-01T10:05:00Z", Ok("2026-12-01T10:05:00Z"));
        case(morning, "08:29", Ok("2026-11-21T08:29:00Z"));
        case(morning, "08:30", Ok("2026-11-21T08:30:00Z"));
        case(morning, "00:00", Ok("2026-11-21T00:00:00Z"));
        case(morning, "23:59", Ok("2026-11-20T23:59:00Z"));
        case(morning, "20:30", Ok("2026-11-20T20:30:00Z"));
        case(morning, "20:29", Err(MomentFault::NotLately));
        case(morning, "08:31", Err(MomentFault::NotLately));
        case("2026-11-21T08:29:59Z", "08:30", Err(MomentFault::NotLately));
        for text in [
            "24:00",
            "8:30",
            "08:3",
            "0830",
            "+8:30",
            " 8:30",
            "2026-11-20",
            "2026-11-20T10:05:00",
            "2026-02-30T10:05:00Z",
            "2026-11-20T10:05:00 +01:00",
            "2026-11-20T10:05:00+0100",
            "2026-11-20T10:5:0Z",
            "2026-11-20T10:05:00 UTC",
            "+12026-11-20T10:05:00Z",
            "0000-01-01T00:00:00+01:00",
            "yesterday",
            "",
        ] {
            case(morning, text, Err(MomentFault::NotATime));
        }
    }
}
