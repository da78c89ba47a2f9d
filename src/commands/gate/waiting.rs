//! `gonogo gate --wait`: asks again while the verdict is HOLD.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use thiserror::Error;

use crate::commands::context::Context;
use crate::domain::duration;
use crate::error::{CommandError, Kind};
use crate::ui::stopping::Stopping;

/// How long and how often a gate on HOLD is asked again.
#[derive(clap::Args, Debug)]
pub(super) struct WaitArgs {
    /// While the verdict is HOLD, read the record again until it is not
    #[arg(long)]
    wait: bool,
    /// The longest wait; afterwards HOLD is the answer [default: none]
    #[arg(long, value_name = "TIME", requires = "wait", value_parser = duration::parse)]
    timeout: Option<TimeDelta>,
    /// Time between two looks at the record
    #[arg(long, value_name = "TIME", requires = "wait", default_value = "30s", value_parser = duration::parse)]
    interval: TimeDelta,
}

/// A wait that has begun.
pub(super) struct Waiting {
    stopping: Stopping,
    began: Instant,
    timeout: Option<Duration>,
    interval: Duration,
    told: String,
}

#[derive(Debug, Error)]
#[error("stopped waiting; the verdict was HOLD")]
struct Stopped;

impl WaitArgs {
    /// Begins to wait, when that was asked for.
    pub(super) fn start(&self) -> Result<Option<Waiting>, CommandError> {
        if !self.wait {
            return Ok(None);
        }
        Ok(Some(Waiting {
            stopping: Stopping::start().map_err(CommandError::environment)?,
            began: Instant::now(),
            timeout: self.timeout.and_then(|time| time.to_std().ok()),
            interval: self.interval.to_std().unwrap_or_default(),
            told: String::new(),
        }))
    }
}

impl Waiting {
    /// Waits until it is time for another look; tells whether it is worth one, and `false` once the time is over. What
    /// stands when the time is over was looked at last at its end.
    pub(super) fn until_next(
        &mut self,
        context: &Context,
        headline: &str,
    ) -> Result<bool, CommandError> {
        let left = match self.timeout {
            Some(timeout) => match timeout.checked_sub(self.began.elapsed()) {
                Some(left) => left,
                None => return Ok(false),
            },
            None => Duration::MAX,
        };
        if self.told != headline {
            headline.clone_into(&mut self.told);
            context.notice(&format!("{headline}; waiting\n"));
        }
        if self.stopping.wait(self.interval.min(left)) {
            return Ok(true);
        }
        let kind = Kind::of_signal(self.stopping.caught());
        Err(CommandError::new(kind, Stopped))
    }
}
