//! The edge where the program meets a person: terminal, plain lines, clock, output streams and signals.
//!
//! Implements the walk's `Prompter` twice: [`prompt_terminal`] with single keys on a terminal, [`prompt_lines`] with
//! plain lines. Nothing is decided here: what may be answered comes with each question.

pub mod clock;
pub mod editor;
pub mod keys;
pub mod prompt_lines;
#[cfg(unix)]
pub mod prompt_terminal;
pub mod settings;
#[cfg(unix)]
pub mod signals;
pub mod soaking;
pub mod stopping;
pub mod streams;
#[cfg(unix)]
pub mod terminal;

#[cfg(unix)]
mod line_editor;
mod notices;
mod prompts;
mod rollout_prompts;
mod text_buffer;
#[cfg(unix)]
mod theme;

pub use notices::farewell;
