//! The state of a release: its record replayed, event by event.
//!
//! [`Release::after`] applies an event during replay and during the live walk alike, so the two cannot disagree.
//! Where authors contradict each other without having seen each other's event, the careful one wins.

mod copied;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use chrono::{DateTime, NaiveDate, Utc};
use foldhash::{HashMap, HashMapExt as _};

use super::history::{Frontier, History, Seq, in_order, without_copies};
use super::incident_log::{IncidentLog, RollbackLog};
use super::integrity_fault::IntegrityFault;
use super::logs::{CallLog, FieldLog, ItemLog};
use super::recomputed::Recomputed;
use super::record::Record;
use super::risk_log::RiskLog;
use super::rollout_log::RolloutLog;
use crate::domain::digest::Digest;
use crate::domain::event::{Call, Event, EventKind, Outcome};
use crate::domain::id::{
    Candidate, FactId, FieldId, IncidentId, ItemId, PhaseId, RoleId, WindowId,
};
use crate::domain::person::Person;
use crate::domain::plan::{Header, Item, Plan};
use crate::domain::standing::Weighed;

/// A release as its record tells it.
#[derive(Clone, Debug)]
pub struct Release {
    pub(super) record: Record,
    pub(super) history: History,
    pub(super) digests: Vec<Digest>,
    pub(super) places: HashMap<ItemId, usize>,
    pub(super) items: Vec<ItemLog>,
    pub(super) calls: HashMap<(PhaseId, RoleId), CallLog>,
    /// The calls at gates where the people of a role vote, by person.
    pub(super) votes: HashMap<(PhaseId, RoleId), BTreeMap<String, CallLog>>,
    /// The events that ended the wait at a gate before its time.
    pub(super) shortened: HashMap<PhaseId, Vec<Seq>>,
    pub(super) facts: HashMap<FactId, Frontier<bool>>,
    pub(super) candidates: Frontier<Option<Candidate>>,
    pub(super) plans: Frontier<Digest>,
    pub(super) planned: Frontier<NaiveDate>,
    pub(super) outcomes: Frontier<Outcome>,
    pub(super) fields: HashMap<FieldId, FieldLog>,
    pub(super) acted: HashMap<Person, BTreeSet<RoleId>>,
    pub(super) assigned: HashMap<RoleId, Person>,
    pub(super) rollout: RolloutLog,
    pub(super) windows: HashMap<WindowId, Vec<Seq>>,
    pub(super) rollback: RollbackLog,
    pub(super) incidents: Vec<IncidentLog>,
    pub(super) incident_places: HashMap<IncidentId, usize>,
    pub(super) risks: Vec<RiskLog>,
    pub(super) commits: Option<Seq>,
    pub(super) amendments: Vec<Seq>,
    pub(super) latest: DateTime<Utc>,
    /// The events that stood in the record more than once, each time the same.
    pub(super) copied: Vec<Digest>,
    pub(super) weighed: Weighed,
}

impl Release {
    /// Replays a record: puts its events in order, checks every link, and applies them one by one.
    ///
    /// # Errors
    ///
    /// Every way in which the record is not what gonogo wrote.
    pub fn replay(record: Record) -> Result<Self, Vec<IntegrityFault>> {
        let (recomputed, weighed) = (Recomputed::default(), Weighed::default());
        Self::replay_watched(record, &recomputed, weighed, &mut |_, _| {})
    }

    /// Does what [`Self::replay`] does, and shows every event to `watch`, with the release as it was before it; none any
    /// more from the first fault on. Ids that were computed again already are not computed once more. Events that are passed
    /// over are in the history and change nothing.
    ///
    /// # Errors
    ///
    /// Those of [`Self::replay`].
    pub(in crate::domain) fn replay_watched(
        record: Record,
        recomputed: &Recomputed,
        weighed: Weighed,
        watch: &mut dyn FnMut(&Self, &Event),
    ) -> Result<Self, Vec<IntegrityFault>> {
        let Record {
            header,
            plan,
            events,
        } = record;
        let mut release = Self::unstarted(header, plan).weighed(weighed);
        let recomputed = recomputed.of_all(events.len());
        let (mut events, mut orphans, mut history) = in_order(events);
        if !history.has_places() {
            events.append(&mut orphans);
            release.copied = without_copies(&mut events);
            (events, orphans, history) = in_order(events);
        }
        release.history = history;
        let mut broken: Vec<IntegrityFault> = orphans
            .iter()
            .map(|event| IntegrityFault::Orphaned {
                event: event.in_words(),
            })
            .collect();
        // Those to come stand in the list already, where nobody sees them: a large record is in memory once. While an event
        // happens, a copy of the first one stands in its place.
        release.record.events = events;
        if let Some(mut event) = release.record.events.first().cloned() {
            for place in 0..release.record.events.len() {
                mem::swap(&mut event, &mut release.record.events[place]);
                broken.extend(release.fault_of(&event, recomputed));
                if broken.is_empty() {
                    watch(&release, &event);
                }
                release.apply(&event);
                mem::swap(&mut event, &mut release.record.events[place]);
            }
        }
        let starts = release
            .record
            .events
            .iter()
            .filter(|event| matches!(event.kind, EventKind::Started { .. }))
            .count();
        if starts != 1
            || !release
                .record
                .events
                .first()
                .is_some_and(|event| matches!(event.kind, EventKind::Started { .. }))
        {
            broken.push(IntegrityFault::NotStarted);
        }
        let plan = release
            .record
            .plan
            .digest_over(&release.record.header, &release.digests);
        if !release.plans.iter().any(|(_, named)| *named == plan) {
            broken.push(IntegrityFault::PlanChanged);
        }
        if broken.is_empty() {
            Ok(release)
        } else {
            Err(broken)
        }
    }

    /// Returns what is wrong with the id of the event that comes next. Ids that were computed again are not computed once
    /// more.
    fn fault_of(&self, event: &Event, recomputed: Option<&Recomputed>) -> Option<IntegrityFault> {
        let is_doubtful = recomputed.is_none_or(|it| it.doubts(&event.id));
        if is_doubtful && event.digest(&self.record.header.id) != event.id {
            return Some(IntegrityFault::Altered {
                event: event.in_words(),
            });
        }
        self.history
            .is_taken(&event.id)
            .then(|| IntegrityFault::Doubled {
                event: event.in_words(),
            })
    }

    /// Returns a release to which nothing has happened yet, not even its start. The duties of incidents that the plan may have
    /// are left out: they come with the incidents.
    pub fn unstarted(header: Header, mut plan: Plan) -> Self {
        plan.items.retain(|item| item.incident.is_none());
        Self {
            digests: plan.items.iter().map(Item::digest).collect(),
            places: plan
                .items
                .iter()
                .enumerate()
                .map(|(place, item)| (item.id.clone(), place))
                .collect(),
            items: plan.items.iter().map(ItemLog::of).collect(),
            record: Record {
                header,
                plan,
                events: Vec::new(),
            },
            history: History::default(),
            calls: HashMap::new(),
            votes: HashMap::new(),
            shortened: HashMap::new(),
            facts: HashMap::new(),
            candidates: Frontier::default(),
            plans: Frontier::default(),
            planned: Frontier::default(),
            outcomes: Frontier::default(),
            fields: HashMap::new(),
            acted: HashMap::new(),
            assigned: HashMap::new(),
            rollout: RolloutLog::default(),
            windows: HashMap::new(),
            rollback: RollbackLog::default(),
            incidents: Vec::new(),
            incident_places: HashMap::new(),
            risks: Vec::new(),
            commits: None,
            amendments: Vec::new(),
            latest: DateTime::<Utc>::MIN_UTC,
            copied: Vec::new(),
            weighed: Weighed::default(),
        }
    }

    /// Returns the release after one more event, whose `prev` have all been applied.
    #[must_use]
    pub fn after(mut self, event: Event) -> Self {
        self.append(event);
        self
    }

    /// Appends one more event, whose `prev` have all been applied.
    pub fn append(&mut self, event: Event) {
        self.apply(&event);
        self.record.events.push(event);
    }

    /// Returns the release on an amended plan, after the event that names it.
    #[must_use]
    pub fn amended(self, plan: Plan, event: Event) -> Self {
        let Record { header, events, .. } = self.record;
        let unstarted = Self::unstarted(header, plan).weighed(self.weighed);
        events
            .into_iter()
            .chain([event])
            .fold(unstarted, Self::after)
    }

    /// Returns the release as the author of an event saw it, with that event: every event that the author had seen, on the
    /// plan as it is now.
    pub(in crate::domain) fn as_seen_by(&self, event: &Event) -> Self {
        self.as_seen_on(self.plan().clone(), event)
            .after(event.clone())
    }

    /// Returns the release as the author of an event saw it before the event, on the plan of that time.
    pub(in crate::domain) fn as_seen_on(&self, plan: Plan, event: &Event) -> Self {
        self.as_seen_with(plan, event, self.weighed.clone())
    }

    /// Does what [`Self::as_seen_on`] does, with every event counted: as it was when nobody doubted a signature.
    pub(in crate::domain) fn as_seen_counting_all(&self, plan: Plan, event: &Event) -> Self {
        self.as_seen_with(plan, event, Weighed::default())
    }

    fn as_seen_with(&self, plan: Plan, event: &Event, weighed: Weighed) -> Self {
        let unstarted = Self::unstarted(self.header().clone(), plan).weighed(weighed);
        let seen = (0..).zip(self.events());
        seen.filter(|(seq, known)| known.id != event.id && self.has_seen(event, *seq))
            .map(|(_, seen)| seen.clone())
            .fold(unstarted, Self::after)
    }

    /// Returns the record, with its events in replay order. Its plan has the duties of the incidents as well.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Returns what the release is.
    pub fn header(&self) -> &Header {
        &self.record.header
    }

    /// Returns what is asked.
    pub fn plan(&self) -> &Plan {
        &self.record.plan
    }

    /// Returns every event, in replay order.
    pub fn events(&self) -> &[Event] {
        // During replay those to come stand behind them.
        let count = self.history.count().min(self.record.events.len());
        &self.record.events[..count]
    }

    /// Returns the ids of the newest events: what the next event names as seen.
    pub fn heads(&self) -> Vec<Digest> {
        self.history.heads()
    }

    /// Returns the newest events: those that no other event follows.
    pub(in crate::domain) fn newest(&self) -> impl Iterator<Item = &Event> {
        self.history.newest().map(|seq| self.event(seq))
    }

    /// Finds an event by its id.
    pub fn find(&self, id: &Digest) -> Option<&Event> {
        self.history.place(id).map(|seq| self.event(seq))
    }

    /// Tells whether an event with this id is in the record.
    pub fn has_event(&self, id: &Digest) -> bool {
        self.history.place(id).is_some()
    }

    /// Tells whether the author of an event of the record had seen another one.
    pub(in crate::domain) fn has_seen(&self, event: &Event, earlier: Seq) -> bool {
        self.history
            .place(&event.id)
            .is_some_and(|later| self.history.sees(later, earlier))
    }

    /// Tells whether the author of an event had seen another one; an event has seen itself.
    pub(in crate::domain) fn has_seen_event(&self, event: &Event, earlier: &Event) -> bool {
        let earlier = self.history.place(&earlier.id);
        earlier.is_some_and(|earlier| self.has_seen(event, earlier))
    }

    /// Returns the amendments, oldest first.
    pub(in crate::domain) fn amendments(&self) -> impl Iterator<Item = &Event> {
        self.amendments.iter().map(|seq| self.event(*seq))
    }

    /// Returns the event that opened the release.
    pub fn start(&self) -> Option<&Event> {
        self.events().first()
    }

    /// Returns the edition of the rules that the record is held to; none when it was started before there were editions.
    pub(in crate::domain) fn edition(&self) -> Option<u64> {
        match &self.start()?.kind {
            EventKind::Started { rules, .. } => *rules,
            _ => None,
        }
    }

    /// Returns what is under release now. Two branches may have named different candidates: see [`Self::candidates`].
    pub fn candidate(&self) -> Option<&Candidate> {
        self.candidates.last().and_then(Option::as_ref)
    }

    /// Returns the candidates that stand side by side; more than one until a respin settles it.
    pub fn candidates(&self) -> Vec<&Candidate> {
        let mut found: Vec<&Candidate> = self
            .candidates
            .iter()
            .filter_map(|(_, candidate)| candidate.as_ref())
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Tells whether an answer or a call for this candidate is for the one under release, alone: one that was respun away and
    /// came back is another one. In records from before there were editions it is the same again.
    pub(in crate::domain) fn is_for_present(
        &self,
        event: &Event,
        candidate: Option<&Candidate>,
    ) -> bool {
        if candidate != self.candidate() || self.candidates().len() > 1 {
            return false;
        }
        let place = || self.history.place(&event.id);
        let mut named = self.candidates.iter();
        self.edition().is_none()
            || place().is_some_and(|seq| named.any(|(since, _)| self.history.sees(seq, *since)))
    }

    /// Tells whether an event about this candidate is about the one under release, and its author knew that it is: one
    /// that was respun away and came back is another one.
    pub(in crate::domain) fn is_about_present(
        &self,
        event: &Event,
        candidate: Option<&Candidate>,
    ) -> bool {
        let knows = |seq| self.candidates.is_seen_by(&self.history, seq);
        candidate == self.candidate() && self.history.place(&event.id).is_some_and(knows)
    }

    /// Returns the day that the release is planned for. Of two that stand side by side, the earlier one counts.
    pub fn planned(&self) -> Option<NaiveDate> {
        self.planned.iter().map(|(_, day)| *day).min()
    }

    /// Returns how the release ended, once it has. Of two ends, the one that did not ship stands.
    pub fn outcome(&self) -> Option<Outcome> {
        self.end().map(|(_, outcome)| *outcome)
    }

    /// Returns the event that closed the release.
    pub fn closing(&self) -> Option<&Event> {
        self.end().map(|(seq, _)| self.event(*seq))
    }

    /// A rollback opens the release again: an end stands when its author knew of every one that has begun.
    fn end(&self) -> Option<&(Seq, Outcome)> {
        let knows = |seq: Seq| {
            self.rollback
                .begun
                .iter()
                .all(|begun| self.history.sees(seq, *begun))
        };
        let ends = self.outcomes.iter().filter(|(seq, _)| knows(*seq));
        ends.min_by_key(|(_, outcome)| *outcome == Outcome::Shipped)
    }

    /// Returns the answer to a fact, or `None` when nobody has answered it: then it counts as yes.
    /// Of two answers given on two branches, yes stands.
    pub fn fact(&self, id: &FactId) -> Option<bool> {
        match self.facts.get(id) {
            Some(answers) if !answers.is_empty() => Some(answers.iter().any(|(_, answer)| *answer)),
            _ => self.record.header.facts.get(id).copied(),
        }
    }

    /// Returns the call of a role at a gate that is in force; none where its people vote.
    pub fn call(&self, phase: &PhaseId, role: &RoleId) -> Option<(Call, &Event)> {
        self.in_force(self.calls.get(&(phase.clone(), role.clone()))?)
    }

    /// Returns the vote in force of every person who voted for a role at a gate.
    pub fn votes(&self, phase: &PhaseId, role: &RoleId) -> impl Iterator<Item = (Call, &Event)> {
        let votes = self.votes.get(&(phase.clone(), role.clone()));
        let logs = votes.into_iter().flat_map(BTreeMap::values);
        logs.filter_map(|log| self.in_force(log))
    }

    fn in_force(&self, log: &CallLog) -> Option<(Call, &Event)> {
        let stands = log
            .no_go
            .iter()
            .next_back()
            .map(|(seq, ())| (Call::NoGo, self.event(*seq)));
        stands.or_else(|| log.go.map(|seq| (Call::Go, self.event(seq))))
    }

    /// Returns the no-gos of a role at a gate that stand, oldest first; where people vote, those in the name of a voter.
    pub(in crate::domain) fn no_gos_of(
        &self,
        phase: &PhaseId,
        role: &RoleId,
        voter: Option<&Person>,
    ) -> impl Iterator<Item = &Event> {
        let gate = (phase.clone(), role.clone());
        let of = |voter| self.votes.get(&gate)?.get(&self.record.plan.key_of(voter));
        let log = voter.map_or_else(|| self.calls.get(&gate), of);
        let standing = log.into_iter().flat_map(|log| log.no_go.iter());
        standing.map(|(seq, ())| self.event(*seq))
    }

    /// Returns every no-go that stands, also of roles that an amendment took out of the poll: nobody cleared it.
    pub(crate) fn no_gos(&self) -> Vec<(&PhaseId, &RoleId, &Event)> {
        let last = |log: &CallLog| log.no_go.iter().next_back().map(|(seq, ())| *seq);
        let standing = self
            .calls
            .iter()
            .filter_map(|((phase, role), log)| Some((last(log)?, phase, role)));
        let mut found: Vec<_> = standing.collect();
        found.sort_unstable_by_key(|(seq, ..)| *seq);
        found
            .into_iter()
            .map(|(seq, phase, role)| (phase, role, self.event(seq)))
            .collect()
    }

    /// Returns the digests of the plans that stand side by side; mostly one, and none before the start.
    pub(in crate::domain) fn plans(&self) -> impl Iterator<Item = &Digest> {
        self.plans.iter().map(|(_, plan)| plan)
    }

    /// Tells whether two branches amended the plan differently: only one of the plans is in force then.
    pub(crate) fn has_rival_plans(&self) -> bool {
        let mut plans = self.plans.iter().map(|(_, plan)| plan);
        plans
            .next()
            .is_some_and(|first| plans.any(|other| other != first))
    }

    /// Returns the texts of a field of the release notes that stand, oldest first, as events.
    pub fn field_events(&self, field: &FieldId) -> Vec<&Event> {
        let Some(log) = self.fields.get(field) else {
            return Vec::new();
        };
        let written = log.written.iter().map(|(seq, ())| *seq);
        written
            .chain(log.added.iter().copied())
            .map(|seq| self.event(seq))
            .collect()
    }

    /// Returns the roles that a person has signed or called for in this release.
    pub fn roles_of(&self, person: &Person) -> BTreeSet<&RoleId> {
        self.acted
            .iter()
            .filter(|(by, _)| self.plan().are_same(by, person))
            .flat_map(|(_, roles)| roles)
            .collect()
    }

    /// Tells whether a person has signed or called for another role than this one.
    pub(in crate::domain) fn has_acted_for_another(&self, person: &Person, role: &RoleId) -> bool {
        self.acted.iter().any(|(by, roles)| {
            roles.iter().any(|other| other != role) && self.plan().are_same(by, person)
        })
    }

    /// Returns who is assigned to a role. Of two assignments on two branches, the later one in replay order.
    pub fn assigned(&self, role: &RoleId) -> Option<&Person> {
        self.assigned.get(role)
    }

    pub(in crate::domain) fn rollout_log(&self) -> &RolloutLog {
        &self.rollout
    }

    pub(in crate::domain) fn rollback_log(&self) -> &RollbackLog {
        &self.rollback
    }

    pub(in crate::domain) fn incident_logs(&self) -> &[IncidentLog] {
        &self.incidents
    }

    pub(super) fn incident_log(&self, id: &IncidentId) -> Option<&IncidentLog> {
        self.incident_places
            .get(id)
            .map(|place| &self.incidents[*place])
    }

    pub(in crate::domain) fn history(&self) -> &History {
        &self.history
    }

    /// Returns the events that ended the wait at a gate before its time, oldest first.
    pub(in crate::domain) fn shortened(&self, phase: &PhaseId) -> impl Iterator<Item = &Event> {
        let seqs = self.shortened.get(phase).into_iter().flatten();
        seqs.map(|seq| self.event(*seq))
    }

    /// Returns the events that closed a monitoring window, oldest first.
    pub(in crate::domain) fn closings(
        &self,
        window: &WindowId,
    ) -> impl DoubleEndedIterator<Item = &Event> {
        self.windows
            .get(window)
            .into_iter()
            .flatten()
            .map(|seq| self.event(*seq))
    }

    /// Finds an item by its name.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.places
            .get(id)
            .map(|place| &self.record.plan.items[*place])
    }

    pub(in crate::domain) fn place_of(&self, id: &ItemId) -> Option<usize> {
        self.places.get(id).copied()
    }

    pub(in crate::domain) fn log(&self, place: usize) -> &ItemLog {
        &self.items[place]
    }

    /// Returns the digest that a sign-off of this item has to name.
    pub fn digest_of(&self, id: &ItemId) -> Option<Digest> {
        self.places.get(id).map(|place| self.digests[*place])
    }

    pub(in crate::domain) fn digest_at(&self, place: usize) -> Digest {
        self.digests[place]
    }

    /// Returns the event that read, last, when the commits of a candidate were made.
    pub fn commits(&self) -> Option<&Event> {
        self.commits.map(|seq| self.event(seq))
    }

    /// Tells whether somebody overrode what the present stage of the rollout waits for, and had seen all that it was
    /// about: what was observed, the baseline, and the rules.
    pub(in crate::domain) fn is_stage_overridden(&self) -> bool {
        let overridden = self.rollout.override_in_force(&self.history);
        overridden.is_some_and(|seq| self.plans.is_seen_by(&self.history, seq))
    }

    pub(in crate::domain) fn event(&self, seq: Seq) -> &Event {
        &self.record.events[seq]
    }
}

#[cfg(test)]
mod tests;
