//! What of a release has its time: the deployment, soaks, monitoring windows, and what ends or is due on a day.
//!
//! A day lasts from midnight to midnight, in UTC, as everywhere in a record. What was called off stays, so that whoever
//! copied it elsewhere is told; what a record no longer knows a time for is left out.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::event::{Event, EventKind, Outcome};
use crate::domain::id::{ItemId, Milestone, RoleId, StageId};
use crate::domain::plan::milestones::{DEPLOYED, STARTED};
use crate::domain::plan::monitoring::Window;
use crate::domain::plan::{Due, Item, Phase};
use crate::domain::rules::judgement::Judgement;
use crate::domain::rules::monitoring::{self, WindowState};
use crate::domain::rules::{item_status, lateness};
use crate::domain::schema::words;
use crate::domain::state::incident::Action;
use crate::domain::state::{Incident, Release};
use crate::domain::verdict::Verdict;

/// The times at which the state of something changes without an event: its begin and its end.
pub(crate) const BORDERS: usize = 2;

/// Something that has its time.
#[derive(Clone, Debug)]
pub struct Slot<'r> {
    /// What it is about.
    pub about: About<'r>,
    /// When it begins.
    pub begins: DateTime<Utc>,
    /// When it ends; never before it begins.
    pub ends: DateTime<Utc>,
    /// How it stands.
    pub state: SlotState,
}

/// What has its time.
#[derive(Clone, Debug)]
pub enum About<'r> {
    /// The deployment: the day it is planned for, and once it is complete, when it was.
    Deployment,
    /// A stage of the rollout: its least soak, and once it is left, how long it was.
    Soak(&'r StageId),
    /// A monitoring window.
    Window(&'r Window),
    /// The last day of a waiver.
    Waiver(&'r ItemId, &'r RoleId, &'r Event),
    /// The day by which something has to be done about an incident.
    Action(Incident<'r>, Action<'r>),
    /// The day by which a phase is over.
    Phase(&'r Phase),
    /// The day by which these items of a phase are done.
    Items(&'r Phase, &'r Due, Vec<&'r Item>),
}

words! {
    /// How something stands that has its time.
    pub enum SlotState {
        /// It is still to come.
        Ahead = "ahead",
        /// Its time is now.
        UnderWay = "under way",
        /// Its time is over, and nothing is left to do about it.
        Over = "over",
        /// It is done.
        Done = "done",
        /// Its time is over, and it is not done.
        Overdue = "overdue",
        /// It does not take place.
        Cancelled = "cancelled",
    }
}

impl About<'_> {
    /// Returns its name, which is the same for as long as the record lives, wherever its time moves.
    pub fn name(&self) -> String {
        match self {
            Self::Deployment => "deployment".to_owned(),
            Self::Soak(stage) => format!("soak/{stage}"),
            Self::Window(window) => format!("window/{}", window.id),
            Self::Waiver(item, role, _) => format!("waiver/{item}/{role}"),
            Self::Action(incident, action) => format!("action/{}/{}", incident.id(), action.number),
            Self::Phase(phase) => format!("due/{}", phase.id),
            Self::Items(phase, due, _) => format!("due/{}/{due}", phase.id),
        }
    }

    /// Returns the same stage or window in the plan of a release; nothing when it is not there, and of anything else.
    fn in_plan<'r>(&self, release: &'r Release) -> Option<About<'r>> {
        let plan = release.plan();
        match self {
            Self::Soak(stage) => {
                let mut strategies = plan.rollout.as_ref()?.strategies.iter();
                let found = strategies.find_map(|strategy| strategy.stage(stage));
                found.map(|(_, stage)| About::Soak(&stage.id))
            }
            Self::Window(window) => {
                let mut windows = plan.monitoring.as_ref()?.windows.iter();
                let found = windows.find(|known| known.id == window.id);
                found.map(About::Window)
            }
            _ => None,
        }
    }
}

impl<'r> Slot<'r> {
    fn of_day(about: About<'r>, day: NaiveDate, state: SlotState) -> Option<Self> {
        let begins = day.and_time(NaiveTime::MIN).and_utc();
        Some(Self {
            about,
            begins,
            ends: begins.checked_add_signed(TimeDelta::days(1))?,
            state,
        })
    }

    /// Returns how many of its begin and its end lie before now, and when it was last changed: by the newest event of the record,
    /// which is given, or by the time that passed.
    pub(crate) fn revised(
        &self,
        newest: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> (usize, DateTime<Utc>) {
        let borders: [DateTime<Utc>; BORDERS] = [self.begins, self.ends];
        let passed = borders.iter().filter(|border| **border <= now);
        let last = passed.clone().max().copied();
        (passed.count(), last.map_or(newest, |last| last.max(newest)))
    }

    /// Tells whether it takes whole days.
    pub(crate) fn is_whole_days(&self) -> bool {
        let is_midnight = |at: DateTime<Utc>| at.time() == NaiveTime::MIN;
        is_midnight(self.begins) && is_midnight(self.ends)
    }
}

/// Returns what has its time, the earliest first.
pub fn slots<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    now: DateTime<Utc>,
) -> Vec<Slot<'r>> {
    let mut slots: Vec<Slot<'r>> = deployment(release, now).into_iter().collect();
    slots.extend(soaks(release, now));
    slots.extend(windows(release, now));
    let respun = respun(release, &slots);
    slots.extend(respun);
    slots.extend(waivers(release, now));
    slots.extend(actions(release, now));
    slots.extend(dues(release, judgements, now));
    slots.sort_by_key(|slot| (slot.begins, slot.ends));
    slots
}

/// Tells whether the release ended, and did not ship.
fn is_called_off(release: &Release) -> bool {
    release
        .outcome()
        .is_some_and(|outcome| outcome != Outcome::Shipped)
}

/// Tells how a stretch of time lies to now.
fn beside(begins: DateTime<Utc>, ends: DateTime<Utc>, now: DateTime<Utc>) -> SlotState {
    if now < begins {
        SlotState::Ahead
    } else if now < ends {
        SlotState::UnderWay
    } else {
        SlotState::Over
    }
}

fn deployment(release: &Release, now: DateTime<Utc>) -> Option<Slot<'_>> {
    let reached = |name: &str| item_status::milestone(release, &Milestone::from(name), now);
    if let Some(deployed) = reached(DEPLOYED) {
        let began = reached(STARTED).or_else(|| Some(release.entries().next()?.0.at));
        return Some(Slot {
            about: About::Deployment,
            begins: began.map_or(deployed, |began| began.min(deployed)),
            ends: deployed,
            state: SlotState::Done,
        });
    }
    let day = release.planned()?;
    let state = match lateness::end_of(day) {
        _ if release.outcome().is_some() => SlotState::Cancelled,
        Some(end) if now > end => SlotState::Overdue,
        _ if now.date_naive() == day => SlotState::UnderWay,
        _ => SlotState::Ahead,
    };
    Slot::of_day(About::Deployment, day, state)
}

/// Returns the stages that the rollout has entered: each lasted until the next one, and the present one soaks.
fn soaks(release: &Release, now: DateTime<Utc>) -> Vec<Slot<'_>> {
    let Some(position) = release.rollout(now).and_then(|it| it.position) else {
        return Vec::new();
    };
    let entries: Vec<_> = release.entries().collect();
    let mut slots: Vec<Slot<'_>> = entries
        .iter()
        .zip(entries.iter().skip(1))
        .map(|((entered, stage), (left, _))| Slot {
            about: About::Soak(stage),
            begins: entered.at,
            ends: left.at.max(entered.at),
            state: SlotState::Over,
        })
        .collect();
    let is_lost = release.is_to_start() || is_called_off(release);
    let closed = release.closing().filter(|_| is_called_off(release));
    let stopped = closed.into_iter().chain(release.stopped());
    let stopped = stopped.map(|event| event.at).min();
    let ends = position.soaks_until.max(position.since);
    if ends > position.since {
        slots.push(Slot {
            about: About::Soak(position.stage_id),
            begins: position.since,
            ends,
            state: match beside(position.since, ends, now) {
                _ if stopped.is_some_and(|at| at < ends) => SlotState::Cancelled,
                SlotState::UnderWay if is_lost => SlotState::Cancelled,
                state => state,
            },
        });
    }
    slots
}

fn windows(release: &Release, now: DateTime<Utc>) -> Vec<Slot<'_>> {
    let Some(watch) = monitoring::watch(release, now) else {
        return Vec::new();
    };
    let is_stopped = is_called_off(release) || release.rolling_back().is_some();
    let standings = watch.windows.into_iter();
    let slots = standings.filter_map(|standing| {
        let (begins, ends) = standing.span?;
        let closed = standing.closing.map(|event| event.at);
        // One that was closed before it began does not take place.
        let is_closed = closed.is_some_and(|closed| closed > begins);
        Some(Slot {
            about: About::Window(standing.window),
            begins,
            ends: closed
                .filter(|_| is_closed)
                .map_or(ends, |closed| closed.min(ends)),
            state: match standing.state {
                WindowState::Closed | WindowState::ClosedEarly if is_closed => SlotState::Done,
                WindowState::Closed | WindowState::ClosedEarly => SlotState::Cancelled,
                _ if is_stopped => SlotState::Cancelled,
                WindowState::Ahead => SlotState::Ahead,
                WindowState::Open => SlotState::UnderWay,
                WindowState::Overdue => SlotState::Overdue,
            },
        })
    });
    slots.collect()
}

/// How many respins are looked back at, from the newest on: each replays the record up to it.
const MOST_RESPINS: usize = 100;

/// Returns the soaks and the windows that a respin cut short and that have not begun again: of a candidate that was respun away, a
/// release knows nothing more. `slots` are those that it knows.
fn respun<'r>(release: &'r Release, slots: &[Slot<'r>]) -> Vec<Slot<'r>> {
    let mut cut: Vec<Slot<'r>> = Vec::new();
    let respins = release.events().iter().filter(|event| {
        matches!(event.kind, EventKind::Respun { .. }) && !release.is_passed_over(event)
    });
    let mut newest: Vec<&Event> = respins.rev().take(MOST_RESPINS).collect();
    newest.reverse();
    for respin in newest {
        let before = release.as_seen_on(release.plan().clone(), respin);
        let at = respin.at;
        for slot in soaks(&before, at).into_iter().chain(windows(&before, at)) {
            let is_over = matches!(slot.state, SlotState::Over | SlotState::Done);
            let Some(about) = slot.about.in_plan(release).filter(|_| !is_over) else {
                continue;
            };
            let slot = Slot {
                about,
                begins: slot.begins,
                ends: slot.ends,
                state: SlotState::Cancelled,
            };
            cut.retain(|known| known.about.name() != slot.about.name());
            cut.push(slot);
        }
    }
    cut.retain(|cut| {
        let mut known = slots.iter();
        known.all(|known| known.about.name() != cut.about.name())
    });
    cut
}

/// Returns the last days of waivers: of those that hold or have run out, and of those that were taken back.
fn waivers(release: &Release, now: DateTime<Utc>) -> Vec<Slot<'_>> {
    let mut newest: Vec<(&ItemId, &RoleId, NaiveDate, &Event)> = Vec::new();
    for event in release.events() {
        let EventKind::Waived {
            item,
            role,
            expires: Some(day),
            ..
        } = &event.kind
        else {
            continue;
        };
        newest.retain(|(known, by, ..)| (*known, *by) != (item, role));
        newest.push((item, role, *day, event));
    }
    let slots = newest.into_iter().filter_map(|(item, role, day, event)| {
        let standing = item_status::standing(release, item, now);
        let is_in_force = standing.is_some_and(|standing| {
            let mut waivers = standing.waivers.iter();
            waivers.any(|waiver| waiver.id == event.id)
        });
        let state = if is_in_force && now.date_naive() > day {
            SlotState::Over
        } else if is_in_force {
            SlotState::Ahead
        } else {
            SlotState::Cancelled
        };
        Slot::of_day(About::Waiver(item, role, event), day, state)
    });
    slots.collect()
}

fn actions(release: &Release, now: DateTime<Utc>) -> Vec<Slot<'_>> {
    let all = release.incidents().flat_map(|incident| {
        let actions = incident.actions();
        actions.map(move |action| (incident, action))
    });
    let slots = all.filter_map(|(incident, action)| {
        let day = action.due?;
        let state = match action.done {
            Some(_) => SlotState::Done,
            None if action.is_overdue(now) => SlotState::Overdue,
            None => SlotState::Ahead,
        };
        Slot::of_day(About::Action(incident, action), day, state)
    });
    slots.collect()
}

/// Returns the days by which phases are over, and those by which items are done that have a day of their own.
fn dues<'r>(
    release: &'r Release,
    judgements: &[Judgement<'r>],
    now: DateTime<Utc>,
) -> Vec<Slot<'r>> {
    let Some(planned) = release.planned() else {
        return Vec::new();
    };
    let state = |is_done: bool, day: NaiveDate| match release.outcome() {
        _ if is_done => SlotState::Done,
        Some(Outcome::Shipped) => SlotState::Done,
        Some(_) => SlotState::Cancelled,
        None if now.date_naive() > day => SlotState::Overdue,
        None => SlotState::Ahead,
    };
    let mut slots = Vec::new();
    for judgement in judgements {
        let Some(phase) = judgement.topic.phase() else {
            continue;
        };
        if let Some(due) = &phase.gate.due {
            let day = due.day(planned);
            let is_done = judgement.verdict == Verdict::Go || judgement.nothing_to_do.is_some();
            slots.extend(Slot::of_day(About::Phase(phase), day, state(is_done, day)));
        }
        let mut by_day: Vec<(&Due, Vec<&Item>, bool)> = Vec::new();
        for standing in judgement.items.iter().filter(|it| it.is_asked()) {
            let Some(due) = &standing.item.due else {
                continue;
            };
            let place = by_day.iter().position(|(known, ..)| *known == due);
            let place = place.unwrap_or_else(|| {
                by_day.push((due, Vec::new(), true));
                by_day.len() - 1
            });
            let (_, items, is_done) = &mut by_day[place];
            items.push(standing.item);
            *is_done &= standing.state.is_settled();
        }
        slots.extend(by_day.into_iter().filter_map(|(due, items, is_done)| {
            let day = due.day(planned);
            Slot::of_day(About::Items(phase, due, items), day, state(is_done, day))
        }));
    }
    slots
}

#[cfg(test)]
mod tests;
