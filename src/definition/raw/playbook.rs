//! The playbook as it is written.

use serde::Deserialize;

use super::{Command, Condition, Named, Placed, Plain, Text};

/// The playbook.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Playbook {
    pub(in crate::definition) format: Option<Placed<Plain>>,
    pub(in crate::definition) title: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) roles: Named<Placed<Role>>,
    #[serde(default)]
    pub(in crate::definition) facts: Named<Text>,
    #[serde(default)]
    pub(in crate::definition) types: Named<Placed<ReleaseType>>,
    #[serde(default)]
    pub(in crate::definition) phases: Vec<Placed<Phase>>,
    #[serde(default)]
    pub(in crate::definition) policy: Policy,
    pub(in crate::definition) rollout: Option<Placed<Rollout>>,
    pub(in crate::definition) monitoring: Option<Placed<Monitoring>>,
    pub(in crate::definition) rollback: Option<Placed<Rollback>>,
    pub(in crate::definition) incidents: Option<Placed<Incidents>>,
    #[serde(default)]
    pub(in crate::definition) metrics: Named<Text>,
    #[serde(default)]
    pub(in crate::definition) notes: Notes,
}

/// A role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Role {
    pub(in crate::definition) title: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) aliases: Vec<Text>,
    #[serde(default)]
    pub(in crate::definition) may_waive: bool,
    #[serde(default)]
    pub(in crate::definition) members: Vec<Text>,
    pub(in crate::definition) help: Option<Text>,
}

/// A release type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct ReleaseType {
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) help: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) without: Vec<Text>,
    #[serde(default)]
    pub(in crate::definition) poll: Named<Placed<Vec<Text>>>,
}

/// A phase.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Phase {
    pub(in crate::definition) id: Option<Text>,
    pub(in crate::definition) title: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) on_demand: bool,
    #[serde(default)]
    pub(in crate::definition) checklists: Vec<Text>,
    pub(in crate::definition) gate: Option<Placed<Gate>>,
}

/// The decision that ends a phase.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Gate {
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) facilitator: Option<Text>,
    pub(in crate::definition) poll: Option<Placed<Vec<Text>>>,
}

/// Rules about people.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Policy {
    #[serde(default)]
    pub(in crate::definition) separation: Option<Separation>,
}

/// What happens when one person acts for two roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::definition) enum Separation {
    Off,
    Warn,
    Enforce,
}

/// Staged rollout.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Rollout {
    pub(in crate::definition) phase: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) roles: Vec<Text>,
    pub(in crate::definition) feature_flag: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) criteria: Vec<Text>,
    pub(in crate::definition) max_baseline_age: Option<Placed<Plain>>,
    #[serde(default)]
    pub(in crate::definition) metrics: Named<Placed<Metric>>,
    #[serde(default)]
    pub(in crate::definition) rules: Vec<Placed<Rule>>,
    #[serde(default)]
    pub(in crate::definition) strategies: Named<Placed<Vec<Placed<Stage>>>>,
    pub(in crate::definition) choose: Option<Placed<Vec<Placed<Choice>>>>,
}

/// A metric that rules look at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Metric {
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) unit: Option<Text>,
    pub(in crate::definition) query: Option<Text>,
    pub(in crate::definition) command: Option<Placed<Command>>,
}

/// A threshold and what follows when it is breached.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Rule {
    pub(in crate::definition) metric: Option<Text>,
    pub(in crate::definition) above_baseline: Option<Placed<Plain>>,
    pub(in crate::definition) above: Option<Placed<Plain>>,
    pub(in crate::definition) below_baseline: Option<Placed<Plain>>,
    pub(in crate::definition) below: Option<Placed<Plain>>,
    #[serde(rename = "for")]
    pub(in crate::definition) lasting: Option<Placed<Plain>>,
    pub(in crate::definition) then: Option<Consequence>,
}

/// What follows when a threshold is breached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::definition) enum Consequence {
    Hold,
    Investigate,
    NoGo,
}

/// A stage of a rollout.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Stage {
    pub(in crate::definition) stage: Option<Text>,
    pub(in crate::definition) traffic: Option<Placed<Plain>>,
    pub(in crate::definition) soak: Option<Placed<Plain>>,
    pub(in crate::definition) roles: Option<Placed<Vec<Text>>>,
    pub(in crate::definition) apply: Option<Placed<Command>>,
    pub(in crate::definition) marks: Option<Text>,
}

/// Which releases roll out how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Choice {
    #[serde(default)]
    pub(in crate::definition) when: Condition,
    pub(in crate::definition) strategy: Option<Text>,
}

/// The windows of watching after a deployment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Monitoring {
    pub(in crate::definition) phase: Option<Text>,
    pub(in crate::definition) starts_at: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) windows: Vec<Placed<Window>>,
}

/// A window of watching.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Window {
    pub(in crate::definition) id: Option<Text>,
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) from: Option<Placed<Plain>>,
    pub(in crate::definition) to: Option<Placed<Plain>>,
    pub(in crate::definition) focus: Option<Text>,
    pub(in crate::definition) actions: Option<Text>,
    pub(in crate::definition) role: Option<Text>,
}

/// The way back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Rollback {
    pub(in crate::definition) phase: Option<Text>,
    pub(in crate::definition) after: Option<Text>,
    pub(in crate::definition) ends: Option<Placed<Vec<Text>>>,
}

/// Incidents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Incidents {
    #[serde(default)]
    pub(in crate::definition) classes: Named<Placed<Class>>,
    #[serde(default)]
    pub(in crate::definition) triggers: Vec<Placed<Trigger>>,
    #[serde(default)]
    pub(in crate::definition) duties: Vec<Text>,
    pub(in crate::definition) decision: Option<Text>,
}

/// A class of incidents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Class {
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) commander: Option<Text>,
}

/// A reason to roll back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Trigger {
    pub(in crate::definition) id: Option<Text>,
    pub(in crate::definition) text: Option<Text>,
    pub(in crate::definition) class: Option<Text>,
}

/// The release notes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Notes {
    #[serde(default)]
    pub(in crate::definition) fields: Vec<Placed<Field>>,
}

/// A field of the release notes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Field {
    pub(in crate::definition) id: Option<Text>,
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) owner: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) source: Source,
    pub(in crate::definition) items: Option<Placed<Vec<Text>>>,
    pub(in crate::definition) when: Option<Text>,
}

/// Where the content of a field comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::definition) enum Source {
    #[default]
    Text,
    Version,
    Date,
    KnownIssues,
    Checklist,
}
