//! Every record of a folder, one at a time: what cannot be read is named, and does not hide the others.

use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::{CommandError, Kind};
use crate::record::store::Store;
use crate::render::unreadable::Unreadable;

/// What could not be read.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    outcome: Outcome,
    unreadable: Vec<Unreadable>,
}

impl Damage {
    /// Names on standard error what could not be read; the gravest of it decides the exit code.
    pub(crate) fn told_in(self, mut answer: Answer) -> Answer {
        if self.outcome != Outcome::Done {
            answer.outcome = self.outcome;
        }
        answer.remarks.splice(
            0..0,
            self.unreadable
                .into_iter()
                .map(|record| Remark::Warning(record.error)),
        );
        answer
    }

    /// Returns the records that could not be read, for the answer itself.
    pub(crate) fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    fn add(&mut self, version: Option<&Version>, error: &CommandError) {
        self.outcome = match (self.outcome, error.kind) {
            (Outcome::Environment, _) | (_, Kind::Environment) => Outcome::Environment,
            (Outcome::NotEvaluated, _) | (_, Kind::NotEvaluated) => Outcome::NotEvaluated,
            _ => Outcome::Trust,
        };
        self.unreadable.push(Unreadable {
            version: version.cloned(),
            error: error.to_string(),
        });
    }
}

/// Hands every record of the folder to `take`, in the order of their versions: its release, or why it cannot be read. No
/// more than one release is held at a time.
///
/// # Errors
///
/// When the folder itself cannot be read.
pub(crate) fn each(
    store: &Store,
    mut take: impl FnMut(&Version, Result<Release, &str>),
) -> Result<Damage, CommandError> {
    let mut damage = Damage::default();
    for stray in store.strays()? {
        damage.add(None, &stray.into());
    }
    for version in store.versions()? {
        match store.release(&version) {
            Ok(release) => take(&version, Ok(release)),
            Err(error) => {
                let error = CommandError::from(error);
                damage.add(Some(&version), &error);
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
pub(crate) fn each_release(
    store: &Store,
    mut take: impl FnMut(Release),
) -> Result<Damage, CommandError> {
    each(store, |_, read| {
        if let Ok(release) = read {
            take(release);
        }
    })
}
