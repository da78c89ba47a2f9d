use super::*;
use crate::definition::check;
use crate::definition::import::playbook::playbook;
use crate::definition::source::Source;

fn wanted(phase: Option<&'static str>) -> Wanted<'static> {
    Wanted {
        id: "release",
        phase,
        steps: false,
        known: &[],
    }
}

fn drafted(text: &str) -> Draft {
    Draft::of(Outline::of(text), text, &wanted(None)).unwrap_or_else(|none| panic!("{none:?}"))
}

/// Says what a draft holds: phases, sections with their roles, and items.
fn told(draft: &Draft) -> Vec<String> {
    let mut lines = Vec::new();
    for section in &draft.sections {
        let phase = section.phase.as_deref().unwrap_or("-");
        let of = |roles: &Option<[String; 1]>| {
            roles
                .as_ref()
                .map_or_else(String::new, |[role]| format!(" [{role}]"))
        };
        lines.push(format!("{phase}: {}{}", section.title, of(&section.roles)));
        for item in &section.items {
            let maybe = if item.if_applicable { " ?" } else { "" };
            let link = item
                .link
                .as_ref()
                .map_or_else(String::new, |link| format!(" <{link}>"));
            let help = item
                .help
                .as_ref()
                .map_or_else(String::new, |help| format!(" ({help})"));
            lines.push(format!(
                "  {}: {}{}{maybe}{link}{help}",
                item.id,
                item.text,
                of(&item.roles)
            ));
        }
    }
    lines
}

#[test]
fn headings_become_phases_and_sections() {
    let text = "# Release X\n\n## Prepare\n\n- [ ] Freeze main\n\n### Tests\n\n- [ ] Run them\n\n## Ship\n\n- [ ] Tag\n";
    let draft = drafted(text);
    assert_eq!(
        told(&draft),
        [
            "prepare: Prepare",
            "  freeze-main: Freeze main",
            "prepare: Tests",
            "  run-them: Run them",
            "ship: Ship",
            "  tag: Tag",
        ]
    );
    assert_eq!(draft.title, "Release X");
}

#[test]
fn what_has_no_state_of_its_own_becomes_a_group_and_the_rest_stays_as_help() {
    let text = "# T\n- [ ] Publish:\n  - [ ] crates\n  - [ ] images\n    - to the mirror\n- [ ] Announce\n  - [ ] blog\n- Windows\n  - [ ] installer\n";
    assert_eq!(
        told(&drafted(text)),
        [
            "release: Publish",
            "  crates: crates",
            "  images: images (- to the mirror)",
            "release: T",
            "  announce: Announce",
            "  blog: blog (Part of: Announce)",
            "release: Windows",
            "  installer: installer",
        ]
    );
}

#[test]
fn headings_lead_ins_and_tags_name_roles() {
    let text = "# T\n## Release Captain Tasks\n- [ ] Cut\n\n**DevOps Engineer:**\n\n- [ ] Deploy\n- [ ] [QA] Test it\n";
    let draft = drafted(text);
    assert_eq!(
        told(&draft),
        [
            "release-captain-tasks: Release Captain Tasks [release-captain]",
            "  cut: Cut",
            "release-captain-tasks: DevOps Engineer [devops-engineer]",
            "  deploy: Deploy",
            "  qa-test-it: Test it [qa]",
        ]
    );
    let roles: Vec<&str> = draft.roles.iter().map(|role| role.id.as_str()).collect();
    assert_eq!(roles, ["release-captain", "devops-engineer", "qa"]);
}

#[test]
fn an_item_keeps_its_words_and_its_link() {
    let text = "- [ ] Update [the docs](https://example.com/d) (if applicable)\n- [ ] Run `make all`, see [a](a.md) and [b]\n- [ ] [Optional] Tell\n\n[b]: https://example.com/b\n";
    let draft = drafted(text);
    assert_eq!(
        told(&draft),
        [
            "release: Release",
            "  update-the-docs-if-applicable: Update the docs (if applicable) ? <https://example.com/d>",
            "  run-make-all-see-a-and-b: Run `make all`, see a (a.md) and b <https://example.com/b>",
            "  optional-tell: [Optional] Tell",
        ]
    );
    assert_eq!(draft.suggestions.len(), 1);
    assert_eq!(draft.suggestions[0].0, 3);
}

#[test]
fn names_are_unique_and_do_not_depend_on_where_the_item_stands() {
    let text = "- [ ] Tests pass\n- [ ] Tests pass\n- [ ] Tests pass 2\n- [ ] 発行する\n- [ ] !\n";
    let ids: Vec<String> = drafted(text).sections[0]
        .items
        .iter()
        .map(|item| item.id.clone())
        .collect();
    let digest = |text: &str| Digest::of_bytes(text.as_bytes()).to_string();
    let named = |text: &str| format!("item-{}", &digest(text).rsplit(':').next().unwrap()[..8]);
    let expected = [
        "tests-pass",
        "tests-pass-2",
        "tests-pass-2-2",
        &named("発行する"),
        &named("!"),
    ];
    assert_eq!(ids, expected);
}

#[test]
fn a_document_without_items_says_what_it_has_instead() {
    let none = |text: &str| Draft::of(Outline::of(text), text, &wanted(None)).unwrap_err();
    for (text, expected) in [
        ("", "no task items (`- [ ] text`)"),
        (
            "1. a\n2. b\n\n- c\n",
            "no task items (`- [ ] text`), but 2 numbered steps, 1 bullets",
        ),
        (
            "☐ a\n\n```\n- [ ] x\n```\n",
            "no task items (`- [ ] text`), but 1 lines with ☐ boxes; 1 in the code block at line 3",
        ),
    ] {
        assert_eq!(none(text).sentence(), expected);
    }
    let steps = Wanted {
        steps: true,
        ..wanted(None)
    };
    let text = "1. Cut\n   - the branch\n2. Tag\n\n- no step\n";
    let draft = Draft::of(Outline::of(text), text, &steps).unwrap();
    assert_eq!(
        told(&draft),
        [
            "release: Release",
            "  cut: Cut (- the branch)",
            "  tag: Tag"
        ]
    );
    assert_eq!(draft.skipped.len(), 1);
}

#[test]
fn what_is_drafted_of_real_checklists_is_sound_and_loses_nothing() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let mut count = 0;
    for number in 1..=43 {
        let text = std::fs::read_to_string(folder.join(format!("{number:02}.md"))).unwrap();
        for phase in [None, Some("ship")] {
            let wanted = Wanted {
                id: "imported",
                phase,
                steps: true,
                known: &[],
            };
            let Ok(draft) = Draft::of(Outline::of(&text), &text, &wanted) else {
                continue;
            };
            count += 1;
            let items: Vec<(String, Option<String>)> = draft
                .sections
                .iter()
                .flat_map(|it| &it.items)
                .map(|it| (it.text.clone(), it.help.clone()))
                .collect();
            let checklist = draft.checklist("imported", phase, FALLBACK);
            let playbook = playbook(&[("imported", draft)], phase);
            let files = [
                ("playbook.yaml", playbook.as_str()),
                ("imported.yaml", checklist.as_str()),
            ];
            let sources = files.map(|(path, text)| Source {
                path: path.into(),
                name: path.trim_end_matches(".yaml").to_owned(),
                bytes: text.as_bytes().to_vec().into(),
                fault: None,
            });
            let checked = check::library("drafted", &sources);
            assert!(
                checked.problems.is_empty(),
                "{number}: {:?}\n{playbook}\n{checklist}",
                checked.problems
            );
            let library = checked.library.unwrap();
            let read: Vec<_> = library.checklists[0]
                .items
                .iter()
                .map(|it| (it.item.text.clone(), it.item.help.clone()))
                .collect();
            assert_eq!(read, items, "{number}");
        }
    }
    assert_eq!(count, 2 * 42);
}

#[test]
fn no_two_items_ask_the_same() {
    let text = "# T\n## A\n- [ ] Tests pass\n- [ ] Ship\n  - [ ] Tests pass\n## B\n- [ ] Tests pass.\n- [ ] Tests pass\n";
    let texts: Vec<String> = drafted(text)
        .sections
        .into_iter()
        .flat_map(|section| section.items)
        .map(|item| item.text)
        .collect();
    assert_eq!(
        texts,
        [
            "Tests pass",
            "Ship",
            "Tests pass (Ship)",
            "Tests pass. (B)",
            "Tests pass (B, 3)"
        ]
    );
}
