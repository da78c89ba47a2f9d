//! Checklists that a team has already, as definitions: Markdown to an [`outline`](mod@outline), that to a [`draft`](mod@draft),
//! and the draft to YAML.

pub(crate) mod draft;
mod no_items;
pub(crate) mod outline;
pub(crate) mod playbook;
mod role;
