//! Staged rollout: what a plan says of it.

use super::program::Program;
use super::when::{WHEN, When};
use crate::domain::decimal::Decimal;
use crate::domain::digest::{Canonical, Digest};
use crate::domain::id::{
    FactId, ItemId, MetricId, Milestone, PhaseId, RoleId, StageId, StrategyId,
};
use crate::domain::schema::shape::{Field, Shape};
use crate::domain::schema::{Detail, InRow, Source, Take, Value, block};
use crate::domain::verdict::Ruling;

block! {
    /// How a release is rolled out: what is measured, what the measurements mean, and in which stages.
    pub struct Rollout in "[rollout]" {
        /// The phase whose gate waits for the rollout.
        pub phase: PhaseId as "phase",
        /// The fact that puts the release behind a feature flag, whatever the strategy.
        pub feature_flag: Option<FactId> as "feature-flag",
        /// The items that count in the verdict of every stage.
        pub criteria: Vec<ItemId> as "criteria",
        /// How old a baseline may be when the rollout starts, in seconds; any age in records from before there was a limit.
        pub max_baseline_age: Option<u64> as "max-baseline-age-seconds",
        /// What is measured.
        pub metrics: Vec<Metric>,
        /// What the measurements mean.
        pub rules: Vec<Rule>,
        /// Which strategy is taken, for releases of this type; the first that fits.
        pub choices: Vec<Choice>,
        /// The strategies.
        pub strategies: Vec<Strategy>,
    }

    /// Something that is measured.
    pub struct Metric in "[[metric]]" by id {
        /// The metric's name.
        pub id: MetricId as "id",
        /// The metric's title, for people.
        pub title: String as "title",
        /// The unit of its values, such as `%` or `ms`.
        pub unit: String as "unit",
        /// The Prometheus query that gives it.
        pub query: Option<String> as "query",
        /// The command that prints it.
        pub command: Option<Program> as InRow("command"),
    }

    /// A limit on a metric, and what follows when it is breached. A value exactly on the limit does not breach it.
    pub struct Rule in "[[rule]]" {
        /// The metric.
        pub metric: MetricId as "metric",
        /// The limit.
        pub limit: Limit as LIMITS,
        /// How many seconds in a row the metric has to be beyond the limit; at once when left out.
        pub lasting: Option<u64> as "for-seconds",
        /// What follows from a breach: hold, investigate or no-go.
        pub then: Ruling as ["then"],
    }
}

/// The most that a metric may be, or the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// This much, whatever the baseline.
    Fixed(Decimal),
    /// This many units more than the baseline; percentage points when the unit is percent.
    PointsAboveBaseline(Decimal),
    /// This many percent more than the baseline.
    PercentAboveBaseline(Decimal),
    /// At least this much, whatever the baseline.
    FixedLeast(Decimal),
    /// At most this many units less than the baseline.
    PointsBelowBaseline(Decimal),
    /// At most this many percent less than the baseline.
    PercentBelowBaseline(Decimal),
}

/// What follows from a breach; no breach is within its limit, or cannot be told.
impl Value<[&'static str; 1]> for Ruling {
    fn put<'e>(&'e self, [key]: [&'static str; 1], take: Take<'_, 'e>) {
        self.put(key, take);
    }

    fn find<S: Source>([key]: [&'static str; 1], source: &mut S) -> Result<Option<Self>, S::Error> {
        source.text(key, |text, _| {
            Self::OF_BREACHES
                .into_iter()
                .find(|known| known.word() == text)
        })
    }

    fn describe([key]: [&'static str; 1], about: &'static str, fields: &mut Vec<Field>) {
        let words = Self::OF_BREACHES.map(Self::word).to_vec();
        fields.push(Field::of(key, about, Shape::Words(words)));
    }
}

block! {
    /// A strategy, and what must be answered for it to be taken.
    pub struct Choice in "[[choice]]" {
        /// The facts. One without an answer is neither a yes nor a no here: a shorter strategy needs an explicit answer.
        pub when: When as WHEN,
        /// The strategy.
        pub strategy: StrategyId as "strategy",
    }

    /// A way to bring a release to all of the traffic.
    pub struct Strategy in "[[strategy]]" by id {
        /// The strategy's name.
        pub id: StrategyId as "id",
        /// Its stages, in order; at least one.
        pub stages: Vec<Stage>,
    }

    /// A step of a strategy.
    pub struct Stage in "[[strategy.stage]]" by id {
        /// The stage's name.
        pub id: StageId as "id",
        /// How much of the traffic it takes.
        pub traffic: Traffic as ["least-traffic", "most-traffic"],
        /// How long it is watched before the next one.
        pub soak: Option<Soak> as ["least-soak-seconds", "most-soak-seconds"],
        /// The milestone that entering it stamps.
        pub marks: Option<Milestone> as "marks",
        /// A command that shifts the traffic; run only on request.
        pub apply: Option<Program> as InRow("apply"),
        /// The roles that call go or no-go before the next one.
        pub roles: Vec<RoleId>,
    }
}

/// A share of the traffic in percent: one number, or a range to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// The least.
    pub least: Decimal,
    /// The most; the same as the least when there is nothing to choose.
    pub most: Decimal,
}

/// How long a stage is watched, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Soak {
    /// The least: nobody goes on before.
    pub least: u64,
    /// The most: a decision is overdue after it.
    pub most: u64,
}

/// The keys of a [`Limit`]; a rule has exactly one of them.
pub(crate) const LIMITS: [&str; 6] = [
    "above",
    "points-above-baseline",
    "percent-above-baseline",
    "below",
    "points-below-baseline",
    "percent-below-baseline",
];

/// What each of [`LIMITS`] makes of its amount.
const LIMIT_OF: [fn(Decimal) -> Limit; LIMITS.len()] = [
    Limit::Fixed,
    Limit::PointsAboveBaseline,
    Limit::PercentAboveBaseline,
    Limit::FixedLeast,
    Limit::PointsBelowBaseline,
    Limit::PercentBelowBaseline,
];

impl Value<[&'static str; LIMITS.len()]> for Limit {
    fn put<'e>(&'e self, keys: [&'static str; LIMITS.len()], take: Take<'_, 'e>) {
        let (_, amount, _) = self.parts();
        for (key, limit) in keys.into_iter().zip(LIMIT_OF) {
            if limit(amount) == *self {
                take(key, Detail::Decimal(amount));
            }
        }
    }

    fn find<S: Source>(
        keys: [&'static str; LIMITS.len()],
        source: &mut S,
    ) -> Result<Option<Self>, S::Error> {
        for (key, limit) in keys.into_iter().zip(LIMIT_OF) {
            if let Some(amount) = source.amount(key)? {
                return Ok(Some(limit(amount)));
            }
        }
        Ok(None)
    }

    fn describe(keys: [&'static str; LIMITS.len()], about: &'static str, fields: &mut Vec<Field>) {
        // One of them is there.
        fields.extend(keys.map(|key| Field::of(key, about, Shape::Decimal).or_left_out()));
    }
}

/// Declares two ends that stand under a key each.
macro_rules! ends {
    ($($type:ident: $shape:ident by $take:ident;)*) => {$(
        impl Value<[&'static str; 2]> for $type {
            fn put<'e>(&'e self, [least, most]: [&'static str; 2], take: Take<'_, 'e>) {
                self.least.put(least, take);
                self.most.put(most, take);
            }

            fn find<S: Source>(
                [least, most]: [&'static str; 2],
                source: &mut S,
            ) -> Result<Option<Self>, S::Error> {
                let Some(least) = source.$take(least)? else {
                    return Ok(None);
                };
                let most = Value::get(most, source)?;
                Ok(Some(Self { least, most }))
            }

            fn describe(
                [least, most]: [&'static str; 2],
                about: &'static str,
                fields: &mut Vec<Field>,
            ) {
                fields.push(Field::of(least, about, Shape::$shape));
                fields.push(Field::of(most, about, Shape::$shape));
            }
        }
    )*};
}

ends! {
    Traffic: Decimal by amount;
    Soak: Number by count;
}

impl Rollout {
    /// Returns the metrics that a rule compares with their baseline.
    pub fn compared(&self) -> impl Iterator<Item = &Metric> {
        let is_compared =
            |metric: &&Metric| self.rules_of(metric).any(|rule| rule.limit.is_relative());
        self.metrics.iter().filter(is_compared)
    }

    /// Returns the metrics that a rule judges; all of them when there is no rule.
    pub fn judged(&self) -> impl Iterator<Item = &Metric> {
        let all = self.rules.is_empty();
        let is_judged = move |metric: &&Metric| all || self.rules_of(metric).next().is_some();
        self.metrics.iter().filter(is_judged)
    }

    fn rules_of<'r>(&'r self, metric: &'r Metric) -> impl Iterator<Item = &'r Rule> {
        self.rules.iter().filter(|rule| rule.metric == metric.id)
    }
}

impl Traffic {
    /// Returns it when there is a choice.
    pub fn choice(self) -> Option<Self> {
        self.is_range().then_some(self)
    }

    /// Returns it as it is written: `25` or `1-5`.
    pub fn text(&self) -> String {
        if self.is_range() {
            format!("{}-{}", self.least, self.most)
        } else {
            self.least.to_string()
        }
    }

    /// Tells whether there is a choice.
    pub(crate) fn is_range(&self) -> bool {
        self.least != self.most
    }

    /// Tells whether a share is one that may be chosen.
    pub fn allows(&self, share: Decimal) -> bool {
        self.least <= share && share <= self.most
    }
}

impl Limit {
    /// Returns the words of the key and the unit, as YAML and TOML have them, and the number.
    pub fn parts(&self) -> (&'static str, Decimal, Option<&'static str>) {
        match self {
            Self::Fixed(amount) => ("above", *amount, None),
            Self::PointsAboveBaseline(amount) => ("above-baseline", *amount, Some("points")),
            Self::PercentAboveBaseline(amount) => ("above-baseline", *amount, Some("percent")),
            Self::FixedLeast(amount) => ("below", *amount, None),
            Self::PointsBelowBaseline(amount) => ("below-baseline", *amount, Some("points")),
            Self::PercentBelowBaseline(amount) => ("below-baseline", *amount, Some("percent")),
        }
    }

    /// Tells whether the limit depends on the baseline.
    pub(crate) fn is_relative(&self) -> bool {
        !matches!(self, Self::Fixed(_) | Self::FixedLeast(_))
    }

    /// Tells whether the metric must not fall below the limit; otherwise it must not rise above it.
    pub(crate) fn is_lower(&self) -> bool {
        matches!(
            self,
            Self::FixedLeast(_) | Self::PointsBelowBaseline(_) | Self::PercentBelowBaseline(_)
        )
    }

    /// Returns the side of the limit where a value breaches it, in a word.
    pub(in crate::domain) fn beyond(&self) -> &'static str {
        if self.is_lower() { "below" } else { "above" }
    }

    /// Returns how far a value is within the limit that [`against`](Self::against) gave; less than zero beyond it.
    pub(in crate::domain) fn margin(&self, limit: Decimal, value: Decimal) -> Decimal {
        if self.is_lower() {
            value.minus(limit)
        } else {
            limit.minus(value)
        }
    }

    /// Tells whether a value breaches the limit that [`against`](Self::against) gave.
    pub(in crate::domain) fn is_breached(&self, limit: Decimal, value: Decimal) -> bool {
        self.margin(limit, value).is_negative()
    }

    /// Returns the value that the metric may just have; `None` when that takes a baseline and there is none, or one below
    /// zero, or when no record could hold it.
    pub fn against(&self, baseline: Option<Decimal>) -> Option<Decimal> {
        let usable = baseline.filter(|baseline| !baseline.is_negative());
        let limit = match self {
            Self::Fixed(amount) | Self::FixedLeast(amount) => *amount,
            Self::PointsAboveBaseline(points) => baseline?.plus(*points),
            Self::PercentAboveBaseline(percent) => usable?.plus(percent.percent_of(usable?)),
            Self::PointsBelowBaseline(points) => baseline?.minus(*points),
            Self::PercentBelowBaseline(percent) => usable?.minus(percent.percent_of(usable?)),
        };
        limit.in_range()
    }
}

impl Strategy {
    /// Finds a stage by its name, with its place.
    pub fn stage(&self, id: &StageId) -> Option<(usize, &Stage)> {
        self.stages
            .iter()
            .enumerate()
            .find(|(_, stage)| stage.id == *id)
    }
}

impl Rollout {
    /// Finds a metric by its name.
    pub fn metric(&self, id: &MetricId) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.id == *id)
    }

    /// Finds a strategy by its name.
    pub fn strategy(&self, id: &StrategyId) -> Option<&Strategy> {
        self.strategies.iter().find(|strategy| strategy.id == *id)
    }

    /// Computes the digest of the metrics and rules that an observation is judged by.
    pub fn rules_digest(&self) -> Digest {
        let mut form = Canonical::of("rules");
        self.push_rules_to(&mut form);
        form.finish()
    }

    /// Adds the rollout to the canonical form of a plan.
    pub(in crate::domain) fn push_to(&self, form: &mut Canonical) {
        form.text("rollout", self.phase.as_str());
        form.list("feature-flag", self.feature_flag.iter().map(FactId::as_str));
        form.list("criterion", self.criteria.iter().map(ItemId::as_str));
        self.push_rules_to(form);
        for choice in &self.choices {
            form.text("choice", choice.strategy.as_str());
            form.list("when", choice.when.all.iter().map(FactId::as_str));
            choice.when.push_more_to(form);
        }
        for strategy in &self.strategies {
            form.text("strategy", strategy.id.as_str());
            for stage in &strategy.stages {
                stage.push_to(form);
            }
        }
    }

    fn push_rules_to(&self, form: &mut Canonical) {
        form.list(
            "max-baseline-age",
            self.max_baseline_age.map(|seconds| seconds.to_string()),
        );
        for metric in &self.metrics {
            form.text("metric", metric.id.as_str());
            form.text("title", &metric.title);
            form.text("unit", &metric.unit);
            form.list("query", &metric.query);
            if let Some(command) = &metric.command {
                command.push_to(form);
            }
        }
        for rule in &self.rules {
            let (key, amount, unit) = rule.limit.parts();
            form.text("rule", rule.metric.as_str());
            form.text(key, &amount.to_string());
            form.list("unit", unit);
            form.list("for", rule.lasting.map(|seconds| seconds.to_string()));
            form.text("then", rule.then.word());
        }
    }
}

impl Stage {
    fn push_to(&self, form: &mut Canonical) {
        form.text("stage", self.id.as_str());
        form.text("traffic", &self.traffic.text());
        if let Some(soak) = &self.soak {
            form.text("soak-least", &soak.least.to_string());
            form.text("soak-most", &soak.most.to_string());
        }
        form.list("role", self.roles.iter().map(RoleId::as_str));
        if let Some(apply) = &self.apply {
            apply.push_to(form);
        }
        form.list("marks", self.marks.iter().map(Milestone::as_str));
    }
}
