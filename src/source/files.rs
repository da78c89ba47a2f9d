//! Files and folders that a check names, below the working folder.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::quoted;
use crate::domain::digest::Digest;
use crate::domain::plan::check::is_below;

/// The largest text that is looked through, in bytes.
const LARGEST_TEXT: u64 = 16 * 1024 * 1024;

/// Why there is no such file or folder.
#[derive(Debug, Error)]
pub(crate) enum FileFault {
    #[error("`{}` leads out of the working folder", quoted(.0))]
    Outside(String),
    #[error("`{}` is not there", quoted(.0))]
    Missing(String),
    #[error("`{}` is not {what}", quoted(path))]
    Other { path: String, what: &'static str },
    #[error("`{}` is larger than 16 MiB", quoted(.0))]
    TooLarge(String),
    #[error("cannot read `{}`: {why}", quoted(path))]
    Unreadable {
        path: String,
        /// Why it cannot be read; part of the message, and so no source of it.
        why: io::Error,
    },
}

/// Returns a folder below another one.
///
/// # Errors
///
/// When it is not there, is none, or leads out of it, be it by a link.
pub(crate) fn folder(root: &Path, path: &str) -> Result<PathBuf, FileFault> {
    let found = below(root, path)?;
    if found.is_dir() {
        return Ok(found);
    }
    Err(other(path, "a folder"))
}

/// Returns the digest of a file below a folder, and its size in bytes.
///
/// # Errors
///
/// When it is not there, cannot be read, is not a file, or leads out of the folder, be it by a link.
pub(crate) fn digest(root: &Path, path: &str) -> Result<(Digest, u64), FileFault> {
    let mut file = opened(root, path)?;
    let digest = Digest::of_pieces(|room| {
        loop {
            match file.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    });
    digest.map_err(|why| unreadable(path, why))
}

/// Returns the text of a file below a folder, up to 16 MiB, and the digest of its bytes.
///
/// # Errors
///
/// As [`digest`], and when it is too large.
pub(crate) fn text(root: &Path, path: &str) -> Result<(String, Digest), FileFault> {
    let file = opened(root, path)?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST_TEXT + 1).read_to_end(&mut bytes);
    read.map_err(|why| unreadable(path, why))?;
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(FileFault::TooLarge(path.to_owned()));
    }
    let digest = Digest::of_bytes(&bytes);
    Ok((String::from_utf8_lossy(&bytes).into_owned(), digest))
}

fn opened(root: &Path, path: &str) -> Result<File, FileFault> {
    let found = below(root, path)?;
    // Looked at before it is opened: opening a pipe waits for someone to write into it.
    if !found.is_file() {
        return Err(other(path, "a file"));
    }
    File::open(found).map_err(|why| unreadable(path, why))
}

/// Returns where a path below a folder really is, without links.
fn below(root: &Path, path: &str) -> Result<PathBuf, FileFault> {
    let not_found = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FileFault::Missing(path.to_owned()),
        _ => unreadable(path, error),
    };
    if !is_below(path) {
        return Err(FileFault::Outside(path.to_owned()));
    }
    let root = fs::canonicalize(root).map_err(not_found)?;
    let found = fs::canonicalize(root.join(path)).map_err(not_found)?;
    if found.starts_with(&root) {
        Ok(found)
    } else {
        Err(FileFault::Outside(path.to_owned()))
    }
}

fn other(path: &str, what: &'static str) -> FileFault {
    let path = path.to_owned();
    FileFault::Other { path, what }
}

fn unreadable(path: &str, why: io::Error) -> FileFault {
    let path = path.to_owned();
    FileFault::Unreadable { path, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_is_found_and_nothing_else() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("work");
        fs::create_dir_all(root.join("dist")).unwrap();
        fs::write(outer.path().join("secret"), "s").unwrap();
        fs::write(root.join("dist/app"), "app\n").unwrap();
        let (found, size) = digest(&root, "dist/app").unwrap();
        assert_eq!((found, size), (Digest::of_bytes(b"app\n"), 4));
        assert_eq!(text(&root, "./dist/app").unwrap().0, "app\n");
        assert!(folder(&root, "dist").unwrap().ends_with("work/dist"));
        let fault = |path: &str| digest(&root, path).unwrap_err().to_string();
        assert_eq!(fault("dist/none"), "`dist/none` is not there");
        assert_eq!(fault("dist"), "`dist` is not a file");
        assert_eq!(
            fault("../secret"),
            "`../secret` leads out of the working folder"
        );
        assert_eq!(
            folder(&root, "dist/app").unwrap_err().to_string(),
            "`dist/app` is not a folder"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_only_inside() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("work");
        fs::create_dir_all(root.join("dist")).unwrap();
        fs::write(outer.path().join("secret"), "s").unwrap();
        fs::write(root.join("dist/app"), "app").unwrap();
        symlink("dist/app", root.join("inside")).unwrap();
        symlink("../secret", root.join("outside")).unwrap();
        symlink(outer.path(), root.join("folder")).unwrap();
        assert_eq!(text(&root, "inside").unwrap().0, "app");
        for path in ["outside", "folder/secret"] {
            assert!(
                matches!(text(&root, path), Err(FileFault::Outside(_))),
                "{path}"
            );
        }
        assert!(matches!(
            folder(&root, "folder"),
            Err(FileFault::Outside(_))
        ));
    }
}
