use super::*;
use crate::domain::digest::Digest;
use crate::domain::rules::form::{Bearer, Form, folded, judge_answers};
use crate::domain::testing::{Story, person, plan};
use crate::render;

const HARD: &str = "Say \"yes\" -- don't [x] it: a_b, 1. *c* <d> @ben #12 https://x.example/a_b_c & more words, \
    so many that the line is much longer than any mail program leaves it - or any tracker";

fn story() -> Story {
    let mut plan = plan(&["pre/a dev", "pre/b dev proof maybe", "gate pre dev"]);
    plan.items[0].text = HARD.to_owned();
    plan.items[0].help = Some("- [ ] no box\n\nEvidence: none".to_owned());
    plan.items[1].link = Some("https://wiki.example/_b_".to_owned());
    Story::of(plan)
}

fn written(story: &Story) -> String {
    let release = story.clone().release();
    let role = release.plan().role(&"dev".into()).unwrap();
    render::form::markdown(&Form::of(&release, role, story.now))
}

fn filled(story: &Story) -> String {
    written(story)
        .replace("- [ ]", "- [x]")
        .replace("- [x] NO-GO", "- [ ] NO-GO")
        .replace("Evidence:", "Evidence: <https://ci.example/run/_1_>")
        .replace(
            "(required):",
            "(required): https://ci.example/a_b_c and *seen*",
        )
        .replace("Remark:", "Remark: it\u{2019}s fine")
        .replace("Blocked, because:", "Blocked, because: n/a")
}

#[test]
fn a_form_reads_back_as_it_was_filled_in() {
    let answers = read(&filled(&story()));
    assert_eq!(answers.version.as_deref(), Some("2.4.0"));
    assert_eq!(answers.stray, []);
    let boxes: Vec<(String, Option<bool>, usize)> = answers
        .boxes
        .iter()
        .map(|it| (it.mark.about.to_string(), it.ticked, it.lines.len()))
        .collect();
    assert_eq!(
        boxes,
        [
            ("sign pre/a".to_owned(), Some(true), 2),
            ("sign pre/b".to_owned(), Some(true), 2),
            ("go pre".to_owned(), Some(true), 0),
            ("no-go pre".to_owned(), Some(false), 0),
        ]
    );
    assert_eq!(folded(&answers.boxes[0].text), folded(HARD));
    assert_eq!(answers.boxes[0].evidence(), ["https://ci.example/run/_1_"]);
    assert_eq!(
        answers.boxes[1].evidence(),
        ["https://ci.example/a_b_c and *seen*"]
    );
    let empty = read(&written(&story()));
    assert!(empty.boxes.iter().all(|it| !it.is_given()), "{empty:?}");
    assert_eq!(empty.stray, []);
}

/// Breaks every line behind the last space before a column, as mail programs do.
fn wrapped(text: &str, before: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut rest = line;
        while rest.len() > 72 {
            let (mut end, _) = rest.char_indices().nth(72).unwrap_or((rest.len(), ' '));
            end = rest[..end].rfind(' ').filter(|at| *at > 4).unwrap_or(end);
            out.push_str(&rest[..end]);
            out.push_str(before);
            rest = rest[end..].trim_start();
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

#[test]
fn what_mail_and_trackers_do_to_a_form_changes_no_answer() {
    type Damage = fn(&str) -> String;
    let quoted =
        |text: &str| -> String { text.lines().map(|line| format!("> {line}\n")).collect() };
    let damages: [(&str, Damage); 12] = [
        ("CRLF", |text| text.replace('\n', "\r\n")),
        ("a byte order mark", |text| format!("\u{feff}{text}")),
        ("quoted", |text| {
            text.lines().map(|line| format!("> {line}\n")).collect()
        }),
        ("quoted twice", |text| {
            text.lines().map(|line| format!(">> {line}\n")).collect()
        }),
        ("wrapped", |text| wrapped(text, "\n")),
        ("wrapped in a quote", |text| {
            wrapped(&text.replace('\n', "\n> "), "\n> ")
        }),
        ("wrapped out of a quote", |text| {
            wrapped(&text.replace('\n', "\n> "), "\n")
        }),
        ("typographic", |text| {
            text.replace("\"yes\"", "\u{201c}yes\u{201d}")
                .replace("don't", "don\u{2019}t")
                .replace("<!--", "<!\u{2014}")
                .replace("-->", "\u{2014}>")
                .replace(" \\- ", " \u{2013} ")
                .replace(" -- ", " \u{2014} ")
        }),
        ("no-break spaces", |text| {
            text.replace("[x] ", "[x]\u{a0}")
                .replace("words,", "words,\u{a0}")
        }),
        ("other bullets", |text| {
            text.replace("- [", "\u{2022} [").replace("  - ", "  * ")
        }),
        ("without indent", |text| {
            text.lines()
                .map(|line| format!("{}\n", line.trim()))
                .collect()
        }),
        ("in a letter", |text| {
            format!("Hello,\n\n- see below\n\n{text}\n-- \nMia\n")
        }),
    ];
    let story = story();
    let form = filled(&story);
    let bearer = Bearer {
        person: &person("dev"),
        by: &person("Mia"),
        via: None,
        file: Digest::of_bytes(b""),
    };
    let events = |text: &str| -> Vec<_> {
        let answers = read(text);
        let judged = judge_answers(&story.clone().release(), &answers, &bearer, story.now);
        let kinds = judged
            .into_iter()
            .map(|it| it.outcome.map_err(|fault| fault.to_string()));
        kinds.collect()
    };
    let expected = events(&form);
    assert_eq!(expected.len(), 3);
    assert!(expected.iter().all(Result::is_ok), "{expected:?}");
    for (name, damage) in damages {
        assert_eq!(
            events(&damage(&form)),
            expected,
            "{name}\n{}",
            damage(&form)
        );
    }
    let both = format!("{form}\n\nAda wrote:\n{}", quoted(&written(&story)));
    assert_eq!(events(&both), expected, "answered above the quoted form");
}

#[test]
fn what_cannot_be_understood_is_named_with_its_line() {
    let mark = "<!-- gonogo dev sign pre/a 0123456789ab -->";
    for (text, boxes, stray) in [
        (format!("- [y] a {mark}"), &[(1, None)][..], &[][..]),
        (format!("a {mark}"), &[(1, None)], &[]),
        (format!("- [x]a {mark}"), &[(1, Some(true))], &[]),
        ("- [x] a".to_owned(), &[], &[(1, Stray::NoMark)]),
        ("- [ ] a".to_owned(), &[], &[]),
        (
            format!("- b\n- [x] a {mark}\n  - c\n\n  d\n- e: f\n"),
            &[(2, Some(true))],
            &[
                (2, Stray::Loose("d".to_owned())),
                (3, Stray::NoLabel("c".to_owned())),
                (6, Stray::NoLabel("e: f".to_owned())),
            ],
        ),
        (
            format!("- [x] a\n  b\n  {mark}\n\n  c\n"),
            &[(1, Some(true))],
            &[(1, Stray::Loose("c".to_owned()))],
        ),
    ] {
        let answers = read(&text);
        let found: Vec<_> = answers
            .boxes
            .iter()
            .map(|it| (it.line, it.ticked))
            .collect();
        assert_eq!(found, boxes, "{text}");
        assert_eq!(answers.stray, stray, "{text}");
    }
}

/// Documents whose parts are many, long or deep: read whole, in a time that grows with them.
#[test]
fn hostile_shapes_are_read_whole() {
    const MANY: usize = 4_000;
    let mark = "<!-- gonogo dev sign pre/a 0123456789ab -->";
    for (name, text, boxes, stray) in [
        (
            "equal boxes",
            format!("- [x] a {mark}\n").repeat(MANY),
            MANY,
            0,
        ),
        ("boxes without marks", "- [x] a\n".repeat(MANY), 0, MANY),
        ("open comments", "- [x] a <!-- b\n".repeat(MANY), 0, MANY),
        ("quote marks", ">".repeat(100_000), 0, 0),
        (
            "lines of one box",
            format!("- [x] a {mark}\n{}", "  - Evidence: b\n".repeat(MANY)),
            1,
            0,
        ),
        (
            "strays of one box",
            format!("- [x] a {mark}\n{}", "  - b\n".repeat(MANY)),
            1,
            MANY,
        ),
    ] {
        let answers = read(&text);
        let found = (answers.boxes.len(), answers.stray.len());
        assert_eq!(found, (boxes, stray), "{name}");
    }
}
