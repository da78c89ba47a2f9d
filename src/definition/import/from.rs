//! Checklists that are no Markdown document, as outlines: a form of GitHub, a bare list, a Smart Checklist of Jira.

mod issue_form;
mod list;
mod smart_checklist;

use crate::definition::fault::Fault;
use crate::definition::findings::Findings;
use crate::definition::parse::parse;
use crate::definition::tree::{Node, Place};
use crate::markdown::outline::{Entry, Heading, Kind, Mark, Outline, Piece, Skipped};

/// What a checklist is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Markdown,
    IssueForm,
    /// A list in YAML.
    YamlList,
    /// A list with a text on each line.
    TextList,
    SmartChecklist,
}

/// Why a file is no checklist of its dialect.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FromFault {
    #[error("{at}{fault}")]
    Yaml { at: String, fault: Fault },
    #[error("{line}: {what}")]
    Shape { line: usize, what: String },
    #[error(" there are no items")]
    NoItems,
}

fn at(place: Option<Place>) -> String {
    place.map_or_else(
        || " ".to_owned(),
        |place| format!("{}:{}: ", place.line, place.column),
    )
}

impl Dialect {
    /// Returns what a text holds.
    ///
    /// # Errors
    ///
    /// When it is not of this dialect, or has no items.
    pub(crate) fn outline(self, text: &str) -> Result<Outline, FromFault> {
        let outline = match self {
            Self::Markdown => return Ok(Outline::of(text)),
            Self::IssueForm => issue_form::outline(text)?,
            Self::YamlList => list::of_yaml(text)?,
            Self::TextList => list::of_text(text),
            Self::SmartChecklist => smart_checklist::outline(text),
        };
        if outline.entries.is_empty() {
            return Err(FromFault::NoItems);
        }
        Ok(outline)
    }
}

/// Reads a whole file of YAML.
fn yaml(text: &str) -> Result<Node, FromFault> {
    let mut found = Findings::default();
    let fault = |(place, fault)| FromFault::Yaml {
        at: at(place),
        fault,
    };
    let root = parse(text, &mut found).map_err(fault)?;
    match found.list.into_iter().next() {
        Some(first) => Err(fault(first)),
        None => Ok(root),
    }
}

/// An outline that is made line by line.
#[derive(Default)]
struct Making {
    outline: Outline,
    /// The levels of the headings above what comes next, with their places.
    above: Vec<(usize, usize)>,
}

impl Making {
    /// Adds a heading of a level, from 1.
    fn heading(&mut self, line: usize, level: usize, text: &str) {
        self.above.retain(|(above, _)| *above < level);
        let place = self.outline.headings.len();
        self.outline.headings.push(Heading {
            line,
            text: text.trim().to_owned(),
            above: self.above.last().map(|(_, place)| *place),
        });
        self.above.push((level, place));
    }

    /// Adds the title.
    fn title(&mut self, line: usize, text: &str) {
        self.heading(line, 1, text);
        self.outline.title = Some(0);
    }

    fn item(&mut self, line: usize, text: Vec<Piece>) {
        self.outline.entries.push(Entry {
            line,
            mark: Mark::Task { ticked: false },
            depth: 0,
            parent: None,
            heading: self.above.last().map(|(_, place)| *place),
            lead_in: None,
            text,
            named: None,
            details: Vec::new(),
        });
    }

    fn skip(&mut self, line: usize, what: Kind, text: &str) {
        self.outline.skipped.push(Skipped::of(line, what, text));
    }
}

#[cfg(test)]
mod tests;
