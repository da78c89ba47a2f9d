//! What somebody can do next, as a value, and the command that does it.
//!
//! This is the one place that spells the commands that a person is told to run; a `…` or a word in capitals stands for
//! what only the person knows.

use super::id::{FactId, FieldId, IncidentId, ItemId, PhaseId, RoleId, WindowId};
use super::plan::Item;
use super::version::Version;

/// Something that can be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion<'r> {
    /// Walk through what waits.
    Walk {
        /// The release.
        version: &'r Version,
        /// Only what this role answers for.
        role: Option<&'r RoleId>,
        /// Only what belongs to this phase.
        phase: Option<&'r PhaseId>,
    },
    /// Sign an item for a role.
    Sign(&'r Item, &'r RoleId),
    /// Clear the blockers of an item.
    Unblock(&'r ItemId),
    /// Call go for a role at the gate of a phase.
    CallGo(&'r RoleId, &'r PhaseId),
    /// Name the one candidate.
    Respin,
    /// Take the plan from the checklists again.
    Amend,
    /// Look at a gate.
    Gate(&'r PhaseId),
    /// Look at where the release stands.
    Status,
    /// Print the release notes.
    Notes,
    /// Close the release.
    Close,
    /// Write a field of the release notes.
    SetField(&'r FieldId),
    /// Answer a fact with no.
    AnswerNo(&'r FactId),
    /// Take another strategy for the rollout.
    ChooseStrategy,
    /// Measure the baseline of the rollout.
    Baseline,
    /// Start the rollout, or start it again.
    StartRollout {
        /// Whether the share of the traffic has to be said.
        traffic: bool,
        /// Whether it takes a reason.
        again: bool,
    },
    /// Watch the present stage soak.
    Watch,
    /// Measure the present stage.
    Observe,
    /// Call go for a role at the present stage.
    CallStage(&'r RoleId),
    /// Go on to the next stage.
    Advance {
        /// Whether the share of the traffic has to be said.
        traffic: bool,
    },
    /// Go on after a pause.
    Resume,
    /// Go back to the release before.
    Rollback,
    /// Confirm the rollback.
    ConfirmRollback,
    /// End the rollback: the release is closed.
    CloseRolledBack,
    /// End the rollback: the release goes on, with a hotfix.
    CancelRollback,
    /// Look at where the incidents stand.
    Incidents,
    /// Decide on rollback or hotfix.
    Decide,
    /// Open an incident.
    OpenIncident,
    /// Say who commands an incident.
    Command(&'r IncidentId),
    /// Say that something that had to be done about an incident is done.
    EndAction(&'r IncidentId, usize),
    /// Say that an incident is over.
    ResolveIncident(&'r IncidentId),
    /// Open an incident again.
    ReopenIncident(&'r IncidentId),
    /// Close a monitoring window for its role.
    CloseWindow(&'r WindowId, &'r RoleId),
}

impl Suggestion<'_> {
    /// Returns the command; `select` is `" -r VERSION"` when the release has to be said, else empty.
    pub fn command(&self, select: &str) -> String {
        match self {
            Self::Walk {
                version,
                role,
                phase,
            } => {
                let role = role
                    .map(|role| format!(" --role {role}"))
                    .unwrap_or_default();
                let phase = phase
                    .map(|phase| format!(" --phase {phase}"))
                    .unwrap_or_default();
                format!("gonogo walk {version}{role}{phase}")
            }
            Self::Sign(item, role) => {
                let role = if item.roles.len() > 1 {
                    format!(" --role {role}")
                } else {
                    String::new()
                };
                let evidence = if item.evidence_required {
                    " --evidence …"
                } else {
                    ""
                };
                format!("gonogo sign {}{role}{evidence}{select}", item.id)
            }
            Self::Unblock(item) => format!("gonogo unblock {item} --reason …{select}"),
            Self::CallGo(role, phase) => {
                format!("gonogo call go --role {role} --phase {phase}{select}")
            }
            Self::Respin => format!("gonogo respin --candidate …{select}"),
            Self::Amend => format!("gonogo amend{select}"),
            Self::Gate(phase) => format!("gonogo gate {phase}{select}"),
            Self::Status => format!("gonogo status{select}"),
            Self::Notes => format!("gonogo notes{select}"),
            Self::Close => format!("gonogo close{select}"),
            Self::SetField(field) => format!("gonogo notes set{select} {field} TEXT"),
            Self::AnswerNo(fact) => format!("gonogo fact{select} {fact}=no --reason WHY"),
            Self::ChooseStrategy => format!("gonogo rollout strategy{select} NAME --reason …"),
            Self::Baseline => format!("gonogo rollout baseline{select} --metric NAME=VALUE …"),
            Self::StartRollout { traffic, again } => {
                let traffic = if *traffic { " --traffic …" } else { "" };
                let reason = if *again { " --reason …" } else { "" };
                format!("gonogo rollout start{traffic}{reason}{select}")
            }
            Self::Watch => format!("gonogo rollout watch{select}"),
            Self::Observe => format!("gonogo rollout observe{select} --metric NAME=VALUE …"),
            Self::CallStage(role) => format!("gonogo rollout call go --role {role}{select}"),
            Self::Advance { traffic } => {
                format!(
                    "gonogo rollout advance{}{select}",
                    if *traffic { " --traffic …" } else { "" }
                )
            }
            Self::Resume => format!("gonogo rollout resume --reason …{select}"),
            Self::Rollback => format!("gonogo rollback --reason …{select}"),
            Self::ConfirmRollback => format!("gonogo rollback confirm{select}"),
            Self::CloseRolledBack => {
                format!("gonogo close --outcome rolled-back --reason …{select}")
            }
            Self::CancelRollback => format!("gonogo rollback cancel --reason …{select}"),
            Self::Incidents => format!("gonogo incident status{select}"),
            Self::Decide => format!("gonogo incident decide rollback|hotfix --reason …{select}"),
            Self::OpenIncident => format!("gonogo incident open --title …{select}"),
            Self::Command(incident) => {
                format!("gonogo incident commander ROLE --incident {incident}{select}")
            }
            Self::EndAction(incident, number) => {
                format!("gonogo incident done {number} --incident {incident}{select}")
            }
            Self::ResolveIncident(incident) => {
                format!("gonogo incident resolve --incident {incident} --cause …{select}")
            }
            Self::ReopenIncident(incident) => {
                format!("gonogo incident reopen --incident {incident} --reason …{select}")
            }
            Self::CloseWindow(window, role) => {
                format!("gonogo monitor close {window} --role {role}{select}")
            }
        }
    }
}
