//! The two files as they are written: every key, with the place of whatever a check may have to point at.
//!
//! These types carry no rules. A key that is missing is `None`; [`check`](super::check) says which must be there.

use super::reader::{Named, Placed, Plain, Readable, Reader, Several, Text, keys};
use crate::domain::plan::incident::Severity;
use crate::domain::plan::{Bound, FieldSource, Separation};
use crate::domain::verdict::Ruling;

keys! {
    struct Checklist {
        id: Option<Text> as "id",
        title: Option<Text> as "title",
        purpose: Option<Text> as "purpose",
        phase: Option<Text> as "phase",
        roles: Vec<Text> as "roles",
        sections: Option<Placed<Vec<Placed<Section>>>> as "sections",
        items: Option<Placed<Vec<Placed<Item>>>> as "items",
    }

    struct Section {
        title: Option<Text> as "title",
        phase: Option<Text> as "phase",
        roles: Option<Placed<Vec<Text>>> as "roles",
        when: Condition as "when",
        from_severity: Option<Severity> as "from-severity",
        after: Option<Text> as "after",
        in_order: bool as "in-order",
        items: Option<Placed<Vec<Placed<Item>>>> as "items",
    }

    struct Item {
        id: Option<Text> as "id",
        text: Option<Text> as "text",
        roles: Option<Placed<Vec<Text>>> as "roles",
        phase: Option<Text> as "phase",
        when: Condition as "when",
        if_applicable: bool as "if-applicable",
        evidence: Evidence as "evidence",
        bound: Bound as "bound",
        killer: bool as "killer",
        marks: Option<Text> as "marks",
        from_severity: Option<Severity> as "from-severity",
        after: Option<Text> as "after",
        for_each: Option<Text> as "for-each",
        check: Option<Placed<Command>> as "check",
        help: Option<Text> as "help",
        link: Option<Text> as "link",
    }

    /// What must hold: `when: fact`, `when: [fact, fact]` or `when: {type: …, fact: …, any: […], not: …}`.
    struct Condition or facts {
        types: Several as "type",
        facts: Several as "fact",
        any: Option<Placed<Vec<Text>>> as "any",
        not: Several as "not",
    }

    /// A command, such as the one that can check an item.
    struct Command {
        run: Option<Placed<Vec<Text>>> as "run",
        timeout: Option<Placed<Plain>> as "timeout",
    }

    struct Playbook {
        format: Option<Placed<Plain>> as "format",
        title: Option<Text> as "title",
        roles: Named<Placed<Role>> as "roles",
        facts: Named<Text> as "facts",
        types: Named<Placed<ReleaseType>> as "types",
        lists: Named<Placed<Vec<Placed<Entry>>>> as "lists",
        phases: Vec<Placed<Phase>> as "phases",
        policy: Policy as "policy",
        rollout: Option<Placed<Rollout>> as "rollout",
        monitoring: Option<Placed<Monitoring>> as "monitoring",
        rollback: Option<Placed<Rollback>> as "rollback",
        incidents: Option<Placed<Incidents>> as "incidents",
        metrics: Named<Text> as "metrics",
        notes: Notes as "notes",
    }

    struct Role {
        title: Option<Text> as "title",
        aliases: Vec<Text> as "aliases",
        may_waive: bool as "may-waive",
        may_amend: bool as "may-amend",
        members: Vec<Text> as "members",
        help: Option<Text> as "help",
    }

    /// An entry of a list: its name, or `{id: …, title: …, when: …, roles: …}`.
    struct Entry or id {
        id: Option<Text> as "id",
        title: Option<Text> as "title",
        when: Condition as "when",
        roles: Option<Placed<Vec<Text>>> as "roles",
    }

    struct ReleaseType {
        title: Option<Text> as "title",
        help: Option<Text> as "help",
        without: Vec<Text> as "without",
        phases: Option<Placed<Vec<Text>>> as "phases",
        poll: Named<Placed<Vec<Placed<Polled>>>> as "poll",
    }

    struct Phase {
        id: Option<Text> as "id",
        title: Option<Text> as "title",
        on_demand: bool as "on-demand",
        checklists: Vec<Text> as "checklists",
        gate: Option<Placed<Gate>> as "gate",
    }

    /// The decision that ends a phase.
    struct Gate {
        title: Option<Text> as "title",
        facilitator: Option<Text> as "facilitator",
        bound: GateBound as "bound",
        poll: Option<Placed<Vec<Placed<Polled>>>> as "poll",
    }

    /// A polled role: `role` or `{role: …, when: …, votes: …}`.
    struct Polled or role {
        role: Option<Text> as "role",
        when: Condition as "when",
        votes: Option<Placed<Plain>> as "votes",
    }

    /// Rules about people.
    struct Policy {
        separation: Separation as "separation",
    }

    struct Rollout {
        phase: Option<Text> as "phase",
        roles: Vec<Text> as "roles",
        feature_flag: Option<Text> as "feature-flag",
        criteria: Vec<Text> as "criteria",
        max_baseline_age: Option<Placed<Plain>> as "max-baseline-age",
        metrics: Named<Placed<Metric>> as "metrics",
        rules: Vec<Placed<Rule>> as "rules",
        strategies: Named<Placed<Vec<Placed<Stage>>>> as "strategies",
        choose: Option<Placed<Vec<Placed<Choice>>>> as "choose",
    }

    /// A metric that rules look at.
    struct Metric {
        title: Option<Text> as "title",
        unit: Option<Text> as "unit",
        query: Option<Text> as "query",
        command: Option<Placed<Command>> as "command",
    }

    /// A threshold and what follows when it is breached.
    struct Rule {
        metric: Option<Text> as "metric",
        above_baseline: Option<Placed<Plain>> as "above-baseline",
        above: Option<Placed<Plain>> as "above",
        below_baseline: Option<Placed<Plain>> as "below-baseline",
        below: Option<Placed<Plain>> as "below",
        lasting: Option<Placed<Plain>> as "for",
        then: Option<Ruling> as "then",
    }

    struct Stage {
        stage: Option<Text> as "stage",
        traffic: Option<Placed<Plain>> as "traffic",
        soak: Option<Placed<Plain>> as "soak",
        roles: Option<Placed<Vec<Text>>> as "roles",
        apply: Option<Placed<Command>> as "apply",
        marks: Option<Text> as "marks",
    }

    /// Which releases roll out how.
    struct Choice {
        when: Condition as "when",
        strategy: Option<Text> as "strategy",
    }

    /// The windows of watching after a deployment.
    struct Monitoring {
        phase: Option<Text> as "phase",
        starts_at: Option<Text> as "starts-at",
        windows: Vec<Placed<Window>> as "windows",
    }

    /// A window of watching.
    struct Window {
        id: Option<Text> as "id",
        title: Option<Text> as "title",
        from: Option<Placed<Plain>> as "from",
        to: Option<Placed<Plain>> as "to",
        focus: Option<Text> as "focus",
        actions: Option<Text> as "actions",
        role: Option<Text> as "role",
    }

    /// The way back.
    struct Rollback {
        phase: Option<Text> as "phase",
        after: Option<Text> as "after",
        ends: Option<Placed<Vec<Text>>> as "ends",
    }

    struct Incidents {
        classes: Named<Placed<Class>> as "classes",
        triggers: Vec<Placed<Trigger>> as "triggers",
        duties: Vec<Text> as "duties",
        decision: Option<Text> as "decision",
    }

    struct Class {
        title: Option<Text> as "title",
        commander: Option<Text> as "commander",
    }

    /// A reason to roll back.
    struct Trigger {
        id: Option<Text> as "id",
        text: Option<Text> as "text",
        class: Option<Text> as "class",
    }

    struct Notes {
        fields: Vec<Placed<Field>> as "fields",
    }

    struct Field {
        id: Option<Text> as "id",
        title: Option<Text> as "title",
        owner: Option<Text> as "owner",
        source: Option<FieldSource> as "source",
        items: Option<Placed<Vec<Text>>> as "items",
        when: Option<Text> as "when",
    }
}

/// Whether a sign-off needs evidence.
#[derive(Debug, Default)]
pub(super) struct Evidence(pub(super) bool);

impl Readable for Evidence {
    fn read(reader: Reader<'_>) -> Self {
        Self(reader.word([("none", false), ("required", true)], false))
    }
}

/// Whether a call at a gate holds for the whole release.
#[derive(Debug, Default)]
pub(super) struct GateBound(pub(super) bool);

impl Readable for GateBound {
    fn read(reader: Reader<'_>) -> Self {
        Self(reader.word([("candidate", false), ("release", true)], false))
    }
}

impl Readable for FieldSource {
    fn read(reader: Reader<'_>) -> Self {
        let sources = [
            Self::Text,
            Self::Version,
            Self::Date,
            Self::KnownIssues,
            Self::Checklist(Vec::new()),
        ];
        reader.word(sources.map(|source| (source.word(), source)), Self::Text)
    }
}

/// What follows from a breach; a rule has no other ruling.
impl Readable for Ruling {
    fn read(reader: Reader<'_>) -> Self {
        let known = Self::OF_BREACHES.map(|ruling| (ruling.word(), ruling));
        reader.word(known, Self::Hold)
    }
}

macro_rules! words {
    ($($name:ident)*) => {$(
        impl Readable for $name {
            fn read(reader: Reader<'_>) -> Self {
                let [first, ..] = Self::ALL;
                reader.word(Self::ALL.map(|value| (value.word(), value)), first)
            }
        }
    )*};
}

words! { Bound Separation Severity }
