//! The retrospective of a release: as Markdown that a team goes through together, and as JSON.

mod json;
mod markdown;

pub(in crate::render) use json::debt;
pub use json::json;
pub use markdown::markdown;
