//! The releases folder: reads a record, and replaces it so that it is never half.
//!
//! A record is replaced as: lock a sidecar file, read again, check, write a new file in the same folder, sync it,
//! rename it into place, sync the folder. Nobody is told "saved" before the last step.

mod error;
mod joining;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use self::error::read_error;
use super::disk::{Disk, RealDisk, open};
use super::glance::Glance;
use super::read::Stretched;
use super::{LARGEST, read, write};
use crate::domain::digest::Digest;
use crate::domain::plan::Plan;
use crate::domain::rules::audit;
use crate::domain::standing::Standings;
use crate::domain::state::{Recomputed, Record, Release};
use crate::domain::version::Version;

pub use self::error::StoreError;
pub use self::joining::{JoinError, Joined};

/// The folder with the lock files, beside the records. It ignores itself in git.
pub(crate) const SIDECAR: &str = ".gonogo";

/// A folder of records.
#[derive(Clone, Debug)]
pub struct Store<D = RealDisk> {
    folder: PathBuf,
    patience: Duration,
    disk: D,
    vet: Option<Vet>,
}

/// A record as it stands in its file.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The release.
    pub release: Release,
    dress: Dress,
    /// The text of the file, for those who append to it again and again.
    text: Option<String>,
}

impl Stored {
    /// Takes it, and leaves one in its place that no file holds: a release is too large to be copied for every answer.
    pub(super) fn take(&mut self) -> Self {
        let header = self.release.header().clone();
        let nothing = Self {
            release: Release::unstarted(header, Plan::default()),
            dress: self.dress,
            text: None,
        };
        std::mem::replace(self, nothing)
    }

    /// Keeps the text that this program writes of it, so that an answer is written into it, and the file need not be
    /// read again as long as it holds that text.
    #[must_use]
    pub(super) fn kept(mut self) -> Self {
        self.text = Some(self.dress.text_of(self.release.record()));
        self
    }
}

/// What a file carries around the text and keeps when the record is replaced, so that git shows no other change.
#[derive(Clone, Copy, Debug, Default)]
struct Dress {
    has_carriage_returns: bool,
}

impl Dress {
    fn line_end(self) -> &'static str {
        if self.has_carriage_returns {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// Returns the text of the file of a record.
    fn text_of(self, record: &Record) -> String {
        let text = write::text(record);
        if self.has_carriage_returns {
            text.replace('\n', self.line_end())
        } else {
            text
        }
    }
}

/// The byte order mark that some editors put in front. Many readers of TOML refuse it, so it is read over and not written.
const MARK: char = '\u{feff}';

/// What tells who vouches for the events of a record.
#[derive(Clone)]
pub(crate) struct Vet(pub Arc<dyn Fn(&Record) -> Standings + Send + Sync>);

impl fmt::Debug for Vet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vet").finish_non_exhaustive()
    }
}

impl Store {
    /// Returns the store of a folder, which need not exist yet. Nobody vouches for anything in it.
    pub fn new(folder: PathBuf) -> Self {
        Self::on(RealDisk, folder, Duration::from_secs(10))
    }

    /// Returns the store with what tells who vouches for the events of its records.
    #[must_use]
    pub(crate) fn vetted(self, vet: Vet) -> Self {
        let vet = Some(vet);
        Self { vet, ..self }
    }

    /// Tells whether a release has ended, as far as its record shows that without being read whole. Nothing is verified.
    ///
    /// # Errors
    ///
    /// When the record cannot be opened or read.
    pub(crate) fn glance(&self, version: &Version) -> Result<Glance, StoreError> {
        let path = self.path(version);
        open(&path)
            .and_then(|(mut file, size)| Glance::at(&mut file, size))
            .map_err(|source| read_error(&path, source))
    }
}

impl<D: Disk> Store<D> {
    /// Returns the store of a folder on a disk, which waits at most `patience` for a lock.
    pub fn on(disk: D, folder: PathBuf, patience: Duration) -> Self {
        Self {
            folder,
            patience,
            disk,
            vet: None,
        }
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the file of a version's record.
    pub fn path(&self, version: &Version) -> PathBuf {
        self.folder.join(format!("{version}.toml"))
    }

    /// Lists the versions that have a record, oldest number first. A folder that is not there has none.
    ///
    /// # Errors
    ///
    /// When the folder is there and cannot be read.
    pub fn versions(&self) -> Result<Vec<Version>, StoreError> {
        let mut versions: Vec<Version> = self
            .names()?
            .iter()
            .filter_map(|name| version_of(name))
            .collect();
        versions.sort_by(Version::natural_cmp);
        Ok(versions)
    }

    /// Returns what is wrong with the files that end like a record and are not named after a version, in the order of their
    /// names.
    ///
    /// # Errors
    ///
    /// When the folder is there and cannot be read.
    pub(crate) fn strays(&self) -> Result<Vec<StoreError>, StoreError> {
        let mut strays = self.names()?;
        strays.retain(|name| version_of(name).is_none());
        strays.sort();
        Ok(strays
            .into_iter()
            .map(|name| StoreError::Stray {
                path: self.folder.join(name),
            })
            .collect())
    }

    /// Returns the names of the files that end like a record.
    fn names(&self) -> Result<Vec<OsString>, StoreError> {
        let fail = |source| StoreError::Read {
            path: self.folder.clone(),
            source,
        };
        let entries = match self.folder.read_dir() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(fail)?,
        };
        let names = entries.map(|entry| entry.map(|entry| entry.file_name()).map_err(fail));
        let is_like_record = |name: &OsString| {
            Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "toml")
        };
        names
            .filter(|name| name.as_ref().map_or(true, is_like_record))
            .collect()
    }

    /// Reads a record, and checks every link of it.
    ///
    /// # Errors
    ///
    /// When there is none, when it cannot be read or understood, or when it is not what gonogo wrote.
    pub fn read(&self, version: &Version) -> Result<Stored, StoreError> {
        let mut source = self.source(version)?;
        let size = source.size;
        let (release, dress) = self.understood(version, &mut source, size)?;
        Ok(Stored {
            release,
            dress,
            text: None,
        })
    }

    /// Reads the release that a record tells of.
    ///
    /// # Errors
    ///
    /// Those of [`Self::read`].
    pub fn release(&self, version: &Version) -> Result<Release, StoreError> {
        self.read(version).map(|stored| stored.release)
    }

    /// Reads the release that a record tells of, with the digest of the bytes of its file.
    ///
    /// # Errors
    ///
    /// Those of [`Self::read`].
    pub(crate) fn release_and_digest(
        &self,
        version: &Version,
    ) -> Result<(Release, Digest), StoreError> {
        let mut bytes = Vec::new();
        let read = self.source(version)?.read_to_end(&mut bytes);
        read.map_err(|source| read_error(&self.path(version), source))?;
        let digest = Digest::of_bytes(&bytes);
        Ok((self.release_in(version, bytes)?, digest))
    }

    /// Reads the release that the bytes of a record tell of, which came from elsewhere than this folder.
    ///
    /// # Errors
    ///
    /// When they cannot be understood, or are not what gonogo wrote.
    pub(crate) fn release_in(
        &self,
        version: &Version,
        bytes: Vec<u8>,
    ) -> Result<Release, StoreError> {
        let size = bytes.len() as u64;
        let (release, _) = self.understood(version, &mut Cursor::new(bytes), size)?;
        Ok(release)
    }

    /// Opens the file of a record.
    fn source(&self, version: &Version) -> Result<Source<'_, D>, StoreError> {
        let path = self.path(version);
        refuse_link(&self.folder)?;
        let opened = self.disk.open(&path);
        let (file, size) = opened.map_err(|source| read_error(&path, source))?;
        Ok(Source {
            disk: &self.disk,
            file,
            size,
            count: 0,
        })
    }

    /// Tells whether the file of a record holds this text.
    fn holds(&self, version: &Version, text: &str) -> Result<bool, StoreError> {
        let mut source = self.source(version)?;
        let mut rest = text.as_bytes();
        let mut bytes = vec![0; read::STRETCH];
        loop {
            let count = match source.read(&mut bytes) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(read_error(&self.path(version), error)),
            };
            match rest.strip_prefix(&bytes[..count]) {
                Some(_) if count == 0 => return Ok(rest.is_empty()),
                Some(after) => rest = after,
                None => return Ok(false),
            }
        }
    }

    fn understood(
        &self,
        version: &Version,
        source: &mut (impl Read + Seek),
        size: u64,
    ) -> Result<(Release, Dress), StoreError> {
        let path = self.path(version);
        let fail = |source| read_error(&path, source);
        // One byte more shows that there are none.
        let whole = usize::try_from(size + 1).unwrap_or(read::STRETCH);
        let stretched = read::in_stretches(source, whole.min(read::STRETCH)).map_err(fail)?;
        let (mut record, recomputed, dress) = match stretched {
            Some(Stretched {
                record,
                recomputed,
                has_carriage_returns,
            }) => (
                record,
                recomputed,
                Dress {
                    has_carriage_returns,
                },
            ),
            None => {
                source.rewind().map_err(fail)?;
                let mut bytes = Vec::new();
                source.read_to_end(&mut bytes).map_err(fail)?;
                let (record, dress) = in_any_form(&path, bytes)?;
                (record, Recomputed::default(), dress)
            }
        };
        if record.header.version != *version {
            return Err(StoreError::OtherVersion {
                path,
                found: record.header.version,
            });
        }
        let copied = record.join_copies();
        let standings = self.vet.as_ref().map(|vet| vet.0(&record));
        let release = audit::replay_weighed(record, &recomputed, standings.unwrap_or_default())
            .map_err(|faults| StoreError::Broken { path, faults })?;
        Ok((release.with_copied(copied), dress))
    }

    /// Writes the record of a release that has none yet.
    ///
    /// # Errors
    ///
    /// When there is one, or it cannot be written.
    pub fn create(&self, release: Release) -> Result<Stored, StoreError> {
        let version = release.header().version.clone();
        self.refuse_other_case(&version)?;
        let _lock = self.lock(&version)?;
        match self.read(&version) {
            Err(StoreError::NotFound { .. }) => {
                let dress = Dress::default();
                let text = dress.text_of(release.record());
                self.replace(&version, &text)?;
                Ok(Stored {
                    release,
                    dress,
                    text: Some(text),
                })
            }
            Err(other) => Err(other),
            Ok(_) => Err(StoreError::Exists {
                path: self.path(&version),
            }),
        }
    }

    /// Reads a record under the lock, lets `change` decide what it becomes, and replaces it unless it stays the same.
    /// A record that is still what `known` holds is not parsed again, and what was added to it is written into the text
    /// that was kept. When `change` fails, nothing is written.
    ///
    /// # Errors
    ///
    /// Those of `change`, and those of reading and replacing a record.
    pub fn update<E: From<StoreError>>(
        &self,
        version: &Version,
        known: Option<Stored>,
        change: impl FnOnce(Release) -> Result<(Release, bool), E>,
    ) -> Result<Stored, E> {
        self.refuse_missing(version)?;
        let _lock = self.lock(version)?;
        let is_kept = known.is_some();
        let Stored {
            release,
            dress,
            text,
        } = self.present(version, known)?;
        let known = release.events().len();
        let (release, is_changed) = change(release)?;
        if !is_changed {
            return Ok(Stored {
                release,
                dress,
                text,
            });
        }
        let record = release.record();
        let text = text
            .and_then(|text| with_events_from(known, text, record, dress))
            .unwrap_or_else(|| dress.text_of(record));
        self.replace(version, &text)?;
        Ok(Stored {
            text: is_kept.then_some(text),
            release,
            dress,
        })
    }

    /// Returns the record as it stands in its file now.
    fn present(&self, version: &Version, known: Option<Stored>) -> Result<Stored, StoreError> {
        if let Some(known) = known
            && let Some(text) = &known.text
            && self.holds(version, text)?
        {
            return Ok(known);
        }
        self.read(version)
    }

    /// Refuses a version that differs from one with a record only in upper and lower case.
    fn refuse_other_case(&self, version: &Version) -> Result<(), StoreError> {
        let text = version.to_string();
        let is_like = |other: &Version| {
            let other = other.to_string();
            other != text && other.eq_ignore_ascii_case(&text)
        };
        match self.versions()?.into_iter().find(is_like) {
            Some(other) => Err(StoreError::OtherCase {
                path: self.path(&other),
            }),
            None => Ok(()),
        }
    }

    /// Refuses a record that is not there before anything is made for it, such as the folder of its lock.
    fn refuse_missing(&self, version: &Version) -> Result<(), StoreError> {
        let path = self.path(version);
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(StoreError::NotFound { path })
            }
            _ => Ok(()),
        }
    }

    fn lock(&self, version: &Version) -> Result<File, StoreError> {
        let sidecar = self.folder.join(SIDECAR);
        refuse_link(&self.folder)?;
        refuse_link(&sidecar)?;
        let ignore = sidecar.join(".gitignore");
        let fail = |source| StoreError::Write {
            step: "write",
            path: sidecar.clone(),
            source,
        };
        self.disk.make_folder(&sidecar).map_err(fail)?;
        if !ignore.exists() {
            // Another process may be doing the same; either way the file is there afterwards.
            let _ = self
                .disk
                .create(&ignore, &ignore)
                .and_then(|mut file| self.disk.write(&mut file, b"*\n"));
        }
        let path = sidecar.join(format!("{version}.lock"));
        self.disk
            .lock(&path, self.patience)
            .map_err(|source| StoreError::of_lock(path, source))
    }

    /// Replaces the record; the lock is held, so the one name for the new file is ours.
    fn replace(&self, version: &Version, text: &str) -> Result<(), StoreError> {
        let path = self.path(version);
        let new = self.folder.join(format!(".{version}.toml.new"));
        let fail = |step| {
            let path = path.clone();
            move |source| StoreError::Write { step, path, source }
        };
        self.disk.remove(&new).map_err(fail("write"))?;
        let written = self
            .fill(&new, &path, text.as_bytes())
            .map_err(fail("write"));
        let placed = written.and_then(|()| self.disk.rename(&new, &path).map_err(fail("replace")));
        if placed.is_err() {
            // The old record stands whether or not the new file can be cleared away.
            let _ = self.disk.remove(&new);
        }
        placed?;
        self.disk
            .sync_folder(&self.folder)
            .map_err(|source| StoreError::NotDurable { path, source })
    }

    fn fill(&self, new: &Path, like: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.disk.create(new, like)?;
        self.disk.write(&mut file, bytes)?;
        self.disk.sync(&file)
    }
}

/// Adds the events from this place on to the text of a record; `None` when it has to be written whole.
fn with_events_from(
    place: usize,
    mut text: String,
    record: &Record,
    dress: Dress,
) -> Option<String> {
    let mut places = place..record.events.len();
    let is_added = places.all(|place| write::add(&mut text, record, place, dress.line_end()));
    is_added.then_some(text)
}

/// The file of a record while it is read: at most [`LARGEST`] bytes.
struct Source<'s, D> {
    disk: &'s D,
    file: File,
    /// How large it was when it was opened.
    size: u64,
    count: u64,
}

impl<D: Disk> Read for Source<'_, D> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.disk.read(&mut self.file, bytes)?;
        self.count += count as u64;
        if self.count > LARGEST {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("larger than {} MiB", LARGEST >> 20),
            ));
        }
        Ok(count)
    }
}

impl<D: Disk> Seek for Source<'_, D> {
    /// Goes to another place, from which on everything is counted anew.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.count = 0;
        self.file.seek(to)
    }
}

/// Reads a record in whatever form it has.
fn in_any_form(path: &Path, bytes: Vec<u8>) -> Result<(Record, Dress), StoreError> {
    let mut text = String::from_utf8(bytes).map_err(|error| StoreError::NotText {
        path: path.to_owned(),
        offset: error.utf8_error().valid_up_to(),
    })?;
    let dress = Dress {
        has_carriage_returns: text.contains("\r\n"),
    };
    if text.starts_with(MARK) {
        text.drain(..MARK.len_utf8());
    }
    if dress.has_carriage_returns {
        text = text.replace("\r\n", "\n");
    }
    let record = read::record(&text).map_err(|malformed| {
        let (line, column) = malformed.place(&text);
        StoreError::Malformed {
            path: path.to_owned(),
            line,
            column,
            malformed,
        }
    })?;
    Ok((record, dress))
}

fn version_of(name: &OsStr) -> Option<Version> {
    name.to_str()?.strip_suffix(".toml")?.parse().ok()
}

/// Refuses what stands in the place of a folder without being one.
fn refuse_link(folder: &Path) -> Result<(), StoreError> {
    // Without a slash at the end, which would have a link followed.
    let plain: PathBuf = folder.components().collect();
    match plain.symlink_metadata() {
        Ok(known) if !known.is_dir() => Err(StoreError::NotAFolder {
            path: folder.to_owned(),
        }),
        _ => Ok(()),
    }
}
