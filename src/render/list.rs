//! All records of a folder, for people.

use crate::style::OutputStyle;

use super::table::table;

/// A record, or why it could not be read.
#[derive(Debug)]
pub(crate) struct ListRow {
    pub(crate) version: String,
    /// The release type.
    pub(crate) kind: String,
    /// When it was opened.
    pub(crate) opened: String,
    /// How it stands: the outcome, or whether it goes back, the gate it waits at and the verdict there.
    pub(crate) standing: String,
    /// How many of the items that apply are settled.
    pub(crate) items: String,
    /// How many of the calls are GO.
    pub(crate) calls: String,
}

/// Returns the table of all records.
pub(crate) fn list(rows: Vec<ListRow>, look: OutputStyle) -> String {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            vec![
                row.version,
                row.kind,
                row.opened,
                row.items,
                row.calls,
                row.standing,
            ]
        })
        .collect();
    table(
        look,
        &["Version", "Type", "Opened", "Items", "Calls", "Status"],
        &[3, 4],
        &rows,
    )
}
