//! The way back and incidents: what a playbook says of them in the domain's types, and every message.

use gonogo::domain::id::{ItemId, TypeId};
use gonogo::domain::plan::When;
use gonogo::domain::plan::incident::{Class, PHASE, Severity, Trigger};
use gonogo::domain::plan::library::{PlaybookIncidents, PlaybookRollback};
use gonogo::domain::rules::tailor::tailor;

use super::{LIST, PLAYBOOK, assert_data_eq, folder, load, said, str};
use snapbox::IntoData as _;

const WAY_BACK: &str = "  - {id: rollback, title: Rollback, on-demand: true, checklists: [back], gate: {title: Back, poll: [developer]}}\n";

const OFF_PATH: &str = "\
rollback:
  after: deployed
  ends: [developer]
incidents:
  classes:
    application: {title: Application issue, commander: developer}
    other: {title: Not yet known}
  triggers:
    - {id: broken, text: Something is broken, class: application}
    - {id: slow, text: Something is slow}
  duties: [duty]
  decision: duty/course-decided
";

const BACK: &str = "\
id: back
title: Back
phase: rollback
roles: [developer]
items:
  - id: redeployed
    text: Deploy the version before
";

const DUTY: &str = "\
id: duty
title: Duties
roles: [developer]
items:
  - id: course-decided
    text: Decide on rollback or hotfix
  - id: report-written
    text: Write the report
    phase: rollback
";

/// The files of a good library with a way back and incidents, with these parts changed in whichever file has them.
fn files(changes: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let list = format!("{LIST}    marks: deployed\n");
    let mut files = vec![
        ("playbook.yaml", format!("{PLAYBOOK}{WAY_BACK}{OFF_PATH}")),
        ("list.yaml", list),
        ("back.yaml", BACK.to_owned()),
        ("duty.yaml", DUTY.to_owned()),
    ];
    for (from, to) in changes {
        let text = files
            .iter_mut()
            .map(|(_, text)| text)
            .find(|text| text.contains(from));
        let Some(text) = text else {
            panic!("no file has {from}")
        };
        *text = text.replacen(from, to, 1);
    }
    files
}

/// What a check says about that library, with another file if there is one.
fn with(changes: &[(&str, &str)], more: &[(&'static str, &str)]) -> String {
    let mut files = files(changes);
    files.extend(more.iter().map(|(path, text)| (*path, (*text).to_owned())));
    said(
        &files
            .iter()
            .map(|(path, text)| (*path, text.as_bytes()))
            .collect::<Vec<_>>(),
    )
}

fn loaded(changes: &[(&str, &str)]) -> gonogo::domain::plan::library::Library {
    let files = files(changes);
    load(
        folder(
            &files
                .iter()
                .map(|(path, text)| (*path, text.as_bytes()))
                .collect::<Vec<_>>(),
        )
        .path(),
    )
    .unwrap()
}

#[test]
fn a_good_way_back_has_nothing_said_about_it() {
    assert_data_eq!(with(&[], &[]), str![].raw());
}

#[test]
fn every_key_is_carried_into_the_library() {
    let library = loaded(&[]);
    let rollback = PlaybookRollback {
        phase: "rollback".into(),
        after: Some("deployed".into()),
        ends: vec!["developer".into()],
    };
    assert_eq!(library.playbook.rollback, Some(rollback));
    let class = |id: &str, title: &str, commander: Option<&str>| Class {
        id: id.into(),
        title: title.to_owned(),
        commander: commander.map(Into::into),
    };
    let trigger = |id: &str, text: &str, class: Option<&str>| Trigger {
        id: id.into(),
        text: text.to_owned(),
        class: class.map(Into::into),
    };
    let incidents = PlaybookIncidents {
        classes: vec![
            class("application", "Application issue", Some("developer")),
            class("other", "Not yet known", None),
        ],
        triggers: vec![
            trigger("broken", "Something is broken", Some("application")),
            trigger("slow", "Something is slow", None),
        ],
        decision: Some("duty/course-decided".into()),
        duties: vec!["duty".into()],
    };
    assert_eq!(library.playbook.incidents, Some(incidents));
}

#[test]
fn duties_open_with_an_incident_and_may_count_at_the_gate_of_the_rollback() {
    let plan = tailor(&loaded(&[]), &TypeId::from("minor")).unwrap();
    let duties = plan.incidents.as_ref().unwrap().duties.iter();
    let phases: Vec<_> = duties
        .map(|duty| (duty.id.as_str(), duty.phase.as_str()))
        .collect();
    assert_eq!(
        phases,
        [
            ("duty/course-decided", PHASE),
            ("duty/report-written", "rollback")
        ]
    );
    assert_eq!(
        plan.decision().map(|duty| &duty.id),
        Some(&ItemId::from("duty/course-decided"))
    );
    let items: Vec<_> = plan.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(
        items,
        ["list/ci-green", "back/redeployed"],
        "a duty is in the plan once, as a duty"
    );
    assert_eq!(plan.asked().count(), 1);
}

#[test]
fn a_playbook_may_say_nothing_about_its_way_back() {
    #[track_caller]
    fn case(changes: &[(&str, &str)], expected: Option<(&str, &[&str])>) {
        let rollback = loaded(changes).playbook.rollback.map(|rollback| {
            assert_eq!(rollback.after, None);
            (
                rollback.phase.to_string(),
                rollback
                    .ends
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>(),
            )
        });
        let expected = expected.map(|(phase, ends)| {
            (
                phase.to_owned(),
                ends.iter().map(ToString::to_string).collect(),
            )
        });
        assert_eq!(rollback, expected);
    }
    let silent = ("rollback:\n  after: deployed\n  ends: [developer]\n", "");
    case(&[silent], Some(("rollback", &[])));
    case(
        &[
            silent,
            ("{title: Developer}", "{title: Developer, may-waive: true}"),
        ],
        Some(("rollback", &["developer"])),
    );
    let named = ("  - {id: rollback", "  - {id: way-back");
    case(
        &[
            silent,
            named,
            ("\nphase: rollback", "\nphase: way-back"),
            ("    phase: rollback\n", ""),
        ],
        Some(("way-back", &[])),
    );
    let on_path = ("on-demand: true", "on-demand: false");
    case(&[silent, on_path, ("    phase: rollback\n", "")], None);
}

#[test]
fn the_phase_of_the_rollback_is_off_the_path_and_the_only_one() {
    assert_data_eq!(
        with(&[("  after: deployed\n", "  phase: rolback\n")], &[]),
        str![[r#"
error[unknown-name]: unknown phase `rolback`
  --> playbook.yaml:17:10
   |
17 |   phase: rolback
   |          ^^^^^^^
   = help: did you mean `rollback`?

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[("  after: deployed\n", "  phase: pre-release\n")], &[]),
        str![[r#"
error[off-path-on-path]: the phase `pre-release` is on the path of every release, so a rollback cannot enter it
  --> playbook.yaml:17:10
   |
17 |   phase: pre-release
   |          ^^^^^^^^^^^
   = help: name a phase with `on-demand: true`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[
                ("on-demand: true", "on-demand: false"),
                ("    phase: rollback\n", "")
            ],
            &[]
        ),
        str![[r#"
error[off-path-no-phase]: no phase is entered on demand, so a rollback would ask for nothing
  --> playbook.yaml:17:3
   |
17 |   after: deployed
   |   ^
   = help: give the phase of the rollback `on-demand: true`, or leave `rollback` out

"#]]
        .raw()
    );
    let two = "phases:\n  - {id: drill, title: Drill, on-demand: true, gate: {title: Drilled, poll: [developer]}}\n";
    assert_data_eq!(
        with(&[("phases:\n", two)], &[]),
        str![[r#"
error[off-path-never-entered]: nothing enters the phase `drill`
  --> playbook.yaml:11:10
   |
11 |   - {id: drill, title: Drill, on-demand: true, gate: {title: Drilled, poll: [developer]}}
   |          ^^^^^
   = help: name it under `rollback` with `phase: drill`, or remove `on-demand`

"#]]
        .raw()
    );
    let neither = [
        ("phases:\n", two),
        ("  - {id: rollback", "  - {id: back"),
        ("\nphase: rollback", "\nphase: back"),
        ("    phase: rollback\n", ""),
    ];
    assert_data_eq!(
        with(&neither, &[]),
        str![[r#"
error[off-path-never-entered]: nothing enters the phase `drill`
  --> playbook.yaml:11:10
   |
11 |   - {id: drill, title: Drill, on-demand: true, gate: {title: Drilled, poll: [developer]}}
   |          ^^^^^
   = help: name it under `rollback` with `phase: drill`, or remove `on-demand`

error[off-path-never-entered]: nothing enters the phase `back`
  --> playbook.yaml:16:10
   |
16 |   - {id: back, title: Rollback, on-demand: true, checklists: [back], gate: {title: Back, poll: [developer]}}
   |          ^^^^
   = help: name it under `rollback` with `phase: back`, or remove `on-demand`

"#]]
        .raw()
    );
    let named = [
        ("phases:\n", two),
        ("  after: deployed\n", "  phase: drill\n"),
    ];
    assert_data_eq!(
        with(&named, &[]),
        str![[r#"
error[off-path-never-entered]: nothing enters the phase `rollback`
  --> playbook.yaml:16:10
   |
16 |   - {id: rollback, title: Rollback, on-demand: true, checklists: [back], gate: {title: Back, poll: [developer…
   |          ^^^^^^^^
   = help: name it under `rollback` with `phase: rollback`, or remove `on-demand`

"#]]
        .raw()
    );
}

#[test]
fn the_roles_and_keys_of_a_rollback_are_known_ones() {
    assert_data_eq!(
        with(
            &[(
                "  ends: [developer]\n",
                "  ends: [develper, developer, developer]\n  untill: deployed\n"
            )],
            &[]
        ),
        str![[r#"
error[unknown-name]: unknown role `develper`
  --> playbook.yaml:18:10
   |
18 |   ends: [develper, developer, developer]
   |          ^^^^^^^^
   = help: did you mean `developer`?

error[duplicate-name]: the role `developer` appears twice
  --> playbook.yaml:18:31
   |
18 |   ends: [develper, developer, developer]
   |                               ^^^^^^^^^
   = help: it first appears on line 18

error[unknown-key]: unknown key `untill`
  --> playbook.yaml:19:3
   |
19 |   untill: deployed
   |   ^^^^^^
   = help: the keys here are `phase`, `after` and `ends`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[("  ends: [developer]", "  ends: []")], &[]),
        str![[r#"
error[empty-list]: `ends` is empty
  --> playbook.yaml:18:9
   |
18 |   ends: []
   |         ^
   = help: name the roles of which any one ends a rollback; leave it out for those that may waive

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[("  ends: [developer]", "  ends: developer")], &[]),
        str![[r#"
error[wrong-shape]: `ends` needs a list, but has a text
  --> playbook.yaml:18:9
   |
18 |   ends: developer
   |         ^^^^^^^^^
   = help: write `ends: [first, second]`, or one `- entry` a line

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[(
                "rollback:\n  after: deployed\n  ends: [developer]\n",
                "rollback: true\n"
            )],
            &[]
        ),
        str![[r#"
error[wrong-shape]: `rollback` needs keys and values, but has a text
  --> playbook.yaml:16:11
   |
16 | rollback: true
   |           ^^^^

"#]]
        .raw()
    );
}

#[test]
fn every_release_reaches_what_a_rollback_waits_for() {
    assert_data_eq!(
        with(&[("after: deployed", "after: deploid")], &[]),
        str![[r#"
error[unknown-name]: unknown milestone `deploid`
  --> playbook.yaml:17:10
   |
17 |   after: deploid
   |          ^^^^^^^
   = help: did you mean `deployed`?

"#]]
        .raw()
    );
    // A milestone that only the rollback itself, or a duty, could mark.
    assert_data_eq!(
        with(
            &[
                ("    marks: deployed\n", ""),
                (
                    "    text: Deploy the version before\n",
                    "    text: Deploy the version before\n    marks: deployed\n"
                )
            ],
            &[]
        ),
        str![[r#"
error[unknown-name]: unknown milestone `deployed`
  --> playbook.yaml:17:10
   |
17 |   after: deployed
   |          ^^^^^^^^
   = help: let an item or a stage have `marks: deployed`

"#]]
        .raw()
    );
    let types = (
        "  minor: {}\n",
        "  patch: {without: [list]}\n  minor: {}\n  major: {}\n",
    );
    assert_data_eq!(
        with(&[types, ("    marks: deployed\n", "    marks: deployed\n    when: {type: [patch, minor]}\n")], &[]),
        str![[r#"
error[off-path-never-reached]: releases of type `patch` or `major` may never reach `deployed`, so they could never be rolled back
  --> playbook.yaml:19:10
   |
19 |   after: deployed
   |          ^^^^^^^^
   = help: let an item that all of them are asked have `marks: deployed`, whatever the facts

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[(
                "    marks: deployed\n",
                "    marks: deployed\n    when: database-migration\n"
            )],
            &[]
        ),
        str![[r#"
error[off-path-never-reached]: releases of type `minor` may never reach `deployed`, so they could never be rolled back
  --> playbook.yaml:17:10
   |
17 |   after: deployed
   |          ^^^^^^^^
   = help: let an item that all of them are asked have `marks: deployed`, whatever the facts

"#]]
        .raw()
    );
    let both = (
        "Deploy the version before\n",
        "Deploy the version before\n    marks: deployed\n",
    );
    assert_data_eq!(
        with(
            &[
                both,
                (
                    "    marks: deployed\n",
                    "    marks: deployed\n    when: database-migration\n"
                )
            ],
            &[]
        ),
        str![[r#"
error[off-path-never-reached]: releases of type `minor` may never reach `deployed`, so they could never be rolled back
  --> playbook.yaml:17:10
   |
17 |   after: deployed
   |          ^^^^^^^^
   = help: let an item that all of them are asked have `marks: deployed`, whatever the facts

"#]]
        .raw()
    );
    // Whoever enters a stage has deployed something, whatever the stage marks.
    let rollout = "\
rollout:
  phase: pre-release
  strategies: {direct: [{stage: full, traffic: 100}]}
  choose: [{strategy: direct}]
incidents:
";
    assert_data_eq!(
        with(
            &[
                (
                    "    marks: deployed\n",
                    "    marks: deployed\n    when: database-migration\n"
                ),
                ("incidents:\n", rollout)
            ],
            &[]
        ),
        str![].raw()
    );
    let marked = rollout.replace("100}", "100, marks: live}");
    assert_data_eq!(
        with(
            &[
                ("after: deployed", "after: live"),
                ("incidents:\n", &marked)
            ],
            &[]
        ),
        str![].raw()
    );
}

#[test]
fn a_rollback_asks_something_of_every_type() {
    let unpolled = (
        "gate: {title: Back, poll: [developer]}",
        "gate: {title: Back}",
    );
    let types = ("  minor: {}\n", "  patch: {without: [back]}\n  minor: {}\n");
    assert_data_eq!(with(&[types], &[]), str![].raw());
    assert_data_eq!(with(&[unpolled], &[]), str![].raw());
    assert_data_eq!(
        with(&[unpolled, types], &[]),
        str![[r#"
error[off-path-asks-nothing]: a rollback of a release of type `patch` may have no items, and its gate polls no role
  --> playbook.yaml:16:10
   |
16 |   - {id: rollback, title: Rollback, on-demand: true, checklists: [back], gate: {title: Back}}
   |          ^^^^^^^^
   = help: give the gate of the phase a `poll`, or these types a checklist in it

"#]]
        .raw()
    );
    let polled = (
        "{without: [back]}",
        "{without: [back], poll: {rollback: [developer]}}",
    );
    assert_data_eq!(with(&[unpolled, types, polled], &[]), str![].raw());
    let perhaps = (
        "Deploy the version before\n",
        "Deploy the version before\n    when: database-migration\n",
    );
    assert_data_eq!(
        with(&[unpolled, types, perhaps], &[]),
        str![[r#"
error[off-path-asks-nothing]: a rollback of a release of type `patch` or `minor` may have no items, and its gate polls no role
  --> playbook.yaml:16:10
   |
16 |   - {id: rollback, title: Rollback, on-demand: true, checklists: [back], gate: {title: Back}}
   |          ^^^^^^^^
   = help: give the gate of the phase a `poll`, or these types a checklist in it

"#]]
        .raw()
    );
}

#[test]
fn people_are_enough_for_the_gate_of_the_rollback_too() {
    let enforced = [
        (
            "{title: Developer}",
            "{title: Developer, members: [Ada Lovelace <ada@octoacme.example>]}",
        ),
        (
            "{title: QA Automation Engineer}",
            "{title: QA, members: [Ada Lovelace <ada@octoacme.example>]}",
        ),
        ("rollback:\n", "policy: {separation: enforce}\nrollback:\n"),
    ];
    assert_data_eq!(with(&enforced, &[]), str![].raw());
    let other = (
        "gate: {title: Back, poll: [developer]}",
        "gate: {title: Back, poll: [qa-automation-engineer]}",
    );
    assert_data_eq!(
        with(&[enforced[0], enforced[1], enforced[2], other], &[]),
        str![[r#"
error[not-enough-people]: one person can never act for `developer` and `qa-automation-engineer` as different people
  --> playbook.yaml:15:100
   |
15 | …-demand: true, checklists: [back], gate: {title: Back, poll: [qa-automation-engineer]}}
   |                                                               ^
   = help: add `members` to these roles, leave one without, or set `separation: warn`

"#]]
        .raw()
    );
}

#[test]
fn names_that_incidents_need_are_theirs() {
    assert_data_eq!(
        with(
            &[
                ("  - {id: rollback,", "  - {id: incident,"),
                ("\nphase: rollback", "\nphase: incident"),
                ("    phase: rollback\n", "    phase: incident\n")
            ],
            &[]
        ),
        str![[r#"
error[off-path-reserved-phase]: `incident` is reserved for duties of incidents
  --> playbook.yaml:15:10
   |
15 |   - {id: incident, title: Rollback, on-demand: true, checklists: [back], gate: {title: Back, poll: [developer…
   |          ^^^^^^^^
   = help: choose another name

"#]]
        .raw()
    );
    let list = |id: &str| {
        LIST.replace("id: list", &format!("id: {id}"))
            .replace("All CI", "Again all CI")
    };
    let listed = |id: &str| ("checklists: [list]", format!("checklists: [list, {id}]"));
    for (id, path) in [
        ("incident-1", "incident-1.yaml"),
        ("incident-12/web", "incident-12/web.yaml"),
    ] {
        let (from, to) = listed(id);
        let told = with(&[(from, &to)], &[(path, &list(id))]);
        let first = id.split('/').next().unwrap();
        assert!(
            told.contains(&format!("]: no checklist can be called `{first}`")),
            "{told}"
        );
        assert!(told.contains(&format!(" --> {path}:1:5\n")), "{told}");
    }
    let (from, to) = listed("incident-1");
    assert_data_eq!(
        with(&[(from, &to)], &[("incident-1.yaml", &list("incident-1"))]),
        str![[r#"
error[off-path-reserved-checklist]: no checklist can be called `incident-1`: it is reserved for items that a release adds
 --> incident-1.yaml:1:5
  |
1 | id: incident-1
  |     ^^^^^^^^^^
  = help: choose another name

"#]]
        .raw()
    );
    for (id, path) in [
        ("incident-0", "incident-0.yaml"),
        ("incidents-1", "incidents-1.yaml"),
        ("a/incident-1", "a/incident-1.yaml"),
    ] {
        let (from, to) = listed(id);
        assert_data_eq!(with(&[(from, &to)], &[(path, &list(id))]), str![].raw());
    }
}

#[test]
fn a_duty_is_asked_in_incidents_and_nowhere_else() {
    assert_data_eq!(
        with(&[("    phase: rollback\n", "    phase: pre-release\n")], &[]),
        str![[r#"
error[off-path-duty-on-path]: the phase `pre-release` is on the path of every release, and a duty is asked only in an incident
 --> duty.yaml:9:12
  |
9 |     phase: pre-release
  |            ^^^^^^^^^^^
  = help: leave `phase` out, or name the phase of the rollback for what its gate waits for

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[("title: Duties\n", "title: Duties\nphase: pre-release\n"), ("    phase: rollback\n", "    phase: rolback\n")],
            &[]
        ),
        str![[r#"
error[off-path-duty-on-path]: the phase `pre-release` is on the path of every release, and a duty is asked only in an incident
 --> duty.yaml:3:8
  |
3 | phase: pre-release
  |        ^^^^^^^^^^^
  = help: leave `phase` out, or name the phase of the rollback for what its gate waits for

error[unknown-name]: unknown phase `rolback`
  --> duty.yaml:10:12
   |
10 |     phase: rolback
   |            ^^^^^^^
   = help: did you mean `rollback`?

"#]]
        .raw()
    );
    assert_data_eq!(
        with(&[("checklists: [back]", "checklists: [back, duty]")], &[]),
        str![[r#"
error[off-path-in-phase]: the checklist `duty` opens with an incident, and the phase `rollback` takes items from it too
  --> playbook.yaml:26:12
   |
26 |   duties: [duty]
   |            ^^^^
   = help: list it in one place, and move the other items to a checklist of their own

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[
                ("duties: [duty]", "duties: [duty, duty]"),
                (
                    "incidents:\n",
                    "notes:\n  fields:\n    - {id: a, title: A, owner: developer, source: checklist, items: [duty/report-written]}\nincidents:\n"
                )
            ],
            &[]
        ),
        str![[r#"
error[unknown-name]: unknown item `duty/report-written`
  --> playbook.yaml:21:70
   |
21 | …d: a, title: A, owner: developer, source: checklist, items: [duty/report-written]}
   |                                                               ^^^^^^^^^^^^^^^^^^^
   = help: there are `back/redeployed` and `list/ci-green`

error[duplicate-name]: the checklist `duty` appears twice
  --> playbook.yaml:29:18
   |
29 |   duties: [duty, duty]
   |                  ^^^^
   = help: it first appears on line 29

"#]]
        .raw()
    );
}

#[test]
fn a_duty_is_somebodys_and_marks_nothing() {
    assert_data_eq!(
        with(
            &[
                ("title: Duties\nroles: [developer]\n", "title: Duties\n"),
                (
                    "    text: Decide",
                    "    killer: true\n    evidence: required\n    text: Decide"
                ),
                (
                    "    text: Write",
                    "    roles: [developer]\n    marks: told\n    text: Write"
                ),
            ],
            &[]
        ),
        str![[r#"
error[off-path-nobodys-duty]: the duty `duty/course-decided` needs a role that does it
 --> duty.yaml:4:5
  |
4 |   - id: course-decided
  |     ^
  = help: give the item, the section or the checklist `roles`

error[off-path-marking-duty]: a duty cannot mark a milestone: a release may have many incidents, or none
  --> duty.yaml:10:12
   |
10 |     marks: told
   |            ^^^^
   = help: remove `marks`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[("    text: Write", "    bound: candidate\n    text: Write")],
            &[]
        ),
        str![[r#"
suggestion[bound-duty]: the sign-off of the duty `duty/report-written` goes stale with the candidate of a hotfix
 --> duty.yaml:7:5
  |
7 |   - id: report-written
  |     ^
  = help: leave `bound` out, unless it is to be done again for every candidate

"#]]
        .raw()
    );
}

#[test]
fn a_duty_has_a_name_of_its_own_in_every_incident() {
    let more = "id: more/duty\ntitle: More\nroles: [developer]\nitems:\n  - {id: report-written, text: Write it again}\n  - {id: read, text: Read it}\n";
    assert_data_eq!(
        with(
            &[("duties: [duty]", "duties: [duty, more/duty]")],
            &[("more/duty.yaml", more)]
        ),
        str![[r#"
error[off-path-same-name]: the duty `duty/report-written` would have the same name in an incident
 --> more/duty.yaml:5:10
  |
5 |   - {id: report-written, text: Write it again}
  |          ^^^^^^^^^^^^^^
  = help: give one of them another `id`: incidents have only the last part of it

"#]]
        .raw()
    );
}

#[test]
fn incidents_refer_to_what_there_is() {
    assert_data_eq!(
        with(
            &[
                (
                    "decision: duty/course-decided",
                    "decision: duty/course-decidet"
                ),
                ("class: application", "class: aplication"),
                ("commander: developer", "commander: develper"),
                ("{id: slow, text", "{id: broken, colour: red, text"),
            ],
            &[]
        ),
        str![[r#"
error[unknown-name]: unknown role `develper`
  --> playbook.yaml:21:56
   |
21 |     application: {title: Application issue, commander: develper}
   |                                                        ^^^^^^^^
   = help: did you mean `developer`?

error[unknown-name]: unknown class `aplication`
  --> playbook.yaml:24:54
   |
24 |     - {id: broken, text: Something is broken, class: aplication}
   |                                                      ^^^^^^^^^^
   = help: did you mean `application`?

error[duplicate-name]: the trigger `broken` appears twice
  --> playbook.yaml:25:12
   |
25 |     - {id: broken, colour: red, text: Something is slow}
   |            ^^^^^^
   = help: it first appears on line 24

error[unknown-key]: unknown key `colour`
  --> playbook.yaml:25:20
   |
25 |     - {id: broken, colour: red, text: Something is slow}
   |                    ^^^^^^
   = help: the keys here are `id`, `text` and `class`

error[unknown-name]: unknown duty `duty/course-decidet`
  --> playbook.yaml:27:13
   |
27 |   decision: duty/course-decidet
   |             ^^^^^^^^^^^^^^^^^^^
   = help: did you mean `duty/course-decided`?

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[("decision: duty/course-decided", "decision: back/redeployed")],
            &[]
        ),
        str![[r#"
error[unknown-name]: unknown duty `back/redeployed`
  --> playbook.yaml:27:13
   |
27 |   decision: back/redeployed
   |             ^^^^^^^^^^^^^^^
   = help: there are `duty/course-decided` and `duty/report-written`

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[(
                "  classes:\n    application: {title: Application issue, commander: developer}\n    other: {title: Not yet known}\n",
                ""
            )],
            &[]
        ),
        str![[r#"
error[missing-key]: the key `classes` is missing
  --> playbook.yaml:20:3
   |
20 |   triggers:
   |   ^

error[unknown-name]: unknown class `application`
  --> playbook.yaml:21:54
   |
21 |     - {id: broken, text: Something is broken, class: application}
   |                                                      ^^^^^^^^^^^
   = help: the playbook declares no class

"#]]
        .raw()
    );
}

#[test]
fn the_gate_of_the_built_in_rollback_waits_for_what_the_documents_ask() {
    let library = gonogo::definition::embedded().unwrap();
    for kind in ["patch", "minor", "major"] {
        let plan = tailor(&library, &TypeId::from(kind)).unwrap();
        let rollback = plan.rollback.as_ref().unwrap();
        let duties = &plan.incidents.as_ref().unwrap().duties;
        let judged = |id: &str, role: &str| {
            let item = plan
                .items
                .iter()
                .chain(duties)
                .find(|item| item.id.as_str() == id);
            item.is_some_and(|item| {
                item.phase == rollback.phase.id
                    && item.when.is_empty()
                    && item.roles.contains(&role.into())
            })
        };
        for (id, role) in [
            ("rollback/services-verified", "qa-automation-engineer"),
            ("incident/rollback-validated", "qa-automation-engineer"),
            ("rollback/rollback-communicated", "project-manager"),
            ("incident/report-created", "project-manager"),
            ("incident/analysis-scheduled", "project-manager"),
        ] {
            assert!(judged(id, role), "{kind}: {id} of {role}");
        }
        assert!(
            rollback
                .phase
                .gate
                .poll
                .contains(&"qa-automation-engineer".into()),
            "{kind}"
        );
        let of_migrations = plan
            .items
            .iter()
            .find(|item| item.id.as_str() == "rollback/database-rolled-back")
            .unwrap();
        assert_eq!(
            of_migrations.when,
            When::from_iter(["database-migration".into()]),
            "{kind}: only a migration is rolled back"
        );
        assert_eq!(duties.len(), 32, "{kind}");
        assert_eq!(
            plan.decision().unwrap().roles,
            ["product-manager".into()],
            "{kind}"
        );
    }
}

#[test]
fn the_examples_in_the_documentation_are_good() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/definitions.md"))
        .unwrap();
    let blocks: Vec<&str> = page
        .split("```yaml\n")
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.starts_with("rollback:") || block.starts_with("incidents:"))
        .collect();
    assert_eq!(blocks.len(), 2);
    let playbook = "\
format: 1
title: Example
roles: {release-manager: {title: RM}, developer: {title: Developer}, devops-engineer: {title: DevOps}}
types: {minor: {}}
phases:
  - {id: deployment, title: Deployment, checklists: [deployment], gate: {title: Deployed, poll: [developer]}}
  - {id: rollback, title: Rollback, on-demand: true, gate: {title: Rolled back, poll: [developer]}}
";
    let deployment = "\
id: deployment
title: Deployment
phase: deployment
roles: [devops-engineer]
items:
  - {id: started, text: Start the deployment, marks: deployment-started}
";
    let duties = "\
id: incident
title: Incident
roles: [release-manager]
items:
  - {id: course-decided, text: Decide on rollback or hotfix}
";
    let playbook = format!("{playbook}{}", blocks.concat());
    let files = [
        ("playbook.yaml", playbook.as_str()),
        ("deployment.yaml", deployment),
        ("incident.yaml", duties),
    ];
    assert_data_eq!(
        said(&files.map(|(path, text)| (path, text.as_bytes()))),
        str![].raw()
    );
}

#[test]
fn parts_of_the_wrong_shape_are_named_where_they_stand() {
    let start = OFF_PATH.find("incidents:").unwrap();
    let incidents = &OFF_PATH[start..];
    assert_data_eq!(
        with(
            &[
                (incidents, "incidents: later\n"),
                ("    phase: rollback\n", "")
            ],
            &[]
        ),
        str![[r#"
error[unlisted-checklist]: no phase and no incident duty lists the checklist `duty`
 --> duty.yaml
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

error[no-phase]: the item `course-decided` belongs to no phase
 --> duty.yaml:5:9
  |
5 |   - id: course-decided
  |         ^^^^^^^^^^^^^^
  = help: give the checklist, the section or the item a `phase`

error[no-phase]: the item `report-written` belongs to no phase
 --> duty.yaml:7:9
  |
7 |   - id: report-written
  |         ^^^^^^^^^^^^^^
  = help: give the checklist, the section or the item a `phase`

error[wrong-shape]: `incidents` needs keys and values, but has a text
  --> playbook.yaml:19:12
   |
19 | incidents: later
   |            ^^^^^

"#]]
        .raw()
    );
    assert_data_eq!(
        with(
            &[
                (
                    "    - {id: slow, text: Something is slow}\n",
                    "    - slow\n"
                ),
                ("duties: [duty]", "duties: duty")
            ],
            &[]
        ),
        str![[r#"
error[unlisted-checklist]: no phase and no incident duty lists the checklist `duty`
 --> duty.yaml
  = help: list it under `checklists` of a phase in playbook.yaml, or delete the file

error[no-phase]: the item `course-decided` belongs to no phase
 --> duty.yaml:5:9
  |
5 |   - id: course-decided
  |         ^^^^^^^^^^^^^^
  = help: give the checklist, the section or the item a `phase`

error[wrong-shape]: an entry of `triggers` needs keys and values, but has a text
  --> playbook.yaml:25:7
   |
25 |     - slow
   |       ^^^^

error[wrong-shape]: `duties` needs a list, but has a text
  --> playbook.yaml:26:11
   |
26 |   duties: duty
   |           ^^^^
   = help: write `duties: [first, second]`, or one `- entry` a line

error[unknown-name]: unknown duty `duty/course-decided`
  --> playbook.yaml:27:13
   |
27 |   decision: duty/course-decided
   |             ^^^^^^^^^^^^^^^^^^^
   = help: the playbook declares no duty

"#]]
        .raw()
    );
}

#[test]
fn a_duty_may_be_of_severe_incidents_alone() {
    let change = |from: &'static str, to: &'static str| {
        let library = loaded(&[(from, to)]);
        let plan = tailor(&library, &TypeId::from("minor")).unwrap();
        let duties = plan.incidents.unwrap().duties;
        duties
            .iter()
            .map(|duty| duty.from_severity)
            .collect::<Vec<_>>()
    };
    const ITEMS: &str = "roles: [developer]\nitems:\n  - id: course-decided\n    text: Decide on rollback or hotfix\n  - id: report-written\n    text: Write the report\n    phase: rollback\n";
    assert_eq!(
        change(
            "    text: Write",
            "    from-severity: medium\n    text: Write"
        ),
        [None, Some(Severity::Medium)]
    );
    let section = "roles: [developer]\nsections:\n  - title: All\n    from-severity: high\n    items:\n      - {id: course-decided, text: Decide on rollback or hotfix}\n      - {id: report-written, text: Write the report, from-severity: critical}\n";
    assert_eq!(
        change(ITEMS, section),
        [Some(Severity::High), Some(Severity::Critical)]
    );
}

#[test]
fn only_a_duty_has_a_severity() {
    assert_data_eq!(
        with(
            &[
                (
                    "    text: Deploy",
                    "    from-severity: high\n    text: Deploy"
                ),
                (
                    "    text: Write",
                    "    from-severity: worst\n    text: Write"
                ),
            ],
            &[]
        ),
        str![[r#"
error[off-path-severity-of-item]: only a duty of incidents has `from-severity`
 --> back.yaml:6:5
  |
6 |   - id: redeployed
  |     ^
  = help: remove `from-severity` from the item and its section

error[unknown-word]: `from-severity` cannot be `worst`
 --> duty.yaml:8:20
  |
8 |     from-severity: worst
  |                    ^^^^^
  = help: it can be `low`, `medium`, `high` or `critical`

"#]]
        .raw()
    );
}
