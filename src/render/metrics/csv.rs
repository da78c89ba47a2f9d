//! Delivery metrics as comma-separated values (RFC 4180).

use super::{UNREADABLE, rounded};
use crate::domain::reports::metrics::report::{Exclusion, Report};
use crate::domain::reports::metrics::{Figure, Figures};
use crate::domain::version::Version;
use crate::render::csv::line;
use crate::render::unreadable::Unreadable;

const HEADING: [&str; 11] = [
    "row",
    "group",
    "figure",
    "unit",
    "cases",
    "value",
    "median",
    "p90",
    "version",
    "deployment",
    "reason",
];

/// Returns the figures as rows: `all`, then each group, then what is left out. What is unknown is an empty cell.
pub(crate) fn csv(report: &Report<'_>, damaged: &[Unreadable]) -> String {
    let mut text = line(&HEADING);
    text.extend(Figure::ALL.map(|figure| figure_line("all", "", &report.total, figure)));
    for group in &report.groups {
        text.extend(
            Figure::ALL.map(|figure| figure_line("group", &group.name, &group.figures, figure)),
        );
    }
    text.extend(report.excluded.iter().map(excluded_line));
    for record in damaged {
        let reason = format!("{UNREADABLE}: {}", record.error);
        let version = record.version.as_ref().map_or("", Version::as_str);
        text.push_str(&line(&[
            "unreadable",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            version,
            "",
            &reason,
        ]));
    }
    text
}

fn figure_line(row: &str, group: &str, figures: &Figures, figure: Figure) -> String {
    let times = figures.times(figure);
    let seconds = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
    let value = if times.is_some() {
        None
    } else {
        figures.value(figure)
    };
    line(&[
        row,
        group,
        figure.word(),
        figure.unit(),
        &figures.cases(figure).to_string(),
        &value
            .map(|value| rounded(value).to_string())
            .unwrap_or_default(),
        &seconds(times.and_then(|times| times.median)),
        &seconds(times.and_then(|times| times.p90)),
        "",
        "",
        "",
    ])
}

fn excluded_line(exclusion: &Exclusion<'_>) -> String {
    let figure = exclusion.figure.map(Figure::word).unwrap_or_default();
    let deployment = exclusion
        .deployment
        .map(|number| number.to_string())
        .unwrap_or_default();
    let (version, reason) = (exclusion.version.as_str(), exclusion.gap.sentence());
    line(&[
        "excluded",
        "",
        figure,
        "",
        "",
        "",
        "",
        "",
        version,
        &deployment,
        &reason,
    ])
}
