//! The rules of a staged rollout: metrics, limits, strategies, and which release takes which.

mod rules;
mod strategy;

use strategy::StrategyCheck;

use super::{Declared, Read, advice, condition, phase};
use crate::definition::fault::{Fault, Staging};
use crate::definition::names::Names;
use crate::definition::page::Page;
use crate::definition::raw;
use crate::definition::reader::{Placed, Text};
use crate::definition::tree::Place;
use crate::domain::id::{ItemId, PhaseId, StrategyId, TypeId};
use crate::domain::plan::library::{ListedChoice, Playbook, PlaybookRollout};
use crate::domain::plan::rollout::{Choice, Rollout};

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
    let strategies = StrategyCheck {
        page,
        declared,
        rollout: raw,
        roles: page.ids(&raw.roles, "role", Some(&declared.roles)),
    };
    for (is_missing, key) in [
        (raw.strategies.0.is_empty(), "strategies"),
        (raw.choose.is_none(), "choose"),
    ] {
        if is_missing {
            page.note(place, Fault::MissingKey { key });
        }
    }
    let age = page.duration(raw.max_baseline_age.as_ref(), 0);
    let metric = |(name, metric): &(Text, _)| rules::metric(page, name, metric);
    let strategy = |(name, stages): &(Text, _)| strategies.strategy(name, stages);
    PlaybookRollout {
        rollout: Rollout {
            criteria: check_criteria(page, &raw.criteria, &phase, playbook, items),
            phase,
            max_baseline_age: Some(age.unwrap_or(MAX_BASELINE_AGE)),
            feature_flag: page.id(raw.feature_flag.as_ref(), &declared.facts),
            metrics: raw.metrics.0.iter().map(metric).collect(),
            rules: rules::rules(page, &raw.rules, &metrics),
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
        let choice = Choice {
            when: condition::check(page, &raw.when, Some(&declared.facts)),
            strategy: StrategyId::from(strategy),
        };
        choices.push((
            ListedChoice {
                choice,
                types: page.ids(&raw.when.types.0, "type", Some(&declared.types)),
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
