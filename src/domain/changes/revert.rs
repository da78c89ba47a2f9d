//! Commits that take others back.

use std::collections::{HashMap, HashSet};

use super::commit::{Commit, Group};
use super::message;
use super::target::{Target, plain, quoted};

/// What is taken back among commits, by their places.
pub(super) struct TakenBack {
    /// Those that are not in the release any more.
    pub(super) gone: Vec<bool>,
    /// Those that only took others of these back.
    pub(super) hidden: Vec<bool>,
}

/// Finds what is taken back among commits that are given newest first.
///
/// A revert that is itself taken back takes nothing back. One that also takes back what is not among the commits, or
/// that breaks something itself, is shown.
pub(super) fn taken_back(commits: &[Commit]) -> TakenBack {
    let mut gone = vec![false; commits.len()];
    let mut hidden = vec![false; commits.len()];
    let places = Places::of(commits);
    for (place, commit) in commits.iter().enumerate() {
        if gone[place] {
            continue;
        }
        let mut is_complete = !commit.targets.is_empty();
        for target in &commit.targets {
            let Some(found) = places.find(target, place, &gone) else {
                is_complete = false;
                continue;
            };
            gone[found] = true;
            for brought in places.brought(found) {
                gone[brought] = true;
            }
        }
        hidden[place] = is_complete && is_only_a_revert(commit);
    }
    TakenBack { gone, hidden }
}

fn is_only_a_revert(commit: &Commit) -> bool {
    let is_breaking = commit
        .change
        .as_ref()
        .is_some_and(|c| c.group == Group::Breaking);
    let head = message::Head::of(&commit.subject);
    let is_revert = head.is_some_and(|head| head.kind.eq_ignore_ascii_case("revert"))
        || quoted(&commit.subject).is_some();
    is_revert && !is_breaking
}

/// Where commits stand in a log.
struct Places<'c> {
    commits: &'c [Commit],
    hashes: HashMap<&'c str, usize>,
    subjects: HashMap<String, Vec<usize>>,
}

impl<'c> Places<'c> {
    fn of(commits: &'c [Commit]) -> Self {
        let mut subjects: HashMap<_, Vec<_>> = HashMap::new();
        for (place, commit) in commits.iter().enumerate() {
            let subject = plain(&commit.subject);
            subjects.entry(subject).or_default().push(place);
        }
        let hashes = commits.iter().enumerate();
        Self {
            commits,
            hashes: hashes.map(|(at, commit)| (&*commit.hash, at)).collect(),
            subjects,
        }
    }

    /// Finds a commit that the one at `place` takes back.
    fn find(&self, target: &Target, place: usize, gone: &[bool]) -> Option<usize> {
        match target {
            Target::Hash(hash) => self.hashes.get(&**hash).copied().or_else(|| {
                let is_it = |commit: &Commit| commit.hash.starts_with(&**hash);
                let mut found = self.commits.iter().enumerate().filter(|(_, c)| is_it(c));
                let first = found.next()?.0;
                found.next().is_none().then_some(first)
            }),
            Target::Subject(subject) => {
                let mut older = self.subjects.get(subject)?.iter().copied();
                older.find(|at| *at > place && !gone[*at])
            }
        }
    }

    /// Returns the commits that a merge brought into its first parent; none for another commit.
    fn brought(&self, merge: usize) -> Vec<usize> {
        let [first, others @ ..] = self.commits[merge].parents.as_slice() else {
            return Vec::new();
        };
        if others.is_empty() {
            return Vec::new();
        }
        let mut seen = HashSet::new();
        self.walk(std::slice::from_ref(first), &mut seen);
        self.walk(others, &mut seen)
    }

    /// Returns the commits that are reached from these and were not before.
    fn walk(&self, from: &[String], seen: &mut HashSet<usize>) -> Vec<usize> {
        let place_of = |hash: &String| self.hashes.get(&**hash).copied();
        let mut next: Vec<usize> = from.iter().filter_map(place_of).collect();
        let mut reached = Vec::new();
        while let Some(place) = next.pop() {
            if seen.insert(place) {
                reached.push(place);
                next.extend(self.commits[place].parents.iter().filter_map(place_of));
            }
        }
        reached
    }
}
