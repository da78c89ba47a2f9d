//! Reads the blocks of a plan, with the events under each.

use super::{Reader, key_of, once, twice};
use crate::domain::event::Subject;
use crate::domain::id::{IncidentId, ItemId, Milestone, PhaseId, RoleId};
use crate::domain::plan::monitoring::Window;
use crate::domain::plan::rollback::Rollback;
use crate::domain::plan::rollout::{LIMITS, Rule, Stage, Strategy};
use crate::domain::plan::{Fact, Field, Gate, Item, Phase};
use crate::domain::schema::{Block, OrDefault, Value as _};
use crate::record::fields::{Fields, Taken, bad};
use crate::record::malformed::Fault;

impl Reader {
    pub(super) fn take_plan(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        let roles = self.blocks(fields, |_| None)?;
        self.plan.roles.extend(roles);
        let facts = self.blocks(fields, |fact: &Fact| Some(Subject::Fact(&fact.id)))?;
        self.plan.facts.extend(facts);
        for mut table in fields.tables("item")? {
            let mut item = Item::read(&mut table)?;
            item.roles = self.sign_offs(&item.id, &mut table)?;
            self.distinct("item", item.id.as_str(), table)?;
            self.plan.items.push(item);
        }
        for table in fields.tables("gate")? {
            self.gate(table)?;
        }
        self.take_rollout(fields)?;
        self.take_monitoring(fields)?;
        self.take_rollback(fields)?;
        self.take_incidents(fields)?;
        let notes = self.blocks(fields, |field: &Field| Some(Subject::Field(&field.id)))?;
        self.plan.fields.extend(notes);
        Ok(())
    }

    /// Takes all blocks of a kind, each with the events that are about it.
    fn blocks<T: Block>(
        &mut self,
        fields: &mut Fields<'_>,
        about: impl Fn(&T) -> Option<Subject<'_>>,
    ) -> Taken<Vec<T>> {
        let what = key_of(T::HEADING);
        let mut blocks = Vec::new();
        for mut table in fields.tables(what)? {
            let block = T::read(&mut table)?;
            if let Some(about) = about(&block) {
                self.events(&mut table, about)?;
            }
            match block.name() {
                Some(name) => self.distinct(what, name, table)?,
                None => table.finish()?,
            }
            blocks.push(block);
        }
        Ok(blocks)
    }

    /// Takes a block that is there once, with the events that are about it.
    fn block<T: Block>(
        &mut self,
        fields: &mut Fields<'_>,
        about: Option<Subject<'_>>,
        place: impl FnOnce(&mut Self) -> &mut Option<T>,
    ) -> Taken<()> {
        let what = key_of(T::HEADING);
        let Some(mut table) = fields.table(what)? else {
            return Ok(());
        };
        let span = table.span();
        let block = T::read(&mut table)?;
        if let Some(about) = about {
            self.events(&mut table, about)?;
        }
        table.finish()?;
        once(what, place(self), block, span)
    }

    /// Ends a block that may be there once under its name.
    fn distinct(&mut self, what: &'static str, name: &str, table: Fields<'_>) -> Taken<()> {
        let span = table.span();
        table.finish()?;
        if self.names.insert((what, name.to_owned())) {
            Ok(())
        } else {
            Err(twice(what, name).at(span))
        }
    }

    /// Takes what was answered on an item, and returns the roles that have a slot.
    fn sign_offs(&mut self, id: &ItemId, fields: &mut Fields<'_>) -> Taken<Vec<RoleId>> {
        self.item_events(fields, id)?;
        self.slots("signoff", fields, |reader, slot, role| {
            reader.events(slot, Subject::Item(id, role))
        })
    }

    /// Takes the slots of roles with the events in each, and returns the roles.
    fn slots(
        &mut self,
        key: &'static str,
        fields: &mut Fields<'_>,
        read: impl Fn(&mut Self, &mut Fields<'_>, &RoleId) -> Taken<()>,
    ) -> Taken<Vec<RoleId>> {
        let mut roles = Vec::new();
        for mut slot in fields.tables(key)? {
            let role = RoleId::get("role", &mut slot)?;
            if roles.contains(&role) {
                return Err(twice("the slot of role", role.as_str()).at(slot.span()));
            }
            read(self, &mut slot, &role)?;
            slot.finish()?;
            roles.push(role);
        }
        Ok(roles)
    }

    fn gate(&mut self, mut fields: Fields<'_>) -> Taken<()> {
        let span = fields.span();
        let id = PhaseId::get("phase", &mut fields)?;
        let poll = self.slots("call", &mut fields, |reader, slot, role| {
            reader.events(slot, Subject::Gate(&id, role))
        })?;
        let gate = Gate {
            poll,
            ..Gate::read(&mut fields)?
        };
        let title = String::get("phase-title", &mut fields)?;
        let is_on_demand = bool::get(OrDefault("on-demand"), &mut fields)?;
        self.distinct("gate", id.as_str(), fields)?;
        let phase = Phase { id, title, gate };
        if is_on_demand {
            return once("gate", &mut self.on_demand, phase, span);
        }
        self.plan.phases.push(phase);
        Ok(())
    }

    fn take_rollout(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        self.block(fields, Some(Subject::Rollout), |reader| {
            &mut reader.plan.rollout
        })?;
        let metrics = self.blocks(fields, |_| None)?;
        let rules = self.rules(fields)?;
        let choices = self.blocks(fields, |_| None)?;
        let mut strategies = Vec::new();
        for table in fields.tables("strategy")? {
            strategies.push(self.strategy(table)?);
        }
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

    fn rules(&mut self, fields: &mut Fields<'_>) -> Taken<Vec<Rule>> {
        let mut rules = Vec::new();
        for mut table in fields.tables("rule")? {
            let rule = Rule::read(&mut table)?;
            if LIMITS.iter().any(|limit| table.has(limit)) {
                return Err(twice("the limit of a rule on", rule.metric.as_str()).at(table.span()));
            }
            table.finish()?;
            rules.push(rule);
        }
        Ok(rules)
    }

    fn strategy(&mut self, mut fields: Fields<'_>) -> Taken<Strategy> {
        let mut strategy = Strategy::read(&mut fields)?;
        for mut table in fields.tables("stage")? {
            let span = table.span();
            let mut stage = Stage::read(&mut table)?;
            self.events(&mut table, Subject::Stage(&strategy.id, &stage.id))?;
            stage.roles = self.slots("call", &mut table, |reader, slot, role| {
                reader.events(slot, Subject::StageCall(&strategy.id, &stage.id, role))
            })?;
            table.finish()?;
            if strategy.stage(&stage.id).is_some() {
                return Err(twice("stage", stage.id.as_str()).at(span));
            }
            strategy.stages.push(stage);
        }
        self.distinct("strategy", strategy.id.as_str(), fields)?;
        Ok(strategy)
    }

    fn take_monitoring(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        self.block(fields, None, |reader| &mut reader.plan.monitoring)?;
        let windows = self.blocks(fields, |window: &Window| Some(Subject::Window(&window.id)))?;
        if let Some(monitoring) = within(&mut self.plan.monitoring, windows.is_empty())? {
            monitoring.windows.extend(windows);
        }
        Ok(())
    }

    /// Takes what is ready for a rollback. Its phase is the gate that is entered on demand.
    fn take_rollback(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        let Some(mut table) = fields.table("rollback")? else {
            return Ok(());
        };
        let (span, place) = (table.span(), table.span_of("phase"));
        let id = PhaseId::get("phase", &mut table)?;
        let phase = self.on_demand.clone().filter(|phase| phase.id == id);
        let rollback = Rollback {
            phase: phase.ok_or_else(|| bad("phase", id.as_str()).at(place))?,
            after: Option::<Milestone>::get("after", &mut table)?,
            ends: Vec::<RoleId>::get("ends", &mut table)?,
        };
        self.events(&mut table, Subject::Rollback)?;
        table.finish()?;
        once("rollback", &mut self.plan.rollback, rollback, span)
    }

    fn take_incidents(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        self.block(fields, None, |reader| &mut reader.plan.incidents)?;
        let classes = self.blocks(fields, |_| None)?;
        let triggers = self.blocks(fields, |_| None)?;
        let mut duties = Vec::new();
        for mut table in fields.tables("duty")? {
            let mut duty = Item::read(&mut table)?;
            duty.roles = Vec::get("roles", &mut table)?;
            self.distinct("duty", duty.id.as_str(), table)?;
            duties.push(duty);
        }
        let is_empty = classes.is_empty() && triggers.is_empty() && duties.is_empty();
        if let Some(incidents) = within(&mut self.plan.incidents, is_empty)? {
            incidents.classes.extend(classes);
            incidents.triggers.extend(triggers);
            incidents.duties.extend(duties);
        }
        // After two branches opened the next incident, its block stands there twice: both are about one incident.
        for table in fields.tables("incident")? {
            self.incident(table)?;
        }
        Ok(())
    }

    fn incident(&mut self, mut fields: Fields<'_>) -> Taken<()> {
        let id = IncidentId::get("id", &mut fields)?;
        self.events(&mut fields, Subject::Incident(&id))?;
        for mut table in fields.tables("duty")? {
            let span = table.span();
            let duty = ItemId::get("id", &mut table)?;
            self.sign_offs(&duty, &mut table)?;
            table.finish()?;
            self.duty_slots.push((id.clone(), duty, span));
        }
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
