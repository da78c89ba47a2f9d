//! Tables without borders: columns that line up, and a line under the heading.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};

use crate::style::OutputStyle;

/// Returns a table with this heading; the columns in `numbers` stand to the right.
pub(super) fn table(
    look: OutputStyle,
    heading: &[&str],
    numbers: &[usize],
    rows: &[Vec<String>],
) -> String {
    let line = if look.unicode { '─' } else { '-' };
    let mut table = Table::new();
    table.load_style(
        TableStyle::new().header_separator(LineStyle::none().fill(line).junction(line)),
    );
    table.set_header(heading).add_rows(
        rows.iter()
            .map(|row| row.iter().map(|cell| look.in_characters(cell))),
    );
    if let Some(width) = look.width.and_then(|width| u16::try_from(width).ok()) {
        table
            .set_content_arrangement(comfy_table::ContentArrangement::Dynamic)
            .set_width(width);
    }
    for number in numbers {
        if let Some(column) = table.column_mut(*number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
        .lines()
        .fold(String::new(), |text, line| text + line.trim_end() + "\n")
}
