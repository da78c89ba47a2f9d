//! Reads the events of a record: each from the table it stands in, and what that table is about.

use chrono::DateTime;

use super::Reader;
use crate::domain::digest::Digest;
use crate::domain::event::{Event, EventKind, RolloutEvent, Subject};
use crate::domain::id::{ItemId, RoleId};
use crate::domain::person::Person;
use crate::domain::rules::judge::overall;
use crate::domain::schema::{Source as _, Value as _};
use crate::record::fields::{Fields, Taken, bad};
use crate::record::malformed::Fault;

impl Reader {
    /// Takes the events of a table, all about one thing. Those of the release may name another thing themselves.
    pub(super) fn events(&mut self, fields: &mut Fields<'_>, about: Subject<'_>) -> Taken<()> {
        self.each_event(fields, |word, table| match about {
            Subject::Release => EventKind::read_naming(word, table),
            about => EventKind::read(word, about, table),
        })
    }

    /// Takes the events of an item that stand in no role's slot: each names its role.
    pub(super) fn item_events(&mut self, fields: &mut Fields<'_>, item: &ItemId) -> Taken<()> {
        self.each_event(fields, |word, table| {
            let role = RoleId::get("role", table)?;
            EventKind::read(word, Subject::Item(item, &role), table)
        })
    }

    fn each_event(
        &mut self,
        fields: &mut Fields<'_>,
        read: impl Fn(&str, &mut Fields<'_>) -> Taken<Option<EventKind>>,
    ) -> Taken<()> {
        for mut table in fields.tables("event")? {
            let span = table.span_of("kind");
            let word = String::get("kind", &mut table)?;
            let ruling = table.span_of("ruling");
            let kind = read(&word, &mut table)?;
            let kind = kind.ok_or_else(|| Fault::UnknownKind(word).at(span))?;
            // The ruling stands there for people who read along; it is the worst of the findings or the file is wrong.
            if let EventKind::Rollout(RolloutEvent::Observed {
                ruling: said,
                findings,
                ..
            }) = &kind
                && *said != overall(findings)
            {
                return Err(bad("ruling", said.word()).at(ruling));
            }
            self.events.push(Event {
                kind,
                id: Digest::get("id", &mut table)?,
                at: DateTime::get("at", &mut table)?,
                by: Person::get("by", &mut table)?,
                prev: table.texts("prev", |text, _| text.parse().ok())?,
                signature: Option::get("signature", &mut table)?,
            });
            table.finish()?;
        }
        Ok(())
    }
}
