//! Reads the events of a rollout and of monitoring windows.

use super::{Kind, call, digest};
use crate::domain::digest::Digest;
use crate::domain::event::{EventKind, Overriding, RolloutEvent, WindowClosed};
use crate::domain::id::{MetricId, RoleId, StageId, StrategyId, WindowId};
use crate::domain::rollout::judge::{Finding, Ruling, overall};
use crate::domain::rollout::reading::Measured;
use crate::record::fields::{Fields, Taken};
use crate::record::malformed::Fault;
use crate::record::read::{Reader, slug};

impl Reader {
    pub(super) fn rollout_event(&mut self, word: &str, fields: &mut Fields<'_>) -> Kind {
        let event = match word {
            "baselined" => RolloutEvent::Baselined {
                readings: readings(fields)?,
                reason: fields.optional("reason")?,
            },
            "chosen" => RolloutEvent::Chosen {
                strategy: fields.parsed("strategy", slug::<StrategyId>)?,
                reason: fields.needed("reason")?.0,
            },
            "paused" => RolloutEvent::Paused {
                reason: fields.needed("reason")?.0,
            },
            "resumed" => RolloutEvent::Resumed {
                reason: fields.needed("reason")?.0,
            },
            "aborted" => RolloutEvent::Aborted {
                reason: fields.needed("reason")?.0,
            },
            _ => return Ok(None),
        };
        Ok(Some(EventKind::Rollout(event)))
    }

    pub(super) fn stage_event(
        &mut self,
        word: &str,
        strategy: &StrategyId,
        stage: &StageId,
        fields: &mut Fields<'_>,
    ) -> Kind {
        let (strategy, stage) = (strategy.clone(), stage.clone());
        let event = match word {
            "entered" => RolloutEvent::Entered {
                strategy,
                stage,
                traffic: fields.needed_amount("traffic")?,
                candidate: self.candidate(fields)?,
                reason: fields.optional("reason")?,
                overriding: overriding(fields)?,
                evidence: fields.texts("evidence")?,
            },
            "observed" => {
                let findings = findings(fields)?;
                // The ruling stands there for whoever reads along; it is the worst of the findings or the file is wrong.
                let said = |text: &str| ruling(text).filter(|ruling| *ruling == overall(&findings));
                let ruling = fields.parsed("ruling", said)?;
                let judged_by = digest("judged-by", fields)?;
                RolloutEvent::Observed {
                    strategy,
                    stage,
                    readings: readings(fields)?,
                    ruling,
                    findings,
                    judged_by,
                }
            }
            "overridden" => {
                let span = fields.span();
                let overriding = overriding(fields)?.ok_or_else(|| {
                    Fault::Missing {
                        key: "override-role",
                    }
                    .at(span)
                })?;
                RolloutEvent::Overridden {
                    strategy,
                    stage,
                    overriding,
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(EventKind::Rollout(event)))
    }

    pub(super) fn stage_call_event(
        &mut self,
        word: &str,
        strategy: &StrategyId,
        stage: &StageId,
        role: &RoleId,
        fields: &mut Fields<'_>,
    ) -> Kind {
        if word != "stage-called" {
            return Ok(None);
        }
        Ok(Some(EventKind::Rollout(RolloutEvent::StageCalled {
            strategy: strategy.clone(),
            stage: stage.clone(),
            role: role.clone(),
            call: fields.parsed("call", call)?,
            reason: fields.optional("reason")?,
            candidate: self.candidate(fields)?,
            observation: digest_if_there("observation", fields)?,
        })))
    }

    pub(super) fn window_event(
        &mut self,
        word: &str,
        window: &WindowId,
        fields: &mut Fields<'_>,
    ) -> Kind {
        if word != "window-closed" {
            return Ok(None);
        }
        Ok(Some(EventKind::WindowClosed(WindowClosed {
            window: window.clone(),
            role: fields.parsed("role", slug::<RoleId>)?,
            candidate: self.candidate(fields)?,
            note: fields.optional("note")?,
            early: fields.optional("early-reason")?,
            readings: readings(fields)?,
            findings: findings(fields)?,
        })))
    }
}

fn overriding(fields: &mut Fields<'_>) -> Taken<Option<Overriding>> {
    let Some(role) = fields.parsed_if_there("override-role", slug::<RoleId>)? else {
        return Ok(None);
    };
    let (reason, obstacles) = (
        fields.needed("override-reason")?.0,
        fields.texts("overridden")?,
    );
    Ok(Some(Overriding {
        role,
        reason,
        obstacles,
    }))
}

fn readings(fields: &mut Fields<'_>) -> Taken<Vec<Measured>> {
    fields.tables("reading")?.into_iter().map(reading).collect()
}

fn reading(mut fields: Fields<'_>) -> Taken<Measured> {
    let (from, to) = (fields.time_if_there("from")?, fields.time_if_there("to")?);
    let span = match (from, to) {
        (Some(from), Some(to)) => Some((from, to)),
        (None, None) => None,
        (None, Some(_)) => return Err(Fault::Missing { key: "from" }.at(fields.span())),
        (Some(_), None) => return Err(Fault::Missing { key: "to" }.at(fields.span())),
    };
    let reading = Measured {
        metric: fields.parsed("metric", slug::<MetricId>)?,
        value: fields.amount("value")?,
        missing: fields.optional("missing")?,
        source: fields.needed("source")?.0,
        query: fields.optional("query")?,
        span,
        step: fields.count("step-ms")?,
        samples: fields.count("samples")?,
        digest: digest_if_there("digest", &mut fields)?,
    };
    fields.finish()?;
    Ok(reading)
}

fn findings(fields: &mut Fields<'_>) -> Taken<Vec<Finding>> {
    fields.tables("finding")?.into_iter().map(finding).collect()
}

fn finding(mut fields: Fields<'_>) -> Taken<Finding> {
    let finding = Finding {
        metric: fields.parsed("metric", slug::<MetricId>)?,
        ruling: fields.parsed("ruling", ruling)?,
        value: fields.amount("value")?,
        baseline: fields.amount("baseline")?,
        limit: fields.amount("limit")?,
        unit: fields.needed("unit")?.0,
        margin: fields.amount("margin")?,
        lasting: fields.count("for-seconds")?,
        beyond_for: fields.count("above-seconds")?,
        text: fields.needed("text")?.0,
    };
    fields.finish()?;
    Ok(finding)
}

fn digest_if_there(key: &'static str, fields: &mut Fields<'_>) -> Taken<Option<Digest>> {
    fields.parsed_if_there(key, |text| text.parse().ok())
}

fn ruling(word: &str) -> Option<Ruling> {
    Ruling::ALL.into_iter().find(|known| known.word() == word)
}
