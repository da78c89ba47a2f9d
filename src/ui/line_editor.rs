//! The line editor for texts on a terminal: the keys of a shell, pastes of several lines, Escape to cancel.
//!
//! rustyline draws on the terminal itself, so standard output stays clean.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_current_process_group};
use rustyline::error::{ReadlineError, Signal as Broken};
use rustyline::history::MemHistory;
use rustyline::{
    Behavior, Cmd, ConditionalEventHandler, Config, Editor, Event, EventContext, EventHandler,
    KeyCode, KeyEvent, Modifiers, RepeatCount,
};
use signal_hook::consts::SIGINT;

use super::keys::{ESCAPE, Key};
use super::terminal::Keyboard;
use super::theme::INPUT_MARK;
use crate::walk::Stop;

/// What came of editing a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Edited {
    /// A text, which may be empty and may have several lines.
    Text(String),
    /// Escape was pressed.
    Cancelled,
    /// Something was typed that is no UTF-8; the line is lost.
    NotText,
}

const ESC: KeyEvent = KeyEvent(KeyCode::Esc, Modifiers::NONE);
const CTRL_D: KeyEvent = KeyEvent(KeyCode::Char('D'), Modifiers::CTRL);
const CTRL_Z: KeyEvent = KeyEvent(KeyCode::Char('Z'), Modifiers::CTRL);

/// Cancels on Escape, and on Ctrl-D when nothing is typed.
struct Cancel(Arc<AtomicBool>);

impl ConditionalEventHandler for Cancel {
    fn handle(
        &self,
        event: &Event,
        _count: RepeatCount,
        _positive: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        let is_cancel = event.get(0) == Some(&ESC) || context.line().is_empty();
        is_cancel.then(|| {
            self.0.store(true, Ordering::SeqCst);
            Cmd::Interrupt
        })
    }
}

/// How long a stop by Ctrl-Z may take to happen.
const PATIENCE: Duration = Duration::from_secs(1);

/// Stops the program on Ctrl-Z by a signal, whose handler gives the terminal back and takes it again afterwards; then
/// draws the line anew.
struct Suspend {
    resumes: Arc<AtomicUsize>,
}

impl ConditionalEventHandler for Suspend {
    fn handle(
        &self,
        _event: &Event,
        _count: RepeatCount,
        _positive: bool,
        _context: &EventContext<'_>,
    ) -> Option<Cmd> {
        let before = self.resumes.load(Ordering::SeqCst);
        let began = Instant::now();
        let _ = kill_current_process_group(Signal::TSTP);
        while self.resumes.load(Ordering::SeqCst) == before && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
        Some(Cmd::Repaint)
    }
}

impl Keyboard {
    /// Lets the person edit a line that begins with what was typed ahead.
    ///
    /// # Errors
    ///
    /// When the program is asked to end, or the terminal is gone.
    pub(super) fn edit_line(&mut self) -> Result<Edited, Stop> {
        if let Some(signal) = self.watch().caught() {
            return Err(Stop::Signal(signal));
        }
        let is_cancelled = Arc::new(AtomicBool::new(false));
        let mut editor =
            editor(&is_cancelled, self.watch().resumes()).map_err(|error| self.stopped(error))?;
        let typed = self.typed_ahead();
        self.watch().edits(true);
        let read = editor.readline_with_initial(INPUT_MARK, (&typed, ""));
        self.watch().edits(false);
        let is_cancelled = is_cancelled.load(Ordering::SeqCst);
        self.pressed(if is_cancelled {
            Key::Escape
        } else {
            Key::Char('\n')
        });
        match read {
            Ok(text) => Ok(Edited::Text(text)),
            Err(ReadlineError::Interrupted) if is_cancelled => Ok(Edited::Cancelled),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Ok(Edited::NotText)
            }
            Err(error) => Err(self.stopped(error)),
        }
    }

    fn stopped(&self, error: ReadlineError) -> Stop {
        match error {
            ReadlineError::Interrupted | ReadlineError::Signal(Broken::Interrupt) => {
                Stop::Signal(self.watch().caught().unwrap_or(SIGINT))
            }
            ReadlineError::Eof => self.ended(),
            ReadlineError::Io(error) => self.broken(error),
            error => self.broken(io::Error::other(error)),
        }
    }
}

fn editor(
    is_cancelled: &Arc<AtomicBool>,
    resumes: Arc<AtomicUsize>,
) -> rustyline::Result<Editor<(), MemHistory>> {
    let config = Config::builder()
        .behavior(Behavior::PreferTerm)
        .keyseq_timeout(u16::try_from(ESCAPE.as_millis()).ok())
        .auto_add_history(false)
        .build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    for key in [ESC, CTRL_D] {
        let cancel = Cancel(Arc::clone(is_cancelled));
        editor.bind_sequence(key, EventHandler::Conditional(Box::new(cancel)));
    }
    let suspend = Suspend { resumes };
    editor.bind_sequence(CTRL_Z, EventHandler::Conditional(Box::new(suspend)));
    // There is no history to search.
    editor.bind_sequence(KeyEvent::ctrl('R'), Cmd::Noop);
    editor.bind_sequence(KeyEvent::ctrl('S'), Cmd::Noop);
    Ok(editor)
}
