//! The record of a release as a TOML file: its layout, its links, and how it is read and replaced.
//!
//! [`read`] and [`mod@write`] own the layout (format 1, described in `docs/record-format.md`), [`store`] is the only
//! place that opens or replaces a record, and [`journal`] the only one that appends to it.

pub mod disk;
mod fields;
pub mod sides;
#[cfg(test)]
mod forged {
    mod tests;
}
pub mod glance;
pub mod journal;
pub mod malformed;
pub mod read;
pub mod schema;
#[cfg(test)]
mod second_gate {
    mod tests;
}
pub mod store;
mod toml_text;
pub mod write;

/// The version of the record's layout that this program reads and writes.
pub const FORMAT: i64 = 1;

/// The largest record that is read, in bytes: room for 100,000 events.
pub(crate) const LARGEST: u64 = 64 * 1024 * 1024;
