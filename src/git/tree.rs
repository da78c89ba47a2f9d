//! What git has at a revision: files, and whether another revision has the same.

use std::path::Path;
use std::time::Duration;

use thiserror::Error;

use super::log::{LogError, resolved};
use super::place::Place;
use super::{ANSWER, GitFault, allow_network, git, run, run_to_end};
use crate::process::{Beginning, Finished};

/// How long git may take to get a file from the remote of a partial clone.
const FETCH: Duration = Duration::from_secs(60);

/// The longest list of files that is read, in bytes.
const LONGEST_LIST: usize = 4 * 1024 * 1024;

/// The files of the repository at one commit.
#[derive(Debug)]
pub(crate) struct Tree<'f> {
    folder: &'f Path,
    commit: String,
}

/// What stands in a folder at a commit.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The names of the regular files.
    pub(crate) files: Vec<String>,
    /// What is no file and no folder; the folder itself by its whole path.
    pub(crate) odd: Vec<(String, Odd)>,
}

/// Something below a folder.
#[derive(Debug)]
pub(crate) struct Below {
    /// The path from the top of the repository.
    pub(crate) path: String,
    /// Whether it is a plain file: no link, no submodule, nothing that can be run.
    pub(crate) is_plain: bool,
}

/// Something that git keeps and that is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    Link,
    Submodule,
}

impl Odd {
    fn of(mode: &str) -> Option<Self> {
        match mode.get(..6)? {
            "120000" => Some(Self::Link),
            "160000" => Some(Self::Submodule),
            _ => None,
        }
    }

    /// Returns it in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Link => "a link",
            Self::Submodule => "a submodule",
        }
    }
}

/// Returns the mode and the name of each entry of a listing.
fn listed(bytes: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    let entries = text.split('\0').filter_map(|entry| entry.split_once('\t'));
    entries
        .map(|(mode, name)| (mode.to_owned(), name.to_owned()))
        .collect()
}

/// Why nothing could be read at a revision.
#[derive(Debug, Error)]
pub(crate) enum TreeError {
    #[error(transparent)]
    Revision(#[from] LogError),
    #[error(transparent)]
    Git(#[from] GitFault),
    #[error("git cannot read `{path}` at commit {commit}")]
    Failed { commit: String, path: String },
    #[error("git cannot get `{path}` at commit {commit} from the remote of this partial clone")]
    NotFetched { commit: String, path: String },
    #[error("`{path}` at commit {commit} is larger than {most} bytes")]
    TooLarge {
        commit: String,
        path: String,
        most: usize,
    },
}

impl<'f> Tree<'f> {
    /// Finds the commit that a revision names in the repository around `folder`.
    pub(crate) fn at(folder: &'f Path, revision: &str) -> Result<Self, TreeError> {
        let commit = resolved(folder, revision)?;
        Ok(Self { folder, commit })
    }

    /// Finds the commit of a place that is said in full.
    pub(crate) fn of_place(folder: &'f Path, place: &Place) -> Result<Self, TreeError> {
        Self::at(folder, place.words())
    }

    /// Returns the full id of the commit.
    pub(crate) fn commit(&self) -> &str {
        &self.commit
    }

    /// Returns everything below a folder but folders, at any depth, whose path is given from the top of the repository.
    pub(crate) fn below(&self, folder: &str) -> Result<Vec<Below>, TreeError> {
        let inside = format!("{folder}/");
        let arguments = [
            "ls-tree",
            "-r",
            "-z",
            "--full-tree",
            &self.commit,
            "--",
            &inside,
        ];
        let entries = self.entries(&arguments, folder)?;
        let below = |(mode, path): (String, String)| Below {
            is_plain: mode.starts_with("100644 "),
            path,
        };
        Ok(entries.into_iter().map(below).collect())
    }

    /// Returns what stands in a folder, whose path is given from the top of the repository. A folder that is not there has
    /// nothing.
    pub(crate) fn listing(&self, folder: &str) -> Result<Listing, TreeError> {
        let place = format!("{}:{folder}", self.commit);
        // Else git lists what is below the folder that it was started in.
        let whole = ["ls-tree", "-z", "--full-tree"];
        let finished = self.asked(&[&whole[..], &[&place]].concat(), LONGEST_LIST)?;
        if !finished.status.success() {
            let asked = [&whole[..], &[&self.commit, "--", folder]].concat();
            let itself = self.entries(&asked, folder)?;
            let odd = itself.into_iter().find_map(|(mode, _)| Odd::of(&mode));
            return Ok(Listing {
                odd: odd
                    .map(|odd| (folder.to_owned(), odd))
                    .into_iter()
                    .collect(),
                ..Listing::default()
            });
        }
        let bytes = self.whole(folder, finished, LONGEST_LIST)?;
        let mut listing = Listing::default();
        for (mode, name) in listed(&bytes) {
            match Odd::of(&mode) {
                Some(odd) => listing.odd.push((name, odd)),
                None if mode.starts_with("100") => listing.files.push(name),
                None => {}
            }
        }
        Ok(listing)
    }

    fn entries(&self, asked: &[&str], path: &str) -> Result<Vec<(String, String)>, TreeError> {
        let finished = self.asked(asked, LONGEST_LIST)?;
        Ok(listed(&self.whole(path, finished, LONGEST_LIST)?))
    }

    /// Reads a file that [`Self::listing`] has named, of at most `most` bytes.
    pub(crate) fn read(&self, path: &str, most: usize) -> Result<Vec<u8>, TreeError> {
        let object = format!("{}:{path}", self.commit);
        // A partial clone gets it from the remote.
        let mut command = git(self.folder);
        allow_network(command.args(["cat-file", "blob", &object]));
        let finished = run_to_end(&mut command, FETCH, Beginning::of(most), Beginning::feed)?;
        self.whole(path, finished, most)
    }

    /// Returns what git printed, when it is all of it.
    fn whole(
        &self,
        path: &str,
        finished: Finished<Beginning>,
        most: usize,
    ) -> Result<Vec<u8>, TreeError> {
        let (commit, path) = (self.commit.clone(), path.to_owned());
        match finished {
            Finished { sink, .. } if sink.is_cut => Err(TreeError::TooLarge { commit, path, most }),
            Finished { sink, status, .. } if status.success() => Ok(sink.bytes),
            Finished { stderr, .. } if is_of_promisor(&stderr) => {
                Err(TreeError::NotFetched { commit, path })
            }
            Finished { .. } => Err(TreeError::Failed { commit, path }),
        }
    }

    fn asked(&self, arguments: &[&str], most: usize) -> Result<Finished<Beginning>, GitFault> {
        let sink = Beginning::of(most);
        run(self.folder, arguments, ANSWER, sink, Beginning::feed)
    }
}

/// Tells whether git complains that the remote of a partial clone does not answer.
fn is_of_promisor(stderr: &[u8]) -> bool {
    let said = String::from_utf8_lossy(stderr);
    said.contains("promisor remote") || said.contains("lazy fetch")
}

/// Tells whether two revisions differ in anything but the folder `except`, whose path is given from the top of the
/// repository. `None` when git cannot tell, such as for a commit that it does not have.
pub(crate) fn differ(folder: &Path, one: &str, other: &str, except: Option<&str>) -> Option<bool> {
    let (one, other) = (resolved(folder, one).ok()?, resolved(folder, other).ok()?);
    if one == other {
        return Some(false);
    }
    let quiet = [
        "diff-tree",
        "-r",
        "--quiet",
        "--no-ext-diff",
        "--no-textconv",
    ];
    let except = except.map(|except| format!(":(top,exclude,literal){except}"));
    let arguments: Vec<&str> = quiet
        .into_iter()
        .chain([one.as_str(), other.as_str(), "--", ":(top)"])
        .chain(except.as_deref())
        .collect();
    let finished = run(
        folder,
        &arguments,
        ANSWER,
        Beginning::of(0),
        Beginning::feed,
    )
    .ok()?;
    match finished.status.code()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}
