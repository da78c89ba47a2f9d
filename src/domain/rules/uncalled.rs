//! Amendments since which no gate has been called: they are told until then.

use super::amended::{Amended, all};
use crate::domain::event::{Call, Event};
use crate::domain::id::PhaseId;
use crate::domain::plan::Phase;
use crate::domain::rules::calls;
use crate::domain::state::Release;

/// Returns the amendments since which no gate has been called by every role that is polled there.
pub(crate) fn since_last_called(release: &Release) -> Vec<Amended<'_>> {
    let is_called_since = |amended: &Amended<'_>| {
        let phases = release.plan().phases.iter();
        let mut polled = phases.filter(|phase| is_polled(release, phase));
        polled.any(|phase| is_called(release, phase, Some(amended.event)))
    };
    all(release).filter(|it| !is_called_since(it)).collect()
}

/// Returns the phase at whose gate amendments are told: the next one that is called, or the last.
pub(crate) fn next_called(release: &Release) -> Option<&PhaseId> {
    let mut phases = release.plan().phases.iter();
    let next = phases.find(|phase| is_polled(release, phase) && !is_called(release, phase, None));
    next.or(release.plan().phases.last()).map(|phase| &phase.id)
}

fn is_polled(release: &Release, phase: &Phase) -> bool {
    release.poll_of(phase).next().is_some()
}

/// Tells whether every role has called go at a gate, and knew of this event.
fn is_called(release: &Release, phase: &Phase, known: Option<&Event>) -> bool {
    release.poll_of(phase).all(|role| {
        matches!(
            release.call(&phase.id, role),
            Some((Call::Go, go)) if calls::outdated(release, go).is_none()
                && known.is_none_or(|known| release.has_seen_event(go, known))
        )
    })
}

#[cfg(test)]
mod tests;
