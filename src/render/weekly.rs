//! The weekly status over all releases, as Markdown and as JSON.

mod json;
mod markdown;

pub(crate) use json::json;
pub(crate) use markdown::markdown;
