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
error: `bound` cannot be `phase`
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
suggestion: a respin asks for the calls at this gate again, though no item of the phase `planning`, or before it, is bound to the candidate
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
error: unknown phase `pre-relase`
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
error: the list of phases is empty
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
error: this type does not go through the phase `pre-release`
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
suggestion: a section of one item has no order
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
error: `in-order` must be `true` or `false`, but is `yes`
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
error: `signed-off` is not a milestone that can be reached before this item
 --> list.yaml:8:54
  |
8 |       - {id: a, text: Build it, marks: built, after: signed-off}
  |                                                      ^^^^^^^^^^
  = help: what marks it waits for this item in turn: remove one `after`

error: `built` is not a milestone that can be reached before this item
 --> list.yaml:9:58
  |
9 |       - {id: b, text: Sign it, marks: signed-off, after: built}
  |                                                          ^^^^^
  = help: what marks it waits for this item in turn: remove one `after`

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
suggestion: the text of `later/shipped` names a thing, but not what to do with it
 --> later.yaml:6:25
  |
6 |   - {id: shipped, text: Ship it, marks: deployed}
  |                         ^^^^^^^
  = help: say what is done or verified: "Complete the …", "… is reviewed"

suggestion: the gate of this phase waits for the item, and the item for `deployed`, which phase `later` reaches only after that gate
 --> list.yaml:7:12
  |
7 |     after: deployed
  |            ^^^^^^^^
  = help: move the item to `phase: later`, or remove `after`

"#]]
    );
}
