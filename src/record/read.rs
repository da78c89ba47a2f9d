//! Reads a record from TOML. Nothing is passed over: an unknown key, kind or value is refused with its place.

mod event;
mod incident;
mod rollout;

use std::collections::{BTreeMap, HashMap, HashSet};

use toml::de::DeTable;

use self::event::Place;
use self::incident::{IncidentParts, RollbackParts, item_id};
use self::rollout::{MonitoringParts, RolloutParts};
use super::FORMAT;
use super::fields::{Fields, Span, Taken};
use super::malformed::{Fault, Malformed};
use super::toml_text::is_like_conflict_marker;
use crate::domain::event::Event;
use crate::domain::id::{
    Candidate, FactId, FieldId, ItemId, Milestone, PhaseId, RoleId, TypeId, is_slug,
};
use crate::domain::incident::Severity;
use crate::domain::person::Person;
use crate::domain::plan::{
    Bound, Fact, Field, FieldSource, Gate, Header, Item, Phase, Plan, Program, Role, Separation,
};
use crate::domain::record::Record;

/// Reads the text of a record, which has neither a byte order mark nor carriage returns before line feeds.
///
/// # Errors
///
/// The first thing in it that is not of a record.
pub fn record(text: &str) -> Result<Record, Malformed> {
    if let Some(record) = piecewise(text) {
        return Ok(record);
    }
    let table = DeTable::parse(text).map_err(|error| syntax_fault(text, &error))?;
    let span = table.span();
    let mut reader = Reader::default();
    reader.take(Fields::new(table.into_inner(), span))?;
    reader.finish()
}

/// Reads a record block by block, so that the tokens of the whole file never stand in memory at once.
///
/// The text is cut before every line that looks like the heading of a top-level block. A cut inside of a string or a
/// list leaves the block before it unfinished, which is an error; then, as on any other error, this gives up, and
/// the whole text is read at once, which finds the place.
fn piecewise(text: &str) -> Option<Record> {
    let mut reader = Reader::default();
    let mut start = 0;
    for end in block_starts(text).chain([text.len()]) {
        let table = DeTable::parse(&text[start..end]).ok()?;
        let span = table.span();
        let table = table.into_inner();
        if start > 0 && table.len() != 1 {
            return None;
        }
        reader.take(Fields::new(table, span)).ok()?;
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
            BLOCKS.contains(&line)
        })
}

const BLOCKS: [&str; 20] = [
    "[release]",
    "[policy]",
    "[[role]]",
    "[[fact]]",
    "[[item]]",
    "[[gate]]",
    "[[note]]",
    "[rollout]",
    "[[metric]]",
    "[[rule]]",
    "[[choice]]",
    "[[strategy]]",
    "[monitoring]",
    "[[window]]",
    "[rollback]",
    "[incidents]",
    "[[class]]",
    "[[trigger]]",
    "[[duty]]",
    "[[incident]]",
];

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
    separation: Option<Separation>,
    plan: Plan,
    rollout: RolloutParts,
    monitoring: MonitoringParts,
    rollback: RollbackParts,
    incidents: IncidentParts,
    names: HashSet<(&'static str, String)>,
    events: Vec<Event>,
    persons: HashMap<String, Person>,
    candidates: HashMap<String, Candidate>,
}

impl Reader {
    /// Takes the top-level keys of the whole record, or of one block of it.
    fn take(&mut self, mut fields: Fields<'_>) -> Taken<()> {
        if let Some(format) = fields.number("format")? {
            match format {
                FORMAT => {}
                ..FORMAT => {
                    return Err(Fault::BadValue {
                        key: "format",
                        value: format.to_string(),
                    }
                    .at(0..0));
                }
                _ => return Err(Fault::NewerFormat(format).at(0..0)),
            }
            once("format", &mut self.format, format, 0..0)?;
        }
        if let Some(release) = fields.table("release")? {
            let span = release.span();
            let header = self.header(release)?;
            once("release", &mut self.header, header, span)?;
        }
        if let Some(mut policy) = fields.table("policy")? {
            let span = policy.span();
            let separation = policy.parsed("separation", separation)?;
            policy.finish()?;
            once("policy", &mut self.separation, separation, span)?;
        }
        for table in fields.tables("role")? {
            let role = self.distinct(
                "role",
                table,
                |_, fields| role(fields),
                |role| role.id.as_str(),
            )?;
            self.plan.roles.push(role);
        }
        for table in fields.tables("fact")? {
            let fact = self.distinct("fact", table, Self::fact, |fact| fact.id.as_str())?;
            self.plan.facts.push(fact);
        }
        for table in fields.tables("item")? {
            let item = self.distinct("item", table, Self::item, |item| item.id.as_str())?;
            self.plan.items.push(item);
        }
        for table in fields.tables("gate")? {
            let span = table.span();
            let (phase, is_on_demand) =
                self.distinct("gate", table, Self::gate, |(phase, _)| phase.id.as_str())?;
            if is_on_demand {
                once("gate", &mut self.rollback.phase, phase, span)?;
            } else {
                self.plan.phases.push(phase);
            }
        }
        self.take_rollout(&mut fields)?;
        self.take_monitoring(&mut fields)?;
        self.take_rollback(&mut fields)?;
        self.take_incidents(&mut fields)?;
        for table in fields.tables("note")? {
            let field = self.distinct("note", table, Self::note, |field| field.id.as_str())?;
            self.plan.fields.push(field);
        }
        fields.finish()
    }

    /// Returns the record, once all of it was taken.
    fn finish(mut self) -> Result<Record, Malformed> {
        let missing = |key| Fault::Missing { key }.at(0..0);
        self.format.ok_or_else(|| missing("format"))?;
        self.plan.separation = self.separation.ok_or_else(|| missing("policy"))?;
        let header = self.header.ok_or_else(|| missing("release"))?;
        self.plan.rollout = self.rollout.finish()?;
        self.plan.monitoring = self.monitoring.finish()?;
        self.plan.rollback = self.rollback.finish()?;
        self.plan.incidents = self.incidents.finish()?;
        Ok(Record {
            header,
            plan: self.plan,
            events: self.events,
        })
    }

    /// Reads one of several things of a kind, and refuses a second one of its name.
    fn distinct<'i, T>(
        &mut self,
        what: &'static str,
        mut fields: Fields<'i>,
        read: impl FnOnce(&mut Self, &mut Fields<'i>) -> Taken<T>,
        name: impl FnOnce(&T) -> &str,
    ) -> Taken<T> {
        let span = fields.span();
        let thing = read(self, &mut fields)?;
        fields.finish()?;
        let name = name(&thing).to_owned();
        if !self.names.insert((what, name.clone())) {
            return Err(Fault::Twice { what, name }.at(span));
        }
        Ok(thing)
    }

    fn header(&mut self, mut fields: Fields<'_>) -> Taken<Header> {
        let version = fields.parsed("version", |text| text.parse().ok())?;
        let id = fields.parsed("id", |text| {
            text.bytes()
                .all(|b| b.is_ascii_hexdigit())
                .then(|| text.to_owned())
        })?;
        let kind = fields.parsed("type", slug::<TypeId>)?;
        let (playbook, _) = fields.needed("playbook")?;
        let mut facts = BTreeMap::new();
        for (fact, answer, span) in fields
            .table("facts")?
            .map(Fields::flags)
            .transpose()?
            .unwrap_or_default()
        {
            let fact = slug(&fact).ok_or_else(|| {
                Fault::BadValue {
                    key: "facts",
                    value: fact,
                }
                .at(span)
            })?;
            facts.insert(fact, answer);
        }
        self.events(&mut fields, &Place::Release)?;
        fields.finish()?;
        Ok(Header {
            version,
            id,
            kind,
            playbook,
            facts,
        })
    }

    fn fact(&mut self, fields: &mut Fields<'_>) -> Taken<Fact> {
        let id = fields.parsed("id", slug::<FactId>)?;
        self.events(fields, &Place::Fact(&id))?;
        Ok(Fact {
            id,
            question: fields.needed("question")?.0,
        })
    }

    fn item(&mut self, fields: &mut Fields<'_>) -> Taken<Item> {
        let id = fields.parsed("id", item_id)?;
        let roles = self.sign_offs(&id, fields)?;
        self.item_of(id, roles, fields)
    }

    /// Takes what was answered on an item, and returns the roles that have a slot.
    fn sign_offs(&mut self, id: &ItemId, fields: &mut Fields<'_>) -> Taken<Vec<RoleId>> {
        self.events(fields, &Place::Item(id, None))?;
        let mut roles: Vec<RoleId> = Vec::new();
        for mut slot in fields.tables("signoff")? {
            let role = self.slot(&mut slot, &roles)?;
            self.events(&mut slot, &Place::Item(id, Some(&role)))?;
            slot.finish()?;
            roles.push(role);
        }
        Ok(roles)
    }

    /// Takes what an item asks.
    fn item_of(&mut self, id: ItemId, roles: Vec<RoleId>, fields: &mut Fields<'_>) -> Taken<Item> {
        Ok(Item {
            phase: fields.parsed("phase", slug::<PhaseId>)?,
            section: fields.needed("section")?.0,
            text: fields.needed("text")?.0,
            roles,
            when: fields.each("when", slug::<FactId>)?,
            if_applicable: fields.flag("if-applicable")?,
            evidence_required: fields
                .parsed_if_there("evidence", |text| (text == "required").then_some(true))?
                .unwrap_or(false),
            bound: fields.parsed_if_there("bound", bound)?.unwrap_or_default(),
            killer: fields.flag("killer")?,
            marks: fields.parsed_if_there("marks", slug::<Milestone>)?,
            check: fields.table("check")?.map(program).transpose()?,
            help: fields.optional("help")?,
            link: fields.optional("link")?,
            removed: fields.flag("removed")?,
            from_severity: fields.parsed_if_there("from-severity", Severity::from_word)?,
            incident: None,
            id,
        })
    }

    fn slot(&self, slot: &mut Fields<'_>, others: &[RoleId]) -> Taken<RoleId> {
        let role = slot.parsed("role", slug::<RoleId>)?;
        if others.contains(&role) {
            return Err(Fault::Twice {
                what: "the slot of role",
                name: role.to_string(),
            }
            .at(slot.span()));
        }
        Ok(role)
    }

    /// Takes a gate, and whether its phase is entered on demand.
    fn gate(&mut self, fields: &mut Fields<'_>) -> Taken<(Phase, bool)> {
        let id = fields.parsed("phase", slug::<PhaseId>)?;
        let mut poll: Vec<RoleId> = Vec::new();
        for mut slot in fields.tables("call")? {
            let role = self.slot(&mut slot, &poll)?;
            self.events(&mut slot, &Place::Gate(&id, &role))?;
            slot.finish()?;
            poll.push(role);
        }
        let facilitator = fields.parsed_if_there("facilitator", slug::<RoleId>)?;
        let gate = Gate {
            title: fields.needed("title")?.0,
            facilitator,
            poll,
        };
        Ok((
            Phase {
                id,
                title: fields.needed("phase-title")?.0,
                gate,
            },
            fields.flag("on-demand")?,
        ))
    }

    fn note(&mut self, fields: &mut Fields<'_>) -> Taken<Field> {
        let id = fields.parsed("id", slug::<FieldId>)?;
        self.events(fields, &Place::Field(&id))?;
        let mut source = fields
            .parsed_if_there("source", source)?
            .unwrap_or(FieldSource::Text);
        if let FieldSource::Checklist(items) = &mut source {
            *items = fields.each("items", item_id)?;
        }
        Ok(Field {
            id,
            title: fields.needed("title")?.0,
            owner: fields.parsed("owner", slug::<RoleId>)?,
            source,
            when: fields.parsed_if_there("when", slug::<FactId>)?,
        })
    }
}

fn role(fields: &mut Fields<'_>) -> Taken<Role> {
    Ok(Role {
        id: fields.parsed("id", slug::<RoleId>)?,
        title: fields.needed("title")?.0,
        aliases: fields.texts("aliases")?,
        may_waive: fields.flag("may-waive")?,
        members: fields.each("members", |text| text.parse().ok())?,
    })
}

fn program(mut fields: Fields<'_>) -> Taken<Program> {
    let timeout = fields.count("timeout-seconds")?;
    let program = Program {
        run: fields.texts("run")?,
        timeout,
    };
    fields.finish()?;
    Ok(program)
}

/// Keeps a value that may be there only once.
fn once<T>(name: &'static str, place: &mut Option<T>, value: T, span: Span) -> Taken<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Fault::Twice {
            what: "the block",
            name: name.to_owned(),
        }
        .at(span)),
    }
}

fn slug<T: for<'t> From<&'t str>>(text: &str) -> Option<T> {
    is_slug(text).then(|| T::from(text))
}

fn separation(word: &str) -> Option<Separation> {
    [Separation::Off, Separation::Warn, Separation::Enforce]
        .into_iter()
        .find(|known| known.word() == word)
}

fn bound(word: &str) -> Option<Bound> {
    [Bound::Release, Bound::Candidate]
        .into_iter()
        .find(|known| known.word() == word)
}

fn source(word: &str) -> Option<FieldSource> {
    let empty = FieldSource::Checklist(Vec::new());
    let known = [
        FieldSource::Text,
        FieldSource::Version,
        FieldSource::Date,
        FieldSource::KnownIssues,
        empty,
    ];
    known.into_iter().find(|known| known.word() == word)
}
