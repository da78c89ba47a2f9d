//! The rules of incidents: opening one is free, and whatever is said of it must say something.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::{Admitted, Case, IncidentRefusal, Refusal, given};
use crate::domain::digest::Digest;
use crate::domain::event::{IncidentEvent, IncidentStep, YEARS};
use crate::domain::id::{ClassId, IncidentId, RoleId};
use crate::domain::plan::incident::{Mitigation, Who};
use crate::domain::state::Incident;

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
        self.fits_end(known, what)?;
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
            IncidentStep::Resolved { cause } => said(cause, "the cause"),
            IncidentStep::Withdrawn { role, reason } => self.withdraw(known, role.as_ref(), reason),
            IncidentStep::Reopened { reason } => {
                given(Some(reason), "reopening an incident").map(|()| Vec::new())
            }
        }
    }

    /// Checks that what is said fits an incident that is open, resolved or withdrawn. A note fits always, and so does what
    /// was done about an action.
    fn fits_end(&self, incident: Incident<'_>, what: &IncidentStep) -> Result<(), Refusal> {
        let id = || incident.id().clone();
        let is_withdrawn = incident.withdrawn().is_some();
        let refusal = match what {
            IncidentStep::Resolved { .. } if incident.resolved().is_some() => {
                IncidentRefusal::Resolved(id())
            }
            IncidentStep::Withdrawn { .. } if is_withdrawn => {
                IncidentRefusal::WithdrawnAlready(id())
            }
            IncidentStep::Withdrawn { .. } if !incident.is_open() => IncidentRefusal::Over(id()),
            IncidentStep::Reopened { .. } if incident.is_open() => IncidentRefusal::Open(id()),
            IncidentStep::Commanded { .. }
            | IncidentStep::ActionAdded { .. }
            | IncidentStep::Decided { .. }
            | IncidentStep::Resolved { .. }
                if is_withdrawn =>
            {
                IncidentRefusal::Withdrawn(id())
            }
            _ => return Ok(()),
        };
        Err(refusal.into())
    }

    /// An incident that was opened by mistake is withdrawn by the person who opened it, by its commander, or for a role that
    /// commands it or may waive.
    fn withdraw(&self, incident: Incident<'_>, role: Option<&RoleId>, reason: &str) -> Admitted {
        given(Some(reason), "withdrawing an incident")?;
        if incident.has_rollback() {
            return Err(IncidentRefusal::OfRollback(incident.id().clone()).into());
        }
        match role {
            None if incident.is_opener_or_commander(self.by) => Ok(Vec::new()),
            Some(role) if incident.roles_to_withdraw().any(|known| known == role) => self.act(role),
            Some(role) => {
                self.known(role)?;
                Err(withdraws_not(incident))
            }
            None => Err(withdraws_not(incident)),
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
        let next = self.release.next_incident();
        if self.release.edition().is_some() && *id != next {
            return Err(IncidentRefusal::NotNext(next).into());
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
        // A decision from before the rollback says how it ends only when it led to it.
        let led = self.release.led_to_rollback(incident);
        let is_so =
            |(known, event)| known == course && (led || self.release.knows_of_rollback(event));
        let mut decisions = incident.decisions().peekable();
        if decisions.peek().is_some() && decisions.all(is_so) {
            return Err(IncidentRefusal::Decided { course }.into());
        }
        given(Some(reason), "the decision")?;
        self.act(role)
    }

    pub(super) fn known_who(&self, who: Option<&Who>) -> Result<(), Refusal> {
        match who {
            Some(Who::Role(role)) => self.known(role),
            _ => Ok(()),
        }
    }
}

fn withdraws_not(incident: Incident<'_>) -> Refusal {
    IncidentRefusal::WithdrawsNot {
        incident: incident.id().clone(),
        roles: incident.roles_to_withdraw().cloned().collect(),
    }
    .into()
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
