//! `gonogo` runs a release team through its release checklists in the terminal, polls every role for go or no-go at
//! each gate, and keeps the whole story of a release in one TOML file that lives in git.
//!
//! The modules, each of which uses only those before it; `definition`, `git`, `record`, `render`, `source`, `trust`, `ui` and `walk`
//! do not use each other, except that `record` and `ui` implement the ports of `walk`:
//!
//! - [`domain`]: the rules, pure.
//! - `process`: child processes with a time limit and a limit on what they print.
//! - [`style`]: what an output stream can show.
//! - `markdown`: Markdown from outside, as an outline, and forms that came back.
//! - `walk`: the interactive session as logic over two ports.
//! - [`definition`]: YAML checklists, checked as a whole.
//! - [`record`]: the TOML record, its links and its file.
//! - [`render`]: values to text.
//! - `git`: what git knows of the folder; the only module that runs it.
//! - [`source`]: the metrics of a staged rollout, from wherever they are measured.
//! - [`trust`]: SSH signatures, and whose keys count.
//! - `ui`: the terminal, the clock and the streams.
//! - [`error`]: every failure with its exit code.
//! - `commands`: one file per command.
//! - [`cli`]: the command line.

pub mod cli;
mod commands;
pub mod definition;
pub mod domain;
pub mod error;
mod git;
mod markdown;
mod process;
pub mod record;
pub mod render;
pub mod source;
pub mod style;
pub mod trust;
mod ui;
mod walk;
