//! Gates that outlive the candidate, types that name their phases, and sections that are signed in order.

use snapbox::{assert_data_eq, str};

use super::{LIST, PLAYBOOK, said};

/// What a check says of the good library with one place of the playbook changed.
fn playbook_with(old: &str, new: &str) -> String {
    assert_eq!(PLAYBOOK.matches(old).count(), 1, "{old}");
    let playbook = PLAYBOOK.replace(old, new);
    said(&[
        ("playbook.yaml", playbook.as_bytes()),
        ("list.yaml", LIST.as_bytes()),
    ])
}

/// What a check says of the good library with these sections.
fn sections(text: &str) -> String {
    let list =
        format!("id: list\ntitle: List\nphase: pre-release\nroles: [developer]\nsections:\n{text}");
    said(&[
        ("playbook.yaml", PLAYBOOK.as_bytes()),
        ("list.yaml", list.as_bytes()),
    ])
}

#[test]
fn a_gate_is_bound_to_the_release_or_to_the_candidate() {
    let with = |bound: &str| {
        playbook_with(
            "poll: [developer]",
            &format!("poll: [developer], bound: {bound}"),
        )
    };
    assert_eq!(with("release"), "");
    assert_eq!(with("candidate"), "");
    assert_data_eq!(
        with("phase"),
        str![[r#"
error[unknown-word]: `bound` cannot be `phase`
  --> playbook.yaml:14:64
   |
14 | …  gate: {title: Go for deployment, poll: [developer], bound: phase}
   |                                                               ^^^^^
   = help: it can be `candidate` or `release`

"#]]
    );
}

#[test]
fn a_gate_of_a_phase_without_bound_items_is_better_bound_to_the_release() {
    let list = |bound: &str| LIST.replace("text:", &format!("bound: {bound}\n    text:"));
    let other = "  - id: planning\n    title: Planning\n    checklists: [plan]\n    gate: {title: Planned, poll: [developer]}\n";
    let playbook = PLAYBOOK.replace("phases:\n", &format!("phases:\n{other}"));
    let plan = "id: plan\ntitle: Plan\nphase: planning\nroles: [developer]\nitems:\n  - {id: agreed, text: Agree on the scope}\n";
    let with = |playbook: &str, bound: &str| {
        said(&[
            ("playbook.yaml", playbook.as_bytes()),
            ("list.yaml", list(bound).as_bytes()),
            ("plan.yaml", plan.as_bytes()),
        ])
    };
    assert_data_eq!(
        with(&playbook, "candidate"),
        str![[r#"
suggestion[unbound-gate]: a respin asks for the calls at this gate again, though no item of the phase `planning`, or before it, is bound to the candidate
  --> playbook.yaml:14:11
   |
14 |     gate: {title: Planned, poll: [developer]}
   |           ^
   = help: add `bound: release` to the gate, when its decision outlives the candidate

"#]]
    );
    assert_eq!(with(&playbook, "release"), "", "nothing is bound at all");
    let bound = playbook.replace("title: Planned,", "title: Planned, bound: release,");
    assert_eq!(with(&bound, "candidate"), "");
}

#[test]
fn a_type_names_phases_of_the_path() {
    let with = |kind: &str| playbook_with("minor: {}", &format!("minor: {{}}\n  cut: {kind}"));
    assert_eq!(with("{phases: [pre-release]}"), "");
    assert_data_eq!(
        with("{phases: [pre-relase]}"),
        str![[r#"
error[unknown-name]: unknown phase `pre-relase`
  --> playbook.yaml:10:18
   |
10 |   cut: {phases: [pre-relase]}
   |                  ^^^^^^^^^^
   = help: did you mean `pre-release`?

"#]]
    );
    assert_data_eq!(
        with("{phases: []}"),
        str![[r#"
error[empty-list]: the list of phases is empty
  --> playbook.yaml:10:17
   |
10 |   cut: {phases: []}
   |                 ^
   = help: name the phases that the type goes through; leave the key out for all

"#]]
    );
}

#[test]
fn a_type_polls_nobody_in_a_phase_that_it_does_not_go_through() {
    let playbook = PLAYBOOK.replace(
        "minor: {}",
        "minor: {}\n  cut: {phases: [later], poll: {pre-release: [developer]}}",
    ) + "  - {id: later, title: Later, gate: {title: Later, poll: [developer]}}\n";
    let text = said(&[
        ("playbook.yaml", playbook.as_bytes()),
        ("list.yaml", LIST.as_bytes()),
    ]);
    assert_data_eq!(
        text,
        str![[r#"
error[polled-elsewhere]: this type does not go through the phase `pre-release`
  --> playbook.yaml:10:33
   |
10 |   cut: {phases: [later], poll: {pre-release: [developer]}}
   |                                 ^^^^^^^^^^^
   = help: add it to `phases` of the type, or leave the poll out

"#]]
    );
}

#[test]
fn a_section_in_order_has_several_items() {
    let section = |items: &str| {
        sections(&format!(
            "  - title: Cut\n    in-order: true\n    items:\n{items}"
        ))
    };
    let two = "      - {id: a, text: Build it}\n      - {id: b, text: Sign it}\n";
    assert_eq!(section(two), "");
    assert_data_eq!(
        section("      - {id: a, text: Build it}\n"),
        str![[r#"
suggestion[nothing-in-order]: a section of one item has no order
 --> list.yaml:6:5
  |
6 |   - title: Cut
  |     ^
  = help: leave `in-order` out, or add the items that come before

"#]]
    );
    assert_data_eq!(
        sections(
            "  - title: Cut\n    in-order: yes\n    items:\n      - {id: a, text: Build it}\n"
        ),
        str![[r#"
error[not-true-or-false]: `in-order` must be `true` or `false`, but is `yes`
 --> list.yaml:7:15
  |
7 |     in-order: yes
  |               ^^^
  = help: write `true`

"#]]
    );
}

#[test]
fn items_that_wait_for_each_other_are_told() {
    let text = sections(
        "  - title: Cut\n    items:\n      - {id: a, text: Build it, marks: built, after: signed-off}\n      - {id: b, text: Sign it, marks: signed-off, after: built}\n      - {id: c, text: Announce it, after: built}\n",
    );
    assert_data_eq!(
        text,
        str![[r#"
error[not-a-value]: `signed-off` is not a milestone that can be reached before this item
 --> list.yaml:8:54
  |
8 |       - {id: a, text: Build it, marks: built, after: signed-off}
  |                                                      ^^^^^^^^^^
  = help: what marks it waits for this item in turn: remove one `after`

error[not-a-value]: `built` is not a milestone that can be reached before this item
 --> list.yaml:9:58
  |
9 |       - {id: b, text: Sign it, marks: signed-off, after: built}
  |                                                          ^^^^^
  = help: what marks it waits for this item in turn: remove one `after`

"#]]
    );
}

#[test]
fn an_item_that_waits_for_a_milestone_that_nothing_marks_is_told() {
    let text = sections(
        "  - title: Cut\n    items:\n      - {id: a, text: Build it, marks: built}\n      - {id: b, text: Announce it, after: biult}\n",
    );
    assert_data_eq!(
        text,
        str![[r#"
suggestion[never-marked]: nothing marks `biult`, so this is asked at once
 --> list.yaml:9:43
  |
9 |       - {id: b, text: Announce it, after: biult}
  |                                           ^^^^^
  = help: did you mean `built`?

"#]]
    );
}

#[test]
fn only_items_on_a_ring_wait_for_each_other() {
    // Each item as its name, what it marks, and what it waits for.
    let told = |items: &[&str]| {
        let lines = items.iter().map(|item| {
            let [id, marks, after] = item.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{item}");
            };
            let after = if after == "-" {
                String::new()
            } else {
                format!(", after: {after}")
            };
            format!("      - {{id: {id}, text: Build the {id}, marks: {marks}{after}}}\n")
        });
        let list = "  - title: Cut\n    items:\n".to_owned() + &lines.collect::<String>();
        let said = sections(&list);
        let places = said
            .lines()
            .filter_map(|line| line.trim_start().split_once("- {id: "));
        let mut ids: Vec<String> = places.map(|(_, rest)| rest[..1].to_owned()).collect();
        ids.sort();
        ids.concat()
    };
    for (items, expected) in [
        (&["a ma mb", "b mb ma"][..], "ab"),
        (&["a ma ma"], "a"),
        // Two rings that share an item; a milestone is told once, where it is named first.
        (
            &["a ma mb", "b mb mc", "c mc ma", "d mc me", "e me mb"],
            "abcd",
        ),
        // What waits for a ring is on none, neither is what lies between two.
        (&["a ma mb", "b mb ma", "c mc ma"], "ab"),
        (
            &[
                "a ma mb", "b mb ma", "c mc ma", "d md mc", "f md me", "e me md",
            ],
            "abef",
        ),
        // One of two that mark the milestone waits for nothing.
        (&["a ma mb", "b mb ma", "c ma -"], ""),
        (&["a ma mb", "b mb mc", "c mc -"], ""),
    ] {
        assert_eq!(told(items), expected, "{items:?}");
    }
}

#[test]
fn an_item_that_waits_for_a_later_phase_is_told() {
    let playbook = PLAYBOOK.to_owned()
        + "  - {id: later, title: Later, checklists: [later], gate: {title: Later, poll: [developer]}}\n";
    let list = LIST.replace("text:", "after: deployed\n    text:");
    let later = "id: later\ntitle: Later\nphase: later\nroles: [developer]\nitems:\n  - {id: shipped, text: Ship it, marks: deployed}\n";
    let text = said(&[
        ("playbook.yaml", playbook.as_bytes()),
        ("list.yaml", list.as_bytes()),
        ("later.yaml", later.as_bytes()),
    ]);
    assert_data_eq!(
        text,
        str![[r#"
suggestion[waits-for-later]: the gate of this phase waits for the item, and the item for `deployed`, which phase `later` reaches only after that gate
 --> list.yaml:7:12
  |
7 |     after: deployed
  |            ^^^^^^^^
  = help: move the item to `phase: later`, or remove `after`

"#]]
    );
}

/// What a check says of a gate that waits, with these rules, after the milestone that an item with these rules marks.
fn waiting_gate(wait: &str, marking: &str) -> String {
    let playbook = PLAYBOOK.replace("poll: [developer]", &format!("poll: [developer], {wait}"));
    let list = LIST.replace("text:", &format!("{marking}text:"));
    said(&[
        ("playbook.yaml", playbook.as_bytes()),
        ("list.yaml", list.as_bytes()),
    ])
}

#[test]
fn a_gate_waits_for_a_time_after_a_milestone_of_its_candidate() {
    let marks = "marks: vote-called\n    bound: candidate\n    ";
    let wait = "wait: 72h, since: vote-called";
    assert_eq!(waiting_gate(wait, marks), "");
    let released = format!("bound: release, {wait}");
    assert_eq!(waiting_gate(&released, "marks: vote-called\n    "), "");
    let faults = [
        ("wait: 72h", marks),
        ("since: vote-called", marks),
        ("wait: soon, since: vote-called", marks),
        ("wait: 0h, since: vote-called", marks),
        ("wait: 72h, since: vote-caled", marks),
        (wait, ""),
        (wait, "marks: vote-called\n    "),
    ];
    let told = faults.map(|(wait, marking)| {
        let said = waiting_gate(wait, marking);
        let lines = said.lines().map(str::trim);
        let lines = lines.filter(|line| line.starts_with("error") || line.starts_with("= help"));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    });
    assert_data_eq!(
        told.concat(),
        str![[r#"
error[missing-key]: the key `since` is missing
error[missing-key]: the key `wait` is missing
error[not-a-value]: `soon` is not a duration
= help: write numbers with their unit, such as `30s`, `5m` or `1h30m`
error[not-a-value]: `0h` is not a duration
= help: write numbers with their unit, such as `30s`, `5m` or `1h30m`
error[unknown-name]: unknown milestone `vote-caled`
= help: did you mean `vote-called`?
error[unknown-name]: unknown milestone `vote-called`
= help: let an item or a stage have `marks: vote-called`
error[not-a-value]: `vote-called` is not a milestone that every candidate reaches again
= help: give the item that marks it `bound: candidate`, or the gate `bound: release`

"#]]
    );
}

#[test]
fn a_gate_waits_for_no_milestone_behind_it() {
    let later = "  - id: later\n    title: Later\n    checklists: [later]\n";
    let waiting = "poll: [developer], wait: 72h, since: out";
    let playbook = PLAYBOOK.replace("poll: [developer]", waiting) + later;
    let list = "id: later\ntitle: Later\nphase: later\nroles: [developer]\nitems:\n  - {id: out, text: Go out, marks: out, bound: candidate}\n";
    assert_data_eq!(
        said(&[
            ("playbook.yaml", playbook.as_bytes()),
            ("list.yaml", LIST.as_bytes()),
            ("later.yaml", list.as_bytes()),
        ]),
        str![[r#"
error[not-a-value]: `out` is not a milestone that is reached before this gate
  --> playbook.yaml:14:75
   |
14 | …tle: Go for deployment, poll: [developer], wait: 72h, since: out}
   |                                                               ^^^
   = help: move the item that marks it to this phase, or the wait to a later gate

"#]]
    );
}

/// The errors and ways out that a check tells about an item of the good library with these rules.
pub(crate) fn item_rules(rules: &str) -> String {
    let list = LIST.replace("text:", &format!("{rules}\n    text:"));
    let said = said(&[
        ("playbook.yaml", PLAYBOOK.as_bytes()),
        ("list.yaml", list.as_bytes()),
    ]);
    let lines = said.lines().map(str::trim);
    let lines = lines.filter(|line| line.starts_with("error") || line.starts_with("= help"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn an_item_has_a_day_and_a_sign_off_that_runs_out() {
    for good in [
        "due: -21d",
        "due: 0d",
        "due: +3d",
        "fresh: 24h",
        "waived-by: [developer, qa-automation-engineer]",
    ] {
        assert_eq!(item_rules(good), "", "{good}");
    }
    let told = [
        "due: -21",
        "due: 3 weeks",
        "due: -1000d",
        "fresh: 0h",
        "fresh: daily",
        "fresh: 24h\n    marks: staged",
        "waived-by: []",
        "waived-by: [developr]",
        "waived-by: [developer]\n    killer: true\n    evidence: required",
    ];
    assert_data_eq!(
        told.map(item_rules).concat(),
        str![[r#"
error[not-a-value]: `-21` is not a number of days
= help: write days before the release day as `-21d`, or after it as `+3d`
error[not-a-value]: `3 weeks` is not a number of days
= help: write days before the release day as `-21d`, or after it as `+3d`
error[not-a-value]: `-1000d` is not a number of days
= help: write days before the release day as `-21d`, or after it as `+3d`
error[not-a-value]: `0h` is not a duration
= help: write numbers with their unit, such as `30s`, `5m` or `1h30m`
error[not-a-value]: `daily` is not a duration
= help: write numbers with their unit, such as `30s`, `5m` or `1h30m`
error[fresh-milestone]: a milestone stays reached: an item with `marks` has no `fresh`
= help: leave `fresh` or `marks` out
error[empty-list]: the list of roles is empty
= help: name the roles that waive it together; leave the key out for any that may waive
error[unknown-name]: unknown role `developr`
= help: did you mean `developer`?
error[killer-waived]: a killer item is never waived, so it has no `waived-by`
= help: leave `waived-by` or `killer` out

"#]]
    );
}

#[test]
fn a_phase_on_demand_has_no_day_and_no_wait() {
    let back = "  - {id: back, title: Back, on-demand: true, due: -3d, checklists: [back], gate: {title: Verified, poll: [developer], wait: 1h, since: out}}\nrollback: {phase: back}\n";
    let playbook = format!("{PLAYBOOK}{back}");
    let list = "id: back\ntitle: Back\nphase: back\nroles: [developer]\nitems:\n  - {id: undo, text: Put the old version back}\n";
    assert_data_eq!(
        said(&[
            ("playbook.yaml", playbook.as_bytes()),
            ("list.yaml", LIST.as_bytes()),
            ("back.yaml", list.as_bytes()),
        ]),
        str![[r#"
error[due-on-demand]: a phase on demand is planned for no day, so it has no `due`
  --> playbook.yaml:15:51
   |
15 |   - {id: back, title: Back, on-demand: true, due: -3d, checklists: [back], gate: {title: Verified, poll: [developer], wait: 1h, since: out}}
   |                                                   ^^^
   = help: leave `due` out

error[wait-on-demand]: a phase on demand is entered at any time, so its gate has no `wait`
  --> playbook.yaml:15:136
   |
15 | … gate: {title: Verified, poll: [developer], wait: 1h, since: out}}
   |                                                               ^^^
   = help: leave `wait` and `since` out

"#]]
    );
}
