//! What a node of a file may be, as [`raw`](super::raw) declares it, and the schemas that editors read.
//!
//! The schemas are draft-07: nothing stands beside a `$ref`, because half of the readers pass over it, and no keyword is
//! for one editor alone. They say less than `gonogo lint`: not which names are known, and not what needs quotes.

use serde_json::{Map, Value, json};

use super::raw::{Checklist, Playbook};
use super::reader::Readable as _;

/// What a node may be.
#[derive(Debug)]
pub(super) enum Form {
    /// A text.
    Text,
    /// A number or a text.
    Plain,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Words(Vec<&'static str>),
    /// Any number of these.
    List(Box<Self>),
    /// One text, or a list of them.
    Several,
    /// A map whose keys are names.
    Named(Box<Self>),
    /// A map with these keys.
    Keys(Keys),
}

/// The keys of a map.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) keys: Vec<Key>,
    /// The field whose value can stand there alone, instead of the map.
    pub(super) alone: Option<&'static str>,
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) field: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) is_required: bool,
    /// Whether exactly one of the keys of which this is said has to be there.
    pub(super) is_either: bool,
    pub(super) form: Form,
}

/// The names of things: lower-case words joined by single hyphens.
const NAME: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// Returns the schema of a checklist.
pub(crate) fn checklist_schema() -> Value {
    schema("A checklist of gonogo", Checklist::form())
}

/// Returns the schema of a playbook.
pub(crate) fn playbook_schema() -> Value {
    schema("A playbook of gonogo", Playbook::form())
}

fn schema(title: &str, root: Form) -> Value {
    let mut definitions = Map::new();
    let mut schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "title": title});
    if let (Form::Keys(keys), Value::Object(parts)) = (root, &mut schema) {
        parts.extend(object(keys, &mut definitions));
        definitions.sort_keys();
        parts.insert("definitions".to_owned(), Value::Object(definitions));
    }
    schema
}

impl Form {
    /// Returns what a value must be; what has keys of its own goes into `definitions`.
    fn value(self, definitions: &mut Map<String, Value>) -> Map<String, Value> {
        let value = match self {
            Self::Text => json!({"type": "string"}),
            Self::Plain => json!({"type": ["string", "number"]}),
            Self::Flag => json!({"type": "boolean"}),
            Self::Words(words) => json!({"enum": words}),
            Self::List(form) => json!({"type": "array", "items": form.value(definitions)}),
            Self::Several => json!({"type": ["string", "array"], "items": {"type": "string"}}),
            Self::Named(form) => json!({
                "type": "object",
                "propertyNames": {"pattern": NAME},
                "additionalProperties": form.value(definitions),
            }),
            Self::Keys(keys) => {
                let name = keys.name;
                let alone = keys
                    .alone
                    .and_then(|alone| keys.keys.iter().find(|key| key.field == alone));
                let is_text = alone.is_some();
                let is_list = matches!(
                    alone,
                    Some(Key {
                        form: Self::Several,
                        ..
                    })
                );
                let mut object = object(keys, definitions);
                // What stands there alone is the value of one of the keys: a text, or a list of them.
                if is_list {
                    object.insert("type".to_owned(), json!(["string", "array", "object"]));
                    object.insert("items".to_owned(), json!({"type": "string"}));
                } else if is_text {
                    object.insert("type".to_owned(), json!(["string", "object"]));
                }
                definitions.insert(name.to_owned(), Value::Object(object));
                json!({"$ref": format!("#/definitions/{name}")})
            }
        };
        match value {
            Value::Object(parts) => parts,
            _ => Map::new(),
        }
    }
}

fn object(keys: Keys, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let required: Vec<&str> = keys
        .keys
        .iter()
        .filter(|key| key.is_required)
        .map(|key| key.name)
        .collect();
    let either = keys.keys.iter().filter(|key| key.is_either);
    let either: Vec<Value> = either.map(|key| json!({"required": [key.name]})).collect();
    // A map without a value is an empty one.
    let form = if required.is_empty() && either.is_empty() {
        json!(["object", "null"])
    } else {
        json!("object")
    };
    let mut object = Map::new();
    object.insert("description".to_owned(), keys.about.trim().into());
    object.insert("type".to_owned(), form);
    if !required.is_empty() {
        object.insert("required".to_owned(), required.into());
    }
    if !either.is_empty() {
        object.insert("oneOf".to_owned(), either.into());
    }
    let property = |key: Key| {
        (
            key.name.to_owned(),
            Value::Object(described(key, definitions)),
        )
    };
    let properties: Map<String, Value> = keys.keys.into_iter().map(property).collect();
    object.insert("properties".to_owned(), properties.into());
    object.insert("additionalProperties".to_owned(), false.into());
    object
}

/// Returns the value of a key, with what it is for; a reference goes into `allOf`, because it must stand alone.
fn described(key: Key, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let value = key.form.value(definitions);
    let mut described = Map::new();
    described.insert("description".to_owned(), key.about.trim().into());
    if value.contains_key("$ref") {
        described.insert("allOf".to_owned(), json!([value]));
    } else {
        described.extend(value);
    }
    described
}
