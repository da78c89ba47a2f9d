//! Asks git for the commits between two revisions.
//!
//! Git is given an argument vector and revisions that it resolved to hashes itself, never a shell line; settings of
//! the repository and of the environment that would make it run other programs are switched off; it never asks, and
//! never fetches.

use std::io::{self, Read};
use std::path::Path;
use std::process::Stdio;

use chrono::{DateTime, Datelike as _, Utc};
use thiserror::Error;

use super::git;
use crate::domain::changes::Commit;
use crate::domain::event::{MOST_COMMITS, YEARS};
use crate::domain::id::Candidate;
use crate::domain::text::visible;

/// The longest log that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// The commits between two revisions, as git prints them.
#[derive(Debug)]
pub(crate) struct GitLog(String);

/// Why there is no log.
#[derive(Debug, Error)]
pub(crate) enum LogError {
    #[error("`{}` is not a revision", visible(.0))]
    NotARevision(String),
    #[error("git knows no commit `{}` here", visible(.0))]
    Unknown(String),
    #[error("cannot run git")]
    NoGit(#[source] io::Error),
    #[error("git log failed")]
    Failed,
    #[error("the log between the revisions is longer than {LONGEST} bytes")]
    TooLong,
    #[error("there are more than {MOST_COMMITS} commits between the revisions")]
    TooMany,
    #[error("a commit between the revisions is dated outside the years 0 to 9999")]
    OutOfTime,
}

impl GitLog {
    /// Reads the commits that `to` has and `from` lacks, newest first, without merges.
    pub(crate) fn between(folder: &Path, from: &str, to: &str) -> Result<Self, LogError> {
        let (from, to) = (resolved(folder, from)?, resolved(folder, to)?);
        Ok(Self(log(folder, &["-z", "--format=%H%x00%B"], &from, &to)?))
    }

    /// Returns the commits.
    pub(crate) fn commits(&self) -> impl Iterator<Item = Commit<'_>> {
        let mut parts = self.0.split('\0');
        std::iter::from_fn(move || {
            let hash = parts.next().filter(|hash| !hash.is_empty())?;
            Some(Commit {
                hash,
                message: parts.next()?,
            })
        })
    }
}

/// When the commits were made that a candidate has and an earlier one lacks.
#[derive(Debug)]
pub(crate) struct CommitTimes {
    /// The full hash of the earlier one.
    pub(crate) from: Candidate,
    /// The times, oldest first, without merges.
    pub(crate) times: Vec<DateTime<Utc>>,
}

/// Reads when the commits were made that `to` has and `from` lacks, by the committer's clock.
pub(crate) fn commit_times(folder: &Path, from: &str, to: &str) -> Result<CommitTimes, LogError> {
    let (from, to) = (resolved(folder, from)?, resolved(folder, to)?);
    // One more than is taken, so that too many are noticed.
    let most = format!("--max-count={}", MOST_COMMITS + 1);
    let text = log(folder, &[&most, "--format=%ct"], &from, &to)?;
    let mut times = text
        .lines()
        .map(commit_time)
        .collect::<Result<Vec<_>, _>>()?;
    if times.len() > MOST_COMMITS {
        return Err(LogError::TooMany);
    }
    times.sort_unstable();
    Ok(CommitTimes {
        from: Candidate::from(from.as_str()),
        times,
    })
}

/// Reads a time of a commit; a broken clock, or a hostile repository, may have dated it at any.
fn commit_time(seconds: &str) -> Result<DateTime<Utc>, LogError> {
    let seconds = seconds.parse().map_err(|_| LogError::Failed)?;
    DateTime::from_timestamp(seconds, 0)
        .filter(|time| YEARS.contains(&time.year()))
        .ok_or(LogError::OutOfTime)
}

/// Has git say which commit a revision is.
fn resolved(folder: &Path, revision: &str) -> Result<String, LogError> {
    if revision.is_empty() || revision.starts_with('-') || revision.contains(char::is_control) {
        return Err(LogError::NotARevision(revision.to_owned()));
    }
    let commit = format!("{revision}^{{commit}}");
    let output = git(folder)
        .args(["rev-parse", "--verify", "--quiet", &commit])
        .output()
        .map_err(LogError::NoGit)?;
    let hash = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_hash = hash.len() >= 40 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    if output.status.success() && is_hash {
        Ok(hash)
    } else {
        Err(LogError::Unknown(revision.to_owned()))
    }
}

fn log(folder: &Path, format: &[&str], from: &str, to: &str) -> Result<String, LogError> {
    let range = format!("{from}..{to}");
    let mut child = git(folder)
        .args([
            "log",
            "--no-merges",
            "--no-color",
            "--no-notes",
            "--no-show-signature",
            "--encoding=UTF-8",
        ])
        .args(format)
        .args([&range, "--"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(LogError::NoGit)?;
    let mut bytes = Vec::new();
    let read = match child.stdout.take() {
        Some(stdout) => stdout.take(LONGEST + 1).read_to_end(&mut bytes),
        None => Ok(0),
    };
    let is_too_long = bytes.len() as u64 > LONGEST;
    if is_too_long || read.is_err() {
        // It may have ended by itself.
        let _ = child.kill();
    }
    let status = child.wait().map_err(LogError::NoGit)?;
    read.map_err(LogError::NoGit)?;
    match (is_too_long, status.success()) {
        (true, _) => Err(LogError::TooLong),
        (false, false) => Err(LogError::Failed),
        (false, true) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
    }
}
