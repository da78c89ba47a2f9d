//! Signals: whoever asks the program to end gets it, with the terminal as it was found and every answer safe.
//!
//! A thread notes the signal and wakes whoever waits for a key. The walk then stops by itself. When it cannot, because
//! it sits in an editor or a slow disk, the thread restores the terminal, says how to go on, and ends the program.

use std::io::{self, IsTerminal, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGXFSZ};
use signal_hook::iterator::{Handle, Signals};

use super::notices::farewell;
use crate::domain::text::visible;

/// How long the walk may take to stop by itself. Longer than what a check that runs is given to end, two seconds: it would be
/// left behind otherwise.
const PATIENCE: Duration = Duration::from_secs(3);

/// What asks the terminal to mark what is pasted.
const MARK_PASTES: &str = "\u{1b}[?2004h";

/// What undoes that, and shows the cursor again.
const AS_FOUND: &str = "\u{1b}[?2004l\u{1b}[?25h";

/// Lets a write beyond the limit on the size of files fail like one to a full disk, instead of ending the program.
pub(crate) fn survive_file_limits() {
    // Without the handler the program ends at the limit, as any other does.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

/// Watches for signals as long as it lives, and restores the terminal when it goes.
pub(crate) struct Watch {
    shared: Arc<Shared>,
    wake: PipeReader,
    handle: Handle,
}

struct Shared {
    /// The first signal that asked the program to end; 0 when none did.
    caught: AtomicI32,
    tally: Arc<AtomicUsize>,
    command: String,
    modes: Option<Termios>,
    /// Whether nothing but lines is written, without any escape codes.
    is_plain: bool,
    /// Whether the line editor has the terminal.
    is_editing: AtomicBool,
    /// How often the program was stopped and went on.
    resumes: Arc<AtomicUsize>,
    is_over: Mutex<bool>,
    over: Condvar,
}

impl Watch {
    /// Begins to watch. `command` is what goes on with a walk that was stopped; `is_plain` keeps escape codes from the
    /// terminal.
    ///
    /// # Errors
    ///
    /// When the handlers cannot be set up.
    pub(crate) fn start(command: String, is_plain: bool) -> io::Result<Self> {
        let stdin = io::stdin();
        let modes = if stdin.is_terminal() {
            tcgetattr(&stdin).ok()
        } else {
            None
        };
        let shared = Arc::new(Shared {
            caught: AtomicI32::new(0),
            tally: Arc::default(),
            command,
            modes,
            is_plain,
            is_editing: AtomicBool::new(false),
            resumes: Arc::default(),
            is_over: Mutex::new(false),
            over: Condvar::new(),
        });
        let (wake, waker) = io::pipe()?;
        let signals = Signals::new([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT])?;
        let handle = signals.handle();
        let watched = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || watched.run(signals, waker))?;
        Ok(Self {
            shared,
            wake,
            handle,
        })
    }

    /// Returns the number of saved answers, which the prompter keeps up to date.
    pub(crate) fn tally(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.shared.tally)
    }

    /// Returns the signal that asked the program to end.
    pub(crate) fn caught(&self) -> Option<i32> {
        Some(self.shared.caught.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }

    /// Returns the signal that interrupted something just now, which may take a moment to be noted.
    pub(crate) fn caught_soon(&self) -> Option<i32> {
        for _ in 0..30 {
            if let Some(signal) = self.caught() {
                return Some(signal);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Returns how often the program was stopped and went on, which is kept up to date.
    pub(crate) fn resumes(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.shared.resumes)
    }

    /// Notes whether the line editor has the terminal.
    pub(crate) fn edits(&self, is_editing: bool) {
        self.shared.is_editing.store(is_editing, Ordering::SeqCst);
    }

    /// Returns the terminal's modes as they were found.
    pub(crate) fn modes(&self) -> Option<&Termios> {
        self.shared.modes.as_ref()
    }

    /// Returns what becomes readable when a signal came.
    pub(crate) fn wake(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }

    /// Takes one wake-up.
    pub(crate) fn take_wake(&self) {
        let _ = (&self.wake).read(&mut [0]);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *self
            .shared
            .is_over
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.over.notify_all();
        self.handle.close();
        self.shared.restore();
    }
}

impl Shared {
    fn run(&self, mut signals: Signals, mut waker: PipeWriter) {
        while !signals.is_closed() {
            let mut came: Vec<i32> = signals.wait().collect();
            // Whoever reads a text sends itself a SIGINT when any other signal breaks into the reading: that one counts.
            came.sort_by_key(|signal| *signal == SIGINT);
            for signal in came {
                self.take(signal, &mut waker);
            }
        }
    }

    fn take(&self, signal: i32, waker: &mut PipeWriter) {
        match signal {
            SIGTSTP => self.suspend(),
            SIGCONT => {
                let _ = waker.write_all(&[0]);
            }
            _ => {
                let _ = self
                    .caught
                    .compare_exchange(0, signal, Ordering::SeqCst, Ordering::SeqCst);
                let _ = waker.write_all(&[0]);
                if self.is_editing.load(Ordering::SeqCst) {
                    // The line editor hears nothing but its own SIGINT.
                    let _ = kill_process(getpid(), Signal::INT);
                }
                self.end_unless_over(signal);
            }
        }
    }

    /// Stops with the terminal as it was found. Afterwards the line editor finds it as it had left it.
    fn suspend(&self) {
        let modes = tcgetattr(io::stdin());
        self.restore();
        let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
        if let (Ok(modes), true) = (modes, self.is_editing.load(Ordering::SeqCst)) {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
            self.write_codes(MARK_PASTES);
        }
        self.resumes.fetch_add(1, Ordering::SeqCst);
    }

    /// Waits for the walk to stop by itself, and ends the program when it does not.
    #[expect(
        clippy::disallowed_methods,
        reason = "the main thread does not answer, and the signal asks for an end"
    )]
    fn end_unless_over(&self, signal: i32) {
        let is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .over
            .wait_timeout_while(is_over, PATIENCE, |is_over| !*is_over);
        let (is_over, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if !*is_over {
            self.restore();
            let farewell = farewell(self.tally.load(Ordering::SeqCst), &self.command);
            let _ = writeln!(io::stderr(), "\n{}", visible(&farewell));
            std::process::exit(128 + signal);
        }
    }

    fn restore(&self) {
        let Some(modes) = &self.modes else { return };
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, modes);
        self.write_codes(AS_FOUND);
    }

    fn write_codes(&self, codes: &str) {
        let mut stderr = io::stderr();
        if !self.is_plain && stderr.is_terminal() {
            let _ = stderr.write_all(codes.as_bytes());
        }
    }
}
