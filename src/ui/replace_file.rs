//! A file of the user's choice, replaced in one step: whoever reads it meanwhile sees the old text or the new one.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file was not replaced.
#[derive(Debug, Error)]
pub(crate) enum ReplaceError {
    /// A folder, a link, a device or a pipe stands there; a rename would take its place.
    #[error("{} is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// The disk failed.
    #[error("cannot write {}", path.display())]
    Failed { path: PathBuf, source: io::Error },
}

/// Writes a new file beside `path` and renames it into its place.
///
/// # Errors
///
/// When something else than a file stands there, or the disk fails. The old file then stays as it was.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), ReplaceError> {
    let fail = |source| ReplaceError::Failed {
        path: path.to_owned(),
        source,
    };
    let known = match fs::symlink_metadata(path) {
        Ok(known) if !known.is_file() => return Err(ReplaceError::NotAFile(path.to_owned())),
        Ok(known) => Some(known.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(fail(error)),
    };
    // Its name ends otherwise than the file's, so that nothing that collects files by their ending reads it.
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&new)
        .and_then(|mut file| {
            if let Some(permissions) = known {
                file.set_permissions(permissions)?;
            }
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written.map_err(fail)
}
