//! A bare list: a text on each line, or YAML with texts and titles.

use super::{FromFault, Making, yaml};
use crate::definition::tree::{Kind as Of, Node};
use crate::markdown::outline::{Kind, Outline, Piece};

/// Reads a list of texts, or titles each with such a list.
pub(super) fn of_yaml(text: &str) -> Result<Outline, FromFault> {
    let root = yaml(text)?;
    let mut making = Making::default();
    match &root.kind {
        Of::Map(entries) => {
            for (title, list) in entries {
                making.heading(title.place.line, 2, title.text());
                items(&mut making, list)?;
            }
        }
        Of::List(_) | Of::Scalar { .. } => items(&mut making, &root)?,
    }
    Ok(making.outline)
}

fn items(making: &mut Making, list: &Node) -> Result<(), FromFault> {
    let shape = |node: &Node| FromFault::Shape {
        line: node.place.line,
        what: "a list holds texts, or titles each with a list of texts".to_owned(),
    };
    let Of::List(nodes) = &list.kind else {
        return Err(shape(list));
    };
    for node in nodes {
        match &node.kind {
            Of::Scalar { text, .. } => {
                making.item(node.place.line, vec![Piece::Text(text.clone())]);
            }
            Of::List(_) | Of::Map(_) => return Err(shape(node)),
        }
    }
    Ok(())
}

/// Reads a text on each line; one that ends with a colon is the title of those below.
pub(super) fn of_text(text: &str) -> Outline {
    let mut making = Making::default();
    for (number, line) in text.lines().enumerate() {
        let said = without_mark(line.trim());
        let number = number + 1;
        if line.trim_start().starts_with('#') {
            making.skip(number, Kind::Comment, line);
        } else if let Some(title) = said.strip_suffix([':', '：']) {
            making.heading(number, 2, title);
        } else if !said.is_empty() {
            making.item(number, vec![Piece::Text(said.to_owned())]);
        } else if !line.trim().is_empty() {
            making.skip(number, Kind::NoText, "");
        }
    }
    making.outline
}

/// Takes the bullet or number and the box from a line.
fn without_mark(line: &str) -> &str {
    let mut rest = line;
    if let Some(behind) = rest.strip_prefix(['-', '*', '+', '•', '–', '·'])
        && (behind.is_empty() || behind.starts_with(char::is_whitespace))
    {
        rest = behind.trim_start();
    } else {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if behind.len() < rest.len()
            && let Some(behind) = behind.strip_prefix(['.', ')'])
            && behind.starts_with(char::is_whitespace)
        {
            rest = behind.trim_start();
        }
    }
    let boxes = ["[ ]", "[x]", "[X]", "[]", "☐", "☑", "☒", "⬜", "✅"];
    let behind = boxes.iter().find_map(|it| rest.strip_prefix(it));
    behind.map_or(rest, str::trim_start)
}
