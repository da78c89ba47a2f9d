//! Generated measurements: two metrics with many samples, and rules on both; and many records.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use gonogo::domain::decimal::Decimal;
use gonogo::domain::event::reading::Sample;
use gonogo::domain::event::{Event, EventKind};
use gonogo::domain::plan::rollout::{Limit, Metric, Rollout, Rule};
use gonogo::domain::state::Release;
use gonogo::domain::verdict::Ruling;
use gonogo::record::{read, write};
use gonogo::source::Stretch;
use serde::{Deserialize, Deserializer};

use super::generated::{ROLE, release_of, signer, start};

/// Returns a rollout with the rules of the embedded playbook on two metrics.
pub(crate) fn rollout() -> Rollout {
    let metric = |id: &str, unit: &str| Metric {
        id: id.into(),
        title: id.to_owned(),
        unit: unit.to_owned(),
        query: None,
        command: None,
    };
    let amount = |text: &str| text.parse().expect("an amount");
    let rule = |metric: &str, limit: Limit, lasting: Option<u64>, then: Ruling| Rule {
        metric: metric.into(),
        limit,
        lasting,
        then,
    };
    Rollout {
        phase: "rollout".into(),
        max_baseline_age: None,
        feature_flag: None,
        criteria: Vec::new(),
        metrics: vec![metric("error-rate", "%"), metric("latency-p99", "ms")],
        rules: vec![
            rule(
                "error-rate",
                Limit::PointsAboveBaseline(amount("0.1")),
                None,
                Ruling::Hold,
            ),
            rule(
                "latency-p99",
                Limit::PercentAboveBaseline(amount("10")),
                None,
                Ruling::Hold,
            ),
            rule(
                "error-rate",
                Limit::PointsAboveBaseline(amount("1")),
                Some(300),
                Ruling::NoGo,
            ),
            rule(
                "latency-p99",
                Limit::PercentAboveBaseline(amount("25")),
                Some(300),
                Ruling::NoGo,
            ),
        ],
        choices: Vec::new(),
        strategies: Vec::new(),
    }
}

/// Returns a document with `count` samples of each metric, one a second, and the stretch of time that they fill.
pub(crate) fn document(count: i64) -> (String, Stretch) {
    let mut json = String::from("{");
    for (metric, usual) in [("error-rate", 0.4), ("latency-p99", 200.0)] {
        let separator = if json.len() > 1 { "," } else { "" };
        let _ = write!(json, "{separator}\"{metric}\":{{\"samples\":[");
        for second in 0..count {
            let separator = if second > 0 { "," } else { "" };
            let value = usual + f64::from(u8::try_from(second % 50).expect("below 50")) / 1000.0;
            let _ = write!(
                json,
                "{separator}[{}.25,{value}]",
                start().timestamp() + second
            );
        }
        json.push_str("]}");
    }
    json.push('}');
    (
        json,
        Stretch {
            from: start(),
            to: start() + TimeDelta::seconds(count),
        },
    )
}

/// The samples of a metric, read in the plainest way.
#[derive(Deserialize)]
pub(crate) struct Samples {
    #[serde(deserialize_with = "samples")]
    #[expect(dead_code, reason = "only reading them is measured")]
    samples: Vec<Sample>,
}

fn samples<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Sample>, D::Error> {
    let pairs = Vec::<(f64, f64)>::deserialize(deserializer)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is far within the range of the type"
    )]
    let sample = |(seconds, value): (f64, f64)| Sample {
        at: (seconds * 1000.0).round() as i64,
        value: Decimal::from_f64(value),
    };
    Ok(pairs.into_iter().map(sample).collect())
}

/// Writes the records of so many releases of a usual size into a folder: 80 items, each signed, one of them the deployment.
pub(crate) fn folder_of_records(folder: &Path, count: usize) {
    fs::create_dir(folder).expect("a writable folder");
    for number in 0..count {
        let version = format!("1.{number}.0");
        let text = write::text(release_of(&version, 80, 1).record());
        fs::write(folder.join(format!("{version}.toml")), text).expect("space");
    }
}

/// Returns the text of a record with so many heads: each item is signed on a branch of its own, and nobody merged them.
pub(crate) fn text_of_branches(heads: usize) -> String {
    let mut release = release_of("2.4.0", heads, 0);
    let root = release.heads();
    for place in 0..heads {
        let item = &release.plan().items[place];
        let kind = EventKind::Blocked {
            item: item.id.clone(),
            role: item.roles[0].clone(),
            reason: "measured".to_owned(),
            by_check: false,
            acted_for: None,
        };
        let at = start() + TimeDelta::seconds(i64::try_from(place).expect("few events"));
        let event = Event::new(&release.header().id, at, signer(), kind, root.clone());
        release = release.after(event);
    }
    write::text(release.record())
}

/// Returns the text of a record in which so many branches are joined one after another.
pub(crate) fn text_of_joins(heads: usize) -> String {
    let record = read::record(&text_of_branches(heads)).expect("a record");
    let mut release = Release::replay(record).expect("a sound record");
    let mut to_join = release.heads().into_iter();
    let mut last = to_join.next().expect("a head");
    for (head, seconds) in to_join.zip(0..) {
        let kind = EventKind::Assigned {
            role: ROLE.into(),
            person: signer(),
        };
        let at = start() + TimeDelta::days(1) + TimeDelta::seconds(seconds);
        let mut seen = vec![last, head];
        seen.sort_unstable();
        let event = Event::new(&release.header().id, at, signer(), kind, seen);
        last = event.id;
        release = release.after(event);
    }
    write::text(release.record())
}
