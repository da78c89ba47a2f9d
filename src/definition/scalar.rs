//! What an unquoted scalar may be taken for, and the small notations inside scalars: durations and thresholds.

/// Tells what some YAML readers take an unquoted text for, when they would not take it for text.
pub(super) fn looks_like(text: &str) -> Option<&'static str> {
    if is_truth_value(text) {
        Some("a yes or no")
    } else if is_number(text) {
        Some("a number")
    } else if is_date(text) {
        Some("a date")
    } else {
        None
    }
}

fn is_truth_value(text: &str) -> bool {
    text.len() <= 5 && ["true", "false", "yes", "no", "on", "off", "y", "n"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_number(text: &str) -> bool {
    let bare = text.trim_start_matches(['+', '-']);
    let prefixed = |prefix: &str, radix: u32| {
        bare.strip_prefix(prefix)
            .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix) || c == '_'))
    };
    if prefixed("0x", 16) || prefixed("0o", 8) || prefixed("0b", 2) || [".inf", ".nan"].contains(&&*bare.to_ascii_lowercase()) {
        return true;
    }
    let is_sexagesimal = bare.contains(':') && bare.split(':').all(|part| !part.is_empty() && digits(part));
    let is_decimal = bare.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && bare.chars().all(|c| c.is_ascii_digit() || "._eE+-".contains(c))
        && bare.replace('_', "").parse::<f64>().is_ok();
    is_sexagesimal || is_decimal
}

fn is_date(text: &str) -> bool {
    let day = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split('-').collect();
    parts.len() == 3 && parts[0].len() == 4 && parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && digits(part))
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a duration such as `30s`, `5m`, `4h` or `1h30m` in seconds, up to thirty days.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = text;
    let mut biggest = u64::MAX;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=6).contains(end))?;
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

/// Tells whether a text is a threshold: a number of at least 0, with `points` or `percent` when it is over a baseline.
pub(super) fn is_threshold(text: &str, over_baseline: bool) -> bool {
    let number = if over_baseline {
        text.strip_suffix(" points").or_else(|| text.strip_suffix(" percent")).map(str::trim_end)
    } else {
        Some(text)
    };
    number.is_some_and(is_amount)
}

/// Tells whether a text is a share of traffic: `25` or `1-5`, out of 100.
pub(super) fn is_traffic(text: &str) -> bool {
    let is_share = |part: &str| is_amount(part) && part.parse::<f64>().is_ok_and(|share| share > 0.0 && share <= 100.0);
    match text.split_once('-') {
        Some((from, to)) => is_share(from) && is_share(to) && from.parse::<f64>().ok() < to.parse::<f64>().ok(),
        None => is_share(text),
    }
}

/// Tells whether a text is a soak: `30m..60m`, the least and the most.
pub(super) fn is_soak(text: &str) -> bool {
    text.split_once("..")
        .is_some_and(|(from, to)| matches!((seconds(from), seconds(to)), (Some(least), Some(most)) if least <= most))
}

fn is_amount(text: &str) -> bool {
    text.len() <= 12
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_yaml_readers_take_for_something_else_is_known() {
        for text in ["1.10", "010", "0x1F", "1_000", "-4", "+.5", "1e3", ".inf", "12:30:45"] {
            assert_eq!(looks_like(text), Some("a number"), "{text}");
        }
        for text in ["no", "No", "ON", "y", "true"] {
            assert_eq!(looks_like(text), Some("a yes or no"), "{text}");
        }
        for text in ["2026-11-20", "2026-11-20T09:00:00Z"] {
            assert_eq!(looks_like(text), Some("a date"), "{text}");
        }
        for text in ["1.10.0", "v1.10", "nothing", "5m", "0.1 points", "a-b-c", "1-5", "Note: x", ":", "-"] {
            assert_eq!(looks_like(text), None, "{text}");
        }
    }

    #[test]
    fn a_duration_is_numbers_with_units() {
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
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn thresholds_are_plain_numbers_with_their_unit() {
        assert!(is_threshold("0.1 points", true) && is_threshold("10 percent", true) && is_threshold("0", false));
        for wrong in ["0,1 points", "-1 points", "nan points", "inf percent", "0.1", "1e3 points", "0.1 pounds"] {
            assert!(!is_threshold(wrong, true), "{wrong}");
        }
        assert!(is_traffic("1-5") && is_traffic("100") && !is_traffic("0") && !is_traffic("101") && !is_traffic("5-1"));
        assert!(is_soak("15m..15m") && !is_soak("30m..15m") && !is_soak("30m"));
    }
}
