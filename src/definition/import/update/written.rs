//! A checklist with the places of what an update may change.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::UpdateFault;
use super::edits::{self, Edits};
use crate::definition::findings::Findings;
use crate::definition::import::emit::yaml;
use crate::definition::parse::parse;
use crate::definition::tree::{Kind, Node, Place};

/// A checklist as it is written.
#[derive(Debug)]
pub(super) struct Written {
    /// The phase of all items, when the checklist names it.
    pub(super) phase: Option<String>,
    /// Its sections, or the only list of one without sections.
    pub(super) lists: Vec<List>,
    pub(super) has_sections: bool,
    /// The items of each list with all that they say.
    pub(super) values: Vec<Vec<Value>>,
    /// The sections without their items.
    pub(super) rest: Vec<Value>,
    /// The checklist without its sections and items.
    pub(super) head: Value,
}

/// Where an item stands: the list, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) list: usize,
    pub(super) item: usize,
}

/// The items of a section.
#[derive(Debug)]
pub(super) struct List {
    pub(super) title: String,
    pub(super) phase: Option<String>,
    pub(super) line: usize,
    /// Where the section begins.
    place: Place,
    pub(super) items: Vec<Item>,
}

/// An item of a checklist.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) line: usize,
    place: Place,
    entries: Vec<Entry>,
}

/// A key of an item.
#[derive(Debug)]
struct Entry {
    key: String,
    key_at: Place,
    value: String,
    value_at: Place,
}

impl Written {
    /// Reads a checklist.
    pub(super) fn of(text: &str) -> Result<Self, UpdateFault> {
        let mut found = Findings::default();
        let root = parse(text, &mut found).map_err(|(_, fault)| UpdateFault::Unreadable(fault))?;
        let sections = child(&root, "sections").map(nodes);
        let has_sections = sections.is_some();
        let holders = sections.unwrap_or_else(|| vec![&root]);
        let mut lists = Vec::new();
        let mut values = Vec::new();
        let mut rest = Vec::new();
        for holder in holders {
            let items = child(holder, "items").map(nodes).unwrap_or_default();
            lists.push(List {
                title: text_of(holder, "title").unwrap_or_default(),
                phase: text_of(holder, "phase").filter(|_| has_sections),
                line: holder.place.line,
                place: holder.place,
                items: items.iter().map(|node| Item::of(node)).collect(),
            });
            values.push(items.into_iter().map(value).collect());
            if has_sections {
                rest.push(super::without_items(value(holder)));
            } else {
                rest.push(Value::Null);
            }
        }
        let mut head = super::without_items(value(&root));
        if let Some(head) = head.as_object_mut() {
            head.shift_remove("sections");
        }
        Ok(Self {
            phase: text_of(&root, "phase"),
            lists,
            has_sections,
            values,
            rest,
            head,
        })
    }

    /// Returns the items with the lists that they stand in.
    pub(super) fn items(&self) -> impl Iterator<Item = (Spot, &Item)> {
        self.lists.iter().enumerate().flat_map(|(list, it)| {
            let items = it.items.iter().enumerate();
            items.map(move |(item, it)| (Spot { list, item }, it))
        })
    }

    pub(super) fn item(&self, spot: Spot) -> &Item {
        &self.lists[spot.list].items[spot.item]
    }

    /// Names the items that the document has no more, or never had.
    pub(super) fn missing(&self, pairs: &[Option<Spot>]) -> Vec<(usize, String)> {
        let met: Vec<Vec<bool>> = {
            let mut met: Vec<Vec<bool>> = self
                .lists
                .iter()
                .map(|it| vec![false; it.items.len()])
                .collect();
            for spot in pairs.iter().flatten() {
                met[spot.list][spot.item] = true;
            }
            met
        };
        let missing = self.items().filter(|(spot, _)| !met[spot.list][spot.item]);
        missing
            .map(|(_, item)| {
                let note = format!("`{}` stays, the document has no such item", item.id);
                (item.line, note)
            })
            .collect()
    }
}

impl List {
    /// Adds the text of an item before another one, or behind the last.
    pub(super) fn add(
        &self,
        edits: &mut Edits<'_>,
        before: usize,
        text: &str,
    ) -> Result<(), UpdateFault> {
        let place = match before.checked_sub(1) {
            Some(behind) => self.items[behind].place,
            None => self.items.first().map_or(self.place, |it| it.place),
        };
        let dash = edits.dash_of(place).ok_or(UpdateFault::Flow(place.line))?;
        if before == 0 {
            edits.add_above(place, dash, text);
        } else {
            edits.add_below(place, dash, edits::Kind::Item, text);
        }
        Ok(())
    }

    /// Adds the text of a section behind this one.
    pub(super) fn add_behind(&self, edits: &mut Edits<'_>, text: &str) -> Result<(), UpdateFault> {
        let dash = edits.dash_of(self.place);
        let dash = dash.ok_or(UpdateFault::Flow(self.place.line))?;
        edits.add_below(self.place, dash, edits::Kind::Section, text);
        Ok(())
    }
}

impl Item {
    fn of(node: &Node) -> Self {
        let mut entries = Vec::new();
        if let Kind::Map(map) = &node.kind {
            for (key, node) in map {
                entries.push(Entry {
                    key: key.text().to_owned(),
                    key_at: key.place,
                    value: node.text().to_owned(),
                    value_at: node.place,
                });
            }
        }
        let of = |key: &str| {
            let entry = entries.iter().find(|entry| entry.key == key);
            entry.map(|entry| entry.value.clone()).unwrap_or_default()
        };
        Self {
            id: of("id"),
            text: of("text"),
            line: node.place.line,
            place: node.place,
            entries,
        }
    }

    /// Returns the text of a key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map(|entry| entry.value.as_str())
    }

    /// Writes a key anew, or behind the text when it is not there.
    pub(super) fn set(
        &self,
        edits: &mut Edits<'_>,
        key: &str,
        value: &str,
    ) -> Result<(), UpdateFault> {
        let find = |key: &str| self.entries.iter().find(|entry| entry.key == key);
        let is_flow = edits.is_flow(self.place);
        let text = match (is_flow, key) {
            // JSON is YAML, also between brackets.
            (true, _) => json!(value).to_string(),
            (false, key) => {
                let written = yaml(&json!({ key: value }))?;
                written[key.len() + 2..].trim_end().to_owned()
            }
        };
        match (find(key), find("text").or(self.entries.first())) {
            (Some(there), _) => edits.replace(there.key_at, there.value_at, &text),
            (None, Some(before)) if is_flow => {
                edits.add_within(before.value_at, &format!(", {key}: {text}"));
            }
            (None, Some(before)) => {
                edits.add_key(before.key_at, before.value_at, &format!("{key}: {text}"));
            }
            (None, None) => return Err(UpdateFault::Lossy),
        }
        Ok(())
    }
}

/// Returns list entries as YAML without a line end, and what is read of the first.
pub(super) fn block<T: Serialize>(entries: &[&T]) -> Result<(String, Value), UpdateFault> {
    let text = yaml(&entries)?;
    let read = parse(&text, &mut Findings::default()).map_err(|_| UpdateFault::Lossy)?;
    let first = nodes(&read).first().map(|node| value(node));
    Ok((text.trim_end().to_owned(), first.unwrap_or_default()))
}

fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Kind::Map(entries) = &node.kind else {
        return None;
    };
    let mut entries = entries.iter();
    entries.find_map(|(name, node)| (name.text() == key).then_some(node))
}

fn nodes(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::List(nodes) => nodes.iter().collect(),
        Kind::Scalar { .. } | Kind::Map(_) => Vec::new(),
    }
}

fn text_of(node: &Node, key: &str) -> Option<String> {
    child(node, key).map(|node| node.text().to_owned())
}

/// Returns what a node says, without its places.
fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Scalar { text, .. } => Value::from(text.as_str()),
        Kind::List(nodes) => nodes.iter().map(value).collect(),
        Kind::Map(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, node)| (key.text().to_owned(), value(node)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}
