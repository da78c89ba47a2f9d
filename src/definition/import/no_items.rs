//! A document without items, and what it has instead.

use std::fmt::Write as _;

use crate::domain::text::counted;
use crate::markdown::outline::{Kind, Mark, Outline};

/// A document without an item, and what it has instead.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoItems {
    /// The numbered steps.
    pub(crate) steps: usize,
    /// The bullets.
    pub(crate) bullets: usize,
    /// The tables.
    pub(crate) tables: usize,
    /// The lines with boxes such as ☐, outside of list items with a box.
    pub(crate) boxes: usize,
    /// The first code block with lines that look like tasks, and how many.
    pub(crate) fence: Option<(usize, usize)>,
}

impl NoItems {
    /// Counts what there is.
    pub(super) fn of(outline: &Outline, text: &str) -> Self {
        let with = |mark: Mark| {
            outline
                .entries
                .iter()
                .filter(|entry| entry.mark == mark)
                .count()
        };
        let fence = outline
            .skipped
            .iter()
            .find_map(|skipped| match skipped.what {
                Kind::Fence(count) if count > 0 => Some((skipped.line, count)),
                _ => None,
            });
        Self {
            steps: with(Mark::Step),
            bullets: with(Mark::Bullet),
            tables: outline
                .skipped
                .iter()
                .filter(|skipped| skipped.what == Kind::Table)
                .count(),
            boxes: text
                .lines()
                .filter(|line| line.contains(['☐', '☑', '☒', '⬜', '◻', '□']))
                .count(),
            fence,
        }
    }

    /// Says what there is, and what to do.
    pub(crate) fn sentence(&self) -> String {
        let counts = [
            (self.steps, "numbered step", ""),
            (self.bullets, "bullet", ""),
            (self.tables, "table", ""),
            (self.boxes, "line", " with ☐ boxes"),
        ];
        let there = counts.iter().filter(|(count, ..)| *count > 0);
        let there: Vec<String> = there
            .map(|(count, what, with)| counted(*count, what) + with)
            .collect();
        let mut said = if there.is_empty() {
            "no task items (`- [ ] text`)".to_owned()
        } else {
            format!("no task items (`- [ ] text`), but {}", there.join(", "))
        };
        if let Some((line, count)) = self.fence {
            let _ = write!(said, "; {count} in the code block at line {line}");
        }
        said
    }
}
