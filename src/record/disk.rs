//! The file operations that a record needs: a port, so that tests can make each of them fail.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// What a store asks of a disk. Every operation is one step that can fail.
pub trait Disk {
    /// Opens a regular file for reading, not following a symbolic link, and returns its size in bytes with it.
    fn open(&self, path: &Path) -> io::Result<(File, u64)>;
    /// Reads what comes next in a file, and returns how many bytes that was; none at its end.
    fn read(&self, file: &mut File, bytes: &mut [u8]) -> io::Result<usize>;
    /// Makes a folder unless it is there, so that it survives a power cut.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Takes the lock that the file at `path` stands for, waiting at most `patience`; dropping it frees it.
    fn lock(&self, path: &Path, patience: Duration) -> io::Result<File>;
    /// Removes a file; one that is not there is no failure.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes a file that was not there, with the permissions of `like` if that is there.
    fn create(&self, path: &Path, like: &Path) -> io::Result<File>;
    /// Writes everything.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Makes sure that the file's content survives a power cut.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Puts one file in the place of another in one step.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes sure that the folder's list of files survives a power cut.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// The operating system's file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

/// How long to wait between two looks at a lock that somebody else holds.
const LOCK_PAUSE: Duration = Duration::from_millis(5);

impl Disk for RealDisk {
    fn open(&self, path: &Path) -> io::Result<(File, u64)> {
        open(path)
    }

    fn read(&self, file: &mut File, bytes: &mut [u8]) -> io::Result<usize> {
        file.read(bytes)
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        self.make_folder(parent)?;
        match fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => {
                Err(error)
            }
            _ => sync_folder(parent),
        }
    }

    fn lock(&self, path: &Path, patience: Duration) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        refuse_links(&mut options);
        let file = options.open(path)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                    return Err(io::Error::new(
                        io::ErrorKind::TimedOut,
                        "another gonogo holds the lock",
                    ));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            }
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn create(&self, path: &Path, like: &Path) -> io::Result<File> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        if let Ok(known) = fs::symlink_metadata(like) {
            file.set_permissions(known.permissions())?;
        }
        Ok(file)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        sync_folder(path)
    }
}

/// Tells whether files can be made in a folder, without making one.
#[cfg(unix)]
pub(crate) fn is_writable(folder: &Path) -> bool {
    use rustix::fs::{Access, access};

    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

/// On other systems only trying would tell.
#[cfg(not(unix))]
pub(crate) fn is_writable(_folder: &Path) -> bool {
    true
}

/// Opens a regular file for reading, not following a symbolic link, and returns its size in bytes with it.
pub(super) fn open(path: &Path) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.read(true);
    refuse_links(&mut options);
    let file = options.open(path)?;
    let known = file.metadata()?;
    if !known.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    Ok((file, known.len()))
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Other systems have no way to sync a folder; their rename is durable on its own terms.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes opening fail at a symbolic link, and not wait at a pipe.
#[cfg(unix)]
fn refuse_links(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;

    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
}

#[cfg(not(unix))]
fn refuse_links(_options: &mut OpenOptions) {}
