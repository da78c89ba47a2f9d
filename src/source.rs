//! Where the metrics of a staged rollout come from: by hand, a JSON document, a command, a Prometheus server.
//!
//! Whatever goes wrong with one metric is a reading without data, which no rule ever takes for good. Wrong use, such as
//! an unreadable file or a bad URL, is an error with its place and a way out. Nothing here decides that it runs, reads
//! the environment or the clock, or writes to the record.

pub(crate) mod command;
pub mod document;
pub(crate) mod environment;
pub(crate) mod files;
pub(crate) mod http;
pub(crate) mod manual;
mod measure;
mod number;
pub mod prometheus;

use chrono::{DateTime, Utc};

use crate::domain::digest::Digest;
use crate::domain::event::reading::Data;
use crate::domain::text::visible;

/// The environment variable with the bearer token of a Prometheus server.
pub(crate) const TOKEN: &str = "GONOGO_PROMETHEUS_TOKEN";

/// The environment variable with the user name for a Prometheus server.
pub(crate) const USER: &str = "GONOGO_PROMETHEUS_USER";

/// The environment variable with the password for a Prometheus server.
pub(crate) const PASSWORD: &str = "GONOGO_PROMETHEUS_PASSWORD";

/// The environment variable with the path of the certificates that a Prometheus server is checked against.
pub(crate) const CA: &str = "GONOGO_PROMETHEUS_CA";

/// The stretch of time that samples are wanted for: from the stage's entry to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins. What was measured before belongs to the stage before.
    pub from: DateTime<Utc>,
    /// Where it ends.
    pub to: DateTime<Utc>,
}

/// The most characters of somebody else's words that are repeated.
const LONGEST_QUOTE: usize = 300;

/// Returns the beginning of a text from outside, on one line, with nothing in it that changes how the rest looks.
fn quoted(text: &str) -> String {
    let text = text.trim();
    let mut beginning: String = text.chars().take(LONGEST_QUOTE).collect();
    if beginning.len() < text.len() {
        beginning.push('…');
    }
    visible(&beginning).into_owned()
}

fn missing(why: impl Into<String>, digest: Option<Digest>) -> Data {
    Data::Missing {
        why: why.into(),
        digest,
    }
}
