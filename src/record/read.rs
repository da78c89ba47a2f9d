//! Reads a record from TOML. Nothing is passed over: an unknown key, kind or value is refused with its place.

mod as_written;
mod event;
mod everywhere;
mod plan;
mod stretches;

use std::cell::RefCell;
use std::collections::BTreeMap;

use foldhash::HashSet;
use toml::de::DeTable;

use self::as_written::AsWritten;
use super::FORMAT;
use super::fields::{Fields, Span, Table, Taken, bad};
use super::malformed::{Fault, Malformed};
use super::toml_text::is_like_conflict_marker;
use crate::domain::event::reading::Measured;
use crate::domain::event::{Event, EventKind, Finding, Subject};
use crate::domain::id::{FactId, IncidentId, ItemId, TypeId};
use crate::domain::plan::incident::{Class, Incidents, Trigger};
use crate::domain::plan::monitoring::{Monitoring, Window};
use crate::domain::plan::rollout::{Choice, Metric, Rollout, Rule, Stage, Strategy};
use crate::domain::plan::{
    Fact, Field, Gate, Header, Identity, Item, Phase, Plan, Policy, Polled, Program, Role,
};
use crate::domain::schema::{Block, Known, Text as _, Value as _};
use crate::domain::state::Record;
use crate::domain::version::Version;

pub use self::stretches::{STRETCH, Stretched, in_stretches};

/// Reads the text of a record, which has neither a byte order mark nor carriage returns before line feeds.
///
/// # Errors
///
/// The first thing in it that is not of a record.
pub fn record(text: &str) -> Result<Record, Malformed> {
    as_written(text).map_or_else(|| any_form(text), Ok)
}

/// Reads a record in the very form in which this program writes it; `None` for any other text, also for one that is no
/// record.
pub fn as_written(text: &str) -> Option<Record> {
    let mut reader = Reader::default();
    reader.take(&mut AsWritten::new(text)).ok()?;
    reader.finish().ok()
}

/// Does what [`record`] does with the full parser, whatever the form of the text.
///
/// # Errors
///
/// Those of [`record`].
pub fn any_form(text: &str) -> Result<Record, Malformed> {
    let known = RefCell::default();
    if let Some(record) = piecewise(text, &known) {
        return Ok(record);
    }
    let table = DeTable::parse(text).map_err(|error| syntax_fault(text, &error))?;
    everywhere::check(text, table.get_ref())?;
    let span = table.span();
    let mut reader = Reader::default();
    reader.take(&mut Fields::new(table.into_inner(), span, &known))?;
    reader.finish()
}

/// Reads a record block by block, so that the tokens of the whole file never stand in memory at once.
///
/// The text is cut before every line that looks like the heading of a top-level block. A cut inside of a string or a
/// list leaves the block before it unfinished, which is an error; then, as on any other error, this gives up, and
/// the whole text is read at once, which finds the place.
fn piecewise(text: &str, known: &RefCell<Known>) -> Option<Record> {
    let mut reader = Reader::default();
    let mut start = 0;
    for end in block_starts(text).chain([text.len()]) {
        let table = DeTable::parse(&text[start..end]).ok()?;
        everywhere::check(&text[start..end], table.get_ref()).ok()?;
        let span = table.span();
        let table = table.into_inner();
        if start > 0 && table.len() != 1 {
            return None;
        }
        reader.take(&mut Fields::new(table, span, known)).ok()?;
        start = end;
    }
    reader.finish().ok()
}

/// Returns the places of the lines that look like the heading of a top-level block.
fn block_starts(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("\n[")
        .map(|(at, _)| at + 1)
        .filter(|at| {
            let line = text[*at..].lines().next().unwrap_or_default();
            is_block_heading(line.as_bytes())
        })
}

/// Tells whether a line is the heading of a top-level block.
fn is_block_heading(line: &[u8]) -> bool {
    !line.contains(&b'.') && headings().any(|heading| heading.as_bytes() == line)
}

/// What adds the keys of a block to a list.
type Keys = fn(&mut Vec<&'static str>);

/// The declared blocks: their headings and keys. A row has no heading.
const BLOCKS: [(&str, Keys); 21] = [
    (Item::HEADING, Item::keys),
    (Role::HEADING, Role::keys),
    (Identity::HEADING, Identity::keys),
    (Fact::HEADING, Fact::keys),
    (Gate::HEADING, Gate::keys),
    (Polled::HEADING, Polled::keys),
    (Field::HEADING, Field::keys),
    (Rollout::HEADING, Rollout::keys),
    (Metric::HEADING, Metric::keys),
    (Rule::HEADING, Rule::keys),
    (Choice::HEADING, Choice::keys),
    (Strategy::HEADING, Strategy::keys),
    (Stage::HEADING, Stage::keys),
    (Monitoring::HEADING, Monitoring::keys),
    (Window::HEADING, Window::keys),
    (Incidents::HEADING, Incidents::keys),
    (Class::HEADING, Class::keys),
    (Trigger::HEADING, Trigger::keys),
    (Program::HEADING, Program::keys),
    (Measured::HEADING, Measured::keys),
    (Finding::HEADING, Finding::keys),
];

/// The headings of blocks that are read by hand, because they are more than their own values.
const HEADINGS: [&str; 7] = [
    "[release]",
    "[policy]",
    "[[gate]]",
    "[rollback]",
    "[[duty]]",
    "[[risk]]",
    "[[incident]]",
];

fn headings() -> impl Iterator<Item = &'static str> {
    BLOCKS
        .into_iter()
        .map(|(heading, _)| heading)
        .chain(HEADINGS)
}

/// Returns the key of a heading: `stage` of `[[strategy.stage]]`.
fn key_of(heading: &'static str) -> &'static str {
    let path = heading.trim_matches(['[', ']']);
    path.rsplit('.').next().unwrap_or(path)
}

/// Returns every key of a record, to tell what a misspelled one was meant to be.
pub(super) fn known_keys() -> Vec<&'static str> {
    let mut known = EventKind::all_keys();
    BLOCKS.iter().for_each(|(_, keys)| keys(&mut known));
    known.extend(headings().map(key_of));
    known.extend([
        "after",
        "at",
        "by",
        "call",
        "ends",
        "event",
        "facts",
        "format",
        "kind",
        "on-demand",
        "phase-title",
        "playbook",
        "prev",
        "roles",
        "signature",
        "other-signatures",
        "signoff",
        "type",
        "version",
    ]);
    known.retain(|key| !key.is_empty());
    known.sort_unstable();
    known
}

fn syntax_fault(text: &str, error: &toml::de::Error) -> Malformed {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if is_like_conflict_marker(line) && !line.starts_with('=') {
            return Fault::Conflict.at(offset..offset + line.len());
        }
        offset += line.len();
    }
    Fault::Syntax(error.message().to_owned()).at(error.span().unwrap_or(0..0))
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    format: Option<i64>,
    header: Option<Header>,
    policy: Option<Policy>,
    plan: Plan,
    /// The gate that is marked as entered on demand.
    on_demand: Option<Phase>,
    /// The duties that have a slot in an incident, with their places.
    duty_slots: Vec<(IncidentId, ItemId, Span)>,
    names: HashSet<(&'static str, String)>,
    events: Vec<Event>,
}

impl Reader {
    /// Takes the top-level keys of the whole record, or of one block of it.
    fn take<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        if let Some(format) = fields.number("format")? {
            match format {
                FORMAT => {}
                ..FORMAT => return Err(bad("format", &format.to_string()).at(0..0)),
                _ => return Err(Fault::NewerFormat(format).at(0..0)),
            }
            once("format", &mut self.format, format, 0..0)?;
        }
        fields.table("release", |release| {
            let span = release.span();
            let header = self.header(release)?;
            once("release", &mut self.header, header, span)
        })?;
        fields.table("policy", |policy| {
            let span = policy.span();
            let found = Policy::read(policy)?;
            policy.finish()?;
            once("policy", &mut self.policy, found, span)
        })?;
        self.take_plan(fields)?;
        fields.finish()
    }

    /// Returns the record, once all of it was taken.
    fn finish(mut self) -> Result<Record, Malformed> {
        let missing = |key| Fault::Missing { key }.at(0..0);
        self.format.ok_or_else(|| missing("format"))?;
        self.plan.policy = self.policy.ok_or_else(|| missing("policy"))?;
        let header = self.header.ok_or_else(|| missing("release"))?;
        if self.on_demand.is_some() && self.plan.rollback.is_none() {
            return Err(missing("rollback"));
        }
        let duties = self
            .plan
            .incidents
            .as_ref()
            .map(|incidents| &incidents.duties);
        for (incident, slot, span) in self.duty_slots {
            let is_its = |duty: &Item| incident.duty(&duty.id) == slot;
            if !duties.is_some_and(|duties| duties.iter().any(is_its)) {
                return Err(bad("id", slot.as_str()).at(span));
            }
        }
        Ok(Record {
            header,
            plan: self.plan,
            events: self.events,
        })
    }

    fn header<F: Table>(&mut self, fields: &mut F) -> Taken<Header> {
        let is_hexadecimal = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
        let version = Version::get("version", fields)?;
        let id = fields.text("id", |text, _| {
            is_hexadecimal(text).then(|| text.to_owned())
        })?;
        let header = Header {
            version,
            id: id.ok_or_else(|| fields.missing("id"))?,
            kind: TypeId::get("type", fields)?,
            playbook: String::get("playbook", fields)?,
            facts: facts(fields)?,
        };
        self.events(fields, Subject::Release)?;
        fields.finish()?;
        Ok(header)
    }
}

fn facts<F: Table>(fields: &mut F) -> Taken<BTreeMap<FactId, bool>> {
    let answers = fields.flags("facts")?.into_iter();
    let answers = answers.map(|(fact, answer, span)| {
        let id = FactId::parse(&fact, &mut Known::default());
        let id = id.ok_or_else(|| bad("facts", &fact).at(span))?;
        Ok((id, answer))
    });
    answers.collect()
}

/// Keeps a value that may be there only once.
fn once<T>(name: &'static str, place: &mut Option<T>, value: T, span: Span) -> Taken<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(twice("the block", name).at(span)),
    }
}

fn twice(what: &'static str, name: &str) -> Fault {
    let name = name.to_owned();
    Fault::Twice { what, name }
}
