//! The form of an issue, as GitHub Docs describe it ("Syntax for issue forms", "Syntax for GitHub's form schema").

use super::{FromFault, Making, yaml};
use crate::definition::quoting::list_of;
use crate::definition::tree::{Kind as Of, Node};
use crate::markdown::outline::{Kind, Outline, pieces};

/// The keys of a form, of an element, of its attributes, and of an option.
const FORM: [&str; 8] = [
    "name",
    "description",
    "body",
    "assignees",
    "labels",
    "projects",
    "title",
    "type",
];
const ELEMENT: [&str; 4] = ["type", "id", "attributes", "validations"];
const CHECKBOXES: [&str; 3] = ["label", "description", "options"];
const OPTION: [&str; 2] = ["label", "required"];

/// The types of elements that are fields to be filled.
const FIELDS: [&str; 4] = ["dropdown", "input", "textarea", "upload"];

/// Reads a form: its checkboxes are items under their labels, and what else it has is named.
pub(super) fn outline(text: &str) -> Result<Outline, FromFault> {
    let root = yaml(text)?;
    let form = map(&root, "a form", &FORM)?;
    let mut making = Making::default();
    if let Some(name) = get(form, "name") {
        making.title(name.place.line, name.text());
    }
    for key in ["description", "title"] {
        if let Some(node) = get(form, key) {
            making.skip(node.place.line, Kind::Prose, node.text());
        }
    }
    let Some(body) = get(form, "body") else {
        return Err(shape(&root, "a form has a `body`".to_owned()));
    };
    for element in list(body, "`body`")? {
        let keys = map(element, "an element", &ELEMENT)?;
        let kind = get(keys, "type").map(Node::text).unwrap_or_default();
        let attributes = get(keys, "attributes");
        match (kind, attributes) {
            ("checkboxes", Some(attributes)) => checkboxes(&mut making, attributes)?,
            ("markdown", Some(attributes)) => {
                let said = child(attributes, "value")
                    .map(Node::text)
                    .unwrap_or_default();
                making.skip(element.place.line, Kind::Prose, said);
            }
            (kind, Some(attributes)) if FIELDS.contains(&kind) => {
                let said = child(attributes, "label")
                    .map(Node::text)
                    .unwrap_or_default();
                making.skip(element.place.line, Kind::Field, said);
            }
            ("", _) => return Err(shape(element, "an element has a `type`".to_owned())),
            (kind, None) => return Err(shape(element, format!("`{kind}` has `attributes`"))),
            (kind, Some(_)) => {
                let known = list_of(&[
                    "checkboxes",
                    "markdown",
                    "dropdown",
                    "input",
                    "textarea",
                    "upload",
                ]);
                return Err(shape(
                    element,
                    format!("unknown type `{kind}`: there are {known}"),
                ));
            }
        }
    }
    Ok(making.outline)
}

fn checkboxes(making: &mut Making, attributes: &Node) -> Result<(), FromFault> {
    let keys = map(attributes, "`checkboxes`", &CHECKBOXES)?;
    let label = get(keys, "label");
    let line = label.unwrap_or(attributes).place.line;
    making.heading(line, 2, label.map(Node::text).unwrap_or_default());
    if let Some(node) = get(keys, "description").filter(|node| !node.is_null()) {
        making.skip(node.place.line, Kind::Prose, node.text());
    }
    let Some(options) = get(keys, "options") else {
        return Err(shape(attributes, "`checkboxes` have `options`".to_owned()));
    };
    for option in list(options, "`options`")? {
        let keys = map(option, "an option", &OPTION)?;
        match get(keys, "label") {
            Some(label) => making.item(label.place.line, pieces(label.text())),
            None => return Err(shape(option, "an option has a `label`".to_owned())),
        }
    }
    Ok(())
}

type Entries = [(Node, Node)];

/// Returns the entries of a map that has no other keys than these.
fn map<'n>(node: &'n Node, what: &str, known: &[&str]) -> Result<&'n Entries, FromFault> {
    let Of::Map(entries) = &node.kind else {
        return Err(shape(
            node,
            format!("{what} is a map with {}", list_of(known)),
        ));
    };
    match entries.iter().find(|(key, _)| !known.contains(&key.text())) {
        Some((key, _)) => {
            let what = format!(
                "{what} has no key `{}`: there are {}",
                key.text(),
                list_of(known)
            );
            Err(shape(key, what))
        }
        None => Ok(entries),
    }
}

fn list<'n>(node: &'n Node, what: &str) -> Result<&'n [Node], FromFault> {
    match &node.kind {
        Of::List(nodes) => Ok(nodes),
        Of::Scalar { .. } | Of::Map(_) => Err(shape(node, format!("{what} is a list"))),
    }
}

fn get<'n>(entries: &'n Entries, key: &str) -> Option<&'n Node> {
    let mut entries = entries.iter();
    entries.find_map(|(name, node)| (name.text() == key).then_some(node))
}

fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match &node.kind {
        Of::Map(entries) => get(entries, key),
        Of::List(_) | Of::Scalar { .. } => None,
    }
}

fn shape(node: &Node, what: String) -> FromFault {
    FromFault::Shape {
        line: node.place.line,
        what,
    }
}
