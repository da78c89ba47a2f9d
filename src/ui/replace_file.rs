//! A file of the user's choice, replaced in one step: whoever reads it meanwhile sees the old text or the new one.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// How many names are tried for the new file.
const MOST_NAMES: u8 = 8;

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
    let (new, mut file) = made_beside(path).map_err(fail)?;
    let written = known
        .map_or(Ok(()), |permissions| file.set_permissions(permissions))
        .and_then(|()| file.write_all(text.as_bytes()))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written.map_err(fail)
}

/// Makes a file in the folder of `path`, under a name that nothing has. Another file that is there, as a process that was killed
/// leaves it, is not touched.
fn made_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    for number in 0..MOST_NAMES {
        // Its name ends otherwise than the file's, so that nothing that collects files by their ending reads it.
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}-{number}.new", std::process::id()));
        let new = path.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&new) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (new, file)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

impl ReplaceError {
    /// Returns what to do about it.
    pub(crate) fn way_out(&self) -> &'static str {
        let Self::Failed { source, .. } = self else {
            return "choose another file; write to a device or a pipe with `> FILE`";
        };
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                "make the folder first, or choose another"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "choose a folder that you may write to"
            }
            io::ErrorKind::StorageFull
            | io::ErrorKind::FileTooLarge
            | io::ErrorKind::QuotaExceeded => {
                "make room, or raise the limit on files (`ulimit -f`, quota); then run it again"
            }
            _ => "the file is as it was; choose another, or run it again",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the name of the new file that is tried first.
    fn first_name() -> String {
        format!(".page.html.{}-0.new", std::process::id())
    }

    #[test]
    fn a_file_that_it_did_not_make_stays() {
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join(first_name());
        fs::write(&other, "kept").unwrap();
        let path = folder.path().join("page.html");
        replace(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_to_string(&other).unwrap(), "kept");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_keeps_who_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        replace(&path, "new").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn without_a_free_name_nothing_is_written_or_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..MOST_NAMES {
            let name = first_name().replace("-0.", &format!("-{number}."));
            fs::write(folder.path().join(name), "kept").unwrap();
        }
        let path = folder.path().join("page.html");
        assert!(matches!(
            replace(&path, "new"),
            Err(ReplaceError::Failed { .. })
        ));
        assert!(!path.exists());
        let count = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(count, usize::from(MOST_NAMES));
    }
}
