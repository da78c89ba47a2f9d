//! What releases leave behind for those after them: action items and risks that are still open, and items that were waived.
//!
//! It is gathered from one release at a time and keeps nothing else of it, so that any number of records can be gone
//! through.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::event::{CarriedRisk, Event, EventKind, RiskEvent};
use crate::domain::id::{IncidentId, ItemId, RiskId};
use crate::domain::person::Person;
use crate::domain::plan::incident::Who;
use crate::domain::plan::{Item, Plan};
use crate::domain::rules::item_status::{self, ItemState, ItemStatus};
use crate::domain::rules::risks;
use crate::domain::state::incident::is_past;
use crate::domain::state::{RegisteredRisk, Release};
use crate::domain::version::Version;

/// What releases left behind.
#[derive(Clone, Debug, Default)]
pub struct CarryOver {
    actions: Vec<OpenAction>,
    waived: BTreeMap<ItemId, Vec<Place>>,
    risks: Vec<LeftRisk>,
    /// The risks that a later release carries on.
    carried: Vec<CarriedRisk>,
}

/// A risk that was open when its release ended, and still is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftRisk {
    /// The release, and the name of the risk there.
    pub origin: CarriedRisk,
    /// How it is described, on one line.
    pub matter: String,
    /// How it is described, as an event of another release.
    again: RiskEvent,
}

/// An action item that nobody has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAction {
    /// The release it belongs to.
    pub version: Version,
    /// The incident it came from.
    pub incident: IncidentId,
    /// What was the matter.
    pub title: String,
    /// Its number in the incident, from 1.
    pub number: usize,
    /// What has to be done.
    pub text: String,
    /// Who does it.
    pub owner: Who,
    /// The day by which it has to be done.
    pub due: Option<NaiveDate>,
    /// When it was asked for.
    pub added: DateTime<Utc>,
}

/// An item that several releases have waived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// The item, as the checklists name it.
    pub item: ItemId,
    /// The releases that waived it before, oldest first.
    pub before: Vec<Version>,
}

/// A release among others: by when it was opened, then by its version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    opened: Option<DateTime<Utc>>,
    version: Version,
}

impl Place {
    fn of(release: &Release) -> Self {
        Self {
            opened: release.start().map(|event| event.at),
            version: release.header().version.clone(),
        }
    }

    fn is_before(&self, other: &Self) -> bool {
        let by_version = || self.version.natural_cmp(&other.version);
        self.opened.cmp(&other.opened).then_with(by_version).is_lt()
    }
}

impl OpenAction {
    /// Tells whether its day, in UTC, is over.
    pub(crate) fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        is_past(self.due, now)
    }
}

impl CarryOver {
    /// Takes over what a release leaves behind, as it stands at `now`.
    pub fn add(&mut self, release: &Release, now: DateTime<Utc>) {
        self.actions.extend(open_actions(release));
        self.carried
            .extend(release.risks().filter_map(|risk| risk.from.cloned()));
        if release.outcome().is_some() {
            let open = release.open_risks().into_iter();
            self.risks
                .extend(open.map(|risk| LeftRisk::of(release, &risk, now)));
        }
        let place = Place::of(release);
        for (item, _) in waived(release, now) {
            let places = self.waived.entry(item.clone()).or_default();
            if !places.contains(&place) {
                places.push(place.clone());
            }
        }
    }

    /// Takes over what the releases that come next leave behind.
    pub fn join(&mut self, other: Self) {
        self.actions.extend(other.actions);
        self.risks.extend(other.risks);
        self.carried.extend(other.carried);
        for (item, places) in other.waived {
            self.waived.entry(item).or_default().extend(places);
        }
    }

    /// Takes over what a release leaves behind for `later`: nothing, unless it was opened before that one.
    pub(crate) fn add_before(&mut self, release: &Release, later: &Release, now: DateTime<Utc>) {
        if Place::of(release).is_before(&Place::of(later)) {
            self.add(release, now);
        }
    }

    /// Returns the open action items: first what has a day, the earliest first, then the rest by when it was asked for.
    pub fn actions(&self) -> Vec<&OpenAction> {
        let mut actions: Vec<_> = self.actions.iter().collect();
        actions.sort_by_key(|action| (action.due.is_none(), action.due, action.added));
        actions
    }

    /// Returns the open risks of releases that ended, unless a later release carries them on.
    pub fn risks(&self) -> impl Iterator<Item = &LeftRisk> {
        let risks = self.risks.iter();
        risks.filter(|risk| !self.carried.contains(&risk.origin))
    }

    /// Returns the events that raise these risks again in a release on this plan, before anything else is raised there. What
    /// a role watches that the plan does not have, `by` watches.
    pub(crate) fn raised_again(&self, plan: &Plan, by: &Person) -> Vec<EventKind> {
        let numbered = (1..).map(RiskId::numbered).zip(self.risks());
        let raised = numbered.map(|(id, left)| {
            let mut again = left.again.clone();
            if let RiskEvent::Raised { risk, owner, .. } = &mut again {
                *risk = id;
                if matches!(owner, Who::Role(role) if plan.role(role).is_none()) {
                    *owner = Who::Person(by.clone());
                }
            }
            EventKind::Risk(again)
        });
        raised.collect()
    }

    /// Returns the items that a release waives and that releases opened before it had waived already, in the plan's order.
    pub(crate) fn debts(&self, release: &Release, now: DateTime<Utc>) -> Vec<Debt> {
        let mut debts: Vec<Debt> = Vec::new();
        for (item, _) in waived(release, now) {
            let before = self.waived_before(item, &Place::of(release));
            if !before.is_empty() && debts.iter().all(|debt| debt.item != *item) {
                debts.push(Debt {
                    item: item.clone(),
                    before,
                });
            }
        }
        debts
    }

    /// Returns the releases that waived an item before the one named here.
    pub(in crate::domain) fn before(
        &self,
        item: &ItemId,
        opened: Option<DateTime<Utc>>,
        version: &Version,
    ) -> Vec<Version> {
        self.waived_before(
            item,
            &Place {
                opened,
                version: version.clone(),
            },
        )
    }

    fn waived_before(&self, item: &ItemId, place: &Place) -> Vec<Version> {
        let earlier = self
            .waived
            .get(item)
            .into_iter()
            .flatten()
            .filter(|other| other.is_before(place));
        let mut earlier: Vec<&Place> = earlier.collect();
        earlier.sort_by(|a, b| {
            if a.is_before(b) {
                std::cmp::Ordering::Less
            } else {
                std::cmp::Ordering::Greater
            }
        });
        earlier
            .into_iter()
            .map(|place| place.version.clone())
            .collect()
    }
}

impl LeftRisk {
    fn of(release: &Release, risk: &RegisteredRisk<'_>, now: DateTime<Utc>) -> Self {
        let origin = CarriedRisk {
            version: release.header().version.clone(),
            risk: risk.id.clone(),
        };
        Self {
            matter: risks::matter(risk, now),
            again: RiskEvent::Raised {
                risk: risk.id.clone(),
                text: risk.text.to_owned(),
                likelihood: risk.likelihood,
                impact: risk.impact,
                owner: risk.owner.clone(),
                mitigation: risk.mitigation.map(str::to_owned),
                due: risk.due,
                from: Some(origin.clone()),
            },
            origin,
        }
    }
}

/// Returns the action items of a release that nobody has done.
pub(crate) fn open_actions(release: &Release) -> impl Iterator<Item = OpenAction> {
    let counted = release
        .incidents()
        .filter(|incident| incident.withdrawn().is_none());
    counted.flat_map(move |incident| {
        incident.open_actions().map(move |action| OpenAction {
            version: release.header().version.clone(),
            incident: incident.id().clone(),
            title: incident.title().to_owned(),
            number: action.number,
            text: action.text.to_owned(),
            owner: action.owner.clone(),
            due: action.due,
            added: action.added.at,
        })
    })
}

/// Returns the items that were waived and not done after all, with the waiver, by the name the checklists have for them:
/// an expired waiver is a debt as well.
pub fn waived(release: &Release, now: DateTime<Utc>) -> impl Iterator<Item = (&ItemId, &Event)> {
    let is_left = |standing: &ItemStatus<'_>| {
        !matches!(standing.state, ItemState::Done | ItemState::NotApplicable)
    };
    let left = item_status::standings(release, now).filter(is_left);
    left.filter_map(|standing| Some((release.plan().model(standing.item), standing.waiver()?)))
}

impl Plan {
    /// Returns the name that the checklists have for an item: that of the duty which opened with the incident, or its own.
    pub fn model<'p>(&'p self, item: &'p Item) -> &'p ItemId {
        let duties = self
            .incidents
            .iter()
            .flat_map(|incidents| &incidents.duties);
        let model = |incident: &IncidentId| {
            duties
                .clone()
                .find(|duty| incident.duty(&duty.id) == item.id)
        };
        item.incident
            .as_ref()
            .and_then(model)
            .map_or(&item.id, |duty| &duty.id)
    }
}

#[cfg(test)]
mod tests;
