//! What was measured in a rollout, metric by metric, against the limits that it was judged by.

use chrono::{DateTime, Utc};

use crate::domain::decimal::Decimal;
use crate::domain::event::{EventKind, Finding, RolloutEvent};
use crate::domain::id::{MetricId, StageId};
use crate::domain::state::Release;
use crate::domain::verdict::Ruling;

/// A metric, as it was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series<'r> {
    /// The metric.
    pub metric: &'r MetricId,
    /// The unit of its values and limits.
    pub unit: &'r str,
    /// What was observed, oldest first.
    pub points: Vec<Point<'r>>,
}

/// One observation of a metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point<'r> {
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// At which stage.
    pub stage: &'r StageId,
    /// The value; none where nothing was measured.
    pub value: Option<Decimal>,
    /// The baseline.
    pub baseline: Option<Decimal>,
    /// What each rule allowed.
    pub limits: Vec<Decimal>,
    /// The worst that a rule said.
    pub ruling: Ruling,
}

/// Returns what was observed at every stage of every run of the rollout, by metric, in the order in which they were first seen.
pub fn series(release: &Release) -> Vec<Series<'_>> {
    let mut all: Vec<Series<'_>> = Vec::new();
    for event in release.events() {
        let EventKind::Rollout(RolloutEvent::Observed {
            stage, findings, ..
        }) = &event.kind
        else {
            continue;
        };
        for finding in findings {
            let place = all.iter().position(|known| *known.metric == finding.metric);
            let place = place.unwrap_or_else(|| {
                all.push(Series {
                    metric: &finding.metric,
                    unit: &finding.unit,
                    points: Vec::new(),
                });
                all.len() - 1
            });
            add(&mut all[place].points, event.at, stage, finding);
        }
    }
    all
}

/// Adds what one rule says; the rules of one observation make one point.
fn add<'r>(
    points: &mut Vec<Point<'r>>,
    at: DateTime<Utc>,
    stage: &'r StageId,
    finding: &'r Finding,
) {
    let is_same = |point: &&mut Point<'r>| point.at == at && point.stage == stage;
    match points.last_mut().filter(is_same) {
        Some(point) => {
            point.limits.extend(finding.limit);
            point.ruling = point.ruling.max(finding.ruling);
        }
        None => points.push(Point {
            at,
            stage,
            value: finding.value,
            baseline: finding.baseline,
            limits: finding.limit.into_iter().collect(),
            ruling: finding.ruling,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{Story, rollout_plan};

    #[test]
    fn the_rules_of_one_observation_make_one_point() {
        let story = Story::of(rollout_plan()).tell(&[
            "ops baselines errors=0.4",
            "dev signs a",
            "dev calls go at pre",
            "ops enters canary at 5",
            "ops observes errors=0.45",
            "wait 15m",
            "ops observes errors=1.9",
            "ops observes errors=?",
        ]);
        let release = story.release();
        let found: Vec<String> = series(&release)
            .iter()
            .flat_map(|series| &series.points)
            .map(|point| {
                let value = point.value.map(|value| value.to_string());
                let limits: Vec<String> = point.limits.iter().map(ToString::to_string).collect();
                format!(
                    "{} {}: {} of {}, {}",
                    point.at.format("%H:%M"),
                    point.stage,
                    value.as_deref().unwrap_or("-"),
                    limits.join(" and "),
                    point.ruling.word()
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                "09:05 canary: 0.45 of 0.5 and 1.4, go",
                "09:21 canary: 1.9 of 0.5 and 1.4, no-go",
                "09:22 canary: - of 0.5 and 1.4, inconclusive",
            ]
        );
    }
}
