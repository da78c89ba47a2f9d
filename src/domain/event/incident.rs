//! What can happen in an incident.

use chrono::{DateTime, NaiveDate, Utc};

use super::Detail;
use crate::domain::digest::Digest;
use crate::domain::id::{ClassId, IncidentId, RoleId};
use crate::domain::incident::{Mitigation, Severity, Who};

/// Something that happened in one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentEvent {
    /// The incident.
    pub incident: IncidentId,
    /// What happened.
    pub what: IncidentStep,
}

/// What can happen in an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncidentStep {
    /// It was opened, and each role's duties with it.
    Opened {
        /// What is the matter.
        title: String,
        /// Its class.
        class: ClassId,
        /// How bad it is.
        severity: Severity,
        /// Who commands, once that is known.
        commander: Option<Who>,
    },
    /// Command was handed over.
    Commanded {
        /// Who commands from now on.
        commander: Who,
    },
    /// Something was seen, or done.
    Noted {
        /// What.
        text: String,
        /// When it was, where somebody said so by hand.
        happened: Option<DateTime<Utc>>,
    },
    /// Something has to be done about it, also after the release.
    ActionAdded {
        /// What.
        text: String,
        /// Who does it.
        owner: Who,
        /// The day by which it has to be done.
        due: Option<NaiveDate>,
    },
    /// What had to be done is done.
    ActionDone {
        /// The event that asked for it.
        action: Digest,
        /// How.
        note: Option<String>,
    },
    /// The way out was decided on.
    Decided {
        /// The role that decides.
        role: RoleId,
        /// The decision.
        course: Mitigation,
        /// Why.
        reason: String,
    },
    /// It is over.
    Resolved {
        /// What had caused it.
        cause: String,
    },
    /// It was opened by mistake.
    Withdrawn {
        /// The role that says so; none when its commander or the person who opened it does.
        role: Option<RoleId>,
        /// Why.
        reason: String,
    },
    /// It is open again.
    Reopened {
        /// Why.
        reason: String,
    },
}

impl IncidentStep {
    /// Returns the word of the record's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Commanded { .. } => "commanded",
            Self::Noted { .. } => "noted",
            Self::ActionAdded { .. } => "action-added",
            Self::ActionDone { .. } => "action-done",
            Self::Decided { .. } => "decided",
            Self::Resolved { .. } => "resolved",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Reopened { .. } => "reopened",
        }
    }

    /// Returns the reason that was given, if any.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Decided { reason, .. }
            | Self::Withdrawn { reason, .. }
            | Self::Reopened { reason } => Some(reason),
            _ => None,
        }
    }

    /// Hands every value that the subject does not say to `take`, in the order of the canonical form.
    pub(super) fn details<'e>(&'e self, take: &mut dyn FnMut(&'static str, Detail<'e>)) {
        use Detail::{Day, Text, Time};
        match self {
            Self::Opened {
                title,
                class,
                severity,
                commander,
            } => {
                take("title", Text(title));
                take("class", Text(class.as_str()));
                take("severity", Text(severity.word()));
                if let Some(commander) = commander {
                    push_person_or_role("commander-role", "commander", commander, take);
                }
            }
            Self::Commanded { commander } => {
                push_person_or_role("commander-role", "commander", commander, take);
            }
            Self::Noted { text, happened } => {
                take("text", Text(text));
                if let Some(happened) = happened {
                    take("happened", Time(*happened));
                }
            }
            Self::ActionAdded { text, owner, due } => {
                take("text", Text(text));
                push_person_or_role("owner-role", "owner", owner, take);
                if let Some(due) = due {
                    take("due", Day(*due));
                }
            }
            Self::ActionDone { action, note } => {
                take("action", Detail::Digest(action));
                if let Some(note) = note {
                    take("note", Text(note));
                }
            }
            Self::Decided {
                role,
                course,
                reason,
            } => {
                take("role", Text(role.as_str()));
                take("course", Text(course.word()));
                take("reason", Text(reason));
            }
            Self::Resolved { cause } => take("cause", Text(cause)),
            Self::Withdrawn { role, reason } => {
                if let Some(role) = role {
                    take("role", Text(role.as_str()));
                }
                take("reason", Text(reason));
            }
            Self::Reopened { reason } => take("reason", Text(reason)),
        }
    }
}

fn push_person_or_role<'e>(
    role_key: &'static str,
    person_key: &'static str,
    who: &'e Who,
    take: &mut dyn FnMut(&'static str, Detail<'e>),
) {
    let key = if matches!(who, Who::Role(_)) {
        role_key
    } else {
        person_key
    };
    take(key, Detail::Text(who.as_str()));
}
