//! Drafts of events: what somebody says, made into an event from the release as it stands: which text is meant, and
//! which candidate.
//!
//! Whether such an event may be added is for [`super::admission`] to say.

use crate::domain::event::EventKind;
use crate::domain::id::RoleId;
use crate::domain::plan::Plan;
use crate::domain::plan::change::changes;
use crate::domain::state::Release;

mod incident;
mod item;
mod rollout;

pub use incident::{beginning_rollback, confirming, deciding_in, opening};
pub use item::{SignOffDetails, calling, deciding, ruling_out, shortening, signing, waiving};
pub use rollout::{
    Entering, baselining, calling_stage, closing_window, entering, judged, observing,
    overriding_the_last,
};

/// Returns the amendment to this plan, with what it changes in the present one, for the role that amends.
pub fn amending(
    release: &Release,
    plan: &Plan,
    reason: Option<String>,
    role: Option<RoleId>,
) -> EventKind {
    EventKind::Amended {
        plan: plan.digest(release.header()),
        reason,
        changes: changes(release.plan(), plan),
        role,
    }
}
