use std::fs;

use super::*;
use crate::domain::event::reading::Data;

fn metrics() -> Vec<Metric> {
    let metric = |id: &str| Metric {
        id: id.into(),
        title: id.to_owned(),
        unit: "%".to_owned(),
        query: None,
        command: None,
    };
    vec![metric("error-rate"), metric("latency-p99")]
}

fn stretch() -> Stretch {
    Stretch {
        from: "2026-11-20T09:00:00Z".parse().unwrap(),
        to: "2026-11-20T09:30:00Z".parse().unwrap(),
    }
}

fn readings(json: &[u8]) -> Result<Vec<Reading>, DocumentFault> {
    Document::from_stdin(json)
        .unwrap()
        .readings(&metrics(), stretch())
}

#[test]
fn every_metric_of_a_document_is_read_with_the_digest_of_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("metrics.json");
    let start = stretch().from.timestamp();
    let json = format!(
        r#"{{"latency-p99": {{"samples": [[{start}, 203.7], [{}, 204]]}}, "error-rate": "NaN"}}"#,
        start + 15
    );
    fs::write(&path, &json).unwrap();
    let readings = Document::from_file(&path)
        .unwrap()
        .readings(&metrics(), stretch())
        .unwrap();
    let digest = Digest::of_bytes(json.as_bytes());
    let [latency, errors] = readings.as_slice() else {
        panic!("{readings:?}")
    };
    assert_eq!(
        (latency.metric.as_str(), errors.metric.as_str()),
        ("latency-p99", "error-rate")
    );
    assert_eq!(latency.source, format!("file {}", path.display()));
    assert!(
        matches!(&latency.data, Data::Series(series) if series.samples.len() == 2 && series.digest == digest)
    );
    assert!(matches!(&errors.data, Data::Missing { digest: Some(found), .. } if *found == digest));
}

#[test]
fn a_document_of_nothing_has_no_readings() {
    assert_eq!(readings(b" {} \n").unwrap(), []);
    assert_eq!(
        readings(br#"{"error-rate": 1}"#).unwrap()[0].source,
        "standard input"
    );
}

#[test]
fn what_is_wrong_with_a_document_has_a_place() {
    #[track_caller]
    fn case(json: &[u8], expected: &str) {
        let fault = readings(json).unwrap_err();
        assert_eq!(fault.to_string(), format!("standard input:{expected}"));
        assert!(fault.way_out().is_some());
    }
    case(b"", "1:1: EOF while parsing a value");
    case(
        b"[]",
        "1:1: invalid type: sequence, expected an object with a metric for every name",
    );
    case(
        b"{\n  \"error-rate\": 1\n  \"latency-p99\": 2}",
        "3:3: expected `,` or `}`",
    );
    case(
        b"{\n  \"error-rate\": \"x\"\n}",
        "2:19: `x` is not a number",
    );
    case(b"{\"error-rate\": 1} {}", "1:19: trailing characters");
    case(
        b"{\"error-rate\": 1, \"error-rate\": 2}",
        "1:30: `error-rate` is there twice",
    );
    case(
        b"{\"error-rate\": {\"values\": 1}}",
        "1:24: unknown field `values`, expected one of `samples`, `step`, `value`",
    );
    case(b"{\"error-rate\": 1e999}", "1:20: number out of range");
    case(
        b"{\"error-rate\": \"\xff\"}",
        "1:17: invalid unicode code point",
    );
}

#[test]
fn an_unknown_metric_is_an_error_with_its_place_and_the_name_that_was_meant() {
    let fault = readings(b"{\n \"eror-rate\": 1}").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "standard input:2:12: no metric has the name `eror-rate`"
    );
    assert_eq!(
        fault.way_out().as_deref(),
        Some("did you mean `error-rate`?")
    );
    let fault = readings(b"{\"memory\": 1}").unwrap_err();
    assert_eq!(
        fault.way_out().as_deref(),
        Some("the metrics are: error-rate, latency-p99")
    );
    let fault = readings("{\"a\\u001b[2Jb\": 1}".as_bytes()).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "standard input:1:14: no metric has the name `a\\x1b[2Jb`"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let fault = Document::from_file(Path::new("no/such\u{1b}/file.json")).unwrap_err();
    assert_eq!(fault.to_string(), "cannot read no/such\\x1b/file.json");
    assert!(
        matches!(fault, DocumentFault::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound)
    );
}

#[test]
fn a_document_without_an_end_is_not_read_to_it() {
    let fault = Document::from_stdin(io::repeat(b' ')).unwrap_err();
    assert_eq!(fault.to_string(), "standard input is larger than 64 MiB");
}

#[test]
fn nesting_does_not_exhaust_the_stack() {
    let deep = format!("{{\"error-rate\": {}", "[".repeat(1_000_000));
    assert!(readings(deep.as_bytes()).is_err());
}
