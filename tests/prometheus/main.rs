//! Metrics from a Prometheus server: against a server of these tests that does whatever goes wrong, and against the real
//! program with data made for every ruling.

#![cfg(feature = "prometheus")]
#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod faults;
mod loopback;
#[cfg(debug_assertions)] // The clock can be set in debug builds only.
mod program;
mod real;
mod scenarios;
mod tls;

use chrono::{DateTime, Utc};
use gonogo::domain::event::reading::{Data, Reading};
use gonogo::domain::plan::rollout::Metric;

/// Returns the time so many seconds after these tests' start.
fn at(seconds: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2025-06-02T09:00:00Z".parse().unwrap();
    start + chrono::TimeDelta::seconds(seconds)
}

fn metric(id: &str, title: &str, unit: &str, query: &str) -> Metric {
    Metric {
        id: id.into(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        query: Some(query.to_owned()),
        command: None,
    }
}

fn error_rate(query: &str) -> Metric {
    metric("error-rate", "Error rate", "%", query)
}

#[track_caller]
fn assert_value(reading: &Reading, expected: &str) {
    assert_eq!(
        reading.value(),
        Ok(expected.parse().unwrap()),
        "{reading:?}"
    );
}

/// Checks that a reading has no data, and that the reason begins like this.
#[track_caller]
fn assert_missing(reading: &Reading, expected: &str) {
    assert!(
        matches!(&reading.data, Data::Missing { why, .. } if why.starts_with(expected)),
        "{reading:?}"
    );
}
