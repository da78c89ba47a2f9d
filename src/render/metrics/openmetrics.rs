//! Delivery metrics as `OpenMetrics` 1.0 text, which Prometheus reads too.

use std::fmt::Write as _;

use super::labels::Label;
use super::rounded;
use crate::domain::reports::metrics::report::Report;
use crate::domain::reports::metrics::{Figure, Figures};
use crate::domain::text::visible;
use crate::render::unreadable::Unreadable;

/// What one metric says of some figures; none when it is unknown.
type Take = fn(&Figures) -> Option<f64>;

/// The name, the unit, the help and the value of the metrics of a group.
const GAUGES: [(&str, Option<&str>, &str, Take); 11] = [
    (
        "deployments",
        None,
        "Deployments that reached production.",
        |it| Some(number(it.deployments)),
    ),
    (
        "deployments_per_week",
        None,
        "Deployments a week, on average.",
        |it| it.value(Figure::Frequency),
    ),
    (
        "lead_time_median_seconds",
        SECONDS,
        "Lead time for changes, median.",
        |it| it.lead_time.median.map(seconds),
    ),
    (
        "lead_time_p90_seconds",
        SECONDS,
        "Lead time for changes, 90th percentile.",
        |it| it.lead_time.p90.map(seconds),
    ),
    (
        "change_failure_ratio",
        RATIO,
        "Share of deployments that failed.",
        |it| it.failed.value(),
    ),
    (
        "recovery_time_median_seconds",
        SECONDS,
        "Failed deployment recovery time, median.",
        |it| it.recovery.median.map(seconds),
    ),
    (
        "recovery_time_p90_seconds",
        SECONDS,
        "Failed deployment recovery time, 90th percentile.",
        |it| it.recovery.p90.map(seconds),
    ),
    (
        "rollback_ratio",
        RATIO,
        "Share of deployments that were rolled back.",
        |it| it.rolled_back.value(),
    ),
    (
        "deployment_duration_median_seconds",
        SECONDS,
        "Deployment duration, median.",
        |it| it.duration.median.map(seconds),
    ),
    (
        "deployment_duration_p90_seconds",
        SECONDS,
        "Deployment duration, 90th percentile.",
        |it| it.duration.p90.map(seconds),
    ),
    (
        "rework_ratio",
        RATIO,
        "Share of deployments that repaired an earlier one.",
        |it| it.rework.value(),
    ),
];

const SECONDS: Option<&str> = Some("seconds");
const RATIO: Option<&str> = Some("ratio");

/// The labels of a group, and its figures.
type Group<'r> = (Vec<(&'r str, &'r str)>, &'r Figures);

/// The page so far, and the labels that every sample has.
struct Page<'l> {
    text: String,
    common: &'l [Label],
}

/// Returns the figures as gauges with these labels: of each group when groups were asked for, otherwise of everything. What
/// is unknown has no sample.
pub(crate) fn openmetrics(report: &Report<'_>, damaged: &[Unreadable], common: &[Label]) -> String {
    let groups: Vec<Group<'_>> = match report.asked.by {
        None => vec![(Vec::new(), &report.total)],
        Some(by) => report
            .groups
            .iter()
            .map(|group| (vec![(by.word(), group.name.as_str())], &group.figures))
            .collect(),
    };
    let mut page = Page {
        text: String::new(),
        common,
    };
    for (name, unit, help, take) in GAUGES {
        let samples = groups
            .iter()
            .filter_map(|(labels, figures)| Some((labels.clone(), take(figures)?)));
        page.family(name, unit, help, samples);
    }
    counts(&mut page, report, &groups, damaged.len());
    page.text + "# EOF\n"
}

/// Adds how much the figures rest on, and what they leave out.
fn counts(page: &mut Page<'_>, report: &Report<'_>, groups: &[Group<'_>], unreadable: usize) {
    let cases = groups.iter().flat_map(|(labels, figures)| {
        Figure::ALL.map(|figure| {
            (
                [&[("figure", figure.word())], &labels[..]].concat(),
                number(figures.cases(figure)),
            )
        })
    });
    page.family("cases", None, "Cases that a figure rests on.", cases);
    let left_out = |figure: Figure| {
        report
            .excluded
            .iter()
            .filter(|it| it.figure.is_none_or(|about| about == figure))
            .count()
    };
    let left_out =
        Figure::ALL.map(|figure| (vec![("figure", figure.word())], number(left_out(figure))));
    page.family(
        "excluded",
        None,
        "Releases, deployments and changes that a figure leaves out.",
        left_out.into_iter(),
    );
    let releases = [(Vec::new(), number(report.releases))];
    page.family(
        "releases",
        None,
        "Releases with a record that can be read.",
        releases.into_iter(),
    );
    let unreadable = [(Vec::new(), number(unreadable))];
    page.family(
        "unreadable_records",
        None,
        "Records that could not be read.",
        unreadable.into_iter(),
    );
}

impl Page<'_> {
    fn family<'f>(
        &mut self,
        name: &str,
        unit: Option<&str>,
        help: &str,
        samples: impl Iterator<Item = (Vec<(&'f str, &'f str)>, f64)>,
    ) {
        let text = &mut self.text;
        let _ = writeln!(
            text,
            "# HELP gonogo_{name} {help}\n# TYPE gonogo_{name} gauge"
        );
        if let Some(unit) = unit {
            let _ = writeln!(text, "# UNIT gonogo_{name} {unit}");
        }
        for (labels, value) in samples {
            let common = self.common.iter();
            let common = common.map(|label| (label.name.as_str(), label.value.as_str()));
            let labels: Vec<String> = common
                .chain(labels)
                .map(|(label, value)| format!("{label}=\"{}\"", escaped(value)))
                .collect();
            let labels = if labels.is_empty() {
                String::new()
            } else {
                format!("{{{}}}", labels.join(","))
            };
            let _ = writeln!(text, "gonogo_{name}{labels} {}", rounded(value));
        }
    }
}

fn escaped(value: &str) -> String {
    visible(value)
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[expect(clippy::cast_precision_loss, reason = "a number of records")]
fn number(count: usize) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the format has only floating point numbers"
)]
fn seconds(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stays_inside_of_its_quotes() {
        assert_eq!(escaped("minor"), "minor");
        assert_eq!(escaped("a\"} 1\nb\\"), "a\\\"} 1\\\\nb\\\\");
    }
}
