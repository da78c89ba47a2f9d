//! What one role is asked.

use chrono::{DateTime, Utc};

use crate::domain::id::ItemId;
use crate::domain::plan::{Item, Phase, Role};
use crate::domain::rules::gate::judge;
use crate::domain::rules::item_status::{self, ItemState};
use crate::domain::rules::todo;
use crate::domain::state::Release;

/// What one role is asked now.
#[derive(Clone, Debug)]
pub struct Form<'r> {
    /// The release.
    pub release: &'r Release,
    /// The role.
    pub role: &'r Role,
    /// The items that wait for its sign-off, in the plan's order.
    pub items: Vec<&'r Item>,
    /// The phases whose gates wait for its call.
    pub gates: Vec<&'r Phase>,
}

impl<'r> Form<'r> {
    /// Collects what a role is asked.
    pub fn of(release: &'r Release, role: &'r Role, now: DateTime<Utc>) -> Self {
        let works = todo::due(release, &judge(release, now));
        let own = works.into_iter().find(|work| *work.role == role.id);
        let (items, calls) = own.map(|own| (own.items, own.calls)).unwrap_or_default();
        let items = items.iter().filter(|due| due.state != ItemState::Blocked);
        let phases = calls.iter().filter_map(|call| release.plan().phase(call));
        Self {
            release,
            role,
            items: items.map(|due| due.item).collect(),
            gates: phases.collect(),
        }
    }

    /// Returns the items that are open, and that the role may waive.
    pub(crate) fn waivable(&self, now: DateTime<Utc>) -> Vec<&'r ItemId> {
        let plan = self.release.plan();
        let may_waive = |item: &Item| !item.killer && plan.waivers(item).contains(&&self.role.id);
        let standings = item_status::standings(self.release, now);
        standings
            .filter(|it| it.is_asked() && !it.state.is_settled() && may_waive(it.item))
            .map(|it| &it.item.id)
            .collect()
    }

    /// Tells whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.gates.is_empty()
    }
}
