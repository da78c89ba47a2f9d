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

/// The heading over [`ListRow::cells`].
pub(super) const LIST: [&str; 6] = ["Version", "Type", "Opened", "Items", "Calls", "Status"];

/// Which of [`LIST`] are numbers.
pub(super) const LIST_NUMBERS: [usize; 2] = [3, 4];

impl ListRow {
    /// Returns it as the cells of a table.
    pub(super) fn cells(self) -> Vec<String> {
        vec![
            self.version,
            self.kind,
            self.opened,
            self.items,
            self.calls,
            self.standing,
        ]
    }
}

/// Returns the table of all records.
pub(crate) fn list(rows: Vec<ListRow>, look: OutputStyle) -> String {
    let rows: Vec<_> = rows.into_iter().map(ListRow::cells).collect();
    table(look, &LIST, &LIST_NUMBERS, &rows)
}
