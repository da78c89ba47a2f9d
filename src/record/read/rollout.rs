//! Reads the blocks of a rollout and of monitoring windows.

use super::event::Place;
use super::{Reader, once, program, slug};
use crate::domain::id::{
    FactId, ItemId, MetricId, Milestone, PhaseId, RoleId, StageId, StrategyId, WindowId,
};
use crate::domain::monitoring::{Monitoring, Window};
use crate::domain::rollout::{
    Choice, Consequence, Limit, Metric, Rollout, Rule, Soak, Stage, Strategy, Traffic,
};
use crate::record::fields::{Fields, Taken};
use crate::record::malformed::{Fault, Malformed};

/// What has been read of a rollout.
#[derive(Default)]
pub(super) struct RolloutParts {
    head: Option<Rollout>,
    metrics: Vec<Metric>,
    rules: Vec<Rule>,
    choices: Vec<Choice>,
    strategies: Vec<Strategy>,
}

/// What has been read of monitoring windows.
#[derive(Default)]
pub(super) struct MonitoringParts {
    head: Option<Monitoring>,
    windows: Vec<Window>,
}

impl RolloutParts {
    /// Returns the rollout, once all of it was taken.
    pub(super) fn finish(self) -> Result<Option<Rollout>, Malformed> {
        let is_empty = self.metrics.is_empty()
            && self.rules.is_empty()
            && self.choices.is_empty()
            && self.strategies.is_empty();
        match self.head {
            None if is_empty => Ok(None),
            None => Err(Fault::Missing { key: "rollout" }.at(0..0)),
            Some(head) => {
                let Self {
                    metrics,
                    rules,
                    choices,
                    strategies,
                    ..
                } = self;
                Ok(Some(Rollout {
                    metrics,
                    rules,
                    choices,
                    strategies,
                    ..head
                }))
            }
        }
    }
}

impl MonitoringParts {
    /// Returns the windows, once all of them were taken.
    pub(super) fn finish(self) -> Result<Option<Monitoring>, Malformed> {
        match self.head {
            None if self.windows.is_empty() => Ok(None),
            None => Err(Fault::Missing { key: "monitoring" }.at(0..0)),
            Some(head) => Ok(Some(Monitoring {
                windows: self.windows,
                ..head
            })),
        }
    }
}

impl Reader {
    pub(super) fn take_rollout(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        if let Some(mut table) = fields.table("rollout")? {
            let span = table.span();
            let head = self.rollout_head(&mut table)?;
            table.finish()?;
            once("rollout", &mut self.rollout.head, head, span)?;
        }
        for table in fields.tables("metric")? {
            let metric = self.distinct(
                "metric",
                table,
                |_, fields| metric(fields),
                |metric| metric.id.as_str(),
            )?;
            self.rollout.metrics.push(metric);
        }
        for mut table in fields.tables("rule")? {
            self.rollout.rules.push(rule(&mut table)?);
            table.finish()?;
        }
        for mut table in fields.tables("choice")? {
            let when = table.each("when", slug::<FactId>)?;
            self.rollout.choices.push(Choice {
                when,
                strategy: table.parsed("strategy", slug::<StrategyId>)?,
            });
            table.finish()?;
        }
        for table in fields.tables("strategy")? {
            let strategy = self.distinct("strategy", table, Self::strategy, |strategy| {
                strategy.id.as_str()
            })?;
            self.rollout.strategies.push(strategy);
        }
        Ok(())
    }

    fn rollout_head(&mut self, fields: &mut Fields<'_>) -> Taken<Rollout> {
        self.events(fields, &Place::Rollout)?;
        Ok(Rollout {
            phase: fields.parsed("phase", slug::<PhaseId>)?,
            feature_flag: fields.parsed_if_there("feature-flag", slug::<FactId>)?,
            criteria: fields.each("criteria", |text| {
                crate::domain::id::is_slug_path(text).then(|| ItemId::from(text))
            })?,
            max_baseline_age: fields.count("max-baseline-age-seconds")?,
            metrics: Vec::new(),
            rules: Vec::new(),
            choices: Vec::new(),
            strategies: Vec::new(),
        })
    }

    fn strategy(&mut self, fields: &mut Fields<'_>) -> Taken<Strategy> {
        let id = fields.parsed("id", slug::<StrategyId>)?;
        let mut stages: Vec<Stage> = Vec::new();
        for mut table in fields.tables("stage")? {
            let span = table.span();
            let stage = self.stage(&id, &mut table)?;
            table.finish()?;
            if stages.iter().any(|other| other.id == stage.id) {
                return Err(Fault::Twice {
                    what: "stage",
                    name: stage.id.to_string(),
                }
                .at(span));
            }
            stages.push(stage);
        }
        Ok(Strategy { id, stages })
    }

    fn stage(&mut self, strategy: &StrategyId, fields: &mut Fields<'_>) -> Taken<Stage> {
        let id = fields.parsed("id", slug::<StageId>)?;
        self.events(fields, &Place::Stage(strategy, &id))?;
        let mut roles: Vec<RoleId> = Vec::new();
        for mut slot in fields.tables("call")? {
            let role = self.slot(&mut slot, &roles)?;
            self.events(&mut slot, &Place::StageCall(strategy, &id, &role))?;
            slot.finish()?;
            roles.push(role);
        }
        let soak = match fields.count("least-soak-seconds")? {
            Some(least) => Some(Soak {
                least,
                most: fields.needed_count("most-soak-seconds")?,
            }),
            None => None,
        };
        Ok(Stage {
            id,
            traffic: Traffic {
                least: fields.needed_amount("least-traffic")?,
                most: fields.needed_amount("most-traffic")?,
            },
            soak,
            roles,
            apply: fields.table("apply")?.map(program).transpose()?,
            marks: fields.parsed_if_there("marks", slug::<Milestone>)?,
        })
    }

    pub(super) fn take_monitoring(&mut self, fields: &mut Fields<'_>) -> Taken<()> {
        if let Some(mut table) = fields.table("monitoring")? {
            let span = table.span();
            let phase = table.parsed("phase", slug::<PhaseId>)?;
            let head = Monitoring {
                phase,
                starts_at: table.parsed("starts-at", slug::<Milestone>)?,
                windows: Vec::new(),
            };
            table.finish()?;
            once("monitoring", &mut self.monitoring.head, head, span)?;
        }
        for table in fields.tables("window")? {
            let window =
                self.distinct("window", table, Self::window, |window| window.id.as_str())?;
            self.monitoring.windows.push(window);
        }
        Ok(())
    }

    fn window(&mut self, fields: &mut Fields<'_>) -> Taken<Window> {
        let id = fields.parsed("id", slug::<WindowId>)?;
        self.events(fields, &Place::Window(&id))?;
        Ok(Window {
            id,
            title: fields.needed("title")?.0,
            from: fields.needed_count("from-seconds")?,
            to: fields.needed_count("to-seconds")?,
            focus: fields.optional("focus")?,
            actions: fields.optional("actions")?,
            role: fields.parsed("role", slug::<RoleId>)?,
        })
    }
}

fn metric(fields: &mut Fields<'_>) -> Taken<Metric> {
    Ok(Metric {
        id: fields.parsed("id", slug::<MetricId>)?,
        title: fields.needed("title")?.0,
        unit: fields.needed("unit")?.0,
        query: fields.optional("query")?,
        command: fields.table("command")?.map(program).transpose()?,
    })
}

fn rule(fields: &mut Fields<'_>) -> Taken<Rule> {
    let metric = fields.parsed("metric", slug::<MetricId>)?;
    let limits = [
        fields.amount("above")?.map(Limit::Fixed),
        fields
            .amount("points-above-baseline")?
            .map(Limit::PointsAboveBaseline),
        fields
            .amount("percent-above-baseline")?
            .map(Limit::PercentAboveBaseline),
        fields.amount("below")?.map(Limit::FixedLeast),
        fields
            .amount("points-below-baseline")?
            .map(Limit::PointsBelowBaseline),
        fields
            .amount("percent-below-baseline")?
            .map(Limit::PercentBelowBaseline),
    ];
    let mut limits = limits.into_iter().flatten();
    let limit = match (limits.next(), limits.next()) {
        (Some(limit), None) => limit,
        (None, _) => return Err(Fault::Missing { key: "above" }.at(fields.span())),
        (Some(_), Some(_)) => {
            return Err(Fault::Twice {
                what: "the limit of a rule on",
                name: metric.to_string(),
            }
            .at(fields.span()));
        }
    };
    Ok(Rule {
        metric,
        limit,
        lasting: fields.count("for-seconds")?,
        then: fields.parsed("then", consequence)?,
    })
}

fn consequence(word: &str) -> Option<Consequence> {
    [
        Consequence::Hold,
        Consequence::Investigate,
        Consequence::NoGo,
    ]
    .into_iter()
    .find(|known| known.word() == word)
}
