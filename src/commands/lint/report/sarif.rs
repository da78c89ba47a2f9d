//! `gonogo lint --format sarif`: SARIF 2.1.0, as code scanning and other readers need it.
//!
//! They stop at a result without `ruleId`, put one without a place on line 1, and count what is suppressed or passed; so
//! everything that is there is told, with its place, and nothing else.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::Remark;
use crate::definition::code::Rule;
use crate::domain::digest::Digest;
use crate::domain::text::visible;

/// The schema that the document follows.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Returns everything that was found as SARIF. Paths are told from `folder` on; what follows from the records is about
/// `records`.
pub(in super::super) fn sarif(remarks: &[Remark], folder: &Path, records: &str) -> String {
    let mut rules: Vec<&str> = remarks.iter().map(|remark| remark.code).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut seen = HashMap::new();
    let results: Vec<Value> = remarks
        .iter()
        .map(|remark| {
            let uri = uri(remark.path.as_deref().unwrap_or(records), folder);
            let text = visible(&remark.sentence()).into_owned();
            let key = format!("{}\n{uri}\n{text}", remark.code);
            let number = seen.entry(key.clone()).or_insert(0_usize);
            *number += 1;
            let print = Digest::of_bytes(format!("{key}\n{number}").as_bytes()).to_string();
            json!({
                "ruleId": remark.code,
                "ruleIndex": rules.iter().position(|rule| *rule == remark.code),
                "level": if remark.is_error() { "error" } else { "note" },
                "message": {"text": text},
                "locations": [{"physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": {
                        "startLine": remark.line.unwrap_or(1),
                        "startColumn": remark.column.unwrap_or(1),
                    },
                }}],
                "partialFingerprints": {"gonogo/v1": print.trim_start_matches("sha256:")},
            })
        })
        .collect();
    let rules: Vec<Value> = rules.iter().map(|rule| described(rule)).collect();
    let mut driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let home = env!("CARGO_PKG_REPOSITORY");
    if !home.is_empty() {
        driver["informationUri"] = json!(home);
    }
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// Returns a rule, with what `gonogo explain` says of it.
fn described(rule: &str) -> Value {
    let mut described = json!({"id": rule, "shortDescription": {"text": rule.replace('-', " ")}});
    if let Some(explained) = Rule::EXPLANATIONS.iter().find(|it| it.word == rule) {
        described["fullDescription"] = json!({"text": explained.meaning});
        described["help"] = json!({"text": explained.way_out});
    }
    described
}

/// Returns a path as a URI, relative where it lies in the folder.
fn uri(path: &str, folder: &Path) -> String {
    let path = Path::new(path);
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let mut uri = String::new();
    if relative.is_absolute() {
        uri.push_str("file://");
    }
    for byte in relative.to_string_lossy().bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_the_folder_on() {
        let folder = Path::new("/work/app");
        for (path, expected) in [
            ("/work/app/checklists/a b.yaml", "checklists/a%20b.yaml"),
            ("checklists/é#1.yaml", "checklists/%C3%A9%231.yaml"),
            ("/elsewhere/x.yaml", "file:///elsewhere/x.yaml"),
        ] {
            assert_eq!(uri(path, folder), expected);
        }
    }
}
