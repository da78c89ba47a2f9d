//! How far a rollout has come, at a moment.

use chrono::{DateTime, TimeDelta, Utc};

use super::release::Release;
use super::rollout_log::Run;
use crate::domain::decimal::Decimal;
use crate::domain::digest::{Canonical, Digest};
use crate::domain::duration::{seconds, span, span_of};
use crate::domain::event::{Event, EventKind, Finding, RolloutEvent};
use crate::domain::id::{MetricId, Milestone, StageId, StrategyId};
use crate::domain::plan::When;
use crate::domain::plan::milestones::ROLLOUT_STARTED;
use crate::domain::plan::rollout::{Rollout, Stage, Strategy};
use crate::domain::verdict::Ruling;

/// How far the rollout of a release has come.
#[derive(Clone, Debug)]
pub struct Progress<'r> {
    /// What the plan says.
    pub rollout: &'r Rollout,
    /// The strategy: the one of the run, or the one that the rollout would start with.
    pub strategy: Option<&'r Strategy>,
    /// Why it is this strategy.
    pub because: Because<'r>,
    /// Where the candidate is; `None` before the rollout has started.
    pub position: Option<Position<'r>>,
}

/// Why a strategy is taken.
#[derive(Clone, Debug)]
pub enum Because<'r> {
    /// The release's type, and these facts as they are answered.
    Choice(&'r When),
    /// Somebody chose it.
    Chosen(&'r Event),
    /// The rollout started on it.
    Started,
    /// No choice fits.
    Nothing,
}

/// Where a candidate is on its way.
#[derive(Clone, Debug)]
pub struct Position<'r> {
    /// The name of the stage.
    pub stage_id: &'r StageId,
    /// The stage and its place; `None` when an amendment took it out of the plan.
    pub stage: Option<(usize, &'r Stage)>,
    /// The event that entered it.
    pub entered: &'r Event,
    /// When the soak began, by the latest clock in the record.
    pub since: DateTime<Utc>,
    /// When the minimum soak is over; while the rollout is paused before that, it moves on with the clock.
    pub soaks_until: DateTime<Utc>,
    /// When a decision is overdue; none where nothing has to be decided.
    pub overdue_at: Option<DateTime<Utc>>,
    /// The newest observation at this stage.
    pub observation: Option<&'r Event>,
    /// That one, and the ones beside it that its author had not seen; all of them count.
    pub observations: Vec<&'r Event>,
    /// Whether somebody overrode what the stage waits for, and nothing was observed, measured anew or amended since.
    pub is_overridden: bool,
    /// What the stage's strategy was, by name.
    pub strategy_id: &'r StrategyId,
}

/// What an observation says, taken out of its event.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'r> {
    /// What the rules say, all together.
    pub ruling: Ruling,
    /// What each rule says.
    pub findings: &'r [Finding],
    /// The digest of what it was judged by.
    pub judged_by: Digest,
}

/// A stretch of time in which the rollout stood still.
struct Stretch {
    began: DateTime<Utc>,
    length: TimeDelta,
}

/// Returns when a stage that was entered at `since` has run for this long, pauses not counted.
fn ran_for(since: DateTime<Utc>, length: TimeDelta, pauses: &[Stretch]) -> DateTime<Utc> {
    let mut end = since + length;
    for pause in pauses {
        if pause.began < end {
            end += pause.length;
        }
    }
    end
}

impl<'r> Progress<'r> {
    /// Returns the stage that comes next: the first one before the start, none after the last.
    pub fn next(&self) -> Option<&'r Stage> {
        let place = match &self.position {
            None => 0,
            Some(position) => position.stage?.0 + 1,
        };
        self.strategy?.stages.get(place)
    }

    /// Tells whether the candidate is at the last stage of the strategy.
    pub(crate) fn is_at_last(&self) -> bool {
        let last = self.strategy.map(|strategy| strategy.stages.len());
        self.position
            .as_ref()
            .and_then(|position| position.stage)
            .is_some_and(|(place, _)| Some(place + 1) == last)
    }
}

/// Returns what an observation event says.
pub fn observation(event: &Event) -> Option<Observation<'_>> {
    match &event.kind {
        EventKind::Rollout(RolloutEvent::Observed {
            ruling,
            findings,
            judged_by,
            ..
        }) => Some(Observation {
            ruling: *ruling,
            findings,
            judged_by: *judged_by,
        }),
        _ => None,
    }
}

impl Release {
    /// Returns how far the rollout has come at `now`; `None` when the plan has none.
    pub fn rollout(&self, now: DateTime<Utc>) -> Option<Progress<'_>> {
        let rollout = self.plan().rollout.as_ref()?;
        let position = self.position(rollout, now);
        let (strategy, because) = match &position {
            Some(position) => (rollout.strategy(position.strategy_id), Because::Started),
            None => self.strategy_to_start(rollout),
        };
        Some(Progress {
            rollout,
            strategy,
            because,
            position,
        })
    }

    /// Returns the strategy that the rollout would start with, or start again.
    pub fn strategy_ahead(&self) -> Option<&Strategy> {
        self.plan()
            .rollout
            .as_ref()
            .and_then(|rollout| self.strategy_to_start(rollout).0)
    }

    /// Tells whether the rollout has not started, or has to start again.
    pub fn is_to_start(&self) -> bool {
        let log = self.rollout_log();
        let is_lost = |rollout: &Rollout| {
            let run = log.run.as_ref();
            run.is_some_and(|run| {
                rollout
                    .strategy(&run.strategy)
                    .is_none_or(|strategy| strategy.stage(&run.stage).is_none())
            })
        };
        log.run.is_none()
            || !log.aborted.is_empty()
            || !log.rivals.is_empty()
            || self.plan().rollout.as_ref().is_some_and(is_lost)
    }

    /// Returns the event that stopped the run: an abort, or the beginning of a rollback. Of several the first.
    pub fn stopped(&self) -> Option<&Event> {
        let mut aborted = self.rollout_log().aborted.iter();
        aborted.next().map(|(seq, ())| self.event(*seq))
    }

    /// Returns the stage that may be entered next, with its strategy: the first one before the start and after an abort.
    pub fn next_stage(&self, now: DateTime<Utc>) -> Option<(&Strategy, &Stage)> {
        if self.is_to_start() {
            let strategy = self.strategy_ahead()?;
            return Some((strategy, strategy.stages.first()?));
        }
        let progress = self.rollout(now)?;
        Some((progress.strategy?, progress.next()?))
    }

    /// Returns the strategies that two branches chose or took for one rollout, until somebody has settled it.
    pub(in crate::domain) fn rival_strategies(&self) -> Vec<&StrategyId> {
        let log = self.rollout_log();
        let mut rivals: Vec<&StrategyId> =
            log.rivals.iter().map(|(_, strategy)| strategy).collect();
        if rivals.is_empty() {
            rivals.extend(
                log.chosen
                    .iter()
                    .map(|(_, strategy)| strategy)
                    .filter(|_| self.is_to_start()),
            );
        } else {
            rivals.extend(log.run.as_ref().map(|run| &run.strategy));
        }
        rivals.sort_unstable();
        rivals.dedup();
        if rivals.len() > 1 { rivals } else { Vec::new() }
    }

    /// Returns the strategy that the rollout would start with: the one somebody chose, or the first that fits the facts;
    /// none while two chosen ones stand side by side.
    fn strategy_to_start<'r>(
        &'r self,
        rollout: &'r Rollout,
    ) -> (Option<&'r Strategy>, Because<'r>) {
        let with_stages = |id: &StrategyId| {
            rollout
                .strategy(id)
                .filter(|strategy| !strategy.stages.is_empty())
        };
        let chosen = &self.rollout_log().chosen;
        if let Some((seq, id)) = chosen.iter().next_back() {
            if chosen.iter().any(|(_, other)| other != id) {
                return (None, Because::Nothing);
            }
            if let Some(strategy) = with_stages(id) {
                return (Some(strategy), Because::Chosen(self.event(*seq)));
            }
        }
        let fits = |when: &When| when.is_known_to_hold(|fact| self.fact(fact));
        let choice = rollout.choices.iter().find(|choice| fits(&choice.when));
        match choice.and_then(|choice| Some((with_stages(&choice.strategy)?, &choice.when))) {
            Some((strategy, when)) => (Some(strategy), Because::Choice(when)),
            None => (None, Because::Nothing),
        }
    }

    fn position<'r>(&'r self, rollout: &'r Rollout, now: DateTime<Utc>) -> Option<Position<'r>> {
        let log = self.rollout_log();
        let run = log.run.as_ref()?;
        let entry = run.entries.last()?;
        let strategy = rollout.strategy(&run.strategy);
        let stage = strategy.and_then(|strategy| strategy.stage(&run.stage));
        let is_last = strategy
            .zip(stage)
            .is_some_and(|(strategy, (place, _))| place + 1 == strategy.stages.len());
        let soak = stage.and_then(|(_, stage)| stage.soak);
        let since = self.latest_until(entry.seq, entry.latest, now);
        let pauses = self.pauses(run, since, now);
        let ran_for = |length| ran_for(since, length, &pauses);
        let observations: Vec<&Event> = run
            .observed
            .iter()
            .map(|(seq, ())| self.event(*seq))
            .collect();
        Some(Position {
            stage_id: &run.stage,
            stage,
            entered: self.event(entry.seq),
            since,
            soaks_until: ran_for(soak.map_or_else(TimeDelta::zero, |soak| seconds(soak.least))),
            overdue_at: soak
                .filter(|_| !is_last)
                .map(|soak| ran_for(seconds(soak.most))),
            observation: observations.last().copied(),
            observations,
            is_overridden: self.is_stage_overridden(),
            strategy_id: &run.strategy,
        })
    }

    /// Returns the pauses of the present stage that are over, and the one that is on.
    fn pauses(&self, run: &Run, since: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Stretch> {
        let began = |paused| self.not_before(self.event(paused), now).max(since);
        let over = run.pauses.iter().map(|pause| {
            let began = began(pause.paused);
            let length = self.not_after(self.event(pause.resumed), now) - began;
            // Where two clocks disagree about which came first, it may have begun at any time, and was as long as that.
            let is_in_order = length >= TimeDelta::zero();
            Stretch {
                began: if is_in_order { began } else { since },
                length: length.abs(),
            }
        });
        let present = self.rollout_log().pause_began.map(|paused| Stretch {
            began: began(paused),
            length: (now - began(paused)).max(TimeDelta::zero()),
        });
        over.chain(present).collect()
    }

    /// Returns the stages that the run has entered.
    pub fn entries(&self) -> impl Iterator<Item = (&Event, &StageId)> {
        let entries = self.rollout_log().run.iter().flat_map(|run| &run.entries);
        entries.map(|entry| (self.event(entry.seq), &entry.stage))
    }

    /// Returns when the present stage was entered: the time that its soak is counted from.
    pub(crate) fn entered_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let entry = self.rollout_log().run.as_ref()?.entries.last()?;
        Some(self.latest_until(entry.seq, entry.latest, now))
    }

    /// Tells whether the author of an event had seen how far the rollout has come; so had everybody before its start.
    pub(in crate::domain) fn has_seen_last_entry(&self, event: &Event) -> bool {
        let entry = self
            .rollout_log()
            .run
            .as_ref()
            .and_then(|run| run.entries.last());
        entry.is_none_or(|entry| self.has_seen(event, entry.seq))
    }

    /// Returns when the run entered a stage that marks a milestone; entering its first one marks [`ROLLOUT_STARTED`].
    pub(in crate::domain) fn stage_marking(
        &self,
        milestone: &Milestone,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let run = self.rollout_log().run.as_ref()?;
        let strategy = self.plan().rollout.as_ref()?.strategy(&run.strategy)?;
        let marks = |stage: &StageId| {
            milestone.as_str() == ROLLOUT_STARTED
                || strategy
                    .stage(stage)
                    .is_some_and(|(_, stage)| stage.marks.as_ref() == Some(milestone))
        };
        run.entries
            .iter()
            .find(|entry| marks(&entry.stage))
            .map(|entry| self.latest_until(entry.seq, entry.latest, now))
    }

    /// Returns the baseline of a metric, with the event that recorded it.
    pub fn baseline(&self, metric: &MetricId) -> Option<(Decimal, &Event)> {
        let (seq, place) = self.rollout_log().baseline.get(metric)?;
        let event = self.event(*seq);
        match &event.kind {
            EventKind::Rollout(RolloutEvent::Baselined { readings, .. }) => {
                Some((readings.get(*place)?.value?, event))
            }
            _ => None,
        }
    }

    /// Returns the baseline that rules on a metric compare with. Its age is counted up to the first stage of the run, because
    /// what is measured later is the candidate already.
    ///
    /// # Errors
    ///
    /// Why there is none, or none recent enough, as the end of a sentence.
    pub(crate) fn usable_baseline(
        &self,
        metric: &MetricId,
        now: DateTime<Utc>,
    ) -> Result<Decimal, String> {
        let (amount, _) = self.baseline(metric).ok_or("there is no baseline")?;
        let run = self.rollout_log().run.as_ref();
        let started = run.and_then(|run| run.entries.first());
        let start = started.map(|entry| self.latest_until(entry.seq, entry.latest, now));
        match start.and_then(|start| self.outdated_baseline(metric, start, now)) {
            Some((age, most)) => Err(format!(
                "the baseline was {} old at the start, older than the allowed {}",
                span_of(age),
                span(most)
            )),
            None => Ok(amount),
        }
    }

    /// Returns the age that the baseline of a metric has at the start of the rollout, and the allowed age in seconds, when
    /// it is older than that, or nobody can tell.
    pub(in crate::domain) fn outdated_baseline(
        &self,
        metric: &MetricId,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<(TimeDelta, u64)> {
        let most = self.plan().rollout.as_ref()?.max_baseline_age?;
        let age = start - self.not_before(self.baseline(metric)?.1, now);
        (age > seconds(most)).then_some((age, most))
    }

    /// Computes the digest of the rules and the baseline that an observation made now is judged by.
    pub fn judging_digest(&self, rollout: &Rollout) -> Digest {
        let mut form = Canonical::of("judging");
        form.digest("rules", &rollout.rules_digest());
        for metric in &rollout.metrics {
            if let Some((baseline, _)) = self.baseline(&metric.id) {
                form.text(metric.id.as_str(), &baseline.to_string());
            }
        }
        form.finish()
    }

    /// Returns the observations that breached a no-go threshold and still stand, oldest first.
    pub(crate) fn breaches(&self) -> impl Iterator<Item = &Event> {
        self.rollout_log()
            .breached
            .iter()
            .map(|(seq, ())| self.event(*seq))
    }

    /// Returns every time that somebody went on although something stood in the way, oldest first.
    pub fn overrides(&self) -> impl Iterator<Item = &Event> {
        let overrides = |event: &&Event| matches!(&event.kind, EventKind::Rollout(kind) if kind.overriding().is_some());
        self.events().iter().filter(overrides)
    }
}
