//! What git knows of this folder: who works here, what is checked out, and where the repository ends.
//!
//! The only module that runs git. It decides nothing, and never writes to a repository.

pub(crate) mod log;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::domain::id::Candidate;
use crate::domain::person::Person;

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
    git.current_dir(folder)
        .arg("--no-pager")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
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

/// Returns what git prints, or nothing when it fails or is not there.
fn asked(arguments: &[&str]) -> Option<String> {
    let output = git(Path::new(".")).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Returns the commit that is checked out.
pub(crate) fn head() -> Option<Candidate> {
    asked(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
        .map(|commit| Candidate::from(commit.as_str()))
}

/// Returns who commits here.
pub(crate) fn identity() -> Option<Person> {
    let name = asked(&["config", "user.name"])?;
    let email = asked(&["config", "user.email"])?;
    format!("{name} <{email}>").parse().ok()
}

/// Returns the top folder of the repository around `folder`: the nearest one with a `.git`.
pub(crate) fn top(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}
