//! Reads the events of a record: each from the table it stands in, and what that table is about.

use chrono::DateTime;

use super::Reader;
use crate::domain::digest::Digest;
use crate::domain::event::{Event, EventKind, RolloutEvent, Subject};
use crate::domain::id::{ItemId, RoleId};
use crate::domain::person::Person;
use crate::domain::rules::judge::overall;
use crate::domain::schema::Value as _;
use crate::record::fields::{Table, Taken, bad};
use crate::record::malformed::Fault;

impl Reader {
    /// Takes the events of a table, all about one thing. Those of the release may name another thing themselves.
    pub(super) fn events<T: Table>(&mut self, fields: &mut T, about: Subject<'_>) -> Taken<()> {
        self.each_event(fields, |word, table| match about {
            Subject::Release => EventKind::read_naming(word, table),
            about => EventKind::read(word, about, table),
        })
    }

    /// Takes the events of an item that stand in no role's slot: each names its role.
    pub(super) fn item_events<T: Table>(&mut self, fields: &mut T, item: &ItemId) -> Taken<()> {
        self.each_event(fields, |word, table| {
            let role = RoleId::get("role", table)?;
            EventKind::read(word, Subject::Item(item, &role), table)
        })
    }

    fn each_event<T: Table>(
        &mut self,
        fields: &mut T,
        read: impl Fn(&str, &mut T) -> Taken<Option<EventKind>>,
    ) -> Taken<()> {
        fields.tables("event", |table| {
            let event = event(table, &read)?;
            self.events.push(event);
            Ok(())
        })
    }
}

/// Reads an event, its values in the order in which they are written.
fn event<T: Table>(
    table: &mut T,
    read: impl Fn(&str, &mut T) -> Taken<Option<EventKind>>,
) -> Taken<Event> {
    let span = table.span_of("kind");
    let word = table.text("kind", |text, known| Some(known.name(text)))?;
    let word = word.ok_or_else(|| table.missing("kind"))?;
    let at = DateTime::get("at", table)?;
    let by = Person::get("by", table)?;
    let ruling = table.span_of("ruling");
    let kind = read(&word, table)?;
    let kind = kind.ok_or_else(|| Fault::UnknownKind(word.to_string()).at(span))?;
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
    let event = Event {
        kind,
        id: Digest::get("id", table)?,
        at,
        by,
        prev: table.texts("prev", |text, _| text.parse().ok())?,
        signature: Option::get("signature", table)?,
        other_signatures: Vec::get("other-signatures", table)?,
    };
    table.finish()?;
    Ok(event)
}
