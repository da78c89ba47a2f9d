//! The keyboard side of a terminal: its modes, what was typed ahead, keys and lines, and signals while waiting.

use std::io;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};
use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, tcflush, tcsetattr,
};

use super::keys::{Guard, Key, Stroke};
use super::prompt_lines::{LONGEST_LINE, Lines, text_of};
use super::signals::Watch;
use crate::walk::Stop;

/// Stdin, watched for signals while it is waited for.
pub(crate) struct Keyboard {
    watch: Watch,
    buffer: Vec<u8>,
    guard: Guard,
}

/// What waking up brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// The keyboard did something.
    Stroke(Stroke),
    /// The program was stopped and goes on: the terminal has to be set up and drawn anew.
    Resumed,
}

enum Ready {
    Input,
    Wake,
    Quiet,
}

impl Keyboard {
    /// Makes a keyboard.
    pub(crate) fn new(watch: Watch) -> Self {
        Self {
            watch,
            buffer: Vec::new(),
            // The program was started with Enter.
            guard: Guard::new(Key::Char('\n')),
        }
    }

    /// Returns the signals that are watched.
    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Makes every key arrive at once and unseen. Ctrl-C stays a signal. Failing is harmless: keys then need Enter.
    pub(crate) fn take_keys(&self) {
        let Some(found) = self.watch.modes() else {
            return;
        };
        let mut modes = found.clone();
        modes
            .local_modes
            .remove(LocalModes::ICANON | LocalModes::ECHO);
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
    }

    /// Gives the terminal back as it was found, for another program to use.
    pub(crate) fn give_back(&self) {
        if let Some(modes) = self.watch.modes() {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, modes);
        }
    }

    /// Notes a key that something else has read: it may be held down still.
    pub(crate) fn pressed(&mut self, key: Key) {
        self.guard = Guard::new(key);
    }

    /// Returns what was typed and answered nothing, as the beginning of a text.
    pub(crate) fn typed_ahead(&mut self) -> String {
        self.guard.typed_ahead()
    }

    /// Drops what was typed before anybody asked, and tells whether there was anything.
    pub(crate) fn drop_typed_ahead(&mut self) -> bool {
        if self.watch.modes().is_none() {
            return false;
        }
        let mut was_typed = !self.buffer.is_empty();
        self.buffer.clear();
        // A line that is not finished cannot be read in line mode, so what is left is flushed besides.
        loop {
            match self.wait(Some(Duration::ZERO)) {
                Ok(Ready::Input) if self.read().is_ok() => was_typed = true,
                Ok(Ready::Wake) => {}
                Ok(Ready::Input | Ready::Quiet) | Err(_) => break,
            }
        }
        let _ = tcflush(io::stdin(), QueueSelector::IFlush);
        was_typed
    }

    /// Waits for a key.
    ///
    /// # Errors
    ///
    /// When the program is asked to end, or the terminal is gone.
    pub(crate) fn key(&mut self) -> Result<Woken, Stop> {
        loop {
            if let Some(stroke) = self.guard.next_stroke() {
                return Ok(Woken::Stroke(stroke));
            }
            let limit = self
                .guard
                .deadline()
                .map(|then| then.saturating_duration_since(Instant::now()));
            match self.wait(limit)? {
                Ready::Wake => return Ok(Woken::Resumed),
                Ready::Quiet => self.guard.waited(Instant::now()),
                Ready::Input => {
                    let bytes = self.read()?;
                    self.guard.arrived(&bytes, Instant::now());
                }
            }
        }
    }

    /// Waits for input or a signal.
    fn wait(&self, limit: Option<Duration>) -> Result<Ready, Stop> {
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        loop {
            if let Some(signal) = self.watch.caught() {
                return Err(Stop::Signal(signal));
            }
            let stdin = io::stdin();
            let wake = self.watch.wake();
            let mut polled = [
                PollFd::new(&stdin, PollFlags::IN),
                PollFd::new(&wake, PollFlags::IN),
            ];
            match poll(&mut polled, limit.as_ref()) {
                Ok(0) => return Ok(Ready::Quiet),
                Ok(_) if !polled[1].revents().is_empty() => {
                    self.watch.take_wake();
                    if self.watch.caught().is_none() {
                        return Ok(Ready::Wake);
                    }
                }
                Ok(_) => return Ok(Ready::Input),
                Err(Errno::INTR) => {}
                Err(error) => return Err(Stop::Broken(error.into())),
            }
        }
    }

    /// Reads what has arrived. A terminal that hung up reads as an end, or as an I/O error.
    fn read(&self) -> Result<Vec<u8>, Stop> {
        let mut bytes = vec![0; 4096];
        loop {
            match read(io::stdin(), &mut bytes[..]) {
                Ok(0) => return Err(self.ended()),
                Ok(count) => {
                    bytes.truncate(count);
                    return Ok(bytes);
                }
                Err(Errno::INTR) => {}
                Err(Errno::IO) => return Err(self.ended()),
                Err(error) => return Err(Stop::Broken(error.into())),
            }
        }
    }
}

impl Keyboard {
    /// Tells a terminal that hung up, which is said by a signal, from input that simply ended.
    pub(super) fn ended(&self) -> Stop {
        let signal = if self.watch.modes().is_some() {
            self.watch.caught_soon()
        } else {
            self.watch.caught()
        };
        signal.map_or(Stop::Ended, Stop::Signal)
    }

    /// Tells why the terminal could not be written.
    pub(crate) fn broken(&self, error: io::Error) -> Stop {
        self.watch
            .caught_soon()
            .map_or(Stop::Broken(error), Stop::Signal)
    }
}

impl Lines for Keyboard {
    fn line(&mut self) -> Result<Option<String>, Stop> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(Some(text_of(&line)));
            }
            // What is beyond the longest line is dropped; only the end of the line matters then.
            self.buffer.truncate(LONGEST_LINE);
            match self.wait(None)? {
                Ready::Wake | Ready::Quiet => {}
                Ready::Input => match self.read() {
                    Ok(bytes) => self.buffer.extend_from_slice(&bytes),
                    Err(Stop::Ended) if self.buffer.is_empty() => return Ok(None),
                    Err(Stop::Ended) => {
                        return Ok(Some(text_of(&std::mem::take(&mut self.buffer))));
                    }
                    Err(stop) => return Err(stop),
                },
            }
        }
    }

    fn discard(&mut self) -> bool {
        self.drop_typed_ahead()
    }

    fn is_seen(&self) -> bool {
        self.watch.modes().is_some()
    }
}
