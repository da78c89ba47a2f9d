//! `gonogo merge` and `gonogo merge-driver`: two sides of a record become one, event by event.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::context::{Context, parse_version};
use crate::commands::output::Answer;
use crate::domain::state::Keep;
use crate::domain::text::{counted, shell_word, visible};
use crate::domain::version::Version;
use crate::error::{CommandError, Kind};
use crate::git::setup;
use crate::record::LARGEST;
use crate::record::sides::sides;
use crate::record::store::{Store, StoreError};
use crate::ui::replace_file;

/// Whose plan stands where both sides amended it.
#[derive(ValueEnum, Clone, Copy, Debug)]
pub(super) enum PlanOf {
    /// That of this clone
    Mine,
    /// That of the others
    Theirs,
}

impl PlanOf {
    /// Returns which of two records it is, this clone's first.
    pub(super) fn keep(of: Option<Self>) -> Keep {
        match of {
            None => Keep::Neither,
            Some(Self::Mine) => Keep::One,
            Some(Self::Theirs) => Keep::Other,
        }
    }
}

/// Join the two sides of a record after a merge that stopped
///
/// Keeps every event of both sides, once. It takes them from git's index; in a file that came without it, such as by mail,
/// from the markers. Nothing is written unless the whole is sound. Where both sides amended the plan, say whose stands with
/// --keep-plan, and run `gonogo amend` afterwards.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo merge releases/2.4.0.toml
  gonogo merge releases/2.4.0.toml --keep-plan theirs

Exit codes:
  0   joined, or there was nothing to join
  2   not a record, or records of two releases
  3   disk, lock or git
  4   a side cannot be trusted
  8   both sides amended the plan")]
pub(crate) struct MergeArgs {
    /// Record to join
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Whose plan stands where both sides amended it
    #[arg(long, value_name = "SIDE")]
    keep_plan: Option<PlanOf>,
}

/// Only one side of a merge has the file.
#[derive(Debug, thiserror::Error)]
#[error("only one side of the merge has {}", visible(.0))]
struct OneSide(String);

impl MergeArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let (store, version) = place_of(&self.file)?;
        let path = self.file.to_string_lossy();
        let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
        let both = match setup::sides(&context.folder, &path, most)? {
            Some([Some(ours), Some(theirs)]) => [ours, theirs],
            Some(_) => {
                let error = CommandError::not_evaluated(OneSide(path.into_owned()));
                return Err(error.hinted(format!(
                    "keep the file or delete it, then `git add {}`",
                    shell_word(&self.file.to_string_lossy())
                )));
            }
            None => {
                let text = String::from_utf8(read(&self.file)?).unwrap_or_default();
                match sides(&text) {
                    Some(both) => both.map(String::into_bytes),
                    None => {
                        let release = store.release(&version)?;
                        let events = counted(release.events().len(), "event");
                        return Ok(Answer::text(format!(
                            "{}: nothing to join, {events}\n",
                            visible(&path)
                        )));
                    }
                }
            }
        };
        store.resolve(&version, both, PlanOf::keep(self.keep_plan))?;
        let release = store.release(&version)?;
        let events = counted(release.events().len(), "event");
        let text = format!("joined {}: {events}\n", visible(&path));
        Ok(Answer::text(text).hint(format!("`git add {}`", shell_word(&path))))
    }
}

/// Join two sides of a record for git
///
/// Git calls it once `gonogo init --git` has set it up: it puts what both sides have into the file OURS. When that cannot be, it
/// leaves OURS as it is, and git says that there is a conflict.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  gonogo merge-driver base.toml ours.toml theirs.toml releases/2.4.0.toml

Exit codes:
  0   joined
  1   cannot be joined; git keeps the conflict")]
pub(crate) struct MergeDriverArgs {
    /// File that both sides come from (%O); it is not read
    #[arg(value_name = "BASE")]
    _base: PathBuf,
    /// File of our side, which is replaced (%A)
    #[arg(value_name = "OURS")]
    ours: PathBuf,
    /// File of the other side (%B)
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,
    /// Path of the record (%P)
    #[arg(value_name = "PATH")]
    path: PathBuf,
}

impl MergeDriverArgs {
    pub(crate) fn run(&self) -> Result<Answer, CommandError> {
        // Git takes 1 for a conflict, and gives up on a whole merge when a driver ends in another way than it knows.
        self.join().map_err(|error| CommandError {
            kind: Kind::No,
            ..error
        })
    }

    fn join(&self) -> Result<Answer, CommandError> {
        let (store, version) = place_of(&self.path)?;
        let (ours, theirs) = (read(&self.ours)?, read(&self.theirs)?);
        let text = store.text_of_both(&version, ours, theirs, Keep::Neither)?;
        replace_file::replace(&self.ours, &text)?;
        Ok(Answer::default())
    }
}

/// Returns the store of a record and its version, both from the path.
fn place_of(path: &Path) -> Result<(Store, Version), CommandError> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let is_record = path.extension().is_some_and(|it| it == "toml");
    let Some(stem) = stem.filter(|_| is_record) else {
        let path = path.to_owned();
        return Err(StoreError::Stray { path }.into());
    };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).to_owned();
    Ok((Store::new(folder), parse_version(stem)?))
}

/// Reads a file of at most the size of a record.
fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) if bytes.len() as u64 > LARGEST => {
            let path = path.to_owned();
            Err(StoreError::TooLarge { path }.into())
        }
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let path = path.to_owned();
            Err(StoreError::NotFound { path }.into())
        }
        Err(source) => Err(CommandError::environment(StoreError::Read {
            path: path.to_owned(),
            source,
        })),
    }
}
