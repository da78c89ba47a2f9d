//! Signs that somebody signed without looking. They are said to people, and never decide anything: no gate, no refusal,
//! no exit code depends on them, because each of them can be quite in order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::duration::span_of;
use crate::domain::event::{Event, EventKind, RolloutEvent, timestamp};
use crate::domain::id::{ItemId, RoleId};
use crate::domain::person::Person;
use crate::domain::plan::Item;
use crate::domain::rules::item_status::{self, ItemState, ItemStatus};
use crate::domain::state::Release;

/// How many sign-offs in quick succession are a sign: a section of a checklist has at most nine items (`gonogo lint`
/// advises so), and to go through one of them at a pause is what checklists are for.
const MOST_IN_A_ROW: usize = 9;

/// How many separate acts they must be. `gonogo sign 'a/*'` says several things in one act, in one second: that is one
/// person reporting what was done before, not somebody who answers questions without reading them.
const LEAST_ACTS: usize = 5;

/// The longest pause between two acts that are in quick succession: to read a line of a checklist and decide takes longer.
const PAUSE: TimeDelta = TimeDelta::seconds(4);

/// How many roles one person must have spoken for. Two are usual in small teams.
const LEAST_ROLES: usize = 3;

/// A sign that somebody signed without looking.
#[derive(Clone, Debug)]
pub enum Signal<'r> {
    /// One person signed many items within seconds, none of them with evidence.
    Burst {
        /// Who.
        by: &'r Person,
        /// How many items.
        sign_offs: usize,
        /// The first of them.
        from: DateTime<Utc>,
        /// The last of them.
        to: DateTime<Utc>,
    },
    /// One person spoke for most of the roles that are asked whatever happens.
    ManyRoles {
        /// Who.
        by: &'r Person,
        /// The roles, sorted.
        roles: Vec<&'r RoleId>,
        /// How many roles the plan asks.
        asked: usize,
    },
    /// A killer item is done, and nobody has shown why.
    Unproven {
        /// The item.
        item: &'r Item,
        /// Who signed it.
        by: Vec<&'r Person>,
    },
}

impl Signal<'_> {
    /// Returns the stable word for the kind of signal.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Burst { .. } => "burst",
            Self::ManyRoles { .. } => "many-roles",
            Self::Unproven { .. } => "killer-without-evidence",
        }
    }

    /// Returns what there is to see, on one line.
    pub fn sentence(&self) -> String {
        match self {
            Self::Burst {
                by,
                sign_offs,
                from,
                to,
            } => {
                let (span, from) = (span_of(*to - *from), timestamp(from));
                format!(
                    "{} signed {sign_offs} items without evidence within {span}, from {from} on",
                    by.name()
                )
            }
            Self::ManyRoles { by, roles, asked } => {
                let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
                format!(
                    "{} acted for {} of the {asked} roles: {}",
                    by.name(),
                    roles.len(),
                    names.join(", ")
                )
            }
            Self::Unproven { item, by } => {
                let names: Vec<&str> = by.iter().map(|by| by.name()).collect();
                format!(
                    "the killer item {} was signed without evidence by {}",
                    item.id,
                    names.join(" and ")
                )
            }
        }
    }
}

/// Returns the signs in a release, as it stands at `now`.
pub fn signals(release: &Release, now: DateTime<Utc>) -> Vec<Signal<'_>> {
    let mut found = bursts(release);
    found.extend(many_roles(release, now));
    found.extend(item_status::standings(release, now).filter_map(|standing| unproven(&standing)));
    found
}

/// A run of sign-offs by one person, each act soon after the one before.
struct Run<'r> {
    by: &'r Person,
    sign_offs: usize,
    acts: usize,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl<'r> Run<'r> {
    fn of(event: &'r Event) -> Self {
        Self {
            by: event.person(),
            sign_offs: 1,
            acts: 1,
            from: event.at,
            to: event.at,
        }
    }

    /// Takes the next sign-off, if it comes soon enough.
    fn take(&mut self, event: &Event) -> bool {
        if event.at - self.to > PAUSE {
            return false;
        }
        self.sign_offs += 1;
        self.acts += usize::from(event.at != self.to);
        self.to = event.at;
        true
    }

    fn signal(self) -> Option<Signal<'r>> {
        let Self {
            by,
            sign_offs,
            acts,
            from,
            to,
        } = self;
        (sign_offs > MOST_IN_A_ROW && acts >= LEAST_ACTS).then_some(Signal::Burst {
            by,
            sign_offs,
            from,
            to,
        })
    }
}

/// A sign-off with evidence is not counted: something was shown.
fn bursts(release: &Release) -> Vec<Signal<'_>> {
    let is_bare = |event: &&Event| matches!(&event.kind, EventKind::Signed { evidence, .. } if evidence.is_empty());
    let mut signed: BTreeMap<String, Vec<&Event>> = BTreeMap::new();
    for event in release.events().iter().filter(is_bare) {
        signed.entry(event.person().key()).or_default().push(event);
    }
    let mut runs: Vec<Run<'_>> = Vec::new();
    for mut events in signed.into_values() {
        events.sort_by_key(|event| event.at);
        let mut run: Option<Run<'_>> = None;
        for event in events {
            if !run.as_mut().is_some_and(|run| run.take(event)) {
                runs.extend(run.replace(Run::of(event)));
            }
        }
        runs.extend(run);
    }
    runs.sort_by_key(|run| run.from);
    runs.into_iter().filter_map(Run::signal).collect()
}

fn many_roles(release: &Release, now: DateTime<Utc>) -> Vec<Signal<'_>> {
    let asked = asked_roles(release, now);
    let mut spoken: BTreeMap<String, (&Person, BTreeSet<&RoleId>)> = BTreeMap::new();
    for event in release.events() {
        if let Some(role) = answered_for(release, &event.kind).filter(|role| asked.contains(role)) {
            spoken
                .entry(event.person().key())
                .or_insert_with(|| (event.person(), BTreeSet::new()))
                .1
                .insert(role);
        }
    }
    let are_most = |count: usize| count >= LEAST_ROLES && count * 2 > asked.len();
    let most = spoken
        .into_values()
        .filter(|(_, roles)| are_most(roles.len()));
    most.map(|(by, roles)| Signal::ManyRoles {
        by,
        roles: roles.into_iter().collect(),
        asked: asked.len(),
    })
    .collect()
}

/// Returns the roles that the path asks, with those of the stages.
fn asked_roles(release: &Release, now: DateTime<Utc>) -> BTreeSet<&RoleId> {
    let plan = release.plan();
    let items = plan.asked().flat_map(|item| &item.roles);
    let windows = plan
        .monitoring
        .iter()
        .flat_map(|monitoring| &monitoring.windows)
        .map(|window| &window.role);
    let strategy = release.rollout(now).and_then(|progress| progress.strategy);
    let stages = strategy
        .into_iter()
        .flat_map(|strategy| &strategy.stages)
        .flat_map(|stage| &stage.roles);
    items
        .chain(plan.phases.iter().flat_map(|phase| release.poll_of(phase)))
        .chain(windows)
        .chain(stages)
        .collect()
}

/// Returns the role that somebody answered for on the path. To stop is free for anybody, and counts for nothing here; nor
/// does what is done in an incident or on the way back, where few people are awake.
fn answered_for<'e>(release: &Release, kind: &'e EventKind) -> Option<&'e RoleId> {
    let plan = release.plan();
    let is_on_path = |id: &ItemId| !release.item(id).is_some_and(|item| plan.is_off_path(item));
    match kind {
        EventKind::Signed { item, role, .. } | EventKind::NotApplicable { item, role, .. } => {
            is_on_path(item).then_some(role)
        }
        EventKind::Called { phase, role, .. } => plan
            .way_back()
            .is_none_or(|back| back.id != *phase)
            .then_some(role),
        EventKind::Rollout(RolloutEvent::StageCalled { role, .. }) => Some(role),
        EventKind::WindowClosed(closing) => Some(&closing.role),
        _ => None,
    }
}

fn unproven<'r>(standing: &ItemStatus<'r>) -> Option<Signal<'r>> {
    let sign_offs = || standing.sign_offs.iter().filter_map(|slot| slot.event);
    let shows = |event: &Event| matches!(&event.kind, EventKind::Signed { evidence, .. } if !evidence.is_empty());
    let is_bare =
        standing.item.killer && standing.state == ItemState::Done && !sign_offs().any(shows);
    let mut known = BTreeSet::new();
    let by = sign_offs()
        .map(Event::person)
        .filter(|by| known.insert(by.key()))
        .collect();
    is_bare.then_some(Signal::Unproven {
        item: standing.item,
        by,
    })
}

#[cfg(test)]
mod tests;
