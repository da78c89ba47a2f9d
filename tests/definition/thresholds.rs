//! The five rules of the embedded playbook, each just below, exactly at and just above what the documents say.

use chrono::{DateTime, TimeDelta, Utc};
use gonogo::definition::embedded;
use gonogo::domain::decimal::Decimal;
use gonogo::domain::digest::Digest;
use gonogo::domain::event::Finding;
use gonogo::domain::event::reading::{Data, Reading, Sample, Series};
use gonogo::domain::id::MetricId;
use gonogo::domain::rules::judge::{judge, overall};
use gonogo::domain::verdict::Ruling;

/// The usual error rate in percent, latency in milliseconds, and failed health checks.
const BASELINE: [(&str, &str); 3] = [
    ("error-rate", "0.7"),
    ("latency-p99", "203.7"),
    ("failed-health-checks", "0"),
];

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Returns ten minutes of a value, of which the last so many seconds have another one.
fn series(before: Decimal, value: Decimal, seconds: i64) -> Data {
    let (from, step) = (DateTime::UNIX_EPOCH, 15);
    let is_later = |at: i64| at >= 600 - seconds;
    let sample = |at: i64| Sample {
        at: at * 1000,
        value: Some(if is_later(at) { value } else { before }),
    };
    let samples = (0..=600)
        .step_by(usize::try_from(step).unwrap())
        .map(sample)
        .collect();
    let to: DateTime<Utc> = from + TimeDelta::seconds(600);
    Data::Series(Series::new(
        from,
        to,
        step * 1000,
        samples,
        Digest::of_bytes(b""),
    ))
}

/// Judges by the embedded rules; every metric but this one is as usual.
fn judged(metric: &str, data: &Data) -> Vec<Finding> {
    let rollout = embedded().unwrap().playbook.rollout.unwrap().rollout;
    let usual = |id: &str| {
        BASELINE
            .iter()
            .find(|(name, _)| *name == id)
            .map(|(_, value)| amount(value))
    };
    let reading = |id: &MetricId| Reading {
        notes: Vec::new(),
        metric: id.clone(),
        source: "test".to_owned(),
        query: None,
        data: match usual(id.as_str()) {
            _ if id.as_str() == metric => data.clone(),
            Some(value) => Data::Value {
                value,
                digest: None,
            },
            None => panic!("{id} has no usual value"),
        },
    };
    let readings: Vec<Reading> = rollout
        .metrics
        .iter()
        .map(|metric| reading(&metric.id))
        .collect();
    judge(
        &rollout,
        &|id| usual(id.as_str()).ok_or_else(|| "there is no baseline".to_owned()),
        &readings,
    )
}

#[track_caller]
fn case(metric: &str, data: &Data, expected: Ruling) {
    let found = judged(metric, data);
    let said: Vec<&str> = found.iter().map(|finding| &*finding.text).collect();
    assert_eq!(overall(&found), expected, "{}", said.join("\n"));
}

#[test]
fn what_is_usual_is_go() {
    assert_eq!(
        judged(
            "error-rate",
            &Data::Value {
                value: amount("0.7"),
                digest: None
            }
        )
        .len(),
        5
    );
    case(
        "error-rate",
        &Data::Value {
            value: amount("0.7"),
            digest: None,
        },
        Ruling::Go,
    );
    case(
        "error-rate",
        &series(amount("0.7"), amount("0.7"), 600),
        Ruling::Go,
    );
}

#[test]
fn error_rate_holds_above_a_tenth_of_a_point_over_the_baseline() {
    for (value, ruling) in [
        ("0.799999999", Ruling::Go),
        ("0.8", Ruling::Go),
        ("0.800000001", Ruling::Hold),
    ] {
        case(
            "error-rate",
            &series(amount(value), amount(value), 0),
            ruling,
        );
        case(
            "error-rate",
            &Data::Value {
                value: amount(value),
                digest: None,
            },
            ruling,
        );
    }
}

#[test]
fn latency_holds_above_10_percent_and_is_no_go_above_25_percent_over_the_baseline() {
    for (value, ruling) in [
        ("224.069999999", Ruling::Go),
        ("224.07", Ruling::Go),
        ("224.070000001", Ruling::Hold),
        ("254.625", Ruling::Hold),
        ("254.625000001", Ruling::NoGo),
    ] {
        case(
            "latency-p99",
            &Data::Value {
                value: amount(value),
                digest: None,
            },
            ruling,
        );
    }
}

#[test]
fn any_failed_health_check_is_investigated() {
    for (value, ruling) in [
        ("0", Ruling::Go),
        ("0.000000001", Ruling::Investigate),
        ("1", Ruling::Investigate),
    ] {
        case(
            "failed-health-checks",
            &Data::Value {
                value: amount(value),
                digest: None,
            },
            ruling,
        );
    }
}

#[test]
fn error_rate_is_no_go_above_one_point_over_the_baseline_for_five_minutes() {
    let (usual, on, above) = (amount("0.7"), amount("1.7"), amount("1.700000001"));
    // On the limit it holds by the first rule, for however long.
    case("error-rate", &series(usual, on, 600), Ruling::Hold);
    // Above it holds until the time is over: 285 seconds are one sample too few.
    case("error-rate", &series(usual, above, 0), Ruling::Hold);
    case("error-rate", &series(usual, above, 285), Ruling::Hold);
    case("error-rate", &series(usual, above, 300), Ruling::NoGo);
    case("error-rate", &series(usual, above, 600), Ruling::NoGo);
    // What was a no-go for five minutes stays one while the samples show it.
    case("error-rate", &series(above, usual, 285), Ruling::NoGo);
    // A single value cannot show five minutes, and holds.
    case(
        "error-rate",
        &Data::Value {
            value: above,
            digest: None,
        },
        Ruling::Hold,
    );
}

#[test]
fn the_rules_say_their_limits_as_the_documents_do() {
    let found = judged("error-rate", &series(amount("0.7"), amount("2"), 600));
    let said: Vec<&str> = found.iter().map(|finding| &*finding.text).collect();
    assert_eq!(
        said,
        [
            "Error rate 2 %, limit 0.8 % (baseline 0.7 % + 0.1 points): over by 1.2 points",
            "P99 latency 203.7 ms, limit 224.07 ms (baseline 203.7 ms + 10 percent): 20.37 ms below",
            "Failed health checks 0, limit 0: exactly on the limit, still within it",
            "Error rate 2 %, limit 1.7 % for 5m (baseline 0.7 % + 1 point): above it for 10m at a stretch",
            "P99 latency 203.7 ms, limit 254.625 ms (baseline 203.7 ms + 25 percent): 50.925 ms below",
        ]
    );
}
