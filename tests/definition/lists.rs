//! Items that are asked for each entry of a list.

use gonogo::definition::load::check_folder;
use gonogo::domain::id::RoleId;
use gonogo::domain::rules::tailor::tailor;
use snapbox::{assert_data_eq, str};

use super::{PLAYBOOK, folder, said};

const MEDIA: &str = "  media: [kde, {id: iot, title: IoT on arm, when: database-migration, roles: [qa-automation-engineer]}]\n";

const BOOTS: &str =
    "      - {id: boots, for-each: media, text: \"Boot {{entry}} once\", when: {type: minor}}\n";

fn files(lists: &str, items: &str) -> [(&'static str, String); 2] {
    let playbook = PLAYBOOK.replace("types:\n", &format!("lists:\n{lists}types:\n"));
    let list = format!(
        "id: list\ntitle: List\nphase: pre-release\nroles: [developer]\nsections:\n  - title: Media\n    items:\n{items}"
    );
    [("playbook.yaml", playbook), ("list.yaml", list)]
}

fn with(lists: &str, items: &str) -> String {
    let files = files(lists, items);
    said(
        &files
            .each_ref()
            .map(|(name, text)| (*name, text.as_bytes())),
    )
}

#[test]
fn an_item_is_asked_for_each_entry() {
    let items = format!("{BOOTS}      - {{id: updates, for-each: media, text: Upgrade to it}}\n");
    let files = files(MEDIA, &items);
    let folder = folder(
        &files
            .each_ref()
            .map(|(name, text)| (*name, text.as_bytes())),
    );
    let library = check_folder(folder.path()).unwrap().library.unwrap();
    let plan = tailor(&library, &"minor".into()).unwrap();
    let told: Vec<_> = plan
        .items
        .iter()
        .map(|item| {
            let roles: Vec<_> = item.roles.iter().map(RoleId::as_str).collect();
            let entry = item.entry.as_ref().unwrap();
            let when = item.when.words();
            format!(
                "{} ({entry}) {}: {} [{when}]",
                item.id,
                roles.join("+"),
                item.text
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "list/boots/kde (kde) developer: Boot kde once []",
            "list/boots/iot (iot) qa-automation-engineer: Boot IoT on arm once [database-migration]",
            "list/updates/kde (kde) developer: Upgrade to it: kde []",
            "list/updates/iot (iot) qa-automation-engineer: Upgrade to it: IoT on arm [database-migration]",
        ]
    );
}

#[test]
fn lists_are_declared_filled_and_named_well() {
    assert_eq!(with(MEDIA, BOOTS), "");
    assert_data_eq!(
        with("  media: []\n", BOOTS),
        str![[r#"
error[empty-list]: the list is empty
 --> playbook.yaml:9:10
  |
9 |   media: []
  |          ^
  = help: write its entries: `[first, second]`, or leave the list out

"#]]
    );
    assert_data_eq!(
        with(
            "  media: [kde, KDE, kde, {title: IoT, when: iot, roles: []}, {id: tv, title: IoT}]\n",
            BOOTS
        ),
        str![[r#"
error[not-a-name]: `KDE` cannot be the name of an entry
 --> playbook.yaml:9:16
  |
9 |   media: [kde, KDE, kde, {title: IoT, when: iot, roles: []}, {id: tv, title: IoT}]
  |                ^^^
  = help: names are lower-case letters and digits, in words joined by `-`: `kde`

error[duplicate-name]: the entry `kde` appears twice
 --> playbook.yaml:9:21
  |
9 |   media: [kde, KDE, kde, {title: IoT, when: iot, roles: []}, {id: tv, title: IoT}]
  |                     ^^^
  = help: it first appears on line 9

error[missing-key]: the key `id` is missing
 --> playbook.yaml:9:26
  |
9 |   media: [kde, KDE, kde, {title: IoT, when: iot, roles: []}, {id: tv, title: IoT}]
  |                          ^

error[unknown-name]: unknown fact `iot`
 --> playbook.yaml:9:45
  |
9 |   media: [kde, KDE, kde, {title: IoT, when: iot, roles: []}, {id: tv, title: IoT}]
  |                                             ^^^
  = help: the only one is `database-migration`

error[empty-list]: `roles` is empty
 --> playbook.yaml:9:57
  |
9 |   media: [kde, KDE, kde, {title: IoT, when: iot, roles: []}, {id: tv, title: IoT}]
  |                                                         ^
  = help: name who signs for the entry, or leave `roles` out

error[duplicate-name]: the title `IoT` appears twice
 --> playbook.yaml:9:78
  |
9 | …DE, kde, {title: IoT, when: iot, roles: []}, {id: tv, title: IoT}]
  |                                                               ^^^
  = help: it first appears on line 9

"#]]
    );
    assert_data_eq!(
        with(MEDIA, &BOOTS.replace("for-each: media", "for-each: medium")),
        str![[r#"
error[unknown-name]: unknown list `medium`
 --> list.yaml:8:31
  |
8 |       - {id: boots, for-each: medium, text: "Boot {{entry}} once", when: {type: minor}}
  |                               ^^^^^^
  = help: did you mean `media`?

"#]]
    );
}

#[test]
fn an_item_and_its_entries_fit() {
    assert_data_eq!(
        with(
            MEDIA,
            &BOOTS.replace("{type: minor}", "{not: database-migration}")
        ),
        str![[r#"
error[never-fits]: no release fits both this item and the entry `iot`
 --> list.yaml:8:9
  |
8 |       - {id: boots, for-each: media, text: "Boot {{entry}} once", when: {not: database-migration}}
  |         ^
  = help: change the `when` of one of them

"#]]
    );
    let any = "  media: [{id: kde, when: {any: [database-migration]}}]\n";
    assert_data_eq!(
        with(
            any,
            &BOOTS.replace("{type: minor}", "{any: [database-migration]}")
        ),
        str![[r#"
error[entry-has-any]: both this item and the entry `kde` have `any`
 --> list.yaml:8:9
  |
8 |       - {id: boots, for-each: media, text: "Boot {{entry}} once", when: {any: [database-migration]}}
  |         ^
  = help: keep one, or write the entry's items out

"#]]
    );
    assert_data_eq!(
        with(MEDIA, &BOOTS.replace("for-each: media, ", "")),
        str![[r#"
error[no-entry]: `{{entry}}` names an entry, but the item has no `for-each`
 --> list.yaml:8:27
  |
8 |       - {id: boots, text: "Boot {{entry}} once", when: {type: minor}}
  |                           ^^^^^^^^^^^^^^^^^^^^^
  = help: add `for-each` with the name of a list, or write what is meant

"#]]
    );
    assert_data_eq!(
        with(
            MEDIA,
            &BOOTS.replace("for-each: media, ", "for-each: media, marks: booted, ")
        ),
        str![[r#"
error[asked-once]: an item that marks a milestone is asked once, and not for each entry of a list
 --> list.yaml:8:31
  |
8 |       - {id: boots, for-each: media, marks: booted, text: "Boot {{entry}} once", when: {type: minor}}
  |                               ^^^^^
  = help: leave `for-each` out, or write an item for each

"#]]
    );
    let same = BOOTS.replace("id: boots", "id: again");
    assert_data_eq!(
        with(MEDIA, &format!("{BOOTS}{same}")),
        str![[r#"
error[same-text]: the item `boots` asks for the same already
 --> list.yaml:9:44
  |
9 |       - {id: again, for-each: media, text: "Boot {{entry}} once", when: {type: minor}}
  |                                            ^^^^^^^^^^^^^^^^^^^^^
  = help: its text is on line 8; ask once, or say what is different

"#]]
    );
}

#[test]
fn an_item_for_entries_has_not_the_name_of_a_checklist() {
    let [(_, playbook), (_, list)] = files(MEDIA, BOOTS);
    let playbook = playbook.replace("checklists: [list]", "checklists: [list, list/boots]");
    let other = "id: list/boots\ntitle: Boots\nphase: pre-release\nroles: [developer]\nitems:\n  - {id: kde, text: Polish all of the boots}\n";
    assert_data_eq!(
        said(&[
            ("playbook.yaml", playbook.as_bytes()),
            ("list.yaml", list.as_bytes()),
            ("list/boots.yaml", other.as_bytes()),
        ]),
        str![[r#"
error[item-is-checklist]: `list/boots` is also a checklist, so its items and these entries could share names
 --> list.yaml:8:31
  |
8 |       - {id: boots, for-each: media, text: "Boot {{entry}} once", when: {type: minor}}
  |                               ^^^^^
  = help: give the item another id

"#]]
    );
}
