use super::*;

const DIGEST: &[u8] = b"what the source sent";

fn stretch() -> Stretch {
    Stretch {
        from: "2026-11-20T09:00:00Z".parse().unwrap(),
        to: "2026-11-20T09:01:00Z".parse().unwrap(),
    }
}

/// Seconds since 1970 of a second after nine.
fn at(second: i64) -> i64 {
    stretch().from.timestamp() + second
}

fn data(json: &str) -> Data {
    serde_json::from_str::<Measure>(json)
        .unwrap()
        .data(stretch(), Digest::of_bytes(DIGEST))
}

#[track_caller]
fn assert_value(json: &str, expected: &str) {
    let digest = Some(Digest::of_bytes(DIGEST));
    assert_eq!(
        data(json),
        Data::Value {
            value: expected.parse().unwrap(),
            digest
        },
        "{json}"
    );
}

#[track_caller]
fn assert_missing(json: &str, expected: &str) {
    match data(json) {
        Data::Missing { why, digest } => {
            assert_eq!(why, expected, "{json}");
            assert_eq!(digest, Some(Digest::of_bytes(DIGEST)), "{json}");
        }
        other => panic!("{json}: {other:?}"),
    }
}

fn series_of(json: &str) -> Series {
    match data(json) {
        Data::Series(series) => series,
        other => panic!("{json}: {other:?}"),
    }
}

/// Returns seconds after nine with the value, and `-` for a value that is none.
fn brief(series: &Series) -> Vec<String> {
    let value = |sample: &Sample| {
        sample
            .value
            .map_or_else(|| "-".to_owned(), |value| value.to_string())
    };
    let from = series.from.timestamp_millis();
    series
        .samples
        .iter()
        .map(|sample| format!("{} {}", sample.at - from, value(sample)))
        .collect()
}

#[test]
fn a_value_is_a_number_a_text_or_an_object() {
    for json in [
        "0.4",
        "\"0.4\"",
        r#"{"value": 0.4}"#,
        r#"{"value": "0.4"}"#,
        "4e-1",
    ] {
        assert_value(json, "0.4");
    }
    assert_value("-3", "-3");
    assert_value("250", "250");
}

#[test]
fn a_value_that_is_no_finite_number_is_missing() {
    for json in [
        "\"NaN\"",
        "\"+Inf\"",
        "null",
        r#"{"value": "-Inf"}"#,
        r#"{"value": null}"#,
        "1e15",
    ] {
        assert_missing(json, "the value is not a finite number below 10^15");
    }
}

#[test]
fn samples_are_put_in_order_and_keep_what_is_no_number() {
    let json = format!(
        r#"{{"samples": [[{}, 3], [{}.25, "0.5"], [{}, "NaN"], [{}, null]]}}"#,
        at(30),
        at(0),
        at(45),
        at(15)
    );
    let series = series_of(&json);
    assert_eq!(brief(&series), ["250 0.5", "15000 -", "30000 3", "45000 -"]);
    assert_eq!(
        (series.from, series.to, series.digest),
        (stretch().from, stretch().to, Digest::of_bytes(DIGEST))
    );
}

#[test]
fn the_step_is_given_or_the_median_of_the_distances() {
    let samples = format!(
        "[[{}, 1], [{}, 1], [{}, 1], [{}, 1]]",
        at(0),
        at(10),
        at(20),
        at(55)
    );
    assert_eq!(
        series_of(&format!(r#"{{"samples": {samples}}}"#)).step,
        10_000
    );
    for (step, expected) in [
        ("\"15s\"", 15_000),
        ("15", 15_000),
        ("0.5", 500),
        ("\"500ms\"", 500),
        ("\"1m\"", 60_000),
    ] {
        assert_eq!(
            series_of(&format!(r#"{{"step": {step}, "samples": {samples}}}"#)).step,
            expected
        );
    }
    let one = format!("[[{}, 1]]", at(0));
    assert_missing(
        &format!(r#"{{"samples": {one}}}"#),
        "one sample does not show its step; give `step`",
    );
    assert_eq!(
        series_of(&format!(r#"{{"samples": {one}, "step": "1m"}}"#))
            .samples
            .len(),
        1
    );
}

#[test]
fn samples_from_before_the_stretch_belong_to_the_stage_before() {
    let json = format!(
        r#"{{"samples": [[{}, 9], [{}, 9], [{}, 1], [{}, 2]]}}"#,
        at(-30),
        at(-1),
        at(0),
        at(15)
    );
    assert_eq!(brief(&series_of(&json)), ["0 1", "15000 2"]);
    assert_missing(
        &format!(r#"{{"samples": [[{}, 9]], "step": 15}}"#, at(-1)),
        "there are no samples since the beginning",
    );
    assert_missing(
        r#"{"samples": []}"#,
        "there are no samples since the beginning",
    );
}

#[test]
fn samples_of_the_future_are_not_believed() {
    let json = |last: i64| format!(r#"{{"samples": [[{}, 1], [{}, 1]]}}"#, at(45), at(last));
    assert_eq!(brief(&series_of(&json(60))), ["45000 1", "60000 1"]);
    assert_missing(&json(95), "samples lie in the future, up to 35s");
}

#[test]
fn two_samples_of_one_time_have_to_agree() {
    let json = |second: &str| {
        format!(
            r#"{{"samples": [[{0}, 1], [{1}, 2], [{1}, {second}]]}}"#,
            at(0),
            at(15)
        )
    };
    assert_eq!(brief(&series_of(&json("2"))), ["0 1", "15000 2"]);
    assert_missing(
        &json("3"),
        "two samples of the same time have different values",
    );
    assert_missing(
        &json("\"NaN\""),
        "two samples of the same time have different values",
    );
}

#[test]
fn an_object_that_is_no_metric_is_an_error() {
    #[track_caller]
    fn case(json: &str, expected: &str) {
        let error = serde_json::from_str::<Measure>(json)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(expected), "{json}: {error}");
    }
    case("{}", "`value` or `samples` is missing");
    case(
        r#"{"value": 1, "samples": []}"#,
        "give `value` or `samples`, not both",
    );
    case(r#"{"value": 1, "value": 2}"#, "`value` is there twice");
    case(
        r#"{"value": 1, "step": "15s"}"#,
        "`step` belongs to `samples`",
    );
    case(
        r#"{"values": [[1, 2]]}"#,
        "unknown field `values`, expected one of `samples`, `step`, `value`",
    );
    case(
        "[1, 2]",
        "invalid type: sequence, expected a number, or an object with `value` or `samples`",
    );
    case(
        "true",
        "invalid type: boolean `true`, expected a number, or an object with `value` or `samples`",
    );
    case(
        r#"{"samples": [[1]]}"#,
        "invalid length 1, expected a sample as `[seconds, value]`",
    );
    case(
        r#"{"samples": [[1, 2, 3]]}"#,
        "invalid length 3, expected a sample as `[seconds, value]`",
    );
    case(r#"{"samples": [[1, "x"]]}"#, "`x` is not a number");
    case(
        r#"{"samples": [[1763629200000, 1]]}"#,
        "1763629200000 is not a time in seconds since 1970; is it in milliseconds?",
    );
    case(
        r#"{"samples": [[-1, 1]]}"#,
        "-1 is not a time in seconds since 1970",
    );
    for step in [
        "0",
        "-1",
        "90000",
        "\"0s\"",
        "\"25h\"",
        "\"15\"",
        "\"1h30m\"",
        "\"99999999999999999999s\"",
        "\"\"",
        "4294967296",
    ] {
        let json = format!(r#"{{"samples": [], "step": {step}}}"#);
        assert!(serde_json::from_str::<Measure>(&json).is_err(), "{step}");
    }
}
