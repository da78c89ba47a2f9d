//! The two files as they are written: every key, with the place of whatever a check may have to point at.
//!
//! These types carry no rules. A key that is missing is `None`; [`check`](super::check) refuses a file without one that is
//! `required`. The schemas for editors follow from these declarations.

use super::form::{Form, Key, Keys};
use super::reader::{Named, Placed, Plain, Readable, Reader, Several, Text, keys};
use crate::domain::plan::incident::Severity;
use crate::domain::plan::{Bound, FieldSource, Separation};
use crate::domain::verdict::Ruling;

keys! {
    /// A checklist: one YAML file of items.
    struct Checklist {
        /// Its path below the folder of the playbook, without `.yaml`.
        id: Option<Text> as "id" required,
        /// Its title.
        title: Option<Text> as "title" required,
        /// What it is for, on one line.
        purpose: Option<Text> as "purpose",
        /// The phase of all items below; a section or an item may name another.
        phase: Option<Text> as "phase",
        /// The roles of all items below that name none.
        roles: Vec<Text> as "roles",
        /// Its items in groups, each with a title.
        sections: Option<Placed<Vec<Placed<Section>>>> as "sections",
        /// Its items, when they stand in no section.
        items: Option<Placed<Vec<Placed<Item>>>> as "items",
    }

    /// Some items of a checklist under a title.
    struct Section {
        /// Its title.
        title: Option<Text> as "title" required,
        /// The phase of the items below.
        phase: Option<Text> as "phase",
        /// The roles of the items below that name none.
        roles: Option<Placed<Vec<Text>>> as "roles",
        /// When the items below apply, in addition to their own condition.
        when: Condition as "when",
        /// The lowest severity of an incident that brings the duties below.
        from_severity: Option<Severity> as "from-severity",
        /// The items below are not asked before this milestone, or some time after it: `deployed + 24h`.
        after: Option<Text> as "after",
        /// Whether an item is signed only when those above it are settled.
        in_order: bool as "in-order",
        /// The items, in order.
        items: Option<Placed<Vec<Placed<Item>>>> as "items" required,
    }

    /// One thing that must be done or verified.
    struct Item {
        /// Its name, which stays for good; the item is `checklist/id`.
        id: Option<Text> as "id" required,
        /// What must be done or verified, on one line.
        text: Option<Text> as "text" required,
        /// The roles that sign: all of them. Those of the section or the checklist when left out.
        roles: Option<Placed<Vec<Text>>> as "roles",
        /// The phase that asks it. That of the section or the checklist when left out.
        phase: Option<Text> as "phase",
        /// When it applies; always when left out.
        when: Condition as "when",
        /// Whether a person may answer "not applicable", with a reason.
        if_applicable: bool as "if-applicable",
        /// Whether a sign-off needs a URL, a digest or a text.
        evidence: Evidence as "evidence",
        /// What a sign-off holds for: the whole release, or one candidate.
        bound: Bound as "bound",
        /// How long a sign-off holds while its gate is open, such as `24h`; for good when left out.
        fresh: Option<Placed<Plain>> as "fresh",
        /// How many people of each of its roles have to sign; one when left out.
        signers: Option<Placed<Plain>> as "signers",
        /// The roles that have to waive it, all of them; one that may waive when left out.
        waived_by: Option<Placed<Vec<Text>>> as "waived-by",
        /// By when it is done, in days before or after the release day: `-21d`. When its phase is over when left out.
        due: Option<Placed<Plain>> as "due",
        /// Whether it can never be waived.
        killer: bool as "killer",
        /// The milestone that signing it stamps, such as `deployed`.
        marks: Option<Text> as "marks",
        /// The lowest severity of an incident that brings this duty; every incident when left out.
        from_severity: Option<Severity> as "from-severity",
        /// It is not asked before this milestone, or some time after it: `deployed + 24h`.
        after: Option<Text> as "after",
        /// The list for each of whose entries it is asked; asked once when left out.
        for_each: Option<Text> as "for-each",
        /// What can prove it without a person, for `gonogo check --run`.
        check: Option<Placed<Check>> as "check",
        /// What "done" means.
        help: Option<Text> as "help",
        /// An address to read more: `https://…`.
        link: Option<Text> as "link",
    }

    /// What must hold: a fact, a list of facts, or types and facts.
    struct Condition or facts {
        /// The release types, one of which it must be.
        types: Several as "type",
        /// The facts that must all be answered yes.
        facts: Several as "fact",
        /// The facts of which at least one must be answered yes.
        any: Option<Placed<Vec<Text>>> as "any",
        /// The facts none of which may be answered yes.
        not: Several as "not",
    }

    /// What can prove an item without a person: one of `run`, `http`, `files`, `changelog` and `tag`.
    struct Check {
        /// The program and its arguments; no shell reads them.
        run: Option<Placed<Vec<Text>>> as "run" either,
        /// The folder that the program runs in, below the working folder: `services/api`.
        folder: Option<Text> as "folder",
        /// The environment variables that the program is given beside those that every program gets.
        env: Vec<Text> as "env",
        /// The exit code of a pass, from 0 to 255; 0 when left out.
        code: Option<Placed<Plain>> as "code",
        /// An address that is asked: `https://…`. It may name `{{version}}` and `{{candidate}}`.
        http: Option<Text> as "http" either,
        /// The status of a pass, from 100 to 599; 200 when left out.
        status: Option<Placed<Plain>> as "status",
        /// How long one attempt of the program or the address may take, such as `5m`.
        timeout: Option<Placed<Plain>> as "timeout",
        /// How many times the program or the address is tried again after a failure, from 1 to 10.
        retries: Option<Placed<Plain>> as "retries",
        /// Files that have to be there, below the working folder; they may name `{{version}}` and `{{candidate}}`.
        files: Option<Placed<Vec<Text>>> as "files" either,
        /// A file that has to mention the version, such as `CHANGELOG.md`.
        changelog: Option<Text> as "changelog" either,
        /// A tag that has to be signed and on the candidate, such as `v{{version}}`.
        tag: Option<Text> as "tag" either,
    }

    /// A command, such as one that prints a metric.
    struct Command {
        /// The program and its arguments; no shell reads them.
        run: Option<Placed<Vec<Text>>> as "run" required,
        /// How long it may take, such as `5m`.
        timeout: Option<Placed<Plain>> as "timeout",
        /// The environment variables that it is given beside those that every program gets.
        env: Vec<Text> as "env",
    }

    /// A playbook: the roles, phases and gates of all releases.
    struct Playbook {
        /// The version of this format: 1.
        format: Option<Placed<Plain>> as "format" required,
        /// Its title.
        title: Option<Text> as "title" required,
        /// The roles, by name.
        roles: Named<Placed<Role>> as "roles" required,
        /// The people who act under several addresses.
        people: Vec<Placed<Identity>> as "people",
        /// The yes-or-no questions about a release, by name.
        facts: Named<Text> as "facts",
        /// The types of a release, by name.
        types: Named<Placed<ReleaseType>> as "types" required,
        /// The lists for whose entries items are asked, by name.
        lists: Named<Placed<Vec<Placed<Entry>>>> as "lists",
        /// The phases of a release, in order.
        phases: Vec<Placed<Phase>> as "phases" required,
        /// Rules about people.
        policy: Policy as "policy",
        /// Through which branch records are shared.
        sharing: Sharing as "sharing",
        /// The roles of which the walk asks, at the start, who they are in this release.
        assign: Vec<Text> as "assign",
        /// How a release reaches all of the traffic.
        rollout: Option<Placed<Rollout>> as "rollout",
        /// What is watched after a deployment.
        monitoring: Option<Placed<Monitoring>> as "monitoring",
        /// How a release is rolled back.
        rollback: Option<Placed<Rollback>> as "rollback",
        /// What opens with an incident.
        incidents: Option<Placed<Incidents>> as "incidents",
        /// Titles of metrics, by name; used by nothing yet.
        metrics: Named<Text> as "metrics",
        /// The release notes.
        notes: Notes as "notes",
    }

    /// Someone who answers for items and calls at gates.
    struct Role {
        /// Its title.
        title: Option<Text> as "title" required,
        /// Other titles of the same role.
        aliases: Vec<Text> as "aliases",
        /// Whether it may accept the risk of skipping an item.
        may_waive: bool as "may-waive",
        /// Whether it may amend the plan of a release.
        may_amend: bool as "may-amend",
        /// The people who act for it, as `Name <email>`; anyone when left out.
        members: Vec<Text> as "members",
        /// What it answers for.
        help: Option<Text> as "help",
    }

    /// A person who acts under several addresses, or has deputies.
    struct Identity {
        /// The person, as `Name <email>`.
        person: Option<Text> as "person" required,
        /// The other addresses.
        aliases: Option<Placed<Vec<Text>>> as "aliases",
        /// Those who may decide in the person's place, as `Name <email>`.
        deputies: Option<Placed<Vec<Text>>> as "deputies",
    }

    /// An entry of a list: its name, or with a title, a condition and roles.
    struct Entry or id {
        /// Its name, the last part of the names of its items.
        id: Option<Text> as "id" required,
        /// What texts call it; its name when left out.
        title: Option<Text> as "title",
        /// When its items apply, in addition to their own condition.
        when: Condition as "when",
        /// The roles that sign its items, instead of those of the item.
        roles: Option<Placed<Vec<Text>>> as "roles",
    }

    /// What is different in releases of a type.
    struct ReleaseType {
        /// Its title.
        title: Option<Text> as "title",
        /// When to choose it.
        help: Option<Text> as "help",
        /// The checklists that it leaves out.
        without: Vec<Text> as "without",
        /// The phases that it goes through; all when left out.
        phases: Option<Placed<Vec<Text>>> as "phases",
        /// The roles that are polled in a phase, instead of those of its gate.
        poll: Named<Placed<Vec<Placed<Polled>>>> as "poll",
    }

    /// A stretch of a release.
    struct Phase {
        /// Its name.
        id: Option<Text> as "id" required,
        /// Its title.
        title: Option<Text> as "title" required,
        /// Whether it is off the path: the phase of the rollback.
        on_demand: bool as "on-demand",
        /// By when it is over, in days before or after the release day: `-21d`.
        due: Option<Placed<Plain>> as "due",
        /// The checklists that it takes its items from.
        checklists: Vec<Text> as "checklists",
        /// The decision that ends it.
        gate: Option<Placed<Gate>> as "gate",
    }

    /// The decision that ends a phase.
    struct Gate {
        /// Its title.
        title: Option<Text> as "title" required,
        /// The role that leads the decision.
        facilitator: Option<Text> as "facilitator",
        /// What a call holds for: one candidate, or the whole release.
        bound: GateBound as "bound",
        /// How long it is held after `since`, again for every candidate.
        wait: Option<Placed<Plain>> as "wait",
        /// The milestone that `wait` counts from.
        since: Option<Text> as "since",
        /// The roles that call go or no-go.
        poll: Option<Placed<Vec<Placed<Polled>>>> as "poll",
    }

    /// A role that is polled: its name, or with a condition and a number of votes.
    struct Polled or role {
        /// The role.
        role: Option<Text> as "role" required,
        /// When it is polled; always when left out.
        when: Condition as "when",
        /// How many people have to call go, each for the role; one call is enough when left out.
        votes: Option<Placed<Plain>> as "votes",
    }

    /// Rules about people.
    struct Policy {
        /// What follows when one person acts for two roles.
        separation: Separation as "separation",
        /// What counts only when it is signed: `off`, `all`, or `{roles: […]}`; `off` when left out.
        signatures: Option<Signatures> as "signatures",
    }

    /// What counts only when it is signed: `off` or `all`, or what some roles say.
    struct Signatures or events {
        /// Every event, or none.
        events: SignedEvents as "events",
        /// The roles whose answers have to be signed.
        roles: Option<Placed<Vec<Text>>> as "roles",
    }

    /// Through which branch of which remote records are shared.
    struct Sharing {
        /// The remote; that which the checked-out branch follows when left out.
        remote: Option<Text> as "remote",
        /// The branch there; that which the checked-out branch follows when left out.
        branch: Option<Text> as "branch",
    }

    /// How a release reaches all of the traffic.
    struct Rollout {
        /// The phase whose gate waits for it; `rollout` when left out.
        phase: Option<Text> as "phase",
        /// The roles that call go or no-go at a stage.
        roles: Vec<Text> as "roles",
        /// The fact that puts a release behind a feature flag.
        feature_flag: Option<Text> as "feature-flag",
        /// The items that count in the verdict of every stage.
        criteria: Vec<Text> as "criteria",
        /// How old a baseline may be when the rollout starts; `24h` when left out.
        max_baseline_age: Option<Placed<Plain>> as "max-baseline-age",
        /// The metrics, by name.
        metrics: Named<Placed<Metric>> as "metrics",
        /// The thresholds of the metrics.
        rules: Vec<Placed<Rule>> as "rules",
        /// The stages of each strategy, by name.
        strategies: Named<Placed<Vec<Placed<Stage>>>> as "strategies" required,
        /// Which releases use which strategy; the first that fits counts.
        choose: Option<Placed<Vec<Placed<Choice>>>> as "choose" required,
    }

    /// A metric that rules look at.
    struct Metric {
        /// Its title.
        title: Option<Text> as "title" required,
        /// Its unit, such as `%`, `ms` or `count`.
        unit: Option<Text> as "unit" required,
        /// A Prometheus query.
        query: Option<Text> as "query",
        /// A command that prints its value.
        command: Option<Placed<Command>> as "command",
    }

    /// A threshold, and what follows when it is breached.
    struct Rule {
        /// The metric.
        metric: Option<Text> as "metric" required,
        /// How far it may be above the baseline: `0.1 points`, or `10 percent`.
        above_baseline: Option<Placed<Plain>> as "above-baseline",
        /// The highest value that is within the limit.
        above: Option<Placed<Plain>> as "above",
        /// How far it may be below the baseline: `0.1 points`, or `10 percent`.
        below_baseline: Option<Placed<Plain>> as "below-baseline",
        /// The lowest value that is within the limit.
        below: Option<Placed<Plain>> as "below",
        /// How long it must be breached in a row, such as `5m`; at once when left out.
        lasting: Option<Placed<Plain>> as "for",
        /// What follows.
        then: Option<Ruling> as "then" required,
    }

    /// A stage of a strategy.
    struct Stage {
        /// Its name.
        stage: Option<Text> as "stage" required,
        /// The percentage of the traffic, or a range to choose from: `25`, `1-5`.
        traffic: Option<Placed<Plain>> as "traffic" required,
        /// The minimum and the maximum soak: `15m..30m`.
        soak: Option<Placed<Plain>> as "soak",
        /// The roles that call here, instead of those of the rollout.
        roles: Option<Placed<Vec<Text>>> as "roles",
        /// A command that shifts the traffic; it runs only when you ask for it.
        apply: Option<Placed<Command>> as "apply",
        /// The milestone that entering the stage stamps.
        marks: Option<Text> as "marks",
    }

    /// Which releases use which strategy.
    struct Choice {
        /// The types and the facts of these releases; all when left out.
        when: Condition as "when",
        /// The strategy.
        strategy: Option<Text> as "strategy" required,
    }

    /// The windows of watching after a deployment.
    struct Monitoring {
        /// The phase whose gate waits for the windows; `monitoring` when left out.
        phase: Option<Text> as "phase",
        /// The milestone that the windows are counted from.
        starts_at: Option<Text> as "starts-at" required,
        /// The windows, in order.
        windows: Vec<Placed<Window>> as "windows",
    }

    /// A window of watching.
    struct Window {
        /// Its name.
        id: Option<Text> as "id" required,
        /// Its title.
        title: Option<Text> as "title" required,
        /// When it begins after the milestone, such as `30m`.
        from: Option<Placed<Plain>> as "from" required,
        /// When it ends after the milestone, such as `4h`.
        to: Option<Placed<Plain>> as "to" required,
        /// What to watch for.
        focus: Option<Text> as "focus",
        /// What to do.
        actions: Option<Text> as "actions",
        /// The role that watches.
        role: Option<Text> as "role" required,
    }

    /// How a release is rolled back.
    struct Rollback {
        /// The phase that it enters; the only one on demand when left out.
        phase: Option<Text> as "phase",
        /// The milestone before which there is nothing to roll back.
        after: Option<Text> as "after",
        /// The roles, any of which may end it; those that may waive when left out.
        ends: Option<Placed<Vec<Text>>> as "ends",
    }

    /// What opens with an incident.
    struct Incidents {
        /// The classes of incidents, by name; the last one is for an unknown cause.
        classes: Named<Placed<Class>> as "classes" required,
        /// The known reasons to roll back.
        triggers: Vec<Placed<Trigger>> as "triggers",
        /// The checklists that open with every incident.
        duties: Vec<Text> as "duties",
        /// The duty to decide between rollback and hotfix.
        decision: Option<Text> as "decision",
    }

    /// A class of incidents.
    struct Class {
        /// Its title.
        title: Option<Text> as "title" required,
        /// The role that leads such incidents; the person who opens one is asked when left out.
        commander: Option<Text> as "commander",
    }

    /// A known reason to roll back.
    struct Trigger {
        /// Its name.
        id: Option<Text> as "id" required,
        /// What happens.
        text: Option<Text> as "text" required,
        /// The class of the incident that it points to.
        class: Option<Text> as "class",
    }

    /// The release notes.
    struct Notes {
        /// The fields, in order.
        fields: Vec<Placed<Field>> as "fields",
    }

    /// A field of the release notes.
    struct Field {
        /// Its name.
        id: Option<Text> as "id" required,
        /// Its title.
        title: Option<Text> as "title" required,
        /// The role that writes it.
        owner: Option<Text> as "owner" required,
        /// What fills it.
        source: Option<FieldSource> as "source",
        /// The items that it shows, when `checklist` fills it.
        items: Option<Placed<Vec<Text>>> as "items",
        /// The fact that asks for it; always when left out.
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

    fn form() -> Form {
        Form::Words(vec!["none", "required"])
    }
}

/// Whether a call at a gate holds for the whole release.
#[derive(Debug, Default)]
pub(super) struct GateBound(pub(super) bool);

impl Readable for GateBound {
    fn read(reader: Reader<'_>) -> Self {
        Self(reader.word([("candidate", false), ("release", true)], false))
    }

    fn form() -> Form {
        Form::Words(vec!["candidate", "release"])
    }
}

/// Whether every event has to be signed.
#[derive(Debug, Default)]
pub(super) struct SignedEvents(pub(super) bool);

impl Readable for SignedEvents {
    fn read(reader: Reader<'_>) -> Self {
        Self(reader.word([("off", false), ("all", true)], false))
    }

    fn form() -> Form {
        Form::Words(vec!["off", "all"])
    }
}

/// What can fill a field of the notes; the items of a checklist are named beside it.
const SOURCES: [FieldSource; 5] = [
    FieldSource::Text,
    FieldSource::Version,
    FieldSource::Date,
    FieldSource::KnownIssues,
    FieldSource::Checklist(Vec::new()),
];

impl Readable for FieldSource {
    fn read(reader: Reader<'_>) -> Self {
        reader.word(SOURCES.map(|source| (source.word(), source)), Self::Text)
    }

    fn form() -> Form {
        Form::Words(SOURCES.iter().map(Self::word).collect())
    }
}

/// What follows from a breach; a rule has no other ruling.
impl Readable for Ruling {
    fn read(reader: Reader<'_>) -> Self {
        let known = Self::OF_BREACHES.map(|ruling| (ruling.word(), ruling));
        reader.word(known, Self::Hold)
    }

    fn form() -> Form {
        Form::Words(Self::OF_BREACHES.map(Self::word).to_vec())
    }
}

macro_rules! words {
    ($($name:ident)*) => {$(
        impl Readable for $name {
            fn read(reader: Reader<'_>) -> Self {
                let [first, ..] = Self::ALL;
                reader.word(Self::ALL.map(|value| (value.word(), value)), first)
            }

            fn form() -> Form {
                Form::Words(Self::ALL.map(Self::word).to_vec())
            }
        }
    )*};
}

words! { Bound Separation Severity }
