use super::*;
use crate::domain::event::reading::Series;

/// 2026-11-20T09:00:00Z.
const NINE: i64 = 1_795_165_200;

fn time(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_secs(NINE + second).unwrap()
}

fn answered(code: u16, body: &str, asked: Asked) -> Data {
    data(
        &Sent {
            code,
            body: body.as_bytes().to_vec(),
        },
        asked,
        &|text| format!("<{text}>"),
    )
    .0
}

fn value_of(body: &str) -> Data {
    answered(200, body, Asked::Value(time(0)))
}

fn samples_of(body: &str) -> Data {
    answered(
        200,
        body,
        Asked::Samples(
            Stretch {
                from: time(0),
                to: time(45),
            },
            15_000,
        ),
    )
}

fn vector(result: &str) -> String {
    format!(r#"{{"status":"success","data":{{"resultType":"vector","result":{result}}}}}"#)
}

fn matrix(result: &str) -> String {
    format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":{result}}}}}"#)
}

#[track_caller]
fn assert_missing(found: Data, body: &str, expected: &str) {
    match found {
        Data::Missing { why, digest } => {
            assert_eq!(why, expected, "{body}");
            assert_eq!(digest, Some(Digest::of_bytes(body.as_bytes())), "{body}");
        }
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn a_scalar_and_a_vector_of_one_are_a_value() {
    let scalar = format!(
        r#"{{"status":"success","data":{{"resultType":"scalar","result":[{NINE},"0.4"]}}}}"#
    );
    let one = vector(&format!(
        r#"[{{"metric":{{"job":"shop"}},"value":[{NINE}.045,"0.4"]}}]"#
    ));
    let order = format!(
        r#"{{"data":{{"result":[{{"value":[{NINE},"0.4"],"metric":{{}}}}],"resultType":"vector","stats":{{}}}},"infos":["x"],"warnings":[],"status":"success"}}"#
    );
    for body in [scalar, one, order] {
        let digest = Some(Digest::of_bytes(body.as_bytes()));
        assert_eq!(
            value_of(&body),
            Data::Value {
                value: "0.4".parse().unwrap(),
                digest
            },
            "{body}"
        );
    }
}

#[test]
fn a_matrix_of_one_is_a_series() {
    let body = matrix(&format!(
        r#"[{{"metric":{{}},"values":[[{NINE},"0.30000000000000004"],[{},"NaN"],[{}.5,"+Inf"]]}}]"#,
        NINE + 15,
        NINE + 30
    ));
    let Data::Series(Series {
        from,
        to,
        step,
        samples,
        digest,
    }) = samples_of(&body)
    else {
        panic!("no series")
    };
    assert_eq!(
        (from, to, step, digest),
        (time(0), time(45), 15_000, Digest::of_bytes(body.as_bytes()))
    );
    let brief: Vec<_> = samples
        .iter()
        .map(|sample| {
            (
                sample.at - NINE * 1000,
                sample.value.map(|value| value.to_string()),
            )
        })
        .collect();
    assert_eq!(
        brief,
        [(0, Some("0.3".to_owned())), (15_000, None), (30_500, None)]
    );
}

#[test]
fn no_data_and_too_much_are_missing() {
    #[track_caller]
    fn case(body: &str, expected: &str) {
        assert_missing(value_of(body), body, expected);
    }
    let one = format!(r#"{{"metric":{{}},"value":[{NINE},"1"]}}"#);
    case(&vector("[]"), "the query gave no data");
    case(
        &vector(&format!("[{one},{one}]")),
        "the query gave 2 series, one is needed",
    );
    case(
        &vector(&format!(r#"[{{"metric":{{}},"value":[{NINE},"NaN"]}}]"#)),
        "the value is not a finite number below 10^15",
    );
    case(
        &vector(&format!(r#"[{{"metric":{{}},"value":[{NINE},"-Inf"]}}]"#)),
        "the value is not a finite number below 10^15",
    );
    case(
        &vector(&format!(r#"[{{"metric":{{}},"histogram":[{NINE},{{}}]}}]"#)),
        "the query gave a histogram, a number is needed",
    );
    case(
        &matrix("[]"),
        "the query gave samples over time, one value is needed",
    );
    case(
        &format!(
            r#"{{"status":"success","data":{{"resultType":"string","result":[{NINE},"1"]}}}}"#
        ),
        "the query gave a text, a number is needed",
    );
    for (result, expected) in [
        ("[]", "the query gave no data"),
        (
            r#"[{"values":[]},{"values":[]},{"values":[]}]"#,
            "the query gave 3 series, one is needed",
        ),
        (
            r#"[{"metric":{},"histograms":[]}]"#,
            "the query gave a histogram, numbers are needed",
        ),
        (
            r#"[{"values":[]}]"#,
            "there are no samples since the beginning",
        ),
    ] {
        assert_missing(samples_of(&matrix(result)), &matrix(result), expected);
    }
}

#[test]
fn a_value_of_another_time_is_missing() {
    for (second, expected) in [
        (-60, None),
        (-61, Some("the value is 1m 1s old")),
        (-86_400, Some("the value is 24h old")),
        (60, None),
        (3_600, Some("the value is 1h ahead of its time")),
    ] {
        let body = vector(&format!(
            r#"[{{"metric":{{}},"value":[{},"1"]}}]"#,
            NINE + second
        ));
        match expected {
            None => assert!(matches!(value_of(&body), Data::Value { .. }), "{second}"),
            Some(expected) => assert_missing(value_of(&body), &body, expected),
        }
    }
    let body = matrix(&format!(r#"[{{"values":[[{},"1"]]}}]"#, NINE + 60));
    assert_missing(
        samples_of(&body),
        &body,
        "samples lie in the future, up to 15s",
    );
}

#[test]
fn what_prometheus_complains_of_is_said() {
    let body = r#"{"status":"error","data":{},"errorType":"bad_data","error":"parse error: unexpected }"}"#;
    for code in [200, 400, 422, 503] {
        let found = answered(code, body, Asked::Value(time(0)));
        assert_missing(
            found,
            body,
            "Prometheus says: <bad_data>: <parse error: unexpected }>",
        );
    }
    let partial = format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":[{{"metric":{{}},"value":[{NINE},"1"]}}]}},"warnings":["store down","b"]}}"#
    );
    assert_missing(
        value_of(&partial),
        &partial,
        "Prometheus warns: <store down>",
    );
}

#[test]
fn other_statuses_are_no_data_whatever_the_body_says() {
    let good = vector(&format!(r#"[{{"metric":{{}},"value":[{NINE},"1"]}}]"#));
    for (code, expected) in [
        (204, "the server answers with status 204"),
        (
            302,
            "the server redirects (302), and secrets are not sent on; give the address that it redirects to",
        ),
        (401, "the server refuses access (401)"),
        (403, "the server refuses access (403)"),
        (404, "the server answers with status 404"),
        (500, "the server answers with status 500"),
    ] {
        assert_missing(
            answered(code, &good, Asked::Value(time(0))),
            &good,
            expected,
        );
    }
}

#[test]
fn a_body_of_another_form_is_no_data() {
    for body in [
        "",
        "<html>log in</html>",
        "null",
        "[]",
        "{}",
        r#"{"status":"success"}"#,
        r#"{"status":"success","data":null}"#,
        r#"{"status":"success","data":{"resultType":"vector"}}"#,
        r#"{"status":"success","data":{"resultType":"vector","result":{}}}"#,
        r#"{"status":"success","data":{"resultType":"vector","result":[{"value":[1]}]}}"#,
        r#"{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"a"]}]}}"#,
        r#"{"status":"success","data":{"resultType":"streams","result":[]}}"#,
        r#"{"status":"partial","data":{"resultType":"scalar","result":[1795165200,"1"]}}"#,
        r#"{"status":"success","data":{"resultType":"scalar","result":[1795165200,"1"]}} trailing"#,
    ] {
        assert_missing(value_of(body), body, NO_ANSWER);
    }
    assert_missing(samples_of(&vector("[]")), &vector("[]"), NO_ANSWER);
    let deep = format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":{}"#,
        "[".repeat(1_000_000)
    );
    assert_missing(value_of(&deep), &deep, NO_ANSWER);
}

#[test]
fn notes_are_told_and_keep_nobody_from_the_data() {
    let body = |beside: &str| {
        format!(
            r#"{{"status":"success",{beside},"data":{{"resultType":"scalar","result":[{NINE},"0.4"]}}}}"#
        )
    };
    for (beside, expected) in [
        (r#""infos":["PromQL info: a","b"]"#, vec!["<a>", "<b>"]),
        (r#""warnings":["PromQL info: a"]"#, vec!["<a>"]),
        (
            r#""warnings":["PromQL info: a"],"infos":["b","c","d"]"#,
            vec!["<a>", "<b>", "<c>"],
        ),
        (r#""warnings":[],"infos":null"#, vec![]),
    ] {
        let body = body(beside);
        let sent = Sent {
            code: 200,
            body: body.as_bytes().to_vec(),
        };
        let (data, notes) = data(&sent, Asked::Value(time(0)), &|text| format!("<{text}>"));
        assert!(matches!(data, Data::Value { .. }), "{body}: {data:?}");
        assert_eq!(notes, expected, "{body}");
    }
    let partial = body(r#""warnings":["PromQL info: a","PromQL warning: b"]"#);
    assert_missing(
        value_of(&partial),
        &partial,
        "Prometheus warns: <PromQL warning: b>",
    );
}
