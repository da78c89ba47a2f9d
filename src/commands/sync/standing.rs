//! How this clone and the branch it shares through differ, as the branch was fetched last: no network is asked.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::commands::context::Context;
use crate::domain::digest::Digest;
use crate::domain::plan::sharing::Sharing;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::git::share::{Branch, Shared};
use crate::record::LARGEST;
use crate::record::store::Store;

/// What one of a clone and its branch has, and the other lacks.
#[derive(Debug)]
pub(in crate::commands) struct Unshared {
    pub(in crate::commands) branch: Branch,
    /// How many events each lacks; `None` when the record of the branch cannot be read here, such as in a partial clone that has
    /// not got it yet.
    pub(in crate::commands) lacking: Option<Lacking>,
}

/// How many events one side has and the other does not.
#[derive(Clone, Copy, Debug)]
pub(in crate::commands) struct Lacking {
    /// How many events the branch lacks.
    pub(in crate::commands) there: usize,
    /// How many events of the branch are not here.
    pub(in crate::commands) here: usize,
}

/// Holds a release against the branch as it was fetched last. `None` where nothing is shared, or nothing was fetched.
pub(in crate::commands) fn unshared(context: &Context, release: &Release) -> Option<Unshared> {
    crate::git::top(&context.folder)?;
    let folder = context.releases_in_repository()?;
    let place = super::place(context, Sharing::default()).ok()?.offline();
    let tip = place.last_fetched().ok()??;
    let version = &release.header().version;
    let known = at(&place, &tip, &folder, version);
    let here: HashSet<Digest> = release.events().iter().map(|event| event.id).collect();
    let lacking = known.map(|known| Lacking {
        there: here.difference(&known).count(),
        here: known.difference(&here).count(),
    });
    Some(Unshared {
        lacking,
        branch: place.branch,
    })
}

/// Returns how many events of the records here the branch lacks, as it was fetched last; those of a record that cannot be read are
/// not counted.
pub(super) fn waiting(
    context: &Context,
    place: &Shared,
    folder: &str,
    only: Option<&Version>,
) -> usize {
    let store = context.store();
    let versions = match only {
        Some(only) => vec![only.clone()],
        None => store.versions().unwrap_or_default(),
    };
    let place = place.clone().offline();
    let tip = place.last_fetched().ok().flatten();
    let of = |version: &Version| {
        let release = store.release(version).ok()?;
        let known = match &tip {
            Some(tip) => at(&place, tip, folder, version)?,
            None => HashSet::new(),
        };
        let mut events = release.events().iter();
        Some(events.by_ref().filter(|it| !known.contains(&it.id)).count())
    };
    versions.iter().filter_map(of).sum()
}

/// Returns the events of a record at a commit; none when it has no such record, and `None` when it cannot be read.
fn at(place: &Shared, tip: &str, folder: &str, version: &Version) -> Option<HashSet<Digest>> {
    let name = format!("{version}.toml");
    let entries = place.entries(tip, folder).ok()?;
    let Some(entry) = entries.into_iter().find(|entry| entry.name == name) else {
        return Some(HashSet::new());
    };
    let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let there = Store::new(PathBuf::from(format!("{tip}:{folder}")));
    let bytes = place.content(&entry, most).ok()?;
    let release = there.release_in(version, bytes).ok()?;
    Some(release.events().iter().map(|event| event.id).collect())
}
