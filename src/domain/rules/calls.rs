//! Which calls hold at the gates, and what they come to.

use chrono::{DateTime, Utc};

use super::amended::is_amended_since;
pub use super::tally::Outdated;
use super::tally::{Tally, Voices};
use crate::domain::event::{Call, Event, EventKind};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::Phase;
use crate::domain::state::Release;

/// Tells whether a role says go at the gate of a phase: its call holds, or its vote has come to that.
pub fn is_go(release: &Release, phase: &Phase, role: &RoleId) -> bool {
    match tally(release, phase, role) {
        Some(tally) => tally.is_go(),
        None => release
            .call(&phase.id, role)
            .is_some_and(|(call, event)| call == Call::Go && outdated(release, event).is_none()),
    }
}

/// Returns when the poll at the gate of a phase was complete: the last call that made every role of it say go. `None` while
/// one does not, and where nobody is polled.
pub(crate) fn complete_since(release: &Release, phase: &Phase) -> Option<DateTime<Utc>> {
    let mut since = None;
    for role in release.poll_of(phase) {
        if !is_go(release, phase, role) {
            return None;
        }
        let call = release.call(&phase.id, role).map(|(_, event)| event.at);
        let votes = tally(release, phase, role).into_iter();
        let votes = votes.flat_map(|tally| tally.gos.into_iter().map(|event| event.at));
        since = call.into_iter().chain(votes).max().max(since);
    }
    since
}

/// Counts the votes of a role at the gate of a phase; `None` when its people do not vote there.
pub(crate) fn tally<'r>(release: &'r Release, phase: &Phase, role: &RoleId) -> Option<Tally<'r>> {
    let mut tally = Tally {
        needed: phase.gate.polled(role)?.votes?,
        gos: Vec::new(),
        no_gos: Vec::new(),
        stale: Vec::new(),
    };
    for (call, event) in release.votes(&phase.id, role) {
        match (outlived(release, event), call) {
            (Some(outdated), _) => tally.stale.push(outdated),
            (None, Call::Go) => tally.gos.push(event),
            (None, Call::NoGo) => tally.no_gos.push(event),
        }
    }
    // A no-go always counts. A go counts once for whom decided it, however many people the person represents.
    let mut voices = Voices::of(release.plan());
    for event in &tally.no_gos {
        voices.hear(event);
    }
    tally.gos.retain(|event| voices.hear(event));
    tally.stale.sort_unstable();
    Some(tally)
}

/// Returns the no-go votes in a person's name that a go in that name would withdraw, and that another person cast.
pub(super) fn no_go_votes_by_another<'r>(
    release: &'r Release,
    phase: &PhaseId,
    role: &RoleId,
    (member, by): (&Person, &Person),
) -> impl Iterator<Item = &'r Event> {
    let no_gos = release.no_gos_of(phase, role, Some(member));
    no_gos.filter(move |no_go| {
        !release.plan().are_same(no_go.person(), by) && outlived(release, no_go).is_none()
    })
}

/// Returns what was called for a role at a gate in a person's name: the person's vote that holds, where people vote, else the
/// call of the role.
pub(crate) fn called_before<'r>(
    release: &'r Release,
    phase: &PhaseId,
    role: &RoleId,
    by: &Person,
) -> Option<(Call, &'r Event)> {
    if release.plan().votes(phase, role).is_none() {
        return release.call(phase, role);
    }
    let mut votes = present_votes(release, phase, role);
    votes.find(|(_, event)| release.plan().are_same(event.in_name_of(), by))
}

/// Returns the votes of a role at a gate that are about what is decided there now.
pub(super) fn present_votes<'r>(
    release: &'r Release,
    phase: &PhaseId,
    role: &RoleId,
) -> impl Iterator<Item = (Call, &'r Event)> {
    let votes = release.votes(phase, role);
    votes.filter(|(_, event)| outlived(release, event).is_none())
}

/// Tells whether a person has voted for a role at a gate, so that the gate waits for others.
pub(crate) fn has_voted(release: &Release, phase: &PhaseId, role: &RoleId, by: &Person) -> bool {
    release.plan().votes(phase, role).is_some() && called_before(release, phase, role, by).is_some()
}

/// Returns why a go at a gate holds no longer; `None` while it does. A no-go holds until it is taken back.
pub(crate) fn outdated(release: &Release, call: &Event) -> Option<Outdated> {
    match &call.kind {
        EventKind::Called { call: Call::Go, .. } => outlived(release, call),
        _ => None,
    }
}

/// Returns why a call at a gate, whatever it says, is about something else than what is decided there now. A vote against
/// a candidate says nothing of the next one, which only the person could take back.
fn outlived(release: &Release, call: &Event) -> Option<Outdated> {
    let EventKind::Called {
        phase, candidate, ..
    } = &call.kind
    else {
        return None;
    };
    let is_bound = |phase: &Phase| !phase.gate.holds_for_release;
    let is_of_other = || !release.is_for_present(call, candidate.as_ref());
    if release.plan().phase(phase).is_none_or(is_bound) && is_of_other() {
        return Some(Outdated::Candidate);
    }
    if is_amended_since(release, phase, call) {
        return Some(Outdated::Plan);
    }
    if release
        .plan()
        .way_back()
        .is_some_and(|way_back| way_back.id == *phase)
    {
        return (!release.knows_of_rollback(call)).then_some(Outdated::Rollback);
    }
    // What the gates from the deployment's on decide about is what was deployed last.
    let place = |id: &PhaseId| {
        release
            .plan()
            .phases
            .iter()
            .position(|phase| phase.id == *id)
    };
    let is_after = |home: Option<&PhaseId>| home.is_some_and(|home| place(phase) >= place(home));
    if is_after(release.plan().home_of_rollout()) && !release.has_seen_last_entry(call) {
        return Some(Outdated::Rollout);
    }
    // While the release goes back, that alone is the matter.
    let is_outdone = release.rolling_back().is_none() && !release.knows_of_rollbacks(call);
    (is_outdone && is_after(release.plan().home_of_deployment())).then_some(Outdated::Rollback)
}
