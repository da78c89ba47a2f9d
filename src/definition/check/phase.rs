//! The phases whose gates wait for a rollout or for monitoring windows.

use super::Declared;
use crate::definition::fault::{Fault, Staging};
use crate::definition::page::Page;
use crate::definition::raw::Text;
use crate::definition::tree::Place;
use crate::domain::id::PhaseId;
use crate::domain::plan::library::PlaybookPhase;

/// Returns the phase that is named, or else the one with the usual name; notes one that no release passes.
pub(super) fn waiting(
    page: &Page<'_>,
    place: Place,
    name: Option<&Text>,
    usual: &'static str,
    declared: &Declared,
    phases: &[PlaybookPhase],
) -> PhaseId {
    let id = name.map_or(usual, |name| &name.value);
    if name.is_some_and(|name| !page.known(name, Some(&declared.phases))) {
        return PhaseId::from("");
    }
    match phases.iter().find(|phase| phase.phase.id.as_str() == id) {
        Some(phase) if phase.on_demand => {
            let fault = Staging::OnDemand {
                phase: id.to_owned(),
            };
            page.note(name.map_or(place, |name| name.place), Fault::Staging(fault));
        }
        None if name.is_none() => page.note(place, Fault::Staging(Staging::NoPhase { usual })),
        _ => {}
    }
    PhaseId::from(id)
}
