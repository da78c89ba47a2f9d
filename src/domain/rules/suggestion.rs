//! What somebody can do next, as a value, and the command that does it.
//!
//! This is the one place that spells the commands that a person is told to run. A command runs as it is printed once its
//! placeholders are filled: `"…"` is a text, `URL` what shows it, `NUMBER` a number, `COMMIT` a candidate, `ROLE` a role,
//! `1-5` a number of that range, and `yes|no` one of both.

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

use crate::domain::id::{
    FactId, FieldId, IncidentId, ItemId, PhaseId, RoleId, StrategyId, WindowId,
};
use crate::domain::plan::Item;
use crate::domain::plan::incident::Mitigation;
use crate::domain::plan::rollout::{Metric, Rollout, Traffic};
use crate::domain::text::visible;
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
    /// Waive an item that no role can sign.
    Waive(&'r Item, &'r RoleId),
    /// Reopen an item that has to be signed after all.
    Reopen(&'r Item, &'r RoleId),
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
    /// Look at a gate.
    Gate(&'r PhaseId),
    /// Look at where the release stands.
    Status,
    /// List the facts.
    Facts,
    /// Print the release notes.
    Notes,
    /// Close the release.
    Close,
    /// Close the release without shipping it, for the role that answers for it where one has to.
    Abandon(Option<&'r RoleId>),
    /// Write a field of the release notes.
    SetField(&'r FieldId),
    /// Answer a fact that nobody has answered.
    AnswerFact(&'r FactId),
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
    /// Decide on rollback or hotfix.
    Decide {
        /// The incident.
        incident: &'r IncidentId,
        /// The role that decides.
        role: &'r RoleId,
        /// The decision.
        course: Mitigation,
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

impl Suggestion<'_> {
    /// Returns what to print: the command, or how long there is nothing to do; `select` is `" -r VERSION"` when the
    /// release has to be said, else empty.
    pub fn command(&self, select: &str) -> String {
        match self {
            Self::Wait(until) => format!("nothing to do until {}", minute(*until)),
            Self::Walk {
                version,
                role,
                phase,
            } => {
                let phase = phase
                    .map(|phase| format!(" --phase {}", quoted(phase.as_str())))
                    .unwrap_or_default();
                format!(
                    "gonogo walk {}{}{phase}",
                    quoted(version.as_str()),
                    role_option(*role)
                )
            }
            Self::Sign(..) | Self::Waive(..) | Self::Reopen(..) | Self::Unblock(..) => {
                self.of_item() + select
            }
            Self::CallGo { role, phase, over } => {
                let (phase, reason) = (quoted(phase.as_str()), reason_option(*over));
                format!(
                    "gonogo call go{} --phase {phase}{reason}{select}",
                    role_option(Some(role))
                )
            }
            Self::Respin => format!("gonogo respin --candidate COMMIT{select}"),
            Self::Amend => format!("gonogo amend{select}"),
            Self::Gate(phase) => format!("gonogo gate {}{select}", quoted(phase.as_str())),
            Self::Status => format!("gonogo status{select}"),
            Self::Facts => format!("gonogo fact{select}"),
            Self::Notes => format!("gonogo notes{select}"),
            Self::Close => format!("gonogo close{select}"),
            Self::Abandon(role) => {
                let role = role_option(*role);
                format!("gonogo close --outcome abandoned{role} {REASON}{select}")
            }
            Self::SetField(field) => {
                format!("gonogo notes set{select} {} \"…\"", quoted(field.as_str()))
            }
            Self::AnswerFact(fact) => {
                format!("gonogo fact {}=yes|no{select}", quoted(fact.as_str()))
            }
            Self::AnswerNo(fact) => {
                format!("gonogo fact {}=no {REASON}{select}", quoted(fact.as_str()))
            }
            Self::Rollback => format!("gonogo rollback {REASON}{select}"),
            Self::ConfirmRollback(role) => {
                format!("gonogo rollback confirm{}{select}", role_option(*role))
            }
            Self::CloseRolledBack(role) => {
                let role = role_option(*role);
                format!("gonogo close --outcome rolled-back{role} {REASON}{select}")
            }
            Self::CancelRollback(role) => {
                format!(
                    "gonogo rollback cancel{} {REASON}{select}",
                    role_option(*role)
                )
            }
            Self::CloseWindow(window, role) => {
                let window = quoted(window.as_str());
                format!(
                    "gonogo monitor close {window}{}{select}",
                    role_option(Some(role))
                )
            }
            Self::Incidents
            | Self::Decide { .. }
            | Self::OpenIncident
            | Self::Command(_)
            | Self::EndAction(..)
            | Self::ResolveIncident(_)
            | Self::ReopenIncident(_) => self.of_incident() + select,
            _ => self.of_rollout() + select,
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
            | Self::CloseWindow(_, role)
            | Self::Decide { role, .. } => Some(role),
            _ => None,
        }
    }

    /// Tells whether it changes nothing: it shows something, or lets time pass.
    pub fn is_look(&self) -> bool {
        matches!(
            self,
            Self::Wait(_)
                | Self::Gate(_)
                | Self::Status
                | Self::Facts
                | Self::Notes
                | Self::Watch
                | Self::Incidents
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
                format!("gonogo sign {}{role}{evidence}", quoted(item.id.as_str()))
            }
            Self::Waive(item, role) => {
                let role = role_option(Some(role));
                format!("gonogo waive {}{role} {REASON}", quoted(item.id.as_str()))
            }
            Self::Reopen(item, role) => {
                let role = role_option(Some(role));
                format!("gonogo reopen {}{role} {REASON}", quoted(item.id.as_str()))
            }
            Self::Unblock(item, role) => {
                let role = role_option(Some(role));
                format!("gonogo unblock {}{role} {REASON}", quoted(item.as_str()))
            }
            _ => String::new(),
        }
    }

    fn of_rollout(&self) -> String {
        match self {
            Self::ChooseStrategy(strategy) => format!(
                "gonogo rollout strategy {} {REASON}",
                quoted(strategy.as_str())
            ),
            Self::Baseline { rollout, again } => {
                let metrics = numbers(rollout.compared());
                format!("gonogo rollout baseline{metrics}{}", reason_option(*again))
            }
            Self::StartRollout { traffic, again } => {
                let traffic = traffic_option(*traffic);
                format!("gonogo rollout start{traffic}{}", reason_option(*again))
            }
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
            _ => String::new(),
        }
    }

    fn of_incident(&self) -> String {
        match self {
            Self::Incidents => "gonogo incident status".to_owned(),
            Self::Decide {
                incident,
                role,
                course,
            } => format!(
                "gonogo incident decide {} --incident {}{} {REASON}",
                course.word(),
                quoted(incident.as_str()),
                role_option(Some(role))
            ),
            Self::OpenIncident => "gonogo incident open --title \"…\"".to_owned(),
            Self::Command(incident) => {
                let incident = quoted(incident.as_str());
                format!("gonogo incident commander ROLE --incident {incident}")
            }
            Self::EndAction(incident, number) => {
                let incident = quoted(incident.as_str());
                format!("gonogo incident done {number} --incident {incident}")
            }
            Self::ReopenIncident(incident) => {
                let incident = quoted(incident.as_str());
                format!("gonogo incident reopen --incident {incident} {REASON}")
            }
            Self::ResolveIncident(incident) => {
                let incident = quoted(incident.as_str());
                format!("gonogo incident resolve --incident {incident} --cause \"…\"")
            }
            _ => String::new(),
        }
    }
}

/// The option for a reason, with its placeholder.
const REASON: &str = "--reason \"…\"";

fn reason_option(is_needed: bool) -> String {
    if is_needed {
        format!(" {REASON}")
    } else {
        String::new()
    }
}

fn role_option(role: Option<&RoleId>) -> String {
    role.map(|role| format!(" --role {}", quoted(role.as_str())))
        .unwrap_or_default()
}

fn traffic_option(traffic: Option<Traffic>) -> String {
    traffic
        .map(|traffic| format!(" --traffic {}", traffic.text()))
        .unwrap_or_default()
}

fn numbers<'r>(metrics: impl Iterator<Item = &'r Metric>) -> String {
    metrics.fold(String::new(), |mut text, metric| {
        let _ = write!(text, " --metric {}=NUMBER", quoted(metric.id.as_str()));
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

/// Returns a name as one word of a shell's command line, on one line.
pub fn quoted(word: &str) -> Cow<'_, str> {
    let word = visible(word);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
    }
}

#[cfg(test)]
mod tests;
