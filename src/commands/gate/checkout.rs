//! What git says around a gate: the record as another revision has it, and whether the checkout is the candidate.

use std::path::PathBuf;

use crate::commands::args::Selected;
use crate::commands::context::{Context, only_open, parse_version};
use crate::commands::output::Remark;
use crate::domain::digest::Digest;
use crate::domain::id::Candidate;
use crate::domain::state::Release;
use crate::domain::text::visible;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::git;
use crate::git::tree::{Odd, Tree, differ};
use crate::record::LARGEST;
use crate::record::store::{Store, Vet};

/// A place that git does not know.
#[derive(Debug, thiserror::Error)]
#[error("the releases folder {} is not inside a git repository", .0.display())]
struct OutsideOfGit(PathBuf);

/// A revision without the record.
#[derive(Debug, thiserror::Error)]
#[error("`{}` does not have {what}", visible(revision))]
struct NotAtRevision {
    what: String,
    revision: String,
}

/// Something in the place of a record that is not followed.
#[derive(Debug, thiserror::Error)]
#[error("{} is {what}, which is not followed", visible(path))]
struct NotFollowed {
    path: String,
    what: &'static str,
}

/// Reads the release as its record stands at a revision of the repository, with what tells who vouches for its events, and the
/// digest of the record's bytes.
pub(in crate::commands) fn release_at(
    context: &Context,
    selected: &Selected,
    revision: &str,
    vet: Vet,
) -> Result<(Release, Digest), CommandError> {
    let folder = context.store().folder().to_owned();
    let inside = context
        .releases_in_repository()
        .ok_or_else(|| CommandError::not_evaluated(OutsideOfGit(folder)))?;
    let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let tree = Tree::at(&context.folder, revision)?;
    let store = Store::new(PathBuf::from(format!("{revision}:{inside}"))).vetted(vet);
    let read = |version: &Version| -> Result<(Release, Digest), CommandError> {
        let bytes = tree.read(&format!("{inside}/{version}.toml"), most)?;
        let digest = Digest::of_bytes(&bytes);
        Ok((store.release_in(version, bytes)?, digest))
    };
    let listing = tree.listing(&inside)?;
    let version_of = |name: &str| name.strip_suffix(".toml")?.parse().ok();
    let versions: Vec<Version> = listing
        .files
        .iter()
        .filter_map(|it| version_of(it))
        .collect();
    // What is no file is not followed, and not passed over when it may be the record that is meant.
    let asked = selected.release.as_deref();
    let is_meant = |(name, _): &&(String, Odd)| {
        *name == inside
            || version_of(name)
                .is_some_and(|it: Version| asked.is_none_or(|asked| asked == it.as_str()))
    };
    if let Some((name, odd)) = listing.odd.iter().find(is_meant) {
        let name = if *name == inside {
            inside.clone()
        } else {
            format!("{inside}/{name}")
        };
        return Err(CommandError::not_evaluated(NotFollowed {
            path: format!("{revision}:{name}"),
            what: odd.words(),
        })
        .hinted("put the record itself there, and commit it"));
    }
    let not_there = |what: String| {
        CommandError::not_evaluated(NotAtRevision {
            what,
            revision: revision.to_owned(),
        })
        .hinted("commit the record there, or give the revision that has it")
    };
    let version = match (&selected.release, versions.as_slice()) {
        (Some(text), _) => parse_version(text)?,
        (None, [only]) => only.clone(),
        (None, []) => return Err(not_there("a record".to_owned())),
        (None, _) => {
            let is_open = |version: &Version| Ok(read(version)?.0.outcome().is_none());
            let known = versions
                .iter()
                .map(|version| (version.clone(), is_open(version)));
            only_open(store.folder(), known)?
        }
    };
    if !versions.contains(&version) {
        return Err(not_there(format!("{inside}/{version}.toml")));
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
    let inside = context.releases_in_repository();
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
