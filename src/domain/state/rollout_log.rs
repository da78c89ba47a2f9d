//! What is still in force of the events of a rollout.
//!
//! A run is one way of one candidate through the stages of a strategy. What stops it (a pause, an abort, a no-go, a
//! breached no-go threshold) stands until an event clears it whose author has seen it. Of two authors who went on
//! without having seen each other, the one who got less far counts; two strategies count for nothing until a new start.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::history::{Frontier, History, Seq};
use super::logs::CallLog;
use crate::domain::event::{Call, RolloutEvent};
use crate::domain::id::{Candidate, MetricId, RoleId, StageId, StrategyId};
use crate::domain::verdict::Ruling;

/// The events of a rollout that are still in force.
#[derive(Clone, Debug, Default)]
pub(in crate::domain) struct RolloutLog {
    /// The newest value of each baseline, as the event and the place among its readings.
    pub(in crate::domain) baseline: HashMap<MetricId, (Seq, usize)>,
    /// The strategies that somebody chose; more than one after two branches chose differently.
    pub(in crate::domain) chosen: Frontier<StrategyId>,
    /// The present run.
    pub(in crate::domain) run: Option<Run>,
    pub(in crate::domain) paused: Frontier<()>,
    pub(in crate::domain) aborted: Frontier<()>,
    /// Entries of other strategies that stand beside the run, because nobody has seen both.
    pub(in crate::domain) rivals: Frontier<StrategyId>,
    /// Observations that breached a no-go threshold.
    pub(in crate::domain) breached: Frontier<()>,
    pub(in crate::domain) calls: HashMap<RoleId, CallLog>,
    /// The first of the pauses that stand.
    pub(in crate::domain) pause_began: Option<Seq>,
}

/// A candidate on its way through the stages.
#[derive(Clone, Debug)]
pub(in crate::domain) struct Run {
    pub(in crate::domain) strategy: StrategyId,
    pub(in crate::domain) stage: StageId,
    /// The entries of the run, the present stage's last.
    pub(in crate::domain) entries: Vec<Entry>,
    /// The newest observations at the present stage; more than one after two branches observed it.
    pub(in crate::domain) observed: Frontier<()>,
    /// The pauses of the present stage that are over.
    pub(in crate::domain) pauses: Vec<Pause>,
    /// The event that overrode what the present stage waited for.
    pub(in crate::domain) overridden: Option<Seq>,
}

/// A stage that was entered.
#[derive(Clone, Debug)]
pub(in crate::domain) struct Entry {
    pub(in crate::domain) seq: Seq,
    pub(in crate::domain) stage: StageId,
    /// The latest time in the record up to the entry, also one that has not come yet.
    pub(in crate::domain) latest: DateTime<Utc>,
}

/// A stretch of time in which the rollout stood still, from the first event that paused it to the one that resumed it.
#[derive(Clone, Copy, Debug)]
pub(in crate::domain) struct Pause {
    pub(in crate::domain) paused: Seq,
    pub(in crate::domain) resumed: Seq,
}

/// An event of the rollout with what has to be known of the record around it.
pub(super) struct EventContext<'e> {
    pub(super) history: &'e History,
    pub(super) seq: Seq,
    /// The candidates that stand side by side; mostly one.
    pub(super) candidates: &'e Frontier<Option<Candidate>>,
    /// The latest time in the record up to the event.
    pub(super) latest: DateTime<Utc>,
}

impl EventContext<'_> {
    /// Tells whether the event is about the candidate under release, and its author knew that it is: one that was
    /// respun away and came back is another one.
    fn is_of_present(&self, candidate: Option<&Candidate>) -> bool {
        let present = self.candidates.last().and_then(Option::as_ref);
        candidate == present && self.candidates.is_seen_by(self.history, self.seq)
    }
}

impl RolloutLog {
    pub(super) fn apply(&mut self, happened: &EventContext<'_>, kind: &RolloutEvent) {
        let EventContext { history, seq, .. } = *happened;
        match kind {
            RolloutEvent::Baselined { readings, .. } => {
                let measured = readings
                    .iter()
                    .enumerate()
                    .filter(|(_, reading)| reading.value.is_some());
                self.baseline.extend(
                    measured.map(|(place, reading)| (reading.metric.clone(), (seq, place))),
                );
            }
            RolloutEvent::Chosen { strategy, .. } => {
                self.chosen.replace(history, seq, strategy.clone());
            }
            RolloutEvent::Entered {
                strategy,
                stage,
                candidate,
                ..
            } => {
                if happened.is_of_present(candidate.as_ref()) {
                    self.enter(happened, strategy, stage);
                }
            }
            RolloutEvent::Observed {
                strategy,
                stage,
                ruling,
                ..
            } => {
                if *ruling == Ruling::NoGo {
                    self.breached.add(seq, ());
                }
                if let Some(run) = self
                    .run
                    .as_mut()
                    .filter(|run| run.is_at(history, seq, strategy, stage))
                {
                    run.observed.replace(history, seq, ());
                }
            }
            RolloutEvent::StageCalled {
                strategy,
                stage,
                role,
                call,
                candidate,
                ..
            } => {
                let run = self
                    .run
                    .as_ref()
                    .filter(|run| run.is_at(history, seq, strategy, stage));
                let counts = run.is_some() && happened.is_of_present(candidate.as_ref());
                if *call == Call::NoGo || counts {
                    self.calls
                        .entry(role.clone())
                        .or_default()
                        .apply(history, seq, *call);
                }
            }
            RolloutEvent::Overridden {
                strategy, stage, ..
            } => {
                if let Some(run) = self
                    .run
                    .as_mut()
                    .filter(|run| run.is_at(history, seq, strategy, stage))
                {
                    run.overridden = Some(seq);
                    self.breached.clear_seen(history, seq);
                }
            }
            RolloutEvent::Paused { .. } => {
                self.paused.add(seq, ());
                self.pause_began.get_or_insert(seq);
            }
            RolloutEvent::Resumed { .. } => self.resume(history, seq),
            RolloutEvent::Aborted { .. } => self.aborted.add(seq, ()),
        }
    }

    /// Somebody went back from wherever the rollout was.
    pub(super) fn stop(&mut self, seq: Seq) {
        if self.run.is_some() {
            self.aborted.add(seq, ());
        }
    }

    /// Another candidate has taken the place of the one that was rolled out.
    pub(super) fn respin(&mut self, history: &History, seq: Seq) {
        self.run = None;
        self.clear_seen(history, seq);
    }

    fn enter(&mut self, happened: &EventContext<'_>, strategy: &StrategyId, stage: &StageId) {
        let EventContext {
            history,
            seq,
            latest,
            ..
        } = *happened;
        if let Some(run) = self
            .run
            .as_ref()
            .filter(|run| !run.is_seen_by(history, seq))
        {
            if run.strategy != *strategy {
                return self.rivals.add(seq, strategy.clone());
            }
            // A stage that the run has not come to is further on, and whoever is less far counts.
            if run.entries.iter().all(|entry| entry.stage != *stage) {
                return;
            }
        }
        self.clear_seen(history, seq);
        let entry = Entry {
            seq,
            stage: stage.clone(),
            latest,
        };
        let before = self.run.take().filter(|run| run.strategy == *strategy);
        let mut entries = before.map(|run| run.entries).unwrap_or_default();
        // Whoever enters a stage again has left the ones from there on.
        let again = entries.iter().position(|earlier| earlier.stage == *stage);
        entries.truncate(again.unwrap_or(entries.len()));
        entries.push(entry);
        let (strategy, stage) = (strategy.clone(), stage.clone());
        self.run = Some(Run {
            strategy,
            stage,
            entries,
            observed: Frontier::default(),
            pauses: Vec::new(),
            overridden: None,
        });
    }

    /// Drops whatever the author of `seq` had seen of what stops a run, and every go.
    fn clear_seen(&mut self, history: &History, seq: Seq) {
        for stops in [&mut self.paused, &mut self.aborted, &mut self.breached] {
            stops.clear_seen(history, seq);
        }
        self.rivals.clear_seen(history, seq);
        if self.paused.is_empty() {
            self.pause_began = None;
        }
        for log in self.calls.values_mut() {
            log.go = None;
            log.no_go.clear_seen(history, seq);
        }
    }

    /// Returns the event that overrode what the present stage waits for, when its author had seen all that was observed
    /// there, and the baseline that it is judged by.
    pub(in crate::domain) fn override_in_force(&self, history: &History) -> Option<Seq> {
        let run = self.run.as_ref()?;
        let has_seen = |seq: &Seq| {
            run.observed.is_seen_by(history, *seq)
                && self
                    .baseline
                    .values()
                    .all(|(baseline, _)| history.sees(*seq, *baseline))
        };
        run.overridden.filter(has_seen)
    }

    fn resume(&mut self, history: &History, seq: Seq) {
        self.paused.clear_seen(history, seq);
        if !self.paused.is_empty() {
            return;
        }
        let paused = self.pause_began.take();
        let pause = paused.map(|paused| Pause {
            paused,
            resumed: seq,
        });
        if let Some(run) = &mut self.run {
            run.pauses.extend(pause);
        }
    }
}

impl Run {
    /// Tells whether the author of `seq` had seen the run at this stage, where it still is.
    fn is_at(&self, history: &History, seq: Seq, strategy: &StrategyId, stage: &StageId) -> bool {
        self.strategy == *strategy && self.stage == *stage && self.is_seen_by(history, seq)
    }

    /// Tells whether the author of `seq` had seen how far the run has come.
    fn is_seen_by(&self, history: &History, seq: Seq) -> bool {
        self.entries
            .last()
            .is_some_and(|entry| history.sees(seq, entry.seq))
    }
}
