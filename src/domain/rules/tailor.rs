//! Cuts a plan for one release out of the library.

use std::collections::{HashMap, HashSet};

use super::hint::Hint;
use super::suggestion::Suggestion;
use crate::domain::id::{ChecklistId, ItemId, PhaseId, RoleId, TypeId};
use crate::domain::plan::incident::Incidents;
use crate::domain::plan::library::{
    Library, PlaybookIncidents, PlaybookPhase, PlaybookRollback, PlaybookRollout, ReleaseType,
};
use crate::domain::plan::rollback::Rollback;
use crate::domain::plan::rollout::Rollout;
use crate::domain::plan::{Bound, Item, Phase, Plan, When};
use crate::domain::state::Release;
use crate::domain::text::{LONGEST_TEXT, is_deceptive, sameness};

/// Returns the plan of a release of this type, or `None` when the playbook has no such type.
///
/// Items that depend on facts are all in it: facts may be answered late or change, and decide then.
pub fn tailor(library: &Library, kind: &TypeId) -> Option<Plan> {
    let playbook = &library.playbook;
    let kind = playbook
        .types
        .iter()
        .find(|candidate| candidate.id == *kind)?;
    let on_path = || playbook.phases.iter().filter(|phase| !phase.on_demand);
    let way_back = playbook
        .rollback
        .as_ref()
        .and_then(|listed| rollback_of(library, listed, kind));
    let all = on_path().chain(
        playbook
            .phases
            .iter()
            .filter(|phase| is_way_back(phase, way_back.as_ref())),
    );
    let items: Vec<Item> = all
        .filter(|phase| phase.on_demand || kind.goes_through(&phase.phase.id))
        .flat_map(|phase| items_of(library, phase, kind))
        .collect();
    Some(Plan {
        policy: playbook.policy.clone(),
        roles: playbook.roles.clone(),
        people: playbook.people.clone(),
        facts: playbook.facts.clone(),
        phases: on_path()
            .map(|phase| on_path_of(library, phase, kind, &items))
            .collect(),
        rollout: playbook
            .rollout
            .as_ref()
            .filter(|listed| kind.goes_through(&listed.rollout.phase))
            .map(|rollout| rollout_of(rollout, &kind.id, &items)),
        monitoring: playbook
            .monitoring
            .clone()
            .filter(|monitoring| kind.goes_through(&monitoring.phase)),
        fields: playbook.fields.clone(),
        incidents: playbook
            .incidents
            .as_ref()
            .map(|listed| incidents_of(library, listed, kind)),
        rollback: way_back,
        items,
    })
}

fn rollback_of(
    library: &Library,
    listed: &PlaybookRollback,
    kind: &ReleaseType,
) -> Option<Rollback> {
    let phase = library
        .playbook
        .phases
        .iter()
        .find(|phase| phase.phase.id == listed.phase)?;
    Some(Rollback {
        phase: with_poll_of(phase, kind),
        after: listed.after.clone(),
        ends: listed.ends.clone(),
    })
}

fn is_way_back(phase: &PlaybookPhase, rollback: Option<&Rollback>) -> bool {
    rollback.is_some_and(|rollback| rollback.phase.id == phase.phase.id)
}

/// Returns what is ready for the incidents of a release of this type.
fn incidents_of(library: &Library, listed: &PlaybookIncidents, kind: &ReleaseType) -> Incidents {
    let duties = listed_items(library, &listed.duties, kind)
        .cloned()
        .collect();
    let PlaybookIncidents {
        classes,
        triggers,
        decision,
        ..
    } = listed.clone();
    Incidents {
        classes,
        triggers,
        decision,
        duties,
    }
}

/// Returns the rollout with the choices of this type, and with those criteria that the release is asked.
fn rollout_of(listed: &PlaybookRollout, kind: &TypeId, items: &[Item]) -> Rollout {
    let mut rollout = listed.rollout.clone();
    rollout
        .criteria
        .retain(|criterion| items.iter().any(|item| item.id == *criterion));
    rollout.choices = listed
        .choices
        .iter()
        .filter(|listed| listed.is_for(kind))
        .map(|listed| listed.choice.clone())
        .collect();
    rollout
}

/// Returns a phase of the path as a release of this type has it. Where the type leaves nothing of the phase's checklists,
/// nobody is polled, unless the type itself says who.
fn on_path_of(
    library: &Library,
    phase: &PlaybookPhase,
    kind: &ReleaseType,
    items: &[Item],
) -> Phase {
    let mut tailored = with_poll_of(phase, kind);
    let is_asked = items.iter().any(|item| item.phase == tailored.id);
    if !is_asked && library.playbook.is_emptied_by(phase, kind) {
        tailored.gate.poll.clear();
    }
    tailored
}

fn with_poll_of(phase: &PlaybookPhase, kind: &ReleaseType) -> Phase {
    let mut phase = phase.phase.clone();
    if let Some((_, poll)) = kind.poll.iter().find(|(id, _)| *id == phase.id) {
        phase.gate.poll.clone_from(poll);
    }
    phase
}

fn items_of<'l>(
    library: &'l Library,
    phase: &'l PlaybookPhase,
    kind: &'l ReleaseType,
) -> impl Iterator<Item = Item> + 'l {
    listed_items(library, &phase.checklists, kind)
        .filter(|item| item.phase == phase.phase.id)
        .cloned()
}

/// Returns the items of these checklists that a release of this type is asked for.
fn listed_items<'l>(
    library: &'l Library,
    lists: &'l [ChecklistId],
    kind: &'l ReleaseType,
) -> impl Iterator<Item = &'l Item> {
    lists
        .iter()
        .filter(|id| !kind.without.contains(id))
        .filter_map(|id| {
            library
                .checklists
                .iter()
                .find(|checklist| checklist.id == *id)
        })
        .flat_map(|checklist| &checklist.items)
        .filter(|listed| listed.is_for(&kind.id))
        .map(|listed| &listed.item)
}

/// The first part of the names of items that a release has for itself alone. No checklist may be called so.
pub(crate) const ADDED: &str = "added";

/// The heading of the items that a release has for itself alone.
const ADDED_SECTION: &str = "For this release alone";

/// The longest name that is made from a text, in characters.
const LONGEST_NAME: usize = 40;

/// Why an item cannot be added to a release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AddFault {
    /// There is no text, or one that does not fit on a line.
    #[error("the text of an item is one line of up to {LONGEST_TEXT} visible bytes")]
    Text,
    /// The phase has no items of its own.
    #[error("no item can be added to phase `{0}`")]
    Phase(PhaseId),
    /// Another item asks for the same, but for case, punctuation and articles.
    #[error("`{item}` already asks for this")]
    Asked {
        /// The item.
        item: ItemId,
        /// The roles that sign it.
        roles: Vec<RoleId>,
        /// Whether the role that the new item is for is among them.
        is_own: bool,
    },
}

impl AddFault {
    /// Returns what the person can do about it, when there is something to do.
    pub(crate) fn way_out(&self) -> Option<Hint> {
        match self {
            Self::Asked {
                item,
                roles,
                is_own: false,
            } => {
                let roles: Vec<_> = roles.iter().map(|role| format!("`{role}`")).collect();
                let by = roles.join(", ");
                let said =
                    format!("{by} signs it; for another role, say in the text what is different: ");
                Some(Hint::from(said).run(Suggestion::Show(item)))
            }
            Self::Asked { item, .. } => Some(Hint::from("see ").run(Suggestion::Show(item))),
            Self::Text | Self::Phase(_) => None,
        }
    }
}

/// Returns the plan with one more item, which a person may still find not applicable, and the name of the item.
///
/// # Errors
///
/// When the text cannot be that of an item or is that of another, or the phase has no items.
pub(crate) fn with_item(
    plan: &Plan,
    text: &str,
    role: RoleId,
    phase: PhaseId,
) -> Result<(Plan, ItemId), AddFault> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_TEXT || text.contains(is_deceptive) {
        return Err(AddFault::Text);
    }
    if plan.phase(&phase).is_none() {
        return Err(AddFault::Phase(phase));
    }
    let same = sameness(text);
    if let Some(other) = plan.present().find(|item| sameness(&item.text) == same) {
        return Err(AddFault::Asked {
            item: other.id.clone(),
            roles: other.roles.clone(),
            is_own: other.roles.contains(&role),
        });
    }
    let mut plan = plan.frozen();
    let item = Item {
        id: new_name(&plan, text),
        phase,
        section: ADDED_SECTION.to_owned(),
        text: text.to_owned(),
        roles: vec![role],
        when: When::default(),
        if_applicable: true,
        evidence_required: false,
        bound: Bound::Release,
        killer: false,
        marks: None,
        after: None,
        fresh: None,
        signers: None,
        waived_by: Vec::new(),
        due: None,
        in_order: false,
        entry: None,
        check: None,
        help: None,
        link: None,
        removed: false,
        from_severity: None,
        incident: None,
    };
    let id = item.id.clone();
    insert(&mut plan, item);
    Ok((plan, id))
}

/// Makes a name that no item has out of the words of a text.
fn new_name(plan: &Plan, text: &str) -> ItemId {
    let mut name = String::new();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        if name.len() + word.len() > LONGEST_NAME && !name.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.extend(
            word.chars()
                .take(LONGEST_NAME)
                .map(|c| c.to_ascii_lowercase()),
        );
    }
    if name.is_empty() {
        "item".clone_into(&mut name);
    }
    let is_free = |id: &ItemId| plan.items.iter().all(|item| item.id != *id);
    let numbered = (2..).map(|number| format!("{ADDED}/{name}-{number}"));
    std::iter::once(format!("{ADDED}/{name}"))
        .chain(numbered)
        .map(|id| ItemId::from(id.as_str()))
        .find(is_free)
        .unwrap_or_else(|| ItemId::from(name.as_str()))
}

/// Puts an item behind those of its phase and of the phases before it; removed items stay at the end of the plan.
fn insert(plan: &mut Plan, item: Item) {
    let rank = |id: &PhaseId| plan.phases.iter().position(|phase| phase.id == *id);
    // The phase of the rollback has no place on the path, and its items come last.
    let is_before = |other: &Item| match (rank(&other.phase), rank(&item.phase)) {
        (Some(other), Some(own)) => other <= own,
        (None, Some(_)) => false,
        (_, None) => true,
    };
    let last = plan
        .items
        .iter()
        .rposition(|other| !other.removed && is_before(other));
    plan.items.insert(last.map_or(0, |at| at + 1), item);
}

/// Tells whether a release has an item for itself alone.
fn is_added(item: &Item) -> bool {
    item.id
        .as_str()
        .strip_prefix(ADDED)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the plan after an amendment and what it would change, when the playbook that the release started from has changed since.
pub(crate) fn drift(release: &Release, library: &Library) -> Option<(Plan, Difference)> {
    fn origin(source: &str) -> &str {
        source.rsplit_once(' ').map_or(source, |(origin, _)| origin)
    }
    let header = release.header();
    if origin(&header.playbook) != origin(&library.source) {
        return None;
    }
    let (plan, difference) = amendment(release, tailor(library, &header.kind)?);
    (!difference.is_nothing()).then_some((plan, difference))
}

/// Returns what [`merge`] says for a release as it stands. Who answers for the end of a rollback that is under way stays who
/// it was when it began: its gate and its roles, and the duty of deciding how it ends.
pub fn amendment(release: &Release, mut new: Plan) -> (Plan, Difference) {
    let old = release.plan();
    if let (Some(_), Some(rollback)) = (release.rolling_back(), &old.rollback) {
        keep_way_back(old, rollback, &mut new);
    }
    merge(old, new)
}

/// Returns the plan that `old` has to ask at least when it is held to `new`, the definitions of a protected branch. The record's
/// own rules for a rollback count for nothing here: whoever writes the record would choose them.
pub(crate) fn held_to(old: &Plan, new: Plan) -> Plan {
    let rollback = new.rollback.clone();
    Plan {
        rollback,
        ..merge(old, new).0
    }
}

fn keep_way_back(old: &Plan, rollback: &Rollback, new: &mut Plan) {
    new.rollback = Some(rollback.clone());
    for role in old
        .roles
        .iter()
        .filter(|role| rollback.ends.contains(&role.id))
    {
        keep(&mut new.roles, role, |known| known.id == role.id);
    }
    let (Some(was), Some(decision)) = (&old.incidents, old.decision()) else {
        return;
    };
    let incidents = new.incidents.get_or_insert_with(|| Incidents {
        duties: Vec::new(),
        ..was.clone()
    });
    incidents.decision.clone_from(&was.decision);
    keep(&mut incidents.duties, decision, |known| {
        known.id == decision.id
    });
}

/// Puts a value back in its place, or at the end where it has none any more.
fn keep<T: Clone>(values: &mut Vec<T>, value: &T, is_it: impl Fn(&T) -> bool) {
    match values.iter_mut().find(|known| is_it(known)) {
        Some(known) => known.clone_from(value),
        None => values.push(value.clone()),
    }
}

/// Returns what a release that runs on `old` has to do when the library now gives `new`.
///
/// Items that the release has for itself alone stay as long as their phase and role do. Items that `new` no longer asks for stay, marked as removed, because their events stay. Strategies that it no longer
/// has stay at the end, because a rollout may be on its way by one of them; no choice leads to them any more. What a
/// rollback or an incident goes by stays as well, where `new` has nothing in its place.
pub fn merge(old: &Plan, new: Plan) -> (Plan, Difference) {
    let old = &old.frozen();
    let mut difference = Difference::default();
    let mut merged = new;
    for item in old.items.iter().filter(|item| is_added(item)) {
        let has_place = merged.phase(&item.phase).is_some()
            && item.roles.iter().all(|role| merged.role(role).is_some());
        if has_place {
            insert(&mut merged, item.clone());
        }
    }
    difference.compare(&old.items, &mut merged.items);
    if let (Some(rollout), Some(was)) = (&mut merged.rollout, &old.rollout) {
        let gone: Vec<_> = was
            .strategies
            .iter()
            .filter(|strategy| rollout.strategy(&strategy.id).is_none())
            .cloned()
            .collect();
        rollout.strategies.extend(gone);
    }
    if merged.rollback.is_none() {
        merged.rollback.clone_from(&old.rollback);
    }
    difference.compare_duties(old.incidents.as_ref(), &mut merged.incidents);
    difference.is_other = *old != merged && difference.is_empty();
    (merged, difference)
}

/// What an amendment changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Items, and duties of incidents, that are asked for from now on.
    pub added: Vec<Item>,
    /// Items and duties whose text or rules changed: their sign-offs go stale.
    pub changed: Vec<Item>,
    /// Items and duties that are no longer asked for.
    pub removed: Vec<Item>,
    /// Whether something else changed, such as a poll, a title or a role.
    pub is_other: bool,
}

impl Difference {
    /// Notes what is added, changed and removed among the items of a plan; those that are removed stay at the end of `new`.
    fn compare(&mut self, old: &[Item], new: &mut Vec<Item>) {
        let known: HashMap<_, _> = old.iter().map(|was| (&was.id, was)).collect();
        for item in &*new {
            match known.get(&item.id) {
                None => self.added.push(item.clone()),
                Some(was) if was.removed => self.added.push(item.clone()),
                Some(was) if was.digest() != item.digest() => self.changed.push(item.clone()),
                Some(_) => {}
            }
        }
        let asked: HashSet<_> = new.iter().map(|item| item.id.clone()).collect();
        for was in old.iter().filter(|was| !asked.contains(&was.id)) {
            if !was.removed {
                self.removed.push(was.clone());
            }
            new.push(Item {
                removed: true,
                ..was.clone()
            });
        }
    }

    /// Compares the duties of incidents like items. Where `new` has no incidents, the classes and triggers of `old` stay: an
    /// incident may be open.
    fn compare_duties(&mut self, old: Option<&Incidents>, new: &mut Option<Incidents>) {
        let was = old
            .map(|incidents| incidents.duties.as_slice())
            .unwrap_or_default();
        if let Some(old) = old {
            new.get_or_insert_with(|| Incidents {
                duties: Vec::new(),
                ..old.clone()
            });
        }
        if let Some(new) = new {
            self.compare(was, &mut new.duties);
            new.decision = new
                .decision
                .take()
                .or_else(|| old.and_then(|old| old.decision.clone()));
        }
    }

    /// Returns it in a few words, such as `1 added, 2 removed`.
    pub fn summary(&self) -> String {
        let counts = [
            (self.added.len(), "added"),
            (self.changed.len(), "changed"),
            (self.removed.len(), "removed"),
        ];
        let said: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if said.is_empty() {
            "roles, gates or rules".to_owned()
        } else {
            said.join(", ")
        }
    }

    /// Tells whether no item is added, changed or removed.
    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// Tells whether the plan stays as it is.
    pub fn is_nothing(&self) -> bool {
        self.is_empty() && !self.is_other
    }
}

#[cfg(test)]
mod tests;
