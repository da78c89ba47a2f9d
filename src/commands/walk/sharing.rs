//! A walk whose answers are shared one by one.

use std::time::{Duration, Instant};

use crate::commands::context::Context;
use crate::commands::output::{Remark, said};
use crate::commands::sync;
use crate::domain::event::{Event, EventKind, KnownGood};
use crate::domain::plan::sharing::Sharing;
use crate::domain::rules::admission::Caution;
use crate::domain::state::Release;
use crate::domain::version::Version;
use crate::error::{CommandError, Kind};
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

/// Takes in what others did before the walk begins: a release that one of them has started is not started again. Where that
/// is not possible, it is said, and the walk begins nevertheless.
pub(super) fn take_in(context: &Context, version: &Version) -> Result<(), CommandError> {
    let place = sync::place(context, Sharing::default())?;
    match sync::share(context, &place, version) {
        Ok(exchange) => {
            let answer = sync::answer(context, &exchange);
            context.notice(&answer.text);
            context.notice(&said(&answer.remarks, context.stderr));
            Ok(())
        }
        Err(error) if error.kind == Kind::Environment => {
            let remarks = Remark::of_failure(sync::NOT_SHARED, &error, "");
            context.notice(&said(&remarks, context.stderr));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// How long a share that fails may take, so that it is tried again with the next answer.
const PATIENCE: Duration = Duration::from_secs(5);

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
        let began = Instant::now();
        let shared = sync::share(sharer.context, &sharer.place, &sharer.version);
        let exchange = match shared {
            Ok(exchange) => exchange,
            Err(error) if began.elapsed() > PATIENCE => {
                self.sharing = None;
                return Err(format!("{error}; run `gonogo sync` after the walk"));
            }
            Err(error) => return Err(error.to_string()),
        };
        self.journal
            .read_again()
            .map_err(|error| error.to_string())?;
        let mut news = exchange.news.into_iter();
        let version = &self.journal.release().header().version;
        let of_this = news.find(|(of, _)| of == version);
        Ok(of_this.map(|(_, events)| events).unwrap_or_default())
    }
}
