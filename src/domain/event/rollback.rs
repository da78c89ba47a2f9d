//! What can happen to a rollback.

use super::Detail;
use crate::domain::id::{Candidate, RoleId, TriggerId};
use crate::domain::version::Version;

/// What happened to the rollback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RollbackEvent {
    /// Somebody decided to go back.
    Begun {
        /// Why.
        reason: String,
        /// The known reason that it is, if it is one.
        trigger: Option<TriggerId>,
        /// The last known-good release.
        back_to: Option<KnownGood>,
    },
    /// The release goes on after all.
    Cancelled {
        /// The role that answers for it.
        role: Option<RoleId>,
        /// Why.
        reason: String,
    },
}

/// A release to go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownGood {
    /// The version.
    pub version: Version,
    /// What was shipped.
    pub candidate: Option<Candidate>,
}

impl RollbackEvent {
    /// Returns the word of the record's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "rollback-begun",
            Self::Cancelled { .. } => "rollback-cancelled",
        }
    }

    /// Returns the reason that was given.
    pub fn reason(&self) -> &str {
        match self {
            Self::Begun { reason, .. } | Self::Cancelled { reason, .. } => reason,
        }
    }

    /// Hands every value that the subject does not say to `take`, in the order of the canonical form.
    pub(super) fn details<'e>(&'e self, take: &mut dyn FnMut(&'static str, Detail<'e>)) {
        let mut optional = |name, value: Option<&'e str>| {
            if let Some(value) = value {
                take(name, Detail::Text(value));
            }
        };
        match self {
            Self::Begun {
                reason,
                trigger,
                back_to,
            } => {
                optional("reason", Some(reason));
                optional("trigger", trigger.as_ref().map(TriggerId::as_str));
                optional(
                    "back-to",
                    back_to.as_ref().map(|good| good.version.as_str()),
                );
                let candidate = back_to.as_ref().and_then(|good| good.candidate.as_ref());
                optional("back-to-candidate", candidate.map(Candidate::as_str));
            }
            Self::Cancelled { role, reason } => {
                optional("role", role.as_ref().map(RoleId::as_str));
                optional("reason", Some(reason));
            }
        }
    }
}
