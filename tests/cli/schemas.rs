//! Every answer in JSON is held to the schema of its format under `docs/schema`.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::forms::FORMATS;

static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")
}

fn file_name(format: &str) -> String {
    format.trim_start_matches("gonogo.").replace('/', "-") + ".json"
}

/// Checks an answer, if it is one in an envelope.
#[track_caller]
pub(crate) fn holds(answer: &[u8], command: &str) {
    let is_enveloped = answer.starts_with(b"{\n  \"format\": \"gonogo.");
    let Some(value) = is_enveloped.then(|| serde_json::from_slice::<Value>(answer).unwrap()) else {
        return;
    };
    let format = value["format"].as_str().unwrap();
    let mut known = VALIDATORS.lock().unwrap();
    let validator = known
        .entry(format.to_owned())
        .or_insert_with(|| Arc::new(validator(format)));
    let validator = Arc::clone(validator);
    drop(known);
    let faults: Vec<String> = validator
        .iter_errors(&value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "gonogo {command}: {}", faults.join("\n"));
}

/// Returns the validator of a format, which also refuses a key that its schema does not know.
fn validator(format: &str) -> Validator {
    let text = fs::read_to_string(folder().join(file_name(format))).unwrap();
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    jsonschema::validator_for(&schema).unwrap();
    schema["$schema"] = json!("https://json-schema.org/draft/2019-09/schema");
    close(&mut schema, false);
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

/// Lets every object have the described keys alone. A branch of one is closed with the whole.
fn close(schema: &mut Value, is_branch: bool) {
    let Value::Object(parts) = schema else {
        if let Value::Array(parts) = schema {
            parts.iter_mut().for_each(|part| close(part, is_branch));
        }
        return;
    };
    let is_object = parts.contains_key("properties");
    for (name, part) in parts.iter_mut() {
        match (name.as_str(), part) {
            ("anyOf" | "oneOf" | "allOf", part) => close(part, is_branch || is_object),
            ("properties" | "definitions", Value::Object(all)) => {
                all.values_mut().for_each(|part| close(part, false));
            }
            ("items" | "additionalProperties", part) => close(part, false),
            _ => {}
        }
    }
    if is_object && !is_branch && !parts.contains_key("additionalProperties") {
        parts.insert("unevaluatedProperties".to_owned(), json!(false));
    }
}

#[test]
fn every_format_has_a_schema_and_every_schema_a_format() {
    let formats: BTreeMap<String, &str> = FORMATS
        .iter()
        .map(|(_, format)| (file_name(format), *format))
        .collect();
    let files = fs::read_dir(folder()).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let versioned = |name: &String| {
        name.trim_end_matches(".json")
            .ends_with(|c: char| c.is_ascii_digit())
    };
    let mut files: Vec<String> = files.filter(versioned).collect();
    files.sort();
    assert_eq!(files, formats.keys().cloned().collect::<Vec<_>>());
}

#[test]
fn a_key_that_is_missing_unknown_or_of_another_type_is_found() {
    let validator = validator("gonogo.todo/1");
    let task = json!({
        "version": "1.0.0", "role": null, "person": null, "about": "x", "text": "y", "due": null, "not_due": null, "until": null,
        "commands": []
    });
    let answer = |task: &Value| json!({"format": "gonogo.todo/1", "tasks": [task]});
    assert!(validator.is_valid(&answer(&task)));
    for (key, value) in [
        ("role", json!(1)),
        ("more", json!(1)),
        ("until", json!("tomorrow")),
    ] {
        let mut broken = task.clone();
        broken[key] = value;
        assert!(!validator.is_valid(&answer(&broken)), "{key}");
    }
    let mut broken = task.clone();
    broken.as_object_mut().unwrap().remove("text");
    assert!(!validator.is_valid(&answer(&broken)));
}
