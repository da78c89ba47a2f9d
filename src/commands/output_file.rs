//! The file that a command writes its document to: `-o FILE`, and what is never written over.

use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::context::Context;
use crate::domain::text::visible;
use crate::error::CommandError;
use crate::record::store::{self, Store};
use crate::ui::replace_file::replace;

/// Where a command writes its document. Every command that writes one has it.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct Output {
    /// File to write, or `-` for standard output, which is the default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Why a document is not written to a file.
#[derive(Debug, Error)]
enum OutputError {
    /// A record of releases, or its lock.
    #[error("{} is a record, or belongs to one", .0.display())]
    Record(PathBuf),
}

impl Output {
    /// Returns the file; nothing when the document goes to standard output.
    pub(crate) fn path(&self) -> Option<&Path> {
        let path = self.output.as_deref();
        path.filter(|path| path.as_os_str() != "-")
    }

    /// Writes a document to the file in one step, and returns how the file is named for people; nothing when the document
    /// goes to standard output, and nothing was written.
    ///
    /// # Errors
    ///
    /// When a record, its lock or something else than a file stands there, or the disk fails.
    pub(crate) fn write(
        &self,
        context: &Context,
        text: &str,
    ) -> Result<Option<String>, CommandError> {
        let path = self.path();
        path.map(|path| write(context, path, text)).transpose()
    }
}

/// Writes a document to a file in one step, and returns how the file is named for people.
///
/// # Errors
///
/// When a record, its lock or something else than a file stands there, or the disk fails.
pub(super) fn write(context: &Context, path: &Path, text: &str) -> Result<String, CommandError> {
    if is_of_records(path, &context.store()) {
        let error = CommandError::not_evaluated(OutputError::Record(path.to_owned()));
        return Err(error.hinted("choose another file: only gonogo's own events go into a record"));
    }
    replace(path, text)?;
    Ok(visible(&path.to_string_lossy()).into_owned())
}

/// Tells whether a path leads to a file of a releases folder that records or locks may have, whatever links lead there. A record
/// is named VERSION.toml, so that no other file may take such a name.
fn is_of_records(path: &Path, store: &Store) -> bool {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let Ok(folder) = fs::canonicalize(folder.unwrap_or(Path::new("."))) else {
        return false;
    };
    if folder.ancestors().any(|it| it.ends_with(store::SIDECAR)) {
        return true;
    }
    // A disk may take capital letters for small ones.
    let extension = path.extension().unwrap_or_default();
    let is_named_like_one = extension.eq_ignore_ascii_case("toml");
    let is_releases = folder.join(store::SIDECAR).is_dir()
        || fs::canonicalize(store.folder()).is_ok_and(|it| it == folder);
    is_named_like_one && is_releases
}
