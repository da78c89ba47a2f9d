//! What git knows of this folder: who works here, what is checked out, and where the repository ends.
//!
//! The only module that runs git. It decides nothing. What it writes, it writes by plumbing: objects, a commit of records on
//! the tip of a branch ([`share`]), and two settings ([`setup`]); it never merges, and never pushes the person's own branch.

pub(crate) mod log;
pub(crate) mod place;
pub(crate) mod setup;
pub(crate) mod share;
pub(crate) mod signing;
pub(crate) mod tag;
pub(crate) mod tree;

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
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

/// What of the environment git is given: where its programs, its settings and the person's keys are. Whatever points git
/// elsewhere, or makes it write or run something, stays behind.
const LET_THROUGH: [&str; 41] = [
    "ALL_PROXY",
    "APPDATA",
    "COMSPEC",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "GIT_ASKPASS",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSL_CAINFO",
    "GNUPGHOME",
    "HOME",
    "HOMEDRIVE",
    "HOMEPATH",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "LOCALAPPDATA",
    "LOGNAME",
    "NO_PROXY",
    "PATH",
    "PATHEXT",
    "PROGRAMDATA",
    "SSH_AGENT_PID",
    "SSH_ASKPASS",
    "SSH_ASKPASS_REQUIRE",
    "SSH_AUTH_SOCK",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "TZ",
    "USER",
    "USERPROFILE",
    "WAYLAND_DISPLAY",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
];

/// Settings that no repository gets to make: what would run a program of its own, sign, or change what is read.
const SETTINGS: [&str; 9] = [
    "core.fsmonitor=false",
    "core.pager=cat",
    "core.hooksPath=/dev/null",
    "core.alternateRefsCommand=",
    "log.showSignature=false",
    "log.mailmap=false",
    "rerere.enabled=false",
    "commit.gpgSign=false",
    "push.gpgSign=false",
];

/// Returns git, set up so that neither a hostile repository nor the environment makes it run programs of its own.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder)
        .args(["--no-pager", "--no-replace-objects"]);
    for setting in SETTINGS {
        git.args(["-c", setting]);
    }
    let is_let_through = |name: &OsStr| {
        name.to_str().is_some_and(|name| {
            LET_THROUGH
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        })
    };
    git.env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| is_let_through(name)))
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0");
    for (name, value) in OFFLINE {
        git.env(name, value);
    }
    git
}

/// What keeps git from the network: a partial clone would fetch whatever it lacks. Git knows the first from 2.45 on; the second
/// allows no protocol at all.
const OFFLINE: [(&str, &str); 2] = [("GIT_NO_LAZY_FETCH", "1"), ("GIT_ALLOW_PROTOCOL", "none")];

/// Lets git use the network.
fn allow_network(git: &mut Command) -> &mut Command {
    for (name, _) in OFFLINE {
        git.env_remove(name);
    }
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
    run_to_end(git(folder).args(arguments), time, sink, feed)
}

/// Runs a git that is set up already.
fn run_to_end<S: Default + Send + 'static>(
    command: &mut Command,
    time: Duration,
    sink: S,
    feed: Feed<S>,
) -> Result<Finished<S>, GitFault> {
    let limits = Limits {
        time,
        is_stopped: &|| false,
    };
    process::run(command, &limits, sink, feed).map_err(|fault| match fault {
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

/// Returns the id that a reference has, by its full name and no other: git itself would also take a tag or a branch that is
/// called like a full name.
fn id_of(folder: &Path, reference: &str) -> Result<Option<String>, GitFault> {
    asked(folder, &["show-ref", "--verify", "--hash", reference])
}

/// Returns the commit that is checked out.
pub(crate) fn head() -> Result<Option<Candidate>, GitFault> {
    let commit = id_of(Path::new("."), "HEAD")?;
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

/// Returns how a path that counts from the top of the repository is called from a folder in it.
pub(crate) fn seen_from(folder: &Path, top: &Path, path: &str) -> String {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (folder, top) = (real(folder), real(top));
    let Ok(below) = folder.strip_prefix(&top) else {
        return top.join(path).to_string_lossy().into_owned();
    };
    let (here, there) = (below.components(), Path::new(path).components());
    let same = here.clone().zip(there.clone());
    let same = same.take_while(|(here, there)| here == there).count();
    let up = here.skip(same).map(|_| "..".into());
    let down = there
        .skip(same)
        .map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Returns a path without `.` and `..`, by its words alone: links are not followed.
pub(crate) fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// Returns the top folder of the repository around `folder`: the nearest one with a `.git`.
pub(crate) fn top(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_called_from_where_one_stands() {
        let top = tempfile::tempdir().unwrap();
        let top = top.path();
        std::fs::create_dir_all(top.join("releases/old")).unwrap();
        std::fs::create_dir_all(top.join("src/deep")).unwrap();
        for (here, expected) in [
            ("", "releases/2.4.0.toml"),
            ("releases", "2.4.0.toml"),
            ("releases/old", "../2.4.0.toml"),
            ("src", "../releases/2.4.0.toml"),
            ("src/deep", "../../releases/2.4.0.toml"),
        ] {
            let seen = seen_from(&top.join(here), top, "releases/2.4.0.toml");
            assert_eq!(seen, expected, "{here}");
        }
    }
}
