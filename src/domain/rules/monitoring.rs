//! Where the monitoring windows of a release stand, at a moment.

use chrono::{DateTime, Utc};

use crate::domain::duration::{seconds, span, span_of};
use crate::domain::event::{Event, EventKind, timestamp};
use crate::domain::id::WindowId;
use crate::domain::plan::monitoring::{Monitoring, Window};
use crate::domain::rules::item_status;
use crate::domain::schema::words;
use crate::domain::state::Release;

words! {
    /// Where a window stands.
    #[derive(Hash)]
    pub enum WindowState {
        /// The milestone it is counted from has not been reached, or it is still to come.
        Ahead = "ahead",
        /// It is being watched.
        Open = "open",
        /// It is over, and its role has not closed it.
        Overdue = "overdue",
        /// Its role closed it as clean.
        Closed = "closed",
        /// Its role closed it before its end, with a reason.
        ClosedEarly = "closed early",
    }
}

/// A window with everything that decides its state.
#[derive(Clone, Debug)]
pub struct WindowStatus<'r> {
    /// The window.
    pub window: &'r Window,
    /// Its state.
    pub state: WindowState,
    /// When it begins and ends, once the milestone is reached.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The event that closed it.
    pub closing: Option<&'r Event>,
    /// The present time.
    pub now: DateTime<Utc>,
}

/// The windows of a release.
#[derive(Clone, Debug)]
pub struct Watch<'r> {
    /// What the plan says.
    pub monitoring: &'r Monitoring,
    /// When the windows began to count.
    pub since: Option<DateTime<Utc>>,
    /// The windows, in order.
    pub windows: Vec<WindowStatus<'r>>,
}

impl WindowState {
    /// Tells whether nobody has to do anything about the window any more.
    pub(crate) fn is_closed(self) -> bool {
        matches!(self, Self::Closed | Self::ClosedEarly)
    }
}

impl WindowStatus<'_> {
    /// Returns what is the matter with a window that is not closed, on one line.
    pub fn sentence(&self) -> String {
        match (self.state, self.span) {
            (WindowState::Overdue, Some((_, end))) => {
                format!(
                    "overdue for {}: it ended at {}",
                    span_of(self.now - end),
                    timestamp(&end)
                )
            }
            (WindowState::Open, Some((_, end))) => format!(
                "open: {} left, until {}",
                span_of(end - self.now),
                timestamp(&end)
            ),
            (_, Some((begin, end))) => format!(
                "begins at {}, ends at {}",
                timestamp(&begin),
                timestamp(&end)
            ),
            (_, None) => format!(
                "has not begun: {} to {} after the deployment",
                span(self.window.from),
                span(self.window.to)
            ),
        }
    }
}

/// Returns where the monitoring windows stand at `now`; `None` when the plan has none.
pub fn watch(release: &Release, now: DateTime<Utc>) -> Option<Watch<'_>> {
    let monitoring = release.plan().monitoring.as_ref()?;
    let since = item_status::milestone(release, &monitoring.starts_at, now);
    let windows = monitoring
        .windows
        .iter()
        .map(|window| window_standing(release, window, since, now))
        .collect();
    Some(Watch {
        monitoring,
        since,
        windows,
    })
}

/// Returns every time that a window was closed before its end, with the window.
pub(crate) fn closed_early(release: &Release) -> impl Iterator<Item = (&WindowId, &Event)> {
    release
        .events()
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::WindowClosed(closing) if closing.early.is_some() => {
                Some((&closing.window, event))
            }
            _ => None,
        })
}

fn window_standing<'r>(
    release: &'r Release,
    window: &'r Window,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> WindowStatus<'r> {
    let span = since.map(|since| (since + seconds(window.from), since + seconds(window.to)));
    let closing = since.zip(span).and_then(|(since, (_, end))| {
        // A closing counts for the candidate and the deployment it was made on, and as clean only from the end of the
        // window on.
        release
            .closings(&window.id)
            .rev()
            .find(|event| match &event.kind {
                EventKind::WindowClosed(closing) => {
                    let from = if closing.early.is_some() { since } else { end };
                    release.not_before(event, now) >= from
                        && release.is_about_present(event, closing.candidate.as_ref())
                }
                _ => false,
            })
    });
    let is_early = closing.is_some_and(
        |event| matches!(&event.kind, EventKind::WindowClosed(it) if it.early.is_some()),
    );
    let state = match (closing, span) {
        (Some(_), _) if is_early => WindowState::ClosedEarly,
        (Some(_), _) => WindowState::Closed,
        (None, Some((_, end))) if now >= end => WindowState::Overdue,
        (None, Some((begin, _))) if now >= begin => WindowState::Open,
        (None, _) => WindowState::Ahead,
    };
    WindowStatus {
        window,
        state,
        span,
        closing,
        now,
    }
}

#[cfg(test)]
mod tests;
