//! YAML definitions: a playbook and its checklists, read with places and checked as a whole.
//!
//! The way of a file: [`load()`] or [`embedded()`] gives its bytes, `text` makes them text, `tree` a tree of nodes with
//! places, `decode` the types of `raw`, and `check` the [`Library`] of the domain, or every problem at once. `advice`
//! adds what is correct and could be better, [`report`] shows both. No other module knows how YAML is written.

pub mod advice;
pub mod check;
mod comment;
mod decode;
mod embedded;
pub mod fault;
mod help;
pub mod load;
mod page;
pub mod problem;
mod raw;
pub mod report;
mod scalar;
mod source;
pub mod syntax;
mod text;
mod tree;
pub mod unpack;
mod wording;

use crate::domain::plan::library::Library;

pub use embedded::{Edition, TeamName, embedded, embedded_files, starter_files};
pub use load::{LoadFailure, find_folder, load};

/// Returns the library of a check, or what is wrong with it.
fn usable(origin: &str, checked: check::Checked) -> Result<Library, LoadFailure> {
    let problems = checked.problems;
    checked.library.ok_or_else(|| LoadFailure::Faulty {
        origin: origin.to_owned(),
        problems,
    })
}
