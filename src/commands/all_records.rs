//! Every record of a folder, each on its own: what cannot be read or trusted is named, and does not hide the others.

use crate::commands::in_order::in_order;
use crate::commands::output::{Answer, Outcome, Remark};
use crate::domain::rules::signed;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::CommandError;
use crate::record::store::Store;
use crate::render::unreadable::Unreadable;

/// What could not be read, and what is shown and cannot be trusted.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    outcome: Outcome,
    unreadable: Vec<Unreadable>,
    distrusted: Vec<Distrusted>,
}

/// A release that could be read and cannot be trusted.
#[derive(Debug)]
pub(crate) struct Distrusted {
    pub(crate) version: Version,
    why: String,
}

impl Distrusted {
    /// Says so on one line.
    pub(crate) fn sentence(&self) -> String {
        format!("the record of {} {}", self.version, self.why)
    }
}

impl Damage {
    /// Names on standard error what could not be read or trusted; the gravest of it decides the exit code.
    pub(crate) fn told_in(self, mut answer: Answer) -> Answer {
        if self.outcome != Outcome::Done {
            answer.outcome = self.outcome;
        }
        answer.remarks.splice(
            0..0,
            self.unreadable
                .into_iter()
                .map(|record| record.error)
                .chain(self.distrusted.iter().map(Distrusted::sentence))
                .map(Remark::Warning),
        );
        answer
    }

    /// Returns the records that could not be read, for the answer itself.
    pub(crate) fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// Names a release no more that cannot be trusted: the command says so itself.
    pub(crate) fn leave_out(&mut self, version: &Version) {
        self.distrusted.retain(|record| record.version != *version);
    }

    /// Returns the releases that could be read and cannot be trusted.
    pub(crate) fn distrusted(&self) -> &[Distrusted] {
        &self.distrusted
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
/// it cannot be read. Every command over several records goes through here, so that each names what cannot be trusted. No more
/// than one release a core is held at a time.
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
    let read = |version: &Version| {
        let read = store.release(version).map(|release| {
            let distrust = signed::distrust(&release);
            (reduce(release), distrust)
        });
        (version.clone(), read)
    };
    in_order(&versions, read, |(version, read)| match read {
        Ok((kept, distrust)) => {
            if let Some(why) = distrust {
                damage.outcome = Outcome::gravest([damage.outcome, Outcome::Trust]);
                let version = version.clone();
                damage.distrusted.push(Distrusted { version, why });
            }
            take(&version, Ok(kept));
        }
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
