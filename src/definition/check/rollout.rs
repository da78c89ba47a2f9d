//! The rules of a staged rollout: metrics, limits, strategies, and which release takes which.

use super::{Declared, Read, command, phase};
use crate::definition::fault::{Fault, Staging};
use crate::definition::page::{Names, Once, Page};
use crate::definition::raw::{self, Placed, Text};
use crate::definition::tree::Place;
use crate::definition::{advice, scalar};
use crate::domain::decimal::Decimal;
use crate::domain::id::{
    FactId, ItemId, MetricId, Milestone, PhaseId, RoleId, StageId, StrategyId, TypeId,
};
use crate::domain::plan::library::{ListedChoice, Playbook, PlaybookRollout};
use crate::domain::plan::query::{self, QueryFault};
use crate::domain::plan::rollout::{
    Choice, Consequence, Limit, Metric, Rollout, Rule, Stage, Strategy, Traffic,
};

/// How old a baseline may be at the start of a rollout when the playbook does not say, in seconds: a day.
const MAX_BASELINE_AGE: u64 = 86_400;

/// The items that criteria can be.
pub(super) struct Items<'i, 'p, 's> {
    /// Their names, when none may have been lost.
    pub(super) names: Option<&'i Names>,
    /// The checklists they stand in.
    pub(super) read: &'i [Read<'p, 's>],
}

/// Checks a rollout and returns it.
pub(super) fn check(
    page: &Page<'_>,
    raw: &Placed<raw::Rollout>,
    declared: &Declared,
    playbook: &Playbook,
    items: &Items<'_, '_, '_>,
) -> PlaybookRollout {
    let (place, raw) = (raw.place, &raw.value);
    let phase = phase::waiting(
        page,
        place,
        raw.phase.as_ref(),
        "rollout",
        declared,
        &playbook.phases,
    );
    let metrics = Names::new(
        "metric",
        raw.metrics.0.iter().map(|(name, _)| name.value.clone()),
    );
    let feature_flag = raw
        .feature_flag
        .as_ref()
        .filter(|fact| page.known(fact, Some(&declared.facts)));
    let roles = page.all_known(&raw.roles, "role", Some(&declared.roles));
    let roles: Vec<RoleId> = roles.into_iter().map(RoleId::from).collect();
    let strategy = |(name, stages): &(Text, _)| {
        check_strategy(page, name, stages, &raw.roles, &roles, declared)
    };
    for (is_missing, key) in [
        (raw.strategies.0.is_empty(), "strategies"),
        (raw.choose.is_none(), "choose"),
    ] {
        if is_missing {
            page.note(place, Fault::MissingKey { key });
        }
    }
    PlaybookRollout {
        rollout: Rollout {
            criteria: check_criteria(page, &raw.criteria, &phase, playbook, items),
            phase,
            max_baseline_age: Some(
                page.duration(raw.max_baseline_age.as_ref())
                    .unwrap_or(MAX_BASELINE_AGE),
            ),
            feature_flag: feature_flag.map(|fact| FactId::from(fact.value.as_str())),
            metrics: raw
                .metrics
                .0
                .iter()
                .map(|(name, metric)| check_metric(page, name, metric))
                .collect(),
            rules: check_rules(page, &raw.rules, &metrics),
            choices: Vec::new(),
            strategies: raw.strategies.0.iter().map(strategy).collect(),
        },
        choices: raw.choose.as_ref().map_or_else(Vec::new, |choose| {
            check_choices(page, choose, raw, declared, playbook)
        }),
    }
}

fn check_criteria(
    page: &Page<'_>,
    raw: &[Text],
    phase: &PhaseId,
    playbook: &Playbook,
    items: &Items<'_, '_, '_>,
) -> Vec<ItemId> {
    let criteria = page.all_known(raw, "item", items.names);
    let path: Vec<&PhaseId> = playbook
        .phases
        .iter()
        .filter(|phase| !phase.on_demand)
        .map(|phase| &phase.phase.id)
        .collect();
    if let (Some(_), Some(at)) = (items.names, path.iter().position(|id| *id == phase)) {
        let listed = || items.read.iter().flat_map(|read| &read.checklist.items);
        let is_asked = |name: &str| {
            listed().any(|listed| {
                listed.item.id.as_str() == name && path[..=at].contains(&&listed.item.phase)
            })
        };
        for name in raw
            .iter()
            .filter(|name| criteria.contains(&&*name.value) && !is_asked(&name.value))
        {
            let fault = Staging::NotYetAsked {
                item: name.value.clone(),
                phase: phase.as_str().to_owned(),
            };
            page.note(name.place, Fault::Staging(fault));
        }
    }
    criteria.into_iter().map(ItemId::from).collect()
}

fn check_metric(page: &Page<'_>, name: &Text, metric: &Placed<raw::Metric>) -> Metric {
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

fn check_rules(page: &Page<'_>, raw: &[Placed<raw::Rule>], metrics: &Names) -> Vec<Rule> {
    let mut rules: Vec<(Rule, Place)> = Vec::new();
    for rule in raw {
        let (place, raw) = (rule.place, &rule.value);
        let metric = page.known_name(place, "metric", raw.metric.as_ref(), metrics);
        let limit = check_limit(page, place, raw);
        let lasting = page
            .duration(raw.lasting.as_ref())
            .filter(|seconds| *seconds > 0);
        if raw.then.is_none() {
            page.note(place, Fault::MissingKey { key: "then" });
        }
        let (Some(limit), Some(then)) = (limit, raw.then.map(consequence)) else {
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

fn consequence(raw: raw::Consequence) -> Consequence {
    match raw {
        raw::Consequence::Hold => Consequence::Hold,
        raw::Consequence::Investigate => Consequence::Investigate,
        raw::Consequence::NoGo => Consequence::NoGo,
    }
}

fn check_strategy(
    page: &Page<'_>,
    name: &Text,
    stages: &Placed<Vec<Placed<raw::Stage>>>,
    raw_roles: &[Text],
    roles: &[RoleId],
    declared: &Declared,
) -> Strategy {
    page.slug("a strategy", name);
    page.not_empty(stages, "the strategy", "write at least one stage");
    let mut seen = Once::new("stage", "stage");
    let mut checked: Vec<Stage> = Vec::new();
    let mut before: Option<Traffic> = None;
    for (at, stage) in stages.value.iter().enumerate() {
        let (place, raw) = (stage.place, &stage.value);
        let is_last = at + 1 == stages.value.len();
        let id = seen.name(page, place, "a stage", raw.stage.as_ref());
        let traffic = check_traffic(page, place, raw.traffic.as_ref(), before);
        if let (Some(share), Some(text)) = (traffic, &raw.traffic)
            && is_last
            && share.least < Decimal::whole(100)
        {
            page.note(
                text.place,
                Fault::Staging(Staging::NotAllTraffic {
                    strategy: name.value.clone(),
                }),
            );
        }
        before = traffic.or(before);
        if !is_last
            && raw
                .roles
                .as_ref()
                .map_or(raw_roles, |roles| &roles.value)
                .is_empty()
        {
            let place = raw.stage.as_ref().map_or(place, |name| name.place);
            page.note(
                place,
                Fault::Staging(Staging::NobodyDecides {
                    stage: id.to_owned(),
                }),
            );
        }
        let own_roles = raw
            .roles
            .as_ref()
            .map(|own| page.all_known(&own.value, "role", Some(&declared.roles)));
        checked.push(Stage {
            id: StageId::from(id),
            traffic: traffic.unwrap_or(Traffic {
                least: Decimal::default(),
                most: Decimal::default(),
            }),
            soak: raw.soak.as_ref().and_then(|soak| {
                page.scalar(
                    soak,
                    "a time to soak",
                    "write the least and the most, such as `30m..60m`",
                    scalar::soak,
                )
            }),
            roles: match own_roles {
                Some(own) => own.into_iter().map(RoleId::from).collect(),
                // After the last stage the gate decides.
                None if is_last => Vec::new(),
                None => roles.to_vec(),
            },
            apply: raw.apply.as_ref().map(|apply| command::check(page, apply)),
            marks: raw
                .marks
                .as_ref()
                .filter(|name| page.slug("a milestone", name))
                .map(|name| Milestone::from(&*name.value)),
        });
    }
    Strategy {
        id: StrategyId::from(name.value.as_str()),
        stages: checked,
    }
}

/// Returns the share of a stage; notes one that may be less than the share before.
fn check_traffic(
    page: &Page<'_>,
    stage: Place,
    raw: Option<&Placed<raw::Plain>>,
    before: Option<Traffic>,
) -> Option<Traffic> {
    let Some(text) = raw else {
        page.note(stage, Fault::MissingKey { key: "traffic" });
        return None;
    };
    let traffic = page.scalar(
        text,
        "a share of traffic",
        "write percent, such as `25` or `1-5`",
        scalar::traffic,
    )?;
    if let Some(before) = before.filter(|before| traffic.least < before.most) {
        let fault = Staging::LessTraffic {
            before: before.text(),
            share: traffic.text(),
            least: before.most.to_string(),
        };
        page.note(text.place, Fault::Staging(fault));
    }
    Some(traffic)
}

fn check_choices(
    page: &Page<'_>,
    choose: &Placed<Vec<Placed<raw::Choice>>>,
    raw: &raw::Rollout,
    declared: &Declared,
    playbook: &Playbook,
) -> Vec<ListedChoice> {
    let strategies = Names::new(
        "strategy",
        raw.strategies.0.iter().map(|(name, _)| name.value.clone()),
    );
    let mut choices: Vec<(ListedChoice, Place)> = Vec::new();
    for choice in &choose.value {
        let (place, raw) = (choice.place, &choice.value);
        let strategy = page.known_name(place, "strategy", raw.strategy.as_ref(), &strategies);
        let when = page.all_known(&raw.when.facts.0, "fact", Some(&declared.facts));
        let types = page.all_known(&raw.when.types.0, "type", Some(&declared.types));
        let choice = Choice {
            when: when.into_iter().map(FactId::from).collect(),
            strategy: StrategyId::from(strategy),
        };
        choices.push((
            ListedChoice {
                choice,
                types: types.into_iter().map(TypeId::from).collect(),
            },
            place,
        ));
    }
    let fits_always = |kind: &TypeId| {
        choices
            .iter()
            .any(|(listed, _)| listed.choice.when.is_empty() && listed.is_for(kind))
    };
    let left: Vec<String> = playbook
        .types
        .iter()
        .filter(|kind| !fits_always(&kind.id))
        .map(|kind| kind.id.as_str().to_owned())
        .collect();
    if !left.is_empty() {
        page.note(
            choose.place,
            Fault::Staging(Staging::NoChoice { types: left }),
        );
    }
    advice::choices(page, &choices, &playbook.types);
    choices.into_iter().map(|(choice, _)| choice).collect()
}
