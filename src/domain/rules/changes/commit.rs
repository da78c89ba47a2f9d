//! A commit, and what it changes.

use super::message::{self, Head, Message};
use super::target::{Target, targets};
use crate::domain::text::beginning;

/// The longest description of a change, and the longest text about what it breaks, in bytes.
const LONGEST: usize = 2 * 1024;

/// What the notes need of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub(super) hash: String,
    pub(super) parents: Vec<String>,
    pub(super) subject: String,
    /// What it changes; nothing for a merge that only joins branches.
    pub(super) change: Option<Change>,
    /// What it takes back.
    pub(super) targets: Vec<Target>,
}

/// What one commit changes, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it belongs in the notes.
    pub group: Group,
    /// The part of the product, when the commit names one.
    pub scope: Option<String>,
    /// What changes, without the type that the group says already.
    pub description: String,
    /// What breaks, where `BREAKING CHANGE` footers say more than the description.
    pub breaking: Vec<String>,
    /// The full hash.
    pub hash: String,
}

/// A group of changes, in the order of the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Changes that break something for users, whatever their type.
    Breaking,
    /// `feat`.
    Features,
    /// `fix`.
    Fixes,
    /// `perf`.
    Performance,
    /// Everything else.
    Other,
}

impl Group {
    /// Every group, in the order of the notes.
    pub const ALL: [Self; 5] = [
        Self::Breaking,
        Self::Features,
        Self::Fixes,
        Self::Performance,
        Self::Other,
    ];

    /// Returns the group's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking changes",
            Self::Features => "Features",
            Self::Fixes => "Fixes",
            Self::Performance => "Performance",
            Self::Other => "Other",
        }
    }
}

impl Commit {
    /// Reads a commit: its full hash, those of its parents with spaces between them, and its whole message.
    pub fn read(hash: &str, parents: &str, message: &str) -> Self {
        let parents: Vec<String> = parents.split_whitespace().map(str::to_owned).collect();
        let is_merge = parents.len() > 1;
        let message = if is_merge {
            message::of_merge(message)
        } else {
            message
        };
        let read = Message::read(message);
        let carries = !is_merge || read.head.is_some() || !read.breaking.is_empty();
        // A merge that brings a revert has the commit that reverts among those it brings.
        let targets = if is_merge {
            Vec::new()
        } else {
            targets(message, &read)
        };
        Self {
            hash: hash.to_owned(),
            parents,
            subject: clipped(read.subject),
            change: carries.then(|| Change::of(hash, &read)),
            targets,
        }
    }

    /// Returns the full hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) fn is_merge(&self) -> bool {
        self.parents.len() > 1
    }

    /// Returns type, scope and description, by which a pull request and its only commit are told to be one change.
    pub(super) fn title(&self) -> Option<(String, Option<&str>, &str)> {
        let head = Head::of(&self.subject)?;
        Some((
            head.kind.to_ascii_lowercase(),
            head.scope,
            message::without_number(head.description),
        ))
    }
}

impl Change {
    fn of(hash: &str, message: &Message<'_>) -> Self {
        let is_breaking = !message.breaking.is_empty();
        let group = match &message.head {
            Some(head) if head.bang || is_breaking => Group::Breaking,
            Some(head) => match head.kind.to_ascii_lowercase().as_str() {
                "feat" => Group::Features,
                "fix" => Group::Fixes,
                "perf" => Group::Performance,
                _ => Group::Other,
            },
            None if is_breaking => Group::Breaking,
            None => Group::Other,
        };
        let head = message.head.as_ref().filter(|_| group != Group::Other);
        let description = head.map_or(message.subject, |head| head.description);
        let breaking = message.breaking.iter().filter(|text| *text != description);
        Self {
            group,
            scope: head.and_then(|head| head.scope).map(clipped),
            description: clipped(description),
            breaking: breaking.map(|text| clipped(text)).collect(),
            hash: hash.to_owned(),
        }
    }

    /// Returns the hash as the notes show it.
    pub(crate) fn short_hash(&self) -> &str {
        self.hash.get(..9).unwrap_or(&self.hash)
    }

    /// Takes over what another message about the same change says of what breaks.
    pub(super) fn join(&mut self, other: &Self) {
        self.group = self.group.min(other.group);
        for text in &other.breaking {
            if *text != self.description && !self.breaking.contains(text) {
                self.breaking.push(text.clone());
            }
        }
    }
}

/// Groups changes, keeping their order within each group; groups without a change are left out.
pub fn grouped(changes: &[Change]) -> Vec<(Group, Vec<&Change>)> {
    let of = |group| {
        let of_group = changes.iter().filter(|change| change.group == group);
        of_group.collect::<Vec<_>>()
    };
    Group::ALL
        .into_iter()
        .map(|group| (group, of(group)))
        .filter(|(_, changes)| !changes.is_empty())
        .collect()
}

/// Returns a text, or as much of it as one line of the notes can hold.
fn clipped(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    format!("{}…", beginning(text, LONGEST))
}
