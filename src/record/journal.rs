//! Appends events to a record: admits them, links them, and has them saved before anybody is told.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::disk::{Disk, RealDisk};
use super::store::{Store, StoreError};
use crate::domain::admission::{Caution, Refusal, admit};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::Candidate;
use crate::domain::person::Person;
use crate::domain::plan::{Header, Plan};
use crate::domain::release::Release;

/// An open record to which one person appends.
#[derive(Debug)]
pub struct Journal<D = RealDisk> {
    store: Store<D>,
    release: Release,
    by: Person,
    clock: fn() -> DateTime<Utc>,
}

/// Why events were not appended.
#[derive(Debug, Error)]
pub enum JournalError {
    /// A rule forbids one of them.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The record could not be read or replaced.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was appended.
#[derive(Debug, Default)]
pub struct Appended {
    /// The events, in order.
    pub events: Vec<Event>,
    /// What should be said about them.
    pub cautions: Vec<Caution>,
}

impl<D: Disk> Journal<D> {
    /// Opens a record for `by` to append to.
    pub fn new(store: Store<D>, release: Release, by: Person, clock: fn() -> DateTime<Utc>) -> Self {
        Self { store, release, by, clock }
    }

    /// Opens a release that has no record yet, and writes its first event.
    ///
    /// # Errors
    ///
    /// When there is a record already, or it cannot be written.
    pub fn start(
        store: Store<D>,
        header: Header,
        plan: Plan,
        candidate: Option<Candidate>,
        by: Person,
        clock: fn() -> DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let release = store.create(started(header, plan, candidate, &by, clock()))?;
        Ok(Self { store, release, by, clock })
    }

    /// Returns the release as it was last read or written.
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// Returns who appends.
    pub fn by(&self) -> &Person {
        &self.by
    }

    /// Appends the events that `decide` derives from the release as it is under the lock: all of them, or none.
    ///
    /// # Errors
    ///
    /// Those of `decide`, the first rule that forbids an event, and those of reading and replacing the record.
    pub fn append<E: From<JournalError>>(
        &mut self,
        decide: impl FnOnce(&Release) -> Result<Vec<EventKind>, E>,
    ) -> Result<Appended, E> {
        let mut appended = Appended::default();
        let version = self.release.header().version.clone();
        let (by, now) = (&self.by, (self.clock)());
        let updated = self.store.update(&version, |release| {
            let kinds = decide(&release).map_err(Stop::Decided)?;
            let mut release = release;
            for kind in kinds {
                release = admitted(release, kind, by, now, &mut appended)?;
            }
            Ok((release, !appended.events.is_empty()))
        });
        self.release = updated.map_err(|stop| match stop {
            Stop::Decided(error) => error,
            Stop::Journal(error) => E::from(error),
        })?;
        Ok(appended)
    }

    /// Amends the plan to what `decide` derives from the release as it is under the lock.
    ///
    /// # Errors
    ///
    /// Those of `decide`, and those of reading and replacing the record.
    pub fn amend<E: From<JournalError>>(
        &mut self,
        reason: Option<String>,
        decide: impl FnOnce(&Release) -> Result<Plan, E>,
    ) -> Result<Appended, E> {
        let mut appended = Appended::default();
        let version = self.release.header().version.clone();
        let (by, now) = (&self.by, (self.clock)());
        let updated = self.store.update(&version, |release| {
            let plan = decide(&release).map_err(Stop::Decided)?;
            let kind = EventKind::Amended { plan: plan.digest(release.header()), reason };
            let cautions = admit(&release, &kind, by, now).map_err(JournalError::from)?;
            let event = linked(&release, kind, by, now);
            appended = Appended { events: vec![event.clone()], cautions };
            Ok((release.amended(plan, event), true))
        });
        self.release = updated.map_err(|stop| match stop {
            Stop::Decided(error) => error,
            Stop::Journal(error) => E::from(error),
        })?;
        Ok(appended)
    }

    /// Returns the events that [`Self::append`] would append to the release as it was last read, without writing.
    ///
    /// # Errors
    ///
    /// The first rule that forbids one.
    pub fn preview(&self, kinds: Vec<EventKind>) -> Result<Appended, Refusal> {
        let now = (self.clock)();
        let mut appended = Appended::default();
        kinds
            .into_iter()
            .try_fold(self.release.clone(), |release, kind| admitted(release, kind, &self.by, now, &mut appended))?;
        Ok(appended)
    }
}

/// Returns the release after its first event.
pub fn started(header: Header, plan: Plan, candidate: Option<Candidate>, by: &Person, now: DateTime<Utc>) -> Release {
    let kind = EventKind::Started { plan: plan.digest(&header), candidate };
    let event = Event::new(&header.id, now, by.clone(), kind, Vec::new());
    Release::unstarted(header, plan).after(event)
}

fn admitted(
    release: Release,
    kind: EventKind,
    by: &Person,
    now: DateTime<Utc>,
    appended: &mut Appended,
) -> Result<Release, Refusal> {
    for caution in admit(&release, &kind, by, now)? {
        if !appended.cautions.contains(&caution) {
            appended.cautions.push(caution);
        }
    }
    let event = linked(&release, kind, by, now);
    appended.events.push(event.clone());
    Ok(release.after(event))
}

fn linked(release: &Release, kind: EventKind, by: &Person, now: DateTime<Utc>) -> Event {
    Event::new(&release.header().id, now, by.clone(), kind, release.heads().to_vec())
}

/// Why an update stopped: the caller's own reason, or the journal's.
enum Stop<E> {
    Decided(E),
    Journal(JournalError),
}

impl<E> From<JournalError> for Stop<E> {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl<E> From<Refusal> for Stop<E> {
    fn from(refusal: Refusal) -> Self {
        Self::Journal(refusal.into())
    }
}

impl<E> From<StoreError> for Stop<E> {
    fn from(error: StoreError) -> Self {
        Self::Journal(error.into())
    }
}
