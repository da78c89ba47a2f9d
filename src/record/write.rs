//! Writes a record as TOML: every event under what it is about, each role in a slot of its own, so that people who
//! sign different things on different branches touch different lines.

mod again;
mod page;
mod plan;

use std::fmt::Write as _;

use foldhash::HashMap;

pub(super) use self::again::add;
use self::page::Page;
use super::FORMAT;
use crate::domain::event::{Event, Subject};
use crate::domain::id::{IncidentId, ItemId, RiskId, StageId, StrategyId};
use crate::domain::plan::rollout::Stage;
use crate::domain::plan::{Header, Plan};
use crate::domain::state::Record;

/// The first line of every record.
pub(super) const HEAD: &str =
    "# gonogo release record. Written by gonogo; change it with gonogo, not by hand.\n";

/// Returns the record as the text of its file. Events keep their order within each slot.
pub fn text(record: &Record) -> String {
    let by_subject = BySubject::of(record);
    let mut page = Page(String::with_capacity(
        1024 + 400 * (record.plan.items.len() + record.events.len()),
    ));
    page.0.push_str(HEAD);
    page.raw("format", FORMAT);
    page.release(&record.header, by_subject.about(Subject::Release));
    page.plan(&record.plan, &by_subject);
    page.0
}

/// Returns one event as it would stand in the record.
pub(crate) fn event_text(event: &Event) -> String {
    let mut page = Page(String::new());
    let address = event.kind.subject().address();
    let names = address.parts.iter();
    let names: Vec<String> = names
        .map(|(part, name)| format!("{} {name}", part.noun).trim_start().to_owned())
        .collect();
    if !names.is_empty() {
        let _ = writeln!(page.0, "# {}", names.join(", "));
    }
    page.event(&format!("[[{}.event]]", address.block), event, &[]);
    page.0.trim_start_matches('\n').to_owned()
}

#[derive(Default)]
struct BySubject<'r> {
    events: HashMap<Subject<'r>, Vec<&'r Event>>,
    items: HashMap<&'r ItemId, Vec<&'r Event>>,
    /// By the order in which they were opened.
    incidents: Vec<&'r IncidentId>,
    /// By the order in which they were raised.
    risks: Vec<&'r RiskId>,
}

impl<'r> BySubject<'r> {
    fn of(record: &'r Record) -> Self {
        let mut sorted = Self::default();
        for event in &record.events {
            let subject = match event.kind.subject() {
                Subject::Item(item, _) => {
                    sorted.items.entry(item).or_default().push(event);
                    continue;
                }
                gone if !has_place(&record.plan, gone) => Subject::Release,
                Subject::Incident(incident) if !sorted.incidents.contains(&incident) => {
                    sorted.incidents.push(incident);
                    Subject::Incident(incident)
                }
                Subject::Risk(risk) if !sorted.risks.contains(&risk) => {
                    sorted.risks.push(risk);
                    Subject::Risk(risk)
                }
                subject => subject,
            };
            sorted.events.entry(subject).or_default().push(event);
        }
        sorted
    }

    fn about<'s>(&'s self, subject: Subject<'s>) -> &'s [&'s Event] {
        self.events
            .get(&subject)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn of_item(&self, id: &ItemId) -> &[&'r Event] {
        self.items.get(id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Tells whether the plan still mentions what an event is about. What was said about a fact, a poll, a field, a stage or
/// a window that an amendment took away stands with the events of the release.
fn has_place(plan: &Plan, subject: Subject<'_>) -> bool {
    match subject {
        Subject::Release | Subject::Item(..) | Subject::Incident(_) | Subject::Risk(_) => true,
        Subject::Rollback => plan.rollback.is_some(),
        Subject::Fact(fact) => plan.facts.iter().any(|known| known.id == *fact),
        Subject::Gate(phase, role) => plan
            .phase(phase)
            .is_some_and(|phase| phase.gate.polled(role).is_some()),
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
            let parts = event.kind.subject().address().parts;
            let about: Vec<_> = parts.iter().map(|(part, name)| (part.key, *name)).collect();
            self.event("[[release.event]]", event, &about);
        }
    }
}
