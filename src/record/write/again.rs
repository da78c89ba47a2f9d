//! The text of a record after one more event, made of the text before it: a walk writes a large record again and again.

use memchr::memmem;

use super::page::Page;
use crate::domain::event::{Event, Subject};
use crate::domain::plan::Item;
use crate::domain::state::Record;

/// Adds the event at this place of the record, the last one so far, to the text of the record before it, whose lines end
/// with `end`. Returns whether that was done: only what is said of an item changes the text in one place.
pub(in crate::record) fn add(text: &mut String, record: &Record, place: usize, end: &str) -> bool {
    let Some(Subject::Item(id, _)) = record.events.get(place).map(|event| event.kind.subject())
    else {
        return false;
    };
    let items = &mut record.plan.items.iter();
    let Some(item) = items.find(|item| item.id == *id && item.incident.is_none()) else {
        return false;
    };
    let is_about_it =
        |event: &&Event| matches!(event.kind.subject(), Subject::Item(other, _) if other == id);
    let events: Vec<&Event> = record.events[..=place].iter().filter(is_about_it).collect();
    let before = block(item, &events[..events.len() - 1], end);
    // Quotes are escaped in texts, so that no text looks like this.
    let heading = format!("{end}[[item]]{end}id = \"{id}\"{end}");
    let Some(start) = memmem::find(text.as_bytes(), heading.as_bytes()) else {
        return false;
    };
    if !text[start..].starts_with(&before) {
        return false;
    }
    text.replace_range(start..start + before.len(), &block(item, &events, end));
    true
}

fn block(item: &Item, events: &[&Event], end: &str) -> String {
    let mut page = Page(String::new());
    page.item(item, events);
    if end == "\n" {
        page.0
    } else {
        page.0.replace('\n', end)
    }
}
