//! The release notes as Markdown, as JSON, and through a team's own template.

mod check;
mod markdown;
mod template;
mod view;

pub use check::{check, check_json};
pub use markdown::{changes, markdown};
pub use template::{LONGEST_TEMPLATE, TemplateFault, from_template};
pub use view::json;
