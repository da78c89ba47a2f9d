//! The events of an incident.

use chrono::{DateTime, Utc};

use crate::domain::event::{EventKind, IncidentEvent, IncidentStep};
use crate::domain::id::{ClassId, IncidentId, RoleId};
use crate::domain::incident::{Course, Incidents, Severity, Who};
use crate::domain::release::Release;

impl IncidentStep {
    /// Returns this as an event of the incident.
    pub fn of(self, incident: &IncidentId) -> EventKind {
        EventKind::Incident(IncidentEvent { incident: incident.clone(), what: self })
    }
}

impl Incidents {
    /// Returns who commands incidents of this class, when the playbook says so.
    pub fn commander_of(&self, class: &ClassId) -> Option<Who> {
        self.class(class).and_then(|class| class.commander.clone()).map(Who::Role)
    }
}

impl Release {
    /// Returns the opening of the next incident, commanded by whom its class names unless somebody else is given.
    pub fn opening(&self, title: String, class: ClassId, severity: Severity, commander: Option<Who>) -> EventKind {
        let of_class = || self.plan().incidents.as_ref().and_then(|incidents| incidents.commander_of(&class));
        let commander = commander.or_else(of_class);
        IncidentStep::Opened { title, class, severity, commander }.of(&self.next_incident())
    }

    /// Returns a decision on rollback or hotfix, and the sign-off of the duty that it does; without that when the duty does
    /// not wait for the role, or needs evidence that a decision does not give.
    pub fn deciding_in(
        &self,
        incident: &IncidentId,
        role: &RoleId,
        (course, reason): (Course, String),
        now: DateTime<Utc>,
    ) -> Vec<EventKind> {
        let mut kinds = vec![IncidentStep::Decided { role: role.clone(), course, reason }.of(incident)];
        let duty = self.plan().decision().map(|duty| incident.duty(&duty.id));
        let standing = duty.and_then(|duty| self.standing(&duty, now));
        let waits = standing.filter(|duty| duty.waits_for(role) && !duty.item.removed && !duty.item.evidence_required);
        kinds.extend(waits.and_then(|duty| self.signing(&duty.item.id, role, Vec::new(), None)));
        kinds
    }
}
