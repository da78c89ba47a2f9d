//! How git merges records here: the attribute in `.gitattributes`, the driver in the settings of the clone, and the two sides
//! of a merge that stopped.

use std::path::{Path, PathBuf};

use super::share::{ShareFault, said};
use super::{ANSWER, GitFault, LONGEST_ANSWER, asked, run, top};
use crate::process::{Beginning, Finished};

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
/// that is not in the middle of a merge, and for a side that does not have it.
///
/// # Errors
///
/// When git cannot list the sides, or cannot give one that it lists: that one is not taken for missing.
pub(crate) fn sides(
    folder: &Path,
    file: &str,
    most: usize,
) -> Result<Option<[Option<Vec<u8>>; 2]>, ShareFault> {
    if top(folder).is_none() {
        return Ok(None);
    }
    let cannot = |finished: Finished<Beginning>| ShareFault::NoSide {
        path: file.to_owned(),
        said: if finished.sink.is_cut {
            format!("it is larger than {} MiB", most >> 20)
        } else {
            said(&finished.stderr)
        },
    };
    let ask = |arguments: &[&str], most| {
        let sink = Beginning::of(most);
        let finished = run(folder, arguments, ANSWER, sink, Beginning::feed)?;
        let is_whole = finished.status.success() && !finished.sink.is_cut;
        if is_whole {
            Ok(finished.sink.bytes)
        } else {
            Err(cannot(finished))
        }
    };
    let arguments = [
        "--literal-pathspecs",
        "ls-files",
        "--unmerged",
        "-z",
        "--",
        file,
    ];
    let listed = ask(&arguments, LONGEST_ANSWER)?;
    let listed = String::from_utf8_lossy(&listed);
    if listed.is_empty() {
        return Ok(None);
    }
    let side = |wanted: &str| {
        let mut lines = listed.split('\0');
        let blob = lines.find_map(|line| {
            let mut words = line.split_once('\t')?.0.split(' ');
            let (blob, stage) = (words.nth(1)?, words.next()?);
            (stage == wanted).then_some(blob)
        });
        blob.map(|blob| ask(&["cat-file", "blob", blob], most))
            .transpose()
    };
    Ok(Some([side("2")?, side("3")?]))
}
