//! A stage that soaks, live: a bar with the time left and what was measured; plain lines where no terminal is.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::streams::write_all;
use crate::style::OutputStyle;

/// Draws on standard error for as long as it lives, and leaves nothing behind on a terminal.
#[derive(Debug)]
pub(crate) struct Soaking {
    bars: Option<Bars>,
    look: OutputStyle,
}

#[derive(Debug)]
struct Bars {
    all: MultiProgress,
    soak: ProgressBar,
    below: ProgressBar,
}

/// What is shown at a moment.
#[derive(Debug)]
pub(crate) struct Frame {
    /// How long the stage has soaked, in seconds.
    pub(crate) soaked: u64,
    /// How long it has to, in seconds.
    pub(crate) least: u64,
    /// What stands beside the bar, and alone on a plain line.
    pub(crate) headline: String,
    /// What stands below the bar.
    pub(crate) below: String,
    /// What was measured, for a plain line.
    pub(crate) measured: String,
}

impl Soaking {
    /// Begins to draw: bars on a terminal that can, lines elsewhere.
    pub(crate) fn start(look: OutputStyle) -> Self {
        let can_draw = io::stderr().is_terminal() && !super::streams::is_dumb();
        Self {
            bars: can_draw.then(|| Bars::new(look)),
            look,
        }
    }

    /// Tells whether it draws over what it drew before, so that it may be shown as often as one likes.
    pub(crate) fn is_live(&self) -> bool {
        self.bars.is_some()
    }

    pub(crate) fn show(&self, moment: &Frame) {
        match &self.bars {
            Some(bars) => bars.show(moment),
            None => {
                let line = match moment.measured.as_str() {
                    "" => format!("{}\n", moment.headline),
                    measured => format!("{}: {measured}\n", moment.headline),
                };
                // Whoever does not read along misses nothing else.
                let _ = write_all(
                    &mut io::stderr().lock() as &mut dyn Write,
                    &self.look.in_characters(&line),
                );
            }
        }
    }
}

impl Bars {
    fn new(look: OutputStyle) -> Self {
        let all = MultiProgress::new();
        let (soak, below) = (
            all.add(ProgressBar::new(1)),
            all.add(ProgressBar::new_spinner()),
        );
        let style = |template: &str| {
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
        };
        soak.set_style(style("{bar:40} {msg}").progress_chars(if look.unicode {
            "█▉▊▋▌▍▎▏ "
        } else {
            "#>."
        }));
        below.set_style(style("{msg}"));
        Self { all, soak, below }
    }

    fn show(&self, moment: &Frame) {
        self.soak.set_length(moment.least.max(1));
        self.soak.set_position(moment.soaked.min(moment.least));
        self.soak.set_message(moment.headline.clone());
        self.below.set_message(moment.below.clone());
        self.below.tick();
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        // What was drawn is gone by the time the result is printed.
        self.below.finish_and_clear();
        self.soak.finish_and_clear();
        let _ = self.all.clear();
    }
}

/// How often the time left is drawn anew.
pub(crate) const TICK: Duration = Duration::from_secs(1);
