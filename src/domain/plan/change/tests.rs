//! Each plan comes back from the other, whatever changed.

use super::*;
use crate::domain::plan::{Field, Separation};
use crate::domain::testing::{header, incident_plan, plan, rollout_plan};

#[track_caller]
fn round_trip(name: &str, old: &Plan, new: &Plan) -> Vec<Change> {
    let digest = |plan: Option<Plan>| plan.map(|plan| plan.digest(&header()));
    let changes = changes(old, new);
    assert_eq!(undone(new, &changes).as_ref(), Some(old), "{name}: back");
    assert_eq!(redone(old, &changes).as_ref(), Some(new), "{name}: on");
    assert_eq!(
        digest(undone(new, &changes)),
        Some(old.digest(&header())),
        "{name}"
    );
    changes
}

fn full() -> Plan {
    let mut plan = rollout_plan();
    let other = incident_plan();
    plan.incidents = other.incidents;
    plan.rollback = other.rollback;
    plan.fields = vec![Field {
        id: "issues".into(),
        title: "Known issues".to_owned(),
        owner: "dev".into(),
        source: crate::domain::plan::FieldSource::Checklist(vec!["pre/a".into()]),
        when: None,
    }];
    plan
}

#[test]
fn whatever_a_plan_has_comes_back_from_nothing_and_goes_there() {
    let (full, empty) = (full(), Plan::default());
    assert!(full.rollout.is_some() && full.incidents.is_some() && full.rollback.is_some());
    round_trip("all taken away", &full, &empty);
    round_trip("all added", &empty, &full);
    assert_eq!(round_trip("the same", &full, &full), []);
}

#[test]
fn a_change_names_its_part_its_place_and_only_the_keys_that_differ() {
    let old = plan(&["pre/a dev", "pre/b dev+qa", "pre/c dev"]);
    let mut new = old.clone();
    new.items[1].text.push_str(" again");
    new.items[1].roles.reverse();
    new.policy.separation = Separation::Enforce;
    let rows = round_trip("reworded", &old, &new);
    let words: Vec<_> = rows
        .iter()
        .map(|row| format!("{}: {:?} -> {:?}", row.part, row.old, row.new))
        .collect();
    let text = &old.items[1].text;
    assert_eq!(
        words,
        [
            r#"policy: ["separation = off"] -> ["separation = enforce"]"#.to_owned(),
            format!(
                r#"item pre/b: ["text = {text}", "roles = dev", "roles = qa"] -> ["text = {text} again", "roles = qa", "roles = dev"]"#
            ),
        ]
    );
    assert!(
        rows.iter()
            .all(|row| row.stood_behind.is_none() && row.stands_behind.is_none())
    );
}

#[test]
fn one_part_that_moves_is_one_change() {
    let old = plan(&["pre/a dev", "pre/b dev", "pre/c dev", "pre/d dev"]);
    for (from, to) in [(0, 3), (3, 0), (1, 2), (2, 0)] {
        let mut new = old.clone();
        let item = new.items.remove(from);
        new.items.insert(to, item);
        assert_eq!(round_trip("moved", &old, &new).len(), 1, "{from} to {to}");
    }
    let mut new = old.clone();
    new.items.reverse();
    round_trip("reversed", &old, &new);
    new.items.remove(1);
    new.items[0].killer = true;
    round_trip("reversed, shortened and changed", &old, &new);
}

#[test]
fn changes_that_do_not_belong_to_a_plan_give_none() {
    let (old, new) = (plan(&["pre/a dev"]), plan(&["pre/a dev", "pre/b dev"]));
    let rows = changes(&old, &new);
    assert_eq!(undone(&old, &rows), None, "nothing to take away");
    assert_eq!(redone(&new, &rows), None, "it is there already");
    let mut lying = rows.clone();
    lying[0].stands_behind = Some("item pre/z".to_owned());
    assert_eq!(redone(&old, &lying), None, "behind what is not there");
    lying[0].part = "nonsense".to_owned();
    assert_eq!(redone(&old, &lying), None, "a part of no plan");
}
