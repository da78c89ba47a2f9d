//! The text of a record as it grows: blocks, keys and events.

use std::fmt::{Display, Write as _};

use super::super::toml_text::push_string;
use crate::domain::event::{Detail, Event, timestamp};
use crate::domain::plan::Program;

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

    pub(super) fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.raw(key, true);
        }
    }

    pub(super) fn list<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t str>) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        self.inline_list(values);
        self.0.push('\n');
    }

    pub(super) fn list_if_any<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t str>) {
        let mut values = values.into_iter().peekable();
        if values.peek().is_some() {
            self.list(key, values);
        }
    }

    fn inline_list<'t>(&mut self, values: impl IntoIterator<Item = &'t str>) {
        self.0.push('[');
        for (place, value) in values.into_iter().enumerate() {
            if place > 0 {
                self.0.push_str(", ");
            }
            push_string(&mut self.0, value);
        }
        self.0.push(']');
    }

    /// Writes a command in one line.
    pub(super) fn program(&mut self, key: &str, program: Option<&Program>) {
        let Some(program) = program else { return };
        self.0.push_str(key);
        self.0.push_str(" = {run = ");
        self.inline_list(program.run.iter().map(String::as_str));
        if let Some(seconds) = program.timeout {
            let _ = write!(self.0, ", timeout-seconds = {seconds}");
        }
        self.0.push_str("}\n");
    }

    pub(super) fn events(&mut self, heading: &str, events: Option<&Vec<&Event>>) {
        for event in events.into_iter().flatten() {
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
        event.kind.details(&mut |name, detail| {
            self.0.push_str(name);
            self.0.push_str(" = ");
            self.value(&detail);
            self.0.push('\n');
        });
        self.raw("id", format_args!("\"{}\"", event.id));
        self.0.push_str("prev = [");
        for (place, prev) in event.prev.iter().enumerate() {
            let _ = write!(self.0, "{}\"{prev}\"", if place > 0 { ", " } else { "" });
        }
        self.0.push_str("]\n");
        self.optional("signature", event.signature.as_deref());
    }

    fn value(&mut self, detail: &Detail<'_>) {
        let _ = match detail {
            Detail::Text(text) => {
                push_string(&mut self.0, text);
                Ok(())
            }
            Detail::List(texts) => {
                self.inline_list(texts.iter().map(String::as_str));
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
            Detail::Rows(rows) => {
                self.rows(rows);
                Ok(())
            }
        };
    }

    /// Writes a row a line.
    fn rows(&mut self, rows: &[Vec<(&'static str, Detail<'_>)>]) {
        self.0.push_str("[\n");
        for row in rows {
            self.0.push_str("  {");
            for (place, (name, detail)) in row.iter().enumerate() {
                if place > 0 {
                    self.0.push_str(", ");
                }
                self.0.push_str(name);
                self.0.push_str(" = ");
                self.value(detail);
            }
            self.0.push_str("},\n");
        }
        self.0.push(']');
    }
}
