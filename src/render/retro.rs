//! The retrospective of a release: as Markdown that a team goes through together, and as JSON.

mod json;
mod markdown;

pub(in crate::render) use json::debt;
pub(crate) use json::json;
pub(crate) use markdown::markdown;
