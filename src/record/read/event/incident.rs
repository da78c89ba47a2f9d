//! Reads the events of a rollback and of incidents.

use super::super::super::fields::{Fields, Taken};
use super::super::super::malformed::Fault;
use super::super::{Reader, slug};
use super::{Kind, digest};
use crate::domain::event::{EventKind, IncidentEvent, IncidentStep, KnownGood, RollbackEvent};
use crate::domain::id::{Candidate, ClassId, IncidentId, RoleId, TriggerId};
use crate::domain::incident::{Mitigation, Severity, Who};

impl Reader {
    pub(super) fn rollback_event(&mut self, word: &str, fields: &mut Fields<'_>) -> Kind {
        Ok(match word {
            "rollback-begun" => Some(EventKind::Rollback(RollbackEvent::Begun {
                reason: fields.needed("reason")?.0,
                trigger: fields.parsed_if_there("trigger", slug::<TriggerId>)?,
                back_to: self.back_to(fields)?,
            })),
            "rollback-cancelled" => Some(EventKind::Rollback(RollbackEvent::Cancelled {
                role: fields.parsed_if_there("role", slug::<RoleId>)?,
                reason: fields.needed("reason")?.0,
            })),
            _ => None,
        })
    }

    fn back_to(&mut self, fields: &mut Fields<'_>) -> Taken<Option<KnownGood>> {
        let version = fields.parsed_if_there("back-to", |text| text.parse().ok())?;
        let candidate = fields
            .optional("back-to-candidate")?
            .map(|text| Candidate::from(text.as_str()));
        Ok(version.map(|version| KnownGood { version, candidate }))
    }

    pub(super) fn incident_event(
        &mut self,
        word: &str,
        incident: &IncidentId,
        fields: &mut Fields<'_>,
    ) -> Kind {
        let what = match word {
            "opened" => IncidentStep::Opened {
                title: fields.needed("title")?.0,
                class: fields.parsed("class", slug::<ClassId>)?,
                severity: fields.parsed("severity", Severity::from_word)?,
                commander: who("commander-role", "commander", fields)?,
            },
            "commanded" => IncidentStep::Commanded {
                commander: needed_who("commander-role", "commander", fields)?,
            },
            "noted" => IncidentStep::Noted {
                text: fields.needed("text")?.0,
                happened: fields.time_if_there("happened")?,
            },
            "action-added" => IncidentStep::ActionAdded {
                text: fields.needed("text")?.0,
                owner: needed_who("owner-role", "owner", fields)?,
                due: fields.day("due")?,
            },
            "action-done" => IncidentStep::ActionDone {
                action: digest("action", fields)?,
                note: fields.optional("note")?,
            },
            "decided" => IncidentStep::Decided {
                role: fields.parsed("role", slug::<RoleId>)?,
                course: fields.parsed("course", course)?,
                reason: fields.needed("reason")?.0,
            },
            "resolved" => IncidentStep::Resolved {
                cause: fields.needed("cause")?.0,
            },
            "withdrawn" => IncidentStep::Withdrawn {
                role: fields.parsed_if_there("role", slug::<RoleId>)?,
                reason: fields.needed("reason")?.0,
            },
            "reopened" => IncidentStep::Reopened {
                reason: fields.needed("reason")?.0,
            },
            _ => return Ok(None),
        };
        Ok(Some(EventKind::Incident(IncidentEvent {
            incident: incident.clone(),
            what,
        })))
    }
}

fn who(
    role_key: &'static str,
    person_key: &'static str,
    fields: &mut Fields<'_>,
) -> Taken<Option<Who>> {
    if let Some(role) = fields.parsed_if_there(role_key, slug::<RoleId>)? {
        return Ok(Some(Who::Role(role)));
    }
    Ok(fields
        .parsed_if_there(person_key, |text| text.parse().ok())?
        .map(Who::Person))
}

fn needed_who(
    role_key: &'static str,
    person_key: &'static str,
    fields: &mut Fields<'_>,
) -> Taken<Who> {
    who(role_key, person_key, fields)?
        .ok_or_else(|| Fault::Missing { key: person_key }.at(fields.span()))
}

fn course(word: &str) -> Option<Mitigation> {
    Mitigation::ALL
        .into_iter()
        .find(|known| known.word() == word)
}
