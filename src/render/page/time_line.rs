//! What has its time, on a line of time and as a table.

use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};

use super::parts::{number, shown, table};
use crate::domain::reports::schedule::{Slot, SlotState, slots};
use crate::domain::rules::judgement::Judgement;
use crate::domain::state::Release;
use crate::render::schedule::title;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 300.0;
const RIGHT: f64 = 24.0;
const ROW: f64 = 24.0;
const HEAD: f64 = 28.0;

/// The most that is drawn; the table has all of it.
const MOST_DRAWN: usize = 40;

/// The longest text beside a bar, in characters.
const LONGEST: usize = 44;

/// Returns what has its time; nothing when nothing has.
pub(super) fn times(release: &Release, judgements: &[Judgement<'_>], now: DateTime<Utc>) -> Markup {
    let slots = slots(release, judgements, now);
    if slots.is_empty() {
        return html! {};
    }
    let text = |at: DateTime<Utc>, is_day: bool| {
        let form = if is_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
        at.format(form).to_string()
    };
    let row = |slot: &Slot<'_>| {
        let is_day = slot.is_whole_days();
        let ends = if is_day {
            slot.ends - TimeDelta::days(1)
        } else {
            slot.ends
        };
        vec![
            title(slot),
            text(slot.begins, is_day),
            text(ends, is_day),
            slot.state.word().to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = slots.iter().map(row).collect();
    html! {
        figure {
            figcaption { "What has its time, by its beginning; the dashed line is now" }
            (drawing(&slots, now))
        }
        (table("Begin, end and state", &["What", "Begins", "Ends", "State"], &[], &rows))
    }
}

/// From when until when a drawing goes.
struct Line {
    from: DateTime<Utc>,
    length: f64,
}

impl Line {
    fn over(slots: &[Slot<'_>], now: DateTime<Utc>) -> Self {
        let from = slots.iter().map(|slot| slot.begins).min().unwrap_or(now);
        let until = slots.iter().map(|slot| slot.ends).max().unwrap_or(now);
        let (from, until) = (from.min(now), until.max(now));
        Self {
            from,
            length: minutes(until - from).max(1.0),
        }
    }

    fn x(&self, at: DateTime<Utc>) -> f64 {
        LEFT + minutes(at - self.from) / self.length * (WIDTH - LEFT - RIGHT)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "2^52 minutes are longer than any release"
)]
fn minutes(length: TimeDelta) -> f64 {
    length.num_minutes() as f64
}

fn drawing(slots: &[Slot<'_>], now: DateTime<Utc>) -> Markup {
    let line = Line::over(slots, now);
    let drawn = &slots[..slots.len().min(MOST_DRAWN)];
    let height = drawn.iter().fold(HEAD + 8.0, |height, _| height + ROW);
    let begin = line.from.format("%Y-%m-%d %H:%M").to_string();
    let end = slots
        .iter()
        .map(|slot| slot.ends)
        .max()
        .unwrap_or(now)
        .max(now);
    let mut y = HEAD - ROW;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="img"
            aria-label={ "A line of time from " (begin) " to " (end.format("%Y-%m-%d %H:%M")) "; the table below has the same" } {
            text x=(LEFT) y="16" { (begin) }
            text x=(WIDTH - RIGHT) y="16" text-anchor="end" { (end.format("%Y-%m-%d %H:%M")) }
            @for slot in drawn {
                @let () = y += ROW;
                (row(slot, &line, y))
            }
            line.now x1=(number(line.x(now))) x2=(number(line.x(now))) y1=(HEAD - 6.0) y2=(height) {}
        }
    }
}

fn row(slot: &Slot<'_>, line: &Line, y: f64) -> Markup {
    let (begins, ends) = (line.x(slot.begins), line.x(slot.ends));
    let class = match slot.state {
        SlotState::Done => "good",
        SlotState::UnderWay => "wait",
        SlotState::Overdue => "bad",
        SlotState::Cancelled => "off",
        SlotState::Ahead | SlotState::Over => "plain",
    };
    html! {
        text x="8" y=(y + 15.0) { (shown(&shortened(&title(slot)))) }
        rect.bar.(class) x=(number(begins)) y=(y + 4.0) width=(number((ends - begins).max(3.0))) height=(ROW - 9.0) rx="2" {}
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST - 1).collect();
    format!("{kept}…")
}
