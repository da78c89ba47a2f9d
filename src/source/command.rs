//! Programs that a definition names: one that prints a metric, and one that shifts the traffic to a stage.
//!
//! A program is an argument vector and never a shell line. Nothing here decides that it runs: only the caller does,
//! because somebody asked for it.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::Duration;
use std::{fmt, io};

use thiserror::Error;

use super::document::without_place;
use super::environment::Environment;
use super::measure::Measure;
use super::number::Number;
use super::{Stretch, missing, quoted};
use crate::domain::digest::Digest;
use crate::domain::duration::span;
use crate::domain::event::reading::{Data, Reading};
use crate::domain::plan::Program;
use crate::domain::plan::rollout::Metric;
use crate::domain::text::shell_line;
use crate::process::{self, Beginning, Limits, MOST_ERRORS, ProcessFault};

/// The most bytes of standard output that are kept; the rest is read and dropped.
pub(crate) const MOST_OUTPUT: usize = 1024 * 1024;

/// The environment variable with the name of the metric that is read.
pub(crate) const METRIC: &str = "GONOGO_METRIC";

/// A program that is to run, with what it is told.
pub(crate) struct Run<'a> {
    pub(crate) program: &'a Program,
    /// The folder that it runs in; the working folder when left out.
    pub(crate) folder: Option<&'a Path>,
    /// What it is given of the environment of this process.
    pub(crate) environment: &'a Environment,
    /// What it is told of the release, as environment variables such as `GONOGO_STAGE`.
    pub(crate) told: &'a [(&'static str, String)],
    /// Tells whether the person wants it to end; asked many times a second while it runs.
    pub(crate) is_stopped: &'a dyn Fn() -> bool,
}

/// What came of a program that ran to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// The first [`MOST_OUTPUT`] bytes of its standard output, with its secrets masked.
    pub(crate) stdout: Vec<u8>,
    /// The beginning of its standard error.
    pub(crate) stderr: Vec<u8>,
    /// Whether there was more standard output.
    pub(crate) is_cut: bool,
    /// The digest of the standard output that is kept.
    pub(crate) digest: Digest,
}

/// A program that did not run to its end.
#[derive(Debug, Error)]
pub(crate) enum CommandFault {
    /// Its definition is empty.
    #[error("the command is empty")]
    Empty,
    /// It did not start.
    #[error("cannot start `{program}`: {why}")]
    NotStarted {
        /// The program.
        program: String,
        /// Why it does not; part of the message, and so no source of it.
        why: io::Error,
    },
    /// It took too long, and was ended with everything in its process group.
    #[error("`{program}` took longer than {} and was stopped", span(*seconds))]
    TimedOut {
        program: String,
        /// How long it could have taken.
        seconds: u64,
    },
    /// The person stopped it, and it was ended with everything in its process group.
    #[error("`{program}` was stopped")]
    Stopped { program: String },
    /// It cannot be watched.
    #[error("`{program}` cannot be watched: {why}")]
    Unwatched { program: String, why: io::Error },
}

impl CommandFault {
    /// Returns what can be done about it.
    pub(crate) fn way_out(&self) -> Option<&'static str> {
        match self {
            Self::Empty => Some("give the program and its arguments as a list"),
            Self::NotStarted { .. } => Some(
                "a command is a program with its arguments, found from this folder and on PATH; no shell reads it",
            ),
            Self::TimedOut { .. } => Some("its `timeout` says how long it may take"),
            Self::Stopped { .. } | Self::Unwatched { .. } => None,
        }
    }
}

impl fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("program", self.program)
            .field("told", &self.told)
            .finish_non_exhaustive()
    }
}

impl Output {
    /// Returns why its output says nothing, as the end of a sentence; `None` when it ended with success.
    pub(crate) fn failure(&self) -> Option<String> {
        self.failure_unless(0)
    }

    /// Returns why it is no success, as the end of a sentence; `None` when it ended with this exit code.
    pub(crate) fn failure_unless(&self, code: u64) -> Option<String> {
        let ended = self.status.code();
        if ended.is_some_and(|ended| u64::try_from(ended) == Ok(code)) {
            return None;
        }
        let wanted = if code == 0 {
            String::new()
        } else {
            format!(", not {code}")
        };
        let how = match ended {
            Some(code) => format!("the command ended with exit code {code}{wanted}"),
            None => format!("the command was ended by a signal ({})", self.status),
        };
        let stderr = String::from_utf8_lossy(&self.stderr);
        Some(match stderr.lines().find(|line| !line.trim().is_empty()) {
            Some(line) => format!("{how}: {}", quoted(line)),
            None => how,
        })
    }
}

/// Runs the command of a metric and returns what it says: its standard output is one number, or the JSON object that
/// a document has for a metric.
///
/// Whatever goes wrong is a reading without data.
pub(crate) fn read(metric: &Metric, run: &Run<'_>, stretch: Stretch) -> Reading {
    let mut told = run.told.to_vec();
    told.push((METRIC, metric.id.as_str().to_owned()));
    let data = match self::run(&Run {
        told: &told,
        ..*run
    }) {
        Ok(output) => said(&output, stretch),
        Err(fault) => missing(fault.to_string(), None),
    };
    let source = format!("command {}", quoted(&shell_line(&run.program.run)));
    Reading {
        notes: Vec::new(),
        metric: metric.id.clone(),
        source,
        query: None,
        data,
    }
}

fn said(output: &Output, stretch: Stretch) -> Data {
    let digest = Some(output.digest);
    if let Some(why) = output.failure() {
        return missing(why, digest);
    }
    if output.is_cut {
        return missing("the command printed more than 1 MiB", digest);
    }
    if output.stdout.trim_ascii_start().starts_with(b"{") {
        return match serde_json::from_slice::<Measure>(&output.stdout) {
            Ok(measure) => measure.data(stretch, output.digest),
            Err(error) => {
                let place = format!("line {}, column {}", error.line(), error.column());
                missing(
                    format!(
                        "the command printed JSON that is not a metric: {}, {place}",
                        without_place(&error)
                    ),
                    digest,
                )
            }
        };
    }
    let text = String::from_utf8_lossy(&output.stdout);
    match Number::of_text(text.trim()) {
        Some(number) => Measure::Value(number).data(stretch, output.digest),
        None if text.trim().is_empty() => missing("the command printed nothing", digest),
        None => missing(
            format!(
                "the command printed `{}`, which is not a number",
                quoted(&text)
            ),
            digest,
        ),
    }
}

/// Runs a program to its end, in the current folder and in a process group of its own, with nothing to read.
///
/// It gets the [`Environment`] that it is given and what it is told. Secrets that it was given are masked in what it printed.
/// What it leaves running in its group ends with it.
///
/// # Errors
///
/// When it does not start, takes too long or is stopped. A program that ends without success is not an error here.
pub(crate) fn run(run: &Run<'_>) -> Result<Output, CommandFault> {
    let mut command = prepared(run)?;
    let program = quoted(&command.get_program().to_string_lossy());
    let seconds = run.program.seconds();
    let limits = Limits {
        time: Duration::from_secs(seconds),
        is_stopped: run.is_stopped,
    };
    let sink = Beginning::of(MOST_OUTPUT);
    let finished = process::run(&mut command, &limits, sink, Beginning::feed);
    let finished = finished.map_err(|fault| match fault {
        ProcessFault::NotStarted(why) => CommandFault::NotStarted { program, why },
        ProcessFault::TimedOut => CommandFault::TimedOut { program, seconds },
        ProcessFault::Stopped => CommandFault::Stopped { program },
        ProcessFault::Unwatched(why) => CommandFault::Unwatched { program, why },
    })?;
    let Beginning {
        bytes: stdout,
        is_cut,
        ..
    } = finished.sink;
    let stdout = run.environment.masked(stdout, is_cut);
    let is_stderr_cut = finished.stderr.len() >= MOST_ERRORS;
    Ok(Output {
        status: finished.status,
        digest: Digest::of_bytes(&stdout),
        stdout,
        stderr: run.environment.masked(finished.stderr, is_stderr_cut),
        is_cut: is_cut || !finished.is_whole,
    })
}

fn prepared(run: &Run<'_>) -> Result<Command, CommandFault> {
    let (name, arguments) = run.program.run.split_first().ok_or(CommandFault::Empty)?;
    let mut command = Command::new(name);
    command.args(arguments);
    if let Some(folder) = run.folder {
        command.current_dir(folder);
    }
    command.env_clear().envs(run.environment.variables());
    command.envs(run.told.iter().map(|(name, value)| (name, value)));
    Ok(command)
}

#[cfg(test)]
mod tests;
