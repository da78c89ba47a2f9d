//! The blocks of a rollback and of incidents.

use super::BySubject;
use super::page::Page;
use crate::domain::event::Event;
use crate::domain::id::{ClassId, IncidentId, ItemId, Milestone, RoleId};
use crate::domain::incident::Incidents;
use crate::domain::plan::Plan;
use crate::domain::rollback::Rollback;

impl Page {
    /// Writes what is ready for a rollback; its phase stands among the gates.
    pub(super) fn rollback(&mut self, rollback: &Rollback, events: &[&Event]) {
        self.block("[rollback]");
        self.string("phase", rollback.phase.id.as_str());
        self.optional("after", rollback.after.as_ref().map(Milestone::as_str));
        self.list_if_any("ends", rollback.ends.iter().map(RoleId::as_str));
        for event in events {
            self.event("[[rollback.event]]", event, &[]);
        }
    }

    pub(super) fn incidents(&mut self, incidents: &Incidents) {
        self.block("[incidents]");
        self.optional("decision", incidents.decision.as_ref().map(ItemId::as_str));
        for class in &incidents.classes {
            self.block("[[class]]");
            self.string("id", class.id.as_str());
            self.string("title", &class.title);
            self.optional("commander", class.commander.as_ref().map(RoleId::as_str));
        }
        for trigger in &incidents.triggers {
            self.block("[[trigger]]");
            self.string("id", trigger.id.as_str());
            self.string("text", &trigger.text);
            self.optional("class", trigger.class.as_ref().map(ClassId::as_str));
        }
        for duty in &incidents.duties {
            self.block("[[duty]]");
            self.item(duty);
            self.list_if_any("roles", duty.roles.iter().map(RoleId::as_str));
        }
    }

    /// Writes an incident: what happened in it, and a slot for every role of every duty, so that what several roles sign
    /// on several branches stands on lines of its own.
    pub(super) fn incident(
        &mut self,
        id: &IncidentId,
        events: &[&Event],
        plan: &Plan,
        by_subject: &BySubject<'_>,
    ) {
        self.block("[[incident]]");
        self.string("id", id.as_str());
        for event in events {
            self.event("[[incident.event]]", event, &[]);
        }
        for duty in plan
            .incidents
            .iter()
            .flat_map(|incidents| incidents.duties_of(id))
        {
            self.block("[[incident.duty]]");
            self.string("id", duty.id.as_str());
            self.sign_offs("incident.duty", &duty, by_subject.of_item(&duty.id));
        }
    }
}
