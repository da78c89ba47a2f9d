use chrono::DateTime;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::digest::Digest;
use crate::domain::event::reading::Sample;
use crate::domain::verdict::Verdict;

/// The limit just kept, exactly on it, and just above.
const AROUND: [(&str, Ruling); 3] = [
    ("-0.000000001", Ruling::Go),
    ("0", Ruling::Go),
    ("0.000000001", Ruling::NoGo),
];

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn fixed(text: &str) -> Limit {
    Limit::Fixed(amount(text))
}

fn points(text: &str) -> Limit {
    Limit::PointsAboveBaseline(amount(text))
}

fn percent(text: &str) -> Limit {
    Limit::PercentAboveBaseline(amount(text))
}

/// Makes a metric out of its title and unit; its name is the title's first word.
fn metric(title: &str, unit: &str) -> Metric {
    let name = title.split(' ').next().unwrap_or_default().to_lowercase();
    Metric {
        id: name.as_str().into(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        query: None,
        command: None,
    }
}

fn rollout(metrics: Vec<Metric>, rules: Vec<Rule>) -> Rollout {
    Rollout {
        phase: "rollout".into(),
        feature_flag: None,
        max_baseline_age: None,
        criteria: Vec::new(),
        metrics,
        rules,
        choices: Vec::new(),
        strategies: Vec::new(),
    }
}

fn reading(metric: &MetricId, data: Data) -> Reading {
    Reading {
        metric: metric.clone(),
        source: "test".to_owned(),
        query: None,
        data,
        notes: Vec::new(),
    }
}

fn value(text: &str) -> Data {
    Data::Value {
        value: amount(text),
        digest: None,
    }
}

/// Makes a series with a sample a minute, such as `1 9 nan . 1`, where `.` is a sample that did not come.
fn series(samples: &str) -> Data {
    let slots: Vec<&str> = samples.split_whitespace().collect();
    let minute = |slot: usize| i64::try_from(slot).unwrap() * 60_000;
    let sample = |(slot, text): (usize, &&str)| match *text {
        "." => None,
        "nan" => Some(Sample {
            at: minute(slot),
            value: None,
        }),
        text => Some(Sample {
            at: minute(slot),
            value: Some(amount(text)),
        }),
    };
    let time = |at: i64| DateTime::from_timestamp_millis(at).unwrap();
    Data::Series(Series::new(
        time(0),
        time(minute(slots.len().saturating_sub(1))),
        60_000,
        slots.iter().enumerate().filter_map(sample).collect(),
        Digest::of_bytes(b""),
    ))
}

fn no_baseline() -> String {
    "there is no baseline".to_owned()
}

/// Judges one rule.
fn one(
    metric: Metric,
    limit: Limit,
    lasting: Option<u64>,
    then: Consequence,
    baseline: Option<&str>,
    data: Option<Data>,
) -> Finding {
    let readings: Vec<Reading> = data
        .map(|data| reading(&metric.id, data))
        .into_iter()
        .collect();
    let rule = Rule {
        metric: metric.id.clone(),
        limit,
        lasting,
        then,
    };
    let baseline = baseline.map(amount);
    let mut findings = judge(
        &rollout(vec![metric], vec![rule]),
        &|_| baseline.ok_or_else(no_baseline),
        &readings,
    );
    assert_eq!(findings.len(), 1);
    findings.remove(0)
}

fn error_rate() -> Metric {
    metric("Error rate", "%")
}

/// Judges an error rate that must not be above 5 for 5 minutes.
fn lasting(data: Data) -> Finding {
    one(
        error_rate(),
        fixed("5"),
        Some(300),
        Consequence::NoGo,
        None,
        Some(data),
    )
}

#[test]
fn a_value_exactly_on_the_limit_is_within_whatever_the_kind_the_unit_and_the_time() {
    #[track_caller]
    fn case(unit: &str, limit: Limit, baseline: Option<&str>, expected: &str) {
        for (distance, ruling) in AROUND {
            let measured = amount(expected).plus(amount(distance)).to_string();
            let long = series(&[measured.as_str(); 6].join(" "));
            for (lasting, data) in [
                (None, value(&measured)),
                (None, long.clone()),
                (Some(300), long),
            ] {
                let found = one(
                    metric("M", unit),
                    limit,
                    lasting,
                    Consequence::NoGo,
                    baseline,
                    Some(data),
                );
                assert_eq!(found.ruling, ruling, "{measured} {unit}: {}", found.text);
                assert_eq!(found.limit, Some(amount(expected)));
                assert_eq!(
                    found.margin,
                    Some(
                        amount(distance)
                            .minus(amount(distance))
                            .minus(amount(distance))
                    )
                );
            }
        }
    }
    case("%", fixed("0.5"), None, "0.5");
    case("count", fixed("0"), None, "0");
    case("%", points("0.1"), Some("0.7"), "0.8");
    case("%", points("1"), Some("0"), "1");
    case("ms", points("10"), Some("203.7"), "213.7");
    case("%", percent("10"), Some("0.7"), "0.77");
    case("ms", percent("10"), Some("203.7"), "224.07");
    case("ms", percent("25"), Some("203.7"), "254.625");
}

#[test]
fn what_follows_is_what_the_rule_says() {
    for (then, ruling) in [
        (Consequence::Hold, Ruling::Hold),
        (Consequence::Investigate, Ruling::Investigate),
        (Consequence::NoGo, Ruling::NoGo),
    ] {
        assert_eq!(
            one(error_rate(), fixed("5"), None, then, None, Some(value("6"))).ruling,
            ruling
        );
        assert_eq!(
            one(
                error_rate(),
                fixed("5"),
                Some(300),
                then,
                None,
                Some(series("6 6 6 6 6 6"))
            )
            .ruling,
            ruling
        );
        assert_eq!(
            one(error_rate(), fixed("5"), None, then, None, Some(value("5"))).ruling,
            Ruling::Go
        );
    }
}

#[test]
fn the_worst_ruling_counts_and_no_ruling_is_no_go_ahead() {
    let finding = |value_of: &str| {
        one(
            error_rate(),
            fixed("5"),
            None,
            Consequence::Hold,
            None,
            Some(value(value_of)),
        )
    };
    assert_eq!(overall(&[]), Ruling::Inconclusive);
    assert_eq!(overall(&[finding("1")]), Ruling::Go);
    assert_eq!(
        overall(&[finding("1"), finding("6"), finding("2")]),
        Ruling::Hold
    );
    let verdicts: Vec<_> = Ruling::ALL.iter().map(|ruling| ruling.verdict()).collect();
    assert_eq!(
        verdicts,
        [
            Verdict::Go,
            Verdict::Hold,
            Verdict::Hold,
            Verdict::Hold,
            Verdict::NoGo
        ]
    );
    assert!(Ruling::ALL.is_sorted());
}

#[test]
fn only_time_above_the_limit_without_a_break_counts() {
    #[track_caller]
    fn case(samples: &str, ruling: Ruling, minutes_above: u64, end: &str) {
        let found = lasting(series(samples));
        let (_, said) = found.text.split_once(": ").unwrap();
        assert_eq!(
            (found.ruling, found.beyond_for, said),
            (ruling, Some(minutes_above * 60), end),
            "{samples}"
        );
    }
    case("1 1 1", Ruling::Go, 0, "4 points below");
    case(
        "5 5 5 5 5 5 5",
        Ruling::Go,
        0,
        "exactly on the limit, still within it",
    );
    // Long enough, and one sample short.
    case(
        "1 9 9 9 9 9 9 1",
        Ruling::NoGo,
        5,
        "above it for 5m at a stretch",
    );
    case(
        "1 9 9 9 9 9 1",
        Ruling::Go,
        4,
        "4 points below; above it for 4m at most",
    );
    case(
        "9 9 9 9 9 9",
        Ruling::NoGo,
        5,
        "above it for 5m at a stretch",
    );
    case(
        "9 9 9 9 9 9 9 9 9",
        Ruling::NoGo,
        8,
        "above it for 8m at a stretch",
    );
    // Two short runs are not one long one, and the longest is told.
    case(
        "9 9 9 9 1 9 9 9 1",
        Ruling::Go,
        3,
        "4 points below; above it for 3m at most",
    );
    case(
        "9 9 9 9 9 9 9 1 9",
        Ruling::NoGo,
        6,
        "above it for 6m at a stretch",
    );
    case("1 9 1", Ruling::Go, 0, "4 points below");
    // Still above at the end.
    case(
        "1 1 9 9 9",
        Ruling::Inconclusive,
        2,
        "it has been above for 2m so far",
    );
    case("1 1 9", Ruling::Inconclusive, 0, "it has just gone above");
    case("9", Ruling::Inconclusive, 0, "it has just gone above");
    case(
        "9 9 9 9 1 9 9",
        Ruling::Inconclusive,
        3,
        "it has been above for 1m so far",
    );
    // A gap.
    case(
        "1 1 . 1 1",
        Ruling::Inconclusive,
        0,
        "the samples have a gap of 2m",
    );
    case(
        ". . 1 1",
        Ruling::Inconclusive,
        0,
        "the samples have a gap of 2m",
    );
    case(
        "9 9 9 . 9 9 9 1",
        Ruling::Inconclusive,
        2,
        "the samples have a gap of 2m",
    );
    case(
        "9 9 9 . . 9 9 9",
        Ruling::Inconclusive,
        2,
        "the samples have a gap of 3m",
    );
    case(
        "1 . 9 9 9 9 9 9 1",
        Ruling::NoGo,
        5,
        "above it for 5m at a stretch",
    );
    // What is not a number.
    case(
        "1 nan 1",
        Ruling::Inconclusive,
        0,
        "some samples are not numbers",
    );
    case(
        "9 9 9 nan 9 9 9 1",
        Ruling::Inconclusive,
        2,
        "some samples are not numbers",
    );
    case(
        "1 1 nan",
        Ruling::Inconclusive,
        0,
        "the newest sample is not a number",
    );
    case(
        "nan 9 9 9 9 9 9",
        Ruling::NoGo,
        5,
        "above it for 5m at a stretch",
    );
    // Samples that end early say nothing of the present.
    case(
        "1 1 1 . .",
        Ruling::Inconclusive,
        0,
        "the newest sample is 2m old",
    );
    case(
        "9 9 9 9 9 9 . .",
        Ruling::NoGo,
        5,
        "above it for 5m at a stretch",
    );
    case("", Ruling::Inconclusive, 0, "there are no samples");
    case(". .", Ruling::Inconclusive, 0, "there are no samples");
}

#[test]
fn without_a_time_the_newest_sample_counts() {
    #[track_caller]
    fn case(samples: &str, ruling: Ruling, end: &str) {
        let found = one(
            error_rate(),
            fixed("5"),
            None,
            Consequence::Hold,
            None,
            Some(series(samples)),
        );
        let (_, said) = found.text.split_once(": ").unwrap();
        assert_eq!(
            (found.ruling, found.beyond_for, said),
            (ruling, None, end),
            "{samples}"
        );
    }
    case("1 1 6", Ruling::Hold, "over by 1 point");
    case("6 6 1", Ruling::Go, "4 points below");
    case(
        "1 1 nan",
        Ruling::Inconclusive,
        "the newest sample is not a number",
    );
    case(
        "1 1 . .",
        Ruling::Inconclusive,
        "the newest sample is 2m old",
    );
    case("", Ruling::Inconclusive, "there are no samples");
}

#[test]
fn a_sample_is_new_up_to_one_and_a_half_steps() {
    let of_age = |age: i64| {
        let Data::Series(series) = series("1 1 1") else {
            unreachable!()
        };
        let to = series.to + chrono::TimeDelta::milliseconds(age);
        lasting(Data::Series(Series { to, ..series })).ruling
    };
    assert_eq!(of_age(90_000), Ruling::Go);
    assert_eq!(of_age(90_001), Ruling::Inconclusive);
}

#[test]
fn samples_that_are_too_far_apart_do_not_show_that_there_was_no_run() {
    let samples_every = |step: i64, samples: &str| {
        let Data::Series(series) = series(samples) else {
            unreachable!()
        };
        let factor = step / series.step;
        let samples = series
            .samples
            .iter()
            .map(|sample| Sample {
                at: sample.at * factor,
                ..*sample
            })
            .collect();
        let to = series.from + (series.to - series.from) * i32::try_from(factor).unwrap();
        lasting(Data::Series(Series {
            to,
            step,
            samples,
            ..series
        }))
    };
    assert_eq!(samples_every(300_000, "1 9 1").ruling, Ruling::Go);
    assert_eq!(samples_every(300_000, "1 9 9 1").ruling, Ruling::NoGo);
    let found = samples_every(360_000, "1 1 1");
    assert_eq!(found.ruling, Ruling::Inconclusive);
    assert!(
        found.text.ends_with("samples every 6m do not show 5m"),
        "{}",
        found.text
    );
    assert_eq!(
        samples_every(360_000, "1 9 9 1").ruling,
        Ruling::NoGo,
        "two in a row show more than that"
    );
}

#[test]
fn a_single_value_shows_no_time() {
    let found = lasting(value("9"));
    assert_eq!(
        (found.ruling, found.beyond_for),
        (Ruling::Inconclusive, None)
    );
    assert!(
        found
            .text
            .ends_with("a single value does not show how long it has been above"),
        "{}",
        found.text
    );
    assert_eq!(
        lasting(value("5")).ruling,
        Ruling::Go,
        "what is not above now has not been above up to now"
    );
}

#[test]
fn a_limit_over_the_baseline_needs_a_usable_baseline() {
    #[track_caller]
    fn case(limit: Limit, baseline: Option<&str>, measured: &str, ruling: Ruling, text: &str) {
        let found = one(
            error_rate(),
            limit,
            None,
            Consequence::Hold,
            baseline,
            Some(value(measured)),
        );
        assert_eq!((found.ruling, &*found.text), (ruling, text));
    }
    case(
        points("1"),
        None,
        "0",
        Ruling::Inconclusive,
        "Error rate 0 %: there is no baseline",
    );
    case(
        percent("10"),
        None,
        "0",
        Ruling::Inconclusive,
        "Error rate 0 %: there is no baseline",
    );
    // A baseline of zero leaves no room for percent, and all of it for points.
    case(
        points("1"),
        Some("0"),
        "1",
        Ruling::Go,
        "Error rate 1 %, limit 1 % (baseline 0 % + 1 point): exactly on the limit, still within it",
    );
    case(
        percent("10"),
        Some("0"),
        "0",
        Ruling::Go,
        "Error rate 0 %, limit 0 % (baseline 0 % + 10 percent): exactly on the limit, still within it",
    );
    case(
        percent("10"),
        Some("0"),
        "0.1",
        Ruling::Hold,
        "Error rate 0.1 %, limit 0 % (baseline 0 % + 10 percent): over by 0.1 points",
    );
    // Percent of less than nothing would be a limit below the baseline.
    case(
        points("1"),
        Some("-2"),
        "-1",
        Ruling::Go,
        "Error rate -1 %, limit -1 % (baseline -2 % + 1 point): exactly on the limit, still within it",
    );
    case(
        percent("10"),
        Some("-2"),
        "-3",
        Ruling::Inconclusive,
        "Error rate -3 %: the baseline is below zero",
    );
    // A fixed limit has no use for one.
    case(
        fixed("1"),
        Some("-2"),
        "0.5",
        Ruling::Go,
        "Error rate 0.5 %, limit 1 %: 0.5 points below",
    );
}

#[test]
fn what_was_not_measured_is_inconclusive() {
    let found = one(
        error_rate(),
        points("0.1"),
        Some(300),
        Consequence::NoGo,
        Some("0.4"),
        None,
    );
    assert_eq!(
        (found.ruling, found.value, found.margin, found.beyond_for),
        (Ruling::Inconclusive, None, None, None)
    );
    assert_eq!(
        found.text,
        "Error rate, limit 0.5 % for 5m (baseline 0.4 % + 0.1 points): it was not measured"
    );
    let missing = Data::Missing {
        why: "the query gave no\u{202e} data".to_owned(),
        digest: None,
    };
    let found = one(
        error_rate(),
        fixed("1"),
        None,
        Consequence::NoGo,
        None,
        Some(missing),
    );
    assert_eq!(found.ruling, Ruling::Inconclusive);
    assert_eq!(
        found.text,
        "Error rate, limit 1 %: the query gave no\\u{202e} data"
    );
    let found = one(
        error_rate(),
        points("0.1"),
        None,
        Consequence::NoGo,
        None,
        None,
    );
    assert_eq!(found.text, "Error rate: there is no baseline");
}

#[test]
fn a_finding_is_said_as_a_release_manager_would() {
    #[track_caller]
    fn case(
        metric: Metric,
        limit: Limit,
        lasting: Option<u64>,
        baseline: Option<&str>,
        data: Data,
        text: &str,
    ) {
        assert_eq!(
            one(
                metric,
                limit,
                lasting,
                Consequence::Hold,
                baseline,
                Some(data)
            )
            .text,
            text
        );
    }
    let latency = || metric("P99 latency", "ms");
    let failures = || metric("Failed health checks", "count");
    case(
        error_rate(),
        points("0.1"),
        None,
        Some("0.4"),
        value("0.62"),
        "Error rate 0.62 %, limit 0.5 % (baseline 0.4 % + 0.1 points): over by 0.12 points",
    );
    case(
        error_rate(),
        points("0.1"),
        None,
        Some("0.4"),
        value("0.42"),
        "Error rate 0.42 %, limit 0.5 % (baseline 0.4 % + 0.1 points): 0.08 points below",
    );
    case(
        latency(),
        percent("10"),
        None,
        Some("200"),
        value("250"),
        "P99 latency 250 ms, limit 220 ms (baseline 200 ms + 10 percent): over by 30 ms",
    );
    case(
        latency(),
        points("10"),
        None,
        Some("200"),
        value("209"),
        "P99 latency 209 ms, limit 210 ms (baseline 200 ms + 10 ms): 1 ms below",
    );
    case(
        failures(),
        fixed("0"),
        None,
        None,
        value("0"),
        "Failed health checks 0, limit 0: exactly on the limit, still within it",
    );
    case(
        failures(),
        fixed("0"),
        None,
        None,
        value("1"),
        "Failed health checks 1, limit 0: over by 1",
    );
    case(
        failures(),
        fixed("3"),
        None,
        None,
        value("1"),
        "Failed health checks 1, limit 3: 2 below",
    );
    let long = "2 2 2 2 2 2 0.3";
    case(
        error_rate(),
        points("1"),
        Some(300),
        Some("0.4"),
        series(long),
        "Error rate 0.3 %, limit 1.4 % for 5m (baseline 0.4 % + 1 point): above it for 5m at a stretch",
    );
}

#[test]
fn a_rule_of_a_metric_that_the_plan_does_not_have_is_never_kept() {
    let rule = Rule {
        metric: "other".into(),
        limit: fixed("1"),
        lasting: None,
        then: Consequence::Hold,
    };
    let findings = judge(
        &rollout(vec![error_rate()], vec![rule]),
        &|_| Err(no_baseline()),
        &[],
    );
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.ruling, finding.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [(
            Ruling::Inconclusive,
            "other: the rollout has no such metric"
        )]
    );
}

/// Small numbers in steps of a half, so that limits are met exactly.
fn any_amount() -> impl Strategy<Value = Decimal> {
    (-2_i32..12).prop_map(|halves| Decimal::from_f64(f64::from(halves) / 2.0).unwrap())
}

fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        any_amount().prop_map(Limit::Fixed),
        any_amount().prop_map(Limit::PointsAboveBaseline),
        any_amount().prop_map(Limit::PercentAboveBaseline),
    ]
}

const NAMES: [&str; 2] = ["one", "two"];

fn any_name() -> impl Strategy<Value = MetricId> {
    prop::sample::select(NAMES.to_vec()).prop_map(MetricId::from)
}

fn any_rollout() -> impl Strategy<Value = Rollout> {
    let then = prop::sample::select(vec![
        Consequence::Hold,
        Consequence::Investigate,
        Consequence::NoGo,
    ]);
    let rule = (any_name(), any_limit(), prop::option::of(0_u64..240), then).prop_map(
        |(metric, limit, lasting, then)| Rule {
            metric,
            limit,
            lasting,
            then,
        },
    );
    vec(rule, 1..6).prop_map(|rules| rollout(NAMES.map(|name| metric(name, "%")).into(), rules))
}

fn any_data() -> impl Strategy<Value = Data> {
    let slot = prop_oneof![6 => any_amount().prop_map(|amount| amount.to_string()), 1 => Just("nan".to_owned()), 1 => Just(".".to_owned())];
    prop_oneof![
        any_amount().prop_map(|value| Data::Value {
            value,
            digest: None
        }),
        vec(slot, 0..8).prop_map(|slots| series(&slots.join(" "))),
        Just(Data::Missing {
            why: "it was not there".to_owned(),
            digest: None
        }),
    ]
}

fn any_readings() -> impl Strategy<Value = Vec<Reading>> {
    vec(
        (any_name(), any_data()).prop_map(|(metric, data)| reading(&metric, data)),
        0..5,
    )
}

fn any_baselines() -> impl Strategy<Value = [Option<Decimal>; 2]> {
    [
        prop::option::of(any_amount()),
        prop::option::of(any_amount()),
    ]
}

fn judged(
    rollout: &Rollout,
    baselines: &[Option<Decimal>; 2],
    readings: &[Reading],
) -> Vec<Finding> {
    judge(
        rollout,
        &|metric| baselines[usize::from(metric.as_str() != NAMES[0])].ok_or_else(no_baseline),
        readings,
    )
}

fn raised(data: &Data, by: &[Decimal]) -> Data {
    let mut by = by.iter().cycle();
    let mut raise = |value: Decimal| value.plus(*by.next().unwrap());
    match data.clone() {
        Data::Value { value, digest } => Data::Value {
            value: raise(value),
            digest,
        },
        Data::Series(mut series) => {
            for sample in &mut series.samples {
                sample.value = sample.value.map(&mut raise);
            }
            Data::Series(series)
        }
        missing @ Data::Missing { .. } => missing,
    }
}

proptest! {
    #[test]
    fn raising_a_measurement_never_improves_a_ruling(
        rollout in any_rollout(),
        baselines in any_baselines(),
        readings in any_readings(),
        by in vec((0_i32..6).prop_map(|halves| Decimal::from_f64(f64::from(halves) / 2.0).unwrap()), 1..6),
    ) {
        let higher: Vec<Reading> =
            readings.iter().map(|reading| Reading { data: raised(&reading.data, &by), ..reading.clone() }).collect();
        let (before, after) = (judged(&rollout, &baselines, &readings), judged(&rollout, &baselines, &higher));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(before.ruling <= after.ruling, "{}\n{}", before.text, after.text);
        }
    }

    #[test]
    fn a_metric_that_is_no_longer_measured_is_never_go(
        rollout in any_rollout(),
        baselines in any_baselines(),
        readings in any_readings(),
        name in any_name(),
    ) {
        let left: Vec<Reading> = readings.iter().filter(|reading| reading.metric != name).cloned().collect();
        let (before, after) = (judged(&rollout, &baselines, &readings), judged(&rollout, &baselines, &left));
        for (before, after) in before.iter().zip(&after) {
            if after.metric == name {
                prop_assert_eq!(after.ruling, Ruling::Inconclusive);
            } else {
                prop_assert_eq!(before, after);
            }
        }
    }

    #[test]
    fn only_the_newest_reading_of_a_metric_counts(
        rollout in any_rollout(),
        baselines in any_baselines(),
        readings in any_readings(),
    ) {
        let newest: Vec<Reading> =
            NAMES.iter().filter_map(|name| readings.iter().rfind(|reading| reading.metric.as_str() == *name).cloned()).collect();
        prop_assert_eq!(judged(&rollout, &baselines, &readings), judged(&rollout, &baselines, &newest));
    }

    #[test]
    fn what_is_go_was_measured_and_is_within_its_limit(
        rollout in any_rollout(),
        baselines in any_baselines(),
        readings in any_readings(),
    ) {
        for found in judged(&rollout, &baselines, &readings) {
            if found.ruling == Ruling::Go {
                prop_assert!(found.value.unwrap() <= found.limit.unwrap(), "{}", found.text);
            }
            prop_assert_eq!(found.margin, found.limit.zip(found.value).map(|(limit, value)| limit.minus(value)));
        }
    }
}

#[test]
fn what_no_record_can_hold_is_not_written_into_it() {
    let (most, huge) = ("999999999999999", "900000000000000");
    for (name, limit, baseline, measured, expected) in [
        (
            "points",
            points(huge),
            huge,
            "1",
            "Error rate 1 %: the limit is too large a number",
        ),
        (
            "percent",
            percent("200"),
            huge,
            "1",
            "Error rate 1 %: the limit is too large a number",
        ),
        (
            "the most of all",
            percent(most),
            most,
            most,
            "Error rate 999999999999999 %: the limit is too large a number",
        ),
        (
            "the margin below",
            fixed(huge),
            "0",
            "-900000000000000",
            "Error rate -900000000000000 %, limit 900000000000000 %: far below",
        ),
        (
            "the margin above",
            fixed("-900000000000000"),
            "0",
            huge,
            "Error rate 900000000000000 %, limit -900000000000000 %: far above",
        ),
    ] {
        let rule = Rule {
            metric: error_rate().id,
            limit,
            lasting: None,
            then: Consequence::Hold,
        };
        let readings = [reading(&rule.metric, value(measured))];
        let findings = judge(
            &rollout(vec![error_rate()], vec![rule]),
            &|_| Ok(amount(baseline)),
            &readings,
        );
        assert_eq!(findings[0].text, expected, "{name}");
        for written in [
            findings[0].value,
            findings[0].baseline,
            findings[0].limit,
            findings[0].margin,
        ]
        .into_iter()
        .flatten()
        {
            assert_eq!(
                written.to_string().parse(),
                Ok(written),
                "{name}: it is read again"
            );
        }
    }
}

#[test]
fn a_lower_limit_says_what_it_is_and_how_far_the_value_is_from_it() {
    let least = |text: &str| Limit::FixedLeast(amount(text));
    let points = |text: &str| Limit::PointsBelowBaseline(amount(text));
    let percent = |text: &str| Limit::PercentBelowBaseline(amount(text));
    for (limit, lasting, baseline, data, ruling, text) in [
        (
            least("99"),
            None,
            None,
            value("99.5"),
            Ruling::Go,
            "Availability 99.5 %, lower limit 99 %: 0.5 points above",
        ),
        (
            least("99"),
            None,
            None,
            value("99"),
            Ruling::Go,
            "Availability 99 %, lower limit 99 %: exactly on the limit, still within it",
        ),
        (
            least("99"),
            None,
            None,
            value("97"),
            Ruling::NoGo,
            "Availability 97 %, lower limit 99 %: under by 2 points",
        ),
        (
            points("0.5"),
            None,
            Some("99.8"),
            value("99.2"),
            Ruling::NoGo,
            "Availability 99.2 %, lower limit 99.3 % (baseline 99.8 % - 0.5 points): under by 0.1 points",
        ),
        (
            percent("10"),
            None,
            Some("80"),
            value("73"),
            Ruling::Go,
            "Availability 73 %, lower limit 72 % (baseline 80 % - 10 percent): 1 point above",
        ),
        (
            percent("10"),
            None,
            None,
            value("73"),
            Ruling::Inconclusive,
            "Availability 73 %: there is no baseline",
        ),
        (
            least("99"),
            None,
            None,
            series("99.5 98 99.5"),
            Ruling::NoGo,
            "Availability 98 %, lower limit 99 %: under by 1 point",
        ),
        (
            least("99"),
            Some(120),
            None,
            series("99.5 98 98 98 99.5"),
            Ruling::NoGo,
            "Availability 99.5 %, lower limit 99 % for 2m: below it for 2m at a stretch",
        ),
        (
            least("99"),
            Some(120),
            None,
            series("99.5 98 98 99.5"),
            Ruling::Go,
            "Availability 99.5 %, lower limit 99 % for 2m: 0.5 points above; below it for 1m at most",
        ),
        (
            least("99"),
            Some(120),
            None,
            series("99.5 99.5 98"),
            Ruling::Inconclusive,
            "Availability 98 %, lower limit 99 % for 2m: it has just gone below",
        ),
        (
            least("99"),
            Some(120),
            None,
            value("98"),
            Ruling::Inconclusive,
            "Availability 98 %, lower limit 99 % for 2m: a single value does not show how long it has been below",
        ),
    ] {
        let metric = metric("Availability", "%");
        let found = one(
            metric,
            limit,
            lasting,
            Consequence::NoGo,
            baseline,
            Some(data),
        );
        assert_eq!((found.ruling, found.text.as_str()), (ruling, text));
    }
}

fn mirrored(data: &Data) -> Data {
    let negated = |value: Decimal| Decimal::default().minus(value);
    match data.clone() {
        Data::Value { value, digest } => Data::Value {
            value: negated(value),
            digest,
        },
        Data::Series(mut series) => {
            for sample in &mut series.samples {
                sample.value = sample.value.map(negated);
            }
            Data::Series(series)
        }
        missing @ Data::Missing { .. } => missing,
    }
}

proptest! {
    #[test]
    fn a_lower_limit_is_an_upper_limit_seen_in_a_mirror(
        bound in any_amount(),
        baseline in prop::option::of(any_amount()),
        is_relative: bool,
        lasting in prop::option::of(0_u64..240),
        data in any_data(),
    ) {
        let negated = |value: Decimal| Decimal::default().minus(value);
        let (upper, lower) = if is_relative {
            (Limit::PointsAboveBaseline(bound), Limit::PointsBelowBaseline(bound))
        } else {
            (Limit::Fixed(bound), Limit::FixedLeast(negated(bound)))
        };
        let judged = |limit, baseline: Option<Decimal>, data| {
            let baseline = baseline.map(|amount| amount.to_string());
            one(error_rate(), limit, lasting, Consequence::NoGo, baseline.as_deref(), Some(data))
        };
        let above = judged(upper, baseline, data.clone());
        let below = judged(lower, baseline.map(negated), mirrored(&data));
        prop_assert_eq!(above.ruling, below.ruling, "{}\n{}", above.text, below.text);
        prop_assert_eq!((above.margin, above.beyond_for), (below.margin, below.beyond_for));
        prop_assert_eq!(above.limit.map(negated), below.limit);
    }
}
