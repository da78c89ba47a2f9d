//! The rules of a release, as plain types and pure functions.
//!
//! Nothing here opens a file, reads a clock, looks at the environment or talks to a person: `now` is always an
//! argument, and everything that is shown or decided is a function of (plan, events, now).

pub mod decimal;
pub mod digest;
pub mod duration;
pub mod event;
pub(crate) mod explanation;
pub mod id;
pub mod person;
pub mod plan;
pub mod reports;
pub mod rules;
pub mod schema;
pub mod standing;
pub mod state;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod time_of_day;
pub mod verdict;
pub mod version;
