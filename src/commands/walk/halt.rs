//! What ends a walk before its end, and what is said then.

use thiserror::Error;

use crate::domain::id::PhaseId;
use crate::domain::version::Version;
use crate::error::{CommandError, Kind};
use crate::walk::Stop;

/// Why a walk did not come to its end.
#[derive(Debug, Error)]
pub(super) enum Halted {
    #[error("there is no terminal to ask at")]
    NoTerminal,
    #[error("{0}")]
    Stopped(String),
    #[error("the input ended within a question; {0}")]
    InputEnded(String),
    #[error("the terminal cannot be used")]
    Terminal(#[source] std::io::Error),
    #[error("phase `{0}` has not been entered, so there is nothing to walk through")]
    NotEntered(PhaseId),
    #[error("`{0}` belongs to the start of a release, and {1} was started otherwise")]
    Started(&'static str, Version),
}

/// What ends a walk at once.
pub(super) enum Halt {
    Stopped(Stop),
    Failed(CommandError),
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

impl From<CommandError> for Halt {
    fn from(error: CommandError) -> Self {
        Self::Failed(error)
    }
}

/// Returns the failure that tells what is saved and how to go on.
pub(in crate::commands) fn stopped(stop: Stop, saved: usize, command: &str) -> CommandError {
    let farewell = crate::ui::farewell(saved, command);
    match stop {
        Stop::Signal(2) => CommandError::new(Kind::Interrupted, Halted::Stopped(farewell)),
        Stop::Signal(signal) => CommandError::new(
            Kind::Signal(u8::try_from(signal).unwrap_or_default()),
            Halted::Stopped(farewell),
        ),
        Stop::Ended => CommandError::not_evaluated(Halted::InputEnded(farewell)),
        Stop::Broken(error) => CommandError::environment(Halted::Terminal(error)).hinted(farewell),
    }
}
