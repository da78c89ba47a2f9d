//! `gonogo status --format markdown`.

use pulldown_cmark::{Event, Options, Parser};
use snapbox::str;

use crate::hostile;
use crate::readers::{python, readers};
use crate::team::{Team, shows};

#[test]
fn a_comment_says_where_the_release_stands_and_who_it_waits_for() {
    let team = Team::on_release();
    team.quietly("block ci-green --reason 'red again'\n sign load-test --role QA");
    shows!(
        team.transcript(
            "status --format markdown
             status --format markdown --role developer --all"
        ),
        str![[r#"
$ gonogo status --format markdown
### Release 2.4.0: NO-GO at Go for deployment

minor, candidate c1: 1 of 8 items, 0 of 3 calls

| Phase | Items | Go calls | Gate |
| --- | --- | --- | --- |
| Pre-release | 1 of 4 | 0 of 2 | NO-GO |
| Deployment | 0 of 2 | 0 of 1 | NO-GO |
| Post-release | 0 of 2 | 0 of 0 | NO-GO |

**NO-GO**

- pre-release/ci-green: blocked: red again (Ada Lovelace)

| Waiting for | Now | Items | Calls |
| --- | --- | --- | --- |
| release-manager | 0 | 2 | 0 |
| developer | 2 | 3 | 1 |
| qa-automation-engineer | 2 | 3 | 2 |
= 0
$ gonogo status --format markdown --role developer --all
### Release 2.4.0: NO-GO at Go for deployment

minor, candidate c1: 0 of 3 items, 0 of 1 call

| Phase | Items | Go calls | Gate |
| --- | --- | --- | --- |
| Pre-release | 0 of 2 | 0 of 1 | NO-GO |
| Deployment | 0 of 1 | 0 of 0 | NO-GO |
| Post-release | 0 of 0 | 0 of 0 | NO-GO |

**NO-GO**

- pre-release/ci-green: blocked: red again (Ada Lovelace)

| Waiting for | Now | Items | Calls |
| --- | --- | --- | --- |
| developer | 2 | 3 | 1 |

**Pre-release**

- [ ] pre-release/ci-green: Run all CI/CD pipelines on the candidate (blocked)
- [ ] pre-release/code-reviewed: Review every merged change (open)

**Deployment**

- [x] deployment/backup-completed: Complete the database backup (not applicable)
- [ ] deployment/deployed: Deploy the candidate to production (open)
= 0

"#]]
    );
}

#[test]
fn no_text_checks_a_box() {
    let texts = hostile::texts(500);
    let team = hostile::team(&texts, true);
    let page = team.run("status --format markdown --all").stdout;
    let page = String::from_utf8(page).unwrap();
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    let boxes: Vec<bool> = Parser::new_ext(&page, options)
        .filter_map(|event| match event {
            Event::TaskListMarker(is_checked) => Some(is_checked),
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html}"),
            _ => None,
        })
        .collect();
    assert_eq!(boxes, [false; 500]);
    // Some readers look for a box anywhere on the line.
    assert!(!page.contains("[x]") && !page.contains("[X]"));
    let Some(readers) = readers() else {
        return;
    };
    let file = team.path("status.md");
    std::fs::write(&file, &page).unwrap();
    let read = python(&readers, "read_markdown.py", &file);
    assert_eq!(read["checked"], 0);
    assert_eq!(read["tags"]["input"], 500);
    assert_eq!(
        read["tags"]["li"], 521,
        "250 blockers are cut to 20 and a line for the rest"
    );
    assert_eq!(read["tags"]["code"], 1, "the command that lists the rest");
    let mut tags: Vec<&String> = read["tags"].as_object().unwrap().keys().collect();
    tags.sort();
    let plain = [
        "code", "h3", "input", "li", "p", "strong", "table", "tbody", "td", "th", "thead", "tr",
        "ul",
    ];
    assert_eq!(tags, plain, "nothing is a link or an image");
}
