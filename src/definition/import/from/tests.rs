use super::*;
use crate::markdown::outline::plain;

/// Says what an outline holds: items behind their headings, details below, and what was skipped.
fn told(outline: &Outline) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in &outline.entries {
        let path = outline.path(entry.heading).into_iter();
        let path: Vec<&str> = path
            .map(|place| outline.headings[place].text.as_str())
            .collect();
        let details = entry.details.join("|");
        lines.push(format!(
            "{} {}: {}{details}",
            entry.line,
            path.join("/"),
            plain(&entry.text)
        ));
    }
    for skipped in &outline.skipped {
        lines.push(format!(
            "{} - {:?} {}",
            skipped.line, skipped.what, skipped.beginning
        ));
    }
    lines
}

#[test]
fn the_checkboxes_of_a_form_are_items_and_the_rest_is_named() {
    let form = "\
name: Release
description: Ask for one
labels: [release]
body:
  - type: markdown
    attributes:
      value: Hello
  - type: input
    id: version
    attributes: {label: Version}
    validations: {required: true}
  - type: checkboxes
    attributes:
      label: Before
      description: All of them
      options:
        - label: Freeze `main`, see [the calendar](https://example.com/freeze)
          required: true
        - label: Ask QA
";
    let outline = Dialect::IssueForm.outline(form).unwrap();
    assert_eq!(
        told(&outline),
        [
            "17 Release/Before: Freeze main, see the calendar",
            "19 Release/Before: Ask QA",
            "2 - Prose Ask for one",
            "5 - Prose Hello",
            "8 - Field Version",
            "15 - Prose All of them",
        ]
    );
    assert_eq!(outline.title, Some(0));
}

#[test]
fn what_is_no_form_is_refused_with_its_line() {
    for (form, expected) in [
        (
            "a: 1\n",
            "1: a form has no key `a`: there are `name`, `description`, `body`, `assignees`, `labels`, `projects`, `title` and `type`",
        ),
        ("name: x\n", "1: a form has a `body`"),
        ("body: x\n", "1: `body` is a list"),
        (
            "- x\n",
            "1: a form is a map with `name`, `description`, `body`, `assignees`, `labels`, `projects`, `title` and `type`",
        ),
        (
            "body:\n  - type: boxes\n    attributes: {}\n",
            "2: unknown type `boxes`: there are `checkboxes`, `markdown`, `dropdown`, `input`, `textarea` and `upload`",
        ),
        (
            "body:\n  - type: checkboxes\n    attributes:\n      option: []\n",
            "4: `checkboxes` has no key `option`: there are `label`, `description` and `options`",
        ),
        (
            "body:\n  - type: checkboxes\n    attributes:\n      options:\n        - name: x\n",
            "5: an option has no key `name`: there are `label` and `required`",
        ),
        (
            "body:\n  - type: markdown\n    attributes: {value: x}\n",
            " there are no items",
        ),
        ("body: [\n", "1:7: `[` is never closed"),
    ] {
        let fault = Dialect::IssueForm.outline(form).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    }
}

#[test]
fn a_list_has_a_text_on_each_line_and_titles() {
    let text = "# Ours\nBefore:\n- [ ] Freeze main\n2) Ask QA: now\n\n  • ☐ Call\n3.14 is pi\n-\n";
    let outline = Dialect::TextList.outline(text).unwrap();
    assert_eq!(
        told(&outline),
        [
            "3 Before: Freeze main",
            "4 Before: Ask QA: now",
            "6 Before: Call",
            "7 Before: 3.14 is pi",
            "1 - Comment # Ours",
            "8 - NoText ",
        ]
    );
}

#[test]
fn a_list_in_yaml_has_texts_or_titles_with_texts() {
    let outline = |text: &str| Dialect::YamlList.outline(text);
    assert_eq!(
        told(&outline("- Freeze\n- 'Ask: QA'\n").unwrap()),
        ["1 : Freeze", "2 : Ask: QA"]
    );
    let titled = outline("Before:\n  - Freeze\nAfter: [Tell]\n").unwrap();
    assert_eq!(told(&titled), ["2 Before: Freeze", "3 After: Tell"]);
    for (text, line) in [
        ("- a\n- b: c\n", 2),
        ("a: b\n", 1),
        ("- a\n- - b\n", 2),
        ("a\n", 1),
    ] {
        let fault = outline(text).unwrap_err().to_string();
        assert_eq!(
            fault,
            format!("{line}: a list holds texts, or titles each with a list of texts")
        );
    }
}

#[test]
fn a_smart_checklist_has_marks_details_and_headings() {
    let text = "# Release\n## Before\n- Freeze `main`\n> until **noon**\n> or one\n+ Ask QA\nx Skip\n~ Go\n- [x] Call\n[ ] Sleep\nhello\n---\n";
    let outline = Dialect::SmartChecklist.outline(text).unwrap();
    assert_eq!(
        told(&outline),
        [
            "3 Release/Before: Freeze mainuntil **noon**\nor one",
            "6 Release/Before: Ask QA",
            "7 Release/Before: Skip",
            "8 Release/Before: Go",
            "9 Release/Before: Call",
            "10 Release/Before: Sleep",
            "11 - Prose hello",
            "12 - Prose ---",
        ]
    );
}
