//! A release as a task list, the body of an issue, a table, and the pack of an auditor.

use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;
use snapbox::str;

use crate::hostile;
use crate::readers::{python, readers};
use crate::releasing::json;
use crate::team::{Team, shows};

#[test]
fn a_release_is_exported_in_every_form() {
    let team = Team::on_release();
    team.quietly(
        "sign ci-green --evidence https://ci.example/run/881
         waive training-updated --reason 'nothing to train' --expires 2026-12-01
         block pre-release/smoke-tests --reason 'login <b>fails</b> [x]'
         call no-go --phase pre-release --role developer --reason 'wait for QA'",
    );
    shows!(
        team.transcript(
            "export
             export --format csv
             export --format audit
             export --format github-issue -o issue.md
             export 3.0.0",
        ),
        str![[r#"
$ gonogo export
# Release 2.4.0

NO-GO at "Go for deployment", 2 of 8 items, 0 of 3 calls, candidate c1

## Pre-release

### Code

- [x] Run all CI/CD pipelines on the candidate <!-- pre-release/ci-green -->
  - Signed as developer by Ada Lovelace, 2026-11-20: <https://ci.example/run/881>
- [ ] Review every merged change <!-- pre-release/code-reviewed -->

### Tests

- [ ] Run the smoke tests in staging <!-- pre-release/smoke-tests -->
  - Blocked: login \<b>fails\</b> \[x\] (Ada Lovelace)
- [ ] Run the load test <!-- pre-release/load-test -->

## Deployment

- [x] Complete the database backup <!-- deployment/backup-completed -->
  - Does not apply: fact \`database-migration\` is answered no

  A restore of such a backup has worked before.

- [ ] Deploy the candidate to production <!-- deployment/deployed -->
- [ ] Repeat the smoke tests in production <!-- deployment/smoke-tests -->

## Post-release

- [ ] Tell the customers what changed <!-- post-release/customers-told -->
- [ ] Update the training materials <!-- post-release/training-updated -->
  - Waived until 2026-12-01: nothing to train (Ada Lovelace)
= 0
$ gonogo export --format csv
phase,section,item,text,state,role,signed-by,signed-at,holds,evidence,note,waived-until,reason,signature
pre-release,Code,pre-release/ci-green,Run all CI/CD pipelines on the candidate,done,developer,Ada Lovelace <ada@octoacme.example>,2026-11-20T09:00:00Z,yes,https://ci.example/run/881,,,,
pre-release,Code,pre-release/code-reviewed,Review every merged change,open,developer,,,,,,,,
pre-release,Code,pre-release/code-reviewed,Review every merged change,open,qa-automation-engineer,,,,,,,,
pre-release,Tests,pre-release/smoke-tests,Run the smoke tests in staging,blocked,qa-automation-engineer,,,,,,,login <b>fails</b> [x] (Ada Lovelace),
pre-release,Tests,pre-release/load-test,Run the load test,open,qa-automation-engineer,,,,,,,,
deployment,Deployment,deployment/backup-completed,Complete the database backup,not applicable,developer,,,,,,,fact `database-migration` is answered no,
deployment,Deployment,deployment/deployed,Deploy the candidate to production,open,developer,,,,,,,,
deployment,Deployment,deployment/smoke-tests,Repeat the smoke tests in production,open,qa-automation-engineer,,,,,,,,
post-release,Post-release,post-release/customers-told,Tell the customers what changed,open,release-manager,,,,,,,,
post-release,Post-release,post-release/training-updated,Update the training materials,waived,release-manager,,,,,,2026-12-01,nothing to train (Ada Lovelace),
= 0
$ gonogo export --format audit
# Audit of release 2.4.0

NO-GO at "Go for deployment", 2 of 8 items, 0 of 3 calls, candidate c1

## Record

| What | Value |
| --- | --- |
| File | `sha256:[HASH]` |
| Events | 5 |
| Newest events | `sha256:[HASH]` |
| Signatures | none |
| Made at | 2026-11-20T09:00:00Z |

Verified: the id of every event, every link between events, the plan that was frozen, and that every event was allowed when it was recorded. Who a person is, the record says: nothing in it is signed. To check it again: compare the digest of the file, and run `gonogo verify 2.4.0 --expect-head sha256:[HASH]`.

## Pre-release

| Requirement | Item | State | Role | Signed by | When | Evidence and remarks |
| --- | --- | --- | --- | --- | --- | --- |
| Run all CI/CD pipelines on the candidate | `pre-release/ci-green` | done | developer | Ada Lovelace \<ada@&#8203;octoacme.example> | 2026-11-20T09:00:00Z | <https://ci.example/run/881> |
| Review every merged change | `pre-release/code-reviewed` | open | developer |  |  |  |
| Review every merged change | `pre-release/code-reviewed` | open | qa-automation-engineer |  |  |  |
| Run the smoke tests in staging | `pre-release/smoke-tests` | blocked | qa-automation-engineer |  |  | blocked: login \<b>fails\</b> \[x\] (Ada Lovelace) |
| Run the load test | `pre-release/load-test` | open | qa-automation-engineer |  |  |  |

## Deployment

| Requirement | Item | State | Role | Signed by | When | Evidence and remarks |
| --- | --- | --- | --- | --- | --- | --- |
| Complete the database backup | `deployment/backup-completed` | not applicable | developer |  |  | fact \`database-migration\` is answered no |
| Deploy the candidate to production | `deployment/deployed` | open | developer |  |  |  |
| Repeat the smoke tests in production | `deployment/smoke-tests` | open | qa-automation-engineer |  |  |  |

## Post-release

| Requirement | Item | State | Role | Signed by | When | Evidence and remarks |
| --- | --- | --- | --- | --- | --- | --- |
| Tell the customers what changed | `post-release/customers-told` | open | release-manager |  |  |  |
| Update the training materials | `post-release/training-updated` | waived | release-manager |  |  | waived until 2026-12-01 by Ada Lovelace: nothing to train |

## Decisions

| Gate | Role | Call | By | When | Reason |
| --- | --- | --- | --- | --- | --- |
| Go for deployment | developer | no-go | Ada Lovelace \<ada@&#8203;octoacme.example> | 2026-11-20T09:00:00Z | wait for QA |
| Go for deployment | qa-automation-engineer | not called |  |  |  |
| Deployment verified | qa-automation-engineer | not called |  |  |  |

## Accepted risks

| About | What was accepted |
| --- | --- |
| post-release/training-updated | waived until 2026-12-01 by Ada Lovelace: nothing to train |
= 0
$ gonogo export --format github-issue -o issue.md
wrote issue.md
= 0
$ gonogo export 3.0.0
! error: there is no record releases/3.0.0.toml
! hint: `gonogo list` shows the records, `gonogo start VERSION` opens one
= 2

"#]]
    );
    let digest = json(&team, "export --json")["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    let record = gonogo::domain::digest::Digest::of_bytes(
        &fs::read(team.path("releases/2.4.0.toml")).unwrap(),
    );
    assert_eq!(digest, record.to_string());
}

/// Returns the texts of the items of the only release, in their order.
fn texts(team: &Team) -> Vec<String> {
    let status = json(team, "status --json");
    let items = status["items"].as_array().unwrap().iter();
    items
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Returns the last parts of the names of the items of the only release, in their order.
fn names(team: &Team) -> Vec<String> {
    let status = json(team, "status --json");
    let items = status["items"].as_array().unwrap().iter();
    let name = |item: &Value| {
        item["id"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned()
    };
    items.map(name).collect()
}

/// Imports a file into a new folder, and opens a release of it; nothing when it has no task.
fn imported(file: &Path) -> Option<Team> {
    let team = Team::new().with("GONOGO_CHECKLISTS", "checklists");
    fs::copy(file, team.path("release.md")).unwrap();
    let has_tasks = team.run("import release.md").status.success();
    has_tasks.then(|| {
        team.quietly("start 1.0.0 --type release");
        team
    })
}

#[test]
fn what_was_exported_is_imported_with_the_same_items() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let Some(first) = imported(&path) else {
            continue;
        };
        first.quietly("export -o exported.md");
        let again = imported(&first.path("exported.md")).unwrap();
        assert_eq!(texts(&again), texts(&first), "{}", path.display());
        assert_eq!(names(&again), names(&first), "{}", path.display());
        count += texts(&first).len();
    }
    assert!(count > 1000, "{count}");
}

#[test]
fn a_github_reader_sees_every_item_as_it_stands_whatever_its_text() {
    let Some(modules) = readers() else { return };
    let texts = hostile::texts(300);
    let team = hostile::team(&texts, true);
    let read = |line: &str| -> Value {
        let file = team.path("export.md");
        fs::write(&file, team.run(line).stdout).unwrap();
        python(&modules, "read_markdown.py", &file)
    };
    let all = read("export");
    assert_eq!(
        (&all["tags"]["input"], &all["checked"]),
        (&300.into(), &0.into())
    );
    for tag in ["script", "a", "img", "table"] {
        assert_eq!(all["tags"][tag], Value::Null, "{tag}");
    }
    let audit = read("export --format audit");
    assert_eq!(
        (&audit["tags"]["input"], &audit["tags"]["script"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn an_issue_is_no_larger_than_github_takes() {
    let texts: Vec<String> = (0..2_000)
        .map(|number| format!("Verify part number {number} of the release"))
        .collect();
    let team = hostile::team(&texts, true);
    let issue = String::from_utf8(team.run("export --format github-issue").stdout).unwrap();
    let length = issue.encode_utf16().count();
    assert!((60_000..=65_536).contains(&length), "{length}");
    let shown = issue.matches("- [ ] ").count();
    assert!(
        issue.ends_with(&format!("\n{} more items\n", 2_000 - shown)),
        "{shown}"
    );
}

#[test]
fn what_an_issue_counts_belongs_to_no_item() {
    let texts: Vec<String> = (0..2_000)
        .map(|number| format!("Verify part number {number} of the release"))
        .collect();
    let team = hostile::team(&texts, true);
    let items = json(&team, "status --json");
    let first = items["items"][1]["id"].as_str().unwrap();
    team.quietly(&format!(
        "sign {first} --evidence https://ci.example/run/881"
    ));
    let issue = String::from_utf8(team.run("export --format github-issue").stdout).unwrap();
    assert!(issue.contains("1 item settled"), "{issue}");
    let mut lists = 0;
    for event in Parser::new_ext(&issue, Options::all()) {
        match event {
            Event::Start(Tag::List(_)) => lists += 1,
            Event::End(TagEnd::List(_)) => lists -= 1,
            Event::Text(text) if text.ends_with(" settled") || text.ends_with(" more items") => {
                assert_eq!(lists, 0, "{text}");
            }
            _ => {}
        }
    }
}

#[test]
fn who_spoke_and_who_recorded_it_are_both_named() {
    let team = Team::on_release();
    team.quietly(
        "sign load-test --role QA --evidence https://ci.example/1 --for 'Priya Nair <priya@octoacme.example>' --via 'mail of Friday'",
    );
    for (form, names) in [
        ("markdown", "by Priya Nair, recorded by Ada Lovelace,"),
        (
            "csv",
            "Priya Nair <priya@octoacme.example>, recorded by Ada Lovelace <",
        ),
        ("audit", "recorded by Ada Lovelace"),
    ] {
        let output = team.run(&format!("export --format {form}"));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(names), "{form}: {text}");
    }
    team.quietly("page -o page.html");
    let page = team.read("page.html");
    assert!(
        page.contains("Priya Nair, recorded by Ada Lovelace"),
        "{page}"
    );
}
