//! The edge where the program meets a person: terminal, plain lines, clock, output streams and signals.
//!
//! Implements the walk's `Prompter` twice: [`prompt_terminal`] with single keys on a terminal, [`prompt_lines`] with
//! plain lines. Nothing is decided here: what may be answered comes with each question.

pub(crate) mod checking;
pub(crate) mod clock;
pub(crate) mod editor;
pub(crate) mod keys;
pub(crate) mod passphrase;
pub(crate) mod prompt_lines;
#[cfg(unix)]
pub(crate) mod prompt_terminal;
pub(crate) mod replace_file;
#[cfg(unix)]
pub(crate) mod signals;
pub(crate) mod soaking;
pub(crate) mod step_files;
pub(crate) mod stopping;
pub(crate) mod streams;
#[cfg(unix)]
pub(crate) mod terminal;

mod choice_words;
#[cfg(unix)]
mod line_editor;
mod notices;
mod prompts;
mod rollout_prompts;
mod text_buffer;
#[cfg(unix)]
mod theme;

pub(crate) use notices::farewell;
