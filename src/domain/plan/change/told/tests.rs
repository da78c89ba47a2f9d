use super::super::changes;
use super::*;
use crate::domain::plan::people::Identity;
use crate::domain::plan::{Bound, Plan, Separation};
use crate::domain::testing::{incident_plan, person, plan, rollout_plan};

/// Returns what is told of a change of a plan, as one line each.
fn told_of(old: &Plan, change: impl FnOnce(&mut Plan)) -> Vec<String> {
    let mut new = old.clone();
    change(&mut new);
    let changes = changes(old, &new);
    told(&changes).iter().map(Alteration::sentence).collect()
}

fn base() -> Plan {
    let mut plan = rollout_plan();
    let other = incident_plan();
    (plan.incidents, plan.rollback) = (other.incidents, other.rollback);
    plan.roles[0].members = vec![person("Ada")];
    plan
}

#[track_caller]
fn case(change: impl Fn(&mut Plan), back: &str, forth: &str) {
    let old = base();
    assert_eq!(told_of(&old, &change), [forth]);
    let mut new = old.clone();
    change(&mut new);
    assert_eq!(told_of(&new, |plan| plan.clone_from(&old)), [back]);
}

#[test]
fn every_way_to_ask_less_is_loosened_and_its_way_back_is_not() {
    case(
        |plan| plan.policy.separation = Separation::Warn,
        "policy: separation: warn -> off (loosened)",
        "policy: separation: off -> warn",
    );
    case(
        |plan| plan.phases[0].gate.poll.clear(),
        "gate pre: poll: none -> dev",
        "gate pre: poll: dev -> none (loosened)",
    );
    case(
        |plan| plan.roles[0].members.clear(),
        "role dev: members: none -> Ada <Ada@octoacme.example>",
        "role dev: members: Ada <Ada@octoacme.example> -> none (loosened)",
    );
    case(
        |plan| plan.roles[1].may_waive = true,
        "role qa: may-waive: true -> none",
        "role qa: may-waive: none -> true (loosened)",
    );
    case(
        |plan| plan.items[0].killer = true,
        "item pre/a: killer: true -> none (loosened)",
        "item pre/a: killer: none -> true",
    );
    case(
        |plan| plan.items[0].evidence_required = true,
        "item pre/a: evidence: required -> none (loosened)",
        "item pre/a: evidence: none -> required",
    );
    case(
        |plan| plan.items[0].bound = Bound::Candidate,
        "item pre/a: bound: candidate -> none (loosened)",
        "item pre/a: bound: none -> candidate",
    );
    case(
        |plan| plan.items[0].roles.push("qa".into()),
        "item pre/a: roles: dev, qa -> dev (loosened)",
        "item pre/a: roles: dev -> dev, qa",
    );
    case(
        |plan| plan.items[0].when.all.push("db".into()),
        "item pre/a: when: db -> none",
        "item pre/a: when: none -> db (loosened)",
    );
    case(
        |plan| plan.items[0].removed = true,
        "item pre/a: added again",
        "item pre/a: removed (loosened)",
    );
    let rollout = |plan: &mut Plan, change: &dyn Fn(&mut crate::domain::plan::rollout::Rollout)| {
        change(plan.rollout.as_mut().unwrap());
    };
    case(
        |plan| {
            rollout(plan, &|it| {
                it.strategies[0].stages[0].soak.as_mut().unwrap().least = 60;
            });
        },
        "stage standard/canary: least-soak-seconds: 60 -> 900",
        "stage standard/canary: least-soak-seconds: 900 -> 60 (loosened)",
    );
    case(
        |plan| rollout(plan, &|it| it.rules[0].lasting = Some(300)),
        "rule 1: for-seconds: 300 -> none",
        "rule 1: for-seconds: none -> 300 (loosened)",
    );
    case(
        |plan| {
            rollout(plan, &|it| {
                it.rules[1].then = crate::domain::verdict::Ruling::Hold;
            });
        },
        "rule 2: then: hold -> no-go",
        "rule 2: then: no-go -> hold (loosened)",
    );
    case(
        |plan| plan.items[0].help = Some("Look twice".to_owned()),
        "item pre/a: help: Look twice -> none",
        "item pre/a: help: none -> Look twice",
    );
}

#[test]
fn limits_are_compared_as_numbers() {
    let mut old = base();
    let above = |plan: &mut Plan, amount: &str| {
        let rules = &mut plan.rollout.as_mut().unwrap().rules;
        rules[0].limit = crate::domain::plan::rollout::Limit::Fixed(amount.parse().unwrap());
    };
    above(&mut old, "9");
    assert_eq!(
        told_of(&old, |plan| above(plan, "10")),
        ["rule 1: above: 9 -> 10 (loosened)"]
    );
    assert_eq!(
        told_of(&old, |plan| above(plan, "8.5")),
        ["rule 1: above: 9 -> 8.5"]
    );
}

#[test]
fn what_loosens_the_plan_stands_first_and_long_texts_are_cut() {
    let old = plan(&["pre/a dev", "pre/b dev", "gate pre dev+qa"]);
    let told = told_of(&old, |plan| {
        plan.items[0].text = "x".repeat(100);
        plan.items.remove(1);
        plan.phases[0].gate.poll.pop();
    });
    let text = &old.items[0].text;
    assert_eq!(
        told,
        [
            "item pre/b: removed (loosened)".to_owned(),
            "gate pre: poll: dev, qa -> dev (loosened)".to_owned(),
            format!("item pre/a: text: {text} -> {}...", "x".repeat(60)),
        ]
    );
}

#[test]
fn what_comes_to_a_plan_may_ask_less_of_it() {
    let old = base();
    let identity = |aliases: &[&str]| Identity {
        person: person("Ada"),
        aliases: aliases.iter().map(ToString::to_string).collect(),
        deputies: Vec::new(),
    };
    let has = |aliases: &[&str]| {
        let mut plan = old.clone();
        plan.people = vec![identity(aliases)];
        plan
    };
    // Somebody else may act as Ada, or Ada for two.
    assert_eq!(
        told_of(&old, |plan| plan.people = vec![identity(&["eve@x"])]),
        ["person Ada <Ada@octoacme.example>: added (loosened)"]
    );
    assert_eq!(
        told_of(&has(&["a@x"]), |plan| plan.people =
            vec![identity(&["a@x", "eve@x"])]),
        ["person Ada <Ada@octoacme.example>: aliases: a@x -> a@x, eve@x (loosened)"]
    );
    assert_eq!(
        told_of(&has(&["a@x", "b@x"]), |plan| plan.people =
            vec![identity(&["a@x"])]),
        ["person Ada <Ada@octoacme.example>: aliases: a@x, b@x -> a@x (loosened)"]
    );
    let deputies = |names: &[&str]| {
        let mut plan = has(&["a@x"]);
        plan.people[0].deputies = names.iter().map(|name| person(name)).collect();
        plan
    };
    assert_eq!(
        told_of(&deputies(&["Eve"]), |plan| *plan =
            deputies(&["Eve", "Fay"])),
        [
            "person Ada <Ada@octoacme.example>: deputies: Eve <Eve@octoacme.example> -> \
             Eve <Eve@octoacme.example>, Fay <Fay@octoacme.example> (loosened)"
        ]
    );
    assert_eq!(
        told_of(&deputies(&["Eve"]), |plan| *plan = has(&["a@x"])),
        ["person Ada <Ada@octoacme.example>: deputies: Eve <Eve@octoacme.example> -> none"]
    );
    let role = |may_waive, may_amend| {
        move |plan: &mut Plan| {
            let mut role = plan.roles[0].clone();
            role.id = "other".into();
            (role.may_waive, role.may_amend) = (may_waive, may_amend);
            plan.roles.push(role);
        }
    };
    assert_eq!(told_of(&old, role(false, false)), ["role other: added"]);
    assert_eq!(
        told_of(&old, role(true, false)),
        ["role other: added (loosened)"]
    );
    assert_eq!(
        told_of(&old, role(false, true)),
        ["role other: added (loosened)"]
    );
    // Nothing tells whether one more stage asks more.
    let mut new = old.clone();
    let stages = &mut new.rollout.as_mut().unwrap().strategies[0].stages;
    let mut stage = stages[0].clone();
    stage.id = "other".into();
    stages.push(stage);
    let changes = changes(&old, &new);
    let told = told(&changes);
    assert_eq!(told.len(), 1);
    assert!(told[0].is_replaced && !told[0].is_loosened, "{told:?}");
}

#[test]
fn only_items_that_are_added_ask_for_no_role() {
    let old = plan(&["pre/a dev"]);
    let adds = |change: &dyn Fn(&mut Plan)| {
        let mut new = old.clone();
        change(&mut new);
        is_only_adding(&changes(&old, &new))
    };
    let more = plan(&["pre/a dev", "pre/b dev"]);
    assert!(adds(&|plan| plan.items.push(more.items[1].clone())));
    assert!(!adds(&|_| {}));
    assert!(!adds(&|plan| plan.items.clear()));
    assert!(!adds(&|plan| {
        plan.items.push(more.items[1].clone());
        plan.items[0].text.push('!');
    }));
}
