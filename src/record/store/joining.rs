//! Takes what somebody else has of a record into the file, and joins records that stand in no file of the folder.

use std::io::Cursor;

use thiserror::Error;

use super::{Disk, Dress, Store, StoreError};
use crate::domain::event::Event;
use crate::domain::rules::audit;
use crate::domain::state::{JoinFault, Keep, Release, join};
use crate::domain::version::Version;
use crate::record::write;

/// A record that was joined.
#[derive(Debug)]
pub struct Joined {
    /// The release that it tells of.
    pub release: Release,
    /// Its text, with line feeds alone: the same for everybody who joins the same records.
    pub text: String,
    /// The events that came into the file, in replay order.
    pub news: Vec<Event>,
}

/// Why records were not joined. Nothing was written.
#[derive(Debug, Error)]
pub enum JoinError {
    /// One of them, or what came of them, cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// They cannot be one.
    #[error("{record} cannot be joined: {fault}")]
    Apart {
        /// The record, for people.
        record: String,
        /// Why.
        fault: JoinFault,
    },
}

impl<D: Disk> Store<D> {
    /// Takes what somebody else has of a record into its file, under the lock; a record that is not here yet is made. The file
    /// is written only when it does not say the same already.
    ///
    /// # Errors
    ///
    /// When the record here cannot be read, the two cannot be one, or the file cannot be written.
    pub(crate) fn take_in(
        &self,
        version: &Version,
        other: &Release,
        keep: Keep,
    ) -> Result<Joined, JoinError> {
        let _lock = self.lock(version)?;
        let (known, dress) = match self.read(version) {
            Ok(stored) => (Some(stored.release), stored.dress),
            Err(StoreError::NotFound { .. }) => (None, Dress::default()),
            Err(error) => return Err(error.into()),
        };
        let release = match &known {
            Some(known) => self.joined(version, known, other, keep)?,
            None => other.clone(),
        };
        let text = dress.text_of(release.record());
        if known.is_none() || !self.holds(version, &text)? {
            self.replace(version, &text)?;
        }
        let is_new = |event: &&Event| {
            known
                .as_ref()
                .is_none_or(|known| !known.has_event(&event.id))
        };
        Ok(Joined {
            news: release.events().iter().filter(is_new).cloned().collect(),
            text: write::text(release.record()),
            release,
        })
    }

    /// Joins two records of this version that stand elsewhere, and returns the text of both, with the line ends of the first.
    ///
    /// # Errors
    ///
    /// When one of them cannot be understood or trusted, or they cannot be one.
    pub(crate) fn text_of_both(
        &self,
        version: &Version,
        one: Vec<u8>,
        other: Vec<u8>,
        keep: Keep,
    ) -> Result<String, JoinError> {
        let read = |bytes: Vec<u8>| {
            let size = bytes.len() as u64;
            self.understood(version, &mut Cursor::new(bytes), size)
        };
        let ((one, dress), (other, _)) = (read(one)?, read(other)?);
        let release = self.joined(version, &one, &other, keep)?;
        Ok(dress.text_of(release.record()))
    }

    /// Joins two records that stand elsewhere, and puts what comes of them in the place of whatever the file holds: a merge
    /// may have left its markers there.
    ///
    /// # Errors
    ///
    /// Those of [`Self::text_of_both`], and those of replacing the file.
    pub fn resolve(
        &self,
        version: &Version,
        [one, other]: [Vec<u8>; 2],
        keep: Keep,
    ) -> Result<(), JoinError> {
        let _lock = self.lock(version)?;
        let text = self.text_of_both(version, one, other, keep)?;
        Ok(self.replace(version, &text)?)
    }

    /// Joins two records, and holds what comes of them to the rules.
    fn joined(
        &self,
        version: &Version,
        one: &Release,
        other: &Release,
        keep: Keep,
    ) -> Result<Release, JoinError> {
        let path = self.path(version);
        let record = join(one.record().clone(), other.record().clone(), keep);
        let record = record.map_err(|fault| JoinError::Apart {
            record: path.display().to_string(),
            fault,
        })?;
        for known in [one, other] {
            if record.events == known.events() && record.plan == known.plan().frozen() {
                return Ok(known.clone());
            }
        }
        let release = audit::replay(record);
        Ok(release.map_err(|faults| StoreError::Broken { path, faults })?)
    }
}
