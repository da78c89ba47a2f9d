//! A walk whose answers are shared one by one.

use crate::commands::context::Context;
use crate::commands::sync;
use crate::domain::event::{Event, EventKind, KnownGood};
use crate::domain::rules::admission::Caution;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::git::share::Shared;
use crate::record::journal::Journal;
use crate::walk::{RecordFault, Recorder};

/// Where the answers of a walk are shared.
pub(super) struct Sharer<'c> {
    context: &'c Context,
    place: Shared,
    version: Version,
}

impl<'c> Sharer<'c> {
    pub(super) fn new(context: &'c Context, place: Shared, version: Version) -> Self {
        Self {
            context,
            place,
            version,
        }
    }
}

/// The journal of a walk, which may be shared.
pub(super) struct SharedJournal<'j> {
    pub(super) journal: &'j mut Journal,
    pub(super) sharing: Option<Sharer<'j>>,
}

impl Recorder for SharedJournal<'_> {
    fn release(&self) -> &Release {
        self.journal.release()
    }

    fn known_good(&self) -> Option<KnownGood> {
        self.journal.known_good()
    }

    fn record(&mut self, kind: EventKind) -> Result<Vec<Caution>, RecordFault> {
        Recorder::record(self.journal, kind)
    }

    fn share(&mut self) -> Result<Vec<Event>, String> {
        let Some(sharer) = &self.sharing else {
            return Ok(Vec::new());
        };
        let exchange = sync::share(sharer.context, &sharer.place, &sharer.version)
            .map_err(|error| error.to_string())?;
        self.journal
            .read_again()
            .map_err(|error| error.to_string())?;
        let mut news = exchange.news.into_iter();
        let of_this = news.find(|(version, _)| *version == sharer.version);
        Ok(of_this.map(|(_, events)| events).unwrap_or_default())
    }
}
