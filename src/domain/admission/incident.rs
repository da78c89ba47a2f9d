//! The rules of incidents: opening one is free, and whatever is said of it must say something.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::{Admitted, Case, IncidentRefusal, Refusal, given};
use crate::domain::digest::Digest;
use crate::domain::event::{IncidentEvent, IncidentStep, YEARS};
use crate::domain::id::{ClassId, IncidentId, RoleId};
use crate::domain::incident::status::Incident;
use crate::domain::incident::{Mitigation, Who};

impl<'r> Case<'r> {
    pub(super) fn incident(&self, IncidentEvent { incident, what }: &IncidentEvent) -> Admitted {
        if let IncidentStep::Opened {
            title,
            class,
            commander,
            ..
        } = what
        {
            return self.open(incident, title, class, commander.as_ref());
        }
        let known = self
            .release
            .incident(incident)
            .ok_or_else(|| IncidentRefusal::NoIncident(incident.clone()))?;
        match what {
            IncidentStep::Opened { .. } => Ok(Vec::new()),
            IncidentStep::Commanded { commander } => self.command(known, commander),
            IncidentStep::Noted { text, happened } => self.note(text, *happened),
            IncidentStep::ActionAdded { text, owner, due } => self.add_action(text, owner, *due),
            IncidentStep::ActionDone { action, .. } => Self::end_action(known, action),
            IncidentStep::Decided {
                role,
                course,
                reason,
            } => self.decide(known, role, *course, reason),
            IncidentStep::Resolved { cause } => match known.resolved() {
                Some(_) => Err(IncidentRefusal::Resolved(incident.clone()).into()),
                None => said(cause, "the cause"),
            },
        }
    }

    fn open(
        &self,
        id: &IncidentId,
        title: &str,
        class: &ClassId,
        commander: Option<&Who>,
    ) -> Admitted {
        let incidents = self
            .release
            .plan()
            .incidents
            .as_ref()
            .ok_or(IncidentRefusal::NoIncidents)?;
        if incidents.class(class).is_none() {
            return Err(IncidentRefusal::NoClass(class.clone()).into());
        }
        if self.release.incident(id).is_some() {
            return Err(IncidentRefusal::Opened(id.clone()).into());
        }
        self.known_who(commander)?;
        said(title, "the title")
    }

    fn command(&self, incident: Incident<'_>, commander: &Who) -> Admitted {
        if incident.commanders().eq([commander]) {
            return Err(IncidentRefusal::Commands(commander.as_str().to_owned()).into());
        }
        self.known_who(Some(commander)).map(|()| Vec::new())
    }

    fn note(&self, text: &str, happened: Option<DateTime<Utc>>) -> Admitted {
        match happened {
            Some(happened) if happened > self.now => {
                return Err(IncidentRefusal::InTheFuture.into());
            }
            Some(happened) if !YEARS.contains(&happened.year()) => {
                return Err(IncidentRefusal::NoDate("time").into());
            }
            _ => {}
        }
        said(text, "the note")
    }

    fn add_action(&self, text: &str, owner: &Who, due: Option<NaiveDate>) -> Admitted {
        if due.is_some_and(|due| !YEARS.contains(&due.year())) {
            return Err(IncidentRefusal::NoDate("day").into());
        }
        self.known_who(Some(owner))?;
        said(text, "the action")
    }

    fn end_action(incident: Incident<'_>, action: &Digest) -> Admitted {
        match incident.actions().find(|known| known.added.id == *action) {
            None => Err(IncidentRefusal::NoAction(incident.id().clone()).into()),
            Some(known) if known.done.is_some() => Err(IncidentRefusal::ActionDone.into()),
            Some(_) => Ok(Vec::new()),
        }
    }

    fn decide(
        &self,
        incident: Incident<'_>,
        role: &RoleId,
        course: Mitigation,
        reason: &str,
    ) -> Admitted {
        let roles = self
            .release
            .plan()
            .decision()
            .map(|duty| duty.roles.as_slice())
            .unwrap_or_default();
        if !roles.is_empty() && !roles.contains(role) {
            return Err(IncidentRefusal::DecidesNot {
                roles: roles.to_vec(),
            }
            .into());
        }
        self.known(role)?;
        // A decision from before the rollback says nothing about how the rollback ends.
        let is_so = |(known, event)| known == course && self.release.knows_of_rollback(event);
        let mut decisions = incident.decisions().peekable();
        if decisions.peek().is_some() && decisions.all(is_so) {
            return Err(IncidentRefusal::Decided { course }.into());
        }
        given(Some(reason), "the decision")?;
        self.act(role)
    }

    fn known_who(&self, who: Option<&Who>) -> Result<(), Refusal> {
        match who {
            Some(Who::Role(role)) => self.known(role),
            _ => Ok(()),
        }
    }
}

fn said(text: &str, what: &'static str) -> Admitted {
    if text.trim().is_empty() {
        Err(IncidentRefusal::Blank(what).into())
    } else {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests;
