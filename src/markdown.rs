//! Markdown from outside, read: its lists as an [`outline`](mod@outline), and a form that came back as [`answers`](mod@answers).

pub(crate) mod answers;
mod mended;
pub(crate) mod outline;
pub(crate) mod placeholders;
