//! The reasons of a verdict: a sentence, the role that can settle it, and the command that does.

use crate::domain::event::{Call, timestamp};
use crate::domain::gate::Reason;
use crate::domain::id::RoleId;
use crate::domain::standing::{ItemState, Staleness, Standing};
use crate::domain::text::visible;

/// Returns the stable word for a kind of reason, as JSON has it.
pub(super) fn kind(reason: &Reason<'_>) -> &'static str {
    match reason {
        Reason::Item(standing) if standing.waiver_expired => "waiver-expired",
        Reason::Item(standing) => match standing.state {
            ItemState::Blocked => "blocked",
            ItemState::Stale => "stale",
            _ => "open",
        },
        Reason::Call { call: None, .. } => "uncalled",
        Reason::Call { call: Some((Call::NoGo, _)), .. } => "no-go",
        Reason::Call { call: Some((Call::Go, _)), .. } => "stale-call",
        Reason::Candidates(_) => "candidates",
        Reason::Plans => "plans",
        Reason::EmptyPlan => "empty-plan",
        Reason::Ended(..) => "ended",
    }
}

/// Returns the item, or the poll, that a reason is about.
pub(super) fn about(reason: &Reason<'_>) -> String {
    match reason {
        Reason::Item(standing) => standing.item.id.to_string(),
        Reason::Call { phase, role, .. } => format!("{phase}: {role}"),
        Reason::Candidates(_) | Reason::Plans | Reason::EmptyPlan | Reason::Ended(..) => "release".to_owned(),
    }
}

/// Returns what is the matter, in words.
pub(super) fn sentence(reason: &Reason<'_>) -> String {
    match reason {
        Reason::Item(standing) => item_sentence(standing),
        Reason::Call { call: None, .. } => "has not called".to_owned(),
        Reason::Call { call: Some((Call::NoGo, event)), .. } => {
            format!(
                "called no-go: {} ({}, {})",
                visible(event.kind.reason().unwrap_or_default()),
                event.by.name(),
                timestamp(&event.at)
            )
        }
        Reason::Call { call: Some((Call::Go, _)), .. } => "called go on another candidate".to_owned(),
        Reason::Candidates(candidates) => {
            let names: Vec<_> = candidates.iter().map(|candidate| visible(candidate.as_str())).collect();
            format!("two branches named different candidates: {}", names.join(", "))
        }
        Reason::Plans => "two branches amended the plan, and only one of the plans is in force".to_owned(),
        Reason::EmptyPlan => "the plan asks for nothing, so nothing was checked".to_owned(),
        Reason::Ended(outcome, event) => {
            format!("was closed as {}: {}", outcome.word(), visible(event.kind.reason().unwrap_or_default()))
        }
    }
}

/// Returns what is the matter with an item, in words.
pub(super) fn item_sentence(standing: &Standing<'_>) -> String {
    match standing.state {
        ItemState::Blocked => {
            let said = standing
                .blockers
                .iter()
                .map(|event| format!("{} ({})", visible(event.kind.reason().unwrap_or_default()), event.by.name()));
            format!("blocked: {}", said.collect::<Vec<_>>().join("; "))
        }
        ItemState::Stale => {
            let why = standing.sign_offs.iter().find_map(|slot| slot.stale);
            match why {
                Some(Staleness::Text) => "signed, but its text or rules changed since".to_owned(),
                _ => "signed, but for another candidate".to_owned(),
            }
        }
        _ if standing.waiver_expired => "open again: its waiver has expired".to_owned(),
        _ => "open".to_owned(),
    }
}

/// Returns the roles that can settle it.
pub(super) fn roles<'r>(reason: &Reason<'r>) -> Vec<&'r RoleId> {
    match reason {
        Reason::Item(standing) if standing.state == ItemState::Blocked => standing.item.roles.iter().collect(),
        Reason::Item(standing) => standing.missing().collect(),
        Reason::Call { role, .. } => vec![role],
        Reason::Candidates(_) | Reason::Plans | Reason::EmptyPlan | Reason::Ended(..) => Vec::new(),
    }
}

/// Returns the commands that settle it; `select` is `" -r VERSION"` when the release has to be said, else empty.
pub(super) fn commands(reason: &Reason<'_>, select: &str) -> Vec<String> {
    match reason {
        Reason::Item(standing) if standing.state == ItemState::Blocked => {
            vec![format!("gonogo unblock {} --reason …{select}", standing.item.id)]
        }
        Reason::Item(standing) => {
            let evidence = if standing.item.evidence_required { " --evidence …" } else { "" };
            let several = standing.item.roles.len() > 1;
            let role = |role: &RoleId| if several { format!(" --role {role}") } else { String::new() };
            standing
                .missing()
                .map(|missing| format!("gonogo sign {}{}{evidence}{select}", standing.item.id, role(missing)))
                .collect()
        }
        Reason::Call { phase, role, .. } => vec![format!("gonogo call go --role {role} --phase {phase}{select}")],
        Reason::Candidates(_) => vec![format!("gonogo respin --candidate …{select}")],
        Reason::Plans | Reason::EmptyPlan => vec![format!("gonogo amend{select}")],
        Reason::Ended(..) => Vec::new(),
    }
}
