//! What an unquoted scalar may be taken for, and the small notations inside scalars: durations, limits and shares.

use crate::domain::decimal::Decimal;
use crate::domain::duration;
use crate::domain::plan::rollout::{Limit, Soak, Traffic};

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
    text.len() <= 5
        && ["true", "false", "yes", "no", "on", "off", "y", "n"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

fn is_number(text: &str) -> bool {
    let bare = text.trim_start_matches(['+', '-']);
    let prefixed = |prefix: &str, radix: u32| {
        bare.strip_prefix(prefix).is_some_and(|digits| {
            !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix) || c == '_')
        })
    };
    if prefixed("0x", 16)
        || prefixed("0o", 8)
        || prefixed("0b", 2)
        || [".inf", ".nan"].contains(&&*bare.to_ascii_lowercase())
    {
        return true;
    }
    let is_sexagesimal =
        bare.contains(':') && bare.split(':').all(|part| !part.is_empty() && digits(part));
    let is_decimal = bare.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && bare
            .chars()
            .all(|c| c.is_ascii_digit() || "._eE+-".contains(c))
        && bare.replace('_', "").parse::<f64>().is_ok();
    is_sexagesimal || is_decimal
}

fn is_date(text: &str) -> bool {
    let day = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split('-').collect();
    parts.len() == 3
        && parts[0].len() == 4
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.len() <= 4 && digits(part))
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a limit over the baseline: a number of at least 0 with `points` or `percent`.
pub(super) fn limit_over_baseline(text: &str) -> Option<Limit> {
    relative(
        text,
        Limit::PointsAboveBaseline,
        Limit::PercentAboveBaseline,
    )
}

/// Reads a limit under the baseline: a number of at least 0 with `points`, or of up to 100 with `percent`.
pub(super) fn limit_under_baseline(text: &str) -> Option<Limit> {
    relative(
        text,
        Limit::PointsBelowBaseline,
        Limit::PercentBelowBaseline,
    )
    .filter(|limit| !matches!(limit, Limit::PercentBelowBaseline(by) if *by > Decimal::whole(100)))
}

fn relative(
    text: &str,
    points: fn(Decimal) -> Limit,
    percent: fn(Decimal) -> Limit,
) -> Option<Limit> {
    let (number, limit) = match (text.strip_suffix(" points"), text.strip_suffix(" percent")) {
        (Some(number), _) => (number, points),
        (_, Some(number)) => (number, percent),
        (None, None) => return None,
    };
    amount(number.trim_end()).map(limit)
}

/// Reads a share of traffic out of 100: `25`, `1-5`, or `0` for a stage without any.
pub(super) fn traffic(text: &str) -> Option<Traffic> {
    let (nothing, all) = (Decimal::default(), Decimal::whole(100));
    let share = |part: &str| amount(part).filter(|share| nothing < *share && *share <= all);
    match text.split_once('-') {
        Some((from, to)) => {
            let (least, most) = (share(from)?, share(to)?);
            (least < most).then_some(Traffic { least, most })
        }
        None => amount(text)
            .filter(|share| *share <= all)
            .map(|share| Traffic {
                least: share,
                most: share,
            }),
    }
}

/// Reads a soak: `30m..60m`, the least and the most.
pub(super) fn soak(text: &str) -> Option<Soak> {
    let (from, to) = text.split_once("..")?;
    let (least, most) = (duration::read(from)?, duration::read(to)?);
    (least <= most).then_some(Soak { least, most })
}

/// Reads a number of at least 0.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    text.parse()
        .ok()
        .filter(|_| text.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_yaml_readers_take_for_something_else_is_known() {
        for text in [
            "1.10", "010", "0x1F", "1_000", "-4", "+.5", "1e3", ".inf", "12:30:45",
        ] {
            assert_eq!(looks_like(text), Some("a number"), "{text}");
        }
        for text in ["no", "No", "ON", "y", "true"] {
            assert_eq!(looks_like(text), Some("a yes or no"), "{text}");
        }
        for text in ["2026-11-20", "2026-11-20T09:00:00Z"] {
            assert_eq!(looks_like(text), Some("a date"), "{text}");
        }
        for text in [
            "1.10.0",
            "v1.10",
            "nothing",
            "5m",
            "0.1 points",
            "a-b-c",
            "1-5",
            "Note: x",
            ":",
            "-",
        ] {
            assert_eq!(looks_like(text), None, "{text}");
        }
    }

    #[test]
    fn a_limit_over_the_baseline_is_a_plain_number_with_its_unit() {
        let of = |text: &str| text.parse::<Decimal>().unwrap();
        for (text, expected) in [
            ("0.1 points", Limit::PointsAboveBaseline(of("0.1"))),
            ("10 percent", Limit::PercentAboveBaseline(of("10"))),
            (
                "0.000000001  percent",
                Limit::PercentAboveBaseline(of("0.000000001")),
            ),
        ] {
            assert_eq!(limit_over_baseline(text), Some(expected), "{text}");
        }
        for wrong in [
            "0,1 points",
            "-1 points",
            "nan points",
            "inf percent",
            "0.1",
            "1e3 points",
            "0.1 pounds",
            " points",
            "",
        ] {
            assert_eq!(limit_over_baseline(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_share_of_traffic_is_a_number_or_a_range_out_of_100() {
        for (text, least, most) in [
            ("1-5", "1", "5"),
            ("100", "100", "100"),
            ("0.5", "0.5", "0.5"),
            ("0", "0", "0"),
        ] {
            let share = traffic(text).unwrap();
            assert_eq!(
                (share.least.to_string(), share.most.to_string()),
                (least.to_owned(), most.to_owned())
            );
        }
        for wrong in [
            "101", "5-1", "5-5", "0-5", "50-101", "-5", "5-", "1-2-3", "25%", "1e1",
        ] {
            assert_eq!(traffic(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_soak_is_the_least_and_the_most() {
        assert_eq!(
            soak("15m..15m"),
            Some(Soak {
                least: 900,
                most: 900
            })
        );
        assert_eq!(
            soak("30s..1h30m"),
            Some(Soak {
                least: 30,
                most: 5400
            })
        );
        for wrong in ["30m..15m", "30m", "..30m", "30m..", "30..60", "30m...60m"] {
            assert_eq!(soak(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_of_at_least_0_is_written_plainly() {
        assert_eq!(amount("0"), Some(Decimal::default()));
        assert!(amount("2.5").is_some());
        for wrong in [
            "-1",
            "-0",
            ".5",
            ".nan",
            "1e3",
            "",
            "0.1 points",
            "0.0000000001",
        ] {
            assert_eq!(amount(wrong), None, "{wrong}");
        }
    }
}
