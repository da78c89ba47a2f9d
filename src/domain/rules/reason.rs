//! The reasons of a verdict in words: what each is about, what is the matter, who can settle it, and how.

use super::gate::{Outdated, Reason};
use super::item_status::{ItemState, ItemStatus, Staleness};
use super::monitoring::WindowState;
use super::obstacle::Obstacle;
use super::suggestion::Suggestion;
use crate::domain::event::{Call, timestamp};
use crate::domain::id::RoleId;
use crate::domain::plan::Item;
use crate::domain::plan::incident::Who;
use crate::domain::rules::settle;
use crate::domain::state::Release;
use crate::domain::text::visible;

impl<'r> Reason<'r> {
    /// Returns the item, or the poll, that the reason is about.
    pub fn about(&self) -> String {
        match self {
            Self::Item(standing) => standing.item.id.to_string(),
            Self::Call { phase, role, .. } => format!("{phase}: {role}"),
            Self::Rollout(obstacle) => obstacle.about(),
            Self::Window(standing) => format!("window {}", standing.window.id),
            Self::Unwatched(_) => "monitoring".to_owned(),
            Self::Incident(incident) => incident.id().to_string(),
            Self::RollingBack(_) => "rollback".to_owned(),
            Self::Candidates(_) | Self::Plans | Self::EmptyPlan | Self::Ended(..) => {
                "release".to_owned()
            }
        }
    }

    /// Returns the item that the reason is about.
    pub fn item(&self) -> Option<&'r Item> {
        match self {
            Self::Item(standing) | Self::Rollout(Obstacle::Criterion(standing)) => {
                Some(standing.item)
            }
            _ => None,
        }
    }

    /// Returns what is the matter, on one line.
    pub fn sentence(&self) -> String {
        match self {
            Self::Item(standing) => standing.sentence(),
            Self::Call { call: None, .. } => "has not called".to_owned(),
            Self::Call {
                call: Some((Call::NoGo, event)),
                ..
            } => {
                format!(
                    "called no-go: {} ({}, {})",
                    visible(event.kind.reason().unwrap_or_default()),
                    event.by.name(),
                    timestamp(&event.at)
                )
            }
            Self::Call {
                outdated: Some(Outdated::Rollout),
                ..
            } => "called go before the rollout was where it is".to_owned(),
            Self::Call {
                outdated: Some(Outdated::Rollback),
                ..
            } => "called go before this rollback began".to_owned(),
            Self::Call {
                call: Some((Call::Go, _)),
                ..
            } => "called go on another candidate".to_owned(),
            Self::Rollout(obstacle) => obstacle.sentence(),
            Self::Window(standing) => standing.sentence(),
            Self::Unwatched(milestone) => {
                format!("monitoring starts at `{milestone}`, which has not happened yet")
            }
            Self::Incident(incident) => {
                let commander = incident
                    .commanders()
                    .next_back()
                    .map_or("nobody yet", Who::name);
                let title = visible(incident.title());
                format!(
                    "is not over: {title} ({}, commander: {})",
                    incident.severity().word(),
                    visible(commander)
                )
            }
            Self::RollingBack(event) => {
                format!(
                    "is under way: {} ({}, {})",
                    visible(event.kind.reason().unwrap_or_default()),
                    event.by.name(),
                    timestamp(&event.at)
                )
            }
            Self::Candidates(candidates) => {
                let names: Vec<_> = candidates
                    .iter()
                    .map(|candidate| visible(candidate.as_str()))
                    .collect();
                format!(
                    "two branches named different candidates: {}",
                    names.join(", ")
                )
            }
            Self::Plans => {
                "two branches amended the plan, and only one of the plans is in force".to_owned()
            }
            Self::EmptyPlan => "the plan asks for nothing, so nothing was checked".to_owned(),
            Self::Ended(outcome, event) => {
                format!(
                    "was closed as {}: {}",
                    outcome.word(),
                    visible(event.kind.reason().unwrap_or_default())
                )
            }
        }
    }

    /// Tells whether its time is over: a monitoring window that nobody closed, or a stage that nobody decided on.
    pub fn is_overdue(&self) -> bool {
        match self {
            Self::Window(standing) => standing.state == WindowState::Overdue,
            Self::Rollout(obstacle) => matches!(obstacle, Obstacle::Overdue { .. }),
            _ => false,
        }
    }

    /// Returns the roles that can settle it. A blocker is cleared by any role of its item.
    pub fn roles(&self) -> Vec<&'r RoleId> {
        match self {
            Self::Item(standing) if standing.state == ItemState::Blocked => {
                standing.item.roles.iter().collect()
            }
            Self::Item(standing) => standing.missing().collect(),
            Self::Call { role, .. } => vec![role],
            Self::Rollout(obstacle) => obstacle.roles(),
            // A window that cannot be closed yet waits for the clock, not for its role.
            Self::Window(standing) if standing.state == WindowState::Overdue => {
                vec![&standing.window.role]
            }
            Self::Incident(incident) => match incident.commanders().next_back() {
                Some(Who::Role(role)) => vec![role],
                _ => Vec::new(),
            },
            Self::Window(_) | Self::Unwatched(_) | Self::RollingBack(_) => Vec::new(),
            Self::Candidates(_) | Self::Plans | Self::EmptyPlan | Self::Ended(..) => Vec::new(),
        }
    }

    /// Returns what may settle it, of which [`Release::possible`] has still to leave what is refused now; an end cannot
    /// be settled.
    pub(in crate::domain) fn steps(&self, release: &'r Release) -> Vec<Suggestion<'r>> {
        match self {
            Self::Item(standing) => standing.steps(release),
            Self::Call { phase, role, .. } => vec![Suggestion::CallGo(role, phase)],
            Self::Rollout(obstacle) => obstacle.steps(release),
            Self::Window(standing) => standing.steps(),
            Self::Incident(incident) => vec![Suggestion::ResolveIncident(incident.id())],
            Self::RollingBack(_) => settle::ends_of_rollback(release),
            Self::Unwatched(milestone) => settle::reopenings(release, milestone),
            Self::Candidates(_) => vec![Suggestion::Respin],
            Self::Plans | Self::EmptyPlan => vec![Suggestion::Amend],
            Self::Ended(..) => Vec::new(),
        }
    }
}

impl ItemStatus<'_> {
    /// Returns what is the matter with an item that is not settled, on one line.
    pub fn sentence(&self) -> String {
        match self.state {
            ItemState::Blocked => {
                let said = self.blockers.iter().map(|event| {
                    format!(
                        "{} ({})",
                        visible(event.kind.reason().unwrap_or_default()),
                        event.by.name()
                    )
                });
                format!("blocked: {}", said.collect::<Vec<_>>().join("; "))
            }
            ItemState::Stale => match self.sign_offs.iter().find_map(|slot| slot.stale) {
                Some(Staleness::Text) => "signed, but its text or rules changed since".to_owned(),
                _ => "signed, but for another candidate".to_owned(),
            },
            _ if self.waiver_expired => "open again: its waiver has expired".to_owned(),
            _ => "open".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
