use super::*;
use crate::definition::check;
use crate::definition::import::playbook::playbook;
use crate::definition::source::Source;
use crate::domain::digest::Digest;
use crate::domain::text::LONGEST_TEXT;
use crate::markdown::outline::Kind;

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
            let help = match item.help.as_str() {
                "" => String::new(),
                help => format!(" ({help})"),
            };
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

/// Holds that what is written of a draft has no problem and reads back with the same texts and help.
fn assert_sound(name: &str, draft: Draft, phase: Option<&str>) {
    let told: Vec<(String, Option<String>)> = draft
        .sections
        .iter()
        .flat_map(|it| &it.items)
        .map(|it| {
            let help = Some(it.help.clone()).filter(|help| !help.is_empty());
            (it.text.clone(), help)
        })
        .collect();
    let checklist = draft.checklist("imported", phase, FALLBACK).unwrap();
    let playbook = playbook(&[("imported", draft)], phase).unwrap();
    let files = [("playbook.yaml", playbook), ("imported.yaml", checklist)];
    let sources = files.map(|(path, text)| Source {
        path: path.into(),
        name: path.trim_end_matches(".yaml").to_owned(),
        bytes: text.into_bytes().into(),
        fault: None,
    });
    let checked = check::library("drafted", &sources);
    let problems = &checked.problems;
    let first = problems.first().map(|it| (&it.path, &it.spot, &it.fault));
    assert_eq!(first, None, "{name}: {} problems", problems.len());
    let library = checked.library.unwrap();
    let items = library.checklists[0].items.iter();
    let read: Vec<_> = items
        .map(|it| (it.item.text.clone(), it.item.help.clone()))
        .collect();
    assert_eq!(read, told, "{name}");
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
fn a_name_that_was_exported_is_kept() {
    let text = "- [ ] Tag it <!-- release/sign-the-tag -->\n- [ ] Push <!-- a/b/c-d -->\n- [ ] Ask <!-- and/or not -->\n- [ ] Wait <!-- x -->\n- [ ] Go <!-- release/sign-the-tag -->\n";
    let draft = drafted(text);
    let ids: Vec<&str> = draft.sections[0]
        .items
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["sign-the-tag", "c-d", "ask", "wait", "sign-the-tag-2"]
    );
    let skipped: Vec<usize> = draft.skipped.iter().map(|it| it.line).collect();
    assert_eq!(skipped, [3, 4]);
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
            "no task items (`- [ ] text`), but 2 numbered steps, 1 bullet",
        ),
        (
            "☐ a\n\n```\n- [ ] x\n```\n",
            "no task items (`- [ ] text`), but 1 line with ☐ boxes; 1 in the code block at line 3",
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
            assert_sound(&format!("{number}"), draft, phase);
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

#[test]
fn what_says_nothing_is_no_item_and_no_title() {
    let text = "# \u{200b}\n## ![](x)\n- [ ] ![](x)\n- [ ] <br>\n- [ ] \u{200b}\n  - [ ] Tag\n\n    first\n- [ ] [](https://example.com)\n- [ ] [x](https://example.com)\n  - [ ] <i></i>\n\n    more\n\n\u{200b}\n\n- [ ] Push\n";
    let draft = drafted(text);
    assert_eq!(
        told(&draft),
        [
            "release: Release",
            "  tag: Tag (first)",
            "  item-e3b0c442: https://example.com <https://example.com>",
            "  x: x <https://example.com> (more)",
            "  push: Push",
        ]
    );
    assert_eq!(draft.title, "Release");
    let silent = draft.skipped.iter().filter(|it| it.what == Kind::NoText);
    let lines: Vec<usize> = silent.map(|it| it.line).collect();
    assert_eq!(lines, [3, 4, 5, 11]);
    assert_sound("silent", draft, None);

    let none = Draft::of(Outline::of("- [ ] ![](x)"), "", &wanted(None)).unwrap_err();
    assert_eq!(none.sentence(), "no task items (`- [ ] text`)");
}

#[test]
fn what_is_left_out_of_skipped_bullets_is_named_too() {
    let draft = drafted("- [ ] a\n\npara\n\n* b\n\n  more\n");
    let skipped: Vec<_> = draft.skipped.iter().map(|it| (it.line, it.what)).collect();
    assert_eq!(
        skipped,
        [(3, Kind::Prose), (5, Kind::Bullet), (5, Kind::Prose)]
    );
}

#[test]
fn what_is_too_long_is_cut_and_the_rest_is_named() {
    let long = |word: &str, bytes: usize| format!("{word} ").repeat(bytes / (word.len() + 1));
    let text = format!(
        "# {}\n## {}\n- {}\n  - [ ] {}\n\n    {}\n  - [ ] {}\n",
        long("title", 300),
        long("phase", 300),
        long("group", 300),
        long("item", 9_000),
        long("help", 9_000),
        long("item", 9_000),
    );
    let draft = drafted(&text);
    let lines: Vec<_> = draft.skipped.iter().map(|it| (it.line, it.what)).collect();
    let expected = [1, 2, 3, 4, 4, 7].map(|line| (line, Kind::Rest));
    assert_eq!(lines, expected);
    assert_eq!(draft.title.chars().count(), 200);
    let section = &draft.sections[0];
    assert_eq!(section.title.chars().count(), 200);
    assert!(
        section
            .items
            .iter()
            .all(|item| item.text.ends_with(['…', ')']))
    );
    assert!(section.items[0].text.len() > 7_000);
    assert_eq!(section.items[0].help.len(), LONGEST_TEXT);
    assert_sound("long", draft, None);
}

/// Documents whose parts are many, long or deep. Work that grows with the square of one of them would not end here.
#[test]
fn hostile_shapes_are_drafted_whole() {
    const MANY: usize = 4_000;
    let long = "long ".repeat(20_000);
    let numbered = |line: &dyn Fn(usize) -> String| (0..MANY).map(line).collect::<String>();
    for (name, text, items, sections) in [
        ("equal items", "- [ ] a\n".repeat(MANY), MANY, 1),
        (
            "equal items without words",
            "- [ ] !\n".repeat(MANY),
            MANY,
            1,
        ),
        (
            "items that look numbered",
            numbered(&|at| format!("- [ ] a {at}\n- [ ] a\n")),
            2 * MANY,
            1,
        ),
        (
            "a phase and a section for each",
            numbered(&|at| format!("## P{at} qa\n### S\n- [ ] a{at}\n")),
            MANY,
            MANY,
        ),
        (
            "equal sections",
            numbered(&|at| format!("## P{at}\n### S\n- [ ] a\n### T\n- [ ] b\n")),
            2 * MANY,
            2 * MANY,
        ),
        (
            "boxes that are none",
            "- [ ] a\n".to_owned() + &"- [ ]\n".repeat(MANY),
            1,
            1,
        ),
        (
            "a long lead-in",
            format!("{long}\n\n{}", "- [ ] a\n".repeat(MANY)),
            MANY,
            1,
        ),
        (
            "a long heading",
            format!(
                "## {long}\n{}",
                numbered(&|at| format!("- g{at}:\n  - [ ] a\n"))
            ),
            MANY,
            MANY,
        ),
        (
            "a long heading above others",
            format!(
                "# A\n# {long}\n{}",
                numbered(&|at| format!("## g{at}\n- [ ] a\n"))
            ),
            MANY,
            MANY,
        ),
        (
            "a long item with others below",
            format!("- [ ] {long}\n{}", "  - [ ] a\n".repeat(MANY)),
            MANY + 1,
            1,
        ),
        (
            "a long group",
            format!("- {long}\n{}", "  - [ ] a\n".repeat(MANY)),
            MANY,
            1,
        ),
        (
            "bullets below an item",
            format!("- [ ] a\n{}", "  - b\n".repeat(MANY)),
            1,
            1,
        ),
        (
            "deep on one line",
            format!("- [ ] a\n  {}b\n", "- ".repeat(MANY)),
            1,
            1,
        ),
        (
            "groups on one line",
            format!("{}[ ] a\n", "- ".repeat(MANY)),
            1,
            1,
        ),
        (
            "deep",
            (0..1_000)
                .map(|at| format!("{}- [ ] a\n", "  ".repeat(at)))
                .collect(),
            1_000,
            1,
        ),
    ] {
        let draft = drafted(&text);
        assert_eq!(draft.size(), (items, sections), "{name}");
        let all = draft.sections.iter().flat_map(|it| &it.items);
        let ids: HashSet<&str> = all.map(|it| it.id.as_str()).collect();
        assert_eq!(ids.len(), items, "{name}");
        let yaml = draft.checklist("imported", None, FALLBACK).unwrap();
        assert!(
            yaml.len() < 20 * text.len() + 10_000,
            "{name}: {} bytes",
            yaml.len()
        );
        let playbook = playbook(&[("imported", draft)], None).unwrap();
        assert!(playbook.len() < 20 * text.len() + 10_000, "{name}");
    }
}
