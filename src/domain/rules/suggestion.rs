//! What somebody can do next, as a value, and the command that does it.
//!
//! This is the one place that spells the commands that a person is told to run. A command runs as it is printed once its
//! placeholders are filled: `"…"` is a text, `URL` what shows it, `NUMBER` a number, `COMMIT` a candidate, `ROLE` a role,
//! `1-5` a number of that range, and `yes|no` or `rollback|hotfix` one of both.

use std::fmt::Write as _;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

use crate::domain::id::{
    FactId, FieldId, IncidentId, ItemId, PhaseId, RiskId, RoleId, StrategyId, WindowId,
};
use crate::domain::plan::Item;
use crate::domain::plan::incident::Mitigation;
use crate::domain::plan::rollout::{Metric, Rollout, Traffic};
use crate::domain::text::shell_word;
use crate::domain::version::Version;

/// Something that can be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion<'r> {
    /// Nothing but time is missing until then.
    Wait(DateTime<Utc>),
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
    /// Sign an item for whoever can.
    SignItem(&'r ItemId),
    /// Waive an item, for this role where it has to be said.
    Waive(&'r ItemId, Option<&'r RoleId>),
    /// Reopen an item that has to be answered after all, for this role where it has to be said.
    Reopen(&'r ItemId, Option<&'r RoleId>),
    /// Stop the release at an item.
    Block(&'r ItemId),
    /// Clear the blockers of an item for a role.
    Unblock(&'r ItemId, &'r RoleId),
    /// Call go for a role at the gate of a phase.
    CallGo {
        /// The role.
        role: &'r RoleId,
        /// The phase.
        phase: &'r PhaseId,
        /// Whether it takes a reason: over a NO-GO, which somebody else may have called.
        over: bool,
    },
    /// Name the one candidate.
    Respin,
    /// Take the plan from the checklists again.
    Amend,
    /// Look at an item.
    Show(&'r ItemId),
    /// Look at a gate.
    Gate(&'r PhaseId),
    /// Look at every gate.
    Gates,
    /// Look at where the release stands.
    Status,
    /// Look at where the release stands, with every item.
    WholeStatus,
    /// Look at what waits for a role.
    RoleStatus(&'r RoleId),
    /// List the facts.
    Facts,
    /// List the risks.
    Risks,
    /// Raise a risk.
    AddRisk,
    /// Describe a risk differently.
    ChangeRisk(&'r RiskId),
    /// Print the release notes.
    Notes,
    /// List the fields of the notes that are missing.
    CheckNotes,
    /// Look at the monitoring windows.
    Windows,
    /// Close the release.
    Close,
    /// Close the release without shipping it, for the role that answers for it where one has to.
    Abandon(Option<&'r RoleId>),
    /// Write a field of the release notes.
    SetField(&'r FieldId),
    /// Answer a fact that nobody has answered.
    AnswerFact(&'r FactId),
    /// Answer a fact with yes.
    AnswerYes(&'r FactId),
    /// Answer a fact with no.
    AnswerNo(&'r FactId),
    /// Use this strategy for the rollout.
    ChooseStrategy(&'r StrategyId),
    /// Measure the baseline of the rollout.
    Baseline {
        /// What is measured.
        rollout: &'r Rollout,
        /// Whether it takes a reason.
        again: bool,
    },
    /// Start the rollout, or start it again.
    StartRollout {
        /// The range of the share of the traffic, when there is a choice.
        traffic: Option<Traffic>,
        /// Whether it takes a reason.
        again: bool,
    },
    /// Look at where the rollout stands.
    RolloutStatus,
    /// Watch the present stage soak.
    Watch,
    /// Measure the present stage.
    Observe(&'r Rollout),
    /// Call go for a role at the present stage.
    CallStage {
        /// The role.
        role: &'r RoleId,
        /// Whether it takes a reason: over a NO-GO, which somebody else may have called.
        over: bool,
    },
    /// Continue to the next stage.
    Advance {
        /// The range of the share of the traffic, when there is a choice.
        traffic: Option<Traffic>,
    },
    /// Go on although something blocks the rollout, for a role that may waive.
    Override {
        /// Whether the rollout has to be started, and not advanced.
        starts: bool,
        /// The range of the share of the traffic, when there is a choice.
        traffic: Option<Traffic>,
        /// The role.
        role: &'r RoleId,
    },
    /// Continue after a pause.
    Resume,
    /// Abort the rollout.
    AbortRollout,
    /// Go back to the release before.
    Rollback,
    /// Confirm the rollback, for this role where several decide.
    ConfirmRollback(Option<&'r RoleId>),
    /// End the rollback: the release is closed, for the role that answers for it where one has to.
    CloseRolledBack(Option<&'r RoleId>),
    /// End the rollback: the release goes on, with a hotfix.
    CancelRollback(Option<&'r RoleId>),
    /// Look at where the incidents stand.
    Incidents,
    /// Look at where an incident stands.
    Incident(&'r IncidentId),
    /// Decide on rollback or hotfix.
    Decide {
        /// The incident, where it has to be said.
        incident: Option<&'r IncidentId>,
        /// The role that decides, where it has to be said.
        role: Option<&'r RoleId>,
        /// The decision; without one, either.
        course: Option<Mitigation>,
    },
    /// Open an incident.
    OpenIncident,
    /// Say who commands an incident.
    Command(&'r IncidentId),
    /// Mark an action item of an incident as done.
    EndAction(&'r IncidentId, usize),
    /// Say that an incident is over.
    ResolveIncident(&'r IncidentId),
    /// Open an incident again.
    ReopenIncident(&'r IncidentId),
    /// Close a monitoring window for its role.
    CloseWindow(&'r WindowId, &'r RoleId),
}

/// A command as it is printed, and where it names the release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    text: String,
    /// The place of ` -r VERSION`, a byte offset; `None` where the release is not said, or is already.
    release_at: Option<usize>,
}

impl CommandLine {
    /// Returns what to print; `select` is `" -r VERSION"` when the release has to be said, else empty.
    pub fn text(&self, select: &str) -> String {
        let mut text = self.text.clone();
        if let Some(place) = self.release_at {
            text.insert_str(place, select);
        }
        text
    }
}

/// Returns how a command names this release.
pub(crate) fn selecting(version: &Version) -> String {
    format!(" -r {}", shell_word(version.as_str()))
}

impl Suggestion<'_> {
    /// Returns what to print: the command, or how long there is nothing to do; `select` is `" -r VERSION"` when the
    /// release has to be said, else empty.
    pub fn command(&self, select: &str) -> String {
        self.line().text(select)
    }

    /// Returns the command before it is known whether the release has to be said.
    pub fn line(&self) -> CommandLine {
        let text = self.words();
        let release_at = match self {
            Self::Wait(_) | Self::Walk { .. } => None,
            // A text may begin like an option, so nothing follows it.
            Self::SetField(_) => Some(SET_FIELD.len()),
            _ => Some(text.len()),
        };
        CommandLine { text, release_at }
    }

    fn words(&self) -> String {
        match self {
            Self::Wait(until) => format!("nothing to do until {}", minute(*until)),
            Self::Walk {
                version,
                role,
                phase,
            } => {
                let phase = phase
                    .map(|phase| format!(" --phase {}", shell_word(phase.as_str())))
                    .unwrap_or_default();
                format!(
                    "gonogo walk {}{}{phase}",
                    shell_word(version.as_str()),
                    role_option(*role)
                )
            }
            Self::Sign(..)
            | Self::SignItem(_)
            | Self::Waive(..)
            | Self::Reopen(..)
            | Self::Block(_)
            | Self::Unblock(..)
            | Self::Show(_) => self.of_item(),
            Self::Gate(_)
            | Self::Gates
            | Self::Status
            | Self::WholeStatus
            | Self::RoleStatus(_)
            | Self::Facts
            | Self::Risks
            | Self::AddRisk
            | Self::ChangeRisk(_)
            | Self::Notes
            | Self::CheckNotes
            | Self::Windows => self.of_look(),
            Self::Incidents
            | Self::Incident(_)
            | Self::Decide { .. }
            | Self::OpenIncident
            | Self::Command(_)
            | Self::EndAction(..)
            | Self::ResolveIncident(_)
            | Self::ReopenIncident(_) => self.of_incident(),
            Self::ChooseStrategy(_)
            | Self::Baseline { .. }
            | Self::StartRollout { .. }
            | Self::RolloutStatus
            | Self::Watch
            | Self::Observe(_)
            | Self::CallStage { .. }
            | Self::Advance { .. }
            | Self::Override { .. }
            | Self::Resume
            | Self::AbortRollout => self.of_rollout(),
            _ => self.of_release(),
        }
    }

    /// Returns when there is something to do again, when it is a wait; then it is no command.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Wait(until) => Some(*until),
            _ => None,
        }
    }

    /// Returns the role that it speaks for, when it is one in particular.
    pub fn role(&self) -> Option<&RoleId> {
        match self {
            Self::Sign(_, role)
            | Self::CallGo { role, .. }
            | Self::CallStage { role, .. }
            | Self::CloseWindow(_, role) => Some(role),
            Self::Decide { role, .. } => *role,
            _ => None,
        }
    }

    /// Tells whether it changes nothing: it shows something, or lets time pass.
    pub fn is_look(&self) -> bool {
        matches!(
            self,
            Self::Wait(_)
                | Self::Show(_)
                | Self::Gate(_)
                | Self::Gates
                | Self::Status
                | Self::WholeStatus
                | Self::RoleStatus(_)
                | Self::Facts
                | Self::Risks
                | Self::Notes
                | Self::CheckNotes
                | Self::Windows
                | Self::RolloutStatus
                | Self::Watch
                | Self::Incidents
                | Self::Incident(_)
        )
    }

    fn of_item(&self) -> String {
        match self {
            Self::Sign(item, role) => {
                let evidence = if item.evidence_required {
                    " --evidence URL"
                } else {
                    ""
                };
                let role = role_option((item.roles.len() > 1).then_some(*role));
                format!(
                    "gonogo sign {}{role}{evidence}",
                    shell_word(item.id.as_str())
                )
            }
            Self::SignItem(item) => format!("gonogo sign {}", shell_word(item.as_str())),
            Self::Waive(item, role) => {
                let role = role_option(*role);
                format!("gonogo waive {}{role} {REASON}", shell_word(item.as_str()))
            }
            Self::Reopen(item, role) => {
                let role = role_option(*role);
                format!("gonogo reopen {}{role} {REASON}", shell_word(item.as_str()))
            }
            Self::Block(item) => format!("gonogo block {} {REASON}", shell_word(item.as_str())),
            Self::Unblock(item, role) => {
                let role = role_option(Some(role));
                format!(
                    "gonogo unblock {}{role} {REASON}",
                    shell_word(item.as_str())
                )
            }
            Self::Show(item) => format!("gonogo show {}", shell_word(item.as_str())),
            _ => String::new(),
        }
    }

    fn of_release(&self) -> String {
        match self {
            Self::CallGo { role, phase, over } => {
                let (phase, reason) = (shell_word(phase.as_str()), reason_option(*over));
                let role = role_option(Some(role));
                format!("gonogo call go{role} --phase {phase}{reason}")
            }
            Self::Respin => "gonogo respin --candidate COMMIT".to_owned(),
            Self::Amend => "gonogo amend".to_owned(),
            Self::Close => "gonogo close".to_owned(),
            Self::Abandon(role) => {
                let role = role_option(*role);
                format!("gonogo close --outcome abandoned{role} {REASON}")
            }
            Self::SetField(field) => format!("{SET_FIELD} {} \"…\"", shell_word(field.as_str())),
            Self::AnswerFact(fact) => format!("gonogo fact {}=yes|no", shell_word(fact.as_str())),
            Self::AnswerYes(fact) => {
                format!("gonogo fact {}=yes {REASON}", shell_word(fact.as_str()))
            }
            Self::AnswerNo(fact) => {
                format!("gonogo fact {}=no {REASON}", shell_word(fact.as_str()))
            }
            Self::Rollback => format!("gonogo rollback {REASON}"),
            Self::ConfirmRollback(role) => {
                format!("gonogo rollback confirm{}", role_option(*role))
            }
            Self::CloseRolledBack(role) => {
                let role = role_option(*role);
                format!("gonogo close --outcome rolled-back{role} {REASON}")
            }
            Self::CancelRollback(role) => {
                format!("gonogo rollback cancel{} {REASON}", role_option(*role))
            }
            Self::CloseWindow(window, role) => {
                let window = shell_word(window.as_str());
                format!("gonogo monitor close {window}{}", role_option(Some(role)))
            }
            _ => String::new(),
        }
    }

    fn of_look(&self) -> String {
        match self {
            Self::Gate(phase) => format!("gonogo gate {}", shell_word(phase.as_str())),
            Self::Gates => "gonogo gate".to_owned(),
            Self::Status => "gonogo status".to_owned(),
            Self::WholeStatus => "gonogo status --all".to_owned(),
            Self::RoleStatus(role) => format!("gonogo status{}", role_option(Some(role))),
            Self::Facts => "gonogo fact".to_owned(),
            Self::Risks => "gonogo risk list".to_owned(),
            Self::AddRisk => "gonogo risk add \"…\"".to_owned(),
            Self::ChangeRisk(risk) => format!("gonogo risk change {risk} --text \"…\""),
            Self::Notes => "gonogo notes".to_owned(),
            Self::CheckNotes => "gonogo notes check".to_owned(),
            Self::Windows => "gonogo monitor".to_owned(),
            _ => String::new(),
        }
    }

    fn of_rollout(&self) -> String {
        match self {
            Self::ChooseStrategy(strategy) => format!(
                "gonogo rollout strategy {} {REASON}",
                shell_word(strategy.as_str())
            ),
            Self::Baseline { rollout, again } => {
                let metrics = numbers(rollout.compared());
                format!("gonogo rollout baseline{metrics}{}", reason_option(*again))
            }
            Self::StartRollout { traffic, again } => {
                let traffic = traffic_option(*traffic);
                format!("gonogo rollout start{traffic}{}", reason_option(*again))
            }
            Self::RolloutStatus => "gonogo rollout status".to_owned(),
            Self::Watch => "gonogo rollout watch".to_owned(),
            Self::Observe(rollout) => {
                format!("gonogo rollout observe{}", numbers(rollout.judged()))
            }
            Self::CallStage { role, over } => {
                let (role, reason) = (role_option(Some(role)), reason_option(*over));
                format!("gonogo rollout call go{role}{reason}")
            }
            Self::Advance { traffic } => {
                format!("gonogo rollout advance{}", traffic_option(*traffic))
            }
            Self::Override {
                starts,
                traffic,
                role,
            } => {
                let command = if *starts { "start" } else { "advance" };
                let (traffic, role) = (traffic_option(*traffic), role_option(Some(role)));
                format!("gonogo rollout {command}{traffic} --override{role} {REASON}")
            }
            Self::Resume => format!("gonogo rollout resume {REASON}"),
            Self::AbortRollout => format!("gonogo rollout abort {REASON}"),
            _ => String::new(),
        }
    }

    fn of_incident(&self) -> String {
        match self {
            Self::Incidents => "gonogo incident status".to_owned(),
            Self::Incident(incident) => {
                let incident = incident_option(Some(incident));
                format!("gonogo incident status{incident}")
            }
            Self::Decide {
                incident,
                role,
                course,
            } => {
                let course = course.map_or("rollback|hotfix", Mitigation::word);
                let (incident, role) = (incident_option(*incident), role_option(*role));
                format!("gonogo incident decide {course}{incident}{role} {REASON}")
            }
            Self::OpenIncident => "gonogo incident open --title \"…\"".to_owned(),
            Self::Command(incident) => {
                let incident = incident_option(Some(incident));
                format!("gonogo incident commander ROLE{incident}")
            }
            Self::EndAction(incident, number) => {
                let incident = incident_option(Some(incident));
                format!("gonogo incident done {number}{incident}")
            }
            Self::ReopenIncident(incident) => {
                let incident = incident_option(Some(incident));
                format!("gonogo incident reopen{incident} {REASON}")
            }
            Self::ResolveIncident(incident) => {
                let incident = incident_option(Some(incident));
                format!("gonogo incident resolve{incident} --cause \"…\"")
            }
            _ => String::new(),
        }
    }
}

/// The option for a reason, with its placeholder.
const REASON: &str = "--reason \"…\"";

/// What comes before the release where a field is written.
const SET_FIELD: &str = "gonogo notes set";

fn reason_option(is_needed: bool) -> String {
    if is_needed {
        format!(" {REASON}")
    } else {
        String::new()
    }
}

fn role_option(role: Option<&RoleId>) -> String {
    role.map(|role| format!(" --role {}", shell_word(role.as_str())))
        .unwrap_or_default()
}

fn incident_option(incident: Option<&IncidentId>) -> String {
    incident
        .map(|incident| format!(" --incident {}", shell_word(incident.as_str())))
        .unwrap_or_default()
}

fn traffic_option(traffic: Option<Traffic>) -> String {
    traffic
        .map(|traffic| format!(" --traffic {}", traffic.text()))
        .unwrap_or_default()
}

fn numbers<'r>(metrics: impl Iterator<Item = &'r Metric>) -> String {
    metrics.fold(String::new(), |mut text, metric| {
        let _ = write!(text, " --metric {}=NUMBER", shell_word(metric.id.as_str()));
        text
    })
}

/// Returns a time to the minute, rounded up: at that time it is over.
fn minute(time: DateTime<Utc>) -> String {
    let minute = TimeDelta::minutes(1);
    let floor = time.duration_trunc(minute).unwrap_or(time);
    let up = if floor < time { floor + minute } else { floor };
    up.format("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests;
