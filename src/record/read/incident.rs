//! Reads the blocks of a rollback and of incidents.

use super::event::Place;
use super::{Reader, once, slug};
use crate::domain::id::{
    ClassId, IncidentId, ItemId, Milestone, PhaseId, RoleId, TriggerId, is_slug_path,
};
use crate::domain::incident::{Class, Incidents, Trigger};
use crate::domain::plan::{Item, Phase};
use crate::domain::rollback::Rollback;
use crate::record::fields::{Fields, Span, Taken};
use crate::record::malformed::{Fault, Malformed};

/// What has been read of a rollback.
#[derive(Default)]
pub(super) struct RollbackParts {
    /// The block, with the place of its phase.
    head: Option<(PhaseId, Option<Milestone>, Vec<RoleId>, Span)>,
    /// The gate that was marked as entered on demand.
    pub(super) phase: Option<Phase>,
}

/// What has been read of incidents.
#[derive(Default)]
pub(super) struct IncidentParts {
    head: Option<Option<ItemId>>,
    classes: Vec<Class>,
    triggers: Vec<Trigger>,
    duties: Vec<Item>,
    /// The duties that have a slot in an incident, with their places.
    slots: Vec<(IncidentId, ItemId, Span)>,
}

impl RollbackParts {
    /// Returns what is ready for a rollback, once all of it was taken.
    pub(super) fn finish(self) -> Result<Option<Rollback>, Malformed> {
        match (self.head, self.phase) {
            (None, None) => Ok(None),
            (Some((id, after, ends, _)), Some(phase)) if phase.id == id => {
                Ok(Some(Rollback { phase, after, ends }))
            }
            // No gate is that of a rollback, or another one is.
            (Some((id, .., span)), _) => Err(Fault::BadValue {
                key: "phase",
                value: id.to_string(),
            }
            .at(span)),
            (None, Some(_)) => Err(Fault::Missing { key: "rollback" }.at(0..0)),
        }
    }
}

impl IncidentParts {
    /// Returns what is ready for incidents, once all of it was taken.
    pub(super) fn finish(self) -> Result<Option<Incidents>, Malformed> {
        let Self {
            head,
            classes,
            triggers,
            duties,
            slots,
        } = self;
        for (incident, slot, span) in slots {
            if duties.iter().all(|duty| incident.duty(&duty.id) != slot) {
                return Err(Fault::BadValue {
                    key: "id",
                    value: slot.to_string(),
                }
                .at(span));
            }
        }
        match head {
            None if classes.is_empty() && triggers.is_empty() && duties.is_empty() => Ok(None),
            None => Err(Fault::Missing { key: "incidents" }.at(0..0)),
            Some(decision) => Ok(Some(Incidents {
                classes,
                triggers,
                decision,
                duties,
            })),
        }
    }
}

impl Reader {
    pub(super) fn take_rollback(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        let Some(mut table) = fields.table("rollback")? else {
            return Ok(());
        };
        let span = table.span();
        let (named, at) = table.needed("phase")?;
        let phase = slug::<PhaseId>(&named).ok_or_else(|| {
            Fault::BadValue {
                key: "phase",
                value: named,
            }
            .at(at.clone())
        })?;
        let after = table.parsed_if_there("after", slug::<Milestone>)?;
        let ends = table.each("ends", slug::<RoleId>)?;
        self.events(&mut table, &Place::Rollback)?;
        table.finish()?;
        once(
            "rollback",
            &mut self.rollback.head,
            (phase, after, ends, at),
            span,
        )
    }

    pub(super) fn take_incidents(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        if let Some(mut table) = fields.table("incidents")? {
            let span = table.span();
            let decision = table.parsed_if_there("decision", item_id)?;
            table.finish()?;
            once("incidents", &mut self.incidents.head, decision, span)?;
        }
        for table in fields.tables("class")? {
            let class = self.distinct(
                "class",
                table,
                |_, fields| class(fields),
                |class| class.id.as_str(),
            )?;
            self.incidents.classes.push(class);
        }
        for table in fields.tables("trigger")? {
            let trigger = self.distinct(
                "trigger",
                table,
                |_, fields| trigger(fields),
                |trigger| trigger.id.as_str(),
            )?;
            self.incidents.triggers.push(trigger);
        }
        for table in fields.tables("duty")? {
            let duty = self.distinct(
                "duty",
                table,
                |reader, fields| reader.duty(fields),
                |duty| duty.id.as_str(),
            )?;
            self.incidents.duties.push(duty);
        }
        // After two branches opened the next incident, its block stands there twice: both are about one incident.
        fields
            .tables("incident")?
            .into_iter()
            .try_for_each(|table| self.incident(table))
    }

    fn duty(&mut self, fields: &mut Fields<'_>) -> Taken<Item> {
        let id = fields.parsed("id", item_id)?;
        let roles = fields.each("roles", slug::<RoleId>)?;
        self.item_of(id, roles, fields)
    }

    fn incident(&mut self, mut fields: Fields<'_>) -> Taken<()> {
        let id = fields.parsed("id", |text| {
            IncidentId::is_one(text).then(|| IncidentId::from(text))
        })?;
        self.events(&mut fields, &Place::Incident(&id))?;
        for mut table in fields.tables("duty")? {
            let span = table.span();
            let duty = table.parsed("id", item_id)?;
            self.sign_offs(&duty, &mut table)?;
            table.finish()?;
            self.incidents.slots.push((id.clone(), duty, span));
        }
        fields.finish()
    }
}

fn class(fields: &mut Fields<'_>) -> Taken<Class> {
    Ok(Class {
        id: fields.parsed("id", slug::<ClassId>)?,
        title: fields.needed("title")?.0,
        commander: fields.parsed_if_there("commander", slug::<RoleId>)?,
    })
}

fn trigger(fields: &mut Fields<'_>) -> Taken<Trigger> {
    Ok(Trigger {
        id: fields.parsed("id", slug::<TriggerId>)?,
        text: fields.needed("text")?.0,
        class: fields.parsed_if_there("class", slug::<ClassId>)?,
    })
}

pub(super) fn item_id(text: &str) -> Option<ItemId> {
    is_slug_path(text).then(|| ItemId::from(text))
}
