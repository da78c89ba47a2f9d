//! The way back and incidents: what a plan has of them, and what an amendment leaves.

use super::*;
use crate::domain::testing::incident_plan;

/// Returns the plan of a type, of a library with a way back and incidents that was changed like this.
fn cut(kind: &str, types: &[(&str, &[&str])], change: impl Fn(&mut Library)) -> Plan {
    let mut library = library(&incident_plan(), types);
    change(&mut library);
    tailor(&library, &kind.into()).unwrap()
}

fn patch(library: &mut Library) -> &mut ReleaseType {
    &mut library.playbook.types[0]
}

/// Returns the items of the way back, who is polled at its gate, and the duties; a removed one with a `-`.
fn ready(plan: &Plan) -> [String; 3] {
    let named = |item: &Item| format!("{}{}", if item.removed { "-" } else { "" }, item.id);
    let way_back = plan.way_back();
    let items = plan
        .items
        .iter()
        .filter(|item| way_back.is_some_and(|phase| phase.id == item.phase))
        .map(named);
    let poll = way_back
        .into_iter()
        .flat_map(|phase| phase.gate.roles())
        .map(ToString::to_string);
    let duties = plan
        .incidents
        .iter()
        .flat_map(|incidents| &incidents.duties)
        .map(named);
    [items.collect::<Vec<_>>(), poll.collect(), duties.collect()].map(|list| list.join(" "))
}

const ALL: [&str; 3] = [
    "back/undo",
    "qa",
    "incident/restore incident/verified incident/course",
];

#[test]
fn what_is_ready_is_in_the_plan_and_not_asked() {
    let plan = cut("minor", &[], |_| {});
    assert_eq!(
        plan,
        incident_plan(),
        "everything that the playbook says is carried over"
    );
    assert_eq!(ready(&plan), ALL);
    assert_eq!(
        ids(&plan),
        ["ship/b", "back/undo"],
        "the way back comes last, and duties open with an incident"
    );
    assert_eq!(
        plan.asked()
            .map(|item| item.id.as_str())
            .collect::<Vec<_>>(),
        ["ship/b"]
    );
    assert_eq!(
        plan.phases
            .iter()
            .map(|phase| phase.id.as_str())
            .collect::<Vec<_>>(),
        ["ship"]
    );
}

#[test]
fn the_way_back_comes_last_wherever_its_phase_stands() {
    let plan = cut("minor", &[], |library| {
        library.playbook.phases.rotate_right(1);
    });
    assert_eq!(ids(&plan), ["ship/b", "back/undo"]);
}

#[test]
fn a_type_is_ready_for_what_it_does_not_leave_out() {
    #[track_caller]
    fn case(
        name: &str,
        types: &[(&str, &[&str])],
        change: impl Fn(&mut Library),
        expected: [&str; 3],
        is_decided: bool,
    ) {
        let plan = cut("patch", types, &change);
        assert_eq!(ready(&plan), expected, "{name}");
        assert_eq!(plan.decision().is_some(), is_decided, "{name}");
        let other = cut("minor", types, &change);
        assert_eq!(ready(&other), ALL, "{name}: the other type has everything");
    }
    let [undo, qa, duties] = ALL;
    case("nothing changed", &[], |_| {}, ALL, true);
    case(
        "no list of the way back",
        &[],
        |library| patch(library).without.push("back".into()),
        ["", qa, duties],
        true,
    );
    case(
        "no duties",
        &[],
        |library| patch(library).without.push("incident".into()),
        [undo, qa, ""],
        false,
    );
    case(
        "another poll",
        &[],
        |library| {
            patch(library)
                .poll
                .push(("back".into(), vec!["ops".into(), "dev".into()]));
        },
        [undo, "ops dev", duties],
        true,
    );
    case(
        "the poll of another gate",
        &[],
        |library| {
            patch(library)
                .poll
                .push(("ship".into(), vec!["dev".into()]));
        },
        ALL,
        true,
    );
    case(
        "an item of the other type",
        &[("back/undo", &["minor"])],
        |_| {},
        ["", qa, duties],
        true,
    );
    case(
        "a duty of the other type",
        &[("incident/verified", &["minor"])],
        |_| {},
        [undo, qa, "incident/restore incident/course"],
        true,
    );
    case(
        "the decision of the other type",
        &[("incident/course", &["minor"])],
        |_| {},
        [undo, qa, "incident/restore incident/verified"],
        false,
    );
}

#[test]
fn a_playbook_without_them_gives_a_plan_without_them() {
    let plan = cut("minor", &[], |library| {
        library.playbook.rollback = None;
        library.playbook.incidents = None;
    });
    assert_eq!(
        (plan.rollback.as_ref(), plan.incidents.as_ref(), ids(&plan)),
        (None, None, vec!["ship/b"])
    );
}

#[test]
fn an_amendment_keeps_what_a_rollback_and_incidents_go_by() {
    #[track_caller]
    fn case(
        name: &str,
        old: &Plan,
        new: Plan,
        expected: [&str; 3],
        added: &[&str],
        removed: &[&str],
    ) -> Plan {
        let (merged, difference) = merge(old, new.clone());
        assert_eq!(ready(&merged), expected, "{name}");
        let ids = |items: &[Item]| {
            items
                .iter()
                .map(|item| item.id.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (
                ids(&difference.added).as_slice(),
                ids(&difference.removed).as_slice()
            ),
            (&*owned(added), &*owned(removed)),
            "{name}"
        );
        assert!(difference.is_nothing() == (*old == merged), "{name}");
        let (again, nothing) = merge(&merged, new);
        assert!(
            again == merged && nothing.is_nothing(),
            "{name}: amending twice changes nothing"
        );
        merged
    }
    fn owned(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }
    fn without_duty(id: &str) -> Plan {
        cut("minor", &[(id, &["patch"])], |_| {})
    }
    let [undo, qa, duties] = ALL;
    let old = incident_plan();
    case("the same", &old, incident_plan(), ALL, &[], &[]);
    let no_way_back = cut("minor", &[], |library| library.playbook.rollback = None);
    let kept = case(
        "no way back any more",
        &old,
        no_way_back,
        ["-back/undo", qa, duties],
        &[],
        &["back/undo"],
    );
    assert_eq!(
        kept.rollback, old.rollback,
        "with its milestone and the roles that end it"
    );
    case(
        "the way back again",
        &kept,
        incident_plan(),
        ALL,
        &["back/undo"],
        &[],
    );
    let polls = cut("minor", &[], |library| {
        library.playbook.phases[1].phase.gate.poll = vec!["ops".into()];
    });
    case("another poll", &old, polls, [undo, "ops", duties], &[], &[]);
    let no_duties = "-incident/restore -incident/verified -incident/course";
    let no_incidents = cut("minor", &[], |library| library.playbook.incidents = None);
    let kept = case(
        "no incidents any more",
        &old,
        no_incidents,
        [undo, qa, no_duties],
        &[],
        &["incident/restore", "incident/verified", "incident/course"],
    );
    let classes = |plan: &Plan| {
        plan.incidents
            .as_ref()
            .map(|incidents| incidents.classes.clone())
    };
    assert_eq!(
        classes(&kept),
        classes(&old),
        "an incident that is open has its class"
    );
    assert_eq!(
        kept.decision().map(|duty| duty.removed),
        Some(true),
        "a rollback under way still ends by a decision"
    );
    case(
        "incidents again",
        &kept,
        incident_plan(),
        ALL,
        &["incident/restore", "incident/verified", "incident/course"],
        &[],
    );
    let fewer = "incident/restore incident/course -incident/verified";
    let kept = case(
        "a duty less",
        &old,
        without_duty("incident/verified"),
        [undo, qa, fewer],
        &[],
        &["incident/verified"],
    );
    case(
        "the duty again",
        &kept,
        incident_plan(),
        ALL,
        &["incident/verified"],
        &[],
    );
    let bare = cut("minor", &[], |library| {
        (library.playbook.rollback, library.playbook.incidents) = (None, None);
    });
    case(
        "a record from before",
        &bare,
        incident_plan(),
        ALL,
        &[
            "back/undo",
            "incident/restore",
            "incident/verified",
            "incident/course",
        ],
        &[],
    );
    let reworded = cut("minor", &[], |library| {
        library.checklists[2].items[0].item.text.push('!');
    });
    let (_, difference) = merge(&old, reworded);
    assert_eq!(
        difference
            .changed
            .iter()
            .map(|item| item.id.as_str())
            .collect::<Vec<_>>(),
        ["incident/restore"]
    );
}

#[test]
fn a_duty_of_an_open_incident_outlives_the_amendment_that_removes_it() {
    let release = Story::of(incident_plan())
        .tell(&["qa opens incident checkout fails"])
        .release();
    let working = release.plan();
    let opened = |plan: &Plan| {
        plan.items
            .iter()
            .filter(|item| item.incident.is_some())
            .count()
    };
    assert_eq!(opened(working), 3);
    let (merged, _) = merge(
        working,
        cut("minor", &[("incident/verified", &["patch"])], |_| {}),
    );
    assert_eq!(
        opened(&merged),
        0,
        "what is frozen has the model of a duty alone"
    );
    assert_eq!(
        ready(&merged)[2],
        "incident/restore incident/course -incident/verified"
    );
}

#[test]
fn an_amendment_leaves_who_answers_for_the_end_of_a_rollback_that_is_under_way() {
    use crate::domain::rules::tailor::amendment;
    use crate::domain::testing::Story;

    let mut new = incident_plan();
    let rollback = new.rollback.as_mut().expect("a way back");
    (rollback.ends, rollback.phase.gate.poll) = (vec!["dev".into()], Vec::new());
    let incidents = new.incidents.as_mut().expect("incidents");
    incidents.decision = None;
    incidents
        .duties
        .retain(|duty| duty.id.as_str() != "incident/course");
    new.roles
        .iter_mut()
        .filter(|role| role.id.as_str() == "rm")
        .for_each(|role| role.title = "Nobody".to_owned());
    let begun = ["ops signs b", "ops rolls back because it burns"];
    let amended = |lines: &[&str], new: &Plan| {
        amendment(
            &Story::of(incident_plan()).tell(lines).release(),
            new.clone(),
        )
    };

    let (plan, _) = amended(&begun, &new);
    let old = incident_plan();
    assert_eq!(plan.rollback, old.rollback);
    assert_eq!(plan.roles, old.roles, "whoever ends it is who they were");
    assert!(
        plan.decision().is_some_and(|duty| !duty.removed),
        "and so is who decides"
    );
    assert!(
        amended(&begun, &old).1.is_nothing(),
        "the same library changes nothing"
    );

    let (before, _) = amended(&begun[..1], &new);
    assert_eq!(
        before.rollback, new.rollback,
        "without a rollback the library counts"
    );
    let bare = Plan {
        rollback: None,
        incidents: None,
        ..new
    };
    let (kept, _) = amended(&begun, &bare);
    assert_eq!(kept.rollback, old.rollback);
    assert!(kept.decision().is_some_and(|duty| !duty.removed));
}
