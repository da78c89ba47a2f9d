//! Delivery metrics: as a table for people, and in three formats for programs.

mod csv;
mod json;
pub(crate) mod labels;
mod openmetrics;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::sparkline::sparkline;
use super::table;
use super::unreadable::Unreadable;
use crate::domain::duration::span;
use crate::domain::reports::metrics::report::{Exclusion, Group, Report};
use crate::domain::reports::metrics::{By, Figure, Figures, Share};
use crate::domain::text::{counted, visible};
use crate::style::OutputStyle;

pub(crate) use csv::csv;
pub use json::json;
pub(crate) use openmetrics::openmetrics;

/// What stands for a figure without a case.
const UNKNOWN: &str = "unknown";

/// Why a record counts nowhere that could not be read.
const UNREADABLE: &str = "the record could not be read";

/// Returns the figures as tables, and everything that is left out.
pub fn table(report: &Report<'_>, damaged: &[Unreadable], look: OutputStyle) -> String {
    let mut text = head(report, look);
    text.push_str(&total(report, look));
    if let Some(by) = report.asked.by.filter(|_| !report.groups.is_empty()) {
        text.push('\n');
        text.push_str(&groups(by, &report.groups, look));
    }
    text.push_str(&left_out(&report.excluded, damaged, look));
    text
}

fn head(report: &Report<'_>, look: OutputStyle) -> String {
    let deployments = counted(report.total.deployments, "deployment");
    let releases = counted(report.releases, "release");
    let days = report
        .days
        .map(|(first, last)| format!("{}{first} to {last} (UTC)", look.dot()))
        .unwrap_or_default();
    format!(
        "{}{}{deployments} of {releases}{days}\n\n",
        look.strong("Delivery"),
        look.dot()
    )
}

fn total(report: &Report<'_>, look: OutputStyle) -> String {
    let trend = format!("By {}", report.trend_by.word());
    table::table(
        look,
        &["Figure", "Value or median", "90 %", "Cases", &trend],
        &[1, 2, 3],
        &total_rows(report, look),
    )
}

/// Returns every figure: its title, its value, that of nine in ten, its cases and its trend.
pub(super) fn total_rows(report: &Report<'_>, look: OutputStyle) -> Vec<Vec<String>> {
    let row = |figure: Figure| {
        let figures = &report.total;
        let ninety = figures
            .times(figure)
            .map(|times| times.p90.map_or_else(|| UNKNOWN.to_owned(), span));
        let trend: Vec<Option<f64>> = report
            .trend
            .iter()
            .map(|group| group.figures.value(figure))
            .collect();
        vec![
            figure.title().to_owned(),
            value(figures, figure),
            ninety.unwrap_or_default(),
            figures.cases(figure).to_string(),
            sparkline(&trend, look),
        ]
    };
    Figure::ALL.into_iter().map(row).collect()
}

fn groups(by: By, groups: &[Group], look: OutputStyle) -> String {
    let title = match by {
        By::Month => "Month",
        By::Week => "Week",
        By::Type => "Type",
    };
    let heading: Vec<&str> = [title]
        .into_iter()
        .chain(Figure::ALL.map(Figure::short))
        .collect();
    let numbers: Vec<usize> = (1..heading.len()).collect();
    let row = |group: &Group| {
        let figures = &group.figures;
        let cell = |figure| match figures.times(figure) {
            Some(times) => times.median.map_or_else(
                || UNKNOWN.to_owned(),
                |median| format!("{} ({})", span(median), times.cases),
            ),
            None => figures
                .share(figure)
                .map_or_else(|| figures.deployments.to_string(), part),
        };
        [visible(&group.name).into_owned()]
            .into_iter()
            .chain(Figure::ALL.map(cell))
            .collect()
    };
    let rows: Vec<_> = groups.iter().map(row).collect();
    table::table(look, &heading, &numbers, &rows)
}

/// Says a figure in one cell.
fn value(figures: &Figures, figure: Figure) -> String {
    match (figures.times(figure), figures.share(figure)) {
        (Some(times), _) => times.median.map_or_else(|| UNKNOWN.to_owned(), span),
        (None, Some(share)) => match share.value() {
            Some(value) => format!("{:.1} %", value * 100.0),
            None => UNKNOWN.to_owned(),
        },
        (None, None) => figures
            .per_week()
            .map_or_else(|| UNKNOWN.to_owned(), |count| format!("{count:.2} a week")),
    }
}

/// Rounds a number for programs, so that the same figures give the same text everywhere.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Says a share as so many of so many: in a period there are few.
fn part(share: Share) -> String {
    if share.cases == 0 {
        UNKNOWN.to_owned()
    } else {
        format!("{}/{}", share.count, share.cases)
    }
}

/// Lists what is left out: under each figure and reason the releases it holds for.
fn left_out(excluded: &[Exclusion<'_>], damaged: &[Unreadable], look: OutputStyle) -> String {
    if excluded.is_empty() && damaged.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", look.strong("Not counted"));
    for (reason, versions) in reasons_left_out(excluded, damaged) {
        let _ = writeln!(text, "  {reason}\n    {versions}");
    }
    text
}

/// Returns what is left out: each figure with a reason, and the releases it holds for.
pub(super) fn reasons_left_out(
    excluded: &[Exclusion<'_>],
    damaged: &[Unreadable],
) -> Vec<(String, String)> {
    let mut reasons: BTreeMap<(Option<Figure>, String), Vec<String>> = BTreeMap::new();
    for record in damaged {
        let key = (None, UNREADABLE.to_owned());
        reasons.entry(key).or_default().push(
            record
                .version
                .as_ref()
                .map_or_else(|| "a file".to_owned(), ToString::to_string),
        );
    }
    for exclusion in excluded {
        let number = exclusion
            .deployment
            .filter(|number| *number > 1)
            .map(|number| format!("#{number}"))
            .unwrap_or_default();
        let key = (exclusion.figure, exclusion.gap.sentence());
        reasons
            .entry(key)
            .or_default()
            .push(format!("{}{number}", exclusion.version));
    }
    let told = reasons.into_iter().map(|((figure, reason), versions)| {
        let about = figure.map_or("Everything", Figure::title);
        let said = format!("{about}: {}", visible(&reason));
        (said, versions.join(", "))
    });
    told.collect()
}
