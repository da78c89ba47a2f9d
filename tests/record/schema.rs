//! `gonogo schema record` accepts what gonogo writes, and refuses what gonogo refuses.

use std::sync::LazyLock;

use gonogo::domain::event::EventKind;
use gonogo::record::{read, schema};
use jsonschema::Validator;
use serde_json::Value;

use crate::story::{GOLDEN, golden};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema::record_schema())
        .expect("a schema")
});

/// Returns a record as readers of JSON have it: a date is a text.
fn json(text: &str) -> Value {
    fn of(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(time) => time.to_string().into(),
            toml::Value::Array(values) => values.into_iter().map(of).collect(),
            toml::Value::Table(table) => table
                .into_iter()
                .map(|(key, value)| (key, of(value)))
                .collect(),
            other => serde_json::to_value(other).expect("a value"),
        }
    }
    of(toml::Value::Table(text.parse().expect("a record")))
}

/// Checks that the schema accepts a record.
#[track_caller]
pub(crate) fn holds(text: &str) {
    let record = json(text);
    let faults: Vec<String> = SCHEMA
        .iter_errors(&record)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}\n{text}", faults.join("\n"));
}

#[test]
fn every_golden_record_is_valid() {
    for (name, _) in GOLDEN {
        let text = golden(name);
        holds(&text);
        assert!(text.contains("kind = "), "{name}");
    }
}

#[test]
fn what_gonogo_refuses_is_invalid() {
    for (name, there, instead) in [
        ("part-way", "format = 1", "format = 2"),
        ("part-way", "[policy]", "[policies]"),
        ("part-way", "separation = \"", "separation = \"some"),
        ("part-way", "kind = \"signed\"", "kind = \"sealed\""),
        ("part-way", "kind = \"signed\"", "kind = \"called\""),
        ("part-way", "bound = \"candidate\"", "bound = \"commit\""),
        ("part-way", "id = \"sha256:", "id = \"sha1:"),
        ("part-way", "by = \"", "author = \""),
        ("part-way", "plan = \"sha256:", "plan = \"sha256:x"),
        (
            "staged",
            "kind = \"entered\"",
            "kind = \"entered\"\nwhy = \"\"",
        ),
        ("staged", "traffic = ", "share = "),
        ("staged", "ruling = \"", "ruling = \"very-"),
        ("rolled-back", "severity = \"", "severity = \"un"),
        (
            "rolled-back",
            "kind = \"opened\"\nat = ",
            "kind = \"opened\"\non = ",
        ),
    ] {
        let text = golden(name);
        assert!(text.contains(there), "{name}: {there}");
        let text = text.replacen(there, instead, 1);
        assert!(read::record(&text).is_err(), "{name}: {instead}");
        assert!(!SCHEMA.is_valid(&json(&text)), "{name}: {instead}");
    }
}

#[test]
fn every_kind_of_event_has_its_schema() {
    let schema = schema::record_schema().to_string();
    let kinds = EventKind::all();
    assert!(kinds.len() > 30, "{}", kinds.len());
    for kind in kinds {
        let word = format!("\"const\":\"{}\"", kind.word);
        assert!(schema.contains(&word), "{}", kind.word);
    }
}
