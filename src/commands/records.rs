//! Every record of a folder, one at a time: what cannot be read is named, and does not hide the others.

use super::{Answer, Outcome, Remark};
use crate::domain::release::Release;
use crate::domain::version::Version;
use crate::error::{CommandError, Kind};
use crate::record::store::Store;

/// What could not be read.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    outcome: Outcome,
    remarks: Vec<Remark>,
}

impl Damage {
    /// Names on standard error what could not be read; the gravest of it decides the exit code.
    pub(crate) fn told_in(self, mut answer: Answer) -> Answer {
        if self.outcome != Outcome::Done {
            answer.outcome = self.outcome;
        }
        answer.remarks.splice(0..0, self.remarks);
        answer
    }

    fn add(&mut self, error: &CommandError) {
        self.outcome = match (self.outcome, error.kind) {
            (Outcome::Environment, _) | (_, Kind::Environment) => Outcome::Environment,
            (Outcome::NotEvaluated, _) | (_, Kind::NotEvaluated) => Outcome::NotEvaluated,
            _ => Outcome::Trust,
        };
        self.remarks.push(Remark::Warning(error.to_string()));
    }
}

/// Hands every record of the folder to `take`, in the order of their versions: its release, or why it cannot be read. No
/// more than one release is held at a time.
///
/// # Errors
///
/// When the folder itself cannot be read.
pub(crate) fn each(store: &Store, mut take: impl FnMut(&Version, Result<Release, &str>)) -> Result<Damage, CommandError> {
    let mut damage = Damage::default();
    for version in store.versions()? {
        match store.release(&version) {
            Ok(release) => take(&version, Ok(release)),
            Err(error) => {
                let error = CommandError::from(error);
                damage.add(&error);
                take(&version, Err(&error.to_string()));
            }
        }
    }
    Ok(damage)
}

/// Hands every release of the folder that can be read to `take`.
///
/// # Errors
///
/// When the folder itself cannot be read.
pub(crate) fn each_release(store: &Store, mut take: impl FnMut(Release)) -> Result<Damage, CommandError> {
    each(store, |_, read| {
        if let Ok(release) = read {
            take(release);
        }
    })
}
