//! The blocks of a plan, with the events under each.

use super::BySubject;
use super::page::Page;
use crate::domain::event::{Event, Subject};
use crate::domain::id::{IncidentId, Milestone, RoleId};
use crate::domain::plan::rollback::Rollback;
use crate::domain::plan::rollout::{Rollout, Stage, Strategy};
use crate::domain::plan::{Item, Phase, Plan};
use crate::domain::schema::{Block as _, OrDefault, Value as _};

impl Page {
    pub(super) fn plan(&mut self, plan: &Plan, events: &BySubject<'_>) {
        self.put(&plan.policy);
        for role in &plan.roles {
            self.put(role);
        }
        for identity in &plan.people {
            self.put(identity);
        }
        for fact in &plan.facts {
            self.put(fact);
            self.events("[[fact.event]]", events.about(Subject::Fact(&fact.id)));
        }
        for item in plan.items.iter().filter(|item| item.incident.is_none()) {
            self.item(item, events.of_item(&item.id));
        }
        for phase in plan.phases.iter().chain(plan.way_back()) {
            self.gate(phase, plan.way_back() == Some(phase), events);
        }
        for field in &plan.fields {
            self.put(field);
            self.events("[[note.event]]", events.about(Subject::Field(&field.id)));
        }
        if let Some(rollout) = &plan.rollout {
            self.rollout(rollout, events);
        }
        if let Some(monitoring) = &plan.monitoring {
            self.put(monitoring);
            for window in &monitoring.windows {
                self.put(window);
                self.events(
                    "[[window.event]]",
                    events.about(Subject::Window(&window.id)),
                );
            }
        }
        if let Some(rollback) = &plan.rollback {
            self.rollback(rollback, events.about(Subject::Rollback));
        }
        if let Some(incidents) = &plan.incidents {
            self.put(incidents);
            incidents.classes.iter().for_each(|class| self.put(class));
            incidents
                .triggers
                .iter()
                .for_each(|trigger| self.put(trigger));
            for duty in &incidents.duties {
                self.block("[[duty]]");
                self.values(|take| duty.write(take));
                self.values(|take| duty.roles.put("roles", take));
            }
        }
        for risk in &events.risks {
            self.block("[[risk]]");
            self.string("id", risk.as_str());
            self.events("[[risk.event]]", events.about(Subject::Risk(risk)));
        }
        for incident in &events.incidents {
            self.incident(incident, plan, events);
        }
    }

    pub(super) fn item(&mut self, item: &Item, events: &[&Event]) {
        self.put(item);
        self.sign_offs("item", item, events);
    }

    fn gate(&mut self, phase: &Phase, is_on_demand: bool, events: &BySubject<'_>) {
        self.block("[[gate]]");
        self.string("phase", phase.id.as_str());
        self.string("phase-title", &phase.title);
        self.values(|take| is_on_demand.put(OrDefault("on-demand"), take));
        self.values(|take| phase.gate.write(take));
        for polled in &phase.gate.poll {
            self.put(polled);
            self.events(
                "[[gate.call.event]]",
                events.about(Subject::Gate(&phase.id, &polled.role)),
            );
        }
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
                if matches!(event.kind.subject(), Subject::Item(_, speaking) if speaking == role) {
                    self.event(&format!("[[{block}.signoff.event]]"), event, &[]);
                }
            }
        }
    }

    fn rollout(&mut self, rollout: &Rollout, events: &BySubject<'_>) {
        self.put(rollout);
        self.events("[[rollout.event]]", events.about(Subject::Rollout));
        rollout.metrics.iter().for_each(|metric| self.put(metric));
        rollout.rules.iter().for_each(|rule| self.put(rule));
        rollout.choices.iter().for_each(|choice| self.put(choice));
        for strategy in &rollout.strategies {
            self.put(strategy);
            for stage in &strategy.stages {
                self.stage(strategy, stage, events);
            }
        }
    }

    fn stage(&mut self, strategy: &Strategy, stage: &Stage, events: &BySubject<'_>) {
        self.put(stage);
        let about = Subject::Stage(&strategy.id, &stage.id);
        self.events("[[strategy.stage.event]]", events.about(about));
        for role in &stage.roles {
            self.block("[[strategy.stage.call]]");
            self.string("role", role.as_str());
            let about = Subject::StageCall(&strategy.id, &stage.id, role);
            self.events("[[strategy.stage.call.event]]", events.about(about));
        }
    }

    /// Writes what is ready for a rollback; its phase stands among the gates.
    fn rollback(&mut self, rollback: &Rollback, events: &[&Event]) {
        self.block("[rollback]");
        self.string("phase", rollback.phase.id.as_str());
        self.optional("after", rollback.after.as_ref().map(Milestone::as_str));
        self.values(|take| Vec::<RoleId>::put(&rollback.ends, "ends", take));
        self.events("[[rollback.event]]", events);
    }

    /// Writes an incident: what happened in it, and a slot for every role of every duty, so that what several roles sign
    /// on several branches stands on lines of its own.
    fn incident(&mut self, id: &IncidentId, plan: &Plan, events: &BySubject<'_>) {
        self.block("[[incident]]");
        self.string("id", id.as_str());
        self.events("[[incident.event]]", events.about(Subject::Incident(id)));
        let duties = plan
            .incidents
            .iter()
            .flat_map(|incidents| incidents.duties_of(id));
        for duty in duties {
            self.block("[[incident.duty]]");
            self.string("id", duty.id.as_str());
            self.sign_offs("incident.duty", &duty, events.of_item(&duty.id));
        }
    }
}
