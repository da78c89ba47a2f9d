//! Ctrl-C and its kin for commands that take a while: they end what they began, and say so.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[cfg(unix)]
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
#[cfg(unix)]
use signal_hook::{SigId, flag, low_level};

/// How often somebody who waits looks whether to stop.
const LOOK: Duration = Duration::from_millis(50);

/// Notes the signals that ask the program to end, as long as it lives.
#[derive(Debug)]
pub(crate) struct Stopping {
    caught: Arc<AtomicUsize>,
    #[cfg(unix)]
    handlers: Vec<SigId>,
}

impl Stopping {
    /// Begins to note signals in place of ending at once.
    ///
    /// # Errors
    ///
    /// When the handlers cannot be set up.
    #[cfg(unix)]
    pub(crate) fn start() -> io::Result<Self> {
        let mut stopping = Self {
            caught: Arc::default(),
            handlers: Vec::new(),
        };
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let number = usize::try_from(signal).unwrap_or_default();
            stopping.handlers.push(flag::register_usize(
                signal,
                Arc::clone(&stopping.caught),
                number,
            )?);
        }
        Ok(stopping)
    }

    /// Notes nothing: here Ctrl-C ends the program at once.
    ///
    /// # Errors
    ///
    /// Never.
    #[cfg(not(unix))]
    pub(crate) fn start() -> io::Result<Self> {
        Ok(Self {
            caught: Arc::default(),
        })
    }

    /// Returns the signal that asked the program to end.
    pub(crate) fn caught(&self) -> Option<u8> {
        u8::try_from(self.caught.load(Ordering::SeqCst))
            .ok()
            .filter(|signal| *signal != 0)
    }

    /// Waits for `time`, or until the program is asked to end; tells whether the time went by.
    pub(crate) fn wait(&self, time: Duration) -> bool {
        let started = Instant::now();
        while self.caught().is_none() {
            let Some(left) = time.checked_sub(started.elapsed()) else {
                return true;
            };
            std::thread::sleep(left.min(LOOK));
        }
        false
    }
}

#[cfg(unix)]
impl Drop for Stopping {
    fn drop(&mut self) {
        for handler in &self.handlers {
            low_level::unregister(*handler);
        }
    }
}
