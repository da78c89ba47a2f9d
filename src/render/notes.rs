//! The release notes as Markdown, as JSON, and through a team's own template.

mod check;
mod markdown;
mod template;
mod view;

pub(crate) use check::{check, check_json};
pub(crate) use markdown::{changes, markdown};
pub(crate) use template::{LONGEST_TEMPLATE, from_template};
pub(crate) use view::json;
