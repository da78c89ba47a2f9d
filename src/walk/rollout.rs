//! The rollout in a walk: baseline, stages, measurements and calls, up to all of the traffic.

use super::measure::Measured;
use super::question::{About, Choice, Notice, Refused, Request, TextRequest};
use super::rollout_step::{RolloutStep, rollout_step};
use super::session::{Halt, Recorded, Session};
use crate::domain::decimal::Decimal;
use crate::domain::event::{Call, EventKind, RolloutEvent};
use crate::domain::id::{PhaseId, RoleId};
use crate::domain::plan::rollout::{Metric, Rollout, Stage};
use crate::domain::rules::draft::{self, Entering};
use crate::domain::rules::reason::Reason;
use crate::domain::rules::suggestion::{Suggestion, selecting};
use crate::domain::rules::timing::clock;
use crate::domain::rules::{possible, settle};
use crate::domain::state::Release;

/// Stands in for a text that has yet to be asked for.
const SOME_TEXT: &str = "-";

/// What became of a step.
pub(super) enum Stepped {
    /// Something is in the record.
    Recorded,
    /// Nothing is, and the walk asks no further about the rollout.
    Left,
    /// The person quits.
    Quit,
}

impl Session<'_> {
    /// Leads through what the rollout needs next; nothing in a phase that does not wait for it.
    pub(super) fn rollout(&mut self, phase: &PhaseId) -> Result<Stepped, Halt> {
        let release = self.recorder.release().clone();
        if self.is_rollout_left || release.plan().home_of_rollout() != Some(phase) {
            return Ok(Stepped::Left);
        }
        let now = self.now();
        let stepped = match rollout_step(&release, self.scope, now) {
            None | Some(RolloutStep::Others) => return Ok(Stepped::Left),
            Some(RolloutStep::Soak(stage, until)) => {
                self.tell_soaking(stage, until)?;
                return Ok(Stepped::Left);
            }
            Some(RolloutStep::CannotStart(obstacles)) => {
                self.prompter.tell(&Notice::CannotStart(&obstacles))?;
                Stepped::Left
            }
            Some(RolloutStep::Baseline(metrics)) => self.baseline(&metrics)?,
            Some(RolloutStep::Enter(stage)) => self.enter(&release, stage)?,
            Some(RolloutStep::Observe(stage)) => self.observe(&release, stage)?,
            Some(RolloutStep::Call(stage, role)) => self.call_stage(stage, role)?,
            Some(RolloutStep::Stopped(obstacles)) => self.stopped(&release, &obstacles)?,
        };
        self.is_rollout_left = matches!(stepped, Stepped::Left);
        Ok(stepped)
    }

    /// Says until when a stage soaks, and what can be answered meanwhile.
    fn tell_soaking(
        &mut self,
        stage: &Stage,
        until: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), Halt> {
        let now = self.now();
        let release = self.recorder.release();
        let due = self.scope.topics(release).flat_map(|topic| {
            let turns = self.scope.turns(release, topic.id());
            turns
                .into_iter()
                .filter(|turn| self.is_due(release, turn, now))
        });
        let home = release.plan().home_of_rollout();
        let meanwhile = due
            .filter(|turn| release.item(&turn.item).map(|item| &item.phase) == home)
            .count();
        Ok(self.prompter.tell(&Notice::Soaking {
            stage,
            until: clock(until, now),
            meanwhile,
        })?)
    }

    fn baseline(&mut self, metrics: &[&Metric]) -> Result<Stepped, Halt> {
        let metrics: Vec<Metric> = metrics.iter().copied().cloned().collect();
        let readings = match self.measure(None, &metrics)? {
            Measured::Readings(readings) => readings,
            Measured::Later => return Ok(Stepped::Left),
            Measured::Quit => return Ok(Stepped::Quit),
        };
        let kind = draft::baselining(&readings, None);
        self.stepped(&kind)
    }

    fn observe(&mut self, release: &Release, stage: &Stage) -> Result<Stepped, Halt> {
        let rollout = release.plan().rollout.as_ref();
        let metrics = rollout.into_iter().flat_map(Rollout::judged).cloned();
        let readings = match self.measure(Some(stage), &metrics.collect::<Vec<_>>())? {
            Measured::Readings(readings) => readings,
            Measured::Later => return Ok(Stepped::Left),
            Measured::Quit => return Ok(Stepped::Quit),
        };
        let Some(kind) = draft::observing(self.recorder.release(), &readings, self.now()) else {
            return Ok(Stepped::Left);
        };
        let stepped = self.stepped(&kind)?;
        if let (Stepped::Recorded, EventKind::Rollout(RolloutEvent::Observed { findings, .. })) =
            (&stepped, &kind)
        {
            self.prompter.tell(&Notice::Findings(findings))?;
        }
        Ok(stepped)
    }

    /// Asks whether the traffic is at the next stage.
    fn enter(&mut self, release: &Release, stage: &Stage) -> Result<Stepped, Halt> {
        let stages = release
            .next_stage(self.now())
            .map(|(strategy, _)| strategy.stages.as_slice())
            .unwrap_or_default();
        let place = stages.iter().position(|known| known.id == stage.id);
        let other = stage.traffic.is_range().then_some(Choice::OtherShare);
        let request = Request {
            about: About::Enter {
                stage,
                number: place.map_or(1, |place| place + 1),
                total: stages.len(),
            },
            choices: [Choice::Yes]
                .into_iter()
                .chain(other)
                .chain([Choice::Later, Choice::Quit])
                .collect(),
        };
        let traffic = match self.prompter.choice(&request)? {
            Choice::Yes => stage.traffic.least,
            Choice::OtherShare => match self.share(stage)? {
                Some(share) => share,
                None => return Ok(Stepped::Left),
            },
            Choice::Quit => return Ok(Stepped::Quit),
            _ => return Ok(Stepped::Left),
        };
        self.enter_at(traffic, None)
    }

    /// Records the entry of the next stage; one that starts the rollout again needs a reason.
    fn enter_at(
        &mut self,
        traffic: Decimal,
        overriding: Option<(RoleId, String)>,
    ) -> Result<Stepped, Halt> {
        let release = self.recorder.release();
        let is_again = release.is_to_start() && release.entries().next().is_some();
        let reason = if is_again {
            match self.prompter.text(&TextRequest::WhyAgain)? {
                Some(reason) => Some(reason),
                None => return Ok(Stepped::Left),
            }
        } else {
            None
        };
        let entering = Entering {
            traffic,
            reason,
            overriding,
            evidence: Vec::new(),
        };
        let now = self.now();
        match draft::entering(self.recorder.release(), entering, now) {
            Some(kind) => self.stepped(&kind),
            None => Ok(Stepped::Left),
        }
    }

    /// Asks for the share of the traffic until the stage takes it.
    fn share(&mut self, stage: &Stage) -> Result<Option<Decimal>, Halt> {
        loop {
            let Some(typed) = self.prompter.text(&TextRequest::Share(stage.traffic))? else {
                return Ok(None);
            };
            let share = typed.trim().trim_end_matches('%').trim_end().parse();
            match share {
                Ok(share) if stage.traffic.allows(share) => return Ok(Some(share)),
                _ => self
                    .prompter
                    .tell(&Notice::NotAShare(&typed, stage.traffic))?,
            }
        }
    }

    fn call_stage(&mut self, stage: &Stage, role: &RoleId) -> Result<Stepped, Halt> {
        let now = self.now();
        let release = self.recorder.release();
        let refusal = |call, reason: Option<String>| match draft::calling_stage(
            release, role, call, reason,
        ) {
            Some(kind) => self.speaker.may(release, &kind, now).err(),
            None => None,
        };
        let obstacle = refusal(Call::Go, Some(SOME_TEXT.to_owned()));
        let can_stop = refusal(Call::NoGo, Some(SOME_TEXT.to_owned())).is_none();
        let offered = [
            (Choice::Go, obstacle.is_none()),
            (Choice::NoGo, can_stop),
            (Choice::Later, true),
            (Choice::Quit, true),
        ];
        let request = Request {
            about: About::StageCall {
                stage,
                role,
                obstacle: obstacle.map(|refusal| Refused::of(refusal, release)),
            },
            choices: admitted(&offered),
        };
        let said = match self.prompter.choice(&request)? {
            Choice::Go => {
                let plain = draft::calling_stage(release, role, Call::Go, None);
                let needs_reason = plain.as_ref().is_some_and(|it| self.needs_reason(it));
                let reason = match needs_reason {
                    true => match self.prompter.text(&TextRequest::WhyGoAnyway)? {
                        Some(reason) => Some(reason),
                        None => return Ok(Stepped::Left),
                    },
                    false => None,
                };
                draft::calling_stage(self.recorder.release(), role, Call::Go, reason)
            }
            Choice::NoGo => match self.prompter.text(&TextRequest::WhyNoGo)? {
                Some(reason) => {
                    draft::calling_stage(self.recorder.release(), role, Call::NoGo, Some(reason))
                }
                None => return Ok(Stepped::Left),
            },
            Choice::Quit => return Ok(Stepped::Quit),
            _ => return Ok(Stepped::Left),
        };
        match said {
            Some(kind) => self.stepped(&kind),
            None => Ok(Stepped::Left),
        }
    }

    /// Shows what stops the rollout, and does what the person decides.
    fn stopped(&mut self, release: &Release, obstacles: &[Reason<'_>]) -> Result<Stepped, Halt> {
        let is_measured = |obstacle: &Reason<'_>| matches!(obstacle, Reason::Finding(..));
        let is_rollback = |step: &Suggestion<'_>| matches!(step, Suggestion::Rollback);
        let steps = obstacles
            .iter()
            .flat_map(|it| settle::suggestions(release, it));
        let abort = |reason: &str| {
            EventKind::Rollout(RolloutEvent::Aborted {
                reason: reason.to_owned(),
            })
        };
        let now = self.now();
        let overriders = self.overriders(release);
        let offered = [
            (Choice::Remeasure, obstacles.iter().any(is_measured)),
            (Choice::Override, !overriders.is_empty()),
            (
                Choice::Abort,
                self.speaker.may(release, &abort(SOME_TEXT), now).is_ok(),
            ),
            (
                Choice::RollBack,
                possible::among(release, steps, now).iter().any(is_rollback),
            ),
            (Choice::Later, true),
            (Choice::Quit, true),
        ];
        let request = Request {
            about: About::Stopped {
                obstacles,
                commands: commands(release, obstacles, now),
            },
            choices: admitted(&offered),
        };
        let position = release.rollout(now).and_then(|progress| progress.position);
        let stage = position.and_then(|position| position.stage);
        match (self.prompter.choice(&request)?, stage) {
            (Choice::Remeasure, Some((_, stage))) => self.observe(release, stage),
            (Choice::Override, _) => self.override_with(release, &overriders),
            (Choice::Abort, _) => match self.prompter.text(&TextRequest::WhyAbort)? {
                Some(reason) => {
                    self.record(&abort(&reason))?;
                    Ok(Stepped::Left)
                }
                None => Ok(Stepped::Left),
            },
            (Choice::RollBack, _) => self.begin_rollback(),
            (Choice::Quit, _) => Ok(Stepped::Quit),
            _ => Ok(Stepped::Left),
        }
    }

    /// Returns the roles for which the person may override what stops the rollout.
    fn overriders(&self, release: &Release) -> Vec<RoleId> {
        let now = self.now();
        let roles = release.plan().roles.iter().filter(|role| role.may_waive);
        let admits = |role: &RoleId| {
            let kind = overriding(release, None, role, SOME_TEXT.to_owned(), now);
            kind.is_some_and(|kind| self.speaker.may(release, &kind, now).is_ok())
        };
        roles
            .map(|role| role.id.clone())
            .filter(|role| self.scope.has_role(role) && admits(role))
            .collect()
    }

    fn override_with(&mut self, release: &Release, roles: &[RoleId]) -> Result<Stepped, Halt> {
        let Some(role) = self.waiving_role(roles)? else {
            return Ok(Stepped::Left);
        };
        let Some(reason) = self.prompter.text(&TextRequest::WhyOverride)? else {
            return Ok(Stepped::Left);
        };
        let now = self.now();
        let share = match release.next_stage(now) {
            Some((_, stage)) if stage.traffic.is_range() => match self.share(stage)? {
                Some(share) => Some(share),
                None => return Ok(Stepped::Left),
            },
            _ => None,
        };
        match overriding(self.recorder.release(), share, &role, reason, now) {
            Some(kind) => self.stepped(&kind),
            None => Ok(Stepped::Left),
        }
    }

    fn stepped(&mut self, kind: &EventKind) -> Result<Stepped, Halt> {
        Ok(match self.record(kind)? {
            Recorded::Saved | Recorded::Stale => Stepped::Recorded,
            Recorded::Refused => Stepped::Left,
        })
    }
}

/// Returns the override of what stops the rollout: the entry of the next stage, or that of what the last one waits for.
fn overriding(
    release: &Release,
    share: Option<Decimal>,
    role: &RoleId,
    reason: String,
    now: chrono::DateTime<chrono::Utc>,
) -> Option<EventKind> {
    let Some((_, stage)) = release.next_stage(now) else {
        return draft::overriding_the_last(release, role.clone(), reason, now);
    };
    draft::entering(
        release,
        Entering {
            traffic: share.unwrap_or(stage.traffic.least),
            reason: None,
            overriding: Some((role.clone(), reason)),
            evidence: Vec::new(),
        },
        now,
    )
}

/// Returns the commands that may settle these obstacles, without those that the question offers itself.
fn commands(
    release: &Release,
    obstacles: &[Reason<'_>],
    now: chrono::DateTime<chrono::Utc>,
) -> Vec<String> {
    let select = selecting(&release.header().version);
    let is_offered = |step: &Suggestion<'_>| {
        matches!(
            step,
            Suggestion::Observe(_) | Suggestion::Override { .. } | Suggestion::Rollback
        )
    };
    let steps = obstacles
        .iter()
        .flat_map(|it| settle::suggestions(release, it));
    possible::among(release, steps.filter(|step| !is_offered(step)), now)
        .iter()
        .map(|step| step.command(&select))
        .collect()
}

/// Returns the answers that are admitted.
pub(super) fn admitted(offered: &[(Choice, bool)]) -> Vec<Choice> {
    offered
        .iter()
        .filter(|(_, is_admitted)| *is_admitted)
        .map(|(choice, _)| *choice)
        .collect()
}
