//! Child processes with a time limit, a limit on what is kept of their output, and a process group that ends as a whole.
//!
//! Decides nothing about what runs: `git`, `source` and `trust` do.

mod group;

use std::io::{self, Read, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use self::group::Group;

/// The most bytes of standard error that are kept.
pub(crate) const MOST_ERRORS: usize = 64 * 1024;

/// How long a process may take to end by itself once it was told to.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long somebody who left the process's group may hold its output open after its end.
const GRACE: Duration = Duration::from_secs(1);

/// How long one look at an attended process waits for the next.
const NAP: Duration = Duration::from_millis(5);

/// When a process is ended before it ends by itself.
pub(crate) struct Limits<'l> {
    /// How long it may take.
    pub(crate) time: Duration,
    /// Tells whether the person wants it to end; asked many times a second while it runs.
    pub(crate) is_stopped: &'l dyn Fn() -> bool,
}

/// A process that ran to its end.
pub(crate) struct Finished<S> {
    pub(crate) status: ExitStatus,
    /// What took its standard output.
    pub(crate) sink: S,
    /// Whether the sink was given all of it.
    pub(crate) is_whole: bool,
    /// The first [`MOST_ERRORS`] bytes of its standard error.
    pub(crate) stderr: Vec<u8>,
}

/// Why a process did not run to its end. Everything in its group was ended with it.
#[derive(Debug)]
pub(crate) enum ProcessFault {
    NotStarted(io::Error),
    TimedOut,
    Stopped,
    Unwatched(io::Error),
}

/// What takes the standard output of a process, in pieces; the process may be cut off by answering false.
pub(crate) type Feed<S> = fn(&mut S, &[u8]) -> bool;

/// The beginning of an output.
#[derive(Default)]
pub(crate) struct Beginning {
    pub(crate) bytes: Vec<u8>,
    /// Whether there was more.
    pub(crate) is_cut: bool,
    most: usize,
}

impl Beginning {
    /// Keeps at most this many bytes.
    pub(crate) fn of(most: usize) -> Self {
        Self {
            most,
            ..Self::default()
        }
    }

    /// Takes a piece; what is too much is dropped, and the process goes on.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> bool {
        let room = piece.len().min(self.most - self.bytes.len());
        self.bytes.extend_from_slice(&piece[..room]);
        self.is_cut |= room < piece.len();
        true
    }
}

/// Runs a program to its end in a process group of its own, with nothing to read. What it leaves running in its group
/// ends with it.
pub(crate) fn run<S: Default + Send + 'static>(
    command: &mut Command,
    limits: &Limits<'_>,
    sink: S,
    feed: Feed<S>,
) -> Result<Finished<S>, ProcessFault> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut group = Group::start(command).map_err(ProcessFault::NotStarted)?;
    let stdout = group.child().stdout.take();
    let stdout = stdout.map(|pipe| Tap::on(pipe, sink, feed));
    let stderr = group.child().stderr.take();
    let stderr = stderr.map(|pipe| Tap::on(pipe, Beginning::of(MOST_ERRORS), Beginning::feed));

    let is_over = || (limits.is_stopped)() || started.elapsed() >= limits.time;
    let has_ended = group.wait_unless(is_over);
    if !has_ended.map_err(ProcessFault::Unwatched)? {
        group.end(PATIENCE);
        return Err(if (limits.is_stopped)() {
            ProcessFault::Stopped
        } else {
            ProcessFault::TimedOut
        });
    }
    let status = group.finish().map_err(ProcessFault::Unwatched)?;
    let (sink, is_whole) = stdout.map(Tap::ended).unwrap_or_default();
    let (stderr, _) = stderr.map(Tap::ended).unwrap_or_default();
    Ok(Finished {
        status,
        sink,
        is_whole,
        stderr: stderr.bytes,
    })
}

/// Runs a program that may ask the person at the terminal something: it reads `input`, stays in the group of the terminal,
/// and says on our own standard error what it has to say.
pub(crate) fn attended(
    command: &mut Command,
    input: &[u8],
    most: usize,
    time: Duration,
) -> Result<Finished<Beginning>, ProcessFault> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::inherit());
    let started = Instant::now();
    let mut child = command.spawn().map_err(ProcessFault::NotStarted)?;
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_vec();
        // A program that ends early reads no further; how it ended says so.
        std::thread::spawn(move || stdin.write_all(&input));
    }
    let stdout = child.stdout.take();
    let stdout = stdout.map(|pipe| Tap::on(pipe, Beginning::of(most), Beginning::feed));
    let status = ended(&mut child, || started.elapsed() >= time);
    let status = status.map_err(ProcessFault::Unwatched)?;
    let Some(status) = status else {
        return Err(ProcessFault::TimedOut);
    };
    let (sink, is_whole) = stdout.map(Tap::ended).unwrap_or_default();
    Ok(Finished {
        status,
        sink,
        is_whole,
        stderr: Vec::new(),
    })
}

/// Waits for a child to end; `None` when it was ended because `is_over` says so.
fn ended(child: &mut Child, is_over: impl Fn() -> bool) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if is_over() {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(NAP);
    }
}

/// Reads a pipe to its end in a thread.
struct Tap<S> {
    sink: Arc<Mutex<S>>,
    is_at_end: Receiver<()>,
}

impl<S: Default + Send + 'static> Tap<S> {
    fn on(pipe: impl Read + Send + 'static, sink: S, feed: Feed<S>) -> Self {
        let sink = Arc::new(Mutex::new(sink));
        let (at_end, is_at_end) = channel();
        let shared = Arc::clone(&sink);
        std::thread::spawn(move || drain(pipe, &shared, feed, &at_end));
        Self { sink, is_at_end }
    }

    /// Returns the sink, and whether it was given everything.
    fn ended(self) -> (S, bool) {
        let is_whole = self.is_at_end.recv_timeout(GRACE).is_ok();
        let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
        (std::mem::take(&mut sink), is_whole)
    }
}

fn drain<S>(mut pipe: impl Read, shared: &Mutex<S>, feed: Feed<S>, at_end: &Sender<()>) {
    let mut buffer = [0; 16 * 1024];
    loop {
        match pipe.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                let mut sink = shared.lock().unwrap_or_else(PoisonError::into_inner);
                if !feed(&mut sink, &buffer[..count]) {
                    // Without a reader the process cannot go on.
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // What cannot be read to its end counts as cut.
            Err(_) => return,
        }
    }
    let _ = at_end.send(());
}
