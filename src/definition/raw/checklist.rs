//! A checklist file as it is written.

use serde::Deserialize;

use super::{Placed, Plain, Several, Text};

/// A checklist file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Checklist {
    pub(in crate::definition) id: Option<Text>,
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) purpose: Option<Text>,
    pub(in crate::definition) phase: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) roles: Vec<Text>,
    pub(in crate::definition) sections: Option<Placed<Vec<Placed<Section>>>>,
    pub(in crate::definition) items: Option<Placed<Vec<Placed<Item>>>>,
}

/// A section of a checklist.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Section {
    pub(in crate::definition) title: Option<Text>,
    pub(in crate::definition) phase: Option<Text>,
    pub(in crate::definition) roles: Option<Placed<Vec<Text>>>,
    #[serde(default)]
    pub(in crate::definition) when: Condition,
    pub(in crate::definition) from_severity: Option<Severity>,
    pub(in crate::definition) after: Option<Text>,
    pub(in crate::definition) items: Option<Placed<Vec<Placed<Item>>>>,
}

/// An item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Item {
    pub(in crate::definition) id: Option<Text>,
    pub(in crate::definition) text: Option<Text>,
    pub(in crate::definition) roles: Option<Placed<Vec<Text>>>,
    pub(in crate::definition) phase: Option<Text>,
    #[serde(default)]
    pub(in crate::definition) when: Condition,
    #[serde(default)]
    pub(in crate::definition) if_applicable: bool,
    #[serde(default)]
    pub(in crate::definition) evidence: Evidence,
    #[serde(default)]
    pub(in crate::definition) bound: Bound,
    #[serde(default)]
    pub(in crate::definition) killer: bool,
    pub(in crate::definition) marks: Option<Text>,
    pub(in crate::definition) from_severity: Option<Severity>,
    pub(in crate::definition) after: Option<Text>,
    pub(in crate::definition) check: Option<Placed<Command>>,
    pub(in crate::definition) help: Option<Text>,
    pub(in crate::definition) link: Option<Text>,
}

/// What must hold: `when: fact`, `when: [fact, fact]` or `when: {type: …, fact: …}`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename = "gonogo::Condition")]
pub(in crate::definition) struct Condition {
    #[serde(default, rename = "type")]
    pub(in crate::definition) types: Several,
    #[serde(default, rename = "fact")]
    pub(in crate::definition) facts: Several,
}

/// Whether a sign-off needs evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::definition) enum Evidence {
    #[default]
    None,
    Required,
}

/// What a sign-off holds for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::definition) enum Bound {
    #[default]
    Release,
    Candidate,
}

/// How bad an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::definition) enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

/// A command, such as the one that can check an item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::definition) struct Command {
    pub(in crate::definition) run: Option<Placed<Vec<Text>>>,
    pub(in crate::definition) timeout: Option<Placed<Plain>>,
}
