//! What follows from the check of an item: a failure blocks it, and a pass clears that blocker.

use super::item_status::{ItemState, ItemStatus};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::RoleId;
use crate::domain::text::{LONGEST_TEXT, beginning};

/// The role that signs for a check, where an item has it beside those of people.
pub const ROLE: &str = "automation";

/// What a check showed: that the item is done, with the evidence, or why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// It passed; this is the evidence.
    Passed(String),
    /// It failed for this reason.
    Failed(String),
}

/// Tells whether a person who signs the item has to say why: it has a check, and is blocked.
pub(crate) fn asks_why(standing: &ItemStatus<'_>) -> bool {
    standing.item.check.is_some() && standing.state == ItemState::Blocked
}

/// Tells whether a check of the item would change something: it waits for a sign-off, or only checks have blocked it.
pub(crate) fn is_waiting(standing: &ItemStatus<'_>) -> bool {
    let automation = RoleId::from(ROLE);
    let is_for_people =
        standing.item.roles.contains(&automation) && !standing.waits_for(&automation);
    match standing.state {
        ItemState::Blocked => is_blocked_by_checks(standing),
        state => !state.is_settled() && standing.is_due() && !is_for_people,
    }
}

/// Returns the blocker that a failure places; `None` when a check has blocked the item already.
pub fn blocker(standing: &ItemStatus<'_>, role: &RoleId, why: &str) -> Option<EventKind> {
    if standing.blockers.iter().copied().any(is_of_check) {
        return None;
    }
    Some(EventKind::Blocked {
        item: standing.item.id.clone(),
        role: role.clone(),
        reason: beginning(&format!("the check failed: {why}"), LONGEST_TEXT).to_owned(),
        by_check: true,
        acted_for: None,
    })
}

/// Returns what clears the blockers of checks after a pass; `None` when there are none, or a person has blocked the item too.
pub fn clearing(standing: &ItemStatus<'_>, role: &RoleId) -> Option<EventKind> {
    is_blocked_by_checks(standing).then(|| EventKind::Unblocked {
        item: standing.item.id.clone(),
        role: role.clone(),
        reason: "the check passed".to_owned(),
    })
}

/// Tells whether the item is blocked, and by checks alone.
fn is_blocked_by_checks(standing: &ItemStatus<'_>) -> bool {
    let blockers = &standing.blockers;
    !blockers.is_empty() && blockers.iter().copied().all(is_of_check)
}

fn is_of_check(blocker: &Event) -> bool {
    matches!(blocker.kind, EventKind::Blocked { by_check: true, .. })
}
