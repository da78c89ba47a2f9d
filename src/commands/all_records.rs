//! Every record of a folder, each on its own: what cannot be read is named, and does not hide the others.

use crate::commands::in_order::in_order;
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::record::store::Store;
use crate::render::unreadable::Unreadable;

/// What could not be read.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    outcome: Outcome,
    unreadable: Vec<Unreadable>,
    distrusted: Vec<String>,
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
                .map(|record| record.error)
                .chain(self.distrusted)
                .map(Remark::Warning),
        );
        answer
    }

    /// Returns the records that could not be read, for the answer itself.
    pub(crate) fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// Adds a release that is shown and cannot be trusted, with what is said of that.
    pub(crate) fn distrust(&mut self, version: &str, distrust: &str) {
        self.outcome = Outcome::gravest([self.outcome, Outcome::Trust]);
        self.distrusted
            .push(format!("the record of {version} {distrust}"));
    }

    /// Returns what it means for the exit code.
    pub(crate) fn outcome(&self) -> Outcome {
        self.outcome
    }

    fn add(&mut self, version: Option<&Version>, error: &CommandError) {
        self.outcome = Outcome::gravest([self.outcome, error.kind.into()]);
        self.unreadable.push(Unreadable {
            version: version.cloned(),
            error: error.to_string(),
        });
    }
}

/// Hands what `reduce` keeps of every record of the folder to `take`, in the order of their versions: of its release, or why
/// it cannot be read. No more than one release a core is held at a time.
///
/// # Errors
///
/// When the folder itself cannot be read.
pub(crate) fn each<T: Send>(
    store: &Store,
    reduce: impl Fn(Release) -> T + Sync,
    mut take: impl FnMut(&Version, Result<T, &str>) + Send,
) -> Result<Damage, CommandError> {
    let mut damage = Damage::default();
    for stray in store.strays()? {
        damage.add(None, &stray.into());
    }
    let versions = store.versions()?;
    let read = |version: &Version| (version.clone(), store.release(version).map(&reduce));
    in_order(&versions, read, |(version, read)| match read {
        Ok(kept) => take(&version, Ok(kept)),
        Err(error) => {
            let error = CommandError::from(error);
            damage.add(Some(&version), &error);
            take(&version, Err(&error.to_string()));
        }
    });
    Ok(damage)
}

/// Hands what `reduce` keeps of every release of the folder that can be read to `take`.
///
/// # Errors
///
/// When the folder itself cannot be read.
pub(crate) fn each_release<T: Send>(
    store: &Store,
    reduce: impl Fn(Release) -> T + Sync,
    mut take: impl FnMut(T) + Send,
) -> Result<Damage, CommandError> {
    each(store, reduce, |_, read| {
        if let Ok(kept) = read {
            take(kept);
        }
    })
}
