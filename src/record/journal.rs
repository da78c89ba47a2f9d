//! Appends events to a record: admits them, links them, and has them saved before anybody is told.

use std::error::Error;
use std::fmt;

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
use crate::domain::standing::Standing;
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
    /// One of them has to be signed, and is not.
    #[error(transparent)]
    Unsigned(#[from] Unsigned),
    /// The record could not be read or replaced.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an event that has to be signed was not written.
#[derive(Debug, Error)]
pub enum Unsigned {
    /// There is no key to sign with.
    #[error("{event} has to be signed")]
    NoKey {
        /// The event, in words.
        event: String,
        /// Why there is none, and what to do.
        hint: String,
    },
    /// The key cannot be used.
    #[error("{event} has to be signed, and the key cannot be used")]
    BadKey {
        /// The event, in words.
        event: String,
        /// What is wrong with the key.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Signing failed.
    #[error("{event} could not be signed, and was not written")]
    Failed {
        /// The event, in words.
        event: String,
        /// What to do about it.
        hint: String,
        /// What went wrong.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The signature would prove nothing.
    #[error("{event} was not written: its signature would be refused: {flaw}")]
    Useless {
        /// The event, in words.
        event: String,
        /// Why, with key and line.
        flaw: String,
        /// What to do about it.
        hint: String,
    },
}

/// Signs an event with what is known of its signature then; `None` leaves it unsigned.
pub type Sign = dyn Fn(&Release, &Event) -> Result<Option<(String, Standing)>, Unsigned>;

/// What signs the events that a person appends.
pub struct Signer(Option<Box<Sign>>);

impl Signer {
    /// Signs as this says.
    pub fn by(sign: Box<Sign>) -> Self {
        Self(Some(sign))
    }

    /// Signs nothing.
    pub fn none() -> Self {
        Self(None)
    }

    /// Returns the release after an event, signed if it is to be, and the event as it stands in it.
    fn signed(&self, mut release: Release, mut event: Event) -> Result<(Release, Event), Unsigned> {
        let signed = self.0.as_ref().map(|sign| sign(&release, &event));
        if let Some((signature, standing)) = signed.transpose()?.flatten() {
            event.signature = Some(signature);
            release.know_standing(&event, standing);
        }
        Ok((release, event))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
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
    /// What signs.
    pub signer: &'a Signer,
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
        let (release, event) = author
            .signer
            .signed(release, event)
            .map_err(|fault| Stop::Journal(fault.into()))?;
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
pub(crate) fn preview(
    release: Release,
    kinds: Vec<EventKind>,
    author: Author<'_>,
) -> Result<Appended, JournalError> {
    let mut appended = Appended::default();
    let author = Author {
        signer: &Signer::none(),
        ..author
    };
    admit_all(release, kinds, author, &mut appended)?;
    Ok(appended)
}

/// Returns the release after its first event, and after those that follow at once. The clock is taken to be right.
///
/// # Errors
///
/// The rule that forbids one of those, and a clock that cannot be right.
pub fn started(
    header: Header,
    plan: Plan,
    candidate: Option<Candidate>,
    at_once: Vec<EventKind>,
    author: Author<'_>,
) -> Result<Release, JournalError> {
    clock::is_in_time(author.at)?;
    let kind = EventKind::Started {
        plan: plan.digest(&header),
        candidate,
        rules: Some(EDITION),
    };
    let event = Event::new(&header.id, author.at, author.by.clone(), kind, Vec::new());
    let unstarted = Release::unstarted(header, plan);
    let (unstarted, event) = author.signer.signed(unstarted, event)?;
    let author = Author {
        is_clock_right: true,
        ..author
    };
    let release = unstarted.after(event);
    admit_all(release, at_once, author, &mut Appended::default())
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
        let (release, event) = author.signer.signed(release, event)?;
        appended.events.push(event.clone());
        Ok::<_, JournalError>(release.after(event))
    });
    // A clock that cannot be right may be why a rule refuses; where there is nothing to write, it does not matter.
    match clock {
        Err(fault) if release.is_err() || !appended.events.is_empty() => return Err(fault.into()),
        Ok(caution) if !appended.events.is_empty() => appended.cautions.extend(caution),
        _ => {}
    }
    release
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

/// A person who appends answer by answer.
#[derive(Debug)]
pub struct Writer {
    /// Who.
    pub by: Person,
    /// The clock of the person.
    pub clock: Clock,
    /// What signs.
    pub signer: Signer,
}

impl Writer {
    /// Returns this as the author of what is appended now.
    fn author(&self) -> Author<'_> {
        Author {
            by: &self.by,
            at: (self.clock.now)(),
            is_clock_right: self.clock.is_right,
            signer: &self.signer,
        }
    }
}

/// An open record to which one person appends, answer by answer.
#[derive(Debug)]
pub struct Journal<D = RealDisk> {
    store: Store<D>,
    stored: Stored,
    writer: Writer,
}

impl<D: Disk> Journal<D> {
    /// Goes on from a record as it was read, for a person to append to.
    ///
    /// # Errors
    ///
    /// When the clock cannot be right.
    pub fn on(store: Store<D>, stored: Stored, writer: Writer) -> Result<Self, JournalError> {
        let clock = writer.clock;
        clock::check(&stored.release, (clock.now)(), clock.is_right)?;
        Ok(Self {
            store,
            stored: stored.kept(),
            writer,
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
        writer: Writer,
    ) -> Result<Self, JournalError> {
        let started = started(header, plan, candidate, at_once, writer.author())?;
        let stored = store.create(started)?;
        Ok(Self {
            store,
            stored,
            writer,
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
    pub(crate) fn read_again(&mut self) -> Result<(), JournalError> {
        let version = self.stored.release.header().version.clone();
        self.stored = self.store.read(&version)?.kept();
        Ok(())
    }

    /// Returns who appends.
    pub fn by(&self) -> &Person {
        &self.writer.by
    }

    /// Appends one event to the release as it is under the lock.
    ///
    /// # Errors
    ///
    /// The rule that forbids it, or what went wrong with the record; the event is then not in the record. After a refusal
    /// the record is read anew: somebody else may have answered meanwhile. After anything else the journal is at its end.
    pub fn record(&mut self, kind: EventKind) -> Result<Vec<Caution>, JournalError> {
        let version = self.stored.release.header().version.clone();
        let author = self.writer.author();
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
            JournalError::Clock(_) | JournalError::Unsigned(_) | JournalError::Store(_) => {
                RecordFault::Failed(Box::new(error))
            }
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
