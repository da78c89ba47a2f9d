//! What git says around a gate: the record as another revision has it, and whether the checkout is the candidate.

use std::path::{Path, PathBuf};

use crate::commands::args::Selected;
use crate::commands::context::{Context, only_open, parse_version};
use crate::commands::output::Remark;
use crate::domain::id::Candidate;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::git;
use crate::git::tree::{Tree, differ};
use crate::record::LARGEST;
use crate::record::store::{Store, StoreError};

/// A place that git does not know.
#[derive(Debug, thiserror::Error)]
#[error("the releases folder {} is not inside a git repository", .0.display())]
struct OutsideOfGit(PathBuf);

/// Reads the release as its record stands at a revision of the repository.
pub(super) fn release_at(
    context: &Context,
    selected: &Selected,
    revision: &str,
) -> Result<Release, CommandError> {
    let folder = context.store().folder().to_owned();
    let inside = folder_in_repository(context)
        .ok_or_else(|| CommandError::not_evaluated(OutsideOfGit(folder)))?;
    let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let tree = Tree::at(&context.folder, revision)?;
    let store = Store::new(PathBuf::from(format!("{revision}:{inside}")));
    let read = |version: &Version| -> Result<Release, CommandError> {
        let bytes = tree.read(&format!("{inside}/{version}.toml"), most)?;
        Ok(store.release_in(version, bytes)?)
    };
    let names = tree.files(&inside)?;
    let versions: Vec<Version> = names
        .iter()
        .filter_map(|name| name.strip_suffix(".toml")?.parse().ok())
        .collect();
    let version = match (&selected.release, versions.as_slice()) {
        (Some(text), _) => parse_version(text)?,
        (None, [only]) => only.clone(),
        (None, _) => only_open(store.folder(), versions.clone(), |version| {
            Ok(read(version)?.outcome().is_none())
        })?,
    };
    if !versions.contains(&version) {
        let path = store.path(&version);
        return Err(StoreError::NotFound { path }.into());
    }
    read(&version)
}

/// Says that what is checked out is not what the gate judges, when more than records differs.
pub(super) fn other_than_candidate(context: &Context, release: &Release) -> Option<Remark> {
    let candidate = release.candidate()?;
    let head = git::head().ok().flatten()?;
    if head.is_same(candidate) {
        return None;
    }
    let inside = folder_in_repository(context);
    let differs = differ(
        &context.folder,
        candidate.as_str(),
        head.as_str(),
        inside.as_deref(),
    );
    let said = match differs {
        Some(false) => return None,
        Some(true) => "and their files differ",
        None if is_commit(candidate) => "which git does not have here",
        // A digest of an artifact, or a name of the team's own.
        None => return None,
    };
    Some(Remark::Warning(format!(
        "checked out is {head}, not the candidate {candidate}, {said}; `--candidate {head}` makes that a NO-GO"
    )))
}

fn is_commit(candidate: &Candidate) -> bool {
    let text = candidate.as_str();
    text.len() >= 7 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Returns the path of the releases folder from the top of the repository, with `/` between its parts.
fn folder_in_repository(context: &Context) -> Option<String> {
    let top = git::top(&context.folder)?;
    let folder = context.folder.join(context.store().folder());
    let inside: &Path = folder.strip_prefix(&top).ok()?;
    let parts = inside.iter().map(|part| part.to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/")).filter(|inside| !inside.is_empty())
}
