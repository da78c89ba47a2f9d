//! Checks that run, live: how many have ended, which run, and for how long. Nothing where no terminal is.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often the time is drawn again.
const TICK: Duration = Duration::from_secs(1);

/// Draws on standard error for as long as it lives, and leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Checking {
    bar: Option<ProgressBar>,
}

impl Checking {
    /// Begins to draw, on a terminal that can.
    pub(crate) fn start() -> Self {
        let can_draw = io::stderr().is_terminal() && !super::streams::is_dumb();
        let bar = can_draw.then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{elapsed} {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(TICK);
            bar
        });
        Self { bar }
    }

    /// Shows what runs.
    pub(crate) fn show(&self, message: String) {
        if let Some(bar) = &self.bar {
            bar.set_message(message);
        }
    }

    /// Does something that prints, with nothing drawn meanwhile.
    pub(crate) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Drop for Checking {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
