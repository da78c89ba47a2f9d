//! The JSON Schema of a record, for editors: draft-07, as the schemas of definitions are, and with nothing beside a `$ref`.
//!
//! The values follow from the declarations of events and blocks; which block stands where is said here, as in `read`.

use serde_json::{Map, Value, json};

use super::FORMAT;
use crate::domain::event::{About, EventKind, Kind};
use crate::domain::plan::incident::{Class, Incidents, Trigger};
use crate::domain::plan::monitoring::{Monitoring, Window};
use crate::domain::plan::rollout::{Choice, Metric, Rollout, Rule, Stage, Strategy};
use crate::domain::plan::{Fact, Field as NotesField, Gate, Identity, Item, Policy, Polled, Role};
use crate::domain::schema::Block;
use crate::domain::schema::shape::{Field, Shape};

/// A key of a table, with its value.
struct Property {
    key: &'static str,
    about: &'static str,
    value: Value,
    is_required: bool,
}

impl Property {
    fn of(key: &'static str, about: &'static str, value: Value) -> Self {
        Self {
            key,
            about,
            value,
            is_required: true,
        }
    }

    fn or_left_out(self) -> Self {
        Self {
            is_required: false,
            ..self
        }
    }
}

impl From<Field> for Property {
    fn from(field: Field) -> Self {
        let Field {
            key,
            about,
            shape,
            is_required,
        } = field;
        Self {
            is_required,
            ..Self::of(key, about, value(shape))
        }
    }
}

/// Returns the schema of a record.
pub fn record_schema() -> Value {
    let kinds = EventKind::all();
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A release record of gonogo",
    });
    if let (Value::Object(schema), Value::Object(root)) = (&mut schema, record(&kinds)) {
        schema.extend(root);
        schema.insert("definitions".to_owned(), definitions(&kinds));
    }
    schema
}

/// Returns the whole record, in the order in which it is written.
fn record(kinds: &[Kind]) -> Value {
    let mut properties = vec![
        Property::of(
            "format",
            "The version of the format.",
            json!({"const": FORMAT}),
        ),
        release(kinds),
        policy(),
        blocks::<Role>("role", "Who answers for items and at gates.", []),
        blocks::<Identity>("person", "A person who acts under several addresses.", []),
        blocks::<Fact>(
            "fact",
            "A yes/no property of the release.",
            [events(kinds, About::Fact)],
        ),
        blocks::<Item>(
            "item",
            "One thing that must be done or verified.",
            sign_offs(kinds),
        ),
        gates(kinds),
        blocks::<NotesField>(
            "note",
            "A field of the release notes.",
            [events(kinds, About::Field)],
        ),
    ];
    properties.extend(rollout(kinds));
    properties.extend(incidents(kinds));
    table(
        "Everything about one release. Written by gonogo; change it with gonogo, not by hand.",
        properties,
    )
}

/// Returns the one block that is always there.
fn policy() -> Property {
    let about = "The rules for who may act, and what has to be signed.";
    Property {
        is_required: true,
        ..block::<Policy>("policy", about, [])
    }
}

fn release(kinds: &[Kind]) -> Property {
    let flags = json!({"type": "object", "additionalProperties": {"type": "boolean"}});
    let header = [
        text(
            "version",
            "The version, which is also the name of the file.",
        ),
        text("id", "Random; binds every event to this release."),
        text("type", "The type of the release."),
        text(
            "playbook",
            "Where the playbook came from, with the digest of what was read.",
        ),
        Property::of(
            "facts",
            "The answers that the release was started with.",
            flags,
        )
        .or_left_out(),
        any_of(kinds.iter().filter_map(|kind| match kind.subject {
            About::Release => Some(name(kind)),
            About::Item | About::Incident => None,
            _ => Some(name_of_gone(kind)),
        })),
    ];
    Property::of(
        "release",
        "What is released.",
        table("What is released.", header),
    )
}

fn gates(kinds: &[Kind]) -> Property {
    const ABOUT: &str = "A phase, and the go/no-go decision that ends it.";
    let head = [
        text("phase", "The phase."),
        text("phase-title", "The title of the phase."),
        Property::of(
            "on-demand",
            "Whether it is entered on demand, for a rollback.",
            json!({"type": "boolean"}),
        )
        .or_left_out(),
    ];
    let call = blocks::<Polled>(
        "call",
        "A role that calls go or no-go.",
        [events(kinds, About::Gate)],
    );
    let gate = Gate::fields().into_iter().map(Property::from);
    list(
        "gate",
        ABOUT,
        &table(ABOUT, head.into_iter().chain(gate).chain([call])),
    )
}

fn rollout(kinds: &[Kind]) -> [Property; 8] {
    let call = list(
        "call",
        "A role that decides at the stage.",
        &table(
            "A role that decides at the stage.",
            [text("role", "The role."), events(kinds, About::StageCall)],
        ),
    );
    let stages = blocks::<Stage>(
        "stage",
        "A step of the strategy.",
        [events(kinds, About::Stage), call],
    );
    [
        block::<Rollout>(
            "rollout",
            "How the release is rolled out.",
            [events(kinds, About::Rollout)],
        ),
        blocks::<Metric>("metric", "Something that is measured.", []),
        blocks::<Rule>(
            "rule",
            "A limit on a metric, and what follows when it is breached.",
            [],
        ),
        blocks::<Choice>(
            "choice",
            "A strategy, and what must be answered for it.",
            [],
        ),
        blocks::<Strategy>(
            "strategy",
            "A way to bring a release to all of the traffic.",
            [stages],
        ),
        block::<Monitoring>("monitoring", "What is watched after the deployment.", []),
        blocks::<Window>(
            "window",
            "A time of monitoring.",
            [events(kinds, About::Window)],
        ),
        rollback(kinds),
    ]
}

fn rollback(kinds: &[Kind]) -> Property {
    const ABOUT: &str = "What the plan has ready for a rollback.";
    let roles = Shape::List(Box::new(Shape::Text));
    let values = [
        text("phase", "The phase that a rollback enters."),
        text(
            "after",
            "The milestone before which there is nothing to roll back.",
        )
        .or_left_out(),
        text_of("ends", "The roles that answer for its end.", roles).or_left_out(),
        events(kinds, About::Rollback),
    ];
    Property::of("rollback", ABOUT, table(ABOUT, values)).or_left_out()
}

fn incidents(kinds: &[Kind]) -> [Property; 6] {
    const RISK: &str = "A risk of the register.";
    const ABOUT: &str = "An incident of the release.";
    let roles = text_of(
        "roles",
        "Who must sign; all of them.",
        Shape::List(Box::new(Shape::Text)),
    );
    let slot = table(
        "A duty of the incident.",
        [text("id", "The duty.")]
            .into_iter()
            .chain(sign_offs(kinds)),
    );
    let risk = [
        text("id", "The name of the risk."),
        events(kinds, About::Risk),
    ];
    let incident = [
        text("id", "The name of the incident."),
        events(kinds, About::Incident),
        list("duty", "What was answered on a duty.", &slot),
    ];
    [
        block::<Incidents>("incidents", "What the plan has ready for incidents.", []),
        blocks::<Class>("class", "A class of incidents.", []),
        blocks::<Trigger>("trigger", "A known reason to roll back.", []),
        blocks::<Item>(
            "duty",
            "What opens with every incident.",
            [roles.or_left_out()],
        ),
        list("risk", RISK, &table(RISK, risk)),
        list("incident", ABOUT, &table(ABOUT, incident)),
    ]
}

/// Returns where the answers on an item stand: in the slot of a role, or of no role's.
fn sign_offs(kinds: &[Kind]) -> [Property; 2] {
    const ABOUT: &str = "What a role answered.";
    let slotless = kinds.iter().filter(|kind| kind.subject == About::Item);
    let slot = [text("role", "The role."), events(kinds, About::Item)];
    [
        any_of(slotless.map(name_of_gone)),
        list("signoff", ABOUT, &table(ABOUT, slot)),
    ]
}

/// Returns the schemas of all events, by name.
fn definitions(kinds: &[Kind]) -> Value {
    let mut definitions = Map::new();
    for kind in kinds {
        definitions.insert(name(kind), event(kind, &[]));
        let keys = match kind.subject {
            About::Release | About::Incident => continue,
            About::Item => vec!["role"],
            subject => subject.keys_of_address(),
        };
        definitions.insert(name_of_gone(kind), event(kind, &keys));
    }
    definitions.sort_keys();
    Value::Object(definitions)
}

/// Returns the name of an event's definition. Two kinds share a word, but not about the same thing.
fn name(kind: &Kind) -> String {
    format!("{:?}-{}", kind.subject, kind.word).to_lowercase()
}

/// Returns the name of the definition of an event that says itself what it is about.
fn name_of_gone(kind: &Kind) -> String {
    format!("{}-named", name(kind))
}

fn event(kind: &Kind, address: &[&'static str]) -> Value {
    let head = [
        Property::of("kind", "What happened.", json!({"const": kind.word})),
        text_of("at", "When, in UTC.", Shape::Time),
        text("by", "Who, as `Name <email>`."),
    ];
    let address = address.iter().map(|key| text(key, "What it is about."));
    let own = kind.fields.iter().cloned().map(Property::from);
    let tail = [
        text_of("id", "The digest of the event.", Shape::Digest),
        text_of(
            "prev",
            "The newest events that its author had seen.",
            Shape::List(Box::new(Shape::Digest)),
        )
        .or_left_out(),
        text(
            "signature",
            "An SSH signature over the canonical form: the base64 of an SSHSIG on one line.",
        )
        .or_left_out(),
        Property::of(
            "other-signatures",
            "Further signatures, of copies of the event that were signed apart.",
            value(Shape::List(Box::new(Shape::Text))),
        )
        .or_left_out(),
    ];
    table(
        kind.about,
        head.into_iter().chain(address).chain(own).chain(tail),
    )
}

/// Returns the events about something that has a place.
fn events(kinds: &[Kind], subject: About) -> Property {
    any_of(
        kinds
            .iter()
            .filter(|kind| kind.subject == subject)
            .map(name),
    )
}

/// Returns events with these definitions.
fn any_of(names: impl Iterator<Item = String>) -> Property {
    let refs: Vec<Value> = names
        .map(|name| json!({"$ref": format!("#/definitions/{name}")}))
        .collect();
    let items = json!({"type": "array", "items": {"anyOf": refs}});
    Property::of("event", "What happened, in order.", items).or_left_out()
}

/// Returns a block of the plan that is there once, or not at all.
fn block<B: Block>(
    key: &'static str,
    about: &'static str,
    more: impl IntoIterator<Item = Property>,
) -> Property {
    let fields = B::fields().into_iter().map(Property::from);
    Property::of(key, about, table(about, fields.chain(more))).or_left_out()
}

/// Returns the blocks of a kind.
fn blocks<B: Block>(
    key: &'static str,
    about: &'static str,
    more: impl IntoIterator<Item = Property>,
) -> Property {
    let fields = B::fields().into_iter().map(Property::from);
    list(key, about, &table(about, fields.chain(more)))
}

fn list(key: &'static str, about: &'static str, of: &Value) -> Property {
    Property::of(key, about, json!({"type": "array", "items": of})).or_left_out()
}

fn text(key: &'static str, about: &'static str) -> Property {
    text_of(key, about, Shape::Text)
}

fn text_of(key: &'static str, about: &'static str, shape: Shape) -> Property {
    Property::of(key, about, value(shape))
}

/// Returns a table with these keys and no others.
fn table(about: &str, properties: impl IntoIterator<Item = Property>) -> Value {
    let mut required = Vec::new();
    let mut keys = Map::new();
    for property in properties {
        if property.is_required {
            required.push(property.key);
        }
        let mut described = Map::new();
        if let Value::Object(value) = property.value {
            described.extend(value);
        }
        described.insert("description".to_owned(), property.about.into());
        keys.insert(property.key.to_owned(), Value::Object(described));
    }
    json!({
        "description": about,
        "type": "object",
        "required": required,
        "properties": keys,
        "additionalProperties": false,
    })
}

fn value(shape: Shape) -> Value {
    match shape {
        Shape::Text => json!({"type": "string"}),
        Shape::Words(words) => json!({"enum": words}),
        Shape::List(of) => json!({"type": "array", "items": value(*of)}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Number => json!({"type": "integer", "minimum": 0}),
        Shape::Decimal => json!({"type": "number"}),
        Shape::Day => json!({"type": "string", "format": "date"}),
        Shape::Time => json!({"type": "string", "format": "date-time"}),
        Shape::Digest => json!({"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}),
        Shape::Row(fields) => table(
            "Values of one thing.",
            fields.into_iter().map(Property::from),
        ),
    }
}
