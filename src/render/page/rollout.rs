//! The rollout: its stages, and every metric that was observed against its limits.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::chart::chart;
use super::parts::{badge, shown, table};
use crate::domain::reports::measured::{Point, Series, series};
use crate::domain::state::Release;
use crate::domain::state::rollout::Progress;
use crate::render::rollout::{
    STAGES_NUMBERS, overridden, stage_rows, stage_verdict, strategy, whereabouts,
};

/// Returns the rollout; nothing when the plan has none.
pub(super) fn rollout(release: &Release, now: DateTime<Utc>) -> Markup {
    let Some(progress) = release.rollout(now) else {
        return html! {};
    };
    let overrides: Vec<String> = release.overrides().map(overridden).collect();
    html! {
        p {
            @if progress.position.is_some() { (badge(stage_verdict(release, now))) " · " }
            (shown(&whereabouts(release, &progress, now))) " · strategy " (shown(&strategy(release, &progress)))
        }
        (stages(release, &progress))
        @for series in series(release) { (metric(&series)) }
        @if !overrides.is_empty() {
            h3 { "Overridden" }
            ul { @for said in overrides { li { (shown(&said)) } } }
        }
    }
}

fn stages(release: &Release, progress: &Progress<'_>) -> Markup {
    let rows = stage_rows(release, progress).into_iter().map(|mut row| {
        // In a page the mark is a word, and the stage names the row.
        let mark = row.remove(0);
        row.insert(
            1,
            if mark.is_empty() {
                mark
            } else {
                "here".to_owned()
            },
        );
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let heading = ["Stage", "Now", "Traffic", "Soak", "Entered", "Decided by"];
    html! {
        @if !rows.is_empty() { (table("Stages of the rollout", &heading, &STAGES_NUMBERS, &rows)) }
    }
}

fn metric(series: &Series<'_>) -> Markup {
    let unit = if series.unit == "count" {
        String::new()
    } else {
        format!(" ({})", series.unit)
    };
    let title = format!("{}{unit}", series.metric);
    let row = |point: &Point<'_>| {
        let text = |amount: Option<_>| {
            amount.map_or_else(
                || "-".to_owned(),
                |it: crate::domain::decimal::Decimal| it.to_string(),
            )
        };
        let limits: Vec<String> = point.limits.iter().map(ToString::to_string).collect();
        vec![
            point.at.format("%Y-%m-%d %H:%M").to_string(),
            point.stage.to_string(),
            text(point.value),
            text(point.baseline),
            limits.join(", "),
            point.ruling.word().to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = series.points.iter().map(row).collect();
    html! {
        figure {
            figcaption { (shown(&title)) ": value, limits (dashed) and baseline (dotted)" }
            (chart(&title, series))
        }
        details {
            summary { "Values of " (series.metric) }
            (table(
                &format!("Values of {title}"),
                &["Observed", "Stage", "Value", "Baseline", "Limits", "Ruling"],
                &[2, 3, 4],
                &rows,
            ))
        }
    }
}
