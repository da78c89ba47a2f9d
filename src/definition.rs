//! YAML definitions: a playbook and its checklists, read with places and checked as a whole.
//!
//! The way of a file: [`load()`] or [`embedded()`] gives its bytes, `text` makes them text, `parse` a tree of nodes
//! with places, `reader` the types of `raw`, and `check` the [`Library`] of the domain, or every problem at once. `advice`
//! adds what is correct and could be better, [`report`] shows both. No other module knows how YAML is written.

pub mod advice;
pub(crate) mod check;
pub(crate) mod code;
mod comment;
mod embedded;
pub mod fault;
mod findings;
mod form;
mod help;
pub mod import;
pub mod load;
mod names;
mod page;
mod parse;
pub(crate) mod problem;
mod quoting;
mod raw;
mod reader;
pub mod report;
mod scalar;
mod source;
mod syntax;
mod text;
mod tree;
pub mod unpack;
mod wording;

use crate::domain::plan::library::Library;

pub(crate) use embedded::{Edition, TeamName, starter_files};
pub use embedded::{embedded, embedded_files};
pub(crate) use form::{checklist_schema, playbook_schema};
pub(crate) use load::load_texts;
pub use load::{LoadFailure, find_folder, load};

/// Returns the library of a check, or what is wrong with it.
fn usable(origin: &str, checked: check::Checked) -> Result<Library, LoadFailure> {
    let problems = checked.problems;
    checked.library.ok_or_else(|| LoadFailure::Faulty {
        origin: origin.to_owned(),
        problems,
    })
}
