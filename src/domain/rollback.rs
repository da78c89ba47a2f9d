//! The way back: what a rollback asks for, and which release it goes back to.

use super::event::Outcome;
use super::library::{Library, PlaybookPhase};
use super::plan::Item;
use super::release::Release;

/// Returns what the phases off the path ask of a release of this type and with these facts, in order. The library is
/// asked, because the plan of a release has the phases on the path alone.
pub fn checklist<'l>(library: &'l Library, release: &'l Release) -> impl Iterator<Item = (&'l PlaybookPhase, &'l Item)> {
    let kind = &release.header().kind;
    let phases = library.playbook.phases.iter().filter(|phase| phase.on_demand);
    phases.flat_map(move |phase| {
        let lists = phase.checklists.iter().filter_map(|id| library.checklists.iter().find(|checklist| checklist.id == *id));
        let listed = lists.flat_map(|checklist| &checklist.items);
        listed
            .filter(move |listed| listed.item.phase == phase.phase.id)
            .filter(move |listed| listed.types.is_empty() || listed.types.contains(kind))
            .filter(|listed| release.fact_against(&listed.item).is_none())
            .map(move |listed| (phase, &listed.item))
    })
}

/// Returns the release that was shipped last among these; `None` when none was.
pub fn last_known_good<'r>(others: impl IntoIterator<Item = &'r Release>) -> Option<&'r Release> {
    let shipped = others.into_iter().filter(|other| other.outcome() == Some(Outcome::Shipped));
    shipped.max_by_key(|other| other.closing().map(|event| event.at))
}
