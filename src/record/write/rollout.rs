//! The blocks of a rollout and of monitoring windows.

use super::BySubject;
use super::page::Page;
use crate::domain::id::{FactId, ItemId, Milestone, RoleId};
use crate::domain::monitoring::Monitoring;
use crate::domain::rollout::{Limit, Metric, Rollout, Rule, Stage, Strategy};

impl Page {
    pub(super) fn rollout(&mut self, rollout: &Rollout, events: &BySubject<'_>) {
        self.block("[rollout]");
        self.string("phase", rollout.phase.as_str());
        self.optional(
            "feature-flag",
            rollout.feature_flag.as_ref().map(FactId::as_str),
        );
        self.list_if_any("criteria", rollout.criteria.iter().map(ItemId::as_str));
        if let Some(seconds) = rollout.max_baseline_age {
            self.raw("max-baseline-age-seconds", seconds);
        }
        self.events("[[rollout.event]]", Some(&events.rollout));
        for metric in &rollout.metrics {
            self.metric(metric);
        }
        for rule in &rollout.rules {
            self.rule(rule);
        }
        for choice in &rollout.choices {
            self.block("[[choice]]");
            self.list_if_any("when", choice.when.iter().map(FactId::as_str));
            self.string("strategy", choice.strategy.as_str());
        }
        for strategy in &rollout.strategies {
            self.block("[[strategy]]");
            self.string("id", strategy.id.as_str());
            for stage in &strategy.stages {
                self.stage(strategy, stage, events);
            }
        }
    }

    fn metric(&mut self, metric: &Metric) {
        self.block("[[metric]]");
        self.string("id", metric.id.as_str());
        self.string("title", &metric.title);
        self.string("unit", &metric.unit);
        self.optional("query", metric.query.as_deref());
        self.program("command", metric.command.as_ref());
    }

    fn rule(&mut self, rule: &Rule) {
        self.block("[[rule]]");
        self.string("metric", rule.metric.as_str());
        match rule.limit {
            Limit::Fixed(amount) => self.raw("above", amount),
            Limit::PointsAboveBaseline(amount) => self.raw("points-above-baseline", amount),
            Limit::PercentAboveBaseline(amount) => self.raw("percent-above-baseline", amount),
            Limit::FixedLeast(amount) => self.raw("below", amount),
            Limit::PointsBelowBaseline(amount) => self.raw("points-below-baseline", amount),
            Limit::PercentBelowBaseline(amount) => self.raw("percent-below-baseline", amount),
        }
        if let Some(seconds) = rule.lasting {
            self.raw("for-seconds", seconds);
        }
        self.string("then", rule.then.word());
    }

    fn stage(&mut self, strategy: &Strategy, stage: &Stage, events: &BySubject<'_>) {
        self.block("[[strategy.stage]]");
        self.string("id", stage.id.as_str());
        self.raw("least-traffic", stage.traffic.least);
        self.raw("most-traffic", stage.traffic.most);
        if let Some(soak) = &stage.soak {
            self.raw("least-soak-seconds", soak.least);
            self.raw("most-soak-seconds", soak.most);
        }
        self.optional("marks", stage.marks.as_ref().map(Milestone::as_str));
        self.program("apply", stage.apply.as_ref());
        self.events(
            "[[strategy.stage.event]]",
            events.stages.get(&(&strategy.id, &stage.id)),
        );
        for role in &stage.roles {
            self.block("[[strategy.stage.call]]");
            self.string("role", role.as_str());
            self.events(
                "[[strategy.stage.call.event]]",
                events.stage_calls.get(&(&strategy.id, &stage.id, role)),
            );
        }
    }

    pub(super) fn monitoring(&mut self, monitoring: &Monitoring, events: &BySubject<'_>) {
        self.block("[monitoring]");
        self.string("phase", monitoring.phase.as_str());
        self.string("starts-at", monitoring.starts_at.as_str());
        for window in &monitoring.windows {
            self.block("[[window]]");
            self.string("id", window.id.as_str());
            self.string("title", &window.title);
            self.raw("from-seconds", window.from);
            self.raw("to-seconds", window.to);
            self.optional("focus", window.focus.as_deref());
            self.optional("actions", window.actions.as_deref());
            self.string("role", RoleId::as_str(&window.role));
            self.events("[[window.event]]", events.windows.get(&window.id));
        }
    }
}
