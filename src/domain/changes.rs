//! Commits grouped by what they change, after Conventional Commits 1.0.0.
//!
//! A commit and its revert cancel out, and a merge counts when it carries the message of a pull request. Under "Other" a commit stands with its whole subject, whether it follows the convention or not: never dropped.

mod commit;
mod listed;
mod message;
mod revert;
mod target;

use std::collections::{HashMap, HashSet};

pub use commit::{Change, Commit, Group, grouped};
pub use listed::{Listed, listed};

/// The changes that commits bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Those that are in the release, in the order of the commits.
    pub kept: Vec<Change>,
    /// Those that a later commit took back.
    pub reverted: Vec<Change>,
}

impl Changes {
    /// Returns what commits bring, newest first as they are given: without those that a later one reverts, and without
    /// the reverts themselves.
    ///
    /// A merge counts when its message, or the title of its pull request, follows the convention or names a breaking
    /// change; where a commit has the same title, the two are one change. `with_merges` is false to leave merges out.
    /// `touching` are the hashes to look at, when not all.
    pub fn of(commits: &[Commit], with_merges: bool, touching: Option<&HashSet<String>>) -> Self {
        let taken_back = revert::taken_back(commits);
        let is_asked = |commit: &Commit| {
            (with_merges || !commit.is_merge())
                && touching.is_none_or(|hashes| hashes.contains(&commit.hash))
        };
        let of_pulls = merged_twice(commits, &taken_back.gone, &is_asked);
        let mut changes = Self::default();
        for (place, commit) in commits.iter().enumerate() {
            let Some(change) = commit.change.as_ref().filter(|_| is_asked(commit)) else {
                continue;
            };
            if taken_back.gone[place] {
                changes.reverted.push(change.clone());
            } else if !taken_back.hidden[place] && !of_pulls.merges.contains(&place) {
                let mut change = change.clone();
                for merge in of_pulls.of_commit.get(&place).into_iter().flatten() {
                    change.join(merge);
                }
                changes.kept.push(change);
            }
        }
        changes
    }
}

/// Merges that say again what one of the commits says.
#[derive(Default)]
struct MergedTwice<'c> {
    merges: HashSet<usize>,
    of_commit: HashMap<usize, Vec<&'c Change>>,
}

fn merged_twice<'c>(
    commits: &'c [Commit],
    gone: &[bool],
    is_asked: &dyn Fn(&Commit) -> bool,
) -> MergedTwice<'c> {
    let stands = |(place, commit): &(usize, &Commit)| !gone[*place] && is_asked(commit);
    let mut places = HashMap::new();
    for (place, commit) in commits.iter().enumerate().filter(stands) {
        if let Some(title) = commit.title().filter(|_| !commit.is_merge()) {
            places.entry(title).or_insert(place);
        }
    }
    let mut twice = MergedTwice::default();
    for (place, merge) in commits.iter().enumerate().filter(stands) {
        let title = merge.title().filter(|_| merge.is_merge());
        let commit = title.and_then(|title| places.get(&title));
        if let (Some(commit), Some(change)) = (commit, &merge.change) {
            twice.merges.insert(place);
            twice.of_commit.entry(*commit).or_default().push(change);
        }
    }
    twice
}

#[cfg(test)]
mod tests;
