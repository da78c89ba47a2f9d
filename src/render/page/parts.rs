//! What all pages are made of: texts, times, verdicts, links and tables.

use chrono::{DateTime, Utc};
use maud::{Markup, Render, html};

use crate::domain::text::visible;
use crate::domain::verdict::Verdict;

/// A text from a file or a person, on one line and with deceptive characters spelled out.
pub(super) struct Shown<'t>(&'t str);

/// Marks a text as one that came from a file or a person.
pub(super) fn shown(text: &str) -> Shown<'_> {
    Shown(text)
}

impl Render for Shown<'_> {
    fn render_to(&self, buffer: &mut String) {
        visible(self.0).as_ref().render_to(buffer);
    }
}

/// Returns a time to the minute; pages say once that it is UTC.
pub(super) fn time(at: DateTime<Utc>) -> Markup {
    html! { time { (at.format("%Y-%m-%d %H:%MZ")) } }
}

/// Writes a place in a drawing.
pub(super) fn number(place: f64) -> String {
    format!("{place:.1}")
}

/// Returns a verdict as a word in its colour.
pub(super) fn badge(verdict: Verdict) -> Markup {
    html! { strong.badge.(class(verdict)) { (verdict.word()) } }
}

/// Returns the class of a verdict's colour.
pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Go => "good",
        Verdict::Hold => "wait",
        Verdict::NoGo => "bad",
    }
}

/// Returns evidence: a link when it is a web address, otherwise a text.
pub(super) fn evidence(text: &str) -> Markup {
    let is_address = ["https://", "http://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    html! {
        @if is_address {
            a href=(shown(text)) rel="nofollow noreferrer" { (shown(text)) }
        } @else {
            (shown(text))
        }
    }
}

/// Returns a table of texts. The first column names the row.
pub(super) fn table<H: AsRef<str>>(
    caption: &str,
    heading: &[H],
    numbers: &[usize],
    rows: &[Vec<String>],
) -> Markup {
    let class = |column: usize| numbers.contains(&column).then_some("number");
    html! {
        div.scroll tabindex="0" role="region" aria-label=(shown(caption)) {
            table {
                caption { (shown(caption)) }
                thead { tr { @for (column, title) in heading.iter().enumerate() {
                    th scope="col" class=[class(column)] { (title.as_ref()) }
                } } }
                tbody { @for row in rows { tr { @for (column, cell) in row.iter().enumerate() {
                    @if column == 0 {
                        th scope="row" { (shown(cell)) }
                    } @else {
                        td class=[class(column)] { (shown(cell)) }
                    }
                } } } }
            }
        }
    }
}
