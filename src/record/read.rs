//! Reads a record from TOML. Nothing is passed over: an unknown key, kind or value is refused with its place.

use std::collections::{BTreeMap, HashMap, HashSet};

use thiserror::Error;
use toml::de::DeTable;

use super::FORMAT;
use super::fields::{Fields, Span, Taken};
use super::toml_text::is_like_conflict_marker;
use crate::domain::digest::Digest;
use crate::domain::event::{Call, Event, EventKind, Outcome};
use crate::domain::id::{Candidate, FactId, FieldId, ItemId, Milestone, PhaseId, RoleId, TypeId, is_slug, is_slug_path};
use crate::domain::person::Person;
use crate::domain::plan::{Bound, Check, Fact, Field, FieldSource, Gate, Header, Item, Phase, Plan, Role, Separation};
use crate::domain::record::Record;
use crate::domain::text::visible;

/// A text that is not a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong.
    pub fault: Box<Fault>,
    /// Where, as a range of bytes.
    pub(super) span: Span,
}

/// What is wrong with a text that is not a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The text is not TOML.
    #[error("{}", visible(.0))]
    Syntax(String),
    /// Git left a conflict behind.
    #[error("a git merge left this conflict unresolved")]
    Conflict,
    /// A key that no record has.
    #[error("unknown key `{}`", visible(key))]
    UnknownKey {
        /// The key.
        key: String,
        /// A known key that may have been meant.
        near: Option<String>,
    },
    /// A key that every record has.
    #[error("`{key}` is missing")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A value of another type.
    #[error("`{key}` must be {expected}")]
    WrongType {
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A value that makes no sense for its key.
    #[error("`{key}` cannot be `{}`", visible(value))]
    BadValue {
        /// The key.
        key: &'static str,
        /// The value.
        value: String,
    },
    /// Two things of one name.
    #[error("{what} `{}` stands here twice", visible(name))]
    Twice {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A kind of event that this version does not know, or that does not belong here.
    #[error("an event of kind `{}` cannot stand here", visible(.0))]
    UnknownKind(String),
    /// A newer layout.
    #[error("the record has format {0}, and this gonogo reads format {FORMAT}")]
    NewerFormat(i64),
}

impl Fault {
    pub(super) fn at(self, span: Span) -> Malformed {
        Malformed { fault: Box::new(self), span }
    }

    /// Returns what the person can do about it.
    pub fn way_out(&self) -> Option<String> {
        Some(match self {
            Self::Conflict => {
                "both sides hold events: keep the blocks of both, remove the marker lines, then run `gonogo verify`".to_owned()
            }
            Self::UnknownKey { near: Some(near), .. } => {
                format!("did you mean `{near}`? records are changed with gonogo, not by hand")
            }
            Self::NewerFormat(_) | Self::UnknownKind(_) => "upgrade gonogo; nothing in the record was dropped".to_owned(),
            Self::Twice { .. } => "a merge may have doubled a block: remove the copy, then run `gonogo verify`".to_owned(),
            _ => return None,
        })
    }
}

impl Malformed {
    /// Returns the line and the column, in characters, both from 1.
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.span.start.min(text.len())).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// Reads the text of a record, which has neither a byte order mark nor carriage returns before line feeds.
///
/// # Errors
///
/// The first thing in it that is not of a record.
pub fn record(text: &str) -> Result<Record, Malformed> {
    let table = DeTable::parse(text).map_err(|error| syntax_fault(text, &error))?;
    let span = table.span();
    let mut reader = Reader::default();
    reader.record(Fields::new(table.into_inner(), span))
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

/// What an event stands under.
enum Place<'r> {
    Release,
    Fact(&'r FactId),
    /// The item, and the role when the event stands in a role's slot.
    Item(&'r ItemId, Option<&'r RoleId>),
    Gate(&'r PhaseId, &'r RoleId),
    Field(&'r FieldId),
}

#[derive(Default)]
struct Reader {
    events: Vec<Event>,
    persons: HashMap<String, Person>,
}

impl Reader {
    fn record(&mut self, mut fields: Fields<'_>) -> Taken<Record> {
        let format = fields.number("format")?.ok_or_else(|| Fault::Missing { key: "format" }.at(0..0))?;
        if format != FORMAT {
            return Err(Fault::NewerFormat(format).at(0..0));
        }
        let release = fields.table("release")?.ok_or_else(|| Fault::Missing { key: "release" }.at(0..0))?;
        let header = self.header(release)?;
        let mut policy = fields.table("policy")?.ok_or_else(|| Fault::Missing { key: "policy" }.at(0..0))?;
        let separation = policy.parsed("separation", separation)?;
        policy.finish()?;
        let plan = Plan {
            separation,
            roles: distinct(
                "role",
                fields.tables("role")?,
                |mut fields| role(&mut fields).map(|role| (role, fields)),
                |role| role.id.as_str(),
            )?,
            facts: self.facts(fields.tables("fact")?)?,
            items: self.items(fields.tables("item")?)?,
            phases: self.gates(fields.tables("gate")?)?,
            fields: self.notes(fields.tables("note")?)?,
        };
        fields.finish()?;
        Ok(Record { header, plan, events: std::mem::take(&mut self.events) })
    }

    fn header(&mut self, mut fields: Fields<'_>) -> Taken<Header> {
        let version = fields.parsed("version", |text| text.parse().ok())?;
        let id = fields.parsed("id", |text| text.bytes().all(|b| b.is_ascii_hexdigit()).then(|| text.to_owned()))?;
        let kind = fields.parsed("type", slug::<TypeId>)?;
        let (playbook, _) = fields.needed("playbook")?;
        let mut facts = BTreeMap::new();
        for (fact, answer, span) in fields.table("facts")?.map(Fields::flags).transpose()?.unwrap_or_default() {
            let fact = slug(&fact).ok_or_else(|| Fault::BadValue { key: "facts", value: fact }.at(span))?;
            facts.insert(fact, answer);
        }
        self.events("event", &mut fields, &Place::Release)?;
        fields.finish()?;
        Ok(Header { version, id, kind, playbook, facts })
    }

    fn facts(&mut self, tables: Vec<Fields<'_>>) -> Taken<Vec<Fact>> {
        distinct(
            "fact",
            tables,
            |mut fields| {
                let id = fields.parsed("id", slug::<FactId>)?;
                let (question, _) = fields.needed("question")?;
                self.events("event", &mut fields, &Place::Fact(&id))?;
                Ok((Fact { id, question }, fields))
            },
            |fact| fact.id.as_str(),
        )
    }

    fn items(&mut self, tables: Vec<Fields<'_>>) -> Taken<Vec<Item>> {
        distinct("item", tables, |fields| self.item(fields), |item| item.id.as_str())
    }

    fn item<'i>(&mut self, mut fields: Fields<'i>) -> Taken<(Item, Fields<'i>)> {
        let id = fields.parsed("id", |text| is_slug_path(text).then(|| ItemId::from(text)))?;
        self.events("event", &mut fields, &Place::Item(&id, None))?;
        let mut roles: Vec<RoleId> = Vec::new();
        for mut slot in fields.tables("signoff")? {
            let role = self.slot(&mut slot, &roles)?;
            self.events("event", &mut slot, &Place::Item(&id, Some(&role)))?;
            slot.finish()?;
            roles.push(role);
        }
        let item = Item {
            phase: fields.parsed("phase", slug::<PhaseId>)?,
            section: fields.needed("section")?.0,
            text: fields.needed("text")?.0,
            roles,
            when: fields.each("when", slug::<FactId>)?,
            if_applicable: fields.flag("if-applicable")?,
            evidence_required: fields.parsed_if_there("evidence", |text| (text == "required").then_some(true))?.unwrap_or(false),
            bound: fields.parsed_if_there("bound", bound)?.unwrap_or_default(),
            killer: fields.flag("killer")?,
            marks: fields.parsed_if_there("marks", slug::<Milestone>)?,
            check: fields.table("check")?.map(check).transpose()?,
            help: fields.optional("help")?,
            link: fields.optional("link")?,
            removed: fields.flag("removed")?,
            id,
        };
        Ok((item, fields))
    }

    fn slot(&self, slot: &mut Fields<'_>, others: &[RoleId]) -> Taken<RoleId> {
        let role = slot.parsed("role", slug::<RoleId>)?;
        if others.contains(&role) {
            return Err(Fault::Twice { what: "the slot of role", name: role.to_string() }.at(slot.span()));
        }
        Ok(role)
    }

    fn gates(&mut self, tables: Vec<Fields<'_>>) -> Taken<Vec<Phase>> {
        distinct("gate", tables, |fields| self.gate(fields), |phase| phase.id.as_str())
    }

    fn gate<'i>(&mut self, mut fields: Fields<'i>) -> Taken<(Phase, Fields<'i>)> {
        let id = fields.parsed("phase", slug::<PhaseId>)?;
        let mut poll: Vec<RoleId> = Vec::new();
        for mut slot in fields.tables("call")? {
            let role = self.slot(&mut slot, &poll)?;
            self.events("event", &mut slot, &Place::Gate(&id, &role))?;
            slot.finish()?;
            poll.push(role);
        }
        let facilitator = fields.parsed_if_there("facilitator", slug::<RoleId>)?;
        let gate = Gate { title: fields.needed("title")?.0, facilitator, poll };
        Ok((Phase { id, title: fields.needed("phase-title")?.0, gate }, fields))
    }

    fn notes(&mut self, tables: Vec<Fields<'_>>) -> Taken<Vec<Field>> {
        distinct(
            "note",
            tables,
            |mut fields| {
                let id = fields.parsed("id", slug::<FieldId>)?;
                self.events("event", &mut fields, &Place::Field(&id))?;
                let items = fields.each("items", |text| is_slug_path(text).then(|| ItemId::from(text)))?;
                let source = fields.parsed_if_there("source", |word| source(word, items))?.unwrap_or(FieldSource::Text);
                let title = fields.needed("title")?.0;
                let owner = fields.parsed("owner", slug::<RoleId>)?;
                let when = fields.parsed_if_there("when", slug::<FactId>)?;
                Ok((Field { id, title, owner, source, when }, fields))
            },
            |field| field.id.as_str(),
        )
    }

    fn events(&mut self, key: &'static str, fields: &mut Fields<'_>, place: &Place<'_>) -> Taken<()> {
        for mut table in fields.tables(key)? {
            let event = self.event(&mut table, place)?;
            table.finish()?;
            self.events.push(event);
        }
        Ok(())
    }

    fn event(&mut self, fields: &mut Fields<'_>, place: &Place<'_>) -> Taken<Event> {
        let (word, span) = fields.needed("kind")?;
        let kind = match place {
            Place::Release => release_event(&word, fields)?,
            Place::Fact(fact) => fact_event(&word, fact, fields)?,
            Place::Item(item, Some(role)) => item_event(&word, item, role, fields)?,
            Place::Item(item, None) => {
                let role = fields.parsed("role", slug::<RoleId>)?;
                item_event(&word, item, &role, fields)?
            }
            Place::Gate(phase, role) => gate_event(&word, phase, role, fields)?,
            Place::Field(field) => field_event(&word, field, fields)?,
        };
        Ok(Event {
            kind: kind.ok_or_else(|| Fault::UnknownKind(word).at(span))?,
            id: fields.parsed("id", |text| text.parse().ok())?,
            at: fields.time("at")?,
            by: self.person(fields)?,
            prev: fields.each("prev", |text| text.parse().ok())?,
            signature: fields.optional("signature")?,
        })
    }

    fn person(&mut self, fields: &mut Fields<'_>) -> Taken<Person> {
        let (text, span) = fields.needed("by")?;
        if let Some(person) = self.persons.get(&text) {
            return Ok(person.clone());
        }
        let person: Person = text.parse().map_err(|_| Fault::BadValue { key: "by", value: text.clone() }.at(span))?;
        self.persons.insert(text, person.clone());
        Ok(person)
    }
}

type Kind = Taken<Option<EventKind>>;

fn release_event(word: &str, fields: &mut Fields<'_>) -> Kind {
    Ok(Some(match word {
        "started" => EventKind::Started { plan: digest("plan", fields)?, candidate: candidate(fields)? },
        "amended" => EventKind::Amended { plan: digest("plan", fields)?, reason: fields.optional("reason")? },
        "respun" => EventKind::Respun {
            candidate: fields.parsed("candidate", |text| Some(Candidate::from(text)))?,
            reason: fields.optional("reason")?,
        },
        "closed" => EventKind::Closed { outcome: fields.parsed("outcome", outcome)?, reason: fields.optional("reason")? },
        _ => return Ok(None),
    }))
}

fn fact_event(word: &str, fact: &FactId, fields: &mut Fields<'_>) -> Kind {
    if word != "answered" {
        return Ok(None);
    }
    let answer = fields.needed_flag("answer")?;
    Ok(Some(EventKind::Answered { fact: fact.clone(), answer, reason: fields.optional("reason")? }))
}

fn item_event(word: &str, item: &ItemId, role: &RoleId, fields: &mut Fields<'_>) -> Kind {
    let (item, role) = (item.clone(), role.clone());
    Ok(Some(match word {
        "signed" => EventKind::Signed {
            item,
            role,
            digest: digest("item", fields)?,
            candidate: candidate(fields)?,
            evidence: fields.texts("evidence")?,
            note: fields.optional("note")?,
        },
        "not-applicable" => {
            EventKind::RuledOut { item, role, digest: digest("item", fields)?, reason: fields.needed("reason")?.0 }
        }
        "waived" => EventKind::Waived {
            item,
            role,
            digest: digest("item", fields)?,
            reason: fields.needed("reason")?.0,
            expires: fields.day("expires")?,
        },
        "blocked" => EventKind::Blocked { item, role, reason: fields.needed("reason")?.0 },
        "unblocked" => EventKind::Unblocked { item, role, reason: fields.needed("reason")?.0 },
        "reopened" => EventKind::Reopened { item, role, reason: fields.needed("reason")?.0 },
        _ => return Ok(None),
    }))
}

fn gate_event(word: &str, phase: &PhaseId, role: &RoleId, fields: &mut Fields<'_>) -> Kind {
    if word != "called" {
        return Ok(None);
    }
    Ok(Some(EventKind::Called {
        phase: phase.clone(),
        role: role.clone(),
        call: fields.parsed("call", call)?,
        reason: fields.optional("reason")?,
        candidate: candidate(fields)?,
    }))
}

fn field_event(word: &str, field: &FieldId, fields: &mut Fields<'_>) -> Kind {
    let field = field.clone();
    Ok(match word {
        "written" => Some(EventKind::Written { field, text: fields.needed("text")?.0 }),
        "added" => Some(EventKind::Added { field, text: fields.needed("text")?.0 }),
        _ => None,
    })
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

fn check(mut fields: Fields<'_>) -> Taken<Check> {
    let timeout = fields.number("timeout-seconds")?.and_then(|seconds| u64::try_from(seconds).ok());
    let check = Check { run: fields.texts("run")?, timeout };
    fields.finish()?;
    Ok(check)
}

/// Reads tables of one kind, and refuses two of one name.
fn distinct<'i, T>(
    what: &'static str,
    tables: Vec<Fields<'i>>,
    mut read: impl FnMut(Fields<'i>) -> Taken<(T, Fields<'i>)>,
    name: impl Fn(&T) -> &str,
) -> Taken<Vec<T>> {
    let mut names = HashSet::with_capacity(tables.len());
    let mut things = Vec::with_capacity(tables.len());
    for fields in tables {
        let span = fields.span();
        let (thing, rest) = read(fields)?;
        rest.finish()?;
        if !names.insert(name(&thing).to_owned()) {
            return Err(Fault::Twice { what, name: name(&thing).to_owned() }.at(span));
        }
        things.push(thing);
    }
    Ok(things)
}

fn slug<T: for<'t> From<&'t str>>(text: &str) -> Option<T> {
    is_slug(text).then(|| T::from(text))
}

fn digest(key: &'static str, fields: &mut Fields<'_>) -> Taken<Digest> {
    fields.parsed(key, |text| text.parse().ok())
}

fn candidate(fields: &mut Fields<'_>) -> Taken<Option<Candidate>> {
    fields.parsed_if_there("candidate", |text| Some(Candidate::from(text)))
}

fn separation(word: &str) -> Option<Separation> {
    [Separation::Off, Separation::Warn, Separation::Enforce].into_iter().find(|known| known.word() == word)
}

fn bound(word: &str) -> Option<Bound> {
    [Bound::Release, Bound::Candidate].into_iter().find(|known| known.word() == word)
}

fn outcome(word: &str) -> Option<Outcome> {
    [Outcome::Shipped, Outcome::RolledBack, Outcome::Abandoned].into_iter().find(|known| known.word() == word)
}

fn call(word: &str) -> Option<Call> {
    [Call::Go, Call::NoGo].into_iter().find(|known| known.word() == word)
}

fn source(word: &str, items: Vec<ItemId>) -> Option<FieldSource> {
    let known =
        [FieldSource::Text, FieldSource::Version, FieldSource::Date, FieldSource::KnownIssues, FieldSource::Checklist(items)];
    known.into_iter().find(|known| known.word() == word)
}
