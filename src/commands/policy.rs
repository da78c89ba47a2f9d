//! The policy of a protected branch: the definitions and the lists of keys as they stand there, and what a record asks less
//! than they do.
//!
//! Who writes the record may also write the checklists and the keys beside it, as in a pull request from a fork. So all of
//! them are read from a place that only the project changes, and never from the working tree.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::context::Context;
use super::signing::{ALLOWED, LARGEST as LARGEST_KEYS, REVOKED};
use crate::commands::output::Remark;
use crate::definition;
use crate::domain::digest::Digest;
use crate::domain::id::TypeId;
use crate::domain::plan::Item;
use crate::domain::plan::change::changes;
use crate::domain::plan::change::told::{Alteration, told};
use crate::domain::plan::library::Library;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::rules::tailor::{held_to, tailor};
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::error::{CommandError, Kind};
use crate::git;
use crate::git::log::is_shallow;
use crate::git::place::Place;
use crate::git::tree::{Tree, TreeError};
use crate::record::store::Vet;
use crate::render::gate_report::{PolicyFile, PolicyReport};
use crate::trust::Trust;
use crate::trust::allowed_signers::AllowedSigners;
use crate::trust::revoked_keys::RevokedKeys;

/// The most bytes of a definition.
const LARGEST: usize = 1024 * 1024;

/// The definitions as a protected branch has them.
#[derive(Debug)]
pub(super) struct Policy {
    /// Where they are: a full name of a branch, or a commit.
    pub(super) place: String,
    /// The commit that it is now.
    pub(super) commit: String,
    /// The files that were read, from the top of the repository, with the digests of their bytes.
    pub(super) files: Vec<(String, Digest)>,
    library: Library,
    /// Whose keys count there.
    trust: Trust,
}

/// Why there is no policy, or a record does not keep to it.
#[derive(Debug, Error)]
enum PolicyFault {
    #[error("the checklists at {0} are not inside of this repository")]
    Outside(String),
    #[error("{place} has no playbook: it is not at {}", visible(&looked_at.join(", nor at ")))]
    NoPlaybook {
        place: String,
        looked_at: Vec<String>,
    },
    #[error("{place} has something else than a plain file at {}", visible(path))]
    NotPlain { place: String, path: String },
    #[error("the plan of {version} asks less than the policy at {place} ({commit})")]
    Looser {
        version: String,
        place: String,
        commit: String,
    },
    #[error("the policy at {place} ({commit}) has no type `{kind}`")]
    NoType {
        kind: TypeId,
        place: String,
        commit: String,
    },
}

impl Policy {
    /// Reads the definitions at a branch that was fetched, or at a commit.
    pub(super) fn at(context: &Context, text: &str) -> Result<Self, CommandError> {
        let place = Place::parse(text)?;
        let tree =
            Tree::of_place(&context.folder, &place).map_err(|it| not_there(context, it, &place))?;
        let name = place.words().to_owned();
        let folders = folders(context)?;
        for folder in &folders {
            let mut entries = tree.below(folder)?;
            let keys = KeyFiles::of(folder);
            entries.retain(|it| is_definition(&it.path, folder) || keys.have(&it.path));
            if entries
                .iter()
                .all(|entry| !is_playbook(&entry.path, folder))
            {
                continue;
            }
            if let Some(odd) = entries.iter().find(|entry| !entry.is_plain) {
                let path = odd.path.clone();
                return Err(CommandError::not_evaluated(PolicyFault::NotPlain {
                    place: name,
                    path,
                })
                .hinted("put the file itself there, and commit it"));
            }
            let mut files = Vec::new();
            let mut texts = Vec::new();
            let mut trust = keys.absent(&name);
            for entry in entries {
                let is_key_file = keys.have(&entry.path);
                let most = if is_key_file { LARGEST_KEYS } else { LARGEST };
                let bytes = tree.read(&entry.path, most)?;
                files.push((entry.path.clone(), Digest::of_bytes(&bytes)));
                if entry.path == keys.allowed {
                    trust.allowed = Some(AllowedSigners::parse(&bytes));
                } else if entry.path == keys.revoked {
                    trust.revoked = RevokedKeys::parse(&bytes);
                } else {
                    texts.push((PathBuf::from(entry.path), bytes));
                }
            }
            return Ok(Self {
                library: definition::load_texts(&name, Path::new(&folder), texts)?,
                trust,
                commit: tree.commit().to_owned(),
                place: name,
                files,
            });
        }
        let looked_at = folders.iter();
        let looked_at = looked_at.map(|folder| format!("{folder}/playbook.yaml"));
        Err(CommandError::not_evaluated(PolicyFault::NoPlaybook {
            place: name,
            looked_at: looked_at.collect(),
        })
        .hinted("say where the checklists are with `--checklists FOLDER`, or commit them there"))
    }

    /// Returns what tells who vouches for the events of a record, by the keys that count there.
    pub(super) fn vet(&self, context: &Context) -> Vet {
        let trust = self.trust.clone();
        context.vet_by(move || trust.clone())
    }

    /// Returns it for programs.
    pub(super) fn report(&self) -> PolicyReport {
        let file = |(path, digest): &(String, Digest)| PolicyFile {
            path: path.clone(),
            digest: digest.to_string(),
        };
        PolicyReport {
            place: self.place.clone(),
            commit: self.commit.clone(),
            files: self.files.iter().map(file).collect(),
        }
    }

    /// Tells whether the definitions there have the check of an item.
    pub(super) fn has_check_of(&self, item: &Item) -> bool {
        self.library.has_check_of(item)
    }

    /// Says which policy it was, so that a log shows a step back.
    pub(super) fn said(&self) -> Remark {
        let Self { place, commit, .. } = self;
        let file = |(path, digest): &(String, Digest)| {
            format!("{} sha256:{}", visible(path), digest.short())
        };
        let files: Vec<String> = self.files.iter().map(file).collect();
        Remark::Note(format!(
            "policy of {place} at {commit}: {}",
            files.join(", ")
        ))
    }

    /// Refuses a record whose plan asks less than the policy, or something else, and names all of it.
    pub(super) fn hold(&self, release: &Release) -> Result<(), CommandError> {
        let kind = &release.header().kind;
        let (place, commit) = (self.place.clone(), self.commit.clone());
        let Some(plan) = tailor(&self.library, kind) else {
            let kind = kind.clone();
            let fault = PolicyFault::NoType {
                kind,
                place,
                commit,
            };
            let types = self.library.playbook.types.iter();
            let types: Vec<String> = types.map(|kind| format!("`{}`", kind.id)).collect();
            let hint = format!("it has {}", types.join(", "));
            return Err(CommandError::new(Kind::Trust, fault).hinted(hint));
        };
        let wanted = held_to(release.plan(), plan);
        let changes = changes(&wanted, &release.plan().frozen());
        let told = told(&changes);
        let looser = told.iter().filter(|it| it.is_loosened || it.is_replaced);
        let details: Vec<String> = looser.map(Alteration::sentence).collect();
        if details.is_empty() {
            return Ok(());
        }
        let version = release.header().version.to_string();
        let fault = PolicyFault::Looser {
            version,
            place,
            commit,
        };
        let hint = Hint::from("where the policy is newer than the plan, take it up: ")
            .run(Suggestion::Amend);
        Err(CommandError {
            details,
            ..CommandError::new(Kind::Trust, fault).hinted(hint)
        })
    }
}

/// The paths of the files that say whose keys count, from the top of the repository.
struct KeyFiles {
    allowed: String,
    revoked: String,
}

impl KeyFiles {
    fn of(folder: &str) -> Self {
        Self {
            allowed: format!("{folder}/{ALLOWED}"),
            revoked: format!("{folder}/{REVOKED}"),
        }
    }

    fn have(&self, path: &str) -> bool {
        path == self.allowed || path == self.revoked
    }

    /// Returns whose keys count where neither file is there.
    fn absent(&self, place: &str) -> Trust {
        Trust {
            allowed_at: format!("{place}:{}", self.allowed),
            revoked_at: format!("{place}:{}", self.revoked),
            allowed: None,
            revoked: RevokedKeys::Absent,
        }
    }
}

/// Returns the folders in which the checklists may be, from the top of the repository: the one that was named, or
/// `checklists/` here or in a parent. What the working tree has there does not matter.
fn folders(context: &Context) -> Result<Vec<String>, CommandError> {
    let outside = |path: &Path| {
        let path = visible(&path.to_string_lossy()).into_owned();
        CommandError::not_evaluated(PolicyFault::Outside(path))
    };
    let top = git::top(&context.folder).ok_or_else(|| outside(&context.folder))?;
    let inside = |path: &Path| {
        let below = path.strip_prefix(&top).ok()?;
        let parts = below.iter().map(|part| part.to_str());
        Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
    };
    if let Some(given) = &context.global.checklists {
        let path = git::without_dots(&context.folder.join(given));
        return Ok(vec![inside(&path).ok_or_else(|| outside(&path))?]);
    }
    let near = context.folder.ancestors();
    let near = near.take_while(|folder| folder.starts_with(&top));
    Ok(near
        .filter_map(|folder| inside(&folder.join("checklists")))
        .collect())
}

fn is_definition(path: &str, folder: &str) -> bool {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let is_hidden = below.split('/').any(|part| part.starts_with('.'));
    !is_hidden && (path.ends_with(".yaml") || path.ends_with(".yml"))
}

fn is_playbook(path: &str, folder: &str) -> bool {
    let below = path.strip_prefix(folder).unwrap_or(path);
    matches!(below, "/playbook.yaml" | "/playbook.yml")
}

/// Says how to get a branch that is not here.
pub(super) fn not_there(context: &Context, error: TreeError, place: &Place) -> CommandError {
    let fetch = place.fetch(is_shallow(&context.folder).unwrap_or(false));
    let mut error = CommandError::from(error);
    if let Some(fetch) = fetch.filter(|_| error.kind == Kind::NotEvaluated) {
        error.hints = vec![format!("fetch it first: `{fetch}`").into()];
    }
    error
}
