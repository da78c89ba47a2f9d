//! Definition files from a folder. This is the only module here that opens a file to read it.
//!
//! Nothing outside the folder is read: links that lead out of it are named as problems. What is read is bounded
//! before it is read: so many files, so many bytes a file, so many bytes in all.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::check::{self, Checked};
use super::fault::Fault;
use super::problem::Problem;
use super::source::{PLAYBOOK, Source};
use super::text::decode;
use super::tree::Place;
use super::{embedded, usable};
use crate::domain::digest::Digest;
use crate::domain::plan::library::Library;
use crate::domain::text::visible;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 1024 * 1024;
/// The most bytes that are read in all.
pub const LARGEST_LIBRARY: u64 = 4 * 1024 * 1024;
/// The most files that are read.
pub const MOST_FILES: usize = 500;
/// The most entries of folders that are looked at, and how deep.
const MOST_ENTRIES: usize = 10_000;
const DEEPEST: usize = 8;

/// Why there is no library.
#[expect(
    missing_docs,
    reason = "the message of a variant says what its fields are"
)]
#[derive(Debug, Error)]
pub enum LoadFailure {
    /// The folder holds no playbook.
    #[error("there is no `playbook.yaml` in {}", folder.display())]
    NoPlaybook { folder: PathBuf },
    /// A file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// The folder holds more than a library.
    #[error("{} holds more than {MOST_FILES} definition files or {} MiB of them", folder.display(), LARGEST_LIBRARY >> 20)]
    TooMuch { folder: PathBuf },
    /// The definitions have problems.
    #[error("the definitions in {} have {}", visible(origin), counted(problems.len()))]
    Faulty {
        /// Where they came from.
        origin: String,
        problems: Vec<Problem>,
    },
}

fn counted(problems: usize) -> String {
    if problems == 1 {
        "a problem".to_owned()
    } else {
        format!("{problems} problems")
    }
}

impl LoadFailure {
    /// Returns the problems of the definitions.
    pub(crate) fn problems(&self) -> &[Problem] {
        match self {
            Self::Faulty { problems, .. } => problems,
            Self::NoPlaybook { .. } | Self::Unreadable { .. } | Self::TooMuch { .. } => &[],
        }
    }

    /// Tells whether the disk failed, rather than the definitions.
    pub(crate) fn is_environment(&self) -> bool {
        matches!(self, Self::Unreadable { source, .. } if source.kind() != io::ErrorKind::NotFound)
    }
}

/// Loads the library of a folder.
///
/// # Errors
///
/// When the folder cannot be read, holds no playbook, or its definitions have problems.
pub fn load(folder: &Path) -> Result<Library, LoadFailure> {
    usable(&origin(folder), check_folder(folder)?)
}

/// Loads a library from files that were read elsewhere, such as from a commit: their paths, with the folder of the playbook in
/// front, and their bytes. `origin` says where they came from.
///
/// # Errors
///
/// When they are too many or too large, or have problems.
pub(crate) fn load_texts(
    origin: &str,
    folder: &Path,
    texts: Vec<(PathBuf, Vec<u8>)>,
) -> Result<Library, LoadFailure> {
    let mut walk = Walk {
        root: folder,
        real: folder.to_owned(),
        entries: 0,
        bytes: 0,
        sources: Vec::new(),
    };
    for (path, bytes) in texts {
        walk.source(path, bytes, None)?;
    }
    let sources = walk.in_order();
    usable(origin, check::library(origin, &sources))
}

/// Checks the definitions of a folder.
///
/// # Errors
///
/// When the folder cannot be read or holds no playbook.
pub fn check_folder(folder: &Path) -> Result<Checked, LoadFailure> {
    let sources = read_folder(folder)?;
    if sources.iter().any(Source::is_playbook) {
        Ok(check::library(&origin(folder), &sources))
    } else {
        Err(LoadFailure::NoPlaybook {
            folder: folder.to_owned(),
        })
    }
}

/// Checks one file: in its library when a playbook stands beside or above it, and else by itself.
///
/// # Errors
///
/// When the file or its library cannot be read.
pub fn check_file(path: &Path) -> Result<Checked, LoadFailure> {
    let unreadable = |source| LoadFailure::Unreadable {
        path: path.to_owned(),
        source,
    };
    let real = fs::canonicalize(path).map_err(unreadable)?;
    let root = real
        .ancestors()
        .skip(1)
        .find(|folder| playbook_of(folder).is_some())
        .map(Path::to_owned);
    match root {
        Some(root) => {
            let mut checked = check_folder(&root)?;
            let is_this = |problem: &Problem| problem.path == real;
            // A file without problems of its own cannot be said to be good while the playbook has some.
            if checked.problems.iter().any(is_this)
                || !checked
                    .problems
                    .iter()
                    .any(|problem| is_playbook(&problem.path, &root))
            {
                checked.problems.retain(is_this);
            }
            checked.advice.retain(is_this);
            for problem in checked
                .problems
                .iter_mut()
                .chain(&mut checked.advice)
                .filter(|problem| problem.path == real)
            {
                problem.path = path.to_owned();
            }
            Ok(Checked {
                checklists: usize::from(!is_playbook(&real, &root)),
                library: None,
                ..checked
            })
        }
        None => {
            let name = path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            let (bytes, fault) = read_file(&real).map_err(unreadable)?;
            Ok(check::alone(&[Source {
                path: path.to_owned(),
                name,
                bytes: Cow::Owned(bytes),
                fault,
            }]))
        }
    }
}

/// Returns the first fault of a checklist that is not written yet.
pub(crate) fn first_fault(name: &str, yaml: &str) -> Option<Fault> {
    if yaml.len() as u64 > LARGEST_FILE {
        return Some(Fault::TooLarge {
            limit: LARGEST_FILE,
        });
    }
    let checked = check::alone(&[Source {
        path: PathBuf::from(name),
        name: name.to_owned(),
        bytes: Cow::Owned(yaml.as_bytes().to_vec()),
        fault: None,
    }]);
    checked.problems.into_iter().map(|it| it.fault).next()
}

/// Checks the library that is built into the program.
pub fn check_embedded() -> Checked {
    embedded::checked()
}

/// Finds the folder of the definitions: `checklists/` with a playbook in this folder or a parent, up to the git root.
///
/// Outside of a git repository only this folder is looked at: a parent may be anybody's, such as `/tmp`.
pub fn find_folder(start: &Path) -> Option<PathBuf> {
    let top = start
        .ancestors()
        .position(|folder| folder.join(".git").exists())
        .unwrap_or(0);
    let folders = start
        .ancestors()
        .take(top + 1)
        .map(|folder| folder.join("checklists"));
    folders
        .into_iter()
        .find(|folder| playbook_of(folder).is_some())
}

fn is_playbook(path: &Path, folder: &Path) -> bool {
    playbook_of(folder).is_some_and(|playbook| playbook == path)
}

/// Returns the file of the playbook in a folder.
pub(crate) fn playbook_of(folder: &Path) -> Option<PathBuf> {
    ["yaml", "yml"]
        .iter()
        .map(|extension| folder.join(PLAYBOOK).with_extension(extension))
        .find(|path| path.is_file())
}

/// Says where definitions came from, the same on every machine: the folder below the git root, or as it was given.
fn origin(folder: &Path) -> String {
    let real = fs::canonicalize(folder).ok();
    let in_git = real.as_deref().and_then(|real| {
        let top = real.ancestors().find(|top| top.join(".git").exists())?;
        real.strip_prefix(top)
            .ok()
            .filter(|path| !path.as_os_str().is_empty())
    });
    visible(&in_git.unwrap_or(folder).to_string_lossy()).into_owned()
}

fn read_folder(folder: &Path) -> Result<Vec<Source>, LoadFailure> {
    let real = fs::canonicalize(folder).map_err(|source| LoadFailure::Unreadable {
        path: folder.to_owned(),
        source,
    })?;
    let mut walk = Walk {
        root: folder,
        real,
        entries: 0,
        bytes: 0,
        sources: Vec::new(),
    };
    walk.folder(folder, 0)?;
    Ok(walk.in_order())
}

struct Walk<'f> {
    root: &'f Path,
    real: PathBuf,
    entries: usize,
    bytes: u64,
    sources: Vec<Source>,
}

impl Walk<'_> {
    /// Returns what was read in the order of the names; of two with one name, the second is at fault.
    fn in_order(self) -> Vec<Source> {
        let mut sources = self.sources;
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        for at in 1..sources.len() {
            if sources[at - 1].name == sources[at].name {
                let other = sources[at - 1].path.to_string_lossy().into_owned();
                sources[at].fault = Some(Fault::SameName { other });
            }
        }
        sources
    }

    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), LoadFailure> {
        let unreadable = |source| LoadFailure::Unreadable {
            path: folder.to_owned(),
            source,
        };
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            self.entries += 1;
            if self.entries > MOST_ENTRIES || depth > DEEPEST {
                return Err(LoadFailure::TooMuch {
                    folder: self.root.to_owned(),
                });
            }
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let kind = entry
                .file_type()
                .map_err(|source| LoadFailure::Unreadable {
                    path: path.clone(),
                    source,
                })?;
            let is_definition = path
                .extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml");
            if kind.is_dir() {
                self.folder(&path, depth + 1)?;
            } else if kind.is_symlink() && (is_definition || path.is_dir()) {
                self.link(&path)?;
            } else if is_definition && kind.is_file() {
                self.file(path)?;
            }
        }
        Ok(())
    }

    /// Reads through a link to a file of the same folder, and names any other link.
    fn link(&mut self, path: &Path) -> Result<(), LoadFailure> {
        match fs::canonicalize(path) {
            Ok(target) if target.starts_with(&self.real) && target.is_file() => {
                self.file(path.to_owned())
            }
            _ => self.source(path.to_owned(), Vec::new(), Some(Fault::LinkOut)),
        }
    }

    fn file(&mut self, path: PathBuf) -> Result<(), LoadFailure> {
        let (bytes, fault) = read_file(&path).map_err(|source| LoadFailure::Unreadable {
            path: path.clone(),
            source,
        })?;
        self.source(path, bytes, fault)
    }

    fn source(
        &mut self,
        path: PathBuf,
        bytes: Vec<u8>,
        fault: Option<Fault>,
    ) -> Result<(), LoadFailure> {
        self.bytes += bytes.len() as u64;
        if self.sources.len() >= MOST_FILES || self.bytes > LARGEST_LIBRARY {
            return Err(LoadFailure::TooMuch {
                folder: self.root.to_owned(),
            });
        }
        let below = path
            .strip_prefix(self.root)
            .unwrap_or(&path)
            .with_extension("");
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        self.sources.push(Source {
            name: parts.join("/"),
            path,
            bytes: Cow::Owned(bytes),
            fault,
        });
        Ok(())
    }
}

/// Why a file is no text that a definition can be made of.
#[derive(Debug, Error)]
#[error("{}{}", visible(&path.to_string_lossy()), said(*place, fault))]
pub(crate) struct NotText {
    path: PathBuf,
    place: Option<Place>,
    fault: Fault,
}

fn said(place: Option<Place>, fault: &Fault) -> String {
    match place {
        Some(Place {
            line,
            column,
            start,
            ..
        }) => format!(":{line}:{column}: {fault} (offset {start})"),
        None => format!(": {fault}"),
    }
}

impl NotText {
    /// Tells whether the encoding is at fault.
    pub(crate) fn is_encoding(&self) -> bool {
        matches!(self.fault, Fault::Utf16 | Fault::NotUtf8 { .. })
    }

    /// Returns what the author can do about it.
    pub(crate) fn help(&self) -> Option<String> {
        self.fault.help()
    }
}

/// A file that is no definition.
#[derive(Debug)]
pub(crate) struct FileText {
    /// What it says, without its byte order mark.
    pub(crate) text: String,
    /// The digest of its bytes.
    pub(crate) digest: Digest,
}

/// Reads the bytes of a file, whatever its encoding, within the limit of a definition.
///
/// # Errors
///
/// When the file cannot be read; inside, when it is too large.
pub(crate) fn read_bytes(path: &Path) -> Result<Result<Vec<u8>, NotText>, LoadFailure> {
    let (bytes, fault) = read_file(path).map_err(|source| LoadFailure::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    Ok(match fault {
        Some(fault) => Err(NotText {
            path: path.to_owned(),
            place: None,
            fault,
        }),
        None => Ok(bytes),
    })
}

/// Reads a text that is no definition, or none yet, within the limit of one.
///
/// # Errors
///
/// When the file cannot be read; inside, when it is too large or not UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<Result<FileText, NotText>, LoadFailure> {
    let bytes = match read_bytes(path)? {
        Ok(bytes) => bytes,
        Err(fault) => return Ok(Err(fault)),
    };
    let text = decode(&bytes).map_err(|(place, fault)| NotText {
        path: path.to_owned(),
        place,
        fault,
    });
    Ok(text.map(|text| FileText {
        text: text.to_owned(),
        digest: Digest::of_bytes(&bytes),
    }))
}

/// Reads a file up to the limit; a larger one gives a fault and no bytes.
fn read_file(path: &Path) -> io::Result<(Vec<u8>, Option<Fault>)> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    if length <= LARGEST_FILE {
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    }
    if length > LARGEST_FILE || bytes.len() as u64 > LARGEST_FILE {
        return Ok((
            Vec::new(),
            Some(Fault::TooLarge {
                limit: LARGEST_FILE,
            }),
        ));
    }
    Ok((bytes, None))
}
