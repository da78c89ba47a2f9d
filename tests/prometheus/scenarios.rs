//! A rollout judged on what the real Prometheus says, for every ruling. All data is in one server; every scenario has
//! series of its own, told apart by a label.

use std::fmt::Write as _;

use gonogo::definition::embedded;
use gonogo::domain::event::Finding;
use gonogo::domain::event::reading::Reading;
use gonogo::domain::id::MetricId;
use gonogo::domain::plan::rollout::{Consequence, Rollout};
use gonogo::domain::rules::judge::{judge, overall};
use gonogo::domain::verdict::Ruling;
use gonogo::source::prometheus::{Access, Query, Server, TIMEOUT};
use tempfile::TempDir;

use super::real::{Prometheus, has_programs, is_ready};
use super::{assert_missing, at, metric};

/// Seconds from one sample to the next.
const STEP: i64 = 15;

/// Seconds from the stage's entry, which is at 0, to now. The baseline is as long, before it.
const NOW: i64 = 1800;

/// The baselines of error rate and latency.
const USUAL: (f64, f64) = (0.4, 200.0);

/// What a gauge shows at a second.
type Gauge = fn(i64) -> f64;

/// A scenario: how error rate, latency and failed health checks go, and what comes of it.
struct Scenario {
    name: &'static str,
    error_rate: Gauge,
    latency: Gauge,
    failed: Gauge,
    expected: Ruling,
    /// The rulings of the rules, in their order.
    rulings: [Ruling; 5],
}

use Ruling::{Go, Hold, Inconclusive, Investigate, NoGo};

/// Returns `value` after a second, and what is usual before it.
fn since(start: i64, second: i64, value: f64, usual: f64) -> f64 {
    if second >= start { value } else { usual }
}

fn healthy() -> Scenario {
    Scenario {
        name: "healthy",
        error_rate: |_| USUAL.0,
        latency: |_| USUAL.1,
        failed: |_| 0.0,
        expected: Go,
        rulings: [Go; 5],
    }
}

fn scenarios() -> Vec<Scenario> {
    let mut all = scenarios_of_latency_and_health();
    all.extend(scenarios_of_the_error_rate());
    all
}

fn scenarios_of_the_error_rate() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "error-rate-exactly-0.1-more",
            error_rate: |s| since(0, s, 0.5, USUAL.0),
            ..healthy()
        },
        Scenario {
            name: "error-rate-0.11-more",
            error_rate: |s| since(0, s, 0.51, USUAL.0),
            expected: Hold,
            rulings: [Hold, Go, Go, Go, Go],
            ..healthy()
        },
        Scenario {
            name: "error-rate-1.2-more-for-4-minutes",
            error_rate: |s| since(NOW - 240, s, 1.6, USUAL.0),
            expected: Hold,
            rulings: [Hold, Go, Go, Inconclusive, Go],
            ..healthy()
        },
        Scenario {
            name: "error-rate-1.2-more-for-6-minutes",
            error_rate: |s| since(NOW - 360, s, 1.6, USUAL.0),
            expected: NoGo,
            rulings: [Hold, Go, Go, NoGo, Go],
            ..healthy()
        },
        Scenario {
            name: "error-rate-1.2-more-for-6-minutes-and-well-again",
            error_rate: |s| {
                if (600..=960).contains(&s) {
                    1.6
                } else {
                    USUAL.0
                }
            },
            expected: NoGo,
            rulings: [Go, Go, Go, NoGo, Go],
            ..healthy()
        },
        Scenario {
            name: "not-a-number-at-the-end",
            error_rate: |s| since(NOW - 60, s, f64::NAN, USUAL.0),
            expected: Inconclusive,
            rulings: [Inconclusive, Go, Go, Inconclusive, Go],
            ..healthy()
        },
        Scenario {
            name: "not-a-number-for-a-moment",
            error_rate: |s| if s == 900 { f64::NAN } else { USUAL.0 },
            expected: Inconclusive,
            rulings: [Go, Go, Go, Inconclusive, Go],
            ..healthy()
        },
    ]
}

fn scenarios_of_latency_and_health() -> Vec<Scenario> {
    vec![
        healthy(),
        Scenario {
            name: "latency-exactly-10-percent-more",
            latency: |s| since(0, s, 220.0, USUAL.1),
            ..healthy()
        },
        Scenario {
            name: "latency-11-percent-more",
            latency: |s| since(0, s, 222.0, USUAL.1),
            expected: Hold,
            rulings: [Go, Hold, Go, Go, Go],
            ..healthy()
        },
        Scenario {
            name: "latency-26-percent-more",
            latency: |s| since(0, s, 252.0, USUAL.1),
            expected: NoGo,
            rulings: [Go, Hold, Go, Go, NoGo],
            ..healthy()
        },
        Scenario {
            name: "one-failed-health-check",
            failed: |s| since(NOW - 30, s, 1.0, 0.0),
            expected: Investigate,
            rulings: [Go, Go, Investigate, Go, Go],
            ..healthy()
        },
    ]
}

/// Returns the data of all scenarios in the `OpenMetrics` format.
fn open_metrics() -> String {
    let mut text = String::new();
    let scenarios = scenarios();
    let mut family = |name: &str, kind: &str, value: &dyn Fn(&Scenario, i64) -> f64| {
        writeln!(text, "# TYPE {name} {kind}").unwrap();
        for scenario in &scenarios {
            for second in (-NOW..=NOW).step_by(STEP.unsigned_abs() as usize) {
                let (time, value) = (at(second).timestamp(), value(scenario, second));
                writeln!(
                    text,
                    "{name}{{scenario=\"{}\"}} {value} {time}",
                    scenario.name
                )
                .unwrap();
            }
        }
    };
    family("error_rate", "gauge", &|scenario, second| {
        (scenario.error_rate)(second)
    });
    family("latency_p99", "gauge", &|scenario, second| {
        (scenario.latency)(second)
    });
    family("failed_checks", "gauge", &|scenario, second| {
        (scenario.failed)(second)
    });
    counters(&mut text);
    text + "# EOF\n"
}

/// Adds what the embedded playbook's own queries look at: counters of requests, buckets of durations, probes. Before the
/// stage 4 of 1,000 requests fail and 99 of 100 take less than 150 ms; in it, 5 fail and it is 165 ms.
fn counters(text: &mut String) {
    let seconds = || (-NOW..=NOW).step_by(STEP.unsigned_abs() as usize);
    let steps = |second: i64| ((second + NOW) / STEP, (second / STEP).max(0));
    writeln!(text, "# TYPE http_requests counter").unwrap();
    for code in ["200", "503"] {
        for second in seconds() {
            let (all, in_stage) = steps(second);
            let failed = 4 * all + in_stage;
            let count = if code == "503" {
                failed
            } else {
                1000 * all - failed
            };
            writeln!(
                text,
                "http_requests_total{{code=\"{code}\"}} {count} {}",
                at(second).timestamp()
            )
            .unwrap();
        }
    }
    writeln!(text, "# TYPE quiet_requests counter").unwrap();
    for second in seconds() {
        let (all, _) = steps(second);
        writeln!(
            text,
            "quiet_requests_total{{code=\"200\"}} {} {}",
            1000 * all,
            at(second).timestamp()
        )
        .unwrap();
    }
    writeln!(text, "# TYPE http_request_duration_seconds histogram").unwrap();
    for bucket in ["0.1", "0.2", "+Inf"] {
        for second in seconds() {
            let (all, in_stage) = steps(second);
            let count = 3500 * all
                - if bucket == "0.1" {
                    70 * all + 30 * in_stage
                } else {
                    0
                };
            writeln!(
                text,
                "http_request_duration_seconds_bucket{{le=\"{bucket}\"}} {count} {}",
                at(second).timestamp()
            )
            .unwrap();
        }
    }
    writeln!(text, "# TYPE probe_success gauge").unwrap();
    for instance in ["a", "b"] {
        for second in seconds() {
            writeln!(
                text,
                "probe_success{{instance=\"{instance}\"}} 1 {}",
                at(second).timestamp()
            )
            .unwrap();
        }
    }
}

/// Returns the rollout of the embedded playbook.
fn embedded_rollout() -> Rollout {
    let rollout = embedded().unwrap().playbook.rollout.unwrap().rollout;
    let rules: Vec<_> = rollout
        .rules
        .iter()
        .map(|rule| (rule.metric.as_str(), rule.then))
        .collect();
    // The rulings of the scenarios stand in this order.
    let expected = [
        ("error-rate", Consequence::Hold),
        ("latency-p99", Consequence::Hold),
        ("failed-health-checks", Consequence::Investigate),
        ("error-rate", Consequence::NoGo),
        ("latency-p99", Consequence::NoGo),
    ];
    assert_eq!(rules, expected);
    rollout
}

/// Returns the rollout of the embedded playbook with other queries.
fn rollout(error_rate: &str, latency: &str, failed: &str) -> Rollout {
    let mut rollout = embedded_rollout();
    for metric in &mut rollout.metrics {
        let query = match metric.id.as_str() {
            "error-rate" => error_rate,
            "latency-p99" => latency,
            _ => failed,
        };
        metric.query = Some(query.to_owned());
    }
    rollout
}

/// Judges as a stage is judged: a range up to now, held against the median of a range before the stage.
fn judged(server: &Server, rollout: &Rollout) -> (Vec<Finding>, Vec<Reading>) {
    let range = |from, to| -> Vec<Reading> {
        rollout
            .metrics
            .iter()
            .map(|metric| {
                server.read(
                    metric,
                    Query::Range {
                        from: at(from),
                        to: at(to),
                        step: None,
                    },
                )
            })
            .collect()
    };
    let usual = range(-NOW + 300, -STEP);
    let baseline = |id: &MetricId| {
        usual
            .iter()
            .find(|reading| reading.metric == *id)
            .ok_or_else(|| "there is no baseline".to_owned())
            .and_then(Reading::usual)
    };
    let readings = range(0, NOW);
    (judge(rollout, &baseline, &readings), readings)
}

fn rulings(findings: &[Finding]) -> Vec<Ruling> {
    findings.iter().map(|finding| finding.ruling).collect()
}

#[track_caller]
fn assert_judged(
    server: &Server,
    name: &str,
    rollout: &Rollout,
    expected: Ruling,
    rulings: &[Ruling],
) -> Vec<Finding> {
    let (findings, _) = judged(server, rollout);
    let text: Vec<&str> = findings
        .iter()
        .map(|finding| finding.text.as_str())
        .collect();
    assert_eq!(self::rulings(&findings), rulings, "{name}: {text:#?}");
    assert_eq!(overall(&findings), expected, "{name}: {text:#?}");
    findings
}

#[test]
fn a_rollout_is_judged_on_what_the_real_prometheus_says() {
    if !has_programs(
        "judging a rollout by the real Prometheus",
        &[("prometheus", "--version"), ("promtool", "--version")],
    ) {
        return;
    }
    let prometheus = Prometheus::start(&open_metrics(), &[], TempDir::new().unwrap(), is_ready);
    let url = format!("http://127.0.0.1:{}", prometheus.port());
    let server = Server::new(&url, &Access::default(), TIMEOUT).unwrap();
    for Scenario {
        name,
        expected,
        rulings,
        ..
    } in scenarios()
    {
        let query = |family: &str| format!("{family}{{scenario=\"{name}\"}}");
        let rollout = rollout(
            &query("error_rate"),
            &query("latency_p99"),
            &query("failed_checks"),
        );
        assert_judged(&server, name, &rollout, expected, &rulings);
    }
    queries_that_cannot_be_judged(&server);
    queries_of_the_embedded_playbook(&server);
    instants(&server);
    #[cfg(debug_assertions)]
    super::program::keeps_what_was_asked(&url, NOW);
}

/// No data, two series, a text and a mistake are never GO, and say why.
fn queries_that_cannot_be_judged(server: &Server) {
    let good = (
        "latency_p99{scenario=\"healthy\"}",
        "failed_checks{scenario=\"healthy\"}",
    );
    for (query, why) in [
        ("no_such_metric", "the query gave no data"),
        (
            &error_rate_of_a_quiet_service("sum(rate(quiet_requests_total{code=~\"5..\"}[5m]))"),
            "the query gave no data",
        ),
        ("probe_success", "the query gave 2 series, one is needed"),
        (
            "probe_success / 0",
            "the query gave 2 series, one is needed",
        ),
        (
            "error_rate{scenario=\"healthy\"",
            "Prometheus says: bad_data: 1:30: parse error: unexpected end of input",
        ),
        (
            "\"text\"",
            "Prometheus says: bad_data: invalid expression type \"string\"",
        ),
        (
            "error_rate{scenario=\"healthy\"}[5m]",
            "Prometheus says: bad_data: invalid expression type",
        ),
        (
            "count_values(\"value\", probe_success) / 0",
            "the newest sample is not a number",
        ),
    ] {
        let (findings, readings) = judged(server, &rollout(query, good.0, good.1));
        assert_eq!(
            rulings(&findings),
            [Inconclusive, Go, Go, Inconclusive, Go],
            "{query}: {findings:#?}"
        );
        let said = readings[0].value().unwrap_err();
        assert!(said.starts_with(why), "{query}: {said}");
    }
}

/// Returns a query of a service that never failed, and so has no series of failures.
fn error_rate_of_a_quiet_service(failures: &str) -> String {
    format!("100 * {failures} / sum(rate(quiet_requests_total[5m]))")
}

/// The playbook's queries over counters, buckets and probes: 0.4 % before the stage and 0.5 % in it, 150 ms and 165 ms,
/// which is exactly on both limits, whatever floating point makes of it.
fn queries_of_the_embedded_playbook(server: &Server) {
    let findings = assert_judged(
        server,
        "the playbook's queries",
        &embedded_rollout(),
        Go,
        &[Go; 5],
    );
    for (finding, baseline, value) in [(&findings[0], "0.4", "0.5"), (&findings[1], "150", "165")] {
        let amounts = (
            finding.baseline.unwrap().to_string(),
            finding.value.unwrap().to_string(),
        );
        assert_eq!(
            amounts,
            (baseline.to_owned(), value.to_owned()),
            "{finding:#?}"
        );
        assert!(
            finding
                .text
                .ends_with("exactly on the limit, still within it"),
            "{}",
            finding.text
        );
    }
}

/// One value of the present, as a rule without `for` can be judged by.
fn instants(server: &Server) {
    let read = |query: &str, second: i64| {
        server.read(
            &metric("error-rate", "Error rate", "%", query),
            Query::Instant { at: at(second) },
        )
    };
    let query = "error_rate{scenario=\"error-rate-1.2-more-for-6-minutes\"}";
    assert_eq!(read(query, 0).value(), Ok("0.4".parse().unwrap()));
    assert_eq!(read(query, NOW).value(), Ok("1.6".parse().unwrap()));
    assert_eq!(
        read("scalar(vector(3))", NOW).value(),
        Ok("3".parse().unwrap())
    );
    let quiet = error_rate_of_a_quiet_service(
        "(sum(rate(quiet_requests_total{code=~\"5..\"}[5m])) or vector(0))",
    );
    assert_eq!(read(&quiet, NOW).value(), Ok("0".parse().unwrap()));
    assert_missing(&read(query, NOW + 600), "the query gave no data");
    assert_missing(
        &read("vector(0) / 0", NOW),
        "the value is not a finite number below 10^15",
    );
    assert_missing(
        &read("\"text\"", NOW),
        "the query gave a text, a number is needed",
    );
    assert_missing(
        &read(&format!("{query}[5m]"), NOW),
        "the query gave samples over time, one value is needed",
    );
}
