//! Appends events to a record: admits them, links them, and has them saved before anybody is told.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::disk::{Disk, RealDisk};
use super::store::{Store, StoreError, Stored};
use crate::domain::event::{EDITION, Event, EventKind, KnownGood};
use crate::domain::id::Candidate;
use crate::domain::person::Person;
use crate::domain::plan::{Header, Plan};
use crate::domain::rules::admission::{Caution, Refusal, admit};
use crate::domain::rules::clock::{self, ClockFault};
use crate::domain::state::Release;
use crate::domain::state::rollback::Search;
use crate::domain::version::Version;
use crate::walk::{RecordFault, Recorder};

/// Why events were not appended.
#[derive(Debug, Error)]
pub enum JournalError {
    /// A rule forbids one of them.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The clock of the author cannot be right.
    #[error(transparent)]
    Clock(#[from] ClockFault),
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
    /// What was not appended because it is the case already.
    pub already: Vec<Refusal>,
}

/// Who appends, and when.
#[derive(Debug, Clone, Copy)]
pub struct Author<'a> {
    /// Who.
    pub by: &'a Person,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the author says that the clock is right, and those of newer events are not.
    pub is_clock_right: bool,
}

/// The clock of a person who appends answer by answer.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Tells the time.
    pub now: fn() -> DateTime<Utc>,
    /// Whether the person says that it is right, and those of newer events are not.
    pub is_right: bool,
}

/// Appends the events that `decide` derives from the release as it is under the lock: all of them, or none. One that
/// would say what is the case already is passed over. A record that is still what `known` holds is not read twice.
///
/// # Errors
///
/// Those of `decide`, the first rule that forbids an event, and those of reading and replacing the record.
pub fn append<D: Disk, E: From<JournalError>>(
    store: &Store<D>,
    version: &Version,
    known: Option<Stored>,
    author: Author<'_>,
    decide: impl FnOnce(&Release) -> Result<Vec<EventKind>, E>,
) -> Result<(Stored, Appended), E> {
    let mut appended = Appended::default();
    let stored = store.update(version, known, |release| {
        let kinds = decide(&release).map_err(Stop::Decided)?;
        let release = admit_all(release, kinds, author, &mut appended).map_err(Stop::Journal)?;
        Ok((release, !appended.events.is_empty()))
    });
    Ok((stored.map_err(Stop::into_error)?, appended))
}

/// Amends the plan to what `decide` derives from the release as it is under the lock: the plan, and the event that names it.
///
/// # Errors
///
/// Those of `decide`, and those of reading and replacing the record.
pub fn amend<D: Disk, E: From<JournalError>>(
    store: &Store<D>,
    version: &Version,
    author: Author<'_>,
    decide: impl FnOnce(&Release) -> Result<(Plan, EventKind), E>,
) -> Result<Appended, E> {
    let mut appended = Appended::default();
    let stored = store.update(version, None, |release| {
        let (plan, kind) = decide(&release).map_err(Stop::Decided)?;
        let clock = clock::check(&release, author.at, author.is_clock_right)
            .map_err(|fault| Stop::Journal(fault.into()))?;
        let mut cautions = admit(&release, &kind, author.by, author.at)?;
        cautions.extend(clock);
        let event = linked(&release, kind, author);
        appended = Appended {
            events: vec![event.clone()],
            cautions,
            ..Appended::default()
        };
        Ok((release.amended(plan, event), true))
    });
    stored.map_err(Stop::into_error)?;
    Ok(appended)
}

/// Returns the events that [`append`] would append to this release, without writing.
///
/// # Errors
///
/// The first rule that forbids one, and a clock that cannot be right.
pub fn preview(
    release: Release,
    kinds: Vec<EventKind>,
    author: Author<'_>,
) -> Result<Appended, JournalError> {
    let mut appended = Appended::default();
    admit_all(release, kinds, author, &mut appended)?;
    Ok(appended)
}

/// Returns the release after its first event, and after those that follow at once.
///
/// # Errors
///
/// The rule that forbids one of those, and a clock that cannot be right.
pub fn started(
    header: Header,
    plan: Plan,
    candidate: Option<Candidate>,
    at_once: Vec<EventKind>,
    by: &Person,
    now: DateTime<Utc>,
) -> Result<Release, JournalError> {
    clock::is_in_time(now)?;
    let kind = EventKind::Started {
        plan: plan.digest(&header),
        candidate,
        rules: Some(EDITION),
    };
    let event = Event::new(&header.id, now, by.clone(), kind, Vec::new());
    let release = Release::unstarted(header, plan).after(event);
    admit_all(
        release,
        at_once,
        Author {
            by,
            at: now,
            is_clock_right: true,
        },
        &mut Appended::default(),
    )
}

fn admit_all(
    release: Release,
    kinds: Vec<EventKind>,
    author: Author<'_>,
    appended: &mut Appended,
) -> Result<Release, JournalError> {
    let clock = clock::check(&release, author.at, author.is_clock_right);
    let release = kinds.into_iter().try_fold(release, |release, kind| {
        let cautions = match admit(&release, &kind, author.by, author.at) {
            Err(refusal) if refusal.is_already_so() => {
                appended.already.push(refusal);
                return Ok(release);
            }
            admitted => admitted?,
        };
        for caution in cautions {
            let mut known = appended.cautions.iter_mut();
            if !known.any(|known| known.takes_in(&caution)) {
                appended.cautions.push(caution);
            }
        }
        let event = linked(&release, kind, author);
        appended.events.push(event.clone());
        Ok::<_, Refusal>(release.after(event))
    });
    // A clock that cannot be right may be why a rule refuses; where there is nothing to write, it does not matter.
    match clock {
        Err(fault) if release.is_err() || !appended.events.is_empty() => return Err(fault.into()),
        Ok(caution) if !appended.events.is_empty() => appended.cautions.extend(caution),
        _ => {}
    }
    Ok(release?)
}

fn linked(release: &Release, kind: EventKind, author: Author<'_>) -> Event {
    Event::new(
        &release.header().id,
        author.at,
        author.by.clone(),
        kind,
        release.heads(),
    )
}

/// An open record to which one person appends, answer by answer.
#[derive(Debug)]
pub struct Journal<D = RealDisk> {
    store: Store<D>,
    stored: Stored,
    by: Person,
    clock: Clock,
}

impl<D: Disk> Journal<D> {
    /// Goes on from a record as it was read, for `by` to append to.
    ///
    /// # Errors
    ///
    /// When the clock cannot be right.
    pub fn on(
        store: Store<D>,
        stored: Stored,
        by: Person,
        clock: Clock,
    ) -> Result<Self, JournalError> {
        clock::check(&stored.release, (clock.now)(), clock.is_right)?;
        Ok(Self {
            store,
            stored: stored.kept(),
            by,
            clock,
        })
    }

    /// Opens a release that has no record yet, and writes its first event; with it the one that says when its commits were
    /// made, if they were read.
    ///
    /// # Errors
    ///
    /// When there is a record already, or it cannot be written; the rule that forbids the second event; a clock that cannot
    /// be right.
    pub fn start(
        store: Store<D>,
        header: Header,
        plan: Plan,
        candidate: Option<Candidate>,
        at_once: Vec<EventKind>,
        by: Person,
        clock: Clock,
    ) -> Result<Self, JournalError> {
        let stored = store.create(started(
            header,
            plan,
            candidate,
            at_once,
            &by,
            (clock.now)(),
        )?)?;
        Ok(Self {
            store,
            stored,
            by,
            clock,
        })
    }

    /// Returns the release as it was last read or written.
    pub fn release(&self) -> &Release {
        &self.stored.release
    }

    /// Reads the record again, which others may have added to.
    ///
    /// # Errors
    ///
    /// Those of reading it; the journal then holds what it held.
    pub fn read_again(&mut self) -> Result<(), JournalError> {
        let version = self.stored.release.header().version.clone();
        self.stored = self.store.read(&version)?.kept();
        Ok(())
    }

    /// Returns who appends.
    pub fn by(&self) -> &Person {
        &self.by
    }

    /// Appends one event to the release as it is under the lock.
    ///
    /// # Errors
    ///
    /// The rule that forbids it, or what went wrong with the record; the event is then not in the record. After a refusal
    /// the record is read anew: somebody else may have answered meanwhile. After anything else the journal is at its end.
    pub fn record(&mut self, kind: EventKind) -> Result<Vec<Caution>, JournalError> {
        let version = self.stored.release.header().version.clone();
        let author = Author {
            by: &self.by,
            at: (self.clock.now)(),
            is_clock_right: self.clock.is_right,
        };
        let known = Some(self.stored.take());
        let appended = append(&self.store, &version, known, author, |_| {
            Ok::<_, JournalError>(vec![kind])
        });
        let (stored, appended) = match appended {
            Err(JournalError::Refused(refusal)) => {
                self.stored = self.store.read(&version)?.kept();
                return Err(refusal.into());
            }
            appended => appended?,
        };
        self.stored = stored;
        match appended.already.into_iter().next() {
            Some(refusal) => Err(refusal.into()),
            None => Ok(appended.cautions),
        }
    }
}

impl<D: Disk> Recorder for Journal<D> {
    fn release(&self) -> &Release {
        Self::release(self)
    }

    /// Returns the last known-good release; records that cannot be read keep nobody from going back.
    fn known_good(&self) -> Option<KnownGood> {
        let release = Self::release(self);
        let mut search = Search::from(release);
        let versions = self.store.versions().unwrap_or_default();
        let others = versions
            .iter()
            .filter(|version| **version != release.header().version);
        for other in others.filter_map(|version| self.store.release(version).ok()) {
            search.consider(&other);
        }
        search.found()
    }

    fn record(&mut self, kind: EventKind) -> Result<Vec<Caution>, RecordFault> {
        Self::record(self, kind).map_err(|error| match error {
            JournalError::Refused(refusal) => RecordFault::Refused(refusal),
            JournalError::Clock(_) | JournalError::Store(_) => RecordFault::Failed(Box::new(error)),
        })
    }
}

/// Why an update stopped: the caller's own reason, or the journal's.
enum Stop<E> {
    Decided(E),
    Journal(JournalError),
}

impl<E: From<JournalError>> Stop<E> {
    fn into_error(self) -> E {
        match self {
            Self::Decided(error) => error,
            Self::Journal(error) => E::from(error),
        }
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
