//! What git knows of this folder: who works here, what is checked out, and where the repository ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::domain::id::Candidate;
use crate::domain::person::Person;

/// Runs git with settings that keep a hostile repository from running programs of its own.
pub(super) fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(["-c", "core.fsmonitor=false", "-c", "core.pager=cat", "-c", "core.hooksPath=/dev/null"])
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// Returns the commit that is checked out.
pub(super) fn head() -> Option<Candidate> {
    git(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).map(|commit| Candidate::from(commit.as_str()))
}

/// Returns who commits here.
pub(super) fn identity() -> Option<Person> {
    let name = git(&["config", "user.name"])?;
    let email = git(&["config", "user.email"])?;
    format!("{name} <{email}>").parse().ok()
}

/// Returns the top folder of the repository around `folder`: the nearest one with a `.git`.
pub(super) fn top(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}
