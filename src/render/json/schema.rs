//! The schemas of reports: made from the types, and committed under `docs/schema`.

use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};
use snapbox::{Assert, Data, IntoData as _};

use super::Report;

/// Compares the schema of a report with the committed one.
#[track_caller]
pub(crate) fn is_committed<R: Report + JsonSchema>() {
    let mut schema = SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<R>();
    enveloped(&mut schema, R::FORMAT);
    let value = in_order(schema.to_value());
    describes_every_field(&value, R::FORMAT);
    matches_file(&value, &file_name(R::FORMAT));
}

/// Returns the file of a format: that of `gonogo.gate/1` is `gate-1.json`.
fn file_name(format: &str) -> String {
    format.trim_start_matches("gonogo.").replace('/', "-") + ".json"
}

/// Adds what the envelope adds.
fn enveloped(schema: &mut Schema, format: &str) {
    let word = json!({"description": "The name and the version of this format.", "const": format});
    schema.insert("title".to_owned(), format.into());
    let schema = schema.ensure_object();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let fields = std::mem::take(properties);
        *properties = Map::from_iter([("format".to_owned(), word)]);
        properties.extend(fields);
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.insert(0, "format".into());
    }
}

/// Puts what a reader looks for first in front.
fn in_order(schema: Value) -> Value {
    let Value::Object(mut parts) = schema else {
        return schema;
    };
    let first = [
        "$schema",
        "title",
        "description",
        "type",
        "properties",
        "required",
    ];
    let first = first.map(|name| parts.remove(name).map(|part| (name.to_owned(), part)));
    let mut sorted: Map<String, Value> = first.into_iter().flatten().collect();
    sorted.extend(parts);
    Value::Object(sorted)
}

/// Compares a schema with the file of this name.
#[track_caller]
pub(crate) fn matches_file(schema: &Value, name: &str) {
    let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/schema")
        .join(name);
    let committed = Data::read_from(&path, None).raw();
    Assert::new()
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .eq(text.into_data().raw(), committed);
}

/// Checks that every property says what it is.
#[track_caller]
pub(crate) fn describes_every_field(schema: &Value, place: &str) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        for (name, property) in properties {
            assert!(
                property.get("description").is_some_and(Value::is_string),
                "{place}: {name} has no description"
            );
        }
    }
    match schema {
        Value::Object(parts) => parts
            .iter()
            .for_each(|(name, part)| describes_every_field(part, &format!("{place}/{name}"))),
        Value::Array(parts) => parts
            .iter()
            .for_each(|part| describes_every_field(part, place)),
        _ => {}
    }
}
