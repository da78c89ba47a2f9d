//! What can be wrong with what is off the path of a release, a rollback and incidents, when each value is right by itself.

use thiserror::Error;

use crate::definition::quoting::{joined, shown};
use crate::domain::plan::incident::PHASE;

/// What is wrong with a rollback or with incidents.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OffPath {
    /// A rollback without a phase that it could enter.
    #[error("no phase is entered on demand, so a rollback would ask for nothing")]
    NoPhase,
    /// A rollback that would enter a phase which every release passes.
    #[error(
        "the phase `{}` is on the path of every release, so a rollback cannot enter it",
        shown(phase)
    )]
    OnPath { phase: String },
    /// An on-demand phase beside that of the rollback.
    #[error("nothing enters the phase `{}`", shown(phase))]
    NeverEntered { phase: String },
    /// A milestone that some releases do not reach.
    #[error(
        "releases of type {} may never reach `{}`, so they could never be rolled back",
        joined(types, "or"),
        shown(milestone)
    )]
    NeverReached {
        types: Vec<String>,
        milestone: String,
    },
    /// A rollback that anybody may call verified.
    #[error(
        "a rollback of a release of type {} may have no items, and its gate polls no role",
        joined(types, "or")
    )]
    AsksNothing { types: Vec<String> },
    /// A phase that is called like the duties of incidents.
    #[error("`{PHASE}` is reserved for duties of incidents")]
    ReservedPhase,
    /// A checklist whose items could be taken for the duties of an incident.
    #[error(
        "no checklist can be called `{}`: it is reserved for items that a release adds",
        shown(first)
    )]
    ReservedChecklist {
        /// The first part of the checklist's name.
        first: String,
    },
    /// A checklist that opens with an incident and belongs to a phase as well.
    #[error(
        "the checklist `{}` opens with an incident, and the phase `{}` takes items from it too",
        shown(checklist),
        shown(phase)
    )]
    InPhase { checklist: String, phase: String },
    /// A duty that would be asked on the path.
    #[error(
        "the phase `{}` is on the path of every release, and a duty is asked only in an incident",
        shown(phase)
    )]
    DutyOnPath { phase: String },
    /// Two duties that would have one name in an incident.
    #[error("the duty `{}` would have the same name in an incident", shown(other))]
    SameName { other: String },
    /// A duty that nobody signs.
    #[error("the duty `{}` needs a role that does it", shown(duty))]
    NobodysDuty { duty: String },
    /// A duty that marks a milestone.
    #[error("a duty cannot mark a milestone: a release may have many incidents, or none")]
    MarkingDuty,
    /// A duty with a time that counts from the release day, or up to a gate.
    #[error("a duty has no `{key}`: no one plans an incident, and no gate asks for it")]
    UnplannedDuty {
        /// The key.
        key: &'static str,
    },
    /// An item that every release is asked, with a severity of incidents.
    #[error("only a duty of incidents has `from-severity`")]
    SeverityOfItem,
}

impl OffPath {
    /// Returns what the author can do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::NoPhase => {
                "give the phase of the rollback `on-demand: true`, or leave `rollback` out"
                    .to_owned()
            }
            Self::OnPath { .. } => "name a phase with `on-demand: true`".to_owned(),
            Self::NeverEntered { phase } => {
                format!(
                    "name it under `rollback` with `phase: {}`, or remove `on-demand`",
                    shown(phase)
                )
            }
            Self::NeverReached { milestone, .. } => {
                format!(
                    "let an item that all of them are asked have `marks: {}`, whatever the facts",
                    shown(milestone)
                )
            }
            Self::AsksNothing { .. } => {
                "give the gate of the phase a `poll`, or these types a checklist in it".to_owned()
            }
            Self::ReservedPhase | Self::ReservedChecklist { .. } => {
                "choose another name".to_owned()
            }
            Self::InPhase { .. } => {
                "list it in one place, and move the other items to a checklist of their own"
                    .to_owned()
            }
            Self::DutyOnPath { .. } => {
                "leave `phase` out, or name the phase of the rollback for what its gate waits for"
                    .to_owned()
            }
            Self::SameName { .. } => {
                "give one of them another `id`: incidents have only the last part of it".to_owned()
            }
            Self::NobodysDuty { .. } => {
                "give the item, the section or the checklist `roles`".to_owned()
            }
            Self::MarkingDuty => "remove `marks`".to_owned(),
            Self::UnplannedDuty { key } => format!("leave `{key}` out"),
            Self::SeverityOfItem => {
                "remove `from-severity` from the item and its section".to_owned()
            }
        }
    }
}
