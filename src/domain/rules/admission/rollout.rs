//! Which events of a rollout and of monitoring windows may be added.

mod window;

use super::{Admitted, Case, Refusal, given};
use crate::domain::decimal::Decimal;
use crate::domain::digest::Digest;
use crate::domain::event::reading::Measured;
use crate::domain::event::{Call, Event, Finding, Overriding, RolloutEvent};
use crate::domain::id::{MetricId, PhaseId, RoleId, StageId, StrategyId};
use crate::domain::plan::rollout::{Rollout, Stage};
use crate::domain::rules::gate::judge;
use crate::domain::rules::judge::overall;
use crate::domain::rules::monitoring;
use crate::domain::rules::readiness;
use crate::domain::rules::reason::Reason;
use crate::domain::rules::recorded::may_follow;
use crate::domain::verdict::{Ruling, Verdict};

use super::refusal::{IncidentRefusal, RolloutRefusal};

impl<'r> Case<'r> {
    pub(super) fn rollout(&self, kind: &RolloutEvent) -> Admitted {
        if let RolloutEvent::Resumed { reason } = kind {
            return self.resume(reason);
        }
        if let RolloutEvent::Aborted { reason } = kind {
            return self.abort(reason);
        }
        if let RolloutEvent::StageCalled {
            role,
            call: Call::Go,
            reason,
            ..
        } = kind
            && self.is_mere_withdrawal(role)
        {
            self.has_reason_over(self.stage_no_gos(role), reason.as_deref())?;
            return self.act(role);
        }
        let rollout = self
            .release
            .plan()
            .rollout
            .as_ref()
            .ok_or(RolloutRefusal::NoRollout)?;
        if matches!(
            kind,
            RolloutEvent::Entered { .. } | RolloutEvent::Overridden { .. }
        ) && self.release.rolling_back().is_some()
        {
            return Err(IncidentRefusal::GoingBack.into());
        }
        match kind {
            RolloutEvent::Baselined { readings, reason } => {
                self.baseline(readings, reason.as_deref())
            }
            RolloutEvent::Chosen { strategy, reason } => self.choose(rollout, strategy, reason),
            RolloutEvent::Entered {
                strategy,
                stage,
                traffic,
                reason,
                overriding,
                ..
            } => self.enter(
                strategy,
                stage,
                *traffic,
                reason.as_deref(),
                overriding.as_ref(),
            ),
            RolloutEvent::Observed {
                strategy,
                stage,
                readings,
                findings,
                ruling,
                judged_by,
            } => {
                self.at_stage(strategy, stage)?;
                self.measured(readings)?;
                if self.release.edition().is_some() {
                    self.follow(|_| true, readings, findings)?;
                    self.is_judged(rollout, *ruling, findings, judged_by)?;
                }
                Ok(Vec::new())
            }
            RolloutEvent::StageCalled {
                strategy,
                stage,
                role,
                call,
                reason,
                ..
            } => {
                let stage = self.at_stage(strategy, stage)?;
                self.call_stage(stage, role, *call, reason.as_deref())
            }
            RolloutEvent::Overridden {
                strategy,
                stage,
                overriding,
            } => {
                let stage = self.at_stage(strategy, stage)?;
                self.override_last(stage, overriding)
            }
            RolloutEvent::Paused { reason } => {
                self.under_way()?;
                if !self.release.rollout_log().paused.is_empty() {
                    return Err(RolloutRefusal::AlreadyPaused.into());
                }
                given(Some(reason), "a pause").map(|()| Vec::new())
            }
            RolloutEvent::Resumed { reason } => self.resume(reason),
            RolloutEvent::Aborted { reason } => self.abort(reason),
        }
    }

    /// A pause outlives an amendment that takes the rollout out of the plan, and is ended like any other.
    fn resume(&self, reason: &str) -> Admitted {
        if self.release.rollout_log().paused.is_empty() {
            let has_rollout = self.release.plan().rollout.is_some();
            return Err(if has_rollout {
                RolloutRefusal::NotPaused
            } else {
                RolloutRefusal::NoRollout
            }
            .into());
        }
        given(Some(reason), "resuming after a pause").map(|()| Vec::new())
    }

    /// Whatever was deployed can be given up, also where an amendment took its stage, or the rollout, out of the plan.
    fn abort(&self, reason: &str) -> Admitted {
        let log = self.release.rollout_log();
        if !log.aborted.is_empty() {
            return Err(RolloutRefusal::AlreadyAborted.into());
        }
        if log.run.is_none() {
            let has_rollout = self.release.plan().rollout.is_some();
            return Err(if has_rollout {
                RolloutRefusal::NotUnderWay
            } else {
                RolloutRefusal::NoRollout
            }
            .into());
        }
        given(Some(reason), "an abort").map(|()| Vec::new())
    }

    /// Tells whether a go of this role would do nothing but take its no-go back: no stage is left that it could be for.
    fn is_mere_withdrawal(&self, role: &RoleId) -> bool {
        let has_rollout = self.release.plan().rollout.is_some();
        let log = self.release.rollout_log();
        (!has_rollout || self.release.is_to_start())
            && log.calls.get(role).is_some_and(|log| !log.no_go.is_empty())
    }

    /// Returns the no-gos of a role at stages that stand.
    fn stage_no_gos(&self, role: &RoleId) -> impl Iterator<Item = &'r Event> {
        let release = self.release;
        let log = release.rollout_log().calls.get(role);
        let standing = log.into_iter().flat_map(|log| log.no_go.iter());
        standing.map(|(seq, ())| release.event(*seq))
    }

    fn baseline(&self, readings: &[Measured], reason: Option<&str>) -> Admitted {
        self.measured(readings)?;
        for reading in readings {
            if let Some(why) = &reading.missing {
                return Err(RolloutRefusal::NoValue {
                    metric: reading.metric.clone(),
                    why: why.clone(),
                }
                .into());
            }
        }
        if !self.release.is_to_start() {
            given(
                reason,
                "a baseline that is measured while the rollout is under way",
            )?;
        }
        Ok(Vec::new())
    }

    fn choose(&self, rollout: &Rollout, strategy: &StrategyId, reason: &str) -> Admitted {
        if rollout.strategy(strategy).is_none() {
            return Err(RolloutRefusal::NoStrategy(strategy.clone()).into());
        }
        if !self.release.is_to_start()
            && let Some(run) = &self.release.rollout_log().run
        {
            return Err(RolloutRefusal::UnderWay(run.stage.clone()).into());
        }
        if self
            .release
            .strategy_ahead()
            .is_some_and(|present| present.id == *strategy)
        {
            return Err(RolloutRefusal::SameStrategy(strategy.clone()).into());
        }
        given(Some(reason), "a different strategy").map(|()| Vec::new())
    }

    fn enter(
        &self,
        strategy: &StrategyId,
        id: &StageId,
        traffic: Decimal,
        reason: Option<&str>,
        overriding: Option<&Overriding>,
    ) -> Admitted {
        let is_start = self.release.is_to_start();
        let (next_strategy, next) = match self.release.next_stage(self.now) {
            Some(next) => next,
            None if is_start => {
                return self.stopped_by(
                    "the rollout",
                    &readiness::ahead(self.release, &judge(self.release, self.now), self.now),
                    None,
                );
            }
            None => return Err(RolloutRefusal::AtLast.into()),
        };
        if next.id != *id || next_strategy.id != *strategy {
            let present = self
                .release
                .rollout_log()
                .run
                .as_ref()
                .filter(|_| !is_start);
            return Err(match present {
                Some(run) if run.entries.iter().any(|entry| entry.stage == *id) => {
                    RolloutRefusal::UnderWay(run.stage.clone())
                }
                _ => RolloutRefusal::NotNext {
                    stage: id.clone(),
                    next: next.id.clone(),
                },
            }
            .into());
        }
        if !next.traffic.allows(traffic) {
            return Err(RolloutRefusal::OtherTraffic {
                stage: id.clone(),
                traffic: next.traffic,
            }
            .into());
        }
        if is_start && !self.release.rollout_log().aborted.is_empty() {
            given(reason, "starting again after an abort")?;
        }
        let mut obstacles =
            readiness::ahead(self.release, &judge(self.release, self.now), self.now);
        if is_start {
            obstacles.retain(|obstacle| !self.is_gate_before_rollout(obstacle));
        }
        self.stopped_by(&format!("stage `{id}`"), &obstacles, overriding)
    }

    /// Tells whether an obstacle is a gate in front of the rollout, or an item that shuts it. A start is recorded anyway,
    /// with a caution: the candidate has its traffic already.
    fn is_gate_before_rollout(&self, obstacle: &Reason<'_>) -> bool {
        let place = |id: &PhaseId| {
            let phases = &self.release.plan().phases;
            phases.iter().position(|phase| phase.id == *id)
        };
        let phase = match obstacle {
            Reason::GateShut(gate, _) => &gate.id,
            Reason::Criterion(standing) => &standing.item.phase,
            _ => return false,
        };
        match (place(phase), self.release.plan().home_of_rollout()) {
            (Some(place_of_phase), Some(home)) => Some(place_of_phase) < place(home),
            _ => false,
        }
    }

    fn stopped_by(
        &self,
        what: &str,
        obstacles: &[Reason<'r>],
        overriding: Option<&Overriding>,
    ) -> Admitted {
        if let Some(Overriding {
            role,
            reason,
            obstacles: named,
        }) = overriding
        {
            if self.release.edition().is_some() && named.is_empty() {
                return Err(RolloutRefusal::NothingOverridden.into());
            }
            self.may_waive(role)?;
            given(Some(reason), "an override")?;
            return self.member(role).map(|()| Vec::new());
        }
        let Some(verdict) = obstacles.iter().map(Reason::verdict).max() else {
            return Ok(Vec::new());
        };
        let may_override = self.release.next_stage(self.now).is_some();
        let obstacles = obstacles.iter().map(|it| it.explain().line()).collect();
        Err(RolloutRefusal::InTheWay {
            what: what.to_owned(),
            verdict,
            obstacles,
            may_override,
        }
        .into())
    }

    /// Where a stage comes next, whoever goes on overrides; at the last one there is nothing else to go on to.
    fn override_last(&self, stage: &Stage, overriding: &Overriding) -> Admitted {
        if let Some((_, next)) = self.release.next_stage(self.now) {
            return Err(RolloutRefusal::NotNext {
                stage: stage.id.clone(),
                next: next.id.clone(),
            }
            .into());
        }
        let obstacles = readiness::outstanding(self.release, self.now);
        if obstacles.is_empty() {
            return Err(RolloutRefusal::AtLast.into());
        }
        self.stopped_by("the end of the rollout", &obstacles, Some(overriding))
    }

    /// A GO needs a full soak, an observation that speaks for it, and the role's own items settled; where the rules say
    /// hold, it needs a reason, and where one says no-go, it cannot be given.
    fn call_stage(
        &self,
        stage: &Stage,
        role: &RoleId,
        call: Call,
        reason: Option<&str>,
    ) -> Admitted {
        let log = self.release.rollout_log().calls.get(role);
        let takes_back = log.is_some_and(|log| !log.no_go.is_empty());
        let is_last = self
            .release
            .rollout(self.now)
            .is_some_and(|progress| progress.is_at_last());
        if !takes_back && (is_last || !stage.roles.contains(role)) {
            let roles = if is_last {
                Vec::new()
            } else {
                stage.roles.clone()
            };
            return Err(RolloutRefusal::NotPolled {
                stage: stage.id.clone(),
                role: role.clone(),
                roles,
            }
            .into());
        }
        if call == Call::NoGo {
            given(reason, "a no-go")?;
            return self.act(role);
        }
        if !takes_back && log.is_some_and(|log| log.go.is_some()) {
            return Err(RolloutRefusal::AlreadyCalled {
                stage: stage.id.clone(),
                role: role.clone(),
            }
            .into());
        }
        self.has_reason_over(self.stage_no_gos(role), reason)?;
        let obstacles = readiness::ahead(self.release, &judge(self.release, self.now), self.now);
        let (calls, obstacles): (Vec<_>, Vec<_>) = obstacles.into_iter().partition(|obstacle| {
            matches!(obstacle, Reason::StageCall { .. } | Reason::Criterion(_))
        });
        let (grey, rest): (Vec<_>, Vec<_>) = obstacles.into_iter().partition(|obstacle| {
            matches!(obstacle, Reason::Finding(..)) && obstacle.verdict() == Verdict::Hold
        });
        if let Some(verdict) = rest.iter().map(Reason::verdict).max() {
            let obstacles = rest.iter().map(|it| it.explain().line()).collect();
            let what = format!("a go at stage `{}`", stage.id);
            return Err(RolloutRefusal::InTheWay {
                what,
                verdict,
                obstacles,
                may_override: false,
            }
            .into());
        }
        let own = calls.iter().filter_map(|obstacle| match obstacle {
            Reason::Criterion(standing) if standing.is_held_by(role) => {
                Some(standing.item.id.clone())
            }
            _ => None,
        });
        let items: Vec<_> = own.collect();
        if !items.is_empty() {
            return Err(Refusal::ItemsOutstanding {
                role: role.clone(),
                items,
            });
        }
        if !grey.is_empty() {
            given(reason, "a go while the rules say hold")?;
        }
        self.act(role)
    }

    /// A GO at the gate of the rollout's phase needs the rollout to be complete; one at the gate of the windows' phase
    /// needs the role's own windows closed.
    pub(super) fn has_rolled_out(&self, phase: &PhaseId, role: &RoleId) -> Result<(), Refusal> {
        let mut obstacles: Vec<(Verdict, String)> = Vec::new();
        if self.release.plan().home_of_rollout() == Some(phase) {
            let open = readiness::outstanding(self.release, self.now);
            obstacles.extend(
                open.iter()
                    .map(|obstacle| (obstacle.verdict(), obstacle.explain().line())),
            );
        }
        if self.release.plan().home_of_monitoring() == Some(phase)
            && let Some(watch) = monitoring::watch(self.release, self.now)
        {
            let open = watch
                .windows
                .iter()
                .filter(|it| it.window.role == *role && !it.state.is_closed());
            obstacles.extend(open.map(|it| {
                (
                    Verdict::Hold,
                    format!("window {}: {}", it.window.id, it.sentence()),
                )
            }));
        }
        let Some(verdict) = obstacles.iter().map(|(verdict, _)| *verdict).max() else {
            return Ok(());
        };
        let obstacles = obstacles.into_iter().map(|(_, line)| line).collect();
        let what = format!("a go at gate `{phase}`");
        Err(RolloutRefusal::InTheWay {
            what,
            verdict,
            obstacles,
            may_override: false,
        }
        .into())
    }

    /// Checks that something was measured, and only what the plan has.
    fn measured(&self, readings: &[Measured]) -> Result<(), Refusal> {
        if readings.is_empty() {
            Err(RolloutRefusal::NothingMeasured.into())
        } else {
            self.are_known(readings)
        }
    }

    fn are_known(&self, readings: &[Measured]) -> Result<(), Refusal> {
        let is_half = |it: &Measured| it.value.is_some() == it.missing.is_some();
        if self.release.edition().is_some() && readings.iter().any(is_half) {
            return Err(RolloutRefusal::HalfMeasured.into());
        }
        let rollout = self.release.plan().rollout.as_ref();
        let is_known = |reading: &&Measured| {
            rollout.is_some_and(|rollout| rollout.metric(&reading.metric).is_some())
        };
        match readings.iter().find(|reading| !is_known(reading)) {
            Some(reading) => Err(RolloutRefusal::NoMetric(reading.metric.clone()).into()),
            None => Ok(()),
        }
    }

    /// Checks that the findings are what the rules say of the readings, against the present baseline.
    fn follow(
        &self,
        is_asked: impl Fn(&MetricId) -> bool,
        readings: &[Measured],
        findings: &[Finding],
    ) -> Result<(), Refusal> {
        let baseline = |metric: &MetricId| self.release.usable_baseline(metric, self.now).ok();
        let follow = match &self.release.plan().rollout {
            Some(rollout) => may_follow(rollout, is_asked, baseline, readings, findings),
            None => findings.is_empty(),
        };
        if follow {
            Ok(())
        } else {
            Err(RolloutRefusal::Misjudged.into())
        }
    }

    /// Checks that an observation was held against the present rules and baseline, and rules as its findings do.
    fn is_judged(
        &self,
        rollout: &Rollout,
        ruling: Ruling,
        findings: &[Finding],
        by: &Digest,
    ) -> Result<(), Refusal> {
        if *by != self.release.judging_digest(rollout) {
            return Err(RolloutRefusal::OtherRules.into());
        }
        if ruling != overall(findings) {
            return Err(RolloutRefusal::Misjudged.into());
        }
        Ok(())
    }

    fn under_way(&self) -> Result<(), Refusal> {
        if self.release.is_to_start() {
            Err(RolloutRefusal::NotUnderWay.into())
        } else {
            Ok(())
        }
    }

    /// Returns the present stage, when it is the one that an event is about.
    fn at_stage(&self, strategy: &StrategyId, id: &StageId) -> Result<&'r Stage, Refusal> {
        self.under_way()?;
        let position = self
            .release
            .rollout(self.now)
            .and_then(|progress| progress.position);
        let position = position.ok_or(RolloutRefusal::NotUnderWay)?;
        match position.stage {
            Some((_, stage)) if stage.id == *id && position.strategy_id == strategy => Ok(stage),
            _ => Err(RolloutRefusal::Elsewhere {
                stage: id.clone(),
                present: position.stage_id.clone(),
            }
            .into()),
        }
    }
}

#[cfg(test)]
mod tests;
