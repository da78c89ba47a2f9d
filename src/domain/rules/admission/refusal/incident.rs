//! Why an event of a rollback or of an incident is refused.

use thiserror::Error;

use super::names::{quoted, say_role};
use crate::domain::id::{ClassId, IncidentId, ItemId, Milestone, PhaseId, RoleId, TriggerId};
use crate::domain::plan::incident::Mitigation;
use crate::domain::rules::hint::Hint;
use crate::domain::rules::suggestion::Suggestion;
use crate::domain::verdict::Verdict;

/// Why an event of a rollback or of an incident is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IncidentRefusal {
    /// The phase off the path has not been entered.
    #[error("phase `{0}` belongs to a rollback, and none is under way")]
    NotEntered(PhaseId),
    /// Nothing has been deployed that could be taken back.
    #[error("nothing has been deployed yet: `{after}` has not been reached")]
    NothingDeployed {
        /// The milestone that begins a deployment.
        after: Milestone,
        /// The item that marks it, if one does.
        item: Option<ItemId>,
    },
    /// A rollback is under way already.
    #[error("the release is already being rolled back")]
    RollingBack,
    /// Nothing goes on while the release goes back.
    #[error("the release is being rolled back")]
    GoingBack,
    /// No rollback is under way.
    #[error("the release is not being rolled back")]
    NotRollingBack,
    /// There is no such trigger.
    #[error("the plan has no trigger `{0}`")]
    NoTrigger(TriggerId),
    /// The role does not answer for the end of a rollback.
    #[error("only {} may end a rollback", quoted(roles))]
    EndsNot {
        /// The roles that do.
        roles: Vec<RoleId>,
    },
    /// Nobody has decided that it ends like this.
    #[error("the {titles} has not {} yet", match course {
        Mitigation::Rollback => "confirmed the rollback",
        Mitigation::Hotfix => "decided on a hotfix",
    })]
    Undecided {
        /// What would have to be decided.
        course: Mitigation,
        /// The titles of the roles that decide.
        titles: String,
    },
    /// The gate of the rollback is shut.
    #[error("the rollback is not verified: the verdict at gate `{phase}` is {}", verdict.word())]
    NotVerified {
        /// The phase of the rollback.
        phase: PhaseId,
        /// The verdict at its gate.
        verdict: Verdict,
    },
    /// The plan has nothing ready for incidents.
    #[error("the plan does not define incidents")]
    NoIncidents,
    /// There is no such class.
    #[error("the plan has no class of incidents `{0}`")]
    NoClass(ClassId),
    /// There is no such incident.
    #[error("the release has no `{0}`")]
    NoIncident(IncidentId),
    /// The incident is open already.
    #[error("`{0}` was already opened")]
    Opened(IncidentId),
    /// Incidents are numbered one by one.
    #[error("the next incident is `{0}`")]
    NotNext(IncidentId),
    /// The incident is over already.
    #[error("`{0}` is already resolved")]
    Resolved(IncidentId),
    /// The incident is open.
    #[error("`{0}` is already open")]
    Open(IncidentId),
    /// The incident is resolved, and only an open one can be withdrawn.
    #[error("`{0}` is resolved")]
    Over(IncidentId),
    /// The incident was withdrawn, and only its timeline goes on.
    #[error("`{0}` was withdrawn")]
    Withdrawn(IncidentId),
    /// The incident was withdrawn already.
    #[error("`{0}` was already withdrawn")]
    WithdrawnAlready(IncidentId),
    /// The incident does not bring the duty.
    #[error("`{incident}` does not ask for `{duty}`")]
    NotBrought {
        /// The incident.
        incident: IncidentId,
        /// The duty.
        duty: ItemId,
    },
    /// A rollback belongs to the incident: it was no mistake.
    #[error("a rollback belongs to `{0}`, so it cannot be withdrawn")]
    OfRollback(IncidentId),
    /// Somebody else may withdraw it.
    #[error(
        "only the person who opened `{incident}`, its commander, or {} may withdraw it",
        quoted(roles)
    )]
    WithdrawsNot {
        /// The incident.
        incident: IncidentId,
        /// The roles that may.
        roles: Vec<RoleId>,
    },
    /// That person or role commands already.
    #[error("`{0}` is already the commander")]
    Commands(String),
    /// What is missing.
    #[error("{0} is missing")]
    Blank(&'static str),
    /// A time given by hand is still to come.
    #[error("a note cannot have a time in the future")]
    InTheFuture,
    /// A time or a day is one that a record cannot hold.
    #[error("a record cannot hold that {0}")]
    NoDate(&'static str),
    /// There is no such action.
    #[error("`{0}` has no such action")]
    NoAction(IncidentId),
    /// The action is done.
    #[error("the action is already done")]
    ActionDone,
    /// The role does not decide.
    #[error("only {} may decide on rollback or hotfix", quoted(roles))]
    DecidesNot {
        /// The roles that do.
        roles: Vec<RoleId>,
    },
    /// That was decided already.
    #[error("{} is already decided", course.word())]
    Decided {
        /// The decision.
        course: Mitigation,
    },
    /// The duty is done by deciding.
    #[error("no decision on rollback or hotfix in `{0}` yet")]
    DecideFirst(IncidentId),
}

impl IncidentRefusal {
    /// Returns what the person can do about it, when there is something to do.
    pub(super) fn way_out(&self) -> Option<Hint> {
        let say = |words: &str| Hint::from(words);
        Some(match self {
            Self::NotEntered(_) | Self::NotRollingBack => {
                say("to roll back: ").run(Suggestion::Rollback)
            }
            Self::NothingDeployed { item, .. } => {
                let item = item.as_ref()?;
                say("if it was: ")
                    .run(Suggestion::SignItem(item))
                    .say("; to stop the release: ")
                    .run(Suggestion::Block(item))
            }
            Self::Over(incident) | Self::Withdrawn(incident) => {
                say("to open it again: ").run(Suggestion::ReopenIncident(incident))
            }
            Self::OfRollback(incident) => {
                say("when it is resolved: ").run(Suggestion::ResolveIncident(incident))
            }
            Self::EndsNot { roles }
            | Self::DecidesNot { roles }
            | Self::WithdrawsNot { roles, .. } => say_role(roles)?,
            Self::Undecided { course, .. } => Hint::default().run(match course {
                Mitigation::Rollback => Suggestion::ConfirmRollback(None),
                Mitigation::Hotfix => Suggestion::Decide {
                    incident: None,
                    role: None,
                    course: Some(*course),
                },
            }),
            Self::DecideFirst(incident) => Hint::default().run(Suggestion::Decide {
                incident: Some(incident),
                role: None,
                course: None,
            }),
            Self::NotVerified { phase, .. } => say("see ").run(Suggestion::Gate(phase)),
            Self::GoingBack => {
                say("to continue with a hotfix: ").run(Suggestion::CancelRollback(None))
            }
            Self::NoIncidents => say("while the release is open, ")
                .run(Suggestion::Amend)
                .say(" adds them from the checklists"),
            Self::NoIncident(_) => {
                say("see `gonogo incident list`; to open one: ").run(Suggestion::OpenIncident)
            }
            Self::NoAction(incident) => say("see ").run(Suggestion::Incident(incident)),
            _ => return None,
        })
    }

    /// Tells whether it names something that does not exist, or leaves something out.
    pub(super) fn is_misuse(&self) -> bool {
        let is_unknown = matches!(
            self,
            Self::NoTrigger(_) | Self::NoClass(_) | Self::NoIncident(_) | Self::NoAction(_)
        );
        is_unknown
            || matches!(
                self,
                Self::NoIncidents | Self::Blank(_) | Self::InTheFuture | Self::NoDate(_)
            )
    }

    /// Tells whether what was asked for is the case already.
    pub(super) fn is_already_so(&self) -> bool {
        matches!(
            self,
            Self::RollingBack
                | Self::Resolved(_)
                | Self::Open(_)
                | Self::WithdrawnAlready(_)
                | Self::Commands(_)
                | Self::ActionDone
                | Self::Decided { .. }
        )
    }

    /// Returns the verdict behind the refusal.
    pub(super) fn verdict(&self) -> Verdict {
        match self {
            Self::Undecided { .. } | Self::DecideFirst(_) => Verdict::Hold,
            Self::NotVerified { verdict, .. } => *verdict,
            _ => Verdict::NoGo,
        }
    }
}
