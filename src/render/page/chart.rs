//! A metric over time as an SVG drawing: its values, and the limits and the baseline that they were judged by.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::parts::{number, shown};
use crate::domain::decimal::Decimal;
use crate::domain::reports::measured::{Point, Series};
use crate::domain::verdict::Ruling;

/// The size of a drawing, and the room that is left for its labels.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 180.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 64.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;

/// Where a value stands in a drawing.
struct Scale {
    least: f64,
    most: f64,
    count: usize,
}

impl Scale {
    /// Takes in all values, limits and baselines, and zero when nothing is below it.
    fn of(series: &Series<'_>) -> Self {
        let points = series.points.iter();
        let amounts = points.flat_map(|point| {
            let limits = point.limits.iter().copied();
            limits.chain(point.value).chain(point.baseline)
        });
        let amounts = amounts.map(Decimal::to_f64).filter(|it| it.is_finite());
        let (least, most) = amounts.fold((0.0_f64, 0.0_f64), |(least, most), amount| {
            (least.min(amount), most.max(amount))
        });
        Self {
            least,
            most: if most > least { most } else { least + 1.0 },
            count: series.points.len(),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a drawing has fewer points than 2^52"
    )]
    fn x(&self, place: usize) -> f64 {
        let steps = self.count.saturating_sub(1);
        let share = if steps == 0 {
            0.5
        } else {
            place as f64 / steps as f64
        };
        LEFT + share * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, amount: f64) -> f64 {
        let share = (amount - self.least) / (self.most - self.least);
        HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
    }
}

/// Returns the drawing of a metric; what it shows is said in a sentence as well.
pub(super) fn chart(title: &str, series: &Series<'_>) -> Markup {
    let scale = Scale::of(series);
    let most_limits = series.points.iter().map(|it| it.limits.len()).max();
    let limit = |place: usize| move |point: &Point<'_>| point.limits.get(place).copied();
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) role="img"
            aria-label=(shown(&in_words(title, series))) {
            line.axis x1=(LEFT) y1=(number(scale.y(scale.least))) x2=(WIDTH - RIGHT) y2=(number(scale.y(scale.least))) {}
            text x=(LEFT - 6.0) y=(number(scale.y(scale.most) + 4.0)) text-anchor="end" { (label(scale.most)) }
            text x=(LEFT - 6.0) y=(number(scale.y(scale.least) + 4.0)) text-anchor="end" { (label(scale.least)) }
            path.baseline d=(line(&scale, series, |point| point.baseline)) {}
            @for place in 0..most_limits.unwrap_or(0) {
                path.limit d=(line(&scale, series, limit(place))) {}
            }
            @for limit in series.points.last().iter().flat_map(|point| &point.limits) {
                text x=(WIDTH - RIGHT + 8.0) y=(number(scale.y(limit.to_f64()) + 4.0)) { (limit) }
            }
            path.values d=(line(&scale, series, |point| point.value)) {}
            @for (place, point) in series.points.iter().enumerate() {
                (mark(scale.x(place), point.value.map(|it| scale.y(it.to_f64())), point.ruling))
            }
            @for (place, point) in [series.points.first(), series.points.last()].into_iter().enumerate() {
                @if let Some(point) = point {
                    text x=(if place == 0 { LEFT } else { WIDTH - RIGHT }) y=(HEIGHT - 8.0)
                        text-anchor=(if place == 0 { "start" } else { "end" }) {
                        (point.at.format("%m-%d %H:%M")) " " (point.stage)
                    }
                }
            }
        }
    }
}

/// Returns a line through the amounts that there are, interrupted where there is none. One amount alone is drawn over the
/// whole width.
fn line(
    scale: &Scale,
    series: &Series<'_>,
    amount: impl Fn(&Point<'_>) -> Option<Decimal>,
) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for (place, point) in series.points.iter().enumerate() {
        let Some(amount) = amount(point) else {
            is_drawing = false;
            continue;
        };
        let y = number(scale.y(amount.to_f64()));
        if scale.count == 1 {
            return format!("M{LEFT} {y}H{}", WIDTH - RIGHT);
        }
        let command = if is_drawing { 'L' } else { 'M' };
        let _ = write!(path, "{command}{} {y}", number(scale.x(place)));
        is_drawing = true;
    }
    path
}

/// Returns the mark of an observation: a round one for go, a square one for no-go, a triangle between them, and an empty
/// place for what was not measured.
fn mark(x: f64, y: Option<f64>, ruling: Ruling) -> Markup {
    let Some(y) = y else {
        return html! { text x=(number(x)) y=(HEIGHT - BOTTOM - 4.0) text-anchor="middle" { "?" } };
    };
    let at = |dx: f64, dy: f64| format!("{} {}", number(x + dx), number(y + dy));
    html! {
        @match ruling {
            Ruling::Go => circle.mark.good cx=(number(x)) cy=(number(y)) r="4" {},
            Ruling::NoGo => rect.mark.bad x=(number(x - 4.5)) y=(number(y - 4.5)) width="9" height="9" {},
            _ => path.mark.wait d={ "M" (at(0.0, -5.5)) "L" (at(5.5, 4.5)) "L" (at(-5.5, 4.5)) "Z" } {},
        }
    }
}

/// Says what the drawing shows.
fn in_words(title: &str, series: &Series<'_>) -> String {
    let count = crate::domain::text::counted(series.points.len(), "observation");
    let last = series.points.last().map_or_else(String::new, |point| {
        let value = point
            .value
            .map_or_else(|| "not measured".to_owned(), |value| value.to_string());
        let limits: Vec<String> = point.limits.iter().map(ToString::to_string).collect();
        let limits = if limits.is_empty() {
            String::new()
        } else {
            format!(", limits {}", limits.join(" and "))
        };
        format!("; the last {value}{limits}: {}", point.ruling.word())
    });
    format!("{title}: {count}{last}")
}

/// Writes an amount beside an axis.
fn label(amount: f64) -> String {
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn an_amount_beside_an_axis_has_the_digits_it_needs() {
        for (amount, expected) in [
            (0.0, "0"),
            (100.0, "100"),
            (0.4, "0.4"),
            (0.0004, "0.0004"),
            (1_234_567.5, "1234567.5"),
        ] {
            assert_eq!(label(amount), expected);
        }
    }
}
