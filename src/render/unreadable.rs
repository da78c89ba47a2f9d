//! Records that could not be read, as every document over several records names them.

use serde_json::{Value, json};

use crate::domain::version::Version;

/// A record that could not be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The version that its file names, when it names one.
    pub version: Option<Version>,
    /// What is wrong with it.
    pub error: String,
}

/// Returns the list as data: what `unreadable` holds in JSON.
pub(crate) fn list(records: &[Unreadable]) -> Value {
    records.iter().map(|record| json!({"version": record.version.as_ref().map(Version::as_str), "error": record.error})).collect()
}
