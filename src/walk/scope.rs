//! Which questions a walk has, in what order: pure functions of the release and the scope.

use chrono::{DateTime, Utc};

use crate::domain::id::{ItemId, PhaseId, RoleId};
use crate::domain::plan::{Item, Topic};
use crate::domain::rules::gate::judge_all;
use crate::domain::rules::item_status::{self, ItemState};
use crate::domain::rules::naming::{NameFault, item_among};
use crate::domain::rules::progress::{self, Progress};
use crate::domain::rules::reason::Reason;
use crate::domain::rules::{monitoring, readiness};
use crate::domain::state::Release;

/// What a walk is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Only what this role answers for.
    pub(crate) role: Option<RoleId>,
    /// Only this phase.
    pub(crate) phase: Option<PhaseId>,
    /// Only these roles, because the person holds no others; `None` when the person may speak for every role.
    pub(crate) held: Option<Vec<RoleId>>,
    /// The command that continues the walk later.
    pub(crate) command: String,
}

/// One item as asked of one role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Turn {
    pub(crate) item: ItemId,
    pub(crate) role: RoleId,
}

/// Where an item stands among the items of a walk that apply, answered ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// How many there are.
    pub(crate) total: usize,
}

impl Scope {
    /// Tells whether the scope takes in this phase.
    pub(crate) fn has_phase(&self, phase: &PhaseId) -> bool {
        self.phase.as_ref().is_none_or(|only| only == phase)
    }

    /// Tells whether the scope takes in this role.
    pub(crate) fn has_role(&self, role: &RoleId) -> bool {
        self.role.as_ref().map_or_else(
            || self.held.as_ref().is_none_or(|held| held.contains(role)),
            |only| only == role,
        )
    }

    /// Returns what the scope asks about, in order.
    pub(crate) fn topics<'p>(&'p self, release: &'p Release) -> impl Iterator<Item = Topic<'p>> {
        let asked = release
            .asked_topics()
            .filter(|topic| self.has_phase(topic.id()));
        // A phase that is named is walked, also where it is not asked about by itself.
        let named = self.phase.iter().filter_map(|id| release.plan().phase(id));
        let named = named
            .map(Topic::Phase)
            .filter(|named| release.asked_topics().all(|asked| asked != *named));
        asked.chain(named)
    }

    /// Returns the items of the scope, answered or not, in the order they are asked.
    pub(crate) fn items<'p>(&'p self, release: &'p Release) -> impl Iterator<Item = &'p Item> {
        let items = self
            .topics(release)
            .flat_map(|topic| release.items_of(topic.id()));
        items.filter(|item| item.roles.iter().any(|role| self.has_role(role)))
    }

    /// Returns the turns of one phase: every item once for each of its roles that the scope takes in.
    pub(crate) fn turns(&self, release: &Release, phase: &PhaseId) -> Vec<Turn> {
        let turns_of = |item: &Item| -> Vec<Turn> {
            let roles = item.roles.iter().filter(|role| self.has_role(role));
            roles
                .map(|role| Turn {
                    item: item.id.clone(),
                    role: role.clone(),
                })
                .collect()
        };
        release.items_of(phase).flat_map(turns_of).collect()
    }

    /// Returns the items of the scope that no fact rules out: those that are numbered.
    fn numbered<'p>(&'p self, release: &'p Release) -> impl Iterator<Item = &'p Item> {
        self.items(release)
            .filter(|item| release.facts_against(item).is_none())
    }

    /// Returns where an item stands among the items of the scope; `None` when a fact rules it out.
    pub(crate) fn place(&self, release: &Release, id: &ItemId) -> Option<Place> {
        let place = self.numbered(release).position(|item| item.id == *id)?;
        Some(Place {
            number: place + 1,
            total: self.numbered(release).count(),
        })
    }

    /// Finds an item of the scope by its number or by its name.
    ///
    /// # Errors
    ///
    /// When no item matches, or more than one.
    pub(crate) fn find<'p>(
        &'p self,
        release: &'p Release,
        typed: &str,
    ) -> Result<&'p Item, NameFault> {
        let number = typed
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        if let Some(item) = number.and_then(|place| self.numbered(release).nth(place)) {
            return Ok(item);
        }
        item_among(&self.items(release).collect::<Vec<_>>(), typed)
    }

    /// Returns the roles that can call at this gate and have not, among those of the scope. A role that would only be told
    /// to wait is none: while the rollout is under way, before its windows are over, or before its items are due.
    pub(crate) fn polled<'r>(
        &self,
        release: &'r Release,
        phase: &PhaseId,
        now: DateTime<Utc>,
    ) -> Vec<&'r RoleId> {
        let judgements = judge_all(release, now);
        let reasons = judgements
            .into_iter()
            .filter(|judgement| judgement.topic.id() == phase)
            .flat_map(|found| found.reasons);
        let waiting = reasons.filter_map(|reason| match reason {
            Reason::Call { role, .. } => Some(role),
            _ => None,
        });
        waiting
            .filter(|role| self.has_role(role) && !is_too_early(release, phase, role, now))
            .collect()
    }

    /// Tells whether a turn waits for an answer and is due.
    ///
    /// A blocked item on which nobody's sign-off is missing waits too, for the first of its roles that the scope takes in:
    /// somebody has to clear the blocker.
    pub(crate) fn is_waiting(&self, release: &Release, turn: &Turn, now: DateTime<Utc>) -> bool {
        let Some(standing) = item_status::standing(release, &turn.item, now) else {
            return false;
        };
        if standing.state == ItemState::Blocked && standing.missing().next().is_none() {
            let mut roles = standing.item.roles.iter();
            return roles.find(|role| self.has_role(role)) == Some(&turn.role);
        }
        standing.waits_for(&turn.role) && standing.is_due()
    }

    /// Counts what the scope takes in.
    pub(crate) fn progress(&self, release: &Release, now: DateTime<Utc>) -> Progress {
        progress::count(
            release,
            &|phase| self.has_phase(phase),
            &|role| self.has_role(role),
            now,
        )
    }
}

/// Tells whether a role's go at a gate has to wait for time to pass.
fn is_too_early(release: &Release, phase: &PhaseId, role: &RoleId, now: DateTime<Utc>) -> bool {
    let plan = release.plan();
    let is_rolling_out =
        plan.home_of_rollout() == Some(phase) && !readiness::outstanding(release, now).is_empty();
    let is_watching = plan.home_of_monitoring() == Some(phase)
        && monitoring::watch(release, now).is_some_and(|watch| {
            let mut windows = watch.windows.iter();
            watch.since.is_none()
                || windows.any(|it| it.window.role == *role && !it.state.is_closed())
        });
    let mut items = release.items_of(phase);
    is_rolling_out
        || is_watching
        || items.any(|item| {
            let standing = item_status::standing(release, &item.id, now);
            standing.is_some_and(|standing| !standing.timing.is_due() && standing.waits_for(role))
        })
}

/// Returns the place of the next turn to ask: the first that `is_due` after `at`, else the first before it.
pub(crate) fn next_turn(
    turns: &[Turn],
    at: Option<usize>,
    is_due: impl Fn(&Turn) -> bool,
) -> Option<usize> {
    let start = at.map_or(0, |place| place + 1);
    let order = (start..turns.len()).chain(0..start.min(turns.len()));
    order.into_iter().find(|place| is_due(&turns[*place]))
}
