//! What git knows of this folder: who works here, what is checked out, and where the repository ends.
//!
//! The only module that runs git. It decides nothing, and never writes to a repository.

pub(crate) mod log;
pub(crate) mod tree;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use thiserror::Error;

use crate::domain::duration::span;
use crate::domain::id::Candidate;
use crate::domain::person::Person;
use crate::process::{self, Beginning, Feed, Finished, Limits, ProcessFault};

/// How long git may take to answer a question about the folder.
const ANSWER: Duration = Duration::from_secs(10);

/// The longest answer to such a question, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Why git said nothing at all.
#[derive(Debug, Error)]
pub(crate) enum GitFault {
    #[error("cannot run git")]
    NoGit(#[source] io::Error),
    #[error("git took longer than {} and was stopped", span(.0.as_secs()))]
    TooSlow(Duration),
}

/// Settings of the environment that point git elsewhere or make it write or run something.
const SWITCHED_OFF: [&str; 16] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PAGER",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE_SETUP",
    "GIT_WORK_TREE",
];

/// Returns git, set up so that neither a hostile repository nor the environment makes it run programs of its own.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder).arg("--no-pager");
    for setting in [
        "core.fsmonitor=",
        "core.pager=cat",
        "core.hooksPath=/dev/null",
        "log.showSignature=false",
        "log.mailmap=false",
    ] {
        git.args(["-c", setting]);
    }
    for name in SWITCHED_OFF {
        git.env_remove(name);
    }
    git.env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0");
    git
}

/// Runs git to its end, but no longer than `time`.
fn run<S: Default + Send + 'static>(
    folder: &Path,
    arguments: &[&str],
    time: Duration,
    sink: S,
    feed: Feed<S>,
) -> Result<Finished<S>, GitFault> {
    let limits = Limits {
        time,
        is_stopped: &|| false,
    };
    let mut command = git(folder);
    process::run(command.args(arguments), &limits, sink, feed).map_err(|fault| match fault {
        ProcessFault::NotStarted(error) | ProcessFault::Unwatched(error) => GitFault::NoGit(error),
        ProcessFault::TimedOut | ProcessFault::Stopped => GitFault::TooSlow(time),
    })
}

/// Returns what git prints, or nothing when it fails, is not there, or prints what is no answer.
fn asked(folder: &Path, arguments: &[&str]) -> Result<Option<String>, GitFault> {
    let sink = Beginning::of(LONGEST_ANSWER);
    match run(folder, arguments, ANSWER, sink, Beginning::feed) {
        Ok(finished) => {
            let text = String::from_utf8(finished.sink.bytes).ok();
            let is_answer = finished.status.success() && !finished.sink.is_cut;
            Ok(text
                .filter(|_| is_answer)
                .map(|text| text.trim().to_owned()))
        }
        Err(GitFault::NoGit(_)) => Ok(None),
        Err(slow @ GitFault::TooSlow(_)) => Err(slow),
    }
}

/// Returns the commit that is checked out.
pub(crate) fn head() -> Result<Option<Candidate>, GitFault> {
    let commit = asked(
        Path::new("."),
        &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"],
    )?;
    Ok(commit.map(|commit| Candidate::from(commit.as_str())))
}

/// Returns who commits here.
pub(crate) fn identity() -> Result<Option<Person>, GitFault> {
    let folder = Path::new(".");
    let Some(name) = asked(folder, &["config", "user.name"])? else {
        return Ok(None);
    };
    let email = asked(folder, &["config", "user.email"])?;
    Ok(email.and_then(|email| format!("{name} <{email}>").parse().ok()))
}

/// Returns which git this is, such as `git version 2.47.3`.
pub(crate) fn version() -> Result<Option<String>, GitFault> {
    asked(Path::new("."), &["--version"])
}

/// Tells whether git leaves out a path of this folder, because of a `.gitignore`.
pub(crate) fn is_ignored(path: &Path) -> bool {
    let path = path.to_string_lossy();
    matches!(
        asked(Path::new("."), &["check-ignore", "--", &path]),
        Ok(Some(_))
    )
}

/// Returns the top folder of the repository around `folder`: the nearest one with a `.git`.
pub(crate) fn top(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}
