//! Writes a record as TOML: every event under what it is about, each role in a slot of its own, so that people who
//! sign different things on different branches touch different lines.

use std::collections::HashMap;
use std::fmt::{Display, Write as _};

use super::FORMAT;
use super::toml_text::push_string;
use crate::domain::event::{Detail, Event, Subject, timestamp};
use crate::domain::id::{FactId, FieldId, ItemId, Milestone, PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::{Bound, Field, FieldSource, Header, Item, Phase, Plan, Role};
use crate::domain::record::Record;

const HEAD: &str = "# gonogo release record. Written by gonogo; change it with gonogo, not by hand.\n";

/// Returns the record as the text of its file. Events keep their order within each slot.
pub fn text(record: &Record) -> String {
    let by_subject = BySubject::of(record);
    let mut page = Page(String::with_capacity(1024 + 400 * (record.plan.items.len() + record.events.len())));
    page.0.push_str(HEAD);
    page.raw("format", FORMAT);
    page.release(&record.header, &by_subject.release);
    page.block("[policy]");
    page.string("separation", record.plan.separation.word());
    for role in &record.plan.roles {
        page.role(role);
    }
    for fact in &record.plan.facts {
        page.block("[[fact]]");
        page.string("id", fact.id.as_str());
        page.string("question", &fact.question);
        page.events("[[fact.event]]", by_subject.facts.get(&fact.id));
    }
    for item in &record.plan.items {
        page.item(item, by_subject.items.get(&item.id).map(Vec::as_slice).unwrap_or_default());
    }
    for phase in &record.plan.phases {
        page.gate(phase, &by_subject.gates);
    }
    for field in &record.plan.fields {
        page.field(field);
        page.events("[[note.event]]", by_subject.fields.get(&field.id));
    }
    page.0
}

/// Returns one event as it would stand in the record.
pub fn event_text(event: &Event) -> String {
    let mut page = Page(String::new());
    let (heading, slot) = match event.kind.subject() {
        Subject::Release => ("[[release.event]]", None),
        Subject::Fact(fact) => ("[[fact.event]]", Some(format!("fact {fact}"))),
        Subject::Item(item, role) => ("[[item.signoff.event]]", Some(format!("item {item}, role {role}"))),
        Subject::Gate(phase, role) => ("[[gate.call.event]]", Some(format!("gate {phase}, role {role}"))),
        Subject::Field(field) => ("[[note.event]]", Some(format!("note {field}"))),
    };
    if let Some(slot) = slot {
        let _ = writeln!(page.0, "# {slot}");
    }
    page.event(heading, event, &[]);
    page.0.trim_start_matches('\n').to_owned()
}

#[derive(Default)]
struct BySubject<'r> {
    release: Vec<&'r Event>,
    facts: HashMap<&'r FactId, Vec<&'r Event>>,
    items: HashMap<&'r ItemId, Vec<&'r Event>>,
    gates: HashMap<(&'r PhaseId, &'r RoleId), Vec<&'r Event>>,
    fields: HashMap<&'r FieldId, Vec<&'r Event>>,
}

impl<'r> BySubject<'r> {
    fn of(record: &'r Record) -> Self {
        let mut sorted = Self::default();
        for event in &record.events {
            match event.kind.subject() {
                subject if !has_place(&record.plan, subject) => sorted.release.push(event),
                Subject::Release => sorted.release.push(event),
                Subject::Fact(fact) => sorted.facts.entry(fact).or_default().push(event),
                Subject::Item(item, _) => sorted.items.entry(item).or_default().push(event),
                Subject::Gate(phase, role) => sorted.gates.entry((phase, role)).or_default().push(event),
                Subject::Field(field) => sorted.fields.entry(field).or_default().push(event),
            }
        }
        sorted
    }
}

/// Tells whether the plan still mentions what an event is about. What was said about a fact, a poll or a field that an
/// amendment took away stands with the events of the release.
fn has_place(plan: &Plan, subject: Subject<'_>) -> bool {
    match subject {
        Subject::Release | Subject::Item(..) => true,
        Subject::Fact(fact) => plan.facts.iter().any(|known| known.id == *fact),
        Subject::Gate(phase, role) => plan.phase(phase).is_some_and(|phase| phase.gate.poll.contains(role)),
        Subject::Field(field) => plan.field(field).is_some(),
    }
}

/// Returns what a release event has to say about its subject.
fn about(subject: Subject<'_>) -> Vec<(&'static str, &str)> {
    match subject {
        Subject::Release | Subject::Item(..) => Vec::new(),
        Subject::Fact(fact) => vec![("fact", fact.as_str())],
        Subject::Gate(phase, role) => vec![("phase", phase.as_str()), ("role", role.as_str())],
        Subject::Field(field) => vec![("note", field.as_str())],
    }
}

/// The text so far.
struct Page(String);

impl Page {
    fn block(&mut self, heading: &str) {
        self.0.push('\n');
        self.0.push_str(heading);
        self.0.push('\n');
    }

    fn raw(&mut self, key: &str, value: impl Display) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn string(&mut self, key: &str, value: &str) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        push_string(&mut self.0, value);
        self.0.push('\n');
    }

    fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(key, value);
        }
    }

    fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.raw(key, true);
        }
    }

    fn list<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t str>) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        self.inline_list(values);
        self.0.push('\n');
    }

    fn list_if_any<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t str>) {
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

    fn release(&mut self, header: &Header, events: &[&Event]) {
        self.block("[release]");
        self.string("version", header.version.as_str());
        self.string("id", &header.id);
        self.string("type", header.kind.as_str());
        self.string("playbook", &header.playbook);
        let facts: Vec<String> = header.facts.iter().map(|(fact, answer)| format!("{fact} = {answer}")).collect();
        self.raw("facts", format!("{{{}}}", facts.join(", ")));
        for event in events {
            self.event("[[release.event]]", event, &about(event.kind.subject()));
        }
    }

    fn role(&mut self, role: &Role) {
        self.block("[[role]]");
        self.string("id", role.id.as_str());
        self.string("title", &role.title);
        self.list_if_any("aliases", role.aliases.iter().map(String::as_str));
        self.flag("may-waive", role.may_waive);
        self.list_if_any("members", role.members.iter().map(Person::as_str));
    }

    fn item(&mut self, item: &Item, events: &[&Event]) {
        self.block("[[item]]");
        self.string("id", item.id.as_str());
        self.string("phase", item.phase.as_str());
        self.string("section", &item.section);
        self.string("text", &item.text);
        self.list_if_any("when", item.when.iter().map(FactId::as_str));
        self.flag("if-applicable", item.if_applicable);
        if item.evidence_required {
            self.string("evidence", "required");
        }
        if item.bound == Bound::Candidate {
            self.string("bound", item.bound.word());
        }
        self.flag("killer", item.killer);
        self.optional("marks", item.marks.as_ref().map(Milestone::as_str));
        if let Some(check) = &item.check {
            self.0.push_str("check = {run = ");
            self.inline_list(check.run.iter().map(String::as_str));
            if let Some(seconds) = check.timeout {
                let _ = write!(self.0, ", timeout-seconds = {seconds}");
            }
            self.0.push_str("}\n");
        }
        self.optional("help", item.help.as_deref());
        self.optional("link", item.link.as_deref());
        self.flag("removed", item.removed);
        self.item_events(item, events);
    }

    /// Writes what the item's own roles said into their slots, and what other roles said under the item itself.
    fn item_events(&mut self, item: &Item, events: &[&Event]) {
        for event in events {
            if let Subject::Item(_, role) = event.kind.subject()
                && !item.roles.contains(role)
            {
                self.event("[[item.event]]", event, &[("role", role.as_str())]);
            }
        }
        for role in &item.roles {
            self.block("[[item.signoff]]");
            self.string("role", role.as_str());
            for event in events {
                if matches!(event.kind.subject(), Subject::Item(_, by) if by == role) {
                    self.event("[[item.signoff.event]]", event, &[]);
                }
            }
        }
    }

    fn gate(&mut self, phase: &Phase, events: &HashMap<(&PhaseId, &RoleId), Vec<&Event>>) {
        self.block("[[gate]]");
        self.string("phase", phase.id.as_str());
        self.string("phase-title", &phase.title);
        self.string("title", &phase.gate.title);
        self.optional("facilitator", phase.gate.facilitator.as_ref().map(RoleId::as_str));
        for role in &phase.gate.poll {
            self.block("[[gate.call]]");
            self.string("role", role.as_str());
            self.events("[[gate.call.event]]", events.get(&(&phase.id, role)));
        }
    }

    fn field(&mut self, field: &Field) {
        self.block("[[note]]");
        self.string("id", field.id.as_str());
        self.string("title", &field.title);
        self.string("owner", field.owner.as_str());
        if field.source != FieldSource::Text {
            self.string("source", field.source.word());
        }
        if let FieldSource::Checklist(items) = &field.source {
            self.list("items", items.iter().map(ItemId::as_str));
        }
        self.optional("when", field.when.as_ref().map(FactId::as_str));
    }

    fn events(&mut self, heading: &str, events: Option<&Vec<&Event>>) {
        for event in events.into_iter().flatten() {
            self.event(heading, event, &[]);
        }
    }

    fn event(&mut self, heading: &str, event: &Event, about: &[(&str, &str)]) {
        self.block(heading);
        self.string("kind", event.kind.word());
        self.raw("at", timestamp(&event.at));
        self.string("by", event.by.as_str());
        for (key, value) in about {
            self.string(key, value);
        }
        event.kind.details(&mut |name, detail| match detail {
            Detail::Text(text) => self.string(name, text),
            Detail::List(texts) => self.list(name, texts.iter().map(String::as_str)),
            Detail::Flag(answer) => self.raw(name, answer),
            Detail::Day(day) => self.raw(name, day),
            Detail::Digest(digest) => self.raw(name, format_args!("\"{digest}\"")),
        });
        self.raw("id", format_args!("\"{}\"", event.id));
        self.0.push_str("prev = [");
        for (place, prev) in event.prev.iter().enumerate() {
            let _ = write!(self.0, "{}\"{prev}\"", if place > 0 { ", " } else { "" });
        }
        self.0.push_str("]\n");
        self.optional("signature", event.signature.as_deref());
    }
}
