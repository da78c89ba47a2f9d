//! The board of all releases: how each stands, and how well releases are delivered.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::frame::{Frame, framed};
use super::parts::{shown, table};
use super::{LOOK, Section};
use crate::domain::reports::metrics::report::Report;
use crate::domain::text::counted;
use crate::render::list::{LIST, LIST_NUMBERS, ListRow};
use crate::render::metrics::{reasons_left_out, total_rows};
use crate::render::unreadable::Unreadable;

/// What stands on a board.
pub(crate) struct Board<'b> {
    /// The releases, newest first.
    pub(crate) rows: Vec<ListRow>,
    /// The delivery metrics.
    pub(crate) metrics: &'b Report<'b>,
    /// What could not be read.
    pub(crate) unreadable: &'b [Unreadable],
}

/// Returns the board of all releases.
pub(crate) fn board(board: Board<'_>, now: DateTime<Utc>) -> String {
    let count = board.rows.len();
    let head = html! {
        h1 { "Releases" }
        p.verdict { (counted(count, "release")) }
    };
    let delivery = delivery(board.metrics, board.unreadable);
    let unreadable = unreadable(board.unreadable);
    let sections = [
        Section::new("releases", "Releases by version", releases(board.rows)),
        Section::new("unreadable", "Not readable", unreadable),
        Section::new("delivery", "Delivery", delivery),
    ];
    let sections: Vec<Section> = sections.into_iter().flatten().collect();
    framed(&Frame {
        title: "Releases",
        head: &head,
        sections: &sections,
        many: false,
        now,
    })
}

fn releases(rows: Vec<ListRow>) -> Markup {
    let rows: Vec<Vec<String>> = rows.into_iter().map(ListRow::cells).collect();
    html! {
        @if rows.is_empty() {
            p { "There is no release yet." }
        } @else {
            (table("All releases and how they stand", &LIST, &LIST_NUMBERS, &rows))
        }
    }
}

fn unreadable(records: &[Unreadable]) -> Markup {
    html! {
        @if !records.is_empty() {
            ul { @for record in records { li.bad { (shown(&record.error)) } } }
        }
    }
}

fn delivery(report: &Report<'_>, unreadable: &[Unreadable]) -> Markup {
    let days = report
        .days
        .map(|(first, last)| format!(", {first} to {last}"));
    let trend = format!("By {}", report.trend_by.word());
    let heading = ["Figure", "Value or median", "90 %", "Cases", &trend];
    let left_out = reasons_left_out(&report.excluded, unreadable);
    html! {
        p {
            (counted(report.total.deployments, "deployment")) " of " (counted(report.releases, "release"))
            @if let Some(days) = days { (days) }
        }
        (table("Delivery metrics", &heading, &[1, 2, 3], &total_rows(report, LOOK)))
        @if !left_out.is_empty() {
            details {
                summary { "Not counted" }
                ul { @for (reason, versions) in left_out { li { (shown(&reason)) ": " (shown(&versions)) } } }
            }
        }
    }
}
