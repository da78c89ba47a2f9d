//! Writes a record as TOML: every event under what it is about, each role in a slot of its own, so that people who
//! sign different things on different branches touch different lines.

mod incident;
mod page;
mod rollout;

use std::collections::HashMap;
use std::fmt::Write as _;

use self::page::Page;
use super::FORMAT;
use crate::domain::event::{Event, Subject};
use crate::domain::id::{
    FactId, FieldId, IncidentId, ItemId, Milestone, PhaseId, RoleId, StageId, StrategyId, WindowId,
};
use crate::domain::incident::Severity;
use crate::domain::person::Person;
use crate::domain::plan::{Bound, Field, FieldSource, Header, Item, Phase, Plan, Role};
use crate::domain::record::Record;
use crate::domain::rollout::Stage;

const HEAD: &str =
    "# gonogo release record. Written by gonogo; change it with gonogo, not by hand.\n";

/// Returns the record as the text of its file. Events keep their order within each slot.
pub fn text(record: &Record) -> String {
    let by_subject = BySubject::of(record);
    let mut page = Page(String::with_capacity(
        1024 + 400 * (record.plan.items.len() + record.events.len()),
    ));
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
    for item in record
        .plan
        .items
        .iter()
        .filter(|item| item.incident.is_none())
    {
        page.block("[[item]]");
        page.item(item);
        page.sign_offs("item", item, by_subject.of_item(&item.id));
    }
    for phase in record.plan.phases.iter().chain(record.plan.way_back()) {
        page.gate(
            phase,
            record.plan.way_back() == Some(phase),
            &by_subject.gates,
        );
    }
    for field in &record.plan.fields {
        page.field(field);
        page.events("[[note.event]]", by_subject.fields.get(&field.id));
    }
    if let Some(rollout) = &record.plan.rollout {
        page.rollout(rollout, &by_subject);
    }
    if let Some(monitoring) = &record.plan.monitoring {
        page.monitoring(monitoring, &by_subject);
    }
    if let Some(rollback) = &record.plan.rollback {
        page.rollback(rollback, &by_subject.rollback);
    }
    if let Some(incidents) = &record.plan.incidents {
        page.incidents(incidents);
    }
    for (incident, events) in &by_subject.incidents {
        page.incident(incident, events, &record.plan, &by_subject);
    }
    page.0
}

/// Returns one event as it would stand in the record.
pub fn event_text(event: &Event) -> String {
    let mut page = Page(String::new());
    let (heading, slot) = match event.kind.subject() {
        Subject::Release => ("[[release.event]]", None),
        Subject::Fact(fact) => ("[[fact.event]]", Some(format!("fact {fact}"))),
        Subject::Item(item, role) => (
            "[[item.signoff.event]]",
            Some(format!("item {item}, role {role}")),
        ),
        Subject::Gate(phase, role) => (
            "[[gate.call.event]]",
            Some(format!("gate {phase}, role {role}")),
        ),
        Subject::Field(field) => ("[[note.event]]", Some(format!("note {field}"))),
        Subject::Rollout => ("[[rollout.event]]", None),
        Subject::Stage(strategy, stage) => (
            "[[strategy.stage.event]]",
            Some(format!("strategy {strategy}, stage {stage}")),
        ),
        Subject::StageCall(strategy, stage, role) => (
            "[[strategy.stage.call.event]]",
            Some(format!("strategy {strategy}, stage {stage}, role {role}")),
        ),
        Subject::Window(window) => ("[[window.event]]", Some(format!("window {window}"))),
        Subject::Rollback => ("[[rollback.event]]", None),
        Subject::Incident(incident) => ("[[incident.event]]", Some(incident.to_string())),
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
    rollout: Vec<&'r Event>,
    stages: HashMap<(&'r StrategyId, &'r StageId), Vec<&'r Event>>,
    stage_calls: HashMap<(&'r StrategyId, &'r StageId, &'r RoleId), Vec<&'r Event>>,
    windows: HashMap<&'r WindowId, Vec<&'r Event>>,
    rollback: Vec<&'r Event>,
    /// By the order in which they were opened.
    incidents: Vec<(&'r IncidentId, Vec<&'r Event>)>,
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
                Subject::Gate(phase, role) => {
                    sorted.gates.entry((phase, role)).or_default().push(event);
                }
                Subject::Field(field) => sorted.fields.entry(field).or_default().push(event),
                Subject::Rollout => sorted.rollout.push(event),
                Subject::Stage(strategy, stage) => sorted
                    .stages
                    .entry((strategy, stage))
                    .or_default()
                    .push(event),
                Subject::StageCall(strategy, stage, role) => {
                    sorted
                        .stage_calls
                        .entry((strategy, stage, role))
                        .or_default()
                        .push(event);
                }
                Subject::Window(window) => sorted.windows.entry(window).or_default().push(event),
                Subject::Rollback => sorted.rollback.push(event),
                Subject::Incident(incident) => sorted.of_incident(incident).push(event),
            }
        }
        sorted
    }

    fn of_incident(&mut self, id: &'r IncidentId) -> &mut Vec<&'r Event> {
        let place = self
            .incidents
            .iter()
            .position(|(known, _)| *known == id)
            .unwrap_or_else(|| {
                self.incidents.push((id, Vec::new()));
                self.incidents.len() - 1
            });
        &mut self.incidents[place].1
    }

    fn of_item(&self, id: &ItemId) -> &[&'r Event] {
        self.items.get(id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Tells whether the plan still mentions what an event is about. What was said about a fact, a poll, a field, a stage or
/// a window that an amendment took away stands with the events of the release.
fn has_place(plan: &Plan, subject: Subject<'_>) -> bool {
    match subject {
        Subject::Release | Subject::Item(..) | Subject::Incident(_) => true,
        Subject::Rollback => plan.rollback.is_some(),
        Subject::Fact(fact) => plan.facts.iter().any(|known| known.id == *fact),
        Subject::Gate(phase, role) => plan
            .phase(phase)
            .is_some_and(|phase| phase.gate.poll.contains(role)),
        Subject::Field(field) => plan.field(field).is_some(),
        Subject::Rollout => plan.rollout.is_some(),
        Subject::Stage(strategy, stage) => stage_of(plan, strategy, stage).is_some(),
        Subject::StageCall(strategy, stage, role) => {
            stage_of(plan, strategy, stage).is_some_and(|stage| stage.roles.contains(role))
        }
        Subject::Window(window) => plan
            .monitoring
            .as_ref()
            .is_some_and(|monitoring| monitoring.window(window).is_some()),
    }
}

fn stage_of<'p>(plan: &'p Plan, strategy: &StrategyId, stage: &StageId) -> Option<&'p Stage> {
    plan.rollout
        .as_ref()?
        .strategy(strategy)?
        .stage(stage)
        .map(|(_, stage)| stage)
}

/// Returns what a release event has to say about its subject.
fn about(subject: Subject<'_>) -> Vec<(&'static str, &str)> {
    match subject {
        Subject::Release | Subject::Item(..) | Subject::Rollout | Subject::Rollback => Vec::new(),
        Subject::Incident(incident) => vec![("incident", incident.as_str())],
        Subject::Stage(strategy, stage) => vec![
            ("on-strategy", strategy.as_str()),
            ("stage", stage.as_str()),
        ],
        Subject::StageCall(strategy, stage, role) => {
            vec![
                ("on-strategy", strategy.as_str()),
                ("stage", stage.as_str()),
                ("role", role.as_str()),
            ]
        }
        Subject::Window(window) => vec![("window", window.as_str())],
        Subject::Fact(fact) => vec![("fact", fact.as_str())],
        Subject::Gate(phase, role) => vec![("phase", phase.as_str()), ("role", role.as_str())],
        Subject::Field(field) => vec![("note", field.as_str())],
    }
}

impl Page {
    fn release(&mut self, header: &Header, events: &[&Event]) {
        self.block("[release]");
        self.string("version", header.version.as_str());
        self.string("id", &header.id);
        self.string("type", header.kind.as_str());
        self.string("playbook", &header.playbook);
        let facts: Vec<String> = header
            .facts
            .iter()
            .map(|(fact, answer)| format!("{fact} = {answer}"))
            .collect();
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

    /// Writes what an item asks, without whom and without what was answered.
    fn item(&mut self, item: &Item) {
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
        self.program("check", item.check.as_ref());
        self.optional("help", item.help.as_deref());
        self.optional("link", item.link.as_deref());
        self.optional("from-severity", item.from_severity.map(Severity::word));
        self.flag("removed", item.removed);
    }

    /// Writes what the item's own roles said into their slots, and what other roles said under the item itself; `block`
    /// is what the item stands in.
    fn sign_offs(&mut self, block: &str, item: &Item, events: &[&Event]) {
        for event in events {
            if let Subject::Item(_, role) = event.kind.subject()
                && !item.roles.contains(role)
            {
                self.event(
                    &format!("[[{block}.event]]"),
                    event,
                    &[("role", role.as_str())],
                );
            }
        }
        for role in &item.roles {
            self.block(&format!("[[{block}.signoff]]"));
            self.string("role", role.as_str());
            for event in events {
                if matches!(event.kind.subject(), Subject::Item(_, by) if by == role) {
                    self.event(&format!("[[{block}.signoff.event]]"), event, &[]);
                }
            }
        }
    }

    fn gate(
        &mut self,
        phase: &Phase,
        is_on_demand: bool,
        events: &HashMap<(&PhaseId, &RoleId), Vec<&Event>>,
    ) {
        self.block("[[gate]]");
        self.string("phase", phase.id.as_str());
        self.string("phase-title", &phase.title);
        self.flag("on-demand", is_on_demand);
        self.string("title", &phase.gate.title);
        self.optional(
            "facilitator",
            phase.gate.facilitator.as_ref().map(RoleId::as_str),
        );
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
}
