//! Writes a library out, for a team that wants to change it. Never through a link, and never over a file
//! that differs unless it is told to.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// What was done with the files, by their paths.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Files that were not there.
    pub written: Vec<PathBuf>,
    /// Files that were different.
    pub replaced: Vec<PathBuf>,
    /// Files that were the same already.
    pub unchanged: Vec<PathBuf>,
}

/// Why the library was not written out.
#[expect(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Error)]
pub enum UnpackFailure {
    /// Files are there and differ; nothing was written.
    #[error("{} already there and different: {}", if paths.len() == 1 { "a file is" } else { "files are" }, listed(paths))]
    Differs { paths: Vec<PathBuf> },
    /// A link or something else stands where a file or folder would be written; nothing was written.
    #[error("{} is a link or not a file; nothing is written through it", path.display())]
    InTheWay { path: PathBuf },
    /// The disk failed.
    #[error("cannot write {}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

fn listed(paths: &[PathBuf]) -> String {
    paths
        .iter()
        .map(|path| path.display().to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Writes files into a folder, by their paths below it; those that are there and differ are only replaced with `force`.
///
/// # Errors
///
/// When files differ and `force` is not given, when a link is in the way, or when the disk fails.
pub fn unpack<T: AsRef<str>>(
    folder: &Path,
    files: &[(&str, T)],
    force: bool,
) -> Result<Unpacked, UnpackFailure> {
    let mut unpacked = Unpacked::default();
    for (path, text) in files {
        let path = folder.join(path);
        match present(folder, &path)? {
            None => unpacked.written.push(path),
            Some(there) if there == text.as_ref().as_bytes() => unpacked.unchanged.push(path),
            Some(_) => unpacked.replaced.push(path),
        }
    }
    if !force && !unpacked.replaced.is_empty() {
        return Err(UnpackFailure::Differs {
            paths: unpacked.replaced,
        });
    }
    for (path, text) in files {
        let path = folder.join(path);
        if !unpacked.unchanged.contains(&path) {
            write(&path, text.as_ref()).map_err(|source| UnpackFailure::Unwritable {
                path: path.clone(),
                source,
            })?;
        }
    }
    Ok(unpacked)
}

/// Returns what a file holds, or `None` when there is none; refuses links from the folder down.
fn present(folder: &Path, path: &Path) -> Result<Option<Vec<u8>>, UnpackFailure> {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let mut at = folder.to_owned();
    for part in std::iter::once(Path::new("")).chain(below.iter().map(Path::new)) {
        if !part.as_os_str().is_empty() {
            at.push(part);
        }
        let is_file = at == path;
        match fs::symlink_metadata(&at) {
            Ok(found) if is_file && found.is_file() || !is_file && found.is_dir() => {}
            Ok(_) => return Err(UnpackFailure::InTheWay { path: at }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(UnpackFailure::Unwritable { path: at, source }),
        }
    }
    fs::read(path)
        .map(Some)
        .map_err(|source| UnpackFailure::Unwritable {
            path: path.to_owned(),
            source,
        })
}

/// Puts a file in its place at once, by a rename.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = parent.join(format!(".{name}.{}.new", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&new)?;
    let done = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&new, path));
    if done.is_err() {
        let _ = fs::remove_file(&new);
    }
    done
}
