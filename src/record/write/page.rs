//! The text of a record as it grows: blocks, keys and events.

use std::fmt::{Display, Write as _};

use super::super::toml_text::push_string;
use crate::domain::event::{Detail, Event, timestamp};
use crate::domain::schema::{Block, Row, Take, Value};

/// The text so far.
pub(super) struct Page(pub(super) String);

impl Page {
    pub(super) fn block(&mut self, heading: &str) {
        self.0.push('\n');
        self.0.push_str(heading);
        self.0.push('\n');
    }

    pub(super) fn raw(&mut self, key: &str, value: impl Display) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    pub(super) fn string(&mut self, key: &str, value: &str) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        push_string(&mut self.0, value);
        self.0.push('\n');
    }

    pub(super) fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(key, value);
        }
    }

    /// Writes a block of the plan.
    pub(super) fn put<T: Block>(&mut self, block: &T) {
        self.block(T::HEADING);
        self.values(|take| block.write(take));
    }

    /// Writes values, each under its key.
    pub(super) fn values<'e>(&mut self, put: impl FnOnce(Take<'_, 'e>)) {
        put(&mut |key, detail| {
            self.pair(key, &detail);
            self.0.push('\n');
        });
    }

    fn pair(&mut self, key: &str, detail: &Detail<'_>) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        self.value(detail);
    }

    fn inline_list(&mut self, values: &[&str]) {
        self.0.push('[');
        for (place, value) in values.iter().enumerate() {
            if place > 0 {
                self.0.push_str(", ");
            }
            push_string(&mut self.0, value);
        }
        self.0.push(']');
    }

    pub(super) fn events(&mut self, heading: &str, events: &[&Event]) {
        for event in events {
            self.event(heading, event, &[]);
        }
    }

    pub(super) fn event(&mut self, heading: &str, event: &Event, about: &[(&str, &str)]) {
        self.block(heading);
        self.string("kind", event.kind.word());
        self.raw("at", timestamp(&event.at));
        self.string("by", event.by.as_str());
        for (key, value) in about {
            self.string(key, value);
        }
        self.values(|take| event.kind.details(take));
        self.raw("id", format_args!("\"{}\"", event.id));
        self.0.push_str("prev = [");
        for (place, prev) in event.prev.iter().enumerate() {
            let _ = write!(self.0, "{}\"{prev}\"", if place > 0 { ", " } else { "" });
        }
        self.0.push_str("]\n");
        self.optional("signature", event.signature.as_deref());
        self.values(|take| Value::put(&event.other_signatures, "other-signatures", take));
    }

    fn value(&mut self, detail: &Detail<'_>) {
        let _ = match detail {
            Detail::Text(text) => {
                push_string(&mut self.0, text);
                Ok(())
            }
            Detail::List(texts) => {
                self.inline_list(texts);
                Ok(())
            }
            Detail::Flag(answer) => write!(self.0, "{answer}"),
            Detail::Day(day) => write!(self.0, "{day}"),
            Detail::Digest(digest) => write!(self.0, "\"{digest}\""),
            Detail::Number(number) => write!(self.0, "{number}"),
            Detail::Decimal(amount) => write!(self.0, "{amount}"),
            Detail::Time(at) => write!(self.0, "{}", timestamp(at)),
            Detail::Times(times) => {
                let times: Vec<String> = times.iter().map(timestamp).collect();
                write!(self.0, "[{}]", times.join(", "))
            }
            Detail::Row(row) => {
                self.row(row);
                Ok(())
            }
            Detail::Rows(rows) => {
                self.0.push_str("[\n");
                for row in rows {
                    self.0.push_str("  ");
                    self.row(row);
                    self.0.push_str(",\n");
                }
                self.0.push(']');
                Ok(())
            }
        };
    }

    fn row(&mut self, row: &Row<'_>) {
        self.0.push('{');
        for (place, (key, detail)) in row.iter().enumerate() {
            if place > 0 {
                self.0.push_str(", ");
            }
            self.pair(key, detail);
        }
        self.0.push('}');
    }
}
