//! The checked definitions of a company: its playbook and its checklists.

use super::incident::{Class, Trigger};
use super::item::Item;
use super::monitoring::Monitoring;
use super::phase::{Phase, Polled};
use super::rollout::{Choice, Rollout};
use super::sharing::Sharing;
use super::{Fact, Field, Identity, Policy, Role};
use crate::domain::id::{ChecklistId, ItemId, Milestone, PhaseId, RoleId, TypeId};

/// A playbook and its checklists, checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// Where it came from with the digest of what was read, such as `embedded sha256:…`.
    pub source: String,
    /// The playbook.
    pub playbook: Playbook,
    /// The checklists, sorted by name.
    pub checklists: Vec<Checklist>,
}

/// Roles, facts, types, phases and rules of a company's releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playbook {
    /// The playbook's title.
    pub title: String,
    /// The roles.
    pub roles: Vec<Role>,
    /// The people with several addresses.
    pub people: Vec<Identity>,
    /// The facts.
    pub facts: Vec<Fact>,
    /// The release types.
    pub types: Vec<ReleaseType>,
    /// The phases, on the path and on demand, in order.
    pub phases: Vec<PlaybookPhase>,
    /// The rules for who may act, and what has to be signed.
    pub policy: Policy,
    /// Through which branch records are shared.
    pub sharing: Sharing,
    /// The fields of the release notes.
    pub fields: Vec<Field>,
    /// How releases are rolled out stage by stage, when the playbook says so.
    pub rollout: Option<PlaybookRollout>,
    /// What is watched after a deployment, when the playbook says so.
    pub monitoring: Option<Monitoring>,
    /// What is ready for a rollback, when the playbook has a phase for it.
    pub rollback: Option<PlaybookRollback>,
    /// What is ready for incidents, when the playbook says so.
    pub incidents: Option<PlaybookIncidents>,
}

/// A kind of release, such as `patch`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseType {
    /// The type's name.
    pub id: TypeId,
    /// The type's title, for people.
    pub title: String,
    /// What releases are of this type.
    pub help: Option<String>,
    /// The checklists that this type leaves out.
    pub without: Vec<ChecklistId>,
    /// The phases on the path that it goes through, when it names them; all otherwise.
    pub phases: Option<Vec<PhaseId>>,
    /// The polls that differ for this type, by phase.
    pub poll: Vec<(PhaseId, Vec<Polled>)>,
}

/// A phase as the playbook has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookPhase {
    /// The phase and its gate.
    pub phase: Phase,
    /// Whether it is off the path and entered on demand.
    pub on_demand: bool,
    /// The checklists it takes its items from, in order.
    pub checklists: Vec<ChecklistId>,
}

/// One YAML file of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// The checklist's name.
    pub id: ChecklistId,
    /// The checklist's title.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Its items, with the sections' settings taken over.
    pub items: Vec<ListedItem>,
}

/// An item as a checklist has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedItem {
    /// The item.
    pub item: Item,
    /// The release types that ask for it; empty means all.
    pub types: Vec<TypeId>,
}

/// A staged rollout as the playbook has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookRollout {
    /// The rollout without its choices, and with the criteria of every type.
    pub rollout: Rollout,
    /// Which strategy is taken, in the order in which they are tried.
    pub choices: Vec<ListedChoice>,
}

/// What the playbook has ready for a rollback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookRollback {
    /// The phase off the path that it enters.
    pub phase: PhaseId,
    /// The milestone before which there is nothing to go back from.
    pub after: Option<Milestone>,
    /// The roles that answer for its end, any one of them.
    pub ends: Vec<RoleId>,
}

/// What the playbook has ready for incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaybookIncidents {
    /// The classes.
    pub classes: Vec<Class>,
    /// The known reasons to roll back.
    pub triggers: Vec<Trigger>,
    /// The duty that is done by deciding on rollback or hotfix.
    pub decision: Option<ItemId>,
    /// The checklists that open with an incident, in order.
    pub duties: Vec<ChecklistId>,
}

/// A choice of a strategy as the playbook has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedChoice {
    /// The choice.
    pub choice: Choice,
    /// The release types that it is for; empty means all.
    pub types: Vec<TypeId>,
}

impl ReleaseType {
    /// Tells whether releases of this type go through a phase of the path.
    pub(crate) fn goes_through(&self, phase: &PhaseId) -> bool {
        let named = self.phases.as_ref();
        named.is_none_or(|phases| phases.contains(phase))
    }
}

impl Library {
    /// Tells whether an item of a release has the check that it has here: it, or the duty that an incident opened it from.
    pub(crate) fn has_check_of(&self, item: &Item) -> bool {
        let is_it = |listed: &Item| {
            let incident = item.incident.as_ref();
            listed.id == item.id || incident.is_some_and(|it| it.duty(&listed.id) == item.id)
        };
        let listed = self
            .checklists
            .iter()
            .flat_map(|checklist| &checklist.items);
        listed
            .map(|listed| &listed.item)
            .any(|listed| is_it(listed) && listed.check == item.check)
    }
}

impl ListedItem {
    /// Tells whether releases of this type are asked for the item.
    pub(crate) fn is_for(&self, kind: &TypeId) -> bool {
        self.types.is_empty() || self.types.contains(kind)
    }
}

impl Playbook {
    /// Tells whether a phase has no gate for a type that leaves it without items: it takes its items from checklists, no
    /// rollout and no windows belong to it, and the type does not name its poll.
    pub(crate) fn is_emptied_by(&self, phase: &PlaybookPhase, kind: &ReleaseType) -> bool {
        let id = &phase.phase.id;
        if !kind.goes_through(id) {
            return true;
        }
        let rollout = self.rollout.as_ref().map(|it| &it.rollout.phase);
        let monitoring = self.monitoring.as_ref().map(|it| &it.phase);
        !phase.checklists.is_empty()
            && rollout != Some(id)
            && monitoring != Some(id)
            && kind.poll.iter().all(|(polled, _)| polled != id)
    }
}

impl ListedChoice {
    /// Tells whether the choice is for releases of this type.
    pub(crate) fn is_for(&self, kind: &TypeId) -> bool {
        self.types.is_empty() || self.types.contains(kind)
    }
}
