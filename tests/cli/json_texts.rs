//! Texts of a record in the JSON of every command that shows them, read by a parser of JSON.

use serde_json::Value;

use crate::hostile;

/// Returns every text of a value.
fn all<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.iter().for_each(|value| all(value, texts)),
        Value::Object(values) => values.values().for_each(|value| all(value, texts)),
        _ => {}
    }
}

#[test]
fn json_gives_every_text_back() {
    let texts = hostile::texts(500);
    let team = hostile::team(&texts, true);
    for (command, what) in [
        ("gate", "text"),
        ("status", "text"),
        ("log", "reason"),
        ("retro", "reason"),
    ] {
        let output = team.run(&format!("{command} --format json")).stdout;
        let page = String::from_utf8(output).unwrap();
        let is_control = |c: char| c != '\n' && c.is_control();
        assert!(
            !page.contains(is_control) && !page.contains("##["),
            "{command}"
        );
        let value: Value = serde_json::from_str(&page).unwrap();
        let mut told = Vec::new();
        all(&value, &mut told);
        for (number, text) in texts.iter().enumerate() {
            if what == "text" || number % 2 == 0 {
                let is_told = told.iter().any(|told| told.contains(text.as_str()));
                assert!(is_told, "{command}: {number}: {text:?}");
            }
        }
    }
}
