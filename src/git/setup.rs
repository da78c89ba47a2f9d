//! How git merges records here: the attribute in `.gitattributes`, the driver in the settings of the clone, and the two sides
//! of a merge that stopped.

use std::path::{Path, PathBuf};

use super::share::ShareFault;
use super::{ANSWER, GitFault, asked, run};
use crate::process::Beginning;

/// The name of the driver in git's settings.
pub(crate) const DRIVER: &str = "gonogo";

/// What git runs to merge two records.
pub(crate) const COMMAND: &str = "gonogo merge-driver %O %A %B %P";

/// What git calls it while it merges.
const TITLE: &str = "records of gonogo, event by event";

/// Returns the top folder of the working tree, as git says it.
pub(crate) fn work_tree(folder: &Path) -> Result<Option<PathBuf>, GitFault> {
    Ok(asked(folder, &["rev-parse", "--show-toplevel"])?.map(PathBuf::from))
}

/// Sets the driver in the settings of this clone, and tells whether that changed something.
pub(crate) fn set_driver(folder: &Path) -> Result<bool, ShareFault> {
    let mut is_changed = false;
    for (key, value) in [("name", TITLE), ("driver", COMMAND)] {
        let key = format!("merge.{DRIVER}.{key}");
        if asked(folder, &["config", "--local", "--get", &key])?.as_deref() == Some(value) {
            continue;
        }
        let arguments = ["config", "--local", &key, value];
        let finished = run(
            folder,
            &arguments,
            ANSWER,
            Beginning::of(1024),
            Beginning::feed,
        )?;
        if !finished.status.success() {
            return Err(ShareFault::Failed {
                what: "config",
                said: String::from_utf8_lossy(&finished.stderr).trim().to_owned(),
            });
        }
        is_changed = true;
    }
    Ok(is_changed)
}

/// Returns what both sides of a merge that stopped have of a file, ours first, of at most `most` bytes each; `None` for a file
/// that is not in the middle of a merge.
pub(crate) fn sides(
    folder: &Path,
    file: &str,
    most: usize,
) -> Result<Option<[Option<Vec<u8>>; 2]>, GitFault> {
    let listed = asked(folder, &["ls-files", "--unmerged", "-z", "--", file])?;
    let listed = listed.unwrap_or_default();
    let blob_of = |wanted: &str| {
        let mut lines = listed.split('\0');
        lines.find_map(|line| {
            let mut words = line.split_once('\t')?.0.split(' ');
            let (blob, stage) = (words.nth(1)?, words.next()?);
            (stage == wanted).then(|| blob.to_owned())
        })
    };
    let blobs = ["2", "3"].map(blob_of);
    if listed.is_empty() {
        return Ok(None);
    }
    let mut sides = [None, None];
    for (side, blob) in sides.iter_mut().zip(blobs) {
        let Some(blob) = blob else { continue };
        let arguments = ["cat-file", "blob", &blob];
        let finished = run(
            folder,
            &arguments,
            ANSWER,
            Beginning::of(most),
            Beginning::feed,
        )?;
        if finished.status.success() && !finished.sink.is_cut {
            *side = Some(finished.sink.bytes);
        }
    }
    Ok(Some(sides))
}
