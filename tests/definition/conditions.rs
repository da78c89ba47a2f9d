//! On which facts an item, a choice and a polled role depend.

use snapbox::{assert_data_eq, str};

use super::{LIST, PLAYBOOK, said};

/// What a check says of the good library with two more facts, and this as the `when` of its item.
fn item_when(when: &str) -> String {
    section_and_item("", when)
}

fn section_and_item(section: &str, when: &str) -> String {
    let list = format!(
        "id: list\ntitle: List\nphase: pre-release\nroles: [developer]\nsections:\n  - title: Code\n{section}    items:\n      - id: ci-green\n        text: All CI/CD pipelines pass\n        when: {when}\n"
    );
    with(PLAYBOOK, &list)
}

fn with(playbook: &str, list: &str) -> String {
    let facts = "  ios: Does it ship for iOS?\n  tv: Does it ship for TV?\n";
    let playbook = playbook.replace("types:\n", &format!("{facts}types:\n"));
    said(&[
        ("playbook.yaml", playbook.as_bytes()),
        ("list.yaml", list.as_bytes()),
    ])
}

/// What a check says of the good library with this poll.
fn poll(poll: &str) -> String {
    let old = "poll: [developer]";
    assert_eq!(PLAYBOOK.matches(old).count(), 1);
    with(&PLAYBOOK.replace(old, &format!("poll: {poll}")), LIST)
}

#[test]
fn any_and_not_stand_beside_the_facts_that_must_all_hold() {
    for when in [
        "{any: [ios, tv]}",
        "{not: ios}",
        "{type: minor, fact: database-migration, any: [ios], not: [tv]}",
    ] {
        assert_eq!(item_when(when), "", "{when}");
    }
    assert_data_eq!(
        item_when("{any: [ios, tvv], not: [database-migration, database-migration]}"),
        str![[r#"
error[unknown-name]: unknown fact `tvv`
  --> list.yaml:10:27
   |
10 |         when: {any: [ios, tvv], not: [database-migration, database-migration]}
   |                           ^^^
   = help: did you mean `tv`?

error[duplicate-name]: the fact `database-migration` appears twice
  --> list.yaml:10:59
   |
10 |         when: {any: [ios, tvv], not: [database-migration, database-migration]}
   |                                                           ^^^^^^^^^^^^^^^^^^
   = help: it first appears on line 10

"#]]
    );
    assert_data_eq!(
        item_when("{any: ios}"),
        str![[r#"
error[wrong-shape]: `any` needs a list, but has a text
  --> list.yaml:10:21
   |
10 |         when: {any: ios}
   |                     ^^^
   = help: write `any: [first, second]`, or one `- entry` a line

"#]]
    );
    assert_data_eq!(
        item_when("{any: []}"),
        str![[r#"
error[empty-list]: `any` is empty
  --> list.yaml:10:21
   |
10 |         when: {any: []}
   |                     ^
   = help: name the facts of which one must hold, or leave `any` out

"#]]
    );
}

#[test]
fn a_fact_is_asked_for_once_in_a_condition() {
    assert_data_eq!(
        item_when("{fact: ios, any: [tv, ios]}"),
        str![[r#"
error[duplicate-name]: the fact `ios` appears twice
  --> list.yaml:10:37
   |
10 |         when: {fact: ios, any: [tv, ios]}
   |                                     ^^^
   = help: it first appears on line 10

"#]]
    );
    assert_data_eq!(
        item_when("{any: [ios, tv], not: tv}"),
        str![[r#"
error[contradiction]: the fact `tv` must hold here, and must not
  --> list.yaml:10:37
   |
10 |         when: {any: [ios, tv], not: tv}
   |                                     ^^
   = help: line 10 asks for it to hold; keep one of them

"#]]
    );
}

#[test]
fn a_section_and_its_item_agree() {
    let fits = section_and_item("    when: {not: tv}\n", "{any: [ios, database-migration]}");
    assert_eq!(fits, "");
    assert_data_eq!(
        section_and_item(
            "    when: {any: [ios, tv]}\n",
            "{any: [tv, database-migration]}"
        ),
        str![[r#"
error[two-any]: both this item and its section have `any`
  --> list.yaml:11:21
   |
11 |         when: {any: [tv, database-migration]}
   |                     ^
   = help: that of the section is on line 7; keep one, or split the section

"#]]
    );
    assert_data_eq!(
        section_and_item("    when: ios\n", "{not: ios}"),
        str![[r#"
error[contradiction]: the fact `ios` must hold here, and must not
 --> list.yaml:9:9
  |
9 |       - id: ci-green
  |         ^
  = help: line 7 asks for it to hold; keep one of them

"#]]
    );
}

#[test]
fn a_polled_role_may_depend_on_facts() {
    for good in [
        "[developer, {role: qa-automation-engineer, when: ios}]",
        "[{role: developer, when: {any: [ios, tv], not: [database-migration]}}]",
    ] {
        assert_eq!(poll(good), "", "{good}");
    }
    assert_data_eq!(
        poll("[{when: ios}]"),
        str![[r#"
error[missing-key]: the key `role` is missing
  --> playbook.yaml:16:45
   |
16 |     gate: {title: Go for deployment, poll: [{when: ios}]}
   |                                             ^

"#]]
    );
    assert_data_eq!(
        poll("[developer, {role: developer, when: ios}]"),
        str![[r#"
error[duplicate-name]: the role `developer` appears twice
  --> playbook.yaml:16:63
   |
16 | …   gate: {title: Go for deployment, poll: [developer, {role: developer, when: ios}]}
   |                                                               ^^^^^^^^^
   = help: it first appears on line 16

"#]]
    );
    assert_data_eq!(
        poll("[{role: developer, when: {type: minor, fact: iso}, vote: 1}]"),
        str![[r#"
error[poll-by-type]: whether a role is polled cannot depend on the type here
  --> playbook.yaml:16:76
   |
16 | …le: Go for deployment, poll: [{role: developer, when: {type: minor, fact: iso}, vote: 1}]}
   |                                                               ^^^^^
   = help: give the type a `poll` of its own: `types: {TYPE: {poll: {PHASE: [ROLE]}}}`

error[unknown-name]: unknown fact `iso`
  --> playbook.yaml:16:89
   |
16 | …ployment, poll: [{role: developer, when: {type: minor, fact: iso}, vote: 1}]}
   |                                                               ^^^
   = help: did you mean `ios`?

error[unknown-key]: unknown key `vote`
  --> playbook.yaml:16:95
   |
16 | …nt, poll: [{role: developer, when: {type: minor, fact: iso}, vote: 1}]}
   |                                                               ^^^^
   = help: did you mean `votes`?

"#]]
    );
}

#[test]
fn a_vote_asks_for_a_number_of_people_that_there_are() {
    assert_eq!(poll("[{role: developer, votes: 3}]"), "");
    assert_data_eq!(
        poll("[{role: developer, votes: 0}]"),
        str![[r#"
error[not-a-value]: `0` is not a number of votes
  --> playbook.yaml:16:70
   |
16 | …: {title: Go for deployment, poll: [{role: developer, votes: 0}]}
   |                                                               ^
   = help: write how many people have to call go, such as `3`

"#]]
    );
    assert_data_eq!(
        poll("[{role: developer, votes: most}]"),
        str![[r#"
error[not-a-value]: `most` is not a number of votes
  --> playbook.yaml:16:70
   |
16 | …: {title: Go for deployment, poll: [{role: developer, votes: most}]}
   |                                                               ^^^^
   = help: write how many people have to call go, such as `3`

"#]]
    );
    let few = "developer: {title: Developer, members: [Ann <ann@x.example>, Bob <bob@x.example>]}";
    let playbook = PLAYBOOK.replace("developer: {title: Developer}", few);
    let voted = |votes: u64, policy: &str| {
        let poll = format!("poll: [{{role: developer, votes: {votes}}}, qa-automation-engineer]");
        let qa = "qa-automation-engineer: {title: QA Automation Engineer, members: [Ann <ann@x.example>]}";
        let playbook = playbook.replace("poll: [developer]", &poll).replace(
            "qa-automation-engineer: {title: QA Automation Engineer}",
            qa,
        );
        with(&format!("{playbook}{policy}"), LIST)
    };
    assert_eq!(voted(2, ""), "");
    assert_data_eq!(
        voted(3, ""),
        str![[r#"
error[too-few-voters]: the role `developer` has 2 members, and 3 votes are needed
  --> playbook.yaml:16:70
   |
16 | …: {title: Go for deployment, poll: [{role: developer, votes: 3}, qa-automation-engineer]}
   |                                                               ^
   = help: ask for fewer votes, or add `members` to the role

"#]]
    );
    assert_data_eq!(
        voted(2, "policy: {separation: enforce}\n"),
        str![[r#"
error[not-enough-people]: 2 people can never act for `developer` and `qa-automation-engineer` as different people
  --> playbook.yaml:16:44
   |
16 |     gate: {title: Go for deployment, poll: [{role: developer, votes: 2}, qa-automation-engineer]}
   |                                            ^
   = help: add `members` to these roles, leave one without, or set `separation: warn`

"#]]
    );
}
