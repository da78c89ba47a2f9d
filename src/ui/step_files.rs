//! The files that a GitHub runner gives to a step: its summary and its outputs.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::streams::setting;

/// What a runner takes of a step's summary, in bytes; a larger one is dropped whole.
const LARGEST_SUMMARY: usize = 1024 * 1024;

/// The files of a step, where the environment names them.
#[derive(Clone, Debug, Default)]
pub(crate) struct StepFiles {
    summary: Option<PathBuf>,
    output: Option<PathBuf>,
}

/// A file of the step that cannot be written.
#[derive(Debug, Error)]
#[error("cannot write to {name}, {}", path.display())]
pub(crate) struct StepFileError {
    /// The variable that names the file.
    name: &'static str,
    path: PathBuf,
    source: io::Error,
}

const SUMMARY: &str = "GITHUB_STEP_SUMMARY";
const OUTPUT: &str = "GITHUB_OUTPUT";

impl StepFiles {
    /// Takes the files that the environment names.
    pub(crate) fn of_environment() -> Self {
        Self {
            summary: setting(SUMMARY).map(PathBuf::from),
            output: setting(OUTPUT).map(PathBuf::from),
        }
    }

    /// Returns how many bytes the summary still takes; `None` without one.
    pub(crate) fn room_for_summary(&self) -> Option<usize> {
        let path = self.summary.as_ref()?;
        let taken = fs::metadata(path).map_or(0, |file| file.len());
        let taken = usize::try_from(taken).unwrap_or(LARGEST_SUMMARY);
        Some(LARGEST_SUMMARY.saturating_sub(taken).saturating_sub(1))
    }

    /// Adds to the summary, where there is one.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub(crate) fn add_to_summary(&self, markdown: &str) -> Result<(), StepFileError> {
        add(SUMMARY, self.summary.as_deref(), markdown)
    }

    /// Adds outputs, where there is a file for them. A value must be on one line.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub(crate) fn add_outputs(&self, outputs: &[(&str, String)]) -> Result<(), StepFileError> {
        let lines = outputs
            .iter()
            .map(|(name, value)| format!("{name}={}\n", value.replace(['\r', '\n'], " ")));
        add(OUTPUT, self.output.as_deref(), &lines.collect::<String>())
    }
}

fn add(name: &'static str, path: Option<&Path>, text: &str) -> Result<(), StepFileError> {
    let Some(path) = path else {
        return Ok(());
    };
    let fail = |source| StepFileError {
        name,
        path: path.to_owned(),
        source,
    };
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)
}
