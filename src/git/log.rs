//! Asks git for the commits between two revisions.
//!
//! Git is given an argument vector and revisions that it resolved to hashes itself, never a shell line; settings of
//! the repository and of the environment that would make it run other programs are switched off; it never asks, and
//! never fetches. A log is read while git prints it: of a message stays what the notes need.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Datelike as _, Utc};
use thiserror::Error;

use super::{GitFault, asked, id_of, run, without_dots};
use crate::domain::event::{MOST_COMMITS, YEARS};
use crate::domain::id::Candidate;
use crate::domain::rules::changes::Commit;
use crate::domain::text::visible;
use crate::process::{Beginning, Feed, Finished};

/// How long git may take to print a log.
const TIME: Duration = Duration::from_secs(60);

/// The longest log that is read, in bytes.
const LONGEST: usize = 512 * 1024 * 1024;

/// The longest message of one commit that is read, in bytes.
const LONGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// The most commits whose messages are read.
const MOST_MESSAGES: usize = 100_000;

/// The most bytes of a list of hashes or times.
const LONGEST_LIST: usize = 16 * 1024 * 1024;

/// Why there is no log.
#[derive(Debug, Error)]
pub(crate) enum LogError {
    #[error("`{}` is not a revision", visible(.0))]
    NotARevision(String),
    #[error("git knows no commit `{}` here", visible(.0))]
    Unknown(String),
    #[error("`{}` could mean more than one commit here", visible(.0))]
    Ambiguous(String),
    #[error(transparent)]
    Git(#[from] GitFault),
    #[error("this is a shallow clone: git does not have every commit between the revisions")]
    Shallow,
    #[error("`{}` is outside the repository", visible(.0))]
    Outside(String),
    #[error("git log failed: {}", visible(.0))]
    Failed(String),
    #[error(
        "the log between the revisions is longer than {LONGEST} bytes, or one of its messages than {LONGEST_MESSAGE}"
    )]
    TooLong,
    #[error("there are more than {0} commits between the revisions")]
    TooMany(usize),
    #[error("a commit between the revisions is dated outside the years 0 to 9999")]
    OutOfTime,
}

/// The commits that one revision has and another lacks.
#[derive(Debug)]
pub(crate) struct GitLog {
    /// The commits, newest first, merges among them.
    pub(crate) commits: Vec<Commit>,
    /// The hashes of those that touch the paths that were asked about; `None` when none was.
    pub(crate) touching: Option<HashSet<String>>,
}

impl GitLog {
    /// Reads the commits that `to` has and `from` lacks. Paths are those of this folder, never patterns.
    pub(crate) fn between(
        folder: &Path,
        from: &str,
        to: &str,
        paths: &[String],
    ) -> Result<Self, LogError> {
        let range = range(folder, from, to)?;
        let arguments = [
            "log",
            "--date-order",
            "--no-color",
            "--no-notes",
            "--no-show-signature",
            "--encoding=UTF-8",
            "-z",
            "--format=%H%x00%P%x00%B",
            &range,
            "--",
        ];
        let read = run(folder, &arguments, TIME, Reading::default(), Reading::feed)?;
        if let Some(error) = read.sink.error() {
            return Err(error);
        }
        let commits = succeeded(read)?.commits;
        let touching = touching(folder, &range, paths)?;
        Ok(Self { commits, touching })
    }
}

/// Returns the hashes of the commits that touch one of the paths, or nothing when there is none.
///
/// A merge touches what it brings into its first parent, as a pull request does.
fn touching(
    folder: &Path,
    range: &str,
    paths: &[String],
) -> Result<Option<HashSet<String>>, LogError> {
    if paths.is_empty() {
        return Ok(None);
    }
    if let Some(path) = paths.iter().find(|path| !is_inside(folder, path)) {
        return Err(LogError::Outside(path.clone()));
    }
    let mut hashes = HashSet::new();
    for kinds in [
        ["--full-history", "--no-merges"],
        ["--first-parent", "--merges"],
    ] {
        let mut arguments = vec!["--literal-pathspecs", "log", "--no-color", "--format=%H"];
        arguments.extend(kinds);
        arguments.extend([range, "--"]);
        arguments.extend(paths.iter().map(String::as_str));
        hashes.extend(listed(folder, &arguments)?.lines().map(str::to_owned));
    }
    Ok(Some(hashes))
}

/// Tells whether a path, as seen from a folder, stays in the repository of the folder. What cannot be told is left to git.
fn is_inside(folder: &Path, path: &str) -> bool {
    let Some(top) = super::top(folder) else {
        return true;
    };
    let place = without_dots(&folder.join(path));
    place.starts_with(&top)
        // By another way to the same folder, as through a link.
        || (Path::new(path).is_absolute() && top.canonicalize().is_ok_and(|it| place.starts_with(it)))
}

/// Commits, while git prints them: hash, parents and message, each with a NUL behind it.
#[derive(Default)]
struct Reading {
    commits: Vec<Commit>,
    /// The parts of the commit that is printed.
    parts: Vec<Vec<u8>>,
    part: Vec<u8>,
    bytes: usize,
}

impl Reading {
    fn feed(&mut self, piece: &[u8]) -> bool {
        self.bytes += piece.len();
        let mut pieces = piece.split(|byte| *byte == 0).peekable();
        while let Some(piece) = pieces.next() {
            self.part.extend_from_slice(piece);
            if pieces.peek().is_some() {
                self.parts.push(std::mem::take(&mut self.part));
            }
            if let [hash, parents, message] = self.parts.as_slice() {
                let [hash, parents, message] =
                    [hash, parents, message].map(|part| String::from_utf8_lossy(part));
                self.commits.push(Commit::read(&hash, &parents, &message));
                self.parts.clear();
            }
        }
        self.error().is_none()
    }

    fn error(&self) -> Option<LogError> {
        if self.bytes > LONGEST || self.part.len() > LONGEST_MESSAGE {
            return Some(LogError::TooLong);
        }
        (self.commits.len() > MOST_MESSAGES).then_some(LogError::TooMany(MOST_MESSAGES))
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
    let range = range(folder, from, to)?;
    // One more than is taken, so that too many are noticed.
    let most = format!("--max-count={}", MOST_COMMITS + 1);
    let arguments = [
        "log",
        "--no-merges",
        "--no-color",
        "--no-show-signature",
        &most,
        "--format=%ct",
        &range,
        "--",
    ];
    let text = listed(folder, &arguments)?;
    let mut times = text
        .lines()
        .map(commit_time)
        .collect::<Result<Vec<_>, _>>()?;
    if times.len() > MOST_COMMITS {
        return Err(LogError::TooMany(MOST_COMMITS));
    }
    times.sort_unstable();
    let (from, _) = range.split_once("..").unwrap_or_default();
    Ok(CommitTimes {
        from: Candidate::from(from),
        times,
    })
}

/// Reads a time of a commit; a broken clock, or a hostile repository, may have dated it at any.
fn commit_time(seconds: &str) -> Result<DateTime<Utc>, LogError> {
    let seconds = seconds
        .parse()
        .map_err(|_| LogError::Failed(seconds.to_owned()))?;
    DateTime::from_timestamp(seconds, 0)
        .filter(|time| YEARS.contains(&time.year()))
        .ok_or(LogError::OutOfTime)
}

/// Returns `FROM..TO` with the hashes of both; not in a shallow clone, where a log ends early without a word.
fn range(folder: &Path, from: &str, to: &str) -> Result<String, LogError> {
    if is_shallow(folder)? {
        return Err(LogError::Shallow);
    }
    Ok(format!(
        "{}..{}",
        resolved(folder, from)?,
        resolved(folder, to)?
    ))
}

/// Tells whether the clone lacks the beginning of its history.
pub(crate) fn is_shallow(folder: &Path) -> Result<bool, GitFault> {
    let said = asked(folder, &["rev-parse", "--is-shallow-repository"])?;
    Ok(said.as_deref() == Some("true"))
}

/// Has git say which commit a revision is. A full name of a reference means that reference and nothing else, and a name that
/// could mean several things is refused.
pub(super) fn resolved(folder: &Path, revision: &str) -> Result<String, LogError> {
    if revision.is_empty() || revision.starts_with('-') || revision.contains(char::is_control) {
        return Err(LogError::NotARevision(revision.to_owned()));
    }
    let unknown = || LogError::Unknown(revision.to_owned());
    let ambiguous = || LogError::Ambiguous(revision.to_owned());
    let (name, rest) = name_and_rest(revision);
    let bare = name.split("@{").next().unwrap_or(name);
    let name = if bare.starts_with("refs/") || bare == "HEAD" {
        let id = id_of(folder, bare)?.ok_or_else(unknown)?;
        if bare == name { id } else { name.to_owned() }
    } else {
        name.to_owned()
    };
    let commit = format!("{name}{rest}^{{commit}}");
    let arguments = [
        "-c",
        "core.warnAmbiguousRefs=true",
        "rev-parse",
        "--verify",
        &commit,
    ];
    let sink = Beginning::of(1024);
    let finished = run(folder, &arguments, TIME, sink, Beginning::feed)?;
    let is_id = |text: &str| {
        matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    // Git takes a full id for the object, whatever else is called so.
    if !is_id(&name) && String::from_utf8_lossy(&finished.stderr).contains("is ambiguous") {
        return Err(ambiguous());
    }
    let hash = String::from_utf8_lossy(&finished.sink.bytes)
        .trim()
        .to_owned();
    if !finished.status.success() || !is_id(&hash) {
        return Err(unknown());
    }
    // An id of the other length than this repository's can only be the name of something.
    if is_id(&name) && name.len() != hash.len() {
        return Err(unknown());
    }
    if is_taken_for_remote(folder, &name)? {
        return Err(ambiguous());
    }
    Ok(hash)
}

/// Takes a revision apart: a name, and what is to be done with it, such as `~1`. Of a name with `@{…}` nothing is taken off.
fn name_and_rest(revision: &str) -> (&str, &str) {
    match revision.find(['~', '^', ':', '@']) {
        Some(place) if !revision[place..].starts_with('@') => revision.split_at(place),
        _ => (revision, ""),
    }
}

/// Tells whether a name reads like a branch of a remote, and is something else: the branch was not fetched, and a tag or a branch
/// here is called like it.
fn is_taken_for_remote(folder: &Path, name: &str) -> Result<bool, GitFault> {
    let Some((remote, _)) = name.split_once('/').filter(|_| !name.starts_with("refs/")) else {
        return Ok(false);
    };
    let url = format!("remote.{remote}.url");
    Ok(asked(folder, &["config", "--get", &url])?.is_some()
        && id_of(folder, &format!("refs/remotes/{name}"))?.is_none())
}

/// Returns a list that git prints.
fn listed(folder: &Path, arguments: &[&str]) -> Result<String, LogError> {
    let sink = Beginning::of(LONGEST_LIST);
    let feed: Feed<Beginning> = Beginning::feed;
    let list = succeeded(run(folder, arguments, TIME, sink, feed)?)?;
    if list.is_cut {
        return Err(LogError::TooLong);
    }
    Ok(String::from_utf8_lossy(&list.bytes).into_owned())
}

/// Returns what took the output, when git printed all of it and is content.
fn succeeded<S>(finished: Finished<S>) -> Result<S, LogError> {
    if finished.status.success() && finished.is_whole {
        return Ok(finished.sink);
    }
    let stderr = String::from_utf8_lossy(&finished.stderr);
    let line = stderr.lines().find(|line| !line.trim().is_empty());
    Err(LogError::Failed(
        line.unwrap_or("it said nothing").to_owned(),
    ))
}
