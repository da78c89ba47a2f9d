//! Shares files of one folder through a branch of a remote, by plumbing: no merge, no working tree, no branch of the
//! person's own.
//!
//! What is pushed is always one commit on the tip that was just fetched, with nothing in it but the files that are shared. So
//! unpushed commits stay unpushed, what is staged stays staged, and a push that lost a race is made again on the new tip.

mod local;
mod pushed;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use thiserror::Error;

use super::{ANSWER, GitFault, allow_network, asked, git, id_of, run_to_end};
use crate::domain::person::Person;
use crate::domain::plan::sharing::{branch_meant, is_name};
use crate::domain::text::visible;
use crate::process::{Beginning, Finished};

pub(crate) use local::{Local, Settled, merges_with};
pub(crate) use pushed::Pushed;

/// How long git may take to talk to a remote.
const NETWORK: Duration = Duration::from_secs(60);

/// The longest list of files, in bytes.
const LONGEST_LIST: usize = 4 * 1024 * 1024;

/// The most paths that one command line names.
const MOST_PATHS: usize = 200;

/// How often a fetch is tried again while another git of this clone holds the name of the branch.
const LOCKED_TRIES: u64 = 5;

/// How the files that a sync makes for itself are called, in the folder of the repository.
const OWN: &str = "gonogo-sync";

/// A branch of a remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    /// The name of the remote, such as `origin`.
    pub(crate) remote: String,
    /// The name of the branch there, such as `main`.
    pub(crate) name: String,
}

impl Branch {
    /// Returns what git calls the branch as it was fetched last.
    pub(crate) fn tracking(&self) -> String {
        format!("refs/remotes/{}/{}", self.remote, self.name)
    }

    /// Returns it as people say it: `origin/main`.
    pub(crate) fn words(&self) -> String {
        visible(&format!("{}/{}", self.remote, self.name)).into_owned()
    }
}

/// Where and through which branch a folder is shared.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    /// The top folder of the working tree.
    pub(crate) top: PathBuf,
    /// The folder where the person is.
    here: PathBuf,
    /// The folder with the repository's own files.
    own: PathBuf,
    pub(crate) branch: Branch,
    /// Whether the branch that is checked out follows this one; then it goes along.
    is_followed: bool,
    /// Whether the branch was named; then one that is not there yet is made.
    is_named: bool,
    /// How git is to call ssh, when nothing says it.
    ssh: Option<&'static str>,
    /// How long git may take to talk to the remote.
    time: Duration,
    /// Whether the remote is never asked, not even for what a partial clone lacks.
    is_offline: bool,
}

/// A regular file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The name, without the folder.
    pub(crate) name: String,
    /// The id of its content.
    pub(crate) blob: String,
    /// Whether it is a plain file: no link, no submodule, nothing that can be run.
    pub(crate) is_plain: bool,
}

/// Why nothing could be shared.
#[derive(Debug, Error)]
pub(crate) enum ShareFault {
    #[error(transparent)]
    Git(#[from] GitFault),
    #[error("this folder is not in a git repository")]
    NoRepository,
    #[error("the releases folder {} is not in this repository", visible(.0))]
    Outside(String),
    #[error("no branch is checked out, so nothing says where to share")]
    Detached,
    #[error("branch `{}` follows no branch of a remote", visible(.0))]
    NoUpstream(String),
    #[error("git knows no remote `{}` here", visible(.0))]
    NoRemote(String),
    #[error("`{}` is not the name of a {}", visible(name), what)]
    NotAName { name: String, what: &'static str },
    #[error("`{}` is more than the name of a branch", visible(name))]
    MoreThanAName { name: String, meant: String },
    #[error("{} is in the middle of a merge", visible(.0))]
    Unmerged(String),
    #[error("{} is outside of the sparse checkout", visible(.0))]
    Sparse(String),
    #[error("`.gitattributes` has git merge {} with `union`", visible(.0))]
    Union(String),
    #[error("cannot reach {}: {}", visible(remote), visible(said))]
    Unreachable { remote: String, said: String },
    #[error("{} has no branch `{}`", visible(.0), visible(.1))]
    NoBranch(String, String),
    #[error(
        "{} refuses pushes to `{}`: {}",
        visible(remote),
        visible(branch),
        visible(reason)
    )]
    Refused {
        remote: String,
        branch: String,
        reason: String,
    },
    #[error("cannot push to {}: {}", visible(remote), visible(said))]
    NotPushed { remote: String, said: String },
    #[error("others pushed to {branch} first, {tries} times in a row")]
    Raced { branch: String, tries: usize },
    #[error(
        "{branch} did not take the push, {tries} times in a row, and no one else pushed: {}",
        visible(reason)
    )]
    Stuck {
        branch: String,
        tries: usize,
        reason: String,
    },
    #[error("git cannot give one side of {}: {}", visible(path), visible(said))]
    NoSide { path: String, said: String },
    #[error("git {what} failed: {}", visible(said))]
    Failed { what: &'static str, said: String },
}

impl Shared {
    /// Finds out where the folder is shared: the remote and the branch that were named, else those that the branch which is
    /// checked out follows.
    pub(crate) fn of(
        folder: &Path,
        remote: Option<&str>,
        branch: Option<&str>,
    ) -> Result<Self, ShareFault> {
        let (top, own, head) = places(folder)?;
        let settings = Settings::of(folder)?;
        let followed = head.as_deref().and_then(|head| settings.followed(head));
        for (name, what) in [(remote, "remote"), (branch, "branch")] {
            if let Some(name) = name.filter(|name| !is_name(name)) {
                let name = name.to_owned();
                return Err(ShareFault::NotAName { name, what });
            }
        }
        let is_named = branch.is_some();
        let known = |part: fn(&Branch) -> &String| followed.as_ref().map(part).cloned();
        let name = branch.map(str::to_owned).or_else(|| known(|it| &it.name));
        let name = name.ok_or_else(|| match &head {
            Some(head) => ShareFault::NoUpstream(short(head).to_owned()),
            None => ShareFault::Detached,
        })?;
        let remote = remote.map(str::to_owned).or_else(|| known(|it| &it.remote));
        let remote = remote.unwrap_or_else(|| "origin".to_owned());
        if settings.get(&format!("remote.{remote}.url")).is_none() {
            return Err(ShareFault::NoRemote(remote));
        }
        if let Some(meant) = branch_meant(&name, &remote).filter(|_| is_named) {
            let meant = meant.to_owned();
            return Err(ShareFault::MoreThanAName { name, meant });
        }
        let branch = Branch { remote, name };
        let is_ssh_said = settings.get("core.sshcommand").is_some()
            || ["GIT_SSH_COMMAND", "GIT_SSH", "SSH_ASKPASS"]
                .iter()
                .any(|name| std::env::var_os(name).is_some());
        Ok(Self {
            top,
            here: folder.to_owned(),
            own,
            is_followed: followed.as_ref() == Some(&branch),
            is_named,
            branch,
            // It has no terminal to ask at, and would wait for one until its time is over.
            ssh: (!is_ssh_said).then_some("ssh -o BatchMode=yes"),
            time: NETWORK,
            is_offline: false,
        })
    }

    /// Returns the same place, of whose remote nothing is asked: what a partial clone lacks cannot be read then.
    #[must_use]
    pub(crate) fn offline(self) -> Self {
        Self {
            is_offline: true,
            ..self
        }
    }

    /// Returns the file that is locked while this clone shares.
    pub(crate) fn lock(&self) -> PathBuf {
        self.own.join(format!("{OWN}.lock"))
    }

    /// Clears away what a killed process left behind; the lock is held.
    pub(crate) fn clear(&self) {
        for entry in self.own.read_dir().into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_left = name.to_str().is_some_and(|name| {
                name.starts_with(OWN) && (name.contains(".record") || name.contains(".index"))
            });
            if is_left {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Returns the commit of the branch as it was fetched last, if it ever was.
    pub(crate) fn last_fetched(&self) -> Result<Option<String>, ShareFault> {
        Ok(id_of(&self.top, &self.branch.tracking())?)
    }

    /// Fetches the branch, and returns its newest commit; `None` when the remote has no branch of the name that was given.
    pub(crate) fn fetch(&self) -> Result<Option<String>, ShareFault> {
        let Branch { remote, name } = &self.branch;
        let refspec = format!("+refs/heads/{name}:{}", self.branch.tracking());
        let arguments = [
            "-c",
            "maintenance.auto=false",
            "-c",
            "gc.auto=0",
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-recurse-submodules",
            "--no-write-fetch-head",
            "--end-of-options",
            remote,
            &refspec,
        ];
        let is_known = self.last_fetched()?.is_some();
        let mut fetched = self.talk(&arguments)?;
        for pause in 1..=LOCKED_TRIES {
            // Another git of this clone holds the name of the branch for a moment.
            let is_locked = String::from_utf8_lossy(&fetched.stderr).contains("cannot lock ref");
            if fetched.status.success() || !is_locked {
                break;
            }
            std::thread::sleep(Duration::from_millis(20 * pause));
            fetched = self.talk(&arguments)?;
        }
        if fetched.status.success() && is_known {
            return self.last_fetched();
        }
        let heads = format!("refs/heads/{name}");
        let listed = self.talk(&["ls-remote", "--end-of-options", remote, &heads])?;
        // What git lists may also be called `refs/tags/refs/heads/main`.
        let text = String::from_utf8_lossy(&listed.sink.bytes);
        let mut names = text.lines().filter_map(|line| line.split_once('\t'));
        let has_branch = names.any(|(_, name)| name == heads);
        if listed.status.success() && !has_branch {
            if fetched.status.success() {
                // Git has fetched such a one in its place.
                let tracking = self.branch.tracking();
                self.line("update-ref", &["update-ref", "-d", &tracking])?;
            }
            return if self.is_named {
                Ok(None)
            } else {
                Err(ShareFault::NoBranch(remote.clone(), name.clone()))
            };
        }
        if fetched.status.success() {
            return self.last_fetched();
        }
        Err(ShareFault::Unreachable {
            remote: remote.clone(),
            said: said(&fetched.stderr),
        })
    }

    /// Returns the files of a folder at a commit, whose path is given from the top of the repository.
    pub(crate) fn entries(&self, commit: &str, folder: &str) -> Result<Vec<Entry>, ShareFault> {
        let folder = format!("{folder}/");
        let arguments = ["ls-tree", "-z", "--full-tree", commit, "--", &folder];
        let listed = self.ask("ls-tree", &arguments, LONGEST_LIST)?;
        let text = String::from_utf8_lossy(&listed);
        let entry = |line: &str| {
            let (head, path) = line.split_once('\t')?;
            let mut head = head.split(' ');
            let (mode, kind, blob) = (head.next()?, head.next()?, head.next()?);
            (kind != "tree").then(|| Entry {
                name: path.strip_prefix(&folder).unwrap_or(path).to_owned(),
                blob: blob.to_owned(),
                is_plain: mode == "100644",
            })
        };
        Ok(text.split('\0').filter_map(entry).collect())
    }

    /// Returns the content of a file of a commit, of at most `most` bytes.
    pub(crate) fn content(&self, entry: &Entry, most: usize) -> Result<Vec<u8>, ShareFault> {
        self.ask("cat-file", &["cat-file", "blob", &entry.blob], most)
    }

    /// Returns the ids that these files of the working tree would have as they are, in this order; `None` for one that git cannot
    /// read. Paths are given from the top.
    pub(crate) fn blobs_of(&self, paths: &[String]) -> Result<Vec<Option<String>>, ShareFault> {
        let mut blobs = Vec::with_capacity(paths.len());
        for paths in paths.chunks(MOST_PATHS) {
            match self.hashed(paths) {
                Ok(known) if known.len() == paths.len() => {
                    blobs.extend(known.into_iter().map(Some));
                }
                Err(fault @ ShareFault::Git(_)) => return Err(fault),
                // Git gives up at the first that it cannot read.
                _ => {
                    for path in paths {
                        let hashed = self.hashed(std::slice::from_ref(path)).ok();
                        blobs.push(hashed.and_then(|it| it.into_iter().next()));
                    }
                }
            }
        }
        Ok(blobs)
    }

    fn hashed(&self, paths: &[String]) -> Result<Vec<String>, ShareFault> {
        let mut arguments = vec!["hash-object", "--no-filters", "--"];
        arguments.extend(paths.iter().map(String::as_str));
        let listed = self.ask("hash-object", &arguments, LONGEST_LIST)?;
        let text = String::from_utf8_lossy(&listed);
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Stores a text, and returns its id.
    pub(crate) fn store(&self, text: &str) -> Result<String, ShareFault> {
        let file = self
            .own
            .join(format!("{OWN}.{}.record", std::process::id()));
        fs::write(&file, text).map_err(|error| ShareFault::Failed {
            what: "hash-object",
            said: format!("{}: {error}", file.display()),
        })?;
        let path = file.to_string_lossy().into_owned();
        let stored = self.line(
            "hash-object",
            &["hash-object", "-w", "--no-filters", "--", &path],
        );
        let _ = fs::remove_file(&file);
        stored
    }

    /// Makes a commit on `parent`, or a first one, with these files put into its folder; `None` when nothing would change.
    /// Files are named by their paths from the top, with the ids of their contents. Without an author, git says who commits.
    pub(crate) fn commit(
        &self,
        parent: Option<&str>,
        files: &[(String, String)],
        message: &str,
        author: Option<&Person>,
    ) -> Result<Option<String>, ShareFault> {
        let index = self.own.join(format!("{OWN}.{}.index", std::process::id()));
        let made = self.commit_in(&index, parent, files, message, author);
        let _ = fs::remove_file(&index);
        let _ = fs::remove_file(index.with_extension("index.lock"));
        made
    }

    fn commit_in(
        &self,
        index: &Path,
        parent: Option<&str>,
        files: &[(String, String)],
        message: &str,
        author: Option<&Person>,
    ) -> Result<Option<String>, ShareFault> {
        let own: [(&str, OsString); 1] = [("GIT_INDEX_FILE", index.into())];
        let read = parent.map_or(vec!["read-tree", "--empty"], |parent| {
            vec!["read-tree", parent]
        });
        self.line_with("read-tree", &read, &own)?;
        let mut arguments = vec!["update-index".to_owned(), "--add".to_owned()];
        for (path, blob) in files {
            arguments.extend(["--cacheinfo".to_owned(), format!("100644,{blob},{path}")]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.line_with("update-index", &arguments, &own)?;
        // What a partial clone lacks is in the tree that was read, and need not be here.
        let tree = self.line_with("write-tree", &["write-tree", "--missing-ok"], &own)?;
        if let Some(parent) = parent {
            let before = format!("{parent}^{{tree}}");
            if self.line("rev-parse", &["rev-parse", "--verify", &before])? == tree {
                return Ok(None);
            }
        }
        let said = author.map(|author| {
            let (name, email) = (author.name(), author.key());
            [format!("user.name={name}"), format!("user.email={email}")]
        });
        let said = said.iter().flatten();
        let mut arguments: Vec<&str> = said.flat_map(|it| ["-c", it.as_str()]).collect();
        arguments.extend(["commit-tree", "-m", message]);
        arguments.extend(parent.into_iter().flat_map(|parent| ["-p", parent]));
        arguments.push(&tree);
        Ok(Some(self.line("commit-tree", &arguments)?))
    }

    /// Pushes a commit to the branch; it becomes the tip only if it follows it.
    pub(crate) fn push(&self, commit: &str) -> Result<Pushed, ShareFault> {
        let Branch { remote, name } = &self.branch;
        let refspec = format!("{commit}:refs/heads/{name}");
        let arguments = [
            "-c",
            "push.followTags=false",
            "push",
            "--porcelain",
            "--no-verify",
            "--no-recurse-submodules",
            "--end-of-options",
            remote,
            &refspec,
        ];
        let finished = self.talk(&arguments)?;
        let printed = String::from_utf8_lossy(&finished.sink.bytes).into_owned();
        let pushed = pushed::classify(&printed, &said(&finished.stderr));
        if pushed == Pushed::Done {
            let tracking = self.branch.tracking();
            // The next fetch sets it as well.
            let _ = self.line("update-ref", &["update-ref", &tracking, commit]);
        }
        Ok(pushed)
    }

    /// Talks to the remote.
    fn talk(&self, arguments: &[&str]) -> Result<Finished<Beginning>, ShareFault> {
        let sink = Beginning::of(LONGEST_LIST);
        let command = &mut self.git(arguments);
        Ok(run_to_end(command, self.limit(), sink, Beginning::feed)?)
    }

    /// Returns git, which may ask the remote, also for what a partial clone lacks, unless this is offline.
    fn git(&self, arguments: &[&str]) -> Command {
        let mut command = git(&self.top);
        command.args(arguments);
        if !self.is_offline {
            allow_network(&mut command);
            if let Some(ssh) = self.ssh {
                command.env("GIT_SSH_COMMAND", ssh);
            }
        }
        command
    }

    /// Returns how long git may take.
    fn limit(&self) -> Duration {
        if self.is_offline { ANSWER } else { self.time }
    }

    /// Returns what git prints, all of it.
    fn ask(
        &self,
        what: &'static str,
        arguments: &[&str],
        most: usize,
    ) -> Result<Vec<u8>, ShareFault> {
        let sink = Beginning::of(most);
        let command = &mut self.git(arguments);
        let finished = run_to_end(command, self.limit(), sink, Beginning::feed)?;
        succeeded(what, finished)
    }

    /// Returns the line that git prints.
    fn line(&self, what: &'static str, arguments: &[&str]) -> Result<String, ShareFault> {
        self.line_with(what, arguments, &[])
    }

    fn line_with(
        &self,
        what: &'static str,
        arguments: &[&str],
        environment: &[(&str, OsString)],
    ) -> Result<String, ShareFault> {
        let mut command = self.git(arguments);
        for (name, value) in environment {
            command.env(name, value);
        }
        let sink = Beginning::of(LONGEST_LIST);
        let finished = run_to_end(&mut command, self.limit(), sink, Beginning::feed)?;
        let bytes = succeeded(what, finished)?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }
}

fn succeeded(what: &'static str, finished: Finished<Beginning>) -> Result<Vec<u8>, ShareFault> {
    if finished.status.success() && finished.is_whole && !finished.sink.is_cut {
        return Ok(finished.sink.bytes);
    }
    let said = said(&finished.stderr);
    Err(ShareFault::Failed { what, said })
}

/// Returns the top of the working tree, the folder with the repository's own files, and the branch that is checked out.
fn places(folder: &Path) -> Result<(PathBuf, PathBuf, Option<String>), ShareFault> {
    let of = |more: &[&str]| {
        let asks = ["rev-parse", "--show-toplevel", "--absolute-git-dir"];
        asked(folder, &[&asks, more].concat())
    };
    // On a branch without a commit there is no HEAD to name.
    let (said, head) = match of(&["--symbolic-full-name", "HEAD"])? {
        Some(said) => (Some(said), None),
        None => (
            of(&[])?,
            asked(folder, &["symbolic-ref", "--quiet", "HEAD"])?,
        ),
    };
    let said = said.ok_or(ShareFault::NoRepository)?;
    let mut lines = said.lines();
    let (Some(top), Some(own)) = (lines.next(), lines.next()) else {
        return Err(ShareFault::NoRepository);
    };
    let head = lines.next().map(str::to_owned).or(head);
    let head = head.filter(|head| head.starts_with("refs/heads/"));
    Ok((PathBuf::from(top), PathBuf::from(own), head))
}

/// What git's settings say of branches, remotes and ssh.
struct Settings(Vec<(String, String)>);

impl Settings {
    fn of(folder: &Path) -> Result<Self, ShareFault> {
        let wanted = r"^(branch\..*\.(remote|merge)|remote\..*\.url|core\.sshcommand)$";
        let said = asked(folder, &["config", "-z", "--get-regexp", wanted])?.unwrap_or_default();
        let pairs = said.split('\0').filter_map(|pair| pair.split_once('\n'));
        let owned = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
        Ok(Self(owned.collect()))
    }

    /// Returns the last value of a setting, which is the one that counts.
    fn get(&self, key: &str) -> Option<&str> {
        let mut pairs = self.0.iter().rev();
        pairs
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the branch of a remote that a local branch follows.
    fn followed(&self, head: &str) -> Option<Branch> {
        let name = short(head);
        let remote = self.get(&format!("branch.{name}.remote"))?;
        let merge = self.get(&format!("branch.{name}.merge"))?;
        let name = merge.strip_prefix("refs/heads/")?;
        let is_elsewhere = remote != "." && is_name(remote) && is_name(name);
        is_elsewhere.then(|| Branch {
            remote: remote.to_owned(),
            name: name.to_owned(),
        })
    }
}

fn short(head: &str) -> &str {
    head.strip_prefix("refs/heads/").unwrap_or(head)
}

/// Returns what git complained about, on one line: the first line that says what failed.
pub(super) fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let grave = ["fatal: ", "error: ", "ERROR: "];
    let found = lines().find_map(|line| grave.iter().find_map(|word| line.strip_prefix(word)));
    found
        .or_else(|| lines().next())
        .unwrap_or("git said nothing")
        .to_owned()
}

#[cfg(test)]
mod tests;
