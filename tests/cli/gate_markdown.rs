//! `gonogo gate --format markdown`, read by a parser of GitHub's Markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use snapbox::str;

use crate::hostile;
use crate::readers::{python, readers};
use crate::team::{Team, shows};
use gonogo::domain::text::legible_lines;

#[test]
fn a_comment_says_the_verdict_and_what_keeps_the_gates_shut() {
    let team = Team::on_release();
    team.quietly("block ci-green --reason 'red again'");
    shows!(
        team.transcript(
            "gate pre-release --format markdown
             gate --format markdown --candidate 0000000"
        ),
        str![[r#"
$ gonogo gate pre-release --format markdown
### NO-GO for pre-release

Release 2.4.0, candidate c1: 0 of 8 items, 0 of 3 calls

| Verdict | What | Why | Waiting for |
| --- | --- | --- | --- |
| NO-GO | pre-release/ci-green: Run all CI/CD pipelines on the candidate | blocked: red again (Ada Lovelace) | developer |
| HOLD | pre-release/code-reviewed: Review every merged change | open | developer, qa-automation-engineer |
| HOLD | pre-release/smoke-tests: Run the smoke tests in staging | open | qa-automation-engineer |
| HOLD | pre-release/load-test: Run the load test | open | qa-automation-engineer |
| HOLD | pre-release: developer | has not called | developer |
| HOLD | pre-release: qa-automation-engineer | has not called | qa-automation-engineer |
= 1
$ gonogo gate --format markdown --candidate 0000000
### NO-GO for release 2.4.0

Release 2.4.0, candidate c1: 0 of 8 items, 0 of 3 calls

Gates: pre-release NO-GO, deployment NO-GO, post-release NO-GO

**NO-GO**: 0000000 is not the candidate: the record has candidate c1

| Verdict | What | Why | Waiting for |
| --- | --- | --- | --- |
| NO-GO | pre-release/ci-green: Run all CI/CD pipelines on the candidate | blocked: red again (Ada Lovelace) | developer |
| HOLD | pre-release/code-reviewed: Review every merged change | open | developer, qa-automation-engineer |
| HOLD | pre-release/smoke-tests: Run the smoke tests in staging | open | qa-automation-engineer |
| HOLD | pre-release/load-test: Run the load test | open | qa-automation-engineer |
| HOLD | pre-release: developer | has not called | developer |
| HOLD | pre-release: qa-automation-engineer | has not called | qa-automation-engineer |
| HOLD | deployment/deployed: Deploy the candidate to production | open | developer |
| HOLD | deployment/smoke-tests: Repeat the smoke tests in production | open | qa-automation-engineer |
| HOLD | deployment: qa-automation-engineer | has not called | qa-automation-engineer |
| HOLD | post-release/customers-told: Tell the customers what changed | open | release-manager |
| HOLD | post-release/training-updated: Update the training materials | open | release-manager |
= 1

"#]]
    );
}

/// Returns the cells of the rows of a page, and fails on everything that is more than text.
#[track_caller]
fn rows(page: &str) -> Vec<Vec<String>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for event in Parser::new_ext(page, options) {
        match event {
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => {
                if let Some(row) = rows.last_mut() {
                    row.push(String::new());
                }
            }
            Event::Text(text) => {
                if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                    cell.push_str(&text);
                }
            }
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::Heading { .. } | Tag::Paragraph)
            | Event::End(
                TagEnd::Table
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::TableCell
                | TagEnd::Heading(_)
                | TagEnd::Paragraph,
            ) => {}
            Event::Code(code) if &*code == "gonogo gate" => {}
            other => panic!("{other:?} in\n{page}"),
        }
    }
    rows
}

#[test]
fn texts_of_a_record_stay_texts() {
    let texts = hostile::texts(500);
    let mut told = 0;
    for part in texts.chunks(20) {
        let team = hostile::team(part, false);
        let page = String::from_utf8(team.run("gate --format markdown").stdout).unwrap();
        let rows = rows(&page);
        for (number, text) in part.iter().enumerate() {
            let lines: Vec<&str> = text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect();
            let shown = legible_lines(&lines.join(" ")).trim().to_owned();
            let what = format!("{}: {shown}", hostile::item_of(number));
            let is_its =
                |row: &&Vec<String>| row[1].replace('\u{200b}', "").trim_end() == what.trim_end();
            assert!(rows.iter().any(|row| is_its(&row)), "{what:?} in\n{page}");
            told += 1;
        }
        if let Some(readers) = readers() {
            let file = team.path("gate.md");
            std::fs::write(&file, &page).unwrap();
            let read = python(&readers, "read_markdown.py", &file);
            let mut tags: Vec<&String> = read["tags"].as_object().unwrap().keys().collect();
            tags.sort();
            let plain = [
                "code", "h3", "p", "table", "tbody", "td", "th", "thead", "tr",
            ];
            assert_eq!(tags, plain, "nothing is a link, an image or a box: {page}");
        }
    }
    assert_eq!(told, 500);
}
