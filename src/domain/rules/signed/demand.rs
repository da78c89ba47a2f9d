//! Which events have to be signed.
//!
//! Where some roles sign, what others say has to be signed as well once it would undo or loosen what those roles say: the others
//! would only have to take it away.

use std::cell::OnceCell;

use foldhash::{HashMap, HashSet};

use crate::domain::event::{Event, EventKind, IncidentEvent, IncidentStep};
use crate::domain::id::{FactId, ItemId, RoleId};
use crate::domain::plan::change::Change;
use crate::domain::plan::change::told::told;
use crate::domain::plan::{Item, Plan, Signatures};
use crate::domain::state::{History, Record, Release};

/// Which events of a record have to be signed.
#[derive(Debug)]
pub struct Demand<'r> {
    signatures: &'r Signatures,
    /// What is known where some roles sign.
    of_roles: Option<OfRoles<'r>>,
}

/// What the roles that sign answer for, and what they have said.
#[derive(Debug)]
struct OfRoles<'r> {
    /// The items that one of them signs.
    items: HashSet<ItemId>,
    /// The facts by which such an item does not apply, or such a role is not polled.
    facts: HashSet<&'r FactId>,
    /// What they said of items, whoever answers for these.
    said: HashMap<&'r ItemId, Vec<&'r Event>>,
    seen: Seen<'r>,
}

/// Who had seen what.
#[derive(Debug)]
enum Seen<'r> {
    Known(&'r History),
    /// Found out when it is asked for.
    Over(&'r [Event], OnceCell<History>),
}

impl<'r> Demand<'r> {
    /// Returns what has to be signed in a release.
    pub fn of(release: &'r Release) -> Self {
        let seen = Seen::Known(release.history());
        Self::with(release.plan(), release.events(), seen)
    }

    /// Returns what has to be signed in a record that is not replayed yet.
    pub fn over(record: &'r Record) -> Self {
        let seen = Seen::Over(&record.events, OnceCell::new());
        Self::with(&record.plan, &record.events, seen)
    }

    fn with(plan: &'r Plan, events: &'r [Event], seen: Seen<'r>) -> Self {
        let signatures = &plan.policy.signatures;
        let of_roles = match signatures {
            Signatures::Off | Signatures::All => None,
            Signatures::Roles(roles) => Some(OfRoles::of(roles, plan, events, seen)),
        };
        Self {
            signatures,
            of_roles,
        }
    }

    /// Tells whether an event counts only when it is signed.
    pub(crate) fn is_for(&self, event: &Event) -> bool {
        self.covers(&event.kind, Some(event))
    }

    /// Tells whether an event is signed, or has to be.
    pub fn is_told(&self, event: &Event) -> bool {
        event.is_signed() || self.is_for(event)
    }

    /// Tells whether an event counts only when it is signed that comes next: its author has seen all others.
    pub(crate) fn is_for_next(&self, kind: &EventKind) -> bool {
        self.covers(kind, None)
    }

    fn covers(&self, kind: &EventKind, event: Option<&Event>) -> bool {
        lifts_demand(kind)
            || self.signatures.are_of(kind.role())
            || self.of_roles.as_ref().is_some_and(|of_roles| {
                self.signatures.are_of(overriding_role(kind)) || of_roles.are_touched(kind, event)
            })
    }
}

impl<'r> OfRoles<'r> {
    fn of(roles: &'r [RoleId], plan: &'r Plan, events: &'r [Event], seen: Seen<'r>) -> Self {
        let is_one = |role: &RoleId| roles.contains(role);
        let mut items = HashSet::default();
        let mut facts = HashSet::default();
        let models = plan.incidents.iter().flat_map(|it| &it.duties);
        for item in plan.items.iter().chain(models) {
            if item.roles.iter().any(is_one) {
                items.insert(item.id.clone());
                facts.extend(item.when.facts());
            }
        }
        let phases = plan.phases.iter().chain(plan.way_back());
        for polled in phases.flat_map(|phase| &phase.gate.poll) {
            if is_one(&polled.role) {
                facts.extend(polled.when.facts());
            }
        }
        let mut said: HashMap<&ItemId, Vec<&Event>> = HashMap::default();
        for event in events {
            match &event.kind {
                EventKind::Signed { item, role, .. }
                | EventKind::NotApplicable { item, role, .. }
                | EventKind::Waived { item, role, .. }
                | EventKind::Blocked { item, role, .. }
                    if is_one(role) =>
                {
                    said.entry(item).or_default().push(event);
                }
                // The duties of an incident come with it.
                EventKind::Incident(IncidentEvent {
                    incident,
                    what: IncidentStep::Opened { .. },
                }) => {
                    let duties = plan.incidents.iter().flat_map(|it| it.duties_of(incident));
                    let own = duties.filter(|duty: &Item| duty.roles.iter().any(is_one));
                    items.extend(own.map(|duty| duty.id));
                }
                _ => {}
            }
        }
        Self {
            items,
            facts,
            said,
            seen,
        }
    }

    /// Tells whether an event undoes, loosens or leaves out what these roles say.
    fn are_touched(&self, kind: &EventKind, event: Option<&Event>) -> bool {
        let is_blocker = |said: &Event| matches!(said.kind, EventKind::Blocked { .. });
        match kind {
            EventKind::Amended { changes, .. } => is_looser(changes),
            EventKind::FactAnswered { fact, .. } => self.facts.contains(fact),
            EventKind::Waived { item, .. } | EventKind::NotApplicable { item, .. } => {
                self.items.contains(item)
            }
            EventKind::Unblocked { item, .. } => self.have_said(item, event, is_blocker),
            EventKind::Reopened { item, .. } => self.have_said(item, event, |it| !is_blocker(it)),
            _ => false,
        }
    }

    /// Tells whether they said something of an item that the author of an event had seen.
    fn have_said(&self, item: &ItemId, by: Option<&Event>, is_it: impl Fn(&Event) -> bool) -> bool {
        let said = self.said.get(item).into_iter().flatten();
        let mut said = said.filter(|said| is_it(said));
        said.any(|said| by.is_none_or(|by| self.seen.has(by, said)))
    }
}

impl Seen<'_> {
    fn has(&self, later: &Event, earlier: &Event) -> bool {
        let history = match self {
            Self::Known(history) => history,
            Self::Over(events, history) => history.get_or_init(|| History::over(events)),
        };
        match (history.place(&later.id), history.place(&earlier.id)) {
            (Some(later), Some(earlier)) => history.sees(later, earlier),
            // The record is not sound, or the event is still to come.
            _ => true,
        }
    }
}

/// Tells whether an event takes the demand for signatures out of the plan: that has to be signed.
fn lifts_demand(kind: &EventKind) -> bool {
    let is_about_it = |change: &Change| {
        let mut old = change.old.iter();
        change.part == "policy" && old.any(|line| line.starts_with("sign"))
    };
    matches!(kind, EventKind::Amended { changes, .. } if changes.iter().any(is_about_it))
}

/// Tells whether a plan asks less after these changes, or says otherwise who is the same person.
fn is_looser(changes: &[Change]) -> bool {
    // One that does not say what it changes may have changed anything.
    changes.is_empty()
        || told(changes).iter().any(|change| change.is_loosened)
        || changes
            .iter()
            .any(|change| change.part.starts_with("person "))
}

/// Returns the role that overrides what a rollout waits for.
fn overriding_role(kind: &EventKind) -> Option<&str> {
    match kind {
        EventKind::Rollout(event) => Some(event.overriding()?.role.as_str()),
        _ => None,
    }
}
