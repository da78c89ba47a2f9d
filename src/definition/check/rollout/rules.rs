//! The metrics that a rollout looks at, and their limits.

use super::super::{advice, command};
use crate::definition::fault::{Fault, Staging};
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::definition::scalar;
use crate::definition::tree::Place;
use crate::domain::id::MetricId;
use crate::domain::plan::query::{self, QueryFault};
use crate::domain::plan::rollout::{Limit, Metric, Rule};

/// Checks a metric and returns it.
pub(super) fn metric(page: &Page<'_>, name: &Text, metric: &Placed<raw::Metric>) -> Metric {
    page.slug("a metric", name);
    let (place, raw) = (metric.place, &metric.value);
    Metric {
        id: MetricId::from(name.value.as_str()),
        title: page.line(place, "title", raw.title.as_ref()),
        unit: page.line(place, "unit", raw.unit.as_ref()),
        query: check_query(page, raw.query.as_ref()),
        command: raw
            .command
            .as_ref()
            .map(|command| command::check(page, command)),
    }
}

/// Returns a query whose placeholders can all be filled; notes those that cannot.
fn check_query(page: &Page<'_>, raw: Option<&Text>) -> Option<String> {
    let query = page.maybe_lines("query", raw)?;
    if let (Some(raw), Err(fault)) = (raw, query::check(&query)) {
        let fault = match fault {
            QueryFault::Unknown(name) => Staging::UnknownPlaceholder { name },
            QueryFault::Unquoted(placeholder) => Staging::UnquotedPlaceholder {
                name: placeholder.word(),
            },
        };
        page.note(raw.place, Fault::Staging(fault));
    }
    Some(query)
}

/// Checks the rules and returns those that are whole; advises on them.
pub(super) fn rules(page: &Page<'_>, raw: &[Placed<raw::Rule>], metrics: &Names) -> Vec<Rule> {
    let mut rules: Vec<(Rule, Place)> = Vec::new();
    for rule in raw {
        let (place, raw) = (rule.place, &rule.value);
        let metric = page.known_name(place, "metric", raw.metric.as_ref(), metrics);
        let limit = check_limit(page, place, raw);
        let lasting = page
            .duration(raw.lasting.as_ref(), 0)
            .filter(|seconds| *seconds > 0);
        if raw.then.is_none() {
            page.note(place, Fault::MissingKey { key: "then" });
        }
        let (Some(limit), Some(then)) = (limit, raw.then) else {
            continue;
        };
        let rule = Rule {
            metric: MetricId::from(metric),
            limit,
            lasting,
            then,
        };
        let is_same = |other: &Rule| {
            other.metric == rule.metric && other.limit == rule.limit && other.then == rule.then
        };
        if let Some((_, first)) = rules
            .iter()
            .find(|(other, _)| !metric.is_empty() && is_same(other))
        {
            let name = format!("{metric}: {}", limit_as_written(&limit));
            page.note(
                place,
                Fault::Duplicate {
                    what: "rule",
                    name,
                    first: first.line,
                },
            );
        }
        rules.push((rule, place));
    }
    advice::rules(page, &rules);
    rules.into_iter().map(|(rule, _)| rule).collect()
}

/// Returns the limit of a rule, which has exactly one.
fn check_limit(page: &Page<'_>, place: Place, raw: &raw::Rule) -> Option<Limit> {
    let amount = |text| {
        page.scalar(
            text,
            "a number of at least 0",
            "write a number such as `0` or `2.5`",
            scalar::amount,
        )
    };
    let help = "write a number and its unit, such as `0.1 points` or `10 percent`";
    match (
        &raw.above,
        &raw.above_baseline,
        &raw.below,
        &raw.below_baseline,
    ) {
        (Some(text), None, None, None) => amount(text).map(Limit::Fixed),
        (None, Some(text), None, None) => page.scalar(
            text,
            "a threshold over the baseline",
            help,
            scalar::limit_over_baseline,
        ),
        (None, None, Some(text), None) => amount(text).map(Limit::FixedLeast),
        (None, None, None, Some(text)) => page.scalar(
            text,
            "a threshold under the baseline",
            help,
            scalar::limit_under_baseline,
        ),
        _ => {
            page.note(place, Fault::Staging(Staging::OneLimit));
            None
        }
    }
}

fn limit_as_written(limit: &Limit) -> String {
    let (key, amount, unit) = limit.parts();
    unit.map_or_else(
        || format!("{key} {amount}"),
        |unit| format!("{key} {amount} {unit}"),
    )
}
