//! Reads a record from a file, a stretch of blocks at a time, so that the whole text never stands in memory beside what
//! it says. The ids of the events are computed again meanwhile, on another core.

use std::io::{self, Read};
use std::num::NonZero;
use std::panic;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, Scope, ScopedJoinHandle};

use memchr::memmem;

use super::as_written::AsWritten;
use super::{Reader, is_block_heading};
use crate::domain::event::Event;
use crate::domain::schema::Known;
use crate::domain::state::{Recomputed, Record};

/// How many bytes are read at a time, mostly.
pub const STRETCH: usize = 256 << 10;

/// A record that was read in stretches.
#[derive(Debug, PartialEq, Eq)]
pub struct Stretched {
    /// What it says.
    pub record: Record,
    /// What came of computing the ids of its events again: of all of them, or of none.
    pub recomputed: Recomputed,
    /// Whether some line of it ends with a carriage return and a line feed.
    pub has_carriage_returns: bool,
}

/// Reads a record in the form in which this program writes it, about `stretch` bytes at a time; `None` for any other
/// text, also for one that is no record. More are read at once where a block is longer.
///
/// # Errors
///
/// When `from` cannot be read.
pub fn in_stretches(from: &mut impl Read, stretch: usize) -> io::Result<Option<Stretched>> {
    thread::scope(|scope| read(from, stretch, scope))
}

fn read<'s>(
    from: &mut impl Read,
    stretch: usize,
    scope: &'s Scope<'s, '_>,
) -> io::Result<Option<Stretched>> {
    let (mut reader, mut known) = (Reader::default(), Known::default());
    let mut has_carriage_returns = false;
    let mut hashing = None;
    let mut held = Vec::new();
    let mut is_first = true;
    loop {
        // Of a block that is longer, twice as much each time.
        let more = stretch.max(held.len());
        let is_last = fill(from, &mut held, more)?;
        let end = if is_last {
            held.len()
        } else {
            match last_block(&held) {
                Some(end) => end,
                None => continue,
            }
        };
        let Ok(mut text) = std::str::from_utf8(&held[..end]) else {
            return Ok(None);
        };
        let lines;
        if text.contains("\r\n") {
            has_carriage_returns = true;
            lines = text.replace("\r\n", "\n");
            text = &lines;
        }
        let mut table = if is_first {
            AsWritten::new(text)
        } else {
            AsWritten::going_on(text, known)
        };
        if reader.take(&mut table).is_err() {
            return Ok(None);
        }
        if is_first && !is_last {
            hashing = Hashing::start(scope, &reader);
        }
        if let Some(hashing) = &hashing {
            hashing.take(&mut reader.events);
        }
        if is_last {
            let recomputed = hashing.map(|hashing| hashing.finish(&mut reader.events));
            return Ok(reader.finish().ok().map(|record| Stretched {
                record,
                recomputed: recomputed.unwrap_or_default(),
                has_carriage_returns,
            }));
        }
        known = table.into_known();
        is_first = false;
        held.drain(..end);
    }
}

/// Computes ids again on a thread of its own, and keeps the events until all are there.
struct Hashing<'s> {
    events: Sender<Vec<Event>>,
    thread: ScopedJoinHandle<'s, (Vec<Event>, Recomputed)>,
}

impl<'s> Hashing<'s> {
    /// Starts once the release is known, where there is a core for it.
    fn start(scope: &'s Scope<'s, '_>, reader: &Reader) -> Option<Self> {
        let release = reader.header.as_ref()?.id.clone();
        if thread::available_parallelism().map_or(1, NonZero::get) < 2 {
            return None;
        }
        let (events, received) = mpsc::channel();
        let work = move || recompute(&received, &release);
        let thread = thread::Builder::new().spawn_scoped(scope, work).ok()?;
        Some(Self { events, thread })
    }

    fn take(&self, events: &mut Vec<Event>) {
        let next = Vec::with_capacity(events.len());
        // A thread that has gone panicked, which is told when it is joined.
        let _ = self.events.send(std::mem::replace(events, next));
    }

    /// Returns what came of it, and the events.
    fn finish(self, events: &mut Vec<Event>) -> Recomputed {
        drop(self.events);
        let joined = self.thread.join();
        let (all, recomputed) = joined.unwrap_or_else(|panic| panic::resume_unwind(panic));
        *events = all;
        recomputed
    }
}

fn recompute(received: &Receiver<Vec<Event>>, release: &str) -> (Vec<Event>, Recomputed) {
    let (mut all, mut recomputed) = (Vec::new(), Recomputed::default());
    for mut events in received {
        events
            .iter()
            .for_each(|event| recomputed.add(event, release));
        all.append(&mut events);
    }
    (all, recomputed)
}

/// Reads so many bytes more, and tells whether those were the last.
fn fill(from: &mut impl Read, held: &mut Vec<u8>, more: usize) -> io::Result<bool> {
    let (mut end, wanted) = (held.len(), held.len() + more);
    held.resize(wanted, 0);
    while end < wanted {
        match from.read(&mut held[end..]) {
            Ok(0) => break,
            Ok(count) => end += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    held.truncate(end);
    Ok(end < wanted)
}

/// Returns where the last top-level block begins that has a text first, with the empty line before its heading; `None`
/// unless something stands before it.
///
/// No text in the form in which this program writes it looks like that, since quotes are escaped there. In another form one
/// may; the block before it is then without its end, which is no record.
fn last_block(text: &[u8]) -> Option<usize> {
    let mut starts = memmem::rfind_iter(text, b"\n[").filter(|at| {
        let mut lines = text[at + 1..].split(|byte| *byte == b'\n');
        let (heading, first) = (lines.next(), lines.next());
        heading.is_some_and(|line| is_block_heading(line.trim_ascii_end()))
            && first.is_some_and(|line| memmem::find(line, b" = \"").is_some())
    });
    let start = starts.next()?;
    let start = start - usize::from(text[..start].ends_with(b"\r"));
    (start > 0).then_some(start)
}
