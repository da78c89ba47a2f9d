//! The one clock of the program.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// Returns what time it is.
///
/// A debug build takes it from `GONOGO_NOW` (RFC 3339) when that is set, so that tests are repeatable; the released
/// binary has no switch that backdates an event.
pub(crate) fn now() -> DateTime<Utc> {
    pinned().unwrap_or_else(present)
}

#[expect(clippy::disallowed_methods, reason = "this is the one clock")]
fn present() -> DateTime<Utc> {
    // Unlike `Utc::now`, it knows the time before 1970 as well.
    SystemTime::now().into()
}

#[cfg(debug_assertions)]
#[expect(
    clippy::disallowed_methods,
    reason = "the pinned clock of debug builds is read here"
)]
fn pinned() -> Option<DateTime<Utc>> {
    std::env::var("GONOGO_NOW").ok()?.parse().ok()
}

#[cfg(not(debug_assertions))]
fn pinned() -> Option<DateTime<Utc>> {
    None
}
