//! Stretches of time in words.

use chrono::TimeDelta;

/// Returns a number of seconds in words, with the two largest units that say something: `45s`, `30m`, `1h 30m`, `72h`,
/// `5d 2h`. Hours go on to 96, because that is how monitoring windows are spoken of.
pub fn span(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let skipped = usize::from(seconds <= 96 * 3_600);
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, unit) in UNITS.into_iter().skip(skipped) {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() {
        "0s".to_owned()
    } else {
        parts.join(" ")
    }
}

/// Returns the length of a stretch of time in words, as [`span`] does; a negative one is `0s`.
pub(crate) fn span_of(length: TimeDelta) -> String {
    span(u64::try_from(length.num_seconds()).unwrap_or(0))
}

/// Reads a number of seconds as a person writes it, such as `30s`, `5m`, `4h` or `1h30m`, up to thirty days.
pub fn read(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = text;
    let mut biggest = u64::MAX;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .filter(|end| (1..=6).contains(end))?;
        let number: u64 = rest[..end].parse().ok()?;
        let unit = match rest.as_bytes()[end] {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            b'd' => 86400,
            _ => return None,
        };
        if unit >= biggest {
            return None;
        }
        biggest = unit;
        total += number * unit;
        rest = &rest[end + 1..];
    }
    (!text.is_empty() && total <= 30 * 86400).then_some(total)
}

/// Reads a stretch of time above zero, as [`read`] does.
///
/// # Errors
///
/// When it is none.
pub fn parse(text: &str) -> Result<TimeDelta, &'static str> {
    let above_zero = read(text).filter(|count| *count > 0);
    above_zero
        .map(seconds)
        .ok_or("write a time such as 30s, 15m or 1h30m, up to thirty days")
}

/// Returns a number of seconds as a stretch of time. A record may claim any number; no more than a thousand years are
/// taken, so that a time can always be counted on by them.
pub fn seconds(count: u64) -> TimeDelta {
    const THOUSAND_YEARS: i64 = 1_000 * 366 * 86_400;
    TimeDelta::seconds(
        i64::try_from(count)
            .unwrap_or(THOUSAND_YEARS)
            .min(THOUSAND_YEARS),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_said_in_its_two_largest_units() {
        for (seconds, words) in [
            (0, "0s"),
            (45, "45s"),
            (60, "1m"),
            (61, "1m 1s"),
            (1800, "30m"),
            (5400, "1h 30m"),
            (3601, "1h"),
            (259_200, "72h"),
            (345_600, "96h"),
            (345_601, "4d"),
            (439_200, "5d 2h"),
        ] {
            assert_eq!(span(seconds), words);
        }
        assert_eq!(span_of(TimeDelta::seconds(-5)), "0s");
    }

    #[test]
    fn a_span_is_read_from_numbers_with_units() {
        for (text, expected) in [
            ("30s", Some(30)),
            ("5m", Some(300)),
            ("1h30m", Some(5400)),
            ("72h", Some(259_200)),
            ("0m", Some(0)),
            ("", None),
            ("5", None),
            ("m", None),
            ("-5m", None),
            ("5m5m", None),
            ("31d", None),
            ("1.5h", None),
            ("99999999999h", None),
            ("5µ", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn no_time_at_all_is_no_stretch_of_it() {
        assert_eq!(parse("15m"), Ok(TimeDelta::minutes(15)));
        assert!(parse("0s").is_err() && parse("soon").is_err());
    }
}
