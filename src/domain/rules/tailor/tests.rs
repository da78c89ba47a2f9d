mod rollback;

use super::*;
use crate::domain::decimal::Decimal;
use crate::domain::id::{ChecklistId, RoleId};
use crate::domain::plan::When;
use crate::domain::plan::library::{Checklist, ListedChoice, ListedItem, Playbook};
use crate::domain::plan::monitoring::Monitoring;
use crate::domain::plan::rollout::{Choice, Rollout, Stage, Strategy, Traffic};
use crate::domain::plan::sharing::Sharing;
use crate::domain::testing::{Story, incident_plan, plan};

/// Makes a library of one checklist per phase, and one of duties, out of a plan; `types` names the types that ask for an
/// item.
fn library(plan: &Plan, types: &[(&str, &[&str])]) -> Library {
    let release_type = |name: &str| ReleaseType {
        id: name.into(),
        title: name.to_owned(),
        help: None,
        without: Vec::new(),
        phases: None,
        poll: Vec::new(),
    };
    let listed = |item: &Item| ListedItem {
        item: item.clone(),
        types: types
            .iter()
            .filter(|(id, _)| *id == item.id.as_str())
            .flat_map(|(_, types)| types.iter().copied())
            .map(TypeId::from)
            .collect(),
    };
    let checklist = |phase: &Phase| Checklist {
        id: ChecklistId::from(phase.id.as_str()),
        title: phase.title.clone(),
        purpose: String::new(),
        items: plan
            .items
            .iter()
            .filter(|item| item.phase == phase.id)
            .map(listed)
            .collect(),
    };
    let playbook_phase = |phase: &Phase| PlaybookPhase {
        phase: phase.clone(),
        on_demand: phase.id.as_str() == "rollback" || plan.way_back() == Some(phase),
        checklists: vec![ChecklistId::from(phase.id.as_str())],
    };
    let duties = |incidents: &Incidents| Checklist {
        id: "incident".into(),
        title: "Duties".to_owned(),
        purpose: String::new(),
        items: incidents.duties.iter().map(listed).collect(),
    };
    let phases = || plan.phases.iter().chain(plan.way_back());
    Library {
        source: "test".to_owned(),
        checklists: phases()
            .map(checklist)
            .chain(plan.incidents.as_ref().map(duties))
            .collect(),
        playbook: Playbook {
            title: "Test".to_owned(),
            roles: plan.roles.clone(),
            people: plan.people.clone(),
            facts: plan.facts.clone(),
            types: ["patch", "minor"].map(release_type).into(),
            phases: phases().map(playbook_phase).collect(),
            policy: plan.policy.clone(),
            sharing: Sharing::default(),
            fields: plan.fields.clone(),
            rollout: None,
            monitoring: None,
            rollback: plan.rollback.as_ref().map(|rollback| PlaybookRollback {
                phase: rollback.phase.id.clone(),
                after: rollback.after.clone(),
                ends: rollback.ends.clone(),
            }),
            incidents: plan.incidents.as_ref().map(|incidents| PlaybookIncidents {
                classes: incidents.classes.clone(),
                triggers: incidents.triggers.clone(),
                decision: incidents.decision.clone(),
                duties: vec!["incident".into()],
            }),
        },
    }
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.items.iter().map(|item| item.id.as_str()).collect()
}

fn company() -> Plan {
    plan(&[
        "pre/a dev",
        "pre/b qa when=db",
        "gate pre dev+qa",
        "ship/c ops",
        "gate ship ops",
        "rollback/d ops",
    ])
}

#[test]
fn a_plan_holds_the_items_of_its_type_phase_by_phase() {
    let library = library(&company(), &[("pre/a", &["minor"])]);
    let plan = |kind: &str| tailor(&library, &kind.into());
    assert_eq!(
        ids(&plan("minor").unwrap()),
        ["pre/a", "pre/b", "ship/c"],
        "what depends on facts is in it, what is on demand is not"
    );
    assert_eq!(ids(&plan("patch").unwrap()), ["pre/b", "ship/c"]);
    assert_eq!(plan("lunar"), None);
    let phases: Vec<_> = plan("patch")
        .unwrap()
        .phases
        .iter()
        .map(|phase| phase.id.to_string())
        .collect();
    assert_eq!(phases, ["pre", "ship"]);
}

#[test]
fn a_type_may_leave_checklists_out_and_poll_other_roles() {
    let mut library = library(&company(), &[]);
    let patch = &mut library.playbook.types[0];
    patch.without.push("ship".into());
    patch.poll.push(("pre".into(), vec!["qa".into()]));
    let plan = tailor(&library, &"patch".into()).unwrap();
    assert_eq!(ids(&plan), ["pre/a", "pre/b"]);
    let polls: Vec<Vec<&str>> = plan
        .phases
        .iter()
        .map(|phase| phase.gate.roles().map(RoleId::as_str).collect())
        .collect();
    // Nobody is polled where nothing is left to do, unless the type itself says who.
    assert_eq!(polls, [vec!["qa"], vec![]]);
    library.playbook.types[0]
        .poll
        .push(("ship".into(), vec!["dev".into()]));
    let plan = tailor(&library, &"patch".into()).unwrap();
    assert_eq!(plan.phases[1].gate.poll, ["dev".into()]);
}

#[test]
fn a_type_may_name_its_phases_and_the_others_have_no_gate() {
    let mut library = library(&company(), &[]);
    library.playbook.types[0].phases = Some(vec!["ship".into()]);
    let plan = tailor(&library, &"patch".into()).unwrap();
    assert_eq!(ids(&plan), ["ship/c"]);
    let polls = plan.phases.iter().map(|phase| phase.gate.poll.len());
    assert_eq!(polls.collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_checklist_that_serves_two_phases_gives_each_its_own_items() {
    let mut library = library(&company(), &[]);
    let both = vec![ChecklistId::from("pre"), ChecklistId::from("ship")];
    library
        .playbook
        .phases
        .iter_mut()
        .for_each(|phase| phase.checklists.clone_from(&both));
    assert_eq!(
        ids(&tailor(&library, &"minor".into()).unwrap()),
        ["pre/a", "pre/b", "ship/c"]
    );
}

#[test]
fn an_amendment_says_what_is_added_changed_and_removed() {
    #[track_caller]
    fn case(
        name: &str,
        old: &[&str],
        new: &[&str],
        change: impl Fn(&mut Plan),
        expected: [&[&str]; 3],
    ) {
        let (old, mut new) = (plan(old), plan(new));
        change(&mut new);
        let (merged, difference) = merge(&old, new);
        let Difference {
            added,
            changed,
            removed,
            ..
        } = &difference;
        let found = [added, changed, removed].map(|items| {
            items
                .iter()
                .map(|item| item.id.as_str())
                .collect::<Vec<_>>()
        });
        assert_eq!(found, expected, "{name}");
        let (again, nothing) = merge(&merged, plan_without_removed(&merged));
        assert!(
            nothing.is_nothing() && again == merged,
            "{name}: amending twice changes nothing"
        );
    }
    fn plan_without_removed(plan: &Plan) -> Plan {
        Plan {
            items: plan.asked().cloned().collect(),
            ..plan.clone()
        }
    }
    let same = |_: &mut Plan| {};
    case(
        "nothing",
        &["pre/a dev"],
        &["pre/a dev"],
        same,
        [&[], &[], &[]],
    );
    case(
        "added",
        &["pre/a dev"],
        &["pre/a dev", "pre/b qa"],
        same,
        [&["pre/b"], &[], &[]],
    );
    case(
        "removed",
        &["pre/a dev", "pre/b qa"],
        &["pre/a dev"],
        same,
        [&[], &[], &["pre/b"]],
    );
    case(
        "another text",
        &["pre/a dev"],
        &["pre/a dev"],
        |plan| plan.items[0].text.push('!'),
        [&[], &["pre/a"], &[]],
    );
    case(
        "another role",
        &["pre/a dev"],
        &["pre/a dev+qa"],
        same,
        [&[], &["pre/a"], &[]],
    );
    case(
        "a rule",
        &["pre/a dev"],
        &["pre/a dev bound"],
        same,
        [&[], &["pre/a"], &[]],
    );
    case(
        "all at once",
        &["pre/a dev", "pre/b qa"],
        &["pre/a dev proof", "pre/c ops"],
        same,
        [&["pre/c"], &["pre/a"], &["pre/b"]],
    );
}

#[test]
fn an_amendment_may_change_no_item_and_still_change_the_plan() {
    let old = plan(&["pre/a dev", "gate pre dev"]);
    let (_, difference) = merge(&old, plan(&["pre/a dev", "gate pre dev+qa"]));
    assert!(difference.is_other && !difference.is_nothing());
    let (_, difference) = merge(&old, old.clone());
    assert!(difference.is_nothing());
}

#[test]
fn a_removed_item_stays_with_its_answers_and_may_come_back() {
    let asked = plan(&["pre/a dev", "pre/b qa"]);
    let (without, _) = merge(&asked, plan(&["pre/a dev"]));
    assert_eq!(ids(&without), ["pre/a", "pre/b"]);
    assert!(without.items[1].removed);
    let (back, difference) = merge(&without, asked.clone());
    assert_eq!(
        difference
            .added
            .iter()
            .map(|item| item.id.as_str())
            .collect::<Vec<_>>(),
        ["pre/b"]
    );
    assert_eq!(back, asked);
    let story = Story::of(asked).tell(&["qa signs b", "retract b"]);
    assert_eq!(
        story
            .release()
            .item(&"pre/b".into())
            .map(|item| item.removed),
        Some(true)
    );
}

/// Makes a rollout of strategies with one stage each, such as `direct full`; the first one is chosen.
fn rollout(strategies: &[&str]) -> Rollout {
    let strategy = |words: &&str| {
        let (id, stage) = words.split_once(' ').unwrap();
        let all = Decimal::whole(100);
        let stage = Stage {
            id: stage.into(),
            traffic: Traffic {
                least: all,
                most: all,
            },
            soak: None,
            roles: Vec::new(),
            apply: None,
            marks: None,
        };
        Strategy {
            id: id.into(),
            stages: vec![stage],
        }
    };
    let strategies: Vec<Strategy> = strategies.iter().map(strategy).collect();
    Rollout {
        phase: "ship".into(),
        max_baseline_age: None,
        feature_flag: None,
        criteria: Vec::new(),
        metrics: Vec::new(),
        rules: Vec::new(),
        choices: vec![Choice {
            when: When::default(),
            strategy: strategies[0].id.clone(),
        }],
        strategies,
    }
}

#[test]
fn a_plan_rolls_out_by_the_choices_of_its_type_and_the_criteria_it_asks() {
    let mut library = library(&company(), &[("pre/a", &["minor"])]);
    let choice = |types: &[&str], facts: &[&str], strategy: &str| ListedChoice {
        choice: Choice {
            when: facts.iter().map(|fact| (*fact).into()).collect(),
            strategy: strategy.into(),
        },
        types: types.iter().map(|kind| (*kind).into()).collect(),
    };
    library.playbook.rollout = Some(PlaybookRollout {
        rollout: Rollout {
            criteria: ["pre/a", "ship/c"].map(Into::into).into(),
            choices: Vec::new(),
            ..rollout(&["direct full", "standard full"])
        },
        choices: vec![
            choice(&["patch"], &["db"], "direct"),
            choice(&["minor", "patch"], &["ui"], "standard"),
            choice(&[], &[], "standard"),
        ],
    });
    let cut = |kind: &str| {
        let rollout = tailor(&library, &kind.into()).unwrap().rollout.unwrap();
        let criteria: Vec<String> = rollout.criteria.iter().map(ToString::to_string).collect();
        let facts = |choice: &Choice| {
            choice
                .when
                .all
                .iter()
                .map(|fact| format!("{fact} "))
                .collect::<String>()
        };
        let choices: Vec<String> = rollout
            .choices
            .iter()
            .map(|choice| format!("{}{}", facts(choice), choice.strategy))
            .collect();
        assert_eq!(
            rollout.strategies.len(),
            2,
            "a strategy may be chosen by hand"
        );
        (criteria.join(", "), choices.join(", "))
    };
    assert_eq!(
        cut("patch"),
        (
            "ship/c".to_owned(),
            "db direct, ui standard, standard".to_owned()
        )
    );
    assert_eq!(
        cut("minor"),
        (
            "pre/a, ship/c".to_owned(),
            "ui standard, standard".to_owned()
        )
    );
}

#[test]
fn a_plan_has_the_windows_of_the_playbook() {
    let mut library = library(&company(), &[]);
    assert_eq!(tailor(&library, &"minor".into()).unwrap().monitoring, None);
    let monitoring = Monitoring {
        phase: "ship".into(),
        starts_at: "deployed".into(),
        windows: Vec::new(),
    };
    library.playbook.monitoring = Some(monitoring.clone());
    assert_eq!(
        tailor(&library, &"minor".into()).unwrap().monitoring,
        Some(monitoring)
    );
}

#[test]
fn an_amendment_keeps_the_strategies_that_a_rollout_may_be_on() {
    #[track_caller]
    fn case(name: &str, old: Option<&[&str]>, new: Option<&[&str]>, expected: Option<&[&str]>) {
        let with = |strategies: Option<&[&str]>| Plan {
            rollout: strategies.map(rollout),
            ..company()
        };
        let (merged, difference) = merge(&with(old), with(new));
        let found = merged.rollout.as_ref().map(|rollout| {
            let stage = |strategy: &Strategy| strategy.stages[0].id.to_string();
            rollout
                .strategies
                .iter()
                .map(|strategy| format!("{} {}", strategy.id, stage(strategy)))
                .collect::<Vec<_>>()
        });
        let expected = expected.map(|list| {
            list.iter()
                .map(|words| (*words).to_owned())
                .collect::<Vec<_>>()
        });
        assert_eq!(found, expected, "{name}");
        assert_eq!(
            merged.rollout.as_ref().map(|it| &it.choices),
            with(new).rollout.as_ref().map(|it| &it.choices),
            "{name}"
        );
        assert_eq!(difference.is_nothing(), old == new, "{name}");
        let (again, _) = merge(&merged, with(new));
        assert_eq!(again, merged, "{name}: amending twice changes nothing");
    }
    case(
        "the same",
        Some(&["a full", "b full"]),
        Some(&["a full", "b full"]),
        Some(&["a full", "b full"]),
    );
    case(
        "one is gone",
        Some(&["a full", "b full"]),
        Some(&["b full"]),
        Some(&["b full", "a full"]),
    );
    case(
        "one is new",
        Some(&["a full"]),
        Some(&["c full", "a full"]),
        Some(&["c full", "a full"]),
    );
    case(
        "the new stages win",
        Some(&["a full"]),
        Some(&["a all"]),
        Some(&["a all"]),
    );
    case("the rollout is gone", Some(&["a full"]), None, None);
    case(
        "the rollout is new",
        None,
        Some(&["a full"]),
        Some(&["a full"]),
    );
}

#[test]
fn an_amendment_takes_the_windows_as_they_are_now() {
    let windows = |milestone: &str| {
        Some(Monitoring {
            phase: "ship".into(),
            starts_at: milestone.into(),
            windows: Vec::new(),
        })
    };
    for (old, new) in [
        (windows("deployed"), windows("announced")),
        (windows("deployed"), None),
        (None, windows("deployed")),
    ] {
        let (merged, difference) = merge(
            &Plan {
                monitoring: old,
                ..company()
            },
            Plan {
                monitoring: new.clone(),
                ..company()
            },
        );
        assert_eq!(merged.monitoring, new);
        assert!(difference.is_other);
    }
}

#[test]
fn an_item_for_one_release_alone_stands_with_its_phase_and_stays() {
    let old = plan(&["pre/a dev", "pre/b dev", "ship/c ops"]);
    let new = plan(&["pre/a dev", "ship/c ops"]);
    let (merged, _) = merge(&old, new.clone());
    let add = |plan: &Plan, text: &str, phase: &str| {
        with_item(plan, text, "ops".into(), phase.into()).map(|(plan, _)| plan)
    };
    let one = add(
        &merged,
        "Check more, and then even more of it than anybody can",
        "pre",
    )
    .unwrap();
    let two = add(&one, "Ключ", "ship").unwrap();
    let all = add(&two, "Замок", "pre").unwrap();
    let ids = |plan: &Plan| -> Vec<String> {
        plan.items
            .iter()
            .map(|item| format!("{}{}", if item.removed { "-" } else { "" }, item.id))
            .collect()
    };
    assert_eq!(
        ids(&all),
        [
            "pre/a",
            "added/check-more-and-then-even-more-of-it-than",
            "added/item-2",
            "ship/c",
            "added/item",
            "-pre/b"
        ]
    );
    let (again, difference) = merge(&all, new.clone());
    assert!(difference.is_nothing(), "{difference:?}");
    assert_eq!(ids(&again), ids(&all));
    let asked = |item: &str| AddFault::Asked {
        item: item.into(),
        roles: vec!["ops".into()],
        is_own: true,
    };
    for (text, phase, expected) in [
        (" ", "pre", AddFault::Text),
        ("a\u{202e}b", "pre", AddFault::Text),
        ("Ключ ", "pre", asked("added/item")),
        ("ключ!", "pre", asked("added/item")),
        ("New", "incident", AddFault::Phase("incident".into())),
    ] {
        assert_eq!(add(&all, text, phase), Err(expected), "{text}");
    }
    let without_ship = plan(&["pre/a dev"]);
    let (_, difference) = merge(&all, without_ship);
    let removed: Vec<&str> = difference
        .removed
        .iter()
        .map(|item| item.id.as_str())
        .collect();
    assert_eq!(removed, ["ship/c", "added/item"], "their phase is gone");
}

#[test]
fn a_record_chooses_no_rules_for_its_own_rollback() {
    let policy = incident_plan();
    let mut old = policy.clone();
    let own = &mut old.rollback.as_mut().unwrap().phase.gate;
    assert!(!own.poll.is_empty());
    own.poll.clear();
    let held = held_to(&old, policy.clone());
    assert_eq!(held.rollback, policy.rollback);
    // Not even that there is one.
    let without = Plan {
        rollback: None,
        ..policy.clone()
    };
    assert_eq!(held_to(&old, without).rollback, None);
}
