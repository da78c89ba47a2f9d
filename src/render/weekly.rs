//! The weekly status over all releases, as Markdown and as JSON.

mod json;
mod markdown;

pub use json::json;
pub use markdown::markdown;
