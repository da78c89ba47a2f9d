//! Every way in which a record cannot be read or replaced.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::domain::state::IntegrityFault;
use crate::domain::version::Version;
use crate::record::LARGEST;
use crate::record::malformed::Malformed;

/// Why a record could not be read or replaced.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such record.
    #[error("there is no record {}", path.display())]
    NotFound {
        /// The record.
        path: PathBuf,
    },
    /// The record already exists.
    #[error("{} already exists", path.display())]
    Exists {
        /// The record.
        path: PathBuf,
    },
    /// The record is a link, a folder or a device.
    #[error("{} is not a regular file inside the releases folder", path.display())]
    NotAFile {
        /// The record.
        path: PathBuf,
    },
    /// The releases folder, or the one with the locks in it, is a link or a file.
    #[error("{} is not a folder", path.display())]
    NotAFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The record is too large to be one.
    #[error("{} is larger than the {} MiB that a record may have", path.display(), LARGEST >> 20)]
    TooLarge {
        /// The record.
        path: PathBuf,
    },
    /// The record is not UTF-8.
    #[error("{} is not UTF-8: byte {offset} is wrong", path.display())]
    NotText {
        /// The record.
        path: PathBuf,
        /// The place of the first wrong byte, from 0.
        offset: usize,
    },
    /// The record cannot be understood.
    #[error("{}:{line}:{column}: {}", path.display(), malformed.fault)]
    Malformed {
        /// The record.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong.
        malformed: Malformed,
    },
    /// There is a record whose version differs only in upper and lower case: many disks take both names for one file.
    #[error("{} already exists, and differs only in upper and lower case", path.display())]
    OtherCase {
        /// The record that is there.
        path: PathBuf,
    },
    /// The lock file belongs to somebody who lets nobody else write it.
    #[error("{} belongs to another user{}; nothing was saved", path.display(), numbered(*owner))]
    LockDenied {
        /// The lock file.
        path: PathBuf,
        /// The number of the user.
        owner: Option<u32>,
    },
    /// The record names another version than its file.
    #[error("{} holds the record of {found}", path.display())]
    OtherVersion {
        /// The record.
        path: PathBuf,
        /// The version it names.
        found: Version,
    },
    /// The file ends like a record, but is named after no version.
    #[error("{} is not named after a version", path.display())]
    Stray {
        /// The file.
        path: PathBuf,
    },
    /// The record is not what gonogo wrote.
    #[error("{} cannot be trusted", path.display())]
    Broken {
        /// The record.
        path: PathBuf,
        /// Every way in which it is not what gonogo wrote.
        faults: Vec<IntegrityFault>,
    },
    /// Another process held the lock for too long.
    #[error("{} is locked by another gonogo", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// The record could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The record or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The record could not be replaced; the old one stands.
    #[error("cannot {step} {}; nothing was saved", path.display())]
    Write {
        /// What was tried.
        step: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The new record is in place, but a power cut might still undo it.
    #[error("{} was replaced, but the disk did not confirm it", path.display())]
    NotDurable {
        /// The record.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

fn numbered(owner: Option<u32>) -> String {
    owner.map_or_else(String::new, |owner| format!(" (number {owner})"))
}

impl StoreError {
    /// Sorts out what a failure to lock means.
    pub(crate) fn of_lock(path: PathBuf, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::TimedOut => Self::Locked { path },
            io::ErrorKind::PermissionDenied if path.exists() => Self::LockDenied {
                owner: owner(&path),
                path,
            },
            _ => Self::Write {
                step: "lock",
                path,
                source,
            },
        }
    }
}

/// Returns the number of the user to whom a file belongs.
#[cfg(unix)]
fn owner(path: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt as _;

    path.symlink_metadata().ok().map(|known| known.uid())
}

#[cfg(not(unix))]
fn owner(_path: &Path) -> Option<u32> {
    None
}

/// Sorts out what a failed read means. Only "not found" may ever lead to a new record.
pub(super) fn read_error(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    let is_link = path.symlink_metadata().is_ok_and(|known| !known.is_file());
    match source.kind() {
        io::ErrorKind::NotFound if !is_link => StoreError::NotFound { path },
        io::ErrorKind::FileTooLarge => StoreError::TooLarge { path },
        _ if is_link => StoreError::NotAFile { path },
        _ => StoreError::Read { path, source },
    }
}
