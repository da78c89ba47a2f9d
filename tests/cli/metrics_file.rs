//! `gonogo metrics --format openmetrics` as a file that an exporter reads: labels, and its replacement in one step.

use serde_json::{Value, json};
use snapbox::str;

use crate::hostile;
use crate::readers::{python, readers};
use crate::team::{Team, shows};

fn deployed() -> Team {
    let team = Team::on_release();
    team.quietly("sign deployed --role developer --ahead --reason early");
    team
}

#[test]
fn labels_are_checked_before_anything_is_written() {
    shows!(
        deployed().transcript(
            "metrics --format openmetrics --label 2x=y -o out.prom
             metrics --format openmetrics --label month=y -o out.prom
             metrics --format openmetrics --label team= -o out.prom
             metrics --format openmetrics --label team=a --label team=b -o out.prom
             metrics --label team=a -o out.prom"
        ),
        str![[r#"
$ gonogo metrics --format openmetrics --label 2x=y -o out.prom
! error: invalid value '2x=y' for '--label <NAME=VALUE>': a name has letters, digits and `_`, starts with no digit, and with at most one `_`
! 
! For more information, try '--help'.
= 2
$ gonogo metrics --format openmetrics --label month=y -o out.prom
! error: invalid value 'month=y' for '--label <NAME=VALUE>': gonogo has a label `month` of its own
! 
! For more information, try '--help'.
= 2
$ gonogo metrics --format openmetrics --label team= -o out.prom
! error: invalid value 'team=' for '--label <NAME=VALUE>': `team` has no value
! 
! For more information, try '--help'.
= 2
$ gonogo metrics --format openmetrics --label team=a --label team=b -o out.prom
! error: the label `team` is given twice
= 2
$ gonogo metrics --label team=a -o out.prom
! error: only `openmetrics` has labels
! hint: give `--format openmetrics` as well
= 2

"#]]
    );
}

#[test]
fn a_file_is_replaced_in_one_step_and_nothing_is_left_beside_it() {
    let team = deployed();
    std::fs::write(team.path("out.prom"), "old").unwrap();
    let plain = team.run("metrics --format openmetrics");
    let written = team.run("metrics --format openmetrics -o out.prom");
    assert!(
        written.status.success() && written.stdout.is_empty(),
        "{written:?}"
    );
    assert_eq!(team.read("out.prom").into_bytes(), plain.stdout);
    let new = team.run("metrics --json -o new.json");
    assert!(new.status.success());
    assert!(
        team.read("new.json")
            .starts_with("{\n  \"format\": \"gonogo.metrics/1\"")
    );
    let mut names: Vec<_> = std::fs::read_dir(team.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["new.json", "out.prom", "releases"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_left_alone() {
    let team = deployed();
    std::os::unix::fs::symlink("/dev/null", team.path("link")).unwrap();
    shows!(
        team.transcript(
            "metrics --json -o link
             metrics --json -o releases
             metrics --json -o /dev/null
             metrics --json -o nowhere/out.json"
        ),
        str![[r#"
$ gonogo metrics --json -o link
! error: link is not a regular file
! hint: choose another file; write to a device or a pipe with `> FILE`
= 3
$ gonogo metrics --json -o releases
! error: releases is not a regular file
! hint: choose another file; write to a device or a pipe with `> FILE`
= 3
$ gonogo metrics --json -o /dev/null
! error: /dev/null is not a regular file
! hint: choose another file; write to a device or a pipe with `> FILE`
= 3
$ gonogo metrics --json -o nowhere/out.json
! error: cannot write nowhere/out.json: No such file or directory (os error 2)
! hint: make the folder first, or choose another
= 3

"#]]
    );
    assert!(team.path("link").is_symlink());
}

#[test]
fn the_figures_of_two_repositories_stand_side_by_side() {
    let Some(readers) = readers() else {
        return;
    };
    let team = deployed();
    let read = |lines: &[Vec<String>]| -> Value {
        let mut pages = lines.iter().map(|labels| {
            let mut command = team.gonogo();
            command.args(["metrics", "--format", "openmetrics", "--by", "type"]);
            for label in labels {
                command.args(["--label", label]);
            }
            let output = command.output().unwrap();
            assert!(output.status.success(), "{labels:?}");
            String::from_utf8(output.stdout).unwrap()
        });
        let mut page = pages.next().unwrap();
        for other in pages {
            // An exporter puts the samples of a family together.
            for line in other.lines().filter(|line| !line.starts_with('#')) {
                let family = &line[..line.find(['{', ' ']).unwrap()];
                let at = page.find(&format!("# TYPE {family} ")).unwrap();
                let mut at = at + page[at..].find('\n').unwrap() + 1;
                if page[at..].starts_with("# UNIT") {
                    at += page[at..].find('\n').unwrap() + 1;
                }
                page.insert_str(at, &format!("{line}\n"));
            }
        }
        let file = team.path("out.prom");
        std::fs::write(&file, page).unwrap();
        python(&readers, "read_metrics.py", &file)
    };
    let labels = |text: &str| vec![text.to_owned()];
    let alone = read(&[labels("repository=shop")]);
    assert_eq!(alone["repeated"], json!([]));
    assert_eq!(alone["types"], json!(["gauge"]));
    assert_eq!(alone["undocumented"], json!([]));
    let count = |read: &Value| read["openmetrics"].as_array().unwrap().len();
    assert_eq!(alone["lines"], count(&alone));
    assert_eq!(alone["text"], alone["openmetrics"]);
    let both = read(&[labels("repository=shop"), labels("repository=till")]);
    assert_eq!(both["repeated"], json!([]));
    assert_eq!(count(&both), 2 * count(&alone));
    let clash = read(&[labels("repository=shop"), labels("repository=shop")]);
    assert_ne!(clash["repeated"], json!([]), "the check does look");

    // An argument of a program holds no NUL.
    let texts: Vec<String> = hostile::texts(500)
        .into_iter()
        .map(|text| text.replace('\0', "0"))
        .collect();
    for part in texts.chunks(50) {
        let labels: Vec<String> = part
            .iter()
            .enumerate()
            .map(|(number, text)| format!("t{number}={text}x"))
            .collect();
        let read = read(&[labels]);
        let sample = &read["openmetrics"][0][1];
        for (number, text) in part.iter().enumerate() {
            let told = gonogo::domain::text::visible(&format!("{text}x")).into_owned();
            let wanted = json!([format!("t{number}"), told]);
            assert!(
                sample.as_array().unwrap().contains(&wanted),
                "{wanted} in {sample}"
            );
        }
        assert_eq!(read["text"], read["openmetrics"]);
    }
}
