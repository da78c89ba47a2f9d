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
}
