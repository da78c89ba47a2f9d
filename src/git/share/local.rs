//! What a sync leaves in the clone: the index has the shared files as they were pushed, and the branch goes along.
//!
//! Nothing else that is staged is touched, and no file of the working tree.

use super::{Entry, LONGEST_LIST, ShareFault, Shared};
use crate::domain::person::Person;
use crate::git::{asked, id_of, seen_from};

/// The clone before a sync.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    /// The commit that is checked out; none on a branch without one.
    pub(crate) head: Option<String>,
}

/// What a sync did to the branch that is checked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    /// It is where the remote is, or has nothing to do with it.
    Alike,
    /// It went along to where the remote is.
    Forwarded,
    /// It has work of its own, or lacks work of others: it has a commit of its own with the shared files.
    Committed,
}

/// The files of the index below a folder that keep it from being shared.
#[derive(Clone, Copy)]
enum Standing {
    Unmerged,
    Skipped,
}

impl Shared {
    /// Finds out what is checked out, and refuses what cannot be shared now: records in the middle of a merge or outside of
    /// the sparse checkout, and those that git would weave together. Paths are given from the top, and told from where the person
    /// is.
    pub(crate) fn local(&self, folder: &str, record: &str) -> Result<Local, ShareFault> {
        let below = format!("{folder}/");
        let arguments = ["ls-files", "-t", "--stage", "-z", "--", &below];
        let listed = self.ask("ls-files", &arguments, LONGEST_LIST)?;
        let text = String::from_utf8_lossy(&listed);
        if let Some((path, standing)) = text.split('\0').find_map(standing) {
            let path = seen_from(&self.here, &self.top, path);
            return Err(match standing {
                Standing::Unmerged => ShareFault::Unmerged(path),
                Standing::Skipped => ShareFault::Sparse(path),
            });
        }
        if merges_with(&self.top, record)?.as_deref() == Some("union") {
            return Err(ShareFault::Union(below));
        }
        let head = id_of(&self.top, "HEAD")?;
        Ok(Local { head })
    }

    /// Puts these files, with their paths from the top, into the index, and has the branch that is checked out go along when
    /// it follows the shared one: to the tip when nothing but `folder` differs, or with a commit of its own.
    pub(crate) fn settle(
        &self,
        local: &Local,
        tip: &str,
        folder: &str,
        files: &[(String, String)],
        author: Option<&Person>,
    ) -> Result<Settled, ShareFault> {
        let Some(head) = self.is_followed.then_some(local.head.as_deref()).flatten() else {
            return Ok(Settled::Alike);
        };
        if head == tip {
            self.stage(files)?;
            return Ok(Settled::Alike);
        }
        if self.is_ahead_by(tip, head, folder, files)? {
            // The index first: what is staged without need is harmless, and a branch that went along alone is not.
            self.stage(files)?;
            let message = ["update-ref", "-m", "gonogo sync", "HEAD", tip, head];
            self.line("update-ref", &message)?;
            return Ok(Settled::Forwarded);
        }
        let message = "Records as they are shared";
        let Some(commit) = self.commit(Some(head), files, message, author)? else {
            return Ok(Settled::Alike);
        };
        self.stage(files)?;
        let arguments = ["update-ref", "-m", "gonogo sync", "HEAD", &commit, head];
        self.line("update-ref", &arguments)?;
        Ok(Settled::Committed)
    }

    /// Tells whether the tip follows what is checked out, and differs from it in these files alone.
    fn is_ahead_by(
        &self,
        tip: &str,
        head: &str,
        folder: &str,
        files: &[(String, String)],
    ) -> Result<bool, ShareFault> {
        let base = asked(&self.top, &["merge-base", head, tip])?;
        if base.as_deref() != Some(head) {
            return Ok(false);
        }
        let arguments = [
            "diff-tree",
            "-r",
            "--no-renames",
            "--name-only",
            "-z",
            head,
            tip,
        ];
        let changed = self.ask("diff-tree", &arguments, LONGEST_LIST)?;
        let changed = String::from_utf8_lossy(&changed);
        let below = format!("{folder}/");
        let mut changed = changed.split('\0').filter(|path| !path.is_empty());
        Ok(changed
            .all(|path| path.starts_with(&below) && files.iter().any(|(known, _)| known == path)))
    }

    /// Puts files into the index, and leaves everything else in it as it is.
    fn stage(&self, files: &[(String, String)]) -> Result<(), ShareFault> {
        if files.is_empty() {
            return Ok(());
        }
        let mut arguments = vec!["update-index".to_owned(), "--add".to_owned()];
        for (path, blob) in files {
            arguments.extend(["--cacheinfo".to_owned(), format!("100644,{blob},{path}")]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.line("update-index", &arguments)?;
        Ok(())
    }

    /// Returns the files of the folder at what is checked out.
    pub(crate) fn checked_out(
        &self,
        local: &Local,
        folder: &str,
    ) -> Result<Vec<Entry>, ShareFault> {
        match &local.head {
            Some(head) => self.entries(head, folder),
            None => Ok(Vec::new()),
        }
    }
}

/// Returns the driver with which git merges a file, when an attribute says so.
pub(crate) fn merges_with(
    top: &std::path::Path,
    path: &str,
) -> Result<Option<String>, crate::git::GitFault> {
    let said = asked(top, &["check-attr", "-z", "merge", "--", path])?;
    let value = said.and_then(|said| said.split('\0').nth(2).map(str::to_owned));
    Ok(value.filter(|value| value != "unspecified"))
}

/// Returns a file of the index that keeps it from being shared, from a line such as `M 100644 ID 2<TAB>PATH`.
fn standing(line: &str) -> Option<(&str, Standing)> {
    let (head, path) = line.split_once('\t')?;
    let mut words = head.split(' ');
    let (tag, stage) = (words.next()?, words.nth(2)?);
    match (tag, stage) {
        (_, "1" | "2" | "3") => Some((path, Standing::Unmerged)),
        ("S", _) => Some((path, Standing::Skipped)),
        _ => None,
    }
}
