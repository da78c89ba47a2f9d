//! Records that could not be read, as every document over several records names them.

use serde::Serialize;

use crate::domain::version::Version;

/// A record that could not be read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unreadable {
    /// The version that its file names; null when it names none.
    pub version: Option<Version>,
    /// What is wrong with it.
    pub error: String,
}
