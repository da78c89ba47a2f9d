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
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

/// Returns the length of a stretch of time in words, as [`span`] does; a negative one is `0s`.
pub fn span_of(length: TimeDelta) -> String {
    span(u64::try_from(length.num_seconds()).unwrap_or(0))
}

/// Reads a stretch of time as a person writes it: `30s`, `15m`, `4h`, `1h30m`, `1h 30m`, up to thirty days.
///
/// # Errors
///
/// When it is none, or none above zero.
pub fn parse(text: &str) -> Result<TimeDelta, &'static str> {
    let units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];
    let mut total: i64 = 0;
    let mut rest = text;
    let mut from = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=6).contains(end)).ok_or(NOT_A_SPAN)?;
        let unit = rest[end..].chars().next();
        let place = units.iter().skip(from).position(|(name, _)| Some(*name) == unit).ok_or(NOT_A_SPAN)? + from;
        total += rest[..end].parse::<i64>().map_err(|_| NOT_A_SPAN)? * units[place].1;
        from = place + 1;
        rest = rest[end + 1..].trim_start_matches(' ');
    }
    if (1..=30 * 86_400).contains(&total) { Ok(TimeDelta::seconds(total)) } else { Err(NOT_A_SPAN) }
}

const NOT_A_SPAN: &str = "write a time such as 30s, 15m or 1h30m, up to thirty days";

/// Returns a number of seconds as a stretch of time.
pub fn seconds(count: u64) -> TimeDelta {
    i64::try_from(count).ok().and_then(TimeDelta::try_seconds).unwrap_or(TimeDelta::MAX)
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
    fn a_span_is_read_as_it_is_said() {
        for (text, seconds) in [("30s", 30), ("15m", 900), ("1h30m", 5400), ("1h 30m", 5400), ("30d", 2_592_000)] {
            assert_eq!(parse(text), Ok(TimeDelta::seconds(seconds)), "{text}");
        }
        for text in ["", "0s", "5", "m", "-5m", "5m5m", "5m1h", "1.5h", "31d", "9999999s", "5µ", " 5m"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
