//! Reads the blocks of a plan, with the events under each.

use super::{Reader, key_of, once, twice};
use crate::domain::event::Subject;
use crate::domain::id::{IncidentId, ItemId, Milestone, PhaseId, RiskId, RoleId};
use crate::domain::plan::monitoring::Window;
use crate::domain::plan::rollback::Rollback;
use crate::domain::plan::rollout::{LIMITS, Rule, Stage, Strategy};
use crate::domain::plan::{Fact, Field, Gate, Item, Phase, Polled};
use crate::domain::schema::{Block, OrDefault, Value as _};
use crate::record::fields::{Table, Taken, bad};
use crate::record::malformed::Fault;

impl Reader {
    /// Takes everything of the plan, in the order in which it is written.
    pub(super) fn take_plan<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        let roles = self.blocks(fields, |_| None)?;
        self.plan.roles.extend(roles);
        let people = self.blocks(fields, |_| None)?;
        self.plan.people.extend(people);
        let facts = self.blocks(fields, |fact: &Fact| Some(Subject::Fact(&fact.id)))?;
        self.plan.facts.extend(facts);
        fields.tables("item", |table| {
            let mut item = Item::read(table)?;
            item.roles = self.sign_offs(&item.id, table)?;
            self.distinct("item", item.id.as_str(), table)?;
            self.plan.items.push(item);
            Ok(())
        })?;
        fields.tables("gate", |table| self.gate(table))?;
        let notes = self.blocks(fields, |field: &Field| Some(Subject::Field(&field.id)))?;
        self.plan.fields.extend(notes);
        self.take_rollout(fields)?;
        self.take_monitoring(fields)?;
        self.take_rollback(fields)?;
        self.take_incidents(fields)
    }

    /// Takes all blocks of a kind, each with the events that are about it.
    fn blocks<T: Block, F: Table>(
        &mut self,
        fields: &mut F,
        about: impl Fn(&T) -> Option<Subject<'_>>,
    ) -> Taken<Vec<T>> {
        let what = key_of(T::HEADING);
        let mut blocks = Vec::new();
        fields.tables(what, |table| {
            let block = T::read(table)?;
            if let Some(about) = about(&block) {
                self.events(table, about)?;
            }
            match block.name() {
                Some(name) => self.distinct(what, name, table)?,
                None => table.finish()?,
            }
            blocks.push(block);
            Ok(())
        })?;
        Ok(blocks)
    }

    /// Takes a block that is there once, with the events that are about it.
    fn block<T: Block, F: Table>(
        &mut self,
        fields: &mut F,
        about: Option<Subject<'_>>,
        place: impl FnOnce(&mut Self) -> &mut Option<T>,
    ) -> Taken<()> {
        let what = key_of(T::HEADING);
        let block = fields.table(what, |table| {
            let span = table.span();
            let block = T::read(table)?;
            if let Some(about) = about {
                self.events(table, about)?;
            }
            table.finish()?;
            Ok((block, span))
        })?;
        block.map_or(Ok(()), |(block, span)| once(what, place(self), block, span))
    }

    /// Ends a block that may be there once under its name.
    fn distinct<F: Table>(&mut self, what: &'static str, name: &str, table: &mut F) -> Taken<()> {
        let span = table.span();
        table.finish()?;
        if self.names.insert((what, name.to_owned())) {
            Ok(())
        } else {
            Err(twice(what, name).at(span))
        }
    }

    /// Takes what was answered on an item, and returns the roles that have a slot.
    fn sign_offs<F: Table>(&mut self, id: &ItemId, fields: &mut F) -> Taken<Vec<RoleId>> {
        self.item_events(fields, id)?;
        self.slots("signoff", fields, |reader, slot, role| {
            reader.events(slot, Subject::Item(id, role))
        })
    }

    /// Takes the slots of roles with the events in each, and returns the roles.
    fn slots<F: Table>(
        &mut self,
        key: &'static str,
        fields: &mut F,
        read: impl Fn(&mut Self, &mut F, &RoleId) -> Taken<()>,
    ) -> Taken<Vec<RoleId>> {
        let mut roles = Vec::new();
        fields.tables(key, |slot| {
            let role = RoleId::get("role", slot)?;
            if roles.contains(&role) {
                return Err(twice("the slot of role", role.as_str()).at(slot.span()));
            }
            read(self, slot, &role)?;
            slot.finish()?;
            roles.push(role);
            Ok(())
        })?;
        Ok(roles)
    }

    fn gate<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        let span = fields.span();
        let id = PhaseId::get("phase", fields)?;
        let title = String::get("phase-title", fields)?;
        let is_on_demand = bool::get(OrDefault("on-demand"), fields)?;
        let mut gate = Gate::read(fields)?;
        fields.tables("call", |slot| {
            let polled = Polled::read(slot)?;
            if gate.polled(&polled.role).is_some() {
                return Err(twice("the slot of role", polled.role.as_str()).at(slot.span()));
            }
            self.events(slot, Subject::Gate(&id, &polled.role))?;
            slot.finish()?;
            gate.poll.push(polled);
            Ok(())
        })?;
        self.distinct("gate", id.as_str(), fields)?;
        let phase = Phase { id, title, gate };
        if is_on_demand {
            return once("gate", &mut self.on_demand, phase, span);
        }
        self.plan.phases.push(phase);
        Ok(())
    }

    fn take_rollout<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        self.block(fields, Some(Subject::Rollout), |reader| {
            &mut reader.plan.rollout
        })?;
        let metrics = self.blocks(fields, |_| None)?;
        let rules = Self::rules(fields)?;
        let choices = self.blocks(fields, |_| None)?;
        let mut strategies = Vec::new();
        fields.tables("strategy", |table| {
            strategies.push(self.strategy(table)?);
            Ok(())
        })?;
        let is_empty =
            metrics.is_empty() && rules.is_empty() && choices.is_empty() && strategies.is_empty();
        if let Some(rollout) = within(&mut self.plan.rollout, is_empty)? {
            rollout.metrics.extend(metrics);
            rollout.rules.extend(rules);
            rollout.choices.extend(choices);
            rollout.strategies.extend(strategies);
        }
        Ok(())
    }

    fn rules<F: Table>(fields: &mut F) -> Taken<Vec<Rule>> {
        let mut rules = Vec::new();
        fields.tables("rule", |table| {
            let rule = Rule::read(table)?;
            if LIMITS.iter().any(|limit| table.has(limit)) {
                return Err(twice("the limit of a rule on", rule.metric.as_str()).at(table.span()));
            }
            table.finish()?;
            rules.push(rule);
            Ok(())
        })?;
        Ok(rules)
    }

    fn strategy<F: Table>(&mut self, fields: &mut F) -> Taken<Strategy> {
        let mut strategy = Strategy::read(fields)?;
        fields.tables("stage", |table| {
            let span = table.span();
            let mut stage = Stage::read(table)?;
            self.events(table, Subject::Stage(&strategy.id, &stage.id))?;
            stage.roles = self.slots("call", table, |reader, slot, role| {
                reader.events(slot, Subject::StageCall(&strategy.id, &stage.id, role))
            })?;
            table.finish()?;
            if strategy.stage(&stage.id).is_some() {
                return Err(twice("stage", stage.id.as_str()).at(span));
            }
            strategy.stages.push(stage);
            Ok(())
        })?;
        self.distinct("strategy", strategy.id.as_str(), fields)?;
        Ok(strategy)
    }

    fn take_monitoring<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        self.block(fields, None, |reader| &mut reader.plan.monitoring)?;
        let windows = self.blocks(fields, |window: &Window| Some(Subject::Window(&window.id)))?;
        if let Some(monitoring) = within(&mut self.plan.monitoring, windows.is_empty())? {
            monitoring.windows.extend(windows);
        }
        Ok(())
    }

    /// Takes what is ready for a rollback. Its phase is the gate that is entered on demand.
    fn take_rollback<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        fields.table("rollback", |table| {
            let (span, place) = (table.span(), table.span_of("phase"));
            let id = PhaseId::get("phase", table)?;
            let phase = self.on_demand.clone().filter(|phase| phase.id == id);
            let rollback = Rollback {
                phase: phase.ok_or_else(|| bad("phase", id.as_str()).at(place))?,
                after: Option::<Milestone>::get("after", table)?,
                ends: Vec::<RoleId>::get("ends", table)?,
            };
            self.events(table, Subject::Rollback)?;
            table.finish()?;
            once("rollback", &mut self.plan.rollback, rollback, span)
        })?;
        Ok(())
    }

    fn take_incidents<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        self.block(fields, None, |reader| &mut reader.plan.incidents)?;
        let classes = self.blocks(fields, |_| None)?;
        let triggers = self.blocks(fields, |_| None)?;
        let mut duties = Vec::new();
        fields.tables("duty", |table| {
            let mut duty = Item::read(table)?;
            duty.roles = Vec::get("roles", table)?;
            self.distinct("duty", duty.id.as_str(), table)?;
            duties.push(duty);
            Ok(())
        })?;
        let is_empty = classes.is_empty() && triggers.is_empty() && duties.is_empty();
        if let Some(incidents) = within(&mut self.plan.incidents, is_empty)? {
            incidents.classes.extend(classes);
            incidents.triggers.extend(triggers);
            incidents.duties.extend(duties);
        }
        // After two branches raised the next risk, its block stands there twice, as that of an incident does.
        fields.tables("risk", |table| {
            let id = RiskId::get("id", table)?;
            self.events(table, Subject::Risk(&id))?;
            table.finish()
        })?;
        // After two branches opened the next incident, its block stands there twice: both are about one incident.
        fields.tables("incident", |table| self.incident(table))
    }

    fn incident<F: Table>(&mut self, fields: &mut F) -> Taken<()> {
        let id = IncidentId::get("id", fields)?;
        self.events(fields, Subject::Incident(&id))?;
        fields.tables("duty", |table| {
            let span = table.span();
            let duty = ItemId::get("id", table)?;
            self.sign_offs(&duty, table)?;
            table.finish()?;
            self.duty_slots.push((id.clone(), duty, span));
            Ok(())
        })?;
        fields.finish()
    }
}

/// Returns the block that others belong to. One that is missing is no fault as long as nothing belongs to it.
fn within<T: Block>(head: &mut Option<T>, is_empty: bool) -> Taken<Option<&mut T>> {
    match head {
        None if !is_empty => Err(Fault::Missing {
            key: key_of(T::HEADING),
        }
        .at(0..0)),
        head => Ok(head.as_mut()),
    }
}
